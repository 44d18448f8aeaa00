/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-udp-port-private.h"
#include "libsipgo/gst/sipgo-rtp-handler.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* Takes the negotiator, which has its codecs already, and the port. If port is NULL, each description request fails
 * with error. */
SipgoRtpHandler *sipgo_rtp_handler_new (SipgoMediaThread *thread, SipgoSdpNegotiator *negotiator, SipgoRtpPort *port,
                                        const char *local_address, const GError *error);

/* Where to look for other ports when the local address changes. Takes references to what range points to. environment
 * (nullable) has the random numbers of range. */
void sipgo_rtp_handler_set_port_range    (SipgoRtpHandler *self, const SipgoRtpPortRange *range,
                                          SipgoEnvironment *environment);
/* Before each description that tells a new port, asks the STUN server under which address a NAT shows it. To be called
 * before the first one; port and local_address are those that the handler was made with. */
void sipgo_rtp_handler_set_stun_server   (SipgoRtpHandler *self, SipgoEnvironment *environment,
                                          const SipgoAddress *server, SipgoRtpPort *port, const char *local_address);
/* To be called before the first description. See SipgoRtpHandlerFactory:strict-source. */
void sipgo_rtp_handler_set_strict_source (SipgoRtpHandler *self, gboolean strict_source);
/* Draws SSRC, first sequence number, first timestamp and CNAME from random, so that a simulation can be repeated. */
void sipgo_rtp_handler_draw_identity     (SipgoRtpHandler *self, SipgoRandom *random);

G_END_DECLS

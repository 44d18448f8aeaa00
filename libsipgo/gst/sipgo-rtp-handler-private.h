/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"
#include "libsipgo/gst/sipgo-rtp-handler.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* Takes the negotiator, which has its codecs already, and the port. If port is NULL, each description request fails
 * with error. */
SipgoRtpHandler *sipgo_rtp_handler_new (SipgoMediaThread *thread, SipgoSdpNegotiator *negotiator, SipgoRtpPort *port,
                                        const char *local_address, const GError *error);

/* To be called before the first description. See SipgoRtpHandlerFactory:strict-source. */
void sipgo_rtp_handler_set_strict_source (SipgoRtpHandler *self, gboolean strict_source);
/* Draws SSRC, first sequence number, first timestamp and CNAME from random, so that a simulation can be repeated. */
void sipgo_rtp_handler_draw_identity     (SipgoRtpHandler *self, SipgoRandom *random);

G_END_DECLS

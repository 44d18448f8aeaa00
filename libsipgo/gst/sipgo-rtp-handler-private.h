/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"
#include "libsipgo/gst/sipgo-rtp-handler.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* Takes the negotiator, whose codecs are set, and the port. Without a port every request fails with error. */
SipgoRtpHandler *sipgo_rtp_handler_new (SipgoMediaThread *thread, SipgoSdpNegotiator *negotiator, SipgoRtpPort *port,
                                        const char *local_address, const GError *error);

/* Before the first description. */
void sipgo_rtp_handler_set_strict_source (SipgoRtpHandler *self, gboolean strict_source);
/* What tells its streams from others is drawn by these dice. */
void sipgo_rtp_handler_draw_identity     (SipgoRtpHandler *self, SipgoRandom *random);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/thread/sipgo-media-thread-private.h"
#include "libsipgo/gst/sipgo-rtp-handler.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* Takes the negotiator, whose codecs are set, and the port. Without a port every request fails with error. */
SipgoRtpHandler *sipgo_rtp_handler_new (SipgoMediaThread *thread, SipgoSdpNegotiator *negotiator, SipgoPacketPort *port,
                                        const char *local_address, const GError *error);

/* Before the first description. */
void sipgo_rtp_handler_set_strict_source (SipgoRtpHandler *self, gboolean strict_source);

G_END_DECLS

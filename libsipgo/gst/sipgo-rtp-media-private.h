/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sipgo-rtp-leg-private.h"
#include "libsipgo/media/sipgo-media-private.h"

G_BEGIN_DECLS

/* The SipgoMedia of an RTP call, which controls its leg. Main thread only. */
#define SIPGO_TYPE_RTP_MEDIA (sipgo_rtp_media_get_type ())
G_DECLARE_FINAL_TYPE (SipgoRtpMedia, sipgo_rtp_media, SIPGO, RTP_MEDIA, SipgoMedia)

SipgoRtpMedia *sipgo_rtp_media_new    (SipgoMediaThread *thread, SipgoRtpPort *port, GMainContext *context);
void           sipgo_rtp_media_agreed (SipgoRtpMedia *self, const SipgoSdpAgreement *agreement, gboolean final);
void           sipgo_rtp_media_set_holding (SipgoRtpMedia *self, gboolean holding);
void           sipgo_rtp_media_close  (SipgoRtpMedia *self);
/* NULL after sipgo_rtp_media_close (). */
SipgoRtpLeg   *sipgo_rtp_media_get_leg (SipgoRtpMedia *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-private.h"

G_BEGIN_DECLS

/* An audio codec as it is written in a session description. */
typedef struct
{
  const char *name;
  guint clock_rate;            /* of RTP: 8000 for G.722, which samples at 16000 (RFC 3551 4.5.2) */
  guint8 channels;
  guint8 payload_type;         /* the static one, or the preferred dynamic one */
} SipgoSdpCodec;

#define SIPGO_SDP_MAX_CODECS 8

const SipgoSdpCodec *sipgo_sdp_codec_find    (const char *name);
gboolean             sipgo_sdp_codec_matches (const SipgoSdpCodec *self, const SipgoSdpFormat *format);

/* Whether the format is telephone-event (RFC 4733) with this clock rate. */
gboolean             sipgo_sdp_format_is_event (const SipgoSdpFormat *format, guint clock_rate);

G_END_DECLS

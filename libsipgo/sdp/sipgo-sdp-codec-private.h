/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-private.h"

G_BEGIN_DECLS

/* What an audio codec is called in a session description. */
typedef struct
{
  const char *name;
  guint clock_rate;            /* of RTP: G.722 says 8000 and samples at 16000 (RFC 3551, 4.5.2) */
  guint8 channels;
  guint8 payload_type;         /* the static one, or the dynamic one that is offered when it is free */
} SipgoSdpCodec;

#define SIPGO_SDP_MAX_CODECS 8

const SipgoSdpCodec *sipgo_sdp_codec_find    (const char *name);
gboolean             sipgo_sdp_codec_matches (const SipgoSdpCodec *self, const SipgoSdpFormat *format);

/* Whether the format is RFC 4733's telephone-event of that clock. */
gboolean             sipgo_sdp_format_is_event (const SipgoSdpFormat *format, guint clock_rate);

G_END_DECLS

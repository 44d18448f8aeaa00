/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-codec-private.h"

static const SipgoSdpCodec codecs[] = {
  { "opus", 48000, 2, 111 },
  { "G722", 8000, 1, 9 },
  { "PCMU", 8000, 1, 0 },
  { "PCMA", 8000, 1, 8 },
};

const SipgoSdpCodec *
sipgo_sdp_codec_find (const char *name)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (sipgo_sdp_is_word (name, codecs[i].name))
      return &codecs[i];
  return NULL;
}

/* A static payload type stands for one codec only; a dynamic one has to be explained by a=rtpmap. */
gboolean
sipgo_sdp_codec_matches (const SipgoSdpCodec *self, const SipgoSdpFormat *format)
{
  if (format->payload_type < SIPGO_SDP_FIRST_DYNAMIC && format->payload_type != self->payload_type)
    return FALSE;
  /* For a static payload type the clock rate is not compared: some peers write 16000 for G.722. */
  if (!format->name)
    return format->payload_type < SIPGO_SDP_FIRST_DYNAMIC;
  if (format->payload_type < SIPGO_SDP_FIRST_DYNAMIC)
    return sipgo_sdp_is_word (format->name, self->name);
  return format->clock_rate == self->clock_rate && format->channels == self->channels &&
         sipgo_sdp_is_word (format->name, self->name);
}

gboolean
sipgo_sdp_format_is_event (const SipgoSdpFormat *format, guint clock_rate)
{
  return format->payload_type >= SIPGO_SDP_FIRST_DYNAMIC && format->name && format->clock_rate == clock_rate &&
         sipgo_sdp_is_word (format->name, "telephone-event");
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-negotiator-internal-private.h"

#include <string.h>

#define FRAME_MS    20
#define NUMBER_SIZE 24

SipgoSdpFormat
sipgo_sdp_codec_format (const SipgoSdpCodec *codec, guint8 payload_type)
{
  return (SipgoSdpFormat) { codec->name, NULL, codec->clock_rate, codec->channels, payload_type };
}

SipgoSdpFormat
sipgo_sdp_event_format (guint clock_rate, guint8 payload_type)
{
  return (SipgoSdpFormat) { "telephone-event", "0-15", clock_rate, 1, payload_type };
}

static void
write_lines (SipgoSdpNegotiator *self, GString *out, const SipgoSdpTerms *terms, const SipgoSdpMedia *audio)
{
  guint i;

  for (i = 0; i < terms->n_lines; i++)
    {
      if (terms->other_lines && terms->other_lines[i])
        g_string_append (out, terms->other_lines[i]);
      else
        sipgo_sdp_write_media (out, audio);
    }
}

/* After FNV-1a, but eight octets at a time. */
static guint64
hash_text (const GString *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  gsize i;

  for (i = 0; i < text->len; i += sizeof hash)
    {
      guint64 word = 0;

      memcpy (&word, text->str + i, MIN (sizeof word, text->len - i));
      hash = (hash ^ word) * G_GUINT64_CONSTANT (0x100000001b3);
      hash ^= hash >> 29;
    }
  return hash;
}

static void
format_number (char text[NUMBER_SIZE], guint64 number)
{
  char digits[NUMBER_SIZE];
  guint n = 0;

  do
    digits[n++] = '0' + (char) (number % 10);
  while ((number /= 10) > 0);
  while (n > 0)
    *text++ = digits[--n];
  *text = '\0';
}

static SipgoSdpMedia
own_media (SipgoSdpNegotiator *self, const SipgoSdpTerms *terms, SipgoSdpFormat *formats, guint n_formats)
{
  return (SipgoSdpMedia) {
    .type = "audio",
    .proto = terms->feedback_profile ? "RTP/AVPF" : "RTP/AVP",
    .formats = formats,
    .n_formats = n_formats,
    .port = self->port,
    .ptime = FRAME_MS,
    .direction = terms->agreement.direction,
    .rtcp_mux = terms->agreement.rtcp_mux,
  };
}

/* The whole description. Its o= version goes up by one exactly when something else in it has changed (RFC 3264, 8). */
char *
sipgo_sdp_negotiator_write (SipgoSdpNegotiator *self, const SipgoSdpTerms *terms, SipgoSdpFormat *formats, guint n_formats)
{
  char id[NUMBER_SIZE], version[NUMBER_SIZE];
  SipgoSdp session = { .id = id, .version = "", .origin_address = self->address, .address = self->address,
                       .time_lines = terms->time_lines };
  const SipgoSdpMedia audio = own_media (self, terms, formats, n_formats);
  GString *out = g_string_sized_new (512);
  guint64 hash;
  gsize head;

  format_number (id, self->session_id);
  sipgo_sdp_write_session (out, &session);
  write_lines (self, out, terms, &audio);
  hash = hash_text (out);
  if (hash != self->last_hash)
    self->version = self->last_hash ? self->version + 1 : self->session_id;
  self->last_hash = hash;
  format_number (version, self->version);
  head = strlen ("v=0\r\no=- ") + strlen (id) + 1;
  g_string_insert (out, head, version);
  return g_string_free (out, FALSE);
}

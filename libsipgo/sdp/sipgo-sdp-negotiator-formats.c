/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-negotiator-internal-private.h"

#include "libsipgo/base/sipgo-error.h"

#define FIRST_DYNAMIC 96
#define LAST_DYNAMIC  127

void
sipgo_sdp_negotiator_note_type (SipgoSdpNegotiator *self, guint slot, guint8 payload_type)
{
  self->payload_types[slot] = payload_type;
  if (payload_type >= FIRST_DYNAMIC)
    self->used_dynamic |= 1u << (payload_type - FIRST_DYNAMIC);
}

static gboolean
is_free (SipgoSdpNegotiator *self, guint8 payload_type)
{
  return payload_type < FIRST_DYNAMIC || !(self->used_dynamic & (1u << (payload_type - FIRST_DYNAMIC)));
}

guint8
sipgo_sdp_negotiator_type_for (SipgoSdpNegotiator *self, guint slot, guint8 preferred)
{
  guint8 payload_type = preferred;

  if (self->payload_types[slot] != SIPGO_SDP_NO_PAYLOAD)
    return self->payload_types[slot];
  if (!is_free (self, payload_type))
    for (payload_type = FIRST_DYNAMIC; payload_type < LAST_DYNAMIC && !is_free (self, payload_type); payload_type++)
      ;
  sipgo_sdp_negotiator_note_type (self, slot, payload_type);
  return payload_type;
}

void
sipgo_sdp_negotiator_note_peer_types (SipgoSdpNegotiator *self, const SipgoSdpMedia *media)
{
  guint i;

  for (i = 0; i < media->n_formats; i++)
    if (media->formats[i].payload_type >= FIRST_DYNAMIC)
      self->used_dynamic |= 1u << (media->formats[i].payload_type - FIRST_DYNAMIC);
}

static void
match_format (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, const SipgoSdpFormat *format)
{
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    {
      if (!sipgo_sdp_codec_matches (self->codecs[i], format))
        continue;
      if (agreement->n_formats < SIPGO_SDP_MAX_CODECS)
        agreement->formats[agreement->n_formats++] =
            (SipgoSdpAgreedFormat) { self->codecs[i], format->payload_type, self->payload_types[i] };
      return;
    }
}

/* Events of the codec's own clock; of another, which some peers offer beside opus, where there is no better. */
static void
match_events (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, const SipgoSdpMedia *media)
{
  guint clock_rate = agreement->formats[0].codec->clock_rate;
  guint i, k;

  for (i = 0; i < media->n_formats; i++)
    for (k = 0; k < SIPGO_SDP_N_EVENT_CLOCKS; k++)
      {
        guint clock = sipgo_sdp_event_clocks[k];

        if (!sipgo_sdp_format_is_event (&media->formats[i], clock) || agreement->event_clock_rate == clock_rate ||
            (agreement->event_clock_rate && clock != clock_rate))
          continue;
        agreement->event_clock_rate = clock;
        agreement->event_send = media->formats[i].payload_type;
        agreement->event_receive = self->payload_types[SIPGO_SDP_MAX_CODECS + k];
      }
}

void
sipgo_sdp_negotiator_match (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdpMedia *media)
{
  SipgoSdpAgreement *agreement = &terms->agreement;
  guint i;

  agreement->n_formats = 0;
  for (i = 0; i < media->n_formats; i++)
    match_format (self, agreement, &media->formats[i]);
  if (agreement->n_formats > 0)
    match_events (self, agreement, media);
}

static char *
describe_peer_codecs (const SipgoSdpMedia *media)
{
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; i < media->n_formats; i++)
    {
      const SipgoSdpFormat *format = &media->formats[i];

      g_string_append (text, i > 0 ? ", " : "");
      if (format->name)
        g_string_append_printf (text, "%s/%u", format->name, format->clock_rate);
      else
        g_string_append_printf (text, "payload type %u", format->payload_type);
    }
  return g_string_free (text, FALSE);
}

void
sipgo_sdp_negotiator_fail_codec (SipgoSdpNegotiator *self, const SipgoSdpMedia *media, GError **error)
{
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = describe_peer_codecs (media);
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    g_string_append_printf (ours, "%s%s", i > 0 ? ", " : "", self->codecs[i]->name);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The two sides share no audio codec: the peer has %s, we have %s",
               theirs, ours->len > 0 ? ours->str : "none");
}

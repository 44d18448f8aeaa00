/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-negotiator-internal-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error-private.h"

#define FIRST_DYNAMIC 96
#define LAST_DYNAMIC  127

static void
use_number (SipgoSdpNegotiator *self, guint8 payload_type)
{
  if (payload_type >= FIRST_DYNAMIC && payload_type <= LAST_DYNAMIC)
    self->used_dynamic |= 1u << (payload_type - FIRST_DYNAMIC);
}

/* A number means one thing only: what had it before gets another one when it is offered again. */
void
sipgo_sdp_negotiator_note_type (SipgoSdpNegotiator *self, guint slot, guint8 payload_type)
{
  guint i;

  for (i = 0; i < SIPGO_SDP_MAX_OWN_FORMATS; i++)
    if (self->payload_types[i] == payload_type)
      self->payload_types[i] = SIPGO_SDP_NO_PAYLOAD;
  self->payload_types[slot] = payload_type;
  use_number (self, payload_type);
}

static gboolean
is_free (SipgoSdpNegotiator *self, guint payload_type)
{
  return payload_type < FIRST_DYNAMIC || !(self->used_dynamic & (1u << (payload_type - FIRST_DYNAMIC)));
}

guint8
sipgo_sdp_negotiator_type_for (SipgoSdpNegotiator *self, guint slot, guint8 preferred)
{
  guint payload_type = preferred;

  if (self->payload_types[slot] != SIPGO_SDP_NO_PAYLOAD)
    return self->payload_types[slot];
  if (!is_free (self, payload_type))
    for (payload_type = FIRST_DYNAMIC; payload_type <= LAST_DYNAMIC && !is_free (self, payload_type); payload_type++)
      ;
  if (payload_type > LAST_DYNAMIC)
    return SIPGO_SDP_NO_PAYLOAD;
  sipgo_sdp_negotiator_note_type (self, slot, (guint8) payload_type);
  return (guint8) payload_type;
}

void
sipgo_sdp_negotiator_note_peer_types (SipgoSdpNegotiator *self, const SipgoSdpMedia *media)
{
  guint i;

  for (i = 0; i < media->n_formats; i++)
    use_number (self, media->formats[i].payload_type);
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

void
sipgo_sdp_agreement_add_event (SipgoSdpAgreement *self, guint8 payload_type, guint clock_rate)
{
  guint i;

  for (i = 0; i < self->n_events; i++)
    if (self->events[i].payload_type == payload_type)
      return;
  if (payload_type != SIPGO_SDP_NO_PAYLOAD && self->n_events < SIPGO_SDP_MAX_EVENTS)
    self->events[self->n_events++] = (SipgoSdpEventFormat) { payload_type, clock_rate };
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

        if (sipgo_sdp_format_is_event (&media->formats[i], clock))
          sipgo_sdp_agreement_add_event (agreement, media->formats[i].payload_type, clock);
        if (!sipgo_sdp_format_is_event (&media->formats[i], clock) || agreement->event_clock_rate == clock_rate ||
            (agreement->event_clock_rate && clock != clock_rate))
          continue;
        agreement->event_clock_rate = clock;
        agreement->event_send = media->formats[i].payload_type;
        agreement->event_receive = self->payload_types[SIPGO_SDP_MAX_CODECS + k];
      }
}

static gboolean G_GNUC_PRINTF (4, 5)
refuse (GError **error, SipgoError code, guint warning, const char *format, ...)
{
  va_list args;

  if (!error)
    return FALSE;
  va_start (args, format);
  *error = g_error_new_valist (SIPGO_ERROR, (int) code, format, args);
  va_end (args);
  sipgo_error_set_warning (*error, warning);
  return FALSE;
}

static char *
describe_peer_codecs (const SipgoSdpMedia *media)
{
  GString *text = g_string_new (NULL);
  guint i;

  if (media->n_formats == 0)
    g_string_append (text, media->format_list);
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

static gboolean
fail_codec (SipgoSdpNegotiator *self, const SipgoSdpMedia *media, GError **error)
{
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = describe_peer_codecs (media);
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    g_string_append_printf (ours, "%s%s", i > 0 ? ", " : "", self->codecs[i]->name);
  return refuse (error, SIPGO_ERROR_NO_CODEC, SIPGO_WARNING_FORMAT, "The two sides share no audio codec: the peer has %s, we have %s",
                 theirs, ours->len > 0 ? ours->str : "none");
}

/* --- streams ---------------------------------------------------------------------------------------------------------- */

gboolean
sipgo_sdp_media_is_live (const SipgoSdpMedia *media)
{
  return media->broken || media->port != 0;
}

static gboolean
is_audio (const SipgoSdpMedia *media)
{
  return sipgo_sdp_is_word (media->type, "audio");
}

gboolean
sipgo_sdp_media_is_plain_audio (const SipgoSdpMedia *media)
{
  return is_audio (media) && (sipgo_sdp_is_word (media->proto, "RTP/AVP") || sipgo_sdp_is_word (media->proto, "RTP/AVPF"));
}

static gboolean
check_stream (const SipgoSdpMedia *media, GError **error)
{
  if (media->broken)
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_DESCRIPTION, "The peer's m= line of %s cannot be read", media->type);
  if (media->port == 0)
    return refuse (error, SIPGO_ERROR_NO_CODEC, SIPGO_WARNING_MEDIA_TYPE, "The peer does not use its stream of %s", media->type);
  if (!sipgo_sdp_media_is_plain_audio (media))
    return refuse (error, SIPGO_ERROR_NO_CODEC, is_audio (media) ? SIPGO_WARNING_TRANSPORT : SIPGO_WARNING_MEDIA_TYPE,
                   "The peer offers %s over %s; this side takes audio over RTP/AVP only", media->type, media->proto);
  return TRUE;
}

/* RFC 6157 section 4.2.1: what we send from has one family only. */
static gboolean
check_network (SipgoSdpNegotiator *self, const SipgoSdpMedia *media, GError **error)
{
  SipgoSdpNetwork own = self->address && strchr (self->address, ':') ? SIPGO_SDP_NETWORK_IP6 : SIPGO_SDP_NETWORK_IP4;

  if (media->network == SIPGO_SDP_NETWORK_UNKNOWN)
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_NETWORK, "The peer's audio is on a network that is neither IP4 nor IP6");
  if (!media->address || sipgo_sdp_address_is_null (media->address))
    return TRUE;
  if (media->network != own)
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_NETWORK, "The peer's audio is at %s, and ours at %s: the one is %s, the other %s",
                   media->address, self->address, own == SIPGO_SDP_NETWORK_IP6 ? "IP4" : "IP6", own == SIPGO_SDP_NETWORK_IP6 ? "IP6" : "IP4");
  if (sipgo_sdp_address_is_multicast (media->address))
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_MULTICAST, "The peer's audio goes to all at %s; this side takes calls between two only",
                   media->address);
  return TRUE;
}

gboolean
sipgo_sdp_negotiator_match (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdpMedia *media, GError **error)
{
  SipgoSdpAgreement *agreement = &terms->agreement;
  guint i;

  agreement->n_formats = 0;
  agreement->event_clock_rate = 0;
  if (!check_stream (media, error) || !check_network (self, media, error))
    return FALSE;
  for (i = 0; i < media->n_formats; i++)
    match_format (self, agreement, &media->formats[i]);
  if (agreement->n_formats == 0)
    return fail_codec (self, media, error);
  match_events (self, agreement, media);
  return TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-stream-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error-private.h"

#define FIRST_DYNAMIC   SIPGO_SDP_FIRST_DYNAMIC
#define LAST_DYNAMIC    127

#define TELEPHONE_CLOCK 8000

static const guint event_clocks[SIPGO_SDP_N_EVENT_CLOCKS] = { TELEPHONE_CLOCK, 48000 };

SipgoSdpStream *
sipgo_sdp_stream_new (const char *type)
{
  SipgoSdpStream *self = g_new0 (SipgoSdpStream, 1);

  self->type = type;
  memset (self->payload_types, SIPGO_SDP_NO_PAYLOAD, sizeof self->payload_types);
  return self;
}

void
sipgo_sdp_stream_free (SipgoSdpStream *self)
{
  g_free (self);
}

void
sipgo_sdp_stream_add_codec (SipgoSdpStream *self, const SipgoSdpCodec *codec)
{
  g_assert (self->n_codecs < SIPGO_SDP_MAX_CODECS);
  self->codecs[self->n_codecs++] = codec;
}

void
sipgo_sdp_stream_set_port (SipgoSdpStream *self, guint16 port, gboolean rtcp_mux)
{
  self->port = port;
  self->rtcp_port = 0;
  self->rtcp_mux = rtcp_mux;
}

void
sipgo_sdp_stream_set_mapped_ports (SipgoSdpStream *self, guint16 port, guint16 rtcp_port)
{
  self->port = port;
  self->rtcp_port = rtcp_port != port + 1 ? rtcp_port : 0;
}

void
sipgo_sdp_stream_set_refused (SipgoSdpStream *self, gboolean refused)
{
  self->refused = refused;
}

/* --- payload types ------------------------------------------------------------------------------------------------ */

static void
use_number (SipgoSdpStream *self, guint8 payload_type)
{
  if (payload_type >= FIRST_DYNAMIC && payload_type <= LAST_DYNAMIC)
    self->used_dynamic |= 1u << (payload_type - FIRST_DYNAMIC);
}

/* A payload type stands for one format only: a format that had the number before gets another one in the next offer. */
static void
note_type (SipgoSdpStream *self, guint slot, guint8 payload_type)
{
  guint i;

  for (i = 0; i < SIPGO_SDP_MAX_OWN_FORMATS; i++)
    if (self->payload_types[i] == payload_type)
      self->payload_types[i] = SIPGO_SDP_NO_PAYLOAD;
  self->payload_types[slot] = payload_type;
  use_number (self, payload_type);
}

static gboolean
is_free (SipgoSdpStream *self, guint payload_type)
{
  return payload_type < FIRST_DYNAMIC || !(self->used_dynamic & (1u << (payload_type - FIRST_DYNAMIC)));
}

static guint8
type_for (SipgoSdpStream *self, guint slot, guint8 preferred)
{
  guint payload_type = preferred;

  if (self->payload_types[slot] != SIPGO_SDP_NO_PAYLOAD)
    return self->payload_types[slot];
  if (!is_free (self, payload_type))
    for (payload_type = FIRST_DYNAMIC; payload_type <= LAST_DYNAMIC && !is_free (self, payload_type); payload_type++)
      ;
  if (payload_type > LAST_DYNAMIC)
    return SIPGO_SDP_NO_PAYLOAD;
  note_type (self, slot, (guint8) payload_type);
  return (guint8) payload_type;
}

void
sipgo_sdp_stream_note_peer_types (SipgoSdpStream *self, const SipgoSdpMedia *media)
{
  guint i;

  for (i = 0; i < media->n_formats; i++)
    use_number (self, media->formats[i].payload_type);
}

/* --- matching the peer's m= line ---------------------------------------------------------------------------------- */

static void
match_format (SipgoSdpStream *self, SipgoSdpAgreement *agreement, const SipgoSdpFormat *format)
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

/* Sends telephone-events with the clock rate of the codec; with another, which some peers offer with Opus, only if
 * there is none of that rate. */
static void
match_events (SipgoSdpStream *self, SipgoSdpAgreement *agreement, const SipgoSdpMedia *media)
{
  guint clock_rate = agreement->formats[0].codec->clock_rate;
  guint i, k;

  for (i = 0; i < media->n_formats; i++)
    for (k = 0; k < SIPGO_SDP_N_EVENT_CLOCKS; k++)
      {
        guint clock = event_clocks[k];

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
fail_codec (SipgoSdpStream *self, const SipgoSdpMedia *media, GError **error)
{
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = describe_peer_codecs (media);
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    g_string_append_printf (ours, "%s%s", i > 0 ? ", " : "", self->codecs[i]->name);
  return refuse (error, SIPGO_ERROR_NO_CODEC, SIPGO_WARNING_FORMAT,
                 "The two sides share no %s codec: the peer has %s, we have %s",
                 self->type, theirs, ours->len > 0 ? ours->str : "none");
}

static gboolean
is_of_type (const SipgoSdpStream *self, const SipgoSdpMedia *media)
{
  return sipgo_sdp_is_word (media->type, self->type);
}

gboolean
sipgo_sdp_stream_is_of_kind (const SipgoSdpStream *self, const SipgoSdpMedia *media)
{
  return is_of_type (self, media) && (sipgo_sdp_is_word (media->proto, "RTP/AVP") ||
                                      sipgo_sdp_is_word (media->proto, "RTP/AVPF"));
}

static gboolean
check_line (const SipgoSdpStream *self, const SipgoSdpMedia *media, GError **error)
{
  if (media->broken)
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_DESCRIPTION, "The peer's m= line of %s cannot be read",
                   media->type);
  if (media->port == 0)
    return refuse (error, SIPGO_ERROR_NO_CODEC, SIPGO_WARNING_MEDIA_TYPE, "The peer's %s stream has port 0: not used",
                   media->type);
  if (self->refused)
    return refuse (error, SIPGO_ERROR_NO_CODEC, SIPGO_WARNING_MEDIA_TYPE, "The %s stream is refused on this side",
                   self->type);
  if (!sipgo_sdp_stream_is_of_kind (self, media))
    return refuse (error, SIPGO_ERROR_NO_CODEC, is_of_type (self, media)
                   ? SIPGO_WARNING_TRANSPORT : SIPGO_WARNING_MEDIA_TYPE,
                   "The peer offers %s over %s; this side takes %s over RTP/AVP only", media->type, media->proto,
                       self->type);
  return TRUE;
}

/* Our media have one address and so one family, IPv4 or IPv6 (RFC 6157 4.2.1). */
static gboolean
check_network (const SipgoSdpMedia *media, const char *own_address, GError **error)
{
  SipgoSdpNetwork own = own_address && strchr (own_address, ':') ? SIPGO_SDP_NETWORK_IP6 : SIPGO_SDP_NETWORK_IP4;

  if (media->network == SIPGO_SDP_NETWORK_UNKNOWN)
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_NETWORK,
                   "The c= line of the peer's %s stream is neither IP4 nor IP6", media->type);
  if (!media->address || sipgo_sdp_address_is_null (media->address))
    return TRUE;
  if (media->network != own)
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_NETWORK,
                   "The address of the peer's %s stream, %s, is %s, but our address, %s, is %s: both sides need the "
                   "same family", media->type, media->address, own == SIPGO_SDP_NETWORK_IP6 ? "IP4" : "IP6",
                   own_address, own == SIPGO_SDP_NETWORK_IP6 ? "IP6" : "IP4");
  if (sipgo_sdp_address_is_multicast (media->address))
    return refuse (error, SIPGO_ERROR_MEDIA, SIPGO_WARNING_MULTICAST,
                   "The address of the peer's %s stream, %s, is multicast, which is not supported",
                   media->type, media->address);
  return TRUE;
}

gboolean
sipgo_sdp_stream_match (SipgoSdpStream *self, SipgoSdpAgreement *agreement, const SipgoSdpMedia *media,
                        const char *own_address,
                        GError **error)
{
  guint i;

  agreement->n_formats = 0;
  agreement->event_clock_rate = 0;
  if (!check_line (self, media, error) || !check_network (media, own_address, error))
    return FALSE;
  for (i = 0; i < media->n_formats; i++)
    match_format (self, agreement, &media->formats[i]);
  if (agreement->n_formats == 0)
    return fail_codec (self, media, error);
  match_events (self, agreement, media);
  return TRUE;
}

static guint
codec_slot (SipgoSdpStream *self, const SipgoSdpCodec *codec)
{
  guint i = 0;

  while (self->codecs[i] != codec)
    i++;
  return i;
}

/* The answer has one codec only, so that the peer does not change the codec during the call. */
void
sipgo_sdp_stream_take_first (SipgoSdpStream *self, SipgoSdpAgreement *agreement, const SipgoSdpMedia *media)
{
  SipgoSdpAgreedFormat *format = &agreement->formats[0];
  guint k;

  sipgo_sdp_stream_note_peer_types (self, media);
  agreement->n_formats = 1;
  format->receive = format->send;
  note_type (self, codec_slot (self, format->codec), format->send);
  if (!agreement->event_clock_rate)
    return;
  agreement->event_receive = agreement->event_send;
  k = agreement->event_clock_rate == event_clocks[0] ? 0 : 1;
  note_type (self, SIPGO_SDP_MAX_CODECS + k, agreement->event_send);
}

/* --- our m= line -------------------------------------------------------------------------------------------------- */

static SipgoSdpFormat
codec_format (const SipgoSdpCodec *codec, guint8 payload_type)
{
  return (SipgoSdpFormat) { codec->name, NULL, codec->clock_rate, codec->channels, payload_type };
}

/* Without events the digits are meant (RFC 4733 2.4.1). Some gateways want to read them at the clock rate of the
 * telephone network; the other one is offered for peers with Opus, such as browsers, which do not write them either. */
static SipgoSdpFormat
event_format (guint clock_rate, guint8 payload_type)
{
  const char *events = clock_rate == TELEPHONE_CLOCK ? "0-15" : NULL;

  return (SipgoSdpFormat) { "telephone-event", events, clock_rate, 1, payload_type };
}

/* A codec for which no payload type is left is not offered. */
static guint
offer_codecs (SipgoSdpStream *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  guint n = 0;
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    {
      const SipgoSdpCodec *codec = self->codecs[i];
      guint8 payload_type = type_for (self, i, codec->payload_type);

      if (payload_type == SIPGO_SDP_NO_PAYLOAD)
        continue;
      formats[n] = codec_format (codec, payload_type);
      agreement->formats[n++] = (SipgoSdpAgreedFormat) { codec, SIPGO_SDP_NO_PAYLOAD, payload_type };
    }
  agreement->n_formats = n;
  return n;
}

static gboolean
has_clock (const SipgoSdpAgreement *agreement, guint clock_rate)
{
  guint i;

  for (i = 0; i < agreement->n_formats; i++)
    if (agreement->formats[i].codec->clock_rate == clock_rate)
      return TRUE;
  return FALSE;
}

static guint
offer_events (SipgoSdpStream *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  static const guint8 preferred[SIPGO_SDP_N_EVENT_CLOCKS] = { 101, 110 };
  guint n = 0;
  guint i;

  for (i = 0; i < SIPGO_SDP_N_EVENT_CLOCKS; i++)
    {
      guint clock_rate = event_clocks[i];
      guint8 payload_type;

      if (!has_clock (agreement, clock_rate))
        continue;
      payload_type = type_for (self, SIPGO_SDP_MAX_CODECS + i, preferred[i]);
      if (payload_type == SIPGO_SDP_NO_PAYLOAD)
        continue;
      formats[n++] = event_format (clock_rate, payload_type);
      sipgo_sdp_agreement_add_event (agreement, payload_type, clock_rate);
      if (agreement->formats[0].codec->clock_rate == clock_rate)
        {
          agreement->event_clock_rate = clock_rate;
          agreement->event_receive = payload_type;
        }
    }
  return n;
}

guint
sipgo_sdp_stream_offer (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                        SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS])
{
  guint n = offer_codecs (self, agreement, formats);

  return n > 0 ? n + offer_events (self, agreement, formats + n) : 0;
}

guint
sipgo_sdp_stream_answer (const SipgoSdpAgreement *agreement, SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS])
{
  guint n = 0;

  if (agreement->n_formats > 0)
    formats[n++] = codec_format (agreement->formats[0].codec, agreement->formats[0].receive);
  if (agreement->event_clock_rate)
    formats[n++] = event_format (agreement->event_clock_rate, agreement->event_receive);
  return n;
}

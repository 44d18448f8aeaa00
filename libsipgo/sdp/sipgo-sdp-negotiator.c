/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sdp/sipgo-sdp-terms-private.h"

#define FIRST_DYNAMIC 96
#define LAST_DYNAMIC  127
#define FRAME_MS      20
/* Formats of one description of ours: the codecs and the events of each clock. */
#define MAX_FORMATS   (SIPGO_SDP_MAX_CODECS + SIPGO_SDP_N_EVENT_CLOCKS)

typedef enum {
  STABLE,
  LOCAL_OFFER,
  REMOTE_OFFER,
} State;

struct _SipgoSdpNegotiator
{
  State state;
  guint64 session_id;
  guint64 version;             /* of the last description written */
  guint64 last_hash;           /* of its text, 0 before the first */
  char *address;
  guint16 port;
  gboolean rtcp_mux;
  const SipgoSdpCodec *codecs[SIPGO_SDP_MAX_CODECS];
  guint n_codecs;

  /* A number once given to a codec stays with it as long as the call (RFC 3264, 8.3.2). */
  guint8 payload_types[MAX_FORMATS];
  guint32 used_dynamic;        /* bit n: payload type 96 + n */

  SipgoSdpTerms *agreed;       /* NULL before the first answer */
  SipgoSdpTerms *proposed;     /* of the offer that waits */
};

SipgoSdpNegotiator *
sipgo_sdp_negotiator_new (guint64 session_id)
{
  SipgoSdpNegotiator *self = g_new0 (SipgoSdpNegotiator, 1);

  /* As a positive number of 63 bits, which is what most parsers can hold. */
  self->session_id = session_id >> 1;
  memset (self->payload_types, SIPGO_SDP_NO_PAYLOAD, sizeof self->payload_types);
  return self;
}

void
sipgo_sdp_negotiator_free (SipgoSdpNegotiator *self)
{
  g_clear_pointer (&self->agreed, sipgo_sdp_terms_free);
  g_clear_pointer (&self->proposed, sipgo_sdp_terms_free);
  g_free (self->address);
  g_free (self);
}

void
sipgo_sdp_negotiator_add_codec (SipgoSdpNegotiator *self, const SipgoSdpCodec *codec)
{
  g_assert (self->n_codecs < SIPGO_SDP_MAX_CODECS);
  self->codecs[self->n_codecs++] = codec;
}

void
sipgo_sdp_negotiator_set_local (SipgoSdpNegotiator *self, const char *address, guint16 port, gboolean rtcp_mux)
{
  g_free (self->address);
  self->address = g_strdup (address);
  self->port = port;
  self->rtcp_mux = rtcp_mux;
}

const SipgoSdpAgreement *
sipgo_sdp_negotiator_get_agreement (SipgoSdpNegotiator *self)
{
  return self->agreed ? &self->agreed->agreement : NULL;
}

const SipgoSdpAgreement *
sipgo_sdp_negotiator_get_proposal (SipgoSdpNegotiator *self)
{
  return self->proposed ? &self->proposed->agreement : NULL;
}

void
sipgo_sdp_negotiator_rollback (SipgoSdpNegotiator *self)
{
  g_clear_pointer (&self->proposed, sipgo_sdp_terms_free);
  self->state = STABLE;
}

static void
agree (SipgoSdpNegotiator *self)
{
  g_clear_pointer (&self->agreed, sipgo_sdp_terms_free);
  self->agreed = g_steal_pointer (&self->proposed);
  self->state = STABLE;
}

static gboolean
fail_state (GError **error, const char *what)
{
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, what);
  return FALSE;
}

/* --- payload types ------------------------------------------------------------------------------------------- */

static void
note_payload_type (SipgoSdpNegotiator *self, guint slot, guint8 payload_type)
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

static guint8
payload_type_for (SipgoSdpNegotiator *self, guint slot, guint8 preferred)
{
  guint8 payload_type = preferred;

  if (self->payload_types[slot] != SIPGO_SDP_NO_PAYLOAD)
    return self->payload_types[slot];
  if (!is_free (self, payload_type))
    for (payload_type = FIRST_DYNAMIC; payload_type < LAST_DYNAMIC && !is_free (self, payload_type); payload_type++)
      ;
  note_payload_type (self, slot, payload_type);
  return payload_type;
}

/* Numbers that the peer gave to codecs that we do not have must not come back as something else. */
static void
note_peer_numbers (SipgoSdpNegotiator *self, const SipgoSdpMedia *media)
{
  guint i;

  for (i = 0; i < media->n_formats; i++)
    if (media->formats[i].payload_type >= FIRST_DYNAMIC)
      self->used_dynamic |= 1u << (media->formats[i].payload_type - FIRST_DYNAMIC);
}

static guint
codec_slot (SipgoSdpNegotiator *self, const SipgoSdpCodec *codec)
{
  guint i = 0;

  while (self->codecs[i] != codec)
    i++;
  return i;
}

/* --- writing ------------------------------------------------------------------------------------------------- */

static SipgoSdpFormat
codec_format (const SipgoSdpCodec *codec, guint8 payload_type)
{
  return (SipgoSdpFormat) { codec->name, NULL, codec->clock_rate, codec->channels, payload_type };
}

static SipgoSdpFormat
event_format (guint clock_rate, guint8 payload_type)
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

/* FNV-1a. */
static guint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *text; text++)
    hash = (hash ^ (guint8) *text) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash;
}

/* The whole description. Its o= version goes up by one exactly when something else in it has changed (RFC 3264, 8). */
static char *
write_description (SipgoSdpNegotiator *self, const SipgoSdpTerms *terms, const SipgoSdpMedia *audio)
{
  char id[24], version[24];
  SipgoSdp session = { .id = id, .version = "", .origin_address = self->address, .address = self->address };
  GString *out = g_string_sized_new (512);
  guint64 hash;
  gsize head;

  g_snprintf (id, sizeof id, "%" G_GUINT64_FORMAT, self->session_id);
  sipgo_sdp_write_session (out, &session);
  write_lines (self, out, terms, audio);
  hash = hash_text (out->str);
  if (hash != self->last_hash)
    self->version = self->last_hash ? self->version + 1 : self->session_id;
  self->last_hash = hash;
  g_snprintf (version, sizeof version, "%" G_GUINT64_FORMAT, self->version);
  head = strlen ("v=0\r\no=- ") + strlen (id) + 1;
  g_string_insert (out, head, version);
  return g_string_free (out, FALSE);
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

/* --- offering ------------------------------------------------------------------------------------------------ */

static guint
offer_codecs (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    {
      const SipgoSdpCodec *codec = self->codecs[i];
      guint8 payload_type = payload_type_for (self, i, codec->payload_type);

      formats[i] = codec_format (codec, payload_type);
      agreement->formats[i] = (SipgoSdpAgreedFormat) { codec, SIPGO_SDP_NO_PAYLOAD, payload_type };
    }
  agreement->n_formats = self->n_codecs;
  return self->n_codecs;
}

static gboolean
has_clock (SipgoSdpNegotiator *self, guint clock_rate)
{
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    if (self->codecs[i]->clock_rate == clock_rate)
      return TRUE;
  return FALSE;
}

static guint
offer_events (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  static const guint8 preferred[SIPGO_SDP_N_EVENT_CLOCKS] = { 101, 110 };
  guint n = 0;
  guint i;

  for (i = 0; i < SIPGO_SDP_N_EVENT_CLOCKS; i++)
    {
      guint clock_rate = sipgo_sdp_event_clocks[i];

      if (!has_clock (self, clock_rate))
        continue;
      formats[n] = event_format (clock_rate, payload_type_for (self, SIPGO_SDP_MAX_CODECS + i, preferred[i]));
      if (self->codecs[0]->clock_rate == clock_rate)
        {
          agreement->event_clock_rate = clock_rate;
          agreement->event_receive = formats[n].payload_type;
        }
      n++;
    }
  return n;
}

char *
sipgo_sdp_negotiator_make_offer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error)
{
  SipgoSdpFormat formats[MAX_FORMATS];
  SipgoSdpTerms *terms;
  SipgoSdpMedia audio;
  guint n;

  if (self->state == REMOTE_OFFER)
    {
      fail_state (error, "The peer's offer waits for its answer");
      return NULL;
    }
  if (self->n_codecs == 0)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "No audio codec is installed or allowed, so there is nothing to offer");
      return NULL;
    }
  g_clear_pointer (&self->proposed, sipgo_sdp_terms_free);
  self->proposed = terms = self->agreed ? sipgo_sdp_terms_copy_lines (self->agreed) : sipgo_sdp_terms_new ();
  self->state = LOCAL_OFFER;
  terms->agreement.direction = wanted;
  terms->agreement.rtcp_mux = self->rtcp_mux;
  n = offer_codecs (self, &terms->agreement, formats);
  n += offer_events (self, &terms->agreement, formats + n);
  audio = own_media (self, terms, formats, n);
  return write_description (self, terms, &audio);
}

/* --- the peer's formats -------------------------------------------------------------------------------------- */

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

static void
match_media (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdpMedia *media)
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

static void
fail_codec (SipgoSdpNegotiator *self, const SipgoSdpMedia *media, GError **error)
{
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = describe_peer_codecs (media);
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    g_string_append_printf (ours, "%s%s", i > 0 ? ", " : "", self->codecs[i]->name);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The two sides share no audio codec: the peer has %s, we have %s",
               theirs, ours->len > 0 ? ours->str : "none");
}

/* --- answering ----------------------------------------------------------------------------------------------- */

static gboolean
is_plain_audio (const SipgoSdpMedia *media)
{
  return media->port != 0 && g_str_equal (media->type, "audio") &&
         (g_str_equal (media->proto, "RTP/AVP") || g_str_equal (media->proto, "RTP/AVPF"));
}

static gboolean
can_use (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdpMedia *media)
{
  if (!is_plain_audio (media))
    return FALSE;
  match_media (self, terms, media);
  return terms->agreement.n_formats > 0;
}

/* The line that was ours before, or else the first that will do; -1 without one. */
static int
choose_line (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdp *sdp)
{
  guint before = self->agreed ? self->agreed->audio_line : 0;
  guint i;

  if (before < sdp->n_media && can_use (self, terms, &sdp->media[before]))
    return (int) before;
  for (i = 0; i < sdp->n_media; i++)
    if (can_use (self, terms, &sdp->media[i]))
      return (int) i;
  return -1;
}

/* Nothing usable is an error where something was offered; an offer without live media is only empty (RFC 3264, 5). */
static gboolean
take_no_line (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdp *sdp, GError **error)
{
  const SipgoSdpMedia *live = NULL;
  guint i;

  for (i = 0; i < sdp->n_media; i++)
    {
      if (is_plain_audio (&sdp->media[i]))
        {
          fail_codec (self, &sdp->media[i], error);
          return FALSE;
        }
      if (sdp->media[i].port != 0)
        live = &sdp->media[i];
    }
  if (live)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The peer offers %s over %s; this side takes audio over RTP/AVP only",
                   live->type, live->proto);
      return FALSE;
    }
  terms->agreement.n_formats = 0;
  sipgo_sdp_terms_take_lines (terms, sdp, sdp->n_media);
  terms->audio_line = self->agreed ? MIN (self->agreed->audio_line, sdp->n_media) : 0;
  return TRUE;
}

/* The first of the peer's formats that we have: one codec keeps both sides from switching under way. Numbers as offered. */
static void
use_first_format (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdp *sdp, guint line)
{
  SipgoSdpAgreement *agreement = &terms->agreement;
  SipgoSdpAgreedFormat *format = &agreement->formats[0];
  const SipgoSdpMedia *media = &sdp->media[line];
  guint k;

  note_peer_numbers (self, media);
  agreement->n_formats = 1;
  format->receive = format->send;
  note_payload_type (self, codec_slot (self, format->codec), format->send);
  if (agreement->event_clock_rate)
    {
      agreement->event_receive = agreement->event_send;
      k = agreement->event_clock_rate == sipgo_sdp_event_clocks[0] ? 0 : 1;
      note_payload_type (self, SIPGO_SDP_MAX_CODECS + k, agreement->event_send);
    }
  terms->feedback_profile = g_str_equal (media->proto, "RTP/AVPF");
  sipgo_sdp_terms_take_peer (terms, media);
  sipgo_sdp_terms_take_lines (terms, sdp, line);
}

gboolean
sipgo_sdp_negotiator_take_offer (SipgoSdpNegotiator *self, const char *text, GError **error)
{
  g_autoptr (SipgoSdpTerms) terms = sipgo_sdp_terms_new ();
  g_autoptr (SipgoSdp) sdp = NULL;
  int line;

  if (self->state == LOCAL_OFFER)
    return fail_state (error, "Our own offer waits for its answer");
  sdp = sipgo_sdp_parse (text, error);
  if (!sdp)
    return FALSE;
  line = choose_line (self, terms, sdp);
  if (line >= 0)
    use_first_format (self, terms, sdp, (guint) line);
  else if (!take_no_line (self, terms, sdp, error))
    return FALSE;
  g_clear_pointer (&self->proposed, sipgo_sdp_terms_free);
  self->proposed = g_steal_pointer (&terms);
  self->state = REMOTE_OFFER;
  return TRUE;
}

char *
sipgo_sdp_negotiator_make_answer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error)
{
  SipgoSdpAgreement *agreement;
  SipgoSdpFormat formats[2];
  SipgoSdpMedia audio;
  guint n = 0;

  if (self->state != REMOTE_OFFER)
    {
      fail_state (error, "There is no offer to answer");
      return NULL;
    }
  agreement = &self->proposed->agreement;
  agreement->direction &= wanted;
  agreement->rtcp_mux = agreement->rtcp_mux && self->rtcp_mux;
  if (agreement->n_formats > 0)
    formats[n++] = codec_format (agreement->formats[0].codec, agreement->formats[0].receive);
  if (agreement->event_clock_rate)
    formats[n++] = event_format (agreement->event_clock_rate, agreement->event_receive);
  audio = own_media (self, self->proposed, formats, n);
  agree (self);
  return write_description (self, self->agreed, &audio);
}

/* --- the answer to our offer --------------------------------------------------------------------------------- */

static const SipgoSdpMedia *
answered_line (SipgoSdpNegotiator *self, const SipgoSdp *sdp, GError **error)
{
  const SipgoSdpMedia *media;

  if (sdp->n_media != self->proposed->n_lines)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The peer's answer has %u m= lines where the offer had %u",
                   sdp->n_media, self->proposed->n_lines);
      return NULL;
    }
  media = &sdp->media[self->proposed->audio_line];
  if (media->port == 0)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The peer refuses the audio that was offered");
      return NULL;
    }
  if (!is_plain_audio (media))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The peer answers audio over RTP/AVP with %s over %s",
                   media->type, media->proto);
      return NULL;
    }
  return media;
}

gboolean
sipgo_sdp_negotiator_take_answer (SipgoSdpNegotiator *self, const char *text, GError **error)
{
  SipgoSdpTerms *terms = self->proposed;
  SipgoSdpDirection wanted;
  g_autoptr (SipgoSdp) sdp = NULL;
  const SipgoSdpMedia *media;

  if (self->state != LOCAL_OFFER)
    return fail_state (error, "There is no offer that waits for an answer");
  sdp = sipgo_sdp_parse (text, error);
  media = sdp ? answered_line (self, sdp, error) : NULL;
  if (!media)
    return FALSE;
  terms->agreement.event_clock_rate = 0;
  match_media (self, terms, media);
  if (terms->agreement.n_formats == 0)
    {
      fail_codec (self, media, error);
      return FALSE;
    }
  note_peer_numbers (self, media);
  wanted = terms->agreement.direction;
  sipgo_sdp_terms_take_peer (terms, media);
  terms->agreement.direction &= wanted;
  terms->agreement.rtcp_mux = terms->agreement.rtcp_mux && self->rtcp_mux;
  agree (self);
  return TRUE;
}

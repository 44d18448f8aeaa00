/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-negotiator-internal-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

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
  self->state = SIPGO_SDP_STABLE;
}

static void
agree (SipgoSdpNegotiator *self)
{
  g_clear_pointer (&self->agreed, sipgo_sdp_terms_free);
  self->agreed = g_steal_pointer (&self->proposed);
  self->state = SIPGO_SDP_STABLE;
}

static gboolean
fail_state (GError **error, const char *what)
{
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, what);
  return FALSE;
}

static guint
codec_slot (SipgoSdpNegotiator *self, const SipgoSdpCodec *codec)
{
  guint i = 0;

  while (self->codecs[i] != codec)
    i++;
  return i;
}

/* --- offering ------------------------------------------------------------------------------------------------ */

static guint
offer_codecs (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    {
      const SipgoSdpCodec *codec = self->codecs[i];
      guint8 payload_type = sipgo_sdp_negotiator_type_for (self, i, codec->payload_type);

      formats[i] = sipgo_sdp_codec_format (codec, payload_type);
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
      formats[n] = sipgo_sdp_event_format (clock_rate, sipgo_sdp_negotiator_type_for (self, SIPGO_SDP_MAX_CODECS + i, preferred[i]));
      if (self->codecs[0]->clock_rate == clock_rate)
        {
          agreement->event_clock_rate = clock_rate;
          agreement->event_receive = formats[n].payload_type;
        }
      n++;
    }
  return n;
}

/* Who is on hold already and puts the peer on hold, too, has nothing to send (RFC 3264 section 8.4). */
static SipgoSdpDirection
narrow_hold (SipgoSdpNegotiator *self, SipgoSdpDirection wanted)
{
  gboolean held_by_peer = self->agreed && !(self->agreed->agreement.direction & SIPGO_SDP_SENDONLY);

  return wanted == SIPGO_SDP_SENDONLY && held_by_peer ? SIPGO_SDP_INACTIVE : wanted;
}

char *
sipgo_sdp_negotiator_make_offer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error)
{
  SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS];
  SipgoSdpTerms *terms;
  guint n;

  if (self->state == SIPGO_SDP_REMOTE_OFFER)
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
  self->state = SIPGO_SDP_LOCAL_OFFER;
  terms->agreement.direction = narrow_hold (self, wanted);
  terms->agreement.holding = !(wanted & SIPGO_SDP_RECVONLY);
  terms->agreement.rtcp_mux = self->rtcp_mux;
  n = offer_codecs (self, &terms->agreement, formats);
  n += offer_events (self, &terms->agreement, formats + n);
  return sipgo_sdp_negotiator_write (self, terms, formats, n);
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
  sipgo_sdp_negotiator_match (self, terms, media);
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
          sipgo_sdp_negotiator_fail_codec (self, &sdp->media[i], error);
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

  sipgo_sdp_negotiator_note_peer_types (self, media);
  agreement->n_formats = 1;
  format->receive = format->send;
  sipgo_sdp_negotiator_note_type (self, codec_slot (self, format->codec), format->send);
  if (agreement->event_clock_rate)
    {
      agreement->event_receive = agreement->event_send;
      k = agreement->event_clock_rate == sipgo_sdp_event_clocks[0] ? 0 : 1;
      sipgo_sdp_negotiator_note_type (self, SIPGO_SDP_MAX_CODECS + k, agreement->event_send);
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

  if (self->state == SIPGO_SDP_LOCAL_OFFER)
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
  self->state = SIPGO_SDP_REMOTE_OFFER;
  return TRUE;
}

char *
sipgo_sdp_negotiator_make_answer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error)
{
  SipgoSdpAgreement *agreement;
  SipgoSdpFormat formats[2];
  guint n = 0;

  if (self->state != SIPGO_SDP_REMOTE_OFFER)
    {
      fail_state (error, "There is no offer to answer");
      return NULL;
    }
  agreement = &self->proposed->agreement;
  agreement->direction &= wanted;
  agreement->holding = !(wanted & SIPGO_SDP_RECVONLY);
  agreement->rtcp_mux = agreement->rtcp_mux && self->rtcp_mux;
  if (agreement->n_formats > 0)
    formats[n++] = sipgo_sdp_codec_format (agreement->formats[0].codec, agreement->formats[0].receive);
  if (agreement->event_clock_rate)
    formats[n++] = sipgo_sdp_event_format (agreement->event_clock_rate, agreement->event_receive);
  agree (self);
  return sipgo_sdp_negotiator_write (self, self->agreed, formats, n);
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

  if (self->state != SIPGO_SDP_LOCAL_OFFER)
    return fail_state (error, "There is no offer that waits for an answer");
  sdp = sipgo_sdp_parse (text, error);
  media = sdp ? answered_line (self, sdp, error) : NULL;
  if (!media)
    return FALSE;
  terms->agreement.event_clock_rate = 0;
  sipgo_sdp_negotiator_match (self, terms, media);
  if (terms->agreement.n_formats == 0)
    {
      sipgo_sdp_negotiator_fail_codec (self, media, error);
      return FALSE;
    }
  sipgo_sdp_negotiator_note_peer_types (self, media);
  wanted = terms->agreement.direction;
  sipgo_sdp_terms_take_peer (terms, media);
  terms->agreement.direction &= wanted;
  terms->agreement.rtcp_mux = terms->agreement.rtcp_mux && self->rtcp_mux;
  agree (self);
  return TRUE;
}

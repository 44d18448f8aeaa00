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

/* A codec for which no number is left is not offered. */
static guint
offer_codecs (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  guint n = 0;
  guint i;

  for (i = 0; i < self->n_codecs; i++)
    {
      const SipgoSdpCodec *codec = self->codecs[i];
      guint8 payload_type = sipgo_sdp_negotiator_type_for (self, i, codec->payload_type);

      if (payload_type == SIPGO_SDP_NO_PAYLOAD)
        continue;
      formats[n] = sipgo_sdp_codec_format (codec, payload_type);
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
offer_events (SipgoSdpNegotiator *self, SipgoSdpAgreement *agreement, SipgoSdpFormat *formats)
{
  static const guint8 preferred[SIPGO_SDP_N_EVENT_CLOCKS] = { 101, 110 };
  guint n = 0;
  guint i;

  for (i = 0; i < SIPGO_SDP_N_EVENT_CLOCKS; i++)
    {
      guint clock_rate = sipgo_sdp_event_clocks[i];
      guint8 payload_type;

      if (!has_clock (agreement, clock_rate))
        continue;
      payload_type = sipgo_sdp_negotiator_type_for (self, SIPGO_SDP_MAX_CODECS + i, preferred[i]);
      if (payload_type == SIPGO_SDP_NO_PAYLOAD)
        continue;
      formats[n++] = sipgo_sdp_event_format (clock_rate, payload_type);
      sipgo_sdp_agreement_add_event (agreement, payload_type, clock_rate);
      if (agreement->formats[0].codec->clock_rate == clock_rate)
        {
          agreement->event_clock_rate = clock_rate;
          agreement->event_receive = payload_type;
        }
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
  if (n == 0)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The peer has used up all dynamic payload types, so nothing can be offered");
      sipgo_sdp_negotiator_rollback (self);
      return NULL;
    }
  n += offer_events (self, &terms->agreement, formats + n);
  return sipgo_sdp_negotiator_write (self, terms, formats, n);
}

/* --- answering ----------------------------------------------------------------------------------------------- */

/* The line that was ours before, or else the first that will do; -1 without one. */
static int
choose_line (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdp *sdp)
{
  guint before = self->agreed ? self->agreed->audio_line : 0;
  guint i;

  if (before < sdp->n_media && sipgo_sdp_negotiator_match (self, terms, &sdp->media[before], NULL))
    return (int) before;
  for (i = 0; i < sdp->n_media; i++)
    if (sipgo_sdp_negotiator_match (self, terms, &sdp->media[i], NULL))
      return (int) i;
  return -1;
}

/* Nothing usable is an error where something was offered; an offer without live media is only empty (RFC 3264, 5). Of
 * several lines the first of audio says why, or else the first at all. */
static gboolean
take_no_line (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdp *sdp, GError **error)
{
  const SipgoSdpMedia *why = NULL;
  guint i;

  for (i = 0; i < sdp->n_media; i++)
    {
      const SipgoSdpMedia *media = &sdp->media[i];

      if (!sipgo_sdp_media_is_live (media))
        continue;
      if (!why || (sipgo_sdp_media_is_plain_audio (media) && !sipgo_sdp_media_is_plain_audio (why)))
        why = media;
    }
  if (why)
    return sipgo_sdp_negotiator_match (self, terms, why, error);
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
  terms->feedback_profile = strlen (media->proto) == strlen ("RTP/AVPF");
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

/* Whether the answer uses a stream that was not offered; one that it names and does not use is harmless. */
static gboolean
has_surplus (SipgoSdpNegotiator *self, const SipgoSdp *sdp)
{
  guint i;

  for (i = self->proposed->n_lines; i < sdp->n_media; i++)
    if (sipgo_sdp_media_is_live (&sdp->media[i]))
      return TRUE;
  return FALSE;
}

/* Who refuses the stream of a call has answered the offer all the same: neither side sends it from here on, and the next
 * offer may bring it back (RFC 3264, 6 and 8.2). A first answer that refuses it leaves no call. */
static void
agree_on_no_stream (SipgoSdpNegotiator *self)
{
  SipgoSdpAgreement *agreement = &self->proposed->agreement;

  if (!self->agreed)
    return;
  agreement->n_formats = 0;
  agreement->event_clock_rate = 0;
  agreement->direction = self->agreed->agreement.direction;
  agreement->holding = self->agreed->agreement.holding;
  agree (self);
}

/* The line of ours. That others are missing does not matter, as they are refused anyway. */
static const SipgoSdpMedia *
answered_line (SipgoSdpNegotiator *self, const SipgoSdp *sdp, GError **error)
{
  const SipgoSdpMedia *media;

  if (sdp->n_media <= self->proposed->audio_line || has_surplus (self, sdp))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The peer's answer has %u m= lines where the offer had %u",
                   sdp->n_media, self->proposed->n_lines);
      return NULL;
    }
  media = &sdp->media[self->proposed->audio_line];
  if (!sipgo_sdp_media_is_live (media))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The peer refuses the audio that was offered");
      agree_on_no_stream (self);
      return NULL;
    }
  if (media->broken || !sipgo_sdp_media_is_plain_audio (media))
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
  if (!sipgo_sdp_negotiator_match (self, terms, media, error))
    return FALSE;
  sipgo_sdp_negotiator_note_peer_types (self, media);
  wanted = terms->agreement.direction;
  sipgo_sdp_terms_take_peer (terms, media);
  terms->agreement.direction &= wanted;
  terms->agreement.rtcp_mux = terms->agreement.rtcp_mux && self->rtcp_mux;
  agree (self);
  return TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/sdp/sipgo-sdp-parser-private.h"
#include "libsipgo/sdp/sipgo-sdp-writer-private.h"

#define FRAME_MS    20
#define NUMBER_SIZE (SIPGO_UINT_DIGITS + 1)

/* One of our streams in one offer and its answer. */
typedef struct
{
  SipgoSdpAgreement agreement;
  gboolean feedback_profile;   /* the profile is RTP/AVPF */
  gboolean offered;            /* we have offered it with a port other than 0 */
  SipgoSdpDirection wanted;    /* the direction in our offer */
} Part;

/* The content of one offer and its answer, as far as a later offer or answer needs it. */
typedef struct
{
  char *time_lines;            /* the t= lines of the peer's offer, for our answer; NULL: t=0 0 */
  char **refused;              /* by index, the text of the m= lines that no stream of ours uses; NULL: none */
  guint n_lines;
  guint n_parts;
  Part parts[];
} Terms;

typedef enum {
  STABLE,
  LOCAL_OFFER,
  REMOTE_OFFER,
} State;

struct _SipgoSdpNegotiator
{
  State state;
  guint64 session_id;
  guint64 version;             /* in the o= line of our last description */
  guint64 last_hash;           /* of the text after that version; 0 before the first description */
  char *address;
  SipgoSdpStream *streams[SIPGO_SDP_MAX_STREAMS];
  guint n_streams;
  Terms *agreed;               /* NULL before the first answer */
  Terms *proposed;             /* of the pending offer */
};

/* --- terms -------------------------------------------------------------------------------------------------------- */

static Terms *
terms_new (SipgoSdpNegotiator *negotiator)
{
  Terms *self = g_malloc0 (sizeof (Terms) + negotiator->n_streams * sizeof (Part));
  guint i;

  self->n_parts = negotiator->n_streams;
  for (i = 0; i < self->n_parts; i++)
    sipgo_sdp_agreement_init (&self->parts[i].agreement);
  return self;
}

static void
terms_free (Terms *self)
{
  guint i;

  for (i = 0; i < self->n_parts; i++)
    sipgo_sdp_agreement_clear (&self->parts[i].agreement);
  for (i = 0; self->refused && i < self->n_lines; i++)
    g_free (self->refused[i]);
  g_free (self->refused);
  g_free (self->time_lines);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Terms, terms_free)

/* The index of the stream that uses the m= line, or -1. */
static int
find_part (const Terms *self, guint line)
{
  guint i;

  for (i = 0; i < self->n_parts; i++)
    if (self->parts[i].agreement.line == (int) line)
      return (int) i;
  return -1;
}

/* The m= line of the stream in the last agreement, or -1. */
static int
line_before (SipgoSdpNegotiator *self, guint stream)
{
  return self->agreed && stream < self->agreed->n_parts ? self->agreed->parts[stream].agreement.line : -1;
}

static gboolean
is_used (const Part *self)
{
  return self->agreement.n_formats > 0;
}

/* Takes the m= lines of the peer's offer. A line that no stream uses is refused by port 0 and repeats its formats. */
static void
take_lines (Terms *self, const SipgoSdp *sdp)
{
  guint i;

  self->n_lines = sdp->n_media;
  self->time_lines = g_strdup (sdp->time_lines);
  for (i = 0; i < sdp->n_media; i++)
    {
      const SipgoSdpMedia *media = &sdp->media[i];
      int part = find_part (self, i);

      if (part >= 0 && is_used (&self->parts[part]))
        continue;
      if (!self->refused)
        self->refused = g_new0 (char *, sdp->n_media);
      self->refused[i] = g_strconcat ("m=", media->type, " 0 ", media->proto, " ", media->format_list, "\r\n", NULL);
    }
}

static gboolean
is_line_of_type (const char *line, const char *type)
{
  gsize length = strlen (type);

  return line && g_ascii_strncasecmp (line + strlen ("m="), type, length) == 0 && line[strlen ("m=") + length] == ' ';
}

/* The m= line for a stream that has none: a refused line of the same kind, which may be used again (RFC 3264 8.1), or a
 * new one. */
static guint
find_place (const Terms *self, const Terms *before, const char *type)
{
  guint i;

  for (i = 0; before && before->refused && i < before->n_lines; i++)
    if (is_line_of_type (before->refused[i], type) && find_part (self, i) < 0)
      return i;
  return self->n_lines;
}

static void
place_streams (SipgoSdpNegotiator *self, Terms *terms)
{
  guint i;

  for (i = 0; i < terms->n_parts; i++)
    {
      terms->parts[i].agreement.line = line_before (self, i);
      if (terms->parts[i].agreement.line >= 0)
        terms->parts[i].feedback_profile = self->agreed->parts[i].feedback_profile;
    }
  for (i = 0; i < terms->n_parts; i++)
    {
      if (terms->parts[i].agreement.line < 0)
        terms->parts[i].agreement.line = (int) find_place (terms, self->agreed, self->streams[i]->type);
      terms->n_lines = MAX (terms->n_lines, (guint) terms->parts[i].agreement.line + 1);
    }
}

/* The next offer repeats all m= lines, and offers our streams again, also those that were refused before. */
static Terms *
next_terms (SipgoSdpNegotiator *self)
{
  const Terms *before = self->agreed;
  Terms *terms = terms_new (self);
  guint i;

  terms->n_lines = before ? before->n_lines : 0;
  place_streams (self, terms);
  if (!before || !before->refused)
    return terms;
  terms->refused = g_new0 (char *, terms->n_lines);
  for (i = 0; i < before->n_lines; i++)
    if (find_part (terms, i) < 0)
      terms->refused[i] = g_strdup (before->refused[i]);
  return terms;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

SipgoSdpNegotiator *
sipgo_sdp_negotiator_new (guint64 session_id)
{
  SipgoSdpNegotiator *self = g_new0 (SipgoSdpNegotiator, 1);

  /* 63 bits, because many parsers read the number as a signed integer. */
  self->session_id = session_id >> 1;
  self->version = 1;
  return self;
}

void
sipgo_sdp_negotiator_free (SipgoSdpNegotiator *self)
{
  guint i;

  g_clear_pointer (&self->agreed, terms_free);
  g_clear_pointer (&self->proposed, terms_free);
  for (i = 0; i < self->n_streams; i++)
    sipgo_sdp_stream_free (self->streams[i]);
  g_free (self->address);
  g_free (self);
}

void
sipgo_sdp_negotiator_set_address (SipgoSdpNegotiator *self, const char *address)
{
  g_free (self->address);
  self->address = g_strdup (address);
}

SipgoSdpStream *
sipgo_sdp_negotiator_add_stream (SipgoSdpNegotiator *self, const char *type)
{
  g_assert (self->n_streams < SIPGO_SDP_MAX_STREAMS);
  return self->streams[self->n_streams++] = sipgo_sdp_stream_new (type);
}

SipgoSdpStream *
sipgo_sdp_negotiator_get_stream (SipgoSdpNegotiator *self, guint index)
{
  g_assert (index < self->n_streams);
  return self->streams[index];
}

static const SipgoSdpAgreement *
agreement_of (const Terms *terms, guint index)
{
  return terms && index < terms->n_parts ? &terms->parts[index].agreement : NULL;
}

const SipgoSdpAgreement *
sipgo_sdp_negotiator_get_agreement (SipgoSdpNegotiator *self, guint index)
{
  return agreement_of (self->agreed, index);
}

const SipgoSdpAgreement *
sipgo_sdp_negotiator_get_proposal (SipgoSdpNegotiator *self, guint index)
{
  return agreement_of (self->proposed, index);
}

void
sipgo_sdp_negotiator_rollback (SipgoSdpNegotiator *self)
{
  g_clear_pointer (&self->proposed, terms_free);
  self->state = STABLE;
}

static void
agree (SipgoSdpNegotiator *self)
{
  g_clear_pointer (&self->agreed, terms_free);
  self->agreed = g_steal_pointer (&self->proposed);
  self->state = STABLE;
}

static gboolean
fail_state (GError **error, const char *what)
{
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, what);
  return FALSE;
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static guint64
add_to_hash (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * G_GUINT64_CONSTANT (0x100000001b3);
  return hash ^ hash >> 29;
}

/* FNV-1a with words of eight octets in place of single octets. */
static guint64
hash_text (const char *text, gsize length)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);
  guint64 word;

  for (; length >= sizeof word; text += sizeof word, length -= sizeof word)
    {
      memcpy (&word, text, sizeof word);
      hash = add_to_hash (hash, word);
    }
  word = 0;
  memcpy (&word, text, length);
  return add_to_hash (hash, word);
}

static gsize
format_number (char text[NUMBER_SIZE], guint64 number)
{
  char *end = sipgo_put_uint (text, number);

  *end = '\0';
  return (gsize) (end - text);
}

static void
replace_number (GString *text, gsize place, gsize length, guint64 number)
{
  char digits[NUMBER_SIZE];

  if (format_number (digits, number) == length)
    {
      memcpy (text->str + place, digits, length);
      return;
    }
  g_string_erase (text, (gssize) place, (gssize) length);
  g_string_insert (text, (gssize) place, digits);
}

/* A stream that is refused, or that has no format to offer, gets port 0. */
static void
write_part (SipgoSdpNegotiator *self, GString *out, Terms *terms, guint index)
{
  SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS];
  SipgoSdpStream *stream = self->streams[index];
  Part *part = &terms->parts[index];
  guint n = self->state == LOCAL_OFFER ? sipgo_sdp_stream_offer (stream, &part->agreement, formats)
                                       : sipgo_sdp_stream_answer (&part->agreement, formats);
  const SipgoSdpMedia media = {
    .type = stream->type,
    .proto = part->feedback_profile ? "RTP/AVPF" : "RTP/AVP",
    .format_list = n == 0 ? "0" : NULL,
    .formats = formats,
    .n_formats = n,
    .port = n > 0 && !stream->refused ? stream->port : 0,
    .ptime = sipgo_sdp_is_word (stream->type, "audio") ? FRAME_MS : 0,
    .direction = part->agreement.direction,
    .rtcp_port = stream->rtcp_port,
    .rtcp_mux = part->agreement.rtcp_mux,
  };

  part->offered = media.port > 0 && self->state == LOCAL_OFFER;
  if (stream->refused)
    part->agreement.n_formats = 0;
  sipgo_sdp_write_media (out, &media);
}

static void
write_lines (SipgoSdpNegotiator *self, GString *out, Terms *terms)
{
  guint i;

  for (i = 0; i < terms->n_lines; i++)
    {
      if (terms->refused && terms->refused[i])
        g_string_append (out, terms->refused[i]);
      else
        write_part (self, out, terms, (guint) find_part (terms, i));
    }
}

/* Writes the whole description. The version in its o= line is increased by one if anything else has changed, and only
 * then (RFC 3264 8). */
static char *
write_description (SipgoSdpNegotiator *self, Terms *terms)
{
  char id[NUMBER_SIZE], version[NUMBER_SIZE];
  SipgoSdp session = { .id = id, .version = version, .origin_address = self->address, .address = self->address,
                       .time_lines = terms->time_lines };
  GString *out = g_string_sized_new (512);
  gsize place, length;
  guint64 hash;

  format_number (id, self->session_id);
  length = format_number (version, self->version);
  sipgo_sdp_write_session (out, &session);
  write_lines (self, out, terms);
  place = strlen ("v=0\r\no=- ") + strlen (id) + 1;
  hash = hash_text (out->str + place + length, out->len - place - length);
  if (hash != self->last_hash && self->last_hash != 0)
    replace_number (out, place, length, ++self->version);
  self->last_hash = hash;
  return g_string_free (out, FALSE);
}

/* --- offering ----------------------------------------------------------------------------------------------------- */

/* If the peer has us on hold already, our own hold is inactive and not sendonly (RFC 3264 8.4). */
static SipgoSdpDirection
narrow_hold (SipgoSdpNegotiator *self, guint index, SipgoSdpDirection wanted)
{
  const SipgoSdpAgreement *agreement = agreement_of (self->agreed, index);
  gboolean held_by_peer = agreement && !(agreement->direction & SIPGO_SDP_SENDONLY);

  return wanted == SIPGO_SDP_SENDONLY && held_by_peer ? SIPGO_SDP_INACTIVE : wanted;
}

static gboolean
has_codec (SipgoSdpNegotiator *self)
{
  guint i;

  for (i = 0; i < self->n_streams; i++)
    if (self->streams[i]->n_codecs > 0)
      return TRUE;
  return FALSE;
}

static gboolean
has_refused_stream (SipgoSdpNegotiator *self)
{
  guint i;

  for (i = 0; i < self->n_streams; i++)
    if (self->streams[i]->refused)
      return TRUE;
  return FALSE;
}

static gboolean
has_offered_part (const Terms *terms)
{
  guint i;

  for (i = 0; i < terms->n_parts; i++)
    if (terms->parts[i].offered)
      return TRUE;
  return FALSE;
}

char *
sipgo_sdp_negotiator_make_offer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error)
{
  g_autofree char *text = NULL;
  guint i;

  if (self->state == REMOTE_OFFER)
    {
      fail_state (error, "No offer can be made before the peer's offer is answered");
      return NULL;
    }
  if (!has_codec (self))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC,
                   "No offer can be made: no %s codec is installed and allowed",
                   self->streams[0]->type);
      return NULL;
    }
  g_clear_pointer (&self->proposed, terms_free);
  self->proposed = next_terms (self);
  self->state = LOCAL_OFFER;
  for (i = 0; i < self->n_streams; i++)
    {
      Part *part = &self->proposed->parts[i];

      part->wanted = part->agreement.direction = narrow_hold (self, i, wanted);
      part->agreement.holding = !(wanted & SIPGO_SDP_RECVONLY);
      part->agreement.rtcp_mux = self->streams[i]->rtcp_mux;
    }
  text = write_description (self, self->proposed);
  if (has_offered_part (self->proposed) || has_refused_stream (self))
    return g_steal_pointer (&text);
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC,
                       "No offer can be made: the peer has used all dynamic payload types, 96 to 127");
  sipgo_sdp_negotiator_rollback (self);
  return NULL;
}

/* --- answering ---------------------------------------------------------------------------------------------------- */

static gboolean
take_line (SipgoSdpNegotiator *self, Terms *terms, guint index, const SipgoSdp *sdp, guint line)
{
  Part *part = &terms->parts[index];
  const SipgoSdpMedia *media = &sdp->media[line];

  if (find_part (terms, line) >= 0 ||
      !sipgo_sdp_stream_match (self->streams[index], &part->agreement, media, self->address, NULL))
    return FALSE;
  part->agreement.line = (int) line;
  part->feedback_profile = strlen (media->proto) == strlen ("RTP/AVPF");
  sipgo_sdp_stream_take_first (self->streams[index], &part->agreement, media);
  sipgo_sdp_agreement_take_peer (&part->agreement, media);
  return TRUE;
}

/* Each stream takes the m= line that it had before, or else the first one that matches. FALSE if no stream has taken
 * one. */
static gboolean
choose_lines (SipgoSdpNegotiator *self, Terms *terms, const SipgoSdp *sdp)
{
  guint n_taken = 0;
  guint i, line;

  for (i = 0; i < self->n_streams; i++)
    {
      int before = line_before (self, i);

      if (before >= 0 && before < (int) sdp->n_media)
        n_taken += take_line (self, terms, i, sdp, (guint) before);
    }
  for (i = 0; i < self->n_streams; i++)
    for (line = 0; line < sdp->n_media && terms->parts[i].agreement.line < 0; line++)
      n_taken += take_line (self, terms, i, sdp, line);
  return n_taken > 0;
}

/* A stream that is refused now keeps its m= line, for a later offer that uses it again. */
static void
keep_places (SipgoSdpNegotiator *self, Terms *terms)
{
  guint i;

  for (i = 0; i < self->n_streams; i++)
    {
      int before = line_before (self, i);

      if (terms->parts[i].agreement.line < 0 && before >= 0 && before < (int) terms->n_lines &&
          find_part (terms, (guint) before) < 0)
        terms->parts[i].agreement.line = before;
    }
}

/* Whether the m= line offers a stream: its port is not 0, or cannot be read. */
static gboolean
is_live (const SipgoSdpMedia *media)
{
  return media->broken || media->port != 0;
}

/* Our first stream that has the kind of the m= line, or NULL. */
static SipgoSdpStream *
find_kind (SipgoSdpNegotiator *self, const SipgoSdpMedia *media)
{
  guint i;

  for (i = 0; i < self->n_streams; i++)
    if (sipgo_sdp_stream_is_of_kind (self->streams[i], media))
      return self->streams[i];
  return NULL;
}

/* For an offer of which no stream can be used. If it offers no stream at all, it is valid (RFC 3264 5): TRUE. Else the
 * error gives the reason for one m= line: the first of a kind that we have, or else the first. */
static gboolean
check_empty (SipgoSdpNegotiator *self, const SipgoSdp *sdp, GError **error)
{
  const SipgoSdpMedia *why = NULL;
  SipgoSdpStream *stream = NULL;
  SipgoSdpAgreement agreement;
  guint i;

  for (i = 0; i < sdp->n_media && !stream; i++)
    if (is_live (&sdp->media[i]) && (stream = find_kind (self, &sdp->media[i])))
      why = &sdp->media[i];
  for (i = 0; i < sdp->n_media && !why; i++)
    if (is_live (&sdp->media[i]))
      why = &sdp->media[i];
  if (!why)
    return TRUE;
  g_assert (self->n_streams > 0);
  sipgo_sdp_agreement_init (&agreement);
  return sipgo_sdp_stream_match (stream ? stream : self->streams[0], &agreement, why, self->address, error);
}

gboolean
sipgo_sdp_negotiator_take_offer (SipgoSdpNegotiator *self, const char *text, GError **error)
{
  g_autoptr (Terms) terms = terms_new (self);
  g_autoptr (SipgoSdp) sdp = NULL;

  if (self->state == LOCAL_OFFER)
    return fail_state (error, "The peer has made an offer before it has answered ours");
  sdp = sipgo_sdp_parse (text, error);
  if (!sdp || (!choose_lines (self, terms, sdp) && !check_empty (self, sdp, error)))
    return FALSE;
  take_lines (terms, sdp);
  keep_places (self, terms);
  g_clear_pointer (&self->proposed, terms_free);
  self->proposed = g_steal_pointer (&terms);
  self->state = REMOTE_OFFER;
  return TRUE;
}

char *
sipgo_sdp_negotiator_make_answer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error)
{
  guint i;

  if (self->state != REMOTE_OFFER)
    {
      fail_state (error, "No answer can be made: the peer has made no offer");
      return NULL;
    }
  for (i = 0; i < self->proposed->n_parts; i++)
    {
      SipgoSdpAgreement *agreement = &self->proposed->parts[i].agreement;

      agreement->direction &= wanted;
      agreement->holding = !(wanted & SIPGO_SDP_RECVONLY);
      agreement->rtcp_mux = agreement->rtcp_mux && self->streams[i]->rtcp_mux;
    }
  agree (self);
  return write_description (self, self->agreed);
}

/* --- the answer to our offer -------------------------------------------------------------------------------------- */

/* Whether the answer uses an m= line that the offer did not have. A further line with port 0 does no harm. */
static gboolean
has_surplus (SipgoSdpNegotiator *self, const SipgoSdp *sdp)
{
  guint i;

  for (i = self->proposed->n_lines; i < sdp->n_media; i++)
    if (is_live (&sdp->media[i]))
      return TRUE;
  return FALSE;
}

/* The answer refuses the stream: neither side sends any more, and a later offer may use it again (RFC 3264 6, 8.2). The
 * direction stays as it was, so that it does not look like a hold by the peer. */
static void
end_part (SipgoSdpNegotiator *self, guint index)
{
  SipgoSdpAgreement *agreement = &self->proposed->parts[index].agreement;
  const SipgoSdpAgreement *before = agreement_of (self->agreed, index);

  agreement->n_formats = 0;
  agreement->event_clock_rate = 0;
  if (!before)
    return;
  agreement->direction = before->direction;
  agreement->holding = before->holding;
}

static gboolean
check_answered_line (const SipgoSdpStream *stream, const SipgoSdpMedia *media, GError **error)
{
  if (!is_live (media) || (!media->broken && sipgo_sdp_stream_is_of_kind (stream, media)))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, "The peer answers %s over RTP/AVP with %s over %s",
               stream->type, media->type, media->proto);
  return FALSE;
}

/* Checks the m= lines that we have offered; returns how many the answer accepts, or -1 with error. Missing lines that
 * we have not offered do no harm. */
static int
check_answered_lines (SipgoSdpNegotiator *self, const SipgoSdp *sdp, GError **error)
{
  const Terms *terms = self->proposed;
  gboolean surplus = has_surplus (self, sdp);
  int n_taken = 0;
  guint i;

  for (i = 0; i < terms->n_parts; i++)
    {
      if (!terms->parts[i].offered)
        continue;
      if (terms->parts[i].agreement.line >= (int) sdp->n_media || surplus)
        {
          g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED,
                       "The peer's answer has %u m= lines where the offer had %u",
                       sdp->n_media, terms->n_lines);
          return -1;
        }
      if (!check_answered_line (self->streams[i], &sdp->media[terms->parts[i].agreement.line], error))
        return -1;
      n_taken += is_live (&sdp->media[terms->parts[i].agreement.line]);
    }
  return n_taken;
}

/* The answer refuses all streams. It is an answer nevertheless: the streams end. A first answer leaves no agreement. */
static gboolean
fail_refused (SipgoSdpNegotiator *self, GError **error)
{
  guint i;

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_NO_CODEC, "The peer has refused the %s stream that was offered",
               self->streams[0]->type);
  if (!self->agreed)
    return FALSE;
  for (i = 0; i < self->proposed->n_parts; i++)
    end_part (self, i);
  agree (self);
  return FALSE;
}

static gboolean
take_answered_line (SipgoSdpNegotiator *self, guint index, const SipgoSdpMedia *media, GError **error)
{
  SipgoSdpAgreement *agreement = &self->proposed->parts[index].agreement;

  if (!is_live (media))
    {
      end_part (self, index);
      return TRUE;
    }
  if (!sipgo_sdp_stream_match (self->streams[index], agreement, media, self->address, error))
    return FALSE;
  sipgo_sdp_stream_note_peer_types (self->streams[index], media);
  sipgo_sdp_agreement_take_peer (agreement, media);
  agreement->direction &= self->proposed->parts[index].wanted;
  agreement->rtcp_mux = agreement->rtcp_mux && self->streams[index]->rtcp_mux;
  return TRUE;
}

gboolean
sipgo_sdp_negotiator_take_answer (SipgoSdpNegotiator *self, const char *text, GError **error)
{
  Terms *terms = self->proposed;
  g_autoptr (SipgoSdp) sdp = NULL;
  int n_taken;
  guint i;

  if (self->state != LOCAL_OFFER)
    return fail_state (error, "The peer has sent an answer, but there is no offer that waits for one");
  sdp = sipgo_sdp_parse (text, error);
  n_taken = sdp ? check_answered_lines (self, sdp, error) : -1;
  if (n_taken < 0)
    return FALSE;
  if (n_taken == 0 && has_offered_part (terms))
    return fail_refused (self, error);
  for (i = 0; i < terms->n_parts; i++)
    if (terms->parts[i].offered && !take_answered_line (self, i, &sdp->media[terms->parts[i].agreement.line], error))
      return FALSE;
  agree (self);
  return TRUE;
}

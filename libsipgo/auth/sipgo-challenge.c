/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-challenge-private.h"

#include "libsipgo/auth/sipgo-auth-element-private.h"

#include <string.h>

/* Further challenges are not used. */
#define MAX_CHALLENGES 16

gboolean
sipgo_challenge_is_same_realm (const SipgoChallenge *self, const SipgoChallenge *other)
{
  return self->proxy == other->proxy && strcmp (self->realm, other->realm) == 0;
}

void
sipgo_challenge_free (SipgoChallenge *self)
{
  if (!self)
    return;
  g_free (self->realm);
  g_free (self->nonce);
  g_free (self->opaque);
  g_free (self->algorithm);
  g_free (self);
}

/* The state of reading. */
typedef struct
{
  SipgoChallenge *challenge;    /* NULL before the first scheme */
  gboolean is_digest;
  gboolean has_qop;
  GPtrArray *list;
  guint n_unknown;
  gboolean proxy;
} Reader;

/* Of "auth,auth-int" prefers auth: a proxy that changes the body would break auth-int. */
static SipgoQop
choose_qop (const char *list)
{
  const char *p = list, *end = list + strlen (list);
  SipgoQop best = SIPGO_QOP_NONE;
  SipgoSlice word;

  while (sipgo_list_next (&p, end, &word))
    {
      if (sipgo_slice_equal_nocase (word, "auth"))
        return SIPGO_QOP_AUTH;
      if (sipgo_slice_equal_nocase (word, "auth-int"))
        best = SIPGO_QOP_AUTH_INT;
    }
  return best;
}

static gboolean
is_usable (Reader *reader)
{
  SipgoChallenge *challenge = reader->challenge;

  if (!reader->is_digest || !challenge->realm || !challenge->nonce)
    return FALSE;
  if (reader->has_qop && challenge->qop == SIPGO_QOP_NONE)
    return FALSE;
  return !challenge->algorithm
         || sipgo_digest_parse_algorithm (challenge->algorithm, &challenge->hash, &challenge->session);
}

static void
finish_challenge (Reader *reader)
{
  if (!reader->challenge)
    return;
  if (is_usable (reader) && reader->list->len < MAX_CHALLENGES)
    {
      g_ptr_array_add (reader->list, g_steal_pointer (&reader->challenge));
      return;
    }
  reader->n_unknown++;
  g_clear_pointer (&reader->challenge, sipgo_challenge_free);
}

static void
begin_challenge (Reader *reader, SipgoSlice scheme)
{
  finish_challenge (reader);
  reader->challenge = g_new0 (SipgoChallenge, 1);
  reader->challenge->proxy = reader->proxy;
  reader->is_digest = sipgo_slice_equal_nocase (scheme, "Digest");
  reader->has_qop = FALSE;
}

/* If a parameter stands there twice, the first one counts. */
static void
keep (char **field, char **value)
{
  if (!*field)
    *field = g_steal_pointer (value);
}

static void
take_parameter (Reader *reader, SipgoSlice name, SipgoSlice raw)
{
  SipgoChallenge *challenge = reader->challenge;
  g_autofree char *value = sipgo_dup_clean (raw.data, raw.length);

  if (!challenge || !reader->is_digest)
    return;
  sipgo_unquote (value);
  if (sipgo_slice_equal_nocase (name, "realm"))
    keep (&challenge->realm, &value);
  else if (sipgo_slice_equal_nocase (name, "nonce"))
    keep (&challenge->nonce, &value);
  else if (sipgo_slice_equal_nocase (name, "opaque"))
    keep (&challenge->opaque, &value);
  else if (sipgo_slice_equal_nocase (name, "algorithm"))
    keep (&challenge->algorithm, &value);
  else if (sipgo_slice_equal_nocase (name, "stale"))
    challenge->stale = g_ascii_strcasecmp (value, "true") == 0;
  else if (sipgo_slice_equal_nocase (name, "qop") && !reader->has_qop)
    {
      reader->has_qop = TRUE;
      challenge->qop = choose_qop (value);
    }
}

static void
read_rows (Reader *reader, SipgoMessage *response, SipgoHeaderId id)
{
  SipgoAuthElement element;
  SipgoSlice row;
  guint i;

  for (i = 0; sipgo_message_get_row (response, id, i, &row); i++)
    {
      const char *p = row.data, *end = row.data + row.length;

      while (sipgo_auth_element_next (&p, end, &element))
        {
          if (element.scheme.data)
            begin_challenge (reader, element.scheme);
          if (element.name.data)
            take_parameter (reader, element.name, element.value);
        }
      finish_challenge (reader);
    }
}

GPtrArray *
sipgo_challenges_read (SipgoMessage *response, guint *n_unknown)
{
  Reader reader = { .list = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_challenge_free) };

  read_rows (&reader, response, SIPGO_HEADER_WWW_AUTHENTICATE);
  reader.proxy = TRUE;
  read_rows (&reader, response, SIPGO_HEADER_PROXY_AUTHENTICATE);
  *n_unknown = reader.n_unknown;
  return reader.list;
}

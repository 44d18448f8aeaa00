/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-digest-client-private.h"

#include <string.h>

#include "libsipgo/auth/sipgo-challenge-private.h"
#include "libsipgo/auth/sipgo-credentials-private.h"
#include "libsipgo/base/sipgo-error.h"

/* After this many new nonces that the server calls stale at once, the credentials count as refused. */
#define MAX_STALE_IN_A_ROW 3
#define MAX_REALMS 16

/* The credentials and the nonce for one realm. */
typedef struct
{
  SipgoNonce *nonce;
  char *username;
  SipgoDigestHex ha1;
  gboolean is_known;         /* from the store: the nonce may have expired */
  guint n_used;              /* by this request and its retries */
  guint n_stale;             /* consecutive nonces that were stale at once */
} Answer;

struct _SipgoDigestClient
{
  SipgoNonceStore *store;
  char *hop;
  char *domain;
  GPtrArray *answers;
  gboolean has_authorized;   /* the request has header fields that were written here */
};

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->nonce, sipgo_nonce_unref);
  g_free (answer->username);
  explicit_bzero (answer->ha1, sizeof answer->ha1);
  g_free (answer);
}

SipgoDigestClient *
sipgo_digest_client_new (SipgoNonceStore *store)
{
  SipgoDigestClient *self = g_new0 (SipgoDigestClient, 1);

  self->store = store;
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) answer_free);
  return self;
}

void
sipgo_digest_client_free (SipgoDigestClient *self)
{
  g_ptr_array_unref (self->answers);
  g_free (self->hop);
  g_free (self->domain);
  g_free (self);
}

static Answer *
find_answer (SipgoDigestClient *self, const SipgoChallenge *challenge)
{
  guint i;

  for (i = 0; i < self->answers->len; i++)
    {
      Answer *answer = g_ptr_array_index (self->answers, i);

      if (sipgo_challenge_is_same_realm (answer->nonce->challenge, challenge))
        return answer;
    }
  return NULL;
}

/* Takes the nonce. */
static Answer *
add_answer (SipgoDigestClient *self, SipgoNonce *nonce)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->nonce = nonce;
  g_ptr_array_add (self->answers, answer);
  return answer;
}

static void
set_credentials (Answer *answer, SipgoCredentials *credentials, const char *ha1)
{
  g_free (answer->username);
  answer->username = g_strdup (sipgo_credentials_get_username (credentials));
  g_strlcpy (answer->ha1, ha1, sizeof answer->ha1);
}

/* --- nonces of the store ------------------------------------------------------------------------------------------ */

static char *
make_scope (SipgoDigestClient *self, gboolean proxy)
{
  if (!self->hop)
    return g_strdup ("");
  return proxy ? g_strdup (self->hop) : g_strconcat (self->hop, " ", self->domain, NULL);
}

static void
take_known (SipgoDigestClient *self, gboolean proxy, SipgoCredentials *credentials)
{
  g_autofree char *scope = make_scope (self, proxy);
  GPtrArray *nonces = sipgo_nonce_store_find (self->store, scope);
  guint i;

  for (i = 0; nonces && i < nonces->len; i++)
    {
      SipgoNonce *nonce = g_ptr_array_index (nonces, i);
      const SipgoChallenge *challenge = nonce->challenge;
      SipgoDigestHex ha1;
      SipgoCredentials *found = sipgo_credentials_find (credentials, challenge->hash, challenge->realm, ha1);
      Answer *answer;

      if (!found)
        continue;
      answer = add_answer (self, sipgo_nonce_ref (nonce));
      answer->is_known = TRUE;
      set_credentials (answer, found, ha1);
      explicit_bzero (ha1, sizeof ha1);
    }
}

void
sipgo_digest_client_aim (SipgoDigestClient *self, const char *hop, const char *domain, SipgoCredentials *credentials)
{
  if (g_strcmp0 (self->hop, hop) == 0 && g_strcmp0 (self->domain, domain) == 0)
    return;
  g_ptr_array_set_size (self->answers, 0);
  g_free (self->hop);
  self->hop = g_strdup (hop);
  g_free (self->domain);
  self->domain = g_strdup (domain);
  if (!credentials)
    return;
  take_known (self, TRUE, credentials);
  take_known (self, FALSE, credentials);
}

/* --- challenges --------------------------------------------------------------------------------------------------- */

/* The challenges of one response, and what became of them. */
typedef struct
{
  GPtrArray *challenges;
  GPtrArray *taken;          /* answers that this response has made or renewed; the first challenge of a realm counts */
  const char *refused;       /* a realm that has refused the credentials, or NULL */
  const char *refused_user;
  const char *unanswered;    /* a realm without credentials, or NULL */
} Round;

static gboolean
was_refused (const Answer *answer, const SipgoChallenge *challenge, const char *ha1)
{
  const SipgoChallenge *known = answer->nonce->challenge;

  /* The password has changed since: try again. */
  if (known->hash == challenge->hash && strcmp (answer->ha1, ha1) != 0)
    return FALSE;
  /* A nonce that the server has accepted before has expired, with or without stale=true, if the server sends another
   * one. The same nonce again means that the credentials are refused. */
  if ((answer->is_known || answer->n_used > 1) && strcmp (known->nonce, challenge->nonce) != 0)
    return FALSE;
  return !challenge->stale || answer->n_stale >= MAX_STALE_IN_A_ROW;
}

/* Takes the challenge. */
static Answer *
set_challenge (SipgoDigestClient *self, Answer *answer, SipgoChallenge *challenge, SipgoCredentials *credentials,
               const char *ha1)
{
  g_autofree char *scope = make_scope (self, challenge->proxy);
  SipgoNonce *nonce = sipgo_nonce_store_add (self->store, scope, challenge);

  if (answer)
    {
      answer->n_stale = answer->n_used == 1 && !answer->is_known ? answer->n_stale + 1 : 0;
      sipgo_nonce_unref (answer->nonce);
      answer->nonce = nonce;
    }
  else
    {
      answer = add_answer (self, nonce);
    }
  answer->n_used = 0;
  answer->is_known = FALSE;
  set_credentials (answer, credentials, ha1);
  return answer;
}

static void
take_challenge (SipgoDigestClient *self, Round *round, guint index, SipgoCredentials *credentials)
{
  SipgoChallenge *challenge = g_ptr_array_index (round->challenges, index);
  Answer *answer = find_answer (self, challenge);
  SipgoCredentials *found;
  SipgoDigestHex ha1;

  if (answer && g_ptr_array_find (round->taken, answer, NULL))
    return;
  found = credentials ? sipgo_credentials_find (credentials, challenge->hash, challenge->realm, ha1) : NULL;
  if (!found || (!answer && self->answers->len >= MAX_REALMS))
    {
      round->unanswered = challenge->realm;
      return;
    }
  if (answer && was_refused (answer, challenge, ha1))
    {
      round->refused = challenge->realm;
      round->refused_user = answer->username;
      return;
    }
  round->challenges->pdata[index] = NULL;
  g_ptr_array_add (round->taken, set_challenge (self, answer, challenge, found, ha1));
  explicit_bzero (ha1, sizeof ha1);
}

static void
set_error (const Round *round, SipgoCredentials *credentials, guint n_unknown, GError **error)
{
  if (round->refused)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION,
                 "The server has refused the password of “%s” for the realm “%s”: check user name and password",
                 round->refused_user, round->refused);
  else if (round->unanswered && credentials)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION,
                 "The server asks for a password for the realm “%s”, but the credentials of “%s” are for another one: "
                 "add credentials for this realm", round->unanswered, sipgo_credentials_get_username (credentials));
  else if (round->unanswered)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION,
                 "The server asks for a password for the realm “%s”: set the credentials of the agent",
                 round->unanswered);
  else if (n_unknown > 0)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION,
                         "The server has sent no supported challenge: allow Digest with MD5, SHA-256 or SHA-512-256 "
                         "on the server");
  else
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION,
                         "The server asks for a password but has sent no challenge");
}

void
sipgo_digest_lack_clear (SipgoDigestLack *self)
{
  g_clear_pointer (&self->realm, g_free);
  g_clear_pointer (&self->refused_user, g_free);
}

gboolean
sipgo_digest_client_challenge (SipgoDigestClient *self, SipgoMessage *response, SipgoCredentials *credentials,
                               SipgoDigestLack *lack, GError **error)
{
  guint n_unknown, i;
  g_autoptr (GPtrArray) challenges = sipgo_challenges_read (response, &n_unknown);
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();
  Round round = { .challenges = challenges, .taken = taken };

  for (i = 0; i < challenges->len; i++)
    take_challenge (self, &round, i, credentials);
  if (taken->len > 0)
    return TRUE;
  lack->realm = g_strdup (round.refused ? round.refused : round.unanswered);
  lack->refused_user = g_strdup (round.refused_user);
  set_error (&round, credentials, n_unknown, error);
  return FALSE;
}

static void
append_quoted (GString *string, const char *name, const char *value)
{
  g_string_append_printf (string, "%s%s=", string->len > strlen ("Digest ") ? "," : "", name);
  sipgo_append_quoted (string, value);
}

static char *
write_answer (Answer *answer, SipgoMessage *request)
{
  SipgoNonce *nonce = answer->nonce;
  SipgoChallenge *challenge = nonce->challenge;
  SipgoBody *body = sipgo_message_get_body (request);
  g_autofree char *uri = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  GString *string = g_string_new ("Digest ");
  SipgoDigestHex response;
  SipgoDigestInput input = {
    .hash = challenge->hash,
    .session = challenge->session,
    .qop = challenge->qop,
    .nonce = challenge->nonce,
    .cnonce = nonce->cnonce,
    .nonce_count = ++nonce->n_used,
    .method = sipgo_message_get_method (request),
    .uri = uri,
    .body = body ? sipgo_body_get_bytes (body) : NULL,
  };

  answer->n_used++;
  sipgo_digest_respond (&input, answer->ha1, response);
  append_quoted (string, "username", answer->username);
  append_quoted (string, "realm", challenge->realm);
  append_quoted (string, "nonce", challenge->nonce);
  append_quoted (string, "uri", uri);
  append_quoted (string, "response", response);
  if (challenge->algorithm)
    g_string_append_printf (string, ",algorithm=%s", challenge->algorithm);
  if (challenge->opaque)
    append_quoted (string, "opaque", challenge->opaque);
  if (challenge->qop != SIPGO_QOP_NONE || challenge->session)
    append_quoted (string, "cnonce", nonce->cnonce);
  if (challenge->qop != SIPGO_QOP_NONE)
    g_string_append_printf (string, ",qop=%s,nc=%08x", sipgo_qop_get_name (challenge->qop), nonce->n_used);
  return g_string_free (string, FALSE);
}

void
sipgo_digest_client_authorize (SipgoDigestClient *self, SipgoMessage *request)
{
  guint i;

  /* An Authorization that the application has written itself stays until there is a challenge to answer. */
  if (self->answers->len == 0 && !self->has_authorized)
    return;
  self->has_authorized = self->answers->len > 0;
  sipgo_message_remove (request, SIPGO_HEADER_AUTHORIZATION);
  sipgo_message_remove (request, SIPGO_HEADER_PROXY_AUTHORIZATION);
  for (i = 0; i < self->answers->len; i++)
    {
      Answer *answer = g_ptr_array_index (self->answers, i);
      g_autofree char *value = write_answer (answer, request);
      SipgoHeaderId header = answer->nonce->challenge->proxy ? SIPGO_HEADER_PROXY_AUTHORIZATION
                                                             : SIPGO_HEADER_AUTHORIZATION;

      sipgo_message_add (request, header, value);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server's side of Digest (RFC 7616, RFC 8760), against the client's side and against altered credentials. */
#include "libsipgo/auth/sipgo-digest-client-private.h"
#include "libsipgo/auth/sipgo-digest-server-private.h"

#include <string.h>

#define CLIENT "192.0.2.1"
#define REALM "home \"1\""
#define LIFETIME (300 * G_USEC_PER_SEC)

typedef struct
{
  SipgoRandom *random;
  SipgoDigestServer *server;
  SipgoNonceStore *store;
  SipgoDigestClient *client;
  SipgoCredentials *credentials;
  SipgoMessage *request;
  gint64 now;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:example.com", NULL);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "body");

  self->now = 1000 * G_USEC_PER_SEC;
  self->random = sipgo_random_new_seeded (1);
  self->server = sipgo_digest_server_new (self->random);
  sipgo_digest_server_set_lifetime (self->server, LIFETIME);
  self->store = sipgo_nonce_store_new (self->random);
  self->client = sipgo_digest_client_new (self->store);
  self->credentials = sipgo_credentials_new ("alice", "secret");
  self->request = sipgo_message_new_request ("REGISTER", uri);
  sipgo_message_set_body (self->request, body);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_message_unref (self->request);
  sipgo_credentials_unref (self->credentials);
  sipgo_digest_client_free (self->client);
  sipgo_nonce_store_free (self->store);
  sipgo_digest_server_free (self->server);
  sipgo_random_free (self->random);
}

static SipgoMessage *
challenge (Fixture *self, const char *algorithm, gboolean stale)
{
  const char *algorithms[] = { algorithm, NULL };
  SipgoMessage *response = sipgo_message_new_response (self->request, 401, NULL, NULL);

  sipgo_digest_server_add_challenges (self->server, response, algorithms, REALM, CLIENT, stale, self->now);
  return response;
}

/* Writes the credentials for a new challenge into the request. */
static void
answer (Fixture *self, const char *algorithm)
{
  g_autoptr (SipgoMessage) response = challenge (self, algorithm, FALSE);
  g_autoptr (SipgoDigestClient) fresh = sipgo_digest_client_new (self->store);
  g_auto (SipgoDigestLack) lack = { NULL };

  sipgo_message_remove (self->request, SIPGO_HEADER_AUTHORIZATION);
  g_assert_true (sipgo_digest_client_challenge (fresh, response, self->credentials, &lack, NULL));
  sipgo_digest_client_authorize (fresh, self->request);
}

static SipgoAuthorization *
read_ours (Fixture *self)
{
  return sipgo_authorization_read (self->request, REALM);
}

static gboolean
is_fresh (Fixture *self, const SipgoAuthorization *authorization)
{
  return sipgo_digest_server_is_fresh (self->server, authorization, CLIENT, self->now);
}

static gboolean
verify (Fixture *self, const SipgoAuthorization *authorization)
{
  return sipgo_digest_server_verify (self->server, authorization, self->request, self->credentials);
}

/* Writes the credentials by hand; response NULL for the right one. */
static SipgoAuthorization *
write_ours (Fixture *self, const char *nonce, SipgoQop qop, guint32 count)
{
  SipgoDigestHex ha1, response;
  GBytes *body = sipgo_body_get_bytes (sipgo_message_get_body (self->request));
  SipgoDigestInput input = { .hash = SIPGO_DIGEST_SHA256, .qop = qop, .nonce = nonce, .cnonce = "c",
                             .nonce_count = count, .method = "REGISTER", .uri = "sip:example.com", .body = body };
  g_autofree char *value = NULL;
  g_autofree char *more = NULL;

  sipgo_digest_hash (SIPGO_DIGEST_SHA256, ha1, "alice", REALM, "secret", NULL);
  sipgo_digest_respond (&input, ha1, response);
  if (qop != SIPGO_QOP_NONE)
    more = g_strdup_printf (", cnonce=\"c\", nc=%08x, qop=%s", count, sipgo_qop_get_name (qop));
  value = g_strdup_printf ("Digest username=\"alice\", realm=\"home \\\"1\\\"\", nonce=\"%s\", uri=\"sip:example.com\""
                           ", algorithm=SHA-256, response=\"%s\"%s", nonce, response, more ? more : "");
  sipgo_message_remove (self->request, SIPGO_HEADER_AUTHORIZATION);
  sipgo_message_add (self->request, SIPGO_HEADER_AUTHORIZATION, value);
  return read_ours (self);
}

static char *
make_nonce (Fixture *self)
{
  return sipgo_digest_server_make_nonce (self->server, REALM, CLIENT, self->now);
}

static gboolean
use (Fixture *self, const char *nonce, SipgoQop qop, guint32 count)
{
  g_autoptr (SipgoAuthorization) authorization = write_ours (self, nonce, qop, count);

  g_assert_nonnull (authorization);
  g_assert_true (verify (self, authorization));
  if (is_fresh (self, authorization))
    {
      g_assert_true (sipgo_digest_server_use (self->server, authorization, self->now));
      return TRUE;
    }
  return FALSE;
}

static void
test_algorithms (Fixture *self, gconstpointer data)
{
  const char *names[] = { "MD5", "SHA-256", "SHA-512-256" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (SipgoAuthorization) authorization = NULL;
      g_autoptr (SipgoCredentials) wrong = sipgo_credentials_new ("alice", "Secret");

      answer (self, names[i]);
      authorization = read_ours (self);
      g_assert_cmpstr (authorization->username, ==, "alice");
      g_assert_true (is_fresh (self, authorization));
      g_assert_true (verify (self, authorization));
      g_assert_false (sipgo_digest_server_verify (self->server, authorization, self->request, wrong));
      g_assert_false (sipgo_digest_server_verify (self->server, authorization, self->request, NULL));
    }
}

/* The hash of a password does as well as the password; one of another algorithm does not. */
static void
test_hashed (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoAuthorization) authorization = NULL;
  g_autoptr (SipgoCredentials) md5 = NULL;
  g_autoptr (SipgoCredentials) sha256 = NULL;
  SipgoDigestHex ha1;

  answer (self, "MD5");
  authorization = read_ours (self);
  sipgo_digest_hash (SIPGO_DIGEST_MD5, ha1, "alice", REALM, "secret", NULL);
  md5 = sipgo_credentials_new_ha1 ("alice", REALM, ha1);
  sipgo_digest_hash (SIPGO_DIGEST_SHA256, ha1, "alice", REALM, "secret", NULL);
  sha256 = sipgo_credentials_new_ha1 ("alice", REALM, ha1);
  g_assert_true (sipgo_digest_server_verify (self->server, authorization, self->request, md5));
  g_assert_false (sipgo_digest_server_verify (self->server, authorization, self->request, sha256));
}

/* One user may have the hashes for several algorithms. */
static void
test_several_hashes (Fixture *self, gconstpointer data)
{
  const char *names[] = { "MD5", "SHA-256" };
  const SipgoDigestHash hashes[] = { SIPGO_DIGEST_MD5, SIPGO_DIGEST_SHA256 };
  g_autoptr (SipgoCredentials) both = NULL;
  GList *list = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      SipgoDigestHex ha1;

      sipgo_digest_hash (hashes[i], ha1, "alice", REALM, "secret", NULL);
      list = g_list_prepend (list, sipgo_credentials_new_ha1 ("alice", REALM, ha1));
    }
  both = sipgo_credentials_new_list (list);
  g_list_free_full (list, (GDestroyNotify) sipgo_credentials_unref);
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (SipgoAuthorization) authorization = NULL;

      answer (self, names[i]);
      authorization = read_ours (self);
      g_assert_true (sipgo_digest_server_verify (self->server, authorization, self->request, both));
    }
}

/* Bob, who knows his own password only, is not alice, though both are in one list. */
static void
test_list_of_users (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoCredentials) alice = sipgo_credentials_new_for_realm ("alice", "other", "away");
  g_autoptr (SipgoCredentials) bob = NULL;
  g_autoptr (SipgoCredentials) both = NULL;
  g_autoptr (SipgoAuthorization) authorization = NULL;
  g_autofree char *nonce = make_nonce (self);
  g_autoptr (GList) list = NULL;
  SipgoDigestHex ha1;

  /* The hash that write_ours () takes is that of "alice", as if his password had the same one. */
  sipgo_digest_hash (SIPGO_DIGEST_SHA256, ha1, "alice", REALM, "secret", NULL);
  bob = sipgo_credentials_new_ha1 ("bob", REALM, ha1);
  list = g_list_append (g_list_append (NULL, alice), bob);
  both = sipgo_credentials_new_list (list);
  authorization = write_ours (self, nonce, SIPGO_QOP_AUTH, 1);
  g_assert_false (sipgo_digest_server_verify (self->server, authorization, self->request, both));
}

static void
test_auth_int (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);
  g_autoptr (SipgoAuthorization) authorization = write_ours (self, nonce, SIPGO_QOP_AUTH_INT, 1);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "BODY");

  g_assert_true (verify (self, authorization));
  sipgo_message_set_body (self->request, body);
  g_assert_false (verify (self, authorization));
}

/* RFC 7616 3.4: each nonce count of a nonce is for one request. Requests may overtake each other, but not by much. */
static void
test_replay (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);
  g_autofree char *other = make_nonce (self);

  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 1));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 1));
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 3));
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 2));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 1));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 2));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 3));
  g_assert_true (use (self, other, SIPGO_QOP_AUTH, 1));
}

static void
test_window (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);

  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 10));
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 100));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 36));
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 37));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 37));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 10));
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, G_MAXUINT32));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 101));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, G_MAXUINT32));
}

/* Without qop there is no count: the nonce is good for one request. */
static void
test_without_qop (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);

  g_assert_true (use (self, nonce, SIPGO_QOP_NONE, 0));
  g_assert_false (use (self, nonce, SIPGO_QOP_NONE, 0));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 5));
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, G_MAXUINT32 - 1));
}

/* Two requests that wait for the same decision cannot both have the same count. */
static void
test_race (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);
  g_autoptr (SipgoAuthorization) first = write_ours (self, nonce, SIPGO_QOP_AUTH, 1);
  g_autoptr (SipgoAuthorization) second = write_ours (self, nonce, SIPGO_QOP_AUTH, 1);

  g_assert_true (is_fresh (self, first));
  g_assert_true (is_fresh (self, second));
  g_assert_true (sipgo_digest_server_use (self->server, first, self->now));
  g_assert_false (sipgo_digest_server_use (self->server, second, self->now));
}

static void
assert_stale (Fixture *self, const char *nonce, const char *client)
{
  g_autoptr (SipgoAuthorization) authorization = write_ours (self, nonce, SIPGO_QOP_AUTH, 1);

  g_assert_false (sipgo_digest_server_is_fresh (self->server, authorization, client, self->now));
}

static void
test_stale (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);
  g_autofree char *longer = g_strconcat (nonce, "0", NULL);
  g_autofree char *altered = g_strdup (nonce);
  g_autoptr (SipgoDigestServer) other = sipgo_digest_server_new (self->random);
  g_autofree char *foreign = sipgo_digest_server_make_nonce (other, REALM, CLIENT, self->now);
  guint i;

  assert_stale (self, "", CLIENT);
  assert_stale (self, "a", CLIENT);
  assert_stale (self, foreign, CLIENT);
  assert_stale (self, longer, CLIENT);
  assert_stale (self, nonce, "192.0.2.2");
  for (i = 0; altered[i]; i++)
    {
      altered[i] ^= 1;
      assert_stale (self, altered, CLIENT);
      altered[i] ^= 1;
    }
  self->now += LIFETIME - 1;
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 1));
  self->now += 1;
  assert_stale (self, nonce, CLIENT);
}

/* The memory of used nonces is bounded, and a nonce that is not remembered any more cannot be replayed. */
static void
test_bounded (Fixture *self, gconstpointer data)
{
  g_autofree char *first = make_nonce (self);
  g_autofree char *unused = make_nonce (self);
  guint i;

  g_assert_true (use (self, first, SIPGO_QOP_AUTH, 1));
  for (i = 0; i < 16384; i++)
    {
      g_autofree char *nonce = make_nonce (self);
      SipgoAuthorization authorization = { .nonce = nonce, .realm = (char *) REALM, .qop = SIPGO_QOP_AUTH,
                                           .nonce_count = 1 };

      g_assert_true (sipgo_digest_server_use (self->server, &authorization, self->now));
    }
  g_assert_false (use (self, first, SIPGO_QOP_AUTH, 1));
  g_assert_false (use (self, first, SIPGO_QOP_AUTH, 2));
  g_assert_true (use (self, unused, SIPGO_QOP_AUTH, 1));
}

/* A nonce lives as long as it should, also when that is short. */
static void
test_lifetime (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = NULL;

  sipgo_digest_server_set_lifetime (self->server, G_USEC_PER_SEC);
  self->now += G_USEC_PER_SEC - 1000;
  nonce = make_nonce (self);
  self->now += G_USEC_PER_SEC / 2;
  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 1));
  self->now += G_USEC_PER_SEC / 2;
  assert_stale (self, nonce, CLIENT);
}

/* A nonce that has expired and is not remembered any more does not come back when the lifetime becomes longer. */
static void
test_longer_lifetime (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);
  g_autofree char *later = NULL;

  g_assert_true (use (self, nonce, SIPGO_QOP_AUTH, 1));
  self->now += LIFETIME;
  later = make_nonce (self);
  g_assert_true (use (self, later, SIPGO_QOP_AUTH, 1));
  sipgo_digest_server_set_lifetime (self->server, 2 * LIFETIME);
  g_assert_false (use (self, nonce, SIPGO_QOP_AUTH, 1));
}

static void
test_stale_flag (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoMessage) response = challenge (self, "SHA-256", TRUE);
  g_autofree char *value = sipgo_message_get_header (response, "WWW-Authenticate");

  g_assert_nonnull (strstr (value, "realm=\"home \\\"1\\\"\""));
  g_assert_nonnull (strstr (value, "algorithm=SHA-256"));
  g_assert_nonnull (strstr (value, "qop=\"auth\""));
  g_assert_nonnull (strstr (value, "stale=true"));
}

/* Credentials that no client should send are as if there were none. */
static void
test_malformed (Fixture *self, gconstpointer data)
{
#define START "Digest username=\"a\", realm=\"home \\\"1\\\"\", nonce=\"n\", uri=\"sip:x\""
  static const char *const values[] = {
    "", "Digest", "Digest ,", "Basic YTpi", START, START ", response=\"0\", response=\"0\"",
    START ", response=\"0\", qop=auth", START ", response=\"0\", qop=auth, cnonce=\"c\"",
    START ", response=\"0\", qop=auth, cnonce=\"c\", nc=1",
    START ", response=\"0\", qop=auth, cnonce=\"c\", nc=00000000",
    START ", response=\"0\", qop=auth, cnonce=\"c\", nc=000000001",
    START ", response=\"0\", qop=none, cnonce=\"c\", nc=00000001",
    START ", response=\"0\", algorithm=SHA-1", START ", response=\"0\", algorithm=MD5-sess",
    "Digest username=\"a\", realm=\"away\", nonce=\"n\", uri=\"sip:x\", response=\"0\"",
  };
  g_autofree char *most = g_strnfill (2000, 'x');
  g_autofree char *too_long = g_strconcat (START ", response=\"", most, "\"", NULL);
  guint i;

  for (i = 0; i <= G_N_ELEMENTS (values); i++)
    {
      g_autoptr (SipgoAuthorization) authorization = NULL;

      sipgo_message_remove (self->request, SIPGO_HEADER_AUTHORIZATION);
      sipgo_message_add (self->request, SIPGO_HEADER_AUTHORIZATION, i < G_N_ELEMENTS (values) ? values[i] : too_long);
      authorization = read_ours (self);
      g_assert_null (authorization);
    }
}

/* A request on its way through other realms has credentials for each. */
static void
test_other_realm (Fixture *self, gconstpointer data)
{
  g_autofree char *nonce = make_nonce (self);
  g_autoptr (SipgoAuthorization) authorization = write_ours (self, nonce, SIPGO_QOP_AUTH, 1);
  g_autofree char *ours = sipgo_message_get_header (self->request, "Authorization");

  sipgo_message_remove (self->request, SIPGO_HEADER_AUTHORIZATION);
  sipgo_message_add (self->request, SIPGO_HEADER_AUTHORIZATION,
                     "Digest username=\"a\", realm=\"away\", nonce=\"n\", uri=\"sip:x\", response=\"0\"");
  sipgo_message_add (self->request, SIPGO_HEADER_AUTHORIZATION, ours);
  g_clear_pointer (&authorization, sipgo_authorization_free);
  authorization = read_ours (self);
  g_assert_nonnull (authorization);
  g_assert_true (verify (self, authorization));
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/digest-server/algorithms", test_algorithms);
  ADD ("/digest-server/hashed", test_hashed);
  ADD ("/digest-server/several-hashes", test_several_hashes);
  ADD ("/digest-server/list-of-users", test_list_of_users);
  ADD ("/digest-server/auth-int", test_auth_int);
  ADD ("/digest-server/replay", test_replay);
  ADD ("/digest-server/without-qop", test_without_qop);
  ADD ("/digest-server/race", test_race);
  ADD ("/digest-server/stale", test_stale);
  ADD ("/digest-server/bounded", test_bounded);
  ADD ("/digest-server/window", test_window);
  ADD ("/digest-server/lifetime", test_lifetime);
  ADD ("/digest-server/longer-lifetime", test_longer_lifetime);
  ADD ("/digest-server/stale-flag", test_stale_flag);
  ADD ("/digest-server/malformed", test_malformed);
  ADD ("/digest-server/other-realm", test_other_realm);
  return g_test_run ();
}

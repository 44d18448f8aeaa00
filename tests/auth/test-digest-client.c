/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/auth/sipgo-challenge-private.h"
#include "libsipgo/auth/sipgo-digest-client-private.h"
#include "libsipgo/base/sipgo-error.h"

typedef struct
{
  SipgoRandom *random;
  SipgoNonceStore *store;
  SipgoDigestClient *client;
  SipgoCredentials *credentials;
  SipgoMessage *request;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:bob@example.com", NULL);

  fixture->random = sipgo_random_new_seeded (1);
  fixture->store = sipgo_nonce_store_new (fixture->random);
  fixture->client = sipgo_digest_client_new (fixture->store);
  fixture->credentials = sipgo_credentials_new ("alice", "secret");
  fixture->request = sipgo_message_new_request ("INVITE", uri);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  sipgo_message_unref (fixture->request);
  sipgo_credentials_unref (fixture->credentials);
  sipgo_digest_client_free (fixture->client);
  sipgo_nonce_store_free (fixture->store);
  sipgo_random_free (fixture->random);
}

/* A response with these header lines. */
static SipgoMessage *
response (const char *lines)
{
  g_autofree char *text = g_strdup_printf ("SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"
                                           "From: <sip:a@b>;tag=1\r\n"
                                           "To: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n%s\r\n", lines);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SipgoMessage *message = sipgo_message_parse (bytes, &error);

  g_assert_no_error (error);
  return message;
}

static gboolean
challenge (Fixture *fixture, const char *lines, GError **error)
{
  g_autoptr (SipgoMessage) message = response (lines);
  g_auto (SipgoDigestLack) lack = { NULL };

  return sipgo_digest_client_challenge (fixture->client, message, fixture->credentials, &lack, error);
}

static void
assert_accepted (Fixture *fixture, const char *lines)
{
  g_autoptr (GError) error = NULL;

  challenge (fixture, lines, &error);
  g_assert_no_error (error);
  sipgo_digest_client_authorize (fixture->client, fixture->request);
}

static void
assert_refused (Fixture *fixture, const char *lines, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (challenge (fixture, lines, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (strstr (error->message, "secret"));
}

static char *
parameter (Fixture *fixture, SipgoHeaderId id, guint index, const char *name)
{
  SipgoSlice row, element;
  const char *p, *end;

  g_assert_true (sipgo_message_get_row (fixture->request, id, index, &row));
  g_assert_true (g_str_has_prefix (row.data, "Digest "));
  p = row.data + strlen ("Digest ");
  end = row.data + row.length;
  while (sipgo_list_next (&p, end, &element))
    {
      g_autofree char *text = g_strndup (element.data, element.length);
      char *equals = strchr (text, '=');

      *equals = '\0';
      if (strcmp (text, name) == 0)
        {
          char *value = g_strdup (equals + 1);

          sipgo_unquote (value);
          return value;
        }
    }
  return NULL;
}

static void
assert_parameter (Fixture *fixture, SipgoHeaderId id, guint index, const char *name, const char *expected)
{
  g_autofree char *value = parameter (fixture, id, index, name);

  g_assert_cmpstr (value, ==, expected);
}

/* The response must equal the one computed from these parameters. */
static void
assert_right (Fixture *fixture, SipgoHeaderId id, guint index, const char *realm, const char *algorithm)
{
  g_autofree char *nonce = parameter (fixture, id, index, "nonce"), *cnonce = parameter (fixture, id, index, "cnonce");
  g_autofree char *count = parameter (fixture, id, index, "nc"), *qop = parameter (fixture, id, index, "qop");
  SipgoDigestInput input = { .nonce = nonce, .cnonce = cnonce, .method = "INVITE", .uri = "sip:bob@example.com" };
  SipgoDigestHex ha1, expected;

  g_assert_true (sipgo_digest_parse_algorithm (algorithm, &input.hash, &input.session));
  if (qop)
    {
      input.qop = strcmp (qop, "auth") == 0 ? SIPGO_QOP_AUTH : SIPGO_QOP_AUTH_INT;
      input.nonce_count = g_ascii_strtoull (count, NULL, 16);
    }
  sipgo_digest_hash (input.hash, ha1, "alice", realm, "secret", NULL);
  sipgo_digest_respond (&input, ha1, expected);
  assert_parameter (fixture, id, index, "response", expected);
  assert_parameter (fixture, id, index, "realm", realm);
  assert_parameter (fixture, id, index, "username", "alice");
  assert_parameter (fixture, id, index, "uri", "sip:bob@example.com");
}

#define PROXY SIPGO_HEADER_PROXY_AUTHORIZATION
#define SERVER SIPGO_HEADER_AUTHORIZATION

static void
test_simple (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture,
                   "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", opaque=\"o\", qop=\"auth-int,auth\", "
                   "algorithm=MD5\r\n");
  g_assert_cmpuint (sipgo_message_count (fixture->request, SERVER), ==, 1);
  g_assert_cmpuint (sipgo_message_count (fixture->request, PROXY), ==, 0);
  assert_right (fixture, SERVER, 0, "r", "MD5");
  assert_parameter (fixture, SERVER, 0, "qop", "auth");
  assert_parameter (fixture, SERVER, 0, "nc", "00000001");
  assert_parameter (fixture, SERVER, 0, "opaque", "o");
  assert_parameter (fixture, SERVER, 0, "algorithm", "MD5");
  sipgo_digest_client_authorize (fixture->client, fixture->request);
  g_assert_cmpuint (sipgo_message_count (fixture->request, SERVER), ==, 1);
  assert_parameter (fixture, SERVER, 0, "nc", "00000002");
  assert_right (fixture, SERVER, 0, "r", "MD5");
}

/* RFC 2069: no qop, no algorithm, no quotes. */
static void
test_old (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture, "WWW-Authenticate:DIGEST   Realm=r,\r\n NONCE = n1 ,domain=\"sip:a sip:b\", unknown=x\r\n");
  assert_right (fixture, SERVER, 0, "r", "MD5");
  assert_parameter (fixture, SERVER, 0, "qop", NULL);
  assert_parameter (fixture, SERVER, 0, "nc", NULL);
  assert_parameter (fixture, SERVER, 0, "cnonce", NULL);
  assert_parameter (fixture, SERVER, 0, "algorithm", NULL);
}

static void
test_algorithms (Fixture *fixture, gconstpointer user_data)
{
  static const char * const names[] = { "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256", "SHA-512-256-sess" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *line = g_strdup_printf ("WWW-Authenticate: Digest realm=\"r%u\",nonce=\"n\",algorithm=%s,"
                                               "qop=auth\r\n", i, names[i]);
      g_autofree char *realm = g_strdup_printf ("r%u", i);

      assert_accepted (fixture, line);
      assert_right (fixture, SERVER, i, realm, names[i]);
    }
}

/* For each realm the first challenge with a known algorithm is used; others are skipped. */
static void
test_several (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture,
                   "WWW-Authenticate: Negotiate YWJj==, Basic realm=\"r\", Digest realm=\"r\", nonce=\"n0\", "
                            "algorithm=SHA-999, "
                            "Digest realm=\"r\", nonce=\"n1\", algorithm=SHA-256, "
                            "Digest realm=\"other\", nonce=\"n2\"\r\n"
                            "WWW-Authenticate: Digest realm=\"r\", nonce=\"n3\", algorithm=MD5\r\n"
                            "WWW-Authenticate: Digest realm=\"no nonce\"\r\n"
                            "WWW-Authenticate: Digest realm=\"q\", nonce=\"n4\", qop=\"unknown\"\r\n");
  g_assert_cmpuint (sipgo_message_count (fixture->request, SERVER), ==, 2);
  assert_parameter (fixture, SERVER, 0, "nonce", "n1");
  assert_right (fixture, SERVER, 0, "r", "SHA-256");
  assert_right (fixture, SERVER, 1, "other", "MD5");
}

static void
test_escaped_realm (Fixture *fixture, gconstpointer user_data)
{
  SipgoSlice row;
  g_autofree char *text = NULL;

  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"say \\\"hi\\\\, you\", nonce=\"n\"\r\n");
  assert_right (fixture, SERVER, 0, "say \"hi\\, you", "MD5");
  g_assert_true (sipgo_message_get_row (fixture->request, SERVER, 0, &row));
  text = g_strndup (row.data, row.length);
  g_assert_nonnull (strstr (text, "realm=\"say \\\"hi\\\\, you\""));
}

/* First a challenge of a proxy, then one of the server behind it: both get credentials. */
static void
test_chain (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture, "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n1\", qop=\"auth\"\r\n");
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"s\", nonce=\"n2\", qop=\"auth\"\r\n");
  assert_right (fixture, PROXY, 0, "p", "MD5");
  assert_right (fixture, SERVER, 0, "s", "MD5");
  assert_parameter (fixture, PROXY, 0, "nc", "00000002");
  assert_parameter (fixture, SERVER, 0, "nc", "00000001");
}

static void
test_wrong_password (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n");
  assert_refused (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n2\"\r\n", "alice");
  assert_refused (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n3\", stale=false\r\n", "refused");
  g_clear_pointer (&fixture->credentials, sipgo_credentials_unref);
  fixture->credentials = sipgo_credentials_new ("alice", "better secret");
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n4\"\r\n");
}

static void
test_stale (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=auth\r\n");
  sipgo_digest_client_authorize (fixture->client, fixture->request);
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n2\", qop=auth, stale=TRUE\r\n");
  assert_parameter (fixture, SERVER, 0, "nonce", "n2");
  assert_parameter (fixture, SERVER, 0, "nc", "00000001");
  assert_right (fixture, SERVER, 0, "r", "MD5");
  assert_refused (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n3\", qop=auth\r\n", "refused");
}

static void
test_stale_for_ever (Fixture *fixture, gconstpointer user_data)
{
  guint n = 0;

  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
  while (challenge (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", stale=true\r\n", NULL))
    {
      sipgo_digest_client_authorize (fixture->client, fixture->request);
      g_assert_cmpuint (++n, <, 10);
    }
}

/* A nonce that was accepted for two requests and is then challenged has expired, even if the server does not say
 * stale. */
static void
test_nonce_ran_out (Fixture *fixture, gconstpointer user_data)
{
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\"\r\n");
  sipgo_digest_client_authorize (fixture->client, fixture->request);
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n2\"\r\n");
  assert_refused (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n3\"\r\n", "refused");
}

static void
test_errors (Fixture *fixture, gconstpointer user_data)
{
  assert_refused (fixture, "", "no challenge");
  assert_refused (fixture, "WWW-Authenticate: Basic realm=\"r\"\r\n", "no supported");
  assert_refused (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=SHA-1\r\n", "no supported");
  assert_refused (fixture, "WWW-Authenticate: ,,,=\"\r\n", "no challenge");
  g_clear_pointer (&fixture->credentials, sipgo_credentials_unref);
  fixture->credentials = sipgo_credentials_new_for_realm ("alice", "secret", "mine");
  assert_refused (fixture, "WWW-Authenticate: Digest realm=\"theirs\", nonce=\"n\"\r\n", "theirs");
  assert_accepted (fixture,
                   "WWW-Authenticate: Digest realm=\"theirs\", nonce=\"n\"\r\n"
                   "WWW-Authenticate: Digest realm=\"mine\", nonce=\"n\"\r\n");
  g_assert_cmpuint (sipgo_message_count (fixture->request, SERVER), ==, 1);
}

static void
test_no_credentials (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SipgoMessage) message = response ("WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n");
  g_auto (SipgoDigestLack) lack = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_digest_client_challenge (fixture->client, message, NULL, &lack, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_AUTHENTICATION);
  g_assert_nonnull (strstr (error->message, "“r”"));
  g_assert_cmpstr (lack.realm, ==, "r");
  g_assert_null (lack.refused_user);
  sipgo_digest_client_authorize (fixture->client, fixture->request);
  g_assert_false (sipgo_message_has (fixture->request, SERVER));
}

/* A nonce that one request has received is used by the next ones, for the same hop and domain only; its nonce count
 * continues. */
static void
test_known (Fixture *fixture, gconstpointer user_data)
{
  static const struct
  {
    const char *hop, *domain;
    gboolean server, proxy;
  } cases[] = {
    { "udp:192.0.2.1:5060", "example.com", TRUE, TRUE },
    { "udp:192.0.2.1:5060", "example.org", FALSE, TRUE },
    { "udp:192.0.2.2:5060", "example.com", FALSE, FALSE },
    { "tcp:192.0.2.1:5060", "example.com", FALSE, FALSE },
  };
  guint i;

  sipgo_digest_client_aim (fixture->client, "udp:192.0.2.1:5060", "example.com", fixture->credentials);
  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=auth\r\n"
                   "Proxy-Authenticate: Digest realm=\"p\", nonce=\"n2\", qop=auth\r\n");
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:bob@example.com", NULL);

      sipgo_digest_client_free (fixture->client);
      sipgo_message_unref (fixture->request);
      fixture->request = sipgo_message_new_request ("REGISTER", uri);
      fixture->client = sipgo_digest_client_new (fixture->store);
      sipgo_digest_client_aim (fixture->client, cases[i].hop, cases[i].domain, fixture->credentials);
      sipgo_digest_client_authorize (fixture->client, fixture->request);
      g_assert_cmpint (sipgo_message_has (fixture->request, SERVER), ==, cases[i].server);
      g_assert_cmpint (sipgo_message_has (fixture->request, PROXY), ==, cases[i].proxy);
      if (i > 0)
        continue;
      assert_parameter (fixture, SERVER, 0, "nc", "00000002");
      assert_parameter (fixture, PROXY, 0, "nc", "00000002");
      /* Expired, and then the new nonce is refused too. */
      assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n3\", qop=auth\r\n");
      assert_parameter (fixture, SERVER, 0, "nonce", "n3");
      assert_parameter (fixture, SERVER, 0, "nc", "00000001");
      assert_refused (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n4\", qop=auth\r\n", "refused");
    }
}

/* The same nonce again is not a new one (RFC 7616 3.4); another password is tried even if the old one was refused. */
static void
test_same_nonce_again (Fixture *fixture, gconstpointer user_data)
{
  guint i;

  for (i = 1; i < 4; i++)
    {
      g_autofree char *count = g_strdup_printf ("%08x", i);

      assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=auth\r\n");
      assert_parameter (fixture, SERVER, 0, "nc", count);
      sipgo_digest_client_free (fixture->client);
      fixture->client = sipgo_digest_client_new (fixture->store);
    }
}

/* An unlimited number of servers or realms does not fill the memory. */
static void
test_store_is_bounded (Fixture *fixture, gconstpointer user_data)
{
  guint n_known = 0, i;

  for (i = 0; i < 200; i++)
    {
      g_autofree char *hop = g_strdup_printf ("udp:192.0.2.1:%u", 5000 + i);

      sipgo_digest_client_aim (fixture->client, hop, "example.com", fixture->credentials);
      assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=auth\r\n");
    }
  for (i = 0; i < 200; i++)
    {
      g_autofree char *scope = g_strdup_printf ("udp:192.0.2.1:%u example.com", 5000 + i);

      n_known += sipgo_nonce_store_find (fixture->store, scope) != NULL;
    }
  g_assert_cmpuint (n_known, ==, 64);
}

/* … and a nonce that is used is kept, however many others are received. */
static void
test_store_keeps_what_is_used (Fixture *fixture, gconstpointer user_data)
{
  guint i;

  for (i = 0; i < 200; i++)
    {
      g_autofree char *hop = g_strdup_printf ("udp:192.0.2.1:%u", 5000 + i);

      sipgo_digest_client_aim (fixture->client, hop, "example.com", fixture->credentials);
      assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=auth\r\n");
      sipgo_digest_client_aim (fixture->client, "udp:192.0.2.1:5000", "example.com", fixture->credentials);
    }
  g_assert_nonnull (sipgo_nonce_store_find (fixture->store, "udp:192.0.2.1:5000 example.com"));
}

/* Credentials that are long, or of many realms, are not added to every later request. */
static void
test_store_keeps_what_is_short (Fixture *fixture, gconstpointer user_data)
{
  const struct
  {
    guint realm, nonce, opaque;
    gboolean is_kept;
  } cases[] = {
    { 100, 800, 100, TRUE }, { 2000, 1, 1, FALSE }, { 1, 2000, 1, FALSE }, { 1, 1, 2000, FALSE },
    { 500, 500, 500, FALSE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *hop = g_strdup_printf ("udp:192.0.2.1:%u", 5000 + i);
      g_autofree char *scope = g_strconcat (hop, " example.com", NULL);
      g_autofree char *realm = g_strnfill (cases[i].realm, 'r');
      g_autofree char *nonce = g_strnfill (cases[i].nonce, 'n');
      g_autofree char *opaque = g_strnfill (cases[i].opaque, 'o');
      g_autofree char *line = g_strdup_printf ("WWW-Authenticate: Digest realm=\"%s\", nonce=\"%s\", opaque=\"%s\"\r\n",
                                               realm, nonce, opaque);

      sipgo_digest_client_aim (fixture->client, hop, "example.com", fixture->credentials);
      assert_accepted (fixture, line);
      assert_parameter (fixture, SERVER, 0, "nonce", nonce);
      g_assert_cmpint (sipgo_nonce_store_find (fixture->store, scope) != NULL, ==, cases[i].is_kept);
    }
}

/* Servers with any number of realms do not fill the memory. */
static void
test_many_realms (Fixture *fixture, gconstpointer user_data)
{
  guint i;

  for (i = 0; i < 100; i++)
    {
      g_autofree char *line = g_strdup_printf ("WWW-Authenticate: Digest realm=\"r%u\", nonce=\"n\"\r\n", i);

      if (!challenge (fixture, line, NULL))
        break;
    }
  g_assert_cmpuint (i, <, 100);
  sipgo_digest_client_authorize (fixture->client, fixture->request);
  g_assert_cmpuint (sipgo_message_count (fixture->request, SERVER), ==, i);
}

static void
test_auth_int (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hello");
  g_autofree char *without = NULL, *with = NULL;

  assert_accepted (fixture, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"\r\n");
  assert_right (fixture, SERVER, 0, "r", "MD5");
  without = parameter (fixture, SERVER, 0, "response");
  sipgo_message_set_body (fixture->request, body);
  sipgo_digest_client_authorize (fixture->client, fixture->request);
  with = parameter (fixture, SERVER, 0, "response");
  g_assert_cmpstr (with, !=, without);
  assert_parameter (fixture, SERVER, 0, "qop", "auth-int");
}

#define ADD(name, function) g_test_add ("/auth/digest-client/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("simple", test_simple);
  ADD ("old", test_old);
  ADD ("algorithms", test_algorithms);
  ADD ("several", test_several);
  ADD ("escaped-realm", test_escaped_realm);
  ADD ("chain", test_chain);
  ADD ("wrong-password", test_wrong_password);
  ADD ("stale", test_stale);
  ADD ("stale-for-ever", test_stale_for_ever);
  ADD ("nonce-ran-out", test_nonce_ran_out);
  ADD ("errors", test_errors);
  ADD ("no-credentials", test_no_credentials);
  ADD ("known", test_known);
  ADD ("same-nonce-again", test_same_nonce_again);
  ADD ("store-is-bounded", test_store_is_bounded);
  ADD ("store-keeps-what-is-used", test_store_keeps_what_is_used);
  ADD ("store-keeps-what-is-short", test_store_keeps_what_is_short);
  ADD ("many-realms", test_many_realms);
  ADD ("auth-int", test_auth_int);
  return g_test_run ();
}

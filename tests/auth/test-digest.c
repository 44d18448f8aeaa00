/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/auth/sipgo-credentials-private.h"
#include "libsipgo/auth/sipgo-digest-private.h"
#include "libsipgo/auth/sipgo-sha512-256-private.h"

static void
assert_sha512_256 (const char *text, gsize length, const char *expected)
{
  guint8 digest[SIPGO_SHA512_256_LENGTH];
  g_autoptr (GString) hex = g_string_new (NULL);
  guint i;

  sipgo_sha512_256 ((const guint8 *) text, length, digest);
  for (i = 0; i < sizeof digest; i++)
    g_string_append_printf (hex, "%02x", digest[i]);
  g_assert_cmpstr (hex->str, ==, expected);
}

/* The examples of FIPS 180-4, and lengths around the limits of the padding. */
static void
test_sha512_256 (void)
{
  g_autofree char *many = g_strnfill (1000000, 'a');

  assert_sha512_256 ("abc", 3, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23");
  assert_sha512_256 ("", 0, "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a");
  assert_sha512_256 (many, 111, "0239e429f98d0ed61ee8e2a7c30afe98c1c3a80ce5dff62a107e9c538f7632ce");
  assert_sha512_256 (many, 112, "9216b5303edb66504570bee90e48ea5beaa5e9fe9f760bbd3e0460559fc005f6");
  assert_sha512_256 (many, 127, "2fe3b2a6ee7e12f6fe4ba82166541ad9b4ed882c493581cbe300d68f3757b778");
  assert_sha512_256 (many, 128, "b88f97e274f9c1d49f181c8cbd01a9c74930ad055a46ac4499a1d601f1c80bf2");
  assert_sha512_256 (many, 200, "19b1e37317d7fd3d7651f397005e31f154ef4912d1345743d2d5889aaca28996");
  assert_sha512_256 (many, 1000000, "9a59a052930187a97038cae692f30708aa6491923ef5194394dc68d56c74fb21");
}

static void
assert_response (const char *username, const char *password, const char *realm, const SipgoDigestInput *input,
                 const char *expected)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new (username, password);
  SipgoDigestHex ha1, response;

  g_assert_nonnull (sipgo_credentials_find (credentials, input->hash, realm, ha1));
  sipgo_digest_respond (input, ha1, response);
  g_assert_cmpstr (response, ==, expected);
}

/* RFC 2617, section 3.5 */
static void
test_rfc2617 (void)
{
  const SipgoDigestInput input = {
    .hash = SIPGO_DIGEST_MD5,
    .qop = SIPGO_QOP_AUTH,
    .nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
    .cnonce = "0a4f113b",
    .nonce_count = 1,
    .method = "GET",
    .uri = "/dir/index.html",
  };

  assert_response ("Mufasa", "Circle Of Life", "testrealm@host.com", &input, "6629fae49393a05397450978507c4ef1");
}

/* RFC 7616, section 3.9.1 */
static void
test_rfc7616 (void)
{
  SipgoDigestInput input = {
    .hash = SIPGO_DIGEST_MD5,
    .qop = SIPGO_QOP_AUTH,
    .nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    .cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    .nonce_count = 1,
    .method = "GET",
    .uri = "/dir/index.html",
  };

  assert_response ("Mufasa", "Circle of Life", "http-auth@example.org", &input, "8ca523f5e9506fed4657c9700eebdbec");
  input.hash = SIPGO_DIGEST_SHA256;
  assert_response ("Mufasa", "Circle of Life", "http-auth@example.org", &input,
                   "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
}

/* The input of RFC 7616, section 3.9.2. The RFC prints the result of SHA-512 truncated to 256 bits, which is not
 * SHA-512/256. */
static void
test_sha512_256_response (void)
{
  const SipgoDigestInput input = {
    .hash = SIPGO_DIGEST_SHA512_256,
    .qop = SIPGO_QOP_AUTH,
    .nonce = "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
    .cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm",
    .nonce_count = 1,
    .method = "GET",
    .uri = "/doe.json",
  };

  assert_response ("J\xc3\xa4s\xc3\xb8n Doe", "Secret, or not?", "api@example.org", &input,
                   "7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c");
}

/* Computed by hand from the formulas of RFC 7616, section 3.4. */
static void
test_variants (void)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("v=0\r\n", 5);
  SipgoDigestInput input = {
    .hash = SIPGO_DIGEST_MD5,
    .nonce = "n",
    .cnonce = "c",
    .nonce_count = 0x1a,
    .method = "INVITE",
    .uri = "sip:b@d",
    .body = body,
  };
  SipgoDigestHex ha1, a1, a2, entity, expected;

  sipgo_digest_hash (SIPGO_DIGEST_MD5, ha1, "u", "r", "p", NULL);
  sipgo_digest_hash (SIPGO_DIGEST_MD5, a2, "INVITE", "sip:b@d", NULL);
  sipgo_digest_hash (SIPGO_DIGEST_MD5, expected, ha1, "n", a2, NULL);
  assert_response ("u", "p", "r", &input, expected);

  input.session = TRUE;
  sipgo_digest_hash (SIPGO_DIGEST_MD5, a1, ha1, "n", "c", NULL);
  input.qop = SIPGO_QOP_AUTH;
  sipgo_digest_hash (SIPGO_DIGEST_MD5, expected, a1, "n", "0000001a", "c", "auth", a2, NULL);
  assert_response ("u", "p", "r", &input, expected);

  input.session = FALSE;
  input.qop = SIPGO_QOP_AUTH_INT;
  sipgo_digest_hash (SIPGO_DIGEST_MD5, entity, "v=0\r\n", NULL);
  sipgo_digest_hash (SIPGO_DIGEST_MD5, a2, "INVITE", "sip:b@d", entity, NULL);
  sipgo_digest_hash (SIPGO_DIGEST_MD5, expected, ha1, "n", "0000001a", "c", "auth-int", a2, NULL);
  assert_response ("u", "p", "r", &input, expected);

  input.body = NULL;
  sipgo_digest_hash (SIPGO_DIGEST_MD5, entity, "", NULL);
  g_assert_cmpstr (entity, ==, "d41d8cd98f00b204e9800998ecf8427e");
  sipgo_digest_hash (SIPGO_DIGEST_MD5, a2, "INVITE", "sip:b@d", entity, NULL);
  sipgo_digest_hash (SIPGO_DIGEST_MD5, expected, ha1, "n", "0000001a", "c", "auth-int", a2, NULL);
  assert_response ("u", "p", "r", &input, expected);
}

static void
test_algorithms (void)
{
  SipgoDigestHash hash;
  gboolean session;

  g_assert_true (sipgo_digest_parse_algorithm ("sha-256-SESS", &hash, &session));
  g_assert_cmpint (hash, ==, SIPGO_DIGEST_SHA256);
  g_assert_true (session);
  g_assert_true (sipgo_digest_parse_algorithm ("SHA-512-256", &hash, &session));
  g_assert_false (session);
  g_assert_false (sipgo_digest_parse_algorithm ("SHA-512", &hash, &session));
  g_assert_false (sipgo_digest_parse_algorithm ("", &hash, &session));
}

static void
test_credentials (void)
{
  g_autoptr (SipgoCredentials) any = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoCredentials) one = sipgo_credentials_new_for_realm ("alice", "secret", "r");
  g_autoptr (SipgoCredentials) hashed = NULL;
  SipgoDigestHex ha1, again;

  g_assert_cmpstr (sipgo_credentials_get_username (any), ==, "alice");
  g_assert_null (sipgo_credentials_get_realm (any));
  g_assert_cmpstr (sipgo_credentials_get_realm (one), ==, "r");
  g_assert_nonnull (sipgo_credentials_find (any, SIPGO_DIGEST_MD5, "r", ha1));
  g_assert_null (sipgo_credentials_find (one, SIPGO_DIGEST_MD5, "s", again));
  g_assert_nonnull (sipgo_credentials_find (one, SIPGO_DIGEST_MD5, "r", again));
  g_assert_cmpstr (ha1, ==, again);

  hashed = sipgo_credentials_new_ha1 ("alice", "r", ha1);
  g_assert_nonnull (sipgo_credentials_find (hashed, SIPGO_DIGEST_MD5, "r", again));
  g_assert_cmpstr (ha1, ==, again);
  g_assert_null (sipgo_credentials_find (hashed, SIPGO_DIGEST_SHA256, "r", again));
  g_assert_null (sipgo_credentials_find (hashed, SIPGO_DIGEST_MD5, "s", again));
}

/* The realm's own credentials come first, whatever their place; then those for all realms. */
static void
test_list (void)
{
  static const struct { const char *realm; SipgoDigestHash hash; const char *username; } rows[] = {
    { "office", SIPGO_DIGEST_MD5, "anna" },
    { "proxy", SIPGO_DIGEST_SHA256, "gate" },
    { "elsewhere", SIPGO_DIGEST_MD5, "alice" },
    { "hashed", SIPGO_DIGEST_MD5, "hanna" },
    { "hashed", SIPGO_DIGEST_SHA256, "alice" },      /* the hash that is known is another one */
  };
  g_autoptr (SipgoCredentials) any = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoCredentials) second = sipgo_credentials_new ("second", "secret");
  g_autoptr (SipgoCredentials) office = sipgo_credentials_new_for_realm ("anna", "secret", "office");
  g_autoptr (SipgoCredentials) proxy = sipgo_credentials_new_for_realm ("gate", "secret", "proxy");
  const char *ha1_text = "0123456789abcdef0123456789ABCDEF";
  g_autoptr (SipgoCredentials) hashed = sipgo_credentials_new_ha1 ("hanna", "hashed", ha1_text);
  g_autoptr (GList) inner_parts = g_list_append (g_list_append (NULL, any), office);
  g_autoptr (SipgoCredentials) inner = sipgo_credentials_new_list (inner_parts);
  g_autoptr (GList) parts = g_list_append (g_list_append (g_list_append (g_list_append (NULL, inner), second), proxy),
                                           hashed);
  g_autoptr (SipgoCredentials) list = sipgo_credentials_new_list (parts);
  guint i;

  g_assert_cmpstr (sipgo_credentials_get_username (list), ==, "alice");
  g_assert_null (sipgo_credentials_get_realm (list));
  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SipgoDigestHex ha1;
      SipgoCredentials *found = sipgo_credentials_find (list, rows[i].hash, rows[i].realm, ha1);

      g_assert_nonnull (found);
      g_assert_cmpstr (sipgo_credentials_get_username (found), ==, rows[i].username);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/digest/sha512-256", test_sha512_256);
  g_test_add_func ("/auth/digest/rfc2617", test_rfc2617);
  g_test_add_func ("/auth/digest/rfc7616", test_rfc7616);
  g_test_add_func ("/auth/digest/sha512-256-response", test_sha512_256_response);
  g_test_add_func ("/auth/digest/variants", test_variants);
  g_test_add_func ("/auth/digest/algorithms", test_algorithms);
  g_test_add_func ("/auth/digest/credentials", test_credentials);
  g_test_add_func ("/auth/digest/list", test_list);
  return g_test_run ();
}

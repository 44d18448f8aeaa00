/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-nonce-store-private.h"

#define SCOPE "udp:192.0.2.1:5060 example.com"

typedef struct
{
  SipgoRandom *random;
  SipgoNonceStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer user_data)
{
  self->random = sipgo_random_new_seeded (1);
  self->store = sipgo_nonce_store_new (self->random);
}

static void
tear_down (Fixture *self, gconstpointer user_data)
{
  sipgo_nonce_store_free (self->store);
  sipgo_random_free (self->random);
}

static SipgoNonce *
add (Fixture *self, const char *scope, gboolean is_proxy, const char *realm, const char *nonce)
{
  SipgoChallenge *challenge = g_new0 (SipgoChallenge, 1);

  challenge->realm = g_strdup (realm);
  challenge->nonce = g_strdup (nonce);
  challenge->qop = SIPGO_QOP_AUTH;
  challenge->proxy = is_proxy;
  return sipgo_nonce_store_add (self->store, scope, challenge);
}

static void
assert_kept (Fixture *self, const char *scope, guint n)
{
  GPtrArray *nonces = sipgo_nonce_store_find (self->store, scope);

  g_assert_cmpuint (nonces ? nonces->len : 0, ==, n);
}

/* All requests with one nonce share its nonce count and cnonce (RFC 7616 3.4). */
static void
test_shared (Fixture *self, gconstpointer user_data)
{
  g_autoptr (SipgoNonce) first = add (self, SCOPE, FALSE, "r", "n");
  g_autoptr (SipgoNonce) again = add (self, SCOPE, FALSE, "r", "n");

  g_assert_true (again == first);
  assert_kept (self, SCOPE, 1);
}

/* A new nonce of the realm starts a new count; a request with the old one can still use it. */
static void
test_replaced (Fixture *self, gconstpointer user_data)
{
  g_autoptr (SipgoNonce) old = add (self, SCOPE, FALSE, "r", "n1");
  g_autoptr (SipgoNonce) other = NULL;

  old->n_used = 7;
  other = add (self, SCOPE, FALSE, "r", "n2");
  g_assert_cmpuint (other->n_used, ==, 0);
  g_assert_cmpstr (other->cnonce, !=, old->cnonce);
  g_assert_cmpstr (old->challenge->nonce, ==, "n1");
  g_assert_cmpuint (old->n_used, ==, 7);
  assert_kept (self, SCOPE, 1);
}

static void
test_scopes (Fixture *self, gconstpointer user_data)
{
  g_autoptr (SipgoNonce) here = add (self, SCOPE, FALSE, "r", "n");
  g_autoptr (SipgoNonce) there = add (self, "elsewhere", FALSE, "r", "n");
  g_autoptr (SipgoNonce) proxy = add (self, SCOPE, TRUE, "r", "n");

  g_assert_true (here != there && here != proxy);
  assert_kept (self, SCOPE, 2);
  assert_kept (self, "elsewhere", 1);
  g_assert_null (sipgo_nonce_store_find (self->store, "unknown"));
}

/* The oldest realm of a scope is dropped first. */
static void
test_realms_are_bounded (Fixture *self, gconstpointer user_data)
{
  GPtrArray *nonces;
  guint i;

  for (i = 0; i < 20; i++)
    {
      g_autofree char *realm = g_strdup_printf ("r%u", i);

      sipgo_nonce_unref (add (self, SCOPE, FALSE, realm, "n"));
    }
  assert_kept (self, SCOPE, 8);
  nonces = sipgo_nonce_store_find (self->store, SCOPE);
  g_assert_cmpstr (((SipgoNonce *) nonces->pdata[0])->challenge->realm, ==, "r12");
}

#define ADD(name, function) g_test_add ("/auth/nonce-store/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("shared", test_shared);
  ADD ("replaced", test_replaced);
  ADD ("scopes", test_scopes);
  ADD ("realms-are-bounded", test_realms_are_bounded);
  return g_test_run ();
}

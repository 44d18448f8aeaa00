/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/auth/sipgo-nonce-store-private.h"

#include <string.h>

/* More than an agent needs: it has accounts at few servers, and few realms are on the way to each. */
#define MAX_SCOPES 64
#define MAX_REALMS 8
/* Octets of realm, nonce and opaque together. Longer ones are not kept, because each later request would carry them. */
#define MAX_KEPT_LENGTH 1024

struct _SipgoNonceStore
{
  SipgoRandom *random;
  GHashTable *scopes;        /* scope → GPtrArray of SipgoNonce */
  GQueue order;              /* keys of scopes, the least recently used first; not owned */
};

SipgoNonce *
sipgo_nonce_ref (SipgoNonce *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_nonce_unref (SipgoNonce *self)
{
  if (--self->ref_count > 0)
    return;
  sipgo_challenge_free (self->challenge);
  g_free (self);
}

SipgoNonceStore *
sipgo_nonce_store_new (SipgoRandom *random)
{
  SipgoNonceStore *self = g_new0 (SipgoNonceStore, 1);

  self->random = random;
  self->scopes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_queue_init (&self->order);
  return self;
}

void
sipgo_nonce_store_free (SipgoNonceStore *self)
{
  g_queue_clear (&self->order);
  g_hash_table_unref (self->scopes);
  g_free (self);
}

GPtrArray *
sipgo_nonce_store_find (SipgoNonceStore *self, const char *scope)
{
  gpointer key, nonces;

  if (!g_hash_table_lookup_extended (self->scopes, scope, &key, &nonces))
    return NULL;
  g_queue_remove (&self->order, key);
  g_queue_push_tail (&self->order, key);
  return nonces;
}

static GPtrArray *
ensure_scope (SipgoNonceStore *self, const char *scope)
{
  GPtrArray *nonces = sipgo_nonce_store_find (self, scope);
  char *key;

  if (nonces)
    return nonces;
  if (self->order.length == MAX_SCOPES)
    g_hash_table_remove (self->scopes, g_queue_pop_head (&self->order));
  key = g_strdup (scope);
  nonces = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_nonce_unref);
  g_hash_table_insert (self->scopes, key, nonces);
  g_queue_push_tail (&self->order, key);
  return nonces;
}

static gboolean
is_same_nonce (const SipgoChallenge *a, const SipgoChallenge *b)
{
  return strcmp (a->nonce, b->nonce) == 0 && a->hash == b->hash && a->session == b->session && a->qop == b->qop
         && g_strcmp0 (a->opaque, b->opaque) == 0;
}

static SipgoNonce *
nonce_new (SipgoNonceStore *self, SipgoChallenge *challenge)
{
  SipgoNonce *nonce = g_new0 (SipgoNonce, 1);

  nonce->ref_count = 1;
  nonce->challenge = challenge;
  sipgo_random_token (self->random, nonce->cnonce);
  return nonce;
}

static gboolean
is_kept (const SipgoChallenge *challenge)
{
  gsize length = strlen (challenge->realm) + strlen (challenge->nonce);

  return length + (challenge->opaque ? strlen (challenge->opaque) : 0) <= MAX_KEPT_LENGTH;
}

SipgoNonce *
sipgo_nonce_store_add (SipgoNonceStore *self, const char *scope, SipgoChallenge *challenge)
{
  GPtrArray *nonces;
  SipgoNonce *nonce;
  guint i;

  if (!is_kept (challenge))
    return nonce_new (self, challenge);
  nonces = ensure_scope (self, scope);
  for (i = 0; i < nonces->len; i++)
    {
      nonce = g_ptr_array_index (nonces, i);
      if (!sipgo_challenge_is_same_realm (nonce->challenge, challenge))
        continue;
      if (is_same_nonce (nonce->challenge, challenge))
        {
          sipgo_challenge_free (challenge);
          return sipgo_nonce_ref (nonce);
        }
      g_ptr_array_remove_index (nonces, i);
      break;
    }
  if (nonces->len == MAX_REALMS)
    g_ptr_array_remove_index (nonces, 0);
  nonce = nonce_new (self, challenge);
  g_ptr_array_add (nonces, sipgo_nonce_ref (nonce));
  return nonce;
}

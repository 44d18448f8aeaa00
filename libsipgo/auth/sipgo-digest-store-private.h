/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-challenge-private.h"
#include "libsipgo/base/sipgo-random-private.h"

G_BEGIN_DECLS

/* The nonce of one realm, and how often it was used: the nonce count goes on whatever request uses it (RFC 7616
 * 3.4). */
typedef struct
{
  gint ref_count;
  SipgoChallenge *challenge;
  char cnonce[SIPGO_TOKEN_LENGTH + 1];
  guint32 n_used;
} SipgoDigestNonce;

SipgoDigestNonce *sipgo_digest_nonce_ref   (SipgoDigestNonce *self);
void              sipgo_digest_nonce_unref (SipgoDigestNonce *self);

/*
 * The nonces that servers have given to an agent, so that later requests to the same server carry their credentials at
 * once (RFC 3261 22.2, 22.3). A scope names whom a nonce may be used with; nothing of one scope is shown to another.
 * The number of scopes, of realms in each, and the length of what is kept are bounded; the scope that was of no use for
 * longest goes first.
 */
typedef struct _SipgoDigestStore SipgoDigestStore;

SipgoDigestStore *sipgo_digest_store_new  (SipgoRandom *random);
void              sipgo_digest_store_free (SipgoDigestStore *self);
/* Takes the challenge. A nonce that is there already is returned as it is, with its count; another one replaces it. One
 * that is too long to be carried by each request is returned and not kept. */
SipgoDigestNonce *sipgo_digest_store_add  (SipgoDigestStore *self, const char *scope, SipgoChallenge *challenge);
/* SipgoDigestNonce; borrowed, and NULL where there is none. */
GPtrArray        *sipgo_digest_store_find (SipgoDigestStore *self, const char *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDigestNonce, sipgo_digest_nonce_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDigestStore, sipgo_digest_store_free)

G_END_DECLS

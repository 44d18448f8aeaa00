/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-challenge-private.h"
#include "libsipgo/base/sipgo-random-private.h"

G_BEGIN_DECLS

/* The nonce of one realm and its nonce count, which all requests that use the nonce share (RFC 7616 3.4). */
typedef struct
{
  gint ref_count;
  SipgoChallenge *challenge;
  char cnonce[SIPGO_TOKEN_LENGTH + 1];
  guint32 n_used;
} SipgoNonce;

SipgoNonce *sipgo_nonce_ref   (SipgoNonce *self);
void        sipgo_nonce_unref (SipgoNonce *self);

/*
 * The nonces that servers have given to an agent, so that later requests to the same server have their credentials at
 * once (RFC 3261 22.2, 22.3). A scope names the server that a nonce may be used with; nonces of one scope are never
 * sent to another. The number of scopes, the realms of each and the lengths are limited; the least recently used scope
 * is dropped first.
 */
typedef struct _SipgoNonceStore SipgoNonceStore;

SipgoNonceStore *sipgo_nonce_store_new  (SipgoRandom *random);
void             sipgo_nonce_store_free (SipgoNonceStore *self);
/* Takes the challenge. If its nonce is in the store already, that one is returned with its count; else it replaces the
 * nonce of the realm. A nonce that is too long for each request to carry is returned and not kept. */
SipgoNonce      *sipgo_nonce_store_add  (SipgoNonceStore *self, const char *scope, SipgoChallenge *challenge);
/* The SipgoNonces of a scope, owned by the store; NULL if there are none. */
GPtrArray       *sipgo_nonce_store_find (SipgoNonceStore *self, const char *scope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNonce, sipgo_nonce_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNonceStore, sipgo_nonce_store_free)

G_END_DECLS

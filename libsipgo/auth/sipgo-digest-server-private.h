/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-authorization-private.h"
#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/base/sipgo-random-private.h"

G_BEGIN_DECLS

/*
 * The server's side of Digest (RFC 7616, RFC 8760): challenges, and checks what answers them. A nonce proves itself by
 * a keyed hash over its time, its number, the realm and the client, so a challenge costs no memory. Only the count of
 * nonces that were used with the right password is kept, for as long as they are valid, and only of a limited number.
 */
typedef struct _SipgoDigestServer SipgoDigestServer;

/* random has to live longer. The key is drawn with the first nonce. */
SipgoDigestServer *sipgo_digest_server_new           (SipgoRandom *random);
void               sipgo_digest_server_free          (SipgoDigestServer *self);
/* How long a nonce is valid, in microseconds. */
void               sipgo_digest_server_set_lifetime  (SipgoDigestServer *self, gint64 lifetime);
/* A nonce for this client, which is named by its IP address. */
char              *sipgo_digest_server_make_nonce    (SipgoDigestServer *self, const char *realm, const char *client,
                                                      gint64 now);
/* Adds a WWW-Authenticate for each algorithm, in this order, all with one nonce. */
void               sipgo_digest_server_add_challenges (SipgoDigestServer *self, SipgoMessage *response,
                                                       const char *const *algorithms, const char *realm,
                                                       const char *client, gboolean stale, gint64 now);
/* FALSE when the nonce is not ours, has expired, was given to another client, or was used with this count, or a much
 * higher one, before: the client should get a new one (stale=true). */
gboolean           sipgo_digest_server_is_fresh      (SipgoDigestServer *self, const SipgoAuthorization *authorization,
                                                      const char *client, gint64 now);
/* Whether the response is that of the credentials. credentials: NULL for a user that is not known, which takes as long
 * and fails. */
gboolean           sipgo_digest_server_verify        (SipgoDigestServer *self, const SipgoAuthorization *authorization,
                                                      SipgoMessage *request, SipgoCredentials *credentials);
/* Notes the nonce count of a verified request. FALSE when another request has used it since is_fresh (). */
gboolean           sipgo_digest_server_use           (SipgoDigestServer *self, const SipgoAuthorization *authorization,
                                                      gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDigestServer, sipgo_digest_server_free)

G_END_DECLS

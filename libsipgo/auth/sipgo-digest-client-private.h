/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/auth/sipgo-nonce-store-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/*
 * Digest authentication of one request and its retries. It keeps the challenges of all servers on the way: after a 407
 * and a 401 the request has both Proxy-Authorization and Authorization. It begins with the nonces that earlier requests
 * have left in the store, and decides when a server has refused the credentials.
 */
typedef struct _SipgoDigestClient SipgoDigestClient;

/* Credentials that are missing. */
typedef struct
{
  char *realm;                      /* NULL when none would help */
  char *refused_user;               /* whose credentials the server has refused; NULL when there are none */
} SipgoDigestLack;

void               sipgo_digest_lack_clear       (SipgoDigestLack *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoDigestLack, sipgo_digest_lack_clear)

/* store has to live longer. */
SipgoDigestClient *sipgo_digest_client_new       (SipgoNonceStore *store);
void               sipgo_digest_client_free      (SipgoDigestClient *self);
/* Sets where the request goes next. hop is the server that it is sent to: proxy challenges are answered for this server
 * only. domain is the host of the Request-URI: its challenges are answered for this host behind this hop only. Takes
 * the nonces that the store has for both, and forgets those of another hop. */
void               sipgo_digest_client_aim       (SipgoDigestClient *self, const char *hop, const char *domain,
                                                  SipgoCredentials *credentials);
/* Takes the challenges of a 401 or 407. TRUE if the request should be sent again, after sipgo_digest_client_authorize
 * (). FALSE with SIPGO_ERROR_AUTHENTICATION if the credentials (nullable) were refused, or are missing, or if no
 * challenge is supported; lack says which ones would help. */
gboolean           sipgo_digest_client_challenge (SipgoDigestClient *self, SipgoMessage *response,
                                                  SipgoCredentials *credentials, SipgoDigestLack *lack,
                                                  GError **error);
/* Writes Authorization and Proxy-Authorization for all realms, in place of earlier ones. Method, Request-URI and body
 * of the request must be final. */
void               sipgo_digest_client_authorize (SipgoDigestClient *self, SipgoMessage *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDigestClient, sipgo_digest_client_free)

G_END_DECLS

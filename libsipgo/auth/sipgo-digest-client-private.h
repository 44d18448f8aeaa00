/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/auth/sipgo-digest-store-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/*
 * What one request, with its retries, has to prove to the servers on its way: a 401 behind a 407 gets both answers. It
 * begins with what earlier requests have left in the store, and decides when a server has refused the credentials.
 */
typedef struct _SipgoDigestClient SipgoDigestClient;

/* store is borrowed. */
SipgoDigestClient *sipgo_digest_client_new       (SipgoDigestStore *store);
void               sipgo_digest_client_free      (SipgoDigestClient *self);
/* Where the request goes next. hop: the server that it is sent to, whose proxy challenges are answered there only;
 * domain: the host of the Request-URI, whose challenges are answered for this host behind this hop only. Takes what is
 * known of both; what was proved to another hop is forgotten. */
void               sipgo_digest_client_aim       (SipgoDigestClient *self, const char *hop, const char *domain,
                                                  SipgoCredentials *credentials);
/* TRUE when a new request with sipgo_digest_client_authorize () makes sense. FALSE with SIPGO_ERROR_AUTHENTICATION when
 * the credentials (nullable) were refused, are missing, or the server asks for something that is not known here. */
gboolean           sipgo_digest_client_challenge (SipgoDigestClient *self, SipgoMessage *response,
                                                  SipgoCredentials *credentials, GError **error);
/* Puts the answers to all realms, in place of those to an earlier hop, into a request whose method, Request-URI and
 * body are final. */
void               sipgo_digest_client_authorize (SipgoDigestClient *self, SipgoMessage *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDigestClient, sipgo_digest_client_free)

G_END_DECLS

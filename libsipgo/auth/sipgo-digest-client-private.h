/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/*
 * What one series of requests (those of a dialog, of a registration, one with its retries) has to prove to the servers
 * on its way. It remembers every realm that was answered, so that later requests are accepted at once, and a 401 behind
 * a 407 gets both answers.
 */
typedef struct _SipgoDigestClient SipgoDigestClient;

SipgoDigestClient *sipgo_digest_client_new       (SipgoRandom *random);
void               sipgo_digest_client_free      (SipgoDigestClient *self);
/* TRUE when a new request with sipgo_digest_client_authorize () makes sense. FALSE with SIPGO_ERROR_AUTHENTICATION when
 * the credentials (nullable) were refused, are missing, or the server asks for something that is not known here. */
gboolean           sipgo_digest_client_challenge (SipgoDigestClient *self, SipgoMessage *response, SipgoCredentials *credentials, GError **error);
/* Puts the answers to all realms into a request whose method, Request-URI and body are final. */
void               sipgo_digest_client_authorize (SipgoDigestClient *self, SipgoMessage *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDigestClient, sipgo_digest_client_free)

G_END_DECLS

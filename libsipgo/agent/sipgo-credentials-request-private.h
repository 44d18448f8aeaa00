/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-credentials-request.h"
#include "libsipgo/auth/sipgo-authorization-private.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"

G_BEGIN_DECLS

/* Takes the authorization, and holds the owner. */
SipgoCredentialsRequest  *sipgo_credentials_request_new             (SipgoIncomingRequest *request,
                                                                     SipgoAuthorization *authorization,
                                                                     gpointer owner);
gpointer                  sipgo_credentials_request_get_owner       (SipgoCredentialsRequest *self);
SipgoIncomingRequest     *sipgo_credentials_request_get_request     (SipgoCredentialsRequest *self);
const SipgoAuthorization *sipgo_credentials_request_get_authorization (SipgoCredentialsRequest *self);
/* NULL when no handler has provided any. */
SipgoCredentials         *sipgo_credentials_request_get_credentials (SipgoCredentialsRequest *self);
/* No later decision counts. */
void                      sipgo_credentials_request_close           (SipgoCredentialsRequest *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_CREDENTIALS_REQUEST (sipgo_credentials_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoCredentialsRequest, sipgo_credentials_request, SIPGO, CREDENTIALS_REQUEST, GObject)

SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_credentials_request_get_username (SipgoCredentialsRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_credentials_request_get_realm    (SipgoCredentialsRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_credentials_request_get_method   (SipgoCredentialsRequest *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri     *sipgo_credentials_request_get_uri      (SipgoCredentialsRequest *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage *sipgo_credentials_request_get_message  (SipgoCredentialsRequest *self);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_credentials_request_provide      (SipgoCredentialsRequest *self, SipgoCredentials *credentials,
                                                      GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_credentials_request_refuse       (SipgoCredentialsRequest *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_credentials_request_defer        (SipgoCredentialsRequest *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_credentials_request_proceed      (SipgoCredentialsRequest *self, GError **error);

G_END_DECLS

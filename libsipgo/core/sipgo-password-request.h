/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-account.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_PASSWORD_REQUEST (sipgo_password_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoPasswordRequest, sipgo_password_request, SIPGO, PASSWORD_REQUEST, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoAccount *sipgo_password_request_get_account     (SipgoPasswordRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_password_request_get_realm       (SipgoPasswordRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_password_request_get_username    (SipgoPasswordRequest *self);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_password_request_get_was_refused (SipgoPasswordRequest *self);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_password_request_provide         (SipgoPasswordRequest *self, SipgoCredentials *credentials,
                                                      GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_password_request_refuse          (SipgoPasswordRequest *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_password_request_defer           (SipgoPasswordRequest *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_password_request_proceed         (SipgoPasswordRequest *self, GError **error);

G_END_DECLS

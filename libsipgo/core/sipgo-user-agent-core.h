/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/dialog/sipgo-dialog.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_USER_AGENT_CORE (sipgo_user_agent_core_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoUserAgentCore, sipgo_user_agent_core, SIPGO, USER_AGENT_CORE, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_user_agent_core_request (SipgoUserAgentCore *self, const char *method, const char *uri,
                                                     SipgoRequestOptions *options, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_user_agent_core_request_in_dialog (SipgoUserAgentCore *self, SipgoDialog *dialog,
                                                               const char *method,
                                                               SipgoRequestOptions *options, GError **error);
SIPGO_AVAILABLE_IN_ALL
GList                *sipgo_user_agent_core_get_dialogs      (SipgoUserAgentCore *self);
SIPGO_AVAILABLE_IN_ALL
GList                *sipgo_user_agent_core_get_transactions (SipgoUserAgentCore *self);

G_END_DECLS

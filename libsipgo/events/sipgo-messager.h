/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-client.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_MESSAGER (sipgo_messager_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoMessager, sipgo_messager, SIPGO, MESSAGER, SipgoClient)

SIPGO_AVAILABLE_IN_ALL
SipgoMessager        *sipgo_messager_new            (SipgoUserAgent *agent, const char *target, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoMessager        *sipgo_messager_new_for_uri    (SipgoUserAgent *agent, SipgoUri *target, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_messager_message        (SipgoMessager *self, SipgoRequestOptions *options,
                                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                                     gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_messager_message_finish (SipgoMessager *self, GAsyncResult *result, GError **error);

G_END_DECLS

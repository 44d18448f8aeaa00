/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-failure.h"
#include "libsipgo/transaction/sipgo-transaction.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIPGO_TYPE_OUTGOING_REQUEST (sipgo_outgoing_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoOutgoingRequest, sipgo_outgoing_request, SIPGO, OUTGOING_REQUEST, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoMessage *sipgo_outgoing_request_get_message  (SipgoOutgoingRequest *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage *sipgo_outgoing_request_get_response (SipgoOutgoingRequest *self);
SIPGO_AVAILABLE_IN_ALL
SipgoFailure *sipgo_outgoing_request_get_failure  (SipgoOutgoingRequest *self);

SIPGO_AVAILABLE_IN_ALL
void          sipgo_outgoing_request_send         (SipgoOutgoingRequest *self, GCancellable *cancellable,
                                                   GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage *sipgo_outgoing_request_send_finish  (SipgoOutgoingRequest *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_outgoing_request_set_header   (SipgoOutgoingRequest *self, const char *name, const char *value,
                                                   GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_outgoing_request_cancel       (SipgoOutgoingRequest *self, const char *reason_header,
                                                   GError **error);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_outgoing_request_forget       (SipgoOutgoingRequest *self);

#define SIPGO_TYPE_OUTGOING_INVITE_REQUEST (sipgo_outgoing_invite_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
SipgoTransaction *sipgo_outgoing_request_get_transaction (SipgoOutgoingRequest *self);

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoOutgoingInviteRequest, sipgo_outgoing_invite_request, SIPGO, OUTGOING_INVITE_REQUEST,
                             SipgoOutgoingRequest)

G_END_DECLS

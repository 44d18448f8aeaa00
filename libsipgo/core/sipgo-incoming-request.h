/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-response-options.h"
#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_INCOMING_REQUEST (sipgo_incoming_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoIncomingRequest, sipgo_incoming_request, SIPGO, INCOMING_REQUEST, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoMessage *sipgo_incoming_request_get_message  (SipgoIncomingRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_incoming_request_get_method   (SipgoIncomingRequest *self);
SIPGO_AVAILABLE_IN_ALL
char         *sipgo_incoming_request_get_source   (SipgoIncomingRequest *self);
SIPGO_AVAILABLE_IN_ALL
GStrv         sipgo_incoming_request_get_verified_names (SipgoIncomingRequest *self);
SIPGO_AVAILABLE_IN_ALL
const char   *sipgo_incoming_request_get_authenticated_username (SipgoIncomingRequest *self);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_is_answered  (SipgoIncomingRequest *self);

SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_trying       (SipgoIncomingRequest *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_progress     (SipgoIncomingRequest *self, SipgoResponseOptions *options,
                                                   GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_accept       (SipgoIncomingRequest *self, SipgoResponseOptions *options,
                                                   GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_redirect     (SipgoIncomingRequest *self, const char *const *contacts,
                                                   SipgoResponseOptions *options, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_reject       (SipgoIncomingRequest *self, SipgoResponseOptions *options,
                                                   GError **error);

SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_defer        (SipgoIncomingRequest *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_incoming_request_proceed      (SipgoIncomingRequest *self, GError **error);

#define SIPGO_TYPE_INCOMING_INVITE_REQUEST (sipgo_incoming_invite_request_get_type ())

SIPGO_AVAILABLE_IN_ALL
SipgoTransaction *sipgo_incoming_request_get_transaction (SipgoIncomingRequest *self);

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoIncomingInviteRequest, sipgo_incoming_invite_request, SIPGO, INCOMING_INVITE_REQUEST,
                             SipgoIncomingRequest)

G_END_DECLS

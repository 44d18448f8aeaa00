/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-incoming-invite-request-private.h"
#include "libsipgo/core/sipgo-outgoing-invite-request-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"

G_BEGIN_DECLS

/* Like sipgo_outgoing_request_new () and sipgo_incoming_request_new (), for any method: for INVITE they return the
 * subclass. */
SipgoOutgoingRequest *sipgo_user_agent_core_make_request (SipgoUserAgentCore *self, SipgoMessage *message,
                                                          SipgoUri *next_hop,
                                                          SipgoDialog *dialog, gboolean wants_contact);
SipgoIncomingRequest *sipgo_user_agent_core_take_request (SipgoUserAgentCore *self, SipgoServerTransaction *transaction,
                                                          guint undecided_status);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"

G_BEGIN_DECLS

/* As sipgo_outgoing_request_new (), for INVITE. */
SipgoOutgoingRequest *sipgo_outgoing_invite_request_new  (struct _SipgoUserAgentCore *core, SipgoMessage *message,
                                                          SipgoUri *next_hop,
                                                          SipgoDialog *dialog, gboolean wants_contact);
/* What a CANCEL carries beyond what every CANCEL has; it was checked. */
void                  sipgo_outgoing_invite_request_set_cancel_options (SipgoOutgoingRequest *request,
                                                                        SipgoRequestOptions *options);
/* The ACK to the 2xx that made the dialog: sent now, and again with every repeat of that 2xx (13.2.2.4). Takes the
 * message. */
void                  sipgo_outgoing_invite_request_acknowledge (SipgoOutgoingRequest *request, SipgoDialog *dialog,
                                                                 SipgoMessage *ack);
/* Whether any 2xx was. */
gboolean              sipgo_outgoing_invite_request_is_acknowledged (SipgoOutgoingRequest *request);
/* The process ends: the CANCEL, where there is something to cancel, and nobody is told of anything. */
void                  sipgo_outgoing_invite_request_cancel_at_exit (SipgoOutgoingRequest *request);

G_END_DECLS

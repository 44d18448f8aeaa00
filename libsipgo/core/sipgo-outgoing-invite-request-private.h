/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"

G_BEGIN_DECLS

/* Like sipgo_outgoing_request_new (), for INVITE. */
SipgoOutgoingRequest *sipgo_outgoing_invite_request_new  (struct _SipgoUserAgentCore *core, SipgoMessage *message,
                                                          SipgoUri *next_hop,
                                                          SipgoDialog *dialog, gboolean wants_contact);
/* Extra headers of the CANCEL; the caller has checked them. */
void                  sipgo_outgoing_invite_request_set_cancel_options (SipgoOutgoingRequest *request,
                                                                        SipgoRequestOptions *options);
/* Sends the ACK to the 2xx that made the dialog, and sends it again for each retransmission of that 2xx (13.2.2.4).
 * Takes ownership of the message. */
void                  sipgo_outgoing_invite_request_acknowledge (SipgoOutgoingRequest *request, SipgoDialog *dialog,
                                                                 SipgoMessage *ack);
/* Whether an ACK was sent for any 2xx. */
gboolean              sipgo_outgoing_invite_request_is_acknowledged (SipgoOutgoingRequest *request);
/* For the end of the process: sends the CANCEL when the INVITE is in the state Proceeding, and emits no signal. */
void                  sipgo_outgoing_invite_request_cancel_at_exit (SipgoOutgoingRequest *request);

G_END_DECLS

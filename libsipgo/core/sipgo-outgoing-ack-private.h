/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-user-agent-core-private.h"

G_BEGIN_DECLS

/* The ACK to a 2xx. It is sent outside of any transaction, so the INVITE request keeps it and sends it again for each
 * retransmission of that 2xx (13.2.2.4). */
typedef struct _SipgoOutgoingAck SipgoOutgoingAck;

/* Takes ownership of the message, which has no Via yet, and sends it to the next hop of the dialog. */
SipgoOutgoingAck *sipgo_outgoing_ack_new           (SipgoUserAgentCore *core, SipgoDialog *dialog,
                                                   SipgoMessage *message);
void              sipgo_outgoing_ack_free          (SipgoOutgoingAck *self);
void              sipgo_outgoing_ack_send          (SipgoOutgoingAck *self);
const char       *sipgo_outgoing_ack_get_dialog_id (SipgoOutgoingAck *self);

G_END_DECLS

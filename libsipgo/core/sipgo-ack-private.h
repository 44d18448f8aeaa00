/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-user-agent-core-private.h"

G_BEGIN_DECLS

/* The ACK to a 2xx. It is sent outside of any transaction, so the INVITE request keeps it and sends it again for each
 * retransmission of that 2xx (13.2.2.4). */
typedef struct _SipgoAck SipgoAck;

/* Takes ownership of the message, which has no Via yet, and sends it to the next hop of the dialog. */
SipgoAck   *sipgo_ack_new           (SipgoUserAgentCore *core, SipgoDialog *dialog, SipgoMessage *message);
void        sipgo_ack_free          (SipgoAck *self);
void        sipgo_ack_send          (SipgoAck *self);
const char *sipgo_ack_get_dialog_id (SipgoAck *self);

G_END_DECLS

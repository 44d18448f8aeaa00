/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/transaction/sipgo-transaction-enums.h"
#include "libsipgo/transaction/sipgo-transaction-timer.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_TRANSACTION (sipgo_transaction_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoTransaction, sipgo_transaction, SIPGO, TRANSACTION, GObject)

SIPGO_AVAILABLE_IN_ALL
const char            *sipgo_transaction_get_id       (SipgoTransaction *self);
SIPGO_AVAILABLE_IN_ALL
SipgoTransactionKind   sipgo_transaction_get_kind     (SipgoTransaction *self);
SIPGO_AVAILABLE_IN_ALL
SipgoTransactionState  sipgo_transaction_get_state    (SipgoTransaction *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage          *sipgo_transaction_get_request  (SipgoTransaction *self);
SIPGO_AVAILABLE_IN_ALL
char                  *sipgo_transaction_get_remote   (SipgoTransaction *self);
SIPGO_AVAILABLE_IN_ALL
GList                 *sipgo_transaction_get_timers   (SipgoTransaction *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

/* The public object of a transaction: made on first use, and the same one while a program holds it. */
SipgoTransaction *sipgo_transaction_of_client (SipgoClientTransaction *client);
SipgoTransaction *sipgo_transaction_of_server (SipgoServerTransaction *server);
/* All transactions under way; the caller frees list and objects. */
GList            *sipgo_transaction_list      (SipgoTransactionTable *table);

G_END_DECLS

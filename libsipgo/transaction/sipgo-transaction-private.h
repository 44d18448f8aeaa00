/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-client-transaction-private.h"
#include "libsipgo/transaction/sipgo-server-transaction-private.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

/* What an application sees of a transaction; made when it first looks, the same one for as long as it keeps it. */
SipgoTransaction *sipgo_transaction_of_client (SipgoClientTransaction *client);
SipgoTransaction *sipgo_transaction_of_server (SipgoServerTransaction *server);
/* All that are under way; a list of its own. */
GList            *sipgo_transaction_list      (SipgoTransactionTable *table);

G_END_DECLS

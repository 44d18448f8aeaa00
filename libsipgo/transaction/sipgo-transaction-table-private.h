/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-layer-private.h"

G_BEGIN_DECLS

/* What the transactions need of their layer: the tables they stand in. The keys are the transactions' own strings. */
void  sipgo_transaction_layer_add_client    (SipgoTransactionLayer *self, const char *key, SipgoClientTransaction *transaction);
void  sipgo_transaction_layer_remove_client (SipgoTransactionLayer *self, const char *key);
void  sipgo_transaction_layer_add_server    (SipgoTransactionLayer *self, const char *key, const char *merge_key, SipgoServerTransaction *transaction);
void  sipgo_transaction_layer_remove_server (SipgoTransactionLayer *self, const char *key, const char *merge_key, SipgoServerTransaction *transaction);

/* SipgoTransactionTimer for those of the two that run; the remaining time is rounded up. */
GList *sipgo_transaction_layer_list_timers (SipgoTransactionLayer *self, const char *first_name, const SipgoTimer *first,
                                            const char *second_name, const SipgoTimer *second);

/* branch and method; of a response its CSeq method (17.1.3) */
char *sipgo_transaction_client_key (const char *branch, const char *method);
/* branch, sent-by and method, an ACK standing under INVITE; without the magic cookie as 17.2.3 has it for RFC 2543 */
char *sipgo_transaction_server_key (SipgoMessage *request, const char *method);

G_END_DECLS

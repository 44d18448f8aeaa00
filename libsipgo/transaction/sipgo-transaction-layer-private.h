/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-table-private.h"

G_BEGIN_DECLS

/* The transaction layer of RFC 3261 section 17 with RFC 6026: finds the transaction that a message belongs to. */
typedef struct _SipgoTransactionLayer SipgoTransactionLayer;

/* A request that starts a server transaction; or the ACK to a 2xx, which has no transaction (NULL). */
typedef void (*SipgoRequestFunc) (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoFlow *flow,
                                  gpointer user_data);

/* Whether a request belongs to a dialog or subscription that exists. user_data is that of the handler. */
typedef gboolean (*SipgoPreferredFunc) (SipgoMessage *request, gpointer user_data);

/* Becomes the receiver of the transport layer's messages. Holds no reference to either argument. */
SipgoTransactionLayer *sipgo_transaction_layer_new             (SipgoEnvironment *environment,
                                                                SipgoTransportLayer *transport);
void                   sipgo_transaction_layer_free            (SipgoTransactionLayer *self);
void                   sipgo_transaction_layer_set_handler     (SipgoTransactionLayer *self, SipgoRequestFunc func,
                                                                gpointer user_data);
/* The transactions under way; new ones are made with this table. */
SipgoTransactionTable *sipgo_transaction_layer_get_table       (SipgoTransactionLayer *self);
guint                  sipgo_transaction_layer_count           (SipgoTransactionLayer *self);
/* With max transactions under way a new request is answered 503 without a transaction. The last eighth is reserved for
 * requests that preferred_func accepts. 0: no limit. */
void                   sipgo_transaction_layer_set_limit       (SipgoTransactionLayer *self, guint max,
                                                                SipgoPreferredFunc preferred_func);
guint64                sipgo_transaction_layer_get_refused     (SipgoTransactionLayer *self);
/* Terminates every transaction at once: nothing is sent, no owner is called. */
void                   sipgo_transaction_layer_clear           (SipgoTransactionLayer *self);
/* The INVITE server transaction that the CANCEL matches (9.2), or NULL. */
SipgoServerTransaction *sipgo_transaction_layer_find_cancelled (SipgoTransactionLayer *self, SipgoMessage *cancel);
/* Whether another request with the same Call-ID, From tag and CSeq has come by another path (8.2.2.2). */
gboolean               sipgo_transaction_layer_is_merged       (SipgoTransactionLayer *self,
                                                                SipgoServerTransaction *transaction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTransactionLayer, sipgo_transaction_layer_free)

G_END_DECLS

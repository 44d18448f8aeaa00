/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-table-private.h"

G_BEGIN_DECLS

/* The transaction layer of RFC 3261 section 17 with RFC 6026: finds the transaction that a message belongs to. */
typedef struct _SipgoTransactionLayer SipgoTransactionLayer;

/* A request that starts a server transaction; or an ACK that belongs to none (that of a 2xx), with transaction NULL. */
typedef void (*SipgoRequestFunc) (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoFlow *flow,
                                  gpointer user_data);

/* Whether a request belongs to something that there is already; user_data is that of the handler. */
typedef gboolean (*SipgoPreferredFunc) (SipgoMessage *request, gpointer user_data);

/* Takes over the transport layer's messages; borrows both. */
SipgoTransactionLayer *sipgo_transaction_layer_new             (SipgoEnvironment *environment,
                                                                SipgoTransportLayer *transport);
void                   sipgo_transaction_layer_free            (SipgoTransactionLayer *self);
void                   sipgo_transaction_layer_set_handler     (SipgoTransactionLayer *self, SipgoRequestFunc func,
                                                                gpointer user_data);
/* Of those under way; new ones are made with it. */
SipgoTransactionTable *sipgo_transaction_layer_get_table       (SipgoTransactionLayer *self);
guint                  sipgo_transaction_layer_count           (SipgoTransactionLayer *self);
/* From so many transactions on new requests are refused with 503 and no transaction; an eighth of them is for requests
 * that are preferred. 0: no limit. */
void                   sipgo_transaction_layer_set_limit       (SipgoTransactionLayer *self, guint max,
                                                                SipgoPreferredFunc preferred_func);
guint64                sipgo_transaction_layer_get_refused     (SipgoTransactionLayer *self);
/* Ends every transaction at once, without a word on the wire or to its owner. */
void                   sipgo_transaction_layer_clear           (SipgoTransactionLayer *self);
/* The INVITE server transaction that a CANCEL is for (9.2), or NULL. */
SipgoServerTransaction *sipgo_transaction_layer_find_cancelled (SipgoTransactionLayer *self, SipgoMessage *cancel);
/* Another request with the same Call-ID, From tag and CSeq that came by another way (8.2.2.2). */
gboolean               sipgo_transaction_layer_is_merged       (SipgoTransactionLayer *self,
                                                                SipgoServerTransaction *transaction);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTransactionLayer, sipgo_transaction_layer_free)

G_END_DECLS

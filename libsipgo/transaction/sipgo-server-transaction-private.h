/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-table-private.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

/*
 * The INVITE and non-INVITE server transactions (17.2, RFC 6026). A retransmitted request gets the last response again.
 * An INVITE that is not answered within 200 ms gets a 100. The owner retransmits the 2xx to an INVITE until the ACK
 * comes (13.3.1.4).
 */
typedef struct
{
  void (*acknowledged) (SipgoServerTransaction *transaction, SipgoMessage *ack,
                        gpointer user_data);   /* of a final response other than 2xx */
  void (*failed)       (SipgoServerTransaction *transaction, const GError *error,
                        gpointer user_data); /* no ACK came, or the answer did not go */
  void (*cancelled)    (SipgoServerTransaction *transaction, SipgoMessage *cancel, gpointer user_data);
  void (*ended)        (SipgoServerTransaction *transaction, gpointer user_data);
} SipgoServerTransactionFuncs;

/* Takes over the memory that the key owns. */
SipgoServerTransaction *sipgo_server_transaction_new           (SipgoTransactionTable *table, SipgoMessage *request,
                                                                SipgoFlow *flow, SipgoTransactionKey *key);
SipgoServerTransaction *sipgo_server_transaction_ref           (SipgoServerTransaction *self);
void                    sipgo_server_transaction_unref         (SipgoServerTransaction *self);
/* As it is after its end, for a program that asks for the transaction of a request whose own is gone. */
SipgoServerTransaction *sipgo_server_transaction_new_ended     (SipgoMessage *request, SipgoFlow *flow);
/* There is one owner at a time; funcs stay the caller's. NULL funcs: no owner. */
void                    sipgo_server_transaction_set_owner     (SipgoServerTransaction *self,
                                                                const SipgoServerTransactionFuncs *funcs,
                                                                gpointer user_data);
gpointer                sipgo_server_transaction_get_owner     (SipgoServerTransaction *self);
void                    sipgo_server_transaction_terminate     (SipgoServerTransaction *self);
/* A CANCEL for this transaction has come; the core has answered it. */
void                    sipgo_server_transaction_cancel        (SipgoServerTransaction *self, SipgoMessage *cancel);
/* FALSE for the ACK to a 2xx, which belongs to the dialog. */
gboolean                sipgo_server_transaction_receive       (SipgoServerTransaction *self, SipgoMessage *request);

/* Sends the response. Ignored: a provisional response after a final one, and a second final one unless both
 * are 2xx. */
void                    sipgo_server_transaction_respond       (SipgoServerTransaction *self, SipgoMessage *response);

/* Sends the last response again while it is provisional. */
void                    sipgo_server_transaction_repeat        (SipgoServerTransaction *self);

SipgoMessage           *sipgo_server_transaction_get_request   (SipgoServerTransaction *self);
SipgoFlow              *sipgo_server_transaction_get_flow      (SipgoServerTransaction *self);
/* When our address at which the request came in over UDP is gone, responses are sent from the present one. */
void               sipgo_server_transaction_leave_lost_address (SipgoServerTransaction *self);
SipgoTransactionState   sipgo_server_transaction_get_state     (SipgoServerTransaction *self);
gboolean                sipgo_server_transaction_is_answered   (SipgoServerTransaction *self);   /* finally */
/* Of the last response; 0 when none is kept. */
guint                   sipgo_server_transaction_get_status    (SipgoServerTransaction *self);
const SipgoMergeKey    *sipgo_server_transaction_get_merge_key (SipgoServerTransaction *self);
/* The To tag of every response with one; made on first use. */
const char             *sipgo_server_transaction_get_to_tag    (SipgoServerTransaction *self);
/* SipgoTransactionTimer for each timer that runs. */
GList                  *sipgo_server_transaction_list_timers   (SipgoServerTransaction *self);
/* The public object of this transaction, while a program holds one; its finalize () sets NULL. */
SipgoTransaction       *sipgo_server_transaction_get_view      (SipgoServerTransaction *self);
void                    sipgo_server_transaction_set_view      (SipgoServerTransaction *self, SipgoTransaction *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoServerTransaction, sipgo_server_transaction_unref)

G_END_DECLS

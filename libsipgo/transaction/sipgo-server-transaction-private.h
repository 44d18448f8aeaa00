/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-table-private.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

/*
 * The INVITE and non-INVITE server transactions (17.2, RFC 6026). A repeated request gets the last response again. An
 * INVITE that nobody answers for 200 ms gets a 100. The 2xx to an INVITE is repeated by the caller until its ACK.
 */
typedef struct
{
  void (*acknowledged) (SipgoServerTransaction *transaction, SipgoMessage *ack,
                        gpointer user_data);   /* of a final response other than 2xx */
  void (*failed)       (SipgoServerTransaction *transaction, const GError *error,
                        gpointer user_data); /* no ACK came, or the answer did not go */
  void (*cancelled)    (SipgoServerTransaction *transaction, SipgoMessage *cancel, gpointer user_data);
} SipgoServerTransactionFuncs;

/* Takes what the key owns. */
SipgoServerTransaction *sipgo_server_transaction_new           (SipgoTransactionTable *table, SipgoMessage *request,
                                                                SipgoFlow *flow, SipgoTransactionKey *key);
SipgoServerTransaction *sipgo_server_transaction_ref           (SipgoServerTransaction *self);
void                    sipgo_server_transaction_unref         (SipgoServerTransaction *self);
/* One owner at a time; NULL funcs: nobody. */
void                    sipgo_server_transaction_set_owner     (SipgoServerTransaction *self,
                                                                const SipgoServerTransactionFuncs *funcs,
                                                                gpointer user_data);
gpointer                sipgo_server_transaction_get_owner     (SipgoServerTransaction *self);
void                    sipgo_server_transaction_terminate     (SipgoServerTransaction *self);
/* A CANCEL for it has come, and was answered. */
void                    sipgo_server_transaction_cancel        (SipgoServerTransaction *self, SipgoMessage *cancel);
/* FALSE for an ACK that is the owner's business (that of a 2xx). */
gboolean                sipgo_server_transaction_receive       (SipgoServerTransaction *self, SipgoMessage *request);

/* Sends; a provisional response after a final one, and a second final one (but for a 2xx again), are ignored. */
void                    sipgo_server_transaction_respond       (SipgoServerTransaction *self, SipgoMessage *response);

/* The last response once more, while it is a provisional one. */
void                    sipgo_server_transaction_repeat        (SipgoServerTransaction *self);

SipgoMessage           *sipgo_server_transaction_get_request   (SipgoServerTransaction *self);
SipgoFlow              *sipgo_server_transaction_get_flow      (SipgoServerTransaction *self);
SipgoTransactionState   sipgo_server_transaction_get_state     (SipgoServerTransaction *self);
gboolean                sipgo_server_transaction_is_answered   (SipgoServerTransaction *self);   /* finally */
/* Of the last response; 0: none is kept. */
guint                   sipgo_server_transaction_get_status    (SipgoServerTransaction *self);
const SipgoMergeKey    *sipgo_server_transaction_get_merge_key (SipgoServerTransaction *self);
/* The To tag of all responses that name one; made when first asked for. */
const char             *sipgo_server_transaction_get_to_tag    (SipgoServerTransaction *self);
/* SipgoTransactionTimer, of those that run */
GList                  *sipgo_server_transaction_list_timers   (SipgoServerTransaction *self);
/* The object that an application looks at it through, while there is one; it takes itself away again. */
SipgoTransaction       *sipgo_server_transaction_get_view      (SipgoServerTransaction *self);
void                    sipgo_server_transaction_set_view      (SipgoServerTransaction *self, SipgoTransaction *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoServerTransaction, sipgo_server_transaction_unref)

G_END_DECLS

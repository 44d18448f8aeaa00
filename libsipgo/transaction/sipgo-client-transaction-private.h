/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-table-private.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

/*
 * The INVITE and non-INVITE client transactions (17.1, RFC 6026). The ACK to a final response other than 2xx is sent
 * here; the owner sends the ACK to a 2xx. After its first 2xx an INVITE transaction stays in the state Accepted for
 * 32 s (Timer M), and passes every further 2xx on to the owner.
 */
typedef struct
{
  void (*response) (SipgoClientTransaction *transaction, SipgoMessage *response, gpointer user_data);
  /* No response will come: SIPGO_ERROR_TIMEOUT or SIPGO_ERROR_UNREACHABLE. Always called from the main loop. */
  void (*failed)   (SipgoClientTransaction *transaction, const GError *error, gpointer user_data);
  /* The transaction has terminated, for whatever reason. This is the last call. */
  void (*ended)    (SipgoClientTransaction *transaction, gpointer user_data);
} SipgoClientTransactionFuncs;

/* Adds our Via to the request and sends it. A request of more than 1,300 bytes goes over TCP where the target does not
 * fix the protocol (18.1.1), and over UDP when the TCP connection fails. branch: NULL for a new one; a CANCEL takes the
 * branch of its INVITE. The owner gets a reference and drops it with detach () or unref (). */
SipgoClientTransaction *sipgo_client_transaction_new         (SipgoTransactionTable *table, SipgoMessage *request,
                                                              const SipgoTarget *target,
                                                              const char *branch,
                                                              const SipgoClientTransactionFuncs *funcs,
                                                              gpointer user_data,
                                                              GError **error);
SipgoClientTransaction *sipgo_client_transaction_ref         (SipgoClientTransaction *self);
void                    sipgo_client_transaction_unref       (SipgoClientTransaction *self);
/* Drops the owner's reference. The transaction goes on until it terminates, and calls no funcs any more. */
void                    sipgo_client_transaction_detach      (SipgoClientTransaction *self);
void                    sipgo_client_transaction_terminate   (SipgoClientTransaction *self);
void                    sipgo_client_transaction_receive     (SipgoClientTransaction *self, SipgoMessage *response);

/* As sent, Via included. */
SipgoMessage           *sipgo_client_transaction_get_request (SipgoClientTransaction *self);
const char             *sipgo_client_transaction_get_branch  (SipgoClientTransaction *self);
SipgoFlow              *sipgo_client_transaction_get_flow    (SipgoClientTransaction *self);
SipgoTarget             sipgo_client_transaction_get_target  (SipgoClientTransaction *self);   /* the one in use */
SipgoTransactionState   sipgo_client_transaction_get_state   (SipgoClientTransaction *self);
/* No response has come, not even a provisional one. */
gboolean                sipgo_client_transaction_is_unanswered (SipgoClientTransaction *self);
/* SipgoTransactionTimer for each timer that runs. */
GList                  *sipgo_client_transaction_list_timers (SipgoClientTransaction *self);
/* The public object of this transaction, while a program holds one; its finalize () sets NULL. */
SipgoTransaction       *sipgo_client_transaction_get_view    (SipgoClientTransaction *self);
void                    sipgo_client_transaction_set_view    (SipgoClientTransaction *self, SipgoTransaction *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoClientTransaction, sipgo_client_transaction_unref)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-transaction-table-private.h"
#include "libsipgo/transaction/sipgo-transaction.h"

G_BEGIN_DECLS

/*
 * The INVITE and non-INVITE client transactions (17.1, RFC 6026). The ACK to a final response other than 2xx is sent
 * here; that of a 2xx is the caller's. With RFC 6026 an INVITE transaction lives on for 32 s behind its first 2xx and
 * hands up every other one.
 */
typedef struct
{
  void (*response) (SipgoClientTransaction *transaction, SipgoMessage *response, gpointer user_data);
  /* SIPGO_ERROR_TIMEOUT or SIPGO_ERROR_UNREACHABLE; no response comes any more. Never from within start (). */
  void (*failed)   (SipgoClientTransaction *transaction, const GError *error, gpointer user_data);
  /* Nothing comes any more, whatever ended it; the last call. */
  void (*ended)    (SipgoClientTransaction *transaction, gpointer user_data);
} SipgoClientTransactionFuncs;

/* Takes the request without a Via of ours, puts one in front and sends it. A request larger than 1,300 bytes goes over
 * TCP where the target leaves the choice (18.1.1), and over UDP when nobody answers there. branch: NULL for a new one
 * (a CANCEL has its INVITE's). The owner gets a reference, and lets go of it with detach () or unref (). */
SipgoClientTransaction *sipgo_client_transaction_new         (SipgoTransactionTable *table, SipgoMessage *request,
                                                              const SipgoTarget *target,
                                                              const char *branch,
                                                              const SipgoClientTransactionFuncs *funcs,
                                                              gpointer user_data,
                                                              GError **error);
SipgoClientTransaction *sipgo_client_transaction_ref         (SipgoClientTransaction *self);
void                    sipgo_client_transaction_unref       (SipgoClientTransaction *self);
/* The owner has gone: the transaction finishes by itself, its funcs are not called any more. Drops the reference. */
void                    sipgo_client_transaction_detach      (SipgoClientTransaction *self);
void                    sipgo_client_transaction_terminate   (SipgoClientTransaction *self);
void                    sipgo_client_transaction_receive     (SipgoClientTransaction *self, SipgoMessage *response);

/* As sent, Via included. */
SipgoMessage           *sipgo_client_transaction_get_request (SipgoClientTransaction *self);
const char             *sipgo_client_transaction_get_branch  (SipgoClientTransaction *self);
SipgoFlow              *sipgo_client_transaction_get_flow    (SipgoClientTransaction *self);
SipgoTarget             sipgo_client_transaction_get_target  (SipgoClientTransaction *self);   /* the one in use */
SipgoTransactionState   sipgo_client_transaction_get_state   (SipgoClientTransaction *self);
/* SipgoTransactionTimer, of those that run */
GList                  *sipgo_client_transaction_list_timers (SipgoClientTransaction *self);
/* The object that an application looks at it through, while there is one; it takes itself away again. */
SipgoTransaction       *sipgo_client_transaction_get_view    (SipgoClientTransaction *self);
void                    sipgo_client_transaction_set_view    (SipgoClientTransaction *self, SipgoTransaction *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoClientTransaction, sipgo_client_transaction_unref)

G_END_DECLS

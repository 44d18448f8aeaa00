/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transaction/sipgo-client-transaction-private.h"

G_BEGIN_DECLS

/*
 * One attempt of a request: what was sent to a target that has not answered in time, so that the next target is tried
 * beside it. The first attempt that is answered is the request; the others are surplus.
 */
typedef struct
{
  SipgoMessage *message;
  SipgoClientTransaction *transaction;
  guint place;                      /* of its target in the route */
  char *prepared_for;               /* the local address that the body is for; NULL: for any */
  char *sent_contact;
  gboolean is_surplus;
  SipgoEnvironment *environment;
  SipgoTimer timer;                 /* runs once it is cancelled: then it must end (9.1) */
} SipgoAttempt;

/* Takes ownership of the reference to the transaction, and of the texts. */
SipgoAttempt *sipgo_attempt_new           (SipgoEnvironment *environment, SipgoMessage *message,
                                           SipgoClientTransaction *transaction, guint place, char *prepared_for,
                                           char *sent_contact);
/* Its transaction goes on until it terminates, and calls no functions any more. */
void          sipgo_attempt_free          (SipgoAttempt *self);
/* A CANCEL was sent: ends its transaction after 64 × T1. FALSE if that has been said before. */
gboolean      sipgo_attempt_cancelled     (SipgoAttempt *self);
/* Ends its transaction: nothing is sent any more. */
void          sipgo_attempt_end           (SipgoAttempt *self);
/* A GPtrArray of attempts, which may be NULL; NULL if none has the transaction. */
SipgoAttempt *sipgo_attempt_find          (GPtrArray *attempts, SipgoClientTransaction *transaction);

G_END_DECLS

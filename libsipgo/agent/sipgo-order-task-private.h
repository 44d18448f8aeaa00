/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"

G_BEGIN_DECLS

/* The one order of the caller's that a registration, subscription or publication has: under way, or behind the refresh
 * that is. */
typedef struct
{
  GTask *task;                      /* NULL for none */
  gboolean waiting;                 /* it comes behind the refresh that is under way */
  GSource *cancel_source;
} SipgoOrderTask;

void   sipgo_order_task_keep      (SipgoOrderTask *self, SipgoEnvironment *environment, GTask *task, gboolean waiting,
                                   void (*cancelled) (gpointer user_data), gpointer user_data);
GTask *sipgo_order_task_steal     (SipgoOrderTask *self);
/* One that waits is told at once; for one under way its request is given up, which may be NULL. */
void   sipgo_order_task_cancel    (SipgoOrderTask *self, SipgoOutgoingRequest *request);
/* One that is under way gets the request, or its failure. */
void   sipgo_order_task_complete  (SipgoOrderTask *self, SipgoOutgoingRequest *request, SipgoFailure *failure);
/* It will not be carried out: it fails with the words. */
void   sipgo_order_task_drop      (SipgoOrderTask *self, const char *words);
/* The refresh is over: the task whose turn it is, or NULL. */
GTask *sipgo_order_task_take_turn (SipgoOrderTask *self);

G_END_DECLS

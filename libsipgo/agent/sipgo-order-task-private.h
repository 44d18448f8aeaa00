/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"

G_BEGIN_DECLS

/* The task of the one operation that an application may have pending on a registration, subscription or publication.
 * Its request was sent, or waits until the automatic refresh that was sent before is answered. */
typedef struct
{
  GTask *task;                      /* NULL for none */
  gboolean waiting;                 /* a refresh is pending; the request of the task follows it */
  GSource *cancel_source;
} SipgoOrderTask;

void   sipgo_order_task_keep      (SipgoOrderTask *self, SipgoEnvironment *environment, GTask *task, gboolean waiting,
                                   void (*cancelled) (gpointer user_data), gpointer user_data);
GTask *sipgo_order_task_steal     (SipgoOrderTask *self);
/* The cancellable was cancelled: a waiting task fails at once; otherwise its request (nullable) is stopped. */
void   sipgo_order_task_cancel    (SipgoOrderTask *self, SipgoOutgoingRequest *request);
/* Unless the task is still waiting, it returns the request, or fails with the failure. */
void   sipgo_order_task_complete  (SipgoOrderTask *self, SipgoOutgoingRequest *request, SipgoFailure *failure);
/* The operation will not be carried out: the task fails with these words. */
void   sipgo_order_task_drop      (SipgoOrderTask *self, const char *words);
/* The refresh was answered: returns the task that has waited for it, or NULL. */
GTask *sipgo_order_task_take_turn (SipgoOrderTask *self);

G_END_DECLS

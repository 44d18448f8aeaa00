/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-order-task-private.h"

#include "libsipgo/base/sipgo-error.h"

void
sipgo_order_task_keep (SipgoOrderTask *self, SipgoEnvironment *environment, GTask *task, gboolean waiting,
                       void (*cancelled) (gpointer user_data), gpointer user_data)
{
  self->task = g_object_ref (task);
  self->waiting = waiting;
  self->cancel_source = sipgo_environment_watch_cancellable (environment, g_task_get_cancellable (task), cancelled,
                                                             user_data);
}

GTask *
sipgo_order_task_steal (SipgoOrderTask *self)
{
  sipgo_clear_source (&self->cancel_source);
  self->waiting = FALSE;
  return g_steal_pointer (&self->task);
}

void
sipgo_order_task_cancel (SipgoOrderTask *self, SipgoOutgoingRequest *request)
{
  g_autoptr (GTask) task = NULL;

  if (self->waiting)
    {
      task = sipgo_order_task_steal (self);
      g_task_return_error_if_cancelled (task);
    }
  else if (request)
    sipgo_outgoing_request_forget (request);
}

void
sipgo_order_task_complete (SipgoOrderTask *self, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  g_autoptr (GTask) task = self->waiting ? NULL : sipgo_order_task_steal (self);

  if (!task)
    return;
  if (failure)
    g_task_return_error (task, sipgo_failure_get_error (failure));
  else
    g_task_return_pointer (task, g_object_ref (request), g_object_unref);
}

void
sipgo_order_task_drop (SipgoOrderTask *self, const char *words)
{
  g_autoptr (GTask) task = sipgo_order_task_steal (self);

  if (task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "%s", words);
}

GTask *
sipgo_order_task_take_turn (SipgoOrderTask *self)
{
  g_autoptr (GTask) task = self->waiting ? sipgo_order_task_steal (self) : NULL;

  return task && !g_task_return_error_if_cancelled (task) ? g_steal_pointer (&task) : NULL;
}

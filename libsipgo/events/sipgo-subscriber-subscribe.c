/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-wait-private.h"

/* subscribe () and unsubscribe (), and what ends the wait for them. */

static SipgoEnvironment *
environment_of (SipgoSubscriber *self)
{
  return sipgo_usage_get_environment (SIPGO_USAGE (self));
}

/* --- what waits for it -------------------------------------------------------------------------------------------- */

static GTask *
steal_task (SipgoSubscriber *self)
{
  g_clear_object (&self->task_options);
  return sipgo_order_task_steal (&self->order);
}

/* Takes the task. */
static void
complete (GTask *own, const GError *error)
{
  g_autoptr (GTask) task = own;

  if (!task)
    return;
  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

/* The request that subscribe () hands out; the last one, when it took several. */
static void
note_request (SipgoSubscriber *self, SipgoOutgoingRequest *request)
{
  if (self->order.task && request)
    g_task_set_task_data (self->order.task, g_object_ref (request), g_object_unref);
}

/* What waited for a refresh is a refresh itself, and has its turn now. */
static void
send_waiting (SipgoSubscriber *self)
{
  g_autoptr (GError) error = NULL;

  self->order.waiting = FALSE;
  if (sipgo_client_check_started (SIPGO_CLIENT (self), &error)
      && sipgo_subscriber_send (self, sipgo_subscriber_get_wish (self), self->task_options, &error))
    note_request (self, self->request);
  else
    complete (steal_task (self), error);
}

void
sipgo_subscriber_check_done (SipgoSubscriber *self)
{
  SipgoFailure *failure;
  g_autoptr (GError) error = NULL;

  if (!self->order.task || self->request || !self->dialog)
    return;
  if (self->order.waiting)
    {
      send_waiting (self);
      return;
    }
  if (!g_task_get_task_data (self->order.task))
    note_request (self, self->initial);
  failure = sipgo_client_get_failure (SIPGO_CLIENT (self));
  if (failure && g_task_get_task_data (self->order.task) != (gpointer) self->initial)
    error = sipgo_failure_get_error (failure);
  complete (steal_task (self), error);
}

void
sipgo_subscriber_end (SipgoSubscriber *self, const GError *error)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (GTask) leave_task = g_steal_pointer (&self->leave_task);
  g_autoptr (GError) left = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The subscription was ended while it was waited for");
  gboolean leaving = self->leaving;
  GTask *task;

  if (self->order.task && !g_task_get_task_data (self->order.task))
    note_request (self, self->initial);
  task = steal_task (self);
  g_object_freeze_notify (G_OBJECT (self));
  sipgo_subscriber_let_go (self);
  sipgo_subscriber_set_kept (self, FALSE);
  sipgo_subscriber_set_state (self, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  /* From here on a handler may begin anew. */
  g_object_thaw_notify (G_OBJECT (self));
  complete (task, error || !leaving ? error : left);
  if (leave_task)
    g_task_return_boolean (leave_task, TRUE);
  sipgo_usage_check_left (SIPGO_USAGE (self));
}

static void
cancelled (gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The subscription was cancelled");

  /* A refresh that nobody waits for any more goes its way, and so does what it is waited for. */
  if (self->dialog || self->order.waiting)
    complete (steal_task (self), error);
  else
    sipgo_subscriber_end (self, error);
}

/* --- subscribing -------------------------------------------------------------------------------------------------- */

static gboolean
check_can_subscribe (SipgoSubscriber *self, GError **error)
{
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), error))
    return FALSE;
  if (!self->leaving && !self->order.task && self->state != SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT)
    return TRUE;
  if (self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED && !self->order.task)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING, "A SUBSCRIBE is under way; wait for what comes of it before the next");
  return FALSE;
}

/* Nobody is told before there is what completes the task: a handler may end it again. */
static gboolean
subscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GError **error)
{
  if (self->dialog)
    return sipgo_subscriber_send (self, sipgo_subscriber_get_wish (self), options, error);
  if (!sipgo_subscriber_begin (self, options, error))
    return FALSE;
  sipgo_subscriber_set_kept (self, TRUE);
  self->retry_delay = 0;
  sipgo_subscriber_set_end (self, NULL, 0);
  sipgo_subscriber_set_state (self, SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT);
  return TRUE;
}

static void
keep (SipgoSubscriber *self, GTask *task, gboolean waiting)
{
  sipgo_order_task_keep (&self->order, environment_of (self), task, waiting, cancelled, self);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_subscriber_subscribe:
 * @self: a subscription
 * @options: (nullable): headers to add, and a body in place of [property@Subscriber:body]
 * @cancellable: (nullable): gives up: a first notification that comes after all is refused
 * @callback: called when the notifier has accepted and sent its first notification, or has refused
 * @user_data: for @callback
 *
 * Subscribes. It is done when the first notification has come, since that, and not the response, makes a subscription
 * (RFC 6665 4.4.1), and the SUBSCRIBE is answered; [property@Subscriber:state] then says whether it is pending or active.
 * To fetch the state (with [property@Subscriber:expires] 0) is done by the same notification, and over.
 *
 * Of a subscription that is pending or active it is a refresh, done when that is answered; one that is under way by itself
 * is waited for; with one of the caller's own under way it is %SIPGO_ERROR_REQUEST_PENDING. One that is over begins anew.
 *
 * Fails when the agent is not started ([error@Error] `STATE`), or when the notifier refused (domain [enum@Status]),
 * could not be reached or sent no notification (domain [error@Error]), or ended the subscription by its first
 * notification (`TERMINATED`).
 */
void
sipgo_subscriber_subscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_subscriber_subscribe);
  g_object_freeze_notify (G_OBJECT (self));
  if (!check_can_subscribe (self, &error))
    g_task_return_error (task, error);
  else if (self->dialog && self->request)
    {
      keep (self, task, TRUE);
      g_set_object (&self->task_options, options);
    }
  else if (subscribe (self, options, &error))
    {
      keep (self, task, FALSE);
      if (self->request != self->initial)
        note_request (self, self->request);
    }
  else
    g_task_return_error (task, error);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * sipgo_subscriber_subscribe_finish:
 * @self: a subscription
 * @result: what the callback got
 *
 * Takes the outcome of [method@Subscriber.subscribe].
 *
 * Returns: (transfer full): the request, with its response, which may still be on its way when a first notification was
 *   the last
 */
SipgoOutgoingRequest *
sipgo_subscriber_subscribe_finish (SipgoSubscriber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_subscriber_unsubscribe:
 * @self: a subscription
 * @options: (nullable): headers to add
 * @cancellable: (nullable): stops waiting; the subscription ends all the same
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Ends the subscription. It is done when the last notification has come, or none has for 32 seconds, or the notifier knows
 * nothing of the subscription. One that was not answered yet is over at once.
 *
 * Fails when there was no subscription ([error@Error] `STATE`), or it was cancelled.
 */
void
sipgo_subscriber_unsubscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_subscriber_unsubscribe);
  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED || self->leaving)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "There is no subscription to end");
      return;
    }
  /* Another request may make way for this one, and whoever is told of that want to end it, too. */
  self->leaving = TRUE;
  if (self->dialog && !sipgo_subscriber_send (self, 0, options, &error))
    {
      self->leaving = FALSE;
      g_task_return_error (task, error);
      return;
    }
  sipgo_wait_begin (environment_of (self), &self->leave_task, task);
  sipgo_subscriber_begin_to_leave (self);
}

/**
 * sipgo_subscriber_unsubscribe_finish:
 * @self: a subscription
 * @result: what the callback got
 *
 * Takes the outcome of [method@Subscriber.unsubscribe].
 *
 * Returns: %TRUE when the subscription is over
 */
gboolean
sipgo_subscriber_unsubscribe_finish (SipgoSubscriber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

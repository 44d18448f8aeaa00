/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-publisher-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/agent/sipgo-expires-private.h"

/* publish () and unpublish (), one at a time, behind a refresh that nobody has ordered. */

/* --- one order ---------------------------------------------------------------------------------------------------- */

/* What publish () or unpublish () was asked for. */
typedef struct
{
  SipgoBody *body;                  /* NULL for what was published last */
  SipgoRequestOptions *options;
  gboolean publish;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_pointer (&order->body, sipgo_body_unref);
  g_clear_object (&order->options);
  g_free (order);
}

void
sipgo_publisher_complete (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  g_clear_object (&self->options);
  sipgo_order_task_complete (&self->order, request, failure);
}

static void
cancelled (gpointer user_data)
{
  SipgoPublisher *self = user_data;

  sipgo_order_task_cancel (&self->order, self->request);
}

static void
keep (SipgoPublisher *self, GTask *task, gboolean waiting)
{
  sipgo_order_task_keep (&self->order, sipgo_client_get_environment (SIPGO_CLIENT (self)), task, waiting, cancelled, self);
}

static gboolean
carry_out (SipgoPublisher *self, Order *order, GError **error)
{
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), error))
    return FALSE;
  if (order->publish && !order->body && !self->body)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "There is nothing to publish yet; give a body");
      return FALSE;
    }
  if (!order->publish && !self->entity_tag)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "Nothing is published");
      return FALSE;
    }
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  self->new_body = order->body ? sipgo_body_ref (order->body) : NULL;
  g_set_object (&self->options, order->options);
  self->n_too_brief = 0;
  return sipgo_publisher_send (self, sipgo_expires_choose (order->publish ? self->expires : 0, self->minimum), order->publish, error);
}

static void
begin (SipgoPublisher *self, GTask *task)
{
  GError *error = NULL;

  if (carry_out (self, g_task_get_task_data (task), &error))
    {
      keep (self, task, FALSE);
      return;
    }
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  g_clear_object (&self->options);
  g_task_return_error (task, error);
}

/* --- their turn --------------------------------------------------------------------------------------------------- */

void
sipgo_publisher_go_on (SipgoPublisher *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->request)
    return;
  task = sipgo_order_task_take_turn (&self->order);
  if (task)
    begin (self, task);
}

void
sipgo_publisher_drop_order (SipgoPublisher *self)
{
  const char *words = self->order.waiting ? "The agent was stopped before the PUBLISH was sent" : "The agent was stopped before the PUBLISH was answered";
  g_autoptr (GTask) task = sipgo_order_task_steal (&self->order);

  if (task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "%s", words);
}

/* One after the other, since each changes the tag that the next names (RFC 3903 4.4). A second order of the caller's is his
 * mistake, but of a refresh he knows nothing. */
static void
accept_order (SipgoPublisher *self, GTask *task, SipgoBody *body, SipgoRequestOptions *options, gboolean publish)
{
  Order *order = g_new0 (Order, 1);

  order->body = body ? sipgo_body_ref (body) : NULL;
  order->options = options ? g_object_ref (options) : NULL;
  order->publish = publish;
  g_task_set_task_data (task, order, order_free);
  if (self->order.task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING, "A PUBLISH is under way; wait for its answer before the next");
  else if (self->request)
    keep (self, task, TRUE);
  else
    begin (self, task);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_publisher_publish:
 * @self: a publication
 * @body: (nullable): the state; %NULL for the one that was published last
 * @options: (nullable): headers to add
 * @cancellable: (nullable): gives up
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Publishes a state, in place of the one before. From then on it is refreshed by itself, and published anew when the server
 * has lost it, until [method@Publisher.unpublish] or the end of the agent. A refresh that is under way is waited for; with an
 * order of the caller's own under way it is %SIPGO_ERROR_REQUEST_PENDING.
 *
 * Fails when the agent is not started, or there is nothing to publish ([error@Error] `STATE`), or when the server
 * refused (domain [enum@Status]) or could not be reached (domain [error@Error]).
 */
void
sipgo_publisher_publish (SipgoPublisher *self, SipgoBody *body, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_PUBLISHER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_CLIENT (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_publisher_publish);
  accept_order (self, task, body, options, TRUE);
}

/**
 * sipgo_publisher_publish_finish:
 * @self: a publication
 * @result: what the callback got
 *
 * Takes the outcome of [method@Publisher.publish].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_publisher_publish_finish (SipgoPublisher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_publisher_unpublish:
 * @self: a publication
 * @options: (nullable): headers to add
 * @cancellable: (nullable): gives up
 * @callback: called when the server has answered
 * @user_data: for @callback
 *
 * Takes the publication back. When that fails it is still there, and is not refreshed any more: it can be tried again until
 * [property@Publisher:state] says that it has expired. A refresh that is under way is waited for; with an order of the
 * caller's own under way it is %SIPGO_ERROR_REQUEST_PENDING.
 *
 * Fails when the agent is not started, or nothing is published ([error@Error] `STATE`), or when the server refused
 * (domain [enum@Status]) or could not be reached (domain [error@Error]).
 */
void
sipgo_publisher_unpublish (SipgoPublisher *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_PUBLISHER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_CLIENT (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_publisher_unpublish);
  accept_order (self, task, NULL, options, FALSE);
}

/**
 * sipgo_publisher_unpublish_finish:
 * @self: a publication
 * @result: what the callback got
 *
 * Takes the outcome of [method@Publisher.unpublish].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_publisher_unpublish_finish (SipgoPublisher *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

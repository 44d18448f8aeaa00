/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registerer-private.h"

#include "libsipgo/base/sipgo-error.h"

/* register () and unregister (), one at a time, behind a refresh that nobody has ordered. */

static SipgoEnvironment *
environment_of (SipgoRegisterer *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

/* --- one order ---------------------------------------------------------------------------------------------------- */

/* What register () or unregister () was asked for. */
typedef struct
{
  SipgoRequestOptions *options;
  gboolean is_register;
  gboolean all;                     /* to be taken back */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_object (&order->options);
  g_free (order);
}

void
sipgo_registerer_complete (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  sipgo_order_task_complete (&self->order, request, failure);
}

static void
cancelled (gpointer user_data)
{
  SipgoRegisterer *self = user_data;

  sipgo_order_task_cancel (&self->order, self->request);
}

static void
keep (SipgoRegisterer *self, GTask *task, gboolean waiting)
{
  sipgo_order_task_keep (&self->order, environment_of (self), task, waiting, cancelled, self);
}

static void
begin (SipgoRegisterer *self, GTask *task)
{
  Order *order = g_task_get_task_data (task);
  GError *error = NULL;

  g_set_object (&self->options, order->options);
  self->n_too_brief = 0;
  if (sipgo_user_agent_check_started (self->agent, &error)
      && sipgo_registerer_send (self, sipgo_expires_choose (order->is_register ? self->expires : 0, self->minimum), order->all, &error))
    {
      keep (self, task, FALSE);
      return;
    }
  g_task_return_error (task, error);
  sipgo_registerer_go_on_ending (self);
}

/* --- their turn --------------------------------------------------------------------------------------------------- */

void
sipgo_registerer_go_on (SipgoRegisterer *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->request || !self->agent)
    return;
  task = sipgo_order_task_take_turn (&self->order);
  if (task)
    begin (self, task);
}

void
sipgo_registerer_drop_waiting (SipgoRegisterer *self, const char *words)
{
  g_autoptr (GTask) task = self->order.waiting ? sipgo_order_task_steal (&self->order) : NULL;

  if (task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "%s", words);
}

void
sipgo_registerer_give_way (SipgoRegisterer *self)
{
  Order *order = self->order.waiting ? g_task_get_task_data (self->order.task) : NULL;

  if (order && order->is_register)
    sipgo_registerer_drop_waiting (self, "The registration was taken back before the REGISTER was sent");
  if (self->request && self->asked > 0)
    sipgo_outgoing_request_abandon (self->request);
}

static gboolean
check_can_order (SipgoRegisterer *self, GError **error)
{
  if (!self->agent || self->state == SIPGO_REGISTERER_STATE_TERMINATED || self->ending)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The registration was ended, or its agent stopped; make a new registerer");
  else if (self->order.task || self->announcing)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING, "A REGISTER is under way; wait for its answer before the next");
  else if (!self->own_remote && !self->own_local && !sipgo_user_agent_get_uri (self->agent))
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "There is no address to register; give the agent its uri");
  else
    return sipgo_user_agent_check_started (self->agent, error);
  return FALSE;
}

/* A second order of the caller's is his mistake, but of a refresh he knows nothing. */
static void
accept_order (SipgoRegisterer *self, GTask *task, SipgoRequestOptions *options, gboolean is_register, gboolean all)
{
  Order *order = g_new0 (Order, 1);
  GError *error = NULL;

  order->options = options ? g_object_ref (options) : NULL;
  order->is_register = is_register;
  order->all = all;
  g_task_set_task_data (task, order, order_free);
  if (!check_can_order (self, &error))
    g_task_return_error (task, error);
  else if (self->request)
    keep (self, task, TRUE);
  else
    begin (self, task);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_registerer_register:
 * @self: a registration
 * @options: (nullable): headers to add
 * @cancellable: (nullable): gives up
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Registers. From then on it is refreshed by itself, until [method@Registerer.unregister] or the end of the agent. A refresh
 * that is under way is waited for; with an order of the caller's own under way it is %SIPGO_ERROR_REQUEST_PENDING.
 *
 * Fails when the agent is not started or has no address to register, or the registerer was ended ([error@Error]
 * `STATE`), or when the registrar refused (domain [enum@Status]) or could not be reached (domain [error@Error]).
 */
void
sipgo_registerer_register (SipgoRegisterer *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_registerer_register);
  accept_order (self, task, options, TRUE, FALSE);
}

/**
 * sipgo_registerer_register_finish:
 * @self: a registration
 * @result: what the callback got
 *
 * Takes the outcome of [method@Registerer.register].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_registerer_register_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_registerer_unregister:
 * @self: a registration
 * @options: (nullable): headers to add, and whether all addresses are meant
 * @cancellable: (nullable): gives up
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Takes the agent's address back from the registrar, or all that it has for us. A refresh that is under way is waited for;
 * with an order of the caller's own under way it is %SIPGO_ERROR_REQUEST_PENDING.
 *
 * Fails when the agent is not started or has no address to take back, or the registerer was ended ([error@Error]
 * `STATE`), or when the registrar refused (domain [enum@Status]) or could not be reached (domain [error@Error]).
 */
void
sipgo_registerer_unregister (SipgoRegisterer *self, SipgoUnregisterOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_registerer_unregister);
  accept_order (self, task, (SipgoRequestOptions *) options, FALSE, options && sipgo_unregister_options_get_all (options));
}

/**
 * sipgo_registerer_unregister_finish:
 * @self: a registration
 * @result: what the callback got
 *
 * Takes the outcome of [method@Registerer.unregister].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_registerer_unregister_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

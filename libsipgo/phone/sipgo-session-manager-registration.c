/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/registration/sipgo-registerer-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

/* Being registered for as long as somebody wants it. What was registered once the registerer keeps up by itself; a first
 * registration that was refused, and one whose connection was lost, are tried again here. */

static void attempt (SipgoSessionManager *self);

/* --- the registerer ----------------------------------------------------------------------------------------------- */

static void
registerer_changed (SipgoRegisterer *registerer, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoRegistererState state = sipgo_registerer_get_state (registerer);

  if (state == SIPGO_REGISTERER_STATE_REGISTERED)
    g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_REGISTERED], 0);
  else if (state == SIPGO_REGISTERER_STATE_UNREGISTERED)
    g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_UNREGISTERED], 0);
}

static void
use_registerer (SipgoSessionManager *self, SipgoRegisterer *registerer)
{
  if (self->registerer)
    g_signal_handlers_disconnect_by_data (self->registerer, self);
  g_set_object (&self->registerer, registerer);
  if (registerer)
    g_signal_connect_object (registerer, "notify::state", G_CALLBACK (registerer_changed), self, 0);
}

/* An agent that was stopped has ended its registerers for good: another one with the same options takes over. */
static void
renew_registerer (SipgoSessionManager *self)
{
  g_autoptr (SipgoRegisterer) next = sipgo_registerer_new (self->agent);
  g_autofree GParamSpec **pspecs = NULL;
  guint i, n;

  pspecs = g_object_class_list_properties (G_OBJECT_GET_CLASS (next), &n);
  for (i = 0; self->registerer && i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if ((pspecs[i]->flags & G_PARAM_READWRITE) != G_PARAM_READWRITE || pspecs[i]->flags & G_PARAM_CONSTRUCT_ONLY)
        continue;
      g_object_get_property (G_OBJECT (self->registerer), pspecs[i]->name, &value);
      g_object_set_property (G_OBJECT (next), pspecs[i]->name, &value);
    }
  use_registerer (self, next);
}

/**
 * sipgo_session_manager_get_registerer:
 * @self: a manager
 *
 * The registration. One is made when there is none yet; after the agent was stopped, another with the same options.
 *
 * Returns: (transfer none): the registration
 */
SipgoRegisterer *
sipgo_session_manager_get_registerer (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  if (!self->registerer || sipgo_registerer_get_state (self->registerer) == SIPGO_REGISTERER_STATE_TERMINATED)
    renew_registerer (self);
  return self->registerer;
}

/**
 * sipgo_session_manager_set_registerer:
 * @self: a manager
 * @registerer: (nullable): a registration of the manager's agent; %NULL for one that is made when it is needed
 *
 * Sets [property@SessionManager:registerer].
 */
void
sipgo_session_manager_set_registerer (SipgoSessionManager *self, SipgoRegisterer *registerer)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (!registerer || sipgo_registerer_get_user_agent (registerer) == self->agent);
  if (self->registerer == registerer)
    return;
  use_registerer (self, registerer);
  g_object_notify (G_OBJECT (self), "registerer");
}

/* --- attempts ----------------------------------------------------------------------------------------------------- */

static void
try_again (gpointer user_data)
{
  attempt (user_data);
}

/* Not all at once, when a server was gone for a thousand phones. */
static void
plan_retry (SipgoSessionManager *self)
{
  SipgoEnvironment *environment = sipgo_session_manager_get_environment (self);
  double factor = 1 + sipgo_random_unit (sipgo_environment_get_random (environment));

  if (self->registration_retry && self->should_be_registered && self->connected)
    sipgo_environment_set_timer (environment, &self->registration_timer,
                                 (gint64) (SIPGO_SECONDS (self->registration_retry_interval) * factor), try_again, self);
}

/* Somebody who waits for the attempt that is under way. */
typedef struct
{
  SipgoSessionManager *manager;     /* not owned: the task owns it */
  GTask *task;
  GSource *cancel_source;
} Wait;

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  sipgo_clear_source (&wait->cancel_source);
  g_object_unref (wait->task);
  g_free (wait);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wait, wait_free)

static void give_up (SipgoSessionManager *self);

static void
wait_cancelled (gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  g_autoptr (SipgoSessionManager) self = g_object_ref (wait->manager);

  g_queue_remove (&self->register_waits, wait);
  if (g_queue_is_empty (&self->register_waits))
    give_up (self);
  g_task_return_error_if_cancelled (wait->task);
}

static void
wait_for_attempt (SipgoSessionManager *self, GTask *task)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->manager = self;
  wait->task = g_object_ref (task);
  wait->cancel_source = sipgo_environment_watch_cancellable (sipgo_session_manager_get_environment (self), g_task_get_cancellable (task), wait_cancelled, wait);
  g_queue_push_tail (&self->register_waits, wait);
}

/* All who wait for the attempt hear how it went. */
static void
complete (SipgoSessionManager *self, const GError *error)
{
  GQueue waits = self->register_waits;
  Wait *next;

  g_queue_init (&self->register_waits);
  g_clear_object (&self->attempt);
  while ((next = g_queue_pop_head (&waits)))
    {
      g_autoptr (Wait) wait = next;

      if (error)
        g_task_return_error (wait->task, g_error_copy (error));
      else
        g_task_return_boolean (wait->task, TRUE);
    }
}

/* An attempt, by which the answer to an earlier one is told from its own. */
typedef struct
{
  SipgoSessionManager *manager;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->manager);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
registered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) done = user_data;
  SipgoSessionManager *self = done->manager;
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoOutgoingRequest) request = sipgo_registerer_register_finish (SIPGO_REGISTERER (source), result, &error);

  if (!self->agent || self->attempt != done->cancellable)
    return;
  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    plan_retry (self);
  complete (self, error);
}

static void
send_register (SipgoSessionManager *self)
{
  Attempt *now = g_new (Attempt, 1);

  now->manager = g_object_ref (self);
  now->cancellable = g_object_ref (self->attempt);
  sipgo_registerer_register (sipgo_session_manager_get_registerer (self), self->register_options, now->cancellable, registered, now);
}

static void
decided (gboolean permitted, gpointer user_data)
{
  g_autoptr (SipgoSessionManager) self = g_object_ref (SIPGO_SESSION_MANAGER (user_data));
  g_autoptr (GError) error = NULL;

  self->guard = NULL;
  if (permitted)
    {
      send_register (self);
      return;
    }
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_STATE, "The guard of registrations has blocked this one");
  complete (self, error);
}

static void
attempt (SipgoSessionManager *self)
{
  g_autoptr (SipgoRegisterGuard) guard = NULL;

  sipgo_environment_cancel_timer (sipgo_session_manager_get_environment (self), &self->registration_timer);
  if (self->attempt)
    return;
  self->attempt = g_cancellable_new ();
  if (!sipgo_session_manager_has_handler (self, SIPGO_MANAGER_REGISTER_GUARD))
    {
      send_register (self);
      return;
    }
  guard = sipgo_register_guard_new (sipgo_session_manager_get_environment (self), decided, self);
  self->guard = guard;
  g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_REGISTER_GUARD], 0, guard);
  sipgo_register_guard_settle (guard);
}

static void
abandon_guard (SipgoSessionManager *self)
{
  if (self->guard)
    sipgo_register_guard_abandon (self->guard);
  self->guard = NULL;
}

static void
drop_attempt (SipgoSessionManager *self, const char *reason)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, reason);

  self->should_be_registered = FALSE;
  sipgo_environment_cancel_timer (sipgo_session_manager_get_environment (self), &self->registration_timer);
  abandon_guard (self);
  complete (self, error);
}

/* Nobody waits for the attempt any more. A registration that there is already is kept up. */
static void
give_up (SipgoSessionManager *self)
{
  g_autoptr (GCancellable) attempt = g_steal_pointer (&self->attempt);

  if (sipgo_registerer_get_state (sipgo_session_manager_get_registerer (self)) != SIPGO_REGISTERER_STATE_REGISTERED)
    self->should_be_registered = FALSE;
  abandon_guard (self);
  if (attempt)
    g_cancellable_cancel (attempt);
}

/* --- what the other files use ------------------------------------------------------------------------------------- */

/* The server is reached, perhaps again: it may have forgotten us, and knows us by the old connection. */
void
sipgo_session_manager_resume_registration (SipgoSessionManager *self)
{
  if (self->should_be_registered && self->connected)
    attempt (self);
}

void
sipgo_session_manager_stop_registration (SipgoSessionManager *self)
{
  drop_attempt (self, "The manager was stopped before the registrar answered");
}

void
sipgo_session_manager_drop_registration (SipgoSessionManager *self)
{
  drop_attempt (self, "The manager is gone");
  use_registerer (self, NULL);
}

/* --- operations --------------------------------------------------------------------------------------------------- */

static gboolean
check_register (SipgoSessionManager *self, GError **error)
{
  if (!sipgo_user_agent_check_started (self->agent, error))
    return FALSE;
  if (sipgo_session_manager_is_connected (self))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The server is not reached; it is told where we are as soon as it is");
  return FALSE;
}

/**
 * sipgo_session_manager_register:
 * @self: a manager that is started
 * @options: (nullable): headers and body of the REGISTER, this one and those that follow by themselves; %NULL for
 *   [property@SessionManager:register-options]
 * @cancellable: (nullable): gives it up, unless somebody else waits for it, too
 * @callback: called when the registrar knows where we are, or has refused
 * @user_data: for @callback
 *
 * Registers. The registration is kept up from here on, and made anew when the connection was lost, until
 * [method@SessionManager.unregister] or [method@SessionManager.stop].
 *
 * Fails when the manager is not started, its server not reached, or the registrar has refused.
 */
void
sipgo_session_manager_register (SipgoSessionManager *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_register, cancellable, callback, user_data);
  if (!task)
    return;
  self->should_be_registered = TRUE;
  if (options)
    g_object_set (self, "register-options", options, NULL);
  if (!check_register (self, &error))
    {
      self->should_be_registered = self->agent->state == SIPGO_USER_AGENT_STATE_STARTED;
      g_task_return_error (task, error);
      return;
    }
  wait_for_attempt (self, task);
  attempt (self);
}

/**
 * sipgo_session_manager_register_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.register].
 *
 * Returns: %TRUE when the registrar knows where we are
 */
gboolean
sipgo_session_manager_register_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/**
 * sipgo_session_manager_unregister:
 * @self: a manager
 * @options: (nullable): what the REGISTER is to have
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the registrar has forgotten us, or has not answered
 * @user_data: for @callback
 *
 * Takes the registration back. Without one there is nothing to do.
 *
 * Fails when the registrar has refused, or not answered.
 */
void
sipgo_session_manager_unregister (SipgoSessionManager *self, SipgoUnregisterOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_unregister, cancellable, callback, user_data);
  if (!task)
    return;
  drop_attempt (self, "The registration was taken back before the registrar answered");
  if (!self->registerer || sipgo_registerer_get_state (self->registerer) == SIPGO_REGISTERER_STATE_TERMINATED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  sipgo_registerer_give_way (self->registerer);
  sipgo_registerer_unregister (self->registerer, options, cancellable, sipgo_forward_object, g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_unregister_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.unregister].
 *
 * Returns: %TRUE when the registrar has forgotten us
 */
gboolean
sipgo_session_manager_unregister_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

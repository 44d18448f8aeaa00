/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-registration-keeper-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/registration/sipgo-registerer-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

static void attempt (SipgoRegistrationKeeper *self);

static SipgoEnvironment *
environment_of (SipgoRegistrationKeeper *self)
{
  return sipgo_user_agent_core_get_environment (sipgo_user_agent_get_core (self->agent));
}

/* --- the registerer ----------------------------------------------------------------------------------------------- */

static void
registerer_changed (SipgoRegisterer *registerer, GParamSpec *pspec, gpointer user_data)
{
  SipgoRegistrationKeeper *self = user_data;

  self->funcs->changed (self->owner, sipgo_registerer_get_state (registerer));
}

static void
use_registerer (SipgoRegistrationKeeper *self, SipgoRegisterer *registerer)
{
  if (self->registerer)
    g_signal_handlers_disconnect_by_data (self->registerer, self);
  g_set_object (&self->registerer, registerer);
  if (registerer)
    g_signal_connect (registerer, "notify::state", G_CALLBACK (registerer_changed), self);
}

/* The stop of an agent ends its registerers for good: make another one with the same settings. */
static void
renew_registerer (SipgoRegistrationKeeper *self)
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

SipgoRegisterer *
sipgo_registration_keeper_get_registerer (SipgoRegistrationKeeper *self)
{
  if (!self->registerer || sipgo_registerer_get_state (self->registerer) == SIPGO_REGISTERER_STATE_TERMINATED)
    renew_registerer (self);
  return self->registerer;
}

gboolean
sipgo_registration_keeper_set_registerer (SipgoRegistrationKeeper *self, SipgoRegisterer *registerer)
{
  if (self->registerer == registerer)
    return FALSE;
  use_registerer (self, registerer);
  return TRUE;
}

/* --- attempts ----------------------------------------------------------------------------------------------------- */

static void
try_again (gpointer user_data)
{
  attempt (user_data);
}

/* The random factor keeps many phones from registering together after an outage of the server. */
static void
plan_retry (SipgoRegistrationKeeper *self)
{
  SipgoEnvironment *environment = environment_of (self);
  double factor = 1 + sipgo_random_unit (sipgo_environment_get_random (environment));

  if (self->retries && self->is_wanted && self->funcs->is_connected (self->owner))
    sipgo_environment_set_timer (environment, &self->retry_timer,
                                 (gint64) (SIPGO_SECONDS (self->retry_interval) * factor), try_again, self);
}

/* A task that waits for the pending attempt. */
typedef struct
{
  SipgoRegistrationKeeper *keeper;  /* part of the owner, which the task holds */
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

static void give_up (SipgoRegistrationKeeper *self);

static void
wait_cancelled (gpointer user_data)
{
  g_autoptr (Wait) wait = user_data;
  SipgoRegistrationKeeper *self = wait->keeper;
  g_autoptr (GObject) hold = g_object_ref (self->owner);

  g_queue_remove (&self->waits, wait);
  if (g_queue_is_empty (&self->waits))
    give_up (self);
  g_task_return_error_if_cancelled (wait->task);
}

static void
wait_for_attempt (SipgoRegistrationKeeper *self, GTask *task)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->keeper = self;
  wait->task = g_object_ref (task);
  wait->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task),
                                                             wait_cancelled, wait);
  g_queue_push_tail (&self->waits, wait);
}

/* Completes all tasks that wait for the attempt. */
static void
complete (SipgoRegistrationKeeper *self, const GError *error)
{
  GQueue waits = self->waits;
  Wait *next;

  g_queue_init (&self->waits);
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

/* One attempt; by its cancellable a result is recognized as that of the pending attempt, and not of an earlier one. */
typedef struct
{
  SipgoRegistrationKeeper *keeper;
  GObject *owner;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->owner);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
registered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) done = user_data;
  SipgoRegistrationKeeper *self = done->keeper;
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoOutgoingRequest) request = sipgo_registerer_register_finish (SIPGO_REGISTERER (source), result,
                                                                               &error);

  if (!self->agent || self->attempt != done->cancellable)
    return;
  if (error && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    plan_retry (self);
  complete (self, error);
}

static void
send_register (SipgoRegistrationKeeper *self)
{
  Attempt *now = g_new (Attempt, 1);

  now->keeper = self;
  now->owner = g_object_ref (self->owner);
  now->cancellable = g_object_ref (self->attempt);
  sipgo_registerer_register (sipgo_registration_keeper_get_registerer (self), self->options, now->cancellable,
                             registered, now);
}

static void
decided (gboolean permitted, gpointer user_data)
{
  SipgoRegistrationKeeper *self = user_data;
  g_autoptr (GObject) hold = g_object_ref (self->owner);
  g_autoptr (GError) error = NULL;

  self->guard = NULL;
  if (permitted)
    {
      send_register (self);
      return;
    }
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_STATE,
                               "The registration was blocked by a handler of register-guard");
  complete (self, error);
}

static void
attempt (SipgoRegistrationKeeper *self)
{
  g_autoptr (SipgoRegisterGuard) guard = NULL;

  sipgo_environment_cancel_timer (environment_of (self), &self->retry_timer);
  if (self->attempt)
    return;
  self->attempt = g_cancellable_new ();
  if (!self->funcs->wants_guard (self->owner))
    {
      send_register (self);
      return;
    }
  guard = sipgo_register_guard_new (environment_of (self), decided, self);
  self->guard = guard;
  self->funcs->show_guard (self->owner, guard);
  sipgo_register_guard_settle (guard);
}

static void
abandon_guard (SipgoRegistrationKeeper *self)
{
  if (self->guard)
    sipgo_register_guard_abandon (self->guard);
  self->guard = NULL;
}

/* The last waiting task was cancelled: gives up the attempt. An existing registration is still refreshed. */
static void
give_up (SipgoRegistrationKeeper *self)
{
  g_autoptr (GCancellable) attempt = g_steal_pointer (&self->attempt);

  if (sipgo_registerer_get_state (sipgo_registration_keeper_get_registerer (self)) != SIPGO_REGISTERER_STATE_REGISTERED)
    self->is_wanted = FALSE;
  abandon_guard (self);
  if (attempt)
    g_cancellable_cancel (attempt);
}

/* --- start and stop ----------------------------------------------------------------------------------------------- */

void
sipgo_registration_keeper_init (SipgoRegistrationKeeper *self, SipgoUserAgent *agent, GObject *owner,
                                const SipgoRegistrationKeeperFuncs *funcs)
{
  self->agent = agent;
  self->owner = owner;
  self->funcs = funcs;
  g_queue_init (&self->waits);
}

void
sipgo_registration_keeper_clear (SipgoRegistrationKeeper *self)
{
  if (!self->agent)
    return;
  sipgo_registration_keeper_stop (self, "The manager was dropped before the registrar answered");
  use_registerer (self, NULL);
  g_clear_object (&self->options);
  self->agent = NULL;
}

void
sipgo_registration_keeper_stop (SipgoRegistrationKeeper *self, const char *words)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, words);

  self->is_wanted = FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->retry_timer);
  abandon_guard (self);
  complete (self, error);
}

void
sipgo_registration_keeper_resume (SipgoRegistrationKeeper *self)
{
  if (self->is_wanted && self->funcs->is_connected (self->owner))
    attempt (self);
}

/* --- operations --------------------------------------------------------------------------------------------------- */

void
sipgo_registration_keeper_register (SipgoRegistrationKeeper *self, GTask *task)
{
  g_autoptr (GTask) own = task;

  wait_for_attempt (self, own);
  attempt (self);
}

void
sipgo_registration_keeper_unregister (SipgoRegistrationKeeper *self, SipgoUnregisterOptions *options, GTask *task)
{
  g_autoptr (GTask) own = task;

  sipgo_registration_keeper_stop (self, "The registration was ended by unregister before the registrar answered");
  if (!self->registerer || sipgo_registerer_get_state (self->registerer) == SIPGO_REGISTERER_STATE_TERMINATED)
    {
      g_task_return_boolean (own, TRUE);
      return;
    }
  sipgo_registerer_give_way (self->registerer);
  sipgo_registerer_unregister (self->registerer, options, g_task_get_cancellable (own), sipgo_forward_object,
                               g_object_ref (own));
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/base/sipgo-wait-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/transport/sipgo-web-socket-transport.h"
#include "libsipgo/registration/sipgo-registerer-private.h"
#include "libsipgo/agent/sipgo-usage-private.h"

#include <stdlib.h>
#include <unistd.h>

/* How long stop () waits for the peers' answers to the BYEs. */
#define STOP_PATIENCE SIPGO_SECONDS (4)

/* --- what is started ---------------------------------------------------------------------------------------------- */

static GMutex started_lock;
static GPtrArray *started;         /* SipgoUserAgent, a reference each; NULL until the first one */

/* What an interpreter runs is gone by then: a transport that a program has written itself is not called. */
static gboolean
can_send_at_exit (SipgoUserAgent *self)
{
  return self->kept_by == getpid () && (!self->transport || SIPGO_IS_WEB_SOCKET_TRANSPORT (self->transport));
}

static void
hang_up (SipgoUserAgent *self)
{
  SipgoEnvironment *environment = sipgo_user_agent_core_get_environment (self->core);
  GMainContext *context = sipgo_environment_get_context (environment);

  if (!g_main_context_acquire (context))
    return;
  sipgo_logger_factory_fall_silent (sipgo_environment_get_logger_factory (environment));
  sipgo_usages_hang_up_at_exit (self);
  g_main_context_release (context);
}

/* At the end of a program nobody may be called back any more: each peer is told in one message, and no answer is waited for.
 * Agents of contexts that another thread still runs, and those of a process that this one was forked from, are left alone. */
static void
hang_up_at_exit (void)
{
  guint i;

  /* Other threads may go on starting and stopping theirs. */
  g_mutex_lock (&started_lock);
  for (i = 0; i < started->len; i++)
    if (can_send_at_exit (started->pdata[i]))
      hang_up (started->pdata[i]);
  g_mutex_unlock (&started_lock);
}

/* What listens lives until stop (), whoever has let go of it. */
static void
keep (SipgoUserAgent *self)
{
  if (self->kept_by)
    return;
  self->kept_by = getpid ();
  g_mutex_lock (&started_lock);
  if (!started)
    {
      started = g_ptr_array_new_with_free_func (g_object_unref);
      atexit (hang_up_at_exit);
    }
  g_ptr_array_add (started, g_object_ref (self));
  g_mutex_unlock (&started_lock);
}

void
sipgo_user_agent_let_go (SipgoUserAgent *self)
{
  g_autoptr (SipgoUserAgent) hold = NULL;
  guint index;

  if (!self->kept_by)
    return;
  hold = g_object_ref (self);
  self->kept_by = 0;
  g_mutex_lock (&started_lock);
  if (g_ptr_array_find (started, self, &index))
    g_ptr_array_remove_index_fast (started, index);
  g_mutex_unlock (&started_lock);
}

/* --- starting and stopping ---------------------------------------------------------------------------------------- */

static void
set_state (SipgoUserAgent *self, SipgoUserAgentState state)
{
  g_autoptr (SipgoUserAgent) hold = g_object_ref (self);

  self->state = state;
  if (state == SIPGO_USER_AGENT_STATE_STARTED)
    keep (self);
  else
    sipgo_user_agent_let_go (self);
  sipgo_log_state (sipgo_user_agent_core_get_environment (self->core), "agent", NULL, SIPGO_TYPE_USER_AGENT_STATE, state);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify (G_OBJECT (self), "state");
  g_object_notify (G_OBJECT (self), "listeners");
  g_object_thaw_notify (G_OBJECT (self));
  if (state == SIPGO_USER_AGENT_STATE_STARTED)
    sipgo_user_agent_log_configuration (self);
}

gboolean
sipgo_user_agent_check_started (SipgoUserAgent *self, GError **error)
{
  if (self->state == SIPGO_USER_AGENT_STATE_STARTED && !self->stop_task)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       self->stop_task ? "The agent is being stopped" : "The agent is not started; call its start() first");
  return FALSE;
}

static gboolean
bind_listeners (SipgoUserAgent *self, GError **error)
{
  SipgoTransportLayer *transport = sipgo_user_agent_core_get_transport (self->core);
  guint i;

  for (i = 0; self->listen && self->listen[i]; i++)
    {
      if (!sipgo_transport_layer_listen (transport, self->listen[i], error))
        {
          sipgo_transport_layer_close (transport);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_media (SipgoUserAgent *self, GError **error)
{
  SipgoSessionDescriptionHandlerFactory *factory = sipgo_user_agent_get_session_description_handler_factory (self);

  return !SIPGO_IS_RTP_HANDLER_FACTORY (factory) || sipgo_rtp_handler_factory_check (SIPGO_RTP_HANDLER_FACTORY (factory), error);
}

/* The first use of a codec may take a third of a second: better now than while a call is answered. */
static void
warm_up_media (SipgoUserAgent *self)
{
  SipgoSessionDescriptionHandlerFactory *factory = sipgo_user_agent_get_session_description_handler_factory (self);

  if (SIPGO_IS_RTP_HANDLER_FACTORY (factory))
    sipgo_rtp_handler_factory_warm_up (SIPGO_RTP_HANDLER_FACTORY (factory));
}

/**
 * sipgo_user_agent_start:
 * @self: an agent
 * @cancellable: (nullable): gives up
 * @callback: called when all listeners are bound
 * @user_data: for @callback
 *
 * Starts the agent: binds every address of [property@UserAgent:listen], then opens [property@UserAgent:transport] when it
 * has one. Without any, it can call and register, and takes a free port when it first sends.
 *
 * A started agent lives until [method@UserAgent.stop], also when nobody keeps a reference to it. At the end of a program that
 * has not stopped it, the peers of its calls are sent a BYE, a CANCEL or a 480, and no answer is waited for; but not over a
 * [class@Transport] of the program's own. Nobody is called back then, and nothing is told to
 * [signal@LoggerFactory::logged].
 *
 * Fails when the agent is being started or stopped already ([error@Error] `STATE`), when one of its properties cannot
 * be used, when an address of [property@UserAgent:listen] is none or cannot be bound, or when the transport cannot be
 * connected.
 */
void
sipgo_user_agent_start (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_user_agent_start);
  if (self->stop_task || self->closing)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent is being stopped; wait for that before it is started again");
      return;
    }
  if (self->start_task)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent is being started already");
      return;
    }
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    {
      if (!sipgo_user_agent_check_options (self, &error) || !check_media (self, &error) || !bind_listeners (self, &error))
        {
          g_task_return_error (task, error);
          return;
        }
      warm_up_media (self);
      if (self->transport)
        {
          sipgo_user_agent_open_transport (self, task);
          return;
        }
      set_state (self, SIPGO_USER_AGENT_STATE_STARTED);
    }
  g_task_return_boolean (task, TRUE);
}

void
sipgo_user_agent_become_started (SipgoUserAgent *self)
{
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    set_state (self, SIPGO_USER_AGENT_STATE_STARTED);
}

/**
 * sipgo_user_agent_start_finish:
 * @self: an agent
 * @result: what the callback got
 *
 * Takes the outcome of [method@UserAgent.start].
 *
 * Returns: %TRUE when the agent is started
 */
gboolean
sipgo_user_agent_start_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
leave_registrars (SipgoUserAgent *self)
{
  gboolean busy = FALSE;
  guint i;

  for (i = 0; i < self->registerers->len; i++)
    busy |= sipgo_registerer_leave (self->registerers->pdata[i]);
  return busy;
}

/* Nobody is waited for any more: what is left ends without a word. */
static void
finish_stop (gpointer user_data)
{
  SipgoUserAgent *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->stop_task);

  /* Nothing new from here on, whoever is told of an end. */
  self->state = SIPGO_USER_AGENT_STATE_STOPPED;
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->stop_timer);
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->leave_timer);
  while (self->registerers->len > 0)
    sipgo_registerer_terminate (g_ptr_array_steal_index (self->registerers, self->registerers->len - 1));
  sipgo_user_agent_end_registrations (self);
  sipgo_usages_terminate (self);
  sipgo_user_agent_terminate_notifiers (self);
  /* What came and was deferred while the peers were waited for. */
  sipgo_incoming_request_decide_all (self->core);
  sipgo_user_agent_core_close (self->core);
  if (self->transport)
    sipgo_user_agent_close_transport (self, task);
  else
    sipgo_user_agent_become_stopped (self, task);
}

void
sipgo_user_agent_become_stopped (SipgoUserAgent *self, GTask *task)
{
  set_state (self, SIPGO_USER_AGENT_STATE_STOPPED);
  g_task_return_boolean (task, TRUE);
}

static gboolean
is_busy (SipgoUserAgent *self)
{
  gboolean busy = sipgo_usages_leave (self);

  busy |= leave_registrars (self);
  return sipgo_user_agent_leave_notifiers (self) || busy;
}

static void
look_again (gpointer user_data)
{
  SipgoUserAgent *self = user_data;

  is_busy (self);
  sipgo_user_agent_check_stopped (self);
}

void
sipgo_user_agent_look_again (SipgoUserAgent *self)
{
  if (self->stop_task)
    sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->leave_timer, 0, look_again, self);
}

void
sipgo_user_agent_check_stopped (SipgoUserAgent *self)
{
  if (!self->stop_task || self->n_leaving > 0 || is_busy (self))
    return;
  /* From the main loop: what came last is still being dealt with. */
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->stop_timer, 0, finish_stop, self);
}

/**
 * sipgo_user_agent_stop:
 * @self: an agent
 * @cancellable: (nullable): stops waiting; the agent stops all the same
 * @callback: called when it is stopped
 * @user_data: for @callback
 *
 * Stops the agent: every session is ended, every registration taken back, and the sockets and the transport are closed
 * once the peers have answered, or after four seconds. What a program has deferred is decided as if its time were over. Without [property@UserAgent:graceful-shutdown] they are closed at once.
 *
 * Fails when the agent is being stopped already ([error@Error] `STATE`).
 */
void
sipgo_user_agent_stop (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_user_agent_stop);
  if (self->stop_task || self->closing)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent is being stopped already");
      return;
    }
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED && self->start_task)
    {
      sipgo_user_agent_close_transport (self, task);
      return;
    }
  if (self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  sipgo_wait_begin (sipgo_user_agent_core_get_environment (self->core), &self->stop_task, task);
  sipgo_incoming_request_decide_all (self->core);
  if (!self->options.graceful_shutdown)
    {
      sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->stop_timer, 0, finish_stop, self);
      return;
    }
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->stop_timer, STOP_PATIENCE, finish_stop, self);
  sipgo_user_agent_check_stopped (self);
}

/**
 * sipgo_user_agent_stop_finish:
 * @self: an agent
 * @result: what the callback got
 *
 * Takes the outcome of [method@UserAgent.stop].
 *
 * Returns: %TRUE when the agent is stopped
 */
gboolean
sipgo_user_agent_stop_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

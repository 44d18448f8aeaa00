/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transport/sipgo-transport-private.h"

/* The agent's own transport: opened and closed with the agent, and opened again when it was lost. */

enum
{
  SIGNAL_CONNECTED,
  SIGNAL_DISCONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static SipgoTransportLayer *
layer_of (SipgoUserAgent *self)
{
  return sipgo_user_agent_core_get_transport (self->core);
}

static SipgoEnvironment *
environment_of (SipgoUserAgent *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

/* --- connecting again --------------------------------------------------------------------------------------------- */

static void try_to_reconnect (gpointer user_data);

static void
plan_reconnection (SipgoUserAgent *self)
{
  gint64 delay = self->reconnections == 0 ? 0 : SIPGO_SECONDS (self->reconnection_delay);

  if (self->state != SIPGO_USER_AGENT_STATE_STARTED || self->stop_task || self->reconnections >= self->reconnection_attempts)
    return;
  self->reconnections++;
  sipgo_environment_set_timer (environment_of (self), &self->reconnection_timer, delay, try_to_reconnect, self);
}

static void
reconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoUserAgent) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "attempt %u of %u to connect again: %s", self->reconnections, self->reconnection_attempts,
             error->message);
  if (self->core && self->transport && !sipgo_transport_is_connected (self->transport))
    plan_reconnection (self);
}

static void
try_to_reconnect (gpointer user_data)
{
  SipgoUserAgent *self = user_data;

  sipgo_transport_open (self->transport, NULL, reconnected, g_object_ref (self));
}

static void
stop_reconnecting (SipgoUserAgent *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->reconnection_timer);
}

/* --- what the transport says -------------------------------------------------------------------------------------- */

static gboolean
is_alive (SipgoUserAgent *self)
{
  return self->state == SIPGO_USER_AGENT_STATE_STARTED || self->start_task || self->closing;
}

/* Whoever hears of it may want to register at once: the agent is started by then. */
static void
on_connected (SipgoTransport *transport, gpointer user_data)
{
  g_autoptr (SipgoUserAgent) self = g_object_ref (SIPGO_USER_AGENT (user_data));

  if (!is_alive (self))
    return;
  self->reconnections = 0;
  if (self->start_task)
    sipgo_user_agent_become_started (self);
  g_signal_emit (self, signals[SIGNAL_CONNECTED], 0);
}

static void
on_disconnected (SipgoTransport *transport, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoUserAgent) self = g_object_ref (SIPGO_USER_AGENT (user_data));

  if (!is_alive (self))
    return;
  g_signal_emit (self, signals[SIGNAL_DISCONNECTED], 0, error);
  if (!error || self->transport != transport)
    return;
  self->reconnections = 0;
  plan_reconnection (self);
}

/* --- starting and stopping ---------------------------------------------------------------------------------------- */

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoUserAgent) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->start_task);
  g_autoptr (GError) error = NULL;
  gboolean succeeded = sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, &error);

  sipgo_clear_source (&self->start_cancel_source);
  if (!task)
    return;
  if (succeeded && self->state == SIPGO_USER_AGENT_STATE_STARTED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->core && self->state == SIPGO_USER_AGENT_STATE_STOPPED)
    sipgo_transport_layer_close (layer_of (self));
  if (succeeded)
    error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent was stopped before it was started");
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
start_cancelled (gpointer user_data)
{
  SipgoUserAgent *self = user_data;

  sipgo_clear_source (&self->start_cancel_source);
  sipgo_transport_close (self->transport, NULL, NULL, NULL);
}

void
sipgo_user_agent_open_transport (SipgoUserAgent *self, GTask *task)
{
  self->start_task = g_object_ref (task);
  self->start_cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task),
                                                                  start_cancelled, self);
  /* It may have been opened before the agent was started. */
  if (sipgo_transport_is_connected (self->transport))
    sipgo_user_agent_become_started (self);
  sipgo_transport_open (self->transport, NULL, opened, g_object_ref (self));
}

static void
closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SipgoUserAgent *self = g_task_get_source_object (task);

  sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, NULL);
  self->closing = FALSE;
  sipgo_user_agent_become_stopped (self, task);
}

void
sipgo_user_agent_close_transport (SipgoUserAgent *self, GTask *task)
{
  stop_reconnecting (self);
  self->closing = TRUE;
  sipgo_transport_close (self->transport, NULL, closed, g_object_ref (task));
}

static void
closed_to_reconnect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoUserAgent) self = user_data;

  sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, NULL);
  if (self->core && self->transport == (SipgoTransport *) source && !sipgo_transport_is_connected (self->transport))
    plan_reconnection (self);
}

void
sipgo_user_agent_renew_transport (SipgoUserAgent *self)
{
  self->reconnections = 0;
  sipgo_transport_close (self->transport, NULL, closed_to_reconnect, g_object_ref (self));
}

/* --- the public part ---------------------------------------------------------------------------------------------- */

/**
 * sipgo_user_agent_is_connected:
 * @self: an agent
 *
 * Whether it can send: [property@UserAgent:transport] is connected, or, without one, the agent is started.
 *
 * Returns: %TRUE when it can
 */
gboolean
sipgo_user_agent_is_connected (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  if (self->transport)
    return sipgo_transport_is_connected (self->transport);
  return self->state == SIPGO_USER_AGENT_STATE_STARTED;
}

static void
reconnect_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* From the main loop, so that it can be called in a handler of disconnected. */
static void
reconnect_now (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SipgoUserAgent *self = g_task_get_source_object (task);

  if (!sipgo_user_agent_check_started (self, NULL))
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent was stopped");
  else if (!self->transport)
    g_task_return_boolean (task, TRUE);
  else
    sipgo_transport_open (self->transport, g_task_get_cancellable (task), reconnect_done, g_object_ref (task));
}

typedef struct
{
  SipgoTimer timer;
  SipgoEnvironment *environment;
  GTask *task;
} Reconnection;

static void
reconnection_due (gpointer user_data)
{
  Reconnection *reconnection = user_data;
  g_autoptr (SipgoEnvironment) environment = reconnection->environment;
  GTask *task = reconnection->task;

  g_free (reconnection);
  reconnect_now (task);
}

/**
 * sipgo_user_agent_reconnect:
 * @self: an agent
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the transport is connected, or could not be
 * @user_data: for @callback
 *
 * Opens [property@UserAgent:transport] again after it was lost. It may be called in a handler of
 * [signal@UserAgent::disconnected]. Without a transport of its own an agent has nothing to reconnect.
 *
 * Fails when the agent is not started, or the transport could not be connected.
 */
void
sipgo_user_agent_reconnect (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Reconnection *reconnection;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_user_agent_reconnect);
  if (!sipgo_user_agent_check_started (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  reconnection = g_new0 (Reconnection, 1);
  reconnection->environment = sipgo_environment_ref (environment_of (self));
  reconnection->task = g_steal_pointer (&task);
  sipgo_environment_set_timer (reconnection->environment, &reconnection->timer, 0, reconnection_due, reconnection);
}

/**
 * sipgo_user_agent_reconnect_finish:
 * @self: an agent
 * @result: what the callback got
 *
 * Takes the outcome of [method@UserAgent.reconnect].
 *
 * Returns: %TRUE when it is connected
 */
gboolean
sipgo_user_agent_reconnect_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_user_agent_get_transport:
 * @self: an agent
 *
 * The agent's own road to its server.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoTransport *
sipgo_user_agent_get_transport (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->transport;
}

/**
 * sipgo_user_agent_set_transport:
 * @self: an agent that is not started
 * @transport: (nullable): the transport, which belongs to no other agent
 *
 * Sets [property@UserAgent:transport].
 */
void
sipgo_user_agent_set_transport (SipgoUserAgent *self, SipgoTransport *transport)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (self->state == SIPGO_USER_AGENT_STATE_STOPPED && !self->start_task);
  g_return_if_fail (!transport || transport == self->transport
                    || (!sipgo_transport_is_attached (transport)
                        && sipgo_transport_get_state (transport) == SIPGO_TRANSPORT_STATE_DISCONNECTED));
  if (self->transport == transport)
    return;
  if (self->transport)
    g_signal_handlers_disconnect_by_data (self->transport, self);
  g_set_object (&self->transport, transport);
  sipgo_user_agent_apply_transport (self);
  if (transport)
    {
      g_signal_connect (transport, "connected", G_CALLBACK (on_connected), self);
      g_signal_connect (transport, "disconnected", G_CALLBACK (on_disconnected), self);
    }
  g_object_notify (G_OBJECT (self), "transport");
}

void
sipgo_user_agent_apply_transport (SipgoUserAgent *self)
{
  sipgo_transport_layer_set_via_host (layer_of (self), self->via_host);
  sipgo_transport_layer_set_transport (layer_of (self), self->transport);
  sipgo_transport_layer_set_certificate (layer_of (self), self->tls_certificate);
  sipgo_transport_layer_set_origins (layer_of (self), (const char *const *) self->websocket_origins);
}

void
sipgo_user_agent_drop_transport (SipgoUserAgent *self)
{
  if (self->core)
    {
      stop_reconnecting (self);
      sipgo_transport_layer_set_transport (layer_of (self), NULL);
    }
  sipgo_clear_source (&self->start_cancel_source);
  if (self->transport)
    g_signal_handlers_disconnect_by_data (self->transport, self);
  g_clear_object (&self->transport);
}

void
sipgo_user_agent_add_transport_signals (SipgoUserAgentClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  /**
   * SipgoUserAgent::connected:
   * @self: the agent
   *
   * Its [property@UserAgent:transport] is connected: at the start, and each time after it was lost. It is time to register.
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SipgoUserAgent::disconnected:
   * @self: the agent
   * @error: (nullable): why, when the connection was lost; %NULL when the agent is being stopped
   *
   * Its [property@UserAgent:transport] is connected no longer. Calls live on, and go on once it is connected again.
   */
  signals[SIGNAL_DISCONNECTED] = g_signal_new ("disconnected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

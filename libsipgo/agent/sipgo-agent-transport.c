/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-agent-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transport/sipgo-transport-private.h"

void
sipgo_agent_transport_init (SipgoAgentTransport *self)
{
  self->reconnection_delay = SIPGO_DEFAULT_RECONNECTION_DELAY;
}

void
sipgo_agent_transport_clear (SipgoAgentTransport *self)
{
  g_clear_pointer (&self->via_host, g_free);
  g_clear_object (&self->tls_certificate);
  g_clear_object (&self->tls_database);
  g_clear_object (&self->resolver);
  g_clear_pointer (&self->websocket_origins, g_strfreev);
}

static SipgoTransportLayer *
layer_of (SipgoAgent *self)
{
  return sipgo_user_agent_core_get_transport (self->core);
}

static SipgoEnvironment *
environment_of (SipgoAgent *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

/* --- reconnection ------------------------------------------------------------------------------------------------- */

static void try_to_reconnect (gpointer user_data);

static void
plan_reconnection (SipgoAgent *self)
{
  gint64 delay = self->own.reconnections == 0 ? 0 : SIPGO_SECONDS (self->own.reconnection_delay);

  if (self->state != SIPGO_USER_AGENT_STATE_STARTED || self->stop_task
      || self->own.reconnections >= self->own.reconnection_attempts)
    return;
  self->own.reconnections++;
  sipgo_environment_set_timer (environment_of (self), &self->own.reconnection_timer, delay, try_to_reconnect, self);
}

static void
reconnected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = user_data;
  g_autoptr (GError) error = NULL;

  if (sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "reconnection attempt %u of %u: %s", self->own.reconnections,
             self->own.reconnection_attempts, error->message);
  if (self->core)
    sipgo_recorder_add_note (sipgo_user_agent_core_get_recorder (self->core), 0, NULL,
                             "reconnection attempt %u of %u: %s", self->own.reconnections,
                             self->own.reconnection_attempts, error->message);
  if (self->core && self->own.transport && !sipgo_transport_is_connected (self->own.transport))
    plan_reconnection (self);
}

static void
try_to_reconnect (gpointer user_data)
{
  SipgoAgent *self = user_data;

  sipgo_transport_open (self->own.transport, NULL, reconnected, g_object_ref (self));
}

static void
stop_reconnecting (SipgoAgent *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->own.reconnection_timer);
}

/* --- signals of the transport ------------------------------------------------------------------------------------- */

static gboolean
is_alive (SipgoAgent *self)
{
  return self->state == SIPGO_USER_AGENT_STATE_STARTED || self->own.start_task || self->own.closing;
}

/* Starts the agent before it emits connected, since a handler may register at once. */
static void
on_connected (SipgoTransport *transport, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = g_object_ref (SIPGO_AGENT (user_data));
  SipgoNetworkChange change = self->own.change;

  if (!is_alive (self))
    return;
  self->own.reconnections = 0;
  self->own.change = SIPGO_NETWORK_CHANGED;
  if (self->own.start_task)
    sipgo_agent_become_started (self);
  SIPGO_AGENT_GET_CLASS (self)->connected (self);
  if (change != SIPGO_NETWORK_CHANGED)
    sipgo_usage_list_follow_network (&self->usages, change);
}

static void
on_disconnected (SipgoTransport *transport, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = g_object_ref (SIPGO_AGENT (user_data));

  if (!is_alive (self))
    return;
  SIPGO_AGENT_GET_CLASS (self)->disconnected (self, error);
  if (!error || self->own.transport != transport)
    return;
  self->own.reconnections = 0;
  plan_reconnection (self);
}

/* --- starting and stopping ---------------------------------------------------------------------------------------- */

static void
opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->own.start_task);
  g_autoptr (GError) error = NULL;
  gboolean succeeded = sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, &error);

  sipgo_clear_source (&self->own.start_cancel_source);
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
    error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                 "The agent was stopped before its transport was opened");
  g_task_return_error (task, g_steal_pointer (&error));
}

static void
start_cancelled (gpointer user_data)
{
  SipgoAgent *self = user_data;

  sipgo_clear_source (&self->own.start_cancel_source);
  sipgo_transport_close (self->own.transport, NULL, NULL, NULL);
}

void
sipgo_agent_transport_open (SipgoAgent *self, GTask *task)
{
  self->own.start_task = g_object_ref (task);
  self->own.start_cancel_source = sipgo_environment_watch_cancellable (environment_of (self),
                                                                       g_task_get_cancellable (task),
                                                                  start_cancelled, self);
  /* The application may have opened the transport before it started the agent. */
  if (sipgo_transport_is_connected (self->own.transport))
    sipgo_agent_become_started (self);
  sipgo_transport_open (self->own.transport, NULL, opened, g_object_ref (self));
}

static void
closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SipgoAgent *self = g_task_get_source_object (task);

  sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, NULL);
  self->own.closing = FALSE;
  sipgo_agent_become_stopped (self, task);
}

void
sipgo_agent_transport_close (SipgoAgent *self, GTask *task)
{
  stop_reconnecting (self);
  self->own.closing = TRUE;
  sipgo_transport_close (self->own.transport, NULL, closed, g_object_ref (task));
}

static void
closed_to_reconnect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = user_data;

  sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, NULL);
  if (self->core && self->own.transport == (SipgoTransport *) source
      && !sipgo_transport_is_connected (self->own.transport))
    plan_reconnection (self);
}

void
sipgo_agent_transport_renew (SipgoAgent *self)
{
  self->own.reconnections = 0;
  sipgo_transport_close (self->own.transport, NULL, closed_to_reconnect, g_object_ref (self));
}

static void
closed_to_follow (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoAgent) self = user_data;

  sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, NULL);
  if (self->core && self->state == SIPGO_USER_AGENT_STATE_STARTED && !self->stop_task
      && self->own.transport == (SipgoTransport *) source && !sipgo_transport_is_connected (self->own.transport))
    try_to_reconnect (self);
}

void
sipgo_agent_transport_follow_network (SipgoAgent *self, SipgoNetworkChange change)
{
  stop_reconnecting (self);
  self->own.reconnections = 0;
  self->own.change |= change;
  sipgo_transport_close (self->own.transport, NULL, closed_to_follow, g_object_ref (self));
}

/* --- reconnect () ------------------------------------------------------------------------------------------------- */

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

/* Runs from the main loop, so that reconnect () can be called in a handler of disconnected. */
static void
reconnect_now (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SipgoAgent *self = g_task_get_source_object (task);

  if (!sipgo_agent_check_started (self, NULL))
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The agent was stopped before it reconnected");
  else if (!self->own.transport)
    g_task_return_boolean (task, TRUE);
  else
    sipgo_transport_open (self->own.transport, g_task_get_cancellable (task), reconnect_done, g_object_ref (task));
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

void
sipgo_agent_transport_reconnect (SipgoAgent *self, GTask *task)
{
  Reconnection *reconnection = g_new0 (Reconnection, 1);

  reconnection->environment = sipgo_environment_ref (environment_of (self));
  reconnection->task = task;
  sipgo_environment_set_timer (reconnection->environment, &reconnection->timer, 0, reconnection_due, reconnection);
}

gboolean
sipgo_agent_transport_is_connected (SipgoAgent *self)
{
  if (self->own.transport)
    return sipgo_transport_is_connected (self->own.transport);
  return self->state == SIPGO_USER_AGENT_STATE_STARTED;
}

/* --- setting the transport ---------------------------------------------------------------------------------------- */

gboolean
sipgo_agent_transport_set (SipgoAgent *self, SipgoTransport *transport)
{
  if (self->own.transport == transport)
    return FALSE;
  if (self->own.transport)
    g_signal_handlers_disconnect_by_data (self->own.transport, self);
  g_set_object (&self->own.transport, transport);
  sipgo_agent_transport_apply (self);
  if (transport)
    {
      g_signal_connect (transport, "connected", G_CALLBACK (on_connected), self);
      g_signal_connect (transport, "disconnected", G_CALLBACK (on_disconnected), self);
    }
  return TRUE;
}

void
sipgo_agent_transport_apply (SipgoAgent *self)
{
  sipgo_transport_layer_set_via_host (layer_of (self), self->own.via_host);
  sipgo_transport_layer_set_transport (layer_of (self), self->own.transport);
  sipgo_transport_layer_set_certificate (layer_of (self), self->own.tls_certificate);
  sipgo_transport_layer_set_tls_database (layer_of (self), self->own.tls_database);
  sipgo_transport_layer_set_client_certificates (layer_of (self), self->own.tls_client_certificates);
  sipgo_transport_layer_set_accept_any_certificate (layer_of (self), self->own.accept_any_certificate);
  sipgo_name_cache_set_resolver (sipgo_transport_layer_get_names (layer_of (self)), self->own.resolver);
  sipgo_transport_layer_set_origins (layer_of (self), (const char *const *) self->own.websocket_origins);
}

void
sipgo_agent_transport_drop (SipgoAgent *self)
{
  if (self->core)
    {
      stop_reconnecting (self);
      sipgo_transport_layer_set_transport (layer_of (self), NULL);
    }
  sipgo_clear_source (&self->own.start_cancel_source);
  if (self->own.transport)
    g_signal_handlers_disconnect_by_data (self->own.transport, self);
  g_clear_object (&self->own.transport);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

/**
 * SipgoSessionManager:
 *
 * The calls of one person: an agent, its registration, and each call with what a telephone does with it.
 *
 * It is what a softphone or a script is written on that has no need to see each request: it answers what a person does
 * not want to be asked about (messages, tones, transfers to somebody else), keeps the connection to the server and the
 * registration up as long as they are asked for, and shows its calls as a list.
 *
 * ```c
 * static void
 * answered (GObject *manager, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoInviter) call = NULL;
 *
 *   call = sipgo_session_manager_call_finish (SIPGO_SESSION_MANAGER (manager), result, &error);
 *   if (!call)
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * call_received (SipgoSessionManager *manager, SipgoInvitation *call, gpointer user_data)
 * {
 *   sipgo_session_manager_answer (manager, SIPGO_SESSION (call), NULL, NULL, NULL, NULL);
 * }
 *
 * static void
 * use (SipgoSessionManager *manager)
 * {
 *   g_signal_connect (manager, "call-received", G_CALLBACK (call_received), NULL);
 *   sipgo_session_manager_call (manager, "sip:bob@example.com", NULL, NULL, answered, NULL);
 * }
 * ```
 *
 * ```python
 * async with Sipgo.SessionManager.new(agent, max_simultaneous_sessions=5) as manager:
 *     await manager.register()                        # kept up, also when the connection is lost
 *     first = await manager.call("sip:bob@example.com")
 *     await manager.hold(first)
 *     second = await manager.call("sip:carol@example.com")
 *     await manager.transfer_to_session(first, second)
 * ```
 */
G_DEFINE_FINAL_TYPE (SipgoSessionManager, sipgo_session_manager, G_TYPE_OBJECT)

SipgoEnvironment *
sipgo_session_manager_get_environment (SipgoSessionManager *self)
{
  return sipgo_user_agent_core_get_environment (self->agent->core);
}

gboolean
sipgo_session_manager_has_handler (SipgoSessionManager *self, SipgoManagerSignal signal)
{
  return g_signal_has_handler_pending (self, sipgo_manager_signals[signal], 0, TRUE);
}

GTask *
sipgo_session_manager_new_task (SipgoSessionManager *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = sipgo_user_agent_core_new_task (self->agent->core, self, cancellable, callback, user_data);

  if (task)
    g_task_set_source_tag (task, tag);
  return task;
}

GTask *
sipgo_session_manager_begin (SipgoSessionManager *self, SipgoSession *session, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = sipgo_session_manager_new_task (self, tag, cancellable, callback, user_data);
  GError *error = NULL;

  if (!task)
    return NULL;
  if (sipgo_session_manager_require (self, session, &error))
    return g_steal_pointer (&task);
  g_task_return_error (task, error);
  return NULL;
}

gboolean
sipgo_session_manager_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the server --------------------------------------------------------------------------------------------------- */

void
sipgo_session_manager_check_connected (SipgoSessionManager *self, const GError *error)
{
  gboolean connected = sipgo_user_agent_is_connected (self->agent) && self->agent->state == SIPGO_USER_AGENT_STATE_STARTED
                       && !self->ping_failed;

  if (self->connected == connected)
    return;
  self->connected = connected;
  g_object_notify (G_OBJECT (self), "connected");
  if (connected)
    {
      g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_SERVER_CONNECTED], 0);
      sipgo_session_manager_resume_registration (self);
      sipgo_session_manager_start_pings (self);
    }
  else
    g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_SERVER_DISCONNECTED], 0, error);
}

static void
agent_connected (SipgoUserAgent *agent, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  self->ping_failed = FALSE;
  sipgo_session_manager_check_connected (self, NULL);
}

static void
agent_disconnected (SipgoUserAgent *agent, const GError *error, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  sipgo_session_manager_stop_pings (self);
  sipgo_session_manager_check_connected (self, error);
}

static void
agent_changed (SipgoUserAgent *agent, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  if (agent->state == SIPGO_USER_AGENT_STATE_STOPPED)
    {
      sipgo_session_manager_stop_pings (self);
      sipgo_session_manager_stop_registration (self);
    }
  sipgo_session_manager_check_connected (self, NULL);
}

/* --- what comes in outside calls ---------------------------------------------------------------------------------- */

/* The application sees it answered, as a person has nothing to answer. */
static void
show (SipgoSessionManager *self, SipgoManagerSignal signal, SipgoIncomingRequest *request)
{
  if (!sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_accept (request, NULL, NULL);
  g_signal_emit (self, sipgo_manager_signals[signal], 0, request);
}

static void
receive_message (SipgoUserAgent *agent, SipgoIncomingRequest *request, gpointer user_data)
{
  show (user_data, SIPGO_MANAGER_MESSAGE_RECEIVED, request);
}

static void
receive_notification (SipgoUserAgent *agent, SipgoIncomingRequest *request, gpointer user_data)
{
  show (user_data, SIPGO_MANAGER_NOTIFICATION_RECEIVED, request);
}

/* --- starting and stopping ---------------------------------------------------------------------------------------- */

/* The agent's own address counts more than the manager's. */
static gboolean
apply_aor (SipgoSessionManager *self, GError **error)
{
  g_autoptr (SipgoUri) uri = NULL;

  if (!self->aor || sipgo_user_agent_get_uri (self->agent))
    return TRUE;
  uri = sipgo_uri_parse (self->aor, error);
  if (!uri)
    {
      g_prefix_error (error, "The address of record (aor) cannot be used: ");
      return FALSE;
    }
  sipgo_user_agent_set_uri (self->agent, uri);
  return TRUE;
}

/**
 * sipgo_session_manager_start:
 * @self: a manager
 * @cancellable: (nullable): gives it up
 * @callback: called when the server is reached, or could not be
 * @user_data: for @callback
 *
 * Starts the agent, and with it the connection to its server. An agent that runs already opens its lost connection again.
 * What is lost later is opened again by itself, as [property@SessionManager:reconnection-attempts] allows, until
 * [method@SessionManager.stop].
 *
 * Fails when [property@SessionManager:aor] is no address, or the server was not reached.
 */
void
sipgo_session_manager_start (SipgoSessionManager *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_start, cancellable, callback, user_data);
  if (!task)
    return;
  if (!apply_aor (self, &error))
    g_task_return_error (task, error);
  else if (self->agent->state == SIPGO_USER_AGENT_STATE_STARTED)
    sipgo_user_agent_reconnect (self->agent, cancellable, sipgo_forward_boolean, g_steal_pointer (&task));
  else
    sipgo_user_agent_start (self->agent, cancellable, sipgo_forward_boolean, g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_start_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.start].
 *
 * Returns: %TRUE when the server is reached
 */
gboolean
sipgo_session_manager_start_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/**
 * sipgo_session_manager_stop:
 * @self: a manager
 * @cancellable: (nullable): makes the outcome a cancelled one; the agent stops all the same
 * @callback: called when the agent is stopped
 * @user_data: for @callback
 *
 * Ends all calls and the registration, and leaves the server. Nothing is connected or registered by itself any more.
 *
 * Fails only when it was cancelled.
 */
void
sipgo_session_manager_stop (SipgoSessionManager *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_stop, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_stop_registration (self);
  sipgo_user_agent_stop (self->agent, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_session_manager_stop_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.stop].
 *
 * Returns: %TRUE when the agent is stopped
 */
gboolean
sipgo_session_manager_stop_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/**
 * sipgo_session_manager_is_connected:
 * @self: a manager
 *
 * Whether the server is reached; [property@SessionManager:connected] says what that means.
 *
 * Returns: %TRUE when it is
 */
gboolean
sipgo_session_manager_is_connected (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  return self->connected;
}

/**
 * sipgo_session_manager_get_user_agent:
 * @self: a manager
 *
 * The agent below.
 *
 * Returns: (transfer none): the agent
 */
SipgoUserAgent *
sipgo_session_manager_get_user_agent (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return self->agent;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_session_manager_constructed (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  G_OBJECT_CLASS (sipgo_session_manager_parent_class)->constructed (object);
  /* A text that is no address is told by start (). */
  apply_aor (self, NULL);
  self->connected = self->agent->state == SIPGO_USER_AGENT_STATE_STARTED && sipgo_user_agent_is_connected (self->agent);
  g_signal_connect_object (self->agent, "notify::state", G_CALLBACK (agent_changed), self, 0);
  g_signal_connect_object (self->agent, "connected", G_CALLBACK (agent_connected), self, 0);
  g_signal_connect_object (self->agent, "disconnected", G_CALLBACK (agent_disconnected), self, 0);
  g_signal_connect_object (self->agent, "invitation", G_CALLBACK (sipgo_session_manager_receive_invitation), self, 0);
  g_signal_connect_object (self->agent, "message", G_CALLBACK (receive_message), self, 0);
  g_signal_connect_object (self->agent, "notification", G_CALLBACK (receive_notification), self, 0);
  if (self->connected)
    sipgo_session_manager_start_pings (self);
}

static void
sipgo_session_manager_dispose (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  if (self->agent)
    {
      g_signal_handlers_disconnect_by_data (self->agent, self);
      sipgo_session_manager_stop_pings (self);
      sipgo_session_manager_drop_registration (self);
      if (self->auto_stop && self->agent->state == SIPGO_USER_AGENT_STATE_STARTED)
        sipgo_user_agent_stop (self->agent, NULL, NULL, NULL);
    }
  g_clear_object (&self->agent);
  sipgo_session_manager_drop_sessions (self);
  g_clear_object (&self->register_options);
  G_OBJECT_CLASS (sipgo_session_manager_parent_class)->dispose (object);
}

static void
sipgo_session_manager_finalize (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  g_object_unref (self->sessions);
  g_free (self->aor);
  g_free (self->ping_uri);
  G_OBJECT_CLASS (sipgo_session_manager_parent_class)->finalize (object);
}

static void
sipgo_session_manager_class_init (SipgoSessionManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sipgo_session_manager_constructed;
  object_class->dispose = sipgo_session_manager_dispose;
  object_class->finalize = sipgo_session_manager_finalize;
  sipgo_session_manager_install_properties (object_class);
  sipgo_session_manager_install_signals (klass);
}

static void
sipgo_session_manager_init (SipgoSessionManager *self)
{
  self->sessions = g_list_store_new (SIPGO_TYPE_MANAGED_SESSION);
  self->auto_stop = TRUE;
  self->max_simultaneous_sessions = SIPGO_DEFAULT_MAX_SESSIONS;
  self->registration_retry_interval = SIPGO_DEFAULT_RETRY_INTERVAL;
}

/**
 * sipgo_session_manager_new:
 * @agent: (nullable): the agent below; %NULL makes one
 *
 * Makes a manager of calls.
 *
 * Returns: (transfer full): the manager, not started unless @agent is
 */
SipgoSessionManager *
sipgo_session_manager_new (SipgoUserAgent *agent)
{
  g_return_val_if_fail (!agent || SIPGO_IS_USER_AGENT (agent), NULL);
  return g_object_new (SIPGO_TYPE_SESSION_MANAGER, "user-agent", agent, NULL);
}

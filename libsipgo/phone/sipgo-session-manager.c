/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/events/sipgo-messager.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/phone/sipgo-managed-session-private.h"
#include "libsipgo/phone/sipgo-options-ping-private.h"
#include "libsipgo/phone/sipgo-registration-keeper-private.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

#define DEFAULT_MAX_SESSIONS          2
#define DEFAULT_RETRY_INTERVAL        3      /* seconds */
#define DEFAULT_RECONNECTION_ATTEMPTS 3
#define DEFAULT_RECONNECTION_DELAY    4      /* seconds */

#define STOPPED "The manager was stopped before the registrar answered"

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
 *
 * Since: 1.0
 */
struct _SipgoSessionManager
{
  GObject parent_instance;

  SipgoUserAgent *agent;
  GListStore *sessions;                 /* SipgoManagedSession */
  char *aor;
  gboolean auto_stop;
  guint max_simultaneous_sessions;      /* 0: no limit */
  gboolean connected;                   /* as it was told last */
  gboolean send_dtmf_in_media;
  gboolean follow_referrals;
  SipgoRegistrationKeeper registration;
  SipgoOptionsPing ping;
};

G_DEFINE_FINAL_TYPE (SipgoSessionManager, sipgo_session_manager, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_SESSIONS,
  PROP_CONNECTED,
  PROP_REGISTERER,
  PROP_AOR,
  PROP_AUTO_STOP,
  PROP_MAX_SIMULTANEOUS_SESSIONS,
  PROP_RECONNECTION_ATTEMPTS,
  PROP_RECONNECTION_DELAY,
  PROP_REGISTRATION_RETRY,
  PROP_REGISTRATION_RETRY_INTERVAL,
  PROP_REGISTER_OPTIONS,
  PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER,
  PROP_OPTIONS_PING_INTERVAL,
  PROP_OPTIONS_PING_REQUEST_URI,
  PROP_FOLLOW_REFERRALS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

typedef enum {
  SIGNAL_CALL_CREATED,
  SIGNAL_CALL_RECEIVED,
  SIGNAL_CALL_ANSWERED,
  SIGNAL_CALL_HANGUP,
  SIGNAL_CALL_HOLD,
  SIGNAL_CALL_DTMF_RECEIVED,
  SIGNAL_MESSAGE_RECEIVED,
  SIGNAL_NOTIFICATION_RECEIVED,
  SIGNAL_REGISTERED,
  SIGNAL_UNREGISTERED,
  SIGNAL_REGISTER_GUARD,
  SIGNAL_SERVER_CONNECTED,
  SIGNAL_SERVER_DISCONNECTED,
  N_SIGNALS
} Signal;

static guint signals[N_SIGNALS];

/* --- the calls ---------------------------------------------------------------------------------------------------- */

static guint
find_position (SipgoSessionManager *self, SipgoSession *session)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->sessions));
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autoptr (SipgoManagedSession) managed = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      if (managed->session == session)
        return i;
    }
  return G_MAXUINT;
}

/**
 * sipgo_session_manager_find:
 * @self: a manager
 * @session: a call
 *
 * Looks up what the manager knows of a call.
 *
 * Returns: (transfer none) (nullable): the managed session; %NULL when the call is over, or none of the manager's
 *
 * Since: 1.0
 */
SipgoManagedSession *
sipgo_session_manager_find (SipgoSessionManager *self, SipgoSession *session)
{
  g_autoptr (SipgoManagedSession) managed = NULL;
  guint position;

  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  g_return_val_if_fail (SIPGO_IS_SESSION (session), NULL);
  position = find_position (self, session);
  if (position == G_MAXUINT)
    return NULL;
  managed = g_list_model_get_item (G_LIST_MODEL (self->sessions), position);
  return managed;      /* the list keeps it */
}

static SipgoManagedSession *
require (SipgoSessionManager *self, SipgoSession *session, GError **error)
{
  SipgoManagedSession *managed = sipgo_session_manager_find (self, session);

  if (!managed)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The call is over, or none of this manager's");
  return managed;
}

/**
 * sipgo_session_manager_get_sessions:
 * @self: a manager
 *
 * The calls.
 *
 * Returns: (transfer none): a list of [class@ManagedSession]
 *
 * Since: 1.0
 */
GListModel *
sipgo_session_manager_get_sessions (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return G_LIST_MODEL (self->sessions);
}

static gboolean
check_room (SipgoSessionManager *self, GError **error)
{
  guint limit = self->max_simultaneous_sessions;

  if (limit == 0 || g_list_model_get_n_items (G_LIST_MODEL (self->sessions)) < limit)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "There are %u calls already; hang up one of them first", limit);
  return FALSE;
}

static gboolean
has_handler (SipgoSessionManager *self, Signal signal)
{
  return g_signal_has_handler_pending (self, signals[signal], 0, TRUE);
}

static GTask *
new_task (SipgoSessionManager *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = sipgo_user_agent_core_new_task (sipgo_user_agent_get_core (self->agent), self, cancellable, callback,
                                                user_data);

  if (task)
    g_task_set_source_tag (task, tag);
  return task;
}

static GTask *
begin (SipgoSessionManager *self, SipgoSession *session, gpointer tag, GCancellable *cancellable,
       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, tag, cancellable, callback, user_data);
  GError *error = NULL;

  if (!task)
    return NULL;
  if (require (self, session, &error))
    return g_steal_pointer (&task);
  g_task_return_error (task, error);
  return NULL;
}

static gboolean
finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- registration ------------------------------------------------------------------------------------------------- */

static gboolean
is_connected (GObject *owner)
{
  return SIPGO_SESSION_MANAGER (owner)->connected;
}

static gboolean
wants_guard (GObject *owner)
{
  return has_handler (SIPGO_SESSION_MANAGER (owner), SIGNAL_REGISTER_GUARD);
}

static void
show_guard (GObject *owner, SipgoRegisterGuard *guard)
{
  g_signal_emit (owner, signals[SIGNAL_REGISTER_GUARD], 0, guard);
}

static void
registration_changed (GObject *owner, SipgoRegistererState state)
{
  if (state == SIPGO_REGISTERER_STATE_REGISTERED)
    g_signal_emit (owner, signals[SIGNAL_REGISTERED], 0);
  else if (state == SIPGO_REGISTERER_STATE_UNREGISTERED)
    g_signal_emit (owner, signals[SIGNAL_UNREGISTERED], 0);
}

static const SipgoRegistrationKeeperFuncs registration_funcs = {
  .is_connected = is_connected,
  .wants_guard = wants_guard,
  .show_guard = show_guard,
  .changed = registration_changed,
};

/* --- the server --------------------------------------------------------------------------------------------------- */

static void
check_connected (SipgoSessionManager *self, const GError *error)
{
  gboolean connected = sipgo_user_agent_is_connected (self->agent)
                       && sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED
                       && !self->ping.has_failed;

  if (self->connected == connected)
    return;
  self->connected = connected;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONNECTED]);
  if (connected)
    {
      g_signal_emit (self, signals[SIGNAL_SERVER_CONNECTED], 0);
      sipgo_registration_keeper_resume (&self->registration);
      sipgo_options_ping_update (&self->ping, TRUE);
    }
  else
    g_signal_emit (self, signals[SIGNAL_SERVER_DISCONNECTED], 0, error);
}

static void
agent_connected (SipgoUserAgent *agent, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  self->ping.has_failed = FALSE;
  check_connected (self, NULL);
}

static void
agent_disconnected (SipgoUserAgent *agent, const GError *error, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  sipgo_options_ping_stop (&self->ping);
  check_connected (self, error);
}

static void
agent_changed (SipgoUserAgent *agent, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  if (sipgo_user_agent_get_state (agent) == SIPGO_USER_AGENT_STATE_STOPPED)
    {
      sipgo_options_ping_stop (&self->ping);
      sipgo_registration_keeper_stop (&self->registration, STOPPED);
    }
  check_connected (self, NULL);
}

static void
ping_changed (GObject *owner, const GError *error)
{
  check_connected (SIPGO_SESSION_MANAGER (owner), error);
}

/* --- what comes in outside calls ---------------------------------------------------------------------------------- */

/* The application sees it answered, as a person has nothing to answer. */
static void
show (SipgoSessionManager *self, Signal signal, SipgoIncomingRequest *request)
{
  if (!sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_accept (request, NULL, NULL);
  g_signal_emit (self, signals[signal], 0, request);
}

static void
receive_message (SipgoUserAgent *agent, SipgoIncomingRequest *request, gpointer user_data)
{
  show (user_data, SIGNAL_MESSAGE_RECEIVED, request);
}

static void
receive_notification (SipgoUserAgent *agent, SipgoIncomingRequest *request, gpointer user_data)
{
  show (user_data, SIGNAL_NOTIFICATION_RECEIVED, request);
}

/* --- digits that are received ------------------------------------------------------------------------------------- */

static gboolean
wants_tones (GObject *owner)
{
  return has_handler (SIPGO_SESSION_MANAGER (owner), SIGNAL_CALL_DTMF_RECEIVED);
}

static void
receive_tone (GObject *owner, SipgoSession *session, const char *tone, guint duration_ms)
{
  g_signal_emit (owner, signals[SIGNAL_CALL_DTMF_RECEIVED], 0, session, tone, duration_ms);
}

static const SipgoToneFuncs tone_funcs = {
  .is_wanted = wants_tones,
  .received = receive_tone,
};

/* --- the life of one ---------------------------------------------------------------------------------------------- */

static void
emit (SipgoSessionManager *self, Signal signal, SipgoSession *session)
{
  g_signal_emit (self, signals[signal], 0, session);
}

static void
remove_session (SipgoSessionManager *self, SipgoSession *session)
{
  guint position = find_position (self, session);
  SipgoManagedSession *managed = sipgo_session_manager_find (self, session);

  if (!managed)
    return;
  g_signal_handlers_disconnect_by_data (session, self);
  g_signal_handlers_disconnect_by_data (managed, self);
  sipgo_managed_session_set_tone_funcs (managed, NULL, NULL);
  g_list_store_remove (self->sessions, position);
  emit (self, SIGNAL_CALL_HANGUP, session);
}

static void
state_changed (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoSessionState state = sipgo_session_get_state (session);

  if (state == SIPGO_SESSION_STATE_ESTABLISHED)
    emit (self, SIGNAL_CALL_ANSWERED, session);
  else if (state >= SIPGO_SESSION_STATE_TERMINATING)
    remove_session (self, session);
}

static void
held_changed (SipgoManagedSession *managed, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  if (managed->reported_held == managed->held)
    return;
  managed->reported_held = managed->held;
  g_signal_emit (self, signals[SIGNAL_CALL_HOLD], 0, managed->session, managed->held);
}

static void add_session (SipgoSessionManager *self, SipgoSession *session);

/* Behind all handlers of the application's. */
static void
receive_referral (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  g_autoptr (SipgoInviter) inviter = self->follow_referrals ? sipgo_managed_session_follow (referral) : NULL;

  if (!inviter)
    return;
  add_session (self, SIPGO_SESSION (inviter));
  if (sipgo_session_get_state (SIPGO_SESSION (inviter)) == SIPGO_SESSION_STATE_INITIAL)
    sipgo_inviter_invite (inviter, NULL, NULL, NULL, NULL);
}

static void
add_session (SipgoSessionManager *self, SipgoSession *session)
{
  g_autoptr (SipgoManagedSession) managed = NULL;

  if (sipgo_session_manager_find (self, session))
    return;
  managed = sipgo_managed_session_new (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_changed), self, 0);
  g_signal_connect_object (session, "refer-received", G_CALLBACK (receive_referral), self, G_CONNECT_AFTER);
  g_signal_connect_object (managed, "notify::held", G_CALLBACK (held_changed), self, 0);
  sipgo_managed_session_set_tone_funcs (managed, &tone_funcs, G_OBJECT (self));
  g_list_store_append (self->sessions, managed);
  emit (self, SIGNAL_CALL_CREATED, session);
}

/* --- somebody calls ----------------------------------------------------------------------------------------------- */

static void
receive_invitation (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoSession *session = SIPGO_SESSION (invitation);

  if (!check_room (self, NULL))
    {
      sipgo_invitation_reject (invitation, SIPGO_STATUS_BUSY_HERE, NULL, NULL, NULL, NULL);
      return;
    }
  add_session (self, session);
  if (sipgo_session_get_state (session) != SIPGO_SESSION_STATE_INITIAL)
    return;
  if (has_handler (self, SIGNAL_CALL_RECEIVED))
    emit (self, SIGNAL_CALL_RECEIVED, session);
  else
    sipgo_invitation_reject (invitation, SIPGO_STATUS_TEMPORARILY_UNAVAILABLE, NULL, NULL, NULL, NULL);
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
 * Starts the agent, and with it the connection to its server. An agent that runs already opens its lost connection
 * again. What is lost later is opened again by itself, as [property@SessionManager:reconnection-attempts] allows, until
 * [method@SessionManager.stop].
 *
 * Fails when [property@SessionManager:aor] is no address, or the server was not reached.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_start (SipgoSessionManager *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = new_task (self, sipgo_session_manager_start, cancellable, callback, user_data);
  if (!task)
    return;
  if (!apply_aor (self, &error))
    g_task_return_error (task, error);
  else if (sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED)
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
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_start_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
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
 *
 * Since: 1.0
 */
void
sipgo_session_manager_stop (SipgoSessionManager *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = new_task (self, sipgo_session_manager_stop, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_registration_keeper_stop (&self->registration, STOPPED);
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
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_stop_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_session_manager_is_connected: (get-property connected)
 * @self: a manager
 *
 * Whether the server is reached; [property@SessionManager:connected] says what that means.
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
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
 *
 * Since: 1.0
 */
SipgoUserAgent *
sipgo_session_manager_get_user_agent (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return self->agent;
}

/* --- registering -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_session_manager_get_registerer:
 * @self: a manager
 *
 * The registration. One is made when there is none yet; after the agent was stopped, another with the same options.
 *
 * Returns: (transfer none): the registration
 *
 * Since: 1.0
 */
SipgoRegisterer *
sipgo_session_manager_get_registerer (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return sipgo_registration_keeper_get_registerer (&self->registration);
}

/**
 * sipgo_session_manager_set_registerer:
 * @self: a manager
 * @registerer: (nullable): a registration of the manager's agent; %NULL for one that is made when it is needed
 *
 * Sets [property@SessionManager:registerer].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_registerer (SipgoSessionManager *self, SipgoRegisterer *registerer)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (!registerer || sipgo_registerer_get_user_agent (registerer) == self->agent);
  if (sipgo_registration_keeper_set_registerer (&self->registration, registerer))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REGISTERER]);
}

static gboolean
check_register (SipgoSessionManager *self, GError **error)
{
  if (!sipgo_agent_check_started (SIPGO_AGENT (self->agent), error))
    return FALSE;
  if (sipgo_session_manager_is_connected (self))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                       "The server is not reached; it is told where we are as soon as it is");
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
 *
 * Since: 1.0
 */
void
sipgo_session_manager_register (SipgoSessionManager *self, SipgoRequestOptions *options, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = new_task (self, sipgo_session_manager_register, cancellable, callback, user_data);
  if (!task)
    return;
  self->registration.is_wanted = TRUE;
  if (options)
    sipgo_session_manager_set_register_options (self, options);
  if (!check_register (self, &error))
    {
      self->registration.is_wanted = sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED;
      g_task_return_error (task, error);
      return;
    }
  sipgo_registration_keeper_register (&self->registration, g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_register_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.register].
 *
 * Returns: %TRUE when the registrar knows where we are
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_register_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
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
 *
 * Since: 1.0
 */
void
sipgo_session_manager_unregister (SipgoSessionManager *self, SipgoUnregisterOptions *options,
                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  task = new_task (self, sipgo_session_manager_unregister, cancellable, callback, user_data);
  if (task)
    sipgo_registration_keeper_unregister (&self->registration, options, task);
}

/**
 * sipgo_session_manager_unregister_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.unregister].
 *
 * Returns: %TRUE when the registrar has forgotten us
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_unregister_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- calling ------------------------------------------------------------------------------------------------------ */

static void
called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SipgoOutgoingInviteRequest) request = sipgo_inviter_invite_finish (SIPGO_INVITER (source), result, &error);

  if (request)
    g_task_return_pointer (task, g_object_ref (source), g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Whoever hears of the call may end it before it begins: invite () says so then. */
static gboolean
begin_call (SipgoSessionManager *self, SipgoInviter *inviter, GError **error)
{
  /* What cannot begin does not end either, and would stay in the list. */
  if (!sipgo_agent_check_started (SIPGO_AGENT (self->agent), error)
      || !sipgo_session_check_state (SIPGO_SESSION (inviter), SIPGO_SESSION_STATE_INITIAL, "start", error)
      || !check_room (self, error))
    return FALSE;
  add_session (self, SIPGO_SESSION (inviter));
  return TRUE;
}

/**
 * sipgo_session_manager_call:
 * @self: a manager
 * @destination: whom to call, such as `sip:bob@example.com`
 * @options: (nullable): what the INVITE is to have
 * @cancellable: (nullable): gives the call up, as it does with [method@Inviter.invite]
 * @callback: called when the call was answered, or was not
 * @user_data: for @callback
 *
 * Calls somebody. [signal@SessionManager::call-created] hands the session over before the INVITE is sent.
 *
 * Fails when @destination is no address, there are too many calls, or the call was not answered.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_call (SipgoSessionManager *self, const char *destination, SipgoInviteOptions *options,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoInviter) inviter = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (destination != NULL);
  task = new_task (self, sipgo_session_manager_call, cancellable, callback, user_data);
  if (!task)
    return;
  inviter = sipgo_inviter_new (self->agent, destination, &error);
  if (inviter && begin_call (self, inviter, &error))
    sipgo_inviter_invite (inviter, options, cancellable, called, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * sipgo_session_manager_call_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.call].
 *
 * Returns: (transfer full): the call
 *
 * Since: 1.0
 */
SipgoInviter *
sipgo_session_manager_call_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_session_manager_invite:
 * @self: a manager
 * @inviter: a call of the manager's agent that was not begun yet
 * @options: (nullable): what the INVITE is to have
 * @cancellable: (nullable): gives the call up, as it does with [method@Inviter.invite]
 * @callback: called when the call was answered, or was not
 * @user_data: for @callback
 *
 * Makes a call that was prepared: what [method@SessionManager.call] does for one with options of its own.
 *
 * Fails when there are too many calls, or the call was not answered.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_invite (SipgoSessionManager *self, SipgoInviter *inviter, SipgoInviteOptions *options,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_INVITER (inviter));
  g_return_if_fail (sipgo_session_get_user_agent (SIPGO_SESSION (inviter)) == self->agent);
  task = new_task (self, sipgo_session_manager_invite, cancellable, callback, user_data);
  if (!task)
    return;
  if (begin_call (self, inviter, &error))
    sipgo_inviter_invite (inviter, options, cancellable, sipgo_forward_object, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * sipgo_session_manager_invite_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.invite].
 *
 * Returns: %TRUE when it was answered
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_invite_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- being called ------------------------------------------------------------------------------------------------- */

static gboolean
check_invitation (SipgoSession *session, GTask *task)
{
  if (SIPGO_IS_INVITATION (session))
    return TRUE;
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "We made this call; only one that somebody else makes can be answered or declined");
  return FALSE;
}

/**
 * sipgo_session_manager_answer:
 * @self: a manager
 * @session: a call that somebody else makes
 * @options: (nullable): what the answer is to have
 * @cancellable: (nullable): as with [method@Invitation.accept]
 * @callback: called when it was answered
 * @user_data: for @callback
 *
 * Answers a call.
 *
 * Fails when the call is over, was made by us, or is none of this manager's ([error@Error] `STATE`), and as
 * [method@Invitation.accept] does.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_answer (SipgoSessionManager *self, SipgoSession *session, SipgoAnswerOptions *options,
                              GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = begin (self, session, sipgo_session_manager_answer, cancellable, callback, user_data);
  if (task && check_invitation (session, task))
    sipgo_invitation_accept (SIPGO_INVITATION (session), options, cancellable, sipgo_forward_boolean,
                             g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_answer_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.answer].
 *
 * Returns: %TRUE when it was answered
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_answer_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_session_manager_decline:
 * @self: a manager
 * @session: a call that somebody else makes
 * @options: (nullable): what the response is to have; its status code is 480 where they name none
 * @cancellable: (nullable): makes the outcome a cancelled one; the call is declined all the same
 * @callback: called when it was declined
 * @user_data: for @callback
 *
 * Declines a call.
 *
 * Fails when the call is over, was made by us, or is none of this manager's ([error@Error] `STATE`), and as
 * [method@Invitation.reject] does.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_decline (SipgoSessionManager *self, SipgoSession *session, SipgoAnswerOptions *options,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = begin (self, session, sipgo_session_manager_decline, cancellable, callback, user_data);
  if (task && check_invitation (session, task))
    sipgo_invitation_reject (SIPGO_INVITATION (session), 0, options, cancellable, sipgo_forward_boolean,
                             g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_decline_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.decline].
 *
 * Returns: %TRUE when it was declined
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_decline_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_session_manager_hangup:
 * @self: a manager
 * @session: a call
 * @cancellable: (nullable): makes the outcome a cancelled one; the call ends all the same
 * @callback: called when the call is over
 * @user_data: for @callback
 *
 * Ends a call in the way that its state asks for: by BYE, by CANCEL, or by declining it.
 *
 * Fails when the call was over before.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_hangup (SipgoSessionManager *self, SipgoSession *session, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = begin (self, session, sipgo_session_manager_hangup, cancellable, callback, user_data);
  if (task)
    sipgo_session_end (session, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_session_manager_hangup_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.hangup].
 *
 * Returns: %TRUE when it is over
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_hangup_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

static SipgoRequestOptions *
make_message_options (SipgoRequestOptions *options, const char *text)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain;charset=utf-8", text);
  g_auto (GStrv) headers = options ? sipgo_request_options_get_extra_headers (options) : NULL;
  SipgoRequestOptions *own = sipgo_request_options_new ();

  sipgo_request_options_set_extra_headers (own, (const char *const *) headers);
  sipgo_request_options_set_body (own, options && sipgo_request_options_get_body (options)
                                  ? sipgo_request_options_get_body (options) : body);
  return own;
}

/**
 * sipgo_session_manager_message:
 * @self: a manager
 * @destination: whom to write to, such as `sip:bob@example.com`
 * @text: the message
 * @options: (nullable): its headers; a body of theirs takes the place of @text
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when the message was accepted, or was not
 * @user_data: for @callback
 *
 * Sends a message outside any call (RFC 3428).
 *
 * Fails when @destination is no address, or the message was not accepted.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_message (SipgoSessionManager *self, const char *destination, const char *text,
                               SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoMessager) messager = NULL;
  g_autoptr (SipgoRequestOptions) own = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (destination != NULL);
  g_return_if_fail (text != NULL);
  task = new_task (self, sipgo_session_manager_message, cancellable, callback, user_data);
  if (!task)
    return;
  messager = sipgo_messager_new (self->agent, destination, &error);
  if (!messager)
    {
      g_task_return_error (task, error);
      return;
    }
  own = make_message_options (options, text);
  sipgo_messager_message (messager, own, cancellable, sipgo_forward_object, g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_message_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.message].
 *
 * Returns: %TRUE when it was accepted
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_message_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- in a call ---------------------------------------------------------------------------------------------------- */

/**
 * sipgo_session_manager_hold:
 * @self: a manager
 * @session: an answered call
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the peer has accepted, or has not
 * @user_data: for @callback
 *
 * Puts a call on hold, by a re-INVITE.
 *
 * Fails when the call is not answered, or the peer has refused; the call goes on as it was.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_hold (SipgoSessionManager *self, SipgoSession *session, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = begin (self, session, sipgo_session_manager_hold, cancellable, callback, user_data);
  if (task)
    sipgo_session_hold (session, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_session_manager_hold_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.hold].
 *
 * Returns: %TRUE when it is on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_hold_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_session_manager_unhold:
 * @self: a manager
 * @session: an answered call
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the peer has accepted, or has not
 * @user_data: for @callback
 *
 * Takes a call up again that was on hold.
 *
 * Fails when the call is not answered, or the peer has refused; the call goes on as it was.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_unhold (SipgoSessionManager *self, SipgoSession *session, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = begin (self, session, sipgo_session_manager_unhold, cancellable, callback, user_data);
  if (task)
    sipgo_session_unhold (session, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_session_manager_unhold_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.unhold].
 *
 * Returns: %TRUE when it is no longer on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_unhold_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_session_manager_is_held:
 * @self: a manager
 * @session: a call
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when it is on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_is_held (SipgoSessionManager *self, SipgoSession *session)
{
  SipgoManagedSession *managed;

  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  g_return_val_if_fail (SIPGO_IS_SESSION (session), FALSE);
  managed = sipgo_session_manager_find (self, session);
  return managed && managed->held;
}

/* --- mute --------------------------------------------------------------------------------------------------------- */

static void
set_muted (SipgoSessionManager *self, SipgoSession *session, gboolean muted)
{
  SipgoManagedSession *managed = sipgo_session_manager_find (self, session);

  if (managed)
    sipgo_managed_session_set_muted (managed, muted);
}

/**
 * sipgo_session_manager_mute:
 * @self: a manager
 * @session: a call
 *
 * Sends silence to the peer. A call that has no media yet begins muted.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_mute (SipgoSessionManager *self, SipgoSession *session)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  set_muted (self, session, TRUE);
}

/**
 * sipgo_session_manager_unmute:
 * @self: a manager
 * @session: a call
 *
 * Lets the peer hear us again.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_unmute (SipgoSessionManager *self, SipgoSession *session)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  set_muted (self, session, FALSE);
}

/**
 * sipgo_session_manager_is_muted:
 * @self: a manager
 * @session: a call
 *
 * Whether the peer gets silence from us.
 *
 * Returns: %TRUE when it is muted
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_is_muted (SipgoSessionManager *self, SipgoSession *session)
{
  SipgoManagedSession *managed;

  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  g_return_val_if_fail (SIPGO_IS_SESSION (session), FALSE);
  managed = sipgo_session_manager_find (self, session);
  return managed && managed->muted;
}

/* --- transfer ----------------------------------------------------------------------------------------------------- */

/**
 * sipgo_session_manager_transfer:
 * @self: a manager
 * @session: an answered call
 * @target: whom its peer is to call, such as `sip:carol@example.com`
 * @options: (nullable): what the REFER is to have
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the transfer has succeeded, or has not
 * @user_data: for @callback
 *
 * Hands the peer over to somebody else, unannounced (RFC 5589 section 6). The call itself goes on until it is hung up.
 *
 * Fails when the transfer has not succeeded.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_transfer (SipgoSessionManager *self, SipgoSession *session, const char *target,
                                SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  g_return_if_fail (target != NULL);
  task = begin (self, session, sipgo_session_manager_transfer, cancellable, callback, user_data);
  if (task)
    sipgo_session_refer (session, target, options, cancellable, sipgo_forward_object, task);
}

/**
 * sipgo_session_manager_transfer_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.transfer].
 *
 * Returns: %TRUE when the peer talks to the target
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_transfer_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_session_manager_transfer_to_session:
 * @self: a manager
 * @session: an answered call
 * @other: another answered call, whose peer is to take over
 * @options: (nullable): what the REFER is to have
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the transfer has succeeded, or has not
 * @user_data: for @callback
 *
 * Connects the peers of two calls with one another (RFC 5589 section 7).
 *
 * Fails when the transfer has not succeeded.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_transfer_to_session (SipgoSessionManager *self, SipgoSession *session, SipgoSession *other,
                                           SipgoRequestOptions *options, GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  g_return_if_fail (SIPGO_IS_SESSION (other));
  task = begin (self, session, sipgo_session_manager_transfer_to_session, cancellable, callback, user_data);
  if (task)
    sipgo_session_refer_to_session (session, other, options, cancellable, sipgo_forward_object, task);
}

/**
 * sipgo_session_manager_transfer_to_session_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.transfer_to_session].
 *
 * Returns: %TRUE when the two talk to one another
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_transfer_to_session_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- digits that are sent ----------------------------------------------------------------------------------------- */

/**
 * sipgo_session_manager_send_dtmf:
 * @self: a manager
 * @session: an answered call
 * @tones: one or several of `0` to `9`, `A` to `D`, `*` and `#`
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when all were sent, and, by INFO, accepted
 * @user_data: for @callback
 *
 * Sends tones, by INFO requests with `application/dtmf-relay` or in the media, as
 * [property@SessionManager:send-dtmf-using-session-description-handler] says. What is to go in the media goes as
 * [property@Media:dtmf-mode] says: by default by INFO, too, where the peer takes no telephone-events.
 *
 * Fails when one of @tones is no tone, or could not be sent, or the peer has refused it.
 *
 * Since: 1.0
 */
void
sipgo_session_manager_send_dtmf (SipgoSessionManager *self, SipgoSession *session, const char *tones,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  g_return_if_fail (tones != NULL);
  task = begin (self, session, sipgo_session_manager_send_dtmf, cancellable, callback, user_data);
  if (task)
    sipgo_managed_session_send_tones (sipgo_session_manager_find (self, session), tones, self->send_dtmf_in_media,
                                      task);
}

/**
 * sipgo_session_manager_send_dtmf_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.send_dtmf].
 *
 * Returns: %TRUE when all were sent
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_send_dtmf_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

static void
set_boolean (SipgoSessionManager *self, gboolean *field, gboolean value, guint id)
{
  value = value != FALSE;
  if (*field == value)
    return;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static gboolean
set_uint (SipgoSessionManager *self, guint *field, guint value, guint id)
{
  if (*field == value)
    return FALSE;
  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
  return TRUE;
}

static void
reconnection_changed (SipgoUserAgent *agent, GParamSpec *pspec, gpointer user_data)
{
  g_object_notify (user_data, pspec->name);
}

/**
 * sipgo_session_manager_get_aor:
 * @self: a manager
 *
 * The address of record that the manager was made with.
 *
 * Returns: (nullable): the address as text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_session_manager_get_aor (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return self->aor;
}

/**
 * sipgo_session_manager_get_auto_stop:
 * @self: a manager
 *
 * Whether the agent is stopped when the last reference to the manager goes.
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_get_auto_stop (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  return self->auto_stop;
}

/**
 * sipgo_session_manager_set_auto_stop:
 * @self: a manager
 * @auto_stop: %TRUE to stop the agent with the manager
 *
 * Sets [property@SessionManager:auto-stop].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_auto_stop (SipgoSessionManager *self, gboolean auto_stop)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  set_boolean (self, &self->auto_stop, auto_stop, PROP_AUTO_STOP);
}

/**
 * sipgo_session_manager_get_max_simultaneous_sessions:
 * @self: a manager
 *
 * How many calls there may be at once.
 *
 * Returns: the number; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_session_manager_get_max_simultaneous_sessions (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), 0);
  return self->max_simultaneous_sessions;
}

/**
 * sipgo_session_manager_set_max_simultaneous_sessions:
 * @self: a manager
 * @max_sessions: how many calls there may be at once; 0 for no limit
 *
 * Sets [property@SessionManager:max-simultaneous-sessions].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_max_simultaneous_sessions (SipgoSessionManager *self, guint max_sessions)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  set_uint (self, &self->max_simultaneous_sessions, max_sessions, PROP_MAX_SIMULTANEOUS_SESSIONS);
}

/**
 * sipgo_session_manager_get_reconnection_attempts:
 * @self: a manager
 *
 * How often a lost connection is opened again by itself.
 *
 * Returns: the number of attempts
 *
 * Since: 1.0
 */
guint
sipgo_session_manager_get_reconnection_attempts (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), 0);
  return sipgo_user_agent_get_reconnection_attempts (self->agent);
}

/**
 * sipgo_session_manager_set_reconnection_attempts:
 * @self: a manager
 * @attempts: how often a lost connection is opened again by itself
 *
 * Sets [property@SessionManager:reconnection-attempts].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_reconnection_attempts (SipgoSessionManager *self, guint attempts)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  sipgo_user_agent_set_reconnection_attempts (self->agent, attempts);
}

/**
 * sipgo_session_manager_get_reconnection_delay:
 * @self: a manager
 *
 * How long to wait between two attempts to open a lost connection.
 *
 * Returns: the time in seconds
 *
 * Since: 1.0
 */
guint
sipgo_session_manager_get_reconnection_delay (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), 0);
  return sipgo_user_agent_get_reconnection_delay (self->agent);
}

/**
 * sipgo_session_manager_set_reconnection_delay:
 * @self: a manager
 * @seconds: the time between two attempts, in seconds
 *
 * Sets [property@SessionManager:reconnection-delay].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_reconnection_delay (SipgoSessionManager *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  sipgo_user_agent_set_reconnection_delay (self->agent, seconds);
}

/**
 * sipgo_session_manager_get_registration_retry:
 * @self: a manager
 *
 * Whether a registration that was refused is tried again.
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_get_registration_retry (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  return self->registration.retries;
}

/**
 * sipgo_session_manager_set_registration_retry:
 * @self: a manager
 * @retry: %TRUE to try a refused registration again
 *
 * Sets [property@SessionManager:registration-retry].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_registration_retry (SipgoSessionManager *self, gboolean retry)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  set_boolean (self, &self->registration.retries, retry, PROP_REGISTRATION_RETRY);
}

/**
 * sipgo_session_manager_get_registration_retry_interval:
 * @self: a manager
 *
 * How long to wait at least before a refused registration is tried again.
 *
 * Returns: the time in seconds
 *
 * Since: 1.0
 */
guint
sipgo_session_manager_get_registration_retry_interval (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), 0);
  return self->registration.retry_interval;
}

/**
 * sipgo_session_manager_set_registration_retry_interval:
 * @self: a manager
 * @seconds: the time in seconds, 1 to 65535
 *
 * Sets [property@SessionManager:registration-retry-interval].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_registration_retry_interval (SipgoSessionManager *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (seconds > 0 && seconds <= G_MAXUINT16);
  set_uint (self, &self->registration.retry_interval, seconds, PROP_REGISTRATION_RETRY_INTERVAL);
}

/**
 * sipgo_session_manager_get_register_options:
 * @self: a manager
 *
 * Headers and body of the requests that register.
 *
 * Returns: (transfer none) (nullable): the options, or %NULL
 *
 * Since: 1.0
 */
SipgoRequestOptions *
sipgo_session_manager_get_register_options (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return self->registration.options;
}

/**
 * sipgo_session_manager_set_register_options:
 * @self: a manager
 * @options: (nullable): headers and body of the requests that register
 *
 * Sets [property@SessionManager:register-options].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_register_options (SipgoSessionManager *self, SipgoRequestOptions *options)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (!options || SIPGO_IS_REQUEST_OPTIONS (options));
  if (g_set_object (&self->registration.options, options))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REGISTER_OPTIONS]);
}

/**
 * sipgo_session_manager_get_send_dtmf_using_session_description_handler:
 * @self: a manager
 *
 * Whether tones are sent in the media rather than by INFO requests.
 *
 * Returns: %TRUE when they are
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_get_send_dtmf_using_session_description_handler (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  return self->send_dtmf_in_media;
}

/**
 * sipgo_session_manager_set_send_dtmf_using_session_description_handler:
 * @self: a manager
 * @in_media: %TRUE to send tones in the media
 *
 * Sets [property@SessionManager:send-dtmf-using-session-description-handler].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_send_dtmf_using_session_description_handler (SipgoSessionManager *self, gboolean in_media)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  set_boolean (self, &self->send_dtmf_in_media, in_media, PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER);
}

/**
 * sipgo_session_manager_get_options_ping_interval:
 * @self: a manager
 *
 * After how many seconds the server is asked whether it is still there.
 *
 * Returns: the time in seconds; 0 for never
 *
 * Since: 1.0
 */
guint
sipgo_session_manager_get_options_ping_interval (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), 0);
  return self->ping.interval;
}

/**
 * sipgo_session_manager_set_options_ping_interval:
 * @self: a manager
 * @seconds: the time in seconds, up to 65535; 0 for never
 *
 * Sets [property@SessionManager:options-ping-interval].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_options_ping_interval (SipgoSessionManager *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (seconds <= G_MAXUINT16);
  if (set_uint (self, &self->ping.interval, seconds, PROP_OPTIONS_PING_INTERVAL))
    sipgo_options_ping_update (&self->ping, self->connected);
}

/**
 * sipgo_session_manager_get_options_ping_request_uri:
 * @self: a manager
 *
 * Whom OPTIONS asks whether it is still there.
 *
 * Returns: (nullable): the URI as text; %NULL for the domain of the agent's address
 *
 * Since: 1.0
 */
const char *
sipgo_session_manager_get_options_ping_request_uri (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return self->ping.uri;
}

/**
 * sipgo_session_manager_set_options_ping_request_uri:
 * @self: a manager
 * @uri: (nullable): the URI as text; %NULL for the domain of the agent's address
 *
 * Sets [property@SessionManager:options-ping-request-uri].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_options_ping_request_uri (SipgoSessionManager *self, const char *uri)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  if (g_strcmp0 (self->ping.uri, uri) == 0)
    return;
  g_free (self->ping.uri);
  self->ping.uri = g_strdup (uri);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPTIONS_PING_REQUEST_URI]);
}

/**
 * sipgo_session_manager_get_follow_referrals:
 * @self: a manager
 *
 * Whether a transfer that the peer of a call asks for is made by itself.
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_get_follow_referrals (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  return self->follow_referrals;
}

/**
 * sipgo_session_manager_set_follow_referrals:
 * @self: a manager
 * @follow: %TRUE to make such calls
 *
 * Sets [property@SessionManager:follow-referrals].
 *
 * Since: 1.0
 */
void
sipgo_session_manager_set_follow_referrals (SipgoSessionManager *self, gboolean follow)
{
  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  set_boolean (self, &self->follow_referrals, follow, PROP_FOLLOW_REFERRALS);
}

/* --- properties and signals --------------------------------------------------------------------------------------- */

static void
add_signal (SipgoSessionManagerClass *klass, Signal signal, const char *name, guint n_types, GType first, GType second,
            GType third)
{
  signals[signal] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, n_types, first, second, third);
}

static void
add_call_signals (SipgoSessionManagerClass *klass)
{
  /**
   * SipgoSessionManager::call-created:
   * @self: the manager
   * @session: the call
   *
   * There is a call, ours or somebody else's. Nothing was sent yet: it can still be given its options.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_CREATED, "call-created", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-received:
   * @self: the manager
   * @invitation: the call, to be answered or declined
   *
   * Somebody calls. Without a handler the call is rejected with 480.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_RECEIVED, "call-received", 1, SIPGO_TYPE_INVITATION, 0, 0);
  /**
   * SipgoSessionManager::call-answered:
   * @self: the manager
   * @session: the call
   *
   * A call was answered, by us or by the peer.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_ANSWERED, "call-answered", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-hangup:
   * @self: the manager
   * @session: the call
   *
   * A call is over, answered or not: [property@Session:failure] tells why where something went wrong. It is no longer
   * among [property@SessionManager:sessions].
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_HANGUP, "call-hangup", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-hold:
   * @self: the manager
   * @session: the call
   * @held: whether it is on hold now
   *
   * We put a call on hold or took it up again, and the peer has accepted.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_HOLD, "call-hold", 2, SIPGO_TYPE_SESSION, G_TYPE_BOOLEAN, 0);
  /**
   * SipgoSessionManager::call-dtmf-received:
   * @self: the manager
   * @session: the call
   * @tone: the tone, `0` to `9`, `A` to `D`, `*` or `#`
   * @duration: how long it was pressed, in milliseconds
   *
   * The peer pressed a key, and told in the media or by an INFO: see [signal@Media::dtmf].
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_DTMF_RECEIVED, "call-dtmf-received", 3, SIPGO_TYPE_SESSION, G_TYPE_STRING,
              G_TYPE_UINT);
}

static void
add_server_signals (SipgoSessionManagerClass *klass)
{
  /**
   * SipgoSessionManager::registered:
   * @self: the manager
   *
   * The registrar knows where we are.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_REGISTERED, "registered", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::unregistered:
   * @self: the manager
   *
   * The registrar does not, or no longer, know where we are.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_UNREGISTERED, "unregistered", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::register-guard:
   * @self: the manager
   * @guard: to be permitted or blocked, now, or later when it is deferred
   *
   * A REGISTER is about to be sent, because somebody asked for it or by itself. Undecided, it is sent.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_REGISTER_GUARD, "register-guard", 1, SIPGO_TYPE_REGISTER_GUARD, 0, 0);
  /**
   * SipgoSessionManager::server-connected:
   * @self: the manager
   *
   * The server is reached.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_SERVER_CONNECTED, "server-connected", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::server-disconnected:
   * @self: the manager
   * @error: (nullable): why the server was lost; %NULL when we left it
   *
   * The server is no longer reached. Calls go on, as their media may still flow.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_SERVER_DISCONNECTED, "server-disconnected", 1, G_TYPE_ERROR, 0, 0);
}

static void
install_signals (SipgoSessionManagerClass *klass)
{
  add_call_signals (klass);
  /**
   * SipgoSessionManager::message-received:
   * @self: the manager
   * @request: the MESSAGE, which was accepted
   *
   * Somebody sent a message outside any call.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_MESSAGE_RECEIVED, "message-received", 1, SIPGO_TYPE_INCOMING_REQUEST, 0, 0);
  /**
   * SipgoSessionManager::notification-received:
   * @self: the manager
   * @request: the NOTIFY, which was accepted
   *
   * Somebody sent a notification outside any call and any subscription.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_NOTIFICATION_RECEIVED, "notification-received", 1, SIPGO_TYPE_INCOMING_REQUEST, 0, 0);
  add_server_signals (klass);
}

static void
sipgo_session_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->agent);
      break;
    case PROP_SESSIONS:
      g_value_set_object (value, self->sessions);
      break;
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;
    case PROP_REGISTERER:
      g_value_set_object (value, sipgo_session_manager_get_registerer (self));
      break;
    case PROP_AOR:
      g_value_set_string (value, sipgo_session_manager_get_aor (self));
      break;
    case PROP_AUTO_STOP:
      g_value_set_boolean (value, sipgo_session_manager_get_auto_stop (self));
      break;
    case PROP_MAX_SIMULTANEOUS_SESSIONS:
      g_value_set_uint (value, sipgo_session_manager_get_max_simultaneous_sessions (self));
      break;
    case PROP_RECONNECTION_ATTEMPTS:
      g_value_set_uint (value, sipgo_session_manager_get_reconnection_attempts (self));
      break;
    case PROP_RECONNECTION_DELAY:
      g_value_set_uint (value, sipgo_session_manager_get_reconnection_delay (self));
      break;
    case PROP_REGISTRATION_RETRY:
      g_value_set_boolean (value, sipgo_session_manager_get_registration_retry (self));
      break;
    case PROP_REGISTRATION_RETRY_INTERVAL:
      g_value_set_uint (value, sipgo_session_manager_get_registration_retry_interval (self));
      break;
    case PROP_REGISTER_OPTIONS:
      g_value_set_object (value, sipgo_session_manager_get_register_options (self));
      break;
    case PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER:
      g_value_set_boolean (value, sipgo_session_manager_get_send_dtmf_using_session_description_handler (self));
      break;
    case PROP_OPTIONS_PING_INTERVAL:
      g_value_set_uint (value, sipgo_session_manager_get_options_ping_interval (self));
      break;
    case PROP_OPTIONS_PING_REQUEST_URI:
      g_value_set_string (value, sipgo_session_manager_get_options_ping_request_uri (self));
      break;
    case PROP_FOLLOW_REFERRALS:
      g_value_set_boolean (value, sipgo_session_manager_get_follow_referrals (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_session_manager_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  switch (id)
    {
    case PROP_USER_AGENT:      /* the first to be set, as some settings are its own */
      self->agent = g_value_get_object (value) ? g_value_dup_object (value) : sipgo_user_agent_new ();
      break;
    case PROP_AOR:
      self->aor = g_value_dup_string (value);
      break;
    case PROP_REGISTERER:
      sipgo_session_manager_set_registerer (self, g_value_get_object (value));
      break;
    case PROP_RECONNECTION_ATTEMPTS:
      sipgo_session_manager_set_reconnection_attempts (self, g_value_get_uint (value));
      break;
    case PROP_RECONNECTION_DELAY:
      sipgo_session_manager_set_reconnection_delay (self, g_value_get_uint (value));
      break;
    case PROP_AUTO_STOP:
      sipgo_session_manager_set_auto_stop (self, g_value_get_boolean (value));
      break;
    case PROP_MAX_SIMULTANEOUS_SESSIONS:
      sipgo_session_manager_set_max_simultaneous_sessions (self, g_value_get_uint (value));
      break;
    case PROP_REGISTRATION_RETRY:
      sipgo_session_manager_set_registration_retry (self, g_value_get_boolean (value));
      break;
    case PROP_REGISTRATION_RETRY_INTERVAL:
      sipgo_session_manager_set_registration_retry_interval (self, g_value_get_uint (value));
      break;
    case PROP_REGISTER_OPTIONS:
      sipgo_session_manager_set_register_options (self, g_value_get_object (value));
      break;
    case PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER:
      sipgo_session_manager_set_send_dtmf_using_session_description_handler (self, g_value_get_boolean (value));
      break;
    case PROP_OPTIONS_PING_INTERVAL:
      sipgo_session_manager_set_options_ping_interval (self, g_value_get_uint (value));
      break;
    case PROP_OPTIONS_PING_REQUEST_URI:
      sipgo_session_manager_set_options_ping_request_uri (self, g_value_get_string (value));
      break;
    case PROP_FOLLOW_REFERRALS:
      sipgo_session_manager_set_follow_referrals (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
install_settings (void)
{
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSessionManager:auto-stop:
   *
   * Whether the agent is stopped, with its calls and registration, when the last reference to the manager goes. %TRUE
   * by default.
   *
   * Since: 1.0
   */
  props[PROP_AUTO_STOP] = g_param_spec_boolean ("auto-stop", NULL, NULL, TRUE, writable);
  /**
   * SipgoSessionManager:max-simultaneous-sessions:
   *
   * How many calls there may be at once, with those that ring; 0 for as many as come. 2 by default. Further callers get
   * 486 (Busy Here). A transfer that the peer asks for is made all the same: it takes the place of a call.
   *
   * Since: 1.0
   */
  props[PROP_MAX_SIMULTANEOUS_SESSIONS] = g_param_spec_uint ("max-simultaneous-sessions", NULL, NULL, 0, G_MAXUINT,
                                                             DEFAULT_MAX_SESSIONS, writable);
  /**
   * SipgoSessionManager:registration-retry:
   *
   * Whether a registration that was refused is tried again after [property@SessionManager:registration-retry-interval].
   * One that was accepted once is kept up by the registerer in any case. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRATION_RETRY] = g_param_spec_boolean ("registration-retry", NULL, NULL, FALSE, writable);
  /**
   * SipgoSessionManager:registration-retry-interval:
   *
   * How long to wait at least before a refused registration is tried again, in seconds; by chance up to twice as long,
   * so that a thousand phones do not come back together. 3 by default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRATION_RETRY_INTERVAL] = g_param_spec_uint ("registration-retry-interval", NULL, NULL, 1,
                                                               G_MAXUINT16, DEFAULT_RETRY_INTERVAL, writable);
  /**
   * SipgoSessionManager:register-options:
   *
   * Headers and body of the requests that register, when [method@SessionManager.register] is not given any. %NULL by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTER_OPTIONS] = g_param_spec_object ("register-options", NULL, NULL, SIPGO_TYPE_REQUEST_OPTIONS,
                                                      writable);
  /**
   * SipgoSessionManager:send-dtmf-using-session-description-handler:
   *
   * Whether tones are sent in the media (RFC 4733) rather than by INFO requests. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER] =
    g_param_spec_boolean ("send-dtmf-using-session-description-handler", NULL, NULL, FALSE, writable);
  /**
   * SipgoSessionManager:options-ping-interval:
   *
   * After how many seconds the server is asked whether it is still there, by OPTIONS; 0, the default, for never. It
   * counts as lost when no answer, 408 or 503 comes: a transport of the agent's is opened anew, without one the server
   * is asked further.
   *
   * Since: 1.0
   */
  props[PROP_OPTIONS_PING_INTERVAL] = g_param_spec_uint ("options-ping-interval", NULL, NULL, 0, G_MAXUINT16, 0,
                                                         writable);
  /**
   * SipgoSessionManager:options-ping-request-uri:
   *
   * Whom to ask; the domain of the agent's address where it is %NULL, as it is by default.
   *
   * Since: 1.0
   */
  props[PROP_OPTIONS_PING_REQUEST_URI] = g_param_spec_string ("options-ping-request-uri", NULL, NULL, NULL, writable);
  /**
   * SipgoSessionManager:follow-referrals:
   *
   * Whether a transfer that the peer of a call asks for (REFER, RFC 3515) is made by itself, unless a handler of
   * [signal@Session::refer-received] decides. Otherwise it is declined (603): the call is made in our name, and at our
   * cost, to whomever the peer names. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_FOLLOW_REFERRALS] = g_param_spec_boolean ("follow-referrals", NULL, NULL, FALSE, writable);
}

static void
install_construct_properties (void)
{
  GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSessionManager:user-agent:
   *
   * The agent below, with the account, the listeners or the transport, and the media of the calls. By default one is
   * made.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_USER_AGENT, once);
  /**
   * SipgoSessionManager:aor:
   *
   * The address of record, `sip:alice@example.com`, for an agent that has no [property@UserAgent:uri]. %NULL, the
   * default, leaves it anonymous.
   *
   * Since: 1.0
   */
  props[PROP_AOR] = g_param_spec_string ("aor", NULL, NULL, NULL, once);
  /**
   * SipgoSessionManager:reconnection-attempts:
   *
   * How often a lost connection is opened again by itself. It becomes the agent's
   * [property@UserAgent:reconnection-attempts]. 3 by default.
   *
   * Since: 1.0
   */
  props[PROP_RECONNECTION_ATTEMPTS] = g_param_spec_uint ("reconnection-attempts", NULL, NULL, 0, G_MAXUINT,
                                                         DEFAULT_RECONNECTION_ATTEMPTS, writable);
  /**
   * SipgoSessionManager:reconnection-delay:
   *
   * The seconds between two such attempts; the first is made at once. 4 by default.
   *
   * Since: 1.0
   */
  props[PROP_RECONNECTION_DELAY] = g_param_spec_uint ("reconnection-delay", NULL, NULL, 0, G_MAXUINT16,
                                                      DEFAULT_RECONNECTION_DELAY, writable);
}

static void
install_state (void)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * SipgoSessionManager:sessions:
   *
   * The calls, as a list of [class@ManagedSession] that a window can show.
   *
   * Since: 1.0
   */
  props[PROP_SESSIONS] = g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoSessionManager:connected: (getter is_connected)
   *
   * Whether the server is reached: the agent's transport is connected, or, without one, the agent is started; and the
   * last OPTIONS was answered where [property@SessionManager:options-ping-interval] asks for them.
   *
   * Since: 1.0
   */
  props[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, readable);
  /**
   * SipgoSessionManager:registerer:
   *
   * The registration, which may be given its options before it is used. By default one is made when it is asked for
   * first.
   *
   * Since: 1.0
   */
  props[PROP_REGISTERER] = g_param_spec_object ("registerer", NULL, NULL, SIPGO_TYPE_REGISTERER,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
}

static void
install_properties (GObjectClass *object_class)
{
  object_class->get_property = sipgo_session_manager_get_property;
  object_class->set_property = sipgo_session_manager_set_property;
  install_state ();
  install_construct_properties ();
  install_settings ();
  g_object_class_install_properties (object_class, N_PROPS, props);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_session_manager_constructed (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  G_OBJECT_CLASS (sipgo_session_manager_parent_class)->constructed (object);
  sipgo_options_ping_init (&self->ping, self->agent, object, ping_changed);
  sipgo_registration_keeper_init (&self->registration, self->agent, object, &registration_funcs);
  /* A text that is no address is told by start (). */
  apply_aor (self, NULL);
  self->connected = sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED
                    && sipgo_user_agent_is_connected (self->agent);
  g_signal_connect_object (self->agent, "notify::state", G_CALLBACK (agent_changed), self, 0);
  g_signal_connect_object (self->agent, "notify::reconnection-attempts", G_CALLBACK (reconnection_changed), self, 0);
  g_signal_connect_object (self->agent, "notify::reconnection-delay", G_CALLBACK (reconnection_changed), self, 0);
  g_signal_connect_object (self->agent, "connected", G_CALLBACK (agent_connected), self, 0);
  g_signal_connect_object (self->agent, "disconnected", G_CALLBACK (agent_disconnected), self, 0);
  g_signal_connect_object (self->agent, "invitation", G_CALLBACK (receive_invitation), self, 0);
  g_signal_connect_object (self->agent, "message", G_CALLBACK (receive_message), self, 0);
  g_signal_connect_object (self->agent, "notification", G_CALLBACK (receive_notification), self, 0);
  if (self->connected)
    sipgo_options_ping_update (&self->ping, TRUE);
}

static void
sipgo_session_manager_dispose (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  if (self->agent)
    {
      g_signal_handlers_disconnect_by_data (self->agent, self);
      sipgo_options_ping_clear (&self->ping);
      sipgo_registration_keeper_clear (&self->registration);
      if (self->auto_stop && sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED)
        sipgo_user_agent_stop (self->agent, NULL, NULL, NULL);
    }
  g_clear_object (&self->agent);
  g_list_store_remove_all (self->sessions);
  G_OBJECT_CLASS (sipgo_session_manager_parent_class)->dispose (object);
}

static void
sipgo_session_manager_finalize (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  g_object_unref (self->sessions);
  g_free (self->aor);
  G_OBJECT_CLASS (sipgo_session_manager_parent_class)->finalize (object);
}

static void
sipgo_session_manager_class_init (SipgoSessionManagerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = sipgo_session_manager_constructed;
  object_class->dispose = sipgo_session_manager_dispose;
  object_class->finalize = sipgo_session_manager_finalize;
  install_properties (object_class);
  install_signals (klass);
}

static void
sipgo_session_manager_init (SipgoSessionManager *self)
{
  self->sessions = g_list_store_new (SIPGO_TYPE_MANAGED_SESSION);
  self->auto_stop = TRUE;
  self->max_simultaneous_sessions = DEFAULT_MAX_SESSIONS;
  self->registration.retry_interval = DEFAULT_RETRY_INTERVAL;
}

/**
 * sipgo_session_manager_new:
 * @agent: (nullable): the agent below; %NULL makes one
 *
 * Makes a manager of calls.
 *
 * Returns: (transfer full): the manager, not started unless @agent is
 *
 * Since: 1.0
 */
SipgoSessionManager *
sipgo_session_manager_new (SipgoUserAgent *agent)
{
  g_return_val_if_fail (!agent || SIPGO_IS_USER_AGENT (agent), NULL);
  return g_object_new (SIPGO_TYPE_SESSION_MANAGER, "user-agent", agent, NULL);
}

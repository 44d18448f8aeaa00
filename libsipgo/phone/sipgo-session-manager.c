/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/events/sipgo-messager.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/phone/sipgo-managed-session-private.h"
#include "libsipgo/phone/sipgo-registration-keeper-private.h"
#include "libsipgo/phone/sipgo-server-connection-private.h"
#include "libsipgo/session/sipgo-referral.h"
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
 * The telephone of one person: an agent, its registration, and its calls with hold, mute, transfer and DTMF.
 *
 * It is made for softphones and scripts that do not handle each request themselves: it answers messages, DTMF and
 * transfers without asking, keeps the connection to the server and the registration, and has its calls as a list model.
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
 *     await manager.register()                        # also after the connection was lost
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
  gboolean send_dtmf_in_media;
  gboolean follow_referrals;
  SipgoRegistrationKeeper registration;
  SipgoServerConnection server;
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
 * Finds the managed session of a call.
 *
 * Returns: (transfer none) (nullable): the managed session; %NULL when the call is over, or not of this manager
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
  return managed;      /* the list holds it */
}

static SipgoManagedSession *
require (SipgoSessionManager *self, SipgoSession *session, GError **error)
{
  SipgoManagedSession *managed = sipgo_session_manager_find (self, session);

  if (!managed)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The call is over, or does not belong to this manager");
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
  return SIPGO_SESSION_MANAGER (owner)->server.is_up;
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
server_changed (GObject *owner, const GError *error)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (owner);
  const gboolean is_up = self->server.is_up;

  g_object_notify_by_pspec (owner, props[PROP_CONNECTED]);
  if (!is_up)
    {
      g_signal_emit (self, signals[SIGNAL_SERVER_DISCONNECTED], 0, error);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_SERVER_CONNECTED], 0);
  if (self->agent && self->server.is_up)
    sipgo_registration_keeper_resume (&self->registration);
}

/* Connected before the server's handler: the tasks of the registration complete before the application hears that the
 * server is lost. */
static void
agent_changed (SipgoUserAgent *agent, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;

  if (sipgo_user_agent_get_state (agent) == SIPGO_USER_AGENT_STATE_STOPPED)
    sipgo_registration_keeper_stop (&self->registration, STOPPED);
}

/* --- requests outside calls --------------------------------------------------------------------------------------- */

/* Accepts the request before the application sees it. */
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

/* --- received DTMF ------------------------------------------------------------------------------------------------ */

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

/* --- one call ----------------------------------------------------------------------------------------------------- */

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

/* Makes the call that a REFER asks for. NULL when the application has decided, or when the target cannot be called:
 * then the REFER is rejected. */
static SipgoInviter *
follow (SipgoReferral *referral)
{
  SipgoIncomingRequest *request = sipgo_referral_get_request (referral);
  g_autoptr (SipgoResponseOptions) options = NULL;
  SipgoInviter *inviter;

  if (sipgo_incoming_request_is_answered (request) || sipgo_incoming_request_is_deferred (request))
    return NULL;
  inviter = sipgo_referral_make_inviter (referral, NULL);
  if (inviter)
    return inviter;
  options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code", 416, NULL);
  sipgo_referral_reject (referral, options, NULL);
  return NULL;
}

/* Runs after the handlers of the application. */
static void
receive_referral (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  g_autoptr (SipgoInviter) inviter = self->follow_referrals ? follow (referral) : NULL;

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

/* --- incoming calls ----------------------------------------------------------------------------------------------- */

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

/* The uri of the agent takes precedence over the aor of the manager. */
static gboolean
apply_aor (SipgoSessionManager *self, GError **error)
{
  g_autoptr (SipgoUri) uri = NULL;

  if (!self->aor || sipgo_user_agent_get_uri (self->agent))
    return TRUE;
  uri = sipgo_uri_parse (self->aor, error);
  if (!uri)
    {
      g_prefix_error (error, "The address-of-record (aor) cannot be used: ");
      return FALSE;
    }
  sipgo_user_agent_set_uri (self->agent, uri);
  return TRUE;
}

/**
 * sipgo_session_manager_start:
 * @self: a manager
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the server is connected, or could not be
 * @user_data: for @callback
 *
 * Starts the agent and connects to its server. When the agent is started already, it opens its lost connection again.
 * The library reopens a connection that is lost later, as [property@SessionManager:reconnection-attempts] allows, until
 * [method@SessionManager.stop].
 *
 * Fails when [property@SessionManager:aor] is not a URI, or the server could not be reached.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.start].
 *
 * Returns: %TRUE when the server is connected
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
 * @cancellable: (nullable): makes the result `CANCELLED`; the agent stops all the same
 * @callback: called when the agent is stopped
 * @user_data: for @callback
 *
 * Ends all calls and the registration, and disconnects from the server. The library does not reconnect or register any
 * more.
 *
 * Fails only when @cancellable was cancelled.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.stop].
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
 * Whether the server is connected, see [property@SessionManager:connected].
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_is_connected (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), FALSE);
  return self->server.is_up;
}

/**
 * sipgo_session_manager_get_user_agent:
 * @self: a manager
 *
 * The agent of the manager.
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

/* --- register and unregister -------------------------------------------------------------------------------------- */

/**
 * sipgo_session_manager_get_registerer:
 * @self: a manager
 *
 * The registerer. One is made when there is none; after the agent was stopped, a new one with the same settings.
 *
 * Returns: (transfer none): the registerer
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
 * @registerer: (nullable): a registerer of the manager's agent; %NULL for one that is made when it is needed
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
                       "The server is not connected; the agent registers as soon as it is");
  return FALSE;
}

/**
 * sipgo_session_manager_register:
 * @self: a manager that is started
 * @options: (nullable): headers and body of this REGISTER and the later ones; %NULL for
 *   [property@SessionManager:register-options]
 * @cancellable: (nullable): cancels the registration, unless another call of this method waits for it, too
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Registers the agent. The library refreshes the registration from then on, and registers again after the connection
 * was lost, until [method@SessionManager.unregister] or [method@SessionManager.stop].
 *
 * Fails when the manager is not started, its server is not connected, or the registrar has rejected the REGISTER.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.register].
 *
 * Returns: %TRUE when the agent is registered
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
 * @options: (nullable): options of the REGISTER
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the registrar has answered, or has not in time
 * @user_data: for @callback
 *
 * Ends the registration. Nothing is sent when there is none.
 *
 * Fails when the registrar has rejected the REGISTER or not answered.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.unregister].
 *
 * Returns: %TRUE when the agent is not registered any more
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_unregister_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- outgoing calls ----------------------------------------------------------------------------------------------- */

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

/* A handler of call-created may end the call before it begins; invite () fails then. */
static gboolean
begin_call (SipgoSessionManager *self, SipgoInviter *inviter, GError **error)
{
  /* Check first: a session that cannot begin never ends, and would stay in the list. */
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
 * @destination: the URI to call, such as `sip:bob@example.com`
 * @options: (nullable): options of the INVITE
 * @cancellable: (nullable): cancels the call, as in [method@Inviter.invite]
 * @callback: called when the call was answered or has failed
 * @user_data: for @callback
 *
 * Makes a call. [signal@SessionManager::call-created] is emitted with the session before the INVITE is sent.
 *
 * Fails when @destination is not a URI that can be called, there are too many calls, or the call was not answered.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.call].
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
 * @options: (nullable): options of the INVITE
 * @cancellable: (nullable): cancels the call, as in [method@Inviter.invite]
 * @callback: called when the call was answered or has failed
 * @user_data: for @callback
 *
 * Makes a call with an Inviter that the application has made; otherwise as [method@SessionManager.call].
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.invite].
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

/* --- answer and decline ------------------------------------------------------------------------------------------- */

static gboolean
check_invitation (SipgoSession *session, GTask *task)
{
  if (SIPGO_IS_INVITATION (session))
    return TRUE;
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "The call is an outgoing one; only an incoming call can be answered or declined");
  return FALSE;
}

/**
 * sipgo_session_manager_answer:
 * @self: a manager
 * @session: an incoming call
 * @options: (nullable): options of the 2xx
 * @cancellable: (nullable): as with [method@Invitation.accept]
 * @callback: called when it was answered
 * @user_data: for @callback
 *
 * Answers a call.
 *
 * Fails when the call is over, is an outgoing one, or does not belong to this manager ([error@Error] `STATE`), and as
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.answer].
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
 * @session: an incoming call
 * @options: (nullable): options of the response; its status code is 480 when they have none
 * @cancellable: (nullable): makes the result `CANCELLED`; the call is declined all the same
 * @callback: called when it was declined
 * @user_data: for @callback
 *
 * Declines a call.
 *
 * Fails when the call is over, is an outgoing one, or does not belong to this manager ([error@Error] `STATE`), and as
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.decline].
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
 * @cancellable: (nullable): makes the result `CANCELLED`; the call ends all the same
 * @callback: called when the call is over
 * @user_data: for @callback
 *
 * Ends a call as its state requires: by BYE, by CANCEL, or by declining it.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.hangup].
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
 * @destination: the recipient, such as `sip:bob@example.com`
 * @text: the message
 * @options: (nullable): headers; a body in them replaces @text
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when the message was accepted or has failed
 * @user_data: for @callback
 *
 * Sends a MESSAGE outside any call (RFC 3428).
 *
 * Fails when @destination is not a URI that a request can be sent to, or the message was not accepted.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.message].
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
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the peer has accepted or refused
 * @user_data: for @callback
 *
 * Puts a call on hold, by a re-INVITE.
 *
 * Fails when the call is not established, or the peer has refused; the call then goes on as before.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.hold].
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
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the peer has accepted or refused
 * @user_data: for @callback
 *
 * Resumes a call that is on hold, by a re-INVITE.
 *
 * Fails when the call is not established, or the peer has refused; the call then goes on as before.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.unhold].
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
 * Sends silence to the peer. A call that has no media yet starts muted.
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
 * Sends our sound to the peer again.
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
 * Whether the peer gets silence instead of our sound.
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
 * @target: the URI that the peer is to call, such as `sip:carol@example.com`
 * @options: (nullable): options of the REFER
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the transfer has succeeded or failed
 * @user_data: for @callback
 *
 * Transfers the peer to another party without consultation (blind transfer, RFC 5589 section 6). The call itself goes
 * on until it is ended.
 *
 * Fails when the transfer has failed, as [method@Session.refer] does.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.transfer].
 *
 * Returns: %TRUE when the target has answered the peer's call
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
 * @other: another answered call, to whose peer this call's peer is transferred
 * @options: (nullable): options of the REFER
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the transfer has succeeded or failed
 * @user_data: for @callback
 *
 * Connects the peers of two calls with each other (attended transfer, RFC 5589 section 7).
 *
 * Fails when the transfer has failed, as [method@Session.refer_to_session] does.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.transfer_to_session].
 *
 * Returns: %TRUE when the two peers are connected
 *
 * Since: 1.0
 */
gboolean
sipgo_session_manager_transfer_to_session_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- sending DTMF ------------------------------------------------------------------------------------------------- */

/**
 * sipgo_session_manager_send_dtmf:
 * @self: a manager
 * @session: an answered call
 * @tones: one or several of `0` to `9`, `A` to `D`, `*` and `#`
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when all were sent, and, by INFO, accepted
 * @user_data: for @callback
 *
 * Sends DTMF digits, by INFO requests with `application/dtmf-relay` or in the media, depending on
 * [property@SessionManager:send-dtmf-using-session-description-handler]. In the media they are sent as
 * [property@Media:dtmf-mode] says: by default as telephone-events (RFC 4733), or by INFO when the peer does not support
 * those.
 *
 * Fails when one of @tones is not a digit, could not be sent, or was refused by the peer.
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SessionManager.send_dtmf].
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
 * The address-of-record that the manager was made with.
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
 * Whether the agent is stopped when the last reference to the manager is dropped.
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
 * The largest number of calls at a time.
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
 * @max_sessions: the largest number of calls at a time; 0 for no limit
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
 * How often the library tries to open a lost connection again.
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
 * @attempts: the number of attempts
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
 * The time between two attempts to open a lost connection again.
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
 * Whether a registration that failed is retried.
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
 * @retry: %TRUE to retry a failed registration
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
 * The shortest delay before a failed registration is retried.
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
 * Headers and body of the REGISTERs.
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
 * @options: (nullable): headers and body of the REGISTERs
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
 * Whether DTMF is sent in the media and not by INFO requests.
 *
 * Returns: %TRUE when it is sent in the media
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
 * @in_media: %TRUE to send DTMF in the media
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
 * The interval at which an OPTIONS is sent to check that the server answers.
 *
 * Returns: the time in seconds; 0 for never
 *
 * Since: 1.0
 */
guint
sipgo_session_manager_get_options_ping_interval (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), 0);
  return self->server.ping.interval;
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
  if (set_uint (self, &self->server.ping.interval, seconds, PROP_OPTIONS_PING_INTERVAL))
    sipgo_options_ping_update (&self->server.ping, self->server.is_up);
}

/**
 * sipgo_session_manager_get_options_ping_request_uri:
 * @self: a manager
 *
 * The URI that the OPTIONS are sent to.
 *
 * Returns: (nullable): the URI as text; %NULL for the domain of the agent's address
 *
 * Since: 1.0
 */
const char *
sipgo_session_manager_get_options_ping_request_uri (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return self->server.ping.uri;
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
  if (g_strcmp0 (self->server.ping.uri, uri) == 0)
    return;
  g_free (self->server.ping.uri);
  self->server.ping.uri = g_strdup (uri);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OPTIONS_PING_REQUEST_URI]);
}

/**
 * sipgo_session_manager_get_follow_referrals:
 * @self: a manager
 *
 * Whether the library makes the call that the peer asks for by a REFER.
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
   * There is a new call, incoming or outgoing. Its INVITE was not sent or answered yet, so its properties can still be
   * set.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_CALL_CREATED, "call-created", 1, SIPGO_TYPE_SESSION, 0, 0);
  /**
   * SipgoSessionManager::call-received:
   * @self: the manager
   * @invitation: the call, to be answered or declined
   *
   * There is an incoming call. Without a handler it is rejected with 480.
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
   * A call is over, whether it was answered or not. [property@Session:failure] says why a call has failed. The call is
   * not in [property@SessionManager:sessions] any more.
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
   * We put a call on hold or resumed it, and the peer has accepted.
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
   * The peer has sent a DTMF digit in the media or by an INFO: see [signal@Media::dtmf].
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
   * The agent is registered.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_REGISTERED, "registered", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::unregistered:
   * @self: the manager
   *
   * The agent is not registered, or not any more.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_UNREGISTERED, "unregistered", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::register-guard:
   * @self: the manager
   * @guard: permits or blocks the registration, at once, or later when it is deferred
   *
   * A REGISTER is about to be sent, by [method@SessionManager.register] or by the library. When no handler decides, it
   * is sent.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_REGISTER_GUARD, "register-guard", 1, SIPGO_TYPE_REGISTER_GUARD, 0, 0);
  /**
   * SipgoSessionManager::server-connected:
   * @self: the manager
   *
   * The server is connected.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_SERVER_CONNECTED, "server-connected", 0, 0, 0, 0);
  /**
   * SipgoSessionManager::server-disconnected:
   * @self: the manager
   * @error: (nullable): why the connection was lost; %NULL when we closed it
   *
   * The server is not connected any more. Calls go on, since their media may still flow.
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
   * A MESSAGE has arrived outside any call.
   *
   * Since: 1.0
   */
  add_signal (klass, SIGNAL_MESSAGE_RECEIVED, "message-received", 1, SIPGO_TYPE_INCOMING_REQUEST, 0, 0);
  /**
   * SipgoSessionManager::notification-received:
   * @self: the manager
   * @request: the NOTIFY, which was accepted
   *
   * A NOTIFY has arrived outside any call and any subscription.
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
      g_value_set_boolean (value, self->server.is_up);
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
    case PROP_USER_AGENT:      /* set first, since others set the agent */
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
   * Whether the agent is stopped, with its calls and registration, when the last reference to the manager is dropped.
   * %TRUE by default.
   *
   * Since: 1.0
   */
  props[PROP_AUTO_STOP] = g_param_spec_boolean ("auto-stop", NULL, NULL, TRUE, writable);
  /**
   * SipgoSessionManager:max-simultaneous-sessions:
   *
   * The largest number of calls at a time, with those that ring; 0 for no limit. 2 by default. Further INVITEs get 486
   * (Busy Here). The call of a transfer that the peer asks for is made all the same, since it replaces a call.
   *
   * Since: 1.0
   */
  props[PROP_MAX_SIMULTANEOUS_SESSIONS] = g_param_spec_uint ("max-simultaneous-sessions", NULL, NULL, 0, G_MAXUINT,
                                                             DEFAULT_MAX_SESSIONS, writable);
  /**
   * SipgoSessionManager:registration-retry:
   *
   * Whether a registration that failed is retried after [property@SessionManager:registration-retry-interval]. One that
   * was accepted once is retried by the registerer in any case. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRATION_RETRY] = g_param_spec_boolean ("registration-retry", NULL, NULL, FALSE, writable);
  /**
   * SipgoSessionManager:registration-retry-interval:
   *
   * The delay before a failed registration is retried, in seconds. A random part of up to the same time is added, so
   * that many phones do not register together. 3 by default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRATION_RETRY_INTERVAL] = g_param_spec_uint ("registration-retry-interval", NULL, NULL, 1,
                                                               G_MAXUINT16, DEFAULT_RETRY_INTERVAL, writable);
  /**
   * SipgoSessionManager:register-options:
   *
   * Headers and body of the REGISTERs when [method@SessionManager.register] is called without options. %NULL by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_REGISTER_OPTIONS] = g_param_spec_object ("register-options", NULL, NULL, SIPGO_TYPE_REQUEST_OPTIONS,
                                                      writable);
  /**
   * SipgoSessionManager:send-dtmf-using-session-description-handler:
   *
   * Whether DTMF is sent in the media (RFC 4733) and not by INFO requests. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_SEND_DTMF_USING_SESSION_DESCRIPTION_HANDLER] =
    g_param_spec_boolean ("send-dtmf-using-session-description-handler", NULL, NULL, FALSE, writable);
  /**
   * SipgoSessionManager:options-ping-interval:
   *
   * The interval in seconds at which an OPTIONS is sent to check that the server answers; 0, the default, for never.
   * The server counts as lost after no answer, 408 or 503: then the agent's transport is opened again; without one,
   * OPTIONS are sent on.
   *
   * Since: 1.0
   */
  props[PROP_OPTIONS_PING_INTERVAL] = g_param_spec_uint ("options-ping-interval", NULL, NULL, 0, G_MAXUINT16, 0,
                                                         writable);
  /**
   * SipgoSessionManager:options-ping-request-uri:
   *
   * The URI that the OPTIONS are sent to; %NULL, the default, for the domain of the agent's address.
   *
   * Since: 1.0
   */
  props[PROP_OPTIONS_PING_REQUEST_URI] = g_param_spec_string ("options-ping-request-uri", NULL, NULL, NULL, writable);
  /**
   * SipgoSessionManager:follow-referrals:
   *
   * Whether the library makes the call that the peer asks for by a REFER (RFC 3515), unless a handler of
   * [signal@Session::refer-received] decides. If %FALSE, the REFER gets 603, since the peer chooses the target and the
   * call is made in our name and at our cost. %FALSE by default.
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
   * The agent, which has the account, the listeners or the transport, and the media of the calls. By default one is
   * made.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_USER_AGENT, once);
  /**
   * SipgoSessionManager:aor:
   *
   * The address-of-record, such as `sip:alice@example.com`, for an agent that has no [property@UserAgent:uri]. %NULL,
   * the default, leaves it anonymous.
   *
   * Since: 1.0
   */
  props[PROP_AOR] = g_param_spec_string ("aor", NULL, NULL, NULL, once);
  /**
   * SipgoSessionManager:reconnection-attempts:
   *
   * How often the library tries to open a lost connection again. It sets the agent's
   * [property@UserAgent:reconnection-attempts]. 3 by default.
   *
   * Since: 1.0
   */
  props[PROP_RECONNECTION_ATTEMPTS] = g_param_spec_uint ("reconnection-attempts", NULL, NULL, 0, G_MAXUINT,
                                                         DEFAULT_RECONNECTION_ATTEMPTS, writable);
  /**
   * SipgoSessionManager:reconnection-delay:
   *
   * The seconds between two attempts to open a lost connection again; the first is made at once. 4 by default.
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
   * The calls, as a list model of [class@ManagedSession].
   *
   * Since: 1.0
   */
  props[PROP_SESSIONS] = g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoSessionManager:connected: (getter is_connected)
   *
   * Whether the server is connected: the agent's transport is connected, or, without one, the agent is started; and the
   * last OPTIONS was answered, when [property@SessionManager:options-ping-interval] is set.
   *
   * Since: 1.0
   */
  props[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, readable);
  /**
   * SipgoSessionManager:registerer:
   *
   * The registerer; its properties may be set before it is used. By default one is made when it is first needed.
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
  sipgo_registration_keeper_init (&self->registration, self->agent, object, &registration_funcs);
  /* start () fails when aor is not a URI. */
  apply_aor (self, NULL);
  g_signal_connect_object (self->agent, "notify::state", G_CALLBACK (agent_changed), self, 0);
  g_signal_connect_object (self->agent, "notify::reconnection-attempts", G_CALLBACK (reconnection_changed), self, 0);
  g_signal_connect_object (self->agent, "notify::reconnection-delay", G_CALLBACK (reconnection_changed), self, 0);
  g_signal_connect_object (self->agent, "invitation", G_CALLBACK (receive_invitation), self, 0);
  g_signal_connect_object (self->agent, "message", G_CALLBACK (receive_message), self, 0);
  g_signal_connect_object (self->agent, "notification", G_CALLBACK (receive_notification), self, 0);
  sipgo_server_connection_init (&self->server, self->agent, object, server_changed);
}

static void
sipgo_session_manager_dispose (GObject *object)
{
  SipgoSessionManager *self = SIPGO_SESSION_MANAGER (object);

  if (self->agent)
    {
      g_signal_handlers_disconnect_by_data (self->agent, self);
      sipgo_server_connection_clear (&self->server);
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
 * @agent: (nullable): the agent; %NULL makes one
 *
 * Makes a session manager.
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

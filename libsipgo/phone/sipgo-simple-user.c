/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-simple-user.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

/**
 * SipgoSimpleUser:
 *
 * A telephone with one line: a [class@SessionManager] with one call at a time, so that no method needs a session.
 *
 * It is made for short programs. For several calls, or for more control, use [property@SimpleUser:manager] and
 * [property@SimpleUser:session].
 *
 * ```c
 * static void
 * called (GObject *user, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_simple_user_call_finish (SIPGO_SIMPLE_USER (user), result, &error))
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * started (GObject *user, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (sipgo_simple_user_start_finish (SIPGO_SIMPLE_USER (user), result, &error))
 *     sipgo_simple_user_call (SIPGO_SIMPLE_USER (user), "sip:bob@example.com", NULL, NULL, called, NULL);
 *   else
 *     g_printerr ("Not started: %s\n", error->message);
 * }
 *
 * static SipgoSimpleUser *
 * take_phone (SipgoUserAgent *agent)
 * {
 *   SipgoSimpleUser *user = sipgo_simple_user_new (agent);
 *
 *   sipgo_simple_user_start (user, NULL, started, NULL);
 *   return user;
 * }
 * ```
 *
 * ```python
 * user = Sipgo.SimpleUser.new(agent)
 * user.connect("call-received", lambda user: user.answer())
 * await user.start()
 * await user.register()
 * await user.call("sip:bob@example.com")
 * await user.hangup()
 * await user.stop()
 * ```
 *
 * ```js
 * const user = Sipgo.SimpleUser.new(agent);
 * user.connect('call-received', () => user.answer());
 * await user.start();
 * await user.register();
 * await user.call('sip:bob@example.com');
 * await user.hangup();
 * await user.stop();
 * ```
 *
 * Since: 1.0
 */
struct _SipgoSimpleUser
{
  GObject parent_instance;

  SipgoSessionManager *manager;
  SipgoSession *session;            /* NULL without a call */
};

G_DEFINE_FINAL_TYPE (SipgoSimpleUser, sipgo_simple_user, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MANAGER,
  PROP_SESSION,
  N_PROPS
};

enum
{
  CALL_CREATED,
  CALL_RECEIVED,
  CALL_ANSWERED,
  CALL_HANGUP,
  CALL_HOLD,
  CALL_DTMF_RECEIVED,
  MESSAGE_RECEIVED,
  REGISTERED,
  UNREGISTERED,
  SERVER_CONNECTED,
  SERVER_DISCONNECTED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static GTask *
new_task (SipgoSimpleUser *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback,
          gpointer user_data)
{
  SipgoUserAgent *agent = sipgo_session_manager_get_user_agent (self->manager);
  GTask *task = sipgo_user_agent_core_new_task (sipgo_user_agent_get_core (agent), self, cancellable, callback,
                                                user_data);

  if (task)
    g_task_set_source_tag (task, tag);
  return task;
}

static gboolean
finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- signals of the manager --------------------------------------------------------------------------------------- */

static void
set_session (SipgoSimpleUser *self, SipgoSession *session)
{
  if (g_set_object (&self->session, session))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
call_created (SipgoSessionManager *manager, SipgoSession *session, SipgoSimpleUser *self)
{
  set_session (self, session);
  g_signal_emit (self, signals[CALL_CREATED], 0);
}

/* Whether the application has connected a handler to the manager itself. */
static gboolean
has_other_handler (SipgoSimpleUser *self, const char *name)
{
  guint signal = g_signal_lookup (name, SIPGO_TYPE_SESSION_MANAGER);
  gulong own = g_signal_handler_find (self->manager, G_SIGNAL_MATCH_ID | G_SIGNAL_MATCH_DATA, signal, 0, NULL, NULL,
                                      self);
  gboolean found;

  g_signal_handler_block (self->manager, own);
  found = g_signal_has_handler_pending (self->manager, signal, 0, FALSE);
  g_signal_handler_unblock (self->manager, own);
  return found;
}

static void
call_received (SipgoSessionManager *manager, SipgoInvitation *invitation, SipgoSimpleUser *self)
{
  if (g_signal_has_handler_pending (self, signals[CALL_RECEIVED], 0, TRUE))
    g_signal_emit (self, signals[CALL_RECEIVED], 0);
  else if (!has_other_handler (self, "call-received"))
    sipgo_invitation_reject (invitation, 0, NULL, NULL, NULL, NULL);
}

static void
call_answered (SipgoSessionManager *manager, SipgoSession *session, SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[CALL_ANSWERED], 0);
}

/* After a transfer there are two calls for a moment: the new one becomes the session when the old one ends. */
static void
call_hangup (SipgoSessionManager *manager, SipgoSession *session, SipgoSimpleUser *self)
{
  GListModel *sessions = sipgo_session_manager_get_sessions (manager);
  guint n = g_list_model_get_n_items (sessions);
  g_autoptr (SipgoManagedSession) other = n > 0 ? g_list_model_get_item (sessions, n - 1) : NULL;

  if (self->session == session)
    set_session (self, other ? sipgo_managed_session_get_session (other) : NULL);
  g_signal_emit (self, signals[CALL_HANGUP], 0);
}

static void
call_hold (SipgoSessionManager *manager, SipgoSession *session, gboolean held, SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[CALL_HOLD], 0, held);
}

static void
call_dtmf_received (SipgoSessionManager *manager, SipgoSession *session, const char *tone, guint duration,
                    SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[CALL_DTMF_RECEIVED], 0, tone, duration);
}

static void
message_received (SipgoSessionManager *manager, SipgoIncomingRequest *request, SipgoSimpleUser *self)
{
  SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (request));
  g_autofree char *text = body ? sipgo_body_get_text (body) : NULL;

  g_signal_emit (self, signals[MESSAGE_RECEIVED], 0, text ? text : "");
}

static void
registered (SipgoSessionManager *manager, SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[REGISTERED], 0);
}

static void
unregistered (SipgoSessionManager *manager, SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[UNREGISTERED], 0);
}

static void
server_connected (SipgoSessionManager *manager, SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[SERVER_CONNECTED], 0);
}

static void
server_disconnected (SipgoSessionManager *manager, const GError *error, SipgoSimpleUser *self)
{
  g_signal_emit (self, signals[SERVER_DISCONNECTED], 0, error);
}

static void
follow_manager (SipgoSimpleUser *self)
{
  static const struct { const char *signal; GCallback handler; } handlers[] = {
    { "call-created", G_CALLBACK (call_created) },
    { "call-received", G_CALLBACK (call_received) },
    { "call-answered", G_CALLBACK (call_answered) },
    { "call-hangup", G_CALLBACK (call_hangup) },
    { "call-hold", G_CALLBACK (call_hold) },
    { "call-dtmf-received", G_CALLBACK (call_dtmf_received) },
    { "message-received", G_CALLBACK (message_received) },
    { "registered", G_CALLBACK (registered) },
    { "unregistered", G_CALLBACK (unregistered) },
    { "server-connected", G_CALLBACK (server_connected) },
    { "server-disconnected", G_CALLBACK (server_disconnected) },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->manager, handlers[i].signal, handlers[i].handler, self, 0);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_simple_user_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSimpleUser *self = SIPGO_SIMPLE_USER (object);

  switch (id)
    {
    case PROP_MANAGER:
      g_value_set_object (value, self->manager);
      break;
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_simple_user_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSimpleUser *self = SIPGO_SIMPLE_USER (object);

  switch (id)
    {
    case PROP_MANAGER:
      self->manager = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_simple_user_constructed (GObject *object)
{
  SipgoSimpleUser *self = SIPGO_SIMPLE_USER (object);

  G_OBJECT_CLASS (sipgo_simple_user_parent_class)->constructed (object);
  if (!self->manager)
    self->manager = sipgo_session_manager_new (NULL);
  g_object_set (self->manager, "max-simultaneous-sessions", 1, NULL);
  follow_manager (self);
}

static void
sipgo_simple_user_dispose (GObject *object)
{
  SipgoSimpleUser *self = SIPGO_SIMPLE_USER (object);

  if (self->manager)
    g_signal_handlers_disconnect_by_data (self->manager, self);
  g_clear_object (&self->manager);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sipgo_simple_user_parent_class)->dispose (object);
}

static void
add_signal (SipgoSimpleUserClass *klass, guint id, const char *name, guint n_types, GType first, GType second)
{
  signals[id] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                              n_types, first, second);
}

static void
add_call_signals (SipgoSimpleUserClass *klass)
{
  /**
   * SipgoSimpleUser::call-created:
   * @self: the user
   *
   * There is a new call, incoming or outgoing: [property@SimpleUser:session]. Its INVITE was not sent or answered yet.
   *
   * Since: 1.0
   */
  add_signal (klass, CALL_CREATED, "call-created", 0, 0, 0);
  /**
   * SipgoSimpleUser::call-received:
   * @self: the user
   *
   * There is an incoming call, to be answered or declined. Without a handler of this signal and of
   * [signal@SessionManager::call-received], it is rejected with 480.
   *
   * Since: 1.0
   */
  add_signal (klass, CALL_RECEIVED, "call-received", 0, 0, 0);
  /**
   * SipgoSimpleUser::call-answered:
   * @self: the user
   *
   * The call was answered, by us or by the peer.
   *
   * Since: 1.0
   */
  add_signal (klass, CALL_ANSWERED, "call-answered", 0, 0, 0);
  /**
   * SipgoSimpleUser::call-hangup:
   * @self: the user
   *
   * A call is over, answered or not. After a transfer there may be another [property@SimpleUser:session].
   *
   * Since: 1.0
   */
  add_signal (klass, CALL_HANGUP, "call-hangup", 0, 0, 0);
  /**
   * SipgoSimpleUser::call-hold:
   * @self: the user
   * @held: whether the call is on hold now
   *
   * We put the call on hold or resumed it, and the peer has accepted.
   *
   * Since: 1.0
   */
  add_signal (klass, CALL_HOLD, "call-hold", 1, G_TYPE_BOOLEAN, 0);
  /**
   * SipgoSimpleUser::call-dtmf-received:
   * @self: the user
   * @tone: the tone, `0` to `9`, `A` to `D`, `*` or `#`
   * @duration: how long it was pressed, in milliseconds
   *
   * The peer has sent a DTMF digit.
   *
   * Since: 1.0
   */
  add_signal (klass, CALL_DTMF_RECEIVED, "call-dtmf-received", 2, G_TYPE_STRING, G_TYPE_UINT);
}

static void
add_other_signals (SipgoSimpleUserClass *klass)
{
  /**
   * SipgoSimpleUser::message-received:
   * @self: the user
   * @text: the message; empty when its body is not text
   *
   * A MESSAGE has arrived outside any call.
   *
   * Since: 1.0
   */
  add_signal (klass, MESSAGE_RECEIVED, "message-received", 1, G_TYPE_STRING, 0);
  /**
   * SipgoSimpleUser::registered:
   * @self: the user
   *
   * The agent is registered.
   *
   * Since: 1.0
   */
  add_signal (klass, REGISTERED, "registered", 0, 0, 0);
  /**
   * SipgoSimpleUser::unregistered:
   * @self: the user
   *
   * The agent is not registered, or not any more.
   *
   * Since: 1.0
   */
  add_signal (klass, UNREGISTERED, "unregistered", 0, 0, 0);
  /**
   * SipgoSimpleUser::server-connected:
   * @self: the user
   *
   * The server is connected.
   *
   * Since: 1.0
   */
  add_signal (klass, SERVER_CONNECTED, "server-connected", 0, 0, 0);
  /**
   * SipgoSimpleUser::server-disconnected:
   * @self: the user
   * @error: (nullable): why the connection was lost; %NULL when we closed it
   *
   * The server is not connected any more.
   *
   * Since: 1.0
   */
  add_signal (klass, SERVER_DISCONNECTED, "server-disconnected", 1, G_TYPE_ERROR, 0);
}

static void
sipgo_simple_user_class_init (SipgoSimpleUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_simple_user_get_property;
  object_class->set_property = sipgo_simple_user_set_property;
  object_class->constructed = sipgo_simple_user_constructed;
  object_class->dispose = sipgo_simple_user_dispose;

  /**
   * SipgoSimpleUser:manager:
   *
   * The session manager, which has the agent and all settings; it is limited to one call. By default one is made.
   *
   * Since: 1.0
   */
  props[PROP_MANAGER] = g_param_spec_object ("manager", NULL, NULL, SIPGO_TYPE_SESSION_MANAGER,
                                             G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoSimpleUser:session:
   *
   * The call, from its creation to its end; %NULL when there is none.
   *
   * Since: 1.0
   */
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SIPGO_TYPE_SESSION,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  add_call_signals (klass);
  add_other_signals (klass);
}

static void
sipgo_simple_user_init (SipgoSimpleUser *self)
{
}

/**
 * sipgo_simple_user_new:
 * @agent: (nullable): the agent; %NULL makes one
 *
 * Makes a simple user.
 *
 * Returns: (transfer full): the user, not started unless @agent is
 *
 * Since: 1.0
 */
SipgoSimpleUser *
sipgo_simple_user_new (SipgoUserAgent *agent)
{
  g_autoptr (SipgoSessionManager) manager = NULL;

  g_return_val_if_fail (!agent || SIPGO_IS_USER_AGENT (agent), NULL);
  manager = sipgo_session_manager_new (agent);
  return g_object_new (SIPGO_TYPE_SIMPLE_USER, "manager", manager, NULL);
}

/**
 * sipgo_simple_user_get_manager:
 * @self: a user
 *
 * The session manager.
 *
 * Returns: (transfer none): the manager
 *
 * Since: 1.0
 */
SipgoSessionManager *
sipgo_simple_user_get_manager (SipgoSimpleUser *self)
{
  g_return_val_if_fail (SIPGO_IS_SIMPLE_USER (self), NULL);
  return self->manager;
}

/**
 * sipgo_simple_user_get_session:
 * @self: a user
 *
 * The call.
 *
 * Returns: (transfer none) (nullable): the session; %NULL when there is none
 *
 * Since: 1.0
 */
SipgoSession *
sipgo_simple_user_get_session (SipgoSimpleUser *self)
{
  g_return_val_if_fail (SIPGO_IS_SIMPLE_USER (self), NULL);
  return self->session;
}

/* --- the server --------------------------------------------------------------------------------------------------- */

/**
 * sipgo_simple_user_start:
 * @self: a user
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the server is connected, or could not be
 * @user_data: for @callback
 *
 * Starts the agent and connects to its server: [method@SessionManager.start].
 *
 * Fails when the server could not be reached.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_start (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = new_task (self, sipgo_simple_user_start, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_start (sipgo_simple_user_get_manager (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_start_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.start].
 *
 * Returns: %TRUE when the server is connected
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_start_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_stop:
 * @self: a user
 * @cancellable: (nullable): makes the result `CANCELLED`; the agent stops all the same
 * @callback: called when the agent is stopped
 * @user_data: for @callback
 *
 * Ends the call and the registration, and disconnects from the server: [method@SessionManager.stop].
 *
 * Fails only when @cancellable was cancelled.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_stop (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = new_task (self, sipgo_simple_user_stop, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_stop (sipgo_simple_user_get_manager (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_stop_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.stop].
 *
 * Returns: %TRUE when the agent is stopped
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_stop_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_is_connected:
 * @self: a user
 *
 * Whether the server is connected, see [property@SessionManager:connected].
 *
 * Returns: %TRUE when it is
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_is_connected (SipgoSimpleUser *self)
{
  g_return_val_if_fail (SIPGO_IS_SIMPLE_USER (self), FALSE);
  return sipgo_session_manager_is_connected (sipgo_simple_user_get_manager (self));
}

/**
 * sipgo_simple_user_register:
 * @self: a user
 * @options: (nullable): headers and body of the REGISTER
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Registers the agent until [method@SimpleUser.unregister] or [method@SimpleUser.stop]:
 * [method@SessionManager.register].
 *
 * Fails when the user is not started, the server is not connected, or the registrar has rejected the REGISTER.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_register (SipgoSimpleUser *self, SipgoRequestOptions *options, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = new_task (self, sipgo_simple_user_register, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_register (sipgo_simple_user_get_manager (self), options, cancellable, sipgo_forward_boolean,
                                  task);
}

/**
 * sipgo_simple_user_register_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.register].
 *
 * Returns: %TRUE when the agent is registered
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_register_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_unregister:
 * @self: a user
 * @options: (nullable): options of the REGISTER
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the registrar has answered, or has not in time
 * @user_data: for @callback
 *
 * Ends the registration: [method@SessionManager.unregister].
 *
 * Fails when the registrar has rejected the REGISTER or not answered.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_unregister (SipgoSimpleUser *self, SipgoUnregisterOptions *options, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = new_task (self, sipgo_simple_user_unregister, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_unregister (sipgo_simple_user_get_manager (self), options, cancellable, sipgo_forward_boolean,
                                    task);
}

/**
 * sipgo_simple_user_unregister_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.unregister].
 *
 * Returns: %TRUE when the agent is not registered any more
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_unregister_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_message:
 * @self: a user
 * @destination: the recipient, such as `sip:bob@example.com`
 * @text: the message
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when it was accepted or has failed
 * @user_data: for @callback
 *
 * Sends a MESSAGE outside any call: [method@SessionManager.message].
 *
 * Fails when @destination is not a URI that a request can be sent to, or the message was not accepted.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_message (SipgoSimpleUser *self, const char *destination, const char *text, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  g_return_if_fail (destination != NULL);
  g_return_if_fail (text != NULL);
  task = new_task (self, sipgo_simple_user_message, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_message (sipgo_simple_user_get_manager (self), destination, text, NULL, cancellable,
                                 sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_message_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.message].
 *
 * Returns: %TRUE when it was accepted
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_message_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- the call ----------------------------------------------------------------------------------------------------- */

/* NULL when there is no call; the task has failed then. */
static GTask *
begin (SipgoSimpleUser *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = new_task (self, tag, cancellable, callback, user_data);

  if (!task)
    return NULL;
  if (sipgo_simple_user_get_session (self))
    return g_steal_pointer (&task);
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "There is no call");
  return NULL;
}

/**
 * sipgo_simple_user_call:
 * @self: a user
 * @destination: the URI to call, such as `sip:bob@example.com`
 * @options: (nullable): options of the INVITE
 * @cancellable: (nullable): cancels the call, as in [method@Inviter.invite]
 * @callback: called when the call was answered or has failed
 * @user_data: for @callback
 *
 * Makes a call. There must be no other call.
 *
 * Fails when there is a call already, @destination is not a URI that can be called, or the call was not answered.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_call (SipgoSimpleUser *self, const char *destination, SipgoInviteOptions *options,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  g_return_if_fail (destination != NULL);
  task = new_task (self, sipgo_simple_user_call, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_call (sipgo_simple_user_get_manager (self), destination, options, cancellable,
                              sipgo_forward_object, task);
}

/**
 * sipgo_simple_user_call_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.call].
 *
 * Returns: %TRUE when it was answered
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_call_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_hangup:
 * @self: a user
 * @cancellable: (nullable): makes the result `CANCELLED`; the call ends all the same
 * @callback: called when the call is over
 * @user_data: for @callback
 *
 * Ends the call as its state requires: by BYE, by CANCEL, or by declining it.
 *
 * Fails when there is no call.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_hangup (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_hangup, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_hangup (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self),
                                  cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_hangup_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.hangup].
 *
 * Returns: %TRUE when it is over
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_hangup_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_answer:
 * @self: a user
 * @options: (nullable): options of the 2xx
 * @cancellable: (nullable): as with [method@Invitation.accept]
 * @callback: called when it was answered
 * @user_data: for @callback
 *
 * Answers the call.
 *
 * Fails when there is no call, or it is an outgoing one.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_answer (SipgoSimpleUser *self, SipgoAnswerOptions *options, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_answer, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_answer (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), options,
                                  cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_answer_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.answer].
 *
 * Returns: %TRUE when it was answered
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_answer_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_decline:
 * @self: a user
 * @options: (nullable): options of the response; its status code is 480 when they have none
 * @cancellable: (nullable): makes the result `CANCELLED`; the call is declined all the same
 * @callback: called when it was declined
 * @user_data: for @callback
 *
 * Declines the call.
 *
 * Fails when there is no call, or it is an outgoing one.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_decline (SipgoSimpleUser *self, SipgoAnswerOptions *options, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_decline, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_decline (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), options,
                                   cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_decline_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.decline].
 *
 * Returns: %TRUE when it was declined
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_decline_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_hold:
 * @self: a user
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the peer has accepted or refused
 * @user_data: for @callback
 *
 * Puts the call on hold.
 *
 * Fails when there is no established call, or the peer has refused.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_hold (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_hold, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_hold (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self),
                                cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_hold_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.hold].
 *
 * Returns: %TRUE when it is on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_hold_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_unhold:
 * @self: a user
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the peer has accepted or refused
 * @user_data: for @callback
 *
 * Resumes the call.
 *
 * Fails when there is no established call, or the peer has refused.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_unhold (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_unhold, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_unhold (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self),
                                  cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_unhold_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.unhold].
 *
 * Returns: %TRUE when it is no longer on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_unhold_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/**
 * sipgo_simple_user_send_dtmf:
 * @self: a user
 * @tones: one or several of `0` to `9`, `A` to `D`, `*` and `#`
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when all were sent
 * @user_data: for @callback
 *
 * Sends DTMF digits: [method@SessionManager.send_dtmf].
 *
 * Fails when there is no call, one of @tones is not a digit, or could not be sent.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_send_dtmf (SipgoSimpleUser *self, const char *tones, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  g_return_if_fail (tones != NULL);
  task = begin (self, sipgo_simple_user_send_dtmf, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_send_dtmf (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), tones,
                                     cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_send_dtmf_finish:
 * @self: a user
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@SimpleUser.send_dtmf].
 *
 * Returns: %TRUE when all were sent
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_send_dtmf_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return finish (self, result, error);
}

/* --- hold and mute ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_simple_user_is_held:
 * @self: a user
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when there is a call and it is on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_is_held (SipgoSimpleUser *self)
{
  SipgoSession *session;

  g_return_val_if_fail (SIPGO_IS_SIMPLE_USER (self), FALSE);
  session = sipgo_simple_user_get_session (self);
  return session && sipgo_session_manager_is_held (sipgo_simple_user_get_manager (self), session);
}

/**
 * sipgo_simple_user_mute:
 * @self: a user
 *
 * Sends silence to the peer. Without a call it does nothing.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_mute (SipgoSimpleUser *self)
{
  SipgoSession *session;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  session = sipgo_simple_user_get_session (self);
  if (session)
    sipgo_session_manager_mute (sipgo_simple_user_get_manager (self), session);
}

/**
 * sipgo_simple_user_unmute:
 * @self: a user
 *
 * Sends our sound to the peer again. Without a call it does nothing.
 *
 * Since: 1.0
 */
void
sipgo_simple_user_unmute (SipgoSimpleUser *self)
{
  SipgoSession *session;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  session = sipgo_simple_user_get_session (self);
  if (session)
    sipgo_session_manager_unmute (sipgo_simple_user_get_manager (self), session);
}

/**
 * sipgo_simple_user_is_muted:
 * @self: a user
 *
 * Whether the peer gets silence instead of our sound.
 *
 * Returns: %TRUE when there is a call and it is muted
 *
 * Since: 1.0
 */
gboolean
sipgo_simple_user_is_muted (SipgoSimpleUser *self)
{
  SipgoSession *session;

  g_return_val_if_fail (SIPGO_IS_SIMPLE_USER (self), FALSE);
  session = sipgo_simple_user_get_session (self);
  return session && sipgo_session_manager_is_muted (sipgo_simple_user_get_manager (self), session);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/sipgo-transport-enum-types.h"
#include "libsipgo/net/sipgo-address-private.h"

#define DEFAULT_CONNECTION_TIMEOUT 5
/* In bytes; more than any message that the parser accepts. */
#define MAX_MESSAGE (2 * 1024 * 1024)

/* The state of the implementation (start, stop). It may lag behind the public state, because open () and close () do
 * not wait for it. */
typedef enum {
  SIPGO_PROGRESS_IDLE,
  SIPGO_PROGRESS_STARTING,
  SIPGO_PROGRESS_UP,
  SIPGO_PROGRESS_STOPPING,
} SipgoProgress;

typedef struct
{
  SipgoEnvironment *environment;    /* NULL until it is first needed */
  SipgoTransportState state;
  SipgoProgress progress;
  char *protocol;
  const char *name;                 /* interned */
  char *local_address;
  guint connection_timeout;
  guint n_transitions;              /* changes of state whose signals are being emitted */
  GQueue openers;                   /* GTasks of open () */
  GQueue closers;                   /* GTasks of close () */
  SipgoTimer open_timer;
  SipgoTimer stop_timer;
  const SipgoTransportFuncs *funcs; /* NULL: no agent uses the transport */
  gpointer user_data;
} SipgoTransportPrivate;

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PROTOCOL,
  PROP_CONNECTION_TIMEOUT,
  PROP_LOCAL_ADDRESS,
  N_PROPS
};

enum
{
  SIGNAL_CONNECTED,
  SIGNAL_DISCONNECTED,
  SIGNAL_MESSAGE,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/**
 * SipgoTransport:
 *
 * A connection of an agent to its server, for [property@UserAgent:transport]: all requests and responses of the agent
 * are sent over it. [class@WebSocketTransport] is one. An application makes another, in any language, by deriving from
 * this class, implementing the virtual functions `start`, `stop` and `transmit`, and calling
 * [method@Transport.report_connected], [method@Transport.report_disconnected] and [method@Transport.receive].
 *
 * This class keeps the states, the timeouts and the order of calls the same for all transports. A transport never
 * connects by itself: after the connection is lost, the agent ([property@UserAgent:reconnection-attempts]) or the
 * application opens it again.
 *
 * Since: 1.0
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SipgoTransport, sipgo_transport, G_TYPE_OBJECT)

static inline SipgoTransportPrivate *
private_of (SipgoTransport *self)
{
  return sipgo_transport_get_instance_private (self);
}

SipgoEnvironment *
sipgo_transport_get_environment (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = private_of (self);

  if (!priv->environment)
    priv->environment = sipgo_environment_new ();
  return priv->environment;
}

/* --- its user ----------------------------------------------------------------------------------------------------- */

gboolean
sipgo_transport_attach (SipgoTransport *self, SipgoEnvironment *environment, const SipgoTransportFuncs *funcs,
                        gpointer user_data)
{
  SipgoTransportPrivate *priv = private_of (self);

  if (priv->funcs || priv->state != SIPGO_TRANSPORT_STATE_DISCONNECTED || priv->progress != SIPGO_PROGRESS_IDLE)
    return FALSE;
  g_clear_pointer (&priv->environment, sipgo_environment_unref);
  priv->environment = sipgo_environment_ref (environment);
  priv->funcs = funcs;
  priv->user_data = user_data;
  return TRUE;
}

void
sipgo_transport_detach (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = private_of (self);

  priv->funcs = NULL;
  priv->user_data = NULL;
  if (priv->state != SIPGO_TRANSPORT_STATE_DISCONNECTED && priv->n_transitions == 0)
    sipgo_transport_close (self, NULL, NULL, NULL);
}

gboolean
sipgo_transport_is_attached (SipgoTransport *self)
{
  return private_of (self)->funcs != NULL;
}

const char *
sipgo_transport_get_name (SipgoTransport *self)
{
  return private_of (self)->name;
}

void
sipgo_transport_set_name (SipgoTransport *self, const char *protocol, const char *name)
{
  SipgoTransportPrivate *priv = private_of (self);

  g_free (priv->protocol);
  priv->protocol = g_ascii_strup (protocol, -1);
  priv->name = g_intern_string (name);
}

/* --- outcomes ----------------------------------------------------------------------------------------------------- */

static void
complete (GQueue *tasks, const GError *error)
{
  GTask *task;

  while ((task = g_queue_pop_head (tasks)))
    {
      if (error)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

static void
take_all (GQueue *from, GQueue *to)
{
  *to = *from;
  g_queue_init (from);
}

static GError *
make_abort_error (const char *what)
{
  return g_error_new (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The transport was %s in the meantime", what);
}

/* error is the reason if the connection failed or was lost; NULL if the change was asked for. */
static void
set_state (SipgoTransport *self, SipgoTransportState state, const GError *error)
{
  static const char *const names[] = { "disconnected", "connecting", "connected", "disconnecting" };
  SipgoTransportPrivate *priv = private_of (self);
  g_autoptr (SipgoTransport) hold = g_object_ref (self);
  SipgoTransportState old = priv->state;
  g_autoptr (GError) abort_error = NULL;
  GQueue openers = G_QUEUE_INIT;
  GQueue closers = G_QUEUE_INIT;

  if (old == SIPGO_TRANSPORT_STATE_CONNECTING)
    {
      take_all (&priv->openers, &openers);
      sipgo_environment_cancel_timer (sipgo_transport_get_environment (self), &priv->open_timer);
    }
  if (old == SIPGO_TRANSPORT_STATE_DISCONNECTING)
    take_all (&priv->closers, &closers);
  priv->state = state;
  sipgo_log (sipgo_transport_get_environment (self), SIPGO_LOG_STATE, "%s: %s, was %s%s%s", priv->name, names[state],
             names[old], error ? ": " : "", error ? error->message : "");
  priv->n_transitions++;
  if (old == SIPGO_TRANSPORT_STATE_CONNECTED && priv->funcs)
    priv->funcs->ended (error, priv->user_data);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  if (state == SIPGO_TRANSPORT_STATE_CONNECTED)
    g_signal_emit (self, signals[SIGNAL_CONNECTED], 0);
  if (old == SIPGO_TRANSPORT_STATE_CONNECTED)
    g_signal_emit (self, signals[SIGNAL_DISCONNECTED], 0, error);
  priv->n_transitions--;
  if (old == SIPGO_TRANSPORT_STATE_CONNECTING && state != SIPGO_TRANSPORT_STATE_CONNECTED && !error)
    error = abort_error = make_abort_error ("closed");
  complete (&openers, state == SIPGO_TRANSPORT_STATE_CONNECTED ? NULL : error);
  if (old == SIPGO_TRANSPORT_STATE_DISCONNECTING && state == SIPGO_TRANSPORT_STATE_CONNECTING)
    abort_error = make_abort_error ("opened again");
  complete (&closers, abort_error);
}

static gboolean
check_no_loop (SipgoTransport *self, GTask *task)
{
  if (private_of (self)->n_transitions == 0)
    return TRUE;
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "A transport cannot be opened or closed within a handler of its own signals: do it from the "
                           "main loop, after the handler has returned");
  return FALSE;
}

/* --- the implementation ------------------------------------------------------------------------------------------- */

static void start (SipgoTransport *self);

static void
stopped (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = private_of (self);

  priv->progress = SIPGO_PROGRESS_IDLE;
  sipgo_environment_cancel_timer (sipgo_transport_get_environment (self), &priv->stop_timer);
  if (priv->state == SIPGO_TRANSPORT_STATE_DISCONNECTING)
    set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTED, NULL);
  else if (priv->state == SIPGO_TRANSPORT_STATE_CONNECTING)
    start (self);
}

/* The implementation has not reported that it has stopped. Go on as if it had. */
static void
stop_timed_out (gpointer user_data)
{
  stopped (user_data);
}

static void
stop (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = private_of (self);
  g_autoptr (SipgoTransport) hold = g_object_ref (self);

  if (priv->progress != SIPGO_PROGRESS_STARTING && priv->progress != SIPGO_PROGRESS_UP)
    return;
  priv->progress = SIPGO_PROGRESS_STOPPING;
  sipgo_environment_set_timer (sipgo_transport_get_environment (self), &priv->stop_timer,
                               SIPGO_SECONDS (MAX (priv->connection_timeout, 1)), stop_timed_out, self);
  if (SIPGO_TRANSPORT_GET_CLASS (self)->stop)
    SIPGO_TRANSPORT_GET_CLASS (self)->stop (self);
  else
    sipgo_transport_report_disconnected (self, NULL);
}

static void
open_timed_out (gpointer user_data)
{
  SipgoTransport *self = user_data;
  SipgoTransportPrivate *priv = private_of (self);
  g_autoptr (SipgoTransport) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "%s was not connected within %u seconds",
                                          priv->name, priv->connection_timeout);

  /* First the state, so that a report of the implementation from within stop () does not change it. */
  set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTED, error);
  if (priv->state == SIPGO_TRANSPORT_STATE_DISCONNECTED)
    stop (self);
}

static void
start (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = private_of (self);
  g_autoptr (SipgoTransport) hold = g_object_ref (self);

  priv->progress = SIPGO_PROGRESS_STARTING;
  if (SIPGO_TRANSPORT_GET_CLASS (self)->start)
    SIPGO_TRANSPORT_GET_CLASS (self)->start (self);
  else
    sipgo_transport_report_disconnected (self, NULL);
}

/**
 * sipgo_transport_report_connected:
 * @self: a transport
 *
 * For implementations: reports that messages can be sent from now on. The call is ignored if the transport was closed
 * in the meantime.
 *
 * Since: 1.0
 */
void
sipgo_transport_report_connected (SipgoTransport *self)
{
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = private_of (self);
  if (priv->progress != SIPGO_PROGRESS_STARTING)
    return;
  priv->progress = SIPGO_PROGRESS_UP;
  set_state (self, SIPGO_TRANSPORT_STATE_CONNECTED, NULL);
}

/**
 * sipgo_transport_report_disconnected:
 * @self: a transport
 * @error: (nullable): the reason, if the connection could not be made or was lost
 *
 * For implementations: reports that the connection could not be made, was lost, or was closed as `stop` asked.
 *
 * Since: 1.0
 */
void
sipgo_transport_report_disconnected (SipgoTransport *self, const GError *error)
{
  SipgoTransportPrivate *priv;
  g_autoptr (GError) own_error = NULL;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = private_of (self);
  if (priv->progress == SIPGO_PROGRESS_STARTING || priv->progress == SIPGO_PROGRESS_UP)
    {
      if (!error)
        error = own_error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s %s", priv->name,
                                         priv->progress == SIPGO_PROGRESS_UP ? "was closed by the other side"
                                                                             : "could not be connected");
      priv->progress = SIPGO_PROGRESS_IDLE;
      set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTED, error);
    }
  else if (priv->progress == SIPGO_PROGRESS_STOPPING)
    {
      stopped (self);
    }
}

/**
 * sipgo_transport_report_closed:
 * @self: a transport
 *
 * For implementations: reports that the connection was closed as `stop` asked, or by the peer without a reason. The
 * same as [method@Transport.report_disconnected] with a %NULL error, which PyGObject cannot pass.
 *
 * Since: 1.0
 */
void
sipgo_transport_report_closed (SipgoTransport *self)
{
  sipgo_transport_report_disconnected (self, NULL);
}

static gboolean
is_keep_alive (const char *data, gsize length)
{
  return length > 0 && strspn (data, "\r\n") >= length;
}

static void
answer_keep_alive (SipgoTransport *self, gsize length)
{
  g_autoptr (GBytes) pong = g_bytes_new_static ("\r\n", 2);

  if (length >= 4)
    sipgo_transport_send (self, pong, NULL);
}

/**
 * sipgo_transport_receive:
 * @self: a transport
 * @bytes: one whole message
 *
 * For implementations: passes a received message to the agent. A keep-alive, CR LF CR LF, is answered here (RFC 5626,
 * section 3.5.1). A message that is larger than 2 MiB, or comes while the transport is not connected, is dropped.
 *
 * Since: 1.0
 */
void
sipgo_transport_receive (SipgoTransport *self, GBytes *bytes)
{
  g_autoptr (SipgoTransport) hold = NULL;
  g_autofree char *text = NULL;
  SipgoTransportPrivate *priv;
  const char *data;
  gsize length;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  g_return_if_fail (bytes != NULL);
  priv = private_of (self);
  data = g_bytes_get_data (bytes, &length);
  if (priv->state != SIPGO_TRANSPORT_STATE_CONNECTED || length == 0 || length > MAX_MESSAGE)
    {
      sipgo_log (sipgo_transport_get_environment (self), SIPGO_LOG_DROPPED, "%s: %" G_GSIZE_FORMAT " bytes, %s",
                 priv->name, length,
                 priv->state != SIPGO_TRANSPORT_STATE_CONNECTED ? "received while the transport is not connected"
                                                                : "empty or too large for a message");
      return;
    }
  hold = g_object_ref (self);
  if (length <= 8)
    data = text = g_strndup (data, length);
  if (text && is_keep_alive (text, length))
    {
      answer_keep_alive (self, length);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_MESSAGE], 0, bytes);
  if (priv->funcs)
    priv->funcs->received (bytes, priv->user_data);
}

/* --- opening, closing, sending ------------------------------------------------------------------------------------ */

/* Cancelling ends the task for its caller only. The transport goes on, since others may wait for it, too. */
static void
queue_task (GQueue *tasks, GTask *task)
{
  g_queue_push_tail (tasks, g_object_ref (task));
}

/**
 * sipgo_transport_open:
 * @self: a transport
 * @cancellable: (nullable): ends the waiting only; [method@Transport.close] stops connecting
 * @callback: called when the transport is connected, or could not be
 * @user_data: for @callback
 *
 * Connects. If the transport is connecting already, all callers get the same result; if it is connected, the call
 * succeeds at once; if it is disconnecting, it connects again after that. This cannot be called within a handler of the
 * transport's own signals; call it from the main loop after the handler.
 *
 * Fails when it is called within a handler of the transport's signals ([error@Error] `STATE`), when the transport could
 * not be connected within [property@Transport:connection-timeout] (`TIMEOUT`) or for another reason, or when it was
 * closed in the meantime (`TERMINATED`).
 *
 * Since: 1.0
 */
void
sipgo_transport_open (SipgoTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (SipgoTransport) hold = NULL;
  g_autoptr (GTask) task = NULL;
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = private_of (self);
  hold = g_object_ref (self);
  task = sipgo_environment_new_task (sipgo_transport_get_environment (self), self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_transport_open);
  if (!check_no_loop (self, task))
    return;
  if (priv->state == SIPGO_TRANSPORT_STATE_CONNECTED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  queue_task (&priv->openers, task);
  if (priv->state == SIPGO_TRANSPORT_STATE_CONNECTING)
    return;
  /* First the timer, because a handler of notify::state may close the transport again. */
  sipgo_environment_set_timer (sipgo_transport_get_environment (self), &priv->open_timer,
                               SIPGO_SECONDS (priv->connection_timeout), open_timed_out, self);
  set_state (self, SIPGO_TRANSPORT_STATE_CONNECTING, NULL);
  if (priv->progress == SIPGO_PROGRESS_IDLE)
    start (self);
}

/**
 * sipgo_transport_open_finish:
 * @self: a transport
 * @result: the #GAsyncResult passed to the callback
 *
 * Finishes [method@Transport.open].
 *
 * Returns: %TRUE if the transport is connected
 *
 * Since: 1.0
 */
gboolean
sipgo_transport_open_finish (SipgoTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_transport_close:
 * @self: a transport
 * @cancellable: (nullable): ends the waiting only; the transport is closed nevertheless
 * @callback: called when the transport is disconnected
 * @user_data: for @callback
 *
 * Disconnects, or stops connecting; [method@Transport.open] then fails.
 *
 * Fails when it is called within a handler of the transport's signals ([error@Error] `STATE`), or when the transport
 * was opened again in the meantime (`TERMINATED`).
 *
 * Since: 1.0
 */
void
sipgo_transport_close (SipgoTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (SipgoTransport) hold = NULL;
  g_autoptr (GTask) task = NULL;
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = private_of (self);
  hold = g_object_ref (self);
  task = sipgo_environment_new_task (sipgo_transport_get_environment (self), self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_transport_close);
  if (!check_no_loop (self, task))
    return;
  if (priv->state == SIPGO_TRANSPORT_STATE_DISCONNECTED)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  queue_task (&priv->closers, task);
  if (priv->state == SIPGO_TRANSPORT_STATE_DISCONNECTING)
    return;
  set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTING, NULL);
  stop (self);
}

/**
 * sipgo_transport_close_finish:
 * @self: a transport
 * @result: the #GAsyncResult passed to the callback
 *
 * Finishes [method@Transport.close].
 *
 * Returns: %TRUE if the transport is disconnected
 *
 * Since: 1.0
 */
gboolean
sipgo_transport_close_finish (SipgoTransport *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_transport_send:
 * @self: a transport
 * @bytes: one SIP message
 *
 * Sends one message without changes. An agent calls this by itself.
 *
 * Fails when the transport is not connected ([error@Error] `UNREACHABLE`), or with the error of the implementation.
 *
 * Returns: %TRUE if the message was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_transport_send (SipgoTransport *self, GBytes *bytes, GError **error)
{
  SipgoTransportPrivate *priv;
  GError *own_error = NULL;

  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);
  priv = private_of (self);
  if (priv->state != SIPGO_TRANSPORT_STATE_CONNECTED)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s is not connected", priv->name);
      return FALSE;
    }
  if (SIPGO_TRANSPORT_GET_CLASS (self)->transmit)
    SIPGO_TRANSPORT_GET_CLASS (self)->transmit (self, bytes, &own_error);
  if (!own_error)
    return TRUE;
  g_propagate_error (error, own_error);
  return FALSE;
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

/**
 * sipgo_transport_get_state:
 * @self: a transport
 *
 * Gets the state of the transport.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoTransportState
sipgo_transport_get_state (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), SIPGO_TRANSPORT_STATE_DISCONNECTED);
  return private_of (self)->state;
}

/**
 * sipgo_transport_is_connected:
 * @self: a transport
 *
 * Gets whether messages can be sent.
 *
 * Returns: %TRUE if the state is connected
 *
 * Since: 1.0
 */
gboolean
sipgo_transport_is_connected (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), FALSE);
  return private_of (self)->state == SIPGO_TRANSPORT_STATE_CONNECTED;
}

/**
 * sipgo_transport_get_protocol:
 * @self: a transport
 *
 * Gets the name of the transport protocol in Via.
 *
 * Returns: the name, such as `WSS`
 *
 * Since: 1.0
 */
const char *
sipgo_transport_get_protocol (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), NULL);
  return private_of (self)->protocol;
}

/**
 * sipgo_transport_get_connection_timeout:
 * @self: a transport
 *
 * Gets how long connecting may take.
 *
 * Returns: the time in seconds
 *
 * Since: 1.0
 */
guint
sipgo_transport_get_connection_timeout (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), 0);
  return private_of (self)->connection_timeout;
}

/**
 * sipgo_transport_set_connection_timeout:
 * @self: a transport
 * @seconds: how long connecting may take, in seconds
 *
 * Sets [property@Transport:connection-timeout].
 *
 * Since: 1.0
 */
void
sipgo_transport_set_connection_timeout (SipgoTransport *self, guint seconds)
{
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = private_of (self);
  if (priv->connection_timeout == seconds)
    return;
  priv->connection_timeout = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONNECTION_TIMEOUT]);
}

/**
 * sipgo_transport_get_local_address:
 * @self: a transport
 *
 * Gets the local address for media.
 *
 * Returns: (nullable): an IP address; %NULL for the default
 *
 * Since: 1.0
 */
const char *
sipgo_transport_get_local_address (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), NULL);
  return private_of (self)->local_address;
}

/**
 * sipgo_transport_set_local_address:
 * @self: a transport
 * @local_address: (nullable): a local IP address; %NULL for the default
 *
 * Sets [property@Transport:local-address].
 *
 * Since: 1.0
 */
void
sipgo_transport_set_local_address (SipgoTransport *self, const char *local_address)
{
  SipgoTransportPrivate *priv;
  SipgoAddress address;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  g_return_if_fail (!local_address || sipgo_address_parse (&address, local_address, 0));
  priv = private_of (self);
  if (g_strcmp0 (priv->local_address, local_address) == 0)
    return;
  g_free (priv->local_address);
  priv->local_address = g_strdup (local_address);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCAL_ADDRESS]);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoTransportPrivate *priv = private_of (SIPGO_TRANSPORT (object));

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_PROTOCOL:
      g_value_set_string (value, priv->protocol);
      break;
    case PROP_CONNECTION_TIMEOUT:
      g_value_set_uint (value, priv->connection_timeout);
      break;
    case PROP_LOCAL_ADDRESS:
      g_value_set_string (value, priv->local_address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
is_token (const char *text)
{
  return text && *text && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.!%*_+`'~") == strlen (text);
}

static void
take_protocol (SipgoTransport *self, const char *protocol)
{
  g_autofree char *name = NULL;

  if (!is_token (protocol))
    {
      if (protocol)
        g_critical ("“%s” cannot be the transport protocol in a Via: use a token such as WS", protocol);
      protocol = "WS";
    }
  name = g_strconcat ("the agent's ", protocol, " transport", NULL);
  sipgo_transport_set_name (self, protocol, name);
}

static void
sipgo_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoTransport *self = SIPGO_TRANSPORT (object);

  switch (id)
    {
    case PROP_PROTOCOL:
      take_protocol (self, g_value_get_string (value));
      break;
    case PROP_CONNECTION_TIMEOUT:
      sipgo_transport_set_connection_timeout (self, g_value_get_uint (value));
      break;
    case PROP_LOCAL_ADDRESS:
      sipgo_transport_set_local_address (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_transport_dispose (GObject *object)
{
  SipgoTransportPrivate *priv = private_of (SIPGO_TRANSPORT (object));

  if (priv->environment)
    {
      sipgo_environment_cancel_timer (priv->environment, &priv->open_timer);
      sipgo_environment_cancel_timer (priv->environment, &priv->stop_timer);
    }
  G_OBJECT_CLASS (sipgo_transport_parent_class)->dispose (object);
}

static void
sipgo_transport_finalize (GObject *object)
{
  SipgoTransportPrivate *priv = private_of (SIPGO_TRANSPORT (object));

  g_clear_pointer (&priv->environment, sipgo_environment_unref);
  g_free (priv->protocol);
  g_free (priv->local_address);
  G_OBJECT_CLASS (sipgo_transport_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  /**
   * SipgoTransport::connected:
   * @self: a transport
   *
   * The transport is connected.
   *
   * Since: 1.0
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SipgoTransport::disconnected:
   * @self: a transport
   * @error: (nullable): the reason, if the connection was lost; %NULL if [method@Transport.close] was called
   *
   * The transport was connected and is not connected any more.
   *
   * Since: 1.0
   */
  signals[SIGNAL_DISCONNECTED] = g_signal_new ("disconnected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * SipgoTransport::message:
   * @self: a transport
   * @bytes: the message as received
   *
   * A message was received. It is not parsed or checked yet.
   *
   * Since: 1.0
   */
  signals[SIGNAL_MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                          G_TYPE_BYTES);
}

static void
sipgo_transport_class_init (SipgoTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_transport_get_property;
  object_class->set_property = sipgo_transport_set_property;
  object_class->dispose = sipgo_transport_dispose;
  object_class->finalize = sipgo_transport_finalize;

  /**
   * SipgoTransport:state:
   *
   * The state of the transport.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_TRANSPORT_STATE,
                                         SIPGO_TRANSPORT_STATE_DISCONNECTED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoTransport:protocol:
   *
   * The name of the transport protocol in Via (RFC 3261, section 20.42). `WS` by default.
   *
   * Since: 1.0
   */
  props[PROP_PROTOCOL] = g_param_spec_string ("protocol", NULL, NULL, NULL,
                                              G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoTransport:connection-timeout:
   *
   * How long connecting may take before it fails, in seconds. 5 by default.
   *
   * Since: 1.0
   */
  props[PROP_CONNECTION_TIMEOUT] = g_param_spec_uint ("connection-timeout", NULL, NULL, 1, G_MAXUINT16,
                                                      DEFAULT_CONNECTION_TIMEOUT, flags);
  /**
   * SipgoTransport:local-address:
   *
   * The local IP address at which media are received; %NULL, the default, for the address from which this machine sends
   * to the internet.
   *
   * Since: 1.0
   */
  props[PROP_LOCAL_ADDRESS] = g_param_spec_string ("local-address", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
sipgo_transport_init (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = private_of (self);

  priv->connection_timeout = DEFAULT_CONNECTION_TIMEOUT;
  g_queue_init (&priv->openers);
  g_queue_init (&priv->closers);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-life-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

/* Opening, closing, what the implementation reports, and what goes to and fro. */

/* More than any message that the parser takes. */
#define MAX_MESSAGE (2 * 1024 * 1024)

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
  return g_error_new (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The transport was %s meanwhile", what);
}

/* error: why it is connected no longer, when nobody asked for that. */
static void
set_state (SipgoTransport *self, SipgoTransportState state, const GError *error)
{
  static const char *const names[] = { "disconnected", "connecting", "connected", "disconnecting" };
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);
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
  sipgo_log (sipgo_transport_get_environment (self), SIPGO_LOG_STATE, "%s: %s, was %s%s%s", priv->name, names[state], names[old], error ? ": " : "",
             error ? error->message : "");
  priv->n_transitions++;
  if (old == SIPGO_TRANSPORT_STATE_CONNECTED && priv->funcs)
    priv->funcs->ended (error, priv->user_data);
  g_object_notify (G_OBJECT (self), "state");
  if (state == SIPGO_TRANSPORT_STATE_CONNECTED)
    g_signal_emit_by_name (self, "connected");
  if (old == SIPGO_TRANSPORT_STATE_CONNECTED)
    g_signal_emit_by_name (self, "disconnected", error);
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
  if (sipgo_transport_get_private (self)->n_transitions == 0)
    return TRUE;
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "A transport is neither opened nor closed from within the signals of its last change: do it "
                           "from the main loop, after the handler has returned");
  return FALSE;
}

/* --- the implementation ------------------------------------------------------------------------------------------- */

static void start (SipgoTransport *self);

static void
came_to_rest (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);

  priv->progress = SIPGO_PROGRESS_IDLE;
  sipgo_environment_cancel_timer (sipgo_transport_get_environment (self), &priv->stop_timer);
  if (priv->state == SIPGO_TRANSPORT_STATE_DISCONNECTING)
    set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTED, NULL);
  else if (priv->state == SIPGO_TRANSPORT_STATE_CONNECTING)
    start (self);
}

/* It never said that it has stopped: that is taken as said. */
static void
stop_timed_out (gpointer user_data)
{
  came_to_rest (user_data);
}

static void
stop (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);
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
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);
  g_autoptr (SipgoTransport) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "%s was not connected within %u seconds",
                                          priv->name, priv->connection_timeout);

  /* First the state: what the implementation then reports has no say in it any more. */
  set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTED, error);
  if (priv->state == SIPGO_TRANSPORT_STATE_DISCONNECTED)
    stop (self);
}

static void
start (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);
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
 * For implementations: says that messages can be sent from here on. What comes too late, as the transport was closed
 * meanwhile, is ignored.
 */
void
sipgo_transport_report_connected (SipgoTransport *self)
{
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = sipgo_transport_get_private (self);
  if (priv->progress != SIPGO_PROGRESS_STARTING)
    return;
  priv->progress = SIPGO_PROGRESS_UP;
  set_state (self, SIPGO_TRANSPORT_STATE_CONNECTED, NULL);
}

/**
 * sipgo_transport_report_disconnected:
 * @self: a transport
 * @error: (nullable): why, when nobody asked for it
 *
 * For implementations: says that the connection could not be made, was lost, or was closed as wanted.
 */
void
sipgo_transport_report_disconnected (SipgoTransport *self, const GError *error)
{
  SipgoTransportPrivate *priv;
  g_autoptr (GError) own_error = NULL;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = sipgo_transport_get_private (self);
  if (priv->progress == SIPGO_PROGRESS_STARTING || priv->progress == SIPGO_PROGRESS_UP)
    {
      if (!error)
        error = own_error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s %s", priv->name,
                                         priv->progress == SIPGO_PROGRESS_UP ? "was closed by the other side" : "could not be connected");
      priv->progress = SIPGO_PROGRESS_IDLE;
      set_state (self, SIPGO_TRANSPORT_STATE_DISCONNECTED, error);
    }
  else if (priv->progress == SIPGO_PROGRESS_STOPPING)
    {
      came_to_rest (self);
    }
}

/**
 * sipgo_transport_report_closed:
 * @self: a transport
 *
 * For implementations: says that the connection was closed as wanted, or by the other side without a reason, as
 * [method@Transport.report_disconnected] without an error does. PyGObject has no other way to say so.
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
 * For implementations: hands up what came. A keep-alive of CR LF CR LF is answered here (section 3.5.1 of RFC 5626).
 * What comes while the transport is not connected, or is larger than any message may be, is dropped.
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
  priv = sipgo_transport_get_private (self);
  data = g_bytes_get_data (bytes, &length);
  if (priv->state != SIPGO_TRANSPORT_STATE_CONNECTED || length == 0 || length > MAX_MESSAGE)
    {
      sipgo_log (sipgo_transport_get_environment (self), SIPGO_LOG_DROPPED, "%s: %" G_GSIZE_FORMAT " bytes, %s", priv->name, length,
                 priv->state != SIPGO_TRANSPORT_STATE_CONNECTED ? "while it is not connected" : "which is no message");
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
  g_signal_emit_by_name (self, "message", bytes);
  if (priv->funcs)
    priv->funcs->received (bytes, priv->user_data);
}

/* --- opening, closing, sending ------------------------------------------------------------------------------------ */

/* A cancelled operation is over for its caller; the transport goes on, as others may wait for it too. */
static void
queue_task (GQueue *tasks, GTask *task)
{
  g_queue_push_tail (tasks, g_object_ref (task));
}

/**
 * sipgo_transport_open:
 * @self: a transport
 * @cancellable: (nullable): makes the outcome a cancelled one; [method@Transport.close] is what gives up
 * @callback: called when it is connected, or could not be
 * @user_data: for @callback
 *
 * Connects. While it is connecting already, the outcome is the same for all who asked; when it is connected, there is
 * nothing to do; while it is disconnecting, it connects again right after. It cannot be called from within a handler of
 * the transport's own signals, but from the main loop after it.
 *
 * Fails when it is called from within a handler of the transport's signals ([error@Error] `STATE`), or when the
 * transport could not be connected in time, or was closed meanwhile.
 */
void
sipgo_transport_open (SipgoTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (SipgoTransport) hold = NULL;
  g_autoptr (GTask) task = NULL;
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = sipgo_transport_get_private (self);
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
  /* First the timer: who is told of the state may close it again. */
  sipgo_environment_set_timer (sipgo_transport_get_environment (self), &priv->open_timer,
                               SIPGO_SECONDS (priv->connection_timeout), open_timed_out, self);
  set_state (self, SIPGO_TRANSPORT_STATE_CONNECTING, NULL);
  if (priv->progress == SIPGO_PROGRESS_IDLE)
    start (self);
}

/**
 * sipgo_transport_open_finish:
 * @self: a transport
 * @result: what the callback got
 *
 * Takes the outcome of [method@Transport.open].
 *
 * Returns: %TRUE when it is connected
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
 * @cancellable: (nullable): makes the outcome a cancelled one; the transport closes all the same
 * @callback: called when it is disconnected
 * @user_data: for @callback
 *
 * Disconnects, or gives up connecting, in which case whoever opened it gets an error.
 *
 * Fails when it is called from within a handler of the transport's signals ([error@Error] `STATE`), or when the
 * transport was opened again meanwhile (`TERMINATED`).
 */
void
sipgo_transport_close (SipgoTransport *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (SipgoTransport) hold = NULL;
  g_autoptr (GTask) task = NULL;
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = sipgo_transport_get_private (self);
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
 * @result: what the callback got
 *
 * Takes the outcome of [method@Transport.close].
 *
 * Returns: %TRUE when it is disconnected
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
 * Sends one message as it is. An agent does this by itself.
 *
 * Fails when the transport is not connected, or refused the message.
 *
 * Returns: %TRUE when it was sent
 */
gboolean
sipgo_transport_send (SipgoTransport *self, GBytes *bytes, GError **error)
{
  SipgoTransportPrivate *priv;
  GError *own_error = NULL;

  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);
  priv = sipgo_transport_get_private (self);
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

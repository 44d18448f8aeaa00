/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-simple-user-private.h"

#include "libsipgo/ua/sipgo-forward-private.h"

/* What a user does outside calls: the manager does it. */

/**
 * sipgo_simple_user_start:
 * @self: a user
 * @cancellable: (nullable): gives it up
 * @callback: called when the server is reached, or could not be
 * @user_data: for @callback
 *
 * Starts the agent, and with it the connection to its server: [method@SessionManager.start].
 *
 * Fails when the server was not reached.
 */
void
sipgo_simple_user_start (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = sipgo_simple_user_new_task (self, sipgo_simple_user_start, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_start (sipgo_simple_user_get_manager (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_start_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.start].
 *
 * Returns: %TRUE when the server is reached
 */
gboolean
sipgo_simple_user_start_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_stop:
 * @self: a user
 * @cancellable: (nullable): makes the outcome a cancelled one; the agent stops all the same
 * @callback: called when the agent is stopped
 * @user_data: for @callback
 *
 * Ends the call and the registration, and leaves the server: [method@SessionManager.stop].
 *
 * Fails only when it was cancelled.
 */
void
sipgo_simple_user_stop (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = sipgo_simple_user_new_task (self, sipgo_simple_user_stop, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_stop (sipgo_simple_user_get_manager (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_stop_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.stop].
 *
 * Returns: %TRUE when the agent is stopped
 */
gboolean
sipgo_simple_user_stop_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_is_connected:
 * @self: a user
 *
 * Whether the server is reached; [property@SessionManager:connected] says what that means.
 *
 * Returns: %TRUE when it is
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
 * @cancellable: (nullable): gives it up
 * @callback: called when the registrar knows where we are, or has refused
 * @user_data: for @callback
 *
 * Registers, until [method@SimpleUser.unregister] or [method@SimpleUser.stop]: [method@SessionManager.register].
 *
 * Fails when the user is not started, the server not reached, or the registrar has refused.
 */
void
sipgo_simple_user_register (SipgoSimpleUser *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = sipgo_simple_user_new_task (self, sipgo_simple_user_register, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_register (sipgo_simple_user_get_manager (self), options, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_register_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.register].
 *
 * Returns: %TRUE when the registrar knows where we are
 */
gboolean
sipgo_simple_user_register_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_unregister:
 * @self: a user
 * @options: (nullable): what the REGISTER is to have
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the registrar has forgotten us, or has not answered
 * @user_data: for @callback
 *
 * Takes the registration back: [method@SessionManager.unregister].
 *
 * Fails when the registrar has refused, or not answered.
 */
void
sipgo_simple_user_unregister (SipgoSimpleUser *self, SipgoUnregisterOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = sipgo_simple_user_new_task (self, sipgo_simple_user_unregister, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_unregister (sipgo_simple_user_get_manager (self), options, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_unregister_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.unregister].
 *
 * Returns: %TRUE when the registrar has forgotten us
 */
gboolean
sipgo_simple_user_unregister_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_message:
 * @self: a user
 * @destination: whom to write to, such as `sip:bob@example.com`
 * @text: the message
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when it was accepted, or was not
 * @user_data: for @callback
 *
 * Sends a message outside any call: [method@SessionManager.message].
 *
 * Fails when @destination is no address, or the message was not accepted.
 */
void
sipgo_simple_user_message (SipgoSimpleUser *self, const char *destination, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  g_return_if_fail (destination != NULL);
  g_return_if_fail (text != NULL);
  task = sipgo_simple_user_new_task (self, sipgo_simple_user_message, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_message (sipgo_simple_user_get_manager (self), destination, text, NULL, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_message_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.message].
 *
 * Returns: %TRUE when it was accepted
 */
gboolean
sipgo_simple_user_message_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

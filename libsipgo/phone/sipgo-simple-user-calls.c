/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-simple-user-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-forward-private.h"

/* What a user does with the one call there is: the manager does it. */

/* NULL when there is no call, and the task was failed. */
static GTask *
begin (SipgoSimpleUser *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = sipgo_simple_user_new_task (self, tag, cancellable, callback, user_data);

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
 * @destination: whom to call, such as `sip:bob@example.com`
 * @options: (nullable): what the INVITE is to have
 * @cancellable: (nullable): gives the call up, as it does with [method@Inviter.invite]
 * @callback: called when the call was answered, or was not
 * @user_data: for @callback
 *
 * Calls somebody. There must be no call yet.
 *
 * Fails when there is a call already, @destination is no address, or the call was not answered.
 */
void
sipgo_simple_user_call (SipgoSimpleUser *self, const char *destination, SipgoInviteOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  g_return_if_fail (destination != NULL);
  task = sipgo_simple_user_new_task (self, sipgo_simple_user_call, cancellable, callback, user_data);
  if (!task)
    return;
  sipgo_session_manager_call (sipgo_simple_user_get_manager (self), destination, options, cancellable, sipgo_forward_object, task);
}

/**
 * sipgo_simple_user_call_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.call].
 *
 * Returns: %TRUE when it was answered
 */
gboolean
sipgo_simple_user_call_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_hangup:
 * @self: a user
 * @cancellable: (nullable): makes the outcome a cancelled one; the call ends all the same
 * @callback: called when the call is over
 * @user_data: for @callback
 *
 * Ends the call in the way that its state asks for.
 *
 * Fails when there is no call.
 */
void
sipgo_simple_user_hangup (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_hangup, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_hangup (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_hangup_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.hangup].
 *
 * Returns: %TRUE when it is over
 */
gboolean
sipgo_simple_user_hangup_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_answer:
 * @self: a user
 * @options: (nullable): what the answer is to have
 * @cancellable: (nullable): as with [method@Invitation.accept]
 * @callback: called when it was answered
 * @user_data: for @callback
 *
 * Answers the call.
 *
 * Fails when there is no call, or we made it ourselves.
 */
void
sipgo_simple_user_answer (SipgoSimpleUser *self, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_answer, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_answer (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), options, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_answer_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.answer].
 *
 * Returns: %TRUE when it was answered
 */
gboolean
sipgo_simple_user_answer_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_decline:
 * @self: a user
 * @options: (nullable): what the response is to have; its status code is 480 where they name none
 * @cancellable: (nullable): makes the outcome a cancelled one; the call is declined all the same
 * @callback: called when it was declined
 * @user_data: for @callback
 *
 * Declines the call.
 *
 * Fails when there is no call, or we made it ourselves.
 */
void
sipgo_simple_user_decline (SipgoSimpleUser *self, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_decline, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_decline (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), options, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_decline_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.decline].
 *
 * Returns: %TRUE when it was declined
 */
gboolean
sipgo_simple_user_decline_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_hold:
 * @self: a user
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the peer has accepted, or has not
 * @user_data: for @callback
 *
 * Puts the call on hold.
 *
 * Fails when there is no answered call, or the peer has refused.
 */
void
sipgo_simple_user_hold (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_hold, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_hold (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_hold_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.hold].
 *
 * Returns: %TRUE when it is on hold
 */
gboolean
sipgo_simple_user_hold_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_unhold:
 * @self: a user
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the peer has accepted, or has not
 * @user_data: for @callback
 *
 * Takes the call up again.
 *
 * Fails when there is no answered call, or the peer has refused.
 */
void
sipgo_simple_user_unhold (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  task = begin (self, sipgo_simple_user_unhold, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_unhold (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_unhold_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.unhold].
 *
 * Returns: %TRUE when it is no longer on hold
 */
gboolean
sipgo_simple_user_unhold_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/**
 * sipgo_simple_user_send_dtmf:
 * @self: a user
 * @tones: one or several of `0` to `9`, `A` to `D`, `*` and `#`
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when all were sent
 * @user_data: for @callback
 *
 * Sends tones: [method@SessionManager.send_dtmf].
 *
 * Fails when there is no call, one of @tones is no tone, or it could not be sent.
 */
void
sipgo_simple_user_send_dtmf (SipgoSimpleUser *self, const char *tones, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SIMPLE_USER (self));
  g_return_if_fail (tones != NULL);
  task = begin (self, sipgo_simple_user_send_dtmf, cancellable, callback, user_data);
  if (task)
    sipgo_session_manager_send_dtmf (sipgo_simple_user_get_manager (self), sipgo_simple_user_get_session (self), tones, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_simple_user_send_dtmf_finish:
 * @self: a user
 * @result: what the callback got
 *
 * Takes the outcome of [method@SimpleUser.send_dtmf].
 *
 * Returns: %TRUE when all were sent
 */
gboolean
sipgo_simple_user_send_dtmf_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error)
{
  return sipgo_simple_user_finish (self, result, error);
}

/* --- at once ------------------------------------------------------------------------------------------------------ */

/**
 * sipgo_simple_user_is_held:
 * @self: a user
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when there is a call and it is on hold
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
 * Sends silence to the peer. Without a call there is nothing to do.
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
 * Lets the peer hear us again. Without a call there is nothing to do.
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
 * Whether the peer gets silence from us.
 *
 * Returns: %TRUE when there is a call and it is muted
 */
gboolean
sipgo_simple_user_is_muted (SipgoSimpleUser *self)
{
  SipgoSession *session;

  g_return_val_if_fail (SIPGO_IS_SIMPLE_USER (self), FALSE);
  session = sipgo_simple_user_get_session (self);
  return session && sipgo_session_manager_is_muted (sipgo_simple_user_get_manager (self), session);
}

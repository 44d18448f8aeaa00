/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/events/sipgo-messager.h"
#include "libsipgo/session/sipgo-session-private.h"

/* What a person does with calls. */

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
  if (!sipgo_user_agent_check_started (self->agent, error)
      || !sipgo_session_check_state (SIPGO_SESSION (inviter), SIPGO_SESSION_STATE_INITIAL, "start", error)
      || !sipgo_session_manager_check_room (self, error))
    return FALSE;
  sipgo_session_manager_add_session (self, SIPGO_SESSION (inviter));
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
 */
void
sipgo_session_manager_call (SipgoSessionManager *self, const char *destination, SipgoInviteOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoInviter) inviter = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (destination != NULL);
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_call, cancellable, callback, user_data);
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
 */
void
sipgo_session_manager_invite (SipgoSessionManager *self, SipgoInviter *inviter, SipgoInviteOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_INVITER (inviter));
  g_return_if_fail (sipgo_session_get_user_agent (SIPGO_SESSION (inviter)) == self->agent);
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_invite, cancellable, callback, user_data);
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
 */
gboolean
sipgo_session_manager_invite_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/* --- being called ------------------------------------------------------------------------------------------------- */

static gboolean
check_invitation (SipgoSession *session, GTask *task)
{
  if (SIPGO_IS_INVITATION (session))
    return TRUE;
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "We made this call; only one that somebody else makes can be answered or declined");
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
 */
void
sipgo_session_manager_answer (SipgoSessionManager *self, SipgoSession *session, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_answer, cancellable, callback, user_data);
  if (task && check_invitation (session, task))
    sipgo_invitation_accept (SIPGO_INVITATION (session), options, cancellable, sipgo_forward_boolean, g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_answer_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.answer].
 *
 * Returns: %TRUE when it was answered
 */
gboolean
sipgo_session_manager_answer_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
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
 */
void
sipgo_session_manager_decline (SipgoSessionManager *self, SipgoSession *session, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_decline, cancellable, callback, user_data);
  if (task && check_invitation (session, task))
    sipgo_invitation_reject (SIPGO_INVITATION (session), 0, options, cancellable, sipgo_forward_boolean, g_steal_pointer (&task));
}

/**
 * sipgo_session_manager_decline_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.decline].
 *
 * Returns: %TRUE when it was declined
 */
gboolean
sipgo_session_manager_decline_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
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
 */
void
sipgo_session_manager_hangup (SipgoSessionManager *self, SipgoSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_hangup, cancellable, callback, user_data);
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
 */
gboolean
sipgo_session_manager_hangup_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

static SipgoRequestOptions *
make_message_options (SipgoRequestOptions *options, const char *text)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain;charset=utf-8", text);
  g_auto (GStrv) headers = options ? sipgo_request_options_get_extra_headers (options) : NULL;
  SipgoRequestOptions *own = sipgo_request_options_new ();

  sipgo_request_options_set_extra_headers (own, (const char *const *) headers);
  sipgo_request_options_set_body (own, options && sipgo_request_options_get_body (options) ? sipgo_request_options_get_body (options) : body);
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
 */
void
sipgo_session_manager_message (SipgoSessionManager *self, const char *destination, const char *text, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoMessager) messager = NULL;
  g_autoptr (SipgoRequestOptions) own = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (destination != NULL);
  g_return_if_fail (text != NULL);
  task = sipgo_session_manager_new_task (self, sipgo_session_manager_message, cancellable, callback, user_data);
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
 */
gboolean
sipgo_session_manager_message_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

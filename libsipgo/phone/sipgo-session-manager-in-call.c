/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/ua/sipgo-forward-private.h"

/* What a person does while a call runs. */

/* --- hold --------------------------------------------------------------------------------------------------------- */

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
 */
void
sipgo_session_manager_hold (SipgoSessionManager *self, SipgoSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_hold, cancellable, callback, user_data);
  if (task)
    sipgo_session_set_hold (session, TRUE, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_session_manager_hold_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.hold].
 *
 * Returns: %TRUE when it is on hold
 */
gboolean
sipgo_session_manager_hold_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
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
 */
void
sipgo_session_manager_unhold (SipgoSessionManager *self, SipgoSession *session, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_unhold, cancellable, callback, user_data);
  if (task)
    sipgo_session_set_hold (session, FALSE, cancellable, sipgo_forward_boolean, task);
}

/**
 * sipgo_session_manager_unhold_finish:
 * @self: a manager
 * @result: what the callback got
 *
 * Takes the outcome of [method@SessionManager.unhold].
 *
 * Returns: %TRUE when it is no longer on hold
 */
gboolean
sipgo_session_manager_unhold_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/**
 * sipgo_session_manager_is_held:
 * @self: a manager
 * @session: a call
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when it is on hold
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
 */
void
sipgo_session_manager_transfer (SipgoSessionManager *self, SipgoSession *session, const char *target, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  g_return_if_fail (target != NULL);
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_transfer, cancellable, callback, user_data);
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
 */
gboolean
sipgo_session_manager_transfer_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
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
 */
void
sipgo_session_manager_transfer_to_session (SipgoSessionManager *self, SipgoSession *session, SipgoSession *other, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  g_return_if_fail (SIPGO_IS_SESSION (other));
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_transfer_to_session, cancellable, callback, user_data);
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
 */
gboolean
sipgo_session_manager_transfer_to_session_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

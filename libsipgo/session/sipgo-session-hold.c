/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"

/* Hold (RFC 3264 8.4): a re-INVITE whose only purpose is another direction of the media. */

/* For the property held, hold () and unhold (). Sends nothing when the call has the wanted state. */
static void
change_hold (SipgoSession *self, gboolean held, gpointer source_tag, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);

  if (!task)
    return;
  g_task_set_source_tag (task, source_tag);
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED && !sipgo_session_has_change (self)
      && self->held == held)
    g_task_return_pointer (task, NULL, NULL);
  else
    sipgo_session_change (self, NULL, TRUE, held, task);
}

static gboolean
finish_hold (GAsyncResult *result, GError **error)
{
  g_autoptr (GObject) request = NULL;
  GError *own_error = NULL;

  request = g_task_propagate_pointer (G_TASK (result), &own_error);
  if (!own_error)
    return TRUE;
  g_propagate_error (error, own_error);
  return FALSE;
}

/**
 * sipgo_session_hold:
 * @self: an established session
 * @cancellable: (nullable): cancels the re-INVITE
 * @callback: (nullable): called when the peer has accepted
 * @user_data: for @callback
 *
 * Puts the call on hold by a re-INVITE with another direction of the media (RFC 3264 section 8.4). Nothing is sent when
 * it is on hold already.
 *
 * Fails when the session is not established ([error@Error] `STATE`), another re-INVITE of ours is pending
 * (`REQUEST_PENDING`), or the peer refused (domain [enum@Status]).
 *
 * Since: 1.0
 */
void
sipgo_session_hold (SipgoSession *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  change_hold (self, TRUE, sipgo_session_hold, cancellable, callback, user_data);
}

/**
 * sipgo_session_hold_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.hold].
 *
 * Returns: %TRUE when the call is on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_session_hold_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return finish_hold (result, error);
}

/**
 * sipgo_session_unhold:
 * @self: an established session
 * @cancellable: (nullable): cancels the re-INVITE
 * @callback: (nullable): called when the peer has accepted
 * @user_data: for @callback
 *
 * Resumes a call that is on hold, by a re-INVITE (RFC 3264 section 8.4). Nothing is sent when it is not on hold.
 *
 * Fails when the session is not established ([error@Error] `STATE`), another re-INVITE of ours is pending
 * (`REQUEST_PENDING`), or the peer refused (domain [enum@Status]).
 *
 * Since: 1.0
 */
void
sipgo_session_unhold (SipgoSession *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  change_hold (self, FALSE, sipgo_session_unhold, cancellable, callback, user_data);
}

/**
 * sipgo_session_unhold_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.unhold].
 *
 * Returns: %TRUE when the call is not on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_session_unhold_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return finish_hold (result, error);
}

/* The change failed before a re-INVITE was sent: notifies held without a change, so that a property bound to it returns
 * to the old value. A re-INVITE that fails does so itself. */
static void
held_set (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!finish_hold (result, &error) && (g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_STATE)
                                        || g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING)))
    sipgo_session_notify_held (SIPGO_SESSION (source));
}

/**
 * sipgo_session_set_held:
 * @self: a session
 * @held: %TRUE to put the call on hold, %FALSE to resume it
 *
 * Sets [property@Session:held]. On an established call it sends a re-INVITE, and does not wait for its answer, as
 * [method@Session.hold] and [method@Session.unhold] do. Before the call it says whether the call begins on hold.
 *
 * Since: 1.0
 */
void
sipgo_session_set_held (SipgoSession *self, gboolean held)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (self->state == SIPGO_SESSION_STATE_INITIAL && !self->describing
      && self->offer_answer.state == SIPGO_SIGNALING_STATE_INITIAL)
    {
      self->starts_held = held;
      sipgo_session_note_held (self, held);
      return;
    }
  change_hold (self, held, sipgo_session_set_held, NULL, held_set, NULL);
}

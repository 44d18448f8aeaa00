/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/session/sipgo-referral.h"

/* The list of calls, from their first moment to their end. */

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

SipgoManagedSession *
sipgo_session_manager_require (SipgoSessionManager *self, SipgoSession *session, GError **error)
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
 */
GListModel *
sipgo_session_manager_get_sessions (SipgoSessionManager *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_MANAGER (self), NULL);
  return G_LIST_MODEL (self->sessions);
}

gboolean
sipgo_session_manager_check_room (SipgoSessionManager *self, GError **error)
{
  guint limit = self->max_simultaneous_sessions;

  if (limit == 0 || g_list_model_get_n_items (G_LIST_MODEL (self->sessions)) < limit)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "There are %u calls already; hang up one of them first", limit);
  return FALSE;
}

/* --- the life of one ---------------------------------------------------------------------------------------------- */

static void
emit (SipgoSessionManager *self, SipgoManagerSignal signal, SipgoSession *session)
{
  g_signal_emit (self, sipgo_manager_signals[signal], 0, session);
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
  sipgo_managed_session_set_tone_handler (managed, NULL, NULL);
  g_list_store_remove (self->sessions, position);
  emit (self, SIPGO_MANAGER_CALL_HANGUP, session);
}

void
sipgo_session_manager_drop_sessions (SipgoSessionManager *self)
{
  guint i;

  for (i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sessions)); i++)
    {
      g_autoptr (SipgoManagedSession) managed = g_list_model_get_item (G_LIST_MODEL (self->sessions), i);

      sipgo_managed_session_set_tone_handler (managed, NULL, NULL);
    }
  g_list_store_remove_all (self->sessions);
}

static void
state_changed (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoSessionState state = sipgo_session_get_state (session);

  if (state == SIPGO_SESSION_STATE_ESTABLISHED)
    emit (self, SIPGO_MANAGER_CALL_ANSWERED, session);
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
  g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_CALL_HOLD], 0, managed->session, managed->held);
}

/* Behind all handlers of the application's. */
static void
receive_referral (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoIncomingRequest *request = sipgo_referral_get_request (referral);
  g_autoptr (SipgoInviter) inviter = NULL;

  if (!self->follow_referrals || sipgo_incoming_request_is_answered (request) || sipgo_incoming_request_is_deferred (request))
    return;
  inviter = sipgo_referral_make_inviter (referral, NULL);
  if (!inviter)
    {
      g_autoptr (SipgoResponseOptions) options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code", 416, NULL);

      sipgo_referral_reject (referral, options, NULL);
      return;
    }
  sipgo_session_manager_add_session (self, SIPGO_SESSION (inviter));
  if (sipgo_session_get_state (SIPGO_SESSION (inviter)) == SIPGO_SESSION_STATE_INITIAL)
    sipgo_inviter_invite (inviter, NULL, NULL, NULL, NULL);
}

void
sipgo_session_manager_add_session (SipgoSessionManager *self, SipgoSession *session)
{
  g_autoptr (SipgoManagedSession) managed = NULL;

  if (sipgo_session_manager_find (self, session))
    return;
  managed = sipgo_managed_session_new (session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (state_changed), self, 0);
  g_signal_connect_object (session, "refer-received", G_CALLBACK (receive_referral), self, G_CONNECT_AFTER);
  g_signal_connect_object (managed, "notify::held", G_CALLBACK (held_changed), self, 0);
  sipgo_session_manager_watch_dtmf (self, managed);
  g_list_store_append (self->sessions, managed);
  emit (self, SIPGO_MANAGER_CALL_CREATED, session);
}

/* --- somebody calls ----------------------------------------------------------------------------------------------- */

void
sipgo_session_manager_receive_invitation (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoSession *session = SIPGO_SESSION (invitation);

  if (!sipgo_session_manager_check_room (self, NULL))
    {
      sipgo_invitation_reject (invitation, SIPGO_STATUS_BUSY_HERE, NULL, NULL, NULL, NULL);
      return;
    }
  sipgo_session_manager_add_session (self, session);
  if (sipgo_session_get_state (session) != SIPGO_SESSION_STATE_INITIAL)
    return;
  if (sipgo_session_manager_has_handler (self, SIPGO_MANAGER_CALL_RECEIVED))
    emit (self, SIPGO_MANAGER_CALL_RECEIVED, session);
  else
    sipgo_invitation_reject (invitation, SIPGO_STATUS_TEMPORARILY_UNAVAILABLE, NULL, NULL, NULL, NULL);
}

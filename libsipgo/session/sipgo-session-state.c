/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-refer-subscription-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/sipgo-session-enum-types.h"

/* The states of a session, and what follows from the last one. */

static gboolean
is_legal (SipgoSessionState from, SipgoSessionState to)
{
  switch (from)
    {
    case SIPGO_SESSION_STATE_INITIAL:
      return to != SIPGO_SESSION_STATE_INITIAL;
    case SIPGO_SESSION_STATE_ESTABLISHING:
      return to > SIPGO_SESSION_STATE_ESTABLISHING;
    case SIPGO_SESSION_STATE_ESTABLISHED:
      return to > SIPGO_SESSION_STATE_ESTABLISHED;
    case SIPGO_SESSION_STATE_TERMINATING:
      return to == SIPGO_SESSION_STATE_TERMINATED;
    case SIPGO_SESSION_STATE_TERMINATED:
    default:
      return FALSE;
    }
}

/* Tells those who waited for this state, and those who wait for one that cannot come any more. */
static void
wake_waiters (SipgoSession *self)
{
  GSList *waiters = g_steal_pointer (&self->waiters);
  GSList *l;

  for (l = waiters; l; l = l->next)
    {
      GTask *task = l->data;
      SipgoSessionState wanted = GPOINTER_TO_INT (g_task_get_task_data (task));

      if (self->state < wanted)
        {
          self->waiters = g_slist_prepend (self->waiters, task);
          continue;
        }
      if (self->state == wanted || self->state < SIPGO_SESSION_STATE_TERMINATING)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, sipgo_session_make_ended_error (self));
      g_object_unref (task);
    }
  g_slist_free (waiters);
}

/* What a session leaves behind at its end: its dialog, its media, whatever was still under way. */
static void
wind_up (SipgoSession *self)
{
  SIPGO_SESSION_GET_CLASS (self)->terminated (self);
  sipgo_session_stop_re_invite (self);
  sipgo_refer_subscriptions_outlive (self);
  if (self->dialog && g_queue_is_empty (&self->refers))
    sipgo_user_agent_core_remove_dialog (self->usage.core, self->dialog);
  if (self->pending_bye)
    sipgo_outgoing_request_abandon (self->pending_bye);
  g_clear_object (&self->pending_bye);
  g_clear_object (&self->replacee);
  if (self->unconfirmed)
    sipgo_incoming_invite_request_stop_repeating (self->unconfirmed);
  g_clear_object (&self->unconfirmed);
  sipgo_session_stop_re_invited (self);
  sipgo_session_forget_media (self);
  if (self->handler)
    sipgo_session_description_handler_close (self->handler);
  sipgo_session_close_signaling (self);
}

/* A program may keep the calls that are over, in a list that a handler of the agent fills: that must not keep the agent. */
static void
let_go_of_agent (SipgoSession *self)
{
  g_autoptr (SipgoAgent) agent = self->usage.agent;

  if (self->usage.number == 0)
    return;
  sipgo_limits_count_call (agent->limits, -1);
  sipgo_session_note_media (self);
  sipgo_usage_retire (&self->usage);
  sipgo_limits_notify_calls (agent->limits);
}

void
sipgo_session_set_state (SipgoSession *self, SipgoSessionState state)
{
  SipgoEnvironment *environment = sipgo_user_agent_core_get_environment (self->usage.core);
  g_autoptr (SipgoSession) hold = g_object_ref (self);

  if (self->state == state)
    return;
  /* A handler of an earlier change may have been faster: the end stays the end. */
  if (!is_legal (self->state, state))
    {
      sipgo_log (environment, SIPGO_LOG_STATE, "session %s: %d does not follow %d", sipgo_session_get_id (self), state, self->state);
      return;
    }
  self->state = state;
  sipgo_log_state (environment, "session", sipgo_session_get_id (self), SIPGO_TYPE_SESSION_STATE, state);
  if (state == SIPGO_SESSION_STATE_TERMINATED)
    wind_up (self);
  sipgo_session_check_dialog_state (self);
  sipgo_session_notify_state (self);
  wake_waiters (self);
  if (state == SIPGO_SESSION_STATE_TERMINATED)
    let_go_of_agent (self);
}

void
sipgo_session_set_failure (SipgoSession *self, SipgoFailure *failure)
{
  if (failure && !self->usage.failure && sipgo_usage_set_failure (&self->usage, failure))
    g_object_notify (G_OBJECT (self), "failure");
}

void
sipgo_session_terminate (SipgoSession *self, SipgoFailure *failure)
{
  if (self->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  sipgo_session_set_failure (self, failure);
  sipgo_session_set_state (self, SIPGO_SESSION_STATE_TERMINATED);
}

GError *
sipgo_session_make_ended_error (SipgoSession *self)
{
  if (self->usage.failure)
    return sipgo_failure_get_error (self->usage.failure);
  return g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call ended before this was done");
}

gboolean
sipgo_session_check_state (SipgoSession *self, SipgoSessionState wanted, const char *verb, GError **error)
{
  static const char *const advice[] = {
    "it has not begun",
    "it is being set up",
    "it is established already",
    "it is being ended",
    "it is over",
  };

  if (self->state == wanted)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "Cannot %s this call: %s%s", verb, advice[self->state],
               self->state < SIPGO_SESSION_STATE_ESTABLISHED && g_str_equal (verb, "end")
                 ? " (before it is established an Inviter is ended by cancel, an Invitation by reject)" : "");
  return FALSE;
}

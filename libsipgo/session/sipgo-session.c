/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/session/sipgo-referral.h"
#include "libsipgo/sipgo-session-enum-types.h"

/**
 * SipgoSession:
 *
 * A call that we make ([class@Inviter]) or receive ([class@Invitation]). The agent holds a reference to it until it is
 * over. [method@Session.bye] ends an established call, [method@Session.end] a call in any state.
 *
 * ```c
 * static void
 * state_changed (SipgoSession *session, GParamSpec *property, gpointer user_data)
 * {
 *   if (sipgo_session_get_state (session) == SIPGO_SESSION_STATE_TERMINATED)
 *     g_print ("The call is over\n");
 * }
 *
 * static void
 * info_received (SipgoSession *session, SipgoIncomingRequest *info, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_incoming_request_accept (info, NULL, &error))
 *     g_printerr ("Not accepted: %s\n", error->message);
 * }
 *
 * static void
 * watch (SipgoSession *session)
 * {
 *   g_signal_connect (session, "notify::state", G_CALLBACK (state_changed), NULL);
 *   g_signal_connect (session, "info-received", G_CALLBACK (info_received), NULL);
 * }
 * ```
 *
 * ```python
 * call.connect("notify::state", lambda call, _property: print(call.state))
 * await call.hold()
 * await call.info(body=Sipgo.Body.new("application/dtmf-relay", "Signal=1\r\nDuration=100\r\n"))
 * await call.unhold()
 * await call.refer("sip:carol@example.com")           # done when the peer talks to her
 * await call.bye()
 * ```
 *
 * ```js
 * call.connect('notify::state', () => print(Sipgo.SessionState.nick(call.state)));
 * await call.hold();
 * await call.info({body: Sipgo.Body.new('application/dtmf-relay', 'Signal=1\r\nDuration=100\r\n')});
 * await call.unhold();
 * await call.refer('sip:carol@example.com');
 * await call.bye();
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_ABSTRACT_TYPE (SipgoSession, sipgo_session, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_ACCOUNT,
  PROP_STATE,
  PROP_ID,
  PROP_DIALOG,
  PROP_LOCAL_IDENTITY,
  PROP_REMOTE_IDENTITY,
  PROP_ASSERTED_IDENTITY,
  PROP_REPLACEE,
  PROP_FAILURE,
  PROP_TRACE,
  PROP_DATA,
  PROP_MEDIA,
  PROP_HELD,
  PROP_SESSION_EXPIRES,
  PROP_REFRESHER,
  PROP_SESSION_DESCRIPTION_HANDLER,
  PROP_SESSION_DESCRIPTION_HANDLER_FACTORY,
  PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS,
  PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS,
  PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE,
  PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE,
  PROP_DIALOG_STATE,
  PROP_SIGNALING_STATE,
  PROP_OFFER,
  PROP_ANSWER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

guint sipgo_session_signals[SIPGO_SESSION_N_SIGNALS];

gboolean
sipgo_session_has_handler (SipgoSession *self, SipgoSessionSignal signal)
{
  return g_signal_has_handler_pending (self, sipgo_session_signals[signal], 0, TRUE);
}

/* --- the state ---------------------------------------------------------------------------------------------------- */

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

/* Completes the tasks that wait for this state, and fails those that wait for a state which was skipped by the end. */
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

/* Releases what a terminated session still has: pending requests, its dialog, its media. */
static void
wind_up (SipgoSession *self)
{
  SIPGO_SESSION_GET_CLASS (self)->terminated (self);
  sipgo_session_stop_change (self);
  sipgo_session_settle_refers (self);
  if (self->dialog && g_queue_is_empty (&self->refers))
    sipgo_user_agent_core_remove_dialog (self->usage.core, self->dialog);
  if (self->pending_bye)
    sipgo_outgoing_request_forget (self->pending_bye);
  g_clear_object (&self->pending_bye);
  g_clear_object (&self->replacee);
  if (self->unconfirmed)
    sipgo_incoming_invite_request_stop_repeating (self->unconfirmed);
  g_clear_object (&self->unconfirmed);
  sipgo_session_stop_answering (self);
  sipgo_session_stop_updating (self);
  sipgo_session_forget_media (self);
  if (self->handler)
    sipgo_session_description_handler_close (self->handler);
  sipgo_session_take_offer_answer (self, SIPGO_OFFER_ANSWER_CLOSE, NULL);
}

/* Drops the reference to the agent: an application may keep sessions that are over, and must not keep the agent alive
 * by them. */
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
  /* A signal handler may have terminated the session meanwhile: the state never goes back. */
  if (!is_legal (self->state, state))
    {
      sipgo_log (environment, SIPGO_LOG_STATE, "session %s: %d does not follow %d", sipgo_session_get_id (self), state,
                 self->state);
      return;
    }
  self->state = state;
  sipgo_usage_record_state (&self->usage, "session", sipgo_session_get_id (self), SIPGO_TYPE_SESSION_STATE, state);
  if (state >= SIPGO_SESSION_STATE_TERMINATING)
    {
      sipgo_session_timer_stop (&self->timer);
      sipgo_environment_cancel_timer (environment, &self->follow_timer);
    }
  if (state == SIPGO_SESSION_STATE_TERMINATED)
    wind_up (self);
  if (state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      self->offer_answer.is_tentative = FALSE;
      sipgo_session_notify_timer (self);
    }
  sipgo_session_check_dialog_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  wake_waiters (self);
  if (state == SIPGO_SESSION_STATE_TERMINATED)
    let_go_of_agent (self);
}

void
sipgo_session_set_failure (SipgoSession *self, SipgoFailure *failure)
{
  if (failure && !self->usage.failure && sipgo_usage_set_failure (&self->usage, failure))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
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
  return g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call ended before the operation completed");
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

/* --- the states of offer/answer and of the dialog ----------------------------------------------------------------- */

/* Without g_object_freeze_notify (), which costs more than the notifications when nothing is connected. */
void
sipgo_session_take_offer_answer (SipgoSession *self, SipgoOfferAnswerEvent event, SipgoBody *body)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  SipgoOfferAnswerChanges changes = sipgo_offer_answer_take (&self->offer_answer, event, body);

  if (changes & SIPGO_OFFER_ANSWER_OFFER_CHANGED)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_OFFER]);
  if (changes & SIPGO_OFFER_ANSWER_ANSWER_CHANGED)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ANSWER]);
  if (changes & SIPGO_OFFER_ANSWER_STATE_CHANGED)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIGNALING_STATE]);
}

static SipgoDialogState
find_dialog_state (SipgoSession *self)
{
  if (self->state == SIPGO_SESSION_STATE_TERMINATED)
    return SIPGO_DIALOG_STATE_TERMINATED;
  if (!self->dialog)
    return SIPGO_DIALOG_STATE_INITIAL;
  if (self->unconfirmed || SIPGO_SESSION_GET_CLASS (self)->awaits_ack (self))
    return SIPGO_DIALOG_STATE_ACK_WAIT;
  return sipgo_dialog_is_early (self->dialog) ? SIPGO_DIALOG_STATE_EARLY : SIPGO_DIALOG_STATE_CONFIRMED;
}

void
sipgo_session_check_dialog_state (SipgoSession *self)
{
  SipgoDialogState state = find_dialog_state (self);

  if (self->dialog_state == state)
    return;
  self->dialog_state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIALOG_STATE]);
}

/* --- for the subclasses ------------------------------------------------------------------------------------------- */

void
sipgo_session_take_dialog (SipgoSession *self, SipgoDialog *dialog)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  g_autoptr (SipgoDialog) before = NULL;

  if (self->dialog == dialog)
    return;
  if (self->dialog)
    sipgo_user_agent_core_remove_dialog (self->usage.core, self->dialog);
  before = g_steal_pointer (&self->dialog);
  self->dialog = sipgo_dialog_ref (dialog);
  sipgo_user_agent_core_add_dialog (self->usage.core, dialog, sipgo_session_receive, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIALOG]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCAL_IDENTITY]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
  if (sipgo_dialog_get_asserted_identity (dialog) || (before && sipgo_dialog_get_asserted_identity (before)))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASSERTED_IDENTITY]);
  sipgo_session_check_dialog_state (self);
}

void
sipgo_session_refresh_identity (SipgoSession *self, SipgoDialog *dialog, SipgoMessage *message)
{
  SipgoNameAddr *remote = sipgo_dialog_get_remote_identity (dialog);
  SipgoNameAddr *asserted = sipgo_dialog_get_asserted_identity (dialog);
  gboolean remote_changed, asserted_changed;

  sipgo_dialog_refresh_identity (dialog, message);
  if (dialog != self->dialog)
    return;
  remote_changed = remote != sipgo_dialog_get_remote_identity (dialog);
  asserted_changed = asserted != sipgo_dialog_get_asserted_identity (dialog);
  if (remote_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
  if (asserted_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASSERTED_IDENTITY]);
}

void
sipgo_session_note_held (SipgoSession *self, gboolean held)
{
  if (self->held == held)
    return;
  self->held = held;
  sipgo_session_notify_held (self);
}

/* held is notified last: a handler that ends the call must find it established, so that the peer gets a BYE. */
void
sipgo_session_establish (SipgoSession *self, SipgoFlow *flow, SipgoSessionDescriptionHandlerOptions *options,
                         GListModel *modifiers)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  gboolean was_held = self->held;

  self->held_by_modifier = sipgo_session_has_hold (modifiers);
  self->held = self->starts_held || self->held_by_modifier
               || (options && sipgo_session_description_handler_options_get_hold (options));
  self->starts_held = FALSE;
  if (flow)
    {
      self->own_end = *sipgo_flow_get_local (flow);
      self->peer_end = *sipgo_flow_get_remote (flow);
    }
  sipgo_session_set_state (self, SIPGO_SESSION_STATE_ESTABLISHED);
  if (self->held != was_held)
    sipgo_session_notify_held (self);
  /* The network has changed during the call setup. */
  if (self->must_follow)
    sipgo_session_follow_network (self, SIPGO_NETWORK_CHANGED);
}

void
sipgo_session_notify_held (SipgoSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HELD]);
}

void
sipgo_session_notify_handler (SipgoSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER]);
  sipgo_session_notify_media (self);
}

void
sipgo_session_notify_media (SipgoSession *self)
{
  sipgo_session_watch_media (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIA]);
}

/* --- the session timer -------------------------------------------------------------------------------------------- */

void
sipgo_session_hang_up_for (SipgoSession *self, guint status, const char *why)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  g_autoptr (GError) error = status == 408 ? g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, why)
                                           : g_error_new_literal (SIPGO_STATUS, status, why);
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);
  g_autofree char *reason = g_strdup_printf ("SIP;cause=%u;text=\"%s\"", status, why);

  sipgo_session_set_failure (self, failure);
  /* A signal handler may have ended the session. */
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (self, reason);
}

static void
refresh_due (gpointer owner)
{
  sipgo_session_refresh (owner);
}

static void
timer_expired (gpointer owner)
{
  SipgoSession *self = owner;

  sipgo_session_hang_up_for (self, 408, self->timer.is_refresher
                                            ? "The session expired: the peer answered no session refresh"
                                            : "The session expired: the peer sent no session refresh");
}

/* Read only where it is needed: Allow is a long list. */
static void
note_allowed (SipgoSession *self, SipgoMessage *message)
{
  if (self->timer.is_refresher && sipgo_message_has (message, SIPGO_HEADER_ALLOW))
    self->peer_updates = sipgo_message_has_element (message, SIPGO_HEADER_ALLOW, "UPDATE");
}

void
sipgo_session_answer_timer (SipgoSession *self, SipgoMessage *request, SipgoMessage *response)
{
  if (self->state >= SIPGO_SESSION_STATE_TERMINATING)
    return;
  sipgo_session_timer_answer (&self->timer, request, response);
  note_allowed (self, request);
}

void
sipgo_session_take_timer (SipgoSession *self, SipgoMessage *response)
{
  if (self->state >= SIPGO_SESSION_STATE_TERMINATING)
    return;
  sipgo_session_timer_take_response (&self->timer, response);
  note_allowed (self, response);
}

void
sipgo_session_notify_timer (SipgoSession *self)
{
  gboolean interval_changed = self->timer.interval_changed;
  gboolean refresher_changed = self->timer.refresher_changed;

  self->timer.interval_changed = self->timer.refresher_changed = FALSE;
  if (interval_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_EXPIRES]);
  if (refresher_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFRESHER]);
}

void
sipgo_session_set_up (SipgoSession *self, SipgoAgent *agent)
{
  static const SipgoSessionTimerFuncs funcs = { .refresh = refresh_due, .expired = timer_expired };

  sipgo_usage_set_up (&self->usage, g_object_ref (agent));
  sipgo_session_timer_init (&self->timer, sipgo_user_agent_core_get_environment (self->usage.core),
                            agent->settings.session_expires, agent->settings.min_session_expires, &funcs, self);
}

void
sipgo_session_join (SipgoSession *self)
{
  SipgoLimits *limits = self->usage.agent->limits;

  self->awaits_media = self->handler == NULL;
  sipgo_limits_count_without_media (limits, self->awaits_media);
  sipgo_limits_count_call (limits, 1);
  sipgo_usage_join (&self->usage);
  sipgo_limits_notify_calls (limits);
}

void
sipgo_session_note_media (SipgoSession *self)
{
  sipgo_limits_count_without_media (self->usage.agent->limits, self->awaits_media ? -1 : 0);
  self->awaits_media = FALSE;
}

static void
sipgo_session_follow (SipgoUsage *usage, SipgoNetworkChange change)
{
  sipgo_session_follow_network (SIPGO_SESSION (usage), change);
}

static const char *
sipgo_session_get_call_id (SipgoUsage *usage)
{
  SipgoSession *self = (SipgoSession *) usage;

  return self->dialog ? sipgo_dialog_get_call_id (self->dialog) : NULL;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSession *self = SIPGO_SESSION (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->usage.agent);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->usage.account);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ID:
      g_value_set_string (value, sipgo_session_get_id (self));
      break;
    case PROP_DIALOG:
      g_value_set_boxed (value, self->dialog);
      break;
    case PROP_LOCAL_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_local_identity (self));
      break;
    case PROP_REMOTE_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_remote_identity (self));
      break;
    case PROP_ASSERTED_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_asserted_identity (self));
      break;
    case PROP_REPLACEE:
      g_value_set_object (value, self->replacee);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->usage.failure);
      break;
    case PROP_TRACE:
      g_value_set_object (value, sipgo_session_get_trace (self));
      break;
    case PROP_DATA:
      g_value_set_object (value, self->usage.data);
      break;
    case PROP_MEDIA:
      g_value_set_object (value, sipgo_session_get_media (self));
      break;
    case PROP_HELD:
      g_value_set_boolean (value, self->held);
      break;
    case PROP_SESSION_EXPIRES:
      g_value_set_uint (value, self->timer.interval);
      break;
    case PROP_REFRESHER:
      g_value_set_boolean (value, self->timer.is_refresher);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER:
      g_value_set_object (value, self->handler);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      g_value_set_object (value, self->factory);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
      g_value_set_object (value, self->modifiers);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      g_value_set_object (value, self->options);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE:
      g_value_set_object (value, self->modifiers_re_invite);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE:
      g_value_set_object (value, self->options_re_invite);
      break;
    case PROP_DIALOG_STATE:
      g_value_set_enum (value, self->dialog_state);
      break;
    case PROP_SIGNALING_STATE:
      g_value_set_enum (value, self->offer_answer.state);
      break;
    case PROP_OFFER:
      g_value_set_boxed (value, self->offer_answer.offer);
      break;
    case PROP_ANSWER:
      g_value_set_boxed (value, self->offer_answer.answer);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSession *self = SIPGO_SESSION (object);

  switch (id)
    {
    case PROP_DATA:
      sipgo_session_set_data (self, g_value_get_object (value));
      break;
    case PROP_HELD:
      sipgo_session_set_held (self, g_value_get_boolean (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      sipgo_session_set_session_description_handler_factory (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
      sipgo_session_set_session_description_handler_modifiers (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      sipgo_session_set_session_description_handler_options (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE:
      sipgo_session_set_session_description_handler_modifiers_re_invite (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE:
      sipgo_session_set_session_description_handler_options_re_invite (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_session_dispose (GObject *object)
{
  SipgoSession *self = SIPGO_SESSION (object);

  if (self->usage.core && self->state != SIPGO_SESSION_STATE_TERMINATED)
    sipgo_session_terminate (self, NULL);
  sipgo_session_end_refers (self);
  sipgo_session_forget_media (self);
  g_clear_object (&self->handler);
  g_clear_object (&self->factory);
  g_clear_object (&self->options);
  g_clear_object (&self->options_re_invite);
  g_clear_object (&self->modifiers);
  g_clear_object (&self->modifiers_re_invite);
  g_clear_object (&self->replacee);
  g_clear_object (&self->unconfirmed);
  g_clear_object (&self->offered);
  G_OBJECT_CLASS (sipgo_session_parent_class)->dispose (object);
}

static void
sipgo_session_finalize (GObject *object)
{
  SipgoSession *self = SIPGO_SESSION (object);

  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_clear_pointer (&self->local, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote, sipgo_name_addr_unref);
  sipgo_offer_answer_clear (&self->offer_answer);
  g_clear_pointer (&self->own_description, sipgo_body_unref);
  g_free (self->media_host);
  G_OBJECT_CLASS (sipgo_session_parent_class)->finalize (object);
}

static void
sipgo_session_real_end (SipgoSession *self)
{
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (self, NULL);
}

static void
sipgo_session_real_terminated (SipgoSession *self)
{
}

static gboolean
sipgo_session_leave (SipgoUsage *usage)
{
  SipgoSession *self = SIPGO_SESSION (usage);

  if (self->state < SIPGO_SESSION_STATE_TERMINATING)
    SIPGO_SESSION_GET_CLASS (self)->end (self);
  return self->state != SIPGO_SESSION_STATE_TERMINATED;
}

static void
sipgo_session_terminate_usage (SipgoUsage *usage)
{
  sipgo_session_terminate (SIPGO_SESSION (usage), NULL);
}

static void
sipgo_session_hang_up_at_exit (SipgoUsage *usage)
{
  SipgoSession *self = SIPGO_SESSION (usage);
  g_autoptr (SipgoMessage) bye = NULL;

  if (self->state != SIPGO_SESSION_STATE_ESTABLISHED || !self->dialog)
    return;
  bye = sipgo_dialog_new_request (self->dialog, "BYE");
  sipgo_user_agent_core_send_at_exit (self->usage.core, bye, self->dialog);
}

static gboolean
sipgo_session_real_awaits_ack (SipgoSession *self)
{
  return FALSE;
}

static gboolean
sipgo_session_real_has_early_dialog (SipgoSession *self)
{
  return self->dialog != NULL;
}

static gboolean
sipgo_session_real_awaits_prack (SipgoSession *self)
{
  return FALSE;
}

static void
sipgo_session_real_early_request (SipgoSession *self, SipgoIncomingRequest *request)
{
  sipgo_incoming_request_respond_simple (request, 481);
}

static void
install_media_properties (void)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSession:media:
   *
   * The media of the call; %NULL before there is any, and with a session description handler that has no media object.
   *
   * Since: 1.0
   */
  props[PROP_MEDIA] = g_param_spec_object ("media", NULL, NULL, SIPGO_TYPE_MEDIA, readable);
  /**
   * SipgoSession:held:
   *
   * Whether we put the call on hold. Setting the property of an established call sends a re-INVITE. The value changes
   * once the peer has accepted; when the peer refuses, or another re-INVITE of ours is pending, the property is
   * notified without a change, so that a property bound to it returns to the old value. %FALSE by default.
   *
   * When it is set before an [class@Inviter] is invited or an [class@Invitation] answered, the call begins on hold: our
   * first offer or answer says so (RFC 3264 section 8.4). While a call is being set up, and when it is over, it cannot
   * be changed: the property is notified without a change.
   *
   * Since: 1.0
   */
  props[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, writable);
  /**
   * SipgoSession:session-description-handler:
   *
   * The handler that makes offers and answers; %NULL before the first one is needed.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER] =
    g_param_spec_object ("session-description-handler", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER, readable);
  /**
   * SipgoSession:session-description-handler-factory:
   *
   * The factory that makes the session description handler. %NULL, the default, for the agent's factory.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY] =
    g_param_spec_object ("session-description-handler-factory", NULL, NULL,
                         SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY, writable);
  /**
   * SipgoSession:session-description-handler-modifiers:
   *
   * The [iface@SdpModifier]s that change the descriptions of the first INVITE, in order. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS] =
    g_param_spec_object ("session-description-handler-modifiers", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  /**
   * SipgoSession:session-description-handler-options:
   *
   * The options that the handler gets for the descriptions of the first INVITE. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS] =
    g_param_spec_object ("session-description-handler-options", NULL, NULL,
                         SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, writable);
  /**
   * SipgoSession:session-description-handler-modifiers-re-invite:
   *
   * The [iface@SdpModifier]s that change the descriptions of re-INVITEs, in order. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE] =
    g_param_spec_object ("session-description-handler-modifiers-re-invite", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  /**
   * SipgoSession:session-description-handler-options-re-invite:
   *
   * The options that the handler gets for the descriptions of re-INVITEs. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE] =
    g_param_spec_object ("session-description-handler-options-re-invite", NULL, NULL,
                         SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, writable);
}

static void
install_signaling_properties (void)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * SipgoSession:dialog-state:
   *
   * The state of the dialog (RFC 3261 section 12): early, waiting for an ACK, confirmed.
   *
   * Since: 1.0
   */
  props[PROP_DIALOG_STATE] = g_param_spec_enum ("dialog-state", NULL, NULL, SIPGO_TYPE_DIALOG_STATE,
                                                SIPGO_DIALOG_STATE_INITIAL, flags);
  /**
   * SipgoSession:signaling-state:
   *
   * The state of the offer/answer exchange (RFC 3264).
   *
   * Since: 1.0
   */
  props[PROP_SIGNALING_STATE] = g_param_spec_enum ("signaling-state", NULL, NULL, SIPGO_TYPE_SIGNALING_STATE,
                                                   SIPGO_SIGNALING_STATE_INITIAL, flags);
  /**
   * SipgoSession:session-expires:
   *
   * The session interval in seconds that is agreed with the peer (RFC 4028): the call ends by a BYE when it is not
   * refreshed within this time. 0 when none is agreed: signalling does not notice then that the peer has disappeared.
   * When the call is over, the last value stays.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_EXPIRES] = g_param_spec_uint ("session-expires", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * SipgoSession:refresher:
   *
   * Whether we are the refresher of the session (RFC 4028): we send an UPDATE or re-INVITE after half
   * of [property@Session:session-expires]. %FALSE when the peer is, or none is agreed.
   *
   * Since: 1.0
   */
  props[PROP_REFRESHER] = g_param_spec_boolean ("refresher", NULL, NULL, FALSE, flags);
  /**
   * SipgoSession:offer:
   *
   * The pending offer, or the last one that was answered, ours or the peer's; %NULL before the first. When an offer is
   * refused or withdrawn, the property returns to the last offer that was answered.
   *
   * Since: 1.0
   */
  props[PROP_OFFER] = g_param_spec_boxed ("offer", NULL, NULL, SIPGO_TYPE_BODY, flags);
  /**
   * SipgoSession:answer:
   *
   * The answer to [property@Session:offer]; %NULL while there is none.
   *
   * Since: 1.0
   */
  props[PROP_ANSWER] = g_param_spec_boxed ("answer", NULL, NULL, SIPGO_TYPE_BODY, flags);
}

static void
add_request_signal (SipgoSessionClass *klass, SipgoSessionSignal signal, const char *name, GType type)
{
  sipgo_session_signals[signal] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                                NULL, G_TYPE_NONE, 1, type);
}

static void
install_received_signals (SipgoSessionClass *klass)
{
  /**
   * SipgoSession::bye-received:
   * @self: the session
   * @request: the BYE
   *
   * The peer ends the call. The library answers 200 when no handler has answered; a BYE cannot be deferred (RFC 3261
   * 15.1.2).
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_BYE_RECEIVED, "bye-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::info-received:
   * @self: the session
   * @request: the INFO; when no handler answers or defers it, the library answers 200, or 469 when it has an
   *   Info-Package (RFC 6086)
   *
   * The peer sends an INFO.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_INFO_RECEIVED, "info-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::message-received:
   * @self: the session
   * @request: the MESSAGE; when no handler answers or defers it, the library answers 200
   *
   * The peer sends a MESSAGE.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_MESSAGE_RECEIVED, "message-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::notification-received:
   * @self: the session
   * @request: the NOTIFY; when no handler answers or defers it, the library answers 200, and 481 when no handler is
   *   connected
   *
   * The peer sends a NOTIFY that does not belong to the subscription of a REFER of ours.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_NOTIFICATION_RECEIVED, "notification-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::invite-received:
   * @self: the session
   * @request: the re-INVITE; when no handler answers or defers it, the library answers it with a session description
   *
   * The peer sends a re-INVITE to change the media of the call. A handler may refuse it by
   * [method@IncomingRequest.reject]: the call goes on as before; or decide later, by [method@IncomingRequest.defer].
   * [property@Session:signaling-state] becomes stable when it was answered and the change took effect.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_INVITE_RECEIVED, "invite-received", SIPGO_TYPE_INCOMING_INVITE_REQUEST);
  /**
   * SipgoSession::update-received:
   * @self: the session
   * @request: the UPDATE; when no handler answers or defers it, the library answers it, with a session description when
   *   it has an offer
   *
   * The peer sends an UPDATE (RFC 3311) to change the media or its Contact, or to refresh the session (RFC 4028); it
   * may do so before the call is established. A handler may refuse it by [method@IncomingRequest.reject]: the call goes
   * on as before. The answer should not wait for a person; an UPDATE that is deferred and never decided gets 504.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_UPDATE_RECEIVED, "update-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::ack-received:
   * @self: the session
   * @ack: the ACK
   *
   * The peer acknowledges our 2xx to an INVITE.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_ACK_RECEIVED, "ack-received", SIPGO_TYPE_MESSAGE);
  /**
   * SipgoSession::refer-received:
   * @self: the session
   * @referral: the REFER; when no handler answers or defers it, the library answers 603
   *
   * The peer asks us by a REFER to call another party (RFC 3515). No such call is made unless a handler accepts and
   * makes it ([method@Referral.make_inviter]), since it is made in our name and at our cost.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_REFER_RECEIVED, "refer-received", SIPGO_TYPE_REFERRAL);
}

static void
install_signals (SipgoSessionClass *klass)
{
  install_received_signals (klass);
  /**
   * SipgoSession::request-created:
   * @self: the session
   * @request: the request
   *
   * A request is about to be sent. This is the moment to connect to its signals.
   *
   * Since: 1.0
   */
  add_request_signal (klass, SIPGO_SESSION_REQUEST_CREATED, "request-created", SIPGO_TYPE_OUTGOING_REQUEST);
  /**
   * SipgoSession::refer-progress:
   * @self: the session
   * @status_code: the status that the NOTIFY reports for the referred call
   * @reason_phrase: its reason phrase
   *
   * A NOTIFY reports the progress of a transfer that [method@Session.refer] has started.
   *
   * Since: 1.0
   */
  sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS] =
    g_signal_new ("refer-progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  G_TYPE_UINT, G_TYPE_STRING);
}

static void
sipgo_session_class_init (SipgoSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_session_get_property;
  object_class->set_property = sipgo_session_set_property;
  object_class->dispose = sipgo_session_dispose;
  object_class->finalize = sipgo_session_finalize;
  usage_class->leave = sipgo_session_leave;
  usage_class->terminate = sipgo_session_terminate_usage;
  usage_class->follow_network = sipgo_session_follow;
  usage_class->get_call_id = sipgo_session_get_call_id;
  usage_class->hang_up_at_exit = sipgo_session_hang_up_at_exit;
  klass->end = sipgo_session_real_end;
  klass->terminated = sipgo_session_real_terminated;
  klass->awaits_ack = sipgo_session_real_awaits_ack;
  klass->has_early_dialog = sipgo_session_real_has_early_dialog;
  klass->awaits_prack = sipgo_session_real_awaits_prack;
  klass->early_request = sipgo_session_real_early_request;

  /**
   * SipgoSession:user-agent: (type SipgoUserAgent)
   *
   * The agent that the session belongs to; %NULL when the call is over and the agent gone.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_AGENT, readable);
  /**
   * SipgoSession:account:
   *
   * The account of the agent that makes the call, or that the call is for: the one whose Contact or address is the
   * Request-URI of the INVITE, or whose address is its To. The agent's own when it is for none of the others.
   *
   * Since: 1.0
   */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, SIPGO_TYPE_ACCOUNT, readable);
  /**
   * SipgoSession:state:
   *
   * The state of the session.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_SESSION_STATE, SIPGO_SESSION_STATE_INITIAL,
                                         readable);
  /**
   * SipgoSession:id:
   *
   * The id of the session, unique within the agent; %NULL before there is a dialog.
   *
   * Since: 1.0
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);
  /**
   * SipgoSession:dialog:
   *
   * The dialog with the peer; %NULL before there is one.
   *
   * Since: 1.0
   */
  props[PROP_DIALOG] = g_param_spec_boxed ("dialog", NULL, NULL, SIPGO_TYPE_DIALOG, readable);
  /**
   * SipgoSession:local-identity:
   *
   * Our name and address in the dialog: before there is one without the tag, unless the application has set one.
   *
   * Since: 1.0
   */
  props[PROP_LOCAL_IDENTITY] = g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:remote-identity:
   *
   * The name and address that the peer gives itself. It changes when a later request of the peer has another From
   * (connected identity, RFC 4916), as after a transfer on its side. Our later requests carry the new address; the tag,
   * which identifies the dialog, stays the same.
   *
   * Since: 1.0
   */
  props[PROP_REMOTE_IDENTITY] = g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:asserted-identity:
   *
   * The identity of the peer that the network asserts (P-Asserted-Identity, RFC 3325), from the peer's last request or
   * response with that header; %NULL when none had it. The application has to know whether to trust it: only a network
   * that removes the header when it comes from untrusted clients makes it more than a claim of the peer.
   *
   * Since: 1.0
   */
  props[PROP_ASSERTED_IDENTITY] = g_param_spec_boxed ("asserted-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:replacee:
   *
   * The session that this one replaces (Replaces, RFC 3891). It is ended once this one is accepted.
   *
   * Since: 1.0
   */
  props[PROP_REPLACEE] = g_param_spec_object ("replacee", NULL, NULL, SIPGO_TYPE_SESSION, readable);
  /**
   * SipgoSession:failure:
   *
   * Why the session failed; %NULL while it has not, and when it ended normally.
   *
   * Since: 1.0
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, readable);
  /**
   * SipgoSession:trace:
   *
   * The last messages, states and decisions of the call.
   *
   * Since: 1.0
   */
  props[PROP_TRACE] = g_param_spec_object ("trace", NULL, NULL, SIPGO_TYPE_TRACE, readable);
  /**
   * SipgoSession:data:
   *
   * An object of the application, which the library does not use. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_DATA] = g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  install_media_properties ();
  install_signaling_properties ();
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (klass);
  usage_class->request_created_signal = sipgo_session_signals[SIPGO_SESSION_REQUEST_CREATED];
}

static void
sipgo_session_init (SipgoSession *self)
{
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_session_get_user_agent:
 * @self: a session
 *
 * The agent that the session belongs to.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL when the call is over and the agent gone
 *
 * Since: 1.0
 */
SipgoUserAgent *
sipgo_session_get_user_agent (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return (SipgoUserAgent *) self->usage.agent;
}

/**
 * sipgo_session_get_state:
 * @self: a session
 *
 * The state of the session.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoSessionState
sipgo_session_get_state (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), SIPGO_SESSION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_session_get_id:
 * @self: a session
 *
 * The id of the session, unique within the agent.
 *
 * Returns: (nullable): the id, or %NULL before there is a dialog
 *
 * Since: 1.0
 */
const char *
sipgo_session_get_id (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_id (self->dialog) : NULL;
}

/**
 * sipgo_session_get_dialog:
 * @self: a session
 *
 * The dialog with the peer.
 *
 * Returns: (transfer none) (nullable): the dialog, or %NULL before there is one
 *
 * Since: 1.0
 */
SipgoDialog *
sipgo_session_get_dialog (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog;
}

/**
 * sipgo_session_get_account:
 * @self: a session
 *
 * Gets whose call it is.
 *
 * Returns: (transfer none) (nullable): the account; %NULL once the session was disposed
 *
 * Since: 1.0
 */
SipgoAccount *
sipgo_session_get_account (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->usage.account;
}

/**
 * sipgo_session_get_local_identity:
 * @self: a session
 *
 * Our name and address in the dialog.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_session_get_local_identity (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_local_identity (self->dialog) : self->local;
}

/**
 * sipgo_session_get_remote_identity:
 * @self: a session
 *
 * The name and address that the peer gives itself, see [property@Session:remote-identity].
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_session_get_remote_identity (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_remote_identity (self->dialog) : self->remote;
}

/**
 * sipgo_session_get_asserted_identity:
 * @self: a session
 *
 * The identity of the peer that the network asserts (P-Asserted-Identity, RFC 3325).
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL when it asserts nothing
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_session_get_asserted_identity (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->dialog ? sipgo_dialog_get_asserted_identity (self->dialog) : NULL;
}

/**
 * sipgo_session_get_replacee:
 * @self: a session
 *
 * The session that this one replaces (RFC 3891).
 *
 * Returns: (transfer none) (nullable): the session, or %NULL
 *
 * Since: 1.0
 */
SipgoSession *
sipgo_session_get_replacee (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->replacee;
}

/**
 * sipgo_session_get_failure:
 * @self: a session
 *
 * Why the session failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 *
 * Since: 1.0
 */
SipgoFailure *
sipgo_session_get_failure (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->usage.failure;
}

/**
 * sipgo_session_get_trace:
 * @self: a session
 *
 * Gets the last messages, states and decisions of the call, also when it is over.
 *
 * Returns: (transfer none): the trace
 *
 * Since: 1.0
 */
SipgoTrace *
sipgo_session_get_trace (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return sipgo_usage_get_trace (&self->usage);
}

/**
 * sipgo_session_get_data:
 * @self: a session
 *
 * The object of the application.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
GObject *
sipgo_session_get_data (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->usage.data;
}

/**
 * sipgo_session_get_media:
 * @self: a session
 *
 * The media of the call.
 *
 * Returns: (transfer none) (nullable): the media, or %NULL before there is any
 *
 * Since: 1.0
 */
SipgoMedia *
sipgo_session_get_media (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->handler ? sipgo_session_description_handler_get_media (self->handler) : NULL;
}

/**
 * sipgo_session_get_held:
 * @self: a session
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when we did
 *
 * Since: 1.0
 */
gboolean
sipgo_session_get_held (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), FALSE);
  return self->held;
}

/**
 * sipgo_session_get_session_expires:
 * @self: a session
 *
 * The session interval that is agreed with the peer (RFC 4028), see [property@Session:session-expires].
 *
 * Returns: seconds; 0 for none
 *
 * Since: 1.0
 */
guint
sipgo_session_get_session_expires (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), 0);
  return self->timer.interval;
}

/**
 * sipgo_session_get_refresher:
 * @self: a session
 *
 * Whether we are the refresher of the session (RFC 4028).
 *
 * Returns: %TRUE when we are
 *
 * Since: 1.0
 */
gboolean
sipgo_session_get_refresher (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), FALSE);
  return self->timer.is_refresher;
}

/**
 * sipgo_session_get_session_description_handler:
 * @self: a session
 *
 * The handler that makes offers and answers.
 *
 * Returns: (transfer none) (nullable): the handler, or %NULL before it is needed
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandler *
sipgo_session_get_session_description_handler (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->handler;
}

/**
 * sipgo_session_set_data:
 * @self: a session
 * @data: (nullable): the new value
 *
 * Sets [property@Session:data].
 *
 * Since: 1.0
 */
void
sipgo_session_set_data (SipgoSession *self, GObject *data)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->usage.data, data))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATA]);
}

/**
 * sipgo_session_get_session_description_handler_factory:
 * @self: a session
 *
 * The factory that makes the session description handler, in place of the agent's factory.
 *
 * Returns: (transfer none) (nullable): the factory, or %NULL for the agent's
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerFactory *
sipgo_session_get_session_description_handler_factory (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->factory;
}

/**
 * sipgo_session_set_session_description_handler_factory:
 * @self: a session
 * @factory: (nullable): the new value
 *
 * Sets the factory that makes the session description handler, in place of the agent's factory. It has no effect once
 * the session has a handler.
 *
 * Since: 1.0
 */
void
sipgo_session_set_session_description_handler_factory (SipgoSession *self,
                                                       SipgoSessionDescriptionHandlerFactory *factory)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->factory, factory))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY]);
}

/**
 * sipgo_session_get_session_description_handler_modifiers:
 * @self: a session
 *
 * The [iface@SdpModifier]s that change the descriptions of the first INVITE.
 *
 * Returns: (transfer none) (nullable): the modifiers, or %NULL
 *
 * Since: 1.0
 */
GListModel *
sipgo_session_get_session_description_handler_modifiers (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->modifiers;
}

/**
 * sipgo_session_set_session_description_handler_modifiers:
 * @self: a session
 * @modifiers: (nullable): the new value
 *
 * Sets the [iface@SdpModifier]s that change the descriptions of the first INVITE.
 *
 * Since: 1.0
 */
void
sipgo_session_set_session_description_handler_modifiers (SipgoSession *self, GListModel *modifiers)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->modifiers, modifiers))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS]);
}

/**
 * sipgo_session_get_session_description_handler_options:
 * @self: a session
 *
 * The options that the handler gets for the descriptions of the first INVITE.
 *
 * Returns: (transfer none) (nullable): the options, or %NULL
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_session_get_session_description_handler_options (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->options;
}

/**
 * sipgo_session_set_session_description_handler_options:
 * @self: a session
 * @options: (nullable): the new value
 *
 * Sets the options that the handler gets for the descriptions of the first INVITE.
 *
 * Since: 1.0
 */
void
sipgo_session_set_session_description_handler_options (SipgoSession *self,
                                                       SipgoSessionDescriptionHandlerOptions *options)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->options, options))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS]);
}

/**
 * sipgo_session_get_session_description_handler_modifiers_re_invite:
 * @self: a session
 *
 * The [iface@SdpModifier]s that change the descriptions of re-INVITEs.
 *
 * Returns: (transfer none) (nullable): the modifiers, or %NULL
 *
 * Since: 1.0
 */
GListModel *
sipgo_session_get_session_description_handler_modifiers_re_invite (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->modifiers_re_invite;
}

/**
 * sipgo_session_set_session_description_handler_modifiers_re_invite:
 * @self: a session
 * @modifiers: (nullable): the new value
 *
 * Sets the [iface@SdpModifier]s that change the descriptions of re-INVITEs.
 *
 * Since: 1.0
 */
void
sipgo_session_set_session_description_handler_modifiers_re_invite (SipgoSession *self, GListModel *modifiers)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->modifiers_re_invite, modifiers))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE]);
}

/**
 * sipgo_session_get_session_description_handler_options_re_invite:
 * @self: a session
 *
 * The options that the handler gets for the descriptions of re-INVITEs.
 *
 * Returns: (transfer none) (nullable): the options, or %NULL
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_session_get_session_description_handler_options_re_invite (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->options_re_invite;
}

/**
 * sipgo_session_set_session_description_handler_options_re_invite:
 * @self: a session
 * @options: (nullable): the new value
 *
 * Sets the options that the handler gets for the descriptions of re-INVITEs.
 *
 * Since: 1.0
 */
void
sipgo_session_set_session_description_handler_options_re_invite (SipgoSession *self,
                                                                 SipgoSessionDescriptionHandlerOptions *options)
{
  g_return_if_fail (SIPGO_IS_SESSION (self));
  if (g_set_object (&self->options_re_invite, options))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE]);
}

/**
 * sipgo_session_get_dialog_state:
 * @self: a session
 *
 * The state of the dialog.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoDialogState
sipgo_session_get_dialog_state (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), SIPGO_DIALOG_STATE_TERMINATED);
  return self->dialog_state;
}

/**
 * sipgo_session_get_signaling_state:
 * @self: a session
 *
 * The state of the offer/answer exchange.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoSignalingState
sipgo_session_get_signaling_state (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), SIPGO_SIGNALING_STATE_CLOSED);
  return self->offer_answer.state;
}

/**
 * sipgo_session_get_offer:
 * @self: a session
 *
 * The pending offer, or the last one that was answered.
 *
 * Returns: (transfer none) (nullable): the offer, or %NULL before the first
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_session_get_offer (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->offer_answer.offer;
}

/**
 * sipgo_session_get_answer:
 * @self: a session
 *
 * The answer to the offer.
 *
 * Returns: (transfer none) (nullable): the answer, or %NULL while there is none
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_session_get_answer (SipgoSession *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION (self), NULL);
  return self->offer_answer.answer;
}

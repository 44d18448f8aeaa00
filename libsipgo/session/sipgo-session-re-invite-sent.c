/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/session/sipgo-re-invite-private.h"

/* Our re-INVITE (RFC 3261 14.1) or UPDATE (RFC 3311): carries out the steps that SipgoReInvite decides on. */
struct _SipgoSessionChange
{
  SipgoReInvite *re_invite;
  SipgoSession *session;
  GTask *task;                      /* NULL once it has returned */
  SipgoInviteOptions *options;
  gboolean sets_hold;
  gboolean hold;                    /* the value of held when it is accepted */
  gboolean by_modifier;             /* the value of held_by_modifier */
  gboolean is_update;
  gboolean has_offer;               /* also one that the application has written */
  gboolean was_renewed;             /* offer_answer.is_renewed before our offer in an early dialog */
  gboolean is_move;                 /* a refresh with a new description, of another address */
  gboolean follows;                 /* it tells the peer our present address */
  gboolean is_refresh;              /* a session refresh (RFC 4028), not a change of the application */
  SipgoBody *repeated_for;          /* the peer's description, while a refresh repeats ours; else NULL */
  SipgoSessionChange *next;         /* a change of the application that waits for the end of this refresh */
  SipgoOutgoingRequest *request;
  GSource *cancel_source;
};

/* Between a change of the network and our re-INVITE; longer each time when that cannot be sent. */
#define FOLLOW_DELAY SIPGO_SECONDS (1)
#define MAX_FOLLOW_FAILURES 10

static SipgoEnvironment *
environment_of (SipgoSessionChange *self)
{
  return sipgo_user_agent_core_get_environment (self->session->usage.core);
}

/* --- its end ------------------------------------------------------------------------------------------------------ */

static void
clear_request (SipgoSessionChange *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);

  if (!request)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  if (!sipgo_outgoing_request_is_done (request))
    SIPGO_OUTGOING_REQUEST_GET_CLASS (request)->stop (request, NULL);
}

static void
change_free (SipgoSessionChange *self)
{
  SipgoSession *session = self->session;

  if (session->change == self)
    session->change = g_steal_pointer (&self->next);
  else
    session->change->next = NULL;
  sipgo_clear_source (&self->cancel_source);
  clear_request (self);
  sipgo_re_invite_free (self->re_invite);
  g_clear_object (&self->task);
  g_clear_object (&self->options);
  g_clear_pointer (&self->repeated_for, sipgo_body_unref);
  g_object_unref (self->session);
  g_free (self);
}

static void
fail (SipgoSession *session, GTask *task, gboolean sets_hold, GError *error)
{
  /* So that a property bound to it returns to the old value. */
  if (sets_hold)
    sipgo_session_notify_held (session);
  if (task)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* Our offer was refused or withdrawn. The handler does not know an offer that was repeated for a refresh. */
static void
withdraw (SipgoSession *session, gboolean is_repeated)
{
  if (is_repeated)
    sipgo_session_take_offer_answer (session, SIPGO_OFFER_ANSWER_ROLL_BACK, NULL);
  else
    sipgo_session_roll_back (session);
}

/* The change that has waited for a session refresh. */
static void
start_next (SipgoSession *session)
{
  g_autoptr (GError) error = NULL;

  if (!session->change)
    return;
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      sipgo_re_invite_resume (session->change->re_invite);
      return;
    }
  error = sipgo_session_make_ended_error (session);
  sipgo_re_invite_end (session->change->re_invite, error);
}

static gboolean find_own_end (SipgoSession *self, SipgoAddress *address);
static void follow (SipgoSession *self);
static void follow_due (gpointer user_data);

/* The peer could not be reached: perhaps the routes are not complete yet. */
static void
follow_later (SipgoSession *session)
{
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHED || ++session->n_follow_failures > MAX_FOLLOW_FAILURES)
    return;
  session->must_follow = session->must_renew = TRUE;
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (session->usage.core), &session->follow_timer,
                               FOLLOW_DELAY << MIN (session->n_follow_failures, 4), follow_due, session);
}

/* The peer knows our present address, or has refused the description with it. */
static void
has_followed (SipgoSession *session)
{
  SipgoAddress address;

  session->must_follow = session->must_renew = session->media_has_moved = FALSE;
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core),
                                  &session->follow_timer);
  if (find_own_end (session, &address))
    session->own_end = address;
}

/* Frees self first: a callback may start the next re-INVITE at once. */
static void
done (gpointer owner, GError *error, gboolean must_hang_up)
{
  SipgoSessionChange *self = owner;
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (SipgoOutgoingRequest) request = self->request ? g_object_ref (self->request) : NULL;
  gboolean sets_hold = self->sets_hold;
  gboolean hold = self->hold;
  gboolean by_modifier = self->by_modifier;
  gboolean is_current = session->change == self;
  gboolean is_repeated = self->repeated_for != NULL;
  gboolean was_renewed = self->was_renewed;
  gboolean follows = self->follows;
  gboolean is_unreachable = follows && g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  gboolean is_refused = follows && error && self->is_refresh && !is_unreachable;

  change_free (self);
  if (error)
    {
      if (session->state < SIPGO_SESSION_STATE_ESTABLISHED)
        session->offer_answer.is_renewed = was_renewed;
      if (is_current)
        withdraw (session, is_repeated);
      fail (session, task, sets_hold, error);
      if (is_current && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
        sipgo_session_timer_try_again (&session->timer);
      if (must_hang_up && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
        sipgo_session_send_bye (session, "SIP;cause=488;text=\"No usable offer in the answer to a re-INVITE\"");
    }
  else
    {
      session->held_by_modifier = by_modifier;
      if (follows)
        has_followed (session);
      sipgo_session_note_held (session, hold);
      if (task)
        g_task_return_pointer (task, g_steal_pointer (&request), g_object_unref);
    }
  if (is_current)
    start_next (session);
  if (is_refused)
    has_followed (session);
  if (is_unreachable)
    follow_later (session);
  else
    follow (session);
  /* The 2xx to the INVITE may have waited for the handler. */
  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED)
    SIPGO_SESSION_GET_CLASS (session)->resume (session);
}

/* --- offer and answer --------------------------------------------------------------------------------------------- */

static SipgoReInviteTurn
get_turn (gpointer owner)
{
  SipgoSessionChange *self = owner;
  SipgoSession *session = self->session;

  if (session->unconfirmed || SIPGO_SESSION_GET_CLASS (session)->awaits_prack (session))
    return SIPGO_RE_INVITE_AWAITS_ACK;
  if (self->is_update && !self->has_offer)
    return SIPGO_RE_INVITE_MAY_BEGIN;
  return session->offered || sipgo_session_is_updating (session) || session->describing
         || !sipgo_offer_answer_is_settled (&session->offer_answer) ? SIPGO_RE_INVITE_COLLIDES
                                                                    : SIPGO_RE_INVITE_MAY_BEGIN;
}

static gboolean
is_wanted (gpointer owner)
{
  SipgoSessionChange *self = owner;

  return self->session->state == SIPGO_SESSION_STATE_ESTABLISHED
         || (self->is_update && self->session->state < SIPGO_SESSION_STATE_ESTABLISHED);
}

static gboolean
makes_offer (SipgoInviteOptions *options)
{
  return !options || !(sipgo_invite_options_get_without_description (options)
                       || sipgo_request_options_get_body ((SipgoRequestOptions *) options));
}

static GListModel *
modifiers_of (SipgoSessionChange *self)
{
  GListModel *modifiers = self->options
                          ? sipgo_invite_options_get_session_description_handler_modifiers (self->options) : NULL;

  return modifiers ? modifiers : self->session->modifiers_re_invite;
}

static SipgoSessionDescriptionHandlerOptions *
dup_handler_options (SipgoSessionChange *self)
{
  SipgoSession *session = self->session;
  SipgoSessionDescriptionHandlerOptions *options = NULL;
  SipgoSessionDescriptionHandlerOptions *own;

  if (self->is_refresh)
    self->hold = session->held;
  else if (!self->sets_hold)
    self->hold = session->held && !session->held_by_modifier;
  self->by_modifier = self->is_refresh ? session->held_by_modifier : sipgo_session_has_hold (modifiers_of (self));
  if (self->options)
    options = sipgo_invite_options_get_session_description_handler_options (self->options);
  if (!self->sets_hold && (options || session->options_re_invite))
    {
      options = options ? options : session->options_re_invite;
      self->hold = self->by_modifier || sipgo_session_description_handler_options_get_hold (options);
      return g_object_ref (options);
    }
  self->hold |= self->by_modifier;
  own = sipgo_session_description_handler_options_new ();
  sipgo_session_description_handler_options_set_hold (own, self->hold);
  return own;
}

static void
described (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoSessionChange *self = user_data;

  sipgo_re_invite_described (self->re_invite, body, error);
}

/* A refresh repeats our description that is in effect, so its o= line has the same version (RFC 4028 7.4). */
static void
repeat_offer (SipgoSessionChange *self)
{
  SipgoOfferAnswer *state = &self->session->offer_answer;
  g_autoptr (SipgoBody) local = sipgo_body_ref (sipgo_offer_answer_get_local (state));

  g_clear_pointer (&self->repeated_for, sipgo_body_unref);
  self->repeated_for = sipgo_body_ref (sipgo_offer_answer_get_remote (state));
  sipgo_session_take_offer_answer (self->session, SIPGO_OFFER_ANSWER_LOCAL_OFFER, local);
  sipgo_re_invite_described (self->re_invite, local, NULL);
}

static void
make_offer (gpointer owner)
{
  SipgoSessionChange *self = owner;
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = NULL;

  if (self->is_refresh && !self->is_move && self->session->offer_answer.has_settled)
    {
      repeat_offer (self);
      return;
    }
  /* The application has answered the call by its request object, and has the media. */
  if (self->is_refresh && !self->session->handler && self->session->own_description)
    {
      sipgo_re_invite_described (self->re_invite, self->session->own_description, NULL);
      return;
    }
  options = dup_handler_options (self);
  sipgo_session_make_offer (self->session, options, modifiers_of (self), described, self);
}

/* The peer has answered the repeated offer by another description: the handler makes the offer, to take the answer. */
static void
offer_made_again (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoBody) answer = user_data;
  SipgoSessionChange *self = session->change;

  if (error)
    sipgo_re_invite_described (self->re_invite, NULL, error);
  else
    sipgo_session_take_answer (session, answer, modifiers_of (self), described, self);
}

static void
take_answer (gpointer owner, SipgoBody *answer)
{
  SipgoSessionChange *self = owner;
  g_autoptr (SipgoBody) before = g_steal_pointer (&self->repeated_for);
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = NULL;

  if (self->is_refresh && !self->session->handler)
    {
      sipgo_re_invite_described (self->re_invite, NULL, NULL);
      return;
    }
  if (!before)
    {
      sipgo_session_take_answer (self->session, answer, modifiers_of (self), described, self);
      return;
    }
  if (sipgo_session_is_same_text (before, answer))
    {
      sipgo_session_take_offer_answer (self->session, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, answer);
      sipgo_re_invite_described (self->re_invite, NULL, NULL);
      return;
    }
  options = dup_handler_options (self);
  sipgo_session_make_offer (self->session, options, modifiers_of (self), offer_made_again, sipgo_body_ref (answer));
}

static void
make_answer (gpointer owner, SipgoBody *offer)
{
  SipgoSessionChange *self = owner;
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = dup_handler_options (self);

  sipgo_session_take_offer (self->session, offer, options, modifiers_of (self), described, self);
}

static void
roll_back (gpointer owner)
{
  SipgoSessionChange *self = owner;

  withdraw (self->session, self->repeated_for != NULL);
}

/* --- the request -------------------------------------------------------------------------------------------------- */

static void
accepted (SipgoSessionChange *self, SipgoMessage *response)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoBody) description = sipgo_session_find_description (session, response);

  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_take_timer (session, response);
  sipgo_dialog_refresh_target (session->dialog, response);
  sipgo_re_invite_accepted (self->re_invite, description);
  /* Last, because a signal handler may end the call. */
  sipgo_session_notify_timer (session);
  sipgo_session_refresh_identity (session, session->dialog, response);
}

/* As sipgo_session_check_gone (): the peer does not know the dialog any more, or does not answer (RFC 4028 section 10,
 * RFC 3261 12.2.1.2). */
static void
check_refresh (SipgoSession *session, guint status)
{
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  if (status == 408)
    sipgo_session_hang_up_for (session, 408, "The peer did not answer the session refresh");
  else if (status == 481)
    sipgo_session_hang_up_for (session, 481, "The peer does not know the call any more");
}

static void
rejected (SipgoSessionChange *self)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  g_autoptr (GError) error = sipgo_failure_get_error (failure);
  guint status = sipgo_failure_get_status (failure);
  gboolean is_refresh = self->is_refresh;
  gboolean is_unknown = self->is_update && (status == 405 || status == 501);

  sipgo_re_invite_rejected (self->re_invite, status, error);
  if (is_unknown)
    session->peer_updates = FALSE;
  if (is_refresh && is_unknown)
    sipgo_session_refresh (session);
  else if (is_refresh)
    check_refresh (session, status);
  else
    sipgo_session_check_gone (session, request);
}

static gboolean
amend (SipgoOutgoingRequest *request, SipgoMessage *response, SipgoMessage *next, gpointer user_data)
{
  SipgoSessionChange *self = user_data;

  return sipgo_session_timer_take_too_small (&self->session->timer, response, next);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  if (moment_now == SIPGO_MOMENT_ACCEPT)
    accepted (user_data, response);
  else
    rejected (user_data);
}

/* The session timer begins with the 2xx to the first INVITE (RFC 4028 section 4). */
static gboolean
send_request (gpointer owner, SipgoBody *offer, GError **error)
{
  SipgoSessionChange *self = owner;
  SipgoSession *session = self->session;

  self->request = sipgo_session_new_request (session, self->is_update ? "UPDATE" : "INVITE",
                                             (SipgoRequestOptions *) self->options, TRUE, error);
  if (!self->request)
    return FALSE;
  sipgo_message_add (self->request->message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (session->usage.core, self->request->message);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_timer_add_to_request (&session->timer, self->request->message);
  else if (self->has_offer)
    session->offer_answer.is_renewed = TRUE;
  sipgo_outgoing_request_set_amend (self->request, amend);
  self->follows = session->must_follow && offer;
  if (offer)
    sipgo_message_set_body (self->request->message, offer);
  sipgo_session_dispatch (session, self->request, moment, self);
  return TRUE;
}

static void
stop (gpointer owner)
{
  SipgoOutgoingRequest *request = ((SipgoSessionChange *) owner)->request;

  SIPGO_OUTGOING_REQUEST_GET_CLASS (request)->stop (request, NULL);
}

static void
acknowledge (gpointer owner, SipgoBody *answer)
{
  SipgoSessionChange *self = owner;
  SipgoSession *session = self->session;
  SipgoMessage *ack;

  /* A disposed session has no core to send the ACK with. */
  if (!session->usage.core)
    return;
  ack = sipgo_dialog_new_ack (session->dialog, sipgo_message_get_cseq (self->request->message));
  if (answer)
    sipgo_message_set_body (ack, answer);
  sipgo_outgoing_invite_request_acknowledge (self->request, session->dialog, ack);
}

static const SipgoReInviteFuncs funcs = {
  get_turn, is_wanted, make_offer, take_answer, make_answer, roll_back, send_request, stop, acknowledge, done
};

/* --- for the other parts of the session --------------------------------------------------------------------------- */

/* The task returns at once. The CANCEL is sent at once or after the first provisional response (9.1). */
static void
cancelled (gpointer user_data)
{
  SipgoSessionChange *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The re-INVITE was cancelled");

  sipgo_clear_source (&self->cancel_source);
  sipgo_re_invite_give_up (self->re_invite, error);
  if (task)
    g_task_return_error (task, g_steal_pointer (&error));
}

static SipgoSessionChange *
change_new (SipgoSession *session, SipgoInviteOptions *options, gboolean is_update, gboolean makes_offer)
{
  SipgoSessionChange *self = g_new0 (SipgoSessionChange, 1);

  self->session = g_object_ref (session);
  self->is_update = is_update;
  self->has_offer = makes_offer || (options && sipgo_request_options_get_body ((SipgoRequestOptions *) options));
  self->was_renewed = session->offer_answer.is_renewed;
  self->options = options ? g_object_ref (options) : NULL;
  self->hold = session->held;
  self->by_modifier = session->held_by_modifier;
  self->re_invite = sipgo_re_invite_new (environment_of (self), sipgo_user_agent_core_get_random (session->usage.core),
                                         (session->is_caller ? SIPGO_RE_INVITE_IS_CALLER : 0)
                                         | (makes_offer ? SIPGO_RE_INVITE_MAKES_OFFER : 0)
                                         | (is_update ? SIPGO_RE_INVITE_IS_UPDATE : 0), &funcs, self);
  return self;
}

static gboolean
check_no_change (SipgoSession *self, GError **error)
{
  if (!sipgo_session_has_change (self))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                       "Another re-INVITE or UPDATE of ours is pending; wait for its result before the next");
  return FALSE;
}

/* Takes change over, and the task for its result. */
static void
begin (SipgoSession *self, SipgoSessionChange *change, GTask *task)
{
  change->task = g_object_ref (task);
  change->cancel_source = sipgo_environment_watch_cancellable (environment_of (change),
                                                               g_task_get_cancellable (task), cancelled, change);
  if (self->change)
    {
      self->change->next = change;
      return;
    }
  self->change = change;
  sipgo_re_invite_start (change->re_invite);
}

void
sipgo_session_change (SipgoSession *self, SipgoInviteOptions *options, gboolean sets_hold, gboolean hold, GTask *task)
{
  SipgoSessionChange *change;
  GError *error = NULL;

  if (!sipgo_session_check_state (self, SIPGO_SESSION_STATE_ESTABLISHED, "change", &error)
      || !check_no_change (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  change = change_new (self, options, FALSE, makes_offer (options));
  change->sets_hold = sets_hold;
  if (sets_hold)
    change->hold = hold;
  begin (self, change, task);
}

/* An offer before the call is established needs the reliable answer to that of the INVITE (RFC 3311 5.1). */
static gboolean
check_update (SipgoSession *self, gboolean has_offer, GError **error)
{
  if (self->state != SIPGO_SESSION_STATE_ESTABLISHED
      && (self->state > SIPGO_SESSION_STATE_ESTABLISHED || !SIPGO_SESSION_GET_CLASS (self)->has_early_dialog (self)))
    return sipgo_session_check_state (self, SIPGO_SESSION_STATE_ESTABLISHED, "send an UPDATE in", error);
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED || !has_offer
      || sipgo_offer_answer_may_offer (&self->offer_answer))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       "Cannot offer another session description before the one in the INVITE was answered by a "
                       "reliable provisional response (100rel); wait until the call is established, or send the "
                       "UPDATE without a description");
  return FALSE;
}

void
sipgo_session_change_by_update (SipgoSession *self, SipgoInviteOptions *options, GTask *task)
{
  gboolean has_offer = makes_offer (options) || sipgo_request_options_get_body ((SipgoRequestOptions *) options);
  GError *error = NULL;

  if (check_update (self, has_offer, &error) && check_no_change (self, &error))
    begin (self, change_new (self, options, TRUE, makes_offer (options)), task);
  else
    g_task_return_error (task, error);
}

void
sipgo_session_refresh (SipgoSession *self)
{
  if (self->change || self->state != SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  self->change = change_new (self, NULL, self->peer_updates, !self->peer_updates);
  self->change->is_refresh = TRUE;
  sipgo_re_invite_start (self->change->re_invite);
}

gboolean
sipgo_session_has_change (SipgoSession *self)
{
  return self->change && (!self->change->is_refresh || self->change->next);
}

void
sipgo_session_resume_change (SipgoSession *self)
{
  if (self->change)
    sipgo_re_invite_resume (self->change->re_invite);
}

gboolean
sipgo_session_is_changing (SipgoSession *self)
{
  return self->change && (!self->change->is_update || self->change->has_offer)
         && sipgo_re_invite_is_under_way (self->change->re_invite);
}

/* FALSE: there is no route to the peer yet. */
static gboolean
find_own_end (SipgoSession *self, SipgoAddress *address)
{
  SipgoNet *net = sipgo_transport_layer_get_net (sipgo_user_agent_core_get_transport (self->usage.core));
  gboolean is_known = sipgo_address_is_set (&self->peer_end);

  sipgo_net_find_local (net, is_known ? &self->peer_end : NULL, address);
  return !sipgo_address_is_loopback (address) || (is_known && sipgo_address_is_loopback (&self->peer_end));
}

/* The application may have the media, and no handler. */
static gboolean
move_media (SipgoSession *self, const SipgoAddress *address)
{
  char host[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_address_format_host (address, host);
  if (!self->handler || g_strcmp0 (host, self->media_host) == 0)
    return FALSE;
  g_free (self->media_host);
  self->media_host = g_strdup (host);
  sipgo_session_description_handler_set_local_address (self->handler, host);
  return TRUE;
}

/* A re-INVITE or UPDATE of the application goes first; when it was sent from the old address, ours follows. */
static void
follow_due (gpointer user_data)
{
  g_autoptr (SipgoSession) self = g_object_ref (SIPGO_SESSION (user_data));
  gboolean is_established = self->state == SIPGO_SESSION_STATE_ESTABLISHED;

  if (!self->must_follow || self->change || self->state > SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  /* An offer of media has to wait for the answer to the call (RFC 3311 5.1), the new Contact has not. */
  self->change = change_new (self, NULL, !is_established, is_established);
  self->change->is_refresh = TRUE;
  self->change->is_move = self->media_has_moved;
  sipgo_re_invite_start (self->change->re_invite);
}

static void
follow_soon (SipgoSession *self)
{
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->usage.core), &self->follow_timer,
                               FOLLOW_DELAY, follow_due, self);
}

/* Each description has the new address from now on. Our re-INVITE waits for the registrations, since the peer's next
 * requests come by way of them, and for an application that sends one itself. */
static void
follow (SipgoSession *self)
{
  SipgoAddress address;

  if (!self->must_follow || self->state != SIPGO_SESSION_STATE_ESTABLISHED || !find_own_end (self, &address))
    return;
  self->media_has_moved |= move_media (self, &address);
  if (!self->media_has_moved && !self->must_renew && sipgo_address_equal_host (&address, &self->own_end))
    self->must_follow = FALSE;
  else
    follow_soon (self);
}

static gboolean
is_early (SipgoSession *self)
{
  return self->state < SIPGO_SESSION_STATE_ESTABLISHED && self->dialog
         && SIPGO_SESSION_GET_CLASS (self)->has_early_dialog (self);
}

void
sipgo_session_follow_network (SipgoSession *self, SipgoNetworkChange change)
{
  if (self->state > SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  self->must_follow = TRUE;
  self->must_renew |= (change & (SIPGO_NETWORK_IS_BACK | SIPGO_NETWORK_IS_NEW)) != 0;
  /* The INVITE has told our old address, which is not compared then. */
  self->must_renew |= self->state < SIPGO_SESSION_STATE_ESTABLISHED && self->is_caller
                      && (change & SIPGO_NETWORK_HAS_MOVED) != 0;
  self->n_follow_failures = 0;
  if (self->change)
    self->change->follows = FALSE;
  if (is_early (self) && (change & SIPGO_NETWORK_HAS_MOVED) != 0 && self->peer_updates)
    follow_soon (self);
  else
    follow (self);
}

/* The task returns now; when the handler still works on a description, self->change is freed after its result. */
void
sipgo_session_stop_change (SipgoSession *self)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;

  if (!self->change)
    return;
  error = sipgo_session_make_ended_error (self);
  if (self->change->next)
    sipgo_re_invite_end (self->change->next->re_invite, error);
  sipgo_re_invite_end (self->change->re_invite, error);
  if (!self->change)
    return;
  sipgo_clear_source (&self->change->cancel_source);
  task = g_steal_pointer (&self->change->task);
  if (task)
    g_task_return_error (task, g_steal_pointer (&error));
}

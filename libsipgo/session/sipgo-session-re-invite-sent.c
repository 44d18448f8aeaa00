/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/session/sipgo-re-invite-private.h"

/* Our re-INVITE (RFC 3261 14.1): carries out the steps that SipgoReInvite decides on. */
struct _SipgoSessionChange
{
  SipgoReInvite *re_invite;
  SipgoSession *session;
  GTask *task;                      /* NULL once it has returned */
  SipgoInviteOptions *options;
  gboolean sets_hold;
  gboolean hold;                    /* the value of held when it is accepted */
  SipgoOutgoingRequest *request;
  GSource *cancel_source;
};

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
  self->session->change = NULL;
  sipgo_clear_source (&self->cancel_source);
  clear_request (self);
  sipgo_re_invite_free (self->re_invite);
  g_clear_object (&self->task);
  g_clear_object (&self->options);
  g_object_unref (self->session);
  g_free (self);
}

static void
fail (SipgoSession *session, GTask *task, gboolean sets_hold, GError *error)
{
  sipgo_session_roll_back (session);
  /* So that a property bound to it returns to the old value. */
  if (sets_hold)
    sipgo_session_notify_held (session);
  if (task)
    g_task_return_error (task, error);
  else
    g_error_free (error);
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

  change_free (self);
  if (error)
    {
      fail (session, task, sets_hold, error);
      if (must_hang_up && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
        sipgo_session_send_bye (session, "SIP;cause=488;text=\"No usable offer in the answer to a re-INVITE\"");
      return;
    }
  sipgo_session_note_held (session, hold);
  if (task)
    g_task_return_pointer (task, g_steal_pointer (&request), g_object_unref);
}

/* --- offer and answer --------------------------------------------------------------------------------------------- */

static SipgoReInviteTurn
get_turn (gpointer owner)
{
  SipgoSession *session = ((SipgoSessionChange *) owner)->session;

  if (session->unconfirmed)
    return SIPGO_RE_INVITE_AWAITS_ACK;
  return session->offered || !sipgo_offer_answer_is_settled (&session->offer_answer) ? SIPGO_RE_INVITE_COLLIDES
                                                                                     : SIPGO_RE_INVITE_MAY_BEGIN;
}

static gboolean
is_wanted (gpointer owner)
{
  return ((SipgoSessionChange *) owner)->session->state == SIPGO_SESSION_STATE_ESTABLISHED;
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

  if (self->options)
    options = sipgo_invite_options_get_session_description_handler_options (self->options);
  if (!self->sets_hold && (options || session->options_re_invite))
    {
      options = options ? options : session->options_re_invite;
      self->hold = sipgo_session_description_handler_options_get_hold (options);
      return g_object_ref (options);
    }
  own = sipgo_session_description_handler_options_new ();
  sipgo_session_description_handler_options_set_hold (own, self->sets_hold ? self->hold : session->held);
  return own;
}

static void
described (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoSessionChange *self = user_data;

  sipgo_re_invite_described (self->re_invite, body, error);
}

static void
make_offer (gpointer owner)
{
  SipgoSessionChange *self = owner;
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = dup_handler_options (self);

  sipgo_session_make_offer (self->session, options, modifiers_of (self), described, self);
}

static void
take_answer (gpointer owner, SipgoBody *answer)
{
  SipgoSessionChange *self = owner;

  sipgo_session_take_answer (self->session, answer, modifiers_of (self), described, self);
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
  sipgo_session_roll_back (((SipgoSessionChange *) owner)->session);
}

/* --- the request -------------------------------------------------------------------------------------------------- */

static void
accepted (SipgoSessionChange *self, SipgoMessage *response)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoBody) description = sipgo_session_find_description (session, response);

  sipgo_dialog_refresh_target (session->dialog, response);
  sipgo_re_invite_accepted (self->re_invite, description);
  /* Last, because a signal handler may end the call. */
  sipgo_session_refresh_identity (session, session->dialog, response);
}

static void
rejected (SipgoSessionChange *self)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  g_autoptr (GError) error = sipgo_failure_get_error (failure);

  sipgo_re_invite_rejected (self->re_invite, sipgo_failure_get_status (failure), error);
  sipgo_session_check_gone (session, request);
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

static gboolean
send_invite (gpointer owner, SipgoBody *offer, GError **error)
{
  SipgoSessionChange *self = owner;
  SipgoSession *session = self->session;

  self->request = sipgo_session_new_request (session, "INVITE", (SipgoRequestOptions *) self->options, TRUE, error);
  if (!self->request)
    return FALSE;
  sipgo_message_add (self->request->message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (session->usage.core, self->request->message);
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
  get_turn, is_wanted, make_offer, take_answer, make_answer, roll_back, send_invite, stop, acknowledge, done
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

void
sipgo_session_change (SipgoSession *self, SipgoInviteOptions *options, gboolean sets_hold, gboolean hold, GTask *task)
{
  SipgoUserAgentCore *core = self->usage.core;
  SipgoSessionChange *change;
  GError *error = NULL;

  if (!sipgo_session_check_state (self, SIPGO_SESSION_STATE_ESTABLISHED, "change", &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->change)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                               "Another re-INVITE of ours is pending; wait for its result before the next");
      return;
    }
  change = self->change = g_new0 (SipgoSessionChange, 1);
  change->session = g_object_ref (self);
  change->task = g_object_ref (task);
  change->options = options ? g_object_ref (options) : NULL;
  change->sets_hold = sets_hold;
  change->hold = sets_hold ? hold : self->held;
  change->cancel_source = sipgo_environment_watch_cancellable (environment_of (change),
                                                               g_task_get_cancellable (task), cancelled, change);
  change->re_invite = sipgo_re_invite_new (environment_of (change), sipgo_user_agent_core_get_random (core),
                                           self->is_caller, makes_offer (options), &funcs, change);
  sipgo_re_invite_start (change->re_invite);
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
  return self->change && sipgo_re_invite_is_under_way (self->change->re_invite);
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
  sipgo_re_invite_end (self->change->re_invite, error);
  if (!self->change)
    return;
  sipgo_clear_source (&self->change->cancel_source);
  task = g_steal_pointer (&self->change->task);
  if (task)
    g_task_return_error (task, g_steal_pointer (&error));
}

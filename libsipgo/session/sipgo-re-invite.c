/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-re-invite-private.h"

#include "libsipgo/base/sipgo-error.h"

/* How often an INVITE that met one of the peer's (491) is tried again. */
#define MAX_ATTEMPTS 6

/* A re-INVITE of ours, from the offer to the ACK. */
struct _SipgoReInvite
{
  SipgoSession *session;
  GTask *task;
  SipgoInviteOptions *options;
  gboolean sets_hold;
  gboolean hold;                    /* what it comes to when it is accepted */
  guint n_attempts;
  gboolean given_up;                /* nobody wants it any more */
  gboolean describing;              /* the handler has it: it goes on from the handler's answer */
  SipgoOutgoingRequest *request;
  SipgoTimer glare_timer;
  GSource *cancel_source;
};

static void start (SipgoReInvite *self);

static SipgoEnvironment *
environment_of (SipgoReInvite *self)
{
  return sipgo_user_agent_core_get_environment (self->session->usage.core);
}

/* Returns the task, which the caller completes, once the session has no re-INVITE any more; NULL when nobody waits. */
static GTask *
finish (SipgoReInvite *self)
{
  GTask *task = g_steal_pointer (&self->task);

  if (self->session->re_invite == self)
    self->session->re_invite = NULL;
  if (sipgo_timer_is_running (&self->glare_timer))
    sipgo_environment_cancel_timer (environment_of (self), &self->glare_timer);
  sipgo_clear_source (&self->cancel_source);
  if (self->request)
    sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  if (self->request && !sipgo_outgoing_request_is_done (self->request))
    SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, NULL);
  g_clear_object (&self->request);
  g_clear_object (&self->options);
  g_object_unref (self->session);
  g_free (self);
  return task;
}

static void
fail (SipgoReInvite *self, GError *error)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  gboolean sets_hold = self->sets_hold;
  g_autoptr (GTask) task = finish (self);

  sipgo_session_roll_back (session);
  /* What is bound to the property goes back to what holds. */
  if (sets_hold)
    g_object_notify (G_OBJECT (session), "held");
  if (task)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static void
succeed (SipgoReInvite *self)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoOutgoingRequest) request = g_object_ref (self->request);
  gboolean hold = self->hold;
  g_autoptr (GTask) task = finish (self);

  sipgo_session_note_held (session, hold);
  if (task)
    g_task_return_pointer (task, g_steal_pointer (&request), g_object_unref);
}

/* The session has gone, and whoever waits is told; where the handler still works for it, its answer ends the rest. */
void
sipgo_re_invite_stop (SipgoSession *session)
{
  SipgoReInvite *self = session->re_invite;
  g_autoptr (GTask) task = NULL;

  if (!self)
    return;
  if (!self->describing)
    {
      fail (self, sipgo_session_make_ended_error (session));
      return;
    }
  sipgo_clear_source (&self->cancel_source);
  task = g_steal_pointer (&self->task);
  if (task)
    g_task_return_error (task, sipgo_session_make_ended_error (session));
}

/* The peer's ACK has come, for which a re-INVITE of ours may have waited. */
void
sipgo_re_invite_resume (SipgoSession *session)
{
  SipgoReInvite *self = session->re_invite;

  if (self && !self->describing && !self->request && !sipgo_timer_is_running (&self->glare_timer))
    start (self);
}

gboolean
sipgo_re_invite_is_under_way (SipgoSession *session)
{
  return session->re_invite && (session->re_invite->describing || session->re_invite->request);
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

static void
acknowledge (SipgoReInvite *self, SipgoBody *answer)
{
  SipgoMessage *ack = sipgo_dialog_new_ack (self->session->dialog, sipgo_message_get_cseq (self->request->message));

  if (answer)
    sipgo_message_set_body (ack, answer);
  sipgo_outgoing_invite_request_acknowledge (self->request, self->session->dialog, ack);
}

/* The peer has accepted, and its answer is of no use, or refuses the streams: what held before holds on, but for
 * streams that were refused (RFC 3264 6, RFC 6337 5.1). */
static void
go_on_unchanged (SipgoReInvite *self, const GError *error)
{
  GError *told = g_error_copy (error);

  g_prefix_error (&told, "The call goes on without the change: ");
  fail (self, told);
}

/* An offer in a 2xx has to get an answer, and there is none to give: the call ends by BYE (13.2.2.4). */
static void
break_off (SipgoReInvite *self, GError *error)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);

  fail (self, error);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (session, "SIP;cause=488;text=\"No usable offer in the answer to a re-INVITE\"");
}

static void
answer_taken (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoReInvite *self = user_data;

  self->describing = FALSE;
  if (error)
    go_on_unchanged (self, error);
  else
    succeed (self);
}

/* The INVITE had no offer; the 2xx has, and the ACK carries the answer. */
static void
answer_made (SipgoSession *session, SipgoBody *answer, const GError *error, gpointer user_data)
{
  SipgoReInvite *self = user_data;

  self->describing = FALSE;
  /* A session that was taken apart has no agent to send anything. */
  if (session->usage.core)
    acknowledge (self, answer);
  if (error)
    break_off (self, g_error_copy (error));
  else
    succeed (self);
}

static GListModel *
modifiers_of (SipgoReInvite *self)
{
  GListModel *modifiers = self->options
                          ? sipgo_invite_options_get_session_description_handler_modifiers (self->options) : NULL;

  return modifiers ? modifiers : self->session->modifiers_re_invite;
}

static SipgoSessionDescriptionHandlerOptions *
dup_handler_options (SipgoReInvite *self)
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
take_description (SipgoReInvite *self, SipgoMessage *response)
{
  SipgoSession *session = self->session;
  g_autoptr (SipgoBody) body = sipgo_session_find_description (session, response);
  g_autoptr (GError) error = NULL;

  sipgo_dialog_refresh_target (session->dialog, response);
  if (sipgo_offer_answer_awaits_answer (&session->offer_answer))
    {
      acknowledge (self, NULL);
      if (!body)
        {
          error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The peer accepted it without saying how");
          go_on_unchanged (self, error);
          return;
        }
      self->describing = TRUE;
      sipgo_session_take_answer (session, body, modifiers_of (self), answer_taken, self);
    }
  else if (body)
    {
      g_autoptr (SipgoSessionDescriptionHandlerOptions) options = dup_handler_options (self);

      self->describing = TRUE;
      sipgo_session_take_offer (session, body, options, modifiers_of (self), answer_made, self);
    }
  else
    {
      acknowledge (self, NULL);
      error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA,
                                   "The peer made no offer in its answer to an INVITE without one");
      go_on_unchanged (self, error);
    }
}

static void
accepted (SipgoReInvite *self, SipgoMessage *response)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);

  take_description (self, response);
  /* Last: whoever is told of it may end the call. */
  sipgo_session_refresh_identity (session, session->dialog, response);
}

static void
try_again (gpointer user_data)
{
  start (user_data);
}

/* 14.1: who chose the Call-ID waits 2.1 to 4 s, the other one up to 2 s, both in steps of 10 ms. */
static gint64
glare_delay (SipgoReInvite *self)
{
  SipgoRandom *random = sipgo_user_agent_core_get_random (self->session->usage.core);

  if (self->session->is_caller)
    return SIPGO_MS (2100 + 10 * sipgo_random_below (random, 191));
  return SIPGO_MS (10 * sipgo_random_below (random, 201));
}

static void
rejected (SipgoReInvite *self)
{
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoOutgoingRequest) request = g_object_ref (self->request);
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);

  if (sipgo_failure_get_status (failure) == 491 && self->n_attempts < MAX_ATTEMPTS
      && session->state == SIPGO_SESSION_STATE_ESTABLISHED
      && !self->given_up)
    {
      g_clear_object (&self->request);
      sipgo_environment_set_timer (environment_of (self), &self->glare_timer, glare_delay (self), try_again, self);
      /* Last: whoever is told of it may end the call, and us with it. */
      sipgo_session_roll_back (session);
      return;
    }
  fail (self, sipgo_failure_get_error (failure));
  sipgo_session_check_gone (session, request);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  SipgoReInvite *self = user_data;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  if (moment_now == SIPGO_MOMENT_ACCEPT)
    accepted (self, response);
  else
    rejected (self);
}

/* --- the offer ---------------------------------------------------------------------------------------------------- */

/* FALSE, with the end of it, when the call is being ended or nobody wants the change any more. */
static gboolean
is_wanted (SipgoReInvite *self)
{
  if (self->session->state == SIPGO_SESSION_STATE_ESTABLISHED && !self->given_up)
    return TRUE;
  fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                   "The call was ended, or the change given up, before the re-INVITE was sent"));
  return FALSE;
}

static void
send_invite (SipgoReInvite *self, SipgoBody *offer)
{
  SipgoSession *session = self->session;
  GError *error = NULL;

  self->request = sipgo_session_new_request (session, "INVITE", (SipgoRequestOptions *) self->options, TRUE, &error);
  if (!self->request)
    {
      fail (self, error);
      return;
    }
  sipgo_message_add (self->request->message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (session->usage.core, self->request->message);
  if (offer)
    sipgo_message_set_body (self->request->message, offer);
  sipgo_session_dispatch (session, self->request, moment, self);
}

static void
offer_made (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  SipgoReInvite *self = user_data;

  self->describing = FALSE;
  if (error)
    fail (self, g_error_copy (error));
  else if (is_wanted (self))
    send_invite (self, offer);
}

static void
start (SipgoReInvite *self)
{
  SipgoSession *session = self->session;
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = NULL;

  /* The ACK to our last answer starts it: with an offer of ours on the way, that ACK would be asked for the answer to
   * it. */
  if (session->unconfirmed)
    return;
  if (session->offered || !sipgo_offer_answer_is_settled (&session->offer_answer))
    {
      sipgo_environment_set_timer (environment_of (self), &self->glare_timer, glare_delay (self), try_again, self);
      return;
    }
  self->n_attempts++;
  if (self->options && (sipgo_invite_options_get_without_description (self->options)
                        || sipgo_request_options_get_body ((SipgoRequestOptions *) self->options)))
    {
      send_invite (self, NULL);
      return;
    }
  options = dup_handler_options (self);
  self->describing = TRUE;
  sipgo_session_make_offer (session, options, modifiers_of (self), offer_made, self);
}

/* The wait ends now, whatever the peer has said or not; the CANCEL follows when it says something (9.1). What it has
 * accepted before that holds all the same. */
static void
cancelled (gpointer user_data)
{
  SipgoReInvite *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The re-INVITE was cancelled");

  self->given_up = TRUE;
  sipgo_clear_source (&self->cancel_source);
  if (self->request)
    SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, NULL);
  else if (!self->describing)
    fail (self, g_error_copy (error));
  if (task)
    g_task_return_error (task, g_steal_pointer (&error));
}

void
sipgo_re_invite_begin (SipgoSession *session, SipgoInviteOptions *options, gboolean sets_hold, gboolean hold,
                       GTask *task)
{
  GError *error = NULL;
  SipgoReInvite *self;

  if (!sipgo_session_check_state (session, SIPGO_SESSION_STATE_ESTABLISHED, "change", &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (session->re_invite)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                               "Another re-INVITE of ours is under way; wait for it before the next");
      return;
    }
  self = g_new0 (SipgoReInvite, 1);
  self->session = g_object_ref (session);
  self->task = g_object_ref (task);
  self->options = options ? g_object_ref (options) : NULL;
  self->sets_hold = sets_hold;
  self->hold = sets_hold ? hold : session->held;
  self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task),
                                                             cancelled, self);
  session->re_invite = self;
  start (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-invitation-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-wait-private.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-status.h"

/* How an invitation is answered: the description, the provisional responses and their PRACKs, the 2xx and its ACK. */

static SipgoSession *
session_of (SipgoInvitation *self)
{
  return &self->parent_instance;
}

static SipgoIncomingRequest *
request_of (SipgoInvitation *self)
{
  return SIPGO_INCOMING_REQUEST (self->request);
}

static GListModel *
get_modifiers (SipgoInvitation *self)
{
  GListModel *modifiers = self->answer_options ? sipgo_answer_options_get_session_description_handler_modifiers (self->answer_options) : NULL;

  return modifiers ? modifiers : session_of (self)->modifiers;
}

static SipgoSessionDescriptionHandlerOptions *
get_handler_options (SipgoInvitation *self)
{
  SipgoSessionDescriptionHandlerOptions *options =
    self->answer_options ? sipgo_answer_options_get_session_description_handler_options (self->answer_options) : NULL;

  return options ? options : session_of (self)->options;
}

static void
complete (GTask **place)
{
  g_autoptr (GTask) task = g_steal_pointer (place);

  if (task)
    g_task_return_boolean (task, TRUE);
}

static void
complete_with_error (GTask **place, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (place);

  if (task)
    g_task_return_error (task, g_error_copy (error));
}

/* The call cannot be answered, and whoever waits is told why. */
static void
fail_with (SipgoInvitation *self, guint status, const GError *error)
{
  g_autoptr (SipgoInvitation) hold = g_object_ref (self);
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);

  self->answering = TRUE;
  if (!sipgo_incoming_request_is_answered (request_of (self)))
    sipgo_incoming_request_refuse_for (request_of (self), status, error);
  sipgo_session_terminate (session_of (self), failure);
  complete_with_error (&self->accept_task, error);
  complete_with_error (&self->progress_task, error);
}

/* The handler cannot. */
static void
fail (SipgoInvitation *self, const GError *error)
{
  fail_with (self, sipgo_session_refusal_of (error), error);
}

/* --- the description ---------------------------------------------------------------------------------------------- */

/* A body that we have to understand and do not (8.2.3 of RFC 3261). Of several parts each says for itself whether it may
 * be left aside. */
static gboolean
is_unknown_session (SipgoBody *body)
{
  const char *type = body ? sipgo_body_get_content_type (body) : NULL;
  const char *disposition = body ? sipgo_body_get_content_disposition (body) : NULL;

  return type && g_ascii_strncasecmp (type, "multipart/", 10) != 0
         && (!disposition || (g_ascii_strncasecmp (disposition, "session", 7) == 0 && !strstr (disposition, "optional")));
}

static void
fail_for_body (SipgoInvitation *self, SipgoBody *body)
{
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_CONTENT_TYPE, "The INVITE describes the call as %s, which nothing here understands",
                                          sipgo_body_get_content_type (body));

  fail_with (self, 415, error);
}

/* Has the caller's offer answered, or ours made where he sent none; next is called with the body, which may be known. */
static void
describe (SipgoInvitation *self, SipgoDescribedFunc next)
{
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoBody) offer = NULL;
  SipgoBody *body;
  char host[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoFlow *flow = sipgo_server_transaction_get_flow (request_of (self)->transaction);

  if (self->local_description)
    {
      next (session, self->described_anew ? NULL : self->local_description, NULL, NULL);
      return;
    }
  if (!sipgo_session_ensure_handler (session, sipgo_address_format_host (sipgo_flow_get_local (flow), host), &error))
    {
      fail (self, error);
      return;
    }
  /* Whoever was told of the media may have ended the call. */
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  body = sipgo_message_get_body (request_of (self)->message);
  offer = sipgo_session_find_description (session, request_of (self)->message);
  if (!offer && is_unknown_session (body))
    {
      fail_for_body (self, body);
      return;
    }
  self->describing = TRUE;
  if (offer)
    sipgo_session_take_offer (session, offer, get_handler_options (self), get_modifiers (self), next, NULL);
  else
    sipgo_session_make_offer (session, get_handler_options (self), get_modifiers (self), next, NULL);
}

/* FALSE when there is nothing to go on with: failed, or the caller has given up meanwhile. */
static gboolean
keep_description (SipgoInvitation *self, SipgoBody *body, const GError *error)
{
  self->describing = FALSE;
  if (session_of (self)->state == SIPGO_SESSION_STATE_TERMINATED)
    return FALSE;
  if (error)
    {
      fail (self, error);
      return FALSE;
    }
  if (!self->local_description && body)
    self->local_description = sipgo_body_ref (body);
  return TRUE;
}

/* --- the 2xx ------------------------------------------------------------------------------------------------------ */

static void
end_replacee (SipgoInvitation *self)
{
  SipgoSession *replacee = session_of (self)->replacee;

  if (replacee && replacee->state < SIPGO_SESSION_STATE_TERMINATING)
    SIPGO_SESSION_GET_CLASS (replacee)->end (replacee);
}

static void
send_accept (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  SipgoSessionDescriptionHandlerOptions *options;
  g_autoptr (GError) own_error = NULL;
  g_autoptr (SipgoBody) described = body ? sipgo_body_ref (body) : NULL;

  if (!keep_description (self, body, error) || sipgo_incoming_request_is_answered (request_of (self)))
    return;
  /* Offer and answer went by already, with a reliable response and its PRACK. */
  if (session->offer_answer.state == SIPGO_SIGNALING_STATE_STABLE && sipgo_message_get_body (request_of (self)->message) == NULL)
    g_clear_pointer (&described, sipgo_body_unref);
  sipgo_session_await_ack (session, self->request);
  self->answering = TRUE;
  if (!sipgo_incoming_request_respond (request_of (self), 200, (SipgoResponseOptions *) self->answer_options, described, &own_error))
    {
      fail (self, own_error);
      return;
    }
  g_clear_pointer (&self->local_description, sipgo_body_unref);
  options = get_handler_options (self);
  sipgo_session_note_hold (session, options && sipgo_session_description_handler_options_get_hold (options));
  sipgo_session_set_state (session, SIPGO_SESSION_STATE_ESTABLISHED);
  end_replacee (self);
  complete (&self->accept_task);
}

static void
go_on_accepting (SipgoInvitation *self)
{
  if (!self->describing && !sipgo_incoming_invite_request_awaits_prack (self->request))
    describe (self, send_accept);
}

/* Options that cannot stand in a 2xx are told before anything has changed. */
static gboolean
check_acceptance (SipgoInvitation *self, SipgoAnswerOptions *options, GError **error)
{
  guint status = options ? sipgo_response_options_get_status_code ((SipgoResponseOptions *) options) : 0;
  g_autoptr (SipgoMessage) trial = NULL;

  if (status != 0 && (status < 200 || status > 299))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%u does not accept a call; use a status code from 200 to 299", status);
      return FALSE;
    }
  if (options)
    trial = sipgo_incoming_request_make_response (request_of (self), 200, (SipgoResponseOptions *) options, NULL, error);
  return !options || trial;
}

void
sipgo_invitation_begin_accept (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task)
{
  SipgoSession *session = session_of (self);
  GError *error = NULL;

  if (session->state != SIPGO_SESSION_STATE_INITIAL && session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_session_check_state (session, SIPGO_SESSION_STATE_INITIAL, "accept", &error);
  else if (self->accepting)
    g_set_error_literal (&error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The invitation is being answered already");
  else
    check_acceptance (self, options, &error);
  if (error)
    {
      g_task_return_error (task, error);
      return;
    }
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->no_answer_timer);
  self->accepting = TRUE;
  sipgo_wait_begin (sipgo_user_agent_core_get_environment (session->usage.core), &self->accept_task, task);
  g_set_object (&self->answer_options, options);
  sipgo_session_set_state (session, SIPGO_SESSION_STATE_ESTABLISHING);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    go_on_accepting (self);
}

/* --- provisional responses ---------------------------------------------------------------------------------------- */

static void
send_reliable_progress (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (GError) own_error = NULL;
  g_autoptr (SipgoMessage) response = NULL;

  if (!keep_description (self, body, error))
    return;
  response = sipgo_incoming_request_make_response (request_of (self), 183, self->accepting ? NULL : (SipgoResponseOptions *) self->answer_options, body, &own_error);
  if (!response)
    {
      complete_with_error (&self->progress_task, own_error);
      return;
    }
  sipgo_incoming_invite_request_send_reliably (self->request, response);
}

static void
send_described_progress (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (GError) own_error = NULL;

  if (!keep_description (self, body, error))
    return;
  if (sipgo_incoming_request_respond (request_of (self), 183, self->accepting ? NULL : (SipgoResponseOptions *) self->answer_options, body, &own_error))
    complete (&self->progress_task);
  else
    complete_with_error (&self->progress_task, own_error);
  if (self->accepting)
    go_on_accepting (self);
}

static void
send_plain_progress (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task)
{
  GError *error = NULL;

  if (sipgo_incoming_request_progress (request_of (self), (SipgoResponseOptions *) options, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
check_progress (SipgoInvitation *self, guint status, gboolean reliable, GError **error)
{
  SipgoSession *session = session_of (self);

  if (session->state != SIPGO_SESSION_STATE_INITIAL)
    return sipgo_session_check_state (session, SIPGO_SESSION_STATE_INITIAL, "send a provisional response to", error);
  if (self->progress_task || self->describing)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING, "A provisional response is on its way; wait for it before the next");
      return FALSE;
    }
  if (status != 0 && (status < 101 || status > 199))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%u is no status code for this; use one from 101 to 199", status);
      return FALSE;
    }
  if (reliable && !self->supports_reliable)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "The caller does not support reliable provisional responses (100rel)");
      return FALSE;
    }
  return TRUE;
}

void
sipgo_invitation_begin_progress (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task)
{
  guint status = options ? sipgo_response_options_get_status_code ((SipgoResponseOptions *) options) : 0;
  gboolean reliable = self->requires_reliable || (options && sipgo_answer_options_get_reliable (options));
  gboolean own_body = options && sipgo_response_options_get_body ((SipgoResponseOptions *) options);
  GError *error = NULL;

  if (!check_progress (self, status, reliable, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  /* 183 is said for the sake of its description (21.1.5); a reliable response has to have one where it makes the offer. */
  if (!reliable && (status != 183 || own_body))
    {
      send_plain_progress (self, options, task);
      return;
    }
  sipgo_wait_begin (sipgo_user_agent_core_get_environment (session_of (self)->usage.core), &self->progress_task, task);
  g_set_object (&self->answer_options, options);
  describe (self, reliable ? send_reliable_progress : send_described_progress);
}

/* --- what the caller says to it ----------------------------------------------------------------------------------- */

static void
prack_answer_taken (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (SipgoIncomingRequest) prack = user_data;

  self->describing = FALSE;
  if (error)
    sipgo_incoming_request_refuse_for (prack, sipgo_session_refusal_of (error), error);
  else
    sipgo_incoming_request_respond_simple (prack, 200);
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  if (error)
    {
      fail (self, error);
      return;
    }
  complete (&self->progress_task);
  if (self->accepting)
    go_on_accepting (self);
}

static void
prack_offer_answered (SipgoSession *session, SipgoBody *answer, const GError *error, gpointer user_data)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (SipgoIncomingRequest) prack = user_data;

  self->describing = FALSE;
  if (error)
    sipgo_session_roll_back (session);
  self->described_anew |= !error;
  if (error)
    sipgo_incoming_request_refuse_for (prack, sipgo_session_refusal_of (error), error);
  else
    sipgo_incoming_request_respond (prack, 200, NULL, answer, NULL);
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  complete (&self->progress_task);
  if (self->accepting)
    go_on_accepting (self);
}

static void
prack_received (SipgoIncomingInviteRequest *request, SipgoIncomingRequest *prack, gpointer user_data)
{
  SipgoInvitation *self = user_data;
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoBody) body = sipgo_session_find_description (session, prack->message);

  if (sipgo_offer_answer_awaits_answer (&session->offer_answer) && body)
    {
      self->describing = TRUE;
      sipgo_session_take_answer (session, body, get_modifiers (self), prack_answer_taken, g_object_ref (prack));
      return;
    }
  /* The reliable response had the answer, and the caller makes another offer (RFC 3262 section 5). */
  if (session->offer_answer.state == SIPGO_SIGNALING_STATE_STABLE && body)
    {
      self->describing = TRUE;
      sipgo_session_take_offer (session, body, get_handler_options (self), get_modifiers (self), prack_offer_answered, g_object_ref (prack));
      return;
    }
  sipgo_incoming_request_respond_simple (prack, 200);
  complete (&self->progress_task);
  if (self->accepting)
    go_on_accepting (self);
}

static void
ack_answer_taken (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  if (error && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (session, "SIP;cause=488;text=\"No usable answer in the ACK\"");
}

static void
acknowledged (SipgoIncomingInviteRequest *request, SipgoMessage *ack, gpointer user_data)
{
  SipgoInvitation *self = user_data;
  SipgoSession *session = session_of (self);
  g_autoptr (SipgoBody) answer = NULL;

  if (!sipgo_offer_answer_awaits_answer (&session->offer_answer) || session->state != SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  answer = sipgo_session_find_description (session, ack);
  if (answer)
    sipgo_session_take_answer (session, answer, get_modifiers (self), ack_answer_taken, NULL);
  else
    sipgo_session_send_bye (session, "SIP;cause=488;text=\"No answer in the ACK\"");
}

/* 13.3.1.4: no ACK ends the call by BYE; RFC 3262: no PRACK refuses it. */
static void
not_confirmed (SipgoIncomingInviteRequest *request, guint status, gpointer user_data)
{
  SipgoInvitation *self = user_data;
  SipgoSession *session = session_of (self);

  if (status >= 200)
    g_clear_object (&session->unconfirmed);
  if (status >= 200 && session->state == SIPGO_SESSION_STATE_TERMINATING)
    {
      sipgo_session_release_bye (session);
    }
  else if (status >= 200 && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The caller did not acknowledge our answer within 32 seconds");

      g_autoptr (SipgoFailure) failure = sipgo_failure_new (408, "Request Timeout", NULL, NULL, error);

      sipgo_session_set_failure (session, failure);
      sipgo_session_send_bye (session, "SIP;cause=408;text=\"No ACK\"");
    }
  else if (status < 200)
    {
      sipgo_invitation_refuse (self, 504, "The caller did not acknowledge a reliable provisional response within 32 seconds");
    }
}

static void
cancelled (SipgoIncomingInviteRequest *request, SipgoMessage *cancel, gpointer user_data)
{
  SipgoInvitation *self = user_data;
  g_autoptr (SipgoInvitation) hold = g_object_ref (self);

  if (session_of (self)->state > SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  g_signal_emit (self, sipgo_invitation_cancel_received_signal, 0, cancel);
  sipgo_invitation_refuse (self, 487, "The caller has hung up");
}

/* Answered past this class, through the request itself: the session follows. */
static void
answered (SipgoIncomingInviteRequest *request, guint status, gpointer user_data)
{
  SipgoInvitation *self = user_data;
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoFailure) failure = NULL;

  if (self->answering || session->state > SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (status < 300)
    {
      sipgo_session_await_ack (session, request);
      sipgo_session_set_state (session, SIPGO_SESSION_STATE_ESTABLISHED);
      complete (&self->accept_task);
      return;
    }
  error = g_error_new (SIPGO_STATUS, status, "The invitation was answered with %u", status);
  failure = sipgo_failure_new (status, NULL, NULL, NULL, error);
  sipgo_session_terminate (session, failure);
}

const SipgoIncomingInviteFuncs sipgo_invitation_funcs = { cancelled, acknowledged, not_confirmed, prack_received, answered };

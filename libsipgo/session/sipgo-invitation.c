/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-invitation-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-wait-private.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/session/sipgo-session-private.h"

/**
 * SipgoInvitation:
 *
 * An incoming call, emitted by [signal@UserAgent::invitation], to be accepted or rejected. It rings until then; without
 * an answer it is rejected with 480 after [property@UserAgent:no-answer-timeout], or with 487 when the `Expires` of the
 * INVITE ends before (RFC 3261 13.3.1).
 *
 * ```c
 * static void
 * accepted (GObject *call, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_invitation_accept_finish (SIPGO_INVITATION (call), result, &error))
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * invitation_came (SipgoUserAgent *agent, SipgoInvitation *call, gpointer user_data)
 * {
 *   sipgo_invitation_accept (call, NULL, NULL, accepted, NULL);
 * }
 *
 * static void
 * answer_calls (SipgoUserAgent *agent)
 * {
 *   g_signal_connect (agent, "invitation", G_CALLBACK (invitation_came), NULL);
 * }
 * ```
 *
 * ```python
 * async def answer(call):
 *     async with call:                                # whatever happens in here, the call is ended
 *         await call.accept()
 *         await call.media.play_file("welcome.wav")
 *
 * async for invitation in agent.invitations():
 *     Sipgo.spawn(answer(invitation))                 # beside the others
 * ```
 *
 * ```js
 * async function answer(call) {
 *     await call.accept();
 *     await call.media.play_file('welcome.wav');
 *     await call.bye();
 * }
 *
 * agent.connect('invitation', (_agent, invitation) => answer(invitation).catch(logError));
 * ```
 *
 * Since: 1.0
 */
struct _SipgoInvitation
{
  SipgoSession parent_instance;

  SipgoIncomingInviteRequest *request;
  SipgoTimer no_answer_timer;
  gboolean requires_reliable;       /* the caller or our settings require 100rel */
  gboolean supports_reliable;

  GTask *accept_task;
  GTask *progress_task;             /* of a progress () that waits for a description or a PRACK */
  SipgoAnswerOptions *answer_options;
  gboolean describing;              /* the handler works on the caller's offer or on ours */
  gboolean answering;               /* this class sends a final response */
  gboolean accepting;               /* accept () was called; it may have to wait for a PRACK */
  SipgoBody *local_description;     /* our answer in a provisional response, repeated in the 2xx */
};

struct _SipgoInvitationClass
{
  SipgoSessionClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoInvitation, sipgo_invitation, SIPGO_TYPE_SESSION)

enum
{
  PROP_0,
  PROP_REQUEST,
  PROP_BODY,
  PROP_AUTO_SEND_AN_INITIAL_PROVISIONAL_RESPONSE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint cancel_received_signal;

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

static void
refuse_with_options (SipgoInvitation *self, guint status, SipgoResponseOptions *options, const char *why)
{
  g_autoptr (SipgoInvitation) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new (SIPGO_STATUS, status, "%s", why);
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);

  self->answering = TRUE;
  sipgo_incoming_request_respond (request_of (self), status, options, NULL, NULL);
  sipgo_session_terminate (session_of (self), failure);
}

static void
refuse (SipgoInvitation *self, guint status, const char *why)
{
  refuse_with_options (self, status, NULL, why);
}

/* --- the answer: descriptions, provisional responses and their PRACKs, the 2xx and its ACK ------------------------ */

static GListModel *
get_modifiers (SipgoInvitation *self)
{
  GListModel *modifiers = self->answer_options
                          ? sipgo_answer_options_get_session_description_handler_modifiers (self->answer_options)
                          : NULL;

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

/* Rejects the call, and fails the pending tasks with the error. */
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

/* The session description handler has failed. */
static void
fail (SipgoInvitation *self, const GError *error)
{
  fail_with (self, sipgo_session_refusal_of (error), error);
}

/* --- the description ---------------------------------------------------------------------------------------------- */

/* A session body of an unknown type that is not optional (RFC 3261 8.2.3). A multipart body is never one: each of its
 * parts has a disposition of its own. */
static gboolean
is_unknown_session (SipgoBody *body)
{
  const char *type = body ? sipgo_body_get_content_type (body) : NULL;
  const char *disposition = body ? sipgo_body_get_content_disposition (body) : NULL;

  return type && g_ascii_strncasecmp (type, "multipart/", 10) != 0
         && (!disposition || (g_ascii_strncasecmp (disposition, "session", 7) == 0
                              && !strstr (disposition, "optional")));
}

static void
fail_for_body (SipgoInvitation *self, SipgoBody *body)
{
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_CONTENT_TYPE,
                                          "The INVITE has a session description of the unknown type %s",
                                          sipgo_body_get_content_type (body));

  fail_with (self, 415, error);
}

/* Makes the answer to the caller's offer, or our offer when the INVITE has none; calls next with it. A description that
 * a provisional response has carried already is used again. */
static void
describe (SipgoInvitation *self, SipgoDescribedFunc next)
{
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoBody) offer = NULL;
  SipgoBody *body;
  char host[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoFlow *flow = request_of (self)->flow;

  if (self->local_description)
    {
      next (session, session->offer_answer.is_renewed ? NULL : self->local_description, NULL, NULL);
      return;
    }
  if (!sipgo_session_ensure_handler (session, sipgo_address_format_host (sipgo_flow_get_local (flow), host), &error))
    {
      fail (self, error);
      return;
    }
  /* A signal handler may have ended the call. */
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  body = sipgo_message_get_body (sipgo_incoming_request_get_message (request_of (self)));
  offer = sipgo_session_find_description (session, sipgo_incoming_request_get_message (request_of (self)));
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

/* FALSE when the description failed or the call has ended meanwhile. */
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
  g_autoptr (GError) own_error = NULL;
  g_autoptr (SipgoBody) described = body ? sipgo_body_ref (body) : NULL;

  if (!keep_description (self, body, error) || sipgo_incoming_request_is_answered (request_of (self)))
    return;
  /* Our offer and its answer were exchanged by a reliable response and its PRACK: the 2xx has no description. */
  if (session->offer_answer.state == SIPGO_SIGNALING_STATE_STABLE
      && sipgo_message_get_body (sipgo_incoming_request_get_message (request_of (self))) == NULL)
    g_clear_pointer (&described, sipgo_body_unref);
  sipgo_session_await_ack (session, self->request);
  self->answering = TRUE;
  if (!sipgo_incoming_request_respond (request_of (self), 200, (SipgoResponseOptions *) self->answer_options,
                                       described, &own_error))
    {
      fail (self, own_error);
      return;
    }
  g_clear_pointer (&self->local_description, sipgo_body_unref);
  sipgo_session_establish (session, request_of (self)->flow, get_handler_options (self), get_modifiers (self));
  end_replacee (self);
  complete (&self->accept_task);
}

static void
go_on_accepting (SipgoInvitation *self)
{
  if (!self->describing && !session_of (self)->describing && !sipgo_incoming_invite_request_awaits_prack (self->request)
      && !sipgo_incoming_request_is_answered (request_of (self)))
    describe (self, send_accept);
}

/* Checks whether a 2xx can be made with the options, before anything has changed. */
static gboolean
check_acceptance (SipgoInvitation *self, SipgoAnswerOptions *options, GError **error)
{
  guint status = options ? sipgo_response_options_get_status_code ((SipgoResponseOptions *) options) : 0;
  g_autoptr (SipgoMessage) trial = NULL;

  if (status != 0 && (status < 200 || status > 299))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "%u cannot accept a call; use a status code from 200 to 299", status);
      return FALSE;
    }
  if (options)
    trial = sipgo_incoming_request_make_response (request_of (self), 200, (SipgoResponseOptions *) options, NULL,
                                                  error);
  return !options || trial;
}

static void
begin_accept (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task)
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
  response = sipgo_incoming_request_make_response (request_of (self), 183,
                                                   self->accepting ? NULL
                                                   : (SipgoResponseOptions *) self->answer_options, body, &own_error);
  if (!response)
    {
      complete_with_error (&self->progress_task, own_error);
      return;
    }
  session->offer_answer.is_tentative = FALSE;
  sipgo_incoming_invite_request_send_reliably (self->request, response);
}

static void
send_described_progress (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (GError) own_error = NULL;
  gboolean is_first = self->local_description == NULL;

  if (!keep_description (self, body, error))
    return;
  session->offer_answer.is_tentative |= is_first;
  if (sipgo_incoming_request_respond (request_of (self), 183,
                                      self->accepting ? NULL : (SipgoResponseOptions *) self->answer_options, body,
                                      &own_error))
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
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                           "Another provisional response is pending; wait for its result before the next");
      return FALSE;
    }
  if (status != 0 && (status < 101 || status > 199))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "%u is not a provisional response that can be sent; use a status code from 101 to 199",
                   status);
      return FALSE;
    }
  if (reliable && !self->supports_reliable)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                           "The caller does not support reliable provisional responses (100rel)");
      return FALSE;
    }
  return TRUE;
}

static void
begin_progress (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task)
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
  /* A 183 carries a description (21.1.5). The first reliable response must have the offer when the INVITE has none (RFC
   * 3262 section 5). */
  if (!reliable && (status != 183 || own_body))
    {
      send_plain_progress (self, options, task);
      return;
    }
  sipgo_wait_begin (sipgo_user_agent_core_get_environment (session_of (self)->usage.core), &self->progress_task, task);
  g_set_object (&self->answer_options, options);
  describe (self, reliable ? send_reliable_progress : send_described_progress);
}

/* --- PRACK, ACK and CANCEL of the caller -------------------------------------------------------------------------- */

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
  session->offer_answer.is_renewed |= !error;
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

  if (sipgo_offer_answer_awaits_answer (&session->offer_answer) && body && !sipgo_session_is_changing (session))
    {
      self->describing = TRUE;
      sipgo_session_take_answer (session, body, get_modifiers (self), prack_answer_taken, g_object_ref (prack));
      return;
    }
  /* The reliable response had our answer, and the PRACK has a new offer (RFC 3262 section 5). */
  if (session->offer_answer.state == SIPGO_SIGNALING_STATE_STABLE && body)
    {
      self->describing = TRUE;
      sipgo_session_take_offer (session, body, get_handler_options (self), get_modifiers (self), prack_offer_answered,
                                g_object_ref (prack));
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

  if (!sipgo_offer_answer_awaits_answer (&session->offer_answer) || sipgo_session_is_changing (session)
      || session->state != SIPGO_SESSION_STATE_ESTABLISHED)
    return;
  answer = sipgo_session_find_description (session, ack);
  if (answer)
    sipgo_session_take_answer (session, answer, get_modifiers (self), ack_answer_taken, NULL);
  else
    sipgo_session_send_bye (session, "SIP;cause=488;text=\"No answer in the ACK\"");
}

/* Without an ACK the call ends by a BYE (13.3.1.4); without a PRACK it is rejected (RFC 3262 section 3). */
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
      g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                                                      "The caller sent no ACK for our 2xx within 32 seconds");

      g_autoptr (SipgoFailure) failure = sipgo_failure_new (408, "Request Timeout", NULL, NULL, error);

      sipgo_session_set_failure (session, failure);
      sipgo_session_send_bye (session, "SIP;cause=408;text=\"No ACK\"");
    }
  else if (status < 200)
    {
      refuse (self, 504, "The caller sent no PRACK for a reliable provisional response within 32 seconds");
    }
}

static void
cancelled (SipgoIncomingInviteRequest *request, SipgoMessage *cancel, gpointer user_data)
{
  SipgoInvitation *self = user_data;
  g_autoptr (SipgoInvitation) hold = g_object_ref (self);

  if (session_of (self)->state > SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  g_signal_emit (self, cancel_received_signal, 0, cancel);
  refuse (self, 487, "The caller has cancelled the call");
}

/* The application has answered through the request object: set the state of the session to match. */
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
      sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core),
                                      &self->no_answer_timer);
      sipgo_session_await_ack (session, request);
      sipgo_session_establish (session, request_of (self)->flow, get_handler_options (self), get_modifiers (self));
      end_replacee (self);
      complete (&self->accept_task);
      return;
    }
  error = g_error_new (SIPGO_STATUS, status, "The invitation was answered with %u", status);
  failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);
  sipgo_session_terminate (session, failure);
}

static const SipgoIncomingInviteFuncs invitation_funcs = { cancelled, acknowledged, not_confirmed, prack_received,
                                                           answered, sipgo_session_accepting };

/* --- the start ---------------------------------------------------------------------------------------------------- */

static void
no_answer (gpointer user_data)
{
  refuse (user_data, 480, "The call was not answered within the no-answer-timeout");
}

/* The Expires of the INVITE has run out (13.3.1). */
static void
expired (gpointer user_data)
{
  refuse (user_data, 487, "The call was not answered within the Expires of the INVITE");
}

void
sipgo_invitation_start_waiting (SipgoInvitation *self)
{
  SipgoSession *session = session_of (self);
  SipgoEnvironment *environment = sipgo_user_agent_core_get_environment (session->usage.core);
  guint seconds = session->usage.agent->settings.no_answer_timeout;
  guint32 expires;

  if (session->state != SIPGO_SESSION_STATE_INITIAL)
    return;
  if (sipgo_message_get_number (sipgo_incoming_request_get_message (request_of (self)), SIPGO_HEADER_EXPIRES,
                                G_MAXUINT32, &expires)
      && (seconds == 0 || expires <= seconds))
    sipgo_environment_set_timer (environment, &self->no_answer_timer, SIPGO_SECONDS ((gint64) expires), expired, self);
  else if (seconds > 0)
    sipgo_environment_set_timer (environment, &self->no_answer_timer, SIPGO_SECONDS (seconds), no_answer, self);
}

void
sipgo_invitation_set_replacee (SipgoInvitation *self, SipgoSession *replacee)
{
  session_of (self)->replacee = g_object_ref (replacee);
}

SipgoInvitation *
sipgo_invitation_new (SipgoAgent *agent, SipgoIncomingInviteRequest *request)
{
  SipgoMessage *message = SIPGO_INCOMING_REQUEST (request)->message;
  SipgoInvitation *self;

  if (sipgo_session_refuse_interval (SIPGO_INCOMING_REQUEST (request), agent->settings.min_session_expires))
    return NULL;
  if (!sipgo_incoming_invite_request_set_dialog (request, NULL, NULL))
    {
      sipgo_incoming_request_respond_simple (SIPGO_INCOMING_REQUEST (request), 400);
      return NULL;
    }
  self = g_object_new (SIPGO_TYPE_INVITATION, NULL);
  self->request = g_object_ref (request);
  self->requires_reliable = sipgo_message_has_option (message, "Require", "100rel")
                            || agent->settings.sip_extension_100rel == SIPGO_SIP_EXTENSION_REQUIRED;
  self->supports_reliable = self->requires_reliable
                            || (sipgo_message_has_option (message, "Supported", "100rel")
                                && agent->settings.sip_extension_100rel != SIPGO_SIP_EXTENSION_UNSUPPORTED);
  sipgo_session_set_up (session_of (self), agent);
  sipgo_usage_set_account (&session_of (self)->usage, sipgo_user_agent_core_find_account (agent->core, message));
  sipgo_incoming_invite_request_set_owner (request, &invitation_funcs, self);
  sipgo_session_take_dialog (session_of (self), sipgo_incoming_invite_request_get_dialog (request));
  return self;
}

/* --- virtual functions of SipgoSession ---------------------------------------------------------------------------- */

/* What we answer goes out from our present address, whose Contact and media it has. */
static void
leave_lost_address (SipgoIncomingRequest *request)
{
  SipgoFlow *flow;

  if (!request->transaction)
    return;
  sipgo_server_transaction_leave_lost_address (request->transaction);
  flow = sipgo_flow_ref (sipgo_server_transaction_get_flow (request->transaction));
  sipgo_flow_unref (request->flow);
  request->flow = flow;
}

static void
sipgo_invitation_follow_network (SipgoUsage *usage, SipgoNetworkChange change)
{
  SipgoSession *session = SIPGO_SESSION (usage);
  SipgoIncomingRequest *request = request_of (SIPGO_INVITATION (session));

  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED)
    {
      session->peer_updates = sipgo_message_has_element (request->message, SIPGO_HEADER_ALLOW, "UPDATE");
      leave_lost_address (request);
    }
  ((SipgoUsageClass *) sipgo_invitation_parent_class)->follow_network (usage, change);
}

static void
sipgo_invitation_end (SipgoSession *session)
{
  if (session->state <= SIPGO_SESSION_STATE_ESTABLISHING)
    refuse (SIPGO_INVITATION (session), 480, "The call was ended before it was answered");
  else
    ((SipgoSessionClass *) sipgo_invitation_parent_class)->end (session);
}

static void
sipgo_invitation_terminated (SipgoSession *session)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (GTask) accept_task = g_steal_pointer (&self->accept_task);
  g_autoptr (GTask) progress_task = g_steal_pointer (&self->progress_task);

  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->no_answer_timer);
  sipgo_incoming_invite_request_stop_repeating (self->request);
  sipgo_incoming_invite_request_set_owner (self->request, NULL, NULL);
  if (accept_task)
    g_task_return_error (accept_task, sipgo_session_make_ended_error (session));
  if (progress_task)
    g_task_return_error (progress_task, sipgo_session_make_ended_error (session));
}

static gboolean
sipgo_invitation_has_early_dialog (SipgoSession *session)
{
  SipgoServerTransaction *transaction = request_of (SIPGO_INVITATION (session))->transaction;

  return transaction && sipgo_server_transaction_get_status (transaction) > 100;
}

static gboolean
sipgo_invitation_awaits_prack (SipgoSession *session)
{
  return sipgo_incoming_invite_request_awaits_prack (SIPGO_INVITATION (session)->request);
}

static void
sipgo_invitation_resume (SipgoSession *session)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);

  if (self->accepting)
    go_on_accepting (self);
}

static void
sipgo_invitation_early_request (SipgoSession *session, SipgoIncomingRequest *request)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);

  if (sipgo_message_method_is (request->message, "PRACK"))
    {
      sipgo_incoming_invite_request_receive_prack (self->request, request);
    }
  else if (sipgo_message_method_is (request->message, "BYE") && session->state <= SIPGO_SESSION_STATE_ESTABLISHING)
    {
      /* The caller may end an early dialog by BYE as well as by CANCEL (15). */
      sipgo_incoming_request_respond_simple (request, 200);
      refuse (self, 487, "The caller has cancelled the call");
    }
  else
    {
      sipgo_incoming_request_respond_simple (request, 481);
    }
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_invitation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoInvitation *self = SIPGO_INVITATION (object);

  switch (id)
    {
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_BODY:
      g_value_set_boxed (value, sipgo_invitation_get_body (self));
      break;
    case PROP_AUTO_SEND_AN_INITIAL_PROVISIONAL_RESPONSE:
      g_value_set_boolean (value, sipgo_invitation_get_auto_send_an_initial_provisional_response (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_invitation_finalize (GObject *object)
{
  SipgoInvitation *self = SIPGO_INVITATION (object);

  g_clear_object (&self->answer_options);
  g_clear_pointer (&self->local_description, sipgo_body_unref);
  if (self->request)
    sipgo_incoming_invite_request_set_owner (self->request, NULL, NULL);
  g_clear_object (&self->request);
  G_OBJECT_CLASS (sipgo_invitation_parent_class)->finalize (object);
}

static void
sipgo_invitation_hang_up_at_exit (SipgoUsage *usage)
{
  SipgoSession *session = SIPGO_SESSION (usage);

  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_incoming_request_refuse_at_exit (request_of (SIPGO_INVITATION (session)), 480);
  ((SipgoUsageClass *) sipgo_invitation_parent_class)->hang_up_at_exit (usage);
}

static void
sipgo_invitation_class_init (SipgoInvitationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoSessionClass *session_class = (SipgoSessionClass *) klass;
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_invitation_get_property;
  object_class->finalize = sipgo_invitation_finalize;
  session_class->end = sipgo_invitation_end;
  ((SipgoUsageClass *) klass)->hang_up_at_exit = sipgo_invitation_hang_up_at_exit;
  ((SipgoUsageClass *) klass)->follow_network = sipgo_invitation_follow_network;
  session_class->terminated = sipgo_invitation_terminated;
  session_class->early_request = sipgo_invitation_early_request;
  session_class->has_early_dialog = sipgo_invitation_has_early_dialog;
  session_class->awaits_prack = sipgo_invitation_awaits_prack;
  session_class->resume = sipgo_invitation_resume;

  /**
   * SipgoInvitation:request:
   *
   * The INVITE.
   *
   * Since: 1.0
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_INCOMING_INVITE_REQUEST, flags);
  /**
   * SipgoInvitation:body:
   *
   * The body of the INVITE; %NULL when it has none.
   *
   * Since: 1.0
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, flags);
  /**
   * SipgoInvitation:auto-send-an-initial-provisional-response:
   *
   * Whether a 180 is sent before the application sees the invitation. %FALSE when the caller requires reliable
   * provisional responses (100rel, RFC 3262) or [property@UserAgent:send-initial-provisional-response] is %FALSE.
   *
   * Since: 1.0
   */
  props[PROP_AUTO_SEND_AN_INITIAL_PROVISIONAL_RESPONSE] =
    g_param_spec_boolean ("auto-send-an-initial-provisional-response", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SipgoInvitation::cancel-received:
   * @self: the invitation
   * @cancel: the CANCEL
   *
   * The caller has sent a CANCEL before the call was answered. The library rejects the INVITE with 487.
   *
   * Since: 1.0
   */
  cancel_received_signal =
    g_signal_new ("cancel-received", SIPGO_TYPE_INVITATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                  SIPGO_TYPE_MESSAGE);
}

static void
sipgo_invitation_init (SipgoInvitation *self)
{
}

/**
 * sipgo_invitation_get_request:
 * @self: an invitation
 *
 * The INVITE.
 *
 * Returns: (transfer none): the request
 *
 * Since: 1.0
 */
SipgoIncomingInviteRequest *
sipgo_invitation_get_request (SipgoInvitation *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), NULL);
  return self->request;
}

/**
 * sipgo_invitation_get_body:
 * @self: an invitation
 *
 * The body of the INVITE. It is valid as long as the message: see [method@IncomingRequest.get_message].
 *
 * Returns: (transfer none) (nullable): the body, or %NULL when it has none
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_invitation_get_body (SipgoInvitation *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), NULL);
  return sipgo_message_get_body (sipgo_incoming_request_get_message (request_of (self)));
}

/**
 * sipgo_invitation_get_auto_send_an_initial_provisional_response:
 * @self: an invitation
 *
 * Whether a 180 was sent before the application saw the invitation.
 *
 * Returns: %FALSE when the caller requires reliable provisional responses, or the agent is set to send none
 *
 * Since: 1.0
 */
gboolean
sipgo_invitation_get_auto_send_an_initial_provisional_response (SipgoInvitation *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), FALSE);
  return !self->requires_reliable && session_of (self)->usage.agent
         && session_of (self)->usage.agent->settings.send_initial_provisional_response;
}

/**
 * sipgo_invitation_accept:
 * @self: an invitation that was not answered yet
 * @options: (nullable): status code (200 by default), headers, modifiers, options for the session description handler
 * @cancellable: (nullable): stops waiting; the response is sent all the same
 * @callback: called when the 2xx was sent and media is ready
 * @user_data: for @callback
 *
 * Accepts the call with a 2xx.
 *
 * Fails when the call is being answered or is over already ([error@Error] `STATE`), no response can be made with the
 * options (`INVALID`), the caller has cancelled the call, or no media could be agreed on.
 *
 * Since: 1.0
 */
void
sipgo_invitation_accept (SipgoInvitation *self, SipgoAnswerOptions *options, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_INVITATION (self));
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_invitation_accept);
  begin_accept (self, options, task);
}

/**
 * sipgo_invitation_accept_finish:
 * @self: an invitation
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Invitation.accept].
 *
 * Returns: %TRUE when the call is established
 *
 * Since: 1.0
 */
gboolean
sipgo_invitation_accept_finish (SipgoInvitation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_invitation_progress:
 * @self: an invitation that was not answered yet
 * @options: (nullable): status code (180 by default, 183 when reliable), headers, whether it is sent reliably
 * @cancellable: (nullable): stops waiting; the response is sent all the same
 * @callback: called when the response was sent, or, when it is reliable, when its PRACK has arrived
 * @user_data: for @callback
 *
 * Sends a provisional response. A 183 carries our session description and starts early media.
 *
 * Fails when the call was answered before ([error@Error] `STATE`), another provisional response is pending
 * (`REQUEST_PENDING`), or a reliable one is wanted and the caller does not support 100rel (`UNSUPPORTED`).
 *
 * Since: 1.0
 */
void
sipgo_invitation_progress (SipgoInvitation *self, SipgoAnswerOptions *options, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_INVITATION (self));
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_invitation_progress);
  begin_progress (self, options, task);
}

/**
 * sipgo_invitation_progress_finish:
 * @self: an invitation
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Invitation.progress].
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_invitation_progress_finish (SipgoInvitation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
check_reject (SipgoInvitation *self, guint status, SipgoAnswerOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) trial = NULL;

  if (session_of (self)->state > SIPGO_SESSION_STATE_ESTABLISHING
      || sipgo_incoming_request_is_answered (request_of (self)))
    return sipgo_session_check_state (session_of (self), SIPGO_SESSION_STATE_INITIAL, "reject", error);
  if (status < 300 || status > 699)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "%u cannot reject a call; use a status code from 300 to 699", status);
      return FALSE;
    }
  trial = sipgo_incoming_request_make_response (request_of (self), status, (SipgoResponseOptions *) options, NULL,
                                                error);
  if (trial && sipgo_message_get_status_code (trial) == status)
    return TRUE;
  if (trial)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                 "The status code is %u as an argument and %u in the options; set only one of them",
                 status, sipgo_message_get_status_code (trial));
  return FALSE;
}

/**
 * sipgo_invitation_reject:
 * @self: an invitation that was not answered yet
 * @status_code: a status code from 300 to 699, such as %SIPGO_STATUS_BUSY_HERE; 0 for that of @options, or 480
 * @options: (nullable): reason phrase, headers and body
 * @cancellable: (nullable): makes the result `CANCELLED`; the response is sent all the same
 * @callback: called when the response was sent
 * @user_data: for @callback
 *
 * Rejects the call.
 *
 * Fails when the call was answered before ([error@Error] `STATE`), or @status_code or the options cannot reject a call
 * (`INVALID`).
 *
 * Since: 1.0
 */
void
sipgo_invitation_reject (SipgoInvitation *self, guint status_code, SipgoAnswerOptions *options,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_INVITATION (self));
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_invitation_reject);
  if (status_code == 0 && options)
    status_code = sipgo_response_options_get_status_code ((SipgoResponseOptions *) options);
  if (status_code == 0)
    status_code = 480;
  if (!check_reject (self, status_code, options, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  refuse_with_options (self, status_code, (SipgoResponseOptions *) options, "The call was rejected");
  g_task_return_boolean (task, TRUE);
}

/**
 * sipgo_invitation_reject_finish:
 * @self: an invitation
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Invitation.reject].
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_invitation_reject_finish (SipgoInvitation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_invitation_redirect:
 * @self: an invitation that was not answered yet
 * @contacts: (array zero-terminated=1): the addresses to try instead, best first; each a SIP or other URI, or a
 *   name-addr with parameters of the Contact, such as `"Carol" <sip:carol@example.com>;q=0.5`
 *
 * Redirects the caller to other addresses, by a 302.
 *
 * Fails when the call was answered before, or an address cannot be read.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_invitation_redirect (SipgoInvitation *self, const char *const *contacts, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), FALSE);
  g_return_val_if_fail (contacts != NULL, FALSE);
  return sipgo_incoming_request_redirect (request_of (self), contacts, NULL, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-request-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/core/sipgo-request-names-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/transaction/sipgo-transaction-private.h"

/* Fail after this many challenges: more than there can be proxies and servers on the path. */
#define MAX_CHALLENGES 8
/* … and after as many questions for a password: a program may answer each with the same one. */
#define MAX_QUESTIONS MAX_CHALLENGES
/* How long a target that does not answer holds a request when there are others: over UDP it has got the request four
 * times by then. A target of the other address family is tried sooner, since a network that has only one of them drops
 * packets of the other without a word (RFC 7984): an INVITE over UDP, which is answered by 100 at once. The first
 * response to another request may take more than three seconds (RFC 4320). */
#define PATIENCE        SIPGO_SECONDS (4)
#define FAMILY_PATIENCE SIPGO_SECONDS (1)
/* What a server answers that has got the request by another way, too (8.2.2.2): the response comes by that. */
#define MERGED 482

/**
 * SipgoOutgoingRequest:
 *
 * A request that this agent sends. It resolves the next hop (RFC 3263), tries the targets one after the other, answers
 * digest challenges when the agent has credentials, and emits a signal for each response. The final response is
 * [property@OutgoingRequest:response]; [property@OutgoingRequest:failure] is set when it is not a 2xx.
 *
 * Since: 1.0
 */
G_DEFINE_TYPE (SipgoOutgoingRequest, sipgo_outgoing_request, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MESSAGE,
  PROP_TRANSACTION,
  PROP_RESPONSE,
  PROP_FAILURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint signals[SIPGO_N_MOMENTS];

static void end_with_agent (SipgoOutgoingRequest *self);
static gboolean is_exhausted (SipgoOutgoingRequest *self);
static gboolean go_elsewhere (SipgoOutgoingRequest *self);
static void give_up (SipgoOutgoingRequest *self);
static void password_answered (gboolean provided, gpointer user_data);
static gboolean send_to_target (SipgoOutgoingRequest *self, GError **error);
static void try_next_target (SipgoOutgoingRequest *self, const GError *error, SipgoMessage *response);
static void walk_from (SipgoOutgoingRequest *self, SipgoRouteStep step);

static SipgoEnvironment *
environment_of (SipgoOutgoingRequest *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

static SipgoTargetMemory *
memory_of (SipgoOutgoingRequest *self)
{
  return sipgo_transport_layer_get_memory (sipgo_user_agent_core_get_transport (self->core));
}

/* --- settings before it is sent ----------------------------------------------------------------------------------- */

void
sipgo_outgoing_request_set_account (SipgoOutgoingRequest *self, SipgoAccount *account)
{
  g_set_object (&self->account, account);
}

gboolean
sipgo_outgoing_request_check_flow (SipgoFlow *flow, SipgoDialog *dialog, GError **error)
{
  if (!flow || sipgo_flow_is_secure (flow)
      || !sipgo_request_is_secure (sipgo_dialog_get_remote_target (dialog), sipgo_dialog_get_next_hop (dialog)))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                       "The dialog requires TLS because of a SIPS URI, but the peer answered without TLS");
  return FALSE;
}

gboolean
sipgo_outgoing_request_check_security (SipgoOutgoingRequest *self, SipgoDialog *dialog, GError **error)
{
  return sipgo_outgoing_request_check_flow (sipgo_outgoing_request_get_flow (self), dialog, error);
}

void
sipgo_outgoing_request_keep_flow (SipgoOutgoingRequest *self, SipgoDialog *dialog, SipgoMessage *response)
{
  if (self->transaction)
    sipgo_dialog_keep_flow (dialog, response, sipgo_client_transaction_get_flow (self->transaction));
}

SipgoFlow *
sipgo_outgoing_request_get_flow (SipgoOutgoingRequest *self)
{
  return self->transaction ? sipgo_client_transaction_get_flow (self->transaction) : NULL;
}

gboolean
sipgo_outgoing_request_is_contact_outdated (SipgoOutgoingRequest *self)
{
  return sipgo_request_contact_is_outdated (&self->contact, self->core, self->account, self->message,
                                            sipgo_outgoing_request_get_flow (self), self->is_secure);
}

gboolean
sipgo_outgoing_request_is_sent (SipgoOutgoingRequest *self)
{
  return self->phase >= SIPGO_REQUEST_SENT;
}

gboolean
sipgo_outgoing_request_is_done (SipgoOutgoingRequest *self)
{
  return self->phase == SIPGO_REQUEST_DONE;
}

void
sipgo_outgoing_request_set_prepare (SipgoOutgoingRequest *self, SipgoPrepareFunc func, SipgoGoBackFunc go_back,
                                    gpointer user_data)
{
  self->prepare = func;
  self->go_back = go_back;
  self->prepare_data = user_data;
}

void
sipgo_outgoing_request_set_handler (SipgoOutgoingRequest *self, SipgoMomentFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
  if (!func)
    self->amend = NULL;
}

void
sipgo_outgoing_request_set_amend (SipgoOutgoingRequest *self, SipgoAmendFunc func)
{
  self->amend = func;
}

static void
tell (SipgoOutgoingRequest *self, SipgoMoment moment, SipgoMessage *response)
{
  if (self->func)
    self->func (self, moment, response, self->user_data);
  g_signal_emit (self, signals[moment], 0, response);
}

static void
stop_waiting (SipgoOutgoingRequest *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->patience_timer);
}

static void
stop_asking (SipgoOutgoingRequest *self)
{
  if (self->asked)
    sipgo_password_request_leave (self->asked, self);
  self->asked = NULL;
  g_clear_pointer (&self->challenge, sipgo_message_unref);
}

static void
let_go_of_transaction (SipgoOutgoingRequest *self)
{
  stop_waiting (self);
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
}

/* --- attempts that were left for the next target ------------------------------------------------------------------ */

static void
leave_attempt (SipgoOutgoingRequest *self)
{
  stop_waiting (self);
  if (!self->left)
    self->left = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_attempt_free);
  g_ptr_array_add (self->left,
                   sipgo_attempt_new (environment_of (self), self->message, g_steal_pointer (&self->transaction),
                                      self->place, g_strdup (self->prepared_for),
                                      g_steal_pointer (&self->contact.sent)));
}

static gboolean
may_still_be_answered (SipgoOutgoingRequest *self)
{
  guint i;

  for (i = 0; self->left && i < self->left->len; i++)
    {
      if (!((SipgoAttempt *) self->left->pdata[i])->is_surplus)
        return TRUE;
    }
  return FALSE;
}

/* A handler that is told of the end of a transaction may come back here. */
static void
end_left (SipgoOutgoingRequest *self)
{
  g_autoptr (GPtrArray) left = g_steal_pointer (&self->left);
  guint i;

  for (i = 0; left && i < left->len; i++)
    sipgo_attempt_end (left->pdata[i]);
}

/* An INVITE that was not answered cannot be cancelled yet (9.1): its attempt stays until it ends. */
void
sipgo_outgoing_request_drop_left (SipgoOutgoingRequest *self)
{
  guint i;

  if (!SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->surplus)
    end_left (self);
  for (i = 0; self->left && i < self->left->len; i++)
    ((SipgoAttempt *) self->left->pdata[i])->is_surplus = TRUE;
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static void
complete_task (SipgoOutgoingRequest *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  sipgo_clear_source (&self->cancel_source);
  if (!task)
    return;
  if (self->failure)
    g_task_return_error (task, sipgo_failure_get_error (self->failure));
  else
    g_task_return_pointer (task, sipgo_message_ref (self->response), (GDestroyNotify) sipgo_message_unref);
}

/* --- the steps of the request ------------------------------------------------------------------------------------- */

static gint64
wall_time (SipgoOutgoingRequest *self)
{
  return sipgo_environment_wall_time (environment_of (self));
}

/* Before an outcome: the target has changed from TCP to UDP (18.1.1), or its connection stands. */
static void
note_flow (SipgoOutgoingRequest *self)
{
  SipgoFlow *flow = sipgo_outgoing_request_get_flow (self);
  const SipgoTarget *tried = sipgo_steps_get_target (&self->steps);
  SipgoTarget target;

  if (!flow || !tried)
    return;
  target = sipgo_client_transaction_get_target (self->transaction);
  if (tried->protocol != target.protocol)
    sipgo_steps_note (&self->steps, SIPGO_STEP_KIND_TRIED, wall_time (self), &target, NULL);
  if (flow->connected_at > 0)
    sipgo_steps_note (&self->steps, SIPGO_STEP_KIND_CONNECTED, flow->connected_at, &target, NULL);
}

static SipgoStepKind
kind_of_error (const GError *error)
{
  if (g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE))
    return SIPGO_STEP_KIND_CERTIFICATE;
  return g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT) ? SIPGO_STEP_KIND_TIMED_OUT
                                                                   : SIPGO_STEP_KIND_FAILED;
}

static void
note_error (SipgoOutgoingRequest *self, const GError *error)
{
  note_flow (self);
  sipgo_steps_note (&self->steps, kind_of_error (error), wall_time (self), sipgo_steps_get_target (&self->steps),
                    g_strdup (error->message));
  sipgo_recorder_add_note (sipgo_user_agent_core_get_recorder (self->core), 0,
                           sipgo_message_get_call_id (self->message),
                           "%s", error->message);
}

static void
note_response (SipgoOutgoingRequest *self, SipgoStepKind kind, SipgoMessage *response)
{
  note_flow (self);
  sipgo_steps_note_response (&self->steps, kind, wall_time (self), sipgo_steps_get_target (&self->steps), response);
}

/* "sip:bob@example.com answered 486 Busy Here (tried udp:203.0.113.7:5060)" */
static GError *
make_status_error (SipgoOutgoingRequest *self, guint status, const char *phrase)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_message_get_request_uri (self->message));
  g_autofree char *steps = sipgo_steps_explain (&self->steps);

  return g_error_new (SIPGO_STATUS, status, "%s answered %u %s%s%s%s", uri, status, phrase, steps ? " (" : "",
                      steps ? steps : "", steps ? ")" : "");
}

/* Adds the steps to the error, unless it says them by itself. */
static void
explain_error (SipgoOutgoingRequest *self, GError *error)
{
  g_autofree char *steps = NULL;
  char *message;

  if (sipgo_steps_count (&self->steps, SIPGO_STEP_KIND_TRIED) < 2
      && sipgo_steps_count (&self->steps, SIPGO_STEP_KIND_LOCATED) == 0)
    return;
  steps = sipgo_steps_explain (&self->steps);
  if (!steps)
    return;
  message = g_strdup_printf ("%s (%s)", error->message, steps);
  g_free (error->message);
  error->message = message;
}

/* A request that was started holds a reference to itself, so that it lives when the caller drops it. */
static void
hold (SipgoOutgoingRequest *self)
{
  self->held = TRUE;
  g_object_ref (self);
}

/* No response can come any more. */
static void
release (SipgoOutgoingRequest *self)
{
  if (!self->held || self->phase != SIPGO_REQUEST_DONE || self->is_listening || (self->left && self->left->len > 0))
    return;
  self->held = FALSE;
  g_object_unref (self);
}

static void
record_failure (SipgoOutgoingRequest *self)
{
  g_autoptr (GError) error = sipgo_failure_get_error (self->failure);

  sipgo_recorder_add_note (sipgo_user_agent_core_get_recorder (self->core), 0,
                           sipgo_message_get_call_id (self->message),
                           "%s failed: %s", sipgo_message_get_method (self->message), error->message);
}

static void
finish (SipgoOutgoingRequest *self, SipgoMessage *response, SipgoFailure *failure)
{
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);
  guint status = sipgo_message_get_status_code (response);
  SipgoMoment moment = status < 300 ? SIPGO_MOMENT_ACCEPT : status < 400 ? SIPGO_MOMENT_REDIRECT : SIPGO_MOMENT_REJECT;

  self->phase = SIPGO_REQUEST_DONE;
  self->response = sipgo_message_ref (response);
  self->failure = failure;
  if (failure)
    record_failure (self);
  sipgo_environment_cancel_timer (environment_of (self), &self->start_timer);
  stop_waiting (self);
  stop_asking (self);
  g_clear_pointer (&self->route, sipgo_route_free);
  sipgo_outgoing_request_drop_left (self);
  self->is_listening = SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->finished (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESPONSE]);
  if (failure)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
  tell (self, moment, response);
  complete_task (self);
  release (self);
}

static void
finish_refused (SipgoOutgoingRequest *self, SipgoMessage *response, const GError *error)
{
  finish (self, response,
          sipgo_failure_new (sipgo_message_get_status_code (response), sipgo_message_get_reason_phrase (response),
                             response, &self->steps, error));
}

static void
finish_with_response (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  guint status = sipgo_message_get_status_code (response);
  g_autoptr (GError) error = NULL;

  if (status < 300)
    {
      finish (self, response, NULL);
      return;
    }
  note_response (self, status < 400 ? SIPGO_STEP_KIND_REDIRECTED : SIPGO_STEP_KIND_ANSWERED, response);
  error = SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->explain (self);
  if (!error)
    error = make_status_error (self, status, sipgo_message_get_reason_phrase (response));
  finish_refused (self, response, error);
}

/* No response came: treat the timeout or transport error as a response (8.1.3.1). */
void
sipgo_outgoing_request_finish_locally (SipgoOutgoingRequest *self, guint status, const GError *error)
{
  g_autoptr (SipgoMessage) response = NULL;

  if (self->phase == SIPGO_REQUEST_DONE)
    return;
  response = sipgo_message_new_response (self->message, status, NULL, NULL);
  finish (self, response, sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, &self->steps, error));
}

/* --- what comes back ---------------------------------------------------------------------------------------------- */

static void
take_next_sequence (SipgoOutgoingRequest *self, SipgoMessage *message)
{
  guint32 sequence = self->dialog ? sipgo_dialog_take_sequence (self->dialog) : sipgo_message_get_cseq (message) + 1;
  g_autofree char *cseq = g_strdup_printf ("%u %s", sequence, sipgo_message_get_method (message));

  sipgo_message_replace (message, SIPGO_HEADER_CSEQ, cseq);
}

void
sipgo_outgoing_request_queue (SipgoOutgoingRequest *self)
{
  g_assert (self->phase == SIPGO_REQUEST_IDLE && self->dialog);
  sipgo_dialog_return_sequence (self->dialog, sipgo_message_get_cseq (self->message));
}

void
sipgo_outgoing_request_unqueue (SipgoOutgoingRequest *self)
{
  g_assert (self->phase == SIPGO_REQUEST_IDLE);
  take_next_sequence (self, self->message);
}

/* Takes ownership of the message. The application may hold the former one, which stays as it was sent. */
static void
replace_message (SipgoOutgoingRequest *self, SipgoMessage *message)
{
  sipgo_message_unref (self->message);
  self->message = message;
}

static void
replace_next_hop (SipgoOutgoingRequest *self, SipgoUri *uri)
{
  SipgoUri *former = self->next_hop;

  self->next_hop = sipgo_uri_ref (uri);
  sipgo_uri_unref (former);
}

/* Sends the request again, as this copy of it: with the next CSeq, and the same Call-ID and From tag (22.2). Takes
 * ownership of the message. */
static void
send_again (SipgoOutgoingRequest *self, SipgoMessage *message)
{
  g_autoptr (GError) error = NULL;

  take_next_sequence (self, message);
  replace_message (self, message);
  let_go_of_transaction (self);
  if (!send_to_target (self, &error))
    try_next_target (self, error, NULL);
}

/* Of the present target. */
static SipgoDigestClient *
ensure_digest (SipgoOutgoingRequest *self)
{
  const char *host = sipgo_uri_get_host (sipgo_message_get_request_uri (self->message));
  g_autofree char *hop = sipgo_target_to_string (sipgo_route_get_target (self->route));

  if (!self->digest)
    self->digest = sipgo_digest_client_new (sipgo_user_agent_core_get_nonces (self->core));
  sipgo_digest_client_aim (self->digest, hop, host ? host : "", sipgo_account_get_credentials (self->account));
  return self->digest;
}

static void
fail_authentication (SipgoOutgoingRequest *self, SipgoMessage *response, const GError *error)
{
  g_autoptr (GError) status_error = g_error_new_literal (SIPGO_STATUS, sipgo_message_get_status_code (response),
                                                         error->message);

  note_response (self, SIPGO_STEP_KIND_ANSWERED, response);
  explain_error (self, status_error);
  finish_refused (self, response, status_error);
}

/* TRUE when the application answers later, or has ended the request. */
static gboolean
ask_for_password (SipgoOutgoingRequest *self, SipgoMessage *response, const SipgoDigestLack *lack)
{
  g_autoptr (SipgoPasswordRequest) request = NULL;

  if (!lack->realm || self->n_questions++ >= MAX_QUESTIONS)
    return FALSE;
  request = sipgo_user_agent_core_ask_password (self->core, self->account, lack);
  if (self->phase == SIPGO_REQUEST_DONE)
    return TRUE;
  if (!request || self->is_stopping)
    return FALSE;
  let_go_of_transaction (self);
  self->phase = SIPGO_REQUEST_ASKING;
  self->challenge = sipgo_message_ref (response);
  self->asked = request;
  sipgo_password_request_wait (request, password_answered, self);
  return TRUE;
}

/* The request is sent again, waits for a password, or fails. */
static void
take_challenge (SipgoOutgoingRequest *self, SipgoMessage *response, gboolean may_ask)
{
  SipgoCredentials *credentials = sipgo_account_get_credentials (self->account);
  g_auto (SipgoDigestLack) lack = { NULL };
  g_autoptr (GError) error = NULL;

  if (sipgo_digest_client_challenge (ensure_digest (self), response, credentials, &lack, &error))
    send_again (self, sipgo_message_copy (self->message));
  else if (!may_ask || !ask_for_password (self, response, &lack))
    fail_authentication (self, response, error);
}

static void
password_answered (gboolean provided, gpointer user_data)
{
  g_autoptr (SipgoOutgoingRequest) self = g_object_ref (SIPGO_OUTGOING_REQUEST (user_data));
  g_autoptr (SipgoMessage) response = g_steal_pointer (&self->challenge);

  self->asked = NULL;
  if (self->n_closed != self->core->n_closed)
    end_with_agent (self);
  else
    take_challenge (self, response, provided);
}

/* FALSE when the response is final. */
static gboolean
answer_challenge (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  if (self->is_stopping || self->n_challenges++ >= MAX_CHALLENGES)
    return FALSE;
  note_response (self, SIPGO_STEP_KIND_CHALLENGED, response);
  take_challenge (self, response, TRUE);
  return TRUE;
}

/* TRUE when the owner has changed the request, which was sent again. */
static gboolean
amend (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  g_autoptr (SipgoMessage) next = NULL;

  if (!self->amend || self->is_stopping)
    return FALSE;
  next = sipgo_message_copy (self->message);
  if (!self->amend (self, response, next, self->user_data))
    return FALSE;
  send_again (self, g_steal_pointer (&next));
  return TRUE;
}

/* A request in a dialog stays in it, and a REGISTER names the registrar of its domain. */
static gboolean
may_follow (SipgoOutgoingRequest *self)
{
  return sipgo_account_get_follow_redirects (self->account) && !self->dialog && !self->is_stopping
         && !sipgo_message_method_is (self->message, "REGISTER");
}

/* TRUE when the request goes to another address than the one that has redirected it or rejected it: the next one of the
 * target set (8.1.3.4). After a 6xx no other address is tried (21.6). */
static gboolean
follow (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  SipgoUri *uri = sipgo_message_get_request_uri (self->message);
  guint status = sipgo_message_get_status_code (response);

  if (!may_follow (self) || status >= 600)
    return FALSE;
  if (sipgo_redirection_is_followed (status))
    {
      if (!self->redirection)
        self->redirection = sipgo_redirection_new (uri, sipgo_uri_is_secure (uri));
      sipgo_redirection_take (self->redirection, response);
    }
  if (!self->redirection || sipgo_redirection_is_empty (self->redirection))
    return FALSE;
  note_response (self, status < 400 ? SIPGO_STEP_KIND_REDIRECTED : SIPGO_STEP_KIND_ANSWERED, response);
  return go_elsewhere (self);
}

static void
receive_provisional (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);

  SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->progressed (self, response);
  if (self->phase == SIPGO_REQUEST_DONE)
    return;
  tell (self, sipgo_message_get_status_code (response) == 100 ? SIPGO_MOMENT_TRYING
                                                              : SIPGO_MOMENT_PROGRESS, response);
}

/* A target that answered 503 is not tried again for the time in its Retry-After (RFC 3263 4.3, RFC 3261 21.5.4). */
static void
note_unavailable (SipgoOutgoingRequest *self, SipgoClientTransaction *transaction, SipgoMessage *response)
{
  SipgoTarget target = sipgo_client_transaction_get_target (transaction);
  guint32 seconds = 0;

  sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, G_MAXINT32, &seconds);
  sipgo_target_memory_add_failure (memory_of (self), &target, seconds);
}

static void
forget_attempt (SipgoOutgoingRequest *self, SipgoAttempt *attempt)
{
  g_ptr_array_remove (self->left, attempt);
  if (is_exhausted (self))
    give_up (self);
  else
    release (self);
}

/* The owner goes back to the local address of the attempt, and may end the request meanwhile. */
static gboolean
owner_goes_back (SipgoOutgoingRequest *self, SipgoAttempt *attempt)
{
  g_autofree char *host = g_strdup (attempt->prepared_for);

  if (g_strcmp0 (host, self->prepared_for) == 0 || !self->go_back)
    return TRUE;
  return self->go_back (self, host, self->prepare_data) && self->phase != SIPGO_REQUEST_DONE && !self->is_stopping;
}

/* The attempt that was left is answered first: it is the request from now on. */
static void
return_to_attempt (SipgoOutgoingRequest *self, SipgoAttempt *attempt)
{
  if (self->transaction)
    leave_attempt (self);
  stop_waiting (self);
  replace_message (self, sipgo_message_ref (attempt->message));
  self->transaction = g_steal_pointer (&attempt->transaction);
  g_free (self->contact.sent);
  self->contact.sent = g_steal_pointer (&attempt->sent_contact);
  g_free (self->prepared_for);
  self->prepared_for = g_steal_pointer (&attempt->prepared_for);
  self->place = attempt->place;
  sipgo_route_return (self->route, self->place);
  replace_next_hop (self, sipgo_route_get_hop (self->route));
  sipgo_steps_note (&self->steps, SIPGO_STEP_KIND_TRIED, wall_time (self), sipgo_route_get_target (self->route), NULL);
  self->phase = SIPGO_REQUEST_SENT;
  g_ptr_array_remove (self->left, attempt);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSACTION]);
}

/* FALSE: the response has no effect on the request. */
static gboolean
receive_late_response (SipgoOutgoingRequest *self, SipgoAttempt *attempt, SipgoMessage *response)
{
  SipgoOutgoingRequestClass *klass = SIPGO_OUTGOING_REQUEST_GET_CLASS (self);
  SipgoClientTransaction *transaction = attempt->transaction;
  guint status = sipgo_message_get_status_code (response);

  if (status == 503)
    note_unavailable (self, attempt->transaction, response);
  if (status == 503 || status == MERGED)
    {
      if (!attempt->is_surplus)
        forget_attempt (self, attempt);
      return FALSE;
    }
  if (!attempt->is_surplus && !self->is_stopping && owner_goes_back (self, attempt))
    {
      return_to_attempt (self, sipgo_attempt_find (self->left, transaction));
      return TRUE;
    }
  attempt = sipgo_attempt_find (self->left, transaction);
  if (!attempt)
    return FALSE;
  attempt->is_surplus = TRUE;
  if (klass->surplus)
    klass->surplus (self, attempt, response);
  return FALSE;
}

static void
receive_response (SipgoClientTransaction *transaction, SipgoMessage *response, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);
  SipgoAttempt *attempt = sipgo_attempt_find (self->left, transaction);
  guint status = sipgo_message_get_status_code (response);

  if (attempt && !receive_late_response (self, attempt, response))
    return;
  stop_waiting (self);
  if (status != 503 && !(status == MERGED && may_still_be_answered (self)))
    sipgo_outgoing_request_drop_left (self);
  if (self->phase == SIPGO_REQUEST_DONE)
    {
      if (status >= 200 && status < 300)
        SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->accepted (self, response);
      return;
    }
  if (status < 200)
    {
      receive_provisional (self, response);
      return;
    }
  if ((status == 401 || status == 407) && answer_challenge (self, response))
    return;
  if (status >= 400 && amend (self, response))
    return;
  if (status >= 300 && status != 503 && follow (self, response))
    return;
  if (status == 503)
    note_unavailable (self, transaction, response);
  if ((status == 503 && !self->is_stopping) || (status == MERGED && may_still_be_answered (self)))
    try_next_target (self, NULL, response);
  else
    finish_with_response (self, response);
}

static void
transaction_failed (SipgoClientTransaction *transaction, const GError *error, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  SipgoAttempt *attempt = sipgo_attempt_find (self->left, transaction);

  if (attempt)
    {
      forget_attempt (self, attempt);
      return;
    }
  note_error (self, error);
  let_go_of_transaction (self);
  try_next_target (self, error, NULL);
}

static void
end_with_agent (SipgoOutgoingRequest *self)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                                  "The agent was stopped before the request was answered");

  sipgo_outgoing_request_finish_locally (self, 503, error);
}

/* After a 2xx to INVITE, the transaction ends when its time is over. Before a final response, it ends only when the
 * agent is stopped. */
static void
transaction_ended (SipgoClientTransaction *transaction, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  SipgoAttempt *attempt = sipgo_attempt_find (self->left, transaction);

  if (attempt)
    {
      forget_attempt (self, attempt);
    }
  else if (self->phase == SIPGO_REQUEST_DONE)
    {
      self->is_listening = FALSE;
      release (self);
    }
  else
    {
      end_with_agent (self);
    }
}

/* Ends the transaction without a call of transaction_ended (). */
void
sipgo_outgoing_request_drop_transaction (SipgoOutgoingRequest *self)
{
  g_autoptr (SipgoClientTransaction) transaction = NULL;

  sipgo_outgoing_request_drop_left (self);
  if (!self->transaction)
    return;
  transaction = sipgo_client_transaction_ref (self->transaction);
  let_go_of_transaction (self);
  sipgo_client_transaction_terminate (transaction);
}

/* --- the way out -------------------------------------------------------------------------------------------------- */

static void
tell_of_transaction (gpointer user_data)
{
  g_autoptr (SipgoOutgoingRequest) self = g_object_ref (SIPGO_OUTGOING_REQUEST (user_data));

  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSACTION]);
}

/* Adds credentials for the known nonces of the next hop and of the domain to the first attempt, so that they need not
 * challenge again (RFC 3261 22.2, 22.3). */
static void
authorize (SipgoOutgoingRequest *self)
{
  if (self->digest || sipgo_account_get_credentials (self->account))
    sipgo_digest_client_authorize (ensure_digest (self), self->message);
}

static gboolean
is_unanswered (SipgoOutgoingRequest *self)
{
  return self->transaction && self->phase == SIPGO_REQUEST_SENT && !self->is_stopping
         && sipgo_client_transaction_is_unanswered (self->transaction);
}

static void
note_silence (SipgoOutgoingRequest *self)
{
  SipgoTarget target = sipgo_client_transaction_get_target (self->transaction);
  g_autofree char *text = sipgo_target_to_string (&target);
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "%s did not answer within %d s", text,
                                          (int) (self->patience / SIPGO_SECONDS (1)));

  sipgo_target_memory_add_failure (memory_of (self), &target, 0);
  note_error (self, error);
}

/* The next target is tried, if there is one; a late response is still taken. */
static void
lose_patience (gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);

  if (!is_unanswered (self) || sipgo_route_next (self->route, NULL) != SIPGO_ROUTE_READY)
    return;
  note_silence (self);
  leave_attempt (self);
  walk_from (self, SIPGO_ROUTE_READY);
}

/* Over a connection that stands, other requests than INVITE need no second way: the server is there. */
static gboolean
may_wait (SipgoOutgoingRequest *self, gboolean is_invite)
{
  return !is_invite && sipgo_outgoing_request_get_flow (self)->connected_at > 0;
}

static void
limit_waiting (SipgoOutgoingRequest *self)
{
  const SipgoTarget *target = sipgo_route_get_target (self->route);
  const SipgoTarget *next = sipgo_route_peek (self->route);
  gboolean is_invite = sipgo_message_method_is (self->message, "INVITE");

  if ((!next && !sipgo_route_has_more (self->route)) || may_wait (self, is_invite))
    return;
  self->patience = is_invite && next && target->protocol == SIPGO_PROTOCOL_UDP
                   && sipgo_address_is_ipv6 (&next->address) != sipgo_address_is_ipv6 (&target->address)
                   ? FAMILY_PATIENCE : PATIENCE;
  sipgo_environment_set_timer (environment_of (self), &self->patience_timer, self->patience, lose_patience, self);
}

static gboolean
send_to_target (SipgoOutgoingRequest *self, GError **error)
{
  static const SipgoClientTransactionFuncs funcs = { receive_response, transaction_failed, transaction_ended };
  const SipgoTarget *target = sipgo_route_get_target (self->route);
  SipgoTransactionLayer *transactions = sipgo_user_agent_core_get_transaction_layer (self->core);
  SipgoTransactionTable *table = sipgo_transaction_layer_get_table (transactions);

  if (self->wants_contact)
    {
      g_autoptr (SipgoFlow) flow = sipgo_route_get_flow (self->route, error);

      if (!flow)
        return FALSE;
      sipgo_request_contact_write (&self->contact, self->core, self->account, self->message, flow, self->is_secure);
    }
  authorize (self);
  self->phase = SIPGO_REQUEST_SENT;
  self->transaction = sipgo_client_transaction_new (table, self->message, target, NULL, &funcs, self, error);
  if (!self->transaction)
    return FALSE;
  self->place = sipgo_route_get_place (self->route);
  limit_waiting (self);
  if (self->starting)
    sipgo_environment_set_timer (environment_of (self), &self->notify_timer, 0, tell_of_transaction, self);
  else
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSACTION]);
  return TRUE;
}

static guint
status_of_error (const GError *error)
{
  if (g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT))
    return 408;
  return error->domain == SIPGO_STATUS ? (guint) error->code : 503;
}

static void
fail (SipgoOutgoingRequest *self)
{
  g_autoptr (GError) error = g_steal_pointer (&self->last_error);

  explain_error (self, error);
  sipgo_outgoing_request_finish_locally (self, status_of_error (error), error);
}

static void
fail_from_loop (gpointer user_data)
{
  fail (user_data);
}

/* No target is left: end with the 503 or the error of the last target. Within start (), report an error from the main
 * loop, since the caller is not ready yet. */
static void
give_up (SipgoOutgoingRequest *self)
{
  g_autoptr (SipgoMessage) response = NULL;

  if (go_elsewhere (self))
    return;
  response = g_steal_pointer (&self->last_response);
  if (response)
    finish_with_response (self, response);
  else if (self->starting)
    sipgo_environment_set_timer (environment_of (self), &self->start_timer, 0, fail_from_loop, self);
  else
    fail (self);
}

static void
take_last (SipgoOutgoingRequest *self, GError *error, SipgoMessage *response)
{
  g_clear_error (&self->last_error);
  g_clear_pointer (&self->last_response, sipgo_message_unref);
  self->last_error = error;
  self->last_response = response;
}

/* Asks the owner to write what contains the local address, when this address differs from that of the last target. */
static gboolean
ask_owner (SipgoOutgoingRequest *self, SipgoFlow *flow)
{
  char host[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_address_format_host (sipgo_flow_get_local (flow), host);
  if (g_strcmp0 (self->prepared_for, host) == 0)
    return FALSE;
  g_free (self->prepared_for);
  self->prepared_for = g_strdup (host);
  self->phase = SIPGO_REQUEST_PREPARING;
  self->prepare (self, host, self->prepare_data);
  return TRUE;
}

static gboolean
try_target (SipgoOutgoingRequest *self, GError **error)
{
  g_autoptr (SipgoFlow) flow = NULL;

  sipgo_steps_note (&self->steps, SIPGO_STEP_KIND_TRIED, wall_time (self), sipgo_route_get_target (self->route), NULL);
  if (!self->prepare)
    return send_to_target (self, error);
  flow = sipgo_route_get_flow (self->route, error);
  return flow && (ask_owner (self, flow) || send_to_target (self, error));
}

/* Each target gets a copy of the message, since the application may hold the message of an earlier attempt. */
static void
begin_attempt (SipgoOutgoingRequest *self)
{
  if (sipgo_steps_get_target (&self->steps))
    replace_message (self, sipgo_message_copy (self->message));
  if (self->last_response)
    note_response (self, SIPGO_STEP_KIND_ANSWERED, self->last_response);
  let_go_of_transaction (self);
  if (sipgo_route_get_hop (self->route) == self->next_hop)
    return;
  replace_next_hop (self, sipgo_route_get_hop (self->route));
  sipgo_account_change_routes (self->account, self->next_hop, self->message);
}

static SipgoRouteStep
find_target (SipgoOutgoingRequest *self)
{
  g_autoptr (GError) no_target = NULL;
  SipgoRouteStep step = SIPGO_ROUTE_END;

  if (!self->is_stopping)
    step = sipgo_route_next (self->route, &no_target);
  if (no_target)
    take_last (self, g_steal_pointer (&no_target), NULL);
  return step;
}

/* No target is left, and none that was left can still answer. */
static gboolean
is_exhausted (SipgoOutgoingRequest *self)
{
  return self->is_at_end && !self->transaction && !may_still_be_answered (self) && self->phase != SIPGO_REQUEST_DONE;
}

static void
walk_from (SipgoOutgoingRequest *self, SipgoRouteStep step)
{
  for (; step == SIPGO_ROUTE_READY; step = find_target (self))
    {
      GError *error = NULL;

      begin_attempt (self);
      if (try_target (self, &error))
        return;
      note_error (self, error);
      take_last (self, error, NULL);
    }
  /* A DNS lookup may take longer than the transaction of the last target lasts. */
  let_go_of_transaction (self);
  self->is_at_end = step == SIPGO_ROUTE_END;
  if (is_exhausted (self))
    give_up (self);
  else if (step == SIPGO_ROUTE_PENDING)
    self->phase = SIPGO_REQUEST_RESOLVING;
}

static void
walk (SipgoOutgoingRequest *self)
{
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);

  walk_from (self, find_target (self));
}

static void
on_route (SipgoRoute *route, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;

  if (self->n_closed != self->core->n_closed)
    end_with_agent (self);
  else if (self->phase == SIPGO_REQUEST_RESOLVING)
    walk (self);
  else
    lose_patience (self);
}

static void
set_out (SipgoOutgoingRequest *self)
{
  self->phase = SIPGO_REQUEST_RESOLVING;
  self->is_at_end = FALSE;
  g_clear_pointer (&self->route, sipgo_route_free);
  self->route = sipgo_route_new (sipgo_user_agent_core_get_transport (self->core), self->next_hop, self->is_secure,
                                 on_route, self);
  if (self->dialog && sipgo_dialog_get_flow (self->dialog))
    sipgo_route_prefer (self->route, sipgo_dialog_get_flow (self->dialog));
  else if (!self->dialog)
    sipgo_account_widen_route (self->account, self->next_hop, !sipgo_message_method_is (self->message, "REGISTER"),
                               self->route);
  sipgo_route_set_steps (self->route, &self->steps);
  walk (self);
}

/* The request goes to the next address of its target set: with the same To, From tag and Call-ID, and the next CSeq
 * (8.1.3.4). FALSE when none is left. */
static gboolean
go_elsewhere (SipgoOutgoingRequest *self)
{
  g_autoptr (SipgoUri) uri = NULL;
  SipgoMessage *message;

  if (self->redirection && !self->is_stopping)
    uri = sipgo_redirection_next (self->redirection);
  if (!uri)
    return FALSE;
  sipgo_outgoing_request_drop_left (self);
  message = sipgo_message_copy (self->message);
  sipgo_message_set_request_uri (message, uri);
  take_next_sequence (self, message);
  replace_message (self, message);
  /* With a Route, the next hop is still the proxy. */
  if (!sipgo_message_has (message, SIPGO_HEADER_ROUTE))
    replace_next_hop (self, uri);
  self->is_secure = sipgo_request_is_secure (uri, self->next_hop);
  self->n_challenges = 0;
  let_go_of_transaction (self);
  set_out (self);
  return TRUE;
}

/* The last target failed with the error, or with the response (503). */
static void
try_next_target (SipgoOutgoingRequest *self, const GError *error, SipgoMessage *response)
{
  take_last (self, error ? g_error_copy (error) : NULL, response ? sipgo_message_ref (response) : NULL);
  walk (self);
}

void
sipgo_outgoing_request_prepared (SipgoOutgoingRequest *self, SipgoBody *body)
{
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);
  g_autoptr (GError) error = NULL;

  if (self->phase != SIPGO_REQUEST_PREPARING)
    return;
  if (body)
    sipgo_message_set_body (self->message, body);
  if (send_to_target (self, &error))
    return;
  note_error (self, error);
  try_next_target (self, error, NULL);
}

void
sipgo_outgoing_request_start (SipgoOutgoingRequest *self)
{
  /* A handler of request-created may have sent or ended the request already. */
  if (self->phase != SIPGO_REQUEST_IDLE)
    return;
  self->n_closed = self->core->n_closed;
  hold (self);
  /* An error within start () is reported from the main loop: a handler may end the request only after start (). */
  self->starting = TRUE;
  set_out (self);
  self->starting = FALSE;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

/* Ignore a second 2xx to a request other than INVITE. */
static void
sipgo_outgoing_request_real_accepted (SipgoOutgoingRequest *self, SipgoMessage *response)
{
}

/* CANCEL is for INVITE only (9.1): drop the transaction of any other request. */
static void
sipgo_outgoing_request_real_stop (SipgoOutgoingRequest *self, const char *reason)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled");

  sipgo_outgoing_request_drop_transaction (self);
  sipgo_outgoing_request_finish_locally (self, 487, error);
}

static void
sipgo_outgoing_request_real_progressed (SipgoOutgoingRequest *self, SipgoMessage *response)
{
}

static gboolean
sipgo_outgoing_request_real_finished (SipgoOutgoingRequest *self)
{
  return FALSE;
}

static GError *
sipgo_outgoing_request_real_explain (SipgoOutgoingRequest *self)
{
  return NULL;
}

void
sipgo_outgoing_request_take (SipgoOutgoingRequest *self, SipgoUserAgentCore *core, SipgoMessage *message,
                             SipgoUri *next_hop, SipgoDialog *dialog, gboolean wants_contact)
{
  self->core = g_object_ref (core);
  self->account = g_object_ref (sipgo_user_agent_core_get_own (core));
  self->message = message;
  self->next_hop = sipgo_uri_ref (next_hop);
  self->dialog = dialog ? sipgo_dialog_ref (dialog) : NULL;
  self->wants_contact = wants_contact;
  self->is_secure = sipgo_request_is_secure (sipgo_message_get_request_uri (message), next_hop)
                    || (dialog && sipgo_dialog_is_secure (dialog));
}

SipgoOutgoingRequest *
sipgo_outgoing_request_new (SipgoUserAgentCore *core, SipgoMessage *message, SipgoUri *next_hop, SipgoDialog *dialog,
                            gboolean wants_contact)
{
  SipgoOutgoingRequest *self = g_object_new (SIPGO_TYPE_OUTGOING_REQUEST, NULL);

  g_assert (!sipgo_message_method_is (message, "INVITE"));
  sipgo_outgoing_request_take (self, core, message, next_hop, dialog, wants_contact);
  return self;
}

static void
sipgo_outgoing_request_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoOutgoingRequest *self = SIPGO_OUTGOING_REQUEST (object);

  switch (id)
    {
    case PROP_MESSAGE:
      g_value_set_boxed (value, self->message);
      break;
    case PROP_TRANSACTION:
      g_value_take_object (value, sipgo_outgoing_request_get_transaction (self));
      break;
    case PROP_RESPONSE:
      g_value_set_boxed (value, self->response);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->failure);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_outgoing_request_dispose (GObject *object)
{
  SipgoOutgoingRequest *self = SIPGO_OUTGOING_REQUEST (object);

  g_clear_pointer (&self->route, sipgo_route_free);
  if (self->core)
    {
      sipgo_environment_cancel_timer (environment_of (self), &self->start_timer);
      sipgo_environment_cancel_timer (environment_of (self), &self->notify_timer);
      stop_waiting (self);
    }
  g_clear_pointer (&self->left, g_ptr_array_unref);
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
  sipgo_clear_source (&self->cancel_source);
  g_clear_object (&self->core);
  G_OBJECT_CLASS (sipgo_outgoing_request_parent_class)->dispose (object);
}

static void
sipgo_outgoing_request_finalize (GObject *object)
{
  SipgoOutgoingRequest *self = SIPGO_OUTGOING_REQUEST (object);

  take_last (self, NULL, NULL);
  g_clear_object (&self->account);
  g_clear_pointer (&self->message, sipgo_message_unref);
  g_clear_pointer (&self->response, sipgo_message_unref);
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  g_clear_pointer (&self->next_hop, sipgo_uri_unref);
  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_clear_pointer (&self->digest, sipgo_digest_client_free);
  g_clear_pointer (&self->redirection, sipgo_redirection_free);
  sipgo_steps_clear (&self->steps);
  g_free (self->prepared_for);
  sipgo_request_contact_clear (&self->contact);
  G_OBJECT_CLASS (sipgo_outgoing_request_parent_class)->finalize (object);
}

static void
add_signal (SipgoOutgoingRequestClass *klass, SipgoMoment moment, const char *name)
{
  signals[moment] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, SIPGO_TYPE_MESSAGE | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
sipgo_outgoing_request_class_init (SipgoOutgoingRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_outgoing_request_get_property;
  object_class->dispose = sipgo_outgoing_request_dispose;
  object_class->finalize = sipgo_outgoing_request_finalize;
  klass->stop = sipgo_outgoing_request_real_stop;
  klass->accepted = sipgo_outgoing_request_real_accepted;
  klass->progressed = sipgo_outgoing_request_real_progressed;
  klass->finished = sipgo_outgoing_request_real_finished;
  klass->explain = sipgo_outgoing_request_real_explain;

  /**
   * SipgoOutgoingRequest:message:
   *
   * The request as it was sent last; after a challenge, with the next CSeq and credentials.
   *
   * Since: 1.0
   */
  props[PROP_MESSAGE] = g_param_spec_boxed ("message", NULL, NULL, SIPGO_TYPE_MESSAGE, flags);
  /**
   * SipgoOutgoingRequest:response:
   *
   * The final response; %NULL before it came. When no response came, a locally generated 408 or 503.
   *
   * Since: 1.0
   */
  props[PROP_RESPONSE] = g_param_spec_boxed ("response", NULL, NULL, SIPGO_TYPE_MESSAGE, flags);
  /**
   * SipgoOutgoingRequest:failure:
   *
   * Why the request failed; %NULL before the final response and after a 2xx.
   *
   * Since: 1.0
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, flags);
  /**
   * SipgoOutgoingRequest:transaction:
   *
   * The client transaction of the request; %NULL before the request is sent, and after it was forgotten. Each attempt
   * after a challenge has a new transaction.
   *
   * Since: 1.0
   */
  props[PROP_TRANSACTION] = g_param_spec_object ("transaction", NULL, NULL, SIPGO_TYPE_TRANSACTION, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SipgoOutgoingRequest::trying:
   * @self: the request
   * @response: a 100
   *
   * Emitted when the next hop has received the request.
   *
   * Since: 1.0
   */
  add_signal (klass, SIPGO_MOMENT_TRYING, "trying");
  /**
   * SipgoOutgoingRequest::progress:
   * @self: the request
   * @response: a response from 101 to 199
   *
   * Emitted for each provisional response except 100, such as 180 Ringing.
   *
   * Since: 1.0
   */
  add_signal (klass, SIPGO_MOMENT_PROGRESS, "progress");
  /**
   * SipgoOutgoingRequest::accept:
   * @self: the request
   * @response: a 2xx
   *
   * Emitted when the peer accepted. With forking, an INVITE may get a 2xx from more than one peer.
   *
   * Since: 1.0
   */
  add_signal (klass, SIPGO_MOMENT_ACCEPT, "accept");
  /**
   * SipgoOutgoingRequest::redirect:
   * @self: the request
   * @response: a 3xx, with the addresses to try instead as Contact
   *
   * Emitted when the request was redirected.
   *
   * Since: 1.0
   */
  add_signal (klass, SIPGO_MOMENT_REDIRECT, "redirect");
  /**
   * SipgoOutgoingRequest::reject:
   * @self: the request
   * @response: a response from 400 to 699, or a locally generated one when no response came
   *
   * Emitted when the request failed; [property@OutgoingRequest:failure] says why.
   *
   * Since: 1.0
   */
  add_signal (klass, SIPGO_MOMENT_REJECT, "reject");
}

static void
sipgo_outgoing_request_init (SipgoOutgoingRequest *self)
{
}

/**
 * sipgo_outgoing_request_get_message:
 * @self: a request
 *
 * Gets the request as it was sent last.
 *
 * Returns: (transfer none): the message
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_outgoing_request_get_message (SipgoOutgoingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), NULL);
  return self->message;
}

/**
 * sipgo_outgoing_request_get_response:
 * @self: a request
 *
 * Gets the final response.
 *
 * Returns: (transfer none) (nullable): the response, or %NULL before it came
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_outgoing_request_get_response (SipgoOutgoingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), NULL);
  return self->response;
}

/**
 * sipgo_outgoing_request_get_failure:
 * @self: a request
 *
 * Gets why the request failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL before the final response and after a 2xx
 *
 * Since: 1.0
 */
SipgoFailure *
sipgo_outgoing_request_get_failure (SipgoOutgoingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), NULL);
  return self->failure;
}

static void
cancelled (gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->stop (self, NULL);
  if (task)
    g_task_return_error_if_cancelled (task);
}

/**
 * sipgo_outgoing_request_send:
 * @self: a request that was not sent yet
 * @cancellable: (nullable): cancels it
 * @callback: called when the final response is there
 * @user_data: for @callback
 *
 * Sends the request and waits for its final response. When @cancellable is cancelled, an INVITE is ended with a CANCEL;
 * for any other request nothing more is sent.
 *
 * Fails when the request was sent already ([error@Error] `STATE`), or when the peer refused (domain [enum@Status]) or
 * could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_outgoing_request_send (SipgoOutgoingRequest *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_OUTGOING_REQUEST (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_outgoing_request_send);
  if (self->phase != SIPGO_REQUEST_IDLE)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                               "The request was already sent: create a new one to send it again");
      return;
    }
  self->task = g_steal_pointer (&task);
  self->cancel_source = sipgo_environment_watch_cancellable (sipgo_user_agent_core_get_environment (self->core),
                                                             cancellable, cancelled, self);
  sipgo_outgoing_request_start (self);
}

/**
 * sipgo_outgoing_request_send_finish:
 * @self: a request
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@OutgoingRequest.send].
 *
 * Returns: (transfer full): the final response, a 2xx
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_outgoing_request_send_finish (SipgoOutgoingRequest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_outgoing_request_cancel:
 * @self: a request that is under way
 * @reason_header: (nullable): the value of a Reason header (RFC 3326), such as
 *   `SIP;cause=200;text="Call completed elsewhere"`
 *
 * Cancels the request. For an INVITE, a CANCEL is sent as soon as a provisional response has come (RFC 3261, section
 * 9.1); the INVITE then ends with its final response, which is 487 unless a 200 was faster. For any other request,
 * nothing more is sent.
 *
 * Fails when the request has its final response, or @reason_header is not a valid header value.
 *
 * Returns: %TRUE when the request is being cancelled
 *
 * Since: 1.0
 */
gboolean
sipgo_outgoing_request_cancel (SipgoOutgoingRequest *self, const char *reason_header, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), FALSE);
  if (self->phase == SIPGO_REQUEST_DONE)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "The request already has its final response and cannot be cancelled");
      return FALSE;
    }
  if (reason_header && !sipgo_header_value_is_safe (reason_header))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                           "The reason must be valid UTF-8 without line breaks");
      return FALSE;
    }
  SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->stop (self, reason_header);
  return TRUE;
}

/**
 * sipgo_outgoing_request_forget:
 * @self: a request
 *
 * Drops the request at once: nothing more is sent, and responses are ignored. A pending [method@OutgoingRequest.send]
 * fails.
 *
 * Since: 1.0
 */
void
sipgo_outgoing_request_forget (SipgoOutgoingRequest *self)
{
  g_return_if_fail (SIPGO_IS_OUTGOING_REQUEST (self));
  if (self->phase == SIPGO_REQUEST_DONE)
    return;
  end_left (self);
  sipgo_outgoing_request_real_stop (self, NULL);
}

/**
 * sipgo_outgoing_request_get_transaction:
 * @self: a request
 *
 * Gets the client transaction of the request, for inspection.
 *
 * Returns: (transfer full) (nullable): the transaction; %NULL while the request is not sent
 *
 * Since: 1.0
 */
SipgoTransaction *
sipgo_outgoing_request_get_transaction (SipgoOutgoingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), NULL);
  return self->transaction ? sipgo_transaction_of_client (self->transaction) : NULL;
}

/**
 * sipgo_outgoing_request_set_header:
 * @self: a request that was not sent yet
 * @name: the name of a header, such as `Subject`
 * @value: (nullable): its value; %NULL to leave the header out
 *
 * Sets a header of the request; it replaces all headers of that name. Call it in a handler of the signal
 * `request-created` of the object that sends the request. For a request made with [method@UserAgentCore.request],
 * `From` (which keeps its tag when @value has none), `To`, `Call-ID` and `CSeq` may be set, too.
 *
 * Fails when the request was sent already, when @name or @value is not valid, or when the library writes that header
 * itself.
 *
 * Returns: %TRUE when the header was set
 *
 * Since: 1.0
 */
gboolean
sipgo_outgoing_request_set_header (SipgoOutgoingRequest *self, const char *name, const char *value, GError **error)
{
  SipgoHeaderId id;

  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  if (self->phase != SIPGO_REQUEST_IDLE && self->phase != SIPGO_REQUEST_PREPARING)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           "The request was already sent and cannot be changed");
      return FALSE;
    }
  id = sipgo_header_id_from_name (name, strlen (name));
  if (self->is_bare && sipgo_request_names_have (id))
    return sipgo_request_names_set (self->message, id, value, error);
  return sipgo_message_set_named (self->message, name, value, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-request-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/transaction/sipgo-transaction-private.h"

/* The way of a request: from one place to the next, with the password that is asked for, until it has its answer. */

/* More challenges in a row than proxies and servers could stand on one way. */
#define MAX_CHALLENGES 8

static gboolean send_to_target (SipgoOutgoingRequest *self, GError **error);
static void try_next_target (SipgoOutgoingRequest *self, const GError *error);

static void
let_go_of_transaction (SipgoOutgoingRequest *self)
{
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
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

/* "sip:bob@example.com answered 486 Busy Here (tried udp:203.0.113.7:5060)" */
static GError *
make_status_error (SipgoOutgoingRequest *self, guint status, const char *phrase)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_message_get_request_uri (self->message));
  g_autofree char *tried = NULL;

  g_ptr_array_add (self->tried, NULL);
  tried = g_strjoinv (", ", (GStrv) self->tried->pdata);
  g_ptr_array_remove_index (self->tried, self->tried->len - 1);
  return g_error_new (SIPGO_STATUS, status, "%s answered %u %s (tried %s)", uri, status, phrase, tried);
}

/* Under way, a request lives whoever has let go of it. */
static void
hold (SipgoOutgoingRequest *self)
{
  self->held = TRUE;
  g_object_ref (self);
}

static void
release (SipgoOutgoingRequest *self)
{
  if (!self->held)
    return;
  self->held = FALSE;
  g_object_unref (self);
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
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->cancel_timer);
  g_object_notify (G_OBJECT (self), "response");
  if (failure)
    g_object_notify (G_OBJECT (self), "failure");
  sipgo_outgoing_request_tell (self, moment, response);
  complete_task (self);
  /* An INVITE that was accepted waits for the 2xxs of its other forks, as long as its transaction lasts. */
  if (failure || !SIPGO_IS_OUTGOING_INVITE_REQUEST (self))
    release (self);
}

static void
finish_with_response (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  guint status = sipgo_message_get_status_code (response);
  const char *phrase = sipgo_message_get_reason_phrase (response);
  g_autoptr (GError) error = NULL;

  if (status < 300)
    {
      finish (self, response, NULL);
      return;
    }
  if (self->rang_too_long)
    error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The call rang for three minutes without an answer, and was given up");
  else
    error = make_status_error (self, status, phrase);
  finish (self, response, sipgo_failure_new (status, phrase, response, self->tried, error));
}

/* Nobody answered: a response of our own stands for it, as 8.1.3.1 wants. */
void
sipgo_outgoing_request_finish_locally (SipgoOutgoingRequest *self, guint status, const GError *error)
{
  g_autoptr (SipgoMessage) response = NULL;

  if (self->phase == SIPGO_REQUEST_DONE)
    return;
  response = sipgo_message_new_response (self->message, status, NULL, NULL);
  finish (self, response, sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, self->tried, error));
}

/* --- what comes back ---------------------------------------------------------------------------------------------- */

static void
note_outcome (SipgoOutgoingRequest *self, const char *outcome)
{
  char *line = self->tried->len > 0 ? g_ptr_array_steal_index (self->tried, self->tried->len - 1) : NULL;

  if (!line)
    return;
  g_ptr_array_add (self->tried, g_strdup_printf ("%s: %s", line, outcome));
  g_free (line);
}

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

/* The same request once more, as 22.2 has it: the next CSeq, the same Call-ID and From tag, the credentials. */
static void
send_again (SipgoOutgoingRequest *self)
{
  SipgoMessage *message = sipgo_message_copy (self->message);
  g_autoptr (GError) error = NULL;

  take_next_sequence (self, message);
  sipgo_message_unref (self->message);
  self->message = message;
  let_go_of_transaction (self);
  if (!send_to_target (self, &error))
    try_next_target (self, error);
}

static SipgoDigestClient *
ensure_digest (SipgoOutgoingRequest *self)
{
  if (!self->digest)
    self->digest = sipgo_digest_client_new (sipgo_user_agent_core_get_digests (self->core));
  return self->digest;
}

/* Returns whether the challenge was answered with a second attempt. */
static gboolean
answer_challenge (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  SipgoCredentials *credentials = sipgo_user_agent_core_get_credentials (self->core);
  g_autoptr (GError) error = NULL;

  if (self->cancelling || self->n_challenges++ >= MAX_CHALLENGES)
    return FALSE;
  if (!sipgo_digest_client_challenge (ensure_digest (self), response, credentials, &error))
    {
      guint status = sipgo_message_get_status_code (response);
      const char *phrase = sipgo_message_get_reason_phrase (response);
      g_autoptr (GError) status_error = g_error_new (SIPGO_STATUS, status, "%s", error->message);

      note_outcome (self, phrase);
      finish (self, response, sipgo_failure_new (status, phrase, response, self->tried, status_error));
      return TRUE;
    }
  send_again (self);
  return TRUE;
}

static void
receive_provisional (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);

  if (self->cancelling && !self->cancel_sent)
    SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->stop (self, self->cancel_reason);
  if (self->phase == SIPGO_REQUEST_DONE)
    return;
  if (SIPGO_IS_OUTGOING_INVITE_REQUEST (self))
    sipgo_outgoing_invite_request_limit (self, response);
  sipgo_outgoing_request_tell (self, sipgo_message_get_status_code (response) == 100 ? SIPGO_MOMENT_TRYING : SIPGO_MOMENT_PROGRESS, response);
}

/* RFC 3263 4.3 and RFC 3261 21.5.4: a target that says 503 is left alone for as long as it asks for. */
static void
note_unavailable (SipgoOutgoingRequest *self, SipgoClientTransaction *transaction, SipgoMessage *response)
{
  SipgoTargetMemory *memory = sipgo_transport_layer_get_memory (sipgo_user_agent_core_get_transport (self->core));
  SipgoTarget target = sipgo_client_transaction_get_target (transaction);
  guint32 seconds = 0;

  sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, G_MAXINT32, &seconds);
  sipgo_target_memory_add_failure (memory, &target, seconds);
}

static void
receive_response (SipgoClientTransaction *transaction, SipgoMessage *response, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  guint status = sipgo_message_get_status_code (response);

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
  if (status == 503)
    note_unavailable (self, transaction, response);
  if (status == 503 && !self->cancelling && self->target_index + 1 < self->n_targets)
    {
      g_autoptr (GError) error = make_status_error (self, status, sipgo_message_get_reason_phrase (response));

      note_outcome (self, "503");
      let_go_of_transaction (self);
      try_next_target (self, error);
      return;
    }
  finish_with_response (self, response);
}

static void
transaction_failed (SipgoClientTransaction *transaction, const GError *error, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;

  note_outcome (self, error->message);
  let_go_of_transaction (self);
  try_next_target (self, error);
}

/* Behind an accepted INVITE its time is over; before an answer it was the agent that ended everything at once. */
static void
transaction_ended (SipgoClientTransaction *transaction, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->phase == SIPGO_REQUEST_DONE)
    {
      release (self);
      return;
    }
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent was stopped before the request was answered");
  sipgo_outgoing_request_finish_locally (self, 503, error);
}

/* Ends it without its owner, us, being told. */
void
sipgo_outgoing_request_drop_transaction (SipgoOutgoingRequest *self)
{
  g_autoptr (SipgoClientTransaction) transaction = self->transaction ? sipgo_client_transaction_ref (self->transaction) : NULL;

  let_go_of_transaction (self);
  if (transaction)
    sipgo_client_transaction_terminate (transaction);
}

/* --- the way out -------------------------------------------------------------------------------------------------- */

static void
tell_of_transaction (gpointer user_data)
{
  g_autoptr (SipgoOutgoingRequest) self = g_object_ref (SIPGO_OUTGOING_REQUEST (user_data));

  g_object_notify (G_OBJECT (self), "transaction");
}

/* RFC 3261 22.2, 22.3: what this server and the domain behind it have asked for before is in the first attempt. */
static void
authorize (SipgoOutgoingRequest *self, const SipgoTarget *target)
{
  const char *host = sipgo_uri_get_host (sipgo_message_get_request_uri (self->message));
  SipgoCredentials *credentials = sipgo_user_agent_core_get_credentials (self->core);
  g_autofree char *hop = NULL;

  if (!credentials && !self->digest)
    return;
  hop = sipgo_target_to_string (target);
  sipgo_digest_client_aim (ensure_digest (self), hop, host ? host : "", credentials);
  sipgo_digest_client_authorize (self->digest, self->message);
}

static gboolean
send_to_target (SipgoOutgoingRequest *self, GError **error)
{
  static const SipgoClientTransactionFuncs funcs = { receive_response, transaction_failed, transaction_ended };
  const SipgoTarget *target = &self->targets[self->target_index];
  SipgoTransactionTable *transactions = sipgo_transaction_layer_get_table (sipgo_user_agent_core_get_transaction_layer (self->core));

  if (self->wants_contact)
    {
      g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (sipgo_user_agent_core_get_transport (self->core), target, error);
      g_autofree char *plain = NULL;
      g_autofree char *contact = NULL;

      if (!flow)
        return FALSE;
      plain = sipgo_user_agent_core_make_contact_for (self->core, flow, self->is_secure, sipgo_message_get_from (self->message));
      contact = g_strconcat (plain, self->contact_suffix, NULL);
      sipgo_message_replace (self->message, SIPGO_HEADER_CONTACT, contact);
    }
  authorize (self, target);
  self->phase = SIPGO_REQUEST_SENT;
  self->transaction = sipgo_client_transaction_new (transactions, self->message, target, NULL, &funcs, self, error);
  if (!self->transaction)
    return FALSE;
  if (self->starting)
    sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->notify_timer, 0, tell_of_transaction, self);
  else
    g_object_notify (G_OBJECT (self), "transaction");
  return TRUE;
}

/* A first error is told from the main loop: its caller is still within start (). */
static void
fail_from_loop (gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  g_autoptr (GError) error = g_steal_pointer (&self->start_error);

  sipgo_outgoing_request_finish_locally (self, 503, error);
}

static guint
status_of_error (const GError *error)
{
  if (g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT))
    return 408;
  return error->domain == SIPGO_STATUS ? (guint) error->code : 503;
}

static void
add_attempt (SipgoOutgoingRequest *self)
{
  g_ptr_array_add (self->tried, sipgo_target_to_string (&self->targets[self->target_index]));
}

/* What was tried last failed with error; the next place, or the end. */
static void
try_next_target (SipgoOutgoingRequest *self, const GError *error)
{
  g_autoptr (SipgoOutgoingRequest) keep = g_object_ref (self);
  g_autoptr (GError) last = g_error_copy (error);

  while (!self->cancelling && self->target_index + 1 < self->n_targets)
    {
      g_autoptr (GError) next_error = NULL;
      SipgoMessage *message = sipgo_message_copy (self->message);

      self->target_index++;
      sipgo_message_unref (self->message);
      self->message = message;
      add_attempt (self);
      if (send_to_target (self, &next_error))
        return;
      note_outcome (self, next_error->message);
      g_clear_error (&last);
      last = g_steal_pointer (&next_error);
    }
  sipgo_outgoing_request_finish_locally (self, status_of_error (last), last);
}

static void
try_targets (SipgoOutgoingRequest *self)
{
  g_autoptr (GError) error = NULL;

  add_attempt (self);
  if (send_to_target (self, &error))
    return;
  note_outcome (self, error->message);
  if (self->n_targets > 1)
    {
      try_next_target (self, error);
      return;
    }
  self->start_error = g_steal_pointer (&error);
  sipgo_environment_set_timer (sipgo_user_agent_core_get_environment (self->core), &self->cancel_timer, 0, fail_from_loop, self);
}

static void
resolved (const SipgoTarget *targets, guint n_targets, const GError *error, gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;

  g_clear_object (&self->resolving);
  if (self->phase == SIPGO_REQUEST_DONE)
    return;
  if (error)
    sipgo_outgoing_request_finish_locally (self, 503, error);
  else
    {
      sipgo_outgoing_request_set_targets (self, targets, n_targets);
      try_targets (self);
    }
}

void
sipgo_outgoing_request_start (SipgoOutgoingRequest *self)
{
  SipgoTarget target;

  /* Sent, or ended, by whoever was told of it first. */
  if (self->phase != SIPGO_REQUEST_IDLE)
    return;
  self->phase = SIPGO_REQUEST_RESOLVING;
  hold (self);
  if (!self->targets && sipgo_transport_layer_find_target (sipgo_user_agent_core_get_transport (self->core), self->next_hop, &target))
    sipgo_outgoing_request_set_targets (self, &target, 1);
  if (self->targets)
    {
      /* A handler may end it, but not before those who start it are ready for that. */
      self->starting = TRUE;
      try_targets (self);
      self->starting = FALSE;
      return;
    }
  self->resolving = g_cancellable_new ();
  sipgo_transport_layer_resolve (sipgo_user_agent_core_get_transport (self->core), self->next_hop, self->resolving, resolved, self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-request-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/transaction/sipgo-transaction-private.h"

/* More challenges in a row than proxies and servers could stand on one way. */
#define MAX_CHALLENGES 8

/**
 * SipgoOutgoingRequest:
 *
 * A request of ours on its way. It looks up where to go, tries one place after the other, answers digest challenges by
 * itself when there are credentials, and shows what comes back as signals. What ended it is [property@OutgoingRequest:response],
 * and [property@OutgoingRequest:failure] when that is not a 2xx.
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

static void try_next_target (SipgoOutgoingRequest *self, const GError *error);

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

static void
tell (SipgoOutgoingRequest *self, SipgoMoment moment, SipgoMessage *response)
{
  if (self->func)
    self->func (self, moment, response, self->user_data);
  g_signal_emit (self, signals[moment], 0, response);
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
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESPONSE]);
  if (failure)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
  tell (self, moment, response);
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
let_go_of_transaction (SipgoOutgoingRequest *self)
{
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
}

static void
note_outcome (SipgoOutgoingRequest *self, const char *outcome)
{
  char *line = self->tried->len > 0 ? g_ptr_array_steal_index (self->tried, self->tried->len - 1) : NULL;

  if (!line)
    return;
  g_ptr_array_add (self->tried, g_strdup_printf ("%s: %s", line, outcome));
  g_free (line);
}

static gboolean send_to_target (SipgoOutgoingRequest *self, GError **error);

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
  sipgo_digest_client_authorize (self->digest, message);
  sipgo_message_unref (self->message);
  self->message = message;
  let_go_of_transaction (self);
  if (!send_to_target (self, &error))
    try_next_target (self, error);
}

/* Returns whether the challenge was answered with a second attempt. */
static gboolean
answer_challenge (SipgoOutgoingRequest *self, SipgoMessage *response)
{
  SipgoCredentials *credentials = sipgo_user_agent_core_get_credentials (self->core);
  g_autoptr (GError) error = NULL;

  if (self->cancelling || self->n_challenges++ >= MAX_CHALLENGES)
    return FALSE;
  if (!self->digest)
    self->digest = sipgo_digest_client_new (sipgo_user_agent_core_get_random (self->core));
  if (!sipgo_digest_client_challenge (self->digest, response, credentials, &error))
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
  tell (self, sipgo_message_get_status_code (response) == 100 ? SIPGO_MOMENT_TRYING : SIPGO_MOMENT_PROGRESS, response);
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

static gboolean
send_to_target (SipgoOutgoingRequest *self, GError **error)
{
  static const SipgoClientTransactionFuncs funcs = { receive_response, transaction_failed, transaction_ended };
  const SipgoTarget *target = &self->targets[self->target_index];
  SipgoTransactionLayer *transactions = sipgo_user_agent_core_get_transaction_layer (self->core);

  if (self->wants_contact)
    {
      g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (sipgo_user_agent_core_get_transport (self->core), target, error);
      g_autofree char *plain = NULL;
      g_autofree char *contact = NULL;

      if (!flow)
        return FALSE;
      plain = sipgo_user_agent_core_make_contact_for (self->core, flow, sipgo_message_get_from (self->message));
      contact = g_strconcat (plain, self->contact_suffix, NULL);
      sipgo_message_replace (self->message, SIPGO_HEADER_CONTACT, contact);
    }
  self->phase = SIPGO_REQUEST_SENT;
  self->transaction = sipgo_client_transaction_new (transactions, self->message, target, NULL, &funcs, self, error);
  if (!self->transaction)
    return FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSACTION]);
  return TRUE;
}

/* A first error is told from the main loop: its caller is still within start (). */
static void
fail_from_loop (gpointer user_data)
{
  SipgoOutgoingRequest *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                                  self->tried->len > 0 ? self->tried->pdata[self->tried->len - 1] : "No address to send to");

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

void
sipgo_outgoing_request_set_contact_suffix (SipgoOutgoingRequest *self, const char *suffix)
{
  g_free (self->contact_suffix);
  self->contact_suffix = g_strdup (suffix);
}

void
sipgo_outgoing_request_set_cancel_options (SipgoOutgoingRequest *self, SipgoRequestOptions *options)
{
  g_set_object (&self->cancel_options, options);
}

void
sipgo_outgoing_request_set_targets (SipgoOutgoingRequest *self, const SipgoTarget *targets, guint n_targets)
{
  g_free (self->targets);
  self->targets = g_memdup2 (targets, n_targets * sizeof *targets);
  self->n_targets = n_targets;
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
      try_targets (self);
      return;
    }
  self->resolving = g_cancellable_new ();
  sipgo_transport_layer_resolve (sipgo_user_agent_core_get_transport (self->core), self->next_hop, self->resolving, resolved, self);
}

SipgoTarget *
sipgo_outgoing_request_get_target (SipgoOutgoingRequest *self)
{
  return self->targets ? &self->targets[self->target_index] : NULL;
}

gboolean
sipgo_outgoing_request_is_done (SipgoOutgoingRequest *self)
{
  return self->phase == SIPGO_REQUEST_DONE;
}

void
sipgo_outgoing_request_set_handler (SipgoOutgoingRequest *self, SipgoMomentFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

SipgoOutgoingRequest *
sipgo_outgoing_request_new (SipgoUserAgentCore *core, SipgoMessage *message, SipgoUri *next_hop, SipgoDialog *dialog, gboolean wants_contact)
{
  GType type = sipgo_message_method_is (message, "INVITE") ? SIPGO_TYPE_OUTGOING_INVITE_REQUEST : SIPGO_TYPE_OUTGOING_REQUEST;
  SipgoOutgoingRequest *self = g_object_new (type, NULL);

  self->core = g_object_ref (core);
  self->message = message;
  self->next_hop = sipgo_uri_ref (next_hop);
  self->dialog = dialog ? sipgo_dialog_ref (dialog) : NULL;
  self->wants_contact = wants_contact;
  return self;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

/* A 2xx again: the first one counts. */
static void
sipgo_outgoing_request_real_accepted (SipgoOutgoingRequest *self, SipgoMessage *response)
{
}

/* Nothing on the wire ends a request other than INVITE: it is forgotten. */
static void
sipgo_outgoing_request_real_stop (SipgoOutgoingRequest *self, const char *reason)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled");

  if (self->resolving)
    g_cancellable_cancel (self->resolving);
  sipgo_outgoing_request_drop_transaction (self);
  sipgo_outgoing_request_finish_locally (self, 487, error);
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

  if (self->resolving)
    g_cancellable_cancel (self->resolving);
  if (self->core)
    sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->cancel_timer);
  let_go_of_transaction (self);
  sipgo_clear_source (&self->cancel_source);
  g_clear_object (&self->core);
  G_OBJECT_CLASS (sipgo_outgoing_request_parent_class)->dispose (object);
}

static void
sipgo_outgoing_request_finalize (GObject *object)
{
  SipgoOutgoingRequest *self = SIPGO_OUTGOING_REQUEST (object);

  g_clear_object (&self->resolving);
  g_clear_pointer (&self->message, sipgo_message_unref);
  g_clear_pointer (&self->response, sipgo_message_unref);
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  g_clear_pointer (&self->next_hop, sipgo_uri_unref);
  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_clear_pointer (&self->digest, sipgo_digest_client_free);
  g_clear_pointer (&self->acks, g_ptr_array_unref);
  g_ptr_array_unref (self->tried);
  g_free (self->targets);
  g_free (self->cancel_reason);
  g_free (self->contact_suffix);
  g_clear_object (&self->cancel_options);
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

  /**
   * SipgoOutgoingRequest:message:
   *
   * The request as it was sent last; with another CSeq and credentials after a challenge.
   */
  props[PROP_MESSAGE] = g_param_spec_boxed ("message", NULL, NULL, SIPGO_TYPE_MESSAGE, flags);
  /**
   * SipgoOutgoingRequest:response:
   *
   * The final response; %NULL before. Where nobody answered, one of our own with 408 or 503 stands for it.
   */
  props[PROP_RESPONSE] = g_param_spec_boxed ("response", NULL, NULL, SIPGO_TYPE_MESSAGE, flags);
  /**
   * SipgoOutgoingRequest:failure:
   *
   * Why the request failed; %NULL while it is under way and after a 2xx.
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, flags);
  /**
   * SipgoOutgoingRequest:transaction:
   *
   * The transaction that carries it; %NULL while it is not sent, and once it is forgotten. A challenge is answered in another one.
   */
  props[PROP_TRANSACTION] = g_param_spec_object ("transaction", NULL, NULL, SIPGO_TYPE_TRANSACTION, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SipgoOutgoingRequest::trying:
   * @self: the request
   * @response: a 100
   *
   * The next hop has the request.
   */
  add_signal (klass, SIPGO_MOMENT_TRYING, "trying");
  /**
   * SipgoOutgoingRequest::progress:
   * @self: the request
   * @response: a response from 101 to 199
   *
   * The peer says how far it is, such as 180 when it rings.
   */
  add_signal (klass, SIPGO_MOMENT_PROGRESS, "progress");
  /**
   * SipgoOutgoingRequest::accept:
   * @self: the request
   * @response: a 2xx
   *
   * The peer accepted. An INVITE that was forked may be accepted more than once.
   */
  add_signal (klass, SIPGO_MOMENT_ACCEPT, "accept");
  /**
   * SipgoOutgoingRequest::redirect:
   * @self: the request
   * @response: a 3xx, with the addresses to try instead as Contact
   *
   * The peer is to be found elsewhere.
   */
  add_signal (klass, SIPGO_MOMENT_REDIRECT, "redirect");
  /**
   * SipgoOutgoingRequest::reject:
   * @self: the request
   * @response: a response from 400 to 699, or one of our own when nobody answered
   *
   * The request failed; [property@OutgoingRequest:failure] says why.
   */
  add_signal (klass, SIPGO_MOMENT_REJECT, "reject");
}

static void
sipgo_outgoing_request_init (SipgoOutgoingRequest *self)
{
  self->tried = g_ptr_array_new_with_free_func (g_free);
}

/**
 * sipgo_outgoing_request_get_message:
 * @self: a request
 *
 * The request as it was sent last.
 *
 * Returns: (transfer none): the message
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
 * The final response.
 *
 * Returns: (transfer none) (nullable): the response, or %NULL before it came
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
 * Why it failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL while it is under way and after a 2xx
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
 * Sends the request and waits for its final response. Cancelled, an INVITE is ended by a CANCEL; of any other request
 * nothing more is sent.
 */
void
sipgo_outgoing_request_send (SipgoOutgoingRequest *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_OUTGOING_REQUEST (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_outgoing_request_send);
  if (self->phase != SIPGO_REQUEST_IDLE)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The request was sent already; make a new one to send it again");
      return;
    }
  self->task = g_steal_pointer (&task);
  self->cancel_source = sipgo_environment_watch_cancellable (sipgo_user_agent_core_get_environment (self->core), cancellable, cancelled, self);
  sipgo_outgoing_request_start (self);
}

/**
 * sipgo_outgoing_request_send_finish:
 * @self: a request
 * @result: what the callback got
 * @error: set when the peer refused (domain [enum@Status]) or could not be reached (domain [error@Error])
 *
 * Takes the outcome of [method@OutgoingRequest.send].
 *
 * Returns: (transfer full): the final response, a 2xx
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
 * @reason: (nullable): the value of a Reason header (RFC 3326), such as `SIP;cause=200;text="Call completed elsewhere"`
 * @error: set when it is over, or when @reason cannot stand in a header
 *
 * Cancels: an INVITE with CANCEL, as soon as the peer has answered provisionally (section 9.1); it then ends with its
 * final response, which is a 487 unless a 200 was faster. Of any other request nothing more is sent.
 *
 * Returns: %TRUE when it is being cancelled
 */
gboolean
sipgo_outgoing_request_cancel (SipgoOutgoingRequest *self, const char *reason, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), FALSE);
  if (self->phase == SIPGO_REQUEST_DONE)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The request has its final response and cannot be cancelled any more");
      return FALSE;
    }
  if (reason && !sipgo_header_value_is_safe (reason))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "A reason must be UTF-8 text without line breaks");
      return FALSE;
    }
  SIPGO_OUTGOING_REQUEST_GET_CLASS (self)->stop (self, reason);
  return TRUE;
}

/**
 * sipgo_outgoing_request_abandon:
 * @self: a request
 *
 * Forgets the request at once: nothing more is sent, nothing that comes back is looked at. What waits for it fails.
 */
void
sipgo_outgoing_request_abandon (SipgoOutgoingRequest *self)
{
  g_return_if_fail (SIPGO_IS_OUTGOING_REQUEST (self));
  if (self->phase != SIPGO_REQUEST_DONE)
    sipgo_outgoing_request_real_stop (self, NULL);
}

/**
 * sipgo_outgoing_request_get_transaction:
 * @self: a request
 *
 * The transaction that carries it, to be looked at.
 *
 * Returns: (transfer full) (nullable): the transaction; %NULL while the request is not sent
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
 * @error: set when the request was sent already, when this cannot stand in a message, or when the library writes that
 *   header itself
 *
 * Sets a header of the request, in place of all of that name. A session's signal `outgoing-request` is the moment for it.
 *
 * Returns: %TRUE when it was set
 */
gboolean
sipgo_outgoing_request_set_header (SipgoOutgoingRequest *self, const char *name, const char *value, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  if (self->phase != SIPGO_REQUEST_IDLE)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The request was sent already and cannot be changed any more");
      return FALSE;
    }
  return sipgo_message_set_named (self->message, name, value, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-outgoing-request-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/transaction/sipgo-transaction-private.h"

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

/* --- what it is told before it is sent --------------------------------------------------------------------------- */

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
  guint i;

  g_free (self->targets);
  self->targets = g_memdup2 (targets, n_targets * sizeof *targets);
  self->n_targets = n_targets;
  for (i = 0; i < n_targets; i++)
    self->targets[i].must_be_secure = self->is_secure;
}

gboolean
sipgo_outgoing_request_check_security (SipgoOutgoingRequest *self, SipgoDialog *dialog, GError **error)
{
  SipgoFlow *flow = self->transaction ? sipgo_client_transaction_get_flow (self->transaction) : NULL;

  if (!flow || sipgo_flow_is_secure (flow)
      || !sipgo_request_is_secure (sipgo_dialog_get_remote_target (dialog), sipgo_dialog_get_next_hop (dialog)))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "The peer wants to be reached by sips:, over TLS, and answered in clear");
  return FALSE;
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
  self->is_secure = sipgo_request_is_secure (sipgo_message_get_request_uri (message), next_hop);
  return self;
}

void
sipgo_outgoing_request_tell (SipgoOutgoingRequest *self, SipgoMoment moment, SipgoMessage *response)
{
  if (self->func)
    self->func (self, moment, response, self->user_data);
  g_signal_emit (self, signals[moment], 0, response);
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
    {
      sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->cancel_timer);
      sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (self->core), &self->notify_timer);
    }
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
  sipgo_clear_source (&self->cancel_source);
  g_clear_object (&self->core);
  G_OBJECT_CLASS (sipgo_outgoing_request_parent_class)->dispose (object);
}

static void
sipgo_outgoing_request_finalize (GObject *object)
{
  SipgoOutgoingRequest *self = SIPGO_OUTGOING_REQUEST (object);

  g_clear_object (&self->resolving);
  g_clear_error (&self->start_error);
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
 *
 * Fails when the request was sent already ([error@Error] `STATE`), or when the peer refused (domain [enum@Status]) or
 * could not be reached (domain [error@Error]).
 */
void
sipgo_outgoing_request_send (SipgoOutgoingRequest *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_OUTGOING_REQUEST (self));
  task = sipgo_user_agent_core_new_task (self->core, self, cancellable, callback, user_data);
  if (!task)
    return;
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
 *
 * Cancels: an INVITE with CANCEL, as soon as the peer has answered provisionally (section 9.1); it then ends with its
 * final response, which is a 487 unless a 200 was faster. Of any other request nothing more is sent.
 *
 * Fails when the request is over, or @reason cannot stand in a header.
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
 *
 * Sets a header of the request, in place of all of that name. The signal `outgoing-request` of whatever sends it is the
 * moment for it. A request by [method@UserAgentCore.request] may have its `From` (whose tag stays, without another), `To`,
 * `Call-ID` and `CSeq` set, too.
 *
 * Fails when the request was sent already, when this cannot stand in a message, or when the library writes that header
 * itself.
 *
 * Returns: %TRUE when it was set
 */
gboolean
sipgo_outgoing_request_set_header (SipgoOutgoingRequest *self, const char *name, const char *value, GError **error)
{
  SipgoHeaderId id;

  g_return_val_if_fail (SIPGO_IS_OUTGOING_REQUEST (self), FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  if (self->phase != SIPGO_REQUEST_IDLE)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The request was sent already and cannot be changed any more");
      return FALSE;
    }
  id = sipgo_header_id_from_name (name, strlen (name));
  if (sipgo_outgoing_request_is_name (self, id))
    return sipgo_outgoing_request_set_name (self, id, value, error);
  return sipgo_message_set_named (self->message, name, value, error);
}

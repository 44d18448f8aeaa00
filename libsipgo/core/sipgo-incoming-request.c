/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-incoming-request-private.h"

#include "libsipgo/base/sipgo-error-private.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"
#include "libsipgo/transaction/sipgo-transaction-private.h"
#include "libsipgo/transport/sipgo-stateless-response-private.h"

/* Shorter than Timer F of the sender (32 s), so that the default answer is in time. */
#define PATIENCE SIPGO_SECONDS (25)

/**
 * SipgoIncomingRequest:
 *
 * A request received from the peer, which gets exactly one final response. A signal passes it to the application. A
 * handler of that signal may answer the request, or call [method@IncomingRequest.defer] to decide later. If no handler
 * does either, the library sends the default answer of the method when all handlers have returned, even if a handler
 * keeps a reference to the request.
 *
 * Since: 1.0
 */
G_DEFINE_TYPE (SipgoIncomingRequest, sipgo_incoming_request, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_MESSAGE,
  PROP_TRANSACTION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoEnvironment *
environment_of (SipgoIncomingRequest *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

static gboolean
set_answered_error (SipgoIncomingRequest *self, GError **error)
{
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The %s already has its final response",
               sipgo_incoming_request_get_method (self));
  return FALSE;
}

/* --- when nobody decides ------------------------------------------------------------------------------------------ */

static void
respond_undecided (SipgoIncomingRequest *self, gboolean in_time, GObject *owner)
{
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "no handler answered a %s: responding %u",
             sipgo_incoming_request_get_method (self), self->undecided_status);
  sipgo_recorder_add_note (sipgo_user_agent_core_get_recorder (self->core), 0,
                           sipgo_message_get_call_id (sipgo_incoming_request_get_message (self)),
                           "no handler answered a %s: responding %u", sipgo_incoming_request_get_method (self),
                           self->undecided_status);
  sipgo_incoming_request_respond_simple (self, self->undecided_status);
}

static void
stop_deciding (SipgoIncomingRequest *self)
{
  g_autoptr (GObject) owner = g_steal_pointer (&self->owner);

  if (!self->deferred_link.data)
    return;
  self->deferred_link.data = NULL;
  g_queue_unlink (sipgo_user_agent_core_get_deferred (self->core), &self->deferred_link);
  sipgo_environment_cancel_timer (environment_of (self), &self->decision_timer);
  g_object_unref (self);
}

static void
decide (SipgoIncomingRequest *self, gboolean in_time)
{
  g_autoptr (SipgoIncomingRequest) hold = g_object_ref (self);
  g_autoptr (GObject) owner = g_steal_pointer (&self->owner);

  stop_deciding (self);
  self->n_deferred = 0;
  self->undecided (self, in_time, owner);
}

static void
too_late (gpointer user_data)
{
  SipgoIncomingRequest *self = user_data;

  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "a deferred %s was not decided within its time limit",
             sipgo_incoming_request_get_method (self));
  decide (self, FALSE);
}

static void
wait_for_decision (SipgoIncomingRequest *self, gint64 patience)
{
  self->deferred_link.data = g_object_ref (self);
  g_queue_push_tail_link (sipgo_user_agent_core_get_deferred (self->core), &self->deferred_link);
  sipgo_environment_set_timer (environment_of (self), &self->decision_timer, patience, too_late, self);
}

void
sipgo_incoming_request_decide_all (SipgoUserAgentCore *core)
{
  SipgoIncomingRequest *request;

  while ((request = g_queue_peek_head (sipgo_user_agent_core_get_deferred (core))))
    decide (request, FALSE);
}

void
sipgo_incoming_request_set_undecided (SipgoIncomingRequest *self, SipgoUndecidedFunc func, gpointer owner)
{
  self->undecided = func ? func : respond_undecided;
  g_set_object (&self->owner, owner);
}

void
sipgo_incoming_request_set_accepted (SipgoIncomingRequest *self, SipgoAcceptingFunc accepting,
                                     SipgoAcceptedFunc accepted, gpointer owner)
{
  self->accepting = accepting;
  self->accepted = accepted;
  g_set_object (&self->accepted_owner, owner);
}

void
sipgo_incoming_request_show (SipgoIncomingRequest *self, gpointer source, guint signal, gpointer argument)
{
  g_autoptr (SipgoIncomingRequest) hold = g_object_ref (self);

  self->is_shown = TRUE;
  g_signal_emit (source, signal, 0, argument);
  self->is_shown = FALSE;
  if (sipgo_incoming_request_is_answered (self))
    return;
  if (self->n_deferred == 0)
    decide (self, TRUE);
  else
    wait_for_decision (self, SIPGO_INCOMING_REQUEST_GET_CLASS (self)->patience);
}

gboolean
sipgo_incoming_request_is_deferred (SipgoIncomingRequest *self)
{
  return self->n_deferred > 0;
}

/**
 * sipgo_incoming_request_defer:
 * @self: a request whose signal is being emitted, or that was deferred before
 *
 * Defers the decision: the library does not send the default answer when the handlers have returned. Each call needs
 * one call of [method@IncomingRequest.proceed], or a final response, which ends the deferral. A request that is not
 * decided within 25 seconds (a re-INVITE: 60) gets the default answer, but a re-INVITE gets 488, an UPDATE 504 and a
 * REGISTER 403. This is logged.
 *
 * Fails when the signal of the request is not being emitted, or the request was answered ([error@Error] `STATE`).
 *
 * Returns: %TRUE when the request is deferred
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_defer (SipgoIncomingRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  if (sipgo_incoming_request_is_answered (self))
    return set_answered_error (self, error);
  if (!self->is_shown && self->n_deferred == 0)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                   "The %s cannot be deferred any more: call defer () in the handler of its signal",
                   sipgo_incoming_request_get_method (self));
      return FALSE;
    }
  self->n_deferred++;
  return TRUE;
}

/**
 * sipgo_incoming_request_proceed:
 * @self: a request that was deferred
 *
 * Takes back one call of [method@IncomingRequest.defer]. When the last one is taken back, the library sends the default
 * answer, unless the request was answered meanwhile.
 *
 * Fails when the request was not deferred, or its time limit is over ([error@Error] `STATE`).
 *
 * Returns: %TRUE when a deferral was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_proceed (SipgoIncomingRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  if (self->n_deferred == 0)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The %s is not deferred: call defer () first",
                   sipgo_incoming_request_get_method (self));
      return FALSE;
    }
  self->n_deferred--;
  if (self->n_deferred == 0 && !self->is_shown && !sipgo_incoming_request_is_answered (self))
    decide (self, TRUE);
  return TRUE;
}

static void
add_unless_there (SipgoMessage *response, SipgoHeaderId id, const char *value)
{
  if (!sipgo_message_has (response, id))
    sipgo_message_add (response, id, value);
}

/* Adds a Warning: the warn-code, the warn-agent and the warn-text (20.43). */
static void
add_warning (SipgoIncomingRequest *self, SipgoMessage *response, guint code, const char *text)
{
  const char *agent = sipgo_flow_get_sent_by (sipgo_server_transaction_get_flow (self->transaction));
  g_autoptr (GString) quoted = g_string_new (NULL);
  const char *p;

  for (p = text; *p; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (quoted, '\\');
      g_string_append_c (quoted, g_ascii_iscntrl (*p) ? ' ' : *p);
    }
  sipgo_message_add_printf (response, SIPGO_HEADER_WARNING, "%u %s \"%s\"", code, agent, quoted->str);
}

/* Adds the header that the status requires (Allow, Accept, Allow-Events …), unless the application has set it. The
 * event package "refer" is supported by every agent. */
static void
add_alternatives (SipgoIncomingRequest *self, SipgoMessage *response)
{
  guint status = sipgo_message_get_status_code (response);
  const char *events = sipgo_user_agent_core_get_allow_events (self->core);

  if (status == 405 || status == 501)                                                /* 21.4.6 */
    add_unless_there (response, SIPGO_HEADER_ALLOW,
                      sipgo_core_settings_get_allow (&self->core->settings, self->transaction));
  else if (status == 415 && sipgo_message_method_is (self->message, "INVITE"))       /* 21.4.13 */
    add_unless_there (response, SIPGO_HEADER_ACCEPT, "application/sdp");
  else if ((status == 488 || status == 606) && !sipgo_message_has (response,
                                                                   SIPGO_HEADER_WARNING))    /* 21.4.26, 21.6.4 */
    add_warning (self, response, 399, sipgo_message_get_reason_phrase (response));
  else if (status == 469)                                                            /* RFC 6086 4.2.2 */
    add_unless_there (response, SIPGO_HEADER_RECV_INFO, "");
  else if (status == 489)                                                            /* RFC 6665 8.3.2 */
    add_unless_there (response, SIPGO_HEADER_ALLOW_EVENTS, events ? events : "refer");
}

void
sipgo_incoming_request_send_response (SipgoIncomingRequest *self, SipgoMessage *response)
{
  guint status = sipgo_message_get_status_code (response);
  g_autoptr (GObject) owner = status >= 200 ? g_steal_pointer (&self->accepted_owner) : NULL;

  if (status >= 200)
    stop_deciding (self);
  add_alternatives (self, response);
  if (owner && status < 300 && self->accepting)
    self->accepting (self, response, owner);
  SIPGO_INCOMING_REQUEST_GET_CLASS (self)->respond (self, response);
  if (owner && status < 300)
    self->accepted (self, owner);
}

void
sipgo_incoming_request_refuse_for (SipgoIncomingRequest *self, guint status, const GError *error)
{
  g_autoptr (SipgoMessage) response = NULL;
  guint warning = sipgo_error_get_warning (error);

  if (sipgo_incoming_request_is_answered (self))
    return;
  if (status == 503)
    {
      sipgo_incoming_request_refuse_for_now (self);
      return;
    }
  response = sipgo_incoming_request_make_response (self, status, NULL, NULL, NULL);
  if (error && (status == 488 || status == 606))
    add_warning (self, response, warning ? warning : 399, error->message);
  sipgo_incoming_request_send_response (self, response);
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

SipgoMessage *
sipgo_incoming_request_make_response (SipgoIncomingRequest *self, guint status, SipgoResponseOptions *options,
                                      SipgoBody *body, GError **error)
{
  guint asked = options ? sipgo_response_options_get_status_code (options) : 0;
  const char *phrase = options ? sipgo_response_options_get_reason_phrase (options) : NULL;
  g_auto (GStrv) lines = options ? sipgo_response_options_get_extra_headers (options) : NULL;
  g_autoptr (SipgoMessage) response = NULL;

  if (self->is_put_away)
    {
      set_answered_error (self, error);
      return NULL;
    }
  if (asked != 0)
    status = asked;
  if (phrase && !sipgo_header_value_is_safe (phrase))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                           "The reason phrase must be valid UTF-8 without line breaks");
      return NULL;
    }
  if (!body && options)
    body = sipgo_response_options_get_body (options);
  response = sipgo_message_new_response (self->message, status, phrase,
                                         status > 100 ? sipgo_server_transaction_get_to_tag (self->transaction) : NULL);
  sipgo_user_agent_core_add_product (self->core, response);
  SIPGO_INCOMING_REQUEST_GET_CLASS (self)->prepare (self, response);
  if (!sipgo_message_add_extras (response, (const char *const *) lines, body, error))
    return NULL;
  return g_steal_pointer (&response);
}

static gboolean
check_status (guint status, guint low, guint high, GError **error)
{
  if (status >= low && status <= high)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "The status code %u is not allowed here: use one from %u to %u",
               status, low, high);
  return FALSE;
}

gboolean
sipgo_response_options_check_status (SipgoResponseOptions *options, guint low, guint high, GError **error)
{
  guint status = options ? sipgo_response_options_get_status_code (options) : 0;

  return status == 0 || check_status (status, low, high, error);
}

gboolean
sipgo_incoming_request_respond (SipgoIncomingRequest *self, guint status, SipgoResponseOptions *options,
                                SipgoBody *body, GError **error)
{
  g_autoptr (SipgoMessage) response = NULL;

  if (sipgo_incoming_request_is_answered (self))
    return set_answered_error (self, error);
  response = sipgo_incoming_request_make_response (self, status, options, body, error);
  if (!response)
    return FALSE;
  sipgo_incoming_request_send_response (self, response);
  return TRUE;
}

void
sipgo_incoming_request_respond_simple (SipgoIncomingRequest *self, guint status)
{
  sipgo_incoming_request_respond (self, status, NULL, NULL, NULL);
}

void
sipgo_incoming_request_refuse_with (SipgoIncomingRequest *self, guint status, SipgoHeaderId id, const char *value)
{
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (self, status, NULL, NULL, NULL);

  sipgo_message_add (response, id, value);
  sipgo_incoming_request_send_response (self, response);
}

void
sipgo_incoming_request_refuse_with_number (SipgoIncomingRequest *self, guint status, SipgoHeaderId id, guint number)
{
  char text[SIPGO_UINT_DIGITS + 1];

  *sipgo_put_uint (text, number) = '\0';
  sipgo_incoming_request_refuse_with (self, status, id, text);
}

void
sipgo_incoming_request_refuse_for_now (SipgoIncomingRequest *self)
{
  SipgoRandom *random = sipgo_user_agent_core_get_random (self->core);

  sipgo_incoming_request_refuse_with_number (self, 503, SIPGO_HEADER_RETRY_AFTER,
                                             SIPGO_RETRY_AFTER_MIN + sipgo_random_below (random,
                                                                                         SIPGO_RETRY_AFTER_SPREAD));
}

void
sipgo_incoming_request_refuse_at_exit (SipgoIncomingRequest *self, guint status)
{
  g_autoptr (SipgoMessage) response = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (sipgo_incoming_request_is_answered (self))
    return;
  response = sipgo_message_new_response (self->message, status, NULL,
                                         sipgo_server_transaction_get_to_tag (self->transaction));
  bytes = sipgo_transport_layer_serialize (sipgo_user_agent_core_get_transport (self->core), response);
  sipgo_flow_send (sipgo_server_transaction_get_flow (self->transaction), bytes, NULL);
}

static guint
status_or (SipgoResponseOptions *options, guint fallback)
{
  guint status = options ? sipgo_response_options_get_status_code (options) : 0;

  return status ? status : fallback;
}

static gboolean
respond_within (SipgoIncomingRequest *self, SipgoResponseOptions *options, guint fallback, guint low, guint high,
                GError **error)
{
  guint status = status_or (options, fallback);

  return check_status (status, low, high, error) && sipgo_incoming_request_respond (self, status, options, NULL, error);
}

/**
 * sipgo_incoming_request_trying:
 * @self: a request
 *
 * Sends 100 Trying.
 *
 * Fails when the request was answered before.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_trying (SipgoIncomingRequest *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  return sipgo_incoming_request_respond (self, 100, NULL, NULL, error);
}

/**
 * sipgo_incoming_request_progress:
 * @self: a request
 * @options: (nullable): status code (180 by itself), headers and body
 *
 * Sends a provisional response.
 *
 * Fails when the request was answered before, or the options cannot stand in a message.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_progress (SipgoIncomingRequest *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  return respond_within (self, options, 180, 101, 199, error);
}

/**
 * sipgo_incoming_request_accept:
 * @self: a request
 * @options: (nullable): status code (200 by itself), headers and body
 *
 * Sends a 2xx. The library retransmits the 2xx to an INVITE until the ACK (RFC 3261, section 13.3.1.4).
 *
 * Fails when the request was answered before, or the options cannot stand in a message.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_accept (SipgoIncomingRequest *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  return respond_within (self, options, 200, 200, 299, error);
}

/**
 * sipgo_incoming_request_reject:
 * @self: a request
 * @options: (nullable): status code (480 by itself), headers and body
 *
 * Sends a final response from 400 to 699.
 *
 * Fails when the request was answered before, or the options cannot stand in a message.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_reject (SipgoIncomingRequest *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  return respond_within (self, options, 480, 400, 699, error);
}

/**
 * sipgo_incoming_request_redirect:
 * @self: a request
 * @contacts: (array zero-terminated=1): the addresses to try instead, best first; each a SIP or other URI, or a
 *   name-addr with parameters of the Contact, such as `"Carol" <sip:carol@example.com>;q=0.5`
 * @options: (nullable): status code (302 by itself), headers and body
 *
 * Sends a 3xx with the addresses as `Contact`.
 *
 * Fails when an address cannot be read, when the request was answered before, or the options cannot stand in a message.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_redirect (SipgoIncomingRequest *self, const char *const *contacts,
                                 SipgoResponseOptions *options, GError **error)
{
  guint status = status_or (options, 302);
  g_autoptr (SipgoMessage) response = NULL;
  guint i;

  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  g_return_val_if_fail (contacts != NULL, FALSE);
  if (!check_status (status, 300, 399, error))
    return FALSE;
  if (sipgo_incoming_request_is_answered (self))
    return sipgo_incoming_request_respond (self, status, NULL, NULL, error);
  response = sipgo_incoming_request_make_response (self, status, options, NULL, error);
  if (!response)
    return FALSE;
  for (i = 0; contacts[i]; i++)
    {
      g_autoptr (SipgoNameAddr) contact = sipgo_name_addr_parse_typed (contacts[i], error);
      g_autofree char *text = NULL;

      if (!contact)
        return FALSE;
      text = sipgo_name_addr_to_string (contact);
      sipgo_message_add (response, SIPGO_HEADER_CONTACT, text);
    }
  sipgo_incoming_request_send_response (self, response);
  return TRUE;
}

/* --- put away ----------------------------------------------------------------------------------------------------- */

/* The source of the request was parsed before, without a fault and within the limits. */
static void
take_out_message (SipgoIncomingRequest *self)
{
  static const SipgoMessageLimits no_limits = { 0 };
  SipgoParseResult result;

  sipgo_parser_parse_datagram (self->source, &no_limits, &result);
  g_assert (result.outcome == SIPGO_PARSED);
  self->message = result.message;
  if (sipgo_flow_get_protocol (self->flow) != SIPGO_PROTOCOL_TRANSPORT)
    sipgo_transport_layer_stamp (self->message, sipgo_flow_get_remote (self->flow));
  g_clear_pointer (&self->source, g_bytes_unref);
}

void
sipgo_incoming_request_put_away (SipgoIncomingRequest *self)
{
  if (self->is_put_away || !self->message->source)
    return;
  self->is_put_away = TRUE;
  self->source = g_bytes_ref (self->message->source);
  g_clear_pointer (&self->message, sipgo_message_unref);
  /* A program that holds the transaction is given the same one again. */
  if (!sipgo_server_transaction_get_view (self->transaction))
    g_clear_pointer (&self->transaction, sipgo_server_transaction_unref);
}

void
sipgo_incoming_request_set_authenticated (SipgoIncomingRequest *self, const char *username)
{
  g_free (self->authenticated_username);
  self->authenticated_username = g_strdup (username);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_incoming_request_real_prepare (SipgoIncomingRequest *self, SipgoMessage *response)
{
}

static void
sipgo_incoming_request_real_respond (SipgoIncomingRequest *self, SipgoMessage *response)
{
  sipgo_server_transaction_respond (self->transaction, response);
}

void
sipgo_incoming_request_take (SipgoIncomingRequest *self, SipgoUserAgentCore *core, SipgoServerTransaction *transaction,
                             guint undecided_status)
{
  self->core = g_object_ref (core);
  self->flow = sipgo_flow_ref (sipgo_server_transaction_get_flow (transaction));
  self->transaction = sipgo_server_transaction_ref (transaction);
  self->message = sipgo_message_ref (sipgo_server_transaction_get_request (transaction));
  self->undecided_status = undecided_status;
}

SipgoIncomingRequest *
sipgo_incoming_request_new (SipgoUserAgentCore *core, SipgoServerTransaction *transaction, guint undecided_status)
{
  SipgoIncomingRequest *self = g_object_new (SIPGO_TYPE_INCOMING_REQUEST, NULL);

  g_assert (!sipgo_message_method_is (sipgo_server_transaction_get_request (transaction), "INVITE"));
  sipgo_incoming_request_take (self, core, transaction, undecided_status);
  return self;
}

static void
sipgo_incoming_request_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoIncomingRequest *self = SIPGO_INCOMING_REQUEST (object);

  switch (id)
    {
    case PROP_MESSAGE:
      g_value_set_boxed (value, sipgo_incoming_request_get_message (self));
      break;
    case PROP_TRANSACTION:
      g_value_take_object (value, sipgo_incoming_request_get_transaction (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_incoming_request_dispose (GObject *object)
{
  SipgoIncomingRequest *self = SIPGO_INCOMING_REQUEST (object);

  g_clear_object (&self->owner);
  g_clear_object (&self->accepted_owner);
  g_clear_object (&self->core);
  G_OBJECT_CLASS (sipgo_incoming_request_parent_class)->dispose (object);
}

static void
sipgo_incoming_request_finalize (GObject *object)
{
  SipgoIncomingRequest *self = SIPGO_INCOMING_REQUEST (object);

  g_clear_pointer (&self->transaction, sipgo_server_transaction_unref);
  g_clear_pointer (&self->message, sipgo_message_unref);
  g_clear_pointer (&self->source, g_bytes_unref);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  g_free (self->authenticated_username);
  G_OBJECT_CLASS (sipgo_incoming_request_parent_class)->finalize (object);
}

static void
sipgo_incoming_request_class_init (SipgoIncomingRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_incoming_request_get_property;
  object_class->dispose = sipgo_incoming_request_dispose;
  object_class->finalize = sipgo_incoming_request_finalize;
  klass->patience = PATIENCE;
  klass->prepare = sipgo_incoming_request_real_prepare;
  klass->respond = sipgo_incoming_request_real_respond;

  /**
   * SipgoIncomingRequest:message:
   *
   * The request as it was received.
   *
   * Since: 1.0
   */
  props[PROP_MESSAGE] = g_param_spec_boxed ("message", NULL, NULL, SIPGO_TYPE_MESSAGE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoIncomingRequest:transaction:
   *
   * The server transaction of the request.
   *
   * Since: 1.0
   */
  props[PROP_TRANSACTION] = g_param_spec_object ("transaction", NULL, NULL, SIPGO_TYPE_TRANSACTION,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_incoming_request_init (SipgoIncomingRequest *self)
{
  self->undecided = respond_undecided;
}

/**
 * sipgo_incoming_request_get_message:
 * @self: a request
 *
 * Gets the request as it was received.
 *
 * When the transaction of an INVITE ends (32 seconds after a 2xx, sooner after another final response), the message is
 * freed, unless somebody else has a reference, and only its bytes are kept. A later call parses them again.
 *
 * Returns: (transfer none): the message
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_incoming_request_get_message (SipgoIncomingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), NULL);
  if (!self->message)
    take_out_message (self);
  return self->message;
}

/**
 * sipgo_incoming_request_get_method:
 * @self: a request
 *
 * Gets the method of the request.
 *
 * Returns: the method, such as `INFO`
 *
 * Since: 1.0
 */
const char *
sipgo_incoming_request_get_method (SipgoIncomingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), NULL);
  return sipgo_message_get_method (sipgo_incoming_request_get_message (self));
}

/**
 * sipgo_incoming_request_get_source:
 * @self: a request
 *
 * Gets the address that the request was received from.
 *
 * Returns: (transfer full): transport, address and port: `udp:192.0.2.7:5060`
 *
 * Since: 1.0
 */
char *
sipgo_incoming_request_get_source (SipgoIncomingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), NULL);
  return sipgo_flow_dup_remote (self->flow);
}

/**
 * sipgo_incoming_request_get_verified_names:
 * @self: a request
 *
 * Gets the names that the TLS certificate of the peer at the other end of the connection has proved (RFC 5922 7.1): its
 * SIP domains, or else its DNS names, and IP addresses. The peer may be a proxy, which is not who the `From` names.
 * Without TLS, and from a client without a valid certificate, there are none: see
 * [property@UserAgent:tls-client-certificates].
 *
 * Returns: (transfer full) (array zero-terminated=1): the names; empty if there are none
 *
 * Since: 1.0
 */
GStrv
sipgo_incoming_request_get_verified_names (SipgoIncomingRequest *self)
{
  GStrv names;

  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), NULL);
  names = g_strdupv ((GStrv) sipgo_flow_get_peer_names (self->flow));
  return names ? names : g_new0 (char *, 1);
}

/**
 * sipgo_incoming_request_get_authenticated_username:
 * @self: a request
 *
 * Gets the user name whose password the peer has proved to know ([class@Authenticator]). Requests inside dialogs are
 * not asked for a password, and have none.
 *
 * Returns: (nullable): the user name; %NULL when no password was checked
 *
 * Since: 1.0
 */
const char *
sipgo_incoming_request_get_authenticated_username (SipgoIncomingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), NULL);
  return self->authenticated_username;
}

/**
 * sipgo_incoming_request_is_answered:
 * @self: a request
 *
 * Tells whether the final response was sent.
 *
 * Returns: %TRUE when it was
 *
 * Since: 1.0
 */
gboolean
sipgo_incoming_request_is_answered (SipgoIncomingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), FALSE);
  return self->is_put_away || sipgo_server_transaction_is_answered (self->transaction);
}

/**
 * sipgo_incoming_request_get_transaction:
 * @self: a request
 *
 * Gets the server transaction of the request, for inspection.
 *
 * Returns: (transfer full): the transaction
 *
 * Since: 1.0
 */
SipgoTransaction *
sipgo_incoming_request_get_transaction (SipgoIncomingRequest *self)
{
  g_return_val_if_fail (SIPGO_IS_INCOMING_REQUEST (self), NULL);
  if (!self->transaction)
    self->transaction = sipgo_server_transaction_new_ended (sipgo_incoming_request_get_message (self), self->flow);
  return sipgo_transaction_of_server (self->transaction);
}

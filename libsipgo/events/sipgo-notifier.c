/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-notifier-private.h"

#include "libsipgo/agent/sipgo-client-private.h"
#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/sipgo-events-enum-types.h"

#define DEFAULT_EXPIRES 3600

/* A SUBSCRIBE for an hour or more must not get 423 (RFC 6665 4.2.1.1). */
#define NEVER_TOO_BRIEF 3600

/**
 * SipgoNotifier:
 *
 * The notifier's side of a subscription (RFC 6665 4.2): somebody has subscribed to a state of ours, and
 * [signal@UserAgent::subscription] has emitted this object. Once accepted, the subscription lives until the subscriber
 * or [method@Notifier.terminate] ends it, or it expires. The library answers refreshes.
 *
 * Set [property@Notifier:body] to the state before [method@Notifier.accept], which sends it in a first NOTIFY, and send
 * each change by [method@Notifier.send_notification].
 *
 * ```c
 * static void
 * subscription_came (SipgoUserAgent *agent, SipgoNotifier *notifier, gpointer user_data)
 * {
 *   g_autoptr (SipgoBody) body = sipgo_body_new ("application/pidf+xml", user_data);
 *   g_autoptr (GError) error = NULL;
 *
 *   sipgo_notifier_set_body (notifier, body);
 *   if (!sipgo_notifier_accept (notifier, NULL, &error))
 *     g_printerr ("Not accepted: %s\n", error->message);
 * }
 *
 * static void
 * tell_presence (SipgoUserAgent *agent, char *pidf)
 * {
 *   g_signal_connect (agent, "subscription", G_CALLBACK (subscription_came), pidf);
 * }
 * ```
 *
 * ```python
 * def subscription_came(agent, notifier):
 *     notifier.body = Sipgo.Body.new("application/pidf+xml", pidf)
 *     notifier.accept()
 *
 * agent.connect("subscription", subscription_came)
 * ```
 *
 * Since: 1.0
 */
struct _SipgoNotifier
{
  SipgoUsage usage;

  SipgoIncomingRequest *request;
  char *event;
  SipgoDialog *dialog;
  SipgoSubscriptionState state;
  gboolean pending;
  guint asked;                      /* seconds, in the last SUBSCRIBE */
  guint min_expires;                /* 0 for none */
  guint max_expires;
  SipgoBody *body;
  char *event_reason;               /* why it was terminated */
  gint64 expires_at;
  SipgoTimer expiry_timer;
  guint n_sending;                  /* NOTIFYs that wait for an answer, or to be sent */
  GQueue waiting;                   /* NOTIFYs that wait until the pending one is answered, which keeps them in order */
  gboolean busy;
  gboolean kept;                    /* holds a reference to itself while it lives */
};

struct _SipgoNotifierClass
{
  SipgoUsageClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoNotifier, sipgo_notifier, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_REQUEST,
  PROP_EVENT,
  PROP_STATE,
  PROP_DIALOG,
  PROP_EXPIRES,
  PROP_MIN_EXPIRES,
  PROP_MAX_EXPIRES,
  PROP_PENDING,
  PROP_BODY,
  PROP_EVENT_REASON,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoEnvironment *
environment_of (SipgoNotifier *self)
{
  return sipgo_user_agent_core_get_environment (self->usage.core);
}

/* --- the state ---------------------------------------------------------------------------------------------------- */

static void
set_state (SipgoNotifier *self, SipgoSubscriptionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  sipgo_log_state (environment_of (self), "notifier", self->event, SIPGO_TYPE_SUBSCRIPTION_STATE, state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
set_kept (SipgoNotifier *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

static void
notify_expires (SipgoNotifier *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
}

static gboolean
is_live (SipgoNotifier *self)
{
  return self->state == SIPGO_SUBSCRIPTION_STATE_PENDING || self->state == SIPGO_SUBSCRIPTION_STATE_ACTIVE;
}

static void
end (SipgoNotifier *self, const char *reason)
{
  g_autoptr (SipgoNotifier) hold = g_object_ref (self);

  if (self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return;
  sipgo_environment_cancel_timer (environment_of (self), &self->expiry_timer);
  sipgo_user_agent_core_remove_dialog (self->usage.core, self->dialog);
  self->event_reason = g_strdup (reason);
  set_kept (self, FALSE);
  /* So that a handler of one property finds the new value of the other. */
  g_object_freeze_notify (G_OBJECT (self));
  if (reason)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EVENT_REASON]);
  set_state (self, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- NOTIFY ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoNotifier *self;
  SipgoOutgoingRequest *request;
  GTask *task;                      /* NULL for none, or once it has returned */
  GSource *cancel_source;
} Sending;

static void
sending_free (Sending *sending)
{
  sipgo_clear_source (&sending->cancel_source);
  g_clear_object (&sending->task);
  g_object_unref (sending->request);
  g_object_unref (sending->self);
  g_free (sending);
}

static void moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data);

static void
start (SipgoNotifier *self, Sending *sending)
{
  self->busy = TRUE;
  sipgo_outgoing_request_set_handler (sending->request, moment, sending);
  sipgo_outgoing_request_start (sending->request);
}

static void
start_next (SipgoNotifier *self)
{
  Sending *sending = g_queue_pop_head (&self->waiting);

  self->busy = FALSE;
  if (!sending)
    return;
  sipgo_outgoing_request_unqueue (sending->request);
  start (self, sending);
}

static void
drop_waiting (SipgoNotifier *self)
{
  Sending *sending;

  while ((sending = g_queue_pop_head (&self->waiting)))
    {
      self->n_sending--;
      if (sending->task)
        g_task_return_new_error (sending->task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                 "The subscription ended before this notification was sent");
      sending_free (sending);
    }
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  Sending *sending = user_data;
  SipgoNotifier *self = sending->self;
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  self->n_sending--;
  /* The subscriber is gone, or does not know the subscription (RFC 6665 4.2.2). */
  if (failure && sipgo_event_status_ends (sipgo_failure_get_status (failure)))
    {
      end (self, NULL);
      drop_waiting (self);
    }
  if (sending->task && failure)
    g_task_return_error (sending->task, sipgo_failure_get_error (failure));
  else if (sending->task)
    g_task_return_pointer (sending->task, g_object_ref (request), g_object_unref);
  start_next (self);
  sipgo_usage_check_left (&self->usage);
  sending_free (sending);
}

/* Only the task ends; the NOTIFY is still sent, since the subscriber needs the state. */
static void
cancelled (gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&sending->task);

  if (task)
    g_task_return_error_if_cancelled (task);
}

static void
add_state (SipgoNotifier *self, SipgoMessage *message, guint retry_after)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (self->state != SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    g_string_printf (value, "%s;expires=%u", self->state == SIPGO_SUBSCRIPTION_STATE_PENDING ? "pending" : "active",
                     sipgo_environment_get_seconds_until (environment_of (self), self->expires_at));
  else
    {
      g_string_append (value, "terminated");
      if (self->event_reason)
        g_string_append_printf (value, ";reason=%s", self->event_reason);
      if (retry_after > 0)
        g_string_append_printf (value, ";retry-after=%u", retry_after);
    }
  sipgo_message_add (message, SIPGO_HEADER_SUBSCRIPTION_STATE, value->str);
}

static gboolean
send_notify (SipgoNotifier *self, SipgoRequestOptions *options, guint retry_after, GTask *task, GError **error)
{
  g_autoptr (SipgoMessage) message = sipgo_dialog_new_request (self->dialog, "NOTIFY");
  Sending *sending;

  sipgo_user_agent_core_add_product (self->usage.core, message);
  sipgo_message_add (message, SIPGO_HEADER_EVENT, self->event);
  add_state (self, message, retry_after);
  /* Do not send the state before the subscription is authorized, or when it was rejected (RFC 6665 4.2.1.3). */
  if (self->body && !self->pending && g_strcmp0 (self->event_reason, "rejected") != 0)
    sipgo_message_set_body (message, self->body);
  if (!sipgo_message_add_request_options (message, options, error))
    return FALSE;
  sending = g_new0 (Sending, 1);
  sending->self = g_object_ref (self);
  sending->request = sipgo_outgoing_request_new (self->usage.core, g_steal_pointer (&message),
                                                 sipgo_dialog_get_next_hop (self->dialog), self->dialog, TRUE);
  sipgo_usage_adopt (&self->usage, sending->request);
  if (task)
    {
      sending->task = g_object_ref (task);
      sending->cancel_source = sipgo_environment_watch_cancellable (environment_of (self),
                                                                    g_task_get_cancellable (task), cancelled, sending);
    }
  self->n_sending++;
  if (!self->busy)
    {
      start (self, sending);
      return TRUE;
    }
  sipgo_outgoing_request_queue (sending->request);
  g_queue_push_tail (&self->waiting, sending);
  return TRUE;
}

static void
terminate (SipgoNotifier *self, const char *reason, guint retry_after)
{
  g_autoptr (SipgoNotifier) hold = g_object_ref (self);

  end (self, reason);
  send_notify (self, NULL, retry_after, NULL, NULL);
}

/* --- expiry ------------------------------------------------------------------------------------------------------- */

static guint
read_expires (SipgoMessage *subscribe)
{
  guint32 seconds;

  if (!sipgo_message_get_number (subscribe, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &seconds))
    return DEFAULT_EXPIRES;
  return MIN (seconds, SIPGO_MAX_EXPIRES);
}

static gboolean
is_too_brief (SipgoNotifier *self, guint seconds)
{
  return seconds > 0 && seconds < self->min_expires && seconds < NEVER_TOO_BRIEF;
}

static void
expired (gpointer user_data)
{
  terminate (user_data, "timeout", 0);
}

static void
restart (SipgoNotifier *self)
{
  self->expires_at = sipgo_environment_now (environment_of (self)) + SIPGO_SECONDS (self->asked);
  if (self->asked == 0)
    {
      terminate (self, "timeout", 0);
      return;
    }
  sipgo_environment_set_timer (environment_of (self), &self->expiry_timer, SIPGO_SECONDS (self->asked), expired, self);
  send_notify (self, NULL, 0, NULL, NULL);
  notify_expires (self);
}

/* --- requests of the subscriber ----------------------------------------------------------------------------------- */

static gboolean
respond (SipgoNotifier *self, SipgoIncomingRequest *request, SipgoResponseOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (request, 200, options, NULL, error);

  if (!response)
    return FALSE;
  sipgo_user_agent_core_add_contact (self->usage.core, self->usage.account, response,
                                     sipgo_server_transaction_get_flow (request->transaction),
                                     sipgo_uri_is_secure (sipgo_message_get_request_uri (request->message)), NULL);
  sipgo_message_add_printf (response, SIPGO_HEADER_EXPIRES, "%u", self->asked);
  sipgo_incoming_request_send_response (request, response);
  return TRUE;
}

static void
receive_refresh (SipgoNotifier *self, SipgoIncomingRequest *request)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  guint seconds = read_expires (request->message);

  if (!event || !sipgo_event_equal (event, self->event))
    {
      sipgo_incoming_request_respond_simple (request, 489);
      return;
    }
  if (is_too_brief (self, seconds))
    {
      sipgo_incoming_request_refuse_with_number (request, 423, SIPGO_HEADER_MIN_EXPIRES, self->min_expires);
      return;
    }
  sipgo_dialog_refresh_target (self->dialog, request->message);
  self->asked = self->max_expires > 0 ? MIN (seconds, self->max_expires) : seconds;
  respond (self, request, NULL, NULL);
  restart (self);
}

static void
receive (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoNotifier *self = user_data;
  g_autoptr (SipgoIncomingRequest) request = NULL;

  /* Only an ACK has no transaction; there is no INVITE in this dialog. */
  if (!transaction)
    return;
  request = sipgo_user_agent_core_take_request (self->usage.core, transaction, 200);
  if (!sipgo_dialog_receive_request (self->dialog, message))
    sipgo_incoming_request_respond_simple (request, 500);
  else if (sipgo_message_method_is (message, "SUBSCRIBE"))
    receive_refresh (self, request);
  else if (sipgo_message_method_is (message, "OPTIONS"))
    sipgo_agent_answer_options (request, TRUE, NULL);
  else
    sipgo_incoming_request_refuse_with (request, 405, SIPGO_HEADER_ALLOW, "OPTIONS, SUBSCRIBE");
}

static gboolean
sipgo_notifier_leave (SipgoUsage *usage)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (usage);

  /* The agent stops: "probation" asks the subscriber to subscribe again later (RFC 6665 4.1.3). */
  if (is_live (self))
    terminate (self, "probation", 0);
  return self->n_sending > 0;
}

static void
sipgo_notifier_terminate_usage (SipgoUsage *usage)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (usage);

  sipgo_usage_forget_agent (usage);
  if (is_live (self))
    end (self, NULL);
  drop_waiting (self);
}

/* --- the first SUBSCRIBE ------------------------------------------------------------------------------------------ */

/* No handler has decided, so the event package is not supported: 489 Bad Event (RFC 6665 4.2.1.4). */
static void
undecided (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (owner);

  sipgo_incoming_request_respond_simple (request, 489);
  /* NULL after dispose (). */
  if (self->usage.core)
    set_state (self, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
}

guint
sipgo_notifier_new (SipgoAgent *agent, SipgoIncomingRequest *request, SipgoNotifier **notifier)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_server (request->message,
                                                            sipgo_server_transaction_get_to_tag (request->transaction),
                                                            NULL);
  SipgoNotifier *self;

  if (!event || !sipgo_event_is_valid (event))
    return 489;
  if (!dialog)
    return 400;
  sipgo_dialog_confirm_server (dialog);
  sipgo_dialog_keep_flow (dialog, request->message, request->flow);
  self = g_object_new (SIPGO_TYPE_NOTIFIER, NULL);
  sipgo_usage_set_up (&self->usage, agent);
  sipgo_usage_set_account (&self->usage, sipgo_user_agent_core_find_account (agent->core, request->message));
  self->request = g_object_ref (request);
  self->event = g_steal_pointer (&event);
  self->dialog = g_steal_pointer (&dialog);
  self->asked = read_expires (request->message);
  sipgo_incoming_request_set_undecided (request, undecided, self);
  sipgo_usage_join (&self->usage);
  *notifier = self;
  return 0;
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

static gboolean
check_undecided (SipgoNotifier *self, GError **error)
{
  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL && !sipgo_incoming_request_is_answered (self->request))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The SUBSCRIBE has its final response already");
  return FALSE;
}

static gboolean
check_live (SipgoNotifier *self, GError **error)
{
  if (self->usage.agent && is_live (self))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL
                       ? "The subscription is not accepted yet; accept it first" : "The subscription is over");
  return FALSE;
}

/**
 * sipgo_notifier_accept:
 * @self: a subscription that was not answered yet
 * @options: (nullable): status code (200 by default) and headers
 *
 * Accepts the subscription, and sends a first NOTIFY with [property@Notifier:body]. It is the only NOTIFY when the
 * subscriber fetches the state (`Expires: 0`).
 *
 * Fails when the SUBSCRIBE was answered before, or asks for less than [property@Notifier:min-expires]: then it gets
 * 423.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_notifier_accept (SipgoNotifier *self, SipgoResponseOptions *options, GError **error)
{
  g_autoptr (SipgoNotifier) hold = NULL;

  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  if (!check_undecided (self, error) || !sipgo_response_options_check_status (options, 200, 299, error))
    return FALSE;
  if (is_too_brief (self, self->asked))
    {
      sipgo_incoming_request_refuse_with_number (self->request, 423, SIPGO_HEADER_MIN_EXPIRES, self->min_expires);
      g_set_error (error, SIPGO_STATUS, 423,
                   "The subscriber asks for %u seconds, which is less than min-expires (%u), and gets 423", self->asked,
                   self->min_expires);
      return FALSE;
    }
  if (self->max_expires > 0)
    self->asked = MIN (self->asked, self->max_expires);
  if (!respond (self, self->request, options, error))
    return FALSE;
  hold = g_object_ref (self);
  set_kept (self, TRUE);
  sipgo_user_agent_core_add_dialog (self->usage.core, self->dialog, receive, self);
  set_state (self, self->pending ? SIPGO_SUBSCRIPTION_STATE_PENDING : SIPGO_SUBSCRIPTION_STATE_ACTIVE);
  /* A signal handler may have ended it. */
  if (is_live (self))
    restart (self);
  return TRUE;
}

/**
 * sipgo_notifier_reject:
 * @self: a subscription that was not answered yet
 * @options: (nullable): status code (403 by default) and headers
 *
 * Rejects the subscription.
 *
 * Fails when the SUBSCRIBE was answered before.
 *
 * Returns: %TRUE when the response was sent
 *
 * Since: 1.0
 */
gboolean
sipgo_notifier_reject (SipgoNotifier *self, SipgoResponseOptions *options, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  if (!check_undecided (self, error) || !sipgo_response_options_check_status (options, 300, 699, error)
      || !sipgo_incoming_request_respond (self->request, 403, options, NULL, error))
    return FALSE;
  set_state (self, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  return TRUE;
}

/**
 * sipgo_notifier_defer:
 * @self: a subscription in a handler of [signal@UserAgent::subscription]
 *
 * Defers the decision, as [method@IncomingRequest.defer] does.
 *
 * Fails when it is not called in a handler of that signal, or the SUBSCRIBE was answered ([error@Error] `STATE`).
 *
 * Returns: %TRUE when it waits
 *
 * Since: 1.0
 */
gboolean
sipgo_notifier_defer (SipgoNotifier *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  return sipgo_incoming_request_defer (self->request, error);
}

/**
 * sipgo_notifier_proceed:
 * @self: a subscription that was deferred
 *
 * Takes one [method@Notifier.defer] back. After the last one, the SUBSCRIBE gets 489 unless it was answered.
 *
 * Fails when the SUBSCRIBE was not deferred, or the time to answer it is over ([error@Error] `STATE`).
 *
 * Returns: %TRUE when a defer was taken back
 *
 * Since: 1.0
 */
gboolean
sipgo_notifier_proceed (SipgoNotifier *self, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  return sipgo_incoming_request_proceed (self->request, error);
}

/**
 * sipgo_notifier_send_notification:
 * @self: a subscription that lives
 * @options: (nullable): headers, and the body, which becomes [property@Notifier:body]
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called when the subscriber has answered
 * @user_data: for @callback
 *
 * Sends the state to the subscriber by a NOTIFY. When the subscriber answers 481, or does not answer, the subscription
 * is over (RFC 6665 4.2.2).
 *
 * Fails when the subscription is not accepted or is over ([error@Error] `STATE`), the subscriber rejected the NOTIFY
 * (domain [enum@Status]), or could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_notifier_send_notification (SipgoNotifier *self, SipgoRequestOptions *options, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SipgoBody *body;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_notifier_send_notification);
  body = options ? sipgo_request_options_get_body (options) : NULL;
  if (check_live (self, &error) && body)
    sipgo_notifier_set_body (self, body);
  /* A handler of notify::body may have ended the subscription. */
  if (error || !check_live (self, &error) || !send_notify (self, options, 0, task, &error))
    g_task_return_error (task, error);
}

/**
 * sipgo_notifier_send_notification_finish:
 * @self: a subscription
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Notifier.send_notification].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_notifier_send_notification_finish (SipgoNotifier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_notifier_terminate:
 * @self: a subscription that lives
 * @event_reason: (nullable): one of RFC 6665 4.1.3: `deactivated`, `probation`, `rejected`, `timeout`, `giveup`,
 *   `noresource`, `invariant`
 * @retry_after: after how many seconds the subscriber may subscribe again; 0 for no `retry-after` parameter
 *
 * Ends the subscription, by a last NOTIFY.
 *
 * Fails when the subscription is not accepted or is over, or @event_reason is not a token.
 *
 * Returns: %TRUE when it was ended
 *
 * Since: 1.0
 */
gboolean
sipgo_notifier_terminate (SipgoNotifier *self, const char *event_reason, guint retry_after, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  if (!check_live (self, error))
    return FALSE;
  if (event_reason && !sipgo_method_is_valid (event_reason))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not a token; use a reason such as “noresource”",
                   event_reason);
      return FALSE;
    }
  g_object_ref (self);
  terminate (self, event_reason, retry_after);
  g_object_unref (self);
  return TRUE;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_notifier_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->usage.agent);
      break;
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_EVENT:
      g_value_set_string (value, self->event);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_DIALOG:
      g_value_set_boxed (value, self->dialog);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, sipgo_notifier_get_expires (self));
      break;
    case PROP_MIN_EXPIRES:
      g_value_set_uint (value, self->min_expires);
      break;
    case PROP_MAX_EXPIRES:
      g_value_set_uint (value, self->max_expires);
      break;
    case PROP_PENDING:
      g_value_set_boolean (value, self->pending);
      break;
    case PROP_BODY:
      g_value_set_boxed (value, self->body);
      break;
    case PROP_EVENT_REASON:
      g_value_set_string (value, self->event_reason);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_notifier_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (object);

  switch (id)
    {
    case PROP_MIN_EXPIRES:
      sipgo_notifier_set_min_expires (self, g_value_get_uint (value));
      break;
    case PROP_MAX_EXPIRES:
      sipgo_notifier_set_max_expires (self, g_value_get_uint (value));
      break;
    case PROP_PENDING:
      sipgo_notifier_set_pending (self, g_value_get_boolean (value));
      break;
    case PROP_BODY:
      sipgo_notifier_set_body (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_notifier_dispose (GObject *object)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (object);

  sipgo_usage_end (&self->usage);
  g_clear_object (&self->request);
  G_OBJECT_CLASS (sipgo_notifier_parent_class)->dispose (object);
}

static void
sipgo_notifier_finalize (GObject *object)
{
  SipgoNotifier *self = SIPGO_NOTIFIER (object);

  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_clear_pointer (&self->body, sipgo_body_unref);
  g_free (self->event);
  g_free (self->event_reason);
  G_OBJECT_CLASS (sipgo_notifier_parent_class)->finalize (object);
}

static void
sipgo_notifier_class_init (SipgoNotifierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_notifier_get_property;
  object_class->set_property = sipgo_notifier_set_property;
  object_class->dispose = sipgo_notifier_dispose;
  object_class->finalize = sipgo_notifier_finalize;
  usage_class->leave = sipgo_notifier_leave;
  usage_class->terminate = sipgo_notifier_terminate_usage;

  /**
   * SipgoNotifier:user-agent: (type SipgoUserAgent)
   *
   * The agent that received the SUBSCRIBE; %NULL once it is gone.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_AGENT, readable);
  /**
   * SipgoNotifier:request:
   *
   * The SUBSCRIBE that created the subscription.
   *
   * Since: 1.0
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_INCOMING_REQUEST, readable);
  /**
   * SipgoNotifier:event:
   *
   * The value of the Event header: the event package, with an `id` if it has one.
   *
   * Since: 1.0
   */
  props[PROP_EVENT] = g_param_spec_string ("event", NULL, NULL, NULL, readable);
  /**
   * SipgoNotifier:state:
   *
   * The state of the subscription.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_SUBSCRIPTION_STATE,
                                         SIPGO_SUBSCRIPTION_STATE_INITIAL, readable);
  /**
   * SipgoNotifier:dialog:
   *
   * The dialog of the subscription.
   *
   * Since: 1.0
   */
  props[PROP_DIALOG] = g_param_spec_boxed ("dialog", NULL, NULL, SIPGO_TYPE_DIALOG, readable);
  /**
   * SipgoNotifier:expires:
   *
   * The time that the SUBSCRIBE asks for, in seconds; once it is accepted, the time that is left.
   *
   * Since: 1.0
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoNotifier:min-expires:
   *
   * The shortest time that is accepted, in seconds: a SUBSCRIBE for less gets 423 with this as Min-Expires. 0, the
   * default, accepts any time; an hour or more is always accepted (RFC 6665 4.2.1.1).
   *
   * Since: 1.0
   */
  props[PROP_MIN_EXPIRES] = g_param_spec_uint ("min-expires", NULL, NULL, 0, G_MAXUINT, 0, writable);
  /**
   * SipgoNotifier:max-expires:
   *
   * The longest time that is granted, in seconds; 0, the default, grants what is asked for, up to a week.
   *
   * Since: 1.0
   */
  props[PROP_MAX_EXPIRES] = g_param_spec_uint ("max-expires", NULL, NULL, 0, G_MAXUINT, 0, writable);
  /**
   * SipgoNotifier:pending:
   *
   * Whether the subscription is not authorized yet. A NOTIFY has no body then. Set it before [method@Notifier.accept]
   * to make the subscription pending; unset it later to make it active, which sends a NOTIFY. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, writable);
  /**
   * SipgoNotifier:body:
   *
   * The body of the next NOTIFY, which is the state. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, writable);
  /**
   * SipgoNotifier:event-reason:
   *
   * The reason in the last NOTIFY; %NULL while the subscription lives, and when we have not ended it.
   *
   * Since: 1.0
   */
  props[PROP_EVENT_REASON] = g_param_spec_string ("event-reason", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_notifier_init (SipgoNotifier *self)
{
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_notifier_get_user_agent:
 * @self: a subscription
 *
 * The agent that received the SUBSCRIBE.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL once it is gone
 *
 * Since: 1.0
 */
SipgoUserAgent *
sipgo_notifier_get_user_agent (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return (SipgoUserAgent *) self->usage.agent;
}

/**
 * sipgo_notifier_get_request:
 * @self: a subscription
 *
 * The SUBSCRIBE that created the subscription.
 *
 * Returns: (transfer none): the request
 *
 * Since: 1.0
 */
SipgoIncomingRequest *
sipgo_notifier_get_request (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->request;
}

/**
 * sipgo_notifier_get_event:
 * @self: a subscription
 *
 * The event package, with an `id` if it has one.
 *
 * Returns: the value of Event
 *
 * Since: 1.0
 */
const char *
sipgo_notifier_get_event (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->event;
}

/**
 * sipgo_notifier_get_state:
 * @self: a subscription
 *
 * The state of the subscription.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoSubscriptionState
sipgo_notifier_get_state (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_notifier_get_dialog:
 * @self: a subscription
 *
 * The dialog of the subscription.
 *
 * Returns: (transfer none): the dialog
 *
 * Since: 1.0
 */
SipgoDialog *
sipgo_notifier_get_dialog (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->dialog;
}

/**
 * sipgo_notifier_get_expires:
 * @self: a subscription
 *
 * The time that the SUBSCRIBE asks for; once it is accepted, the time that is left.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_notifier_get_expires (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), 0);
  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL)
    return self->asked;
  if (self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return 0;
  return sipgo_environment_get_seconds_until (environment_of (self), self->expires_at);
}

/**
 * sipgo_notifier_get_min_expires:
 * @self: a subscription
 *
 * The shortest time that is accepted.
 *
 * Returns: seconds; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_notifier_get_min_expires (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), 0);
  return self->min_expires;
}

/**
 * sipgo_notifier_set_min_expires:
 * @self: a subscription
 * @seconds: the shortest time; 0 for no limit
 *
 * Sets [property@Notifier:min-expires].
 *
 * Since: 1.0
 */
void
sipgo_notifier_set_min_expires (SipgoNotifier *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->min_expires == seconds)
    return;
  self->min_expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MIN_EXPIRES]);
}

/**
 * sipgo_notifier_get_max_expires:
 * @self: a subscription
 *
 * The longest time that is granted.
 *
 * Returns: seconds; 0 for no limit
 *
 * Since: 1.0
 */
guint
sipgo_notifier_get_max_expires (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), 0);
  return self->max_expires;
}

/**
 * sipgo_notifier_set_max_expires:
 * @self: a subscription
 * @seconds: the longest time; 0 for no limit
 *
 * Sets [property@Notifier:max-expires].
 *
 * Since: 1.0
 */
void
sipgo_notifier_set_max_expires (SipgoNotifier *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->max_expires == seconds)
    return;
  self->max_expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_EXPIRES]);
}

/**
 * sipgo_notifier_get_pending:
 * @self: a subscription
 *
 * Whether the subscription is not authorized yet.
 *
 * Returns: %TRUE while it is pending
 *
 * Since: 1.0
 */
gboolean
sipgo_notifier_get_pending (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  return self->pending;
}

/**
 * sipgo_notifier_set_pending:
 * @self: a subscription
 * @pending: %TRUE while the subscription is not authorized
 *
 * Sets [property@Notifier:pending]. When the subscription was accepted, a NOTIFY tells the subscriber.
 *
 * Since: 1.0
 */
void
sipgo_notifier_set_pending (SipgoNotifier *self, gboolean pending)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->pending == pending)
    return;
  self->pending = pending;
  /* The NOTIFY is sent before the property is notified, since a handler may send the next one. */
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PENDING]);
  if (is_live (self))
    {
      set_state (self, pending ? SIPGO_SUBSCRIPTION_STATE_PENDING : SIPGO_SUBSCRIPTION_STATE_ACTIVE);
      send_notify (self, NULL, 0, NULL, NULL);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * sipgo_notifier_get_body:
 * @self: a subscription
 *
 * The body of the next NOTIFY.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_notifier_get_body (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->body;
}

/**
 * sipgo_notifier_set_body:
 * @self: a subscription
 * @body: (nullable): the state
 *
 * Sets [property@Notifier:body]. No NOTIFY is sent: call [method@Notifier.send_notification] for that.
 *
 * Since: 1.0
 */
void
sipgo_notifier_set_body (SipgoNotifier *self, SipgoBody *body)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->body == body)
    return;
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = body ? sipgo_body_ref (body) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
}

/**
 * sipgo_notifier_get_event_reason:
 * @self: a subscription
 *
 * The reason in the last NOTIFY.
 *
 * Returns: (nullable): the reason, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_notifier_get_event_reason (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->event_reason;
}

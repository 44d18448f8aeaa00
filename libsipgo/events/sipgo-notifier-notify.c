/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-notifier-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/agent/sipgo-client-private.h"
#include "libsipgo/agent/sipgo-event-private.h"

/* What passes inside a subscription to us: NOTIFYs out, refreshes in. */

#define DEFAULT_EXPIRES 3600

/* Nobody may be refused for less than this (RFC 6665 4.2.1.1). */
#define NEVER_TOO_BRIEF 3600

static SipgoEnvironment *
environment_of (SipgoNotifier *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

/* --- NOTIFY ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoNotifier *self;
  SipgoOutgoingRequest *request;
  GTask *task;                      /* NULL when nobody waits */
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

void
sipgo_notifier_drop_waiting (SipgoNotifier *self)
{
  Sending *sending;

  while ((sending = g_queue_pop_head (&self->waiting)))
    {
      self->n_sending--;
      if (sending->task)
        g_task_return_new_error (sending->task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The subscription was over before this notification was sent");
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
  /* The subscriber is gone, or knows nothing of it (RFC 6665 4.2.2). */
  if (failure && sipgo_event_status_ends (sipgo_failure_get_status (failure)))
    {
      sipgo_notifier_end (self, NULL);
      sipgo_notifier_drop_waiting (self);
    }
  if (sending->task && failure)
    g_task_return_error (sending->task, sipgo_failure_get_error (failure));
  else if (sending->task)
    g_task_return_pointer (sending->task, g_object_ref (request), g_object_unref);
  start_next (self);
  if (self->agent)
    sipgo_user_agent_check_stopped (self->agent);
  sending_free (sending);
}

/* It stays on its way: what it tells must come over. */
static void
cancelled (gpointer user_data)
{
  Sending *sending = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&sending->task);

  if (task)
    g_task_return_error_if_cancelled (task);
}

static guint
seconds_left (SipgoNotifier *self)
{
  gint64 left = self->expires_at - sipgo_environment_now (environment_of (self));

  return left > 0 ? (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC : 0;
}

static void
add_state (SipgoNotifier *self, SipgoMessage *message, guint retry_after)
{
  g_autoptr (GString) value = g_string_new (NULL);

  if (self->state != SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    g_string_printf (value, "%s;expires=%u", self->state == SIPGO_SUBSCRIPTION_STATE_PENDING ? "pending" : "active", seconds_left (self));
  else
    {
      g_string_append (value, "terminated");
      if (self->reason)
        g_string_append_printf (value, ";reason=%s", self->reason);
      if (retry_after > 0)
        g_string_append_printf (value, ";retry-after=%u", retry_after);
    }
  sipgo_message_add (message, SIPGO_HEADER_SUBSCRIPTION_STATE, value->str);
}

gboolean
sipgo_notifier_send (SipgoNotifier *self, SipgoRequestOptions *options, guint retry_after, GTask *task, GError **error)
{
  g_autoptr (SipgoMessage) message = sipgo_dialog_new_request (self->dialog, "NOTIFY");
  Sending *sending;

  sipgo_user_agent_core_add_product (self->core, message);
  sipgo_message_add (message, SIPGO_HEADER_EVENT, self->event);
  add_state (self, message, retry_after);
  /* Who may not know yet, or at all, is not told (RFC 6665 4.2.1.3). */
  if (self->body && !self->pending && g_strcmp0 (self->reason, "rejected") != 0)
    sipgo_message_set_body (message, self->body);
  if (!sipgo_message_add_request_options (message, options, error))
    return FALSE;
  sending = g_new0 (Sending, 1);
  sending->self = g_object_ref (self);
  sending->request = sipgo_outgoing_request_new (self->core, g_steal_pointer (&message), sipgo_dialog_get_next_hop (self->dialog), self->dialog, TRUE);
  if (task)
    {
      sending->task = g_object_ref (task);
      sending->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task), cancelled, sending);
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

/* --- how long it lasts -------------------------------------------------------------------------------------------- */

guint
sipgo_notifier_read_expires (SipgoMessage *subscribe)
{
  guint32 seconds;

  if (!sipgo_message_get_number (subscribe, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &seconds))
    return DEFAULT_EXPIRES;
  return MIN (seconds, SIPGO_MAX_EXPIRES);
}

gboolean
sipgo_notifier_is_too_brief (SipgoNotifier *self, guint seconds)
{
  return seconds > 0 && seconds < self->min_expires && seconds < NEVER_TOO_BRIEF;
}

void
sipgo_notifier_refuse_brief (SipgoNotifier *self, SipgoIncomingRequest *request)
{
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (request, 423, NULL, NULL, NULL);

  sipgo_message_add_printf (response, SIPGO_HEADER_MIN_EXPIRES, "%u", self->min_expires);
  sipgo_incoming_request_send_response (request, response);
}

static void
finish (SipgoNotifier *self, const char *reason)
{
  g_autoptr (SipgoNotifier) hold = g_object_ref (self);

  sipgo_notifier_end (self, reason);
  sipgo_notifier_send (self, NULL, 0, NULL, NULL);
}

static void
expired (gpointer user_data)
{
  finish (user_data, "timeout");
}

void
sipgo_notifier_restart (SipgoNotifier *self)
{
  self->expires_at = sipgo_environment_now (environment_of (self)) + SIPGO_SECONDS (self->asked);
  if (self->asked == 0)
    {
      finish (self, "timeout");
      return;
    }
  sipgo_environment_set_timer (environment_of (self), &self->expiry_timer, SIPGO_SECONDS (self->asked), expired, self);
  sipgo_notifier_send (self, NULL, 0, NULL, NULL);
  sipgo_notifier_notify_expires (self);
}

/* --- what comes in ------------------------------------------------------------------------------------------------ */

gboolean
sipgo_notifier_respond (SipgoNotifier *self, SipgoIncomingRequest *request, SipgoResponseOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (request, 200, options, NULL, error);
  g_autofree char *contact = NULL;

  if (!response)
    return FALSE;
  contact = sipgo_user_agent_core_make_contact (self->core, sipgo_server_transaction_get_flow (request->transaction),
                                                sipgo_uri_is_secure (sipgo_message_get_request_uri (request->message)));
  sipgo_message_add (response, SIPGO_HEADER_CONTACT, contact);
  sipgo_message_add_printf (response, SIPGO_HEADER_EXPIRES, "%u", self->asked);
  sipgo_incoming_request_send_response (request, response);
  return TRUE;
}

static void
receive_refresh (SipgoNotifier *self, SipgoIncomingRequest *request)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  guint seconds = sipgo_notifier_read_expires (request->message);

  if (!event || !sipgo_event_equal (event, self->event))
    {
      sipgo_incoming_request_respond_simple (request, 489);
      return;
    }
  if (sipgo_notifier_is_too_brief (self, seconds))
    {
      sipgo_notifier_refuse_brief (self, request);
      return;
    }
  sipgo_dialog_refresh_target (self->dialog, request->message);
  self->asked = self->max_expires > 0 ? MIN (seconds, self->max_expires) : seconds;
  sipgo_notifier_respond (self, request, NULL, NULL);
  sipgo_notifier_restart (self);
}

static void
refuse_method (SipgoIncomingRequest *request)
{
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (request, 405, NULL, NULL, NULL);

  sipgo_message_add (response, SIPGO_HEADER_ALLOW, "OPTIONS, SUBSCRIBE");
  sipgo_incoming_request_send_response (request, response);
}

void
sipgo_notifier_receive (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoNotifier *self = user_data;
  g_autoptr (SipgoIncomingRequest) request = NULL;

  /* An ACK answers nothing of ours. */
  if (!transaction)
    return;
  request = sipgo_incoming_request_new (self->core, transaction, 200);
  if (!sipgo_dialog_receive_request (self->dialog, message))
    sipgo_incoming_request_respond_simple (request, 500);
  else if (sipgo_message_method_is (message, "SUBSCRIBE"))
    receive_refresh (self, request);
  else if (sipgo_message_method_is (message, "OPTIONS"))
    sipgo_user_agent_answer_options (request, TRUE, NULL);
  else
    refuse_method (request);
}

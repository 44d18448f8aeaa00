/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

/* The SUBSCRIBEs of a subscription, and when they are sent. */

/* Timer N: 64 × T1 (RFC 6665 4.1.2.4). */
#define TIMER_N SIPGO_SECONDS (32)

static SipgoEnvironment *
environment_of (SipgoSubscriber *self)
{
  return sipgo_usage_get_environment (SIPGO_USAGE (self));
}

static gint64
now (SipgoSubscriber *self)
{
  return sipgo_environment_now (environment_of (self));
}

guint
sipgo_subscriber_get_wish (SipgoSubscriber *self)
{
  return sipgo_expires_choose (self->expires, self->minimum);
}

/* --- timer N ------------------------------------------------------------------------------------------------------ */

void
sipgo_subscriber_stop_timer_n (SipgoSubscriber *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->notify_timer);
}

static void start_timer_n (SipgoSubscriber *self);

static void
timer_n (gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (GError) error = NULL;

  /* Its time is that of its transaction, at each of the places that are tried. */
  if (self->request)
    {
      start_timer_n (self);
      return;
    }
  if (!self->leaving)
    error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The subscription was accepted, but no notification came in 32 seconds");
  sipgo_subscriber_end (self, error);
}

static void
start_timer_n (SipgoSubscriber *self)
{
  sipgo_environment_set_timer (environment_of (self), &self->notify_timer, TIMER_N, timer_n, self);
}

/* --- how long it lasts -------------------------------------------------------------------------------------------- */

static void
expired (gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The subscription expired");

  sipgo_subscriber_set_end (self, "timeout", 0);
  sipgo_subscriber_end (self, self->leaving ? NULL : error);
}

static void schedule_retry (SipgoSubscriber *self, SipgoMessage *response);

static void
refresh (gpointer user_data)
{
  /* A handler may drop the agent, and with it who holds us. */
  g_autoptr (SipgoSubscriber) self = g_object_ref (SIPGO_SUBSCRIBER (user_data));
  g_autoptr (GError) error = NULL;

  self->refresh_at = 0;
  if (self->request || self->leaving || !SIPGO_USAGE (self)->agent)
    return;
  if (sipgo_subscriber_send (self, sipgo_subscriber_get_wish (self), NULL, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the subscription was not refreshed: %s", error->message);
  if (self->dialog)
    schedule_retry (self, NULL);
}

static void
schedule_refresh (SipgoSubscriber *self, gint64 delay)
{
  delay = MAX (delay, SIPGO_REFRESH_SOONEST);
  self->refresh_at = now (self) + delay;
  sipgo_environment_set_timer (environment_of (self), &self->refresh_timer, delay, refresh, self);
}

/* It is valid for as long as it was granted, and may be refreshed until then (RFC 6665 4.1.2.2). */
static void
schedule_retry (SipgoSubscriber *self, SipgoMessage *response)
{
  gint64 delay = MIN (SIPGO_RETRY_FIRST, (self->expires_at - now (self)) / 2);
  guint32 seconds;

  if (response && sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, SIPGO_MAX_EXPIRES, &seconds))
    delay = SIPGO_SECONDS (seconds);
  if (self->auto_refresh)
    schedule_refresh (self, delay);
}

void
sipgo_subscriber_plan_refresh (SipgoSubscriber *self)
{
  gint64 delay = sipgo_client_draw_refresh (SIPGO_CLIENT (self), self->expires_at - now (self));

  if (self->auto_refresh)
    {
      schedule_refresh (self, delay);
      return;
    }
  self->refresh_at = 0;
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
}

void
sipgo_subscriber_set_duration (SipgoSubscriber *self, guint seconds)
{
  gint64 expires_at = now (self) + SIPGO_SECONDS (seconds);
  gint64 change = ABS (expires_at - self->expires_at);
  guint before = sipgo_subscriber_get_granted_expires (self);

  self->granted = seconds;
  self->expires_at = expires_at;
  sipgo_environment_set_timer (environment_of (self), &self->expiry_timer, MAX (SIPGO_SECONDS (seconds), 1), expired, self);
  /* A notifier that only counts down does not put the refresh off, nor draw it anew. */
  if (change > SIPGO_SECONDS (2) || self->refresh_at == 0)
    sipgo_subscriber_plan_refresh (self);
  sipgo_subscriber_notify_granted (self, before);
  sipgo_subscriber_notify_duration (self);
}

/* --- letting go --------------------------------------------------------------------------------------------------- */

SipgoOutgoingRequest *
sipgo_subscriber_steal_request (SipgoSubscriber *self)
{
  SipgoOutgoingRequest *request = g_steal_pointer (&self->request);

  if (request)
    sipgo_outgoing_request_set_handler (request, NULL, NULL);
  return request;
}

static void
drop_request (SipgoSubscriber *self)
{
  g_autoptr (SipgoOutgoingRequest) request = sipgo_subscriber_steal_request (self);

  if (request)
    sipgo_outgoing_request_abandon (request);
}

void
sipgo_subscriber_let_go (SipgoSubscriber *self)
{
  guint before = sipgo_subscriber_get_granted_expires (self);

  sipgo_subscriber_stop_listening (self);
  sipgo_subscriber_stop_timer_n (self);
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  sipgo_environment_cancel_timer (environment_of (self), &self->expiry_timer);
  self->refresh_at = 0;
  self->expires_at = 0;
  drop_request (self);
  g_clear_object (&self->options);
  sipgo_subscriber_set_dialog (self, NULL);
  sipgo_subscriber_notify_granted (self, before);
  sipgo_subscriber_notify_duration (self);
}

/* --- what is answered --------------------------------------------------------------------------------------------- */

/* The notifier may make it shorter, not longer (RFC 6665 4.2.1.1). */
static guint
find_granted (SipgoSubscriber *self, SipgoMessage *response)
{
  guint32 seconds;

  if (!sipgo_message_get_number (response, SIPGO_HEADER_EXPIRES, SIPGO_MAX_EXPIRES, &seconds))
    return self->asked;
  return MIN (seconds, self->asked);
}

static gboolean
asks_for_longer (SipgoSubscriber *self, SipgoMessage *response, guint *seconds)
{
  if (!sipgo_expires_read_minimum (response, self->asked, &self->n_too_brief, seconds))
    return FALSE;
  /* From here on: the next refresh would be too brief again. */
  self->minimum = *seconds;
  return TRUE;
}

static void
end_by_failure (SipgoSubscriber *self, SipgoFailure *failure)
{
  g_autoptr (GError) error = sipgo_failure_get_error (failure);

  sipgo_client_set_failure (SIPGO_CLIENT (self), failure);
  sipgo_subscriber_end (self, self->leaving ? NULL : error);
}

static gboolean send_initial (SipgoSubscriber *self, SipgoMessage *refused, guint seconds, SipgoRequestOptions *options, GError **error);

static void
initial_accepted (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  guint granted = find_granted (self, response);

  /* A NOTIFY that was faster has said it itself, unless for longer than this. */
  if (self->dialog && granted < self->granted && granted > 0)
    sipgo_subscriber_set_duration (self, granted);
  else if (!self->dialog)
    self->granted = granted;
  sipgo_client_set_failure (SIPGO_CLIENT (self), NULL);
  sipgo_subscriber_check_done (self);
}

static void
initial_rejected (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  guint seconds;

  /* A NOTIFY has come: that is what makes a subscription (RFC 6665 4.4.1), whatever became of the response. */
  if (self->dialog)
    {
      sipgo_subscriber_check_done (self);
      return;
    }
  sipgo_subscriber_stop_listening (self);
  if (!asks_for_longer (self, response, &seconds) || !send_initial (self, request->message, seconds, self->options, NULL))
    end_by_failure (self, sipgo_outgoing_request_get_failure (request));
}

static void
refreshed (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  self->n_too_brief = 0;
  if (self->leaving)
    return;
  sipgo_dialog_refresh_target (self->dialog, response);
  sipgo_client_set_failure (SIPGO_CLIENT (self), NULL);
  self->refresh_at = 0;
  sipgo_subscriber_set_duration (self, MAX (find_granted (self, response), 1));
  /* No NOTIFY follows (RFC 5839). */
  if (sipgo_message_get_status_code (response) == 204)
    sipgo_subscriber_stop_timer_n (self);
  sipgo_subscriber_check_done (self);
}

static void
refresh_rejected (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  guint seconds;

  if (asks_for_longer (self, response, &seconds) && sipgo_subscriber_send (self, seconds, self->options, NULL))
    return;
  if (self->leaving || sipgo_event_status_ends (sipgo_message_get_status_code (response)))
    {
      end_by_failure (self, failure);
      return;
    }
  sipgo_client_set_failure (SIPGO_CLIENT (self), failure);
  sipgo_subscriber_stop_timer_n (self);
  schedule_retry (self, response);
  sipgo_subscriber_check_done (self);
}

static void
conclude (SipgoSubscriber *subscriber, SipgoOutgoingRequest *request, SipgoMessage *response,
          void (*take) (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response))
{
  g_autoptr (SipgoSubscriber) self = g_object_ref (subscriber);
  g_autoptr (SipgoOutgoingRequest) hold = g_steal_pointer (&self->request);

  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  /* What a handler does it does to what is done, not in its midst. */
  g_object_freeze_notify (G_OBJECT (self));
  take (self, request, response);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
initial_moment (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  if (moment >= SIPGO_MOMENT_ACCEPT)
    conclude (user_data, request, response, moment == SIPGO_MOMENT_ACCEPT ? initial_accepted : initial_rejected);
}

static void
refresh_moment (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  if (moment >= SIPGO_MOMENT_ACCEPT)
    conclude (user_data, request, response, moment == SIPGO_MOMENT_ACCEPT ? refreshed : refresh_rejected);
}

/* --- what is sent ------------------------------------------------------------------------------------------------- */

static void
add_headers (SipgoSubscriber *self, SipgoMessage *message, guint seconds)
{
  sipgo_message_add (message, SIPGO_HEADER_EVENT, self->event);
  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", seconds);
  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
}

static void
start (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoRequestOptions *options, SipgoMomentFunc func, guint seconds)
{
  self->asked = seconds;
  self->request = request;
  g_set_object (&self->options, options);
  sipgo_outgoing_request_set_handler (request, func, self);
  start_timer_n (self);
  sipgo_outgoing_request_start (request);
}

/* What is sent again because of a response keeps Call-ID, From and To, and counts on (8.1.3.5). */
static SipgoMessage *
new_initial (SipgoSubscriber *self, SipgoMessage *refused)
{
  SipgoClient *client = SIPGO_CLIENT (self);

  if (!refused)
    return sipgo_client_new_message (client, "SUBSCRIBE", NULL, 1);
  return sipgo_user_agent_core_new_message (client->usage.core, "SUBSCRIBE", client->target, sipgo_message_get_from (refused), sipgo_message_get_to (refused),
                                            sipgo_message_get_call_id (refused), sipgo_message_get_cseq (refused) + 1);
}

/* With refused, the SUBSCRIBE that it takes the place of; NULL for the first. */
static gboolean
send_initial (SipgoSubscriber *self, SipgoMessage *refused, guint seconds, SipgoRequestOptions *options, GError **error)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  SipgoMessage *message = new_initial (self, refused);
  SipgoOutgoingRequest *request;

  add_headers (self, message, seconds);
  if (self->body)
    sipgo_message_set_body (message, self->body);
  request = sipgo_client_new_request (client, message, NULL, TRUE, options, error);
  if (!request)
    return FALSE;
  /* Ended by a handler that was shown the request. */
  if (self->leaving)
    {
      g_object_unref (request);
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The subscription was ended before it was begun anew");
      return FALSE;
    }
  g_set_object (&self->initial, request);
  self->granted = seconds;
  sipgo_subscriber_listen (self);
  start (self, request, options, initial_moment, seconds);
  return TRUE;
}

gboolean
sipgo_subscriber_begin (SipgoSubscriber *self, SipgoRequestOptions *options, GError **error)
{
  self->n_too_brief = 0;
  self->leaving = FALSE;
  self->is_fork = FALSE;
  self->begun_at = now (self);
  return send_initial (self, NULL, sipgo_subscriber_get_wish (self), options, error);
}

gboolean
sipgo_subscriber_send (SipgoSubscriber *self, guint seconds, SipgoRequestOptions *options, GError **error)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  SipgoMessage *message = sipgo_dialog_new_request (self->dialog, "SUBSCRIBE");
  SipgoOutgoingRequest *request;

  sipgo_user_agent_core_add_product (client->usage.core, message);
  add_headers (self, message, seconds);
  request = sipgo_client_new_request (client, message, self->dialog, TRUE, options, error);
  if (!request)
    return FALSE;
  drop_request (self);
  start (self, request, options, refresh_moment, seconds);
  return TRUE;
}

static void
begin_again (gpointer user_data)
{
  g_autoptr (SipgoSubscriber) self = g_object_ref (SIPGO_SUBSCRIBER (user_data));
  g_autoptr (SipgoRequestOptions) options = g_steal_pointer (&self->task_options);
  g_autoptr (GError) error = NULL;

  self->refresh_at = 0;
  self->order.waiting = FALSE;
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), &error) || !sipgo_subscriber_begin (self, options, &error))
    sipgo_subscriber_end (self, error);
}

void
sipgo_subscriber_begin_later (SipgoSubscriber *self, gint64 delay)
{
  g_object_freeze_notify (G_OBJECT (self));
  sipgo_subscriber_let_go (self);
  sipgo_subscriber_set_state (self, SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT);
  self->refresh_at = now (self) + delay;
  sipgo_environment_set_timer (environment_of (self), &self->refresh_timer, delay, begin_again, self);
  g_object_thaw_notify (G_OBJECT (self));
}

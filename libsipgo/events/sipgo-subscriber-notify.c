/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber-private.h"

#include "libsipgo/base/sipgo-error.h"

/* What the notifier sends inside the subscription; the last NOTIFY ends it (RFC 6665 4.4.1). */

/* What ends again within this time was in vain: the notifier is asked later each time. */
#define JUST_BEGUN SIPGO_SECONDS (32)

/* --- the end ------------------------------------------------------------------------------------------------------ */

/* What the reason asks for (RFC 6665 4.1.3), in microseconds; -1: not to subscribe again. */
static gint64
find_delay (SipgoSubscriber *self, const SipgoSubscriptionStatus *status)
{
  const char *reason = status->reason;

  /* A new SUBSCRIBE in place of a fork would fork again; the application may send one. */
  if (self->leaving || self->expires == 0 || !self->auto_refresh || self->is_fork || !reason)
    return -1;
  if (g_ascii_strcasecmp (reason, "deactivated") == 0 || g_ascii_strcasecmp (reason, "timeout") == 0)
    return 0;
  if (g_ascii_strcasecmp (reason, "probation") == 0 || g_ascii_strcasecmp (reason, "giveup") == 0)
    return status->has_retry_after ? SIPGO_SECONDS (status->retry_after) : SIPGO_RETRY_FIRST;
  return -1;
}

static gint64
put_off (SipgoSubscriber *self, gint64 delay)
{
  if (sipgo_environment_now (sipgo_usage_get_environment (SIPGO_USAGE (self))) - self->begun_at > JUST_BEGUN)
    self->retry_delay = 0;
  delay = MAX (delay, self->retry_delay);
  self->retry_delay = self->retry_delay > 0 ? MIN (2 * self->retry_delay, SIPGO_RETRY_LIMIT) : SIPGO_RETRY_FIRST;
  return delay;
}

static void
end (SipgoSubscriber *self, const SipgoSubscriptionStatus *status)
{
  gint64 delay = find_delay (self, status);
  gboolean done = self->leaving || self->expires == 0 || g_strcmp0 (status->reason, "invariant") == 0;
  g_autoptr (GError) error = NULL;
  /* Its response, which may still come, changes nothing any more. */
  g_autoptr (SipgoOutgoingRequest) request = sipgo_subscriber_steal_request (self);

  if (delay >= 0)
    {
      sipgo_subscriber_begin_later (self, put_off (self, delay));
      return;
    }
  if (!done)
    error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The notifier ended the subscription: %s", status->reason ? status->reason : "no reason given");
  sipgo_subscriber_end (self, error);
}

/* --- one NOTIFY --------------------------------------------------------------------------------------------------- */

guint
sipgo_subscriber_check (SipgoSubscriber *self, SipgoMessage *notify, guint other_event, SipgoSubscriptionStatus *status)
{
  g_autofree char *event = sipgo_message_dup_value (notify, SIPGO_HEADER_EVENT);

  if (!event)
    return 489;
  if (!sipgo_event_equal (event, self->event))
    return other_event;
  return sipgo_subscription_status_parse (status, notify) ? 0 : 489;
}

static void
take_duration (SipgoSubscriber *self, const SipgoSubscriptionStatus *status)
{
  gboolean first = self->expires_at == 0;

  if (!self->leaving)
    sipgo_subscriber_stop_timer_n (self);
  if (status->has_expires && status->expires > 0)
    sipgo_subscriber_set_duration (self, status->expires);
  else if (first && self->granted > 0)
    sipgo_subscriber_set_duration (self, self->granted);
}

void
sipgo_subscriber_take (SipgoSubscriber *self, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (SipgoOutgoingRequest) initial = g_object_ref (self->initial);
  /* A fetch has its state now, whatever the notifier calls that. */
  gboolean last = status->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED || self->expires == 0;

  g_object_freeze_notify (G_OBJECT (self));
  if (last)
    sipgo_subscriber_set_end (self, status->reason, status->has_retry_after ? status->retry_after : 0);
  else
    {
      take_duration (self, status);
      sipgo_subscriber_set_state (self, status->state);
    }
  g_object_thaw_notify (G_OBJECT (self));
  sipgo_subscriber_show (self, request);
  /* Ended, or begun anew, by a handler. */
  if (self->initial != initial || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return;
  if (last)
    end (self, status);
  else
    sipgo_subscriber_check_done (self);
}

/* --- inside the dialog -------------------------------------------------------------------------------------------- */

static void
refuse_method (SipgoIncomingRequest *request)
{
  g_autoptr (SipgoMessage) response = sipgo_incoming_request_make_response (request, 405, NULL, NULL, NULL);

  sipgo_message_add (response, SIPGO_HEADER_ALLOW, "NOTIFY, OPTIONS");
  sipgo_incoming_request_send_response (request, response);
}

static void
receive_notify (SipgoSubscriber *self, SipgoIncomingRequest *request)
{
  g_auto (SipgoSubscriptionStatus) status = { 0 };
  guint refusal = sipgo_subscriber_check (self, request->message, 489, &status);

  if (refusal)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  sipgo_dialog_refresh_target (self->dialog, request->message);
  sipgo_subscriber_take (self, request, &status);
}

void
sipgo_subscriber_receive (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (SipgoIncomingRequest) request = NULL;

  /* An ACK answers nothing of ours. */
  if (!transaction)
    return;
  request = sipgo_incoming_request_new (SIPGO_USAGE (self)->core, transaction, 200);
  if (!sipgo_dialog_receive_request (self->dialog, message))
    sipgo_incoming_request_respond_simple (request, 500);
  else if (sipgo_message_method_is (message, "NOTIFY"))
    receive_notify (self, request);
  else if (sipgo_message_method_is (message, "OPTIONS"))
    sipgo_incoming_request_respond_simple (request, 200);
  else
    refuse_method (request);
}

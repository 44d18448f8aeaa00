/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber.h"

#include "libsipgo/agent/sipgo-client-private.h"
#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/agent/sipgo-order-task-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/base/sipgo-wait-private.h"
#include "libsipgo/events/sipgo-subscription-private.h"
#include "libsipgo/sipgo-events-enum-types.h"

#define DEFAULT_EXPIRES 3600

/* A subscription that ends within this time is begun again after a delay that doubles each time. */
#define JUST_BEGUN SIPGO_SECONDS (32)

/* Forks accepted besides the first notifier; NOTIFYs of further ones get 481. */
#define MAX_FORKS 8

/**
 * SipgoSubscriber:
 *
 * The subscriber's side of a subscription (RFC 6665): we subscribe to a state, such as presence or waiting messages.
 * Each NOTIFY is emitted as [signal@Subscriber::notification]. The library refreshes the subscription, and subscribes
 * again when the notifier asks for that.
 *
 * When a forking proxy has sent the SUBSCRIBE to several notifiers, the subscription is with the first that sends a
 * NOTIFY; the NOTIFYs of the others get 481, unless a handler is connected to [signal@Subscriber::fork].
 *
 * ```c
 * static void
 * state_told (SipgoSubscriber *subscriber, SipgoIncomingRequest *notify, gpointer user_data)
 * {
 *   SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (notify));
 *   g_autofree char *text = body ? sipgo_body_get_text (body) : NULL;
 *
 *   g_print ("%s\n", text ? text : "nothing is told");
 * }
 *
 * static void
 * subscribed (GObject *subscriber, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingRequest) request = NULL;
 *
 *   request = sipgo_subscriber_subscribe_finish (SIPGO_SUBSCRIBER (subscriber), result, &error);
 *   if (!request)
 *     g_printerr ("Not subscribed: %s\n", error->message);
 * }
 *
 * static SipgoSubscriber *
 * watch_bob (SipgoUserAgent *agent, GError **error)
 * {
 *   SipgoSubscriber *subscriber = sipgo_subscriber_new (agent, "sip:bob@example.com", "presence", error);
 *
 *   if (!subscriber)
 *     return NULL;
 *   g_signal_connect (subscriber, "notification", G_CALLBACK (state_told), NULL);
 *   sipgo_subscriber_subscribe (subscriber, NULL, NULL, subscribed, NULL);
 *   return subscriber;
 * }
 * ```
 *
 * ```python
 * subscriber = Sipgo.Subscriber.new(agent, "sip:bob@example.com", "presence")
 * subscriber.connect("notification", lambda subscriber, notify: print(notify.message.body.text))
 * await subscriber.subscribe()                        # done when the first NOTIFY has arrived
 * await subscriber.unsubscribe()
 * ```
 *
 * Since: 1.0
 */
struct _SipgoSubscriber
{
  SipgoClient parent_instance;

  guint expires;                    /* seconds to ask for; 0 to fetch the state once */
  SipgoBody *body;
  gboolean auto_refresh;
  SipgoSubscriptionState state;
  char *event_reason;               /* why the notifier has terminated it last */
  guint retry_after;

  SipgoSubscription subscription;
  SipgoRequestOptions *options;     /* of the pending SUBSCRIBE, to send it again after a 423 */
  guint n_forks;
  gboolean is_fork;                 /* made by the fork of another subscriber's SUBSCRIBE */
  gboolean leaving;                 /* unsubscribe () was called, or the agent is being stopped */

  SipgoOrderTask order;             /* of subscribe (); it may wait for a refresh or for the next beginning */
  SipgoRequestOptions *task_options; /* of order, while it waits */
  GTask *leave_task;                /* of unsubscribe () */

  gint64 begun_at;
  gint64 retry_delay;               /* before it begins again, when it has ended soon after it began */

  gboolean kept;                    /* holds a reference to itself while it lives */
};

struct _SipgoSubscriberClass
{
  SipgoClientClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoSubscriber, sipgo_subscriber, SIPGO_TYPE_CLIENT)

enum
{
  PROP_0,
  PROP_EVENT,
  PROP_STATE,
  PROP_EXPIRES,
  PROP_GRANTED_EXPIRES,
  PROP_BODY,
  PROP_AUTO_REFRESH,
  PROP_DIALOG,
  PROP_SUBSCRIPTION_EXPIRES,
  PROP_SUBSCRIPTION_REFRESH,
  PROP_EVENT_REASON,
  PROP_RETRY_AFTER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint notification_signal;
static guint fork_signal;

static SipgoEnvironment *
environment_of (SipgoSubscriber *self)
{
  return sipgo_usage_get_environment (SIPGO_USAGE (self));
}

static gboolean send_subscribe (SipgoSubscriber *self, guint seconds, SipgoRequestOptions *options, GError **error);
static void end (SipgoSubscriber *self, const GError *error);

/* --- the state ---------------------------------------------------------------------------------------------------- */

static void
set_state (SipgoSubscriber *self, SipgoSubscriptionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  sipgo_log_state (environment_of (self), "subscription", self->subscription.event, SIPGO_TYPE_SUBSCRIPTION_STATE,
                   state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
dialog_changed (gpointer owner)
{
  g_object_notify_by_pspec (owner, props[PROP_DIALOG]);
}

static void
set_end (SipgoSubscriber *self, const char *reason, guint retry_after)
{
  if (g_strcmp0 (self->event_reason, reason) != 0)
    {
      g_free (self->event_reason);
      self->event_reason = g_strdup (reason);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EVENT_REASON]);
    }
  if (self->retry_after != retry_after)
    {
      self->retry_after = retry_after;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_AFTER]);
    }
}

static void
notify_duration (SipgoSubscriber *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBSCRIPTION_EXPIRES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBSCRIPTION_REFRESH]);
}

static void
notify_granted (SipgoSubscriber *self, guint before)
{
  if (sipgo_subscriber_get_granted_expires (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_EXPIRES]);
}

static void
set_kept (SipgoSubscriber *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

/* --- Timer N and expiry ------------------------------------------------------------------------------------------- */

static void
timed_out (gpointer owner)
{
  SipgoSubscriber *self = owner;
  g_autoptr (GError) error = NULL;

  if (!self->leaving)
    error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                                 "The SUBSCRIBE was accepted, but no NOTIFY arrived within 32 seconds");
  end (self, error);
}

static void
expired (gpointer owner)
{
  SipgoSubscriber *self = owner;
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                                                  "The subscription expired without a refresh");

  set_end (self, "timeout", 0);
  end (self, self->leaving ? NULL : error);
}

/* A failed refresh does not end the subscription: it is retried until the granted time is over (RFC 6665 4.1.2.2). */
static void
schedule_retry (SipgoSubscriber *self, SipgoMessage *response)
{
  gint64 left = self->subscription.lifetime.expires_at - sipgo_environment_now (environment_of (self));
  guint seconds = sipgo_soft_state_read_retry_after (response);

  if (self->auto_refresh)
    sipgo_soft_state_refresh_in (&self->subscription.lifetime,
                                 seconds > 0 ? SIPGO_SECONDS (seconds) : MIN (SIPGO_RETRY_FIRST, left / 2));
}

static void
plan_refresh (SipgoSubscriber *self)
{
  if (self->auto_refresh)
    sipgo_soft_state_plan_refresh (&self->subscription.lifetime);
  else
    sipgo_soft_state_cancel_refresh (&self->subscription.lifetime);
}

/* The Expires of the next SUBSCRIBE, in seconds. */
static guint
get_wish (SipgoSubscriber *self)
{
  return sipgo_soft_state_get_wish (&self->subscription.lifetime, self->expires);
}

static void
set_duration (SipgoSubscriber *self, guint seconds)
{
  SipgoSoftState *lifetime = &self->subscription.lifetime;
  gint64 expired_at = lifetime->expires_at;
  guint before = sipgo_subscriber_get_granted_expires (self);

  sipgo_soft_state_grant (lifetime, seconds);
  /* An Expires in a NOTIFY that only counts down leaves the planned refresh as it is. */
  if (ABS (lifetime->expires_at - expired_at) > SIPGO_SECONDS (2) || lifetime->refresh_at == 0)
    plan_refresh (self);
  notify_granted (self, before);
  notify_duration (self);
}

static void
let_go (SipgoSubscriber *self)
{
  guint before = sipgo_subscriber_get_granted_expires (self);

  g_clear_object (&self->options);
  sipgo_subscription_end (&self->subscription);
  notify_granted (self, before);
  notify_duration (self);
}

/* --- the tasks ---------------------------------------------------------------------------------------------------- */

static GTask *
steal_task (SipgoSubscriber *self)
{
  g_clear_object (&self->task_options);
  return sipgo_order_task_steal (&self->order);
}

/* Takes the task. */
static void
complete (GTask *own, const GError *error)
{
  g_autoptr (GTask) task = own;

  if (!task)
    return;
  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

/* Sets the request that subscribe () returns: the last one, when several were sent. */
static void
note_request (SipgoSubscriber *self, SipgoOutgoingRequest *request)
{
  if (self->order.task && request)
    g_task_set_task_data (self->order.task, g_object_ref (request), g_object_unref);
}

/* The pending refresh was answered: sends the refresh of the subscribe () that has waited for it. */
static void
send_waiting (SipgoSubscriber *self)
{
  g_autoptr (GError) error = NULL;

  self->order.waiting = FALSE;
  if (sipgo_client_check_started (SIPGO_CLIENT (self), &error)
      && send_subscribe (self, get_wish (self), self->task_options, &error))
    note_request (self, self->subscription.request);
  else
    complete (steal_task (self), error);
}

static void
check_done (SipgoSubscriber *self)
{
  SipgoFailure *failure;
  g_autoptr (GError) error = NULL;

  if (!self->order.task || self->subscription.request || !self->subscription.dialog)
    return;
  if (self->order.waiting)
    {
      send_waiting (self);
      return;
    }
  if (!g_task_get_task_data (self->order.task))
    note_request (self, self->subscription.initial);
  failure = sipgo_client_get_failure (SIPGO_CLIENT (self));
  if (failure && g_task_get_task_data (self->order.task) != (gpointer) self->subscription.initial)
    error = sipgo_failure_get_error (failure);
  complete (steal_task (self), error);
}

static void
end (SipgoSubscriber *self, const GError *error)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (GTask) leave_task = g_steal_pointer (&self->leave_task);
  g_autoptr (GError) left = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                                 "unsubscribe() ended the subscription before subscribe() completed");
  gboolean leaving = self->leaving;
  GTask *task;

  if (self->order.task && !g_task_get_task_data (self->order.task))
    note_request (self, self->subscription.initial);
  task = steal_task (self);
  g_object_freeze_notify (G_OBJECT (self));
  let_go (self);
  set_kept (self, FALSE);
  set_state (self, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  /* From here on a handler may subscribe again. */
  g_object_thaw_notify (G_OBJECT (self));
  complete (task, error || !leaving ? error : left);
  if (leave_task)
    g_task_return_boolean (leave_task, TRUE);
  sipgo_usage_check_left (SIPGO_USAGE (self));
}

static void
cancelled (gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The subscription was cancelled");

  /* The task ends; a SUBSCRIBE in the dialog, or the refresh that the task has waited for, goes on. */
  if (self->subscription.dialog || self->order.waiting)
    complete (steal_task (self), error);
  else
    end (self, error);
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

static void
end_by_failure (SipgoSubscriber *self, SipgoFailure *failure)
{
  g_autoptr (GError) error = sipgo_failure_get_error (failure);

  sipgo_client_set_failure (SIPGO_CLIENT (self), failure);
  end (self, self->leaving ? NULL : error);
}

static gboolean send_initial (SipgoSubscriber *self, SipgoMessage *refused, guint seconds,
                              SipgoRequestOptions *options, GError **error);

static void
initial_accepted (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  guint granted = sipgo_soft_state_read_granted (&self->subscription.lifetime, response);

  /* A NOTIFY may arrive before the response; the shorter one of their Expires is used. */
  if (self->subscription.dialog && granted < self->subscription.lifetime.granted && granted > 0)
    set_duration (self, granted);
  else if (!self->subscription.dialog)
    self->subscription.lifetime.granted = granted;
  sipgo_client_set_failure (SIPGO_CLIENT (self), NULL);
  check_done (self);
}

static void
initial_rejected (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  guint seconds;

  /* A NOTIFY has arrived, which creates the subscription whatever the response is (RFC 6665 4.4.1). */
  if (self->subscription.dialog)
    {
      check_done (self);
      return;
    }
  sipgo_subscription_stop_listening (&self->subscription);
  if (!sipgo_soft_state_take_minimum (&self->subscription.lifetime, response, &seconds)
      || !send_initial (self, request->message, seconds, self->options, NULL))
    end_by_failure (self, sipgo_outgoing_request_get_failure (request));
}

static void
refreshed (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  self->subscription.lifetime.n_too_brief = 0;
  if (self->leaving)
    return;
  sipgo_dialog_refresh_target (self->subscription.dialog, response);
  sipgo_client_set_failure (SIPGO_CLIENT (self), NULL);
  /* The notifier may shorten the time that was asked for, but not lengthen it (RFC 6665 4.2.1.1). */
  self->subscription.lifetime.refresh_at = 0;
  set_duration (self, MAX (sipgo_soft_state_read_granted (&self->subscription.lifetime, response), 1));
  /* No NOTIFY follows a 204 (RFC 5839). */
  if (sipgo_message_get_status_code (response) == 204)
    sipgo_subscription_stop_timer_n (&self->subscription);
  check_done (self);
}

static void
refresh_rejected (SipgoSubscriber *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  guint seconds;

  if (sipgo_soft_state_take_minimum (&self->subscription.lifetime, response, &seconds)
      && send_subscribe (self, seconds, self->options, NULL))
    return;
  if (self->leaving || sipgo_event_status_ends (sipgo_message_get_status_code (response)))
    {
      end_by_failure (self, failure);
      return;
    }
  sipgo_client_set_failure (SIPGO_CLIENT (self), failure);
  sipgo_subscription_stop_timer_n (&self->subscription);
  schedule_retry (self, response);
  check_done (self);
}

static void
answered (gpointer owner, SipgoOutgoingRequest *request, SipgoMessage *response, gboolean is_accepted)
{
  SipgoSubscriber *self = owner;

  /* Delay notifications until the response is handled, since a handler may subscribe or unsubscribe. */
  g_object_freeze_notify (owner);
  if (request == self->subscription.initial)
    (is_accepted ? initial_accepted : initial_rejected) (self, request, response);
  else
    (is_accepted ? refreshed : refresh_rejected) (self, request, response);
  g_object_thaw_notify (owner);
}

/* --- sending SUBSCRIBE -------------------------------------------------------------------------------------------- */

static void
add_headers (SipgoSubscriber *self, SipgoMessage *message, guint seconds)
{
  sipgo_message_add (message, SIPGO_HEADER_EVENT, self->subscription.event);
  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", seconds);
  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
}

/* A SUBSCRIBE that is sent again after a 4xx keeps Call-ID, From and To, and increments CSeq (8.1.3.5). */
static SipgoMessage *
new_initial (SipgoSubscriber *self, SipgoMessage *refused)
{
  SipgoClient *client = SIPGO_CLIENT (self);

  if (!refused)
    return sipgo_client_new_message (client, "SUBSCRIBE", NULL, 1);
  return sipgo_user_agent_core_new_message (client->usage.core, client->usage.account, "SUBSCRIBE", client->target,
                                            sipgo_message_get_from (refused), sipgo_message_get_to (refused),
                                            sipgo_message_get_call_id (refused), sipgo_message_get_cseq (refused) + 1);
}

/* refused: the SUBSCRIBE that this one replaces after a 423; NULL for the first. */
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
  /* A handler of request-created has ended the subscription. */
  if (self->leaving)
    {
      g_object_unref (request);
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                           "The subscription was ended before its SUBSCRIBE was sent");
      return FALSE;
    }
  self->n_forks = 0;
  g_set_object (&self->options, options);
  sipgo_subscription_begin (&self->subscription, request, seconds);
  return TRUE;
}

static gboolean
begin (SipgoSubscriber *self, SipgoRequestOptions *options, GError **error)
{
  self->subscription.lifetime.n_too_brief = 0;
  self->leaving = FALSE;
  self->is_fork = FALSE;
  self->begun_at = sipgo_environment_now (environment_of (self));
  return send_initial (self, NULL, get_wish (self), options, error);
}

static gboolean
send_subscribe (SipgoSubscriber *self, guint seconds, SipgoRequestOptions *options, GError **error)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  SipgoMessage *message = sipgo_dialog_new_request (self->subscription.dialog, "SUBSCRIBE");
  SipgoOutgoingRequest *request;

  sipgo_user_agent_core_add_product (client->usage.core, message);
  add_headers (self, message, seconds);
  request = sipgo_client_new_request (client, message, self->subscription.dialog, TRUE, options, error);
  if (!request)
    return FALSE;
  g_set_object (&self->options, options);
  sipgo_subscription_refresh (&self->subscription, request, seconds);
  return TRUE;
}

/* --- the next SUBSCRIBE ------------------------------------------------------------------------------------------- */

static void
begin_again (SipgoSubscriber *self)
{
  g_autoptr (SipgoRequestOptions) options = g_steal_pointer (&self->task_options);
  g_autoptr (GError) error = NULL;

  self->order.waiting = FALSE;
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), &error) || !begin (self, options, &error))
    end (self, error);
}

static void
refresh (gpointer owner)
{
  /* A signal handler may drop the last reference to the agent, which ends this subscription. */
  g_autoptr (SipgoSubscriber) self = g_object_ref (SIPGO_SUBSCRIBER (owner));
  g_autoptr (GError) error = NULL;

  if (!self->subscription.dialog)
    {
      begin_again (self);
      return;
    }
  if (self->subscription.request || self->leaving || !SIPGO_USAGE (self)->agent)
    return;
  if (send_subscribe (self, get_wish (self), NULL, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the subscription was not refreshed: %s", error->message);
  if (self->subscription.dialog)
    schedule_retry (self, NULL);
}

/* A refresh tells the notifier our present Contact (RFC 6665 4.4.1 and 4.1.2.2); else NOTIFY goes to the old one. */
static void
sipgo_subscriber_follow_network (SipgoUsage *usage, SipgoNetworkChange change)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (usage);

  if (change != SIPGO_NETWORK_CHANGED && self->auto_refresh && self->subscription.dialog
      && !self->subscription.request && !self->leaving)
    sipgo_soft_state_refresh_in (&self->subscription.lifetime, 0);
}

static void
begin_later (SipgoSubscriber *self, gint64 delay)
{
  g_object_freeze_notify (G_OBJECT (self));
  let_go (self);
  set_state (self, SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT);
  sipgo_soft_state_refresh_in (&self->subscription.lifetime, delay);
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- unsubscribing ------------------------------------------------------------------------------------------------ */

/* Without a dialog it ends at once: a NOTIFY that arrives later gets 481, which ends it at the notifier. */
static void
begin_to_leave (SipgoSubscriber *self)
{
  self->leaving = TRUE;
  if (!self->subscription.dialog)
    end (self, NULL);
}

static gboolean
sipgo_subscriber_leave (SipgoUsage *usage)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (usage);

  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return FALSE;
  if (self->leaving)
    return TRUE;
  begin_to_leave (self);
  return self->subscription.dialog && send_subscribe (self, 0, NULL, NULL);
}

static void
sipgo_subscriber_terminate (SipgoUsage *usage)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (usage);
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent was stopped");

  sipgo_usage_forget_agent (usage);
  end (self, error);
}

/* --- NOTIFY ------------------------------------------------------------------------------------------------------- */

static void
show_notify (SipgoSubscriber *self, SipgoIncomingRequest *request)
{
  g_signal_emit (self, notification_signal, 0, request);
  if (!sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_respond_simple (request, 200);
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

/* The delay in microseconds before subscribing again, by the reason (RFC 6665 4.1.3); -1: do not subscribe again. */
static gint64
find_delay (SipgoSubscriber *self, const SipgoSubscriptionStatus *status)
{
  const char *reason = status->reason;

  /* Not for a fork, since a new SUBSCRIBE would fork again; the application may send one. */
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
  if (sipgo_environment_now (environment_of (self)) - self->begun_at > JUST_BEGUN)
    self->retry_delay = 0;
  delay = MAX (delay, self->retry_delay);
  self->retry_delay = self->retry_delay > 0 ? MIN (2 * self->retry_delay, SIPGO_RETRY_LIMIT) : SIPGO_RETRY_FIRST;
  return delay;
}

static void
end_by_notify (SipgoSubscriber *self, const SipgoSubscriptionStatus *status)
{
  gint64 delay = find_delay (self, status);
  gboolean done = self->leaving || self->expires == 0 || g_strcmp0 (status->reason, "invariant") == 0;
  g_autoptr (GError) error = NULL;
  /* The response to the pending SUBSCRIBE is ignored. */
  g_autoptr (SipgoOutgoingRequest) request = sipgo_subscription_steal_request (&self->subscription);

  if (delay >= 0)
    {
      begin_later (self, put_off (self, delay));
      return;
    }
  if (!done)
    error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The notifier ended the subscription: %s",
                         status->reason ? status->reason : "no reason given");
  end (self, error);
}

/* --- one NOTIFY --------------------------------------------------------------------------------------------------- */

static void
take_duration (SipgoSubscriber *self, const SipgoSubscriptionStatus *status)
{
  gboolean first = self->subscription.lifetime.expires_at == 0;

  if (!self->leaving)
    sipgo_subscription_stop_timer_n (&self->subscription);
  if (status->has_expires && status->expires > 0)
    set_duration (self, status->expires);
  else if (first && self->subscription.lifetime.granted > 0)
    set_duration (self, self->subscription.lifetime.granted);
}

static void
take_notify (SipgoSubscriber *self, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (SipgoOutgoingRequest) initial = g_object_ref (self->subscription.initial);
  /* A fetch (Expires 0) ends with its first NOTIFY, whatever Subscription-State says. */
  gboolean last = status->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED || self->expires == 0;

  g_object_freeze_notify (G_OBJECT (self));
  if (last)
    set_end (self, status->reason, status->has_retry_after ? status->retry_after : 0);
  else
    {
      take_duration (self, status);
      set_state (self, status->state);
    }
  g_object_thaw_notify (G_OBJECT (self));
  show_notify (self, request);
  /* A signal handler has ended the subscription or begun a new one. */
  if (self->subscription.initial != initial || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return;
  if (last)
    end_by_notify (self, status);
  else
    check_done (self);
}

static void
notified (gpointer owner, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status)
{
  take_notify (owner, request, status);
}

/* --- first NOTIFYs, of one notifier or, after forking, of several ------------------------------------------------- */

static SipgoSubscriber *with_event (SipgoSubscriber *self, const char *event);

static gboolean
make_dialog (SipgoSubscriber *self, SipgoIncomingRequest *notify)
{
  if (!sipgo_subscription_make_dialog (&self->subscription, notify->message))
    return FALSE;
  sipgo_dialog_keep_flow (self->subscription.dialog, notify->message, notify->flow);
  return TRUE;
}

/* A subscriber with the same settings for the dialog of another notifier. NULL when the NOTIFY creates no dialog. */
static SipgoSubscriber *
make_fork (SipgoSubscriber *self, SipgoIncomingRequest *notify)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  g_autoptr (SipgoSubscriber) fork = sipgo_client_new_for_uri (SIPGO_TYPE_SUBSCRIBER, client->usage.agent,
                                                               client->target, NULL);

  with_event (fork, self->subscription.event);
  fork->expires = self->expires;
  fork->auto_refresh = self->auto_refresh;
  fork->body = self->body ? sipgo_body_ref (self->body) : NULL;
  sipgo_client_set_local_identity (SIPGO_CLIENT (fork), client->local);
  sipgo_client_set_remote_identity (SIPGO_CLIENT (fork), client->remote);
  sipgo_client_set_extra_headers (SIPGO_CLIENT (fork), (const char *const *) client->usage.extra_headers);
  sipgo_subscription_fork (&fork->subscription, &self->subscription);
  fork->begun_at = self->begun_at;
  fork->is_fork = TRUE;
  fork->state = SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT;
  if (!make_dialog (fork, notify))
    return NULL;
  set_kept (fork, TRUE);
  return g_steal_pointer (&fork);
}

static void
receive_fork (SipgoSubscriber *self, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (SipgoSubscriber) fork = NULL;
  gboolean wanted = SIPGO_USAGE (self)->agent && !self->leaving && self->n_forks < MAX_FORKS
                    && g_signal_has_handler_pending (self, fork_signal, 0, FALSE);

  if (!wanted || status->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    {
      sipgo_incoming_request_respond_simple (request, 481);
      return;
    }
  fork = make_fork (self, request);
  if (!fork)
    {
      sipgo_incoming_request_respond_simple (request, 400);
      return;
    }
  self->n_forks++;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the SUBSCRIBE for %s was forked to another notifier",
             self->subscription.event);
  g_signal_emit (self, fork_signal, 0, fork);
  if (fork->subscription.dialog)
    take_notify (fork, request, status);
  else
    sipgo_incoming_request_respond_simple (request, 481);
}

static void
first_notified (gpointer owner, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status)
{
  SipgoSubscriber *self = owner;
  /* The first NOTIFY may be the last one, too: then there is no dialog. */
  gboolean lasts = status->state != SIPGO_SUBSCRIPTION_STATE_TERMINATED && self->expires > 0;

  if (self->subscription.dialog)
    receive_fork (self, request, status);
  else if (lasts && !make_dialog (self, request))
    sipgo_incoming_request_respond_simple (request, 400);
  else
    take_notify (self, request, status);
}

static const SipgoSubscriptionFuncs subscription_funcs = {
  .answered = answered,
  .notified = notified,
  .first_notified = first_notified,
  .dialog_changed = dialog_changed,
  .timed_out = timed_out,
};

static SipgoSubscriber *
with_event (SipgoSubscriber *self, const char *event)
{
  if (self)
    sipgo_subscription_init (&self->subscription, SIPGO_USAGE (self)->core, event, refresh, expired,
                             &subscription_funcs, G_OBJECT (self));
  return self;
}

/* --- subscribing -------------------------------------------------------------------------------------------------- */

static gboolean
check_can_subscribe (SipgoSubscriber *self, GError **error)
{
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), error))
    return FALSE;
  if (!self->leaving && !self->order.task && self->state != SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT)
    return TRUE;
  if (self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED && !self->order.task)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                       "Another SUBSCRIBE is pending; wait for its result before the next");
  return FALSE;
}

/* The properties are notified after the SUBSCRIBE was started, since a handler may unsubscribe. */
static gboolean
subscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GError **error)
{
  if (self->subscription.dialog)
    return send_subscribe (self, get_wish (self), options, error);
  if (!begin (self, options, error))
    return FALSE;
  set_kept (self, TRUE);
  self->retry_delay = 0;
  set_end (self, NULL, 0);
  set_state (self, SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT);
  return TRUE;
}

static void
keep (SipgoSubscriber *self, GTask *task, gboolean waiting)
{
  sipgo_order_task_keep (&self->order, environment_of (self), task, waiting, cancelled, self);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_subscriber_new:
 * @agent: the agent that subscribes
 * @target: the SIP URI whose state to subscribe to, or a name-addr, whose display name goes into
 *   [property@Client:remote-identity]
 * @event: the event package, such as `presence`
 *
 * Makes a subscription; nothing is sent before [method@Subscriber.subscribe].
 *
 * Fails when @target is not a URI that a request can be sent to, or @event is not an event package.
 *
 * Returns: (transfer full): the subscription
 *
 * Since: 1.0
 */
SipgoSubscriber *
sipgo_subscriber_new (SipgoUserAgent *agent, const char *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new (SIPGO_TYPE_SUBSCRIBER, SIPGO_AGENT (agent), target, error), event);
}

/**
 * sipgo_subscriber_new_for_uri:
 * @agent: the agent that subscribes
 * @target: the URI whose state to subscribe to
 * @event: the event package, such as `presence`
 *
 * Makes a subscription; nothing is sent before [method@Subscriber.subscribe].
 *
 * Fails when no request can be sent to a URI with the scheme of @target, or @event is not an event package.
 *
 * Returns: (transfer full): the subscription
 *
 * Since: 1.0
 */
SipgoSubscriber *
sipgo_subscriber_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new_for_uri (SIPGO_TYPE_SUBSCRIBER, SIPGO_AGENT (agent), target, error), event);
}

/**
 * sipgo_subscriber_subscribe:
 * @self: a subscription
 * @options: (nullable): headers to add, and a body in place of [property@Subscriber:body]
 * @cancellable: (nullable): cancels the subscription: a first NOTIFY that arrives later gets 481
 * @callback: called when the notifier has accepted and sent its first NOTIFY, or has refused
 * @user_data: for @callback
 *
 * Subscribes. It completes when the SUBSCRIBE was answered and the first NOTIFY has arrived, since the NOTIFY and not
 * the response creates the subscription (RFC 6665 4.4.1); [property@Subscriber:state] is pending or active then. When
 * it fetches the state ([property@Subscriber:expires] is 0), it completes with that NOTIFY, and the subscription is
 * over.
 *
 * When the subscription is pending or active, this sends a refresh and completes with its answer; an automatic refresh
 * that is pending is waited for first. When the subscription is over, this begins a new one.
 *
 * Fails when the agent is not started ([error@Error] `STATE`), when another SUBSCRIBE of the application is pending
 * (`REQUEST_PENDING`), when the notifier rejected the SUBSCRIBE (domain [enum@Status]), could not be reached or sent no
 * NOTIFY (domain [error@Error]), or ended the subscription by its first NOTIFY (`TERMINATED`).
 *
 * Since: 1.0
 */
void
sipgo_subscriber_subscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_subscriber_subscribe);
  g_object_freeze_notify (G_OBJECT (self));
  if (!check_can_subscribe (self, &error))
    g_task_return_error (task, error);
  else if (self->subscription.dialog && self->subscription.request)
    {
      keep (self, task, TRUE);
      g_set_object (&self->task_options, options);
    }
  else if (subscribe (self, options, &error))
    {
      keep (self, task, FALSE);
      if (self->subscription.request != self->subscription.initial)
        note_request (self, self->subscription.request);
    }
  else
    g_task_return_error (task, error);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * sipgo_subscriber_subscribe_finish:
 * @self: a subscription
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Subscriber.subscribe].
 *
 * Returns: (transfer full): the request, with its response; there may be none yet when the first NOTIFY was the last
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_subscriber_subscribe_finish (SipgoSubscriber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_subscriber_unsubscribe:
 * @self: a subscription
 * @options: (nullable): headers to add
 * @cancellable: (nullable): stops waiting; the subscription ends all the same
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Ends the subscription, by a SUBSCRIBE with `Expires: 0`. It completes when the last NOTIFY has arrived, none has for
 * 32 seconds, or the notifier does not know the subscription. Before the first NOTIFY, the subscription is over at
 * once.
 *
 * Fails when there was no subscription ([error@Error] `STATE`), or @cancellable was cancelled.
 *
 * Since: 1.0
 */
void
sipgo_subscriber_unsubscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  task = sipgo_user_agent_core_new_task (SIPGO_USAGE (self)->core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_subscriber_unsubscribe);
  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED
      || self->leaving)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "There is no subscription to end");
      return;
    }
  /* Set first: dropping the pending request completes its task, whose callback may call unsubscribe (), too. */
  self->leaving = TRUE;
  if (self->subscription.dialog && !send_subscribe (self, 0, options, &error))
    {
      self->leaving = FALSE;
      g_task_return_error (task, error);
      return;
    }
  sipgo_wait_begin (environment_of (self), &self->leave_task, task);
  begin_to_leave (self);
}

/**
 * sipgo_subscriber_unsubscribe_finish:
 * @self: a subscription
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Subscriber.unsubscribe].
 *
 * Returns: %TRUE when the subscription is over
 *
 * Since: 1.0
 */
gboolean
sipgo_subscriber_unsubscribe_finish (SipgoSubscriber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_subscriber_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  switch (id)
    {
    case PROP_EVENT:
      g_value_set_string (value, self->subscription.event);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, self->expires);
      break;
    case PROP_GRANTED_EXPIRES:
      g_value_set_uint (value, sipgo_subscriber_get_granted_expires (self));
      break;
    case PROP_BODY:
      g_value_set_boxed (value, self->body);
      break;
    case PROP_AUTO_REFRESH:
      g_value_set_boolean (value, self->auto_refresh);
      break;
    case PROP_DIALOG:
      g_value_set_boxed (value, self->subscription.dialog);
      break;
    case PROP_SUBSCRIPTION_EXPIRES:
      g_value_set_uint (value, sipgo_subscriber_get_subscription_expires (self));
      break;
    case PROP_SUBSCRIPTION_REFRESH:
      g_value_set_uint (value, sipgo_subscriber_get_subscription_refresh (self));
      break;
    case PROP_EVENT_REASON:
      g_value_set_string (value, self->event_reason);
      break;
    case PROP_RETRY_AFTER:
      g_value_set_uint (value, self->retry_after);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_subscriber_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  switch (id)
    {
    case PROP_EXPIRES:
      sipgo_subscriber_set_expires (self, g_value_get_uint (value));
      break;
    case PROP_BODY:
      sipgo_subscriber_set_body (self, g_value_get_boxed (value));
      break;
    case PROP_AUTO_REFRESH:
      sipgo_subscriber_set_auto_refresh (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_subscriber_dispose (GObject *object)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  sipgo_usage_end (SIPGO_USAGE (self));
  g_clear_object (&self->options);
  G_OBJECT_CLASS (sipgo_subscriber_parent_class)->dispose (object);
}

static void
sipgo_subscriber_finalize (GObject *object)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  sipgo_subscription_clear (&self->subscription);
  g_free (self->event_reason);
  g_clear_pointer (&self->body, sipgo_body_unref);
  G_OBJECT_CLASS (sipgo_subscriber_parent_class)->finalize (object);
}

static void
install_settings (void)
{
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSubscriber:expires:
   *
   * The time to subscribe for, in seconds; the subscription is refreshed before it ends. The property does not change
   * when the notifier requires a longer time (423), which is used from then on: see
   * [property@Subscriber:granted-expires]. 0 fetches the state once. 3600 by default.
   *
   * Since: 1.0
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoSubscriber:body:
   *
   * The body of a first SUBSCRIBE, such as a filter (RFC 4660). %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, writable);
  /**
   * SipgoSubscriber:auto-refresh:
   *
   * Whether the library refreshes the subscription, and subscribes again when the notifier ends it for a reason that
   * asks for that (RFC 6665 4.1.3: `deactivated` and `timeout` at once; `probation` and `giveup` after a delay). %TRUE
   * by default.
   *
   * Since: 1.0
   */
  props[PROP_AUTO_REFRESH] = g_param_spec_boolean ("auto-refresh", NULL, NULL, TRUE, writable);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  /**
   * SipgoSubscriber:event:
   *
   * The event package, such as `presence`, with an `id` if it has one.
   *
   * Since: 1.0
   */
  props[PROP_EVENT] = g_param_spec_string ("event", NULL, NULL, NULL, readable);
  /**
   * SipgoSubscriber:state:
   *
   * The state of the subscription.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_SUBSCRIPTION_STATE,
                                         SIPGO_SUBSCRIPTION_STATE_INITIAL, readable);
  /**
   * SipgoSubscriber:granted-expires:
   *
   * The time that the notifier granted in its last response or NOTIFY, in seconds; 0 while there is no subscription.
   * [property@Subscriber:subscription-expires] is what is left of it.
   *
   * Since: 1.0
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
  /**
   * SipgoSubscriber:dialog:
   *
   * The dialog of the subscription; %NULL before the first notification and after the end.
   *
   * Since: 1.0
   */
  props[PROP_DIALOG] = g_param_spec_boxed ("dialog", NULL, NULL, SIPGO_TYPE_DIALOG, readable);
  /**
   * SipgoSubscriber:subscription-expires:
   *
   * The seconds that are left of the granted time.
   *
   * Since: 1.0
   */
  props[PROP_SUBSCRIPTION_EXPIRES] = g_param_spec_uint ("subscription-expires", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoSubscriber:subscription-refresh:
   *
   * The seconds until the library sends the next SUBSCRIBE; 0 when none is planned.
   *
   * Since: 1.0
   */
  props[PROP_SUBSCRIPTION_REFRESH] = g_param_spec_uint ("subscription-refresh", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoSubscriber:event-reason:
   *
   * The reason for which the notifier has ended the subscription last, such as `noresource` (RFC 6665 4.1.3); %NULL
   * when it has not, or gave no reason.
   *
   * Since: 1.0
   */
  props[PROP_EVENT_REASON] = g_param_spec_string ("event-reason", NULL, NULL, NULL, readable);
  /**
   * SipgoSubscriber:retry-after:
   *
   * The `retry-after` with which the notifier has ended the subscription last, in seconds; 0 when there was none.
   *
   * Since: 1.0
   */
  props[PROP_RETRY_AFTER] = g_param_spec_uint ("retry-after", NULL, NULL, 0, G_MAXUINT, 0, readable);
  install_settings ();
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_subscriber_class_init (SipgoSubscriberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;

  object_class->get_property = sipgo_subscriber_get_property;
  object_class->set_property = sipgo_subscriber_set_property;
  object_class->dispose = sipgo_subscriber_dispose;
  object_class->finalize = sipgo_subscriber_finalize;
  usage_class->leave = sipgo_subscriber_leave;
  usage_class->terminate = sipgo_subscriber_terminate;
  usage_class->follow_network = sipgo_subscriber_follow_network;
  install_properties (object_class);

  /**
   * SipgoSubscriber::notification:
   * @self: the subscription
   * @request: the NOTIFY; when no handler answers it, the library answers 200
   *
   * A NOTIFY has arrived, whose body is the state. For the last one, [property@Subscriber:event-reason] is set already.
   *
   * Since: 1.0
   */
  notification_signal = g_signal_new ("notification", SIPGO_TYPE_SUBSCRIBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSubscriber::fork:
   * @self: the subscription
   * @fork: the subscription with the other notifier, which has a dialog of its own
   *
   * A forking proxy has sent the SUBSCRIBE to several notifiers, and another one of them sends a NOTIFY. It is emitted
   * in the 32 seconds after the first NOTIFY, for at most eight notifiers. The NOTIFY follows as
   * [signal@Subscriber::notification] of @fork, which is refreshed and ends independently, but does not subscribe again
   * after its end.
   *
   * Without a handler there is one subscription, with the first notifier, as `presence` (RFC 3856 6.9) and `reg`
   * require; `dialog` (RFC 4235 3.9) is a package for which to connect a handler.
   *
   * Since: 1.0
   */
  fork_signal = g_signal_new ("fork", SIPGO_TYPE_SUBSCRIBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              SIPGO_TYPE_SUBSCRIBER);
}

static void
sipgo_subscriber_init (SipgoSubscriber *self)
{
  self->expires = DEFAULT_EXPIRES;
  self->auto_refresh = TRUE;
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_subscriber_get_event:
 * @self: a subscription
 *
 * The event package.
 *
 * Returns: the value of Event
 *
 * Since: 1.0
 */
const char *
sipgo_subscriber_get_event (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->subscription.event;
}

/**
 * sipgo_subscriber_get_state:
 * @self: a subscription
 *
 * The state of the subscription.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoSubscriptionState
sipgo_subscriber_get_state (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_subscriber_get_expires:
 * @self: a subscription
 *
 * The time to subscribe for.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_subscriber_get_expires (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return self->expires;
}

/**
 * sipgo_subscriber_get_granted_expires:
 * @self: a subscription
 *
 * The time that the notifier granted in its last response or NOTIFY.
 *
 * Returns: seconds; 0 while there is none
 *
 * Since: 1.0
 */
guint
sipgo_subscriber_get_granted_expires (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return self->subscription.lifetime.expires_at > 0 ? self->subscription.lifetime.granted : 0;
}

/**
 * sipgo_subscriber_set_expires:
 * @self: a subscription
 * @seconds: the time, up to 604800 seconds; 0 to fetch the state once
 *
 * Sets [property@Subscriber:expires], for the next SUBSCRIBE on. A subscription that lives does not become a fetch by
 * 0.
 *
 * Since: 1.0
 */
void
sipgo_subscriber_set_expires (SipgoSubscriber *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  g_return_if_fail (seconds <= SIPGO_MAX_EXPIRES);
  g_return_if_fail (seconds > 0 || self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL
                    || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  if (self->expires == seconds)
    return;
  self->expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
}

/**
 * sipgo_subscriber_get_body:
 * @self: a subscription
 *
 * The body of a first SUBSCRIBE.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_subscriber_get_body (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->body;
}

/**
 * sipgo_subscriber_set_body:
 * @self: a subscription
 * @body: (nullable): the body
 *
 * Sets [property@Subscriber:body].
 *
 * Since: 1.0
 */
void
sipgo_subscriber_set_body (SipgoSubscriber *self, SipgoBody *body)
{
  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  if (self->body == body)
    return;
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = body ? sipgo_body_ref (body) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
}

/**
 * sipgo_subscriber_get_auto_refresh:
 * @self: a subscription
 *
 * Whether the library refreshes the subscription, see [property@Subscriber:auto-refresh].
 *
 * Returns: %TRUE when it does
 *
 * Since: 1.0
 */
gboolean
sipgo_subscriber_get_auto_refresh (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), FALSE);
  return self->auto_refresh;
}

/**
 * sipgo_subscriber_set_auto_refresh:
 * @self: a subscription
 * @auto_refresh: %TRUE to refresh it automatically
 *
 * Sets [property@Subscriber:auto-refresh].
 *
 * Since: 1.0
 */
void
sipgo_subscriber_set_auto_refresh (SipgoSubscriber *self, gboolean auto_refresh)
{
  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  if (self->auto_refresh == auto_refresh)
    return;
  self->auto_refresh = auto_refresh;
  if (self->subscription.dialog && !self->leaving)
    plan_refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_AUTO_REFRESH]);
}

/**
 * sipgo_subscriber_get_dialog:
 * @self: a subscription
 *
 * The dialog of the subscription.
 *
 * Returns: (transfer none) (nullable): the dialog, or %NULL before the first notification and after the end
 *
 * Since: 1.0
 */
SipgoDialog *
sipgo_subscriber_get_dialog (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->subscription.dialog;
}

/**
 * sipgo_subscriber_get_subscription_expires:
 * @self: a subscription
 *
 * The time that is left of the granted one.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_subscriber_get_subscription_expires (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return sipgo_soft_state_get_seconds_left (&self->subscription.lifetime);
}

/**
 * sipgo_subscriber_get_subscription_refresh:
 * @self: a subscription
 *
 * The time until the library sends the next SUBSCRIBE.
 *
 * Returns: seconds; 0 when none is planned
 *
 * Since: 1.0
 */
guint
sipgo_subscriber_get_subscription_refresh (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return sipgo_soft_state_get_refresh_seconds (&self->subscription.lifetime);
}

/**
 * sipgo_subscriber_get_event_reason:
 * @self: a subscription
 *
 * The reason for which the notifier has ended the subscription last.
 *
 * Returns: (nullable): the reason, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_subscriber_get_event_reason (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->event_reason;
}

/**
 * sipgo_subscriber_get_retry_after:
 * @self: a subscription
 *
 * The `retry-after` with which the notifier has ended the subscription last.
 *
 * Returns: seconds; 0 when there was none
 *
 * Since: 1.0
 */
guint
sipgo_subscriber_get_retry_after (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return self->retry_after;
}

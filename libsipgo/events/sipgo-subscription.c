/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscription-private.h"

#include "libsipgo/agent/sipgo-event-private.h"

/* 64 × T1 (RFC 6665 4.1.2.4). */
#define TIMER_N SIPGO_SECONDS (32)

/* Other notifiers are accepted for this time after the first NOTIFY: 64 × T1, as Timer N. */
#define FORK_TIME SIPGO_SECONDS (32)

static SipgoEnvironment *
environment_of (SipgoSubscription *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

static void
set_dialog (SipgoSubscription *self, SipgoDialog *dialog)
{
  if (self->dialog == dialog)
    return;
  if (self->dialog)
    {
      sipgo_user_agent_core_remove_dialog (self->core, self->dialog);
      sipgo_dialog_unref (self->dialog);
    }
  self->dialog = dialog ? sipgo_dialog_ref (dialog) : NULL;
  self->funcs->dialog_changed (self->owner);
}

/* --- Timer N ------------------------------------------------------------------------------------------------------ */

void
sipgo_subscription_stop_timer_n (SipgoSubscription *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->notify_timer);
}

static void
timer_n (gpointer user_data)
{
  SipgoSubscription *self = user_data;

  /* The SUBSCRIBE has no final response yet: Timer F runs again for each target, so Timer N does, too. */
  if (self->request)
    sipgo_environment_set_timer (environment_of (self), &self->notify_timer, TIMER_N, timer_n, self);
  else
    self->funcs->timed_out (self->owner);
}

/* --- NOTIFY ------------------------------------------------------------------------------------------------------- */

/* The status to refuse the NOTIFY with; 0 for a valid one. */
static guint
check_notify (SipgoSubscription *self, SipgoMessage *notify, guint other_event, SipgoSubscriptionStatus *status)
{
  g_autofree char *event = sipgo_message_dup_value (notify, SIPGO_HEADER_EVENT);

  if (!event)
    return 489;
  if (!sipgo_event_equal (event, self->event))
    return other_event;
  return sipgo_subscription_status_parse (status, notify) ? 0 : 489;
}

static void
receive_notify (SipgoSubscription *self, SipgoIncomingRequest *request)
{
  g_auto (SipgoSubscriptionStatus) status = { 0 };
  guint refusal = check_notify (self, request->message, 489, &status);

  if (refusal)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  sipgo_dialog_refresh_target (self->dialog, request->message);
  self->funcs->notified (self->owner, request, &status);
}

static void
receive (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoSubscription *self = user_data;
  g_autoptr (SipgoIncomingRequest) request = NULL;

  /* Only an ACK has no transaction; there is no INVITE in this dialog. */
  if (!transaction)
    return;
  request = sipgo_user_agent_core_take_request (self->core, transaction, 200);
  if (!sipgo_dialog_receive_request (self->dialog, message))
    sipgo_incoming_request_respond_simple (request, 500);
  else if (sipgo_message_method_is (message, "NOTIFY"))
    receive_notify (self, request);
  else if (sipgo_message_method_is (message, "OPTIONS"))
    sipgo_incoming_request_respond_simple (request, 200);
  else
    sipgo_incoming_request_refuse_with (request, 405, SIPGO_HEADER_ALLOW, "NOTIFY, OPTIONS");
}

/* --- first NOTIFYs, of one notifier or, after forking, of several ------------------------------------------------- */

static void
receive_first (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoSubscription *self = user_data;
  g_autoptr (SipgoIncomingRequest) request = sipgo_user_agent_core_take_request (self->core, transaction, 200);
  g_auto (SipgoSubscriptionStatus) status = { 0 };
  guint refusal = check_notify (self, message, 481, &status);

  if (refusal)
    sipgo_incoming_request_respond_simple (request, refusal);
  else
    self->funcs->first_notified (self->owner, request, &status);
}

static void
start_listening (SipgoSubscription *self)
{
  SipgoMessage *subscribe = self->initial->message;

  self->is_listening = TRUE;
  sipgo_user_agent_core_add_subscriber (self->core, sipgo_message_get_call_id (subscribe),
                                        sipgo_message_get_from_tag (subscribe), receive_first, self);
}

void
sipgo_subscription_stop_listening (SipgoSubscription *self)
{
  SipgoMessage *subscribe;

  sipgo_environment_cancel_timer (environment_of (self), &self->fork_timer);
  if (!self->is_listening)
    return;
  subscribe = self->initial->message;
  self->is_listening = FALSE;
  sipgo_user_agent_core_remove_subscriber (self->core, sipgo_message_get_call_id (subscribe),
                                           sipgo_message_get_from_tag (subscribe));
}

static void
fork_time_over (gpointer user_data)
{
  sipgo_subscription_stop_listening (user_data);
}

gboolean
sipgo_subscription_make_dialog (SipgoSubscription *self, SipgoMessage *notify)
{
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_subscriber (self->initial->message, notify, NULL);

  if (!dialog)
    return FALSE;
  if (self->is_listening)
    sipgo_environment_set_timer (environment_of (self), &self->fork_timer, FORK_TIME, fork_time_over, self);
  sipgo_user_agent_core_add_dialog (self->core, dialog, receive, self);
  set_dialog (self, dialog);
  return TRUE;
}

/* --- SUBSCRIBE ---------------------------------------------------------------------------------------------------- */

SipgoOutgoingRequest *
sipgo_subscription_steal_request (SipgoSubscription *self)
{
  SipgoOutgoingRequest *request = g_steal_pointer (&self->request);

  if (request)
    sipgo_outgoing_request_set_handler (request, NULL, NULL);
  return request;
}

static void
drop_request (SipgoSubscription *self)
{
  g_autoptr (SipgoOutgoingRequest) request = sipgo_subscription_steal_request (self);

  if (request)
    sipgo_outgoing_request_forget (request);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  SipgoSubscription *self = user_data;
  g_autoptr (GObject) owner = NULL;
  g_autoptr (SipgoOutgoingRequest) hold = NULL;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  owner = g_object_ref (self->owner);
  hold = sipgo_subscription_steal_request (self);
  self->funcs->answered (owner, request, response, moment_now == SIPGO_MOMENT_ACCEPT);
}

static void
start (SipgoSubscription *self, SipgoOutgoingRequest *request, guint seconds)
{
  self->lifetime.asked = seconds;
  self->request = request;
  sipgo_outgoing_request_set_handler (request, moment, self);
  sipgo_environment_set_timer (environment_of (self), &self->notify_timer, TIMER_N, timer_n, self);
  sipgo_outgoing_request_start (request);
}

void
sipgo_subscription_begin (SipgoSubscription *self, SipgoOutgoingRequest *request, guint seconds)
{
  g_set_object (&self->initial, request);
  self->lifetime.granted = seconds;
  start_listening (self);
  start (self, request, seconds);
}

void
sipgo_subscription_refresh (SipgoSubscription *self, SipgoOutgoingRequest *request, guint seconds)
{
  drop_request (self);
  start (self, request, seconds);
}

/* --- beginning and end -------------------------------------------------------------------------------------------- */

void
sipgo_subscription_init (SipgoSubscription *self, SipgoUserAgentCore *core, const char *event,
                         SipgoSoftStateFunc refresh, SipgoSoftStateFunc expired, const SipgoSubscriptionFuncs *funcs,
                         GObject *owner)
{
  self->core = core;
  self->event = g_strdup (event);
  self->funcs = funcs;
  self->owner = owner;
  sipgo_soft_state_init (&self->lifetime, sipgo_user_agent_core_get_environment (core), refresh, expired, owner);
}

void
sipgo_subscription_fork (SipgoSubscription *self, const SipgoSubscription *first)
{
  g_set_object (&self->initial, first->initial);
  self->lifetime.asked = first->lifetime.asked;
  self->lifetime.granted = first->lifetime.granted;
  self->lifetime.minimum = first->lifetime.minimum;
}

void
sipgo_subscription_end (SipgoSubscription *self)
{
  sipgo_subscription_stop_listening (self);
  sipgo_subscription_stop_timer_n (self);
  sipgo_soft_state_stop (&self->lifetime);
  drop_request (self);
  set_dialog (self, NULL);
}

void
sipgo_subscription_clear (SipgoSubscription *self)
{
  g_clear_object (&self->initial);
  g_clear_pointer (&self->event, g_free);
}

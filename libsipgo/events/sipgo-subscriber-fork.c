/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber-private.h"

#include "libsipgo/base/sipgo-log-private.h"

/* The first NOTIFYs: each notifier that a forking proxy has handed the SUBSCRIBE to makes a dialog of its own by one
 * (RFC 6665 4.4.1). The first has the subscription; whether more are wanted depends on the event package (5.4.9), so
 * the application says it by listening to `forked`. */

/* Of how many notifiers more are taken; a proxy that forks further is none to be believed. */
#define MAX_FORKS 8

/* For so long notifiers may come behind the first: 64 × T1, as Timer N. */
#define FORK_TIME SIPGO_SECONDS (32)

static SipgoEnvironment *
environment_of (SipgoSubscriber *self)
{
  return sipgo_usage_get_environment (SIPGO_USAGE (self));
}

void
sipgo_subscriber_listen (SipgoSubscriber *self)
{
  SipgoMessage *subscribe = self->initial->message;

  self->listening = TRUE;
  self->n_forks = 0;
  sipgo_user_agent_core_add_subscriber (SIPGO_USAGE (self)->core, sipgo_message_get_call_id (subscribe), sipgo_message_get_from_tag (subscribe),
                                        sipgo_subscriber_receive_first, self);
}

void
sipgo_subscriber_stop_listening (SipgoSubscriber *self)
{
  SipgoMessage *subscribe;

  sipgo_environment_cancel_timer (environment_of (self), &self->fork_timer);
  if (!self->listening)
    return;
  subscribe = self->initial->message;
  self->listening = FALSE;
  sipgo_user_agent_core_remove_subscriber (SIPGO_USAGE (self)->core, sipgo_message_get_call_id (subscribe), sipgo_message_get_from_tag (subscribe));
}

static void
fork_time_over (gpointer user_data)
{
  sipgo_subscriber_stop_listening (user_data);
}

/* The response to the SUBSCRIBE may come behind it. */
static gboolean
make_dialog (SipgoSubscriber *self, SipgoMessage *notify)
{
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_subscriber (self->initial->message, notify, NULL);

  if (!dialog)
    return FALSE;
  sipgo_user_agent_core_add_dialog (SIPGO_USAGE (self)->core, dialog, sipgo_subscriber_receive, self);
  sipgo_subscriber_set_dialog (self, dialog);
  return TRUE;
}

/* One like this, in the dialog of another notifier. NULL when the NOTIFY makes none. */
static SipgoSubscriber *
make_fork (SipgoSubscriber *self, SipgoMessage *notify)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  g_autoptr (SipgoSubscriber) fork = sipgo_client_new_for_uri (SIPGO_TYPE_SUBSCRIBER, client->usage.agent, client->target, NULL);

  fork->event = g_strdup (self->event);
  fork->expires = self->expires;
  fork->auto_refresh = self->auto_refresh;
  fork->body = self->body ? sipgo_body_ref (self->body) : NULL;
  sipgo_client_set_local_identity (SIPGO_CLIENT (fork), client->local);
  sipgo_client_set_remote_identity (SIPGO_CLIENT (fork), client->remote);
  sipgo_client_set_extra_headers (SIPGO_CLIENT (fork), (const char *const *) client->usage.extra_headers);
  fork->initial = g_object_ref (self->initial);
  fork->begun_at = self->begun_at;
  fork->asked = self->asked;
  fork->granted = self->granted;
  fork->minimum = self->minimum;
  fork->is_fork = TRUE;
  fork->state = SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT;
  if (!make_dialog (fork, notify))
    return NULL;
  sipgo_subscriber_set_kept (fork, TRUE);
  return g_steal_pointer (&fork);
}

static void
receive_fork (SipgoSubscriber *self, SipgoIncomingRequest *request, const SipgoSubscriptionStatus *status)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (SipgoSubscriber) fork = NULL;
  gboolean wanted = SIPGO_USAGE (self)->agent && !self->leaving && self->n_forks < MAX_FORKS && sipgo_subscriber_wants_forks (self);

  if (!wanted || status->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    {
      sipgo_incoming_request_respond_simple (request, 481);
      return;
    }
  fork = make_fork (self, request->message);
  if (!fork)
    {
      sipgo_incoming_request_respond_simple (request, 400);
      return;
    }
  self->n_forks++;
  sipgo_log (sipgo_usage_get_environment (SIPGO_USAGE (self)), SIPGO_LOG_STATE, "another notifier has taken the subscription to %s, too", self->event);
  sipgo_subscriber_show_fork (self, fork);
  if (fork->dialog)
    sipgo_subscriber_take (fork, request, status);
  else
    sipgo_incoming_request_respond_simple (request, 481);
}

void
sipgo_subscriber_receive_first (SipgoServerTransaction *transaction, SipgoMessage *message, gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (SipgoIncomingRequest) request = sipgo_incoming_request_new (SIPGO_USAGE (self)->core, transaction, 200);
  g_auto (SipgoSubscriptionStatus) status = { 0 };
  guint refusal = sipgo_subscriber_check (self, message, 481, &status);
  gboolean lasts;

  if (refusal)
    {
      sipgo_incoming_request_respond_simple (request, refusal);
      return;
    }
  if (self->dialog)
    {
      receive_fork (self, request, &status);
      return;
    }
  lasts = status.state != SIPGO_SUBSCRIPTION_STATE_TERMINATED && self->expires > 0;
  if (lasts && !make_dialog (self, message))
    {
      sipgo_incoming_request_respond_simple (request, 400);
      return;
    }
  if (lasts)
    sipgo_environment_set_timer (environment_of (self), &self->fork_timer, FORK_TIME, fork_time_over, self);
  sipgo_subscriber_take (self, request, &status);
}

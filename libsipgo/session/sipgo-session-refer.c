/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/session/sipgo-refer-subscription-private.h"

/* The subscriptions of our REFERs in the dialog of a session (RFC 3515). */

/* Subscriptions per session; beyond that, the oldest that no task waits for is ended. */
#define MAX_REFERS 16

/* --- SipgoReferSubscriptionFuncs ---------------------------------------------------------------------------------- */

static void
progress (GObject *owner, guint status, const char *reason)
{
  g_signal_emit (owner, sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS], 0, status, reason);
}

static void
refused (GObject *owner, SipgoOutgoingRequest *request)
{
  sipgo_session_check_gone (SIPGO_SESSION (owner), request);
}

static void
ended (GObject *owner, SipgoReferSubscription *subscription)
{
  SipgoSession *self = SIPGO_SESSION (owner);

  g_queue_remove (&self->refers, subscription);
  /* The call is over, and this was the last subscription that used its dialog. */
  if (self->state == SIPGO_SESSION_STATE_TERMINATED && g_queue_is_empty (&self->refers))
    sipgo_user_agent_core_remove_dialog (self->usage.core, self->dialog);
  g_object_unref (subscription);
}

static gboolean
goes_on (GObject *owner)
{
  return SIPGO_SESSION (owner)->state < SIPGO_SESSION_STATE_TERMINATED;
}

static const SipgoReferSubscriptionFuncs funcs = { progress, refused, ended, goes_on };

/* --- for the other parts of the session --------------------------------------------------------------------------- */

/* Does not end a subscription that a task waits for: the application limits the number of those. */
static void
forget_oldest (SipgoSession *self)
{
  GList *l;

  for (l = self->refers.head; l; l = l->next)
    {
      if (sipgo_refer_subscription_is_awaited (l->data))
        continue;
      sipgo_refer_subscription_end (l->data);
      return;
    }
}

void
sipgo_session_send_refer (SipgoSession *self, SipgoOutgoingRequest *request, GTask *task)
{
  if (g_queue_get_length (&self->refers) >= MAX_REFERS)
    forget_oldest (self);
  g_queue_push_tail (&self->refers, sipgo_refer_subscription_new (self->usage.agent, request, task, &funcs,
                                                                  G_OBJECT (self)));
  sipgo_session_show_and_start (self, request);
}

/* Finds the REFER by the "id" parameter of the Event header, which is its CSeq number (RFC 3515 2.4.6). The peer may
 * omit the id for the first REFER. Without an id, or with an unknown one, the oldest subscription with a waiting task
 * is taken; without an id also the oldest of all. */
static SipgoReferSubscription *
find_refer (SipgoSession *self, const char *event)
{
  g_autofree char *id = sipgo_event_dup_parameter (event, "id");
  guint64 number = id ? g_ascii_strtoull (id, NULL, 10) : 0;
  GList *l;

  for (l = self->refers.head; id && l; l = l->next)
    if (sipgo_refer_subscription_get_number (l->data) == number)
      return l->data;
  for (l = self->refers.head; l; l = l->next)
    if (sipgo_refer_subscription_is_awaited (l->data))
      return l->data;
  return id ? NULL : g_queue_peek_head (&self->refers);
}

gboolean
sipgo_session_receive_refer_notify (SipgoSession *self, SipgoIncomingRequest *request)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  g_autofree char *package = event ? sipgo_event_dup_package (event) : NULL;
  SipgoReferSubscription *subscription;

  if (!package || g_ascii_strcasecmp (package, "refer") != 0)
    return FALSE;
  subscription = find_refer (self, event);
  if (!subscription)
    return FALSE;
  sipgo_incoming_request_respond_simple (request, 200);
  sipgo_refer_subscription_receive (subscription, request->message);
  return TRUE;
}

void
sipgo_session_end_refers (SipgoSession *self)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);

  while (!g_queue_is_empty (&self->refers))
    sipgo_refer_subscription_end (g_queue_peek_head (&self->refers));
}

/* Subscriptions that wait for a result outlive the call: it is often ended because the transfer succeeds. */
void
sipgo_session_settle_refers (SipgoSession *self)
{
  GList *l, *next;

  for (l = self->refers.head; l; l = next)
    {
      next = l->next;
      sipgo_refer_subscription_settle (l->data);
    }
  if (!self->usage.agent || !sipgo_agent_check_started (self->usage.agent, NULL))
    sipgo_session_end_refers (self);
}

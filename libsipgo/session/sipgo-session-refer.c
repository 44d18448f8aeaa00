/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/agent/sipgo-event-private.h"
#include "libsipgo/session/sipgo-refer-subscription-private.h"

/* The subscriptions that REFERs of ours have made in the dialog of a session (RFC 3515). */

/* As many are remembered whose end the peer has not told. */
#define MAX_REFERS 16

/* --- what a subscription asks for --------------------------------------------------------------------------------- */

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
  /* The dialog of a call that is over was kept for the last of them. */
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

/* Only where nobody waits: those are the program's to count. */
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

/* The REFER that the Event names by its CSeq (RFC 3515 2.4.6); with one it need not, and the oldest is meant. A number
 * that is none of ours is taken for the oldest, too, while somebody waits. */
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

/* The peer may have hung up because the transfer goes well, or we have: what comes of it is still told. */
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

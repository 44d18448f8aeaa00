/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-refer-subscription-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/agent/sipgo-event-private.h"

#include <string.h>

/* How long the peer may take to try the call that it was asked to make; longer than any phone rings. */
#define REFER_TIMEOUT SIPGO_SECONDS (180)

/* As many subscriptions of REFERs are remembered whose end the peer has not told. */
#define MAX_REFERS 16

G_DEFINE_FINAL_TYPE (SipgoReferSubscription, sipgo_refer_subscription, SIPGO_TYPE_USAGE)

static SipgoEnvironment *
environment_of (SipgoReferSubscription *self)
{
  return sipgo_usage_get_environment (&self->usage);
}

static guint32
number_of (SipgoReferSubscription *self)
{
  return sipgo_message_get_cseq (self->request->message);
}

static GTask *
stop_waiting (SipgoReferSubscription *self)
{
  sipgo_clear_source (&self->cancel_source);
  return g_steal_pointer (&self->task);
}

/* The subscription is over. Returns the task, which the caller completes; NULL when nobody waits. */
static GTask *
finish (SipgoReferSubscription *self)
{
  g_autoptr (SipgoReferSubscription) hold = self;
  SipgoSession *session = self->session;
  GTask *task = stop_waiting (self);

  g_queue_remove (&session->refers, self);
  sipgo_environment_cancel_timer (environment_of (self), &self->timer);
  sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  sipgo_usage_retire (&self->usage);
  /* The dialog of a call that is over was kept for the last of them. */
  if (session->state == SIPGO_SESSION_STATE_TERMINATED && g_queue_is_empty (&session->refers))
    sipgo_user_agent_core_remove_dialog (self->usage.core, session->dialog);
  return task;
}

static void
fail (SipgoReferSubscription *self, GError *error)
{
  g_autoptr (GTask) task = finish (self);

  if (task)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* Only where nobody waits: those are the program's to count. */
static void
forget_oldest (SipgoSession *session)
{
  GList *l;

  for (l = session->refers.head; l; l = l->next)
    {
      if (((SipgoReferSubscription *) l->data)->task)
        continue;
      finish (l->data);
      return;
    }
}

static void
end (SipgoReferSubscription *self)
{
  fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                   "The session or its agent was ended for good before the peer told how the transfer "
                                   "went"));
}

void
sipgo_refer_subscriptions_end (SipgoSession *session)
{
  g_autoptr (SipgoSession) hold = g_object_ref (session);

  while (!g_queue_is_empty (&session->refers))
    end (g_queue_peek_head (&session->refers));
}

static gboolean
is_over (SipgoReferSubscription *self)
{
  return !self->task && !sipgo_timer_is_running (&self->timer) && sipgo_outgoing_request_is_done (self->request);
}

/* The peer may have hung up because the transfer goes well, or we have: what comes of it is still told. */
void
sipgo_refer_subscriptions_outlive (SipgoSession *session)
{
  GList *l, *next;

  for (l = session->refers.head; l; l = next)
    {
      next = l->next;
      if (is_over (l->data))
        finish (l->data);
    }
  if (!session->usage.agent || !sipgo_agent_check_started (session->usage.agent, NULL))
    sipgo_refer_subscriptions_end (session);
}

static void
timed_out (gpointer user_data)
{
  SipgoReferSubscription *self = user_data;
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (GTask) task = stop_waiting (self);

  /* In a call a NOTIFY may still come, and is answered well. */
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    finish (self);
  if (task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                             "The peer accepted the transfer but did not tell within three minutes how it went");
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  SipgoReferSubscription *self = user_data;
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  g_autoptr (SipgoSession) session = g_object_ref (self->session);
  g_autoptr (SipgoOutgoingRequest) hold = g_object_ref (request);

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  if (failure)
    {
      fail (self, sipgo_failure_get_error (failure));
      sipgo_session_check_gone (session, request);
      return;
    }
  sipgo_environment_set_timer (environment_of (self), &self->timer, REFER_TIMEOUT, timed_out, self);
}

/* "SIP/2.0 200 OK" and what may follow (RFC 3420). */
static gboolean
parse_fragment (SipgoMessage *notify, guint *status, char **reason)
{
  SipgoBody *body = sipgo_message_get_body (notify);
  g_autofree char *text = body ? sipgo_body_dup_text (body) : NULL;
  char *end;

  if (!text || !sipgo_body_is_type (body, "message/sipfrag") || g_ascii_strncasecmp (text, "SIP/2.0 ", 8) != 0)
    return FALSE;
  *status = g_ascii_strtoull (text + 8, &end, 10);
  if (*status < 100 || *status > 699 || end != text + 11)
    return FALSE;
  *reason = g_strndup (end, strcspn (end, "\r\n"));
  g_strstrip (*reason);
  return TRUE;
}

static gboolean
terminates (SipgoMessage *notify)
{
  g_autofree char *state = sipgo_message_dup_value (notify, SIPGO_HEADER_SUBSCRIPTION_STATE);

  return state && g_ascii_strncasecmp (state, "terminated", strlen ("terminated")) == 0;
}

/* The REFER that the Event names by its CSeq (RFC 3515 2.4.6); with one it need not, and the oldest is meant. A number
 * that is none of ours is taken for the oldest, too, while somebody waits. */
static SipgoReferSubscription *
find_refer (SipgoSession *session, const char *event)
{
  g_autofree char *id = sipgo_event_dup_parameter (event, "id");
  guint64 number = id ? g_ascii_strtoull (id, NULL, 10) : 0;
  GList *l;

  for (l = session->refers.head; id && l; l = l->next)
    if (number_of (l->data) == number)
      return l->data;
  for (l = session->refers.head; l; l = l->next)
    if (((SipgoReferSubscription *) l->data)->task)
      return l->data;
  return id ? NULL : g_queue_peek_head (&session->refers);
}

/* FALSE when the NOTIFY says nothing. */
static gboolean
tell (SipgoReferSubscription *self, SipgoMessage *notify)
{
  SipgoSession *session = self->session;
  g_autoptr (GTask) task = NULL;
  g_autofree char *reason = NULL;
  guint status = 0;

  if (!parse_fragment (notify, &status, &reason))
    return FALSE;
  g_signal_emit (session, sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS], 0, status, reason);
  /* Ended by a handler. */
  if (status < 200 || !g_queue_find (&session->refers, self))
    return TRUE;
  task = stop_waiting (self);
  if (task && status >= 300)
    g_task_return_new_error (task, SIPGO_STATUS, status, "The transfer failed: the other party answered %u %s", status,
                             reason);
  else if (task)
    g_task_return_pointer (task, g_object_ref (self->request), g_object_unref);
  return TRUE;
}

gboolean
sipgo_refer_subscriptions_receive (SipgoSession *session, SipgoIncomingRequest *request)
{
  g_autofree char *event = sipgo_message_dup_value (request->message, SIPGO_HEADER_EVENT);
  g_autofree char *package = event ? sipgo_event_dup_package (event) : NULL;
  gboolean said;
  SipgoReferSubscription *self;

  if (!package || g_ascii_strcasecmp (package, "refer") != 0)
    return FALSE;
  self = find_refer (session, event);
  if (!self)
    return FALSE;
  sipgo_incoming_request_respond_simple (request, 200);
  said = self->task && tell (self, request->message);
  /* There are peers that say "terminated" with each NOTIFY, the first of the way included. */
  if (terminates (request->message) && g_queue_find (&session->refers, self) && !(said && self->task))
    fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                     "The peer ended the transfer without saying how it went"));
  return TRUE;
}

static void
cancelled (gpointer user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Nobody waits for the transfer any more");
}

void
sipgo_refer_subscription_begin (SipgoSession *session, SipgoOutgoingRequest *request, GTask *task)
{
  SipgoReferSubscription *self = g_object_new (SIPGO_TYPE_REFER_SUBSCRIPTION, NULL);

  sipgo_usage_set_up (&self->usage, session->usage.agent);
  self->session = g_object_ref (session);
  self->task = g_object_ref (task);
  self->request = g_object_ref (request);
  self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task),
                                                             cancelled, self);
  if (g_queue_get_length (&session->refers) >= MAX_REFERS)
    forget_oldest (session);
  g_queue_push_tail (&session->refers, self);
  sipgo_usage_join (&self->usage);
  sipgo_session_dispatch (session, request, moment, self);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

/* While the call goes on, so does this. */
static gboolean
sipgo_refer_subscription_leave (SipgoUsage *usage)
{
  SipgoReferSubscription *self = SIPGO_REFER_SUBSCRIPTION (usage);

  if (self->session->state == SIPGO_SESSION_STATE_TERMINATED)
    end (self);
  return FALSE;
}

static void
sipgo_refer_subscription_terminate (SipgoUsage *usage)
{
  end (SIPGO_REFER_SUBSCRIPTION (usage));
}

static void
sipgo_refer_subscription_finalize (GObject *object)
{
  SipgoReferSubscription *self = SIPGO_REFER_SUBSCRIPTION (object);

  g_clear_object (&self->request);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sipgo_refer_subscription_parent_class)->finalize (object);
}

static void
sipgo_refer_subscription_class_init (SipgoReferSubscriptionClass *klass)
{
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;

  G_OBJECT_CLASS (klass)->finalize = sipgo_refer_subscription_finalize;
  usage_class->leave = sipgo_refer_subscription_leave;
  usage_class->terminate = sipgo_refer_subscription_terminate;
}

static void
sipgo_refer_subscription_init (SipgoReferSubscription *self)
{
}

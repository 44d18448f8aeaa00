/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-refer-subscription-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"

#include <string.h>

/* How long to wait for the result of the referred call after the 2xx to the REFER: longer than a phone rings. */
#define REFER_TIMEOUT SIPGO_SECONDS (180)

struct _SipgoReferSubscription
{
  SipgoUsage usage;

  const SipgoReferSubscriptionFuncs *funcs;
  GObject *owner;
  GTask *task;                      /* NULL once it has returned */
  SipgoOutgoingRequest *request;
  gboolean is_over;
  SipgoTimer timer;                 /* runs from the 2xx to the REFER */
  GSource *cancel_source;
};

G_DEFINE_FINAL_TYPE (SipgoReferSubscription, sipgo_refer_subscription, SIPGO_TYPE_USAGE)

static SipgoEnvironment *
environment_of (SipgoReferSubscription *self)
{
  return sipgo_usage_get_environment (&self->usage);
}

guint32
sipgo_refer_subscription_get_number (SipgoReferSubscription *self)
{
  return sipgo_message_get_cseq (self->request->message);
}

gboolean
sipgo_refer_subscription_is_awaited (SipgoReferSubscription *self)
{
  return self->task != NULL;
}

static GTask *
stop_waiting (SipgoReferSubscription *self)
{
  sipgo_clear_source (&self->cancel_source);
  return g_steal_pointer (&self->task);
}

/* The subscription is over. Returns the task, which the caller completes, or NULL when it has returned already. */
static GTask *
finish (SipgoReferSubscription *self)
{
  g_autoptr (SipgoReferSubscription) hold = g_object_ref (self);
  GTask *task = stop_waiting (self);

  self->is_over = TRUE;
  sipgo_environment_cancel_timer (environment_of (self), &self->timer);
  sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  self->funcs->ended (self->owner, self);
  sipgo_usage_retire (&self->usage);
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

void
sipgo_refer_subscription_end (SipgoReferSubscription *self)
{
  fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                   "The session or its agent ended before the peer reported the result of the "
                                   "transfer"));
}

void
sipgo_refer_subscription_settle (SipgoReferSubscription *self)
{
  if (!self->task && !sipgo_timer_is_running (&self->timer) && sipgo_outgoing_request_is_done (self->request))
    finish (self);
}

static void
timed_out (gpointer user_data)
{
  SipgoReferSubscription *self = user_data;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  g_autoptr (GTask) task = stop_waiting (self);

  /* While the call lives, keep the subscription, so that a late NOTIFY gets 200 and not 481. */
  if (!self->funcs->goes_on (owner))
    finish (self);
  if (task)
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT,
                             "The peer accepted the REFER but did not report its result within three minutes");
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  SipgoReferSubscription *self = user_data;
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  const SipgoReferSubscriptionFuncs *funcs = self->funcs;
  g_autoptr (GObject) owner = g_object_ref (self->owner);
  g_autoptr (SipgoOutgoingRequest) hold = g_object_ref (request);

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  if (failure)
    {
      fail (self, sipgo_failure_get_error (failure));
      funcs->refused (owner, request);
      return;
    }
  sipgo_environment_set_timer (environment_of (self), &self->timer, REFER_TIMEOUT, timed_out, self);
}

/* The status line, such as "SIP/2.0 200 OK", of a message/sipfrag body (RFC 3420). */
static gboolean
parse_fragment (SipgoMessage *notify, guint *status, char **reason)
{
  SipgoBody *body = sipgo_message_get_body (notify);
  g_autofree char *text = body ? sipgo_body_get_text (body) : NULL;
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

/* FALSE when the NOTIFY has no status that can be read. */
static gboolean
tell (SipgoReferSubscription *self, SipgoMessage *notify)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *reason = NULL;
  guint status = 0;

  if (!parse_fragment (notify, &status, &reason))
    return FALSE;
  self->funcs->progress (self->owner, status, reason);
  /* A signal handler may have ended the subscription. */
  if (status < 200 || self->is_over)
    return TRUE;
  task = stop_waiting (self);
  if (task && status >= 300)
    g_task_return_new_error (task, SIPGO_STATUS, status, "The transfer failed: the other party answered %u %s", status,
                             reason);
  else if (task)
    g_task_return_pointer (task, g_object_ref (self->request), g_object_unref);
  return TRUE;
}

void
sipgo_refer_subscription_receive (SipgoReferSubscription *self, SipgoMessage *notify)
{
  g_autoptr (SipgoReferSubscription) hold = g_object_ref (self);
  gboolean said = self->task && tell (self, notify);

  /* Some peers put "terminated" into every NOTIFY, even into the first with "100 Trying": wait on after a provisional
   * status. */
  if (terminates (notify) && !self->is_over && !(said && self->task))
    fail (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                     "The peer terminated the subscription of the REFER without reporting a result"));
}

static void
cancelled (gpointer user_data)
{
  g_autoptr (GTask) task = stop_waiting (user_data);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Waiting for the transfer was cancelled");
}

SipgoReferSubscription *
sipgo_refer_subscription_new (SipgoAgent *agent, SipgoOutgoingRequest *request, GTask *task,
                              const SipgoReferSubscriptionFuncs *funcs, GObject *owner)
{
  SipgoReferSubscription *self = g_object_new (SIPGO_TYPE_REFER_SUBSCRIPTION, NULL);

  sipgo_usage_set_up (&self->usage, agent);
  self->funcs = funcs;
  self->owner = g_object_ref (owner);
  self->task = g_object_ref (task);
  self->request = g_object_ref (request);
  self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), g_task_get_cancellable (task),
                                                             cancelled, self);
  sipgo_outgoing_request_set_handler (request, moment, self);
  sipgo_usage_join (&self->usage);
  return self;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

/* The subscription shares the dialog of the call: it stays until the call is over. */
static gboolean
sipgo_refer_subscription_leave (SipgoUsage *usage)
{
  SipgoReferSubscription *self = SIPGO_REFER_SUBSCRIPTION (usage);

  if (!self->funcs->goes_on (self->owner))
    sipgo_refer_subscription_end (self);
  return FALSE;
}

static void
sipgo_refer_subscription_terminate (SipgoUsage *usage)
{
  sipgo_refer_subscription_end (SIPGO_REFER_SUBSCRIPTION (usage));
}

static void
sipgo_refer_subscription_finalize (GObject *object)
{
  SipgoReferSubscription *self = SIPGO_REFER_SUBSCRIPTION (object);

  g_clear_object (&self->request);
  g_clear_object (&self->owner);
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

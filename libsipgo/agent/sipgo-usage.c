/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-usage-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_DEFINE_ABSTRACT_TYPE (SipgoUsage, sipgo_usage, G_TYPE_OBJECT)

/* --- the agent's lists -------------------------------------------------------------------------------------------- */

static void
set_leaving (SipgoUsage *self, gboolean is_leaving)
{
  if (self->is_leaving == is_leaving)
    return;
  self->is_leaving = is_leaving;
  self->agent->n_leaving += is_leaving ? 1 : -1;
}

static void
unlink_usage (SipgoUsage *self)
{
  if (!self->link.data)
    return;
  set_leaving (self, FALSE);
  g_queue_unlink (self->is_over ? &self->agent->retired : &self->agent->usages, &self->link);
  self->link.data = NULL;
}

void
sipgo_usage_set_up (SipgoUsage *self, SipgoUserAgent *agent)
{
  self->agent = agent;
  self->core = g_object_ref (sipgo_user_agent_get_core (agent));
}

void
sipgo_usage_join (SipgoUsage *self)
{
  self->link.data = self;
  g_queue_push_tail_link (&self->agent->usages, &self->link);
}

void
sipgo_usage_retire (SipgoUsage *self)
{
  SipgoUserAgent *agent = self->agent;

  if (!agent || self->is_over)
    return;
  unlink_usage (self);
  self->is_over = TRUE;
  self->link.data = self;
  g_queue_push_tail_link (&agent->retired, &self->link);
  sipgo_user_agent_check_stopped (agent);
}

void
sipgo_usage_forget_agent (SipgoUsage *self)
{
  unlink_usage (self);
  self->agent = NULL;
}

void
sipgo_usage_end (SipgoUsage *self)
{
  if (self->agent && !self->is_over)
    SIPGO_USAGE_GET_CLASS (self)->terminate (self);
}

/* --- the end of the agent ----------------------------------------------------------------------------------------- */

static void
leave (SipgoUsage *self)
{
  gboolean is_leaving = self->announcing || SIPGO_USAGE_GET_CLASS (self)->leave (self);

  if (self->link.data && !self->is_over)
    set_leaving (self, is_leaving);
}

void
sipgo_usage_check_left (SipgoUsage *self)
{
  SipgoUserAgent *agent = self->agent;

  if (!agent || !agent->stop_task)
    return;
  if (self->link.data && !self->is_over)
    leave (self);
  sipgo_user_agent_check_stopped (agent);
}

/* The newest first: what was begun under a registration ends before that is taken back. */
static GPtrArray *
dup_usages (SipgoUserAgent *agent)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_object_unref);
  GList *l;

  for (l = agent->usages.tail; l; l = l->prev)
    g_ptr_array_add (usages, g_object_ref (l->data));
  return usages;
}

gboolean
sipgo_usages_leave (SipgoUserAgent *agent)
{
  g_autoptr (GPtrArray) usages = dup_usages (agent);
  guint i;

  for (i = 0; i < usages->len; i++)
    {
      SipgoUsage *usage = usages->pdata[i];

      /* One that has nothing to wait for may be gone while the others are looked at. */
      if (usage->link.data && !usage->is_over)
        leave (usage);
    }
  return agent->n_leaving > 0;
}

void
sipgo_usages_terminate (SipgoUserAgent *agent)
{
  g_autoptr (GPtrArray) usages = dup_usages (agent);
  guint i;

  for (i = 0; i < usages->len; i++)
    sipgo_usage_end (usages->pdata[i]);
}

/* The agent is disposed of. */
void
sipgo_usages_drop (SipgoUserAgent *agent)
{
  sipgo_usages_terminate (agent);
  while (agent->retired.head)
    sipgo_usage_forget_agent (agent->retired.head->data);
}

void
sipgo_usages_hang_up_at_exit (SipgoUserAgent *agent)
{
  GList *l;

  for (l = agent->usages.head; l; l = l->next)
    SIPGO_USAGE_GET_CLASS (l->data)->hang_up_at_exit (l->data);
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

SipgoEnvironment *
sipgo_usage_get_environment (SipgoUsage *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

gboolean
sipgo_usage_check_announced (SipgoUsage *self, GError **error)
{
  if (!self->announcing)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                       "A request is about to be sent; wait for its answer before the next");
  return FALSE;
}

static gboolean
is_started (SipgoUsage *self)
{
  return self->agent && sipgo_user_agent_check_started (self->agent, NULL);
}

gboolean
sipgo_usage_announce (SipgoUsage *self, SipgoOutgoingRequest *request, GError **error)
{
  gboolean was_started = is_started (self);     /* not while it takes back what it has */

  self->announcing = TRUE;
  g_signal_emit (self, SIPGO_USAGE_GET_CLASS (self)->outgoing_request_signal, 0, request);
  self->announcing = FALSE;
  if (self->agent && request->phase == SIPGO_REQUEST_IDLE && (!was_started || is_started (self)))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       "A handler of outgoing-request has sent or ended the request, or stopped the agent");
  /* This has not taken back yet what it has; it can when the caller is through with it. */
  if (self->agent)
    sipgo_user_agent_look_again (self->agent);
  return FALSE;
}

/* --- what the public classes show --------------------------------------------------------------------------------- */

gboolean
sipgo_usage_set_failure (SipgoUsage *self, SipgoFailure *failure)
{
  if (self->failure == failure)
    return FALSE;
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  self->failure = failure ? sipgo_failure_ref (failure) : NULL;
  return TRUE;
}

gboolean
sipgo_usage_set_extra_headers (SipgoUsage *self, const char *const *extra_headers)
{
  if ((!extra_headers && !self->extra_headers)
      || (extra_headers && self->extra_headers && g_strv_equal (extra_headers, (const char *const *) self->extra_headers)))
    return FALSE;
  g_strfreev (self->extra_headers);
  self->extra_headers = g_strdupv ((GStrv) extra_headers);
  return TRUE;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static gboolean
sipgo_usage_real_leave (SipgoUsage *self)
{
  return FALSE;
}

static void
sipgo_usage_real_hang_up_at_exit (SipgoUsage *self)
{
}

static void
sipgo_usage_dispose (GObject *object)
{
  SipgoUsage *self = SIPGO_USAGE (object);

  sipgo_usage_end (self);
  sipgo_usage_forget_agent (self);
  g_clear_object (&self->core);
  g_clear_object (&self->data);
  G_OBJECT_CLASS (sipgo_usage_parent_class)->dispose (object);
}

static void
sipgo_usage_finalize (GObject *object)
{
  SipgoUsage *self = SIPGO_USAGE (object);

  g_clear_pointer (&self->failure, sipgo_failure_unref);
  g_strfreev (self->extra_headers);
  G_OBJECT_CLASS (sipgo_usage_parent_class)->finalize (object);
}

static void
sipgo_usage_class_init (SipgoUsageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = sipgo_usage_dispose;
  object_class->finalize = sipgo_usage_finalize;
  klass->leave = sipgo_usage_real_leave;
  klass->terminate = sipgo_usage_forget_agent;
  klass->hang_up_at_exit = sipgo_usage_real_hang_up_at_exit;
}

static void
sipgo_usage_init (SipgoUsage *self)
{
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-usage-private.h"

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

G_DEFINE_ABSTRACT_TYPE (SipgoUsage, sipgo_usage, G_TYPE_OBJECT)

/* --- the agent's lists -------------------------------------------------------------------------------------------- */

static void
set_leaving (SipgoUsage *self, SipgoAgent *agent, gboolean is_leaving)
{
  if (self->is_leaving == is_leaving)
    return;
  self->is_leaving = is_leaving;
  agent->usages.n_leaving += is_leaving ? 1 : -1;
}

static void
link_to (SipgoUsage *self, GQueue *queue)
{
  self->link.data = self;
  g_queue_push_tail_link (queue, &self->link);
}

/* Removes the usage from its list. */
static void
unlink_usage (SipgoUsage *self, SipgoAgent *agent)
{
  SipgoUsageList *list = &agent->usages;

  if (self->number == 0)
    {
      g_queue_unlink (&list->others, &self->link);
      return;
    }
  set_leaving (self, agent, FALSE);
  g_queue_unlink (&list->live, &self->link);
  SIPGO_AGENT_GET_CLASS (agent)->usage_left (agent, self);
  self->number = 0;
}

void
sipgo_usage_set_up (SipgoUsage *self, SipgoAgent *agent)
{
  self->agent = agent;
  self->core = g_object_ref (agent->core);
  self->record_owner = sipgo_recorder_take_owner (sipgo_user_agent_core_get_recorder (self->core));
  self->account = g_object_ref (sipgo_user_agent_core_get_own (agent->core));
  link_to (self, &agent->usages.others);
}

void
sipgo_usage_join (SipgoUsage *self)
{
  SipgoUsageList *list = &self->agent->usages;

  unlink_usage (self, self->agent);
  self->number = ++list->last_number;
  link_to (self, &list->live);
  SIPGO_AGENT_GET_CLASS (self->agent)->usage_joined (self->agent, self);
}

void
sipgo_usage_retire (SipgoUsage *self)
{
  SipgoAgent *agent = self->agent;

  if (!agent || self->number == 0)
    return;
  unlink_usage (self, agent);
  link_to (self, &agent->usages.others);
  SIPGO_AGENT_GET_CLASS (agent)->check_stopped (agent);
}

guint
sipgo_usage_find_number (GListModel *list, guint64 number)
{
  guint low = 0, high = g_list_model_get_n_items (list);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (SipgoUsage) usage = g_list_model_get_item (list, middle);

      if (usage->number < number)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
sipgo_usage_forget_agent (SipgoUsage *self)
{
  SipgoAgent *agent = g_steal_pointer (&self->agent);
  gboolean was_leaving = self->is_leaving;

  if (agent)
    unlink_usage (self, agent);
  if (was_leaving)
    SIPGO_AGENT_GET_CLASS (agent)->check_stopped (agent);
}

void
sipgo_usage_end (SipgoUsage *self)
{
  if (self->number != 0)
    SIPGO_USAGE_GET_CLASS (self)->terminate (self);
}

/* --- the end of the agent ----------------------------------------------------------------------------------------- */

static void
leave (SipgoUsage *self)
{
  gboolean is_leaving = self->announcing || SIPGO_USAGE_GET_CLASS (self)->leave (self);

  if (self->number != 0)
    set_leaving (self, self->agent, is_leaving);
}

void
sipgo_usage_check_left (SipgoUsage *self)
{
  SipgoAgent *agent = self->agent;

  if (!agent || !agent->stop_task)
    return;
  if (self->number != 0)
    leave (self);
  SIPGO_AGENT_GET_CLASS (agent)->check_stopped (agent);
}

/* The newest first, so that calls and subscriptions end before the registration that they were made under. */
static GPtrArray *
dup_live (SipgoUsageList *self)
{
  GPtrArray *usages = g_ptr_array_new_with_free_func (g_object_unref);
  GList *l;

  for (l = self->live.tail; l; l = l->prev)
    g_ptr_array_add (usages, g_object_ref (l->data));
  return usages;
}

gboolean
sipgo_usage_list_leave (SipgoUsageList *self)
{
  g_autoptr (GPtrArray) usages = dup_live (self);
  guint i;

  for (i = 0; i < usages->len; i++)
    {
      SipgoUsage *usage = usages->pdata[i];

      /* A usage may end while an earlier one of the list is asked. */
      if (usage->number != 0)
        leave (usage);
    }
  return self->n_leaving > 0;
}

void
sipgo_usage_list_terminate (SipgoUsageList *self)
{
  g_autoptr (GPtrArray) usages = dup_live (self);
  guint i;

  for (i = 0; i < usages->len; i++)
    sipgo_usage_end (usages->pdata[i]);
}

/* Registrations first, which were made first: a call may be reached by them. */
void
sipgo_usage_list_follow_network (SipgoUsageList *self, SipgoNetworkChange change)
{
  g_autoptr (GPtrArray) usages = dup_live (self);
  guint i;

  for (i = usages->len; i > 0; i--)
    {
      SipgoUsage *usage = usages->pdata[i - 1];

      if (usage->number != 0)
        SIPGO_USAGE_GET_CLASS (usage)->follow_network (usage, change);
    }
}

void
sipgo_usage_list_drop (SipgoUsageList *self)
{
  sipgo_usage_list_terminate (self);
  while (self->others.head)
    sipgo_usage_forget_agent (self->others.head->data);
}

void
sipgo_usage_list_hang_up_at_exit (SipgoUsageList *self)
{
  GList *l;

  for (l = self->live.head; l; l = l->next)
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
                       "A request is about to be sent; wait for its answer before sending the next");
  return FALSE;
}

SipgoOutgoingRequest *
sipgo_usage_adopt (SipgoUsage *self, SipgoOutgoingRequest *request)
{
  sipgo_outgoing_request_set_account (request, self->account);
  return request;
}

static gboolean
is_started (SipgoUsage *self)
{
  return self->agent && self->agent->state == SIPGO_USER_AGENT_STATE_STARTED && !self->agent->stop_task;
}

gboolean
sipgo_usage_announce (SipgoUsage *self, SipgoOutgoingRequest *request, GError **error)
{
  gboolean was_started = is_started (self);     /* FALSE for requests of stop () itself, such as BYE */

  self->announcing = TRUE;
  g_signal_emit (self, SIPGO_USAGE_GET_CLASS (self)->request_created_signal, 0, request);
  self->announcing = FALSE;
  if (self->agent && request->phase == SIPGO_REQUEST_IDLE && (!was_started || is_started (self)))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       "A handler of request-created has sent or ended the request, or stopped the agent");
  /* The agent may have been stopped in the handler: ask this usage to leave again, after the caller has returned. */
  if (self->agent)
    SIPGO_AGENT_GET_CLASS (self->agent)->look_again (self->agent);
  return FALSE;
}

/* --- the trace ---------------------------------------------------------------------------------------------------- */

void
sipgo_usage_record_state (SipgoUsage *self, const char *object, const char *id, GType states, gint state)
{
  sipgo_log_state (sipgo_usage_get_environment (self), object, id, states, state);
  sipgo_recorder_add_state (sipgo_user_agent_core_get_recorder (self->core), self->record_owner, object, states, state);
}

SipgoTrace *
sipgo_usage_get_trace (SipgoUsage *self)
{
  if (!self->trace && self->core)
    self->trace = sipgo_trace_new_for (sipgo_user_agent_core_get_recorder (self->core), self->record_owner,
                                       SIPGO_USAGE_GET_CLASS (self)->get_call_id (self));
  return self->trace;
}

void
sipgo_usage_call_id_changed (SipgoUsage *self)
{
  if (self->trace)
    sipgo_trace_set_call_id (self->trace, SIPGO_USAGE_GET_CLASS (self)->get_call_id (self));
}

/* --- properties of the public classes ----------------------------------------------------------------------------- */

gboolean
sipgo_usage_set_account (SipgoUsage *self, SipgoAccount *account)
{
  SipgoAccount *wanted = account ? account : sipgo_user_agent_core_get_own (self->core);

  return g_set_object (&self->account, wanted);
}

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
      || (extra_headers && self->extra_headers && g_strv_equal (extra_headers,
                                                                (const char *const *) self->extra_headers)))
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

static const char *
sipgo_usage_real_get_call_id (SipgoUsage *self)
{
  return NULL;
}

static void
sipgo_usage_real_hang_up_at_exit (SipgoUsage *self)
{
}

static void
sipgo_usage_real_follow_network (SipgoUsage *self, SipgoNetworkChange change)
{
}

static void
sipgo_usage_dispose (GObject *object)
{
  SipgoUsage *self = SIPGO_USAGE (object);

  sipgo_usage_end (self);
  sipgo_usage_forget_agent (self);
  g_clear_object (&self->core);
  g_clear_object (&self->account);
  g_clear_object (&self->data);
  G_OBJECT_CLASS (sipgo_usage_parent_class)->dispose (object);
}

static void
sipgo_usage_finalize (GObject *object)
{
  SipgoUsage *self = SIPGO_USAGE (object);

  g_clear_pointer (&self->failure, sipgo_failure_unref);
  g_clear_object (&self->trace);
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
  klass->get_call_id = sipgo_usage_real_get_call_id;
  klass->follow_network = sipgo_usage_real_follow_network;
  klass->hang_up_at_exit = sipgo_usage_real_hang_up_at_exit;
}

static void
sipgo_usage_init (SipgoUsage *self)
{
}

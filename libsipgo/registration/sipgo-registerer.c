/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registerer-private.h"

#include "libsipgo/agent/sipgo-order-task-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/registration/sipgo-flow-set-private.h"
#include "libsipgo/registration/sipgo-own-binding-private.h"
#include "libsipgo/registration/sipgo-register-form-private.h"
#include "libsipgo/sipgo-registration-enum-types.h"
#include "libsipgo/agent/sipgo-agent-private.h"

#define DEFAULT_EXPIRES 600

/* The part of the granted time, in percent, after which a registration is refreshed, and how much sooner at most. The
 * jitter keeps phones that were switched on together from sending their refreshes together. */
#define DEFAULT_REFRESH_FREQUENCY 99
#define DEFAULT_JITTER 15

/**
 * SipgoRegisterer:
 *
 * Registers the agent with a registrar (REGISTER, RFC 3261 section 10), and refreshes the registration. The registrar
 * is the domain of the agent's own URI unless [property@Registerer:registrar] is set.
 *
 * With [property@Account:outbound-proxies] it keeps a flow and a registration to each proxy (outbound, RFC 5626 section
 * 4): the state is `REGISTERED` as long as one of them lives, and a flow that is lost is replaced while the others keep
 * the line reachable. Where the registrar does not support outbound, one registration is made, and the next proxy is
 * tried when that fails.
 *
 * ```c
 * static void
 * registered (GObject *registerer, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingRequest) request = NULL;
 *
 *   request = sipgo_registerer_register_finish (SIPGO_REGISTERER (registerer), result, &error);
 *   if (!request)
 *     g_printerr ("Not registered: %s\n", error->message);
 * }
 *
 * static void
 * register_agent (SipgoUserAgent *agent)
 * {
 *   g_autoptr (SipgoRegisterer) registerer = sipgo_registerer_new (agent);
 *
 *   sipgo_registerer_register (registerer, NULL, NULL, registered, NULL);
 * }
 * ```
 *
 * ```python
 * registerer = Sipgo.Registerer.new(agent, expires=600)
 * registerer.connect("notify::state", lambda registerer, _property: print(registerer.state))
 * await registerer.register()                         # the library refreshes it from here on
 * await registerer.unregister()
 * ```
 *
 * Since: 1.0
 */
struct _SipgoRegisterer
{
  SipgoUsage usage;

  SipgoRegistererState state;
  SipgoRegisterForm form;
  guint expires;
  guint refresh_frequency;          /* percent of the granted time */
  guint jitter;
  guint retry_after;                /* the Retry-After of the last failure, in seconds */
  guint reg_id;                     /* 0 for none; of the first flow when there are several */
  guint granted;                    /* seconds; 0 while it is not registered */
  SipgoUri *pub_gruu;               /* of the flow that counts; NULL for none */
  SipgoUri *temp_gruu;
  GStrv contacts;                   /* all bindings that the registrar has for our address-of-record */

  SipgoFlowSet flows;               /* the registrations, one for each flow */
  SipgoRequestOptions *options;
  SipgoOrderTask order;             /* of register () or unregister () */
  SipgoFailure *order_failure;      /* of the unregister () that is under way: what has failed on one of the flows */
  gboolean ending;                  /* end () was called: terminated when nothing is pending any more */
  GSList *end_tasks;
  /* Registered once: refreshed, retried after failures, and holds a reference to itself. */
  gboolean kept;
};

struct _SipgoRegistererClass
{
  SipgoUsageClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoRegisterer, sipgo_registerer, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_ACCOUNT,
  PROP_STATE,
  PROP_REGISTRAR,
  PROP_EXPIRES,
  PROP_GRANTED_EXPIRES,
  PROP_CONTACTS,
  PROP_FAILURE,
  PROP_TRACE,
  PROP_REFRESH_FREQUENCY,
  PROP_JITTER,
  PROP_RETRY_AFTER,
  PROP_REGISTRATIONS,
  PROP_PUB_GRUU,
  PROP_TEMP_GRUU,
  PROP_REG_ID,
  PROP_EXTRA_HEADERS,
  PROP_EXTRA_CONTACT_HEADER_PARAMS,
  PROP_LOCAL_IDENTITY,
  PROP_REMOTE_IDENTITY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoEnvironment *
environment_of (SipgoRegisterer *self)
{
  return sipgo_user_agent_core_get_environment (self->usage.core);
}

static gboolean
announce (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request, GError **error)
{
  gboolean was_ending = self->ending;

  if (!sipgo_usage_announce (&self->usage, request, error))
    return FALSE;
  if (!self->ending || was_ending || registration->binding.asked == 0)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                       "A handler of request-created has ended the registration");
  return FALSE;
}

static void
set_state (SipgoRegisterer *self, SipgoRegistererState state)
{
  g_autoptr (SipgoRegisterer) hold = g_object_ref (self);

  if (self->state == state || self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    return;
  self->state = state;
  sipgo_usage_record_state (&self->usage, "registration", NULL, SIPGO_TYPE_REGISTERER_STATE, state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

static void
update_granted (SipgoRegisterer *self, guint granted)
{
  if (self->granted == granted)
    return;
  self->granted = granted;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_EXPIRES]);
}

static void
update_gruu (SipgoRegisterer *self, SipgoUri **place, SipgoUri *gruu, guint property)
{
  SipgoUri *former = *place;
  gboolean is_same = former == gruu || (former && gruu && sipgo_uri_equal (former, gruu));

  *place = gruu ? sipgo_uri_ref (gruu) : NULL;
  if (former)
    sipgo_uri_unref (former);
  if (!is_same)
    g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

/* The GRUUs of another address-of-record are not for the Contact of the account (RFC 5627 4.4). Another registerer of
 * the account may have given it some. */
static void
update_gruus (SipgoRegisterer *self, SipgoUri *pub_gruu, SipgoUri *temp_gruu)
{
  gboolean has_any = pub_gruu || temp_gruu || self->pub_gruu || self->temp_gruu;

  if (has_any && self->usage.account && !self->form.local && !self->form.remote)
    sipgo_account_take_gruus (self->usage.account, pub_gruu, temp_gruu);
  update_gruu (self, &self->pub_gruu, pub_gruu, PROP_PUB_GRUU);
  update_gruu (self, &self->temp_gruu, temp_gruu, PROP_TEMP_GRUU);
}

/* Registered as long as one of the flows is. As long as an answer may still make it so, it is not unregistered. */
static void
update (SipgoRegisterer *self)
{
  SipgoRegistration *best = sipgo_flow_set_get_best (&self->flows);

  update_granted (self, best->binding.granted);
  update_gruus (self, best->pub_gruu, best->temp_gruu);
  if (best->state == SIPGO_REGISTERER_STATE_REGISTERED)
    set_state (self, SIPGO_REGISTERER_STATE_REGISTERED);
  else if (self->state != SIPGO_REGISTERER_STATE_INITIAL || !sipgo_flow_set_is_trying (&self->flows))
    set_state (self, SIPGO_REGISTERER_STATE_UNREGISTERED);
}

static void
set_failure (SipgoRegisterer *self, SipgoRegistration *registration, SipgoFailure *failure)
{
  sipgo_registration_set_failure (registration, failure);
  if (sipgo_usage_set_failure (&self->usage, failure))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
}

static void
set_retry_after (SipgoRegisterer *self, SipgoMessage *response)
{
  guint seconds = sipgo_soft_state_read_retry_after (response);

  if (self->retry_after == seconds)
    return;
  self->retry_after = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_AFTER]);
}

static void
set_kept (SipgoRegisterer *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

/* --- sending REGISTER --------------------------------------------------------------------------------------------- */

/* Without an outbound-proxy-set, the present proxy of the account is taken for each REGISTER. */
static void
follow_account (SipgoRegisterer *self, SipgoRegistration *registration)
{
  SipgoEdge *edge = sipgo_account_get_edges (self->usage.account)->pdata[0];

  if (!registration->edge->is_of_set && !edge->is_of_set)
    sipgo_registration_set_edge (registration, edge);
}

static gboolean
send_register (SipgoRegisterer *self, SipgoRegistration *registration, guint expires, gboolean all, GError **error)
{
  g_autoptr (SipgoOutgoingRequest) request = NULL;

  registration->binding.asked = expires;
  registration->all = all;
  follow_account (self, registration);
  request = sipgo_register_form_fill_in (&self->form, &self->usage, registration, self->options,
                                         sipgo_flow_set_needs_outbound (&self->flows, registration), error);
  if (!request || !announce (self, registration, request, error))
    return FALSE;
  sipgo_registration_start (registration, g_steal_pointer (&request));
  return TRUE;
}

static gboolean
send_anew (SipgoRegistration *registration, gpointer owner, GError **error)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (owner);

  if (!self->usage.agent)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "The registration was ended");
      return FALSE;
    }
  registration->binding.n_too_brief = 0;
  return send_register (self, registration, sipgo_soft_state_get_wish (&registration->binding, self->expires), FALSE,
                        error);
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static gboolean
is_registering (SipgoRegisterer *self)
{
  return self->order.task && !self->order.waiting
         && g_task_get_source_tag (self->order.task) == sipgo_registerer_register;
}

static void plan_refresh (SipgoRegisterer *self, SipgoRegistration *registration);

/* Over several flows nothing waits for the answer of a proxy that may be silent. What is registered stays so. */
static void
give_up_registering (SipgoRegisterer *self)
{
  g_autoptr (GPtrArray) registrations = sipgo_flow_set_dup (&self->flows);
  guint i;

  sipgo_flow_set_stop (&self->flows);
  for (i = 0; i < registrations->len; i++)
    {
      SipgoRegistration *registration = registrations->pdata[i];

      if (sipgo_registration_is_trying (registration))
        sipgo_registration_drop (registration);
      if (registration->state != SIPGO_REGISTERER_STATE_REGISTERED)
        sipgo_soft_state_cancel_refresh (&registration->binding);
      else if (!sipgo_registration_is_active (registration))
        plan_refresh (self, registration);
    }
  if (is_registering (self))
    sipgo_order_task_drop (&self->order, "The registration was ended before the registrar answered");
}

/* Over all flows that are registered; over the first, when none is, or to remove all contacts. */
static gboolean
is_to_unregister (SipgoRegisterer *self, SipgoRegistration *registration, gboolean all)
{
  SipgoRegistration *best = sipgo_flow_set_get_best (&self->flows);

  if (registration->request)
    return FALSE;
  return registration == best || (registration->state == SIPGO_REGISTERER_STATE_REGISTERED && !all);
}

/* FALSE with error when nothing was sent. */
static gboolean
send_unregister (SipgoRegisterer *self, gboolean all, GError **error)
{
  g_autoptr (GPtrArray) registrations = sipgo_flow_set_dup (&self->flows);
  g_autoptr (GError) first_error = NULL;
  gboolean has_sent = FALSE;
  guint i;

  for (i = 0; i < registrations->len; i++)
    {
      if (is_to_unregister (self, registrations->pdata[i], all))
        has_sent |= send_register (self, registrations->pdata[i], 0, all, first_error ? NULL : &first_error);
    }
  if (!has_sent && first_error)
    g_propagate_error (error, g_steal_pointer (&first_error));
  return has_sent;
}

/* Unregisters, unless a REGISTER is pending. TRUE while an answer is pending. */
static gboolean
unregister_now (SipgoRegisterer *self)
{
  if (self->flows.is_set)
    give_up_registering (self);
  if (self->state == SIPGO_REGISTERER_STATE_REGISTERED && !sipgo_flow_set_is_pending (&self->flows)
      && !self->usage.announcing)
    send_unregister (self, FALSE, NULL);
  return sipgo_flow_set_is_pending (&self->flows);
}

static gboolean
sipgo_registerer_leave (SipgoUsage *usage)
{
  return unregister_now (SIPGO_REGISTERER (usage));
}

static void
complete_end_tasks (SipgoRegisterer *self)
{
  GSList *tasks = g_steal_pointer (&self->end_tasks);
  GSList *l;

  for (l = tasks; l; l = l->next)
    {
      g_task_return_boolean (l->data, TRUE);
      g_object_unref (l->data);
    }
  g_slist_free (tasks);
}

static void drop_waiting (SipgoRegisterer *self, const char *words);
static void forget_pending (SipgoRegisterer *self, gboolean registering_only);

static void
sipgo_registerer_terminate (SipgoUsage *usage)
{
  g_autoptr (SipgoRegisterer) self = g_object_ref (SIPGO_REGISTERER (usage));

  sipgo_flow_set_stop (&self->flows);
  drop_waiting (self, "The agent was stopped before the REGISTER was sent");
  forget_pending (self, FALSE);
  sipgo_flow_set_end (&self->flows);
  sipgo_usage_forget_agent (usage);
  set_kept (self, FALSE);
  update_granted (self, 0);
  update_gruus (self, NULL, NULL);
  set_state (self, SIPGO_REGISTERER_STATE_TERMINATED);
  complete_end_tasks (self);
}

static void
go_on_ending (SipgoRegisterer *self)
{
  /* Unregister only after the handlers of request-created have returned. */
  if (self->usage.announcing && self->state == SIPGO_REGISTERER_STATE_REGISTERED)
    return;
  if (self->ending && self->usage.agent && !unregister_now (self))
    sipgo_registerer_terminate (&self->usage);
}

/* --- refreshing --------------------------------------------------------------------------------------------------- */

static void
refresh (SipgoRegistration *registration, gpointer owner)
{
  /* A signal handler may drop the last reference to the agent, which ends this registration. */
  g_autoptr (SipgoRegisterer) self = g_object_ref (SIPGO_REGISTERER (owner));
  g_autoptr (GError) error = NULL;

  if (registration->request || !self->usage.agent)
    return;
  if (sipgo_flow_set_refresh (&self->flows, registration, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the registration was not refreshed: %s", error->message);
  /* Try again before the binding expires at the registrar. */
  if (self->kept)
    sipgo_soft_state_retry_in (&registration->binding, self->retry_after);
  go_on_ending (self);
}

static void
plan_refresh (SipgoRegisterer *self, SipgoRegistration *registration)
{
  double random = sipgo_random_unit (sipgo_user_agent_core_get_random (self->usage.core));

  sipgo_soft_state_refresh_after (&registration->binding,
                                  (self->refresh_frequency - self->jitter * random) / 100);
}

/* Requests for us do not arrive over it any more, although the binding at the registrar is still there. */
static void
flow_lost (SipgoRegistration *registration, const GError *error, gpointer owner)
{
  g_autoptr (SipgoRegisterer) self = g_object_ref (SIPGO_REGISTERER (owner));
  gint64 delay = sipgo_flow_set_lose (&self->flows, registration);

  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the flow of the registration is lost: %s", error->message);
  if (self->kept && !registration->request)
    sipgo_soft_state_refresh_in (&registration->binding, delay);
  update (self);
}

/* A binding that leads to an address which is not ours any more is replaced at once; a lost flow waits for up to a
 * second, for the sake of the server. Another address of this machine changes nothing for a flow that has its own. */
static void
sipgo_registerer_follow_network (SipgoUsage *usage, SipgoNetworkChange change)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (usage);
  g_autoptr (GPtrArray) registrations = sipgo_flow_set_dup (&self->flows);
  gboolean is_new = (change & (SIPGO_NETWORK_IS_BACK | SIPGO_NETWORK_IS_NEW)) != 0;
  guint i;

  for (i = 0; i < registrations->len && self->kept; i++)
    {
      SipgoRegistration *registration = registrations->pdata[i];

      if (registration->binding.asked == 0 || !sipgo_registration_is_active (registration)
          || (!is_new && registration->flow.watch.flow))
        continue;
      if (registration->request)
        registration->network_changed = TRUE;
      else
        sipgo_soft_state_refresh_in (&registration->binding, 0);
    }
}

/* A registrar behind an edge proxy of RFC 5626 says so by Require: outbound, and asks for keep-alives by Flow-Timer. An
 * interval of the agent's is for UDP; connections are kept by NATs for longer. */
#define STREAM_FACTOR 6

static void
keep_flow (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request,
           SipgoMessage *response)
{
  SipgoFlow *flow = sipgo_outgoing_request_get_flow (request);
  guint interval = self->usage.agent->settings.keep_alive_interval;
  guint32 asked;

  if (!flow || sipgo_flow_get_protocol (flow) == SIPGO_PROTOCOL_TRANSPORT)
    return;
  if (interval > 0 && sipgo_flow_is_reliable (flow))
    interval *= STREAM_FACTOR;
  if (interval > 0 && sipgo_message_get_number (response, SIPGO_HEADER_FLOW_TIMER, SIPGO_MAX_EXPIRES, &asked))
    interval = MAX (asked, 1);
  sipgo_registration_take_flow (registration, flow, interval);
}

/* --- register () and unregister (): one at a time, after an automatic refresh ------------------------------------- */

/* The arguments of register () or unregister (). */
typedef struct
{
  SipgoRequestOptions *options;
  gboolean is_register;
  gboolean all;                     /* unregister all contacts */
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_clear_object (&order->options);
  g_free (order);
}

static void
complete (SipgoRegisterer *self, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  sipgo_order_task_complete (&self->order, request, failure);
}

/* Each answers with its failure. */
static void
forget_pending (SipgoRegisterer *self, gboolean registering_only)
{
  g_autoptr (GPtrArray) registrations = sipgo_flow_set_dup (&self->flows);
  guint i;

  sipgo_flow_set_stop (&self->flows);
  for (i = 0; i < registrations->len; i++)
    {
      SipgoRegistration *registration = registrations->pdata[i];

      if (registration->request && (!registering_only || registration->binding.asked > 0))
        sipgo_outgoing_request_forget (registration->request);
    }
}

static void
cancelled (gpointer user_data)
{
  g_autoptr (SipgoRegisterer) self = g_object_ref (SIPGO_REGISTERER (user_data));

  if (self->order.waiting)
    sipgo_order_task_cancel (&self->order, NULL);
  else
    forget_pending (self, FALSE);
}

static void
keep (SipgoRegisterer *self, GTask *task, gboolean waiting)
{
  sipgo_order_task_keep (&self->order, environment_of (self), task, waiting, cancelled, self);
}

/* The proxies of the account may be others now. A binding over one that is left over expires at the registrar, unless
 * it was replaced by that of another proxy. */
static gboolean
take_proxies (SipgoRegisterer *self, GError **error)
{
  g_autoptr (GPtrArray) left_over = NULL;
  guint i;

  if (!sipgo_account_check (self->usage.account, error))
    return FALSE;
  left_over = sipgo_flow_set_sync (&self->flows, self->usage.core, self->usage.account, self->reg_id);
  for (i = 0; i < left_over->len; i++)
    sipgo_registration_end (left_over->pdata[i]);
  return TRUE;
}

static gboolean
carry_out (SipgoRegisterer *self, Order *order, GError **error)
{
  if (!sipgo_agent_check_started (self->usage.agent, error))
    return FALSE;
  if (order->is_register)
    return take_proxies (self, error) && sipgo_flow_set_register (&self->flows, error);
  if (self->flows.is_set)
    give_up_registering (self);
  g_clear_pointer (&self->order_failure, sipgo_failure_unref);
  if (send_unregister (self, order->all, error))
    return TRUE;
  if (error && !*error)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                         "A REGISTER that unregisters is pending; wait for its answer");
  return FALSE;
}

static void
begin (SipgoRegisterer *self, GTask *task)
{
  Order *order = g_task_get_task_data (task);
  g_autoptr (GTask) own = NULL;
  GError *error = NULL;

  g_set_object (&self->options, order->options);
  keep (self, task, FALSE);
  if (carry_out (self, order, &error))
    return;
  /* A handler may have ended the operation. */
  if (self->order.task == task)
    own = sipgo_order_task_steal (&self->order);
  if (own)
    g_task_return_error (own, error);
  else
    g_error_free (error);
  go_on_ending (self);
}

static gboolean
must_wait (SipgoRegisterer *self, gboolean is_register)
{
  return sipgo_flow_set_is_blocked (&self->flows) && (is_register || !self->flows.is_set);
}

static void
go_on (SipgoRegisterer *self)
{
  g_autoptr (GTask) task = NULL;

  if (!self->usage.agent || sipgo_flow_set_is_blocked (&self->flows))
    return;
  task = sipgo_order_task_take_turn (&self->order);
  if (task)
    begin (self, task);
}

static void
drop_waiting (SipgoRegisterer *self, const char *words)
{
  if (self->order.waiting)
    sipgo_order_task_drop (&self->order, words);
}

void
sipgo_registerer_give_way (SipgoRegisterer *self)
{
  Order *order = self->order.waiting ? g_task_get_task_data (self->order.task) : NULL;

  if (order && order->is_register)
    drop_waiting (self, "The registration was ended by unregister before the REGISTER was sent");
  forget_pending (self, TRUE);
}

static gboolean
check_can_order (SipgoRegisterer *self, GError **error)
{
  if (!self->usage.agent || self->state == SIPGO_REGISTERER_STATE_TERMINATED || self->ending)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                         "The registration was ended, or its agent stopped; make a new registerer");
  else if (self->order.task || self->usage.announcing)
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING,
                         "Another REGISTER is pending; wait for its answer before the next");
  else if (!self->form.remote && !self->form.local && !sipgo_account_get_uri (self->usage.account))
    g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                         "There is no address to register; set the agent's uri");
  else
    return sipgo_agent_check_started (self->usage.agent, error);
  return FALSE;
}

/* A second call of register () is an error of the application; a pending refresh is not, so the call waits for it. */
static void
accept_order (SipgoRegisterer *self, GTask *task, SipgoRequestOptions *options, gboolean is_register, gboolean all)
{
  Order *order = g_new0 (Order, 1);
  GError *error = NULL;

  order->options = options ? g_object_ref (options) : NULL;
  order->is_register = is_register;
  order->all = all;
  g_task_set_task_data (task, order, order_free);
  if (!check_can_order (self, &error))
    g_task_return_error (task, error);
  else if (must_wait (self, is_register))
    keep (self, task, TRUE);
  else
    begin (self, task);
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

static void
take_contacts (SipgoRegisterer *self, GPtrArray *contacts)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint i;

  for (i = 0; i < contacts->len; i++)
    {
      g_autofree char *text = sipgo_name_addr_to_string (contacts->pdata[i]);

      g_strv_builder_add (builder, text);
    }
  g_strfreev (self->contacts);
  self->contacts = g_strv_builder_end (builder);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACTS]);
}

/* Behind a NAT the response shows the address that the registrar has seen. A Contact with another address cannot be
 * reached, so it is replaced at once, but only once after each refresh: some NATs give each request another port. */
static gboolean
register_seen_address (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request)
{
  registration->has_learned = sipgo_outgoing_request_is_contact_outdated (request);
  return registration->has_learned
         && send_register (self, registration, registration->binding.asked, FALSE, NULL);
}

/* Each answer says it anew (RFC 3608 6.1). */
static void
take_service_route (SipgoRegistration *registration, SipgoMessage *response, guint granted)
{
  g_autoptr (GPtrArray) routes = sipgo_message_dup_readable_name_addrs (response, SIPGO_HEADER_SERVICE_ROUTE);

  sipgo_edge_take_service_route (registration->edge, granted > 0 && routes->len > 0 ? g_steal_pointer (&routes) : NULL);
}

/* What the order has waited for is answered over one flow. Registered over one is registered; unregistered is only who
 * is so over all. */
static void
settle (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request, SipgoFailure *failure)
{
  g_autoptr (SipgoFailure) first = NULL;
  gboolean has_registered = registration->binding.asked > 0;

  if (!self->order.task || self->order.waiting || is_registering (self) != has_registered)
    return;
  if (has_registered && failure && sipgo_flow_set_is_trying (&self->flows))
    return;
  if (!has_registered && failure && !self->order_failure)
    self->order_failure = sipgo_failure_ref (failure);
  if (!has_registered && sipgo_flow_set_is_pending (&self->flows))
    return;
  first = has_registered ? NULL : g_steal_pointer (&self->order_failure);
  complete (self, request, first ? first : failure);
}

/* Contact: * has removed the bindings of the other flows, too. */
static void
take_removal_of_all (SipgoRegisterer *self)
{
  g_autoptr (GPtrArray) registrations = sipgo_flow_set_dup (&self->flows);
  guint i;

  for (i = 0; i < registrations->len; i++)
    {
      SipgoRegistration *registration = registrations->pdata[i];

      g_clear_pointer (&registration->bound_contact, g_free);
      sipgo_soft_state_cancel_refresh (&registration->binding);
      if (registration->state == SIPGO_REGISTERER_STATE_REGISTERED)
        sipgo_registration_set_state (registration, SIPGO_REGISTERER_STATE_UNREGISTERED);
    }
}

/* A registration that is one too many: its binding is removed, unless the registrar has only one for both. */
static void
give_back (SipgoRegisterer *self, SipgoRegistration *registration)
{
  SipgoRegistration *best = sipgo_flow_set_get_best (&self->flows);

  if (self->flows.outbound == SIPGO_OUTBOUND_UNSUPPORTED
      && g_strcmp0 (best->bound_contact, registration->bound_contact) != 0)
    send_register (self, registration, 0, FALSE, NULL);
}

static void
take_gruus (SipgoRegisterer *self, SipgoRegistration *registration, SipgoMessage *request, GPtrArray *contacts)
{
  SipgoNameAddr *record = sipgo_register_form_get_record (&self->form, &self->usage);
  SipgoUri *pub_gruu, *temp_gruu;

  sipgo_own_binding_read_gruus (request, contacts, sipgo_name_addr_get_uri (record), &pub_gruu, &temp_gruu);
  sipgo_registration_take_gruus (registration, pub_gruu, temp_gruu);
}

static void
take_grant (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request,
            SipgoMessage *response, guint granted)
{
  set_kept (self, TRUE);
  sipgo_registration_grant (registration, granted);
  keep_flow (self, registration, request, response);
  plan_refresh (self, registration);
  sipgo_registration_set_state (registration, SIPGO_REGISTERER_STATE_REGISTERED);
}

static void
accepted (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request,
          SipgoMessage *response)
{
  gboolean has_learned = registration->has_learned;
  g_autoptr (GPtrArray) contacts = sipgo_message_dup_readable_name_addrs (response, SIPGO_HEADER_CONTACT);
  guint asked = registration->binding.asked;
  guint granted = 0;

  if (asked > 0)
    granted = sipgo_own_binding_read_granted (request->message, response, contacts, asked);
  registration->has_learned = FALSE;
  registration->is_outbound = registration->reg_id > 0 && sipgo_message_has_option (response, "Require", "outbound");
  g_free (registration->bound_contact);
  registration->bound_contact = granted > 0 ? sipgo_request_contact_dup_sent (&request->contact) : NULL;
  if (granted > 0 && !has_learned && register_seen_address (self, registration, request))
    return;
  registration->network_changed = FALSE;
  registration->binding.n_too_brief = 0;
  set_failure (self, registration, NULL);
  set_retry_after (self, NULL);
  take_contacts (self, contacts);
  take_service_route (registration, response, granted);
  if (registration->all)
    take_removal_of_all (self);
  if (granted > 0 && sipgo_flow_set_accept (&self->flows, registration))
    {
      registration->edge->is_outbound = registration->is_outbound;
      take_gruus (self, registration, request->message, contacts);
      take_grant (self, registration, request, response, granted);
    }
  else
    {
      sipgo_registration_set_state (registration, SIPGO_REGISTERER_STATE_UNREGISTERED);
      if (granted > 0)
        give_back (self, registration);
    }
  if (granted == 0 && !sipgo_flow_set_is_registered (&self->flows))
    set_kept (self, FALSE);
  update (self);
  settle (self, registration, request, NULL);
  if (granted > 0 && !self->ending)
    sipgo_flow_set_go_on (&self->flows);
}

static void
plan_retry (SipgoRegisterer *self, SipgoRegistration *registration, gboolean network_changed)
{
  if (self->kept && network_changed)
    sipgo_soft_state_refresh_in (&registration->binding, 0);
  else if (self->flows.is_set)
    sipgo_flow_set_reject (&self->flows, registration, self->kept, self->retry_after);
  else if (self->kept)
    /* Retry only a registration that was accepted before; a first one that fails is an error for the application. */
    sipgo_soft_state_retry_in (&registration->binding, self->retry_after);
}

static void
rejected (SipgoRegisterer *self, SipgoRegistration *registration, SipgoOutgoingRequest *request,
          SipgoMessage *response)
{
  g_autoptr (SipgoFailure) failure = sipgo_failure_ref (sipgo_outgoing_request_get_failure (request));
  gboolean network_changed = registration->network_changed;
  guint seconds;

  registration->network_changed = FALSE;
  registration->has_learned = FALSE;
  if (sipgo_soft_state_take_minimum (&registration->binding, response, &seconds)
      && send_register (self, registration, seconds, FALSE, NULL))
    return;
  set_failure (self, registration, failure);
  set_retry_after (self, response);
  if (registration->binding.asked > 0)
    {
      if (self->flows.is_set)
        sipgo_registration_flow_fail (&registration->flow);
      sipgo_registration_set_state (registration, SIPGO_REGISTERER_STATE_UNREGISTERED);
      plan_retry (self, registration, network_changed);
    }
  else
    {
      sipgo_registration_set_state (registration, SIPGO_REGISTERER_STATE_UNREGISTERED);
      if (!sipgo_flow_set_is_registered (&self->flows))
        set_kept (self, FALSE);
    }
  update (self);
  settle (self, registration, request, failure);
}

static void
answered (SipgoRegistration *registration, SipgoOutgoingRequest *request, SipgoMessage *response, gboolean is_accepted,
          gpointer owner)
{
  g_autoptr (SipgoRegisterer) self = g_object_ref (SIPGO_REGISTERER (owner));

  /* Delay notifications to the end, since a handler may register or unregister. */
  g_object_freeze_notify (G_OBJECT (self));
  g_object_freeze_notify (G_OBJECT (registration));
  if (is_accepted)
    accepted (self, registration, request, response);
  else
    rejected (self, registration, request, response);
  g_object_thaw_notify (G_OBJECT (registration));
  g_object_thaw_notify (G_OBJECT (self));
  go_on (self);
  if (!sipgo_flow_set_is_pending (&self->flows))
    go_on_ending (self);
  sipgo_usage_check_left (&self->usage);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_registerer_new:
 * @agent: the agent to register
 *
 * Makes a registerer for the agent's own URI; nothing is sent before [method@Registerer.register].
 *
 * Returns: (transfer full): the registration
 *
 * Since: 1.0
 */
SipgoRegisterer *
sipgo_registerer_new (SipgoUserAgent *agent)
{
  static const SipgoRegistrationFuncs funcs = { refresh, flow_lost, answered };
  SipgoRegisterer *self;

  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  self = g_object_new (SIPGO_TYPE_REGISTERER, NULL);
  sipgo_usage_set_up (&self->usage, SIPGO_AGENT (agent));
  sipgo_flow_set_init (&self->flows, self->usage.core, self->usage.account, send_anew, &funcs, self);
  sipgo_usage_join (&self->usage);
  return self;
}

/**
 * sipgo_registerer_register:
 * @self: a registration
 * @options: (nullable): headers to add
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Registers the agent. The library then refreshes the registration, until [method@Registerer.unregister] or the end of
 * the agent. When a refresh is pending, this REGISTER is sent after its answer.
 *
 * Fails when the agent is not started or has no address to register, or the registerer was ended ([error@Error]
 * `STATE`), when another operation of the application is pending (`REQUEST_PENDING`), when the registrar rejected the
 * REGISTER (domain [enum@Status]) or could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_registerer_register (SipgoRegisterer *self, SipgoRequestOptions *options, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_registerer_register);
  accept_order (self, task, options, TRUE, FALSE);
}

/**
 * sipgo_registerer_register_finish:
 * @self: a registration
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Registerer.register].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_registerer_register_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_registerer_unregister:
 * @self: a registration
 * @options: (nullable): headers to add, and whether to remove all contacts
 * @cancellable: (nullable): cancels the operation
 * @callback: called when the registrar has answered
 * @user_data: for @callback
 *
 * Removes the agent's Contact from the registrar, or all contacts of its address-of-record. When a refresh is pending,
 * this REGISTER is sent after its answer.
 *
 * Fails when the agent is not started or has no address to unregister, or the registerer was ended ([error@Error]
 * `STATE`), when another operation of the application is pending (`REQUEST_PENDING`), when the registrar rejected the
 * REGISTER (domain [enum@Status]) or could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_registerer_unregister (SipgoRegisterer *self, SipgoUnregisterOptions *options, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_registerer_unregister);
  accept_order (self, task, (SipgoRequestOptions *) options, FALSE,
                options && sipgo_unregister_options_get_all (options));
}

/**
 * sipgo_registerer_unregister_finish:
 * @self: a registration
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Registerer.unregister].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_registerer_unregister_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_registerer_end:
 * @self: a registration
 * @cancellable: (nullable): makes the result `CANCELLED`; the registration ends all the same
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Ends the registerer for good: waits for a pending REGISTER, and unregisters if the agent is registered. It cannot
 * register any more. Without this a registration goes on, also after the last reference to the object was dropped.
 *
 * Fails only when @cancellable was cancelled.
 *
 * Since: 1.0
 */
void
sipgo_registerer_end (SipgoRegisterer *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (SipgoRegisterer) hold = NULL;
  GTask *task;

  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  hold = g_object_ref (self);
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_registerer_end);
  self->end_tasks = g_slist_append (self->end_tasks, task);
  self->ending = TRUE;
  if (self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    complete_end_tasks (self);
  else
    go_on_ending (self);
}

/**
 * sipgo_registerer_end_finish:
 * @self: a registration
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Registerer.end].
 *
 * Returns: %TRUE when it is over
 *
 * Since: 1.0
 */
gboolean
sipgo_registerer_end_finish (SipgoRegisterer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_registerer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->usage.agent);
      break;
    case PROP_ACCOUNT:
      g_value_set_object (value, self->usage.account);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_REGISTRAR:
      g_value_set_boxed (value, self->form.registrar);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, self->expires);
      break;
    case PROP_GRANTED_EXPIRES:
      g_value_set_uint (value, self->granted);
      break;
    case PROP_CONTACTS:
      g_value_set_boxed (value, self->contacts);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->usage.failure);
      break;
    case PROP_TRACE:
      g_value_set_object (value, sipgo_registerer_get_trace (self));
      break;
    case PROP_REFRESH_FREQUENCY:
      g_value_set_uint (value, self->refresh_frequency);
      break;
    case PROP_JITTER:
      g_value_set_uint (value, self->jitter);
      break;
    case PROP_RETRY_AFTER:
      g_value_set_uint (value, self->retry_after);
      break;
    case PROP_REGISTRATIONS:
      g_value_set_object (value, self->flows.list);
      break;
    case PROP_PUB_GRUU:
      g_value_set_boxed (value, self->pub_gruu);
      break;
    case PROP_TEMP_GRUU:
      g_value_set_boxed (value, self->temp_gruu);
      break;
    case PROP_REG_ID:
      g_value_set_uint (value, self->reg_id);
      break;
    case PROP_EXTRA_HEADERS:
      g_value_set_boxed (value, self->usage.extra_headers);
      break;
    case PROP_EXTRA_CONTACT_HEADER_PARAMS:
      g_value_set_boxed (value, self->form.contact_params);
      break;
    case PROP_LOCAL_IDENTITY:
      g_value_set_boxed (value, self->form.local);
      break;
    case PROP_REMOTE_IDENTITY:
      g_value_set_boxed (value, self->form.remote);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registerer_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  switch (id)
    {
    case PROP_ACCOUNT:
      sipgo_registerer_set_account (self, g_value_get_object (value));
      break;
    case PROP_REGISTRAR:
      sipgo_registerer_set_registrar (self, g_value_get_boxed (value));
      break;
    case PROP_EXPIRES:
      sipgo_registerer_set_expires (self, g_value_get_uint (value));
      break;
    case PROP_REFRESH_FREQUENCY:
      sipgo_registerer_set_refresh_frequency (self, g_value_get_uint (value));
      break;
    case PROP_JITTER:
      sipgo_registerer_set_jitter (self, g_value_get_uint (value));
      break;
    case PROP_REG_ID:
      sipgo_registerer_set_reg_id (self, g_value_get_uint (value));
      break;
    case PROP_EXTRA_HEADERS:
      sipgo_registerer_set_extra_headers (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_EXTRA_CONTACT_HEADER_PARAMS:
      sipgo_registerer_set_extra_contact_header_params (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_LOCAL_IDENTITY:
      sipgo_registerer_set_local_identity (self, g_value_get_boxed (value));
      break;
    case PROP_REMOTE_IDENTITY:
      sipgo_registerer_set_remote_identity (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registerer_finalize (GObject *object)
{
  SipgoRegisterer *self = SIPGO_REGISTERER (object);

  g_clear_object (&self->options);
  sipgo_register_form_clear (&self->form);
  g_clear_pointer (&self->pub_gruu, sipgo_uri_unref);
  g_clear_pointer (&self->temp_gruu, sipgo_uri_unref);
  g_strfreev (self->contacts);
  g_clear_pointer (&self->order_failure, sipgo_failure_unref);
  sipgo_flow_set_clear (&self->flows);
  G_OBJECT_CLASS (sipgo_registerer_parent_class)->finalize (object);
}

static const char *
sipgo_registerer_get_call_id (SipgoUsage *usage)
{
  return sipgo_flow_set_get_best (&((SipgoRegisterer *) usage)->flows)->call_id;
}

static void
sipgo_registerer_class_init (SipgoRegistererClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_registerer_get_property;
  object_class->set_property = sipgo_registerer_set_property;
  object_class->finalize = sipgo_registerer_finalize;
  usage_class->leave = sipgo_registerer_leave;
  usage_class->terminate = sipgo_registerer_terminate;
  usage_class->follow_network = sipgo_registerer_follow_network;
  usage_class->get_call_id = sipgo_registerer_get_call_id;

  /**
   * SipgoRegisterer:user-agent: (type SipgoUserAgent)
   *
   * The agent that is registered; %NULL once it is gone.
   *
   * Since: 1.0
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_AGENT, readable);
  /**
   * SipgoRegisterer:account:
   *
   * The account of the agent that is registered; the agent's own by default, which %NULL sets again.
   *
   * Since: 1.0
   */
  props[PROP_ACCOUNT] = g_param_spec_object ("account", NULL, NULL, SIPGO_TYPE_ACCOUNT, writable);
  /**
   * SipgoRegisterer:state:
   *
   * The state of the registration.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_REGISTERER_STATE,
                                         SIPGO_REGISTERER_STATE_INITIAL, readable);
  /**
   * SipgoRegisterer:registrar:
   *
   * The URI that the REGISTER is sent to; %NULL, the default, for the host of the agent's own URI.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRAR] = g_param_spec_boxed ("registrar", NULL, NULL, SIPGO_TYPE_URI, writable);
  /**
   * SipgoRegisterer:expires:
   *
   * The time to register for, in seconds; the registration is refreshed before it ends. The property does not change
   * when the registrar requires a longer time (423), which is used from then on: see
   * [property@Registerer:granted-expires]. 600 by default.
   *
   * Since: 1.0
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 1, SIPGO_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoRegisterer:granted-expires:
   *
   * The time that the registrar granted in its last response, in seconds; 0 while the agent is not registered.
   *
   * Since: 1.0
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
  /**
   * SipgoRegisterer:contacts:
   *
   * All contacts that the registrar has for our address-of-record, as listed in its last 2xx.
   *
   * Since: 1.0
   */
  props[PROP_CONTACTS] = g_param_spec_boxed ("contacts", NULL, NULL, G_TYPE_STRV, readable);
  /**
   * SipgoRegisterer:failure:
   *
   * Why the last REGISTER failed; %NULL when it did not.
   *
   * Since: 1.0
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, readable);
  /**
   * SipgoRegisterer:trace:
   *
   * The last messages, states and decisions of the registration.
   *
   * Since: 1.0
   */
  props[PROP_TRACE] = g_param_spec_object ("trace", NULL, NULL, SIPGO_TYPE_TRACE, readable);
  /**
   * SipgoRegisterer:refresh-frequency:
   *
   * The part of the granted time after which the registration is refreshed, in percent from 50 to 99; it may be up to
   * [property@Registerer:jitter] percent sooner. 99 by default.
   *
   * Since: 1.0
   */
  props[PROP_REFRESH_FREQUENCY] = g_param_spec_uint ("refresh-frequency", NULL, NULL, 50, 99, 99, writable);
  /**
   * SipgoRegisterer:jitter:
   *
   * How much sooner than [property@Registerer:refresh-frequency] a refresh may be sent, in percent of the granted time.
   * A random part of it is used, so that agents which were started together do not send their refreshes together. 15 by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_JITTER] = g_param_spec_uint ("jitter", NULL, NULL, 0, 49, 15, writable);
  /**
   * SipgoRegisterer:retry-after:
   *
   * The Retry-After of the registrar's last rejection, in seconds (RFC 3261 section 20.33); 0 when it had none, and
   * after a success.
   *
   * Since: 1.0
   */
  props[PROP_RETRY_AFTER] = g_param_spec_uint ("retry-after", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoRegisterer:registrations:
   *
   * The registrations, as a list model of [class@Registration]: one for each of [property@Account:outbound-proxies],
   * and else a single one.
   *
   * Since: 1.0
   */
  props[PROP_REGISTRATIONS] = g_param_spec_object ("registrations", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  /**
   * SipgoRegisterer:pub-gruu:
   *
   * The public GRUU (RFC 5627 section 3.1.1) that the registrar has given us: a URI that leads to this agent from
   * everywhere, and shows the address-of-record. %NULL while we are not registered, and where the registrar gives none.
   * [property@Account:gruu] says whether it stands in the Contact of calls.
   *
   * Since: 1.0
   */
  props[PROP_PUB_GRUU] = g_param_spec_boxed ("pub-gruu", NULL, NULL, SIPGO_TYPE_URI, readable);
  /**
   * SipgoRegisterer:temp-gruu:
   *
   * The last temporary GRUU (RFC 5627 section 3.1.2) that the registrar has given us: it leads to this agent, too, but
   * does not show whose it is. Each refresh may bring another one; the former ones stay valid. %NULL while we are not
   * registered, and where the registrar gives none.
   *
   * Since: 1.0
   */
  props[PROP_TEMP_GRUU] = g_param_spec_boxed ("temp-gruu", NULL, NULL, SIPGO_TYPE_URI, readable);
  /**
   * SipgoRegisterer:reg-id:
   *
   * The `reg-id` of the Contact, which tells several flows to the same agent apart (outbound, RFC 5626 section 4.2).
   * The Contact then has [property@UserAgent:instance-id], too. 0, the default, for none; with
   * [property@Account:outbound-proxies], the first of the numbers that count the proxies, and 1 by default.
   *
   * Since: 1.0
   */
  props[PROP_REG_ID] = g_param_spec_uint ("reg-id", NULL, NULL, 0, G_MAXINT32, 0, writable);
  /**
   * SipgoRegisterer:extra-headers:
   *
   * Header lines of every REGISTER, each as `Name: value`. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_HEADERS] = g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, writable);
  /**
   * SipgoRegisterer:extra-contact-header-params:
   *
   * Parameters of the Contact that is registered, each as `name` or `name=value`. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_CONTACT_HEADER_PARAMS] = g_param_spec_boxed ("extra-contact-header-params", NULL, NULL, G_TYPE_STRV,
                                                                writable);
  /**
   * SipgoRegisterer:local-identity:
   *
   * The From: who registers; %NULL, the default, for the agent's own address.
   *
   * Since: 1.0
   */
  props[PROP_LOCAL_IDENTITY] = g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, writable);
  /**
   * SipgoRegisterer:remote-identity:
   *
   * The To: the address-of-record that is registered; %NULL, the default, for that of From.
   *
   * Since: 1.0
   */
  props[PROP_REMOTE_IDENTITY] = g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, writable);
  g_object_class_install_properties (object_class, N_PROPS, props);
  /**
   * SipgoRegisterer::request-created:
   * @self: the registration
   * @request: the REGISTER
   *
   * A REGISTER is about to be sent; also emitted for each refresh. This is the moment to connect to the signals of the
   * request and to call [method@OutgoingRequest.set_header].
   *
   * Since: 1.0
   */
  usage_class->request_created_signal = g_signal_new ("request-created", SIPGO_TYPE_REGISTERER, G_SIGNAL_RUN_LAST, 0,
                                                      NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, SIPGO_TYPE_OUTGOING_REQUEST);
}

static void
sipgo_registerer_init (SipgoRegisterer *self)
{
  self->expires = DEFAULT_EXPIRES;
  self->refresh_frequency = DEFAULT_REFRESH_FREQUENCY;
  self->jitter = DEFAULT_JITTER;
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_registerer_get_user_agent:
 * @self: a registration
 *
 * The agent that is registered.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL once it is gone
 *
 * Since: 1.0
 */
SipgoUserAgent *
sipgo_registerer_get_user_agent (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return (SipgoUserAgent *) self->usage.agent;
}

/**
 * sipgo_registerer_get_account:
 * @self: a registration
 *
 * The account that is registered.
 *
 * Returns: (transfer none) (nullable): the account; %NULL once the object was disposed
 *
 * Since: 1.0
 */
SipgoAccount *
sipgo_registerer_get_account (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->usage.account;
}

/**
 * sipgo_registerer_set_account:
 * @self: a registration
 * @account: (nullable): an account of the agent, or %NULL for its own
 *
 * Sets [property@Registerer:account], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_account (SipgoRegisterer *self, SipgoAccount *account)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (!account || SIPGO_IS_ACCOUNT (account));
  update_gruus (self, NULL, NULL);
  if (sipgo_usage_set_account (&self->usage, account))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCOUNT]);
}

/**
 * sipgo_registerer_get_state:
 * @self: a registration
 *
 * The state of the registration.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoRegistererState
sipgo_registerer_get_state (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), SIPGO_REGISTERER_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_registerer_get_registrar:
 * @self: a registration
 *
 * The URI that the REGISTER is sent to.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL for the host of the agent's own
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_registerer_get_registrar (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->form.registrar;
}

/* The Min-Expires was that of another registrar. */
static void
forget_minimum (SipgoRegisterer *self)
{
  g_autoptr (GPtrArray) registrations = sipgo_flow_set_dup (&self->flows);
  guint i;

  for (i = 0; i < registrations->len; i++)
    ((SipgoRegistration *) registrations->pdata[i])->binding.minimum = 0;
}

/**
 * sipgo_registerer_set_registrar:
 * @self: a registration
 * @registrar: (nullable): where to send the REGISTER, such as a proxy; %NULL for the host of the agent's own URI
 *
 * Sets [property@Registerer:registrar].
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_registrar (SipgoRegisterer *self, SipgoUri *registrar)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  if (self->form.registrar == registrar)
    return;
  g_clear_pointer (&self->form.registrar, sipgo_uri_unref);
  self->form.registrar = registrar ? sipgo_uri_ref (registrar) : NULL;
  forget_minimum (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REGISTRAR]);
}

/**
 * sipgo_registerer_get_granted_expires:
 * @self: a registration
 *
 * The time that the registrar granted in its last response.
 *
 * Returns: seconds; 0 while it is not registered
 *
 * Since: 1.0
 */
guint
sipgo_registerer_get_granted_expires (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->granted;
}

/**
 * sipgo_registerer_get_expires:
 * @self: a registration
 *
 * The time to register for.
 *
 * Returns: seconds
 *
 * Since: 1.0
 */
guint
sipgo_registerer_get_expires (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->expires;
}

/**
 * sipgo_registerer_set_expires:
 * @self: a registration
 * @seconds: the time, from 1 to 604800 seconds
 *
 * Sets [property@Registerer:expires], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_expires (SipgoRegisterer *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (seconds >= 1 && seconds <= SIPGO_MAX_EXPIRES);
  if (self->expires == seconds)
    return;
  self->expires = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXPIRES]);
}

/**
 * sipgo_registerer_get_contacts:
 * @self: a registration
 *
 * All contacts that the registrar has for our address-of-record.
 *
 * Returns: (transfer full) (nullable): Contact values, or %NULL before its first answer
 *
 * Since: 1.0
 */
GStrv
sipgo_registerer_get_contacts (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->contacts);
}

/**
 * sipgo_registerer_get_trace:
 * @self: a registration
 *
 * Gets the last messages, states and decisions of the registration.
 *
 * Returns: (transfer none): the trace
 *
 * Since: 1.0
 */
SipgoTrace *
sipgo_registerer_get_trace (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return sipgo_usage_get_trace (&self->usage);
}

/**
 * sipgo_registerer_get_failure:
 * @self: a registration
 *
 * Why the last REGISTER failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 *
 * Since: 1.0
 */
SipgoFailure *
sipgo_registerer_get_failure (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->usage.failure;
}

/**
 * sipgo_registerer_get_refresh_frequency:
 * @self: a registration
 *
 * The part of the granted time after which the registration is refreshed.
 *
 * Returns: percent of the granted time
 *
 * Since: 1.0
 */
guint
sipgo_registerer_get_refresh_frequency (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->refresh_frequency;
}

/**
 * sipgo_registerer_set_refresh_frequency:
 * @self: a registration
 * @refresh_frequency: percent of the granted time, from 50 to 99
 *
 * Sets [property@Registerer:refresh-frequency], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_refresh_frequency (SipgoRegisterer *self, guint refresh_frequency)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (refresh_frequency >= 50 && refresh_frequency <= 99);
  if (self->refresh_frequency == refresh_frequency)
    return;
  self->refresh_frequency = refresh_frequency;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REFRESH_FREQUENCY]);
}

/**
 * sipgo_registerer_get_jitter:
 * @self: a registration
 *
 * How much sooner a refresh may be sent.
 *
 * Returns: percent of the granted time
 *
 * Since: 1.0
 */
guint
sipgo_registerer_get_jitter (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->jitter;
}

/**
 * sipgo_registerer_set_jitter:
 * @self: a registration
 * @jitter: percent of the granted time, from 0 to 49
 *
 * Sets [property@Registerer:jitter], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_jitter (SipgoRegisterer *self, guint jitter)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (jitter <= 49);
  if (self->jitter == jitter)
    return;
  self->jitter = jitter;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_JITTER]);
}

/**
 * sipgo_registerer_get_retry_after:
 * @self: a registration
 *
 * The Retry-After of the registrar's last rejection.
 *
 * Returns: seconds; 0 when it had none
 *
 * Since: 1.0
 */
guint
sipgo_registerer_get_retry_after (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->retry_after;
}

/**
 * sipgo_registerer_get_reg_id:
 * @self: a registration
 *
 * The `reg-id` of the Contact (RFC 5626).
 *
 * Returns: a number, or 0 for none
 *
 * Since: 1.0
 */
guint
sipgo_registerer_get_reg_id (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), 0);
  return self->reg_id;
}

/**
 * sipgo_registerer_set_reg_id:
 * @self: a registration
 * @reg_id: a number, or 0 for none
 *
 * Sets [property@Registerer:reg-id], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_reg_id (SipgoRegisterer *self, guint reg_id)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (reg_id <= G_MAXINT32);
  if (self->reg_id == reg_id)
    return;
  self->reg_id = reg_id;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REG_ID]);
}

/**
 * sipgo_registerer_get_registrations:
 * @self: a registration
 *
 * The registrations, one for each flow.
 *
 * Returns: (transfer none): a list model of [class@Registration]
 *
 * Since: 1.0
 */
GListModel *
sipgo_registerer_get_registrations (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return G_LIST_MODEL (self->flows.list);
}

/**
 * sipgo_registerer_get_pub_gruu:
 * @self: a registration
 *
 * The public GRUU of this agent.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_registerer_get_pub_gruu (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->pub_gruu;
}

/**
 * sipgo_registerer_get_temp_gruu:
 * @self: a registration
 *
 * The last temporary GRUU of this agent.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_registerer_get_temp_gruu (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->temp_gruu;
}

/**
 * sipgo_registerer_get_extra_headers:
 * @self: a registration
 *
 * Header lines of every REGISTER.
 *
 * Returns: (transfer full) (nullable): lines, each as `Name: value`; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_registerer_get_extra_headers (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->usage.extra_headers);
}

/**
 * sipgo_registerer_set_extra_headers:
 * @self: a registration
 * @extra_headers: (nullable) (array zero-terminated=1): lines, each as `Name: value`
 *
 * Sets [property@Registerer:extra-headers], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_extra_headers (SipgoRegisterer *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  if (sipgo_usage_set_extra_headers (&self->usage, extra_headers))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_HEADERS]);
}

/**
 * sipgo_registerer_get_extra_contact_header_params:
 * @self: a registration
 *
 * Parameters of the Contact that is registered.
 *
 * Returns: (transfer full) (nullable): each as `name` or `name=value`; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_registerer_get_extra_contact_header_params (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->form.contact_params);
}

/**
 * sipgo_registerer_set_extra_contact_header_params:
 * @self: a registration
 * @extra_contact_header_params: (nullable) (array zero-terminated=1): each as `name` or `name=value`
 *
 * Sets [property@Registerer:extra-contact-header-params], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_extra_contact_header_params (SipgoRegisterer *self, const char *const *extra_contact_header_params)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_strfreev (self->form.contact_params);
  self->form.contact_params = g_strdupv ((GStrv) extra_contact_header_params);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_CONTACT_HEADER_PARAMS]);
}

/**
 * sipgo_registerer_get_local_identity:
 * @self: a registration
 *
 * The From of the REGISTER.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_registerer_get_local_identity (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->form.local;
}

/**
 * sipgo_registerer_set_local_identity:
 * @self: a registration
 * @local_identity: (nullable): name and address of From
 *
 * Sets [property@Registerer:local-identity], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_local_identity (SipgoRegisterer *self, SipgoNameAddr *local_identity)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_clear_pointer (&self->form.local, sipgo_name_addr_unref);
  self->form.local = local_identity ? sipgo_name_addr_ref (local_identity) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCAL_IDENTITY]);
}

/**
 * sipgo_registerer_get_remote_identity:
 * @self: a registration
 *
 * The To of the REGISTER: the address-of-record.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL
 *
 * Since: 1.0
 */
SipgoNameAddr *
sipgo_registerer_get_remote_identity (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->form.remote;
}

/**
 * sipgo_registerer_set_remote_identity:
 * @self: a registration
 * @remote_identity: (nullable): name and address of To
 *
 * Sets [property@Registerer:remote-identity], for the next REGISTER on.
 *
 * Since: 1.0
 */
void
sipgo_registerer_set_remote_identity (SipgoRegisterer *self, SipgoNameAddr *remote_identity)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_clear_pointer (&self->form.remote, sipgo_name_addr_unref);
  self->form.remote = remote_identity ? sipgo_name_addr_ref (remote_identity) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registration-private.h"

#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/sipgo-registration-enum-types.h"

/**
 * SipgoRegistration:
 *
 * One of the registrations of a [class@Registerer]: a flow to an outbound proxy (RFC 5626 section 4.2), and our binding
 * at the registrar that leads to it. A registerer has one for each of [property@Account:outbound-proxies], and else a
 * single one.
 *
 * ```python
 * for registration in registerer.registrations:
 *     print(registration.outbound_proxy, registration.state, registration.failure)
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoRegistration, sipgo_registration, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_OUTBOUND_PROXY,
  PROP_REG_ID,
  PROP_STATE,
  PROP_GRANTED_EXPIRES,
  PROP_FAILURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
notify (SipgoRegistration *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[property]);
}

/* --- the flow ----------------------------------------------------------------------------------------------------- */

/* Requests do not go over the flow any more. */
static void
leave_edge (SipgoRegistration *self, SipgoFlow *flow)
{
  if (flow && self->edge->flow == flow)
    sipgo_edge_set_flow (self->edge, NULL);
}

static void
drop_flow (SipgoRegistration *self)
{
  leave_edge (self, self->flow.watch.flow);
  sipgo_registration_flow_drop (&self->flow);
}

void
sipgo_registration_take_flow (SipgoRegistration *self, SipgoFlow *flow, guint interval)
{
  leave_edge (self, self->flow.watch.flow);
  sipgo_registration_flow_take (&self->flow, flow, interval, self->is_outbound);
  if (self->edge->is_of_set || self->is_outbound)
    sipgo_edge_set_flow (self->edge, flow);
}

static void
lost (SipgoFlow *flow, const GError *error, gpointer owner)
{
  g_autoptr (SipgoRegistration) self = g_object_ref (SIPGO_REGISTRATION (owner));

  leave_edge (self, flow);
  self->funcs->lost (self, error, self->owner);
}

void
sipgo_registration_set_edge (SipgoRegistration *self, SipgoEdge *edge)
{
  gboolean is_of_set = self->edge->is_of_set || edge->is_of_set;

  if (self->edge == edge)
    return;
  leave_edge (self, self->flow.watch.flow);
  sipgo_edge_unref (self->edge);
  self->edge = sipgo_edge_ref (edge);
  self->is_outbound = FALSE;
  if (is_of_set)
    {
      sipgo_registration_drop (self);
      sipgo_soft_state_cancel_refresh (&self->binding);
      sipgo_registration_flow_reset (&self->flow);
      if (self->state == SIPGO_REGISTERER_STATE_REGISTERED)
        sipgo_registration_set_state (self, SIPGO_REGISTERER_STATE_UNREGISTERED);
    }
  notify (self, PROP_OUTBOUND_PROXY);
}

/* --- the REGISTER ------------------------------------------------------------------------------------------------- */

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoRegistration) self = NULL;
  g_autoptr (SipgoOutgoingRequest) hold = NULL;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  self = g_object_ref (SIPGO_REGISTRATION (user_data));
  hold = g_steal_pointer (&self->request);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  /* Answering a challenge has used a CSeq number (22.2). */
  self->sequence = MAX (self->sequence, sipgo_message_get_cseq (request->message));
  self->funcs->answered (self, request, response, moment_now == SIPGO_MOMENT_ACCEPT, self->owner);
}

void
sipgo_registration_start (SipgoRegistration *self, SipgoOutgoingRequest *request)
{
  self->is_due = FALSE;
  sipgo_soft_state_cancel_refresh (&self->binding);
  self->request = request;
  sipgo_outgoing_request_set_handler (request, moment, self);
  sipgo_outgoing_request_start (request);
}

void
sipgo_registration_drop (SipgoRegistration *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);

  if (!request)
    return;
  self->sequence = MAX (self->sequence, sipgo_message_get_cseq (request->message));
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  sipgo_outgoing_request_forget (request);
}

static void
refresh (gpointer owner)
{
  g_autoptr (SipgoRegistration) self = g_object_ref (SIPGO_REGISTRATION (owner));

  self->funcs->refresh (self, self->owner);
}

/* --- what the owner says of it ------------------------------------------------------------------------------------ */

void
sipgo_registration_grant (SipgoRegistration *self, guint seconds)
{
  gboolean changed = self->binding.granted != seconds;

  sipgo_soft_state_grant (&self->binding, seconds);
  if (changed)
    notify (self, PROP_GRANTED_EXPIRES);
}

void
sipgo_registration_set_state (SipgoRegistration *self, SipgoRegistererState state)
{
  g_autoptr (SipgoRegistration) hold = g_object_ref (self);

  if (state != SIPGO_REGISTERER_STATE_REGISTERED)
    {
      sipgo_registration_grant (self, 0);
      sipgo_registration_take_gruus (self, NULL, NULL);
      drop_flow (self);
    }
  if (self->state == state || self->state == SIPGO_REGISTERER_STATE_TERMINATED)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

void
sipgo_registration_set_failure (SipgoRegistration *self, SipgoFailure *failure)
{
  if (self->failure == failure)
    return;
  g_clear_pointer (&self->failure, sipgo_failure_unref);
  self->failure = failure ? sipgo_failure_ref (failure) : NULL;
  notify (self, PROP_FAILURE);
}

void
sipgo_registration_set_reg_id (SipgoRegistration *self, guint reg_id)
{
  if (self->reg_id == reg_id)
    return;
  self->reg_id = reg_id;
  notify (self, PROP_REG_ID);
}

void
sipgo_registration_take_gruus (SipgoRegistration *self, SipgoUri *pub_gruu, SipgoUri *temp_gruu)
{
  g_clear_pointer (&self->pub_gruu, sipgo_uri_unref);
  g_clear_pointer (&self->temp_gruu, sipgo_uri_unref);
  self->pub_gruu = pub_gruu;
  self->temp_gruu = temp_gruu;
}

gboolean
sipgo_registration_is_active (SipgoRegistration *self)
{
  return self->request || self->binding.refresh_at != 0;
}

gboolean
sipgo_registration_is_trying (SipgoRegistration *self)
{
  return self->request && self->binding.asked > 0;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

SipgoRegistration *
sipgo_registration_new (SipgoUserAgentCore *core, SipgoEdge *edge, const SipgoRegistrationFuncs *funcs, gpointer owner)
{
  SipgoRegistration *self = g_object_new (SIPGO_TYPE_REGISTRATION, NULL);

  self->funcs = funcs;
  self->owner = owner;
  self->environment = sipgo_environment_ref (sipgo_user_agent_core_get_environment (core));
  self->edge = sipgo_edge_ref (edge);
  self->call_id = sipgo_random_dup_token (sipgo_user_agent_core_get_random (core), NULL);
  sipgo_soft_state_init (&self->binding, self->environment, refresh, NULL, self);
  sipgo_registration_flow_init (&self->flow, self->environment, lost, self);
  return self;
}

void
sipgo_registration_end (SipgoRegistration *self)
{
  sipgo_registration_drop (self);
  sipgo_soft_state_cancel_refresh (&self->binding);
  sipgo_registration_set_state (self, SIPGO_REGISTERER_STATE_TERMINATED);
}

static void
sipgo_registration_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoRegistration *self = SIPGO_REGISTRATION (object);

  switch (id)
    {
    case PROP_OUTBOUND_PROXY:
      g_value_set_boxed (value, self->edge->uri);
      break;
    case PROP_REG_ID:
      g_value_set_uint (value, self->reg_id);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_GRANTED_EXPIRES:
      g_value_set_uint (value, self->binding.granted);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->failure);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_registration_finalize (GObject *object)
{
  SipgoRegistration *self = SIPGO_REGISTRATION (object);

  g_clear_pointer (&self->failure, sipgo_failure_unref);
  g_free (self->call_id);
  g_free (self->bound_contact);
  sipgo_registration_take_gruus (self, NULL, NULL);
  sipgo_edge_unref (self->edge);
  sipgo_environment_unref (self->environment);
  G_OBJECT_CLASS (sipgo_registration_parent_class)->finalize (object);
}

static void
sipgo_registration_class_init (SipgoRegistrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_registration_get_property;
  object_class->finalize = sipgo_registration_finalize;

  /**
   * SipgoRegistration:outbound-proxy:
   *
   * The proxy to which the flow leads; %NULL when the account has none.
   *
   * Since: 1.0
   */
  props[PROP_OUTBOUND_PROXY] = g_param_spec_boxed ("outbound-proxy", NULL, NULL, SIPGO_TYPE_URI, readable);
  /**
   * SipgoRegistration:reg-id:
   *
   * The `reg-id` of the Contact, which tells this flow from the others (RFC 5626 section 4.2); 0 for none.
   *
   * Since: 1.0
   */
  props[PROP_REG_ID] = g_param_spec_uint ("reg-id", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoRegistration:state:
   *
   * `REGISTERED` while the registrar can reach us over this flow.
   *
   * Since: 1.0
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_REGISTERER_STATE,
                                         SIPGO_REGISTERER_STATE_INITIAL, readable);
  /**
   * SipgoRegistration:granted-expires:
   *
   * The time that the registrar granted in its last response, in seconds; 0 while the state is not `REGISTERED`.
   *
   * Since: 1.0
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
  /**
   * SipgoRegistration:failure:
   *
   * Why the last REGISTER over this proxy failed; %NULL when it did not.
   *
   * Since: 1.0
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_registration_init (SipgoRegistration *self)
{
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

/**
 * sipgo_registration_get_outbound_proxy:
 * @self: a registration
 *
 * The proxy to which the flow leads.
 *
 * Returns: (transfer none) (nullable): its URI, or %NULL
 *
 * Since: 1.0
 */
SipgoUri *
sipgo_registration_get_outbound_proxy (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->edge->uri;
}

/**
 * sipgo_registration_get_reg_id:
 * @self: a registration
 *
 * The `reg-id` of the Contact.
 *
 * Returns: a number, or 0 for none
 *
 * Since: 1.0
 */
guint
sipgo_registration_get_reg_id (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), 0);
  return self->reg_id;
}

/**
 * sipgo_registration_get_state:
 * @self: a registration
 *
 * The state of the registration.
 *
 * Returns: the state
 *
 * Since: 1.0
 */
SipgoRegistererState
sipgo_registration_get_state (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), SIPGO_REGISTERER_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_registration_get_granted_expires:
 * @self: a registration
 *
 * The time that the registrar granted in its last response.
 *
 * Returns: seconds; 0 while the state is not `REGISTERED`
 *
 * Since: 1.0
 */
guint
sipgo_registration_get_granted_expires (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), 0);
  return self->binding.granted;
}

/**
 * sipgo_registration_get_failure:
 * @self: a registration
 *
 * Why the last REGISTER failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 *
 * Since: 1.0
 */
SipgoFailure *
sipgo_registration_get_failure (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->failure;
}

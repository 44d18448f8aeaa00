/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-flow-set-private.h"

/* How long a proxy may be silent until the next one is tried, as long as nothing is known of the registrar. */
#define PATIENCE SIPGO_SECONDS (4)

/* --- the list ----------------------------------------------------------------------------------------------------- */

static guint
count (SipgoFlowSet *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->list));
}

/* Transfer none: the list holds it. */
static SipgoRegistration *
nth (SipgoFlowSet *self, guint n)
{
  g_autoptr (SipgoRegistration) registration = g_list_model_get_item (G_LIST_MODEL (self->list), n);

  return registration;
}

GPtrArray *
sipgo_flow_set_dup (SipgoFlowSet *self)
{
  GPtrArray *registrations = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  for (i = 0; i < count (self); i++)
    g_ptr_array_add (registrations, g_object_ref (nth (self, i)));
  return registrations;
}

/* The first one for which the test holds, other than except (nullable); NULL if there is none. */
static SipgoRegistration *
find (SipgoFlowSet *self, gboolean (*test) (SipgoRegistration *registration), SipgoRegistration *except)
{
  guint i;

  for (i = 0; i < count (self); i++)
    {
      SipgoRegistration *registration = nth (self, i);

      if (registration != except && test (registration))
        return registration;
    }
  return NULL;
}

static gboolean
is_registered (SipgoRegistration *registration)
{
  return registration->state == SIPGO_REGISTERER_STATE_REGISTERED;
}

static gboolean
is_pending (SipgoRegistration *registration)
{
  return registration->request != NULL;
}

static gboolean
is_free (SipgoRegistration *registration)
{
  return registration->request == NULL;
}

static gboolean
is_due (SipgoRegistration *registration)
{
  return registration->is_due;
}

SipgoRegistration *
sipgo_flow_set_get_best (SipgoFlowSet *self)
{
  SipgoRegistration *registered = find (self, is_registered, NULL);

  return registered ? registered : nth (self, 0);
}

gboolean
sipgo_flow_set_is_registered (SipgoFlowSet *self)
{
  return find (self, is_registered, NULL) != NULL;
}

gboolean
sipgo_flow_set_is_trying (SipgoFlowSet *self)
{
  return find (self, sipgo_registration_is_trying, NULL) != NULL;
}

gboolean
sipgo_flow_set_is_pending (SipgoFlowSet *self)
{
  return find (self, is_pending, NULL) != NULL;
}

gboolean
sipgo_flow_set_is_blocked (SipgoFlowSet *self)
{
  return !find (self, is_free, NULL);
}

/* --- the proxies of the account ----------------------------------------------------------------------------------- */

/* A proxy keeps its place, and so its reg-id: the registrar replaces the binding that it has for that (RFC 5626 4.2.1).
 * A new proxy takes the reg-id, and the binding, of the one that was in its place before. */
GPtrArray *
sipgo_flow_set_sync (SipgoFlowSet *self, SipgoUserAgentCore *core, SipgoAccount *account, guint reg_id)
{
  GPtrArray *edges = sipgo_account_get_edges (account);
  gboolean is_set = ((SipgoEdge *) edges->pdata[0])->is_of_set;
  GPtrArray *left_over = g_ptr_array_new_with_free_func (g_object_unref);
  guint i;

  if (is_set != self->is_set)
    self->outbound = SIPGO_OUTBOUND_UNKNOWN;
  self->is_set = is_set;
  for (i = 0; i < edges->len; i++)
    {
      g_autoptr (SipgoRegistration) added = NULL;

      if (i >= count (self))
        {
          added = sipgo_registration_new (core, edges->pdata[i], self->funcs, self->owner);
          g_list_store_append (self->list, added);
        }
      sipgo_registration_set_edge (nth (self, i), edges->pdata[i]);
      sipgo_registration_set_reg_id (nth (self, i), is_set ? MAX (reg_id, 1) + i : reg_id);
    }
  while (count (self) > edges->len)
    {
      g_ptr_array_add (left_over, g_object_ref (nth (self, edges->len)));
      g_list_store_remove (self->list, edges->len);
    }
  return left_over;
}

/* --- which one is tried ------------------------------------------------------------------------------------------- */

static SipgoRegistration *
find_due (SipgoFlowSet *self)
{
  SipgoRegistration *best = sipgo_flow_set_get_best (self);

  return best->is_due ? best : find (self, is_due, NULL);
}

static void lose_patience (gpointer user_data);

/* All that are due, once the registrar supports outbound; else one of them. */
static gboolean
try_due (SipgoFlowSet *self, GError **error)
{
  g_autoptr (GError) first_error = NULL;
  gboolean has_sent = FALSE;
  SipgoRegistration *due;

  sipgo_environment_cancel_timer (self->environment, &self->patience_timer);
  while ((due = find_due (self)) && (!has_sent || self->outbound == SIPGO_OUTBOUND_SUPPORTED))
    {
      due->is_due = FALSE;
      has_sent |= self->send (due, self->owner, first_error ? NULL : &first_error);
    }
  if (due && has_sent)
    sipgo_environment_set_timer (self->environment, &self->patience_timer, PATIENCE, lose_patience, self);
  if (!has_sent && first_error)
    g_propagate_error (error, g_steal_pointer (&first_error));
  return has_sent;
}

static void
lose_patience (gpointer user_data)
{
  SipgoFlowSet *self = user_data;
  g_autoptr (GObject) hold = g_object_ref (self->owner);

  try_due (self, NULL);
}

static void
make_others_due (SipgoFlowSet *self, SipgoRegistration *registration)
{
  guint i;

  for (i = 0; i < count (self); i++)
    {
      if (nth (self, i) != registration && !nth (self, i)->request)
        nth (self, i)->is_due = TRUE;
    }
}

gboolean
sipgo_flow_set_register (SipgoFlowSet *self, GError **error)
{
  make_others_due (self, NULL);
  return try_due (self, error);
}

gboolean
sipgo_flow_set_refresh (SipgoFlowSet *self, SipgoRegistration *registration, GError **error)
{
  if (self->is_set && self->outbound != SIPGO_OUTBOUND_SUPPORTED)
    make_others_due (self, registration);
  return self->send (registration, self->owner, error);
}

void
sipgo_flow_set_stop (SipgoFlowSet *self)
{
  guint i;

  sipgo_environment_cancel_timer (self->environment, &self->patience_timer);
  for (i = 0; i < count (self); i++)
    nth (self, i)->is_due = FALSE;
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

static SipgoRegistration *
find_other (SipgoFlowSet *self, SipgoRegistration *registration)
{
  return find (self, is_registered, registration);
}

gboolean
sipgo_flow_set_needs_outbound (SipgoFlowSet *self, SipgoRegistration *registration)
{
  return self->outbound == SIPGO_OUTBOUND_SUPPORTED && find_other (self, registration);
}

static void
retry_in (SipgoFlowSet *self, SipgoRegistration *registration, guint seconds)
{
  gint64 back_off = sipgo_registration_flow_get_back_off (&registration->flow, !sipgo_flow_set_is_registered (self));

  sipgo_soft_state_refresh_in (&registration->binding, MAX (back_off, SIPGO_SECONDS (seconds)));
}

/* One registration is enough (4.2.1). */
static void
settle_for (SipgoFlowSet *self, SipgoRegistration *registration)
{
  guint i;

  self->outbound = SIPGO_OUTBOUND_UNSUPPORTED;
  sipgo_flow_set_stop (self);
  for (i = 0; i < count (self); i++)
    {
      if (nth (self, i) != registration)
        sipgo_soft_state_cancel_refresh (&nth (self, i)->binding);
    }
}

gboolean
sipgo_flow_set_accept (SipgoFlowSet *self, SipgoRegistration *registration)
{
  SipgoRegistration *other;

  if (!self->is_set)
    return TRUE;
  other = find_other (self, registration);
  if (registration->is_outbound)
    self->outbound = SIPGO_OUTBOUND_SUPPORTED;
  else if (!other)
    settle_for (self, registration);
  else if (self->outbound == SIPGO_OUTBOUND_SUPPORTED)
    {
      /* This proxy does not support outbound, though the registrar does. */
      sipgo_registration_flow_fail (&registration->flow);
      retry_in (self, registration, 0);
    }
  else if (g_strcmp0 (other->bound_contact, registration->bound_contact) == 0)
    /* The registrar has one binding for both, which leads to this proxy now. */
    sipgo_soft_state_refresh_in (&other->binding, 0);
  return registration->is_outbound || !other;
}

/* Those that have failed before the first was accepted are tried again after a while, the others now. */
void
sipgo_flow_set_go_on (SipgoFlowSet *self)
{
  guint i;

  if (self->outbound != SIPGO_OUTBOUND_SUPPORTED)
    return;
  for (i = 0; i < count (self); i++)
    {
      SipgoRegistration *registration = nth (self, i);

      if (is_registered (registration) || sipgo_registration_is_active (registration))
        continue;
      if (registration->flow.n_failures > 0 && !registration->is_due)
        retry_in (self, registration, 0);
      else
        registration->is_due = TRUE;
    }
  try_due (self, NULL);
}

void
sipgo_flow_set_reject (SipgoFlowSet *self, SipgoRegistration *registration, gboolean will_retry, guint retry_after)
{
  if (self->outbound != SIPGO_OUTBOUND_SUPPORTED)
    {
      if (find_due (self) && try_due (self, NULL))
        return;
      /* The next round begins with the first proxy. */
      registration = nth (self, 0);
      will_retry = will_retry && !sipgo_flow_set_is_registered (self) && !sipgo_flow_set_is_pending (self);
    }
  if (will_retry)
    retry_in (self, registration, retry_after);
}

gint64
sipgo_flow_set_lose (SipgoFlowSet *self, SipgoRegistration *registration)
{
  if (!self->is_set || self->outbound != SIPGO_OUTBOUND_SUPPORTED)
    return sipgo_registration_flow_get_delay (&registration->flow);
  sipgo_registration_set_state (registration, SIPGO_REGISTERER_STATE_UNREGISTERED);
  return sipgo_registration_flow_get_back_off (&registration->flow, !sipgo_flow_set_is_registered (self));
}

/* --- life --------------------------------------------------------------------------------------------------------- */

void
sipgo_flow_set_init (SipgoFlowSet *self, SipgoUserAgentCore *core, SipgoAccount *account, SipgoFlowSetFunc send,
                     const SipgoRegistrationFuncs *funcs, gpointer owner)
{
  self->environment = sipgo_user_agent_core_get_environment (core);
  self->list = g_list_store_new (SIPGO_TYPE_REGISTRATION);
  self->send = send;
  self->funcs = funcs;
  self->owner = owner;
  g_ptr_array_unref (sipgo_flow_set_sync (self, core, account, 0));
}

void
sipgo_flow_set_end (SipgoFlowSet *self)
{
  guint i;

  sipgo_flow_set_stop (self);
  for (i = 0; i < count (self); i++)
    sipgo_registration_end (nth (self, i));
}

void
sipgo_flow_set_clear (SipgoFlowSet *self)
{
  g_clear_object (&self->list);
}

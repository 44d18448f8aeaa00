/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registration-private.h"

/* What a registration with us shows, and what may be set of it. */

/**
 * sipgo_registration_get_user_agent:
 * @self: a registration
 *
 * The agent that is registered with.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL after its end
 */
SipgoUserAgent *
sipgo_registration_get_user_agent (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->agent;
}

/**
 * sipgo_registration_get_request:
 * @self: a registration
 *
 * The client's last REGISTER.
 *
 * Returns: (transfer none): the request
 */
SipgoIncomingRequest *
sipgo_registration_get_request (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->request;
}

/**
 * sipgo_registration_get_aor:
 * @self: a registration
 *
 * The address of record.
 *
 * Returns: (transfer none): who is to be reached
 */
SipgoUri *
sipgo_registration_get_aor (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->aor;
}

/**
 * sipgo_registration_get_contact:
 * @self: a registration
 *
 * Where the client is reached.
 *
 * Returns: (transfer none) (nullable): the best of its contacts
 */
SipgoNameAddr *
sipgo_registration_get_contact (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->contact;
}

/**
 * sipgo_registration_get_contacts:
 * @self: a registration
 *
 * All contacts.
 *
 * Returns: (transfer full): them as they stand in the header Contact, best first
 */
GStrv
sipgo_registration_get_contacts (SipgoRegistration *self)
{
  GPtrArray *bindings, *contacts;
  guint i;

  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  bindings = self->state == SIPGO_REGISTRATION_STATE_INITIAL ? self->wish.bindings : self->bindings;
  contacts = g_ptr_array_new ();
  for (i = 0; i < bindings->len; i++)
    g_ptr_array_add (contacts, sipgo_name_addr_to_string (((SipgoBinding *) bindings->pdata[i])->contact));
  g_ptr_array_add (contacts, NULL);
  return (GStrv) g_ptr_array_free (contacts, FALSE);
}

/**
 * sipgo_registration_get_state:
 * @self: a registration
 *
 * Where it stands.
 *
 * Returns: the state
 */
SipgoRegistrationState
sipgo_registration_get_state (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), SIPGO_REGISTRATION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_registration_get_expires:
 * @self: a registration
 *
 * How much time is asked for, or left once it is accepted.
 *
 * Returns: seconds
 */
guint
sipgo_registration_get_expires (SipgoRegistration *self)
{
  guint left = 0, i;

  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), 0);
  if (self->state == SIPGO_REGISTRATION_STATE_INITIAL)
    return sipgo_binding_wish_get_seconds (&self->wish);
  for (i = 0; i < self->bindings->len; i++)
    left = MAX (left, sipgo_registration_left (self, self->bindings->pdata[i]));
  return left;
}

/**
 * sipgo_registration_get_reason:
 * @self: a registration
 *
 * Why it ended.
 *
 * Returns: (nullable): a word, or %NULL while it lives
 */
const char *
sipgo_registration_get_reason (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), NULL);
  return self->reason;
}

/**
 * sipgo_registration_get_min_expires:
 * @self: a registration
 *
 * The least that may be asked for.
 *
 * Returns: seconds; 0 for no limit
 */
guint
sipgo_registration_get_min_expires (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), 0);
  return self->min_expires;
}

/**
 * sipgo_registration_set_min_expires:
 * @self: a registration
 * @seconds: the least; 0 for no limit
 *
 * Sets [property@Registration:min-expires].
 */
void
sipgo_registration_set_min_expires (SipgoRegistration *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTRATION (self));
  if (self->min_expires == seconds)
    return;
  self->min_expires = seconds;
  g_object_notify (G_OBJECT (self), "min-expires");
}

/**
 * sipgo_registration_get_max_expires:
 * @self: a registration
 *
 * The most that is granted.
 *
 * Returns: seconds; 0 for no limit
 */
guint
sipgo_registration_get_max_expires (SipgoRegistration *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTRATION (self), 0);
  return self->max_expires;
}

/**
 * sipgo_registration_set_max_expires:
 * @self: a registration
 * @seconds: the most; 0 for no limit
 *
 * Sets [property@Registration:max-expires].
 */
void
sipgo_registration_set_max_expires (SipgoRegistration *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTRATION (self));
  if (self->max_expires == seconds)
    return;
  self->max_expires = seconds;
  g_object_notify (G_OBJECT (self), "max-expires");
}

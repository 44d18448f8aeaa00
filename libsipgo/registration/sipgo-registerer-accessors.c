/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registerer-private.h"

/* What a registration is of, and where it stands. */

/**
 * sipgo_registerer_get_user_agent:
 * @self: a registration
 *
 * The agent that is registered.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL after its end
 */
SipgoUserAgent *
sipgo_registerer_get_user_agent (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->agent;
}

/**
 * sipgo_registerer_get_state:
 * @self: a registration
 *
 * Where the registration stands.
 *
 * Returns: the state
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
 * Where the REGISTER is sent.
 *
 * Returns: (transfer none) (nullable): the URI, or %NULL for the host of the agent's own
 */
SipgoUri *
sipgo_registerer_get_registrar (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->registrar;
}

/**
 * sipgo_registerer_set_registrar:
 * @self: a registration
 * @registrar: (nullable): where to send the REGISTER, such as a proxy; %NULL for the host of the agent's own URI
 *
 * Sets [property@Registerer:registrar].
 */
void
sipgo_registerer_set_registrar (SipgoRegisterer *self, SipgoUri *registrar)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  if (self->registrar == registrar)
    return;
  g_clear_pointer (&self->registrar, sipgo_uri_unref);
  self->registrar = registrar ? sipgo_uri_ref (registrar) : NULL;
  self->minimum = 0;
  g_object_notify (G_OBJECT (self), "registrar");
}

/**
 * sipgo_registerer_get_granted_expires:
 * @self: a registration
 *
 * For how long the registrar has us, from its last answer on.
 *
 * Returns: seconds; 0 while it is not registered
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
 * For how long it asks to be registered.
 *
 * Returns: seconds
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
 * @seconds: for how long, from 1 to 604800
 *
 * Sets [property@Registerer:expires]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_expires (SipgoRegisterer *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (seconds >= 1 && seconds <= SIPGO_MAX_EXPIRES);
  if (self->expires == seconds)
    return;
  self->expires = seconds;
  g_object_notify (G_OBJECT (self), "expires");
}

/**
 * sipgo_registerer_get_contacts:
 * @self: a registration
 *
 * All addresses that the registrar has for us.
 *
 * Returns: (transfer full) (nullable): Contact values, or %NULL before its first answer
 */
GStrv
sipgo_registerer_get_contacts (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->contacts);
}

/**
 * sipgo_registerer_get_failure:
 * @self: a registration
 *
 * Why the last REGISTER failed.
 *
 * Returns: (transfer none) (nullable): the failure, or %NULL
 */
SipgoFailure *
sipgo_registerer_get_failure (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->failure;
}

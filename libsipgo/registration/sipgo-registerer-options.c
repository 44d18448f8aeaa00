/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registerer-private.h"

/* How a registration is made and kept up, as it is told: its times, its addresses, its headers. */

enum
{
  OPTION_FIRST = 1000,
  OPTION_REFRESH_FREQUENCY,
  OPTION_JITTER,
  OPTION_RETRY_AFTER,
  OPTION_REG_ID,
  OPTION_EXTRA_HEADERS,
  OPTION_EXTRA_CONTACT_HEADER_PARAMS,
  OPTION_LOCAL_IDENTITY,
  OPTION_REMOTE_IDENTITY,
};

gboolean
sipgo_registerer_get_option (SipgoRegisterer *self, guint id, GValue *value)
{
  switch (id)
    {
    case OPTION_REFRESH_FREQUENCY:
      g_value_set_uint (value, self->refresh_frequency);
      return TRUE;
    case OPTION_JITTER:
      g_value_set_uint (value, self->jitter);
      return TRUE;
    case OPTION_RETRY_AFTER:
      g_value_set_uint (value, self->retry_after);
      return TRUE;
    case OPTION_REG_ID:
      g_value_set_uint (value, self->reg_id);
      return TRUE;
    case OPTION_EXTRA_HEADERS:
      g_value_set_boxed (value, self->extra_headers);
      return TRUE;
    case OPTION_EXTRA_CONTACT_HEADER_PARAMS:
      g_value_set_boxed (value, self->extra_contact_params);
      return TRUE;
    case OPTION_LOCAL_IDENTITY:
      g_value_set_boxed (value, self->own_local);
      return TRUE;
    case OPTION_REMOTE_IDENTITY:
      g_value_set_boxed (value, self->own_remote);
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
sipgo_registerer_set_option (SipgoRegisterer *self, guint id, const GValue *value)
{
  switch (id)
    {
    case OPTION_REFRESH_FREQUENCY:
      sipgo_registerer_set_refresh_frequency (self, g_value_get_uint (value));
      return TRUE;
    case OPTION_JITTER:
      sipgo_registerer_set_jitter (self, g_value_get_uint (value));
      return TRUE;
    case OPTION_REG_ID:
      sipgo_registerer_set_reg_id (self, g_value_get_uint (value));
      return TRUE;
    case OPTION_EXTRA_HEADERS:
      sipgo_registerer_set_extra_headers (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case OPTION_EXTRA_CONTACT_HEADER_PARAMS:
      sipgo_registerer_set_extra_contact_header_params (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case OPTION_LOCAL_IDENTITY:
      sipgo_registerer_set_local_identity (self, g_value_get_boxed (value));
      return TRUE;
    case OPTION_REMOTE_IDENTITY:
      sipgo_registerer_set_remote_identity (self, g_value_get_boxed (value));
      return TRUE;
    default:
      return FALSE;
    }
}

void
sipgo_registerer_install_options (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoRegisterer:refresh-frequency:
   *
   * When the registration is refreshed: at this part of the time that the registrar granted, in hundredths from 50 to 99, or
   * sooner by up to [property@Registerer:jitter]. 99 by default.
   */
  g_object_class_install_property (object_class, OPTION_REFRESH_FREQUENCY, g_param_spec_uint ("refresh-frequency", NULL, NULL, 50, 99, 99, flags));
  /**
   * SipgoRegisterer:jitter:
   *
   * By how much sooner than [property@Registerer:refresh-frequency] a refresh may be sent, in hundredths of the time granted: a
   * random part of it, so that many agents that were started together do not come back together. 15 by default.
   */
  g_object_class_install_property (object_class, OPTION_JITTER, g_param_spec_uint ("jitter", NULL, NULL, 0, 49, 15, flags));
  /**
   * SipgoRegisterer:retry-after:
   *
   * How many seconds the registrar asks us to wait after it has refused (RFC 3261 section 20.33); 0 when it did not say, and
   * after a success.
   */
  g_object_class_install_property (object_class, OPTION_RETRY_AFTER, g_param_spec_uint ("retry-after", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * SipgoRegisterer:reg-id:
   *
   * Which of several ways to this agent is registered (RFC 5626 section 4.2); with it goes [property@UserAgent:instance-id].
   * 0, the default, for none.
   */
  g_object_class_install_property (object_class, OPTION_REG_ID, g_param_spec_uint ("reg-id", NULL, NULL, 0, G_MAXINT32, 0, flags));
  /**
   * SipgoRegisterer:extra-headers:
   *
   * Header lines of every REGISTER, each as `Name: value`. None by default.
   */
  g_object_class_install_property (object_class, OPTION_EXTRA_HEADERS, g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, flags));
  /**
   * SipgoRegisterer:extra-contact-header-params:
   *
   * Parameters of the Contact that is registered, each as `name` or `name=value`. None by default.
   */
  g_object_class_install_property (object_class, OPTION_EXTRA_CONTACT_HEADER_PARAMS, g_param_spec_boxed ("extra-contact-header-params", NULL, NULL, G_TYPE_STRV, flags));
  /**
   * SipgoRegisterer:local-identity:
   *
   * Who registers, for From; %NULL, the default, for what the agent is.
   */
  g_object_class_install_property (object_class, OPTION_LOCAL_IDENTITY, g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags));
  /**
   * SipgoRegisterer:remote-identity:
   *
   * Who is registered, for To; %NULL, the default, for the one who registers.
   */
  g_object_class_install_property (object_class, OPTION_REMOTE_IDENTITY, g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, flags));
}

void
sipgo_registerer_clear_options (SipgoRegisterer *self)
{
  g_clear_pointer (&self->extra_headers, g_strfreev);
  g_clear_pointer (&self->extra_contact_params, g_strfreev);
  g_clear_pointer (&self->own_local, sipgo_name_addr_unref);
  g_clear_pointer (&self->own_remote, sipgo_name_addr_unref);
}

/**
 * sipgo_registerer_get_refresh_frequency:
 * @self: a registration
 *
 * When the registration is refreshed.
 *
 * Returns: hundredths of the time granted
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
 * @refresh_frequency: hundredths of the time granted, from 50 to 99
 *
 * Sets [property@Registerer:refresh-frequency]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_refresh_frequency (SipgoRegisterer *self, guint refresh_frequency)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (refresh_frequency >= 50 && refresh_frequency <= 99);
  if (self->refresh_frequency == refresh_frequency)
    return;
  self->refresh_frequency = refresh_frequency;
  g_object_notify (G_OBJECT (self), "refresh-frequency");
}

/**
 * sipgo_registerer_get_jitter:
 * @self: a registration
 *
 * By how much sooner a refresh may be sent.
 *
 * Returns: hundredths of the time granted
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
 * @jitter: hundredths of the time granted, from 0 to 49
 *
 * Sets [property@Registerer:jitter]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_jitter (SipgoRegisterer *self, guint jitter)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (jitter <= 49);
  if (self->jitter == jitter)
    return;
  self->jitter = jitter;
  g_object_notify (G_OBJECT (self), "jitter");
}

/**
 * sipgo_registerer_get_retry_after:
 * @self: a registration
 *
 * How many seconds the registrar asks us to wait.
 *
 * Returns: seconds, or 0
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
 * Which of several ways to this agent is registered.
 *
 * Returns: a number, or 0 for none
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
 * Sets [property@Registerer:reg-id]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_reg_id (SipgoRegisterer *self, guint reg_id)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_return_if_fail (reg_id <= G_MAXINT32);
  if (self->reg_id == reg_id)
    return;
  self->reg_id = reg_id;
  g_object_notify (G_OBJECT (self), "reg-id");
}

/**
 * sipgo_registerer_get_extra_headers:
 * @self: a registration
 *
 * Header lines of every REGISTER.
 *
 * Returns: (transfer full) (nullable): lines, each as `Name: value`
 */
GStrv
sipgo_registerer_get_extra_headers (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->extra_headers);
}

/**
 * sipgo_registerer_set_extra_headers:
 * @self: a registration
 * @extra_headers: (nullable) (array zero-terminated=1): lines, each as `Name: value`
 *
 * Sets [property@Registerer:extra-headers]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_extra_headers (SipgoRegisterer *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_strfreev (self->extra_headers);
  self->extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify (G_OBJECT (self), "extra-headers");
}

/**
 * sipgo_registerer_get_extra_contact_header_params:
 * @self: a registration
 *
 * Parameters of the Contact that is registered.
 *
 * Returns: (transfer full) (nullable): each as `name` or `name=value`
 */
GStrv
sipgo_registerer_get_extra_contact_header_params (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return g_strdupv (self->extra_contact_params);
}

/**
 * sipgo_registerer_set_extra_contact_header_params:
 * @self: a registration
 * @extra_contact_header_params: (nullable) (array zero-terminated=1): each as `name` or `name=value`
 *
 * Sets [property@Registerer:extra-contact-header-params]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_extra_contact_header_params (SipgoRegisterer *self, const char *const *extra_contact_header_params)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_strfreev (self->extra_contact_params);
  self->extra_contact_params = g_strdupv ((GStrv) extra_contact_header_params);
  g_object_notify (G_OBJECT (self), "extra-contact-header-params");
}

/**
 * sipgo_registerer_get_local_identity:
 * @self: a registration
 *
 * Who registers.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL
 */
SipgoNameAddr *
sipgo_registerer_get_local_identity (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->own_local;
}

/**
 * sipgo_registerer_set_local_identity:
 * @self: a registration
 * @local_identity: (nullable): name and address of From
 *
 * Sets [property@Registerer:local-identity]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_local_identity (SipgoRegisterer *self, SipgoNameAddr *local_identity)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_clear_pointer (&self->own_local, sipgo_name_addr_unref);
  self->own_local = local_identity ? sipgo_name_addr_ref (local_identity) : NULL;
  g_object_notify (G_OBJECT (self), "local-identity");
}

/**
 * sipgo_registerer_get_remote_identity:
 * @self: a registration
 *
 * Who is registered.
 *
 * Returns: (transfer none) (nullable): name and address, or %NULL
 */
SipgoNameAddr *
sipgo_registerer_get_remote_identity (SipgoRegisterer *self)
{
  g_return_val_if_fail (SIPGO_IS_REGISTERER (self), NULL);
  return self->own_remote;
}

/**
 * sipgo_registerer_set_remote_identity:
 * @self: a registration
 * @remote_identity: (nullable): name and address of To
 *
 * Sets [property@Registerer:remote-identity]; it counts from the next REGISTER on.
 */
void
sipgo_registerer_set_remote_identity (SipgoRegisterer *self, SipgoNameAddr *remote_identity)
{
  g_return_if_fail (SIPGO_IS_REGISTERER (self));
  g_clear_pointer (&self->own_remote, sipgo_name_addr_unref);
  self->own_remote = remote_identity ? sipgo_name_addr_ref (remote_identity) : NULL;
  g_object_notify (G_OBJECT (self), "remote-identity");
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-core-settings-private.h"

void
sipgo_core_settings_clear (SipgoCoreSettings *self)
{
  sipgo_core_settings_take_tags (self, NULL, NULL);
  sipgo_core_settings_take_contact (self, NULL, NULL);
  g_clear_pointer (&self->last_contact, g_free);
}

void
sipgo_core_settings_take_tags (SipgoCoreSettings *self, char *supported, char *required)
{
  g_free (self->supported);
  self->supported = supported;
  g_free (self->required);
  self->required = required;
}

void
sipgo_core_settings_take_contact (SipgoCoreSettings *self, char *parameters, char *suffix)
{
  g_free (self->contact_parameters);
  self->contact_parameters = parameters;
  g_free (self->contact_suffix);
  self->contact_suffix = suffix;
}

void
sipgo_core_settings_set_registrar (SipgoCoreSettings *self, SipgoTakesRegisterFunc func, gpointer user_data)
{
  self->takes_register = func;
  self->takes_register_data = user_data;
}

const char *
sipgo_core_settings_get_allow (SipgoCoreSettings *self, SipgoServerTransaction *transaction)
{
  if (self->takes_register && self->takes_register (transaction, self->takes_register_data))
    return SIPGO_ALLOW_OF_REGISTRAR;
  return SIPGO_ALLOW;
}

gboolean
sipgo_core_settings_supports (SipgoCoreSettings *self, const char *tag)
{
  g_auto (GStrv) tags = g_strsplit (self->supported ? self->supported : "", ",", -1);
  guint i;

  for (i = 0; tags[i]; i++)
    if (g_ascii_strcasecmp (g_strstrip (tags[i]), tag) == 0)
      return TRUE;
  return FALSE;
}

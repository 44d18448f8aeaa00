/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-core-settings-private.h"

#include "libsipgo/core/sipgo-user-agent-core-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"

#include <string.h>

void
sipgo_core_settings_clear (SipgoCoreSettings *self)
{
  sipgo_core_settings_take_tags (self, NULL, NULL);
  sipgo_core_settings_take_contact (self, NULL, NULL);
  sipgo_core_settings_take_routes (self, NULL);
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
sipgo_core_settings_take_routes (SipgoCoreSettings *self, GPtrArray *routes)
{
  g_clear_pointer (&self->routes, g_ptr_array_unref);
  self->routes = routes;
}

void
sipgo_user_agent_core_add_supported (SipgoUserAgentCore *self, SipgoMessage *message)
{
  const char *supported = sipgo_user_agent_core_get_settings (self)->supported;

  if (supported)
    sipgo_message_add (message, SIPGO_HEADER_SUPPORTED, supported);
}

void
sipgo_user_agent_core_add_required (SipgoUserAgentCore *self, SipgoMessage *message)
{
  const char *required = sipgo_user_agent_core_get_settings (self)->required;

  if (required)
    sipgo_message_add (message, SIPGO_HEADER_REQUIRE, required);
}

static gboolean
is_anonymous (SipgoNameAddr *address)
{
  return address && sipgo_name_addr_has_host (address, "anonymous.invalid");
}

char *
sipgo_user_agent_core_make_contact_for (SipgoUserAgentCore *self, SipgoFlow *flow, gboolean is_secure, SipgoNameAddr *local)
{
  g_autofree char *contact = sipgo_user_agent_core_make_contact (self, flow, is_secure);
  const char *user, *host;

  if (!is_anonymous (local) || is_anonymous (sipgo_user_agent_core_get_identity (self)))
    return g_steal_pointer (&contact);
  user = strchr (contact, ':') + 1;
  host = strchr (contact, '@');
  return g_strdup_printf ("%.*sanonymous%.*s", (int) (user - contact), contact, (int) (strchr (host, '>') + 1 - host), host);
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

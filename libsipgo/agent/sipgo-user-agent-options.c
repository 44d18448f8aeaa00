/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include <string.h>

#define URN "urn:uuid:"

/* How an agent presents itself: what can be set. */

static const char *
skip_urn (const char *instance_id)
{
  return g_ascii_strncasecmp (instance_id, URN, strlen (URN)) == 0 ? instance_id + strlen (URN) : instance_id;
}

static gboolean
is_uuid (const char *text)
{
  static const char form[] = "00000000-0000-0000-0000-000000000000";
  guint i;

  for (i = 0; form[i] != '\0'; i++)
    if (form[i] == '-' ? text[i] != '-' : !g_ascii_isxdigit (text[i]))
      return FALSE;
  return text[i] == '\0';
}

/* Version 4 of RFC 4122, drawn from the agent's own dice. */
static char *
make_instance_id (SipgoRandom *random)
{
  guint64 high = sipgo_random_next (random);
  guint64 low = sipgo_random_next (random);

  return g_strdup_printf (URN "%08x-%04x-4%03x-%04x-%012" G_GINT64_MODIFIER "x", (guint) (high >> 32), (guint) (high >> 16) & 0xffff,
                          (guint) high & 0xfff, ((guint) (low >> 48) & 0x3fff) | 0x8000, low & G_GUINT64_CONSTANT (0xffffffffffff));
}

/**
 * sipgo_user_agent_get_instance_id:
 * @self: an agent
 *
 * What tells this agent from all others (RFC 5626 section 4.1). One is made when none was set.
 *
 * Returns: a URN, such as `urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6`
 */
const char *
sipgo_user_agent_get_instance_id (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  if (!self->options.instance_id)
    self->options.instance_id = make_instance_id (sipgo_user_agent_core_get_random (self->core));
  return self->options.instance_id;
}

/**
 * sipgo_user_agent_set_instance_id:
 * @self: an agent
 * @instance_id: (nullable): a UUID, with or without `urn:uuid:` before it; %NULL for a random one
 *
 * Sets [property@UserAgent:instance-id].
 */
void
sipgo_user_agent_set_instance_id (SipgoUserAgent *self, const char *instance_id)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!instance_id || is_uuid (skip_urn (instance_id)));
  g_free (self->options.instance_id);
  self->options.instance_id = instance_id ? g_strconcat (URN, skip_urn (instance_id), NULL) : NULL;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "instance-id");
}

/**
 * sipgo_user_agent_get_instance_id_always_added:
 * @self: an agent
 *
 * Whether every Contact of ours carries the instance.
 *
 * Returns: %TRUE when it does
 */
gboolean
sipgo_user_agent_get_instance_id_always_added (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.instance_id_always_added;
}

/**
 * sipgo_user_agent_set_instance_id_always_added:
 * @self: an agent
 * @instance_id_always_added: %TRUE for every Contact, %FALSE for that of a registration with a flow
 *
 * Sets [property@UserAgent:instance-id-always-added].
 */
void
sipgo_user_agent_set_instance_id_always_added (SipgoUserAgent *self, gboolean instance_id_always_added)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.instance_id_always_added == instance_id_always_added)
    return;
  self->options.instance_id_always_added = instance_id_always_added;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "instance-id-always-added");
}

/**
 * sipgo_user_agent_get_graceful_shutdown:
 * @self: an agent
 *
 * Whether a stop ends calls and registrations before it closes the sockets.
 *
 * Returns: %TRUE when it does
 */
gboolean
sipgo_user_agent_get_graceful_shutdown (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.graceful_shutdown;
}

/**
 * sipgo_user_agent_set_graceful_shutdown:
 * @self: an agent
 * @graceful_shutdown: %FALSE to leave all as it is
 *
 * Sets [property@UserAgent:graceful-shutdown].
 */
void
sipgo_user_agent_set_graceful_shutdown (SipgoUserAgent *self, gboolean graceful_shutdown)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.graceful_shutdown == graceful_shutdown)
    return;
  self->options.graceful_shutdown = graceful_shutdown;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "graceful-shutdown");
}

/**
 * sipgo_user_agent_get_contact_params:
 * @self: an agent
 *
 * The URI parameters of our Contact.
 *
 * Returns: (transfer full) (nullable): each as `name` or `name=value`
 */
GStrv
sipgo_user_agent_get_contact_params (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->options.contact_params);
}

/**
 * sipgo_user_agent_set_contact_params:
 * @self: an agent
 * @contact_params: (nullable) (array zero-terminated=1): each as `name` or `name=value`
 *
 * Sets [property@UserAgent:contact-params].
 */
void
sipgo_user_agent_set_contact_params (SipgoUserAgent *self, const char *const *contact_params)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->options.contact_params);
  self->options.contact_params = g_strdupv ((GStrv) contact_params);
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "contact-params");
}

/**
 * sipgo_user_agent_get_preloaded_route_set:
 * @self: an agent
 *
 * The proxies that every request outside a call goes through.
 *
 * Returns: (transfer full) (nullable): URIs of proxies, the first one first
 */
GStrv
sipgo_user_agent_get_preloaded_route_set (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->options.preloaded_route_set);
}

/**
 * sipgo_user_agent_set_preloaded_route_set:
 * @self: an agent
 * @preloaded_route_set: (nullable) (array zero-terminated=1): URIs of proxies, the first one first
 *
 * Sets [property@UserAgent:preloaded-route-set].
 */
void
sipgo_user_agent_set_preloaded_route_set (SipgoUserAgent *self, const char *const *preloaded_route_set)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->options.preloaded_route_set);
  self->options.preloaded_route_set = g_strdupv ((GStrv) preloaded_route_set);
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "preloaded-route-set");
}

/**
 * sipgo_user_agent_get_send_initial_provisional_response:
 * @self: an agent
 *
 * Whether an invitation is answered with 180 before the application sees it.
 *
 * Returns: %TRUE when it is
 */
gboolean
sipgo_user_agent_get_send_initial_provisional_response (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.send_initial_provisional_response;
}

/**
 * sipgo_user_agent_set_send_initial_provisional_response:
 * @self: an agent
 * @send_initial_provisional_response: %FALSE to leave that to the application
 *
 * Sets [property@UserAgent:send-initial-provisional-response].
 */
void
sipgo_user_agent_set_send_initial_provisional_response (SipgoUserAgent *self, gboolean send_initial_provisional_response)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.send_initial_provisional_response == send_initial_provisional_response)
    return;
  self->options.send_initial_provisional_response = send_initial_provisional_response;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "send-initial-provisional-response");
}

/**
 * sipgo_user_agent_get_sip_extension_100rel:
 * @self: an agent
 *
 * How the agent stands to reliable provisional responses (RFC 3262).
 *
 * Returns: the setting
 */
SipgoSipExtension
sipgo_user_agent_get_sip_extension_100rel (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_SIP_EXTENSION_UNSUPPORTED);
  return self->options.sip_extension_100rel;
}

/**
 * sipgo_user_agent_set_sip_extension_100rel:
 * @self: an agent
 * @sip_extension_100rel: the new value
 *
 * Sets [property@UserAgent:sip-extension-100rel].
 */
void
sipgo_user_agent_set_sip_extension_100rel (SipgoUserAgent *self, SipgoSipExtension sip_extension_100rel)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.sip_extension_100rel == sip_extension_100rel)
    return;
  self->options.sip_extension_100rel = sip_extension_100rel;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "sip-extension-100rel");
}

/**
 * sipgo_user_agent_get_sip_extension_replaces:
 * @self: an agent
 *
 * How the agent stands to calls that replace another (RFC 3891).
 *
 * Returns: the setting
 */
SipgoSipExtension
sipgo_user_agent_get_sip_extension_replaces (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_SIP_EXTENSION_UNSUPPORTED);
  return self->options.sip_extension_replaces;
}

/**
 * sipgo_user_agent_set_sip_extension_replaces:
 * @self: an agent
 * @sip_extension_replaces: the new value
 *
 * Sets [property@UserAgent:sip-extension-replaces].
 */
void
sipgo_user_agent_set_sip_extension_replaces (SipgoUserAgent *self, SipgoSipExtension sip_extension_replaces)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.sip_extension_replaces == sip_extension_replaces)
    return;
  self->options.sip_extension_replaces = sip_extension_replaces;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "sip-extension-replaces");
}

/**
 * sipgo_user_agent_get_sip_extension_extra_supported:
 * @self: an agent
 *
 * The option tags that Supported names beyond our own.
 *
 * Returns: (transfer full) (nullable): option tags
 */
GStrv
sipgo_user_agent_get_sip_extension_extra_supported (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->options.sip_extension_extra_supported);
}

/**
 * sipgo_user_agent_set_sip_extension_extra_supported:
 * @self: an agent
 * @sip_extension_extra_supported: (nullable) (array zero-terminated=1): option tags that the application itself sees to
 *
 * Sets [property@UserAgent:sip-extension-extra-supported].
 */
void
sipgo_user_agent_set_sip_extension_extra_supported (SipgoUserAgent *self, const char *const *sip_extension_extra_supported)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->options.sip_extension_extra_supported);
  self->options.sip_extension_extra_supported = g_strdupv ((GStrv) sip_extension_extra_supported);
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "sip-extension-extra-supported");
}

/**
 * sipgo_user_agent_get_hack_allow_unregistered_option_tags:
 * @self: an agent
 *
 * Whether option tags that IANA does not list may be named.
 *
 * Returns: %TRUE when they may
 */
gboolean
sipgo_user_agent_get_hack_allow_unregistered_option_tags (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->options.hack_allow_unregistered_option_tags;
}

/**
 * sipgo_user_agent_set_hack_allow_unregistered_option_tags:
 * @self: an agent
 * @hack_allow_unregistered_option_tags: %TRUE for tags of a private network
 *
 * Sets [property@UserAgent:hack-allow-unregistered-option-tags].
 */
void
sipgo_user_agent_set_hack_allow_unregistered_option_tags (SipgoUserAgent *self, gboolean hack_allow_unregistered_option_tags)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->options.hack_allow_unregistered_option_tags == hack_allow_unregistered_option_tags)
    return;
  self->options.hack_allow_unregistered_option_tags = hack_allow_unregistered_option_tags;
  sipgo_user_agent_apply_options (self);
  g_object_notify (G_OBJECT (self), "hack-allow-unregistered-option-tags");
}

/**
 * sipgo_user_agent_get_data:
 * @self: an agent
 *
 * What the application put here.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 */
GObject *
sipgo_user_agent_get_data (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->options.data;
}

/**
 * sipgo_user_agent_set_data:
 * @self: an agent
 * @data: (nullable): anything of the application's
 *
 * Sets [property@UserAgent:data].
 */
void
sipgo_user_agent_set_data (SipgoUserAgent *self, GObject *data)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (!g_set_object (&self->options.data, data))
    return;
  g_object_notify (G_OBJECT (self), "data");
}

/**
 * sipgo_user_agent_get_contact:
 * @self: an agent
 *
 * Where we said last that we are to be found. It depends on the way that a message takes.
 *
 * Returns: (transfer full) (nullable): a Contact value, or %NULL before a message with one was sent
 */
SipgoNameAddr *
sipgo_user_agent_get_contact (SipgoUserAgent *self)
{
  const char *contact;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  contact = sipgo_user_agent_core_get_settings (self->core)->last_contact;
  return contact ? sipgo_name_addr_parse (contact, NULL) : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/sipgo-agent-enum-types.h"

/* How an agent presents itself: extensions, Contact, routes. */

enum
{
  PROP_INSTANCE_ID,
  PROP_INSTANCE_ID_ALWAYS_ADDED,
  PROP_GRACEFUL_SHUTDOWN,
  PROP_CONTACT_PARAMS,
  PROP_PRELOADED_ROUTE_SET,
  PROP_SEND_INITIAL_PROVISIONAL_RESPONSE,
  PROP_SIP_EXTENSION_100REL,
  PROP_SIP_EXTENSION_REPLACES,
  PROP_SIP_EXTENSION_EXTRA_SUPPORTED,
  PROP_HACK_ALLOW_UNREGISTERED_OPTION_TAGS,
  PROP_DATA,
  PROP_CONTACT,
};

static GParamSpec *props[SIPGO_N_OPTION_PROPS];

gboolean
sipgo_user_agent_get_option (SipgoUserAgent *self, GValue *value, GParamSpec *pspec)
{
  if (pspec == props[PROP_INSTANCE_ID])
    g_value_set_string (value, sipgo_user_agent_get_instance_id (self));
  else if (pspec == props[PROP_INSTANCE_ID_ALWAYS_ADDED])
    g_value_set_boolean (value, sipgo_user_agent_get_instance_id_always_added (self));
  else if (pspec == props[PROP_GRACEFUL_SHUTDOWN])
    g_value_set_boolean (value, sipgo_user_agent_get_graceful_shutdown (self));
  else if (pspec == props[PROP_CONTACT_PARAMS])
    g_value_take_boxed (value, sipgo_user_agent_get_contact_params (self));
  else if (pspec == props[PROP_PRELOADED_ROUTE_SET])
    g_value_take_boxed (value, sipgo_user_agent_get_preloaded_route_set (self));
  else if (pspec == props[PROP_SEND_INITIAL_PROVISIONAL_RESPONSE])
    g_value_set_boolean (value, sipgo_user_agent_get_send_initial_provisional_response (self));
  else if (pspec == props[PROP_SIP_EXTENSION_100REL])
    g_value_set_enum (value, sipgo_user_agent_get_sip_extension_100rel (self));
  else if (pspec == props[PROP_SIP_EXTENSION_REPLACES])
    g_value_set_enum (value, sipgo_user_agent_get_sip_extension_replaces (self));
  else if (pspec == props[PROP_SIP_EXTENSION_EXTRA_SUPPORTED])
    g_value_take_boxed (value, sipgo_user_agent_get_sip_extension_extra_supported (self));
  else if (pspec == props[PROP_HACK_ALLOW_UNREGISTERED_OPTION_TAGS])
    g_value_set_boolean (value, sipgo_user_agent_get_hack_allow_unregistered_option_tags (self));
  else if (pspec == props[PROP_DATA])
    g_value_set_object (value, sipgo_user_agent_get_data (self));
  else if (pspec == props[PROP_CONTACT])
    g_value_take_boxed (value, sipgo_user_agent_get_contact (self));
  else
    return FALSE;
  return TRUE;
}

gboolean
sipgo_user_agent_set_option (SipgoUserAgent *self, const GValue *value, GParamSpec *pspec)
{
  if (pspec == props[PROP_INSTANCE_ID])
    sipgo_user_agent_set_instance_id (self, g_value_get_string (value));
  else if (pspec == props[PROP_INSTANCE_ID_ALWAYS_ADDED])
    sipgo_user_agent_set_instance_id_always_added (self, g_value_get_boolean (value));
  else if (pspec == props[PROP_GRACEFUL_SHUTDOWN])
    sipgo_user_agent_set_graceful_shutdown (self, g_value_get_boolean (value));
  else if (pspec == props[PROP_CONTACT_PARAMS])
    sipgo_user_agent_set_contact_params (self, (const char *const *) g_value_get_boxed (value));
  else if (pspec == props[PROP_PRELOADED_ROUTE_SET])
    sipgo_user_agent_set_preloaded_route_set (self, (const char *const *) g_value_get_boxed (value));
  else if (pspec == props[PROP_SEND_INITIAL_PROVISIONAL_RESPONSE])
    sipgo_user_agent_set_send_initial_provisional_response (self, g_value_get_boolean (value));
  else if (pspec == props[PROP_SIP_EXTENSION_100REL])
    sipgo_user_agent_set_sip_extension_100rel (self, g_value_get_enum (value));
  else if (pspec == props[PROP_SIP_EXTENSION_REPLACES])
    sipgo_user_agent_set_sip_extension_replaces (self, g_value_get_enum (value));
  else if (pspec == props[PROP_SIP_EXTENSION_EXTRA_SUPPORTED])
    sipgo_user_agent_set_sip_extension_extra_supported (self, (const char *const *) g_value_get_boxed (value));
  else if (pspec == props[PROP_HACK_ALLOW_UNREGISTERED_OPTION_TAGS])
    sipgo_user_agent_set_hack_allow_unregistered_option_tags (self, g_value_get_boolean (value));
  else if (pspec == props[PROP_DATA])
    sipgo_user_agent_set_data (self, g_value_get_object (value));
  else
    return FALSE;
  return TRUE;
}

static void
install_presentation (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:instance-id:
   *
   * What tells this agent from all others, for the `+sip.instance` of Contact (RFC 5626 section 4.1): a UUID as URN. By
   * default a random one is made; a program that wants to be known after a restart keeps it.
   */
  props[PROP_INSTANCE_ID] = g_param_spec_string ("instance-id", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:instance-id-always-added:
   *
   * Whether every Contact of ours carries `+sip.instance`, not only that of a registration with
   * [property@Registerer:reg-id]. %FALSE by default.
   */
  props[PROP_INSTANCE_ID_ALWAYS_ADDED] = g_param_spec_boolean ("instance-id-always-added", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:graceful-shutdown:
   *
   * Whether [method@UserAgent.stop] ends every call and takes every registration back before it closes the sockets. %TRUE
   * by default; %FALSE leaves the peers to find out.
   */
  props[PROP_GRACEFUL_SHUTDOWN] = g_param_spec_boolean ("graceful-shutdown", NULL, NULL, TRUE, flags);
  /**
   * SipgoUserAgent:contact-params:
   *
   * URI parameters of our Contact, each as `name` or `name=value`. Text that is none makes [method@UserAgent.start]
   * fail. None by default.
   */
  props[PROP_CONTACT_PARAMS] = g_param_spec_boxed ("contact-params", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:preloaded-route-set:
   *
   * The proxies that every request outside a call goes through, behind [property@UserAgent:outbound-proxy], as SIP
   * URIs; each is a loose router (RFC 3261 section 16.12). Text that is no URI makes [method@UserAgent.start] fail.
   * None by default.
   */
  props[PROP_PRELOADED_ROUTE_SET] = g_param_spec_boxed ("preloaded-route-set", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:send-initial-provisional-response:
   *
   * Whether an invitation is answered with 180 before the application sees it, unless the caller insists on reliable
   * responses. %TRUE by default.
   */
  props[PROP_SEND_INITIAL_PROVISIONAL_RESPONSE] = g_param_spec_boolean ("send-initial-provisional-response", NULL, NULL, TRUE, flags);
  /**
   * SipgoUserAgent:data:
   *
   * Anything of the application's. %NULL by default.
   */
  props[PROP_DATA] = g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT, flags);
  /**
   * SipgoUserAgent:contact:
   *
   * Where we said last that we are to be found; %NULL before a message with a Contact was sent.
   */
  props[PROP_CONTACT] = g_param_spec_boxed ("contact", NULL, NULL, SIPGO_TYPE_NAME_ADDR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_extensions (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:sip-extension-100rel:
   *
   * How the agent stands to reliable provisional responses (RFC 3262). Where it requires them a caller without gets
   * 421. %SIPGO_SIP_EXTENSION_SUPPORTED by default.
   */
  props[PROP_SIP_EXTENSION_100REL] = g_param_spec_enum ("sip-extension-100rel", NULL, NULL, SIPGO_TYPE_SIP_EXTENSION, SIPGO_SIP_EXTENSION_SUPPORTED, flags);
  /**
   * SipgoUserAgent:sip-extension-replaces:
   *
   * How the agent stands to calls that replace another (RFC 3891). Unsupported, a Replaces is left unread.
   * %SIPGO_SIP_EXTENSION_SUPPORTED by default.
   */
  props[PROP_SIP_EXTENSION_REPLACES] = g_param_spec_enum ("sip-extension-replaces", NULL, NULL, SIPGO_TYPE_SIP_EXTENSION, SIPGO_SIP_EXTENSION_SUPPORTED, flags);
  /**
   * SipgoUserAgent:sip-extension-extra-supported:
   *
   * Option tags that Supported names beyond our own, and that a peer may require: the application sees to what they
   * mean. One that [func@UserAgent.get_registered_option_tags] does not list makes [method@UserAgent.start] fail. None
   * by default.
   */
  props[PROP_SIP_EXTENSION_EXTRA_SUPPORTED] = g_param_spec_boxed ("sip-extension-extra-supported", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoUserAgent:hack-allow-unregistered-option-tags:
   *
   * Whether [property@UserAgent:sip-extension-extra-supported] may name tags that IANA does not list. %FALSE by default.
   */
  props[PROP_HACK_ALLOW_UNREGISTERED_OPTION_TAGS] = g_param_spec_boolean ("hack-allow-unregistered-option-tags", NULL, NULL, FALSE, flags);
}

void
sipgo_user_agent_install_options (GObjectClass *object_class, guint first_id)
{
  guint i;

  install_presentation ();
  install_extensions ();
  for (i = 0; i < SIPGO_N_OPTION_PROPS; i++)
    g_object_class_install_property (object_class, first_id + i, props[i]);
}

/**
 * sipgo_user_agent_get_registered_option_tags:
 *
 * The option tags of SIP that IANA lists: what [property@UserAgent:sip-extension-extra-supported] may name.
 *
 * Returns: (transfer full) (array zero-terminated=1): the tags
 */
GStrv
sipgo_user_agent_get_registered_option_tags (void)
{
  return sipgo_agent_settings_get_registered_option_tags ();
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
  return sipgo_agent_settings_get_instance_id (&self->agent.settings, self->agent.core);
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
  char *urn;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  urn = instance_id ? sipgo_agent_settings_make_instance_id (instance_id) : NULL;
  g_return_if_fail (!instance_id || urn);
  g_free (self->agent.settings.instance_id);
  self->agent.settings.instance_id = urn;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INSTANCE_ID]);
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
  return self->agent.settings.instance_id_always_added;
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
  if (self->agent.settings.instance_id_always_added == instance_id_always_added)
    return;
  self->agent.settings.instance_id_always_added = instance_id_always_added;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_INSTANCE_ID_ALWAYS_ADDED]);
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
  return self->agent.settings.graceful_shutdown;
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
  if (self->agent.settings.graceful_shutdown == graceful_shutdown)
    return;
  self->agent.settings.graceful_shutdown = graceful_shutdown;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRACEFUL_SHUTDOWN]);
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
  return g_strdupv (self->agent.settings.contact_params);
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
  g_strfreev (self->agent.settings.contact_params);
  self->agent.settings.contact_params = g_strdupv ((GStrv) contact_params);
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONTACT_PARAMS]);
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
  return g_strdupv (self->agent.settings.preloaded_route_set);
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
  g_strfreev (self->agent.settings.preloaded_route_set);
  self->agent.settings.preloaded_route_set = g_strdupv ((GStrv) preloaded_route_set);
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PRELOADED_ROUTE_SET]);
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
  return self->agent.settings.send_initial_provisional_response;
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
  if (self->agent.settings.send_initial_provisional_response == send_initial_provisional_response)
    return;
  self->agent.settings.send_initial_provisional_response = send_initial_provisional_response;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SEND_INITIAL_PROVISIONAL_RESPONSE]);
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
  return self->agent.settings.sip_extension_100rel;
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
  if (self->agent.settings.sip_extension_100rel == sip_extension_100rel)
    return;
  self->agent.settings.sip_extension_100rel = sip_extension_100rel;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIP_EXTENSION_100REL]);
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
  return self->agent.settings.sip_extension_replaces;
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
  if (self->agent.settings.sip_extension_replaces == sip_extension_replaces)
    return;
  self->agent.settings.sip_extension_replaces = sip_extension_replaces;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIP_EXTENSION_REPLACES]);
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
  return g_strdupv (self->agent.settings.sip_extension_extra_supported);
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
  g_strfreev (self->agent.settings.sip_extension_extra_supported);
  self->agent.settings.sip_extension_extra_supported = g_strdupv ((GStrv) sip_extension_extra_supported);
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SIP_EXTENSION_EXTRA_SUPPORTED]);
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
  return self->agent.settings.hack_allow_unregistered_option_tags;
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
  if (self->agent.settings.hack_allow_unregistered_option_tags == hack_allow_unregistered_option_tags)
    return;
  self->agent.settings.hack_allow_unregistered_option_tags = hack_allow_unregistered_option_tags;
  sipgo_agent_settings_apply_options (&self->agent.settings, self->agent.core);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HACK_ALLOW_UNREGISTERED_OPTION_TAGS]);
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
  return self->agent.settings.data;
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
  if (!g_set_object (&self->agent.settings.data, data))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DATA]);
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
  contact = sipgo_user_agent_core_get_settings (self->agent.core)->last_contact;
  return contact ? sipgo_name_addr_parse (contact, NULL) : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/sipgo-agent-enum-types.h"

/* The properties of sipgo-user-agent-options.c, behind those of the class itself. */
enum
{
  OPTION_FIRST = 1000,
  OPTION_INSTANCE_ID,
  OPTION_INSTANCE_ID_ALWAYS_ADDED,
  OPTION_GRACEFUL_SHUTDOWN,
  OPTION_CONTACT_PARAMS,
  OPTION_PRELOADED_ROUTE_SET,
  OPTION_SEND_INITIAL_PROVISIONAL_RESPONSE,
  OPTION_SIP_EXTENSION_100REL,
  OPTION_SIP_EXTENSION_REPLACES,
  OPTION_SIP_EXTENSION_EXTRA_SUPPORTED,
  OPTION_HACK_ALLOW_UNREGISTERED_OPTION_TAGS,
  OPTION_DATA,
  OPTION_CONTACT,
};

gboolean
sipgo_user_agent_get_option (SipgoUserAgent *self, guint id, GValue *value)
{
  switch (id)
    {
    case OPTION_INSTANCE_ID:
      g_value_set_string (value, sipgo_user_agent_get_instance_id (self));
      return TRUE;
    case OPTION_INSTANCE_ID_ALWAYS_ADDED:
      g_value_set_boolean (value, sipgo_user_agent_get_instance_id_always_added (self));
      return TRUE;
    case OPTION_GRACEFUL_SHUTDOWN:
      g_value_set_boolean (value, sipgo_user_agent_get_graceful_shutdown (self));
      return TRUE;
    case OPTION_CONTACT_PARAMS:
      g_value_take_boxed (value, sipgo_user_agent_get_contact_params (self));
      return TRUE;
    case OPTION_PRELOADED_ROUTE_SET:
      g_value_take_boxed (value, sipgo_user_agent_get_preloaded_route_set (self));
      return TRUE;
    case OPTION_SEND_INITIAL_PROVISIONAL_RESPONSE:
      g_value_set_boolean (value, sipgo_user_agent_get_send_initial_provisional_response (self));
      return TRUE;
    case OPTION_SIP_EXTENSION_100REL:
      g_value_set_enum (value, sipgo_user_agent_get_sip_extension_100rel (self));
      return TRUE;
    case OPTION_SIP_EXTENSION_REPLACES:
      g_value_set_enum (value, sipgo_user_agent_get_sip_extension_replaces (self));
      return TRUE;
    case OPTION_SIP_EXTENSION_EXTRA_SUPPORTED:
      g_value_take_boxed (value, sipgo_user_agent_get_sip_extension_extra_supported (self));
      return TRUE;
    case OPTION_HACK_ALLOW_UNREGISTERED_OPTION_TAGS:
      g_value_set_boolean (value, sipgo_user_agent_get_hack_allow_unregistered_option_tags (self));
      return TRUE;
    case OPTION_DATA:
      g_value_set_object (value, sipgo_user_agent_get_data (self));
      return TRUE;
    case OPTION_CONTACT:
      g_value_take_boxed (value, sipgo_user_agent_get_contact (self));
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
sipgo_user_agent_set_option (SipgoUserAgent *self, guint id, const GValue *value)
{
  switch (id)
    {
    case OPTION_INSTANCE_ID:
      sipgo_user_agent_set_instance_id (self, g_value_get_string (value));
      return TRUE;
    case OPTION_INSTANCE_ID_ALWAYS_ADDED:
      sipgo_user_agent_set_instance_id_always_added (self, g_value_get_boolean (value));
      return TRUE;
    case OPTION_GRACEFUL_SHUTDOWN:
      sipgo_user_agent_set_graceful_shutdown (self, g_value_get_boolean (value));
      return TRUE;
    case OPTION_CONTACT_PARAMS:
      sipgo_user_agent_set_contact_params (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case OPTION_PRELOADED_ROUTE_SET:
      sipgo_user_agent_set_preloaded_route_set (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case OPTION_SEND_INITIAL_PROVISIONAL_RESPONSE:
      sipgo_user_agent_set_send_initial_provisional_response (self, g_value_get_boolean (value));
      return TRUE;
    case OPTION_SIP_EXTENSION_100REL:
      sipgo_user_agent_set_sip_extension_100rel (self, g_value_get_enum (value));
      return TRUE;
    case OPTION_SIP_EXTENSION_REPLACES:
      sipgo_user_agent_set_sip_extension_replaces (self, g_value_get_enum (value));
      return TRUE;
    case OPTION_SIP_EXTENSION_EXTRA_SUPPORTED:
      sipgo_user_agent_set_sip_extension_extra_supported (self, (const char *const *) g_value_get_boxed (value));
      return TRUE;
    case OPTION_HACK_ALLOW_UNREGISTERED_OPTION_TAGS:
      sipgo_user_agent_set_hack_allow_unregistered_option_tags (self, g_value_get_boolean (value));
      return TRUE;
    case OPTION_DATA:
      sipgo_user_agent_set_data (self, g_value_get_object (value));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
install_presentation (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:instance-id:
   *
   * What tells this agent from all others, for the `+sip.instance` of Contact (RFC 5626 section 4.1): a UUID as URN. By
   * default a random one is made; a program that wants to be known after a restart keeps it.
   */
  g_object_class_install_property (object_class, OPTION_INSTANCE_ID,
                                   g_param_spec_string ("instance-id", NULL, NULL, NULL, flags));
  /**
   * SipgoUserAgent:instance-id-always-added:
   *
   * Whether every Contact of ours carries `+sip.instance`, not only that of a registration with
   * [property@Registerer:reg-id]. %FALSE by default.
   */
  g_object_class_install_property (object_class, OPTION_INSTANCE_ID_ALWAYS_ADDED,
                                   g_param_spec_boolean ("instance-id-always-added", NULL, NULL, FALSE, flags));
  /**
   * SipgoUserAgent:graceful-shutdown:
   *
   * Whether [method@UserAgent.stop] ends every call and takes every registration back before it closes the sockets. %TRUE
   * by default; %FALSE leaves the peers to find out.
   */
  g_object_class_install_property (object_class, OPTION_GRACEFUL_SHUTDOWN,
                                   g_param_spec_boolean ("graceful-shutdown", NULL, NULL, TRUE, flags));
  /**
   * SipgoUserAgent:contact-params:
   *
   * URI parameters of our Contact, each as `name` or `name=value`. Text that is none makes [method@UserAgent.start]
   * fail. None by default.
   */
  g_object_class_install_property (object_class, OPTION_CONTACT_PARAMS,
                                   g_param_spec_boxed ("contact-params", NULL, NULL, G_TYPE_STRV, flags));
  /**
   * SipgoUserAgent:preloaded-route-set:
   *
   * The proxies that every request outside a call goes through, behind [property@UserAgent:outbound-proxy], as SIP
   * URIs; each is a loose router (RFC 3261 section 16.12). Text that is no URI makes [method@UserAgent.start] fail.
   * None by default.
   */
  g_object_class_install_property (object_class, OPTION_PRELOADED_ROUTE_SET,
                                   g_param_spec_boxed ("preloaded-route-set", NULL, NULL, G_TYPE_STRV, flags));
  /**
   * SipgoUserAgent:send-initial-provisional-response:
   *
   * Whether an invitation is answered with 180 before the application sees it, unless the caller insists on reliable
   * responses. %TRUE by default.
   */
  g_object_class_install_property (object_class, OPTION_SEND_INITIAL_PROVISIONAL_RESPONSE,
                                   g_param_spec_boolean ("send-initial-provisional-response", NULL, NULL, TRUE, flags));
  /**
   * SipgoUserAgent:data:
   *
   * Anything of the application's. %NULL by default.
   */
  g_object_class_install_property (object_class, OPTION_DATA,
                                   g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT, flags));
  /**
   * SipgoUserAgent:contact:
   *
   * Where we said last that we are to be found; %NULL before a message with a Contact was sent.
   */
  g_object_class_install_property (object_class, OPTION_CONTACT,
                                   g_param_spec_boxed ("contact", NULL, NULL, SIPGO_TYPE_NAME_ADDR, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
install_extensions (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:sip-extension-100rel:
   *
   * How the agent stands to reliable provisional responses (RFC 3262). Where it requires them a caller without gets
   * 421. %SIPGO_SIP_EXTENSION_SUPPORTED by default.
   */
  g_object_class_install_property (object_class, OPTION_SIP_EXTENSION_100REL,
                                   g_param_spec_enum ("sip-extension-100rel", NULL, NULL, SIPGO_TYPE_SIP_EXTENSION, SIPGO_SIP_EXTENSION_SUPPORTED, flags));
  /**
   * SipgoUserAgent:sip-extension-replaces:
   *
   * How the agent stands to calls that replace another (RFC 3891). Unsupported, a Replaces is left unread.
   * %SIPGO_SIP_EXTENSION_SUPPORTED by default.
   */
  g_object_class_install_property (object_class, OPTION_SIP_EXTENSION_REPLACES,
                                   g_param_spec_enum ("sip-extension-replaces", NULL, NULL, SIPGO_TYPE_SIP_EXTENSION, SIPGO_SIP_EXTENSION_SUPPORTED, flags));
  /**
   * SipgoUserAgent:sip-extension-extra-supported:
   *
   * Option tags that Supported names beyond our own, and that a peer may require: the application sees to what they
   * mean. One that [func@UserAgent.get_registered_option_tags] does not list makes [method@UserAgent.start] fail. None
   * by default.
   */
  g_object_class_install_property (object_class, OPTION_SIP_EXTENSION_EXTRA_SUPPORTED,
                                   g_param_spec_boxed ("sip-extension-extra-supported", NULL, NULL, G_TYPE_STRV, flags));
  /**
   * SipgoUserAgent:hack-allow-unregistered-option-tags:
   *
   * Whether [property@UserAgent:sip-extension-extra-supported] may name tags that IANA does not list. %FALSE by default.
   */
  g_object_class_install_property (object_class, OPTION_HACK_ALLOW_UNREGISTERED_OPTION_TAGS,
                                   g_param_spec_boolean ("hack-allow-unregistered-option-tags", NULL, NULL, FALSE, flags));
}

void
sipgo_user_agent_install_options (GObjectClass *object_class)
{
  install_presentation (object_class);
  install_extensions (object_class);
}

void
sipgo_user_agent_options_init (SipgoUserAgentOptions *self)
{
  self->graceful_shutdown = TRUE;
  self->send_initial_provisional_response = TRUE;
  self->sip_extension_100rel = SIPGO_SIP_EXTENSION_SUPPORTED;
  self->sip_extension_replaces = SIPGO_SIP_EXTENSION_SUPPORTED;
}

void
sipgo_user_agent_options_clear (SipgoUserAgentOptions *self)
{
  g_clear_object (&self->data);
  g_clear_pointer (&self->instance_id, g_free);
  g_clear_pointer (&self->contact_params, g_strfreev);
  g_clear_pointer (&self->preloaded_route_set, g_strfreev);
  g_clear_pointer (&self->sip_extension_extra_supported, g_strfreev);
}

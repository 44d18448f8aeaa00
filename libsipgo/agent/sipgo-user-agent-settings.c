/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/gst/sipgo-rtp-handler-factory.h"

/* What an agent is set to, and what it shows. */

/**
 * sipgo_user_agent_get_listeners:
 * @self: an agent
 *
 * The addresses that are bound.
 *
 * Returns: (transfer full): each as transport, address and port
 */
GStrv
sipgo_user_agent_get_listeners (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return sipgo_transport_layer_get_listeners (sipgo_user_agent_core_get_transport (self->core));
}

/**
 * sipgo_user_agent_get_session_description_handler_factory:
 * @self: an agent
 *
 * What makes the media of each session. One for RTP on GStreamer is made when none was set.
 *
 * Returns: (transfer none): the factory
 */
SipgoSessionDescriptionHandlerFactory *
sipgo_user_agent_get_session_description_handler_factory (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  /* Made late: it is what loads GStreamer. */
  if (!self->factory)
    self->factory = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (sipgo_rtp_handler_factory_new ());
  return self->factory;
}

/**
 * sipgo_user_agent_set_session_description_handler_factory:
 * @self: an agent
 * @factory: (nullable): what makes the media of sessions from here on; %NULL for RTP on GStreamer
 *
 * Sets [property@UserAgent:session-description-handler-factory].
 */
void
sipgo_user_agent_set_session_description_handler_factory (SipgoUserAgent *self, SipgoSessionDescriptionHandlerFactory *factory)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (g_set_object (&self->factory, factory))
    g_object_notify (G_OBJECT (self), "session-description-handler-factory");
}

/**
 * sipgo_user_agent_get_state:
 * @self: an agent
 *
 * Whether the agent is started.
 *
 * Returns: the state
 */
SipgoUserAgentState
sipgo_user_agent_get_state (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), SIPGO_USER_AGENT_STATE_STOPPED);
  return self->state;
}

/**
 * sipgo_user_agent_get_core:
 * @self: an agent
 *
 * What lies below the sessions.
 *
 * Returns: (transfer none): the core
 */
SipgoUserAgentCore *
sipgo_user_agent_get_core (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->core;
}

/**
 * sipgo_user_agent_get_sessions:
 * @self: an agent
 *
 * The sessions that live.
 *
 * Returns: (transfer none): a list of [class@Session]
 */
GListModel *
sipgo_user_agent_get_sessions (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return G_LIST_MODEL (self->sessions);
}

/**
 * sipgo_user_agent_get_listen:
 * @self: an agent
 *
 * The addresses to listen on.
 *
 * Returns: (transfer full) (nullable): each as transport, address and port
 */
GStrv
sipgo_user_agent_get_listen (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->listen);
}

/**
 * sipgo_user_agent_set_listen:
 * @self: an agent
 * @listen: (nullable) (array zero-terminated=1): the addresses to listen on, from the next start on
 *
 * Sets [property@UserAgent:listen].
 */
void
sipgo_user_agent_set_listen (SipgoUserAgent *self, const char *const *listen)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->listen);
  self->listen = g_strdupv ((GStrv) listen);
  g_object_notify (G_OBJECT (self), "listen");
}

/**
 * sipgo_user_agent_get_uri:
 * @self: an agent
 *
 * Who the agent is.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoUri *
sipgo_user_agent_get_uri (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->uri;
}

/**
 * sipgo_user_agent_set_uri:
 * @self: an agent
 * @uri: (nullable): its address of record
 *
 * Sets [property@UserAgent:uri].
 */
void
sipgo_user_agent_set_uri (SipgoUserAgent *self, SipgoUri *uri)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->uri == uri)
    return;
  g_clear_pointer (&self->uri, sipgo_uri_unref);
  self->uri = uri ? sipgo_uri_ref (uri) : NULL;
  sipgo_user_agent_apply_identity (self);
  g_object_notify (G_OBJECT (self), "uri");
}

/**
 * sipgo_user_agent_get_display_name:
 * @self: an agent
 *
 * The name that people see beside the address.
 *
 * Returns: (nullable): the text, or %NULL
 */
const char *
sipgo_user_agent_get_display_name (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->display_name;
}

/**
 * sipgo_user_agent_set_display_name:
 * @self: an agent
 * @display_name: (nullable): the name
 *
 * Sets [property@UserAgent:display-name].
 */
void
sipgo_user_agent_set_display_name (SipgoUserAgent *self, const char *display_name)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!display_name || sipgo_header_value_is_safe (display_name));
  if (g_strcmp0 (self->display_name, display_name) == 0)
    return;
  g_free (self->display_name);
  self->display_name = g_strdup (display_name);
  sipgo_user_agent_apply_identity (self);
  g_object_notify (G_OBJECT (self), "display-name");
}

/**
 * sipgo_user_agent_get_contact_name:
 * @self: an agent
 *
 * The user part of our Contact.
 *
 * Returns: (nullable): the text, or %NULL
 */
const char *
sipgo_user_agent_get_contact_name (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->contact_name;
}

/**
 * sipgo_user_agent_set_contact_name:
 * @self: an agent
 * @contact_name: (nullable): the user part
 *
 * Sets [property@UserAgent:contact-name].
 */
void
sipgo_user_agent_set_contact_name (SipgoUserAgent *self, const char *contact_name)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!contact_name || sipgo_header_value_is_safe (contact_name));
  if (g_strcmp0 (self->contact_name, contact_name) == 0)
    return;
  g_free (self->contact_name);
  self->contact_name = g_strdup (contact_name);
  sipgo_user_agent_apply_identity (self);
  g_object_notify (G_OBJECT (self), "contact-name");
}

/**
 * sipgo_user_agent_get_credentials:
 * @self: an agent
 *
 * What digest challenges are answered with.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoCredentials *
sipgo_user_agent_get_credentials (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->credentials;
}

/**
 * sipgo_user_agent_set_credentials:
 * @self: an agent
 * @credentials: (nullable): user name and password
 *
 * Sets [property@UserAgent:credentials].
 */
void
sipgo_user_agent_set_credentials (SipgoUserAgent *self, SipgoCredentials *credentials)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->credentials == credentials)
    return;
  g_clear_pointer (&self->credentials, sipgo_credentials_unref);
  self->credentials = credentials ? sipgo_credentials_ref (credentials) : NULL;
  sipgo_user_agent_core_set_credentials (self->core, credentials);
  g_object_notify (G_OBJECT (self), "credentials");
}

/**
 * sipgo_user_agent_get_outbound_proxy:
 * @self: an agent
 *
 * The proxy that every request outside a call goes to first.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoUri *
sipgo_user_agent_get_outbound_proxy (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->outbound_proxy;
}

/**
 * sipgo_user_agent_set_outbound_proxy:
 * @self: an agent
 * @outbound_proxy: (nullable): the address of the proxy
 *
 * Sets [property@UserAgent:outbound-proxy].
 */
void
sipgo_user_agent_set_outbound_proxy (SipgoUserAgent *self, SipgoUri *outbound_proxy)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->outbound_proxy == outbound_proxy)
    return;
  g_clear_pointer (&self->outbound_proxy, sipgo_uri_unref);
  self->outbound_proxy = outbound_proxy ? sipgo_uri_ref (outbound_proxy) : NULL;
  sipgo_user_agent_core_set_outbound_proxy (self->core, outbound_proxy);
  g_object_notify (G_OBJECT (self), "outbound-proxy");
}

/**
 * sipgo_user_agent_get_product:
 * @self: an agent
 *
 * What User-Agent and Server say.
 *
 * Returns: (nullable): the text, or %NULL
 */
const char *
sipgo_user_agent_get_product (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->product;
}

/**
 * sipgo_user_agent_set_product:
 * @self: an agent
 * @product: (nullable): the product
 *
 * Sets [property@UserAgent:product].
 */
void
sipgo_user_agent_set_product (SipgoUserAgent *self, const char *product)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!product || sipgo_header_value_is_safe (product));
  if (g_strcmp0 (self->product, product) == 0)
    return;
  g_free (self->product);
  self->product = g_strdup (product);
  sipgo_user_agent_core_set_product (self->core, product);
  g_object_notify (G_OBJECT (self), "product");
}

/**
 * sipgo_user_agent_get_no_answer_timeout:
 * @self: an agent
 *
 * After how many seconds an invitation that nobody answers is rejected.
 *
 * Returns: seconds; 0 for never
 */
guint
sipgo_user_agent_get_no_answer_timeout (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->no_answer_timeout;
}

/**
 * sipgo_user_agent_set_no_answer_timeout:
 * @self: an agent
 * @seconds: how long to wait; 0 for ever
 *
 * Sets [property@UserAgent:no-answer-timeout].
 */
void
sipgo_user_agent_set_no_answer_timeout (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->no_answer_timeout == seconds)
    return;
  self->no_answer_timeout = seconds;
  g_object_notify (G_OBJECT (self), "no-answer-timeout");
}

/**
 * sipgo_user_agent_get_allow_legacy_notifications:
 * @self: an agent
 *
 * Whether a NOTIFY that belongs to no subscription is accepted though nobody listens.
 *
 * Returns: %TRUE if so
 */
gboolean
sipgo_user_agent_get_allow_legacy_notifications (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->allow_legacy_notifications;
}

/**
 * sipgo_user_agent_set_allow_legacy_notifications:
 * @self: an agent
 * @allow_legacy_notifications: %TRUE to accept
 *
 * Sets [property@UserAgent:allow-legacy-notifications].
 */
void
sipgo_user_agent_set_allow_legacy_notifications (SipgoUserAgent *self, gboolean allow_legacy_notifications)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->allow_legacy_notifications == allow_legacy_notifications)
    return;
  self->allow_legacy_notifications = allow_legacy_notifications;
  g_object_notify (G_OBJECT (self), "allow-legacy-notifications");
}

/**
 * sipgo_user_agent_get_allow_events:
 * @self: an agent
 *
 * The event packages that may be subscribed to or published here.
 *
 * Returns: (transfer full) (nullable): the packages, or %NULL for any
 */
GStrv
sipgo_user_agent_get_allow_events (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->allow_events);
}

/**
 * sipgo_user_agent_set_allow_events:
 * @self: an agent
 * @packages: (nullable) (array zero-terminated=1): the packages, each a token such as `presence`; %NULL for any
 *
 * Sets [property@UserAgent:allow-events].
 */
void
sipgo_user_agent_set_allow_events (SipgoUserAgent *self, const char *const *packages)
{
  g_autofree char *text = NULL;
  GStrv copy;
  guint i;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  for (i = 0; packages && packages[i]; i++)
    g_return_if_fail (sipgo_method_is_valid (packages[i]));
  copy = g_strdupv ((GStrv) packages);
  g_strfreev (self->allow_events);
  self->allow_events = copy;
  text = copy && copy[0] ? g_strjoinv (", ", copy) : NULL;
  sipgo_user_agent_core_set_allow_events (self->core, text);
  g_object_notify (G_OBJECT (self), "allow-events");
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-transport.h"

#include "libsipgo/transport/sipgo-transport-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

/* The agent's own transport and its WebSocket listeners. */

enum
{
  PROP_TRANSPORT,
  PROP_VIA_HOST,
  PROP_RECONNECTION_ATTEMPTS,
  PROP_RECONNECTION_DELAY,
  PROP_TLS_CERTIFICATE,
  PROP_WEBSOCKET_ORIGINS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

enum
{
  SIGNAL_CONNECTED,
  SIGNAL_DISCONNECTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static SipgoTransportLayer *
layer_of (SipgoUserAgent *self)
{
  return sipgo_user_agent_core_get_transport (self->agent.core);
}

static void
sipgo_user_agent_connected (SipgoAgent *agent)
{
  g_signal_emit (agent, signals[SIGNAL_CONNECTED], 0);
}

static void
sipgo_user_agent_disconnected (SipgoAgent *agent, const GError *error)
{
  g_signal_emit (agent, signals[SIGNAL_DISCONNECTED], 0, error);
}

/**
 * sipgo_user_agent_get_via_host:
 * @self: an agent
 *
 * The host in Via and Contact where nobody can connect to the agent.
 *
 * Returns: (nullable): what was set
 */
const char *
sipgo_user_agent_get_via_host (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.own.via_host;
}

static gboolean
is_host (const char *text)
{
  g_autofree char *uri = g_strconcat ("sip:", text, NULL);
  g_autoptr (SipgoUri) parsed = sipgo_uri_parse (uri, NULL);

  return parsed && g_strcmp0 (sipgo_uri_get_host (parsed), text) == 0;
}

/**
 * sipgo_user_agent_set_via_host:
 * @self: an agent
 * @via_host: (nullable): a host name or number
 *
 * Sets [property@UserAgent:via-host].
 */
void
sipgo_user_agent_set_via_host (SipgoUserAgent *self, const char *via_host)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (!via_host || is_host (via_host));
  if (g_strcmp0 (self->agent.own.via_host, via_host) == 0)
    return;
  g_free (self->agent.own.via_host);
  self->agent.own.via_host = g_strdup (via_host);
  sipgo_transport_layer_set_via_host (layer_of (self), via_host);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VIA_HOST]);
}

/**
 * sipgo_user_agent_get_reconnection_attempts:
 * @self: an agent
 *
 * How often a lost transport is opened again by itself.
 *
 * Returns: the number of attempts
 */
guint
sipgo_user_agent_get_reconnection_attempts (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->agent.own.reconnection_attempts;
}

/**
 * sipgo_user_agent_set_reconnection_attempts:
 * @self: an agent
 * @attempts: how often a lost transport is opened again by itself
 *
 * Sets [property@UserAgent:reconnection-attempts].
 */
void
sipgo_user_agent_set_reconnection_attempts (SipgoUserAgent *self, guint attempts)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.own.reconnection_attempts == attempts)
    return;
  self->agent.own.reconnection_attempts = attempts;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECONNECTION_ATTEMPTS]);
}

/**
 * sipgo_user_agent_get_reconnection_delay:
 * @self: an agent
 *
 * The time between two attempts to open a lost transport again.
 *
 * Returns: seconds
 */
guint
sipgo_user_agent_get_reconnection_delay (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), 0);
  return self->agent.own.reconnection_delay;
}

/**
 * sipgo_user_agent_set_reconnection_delay:
 * @self: an agent
 * @seconds: the time between two attempts
 *
 * Sets [property@UserAgent:reconnection-delay].
 */
void
sipgo_user_agent_set_reconnection_delay (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.own.reconnection_delay == seconds)
    return;
  self->agent.own.reconnection_delay = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECONNECTION_DELAY]);
}

/**
 * sipgo_user_agent_get_tls_certificate:
 * @self: an agent
 *
 * What the agent shows to those who connect with TLS.
 *
 * Returns: (transfer none) (nullable): the certificate with its key, or %NULL
 */
GTlsCertificate *
sipgo_user_agent_get_tls_certificate (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.own.tls_certificate;
}

/**
 * sipgo_user_agent_set_tls_certificate:
 * @self: an agent
 * @tls_certificate: (nullable): a certificate with its key
 *
 * Sets [property@UserAgent:tls-certificate].
 */
void
sipgo_user_agent_set_tls_certificate (SipgoUserAgent *self, GTlsCertificate *tls_certificate)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (!g_set_object (&self->agent.own.tls_certificate, tls_certificate))
    return;
  sipgo_transport_layer_set_certificate (layer_of (self), tls_certificate);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TLS_CERTIFICATE]);
}

/**
 * sipgo_user_agent_get_websocket_origins:
 * @self: an agent
 *
 * The pages whose scripts may connect.
 *
 * Returns: (transfer full) (nullable): origins, or %NULL
 */
GStrv
sipgo_user_agent_get_websocket_origins (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return g_strdupv (self->agent.own.websocket_origins);
}

/**
 * sipgo_user_agent_set_websocket_origins:
 * @self: an agent
 * @websocket_origins: (nullable) (array zero-terminated=1): origins such as `https://example.com`, or `*`
 *
 * Sets [property@UserAgent:websocket-origins].
 */
void
sipgo_user_agent_set_websocket_origins (SipgoUserAgent *self, const char *const *websocket_origins)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_strfreev (self->agent.own.websocket_origins);
  self->agent.own.websocket_origins = g_strdupv ((GStrv) websocket_origins);
  sipgo_transport_layer_set_origins (layer_of (self), websocket_origins);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WEBSOCKET_ORIGINS]);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

gboolean
sipgo_user_agent_get_transport_property (SipgoUserAgent *self, GValue *value, GParamSpec *pspec)
{
  if (pspec == props[PROP_TRANSPORT])
    g_value_set_object (value, self->agent.own.transport);
  else if (pspec == props[PROP_VIA_HOST])
    g_value_set_string (value, self->agent.own.via_host);
  else if (pspec == props[PROP_RECONNECTION_ATTEMPTS])
    g_value_set_uint (value, self->agent.own.reconnection_attempts);
  else if (pspec == props[PROP_RECONNECTION_DELAY])
    g_value_set_uint (value, self->agent.own.reconnection_delay);
  else if (pspec == props[PROP_TLS_CERTIFICATE])
    g_value_set_object (value, self->agent.own.tls_certificate);
  else if (pspec == props[PROP_WEBSOCKET_ORIGINS])
    g_value_set_boxed (value, self->agent.own.websocket_origins);
  else
    return FALSE;
  return TRUE;
}

gboolean
sipgo_user_agent_set_transport_property (SipgoUserAgent *self, const GValue *value, GParamSpec *pspec)
{
  if (pspec == props[PROP_TRANSPORT])
    sipgo_user_agent_set_transport (self, g_value_get_object (value));
  else if (pspec == props[PROP_VIA_HOST])
    sipgo_user_agent_set_via_host (self, g_value_get_string (value));
  else if (pspec == props[PROP_RECONNECTION_ATTEMPTS])
    sipgo_user_agent_set_reconnection_attempts (self, g_value_get_uint (value));
  else if (pspec == props[PROP_RECONNECTION_DELAY])
    sipgo_user_agent_set_reconnection_delay (self, g_value_get_uint (value));
  else if (pspec == props[PROP_TLS_CERTIFICATE])
    sipgo_user_agent_set_tls_certificate (self, g_value_get_object (value));
  else if (pspec == props[PROP_WEBSOCKET_ORIGINS])
    sipgo_user_agent_set_websocket_origins (self, g_value_get_boxed (value));
  else
    return FALSE;
  return TRUE;
}

static void
add_signals (SipgoUserAgentClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  /**
   * SipgoUserAgent::connected:
   * @self: the agent
   *
   * Its [property@UserAgent:transport] is connected: at the start, and each time after it was lost. It is time to register.
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SipgoUserAgent::disconnected:
   * @self: the agent
   * @error: (nullable): why, when the connection was lost; %NULL when the agent is being stopped
   *
   * Its [property@UserAgent:transport] is connected no longer. Calls live on, and go on once it is connected again.
   */
  signals[SIGNAL_DISCONNECTED] = g_signal_new ("disconnected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

void
sipgo_user_agent_install_transport (SipgoUserAgentClass *klass, guint first_id)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  guint i;

  /**
   * SipgoUserAgent:transport:
   *
   * The agent's own road to its server, such as a [class@WebSocketTransport]: every request and response goes over it.
   * It is opened by [method@UserAgent.start] and closed by [method@UserAgent.stop], and can be set only while the agent
   * is stopped. %NULL, the default, lets each request find its own way.
   */
  props[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, SIPGO_TYPE_TRANSPORT, flags);
  /**
   * SipgoUserAgent:via-host:
   *
   * The host in Via and Contact of what goes over [property@UserAgent:transport] or a WebSocket of ours, where nobody
   * can connect to the agent; %NULL, the default, for a random name under `.invalid` (section 5 of RFC 7118).
   */
  props[PROP_VIA_HOST] = g_param_spec_string ("via-host", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:reconnection-attempts:
   *
   * How often [property@UserAgent:transport] is opened again by itself after it was lost: the first time at once, then
   * after [property@UserAgent:reconnection-delay] each. 0 by default.
   */
  props[PROP_RECONNECTION_ATTEMPTS] = g_param_spec_uint ("reconnection-attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * SipgoUserAgent:reconnection-delay:
   *
   * The seconds between two attempts to open a lost transport again. 4 by default.
   */
  props[PROP_RECONNECTION_DELAY] = g_param_spec_uint ("reconnection-delay", NULL, NULL, 0, G_MAXUINT16, SIPGO_DEFAULT_RECONNECTION_DELAY, flags);
  /**
   * SipgoUserAgent:tls-certificate:
   *
   * The certificate, with its key, of `wss` listeners. %NULL by default.
   */
  props[PROP_TLS_CERTIFICATE] = g_param_spec_object ("tls-certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, flags);
  /**
   * SipgoUserAgent:websocket-origins:
   *
   * The web pages whose scripts may connect to `ws` and `wss` listeners, as browsers name them in the header Origin:
   * `https://example.com`; `*` for all. %NULL, the default, lets in pages of the same host. Programs that are no
   * browsers send no Origin, and are let in.
   */
  props[PROP_WEBSOCKET_ORIGINS] = g_param_spec_boxed ("websocket-origins", NULL, NULL, G_TYPE_STRV, flags);
  for (i = 0; i < N_PROPS; i++)
    g_object_class_install_property (G_OBJECT_CLASS (klass), first_id + i, props[i]);
  klass->parent_class.connected = sipgo_user_agent_connected;
  klass->parent_class.disconnected = sipgo_user_agent_disconnected;
  add_signals (klass);
}

/**
 * sipgo_user_agent_is_connected:
 * @self: an agent
 *
 * Whether it can send: [property@UserAgent:transport] is connected, or, without one, the agent is started.
 *
 * Returns: %TRUE when it can
 */
gboolean
sipgo_user_agent_is_connected (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return sipgo_agent_transport_is_connected (&self->agent);
}

/**
 * sipgo_user_agent_reconnect:
 * @self: an agent
 * @cancellable: (nullable): makes the outcome a cancelled one
 * @callback: called when the transport is connected, or could not be
 * @user_data: for @callback
 *
 * Opens [property@UserAgent:transport] again after it was lost. It may be called in a handler of
 * [signal@UserAgent::disconnected]. Without a transport of its own an agent has nothing to reconnect.
 *
 * Fails when the agent is not started, or the transport could not be connected.
 */
void
sipgo_user_agent_reconnect (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  task = sipgo_user_agent_core_new_task (self->agent.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_user_agent_reconnect);
  if (sipgo_agent_check_started (&self->agent, &error))
    sipgo_agent_transport_reconnect (&self->agent, g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/**
 * sipgo_user_agent_reconnect_finish:
 * @self: an agent
 * @result: what the callback got
 *
 * Takes the outcome of [method@UserAgent.reconnect].
 *
 * Returns: %TRUE when it is connected
 */
gboolean
sipgo_user_agent_reconnect_finish (SipgoUserAgent *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_user_agent_get_transport:
 * @self: an agent
 *
 * The agent's own road to its server.
 *
 * Returns: (transfer none) (nullable): it, or %NULL
 */
SipgoTransport *
sipgo_user_agent_get_transport (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.own.transport;
}

/**
 * sipgo_user_agent_set_transport:
 * @self: an agent that is not started
 * @transport: (nullable): the transport, which belongs to no other agent
 *
 * Sets [property@UserAgent:transport].
 */
void
sipgo_user_agent_set_transport (SipgoUserAgent *self, SipgoTransport *transport)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (self->agent.state == SIPGO_USER_AGENT_STATE_STOPPED && !self->agent.own.start_task);
  g_return_if_fail (!transport || transport == self->agent.own.transport
                    || (!sipgo_transport_is_attached (transport)
                        && sipgo_transport_get_state (transport) == SIPGO_TRANSPORT_STATE_DISCONNECTED));
  if (sipgo_agent_transport_set (&self->agent, transport))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRANSPORT]);
}


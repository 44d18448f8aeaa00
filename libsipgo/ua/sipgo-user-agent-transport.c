/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-user-agent-private.h"

#include "libsipgo/transport/sipgo-transport-private.h"

/* The own transport of an agent, TLS, the WebSocket listeners and the network of the machine: properties and signals of
 * SipgoUserAgent. */

/* The property has this id plus SIPGO_USER_AGENT_FIRST_TRANSPORT_PROPERTY. */
enum
{
  PROP_TRANSPORT,
  PROP_VIA_HOST,
  PROP_RECONNECTION_ATTEMPTS,
  PROP_RECONNECTION_DELAY,
  PROP_TLS_CERTIFICATE,
  PROP_TLS_DATABASE,
  PROP_TLS_CLIENT_CERTIFICATES,
  PROP_ACCEPT_ANY_CERTIFICATE,
  PROP_RESOLVER,
  PROP_STUN_SERVER,
  PROP_WEBSOCKET_ORIGINS,
  PROP_NETWORK_AVAILABLE,
  PROP_LOCAL_ADDRESS,
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

/* --- for the class ------------------------------------------------------------------------------------------------ */

gboolean
sipgo_user_agent_get_transport_property (SipgoUserAgent *self, guint id, GValue *value)
{
  switch (id - SIPGO_USER_AGENT_FIRST_TRANSPORT_PROPERTY)
    {
    case PROP_TRANSPORT:
      g_value_set_object (value, self->agent.own.transport);
      return TRUE;
    case PROP_VIA_HOST:
      g_value_set_string (value, self->agent.own.via_host);
      return TRUE;
    case PROP_RECONNECTION_ATTEMPTS:
      g_value_set_uint (value, self->agent.own.reconnection_attempts);
      return TRUE;
    case PROP_RECONNECTION_DELAY:
      g_value_set_uint (value, self->agent.own.reconnection_delay);
      return TRUE;
    case PROP_TLS_CERTIFICATE:
      g_value_set_object (value, self->agent.own.tls_certificate);
      return TRUE;
    case PROP_TLS_DATABASE:
      g_value_set_object (value, self->agent.own.tls_database);
      return TRUE;
    case PROP_TLS_CLIENT_CERTIFICATES:
      g_value_set_enum (value, self->agent.own.tls_client_certificates);
      return TRUE;
    case PROP_ACCEPT_ANY_CERTIFICATE:
      g_value_set_boolean (value, self->agent.own.accept_any_certificate);
      return TRUE;
    case PROP_RESOLVER:
      g_value_set_object (value, self->agent.own.resolver);
      return TRUE;
    case PROP_STUN_SERVER:
      g_value_set_string (value, self->agent.settings.stun_server);
      return TRUE;
    case PROP_WEBSOCKET_ORIGINS:
      g_value_set_boxed (value, self->agent.own.websocket_origins);
      return TRUE;
    case PROP_NETWORK_AVAILABLE:
      g_value_set_boolean (value, sipgo_user_agent_get_network_available (self));
      return TRUE;
    case PROP_LOCAL_ADDRESS:
      g_value_set_string (value, sipgo_user_agent_get_local_address (self));
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
sipgo_user_agent_set_transport_property (SipgoUserAgent *self, guint id, const GValue *value)
{
  switch (id - SIPGO_USER_AGENT_FIRST_TRANSPORT_PROPERTY)
    {
    case PROP_TRANSPORT:
      sipgo_user_agent_set_transport (self, g_value_get_object (value));
      return TRUE;
    case PROP_VIA_HOST:
      sipgo_user_agent_set_via_host (self, g_value_get_string (value));
      return TRUE;
    case PROP_RECONNECTION_ATTEMPTS:
      sipgo_user_agent_set_reconnection_attempts (self, g_value_get_uint (value));
      return TRUE;
    case PROP_RECONNECTION_DELAY:
      sipgo_user_agent_set_reconnection_delay (self, g_value_get_uint (value));
      return TRUE;
    case PROP_TLS_CERTIFICATE:
      sipgo_user_agent_set_tls_certificate (self, g_value_get_object (value));
      return TRUE;
    case PROP_TLS_DATABASE:
      sipgo_user_agent_set_tls_database (self, g_value_get_object (value));
      return TRUE;
    case PROP_TLS_CLIENT_CERTIFICATES:
      sipgo_user_agent_set_tls_client_certificates (self, g_value_get_enum (value));
      return TRUE;
    case PROP_ACCEPT_ANY_CERTIFICATE:
      sipgo_user_agent_set_accept_any_certificate (self, g_value_get_boolean (value));
      return TRUE;
    case PROP_RESOLVER:
      sipgo_user_agent_set_resolver (self, g_value_get_object (value));
      return TRUE;
    case PROP_STUN_SERVER:
      sipgo_user_agent_set_stun_server (self, g_value_get_string (value));
      return TRUE;
    case PROP_WEBSOCKET_ORIGINS:
      sipgo_user_agent_set_websocket_origins (self, g_value_get_boxed (value));
      return TRUE;
    default:
      return FALSE;
    }
}

static void
connected (SipgoAgent *agent)
{
  g_signal_emit (agent, signals[SIGNAL_CONNECTED], 0);
}

static void
disconnected (SipgoAgent *agent, const GError *error)
{
  g_signal_emit (agent, signals[SIGNAL_DISCONNECTED], 0, error);
}

static void
network_changed (SipgoAgent *agent, gboolean listeners_changed)
{
  g_object_freeze_notify (G_OBJECT (agent));
  if (listeners_changed)
    g_object_notify (G_OBJECT (agent), "listeners");
  g_object_notify_by_pspec (G_OBJECT (agent), props[PROP_NETWORK_AVAILABLE]);
  g_object_notify_by_pspec (G_OBJECT (agent), props[PROP_LOCAL_ADDRESS]);
  g_object_thaw_notify (G_OBJECT (agent));
}

static void
install_own_transport (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:transport:
   *
   * The agent's own connection to its server, such as a [class@WebSocketTransport]: all requests and responses are sent
   * over it. [method@UserAgent.start] opens it and [method@UserAgent.stop] closes it; it can be set only while the
   * agent is stopped. With %NULL, the default, each request is sent to the target that its URI gives (RFC 3263).
   *
   * Since: 1.0
   */
  props[PROP_TRANSPORT] = g_param_spec_object ("transport", NULL, NULL, SIPGO_TYPE_TRANSPORT, flags);
  /**
   * SipgoUserAgent:via-host:
   *
   * The host in Via and Contact of messages over [property@UserAgent:transport] or a WebSocket that we have opened,
   * since nobody can connect to the agent there; %NULL, the default, for a random name under `.invalid` (RFC 7118
   * section 5).
   *
   * Since: 1.0
   */
  props[PROP_VIA_HOST] = g_param_spec_string ("via-host", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:reconnection-attempts:
   *
   * How often the library tries to open [property@UserAgent:transport] again after it was lost: the first time at once,
   * then after [property@UserAgent:reconnection-delay] each. 0 by default.
   *
   * Since: 1.0
   */
  props[PROP_RECONNECTION_ATTEMPTS] = g_param_spec_uint ("reconnection-attempts", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * SipgoUserAgent:reconnection-delay:
   *
   * The seconds between two attempts to open a lost transport again. 4 by default.
   *
   * Since: 1.0
   */
  props[PROP_RECONNECTION_DELAY] = g_param_spec_uint ("reconnection-delay", NULL, NULL, 0, G_MAXUINT16,
                                                      SIPGO_DEFAULT_RECONNECTION_DELAY, flags);
}

static void
install_listeners_and_tls (void)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:tls-certificate:
   *
   * The certificate of the agent, with its key: `tls` and `wss` listeners need it, and it is sent to a server that asks
   * for a client's certificate over TLS. For a SIP domain it has the domain as a DNS name, or as a URI `sip:DOMAIN`
   * (RFC 5922), in its subjectAltName. Connections that are open do not change. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_TLS_CERTIFICATE] = g_param_spec_object ("tls-certificate", NULL, NULL, G_TYPE_TLS_CERTIFICATE, flags);
  /**
   * SipgoUserAgent:tls-database:
   *
   * The certificate authorities that servers over TLS are verified with, and clients that have a certificate. %NULL,
   * the default, for those of the system. A [iface@Gio.TlsFileDatabase] has those of a file. The certificate of each
   * server has to be valid, and has to prove the host of the URI that the request is sent to (RFC 5922); otherwise the
   * request fails with %SIPGO_ERROR_CERTIFICATE, and the message says which check has failed. Only
   * [property@UserAgent:accept-any-certificate] switches this off. Connections that are open do not change. A
   * [class@WebSocketTransport] has a property of its own.
   *
   * Since: 1.0
   */
  props[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, flags);
  /**
   * SipgoUserAgent:tls-client-certificates:
   *
   * Whether clients of `tls` and `wss` listeners have to show a certificate: they are not asked for one
   * (%G_TLS_AUTHENTICATION_NONE), are asked (%G_TLS_AUTHENTICATION_REQUESTED), or are refused without a valid one
   * (%G_TLS_AUTHENTICATION_REQUIRED). %G_TLS_AUTHENTICATION_NONE by default. [property@UserAgent:tls-database] verifies
   * it; one that was only asked for and is not valid counts as none. [method@IncomingRequest.get_verified_names] says
   * whom it has proved. Holds for connections that are made from then on.
   *
   * Since: 1.0
   */
  props[PROP_TLS_CLIENT_CERTIFICATES] = g_param_spec_enum ("tls-client-certificates", NULL, NULL,
                                                           G_TYPE_TLS_AUTHENTICATION_MODE, G_TLS_AUTHENTICATION_NONE,
                                                           flags);
  /**
   * SipgoUserAgent:accept-any-certificate:
   *
   * Whether the certificates of servers are not verified at all, so that anybody on the way can read and change all
   * messages. For tests only: [property@UserAgent:tls-database] can have a certificate or authority of your own.
   * %FALSE by default. A [class@WebSocketTransport] always verifies.
   *
   * Since: 1.0
   */
  props[PROP_ACCEPT_ANY_CERTIFICATE] = g_param_spec_boolean ("accept-any-certificate", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:resolver:
   *
   * What looks up the names of the hosts and domains that requests are sent to (RFC 3263). %NULL, the default, for the
   * name servers of the system, as [class@SystemResolver] asks them. Answers are kept as long as their TTL allows; a
   * change forgets them.
   *
   * Since: 1.0
   */
  props[PROP_RESOLVER] = g_param_spec_object ("resolver", NULL, NULL, SIPGO_TYPE_RESOLVER, flags);
  /**
   * SipgoUserAgent:stun-server: (getter get_stun_server) (setter set_stun_server)
   *
   * The STUN server (RFC 8489) that says under which address a NAT shows us, as a name or an address, with or without a
   * port: `stun.example.com`, `192.0.2.1:3478`. A name without a port is looked up by SRV (`_stun._udp`) first. %NULL,
   * the default, for none. A change takes effect at the next start.
   *
   * [method@UserAgent.start] waits for its answer, up to two seconds; then the Contact for peers beyond the NAT has
   * that address from the first request on. Before an offer or answer, each call with a private address asks from its
   * RTP port, for up to one second, so that `c=` and the port are those that a peer beyond the NAT can send to; it does
   * not while the server fails to answer. When the server sees us at another address than before, registrations and
   * calls follow as after [method@UserAgent.network_changed].
   *
   * Without a STUN server, Contact has the address that the registrar or proxy sees (RFC 3581), and providers send
   * media to where ours come from, so most lines need none. A NAT that gives each destination another port makes its
   * answers useless, and a peer on our side of the NAT may not be able to send to the address in `c=`. It is not used
   * with [property@UserAgent:transport].
   *
   * Since: 1.0
   */
  props[PROP_STUN_SERVER] = g_param_spec_string ("stun-server", NULL, NULL, NULL, flags);
  /**
   * SipgoUserAgent:websocket-origins:
   *
   * The web pages whose scripts may connect to `ws` and `wss` listeners, as browsers name them in the header Origin:
   * `https://example.com`; `*` for all. %NULL, the default, admits pages of the same host. A client that sends no
   * Origin is not a browser, and is admitted.
   *
   * Since: 1.0
   */
  props[PROP_WEBSOCKET_ORIGINS] = g_param_spec_boxed ("websocket-origins", NULL, NULL, G_TYPE_STRV, flags);
}

static void
install_network (void)
{
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoUserAgent:network-available:
   *
   * Whether this machine has an address that is neither a loopback nor a link-local one. %FALSE while the agent is not
   * started. When the network is back, or has other addresses, registrations are sent anew at once, and calls go on
   * from the new address by a re-INVITE (RFC 3261 section 14.1).
   *
   * Since: 1.0
   */
  props[PROP_NETWORK_AVAILABLE] = g_param_spec_boolean ("network-available", NULL, NULL, FALSE, flags);
  /**
   * SipgoUserAgent:local-address:
   *
   * The address of this machine from which the internet is reached, such as `192.0.2.1`; %NULL without a network, and
   * while the agent is not started. Behind a NAT, it is the one behind the NAT.
   *
   * Since: 1.0
   */
  props[PROP_LOCAL_ADDRESS] = g_param_spec_string ("local-address", NULL, NULL, NULL, flags);
}

static void
add_signals (SipgoUserAgentClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  /**
   * SipgoUserAgent::connected:
   * @self: the agent
   *
   * [property@UserAgent:transport] is connected: at the start, and each time after it was lost. This is the moment to
   * register.
   *
   * Since: 1.0
   */
  signals[SIGNAL_CONNECTED] = g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SipgoUserAgent::disconnected:
   * @self: the agent
   * @error: (nullable): why, when the connection was lost; %NULL when the agent is being stopped
   *
   * [property@UserAgent:transport] is not connected any more. Calls are not ended, and continue once it is connected
   * again.
   *
   * Since: 1.0
   */
  signals[SIGNAL_DISCONNECTED] = g_signal_new ("disconnected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                               G_TYPE_NONE, 1, G_TYPE_ERROR);
}

void
sipgo_user_agent_add_transport (SipgoUserAgentClass *klass)
{
  SipgoAgentClass *agent_class = &klass->parent_class;
  guint i;

  agent_class->connected = connected;
  agent_class->disconnected = disconnected;
  agent_class->network_changed = network_changed;
  install_own_transport ();
  install_listeners_and_tls ();
  install_network ();
  for (i = 0; i < N_PROPS; i++)
    g_object_class_install_property (G_OBJECT_CLASS (klass), SIPGO_USER_AGENT_FIRST_TRANSPORT_PROPERTY + i, props[i]);
  add_signals (klass);
}

/* --- the accessors ------------------------------------------------------------------------------------------------ */

static SipgoTransportLayer *
layer_of (SipgoUserAgent *self)
{
  return sipgo_user_agent_core_get_transport (self->agent.core);
}

static void
set_number (SipgoUserAgent *self, guint *place, guint value, guint id)
{
  if (*place == value)
    return;
  *place = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

/**
 * sipgo_user_agent_get_via_host:
 * @self: an agent
 *
 * The host in Via and Contact of messages over a transport on which nobody can connect to the agent.
 *
 * Returns: (nullable): the host that was set, or %NULL
 *
 * Since: 1.0
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
 * @via_host: (nullable): a host name or IP address
 *
 * Sets [property@UserAgent:via-host].
 *
 * Since: 1.0
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
 * How often the library tries to open a lost transport again.
 *
 * Returns: the number of attempts
 *
 * Since: 1.0
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
 * @attempts: the number of attempts
 *
 * Sets [property@UserAgent:reconnection-attempts].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_reconnection_attempts (SipgoUserAgent *self, guint attempts)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  set_number (self, &self->agent.own.reconnection_attempts, attempts, PROP_RECONNECTION_ATTEMPTS);
}

/**
 * sipgo_user_agent_get_reconnection_delay:
 * @self: an agent
 *
 * The time between two attempts to open a lost transport again.
 *
 * Returns: seconds
 *
 * Since: 1.0
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
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_reconnection_delay (SipgoUserAgent *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  set_number (self, &self->agent.own.reconnection_delay, seconds, PROP_RECONNECTION_DELAY);
}

/**
 * sipgo_user_agent_get_tls_certificate:
 * @self: an agent
 *
 * The certificate of the agent, for `tls` and `wss` listeners and for servers that ask for one.
 *
 * Returns: (transfer none) (nullable): the certificate with its key, or %NULL
 *
 * Since: 1.0
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
 *
 * Since: 1.0
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
 * sipgo_user_agent_get_tls_database:
 * @self: an agent
 *
 * The certificate authorities that servers over TLS are verified with.
 *
 * Returns: (transfer none) (nullable): the database; %NULL for that of the system
 *
 * Since: 1.0
 */
GTlsDatabase *
sipgo_user_agent_get_tls_database (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.own.tls_database;
}

/**
 * sipgo_user_agent_set_tls_database:
 * @self: an agent
 * @tls_database: (nullable): the certificate authorities; %NULL for those of the system
 *
 * Sets [property@UserAgent:tls-database].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_tls_database (SipgoUserAgent *self, GTlsDatabase *tls_database)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (!g_set_object (&self->agent.own.tls_database, tls_database))
    return;
  sipgo_transport_layer_set_tls_database (layer_of (self), tls_database);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TLS_DATABASE]);
}

/**
 * sipgo_user_agent_get_tls_client_certificates:
 * @self: an agent
 *
 * Gets whether clients have to show a certificate.
 *
 * Returns: whether they are asked for one, or have to have one
 *
 * Since: 1.0
 */
GTlsAuthenticationMode
sipgo_user_agent_get_tls_client_certificates (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), G_TLS_AUTHENTICATION_NONE);
  return self->agent.own.tls_client_certificates;
}

/**
 * sipgo_user_agent_set_tls_client_certificates:
 * @self: an agent
 * @mode: whether clients are asked for a certificate, or have to have one
 *
 * Sets [property@UserAgent:tls-client-certificates].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_tls_client_certificates (SipgoUserAgent *self, GTlsAuthenticationMode mode)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (self->agent.own.tls_client_certificates == mode)
    return;
  self->agent.own.tls_client_certificates = mode;
  sipgo_transport_layer_set_client_certificates (layer_of (self), mode);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TLS_CLIENT_CERTIFICATES]);
}

/**
 * sipgo_user_agent_get_accept_any_certificate:
 * @self: an agent
 *
 * Gets whether the certificates of servers are not verified.
 *
 * Returns: %TRUE if any certificate is accepted
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_accept_any_certificate (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return self->agent.own.accept_any_certificate;
}

/**
 * sipgo_user_agent_set_accept_any_certificate:
 * @self: an agent
 * @accept_any_certificate: whether the certificates of servers are not verified
 *
 * Sets [property@UserAgent:accept-any-certificate].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_accept_any_certificate (SipgoUserAgent *self, gboolean accept_any_certificate)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  accept_any_certificate = accept_any_certificate ? TRUE : FALSE;
  if (self->agent.own.accept_any_certificate == accept_any_certificate)
    return;
  self->agent.own.accept_any_certificate = accept_any_certificate;
  sipgo_transport_layer_set_accept_any_certificate (layer_of (self), accept_any_certificate);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACCEPT_ANY_CERTIFICATE]);
}

/**
 * sipgo_user_agent_get_resolver:
 * @self: an agent
 *
 * Gets what looks up names for the agent.
 *
 * Returns: (transfer none) (nullable): the resolver; %NULL for the name servers of the system
 *
 * Since: 1.0
 */
SipgoResolver *
sipgo_user_agent_get_resolver (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.own.resolver;
}

/**
 * sipgo_user_agent_set_resolver:
 * @self: an agent
 * @resolver: (nullable): looks up names; %NULL for the name servers of the system
 *
 * Sets [property@UserAgent:resolver].
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_resolver (SipgoUserAgent *self, SipgoResolver *resolver)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  g_return_if_fail (resolver == NULL || SIPGO_IS_RESOLVER (resolver));
  if (!g_set_object (&self->agent.own.resolver, resolver))
    return;
  sipgo_name_cache_set_resolver (sipgo_transport_layer_get_names (layer_of (self)), resolver);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESOLVER]);
}

/**
 * sipgo_user_agent_get_stun_server:
 * @self: an agent
 *
 * Gets the STUN server.
 *
 * Returns: (nullable): its name or address, with or without a port; %NULL for none
 *
 * Since: 1.0
 */
const char *
sipgo_user_agent_get_stun_server (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.settings.stun_server;
}

/**
 * sipgo_user_agent_set_stun_server:
 * @self: an agent
 * @stun_server: (nullable): its name or address, with or without a port; %NULL for none
 *
 * Sets [property@UserAgent:stun-server]. [method@UserAgent.start] fails when it cannot be read.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_set_stun_server (SipgoUserAgent *self, const char *stun_server)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  if (g_strcmp0 (self->agent.settings.stun_server, stun_server) == 0)
    return;
  g_free (self->agent.settings.stun_server);
  self->agent.settings.stun_server = g_strdup (stun_server);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STUN_SERVER]);
}

/**
 * sipgo_user_agent_get_websocket_origins:
 * @self: an agent
 *
 * The origins of the web pages whose scripts may connect.
 *
 * Returns: (transfer full) (nullable): origins, or %NULL
 *
 * Since: 1.0
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
 *
 * Since: 1.0
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

/**
 * sipgo_user_agent_is_connected:
 * @self: an agent
 *
 * Whether the agent can send: [property@UserAgent:transport] is connected, or, without one, the agent is started.
 *
 * Returns: %TRUE when it can
 *
 * Since: 1.0
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
 * @cancellable: (nullable): makes the result `CANCELLED`
 * @callback: called when the transport is connected, or could not be
 * @user_data: for @callback
 *
 * Opens [property@UserAgent:transport] again after it was lost. It may be called in a handler of
 * [signal@UserAgent::disconnected]. An agent without a transport of its own has nothing to reconnect.
 *
 * Fails when the agent is not started, or the transport could not be connected.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_reconnect (SipgoUserAgent *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
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
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@UserAgent.reconnect].
 *
 * Returns: %TRUE when it is connected
 *
 * Since: 1.0
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
 * The agent's own connection to its server.
 *
 * Returns: (transfer none) (nullable): the transport, or %NULL
 *
 * Since: 1.0
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
 *
 * Since: 1.0
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

/* --- the network of the machine ----------------------------------------------------------------------------------- */

/**
 * sipgo_user_agent_get_network_available:
 * @self: an agent
 *
 * Whether this machine has an address other than the loopback one.
 *
 * Returns: %TRUE when it has; %FALSE also while the agent is not started
 *
 * Since: 1.0
 */
gboolean
sipgo_user_agent_get_network_available (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), FALSE);
  return sipgo_network_watch_is_available (&self->agent.network);
}

/**
 * sipgo_user_agent_get_local_address:
 * @self: an agent
 *
 * The address of this machine from which the internet is reached.
 *
 * Returns: (nullable): an IP address such as `192.0.2.1`; %NULL without a network, and while the agent is not started
 *
 * Since: 1.0
 */
const char *
sipgo_user_agent_get_local_address (SipgoUserAgent *self)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (self), NULL);
  return self->agent.network.local;
}

/**
 * sipgo_user_agent_network_changed:
 * @self: an agent
 *
 * Tells the agent that it is in another network now, for a program that knows better, such as one that has switched a
 * VPN on. Registrations are sent anew at once, connections are made anew, and calls get a re-INVITE with the present
 * address. Half a second later, so that several changes become one. The agent notices changed addresses and routes, and
 * that the machine was suspended, itself. While the agent is not started, this does nothing.
 *
 * Since: 1.0
 */
void
sipgo_user_agent_network_changed (SipgoUserAgent *self)
{
  g_return_if_fail (SIPGO_IS_USER_AGENT (self));
  sipgo_network_watch_report (&self->agent.network, TRUE);
}

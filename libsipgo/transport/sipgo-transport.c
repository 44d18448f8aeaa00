/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-life-private.h"

#include <string.h>

#include "libsipgo/sipgo-transport-enum-types.h"
#include "libsipgo/net/sipgo-address-private.h"

#define DEFAULT_CONNECTION_TIMEOUT 5

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PROTOCOL,
  PROP_CONNECTION_TIMEOUT,
  PROP_LOCAL_ADDRESS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/**
 * SipgoTransport:
 *
 * An agent's own road to its server, as [property@UserAgent:transport] wants one: every request and response of the
 * agent goes over it. [class@WebSocketTransport] is one; others are made by deriving from this class, in any language,
 * with the virtual functions `start`, `stop` and `transmit`, and by calling [method@Transport.report_connected],
 * [method@Transport.report_disconnected] and [method@Transport.receive].
 *
 * The states, the time limits and what may follow on what are the same for all. A transport never connects by itself:
 * after the connection was lost, somebody opens it again ([property@UserAgent:reconnection-attempts] does).
 */
G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (SipgoTransport, sipgo_transport, G_TYPE_OBJECT)

SipgoTransportPrivate *
sipgo_transport_get_private (SipgoTransport *self)
{
  return sipgo_transport_get_instance_private (self);
}

SipgoEnvironment *
sipgo_transport_get_environment (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);

  if (!priv->environment)
    priv->environment = sipgo_environment_new ();
  return priv->environment;
}

/* --- its user ----------------------------------------------------------------------------------------------------- */

gboolean
sipgo_transport_attach (SipgoTransport *self, SipgoEnvironment *environment, const SipgoTransportFuncs *funcs, gpointer user_data)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);

  if (priv->funcs || priv->state != SIPGO_TRANSPORT_STATE_DISCONNECTED || priv->progress != SIPGO_PROGRESS_IDLE)
    return FALSE;
  g_clear_pointer (&priv->environment, sipgo_environment_unref);
  priv->environment = sipgo_environment_ref (environment);
  priv->funcs = funcs;
  priv->user_data = user_data;
  return TRUE;
}

void
sipgo_transport_detach (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);

  priv->funcs = NULL;
  priv->user_data = NULL;
  if (priv->state != SIPGO_TRANSPORT_STATE_DISCONNECTED && priv->n_transitions == 0)
    sipgo_transport_close (self, NULL, NULL, NULL);
}

gboolean
sipgo_transport_is_attached (SipgoTransport *self)
{
  return sipgo_transport_get_private (self)->funcs != NULL;
}

const char *
sipgo_transport_get_name (SipgoTransport *self)
{
  return sipgo_transport_get_private (self)->name;
}

void
sipgo_transport_set_name (SipgoTransport *self, const char *protocol, const char *name)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);

  g_free (priv->protocol);
  priv->protocol = g_ascii_strup (protocol, -1);
  priv->name = g_intern_string (name);
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

/**
 * sipgo_transport_get_state:
 * @self: a transport
 *
 * Where it stands.
 *
 * Returns: the state
 */
SipgoTransportState
sipgo_transport_get_state (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), SIPGO_TRANSPORT_STATE_DISCONNECTED);
  return sipgo_transport_get_private (self)->state;
}

/**
 * sipgo_transport_is_connected:
 * @self: a transport
 *
 * Whether messages can be sent.
 *
 * Returns: %TRUE when the state is connected
 */
gboolean
sipgo_transport_is_connected (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), FALSE);
  return sipgo_transport_get_private (self)->state == SIPGO_TRANSPORT_STATE_CONNECTED;
}

/**
 * sipgo_transport_get_protocol:
 * @self: a transport
 *
 * The name that stands in Via.
 *
 * Returns: such as `WSS`
 */
const char *
sipgo_transport_get_protocol (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), NULL);
  return sipgo_transport_get_private (self)->protocol;
}

/**
 * sipgo_transport_get_connection_timeout:
 * @self: a transport
 *
 * How long opening may take.
 *
 * Returns: seconds
 */
guint
sipgo_transport_get_connection_timeout (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), 0);
  return sipgo_transport_get_private (self)->connection_timeout;
}

/**
 * sipgo_transport_set_connection_timeout:
 * @self: a transport
 * @seconds: how long opening may take
 *
 * Sets [property@Transport:connection-timeout].
 */
void
sipgo_transport_set_connection_timeout (SipgoTransport *self, guint seconds)
{
  SipgoTransportPrivate *priv;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  priv = sipgo_transport_get_private (self);
  if (priv->connection_timeout == seconds)
    return;
  priv->connection_timeout = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CONNECTION_TIMEOUT]);
}

/**
 * sipgo_transport_get_local_address:
 * @self: a transport
 *
 * Where media are to be received.
 *
 * Returns: (nullable): an IP address, or %NULL
 */
const char *
sipgo_transport_get_local_address (SipgoTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_TRANSPORT (self), NULL);
  return sipgo_transport_get_private (self)->local_address;
}

/**
 * sipgo_transport_set_local_address:
 * @self: a transport
 * @local_address: (nullable): an IP address of ours
 *
 * Sets [property@Transport:local-address].
 */
void
sipgo_transport_set_local_address (SipgoTransport *self, const char *local_address)
{
  SipgoTransportPrivate *priv;
  SipgoAddress address;

  g_return_if_fail (SIPGO_IS_TRANSPORT (self));
  g_return_if_fail (!local_address || sipgo_address_parse (&address, local_address, 0));
  priv = sipgo_transport_get_private (self);
  if (g_strcmp0 (priv->local_address, local_address) == 0)
    return;
  g_free (priv->local_address);
  priv->local_address = g_strdup (local_address);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOCAL_ADDRESS]);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (SIPGO_TRANSPORT (object));

  switch (id)
    {
    case PROP_STATE:
      g_value_set_enum (value, priv->state);
      break;
    case PROP_PROTOCOL:
      g_value_set_string (value, priv->protocol);
      break;
    case PROP_CONNECTION_TIMEOUT:
      g_value_set_uint (value, priv->connection_timeout);
      break;
    case PROP_LOCAL_ADDRESS:
      g_value_set_string (value, priv->local_address);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
is_token (const char *text)
{
  return text && *text && strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-.!%*_+`'~") == strlen (text);
}

static void
take_protocol (SipgoTransport *self, const char *protocol)
{
  g_autofree char *name = NULL;

  if (!is_token (protocol))
    {
      if (protocol)
        g_critical ("“%s” is no name of a protocol that can stand in Via", protocol);
      protocol = "WS";
    }
  name = g_strconcat ("the agent's ", protocol, " transport", NULL);
  sipgo_transport_set_name (self, protocol, name);
}

static void
sipgo_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoTransport *self = SIPGO_TRANSPORT (object);

  switch (id)
    {
    case PROP_PROTOCOL:
      take_protocol (self, g_value_get_string (value));
      break;
    case PROP_CONNECTION_TIMEOUT:
      sipgo_transport_set_connection_timeout (self, g_value_get_uint (value));
      break;
    case PROP_LOCAL_ADDRESS:
      sipgo_transport_set_local_address (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_transport_dispose (GObject *object)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (SIPGO_TRANSPORT (object));

  if (priv->environment)
    {
      sipgo_environment_cancel_timer (priv->environment, &priv->open_timer);
      sipgo_environment_cancel_timer (priv->environment, &priv->stop_timer);
    }
  G_OBJECT_CLASS (sipgo_transport_parent_class)->dispose (object);
}

static void
sipgo_transport_finalize (GObject *object)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (SIPGO_TRANSPORT (object));

  g_clear_pointer (&priv->environment, sipgo_environment_unref);
  g_free (priv->protocol);
  g_free (priv->local_address);
  G_OBJECT_CLASS (sipgo_transport_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  /**
   * SipgoTransport::connected:
   * @self: a transport
   *
   * It is connected.
   */
  g_signal_new ("connected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SipgoTransport::disconnected:
   * @self: a transport
   * @error: (nullable): why, when the connection was lost; %NULL when it was closed by whoever uses it
   *
   * It was connected and is so no longer.
   */
  g_signal_new ("disconnected", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * SipgoTransport::message:
   * @self: a transport
   * @bytes: the message as it came
   *
   * A message came, from whom it says itself; nothing about it was checked yet.
   */
  g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BYTES);
}

static void
sipgo_transport_class_init (SipgoTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_transport_get_property;
  object_class->set_property = sipgo_transport_set_property;
  object_class->dispose = sipgo_transport_dispose;
  object_class->finalize = sipgo_transport_finalize;

  /**
   * SipgoTransport:state:
   *
   * Where it stands.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_TRANSPORT_STATE, SIPGO_TRANSPORT_STATE_DISCONNECTED,
                                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoTransport:protocol:
   *
   * The name that stands in Via (section 20.42 of RFC 3261), `WS` by default.
   */
  props[PROP_PROTOCOL] = g_param_spec_string ("protocol", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoTransport:connection-timeout:
   *
   * After how many seconds an attempt to connect is given up. 5 by default.
   */
  props[PROP_CONNECTION_TIMEOUT] = g_param_spec_uint ("connection-timeout", NULL, NULL, 1, G_MAXUINT16, DEFAULT_CONNECTION_TIMEOUT, flags);
  /**
   * SipgoTransport:local-address:
   *
   * The IP address of ours at which media are to be received; %NULL, the default, for the one that this machine would
   * use towards the internet.
   */
  props[PROP_LOCAL_ADDRESS] = g_param_spec_string ("local-address", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  install_signals (G_TYPE_FROM_CLASS (klass));
}

static void
sipgo_transport_init (SipgoTransport *self)
{
  SipgoTransportPrivate *priv = sipgo_transport_get_private (self);

  priv->connection_timeout = DEFAULT_CONNECTION_TIMEOUT;
  g_queue_init (&priv->openers);
  g_queue_init (&priv->closers);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-web-socket-transport.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-web-socket-private.h"
#include "libsipgo/transport/sipgo-transport-private.h"

/* Bytes queued for a server that does not read. */
#define MAX_QUEUE (1024 * 1024)
/* How long the server may take to answer a keep-alive. */
#define KEEP_ALIVE_PATIENCE SIPGO_SECONDS (10)

struct _SipgoWebSocketTransport
{
  SipgoTransport parent_instance;

  char *url;
  char *origin;
  GStrv extra_headers;
  guint keep_alive_interval;
  guint max_message_size;
  GTlsDatabase *tls_database;

  SipgoStream *stream;            /* NULL: neither connected nor connecting */
  GQueue queue;                   /* GBytes that the stream has not taken yet */
  gsize queued;
  SipgoTimer keep_alive_timer;
};

/**
 * SipgoWebSocketTransport:
 *
 * A WebSocket to a SIP server (RFC 7118), as browsers use it. The server has to accept the subprotocol `sip`; with
 * `wss` its certificate is verified. Messages are sent as text, or as binary if they are not UTF-8; both are accepted.
 *
 * ```c
 * static SipgoUserAgent *
 * make_agent (void)
 * {
 *   g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
 *   g_autoptr (SipgoWebSocketTransport) transport = sipgo_web_socket_transport_new ("wss://edge.example.com/sip");
 *
 *   return g_object_new (SIPGO_TYPE_USER_AGENT, "uri", uri, "transport", transport, NULL);
 * }
 * ```
 *
 * ```python
 * agent = Sipgo.UserAgent(uri="sip:alice@example.com",
 *                         transport=Sipgo.WebSocketTransport.new("wss://edge.example.com/sip", keep_alive_interval=30))
 * await agent.start()
 * ```
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoWebSocketTransport, sipgo_web_socket_transport, SIPGO_TYPE_TRANSPORT)

enum
{
  PROP_0,
  PROP_URL,
  PROP_ORIGIN,
  PROP_EXTRA_HEADERS,
  PROP_KEEP_ALIVE_INTERVAL,
  PROP_MAX_MESSAGE_SIZE,
  PROP_TLS_DATABASE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoEnvironment *
environment_of (SipgoWebSocketTransport *self)
{
  return sipgo_transport_get_environment (SIPGO_TRANSPORT (self));
}

static const char *
name_of (SipgoWebSocketTransport *self)
{
  return sipgo_transport_get_name (SIPGO_TRANSPORT (self));
}

static void
drop_stream (SipgoWebSocketTransport *self)
{
  SipgoStream *stream = g_steal_pointer (&self->stream);

  if (!stream)
    return;
  sipgo_environment_cancel_timer (environment_of (self), &self->keep_alive_timer);
  g_queue_clear_full (&self->queue, (GDestroyNotify) g_bytes_unref);
  self->queued = 0;
  stream->klass->free (stream);
}

static void
end (SipgoWebSocketTransport *self, const GError *error)
{
  drop_stream (self);
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self), error);
}

/* --- keep-alive --------------------------------------------------------------------------------------------------- */

static void keep_alive (gpointer user_data);

/* 80 to 100 % of the interval, so that many clients do not send at the same time (RFC 5626 4.4.1). */
static void
plan_keep_alive (SipgoWebSocketTransport *self)
{
  double share = 0.8 + 0.2 * sipgo_random_unit (sipgo_environment_get_random (environment_of (self)));

  if (self->keep_alive_interval > 0)
    sipgo_environment_set_timer (environment_of (self), &self->keep_alive_timer,
                                 (gint64) (share * SIPGO_SECONDS (self->keep_alive_interval)), keep_alive, self);
}

/* Sends CR LF CR LF; libsoup sends a WebSocket ping at the same interval. Any answer or message from the server counts
 * as a sign of life. */
static void
keep_alive (gpointer user_data)
{
  SipgoWebSocketTransport *self = user_data;
  gint64 quiet = sipgo_environment_now (environment_of (self)) - sipgo_web_socket_stream_get_last_heard (self->stream);
  g_autoptr (GBytes) ping = g_bytes_new_static ("\r\n\r\n", 4);
  g_autoptr (GError) error = NULL;

  if (quiet > 2 * SIPGO_SECONDS (self->keep_alive_interval) + KEEP_ALIVE_PATIENCE)
    {
      error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "%s does not answer keep-alives", name_of (self));
      end (self, error);
      return;
    }
  plan_keep_alive (self);
  sipgo_transport_send (SIPGO_TRANSPORT (self), ping, NULL);
}

/* --- the stream --------------------------------------------------------------------------------------------------- */

static gboolean
flush (SipgoWebSocketTransport *self, GError **error)
{
  GBytes *bytes;

  while ((bytes = g_queue_peek_head (&self->queue)))
    {
      gsize length;
      const char *data = g_bytes_get_data (bytes, &length);
      gssize n = self->stream->klass->write (self->stream, data, length, error);

      if (n <= 0)
        return n == 0;
      self->queued -= length;
      g_bytes_unref (g_queue_pop_head (&self->queue));
    }
  return TRUE;
}

static void
on_connected (gpointer user_data)
{
  SipgoWebSocketTransport *self = user_data;

  plan_keep_alive (self);
  sipgo_transport_report_connected (SIPGO_TRANSPORT (self));
}

static void
on_received (const char *data, gsize length, gpointer user_data)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  sipgo_transport_receive (user_data, bytes);
}

static void
on_writable (gpointer user_data)
{
  flush (user_data, NULL);
}

static void
on_closed (const GError *error, gpointer user_data)
{
  end (user_data, error);
}

static const SipgoStreamFuncs stream_funcs = {
  .connected = on_connected,
  .received = on_received,
  .writable = on_writable,
  .closed = on_closed,
};

static void
sipgo_web_socket_transport_start (SipgoTransport *transport)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (transport);
  SipgoWebSocketOptions options = {
    .url = self->url,
    .subprotocol = "sip",
    .origin = self->origin,
    .extra_headers = (const char *const *) self->extra_headers,
    .tls_database = self->tls_database,
    .max_message = self->max_message_size,
    .ping_interval = self->keep_alive_interval,
  };
  g_autoptr (GError) error = NULL;

  self->stream = sipgo_web_socket_connect (environment_of (self), &options, NULL, &error);
  if (!self->stream)
    {
      sipgo_transport_report_disconnected (transport, error);
      return;
    }
  self->stream->funcs = &stream_funcs;
  self->stream->user_data = self;
}

static void
sipgo_web_socket_transport_stop (SipgoTransport *transport)
{
  end (SIPGO_WEB_SOCKET_TRANSPORT (transport), NULL);
}

static void
sipgo_web_socket_transport_transmit (SipgoTransport *transport, GBytes *bytes, GError **error)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (transport);

  if (!self->stream || self->queued + g_bytes_get_size (bytes) > MAX_QUEUE)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s does not read: the send queue is full",
                   name_of (self));
      return;
    }
  g_queue_push_tail (&self->queue, g_bytes_ref (bytes));
  self->queued += g_bytes_get_size (bytes);
  if (self->queue.length == 1)
    flush (self, error);
}

/* --- settings ----------------------------------------------------------------------------------------------------- */

/**
 * sipgo_web_socket_transport_get_url:
 * @self: a transport
 *
 * Gets the URL of the server.
 *
 * Returns: (nullable): the URL, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_web_socket_transport_get_url (SipgoWebSocketTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self), NULL);
  return self->url;
}

/**
 * sipgo_web_socket_transport_get_origin:
 * @self: a transport
 *
 * Gets the value of the header Origin.
 *
 * Returns: (nullable): the origin; %NULL if it is not sent
 *
 * Since: 1.0
 */
const char *
sipgo_web_socket_transport_get_origin (SipgoWebSocketTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self), NULL);
  return self->origin;
}

/**
 * sipgo_web_socket_transport_set_origin:
 * @self: a transport
 * @origin: (nullable): the value of the header Origin; %NULL to send none
 *
 * Sets [property@WebSocketTransport:origin].
 *
 * Since: 1.0
 */
void
sipgo_web_socket_transport_set_origin (SipgoWebSocketTransport *self, const char *origin)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  g_free (self->origin);
  self->origin = g_strdup (origin);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ORIGIN]);
}

/**
 * sipgo_web_socket_transport_get_extra_headers:
 * @self: a transport
 *
 * Gets the additional header lines of the handshake.
 *
 * Returns: (transfer full) (nullable): header lines; %NULL for none
 *
 * Since: 1.0
 */
GStrv
sipgo_web_socket_transport_get_extra_headers (SipgoWebSocketTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self), NULL);
  return g_strdupv (self->extra_headers);
}

/**
 * sipgo_web_socket_transport_set_extra_headers:
 * @self: a transport
 * @extra_headers: (nullable) (array zero-terminated=1): header lines
 *
 * Sets [property@WebSocketTransport:extra-headers].
 *
 * Since: 1.0
 */
void
sipgo_web_socket_transport_set_extra_headers (SipgoWebSocketTransport *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  g_strfreev (self->extra_headers);
  self->extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_HEADERS]);
}

/**
 * sipgo_web_socket_transport_get_keep_alive_interval:
 * @self: a transport
 *
 * Gets the interval of keep-alives.
 *
 * Returns: the interval in seconds; 0 if none are sent
 *
 * Since: 1.0
 */
guint
sipgo_web_socket_transport_get_keep_alive_interval (SipgoWebSocketTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self), 0);
  return self->keep_alive_interval;
}

/**
 * sipgo_web_socket_transport_set_keep_alive_interval:
 * @self: a transport
 * @seconds: the interval in seconds; 0 to send no keep-alives
 *
 * Sets [property@WebSocketTransport:keep-alive-interval]. The change takes effect when the transport is opened next.
 *
 * Since: 1.0
 */
void
sipgo_web_socket_transport_set_keep_alive_interval (SipgoWebSocketTransport *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  if (self->keep_alive_interval == seconds)
    return;
  self->keep_alive_interval = seconds;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_KEEP_ALIVE_INTERVAL]);
}

/**
 * sipgo_web_socket_transport_get_max_message_size:
 * @self: a transport
 *
 * Gets how large a message of the server may be.
 *
 * Returns: the size in bytes
 *
 * Since: 1.0
 */
guint
sipgo_web_socket_transport_get_max_message_size (SipgoWebSocketTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self), 0);
  return self->max_message_size;
}

/**
 * sipgo_web_socket_transport_set_max_message_size:
 * @self: a transport
 * @bytes: how large a message of the server may be, in bytes
 *
 * Sets [property@WebSocketTransport:max-message-size]. The change takes effect when the transport is opened next.
 *
 * Since: 1.0
 */
void
sipgo_web_socket_transport_set_max_message_size (SipgoWebSocketTransport *self, guint bytes)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  if (self->max_message_size == bytes)
    return;
  self->max_message_size = bytes;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MAX_MESSAGE_SIZE]);
}

/**
 * sipgo_web_socket_transport_get_tls_database:
 * @self: a transport
 *
 * Gets the trusted certificate authorities.
 *
 * Returns: (transfer none) (nullable): the database; %NULL for the system's
 *
 * Since: 1.0
 */
GTlsDatabase *
sipgo_web_socket_transport_get_tls_database (SipgoWebSocketTransport *self)
{
  g_return_val_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self), NULL);
  return self->tls_database;
}

/**
 * sipgo_web_socket_transport_set_tls_database:
 * @self: a transport
 * @tls_database: (nullable): the certificate authorities to trust; %NULL for the system's
 *
 * Sets [property@WebSocketTransport:tls-database].
 *
 * Since: 1.0
 */
void
sipgo_web_socket_transport_set_tls_database (SipgoWebSocketTransport *self, GTlsDatabase *tls_database)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  if (g_set_object (&self->tls_database, tls_database))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TLS_DATABASE]);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

/**
 * sipgo_web_socket_transport_new:
 * @url: the URL of the server, such as `wss://edge.example.com/sip`
 *
 * Makes a transport that is not connected.
 *
 * Returns: (transfer full): the transport
 *
 * Since: 1.0
 */
SipgoWebSocketTransport *
sipgo_web_socket_transport_new (const char *url)
{
  g_return_val_if_fail (url != NULL, NULL);
  return g_object_new (SIPGO_TYPE_WEB_SOCKET_TRANSPORT, "url", url, NULL);
}

static void
sipgo_web_socket_transport_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (object);

  switch (id)
    {
    case PROP_URL:
      g_value_set_string (value, self->url);
      break;
    case PROP_ORIGIN:
      g_value_set_string (value, self->origin);
      break;
    case PROP_EXTRA_HEADERS:
      g_value_set_boxed (value, self->extra_headers);
      break;
    case PROP_KEEP_ALIVE_INTERVAL:
      g_value_set_uint (value, self->keep_alive_interval);
      break;
    case PROP_MAX_MESSAGE_SIZE:
      g_value_set_uint (value, self->max_message_size);
      break;
    case PROP_TLS_DATABASE:
      g_value_set_object (value, self->tls_database);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_web_socket_transport_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (object);

  switch (id)
    {
    case PROP_URL:
      self->url = g_value_dup_string (value);
      break;
    case PROP_ORIGIN:
      sipgo_web_socket_transport_set_origin (self, g_value_get_string (value));
      break;
    case PROP_EXTRA_HEADERS:
      sipgo_web_socket_transport_set_extra_headers (self, g_value_get_boxed (value));
      break;
    case PROP_KEEP_ALIVE_INTERVAL:
      sipgo_web_socket_transport_set_keep_alive_interval (self, g_value_get_uint (value));
      break;
    case PROP_MAX_MESSAGE_SIZE:
      sipgo_web_socket_transport_set_max_message_size (self, g_value_get_uint (value));
      break;
    case PROP_TLS_DATABASE:
      sipgo_web_socket_transport_set_tls_database (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_web_socket_transport_constructed (GObject *object)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (object);
  gboolean is_plain = self->url && g_ascii_strncasecmp (self->url, "ws:", 3) == 0;
  g_autofree char *name = self->url ? sipgo_web_socket_make_name (self->url) : g_strdup ("a WebSocket without URL");

  G_OBJECT_CLASS (sipgo_web_socket_transport_parent_class)->constructed (object);
  sipgo_transport_set_name (SIPGO_TRANSPORT (self), is_plain ? "WS" : "WSS", name);
}

static void
sipgo_web_socket_transport_dispose (GObject *object)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (object);

  drop_stream (self);
  g_clear_object (&self->tls_database);
  G_OBJECT_CLASS (sipgo_web_socket_transport_parent_class)->dispose (object);
}

static void
sipgo_web_socket_transport_finalize (GObject *object)
{
  SipgoWebSocketTransport *self = SIPGO_WEB_SOCKET_TRANSPORT (object);

  g_free (self->url);
  g_free (self->origin);
  g_strfreev (self->extra_headers);
  G_OBJECT_CLASS (sipgo_web_socket_transport_parent_class)->finalize (object);
}

static void
sipgo_web_socket_transport_class_init (SipgoWebSocketTransportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoTransportClass *transport_class = SIPGO_TRANSPORT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_web_socket_transport_get_property;
  object_class->set_property = sipgo_web_socket_transport_set_property;
  object_class->constructed = sipgo_web_socket_transport_constructed;
  object_class->dispose = sipgo_web_socket_transport_dispose;
  object_class->finalize = sipgo_web_socket_transport_finalize;
  transport_class->start = sipgo_web_socket_transport_start;
  transport_class->stop = sipgo_web_socket_transport_stop;
  transport_class->transmit = sipgo_web_socket_transport_transmit;

  /**
   * SipgoWebSocketTransport:url:
   *
   * The URL of the server: `wss://edge.example.com/sip`, or `ws://…` without encryption. It has to be given.
   *
   * Since: 1.0
   */
  props[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL,
                                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoWebSocketTransport:origin:
   *
   * The value of the header Origin, for servers that accept certain web pages only; %NULL, the default, to send none.
   *
   * Since: 1.0
   */
  props[PROP_ORIGIN] = g_param_spec_string ("origin", NULL, NULL, NULL, flags);
  /**
   * SipgoWebSocketTransport:extra-headers:
   *
   * Additional header lines of the handshake, such as `Authorization: Bearer …` or `Cookie: …`, for servers that
   * authenticate the client by them. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_HEADERS] = g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoWebSocketTransport:keep-alive-interval:
   *
   * The interval, in seconds, at which a WebSocket ping and CR LF CR LF are sent (RFC 7118, section 6); 0, the default,
   * to send none. If nothing is received for two intervals and ten seconds, the connection is closed.
   *
   * Since: 1.0
   */
  props[PROP_KEEP_ALIVE_INTERVAL] = g_param_spec_uint ("keep-alive-interval", NULL, NULL, 0, 86400, 0, flags);
  /**
   * SipgoWebSocketTransport:max-message-size:
   *
   * How large a message of the server may be, in bytes; a larger one ends the connection. 1114112 by default.
   *
   * Since: 1.0
   */
  props[PROP_MAX_MESSAGE_SIZE] = g_param_spec_uint ("max-message-size", NULL, NULL, 1024, SIPGO_WEB_SOCKET_MAX_MESSAGE,
                                                    SIPGO_WEB_SOCKET_MAX_MESSAGE, flags);
  /**
   * SipgoWebSocketTransport:tls-database:
   *
   * The certificate authorities for verifying the server's certificate; %NULL, the default, for the system's.
   *
   * Since: 1.0
   */
  props[PROP_TLS_DATABASE] = g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_web_socket_transport_init (SipgoWebSocketTransport *self)
{
  self->max_message_size = SIPGO_WEB_SOCKET_MAX_MESSAGE;
  g_queue_init (&self->queue);
}

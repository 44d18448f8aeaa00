/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-web-socket-transport-private.h"

/* What a WebSocket's transport is told before it is opened. */

/**
 * sipgo_web_socket_transport_get_url:
 * @self: a transport
 *
 * Where it leads.
 *
 * Returns: (nullable): the URL
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
 * What the header Origin says.
 *
 * Returns: (nullable): the origin, or %NULL
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
 * @origin: (nullable): what the header Origin is to say
 *
 * Sets [property@WebSocketTransport:origin].
 */
void
sipgo_web_socket_transport_set_origin (SipgoWebSocketTransport *self, const char *origin)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  g_free (self->origin);
  self->origin = g_strdup (origin);
  g_object_notify (G_OBJECT (self), "origin");
}

/**
 * sipgo_web_socket_transport_get_extra_headers:
 * @self: a transport
 *
 * What the handshake says beside the usual.
 *
 * Returns: (transfer full) (nullable): header lines
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
 */
void
sipgo_web_socket_transport_set_extra_headers (SipgoWebSocketTransport *self, const char *const *extra_headers)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  g_strfreev (self->extra_headers);
  self->extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify (G_OBJECT (self), "extra-headers");
}

/**
 * sipgo_web_socket_transport_get_keep_alive_interval:
 * @self: a transport
 *
 * How often the server is asked whether it is still there.
 *
 * Returns: seconds, or 0
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
 * @seconds: how often the server is asked, or 0 for never
 *
 * Sets [property@WebSocketTransport:keep-alive-interval], from the next time that it is opened on.
 */
void
sipgo_web_socket_transport_set_keep_alive_interval (SipgoWebSocketTransport *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  if (self->keep_alive_interval == seconds)
    return;
  self->keep_alive_interval = seconds;
  g_object_notify (G_OBJECT (self), "keep-alive-interval");
}

/**
 * sipgo_web_socket_transport_get_max_message_size:
 * @self: a transport
 *
 * How large a message of the server's may be.
 *
 * Returns: bytes
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
 * @bytes: how large a message of the server's may be
 *
 * Sets [property@WebSocketTransport:max-message-size], from the next time that it is opened on.
 */
void
sipgo_web_socket_transport_set_max_message_size (SipgoWebSocketTransport *self, guint bytes)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  if (self->max_message_size == bytes)
    return;
  self->max_message_size = bytes;
  g_object_notify (G_OBJECT (self), "max-message-size");
}

/**
 * sipgo_web_socket_transport_get_tls_database:
 * @self: a transport
 *
 * The authorities that are trusted.
 *
 * Returns: (transfer none) (nullable): the database, or %NULL for the system's
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
 * @tls_database: (nullable): the authorities to trust, or %NULL for the system's
 *
 * Sets [property@WebSocketTransport:tls-database].
 */
void
sipgo_web_socket_transport_set_tls_database (SipgoWebSocketTransport *self, GTlsDatabase *tls_database)
{
  g_return_if_fail (SIPGO_IS_WEB_SOCKET_TRANSPORT (self));
  if (g_set_object (&self->tls_database, tls_database))
    g_object_notify (G_OBJECT (self), "tls-database");
}

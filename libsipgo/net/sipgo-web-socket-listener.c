/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-web-socket-listener-private.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/net/sipgo-frame-guard-private.h"
#include "libsipgo/net/sipgo-native-socket-private.h"
#include "libsipgo/net/sipgo-web-socket-private.h"

#define UPGRADE_REQUIRED 426      /* libsoup has no name for it */

/*
 * libsoup handles HTTP, but does not limit connections whose WebSocket handshake is not complete. So connections are
 * accepted and counted here, and closed if the handshake takes too long.
 */
typedef struct
{
  SipgoStreamListener parent;
  gint ref_count;
  gboolean freed;
  SipgoEnvironment *environment;
  const SipgoSoup *soup;
  const SipgoWebSocketPolicy *policy;
  const SipgoTlsPolicy *tls;      /* NULL: ws */
  SipgoHandshakes *counts;
  GSocketService *service;
  SoupServer *server;
  GQueue handshakes;              /* Handshake */
} WebSocketListener;

/* A connection whose WebSocket handshake is not complete. */
typedef struct
{
  WebSocketListener *listener;
  GList link;
  SipgoTimer timer;
  GSocket *socket;
  GIOStream *stream;              /* not owned: when it is finalized, the handshake ends */
  GTlsConnection *tls;            /* below the stream, which owns it; NULL: ws */
  SipgoAddress remote;
} Handshake;

static void
listener_unref (WebSocketListener *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_object (&self->service);
  g_clear_object (&self->server);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static gboolean
read_address (GSocketAddress *address, SipgoAddress *out)
{
  return address && g_socket_address_to_native (address, out, sizeof *out, NULL);
}

/* --- handshakes --------------------------------------------------------------------------------------------------- */

static void
forget (Handshake *handshake)
{
  sipgo_environment_cancel_timer (handshake->listener->environment, &handshake->timer);
  g_queue_unlink (&handshake->listener->handshakes, &handshake->link);
  sipgo_handshakes_end (handshake->listener->counts, &handshake->remote);
  g_object_unref (handshake->socket);
  g_free (handshake);
}

/* The client has disconnected and libsoup has dropped the stream. */
static void
stream_gone (gpointer user_data, GObject *stream)
{
  forget (user_data);
}

static void
handshake_free (Handshake *handshake)
{
  g_object_weak_unref (G_OBJECT (handshake->stream), stream_gone, handshake);
  forget (handshake);
}

/* Shuts down the socket; libsoup then reads the end of the stream. */
static void
handshake_cut (gpointer user_data)
{
  Handshake *handshake = user_data;

  g_socket_shutdown (handshake->socket, TRUE, TRUE, NULL);
  handshake_free (handshake);
}

static void
handshake_new (WebSocketListener *self, GSocket *socket, GIOStream *stream, GTlsConnection *tls,
               const SipgoAddress *remote)
{
  Handshake *handshake = g_new0 (Handshake, 1);

  handshake->listener = self;
  handshake->socket = g_object_ref (socket);
  handshake->stream = stream;
  handshake->tls = tls;
  g_object_weak_ref (G_OBJECT (stream), stream_gone, handshake);
  handshake->remote = *remote;
  handshake->link.data = handshake;
  g_queue_push_tail_link (&self->handshakes, &handshake->link);
  sipgo_environment_set_timer (self->environment, &handshake->timer, self->policy->handshake_timeout_us, handshake_cut,
                               handshake);
}

static Handshake *
find_handshake (WebSocketListener *self, const SipgoAddress *remote)
{
  GList *l;

  for (l = self->handshakes.head; l; l = l->next)
    {
      if (sipgo_address_equal (&((Handshake *) l->data)->remote, remote))
        return l->data;
    }
  return NULL;
}

static gboolean
accepted (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer user_data)
{
  WebSocketListener *self = user_data;
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GIOStream) stream = NULL;
  SipgoAddress address;

  if (self->tls)
    tls = sipgo_tls_server_new (self->tls, G_IO_STREAM (connection), NULL);
  if (!local || !read_address (remote, &address) || (self->tls && !tls)
      || !sipgo_handshakes_begin (self->counts, &address))
    {
      g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
      return TRUE;
    }
  stream = sipgo_frame_guard_new (tls ? tls : G_IO_STREAM (connection), SIPGO_WEB_SOCKET_MAX_MESSAGE);
  g_socket_set_keepalive (socket, TRUE);
  g_socket_set_option (socket, IPPROTO_TCP, 1 /* TCP_NODELAY */, 1, NULL);
  handshake_new (self, socket, stream, (GTlsConnection *) tls, &address);
  self->soup->server_accept_iostream (self->server, stream, local, remote, NULL);
  return TRUE;
}

/* --- access control ----------------------------------------------------------------------------------------------- */

static gboolean
names_subprotocol (const char *protocols, const char *wanted)
{
  g_auto (GStrv) names = g_strsplit (protocols ? protocols : "", ",", 32);
  guint i;

  for (i = 0; names[i]; i++)
    {
      if (g_ascii_strcasecmp (g_strstrip (names[i]), wanted) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The host of "http://example.com:8080" or "example.com:8080". */
static char *
dup_host (const char *text)
{
  const char *scheme = strstr (text, "://");
  g_autofree char *url = scheme ? g_strdup (text) : g_strconcat ("http://", text, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri && g_uri_get_host (uri) ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;
}

/* Checks the Origin (RFC 6455 10.2): a foreign web page in a user's browser must not be able to make calls for the
 * user. */
static gboolean
origin_is_welcome (const SipgoWebSocketPolicy *policy, const char *origin, const char *host)
{
  g_autofree char *origin_host = origin ? dup_host (origin) : NULL;
  g_autofree char *own_host = host ? dup_host (host) : NULL;
  guint i;

  if (!origin)
    return TRUE;
  for (i = 0; policy->origins && policy->origins[i]; i++)
    {
      if (g_str_equal (policy->origins[i], "*") || g_ascii_strcasecmp (policy->origins[i], origin) == 0)
        return TRUE;
    }
  return !policy->origins && origin_host && g_strcmp0 (origin_host, own_host) == 0;
}

static void
refuse (WebSocketListener *self, SoupServerMessage *message, guint status, const char *why)
{
  const SipgoSoup *soup = self->soup;
  SipgoAddress remote;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  soup->server_message_set_status (message, status, NULL);
  soup->server_message_set_response (message, "text/plain", SOUP_MEMORY_COPY, why, strlen (why));
  soup->message_headers_replace (soup->server_message_get_response_headers (message), "Connection", "close");
  if (!sipgo_log_wants (self->environment, SIPGO_LOG_DROPPED)
      || !read_address (soup->server_message_get_remote_address (message), &remote))
    return;
  sipgo_log (self->environment, SIPGO_LOG_DROPPED, "from ws:%s: %u, %s", sipgo_address_format (&remote, text), status,
             why);
}

/* An early handler, before the checks of libsoup, which accepts a request without subprotocol. */
static void
check (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  WebSocketListener *self = user_data;
  const SipgoSoup *soup = self->soup;
  SoupMessageHeaders *headers = soup->server_message_get_request_headers (message);
  const char *origin = soup->message_headers_get_one (headers, "Origin");
  g_autofree char *why = NULL;

  if (!soup->message_headers_header_contains (headers, "Upgrade", "websocket"))
    {
      soup->message_headers_replace (soup->server_message_get_response_headers (message), "Upgrade", "websocket");
      why = g_strdup_printf ("this server only accepts WebSockets with the subprotocol %s", self->policy->subprotocol);
      refuse (self, message, UPGRADE_REQUIRED, why);
    }
  else if (!names_subprotocol (soup->message_headers_get_list (headers, "Sec-WebSocket-Protocol"),
                               self->policy->subprotocol))
    {
      why = g_strdup_printf ("the client does not offer the WebSocket subprotocol %s", self->policy->subprotocol);
      refuse (self, message, SOUP_STATUS_BAD_REQUEST, why);
    }
  else if (!origin_is_welcome (self->policy, origin, soup->message_headers_get_one (headers, "Host")))
    {
      why = g_strdup_printf ("the Origin %s is not allowed: add it to the agent's websocket-origins to accept it",
                             origin);
      refuse (self, message, SOUP_STATUS_FORBIDDEN, why);
    }
}

static void
upgraded (SoupServer *server, SoupServerMessage *message, const char *path, SoupWebsocketConnection *connection,
          gpointer user_data)
{
  WebSocketListener *self = user_data;
  const SipgoSoup *soup = self->soup;
  Handshake *handshake;
  SipgoStream *stream;
  SipgoAddress local, remote;

  if (self->freed || !read_address (soup->server_message_get_remote_address (message), &remote)
      || !read_address (soup->server_message_get_local_address (message), &local))
    return;
  handshake = find_handshake (self, &remote);
  if (handshake && handshake->tls
      && !sipgo_tls_allows (g_tls_connection_get_protocol_version (handshake->tls)))
    {
      handshake_cut (handshake);
      return;
    }
  stream = sipgo_web_socket_stream_new (self->environment, soup, connection,
                                        handshake ? SIPGO_FRAME_GUARD (handshake->stream) : NULL, self->tls != NULL,
                                        &local, &remote);
  if (handshake && handshake->tls)
    stream->peer_names = sipgo_tls_server_dup_client_names (handshake->tls);
  if (handshake)
    handshake_free (handshake);
  self->ref_count++;
  self->parent.accepted (stream, self->parent.user_data);
  listener_unref (self);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static void
listener_free (SipgoStreamListener *listener)
{
  WebSocketListener *self = (WebSocketListener *) listener;

  self->freed = TRUE;
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (self->handshakes.head)
    handshake_cut (self->handshakes.head->data);
  self->soup->server_remove_handler (self->server, "/");
  self->soup->server_disconnect (self->server);
  listener_unref (self);
}

static GSocket *
bind_socket (const SipgoAddress *address, SipgoAddress *bound, GError **error)
{
  int on = 1;
  int fd = sipgo_native_socket (address, SOCK_STREAM, error);
  GSocket *socket;

  if (fd < 0)
    return NULL;
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (!sipgo_native_bind_socket (fd, SOCK_STREAM, address, bound, error))
    {
      close (fd);
      return NULL;
    }
  socket = g_socket_new_from_fd (fd, error);
  if (!socket)
    close (fd);
  return socket;
}

SipgoStreamListener *
sipgo_web_socket_listen (SipgoEnvironment *environment, const SipgoWebSocketPolicy *policy,
                         const SipgoTlsPolicy *tls, SipgoHandshakes *handshakes, const SipgoAddress *address,
                         GError **error)
{
  const char *const subprotocols[] = { policy->subprotocol, NULL };
  const SipgoSoup *soup;
  g_autoptr (GSocket) socket = NULL;
  SipgoAddress bound = { 0 };
  WebSocketListener *self;
  gboolean entered;

  if (tls && !sipgo_tls_policy_check (tls, "wss", error))
    return NULL;
  soup = sipgo_soup_load (error);
  if (!soup)
    return NULL;
  socket = bind_socket (address, &bound, error);
  if (!socket)
    return NULL;
  self = g_new0 (WebSocketListener, 1);
  self->parent.free = listener_free;
  self->parent.local = bound;
  self->ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->soup = soup;
  self->policy = policy;
  self->tls = tls;
  self->counts = handshakes;
  g_queue_init (&self->handshakes);
  entered = sipgo_environment_enter (environment);
  self->server = soup->server_new ("raw-paths", TRUE, NULL);
  soup->server_remove_websocket_extension (self->server, soup->websocket_extension_deflate_get_type ());
  soup->server_add_early_handler (self->server, "/", check, self, NULL);
  soup->server_add_websocket_handler (self->server, "/", NULL, (char **) subprotocols, upgraded, self, NULL);
  self->service = g_socket_service_new ();
  g_socket_listener_add_socket (G_SOCKET_LISTENER (self->service), socket, NULL, NULL);
  g_signal_connect (self->service, "incoming", G_CALLBACK (accepted), self);
  g_socket_service_start (self->service);
  sipgo_environment_leave (environment, entered);
  return &self->parent;
}

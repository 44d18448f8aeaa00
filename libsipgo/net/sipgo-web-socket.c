/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-web-socket-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-certificate-private.h"
#include "libsipgo/net/sipgo-native-socket-private.h"
#include "libsipgo/net/sipgo-tls-private.h"

/* libsoup queues without limit what it cannot send at once, so it is given no more than this many bytes at a time. */
#define MAX_HANDED (64 * 1024)

typedef struct
{
  SipgoStream parent;
  gint ref_count;                       /* of the owner, of the running connect, of a running callback */
  gboolean freed;
  SipgoEnvironment *environment;
  const SipgoSoup *soup;
  SoupWebsocketConnection *connection;  /* NULL while connecting */
  SoupSession *session;                 /* NULL for an accepted WebSocket, like message and cancellable */
  SoupMessage *message;
  GCancellable *cancellable;
  char *name;                           /* of the server, for errors */
  GTlsDatabase *tls_database;
  gboolean accept_any_certificate;
  gboolean was_asked;                   /* the server has asked for a client certificate, and there is none */
  char *subprotocol;
  gsize max_message;
  guint ping_interval;
  gsize handed;                         /* bytes given to libsoup since its queue was empty */
  GSource *drain_source;
  SipgoFrameGuard *guard;               /* of an accepted WebSocket; or NULL */
  gint64 last_heard;
  GError *error;
} WebSocket;

static void
web_socket_unref (WebSocket *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_object (&self->connection);
  g_clear_object (&self->guard);
  g_clear_object (&self->message);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->tls_database);
  g_clear_error (&self->error);
  g_strfreev (self->parent.peer_names);
  g_free (self->name);
  g_free (self->subprotocol);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static gboolean
drained (GObject *stream, gpointer user_data)
{
  WebSocket *self = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);

  self->handed = 0;
  sipgo_clear_source (&self->drain_source);
  self->parent.funcs->writable (self->parent.user_data);
  sipgo_environment_leave (environment, entered);
  return G_SOURCE_REMOVE;
}

/* The source has a lower priority than libsoup's own: it is dispatched when the socket is writable and libsoup has
 * nothing left to send. */
static void
wait_until_drained (WebSocket *self)
{
  GIOStream *stream = self->soup->websocket_connection_get_io_stream (self->connection);
  GOutputStream *output = g_io_stream_get_output_stream (stream);

  if (self->drain_source || !G_IS_POLLABLE_OUTPUT_STREAM (output))
    return;
  self->drain_source = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL);
  g_source_set_priority (self->drain_source, G_PRIORITY_DEFAULT + 1);
  g_source_set_static_name (self->drain_source, "sipgo web socket");
  g_source_set_callback (self->drain_source, G_SOURCE_FUNC (drained), self, NULL);
  g_source_attach (self->drain_source, sipgo_environment_get_context (self->environment));
}

/* Most messages are ASCII, which is found out at a tenth of the cost of g_utf8_validate (). */
static gboolean
is_ascii (const char *data, gsize length)
{
  guint64 all = 0, word;
  gsize i;

  for (i = 0; i + sizeof word <= length; i += sizeof word)
    {
      memcpy (&word, data + i, sizeof word);
      all |= word;
    }
  for (; i < length; i++)
    all |= (guchar) data[i];
  return (all & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

/* A text frame has to be UTF-8 (RFC 6455 5.6). */
static SoupWebsocketDataType
choose_type (const char *data, gsize length)
{
  return is_ascii (data, length) || g_utf8_validate (data, length, NULL) ? SOUP_WEBSOCKET_DATA_TEXT
                                                                         : SOUP_WEBSOCKET_DATA_BINARY;
}

static gssize
web_socket_write (SipgoStream *stream, const char *data, gsize length, GError **error)
{
  WebSocket *self = (WebSocket *) stream;
  const SipgoSoup *soup = self->soup;
  g_autoptr (GBytes) bytes = NULL;

  if (!self->connection)
    return 0;
  if (soup->websocket_connection_get_state (self->connection) != SOUP_WEBSOCKET_STATE_OPEN)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The WebSocket is closing");
      return -1;
    }
  if (self->handed > 0 && self->handed + length > MAX_HANDED)
    {
      wait_until_drained (self);
      return 0;
    }
  self->handed += length;
  bytes = g_bytes_new (data, length);
  soup->websocket_connection_send_message (self->connection, choose_type (data, length), bytes);
  return length;
}

static void
web_socket_finish (SipgoStream *stream)
{
  WebSocket *self = (WebSocket *) stream;

  if (self->connection && self->soup->websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
    self->soup->websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

/* Sends the close frame, and keeps the connection until the peer has answered it; libsoup waits at most five
 * seconds. */
static void
close_connection (const SipgoSoup *soup, SoupWebsocketConnection *connection)
{
  if (soup->websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_CLOSED)
    return;
  g_signal_connect_data (connection, "closed", G_CALLBACK (g_object_unref), g_object_ref (connection), NULL,
                         G_CONNECT_SWAPPED);
  if (soup->websocket_connection_get_state (connection) == SOUP_WEBSOCKET_STATE_OPEN)
    soup->websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
}

static void
web_socket_free (SipgoStream *stream)
{
  WebSocket *self = (WebSocket *) stream;

  self->freed = TRUE;
  sipgo_clear_source (&self->drain_source);
  if (self->guard)
    sipgo_frame_guard_watch (self->guard, NULL, NULL);
  if (self->message)
    g_signal_handlers_disconnect_by_data (self->message, self);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  if (self->connection)
    {
      g_signal_handlers_disconnect_by_data (self->connection, self);
      close_connection (self->soup, self->connection);
    }
  web_socket_unref (self);
}

static const SipgoStreamClass web_socket_class = {
  .write = web_socket_write,
  .finish = web_socket_finish,
  .free = web_socket_free,
};

/* --- signals of libsoup ------------------------------------------------------------------------------------------- */

static void
on_message (SoupWebsocketConnection *connection, int type, GBytes *bytes, gpointer user_data)
{
  WebSocket *self = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  self->last_heard = sipgo_environment_now (environment);
  if (length > 0)
    self->parent.funcs->received (data, length, self->parent.user_data);
  sipgo_environment_leave (environment, entered);
}

static void
on_pong (SoupWebsocketConnection *connection, GBytes *bytes, gpointer user_data)
{
  WebSocket *self = user_data;

  self->last_heard = sipgo_environment_now (self->environment);
}

static void
on_error (SoupWebsocketConnection *connection, GError *error, gpointer user_data)
{
  WebSocket *self = user_data;

  if (!self->error)
    self->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The WebSocket has failed: %s", error->message);
}

static void
on_closed (SoupWebsocketConnection *connection, gpointer user_data)
{
  WebSocket *self = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);

  sipgo_clear_source (&self->drain_source);
  self->ref_count++;
  self->parent.funcs->closed (self->error, self->parent.user_data);
  web_socket_unref (self);
  sipgo_environment_leave (environment, entered);
}

static WebSocket *
web_socket_new (SipgoEnvironment *environment, const SipgoSoup *soup, gboolean is_secure, const SipgoAddress *local,
                const SipgoAddress *remote)
{
  WebSocket *self = g_new0 (WebSocket, 1);

  self->parent.klass = &web_socket_class;
  self->parent.is_framed = TRUE;
  self->parent.is_secure = is_secure;
  if (local)
    self->parent.local = *local;
  if (remote)
    self->parent.remote = *remote;
  self->ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->soup = soup;
  self->max_message = SIPGO_WEB_SOCKET_MAX_MESSAGE;
  self->last_heard = sipgo_environment_now (environment);
  return self;
}

static void
take_connection (WebSocket *self, SoupWebsocketConnection *connection)
{
  self->connection = g_object_ref (connection);
  self->last_heard = sipgo_environment_now (self->environment);
  g_object_set (connection, "max-incoming-payload-size", (guint64) self->max_message, "keepalive-interval",
                self->ping_interval, NULL);
  g_signal_connect (connection, "message", G_CALLBACK (on_message), self);
  g_signal_connect (connection, "pong", G_CALLBACK (on_pong), self);
  g_signal_connect (connection, "error", G_CALLBACK (on_error), self);
  g_signal_connect (connection, "closed", G_CALLBACK (on_closed), self);
}

static void
note_held (gsize n, gpointer user_data)
{
  WebSocket *self = user_data;

  if (self->parent.funcs && self->parent.funcs->held)
    self->parent.funcs->held (n, self->parent.user_data);
}

SipgoStream *
sipgo_web_socket_stream_new (SipgoEnvironment *environment, const SipgoSoup *soup, SoupWebsocketConnection *connection,
                             SipgoFrameGuard *guard, gboolean is_secure, const SipgoAddress *local,
                             const SipgoAddress *remote)
{
  WebSocket *self = web_socket_new (environment, soup, is_secure, local, remote);

  take_connection (self, connection);
  if (guard)
    {
      self->guard = g_object_ref (guard);
      sipgo_frame_guard_watch (guard, note_held, self);
    }
  return &self->parent;
}

gint64
sipgo_web_socket_stream_get_last_heard (SipgoStream *stream)
{
  return ((WebSocket *) stream)->last_heard;
}

/* --- connecting --------------------------------------------------------------------------------------------------- */

/* Emitted for a certificate in which GIO finds a fault. The name is checked as for HTTP (RFC 7118 has the rules of RFC
 * 2818), so that a wildcard may match. */
static gboolean
accept_certificate (SoupMessage *message, GTlsCertificate *certificate, GTlsCertificateFlags flags, gpointer user_data)
{
  WebSocket *self = user_data;
  g_autoptr (GUri) uri = g_uri_parse (self->name, SOUP_HTTP_URI_FLAGS, NULL);

  if (self->accept_any_certificate)
    return TRUE;
  g_clear_error (&self->error);
  self->error = sipgo_certificate_explain (certificate, flags, uri ? g_uri_get_host (uri) : "", self->name);
  return FALSE;
}

/* Nothing is sent: the handshake goes on without a certificate. */
static gboolean
note_request (SoupMessage *message, GTlsClientConnection *connection, gpointer user_data)
{
  ((WebSocket *) user_data)->was_asked = TRUE;
  return FALSE;
}

static gboolean
check_server (WebSocket *self)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GUri) uri = g_uri_parse (self->name, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (uri ? g_uri_get_host (uri) : "", 0);
  GTlsCertificateFlags flags;

  g_object_get (self->message, "tls-peer-certificate", &certificate, NULL);
  flags = certificate ? sipgo_certificate_verify (certificate, self->tls_database, identity) : 0;
  return certificate && (flags == 0 || accept_certificate (self->message, certificate, flags, self));
}

static gboolean
check_tls (WebSocket *self, GError **error)
{
  GTlsProtocolVersion version;

  if (!self->parent.is_secure)
    return TRUE;
  if (!check_server (self))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE,
                           "the certificate of the server is not accepted");
      return FALSE;
    }
  g_object_get (self->message, "tls-protocol-version", &version, NULL);
  if (sipgo_tls_allows (version))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "the server speaks a version of TLS before 1.2");
  return FALSE;
}

static void
fail_connecting (WebSocket *self, const GError *reason)
{
  guint status = self->soup->message_get_status (self->message);
  g_autoptr (GError) error = self->error ? g_steal_pointer (&self->error)
                                         : sipgo_certificate_explain_own (reason, self->was_asked && status == 0,
                                                                        self->name);

  if (error)
    ;
  else if (status >= 300)
    error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s has refused the WebSocket: %u %s", self->name,
                         status, self->soup->message_get_reason_phrase (self->message));
  else
    error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s cannot be reached: %s", self->name,
                         reason->message);
  self->parent.funcs->closed (error, self->parent.user_data);
}

static void
find_local (WebSocket *self)
{
  GSocketAddress *address = self->soup->message_get_remote_address (self->message);

  if (G_IS_INET_SOCKET_ADDRESS (address))
    {
      GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);
      g_autofree char *text = g_inet_address_to_string (g_inet_socket_address_get_address (inet));

      sipgo_address_parse (&self->parent.remote, text,
                           g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
      sipgo_native_probe_local (&self->parent.remote, &self->parent.local);
    }
}

static void
connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  WebSocket *self = user_data;
  g_autoptr (GError) error = NULL;
  const SipgoSoup *soup = self->soup;
  g_autoptr (SoupWebsocketConnection) connection = soup->session_websocket_connect_finish (self->session, result,
                                                                                           &error);

  if (connection && !self->freed && g_strcmp0 (soup->websocket_connection_get_protocol (connection),
                                               self->subprotocol) != 0)
    error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                         "the server does not speak the WebSocket subprotocol “%s”", self->subprotocol);
  if (connection && !self->freed && !error)
    check_tls (self, &error);
  if (connection && (self->freed || error))
    close_connection (self->soup, connection);
  if (!self->freed && error)
    {
      fail_connecting (self, error);
    }
  else if (!self->freed)
    {
      self->parent.is_connecting = FALSE;
      take_connection (self, connection);
      find_local (self);
      self->parent.funcs->connected (self->parent.user_data);
    }
  web_socket_unref (self);
}

/* User and query may contain a password or token, which must not appear in logs and errors. */
char *
sipgo_web_socket_make_name (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri ? g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT)
             : g_strdup (url);
}

static gboolean
add_headers (const SipgoSoup *soup, SoupMessage *message, const char *const *lines, GError **error)
{
  SoupMessageHeaders *headers = soup->message_get_request_headers (message);
  guint i;

  for (i = 0; lines && lines[i]; i++)
    {
      const char *colon = strchr (lines[i], ':');
      g_autofree char *name = colon ? g_strndup (lines[i], colon - lines[i]) : NULL;

      if (!name || !*name || strpbrk (lines[i], "\r\n")
          || strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") != strlen (name))
        {
          g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                       "“%s” is not an HTTP header: write it as “Name: value”", lines[i]);
          return FALSE;
        }
      soup->message_headers_append (headers, name, colon + 1 + strspn (colon + 1, " "));
    }
  return TRUE;
}

static SoupMessage *
make_message (const SipgoSoup *soup, const SipgoWebSocketOptions *options, GError **error)
{
  g_autoptr (GUri) uri = options->url ? g_uri_parse (options->url, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autoptr (SoupMessage) message = NULL;

  if (!uri || !g_uri_get_host (uri) || !*g_uri_get_host (uri)
      || (!g_str_equal (g_uri_get_scheme (uri), "ws") && !g_str_equal (g_uri_get_scheme (uri), "wss")))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "“%s” is not the URL of a WebSocket: write it as wss://edge.example.com/sip",
                   options->url ? options->url : "");
      return NULL;
    }
  message = soup->message_new_from_uri ("GET", uri);
  return add_headers (soup, message, options->extra_headers, error) ? g_steal_pointer (&message) : NULL;
}

SipgoStream *
sipgo_web_socket_connect (SipgoEnvironment *environment, const SipgoWebSocketOptions *options,
                          const SipgoAddress *remote, GError **error)
{
  const char *const subprotocols[] = { options->subprotocol, NULL };
  const SipgoSoup *soup = sipgo_soup_load (error);
  g_autoptr (SoupMessage) message = soup ? make_message (soup, options, error) : NULL;
  WebSocket *self;
  gboolean entered;

  if (!message)
    return NULL;
  self = web_socket_new (environment, soup, g_str_has_prefix (options->url, "wss"), NULL, remote);
  self->name = sipgo_web_socket_make_name (options->url);
  self->subprotocol = g_strdup (options->subprotocol);
  self->parent.is_connecting = TRUE;
  self->max_message = options->max_message;
  self->ping_interval = options->ping_interval;
  self->message = g_steal_pointer (&message);
  self->tls_database = options->tls_database ? g_object_ref (options->tls_database) : NULL;
  self->accept_any_certificate = options->accept_any_certificate;
  if (options->tls_certificate)
    soup->message_set_tls_client_certificate (self->message, options->tls_certificate);
  g_signal_connect (self->message, "accept-certificate", G_CALLBACK (accept_certificate), self);
  g_signal_connect (self->message, "request-certificate", G_CALLBACK (note_request), self);
  self->cancellable = g_cancellable_new ();
  entered = sipgo_environment_enter (environment);
  self->session = soup->session_new ();
  soup->session_remove_feature_by_type (self->session, soup->websocket_extension_manager_get_type ());
  if (options->tls_database)
    soup->session_set_tls_database (self->session, options->tls_database);
  self->ref_count++;
  soup->session_websocket_connect_async (self->session, self->message, options->origin, (char **) subprotocols,
                                         G_PRIORITY_DEFAULT, self->cancellable, connected, self);
  sipgo_environment_leave (environment, entered);
  return &self->parent;
}

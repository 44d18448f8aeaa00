/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-tls-private.h"

#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-certificate-private.h"
#include "libsipgo/net/sipgo-native-socket-private.h"
#include "libsipgo/net/sipgo-native-tcp-private.h"

/* The largest TLS record (RFC 8446 5.1): after a read of this size GIO holds no decrypted bytes back. */
#define READ_SIZE 16384
/* Reads in one dispatch: other sources of the main loop must not wait too long. */
#define MAX_READS 4
/* How long close_notify may wait for a peer that does not read. */
#define CLOSE_SECONDS 5

typedef struct
{
  SipgoStream parent;
  gint ref_count;                 /* one for the owner, one for a running handshake, one for a running callback */
  gboolean freed;
  SipgoEnvironment *environment;
  SipgoStream *tcp;               /* while TCP connects */
  int fd;                         /* of an accepted connection that has sent nothing yet; else -1 */
  GSource *first_source;          /* waits for its first bytes */
  GTlsConnection *connection;     /* NULL before the handshake */
  GCancellable *cancellable;      /* of the handshake */
  char *server_name;              /* NULL on the server's side, like database */
  GTlsDatabase *database;
  GTlsCertificate *certificate;   /* our own as client, or NULL */
  gboolean accept_any;
  const SipgoTlsPolicy *policy;   /* of the server's side, before the handshake */
  SipgoHandshakes *handshakes;    /* while they count this one; NULL on the client's side */
  GError *refusal;                /* why the server's certificate is not accepted */
  gboolean was_asked;             /* the server has asked for our certificate */
  gboolean has_received;          /* so the server has accepted it, or the lack of it */
  GSource *read_source;
  GSource *write_source;
  GSource *waiting_source;
} Tls;

typedef struct
{
  SipgoStreamListener parent;
  SipgoEnvironment *environment;
  const SipgoTlsPolicy *policy;
  SipgoHandshakes *handshakes;
  SipgoStreamListener *tcp;
} TlsListener;

/* Calls received () while messages wait, which happens when a signal handler runs a main loop. */
typedef struct
{
  GSource parent;
  Tls *tls;                       /* destroys the source */
} WaitingSource;

static void
tls_unref (Tls *self)
{
  if (--self->ref_count > 0)
    return;
  if (self->connection)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->database);
  g_clear_object (&self->certificate);
  g_clear_error (&self->refusal);
  g_strfreev (self->parent.peer_names);
  g_free (self->server_name);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static void
set_error (Tls *self, GError **error, const GError *reason)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  GError *own = sipgo_certificate_explain_own (reason, self->was_asked && !self->has_received,
                                               sipgo_address_format (&self->parent.remote, text));

  if (own)
    g_propagate_error (error, own);
  else
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s cannot be reached over TLS: %s", text,
                 reason->message);
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

static gboolean
writable (GObject *stream, gpointer user_data)
{
  Tls *self = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);

  self->ref_count++;
  sipgo_clear_source (&self->write_source);
  self->parent.funcs->writable (self->parent.user_data);
  tls_unref (self);
  sipgo_environment_leave (environment, entered);
  return G_SOURCE_REMOVE;
}

static void
add_source (Tls *self, GSource **place, GSource *source, const char *name)
{
  *place = source;
  g_source_set_name (source, name);
  g_source_set_can_recurse (source, TRUE);
  g_source_attach (source, sipgo_environment_get_context (self->environment));
}

static void
wait_until_writable (Tls *self)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  GSource *source;

  if (self->write_source)
    return;
  source = g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (writable), self, NULL);
  add_source (self, &self->write_source, source, "sipgo tls writable");
}

/* When the socket takes no more, the TLS library may keep the record that it has encrypted. The owner repeats the same
 * bytes, as the library requires. */
static gssize
tls_write (SipgoStream *stream, const char *data, gsize length, GError **error)
{
  Tls *self = (Tls *) stream;
  GOutputStream *output;
  g_autoptr (GError) reason = NULL;
  gsize taken = 0;

  if (stream->is_connecting)
    return 0;
  output = g_io_stream_get_output_stream (G_IO_STREAM (self->connection));
  while (taken < length)
    {
      gssize n = g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), data + taken,
                                                             length - taken, NULL, &reason);

      if (n < 0)
        break;
      taken += n;
    }
  if (!reason)
    return taken;
  if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    {
      set_error (self, error, reason);
      return -1;
    }
  wait_until_writable (self);
  return taken;
}

/* --- closing ------------------------------------------------------------------------------------------------------ */

/* Sends close_notify (RFC 8446 6.1) in a thread of GIO's, which holds the connection meanwhile. */
static void
tls_finish (SipgoStream *stream)
{
  Tls *self = (Tls *) stream;

  if (!stream->is_connecting)
    g_output_stream_close_async (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), G_PRIORITY_DEFAULT,
                                 NULL, NULL, NULL);
}

static void
limit_closing (GTlsConnection *connection)
{
  g_autoptr (GIOStream) base = NULL;

  g_object_get (connection, "base-io-stream", &base, NULL);
  g_socket_set_timeout (g_socket_connection_get_socket (G_SOCKET_CONNECTION (base)), CLOSE_SECONDS);
}

static void
end_counting (Tls *self)
{
  if (self->handshakes)
    sipgo_handshakes_end (self->handshakes, &self->parent.remote);
  self->handshakes = NULL;
}

static void
tls_free (SipgoStream *stream)
{
  Tls *self = (Tls *) stream;

  self->freed = TRUE;
  end_counting (self);
  sipgo_clear_source (&self->first_source);
  sipgo_clear_source (&self->read_source);
  sipgo_clear_source (&self->write_source);
  sipgo_clear_source (&self->waiting_source);
  if (self->tcp)
    self->tcp->klass->free (self->tcp);
  self->tcp = NULL;
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  if (stream->is_connecting)
    {
      g_cancellable_cancel (self->cancellable);
    }
  else
    {
      limit_closing (self->connection);
      g_io_stream_close_async (G_IO_STREAM (self->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
    }
  tls_unref (self);
}

static const SipgoStreamClass tls_class = { .write = tls_write, .finish = tls_finish, .free = tls_free };

/* --- receiving ---------------------------------------------------------------------------------------------------- */

static void
report_failure (Tls *self, const GError *reason)
{
  g_autoptr (GError) error = NULL;

  set_error (self, &error, reason);
  self->parent.funcs->closed (error, self->parent.user_data);
}

/* With TLS 1.3 a server refuses the client's certificate after the client's handshake has ended. A server that sends no
 * alert then only closes the connection. */
static void
report_end (Tls *self)
{
  g_autoptr (GError) error = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (self->was_asked && !self->has_received)
    error = sipgo_certificate_explain_own (NULL, TRUE, sipgo_address_format (&self->parent.remote, text));
  self->parent.funcs->closed (error, self->parent.user_data);
}

static void
take_bytes (Tls *self, const char *data, gsize length)
{
  self->has_received = TRUE;
  self->parent.funcs->received (data, length, self->parent.user_data);
}

static void
read_some (Tls *self)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  char data[READ_SIZE];
  gssize n = 1;
  guint i;

  for (i = 0; i < MAX_READS && n > 0 && !self->freed; i++)
    {
      g_autoptr (GError) reason = NULL;

      n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), data, sizeof data, NULL, &reason);
      if (n > 0)
        take_bytes (self, data, n);
      else if (n == 0)
        report_end (self);
      else if (!g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        report_failure (self, reason);
    }
}

static gboolean
readable (GObject *stream, gpointer user_data)
{
  Tls *self = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);

  self->ref_count++;
  read_some (self);
  tls_unref (self);
  sipgo_environment_leave (environment, entered);
  return G_SOURCE_CONTINUE;
}

static gboolean
waiting_source_prepare (GSource *source, int *timeout)
{
  *timeout = -1;
  return ((WaitingSource *) source)->tls->parent.n_waiting > 0;
}

static gboolean
waiting_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Tls *self = ((WaitingSource *) source)->tls;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);

  self->ref_count++;
  self->parent.funcs->received ("", 0, self->parent.user_data);
  tls_unref (self);
  sipgo_environment_leave (environment, entered);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs waiting_source_funcs = { .prepare = waiting_source_prepare, .dispatch = waiting_source_dispatch };

static void
start_reading (Tls *self)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  GSource *source = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL);

  g_source_set_callback (source, G_SOURCE_FUNC (readable), self, NULL);
  add_source (self, &self->read_source, source, "sipgo tls");
  source = g_source_new (&waiting_source_funcs, sizeof (WaitingSource));
  ((WaitingSource *) source)->tls = self;
  add_source (self, &self->waiting_source, source, "sipgo tls waiting");
}

/* --- the peer's certificate --------------------------------------------------------------------------------------- */

static GError *
refuse (Tls *self, GTlsCertificate *certificate, GTlsCertificateFlags flags)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  return sipgo_certificate_explain (certificate, flags, self->server_name,
                                    sipgo_address_format (&self->parent.remote, text));
}

/* GIO compares the server's name with DNS names and addresses, and accepts wildcards; what counts is whether the
 * certificate is for the name by RFC 5922. */
static gboolean
accept_certificate (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags,
                    gpointer user_data)
{
  Tls *self = user_data;

  if (self->freed)
    return FALSE;
  flags &= ~G_TLS_CERTIFICATE_BAD_IDENTITY;
  if (!sipgo_certificate_is_for (certificate, self->server_name))
    flags |= G_TLS_CERTIFICATE_BAD_IDENTITY;
  if (self->accept_any || flags == 0)
    return TRUE;
  g_clear_error (&self->refusal);
  self->refusal = refuse (self, certificate, flags);
  return FALSE;
}

/* GIO does not ask whether to accept a certificate in which it finds no fault, nor one of a session that it resumes. */
static gboolean
check_server (Tls *self)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (self->connection);

  return !self->server_name || (certificate
                                && accept_certificate (self->connection, certificate,
                                                       sipgo_certificate_verify (certificate, self->database, NULL),
                                                       self));
}

static void
take_peer_names (Tls *self)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (self->connection);

  if (!self->server_name)
    self->parent.peer_names = sipgo_tls_server_dup_client_names (self->connection);
  else if (certificate && !self->accept_any)
    self->parent.peer_names = sipgo_certificate_dup_identities (certificate);
}

/* --- the server's side -------------------------------------------------------------------------------------------- */

/* The key of the error for a client whose certificate proves nothing. */
#define UNVERIFIED "sipgo-unverified"

/* GIO asks for each certificate of a client. One that was asked for and proves nothing is as good as none. */
static gboolean
accept_client_certificate (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags,
                           gpointer user_data)
{
  GTlsAuthenticationMode mode;

  if (flags == 0)
    return TRUE;
  g_object_get (connection, "authentication-mode", &mode, NULL);
  g_object_set_data_full (G_OBJECT (connection), UNVERIFIED,
                          sipgo_certificate_explain (certificate, flags, NULL, "the client"),
                          (GDestroyNotify) g_error_free);
  return mode == G_TLS_AUTHENTICATION_REQUESTED;
}

/* Without client certificates the database is NULL: with a default one, each connection would load the certificate
 * authorities of the system again: 4 MB in place of 300 kB. */
GIOStream *
sipgo_tls_server_new (const SipgoTlsPolicy *policy, GIOStream *base, GError **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr (GTlsDatabase) database = NULL;
  GIOStream *connection;

  if (policy->clients != G_TLS_AUTHENTICATION_NONE)
    database = sipgo_certificate_dup_database (policy->database);
  connection = g_initable_new (g_tls_backend_get_server_connection_type (backend), NULL, error, "base-io-stream", base,
                               "certificate", policy->certificate, "database", database, "authentication-mode",
                               policy->clients, "require-close-notify", FALSE, NULL);
  if (connection && database)
    g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_client_certificate), NULL);
  return connection;
}

GStrv
sipgo_tls_server_dup_client_names (GTlsConnection *connection)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);

  return certificate && !g_object_get_data (G_OBJECT (connection), UNVERIFIED)
         ? sipgo_certificate_dup_identities (certificate) : NULL;
}

/* --- the handshake ------------------------------------------------------------------------------------------------ */

gboolean
sipgo_tls_allows (GTlsProtocolVersion version)
{
  return version == G_TLS_PROTOCOL_VERSION_TLS_1_2 || version == G_TLS_PROTOCOL_VERSION_TLS_1_3;
}

static gboolean
check_version (Tls *self)
{
  g_autoptr (GError) error = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (sipgo_tls_allows (g_tls_connection_get_protocol_version (self->connection)))
    return TRUE;
  error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "%s speaks a version of TLS before 1.2",
                       sipgo_address_format (&self->parent.remote, text));
  self->parent.funcs->closed (error, self->parent.user_data);
  return FALSE;
}

static void
end_handshake (Tls *self, const GError *reason)
{
  const GError *unverified = g_object_get_data (G_OBJECT (self->connection), UNVERIFIED);

  end_counting (self);
  if (reason && unverified)
    self->parent.funcs->closed (unverified, self->parent.user_data);
  else if (self->refusal)
    self->parent.funcs->closed (self->refusal, self->parent.user_data);
  else if (reason)
    report_failure (self, reason);
  else if (!check_server (self))
    self->parent.funcs->closed (self->refusal, self->parent.user_data);
  else if (check_version (self))
    {
      self->parent.is_connecting = FALSE;
      take_peer_names (self);
      start_reading (self);
      self->parent.funcs->connected (self->parent.user_data);
    }
}

static void
handshake_ended (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tls *self = user_data;
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_ref (self->environment);
  gboolean entered = sipgo_environment_enter (environment);
  g_autoptr (GError) reason = NULL;

  g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &reason);
  if (!self->freed)
    end_handshake (self, reason);
  tls_unref (self);
  sipgo_environment_leave (environment, entered);
}

/* GIO notifies the property for each request for a certificate, also for one that names no authorities. */
static void
note_request (Tls *self)
{
  self->was_asked = TRUE;
}

/* The database is given when the connection is made: with a later one, GIO reads all certificate authorities of the
 * system for each connection, at 6 ms. */
static GIOStream *
make_client (Tls *self, GIOStream *base, GError **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr (GSocketConnectable) identity = g_network_address_new (self->server_name,
                                                                   sipgo_address_get_port (&self->parent.remote));
  g_autoptr (GTlsDatabase) database = sipgo_certificate_dup_database (self->database);
  GIOStream *connection = g_initable_new (g_tls_backend_get_client_connection_type (backend), NULL, error,
                                          "base-io-stream", base, "server-identity", identity, "certificate",
                                          self->certificate, "database", database, "require-close-notify", FALSE,
                                          NULL);

  if (connection)
    {
      g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate), self);
      g_signal_connect_swapped (connection, "notify::accepted-cas", G_CALLBACK (note_request), self);
    }
  return connection;
}

static GTlsConnection *
make_connection (Tls *self, GIOStream *base, GError **error)
{
  return (GTlsConnection *) (self->policy ? sipgo_tls_server_new (self->policy, base, error)
                                          : make_client (self, base, error));
}

static void
start_handshake (Tls *self, int fd)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, &reason);
  g_autoptr (GSocketConnection) base = NULL;

  if (!socket)
    close (fd);
  else
    base = g_socket_connection_factory_create_connection (socket);
  if (base)
    self->connection = make_connection (self, G_IO_STREAM (base), &reason);
  if (!self->connection)
    {
      report_failure (self, reason);
      return;
    }
  self->ref_count++;
  g_tls_connection_handshake_async (self->connection, G_PRIORITY_DEFAULT, self->cancellable, handshake_ended, self);
}

static Tls *
tls_new (SipgoEnvironment *environment, const SipgoAddress *local, const SipgoAddress *remote)
{
  Tls *self = g_new0 (Tls, 1);

  self->parent.klass = &tls_class;
  self->parent.local = *local;
  self->parent.remote = *remote;
  self->parent.is_secure = TRUE;
  self->parent.is_connecting = TRUE;
  self->ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->fd = -1;
  self->cancellable = g_cancellable_new ();
  return self;
}

/* --- connecting --------------------------------------------------------------------------------------------------- */

static void
tcp_connected (gpointer user_data)
{
  Tls *self = user_data;
  SipgoStream *tcp = g_steal_pointer (&self->tcp);

  self->parent.local = tcp->local;
  self->ref_count++;
  start_handshake (self, sipgo_native_tcp_steal (tcp));
  tls_unref (self);
}

static void
tcp_closed (const GError *error, gpointer user_data)
{
  Tls *self = user_data;

  self->parent.funcs->closed (error, self->parent.user_data);
}

static gboolean
check_backend (GError **error)
{
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                       "GIO has no TLS here: install the package glib-networking");
  return FALSE;
}

SipgoStream *
sipgo_tls_connect (SipgoEnvironment *environment, const SipgoTlsOptions *options, const SipgoAddress *remote,
                   GError **error)
{
  /* TCP ends here before anything is written or read. */
  static const SipgoStreamFuncs tcp_funcs = { .connected = tcp_connected, .closed = tcp_closed };
  SipgoStream *tcp = check_backend (error) ? sipgo_native_tcp_connect (environment, remote, error) : NULL;
  Tls *self;

  if (!tcp)
    return NULL;
  self = tls_new (environment, &tcp->local, remote);
  self->certificate = options->certificate ? g_object_ref (options->certificate) : NULL;
  self->accept_any = options->accept_any;
  self->server_name = g_strdup (options->server_name);
  self->database = options->database ? g_object_ref (options->database) : NULL;
  self->tcp = tcp;
  tcp->funcs = &tcp_funcs;
  tcp->user_data = self;
  return &self->parent;
}

/* --- listening ---------------------------------------------------------------------------------------------------- */

static void
first_bytes_arrived (GIOCondition condition, gpointer user_data)
{
  Tls *self = user_data;
  int fd = self->fd;

  self->fd = -1;
  self->ref_count++;
  sipgo_clear_source (&self->first_source);
  start_handshake (self, fd);
  tls_unref (self);
}

/* A handshake occupies a thread of GIO's, so it does not begin before the client has sent something. */
static void
tcp_accepted (SipgoStream *tcp, gpointer user_data)
{
  TlsListener *listener = user_data;
  Tls *self;

  if (!listener->policy->certificate || !sipgo_handshakes_begin (listener->handshakes, &tcp->remote))
    {
      tcp->klass->free (tcp);
      return;
    }
  self = tls_new (listener->environment, &tcp->local, &tcp->remote);
  self->policy = listener->policy;
  self->handshakes = listener->handshakes;
  self->fd = sipgo_native_tcp_steal (tcp);
  self->first_source = sipgo_native_source_new (listener->environment, self->fd, G_IO_IN, "sipgo tls accepted",
                                                first_bytes_arrived, self);
  listener->parent.accepted (&self->parent, listener->parent.user_data);
}

static void
tls_listener_free (SipgoStreamListener *listener)
{
  TlsListener *self = (TlsListener *) listener;

  self->tcp->free (self->tcp);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

gboolean
sipgo_tls_policy_check (const SipgoTlsPolicy *policy, const char *listener, GError **error)
{
  if (policy->certificate)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "To listen on %s, the agent needs a certificate: set its tls-certificate", listener);
  return FALSE;
}

SipgoStreamListener *
sipgo_tls_listen (SipgoEnvironment *environment, const SipgoTlsPolicy *policy, SipgoHandshakes *handshakes,
                  const SipgoAddress *address, GError **error)
{
  SipgoStreamListener *tcp;
  TlsListener *self;

  if (!check_backend (error) || !sipgo_tls_policy_check (policy, "tls", error))
    return NULL;
  tcp = sipgo_native_tcp_listen (environment, address, error);
  if (!tcp)
    return NULL;
  self = g_new0 (TlsListener, 1);
  self->parent.free = tls_listener_free;
  self->parent.local = tcp->local;
  self->environment = sipgo_environment_ref (environment);
  self->policy = policy;
  self->handshakes = handshakes;
  self->tcp = tcp;
  tcp->accepted = tcp_accepted;
  tcp->user_data = self;
  return &self->parent;
}

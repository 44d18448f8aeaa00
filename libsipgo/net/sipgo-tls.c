/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-tls-private.h"

#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-native-socket-private.h"
#include "libsipgo/net/sipgo-native-tcp-private.h"
#include "libsipgo/net/sipgo-san-private.h"

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
  GTlsCertificate *certificate;   /* our own, or NULL */
  GError *refusal;                /* why the server's certificate is not accepted */
  GSource *read_source;
  GSource *write_source;
  GSource *waiting_source;
} Tls;

typedef struct
{
  SipgoStreamListener parent;
  SipgoEnvironment *environment;
  const SipgoTlsPolicy *policy;
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
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->database);
  g_clear_object (&self->certificate);
  g_clear_error (&self->refusal);
  g_free (self->server_name);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static void
set_error (Tls *self, GError **error, const GError *reason)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s cannot be reached over TLS: %s",
               sipgo_address_format (&self->parent.remote, text), reason->message);
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
tls_free (SipgoStream *stream)
{
  Tls *self = (Tls *) stream;

  self->freed = TRUE;
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
        self->parent.funcs->received (data, n, self->parent.user_data);
      else if (n == 0)
        self->parent.funcs->closed (NULL, self->parent.user_data);
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

/* --- the server's certificate ------------------------------------------------------------------------------------- */

static void
read_names (GTlsCertificate *certificate, SipgoSan *san)
{
  g_autoptr (GByteArray) data = NULL;

  g_object_get (certificate, "certificate", &data, NULL);
  sipgo_san_read (san, data ? data->data : NULL, data ? data->len : 0);
}

static char *
format_date (GDateTime *date)
{
  return date ? g_date_time_format_iso8601 (date) : g_strdup ("an unknown time");
}

static void
add_reason (GString *reasons, const char *text)
{
  g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "; " : "", text);
}

static void
add_name_reason (Tls *self, GString *reasons, const SipgoSan *san)
{
  g_autofree char *names = sipgo_san_to_string (san);
  g_autofree char *text = g_strdup_printf ("it is for %s, not for %s", names ? names : "no host or SIP domain",
                                           self->server_name);

  add_reason (reasons, text);
}

static void
add_time_reason (GString *reasons, GTlsCertificateFlags flags, GTlsCertificate *certificate)
{
  gboolean is_over = (flags & G_TLS_CERTIFICATE_EXPIRED) != 0;
  g_autoptr (GDateTime) date = is_over ? g_tls_certificate_get_not_valid_after (certificate)
                                       : g_tls_certificate_get_not_valid_before (certificate);
  g_autofree char *date_text = format_date (date);
  g_autofree char *text = g_strdup_printf (is_over ? "it has expired at %s" : "it is not valid before %s", date_text);

  add_reason (reasons, text);
}

/* "The certificate of 192.0.2.1:5061 is not accepted: it is for a.example, b.example, not for sip.example.com" */
static GError *
make_refusal (Tls *self, GTlsCertificate *certificate, GTlsCertificateFlags flags, const SipgoSan *san)
{
  g_autoptr (GString) reasons = g_string_new (NULL);
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    add_name_reason (self, reasons, san);
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    add_reason (reasons, "the authority that has signed it is not known here (set tls-database to a database that has "
                         "this authority)");
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    add_reason (reasons, "it has been revoked");
  if (flags & (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED))
    add_time_reason (reasons, flags, certificate);
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    add_reason (reasons, "it is signed by a method that is not secure any more");
  if (reasons->len == 0)
    add_reason (reasons, "it could not be verified");
  return g_error_new (SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE, "The certificate of %s is not accepted: %s",
                      sipgo_address_format (&self->parent.remote, text), reasons->str);
}

/* GIO compares the server's name with DNS names and addresses; a certificate for a SIP domain has a URI (RFC 5922). */
static gboolean
accept_certificate (GTlsConnection *connection, GTlsCertificate *certificate, GTlsCertificateFlags flags,
                    gpointer user_data)
{
  Tls *self = user_data;
  g_auto (SipgoSan) san = { NULL };

  if (self->freed)
    return FALSE;
  read_names (certificate, &san);
  if (flags == G_TLS_CERTIFICATE_BAD_IDENTITY && sipgo_san_has_sip_domain (&san, self->server_name))
    return TRUE;
  g_clear_error (&self->refusal);
  self->refusal = make_refusal (self, certificate, flags, &san);
  return FALSE;
}

/* --- the handshake ------------------------------------------------------------------------------------------------ */

static gboolean
check_version (Tls *self)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (self->connection);
  g_autoptr (GError) error = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (version == G_TLS_PROTOCOL_VERSION_TLS_1_2 || version == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    return TRUE;
  error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "%s speaks a version of TLS before 1.2",
                       sipgo_address_format (&self->parent.remote, text));
  self->parent.funcs->closed (error, self->parent.user_data);
  return FALSE;
}

static void
end_handshake (Tls *self, const GError *reason)
{
  if (self->refusal)
    self->parent.funcs->closed (self->refusal, self->parent.user_data);
  else if (reason)
    report_failure (self, reason);
  else if (check_version (self))
    {
      self->parent.is_connecting = FALSE;
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

/* The database is given when the connection is made: with a later one, GIO reads all certificate authorities of the
 * system for each connection, at 6 ms. A server asks for no certificate and needs none. */
static GTlsConnection *
make_connection (Tls *self, GIOStream *base, GError **error)
{
  GTlsBackend *backend = g_tls_backend_get_default ();
  g_autoptr (GSocketConnectable) identity = NULL;
  g_autoptr (GTlsDatabase) database = NULL;

  if (!self->server_name)
    return g_initable_new (g_tls_backend_get_server_connection_type (backend), NULL, error, "base-io-stream", base,
                           "certificate", self->certificate, "database", NULL, "require-close-notify", FALSE, NULL);
  identity = g_network_address_new (self->server_name, sipgo_address_get_port (&self->parent.remote));
  database = self->database ? g_object_ref (self->database) : g_tls_backend_get_default_database (backend);
  return g_initable_new (g_tls_backend_get_client_connection_type (backend), NULL, error, "base-io-stream", base,
                         "server-identity", identity, "certificate", self->certificate, "database", database,
                         "require-close-notify", FALSE, NULL);
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
  if (self->server_name)
    g_signal_connect (self->connection, "accept-certificate", G_CALLBACK (accept_certificate), self);
  self->ref_count++;
  g_tls_connection_handshake_async (self->connection, G_PRIORITY_DEFAULT, self->cancellable, handshake_ended, self);
}

static Tls *
tls_new (SipgoEnvironment *environment, const SipgoAddress *local, const SipgoAddress *remote,
         GTlsCertificate *certificate)
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
  self->certificate = certificate ? g_object_ref (certificate) : NULL;
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
  self = tls_new (environment, &tcp->local, remote, options->certificate);
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

  if (!listener->policy->certificate)
    {
      tcp->klass->free (tcp);
      return;
    }
  self = tls_new (listener->environment, &tcp->local, &tcp->remote, listener->policy->certificate);
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
sipgo_tls_policy_check (const SipgoTlsPolicy *policy, GError **error)
{
  if (policy->certificate)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                       "To listen on tls, the agent needs a certificate: set its tls-certificate");
  return FALSE;
}

SipgoStreamListener *
sipgo_tls_listen (SipgoEnvironment *environment, const SipgoTlsPolicy *policy, const SipgoAddress *address,
                  GError **error)
{
  SipgoStreamListener *tcp;
  TlsListener *self;

  if (!check_backend (error) || !sipgo_tls_policy_check (policy, error))
    return NULL;
  tcp = sipgo_native_tcp_listen (environment, address, error);
  if (!tcp)
    return NULL;
  self = g_new0 (TlsListener, 1);
  self->parent.free = tls_listener_free;
  self->parent.local = tcp->local;
  self->environment = sipgo_environment_ref (environment);
  self->policy = policy;
  self->tcp = tcp;
  tcp->accepted = tcp_accepted;
  tcp->user_data = self;
  return &self->parent;
}

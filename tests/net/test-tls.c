/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* TLS on the loopback interface. The certificates are those of data/tls/make.sh. */
#include "libsipgo/net/sipgo-tls-private.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"

/* What has happened at one end of a connection. */
typedef struct
{
  SipgoStream *stream;             /* NULL: closed */
  gboolean connected;
  gboolean closed;
  GError *error;
  GString *received;
  guint n_writable;
} End;

typedef struct
{
  SipgoEnvironment *environment;
  SipgoTlsPolicy policy;
  SipgoHandshakes handshakes;
  SipgoStreamListener *listener;
  GTlsDatabase *authorities;
  GTlsCertificate *own;            /* of the client, or NULL */
  gboolean accept_any;
  End client, server;
} Fixture;

static void
note_connected (gpointer user_data)
{
  ((End *) user_data)->connected = TRUE;
}

static void
note_received (const char *data, gsize length, gpointer user_data)
{
  g_string_append_len (((End *) user_data)->received, data, length);
}

static void
note_writable (gpointer user_data)
{
  ((End *) user_data)->n_writable++;
}

static void
note_closed (const GError *error, gpointer user_data)
{
  End *end = user_data;

  end->closed = TRUE;
  end->error = error ? g_error_copy (error) : NULL;
  end->stream->klass->free (end->stream);
  end->stream = NULL;
}

static const SipgoStreamFuncs funcs = {
  .connected = note_connected, .received = note_received, .writable = note_writable, .closed = note_closed
};

static void
end_take (End *self, SipgoStream *stream)
{
  self->stream = stream;
  stream->funcs = &funcs;
  stream->user_data = self;
}

static void
end_clear (End *self)
{
  if (self->stream)
    self->stream->klass->free (self->stream);
  g_clear_error (&self->error);
  g_string_free (self->received, TRUE);
}

static void
accepted (SipgoStream *stream, gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_true (stream->is_connecting);
  g_assert_true (stream->is_secure);
  if (self->server.stream)
    stream->klass->free (stream);
  else
    end_take (&self->server, stream);
}

static char *
make_path (const char *name)
{
  return g_build_filename (g_getenv ("SIPGO_TEST_DATA"), "tls", name, NULL);
}

static void
set_up (Fixture *self, gconstpointer certificate)
{
  g_autofree char *path = make_path (certificate);
  g_autofree char *authority = make_path ("authority.pem");
  g_autoptr (GError) error = NULL;
  SipgoAddress address;

  self->environment = sipgo_environment_new ();
  self->policy.certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  self->authorities = g_tls_file_database_new (authority, &error);
  g_assert_no_error (error);
  sipgo_address_parse (&address, "127.0.0.1", 0);
  sipgo_handshakes_init (&self->handshakes);
  sipgo_handshakes_limit (&self->handshakes, 64);
  self->listener = sipgo_tls_listen (self->environment, &self->policy, &self->handshakes, &address, &error);
  g_assert_no_error (error);
  self->listener->accepted = accepted;
  self->listener->user_data = self;
  self->client.received = g_string_new (NULL);
  self->server.received = g_string_new (NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  end_clear (&self->client);
  end_clear (&self->server);
  self->listener->free (self->listener);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->handshakes.n_under_way, ==, 0);
  sipgo_handshakes_clear (&self->handshakes);
  g_object_unref (self->policy.certificate);
  g_object_unref (self->authorities);
  g_clear_object (&self->own);
  sipgo_environment_unref (self->environment);
}

static void
begin (Fixture *self, const char *server_name)
{
  const SipgoTlsOptions options = { .server_name = server_name, .database = self->authorities,
                                    .certificate = self->own, .accept_any = self->accept_any };
  g_autoptr (GError) error = NULL;

  end_take (&self->client, sipgo_tls_connect (self->environment, &options, &self->listener->local, &error));
  g_assert_no_error (error);
  g_assert_true (self->client.stream->is_connecting);
}

#define WAIT_FOR(condition) G_STMT_START { while (!(condition)) g_main_context_iteration (NULL, TRUE); } G_STMT_END

static void
connect_as (Fixture *self, const char *server_name)
{
  begin (self, server_name);
  WAIT_FOR (self->client.closed || (self->client.connected && self->server.connected));
  g_assert_no_error (self->client.error);
}

static void
say (End *end, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (end->stream->klass->write (end->stream, text, strlen (text), &error), ==, strlen (text));
  g_assert_no_error (error);
}

/* Nothing is written before the certificate is verified. */
static void
test_talk (Fixture *self, gconstpointer data)
{
  begin (self, "sip.example.com");
  g_assert_cmpint (self->client.stream->klass->write (self->client.stream, "early", 5, NULL), ==, 0);
  WAIT_FOR (self->client.connected && self->server.connected);
  say (&self->client, "question");
  WAIT_FOR (self->server.received->len == 8);
  say (&self->server, "answer");
  WAIT_FOR (self->client.received->len == 6);
  g_assert_cmpstr (self->server.received->str, ==, "question");
  g_assert_cmpstr (self->client.received->str, ==, "answer");
  g_assert_cmpint (sipgo_address_get_port (&self->client.stream->local), ==,
                   sipgo_address_get_port (&self->server.stream->remote));
  self->client.stream->klass->free (g_steal_pointer (&self->client.stream));
  WAIT_FOR (self->server.closed);
  g_assert_no_error (self->server.error);
}

static void
test_finish (Fixture *self, gconstpointer data)
{
  connect_as (self, "127.0.0.1");
  self->client.stream->klass->finish (self->client.stream);
  WAIT_FOR (self->server.closed);
  g_assert_no_error (self->server.error);
}

static void
test_name (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "sip.example.com", "SIP.Example.Com", "127.0.0.1", "localhost" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      connect_as (self, names[i]);
      end_clear (&self->client);
      end_clear (&self->server);
      self->client = self->server = (End) { .received = g_string_new (NULL) };
      self->server.received = g_string_new (NULL);
    }
}

/* The certificate of a SIP domain has a URI (RFC 5922), whatever the name of the host is. */
static void
test_sip_domain (Fixture *self, gconstpointer data)
{
  connect_as (self, "example.com");
}

static void
check_refused (Fixture *self, const char *server_name, const char *reason)
{
  begin (self, server_name);
  WAIT_FOR (self->client.closed);
  g_assert_error (self->client.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (self->client.error->message, reason));
  g_assert_false (self->client.connected);
  WAIT_FOR (!self->server.stream);
  g_assert_cmpstr (self->server.received->str, ==, "");
}

static void
test_other_name (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.org",
                 "it is for sip.example.com, localhost, 127.0.0.1, ::1, not for sip.example.org");
}

static void
test_other_sip_domain (Fixture *self, gconstpointer data)
{
  check_refused (self, "sips.example.com", "it is for example.com, node7.example.net, not for sips.example.com");
}

static void
test_other_address (Fixture *self, gconstpointer data)
{
  check_refused (self, "10.0.0.1", "not for 10.0.0.1");
}

static void
test_expired (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.com", "it has expired at 20");
}

static void
test_unknown_authority (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.com", "authority that has signed it is not known here (set tls-database");
}

/* Without a database, those of the system count: they do not know the authority of the tests. */
static void
test_system_authorities (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->authorities);
  check_refused (self, "sip.example.com", "authority");
  self->authorities = g_object_ref (g_tls_backend_get_default_database (g_tls_backend_get_default ()));
}

/* Both faults are said. */
static void
test_two_faults (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.org", "not for sip.example.org; the authority");
}

static void
test_not_yet_valid (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.com", "it is not valid before 2100");
}

static void
test_self_signed (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.com", "it is self-signed");
}

/* RFC 5922 7.2; GIO would accept it. */
static void
test_wildcard (Fixture *self, gconstpointer data)
{
  check_refused (self, "sip.example.com", "it is for *.example.com, not for sip.example.com");
}

/* GIO would accept a DNS name beside a SIP domain. */
static void
test_sip_domain_first (Fixture *self, gconstpointer data)
{
  check_refused (self, "node7.example.net", "not for node7.example.net");
}

static void
test_common_name (Fixture *self, gconstpointer data)
{
  connect_as (self, "cn.example.com");
  g_assert_cmpstr (self->client.stream->peer_names[0], ==, "cn.example.com");
}

/* A database that knows a list of revoked certificates; those of files do not. */
#define TEST_TYPE_DATABASE (test_database_get_type ())
G_DECLARE_FINAL_TYPE (TestDatabase, test_database, TEST, DATABASE, GTlsDatabase)

struct _TestDatabase
{
  GTlsDatabase parent_instance;
};

G_DEFINE_FINAL_TYPE (TestDatabase, test_database, G_TYPE_TLS_DATABASE)

static GTlsCertificateFlags
test_database_verify_chain (GTlsDatabase *database, GTlsCertificate *chain, const char *purpose,
                            GSocketConnectable *identity, GTlsInteraction *interaction,
                            GTlsDatabaseVerifyFlags flags, GCancellable *cancellable, GError **error)
{
  return G_TLS_CERTIFICATE_REVOKED;
}

static void
test_database_class_init (TestDatabaseClass *klass)
{
  G_TLS_DATABASE_CLASS (klass)->verify_chain = test_database_verify_chain;
}

static void
test_database_init (TestDatabase *self)
{
}

static void
test_revoked (Fixture *self, gconstpointer data)
{
  g_object_unref (self->authorities);
  self->authorities = g_object_new (TEST_TYPE_DATABASE, NULL);
  check_refused (self, "sip.example.com", "it has been revoked");
}

/* The one way to switch the checks off: such a server has proved nothing. */
static void
test_accept_any (Fixture *self, gconstpointer data)
{
  self->accept_any = TRUE;
  connect_as (self, "sip.example.org");
  g_assert_null (self->client.stream->peer_names);
}

/* --- client certificates ------------------------------------------------------------------------------------------ */

static void
use_client_certificates (Fixture *self, GTlsAuthenticationMode mode, const char *name)
{
  g_autofree char *path = name ? make_path (name) : NULL;

  self->policy.clients = mode;
  self->policy.database = self->authorities;
  if (path)
    self->own = g_tls_certificate_new_from_file (path, NULL);
}

static void
test_client_certificate (Fixture *self, gconstpointer data)
{
  use_client_certificates (self, G_TLS_AUTHENTICATION_REQUIRED, "client.pem");
  connect_as (self, "localhost");
  g_assert_cmpuint (g_strv_length (self->server.stream->peer_names), ==, 1);
  g_assert_cmpstr (self->server.stream->peer_names[0], ==, "client.example.com");
  g_assert_cmpstr (self->client.stream->peer_names[0], ==, "sip.example.com");
}

/* It is not asked for, and not sent. */
static void
test_client_certificate_not_asked (Fixture *self, gconstpointer data)
{
  use_client_certificates (self, G_TLS_AUTHENTICATION_NONE, "client.pem");
  connect_as (self, "localhost");
  g_assert_null (self->server.stream->peer_names);
}

/* With TLS 1.3 the client has finished its handshake before the server refuses it. */
static void
be_refused (Fixture *self, const char *name)
{
  use_client_certificates (self, G_TLS_AUTHENTICATION_REQUIRED, name);
  begin (self, "localhost");
  WAIT_FOR (self->client.closed && self->server.closed);
  g_assert_false (self->server.connected);
}

static void
test_no_client_certificate (Fixture *self, gconstpointer data)
{
  be_refused (self, NULL);
  g_assert_error (self->client.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (self->client.error->message, "requires a client certificate that it accepts"));
}

/* A server that sends no alert only ends the connection. Once it has sent something, it does so for another reason. */
static void
check_end (Fixture *self, const char *certificate, const char *sent, gboolean is_explained)
{
  use_client_certificates (self, G_TLS_AUTHENTICATION_REQUESTED, certificate);
  connect_as (self, "localhost");
  if (sent)
    {
      say (&self->server, sent);
      WAIT_FOR (self->client.received->len > 0);
    }
  self->server.stream->klass->free (g_steal_pointer (&self->server.stream));
  WAIT_FOR (self->client.closed);
  if (is_explained)
    g_assert_error (self->client.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  else
    g_assert_no_error (self->client.error);
}

static void
test_end_without_certificate (Fixture *self, gconstpointer data)
{
  check_end (self, NULL, NULL, TRUE);
}

static void
test_end_with_certificate (Fixture *self, gconstpointer data)
{
  check_end (self, "stranger.pem", NULL, TRUE);
}

static void
test_end_after_bytes (Fixture *self, gconstpointer data)
{
  check_end (self, NULL, "bytes", FALSE);
}

static void
test_end_not_asked (Fixture *self, gconstpointer data)
{
  connect_as (self, "localhost");
  self->server.stream->klass->free (g_steal_pointer (&self->server.stream));
  WAIT_FOR (self->client.closed);
  g_assert_no_error (self->client.error);
}

/* The client sends its certificate, and no alert says why it is refused. */
static void
test_strange_client (Fixture *self, gconstpointer data)
{
  be_refused (self, "stranger.pem");
  g_assert_error (self->client.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  g_assert_error (self->server.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (self->server.error->message, "of the client is not accepted: the authority"));
}

static void
test_expired_client (Fixture *self, gconstpointer data)
{
  be_refused (self, "expired.pem");
  g_assert_error (self->server.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  g_assert_nonnull (strstr (self->server.error->message, "it has expired at 2021"));
}

/* Asked, but not required: without a valid certificate the client has proved no name. */
static void
test_asked_client (Fixture *self, gconstpointer name)
{
  use_client_certificates (self, G_TLS_AUTHENTICATION_REQUESTED, name);
  connect_as (self, "localhost");
  if (g_strcmp0 (name, "client.pem") == 0)
    g_assert_cmpstr (self->server.stream->peer_names[0], ==, "client.example.com");
  else
    g_assert_null (self->server.stream->peer_names);
}

static void
test_asked_with (Fixture *self, gconstpointer data)
{
  test_asked_client (self, "client.pem");
}

static void
test_asked_with_strange (Fixture *self, gconstpointer data)
{
  test_asked_client (self, "stranger.pem");
}

static void
test_asked_without (Fixture *self, gconstpointer data)
{
  test_asked_client (self, NULL);
}

/* --- other limits ------------------------------------------------------------------------------------------------- */

/* The versions that the TLS library may negotiate are set when it is loaded. */
static void
test_old_version (void)
{
  if (g_test_subprocess ())
    {
      Fixture fixture = { .client = { NULL } };

      set_up (&fixture, "server.pem");
      begin (&fixture, "localhost");
      WAIT_FOR (fixture.client.closed);
      g_assert_error (fixture.client.error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
      g_assert_nonnull (strstr (fixture.client.error->message, "before 1.2"));
      WAIT_FOR (!fixture.server.stream);
      g_assert_false (fixture.server.connected);
      tear_down (&fixture, NULL);
      return;
    }
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-ALL:+VERS-TLS1.1:%COMPAT", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv ("G_TLS_GNUTLS_PRIORITY");
  g_test_trap_assert_passed ();
}

static void
note_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
run_for (Fixture *self, gint64 delay)
{
  SipgoTimer timer = { 0 };
  gboolean is_over = FALSE;

  sipgo_environment_set_timer (self->environment, &timer, delay, note_time, &is_over);
  WAIT_FOR (is_over);
}

static int
connect_plain (Fixture *self)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (connect (fd, &self->listener->local.any, sipgo_address_get_size (&self->listener->local)), ==, 0);
  WAIT_FOR (self->server.stream);
  return fd;
}

/* Something that does not speak TLS ends the connection and nothing else. */
static void
test_plain_client (Fixture *self, gconstpointer data)
{
  static const char request[] = "OPTIONS sip:bob@example.com SIP/2.0\r\n\r\n";
  int fd = connect_plain (self);

  g_assert_cmpint (write (fd, request, sizeof request), ==, sizeof request);
  WAIT_FOR (self->server.closed);
  g_assert_nonnull (self->server.error);
  g_assert_false (self->server.connected);
  close (fd);
}

/* No more handshakes than the limit for one host. */
static void
test_limit (Fixture *self, gconstpointer data)
{
  int first, second;
  char byte;

  sipgo_handshakes_limit (&self->handshakes, 4);
  first = connect_plain (self);
  g_assert_cmpuint (self->handshakes.n_under_way, ==, 1);
  second = connect_plain (self);
  WAIT_FOR (self->handshakes.n_refused == 1);
  g_assert_cmpint (read (second, &byte, 1), ==, 0);
  close (first);
  WAIT_FOR (self->server.closed);
  g_assert_cmpuint (self->handshakes.n_under_way, ==, 0);
  connect_as (self, "localhost");
  g_assert_cmpuint (self->handshakes.n_under_way, ==, 0);
  close (second);
}

/* A client that is silent, or that stays in the middle of a handshake, is not connected. Its owner frees it after a
 * time. */
static void
test_silent_client (Fixture *self, gconstpointer part)
{
  int fd = connect_plain (self);

  if (part)
    g_assert_cmpint (write (fd, "\x16\x03\x01\x02\x00", 5), ==, 5);
  run_for (self, SIPGO_MS (20));
  g_assert_false (self->server.connected);
  g_assert_false (self->server.closed);
  self->server.stream->klass->free (g_steal_pointer (&self->server.stream));
  close (fd);
}

static void
test_half_hello (Fixture *self, gconstpointer data)
{
  test_silent_client (self, "half");
}

static void
test_silent (Fixture *self, gconstpointer data)
{
  test_silent_client (self, NULL);
}

/* A peer that does not read: the rest is written after writable (). */
static void
test_much (Fixture *self, gconstpointer data)
{
  const gsize size = 8 * 1024 * 1024;
  g_autofree char *text = g_strnfill (size, 'x');
  gsize sent = 0;

  connect_as (self, "localhost");
  text[size - 1] = '.';
  while (sent < size)
    {
      guint n = self->client.n_writable;
      gssize taken = self->client.stream->klass->write (self->client.stream, text + sent, size - sent, NULL);

      g_assert_cmpint (taken, >=, 0);
      sent += taken;
      if (sent < size)
        WAIT_FOR (self->client.n_writable > n);
    }
  g_assert_cmpuint (self->client.n_writable, >, 0);
  WAIT_FOR (self->server.received->len == size);
  g_assert_cmpint (memcmp (self->server.received->str, text, size), ==, 0);
}

/* Freed at each stage; nothing is called any more. */
static void
test_freed (Fixture *self, gconstpointer data)
{
  guint turns, i;

  for (turns = 0; turns < 12; turns++)
    {
      begin (self, "localhost");
      for (i = 0; i < turns && !self->client.connected; i++)
        g_main_context_iteration (NULL, TRUE);
      self->client.stream->klass->free (g_steal_pointer (&self->client.stream));
      self->client.connected = FALSE;
      if (self->server.stream)
        self->server.stream->klass->free (g_steal_pointer (&self->server.stream));
    }
  run_for (self, SIPGO_MS (20));
  g_assert_false (self->client.connected);
  g_assert_false (self->client.closed);
}

static void
test_no_certificate (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  const SipgoTlsPolicy policy = { NULL };
  SipgoHandshakes handshakes = { 1, 1 };
  g_autoptr (GError) error = NULL;
  SipgoAddress address;

  sipgo_address_parse (&address, "127.0.0.1", 0);
  g_assert_null (sipgo_tls_listen (environment, &policy, &handshakes, &address, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "tls-certificate"));
}

#define ADD(name, certificate, func) \
  g_test_add ("/net/tls/" name, Fixture, certificate, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("talk", "server.pem", test_talk);
  ADD ("finish", "server.pem", test_finish);
  ADD ("name", "server.pem", test_name);
  ADD ("sip-domain", "domain.pem", test_sip_domain);
  ADD ("other-name", "server.pem", test_other_name);
  ADD ("other-sip-domain", "domain.pem", test_other_sip_domain);
  ADD ("other-address", "server.pem", test_other_address);
  ADD ("expired", "expired.pem", test_expired);
  ADD ("unknown-authority", "stranger.pem", test_unknown_authority);
  ADD ("system-authorities", "server.pem", test_system_authorities);
  ADD ("two-faults", "stranger.pem", test_two_faults);
  ADD ("not-yet-valid", "future.pem", test_not_yet_valid);
  ADD ("self-signed", "self-signed.pem", test_self_signed);
  ADD ("wildcard", "wildcard.pem", test_wildcard);
  ADD ("sip-domain-first", "domain.pem", test_sip_domain_first);
  ADD ("common-name", "common-name.pem", test_common_name);
  ADD ("revoked", "server.pem", test_revoked);
  ADD ("accept-any", "stranger.pem", test_accept_any);
  ADD ("client-certificate", "server.pem", test_client_certificate);
  ADD ("client-certificate-not-asked", "server.pem", test_client_certificate_not_asked);
  ADD ("no-client-certificate", "server.pem", test_no_client_certificate);
  ADD ("end-without-certificate", "server.pem", test_end_without_certificate);
  ADD ("end-with-certificate", "server.pem", test_end_with_certificate);
  ADD ("end-after-bytes", "server.pem", test_end_after_bytes);
  ADD ("end-not-asked", "server.pem", test_end_not_asked);
  ADD ("strange-client", "server.pem", test_strange_client);
  ADD ("expired-client", "server.pem", test_expired_client);
  ADD ("asked-client", "server.pem", test_asked_with);
  ADD ("asked-strange-client", "server.pem", test_asked_with_strange);
  ADD ("asked-client-without", "server.pem", test_asked_without);
  ADD ("limit", "server.pem", test_limit);
  g_test_add_func ("/net/tls/old-version", test_old_version);
  ADD ("plain-client", "server.pem", test_plain_client);
  ADD ("silent-client", "server.pem", test_silent);
  ADD ("half-hello", "server.pem", test_half_hello);
  ADD ("much", "server.pem", test_much);
  ADD ("freed", "server.pem", test_freed);
  g_test_add_func ("/net/tls/no-certificate", test_no_certificate);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests over TLS, between two agents of the simulated network and between two on the loopback interface. */
#include <dirent.h>
#include <malloc.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"
#include "transport-util.h"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;  /* NULL: the kernel's */
  Agent alice, bob;                /* bob listens on TLS */
  SipgoAddress address;            /* bob's */
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->environment = sipgo_environment_new_virtual (1);
  f->network = sipgo_simulated_network_new (f->environment);
  agent_init (&f->alice, f->environment, f->network);
  agent_init (&f->bob, f->environment, f->network);
  agent_listen (&f->bob, "tls:10.0.0.2");
  agent_get_address (&f->bob, &f->address);
  sipgo_simulated_network_add_certificate_name (sipgo_transport_layer_get_net (f->bob.layer), "bob.test");
}

static char *
make_path (const char *name)
{
  return g_build_filename (g_getenv ("SIPGO_TEST_DATA"), "tls", name, NULL);
}

static void
set_up_native (Fixture *f, gconstpointer data)
{
  g_autofree char *path = make_path ("server.pem");
  g_autofree char *authority_path = make_path ("authority.pem");
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (path, NULL);
  g_autoptr (GTlsDatabase) authorities = g_tls_file_database_new (authority_path, NULL);

  f->environment = sipgo_environment_new ();
  agent_init (&f->alice, f->environment, NULL);
  agent_init (&f->bob, f->environment, NULL);
  sipgo_transport_layer_set_tls_database (f->alice.layer, authorities);
  sipgo_transport_layer_set_certificate (f->bob.layer, certificate);
  agent_listen (&f->bob, "tls:127.0.0.1:0");
  agent_get_address (&f->bob, &f->address);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  agent_clear (&f->alice);
  agent_clear (&f->bob);
  g_clear_pointer (&f->network, sipgo_simulated_network_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sipgo_environment_unref (f->environment);
}

static SipgoFlow *
get_flow (Fixture *f, const char *name)
{
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_TLS, .address = f->address, .verified_name = name };
  g_autoptr (GError) error = NULL;
  SipgoFlow *flow = sipgo_transport_layer_get_flow (f->alice.layer, &target, &error);

  g_assert_no_error (error);
  return flow;
}

static void
send_over (SipgoFlow *flow)
{
  g_autofree char *via = sipgo_flow_make_via (flow, "z9hG4bK1");
  g_autofree char *request = make_request ("OPTIONS", via, NULL);
  g_autoptr (GBytes) bytes = to_bytes (request);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_str_has_prefix (via, "SIP/2.0/TLS "));
  g_assert_true (sipgo_flow_send (flow, bytes, &error));
  g_assert_no_error (error);
}

/* The response comes over the connection of the request. */
static void
test_request (Fixture *f, gconstpointer name)
{
  g_autoptr (SipgoFlow) flow = get_flow (f, name);
  g_autoptr (SipgoFlow) again = get_flow (f, name);

  g_assert_true (flow == again);
  f->bob.answer = TRUE;
  send_over (flow);
  agent_wait (&f->alice, 1);
  g_assert_true (agent_last_flow (&f->alice) == flow);
  g_assert_true (sipgo_flow_is_secure (agent_last_flow (&f->bob)));
  g_assert_cmpint (sipgo_flow_get_protocol (agent_last_flow (&f->bob)), ==, SIPGO_PROTOCOL_TLS);
  g_assert_cmpuint (sipgo_transport_layer_count_connections (f->bob.layer), ==, 1);
}

static void
check_refused (Fixture *f, SipgoFlow *flow)
{
  Watcher watcher;

  watcher_init (&watcher, flow);
  send_over (flow);
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE);
  watcher_clear (&watcher);
  g_assert_cmpuint (f->bob.messages->len, ==, 0);
}

static void
test_other_name (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = get_flow (f, "mallory.test");

  check_refused (f, flow);
}

/* A connection to bob.test is not used for mallory.test, though it leads to the same address. */
static void
test_no_reuse_for_other_name (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) bob = get_flow (f, "bob.test");
  g_autoptr (SipgoFlow) mallory = NULL;

  send_over (bob);
  agent_wait (&f->bob, 1);
  g_ptr_array_set_size (f->bob.messages, 0);
  mallory = get_flow (f, "mallory.test");
  g_assert_true (mallory != bob);
  check_refused (f, mallory);
}

/* A client has proved no name: bob answers it over its connection, but sends no request for a name over it, and does
 * not connect to its address when it is closed. */
static void
test_accepted (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = get_flow (f, "bob.test");
  g_autoptr (SipgoFlow) found = NULL, other = NULL;
  g_autoptr (GError) error = NULL;
  SipgoTarget target;

  send_over (flow);
  agent_wait (&f->bob, 1);
  target = sipgo_flow_get_target (agent_last_flow (&f->bob));
  g_assert_null (target.verified_name);
  found = sipgo_transport_layer_get_flow (f->bob.layer, &target, NULL);
  g_assert_true (found == agent_last_flow (&f->bob));
  target.verified_name = "10.0.0.1";
  other = sipgo_transport_layer_get_flow (f->bob.layer, &target, NULL);
  g_assert_true (other != found);
  target.verified_name = NULL;
  sipgo_simulated_network_cut (f->network);
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
  g_assert_null (sipgo_transport_layer_get_flow (f->bob.layer, &target, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
}

/* RFC 3261 18.2.2: when the connection of a request is closed, the response goes to the listener of the client, which
 * has to prove its name there. */
static void
test_reply (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = NULL, reply = NULL;
  g_autoptr (SipgoMessage) response = NULL;
  g_autoptr (GBytes) bytes = NULL;

  agent_listen (&f->alice, "tls:10.0.0.1");
  flow = get_flow (f, "bob.test");
  send_over (flow);
  agent_wait (&f->bob, 1);
  g_assert_null (sipgo_transport_layer_get_reply_flow (f->bob.layer, agent_last (&f->bob), agent_last_flow (&f->bob)));
  sipgo_simulated_network_cut (f->network);
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
  reply = sipgo_transport_layer_get_reply_flow (f->bob.layer, agent_last (&f->bob), agent_last_flow (&f->bob));
  g_assert_cmpint (sipgo_flow_get_protocol (reply), ==, SIPGO_PROTOCOL_TLS);
  g_assert_cmpstr (sipgo_flow_get_target (reply).verified_name, ==, "10.0.0.1");
  response = sipgo_message_new_response (agent_last (&f->bob), 200, NULL, "tag");
  bytes = sipgo_message_serialize (response);
  g_assert_true (sipgo_flow_send (reply, bytes, NULL));
  agent_wait (&f->alice, 1);
}

/* --- RFC 5923 ----------------------------------------------------------------------------------------------------- */

static SipgoFlow *
get_flow_to_alice (Fixture *f, SipgoProtocol protocol, const char *name)
{
  SipgoTarget target = { .protocol = protocol, .verified_name = name };

  sipgo_address_parse (&target.address, "10.0.0.1", 5061);
  return sipgo_transport_layer_get_flow (f->bob.layer, &target, NULL);
}

/* Alice, who listens and has a certificate, sends a request to bob. */
static SipgoFlow *
be_known_to_bob (Fixture *f)
{
  SipgoFlow *flow;

  agent_listen (&f->alice, "tls:10.0.0.1");
  sipgo_simulated_network_add_certificate_name (sipgo_transport_layer_get_net (f->alice.layer), "alice.test");
  flow = get_flow (f, "bob.test");
  send_over (flow);
  agent_wait (&f->bob, 1);
  return flow;
}

/* Bob sends his requests for alice.test over her connection, those for other names not. */
static void
test_alias (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = NULL, found = NULL, other = NULL, later = NULL;

  sipgo_transport_layer_set_client_certificates (f->bob.layer, G_TLS_AUTHENTICATION_REQUESTED);
  flow = be_known_to_bob (f);
  g_assert_true (sipgo_via_has_parameter (sipgo_message_get_via (agent_last (&f->bob)), "alias"));
  found = get_flow_to_alice (f, SIPGO_PROTOCOL_TLS, "Alice.test");
  g_assert_true (found == agent_last_flow (&f->bob));
  other = get_flow_to_alice (f, SIPGO_PROTOCOL_TLS, "mallory.test");
  g_assert_true (other != found);
  sipgo_simulated_network_cut (f->network);
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
  later = get_flow_to_alice (f, SIPGO_PROTOCOL_TLS, "alice.test");
  g_assert_true (later != found);
}

/* Without a certificate, anybody could claim the address. */
static void
test_alias_without_certificate (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = be_known_to_bob (f);
  g_autoptr (SipgoFlow) found = get_flow_to_alice (f, SIPGO_PROTOCOL_TLS, "alice.test");

  g_assert_true (found != agent_last_flow (&f->bob));
}

/* A client without a listener sends no alias. */
static void
test_no_alias (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = get_flow (f, "bob.test");

  send_over (flow);
  agent_wait (&f->bob, 1);
  g_assert_false (sipgo_via_has_parameter (sipgo_message_get_via (agent_last (&f->bob)), "alias"));
}

/* Over TCP the claim of a stranger counts for nothing. */
static void
test_alias_over_tcp (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) found = NULL;
  g_autofree char *request = make_request ("OPTIONS", "SIP/2.0/TCP 10.0.0.1:5061;branch=z9hG4bK1;alias", NULL);

  agent_listen (&f->bob, "tcp:10.0.0.2");
  agent_send (&f->alice, "tcp:10.0.0.2:5060", request);
  agent_wait (&f->bob, 1);
  found = get_flow_to_alice (f, SIPGO_PROTOCOL_TCP, NULL);
  g_assert_true (found != agent_last_flow (&f->bob));
}

/* --- certificates of clients -------------------------------------------------------------------------------------- */

static void
test_names_of_peer (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = NULL;

  sipgo_transport_layer_set_client_certificates (f->bob.layer, G_TLS_AUTHENTICATION_REQUIRED);
  flow = be_known_to_bob (f);
  g_assert_cmpstr (sipgo_flow_get_peer_names (agent_last_flow (&f->bob))[0], ==, "alice.test");
  g_assert_cmpstr (sipgo_flow_get_peer_names (flow)[0], ==, "bob.test");
}

static void
test_required (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = get_flow (f, "bob.test");

  sipgo_transport_layer_set_client_certificates (f->bob.layer, G_TLS_AUTHENTICATION_REQUIRED);
  check_refused (f, flow);
}

static void
test_accept_any (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = NULL;

  sipgo_transport_layer_set_accept_any_certificate (f->alice.layer, TRUE);
  flow = get_flow (f, "mallory.test");
  send_over (flow);
  agent_wait (&f->bob, 1);
}

/* Neither side takes clear text for TLS. */
static void
test_clear (Fixture *f, gconstpointer data)
{
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_TCP, .address = f->address };
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (f->alice.layer, &target, NULL);
  g_autoptr (GBytes) bytes = to_bytes ("OPTIONS");
  Watcher watcher;

  watcher_init (&watcher, flow);
  g_assert_true (sipgo_flow_send (flow, bytes, NULL));
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  watcher_clear (&watcher);
  g_assert_cmpuint (f->bob.messages->len, ==, 0);
}

/* A request that must be secure is not sent over anything else, whoever has chosen the target. */
static void
test_must_be_secure (Fixture *f, gconstpointer data)
{
  static const SipgoProtocol protocols[] = { SIPGO_PROTOCOL_UDP, SIPGO_PROTOCOL_TCP, SIPGO_PROTOCOL_WS };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      SipgoTarget target = { .protocol = protocols[i], .address = f->address, .must_be_secure = TRUE };
      g_autoptr (GError) error = NULL;

      g_assert_null (sipgo_transport_layer_get_flow (f->alice.layer, &target, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
    }
}

/* --- framing ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  SipgoEnvironment *environment;
  SipgoStream *stream;
  gboolean connected;
} Client;

static void
client_connected (gpointer user_data)
{
  ((Client *) user_data)->connected = TRUE;
}

static void
client_received (const char *data, gsize length, gpointer user_data)
{
}

static void
client_closed (const GError *error, gpointer user_data)
{
  g_assert_not_reached ();
}

static void
client_init (Client *self, Fixture *f)
{
  static const SipgoStreamFuncs funcs = {
    .connected = client_connected, .received = client_received, .closed = client_closed
  };
  const SipgoTlsOptions options = { .server_name = "localhost", .accept_any = TRUE };

  *self = (Client) { f->environment, sipgo_tls_connect (f->environment, &options, &f->address, NULL) };
  self->stream->funcs = &funcs;
  self->stream->user_data = self;
  WAIT_FOR (self->environment, self->connected);
}

static void
client_write (Client *self, const char *data, gsize length)
{
  if (length > 0)
    g_assert_cmpint (self->stream->klass->write (self->stream, data, length, NULL), ==, length);
}

/* A request in two TLS records, cut at each of its bytes. */
static void
test_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *request = make_request ("MESSAGE", "SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK1",
                                           "Content-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello");
  gsize length = strstr (request, "hello") + 5 - request;
  Client client;
  gsize i;

  client_init (&client, f);
  for (i = 0; i <= length; i++)
    {
      client_write (&client, request, i);
      turn (f->environment);
      client_write (&client, request + i, length - i);
      agent_wait (&f->bob, i + 1);
      g_assert_cmpstr (sipgo_message_get_method (agent_last (&f->bob)), ==, "MESSAGE");
    }
  client.stream->klass->free (client.stream);
  g_assert_cmpuint (f->bob.messages->len, ==, length + 1);
}

/* --- many connections --------------------------------------------------------------------------------------------- */

static int
connect_plain (Fixture *f)
{
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  connect (fd, &f->address.any, sipgo_address_get_size (&f->address));
  return fd;
}

/* A client that begins no handshake, or does not end it, is counted and is closed after the time for connecting. */
static void
test_silent_clients (Fixture *f, gconstpointer data)
{
  SipgoConnectionLimits *limits = sipgo_transport_layer_get_connection_limits (f->bob.layer);
  int silent = connect_plain (f);
  int half = connect_plain (f);
  int third;

  limits->connect_timeout_us = SIPGO_MS (200);
  limits->max_connections_per_host = 2;
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 2);
  g_assert_cmpint (write (half, "\x16\x03\x01\x02\x00", 5), ==, 5);
  third = connect_plain (f);
  WAIT_FOR (f->environment, sipgo_transport_layer_get_refused_connections (f->bob.layer) == 1);
  g_assert_cmpuint (sipgo_transport_layer_count_connections (f->bob.layer), ==, 2);
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
  close (silent);
  close (half);
  close (third);
}

static guint
count_descriptors (void)
{
  DIR *folder = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (folder))
    n++;
  closedir (folder);
  return n;
}

/* Opens a connection and drops it: at once, within the handshake, with something that is not TLS, or after a
 * handshake. */
static void
open_and_drop (Fixture *f, guint kind)
{
  Client client;
  int fd;

  if (kind == 3)
    {
      client_init (&client, f);
      client.stream->klass->free (client.stream);
      return;
    }
  fd = connect_plain (f);
  turn (f->environment);
  if (kind == 1)
    g_assert_cmpint (write (fd, "\x16\x03\x01\x02\x00", 5), ==, 5);
  else if (kind == 2)
    g_assert_cmpint (write (fd, "OPTIONS", 7), ==, 7);
  turn (f->environment);
  close (fd);
}

/* What the flight recorder keeps of the connections, and what GIO's threads have not freed yet. */
#define LEEWAY (2 * 1024 * 1024)

static gsize
get_memory (void)
{
  return mallinfo2 ().uordblks;
}

/* Nothing of them stays. With more connections, as tests/bench/run connections has: SIPGO_TEST_CONNECTIONS=10000 */
static void
test_many (Fixture *f, gconstpointer data)
{
  const char *number = g_getenv ("SIPGO_TEST_CONNECTIONS");
  guint n = number ? atoi (number) : 200;
  guint descriptors = 0, i;
  gsize memory = 0;

  for (i = 0; i < n; i++)
    {
      open_and_drop (f, i % 4);
      if (i % 100 != 99)
        continue;
      WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
      if (i > 99)
        continue;
      memory = get_memory ();
      descriptors = count_descriptors ();
    }
  g_assert_cmpuint (sipgo_transport_layer_count_handshakes (f->bob.layer), ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_message ("%u connections: %" G_GSIZE_FORMAT " bytes, after the first hundred %" G_GSIZE_FORMAT " bytes", n,
                  get_memory (), memory);
  /* The threads of GIO that close the last connections may still be at work. */
  WAIT_FOR (f->environment, count_descriptors () <= descriptors);
  g_assert_cmpuint (get_memory (), <, memory + LEEWAY);
}

#define ADD(name, func) g_test_add ("/transport/secure/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/transport/secure/simulated", Fixture, "bob.test", set_up, test_request, tear_down);
  g_test_add ("/transport/secure/native", Fixture, "sip.example.com", set_up_native, test_request, tear_down);
  g_test_add ("/transport/secure/native-other-name", Fixture, NULL, set_up_native, test_other_name, tear_down);
  g_test_add ("/transport/secure/silent-clients", Fixture, NULL, set_up_native, test_silent_clients, tear_down);
  g_test_add ("/transport/secure/cut", Fixture, NULL, set_up_native, test_cut, tear_down);
  g_test_add ("/transport/secure/many", Fixture, NULL, set_up_native, test_many, tear_down);
  ADD ("alias", test_alias);
  ADD ("alias-without-certificate", test_alias_without_certificate);
  ADD ("no-alias", test_no_alias);
  ADD ("alias-over-tcp", test_alias_over_tcp);
  ADD ("names-of-peer", test_names_of_peer);
  ADD ("required", test_required);
  ADD ("accept-any", test_accept_any);
  ADD ("other-name", test_other_name);
  ADD ("no-reuse-for-other-name", test_no_reuse_for_other_name);
  ADD ("accepted", test_accepted);
  ADD ("reply", test_reply);
  ADD ("clear", test_clear);
  ADD ("must-be-secure", test_must_be_secure);
  return g_test_run ();
}

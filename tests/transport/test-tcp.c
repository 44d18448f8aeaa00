/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"
#include "transport-util.h"

typedef struct
{
  SipgoEnvironment *environment;
  Agent agent;
  SipgoAddress address;
  int peer;                    /* a connection to the agent */
  SipgoAddress peer_address;
} Fixture;

static int
raw_connect (const SipgoAddress *to, SipgoAddress *bound)
{
  char host[SIPGO_ADDRESS_TEXT_LENGTH];
  int fd = raw_socket (SOCK_STREAM, sipgo_address_format_host (to, host), bound);

  connect (fd, &to->any, sipgo_address_get_size (to));
  return fd;
}

static void
setup (Fixture *f, gconstpointer host)
{
  g_autofree char *listener = g_strdup_printf ("tcp:%s:0", (const char *) host);

  f->environment = sipgo_environment_new ();
  agent_init (&f->agent, f->environment, NULL);
  agent_listen (&f->agent, listener);
  agent_get_address (&f->agent, &f->address);
  f->peer = raw_connect (&f->address, &f->peer_address);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  close (f->peer);
  agent_clear (&f->agent);
  sipgo_environment_unref (f->environment);
}

static char *
peer_request (const char *method, const char *extra)
{
  return make_request (method, "SIP/2.0/TCP 192.0.2.5:5060;branch=z9hG4bK1;rport", extra);
}

static void
raw_send (int fd, const char *data, gsize length)
{
  g_assert_cmpint (send (fd, data, length, MSG_NOSIGNAL), ==, length);
}

static guint
count_connections (Fixture *f)
{
  return sipgo_transport_layer_count_connections (f->agent.layer);
}

static void
test_request_and_answer (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autofree char *answer = NULL;
  SipgoFlow *flow;

  f->agent.answer = TRUE;
  raw_send (f->peer, request, strlen (request));
  answer = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 200 "));
  flow = agent_last_flow (&f->agent);
  g_assert_cmpint (sipgo_flow_get_protocol (flow), ==, SIPGO_PROTOCOL_TCP);
  g_assert_true (sipgo_flow_is_reliable (flow));
  g_assert_true (sipgo_address_equal (sipgo_flow_get_remote (flow), &f->peer_address));
  g_assert_true (sipgo_address_equal (sipgo_flow_get_local (flow), &f->address));
}

/* Bytes one by one, CRLFs between messages, three messages in one piece. */
static void
test_framing (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autofree char *three = g_strconcat (request, "\r\n", request, request, NULL);
  gsize i;

  for (i = 0; request[i]; i++)
    {
      g_assert_cmpuint (f->agent.messages->len, ==, 0);
      raw_send (f->peer, request + i, 1);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  agent_wait (&f->agent, 1);
  raw_send (f->peer, three, strlen (three));
  agent_wait (&f->agent, 4);
  g_assert_true (g_ptr_array_index (f->agent.flows, 0) == agent_last_flow (&f->agent));
  g_assert_cmpuint (count_connections (f), ==, 1);
}

static void
test_ping (Fixture *f, gconstpointer data)
{
  g_autofree char *pong = NULL;

  raw_send (f->peer, "\r\n\r\n", 4);
  pong = raw_receive (f->environment, f->peer);
  g_assert_cmpstr (pong, ==, "\r\n");
}

/* A malformed message whose end is known gets a response, and the connection stays open. */
static void
test_malformed (Fixture *f, gconstpointer data)
{
  g_autofree char *bad = peer_request ("OPTIONS", "CSeq: 2 OPTIONS\r\n");
  g_autofree char *good = peer_request ("OPTIONS", NULL);
  g_autofree char *answer = NULL;

  raw_send (f->peer, bad, strlen (bad));
  answer = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 400 "));
  raw_send (f->peer, good, strlen (good));
  agent_wait (&f->agent, 1);
  g_assert_cmpuint (sipgo_transport_layer_get_counts (f->agent.layer).refused, ==, 1);
}

static void
expect_end (Fixture *f)
{
  g_autofree char *rest = raw_receive (f->environment, f->peer);

  g_assert_cmpstr (rest, ==, "");
  close (f->peer);
  f->peer = -1;
  WAIT_FOR (f->environment, count_connections (f) == 0);
}

/* Without a Content-Length the start of the next message is unknown. */
static void
test_broken_framing (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", "l: -7\r\n");
  g_autofree char *answer = NULL;

  raw_send (f->peer, request, strlen (request));
  raw_send (f->peer, request, strlen (request));
  answer = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 400 "));
  expect_end (f);
  g_assert_cmpuint (f->agent.messages->len, ==, 0);
}

static void
test_endless_line (Fixture *f, gconstpointer data)
{
  g_autofree char *line = g_strnfill (8192, 'x');
  guint i;

  raw_send (f->peer, "OPTIONS sip:", 12);
  for (i = 0; i < 64 && count_connections (f) <= 1; i++)
    {
      if (send (f->peer, line, 8192, MSG_NOSIGNAL) < 0)
        break;
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  expect_end (f);
  g_assert_cmpuint (f->agent.messages->len, ==, 0);
}

static void
test_peer_closes (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autoptr (GBytes) bytes = to_bytes ("x");
  g_autoptr (GError) error = NULL;
  Watcher watcher;

  raw_send (f->peer, request, strlen (request));
  agent_wait (&f->agent, 1);
  watcher_init (&watcher, agent_last_flow (&f->agent));
  close (f->peer);
  f->peer = -1;
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpuint (count_connections (f), ==, 0);
  g_assert_false (sipgo_flow_send (agent_last_flow (&f->agent), bytes, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  watcher_clear (&watcher);
}

/* A reset during a write raises no SIGPIPE; it gives an error, and is reported to the watches. */
static void
test_reset (Fixture *f, gconstpointer data)
{
  static const struct linger hard = { 1, 0 };
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autoptr (GBytes) bytes = to_bytes ("x");
  Watcher watcher;

  raw_send (f->peer, request, strlen (request));
  agent_wait (&f->agent, 1);
  watcher_init (&watcher, agent_last_flow (&f->agent));
  setsockopt (f->peer, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  close (f->peer);
  f->peer = -1;
  while (sipgo_flow_send (agent_last_flow (&f->agent), bytes, NULL))
    ;
  g_assert_cmpuint (watcher.n_failures, ==, 0);
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_cmpuint (watcher.n_failures, ==, 1);
  watcher_clear (&watcher);
}

/* The peer reads nothing: the queue of bytes to send is limited. */
static void
test_stuck_peer (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autofree char *large = g_strnfill (65536, 'x');
  g_autoptr (GBytes) bytes = to_bytes (large);
  g_autoptr (GError) error = NULL;
  gsize sent = 0, received = 0;
  guint i;

  raw_send (f->peer, request, strlen (request));
  agent_wait (&f->agent, 1);
  for (i = 0; i < 1000 && sipgo_flow_send (agent_last_flow (&f->agent), bytes, &error); i++)
    sent += 65536;
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpuint (i, <, 1000);
  while (received < sent)
    {
      g_autofree char *part = raw_receive (f->environment, f->peer);

      received += strlen (part);
    }
  g_assert_cmpuint (received, ==, sent);
  g_assert_true (sipgo_flow_send (agent_last_flow (&f->agent), bytes, NULL));
}

/* RFC 5923: a request to the address of a peer is sent over the connection that this peer has opened. */
static void
test_reuse_incoming (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  SipgoTarget target = { SIPGO_PROTOCOL_TCP, TRUE, f->peer_address };
  g_autoptr (SipgoFlow) flow = NULL;

  raw_send (f->peer, request, strlen (request));
  agent_wait (&f->agent, 1);
  flow = sipgo_transport_layer_get_flow (f->agent.layer, &target, NULL);
  g_assert_true (flow == agent_last_flow (&f->agent));
}

/* Each protocol has its own connections to an address: a request for one is never sent over another. */
static void
test_no_reuse_across_protocols (Fixture *f, gconstpointer data)
{
  static const SipgoProtocol protocols[] = { SIPGO_PROTOCOL_UDP, SIPGO_PROTOCOL_TCP, SIPGO_PROTOCOL_TLS,
                                             SIPGO_PROTOCOL_WS, SIPGO_PROTOCOL_WSS };
  SipgoFlow *flows[G_N_ELEMENTS (protocols)][2];
  guint i, j, again;

  for (again = 0; again < 2; again++)
    for (i = 0; i < G_N_ELEMENTS (protocols); i++)
      {
        SipgoTarget target = { protocols[i], TRUE, f->peer_address,
                               .verified_name = sipgo_protocol_is_verified (protocols[i]) ? "sip.example.com" : NULL };
        g_autoptr (GError) error = NULL;

        flows[i][again] = sipgo_transport_layer_get_flow (f->agent.layer, &target, &error);
        g_assert_no_error (error);
        g_assert_cmpint (sipgo_flow_get_protocol (flows[i][again]), ==, protocols[i]);
      }
  for (i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_assert_true (flows[i][0] == flows[i][1]);
      for (j = 0; j < i; j++)
        g_assert_true (flows[i][0] != flows[j][0]);
    }
  for (i = 0; i < G_N_ELEMENTS (protocols); i++)
    for (again = 0; again < 2; again++)
      sipgo_flow_unref (flows[i][again]);
}

static void
test_outgoing (Fixture *f, gconstpointer data)
{
  SipgoAddress bound;
  char host[SIPGO_ADDRESS_TEXT_LENGTH];
  int server = raw_socket (SOCK_STREAM, sipgo_address_format_host (&f->address, host), &bound);
  SipgoTarget target = { SIPGO_PROTOCOL_TCP, TRUE, bound };
  g_autoptr (SipgoFlow) flow = NULL, again = NULL;
  g_autofree char *via = NULL, *response = NULL, *received = NULL;
  g_autoptr (GBytes) bytes = to_bytes ("hello");
  int connection;

  g_assert_cmpint (listen (server, 5), ==, 0);
  flow = sipgo_transport_layer_get_flow (f->agent.layer, &target, NULL);
  again = sipgo_transport_layer_get_flow (f->agent.layer, &target, NULL);
  g_assert_true (flow == again);
  g_assert_cmpuint (sipgo_address_get_port (sipgo_flow_get_local (flow)), !=, sipgo_address_get_port (&f->address));
  g_assert_cmpstr (sipgo_flow_get_sent_by (flow), ==, sipgo_address_format (&f->address, host));

  g_assert_true (sipgo_flow_send (flow, bytes, NULL));
  while ((connection = accept4 (server, NULL, NULL, SOCK_NONBLOCK)) < 0)
    g_main_context_iteration (NULL, FALSE);
  received = raw_receive (f->environment, connection);
  g_assert_cmpstr (received, ==, "hello");
  via = g_strdup_printf ("SIP/2.0/TCP %s;branch=z9hG4bK1", sipgo_flow_get_sent_by (flow));
  response = make_response (via);
  raw_send (connection, response, strlen (response));
  agent_wait (&f->agent, 1);
  g_assert_true (agent_last_flow (&f->agent) == flow);
  close (connection);
  close (server);
}

static void
test_refused (Fixture *f, gconstpointer data)
{
  char host[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoTarget target = { SIPGO_PROTOCOL_TCP, TRUE };
  g_autoptr (SipgoFlow) flow = NULL;
  g_autoptr (GBytes) bytes = to_bytes ("hello");
  g_autoptr (GError) error = NULL;
  Watcher watcher;
  int closed = raw_socket (SOCK_STREAM, sipgo_address_format_host (&f->address, host), &target.address);

  close (closed);
  flow = sipgo_transport_layer_get_flow (f->agent.layer, &target, &error);
  g_assert_no_error (error);
  watcher_init (&watcher, flow);
  g_assert_true (sipgo_flow_send (flow, bytes, NULL));
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (watcher.error->message, sipgo_address_format (&target.address, host)));
  watcher_clear (&watcher);
}

static void
test_port_busy (Fixture *f, gconstpointer data)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  g_autofree char *listener = g_strdup_printf ("tcp:%s", sipgo_address_format (&f->address, text));
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_transport_layer_listen (f->agent.layer, listener, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE);
}

static void
test_max_per_host (Fixture *f, gconstpointer data)
{
  SipgoAddress bound;
  int second, third;
  g_autofree char *end = NULL;

  sipgo_transport_layer_get_connection_limits (f->agent.layer)->max_connections_per_host = 2;
  second = raw_connect (&f->address, &bound);
  WAIT_FOR (f->environment, count_connections (f) == 2);
  third = raw_connect (&f->address, &bound);
  end = raw_receive (f->environment, third);
  g_assert_cmpstr (end, ==, "");
  g_assert_cmpuint (count_connections (f), ==, 2);
  g_assert_cmpuint (sipgo_transport_layer_get_counts (f->agent.layer).dropped, ==, 1);
  close (third);

  /* A closed connection makes room for a new one. */
  close (second);
  WAIT_FOR (f->environment, count_connections (f) == 1);
  third = raw_connect (&f->address, &bound);
  WAIT_FOR (f->environment, count_connections (f) == 2);
  close (third);
}

static void
test_max_connections (Fixture *f, gconstpointer data)
{
  SipgoTarget target = { SIPGO_PROTOCOL_TCP, TRUE };
  g_autoptr (GError) error = NULL;

  WAIT_FOR (f->environment, count_connections (f) == 1);
  sipgo_transport_layer_get_connection_limits (f->agent.layer)->max_connections = 1;
  sipgo_address_parse (&target.address, "127.0.0.1", 9);
  g_assert_null (sipgo_transport_layer_get_flow (f->agent.layer, &target, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
}

/* --- the bytes that connections hold ------------------------------------------------------------------------------ */

static void
send_half (int fd, gsize length)
{
  g_autofree char *body = g_strnfill (length, 'x');
  g_autofree char *head = peer_request ("MESSAGE", "Content-Length: 60000\r\n\r\n");
  char *end = strstr (head, "\r\n\r\n") + 4;

  raw_send (fd, head, end - head);
  raw_send (fd, body, length);
}

static gsize
count_held (Fixture *f)
{
  return sipgo_transport_layer_get_held_bytes (f->agent.layer);
}

/* Halves of messages count; beyond the limit the connection that holds most is closed, and the others go on. */
static void
test_halves (Fixture *f, gconstpointer data)
{
  g_autofree char *rest = g_strnfill (50000, 'x');
  g_autofree char *end = NULL;
  SipgoAddress bound;
  int honest = raw_connect (&f->address, &bound);

  sipgo_transport_layer_get_connection_limits (f->agent.layer)->max_held = 50000;
  send_half (f->peer, 40000);
  WAIT_FOR (f->environment, count_held (f) >= 40000);
  send_half (honest, 10000);
  end = raw_receive (f->environment, f->peer);
  g_assert_cmpstr (end, ==, "");
  g_assert_cmpuint (count_connections (f), ==, 1);
  g_assert_cmpuint (count_held (f), <, 11000);
  g_assert_cmpuint (sipgo_transport_layer_get_refused_connections (f->agent.layer), ==, 1);
  sipgo_transport_layer_get_connection_limits (f->agent.layer)->max_held = 0;
  raw_send (honest, rest, strlen (rest));
  agent_wait (&f->agent, 1);
  g_assert_cmpuint (count_held (f), ==, 0);
  close (honest);
}

/* A message that is whole does not count, however large it is. */
static void
test_whole (Fixture *f, gconstpointer data)
{
  g_autofree char *rest = g_strnfill (20000, 'x');

  send_half (f->peer, 40000);
  WAIT_FOR (f->environment, count_held (f) >= 40000);
  raw_send (f->peer, rest, strlen (rest));
  agent_wait (&f->agent, 1);
  g_assert_cmpuint (count_held (f), ==, 0);
  g_assert_cmpuint (count_connections (f), ==, 1);
}

/* A peer that does not read is closed when too many bytes wait for it, from the main loop and not within a call. */
static void
test_slow_reader (Fixture *f, gconstpointer data)
{
  SipgoConnectionLimits *limits = sipgo_transport_layer_get_connection_limits (f->agent.layer);
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_strnfill (500000, 'x'), 500000);
  SipgoFlow *flow;

  limits->max_queue = 100000000;
  limits->max_held = 800000;
  raw_send (f->peer, request, strlen (request));
  agent_wait (&f->agent, 1);
  flow = agent_last_flow (&f->agent);
  while (count_held (f) <= limits->max_held)
    g_assert_true (sipgo_flow_send (flow, bytes, NULL));
  g_assert_cmpuint (count_connections (f), ==, 1);
  WAIT_FOR (f->environment, count_connections (f) == 0);
  g_assert_cmpuint (count_held (f), ==, 0);
  g_assert_cmpuint (sipgo_transport_layer_get_refused_connections (f->agent.layer), ==, 1);
}

static void
wait_inside (SipgoMessage *message, SipgoFlow *flow, gpointer user_data)
{
  Agent *agent = user_data;

  g_ptr_array_add (agent->messages, sipgo_message_ref (message));
  if (agent->messages->len < 3)
    agent_wait (agent, 3);
}

static void
test_nested_main_loop (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  guint i;

  sipgo_transport_layer_set_handler (f->agent.layer, wait_inside, &f->agent);
  raw_send (f->peer, request, strlen (request));
  WAIT_FOR (f->environment, count_connections (f) == 1);
  for (i = 0; i < 2; i++)
    {
      raw_send (f->peer, request, strlen (request) / 2);
      raw_send (f->peer, request + strlen (request) / 2, strlen (request) - strlen (request) / 2);
    }
  agent_wait (&f->agent, 3);
}

static void
free_layer (SipgoMessage *message, SipgoFlow *flow, gpointer user_data)
{
  Agent *agent = user_data;

  g_clear_pointer (&agent->layer, sipgo_transport_layer_free);
}

static void
test_free_inside (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  g_autofree char *two = g_strconcat (request, request, NULL);
  g_autofree char *end = NULL;

  sipgo_transport_layer_set_handler (f->agent.layer, free_layer, &f->agent);
  raw_send (f->peer, two, strlen (two));
  WAIT_FOR (f->environment, !f->agent.layer);
  end = raw_receive (f->environment, f->peer);
  g_assert_cmpstr (end, ==, "");
}

static void
test_close (Fixture *f, gconstpointer data)
{
  g_autofree char *request = peer_request ("OPTIONS", NULL);
  Watcher watcher;

  raw_send (f->peer, request, strlen (request));
  agent_wait (&f->agent, 1);
  watcher_init (&watcher, agent_last_flow (&f->agent));
  sipgo_transport_layer_close (f->agent.layer);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  watcher_clear (&watcher);
}

#define ADD(name, func) \
  g_test_add ("/transport/tcp/ipv4/" name, Fixture, "127.0.0.1", setup, func, teardown); \
  g_test_add ("/transport/tcp/ipv6/" name, Fixture, "[::1]", setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("request-and-answer", test_request_and_answer);
  ADD ("framing", test_framing);
  ADD ("ping", test_ping);
  ADD ("malformed", test_malformed);
  ADD ("broken-framing", test_broken_framing);
  ADD ("endless-line", test_endless_line);
  ADD ("peer-closes", test_peer_closes);
  ADD ("reset", test_reset);
  ADD ("stuck-peer", test_stuck_peer);
  ADD ("reuse-incoming", test_reuse_incoming);
  ADD ("no-reuse-across-protocols", test_no_reuse_across_protocols);
  ADD ("outgoing", test_outgoing);
  ADD ("refused", test_refused);
  ADD ("port-busy", test_port_busy);
  ADD ("max-per-host", test_max_per_host);
  ADD ("max-connections", test_max_connections);
  ADD ("free-inside", test_free_inside);
  ADD ("nested-main-loop", test_nested_main_loop);
  ADD ("held-halves", test_halves);
  ADD ("held-whole", test_whole);
  ADD ("held-slow-reader", test_slow_reader);
  ADD ("close", test_close);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/transport/sipgo-listener-private.h"
#include "transport-util.h"

typedef struct
{
  SipgoEnvironment *environment;
  Agent agent;
  SipgoAddress address;        /* the agent's */
  int peer;
  SipgoAddress peer_address;
} Fixture;

static void
setup (Fixture *f, gconstpointer host)
{
  g_autofree char *listener = g_strdup_printf ("udp:%s:0", (const char *) host);

  f->environment = sipgo_environment_new ();
  agent_init (&f->agent, f->environment, NULL);
  agent_listen (&f->agent, listener);
  agent_get_address (&f->agent, &f->address);
  f->peer = raw_socket (SOCK_DGRAM, host, &f->peer_address);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  close (f->peer);
  agent_clear (&f->agent);
  sipgo_environment_unref (f->environment);
}

static char *
peer_via (Fixture *f, const char *parameters)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  return g_strdup_printf ("SIP/2.0/UDP %s;branch=z9hG4bK1%s", sipgo_address_format (&f->peer_address, text),
                          parameters);
}

static void
test_request_and_answer (Fixture *f, gconstpointer data)
{
  g_autofree char *via = peer_via (f, ";rport");
  g_autofree char *request = make_request ("OPTIONS", via, NULL);
  g_autofree char *port = g_strdup_printf ("%u", sipgo_address_get_port (&f->peer_address));
  g_autofree char *answer = NULL;
  char host[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoVia *stamped;

  f->agent.answer = TRUE;
  raw_send_to (f->peer, &f->address, request);
  agent_wait (&f->agent, 1);
  answer = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 200 "));

  stamped = sipgo_message_get_via (agent_last (&f->agent));
  g_assert_cmpstr (sipgo_via_get_parameter (stamped, "rport"), ==, port);
  g_assert_nonnull (strstr (sipgo_via_get_parameter (stamped, "received"),
                            sipgo_address_format_host (&f->peer_address, host)));
  g_assert_true (sipgo_address_equal (sipgo_flow_get_remote (agent_last_flow (&f->agent)), &f->peer_address));
  g_assert_true (sipgo_address_equal (sipgo_flow_get_local (agent_last_flow (&f->agent)), &f->address));
  g_assert_false (sipgo_flow_is_reliable (agent_last_flow (&f->agent)));
  g_assert_cmpuint (sipgo_transport_layer_get_counts (f->agent.layer).received, ==, 1);
  g_assert_cmpuint (sipgo_transport_layer_get_counts (f->agent.layer).sent, ==, 1);
}

/* RFC 3581: with rport the response is sent to the source of the request, whatever the Via says. */
static void
test_answer_with_rport (Fixture *f, gconstpointer data)
{
  g_autofree char *request = make_request ("OPTIONS", "SIP/2.0/UDP 192.0.2.77:9;branch=z9hG4bK1;rport", NULL);
  g_autofree char *answer = NULL;

  f->agent.answer = TRUE;
  raw_send_to (f->peer, &f->address, request);
  answer = raw_receive (f->environment, f->peer);
  g_assert_nonnull (strstr (answer, "received="));
}

/* 18.2.2 of RFC 3261: without rport, to the source address and the port of the Via. */
static void
test_answer_without_rport (Fixture *f, gconstpointer host)
{
  SipgoAddress sender_address;
  int sender = raw_socket (SOCK_DGRAM, host, &sender_address);
  g_autofree char *via = peer_via (f, "");
  g_autofree char *request = make_request ("OPTIONS", via, NULL);
  g_autofree char *answer = NULL;

  f->agent.answer = TRUE;
  raw_send_to (sender, &f->address, request);
  answer = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 200 "));
  g_assert_false (raw_has_data (sender));
  close (sender);
}

static void
test_malformed (Fixture *f, gconstpointer data)
{
  g_autofree char *via = peer_via (f, ";rport");
  g_autofree char *request = make_request ("OPTIONS", via, "CSeq: 2 OPTIONS\r\n");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  raw_send_to (f->peer, &f->address, request);
  first = raw_receive (f->environment, f->peer);
  raw_send_to (f->peer, &f->address, request);
  second = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (first, "SIP/2.0 400 "));
  g_assert_nonnull (strstr (first, "To: <sip:bob@example.com>;tag="));
  g_assert_nonnull (strstr (first, "Call-ID: a84b4c76e66710@example.com"));
  g_assert_cmpstr (first, ==, second);
  g_assert_cmpuint (f->agent.messages->len, ==, 0);
  g_assert_cmpuint (sipgo_transport_layer_get_counts (f->agent.layer).refused, ==, 2);
}

/* Sends a valid request after the malformed one: if its response arrives first, the malformed one got no response. */
static void
check_dropped (Fixture *f, const char *bad)
{
  g_autofree char *via = peer_via (f, ";rport");
  g_autofree char *request = make_request ("OPTIONS", via, NULL);
  g_autofree char *answer = NULL;

  f->agent.answer = TRUE;
  raw_send_to (f->peer, &f->address, bad);
  raw_send_to (f->peer, &f->address, request);
  answer = raw_receive (f->environment, f->peer);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 200 "));
  g_assert_cmpuint (f->agent.messages->len, ==, 1);
  g_assert_cmpuint (sipgo_transport_layer_get_counts (f->agent.layer).dropped, ==, 1);
}

static void
test_malformed_ack (Fixture *f, gconstpointer data)
{
  g_autofree char *via = peer_via (f, ";rport");
  g_autofree char *bad = make_request ("ACK", via, "CSeq: 2 ACK\r\n");

  check_dropped (f, bad);
}

static void
test_noise (Fixture *f, gconstpointer data)
{
  check_dropped (f, "\001\002 this is no SIP");
}

static void
test_keep_alive (Fixture *f, gconstpointer data)
{
  check_dropped (f, "\r\n\r\n");
}

static void
test_malformed_response (Fixture *f, gconstpointer data)
{
  check_dropped (f, "SIP/2.0 200 OK\r\nVia: what\r\n\r\n");
}

/* 18.1.2 of RFC 3261. */
static void
test_response_to_somebody_else (Fixture *f, gconstpointer data)
{
  g_autofree char *bad = make_response ("SIP/2.0/UDP 192.0.2.1:9;branch=z9hG4bK1");

  check_dropped (f, bad);
}

static void
test_response_to_us (Fixture *f, gconstpointer data)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  g_autofree char *via = g_strdup_printf ("SIP/2.0/UDP %s;branch=z9hG4bK1", sipgo_address_format (&f->address, text));
  g_autofree char *response = make_response (via);

  raw_send_to (f->peer, &f->address, response);
  agent_wait (&f->agent, 1);
  g_assert_cmpuint (sipgo_message_get_status_code (agent_last (&f->agent)), ==, 200);
}

static void
test_many_at_once (Fixture *f, gconstpointer data)
{
  g_autofree char *via = peer_via (f, ";rport");
  g_autofree char *request = make_request ("OPTIONS", via, NULL);
  guint i;

  for (i = 0; i < 200; i++)
    raw_send_to (f->peer, &f->address, request);
  agent_wait (&f->agent, 200);
  g_assert_true (g_ptr_array_index (f->agent.flows, 0) == agent_last_flow (&f->agent));
}

/* An ICMP error for one peer does not affect others. */
static void
test_unreachable (Fixture *f, gconstpointer host)
{
  SipgoAddress closed_address;
  int closed = raw_socket (SOCK_DGRAM, host, &closed_address);
  SipgoTarget target = { SIPGO_PROTOCOL_UDP, TRUE, closed_address };
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (f->agent.layer, &target, NULL);
  g_autoptr (SipgoFlow) good_flow = NULL;
  g_autoptr (GBytes) bytes = to_bytes ("x");
  g_autoptr (GError) error = NULL;
  g_autofree char *received = NULL;
  Watcher watcher, good_watcher;

  target.address = f->peer_address;
  good_flow = sipgo_transport_layer_get_flow (f->agent.layer, &target, NULL);
  watcher_init (&watcher, flow);
  watcher_init (&good_watcher, good_flow);
  close (closed);
  g_assert_true (sipgo_flow_send (flow, bytes, NULL));
  g_assert_true (sipgo_flow_send (good_flow, bytes, &error));
  g_assert_no_error (error);
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpuint (watcher.n_failures, ==, 1);
  g_assert_cmpuint (good_watcher.n_failures, ==, 0);
  received = raw_receive (f->environment, f->peer);
  g_assert_cmpstr (received, ==, "x");
  watcher_clear (&watcher);
  watcher_clear (&good_watcher);
}

static void
test_port_busy (Fixture *f, gconstpointer data)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  g_autofree char *listener = g_strdup_printf ("udp:%s", sipgo_address_format (&f->address, text));
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_transport_layer_listen (f->agent.layer, listener, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_foreign_address (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  g_autoptr (SipgoNet) net = sipgo_native_net_new (environment);
  g_autoptr (SipgoTransportLayer) layer = sipgo_transport_layer_new (environment, net, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_transport_layer_listen (layer, "udp:192.0.2.1:0", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
}

static void
test_wildcard (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  g_autoptr (SipgoFlow) flow = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoAddress address;
  Agent agent;

  agent_init (&agent, environment, NULL);
  agent_listen (&agent, "udp:0.0.0.0:0");
  agent_get_address (&agent, &address);
  flow = agent_get_flow (&agent, "udp:127.0.0.1:5060");
  g_assert_cmpstr (sipgo_address_format_host (sipgo_flow_get_local (flow), text), ==, "127.0.0.1");
  sipgo_address_parse (&address, "127.0.0.1", sipgo_address_get_port (&address));
  g_assert_cmpstr (sipgo_flow_get_sent_by (flow), ==, sipgo_address_format (&address, text));
  agent_clear (&agent);
}

/* Without a listener: a port is opened for the message to send, but is not in the list of listeners. */
static void
test_binds_by_itself (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new ();
  SipgoAddress peer_address;
  int peer = raw_socket (SOCK_DGRAM, "127.0.0.1", &peer_address);
  SipgoTarget target = { SIPGO_PROTOCOL_UDP, TRUE, peer_address };
  g_autofree char *text = sipgo_target_to_string (&target);
  g_autofree char *received = NULL;
  g_auto (GStrv) listeners = NULL;
  Agent agent;

  agent_init (&agent, environment, NULL);
  agent_send (&agent, text, "hello");
  received = raw_receive (environment, peer);
  g_assert_cmpstr (received, ==, "hello");
  listeners = sipgo_transport_layer_get_listeners (agent.layer);
  g_assert_cmpuint (g_strv_length (listeners), ==, 0);
  agent_clear (&agent);
  close (peer);
}

static void
assert_contact_host (Agent *agent, const char *target, const char *host)
{
  g_autoptr (SipgoFlow) flow = agent_get_flow (agent, target);

  g_assert_cmpstr (sipgo_flow_get_contact_host (flow), ==, host);
}

static void
learn (Agent *agent, const char *target, const char *mapped)
{
  g_autoptr (SipgoFlow) flow = agent_get_flow (agent, target);

  sipgo_flow_set_mapped (flow, mapped);
}

/* What one peer has seen holds for new peers too, until a peer is found that no NAT is between. */
static void
test_mapping (void)
{
  SipgoEnvironment *environment = sipgo_environment_new_virtual (1);
  SipgoSimulatedNetwork *network = sipgo_simulated_network_new (environment);
  Agent agent;

  agent_init (&agent, environment, network);
  agent_listen (&agent, "udp:10.0.0.1:5060");
  learn (&agent, "udp:203.0.113.7:5060", "198.51.100.1:40000");
  assert_contact_host (&agent, "udp:203.0.113.7:5060", "198.51.100.1:40000");
  assert_contact_host (&agent, "udp:203.0.113.8:5060", "198.51.100.1:40000");
  learn (&agent, "udp:203.0.113.8:5060", NULL);
  assert_contact_host (&agent, "udp:203.0.113.8:5060", "10.0.0.1:5060");
  assert_contact_host (&agent, "udp:203.0.113.7:5060", "198.51.100.1:40000");
  agent_clear (&agent);
  sipgo_simulated_network_unref (network);
  sipgo_environment_unref (environment);
}

static void
test_close (Fixture *f, gconstpointer data)
{
  SipgoTarget target = { SIPGO_PROTOCOL_UDP, TRUE, f->peer_address };
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (f->agent.layer, &target, NULL);
  g_autoptr (GBytes) bytes = to_bytes ("x");
  g_autoptr (GError) error = NULL;

  sipgo_transport_layer_close (f->agent.layer);
  g_assert_false (sipgo_flow_send (flow, bytes, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  agent_listen (&f->agent, "udp:127.0.0.1:0");
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
  g_autofree char *via = peer_via (f, ";rport");
  g_autofree char *request = make_request ("OPTIONS", via, NULL);

  sipgo_transport_layer_set_handler (f->agent.layer, free_layer, &f->agent);
  raw_send_to (f->peer, &f->address, request);
  raw_send_to (f->peer, &f->address, request);
  WAIT_FOR (f->environment, !f->agent.layer);
}

/* The handler runs a main loop until the next message has arrived. */
static void
wait_inside (SipgoMessage *message, SipgoFlow *flow, gpointer user_data)
{
  Agent *agent = user_data;

  g_ptr_array_add (agent->messages, sipgo_message_ref (message));
  if (agent->messages->len < 20)
    agent_wait (agent, agent->messages->len + 1);
}

static void
test_nested_main_loop (Fixture *f, gconstpointer data)
{
  g_autofree char *via = peer_via (f, ";rport");
  guint i;

  sipgo_transport_layer_set_handler (f->agent.layer, wait_inside, &f->agent);
  for (i = 0; i < 20; i++)
    {
      g_autofree char *number = g_strdup_printf ("X-Number: %u\r\n", i);
      g_autofree char *request = make_request ("OPTIONS", via, number);

      raw_send_to (f->peer, &f->address, request);
    }
  agent_wait (&f->agent, 20);
  for (i = 0; i < 20; i++)
    {
      g_autofree char *number = sipgo_message_get_header (g_ptr_array_index (f->agent.messages, i), "X-Number");

      g_assert_nonnull (number);
    }
}

#define ADD(name, func) \
  g_test_add ("/transport/udp/ipv4/" name, Fixture, "127.0.0.1", setup, func, teardown); \
  g_test_add ("/transport/udp/ipv6/" name, Fixture, "[::1]", setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("request-and-answer", test_request_and_answer);
  ADD ("answer-with-rport", test_answer_with_rport);
  ADD ("answer-without-rport", test_answer_without_rport);
  ADD ("malformed", test_malformed);
  ADD ("malformed-ack", test_malformed_ack);
  ADD ("malformed-response", test_malformed_response);
  ADD ("noise", test_noise);
  ADD ("keep-alive", test_keep_alive);
  ADD ("response-to-somebody-else", test_response_to_somebody_else);
  ADD ("response-to-us", test_response_to_us);
  ADD ("many-at-once", test_many_at_once);
  ADD ("unreachable", test_unreachable);
  ADD ("port-busy", test_port_busy);
  ADD ("close", test_close);
  ADD ("free-inside", test_free_inside);
  ADD ("nested-main-loop", test_nested_main_loop);
  g_test_add_func ("/transport/udp/foreign-address", test_foreign_address);
  g_test_add_func ("/transport/udp/mapping", test_mapping);
  g_test_add_func ("/transport/udp/wildcard", test_wildcard);
  g_test_add_func ("/transport/udp/binds-by-itself", test_binds_by_itself);
  return g_test_run ();
}

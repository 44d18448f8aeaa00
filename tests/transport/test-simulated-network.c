/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "transport-util.h"

#define SEED 7

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  Agent alice, bob;
  GString *trace;
  guint n_to_bob;
} Fixture;

static void
tap (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer user_data)
{
  Fixture *f = user_data;
  char from_text[SIPGO_ADDRESS_TEXT_LENGTH], to_text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_string_append_printf (f->trace, "%" G_GINT64_FORMAT " %s > %s %" G_GSIZE_FORMAT " ",
                          sipgo_environment_now (f->environment), sipgo_address_format (from, from_text),
                          sipgo_address_format (to, to_text), g_bytes_get_size (bytes));
  f->n_to_bob += strcmp (to_text, "10.0.0.2:5060") == 0;
}

static void
setup_with_seed (Fixture *f, guint64 seed)
{
  f->environment = sipgo_environment_new_virtual (seed);
  f->network = sipgo_simulated_network_new (f->environment);
  f->trace = g_string_new (NULL);
  sipgo_simulated_network_set_tap (f->network, tap, f);
  agent_init (&f->alice, f->environment, f->network);
  agent_init (&f->bob, f->environment, f->network);
  agent_listen (&f->alice, "udp:0.0.0.0:5060");
  agent_listen (&f->alice, "tcp:0.0.0.0:5060");
  agent_listen (&f->bob, "udp:0.0.0.0:5060");
  agent_listen (&f->bob, "tcp:0.0.0.0:5060");
}

static void
setup (Fixture *f, gconstpointer data)
{
  setup_with_seed (f, SEED);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  agent_clear (&f->alice);
  agent_clear (&f->bob);
  sipgo_simulated_network_unref (f->network);
  sipgo_environment_unref (f->environment);
  g_string_free (f->trace, TRUE);
}

static void
run_out (Fixture *f)
{
  while (sipgo_environment_step (f->environment))
    ;
}

#define BOB_UDP "udp:10.0.0.2:5060"
#define BOB_TCP "tcp:10.0.0.2:5060"
#define UDP_VIA "SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1;rport"
#define TCP_VIA "SIP/2.0/TCP 10.0.0.1:5060;branch=z9hG4bK1"

static void
send_many (Fixture *f, guint n)
{
  g_autofree char *request = make_request ("OPTIONS", UDP_VIA, NULL);
  guint i;

  for (i = 0; i < n; i++)
    agent_send (&f->alice, BOB_UDP, request);
}

static void
test_udp (Fixture *f, gconstpointer data)
{
  g_auto (GStrv) listeners = sipgo_transport_layer_get_listeners (f->bob.layer);

  g_assert_cmpstr (listeners[0], ==, BOB_UDP);
  g_assert_cmpstr (listeners[1], ==, BOB_TCP);
  f->bob.answer = TRUE;
  send_many (f, 1);
  agent_wait (&f->alice, 1);
  g_assert_cmpuint (sipgo_message_get_status_code (agent_last (&f->alice)), ==, 200);
  g_assert_cmpstr (sipgo_flow_get_sent_by (agent_last_flow (&f->alice)), ==, "10.0.0.1:5060");
}

static void
test_loss (Fixture *f, gconstpointer data)
{
  sipgo_simulated_network_set_faults (f->network, &(SipgoFaults) { .loss = 0.1 });
  send_many (f, 10000);
  run_out (f);
  g_assert_cmpuint (f->bob.messages->len, >, 8850);
  g_assert_cmpuint (f->bob.messages->len, <, 9150);
}

static void
test_duplication (Fixture *f, gconstpointer data)
{
  sipgo_simulated_network_set_faults (f->network, &(SipgoFaults) { .duplication = 0.5 });
  send_many (f, 1000);
  run_out (f);
  g_assert_cmpuint (f->bob.messages->len, >, 1400);
  g_assert_cmpuint (f->bob.messages->len, <, 1600);
}

/* Whatever a changed byte makes of a message, it is passed up, rejected or dropped: exactly one of these. */
static void
test_corruption (Fixture *f, gconstpointer data)
{
  SipgoTransportCounts counts;

  sipgo_simulated_network_set_faults (f->network, &(SipgoFaults) { .corruption = 1 });
  send_many (f, 5000);
  run_out (f);
  counts = sipgo_transport_layer_get_counts (f->bob.layer);
  g_assert_cmpuint (counts.received + counts.refused + counts.dropped, ==, f->n_to_bob);
  g_assert_cmpuint (counts.received, <, 4500);
}

static void
test_delay (Fixture *f, gconstpointer data)
{
  gint64 start = sipgo_environment_now (f->environment);

  sipgo_simulated_network_set_faults (f->network, &(SipgoFaults) { .delay_us = SIPGO_MS (30) });
  send_many (f, 1);
  agent_wait (&f->bob, 1);
  g_assert_cmpint (sipgo_environment_now (f->environment) - start, ==, SIPGO_MS (30));
}

static void
test_jitter_reorders (Fixture *f, gconstpointer data)
{
  SipgoFaults faults = { .delay_us = SIPGO_MS (5), .jitter_us = SIPGO_MS (20) };
  gboolean reordered = FALSE;
  guint i;

  sipgo_simulated_network_set_faults (f->network, &faults);
  for (i = 0; i < 100; i++)
    {
      g_autofree char *number = g_strdup_printf ("X-Number: %u\r\n", i);
      g_autofree char *request = make_request ("OPTIONS", UDP_VIA, number);

      agent_send (&f->alice, BOB_UDP, request);
    }
  agent_wait (&f->bob, 100);
  for (i = 0; i < 100; i++)
    {
      g_autofree char *number = sipgo_message_get_header (g_ptr_array_index (f->bob.messages, i), "X-Number");

      reordered = reordered || g_ascii_strtoull (number, NULL, 10) != i;
    }
  g_assert_true (reordered);
}

static char *
run_with_seed (guint64 seed)
{
  Fixture f = { 0 };
  char *trace;

  setup_with_seed (&f, seed);
  f.bob.answer = TRUE;
  sipgo_simulated_network_set_faults (f.network, &(SipgoFaults) { 0.2, 0.2, 0.2, SIPGO_MS (5), SIPGO_MS (20) });
  send_many (&f, 200);
  run_out (&f);
  trace = g_strdup (f.trace->str);
  teardown (&f, NULL);
  return trace;
}

static void
test_seed_repeats (void)
{
  g_autofree char *first = run_with_seed (1);
  g_autofree char *second = run_with_seed (1);
  g_autofree char *other = run_with_seed (2);

  g_assert_cmpstr (first, ==, second);
  g_assert_cmpstr (first, !=, other);
}

static void
test_nobody_there (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = agent_get_flow (&f->alice, "udp:10.9.9.9:5060");
  g_autoptr (GBytes) bytes = to_bytes ("x");
  Watcher watcher;

  watcher_init (&watcher, flow);
  g_assert_true (sipgo_flow_send (flow, bytes, NULL));
  run_out (f);
  g_assert_cmpuint (watcher.n_failures, ==, 0);
  watcher_clear (&watcher);
}

static void
test_address_taken (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_transport_layer_listen (f->alice.layer, "udp:10.0.0.2:5060", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);
  g_assert_false (sipgo_transport_layer_listen (f->alice.layer, "tcp:10.0.0.2:5060", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE);
}

static void
test_ipv6 (Fixture *f, gconstpointer data)
{
  g_autofree char *request = make_request ("OPTIONS", "SIP/2.0/UDP [fd00::1]:5060;branch=z9hG4bK1;rport", NULL);

  agent_listen (&f->bob, "udp:[::]:5060");
  agent_send (&f->alice, "udp:[fd00::2]:5060", request);
  agent_wait (&f->bob, 1);
  g_assert_true (sipgo_address_is_ipv6 (sipgo_flow_get_remote (agent_last_flow (&f->bob))));
}

/* Faults of datagrams do not affect a connection; its bytes stay in order, whatever the delay of each part. */
static void
test_tcp (Fixture *f, gconstpointer data)
{
  guint i;

  sipgo_simulated_network_set_faults (f->network, &(SipgoFaults) { 1, 0.5, 1, SIPGO_MS (5), SIPGO_MS (50) });
  f->bob.answer = TRUE;
  for (i = 0; i < 50; i++)
    {
      g_autofree char *number = g_strdup_printf ("X-Number: %u\r\n", i);
      g_autofree char *request = make_request ("OPTIONS", TCP_VIA, number);

      agent_send (&f->alice, BOB_TCP, request);
    }
  agent_wait (&f->alice, 50);
  g_assert_cmpuint (f->bob.messages->len, ==, 50);
  for (i = 0; i < 50; i++)
    {
      g_autofree char *number = sipgo_message_get_header (g_ptr_array_index (f->bob.messages, i), "X-Number");

      g_assert_cmpuint (g_ascii_strtoull (number, NULL, 10), ==, i);
    }
  g_assert_cmpuint (sipgo_transport_layer_count_connections (f->bob.layer), ==, 1);
  g_assert_cmpstr (sipgo_flow_get_sent_by (agent_last_flow (&f->alice)), ==, "10.0.0.1:5060");
}

static void
test_tcp_refused (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = agent_get_flow (&f->alice, "tcp:10.9.9.9:5060");
  Watcher watcher;

  watcher_init (&watcher, flow);
  g_assert_cmpuint (watcher.n_failures, ==, 0);
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpuint (sipgo_transport_layer_count_connections (f->alice.layer), ==, 0);
  watcher_clear (&watcher);
}

static void
test_tcp_cut (Fixture *f, gconstpointer data)
{
  g_autofree char *request = make_request ("OPTIONS", TCP_VIA, NULL);
  g_autoptr (SipgoFlow) flow = agent_get_flow (&f->alice, BOB_TCP);
  g_autoptr (SipgoFlow) next = NULL;
  Watcher alice, bob;

  agent_send (&f->alice, BOB_TCP, request);
  agent_wait (&f->bob, 1);
  watcher_init (&alice, flow);
  watcher_init (&bob, agent_last_flow (&f->bob));
  sipgo_simulated_network_cut (f->network);
  g_assert_cmpuint (alice.n_failures + bob.n_failures, ==, 0);
  WAIT_FOR (f->environment, alice.n_failures + bob.n_failures == 2);
  next = agent_get_flow (&f->alice, BOB_TCP);
  g_assert_true (next != flow);
  watcher_clear (&alice);
  watcher_clear (&bob);
}

static void
test_tcp_peer_goes (Fixture *f, gconstpointer data)
{
  g_autofree char *request = make_request ("OPTIONS", TCP_VIA, NULL);
  Watcher watcher;

  agent_send (&f->alice, BOB_TCP, request);
  agent_wait (&f->bob, 1);
  watcher_init (&watcher, agent_last_flow (&f->bob));
  sipgo_transport_layer_close (f->alice.layer);
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  watcher_clear (&watcher);
}

/* A peer of a connection, in either direction, that sends nothing. */
static void
test_first_message_timeout (Fixture *f, gconstpointer data)
{
  gint64 start = sipgo_environment_now (f->environment);

  sipgo_flow_unref (agent_get_flow (&f->alice, BOB_TCP));
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 1);
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
  g_assert_cmpint (sipgo_environment_now (f->environment) - start, ==, SIPGO_SECONDS (32));
}

static void
test_idle_timeout (Fixture *f, gconstpointer data)
{
  gint64 start = sipgo_environment_now (f->environment);
  g_autofree char *request = make_request ("OPTIONS", TCP_VIA, NULL);
  Watcher watcher;

  sipgo_transport_layer_get_connection_limits (f->bob.layer)->idle_timeout_us = SIPGO_SECONDS (60);
  agent_send (&f->alice, BOB_TCP, request);
  agent_wait (&f->bob, 1);
  watcher_init (&watcher, agent_last_flow (&f->bob));    /* a transaction in progress keeps it open */
  while (sipgo_environment_now (f->environment) < start + SIPGO_SECONDS (200))
    turn (f->environment);
  g_assert_cmpuint (watcher.n_failures, ==, 0);
  watcher_clear (&watcher);
  WAIT_FOR (f->environment, sipgo_transport_layer_count_connections (f->bob.layer) == 0);
  g_assert_cmpint (sipgo_environment_now (f->environment), <, start + SIPGO_SECONDS (330));
}

static void
test_connect_timeout (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoFlow) flow = NULL;
  Watcher watcher;

  sipgo_simulated_network_set_faults (f->network, &(SipgoFaults) { .delay_us = SIPGO_SECONDS (100) });
  flow = agent_get_flow (&f->alice, BOB_TCP);
  watcher_init (&watcher, flow);
  WAIT_FOR (f->environment, watcher.n_failures > 0);
  g_assert_error (watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpint (sipgo_environment_now (f->environment), <, SIPGO_SECONDS (1000 + 11));
  watcher_clear (&watcher);
}

/* The network may be freed before the transport layers, and with packets in flight. */
static void
test_teardown_order (void)
{
  Fixture f = { 0 };

  setup_with_seed (&f, SEED);
  sipgo_simulated_network_set_faults (f.network, &(SipgoFaults) { .delay_us = SIPGO_SECONDS (1) });
  send_many (&f, 5);
  agent_send (&f.alice, BOB_TCP, "x");
  sipgo_environment_step (f.environment);
  teardown (&f, NULL);
}

#define ADD(name, func) g_test_add ("/transport/simulated-network/" name, Fixture, NULL, setup, func, teardown)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("udp", test_udp);
  ADD ("loss", test_loss);
  ADD ("duplication", test_duplication);
  ADD ("corruption", test_corruption);
  ADD ("delay", test_delay);
  ADD ("jitter-reorders", test_jitter_reorders);
  ADD ("nobody-there", test_nobody_there);
  ADD ("address-taken", test_address_taken);
  ADD ("ipv6", test_ipv6);
  ADD ("tcp", test_tcp);
  ADD ("tcp-refused", test_tcp_refused);
  ADD ("tcp-cut", test_tcp_cut);
  ADD ("tcp-peer-goes", test_tcp_peer_goes);
  ADD ("first-message-timeout", test_first_message_timeout);
  ADD ("idle-timeout", test_idle_timeout);
  ADD ("connect-timeout", test_connect_timeout);
  g_test_add_func ("/transport/simulated-network/seed-repeats", test_seed_repeats);
  g_test_add_func ("/transport/simulated-network/teardown-order", test_teardown_order);
  return g_test_run ();
}

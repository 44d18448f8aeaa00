/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The retransmission of responses to an INVITE (RFC 3261 13.3.1.4, RFC 3262 section 3). */
#include "libsipgo/dialog/sipgo-response-repeater-private.h"
#include "libsipgo/transaction/sipgo-transaction-layer-private.h"
#include "tests/util/scripted-peer.h"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoTransportLayer *transport;
  SipgoTransactionLayer *layer;
  Peer *peer;
  SipgoServerTransaction *transaction;
  SipgoResponseRepeater repeater;
  guint n_gave_up;
} Fixture;

static void
take_request (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoFlow *flow, gpointer user_data)
{
  Fixture *self = user_data;

  self->transaction = sipgo_server_transaction_ref (transaction);
}

/* As if an INVITE was received. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoNet) host = NULL;

  self->environment = sipgo_environment_new_virtual (1);
  self->network = sipgo_simulated_network_new (self->environment);
  host = sipgo_simulated_network_add_host (self->network);
  self->transport = sipgo_transport_layer_new (self->environment, host, NULL);
  g_assert_true (sipgo_transport_layer_listen (self->transport, "udp:10.0.0.1:5060", NULL));
  self->layer = sipgo_transaction_layer_new (self->environment, self->transport);
  sipgo_transaction_layer_set_handler (self->layer, take_request, self);
  self->peer = peer_new (self->environment, self->network, "10.0.0.2:5060");
  peer_aim (self->peer, "udp:10.0.0.1:5060");
  peer_send (self->peer, "INVITE");
  RUN_UNTIL (self->environment, self->transaction);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_response_repeater_stop (&self->repeater);
  sipgo_server_transaction_unref (self->transaction);
  while (sipgo_environment_step (self->environment))
    ;
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  peer_free (self->peer);
  sipgo_transaction_layer_free (self->layer);
  sipgo_transport_layer_free (self->transport);
  sipgo_simulated_network_unref (self->network);
  sipgo_environment_unref (self->environment);
}

static void
gave_up (gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_false (sipgo_response_repeater_is_running (&self->repeater));
  self->n_gave_up++;
}

static void
start (Fixture *self, guint status)
{
  SipgoMessage *request = sipgo_server_transaction_get_request (self->transaction);
  g_autoptr (SipgoMessage) response = sipgo_message_new_response (request, status, NULL, "alice1");

  peer_mark (self->peer);
  sipgo_response_repeater_start (&self->repeater, self->environment, self->transaction, response, gave_up, self);
}

static void
expect_at_times (Fixture *self, const char *what, const gint64 *times)
{
  for (; *times >= 0; times++)
    peer_expect_at (self->peer, what, *times);
}

static void
test_accepted (Fixture *self, gconstpointer data)
{
  static const gint64 times[] = { 0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500, -1 };

  start (self, 200);
  expect_at_times (self, "200 INVITE", times);
  g_assert_cmpuint (self->n_gave_up, ==, 0);
  peer_expect_nothing (self->peer, 60000);
  g_assert_cmpuint (self->n_gave_up, ==, 1);
}

static void
test_reliable_progress (Fixture *self, gconstpointer data)
{
  static const gint64 times[] = { 0, 500, 1500, 3500, 7500, 15500, 31500, -1 };

  start (self, 183);
  expect_at_times (self, "183 INVITE", times);
  peer_expect_nothing (self->peer, 60000);
  g_assert_cmpuint (self->n_gave_up, ==, 1);
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  start (self, 200);
  peer_expect_at (self->peer, "200 INVITE", 0);
  peer_expect_at (self->peer, "200 INVITE", 500);
  g_assert_true (sipgo_response_repeater_is_running (&self->repeater));
  sipgo_response_repeater_stop (&self->repeater);
  sipgo_response_repeater_stop (&self->repeater);
  g_assert_false (sipgo_response_repeater_is_running (&self->repeater));
  peer_expect_nothing (self->peer, 60000);
  g_assert_cmpuint (self->n_gave_up, ==, 0);
}

/* A second start ends the first. */
static void
test_start_again (Fixture *self, gconstpointer data)
{
  start (self, 183);
  peer_expect_at (self->peer, "183 INVITE", 0);
  run_for (self->environment, 400);
  start (self, 200);
  peer_expect_at (self->peer, "200 INVITE", 0);
  peer_expect_at (self->peer, "200 INVITE", 500);
  peer_expect_at (self->peer, "200 INVITE", 1500);
  sipgo_response_repeater_stop (&self->repeater);
  peer_expect_nothing (self->peer, 60000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/response-repeater/accepted", Fixture, NULL, set_up, test_accepted, tear_down);
  g_test_add ("/response-repeater/reliable-progress", Fixture, NULL, set_up, test_reliable_progress, tear_down);
  g_test_add ("/response-repeater/stop", Fixture, NULL, set_up, test_stop, tear_down);
  g_test_add ("/response-repeater/start-again", Fixture, NULL, set_up, test_start_again, tear_down);
  return g_test_run ();
}

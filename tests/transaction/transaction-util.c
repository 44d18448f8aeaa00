/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transaction-util.h"

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoNet) host = NULL;
  g_autoptr (GError) error = NULL;

  self->environment = sipgo_environment_new_virtual (1);
  self->network = sipgo_simulated_network_new (self->environment);
  host = sipgo_simulated_network_add_host (self->network);
  self->transport = sipgo_transport_layer_new (self->environment, host, NULL);
  sipgo_transport_layer_listen (self->transport, "udp:10.0.0.1:5060", &error);
  g_assert_no_error (error);
  sipgo_transport_layer_listen (self->transport, "tcp:10.0.0.1:5060", &error);
  g_assert_no_error (error);
  self->layer = sipgo_transaction_layer_new (self->environment, self->transport);
  self->peer = peer_new (self->environment, self->network, "10.0.0.2:5060");
  peer_aim (self->peer, "udp:10.0.0.1:5060");
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  while (sipgo_environment_step (self->environment))
    ;
  g_assert_cmpuint (sipgo_transaction_layer_count (self->layer), ==, 0);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  g_clear_pointer (&self->peer, peer_free);
  g_clear_pointer (&self->layer, sipgo_transaction_layer_free);
  g_clear_pointer (&self->transport, sipgo_transport_layer_free);
  sipgo_simulated_network_unref (self->network);
  sipgo_environment_unref (self->environment);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "core-util.h"

static void
take_request (SipgoServerTransaction *transaction, gpointer user_data)
{
  Fixture *self = user_data;

  g_ptr_array_add (self->requests, sipgo_user_agent_core_take_request (self->core, transaction, 480));
}

void
fixture_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoNet) host = NULL;
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);

  self->environment = sipgo_environment_new_virtual (1);
  self->network = sipgo_simulated_network_new (self->environment);
  host = sipgo_simulated_network_add_host (self->network);
  self->core = sipgo_user_agent_core_new (self->environment, host);
  self->requests = g_ptr_array_new_with_free_func (g_object_unref);
  sipgo_account_set_uri (self->core->own, uri);
  sipgo_account_set_display_name (self->core->own, "Alice");
  sipgo_user_agent_core_set_handler (self->core, take_request, self);
  g_assert_true (sipgo_transport_layer_listen (sipgo_user_agent_core_get_transport (self->core), "udp:10.0.0.1:5060",
                                               NULL));
  g_assert_true (sipgo_transport_layer_listen (sipgo_user_agent_core_get_transport (self->core), "tcp:10.0.0.1:5060",
                                               NULL));
  self->peer = peer_new (self->environment, self->network, "10.0.0.2:5060");
  peer_aim (self->peer, "udp:10.0.0.1:5060");
}

void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->requests);
  while (sipgo_environment_step (self->environment))
    ;
  g_assert_cmpuint (sipgo_transaction_layer_count (sipgo_user_agent_core_get_transaction_layer (self->core)), ==, 0);
  g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (self->core), ==, 0);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  peer_free (self->peer);
  g_assert_finalize_object (self->core);
  sipgo_simulated_network_unref (self->network);
  sipgo_environment_unref (self->environment);
}

SipgoIncomingRequest *
fixture_last_request (Fixture *self)
{
  g_assert_cmpuint (self->requests->len, >, 0);
  return self->requests->pdata[self->requests->len - 1];
}

void
outcome_note (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *self = user_data;

  g_assert_false (self->done);
  self->done = TRUE;
  self->response = sipgo_outgoing_request_send_finish (SIPGO_OUTGOING_REQUEST (source), result, &self->error);
}

void
outcome_clear (Outcome *self)
{
  g_clear_pointer (&self->response, sipgo_message_unref);
  g_clear_error (&self->error);
}

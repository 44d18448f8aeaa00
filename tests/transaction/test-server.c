/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The server transactions with a scripted peer: each retransmission at its time (RFC 3261 17.2, RFC 6026). */
#include "libsipgo/base/sipgo-error.h"
#include "transaction-util.h"

/* The floor above: keeps the last transaction, and counts. */
typedef struct
{
  Fixture *fixture;
  SipgoServerTransaction *transaction;
  guint n_requests;
  guint n_acks;                    /* ACKs without a transaction: those to a 2xx */
  guint n_acknowledged;
  guint n_failures;
  gboolean merged;
} Owner;

static void
acknowledged (SipgoServerTransaction *transaction, SipgoMessage *ack, gpointer user_data)
{
  Owner *self = user_data;

  g_assert_true (sipgo_message_method_is (ack, "ACK"));
  self->n_acknowledged++;
}

static void
failed (SipgoServerTransaction *transaction, const GError *error, gpointer user_data)
{
  Owner *self = user_data;

  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  self->n_failures++;
}

static void
take_request (SipgoServerTransaction *transaction, SipgoMessage *request, SipgoFlow *flow, gpointer user_data)
{
  static const SipgoServerTransactionFuncs funcs = { acknowledged, failed };
  Owner *self = user_data;

  if (!transaction)
    {
      g_assert_true (sipgo_message_method_is (request, "ACK"));
      self->n_acks++;
      return;
    }
  self->n_requests++;
  self->merged = sipgo_transaction_layer_is_merged (self->fixture->layer, transaction);
  g_clear_pointer (&self->transaction, sipgo_server_transaction_unref);
  self->transaction = sipgo_server_transaction_ref (transaction);
  sipgo_server_transaction_set_owner (transaction, &funcs, self);
}

static void
owner_set_up (Owner *self, Fixture *fixture)
{
  self->fixture = fixture;
  sipgo_transaction_layer_set_handler (fixture->layer, take_request, self);
  peer_mark (fixture->peer);
}

static void
owner_clear (Owner *self)
{
  if (self->transaction)
    sipgo_server_transaction_set_owner (self->transaction, NULL, NULL);
  g_clear_pointer (&self->transaction, sipgo_server_transaction_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Owner, owner_clear)

static void
wait_for_request (Owner *self, guint n_requests)
{
  RUN_UNTIL (self->fixture->environment, self->n_requests == n_requests);
}

static void
respond (Owner *self, guint status)
{
  SipgoMessage *request = sipgo_server_transaction_get_request (self->transaction);
  g_autoptr (SipgoMessage) response = sipgo_message_new_response (request, status, NULL, "alice1");

  sipgo_server_transaction_respond (self->transaction, response);
}

static void
expect_at_times (Fixture *fixture, const char *what, const gint64 *times)
{
  for (; *times >= 0; times++)
    peer_expect_at (fixture->peer, what, *times);
}

/* A branch chosen by the test, so that a request is easily repeated. */
#define VIA "Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKsame;rport"

/* --- INVITE ------------------------------------------------------------------------------------------------------- */

static void
test_invite_trying (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *trying;

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE\nTimestamp: 54");
  trying = peer_expect_at (fixture->peer, "100 INVITE", 200);
  g_assert_null (sipgo_message_get_to_tag (trying));
  assert_header (trying, "Timestamp", "54");
  peer_expect_nothing (fixture->peer, 60000);
  respond (&owner, 480);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
}

static void
test_invite_no_trying_behind_an_answer (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE");
  wait_for_request (&owner, 1);
  respond (&owner, 180);
  peer_expect_at (fixture->peer, "180 INVITE", 0);
  peer_expect_nothing (fixture->peer, 1000);
  respond (&owner, 200);
  peer_expect (fixture->peer, "200 INVITE");
}

static void
test_invite_repeat_gets_last_response (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  run_for (fixture->environment, 100);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  peer_expect_at (fixture->peer, "100 INVITE", 200);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  peer_expect_at (fixture->peer, "100 INVITE", 200);
  respond (&owner, 183);
  peer_expect (fixture->peer, "183 INVITE");
  respond (&owner, 180);
  peer_expect (fixture->peer, "180 INVITE");
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  peer_expect_at (fixture->peer, "180 INVITE", 200);
  respond (&owner, 486);
  peer_expect_at (fixture->peer, "486 INVITE", 200);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  peer_acknowledge (fixture->peer, peer_expect_at (fixture->peer, "486 INVITE", 200));
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_cmpuint (owner.n_requests, ==, 1);
}

static void
test_invite_refusal_repeats (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500, -1 };
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE");
  wait_for_request (&owner, 1);
  respond (&owner, 486);
  expect_at_times (fixture, "486 INVITE", times);
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_cmpuint (owner.n_failures, ==, 1);
  g_assert_cmpint (sipgo_server_transaction_get_state (owner.transaction), ==, SIPGO_TRANSACTION_STATE_TERMINATED);
}

static void
test_invite_refusal_acknowledged (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *response;

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  wait_for_request (&owner, 1);
  respond (&owner, 603);
  peer_expect_at (fixture->peer, "603 INVITE", 0);
  response = peer_expect_at (fixture->peer, "603 INVITE", 500);
  peer_acknowledge (fixture->peer, response);
  peer_acknowledge (fixture->peer, response);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  peer_expect_nothing (fixture->peer, 4900);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 1);    /* timer I */
  run_for (fixture->environment, 101);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
  g_assert_cmpuint (owner.n_acknowledged, ==, 1);
  g_assert_cmpuint (owner.n_acks, ==, 0);
  g_assert_cmpuint (owner.n_failures, ==, 0);
}

/* RFC 6026: only the owner retransmits the 2xx; a retransmitted INVITE is absorbed, and the ACK goes to the owner. */
static void
test_invite_accepted (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *response;

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  wait_for_request (&owner, 1);
  respond (&owner, 200);
  response = peer_expect_at (fixture->peer, "200 INVITE", 0);
  g_assert_cmpint (sipgo_server_transaction_get_state (owner.transaction), ==, SIPGO_TRANSACTION_STATE_ACCEPTED);
  peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n" VIA);
  peer_expect_nothing (fixture->peer, 10000);
  respond (&owner, 180);
  respond (&owner, 486);
  peer_expect_nothing (fixture->peer, 1000);
  respond (&owner, 200);
  peer_expect_at (fixture->peer, "200 INVITE", 11000);
  peer_acknowledge (fixture->peer, response);
  peer_send (fixture->peer, "ACK\n" VIA);    /* the ACK to a 2xx with the branch of the INVITE, as some peers send it */
  run_for (fixture->environment, 1000);
  g_assert_cmpuint (owner.n_acks, ==, 2);
  g_assert_cmpuint (owner.n_acknowledged, ==, 0);
  run_for (fixture->environment, 19999);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 1);    /* timer L */
  run_for (fixture->environment, 2);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
  g_assert_cmpuint (owner.n_requests, ==, 1);
  g_assert_cmpuint (owner.n_failures, ==, 0);
}

static void
test_invite_over_tcp (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "INVITE");
  wait_for_request (&owner, 1);
  respond (&owner, 486);
  peer_expect_at (fixture->peer, "486 INVITE", 0);
  peer_expect_nothing (fixture->peer, 31900);
  g_assert_cmpuint (owner.n_failures, ==, 0);
  run_for (fixture->environment, 200);
  g_assert_cmpuint (owner.n_failures, ==, 1);    /* timer H runs over TCP too */

  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE");
  wait_for_request (&owner, 2);
  respond (&owner, 486);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
  run_for (fixture->environment, 10);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);    /* timer I is 0 there */
}

/* --- other methods ------------------------------------------------------------------------------------------------ */

static void
test_other_repeat_gets_last_response (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS\n" VIA);
  wait_for_request (&owner, 1);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS\n" VIA);
  peer_expect_nothing (fixture->peer, 1000);    /* no 100, and no response to repeat yet */
  respond (&owner, 200);
  peer_expect_at (fixture->peer, "200 OPTIONS", 1000);
  respond (&owner, 404);
  peer_expect_nothing (fixture->peer, 31900);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS\n" VIA);
  peer_expect_at (fixture->peer, "200 OPTIONS", 32900);
  run_for (fixture->environment, 101);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);    /* timer J: 32 s after the response */
  g_assert_cmpuint (owner.n_requests, ==, 1);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS\n" VIA);
  wait_for_request (&owner, 2);
  respond (&owner, 200);
}

static void
test_other_over_tcp (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "OPTIONS");
  wait_for_request (&owner, 1);
  respond (&owner, 200);
  peer_expect_at (fixture->peer, "200 OPTIONS", 0);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
}

/* The connection of the client is closed: the response is sent over a new one, to the address of the Via (18.2.2). */
static void
test_connection_gone (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "OPTIONS");
  wait_for_request (&owner, 1);
  sipgo_transport_layer_close (fixture->peer->layer);
  run_for (fixture->environment, 100);
  g_assert_cmpuint (sipgo_transport_layer_count_connections (fixture->transport), ==, 0);
  g_assert_true (sipgo_transport_layer_listen (fixture->peer->layer, "tcp:10.0.0.2:5060", NULL));
  respond (&owner, 200);
  peer_expect (fixture->peer, "200 OPTIONS");
}

/* The peer cannot be reached, or the layer is closed: the response is dropped. */
static void
test_client_gone (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "OPTIONS");
  wait_for_request (&owner, 1);
  sipgo_transport_layer_close (fixture->peer->layer);
  run_for (fixture->environment, 100);
  respond (&owner, 200);
  run_for (fixture->environment, 11000);
  g_assert_cmpuint (sipgo_transport_layer_count_connections (fixture->transport), ==, 0);

  g_assert_true (sipgo_transport_layer_listen (fixture->peer->layer, "tcp:10.0.0.2:5060", NULL));
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "OPTIONS");
  wait_for_request (&owner, 2);
  sipgo_transport_layer_close (fixture->transport);
  respond (&owner, 200);
  peer_expect_nothing (fixture->peer, 1000);
}

/* --- matching ----------------------------------------------------------------------------------------------------- */

/* sent-by and method are part of the key of a transaction (17.2.3). */
static void
test_same_branch_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS\n" VIA);
  wait_for_request (&owner, 1);
  respond (&owner, 200);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 2 OPTIONS\nVia: SIP/2.0/UDP 10.0.0.7:5060;branch=z9hG4bKsame;rport");
  wait_for_request (&owner, 2);
  respond (&owner, 200);
  peer_send (fixture->peer, "INFO\nCSeq: 3 INFO\n" VIA);
  wait_for_request (&owner, 3);
  respond (&owner, 200);
  /* The case of host names does not count. */
  peer_send (fixture->peer, "INFO\nCSeq: 4 INFO\nVia: SIP/2.0/UDP Host.Example.com;branch=z9hG4bKsame;rport");
  wait_for_request (&owner, 4);
  respond (&owner, 200);
  peer_send (fixture->peer, "INFO\nCSeq: 4 INFO\nVia: SIP/2.0/UDP hosT.example.COM;branch=z9hG4bKsame;rport");
  run_for (fixture->environment, 100);
  g_assert_cmpuint (owner.n_requests, ==, 4);
}

static void
test_without_magic_cookie (Fixture *fixture, gconstpointer data)
{
  static const char *const vias[] = { "Via: SIP/2.0/UDP 10.0.0.2:5060;branch=1", "Via: SIP/2.0/UDP 10.0.0.2:5060" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (vias); i++)
    {
      g_auto (Owner) owner = { NULL };
      SipgoMessage *response;

      owner_set_up (&owner, fixture);
      peer_new_call (fixture->peer);
      peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n%s", vias[i]);
      wait_for_request (&owner, 1);
      respond (&owner, 486);
      response = peer_expect (fixture->peer, "486 INVITE");
      g_assert_nonnull (response);
      peer_send (fixture->peer, "INVITE\nCSeq: 1 INVITE\n%s", vias[i]);
      peer_expect_at (fixture->peer, "486 INVITE", 0);
      g_assert_cmpuint (owner.n_requests, ==, 1);
      /* Its ACK has the To tag of the response, and still matches. */
      peer_send (fixture->peer, "ACK\nCSeq: 1 ACK\nTo: <sip:alice@example.com>;tag=alice1\n%s", vias[i]);
      run_for (fixture->environment, 100);
      g_assert_cmpuint (owner.n_acknowledged, ==, 1);
      /* Another CSeq is another transaction. */
      peer_send (fixture->peer, "INVITE\nCSeq: 2 INVITE\n%s", vias[i]);
      wait_for_request (&owner, 2);
      respond (&owner, 486);
      peer_expect (fixture->peer, "486 INVITE");
      peer_send (fixture->peer, "ACK\nCSeq: 2 ACK\nTo: <sip:alice@example.com>;tag=alice1\n%s", vias[i]);
      run_for (fixture->environment, 10000);
      peer_skip (fixture->peer);
    }
}

/* Of the last CANCEL. */
static SipgoServerTransaction *
find_cancelled (Owner *owner)
{
  SipgoMessage *cancel = sipgo_server_transaction_get_request (owner->transaction);

  return sipgo_transaction_layer_find_cancelled (owner->fixture->layer, cancel);
}

static void
test_cancel_finds_its_invite (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  g_autoptr (SipgoServerTransaction) invite = NULL;

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "INVITE");
  wait_for_request (&owner, 1);
  invite = sipgo_server_transaction_ref (owner.transaction);
  peer_send (fixture->peer, "CANCEL");
  wait_for_request (&owner, 2);
  g_assert_true (find_cancelled (&owner) == invite);
  respond (&owner, 200);
  peer_send (fixture->peer, "CANCEL\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKunknown;rport");
  wait_for_request (&owner, 3);
  g_assert_null (find_cancelled (&owner));
  respond (&owner, 481);
  sipgo_server_transaction_terminate (invite);
}

static void
test_merged (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS");
  wait_for_request (&owner, 1);
  g_assert_false (owner.merged);
  respond (&owner, 200);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS");
  wait_for_request (&owner, 2);
  g_assert_true (owner.merged);
  respond (&owner, 482);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 2 OPTIONS");
  wait_for_request (&owner, 3);
  g_assert_false (owner.merged);
  respond (&owner, 200);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS\nTo: <sip:alice@example.com>;tag=dialog");
  wait_for_request (&owner, 4);
  g_assert_false (owner.merged);
  respond (&owner, 200);
}

/* --- without a transaction ---------------------------------------------------------------------------------------- */

static void
test_stray_messages (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "ACK\nCSeq: 7 ACK");
  run_for (fixture->environment, 100);
  g_assert_cmpuint (owner.n_acks, ==, 1);
  peer_send_raw (fixture->peer,
                 "SIP/2.0 200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKnone\nFrom: <sip:a@b>;tag=1\n"
                 "To: <sip:c@d>;tag=2\nCall-ID: x\nCSeq: 1 INVITE\nContent-Length: 0\n\n");
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_cmpuint (owner.n_requests, ==, 0);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
}

static void
test_to_tag_is_constant (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  g_autofree char *tag = NULL;

  owner_set_up (&owner, fixture);
  peer_send (fixture->peer, "OPTIONS");
  wait_for_request (&owner, 1);
  tag = g_strdup (sipgo_server_transaction_get_to_tag (owner.transaction));
  g_assert_cmpuint (strlen (tag), >=, 8);
  g_assert_cmpstr (sipgo_server_transaction_get_to_tag (owner.transaction), ==, tag);
  respond (&owner, 200);
  peer_send (fixture->peer, "OPTIONS");
  wait_for_request (&owner, 2);
  g_assert_cmpstr (sipgo_server_transaction_get_to_tag (owner.transaction), !=, tag);
  respond (&owner, 200);
}

/* The connection of the peer is closed: the response is lost, and nothing else happens. */
static void
test_answer_to_nobody (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  owner_set_up (&owner, fixture);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "INVITE");
  wait_for_request (&owner, 1);
  sipgo_simulated_network_cut (fixture->network);
  run_for (fixture->environment, 1000);
  respond (&owner, 486);
  run_for (fixture->environment, 40000);
  g_assert_cmpuint (owner.n_failures, ==, 1);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/server-transaction/invite/trying", test_invite_trying);
  ADD ("/server-transaction/invite/no-trying-behind-an-answer", test_invite_no_trying_behind_an_answer);
  ADD ("/server-transaction/invite/repeat-gets-last-response", test_invite_repeat_gets_last_response);
  ADD ("/server-transaction/invite/refusal-repeats", test_invite_refusal_repeats);
  ADD ("/server-transaction/invite/refusal-acknowledged", test_invite_refusal_acknowledged);
  ADD ("/server-transaction/invite/accepted", test_invite_accepted);
  ADD ("/server-transaction/invite/over-tcp", test_invite_over_tcp);
  ADD ("/server-transaction/other/repeat-gets-last-response", test_other_repeat_gets_last_response);
  ADD ("/server-transaction/other/over-tcp", test_other_over_tcp);
  ADD ("/server-transaction/connection-gone", test_connection_gone);
  ADD ("/server-transaction/client-gone", test_client_gone);
  ADD ("/server-transaction/same-branch-elsewhere", test_same_branch_elsewhere);
  ADD ("/server-transaction/without-magic-cookie", test_without_magic_cookie);
  ADD ("/server-transaction/cancel-finds-its-invite", test_cancel_finds_its_invite);
  ADD ("/server-transaction/merged", test_merged);
  ADD ("/server-transaction/stray-messages", test_stray_messages);
  ADD ("/server-transaction/to-tag-is-constant", test_to_tag_is_constant);
  ADD ("/server-transaction/answer-to-nobody", test_answer_to_nobody);
  return g_test_run ();
}

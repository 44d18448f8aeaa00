/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The client transactions with a scripted peer: each retransmission at its time (RFC 3261 17.1, RFC 6026). */
#include "libsipgo/base/sipgo-error.h"
#include "transaction-util.h"

#include <string.h>

/* The callbacks of its owner. */
typedef struct
{
  SipgoClientTransaction *transaction;
  GString *statuses;               /* "180 200 " */
  GError *error;
  guint n_failures;
  guint n_ends;
} Owner;

static void
note_response (SipgoClientTransaction *transaction, SipgoMessage *response, gpointer user_data)
{
  Owner *self = user_data;

  g_assert_cmpuint (self->n_ends, ==, 0);
  g_string_append_printf (self->statuses, "%u ", sipgo_message_get_status_code (response));
}

static void
note_failure (SipgoClientTransaction *transaction, const GError *error, gpointer user_data)
{
  Owner *self = user_data;

  self->n_failures++;
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
}

static void
note_end (SipgoClientTransaction *transaction, gpointer user_data)
{
  Owner *self = user_data;

  self->n_ends++;
}

static const SipgoClientTransactionFuncs funcs = { note_response, note_failure, note_end };

static SipgoMessage *
make_request (const char *method, gsize padding)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:bob@10.0.0.2:5060", NULL);
  SipgoMessage *request = sipgo_message_new_request (method, uri);

  sipgo_message_add (request, SIPGO_HEADER_MAX_FORWARDS, "70");
  sipgo_message_add (request, SIPGO_HEADER_ROUTE, "<sip:10.0.0.2;lr>");
  sipgo_message_add (request, SIPGO_HEADER_FROM, "<sip:alice@example.com>;tag=alice1");
  sipgo_message_add (request, SIPGO_HEADER_TO, "<sip:bob@example.com>");
  sipgo_message_add (request, SIPGO_HEADER_CALL_ID, "call1");
  sipgo_message_add_printf (request, SIPGO_HEADER_CSEQ, "314 %s", method);
  if (padding > 0)
    {
      g_autofree char *value = g_strnfill (padding, 'x');

      sipgo_message_add_named (request, "X-Padding", value);
    }
  return request;
}

static void
start_to (Fixture *fixture, Owner *owner, SipgoMessage *request, SipgoProtocol protocol, gboolean fixed,
          const char *host)
{
  g_autoptr (GError) error = NULL;
  SipgoTarget target = { protocol, fixed };

  g_assert_true (sipgo_address_parse (&target.address, host, 5060));
  owner->statuses = g_string_new (NULL);
  peer_mark (fixture->peer);
  owner->transaction = sipgo_client_transaction_new (sipgo_transaction_layer_get_table (fixture->layer), request,
                                                     &target, NULL, &funcs, owner, &error);
  g_assert_no_error (error);
}

static void
start (Fixture *fixture, Owner *owner, const char *method, SipgoProtocol protocol)
{
  g_autoptr (SipgoMessage) request = make_request (method, 0);

  start_to (fixture, owner, request, protocol, FALSE, "10.0.0.2");
}

static void
owner_clear (Owner *self)
{
  g_clear_pointer (&self->transaction, sipgo_client_transaction_detach);
  g_string_free (self->statuses, TRUE);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Owner, owner_clear)

static gint64
elapsed (Fixture *fixture)
{
  return (sipgo_environment_now (fixture->environment) - fixture->peer->mark) / 1000;
}

static void
wait_for_end (Fixture *fixture, Owner *owner, gint64 milliseconds)
{
  RUN_UNTIL (fixture->environment, owner->n_ends == 1);
  g_assert_cmpint (elapsed (fixture), ==, milliseconds);
}

static void
expect_at_times (Fixture *fixture, const char *what, const gint64 *times)
{
  for (; *times >= 0; times++)
    peer_expect_at (fixture->peer, what, *times);
}

/* --- INVITE ------------------------------------------------------------------------------------------------------- */

static void
test_invite_repeats (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 0, 500, 1500, 3500, 7500, 15500, 31500, -1 };
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
  expect_at_times (fixture, "INVITE", times);
  wait_for_end (fixture, &owner, 32000);
  g_assert_error (owner.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_cmpstr (owner.error->message, ==, "udp:10.0.0.2:5060 did not answer within 32 seconds");
  g_assert_cmpuint (owner.n_failures, ==, 1);
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_invite_repeats_are_equal (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
  first = sipgo_message_to_string (peer_expect (fixture->peer, "INVITE"));
  second = sipgo_message_to_string (peer_expect (fixture->peer, "INVITE"));
  g_assert_cmpstr (first, ==, second);
  g_assert_nonnull (strstr (first, "\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK"));
}

static void
test_invite_provisional_stops_repeats (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *invite;

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
  peer_expect_at (fixture->peer, "INVITE", 0);
  invite = peer_expect_at (fixture->peer, "INVITE", 500);
  peer_reply (fixture->peer, invite, "100 Trying");
  peer_expect_nothing (fixture->peer, 300000);
  g_assert_cmpuint (owner.n_ends, ==, 0);
  g_assert_cmpint (sipgo_client_transaction_get_state (owner.transaction), ==, SIPGO_TRANSACTION_STATE_PROCEEDING);
  peer_reply (fixture->peer, invite, "183 Session Progress");
  peer_reply (fixture->peer, invite, "199 Whatever");
  peer_reply (fixture->peer, invite, "200 OK");
  run_for (fixture->environment, 100);
  g_assert_cmpstr (owner.statuses->str, ==, "100 183 199 200 ");
}

static void
test_invite_refusal_is_acknowledged (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *invite, *ack;

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "486 Busy Here");
  ack = peer_expect_at (fixture->peer, "ACK", 0);
  assert_same_header (ack, invite, "Via");
  assert_same_header (ack, invite, "From");
  assert_same_header (ack, invite, "Call-ID");
  assert_same_header (ack, invite, "Route");
  assert_header (ack, "CSeq", "314 ACK");
  assert_header (ack, "Max-Forwards", "70");
  g_assert_cmpstr (sipgo_message_get_to_tag (ack), ==, fixture->peer->tag);
  g_assert_true (sipgo_uri_equal (sipgo_message_get_request_uri (ack), sipgo_message_get_request_uri (invite)));

  /* Retransmissions of the response get an ACK until timer D fires, but the response is reported once. */
  run_for (fixture->environment, 500);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect_at (fixture->peer, "ACK", 500);
  run_for (fixture->environment, 31400);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect_at (fixture->peer, "ACK", 31900);
  wait_for_end (fixture, &owner, 32000);
  g_assert_cmpstr (owner.statuses->str, ==, "486 ");
  g_assert_cmpuint (owner.n_failures, ==, 0);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_invite_every_refusal_is_acknowledged (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 300, 301, 399, 400, 404, 487, 500, 600, 699 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_auto (Owner) owner = { NULL };

      start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "%u Some Reason", statuses[i]);
      peer_expect_at (fixture->peer, "ACK", 0);
      wait_for_end (fixture, &owner, 32000);
    }
}

/* The owner sends the ACK to a 2xx. Every 2xx, retransmitted or from another fork, is reported for 64 × T1. */
static void
test_invite_every_2xx_is_told (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *invite;

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "200 OK");
  peer_expect_nothing (fixture->peer, 500);
  g_assert_cmpint (sipgo_client_transaction_get_state (owner.transaction), ==, SIPGO_TRANSACTION_STATE_ACCEPTED);
  peer_reply (fixture->peer, invite, "200 OK");
  run_for (fixture->environment, 31000);
  peer_set_tag (fixture->peer, "another-fork");
  peer_reply (fixture->peer, invite, "202 Accepted");
  peer_reply (fixture->peer, invite, "180 Ringing");
  peer_reply (fixture->peer, invite, "486 Busy Here");
  wait_for_end (fixture, &owner, 32000);
  g_assert_cmpstr (owner.statuses->str, ==, "200 200 202 ");
  peer_reply (fixture->peer, invite, "200 OK");
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_cmpstr (owner.statuses->str, ==, "200 200 202 ");
}

static void
test_invite_over_tcp (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_TCP);
  peer_expect_at (fixture->peer, "INVITE", 0);
  wait_for_end (fixture, &owner, 32000);
  g_assert_error (owner.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_invite_refused_over_tcp (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_TCP);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "603 Decline");
  peer_expect_at (fixture->peer, "ACK", 0);
  wait_for_end (fixture, &owner, 0);
  g_assert_cmpstr (owner.statuses->str, ==, "603 ");
}

/* --- other methods ------------------------------------------------------------------------------------------------ */

static void
test_other_repeats (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500, -1 };
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_UDP);
  expect_at_times (fixture, "OPTIONS", times);
  wait_for_end (fixture, &owner, 32000);
  g_assert_error (owner.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_other_provisional_slows_repeats (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 5500, 9500, 13500, 17500, 21500, 25500, 29500, -1 };
  g_auto (Owner) owner = { NULL };
  SipgoMessage *request;

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_UDP);
  peer_expect_at (fixture->peer, "OPTIONS", 0);
  request = peer_expect_at (fixture->peer, "OPTIONS", 500);
  peer_reply (fixture->peer, request, "100 Trying");
  peer_expect_at (fixture->peer, "OPTIONS", 1500);
  expect_at_times (fixture, "OPTIONS", times);
  wait_for_end (fixture, &owner, 32000);
  g_assert_error (owner.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
}

static void
test_other_answered (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *request;

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_UDP);
  request = peer_expect (fixture->peer, "OPTIONS");
  peer_reply (fixture->peer, request, "404 Not Found");
  peer_reply (fixture->peer, request, "404 Not Found");
  peer_reply (fixture->peer, request, "200 OK");
  wait_for_end (fixture, &owner, 5000);    /* timer K */
  g_assert_cmpstr (owner.statuses->str, ==, "404 ");
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_other_over_tcp (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_TCP);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  wait_for_end (fixture, &owner, 0);
  peer_expect_nothing (fixture->peer, 40000);
  g_assert_cmpstr (owner.statuses->str, ==, "200 ");
}

/* --- responses that do not match ---------------------------------------------------------------------------------- */

static void
test_foreign_responses (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *request;

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_UDP);
  request = peer_expect (fixture->peer, "OPTIONS");
  peer_reply (fixture->peer, request, "200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKother");
  peer_reply (fixture->peer, request, "200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060");
  peer_reply (fixture->peer, request, "200 OK\nCSeq: 314 INVITE");
  run_for (fixture->environment, 100);
  g_assert_cmpstr (owner.statuses->str, ==, "");
  peer_reply (fixture->peer, request, "200 OK");
  run_for (fixture->environment, 100);
  g_assert_cmpstr (owner.statuses->str, ==, "200 ");
}

/* --- the transport ------------------------------------------------------------------------------------------------ */

static void
test_large_request_goes_by_tcp (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessage) request = make_request ("OPTIONS", 1300);
  g_auto (Owner) owner = { NULL };
  SipgoMessage *received;

  start_to (fixture, &owner, request, SIPGO_PROTOCOL_UDP, FALSE, "10.0.0.2");
  received = peer_expect (fixture->peer, "OPTIONS");
  g_assert_cmpstr (sipgo_via_get_transport (sipgo_message_get_via (received)), ==, "TCP");
  g_assert_cmpint (sipgo_client_transaction_get_target (owner.transaction).protocol, ==, SIPGO_PROTOCOL_TCP);
  peer_reply (fixture->peer, received, "200 OK");
  wait_for_end (fixture, &owner, 0);
  g_assert_cmpstr (owner.statuses->str, ==, "200 ");
}

/* 1,300 bytes are not above the limit. */
static void
test_request_of_1300_bytes (Fixture *fixture, gconstpointer data)
{
  gsize padding;
  guint n_udp = 0, n_tcp = 0;

  for (padding = 900; padding < 1100; padding++)
    {
      g_autoptr (SipgoMessage) request = make_request ("OPTIONS", padding);
      g_autoptr (GBytes) bytes = NULL;
      g_auto (Owner) owner = { NULL };
      SipgoMessage *received;
      gboolean is_tcp;

      start_to (fixture, &owner, request, SIPGO_PROTOCOL_UDP, FALSE, "10.0.0.2");
      received = peer_expect (fixture->peer, "OPTIONS");
      is_tcp = g_str_equal (sipgo_via_get_transport (sipgo_message_get_via (received)), "TCP");
      bytes = sipgo_message_serialize (request);
      g_assert_cmpint (is_tcp, ==, g_bytes_get_size (bytes) > 1300);
      *(is_tcp ? &n_tcp : &n_udp) += 1;
      peer_reply (fixture->peer, received, "200 OK");
      RUN_UNTIL (fixture->environment, owner.n_ends == 1);
    }
  g_assert_cmpuint (n_udp, >, 10);
  g_assert_cmpuint (n_tcp, >, 10);
}

static void
test_large_request_with_transport_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessage) request = make_request ("OPTIONS", 1300);
  g_auto (Owner) owner = { NULL };
  SipgoMessage *received;

  start_to (fixture, &owner, request, SIPGO_PROTOCOL_UDP, TRUE, "10.0.0.2");
  received = peer_expect (fixture->peer, "OPTIONS");
  g_assert_cmpstr (sipgo_via_get_transport (sipgo_message_get_via (received)), ==, "UDP");
  peer_reply (fixture->peer, received, "200 OK");
}

/* TCP is refused there: sent over UDP instead (18.1.1). */
static void
test_large_request_falls_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessage) request = make_request ("OPTIONS", 1300);
  g_auto (Owner) owner = { NULL };
  SipgoMessage *received;

  g_assert_true (sipgo_transport_layer_listen (fixture->peer->layer, "udp:10.0.0.3:5060", NULL));
  start_to (fixture, &owner, request, SIPGO_PROTOCOL_UDP, FALSE, "10.0.0.3");
  received = peer_expect (fixture->peer, "OPTIONS");
  g_assert_cmpstr (sipgo_via_get_transport (sipgo_message_get_via (received)), ==, "UDP");
  peer_expect_at (fixture->peer, "OPTIONS", 500);
  peer_reply (fixture->peer, received, "200 OK");
  wait_for_end (fixture, &owner, 5500);
  g_assert_cmpstr (owner.statuses->str, ==, "200 ");
  g_assert_cmpuint (owner.n_failures, ==, 0);
}

/* … and at once for the next request: no attempt with a TCP that has just failed. */
/* A firewall drops what belongs to TCP. */
static void
test_large_request_black_hole (Fixture *fixture, gconstpointer data)
{
  guint i;

  g_assert_true (sipgo_transport_layer_listen (fixture->peer->layer, "udp:10.0.0.3:5060", NULL));
  sipgo_simulated_network_silence (fixture->network, "10.0.0.3");
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoMessage) request = make_request ("OPTIONS", 1300);
      g_auto (Owner) owner = { NULL };
      SipgoMessage *received;

      start_to (fixture, &owner, request, SIPGO_PROTOCOL_UDP, FALSE, "10.0.0.3");
      received = peer_expect_at (fixture->peer, "OPTIONS", i == 0 ? 3000 : 0);
      g_assert_cmpstr (sipgo_via_get_transport (sipgo_message_get_via (received)), ==, "UDP");
      peer_reply (fixture->peer, received, "200 OK");
      RUN_UNTIL (fixture->environment, owner.n_ends == 1);
      g_assert_cmpstr (owner.statuses->str, ==, "200 ");
    }
}

static void
test_large_request_remembers (Fixture *fixture, gconstpointer data)
{
  SipgoTargetMemory *memory = sipgo_transport_layer_get_memory (fixture->transport);
  SipgoTarget tcp = { .protocol = SIPGO_PROTOCOL_TCP };
  guint i;

  g_assert_true (sipgo_address_parse (&tcp.address, "10.0.0.3", 5060));
  g_assert_true (sipgo_transport_layer_listen (fixture->peer->layer, "udp:10.0.0.3:5060", NULL));
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoMessage) request = make_request ("OPTIONS", 1300);
      g_auto (Owner) owner = { NULL };
      SipgoMessage *received;

      start_to (fixture, &owner, request, SIPGO_PROTOCOL_UDP, FALSE, "10.0.0.3");
      /* The second request does not try a connection at all. */
      g_assert_cmpint (sipgo_client_transaction_get_target (owner.transaction).protocol, ==,
                       i == 0 ? SIPGO_PROTOCOL_TCP : SIPGO_PROTOCOL_UDP);
      received = peer_expect (fixture->peer, "OPTIONS");
      g_assert_cmpstr (sipgo_via_get_transport (sipgo_message_get_via (received)), ==, "UDP");
      peer_reply (fixture->peer, received, "200 OK");
      RUN_UNTIL (fixture->environment, owner.n_ends == 1);
      g_assert_true (sipgo_target_memory_is_avoided (memory, &tcp));
    }
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessage) request = make_request ("OPTIONS", 0);
  g_auto (Owner) owner = { NULL };

  start_to (fixture, &owner, request, SIPGO_PROTOCOL_TCP, TRUE, "10.0.0.9");
  g_assert_cmpuint (owner.n_failures, ==, 0);    /* not within the call */
  wait_for_end (fixture, &owner, 0);
  g_assert_error (owner.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpuint (owner.n_failures, ==, 1);
}

static void
test_connection_is_cut (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_TCP);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "180 Ringing");
  run_for (fixture->environment, 1000);
  sipgo_simulated_network_cut (fixture->network);
  wait_for_end (fixture, &owner, 1000);
  g_assert_error (owner.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpstr (owner.statuses->str, ==, "180 ");
}

/* --- references --------------------------------------------------------------------------------------------------- */

static void
test_detached_goes_on (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };

  start (fixture, &owner, "INVITE", SIPGO_PROTOCOL_UDP);
  g_clear_pointer (&owner.transaction, sipgo_client_transaction_detach);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  run_for (fixture->environment, 40000);
  g_assert_cmpstr (owner.statuses->str, ==, "");
  g_assert_cmpuint (owner.n_ends, ==, 0);
}

static void
test_terminated_is_silent (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  SipgoMessage *request;

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_UDP);
  request = peer_expect (fixture->peer, "OPTIONS");
  sipgo_client_transaction_terminate (owner.transaction);
  sipgo_client_transaction_terminate (owner.transaction);
  g_assert_cmpuint (owner.n_ends, ==, 1);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
  peer_reply (fixture->peer, request, "200 OK");
  peer_expect_nothing (fixture->peer, 40000);
  g_assert_cmpstr (owner.statuses->str, ==, "");
}

static void
test_cleared_layer (Fixture *fixture, gconstpointer data)
{
  g_auto (Owner) owner = { NULL };
  g_auto (Owner) other = { NULL };

  start (fixture, &owner, "OPTIONS", SIPGO_PROTOCOL_UDP);
  start (fixture, &other, "INVITE", SIPGO_PROTOCOL_TCP);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 2);
  sipgo_transaction_layer_clear (fixture->layer);
  g_assert_cmpuint (sipgo_transaction_layer_count (fixture->layer), ==, 0);
  g_assert_cmpuint (owner.n_ends, ==, 1);
  g_assert_cmpuint (other.n_ends, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/client-transaction/invite/repeats", test_invite_repeats);
  ADD ("/client-transaction/invite/repeats-are-equal", test_invite_repeats_are_equal);
  ADD ("/client-transaction/invite/provisional-stops-repeats", test_invite_provisional_stops_repeats);
  ADD ("/client-transaction/invite/refusal-is-acknowledged", test_invite_refusal_is_acknowledged);
  ADD ("/client-transaction/invite/every-refusal-is-acknowledged", test_invite_every_refusal_is_acknowledged);
  ADD ("/client-transaction/invite/every-2xx-is-told", test_invite_every_2xx_is_told);
  ADD ("/client-transaction/invite/over-tcp", test_invite_over_tcp);
  ADD ("/client-transaction/invite/refused-over-tcp", test_invite_refused_over_tcp);
  ADD ("/client-transaction/other/repeats", test_other_repeats);
  ADD ("/client-transaction/other/provisional-slows-repeats", test_other_provisional_slows_repeats);
  ADD ("/client-transaction/other/answered", test_other_answered);
  ADD ("/client-transaction/other/over-tcp", test_other_over_tcp);
  ADD ("/client-transaction/foreign-responses", test_foreign_responses);
  ADD ("/client-transaction/large-request/goes-by-tcp", test_large_request_goes_by_tcp);
  ADD ("/client-transaction/large-request/from-1301-bytes", test_request_of_1300_bytes);
  ADD ("/client-transaction/large-request/transport-named", test_large_request_with_transport_named);
  ADD ("/client-transaction/large-request/falls-back", test_large_request_falls_back);
  ADD ("/client-transaction/large-request/black-hole", test_large_request_black_hole);
  ADD ("/client-transaction/large-request/remembers", test_large_request_remembers);
  ADD ("/client-transaction/unreachable", test_unreachable);
  ADD ("/client-transaction/connection-is-cut", test_connection_is_cut);
  ADD ("/client-transaction/detached-goes-on", test_detached_goes_on);
  ADD ("/client-transaction/terminated-is-silent", test_terminated_is_silent);
  ADD ("/client-transaction/cleared-layer", test_cleared_layer);
  return g_test_run ();
}

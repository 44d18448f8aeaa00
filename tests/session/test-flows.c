/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests in a call between two agents over TCP or TLS: the caller has no listener, so its Contact cannot be
 * reached. */
#include "tests/util/ua-util.h"

/* --- two agents --------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *listener;            /* of the callee */
  const char *uri;                 /* of the callee */
} Case;

static const Case tcp_case = { "tcp:10.0.0.3:5060", "sip:bob@10.0.0.3;transport=tcp" };
static const Case tls_case = { "tls:10.0.0.3:5061", "sips:bob@bob.test:5061" };

static void
accept_call (SipgoUserAgent *agent, SipgoInvitation *invitation, SipgoSession **place)
{
  *place = g_object_ref (SIPGO_SESSION (invitation));
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

static guint
count_connections (SipgoUserAgent *agent)
{
  return sipgo_transport_layer_count_connections (sipgo_user_agent_core_get_transport
                                                  (sipgo_user_agent_get_core (agent)));
}

/* Both sides send requests in the call. All of them use the connection of the INVITE. */
static void
test_callee_sends (Fixture *fixture, gconstpointer data)
{
  const Case *test = data;
  SipgoUserAgent *callee = fixture_new_agent (fixture, test->listener);
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, test->uri, NULL);
  g_autoptr (SipgoSession) invitation = NULL;
  g_auto (Outcome) invited = { FALSE }, held = { FALSE }, unheld = { FALSE }, ended = { FALSE };
  guint n_connections = count_connections (fixture->agent);
  SipgoNet *net = sipgo_transport_layer_get_net (sipgo_user_agent_core_get_transport
                                                 (sipgo_user_agent_get_core (callee)));

  sipgo_simulated_network_add_name (fixture->network, "bob.test", "10.0.0.3");
  sipgo_simulated_network_add_certificate_name (net, "bob.test");
  g_signal_connect (callee, "invitation", G_CALLBACK (accept_call), &invitation);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &invited);
  WAIT_OK (fixture, &invited);
  WAIT_STATE (fixture, invitation, ESTABLISHED);
  run_for (fixture->environment, 100);
  sipgo_session_hold (invitation, NULL, note_hold, &held);
  WAIT_OK (fixture, &held);
  sipgo_session_unhold (SIPGO_SESSION (inviter), NULL, note_unhold, &unheld);
  WAIT_OK (fixture, &unheld);
  g_assert_cmpuint (count_connections (fixture->agent), ==, n_connections + 1);
  g_assert_cmpuint (count_connections (callee), ==, 1);
  sipgo_session_end (invitation, NULL, note_end, &ended);
  WAIT_OK (fixture, &ended);
  WAIT_STATE (fixture, inviter, TERMINATED);
  g_clear_object (&invitation);
  fixture_tear_down_agent (fixture, callee);
}

/* --- a scripted caller -------------------------------------------------------------------------------------------- */

#define UNREACHABLE "Contact: <sip:bob@192.168.1.9:5060;transport=tcp>\nContent-Type: application/sdp\n\n" PEER_SDP
#define REACHABLE "Contact: <sip:bob@10.0.0.2:5060>\nContent-Type: application/sdp\n\n" PEER_SDP

static void
be_called_over_tcp (Fixture *fixture, const char *invite)
{
  g_autoptr (GError) error = NULL;
  Outcome outcome = { FALSE };

  sipgo_transport_layer_listen (sipgo_user_agent_core_get_transport (sipgo_user_agent_get_core (fixture->agent)),
                                "tcp:10.0.0.1:5060", &error);
  g_assert_no_error (error);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "%s", invite);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 10);
}

static void
hang_up (Fixture *fixture, SipgoProtocol expected)
{
  g_auto (Outcome) outcome = { FALSE };
  PeerMessage *last;

  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, note_end, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  last = g_ptr_array_index (fixture->peer->received, fixture->peer->received->len - 1);
  g_assert_cmpint (sipgo_flow_get_protocol (last->flow), ==, expected);
  WAIT_OK (fixture, &outcome);
}

/* Behind a NAT: the Contact is an address that leads nowhere. */
static void
test_unreachable_contact (Fixture *fixture, gconstpointer data)
{
  be_called_over_tcp (fixture, "INVITE\n" UNREACHABLE);
  hang_up (fixture, SIPGO_PROTOCOL_TCP);
}

/* A proxy that has not inserted itself into the route set is not in the way of later requests (RFC 3261 16.6). */
static void
test_proxy_without_record_route (Fixture *fixture, gconstpointer data)
{
  be_called_over_tcp (fixture, "INVITE\nVia: SIP/2.0/TCP 10.0.0.2:5060;branch=z9hG4bKproxy\n"
                      "Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKcaller\n" REACHABLE);
  hang_up (fixture, SIPGO_PROTOCOL_UDP);
}

/* The proxy of the route set may be another one than the one that has connected. */
static void
test_record_route (Fixture *fixture, gconstpointer data)
{
  be_called_over_tcp (fixture, "INVITE\nRecord-Route: <sip:10.0.0.2:5060;transport=udp;lr>\n" UNREACHABLE);
  hang_up (fixture, SIPGO_PROTOCOL_UDP);
}

/* When the connection has ended, the Contact counts again. */
static void
test_closed_connection (Fixture *fixture, gconstpointer data)
{
  be_called_over_tcp (fixture, "INVITE\n" REACHABLE);
  sipgo_simulated_network_cut (fixture->network);
  run_for (fixture->environment, 10);
  hang_up (fixture, SIPGO_PROTOCOL_UDP);
}

/* The connection is as good as the last request of the peer: it moves to a new one. */
static void
test_new_connection (Fixture *fixture, gconstpointer data)
{
  SipgoFlow *flow;

  be_called_over_tcp (fixture, "INVITE\n" UNREACHABLE);
  sipgo_simulated_network_cut (fixture->network);
  run_for (fixture->environment, 10);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  flow = fixture->peer->flow;
  peer_send (fixture->peer, "INFO\n");
  peer_expect (fixture->peer, "200 INFO");
  hang_up (fixture, SIPGO_PROTOCOL_TCP);
  g_assert_true (((PeerMessage *) g_ptr_array_index (fixture->peer->received, fixture->peer->received->len - 1))->flow
                 == flow);
}

/* A dialog of a SIPS URI does not move to a connection without TLS, whatever the peer sends over it. */
static void
test_secure_dialog (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, "sips:bob@10.0.0.2", NULL);
  g_auto (Outcome) invited = { FALSE }, ended = { FALSE };
  PeerMessage *last;

  g_assert_true (sipgo_transport_layer_listen (fixture->peer->layer, "tls:10.0.0.2:5061", NULL));
  g_assert_true (sipgo_transport_layer_listen (sipgo_user_agent_core_get_transport
                                               (sipgo_user_agent_get_core (fixture->agent)),
                                               "tcp:10.0.0.1:5060", NULL));
  peer_reply (fixture->peer, call_peer (fixture, inviter, &invited),
              "200 OK\nContact: <sips:bob@10.0.0.2>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &invited);
  peer_aim (fixture->peer, "tcp:10.0.0.1:5060");
  peer_send (fixture->peer, "INFO\n");
  peer_expect (fixture->peer, "480 INFO");
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, note_end, &ended);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  last = g_ptr_array_index (fixture->peer->received, fixture->peer->received->len - 1);
  g_assert_cmpint (sipgo_flow_get_protocol (last->flow), ==, SIPGO_PROTOCOL_TLS);
  WAIT_OK (fixture, &ended);
}

/* The connection stays open during the call, however long nothing is sent over it. */
static void
test_long_call (Fixture *fixture, gconstpointer data)
{
  be_called_over_tcp (fixture, "INVITE\n" UNREACHABLE);
  sipgo_transport_layer_get_connection_limits (fixture->peer->layer)->idle_timeout_us = SIPGO_SECONDS (3600 * 24);
  run_for (fixture->environment, 4 * 3600 * 1000);
  hang_up (fixture, SIPGO_PROTOCOL_TCP);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/session/flows/callee-sends-over-tcp", Fixture, &tcp_case, fixture_set_up, test_callee_sends,
              fixture_tear_down);
  g_test_add ("/session/flows/callee-sends-over-tls", Fixture, &tls_case, fixture_set_up, test_callee_sends,
              fixture_tear_down);
  ADD ("/session/flows/unreachable-contact", test_unreachable_contact);
  ADD ("/session/flows/proxy-without-record-route", test_proxy_without_record_route);
  ADD ("/session/flows/record-route", test_record_route);
  ADD ("/session/flows/closed-connection", test_closed_connection);
  ADD ("/session/flows/new-connection", test_new_connection);
  ADD ("/session/flows/secure-dialog", test_secure_dialog);
  ADD ("/session/flows/long-call", test_long_call);
  return g_test_run ();
}

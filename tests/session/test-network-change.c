/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The network of the agent changes: its registration and its calls follow, in virtual time. */
#include "tests/util/ua-util.h"

#include <string.h>

#define OLD_ADDRESS "10.0.0.1"
#define NEW_ADDRESS "10.9.0.1"
/* Until the changes are over for a moment, and with a re-INVITE until the registrations have been sent. */
#define SETTLED 500
#define FOLLOWED 1500

static SipgoNet *
net_of (Fixture *fixture)
{
  SipgoUserAgentCore *core = sipgo_user_agent_get_core (fixture->agent);

  return sipgo_transport_layer_get_net (sipgo_user_agent_core_get_transport (core));
}

static void
assert_has (SipgoMessage *message, const char *name, const char *text)
{
  g_autofree char *value = sipgo_message_get_header (message, name);

  if (!value || !strstr (value, text))
    g_error ("%s is “%s”, without “%s”", name, value, text);
}

static void
assert_lacks (SipgoMessage *message, const char *name, const char *text)
{
  g_autofree char *value = sipgo_message_get_header (message, name);

  if (value && strstr (value, text))
    g_error ("%s is “%s”", name, value);
}

static void
assert_at (SipgoMessage *request, const char *address)
{
  assert_has (request, "Via", address);
  assert_has (request, "Contact", address);
}

/* In place of the fixture's agent, which listens at one address. */
static void
listen_on_all (Fixture *fixture)
{
  const char *listen[] = { "udp:0.0.0.0:5060", NULL };
  g_auto (Outcome) stopped = { FALSE };
  g_auto (Outcome) started = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  sipgo_user_agent_set_listen (fixture->agent, listen);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &started);
  WAIT_OK (fixture, &started);
}

/* With the delay of the network. */
static SipgoMessage *
expect_after (Fixture *fixture, const char *what, gint64 milliseconds)
{
  SipgoMessage *request = peer_expect (fixture->peer, what);
  PeerMessage *entry = fixture->peer->received->pdata[fixture->peer->next - 1];

  g_assert_cmpint (entry->time, >=, milliseconds);
  g_assert_cmpint (entry->time, <=, milliseconds + 5);
  return request;
}

static SipgoMessage *
grant_at (Fixture *fixture, gint64 milliseconds)
{
  SipgoMessage *request = expect_after (fixture, "REGISTER", milliseconds);

  peer_reply (fixture->peer, request, "200 OK\nExpires: 600");
  fixture_wait (fixture, 10);
  return request;
}

static SipgoRegisterer *
registered (Fixture *fixture)
{
  SipgoRegisterer *registerer;
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2", NULL);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK\nExpires: 600");
  WAIT_OK (fixture, &outcome);
  return registerer;
}

static void
leave (Fixture *fixture, SipgoRegisterer *registerer)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK");
  WAIT_OK (fixture, &outcome);
}

static void
move (Fixture *fixture, const char *address)
{
  peer_mark (fixture->peer);
  sipgo_simulated_network_set_address (net_of (fixture), address);
}

/* --- registrations ------------------------------------------------------------------------------------------------ */

/* A listener at the new address stands in for the old one. The same REGISTER removes the old binding. */
static void
test_registration (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = registered (fixture);
  SipgoMessage *request;

  move (fixture, NEW_ADDRESS);
  request = grant_at (fixture, SETTLED);
  assert_at (request, NEW_ADDRESS ":5060");
  assert_has (request, "Contact", ", <sip:");
  assert_has (request, "Contact", "@" OLD_ADDRESS ":5060>;expires=0");
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_REGISTERED);
  g_assert_cmpstr (sipgo_user_agent_get_local_address (fixture->agent), ==, NEW_ADDRESS);

  /* The old one is back: its listener is used again. */
  move (fixture, OLD_ADDRESS);
  request = grant_at (fixture, SETTLED);
  assert_at (request, OLD_ADDRESS ":5060");
  assert_has (request, "Contact", "@" NEW_ADDRESS ":5060>;expires=0");
  leave (fixture, registerer);
}

/* Each change within half a second of the last one begins the wait again, for two seconds at most. */
static void
test_joined (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = registered (fixture);
  guint i;

  for (i = 0; i < 3; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.9.0.%u", i + 5);

      move (fixture, address);
      peer_expect_nothing (fixture->peer, 300);
    }
  assert_at (grant_at (fixture, SETTLED), "10.9.0.7");
  peer_mark (fixture->peer);
  for (i = 0; i < 6; i++)
    {
      sipgo_simulated_network_set_address (net_of (fixture), i % 2 ? "10.9.0.8" : "10.9.0.9");
      peer_expect_nothing (fixture->peer, 300);
    }
  sipgo_simulated_network_set_address (net_of (fixture), "10.9.0.10");
  assert_at (grant_at (fixture, 2000), "10.9.0.10");
  leave (fixture, registerer);
}

static void
note_notify (GObject *agent, GParamSpec *pspec, gpointer user_data)
{
  GString *log = user_data;
  const char *local = sipgo_user_agent_get_local_address (SIPGO_USER_AGENT (agent));

  g_string_append_printf (log, "%s %d ", local ? local : "-",
                          sipgo_user_agent_get_network_available (SIPGO_USER_AGENT (agent)));
}

/* While there is no network, nothing is tried. */
static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = registered (fixture);
  g_autoptr (GString) log = g_string_new (NULL);

  g_assert_true (sipgo_user_agent_get_network_available (fixture->agent));
  g_signal_connect (fixture->agent, "notify::local-address", G_CALLBACK (note_notify), log);
  sipgo_simulated_network_set_link (net_of (fixture), FALSE);
  peer_expect_nothing (fixture->peer, 20000);
  g_assert_cmpstr (log->str, ==, "- 0 ");
  peer_mark (fixture->peer);
  sipgo_simulated_network_set_link (net_of (fixture), TRUE);
  assert_at (grant_at (fixture, SETTLED), OLD_ADDRESS ":5060");
  g_assert_cmpstr (log->str, ==, "- 0 " OLD_ADDRESS " 1 ");
  leave (fixture, registerer);
  g_signal_handlers_disconnect_by_data (fixture->agent, log);
}

static void
test_asked_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = registered (fixture);
  SipgoMessage *request;

  peer_mark (fixture->peer);
  sipgo_user_agent_network_changed (fixture->agent);
  request = grant_at (fixture, SETTLED);
  assert_at (request, OLD_ADDRESS ":5060");
  assert_lacks (request, "Contact", "expires=0");
  peer_mark (fixture->peer);
  sipgo_simulated_network_wake (net_of (fixture));
  grant_at (fixture, SETTLED);
  /* Reports without a change are of no interest. */
  sipgo_simulated_network_set_link (net_of (fixture), TRUE);
  peer_expect_nothing (fixture->peer, 5000);
  leave (fixture, registerer);
}

/* Another interface, as of a container, is no reason to register or to tell peers anything. */
static void
test_interface (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = registered (fixture);
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);

  fixture_wait (fixture, 40000);
  sipgo_simulated_network_add_interface (net_of (fixture), "172.17.0.1");
  peer_expect_nothing (fixture->peer, 10000);
  g_assert_cmpstr (sipgo_user_agent_get_local_address (fixture->agent), ==, OLD_ADDRESS);
  peer_hangs_up (fixture);
  leave (fixture, registerer);
}

/* Not started: there is nothing to tell. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  WAIT_OK (fixture, &outcome);
  g_assert_false (sipgo_user_agent_get_network_available (fixture->agent));
  g_assert_null (sipgo_user_agent_get_local_address (fixture->agent));
  sipgo_user_agent_network_changed (fixture->agent);
  move (fixture, NEW_ADDRESS);
  peer_expect_nothing (fixture->peer, 5000);
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoEnvironment *environment;
  gint64 heard;                    /* when the first packet of media came from the new address; 0: none did */
} Ear;

static void
listen_to (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer user_data)
{
  Ear *self = user_data;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (sipgo_address_get_port (to) == 4000 && self->heard == 0
      && g_str_equal (sipgo_address_format_host (from, text), NEW_ADDRESS))
    self->heard = sipgo_environment_now (self->environment);
}

static SipgoMessage *
expect_re_invite_at (Fixture *fixture, const char *address)
{
  SipgoMessage *invite = peer_expect (fixture->peer, "INVITE");

  assert_at (invite, address);
  return invite;
}

/* The host that the message came from. */
static const char *
source_of (Fixture *fixture, SipgoMessage *message)
{
  static char text[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  for (i = 0; i < fixture->peer->received->len; i++)
    {
      PeerMessage *entry = fixture->peer->received->pdata[i];

      if (entry->message == message)
        return sipgo_address_format_host (sipgo_flow_get_remote (entry->flow), text);
    }
  return NULL;
}

static void
assert_same_via (SipgoMessage *message, SipgoMessage *other)
{
  g_autofree char *sent_by = g_strdup (sipgo_via_get_host (sipgo_message_get_via (other)));

  assert_has (message, "Via", sent_by);
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (message)), ==,
                   sipgo_via_get_branch (sipgo_message_get_via (other)));
}

static SipgoMessage *
expect_re_invite (Fixture *fixture, gint64 milliseconds)
{
  SipgoMessage *invite = expect_after (fixture, "INVITE", milliseconds);

  assert_at (invite, NEW_ADDRESS);
  return invite;
}

static void
answer_at (Fixture *fixture, SipgoMessage *invite, const char *address)
{
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  assert_has (peer_expect (fixture->peer, "ACK"), "Via", address);
}

static void
answer (Fixture *fixture, SipgoMessage *invite)
{
  answer_at (fixture, invite, NEW_ADDRESS);
}

/* With data the agent listens at all addresses. */
static void
test_call (Fixture *fixture, gconstpointer data)
{
  Ear ear = { fixture->environment, 0 };
  g_autoptr (SipgoInviter) inviter = NULL;
  SipgoMessage *invite;
  gint64 start;

  if (data)
    listen_on_all (fixture);
  fixture_use_rtp (fixture);
  inviter = establish_by_us (fixture);
  sipgo_simulated_network_set_tap (fixture->network, listen_to, &ear);
  fixture_wait (fixture, 40000);
  start = sipgo_environment_now (fixture->environment);
  move (fixture, NEW_ADDRESS);
  invite = expect_re_invite (fixture, FOLLOWED);
  assert_has_text (sipgo_message_get_body (invite), "c=IN IP4 " NEW_ADDRESS);
  answer (fixture, invite);
  fixture_wait (fixture, 1000);
  g_assert_cmpint (ear.heard, >, start);
  g_assert_cmpint (ear.heard - start, <, SIPGO_SECONDS (3));
  peer_expect_nothing (fixture->peer, 30000);
  sipgo_simulated_network_set_tap (fixture->network, NULL, NULL);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_hangs_up (fixture);
}

static void
test_incoming_call (Fixture *fixture, gconstpointer data)
{
  establish_by_peer (fixture);
  fixture_wait (fixture, 40000);
  move (fixture, NEW_ADDRESS);
  answer (fixture, expect_re_invite (fixture, FOLLOWED));
  peer_expect_nothing (fixture->peer, 30000);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_hangs_up (fixture);
}

/* A re-INVITE of the application after the change tells the peer all that it has to know. */
static void
test_own_re_invite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };

  fixture_wait (fixture, 40000);
  move (fixture, NEW_ADDRESS);
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
  answer (fixture, expect_re_invite (fixture, 1001));
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (fixture->peer, 30000);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_hangs_up (fixture);
}

/* A peer that refuses is not asked again; the call lasts. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);

  fixture_wait (fixture, 40000);
  move (fixture, NEW_ADDRESS);
  peer_reply (fixture->peer, expect_re_invite (fixture, FOLLOWED), "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  peer_expect_nothing (fixture->peer, 30000);
  assert_established (inviter);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_hangs_up (fixture);
}

/* The peer has sent a re-INVITE at the same time. */
static void
test_glare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);

  fixture_wait (fixture, 40000);
  move (fixture, NEW_ADDRESS);
  peer_reply (fixture->peer, expect_re_invite (fixture, FOLLOWED), "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  answer (fixture, peer_expect (fixture->peer, "INVITE"));
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_hangs_up (fixture);
}

/* The link is away for a while in a call: the peer hears of us when it is back, by a re-INVITE without a change. */
static void
test_call_over_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoMessage *invite;

  fixture_wait (fixture, 40000);
  sipgo_simulated_network_set_link (net_of (fixture), FALSE);
  peer_expect_nothing (fixture->peer, 10000);
  peer_mark (fixture->peer);
  sipgo_simulated_network_set_link (net_of (fixture), TRUE);
  invite = expect_after (fixture, "INVITE", FOLLOWED);
  assert_at (invite, OLD_ADDRESS ":5060");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  peer_hangs_up (fixture);
}

/* --- calls that ring ---------------------------------------------------------------------------------------------- */

static SipgoInviter *
ring_at_peer (Fixture *fixture, const char *headers, Outcome *outcome)
{
  SipgoInviter *inviter = make_inviter (fixture);

  peer_reply (fixture->peer, call_peer (fixture, inviter, outcome), "180 Ringing\n" PEER_CONTACT "%s", headers);
  peer_expect_nothing (fixture->peer, 1000);
  return inviter;
}

/* The answer goes to the address of the INVITE, which is back in time. */
static void
test_calling_over_link (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_simulated_network_set_link (net_of (fixture), FALSE);
  peer_expect_nothing (fixture->peer, 10000);
  sipgo_simulated_network_set_link (net_of (fixture), TRUE);
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_false (outcome.done);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  answer_at (fixture, expect_re_invite_at (fixture, OLD_ADDRESS), OLD_ADDRESS);
  peer_hangs_up (fixture);
}

/* It is not back, so no answer can come, and after the time for which a 2xx is repeated the call is given up. */
static void
test_calling (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoInviter) inviter = ring_at_peer (fixture, "", &outcome);

  move (fixture, NEW_ADDRESS);
  peer_expect_nothing (fixture->peer, SETTLED + 31900);
  g_assert_false (outcome.done);
  peer_expect_nothing (fixture->peer, 200);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (outcome.error->message, "The network of this machine has changed"));
}

/* A peer that allows UPDATE is told at once. */
static void
test_calling_update (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoInviter) inviter = ring_at_peer (fixture, "Allow: INVITE, ACK, BYE, UPDATE", &outcome);
  SipgoMessage *update;

  move (fixture, NEW_ADDRESS);
  update = expect_after (fixture, "UPDATE", FOLLOWED);
  assert_at (update, NEW_ADDRESS ":5060");
  g_assert_null (sipgo_message_get_body (update));
  peer_reply (fixture->peer, update, "200 OK\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 1000);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_send (fixture->peer, "BYE sip:alice@" NEW_ADDRESS);
  peer_expect (fixture->peer, "200 BYE");
  RUN_UNTIL (fixture->environment, outcome.done);
  g_assert_nonnull (outcome.error);
}

/* The INVITE is known by the Via that it was sent with. */
static void
test_calling_cancelled (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) cancelled = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *cancel;

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 1000);
  move (fixture, NEW_ADDRESS);
  peer_expect_nothing (fixture->peer, 3000);
  sipgo_inviter_cancel (inviter, NULL, NULL, note_cancel, &cancelled);
  cancel = peer_expect (fixture->peer, "CANCEL");
  assert_same_via (cancel, invite);
  g_assert_cmpstr (source_of (fixture, cancel), ==, NEW_ADDRESS);
  peer_reply (fixture->peer, cancel, "200 OK");
  RUN_UNTIL (fixture->environment, outcome.done && cancelled.done);
}

/* One that rings here is answered from the new address, whose Contact and media are in the 200. With data the agent
 * listens at all addresses. */
static void
test_ringing_call (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  if (data)
    listen_on_all (fixture);
  fixture_use_rtp (fixture);
  be_called (fixture);
  move (fixture, NEW_ADDRESS);
  peer_expect_nothing (fixture->peer, 3000);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_has (response, "Contact", NEW_ADDRESS ":5060");
  assert_has_text (sipgo_message_get_body (response), "c=IN IP4 " NEW_ADDRESS);
  g_assert_cmpstr (source_of (fixture, response), ==, NEW_ADDRESS);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (fixture->peer, 10000);
  peer_hangs_up (fixture);
}

/* The caller's next requests in the early dialog come to the new address. */
static void
test_ringing_update (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *update;

  peer_mark (fixture->peer);
  peer_send (fixture->peer, "INVITE\nAllow: INVITE, ACK, BYE, UPDATE\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  move (fixture, NEW_ADDRESS);
  update = expect_after (fixture, "UPDATE", FOLLOWED);
  assert_at (update, NEW_ADDRESS ":5060");
  g_assert_null (sipgo_message_get_body (update));
  peer_reply (fixture->peer, update, "200 OK\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 1000);
  peer_aim (fixture->peer, "udp:" NEW_ADDRESS ":5060");
  peer_send (fixture->peer, "CANCEL");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_expect (fixture->peer, "487 INVITE");
  peer_skip (fixture->peer);
}

/* --- listeners and connections ------------------------------------------------------------------------------------ */

static void
test_listeners (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) moved = NULL;
  g_auto (GStrv) back = NULL;
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (fixture->agent, "notify::listeners", G_CALLBACK (note_notify), log);
  move (fixture, NEW_ADDRESS);
  peer_expect_nothing (fixture->peer, 1000);
  moved = sipgo_user_agent_get_listeners (fixture->agent);
  g_assert_cmpuint (g_strv_length (moved), ==, 1);
  g_assert_cmpstr (moved[0], ==, "udp:" NEW_ADDRESS ":5060");
  g_assert_cmpstr (log->str, ==, NEW_ADDRESS " 1 ");
  move (fixture, OLD_ADDRESS);
  peer_expect_nothing (fixture->peer, 1000);
  back = sipgo_user_agent_get_listeners (fixture->agent);
  g_assert_cmpuint (g_strv_length (back), ==, 1);
  g_assert_cmpstr (back[0], ==, "udp:" OLD_ADDRESS ":5060");
  g_signal_handlers_disconnect_by_data (fixture->agent, log);
}

/* The start and the stop of the agent are changes of the properties, too. */
static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) log = g_string_new (NULL);

  g_signal_connect (fixture->agent, "notify::network-available", G_CALLBACK (note_notify), log);
  listen_on_all (fixture);
  g_assert_cmpstr (log->str, ==, "- 0 " OLD_ADDRESS " 1 ");
  g_signal_handlers_disconnect_by_data (fixture->agent, log);
}

/* The connection from an address that is gone is not used any more, and the next request is sent over a new one. */
static void
test_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2;transport=tcp", NULL);
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = peer_expect (fixture->peer, "REGISTER");
  assert_has (request, "Via", "SIP/2.0/TCP " OLD_ADDRESS);
  peer_reply (fixture->peer, request, "200 OK\nExpires: 600");
  WAIT_OK (fixture, &outcome);
  move (fixture, NEW_ADDRESS);
  request = grant_at (fixture, SETTLED);
  assert_has (request, "Via", "SIP/2.0/TCP " NEW_ADDRESS);
  assert_has (request, "Contact", ", <sip:");
  leave (fixture, registerer);
}

static void
ask_name (Fixture *fixture)
{
  SipgoUserAgentCore *core = sipgo_user_agent_get_core (fixture->agent);
  g_autoptr (SipgoOutgoingRequest) request = sipgo_user_agent_core_request (core, "OPTIONS", "sip:x@name.example:5060",
                                                                            NULL, NULL);

  sipgo_outgoing_request_send (request, NULL, NULL, NULL);
}

/* Another network may have other servers for a name (RFC 3263), however long the TTL is. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  Peer *other = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  SipgoSimulatedDns *dns = sipgo_simulated_network_get_dns (fixture->network);

  sipgo_simulated_dns_add_address (dns, "name.example", "10.0.0.2");
  ask_name (fixture);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  sipgo_simulated_dns_remove (dns, SIPGO_DNS_RECORD_TYPE_ADDRESS, "name.example");
  sipgo_simulated_dns_add_address (dns, "name.example", "10.0.0.3");
  ask_name (fixture);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  move (fixture, NEW_ADDRESS);
  fixture_wait (fixture, SETTLED + 10);
  ask_name (fixture);
  peer_reply (other, peer_expect (other, "OPTIONS"), "200 OK");
  peer_free (other);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/network-change/registration", test_registration);
  ADD ("/network-change/joined", test_joined);
  ADD ("/network-change/link", test_link);
  ADD ("/network-change/asked-for", test_asked_for);
  ADD ("/network-change/interface", test_interface);
  ADD ("/network-change/stopped", test_stopped);
  ADD ("/network-change/call", test_call);
  g_test_add ("/network-change/call/listening-on-all", Fixture, "", fixture_set_up, test_call, fixture_tear_down);
  ADD ("/network-change/incoming-call", test_incoming_call);
  ADD ("/network-change/own-re-invite", test_own_re_invite);
  ADD ("/network-change/refused", test_refused);
  ADD ("/network-change/glare", test_glare);
  ADD ("/network-change/call-over-link", test_call_over_link);
  ADD ("/network-change/calling", test_calling);
  ADD ("/network-change/calling/over-link", test_calling_over_link);
  ADD ("/network-change/calling/update", test_calling_update);
  ADD ("/network-change/calling/cancelled", test_calling_cancelled);
  ADD ("/network-change/ringing-call", test_ringing_call);
  g_test_add ("/network-change/ringing-call/listening-on-all", Fixture, "", fixture_set_up, test_ringing_call,
              fixture_tear_down);
  ADD ("/network-change/ringing-call/update", test_ringing_update);
  ADD ("/network-change/listeners", test_listeners);
  ADD ("/network-change/properties", test_properties);
  ADD ("/network-change/names", test_names);
  ADD ("/network-change/connection", test_connection);
  return g_test_run ();
}

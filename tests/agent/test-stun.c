/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A STUN server says under which address a NAT shows the agent: Contact and c= have it from the first request on. */
#include "tests/util/ua-util.h"

#include "libsipgo/net/sipgo-stun-private.h"

#include <string.h>

#define SERVER "198.51.100.3"
#define NAT_IDLE SIPGO_SECONDS (60)

typedef struct
{
  SipgoDatagramPort *port;
  gboolean is_silent;
  gboolean swaps;            /* shows a higher port as a lower one */
  guint n_asked;
} Server;

static void
server_ready (GIOCondition condition, gpointer user_data)
{
  Server *self = user_data;
  guint8 data[64], id[SIPGO_STUN_ID_LENGTH], response[SIPGO_STUN_MAX_RESPONSE_LENGTH];
  SipgoDatagram datagram = { .buffer = data, .size = sizeof data };

  while (sipgo_datagram_port_receive (self->port, &datagram, 1) > 0)
    {
      SipgoAddress seen = datagram.source;
      gsize length;

      g_assert_true (sipgo_stun_read_request (data, datagram.length, id));
      self->n_asked++;
      if (self->swaps)
        sipgo_address_set_port (&seen, 50000 - sipgo_address_get_port (&seen));
      length = sipgo_stun_write_response (id, &seen, response);
      if (self->is_silent)
        continue;
      sipgo_datagram_port_send (self->port, &datagram.source, response, length, NULL);
    }
}

static void
server_start (Server *self, Fixture *fixture)
{
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (fixture->network);
  SipgoAddress address;

  sipgo_address_parse (&address, SERVER, 3478);
  sipgo_simulated_network_set_address (host, SERVER);
  self->port = sipgo_net_open_port (host, &address, NULL, NULL);
  sipgo_datagram_port_watch (self->port, fixture->environment, server_ready, self);
}

static SipgoSimulatedNat *
put_behind_nat (Fixture *fixture)
{
  SipgoSimulatedNat *nat = sipgo_simulated_network_add_nat (fixture->network, "203.0.113.1", NAT_IDLE);
  guint i;

  /* The agent, and hosts for its media. */
  for (i = 1; i < 9; i++)
    {
      g_autofree char *host = g_strdup_printf ("10.0.0.%u", i);

      if (i != 2)
        sipgo_simulated_nat_add_inside (nat, host);
    }
  return nat;
}

static void
stop (Fixture *fixture)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  WAIT_OK (fixture, &outcome);
}

static void
start_with (Fixture *fixture, const char *server)
{
  g_auto (Outcome) outcome = { FALSE };

  stop (fixture);
  sipgo_user_agent_set_stun_server (fixture->agent, server);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &outcome);
  WAIT_OK (fixture, &outcome);
}

static void
assert_contact (SipgoMessage *request, const char *host_port)
{
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");

  if (!strstr (contact, host_port))
    g_error ("The Contact is %s, not at %s", contact, host_port);
}

/* Calls a peer that is not on our side of the NAT, or another one; it refuses. Gives the INVITE. */
static SipgoMessage *
call (Fixture *fixture, Peer *peer, const char *target)
{
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, target, NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (peer, "INVITE");
  peer_reply (peer, invite, "486 Busy Here");
  peer_expect (peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  return invite;
}

#define FAR "sip:bob@198.51.100.7:5060"
#define NEAR "sip:bob@10.0.0.2:5060"

static Peer *
far_peer (Fixture *fixture)
{
  return peer_new (fixture->environment, fixture->network, "198.51.100.7:5060");
}

/* --- Contact ------------------------------------------------------------------------------------------------------ */

static void
test_contact (Fixture *fixture, gconstpointer data)
{
  Server server = { NULL };
  Peer *peer = far_peer (fixture);

  put_behind_nat (fixture);
  server_start (&server, fixture);
  start_with (fixture, SERVER);
  g_assert_cmpuint (server.n_asked, ==, 1);
  assert_contact (call (fixture, peer, FAR), "@203.0.113.1:20000>");
  assert_contact (call (fixture, fixture->peer, NEAR), "@10.0.0.1:5060>");
  stop (fixture);
  fixture_wait (fixture, 100000);
  g_assert_cmpuint (server.n_asked, <, 10);
  sipgo_datagram_port_free (server.port);
  peer_free (peer);
}

static void
test_names (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "example.com", "stun:example.com", "host.example.com:3478", SERVER ":3478" };
  Server server = { NULL };
  Peer *peer = far_peer (fixture);
  guint i;

  put_behind_nat (fixture);
  server_start (&server, fixture);
  sipgo_simulated_network_add_name (fixture->network, "host.example.com", SERVER);
  sipgo_simulated_network_add_service (fixture->network, "_stun._udp.example.com", "host.example.com", 3478, 1);
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      start_with (fixture, names[i]);
      g_assert_cmpuint (server.n_asked, >, i);
      assert_contact (call (fixture, peer, FAR), "@203.0.113.1:");
    }
  stop (fixture);
  sipgo_datagram_port_free (server.port);
  peer_free (peer);
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = {
    "", ":", ":3478", "stun:", "a:0", "a:65536", "a:b", "a b", "[::1", "[]", "[::1]x", "a:1:2", "stun://a",
  };
  guint i;

  stop (fixture);
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      sipgo_user_agent_set_stun_server (fixture->agent, names[i]);
      sipgo_user_agent_start (fixture->agent, NULL, note_start, &outcome);
      WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
}

/* A server that does not answer, or that has no address, delays the start by two seconds at most. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { SERVER, "nobody.example.com" };
  Server server = { .is_silent = TRUE };
  Peer *peer = far_peer (fixture);
  guint i;

  put_behind_nat (fixture);
  server_start (&server, fixture);
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      stop (fixture);
      sipgo_user_agent_set_stun_server (fixture->agent, names[i]);
      sipgo_user_agent_start (fixture->agent, NULL, note_start, &outcome);
      fixture_wait (fixture, 1990);
      settle (fixture);
      g_assert_true (outcome.done);
      g_assert_cmpuint (server.n_asked, ==, 3);
      assert_contact (call (fixture, peer, FAR), "@10.0.0.1:5060>");
    }
  /* It is asked again later, also when it comes up late. */
  start_with (fixture, SERVER);
  server.is_silent = FALSE;
  fixture_wait (fixture, 90000);
  g_assert_nonnull (sipgo_agent_get_stun_address (SIPGO_AGENT (fixture->agent)));
  server.is_silent = TRUE;
  fixture_wait (fixture, 90000);
  g_assert_null (sipgo_agent_get_stun_address (SIPGO_AGENT (fixture->agent)));
  stop (fixture);
  sipgo_datagram_port_free (server.port);
  peer_free (peer);
}

static void
test_stopped_while_it_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) again = { FALSE };
  g_auto (Outcome) second = { FALSE };

  stop (fixture);
  sipgo_user_agent_set_stun_server (fixture->agent, SERVER);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &first);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &again);
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  stop (fixture);
  WAIT_ERROR (fixture, &first, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_user_agent_start (fixture->agent, cancellable, note_start, &second);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &second, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sipgo_user_agent_get_state (fixture->agent), ==, SIPGO_USER_AGENT_STATE_STOPPED);
  start_with (fixture, NULL);
}

/* The NAT has another address: the registration follows, long before its refresh. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  SipgoSimulatedNat *nat = put_behind_nat (fixture);
  Server server = { NULL };
  Peer *peer = far_peer (fixture);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:198.51.100.7:5060", NULL);
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) left = { FALSE };
  SipgoMessage *request;
  gint64 begin;

  server_start (&server, fixture);
  start_with (fixture, SERVER);
  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  sipgo_registerer_set_registrar (registerer, registrar);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = peer_expect (peer, "REGISTER");
  assert_contact (request, "@203.0.113.1:20000>");
  peer_reply (peer, request, "200 OK\nExpires: 3600");
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (peer, 30000);
  sipgo_simulated_network_restart_nat (fixture->network, nat, "203.0.113.9");
  begin = sipgo_environment_now (fixture->environment);
  request = peer_expect (peer, "REGISTER");
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - begin, <, SIPGO_SECONDS (18));
  assert_contact (request, "@203.0.113.9:");
  peer_reply (peer, request, "200 OK\nExpires: 3600");
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &left);
  peer_reply (peer, peer_expect (peer, "REGISTER"), "200 OK");
  WAIT_OK (fixture, &left);
  stop (fixture);
  sipgo_datagram_port_free (server.port);
  peer_free (peer);
}

/* --- c= ----------------------------------------------------------------------------------------------------------- */

static void
assert_body (SipgoMessage *message, const char *text, gboolean is_wanted)
{
  g_autofree char *body = sipgo_body_get_text (sipgo_message_get_body (message));

  if ((strstr (body, text) != NULL) != is_wanted)
    g_error ("%s “%s” in\n%s", is_wanted ? "no" : "a", text, body);
}

static void
test_offer (Fixture *fixture, gconstpointer data)
{
  Server server = { NULL };
  Peer *peer = far_peer (fixture);
  SipgoMessage *invite;
  gint64 begin;

  put_behind_nat (fixture);
  server_start (&server, fixture);
  fixture_use_rtp (fixture);
  start_with (fixture, SERVER);
  invite = call (fixture, peer, FAR);
  assert_body (invite, "c=IN IP4 203.0.113.1\r\n", TRUE);
  assert_body (invite, "m=audio 20001 RTP/AVP", TRUE);
  assert_body (invite, "a=rtcp:", FALSE);
  server.swaps = TRUE;
  invite = call (fixture, peer, FAR);
  assert_body (invite, "m=audio 29997 RTP/AVP", TRUE);
  assert_body (invite, "a=rtcp:29996\r\n", TRUE);
  server.swaps = FALSE;
  /* A server that has fallen silent delays one call by a second, and the ones after that not at all. */
  server.is_silent = TRUE;
  begin = sipgo_environment_now (fixture->environment);
  invite = call (fixture, peer, FAR);
  assert_body (invite, "c=IN IP4 10.0.0.1\r\n", TRUE);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - begin, <, SIPGO_MS (1200));
  fixture_wait (fixture, 90000);
  begin = sipgo_environment_now (fixture->environment);
  invite = call (fixture, peer, FAR);
  assert_body (invite, "c=IN IP4 10.0.0.1\r\n", TRUE);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - begin, <, SIPGO_MS (100));
  stop (fixture);
  sipgo_datagram_port_free (server.port);
  peer_free (peer);
}

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  Server server = { NULL };
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simulated_nat_add_inside (put_behind_nat (fixture), "10.0.0.2");
  server_start (&server, fixture);
  fixture_use_rtp (fixture);
  start_with (fixture, SERVER);
  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  assert_body (peer_expect (fixture->peer, "200 INVITE"), "c=IN IP4 203.0.113.1\r\n", TRUE);
  WAIT_OK (fixture, &outcome);
  g_clear_object (&fixture->invitation);
  stop (fixture);
  sipgo_datagram_port_free (server.port);
}

/* The call ends while the server is asked. */
static void
test_ended_while_it_asks (Fixture *fixture, gconstpointer data)
{
  Server server = { NULL };
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };

  put_behind_nat (fixture);
  server_start (&server, fixture);
  fixture_use_rtp (fixture);
  start_with (fixture, SERVER);
  server.is_silent = TRUE;
  inviter = sipgo_inviter_new (fixture->agent, FAR, NULL);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  fixture_wait (fixture, 300);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  stop (fixture);
  sipgo_datagram_port_free (server.port);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/stun/contact", test_contact);
  ADD ("/stun/names", test_names);
  ADD ("/stun/malformed", test_malformed);
  ADD ("/stun/silent", test_silent);
  ADD ("/stun/stopped-while-it-waits", test_stopped_while_it_waits);
  ADD ("/stun/moved", test_moved);
  ADD ("/stun/offer", test_offer);
  ADD ("/stun/answer", test_answer);
  ADD ("/stun/ended-while-it-asks", test_ended_while_it_asks);
  return g_test_run ();
}

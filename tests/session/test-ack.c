/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ACK to a 2xx whose Contact or Record-Route is a name with several addresses: its targets are tried like those of
 * other requests (RFC 3261 13.2.2.4, RFC 3263 4.3), although no response says whether it has arrived. */
#include "tests/util/ua-util.h"

typedef struct
{
  const char *name;
  const char *first_address;     /* of the name; the second one is that of the peer */
  const char *transport;         /* of its URI */
  gboolean is_route;
  guint n_answers;               /* how often the 200 is retransmitted until the ACK arrives */
} Case;

static const Case cases[] = {
  { "one-address", NULL, "udp", FALSE, 1 },
  { "contact-refused", "10.0.0.9", "tcp", FALSE, 2 },
  { "route-refused", "10.0.0.9", "tcp", TRUE, 2 },
  { "contact-silent", "10.0.0.9", "udp", FALSE, 3 },
  { "route-silent", "10.0.0.9", "udp", TRUE, 3 },
};

static void
reply (Fixture *fixture, const Case *test, SipgoMessage *invite)
{
  if (test->is_route)
    peer_reply (fixture->peer, invite, "200 OK\nRecord-Route: <sip:edge.example.com;lr;transport=%s>\n" WITH_SDP,
                test->transport);
  else
    peer_reply (fixture->peer, invite, "200 OK\nContact: <sip:bob@edge.example.com;transport=%s>\n"
                "Content-Type: application/sdp\n\n%s", test->transport, PEER_SDP);
}

static void
test_way (Fixture *fixture, gconstpointer data)
{
  const Case *test = data;
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) invited = { FALSE };
  g_auto (Outcome) hung_up = { FALSE };
  SipgoMessage *invite;
  guint i;

  if (test->first_address)
    sipgo_simulated_network_add_name (fixture->network, "edge.example.com", test->first_address);
  sipgo_simulated_network_add_name (fixture->network, "edge.example.com", "10.0.0.2");
  invite = call_peer (fixture, inviter, &invited);
  for (i = 1; i < test->n_answers; i++)
    {
      reply (fixture, test, invite);
      peer_expect_nothing (fixture->peer, 500);
    }
  reply (fixture, test, invite);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &invited);
  /* It continues with the target that works. */
  reply (fixture, test, invite);
  peer_expect (fixture->peer, "ACK");

  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &hung_up);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_OK (fixture, &hung_up);
}

/* The connection of the ACK is closed: the next retransmission of the 200 gets it over another one. */
static void
test_connection_lost (Fixture *fixture, gconstpointer data)
{
  const Case test = { .transport = "tcp" };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) invited = { FALSE };
  g_auto (Outcome) hung_up = { FALSE };
  SipgoMessage *invite;

  sipgo_simulated_network_add_name (fixture->network, "edge.example.com", "10.0.0.2");
  invite = call_peer (fixture, inviter, &invited);
  reply (fixture, &test, invite);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &invited);
  sipgo_simulated_network_cut (fixture->network);
  run_for (fixture->environment, 1000);
  reply (fixture, &test, invite);
  peer_expect (fixture->peer, "ACK");

  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &hung_up);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_OK (fixture, &hung_up);
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/ack/rfc3263-4.3/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], fixture_set_up, test_way, fixture_tear_down);
    }
  ADD ("/ack/rfc3261-13.2.2.4/connection-lost", test_connection_lost);
  return g_test_run ();
}

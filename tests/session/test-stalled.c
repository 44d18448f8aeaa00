/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls whose peer sends no media any more: they go on, or end by a BYE when the agent says so. */
#include "tests/util/ua-util.h"

#include "libsipgo/media/sipgo-media.h"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  fixture_use_rtp (fixture);
}

static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoMedia *media = sipgo_session_get_media (SIPGO_SESSION (inviter));

  g_assert_cmpuint (sipgo_media_get_stall_timeout (media), ==, 30);
  peer_expect_nothing (fixture->peer, 29000);
  g_assert_false (sipgo_media_get_stalled (media));
  peer_expect_nothing (fixture->peer, 2000);
  g_assert_true (sipgo_media_get_stalled (media));
  peer_expect_nothing (fixture->peer, 60000);
  assert_established (inviter);
  peer_hangs_up (fixture);
  g_assert_false (sipgo_media_get_stalled (media));
}

static void
expect_end (Fixture *fixture, SipgoSession *session)
{
  SipgoMessage *bye = peer_expect (fixture->peer, "BYE");

  assert_header (bye, "Reason", "SIP;cause=408;text=\"The peer has sent no media for 10 seconds\"");
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, session, TERMINATED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_session_get_failure (session)), ==, 408);
}

static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;

  g_assert_false (sipgo_user_agent_get_end_stalled_calls (fixture->agent));
  sipgo_user_agent_set_end_stalled_calls (fixture->agent, TRUE);
  inviter = establish_by_us (fixture);
  sipgo_media_set_stall_timeout (sipgo_session_get_media (SIPGO_SESSION (inviter)), 10);
  peer_expect_nothing (fixture->peer, 9000);
  expect_end (fixture, SIPGO_SESSION (inviter));
}

/* A setting that comes later holds as well. */
static void
test_ends_later (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  sipgo_media_set_stall_timeout (sipgo_session_get_media (session), 10);
  peer_expect_nothing (fixture->peer, 30000);
  g_object_set (fixture->agent, "end-stalled-calls", TRUE, NULL);
  expect_end (fixture, session);
}

/* The other side holds the call: nothing is expected from it. */
static void
test_held_by_peer (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  sipgo_user_agent_set_end_stalled_calls (fixture->agent, TRUE);
  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000", "a=inactive\n"));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_expect_nothing (fixture->peer, 100000);
  assert_established (session);
  peer_hangs_up (fixture);
}

#define ADD_RTP(path, function) g_test_add (path, Fixture, NULL, set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_RTP ("/stalled/goes-on", test_goes_on);
  ADD_RTP ("/stalled/ends", test_ends);
  ADD_RTP ("/stalled/ends-later", test_ends_later);
  ADD_RTP ("/stalled/held-by-peer", test_held_by_peer);
  return g_test_run ();
}

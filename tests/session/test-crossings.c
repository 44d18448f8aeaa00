/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages that cross, and unusable ACKs. */
#include "tests/util/ua-util.h"

#define DESCRIBED(port) PEER_CONTACT "Content-Type: application/sdp\n\n" SDP (port, "")

/* --- re-INVITEs that cross ---------------------------------------------------------------------------------------- */

/* The peer rejects our re-INVITE because it is about to send its own, which arrives while ours waits for its retry. */
static void
cross (Fixture *fixture, SipgoSession *session, gint64 ack_after)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *response;

  sipgo_session_invite (session, NULL, NULL, note_re_invite, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  peer_send (fixture->peer, "INVITE\n" DESCRIBED ("4100"));
  response = peer_expect (fixture->peer, "200 INVITE");
  if (ack_after > 0)
    {
      /* Our retry waits for the ACK of the peer, although its time is over. */
      run_for (fixture->environment, ack_after);
      g_assert_false (outcome.done);
      while (fixture->peer->next < fixture->peer->received->len)
        peer_expect (fixture->peer, "200 INVITE");
    }
  assert_peer_port (sipgo_session_get_offer (session), "4100");
  peer_acknowledge (fixture->peer, response);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "200 OK\n" DESCRIBED ("4200"));
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_peer_port (sipgo_session_get_answer (session), "4200");
  peer_expect_nothing (fixture->peer, 10000);
  assert_established (session);
}

static void
test_glare_of_caller (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);

  cross (fixture, SIPGO_SESSION (inviter), 0);
  cross (fixture, SIPGO_SESSION (inviter), 5000);
  peer_hangs_up (fixture);
}

static void
test_glare_of_called (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  cross (fixture, session, 0);
  cross (fixture, session, 5000);
  peer_hangs_up (fixture);
}

/* Both are rejected, and both retry: the first retry succeeds, and the second too. */
static void
test_both_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "491 INVITE"));
  peer_reply (fixture->peer, invite, "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  run_for (fixture->environment, 1000);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

/* Our offer is in a 2xx whose ACK is lost, so it has no answer: the next INVITE of the peer is rejected (RFC 5407
 * 3.1.4). */
static void
test_offer_not_answered (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  WAIT_OK (fixture, &outcome);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "491 INVITE"));
  assert_established (fixture->invitation);
  fixture->peer->invite_cseq = 1;
  peer_send (fixture->peer, "ACK\nContent-Type: application/sdp\n\n" PEER_SDP);
  run_for (fixture->environment, 10);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_hangs_up (fixture);
}

/* After offer and answer only the ACK is missing: the next INVITE of the peer shows that it has received our 2xx. */
static void
test_ack_overtaken (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  WAIT_OK (fixture, &outcome);
  peer_send (fixture->peer, "INVITE\n" DESCRIBED ("4100"));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_acknowledge (fixture->peer, response);
  peer_expect_nothing (fixture->peer, 60000);
  assert_established (fixture->invitation);
  assert_peer_port (sipgo_session_get_offer (SIPGO_SESSION (fixture->invitation)), "4100");
  peer_hangs_up (fixture);
}

/* We send a BYE during our own re-INVITE, which the peer may still accept. */
static void
test_bye_behind_invite (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[] = { "200 OK\n" WITH_SDP, "487 Request Terminated", "491 Request Pending" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
      g_auto (Outcome) changed = { FALSE };
      g_auto (Outcome) ended = { FALSE };
      SipgoMessage *invite, *bye;

      sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &changed);
      invite = peer_expect (fixture->peer, "INVITE");
      sipgo_session_end (SIPGO_SESSION (inviter), NULL, note_end, &ended);
      bye = peer_expect (fixture->peer, "BYE");
      peer_reply (fixture->peer, invite, "%s", answers[i]);
      peer_expect (fixture->peer, "ACK");
      peer_reply (fixture->peer, bye, "200 OK");
      WAIT_OK (fixture, &ended);
      WAIT (fixture, &changed);
      peer_expect_nothing (fixture->peer, 40000);
      peer_new_call (fixture->peer);
    }
}

/* The peer sends a BYE instead of a response to our re-INVITE. */
static void
test_bye_in_answer_to_invite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_hangs_up (fixture);
  WAIT (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  peer_expect_nothing (fixture->peer, 40000);
}

/* A proxy challenges: the next INVITE has the next CSeq number, and each ACK that of its INVITE. */
static void
test_re_invite_challenged (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "407 Proxy Authentication Required\n"
              "Proxy-Authenticate: Digest realm=\"example.com\", nonce=\"n1\", algorithm=MD5");
  assert_header (peer_expect (fixture->peer, "ACK"), "CSeq", "2 ACK");
  invite = peer_expect (fixture->peer, "INVITE");
  assert_header (invite, "CSeq", "3 INVITE");
  g_assert_true (sipgo_message_has_header (invite, "Proxy-Authorization"));
  g_assert_nonnull (sipgo_message_get_body (invite));
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  assert_header (peer_expect (fixture->peer, "ACK"), "CSeq", "3 ACK");
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

/* --- unusable ACKs ------------------------------------------------------------------------------------------------ */

static void
test_ack_of_another_number (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  WAIT_OK (fixture, &outcome);
  peer_send (fixture->peer, "ACK\nCSeq: 99 ACK");
  peer_expect (fixture->peer, "200 INVITE");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_expect_nothing (fixture->peer, 40000);
  peer_hangs_up (fixture);
}

/* Our offer was in the 2xx; the answer in the ACK is not valid. */
static void
test_ack_with_useless_answer (Fixture *fixture, gconstpointer data)
{
  static const char *const bodies[] = {
    "Content-Type: application/sdp\n\nnonsense\n",
    "Content-Type: application/sdp\n\n" SDP_HEAD "m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 31\n",
    "Content-Type: text/plain\n\nhello\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      peer_new_call (fixture->peer);
      peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
      peer_expect (fixture->peer, "180 INVITE");
      sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
      peer_expect (fixture->peer, "200 INVITE");
      WAIT_OK (fixture, &outcome);
      peer_send (fixture->peer, "ACK\n%s", bodies[i]);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      WAIT_STATE (fixture, fixture->invitation, TERMINATED);
      peer_expect_nothing (fixture->peer, 40000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/crossings/glare/caller", test_glare_of_caller);
  ADD ("/crossings/glare/called", test_glare_of_called);
  ADD ("/crossings/glare/both", test_both_refused);
  ADD ("/crossings/offer-not-answered", test_offer_not_answered);
  ADD ("/crossings/ack-overtaken", test_ack_overtaken);
  ADD ("/crossings/bye-behind-invite", test_bye_behind_invite);
  ADD ("/crossings/bye-in-answer-to-invite", test_bye_in_answer_to_invite);
  ADD ("/crossings/re-invite-challenged", test_re_invite_challenged);
  ADD ("/crossings/ack/another-number", test_ack_of_another_number);
  ADD ("/crossings/ack/useless-answer", test_ack_with_useless_answer);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Early dialogs: forks with different answers, and offers and answers in PRACK (RFC 3262). */
#include "tests/util/ua-util.h"

#define RELIABLE(rseq) "Require: 100rel\nRSeq: " rseq "\n"
#define DESCRIBED(port) PEER_CONTACT "Content-Type: application/sdp\n\n" SDP (port, "")

/* --- forks -------------------------------------------------------------------------------------------------------- */

static void
prack (Fixture *fixture, const char *tag, gboolean answers)
{
  SipgoMessage *message = peer_expect (fixture->peer, "PRACK");

  g_assert_cmpstr (sipgo_message_get_to_tag (message), ==, tag);
  g_assert_cmpint (sipgo_message_get_body (message) != NULL, ==, answers);
  peer_reply (fixture->peer, message, "200 OK");
  run_for (fixture->environment, 10);
}

/* Two phones ring, each with an answer in its own early dialog; then one of them sends a 2xx, which may have no
 * description. The call uses the media of this one; the other, which sends a 2xx at the same time, gets ACK and BYE. */
static void
run_fork (Fixture *fixture, gboolean with_offer, guint winner)
{
  static const char *const tags[] = { "fork1", "fork2" };
  static const char *const ports[] = { "4001", "4002" };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *ack, *bye;
  guint i;

  sipgo_invite_options_set_without_description (options, !with_offer);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  for (i = 0; i < 2; i++)
    {
      peer_set_tag (fixture->peer, tags[i]);
      peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("1") PEER_CONTACT
                  "Content-Type: application/sdp\n\n" SDP_HEAD "m=audio %s RTP/AVP 0\n", ports[i]);
      prack (fixture, tags[i], !with_offer);
    }
  peer_set_tag (fixture->peer, tags[winner]);
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT);
  ack = peer_expect (fixture->peer, "ACK");
  g_assert_cmpstr (sipgo_message_get_to_tag (ack), ==, tags[winner]);
  g_assert_null (sipgo_message_get_body (ack));
  peer_set_tag (fixture->peer, tags[1 - winner]);
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT);
  g_assert_cmpstr (sipgo_message_get_to_tag (peer_expect (fixture->peer, "ACK")), ==, tags[1 - winner]);
  bye = peer_expect (fixture->peer, "BYE");
  g_assert_cmpstr (sipgo_message_get_to_tag (bye), ==, tags[1 - winner]);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (sipgo_session_get_dialog (session)), ==, tags[winner]);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  assert_peer_port (with_offer ? sipgo_session_get_answer (session) : sipgo_session_get_offer (session), ports[winner]);
  peer_expect_nothing (fixture->peer, 40000);
  assert_established (session);
  sipgo_session_end (session, NULL, NULL, NULL);
  bye = peer_expect (fixture->peer, "BYE");
  g_assert_cmpstr (sipgo_message_get_to_tag (bye), ==, tags[winner]);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, session, TERMINATED);
}

static void
test_forks_answer (Fixture *fixture, gconstpointer data)
{
  run_fork (fixture, TRUE, 0);
  run_fork (fixture, TRUE, 1);
}

static void
test_forks_offer (Fixture *fixture, gconstpointer data)
{
  run_fork (fixture, FALSE, 0);
  run_fork (fixture, FALSE, 1);
}

/* The second offer waits for the handler, which processes the first: it is retransmitted, and answered then. */
static void
test_forks_offer_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_set_tag (fixture->peer, "fork1");
  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("1") DESCRIBED ("4001"));
  WAIT_PENDING (fixture, factory);
  peer_set_tag (fixture->peer, "fork2");
  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("7") DESCRIBED ("4002"));
  peer_expect_nothing (fixture->peer, 400);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  prack (fixture, "fork1", TRUE);
  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("7") DESCRIBED ("4002"));
  prack (fixture, "fork2", TRUE);
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* One fork has made an early offer; another one sends a 2xx with its own offer, which the ACK answers. */
static void
test_offer_of_another_fork (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *ack;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_set_tag (fixture->peer, "fork1");
  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("1") DESCRIBED ("4001"));
  prack (fixture, "fork1", TRUE);
  peer_set_tag (fixture->peer, "fork2");
  peer_reply (fixture->peer, invite, "200 OK\n" DESCRIBED ("4002"));
  ack = peer_expect (fixture->peer, "ACK");
  assert_header (ack, "Content-Type", "application/sdp");
  WAIT_OK (fixture, &outcome);
  assert_peer_port (sipgo_session_get_offer (SIPGO_SESSION (inviter)), "4002");
  peer_hangs_up (fixture);
}

/* --- early answers and the 2xx ------------------------------------------------------------------------------------ */

#define MISFIT \
  PEER_CONTACT "Content-Type: application/sdp\n\n" SDP_HEAD "m=audio 4000 RTP/AVP 97\na=rtpmap:97 AMR/8000\n"
#define NONSENSE PEER_CONTACT "Content-Type: application/sdp\n\nnonsense\n"
#define NOTHING PEER_CONTACT

/* Provisional responses, and the result of the 2xx; To tag and headers of each. */
typedef struct
{
  const char *name;
  gboolean early_media;
  struct { const char *tag; gboolean reliable; const char *text; } early[3];
  const char *tag, *text;          /* of the 200 */
  const char *port;                /* of the answer in use; NULL: the call ends */
} Answers;

static const Answers answers[] = {
  /* An unusable early answer does not end the call (13.2.2.4: the 2xx decides). */
  { "port 0", TRUE, { { "a", FALSE, DESCRIBED ("0") } }, "a", DESCRIBED ("4001"), "4001" },
  { "unknown codec", TRUE, { { "a", FALSE, MISFIT } }, "a", DESCRIBED ("4001"), "4001" },
  { "nonsense", TRUE, { { "a", FALSE, NONSENSE } }, "a", DESCRIBED ("4001"), "4001" },
  { "useless, of another fork", TRUE, { { "b", FALSE, MISFIT } }, "a", DESCRIBED ("4001"), "4001" },
  { "useless, then useful", TRUE, { { "a", FALSE, MISFIT }, { "a", FALSE, DESCRIBED ("4001") } }, "a", NOTHING,
    "4001" },
  { "useless, then another fork", TRUE, { { "b", FALSE, MISFIT }, { "a", FALSE, DESCRIBED ("4001") } }, "a",
    DESCRIBED ("4001"), "4001" },
  { "useless, reliably", FALSE, { { "a", TRUE, MISFIT } }, "a", DESCRIBED ("4001"), "4001" },
  { "useless, reliably, of another fork", FALSE, { { "b", TRUE, DESCRIBED ("0") } }, "a", DESCRIBED ("4001"), "4001" },
  { "useless, not even looked at", FALSE, { { "a", FALSE, MISFIT } }, "a", DESCRIBED ("4001"), "4001" },
  { "useless, and nothing better", TRUE, { { "a", FALSE, MISFIT } }, "a", NOTHING, NULL },
  { "useless, reliably, and nothing better", FALSE, { { "a", TRUE, MISFIT } }, "a", NOTHING, NULL },
  /* Only in an unreliable response (13.2.1 requires it again in the 2xx). */
  { "only early, heard", TRUE, { { "a", FALSE, DESCRIBED ("4001") } }, "a", NOTHING, "4001" },
  { "only early, not heard", FALSE, { { "a", FALSE, DESCRIBED ("4001") } }, "a", NOTHING, "4001" },
  { "only early, twice", FALSE, { { "a", FALSE, DESCRIBED ("4001") }, { "a", FALSE, DESCRIBED ("4002") } }, "a",
    NOTHING, "4002" },
  { "only early, then ringing", FALSE, { { "a", FALSE, DESCRIBED ("4001") }, { "a", FALSE, NOTHING } }, "a", NOTHING,
    "4001" },
  { "only early, of both forks", TRUE, { { "b", FALSE, DESCRIBED ("4002") }, { "a", FALSE, DESCRIBED ("4001") } }, "a",
    NOTHING, "4001" },
  { "only early, and only of the other fork", TRUE, { { "b", FALSE, DESCRIBED ("4002") } }, "a", NOTHING, NULL },
  { "only early, not heard, and only of the other fork", FALSE, { { "b", FALSE, DESCRIBED ("4002") } }, "a", NOTHING,
    NULL },
  /* The 2xx has another answer. */
  { "the same again", TRUE, { { "a", FALSE, DESCRIBED ("4001") } }, "a", DESCRIBED ("4001"), "4001" },
  { "otherwise, heard", TRUE, { { "a", FALSE, DESCRIBED ("4001") } }, "a", DESCRIBED ("4002"), "4002" },
  { "otherwise, not heard", FALSE, { { "a", FALSE, DESCRIBED ("4001") } }, "a", DESCRIBED ("4002"), "4002" },
  { "otherwise, and useless", TRUE, { { "a", FALSE, DESCRIBED ("4001") } }, "a", MISFIT, NULL },
  { "otherwise, of another fork", TRUE, { { "b", FALSE, DESCRIBED ("4001") } }, "a", DESCRIBED ("4002"), "4002" },
  /* The answer in a reliable response is final. */
  { "otherwise, behind a reliable answer", FALSE, { { "a", TRUE, DESCRIBED ("4001") } }, "a", DESCRIBED ("4002"),
    "4001" },
  { "nothing, behind a reliable answer", FALSE, { { "a", TRUE, DESCRIBED ("4001") } }, "a", NOTHING, "4001" },
  { "nonsense behind a reliable answer", FALSE, { { "a", TRUE, DESCRIBED ("4001") } }, "a", NONSENSE, "4001" },
  { "a hint, then a reliable answer", TRUE, { { "a", FALSE, DESCRIBED ("4002") }, { "a", TRUE, DESCRIBED ("4001") } },
    "a", DESCRIBED ("4001"), "4001" },
};

static void
run_answers (Fixture *fixture, const Answers *c)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;
  guint i;

  g_test_message ("%s", c->name);
  sipgo_inviter_set_early_media (inviter, c->early_media);
  invite = call_peer (fixture, inviter, &outcome);
  for (i = 0; i < G_N_ELEMENTS (c->early) && c->early[i].tag; i++)
    {
      peer_set_tag (fixture->peer, c->early[i].tag);
      peer_reply (fixture->peer, invite, "183 Session Progress\n%s%s", c->early[i].reliable ? RELIABLE ("1") : "",
                  c->early[i].text);
      if (c->early[i].reliable)
        prack (fixture, c->early[i].tag, FALSE);
      peer_expect_nothing (fixture->peer, 100);
    }
  peer_set_tag (fixture->peer, c->tag);
  peer_reply (fixture->peer, invite, "200 OK\n%s", c->text);
  peer_expect (fixture->peer, "ACK");
  if (!c->port)
    {
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      WAIT (fixture, &outcome);
      g_assert_nonnull (outcome.error);
      WAIT_STATE (fixture, session, TERMINATED);
      return;
    }
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  assert_peer_port (sipgo_session_get_answer (session), c->port);
  assert_established (session);
  peer_hangs_up (fixture);
}

static void
test_rfc3261_13_2_1_answers (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      run_answers (fixture, &answers[i]);
      peer_new_call (fixture->peer);
    }
}

/* The 2xx arrives while the handler processes an early answer, which then turns out to be unusable. */
static void
test_rfc3261_13_2_1_slow_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_set_early_media (inviter, TRUE);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "183 Session Progress\n" MISFIT);
  WAIT_PENDING (fixture, factory);
  peer_reply (fixture->peer, invite, "200 OK\n" DESCRIBED ("4001"));
  run_for (fixture->environment, 100);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_peer_port (sipgo_session_get_answer (SIPGO_SESSION (inviter)), "4001");
  peer_hangs_up (fixture);
}

/* Without an offer of ours: an unusable early offer does not end the call either. */
static void
test_rfc3262_5_useless_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_set_tag (fixture->peer, "b");
  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("1") MISFIT);
  prack (fixture, "b", FALSE);
  peer_set_tag (fixture->peer, "a");
  peer_reply (fixture->peer, invite, "200 OK\n" DESCRIBED ("4001"));
  g_assert_nonnull (sipgo_message_get_body (peer_expect (fixture->peer, "ACK")));
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

/* --- PRACK with descriptions -------------------------------------------------------------------------------------- */

static SipgoMessage *
progress_reliably (Fixture *fixture, Outcome *outcome)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();

  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, outcome);
  return peer_expect (fixture->peer, "183 INVITE");
}

static void
be_called_reliably (Fixture *fixture, const char *body)
{
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n%s", body);
  peer_expect (fixture->peer, "180 INVITE");
}

static void
send_prack (Fixture *fixture, SipgoMessage *response, const char *body)
{
  g_autofree char *rseq = sipgo_message_get_header (response, "RSeq");

  peer_send (fixture->peer, "PRACK\nRAck: %s %u INVITE%s%s", rseq, fixture->peer->invite_cseq,
             body ? "\nContent-Type: application/sdp\n\n" : "", body ? body : "");
}

/* The reliable response had the answer; the PRACK makes a new offer, which its 200 answers (RFC 3262 section 5). */
static void
test_offer_in_prack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  be_called_reliably (fixture, WITH_SDP);
  response = progress_reliably (fixture, &outcome);
  assert_has_text (sipgo_message_get_body (response), "a=sendrecv");
  send_prack (fixture, response, SDP ("4100", "a=sendonly\n"));
  response = peer_expect (fixture->peer, "200 PRACK");
  assert_header (response, "Content-Type", "application/sdp");
  assert_has_text (sipgo_message_get_body (response), "a=recvonly");
  WAIT_OK (fixture, &outcome);
  assert_peer_port (sipgo_session_get_offer (SIPGO_SESSION (fixture->invitation)), "4100");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  response = peer_expect (fixture->peer, "200 INVITE");
  /* The first answer is replaced. */
  g_assert_null (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &accepted);
  assert_peer_port (sipgo_session_get_offer (SIPGO_SESSION (fixture->invitation)), "4100");
  peer_hangs_up (fixture);
}

/* An unusable offer in the PRACK: the agreement before it stays. */
static void
test_useless_offer_in_prack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  be_called_reliably (fixture, WITH_SDP);
  response = progress_reliably (fixture, &outcome);
  send_prack (fixture, response, "nonsense\n");
  g_assert_null (sipgo_message_get_body (peer_expect (fixture->peer, "488 PRACK")));
  WAIT_OK (fixture, &outcome);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &accepted);
  assert_peer_port (sipgo_session_get_offer (SIPGO_SESSION (fixture->invitation)), "4000");
  peer_hangs_up (fixture);
}

/* Our offer in the reliable response, and a PRACK without a valid answer. */
static void
test_useless_answer_in_prack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_called_reliably (fixture, PEER_CONTACT);
  send_prack (fixture, progress_reliably (fixture, &outcome), "nonsense\n");
  peer_expect (fixture->peer, "488 PRACK");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "488 INVITE"));
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
}

/* Accepted before the PRACK: the 2xx waits for it (RFC 3262 section 3). */
static void
test_accept_waits_for_prack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  be_called_reliably (fixture, WITH_SDP);
  response = progress_reliably (fixture, &outcome);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  peer_expect_nothing (fixture->peer, 400);
  g_assert_false (accepted.done);
  send_prack (fixture, response, NULL);
  peer_expect (fixture->peer, "200 PRACK");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &outcome);
  WAIT_OK (fixture, &accepted);
  peer_hangs_up (fixture);
}

/* … and when the call ends first, both methods fail. */
static void
test_ended_before_prack (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < 3; i++)
    {
      g_auto (Outcome) outcome = { FALSE };
      g_auto (Outcome) accepted = { FALSE };
      SipgoMessage *response;

      be_called_reliably (fixture, WITH_SDP);
      response = progress_reliably (fixture, &outcome);
      sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
      if (i == 0)
        sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
      else
        peer_send (fixture->peer, i == 1 ? "CANCEL\nTo: <sip:alice@example.com>" : "BYE");
      if (i > 0)
        peer_expect (fixture->peer, i == 1 ? "200 CANCEL" : "200 BYE");
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, i == 0 ? "480 INVITE" : "487 INVITE"));
      WAIT (fixture, &outcome);
      WAIT (fixture, &accepted);
      g_assert_nonnull (outcome.error);
      g_assert_nonnull (accepted.error);
      send_prack (fixture, response, NULL);
      peer_expect (fixture->peer, "481 PRACK");
      peer_expect_nothing (fixture->peer, 40000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/early/forks/answer", test_forks_answer);
  ADD ("/early/forks/offer", test_forks_offer);
  ADD ("/early/forks/offer-at-once", test_forks_offer_at_once);
  ADD ("/early/forks/offer-of-another", test_offer_of_another_fork);
  ADD ("/early/rfc3261-13.2.1/answers", test_rfc3261_13_2_1_answers);
  ADD ("/early/rfc3261-13.2.1/slow-handler", test_rfc3261_13_2_1_slow_handler);
  ADD ("/early/rfc3262-5/useless-offer", test_rfc3262_5_useless_offer);
  ADD ("/early/prack/offer", test_offer_in_prack);
  ADD ("/early/prack/useless-offer", test_useless_offer_in_prack);
  ADD ("/early/prack/useless-answer", test_useless_answer_in_prack);
  ADD ("/early/prack/accept-waits", test_accept_waits_for_prack);
  ADD ("/early/prack/ended-before", test_ended_before_prack);
  return g_test_run ();
}

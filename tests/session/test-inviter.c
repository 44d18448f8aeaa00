/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Outgoing calls to a scripted peer. */
#include "tests/util/ua-util.h"

#include <string.h>

static void
answer_bye (Fixture *fixture)
{
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
}

static void
hang_up (Fixture *fixture, SipgoInviter *inviter)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &outcome);
  answer_bye (fixture);
  WAIT_OK (fixture, &outcome);
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* --- a normal call ------------------------------------------------------------------------------------------------ */

static void
test_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  GString *states = log_states (SIPGO_SESSION (inviter));
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *contact = NULL;
  SipgoMessage *invite, *ack, *bye;

  invite = call_peer (fixture, inviter, &outcome);
  contact = sipgo_message_get_header (invite, "Contact");
  g_assert_true (g_str_has_prefix (contact, "<sip:"));
  g_assert_true (g_str_has_suffix (contact, "@10.0.0.1:5060>"));
  assert_header (invite, "Content-Type", "application/sdp");
  assert_header (invite, "Max-Forwards", "70");
  g_assert_true (sipgo_message_has_option (invite, "Supported", "100rel"));
  g_assert_true (sipgo_message_has_option (invite, "Supported", "replaces"));
  g_assert_true (sipgo_message_has_option (invite, "Allow", "PRACK"));
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 1000);
  peer_reply (fixture->peer, invite, "200 OK\nRecord-Route: <sip:10.0.0.2:5060;lr>\n" WITH_SDP);
  ack = peer_expect (fixture->peer, "ACK");
  assert_header (ack, "CSeq", "1 ACK");
  assert_header (ack, "Route", "<sip:10.0.0.2:5060;lr>");
  assert_same_header (ack, invite, "From");
  g_assert_cmpstr (sipgo_message_get_to_tag (ack), ==, fixture->peer->tag);
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (ack)), !=,
                   sipgo_via_get_branch (sipgo_message_get_via (invite)));
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (states->str, ==, "1 2 ");

  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  bye = peer_expect (fixture->peer, "BYE");
  assert_header (bye, "CSeq", "2 BYE");
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
  g_assert_cmpstr (states->str, ==, "1 2 3 4 ");
  g_assert_null (sipgo_session_get_failure (SIPGO_SESSION (inviter)));
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_finalize_object (g_steal_pointer (&inviter));
}

static void
test_peer_hangs_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_wait_for_state (SIPGO_SESSION (inviter), SIPGO_SESSION_STATE_TERMINATED, NULL, note_wait, &outcome);
  peer_hangs_up (fixture);
  WAIT_OK (fixture, &outcome);
  g_assert_null (sipgo_session_get_failure (SIPGO_SESSION (inviter)));
}

/* 13.2.2.4: each retransmitted 200 gets the same ACK. */
static void
test_repeated_200 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  first = sipgo_message_to_string (peer_expect (fixture->peer, "ACK"));
  run_for (fixture->environment, 500);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  second = sipgo_message_to_string (peer_expect (fixture->peer, "ACK"));
  g_assert_cmpstr (first, ==, second);
  /* Even after the end of the call. */
  hang_up (fixture, inviter);
  g_clear_object (&inviter);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  assert_header (peer_expect (fixture->peer, "ACK"), "CSeq", "1 ACK");
  WAIT_OK (fixture, &outcome);
}

static void
test_forks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *ack, *bye;

  peer_set_tag (fixture->peer, "fork1");
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  peer_set_tag (fixture->peer, "fork2");
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  ack = peer_expect (fixture->peer, "ACK");
  g_assert_cmpstr (sipgo_message_get_to_tag (ack), ==, "fork2");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (sipgo_session_get_dialog (SIPGO_SESSION (inviter))), ==, "fork2");

  peer_set_tag (fixture->peer, "fork1");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  ack = peer_expect (fixture->peer, "ACK");
  g_assert_cmpstr (sipgo_message_get_to_tag (ack), ==, "fork1");
  assert_header (ack, "CSeq", "1 ACK");
  bye = peer_expect (fixture->peer, "BYE");
  g_assert_cmpstr (sipgo_message_get_to_tag (bye), ==, "fork1");
  peer_reply (fixture->peer, bye, "200 OK");
  run_for (fixture->environment, 400);
  /* Its retransmission gets another ACK, but no second BYE. */
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  g_assert_cmpstr (sipgo_message_get_to_tag (peer_expect (fixture->peer, "ACK")), ==, "fork1");
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  hang_up (fixture, inviter);
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 302, 404, 480, 486, 488, 603 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };
      GString *states = log_states (SIPGO_SESSION (inviter));

      peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome), "%u Because", statuses[i]);
      peer_expect (fixture->peer, "ACK");
      WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, (int) statuses[i]);
      g_assert_cmpstr (states->str, ==, "1 4 ");
      g_assert_cmpuint (sipgo_failure_get_status (sipgo_session_get_failure (SIPGO_SESSION (inviter))), ==,
                        statuses[i]);
    }
}

static void
test_nobody_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  call_peer (fixture, inviter, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - fixture->peer->mark, ==, SIPGO_SECONDS (32));
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_session_get_failure (SIPGO_SESSION (inviter))), ==, 408);
}

/* --- before it is answered ---------------------------------------------------------------------------------------- */

static void
test_cancel_waits_for_provisional (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCancelOptions) options = sipgo_cancel_options_new ();
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *cancel;

  sipgo_cancel_options_set_status_code (options, 200);
  sipgo_inviter_cancel (inviter, options, NULL, note_cancel, &cancelled);
  peer_expect_nothing (fixture->peer, 400);
  peer_reply (fixture->peer, invite, "180 Ringing\nRequire: 100rel\nRSeq: 1\n" PEER_CONTACT);
  cancel = peer_expect (fixture->peer, "CANCEL");
  assert_same_header (cancel, invite, "Via");
  assert_same_header (cancel, invite, "From");
  assert_same_header (cancel, invite, "To");
  assert_same_header (cancel, invite, "Call-ID");
  assert_header (cancel, "CSeq", "1 CANCEL");
  assert_header (cancel, "Reason", "SIP;cause=200;text=\"OK\"");
  assert_header (cancel, "Require", NULL);
  assert_header (cancel, "Proxy-Require", NULL);
  g_assert_cmpuint (sipgo_message_count (cancel, SIPGO_HEADER_VIA), ==, 1);
  g_assert_true (sipgo_uri_equal (sipgo_message_get_request_uri (cancel), sipgo_message_get_request_uri (invite)));
  peer_reply (fixture->peer, cancel, "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &cancelled);
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 487);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
}

static void
test_cancel_crosses_200 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *cancel;

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 100);
  sipgo_inviter_cancel (inviter, NULL, NULL, NULL, NULL);
  cancel = peer_expect (fixture->peer, "CANCEL");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_reply (fixture->peer, cancel, "200 OK");
  assert_header (peer_expect (fixture->peer, "ACK"), "CSeq", "1 ACK");
  answer_bye (fixture);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* The 200 may be the first response. */
static void
test_cancel_without_provisional (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  sipgo_inviter_cancel (inviter, NULL, NULL, NULL, NULL);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  answer_bye (fixture);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  WAIT_STATE (fixture, inviter, TERMINATED);
}

static void
test_cancellable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, cancellable, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 100);
  g_cancellable_cancel (cancellable);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "CANCEL"), "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_before_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) cancelled = { FALSE };
  g_auto (Outcome) outcome = { FALSE };

  sipgo_inviter_cancel (inviter, NULL, NULL, note_cancel, &cancelled);
  WAIT_OK (fixture, &cancelled);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_cancel_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCancelOptions) options = sipgo_cancel_options_new ();
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoInviter) other = make_inviter (fixture);
  g_auto (Outcome) established = { FALSE };
  g_auto (Outcome) injected = { FALSE };

  sipgo_inviter_cancel (inviter, NULL, NULL, note_cancel, &established);
  WAIT_ERROR (fixture, &established, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_object_set (options, "status-code", 200, "reason-phrase", "x\r\nX: y", NULL);
  sipgo_inviter_cancel (other, options, NULL, note_cancel, &injected);
  WAIT_ERROR (fixture, &injected, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  hang_up (fixture, inviter);
}

/* end () sends what the state requires. */
static void
test_end_in_every_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) initial = make_inviter (fixture);
  g_autoptr (SipgoInviter) establishing = make_inviter (fixture);
  g_autoptr (SipgoInviter) established = NULL;
  g_auto (Outcome) outcome = { FALSE };
  Outcome *more = g_new0 (Outcome, 4);
  SipgoMessage *invite, *bye;

  sipgo_session_end (SIPGO_SESSION (initial), NULL, note_end, &more[0]);
  WAIT_OK (fixture, &more[0]);
  invite = call_peer (fixture, establishing, &outcome);
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 100);
  sipgo_session_end (SIPGO_SESSION (establishing), NULL, note_end, &more[1]);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "CANCEL"), "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &more[1]);
  WAIT (fixture, &outcome);
  peer_new_call (fixture->peer);
  established = establish_by_us (fixture);
  sipgo_session_end (SIPGO_SESSION (established), NULL, note_end, &more[2]);
  bye = peer_expect (fixture->peer, "BYE");
  sipgo_session_end (SIPGO_SESSION (established), NULL, note_end, &more[3]);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_OK (fixture, &more[2]);
  WAIT_OK (fixture, &more[3]);
  more[0].done = FALSE;
  sipgo_session_end (SIPGO_SESSION (established), NULL, note_end, &more[0]);
  WAIT_OK (fixture, &more[0]);
  g_free (more);
}

static void
test_wait_for_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) established = { FALSE };
  g_auto (Outcome) given_up = { FALSE };
  g_auto (Outcome) past = { FALSE };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_wait_for_state (SIPGO_SESSION (inviter), SIPGO_SESSION_STATE_ESTABLISHED, NULL, note_wait,
                                &established);
  sipgo_session_wait_for_state (SIPGO_SESSION (inviter), SIPGO_SESSION_STATE_ESTABLISHED, cancellable, note_wait,
                                &given_up);
  invite = call_peer (fixture, inviter, &outcome);
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 100);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &given_up, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (established.done);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &established, SIPGO_STATUS, 486);
  sipgo_session_wait_for_state (SIPGO_SESSION (inviter), SIPGO_SESSION_STATE_ESTABLISHED, NULL, note_wait, &past);
  WAIT_ERROR (fixture, &past, SIPGO_STATUS, 486);
  WAIT (fixture, &outcome);
}

/* --- the description ---------------------------------------------------------------------------------------------- */

static void
assert_useless_answer (Fixture *fixture, const char *answer)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_reply (fixture->peer, invite, "%s", answer);
  peer_expect (fixture->peer, "ACK");
  answer_bye (fixture);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  WAIT_STATE (fixture, inviter, TERMINATED);
  g_assert_nonnull (sipgo_session_get_failure (SIPGO_SESSION (inviter)));
}

static void
test_useless_answers (Fixture *fixture, gconstpointer data)
{
  assert_useless_answer (fixture, "200 OK\n" PEER_CONTACT);
  assert_useless_answer (fixture, "200 OK\n" WITH_MISFIT);
  assert_useless_answer (fixture, "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\nnonsense\n");
  assert_useless_answer (fixture, "200 OK\n" PEER_CONTACT "Content-Type: text/plain\n\nhello\n");
}

static void
test_without_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *body = NULL;
  SipgoMessage *invite, *ack;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  g_assert_null (sipgo_message_get_body (invite));
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  ack = peer_expect (fixture->peer, "ACK");
  assert_header (ack, "Content-Type", "application/sdp");
  body = sipgo_body_get_text (sipgo_message_get_body (ack));
  g_assert_nonnull (strstr (body, "m=audio "));
  WAIT_OK (fixture, &outcome);
  hang_up (fixture, inviter);
}

static void
test_without_offer_and_without_any (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" PEER_CONTACT);
  peer_expect (fixture->peer, "ACK");
  answer_bye (fixture);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
}

/* A 200 without a usable Contact, which must not cause harm. */
static void
test_no_contact (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome),
              "200 OK\nContent-Type: application/sdp\n\n" PEER_SDP);
  /* The peer that accepted gets an ACK and a BYE. */
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_message_get_request_uri (peer_expect (fixture->peer, "ACK"))), ==,
                   "10.0.0.2");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
  WAIT_STATE (fixture, inviter, TERMINATED);
  peer_expect_nothing (fixture->peer, 40000);
}

static void
test_header_injection (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X-Header: value\r\nX-Other: value", NULL };
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_request_options_set_extra_headers (SIPGO_REQUEST_OPTIONS (options), headers);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_null (sipgo_inviter_new (fixture->agent, "sip:bob@10.0.0.2\r\nX: y", NULL));
  g_assert_null (sipgo_inviter_new (fixture->agent, "tel:+1234", NULL));
}

/* --- reliable provisional responses ------------------------------------------------------------------------------- */

#define RELIABLE(rseq) "Require: 100rel\nRSeq: " rseq "\n"

static void
test_prack (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *prack;

  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("776655") PEER_CONTACT);
  prack = peer_expect (fixture->peer, "PRACK");
  assert_header (prack, "RAck", "776655 1 INVITE");
  assert_header (prack, "CSeq", "2 PRACK");
  g_assert_cmpstr (sipgo_message_get_to_tag (prack), ==, fixture->peer->tag);
  peer_reply (fixture->peer, prack, "200 OK");
  /* A retransmission, and a response after a gap in RSeq. */
  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("776655") PEER_CONTACT);
  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("776657") PEER_CONTACT);
  peer_reply (fixture->peer, invite, "183 Progress\nRSeq: 776656\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 1000);
  peer_reply (fixture->peer, invite, "180 Ringing\n" RELIABLE ("776656") PEER_CONTACT);
  prack = peer_expect (fixture->peer, "PRACK");
  assert_header (prack, "RAck", "776656 1 INVITE");
  assert_header (prack, "CSeq", "3 PRACK");
  peer_reply (fixture->peer, prack, "200 OK");
  /* Another fork has its own RSeq numbers. */
  peer_set_tag (fixture->peer, "fork2");
  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("1") PEER_CONTACT);
  prack = peer_expect (fixture->peer, "PRACK");
  assert_header (prack, "RAck", "1 1 INVITE");
  g_assert_cmpstr (sipgo_message_get_to_tag (prack), ==, "fork2");
  peer_reply (fixture->peer, prack, "200 OK");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  assert_header (peer_expect (fixture->peer, "ACK"), "CSeq", "1 ACK");
  WAIT_OK (fixture, &outcome);
  hang_up (fixture, inviter);
}

/* The answer was in a reliable response: the 200 needs none. */
static void
test_early_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer_slowly (fixture, factory, inviter, &outcome);

  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("1") WITH_SDP);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "PRACK"), "200 OK");
  g_assert_cmpstr (factory->handler->log->str, ==, "get set ");
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHING);
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  hang_up (fixture, inviter);
  g_assert_cmpstr (factory->handler->log->str, ==, "get set ");
}

/* A description in an unreliable response is only a preview of the answer; early-media uses it. */
static void
test_early_media (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < 2; i++)
    {
      g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *invite;

      sipgo_inviter_set_early_media (inviter, i == 1);
      invite = call_peer_slowly (fixture, factory, inviter, &outcome);
      peer_reply (fixture->peer, invite, "183 Progress\n" WITH_SDP);
      run_for (fixture->environment, 100);
      g_assert_cmpstr (factory->handler->log->str, ==, i == 0 ? "get " : "get set ");
      peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
      peer_expect (fixture->peer, "ACK");
      WAIT_OK (fixture, &outcome);
      g_assert_cmpstr (factory->handler->log->str, ==, "get set ");
      hang_up (fixture, inviter);
    }
}

/* No offer in the INVITE: the reliable response has the offer, the PRACK the answer. */
static void
test_answer_in_prack (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *prack;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("9") WITH_SDP);
  prack = peer_expect (fixture->peer, "PRACK");
  assert_header (prack, "Content-Type", "application/sdp");
  peer_reply (fixture->peer, prack, "200 OK");
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT);
  g_assert_null (sipgo_message_get_body (peer_expect (fixture->peer, "ACK")));
  WAIT_OK (fixture, &outcome);
  hang_up (fixture, inviter);
}

/* A 200 of another fork than the one with the early answer. */
static void
test_early_answer_of_another_fork (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_set_tag (fixture->peer, "fork1");
  peer_reply (fixture->peer, invite, "183 Progress\n" RELIABLE ("1") WITH_SDP);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "PRACK"), "200 OK");
  peer_set_tag (fixture->peer, "fork2");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  g_assert_cmpstr (sipgo_message_get_to_tag (peer_expect (fixture->peer, "ACK")), ==, "fork2");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (sipgo_session_get_dialog (SIPGO_SESSION (inviter))), ==, "fork2");
  hang_up (fixture, inviter);
}

/* --- a slow handler ----------------------------------------------------------------------------------------------- */

static void
test_slow_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  peer_expect_nothing (fixture->peer, 5000);
  slow_handler_go (factory->handler);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");    /* at once, whatever the handler does with the answer */
  run_for (fixture->environment, 1000);
  g_assert_false (outcome.done);
  slow_handler_go (factory->handler);
  WAIT_OK (fixture, &outcome);
  hang_up (fixture, inviter);
  g_assert_cmpuint (factory->handler->n_closes, ==, 1);
  g_assert_cmpuint (factory->n_handlers, ==, 1);
}

static void
test_handler_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) first = make_inviter (fixture);
  g_autoptr (SipgoInviter) second = make_inviter (fixture);
  g_auto (Outcome) offer = { FALSE };
  g_auto (Outcome) answer = { FALSE };

  sipgo_inviter_invite (first, NULL, NULL, note_invite, &offer);
  WAIT_PENDING (fixture, factory);
  slow_handler_fail (factory->handler);
  WAIT_ERROR (fixture, &offer, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  peer_expect_nothing (fixture->peer, 1000);

  sipgo_inviter_invite (second, NULL, NULL, note_invite, &answer);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_PENDING (fixture, factory);
  slow_handler_fail (factory->handler);
  answer_bye (fixture);
  WAIT_ERROR (fixture, &answer, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
}

static void
test_cancel_while_handler_works (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) first = make_inviter (fixture);
  g_autoptr (SipgoInviter) second = make_inviter (fixture);
  g_auto (Outcome) offer = { FALSE };
  g_auto (Outcome) answer = { FALSE };

  sipgo_inviter_invite (first, NULL, NULL, note_invite, &offer);
  WAIT_PENDING (fixture, factory);
  sipgo_inviter_cancel (first, NULL, NULL, NULL, NULL);
  slow_handler_go (factory->handler);
  WAIT_ERROR (fixture, &offer, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 1000);

  sipgo_inviter_invite (second, NULL, NULL, note_invite, &answer);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_PENDING (fixture, factory);
  sipgo_inviter_cancel (second, NULL, NULL, NULL, NULL);
  slow_handler_go (factory->handler);
  answer_bye (fixture);
  WAIT (fixture, &answer);
  g_assert_nonnull (answer.error);
}

/* The peer sends a BYE while our handler processes its answer. */
static void
test_bye_while_handler_works (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  peer_hangs_up (fixture);
  WAIT (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  slow_handler_go (factory->handler);
  peer_expect_nothing (fixture->peer, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/inviter/call", test_call);
  ADD ("/inviter/peer-hangs-up", test_peer_hangs_up);
  ADD ("/inviter/repeated-200", test_repeated_200);
  ADD ("/inviter/forks", test_forks);
  ADD ("/inviter/rejected", test_rejected);
  ADD ("/inviter/nobody-answers", test_nobody_answers);
  ADD ("/inviter/cancel/waits-for-provisional", test_cancel_waits_for_provisional);
  ADD ("/inviter/cancel/crosses-200", test_cancel_crosses_200);
  ADD ("/inviter/cancel/without-provisional", test_cancel_without_provisional);
  ADD ("/inviter/cancel/cancellable", test_cancellable);
  ADD ("/inviter/cancel/before-start", test_cancel_before_start);
  ADD ("/inviter/cancel/errors", test_cancel_errors);
  ADD ("/inviter/end-in-every-state", test_end_in_every_state);
  ADD ("/inviter/wait-for-state", test_wait_for_state);
  ADD ("/inviter/description/useless-answers", test_useless_answers);
  ADD ("/inviter/description/without-offer", test_without_offer);
  ADD ("/inviter/description/without-any", test_without_offer_and_without_any);
  ADD ("/inviter/no-contact", test_no_contact);
  ADD ("/inviter/header-injection", test_header_injection);
  ADD ("/inviter/reliable/prack", test_prack);
  ADD ("/inviter/reliable/early-answer", test_early_answer);
  ADD ("/inviter/reliable/early-media", test_early_media);
  ADD ("/inviter/reliable/answer-in-prack", test_answer_in_prack);
  ADD ("/inviter/reliable/another-fork", test_early_answer_of_another_fork);
  ADD ("/inviter/slow-handler", test_slow_handler);
  ADD ("/inviter/handler-fails", test_handler_fails);
  ADD ("/inviter/cancel-while-handler-works", test_cancel_while_handler_works);
  ADD ("/inviter/bye-while-handler-works", test_bye_while_handler_works);
  return g_test_run ();
}

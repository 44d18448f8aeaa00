/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls from a scripted peer. */
#include "tests/util/ua-util.h"

#include <string.h>

static void
accept_call (Fixture *fixture, SipgoAnswerOptions *options, Outcome *outcome)
{
  sipgo_invitation_accept (fixture->invitation, options, NULL, note_accept, outcome);
}

static void
assert_state (Fixture *fixture, SipgoSessionState state)
{
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (fixture->invitation)), ==, state);
}

static void
assert_failure (Fixture *fixture, guint status)
{
  SipgoFailure *failure = sipgo_session_get_failure (SIPGO_SESSION (fixture->invitation));

  g_assert_nonnull (failure);
  g_assert_cmpuint (sipgo_failure_get_status (failure), ==, status);
  g_assert_cmpstr (sipgo_failure_get_reason_phrase (failure), ==, sipgo_status_get_phrase (status));
}

/* --- a normal call ------------------------------------------------------------------------------------------------ */

static void
test_call (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *ringing, *accepted, *bye;
  GString *states;

  peer_send (fixture->peer, "INVITE\nRecord-Route: <sip:10.0.0.2:5060;lr>\n" WITH_SDP);
  ringing = peer_expect (fixture->peer, "180 INVITE");
  assert_header (ringing, "Record-Route", "<sip:10.0.0.2:5060;lr>");
  g_assert_true (sipgo_message_has_header (ringing, "Contact"));
  assert_state (fixture, SIPGO_SESSION_STATE_INITIAL);
  states = log_states (SIPGO_SESSION (fixture->invitation));
  run_for (fixture->environment, 5000);
  accept_call (fixture, NULL, &outcome);
  accepted = peer_expect (fixture->peer, "200 INVITE");
  g_assert_cmpstr (sipgo_message_get_to_tag (accepted), ==, sipgo_message_get_to_tag (ringing));
  assert_header (accepted, "Record-Route", "<sip:10.0.0.2:5060;lr>");
  assert_header (accepted, "Content-Type", "application/sdp");
  g_assert_true (sipgo_message_has_header (accepted, "Contact"));
  g_assert_true (sipgo_message_has_header (accepted, "Allow"));
  g_assert_true (sipgo_message_has_header (accepted, "Supported"));
  WAIT_OK (fixture, &outcome);
  peer_acknowledge (fixture->peer, accepted);
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_cmpstr (states->str, ==, "1 2 ");

  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
  bye = peer_expect (fixture->peer, "BYE");
  assert_header (bye, "Route", "<sip:10.0.0.2:5060;lr>");
  g_assert_cmpstr (sipgo_message_get_to_tag (bye), ==, fixture->peer->tag);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
  g_assert_cmpstr (states->str, ==, "1 2 3 4 ");
  settle (fixture);
  g_assert_finalize_object (g_steal_pointer (&fixture->invitation));
}

static void
test_peer_hangs_up (Fixture *fixture, gconstpointer data)
{
  establish_by_peer (fixture);
  peer_hangs_up (fixture);
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
  peer_send (fixture->peer, "BYE");
  peer_expect (fixture->peer, "481 BYE");
}

/* The INVITE request is available, and can be answered without the invitation. */
static void
test_answered_by_its_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoResponseOptions) options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code", 404, NULL);
  SipgoIncomingInviteRequest *request;

  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  request = sipgo_invitation_get_request (fixture->invitation);
  g_assert_true (sipgo_incoming_request_reject (SIPGO_INCOMING_REQUEST (request), options, NULL));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "404 INVITE"));
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
  assert_failure (fixture, 404);
}

static void
test_invite_repeated (Fixture *fixture, gconstpointer data)
{
  const char *invite = "INVITE\nCSeq: 1 INVITE\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKsame;rport\n" WITH_SDP;
  guint i;

  peer_send (fixture->peer, "%s", invite);
  peer_expect (fixture->peer, "180 INVITE");
  for (i = 0; i < 3; i++)
    {
      peer_send (fixture->peer, "%s", invite);
      peer_expect (fixture->peer, "180 INVITE");
    }
  g_assert_cmpuint (fixture->n_invitations, ==, 1);
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_expect (fixture->peer, "486 INVITE");
}

/* 13.3.1.4: retransmitted until the ACK; without an ACK for 64 × T1 a BYE ends the call. */
static void
test_no_ack (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500 };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *bye;
  gint64 start;
  guint i;

  be_called (fixture);
  peer_mark (fixture->peer);
  accept_call (fixture, NULL, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  start = 1;    /* the way to the peer */
  for (i = 0; i < G_N_ELEMENTS (times); i++)
    peer_expect_at (fixture->peer, "200 INVITE", times[i] + start);
  bye = peer_expect_at (fixture->peer, "BYE", 32000 + start);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
  WAIT_OK (fixture, &outcome);
}

static void
test_lost_ack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  be_called (fixture);
  accept_call (fixture, NULL, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  peer_expect (fixture->peer, "200 INVITE");
  response = peer_expect (fixture->peer, "200 INVITE");
  peer_acknowledge (fixture->peer, response);
  peer_acknowledge (fixture->peer, response);
  peer_expect_nothing (fixture->peer, 60000);
  assert_state (fixture, SIPGO_SESSION_STATE_ESTABLISHED);
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

static void
test_nobody_answers (Fixture *fixture, gconstpointer data)
{
  be_called (fixture);
  peer_acknowledge (fixture->peer, peer_expect_at (fixture->peer, "480 INVITE", 60002));
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
  assert_failure (fixture, 480);
}

static void
test_no_answer_timeout (Fixture *fixture, gconstpointer data)
{
  sipgo_user_agent_set_no_answer_timeout (fixture->agent, 5);
  be_called (fixture);
  peer_acknowledge (fixture->peer, peer_expect_at (fixture->peer, "480 INVITE", 5002));
  sipgo_user_agent_set_no_answer_timeout (fixture->agent, 0);
  peer_new_call (fixture->peer);
  be_called (fixture);
  peer_expect_at (fixture->peer, "180 INVITE", 60002);
  peer_expect_at (fixture->peer, "180 INVITE", 120002);
  peer_expect_at (fixture->peer, "180 INVITE", 180002);
  assert_state (fixture, SIPGO_SESSION_STATE_INITIAL);
}

/* --- rejecting ---------------------------------------------------------------------------------------------------- */

static void
test_reject (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 0, 404, 486, 603 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      guint expected = statuses[i] ? statuses[i] : 480;
      g_autofree char *what = g_strdup_printf ("%u INVITE", expected);
      g_auto (Outcome) outcome = { FALSE };
      g_auto (Outcome) again = { FALSE };
      GString *states;

      peer_new_call (fixture->peer);
      be_called (fixture);
      states = log_states (SIPGO_SESSION (fixture->invitation));
      sipgo_invitation_reject (fixture->invitation, statuses[i], NULL, NULL, note_reject, &outcome);
      WAIT_OK (fixture, &outcome);
      g_assert_cmpstr (states->str, ==, "4 ");
      assert_failure (fixture, expected);
      sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, note_reject, &again);
      WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, what));
    }
}

static void
test_reject_errors (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X: y\r\nZ: a", NULL };
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) status = { FALSE };
  g_auto (Outcome) injected = { FALSE };

  be_called (fixture);
  sipgo_invitation_reject (fixture->invitation, 200, NULL, NULL, note_reject, &status);
  WAIT_ERROR (fixture, &status, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  sipgo_response_options_set_extra_headers (SIPGO_RESPONSE_OPTIONS (options), headers);
  sipgo_invitation_reject (fixture->invitation, 486, options, NULL, note_reject, &injected);
  WAIT_ERROR (fixture, &injected, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  assert_state (fixture, SIPGO_SESSION_STATE_INITIAL);
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  static const char *const contacts[] = { "sip:carol@example.com", "sip:dave@example.com", NULL };
  SipgoMessage *response;
  g_auto (GStrv) values = NULL;

  be_called (fixture);
  g_assert_true (sipgo_invitation_redirect (fixture->invitation, contacts, NULL));
  response = peer_expect (fixture->peer, "302 INVITE");
  values = sipgo_message_get_header_values (response, "Contact");
  g_assert_cmpuint (g_strv_length (values), ==, 2);
  g_assert_cmpstr (values[1], ==, "<sip:dave@example.com>");
  peer_acknowledge (fixture->peer, response);
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
  assert_failure (fixture, 302);
}

static void
count_cancels (SipgoInvitation *invitation, SipgoMessage *cancel, guint *n)
{
  g_assert_true (sipgo_message_method_is (cancel, "CANCEL"));
  *n += 1;
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  guint n_cancels = 0;

  be_called (fixture);
  g_signal_connect (fixture->invitation, "cancel-received", G_CALLBACK (count_cancels), &n_cancels);
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  g_assert_cmpuint (n_cancels, ==, 1);
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
  assert_failure (fixture, 487);
}

/* The 200 was sent before: the CANCEL gets a 200, and has no other effect. */
static void
test_cancelled_too_late (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  guint n_cancels = 0;
  SipgoMessage *response;

  be_called (fixture);
  g_signal_connect (fixture->invitation, "cancel-received", G_CALLBACK (count_cancels), &n_cancels);
  accept_call (fixture, NULL, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, response);
  peer_expect_nothing (fixture->peer, 40000);
  assert_state (fixture, SIPGO_SESSION_STATE_ESTABLISHED);
  g_assert_cmpuint (n_cancels, ==, 0);
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

static void
test_early_bye (Fixture *fixture, gconstpointer data)
{
  be_called (fixture);
  peer_send (fixture->peer, "BYE");
  peer_expect (fixture->peer, "200 BYE");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
}

/* The caller sends a BYE while the 200 is in flight: the ACK may arrive after the BYE, or never. */
static void
test_bye_before_ack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  accept_call (fixture, NULL, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  peer_hangs_up (fixture);
  peer_expect_nothing (fixture->peer, 60000);
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
  WAIT_OK (fixture, &outcome);
}

/* end () sends what the state requires: 480 before the call is accepted, a BYE after it. */
static void
test_end_in_every_state (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) rejected = { FALSE };
  g_auto (Outcome) ended = { FALSE };

  be_called (fixture);
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, note_end, &rejected);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
  WAIT_OK (fixture, &rejected);
  peer_new_call (fixture->peer);
  establish_by_peer (fixture);
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, note_end, &ended);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_OK (fixture, &ended);
}

/* --- INVITEs that cannot be answered ------------------------------------------------------------------------------ */

static void
assert_refused (Fixture *fixture, const char *what, const char *answer)
{
  g_auto (Outcome) outcome = { FALSE };
  guint before = fixture->n_invitations;
  SipgoMessage *response;

  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "%s", what);
  run_for (fixture->environment, 10);
  if (fixture->n_invitations > before)
    {
      peer_expect (fixture->peer, "180 INVITE");
      accept_call (fixture, NULL, &outcome);
      WAIT (fixture, &outcome);
      g_assert_nonnull (outcome.error);
      assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
    }
  response = peer_expect (fixture->peer, answer);
  if (g_str_has_prefix (answer, "415"))
    assert_header (response, "Accept", "application/sdp");
  peer_acknowledge (fixture->peer, response);
}

static void
test_bad_invites (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "INVITE\nContent-Type: application/sdp\n\n" PEER_SDP, "400 INVITE");    /* no Contact */
  assert_refused (fixture, "INVITE\nRecord-Route: <nonsense\n" WITH_SDP, "400 INVITE");
  assert_refused (fixture, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\nnonsense\n", "488 INVITE");
  assert_refused (fixture, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP_HEAD
                  "m=audio 4000 RTP/AVP 97\na=rtpmap:97 FOO/8000\n", "488 INVITE");
  assert_refused (fixture, "INVITE\n" PEER_CONTACT "Content-Type: application/foo\n\nxyz\n", "415 INVITE");
}

/* Phone numbers in place of addresses, as gateways write them. */
static void
test_telephone_numbers (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  peer_send (fixture->peer, "INVITE\nTo: <tel:+4930123456>\nFrom: <tel:+4930654321>;tag=number\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  accept_call (fixture, NULL, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  peer_send (fixture->peer, "ACK\nTo: <tel:+4930123456>;tag=%s\nFrom: <tel:+4930654321>;tag=number",
             fixture->peer->remote_tag);
  WAIT_OK (fixture, &outcome);
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
}

/* An optional body is ignored. */
static void
test_optional_body (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  peer_send (fixture->peer,
             "INVITE\n" PEER_CONTACT "Content-Type: image/png\nContent-Disposition: icon;handling=optional\n\nxyz");
  peer_expect (fixture->peer, "180 INVITE");
  accept_call (fixture, NULL, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_header (response, "Content-Type", "application/sdp");
  peer_send (fixture->peer, "ACK\nCSeq: %u ACK\nContent-Type: application/sdp\n\n" PEER_SDP,
             fixture->peer->invite_cseq);
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 1000);
  assert_state (fixture, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

/* An INVITE without an offer: the 200 has it, the ACK the answer; without an answer the call ends. */
static void
test_without_offer (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "180 INVITE");
  accept_call (fixture, NULL, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_header (response, "Content-Type", "application/sdp");
  peer_acknowledge (fixture->peer, response);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
  WAIT (fixture, &outcome);
}

static void
test_nobody_wants_calls (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *deaf = fixture_new_agent (fixture, "udp:10.0.0.3:5060");

  peer_aim (fixture->peer, "udp:10.0.0.3:5060");
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
  fixture_tear_down_agent (fixture, deaf);
}

/* --- requests in the wrong state ---------------------------------------------------------------------------------- */

static void
test_sequence (Fixture *fixture, gconstpointer data)
{
  establish_by_peer (fixture);
  peer_send (fixture->peer, "INFO\nCSeq: 0 INFO");
  peer_expect (fixture->peer, "500 INFO");
  peer_send (fixture->peer, "INFO\nCSeq: %u INFO", fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "500 INFO");
  peer_send (fixture->peer, "INFO\nCSeq: 100 INFO");
  peer_expect (fixture->peer, "200 INFO");
  peer_send (fixture->peer, "BYE\nCSeq: 99 BYE");
  peer_expect (fixture->peer, "500 BYE");
  assert_state (fixture, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_send (fixture->peer, "BYE\nCSeq: 101 BYE");
  peer_expect (fixture->peer, "200 BYE");
}

static void
test_second_invite (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  be_called (fixture);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  response = peer_expect (fixture->peer, "500 INVITE");
  g_assert_true (sipgo_message_has_header (response, "Retry-After"));
  peer_acknowledge (fixture->peer, response);
  assert_state (fixture, SIPGO_SESSION_STATE_INITIAL);
  g_assert_cmpuint (fixture->n_invitations, ==, 1);
}

/* --- progress ----------------------------------------------------------------------------------------------------- */

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) described = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  be_called (fixture);
  sipgo_response_options_set_status_code (SIPGO_RESPONSE_OPTIONS (options), 182);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &outcome);
  response = peer_expect (fixture->peer, "182 INVITE");
  g_assert_null (sipgo_message_get_body (response));
  WAIT_OK (fixture, &outcome);
  sipgo_response_options_set_status_code (SIPGO_RESPONSE_OPTIONS (options), 183);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &described);
  response = peer_expect (fixture->peer, "183 INVITE");
  assert_header (response, "Content-Type", "application/sdp");
  assert_header (response, "RSeq", NULL);
  WAIT_OK (fixture, &described);
  accept_call (fixture, NULL, &accepted);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_header (response, "Content-Type", "application/sdp");
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &accepted);
  peer_hangs_up (fixture);
}

static void
test_progress_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) unsupported = { FALSE };
  g_auto (Outcome) status = { FALSE };
  g_auto (Outcome) late = { FALSE };

  be_called (fixture);
  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &unsupported);
  WAIT_ERROR (fixture, &unsupported, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  sipgo_answer_options_set_reliable (options, FALSE);
  sipgo_response_options_set_status_code (SIPGO_RESPONSE_OPTIONS (options), 200);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &status);
  WAIT_ERROR (fixture, &status, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  sipgo_invitation_progress (fixture->invitation, NULL, NULL, note_progress, &late);
  WAIT_ERROR (fixture, &late, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

static guint
get_rseq (SipgoMessage *response)
{
  guint32 rseq;

  g_assert_true (sipgo_message_get_number (response, SIPGO_HEADER_RSEQ, G_MAXINT32, &rseq));
  g_assert_true (sipgo_message_has_option (response, "Require", "100rel"));
  return rseq;
}

static void
progress_reliably (Fixture *fixture, Outcome *outcome)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();

  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, outcome);
}

static void
test_reliable (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;
  guint rseq;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  progress_reliably (fixture, &outcome);
  response = peer_expect (fixture->peer, "183 INVITE");
  rseq = get_rseq (response);
  assert_header (response, "Content-Type", "application/sdp");
  g_assert_cmpuint (get_rseq (peer_expect (fixture->peer, "183 INVITE")), ==, rseq);
  peer_send (fixture->peer, "PRACK\nRAck: %u %u INVITE", rseq + 1, fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "481 PRACK");
  g_assert_false (outcome.done);
  /* The 200 waits for the PRACK (RFC 3262 section 3). */
  peer_send (fixture->peer, "PRACK\nRAck: %u %u INVITE", rseq, fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "200 PRACK");
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (fixture->peer, 5000);
  peer_send (fixture->peer, "PRACK\nRAck: %u %u INVITE", rseq, fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "481 PRACK");
  accept_call (fixture, NULL, &accepted);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &accepted);
  peer_hangs_up (fixture);
}

/* A caller that requires 100rel gets no unreliable responses; the 200 waits for the PRACK. */
static void
test_reliable_required (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nRequire: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "100 INVITE");
  g_assert_nonnull (fixture->invitation);
  sipgo_invitation_progress (fixture->invitation, NULL, NULL, note_progress, &outcome);
  response = peer_expect (fixture->peer, "183 INVITE");
  get_rseq (response);
  peer_send (fixture->peer, "PRACK\nRAck: %u %u INVITE", get_rseq (response), fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "200 PRACK");
  WAIT_OK (fixture, &outcome);
  accept_call (fixture, NULL, &accepted);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &accepted);
  peer_hangs_up (fixture);
}

static void
test_reliable_without_prack (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 500, 1500, 3500, 7500, 15500, 31500 };
  g_auto (Outcome) outcome = { FALSE };
  guint i;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  peer_mark (fixture->peer);
  progress_reliably (fixture, &outcome);
  peer_expect (fixture->peer, "183 INVITE");
  for (i = 0; i < G_N_ELEMENTS (times); i++)
    peer_expect_at (fixture->peer, "183 INVITE", times[i] + 1);
  peer_acknowledge (fixture->peer, peer_expect_at (fixture->peer, "504 INVITE", 32001));
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  assert_state (fixture, SIPGO_SESSION_STATE_TERMINATED);
}

/* No offer in the INVITE: our offer is in the reliable response, the answer in the PRACK. */
static void
test_offer_in_reliable (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" PEER_CONTACT);
  peer_expect (fixture->peer, "180 INVITE");
  progress_reliably (fixture, &outcome);
  response = peer_expect (fixture->peer, "183 INVITE");
  assert_header (response, "Content-Type", "application/sdp");
  peer_send (fixture->peer, "PRACK\nRAck: %u %u INVITE\nContent-Type: application/sdp\n\n" PEER_SDP,
             get_rseq (response), fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "200 PRACK");
  WAIT_OK (fixture, &outcome);
  accept_call (fixture, NULL, &accepted);
  response = peer_expect (fixture->peer, "200 INVITE");
  g_assert_null (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &accepted);
  run_for (fixture->environment, 1000);
  assert_state (fixture, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

static void
test_accept_waits_for_prack (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  progress_reliably (fixture, &outcome);
  response = peer_expect (fixture->peer, "183 INVITE");
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  g_assert_nonnull (response);
  accept_call (fixture, NULL, &accepted);
  WAIT_ERROR (fixture, &accepted, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_expect_nothing (fixture->peer, 60000);
}

/* --- accepting ---------------------------------------------------------------------------------------------------- */

static void
test_accept_twice (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };

  be_called (fixture);
  accept_call (fixture, NULL, &first);
  accept_call (fixture, NULL, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &first);
  peer_hangs_up (fixture);
}

static void
test_accept_with_headers (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X-Mood: fine", NULL };
  static const char *const injected[] = { "X: y\r\nZ: a", NULL };
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) refused = { FALSE };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  be_called (fixture);
  sipgo_response_options_set_extra_headers (SIPGO_RESPONSE_OPTIONS (options), injected);
  accept_call (fixture, options, &refused);
  WAIT_ERROR (fixture, &refused, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  /* The call itself is not affected: only accept () has failed. */
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_response_options_set_extra_headers (SIPGO_RESPONSE_OPTIONS (options), headers);
  accept_call (fixture, options, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_header (response, "X-Mood", "fine");
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

static void
test_slow_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  accept_call (fixture, NULL, &outcome);
  WAIT_PENDING (fixture, factory);
  peer_expect_nothing (fixture->peer, 5000);
  slow_handler_go (factory->handler);    /* the offer is taken */
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);    /* the answer is made */
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (factory->handler->log->str, ==, "set get ");
  peer_hangs_up (fixture);
  g_assert_cmpuint (factory->handler->n_closes, ==, 1);
}

static void
test_handler_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  accept_call (fixture, NULL, &outcome);
  WAIT_PENDING (fixture, factory);
  slow_handler_fail (factory->handler);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "488 INVITE"));
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  assert_failure (fixture, 488);
}

/* When no ports or descriptors are left, the offer is not at fault: 503, so that the caller may try again (RFC 3261
 * 21.5.4). */
static void
test_nothing_left_21_5_4 (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  be_called (fixture);
  accept_call (fixture, NULL, &outcome);
  WAIT_PENDING (fixture, factory);
  slow_handler_fail_with (factory->handler, SIPGO_ERROR_RESOURCES);
  response = peer_expect (fixture->peer, "503 INVITE");
  peer_acknowledge (fixture->peer, response);
  g_assert_true (sipgo_message_has (response, SIPGO_HEADER_RETRY_AFTER));
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_RESOURCES);
  assert_failure (fixture, 503);
}

/* The caller cancels while the handler makes the answer. */
static void
test_cancelled_while_handler_works (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  accept_call (fixture, NULL, &outcome);
  WAIT_PENDING (fixture, factory);
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  slow_handler_go (factory->handler);
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_cmpstr (factory->handler->log->str, ==, "set ");    /* it was closed, and gets no request for an answer */
}

/* A call that the program answers by its request is answered in time, too. */
static void
test_no_answer_timeout_and_request (Fixture *fixture, gconstpointer data)
{
  sipgo_user_agent_set_no_answer_timeout (fixture->agent, 5);
  be_called (fixture);
  g_assert_true (sipgo_incoming_request_accept (
    SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (fixture->invitation)), NULL, NULL));
  peer_expect (fixture->peer, "200 INVITE");
  peer_send (fixture->peer, "ACK");
  peer_expect_nothing (fixture->peer, 10000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (fixture->invitation)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/invitation/call", test_call);
  ADD ("/invitation/peer-hangs-up", test_peer_hangs_up);
  ADD ("/invitation/answered-by-its-request", test_answered_by_its_request);
  ADD ("/invitation/invite-repeated", test_invite_repeated);
  ADD ("/invitation/no-ack", test_no_ack);
  ADD ("/invitation/lost-ack", test_lost_ack);
  ADD ("/invitation/nobody-answers", test_nobody_answers);
  ADD ("/invitation/no-answer-timeout", test_no_answer_timeout);
  ADD ("/invitation/no-answer-timeout-and-request", test_no_answer_timeout_and_request);
  ADD ("/invitation/reject", test_reject);
  ADD ("/invitation/reject-errors", test_reject_errors);
  ADD ("/invitation/redirect", test_redirect);
  ADD ("/invitation/cancelled", test_cancelled);
  ADD ("/invitation/cancelled-too-late", test_cancelled_too_late);
  ADD ("/invitation/early-bye", test_early_bye);
  ADD ("/invitation/bye-before-ack", test_bye_before_ack);
  ADD ("/invitation/end-in-every-state", test_end_in_every_state);
  ADD ("/invitation/bad-invites", test_bad_invites);
  ADD ("/invitation/telephone-numbers", test_telephone_numbers);
  ADD ("/invitation/optional-body", test_optional_body);
  ADD ("/invitation/without-offer", test_without_offer);
  ADD ("/invitation/nobody-wants-calls", test_nobody_wants_calls);
  ADD ("/invitation/sequence", test_sequence);
  ADD ("/invitation/second-invite", test_second_invite);
  ADD ("/invitation/progress/plain", test_progress);
  ADD ("/invitation/progress/errors", test_progress_errors);
  ADD ("/invitation/reliable/prack", test_reliable);
  ADD ("/invitation/reliable/required", test_reliable_required);
  ADD ("/invitation/reliable/without-prack", test_reliable_without_prack);
  ADD ("/invitation/reliable/offer", test_offer_in_reliable);
  ADD ("/invitation/reliable/cancelled", test_accept_waits_for_prack);
  ADD ("/invitation/accept/twice", test_accept_twice);
  ADD ("/invitation/accept/with-headers", test_accept_with_headers);
  ADD ("/invitation/slow-handler", test_slow_handler);
  ADD ("/invitation/handler-fails", test_handler_fails);
  ADD ("/invitation/nothing-left-21.5.4", test_nothing_left_21_5_4);
  ADD ("/invitation/cancelled-while-handler-works", test_cancelled_while_handler_works);
  return g_test_run ();
}

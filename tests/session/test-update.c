/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* UPDATE (RFC 3311): of the peer and ours, in early and established dialogs, with and without an offer. */
#include "tests/util/ua-util.h"

#include <string.h>

#define RELIABLE(rseq) "Require: 100rel\nRSeq: " rseq "\n"
#define DESCRIBED(port) PEER_CONTACT "Content-Type: application/sdp\n\n" SDP (port, "")

static NOTE_OBJECT (update, SipgoSession, sipgo_session_update_finish)

static void
assert_rejected (SipgoMessage *response, gboolean retry_after)
{
  g_assert_cmpint (sipgo_message_has_header (response, "Retry-After"), ==, retry_after);
  g_assert_null (sipgo_message_get_body (response));
}

static void
assert_stable (gpointer session, const char *peer_port)
{
  SipgoBody *body = sipgo_session_get_offer (session);
  g_autofree char *text = sipgo_body_get_text (body);

  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  if (!strstr (text, "IN IP4 10.0.0.2"))
    body = sipgo_session_get_answer (session);
  assert_peer_port (body, peer_port);
}

static void
answer_reliably (Fixture *fixture, SipgoMessage *invite)
{
  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("1") DESCRIBED ("4000"));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "PRACK"), "200 OK");
  run_for (fixture->environment, 10);
}

/* A call of ours that rings, with a reliable answer; its PRACK is answered. */
static SipgoMessage *
ring_reliably (Fixture *fixture, SipgoInviter *inviter, Outcome *outcome)
{
  SipgoMessage *invite = call_peer (fixture, inviter, outcome);

  answer_reliably (fixture, invite);
  return invite;
}

/* A call of the peer that we let ring by a reliable 183 with our answer. The caller acknowledges it. */
static void
let_ring_reliably (Fixture *fixture)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;
  g_autofree char *rseq = NULL;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_response_options_set_status_code (SIPGO_RESPONSE_OPTIONS (options), 183);
  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &outcome);
  response = peer_expect (fixture->peer, "183 INVITE");
  rseq = sipgo_message_get_header (response, "RSeq");
  peer_send (fixture->peer, "PRACK\nRAck: %s %u INVITE", rseq, fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "200 PRACK");
  WAIT_OK (fixture, &outcome);
}

static void
answer_call (Fixture *fixture, SipgoMessage *invite, const char *headers, Outcome *outcome)
{
  peer_reply (fixture->peer, invite, "200 OK\n%s", headers);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, outcome);
}

/* --- of the peer, in a call --------------------------------------------------------------------------------------- */

static void
test_refreshes_target (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoMessage *response;
  g_auto (Outcome) outcome = { FALSE };

  peer_send (fixture->peer, "UPDATE\nContact: <sip:bob@10.0.0.2:5060;moved=yes>");
  response = peer_expect (fixture->peer, "200 UPDATE");
  g_assert_null (sipgo_message_get_body (response));
  g_assert_true (sipgo_message_has_option (response, "Allow", "UPDATE"));
  g_assert_true (sipgo_message_has_option (response, "Supported", "timer"));
  g_assert_nonnull (sipgo_message_get_contact (response));
  sipgo_session_info (SIPGO_SESSION (inviter), NULL, NULL, note_info, &outcome);
  response = peer_expect (fixture->peer, "INFO");
  g_assert_cmpstr (sipgo_uri_get_parameter (sipgo_message_get_request_uri (response), "moved"), ==, "yes");
  peer_reply (fixture->peer, response, "200 OK");
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

static void
test_offer_in_call (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoMessage *response;

  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  response = peer_expect (fixture->peer, "200 UPDATE");
  assert_has_text (sipgo_message_get_body (response), "m=audio");
  assert_stable (session, "4008");
  peer_hangs_up (fixture);
}

static void
test_unusable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);

  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT "Content-Type: application/sdp\n\nv=0\n");
  assert_rejected (peer_expect (fixture->peer, "488 UPDATE"), FALSE);
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT "Content-Type: text/strange\n\nhello\n");
  peer_expect (fixture->peer, "415 UPDATE");
  peer_send (fixture->peer, "UPDATE\nContact: <mailto:bob@example.com>");
  peer_expect (fixture->peer, "400 UPDATE");
  assert_stable (inviter, "4000");
  peer_hangs_up (fixture);
}

/* RFC 3311 5.2: 491 while our offer is pending, 500 while the peer's is. */
static void
test_collisions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  SipgoMessage *invite = call_peer_slowly (fixture, factory, inviter, &outcome);

  answer_call (fixture, invite, WITH_SDP, &outcome);
  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &change);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  assert_rejected (peer_expect (fixture->peer, "491 UPDATE"), FALSE);
  /* Without an offer there is no glare. */
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "200 UPDATE");
  answer_call (fixture, invite, WITH_SDP, &change);
  /* The handler works on the offer of an UPDATE. */
  factory->handler->quick = FALSE;
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  WAIT_PENDING (fixture, factory);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4009"));
  assert_rejected (peer_expect (fixture->peer, "500 UPDATE"), TRUE);
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT);
  assert_rejected (peer_expect (fixture->peer, "500 UPDATE"), TRUE);
  peer_send (fixture->peer, "INVITE\n" DESCRIBED ("4009"));
  invite = peer_expect (fixture->peer, "500 INVITE");
  assert_rejected (invite, TRUE);
  peer_acknowledge (fixture->peer, invite);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  peer_expect (fixture->peer, "200 UPDATE");
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

/* The peer's re-INVITE is not answered. */
static void
test_during_re_invite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoIncomingRequest) kept = NULL;
  SipgoMessage *response;

  g_signal_connect (inviter, "invite-received", G_CALLBACK (defer_and_keep_request), &kept);
  peer_send (fixture->peer, "INVITE\n" DESCRIBED ("4008"));
  run_for (fixture->environment, 10);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4009"));
  assert_rejected (peer_expect (fixture->peer, "500 UPDATE"), TRUE);
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "200 UPDATE");
  sipgo_incoming_request_proceed (kept, NULL);
  response = peer_expect (fixture->peer, "200 INVITE");
  peer_acknowledge (fixture->peer, response);
  run_for (fixture->environment, 10);
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

static void
reject (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  g_assert_true (sipgo_incoming_request_reject (request, NULL, NULL));
}

static void
test_handler_decides (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoIncomingRequest) kept = NULL;
  gulong handler = g_signal_connect (inviter, "update-received", G_CALLBACK (reject), NULL);

  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  peer_expect (fixture->peer, "480 UPDATE");
  assert_stable (inviter, "4000");
  g_signal_handler_disconnect (inviter, handler);
  /* One that is deferred and never decided: it must be answered soon (RFC 3311 5.2). */
  handler = g_signal_connect (inviter, "update-received", G_CALLBACK (defer_and_keep_request), &kept);
  peer_mark (fixture->peer);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  peer_expect_at (fixture->peer, "504 UPDATE", 25 * 1000 + 2);
  g_clear_object (&kept);
  /* The end of the call answers it. */
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  run_for (fixture->environment, 10);
  peer_send (fixture->peer, "BYE");
  RUN_UNTIL (fixture->environment, sipgo_session_get_state (SIPGO_SESSION (inviter)) == SIPGO_SESSION_STATE_TERMINATED);
  run_for (fixture->environment, 10);
  peer_skip (fixture->peer);
  g_assert_false (sipgo_incoming_request_accept (kept, NULL, NULL));
}

static void
hang_up (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_session_end (session, NULL, NULL, NULL);
}

/* A handler ends the call. */
static void
test_handler_ends (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);

  g_signal_connect (inviter, "update-received", G_CALLBACK (hang_up), NULL);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  peer_expect (fixture->peer, "487 UPDATE");
  WAIT_STATE (fixture, inviter, TERMINATED);
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "481 UPDATE");
}

/* --- of the peer, before the call is established ------------------------------------------------------------------ */

/* As the caller: the 2xx repeats the answer of the 183, which does not hold any more. */
static void
test_early_by_callee (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = ring_reliably (fixture, inviter, &outcome);
  SipgoMessage *response;

  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  response = peer_expect (fixture->peer, "200 UPDATE");
  assert_has_text (sipgo_message_get_body (response), "m=audio");
  /* No session timer before the call is established. */
  assert_header (response, "Session-Expires", NULL);
  assert_stable (inviter, "4008");
  answer_call (fixture, invite, DESCRIBED ("4000"), &outcome);
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

/* Our offer waits for its answer, or its answer was in an unreliable response. */
static void
test_early_too_soon (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_set_early_media (inviter, TRUE);
  invite = call_peer (fixture, inviter, &outcome);
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  assert_rejected (peer_expect (fixture->peer, "491 UPDATE"), FALSE);
  peer_reply (fixture->peer, invite, "183 Session Progress\n" DESCRIBED ("4000"));
  run_for (fixture->environment, 10);
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (inviter)), ==, SIPGO_SIGNALING_STATE_STABLE);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  assert_rejected (peer_expect (fixture->peer, "491 UPDATE"), FALSE);
  /* Without an offer it may come at any time. */
  peer_send (fixture->peer, "UPDATE\nContact: <sip:bob@10.0.0.2:5060;moved=yes>");
  peer_expect (fixture->peer, "200 UPDATE");
  answer_call (fixture, invite, DESCRIBED ("4000"), &outcome);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  peer_expect (fixture->peer, "200 UPDATE");
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

/* As the callee: our 2xx has no description then. */
static void
test_early_by_caller (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  let_ring_reliably (fixture);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  response = peer_expect (fixture->peer, "200 UPDATE");
  assert_has_text (sipgo_message_get_body (response), "m=audio");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  g_assert_null (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &outcome);
  assert_stable (fixture->invitation, "4008");
  peer_expect_nothing (fixture->peer, 1000);
  peer_hangs_up (fixture);
}

/* Nobody has answered the offer of the INVITE, or only by an unreliable response. */
static void
test_early_by_caller_too_soon (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  assert_rejected (peer_expect (fixture->peer, "500 UPDATE"), TRUE);
  sipgo_response_options_set_status_code (SIPGO_RESPONSE_OPTIONS (options), 183);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &outcome);
  peer_expect (fixture->peer, "183 INVITE");
  WAIT_OK (fixture, &outcome);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  assert_rejected (peer_expect (fixture->peer, "500 UPDATE"), TRUE);
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "200 UPDATE");
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
}

/* The call is accepted while the handler works on the offer of an UPDATE: the 2xx follows its answer. */
static void
test_accept_during_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) progress = { FALSE };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &progress);
  WAIT_PENDING (fixture, factory);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  response = peer_expect (fixture->peer, "183 INVITE");
  {
    g_autofree char *rseq = sipgo_message_get_header (response, "RSeq");

    peer_send (fixture->peer, "PRACK\nRAck: %s %u INVITE", rseq, fixture->peer->invite_cseq);
  }
  peer_expect (fixture->peer, "200 PRACK");
  WAIT_OK (fixture, &progress);
  factory->handler->quick = FALSE;
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  WAIT_PENDING (fixture, factory);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  peer_expect_nothing (fixture->peer, 400);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  peer_expect (fixture->peer, "200 UPDATE");
  response = peer_expect (fixture->peer, "200 INVITE");
  g_assert_null (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &outcome);
  assert_stable (fixture->invitation, "4008");
  peer_hangs_up (fixture);
}

/* The same for the caller: its 2xx arrives meanwhile. */
static void
test_accepted_during_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer_slowly (fixture, factory, inviter, &outcome);

  answer_reliably (fixture, invite);
  factory->handler->quick = FALSE;
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  WAIT_PENDING (fixture, factory);
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 400);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  peer_expect (fixture->peer, "200 UPDATE");
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

/* --- ours --------------------------------------------------------------------------------------------------------- */

static void
test_our_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) second = { FALSE };
  SipgoMessage *update;

  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &outcome);
  update = peer_expect (fixture->peer, "UPDATE");
  assert_has_text (sipgo_message_get_body (update), "m=audio");
  g_assert_nonnull (sipgo_message_get_contact (update));
  g_assert_true (sipgo_message_has_option (update, "Allow", "UPDATE"));
  g_assert_true (sipgo_message_has_option (update, "Supported", "timer"));
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  peer_reply (fixture->peer, update, "200 OK\n" DESCRIBED ("4008"));
  WAIT_OK (fixture, &outcome);
  assert_stable (inviter, "4008");
  peer_expect_nothing (fixture->peer, 1000);
  peer_hangs_up (fixture);
}

static void
test_without_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *update;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_session_update (SIPGO_SESSION (inviter), options, NULL, note_update, &outcome);
  update = peer_expect (fixture->peer, "UPDATE");
  g_assert_null (sipgo_message_get_body (update));
  /* A re-INVITE may cross it. */
  peer_send (fixture->peer, "INVITE\n" DESCRIBED ("4008"));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_reply (fixture->peer, update, "200 OK\nContact: <sip:bob@10.0.0.2:5060;moved=yes>");
  WAIT_OK (fixture, &outcome);
  assert_stable (inviter, "4008");
  g_assert_cmpstr (sipgo_uri_get_parameter (sipgo_dialog_get_remote_target (sipgo_session_get_dialog
                                                                         (SIPGO_SESSION (inviter))), "moved"), ==,
                   "yes");
  peer_hangs_up (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) unusable = { FALSE };
  g_auto (Outcome) gone = { FALSE };

  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "UPDATE"), "405 Method Not Allowed");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 405);
  assert_stable (inviter, "4000");
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &unusable);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "UPDATE"), "200 OK\n" PEER_CONTACT);
  WAIT (fixture, &unusable);
  g_assert_error (unusable.error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  assert_stable (inviter, "4000");
  /* The peer does not know the call any more. */
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &gone);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "UPDATE"), "481 Gone");
  WAIT_ERROR (fixture, &gone, SIPGO_STATUS, 481);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* Both sides send an UPDATE with an offer: ours is repeated after 2.1 to 4 seconds. */
static void
test_glare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *update;

  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &outcome);
  update = peer_expect (fixture->peer, "UPDATE");
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  peer_expect (fixture->peer, "491 UPDATE");
  peer_reply (fixture->peer, update, "491 Request Pending");
  peer_expect_nothing (fixture->peer, 2000);
  peer_send (fixture->peer, "UPDATE\n" DESCRIBED ("4008"));
  peer_expect (fixture->peer, "200 UPDATE");
  update = peer_expect (fixture->peer, "UPDATE");
  peer_reply (fixture->peer, update, "200 OK\n" DESCRIBED ("4008"));
  WAIT_OK (fixture, &outcome);
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

/* An UPDATE cannot be cancelled: what the peer has accepted takes effect. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *update;

  sipgo_session_update (SIPGO_SESSION (inviter), NULL, cancellable, note_update, &outcome);
  update = peer_expect (fixture->peer, "UPDATE");
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_reply (fixture->peer, update, "200 OK\n" DESCRIBED ("4008"));
  run_for (fixture->environment, 10);
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

/* Before there is an early dialog, or a reliable answer, and after the end. */
static void
test_too_soon (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };
  g_auto (Outcome) third = { FALSE };
  g_auto (Outcome) last = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_session_update (SIPGO_SESSION (inviter), options, NULL, note_update, &first);
  WAIT_ERROR (fixture, &first, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_session_update (SIPGO_SESSION (inviter), options, NULL, note_update, &third);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "UPDATE"), "200 OK\n" PEER_CONTACT);
  WAIT_OK (fixture, &third);
  answer_call (fixture, invite, WITH_SDP, &outcome);
  peer_hangs_up (fixture);
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &last);
  WAIT_ERROR (fixture, &last, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* Our offer waits for the response to the PRACK; the 2xx crosses it, and does not answer it. */
static void
test_our_early_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *prack, *update;

  peer_reply (fixture->peer, invite, "183 Session Progress\n" RELIABLE ("1") DESCRIBED ("4000"));
  prack = peer_expect (fixture->peer, "PRACK");
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &change);
  run_for (fixture->environment, 300);
  peer_reply (fixture->peer, prack, "200 OK");
  update = peer_expect (fixture->peer, "UPDATE");
  assert_has_text (sipgo_message_get_body (update), "m=audio");
  answer_call (fixture, invite, DESCRIBED ("4000"), &outcome);
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (inviter)), ==,
                   SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER);
  peer_reply (fixture->peer, update, "200 OK\n" DESCRIBED ("4008"));
  WAIT_OK (fixture, &change);
  assert_stable (inviter, "4008");
  peer_hangs_up (fixture);
}

static void
test_our_early_offer_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  SipgoMessage *invite = ring_reliably (fixture, inviter, &outcome);

  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &change);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "UPDATE"), "488 No");
  WAIT_ERROR (fixture, &change, SIPGO_STATUS, 488);
  answer_call (fixture, invite, DESCRIBED ("4000"), &outcome);
  assert_stable (inviter, "4000");
  peer_hangs_up (fixture);
}

/* Another phone answers the call. */
static void
test_our_early_offer_to_other_fork (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  SipgoMessage *invite = ring_reliably (fixture, inviter, &outcome);

  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &change);
  peer_expect (fixture->peer, "UPDATE");
  peer_set_tag (fixture->peer, "other");
  answer_call (fixture, invite, DESCRIBED ("4009"), &outcome);
  WAIT (fixture, &change);
  g_assert_nonnull (change.error);
  assert_stable (inviter, "4009");
  peer_hangs_up (fixture);
}

/* The same while the handler makes our offer, which is not sent any more. */
static void
test_our_early_offer_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  SipgoMessage *invite = call_peer_slowly (fixture, factory, inviter, &outcome);

  answer_reliably (fixture, invite);
  factory->handler->quick = FALSE;
  sipgo_session_update (SIPGO_SESSION (inviter), NULL, NULL, note_update, &change);
  WAIT_PENDING (fixture, factory);
  peer_set_tag (fixture->peer, "other");
  peer_reply (fixture->peer, invite, "200 OK\n" DESCRIBED ("4009"));
  run_for (fixture->environment, 10);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  WAIT (fixture, &change);
  g_assert_nonnull (change.error);
  assert_stable (inviter, "4009");
  peer_hangs_up (fixture);
}

static void
test_our_early_offer_as_callee (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  SipgoMessage *response, *update;

  let_ring_reliably (fixture);
  sipgo_session_update (SIPGO_SESSION (fixture->invitation), NULL, NULL, note_update, &change);
  update = peer_expect (fixture->peer, "UPDATE");
  assert_has_text (sipgo_message_get_body (update), "m=audio");
  /* The 2xx and its ACK cross it. */
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  g_assert_null (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 10);
  assert_established (fixture->invitation);
  peer_reply (fixture->peer, update, "200 OK\n" DESCRIBED ("4008"));
  WAIT_OK (fixture, &change);
  assert_stable (fixture->invitation, "4008");
  peer_hangs_up (fixture);
}

/* The call ends while our UPDATE is under way. */
static void
test_our_early_offer_at_end (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) change = { FALSE };

  let_ring_reliably (fixture);
  sipgo_session_update (SIPGO_SESSION (fixture->invitation), NULL, NULL, note_update, &change);
  peer_expect (fixture->peer, "UPDATE");
  peer_send (fixture->peer, "CANCEL");
  WAIT (fixture, &change);
  g_assert_nonnull (change.error);
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
  run_for (fixture->environment, 60 * 1000);
  peer_skip (fixture->peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/update/refreshes-target", test_refreshes_target);
  ADD ("/update/offer-in-call", test_offer_in_call);
  ADD ("/update/unusable", test_unusable);
  ADD ("/update/collisions", test_collisions);
  ADD ("/update/during-re-invite", test_during_re_invite);
  ADD ("/update/handler-decides", test_handler_decides);
  ADD ("/update/handler-ends", test_handler_ends);
  ADD ("/update/early-by-callee", test_early_by_callee);
  ADD ("/update/early-too-soon", test_early_too_soon);
  ADD ("/update/early-by-caller", test_early_by_caller);
  ADD ("/update/early-by-caller-too-soon", test_early_by_caller_too_soon);
  ADD ("/update/accept-during-update", test_accept_during_update);
  ADD ("/update/accepted-during-update", test_accepted_during_update);
  ADD ("/update/our-offer", test_our_offer);
  ADD ("/update/without-offer", test_without_offer);
  ADD ("/update/refused", test_refused);
  ADD ("/update/glare", test_glare);
  ADD ("/update/cancelled", test_cancelled);
  ADD ("/update/too-soon", test_too_soon);
  ADD ("/update/our-early-offer", test_our_early_offer);
  ADD ("/update/our-early-offer-refused", test_our_early_offer_refused);
  ADD ("/update/our-early-offer-to-other-fork", test_our_early_offer_to_other_fork);
  ADD ("/update/our-early-offer-too-late", test_our_early_offer_too_late);
  ADD ("/update/our-early-offer-as-callee", test_our_early_offer_as_callee);
  ADD ("/update/our-early-offer-at-end", test_our_early_offer_at_end);
  return g_test_run ();
}

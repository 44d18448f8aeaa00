/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages that cross, forks that answer differently, offers and answers inside PRACK, and ACKs that are of no use. */
#include "ua-util.h"

#include <string.h>

#define RELIABLE(rseq) "Require: 100rel\nRSeq: " rseq "\n"
#define DESCRIBED(port) PEER_CONTACT "Content-Type: application/sdp\n\n" SDP (port, "")

static void
assert_has_text (SipgoBody *body, const char *text)
{
  g_autofree char *found = NULL;

  g_assert_nonnull (body);
  found = sipgo_body_dup_text (body);
  if (!strstr (found, text))
    g_error ("no %s in:\n%s", text, found);
}

/* What the media of the session is set to on the peer's side. */
static void
assert_peer_port (SipgoBody *body, const char *port)
{
  g_autofree char *line = g_strdup_printf ("m=audio %s ", port);

  assert_has_text (body, line);
}

static void
assert_established (gpointer session)
{
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_ESTABLISHED);
}

/* --- two INVITEs at once ------------------------------------------------------------------------------------------ */

/* The peer refused ours because it is about to send its own, which comes while ours waits for its time. */
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
      /* Ours waits for the peer's ACK though its time has come. */
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

/* Both refuse, and both try again: whoever's time comes first gets through, the other one too. */
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

/* Our offer, in a 2xx whose ACK is lost, has no answer yet: the peer's next INVITE cannot be taken (RFC 5407 3.1.4). */
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

/* With offer and answer exchanged, only the ACK is missing: the next INVITE of the peer says that it has our 2xx. */
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

/* We hang up while our own INVITE is on its way, which the peer may still accept. */
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

/* The peer hangs up in place of answering our INVITE. */
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

/* A proxy asks for a password: the next INVITE has the next CSeq, and the ACKs those of their INVITEs. */
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

/* --- ACKs that are of no use -------------------------------------------------------------------------------------- */

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

/* Our offer went with the 2xx; what the ACK brings for an answer is none. */
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

/* Two phones ring and say each in their own early dialog what they would send; then one of them is taken up, which may
 * say nothing more. The media is its own, and the other one, taken up at the same moment, is let go of. */
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

/* The second offer waits for the handler, which works on the first: it comes again, and is answered then. */
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

/* One fork has made its offer early; another accepts with an offer of its own, which the ACK answers. */
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

  peer_send (fixture->peer, "PRACK\nRAck: %s %u INVITE%s%s", rseq, fixture->peer->invite_cseq, body ? "\nContent-Type: application/sdp\n\n" : "", body ? body : "");
}

/* The reliable response had the answer; the PRACK makes another offer, which its 200 answers (RFC 3262 section 5). */
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
  /* The first answer holds no more. */
  g_assert_null (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &accepted);
  assert_peer_port (sipgo_session_get_offer (SIPGO_SESSION (fixture->invitation)), "4100");
  peer_hangs_up (fixture);
}

/* An offer in the PRACK that is of no use: the one before holds. */
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

/* Our offer in the reliable response, and a PRACK whose answer is none. */
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

/* Accepted while the reliable response is not acknowledged: the 2xx waits for the PRACK (RFC 3262 section 3). */
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

/* … and whatever ends the call first ends both that wait. */
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

/* --- Replaces ----------------------------------------------------------------------------------------------------- */

static void
call_in_place_of (Fixture *fixture, const char *call_id, const char *to_tag, const char *from_tag)
{
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nReplaces: %s;to-tag=%s;from-tag=%s\n" WITH_SDP, call_id, to_tag, from_tag);
}

/* One that has ended is told apart from one that never was (RFC 3891 section 3), whoever ended it. */
static void
test_replaces_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) old = establish_by_us (fixture);
  SipgoDialog *dialog = sipgo_session_get_dialog (SIPGO_SESSION (old));
  const char *call_id = sipgo_dialog_get_call_id (dialog);
  const char *local = sipgo_dialog_get_local_tag (dialog);
  const char *remote = sipgo_dialog_get_remote_tag (dialog);
  guint i;

  peer_hangs_up (fixture);
  call_in_place_of (fixture, call_id, local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "603 INVITE"));
  call_in_place_of (fixture, call_id, remote, local);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  call_in_place_of (fixture, "never-was", local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  g_assert_cmpuint (fixture->n_invitations, ==, 0);
  /* The memory has its bounds. */
  for (i = 0; i < 70; i++)
    {
      peer_new_call (fixture->peer);
      g_clear_object (&fixture->invitation);
      be_called (fixture);
      sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
    }
  call_in_place_of (fixture, call_id, local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
}

static void
keep_notifier (SipgoUserAgent *agent, SipgoNotifier *notifier, SipgoNotifier **kept)
{
  g_set_object (kept, notifier);
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
}

/* A dialog that is there, and is no call. */
static void
test_replaces_subscription (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = NULL;
  g_autofree char *call_id = NULL;
  g_autofree char *remote = NULL;
  g_autofree char *local = NULL;
  SipgoMessage *response;

  g_signal_connect (fixture->agent, "subscription", G_CALLBACK (keep_notifier), &notifier);
  peer_send (fixture->peer, "SUBSCRIBE\n" PEER_CONTACT "Event: presence\nExpires: 60");
  response = peer_expect (fixture->peer, "200 SUBSCRIBE");
  call_id = g_strdup (sipgo_message_get_call_id (response));
  local = g_strdup (sipgo_message_get_to_tag (response));
  remote = g_strdup (sipgo_message_get_from_tag (response));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "200 OK");
  call_in_place_of (fixture, call_id, local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  g_assert_true (sipgo_notifier_terminate (notifier, NULL, 0, NULL));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "200 OK");
}

/* The forms of the header's value (RFC 3891 6.1). */
static void
test_replaces_forms (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *value, *answer; } cases[] = {
    { "call@somewhere.example\n  ;from-tag=aa.bb\n  ;to-tag=c-d", "481 INVITE" },
    { "id;of;to-tag=one;early-only;from-tag=two", "481 INVITE" },
    { "id ; TO-TAG=1 ; From-Tag=0 ;like=that", "481 INVITE" },
    { "id;to-tagg=one;from-tag=two;early-only", "400 INVITE" },
    { "id;to-tag=one", "400 INVITE" },
    { "id;to-tag;from-tag=0", "400 INVITE" },
    { "id;to-tag=1;from-tag", "400 INVITE" },
    { "id;to-tag=;from-tag=0", "400 INVITE" },
    { "id;to-tag=1;from-tag=2;", "400 INVITE" },
    { ";to-tag=1;from-tag=2", "400 INVITE" },
    { "id;to-tag=1;from-tag=2\nReplaces: id;to-tag=1;from-tag=2", "400 INVITE" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].value);
      peer_new_call (fixture->peer);
      peer_send (fixture->peer, "INVITE\nReplaces: %s\n" WITH_SDP, cases[i].value);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, cases[i].answer));
    }
  g_assert_cmpuint (fixture->n_invitations, ==, 0);
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
  ADD ("/crossings/forks/answer", test_forks_answer);
  ADD ("/crossings/forks/offer", test_forks_offer);
  ADD ("/crossings/forks/offer-at-once", test_forks_offer_at_once);
  ADD ("/crossings/forks/offer-of-another", test_offer_of_another_fork);
  ADD ("/crossings/prack/offer", test_offer_in_prack);
  ADD ("/crossings/prack/useless-offer", test_useless_offer_in_prack);
  ADD ("/crossings/prack/useless-answer", test_useless_answer_in_prack);
  ADD ("/crossings/prack/accept-waits", test_accept_waits_for_prack);
  ADD ("/crossings/prack/ended-before", test_ended_before_prack);
  ADD ("/crossings/replaces/ended", test_replaces_ended);
  ADD ("/crossings/replaces/subscription", test_replaces_subscription);
  ADD ("/crossings/replaces/forms", test_replaces_forms);
  return g_test_run ();
}

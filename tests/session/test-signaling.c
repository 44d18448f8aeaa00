/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signaling state and dialog state of a session, and handlers that reject a re-INVITE. */
#include "tests/util/ua-util.h"

static void
log_states_of (SipgoSession *session, GParamSpec *pspec, GString *log)
{
  g_string_append_printf (log, "%d%d ", sipgo_session_get_signaling_state (session),
                          sipgo_session_get_dialog_state (session));
}

static void
free_log (gpointer data, GClosure *closure)
{
  g_string_free (data, TRUE);
}

static GString *
watch (SipgoSession *session, const char *property)
{
  GString *log = g_string_new (NULL);
  g_autofree char *signal = g_strconcat ("notify::", property, NULL);

  g_signal_connect_data (session, signal, G_CALLBACK (log_states_of), log, free_log, 0);
  return log;
}

static void
test_inviter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  GString *signaling = watch (session, "signaling-state");
  GString *dialog = watch (session, "dialog-state");
  g_auto (Outcome) outcome = { FALSE };
  SipgoOutgoingRequest *request;
  SipgoMessage *invite;

  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_INITIAL);
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_INITIAL);
  invite = call_peer (fixture, inviter, &outcome);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER);
  request = SIPGO_OUTGOING_REQUEST (sipgo_inviter_get_request (inviter));
  g_assert_true (sipgo_session_get_offer (session)
                 == sipgo_message_get_body (sipgo_outgoing_request_get_message (request)));
  g_assert_null (sipgo_session_get_answer (session));
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 100);
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_EARLY);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_has_text (sipgo_session_get_answer (session), "m=audio 4000");
  peer_hangs_up (fixture);
  g_assert_cmpstr (signaling->str, ==, "10 33 43 ");
  g_assert_cmpstr (dialog->str, ==, "11 13 44 ");
}

static void
test_invitation (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoSession *session;
  GString *signaling, *dialog;
  SipgoMessage *response;

  be_called (fixture);
  session = SIPGO_SESSION (fixture->invitation);
  signaling = watch (session, "signaling-state");
  dialog = watch (session, "dialog-state");
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_EARLY);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  response = peer_expect (fixture->peer, "200 INVITE");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_ACK_WAIT);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  assert_has_text (sipgo_session_get_offer (session), "m=audio 4000");
  g_assert_nonnull (sipgo_session_get_answer (session));
  peer_acknowledge (fixture->peer, response);
  run_for (fixture->environment, 10);
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_CONFIRMED);
  peer_hangs_up (fixture);
  g_assert_cmpstr (signaling->str, ==, "21 31 43 ");
  g_assert_cmpstr (dialog->str, ==, "32 33 44 ");
}

/* The 200 to an INVITE without an offer has our offer, and the ACK has the answer. */
static void
test_late_offer (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoSession *session;

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "180 INVITE");
  session = SIPGO_SESSION (fixture->invitation);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  peer_expect (fixture->peer, "200 INVITE");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER);
  peer_send (fixture->peer, "ACK\nContent-Type: application/sdp\n\n" PEER_SDP);
  run_for (fixture->environment, 10);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  assert_has_text (sipgo_session_get_answer (session), "m=audio 4000");
  peer_hangs_up (fixture);
}

/* A rejected offer is rolled back. */
static void
test_roll_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_autoptr (SipgoBody) offer = sipgo_body_ref (sipgo_session_get_offer (session));
  g_autoptr (SipgoBody) answer = sipgo_body_ref (sipgo_session_get_answer (session));
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (session, NULL, NULL, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER);
  g_assert_true (sipgo_session_get_offer (session) != offer);
  g_assert_null (sipgo_session_get_answer (session));
  peer_reply (fixture->peer, invite, "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 488);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  g_assert_true (sipgo_session_get_offer (session) == offer);
  g_assert_true (sipgo_session_get_answer (session) == answer);
  peer_hangs_up (fixture);
}

/* --- a re-INVITE that handlers decide ----------------------------------------------------------------------------- */

static void
refuse_change (SipgoSession *session, SipgoIncomingInviteRequest *request, guint *count)
{
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
  g_autoptr (GError) error = NULL;

  ++*count;
  sipgo_response_options_set_status_code (options, 488);
  sipgo_incoming_request_reject (SIPGO_INCOMING_REQUEST (request), options, &error);
  g_assert_no_error (error);
}

static void
see_change (SipgoSession *session, SipgoIncomingInviteRequest *request, guint *count)
{
  ++*count;
  g_assert_false (sipgo_incoming_request_is_answered (SIPGO_INCOMING_REQUEST (request)));
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
}

static void
end_call (SipgoSession *session, SipgoIncomingInviteRequest *request, guint *count)
{
  ++*count;
  sipgo_session_end (session, NULL, NULL, NULL);
}

static void
test_change_refused (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint n_refused = 0, n_seen = 0;
  gulong handler = g_signal_connect (session, "invite-received", G_CALLBACK (refuse_change), &n_refused);
  g_autoptr (SipgoBody) offer = sipgo_body_ref (sipgo_session_get_offer (session));

  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "488 INVITE"));
  g_assert_cmpuint (n_refused, ==, 1);
  g_assert_true (sipgo_session_get_offer (session) == offer);
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  g_signal_handler_disconnect (session, handler);

  /* The signal is emitted for the next one too, and it is answered unless a handler rejects it. */
  g_signal_connect (session, "invite-received", G_CALLBACK (see_change), &n_seen);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  g_assert_cmpuint (n_seen, ==, 1);
  g_assert_true (sipgo_session_get_offer (session) != offer);
  peer_hangs_up (fixture);
}

static void
test_change_ends_call (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoMessage *bye;
  guint count = 0;

  g_signal_connect (session, "invite-received", G_CALLBACK (end_call), &count);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  bye = peer_expect (fixture->peer, "BYE");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  peer_reply (fixture->peer, bye, "200 OK");
  g_assert_cmpuint (count, ==, 1);
  WAIT_STATE (fixture, session, TERMINATED);
}

static void
accept_change (SipgoSession *session, SipgoIncomingInviteRequest *request, SipgoBody *body)
{
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();

  sipgo_response_options_set_body (options, body);
  g_assert_true (sipgo_incoming_request_accept (SIPGO_INCOMING_REQUEST (request), options, NULL));
}

/* A handler may send an answer with its own description. */
static void
test_change_accepted (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_autoptr (SipgoBody) body = sipgo_body_new ("application/sdp", "v=0\r\no=- 9 9 IN IP4 10.0.0.9\r\ns=-\r\nt=0 0\r\n");
  SipgoMessage *response;

  g_signal_connect (session, "invite-received", G_CALLBACK (accept_change), body);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_has_text (sipgo_message_get_body (response), "10.0.0.9");
  peer_acknowledge (fixture->peer, response);
  peer_expect_nothing (fixture->peer, 40000);
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_CONFIRMED);
  peer_hangs_up (fixture);
}

static void
defer_change (SipgoSession *session, SipgoIncomingInviteRequest *request, SipgoIncomingInviteRequest **kept)
{
  g_assert_true (sipgo_incoming_request_defer (SIPGO_INCOMING_REQUEST (request), NULL));
  g_set_object (kept, request);
}

static SipgoSession *
establish_with_deferring (Fixture *fixture, SipgoIncomingInviteRequest **request)
{
  SipgoSession *session = establish_by_peer (fixture);

  g_signal_connect (session, "invite-received", G_CALLBACK (defer_change), request);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_expect (fixture->peer, "100 INVITE");
  peer_expect_nothing (fixture->peer, 30000);
  return session;
}

static void
assert_too_late (SipgoIncomingInviteRequest *request)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (sipgo_incoming_request_defer (SIPGO_INCOMING_REQUEST (request), &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* A deferred re-INVITE. */
static void
test_change_deferred (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoIncomingInviteRequest) request = NULL;
  SipgoSession *session = establish_with_deferring (fixture, &request);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *response;

  /* Meanwhile no other re-INVITE, on either side. */
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "500 INVITE"));
  fixture->peer->invite_cseq--;
  sipgo_session_invite (session, NULL, NULL, note_re_invite, &outcome);
  peer_expect_nothing (fixture->peer, 10000);
  g_assert_true (sipgo_incoming_request_proceed (SIPGO_INCOMING_REQUEST (request), NULL));
  response = peer_expect (fixture->peer, "200 INVITE");
  g_assert_nonnull (sipgo_message_get_body (response));
  peer_acknowledge (fixture->peer, response);
  assert_too_late (request);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (fixture->peer, 100000);
  g_assert_cmpint (sipgo_session_get_dialog_state (session), ==, SIPGO_DIALOG_STATE_CONFIRMED);
  peer_hangs_up (fixture);
}

static void
test_change_deferred_and_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoIncomingInviteRequest) request = NULL;
  SipgoSession *session = establish_with_deferring (fixture, &request);
  g_autoptr (SipgoIncomingInviteRequest) undecided = NULL;
  guint count = 0;

  refuse_change (session, request, &count);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "488 INVITE"));
  assert_too_late (request);
  /* Without a decision: 488, and nothing changes. */
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_expect (fixture->peer, "100 INVITE");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "488 INVITE"));
  assert_too_late (request);
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

/* The peer cancels it; or the call ends, from either side. */
static void
test_change_deferred_and_gone (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < 3; i++)
    {
      g_autoptr (SipgoIncomingInviteRequest) request = NULL;
      SipgoSession *session = establish_with_deferring (fixture, &request);

      if (i == 0)
        {
          peer_send (fixture->peer, "CANCEL");
          peer_expect (fixture->peer, "200 CANCEL");
        }
      else if (i == 1)
        {
          peer_hangs_up (fixture);
        }
      else
        {
          sipgo_session_end (session, NULL, NULL, NULL);
          peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
        }
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
      assert_too_late (request);
      if (i == 0)
        peer_hangs_up (fixture);
      WAIT_STATE (fixture, session, TERMINATED);
      peer_expect_nothing (fixture->peer, 100000);
      peer_new_call (fixture->peer);
    }
}

static void
proceed_at_once (SipgoIncomingInviteRequest **request)
{
  g_assert_true (sipgo_incoming_request_proceed (SIPGO_INCOMING_REQUEST (*request), NULL));
}

/* The handler that deferred it, or another one, rejects it later. */
static void
test_change_not_deferred (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoIncomingInviteRequest) request = NULL;
  SipgoSession *session = establish_by_peer (fixture);
  SipgoIncomingRequest *first;

  first = SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (fixture->invitation));
  g_assert_false (sipgo_incoming_request_defer (first, NULL));
  g_signal_connect (session, "invite-received", G_CALLBACK (defer_change), &request);
  g_signal_connect_swapped (session, "invite-received", G_CALLBACK (proceed_at_once), &request);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  assert_too_late (request);
  peer_hangs_up (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/signaling/inviter", test_inviter);
  ADD ("/signaling/invitation", test_invitation);
  ADD ("/signaling/late-offer", test_late_offer);
  ADD ("/signaling/roll-back", test_roll_back);
  ADD ("/signaling/change/refused", test_change_refused);
  ADD ("/signaling/change/ends-call", test_change_ends_call);
  ADD ("/signaling/change/accepted", test_change_accepted);
  ADD ("/signaling/change/deferred", test_change_deferred);
  ADD ("/signaling/change/deferred-and-refused", test_change_deferred_and_refused);
  ADD ("/signaling/change/deferred-and-gone", test_change_deferred_and_gone);
  ADD ("/signaling/change/not-deferred", test_change_not_deferred);
  return g_test_run ();
}

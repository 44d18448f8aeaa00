/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls that replace others (RFC 3891). */
#include "tests/util/ua-util.h"

static void
call_in_place_of (Fixture *fixture, const char *call_id, const char *to_tag, const char *from_tag, const char *more)
{
  peer_send (fixture->peer, "INVITE\nReplaces: %s;to-tag=%s;from-tag=%s%s\n" WITH_SDP, call_id, to_tag, from_tag, more);
}

static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) old = establish_by_us (fixture);
  SipgoDialog *dialog = sipgo_session_get_dialog (SIPGO_SESSION (old));
  g_autofree char *call_id = g_strdup (sipgo_dialog_get_call_id (dialog));
  g_autofree char *local = g_strdup (sipgo_dialog_get_local_tag (dialog));
  g_autofree char *remote = g_strdup (sipgo_dialog_get_remote_tag (dialog));
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *accepted, *bye;

  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, "wrong", remote, "");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, local, remote, ";early-only");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nReplaces: nonsense\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "400 INVITE"));
  g_assert_cmpuint (fixture->n_invitations, ==, 0);

  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, local, remote, "");
  peer_expect (fixture->peer, "180 INVITE");
  g_assert_true (sipgo_session_get_replacee (SIPGO_SESSION (fixture->invitation)) == SIPGO_SESSION (old));
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (old)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  accepted = peer_expect (fixture->peer, "200 INVITE");
  peer_acknowledge (fixture->peer, accepted);
  bye = peer_expect (fixture->peer, "BYE");
  g_assert_cmpstr (sipgo_message_get_call_id (bye), ==, call_id);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, old, TERMINATED);
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (fixture->invitation)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
}

/* The application answers the request object itself. */
static void
test_replaced_by_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) old = establish_by_us (fixture);
  SipgoDialog *dialog = sipgo_session_get_dialog (SIPGO_SESSION (old));
  g_autofree char *call_id = g_strdup (sipgo_dialog_get_call_id (dialog));
  g_autofree char *local = g_strdup (sipgo_dialog_get_local_tag (dialog));
  g_autofree char *remote = g_strdup (sipgo_dialog_get_remote_tag (dialog));
  SipgoMessage *bye;

  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, local, remote, "");
  peer_expect (fixture->peer, "180 INVITE");
  g_assert_true (sipgo_incoming_request_accept
                   (SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (fixture->invitation)), NULL, NULL));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  bye = peer_expect (fixture->peer, "BYE");
  g_assert_cmpstr (sipgo_message_get_call_id (bye), ==, call_id);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, old, TERMINATED);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (fixture->invitation)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
}

/* An outgoing call that still rings is cancelled when its replacement is accepted. */
static void
test_early_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) old = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *invite = call_peer (fixture, old, &outcome);
  g_autofree char *call_id = g_strdup (sipgo_message_get_call_id (invite));
  g_autofree char *local = g_strdup (sipgo_message_get_from_tag (invite));
  g_autofree char *remote = g_strdup (fixture->peer->tag);

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, local, remote, ";early-only");
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "CANCEL"), "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  WAIT_OK (fixture, &accepted);
}

/* An incoming call that still rings must not be replaced (RFC 3891 section 3). */
static void
test_ringing_not_replaced (Fixture *fixture, gconstpointer data)
{
  SipgoDialog *dialog;
  g_autofree char *call_id = NULL;
  g_autofree char *local = NULL;
  g_autofree char *remote = NULL;

  be_called (fixture);
  dialog = sipgo_session_get_dialog (SIPGO_SESSION (fixture->invitation));
  call_id = g_strdup (sipgo_dialog_get_call_id (dialog));
  local = g_strdup (sipgo_dialog_get_local_tag (dialog));
  remote = g_strdup (sipgo_dialog_get_remote_tag (dialog));
  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, local, remote, "");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  g_assert_cmpuint (fixture->n_invitations, ==, 1);
}

/* A Replaces in the target URI becomes a header (RFC 3261 19.1.5). */
static void
test_replaces_out (Fixture *fixture, gconstpointer data)
{
  const char *target = "sip:bob@10.0.0.2:5060?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2";
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, target, NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_header (invite, "Replaces", "abc;to-tag=1;from-tag=2");
  peer_reply (fixture->peer, invite, "481 No such call");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 481);
}

static void
call_anew_in_place_of (Fixture *fixture, const char *call_id, const char *to_tag, const char *from_tag)
{
  peer_new_call (fixture->peer);
  call_in_place_of (fixture, call_id, to_tag, from_tag, "");
}

/* A call that has ended is told apart from an unknown one (RFC 3891 section 3), whichever side ended it. */
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
  call_anew_in_place_of (fixture, call_id, local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "603 INVITE"));
  call_anew_in_place_of (fixture, call_id, remote, local);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  call_anew_in_place_of (fixture, "never-was", local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  g_assert_cmpuint (fixture->n_invitations, ==, 0);
  /* The number of ended calls that are remembered is limited. */
  for (i = 0; i < 70; i++)
    {
      peer_new_call (fixture->peer);
      g_clear_object (&fixture->invitation);
      be_called (fixture);
      sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
    }
  call_anew_in_place_of (fixture, call_id, local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
}

static void
keep_notifier (SipgoUserAgent *agent, SipgoNotifier *notifier, SipgoNotifier **kept)
{
  g_set_object (kept, notifier);
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
}

/* An existing dialog that is not a call. */
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
  call_anew_in_place_of (fixture, call_id, local, remote);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "481 INVITE"));
  g_assert_true (sipgo_notifier_terminate (notifier, NULL, 0, NULL));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "200 OK");
}

/* The forms of the value of the header (RFC 3891 6.1). */
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
  ADD ("/replaces/established", test_replaced);
  ADD ("/replaces/established-by-request", test_replaced_by_request);
  ADD ("/replaces/early", test_early_replaced);
  ADD ("/replaces/ringing-here", test_ringing_not_replaced);
  ADD ("/replaces/out", test_replaces_out);
  ADD ("/replaces/ended", test_replaces_ended);
  ADD ("/replaces/subscription", test_replaces_subscription);
  ADD ("/replaces/forms", test_replaces_forms);
  return g_test_run ();
}

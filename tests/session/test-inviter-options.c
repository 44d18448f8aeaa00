/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Options of an outgoing call, and of its cancellation. */
#include "libsipgo/media/sipgo-sdp-modifier.h"
#include "tests/util/ua-util.h"

#include <string.h>

static void
be_alice (Fixture *fixture)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);

  sipgo_user_agent_set_uri (fixture->agent, uri);
}

static void
refuse (Fixture *fixture, SipgoMessage *invite, Outcome *outcome)
{
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, outcome, SIPGO_STATUS, 486);
}

static void
assert_hidden (SipgoMessage *message)
{
  g_autofree char *contact = sipgo_message_get_header (message, "Contact");

  g_assert_cmpstr (contact, ==, "<sip:anonymous@10.0.0.1:5060>");
}

static void
test_anonymous (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) change = { FALSE };
  g_auto (Outcome) bye = { FALSE };
  SipgoMessage *invite, *response;

  be_alice (fixture);
  inviter = make_inviter (fixture);
  sipgo_inviter_set_anonymous (inviter, TRUE);
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_session_get_local_identity (SIPGO_SESSION (inviter))), ==,
                   "Anonymous");
  invite = call_peer (fixture, inviter, &outcome);
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_name_addr_get_uri (sipgo_message_get_from (invite))), ==,
                   "anonymous.invalid");
  assert_header (invite, "Privacy", "id");
  assert_header (invite, "P-Preferred-Identity", "<sip:alice@example.com>");
  assert_hidden (invite);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  /* Later messages do not contain it either. */
  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &change);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_hidden (invite);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &change);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_hidden (response);
  peer_acknowledge (fixture->peer, response);
  run_for (fixture->environment, 10);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &bye);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_OK (fixture, &bye);
}

static void
test_identities (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoNameAddr) local = sipgo_name_addr_parse ("\"The Desk\" <sip:desk@example.com>;tag=mine", NULL);
  g_autoptr (SipgoNameAddr) remote = sipgo_name_addr_parse ("Robert <sip:robert@example.com>", NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  g_object_set (inviter, "local-identity", local, "remote-identity", remote, NULL);
  g_assert_true (sipgo_name_addr_equal (sipgo_session_get_remote_identity (SIPGO_SESSION (inviter)), remote));
  invite = call_peer (fixture, inviter, &outcome);
  assert_header (invite, "From", "\"The Desk\" <sip:desk@example.com>;tag=mine");
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_message_get_to (invite)), ==, "Robert");
  g_assert_cmpstr (sipgo_uri_get_user (sipgo_message_get_request_uri (invite)), ==, "bob");
  refuse (fixture, invite, &outcome);
}

static void
note_property (GObject *object, GParamSpec *pspec, GString *log)
{
  g_string_append_printf (log, "%s ", pspec->name);
}

static void
end_call (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  sipgo_session_end (SIPGO_SESSION (object), NULL, NULL, NULL);
}

static void
test_notified (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture), ended = make_inviter (fixture);
  g_autoptr (GString) log = g_string_new (NULL);
  g_auto (Outcome) outcome = { FALSE }, in_vain = { FALSE };
  SipgoMessage *invite;

  g_signal_connect (inviter, "notify::body", G_CALLBACK (note_property), log);
  g_signal_connect (inviter, "notify::local-identity", G_CALLBACK (note_property), log);
  invite = call_peer (fixture, inviter, &outcome);
  g_assert_cmpstr (log->str, ==, "body ");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (log->str, ==, "body local-identity ");
  g_signal_handlers_disconnect_by_data (inviter, log);
  peer_hangs_up (fixture);
  /* A handler may end the call. */
  g_signal_connect (ended, "notify::body", G_CALLBACK (end_call), NULL);
  sipgo_inviter_invite (ended, NULL, NULL, note_invite, &in_vain);
  RUN_UNTIL (fixture->environment, in_vain.done);
  g_assert_nonnull (in_vain.error);
}

/* The display name of the target is that of To; the rest of a name-addr has no meaning there. */
static void
test_named_target (Fixture *fixture, gconstpointer data)
{
  const char *const target = "\"Bob B.\" <sip:bob@10.0.0.2:5060>;tag=x";
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, target, NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  assert_header (invite, "To", "\"Bob B.\" <sip:bob@10.0.0.2:5060>");
  g_assert_null (sipgo_uri_get_parameter (sipgo_message_get_request_uri (invite), "tag"));
  refuse (fixture, invite, &outcome);
}

static void
test_headers (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = { "X-First: 1", NULL };
  static const char *const more[] = { "X-Second: 2", NULL };
  static const char *const wrong[] = { "Via: nonsense", NULL };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviter) other = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) refused = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_set_extra_headers (inviter, lines);
  sipgo_request_options_set_extra_headers ((SipgoRequestOptions *) options, more);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_header (invite, "X-First", "1");
  assert_header (invite, "X-Second", "2");
  g_assert_true (sipgo_inviter_get_body (inviter) != NULL);
  refuse (fixture, invite, &outcome);
  sipgo_inviter_set_extra_headers (other, wrong);
  sipgo_inviter_invite (other, NULL, NULL, note_invite, &refused);
  WAIT_ERROR (fixture, &refused, SIPGO_ERROR, SIPGO_ERROR_INVALID);
}

/* The 200 has the offer, the ACK the answer. */
static void
finish_late (Fixture *fixture, SipgoMessage *invite, Outcome *outcome)
{
  SipgoMessage *ack;

  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  ack = peer_expect (fixture->peer, "ACK");
  assert_header (ack, "Content-Type", "application/sdp");
  WAIT_OK (fixture, outcome);
  peer_hangs_up (fixture);
}

static void
test_without_description (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  g_object_set (inviter, "without-description", TRUE, NULL);
  invite = call_peer (fixture, inviter, &outcome);
  g_assert_null (sipgo_message_get_body (invite));
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (inviter)), ==, SIPGO_SIGNALING_STATE_INITIAL);
  finish_late (fixture, invite, &outcome);
}

static void
test_body (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "Pick up, please");
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_request_options_set_body ((SipgoRequestOptions *) options, body);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_header (invite, "Content-Type", "text/plain");
  finish_late (fixture, invite, &outcome);
}

/* --- cancelling --------------------------------------------------------------------------------------------------- */

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X-Why: lunch", NULL };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoCancelOptions) options = sipgo_cancel_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) wrong = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *cancel;

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  g_object_set (options, "status-code", 100, "extra-headers", headers, NULL);
  sipgo_inviter_cancel (inviter, options, NULL, note_cancel, &wrong);
  WAIT_ERROR (fixture, &wrong, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_object_set (options, "status-code", 200, "reason-phrase", "Said \"yes\" elsewhere", NULL);
  sipgo_inviter_cancel (inviter, options, NULL, note_cancel, &cancelled);
  cancel = peer_expect (fixture->peer, "CANCEL");
  assert_header (cancel, "Reason", "SIP;cause=200;text=\"Said \\\"yes\\\" elsewhere\"");
  assert_header (cancel, "X-Why", "lunch");
  peer_reply (fixture->peer, cancel, "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 487);
  WAIT_OK (fixture, &cancelled);
}

static void
test_cancel_usual_phrase (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoCancelOptions) options = sipgo_cancel_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  sipgo_cancel_options_set_status_code (options, 486);
  sipgo_inviter_cancel (inviter, options, NULL, NULL, NULL);
  assert_header (peer_expect (fixture->peer, "CANCEL"), "Reason", "SIP;cause=486;text=\"Busy Here\"");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 487);
  peer_skip (fixture->peer);
}

/* --- redirection -------------------------------------------------------------------------------------------------- */

static void
note_redirect (SipgoOutgoingRequest *request, SipgoMessage *response, char **contact)
{
  *contact = sipgo_message_get_header (response, "Contact");
}

static void
watch_redirect (SipgoSession *session, SipgoOutgoingRequest *request, gpointer user_data)
{
  g_signal_connect (request, "redirect", G_CALLBACK (note_redirect), user_data);
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autofree char *contact = NULL;
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (inviter, "request-created", G_CALLBACK (watch_redirect), &contact);
  peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome),
              "302 Moved Temporarily\nContact: <sip:carol@10.0.0.3>");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 302);
  g_assert_cmpstr (contact, ==, "<sip:carol@10.0.0.3>");
}

/* --- requests in the dialog --------------------------------------------------------------------------------------- */

static void
note_request (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;
  g_autoptr (SipgoOutgoingRequest) request = sipgo_session_request_in_dialog_finish (SIPGO_SESSION (source), result,
                                                                                     &outcome->error);

  outcome->done = TRUE;
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) wrong = { FALSE };
  SipgoMessage *request;

  sipgo_session_request_in_dialog (session, "OPTIONS", NULL, NULL, note_request, &outcome);
  request = peer_expect (fixture->peer, "OPTIONS");
  g_assert_cmpstr (sipgo_message_get_to_tag (request), ==, fixture->peer->tag);
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &outcome);
  sipgo_session_request_in_dialog (session, "BYE", NULL, NULL, note_request, &wrong);
  WAIT_ERROR (fixture, &wrong, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  peer_hangs_up (fixture);
}

static void
count (GObject *object, GParamSpec *pspec, guint *n)
{
  ++*n;
}

/* One list with two names. */
static void
test_modifiers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviteOptions) invite = sipgo_invite_options_new ();
  g_autoptr (SipgoAnswerOptions) answer = sipgo_answer_options_new ();
  GObject *options[] = { G_OBJECT (invite), G_OBJECT (answer) };
  g_autoptr (GListStore) modifiers = g_list_store_new (SIPGO_TYPE_SDP_MODIFIER);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GListModel) found = NULL;
      guint n_long = 0, n_short = 0;

      g_signal_connect (options[i], "notify::session-description-handler-modifiers", G_CALLBACK (count), &n_long);
      g_signal_connect (options[i], "notify::modifiers", G_CALLBACK (count), &n_short);
      g_object_set (options[i], "modifiers", modifiers, NULL);
      g_object_get (options[i], "session-description-handler-modifiers", &found, NULL);
      g_assert_true (found == G_LIST_MODEL (modifiers));
      g_object_set (options[i], "session-description-handler-modifiers", NULL, NULL);
      g_clear_object (&found);
      g_object_get (options[i], "modifiers", &found, NULL);
      g_assert_null (found);
      g_assert_cmpuint (n_long, ==, 2);
      g_assert_cmpuint (n_short, ==, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/inviter-options/anonymous", test_anonymous);
  ADD ("/inviter-options/identities", test_identities);
  ADD ("/inviter-options/named-target", test_named_target);
  ADD ("/inviter-options/notified", test_notified);
  ADD ("/inviter-options/headers", test_headers);
  ADD ("/inviter-options/without-description", test_without_description);
  ADD ("/inviter-options/body", test_body);
  ADD ("/inviter-options/cancel", test_cancel);
  ADD ("/inviter-options/cancel-usual-phrase", test_cancel_usual_phrase);
  ADD ("/inviter-options/redirect", test_redirect);
  ADD ("/inviter-options/request", test_request);
  ADD ("/inviter-options/modifiers", test_modifiers);
  return g_test_run ();
}

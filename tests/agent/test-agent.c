/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent itself: start, stop, and its responses outside of calls. */
#include "libsipgo/media/sipgo-sdp-modifier.h"
#include "tests/util/ua-util.h"

#include <string.h>

/* --- start and end ------------------------------------------------------------------------------------------------ */

static void
test_stop_with_calls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) ours = establish_by_us (fixture);
  g_autoptr (SipgoInviter) ringing = make_inviter (fixture);
  g_auto (Outcome) called = { FALSE };
  g_auto (Outcome) stopped = { FALSE };
  g_auto (Outcome) again = { FALSE };
  SipgoMessage *invite, *bye, *cancel;

  peer_new_call (fixture->peer);
  invite = call_peer (fixture, ringing, &called);
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_sessions (fixture->agent)), ==, 2);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &again);
  cancel = peer_expect (fixture->peer, "CANCEL");
  bye = peer_expect (fixture->peer, "BYE");
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_reply (fixture->peer, bye, "200 OK");
  peer_reply (fixture->peer, cancel, "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &stopped);
  WAIT (fixture, &called);
  g_assert_nonnull (called.error);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (ours)), ==, SIPGO_SESSION_STATE_TERMINATED);
  g_assert_cmpint (sipgo_user_agent_get_state (fixture->agent), ==, SIPGO_USER_AGENT_STATE_STOPPED);
  settle (fixture);
  g_assert_finalize_object (g_steal_pointer (&ours));
  g_assert_finalize_object (g_steal_pointer (&ringing));
}

/* A peer that does not respond does not block the stop of the agent. */
static void
test_stop_with_dead_peer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) stopped = { FALSE };
  gint64 start = sipgo_environment_now (fixture->environment);

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - start, <, SIPGO_SECONDS (32));
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
}

static void
test_stop_while_called (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE };

  be_called (fixture);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
  WAIT_OK (fixture, &stopped);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (fixture->invitation)), ==, SIPGO_SESSION_STATE_TERMINATED);
}

/* A stopped agent receives nothing; after another start it does. */
static void
test_start_again (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE };
  g_auto (Outcome) started = { FALSE };
  g_auto (Outcome) twice = { FALSE };
  g_auto (Outcome) call = { FALSE };
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  peer_send (fixture->peer, "OPTIONS");
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &call);
  WAIT_ERROR (fixture, &call, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &started);
  WAIT_OK (fixture, &started);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &twice);
  WAIT (fixture, &twice);
  peer_send (fixture->peer, "OPTIONS");
  peer_expect (fixture->peer, "200 OPTIONS");
}

/* --- outside of calls --------------------------------------------------------------------------------------------- */

static void
test_options (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  peer_send (fixture->peer, "OPTIONS");
  response = peer_expect (fixture->peer, "200 OPTIONS");
  g_assert_true (sipgo_message_has_option (response, "Allow", "INVITE"));
  g_assert_true (sipgo_message_has_option (response, "Supported", "100rel"));
  g_assert_true (sipgo_message_has_option (response, "Accept", "application/sdp"));
  g_assert_true (sipgo_message_has_header (response, "Accept-Encoding"));
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoIncomingRequest) kept = NULL;
  gulong handler;

  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\n\nhello");
  peer_expect (fixture->peer, "405 MESSAGE");
  handler = g_signal_connect (fixture->agent, "message", G_CALLBACK (defer_and_keep_request), &kept);
  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\n\nhello");
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_true (sipgo_incoming_request_reject (kept, NULL, NULL));
  peer_expect (fixture->peer, "480 MESSAGE");
  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\n\nhello");
  peer_expect (fixture->peer, "200 MESSAGE");    /* deferred, without a decision */
  g_signal_handler_disconnect (fixture->agent, handler);
}

static void
test_others (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "NOTIFY\nEvent: presence\nSubscription-State: active");
  peer_expect (fixture->peer, "481 NOTIFY");
  peer_send (fixture->peer, "BYE\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "481 BYE");
  peer_send (fixture->peer, "INFO\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "481 INFO");
  peer_send (fixture->peer, "PRACK\nRAck: 1 1 INVITE\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "481 PRACK");
  peer_send (fixture->peer, "REFER\nRefer-To: <sip:carol@example.com>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "603 REFER");
}

static void
note_send (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *self = user_data;
  g_autoptr (SipgoMessage) response = sipgo_outgoing_request_send_finish (SIPGO_OUTGOING_REQUEST (source), result,
                                                                          &self->error);

  self->done = TRUE;
}

static void
test_request_of_ours (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *message;

  sipgo_user_agent_set_uri (fixture->agent, uri);
  sipgo_user_agent_set_display_name (fixture->agent, "Alice \"A.\"");
  request = sipgo_user_agent_core_request (sipgo_user_agent_get_core (fixture->agent), "MESSAGE",
                                           "sip:bob@10.0.0.2:5060", NULL, NULL);
  sipgo_outgoing_request_send (request, NULL, note_send, &outcome);
  message = peer_expect (fixture->peer, "MESSAGE");
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_message_get_from (message)), ==, "Alice \"A.\"");
  peer_reply (fixture->peer, message, "200 OK");
  WAIT_OK (fixture, &outcome);
}

/* --- modifiers ---------------------------------------------------------------------------------------------------- */

#define TEST_TYPE_MODIFIER (test_modifier_get_type ())
G_DECLARE_FINAL_TYPE (TestModifier, test_modifier, TEST, MODIFIER, GObject)

/* Adds a line to every description, or fails. */
struct _TestModifier
{
  GObject parent_instance;
  gboolean fails;
  guint n_calls;
};

static char *
test_modifier_modify (SipgoSdpModifier *modifier, const char *sdp, GError **error)
{
  TestModifier *self = TEST_MODIFIER (modifier);

  self->n_calls++;
  if (!self->fails)
    return g_strconcat (sdp, "a=x-modified\r\n", NULL);
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "Not this one");
  return NULL;
}

static void
test_modifier_iface_init (SipgoSdpModifierInterface *iface)
{
  iface->modify = test_modifier_modify;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestModifier, test_modifier, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_SDP_MODIFIER, test_modifier_iface_init))

static void
test_modifier_class_init (TestModifierClass *klass)
{
}

static void
test_modifier_init (TestModifier *self)
{
}

static void
test_modifiers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestModifier) modifier = g_object_new (TEST_TYPE_MODIFIER, NULL);
  g_autoptr (GListStore) modifiers = g_list_store_new (SIPGO_TYPE_SDP_MODIFIER);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviter) failing = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) failed = { FALSE };
  g_autofree char *text = NULL;
  SipgoMessage *invite;

  g_list_store_append (modifiers, modifier);
  sipgo_session_set_session_description_handler_modifiers (SIPGO_SESSION (inviter), G_LIST_MODEL (modifiers));
  sipgo_session_set_session_description_handler_modifiers (SIPGO_SESSION (failing), G_LIST_MODEL (modifiers));
  invite = call_peer (fixture, inviter, &outcome);
  text = sipgo_body_get_text (sipgo_message_get_body (invite));
  g_assert_nonnull (strstr (text, "a=x-modified\r\n"));
  g_assert_cmpuint (modifier->n_calls, ==, 1);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpuint (modifier->n_calls, ==, 2);    /* the answer of the peer is modified too */
  peer_hangs_up (fixture);
  modifier->fails = TRUE;
  sipgo_inviter_invite (failing, NULL, NULL, note_invite, &failed);
  WAIT_ERROR (fixture, &failed, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  peer_expect_nothing (fixture->peer, 1000);
}

/* --- a lost connection -------------------------------------------------------------------------------------------- */

/* The flow is closed: the next request of the dialog opens a new one (18.4). */
static void
test_connection_lost (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *agent = fixture_new_agent (fixture, "tcp:10.0.0.5:5060");
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (agent, "sip:bob@10.0.0.2:5060;transport=tcp", &error);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *bye;

  g_assert_no_error (error);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"),
              "200 OK\nContact: <sip:bob@10.0.0.2:5060;transport=tcp>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 40000);
  sipgo_simulated_network_cut (fixture->network);
  run_for (fixture->environment, 1000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  bye = peer_expect (fixture->peer, "BYE");
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
  g_clear_object (&inviter);
  fixture_tear_down_agent (fixture, agent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/agent/stop/with-calls", test_stop_with_calls);
  ADD ("/agent/stop/with-dead-peer", test_stop_with_dead_peer);
  ADD ("/agent/stop/while-called", test_stop_while_called);
  ADD ("/agent/start-again", test_start_again);
  ADD ("/agent/options", test_options);
  ADD ("/agent/message", test_message);
  ADD ("/agent/others", test_others);
  ADD ("/agent/request-of-ours", test_request_of_ours);
  ADD ("/agent/modifiers", test_modifiers);
  ADD ("/agent/connection-lost", test_connection_lost);
  return g_test_run ();
}

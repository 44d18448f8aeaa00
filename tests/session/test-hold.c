/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The audio that the peer gets while a hold is offered, rejected, crossed by a re-INVITE, and ended. */
#include "tests/util/ua-util.h"

#include "libsipgo/media/sipgo-sdp-modifier.h"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  fixture_use_rtp (fixture);
}

/* An established call whose peer receives a tone. */
static SipgoInviter *
establish (Fixture *fixture)
{
  SipgoInviter *inviter = establish_by_us (fixture);
  SipgoMedia *media = sipgo_session_get_media (SIPGO_SESSION (inviter));

  sipgo_media_set_source (media, "tone:440:-12");
  sipgo_media_set_measure_levels (media, TRUE);
  return inviter;
}

static gboolean
is_heard (Fixture *fixture, SipgoInviter *inviter)
{
  fixture_wait (fixture, 300);
  return sipgo_media_get_input_level (sipgo_session_get_media (SIPGO_SESSION (inviter))) > -20;
}

static void
answer_hold (Fixture *fixture, const char *direction)
{
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"),
              "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP_HEAD "m=audio 4000 RTP/AVP 0\na=%s\n",
              direction);
  peer_expect (fixture->peer, "ACK");
}

static void
test_accepted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) hold = { FALSE }, resume = { FALSE };

  g_assert_true (is_heard (fixture, inviter));
  sipgo_session_hold (session, NULL, note_hold, &hold);
  /* Silence from the offer on, before the re-INVITE is answered. */
  g_assert_false (is_heard (fixture, inviter));
  answer_hold (fixture, "recvonly");
  WAIT_OK (fixture, &hold);
  g_assert_false (is_heard (fixture, inviter));
  sipgo_session_unhold (session, NULL, note_unhold, &resume);
  g_assert_false (is_heard (fixture, inviter));
  answer_hold (fixture, "sendrecv");
  WAIT_OK (fixture, &resume);
  g_assert_true (is_heard (fixture, inviter));
  peer_hangs_up (fixture);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture);
  g_auto (Outcome) hold = { FALSE };

  sipgo_session_hold (SIPGO_SESSION (inviter), NULL, note_hold, &hold);
  g_assert_false (is_heard (fixture, inviter));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &hold, SIPGO_STATUS, 488);
  g_assert_true (is_heard (fixture, inviter));
  peer_hangs_up (fixture);
}

static void
put_on_hold (Fixture *fixture, SipgoInviter *inviter)
{
  g_auto (Outcome) hold = { FALSE };

  sipgo_session_hold (SIPGO_SESSION (inviter), NULL, note_hold, &hold);
  answer_hold (fixture, "recvonly");
  WAIT_OK (fixture, &hold);
}

/* RFC 3261 section 14.1: an unhold that meets a re-INVITE of the peer is sent again, and succeeds in the end. */
static void
test_glare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) resume = { FALSE };

  put_on_hold (fixture, inviter);
  sipgo_session_unhold (session, NULL, note_unhold, &resume);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  g_assert_false (is_heard (fixture, inviter));
  answer_hold (fixture, "sendrecv");
  WAIT_OK (fixture, &resume);
  g_assert_true (is_heard (fixture, inviter));
  peer_hangs_up (fixture);
}

/* An offer of the peer during our hold: our answer keeps the hold. */
static void
test_re_invited (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture);
  SipgoMessage *ok;

  put_on_hold (fixture, inviter);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  ok = peer_expect (fixture->peer, "200 INVITE");
  assert_has_text (sipgo_message_get_body (ok), "a=sendonly\r\n");
  peer_send (fixture->peer, "ACK");
  g_assert_false (is_heard (fixture, inviter));
  peer_hangs_up (fixture);
}

/* A hold made by a modifier, in either list of modifiers. */
static void
test_modifier (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture);
  g_autoptr (GListStore) modifiers = g_list_store_new (SIPGO_TYPE_SDP_MODIFIER);
  g_autoptr (SipgoSdpModifier) modifier = sipgo_sdp_modifier_hold ();
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) hold = { FALSE }, resume = { FALSE };
  SipgoMessage *invite;

  g_list_store_append (modifiers, modifier);
  g_object_set (options, (const char *) data, modifiers, NULL);
  sipgo_session_invite (SIPGO_SESSION (inviter), options, NULL, note_re_invite, &hold);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_has_text (sipgo_message_get_body (invite), "a=sendonly\r\n");
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000",
                                                                                                      "a=recvonly\n"));
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &hold);
  g_assert_true (sipgo_session_get_held (SIPGO_SESSION (inviter)));
  g_assert_false (is_heard (fixture, inviter));
  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &resume);
  answer_hold (fixture, "sendrecv");
  WAIT_OK (fixture, &resume);
  g_assert_true (is_heard (fixture, inviter));
  g_assert_false (sipgo_session_get_held (SIPGO_SESSION (inviter)));
  peer_hangs_up (fixture);
}

/* The first offer is held by a modifier; unhold () resumes the call. */
static void
test_modifier_of_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_autoptr (GListStore) modifiers = g_list_store_new (SIPGO_TYPE_SDP_MODIFIER);
  g_autoptr (SipgoSdpModifier) modifier = sipgo_sdp_modifier_hold ();
  g_auto (Outcome) outcome = { FALSE }, resume = { FALSE };

  g_list_store_append (modifiers, modifier);
  sipgo_session_set_session_description_handler_modifiers (session, G_LIST_MODEL (modifiers));
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  answer_hold (fixture, "recvonly");
  WAIT_OK (fixture, &outcome);
  g_assert_true (sipgo_session_get_held (session));
  sipgo_session_unhold (session, NULL, note_unhold, &resume);
  answer_hold (fixture, "sendrecv");
  WAIT_OK (fixture, &resume);
  g_assert_false (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

static void
end_call (SipgoSession *session, GParamSpec *property, gpointer user_data)
{
  sipgo_session_end (session, NULL, NULL, NULL);
}

/* A handler of notify::held ends the call that begins on hold: it is established by then, so the peer gets a BYE. */
static void
test_ended_by_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = sipgo_session_description_handler_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *ok;

  be_called (fixture);
  sipgo_session_description_handler_options_set_hold (options, TRUE);
  sipgo_session_set_session_description_handler_options (SIPGO_SESSION (fixture->invitation), options);
  g_signal_connect (fixture->invitation, "notify::held", G_CALLBACK (end_call), NULL);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  ok = peer_expect (fixture->peer, "200 INVITE");
  peer_acknowledge (fixture->peer, ok);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT (fixture, &outcome);
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
}

/* The first offer holds, and our next answers do so until the call is resumed. */
static void
test_call_begins_held (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) outcome = { FALSE }, resume = { FALSE };
  SipgoMessage *invite;

  sipgo_session_set_held (session, TRUE);
  g_assert_true (sipgo_session_get_held (session));
  invite = call_peer (fixture, inviter, &outcome);
  assert_has_text (sipgo_message_get_body (invite), "a=sendonly\r\n");
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000",
                                                                                                      "a=recvonly\n"));
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  g_assert_true (sipgo_session_get_held (session));
  sipgo_session_unhold (session, NULL, note_unhold, &resume);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_has_text (sipgo_message_get_body (invite), "a=sendrecv\r\n");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &resume);
  g_assert_false (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

static void
test_answer_begins_held (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *ok;

  be_called (fixture);
  sipgo_session_set_held (SIPGO_SESSION (fixture->invitation), TRUE);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  ok = peer_expect (fixture->peer, "200 INVITE");
  assert_has_text (sipgo_message_get_body (ok), "a=sendonly\r\n");
  peer_send (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  g_assert_true (sipgo_session_get_held (SIPGO_SESSION (fixture->invitation)));
  peer_hangs_up (fixture);
}

/* The 183 holds, then the program answers the request itself: the call can be resumed all the same. */
static void
test_request_begins_held (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session;
  g_auto (Outcome) progress = { FALSE }, resume = { FALSE };
  g_autoptr (SipgoAnswerOptions) early = sipgo_answer_options_new ();
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("application/sdp", SDP ("4000", "a=sendonly\r\n"));
  SipgoMessage *invite;

  be_called (fixture);
  session = SIPGO_SESSION (fixture->invitation);
  sipgo_session_set_held (session, TRUE);
  sipgo_response_options_set_status_code ((SipgoResponseOptions *) early, 183);
  sipgo_invitation_progress (fixture->invitation, early, NULL, note_progress, &progress);
  assert_has_text (sipgo_message_get_body (peer_expect (fixture->peer, "183 INVITE")), "a=sendonly\r\n");
  sipgo_response_options_set_body (options, body);
  g_assert_true (sipgo_incoming_request_accept (
    SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (fixture->invitation)), options, NULL));
  peer_expect (fixture->peer, "200 INVITE");
  peer_send (fixture->peer, "ACK");
  RUN_UNTIL (fixture->environment, sipgo_session_get_state (session) == SIPGO_SESSION_STATE_ESTABLISHED);
  g_assert_true (sipgo_session_get_held (session));
  sipgo_session_unhold (session, NULL, note_unhold, &resume);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_has_text (sipgo_message_get_body (invite), "a=sendrecv\r\n");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &resume);
  g_assert_false (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

#define ADD_HOLD(path, function) g_test_add (path, Fixture, NULL, set_up, function, fixture_tear_down)
#define ADD_MODIFIER(path, name) g_test_add (path, Fixture, name, set_up, test_modifier, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_HOLD ("/ua/hold/accepted", test_accepted);
  ADD_HOLD ("/ua/hold/refused", test_refused);
  ADD_HOLD ("/ua/hold/modifier-of-first", test_modifier_of_first);
  ADD_HOLD ("/ua/hold/ended-by-handler", test_ended_by_handler);
  ADD_HOLD ("/ua/hold/rfc3261-14.1-glare", test_glare);
  ADD_HOLD ("/ua/hold/re-invited", test_re_invited);
  ADD_HOLD ("/ua/hold/call-begins-held", test_call_begins_held);
  ADD_HOLD ("/ua/hold/answer-begins-held", test_answer_begins_held);
  ADD_HOLD ("/ua/hold/request-begins-held", test_request_begins_held);
  ADD_MODIFIER ("/ua/hold/modifier", "session-description-handler-modifiers");
  ADD_MODIFIER ("/ua/hold/modifier-by-short-name", "modifiers");
  return g_test_run ();
}

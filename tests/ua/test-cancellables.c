/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whoever stops waiting is told so at once, and what was asked for happens all the same. */
#include "ua-util.h"

static void
stop_waiting (Fixture *fixture, GCancellable *cancellable, Outcome *outcome)
{
  settle (fixture);
  g_assert_false (outcome->done);
  g_cancellable_cancel (cancellable);
  settle (fixture);
  g_assert_true (outcome->done);
  g_assert_error (outcome->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_bye (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *bye;

  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, cancellable, note_bye, &outcome);
  bye = peer_expect (fixture->peer, "BYE");
  stop_waiting (fixture, cancellable, &outcome);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATING);
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* Cancelled before: the call ends, too. */
static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  g_cancellable_cancel (cancellable);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, cancellable, note_bye, &outcome);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* Cancelled behind: what was done stays done. */
static void
test_cancelled_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, cancellable, note_accept, &outcome);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &outcome);
  g_cancellable_cancel (cancellable);
  run_for (fixture->environment, 1000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (fixture->invitation)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };

  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, cancellable, note_accept, &outcome);
  WAIT_PENDING (fixture, factory);
  stop_waiting (fixture, cancellable, &outcome);
  /* It is being answered still. */
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &again);
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  factory->handler->quick = TRUE;
  slow_handler_go (factory->handler);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_hangs_up (fixture);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };
  g_autofree char *rseq = NULL;
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (fixture->invitation, options, cancellable, note_progress, &outcome);
  response = peer_expect (fixture->peer, "183 INVITE");
  stop_waiting (fixture, cancellable, &outcome);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &again);
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  rseq = sipgo_message_get_header (response, "RSeq");
  peer_send (fixture->peer, "PRACK\nRAck: %s %u INVITE", rseq, fixture->peer->invite_cseq);
  peer_expect (fixture->peer, "200 PRACK");
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };
  SipgoMessage *bye;

  sipgo_user_agent_stop (fixture->agent, cancellable, note_stop, &outcome);
  bye = peer_expect (fixture->peer, "BYE");
  stop_waiting (fixture, cancellable, &outcome);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &again);
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_reply (fixture->peer, bye, "200 OK");
  RUN_UNTIL (fixture->environment, sipgo_user_agent_get_state (fixture->agent) == SIPGO_USER_AGENT_STATE_STOPPED);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
}

static void
test_unsubscribe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) begun = { FALSE };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &begun);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "200 OK\n" PEER_CONTACT "Expires: 600");
  peer_send (fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: active");
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &begun);
  sipgo_subscriber_unsubscribe (subscriber, NULL, cancellable, note_unsubscribe, &outcome);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  stop_waiting (fixture, cancellable, &outcome);
  peer_reply (fixture->peer, request, "200 OK\n" PEER_CONTACT "Expires: 0");
  peer_send (fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: terminated");
  peer_expect (fixture->peer, "200 NOTIFY");
  g_assert_cmpint (sipgo_subscriber_get_state (subscriber), ==, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cancellables/bye", test_bye);
  ADD ("/cancellables/before", test_cancelled_before);
  ADD ("/cancellables/behind", test_cancelled_behind);
  ADD ("/cancellables/accept", test_accept);
  ADD ("/cancellables/progress", test_progress);
  ADD ("/cancellables/stop", test_stop);
  ADD ("/cancellables/unsubscribe", test_unsubscribe);
  return g_test_run ();
}

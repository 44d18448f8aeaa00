/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whoever stops waiting is told so at once, and what was asked for happens all the same. */
#include "tests/util/ua-util.h"

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
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                                 NULL);
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

/* --- a silent peer ------------------------------------------------------------------------------------------------ */

typedef enum { SILENT, TRYING, RINGING, N_MOODS } Mood;

static const char *const moods[N_MOODS] = { NULL, "100 Trying", "180 Ringing\n" PEER_CONTACT };

/* The CANCEL comes, and the INVITE ends by it. */
static void
peer_ends_cancelled (Fixture *fixture, SipgoInviter *inviter, SipgoMessage *invite)
{
  peer_reply (fixture->peer, peer_expect (fixture->peer, "CANCEL"), "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_STATE (fixture, inviter, TERMINATED);
  peer_new_call (fixture->peer);
}

static SipgoMessage *
give_up_call (Fixture *fixture, SipgoInviter *inviter, Mood mood)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, cancellable, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  if (moods[mood])
    peer_reply (fixture->peer, invite, "%s", moods[mood]);
  run_for (fixture->environment, 100);
  stop_waiting (fixture, cancellable, &outcome);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATING);
  return invite;
}

/* The CANCEL follows by itself as soon as it may (9.1). */
static void
test_rfc3261_9_1_invite (Fixture *fixture, gconstpointer data)
{
  Mood mood;

  for (mood = SILENT; mood < N_MOODS; mood++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      SipgoMessage *invite = give_up_call (fixture, inviter, mood);

      if (mood == SILENT)
        {
          peer_expect_nothing (fixture->peer, 300);
          peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
        }
      peer_ends_cancelled (fixture, inviter, invite);
    }
}

/* … and what is accepted after all is acknowledged and ended (13.2.2.4, 15). */
static void
test_rfc3261_9_1_late_200 (Fixture *fixture, gconstpointer data)
{
  Mood mood;

  for (mood = SILENT; mood < N_MOODS; mood++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      SipgoMessage *invite = give_up_call (fixture, inviter, mood);

      if (mood != SILENT)
        peer_expect (fixture->peer, "CANCEL");
      peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
      peer_expect (fixture->peer, "ACK");
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      WAIT_STATE (fixture, inviter, TERMINATED);
      peer_new_call (fixture->peer);
    }
}

/* Nothing ever comes: the session is over when the transaction is (Timer B), and the agent can be stopped before. */
static void
test_rfc3261_9_1_silence (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (SipgoInviter) another = make_inviter (fixture);
  gint64 began = sipgo_environment_now (fixture->environment);
  g_auto (Outcome) stopped = { FALSE };

  give_up_call (fixture, inviter, SILENT);
  WAIT_STATE (fixture, inviter, TERMINATED);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - began, <, SIPGO_SECONDS (33));
  peer_skip (fixture->peer);
  give_up_call (fixture, another, SILENT);
  began = sipgo_environment_now (fixture->environment);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - began, <, SIPGO_SECONDS (33));
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (another)), ==, SIPGO_SESSION_STATE_TERMINATED);
}

/* While the handler makes the offer there is nothing to cancel. */
static void
test_invite_before_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_inviter_invite (inviter, NULL, cancellable, note_invite, &outcome);
  WAIT_PENDING (fixture, factory);
  stop_waiting (fixture, cancellable, &outcome);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
  slow_handler_go (factory->handler);
  peer_expect_nothing (fixture->peer, 1000);
}

/* Within a call. */
static void
ask_info (SipgoSession *session, GCancellable *cancellable, Outcome *outcome)
{
  sipgo_session_info (session, NULL, cancellable, note_info, outcome);
}

static void
ask_message (SipgoSession *session, GCancellable *cancellable, Outcome *outcome)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hi");
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();

  sipgo_request_options_set_body (options, body);
  sipgo_session_message (session, options, cancellable, note_message, outcome);
}

static void
ask_refer (SipgoSession *session, GCancellable *cancellable, Outcome *outcome)
{
  sipgo_session_refer (session, "sip:carol@example.com", NULL, cancellable, note_refer, outcome);
}

static void
ask_change (SipgoSession *session, GCancellable *cancellable, Outcome *outcome)
{
  sipgo_session_invite (session, NULL, cancellable, note_re_invite, outcome);
}

static void
ask_hold (SipgoSession *session, GCancellable *cancellable, Outcome *outcome)
{
  sipgo_session_hold (session, cancellable, note_hold, outcome);
}

static void
test_in_a_call (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *method;
    void (*ask) (SipgoSession *session, GCancellable *cancellable, Outcome *outcome);
  } verbs[] = {
    { "INFO", ask_info }, { "MESSAGE", ask_message }, { "REFER", ask_refer }, { "INVITE", ask_change },
    { "INVITE", ask_hold },
  };
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *request;

      verbs[i].ask (SIPGO_SESSION (inviter), cancellable, &outcome);
      request = peer_expect (fixture->peer, verbs[i].method);
      stop_waiting (fixture, cancellable, &outcome);
      peer_reply (fixture->peer, request, "200 OK\n" WITH_SDP);
      if (g_str_equal (verbs[i].method, "INVITE"))
        peer_expect (fixture->peer, "ACK");
      peer_expect_nothing (fixture->peer, 1000);
      assert_established (inviter);
    }
  /* It was accepted all the same. */
  g_assert_true (sipgo_session_get_held (SIPGO_SESSION (inviter)));
  peer_hangs_up (fixture);
}

/* Outside a call. */
static void
test_outside_calls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2", NULL);
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (SipgoMessager) messager = sipgo_messager_new (fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                                 NULL);
  g_autoptr (SipgoPublisher) publisher = sipgo_publisher_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                              NULL);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "open");
  guint i;

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  for (i = 0; i < 4; i++)
    {
      static const char *const methods[] = { "REGISTER", "MESSAGE", "SUBSCRIBE", "PUBLISH" };
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_auto (Outcome) outcome = { FALSE };

      if (i == 0)
        sipgo_registerer_register (registerer, NULL, cancellable, note_register, &outcome);
      else if (i == 1)
        sipgo_messager_message (messager, NULL, cancellable, note_messager, &outcome);
      else if (i == 2)
        sipgo_subscriber_subscribe (subscriber, NULL, cancellable, note_subscribe, &outcome);
      else
        sipgo_publisher_publish (publisher, body, NULL, cancellable, note_publish, &outcome);
      peer_expect (fixture->peer, methods[i]);
      stop_waiting (fixture, cancellable, &outcome);
      run_for (fixture->environment, 40000);
      peer_skip (fixture->peer);
    }
}

/* --- Expires of an INVITE ----------------------------------------------------------------------------------------- */

static void
call_with_expires (Fixture *fixture, SipgoInviter *inviter, const char *line, Outcome *outcome)
{
  const char *const lines[] = { line, NULL };
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();

  sipgo_request_options_set_extra_headers ((SipgoRequestOptions *) options, lines);
  sipgo_inviter_invite (inviter, options, NULL, note_invite, outcome);
}

/* Ours runs out: we send CANCEL. */
static void
test_rfc3261_13_2_1_expires (Fixture *fixture, gconstpointer data)
{
  Mood mood;

  for (mood = SILENT; mood < N_MOODS; mood++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *invite;

      call_with_expires (fixture, inviter, "Expires: 3", &outcome);
      invite = peer_expect (fixture->peer, "INVITE");
      if (moods[mood])
        peer_reply (fixture->peer, invite, "%s", moods[mood]);
      run_for (fixture->environment, 2900);
      settle (fixture);
      g_assert_false (outcome.done);
      peer_skip (fixture->peer);
      run_for (fixture->environment, 200);
      settle (fixture);
      g_assert_true (outcome.done);
      g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
      if (mood == SILENT)
        peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
      peer_ends_cancelled (fixture, inviter, invite);
    }
}

/* Answered in time, or with what is no number. */
static void
test_rfc3261_13_2_1_expires_not (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = { "Expires: 3", "Expires: soon", "Expires: 4294967295" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *invite;

      call_with_expires (fixture, inviter, lines[i], &outcome);
      invite = peer_expect (fixture->peer, "INVITE");
      peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
      run_for (fixture->environment, i == 0 ? 2900 : 100000);
      peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
      peer_expect (fixture->peer, "ACK");
      WAIT_OK (fixture, &outcome);
      peer_expect_nothing (fixture->peer, 10000);
      peer_hangs_up (fixture);
      peer_new_call (fixture->peer);
    }
}

/* The caller's runs out: 487. Without one, with more than we wait anyway, and with one that cannot be read: 480. */
static void
test_rfc3261_13_3_1_expires (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *line; const char *response; gint64 at; } cases[] = {
    { "Expires: 3\n", "487 INVITE", 3000 }, { "Expires: 0\n", "487 INVITE", 0 },
    { "Expires: 60\n", "487 INVITE", 60000 },
    { "Expires: 61\n", "480 INVITE", 60000 }, { "Expires: 4294967295\n", "480 INVITE", 60000 },
    { "Expires: 4294967296\n", "480 INVITE", 60000 }, { "Expires: -1\n", "480 INVITE", 60000 },
    { "Expires: soon\n", "480 INVITE", 60000 },
    { "", "480 INVITE", 60000 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SipgoMessage *response;
      PeerMessage *entry;

      peer_mark (fixture->peer);
      peer_send (fixture->peer, "INVITE\n%s" WITH_SDP, cases[i].line);
      peer_expect (fixture->peer, "180 INVITE");
      run_for (fixture->environment, cases[i].at + 10);
      fixture->peer->next = fixture->peer->received->len - 1;
      response = peer_expect (fixture->peer, cases[i].response);
      entry = fixture->peer->received->pdata[fixture->peer->next - 1];
      g_assert_cmpint (entry->time, >=, cases[i].at);
      g_assert_cmpint (entry->time, <=, cases[i].at + 5);
      peer_acknowledge (fixture->peer, response);
      WAIT_STATE (fixture, fixture->invitation, TERMINATED);
      peer_new_call (fixture->peer);
    }
}

/* Answered in time. */
static void
test_rfc3261_13_3_1_expires_not (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  peer_send (fixture->peer, "INVITE\nExpires: 3\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  run_for (fixture->environment, 2900);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (fixture->peer, 10000);
  peer_hangs_up (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/cancellables/rfc3261-9.1/invite", test_rfc3261_9_1_invite);
  ADD ("/cancellables/rfc3261-9.1/late-200", test_rfc3261_9_1_late_200);
  ADD ("/cancellables/rfc3261-9.1/silence", test_rfc3261_9_1_silence);
  ADD ("/cancellables/invite-before-offer", test_invite_before_offer);
  ADD ("/cancellables/in-a-call", test_in_a_call);
  ADD ("/cancellables/outside-calls", test_outside_calls);
  ADD ("/cancellables/rfc3261-13.2.1/expires", test_rfc3261_13_2_1_expires);
  ADD ("/cancellables/rfc3261-13.2.1/expires-not", test_rfc3261_13_2_1_expires_not);
  ADD ("/cancellables/rfc3261-13.3.1/expires", test_rfc3261_13_3_1_expires);
  ADD ("/cancellables/rfc3261-13.3.1/expires-not", test_rfc3261_13_3_1_expires_not);
  ADD ("/cancellables/bye", test_bye);
  ADD ("/cancellables/before", test_cancelled_before);
  ADD ("/cancellables/behind", test_cancelled_behind);
  ADD ("/cancellables/accept", test_accept);
  ADD ("/cancellables/progress", test_progress);
  ADD ("/cancellables/stop", test_stop);
  ADD ("/cancellables/unsubscribe", test_unsubscribe);
  return g_test_run ();
}

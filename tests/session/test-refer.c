/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transfers (RFC 3515) and calls that replace others (RFC 3891), in both directions. */
#include "tests/util/ua-util.h"

#include <string.h>

/* --- outgoing REFER ----------------------------------------------------------------------------------------------- */

static void
note_progress_of_refer (SipgoSession *session, guint status, const char *reason, GString *log)
{
  g_string_append_printf (log, "%u %s, ", status, reason);
}

static SipgoMessage *
begin_refer (Fixture *fixture, SipgoInviter *inviter, Outcome *outcome)
{
  sipgo_session_refer (SIPGO_SESSION (inviter), "sip:carol@example.com", NULL, NULL, note_refer, outcome);
  return peer_expect (fixture->peer, "REFER");
}

#define NOTIFY(state, fragment) \
  "NOTIFY\nEvent: refer\nSubscription-State: " state "\nContent-Type: message/sipfrag\n\nSIP/2.0 " fragment "\n"

static void
test_refer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GString) log = g_string_new (NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *refer;

  g_signal_connect (inviter, "refer-progress", G_CALLBACK (note_progress_of_refer), log);
  refer = begin_refer (fixture, inviter, &outcome);
  assert_header (refer, "Refer-To", "<sip:carol@example.com>");
  g_assert_true (sipgo_message_has_header (refer, "Referred-By"));
  g_assert_true (sipgo_message_has_header (refer, "Contact"));
  peer_reply (fixture->peer, refer, "202 Accepted\n" PEER_CONTACT);
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "100 Trying"));
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "180 Ringing"));
  peer_expect (fixture->peer, "200 NOTIFY");
  g_assert_false (outcome.done);
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpstr (log->str, ==, "100 Trying, 180 Ringing, 200 OK, ");
  peer_hangs_up (fixture);
}

static void
test_refer_to_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *refer;

  sipgo_session_refer (SIPGO_SESSION (inviter), "\"Carol\" <sip:carol@example.com>;a=b", NULL, NULL, note_refer,
                       &outcome);
  refer = peer_expect (fixture->peer, "REFER");
  assert_header (refer, "Refer-To", "\"Carol\" <sip:carol@example.com>;a=b");
  peer_reply (fixture->peer, refer, "603 Decline");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 603);
  peer_hangs_up (fixture);
}

static void
test_refer_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, begin_refer (fixture, inviter, &outcome), "603 Decline");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 603);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

static void
test_refer_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, begin_refer (fixture, inviter, &outcome), "202 Accepted\n" PEER_CONTACT);
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "486 Busy Here"));
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  g_assert_nonnull (strstr (outcome.error->message, "486 Busy Here"));
  peer_hangs_up (fixture);
}

/* The subscription exists until it is terminated, also after the result is known or nothing waits for it. */
static void
test_rfc6665_4_1_3_notify_behind (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) failed = { FALSE }, cancelled = { FALSE };
  SipgoMessage *refer;
  guint first;

  refer = begin_refer (fixture, inviter, &failed);
  first = sipgo_message_get_cseq (refer);
  peer_reply (fixture->peer, refer, "202 Accepted\n" PEER_CONTACT);
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "503 Service Unavailable"));
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_ERROR (fixture, &failed, SIPGO_STATUS, 503);
  sipgo_session_refer (SIPGO_SESSION (inviter), "sip:carol@example.com", NULL, cancellable, note_refer, &cancelled);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REFER"), "202 Accepted\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  /* The end of the first subscription does not end the second. */
  peer_send (fixture->peer, "NOTIFY\nEvent: refer;id=%u\nSubscription-State: terminated;reason=noresource\n"
             "Content-Type: message/sipfrag\n\nSIP/2.0 503 Service Unavailable\n", first);
  peer_expect (fixture->peer, "200 NOTIFY");
  g_assert_false (cancelled.done);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "180 Ringing"));
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "200 NOTIFY");
  /* A later NOTIFY for the ended subscription gets 481, and does not end the call (RFC 5057). */
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "481 NOTIFY");
  assert_established (inviter);
  peer_hangs_up (fixture);
}

/* Event names the package, and the REFER by its id parameter; other parameters are ignored. */
static void
test_rfc6665_8_2_1_event (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) first = { FALSE }, second = { FALSE };
  SipgoMessage *refer;

  peer_reply (fixture->peer, begin_refer (fixture, inviter, &first), "202 Accepted\n" PEER_CONTACT);
  refer = begin_refer (fixture, inviter, &second);
  peer_reply (fixture->peer, refer, "202 Accepted\n" PEER_CONTACT);
  peer_send (fixture->peer, "NOTIFY\nEvent: referral\nSubscription-State: terminated");
  peer_expect (fixture->peer, "481 NOTIFY");
  peer_send (fixture->peer, "NOTIFY\nEvent: refer;uuid=1;id=%u\nSubscription-State: terminated;reason=noresource\n"
             "Content-Type: message/sipfrag\n\nSIP/2.0 200 OK\n", sipgo_message_get_cseq (refer));
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &second);
  g_assert_false (first.done);
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &first);
  peer_hangs_up (fixture);
}

/* The NOTIFY may arrive before the 202. */
static void
test_refer_notify_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *refer = begin_refer (fixture, inviter, &outcome);

  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_reply (fixture->peer, refer, "202 Accepted\n" PEER_CONTACT);
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

/* SIP.js says "terminated" in each NOTIFY: progress is still reported, during the call and after it. */
static void
test_refer_always_terminated (Fixture *fixture, gconstpointer data)
{
  gboolean hang_up;

  for (hang_up = FALSE; hang_up <= TRUE; hang_up++)
    {
      g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
      g_autoptr (GString) log = g_string_new (NULL);
      g_auto (Outcome) outcome = { FALSE };

      g_signal_connect (inviter, "refer-progress", G_CALLBACK (note_progress_of_refer), log);
      peer_reply (fixture->peer, begin_refer (fixture, inviter, &outcome), "202 Accepted\n" PEER_CONTACT);
      peer_send (fixture->peer, NOTIFY ("terminated", "100 Trying"));
      peer_expect (fixture->peer, "200 NOTIFY");
      if (hang_up)
        peer_hangs_up (fixture);
      peer_send (fixture->peer, NOTIFY ("terminated", "180 Ringing"));
      peer_expect (fixture->peer, "200 NOTIFY");
      settle (fixture);
      g_assert_false (outcome.done);
      peer_send (fixture->peer, NOTIFY ("terminated", "200 OK"));
      peer_expect (fixture->peer, "200 NOTIFY");
      WAIT_OK (fixture, &outcome);
      g_assert_cmpstr (log->str, ==, "100 Trying, 180 Ringing, 200 OK, ");
      peer_send (fixture->peer, NOTIFY ("terminated", "200 OK"));
      peer_expect (fixture->peer, "481 NOTIFY");
      if (!hang_up)
        peer_hangs_up (fixture);
      peer_new_call (fixture->peer);
    }
}

static void
test_refer_ended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) silent = { FALSE };

  peer_reply (fixture->peer, begin_refer (fixture, inviter, &silent), "202 Accepted\n" PEER_CONTACT);
  peer_send (fixture->peer, "NOTIFY\nEvent: refer\nSubscription-State: terminated");
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT (fixture, &silent);
  g_assert_nonnull (silent.error);
  peer_hangs_up (fixture);
}

/* --- outgoing REFER, after the end of the call -------------------------------------------------------------------- */

typedef enum { PEER_HANGS_UP, WE_HANG_UP, WE_HANG_UP_BEFORE_THE_202 } Ending;

/* A REFER in progress in a call that has ended; the session may be dropped. */
static SipgoInviter *
refer_and_end (Fixture *fixture, Ending ending, Outcome *outcome)
{
  SipgoInviter *inviter = establish_by_us (fixture);
  SipgoMessage *refer = begin_refer (fixture, inviter, outcome);

  if (ending != WE_HANG_UP_BEFORE_THE_202)
    peer_reply (fixture->peer, refer, "202 Accepted\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  if (ending == PEER_HANGS_UP)
    {
      peer_hangs_up (fixture);
    }
  else
    {
      sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
    }
  WAIT_STATE (fixture, inviter, TERMINATED);
  if (ending == WE_HANG_UP_BEFORE_THE_202)
    peer_reply (fixture->peer, refer, "202 Accepted\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  g_assert_false (outcome->done);
  g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_sessions (fixture->agent)), ==, 0);
  return inviter;
}

/* The subscription is another usage of the dialog: it continues after the call. */
static void
test_rfc5057_4_2_call_is_over (Fixture *fixture, gconstpointer data)
{
  static const struct { Ending ending; const char *last; guint status; } cases[] = {
    { PEER_HANGS_UP, NOTIFY ("terminated;reason=noresource", "200 OK"), 200 },
    { WE_HANG_UP, NOTIFY ("terminated;reason=noresource", "200 OK"), 200 },
    { WE_HANG_UP_BEFORE_THE_202, NOTIFY ("terminated;reason=noresource", "200 OK"), 200 },
    { PEER_HANGS_UP, NOTIFY ("terminated;reason=noresource", "486 Busy Here"), 486 },
    { WE_HANG_UP, "NOTIFY\nEvent: refer\nSubscription-State: terminated", 0 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) log = g_string_new (NULL);
      g_auto (Outcome) outcome = { FALSE };
      g_autoptr (SipgoInviter) inviter = refer_and_end (fixture, cases[i].ending, &outcome);

      g_signal_connect (inviter, "refer-progress", G_CALLBACK (note_progress_of_refer), log);
      peer_send (fixture->peer, NOTIFY ("active;expires=60", "180 Ringing"));
      peer_expect (fixture->peer, "200 NOTIFY");
      g_assert_cmpstr (log->str, ==, "180 Ringing, ");
      g_assert_false (outcome.done);
      peer_send (fixture->peer, "%s", cases[i].last);
      peer_expect (fixture->peer, "200 NOTIFY");
      if (cases[i].status == 200)
        WAIT_OK (fixture, &outcome);
      else if (cases[i].status > 0)
        WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, (gint) cases[i].status);
      else
        WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
      /* The dialog ends with it. */
      g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (sipgo_user_agent_get_core (fixture->agent)), ==, 0);
      peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
      peer_expect (fixture->peer, "481 NOTIFY");
      peer_new_call (fixture->peer);
    }
}

/* Other requests in this dialog get 481, since the call has ended. */
static void
test_rfc5057_4_2_nothing_else (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *request; const char *response; } cases[] = {
    { "BYE", "481 BYE" }, { "INVITE\n" WITH_SDP, "481 INVITE" }, { "INFO", "481 INFO" }, { "MESSAGE", "481 MESSAGE" },
    { "REFER\nRefer-To: <sip:carol@example.com>\n" PEER_CONTACT, "481 REFER" }, { "OPTIONS", "200 OPTIONS" },
    { "PRACK\nRAck: 1 1 INVITE", "481 PRACK" },
    { "NOTIFY\nEvent: presence\nSubscription-State: active", "481 NOTIFY" },
  };
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };
  g_autoptr (SipgoInviter) inviter = refer_and_end (fixture, PEER_HANGS_UP, &outcome);
  SipgoDialog *dialog = sipgo_session_get_dialog (SIPGO_SESSION (inviter));
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SipgoMessage *response;

      peer_send (fixture->peer, "%s", cases[i].request);
      response = peer_expect (fixture->peer, cases[i].response);
      if (sipgo_message_get_status_code (response) >= 300 && g_str_has_suffix (cases[i].response, "INVITE"))
        peer_acknowledge (fixture->peer, response);
    }
  sipgo_session_refer (SIPGO_SESSION (inviter), "sip:dave@example.com", NULL, NULL, note_refer, &again);
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_false (outcome.done);
  peer_expect_nothing (fixture->peer, 1000);
  /* The call exists, but must not be replaced (RFC 3891 3). */
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nReplaces: %s;to-tag=%s;from-tag=%s\n" WITH_SDP, sipgo_dialog_get_call_id (dialog),
             sipgo_dialog_get_local_tag (dialog), sipgo_dialog_get_remote_tag (dialog));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "603 INVITE"));
  sipgo_user_agent_stop (fixture->agent, NULL, NULL, NULL);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  run_for (fixture->environment, 10);
}

/* Limited: three minutes after the 202 the subscription ends, and nothing is left. */
static void
test_rfc5057_4_2_never_told (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoInviter) inviter = refer_and_end (fixture, PEER_HANGS_UP, &outcome);

  peer_send (fixture->peer, NOTIFY ("active;expires=4294967295", "180 Ringing"));
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_mark (fixture->peer);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (sipgo_user_agent_get_core (fixture->agent)), ==, 0);
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "180 Ringing"));
  peer_expect (fixture->peer, "481 NOTIFY");
}

/* Nothing waits for it, and nobody holds the session: NOTIFYs are still answered with 200 until it ends. */
static void
test_rfc5057_4_2_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoInviter *inviter = establish_by_us (fixture);

  sipgo_session_refer (SIPGO_SESSION (inviter), "sip:carol@example.com", NULL, cancellable, note_refer, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REFER"), "202 Accepted\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  peer_hangs_up (fixture);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_object_add_weak_pointer (G_OBJECT (inviter), (gpointer *) &inviter);
  g_object_unref (inviter);
  g_assert_nonnull (inviter);
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "180 Ringing"));
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "200 NOTIFY");
  run_for (fixture->environment, 10);
  g_assert_null (inviter);
}

/* A call whose REFERs have ended, or were never accepted, leaves nothing. */
static void
test_rfc5057_4_2_nothing_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) done = { FALSE };
  g_auto (Outcome) refused = { FALSE };
  g_auto (Outcome) silent = { FALSE };

  peer_reply (fixture->peer, begin_refer (fixture, inviter, &done), "202 Accepted\n" PEER_CONTACT);
  peer_send (fixture->peer, NOTIFY ("terminated;reason=noresource", "200 OK"));
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &done);
  peer_reply (fixture->peer, begin_refer (fixture, inviter, &refused), "603 Decline");
  WAIT_ERROR (fixture, &refused, SIPGO_STATUS, 603);
  peer_reply (fixture->peer, begin_refer (fixture, inviter, &silent), "202 Accepted\n" PEER_CONTACT);
  WAIT_ERROR (fixture, &silent, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  peer_hangs_up (fixture);
  g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (sipgo_user_agent_get_core (fixture->agent)), ==, 0);
}

/* stop () ends it, whether the call has ended before or ends with the agent. */
static void
test_rfc5057_4_2_stopped (Fixture *fixture, gconstpointer data)
{
  gboolean is_over;

  for (is_over = FALSE; is_over <= TRUE; is_over++)
    {
      g_auto (Outcome) outcome = { FALSE };
      g_auto (Outcome) stopped = { FALSE };
      g_auto (Outcome) started = { FALSE };
      g_autoptr (SipgoInviter) inviter = is_over ? refer_and_end (fixture, WE_HANG_UP,
                                                                  &outcome) : establish_by_us (fixture);

      if (!is_over)
        peer_reply (fixture->peer, begin_refer (fixture, inviter, &outcome), "202 Accepted\n" PEER_CONTACT);
      run_for (fixture->environment, 10);
      sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
      if (!is_over)
        peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      WAIT_OK (fixture, &stopped);
      WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
      g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (sipgo_user_agent_get_core (fixture->agent)), ==, 0);
      sipgo_user_agent_start (fixture->agent, NULL, note_start, &started);
      WAIT_OK (fixture, &started);
      peer_new_call (fixture->peer);
    }
}

/* A handler of the progress may stop the agent. */
static void
stop_agent (SipgoSession *session, guint status, const char *reason, Fixture *fixture)
{
  sipgo_user_agent_stop (fixture->agent, NULL, NULL, NULL);
}

static void
test_rfc5057_4_2_stopped_within (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoInviter) inviter = refer_and_end (fixture, WE_HANG_UP, &outcome);

  g_signal_connect (inviter, "refer-progress", G_CALLBACK (stop_agent), fixture);
  peer_send (fixture->peer, NOTIFY ("active;expires=60", "180 Ringing"));
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  run_for (fixture->environment, 10);
}

static void
test_refer_never_told (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, begin_refer (fixture, inviter, &outcome), "202 Accepted\n" PEER_CONTACT);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  peer_hangs_up (fixture);
}

static void
test_refer_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) invalid = { FALSE };

  sipgo_session_refer (SIPGO_SESSION (inviter), "sip:carol@example.com", NULL, cancellable, note_refer, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REFER"), "202 Accepted\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sipgo_session_refer (SIPGO_SESSION (inviter), "carol\r\nX: y", NULL, NULL, note_refer, &invalid);
  WAIT (fixture, &invalid);
  g_assert_nonnull (invalid.error);
  peer_hangs_up (fixture);
}

/* --- incoming REFER ----------------------------------------------------------------------------------------------- */

static void
keep_referral (SipgoSession *session, SipgoReferral *referral, SipgoReferral **kept)
{
  g_assert_true (sipgo_referral_defer (referral, NULL));
  g_set_object (kept, referral);
}

/* A NOTIFY with this sipfrag; the peer answers it. */
static void
expect_notify (Fixture *fixture, const char *fragment, const char *state)
{
  SipgoMessage *notify = peer_expect (fixture->peer, "NOTIFY");
  g_autofree char *text = sipgo_body_get_text (sipgo_message_get_body (notify));
  g_autofree char *subscription = sipgo_message_get_header (notify, "Subscription-State");
  g_autofree char *event = sipgo_message_get_header (notify, "Event");

  g_assert_true (g_str_has_prefix (text, fragment));
  g_assert_true (g_str_has_prefix (subscription, state));
  g_assert_true (g_str_has_prefix (event, "refer"));
  g_assert_true (sipgo_body_is_type (sipgo_message_get_body (notify), "message/sipfrag"));
  peer_reply (fixture->peer, notify, "200 OK");
}

static SipgoInviter *
begin_referral (Fixture *fixture, Peer *third, SipgoReferral **referral)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoInviter *inviter;

  g_signal_connect (session, "refer-received", G_CALLBACK (keep_referral), referral);
  peer_send (fixture->peer,
             "REFER\nRefer-To: <sip:carol@10.0.0.3:5060>\nReferred-By: <sip:bob@example.com>\n" PEER_CONTACT);
  RUN_UNTIL (fixture->environment, *referral);
  g_assert_cmpstr (sipgo_referral_get_referred_by (*referral), ==, "<sip:bob@example.com>");
  inviter = sipgo_referral_make_inviter (*referral, NULL);
  g_assert_nonnull (inviter);
  peer_expect (fixture->peer, "202 REFER");
  expect_notify (fixture, "SIP/2.0 100 Trying", "active");
  return inviter;
}

static void
test_referral (Fixture *fixture, gconstpointer data)
{
  Peer *third = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  g_autoptr (SipgoReferral) referral = NULL;
  g_autoptr (SipgoInviter) inviter = begin_referral (fixture, third, &referral);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (third, "INVITE");
  assert_header (invite, "Referred-By", "<sip:bob@example.com>");
  peer_reply (third, invite, "180 Ringing\nContact: <sip:carol@10.0.0.3:5060>");
  expect_notify (fixture, "SIP/2.0 180 Ringing", "active");
  peer_reply (third, invite, "200 OK\nContact: <sip:carol@10.0.0.3:5060>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (third, "ACK");
  expect_notify (fixture, "SIP/2.0 200 OK", "terminated");
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  peer_reply (third, peer_expect (third, "BYE"), "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
  peer_free (third);
}

/* The call is faster than its NOTIFYs: they are sent one after the other, and none is omitted. */
static void
test_referral_queue (Fixture *fixture, gconstpointer data)
{
  Peer *third = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  g_autoptr (SipgoReferral) referral = NULL;
  g_autoptr (SipgoInviter) inviter = begin_referral (fixture, third, &referral);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *notify;
  guint32 number;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (third, "INVITE");
  peer_reply (third, invite, "180 Ringing");
  peer_reply (third, invite, "182 Queued");
  peer_reply (third, invite, "486 Busy Here");
  peer_expect (third, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  notify = peer_expect (fixture->peer, "NOTIFY");
  number = sipgo_message_get_cseq (notify);
  peer_expect_nothing (fixture->peer, 400);
  peer_reply (fixture->peer, notify, "200 OK");
  expect_notify (fixture, "SIP/2.0 182 Queued", "active");
  notify = peer_expect (fixture->peer, "NOTIFY");
  g_assert_cmpuint (sipgo_message_get_cseq (notify), ==, number + 2);
  assert_header (notify, "Subscription-State", "terminated;reason=noresource");
  peer_reply (fixture->peer, notify, "200 OK");
  peer_hangs_up (fixture);
  peer_free (third);
}

static void
test_referral_fails (Fixture *fixture, gconstpointer data)
{
  Peer *third = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  g_autoptr (SipgoReferral) referral = NULL;
  g_autoptr (SipgoInviter) inviter = begin_referral (fixture, third, &referral);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  peer_reply (third, peer_expect (third, "INVITE"), "486 Busy Here");
  peer_expect (third, "ACK");
  expect_notify (fixture, "SIP/2.0 486 Busy Here", "terminated");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  peer_hangs_up (fixture);
  peer_free (third);
}

/* The referrer sends a BYE as soon as the call starts: NOTIFYs are still sent in the dialog of the subscription. */
static void
test_rfc5057_4_2_referrer_hangs_up (Fixture *fixture, gconstpointer data)
{
  Peer *third = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  g_autoptr (SipgoReferral) referral = NULL;
  g_autoptr (SipgoInviter) inviter = begin_referral (fixture, third, &referral);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (third, "INVITE");
  peer_hangs_up (fixture);
  peer_reply (third, invite, "180 Ringing\nContact: <sip:carol@10.0.0.3:5060>");
  expect_notify (fixture, "SIP/2.0 180 Ringing", "active");
  peer_reply (third, invite, "486 Busy Here");
  peer_expect (third, "ACK");
  expect_notify (fixture, "SIP/2.0 486 Busy Here", "terminated");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  peer_free (third);
}

static void
refuse_referral (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
{
  g_assert_true (sipgo_referral_reject (referral, NULL, NULL));
}

static void
test_referral_refused (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  g_signal_connect (session, "refer-received", G_CALLBACK (refuse_referral), NULL);
  peer_send (fixture->peer, "REFER\nRefer-To: <sip:carol@10.0.0.3:5060>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "603 REFER");
  peer_send (fixture->peer, "REFER\n" PEER_CONTACT);
  peer_expect (fixture->peer, "400 REFER");
  peer_send (fixture->peer, "REFER\nRefer-To: <nonsense\n" PEER_CONTACT);
  peer_expect (fixture->peer, "400 REFER");
  peer_hangs_up (fixture);
}

static void
watch_referral (gpointer source, SipgoReferral *referral, SipgoReferral **kept)
{
  if (kept)
    g_set_object (kept, referral);
}

static void
defer_referral (gpointer source, SipgoReferral *referral, gpointer user_data)
{
  g_assert_true (sipgo_referral_defer (referral, NULL));
}

#define BE_REFERRED(fixture, milliseconds) \
  G_STMT_START { \
    peer_mark ((fixture)->peer); \
    peer_send ((fixture)->peer, "REFER\nRefer-To: <sip:carol@10.0.0.3:5060>\n" PEER_CONTACT); \
    peer_expect_at ((fixture)->peer, "603 REFER", milliseconds); \
  } G_STMT_END

/* Not accepted: without a handler, with one that observes it, or with one that keeps a reference. */
static void
assert_declined (Fixture *fixture, gpointer source, const char *signal)
{
  g_autoptr (SipgoReferral) kept = NULL;
  gulong handler;

  BE_REFERRED (fixture, 2);
  handler = g_signal_connect (source, signal, G_CALLBACK (watch_referral), NULL);
  BE_REFERRED (fixture, 2);
  g_signal_connect (source, signal, G_CALLBACK (watch_referral), &kept);
  BE_REFERRED (fixture, 2);
  g_assert_false (sipgo_referral_defer (kept, NULL));
  g_assert_null (sipgo_referral_make_inviter (kept, NULL));
  g_signal_connect (source, signal, G_CALLBACK (defer_referral), NULL);
  BE_REFERRED (fixture, 25002);
  g_signal_handler_disconnect (source, handler);
}

/* The call would be made in our name, and at our cost. */
static void
test_referral_undecided (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;

  assert_declined (fixture, establish_by_peer (fixture), "refer-received");
  peer_hangs_up (fixture);
  peer_new_call (fixture->peer);
  inviter = establish_by_us (fixture);
  assert_declined (fixture, inviter, "refer-received");
  peer_hangs_up (fixture);
}

static void
test_referral_proceeds (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_autoptr (SipgoReferral) referral = NULL;

  g_signal_connect (session, "refer-received", G_CALLBACK (keep_referral), &referral);
  peer_send (fixture->peer, "REFER\nRefer-To: <sip:carol@10.0.0.3:5060>\n" PEER_CONTACT);
  peer_expect_nothing (fixture->peer, 5000);
  g_assert_true (sipgo_referral_proceed (referral, NULL));
  peer_expect (fixture->peer, "603 REFER");
  g_assert_false (sipgo_referral_proceed (referral, NULL));
  peer_hangs_up (fixture);
}

/* --- three agents ------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoInvitation *invitation;
  SipgoInviter *inviter;
  Outcome accepted, invited;
} Party;

static void
accept_at_once (SipgoUserAgent *agent, SipgoInvitation *invitation, Party *party)
{
  g_set_object (&party->invitation, invitation);
  party->accepted = (Outcome) { FALSE };
  sipgo_invitation_accept (invitation, NULL, NULL, note_accept, &party->accepted);
}

static void
follow_referral (SipgoSession *session, SipgoReferral *referral, Party *party)
{
  party->inviter = sipgo_referral_make_inviter (referral, NULL);
  sipgo_inviter_invite (party->inviter, NULL, NULL, note_invite, &party->invited);
}

static SipgoInviter *
call_agent (Fixture *fixture, const char *uri)
{
  SipgoInviter *inviter = sipgo_inviter_new (fixture->agent, uri, NULL);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 100);
  return inviter;
}

/* Alice calls Bob, then Carol, and connects the two: Bob calls Carol and replaces Alice. */
static void
test_attended_transfer (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *bob = fixture_new_agent (fixture, "udp:10.0.0.3:5060");
  SipgoUserAgent *carol = fixture_new_agent (fixture, "udp:10.0.0.4:5060");
  Party bob_party = { NULL };
  Party carol_party = { NULL };
  g_autoptr (SipgoInviter) to_bob = NULL;
  g_autoptr (SipgoInviter) to_carol = NULL;
  g_autoptr (SipgoInvitation) first_of_carol = NULL;
  g_auto (Outcome) transfer = { FALSE };
  g_auto (Outcome) ended = { FALSE };

  g_signal_connect (bob, "invitation", G_CALLBACK (accept_at_once), &bob_party);
  g_signal_connect (carol, "invitation", G_CALLBACK (accept_at_once), &carol_party);
  to_bob = call_agent (fixture, "sip:bob@10.0.0.3:5060");
  to_carol = call_agent (fixture, "sip:carol@10.0.0.4:5060");
  first_of_carol = g_object_ref (carol_party.invitation);
  g_signal_connect (bob_party.invitation, "refer-received", G_CALLBACK (follow_referral), &bob_party);

  sipgo_session_refer_to_session (SIPGO_SESSION (to_bob), SIPGO_SESSION (to_carol), NULL, NULL, note_refer_to_session,
                                  &transfer);
  WAIT_OK (fixture, &transfer);
  g_assert_no_error (bob_party.invited.error);
  /* Carol has ended the call that was replaced. */
  WAIT_STATE (fixture, to_carol, TERMINATED);
  WAIT_STATE (fixture, first_of_carol, TERMINATED);
  g_assert_true (sipgo_session_get_replacee (SIPGO_SESSION (carol_party.invitation)) == SIPGO_SESSION (first_of_carol));
  WAIT_STATE (fixture, carol_party.invitation, ESTABLISHED);
  WAIT_STATE (fixture, bob_party.inviter, ESTABLISHED);
  sipgo_session_end (SIPGO_SESSION (to_bob), NULL, note_end, &ended);
  WAIT_OK (fixture, &ended);
  run_for (fixture->environment, 1000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (bob_party.inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHED);

  sipgo_session_end (SIPGO_SESSION (bob_party.inviter), NULL, NULL, NULL);
  WAIT_STATE (fixture, carol_party.invitation, TERMINATED);
  WAIT_STATE (fixture, bob_party.inviter, TERMINATED);
  g_clear_object (&bob_party.inviter);
  g_clear_object (&bob_party.invitation);
  g_clear_object (&carol_party.invitation);
  g_clear_object (&first_of_carol);
  fixture_tear_down_agent (fixture, bob);
  fixture_tear_down_agent (fixture, carol);
}

static void
test_attended_transfer_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoInviter) other = make_inviter (fixture);
  g_auto (Outcome) itself = { FALSE };
  g_auto (Outcome) early = { FALSE };

  sipgo_session_refer_to_session (SIPGO_SESSION (inviter), SIPGO_SESSION (inviter), NULL, NULL, note_refer_to_session,
                                  &itself);
  sipgo_session_refer_to_session (SIPGO_SESSION (inviter), SIPGO_SESSION (other), NULL, NULL, note_refer_to_session,
                                  &early);
  WAIT_ERROR (fixture, &itself, SIPGO_ERROR, SIPGO_ERROR_STATE);
  WAIT_ERROR (fixture, &early, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_hangs_up (fixture);
}

/* --- outside of a call -------------------------------------------------------------------------------------------- */

static void
follow_stranger (SipgoUserAgent *agent, SipgoReferral *referral, SipgoInviter **inviter)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *referred_by = NULL;

  g_object_get (referral, "referred-by", &referred_by, NULL);
  g_assert_cmpstr (referred_by, ==, "<sip:boss@example.com>");
  g_assert_cmpstr (sipgo_referral_get_replaces (referral), ==, "abc;to-tag=1;from-tag=2");
  *inviter = sipgo_referral_make_inviter (referral, &error);
  g_assert_no_error (error);
}

static void
test_out_of_dialog (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *accepted, *notify, *invite;

  g_signal_connect (fixture->agent, "referral", G_CALLBACK (follow_stranger), &inviter);
  peer_send (fixture->peer,
             "REFER\nRefer-To: <sip:carol@10.0.0.2:5060?Replaces=abc%%3Bto-tag%%3D1%%3Bfrom-tag%%3D2>\n"
             "Referred-By: <sip:boss@example.com>\n" PEER_CONTACT);
  accepted = peer_expect (fixture->peer, "202 REFER");
  g_assert_true (sipgo_message_has (accepted, SIPGO_HEADER_CONTACT));
  notify = peer_expect (fixture->peer, "NOTIFY");
  g_assert_cmpstr (sipgo_message_get_from_tag (notify), ==, sipgo_message_get_to_tag (accepted));
  peer_reply (fixture->peer, notify, "200 OK");
  g_assert_nonnull (inviter);
  peer_new_call (fixture->peer);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_header (invite, "Replaces", "abc;to-tag=1;from-tag=2");
  assert_header (invite, "Referred-By", "<sip:boss@example.com>");
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  notify = peer_expect (fixture->peer, "NOTIFY");
  assert_header (notify, "Subscription-State", "terminated;reason=noresource");
  peer_reply (fixture->peer, notify, "200 OK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
}

static void
keep_stranger (SipgoUserAgent *agent, SipgoReferral *referral, SipgoReferral **kept)
{
  g_set_object (kept, referral);
  g_assert_true (sipgo_referral_accept (referral, NULL, NULL));
}

static void
assert_only_looked_at (SipgoReferral *referral)
{
  g_autoptr (GError) calling = NULL, accepting = NULL, rejecting = NULL;

  g_assert_null (sipgo_referral_make_inviter (referral, &calling));
  g_assert_error (calling, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_false (sipgo_referral_accept (referral, NULL, &accepting));
  g_assert_error (accepting, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_false (sipgo_referral_reject (referral, NULL, &rejecting));
  g_assert_error (rejecting, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_nonnull (sipgo_referral_get_refer_to (referral));
}

/* A referral that has ended does not hold the agent. */
static void
test_referrals_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoReferral) friend = NULL;
  g_autoptr (SipgoReferral) stranger = NULL;
  SipgoSession *session = establish_by_peer (fixture);

  g_signal_connect (session, "refer-received", G_CALLBACK (keep_referral), &friend);
  peer_send (fixture->peer, "REFER\nRefer-To: <sip:carol@10.0.0.3:5060>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "603 REFER");
  peer_hangs_up (fixture);
  peer_new_call (fixture->peer);
  g_signal_connect (fixture->agent, "referral", G_CALLBACK (keep_stranger), &stranger);
  peer_send (fixture->peer, "REFER\nRefer-To: <sip:carol@10.0.0.2:5060>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "202 REFER");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "200 OK");
  run_for (fixture->environment, 60000);
  fixture_tear_down_agent (fixture, fixture->agent);
  assert_only_looked_at (friend);
  assert_only_looked_at (stranger);
  fixture->agent = fixture_new_agent (fixture, "udp:10.0.0.1:5060");
}

static void
refuse_stranger (SipgoUserAgent *agent, SipgoReferral *referral, gpointer user_data)
{
  g_assert_true (sipgo_referral_reject (referral, NULL, NULL));
}

static void
test_out_of_dialog_refused (Fixture *fixture, gconstpointer data)
{
  g_signal_connect (fixture->agent, "referral", G_CALLBACK (refuse_stranger), NULL);
  peer_send (fixture->peer, "REFER\nRefer-To: <sip:carol@10.0.0.2>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "603 REFER");
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "REFER\nRefer-To: <<>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "400 REFER");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/refer/ours/succeeds", test_refer);
  ADD ("/refer/ours/to-nameto-name", test_refer_to_name);
  ADD ("/refer/ours/refused", test_refer_refused);
  ADD ("/refer/ours/fails", test_refer_fails);
  ADD ("/refer/ours/notify-first", test_refer_notify_first);
  ADD ("/refer/ours/ended", test_refer_ended);
  ADD ("/refer/ours/always-terminated", test_refer_always_terminated);
  ADD ("/refer/ours/rfc5057-4.2/call-is-over", test_rfc5057_4_2_call_is_over);
  ADD ("/refer/ours/rfc5057-4.2/nothing-else", test_rfc5057_4_2_nothing_else);
  ADD ("/refer/ours/rfc5057-4.2/never-told", test_rfc5057_4_2_never_told);
  ADD ("/refer/ours/rfc5057-4.2/given-up", test_rfc5057_4_2_given_up);
  ADD ("/refer/ours/rfc5057-4.2/nothing-left", test_rfc5057_4_2_nothing_left);
  ADD ("/refer/ours/rfc5057-4.2/stopped", test_rfc5057_4_2_stopped);
  ADD ("/refer/ours/rfc5057-4.2/stopped-within", test_rfc5057_4_2_stopped_within);
  ADD ("/refer/ours/rfc6665-8.2.1/event", test_rfc6665_8_2_1_event);
  ADD ("/refer/ours/rfc6665-4.1.3/notify-behind", test_rfc6665_4_1_3_notify_behind);
  ADD ("/refer/peers/rfc5057-4.2/referrer-hangs-up", test_rfc5057_4_2_referrer_hangs_up);
  ADD ("/refer/ours/never-told", test_refer_never_told);
  ADD ("/refer/ours/cancelled", test_refer_cancelled);
  ADD ("/refer/peers/succeeds", test_referral);
  ADD ("/refer/peers/queue", test_referral_queue);
  ADD ("/refer/peers/fails", test_referral_fails);
  ADD ("/refer/peers/refused", test_referral_refused);
  ADD ("/refer/peers/undecided", test_referral_undecided);
  ADD ("/refer/peers/proceeds", test_referral_proceeds);
  ADD ("/attended-transfer/three-agents", test_attended_transfer);
  ADD ("/attended-transfer/errors", test_attended_transfer_errors);
  ADD ("/refer/out-of-dialog/followed", test_out_of_dialog);
  ADD ("/refer/kept", test_referrals_kept);
  ADD ("/refer/out-of-dialog/refused", test_out_of_dialog_refused);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls with a session timer (RFC 4028): who refreshes, what a refresh carries, how a call ends without one. */
#include "tests/util/ua-util.h"

#include <string.h>

#define TIMER(seconds, refresher) "Require: timer\nSession-Expires: " seconds ";refresher=" refresher "\n"

static char *
dup_body (SipgoMessage *message)
{
  return sipgo_body_get_text (sipgo_message_get_body (message));
}

static void
assert_timer (SipgoMessage *message, const char *expires, const char *min_se)
{
  g_assert_true (sipgo_message_has_option (message, "Supported", "timer"));
  assert_header (message, "Session-Expires", expires);
  assert_header (message, "Min-SE", min_se);
}

static void
assert_agreed (gpointer session, guint seconds, gboolean refresher)
{
  g_assert_cmpuint (sipgo_session_get_session_expires (session), ==, seconds);
  g_assert_cmpint (sipgo_session_get_refresher (session), ==, refresher);
}

/* A call that we make, with these headers in the 2xx. */
static SipgoSession *
call (Fixture *fixture, const char *headers)
{
  SipgoInviter *inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome), "200 OK\n%s" WITH_SDP, headers);
  peer_expect (fixture->peer, "ACK");
  peer_mark (fixture->peer);
  WAIT_OK (fixture, &outcome);
  return SIPGO_SESSION (inviter);
}

/* A call of the peer, with these headers in its INVITE; response is our 2xx. */
static SipgoSession *
be_called_with (Fixture *fixture, const char *headers, SipgoMessage **response)
{
  g_auto (Outcome) outcome = { FALSE };

  peer_send (fixture->peer, "INVITE\n%s" WITH_SDP, headers);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  *response = peer_expect (fixture->peer, "200 INVITE");
  peer_mark (fixture->peer);
  peer_acknowledge (fixture->peer, *response);
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 10);
  return SIPGO_SESSION (fixture->invitation);
}

static void
accept_refresh (Fixture *fixture, SipgoMessage *invite, const char *headers)
{
  peer_reply (fixture->peer, invite, "200 OK\n%s" WITH_SDP, headers);
  peer_expect (fixture->peer, "ACK");
  peer_mark (fixture->peer);
  run_for (fixture->environment, 1);
}

/* The call ends by a BYE that says why. */
static void
expect_end (Fixture *fixture, SipgoSession *session, gint64 milliseconds, guint status)
{
  SipgoMessage *bye = peer_expect_at (fixture->peer, "BYE", milliseconds);
  g_autofree char *reason = sipgo_message_get_header (bye, "Reason");
  g_autofree char *cause = g_strdup_printf ("SIP;cause=%u;text=", status);

  g_assert_true (g_str_has_prefix (reason, cause));
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, session, TERMINATED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_session_get_failure (session)), ==, status);
}

/* --- what is asked for -------------------------------------------------------------------------------------------- */

static void
test_asked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  assert_timer (invite, "1800", NULL);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  /* The peer has no session timer: no refresh. */
  assert_agreed (inviter, 0, FALSE);
  peer_expect_nothing (fixture->peer, 7200 * 1000);
  peer_hangs_up (fixture);
}

static void
test_not_asked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_user_agent_set_session_expires (fixture->agent, 0);
  inviter = make_inviter (fixture);
  invite = call_peer (fixture, inviter, &outcome);
  assert_timer (invite, NULL, NULL);
  /* A proxy or the peer asks. */
  peer_reply (fixture->peer, invite, "200 OK\n" TIMER ("600", "uac") WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_agreed (inviter, 600, TRUE);
  peer_hangs_up (fixture);
}

static void
test_settings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };

  g_assert_cmpuint (sipgo_user_agent_get_session_expires (fixture->agent), ==, 1800);
  g_assert_cmpuint (sipgo_user_agent_get_min_session_expires (fixture->agent), ==, 90);
  g_object_set (fixture->agent, "session-expires", 300, "min-session-expires", 400, NULL);
  inviter = make_inviter (fixture);
  assert_timer (call_peer (fixture, inviter, &outcome), "400", "400");
  peer_skip (fixture->peer);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  run_for (fixture->environment, 60 * 1000);
  peer_skip (fixture->peer);
}

/* --- we refresh --------------------------------------------------------------------------------------------------- */

static void
note_timer (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%s:%u ", pspec->name, sipgo_session_get_session_expires (session));
}

static void
test_we_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_autoptr (GString) log = g_string_new (NULL);
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *first = NULL;
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  guint i;

  first = dup_body (invite);
  g_signal_connect (inviter, "notify::session-expires", G_CALLBACK (note_timer), log);
  g_signal_connect (inviter, "notify::refresher", G_CALLBACK (note_timer), log);
  peer_reply (fixture->peer, invite, "200 OK\n" TIMER ("600", "uac") WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  peer_mark (fixture->peer);
  WAIT_OK (fixture, &outcome);
  assert_agreed (inviter, 600, TRUE);
  for (i = 0; i < 3; i++)
    {
      g_autofree char *body = NULL;

      invite = peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
      assert_timer (invite, "600;refresher=uac", NULL);
      /* Unchanged, so with the same version in its o= line. */
      body = dup_body (invite);
      g_assert_cmpstr (body, ==, first);
      accept_refresh (fixture, invite, TIMER ("600", "uac"));
    }
  g_assert_cmpstr (log->str, ==, "session-expires:600 refresher:600 ");
  /* The peer turns the timer off. */
  accept_refresh (fixture, peer_expect_at (fixture->peer, "INVITE", 300 * 1000), "");
  assert_agreed (inviter, 0, FALSE);
  g_assert_cmpstr (log->str, ==, "session-expires:600 refresher:600 session-expires:0 refresher:0 ");
  peer_expect_nothing (fixture->peer, 3600 * 1000);
  peer_hangs_up (fixture);
  g_signal_handlers_disconnect_by_data (inviter, log);
}

/* As the callee: our first offer has the description of our answer. */
static void
test_we_refresh_as_callee (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autofree char *body = NULL;
  SipgoMessage *response, *invite;
  SipgoSession *session = be_called_with (fixture, "Supported: timer\nSession-Expires: 600;refresher=uas\n", &response);

  assert_timer (response, "600;refresher=uas", NULL);
  assert_header (response, "Require", "timer");
  assert_agreed (session, 600, TRUE);
  invite = peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  assert_timer (invite, "600;refresher=uac", NULL);
  first = dup_body (response);
  body = dup_body (invite);
  g_assert_cmpstr (body, ==, first);
  accept_refresh (fixture, invite, TIMER ("600", "uac"));
  peer_hangs_up (fixture);
}

static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_autoptr (GError) error = NULL;

  peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  run_for (fixture->environment, 31800);
  peer_skip (fixture->peer);
  expect_end (fixture, session, 332 * 1000, 408);
  error = sipgo_failure_get_error (sipgo_session_get_failure (session));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
}

/* In a short interval the session expires before Timer B. */
static void
test_no_answer_in_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("90", "uac"));

  peer_expect_at (fixture->peer, "INVITE", 45 * 1000);
  run_for (fixture->environment, 14000);
  peer_skip (fixture->peer);
  expect_end (fixture, session, 60 * 1000, 408);
  peer_skip (fixture->peer);
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));

  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "INVITE", 300 * 1000), "481 Gone");
  peer_expect (fixture->peer, "ACK");
  expect_end (fixture, session, 300 * 1000 + 2, 481);
}

/* Any other rejection leaves the call; the refresh is tried again. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));

  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "INVITE", 300 * 1000), "500 Busy");
  peer_expect (fixture->peer, "ACK");
  accept_refresh (fixture, peer_expect_at (fixture->peer, "INVITE", 434 * 1000 + 1), TIMER ("600", "uac"));
  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "INVITE", 300 * 1000), "488 Never");
  peer_expect (fixture->peer, "ACK");
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

/* --- by UPDATE ---------------------------------------------------------------------------------------------------- */

#define ALLOWED "Allow: INVITE, ACK, BYE, UPDATE\n"

static void
test_by_update (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, ALLOWED TIMER ("600", "uac"));
  SipgoMessage *update;
  guint i;

  for (i = 0; i < 3; i++)
    {
      update = peer_expect_at (fixture->peer, "UPDATE", 300 * 1000 + (i > 0));
      assert_timer (update, "600;refresher=uac", NULL);
      g_assert_null (sipgo_message_get_body (update));
      g_assert_nonnull (sipgo_message_get_contact (update));
      peer_reply (fixture->peer, update, "200 OK\n" PEER_CONTACT TIMER ("600", "uac"));
      run_for (fixture->environment, 1);
      peer_mark (fixture->peer);
    }
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  /* Our proxy has a larger minimum. */
  update = peer_expect_at (fixture->peer, "UPDATE", 300 * 1000 + 1);
  peer_reply (fixture->peer, update, "422 Session Interval Too Small\nMin-SE: 900\n");
  update = peer_expect (fixture->peer, "UPDATE");
  assert_timer (update, "900;refresher=uac", "900");
  peer_reply (fixture->peer, update, "200 OK\n" PEER_CONTACT TIMER ("900", "uac"));
  run_for (fixture->environment, 10);
  assert_agreed (session, 900, TRUE);
  peer_hangs_up (fixture);
}

/* The peer allows UPDATE in its INVITE. */
static void
test_by_update_as_callee (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;
  SipgoSession *session = be_called_with (fixture, ALLOWED "Supported: timer\nSession-Expires: 600;refresher=uas\n",
                                          &response);

  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "UPDATE", 300 * 1000),
              "200 OK\n" PEER_CONTACT TIMER ("600", "uac"));
  run_for (fixture->environment, 10);
  assert_agreed (session, 600, TRUE);
  peer_hangs_up (fixture);
}

/* It says so, but a proxy or gateway does not pass it. */
static void
test_update_not_allowed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, ALLOWED TIMER ("600", "uac"));

  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "UPDATE", 300 * 1000), "405 Method Not Allowed");
  accept_refresh (fixture, peer_expect (fixture->peer, "INVITE"), TIMER ("600", "uac"));
  accept_refresh (fixture, peer_expect_at (fixture->peer, "INVITE", 300 * 1000), TIMER ("600", "uac"));
  assert_agreed (session, 600, TRUE);
  peer_hangs_up (fixture);
}

static void
test_update_not_answered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, ALLOWED TIMER ("600", "uac"));

  peer_expect_at (fixture->peer, "UPDATE", 300 * 1000);
  run_for (fixture->environment, 31800);
  peer_skip (fixture->peer);
  expect_end (fixture, session, 332 * 1000, 408);
}

static void
test_update_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, ALLOWED TIMER ("600", "uac"));

  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "UPDATE", 300 * 1000), "481 Gone");
  expect_end (fixture, session, 300 * 1000 + 2, 481);
}

/* A hold during the refresh waits for its end. */
static void
test_update_and_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, ALLOWED TIMER ("600", "uac"));
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *update = peer_expect_at (fixture->peer, "UPDATE", 300 * 1000);

  sipgo_session_hold (session, NULL, note_hold, &outcome);
  peer_expect_nothing (fixture->peer, 400);
  peer_reply (fixture->peer, update, "200 OK\n" PEER_CONTACT TIMER ("600", "uac"));
  accept_refresh (fixture, peer_expect (fixture->peer, "INVITE"), ALLOWED TIMER ("600", "uac"));
  WAIT_OK (fixture, &outcome);
  g_assert_true (sipgo_session_get_held (session));
  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "UPDATE", 300 * 1000),
              "200 OK\n" PEER_CONTACT TIMER ("600", "uac"));
  run_for (fixture->environment, 10);
  g_assert_true (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

/* The peer refreshes by UPDATE. */
static void
test_peer_updates (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uas"));
  SipgoMessage *response;

  peer_expect_nothing (fixture->peer, 300 * 1000);
  peer_send (fixture->peer, "UPDATE\nSupported: timer\nSession-Expires: 600;refresher=uac\n" PEER_CONTACT);
  response = peer_expect (fixture->peer, "200 UPDATE");
  assert_timer (response, "600;refresher=uac", NULL);
  assert_header (response, "Require", "timer");
  peer_mark (fixture->peer);
  peer_send (fixture->peer, "UPDATE\nSupported: timer\nSession-Expires: 60\n" PEER_CONTACT);
  response = peer_expect (fixture->peer, "422 UPDATE");
  assert_header (response, "Min-SE", "90");
  assert_agreed (session, 600, FALSE);
  expect_end (fixture, session, (600 - 32) * 1000, 408);
}

/* Require: timer in a request is understood (RFC 4028 section 9). */
static void
test_required (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  be_called_with (fixture, "Require: timer\nSession-Expires: 600;refresher=uas\n", &response);
  assert_timer (response, "600;refresher=uas", NULL);
  peer_hangs_up (fixture);
}

/* --- the peer refreshes ------------------------------------------------------------------------------------------- */

static void
test_peer_refreshes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uas"));
  SipgoMessage *response;

  assert_agreed (session, 600, FALSE);
  peer_expect_nothing (fixture->peer, 300 * 1000);
  peer_send (fixture->peer, "INVITE\nSupported: timer\nSession-Expires: 600;refresher=uac\n" WITH_SDP);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_timer (response, "600;refresher=uac", NULL);
  assert_header (response, "Require", "timer");
  peer_mark (fixture->peer);
  peer_acknowledge (fixture->peer, response);
  expect_end (fixture, session, (600 - 32) * 1000, 408);
}

static void
test_peer_is_silent (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;
  SipgoSession *session = be_called_with (fixture, "Supported: timer\n", &response);

  /* We ask, and the caller refreshes. */
  assert_timer (response, "1800;refresher=uac", NULL);
  assert_agreed (session, 1800, FALSE);
  expect_end (fixture, session, (1800 - 32) * 1000, 408);
}

/* The application answers the request object itself. */
static void
test_answered_by_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nSupported: timer\nSession-Expires: 600\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_incoming_request_accept (SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (fixture->invitation)), NULL,
                                 &error);
  g_assert_no_error (error);
  response = peer_expect (fixture->peer, "200 INVITE");
  peer_mark (fixture->peer);
  peer_acknowledge (fixture->peer, response);
  assert_timer (response, "600;refresher=uac", NULL);
  expect_end (fixture, SIPGO_SESSION (fixture->invitation), (600 - 32) * 1000, 408);
}

/* The same, and we refresh: by a re-INVITE with the description of the application. */
static void
test_refreshed_by_request (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
  g_autoptr (SipgoBody) own = sipgo_body_new ("application/sdp", SDP ("7000", "a=x-mine\n"));
  guint i;

  peer_send (fixture->peer, "INVITE\nSupported: timer\nSession-Expires: 600;refresher=uas\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_response_options_set_body (options, own);
  g_assert_true (sipgo_incoming_request_accept
                   (SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (fixture->invitation)), options, NULL));
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  for (i = 0; i < 2; i++)
    {
      SipgoMessage *invite = peer_expect (fixture->peer, "INVITE");
      g_autofree char *body = dup_body (invite);

      g_assert_nonnull (strstr (body, "a=x-mine"));
      assert_timer (invite, "600;refresher=uac", NULL);
      accept_refresh (fixture, invite, TIMER ("600", "uac"));
    }
  assert_agreed (fixture->invitation, 600, TRUE);
  peer_hangs_up (fixture);
}

/* --- changes of the application beside a refresh ------------------------------------------------------------------ */

/* Hold is a session refresh request as well: no other one is sent. */
static void
test_hold_refreshes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  peer_expect_nothing (fixture->peer, 299 * 1000);
  sipgo_session_hold (session, NULL, note_hold, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_timer (invite, "600;refresher=uac", NULL);
  peer_reply (fixture->peer, invite, "100 Trying");
  peer_expect_nothing (fixture->peer, 2000);
  accept_refresh (fixture, invite, TIMER ("600", "uac"));
  WAIT_OK (fixture, &outcome);
  peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  peer_skip (fixture->peer);
  peer_hangs_up (fixture);
}

/* Half of the interval is over while a re-INVITE is pending, and that is refused. */
static void
test_refused_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  peer_expect_nothing (fixture->peer, 299 * 1000);
  sipgo_session_hold (session, NULL, note_hold, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "100 Trying");
  peer_expect_nothing (fixture->peer, 2000);
  peer_reply (fixture->peer, invite, "488 No");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 488);
  invite = peer_expect (fixture->peer, "INVITE");
  accept_refresh (fixture, invite, TIMER ("600", "uac"));
  g_assert_false (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

/* A hold during a refresh waits for its end; a second one is refused, as beside any re-INVITE. */
static void
test_hold_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) second = { FALSE };
  SipgoMessage *invite = peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  g_autofree char *body = NULL;

  sipgo_session_hold (session, NULL, note_hold, &outcome);
  sipgo_session_invite (session, NULL, NULL, note_re_invite, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  g_assert_false (outcome.done);
  accept_refresh (fixture, invite, TIMER ("600", "uac"));
  invite = peer_expect (fixture->peer, "INVITE");
  body = dup_body (invite);
  g_assert_nonnull (strstr (body, "a=sendonly"));
  accept_refresh (fixture, invite, TIMER ("600", "uac"));
  WAIT_OK (fixture, &outcome);
  g_assert_true (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

/* The one that waits is cancelled; the refresh goes on. */
static void
test_waiting_hold_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = peer_expect_at (fixture->peer, "INVITE", 300 * 1000);

  sipgo_session_hold (session, cancellable, note_hold, &outcome);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  accept_refresh (fixture, invite, TIMER ("600", "uac"));
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  accept_refresh (fixture, peer_expect_at (fixture->peer, "INVITE", 300 * 1000), TIMER ("600", "uac"));
  peer_hangs_up (fixture);
}

/* The call ends while a refresh is pending and a hold waits for it. */
static void
test_waiting_hold_at_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_auto (Outcome) outcome = { FALSE };

  peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  sipgo_session_hold (session, NULL, note_hold, &outcome);
  peer_hangs_up (fixture);
  WAIT (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  run_for (fixture->environment, 60 * 1000);
  peer_skip (fixture->peer);
}

/* Our BYE crosses a pending refresh; the hold that waits for it is not sent any more. */
static void
test_waiting_hold_and_bye (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) bye = { FALSE };
  SipgoMessage *invite = peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  SipgoMessage *request;

  sipgo_session_hold (session, NULL, note_hold, &outcome);
  sipgo_session_bye (session, NULL, NULL, note_bye, &bye);
  request = peer_expect (fixture->peer, "BYE");
  peer_reply (fixture->peer, invite, "487 Over");
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &bye);
  peer_expect_nothing (fixture->peer, 10 * 1000);
}

/* The re-INVITE of the peer is pending, or crosses ours. */
static void
test_glare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));
  SipgoMessage *invite = peer_expect_at (fixture->peer, "INVITE", 300 * 1000);
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\nSupported: timer\n" WITH_SDP);
  response = peer_expect (fixture->peer, "491 INVITE");
  peer_acknowledge (fixture->peer, response);
  peer_reply (fixture->peer, invite, "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  accept_refresh (fixture, peer_expect (fixture->peer, "INVITE"), TIMER ("600", "uac"));
  assert_agreed (session, 600, TRUE);
  peer_hangs_up (fixture);
}

/* --- 422 ---------------------------------------------------------------------------------------------------------- */

static void
test_too_small (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *again;
  g_autofree char *body = dup_body (invite);
  g_autofree char *body_again = NULL;

  peer_reply (fixture->peer, invite, "422 Session Interval Too Small\nMin-SE: 3600\n");
  peer_expect (fixture->peer, "ACK");
  again = peer_expect (fixture->peer, "INVITE");
  assert_same_header (again, invite, "Call-ID");
  assert_same_header (again, invite, "From");
  assert_header (again, "CSeq", "2 INVITE");
  assert_timer (again, "3600", "3600");
  body_again = dup_body (again);
  g_assert_cmpstr (body_again, ==, body);
  peer_reply (fixture->peer, again, "200 OK\n" TIMER ("3600", "uac") WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  peer_mark (fixture->peer);
  WAIT_OK (fixture, &outcome);
  assert_timer (peer_expect_at (fixture->peer, "INVITE", 1800 * 1000), "3600;refresher=uac", "3600");
  peer_skip (fixture->peer);
  peer_hangs_up (fixture);
}

static void
test_too_small_without_min_se (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome), "422 Session Interval Too Small");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 422);
  peer_expect_nothing (fixture->peer, 1000);
}

/* The call was cancelled meanwhile. */
static void
test_too_small_and_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  sipgo_inviter_cancel (inviter, NULL, NULL, note_cancel, &cancelled);
  peer_reply (fixture->peer, invite, "422 Session Interval Too Small\nMin-SE: 3600\n");
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  WAIT_OK (fixture, &cancelled);
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_refresh_too_small (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSession) session = call (fixture, TIMER ("600", "uac"));

  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "INVITE", 300 * 1000),
              "422 Session Interval Too Small\nMin-SE: 900\n");
  peer_expect (fixture->peer, "ACK");
  accept_refresh (fixture, peer_expect_at (fixture->peer, "INVITE", 300 * 1000 + 2), TIMER ("900", "uac"));
  assert_agreed (session, 900, TRUE);
  peer_hangs_up (fixture);
}

static void
test_peer_too_small (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  sipgo_user_agent_set_min_session_expires (fixture->agent, 120);
  peer_send (fixture->peer, "INVITE\nSupported: timer\nSession-Expires: 100\n" WITH_SDP);
  response = peer_expect (fixture->peer, "422 INVITE");
  assert_header (response, "Min-SE", "120");
  peer_acknowledge (fixture->peer, response);
  g_assert_cmpuint (fixture->n_invitations, ==, 0);
  peer_new_call (fixture->peer);
  be_called_with (fixture, "Supported: timer\nSession-Expires: 120\nMin-SE: 120\n", &response);
  assert_timer (response, "120;refresher=uac", NULL);
  /* A re-INVITE is refused, and the call goes on as it was. */
  peer_send (fixture->peer, "INVITE\nSupported: timer\nSession-Expires: 100\n" WITH_SDP);
  response = peer_expect (fixture->peer, "422 INVITE");
  assert_header (response, "Min-SE", "120");
  peer_acknowledge (fixture->peer, response);
  assert_agreed (fixture->invitation, 120, FALSE);
  peer_hangs_up (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/refresh/asked", test_asked);
  ADD ("/refresh/not-asked", test_not_asked);
  ADD ("/refresh/settings", test_settings);
  ADD ("/refresh/by-us", test_we_refresh);
  ADD ("/refresh/by-us-as-callee", test_we_refresh_as_callee);
  ADD ("/refresh/no-answer", test_no_answer);
  ADD ("/refresh/no-answer-in-time", test_no_answer_in_time);
  ADD ("/refresh/gone", test_gone);
  ADD ("/refresh/refused", test_refused);
  ADD ("/refresh/by-update", test_by_update);
  ADD ("/refresh/by-update-as-callee", test_by_update_as_callee);
  ADD ("/refresh/update-not-allowed", test_update_not_allowed);
  ADD ("/refresh/update-not-answered", test_update_not_answered);
  ADD ("/refresh/update-gone", test_update_gone);
  ADD ("/refresh/update-and-hold", test_update_and_hold);
  ADD ("/refresh/peer-updates", test_peer_updates);
  ADD ("/refresh/required", test_required);
  ADD ("/refresh/by-peer", test_peer_refreshes);
  ADD ("/refresh/peer-is-silent", test_peer_is_silent);
  ADD ("/refresh/answered-by-request", test_answered_by_request);
  ADD ("/refresh/refreshed-by-request", test_refreshed_by_request);
  ADD ("/refresh/hold-refreshes", test_hold_refreshes);
  ADD ("/refresh/refused-hold", test_refused_hold);
  ADD ("/refresh/hold-waits", test_hold_waits);
  ADD ("/refresh/waiting-hold-cancelled", test_waiting_hold_cancelled);
  ADD ("/refresh/waiting-hold-at-end", test_waiting_hold_at_end);
  ADD ("/refresh/waiting-hold-and-bye", test_waiting_hold_and_bye);
  ADD ("/refresh/glare", test_glare);
  ADD ("/refresh/too-small", test_too_small);
  ADD ("/refresh/too-small-without-min-se", test_too_small_without_min_se);
  ADD ("/refresh/too-small-and-cancelled", test_too_small_and_cancelled);
  ADD ("/refresh/refresh-too-small", test_refresh_too_small);
  ADD ("/refresh/peer-too-small", test_peer_too_small);
  return g_test_run ();
}

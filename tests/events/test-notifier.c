/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Incoming subscriptions, from a scripted subscriber (RFC 6665 4.2). */
#include "tests/util/ua-util.h"

#define SUBSCRIBE "SUBSCRIBE\n" PEER_CONTACT "Event: presence\n"
#define assert_state(notifier, wanted) \
  g_assert_cmpint (sipgo_notifier_get_state (notifier), ==, SIPGO_SUBSCRIPTION_STATE_##wanted)

static void
take (SipgoUserAgent *agent, SipgoNotifier *notifier, SipgoNotifier **taken)
{
  sipgo_notifier_defer (notifier, NULL);
  g_set_object (taken, notifier);
}

static SipgoNotifier *
be_asked (Fixture *fixture, const char *subscribe)
{
  SipgoNotifier *notifier = NULL;
  gulong handler = g_signal_connect (fixture->agent, "subscription", G_CALLBACK (take), &notifier);

  peer_send (fixture->peer, "%s", subscribe);
  run_for (fixture->environment, 10);
  g_signal_handler_disconnect (fixture->agent, handler);
  g_assert_nonnull (notifier);
  return notifier;
}

/* The peer learns our tag and Contact from the 200; the NOTIFY follows at once. */
static SipgoMessage *
expect_accepted (Fixture *fixture)
{
  SipgoMessage *response = peer_expect (fixture->peer, "200 SUBSCRIBE");
  g_autofree char *uri = sipgo_uri_to_string (sipgo_name_addr_get_uri (sipgo_message_get_contact (response)));

  g_free (fixture->peer->remote_tag);
  fixture->peer->remote_tag = g_strdup (sipgo_message_get_to_tag (response));
  g_free (fixture->peer->remote_uri);
  fixture->peer->remote_uri = g_steal_pointer (&uri);
  return response;
}

static SipgoMessage *
expect_notify (Fixture *fixture, const char *state, const char *text)
{
  SipgoMessage *notify = peer_expect (fixture->peer, "NOTIFY");
  SipgoBody *body = sipgo_message_get_body (notify);
  g_autofree char *body_text = body ? sipgo_body_get_text (body) : NULL;

  assert_header (notify, "Event", "presence");
  assert_header (notify, "Subscription-State", state);
  g_assert_cmpstr (body_text, ==, text);
  g_assert_nonnull (sipgo_message_get_contact (notify));
  peer_reply (fixture->peer, notify, "200 OK");
  run_for (fixture->environment, 10);
  return notify;
}

static void
set_state_text (SipgoNotifier *notifier, const char *text)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", text);

  sipgo_notifier_set_body (notifier, body);
}

static SipgoNotifier *
establish (Fixture *fixture, const char *expires)
{
  g_autofree char *subscribe = g_strconcat (SUBSCRIBE "Expires: ", expires, NULL);
  g_autofree char *state = g_strconcat ("active;expires=", expires, NULL);
  SipgoNotifier *notifier = be_asked (fixture, subscribe);

  set_state_text (notifier, "here");
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  assert_header (expect_accepted (fixture), "Expires", expires);
  expect_notify (fixture, state, "here");
  assert_state (notifier, ACTIVE);
  return notifier;
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  const char *packages[] = { "presence", "dialog", NULL };
  g_autoptr (SipgoNotifier) notifier = NULL;
  gulong handler;

  peer_send (fixture->peer, SUBSCRIBE);
  assert_header (peer_expect (fixture->peer, "489 SUBSCRIBE"), "Allow-Events", "refer");
  sipgo_user_agent_set_allow_events (fixture->agent, packages);
  peer_send (fixture->peer, SUBSCRIBE);
  assert_header (peer_expect (fixture->peer, "489 SUBSCRIBE"), "Allow-Events", "presence, dialog");
  peer_send (fixture->peer, "OPTIONS");
  assert_header (peer_expect (fixture->peer, "200 OPTIONS"), "Allow-Events", "presence, dialog");
  handler = g_signal_connect (fixture->agent, "subscription", G_CALLBACK (take), &notifier);
  peer_send (fixture->peer, "SUBSCRIBE\n" PEER_CONTACT "Event: winter");
  peer_expect (fixture->peer, "489 SUBSCRIBE");
  peer_send (fixture->peer, "SUBSCRIBE\n" PEER_CONTACT);
  peer_expect (fixture->peer, "489 SUBSCRIBE");
  peer_send (fixture->peer, "SUBSCRIBE\nEvent: presence");
  peer_expect (fixture->peer, "400 SUBSCRIBE");
  g_assert_null (notifier);
  /* Kept by the handler, but not decided. */
  peer_send (fixture->peer, SUBSCRIBE);
  peer_expect (fixture->peer, "489 SUBSCRIBE");
  g_assert_nonnull (notifier);
  g_assert_false (sipgo_notifier_accept (notifier, NULL, NULL));
  g_signal_handler_disconnect (fixture->agent, handler);
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = establish (fixture, "600");
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "away");
  g_auto (Outcome) outcome = { FALSE };

  g_assert_cmpstr (sipgo_notifier_get_event (notifier), ==, "presence");
  sipgo_request_options_set_body (options, body);
  sipgo_notifier_send_notification (notifier, options, NULL, note_notification, &outcome);
  expect_notify (fixture, "active;expires=600", "away");
  g_assert_true (outcome.done);
  g_assert_no_error (outcome.error);
  /* A refresh is answered automatically, and followed by a NOTIFY with the state. */
  peer_send (fixture->peer, SUBSCRIBE "Expires: 100");
  assert_header (peer_expect (fixture->peer, "200 SUBSCRIBE"), "Expires", "100");
  expect_notify (fixture, "active;expires=100", "away");
  peer_send (fixture->peer, "SUBSCRIBE\n" PEER_CONTACT "Event: dialog");
  peer_expect (fixture->peer, "489 SUBSCRIBE");
  peer_send (fixture->peer, "MESSAGE");
  assert_header (peer_expect (fixture->peer, "405 MESSAGE"), "Allow", "OPTIONS, SUBSCRIBE");
  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
  assert_header (peer_expect (fixture->peer, "405 INVITE"), "Allow", "OPTIONS, SUBSCRIBE");
  fixture->peer->cseq -= 2;
  peer_send (fixture->peer, SUBSCRIBE);
  peer_expect (fixture->peer, "500 SUBSCRIBE");
  fixture->peer->cseq += 2;
  g_assert_true (sipgo_notifier_terminate (notifier, "deactivated", 20, NULL));
  assert_state (notifier, TERMINATED);
  expect_notify (fixture, "terminated;reason=deactivated;retry-after=20", "away");
  g_assert_false (sipgo_notifier_terminate (notifier, NULL, 0, NULL));
  peer_send (fixture->peer, SUBSCRIBE);
  peer_expect (fixture->peer, "481 SUBSCRIBE");
}

static void
test_expiry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = establish (fixture, "60");

  run_for (fixture->environment, 59000);
  assert_state (notifier, ACTIVE);
  expect_notify (fixture, "terminated;reason=timeout", "here");
  assert_state (notifier, TERMINATED);
  g_assert_cmpstr (sipgo_notifier_get_event_reason (notifier), ==, "timeout");
}

static void
test_unsubscribed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = establish (fixture, "600");

  peer_send (fixture->peer, SUBSCRIBE "Expires: 0");
  assert_header (peer_expect (fixture->peer, "200 SUBSCRIBE"), "Expires", "0");
  expect_notify (fixture, "terminated;reason=timeout", "here");
  assert_state (notifier, TERMINATED);
}

static void
test_fetched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = be_asked (fixture, SUBSCRIBE "Expires: 0");

  set_state_text (notifier, "here");
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  assert_header (expect_accepted (fixture), "Expires", "0");
  expect_notify (fixture, "terminated;reason=timeout", "here");
  assert_state (notifier, TERMINATED);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) brief = be_asked (fixture, SUBSCRIBE "Expires: 30");
  g_autoptr (SipgoNotifier) notifier = NULL;
  g_autoptr (GError) error = NULL;

  sipgo_notifier_set_min_expires (brief, 60);
  g_assert_cmpuint (sipgo_notifier_get_expires (brief), ==, 30);
  g_assert_false (sipgo_notifier_accept (brief, NULL, &error));
  g_assert_error (error, SIPGO_STATUS, 423);
  assert_header (peer_expect (fixture->peer, "423 SUBSCRIBE"), "Min-Expires", "60");
  peer_new_call (fixture->peer);
  notifier = be_asked (fixture, SUBSCRIBE "Expires: 4000");
  sipgo_notifier_set_min_expires (notifier, 10000);
  sipgo_notifier_set_max_expires (notifier, 100);
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  assert_header (expect_accepted (fixture), "Expires", "100");
  expect_notify (fixture, "active;expires=100", NULL);
  peer_send (fixture->peer, SUBSCRIBE "Expires: 3599");
  peer_expect (fixture->peer, "423 SUBSCRIBE");
  peer_send (fixture->peer, SUBSCRIBE "Expires: 0");
  peer_expect (fixture->peer, "200 SUBSCRIBE");
  expect_notify (fixture, "terminated;reason=timeout", NULL);
}

static void
test_pending (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = be_asked (fixture, SUBSCRIBE "Expires: 600");

  set_state_text (notifier, "here");
  sipgo_notifier_set_pending (notifier, TRUE);
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  expect_accepted (fixture);
  expect_notify (fixture, "pending;expires=600", NULL);
  assert_state (notifier, PENDING);
  sipgo_notifier_set_pending (notifier, FALSE);
  expect_notify (fixture, "active;expires=600", "here");
  assert_state (notifier, ACTIVE);
  g_assert_true (sipgo_notifier_terminate (notifier, "rejected", 0, NULL));
  expect_notify (fixture, "terminated;reason=rejected", NULL);
}

static void
test_reject (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = be_asked (fixture, SUBSCRIBE);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_true (sipgo_notifier_reject (notifier, NULL, NULL));
  peer_expect (fixture->peer, "403 SUBSCRIBE");
  assert_state (notifier, TERMINATED);
  g_assert_false (sipgo_notifier_accept (notifier, NULL, NULL));
}

/* 481: the subscriber does not know the subscription any more. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  SipgoNotifier *notifier = establish (fixture, "600");
  g_auto (Outcome) kept = { FALSE };
  g_auto (Outcome) gone = { FALSE };

  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &kept);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "500 Server Internal Error");
  WAIT_ERROR (fixture, &kept, SIPGO_STATUS, 500);
  assert_state (notifier, ACTIVE);
  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &gone);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "481 Subscription Does Not Exist");
  WAIT_ERROR (fixture, &gone, SIPGO_STATUS, 481);
  assert_state (notifier, TERMINATED);
  settle (fixture);
  g_assert_finalize_object (notifier);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* NOTIFYs must not overtake each other, even after a challenge; their CSeq numbers have no gap. */
static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoNotifier) notifier = establish (fixture, "600");
  g_auto (Outcome) second = { FALSE };
  g_auto (Outcome) third = { FALSE };
  SipgoMessage *notify;
  guint32 number;

  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  set_state_text (notifier, "one");
  sipgo_notifier_send_notification (notifier, NULL, NULL, NULL, NULL);
  set_state_text (notifier, "two");
  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &second);
  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &third);
  notify = peer_expect (fixture->peer, "NOTIFY");
  number = sipgo_message_get_cseq (notify);
  peer_expect_nothing (fixture->peer, 400);
  peer_reply (fixture->peer, notify,
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"example.com\", nonce=\"n1\", algorithm=MD5");
  notify = expect_notify (fixture, "active;expires=600", "one");
  g_assert_cmpuint (sipgo_message_get_cseq (notify), ==, number + 1);
  notify = expect_notify (fixture, "active;expires=600", "two");
  g_assert_cmpuint (sipgo_message_get_cseq (notify), ==, number + 2);
  g_assert_true (second.done);
  g_assert_no_error (second.error);
  /* NOTIFYs that wait when the subscriber has gone are not sent. */
  notify = peer_expect (fixture->peer, "NOTIFY");
  g_assert_cmpuint (sipgo_message_get_cseq (notify), ==, number + 3);
  g_assert_true (sipgo_notifier_terminate (notifier, NULL, 0, NULL));
  peer_reply (fixture->peer, notify, "481 Subscription Does Not Exist");
  WAIT_ERROR (fixture, &third, SIPGO_STATUS, 481);
  peer_expect_nothing (fixture->peer, 40000);
}

static void
test_gone_while_waiting (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNotifier) notifier = establish (fixture, "600");
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };

  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &first);
  sipgo_notifier_send_notification (notifier, NULL, NULL, note_notification, &second);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "NOTIFY"), "481 Subscription Does Not Exist");
  WAIT_ERROR (fixture, &first, SIPGO_STATUS, 481);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  assert_state (notifier, TERMINATED);
  peer_expect_nothing (fixture->peer, 40000);
}

/* It exists without another reference, as long as the subscriber wants, and ends with the agent. */
static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  g_object_unref (establish (fixture, "600"));
  peer_send (fixture->peer, SUBSCRIBE "Expires: 600");
  peer_expect (fixture->peer, "200 SUBSCRIBE");
  expect_notify (fixture, "active;expires=600", "here");
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  settle (fixture);
  g_assert_false (outcome.done);
  expect_notify (fixture, "terminated;reason=probation", "here");
  WAIT_OK (fixture, &outcome);
}

/* No second usage in the dialog of a call; the call continues. */
static void
test_in_call (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  peer_send (fixture->peer, SUBSCRIBE);
  peer_expect (fixture->peer, "403 SUBSCRIBE");
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  peer_hangs_up (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/notifier/nobody", test_nobody);
  ADD ("/notifier/accept", test_accept);
  ADD ("/notifier/expiry", test_expiry);
  ADD ("/notifier/unsubscribed", test_unsubscribed);
  ADD ("/notifier/fetched", test_fetched);
  ADD ("/notifier/limits", test_limits);
  ADD ("/notifier/pending", test_pending);
  ADD ("/notifier/reject", test_reject);
  ADD ("/notifier/gone", test_gone);
  ADD ("/notifier/one-at-a-time", test_one_at_a_time);
  ADD ("/notifier/gone-while-waiting", test_gone_while_waiting);
  ADD ("/notifier/stop", test_stop);
  ADD ("/notifier/in-call", test_in_call);
  return g_test_run ();
}

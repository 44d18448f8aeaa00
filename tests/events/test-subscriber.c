/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Subscriptions at a scripted notifier (RFC 6665). */
#include "tests/util/ua-util.h"

#define ACTIVE "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: active\n"
#define TERMINATED "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: terminated"
#define assert_state(subscriber, wanted) \
  g_assert_cmpint (sipgo_subscriber_get_state (subscriber), ==, SIPGO_SUBSCRIPTION_STATE_##wanted)

static void
count (SipgoSubscriber *subscriber, SipgoIncomingRequest *request, guint *n)
{
  g_assert_cmpstr (sipgo_incoming_request_get_method (request), ==, "NOTIFY");
  ++*n;
}

static SipgoSubscriber *
make_subscriber (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SipgoSubscriber *subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence", &error);

  g_assert_no_error (error);
  return subscriber;
}

static SipgoMessage *
begin (Fixture *fixture, SipgoSubscriber *subscriber, Outcome *outcome)
{
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, outcome);
  return peer_expect (fixture->peer, "SUBSCRIBE");
}

static void
grant (Fixture *fixture, SipgoMessage *subscribe, guint seconds)
{
  peer_reply (fixture->peer, subscribe, "200 OK\n" PEER_CONTACT "Expires: %u", seconds);
}

static void
tell (Fixture *fixture, const char *notify)
{
  peer_send (fixture->peer, "%s", notify);
  peer_expect (fixture->peer, "200 NOTIFY");
}

static SipgoSubscriber *
establish (Fixture *fixture, guint seconds)
{
  SipgoSubscriber *subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };

  grant (fixture, begin (fixture, subscriber, &outcome), seconds);
  tell (fixture, ACTIVE);
  WAIT_OK (fixture, &outcome);
  assert_state (subscriber, ACTIVE);
  return subscriber;
}

/* The stop of the agent ends the subscription. */
static void
leave (Fixture *fixture, SipgoSubscriber *subscriber)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "0");
  grant (fixture, request, 0);
  tell (fixture, TERMINATED ";reason=timeout");
  WAIT_OK (fixture, &outcome);
  assert_state (subscriber, TERMINATED);
  g_assert_null (sipgo_client_get_user_agent (SIPGO_CLIENT (subscriber)));
}

static gint64
seconds_now (Fixture *fixture)
{
  return sipgo_environment_now (fixture->environment) / G_USEC_PER_SEC;
}

/* --- beginning ---------------------------------------------------------------------------------------------------- */

static void
test_subscribe (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = { "Accept: application/pidf+xml", NULL };
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;
  guint n = 0;

  g_signal_connect (subscriber, "notification", G_CALLBACK (count), &n);
  sipgo_client_set_extra_headers (SIPGO_CLIENT (subscriber), lines);
  assert_state (subscriber, INITIAL);
  request = begin (fixture, subscriber, &outcome);
  assert_header (request, "Event", "presence");
  assert_header (request, "Expires", "3600");
  assert_header (request, "Accept", lines[0] + 8);
  g_assert_true (sipgo_message_has_option (request, "Allow", "NOTIFY"));
  g_assert_nonnull (sipgo_message_get_contact (request));
  grant (fixture, request, 600);
  run_for (fixture->environment, 100);
  /* Not before the first NOTIFY. */
  g_assert_false (outcome.done);
  assert_state (subscriber, NOTIFY_WAIT);
  tell (fixture, ACTIVE "Content-Type: text/plain\n\nhere");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpuint (n, ==, 1);
  assert_state (subscriber, ACTIVE);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_expires (subscriber), ==, 600);
  g_assert_nonnull (sipgo_subscriber_get_dialog (subscriber));
  leave (fixture, subscriber);
  g_assert_cmpuint (n, ==, 2);
}

static void
test_notified_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request = begin (fixture, subscriber, &outcome);

  tell (fixture, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: pending;expires=100");
  assert_state (subscriber, PENDING);
  g_assert_false (outcome.done);
  grant (fixture, request, 50);
  run_for (fixture->environment, 10);
  g_assert_true (outcome.done);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_expires (subscriber), ==, 50);
  tell (fixture, ACTIVE);
  assert_state (subscriber, ACTIVE);
  leave (fixture, subscriber);
}

static void
test_no_notification (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  gint64 before = seconds_now (fixture);

  grant (fixture, begin (fixture, subscriber, &outcome), 600);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_cmpint (seconds_now (fixture) - before, ==, 32);
  assert_state (subscriber, TERMINATED);
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
}

static void
test_unanswered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) second = { FALSE };
  g_auto (Outcome) outcome = { FALSE };

  begin (fixture, subscriber, &outcome);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  assert_state (subscriber, NOTIFY_WAIT);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  assert_state (subscriber, TERMINATED);
  peer_skip (fixture->peer);
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, begin (fixture, subscriber, &outcome), "480 Temporarily Unavailable");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 480);
  assert_state (subscriber, TERMINATED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (subscriber))), ==, 480);
  peer_expect_nothing (fixture->peer, 3600000);
}

static void
count_notify (GObject *object, GParamSpec *pspec, guint *count)
{
  ++*count;
}

/* The requested value stays, whatever the notifier requires; granted-expires is the granted one. */
static void
assert_expires (SipgoSubscriber *subscriber, guint expires, guint granted)
{
  g_assert_cmpuint (sipgo_subscriber_get_expires (subscriber), ==, expires);
  g_assert_cmpuint (sipgo_subscriber_get_granted_expires (subscriber), ==, granted);
}

static void
test_rfc6665_4_1_2_1_too_brief (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = { "X-A: 1", NULL };
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_autoptr (SipgoRequestOptions) options = g_object_new (SIPGO_TYPE_REQUEST_OPTIONS, "extra-headers", lines, NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *first, *request;
  guint n_granted = 0;

  sipgo_subscriber_set_expires (subscriber, 60);
  g_signal_connect (subscriber, "notify::granted-expires", G_CALLBACK (count_notify), &n_granted);
  sipgo_subscriber_subscribe (subscriber, options, NULL, note_subscribe, &outcome);
  first = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_expires (subscriber, 60, 0);
  peer_reply (fixture->peer, first, "423 Interval Too Brief\nMin-Expires: 900");
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_same_header (request, first, "Call-ID");
  assert_same_header (request, first, "From");
  assert_same_header (request, first, "To");
  g_assert_cmpuint (sipgo_message_get_cseq (request), ==, 2);
  assert_header (request, "Expires", "900");
  assert_header (request, "X-A", "1");
  grant (fixture, request, 900);
  tell (fixture, ACTIVE);
  WAIT_OK (fixture, &outcome);
  /* From there on. */
  assert_expires (subscriber, 60, 900);
  g_assert_cmpuint (n_granted, ==, 1);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "900");
  peer_reply (fixture->peer, request, "423 Interval Too Brief\nMin-Expires: 1800");
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "1800");
  assert_same_header (request, first, "Call-ID");
  grant (fixture, request, 1800);
  tell (fixture, ACTIVE);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "1800");
  grant (fixture, request, 1200);
  tell (fixture, ACTIVE);
  assert_expires (subscriber, 60, 1200);
  leave (fixture, subscriber);
  assert_expires (subscriber, 60, 0);
  g_assert_cmpuint (n_granted, ==, 4);
}

static void
test_bad_notifications (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *request, *answer; } cases[] = {
    { "NOTIFY\n" PEER_CONTACT "Event: dialog\nSubscription-State: active", "481 NOTIFY" },
    { "NOTIFY\n" PEER_CONTACT "Event: presence;id=1\nSubscription-State: active", "481 NOTIFY" },
    { "NOTIFY\n" PEER_CONTACT "Subscription-State: active", "489 NOTIFY" },
    { "NOTIFY\n" PEER_CONTACT "Event: presence", "489 NOTIFY" },
    { "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: tired", "489 NOTIFY" },
    { "NOTIFY\nEvent: presence\nSubscription-State: active", "400 NOTIFY" },
  };
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  guint i, n = 0;

  g_signal_connect (subscriber, "notification", G_CALLBACK (count), &n);
  grant (fixture, begin (fixture, subscriber, &outcome), 600);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      peer_send (fixture->peer, "%s", cases[i].request);
      peer_expect (fixture->peer, cases[i].answer);
      assert_state (subscriber, NOTIFY_WAIT);
    }
  g_assert_cmpuint (n, ==, 0);
  tell (fixture, ACTIVE);
  WAIT_OK (fixture, &outcome);
  for (i = 2; i < 5; i++)
    {
      peer_send (fixture->peer, "%s", cases[i].request);
      peer_expect (fixture->peer, cases[i].answer);
    }
  peer_send (fixture->peer, "%s", cases[0].request);
  peer_expect (fixture->peer, "489 NOTIFY");
  peer_send (fixture->peer, "MESSAGE");
  assert_header (peer_expect (fixture->peer, "405 MESSAGE"), "Allow", "NOTIFY, OPTIONS");
  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
  assert_header (peer_expect (fixture->peer, "405 INVITE"), "Allow", "NOTIFY, OPTIONS");
  peer_send (fixture->peer, "OPTIONS");
  peer_expect (fixture->peer, "200 OPTIONS");
  g_assert_cmpuint (n, ==, 1);
  fixture->peer->cseq -= 2;
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "500 NOTIFY");
  fixture->peer->cseq += 2;
  g_assert_cmpuint (n, ==, 1);
  leave (fixture, subscriber);
}

/* The first notifier of a forked SUBSCRIBE gets the subscription. */
static void
test_forked (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
  g_autofree char *tag = g_strdup (fixture->peer->tag);

  peer_set_tag (fixture->peer, "another");
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
  peer_set_tag (fixture->peer, tag);
  tell (fixture, ACTIVE);
  leave (fixture, subscriber);
}

static void
keep_fork (SipgoSubscriber *subscriber, SipgoSubscriber *fork, GPtrArray *forks)
{
  g_ptr_array_add (forks, g_object_ref (fork));
  g_signal_connect (fork, "notification", G_CALLBACK (count), g_object_get_data (G_OBJECT (subscriber), "count"));
}

static void
tell_from (Fixture *fixture, const char *tag, const char *notify, const char *answer)
{
  peer_set_tag (fixture->peer, tag);
  peer_send (fixture->peer, "%s", notify);
  peer_expect (fixture->peer, answer);
}

/* The next SUBSCRIBE is sent to this notifier. */
static SipgoMessage *
expect_subscribe_to (Fixture *fixture, const char *tag)
{
  SipgoMessage *request = peer_expect (fixture->peer, "SUBSCRIBE");

  g_assert_cmpstr (sipgo_message_get_to_tag (request), ==, tag);
  return request;
}

/* A handler of fork gets all of them, each in its own dialog, with its own refresh and end. */
static void
test_forks_taken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_autoptr (GPtrArray) forks = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) left = { FALSE };
  SipgoSubscriber *fork;
  guint n = 0;

  g_object_set_data (G_OBJECT (subscriber), "count", &n);
  g_signal_connect (subscriber, "fork", G_CALLBACK (keep_fork), forks);
  grant (fixture, begin (fixture, subscriber, &outcome), 600);
  tell_from (fixture, "one", ACTIVE, "200 NOTIFY");
  WAIT_OK (fixture, &outcome);
  tell_from (fixture, "two", ACTIVE, "200 NOTIFY");
  g_assert_cmpuint (forks->len, ==, 1);
  g_assert_cmpuint (n, ==, 1);
  fork = forks->pdata[0];
  assert_state (fork, ACTIVE);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_expires (fork), ==, 600);
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (sipgo_subscriber_get_dialog (fork)), ==, "two");
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (sipgo_subscriber_get_dialog (subscriber)), ==, "one");
  tell_from (fixture, "two", ACTIVE, "200 NOTIFY");
  g_assert_cmpuint (n, ==, 2);
  /* NOTIFYs that create no subscription. */
  tell_from (fixture, "three", TERMINATED ";reason=noresource", "481 NOTIFY");
  tell_from (fixture, "three", "NOTIFY\nEvent: presence\nSubscription-State: active\n", "400 NOTIFY");
  g_assert_cmpuint (forks->len, ==, 1);
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, &left);
  grant (fixture, expect_subscribe_to (fixture, "one"), 0);
  tell_from (fixture, "one", TERMINATED ";reason=timeout", "200 NOTIFY");
  WAIT_OK (fixture, &left);
  /* The fork stays, and is refreshed … */
  grant (fixture, expect_subscribe_to (fixture, "two"), 600);
  tell_from (fixture, "two", ACTIVE, "200 NOTIFY");
  /* … and is not subscribed again, which would fork again. */
  tell_from (fixture, "two", TERMINATED ";reason=deactivated", "200 NOTIFY");
  assert_state (fork, TERMINATED);
  g_assert_cmpstr (sipgo_subscriber_get_event_reason (fork), ==, "deactivated");
  peer_expect_nothing (fixture->peer, 3600000);
}

/* At most eight, and none after 32 seconds; they exist without another reference, and the stop of the agent ends
 * them. */
static void
test_forks_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_autoptr (GPtrArray) forks = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) stopped = { FALSE };
  SipgoMessage *requests[9];
  guint n = 0;
  guint i;

  g_object_set_data (G_OBJECT (subscriber), "count", &n);
  g_signal_connect (subscriber, "fork", G_CALLBACK (keep_fork), forks);
  grant (fixture, begin (fixture, subscriber, &outcome), 600);
  tell_from (fixture, "first", ACTIVE, "200 NOTIFY");
  WAIT_OK (fixture, &outcome);
  for (i = 0; i < 9; i++)
    {
      g_autofree char *tag = g_strdup_printf ("fork%u", i);

      tell_from (fixture, tag, ACTIVE, i < 8 ? "200 NOTIFY" : "481 NOTIFY");
    }
  g_assert_cmpuint (forks->len, ==, 8);
  g_ptr_array_set_size (forks, 0);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  for (i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      requests[i] = peer_expect (fixture->peer, "SUBSCRIBE");
      assert_header (requests[i], "Expires", "0");
    }
  for (i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      peer_set_tag (fixture->peer, sipgo_message_get_to_tag (requests[i]));
      grant (fixture, requests[i], 0);
      tell (fixture, TERMINATED ";reason=timeout");
    }
  WAIT_OK (fixture, &stopped);
}

static void
test_fork_too_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
  g_autoptr (GPtrArray) forks = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *tag = g_strdup (fixture->peer->tag);

  g_signal_connect (subscriber, "fork", G_CALLBACK (keep_fork), forks);
  run_for (fixture->environment, 33000);
  tell_from (fixture, "late", ACTIVE, "481 NOTIFY");
  g_assert_cmpuint (forks->len, ==, 0);
  peer_set_tag (fixture->peer, tag);
  leave (fixture, subscriber);
}

static void
stop_at_once (SipgoSubscriber *subscriber, SipgoSubscriber *fork, gpointer user_data)
{
  sipgo_subscriber_unsubscribe (fork, NULL, NULL, NULL, NULL);
}

/* A fork that is not wanted is ended by the handler. */
static void
test_fork_unwanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
  g_autofree char *tag = g_strdup (fixture->peer->tag);

  g_signal_connect (subscriber, "fork", G_CALLBACK (stop_at_once), NULL);
  peer_set_tag (fixture->peer, "two");
  peer_send (fixture->peer, ACTIVE);
  grant (fixture, expect_subscribe_to (fixture, "two"), 0);
  peer_expect (fixture->peer, "200 NOTIFY");
  tell (fixture, TERMINATED ";reason=timeout");
  peer_set_tag (fixture->peer, tag);
  leave (fixture, subscriber);
}

static void
test_fetch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;
  guint n = 0;

  g_signal_connect (subscriber, "notification", G_CALLBACK (count), &n);
  sipgo_subscriber_set_expires (subscriber, 0);
  request = begin (fixture, subscriber, &outcome);
  assert_header (request, "Expires", "0");
  grant (fixture, request, 0);
  tell (fixture, TERMINATED ";reason=timeout\nContent-Type: text/plain\n\nhere");
  WAIT_OK (fixture, &outcome);
  assert_state (subscriber, TERMINATED);
  g_assert_cmpuint (n, ==, 1);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* --- refresh ------------------------------------------------------------------------------------------------------ */

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 100);
  SipgoMessage *request;
  guint i;

  for (i = 0; i < 5; i++)
    {
      gint64 before = seconds_now (fixture);

      request = peer_expect (fixture->peer, "SUBSCRIBE");
      g_assert_cmpint (seconds_now (fixture) - before, >=, 79);
      g_assert_cmpint (seconds_now (fixture) - before, <, 96);
      g_assert_nonnull (sipgo_message_get_to_tag (request));
      g_assert_cmpuint (sipgo_message_get_cseq (request), ==, i + 2);
      assert_header (request, "Event", "presence");
      assert_header (request, "Expires", "3600");
      grant (fixture, request, 100);
      tell (fixture, ACTIVE);
    }
  /* The time in the NOTIFY counts (RFC 6665 4.1.3). */
  tell (fixture, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: active;expires=20");
  g_assert_cmpuint (sipgo_subscriber_get_subscription_expires (subscriber), ==, 20);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_refresh (subscriber), >=, 16);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_refresh (subscriber), <, 20);
  leave (fixture, subscriber);
}

static void
test_shortest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 1);

  grant (fixture, peer_expect (fixture->peer, "SUBSCRIBE"), 100);
  tell (fixture, ACTIVE);
  run_for (fixture->environment, 2000);
  assert_state (subscriber, ACTIVE);
  leave (fixture, subscriber);
}

static void
test_refresh_by_hand (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 100);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) second = { FALSE };

  sipgo_subscriber_set_auto_refresh (subscriber, FALSE);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_refresh (subscriber), ==, 0);
  grant (fixture, begin (fixture, subscriber, &outcome), 50);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  WAIT_OK (fixture, &outcome);
  tell (fixture, ACTIVE);
  run_for (fixture->environment, 40000);
  assert_state (subscriber, ACTIVE);
  run_for (fixture->environment, 11000);
  assert_state (subscriber, TERMINATED);
  g_assert_cmpstr (sipgo_subscriber_get_event_reason (subscriber), ==, "timeout");
  peer_expect_nothing (fixture->peer, 1000);
}

/* Without auto-refresh nothing is sent automatically, whatever the result of the methods is. */
static void
test_refresh_by_hand_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 100);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_subscriber_set_auto_refresh (subscriber, FALSE);
  peer_reply (fixture->peer, begin (fixture, subscriber, &outcome), "503 Service Unavailable\nRetry-After: 1");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 503);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_refresh (subscriber), ==, 0);
  assert_state (subscriber, ACTIVE);
  peer_expect_nothing (fixture->peer, 200000);
  assert_state (subscriber, TERMINATED);
}

/* The caller does not know of a refresh: its method waits for it. */
static void
test_behind_refresh (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = { "X-A: 1", NULL };
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 100);
  g_autoptr (SipgoRequestOptions) options = g_object_new (SIPGO_TYPE_REQUEST_OPTIONS, "extra-headers", lines, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) second = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  g_auto (Outcome) leaving = { FALSE };
  SipgoMessage *refresh = peer_expect (fixture->peer, "SUBSCRIBE");
  SipgoMessage *request;

  sipgo_subscriber_subscribe (subscriber, options, NULL, note_subscribe, &outcome);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  peer_expect_nothing (fixture->peer, 100);
  peer_reply (fixture->peer, refresh, "503 Service Unavailable");
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "X-A", "1");
  g_assert_cmpuint (sipgo_message_get_cseq (request), ==, sipgo_message_get_cseq (refresh) + 1);
  g_assert_false (outcome.done);
  grant (fixture, request, 100);
  tell (fixture, ACTIVE);
  WAIT_OK (fixture, &outcome);
  refresh = peer_expect (fixture->peer, "SUBSCRIBE");
  sipgo_subscriber_subscribe (subscriber, NULL, cancellable, note_subscribe, &cancelled);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (subscriber, ACTIVE);
  /* The end need not wait. */
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, &leaving);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "0");
  grant (fixture, refresh, 100);
  grant (fixture, request, 0);
  tell (fixture, TERMINATED ";reason=timeout");
  WAIT_OK (fixture, &leaving);
  assert_state (subscriber, TERMINATED);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* A method that waits for a refresh becomes the new subscription, or ends with the old one. */
static void
test_ended_behind_refresh (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = { "X-A: 1", NULL };
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 100);
  g_autoptr (SipgoRequestOptions) options = g_object_new (SIPGO_TYPE_REQUEST_OPTIONS, "extra-headers", lines, NULL);
  g_auto (Outcome) anew = { FALSE };
  g_auto (Outcome) gone = { FALSE };
  SipgoMessage *refresh = peer_expect (fixture->peer, "SUBSCRIBE");
  SipgoMessage *request;

  sipgo_subscriber_subscribe (subscriber, options, NULL, note_subscribe, &anew);
  tell (fixture, TERMINATED ";reason=deactivated");
  grant (fixture, refresh, 100);
  peer_new_call (fixture->peer);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  g_assert_null (sipgo_message_get_to_tag (request));
  assert_header (request, "X-A", "1");
  grant (fixture, request, 100);
  tell (fixture, ACTIVE);
  WAIT_OK (fixture, &anew);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &gone);
  peer_reply (fixture->peer, request, "481 Subscription Does Not Exist");
  WAIT_ERROR (fixture, &gone, SIPGO_STATUS, 481);
  assert_state (subscriber, TERMINATED);
  peer_expect_nothing (fixture->peer, 3600000);
}

static void
test_refresh_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 1000);
  gint64 before;

  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "503 Service Unavailable\nRetry-After: 10");
  before = seconds_now (fixture);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "500 Server Internal Error");
  g_assert_cmpint (seconds_now (fixture) - before, ==, 10);
  assert_state (subscriber, ACTIVE);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "481 Subscription Does Not Exist");
  run_for (fixture->environment, 10);
  assert_state (subscriber, TERMINATED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (subscriber))), ==, 481);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* Accepted, but without a NOTIFY: the subscription does not exist any more. */
static void
test_refresh_without_notification (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 1000);

  grant (fixture, peer_expect (fixture->peer, "SUBSCRIBE"), 1000);
  run_for (fixture->environment, 31000);
  assert_state (subscriber, ACTIVE);
  run_for (fixture->environment, 2000);
  assert_state (subscriber, TERMINATED);
}

/* Refreshed without another reference. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  SipgoSubscriber *subscriber = establish (fixture, 100);

  settle (fixture);
  g_object_add_weak_pointer (G_OBJECT (subscriber), (gpointer *) &subscriber);
  g_object_unref (subscriber);
  g_assert_nonnull (subscriber);
  grant (fixture, peer_expect (fixture->peer, "SUBSCRIBE"), 100);
  tell (fixture, TERMINATED ";reason=noresource");
  g_assert_null (subscriber);
}

/* --- ended by the notifier ---------------------------------------------------------------------------------------- */

static void
test_ended (Fixture *fixture, gconstpointer data)
{
  static const char *const reasons[] = { "", ";reason=rejected", ";reason=noresource;retry-after=5",
                                         ";reason=invariant",
                                         ";reason=unheard-of" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
      g_autofree char *notify = g_strconcat (TERMINATED, reasons[i], NULL);

      tell (fixture, notify);
      assert_state (subscriber, TERMINATED);
      g_assert_cmpuint (sipgo_subscriber_get_retry_after (subscriber), ==, i == 2 ? 5 : 0);
      peer_expect_nothing (fixture->peer, 3600000);
      peer_new_call (fixture->peer);
    }
}

/* By the first NOTIFY. */
static void
test_ended_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };

  grant (fixture, begin (fixture, subscriber, &outcome), 600);
  tell (fixture, TERMINATED ";reason=rejected");
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  g_assert_cmpstr (sipgo_subscriber_get_event_reason (subscriber), ==, "rejected");
  assert_state (subscriber, TERMINATED);
  peer_new_call (fixture->peer);
  grant (fixture, begin (fixture, subscriber, &again), 600);
  tell (fixture, ACTIVE);
  WAIT_OK (fixture, &again);
  g_assert_null (sipgo_subscriber_get_event_reason (subscriber));
  leave (fixture, subscriber);
}

static void
test_begun_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
  g_autofree char *call_id = g_strdup (fixture->peer->call_id);
  SipgoMessage *request;
  gint64 before;

  tell (fixture, TERMINATED ";reason=deactivated");
  g_assert_cmpstr (sipgo_subscriber_get_event_reason (subscriber), ==, "deactivated");
  peer_new_call (fixture->peer);
  peer_mark (fixture->peer);
  request = peer_expect_at (fixture->peer, "SUBSCRIBE", 0);
  assert_state (subscriber, NOTIFY_WAIT);
  g_assert_cmpstr (sipgo_message_get_call_id (request), !=, call_id);
  g_assert_null (sipgo_message_get_to_tag (request));
  grant (fixture, request, 600);
  /* Ended again at once: the next attempt is delayed. */
  tell (fixture, TERMINATED ";reason=timeout");
  peer_new_call (fixture->peer);
  before = seconds_now (fixture);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  g_assert_cmpint (seconds_now (fixture) - before, >=, 29);
  grant (fixture, request, 600);
  tell (fixture, ACTIVE);
  run_for (fixture->environment, 60000);
  tell (fixture, TERMINATED ";reason=probation;retry-after=200");
  g_assert_cmpuint (sipgo_subscriber_get_retry_after (subscriber), ==, 200);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_refresh (subscriber), ==, 200);
  peer_new_call (fixture->peer);
  before = seconds_now (fixture);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  g_assert_cmpint (seconds_now (fixture) - before, >=, 199);
  peer_reply (fixture->peer, request, "403 Forbidden");
  run_for (fixture->environment, 10);
  assert_state (subscriber, TERMINATED);
}

/* --- ended by us -------------------------------------------------------------------------------------------------- */

static void
test_unsubscribe (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };
  SipgoMessage *request;

  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, &outcome);
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "0");
  grant (fixture, request, 0);
  run_for (fixture->environment, 1000);
  g_assert_false (outcome.done);
  tell (fixture, TERMINATED ";reason=timeout");
  WAIT_OK (fixture, &outcome);
  assert_state (subscriber, TERMINATED);
  peer_expect_nothing (fixture->peer, 3600000);
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, &again);
  WAIT_ERROR (fixture, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

static void
test_unsubscribe_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) first = establish (fixture, 600);
  g_autoptr (SipgoSubscriber) second = NULL;
  g_autoptr (SipgoSubscriber) third = NULL;
  g_auto (Outcome) silent = { FALSE };
  g_auto (Outcome) gone = { FALSE };
  g_auto (Outcome) subscribing = { FALSE };
  g_auto (Outcome) early = { FALSE };
  SipgoMessage *request;

  sipgo_subscriber_unsubscribe (first, NULL, NULL, note_unsubscribe, &silent);
  grant (fixture, peer_expect (fixture->peer, "SUBSCRIBE"), 0);
  WAIT_OK (fixture, &silent);
  peer_new_call (fixture->peer);
  second = establish (fixture, 600);
  sipgo_subscriber_unsubscribe (second, NULL, NULL, note_unsubscribe, &gone);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "481 Subscription Does Not Exist");
  WAIT_OK (fixture, &gone);
  peer_new_call (fixture->peer);
  third = make_subscriber (fixture);
  request = begin (fixture, third, &subscribing);
  sipgo_subscriber_unsubscribe (third, NULL, NULL, note_unsubscribe, &early);
  WAIT_OK (fixture, &early);
  WAIT_ERROR (fixture, &subscribing, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  grant (fixture, request, 600);
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_subscriber_subscribe (subscriber, NULL, cancellable, note_subscribe, &outcome);
  peer_expect (fixture->peer, "SUBSCRIBE");
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (subscriber, TERMINATED);
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "481 NOTIFY");
  peer_expect_nothing (fixture->peer, 3600000);
}

static void
end_in_handler (SipgoSubscriber *subscriber, SipgoIncomingRequest *request, Outcome *outcome)
{
  sipgo_incoming_request_reject (request, NULL, NULL);
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, outcome);
  g_signal_handlers_disconnect_by_func (subscriber, end_in_handler, outcome);
}

static void
test_ended_in_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) leaving = { FALSE };
  SipgoMessage *request;

  g_signal_connect (subscriber, "notification", G_CALLBACK (end_in_handler), &leaving);
  grant (fixture, begin (fixture, subscriber, &outcome), 600);
  run_for (fixture->environment, 10);
  peer_send (fixture->peer, ACTIVE);
  peer_expect (fixture->peer, "480 NOTIFY");
  request = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (request, "Expires", "0");
  grant (fixture, request, 0);
  tell (fixture, TERMINATED);
  WAIT_OK (fixture, &leaving);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
}

/* An INVITE cannot use a Replaces with the dialog of a subscription. */
static void
test_replaces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 600);
  SipgoDialog *dialog = sipgo_subscriber_get_dialog (subscriber);
  Peer *other = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");

  peer_aim (other, "udp:10.0.0.1:5060");
  peer_send (other, "INVITE\nReplaces: %s;to-tag=%s;from-tag=%s\n" WITH_SDP, sipgo_dialog_get_call_id (dialog),
             sipgo_dialog_get_local_tag (dialog), sipgo_dialog_get_remote_tag (dialog));
  peer_acknowledge (other, peer_expect (other, "481 INVITE"));
  run_for (fixture->environment, 10);
  peer_free (other);
  leave (fixture, subscriber);
}

/* Else NOTIFY would go to the old address until the next refresh. */
static void
test_network_change (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgentCore *core = sipgo_user_agent_get_core (fixture->agent);
  SipgoTransportLayer *layer = sipgo_user_agent_core_get_transport (core);
  g_autoptr (SipgoSubscriber) subscriber = establish (fixture, 3600);
  g_autofree char *contact = NULL;
  SipgoMessage *subscribe;

  sipgo_simulated_network_set_address (sipgo_transport_layer_get_net (layer), "10.9.0.1");
  subscribe = peer_expect (fixture->peer, "SUBSCRIBE");
  contact = sipgo_message_get_header (subscribe, "Contact");
  g_assert_nonnull (strstr (contact, "@10.9.0.1:5060"));
  grant (fixture, subscribe, 3600);
  peer_aim (fixture->peer, "udp:10.9.0.1:5060");
  tell (fixture, ACTIVE);
  leave (fixture, subscriber);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/subscriber/subscribe", test_subscribe);
  ADD ("/subscriber/notified-first", test_notified_first);
  ADD ("/subscriber/no-notification", test_no_notification);
  ADD ("/subscriber/unanswered", test_unanswered);
  ADD ("/subscriber/rejected", test_rejected);
  ADD ("/subscriber/rfc6665-4.1.2.1/too-brief", test_rfc6665_4_1_2_1_too_brief);
  ADD ("/subscriber/bad-notifications", test_bad_notifications);
  ADD ("/subscriber/forked", test_forked);
  ADD ("/subscriber/forks/taken", test_forks_taken);
  ADD ("/subscriber/forks/bounded", test_forks_bounded);
  ADD ("/subscriber/forks/too-late", test_fork_too_late);
  ADD ("/subscriber/forks/unwanted", test_fork_unwanted);
  ADD ("/subscriber/fetch", test_fetch);
  ADD ("/subscriber/refresh", test_refresh);
  ADD ("/subscriber/shortest", test_shortest);
  ADD ("/subscriber/refresh-by-hand", test_refresh_by_hand);
  ADD ("/subscriber/refresh-by-hand-refused", test_refresh_by_hand_refused);
  ADD ("/subscriber/behind-refresh", test_behind_refresh);
  ADD ("/subscriber/ended-behind-refresh", test_ended_behind_refresh);
  ADD ("/subscriber/refresh-refused", test_refresh_refused);
  ADD ("/subscriber/refresh-without-notification", test_refresh_without_notification);
  ADD ("/subscriber/dropped", test_dropped);
  ADD ("/subscriber/ended", test_ended);
  ADD ("/subscriber/ended-at-once", test_ended_at_once);
  ADD ("/subscriber/begun-anew", test_begun_anew);
  ADD ("/subscriber/unsubscribe", test_unsubscribe);
  ADD ("/subscriber/unsubscribe-alone", test_unsubscribe_alone);
  ADD ("/subscriber/cancelled", test_cancelled);
  ADD ("/subscriber/ended-in-handler", test_ended_in_handler);
  ADD ("/subscriber/replaces", test_replaces);
  ADD ("/subscriber/network-change", test_network_change);
  return g_test_run ();
}

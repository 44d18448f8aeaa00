/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handlers that end or restart the object whose signal they handle. */
#include "tests/util/ua-util.h"

#include <string.h>

#define assert_subscriber(subscriber, wanted) \
  g_assert_cmpint (sipgo_subscriber_get_state (subscriber), ==, SIPGO_SUBSCRIPTION_STATE_##wanted)

/* --- incoming subscriptions --------------------------------------------------------------------------------------- */

static void
take (SipgoUserAgent *agent, SipgoNotifier *notifier, SipgoNotifier **taken)
{
  sipgo_notifier_defer (notifier, NULL);
  g_set_object (taken, notifier);
}

static SipgoNotifier *
be_asked (Fixture *fixture)
{
  SipgoNotifier *notifier = NULL;
  gulong handler = g_signal_connect (fixture->agent, "subscription", G_CALLBACK (take), &notifier);

  peer_send (fixture->peer, "SUBSCRIBE\n" PEER_CONTACT "Event: presence\nExpires: 60");
  run_for (fixture->environment, 10);
  g_signal_handler_disconnect (fixture->agent, handler);
  g_assert_nonnull (notifier);
  return notifier;
}

static void
answer (Fixture *fixture, const char *state)
{
  SipgoMessage *notify = peer_expect (fixture->peer, "NOTIFY");

  assert_header (notify, "Subscription-State", state);
  peer_reply (fixture->peer, notify, "200 OK");
}

static void
terminate (SipgoNotifier *notifier, GParamSpec *pspec, gpointer data)
{
  sipgo_notifier_terminate (notifier, "noresource", 3, NULL);
}

static void
expect_one_end (Fixture *fixture, SipgoNotifier *notifier)
{
  answer (fixture, "terminated;reason=noresource;retry-after=3");
  run_for (fixture->environment, 10);
  g_assert_finalize_object (notifier);
  /* Nor at its expiry. */
  peer_expect_nothing (fixture->peer, 70000);
}

static void
test_notifier_ended_at_once (Fixture *fixture, gconstpointer data)
{
  SipgoNotifier *notifier = be_asked (fixture);

  g_signal_connect (notifier, "notify::state", G_CALLBACK (terminate), NULL);
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  peer_expect (fixture->peer, "200 SUBSCRIBE");
  expect_one_end (fixture, notifier);
}

static void
test_notifier_ended_by (Fixture *fixture, gconstpointer data, const char *signal,
                        void (*change) (SipgoNotifier *notifier))
{
  SipgoNotifier *notifier = be_asked (fixture);

  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  peer_expect (fixture->peer, "200 SUBSCRIBE");
  answer (fixture, "active;expires=60");
  run_for (fixture->environment, 10);
  g_signal_connect (notifier, signal, G_CALLBACK (terminate), NULL);
  change (notifier);
  if (g_str_equal (signal, "notify::pending"))
    answer (fixture, "pending;expires=60");
  expect_one_end (fixture, notifier);
}

static void
become_pending (SipgoNotifier *notifier)
{
  sipgo_notifier_set_pending (notifier, TRUE);
}

static void
test_notifier_ended_by_pending (Fixture *fixture, gconstpointer data)
{
  test_notifier_ended_by (fixture, data, "notify::pending", become_pending);
}

static void
tell (SipgoNotifier *notifier)
{
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "away");

  sipgo_request_options_set_body (options, body);
  sipgo_notifier_send_notification (notifier, options, NULL, NULL, NULL);
}

static void
test_notifier_ended_by_body (Fixture *fixture, gconstpointer data)
{
  test_notifier_ended_by (fixture, data, "notify::body", tell);
}

static void
terminate_again (SipgoNotifier *notifier, GParamSpec *pspec, guint *n)
{
  ++*n;
  g_assert_cmpint (sipgo_notifier_get_state (notifier), ==, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  g_assert_cmpstr (sipgo_notifier_get_event_reason (notifier), ==, "noresource");
  g_assert_false (sipgo_notifier_terminate (notifier, "giveup", 0, NULL));
}

static void
test_notifier_ended_twice (Fixture *fixture, gconstpointer data)
{
  SipgoNotifier *notifier = be_asked (fixture);
  guint n = 0;

  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  peer_expect (fixture->peer, "200 SUBSCRIBE");
  answer (fixture, "active;expires=60");
  g_signal_connect (notifier, "notify::event-reason", G_CALLBACK (terminate_again), &n);
  g_signal_connect (notifier, "notify::state", G_CALLBACK (terminate_again), &n);
  terminate (notifier, NULL, NULL);
  g_assert_cmpuint (n, ==, 2);
  expect_one_end (fixture, notifier);
}

/* --- outgoing subscriptions --------------------------------------------------------------------------------------- */

#define NOTIFY "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: "

static SipgoSubscriber *
make_subscriber (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SipgoSubscriber *subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence", &error);

  g_assert_no_error (error);
  return subscriber;
}

static void
begin (Fixture *fixture)
{
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "200 OK\n" PEER_CONTACT "Expires: 600");
  peer_send (fixture->peer, NOTIFY "active");
  peer_expect (fixture->peer, "200 NOTIFY");
}

static SipgoSubscriber *
subscribe (Fixture *fixture)
{
  SipgoSubscriber *subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &outcome);
  begin (fixture);
  WAIT_OK (fixture, &outcome);
  return subscriber;
}

static void
unsubscribe (SipgoSubscriber *subscriber, GParamSpec *pspec, Outcome *outcome)
{
  if (sipgo_subscriber_get_state (subscriber) == SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT)
    sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, outcome);
}

static void
test_subscriber_left_at_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = make_subscriber (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) leaving = { FALSE };

  g_signal_connect (subscriber, "notify::state", G_CALLBACK (unsubscribe), &leaving);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  WAIT_OK (fixture, &leaving);
  assert_subscriber (subscriber, TERMINATED);
  peer_skip (fixture->peer);
}

static void
test_subscriber_left_before_the_next (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = subscribe (fixture);
  g_auto (Outcome) leaving = { FALSE };

  g_signal_connect (subscriber, "notify::state", G_CALLBACK (unsubscribe), &leaving);
  peer_send (fixture->peer, NOTIFY "terminated;reason=probation;retry-after=5");
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &leaving);
  assert_subscriber (subscriber, TERMINATED);
  g_assert_cmpuint (sipgo_subscriber_get_subscription_refresh (subscriber), ==, 0);
  peer_expect_nothing (fixture->peer, 60000);
  assert_subscriber (subscriber, TERMINATED);
}

static void
begin_anew (SipgoSubscriber *subscriber, GParamSpec *pspec, Outcome *outcome)
{
  g_signal_handlers_disconnect_by_func (subscriber, begin_anew, outcome);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, outcome);
}

static void
test_subscriber_begun_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = subscribe (fixture);
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (subscriber, "notify::dialog", G_CALLBACK (begin_anew), &outcome);
  peer_send (fixture->peer, NOTIFY "terminated;reason=rejected");
  peer_expect (fixture->peer, "200 NOTIFY");
  assert_subscriber (subscriber, NOTIFY_WAIT);
  peer_new_call (fixture->peer);
  begin (fixture);
  WAIT_OK (fixture, &outcome);
  assert_subscriber (subscriber, ACTIVE);
}

/* --- publications ------------------------------------------------------------------------------------------------- */

static void
publish (SipgoPublisher *publisher, const char *text, Outcome *outcome)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", text);

  sipgo_publisher_publish (publisher, body, NULL, NULL, note_publish, outcome);
}

static void
grant (Fixture *fixture, const char *tag)
{
  peer_reply (fixture->peer, peer_expect (fixture->peer, "PUBLISH"), "200 OK\nSIP-ETag: %s\nExpires: 60", tag);
}

static void
publish_away (SipgoPublisher *publisher, GParamSpec *pspec, Outcome *outcome)
{
  g_signal_handlers_disconnect_by_func (publisher, publish_away, outcome);
  publish (publisher, "away", outcome);
}

static void
test_publisher (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = sipgo_publisher_new (fixture->agent, "sip:alice@10.0.0.2:5060", "presence",
                                                              NULL);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) away = { FALSE };
  SipgoMessage *request;

  publish (publisher, "here", &outcome);
  grant (fixture, "a");
  WAIT_OK (fixture, &outcome);
  g_signal_connect (publisher, "notify::entity-tag", G_CALLBACK (publish_away), &away);
  /* The refresh. */
  grant (fixture, "b");
  request = peer_expect (fixture->peer, "PUBLISH");
  assert_header (request, "SIP-If-Match", "b");
  g_assert_false (away.done);
  peer_reply (fixture->peer, request, "200 OK\nSIP-ETag: c\nExpires: 60");
  WAIT_OK (fixture, &away);
  g_assert_cmpstr (sipgo_publisher_get_entity_tag (publisher), ==, "c");
}

/* --- registrations ------------------------------------------------------------------------------------------------ */

static void
unregister (SipgoRegisterer *registerer, GParamSpec *pspec, Outcome *outcome)
{
  g_signal_handlers_disconnect_by_func (registerer, unregister, outcome);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, outcome);
}

static void
answer_register (Fixture *fixture, const char *expires)
{
  SipgoMessage *request = peer_expect (fixture->peer, "REGISTER");
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");

  assert_header (request, "Expires", expires);
  peer_reply (fixture->peer, request, "200 OK\nContact: %s;expires=%s", contact, expires);
}

static void
test_registerer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2", NULL);
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) leaving = { FALSE };

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  g_object_set (registerer, "expires", 60, NULL);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  answer_register (fixture, "60");
  WAIT_OK (fixture, &outcome);
  g_signal_connect (registerer, "notify::contacts", G_CALLBACK (unregister), &leaving);
  /* The refresh. */
  answer_register (fixture, "60");
  run_for (fixture->environment, 10);
  g_assert_false (leaving.done);
  answer_register (fixture, "0");
  WAIT_OK (fixture, &leaving);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
}

static void
test_no_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = sipgo_registerer_new (fixture->agent);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_nonnull (strstr (outcome.error->message, "uri"));
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

static void
end_call (SipgoSession *session, GParamSpec *pspec, Outcome *outcome)
{
  sipgo_session_end (session, NULL, note_end, outcome);
}

static void
test_inviter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) over = { FALSE };

  g_signal_connect (inviter, "notify::request", G_CALLBACK (end_call), &over);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  WAIT_OK (fixture, &over);
  peer_expect_nothing (fixture->peer, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/handlers/notifier/ended-at-once", test_notifier_ended_at_once);
  ADD ("/handlers/notifier/ended-by-pending", test_notifier_ended_by_pending);
  ADD ("/handlers/notifier/ended-by-body", test_notifier_ended_by_body);
  ADD ("/handlers/notifier/ended-twice", test_notifier_ended_twice);
  ADD ("/handlers/subscriber/left-at-once", test_subscriber_left_at_once);
  ADD ("/handlers/subscriber/left-before-the-next", test_subscriber_left_before_the_next);
  ADD ("/handlers/subscriber/begun-anew", test_subscriber_begun_anew);
  ADD ("/handlers/publisher", test_publisher);
  ADD ("/handlers/registerer", test_registerer);
  ADD ("/handlers/registerer/no-address", test_no_address);
  ADD ("/handlers/inviter", test_inviter);
  return g_test_run ();
}

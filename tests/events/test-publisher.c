/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Publications at a scripted server (RFC 3903). */
#include "tests/util/ua-util.h"

#define assert_state(publisher, wanted) \
  g_assert_cmpint (sipgo_publisher_get_state (publisher), ==, SIPGO_PUBLISHER_STATE_##wanted)

static SipgoPublisher *
make_publisher (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SipgoPublisher *publisher = sipgo_publisher_new (fixture->agent, "sip:alice@10.0.0.2:5060", "presence", &error);

  g_assert_no_error (error);
  return publisher;
}

static SipgoMessage *
start (Fixture *fixture, SipgoPublisher *publisher, const char *text, Outcome *outcome)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", text);

  sipgo_publisher_publish (publisher, body, NULL, NULL, note_publish, outcome);
  return peer_expect (fixture->peer, "PUBLISH");
}

static SipgoMessage *
expect (Fixture *fixture, const char *expires, const char *match, const char *text)
{
  SipgoMessage *request = peer_expect (fixture->peer, "PUBLISH");
  SipgoBody *body = sipgo_message_get_body (request);
  g_autofree char *body_text = body ? sipgo_body_get_text (body) : NULL;

  assert_header (request, "Event", "presence");
  assert_header (request, "Expires", expires);
  assert_header (request, "SIP-If-Match", match);
  g_assert_cmpstr (body_text, ==, text);
  return request;
}

static void
grant (Fixture *fixture, SipgoMessage *request, const char *tag, guint seconds)
{
  peer_reply (fixture->peer, request, "200 OK\nSIP-ETag: %s\nExpires: %u", tag, seconds);
  run_for (fixture->environment, 10);
}

static SipgoPublisher *
publish (Fixture *fixture, guint seconds)
{
  SipgoPublisher *publisher = make_publisher (fixture);
  g_auto (Outcome) outcome = { FALSE };

  grant (fixture, start (fixture, publisher, "here", &outcome), "a", seconds);
  WAIT_OK (fixture, &outcome);
  assert_state (publisher, PUBLISHED);
  g_assert_cmpstr (sipgo_publisher_get_entity_tag (publisher), ==, "a");
  return publisher;
}

static void
leave (Fixture *fixture, SipgoPublisher *publisher, const char *match)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  grant (fixture, expect (fixture, "0", match, NULL), "z", 0);
  WAIT_OK (fixture, &outcome);
  assert_state (publisher, TERMINATED);
}

static void
test_publish (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = make_publisher (fixture);
  g_auto (Outcome) nothing = { FALSE };
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };
  g_auto (Outcome) third = { FALSE };
  g_auto (Outcome) unpublishing = { FALSE };
  SipgoMessage *request;

  sipgo_publisher_publish (publisher, NULL, NULL, NULL, note_publish, &nothing);
  WAIT_ERROR (fixture, &nothing, SIPGO_ERROR, SIPGO_ERROR_STATE);
  request = start (fixture, publisher, "here", &first);
  assert_header (request, "SIP-If-Match", NULL);
  assert_header (request, "Content-Type", "text/plain");
  assert_header (request, "Expires", "3600");
  sipgo_publisher_publish (publisher, NULL, NULL, NULL, note_publish, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  grant (fixture, request, "a", 3600);
  WAIT_OK (fixture, &first);
  assert_state (publisher, PUBLISHED);
  request = start (fixture, publisher, "away", &third);
  assert_header (request, "SIP-If-Match", "a");
  grant (fixture, request, "b", 3600);
  WAIT_OK (fixture, &third);
  sipgo_publisher_unpublish (publisher, NULL, NULL, note_unpublish, &unpublishing);
  grant (fixture, expect (fixture, "0", "b", NULL), "c", 0);
  WAIT_OK (fixture, &unpublishing);
  assert_state (publisher, UNPUBLISHED);
  g_assert_null (sipgo_publisher_get_entity_tag (publisher));
  peer_expect_nothing (fixture->peer, 7200000);
}

/* Refreshed before it expires, without a body, and without another reference; then with the new entity-tag. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  SipgoPublisher *publisher = publish (fixture, 100);
  SipgoPublisher *held = publisher;
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "away");
  gint64 before = sipgo_environment_now (fixture->environment);
  SipgoMessage *request;

  settle (fixture);
  g_object_add_weak_pointer (G_OBJECT (publisher), (gpointer *) &publisher);
  g_object_unref (publisher);
  g_assert_nonnull (publisher);
  grant (fixture, expect (fixture, "3600", "a", NULL), "b", 100);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - before, >=, SIPGO_SECONDS (79));
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - before, <, SIPGO_SECONDS (96));
  request = expect (fixture, "3600", "b", NULL);
  /* The method of the caller waits for the refresh in progress. */
  sipgo_publisher_publish (held, body, NULL, NULL, note_publish, &outcome);
  peer_expect_nothing (fixture->peer, 100);
  grant (fixture, request, "c", 100);
  grant (fixture, expect (fixture, "3600", "c", "away"), "d", 100);
  WAIT_OK (fixture, &outcome);
  g_object_ref (held);
  leave (fixture, held, "d");
  settle (fixture);
  g_object_unref (held);
  g_assert_null (publisher);
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 100);
  g_auto (Outcome) outcome = { FALSE };

  peer_reply (fixture->peer, expect (fixture, "3600", "a", NULL), "412 Conditional Request Failed");
  grant (fixture, expect (fixture, "3600", NULL, "here"), "b", 100);
  assert_state (publisher, PUBLISHED);
  /* 412: the publication is already removed. */
  sipgo_publisher_unpublish (publisher, NULL, NULL, note_unpublish, &outcome);
  peer_reply (fixture->peer, expect (fixture, "0", "b", NULL), "412 Conditional Request Failed");
  WAIT_OK (fixture, &outcome);
  assert_state (publisher, UNPUBLISHED);
  g_assert_null (sipgo_client_get_failure (SIPGO_CLIENT (publisher)));
}

/* The requested value stays, whatever the server requires; granted-expires is the granted one. */
static void
assert_expires (SipgoPublisher *publisher, guint expires, guint granted)
{
  g_assert_cmpuint (sipgo_publisher_get_expires (publisher), ==, expires);
  g_assert_cmpuint (sipgo_publisher_get_granted_expires (publisher), ==, granted);
}

static void
count_notify (GObject *object, GParamSpec *pspec, guint *count)
{
  ++*count;
}

static void
test_rfc3903_6_too_brief (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = make_publisher (fixture);
  g_auto (Outcome) outcome = { FALSE };
  guint n_granted = 0;

  sipgo_publisher_set_expires (publisher, 60);
  g_signal_connect (publisher, "notify::granted-expires", G_CALLBACK (count_notify), &n_granted);
  peer_reply (fixture->peer, start (fixture, publisher, "here", &outcome), "423 Interval Too Brief\nMin-Expires: 900");
  grant (fixture, expect (fixture, "900", NULL, "here"), "a", 900);
  WAIT_OK (fixture, &outcome);
  assert_expires (publisher, 60, 900);
  /* From there on. */
  grant (fixture, expect (fixture, "900", "a", NULL), "b", 300);
  run_for (fixture->environment, 10);
  assert_expires (publisher, 60, 300);
  leave (fixture, publisher, "b");
  assert_expires (publisher, 60, 0);
  g_assert_cmpuint (n_granted, ==, 3);
}

/* Refreshed before it expires, even for a very short time. */
static void
test_shortest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 1);
  gint64 before = sipgo_environment_now (fixture->environment);

  grant (fixture, expect (fixture, "3600", "a", NULL), "b", 100);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - before, <, SIPGO_SECONDS (1));
  leave (fixture, publisher, "b");
}

/* A rejected state is not at the server: the refresh, and a new publication after a loss, have the state before. */
static void
test_change_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 3600);
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *text = NULL;

  peer_reply (fixture->peer, start (fixture, publisher, "lies", &outcome), "413 Request Entity Too Large");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 413);
  text = sipgo_body_get_text (sipgo_publisher_get_body (publisher));
  g_assert_cmpstr (text, ==, "here");
  assert_state (publisher, PUBLISHED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (publisher))), ==, 413);
  peer_reply (fixture->peer, expect (fixture, "3600", "a", NULL), "412 Conditional Request Failed");
  grant (fixture, expect (fixture, "3600", NULL, "here"), "b", 3600);
  leave (fixture, publisher, "b");
}

/* After a rejected removal the state is still there, with its entity-tag, until it expires; it is not refreshed any
 * more. */
static void
test_unpublish_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 600);
  g_autoptr (SipgoPublisher) other = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) refused = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) late = { FALSE };
  g_auto (Outcome) too_late = { FALSE };

  sipgo_publisher_unpublish (publisher, NULL, NULL, note_unpublish, &refused);
  peer_reply (fixture->peer, expect (fixture, "0", "a", NULL), "503 Service Unavailable");
  WAIT_ERROR (fixture, &refused, SIPGO_STATUS, 503);
  assert_state (publisher, PUBLISHED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (publisher))), ==, 503);
  sipgo_publisher_unpublish (publisher, NULL, cancellable, note_unpublish, &cancelled);
  expect (fixture, "0", "a", NULL);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_state (publisher, PUBLISHED);
  sipgo_publisher_unpublish (publisher, NULL, NULL, note_unpublish, &outcome);
  grant (fixture, expect (fixture, "0", "a", NULL), "b", 0);
  WAIT_OK (fixture, &outcome);
  assert_state (publisher, UNPUBLISHED);
  other = publish (fixture, 600);
  sipgo_publisher_unpublish (other, NULL, NULL, note_unpublish, &late);
  peer_reply (fixture->peer, expect (fixture, "0", "a", NULL), "503 Service Unavailable");
  WAIT_ERROR (fixture, &late, SIPGO_STATUS, 503);
  peer_expect_nothing (fixture->peer, 590000);
  assert_state (other, PUBLISHED);
  run_for (fixture->environment, 11000);
  assert_state (other, UNPUBLISHED);
  g_assert_null (sipgo_publisher_get_entity_tag (other));
  sipgo_publisher_unpublish (other, NULL, NULL, note_unpublish, &too_late);
  WAIT_ERROR (fixture, &too_late, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* The stop of the agent tries it once. */
static void
test_leaving_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 600);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  peer_reply (fixture->peer, expect (fixture, "0", "a", NULL), "503 Service Unavailable");
  WAIT_OK (fixture, &outcome);
  assert_state (publisher, TERMINATED);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* A removal that waits for the response to a refresh. */
static void
test_cancelled_in_line (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 60);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "away");
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *refresh = expect (fixture, "3600", "a", NULL);

  sipgo_publisher_publish (publisher, body, NULL, cancellable, note_publish, &outcome);
  g_cancellable_cancel (cancellable);
  settle (fixture);
  g_assert_true (outcome.done);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  grant (fixture, refresh, "b", 3600);
  leave (fixture, publisher, "b");
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = make_publisher (fixture);
  g_autoptr (SipgoPublisher) other = NULL;
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) nothing = { FALSE };
  g_autoptr (GError) error = NULL;
  gint64 before;

  g_assert_null (sipgo_publisher_new (fixture->agent, "sip:bob@10.0.0.2", "no event", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  peer_reply (fixture->peer, start (fixture, publisher, "here", &outcome), "489 Bad Event");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 489);
  assert_state (publisher, UNPUBLISHED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (publisher))), ==, 489);
  sipgo_publisher_unpublish (publisher, NULL, NULL, note_unpublish, &nothing);
  WAIT_ERROR (fixture, &nothing, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_expect_nothing (fixture->peer, 3600000);
  /* The published state is still refreshed. */
  other = publish (fixture, 100);
  peer_reply (fixture->peer, expect (fixture, "3600", "a", NULL), "503 Service Unavailable\nRetry-After: 7");
  run_for (fixture->environment, 10);
  assert_state (other, PUBLISHED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (other))), ==, 503);
  before = sipgo_environment_now (fixture->environment);
  grant (fixture, expect (fixture, "3600", "a", NULL), "b", 100);
  g_assert_cmpint ((sipgo_environment_now (fixture->environment) - before) / G_USEC_PER_SEC, ==, 7);
  assert_state (other, PUBLISHED);
  g_assert_null (sipgo_client_get_failure (SIPGO_CLIENT (other)));
  /* … unless it expires meanwhile: then it is published again. */
  peer_reply (fixture->peer, expect (fixture, "3600", "b", NULL), "503 Service Unavailable\nRetry-After: 60");
  run_for (fixture->environment, 30000);
  assert_state (other, UNPUBLISHED);
  grant (fixture, expect (fixture, "3600", NULL, "here"), "c", 100);
  assert_state (other, PUBLISHED);
  leave (fixture, other, "c");
}

static void
test_left_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoPublisher) publisher = publish (fixture, 100);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_publisher_set_unpublish_on_close (publisher, FALSE);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  WAIT_OK (fixture, &outcome);
  peer_expect_nothing (fixture->peer, 1000);
  assert_state (publisher, TERMINATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/publisher/publish", test_publish);
  ADD ("/publisher/refresh", test_refresh);
  ADD ("/publisher/lost", test_lost);
  ADD ("/publisher/rfc3903-6/too-brief", test_rfc3903_6_too_brief);
  ADD ("/publisher/change-refused", test_change_refused);
  ADD ("/publisher/unpublish-refused", test_unpublish_refused);
  ADD ("/publisher/leaving-refused", test_leaving_refused);
  ADD ("/publisher/shortest", test_shortest);
  ADD ("/publisher/cancelled-in-line", test_cancelled_in_line);
  ADD ("/publisher/failures", test_failures);
  ADD ("/publisher/left-there", test_left_there);
  return g_test_run ();
}

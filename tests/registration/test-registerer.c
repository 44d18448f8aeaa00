/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Registrations with a scripted registrar (RFC 3261 section 10). */
#include "tests/registration/registerer-util.h"

#include <string.h>

static gint64
seconds_now (Fixture *fixture)
{
  return sipgo_environment_now (fixture->environment) / G_USEC_PER_SEC;
}

/* Answers the REGISTER of stop (), so that it completes. */
static void
leave (Fixture *fixture, SipgoRegisterer *registerer)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  assert_header (peer_expect (fixture->peer, "REGISTER"), "Expires", "0");
  peer_reply (fixture->peer, ((PeerMessage *) fixture->peer->received->pdata[fixture->peer->next - 1])->message,
              "200 OK");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_TERMINATED);
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (GStrv) contacts = NULL;
  g_autofree char *uri = NULL;
  SipgoMessage *request;

  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_INITIAL);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = grant (fixture, 600);
  uri = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  g_assert_cmpstr (uri, ==, "sip:example.com");
  assert_header (request, "To", "<sip:alice@example.com>");
  assert_header (request, "Expires", "600");
  g_assert_null (sipgo_message_get_to_tag (request));
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_REGISTERED);
  contacts = sipgo_registerer_get_contacts (registerer);
  g_assert_cmpuint (g_strv_length (contacts), ==, 1);
  leave (fixture, registerer);
}

/* Repeatedly, each time before the binding expires; with the same Call-ID, and the next CSeq number. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *first, *next;
  guint i;

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  first = grant (fixture, 100);
  for (i = 2; i < 10; i++)
    {
      gint64 before = seconds_now (fixture);

      next = grant (fixture, 100);
      g_assert_cmpint (seconds_now (fixture) - before, >=, 83);
      g_assert_cmpint (seconds_now (fixture) - before, <, 100);
      assert_same_header (next, first, "Call-ID");
      assert_same_header (next, first, "Contact");
      g_assert_cmpuint (sipgo_message_get_cseq (next), ==, i);
    }
  run_for (fixture->environment, 10);
  leave (fixture, registerer);
}

static void
test_shortest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  gint64 before = sipgo_environment_now (fixture->environment);

  do_register (fixture, registerer, 1);
  grant (fixture, 100);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - before, <, SIPGO_SECONDS (1));
  run_for (fixture->environment, 10);
  leave (fixture, registerer);
}

static void
test_too_brief (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) again = { FALSE };
  SipgoMessage *request;
  gint64 before;
  guint i;

  sipgo_registerer_set_expires (registerer, 60);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = peer_expect (fixture->peer, "REGISTER");
  /* From the next REGISTER on, and not changed by a 423 of the registrar. */
  sipgo_registerer_set_expires (registerer, 1900);
  peer_reply (fixture->peer, request, "423 Interval Too Brief\nMin-Expires: 1800");
  assert_header (grant (fixture, 1800), "Expires", "1800");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpuint (sipgo_registerer_get_expires (registerer), ==, 1900);
  before = seconds_now (fixture);
  /* A registrar that answers 423 each time. */
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &again);
  for (i = 0; i < 3; i++)
    peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "423 Interval Too Brief\nMin-Expires: %u",
                2000 * (i + 1));
  WAIT_ERROR (fixture, &again, SIPGO_STATUS, 423);
  /* Before the first retry of a refresh. */
  g_assert_cmpint (seconds_now (fixture) - before, <, 30);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
}

static void
test_digest (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) wrong = { FALSE };
  guint i;

  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"),
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
  g_assert_true (sipgo_message_has_header (grant (fixture, 600), "Authorization"));
  WAIT_OK (fixture, &outcome);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &wrong);
  for (i = 0; i < 2; i++)
    peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"),
                "401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", nonce=\"m%u\"", i);
  WAIT_ERROR (fixture, &wrong, SIPGO_STATUS, 401);
  peer_expect_nothing (fixture->peer, 1000);
}

/* A failed refresh is tried again, after Retry-After if the registrar sends it. */
static void
test_retry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  gint64 before;

  do_register (fixture, registerer, 100);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "503 Service Unavailable");
  run_for (fixture->environment, 10);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_registerer_get_failure (registerer)), ==, 503);
  before = seconds_now (fixture);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "503 Service Unavailable\nRetry-After: 300");
  g_assert_cmpint (seconds_now (fixture) - before, >=, 29);
  g_assert_cmpint (seconds_now (fixture) - before, <=, 31);
  before = seconds_now (fixture);
  grant (fixture, 100);
  g_assert_cmpint (seconds_now (fixture) - before, >=, 299);
  g_assert_cmpint (seconds_now (fixture) - before, <=, 301);
  run_for (fixture->environment, 10);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_REGISTERED);
  g_assert_null (sipgo_registerer_get_failure (registerer));
  leave (fixture, registerer);
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "403 Forbidden");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 403);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  peer_expect_nothing (fixture->peer, 3600000);
}

static void
test_unregister (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) unasked = { FALSE };
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) second = { FALSE };
  SipgoMessage *request;

  /* Without an earlier register () too: it removes bindings of an earlier run of the program. */
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &unasked);
  grant (fixture, 0);
  WAIT_OK (fixture, &unasked);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  do_register (fixture, registerer, 600);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &outcome);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  request = peer_expect (fixture->peer, "REGISTER");
  assert_header (request, "Expires", "0");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  peer_expect_nothing (fixture->peer, 3600000);
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &first);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  grant (fixture, 600);
  WAIT_OK (fixture, &first);
  leave (fixture, registerer);
}

/* The caller does not know of a refresh: its method waits for it. */
static void
test_behind_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) registering = { FALSE };
  g_auto (Outcome) second = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  g_auto (Outcome) unregistering = { FALSE };
  SipgoMessage *refresh;

  do_register (fixture, registerer, 100);
  refresh = peer_expect (fixture->peer, "REGISTER");
  sipgo_registerer_set_expires (registerer, 200);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &registering);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  peer_expect_nothing (fixture->peer, 100);
  peer_reply (fixture->peer, refresh, "200 OK\nExpires: 100");
  assert_header (grant (fixture, 100), "Expires", "200");
  WAIT_OK (fixture, &registering);
  refresh = peer_expect (fixture->peer, "REGISTER");
  sipgo_registerer_register (registerer, NULL, cancellable, note_register, &cancelled);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &unregistering);
  peer_expect_nothing (fixture->peer, 100);
  /* Whatever the result of the refresh is. */
  peer_reply (fixture->peer, refresh, "503 Service Unavailable");
  assert_header (grant (fixture, 0), "Expires", "0");
  WAIT_OK (fixture, &unregistering);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* A method that waits for a refresh does not wait forever. */
static void
test_ended_behind_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) registering = { FALSE };
  g_auto (Outcome) ending = { FALSE };
  g_auto (Outcome) waiting = { FALSE };
  g_auto (Outcome) stopped = { FALSE };
  SipgoMessage *refresh;

  do_register (fixture, registerer, 100);
  refresh = peer_expect (fixture->peer, "REGISTER");
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &registering);
  sipgo_registerer_end (registerer, NULL, note_registerer_end, &ending);
  peer_reply (fixture->peer, refresh, "200 OK\nExpires: 100");
  grant (fixture, 100);
  WAIT_OK (fixture, &registering);
  assert_header (grant (fixture, 0), "Expires", "0");
  WAIT_OK (fixture, &ending);
  g_object_unref (registerer);
  registerer = make_registerer (fixture);
  do_register (fixture, registerer, 100);
  peer_expect (fixture->peer, "REGISTER");
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &waiting);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  WAIT_ERROR (fixture, &waiting, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  peer_skip (fixture->peer);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, cancellable, note_register, &outcome);
  peer_expect (fixture->peer, "REGISTER");
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 3600000);
}

/* While it is registered, it exists and is refreshed without another reference; after that it is freed. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  SipgoRegisterer *registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  do_register (fixture, registerer, 600);
  settle (fixture);
  g_object_add_weak_pointer (G_OBJECT (registerer), (gpointer *) &registerer);
  g_object_unref (registerer);
  g_assert_nonnull (registerer);
  grant (fixture, 600);
  run_for (fixture->environment, 10);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK");
  WAIT_OK (fixture, &outcome);
  settle (fixture);
  g_assert_null (registerer);
  peer_expect_nothing (fixture->peer, 3600000);
}

static void
end_it (SipgoRegisterer *registerer, SipgoOutgoingRequest *request, Outcome *ended)
{
  g_signal_handlers_disconnect_by_data (registerer, ended);
  sipgo_registerer_end (registerer, NULL, note_registerer_end, ended);
}

/* Ended by a handler of request-created of a refresh or a REGISTER: the binding is removed all the same. */
static void
test_ended_when_shown (Fixture *fixture, gconstpointer data)
{
  gboolean ordered = GPOINTER_TO_INT (data);
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE }, ended = { FALSE };
  SipgoMessage *request;

  do_register (fixture, registerer, 100);
  g_signal_connect (registerer, "request-created", G_CALLBACK (end_it), &ended);
  if (ordered)
    {
      sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
      WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_STATE);
    }
  request = peer_expect (fixture->peer, "REGISTER");
  assert_header (request, "Expires", "0");
  g_assert_false (ended.done);
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &ended);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_TERMINATED);
  peer_expect_nothing (fixture->peer, 3600000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/registerer/register", test_register);
  ADD ("/registerer/refresh", test_refresh);
  ADD ("/registerer/shortest", test_shortest);
  ADD ("/registerer/too-brief", test_too_brief);
  ADD ("/registerer/digest", test_digest);
  ADD ("/registerer/retry", test_retry);
  ADD ("/registerer/rejected", test_rejected);
  ADD ("/registerer/unregister", test_unregister);
  ADD ("/registerer/one-at-a-time", test_one_at_a_time);
  ADD ("/registerer/behind-refresh", test_behind_refresh);
  ADD ("/registerer/ended-behind-refresh", test_ended_behind_refresh);
  g_test_add ("/registerer/ended-when-shown/refresh", Fixture, GINT_TO_POINTER (FALSE), fixture_set_up,
              test_ended_when_shown, fixture_tear_down);
  g_test_add ("/registerer/ended-when-shown/order", Fixture, GINT_TO_POINTER (TRUE), fixture_set_up,
              test_ended_when_shown, fixture_tear_down);
  ADD ("/registerer/cancelled", test_cancelled);
  ADD ("/registerer/dropped", test_dropped);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The session manager and its server: connection, registration, and OPTIONS. */
#include "../util/link-transport.h"
#include "libsipgo/phone/sipgo-session-manager.h"
#include "tests/util/ua-util.h"

#include <string.h>

typedef struct
{
  Fixture base;
  SipgoSessionManager *manager;
  GString *log;                    /* signals: connected, Lost (with error), left, registered, unregistered, guard */
  SipgoRegisterGuard *guard;
} Server;

#define MANAGER_NOTE(name) \
  static NOTE_BOOLEAN (manager_##name, SipgoSessionManager, sipgo_session_manager_##name##_finish)
MANAGER_NOTE (start)
MANAGER_NOTE (stop)
MANAGER_NOTE (register)
MANAGER_NOTE (unregister)

static void
told_connected (SipgoSessionManager *manager, Server *self)
{
  g_assert_true (sipgo_session_manager_is_connected (manager));
  g_string_append (self->log, "connected ");
}

static void
told_disconnected (SipgoSessionManager *manager, const GError *error, Server *self)
{
  g_assert_false (sipgo_session_manager_is_connected (manager));
  g_string_append (self->log, error ? "lost " : "left ");
}

static void
told_registered (SipgoSessionManager *manager, Server *self)
{
  g_string_append (self->log, "registered ");
}

static void
told_unregistered (SipgoSessionManager *manager, Server *self)
{
  g_string_append (self->log, "unregistered ");
}

static void
take_guard (SipgoSessionManager *manager, SipgoRegisterGuard *guard, Server *self)
{
  g_string_append (self->log, "guard ");
  g_assert_true (sipgo_register_guard_defer (guard, NULL));
  g_set_object (&self->guard, guard);
}

static void
use_agent (Server *self, SipgoUserAgent *agent)
{
  self->manager = g_object_new (SIPGO_TYPE_SESSION_MANAGER, "user-agent", agent, "aor", "sip:alice@10.0.0.2", NULL);
  g_signal_connect (self->manager, "server-connected", G_CALLBACK (told_connected), self);
  g_signal_connect (self->manager, "server-disconnected", G_CALLBACK (told_disconnected), self);
  g_signal_connect (self->manager, "registered", G_CALLBACK (told_registered), self);
  g_signal_connect (self->manager, "unregistered", G_CALLBACK (told_unregistered), self);
}

static void
set_up (Server *self, gconstpointer data)
{
  fixture_set_up (&self->base, data);
  self->log = g_string_new (NULL);
  use_agent (self, self->base.agent);
}

static void
tear_down (Server *self, gconstpointer data)
{
  g_autoptr (SipgoUserAgent) agent = g_object_ref (sipgo_session_manager_get_user_agent (self->manager));

  g_clear_object (&self->guard);
  settle (&self->base);
  g_assert_finalize_object (self->manager);
  RUN_UNTIL (self->base.environment, sipgo_user_agent_get_state (agent) == SIPGO_USER_AGENT_STATE_STOPPED);
  settle (&self->base);
  g_string_free (self->log, TRUE);
  g_clear_object (&agent);
  fixture_tear_down (&self->base, data);
}

#undef ADD
#define ADD(path, function) g_test_add ("/ua/session-manager/" path, Server, NULL, set_up, function, tear_down)

#define assert_told(self, words) \
  G_STMT_START { g_assert_cmpstr ((self)->log->str, ==, words); g_string_truncate ((self)->log, 0); } G_STMT_END

static void
answer_register (Server *self, const char *answer)
{
  SipgoMessage *request = peer_expect (self->base.peer, "REGISTER");
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");

  if (answer)
    peer_reply (self->base.peer, request, "%s", answer);
  else
    peer_reply (self->base.peer, request, "200 OK\nContact: %s;expires=600", contact);
  run_for (self->base.environment, 10);
}

static void
do_register (Server *self)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  answer_register (self, NULL);
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "registered ");
}

static void
do_unregister (Server *self)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_manager_unregister (self->manager, NULL, NULL, note_manager_unregister, &outcome);
  answer_register (self, "200 OK");
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "unregistered ");
}

/* --- starting and stopping ---------------------------------------------------------------------------------------- */

static void
test_start_and_stop (Server *self, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE }, started = { FALSE }, again = { FALSE };

  g_assert_true (sipgo_session_manager_is_connected (self->manager));
  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  assert_told (self, "left ");
  sipgo_session_manager_start (self->manager, NULL, note_manager_start, &started);
  WAIT_OK (&self->base, &started);
  assert_told (self, "connected ");
  sipgo_session_manager_start (self->manager, NULL, note_manager_start, &again);
  WAIT_OK (&self->base, &again);
  assert_told (self, "");
}

static void
test_aor (Server *self, gconstpointer data)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_user_agent_get_uri (self->base.agent));
  g_autoptr (SipgoUserAgent) other = sipgo_user_agent_new_simulated (self->base.environment, self->base.network);
  g_autoptr (SipgoSessionManager) manager = g_object_new (SIPGO_TYPE_SESSION_MANAGER, "user-agent", other, "aor", "?",
                                                          NULL);
  g_auto (Outcome) outcome = { FALSE };

  g_assert_cmpstr (uri, ==, "sip:alice@10.0.0.2");
  sipgo_session_manager_start (manager, NULL, note_manager_start, &outcome);
  WAIT (&self->base, &outcome);
  g_assert_nonnull (outcome.error);
  g_assert_nonnull (strstr (outcome.error->message, "address-of-record"));
  g_assert_cmpint (sipgo_user_agent_get_state (other), ==, SIPGO_USER_AGENT_STATE_STOPPED);
}

/* Without auto-stop the agent continues; the fixture stops it. */
static void
test_auto_stop (Server *self, gconstpointer data)
{
  SipgoSessionManager *second = sipgo_session_manager_new (self->base.agent);

  g_object_set (second, "auto-stop", FALSE, NULL);
  g_assert_finalize_object (second);
  settle (&self->base);
  g_assert_cmpint (sipgo_user_agent_get_state (self->base.agent), ==, SIPGO_USER_AGENT_STATE_STARTED);
}

/* --- registering -------------------------------------------------------------------------------------------------- */

static void
test_register (Server *self, gconstpointer data)
{
  do_register (self);
  do_unregister (self);
  peer_expect_nothing (self->base.peer, 3600000);
}

static void
test_register_stopped (Server *self, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE }, outcome = { FALSE }, nothing = { FALSE };

  sipgo_session_manager_unregister (self->manager, NULL, NULL, note_manager_unregister, &nothing);
  WAIT_OK (&self->base, &nothing);
  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  WAIT_ERROR (&self->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* The options of a registration are kept after the stop of the agent, for every REGISTER. */
static void
test_register_options (Server *self, gconstpointer data)
{
  static const char *const headers[] = { "X-Desk: 7", NULL };
  g_autoptr (SipgoRequestOptions) options = g_object_new (SIPGO_TYPE_REQUEST_OPTIONS, "extra-headers", headers, NULL);
  SipgoRegisterer *registerer = sipgo_session_manager_get_registerer (self->manager);
  g_auto (Outcome) stopped = { FALSE }, started = { FALSE }, outcome = { FALSE };
  SipgoMessage *request;

  sipgo_registerer_set_expires (registerer, 77);
  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  sipgo_session_manager_start (self->manager, NULL, note_manager_start, &started);
  WAIT_OK (&self->base, &started);
  g_string_truncate (self->log, 0);
  g_object_set (self->manager, "register-options", options, NULL);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  request = peer_expect (self->base.peer, "REGISTER");
  assert_header (request, "Expires", "77");
  assert_header (request, "X-Desk", "7");
  peer_reply (self->base.peer, request, "403 Forbidden");
  WAIT_ERROR (&self->base, &outcome, SIPGO_STATUS, 403);
}

static void
test_own_registerer (Server *self, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) own = sipgo_registerer_new (self->base.agent);

  sipgo_session_manager_set_registerer (self->manager, own);
  g_assert_true (sipgo_session_manager_get_registerer (self->manager) == own);
  do_register (self);
  g_assert_cmpint (sipgo_registerer_get_state (own), ==, SIPGO_REGISTERER_STATE_REGISTERED);
  do_unregister (self);
}

static void
test_refused (Server *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  answer_register (self, "403 Forbidden");
  WAIT_ERROR (&self->base, &outcome, SIPGO_STATUS, 403);
  peer_expect_nothing (self->base.peer, 3600000);
}

/* Between one and two intervals after the rejection, until it succeeds. */
static void
test_retry (Server *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  g_object_set (self->manager, "registration-retry", TRUE, "registration-retry-interval", 10, NULL);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  answer_register (self, "403 Forbidden");
  WAIT_ERROR (&self->base, &outcome, SIPGO_STATUS, 403);
  peer_expect_nothing (self->base.peer, 9900);
  answer_register (self, "403 Forbidden");
  peer_expect_nothing (self->base.peer, 9900);
  answer_register (self, NULL);
  run_for (self->base.environment, 10);
  g_assert_nonnull (strstr (self->log->str, "registered "));
  g_string_truncate (self->log, 0);
  do_unregister (self);
  peer_expect_nothing (self->base.peer, 60000);
}

static void
test_retry_given_up (Server *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE }, given_up = { FALSE };

  g_object_set (self->manager, "registration-retry", TRUE, NULL);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  answer_register (self, "403 Forbidden");
  WAIT_ERROR (&self->base, &outcome, SIPGO_STATUS, 403);
  sipgo_session_manager_unregister (self->manager, NULL, NULL, note_manager_unregister, &given_up);
  answer_register (self, "200 OK");
  WAIT_OK (&self->base, &given_up);
  peer_expect_nothing (self->base.peer, 60000);
}

static void
test_stopped_meanwhile (Server *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE }, stopped = { FALSE };

  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  peer_expect (self->base.peer, "REGISTER");
  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_ERROR (&self->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  WAIT_OK (&self->base, &stopped);
}

/* Cancelling one of two waiting calls of register () does not affect the other. */
static void
test_one_of_two_cancelled (Server *self, gconstpointer data)
{
  g_autoptr (GCancellable) first = g_cancellable_new (), second = g_cancellable_new ();
  g_auto (Outcome) given_up = { FALSE }, outcome = { FALSE };

  sipgo_session_manager_register (self->manager, NULL, first, note_manager_register, &given_up);
  sipgo_session_manager_register (self->manager, NULL, second, note_manager_register, &outcome);
  g_cancellable_cancel (first);
  WAIT_ERROR (&self->base, &given_up, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (outcome.done);
  answer_register (self, NULL);
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "registered ");
  do_unregister (self);
}

static void
test_all_cancelled (Server *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  g_object_set (self->manager, "registration-retry", TRUE, NULL);
  g_signal_connect (self->manager, "register-guard", G_CALLBACK (take_guard), self);
  sipgo_session_manager_register (self->manager, NULL, cancellable, note_manager_register, &outcome);
  assert_told (self, "guard ");
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (&self->base, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sipgo_register_guard_permit (self->guard);
  peer_expect_nothing (self->base.peer, 60000);
}

/* A registration that waits for a refresh is abandoned together with the refresh. */
static void
test_taken_back_behind_refresh (Server *self, gconstpointer data)
{
  g_auto (Outcome) waiting = { FALSE }, own = { FALSE }, back = { FALSE };
  SipgoRegisterer *registerer;

  do_register (self);
  registerer = sipgo_session_manager_get_registerer (self->manager);
  peer_expect (self->base.peer, "REGISTER");
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &own);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &waiting);
  WAIT_ERROR (&self->base, &waiting, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  sipgo_session_manager_unregister (self->manager, NULL, NULL, note_manager_unregister, &back);
  WAIT_ERROR (&self->base, &own, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  answer_register (self, "200 OK");
  WAIT_OK (&self->base, &back);
  peer_expect_nothing (self->base.peer, 3600000);
  g_string_truncate (self->log, 0);
}

/* The response to the first REGISTER is not taken for that to the second. */
static void
test_taken_back_meanwhile (Server *self, gconstpointer data)
{
  g_auto (Outcome) first = { FALSE }, back = { FALSE }, second = { FALSE };
  SipgoMessage *request;

  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &first);
  peer_expect (self->base.peer, "REGISTER");
  sipgo_session_manager_unregister (self->manager, NULL, NULL, note_manager_unregister, &back);
  WAIT_ERROR (&self->base, &first, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  request = peer_expect (self->base.peer, "REGISTER");
  assert_header (request, "Expires", "0");
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &second);
  WAIT_ERROR (&self->base, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  peer_reply (self->base.peer, request, "200 OK");
  WAIT_OK (&self->base, &back);
  g_string_truncate (self->log, 0);
  do_register (self);
  do_unregister (self);
}

/* --- the guard ---------------------------------------------------------------------------------------------------- */

static void
test_guard_permits (Server *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (self->manager, "register-guard", G_CALLBACK (take_guard), self);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  peer_expect_nothing (self->base.peer, 5000);
  g_assert_false (outcome.done);
  sipgo_register_guard_permit (self->guard);
  sipgo_register_guard_block (self->guard);          /* too late */
  answer_register (self, NULL);
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "guard registered ");
  do_unregister (self);
}

static void
watch_guard (SipgoSessionManager *manager, SipgoRegisterGuard *guard, SipgoRegisterGuard **kept)
{
  if (kept)
    g_set_object (kept, guard);
}

/* A handler that only observes does not decide. */
static void
test_guard_watched (Server *self, gconstpointer data)
{
  g_autoptr (SipgoRegisterGuard) kept = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (self->manager, "register-guard", G_CALLBACK (watch_guard), NULL);
  do_register (self);
  do_unregister (self);
  g_signal_connect (self->manager, "register-guard", G_CALLBACK (watch_guard), &kept);
  do_register (self);
  g_assert_false (sipgo_register_guard_defer (kept, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  do_unregister (self);
}

static void
test_guard_proceeds (Server *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (self->manager, "register-guard", G_CALLBACK (take_guard), self);
  g_signal_connect (self->manager, "register-guard", G_CALLBACK (take_guard), self);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &outcome);
  peer_expect_nothing (self->base.peer, 5000);
  g_assert_true (sipgo_register_guard_proceed (self->guard, NULL));
  peer_expect_nothing (self->base.peer, 5000);
  g_assert_true (sipgo_register_guard_proceed (self->guard, NULL));
  answer_register (self, NULL);
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "guard guard registered ");
  g_assert_false (sipgo_register_guard_proceed (self->guard, NULL));
  do_unregister (self);
}

static void
test_guard_blocks (Server *self, gconstpointer data)
{
  g_auto (Outcome) blocked = { FALSE }, dropped = { FALSE }, stopped = { FALSE }, last = { FALSE };

  g_signal_connect (self->manager, "register-guard", G_CALLBACK (take_guard), self);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &blocked);
  sipgo_register_guard_block (self->guard);
  WAIT_ERROR (&self->base, &blocked, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &dropped);
  g_clear_object (&self->guard);                    /* without a decision: after a minute */
  WAIT_ERROR (&self->base, &dropped, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &last);
  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_ERROR (&self->base, &last, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  WAIT_OK (&self->base, &stopped);
  sipgo_register_guard_permit (self->guard);         /* nothing waits for it */
  peer_expect_nothing (self->base.peer, 5000);
}

/* --- OPTIONS ------------------------------------------------------------------------------------------------------ */

static void
test_pings (Server *self, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE }, started = { FALSE };
  SipgoMessage *ping;
  g_autofree char *uri = NULL;

  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  g_object_set (self->manager, "options-ping-interval", 30, NULL);
  sipgo_session_manager_start (self->manager, NULL, note_manager_start, &started);
  WAIT_OK (&self->base, &started);
  g_string_truncate (self->log, 0);
  peer_expect_nothing (self->base.peer, 29900);
  ping = peer_expect (self->base.peer, "OPTIONS");
  uri = sipgo_uri_to_string (sipgo_message_get_request_uri (ping));
  g_assert_cmpstr (uri, ==, "sip:10.0.0.2");
  peer_reply (self->base.peer, ping, "404 Not Found");
  peer_expect_nothing (self->base.peer, 29900);
  assert_told (self, "");
  peer_reply (self->base.peer, peer_expect (self->base.peer, "OPTIONS"), "503 Service Unavailable");
  peer_expect_nothing (self->base.peer, 29900);
  assert_told (self, "lost ");
  peer_reply (self->base.peer, peer_expect (self->base.peer, "OPTIONS"), "200 OK");
  run_for (self->base.environment, 10);
  assert_told (self, "connected ");
}

/* No response counts like a 408. Without pings, the server is assumed to be reachable. */
static void
test_ping_unanswered (Server *self, gconstpointer data)
{
  g_auto (Outcome) again = { FALSE };

  g_object_set (self->manager, "options-ping-interval", 5, "options-ping-request-uri", "sip:edge@10.0.0.2:5060", NULL);
  peer_expect (self->base.peer, "OPTIONS");
  run_for (self->base.environment, 40000);
  assert_told (self, "lost ");
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &again);
  WAIT_ERROR (&self->base, &again, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  peer_skip (self->base.peer);
  g_object_set (self->manager, "options-ping-interval", 0, NULL);
  assert_told (self, "connected ");
  answer_register (self, NULL);                      /* registration requested meanwhile */
  assert_told (self, "registered ");
  peer_expect_nothing (self->base.peer, 60000);
  do_unregister (self);
}

/* A TEL URI has no domain for OPTIONS or REGISTER; everything else works. */
static void
test_ping_telephone_number (Server *self, gconstpointer data)
{
  g_autoptr (SipgoUri) number = sipgo_uri_parse ("tel:+15551234", NULL);
  g_auto (Outcome) registered = { FALSE };

  sipgo_user_agent_set_uri (self->base.agent, number);
  g_object_set (self->manager, "options-ping-interval", 5, NULL);
  peer_expect_nothing (self->base.peer, 20000);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &registered);
  WAIT_ERROR (&self->base, &registered, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  assert_told (self, "");
  g_object_set (self->manager, "options-ping-request-uri", "sip:edge@10.0.0.2:5060", NULL);
}

/* --- over a transport --------------------------------------------------------------------------------------------- */

static guint
count_sent (LinkTransport *link, const char *method)
{
  guint n = 0, i;

  for (i = 0; i < link->sent->len; i++)
    n += g_str_has_prefix (g_bytes_get_data (link->sent->pdata[i], NULL), method);
  return n;
}

/* The connection is lost and made again, and the agent registers again. */
static void
test_reconnection (Server *self, gconstpointer data)
{
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new_simulated (self->base.environment, self->base.network);
  LinkTransport *link = link_transport_new ("WSS");
  SipgoSessionManager *first = self->manager;
  g_auto (Outcome) started = { FALSE }, again = { FALSE }, stopped = { FALSE };

  sipgo_user_agent_set_transport (agent, SIPGO_TRANSPORT (link));
  use_agent (self, agent);
  g_assert_cmpuint (sipgo_user_agent_get_reconnection_attempts (agent), ==, 3);
  g_assert_cmpuint (sipgo_user_agent_get_reconnection_delay (agent), ==, 4);
  sipgo_session_manager_start (self->manager, NULL, note_manager_start, &started);
  WAIT_OK (&self->base, &started);
  sipgo_session_manager_register (self->manager, NULL, NULL, note_manager_register, &again);
  settle (&self->base);
  g_assert_cmpuint (count_sent (link, "REGISTER "), ==, 1);
  WAIT (&self->base, &again);                        /* nobody at the other end */
  link->unreachable = TRUE;
  link_transport_cut (link);
  run_for (self->base.environment, 2000);
  assert_told (self, "connected unregistered lost ");
  link->unreachable = FALSE;
  run_for (self->base.environment, 5000);
  assert_told (self, "connected ");
  g_assert_cmpuint (link->n_starts, ==, 3);
  g_assert_cmpuint (count_sent (link, "REGISTER "), >, 1);
  sipgo_session_manager_stop (self->manager, NULL, note_manager_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  run_for (self->base.environment, 60000);
  g_assert_cmpuint (link->n_starts, ==, 3);
  g_assert_finalize_object (g_steal_pointer (&self->manager));
  self->manager = first;
  settle (&self->base);
  g_assert_finalize_object (g_steal_pointer (&agent));
  g_assert_finalize_object (link);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("start-and-stop", test_start_and_stop);
  ADD ("aor", test_aor);
  ADD ("auto-stop", test_auto_stop);
  ADD ("register", test_register);
  ADD ("register-stopped", test_register_stopped);
  ADD ("register-options", test_register_options);
  ADD ("own-registerer", test_own_registerer);
  ADD ("refused", test_refused);
  ADD ("retry", test_retry);
  ADD ("retry-given-up", test_retry_given_up);
  ADD ("stopped-meanwhile", test_stopped_meanwhile);
  ADD ("one-of-two-cancelled", test_one_of_two_cancelled);
  ADD ("all-cancelled", test_all_cancelled);
  ADD ("taken-back-behind-refresh", test_taken_back_behind_refresh);
  ADD ("taken-back-meanwhile", test_taken_back_meanwhile);
  ADD ("guard-permits", test_guard_permits);
  ADD ("guard-blocks", test_guard_blocks);
  ADD ("guard-watched", test_guard_watched);
  ADD ("guard-proceeds", test_guard_proceeds);
  ADD ("pings", test_pings);
  ADD ("ping-unanswered", test_ping_unanswered);
  ADD ("ping-telephone-number", test_ping_telephone_number);
  ADD ("reconnection", test_reconnection);
  return g_test_run ();
}

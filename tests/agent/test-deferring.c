/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Decisions of handlers: observing changes nothing, defer () and proceed () delay the decision. One table for all
 * signals. */
#include "tests/util/ua-util.h"

#include "libsipgo/registration/sipgo-registered-contact.h"

/* Methods of SipgoNotifier, SipgoReferral, SipgoRegisteredContact, SipgoIncomingRequest. */
static gboolean
defer (gpointer item, GError **error)
{
  if (SIPGO_IS_NOTIFIER (item))
    return sipgo_notifier_defer (item, error);
  if (SIPGO_IS_REFERRAL (item))
    return sipgo_referral_defer (item, error);
  if (SIPGO_IS_REGISTERED_CONTACT (item))
    return sipgo_registered_contact_defer (item, error);
  return sipgo_incoming_request_defer (item, error);
}

static gboolean
proceed (gpointer item, GError **error)
{
  if (SIPGO_IS_NOTIFIER (item))
    return sipgo_notifier_proceed (item, error);
  if (SIPGO_IS_REFERRAL (item))
    return sipgo_referral_proceed (item, error);
  if (SIPGO_IS_REGISTERED_CONTACT (item))
    return sipgo_registered_contact_proceed (item, error);
  return sipgo_incoming_request_proceed (item, error);
}

static gboolean
reject (gpointer item)
{
  if (SIPGO_IS_NOTIFIER (item))
    return sipgo_notifier_reject (item, NULL, NULL);
  if (SIPGO_IS_REFERRAL (item))
    return sipgo_referral_reject (item, NULL, NULL);
  if (SIPGO_IS_REGISTERED_CONTACT (item))
    return sipgo_registered_contact_reject (item, NULL, NULL);
  return sipgo_incoming_request_reject (item, NULL, NULL);
}

static void
watch (gpointer source, GObject *item, guint *count)
{
  ++*count;
}

static void
watch_and_keep (gpointer source, GObject *item, GObject **kept)
{
  g_set_object (kept, item);
}

static void
defer_and_drop (gpointer source, GObject *item, gpointer user_data)
{
  g_assert_true (defer (item, NULL));
}

static void
defer_and_keep (gpointer source, GObject *item, GObject **kept)
{
  g_assert_true (defer (item, NULL));
  g_set_object (kept, item);
}

typedef struct
{
  const char *signal;
  const char *request;
  guint status;                    /* the default answer */
  guint refusal;                   /* the status of reject () */
  guint late;                      /* the status after the time limit of defer (); 0: the default answer */
  guint patience;                  /* seconds */
} Case;

static const Case of_agent[] = {
  { "message", "MESSAGE\nContent-Type: text/plain\n\nhi", 200, 480, 0, 25 },
  { "notification", "NOTIFY\nEvent: presence\nSubscription-State: active", 200, 480, 0, 25 },
  { "publication", "PUBLISH\nEvent: presence\nExpires: 60", 489, 480, 0, 25 },
  { "referral", "REFER\nRefer-To: <sip:carol@example.com>\n" PEER_CONTACT, 603, 603, 0, 25 },
  { "register-received", "REGISTER sip:example.com\nTo: <sip:bob@example.com>\n" PEER_CONTACT, 403, 403, 0, 25 },
  { "subscription", "SUBSCRIBE\nEvent: presence\n" PEER_CONTACT, 489, 403, 0, 25 },
  { "options-received", "OPTIONS", 200, 480, 0, 25 },
};

static const Case of_session[] = {
  { "info-received", "INFO", 200, 480, 0, 25 },
  { "message-received", "MESSAGE\nContent-Type: text/plain\n\nhi", 200, 480, 0, 25 },
  { "notification-received", "NOTIFY\nEvent: presence\nSubscription-State: active", 200, 480, 0, 25 },
  { "refer-received", "REFER\nRefer-To: <sip:carol@example.com>\n" PEER_CONTACT, 603, 603, 0, 25 },
  { "invite-received", "INVITE\n" WITH_SDP, 200, 480, 488, 60 },
};

static void
send_request (Fixture *fixture, const Case *c)
{
  peer_skip (fixture->peer);
  peer_mark (fixture->peer);
  if (g_str_has_prefix (c->request, "REGISTER"))
    peer_new_call (fixture->peer);
  peer_send (fixture->peer, "%s", c->request);
}

/* The final response; deferred: not the first message, for an INVITE. */
static void
expect (Fixture *fixture, const Case *c, guint status, gboolean deferred)
{
  g_autofree char *method = g_strndup (c->request, strcspn (c->request, " \n"));
  g_autofree char *what = g_strdup_printf ("%u %s", status, method);
  gboolean is_invite = g_str_equal (method, "INVITE");
  SipgoMessage *response;

  if (is_invite && deferred)
    peer_expect (fixture->peer, "100 INVITE");
  response = peer_expect (fixture->peer, what);
  if (is_invite)
    peer_acknowledge (fixture->peer, response);
}

static void
check (Fixture *fixture, gpointer source, const Case *c)
{
  g_autoptr (GObject) kept = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;
  gulong handler = g_signal_connect (source, c->signal, G_CALLBACK (watch), &count);
  gint64 began;

  g_test_message ("%s", c->signal);
  send_request (fixture, c);
  expect (fixture, c, c->status, FALSE);
  g_assert_cmpuint (count, ==, 1);

  /* Holding a reference does not change the answer. */
  g_signal_handler_disconnect (source, handler);
  handler = g_signal_connect (source, c->signal, G_CALLBACK (watch_and_keep), &kept);
  send_request (fixture, c);
  expect (fixture, c, c->status, FALSE);
  g_assert_false (defer (kept, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_false (proceed (kept, NULL));
  g_clear_object (&kept);

  /* Two handlers defer; one proceeds without a decision. */
  g_signal_handler_disconnect (source, handler);
  handler = g_signal_connect (source, c->signal, G_CALLBACK (defer_and_keep), &kept);
  send_request (fixture, c);
  run_for (fixture->environment, 1000);
  g_assert_true (defer (kept, NULL));
  g_assert_true (proceed (kept, NULL));
  run_for (fixture->environment, 1000);
  g_assert_true (proceed (kept, NULL));
  expect (fixture, c, c->status, TRUE);
  g_assert_false (proceed (kept, NULL));
  g_clear_object (&kept);

  send_request (fixture, c);
  run_for (fixture->environment, 5000);
  g_assert_true (reject (kept));
  expect (fixture, c, c->refusal, TRUE);
  g_clear_object (&kept);

  /* Deferred, and never decided. */
  g_signal_handler_disconnect (source, handler);
  handler = g_signal_connect (source, c->signal, G_CALLBACK (defer_and_drop), NULL);
  began = sipgo_environment_now (fixture->environment);
  send_request (fixture, c);
  expect (fixture, c, c->late ? c->late : c->status, TRUE);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - began, >=, SIPGO_SECONDS (c->patience));
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - began, <, SIPGO_SECONDS (c->patience + 1));
  g_signal_handler_disconnect (source, handler);
}

static void
test_agent (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (of_agent); i++)
    check (fixture, fixture->agent, &of_agent[i]);
}

static void
test_session (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (of_session); i++)
    check (fixture, session, &of_session[i]);
  assert_established (session);
  peer_hangs_up (fixture);
}

static void
defer_bye (SipgoSession *session, SipgoIncomingRequest *request, guint *count)
{
  ++*count;
  g_assert_false (sipgo_incoming_request_defer (request, NULL));
}

/* A BYE ends the call, whatever a handler does. */
static void
test_rfc3261_15_1_2_bye (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint count = 0;

  g_signal_connect (session, "bye-received", G_CALLBACK (defer_bye), &count);
  peer_hangs_up (fixture);
  g_assert_cmpuint (count, ==, 1);
}

static void
check_state (gpointer source, GObject *item, int *state)
{
  g_object_get (item, "state", state, NULL);
  g_set_object ((GObject **) g_object_get_data (source, "kept"), item);
}

/* A rejected object has ended, also for code that holds it. */
static void
test_refused_is_over (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GObject) kept = NULL;
  int state = -1;

  g_object_set_data (G_OBJECT (fixture->agent), "kept", &kept);
  g_signal_connect (fixture->agent, "subscription", G_CALLBACK (check_state), &state);
  g_signal_connect (fixture->agent, "register-received", G_CALLBACK (check_state), &state);
  peer_send (fixture->peer, "SUBSCRIBE\nEvent: presence\n" PEER_CONTACT);
  peer_expect (fixture->peer, "489 SUBSCRIBE");
  g_assert_cmpint (state, ==, SIPGO_SUBSCRIPTION_STATE_INITIAL);
  g_assert_cmpint (sipgo_notifier_get_state (SIPGO_NOTIFIER (kept)), ==, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "REGISTER sip:example.com\nTo: <sip:bob@example.com>\n" PEER_CONTACT);
  peer_expect (fixture->peer, "403 REGISTER");
  g_assert_cmpint (state, ==, SIPGO_REGISTERED_CONTACT_STATE_INITIAL);
  g_assert_cmpint (sipgo_registered_contact_get_state (SIPGO_REGISTERED_CONTACT (kept)), ==,
                   SIPGO_REGISTERED_CONTACT_STATE_TERMINATED);
}

/* When the agent stops, the peer gets a response to what is still deferred. */
static void
check_stopped (Fixture *fixture, gpointer source, const Case *c)
{
  gulong handler = g_signal_connect (source, c->signal, G_CALLBACK (defer_and_drop), NULL);
  g_auto (Outcome) stopped = { FALSE }, started = { FALSE };
  gint64 began;

  g_test_message ("%s", c->signal);
  send_request (fixture, c);
  run_for (fixture->environment, 1000);
  began = sipgo_environment_now (fixture->environment);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  expect (fixture, c, c->late ? c->late : c->status, TRUE);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - began, <, SIPGO_SECONDS (1));
  if (SIPGO_IS_SESSION (source))
    peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_OK (fixture, &stopped);
  g_assert_true (g_queue_is_empty (sipgo_user_agent_core_get_deferred (sipgo_user_agent_get_core (fixture->agent))));
  g_signal_handler_disconnect (source, handler);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &started);
  WAIT_OK (fixture, &started);
}

static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (of_agent); i++)
    check_stopped (fixture, fixture->agent, &of_agent[i]);
  for (i = 0; i < G_N_ELEMENTS (of_session); i++)
    {
      peer_new_call (fixture->peer);
      check_stopped (fixture, establish_by_peer (fixture), &of_session[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/deferring/agent", test_agent);
  ADD ("/deferring/session", test_session);
  ADD ("/deferring/stopped", test_stopped);
  ADD ("/deferring/rfc3261-15.1.2/bye", test_rfc3261_15_1_2_bye);
  ADD ("/deferring/refused-is-over", test_refused_is_over);
  return g_test_run ();
}

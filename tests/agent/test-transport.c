/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An agent with its own transport. */
#include "../util/link-transport.h"
#include "tests/util/ua-util.h"

#include <string.h>

/* Alice has a transport whose other end is Bob. */
typedef struct
{
  Fixture base;
  LinkTransport *link;
  LinkTransport *bob_link;
  SipgoUserAgent *bob;
  GString *log;                 /* signals of the agent: c, d, D */
} Linked;

static void
log_connected (SipgoUserAgent *agent, Linked *self)
{
  g_assert_cmpint (sipgo_user_agent_get_state (agent), ==, SIPGO_USER_AGENT_STATE_STARTED);
  g_string_append_c (self->log, 'c');
}

static void
log_disconnected (SipgoUserAgent *agent, const GError *error, Linked *self)
{
  g_string_append_c (self->log, error ? 'D' : 'd');
}

static SipgoUserAgent *
new_agent (Linked *self, LinkTransport *transport)
{
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (self->base.environment, self->base.network);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();

  sipgo_user_agent_set_session_description_handler_factory (agent, SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  sipgo_user_agent_set_transport (agent, SIPGO_TRANSPORT (transport));
  return agent;
}

static void
set_up (Linked *self, gconstpointer data)
{
  self->base.environment = sipgo_environment_new_virtual (1);
  self->base.network = sipgo_simulated_network_new (self->base.environment);
  self->link = link_transport_new ("WSS");
  self->bob_link = link_transport_new ("WSS");
  link_transport_join (self->link, self->bob_link);
  self->base.agent = new_agent (self, self->link);
  self->bob = new_agent (self, self->bob_link);
  self->log = g_string_new (NULL);
  g_signal_connect (self->base.agent, "connected", G_CALLBACK (log_connected), self);
  g_signal_connect (self->base.agent, "disconnected", G_CALLBACK (log_disconnected), self);
}

static void
tear_down (Linked *self, gconstpointer data)
{
  g_clear_object (&self->base.invitation);
  fixture_tear_down_agent (&self->base, self->base.agent);
  fixture_tear_down_agent (&self->base, self->bob);
  g_assert_finalize_object (self->link);
  g_assert_finalize_object (self->bob_link);
  g_string_free (self->log, TRUE);
  g_assert_cmpuint (sipgo_environment_count_timers (self->base.environment), ==, 0);
  sipgo_simulated_network_unref (self->base.network);
  sipgo_environment_unref (self->base.environment);
}

static void
start (Linked *self, SipgoUserAgent *agent)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_start (agent, NULL, note_start, &outcome);
  WAIT_OK (&self->base, &outcome);
}

static void
note_reconnect (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->done = TRUE;
  sipgo_user_agent_reconnect_finish (SIPGO_USER_AGENT (source), result, &outcome->error);
}

#undef ADD
#define ADD(path, function) g_test_add ("/ua/transport/" path, Linked, NULL, set_up, function, tear_down)

static void
test_start_and_stop (Linked *self, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE };

  g_assert_false (sipgo_user_agent_is_connected (self->base.agent));
  start (self, self->base.agent);
  g_assert_true (sipgo_user_agent_is_connected (self->base.agent));
  g_assert_cmpstr (self->log->str, ==, "c");
  sipgo_user_agent_stop (self->base.agent, NULL, note_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  g_assert_cmpint (sipgo_transport_get_state (SIPGO_TRANSPORT (self->link)), ==, SIPGO_TRANSPORT_STATE_DISCONNECTED);
  g_assert_cmpstr (self->log->str, ==, "cd");
  start (self, self->base.agent);
  g_assert_cmpuint (self->link->n_starts, ==, 2);
}

static void
test_start_fails (Linked *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  self->link->unreachable = TRUE;
  sipgo_user_agent_set_reconnection_attempts (self->base.agent, 3);
  sipgo_user_agent_start (self->base.agent, NULL, note_start, &outcome);
  WAIT_ERROR (&self->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpint (sipgo_user_agent_get_state (self->base.agent), ==, SIPGO_USER_AGENT_STATE_STOPPED);
  run_for (self->base.environment, 30000);
  g_assert_cmpuint (self->link->n_starts, ==, 1);
  self->link->unreachable = FALSE;
  start (self, self->base.agent);
}

static void
test_stop_while_starting (Linked *self, gconstpointer data)
{
  g_auto (Outcome) started = { FALSE }, again = { FALSE }, stopped = { FALSE };

  self->link->slow = TRUE;
  sipgo_user_agent_start (self->base.agent, NULL, note_start, &started);
  sipgo_user_agent_start (self->base.agent, NULL, note_start, &again);
  WAIT_ERROR (&self->base, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_user_agent_stop (self->base.agent, NULL, note_stop, &stopped);
  WAIT_ERROR (&self->base, &started, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self->link), NULL);
  WAIT_OK (&self->base, &stopped);
  g_assert_cmpint (sipgo_user_agent_get_state (self->base.agent), ==, SIPGO_USER_AGENT_STATE_STOPPED);
}

static void
test_cancelled_start (Linked *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  self->link->slow = TRUE;
  sipgo_user_agent_start (self->base.agent, cancellable, note_start, &outcome);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (&self->base, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self->link), NULL);
  g_assert_cmpint (sipgo_transport_get_state (SIPGO_TRANSPORT (self->link)), ==, SIPGO_TRANSPORT_STATE_DISCONNECTED);
}

/* --- over the transport ------------------------------------------------------------------------------------------- */

static void
take_invitation (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  g_set_object (&((Fixture *) user_data)->invitation, invitation);
}

static SipgoInviter *
call_bob (Linked *self, Outcome *called, Outcome *accepted)
{
  SipgoInviter *inviter;

  start (self, self->base.agent);
  start (self, self->bob);
  g_signal_connect (self->bob, "invitation", G_CALLBACK (take_invitation), self);
  inviter = sipgo_inviter_new (self->base.agent, "sip:bob@example.com", NULL);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, called);
  RUN_UNTIL (self->base.environment, self->base.invitation != NULL);
  sipgo_invitation_accept (self->base.invitation, NULL, NULL, note_accept, accepted);
  WAIT_OK (&self->base, called);
  WAIT_OK (&self->base, accepted);
  return inviter;
}

static void
test_call (Linked *self, gconstpointer data)
{
  g_auto (Outcome) called = { FALSE }, accepted = { FALSE }, ended = { FALSE };
  g_autoptr (SipgoInviter) inviter = NULL;
  g_autofree char *invite = NULL;

  sipgo_user_agent_set_via_host (self->base.agent, "alice.invalid");
  inviter = call_bob (self, &called, &accepted);
  invite = g_strndup (g_bytes_get_data (self->link->sent->pdata[0], NULL),
                      g_bytes_get_size (self->link->sent->pdata[0]));
  g_assert_nonnull (strstr (invite, "\r\nVia: SIP/2.0/WSS alice.invalid;branch="));
  g_assert_nonnull (strstr (invite, "@alice.invalid;transport=ws>\r\n"));
  sipgo_session_bye (SIPGO_SESSION (self->base.invitation), NULL, NULL, note_bye, &ended);
  WAIT_OK (&self->base, &ended);
  WAIT_STATE (&self->base, inviter, TERMINATED);
}

/* A call continues after the loss of the connection. */
static void
test_call_over_reconnection (Linked *self, gconstpointer data)
{
  g_auto (Outcome) called = { FALSE }, accepted = { FALSE }, again = { FALSE }, ended = { FALSE };
  g_autoptr (SipgoInviter) inviter = call_bob (self, &called, &accepted);

  link_transport_cut (self->link);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  sipgo_user_agent_reconnect (self->base.agent, NULL, note_reconnect, &again);
  WAIT_OK (&self->base, &again);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &ended);
  WAIT_OK (&self->base, &ended);
}

/* A request that waits for a response fails at once when the connection is lost, not after 32 seconds. */
static void
test_lost_while_calling (Linked *self, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) called = { FALSE };
  gint64 begin;

  start (self, self->base.agent);
  begin = sipgo_environment_now (self->base.environment);
  inviter = sipgo_inviter_new (self->base.agent, "sip:bob@example.com", NULL);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &called);
  run_for (self->base.environment, 100);
  g_assert_false (called.done);
  link_transport_cut (self->link);
  WAIT_ERROR (&self->base, &called, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpint (sipgo_environment_now (self->base.environment) - begin, <, SIPGO_SECONDS (1));
}

/* Messages for other targets, and data that is not SIP, are dropped. */
static void
test_noise (Linked *self, gconstpointer data)
{
  SipgoTransportLayer *layer = sipgo_user_agent_core_get_transport (sipgo_user_agent_get_core (self->base.agent));

  start (self, self->base.agent);
  link_transport_receive (self->link, "no SIP at all");
  link_transport_receive (self->link, "SIP/2.0 200 OK\r\nVia: SIP/2.0/WSS somebody.invalid;branch=z9hG4bK1\r\n"
                          "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n");
  g_assert_cmpuint (sipgo_transport_layer_get_counts (layer).dropped, ==, 2);
  g_assert_cmpuint (self->link->sent->len, ==, 0);
  link_transport_receive (self->link,
                          "OPTIONS sip:alice@example.com SIP/2.0\r\n"
                          "Via: SIP/2.0/WSS edge.example.com;branch=z9hG4bK1\r\n"
                          "From: <sip:a@b>;tag=1\r\nTo: <sip:a@b>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
                          "Max-Forwards: 70\r\n\r\n");
  RUN_UNTIL (self->base.environment, self->link->sent->len == 1);
}

/* --- reconnection ------------------------------------------------------------------------------------------------- */

static void
test_reconnection (Linked *self, gconstpointer data)
{
  gint64 lost;

  sipgo_user_agent_set_reconnection_attempts (self->base.agent, 3);
  start (self, self->base.agent);
  self->link->unreachable = TRUE;
  lost = sipgo_environment_now (self->base.environment);
  link_transport_cut (self->link);
  RUN_UNTIL (self->base.environment, self->link->n_starts == 2);
  g_assert_cmpint (sipgo_environment_now (self->base.environment) - lost, ==, 0);
  RUN_UNTIL (self->base.environment, self->link->n_starts == 3);
  g_assert_cmpint (sipgo_environment_now (self->base.environment) - lost, ==, SIPGO_SECONDS (4));
  self->link->unreachable = FALSE;
  RUN_UNTIL (self->base.environment, self->link->n_starts == 4);
  g_assert_cmpint (sipgo_environment_now (self->base.environment) - lost, ==, SIPGO_SECONDS (8));
  g_assert_cmpstr (self->log->str, ==, "cDc");
}

static void
test_reconnection_given_up (Linked *self, gconstpointer data)
{
  sipgo_user_agent_set_reconnection_attempts (self->base.agent, 2);
  sipgo_user_agent_set_reconnection_delay (self->base.agent, 1);
  start (self, self->base.agent);
  self->link->unreachable = TRUE;
  link_transport_cut (self->link);
  run_for (self->base.environment, 60000);
  g_assert_cmpuint (self->link->n_starts, ==, 3);
  g_assert_false (sipgo_user_agent_is_connected (self->base.agent));
  g_assert_cmpstr (self->log->str, ==, "cD");
}

static void
test_no_reconnection (Linked *self, gconstpointer data)
{
  g_auto (Outcome) closed = { FALSE };

  start (self, self->base.agent);
  link_transport_cut (self->link);
  run_for (self->base.environment, 60000);
  g_assert_cmpuint (self->link->n_starts, ==, 1);
  /* After close () by the application there is no reconnection. */
  sipgo_user_agent_set_reconnection_attempts (self->base.agent, 2);
  sipgo_user_agent_reconnect (self->base.agent, NULL, note_reconnect, &closed);
  WAIT_OK (&self->base, &closed);
  sipgo_transport_close (SIPGO_TRANSPORT (self->link), NULL, NULL, NULL);
  run_for (self->base.environment, 60000);
  g_assert_cmpuint (self->link->n_starts, ==, 2);
}

static void
reconnect_at_once (SipgoUserAgent *agent, const GError *error, gpointer user_data)
{
  sipgo_user_agent_reconnect (agent, NULL, note_reconnect, user_data);
}

static void
test_reconnect_in_handler (Linked *self, gconstpointer data)
{
  g_auto (Outcome) refused = { FALSE }, outcome = { FALSE };
  gulong handler;

  sipgo_user_agent_reconnect (self->base.agent, NULL, note_reconnect, &refused);
  WAIT_ERROR (&self->base, &refused, SIPGO_ERROR, SIPGO_ERROR_STATE);
  start (self, self->base.agent);
  handler = g_signal_connect (self->base.agent, "disconnected", G_CALLBACK (reconnect_at_once), &outcome);
  link_transport_cut (self->link);
  WAIT_OK (&self->base, &outcome);
  g_assert_cmpstr (self->log->str, ==, "cDc");
  g_signal_handler_disconnect (self->base.agent, handler);
}

static void
test_given_to_two (Linked *self, gconstpointer data)
{
  if (g_test_subprocess ())
    {
      sipgo_user_agent_set_transport (self->bob, SIPGO_TRANSPORT (self->link));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*sipgo_transport_is_attached*");
}

static void
drop (SipgoUserAgent *agent, const GError *error, SipgoUserAgent **place)
{
  /* A started agent would exist until its stop. */
  g_object_run_dispose (G_OBJECT (agent));
  g_clear_object (place);
}

static void
test_dropped_when_lost (Linked *self, gconstpointer data)
{
  g_autoptr (LinkTransport) link = link_transport_new ("WSS");
  SipgoUserAgent *agent = new_agent (self, link);

  start (self, agent);
  settle (&self->base);
  sipgo_user_agent_set_reconnection_attempts (agent, 3);
  g_signal_connect (agent, "disconnected", G_CALLBACK (drop), &agent);
  link_transport_cut (link);
  g_assert_null (agent);
  run_for (self->base.environment, 30000);
  g_assert_cmpuint (link->n_starts, ==, 1);
}

static SipgoNet *
net_of (SipgoUserAgent *agent)
{
  return sipgo_transport_layer_get_net (sipgo_user_agent_core_get_transport (sipgo_user_agent_get_core (agent)));
}

static gboolean
starts_with (Linked *self, guint index, const char *words)
{
  GBytes *bytes = self->link->sent->pdata[index];
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  return length >= strlen (words) && memcmp (data, words, strlen (words)) == 0;
}

/* The connection is made anew, also without attempts to reconnect; then the call follows. */
static void
test_network_change (Linked *self, gconstpointer data)
{
  g_auto (Outcome) called = { FALSE }, accepted = { FALSE }, ended = { FALSE };
  g_autoptr (SipgoInviter) inviter = call_bob (self, &called, &accepted);
  guint n_sent;

  run_for (self->base.environment, 5000);
  n_sent = self->link->sent->len;
  sipgo_simulated_network_add_interface (net_of (self->base.agent), "172.17.0.1");
  run_for (self->base.environment, 5000);
  g_assert_cmpuint (self->link->n_starts, ==, 1);
  sipgo_simulated_network_set_address (net_of (self->base.agent), "10.9.0.1");
  run_for (self->base.environment, 5000);
  g_assert_cmpuint (self->link->n_starts, ==, 2);
  g_assert_cmpstr (self->log->str, ==, "cdc");
  g_assert_cmpuint (self->link->sent->len, ==, n_sent + 2);
  g_assert_true (starts_with (self, n_sent, "INVITE "));
  g_assert_true (starts_with (self, n_sent + 1, "ACK "));
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &ended);
  WAIT_OK (&self->base, &ended);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("start-and-stop", test_start_and_stop);
  ADD ("start-fails", test_start_fails);
  ADD ("stop-while-starting", test_stop_while_starting);
  ADD ("cancelled-start", test_cancelled_start);
  ADD ("call", test_call);
  ADD ("call-over-reconnection", test_call_over_reconnection);
  ADD ("lost-while-calling", test_lost_while_calling);
  ADD ("noise", test_noise);
  ADD ("reconnection", test_reconnection);
  ADD ("reconnection-given-up", test_reconnection_given_up);
  ADD ("no-reconnection", test_no_reconnection);
  ADD ("reconnect-in-handler", test_reconnect_in_handler);
  ADD ("given-to-two", test_given_to_two);
  ADD ("dropped-when-lost", test_dropped_when_lost);
  ADD ("network-change", test_network_change);
  return g_test_run ();
}

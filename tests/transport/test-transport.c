/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SipgoTransport: its states, whatever the implementation does, and whenever it is told to. */
#include "../util/link-transport.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-web-socket-transport.h"

#include <string.h>

typedef struct
{
  SipgoEnvironment *environment;
  LinkTransport *transport;
  GString *log;                 /* states, and signals as c, d, D (with an error) and m */
} Fixture;

typedef struct
{
  gboolean done;
  GError *error;
} Outcome;

static void
outcome_clear (Outcome *self)
{
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
log_state (SipgoTransport *transport, GParamSpec *pspec, Fixture *self)
{
  g_string_append_printf (self->log, "%d", sipgo_transport_get_state (transport));
}

static void
log_connected (SipgoTransport *transport, Fixture *self)
{
  g_string_append_c (self->log, 'c');
}

static void
log_disconnected (SipgoTransport *transport, const GError *error, Fixture *self)
{
  g_string_append_c (self->log, error ? 'D' : 'd');
}

static void
log_message (SipgoTransport *transport, GBytes *bytes, Fixture *self)
{
  g_string_append_c (self->log, 'm');
}

static void
ignore_received (GBytes *bytes, gpointer user_data)
{
}

static void
ignore_ended (const GError *error, gpointer user_data)
{
}

static const SipgoTransportFuncs funcs = { ignore_received, ignore_ended };

static void
set_up (Fixture *self, gconstpointer data)
{
  self->environment = sipgo_environment_new_virtual (1);
  self->transport = link_transport_new ("wss");
  self->log = g_string_new (NULL);
  g_assert_true (sipgo_transport_attach (SIPGO_TRANSPORT (self->transport), self->environment, &funcs, NULL));
  g_signal_connect (self->transport, "notify::state", G_CALLBACK (log_state), self);
  g_signal_connect (self->transport, "connected", G_CALLBACK (log_connected), self);
  g_signal_connect (self->transport, "disconnected", G_CALLBACK (log_disconnected), self);
  g_signal_connect (self->transport, "message", G_CALLBACK (log_message), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  sipgo_transport_detach (SIPGO_TRANSPORT (self->transport));
  while (sipgo_environment_step (self->environment))
    ;
  g_assert_finalize_object (self->transport);
  g_string_free (self->log, TRUE);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  sipgo_environment_unref (self->environment);
}

static void
note_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (outcome->done);
  outcome->done = TRUE;
  sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, &outcome->error);
}

static void
note_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  g_assert_false (outcome->done);
  outcome->done = TRUE;
  sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, &outcome->error);
}

static void
open_it (Fixture *self, Outcome *outcome)
{
  sipgo_transport_open (SIPGO_TRANSPORT (self->transport), NULL, note_open, outcome);
}

static void
close_it (Fixture *self, Outcome *outcome)
{
  sipgo_transport_close (SIPGO_TRANSPORT (self->transport), NULL, note_close, outcome);
}

static void
wait_for (Fixture *self, Outcome *outcome)
{
  while (g_main_context_iteration (sipgo_environment_get_context (self->environment), FALSE))
    ;
  while (!outcome->done)
    {
      g_assert_true (sipgo_environment_step (self->environment));
      while (g_main_context_iteration (sipgo_environment_get_context (self->environment), FALSE))
        ;
    }
}

static void
open_now (Fixture *self)
{
  g_auto (Outcome) outcome = { FALSE };

  open_it (self, &outcome);
  if (self->transport->slow)
    sipgo_transport_report_connected (SIPGO_TRANSPORT (self->transport));
  wait_for (self, &outcome);
  g_assert_no_error (outcome.error);
  g_string_truncate (self->log, 0);
}

static gboolean
try_to_send (Fixture *self, int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("hello", 5);
  g_autoptr (GError) error = NULL;
  gboolean sent = sipgo_transport_send (SIPGO_TRANSPORT (self->transport), bytes, &error);

  if (!sent)
    g_assert_error (error, SIPGO_ERROR, code);
  return sent;
}

#define ADD(path, function) g_test_add ("/transport/transport/" path, Fixture, NULL, set_up, function, tear_down)

static void
test_open_and_close (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) opened = { FALSE }, again = { FALSE }, closed = { FALSE }, closed_again = { FALSE };

  g_assert_cmpstr (sipgo_transport_get_protocol (SIPGO_TRANSPORT (self->transport)), ==, "WSS");
  g_assert_false (try_to_send (self, SIPGO_ERROR_UNREACHABLE));
  open_it (self, &opened);
  g_assert_true (sipgo_transport_is_connected (SIPGO_TRANSPORT (self->transport)));
  open_it (self, &again);
  g_assert_false (opened.done || again.done);
  wait_for (self, &opened);
  wait_for (self, &again);
  g_assert_no_error (opened.error);
  g_assert_no_error (again.error);
  g_assert_true (try_to_send (self, 0));
  close_it (self, &closed);
  close_it (self, &closed_again);
  wait_for (self, &closed);
  wait_for (self, &closed_again);
  g_assert_no_error (closed.error);
  g_assert_no_error (closed_again.error);
  g_assert_cmpstr (self->log->str, ==, "12c3d0");
  g_assert_cmpuint (self->transport->n_starts, ==, 1);
  g_assert_cmpuint (self->transport->n_stops, ==, 1);
}

/* A second open () during the connection attempt shares its result. */
static void
test_open_twice (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) first = { FALSE }, second = { FALSE };

  self->transport->slow = TRUE;
  open_it (self, &first);
  open_it (self, &second);
  g_assert_cmpuint (self->transport->n_starts, ==, 1);
  g_assert_false (try_to_send (self, SIPGO_ERROR_UNREACHABLE));
  link_transport_cut (self->transport);
  wait_for (self, &first);
  wait_for (self, &second);
  g_assert_error (first.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_error (second.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpstr (self->log->str, ==, "10");
}

static void
test_time_limit (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  gint64 start = sipgo_environment_now (self->environment);

  self->transport->slow = TRUE;
  sipgo_transport_set_connection_timeout (SIPGO_TRANSPORT (self->transport), 7);
  open_it (self, &outcome);
  wait_for (self, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_cmpint (sipgo_environment_now (self->environment) - start, ==, SIPGO_SECONDS (7));
  g_assert_cmpuint (self->transport->n_stops, ==, 1);
  /* Reported too late. */
  sipgo_transport_report_connected (SIPGO_TRANSPORT (self->transport));
  g_assert_cmpstr (self->log->str, ==, "10");
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self->transport), NULL);
  g_assert_cmpstr (self->log->str, ==, "10");
}

static void
test_close_while_connecting (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) opened = { FALSE }, closed = { FALSE };

  self->transport->slow = TRUE;
  open_it (self, &opened);
  close_it (self, &closed);
  g_assert_cmpint (sipgo_transport_get_state (SIPGO_TRANSPORT (self->transport)), ==,
                   SIPGO_TRANSPORT_STATE_DISCONNECTING);
  wait_for (self, &opened);
  g_assert_error (opened.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  g_assert_false (closed.done);
  sipgo_transport_report_connected (SIPGO_TRANSPORT (self->transport));
  g_assert_cmpint (sipgo_transport_get_state (SIPGO_TRANSPORT (self->transport)), ==,
                   SIPGO_TRANSPORT_STATE_DISCONNECTING);
  link_transport_cut (self->transport);
  wait_for (self, &closed);
  g_assert_no_error (closed.error);
  g_assert_cmpstr (self->log->str, ==, "130");
}

/* The implementation is closed before it is started again. */
static void
test_open_while_disconnecting (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) closed = { FALSE }, opened = { FALSE };

  self->transport->slow = TRUE;
  open_now (self);
  close_it (self, &closed);
  g_assert_false (try_to_send (self, SIPGO_ERROR_UNREACHABLE));
  open_it (self, &opened);
  g_assert_cmpuint (self->transport->n_starts, ==, 1);
  wait_for (self, &closed);
  g_assert_error (closed.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self->transport), NULL);
  g_assert_cmpuint (self->transport->n_starts, ==, 2);
  sipgo_transport_report_connected (SIPGO_TRANSPORT (self->transport));
  wait_for (self, &opened);
  g_assert_no_error (opened.error);
  g_assert_cmpstr (self->log->str, ==, "3d12c");
}

/* An implementation that never reports its stop does not block the close. */
static void
test_close_without_end (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) closed = { FALSE };

  self->transport->slow = TRUE;
  open_now (self);
  close_it (self, &closed);
  wait_for (self, &closed);
  g_assert_no_error (closed.error);
  g_assert_cmpstr (self->log->str, ==, "3d0");
}

static void
test_lost (Fixture *self, gconstpointer data)
{
  open_now (self);
  link_transport_cut (self->transport);
  g_assert_cmpstr (self->log->str, ==, "0D");
  g_assert_false (try_to_send (self, SIPGO_ERROR_UNREACHABLE));
  open_now (self);
  /* A disconnection that nobody asked for has an error, even when the implementation gives none. */
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self->transport), NULL);
  g_assert_cmpstr (self->log->str, ==, "0D");
}

static void
test_send_fails (Fixture *self, gconstpointer data)
{
  open_now (self);
  self->transport->broken = TRUE;
  g_assert_false (try_to_send (self, SIPGO_ERROR_UNREACHABLE));
  g_assert_true (sipgo_transport_is_connected (SIPGO_TRANSPORT (self->transport)));
}

static void
test_receive (Fixture *self, gconstpointer data)
{
  g_autofree char *huge = g_strnfill (3 * 1024 * 1024, 'x');
  g_autofree char *pong = NULL;

  link_transport_receive (self->transport, "too early");
  open_now (self);
  link_transport_receive (self->transport, "hello");
  link_transport_receive (self->transport, "");
  link_transport_receive (self->transport, huge);
  g_assert_cmpuint (self->transport->sent->len, ==, 0);
  link_transport_receive (self->transport, "\r\n");
  g_assert_cmpuint (self->transport->sent->len, ==, 0);
  link_transport_receive (self->transport, "\r\n\r\n");
  pong = link_transport_dup_last (self->transport);
  g_assert_cmpstr (pong, ==, "\r\n");
  g_assert_cmpstr (self->log->str, ==, "m");
}

static void
meddle (SipgoTransport *transport, gpointer user_data)
{
  Outcome *outcomes = user_data;

  sipgo_transport_open (transport, NULL, note_open, &outcomes[0]);
  sipgo_transport_close (transport, NULL, note_close, &outcomes[1]);
}

/* A handler that opens or closes at once must not cause a loop. */
static void
test_loop (Fixture *self, gconstpointer data)
{
  Outcome outcomes[2] = { { FALSE } };
  guint i;

  g_signal_connect (self->transport, "connected", G_CALLBACK (meddle), outcomes);
  open_now (self);
  for (i = 0; i < 2; i++)
    {
      wait_for (self, &outcomes[i]);
      g_assert_error (outcomes[i].error, SIPGO_ERROR, SIPGO_ERROR_STATE);
      outcome_clear (&outcomes[i]);
    }
  g_assert_true (sipgo_transport_is_connected (SIPGO_TRANSPORT (self->transport)));
}

static void
send_and_lose (SipgoTransport *transport, gpointer user_data)
{
  link_transport_cut (LINK_TRANSPORT (transport));
}

/* The connection may be lost while connected is being emitted. */
static void
test_lost_at_once (Fixture *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (self->transport, "connected", G_CALLBACK (send_and_lose), NULL);
  open_it (self, &outcome);
  wait_for (self, &outcome);
  g_assert_cmpint (sipgo_transport_get_state (SIPGO_TRANSPORT (self->transport)), ==,
                   SIPGO_TRANSPORT_STATE_DISCONNECTED);
  g_assert_cmpstr (self->log->str, ==, "12c0D");
}

static void
close_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_false (sipgo_transport_close_finish (SIPGO_TRANSPORT (source), result, NULL));
  sipgo_transport_close (SIPGO_TRANSPORT (self->transport), NULL, NULL, NULL);
}

static gboolean
open_in_source (gpointer user_data)
{
  Fixture *self = user_data;

  sipgo_transport_open (SIPGO_TRANSPORT (self->transport), NULL, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* The callback of a close () runs while the transport is opened again, and closes it at once. */
static void
test_closed_by_who_waits (Fixture *self, gconstpointer data)
{
  GMainContext *context = sipgo_environment_get_context (self->environment);
  g_autoptr (GSource) source = g_idle_source_new ();

  open_now (self);
  self->transport->slow = TRUE;
  sipgo_transport_close (SIPGO_TRANSPORT (self->transport), NULL, close_again, self);
  g_source_set_callback (source, open_in_source, self, NULL);
  g_source_attach (source, context);
  while (!g_source_is_destroyed (source))
    g_main_context_iteration (context, TRUE);
  g_assert_cmpint (sipgo_transport_get_state (SIPGO_TRANSPORT (self->transport)), ==,
                   SIPGO_TRANSPORT_STATE_DISCONNECTING);
  sipgo_transport_report_disconnected (SIPGO_TRANSPORT (self->transport), NULL);
  g_string_truncate (self->log, 0);
  while (sipgo_environment_step (self->environment))
    ;
  g_assert_cmpstr (self->log->str, ==, "");
}

/* Its name is in logs and errors. */
static void
test_name (void)
{
  g_autoptr (SipgoWebSocketTransport) transport =
    sipgo_web_socket_transport_new ("wss://bob:secret@edge.example.com:444/sip?token=secret#secret");

  g_assert_cmpstr (sipgo_transport_get_name (SIPGO_TRANSPORT (transport)), ==, "wss://edge.example.com:444/sip");
  g_assert_cmpstr (sipgo_web_socket_transport_get_url (transport), ==,
                   "wss://bob:secret@edge.example.com:444/sip?token=secret#secret");
}

static void
note_refusal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_false (sipgo_transport_open_finish (SIPGO_TRANSPORT (source), result, error));
}

static void
test_name_in_errors (void)
{
  g_autoptr (SipgoWebSocketTransport) transport =
    sipgo_web_socket_transport_new ("ws://bob:secret@127.0.0.1:1/sip?token=secret");
  g_autoptr (GError) error = NULL;

  sipgo_transport_open (SIPGO_TRANSPORT (transport), NULL, note_refusal, &error);
  while (!error)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (strstr (error->message, "ws://127.0.0.1:1/sip"));
  g_assert_null (strstr (error->message, "secret"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open-and-close", test_open_and_close);
  ADD ("open-twice", test_open_twice);
  ADD ("time-limit", test_time_limit);
  ADD ("close-while-connecting", test_close_while_connecting);
  ADD ("open-while-disconnecting", test_open_while_disconnecting);
  ADD ("close-without-end", test_close_without_end);
  ADD ("lost", test_lost);
  ADD ("send-fails", test_send_fails);
  ADD ("receive", test_receive);
  ADD ("loop", test_loop);
  ADD ("lost-at-once", test_lost_at_once);
  ADD ("closed-by-who-waits", test_closed_by_who_waits);
  g_test_add_func ("/transport/transport/name", test_name);
  g_test_add_func ("/transport/transport/name-in-errors", test_name_in_errors);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keep-alives between two agents on the simulated network, in virtual time (RFC 5626 3.5, 4.4). */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-keep-alive-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "tests/transport/transport-util.h"

#include <string.h>

#define INTERVAL SIPGO_SECONDS (20)

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  Agent phone, server;
  SipgoFlow *flow;                 /* from the phone to the server */
  Watcher watcher;
  guint n_from_phone;              /* packets */
  guint n_from_server;
  char *last_from_phone;
} Fixture;

static void
note_packet (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer user_data)
{
  Fixture *self = user_data;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (g_str_equal (sipgo_address_format_host (from, text), "10.0.0.2"))
    {
      self->n_from_server++;
      return;
    }
  self->n_from_phone++;
  g_free (self->last_from_phone);
  self->last_from_phone = g_strndup (data, length);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->environment = sipgo_environment_new_virtual (1);
  self->network = sipgo_simulated_network_new (self->environment);
  agent_init (&self->phone, self->environment, self->network);
  agent_listen (&self->phone, "udp:10.0.0.1:5060");
  agent_init (&self->server, self->environment, self->network);
  agent_listen (&self->server, "udp:10.0.0.2:5060");
  agent_listen (&self->server, "tcp:10.0.0.2:5060");
  sipgo_simulated_network_set_tap (self->network, note_packet, self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  watcher_clear (&self->watcher);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  agent_clear (&self->phone);
  agent_clear (&self->server);
  g_free (self->last_from_phone);
  sipgo_simulated_network_unref (self->network);
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  sipgo_environment_unref (self->environment);
}

static void
note_time (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
run_for (Fixture *self, gint64 duration)
{
  gboolean over = FALSE;
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (self->environment, &timer, duration, note_time, &over);
  while (!over)
    sipgo_environment_step (self->environment);
}

/* Opens the flow: the server knows the phone from an OPTIONS. */
static void
open_flow (Fixture *self, const char *target)
{
  g_autofree char *via = NULL;
  g_autofree char *request = NULL;
  g_autoptr (GBytes) bytes = NULL;

  self->flow = agent_get_flow (&self->phone, target);
  via = sipgo_flow_make_via (self->flow, "z9hG4bK1");
  request = make_request ("OPTIONS", via, NULL);
  bytes = to_bytes (request);
  g_assert_true (sipgo_flow_send (self->flow, bytes, NULL));
  agent_wait (&self->server, 1);
  watcher_init (&self->watcher, self->flow);
  self->n_from_phone = self->n_from_server = 0;
}

static void
test_udp (Fixture *self, gconstpointer data)
{
  SipgoKeepAlive *keep_alive;

  open_flow (self, "udp:10.0.0.2:5060");
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, FALSE);
  run_for (self, 10 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >=, 10);
  g_assert_cmpuint (self->n_from_phone, <=, 12);
  g_assert_cmpstr (self->last_from_phone, ==, "\r\n\r\n");
  g_assert_cmpuint (self->watcher.n_failures, ==, 0);
  sipgo_keep_alive_stop (keep_alive);
  run_for (self, 10 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, <=, 12);
}

/* Users of one flow share its keep-alives; the shortest interval counts. */
static void
test_shared (Fixture *self, gconstpointer data)
{
  SipgoKeepAlive *first, *second;

  open_flow (self, "udp:10.0.0.2:5060");
  first = sipgo_keep_alive_start (self->environment, self->flow, 10 * INTERVAL, FALSE);
  second = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, FALSE);
  run_for (self, 10 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >=, 10);
  g_assert_cmpuint (self->n_from_phone, <=, 12);
  sipgo_keep_alive_stop (first);
  run_for (self, 2 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >=, 12);
  sipgo_keep_alive_stop (second);
}

static void
test_stun (Fixture *self, gconstpointer data)
{
  SipgoKeepAlive *keep_alive;

  open_flow (self, "udp:10.0.0.2:5060");
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  run_for (self, 10 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >=, 10);
  g_assert_cmpuint (self->n_from_phone, <=, 12);
  g_assert_cmpuint (self->n_from_server, ==, self->n_from_phone);
  g_assert_cmpuint (self->watcher.n_failures, ==, 0);
  sipgo_keep_alive_stop (keep_alive);
}

/* Seven binding requests, and 39.5 s from the first one. */
static void
test_stun_unanswered (Fixture *self, gconstpointer data)
{
  const SipgoFaults all_lost = { .loss = 1 };
  SipgoKeepAlive *keep_alive;

  open_flow (self, "udp:10.0.0.2:5060");
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  sipgo_simulated_network_set_faults (self->network, &all_lost);
  while (self->n_from_phone == 0)
    sipgo_environment_step (self->environment);
  run_for (self, SIPGO_MS (39400));
  g_assert_cmpuint (self->n_from_phone, ==, 7);
  g_assert_cmpuint (self->watcher.n_failures, ==, 0);
  run_for (self, SIPGO_MS (200));
  g_assert_cmpuint (self->watcher.n_failures, ==, 1);
  g_assert_error (self->watcher.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  sipgo_keep_alive_stop (keep_alive);
}

/* Lost binding requests are repeated. */
static void
test_stun_over_losses (Fixture *self, gconstpointer data)
{
  const SipgoFaults some_lost = { .loss = 0.15, .delay_us = SIPGO_MS (50), .duplication = 0.2 };
  SipgoKeepAlive *keep_alive;

  open_flow (self, "udp:10.0.0.2:5060");
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  sipgo_simulated_network_set_faults (self->network, &some_lost);
  run_for (self, 100 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >, 110);
  g_assert_cmpuint (self->watcher.n_failures, ==, 0);
  sipgo_keep_alive_stop (keep_alive);
}

/* The first response is that of a NAT which nothing was known of; the flow is new with each other address. */
static void
test_stun_other_address (Fixture *self, gconstpointer data)
{
  SipgoSimulatedNat *nat = sipgo_simulated_network_add_nat (self->network, "203.0.113.1", SIPGO_SECONDS (60));
  SipgoKeepAlive *keep_alive;

  sipgo_simulated_nat_add_inside (nat, "10.0.0.1");
  open_flow (self, "udp:10.0.0.2:5060");
  g_assert_cmpstr (sipgo_flow_get_contact_host (self->flow), ==, "10.0.0.1:5060");
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  run_for (self, 2 * INTERVAL);
  g_assert_cmpuint (self->watcher.n_failures, ==, 1);
  g_assert_cmpstr (sipgo_flow_get_contact_host (self->flow), ==, "203.0.113.1:20000");
  run_for (self, 10 * INTERVAL);
  g_assert_cmpuint (self->watcher.n_failures, ==, 1);
  sipgo_keep_alive_stop (keep_alive);
}

/* A stranger gets no STUN response: there is no flow to it. */
static void
test_stranger (Fixture *self, gconstpointer data)
{
  SipgoKeepAlive *keep_alive;

  self->flow = agent_get_flow (&self->phone, "udp:10.0.0.2:5060");
  watcher_init (&self->watcher, self->flow);
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  run_for (self, 2 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >, 0);
  g_assert_cmpuint (self->n_from_server, ==, 0);
  sipgo_keep_alive_stop (keep_alive);
}

/* Our own agents answer a double CRLF by a CRLF. */
static void
test_connection (Fixture *self, gconstpointer data)
{
  SipgoKeepAlive *keep_alive;

  open_flow (self, "tcp:10.0.0.2:5060");
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  run_for (self, 10 * INTERVAL);
  g_assert_cmpuint (self->n_from_phone, >=, 10);
  g_assert_cmpuint (self->n_from_server, ==, self->n_from_phone);
  g_assert_cmpuint (self->watcher.n_failures, ==, 0);
  sipgo_keep_alive_stop (keep_alive);
}

/* --- a server that is played by the test ------------------------------------------------------------------------- */

typedef struct
{
  SipgoStreamListener *listener;
  SipgoStream *stream;
  gboolean answers;
} Server;

static void
server_received (const char *data, gsize length, gpointer user_data)
{
  Server *self = user_data;

  if (self->answers)
    self->stream->klass->write (self->stream, "\r\n", 2, NULL);
}

static void
server_closed (const GError *error, gpointer user_data)
{
  Server *self = user_data;

  self->stream->klass->free (self->stream);
  self->stream = NULL;
}

static const SipgoStreamFuncs server_funcs = { .received = server_received, .closed = server_closed };

static void
server_accepted (SipgoStream *stream, gpointer user_data)
{
  Server *self = user_data;

  self->stream = stream;
  stream->funcs = &server_funcs;
  stream->user_data = self;
}

/* The flow leads to the server, at 10.0.0.3. */
static void
connect_to_server (Fixture *self, SipgoNet *host, Server *server)
{
  SipgoAddress address;

  sipgo_address_parse (&address, "10.0.0.3", 5060);
  server->listener = sipgo_net_listen (host, &address, NULL);
  server->listener->accepted = server_accepted;
  server->listener->user_data = server;
  self->flow = agent_get_flow (&self->phone, "tcp:10.0.0.3:5060");
  watcher_init (&self->watcher, self->flow);
}

/* A server that has answered keep-alives and stops doing so is gone; one that never answers is not. */
static void
test_silent_server (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (self->network);
  gboolean has_answered = GPOINTER_TO_INT (data);
  Server server = { .answers = has_answered };
  SipgoKeepAlive *keep_alive;

  connect_to_server (self, host, &server);
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, FALSE);
  run_for (self, 3 * INTERVAL);
  g_assert_cmpuint (self->watcher.n_failures, ==, 0);
  server.answers = FALSE;
  run_for (self, INTERVAL + SIPGO_SECONDS (11));
  g_assert_cmpuint (self->watcher.n_failures, ==, has_answered ? 1 : 0);
  sipgo_keep_alive_stop (keep_alive);
  sipgo_transport_layer_close (self->phone.layer);
  run_for (self, INTERVAL);
  server.listener->free (server.listener);
  g_assert_null (server.stream);
}

/* A server that supports outbound has to answer the first one, too (RFC 5626 4.4.1). */
static void
test_silent_outbound_server (Fixture *self, gconstpointer data)
{
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (self->network);
  Server server = { .answers = FALSE };
  SipgoKeepAlive *keep_alive;

  connect_to_server (self, host, &server);
  keep_alive = sipgo_keep_alive_start (self->environment, self->flow, INTERVAL, TRUE);
  run_for (self, INTERVAL + SIPGO_SECONDS (11));
  g_assert_cmpuint (self->watcher.n_failures, ==, 1);
  sipgo_keep_alive_stop (keep_alive);
  run_for (self, INTERVAL);
  server.listener->free (server.listener);
}

#define ADD(path, data, func) g_test_add ("/keep-alive/" path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("udp", NULL, test_udp);
  ADD ("shared", NULL, test_shared);
  ADD ("stun/answered", NULL, test_stun);
  ADD ("stun/unanswered", NULL, test_stun_unanswered);
  ADD ("stun/over-losses", NULL, test_stun_over_losses);
  ADD ("stun/other-address", NULL, test_stun_other_address);
  ADD ("stun/stranger", NULL, test_stranger);
  ADD ("connection/answered", NULL, test_connection);
  ADD ("connection/answers-no-more", GINT_TO_POINTER (TRUE), test_silent_server);
  ADD ("connection/never-answers", GINT_TO_POINTER (FALSE), test_silent_server);
  ADD ("connection/outbound-never-answers", NULL, test_silent_outbound_server);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The same tests for both networks: the kernel's, on the loopback interface, and the simulated one. */
#include <poll.h>
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-native-net-private.h"
#include "libsipgo/net/sipgo-simulated-network-private.h"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;               /* NULL: the kernel's */
  SipgoNet *alice, *bob;
  const char *any_host;
  SipgoDatagramPort *sender, *receiver;
  GString *heard;
  guint n_ready, n_failures, depth;
} Fixture;

static const gboolean is_simulated = TRUE;

static void
set_up (Fixture *self, gconstpointer data)
{
  if (data)
    {
      self->environment = sipgo_environment_new_virtual (1);
      self->network = sipgo_simulated_network_new (self->environment);
      self->alice = sipgo_simulated_network_add_host (self->network);
      self->bob = sipgo_simulated_network_add_host (self->network);
      self->any_host = "0.0.0.0";
    }
  else
    {
      self->environment = sipgo_environment_new ();
      self->alice = sipgo_native_net_new (self->environment);
      self->bob = sipgo_net_ref (self->alice);
      self->any_host = "127.0.0.1";
    }
  self->heard = g_string_new (NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->sender, sipgo_datagram_port_free);
  g_clear_pointer (&self->receiver, sipgo_datagram_port_free);
  sipgo_net_unref (self->alice);
  sipgo_net_unref (self->bob);
  g_clear_pointer (&self->network, sipgo_simulated_network_unref);
  sipgo_environment_unref (self->environment);
  g_string_free (self->heard, TRUE);
}

/* FALSE when nothing is left to do. */
static gboolean
turn (Fixture *self)
{
  if (self->network)
    return sipgo_environment_step (self->environment);
  return g_main_context_iteration (NULL, TRUE);
}

#define WAIT_FOR(fixture, condition) G_STMT_START { while (!(condition)) g_assert_true (turn (fixture)); } G_STMT_END

/* --- datagrams ---------------------------------------------------------------------------------------------------- */

static SipgoDatagramPort *
open_port (Fixture *self, SipgoNet *net, const SipgoPortOptions *options)
{
  g_autoptr (GError) error = NULL;
  SipgoDatagramPort *port;
  SipgoAddress address;

  sipgo_address_parse (&address, self->any_host, 0);
  port = sipgo_net_open_port (net, &address, options, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sipgo_address_get_port (&port->local), >, 0);
  return port;
}

static void
open_ports (Fixture *self)
{
  self->sender = open_port (self, self->alice, NULL);
  self->receiver = open_port (self, self->bob, NULL);
}

static void
say (Fixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  sipgo_datagram_port_send (self->sender, &self->receiver->local, text, strlen (text), &error);
  g_assert_no_error (error);
}

static void
let_arrive (Fixture *self)
{
  struct pollfd fd = { self->receiver->fd, POLLIN };

  if (self->network)
    while (turn (self))
      ;
  else
    g_assert_cmpint (poll (&fd, 1, 5000), ==, 1);
}

#define N_BUFFERS 4

static guint
receive (Fixture *self, char buffers[N_BUFFERS][8], SipgoDatagram datagrams[N_BUFFERS])
{
  guint i;

  for (i = 0; i < N_BUFFERS; i++)
    datagrams[i] = (SipgoDatagram) { .buffer = buffers[i], .size = sizeof buffers[i] };
  return sipgo_datagram_port_receive (self->receiver, datagrams, N_BUFFERS);
}

/* No watch: a caller with its own loop calls receive (), which says when no datagram waits. */
static void
test_pull (Fixture *self, gconstpointer data)
{
  char buffers[N_BUFFERS][8];
  SipgoDatagram datagrams[N_BUFFERS];
  guint i;

  open_ports (self);
  g_assert_cmpint (self->receiver->fd >= 0, ==, self->network == NULL);
  g_assert_cmpuint (receive (self, buffers, datagrams), ==, 0);
  for (i = 0; i < N_BUFFERS + 1; i++)
    {
      char text[2] = { 'a' + i };

      say (self, text);
    }
  say (self, "longer than eight");
  let_arrive (self);
  g_assert_cmpuint (receive (self, buffers, datagrams), ==, N_BUFFERS);
  for (i = 0; i < N_BUFFERS; i++)
    {
      g_assert_cmpuint (datagrams[i].length, ==, 1);
      g_assert_cmpint (buffers[i][0], ==, 'a' + i);
      g_assert_true (sipgo_address_equal (&datagrams[i].source, &self->sender->local));
    }
  g_assert_cmpuint (receive (self, buffers, datagrams), ==, 2);
  g_assert_cmpmem (datagrams[1].buffer, datagrams[1].length, "longer t", 8);
  g_assert_cmpuint (receive (self, buffers, datagrams), ==, 0);
}

static void
test_taken (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->receiver = open_port (self, self->bob, NULL);
  g_assert_null (sipgo_net_open_port (self->bob, &self->receiver->local, NULL, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);
  self->sender = g_steal_pointer (&self->receiver);
  /* Released together with the port. */
  {
    SipgoAddress address = self->sender->local;

    g_clear_pointer (&self->sender, sipgo_datagram_port_free);
    self->receiver = sipgo_net_open_port (self->bob, &address, NULL, &error);
    g_assert_no_error (error);
  }
}

static void
on_ready (GIOCondition condition, gpointer user_data)
{
  Fixture *self = user_data;
  char buffer[64];
  SipgoDatagram datagram = { .buffer = buffer, .size = sizeof buffer };

  self->n_ready++;
  while (sipgo_datagram_port_receive (self->receiver, &datagram, 1) == 1)
    g_string_append_len (self->heard, buffer, datagram.length);
}

static void
test_watch (Fixture *self, gconstpointer data)
{
  open_ports (self);
  sipgo_datagram_port_watch (self->receiver, self->environment, on_ready, self);
  say (self, "one ");
  say (self, "two ");
  g_assert_cmpuint (self->n_ready, ==, 0);
  WAIT_FOR (self, self->heard->len == 8);
  g_assert_cmpstr (self->heard->str, ==, "one two ");
}

static void
free_when_ready (GIOCondition condition, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_ready++;
  g_clear_pointer (&self->receiver, sipgo_datagram_port_free);
}

static void
test_freed_when_ready (Fixture *self, gconstpointer data)
{
  open_ports (self);
  sipgo_datagram_port_watch (self->receiver, self->environment, free_when_ready, self);
  say (self, "one");
  say (self, "two");
  WAIT_FOR (self, self->n_ready > 0);
  while (self->network ? turn (self) : g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->n_ready, ==, 1);
}

/* A handler that runs a main loop receives the datagrams that its caller has received but not passed on yet. */
static void
on_ready_deep (GIOCondition condition, gpointer user_data)
{
  Fixture *self = user_data;
  char buffers[N_BUFFERS][8];
  SipgoDatagram datagrams[N_BUFFERS];

  if (self->receiver->n_waiting > 0)
    {
      self->depth++;
      self->receiver->n_waiting = 0;
      return;
    }
  self->n_ready += receive (self, buffers, datagrams);
  self->receiver->n_waiting = 1;
  while (self->depth == 0)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_waiting (Fixture *self, gconstpointer data)
{
  open_ports (self);
  sipgo_datagram_port_watch (self->receiver, self->environment, on_ready_deep, self);
  say (self, "one");
  WAIT_FOR (self, self->n_ready == 1);
  g_assert_cmpuint (self->depth, ==, 1);
}

static void
on_error (GIOCondition condition, gpointer user_data)
{
  Fixture *self = user_data;
  SipgoAddress remote;
  g_autoptr (GError) error = NULL;

  while (sipgo_datagram_port_take_error (self->sender, &remote, &error))
    {
      g_assert_true (sipgo_address_equal (&remote, &self->receiver->local) || self->n_failures > 0);
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
      g_clear_error (&error);
      self->n_failures++;
    }
}

/* The address that an ICMP error is about. A port that does not ask for it sends as if no error had come. */
static void
test_errors (Fixture *self, gconstpointer data)
{
  static const SipgoPortOptions options = { .reports_errors = TRUE };
  SipgoAddress nobody;

  self->sender = open_port (self, self->alice, &options);
  self->receiver = open_port (self, self->bob, NULL);
  nobody = self->receiver->local;
  sipgo_datagram_port_watch (self->sender, self->environment, on_error, self);
  sipgo_datagram_port_free (self->receiver);
  self->receiver = open_port (self, self->bob, NULL);
  self->receiver->local = nobody;
  say (self, "is anybody there?");
  WAIT_FOR (self, self->n_failures == 1);
  sipgo_datagram_port_free (self->sender);
  self->sender = open_port (self, self->alice, NULL);
  say (self, "hello?");
  say (self, "hello?");
  g_assert_false (sipgo_datagram_port_take_error (self->sender, &nobody, NULL));
}

/* --- connections -------------------------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  SipgoStream *stream;
  gboolean is_connected, is_closed;
} End;

static void
on_connected (gpointer user_data)
{
  ((End *) user_data)->is_connected = TRUE;
}

static void
on_received (const char *data, gsize length, gpointer user_data)
{
  g_string_append_len (((End *) user_data)->fixture->heard, data, length);
}

static void
on_writable (gpointer user_data)
{
}

static void
on_closed (const GError *error, gpointer user_data)
{
  g_assert_no_error (error);
  ((End *) user_data)->is_closed = TRUE;
}

static void
take (End *end, Fixture *fixture, SipgoStream *stream)
{
  static const SipgoStreamFuncs funcs = { on_connected, on_received, on_writable, on_closed };

  end->fixture = fixture;
  end->stream = stream;
  stream->funcs = &funcs;
  stream->user_data = end;
}

static void
on_accepted (SipgoStream *stream, gpointer user_data)
{
  End *end = user_data;

  take (end, end->fixture, stream);
}

static void
test_stream (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  End bob = { .fixture = self }, alice = { 0 };
  SipgoStreamListener *listener;
  SipgoAddress address;

  sipgo_address_parse (&address, self->any_host, 0);
  listener = sipgo_net_listen (self->bob, &address, &error);
  g_assert_no_error (error);
  listener->accepted = on_accepted;
  listener->user_data = &bob;
  g_assert_null (sipgo_net_listen (self->bob, &listener->local, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);

  take (&alice, self, sipgo_net_connect (self->alice, NULL, &listener->local, &error));
  g_assert_no_error (error);
  g_assert_false (alice.is_connected);
  WAIT_FOR (self, alice.is_connected && bob.stream);
  g_assert_true (sipgo_address_equal (&alice.stream->local, &bob.stream->remote));
  g_assert_true (sipgo_address_equal (&alice.stream->remote, &bob.stream->local));
  g_assert_cmpint (alice.stream->klass->write (alice.stream, "hello", 5, NULL), ==, 5);
  WAIT_FOR (self, self->heard->len == 5);
  alice.stream->klass->free (alice.stream);
  WAIT_FOR (self, bob.is_closed);
  bob.stream->klass->free (bob.stream);
  listener->free (listener);
}

/* --- local addresses, and names ----------------------------------------------------------------------------------- */

static void
test_find_local (Fixture *self, gconstpointer data)
{
  SipgoAddress remote, local;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_address_parse (&remote, self->network ? "10.0.0.2" : "127.0.0.1", 5060);
  sipgo_net_find_local (self->alice, &remote, &local);
  g_assert_cmpstr (sipgo_address_format (&local, text), ==, self->network ? "10.0.0.1:0" : "127.0.0.1:0");
  sipgo_net_find_local (self->alice, NULL, &local);
  g_assert_false (sipgo_address_is_any (&local));
  g_assert_false (sipgo_address_is_ipv6 (&local));
}

static void
note_answer (SipgoDnsAnswer *answer, gpointer user_data)
{
  Fixture *self = user_data;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  self->n_failures += answer->error != NULL || answer->records->len == 0;
  for (i = 0; i < answer->records->len; i++)
    {
      const SipgoDnsRecord *record = &g_array_index (answer->records, SipgoDnsRecord, i);

      if (record->service)
        g_string_append_printf (self->heard, "%u/%u:%s:%s ", record->first, record->second, record->service,
                                record->name);
      else if (record->name)
        g_string_append_printf (self->heard, "%s:%u ", record->name, record->port);
      else
        g_string_append_printf (self->heard, "%s ", sipgo_address_format_host (&record->address, text));
    }
}

static void
ask (Fixture *self, SipgoDnsRecordType type, const char *name)
{
  g_autoptr (SipgoDnsQuery) query = sipgo_dns_query_new (type, name, note_answer, self);

  sipgo_net_look_up (self->alice, query);
}

static void
test_names (Fixture *self, gconstpointer data)
{
  sipgo_simulated_network_add_name (self->network, "Two.test", "10.0.0.2");
  sipgo_simulated_network_add_name (self->network, "two.test", "fd00::2");
  sipgo_simulated_network_add_service (self->network, "_sip._udp.domain.test", "early.test", 5071, 1);
  sipgo_simulated_network_add_service (self->network, "_sip._udp.domain.test", "late.test", 5072, 2);
  sipgo_simulated_dns_add_naptr (sipgo_simulated_network_get_dns (self->network), "domain.test", 1, 2, "s", "SIP+D2U",
                                 "_sip._udp.domain.test");
  ask (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, "two.TEST");
  ask (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, "nobody.test");
  ask (self, SIPGO_DNS_RECORD_TYPE_SRV, "_sip._udp.Domain.test");
  g_assert_cmpuint (self->n_failures, ==, 1);
  ask (self, SIPGO_DNS_RECORD_TYPE_SRV, "_sip._tcp.domain.test");
  ask (self, SIPGO_DNS_RECORD_TYPE_NAPTR, "domain.test");
  g_assert_cmpstr (self->heard->str, ==,
                   "10.0.0.2 fd00::2 early.test:5071 late.test:5072 1/2:SIP+D2U:_sip._udp.domain.test ");
  g_assert_cmpuint (self->n_failures, ==, 2);
}

/* Whatever a resolver adds is checked, and does not fit another type of query. */
static void
test_records (Fixture *self, gconstpointer data)
{
  static const char *const bad_names[] = { "", "..", "a..b", ".a", "a b", "a/b", "a\n" };
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoDnsQuery) host = NULL, srv = NULL, naptr = NULL;
  guint i;

  host = sipgo_dns_query_new (SIPGO_DNS_RECORD_TYPE_ADDRESS, "host.test", note_answer, self);
  srv = sipgo_dns_query_new (SIPGO_DNS_RECORD_TYPE_SRV, "_sip._udp.a.test", note_answer, self);
  naptr = sipgo_dns_query_new (SIPGO_DNS_RECORD_TYPE_NAPTR, "a.test", note_answer, self);
  g_assert_false (sipgo_dns_query_add_address (host, "host.test", 1, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_assert_false (sipgo_dns_query_add_address (srv, "192.0.2.1", 1, NULL));
  g_assert_false (sipgo_dns_query_add_srv (host, 1, 1, 5060, "a.test", 1, NULL));
  g_assert_false (sipgo_dns_query_add_srv (srv, 1, 1, 0, "a.test", 1, NULL));
  g_assert_false (sipgo_dns_query_add_srv (srv, 1, 1, 65536, "a.test", 1, NULL));
  g_assert_false (sipgo_dns_query_add_srv (srv, 65536, 1, 1, "a.test", 1, NULL));
  g_assert_false (sipgo_dns_query_add_naptr (naptr, 1, 65536, "s", "SIP+D2U", "a.test", 1, NULL));
  for (i = 0; i < G_N_ELEMENTS (bad_names); i++)
    {
      g_assert_false (sipgo_dns_query_add_srv (srv, 1, 1, 1, bad_names[i], 1, NULL));
      g_assert_false (sipgo_dns_query_add_naptr (naptr, 1, 1, "s", "SIP+D2U", bad_names[i], 1, NULL));
    }
  g_assert_true (sipgo_dns_query_add_srv (srv, 0, 0, 0, ".", 1, NULL));
  g_assert_true (sipgo_dns_query_add_srv (srv, 0, 0, 5060, "B\xc3\xbc" "cher.test.", 1, NULL));
  sipgo_dns_query_complete (srv);
  g_assert_cmpstr (self->heard->str, ==, ":0 xn--bcher-kva.test:5060 ");
  /* Only the first answer counts. */
  sipgo_dns_query_complete (srv);
  g_assert_true (sipgo_dns_query_add_srv (srv, 0, 0, 5060, "late.test", 1, NULL));
  g_assert_cmpstr (self->heard->str, ==, ":0 xn--bcher-kva.test:5060 ");
  g_assert_cmpuint (self->n_failures, ==, 0);
  /* Dropped, and abandoned. */
  g_clear_object (&host);
  g_assert_cmpuint (self->n_failures, ==, 1);
  sipgo_dns_query_abandon (naptr);
  g_assert_true (g_cancellable_is_cancelled (sipgo_dns_query_get_cancellable (naptr)));
  sipgo_dns_query_complete (naptr);
  g_assert_cmpuint (self->n_failures, ==, 1);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer), gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/net/%s/%s", data ? "simulated" : "native", name);

  g_test_add (path, Fixture, data, set_up, func, tear_down);
}

static void
add_both (const char *name, void (*func) (Fixture *, gconstpointer))
{
  add (name, func, NULL);
  add (name, func, &is_simulated);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_both ("pull", test_pull);
  add_both ("taken", test_taken);
  add_both ("watch", test_watch);
  add_both ("freed-when-ready", test_freed_when_ready);
  add_both ("stream", test_stream);
  add_both ("find-local", test_find_local);
  add ("waiting", test_waiting, NULL);
  add ("errors", test_errors, NULL);
  add ("names", test_names, &is_simulated);
  add ("records", test_records, &is_simulated);
  return g_test_run ();
}

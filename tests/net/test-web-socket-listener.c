/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which clients a WebSocket listener accepts, on the loopback interface. */
#include "libsipgo/net/sipgo-web-socket-listener-private.h"

#include <string.h>
#include <sys/socket.h>

#define REQUEST \
  "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n" \
  "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoWebSocketPolicy policy;
  SipgoHandshakes counts;
  SipgoStreamListener *listener;
  guint n_accepted;
  GPtrArray *clients;              /* GSocketConnection */
} Fixture;

static void
accepted (SipgoStream *stream, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_accepted++;
  stream->klass->free (stream);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SipgoAddress address;

  self->environment = sipgo_environment_new ();
  self->policy = (SipgoWebSocketPolicy) { .subprotocol = "sip", .handshake_timeout_us = SIPGO_SECONDS (30) };
  sipgo_address_parse (&address, "127.0.0.1", 0);
  sipgo_handshakes_init (&self->counts);
  self->counts.max = 5;
  self->counts.max_per_host = 2;
  self->listener = sipgo_web_socket_listen (self->environment, &self->policy, NULL, &self->counts, &address, &error);
  g_assert_no_error (error);
  self->listener->accepted = accepted;
  self->listener->user_data = self;
  self->clients = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->clients);
  self->listener->free (self->listener);
  g_assert_cmpuint (self->counts.n_under_way, ==, 0);
  sipgo_handshakes_clear (&self->counts);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sipgo_environment_unref (self->environment);
}

static void
note_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *self = user_data;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (self->clients, g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error));
  g_assert_no_error (error);
}

static GSocketConnection *
come_from (Fixture *self, const char *host)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketAddress) local = g_inet_socket_address_new_from_string (host, 0);
  guint port = sipgo_address_get_port (&self->listener->local);
  g_autoptr (GSocketAddress) remote = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  guint n = self->clients->len;

  g_socket_client_set_local_address (client, local);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (remote), NULL, note_connected, self);
  while (self->clients->len == n)
    g_main_context_iteration (NULL, TRUE);
  return self->clients->pdata[n];
}

static void
note_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gssize *n = user_data;

  *n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
}

/* The response to its upgrade request; "" when the connection was closed without one. */
static char *
ask (GSocketConnection *client)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (client));
  char buffer[1024];
  gssize n = -2;

  g_output_stream_write (output, REQUEST, sizeof REQUEST - 1, NULL, NULL);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (client)), buffer, sizeof buffer,
                             G_PRIORITY_DEFAULT, NULL, note_read, &n);
  while (n == -2)
    g_main_context_iteration (NULL, TRUE);
  return g_strndup (buffer, MAX (n, 0));
}

/* Clients that connect and send nothing do not block others, however many there are. */
static void
test_silent_host (Fixture *self, gconstpointer data)
{
  g_autofree char *refused = NULL;
  g_autofree char *welcome = NULL;

  come_from (self, "127.0.0.2");
  come_from (self, "127.0.0.2");
  refused = ask (come_from (self, "127.0.0.2"));
  g_assert_cmpstr (refused, ==, "");
  welcome = ask (come_from (self, "127.0.0.3"));
  g_assert_true (g_str_has_prefix (welcome, "HTTP/1.1 101 "));
  g_assert_cmpuint (self->n_accepted, ==, 1);
  g_assert_cmpuint (self->counts.n_under_way, ==, 2);
  g_assert_cmpuint (self->counts.n_refused, ==, 1);
}

/* Whatever a client has sent, and however it disconnects: its place becomes free with its connection, not after a time-
 * out. */
static void
test_half_handshakes (Fixture *self, gconstpointer data)
{
  static const char *const halves[] = {
    "", "G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n", "\r\n\r\n",
    "\x16\x03\x01\x02\x00",
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
  };
  static const struct linger linger[] = { { 0, 0 }, { 1, 0 } };
  guint i, k, round;

  for (i = 0; i < G_N_ELEMENTS (halves); i++)
    for (round = 0; round < 4; round++)
      {
        g_autofree char *welcome = NULL;

        for (k = 0; k < self->counts.max_per_host; k++)
          {
            GSocketConnection *client = come_from (self, "127.0.0.2");
            GSocket *socket = g_socket_connection_get_socket (client);

            g_output_stream_write (g_io_stream_get_output_stream (G_IO_STREAM (client)), halves[i], strlen (halves[i]),
                                   NULL, NULL);
            /* In odd rounds it disconnects by a TCP reset. */
            setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger[round % 2], sizeof linger[0]);
            g_io_stream_close (G_IO_STREAM (client), NULL, NULL);
          }
        /* As soon as the listener has read the end of the stream. */
        do
          {
            g_free (welcome);
            welcome = ask (come_from (self, "127.0.0.2"));
          }
        while (*welcome == '\0');
        g_assert_true (g_str_has_prefix (welcome, "HTTP/1.1 101 "));
        g_ptr_array_set_size (self->clients, 0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/transport/web-socket-listener/silent-host", Fixture, NULL, set_up, test_silent_host, tear_down);
  g_test_add ("/transport/web-socket-listener/half-handshakes", Fixture, NULL, set_up, test_half_handshakes, tear_down);
  return g_test_run ();
}

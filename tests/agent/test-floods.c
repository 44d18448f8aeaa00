/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections that are opened and not used, on the loopback interface: normal requests still succeed, and in the end
 * all descriptors are closed. Floods of requests are in test-limits.c, in virtual time. */
#include <libsipgo/sipgo.h>

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define N_CONNECTIONS 200

typedef struct
{
  SipgoUserAgent *agent;
  gboolean done;
  GArray *fds;
  int udp_fd;
  guint n_asked;
} Flood;

static void
note_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Flood *) user_data)->done = TRUE;
}

static void
wait_done (Flood *self)
{
  while (!self->done)
    g_main_context_iteration (NULL, TRUE);
  self->done = FALSE;
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) directory = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory))
    n++;
  return n;
}

static struct sockaddr_in
make_address (const char *host, guint port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons ((guint16) port) };

  inet_pton (AF_INET, host, &address.sin_addr);
  return address;
}

static guint
find_port (Flood *self, const char *transport)
{
  g_auto (GStrv) listeners = sipgo_user_agent_get_listeners (self->agent);
  guint i;

  for (i = 0; listeners[i]; i++)
    if (g_str_has_prefix (listeners[i], transport))
      return (guint) g_ascii_strtoull (strrchr (listeners[i], ':') + 1, NULL, 10);
  g_assert_not_reached ();
}

/* An OPTIONS by UDP, and its 200. */
static void
assert_served (Flood *self)
{
  struct sockaddr_in address = make_address ("127.0.0.1", find_port (self, "udp:"));
  g_autofree char *request = g_strdup_printf (
      "OPTIONS sip:agent@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKf%u;rport\r\n"
      "Max-Forwards: 70\r\n"
      "From: <sip:a@127.0.0.1>;tag=a\r\nTo: <sip:agent@127.0.0.1>\r\nCall-ID: f%u\r\nCSeq: 1 OPTIONS\r\n"
      "Content-Length: 0\r\n\r\n",
      self->n_asked, self->n_asked);
  char answer[2048];
  gssize n;

  self->n_asked++;
  g_assert_cmpint (sendto (self->udp_fd, request, strlen (request), 0, (struct sockaddr *) &address, sizeof address),
                   >, 0);
  while ((n = recv (self->udp_fd, answer, sizeof answer, MSG_DONTWAIT)) <= 0)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (g_str_has_prefix (answer, "SIP/2.0 200 "));
}

static void
open_one (Flood *self, guint port, const char *bytes)
{
  struct sockaddr_in address = make_address ("127.0.0.1", port);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  (void) !send (fd, bytes, strlen (bytes), MSG_NOSIGNAL);
  g_array_append_val (self->fds, fd);
}

static void
close_all (Flood *self)
{
  guint i;

  for (i = 0; i < self->fds->len; i++)
    close (g_array_index (self->fds, int, i));
  g_array_set_size (self->fds, 0);
}

/* What each client sends, and to which listener. */
static const struct
{
  const char *transport;
  const char *bytes;
} floods[] = {
  { "tcp:", "" },
  { "tcp:", "INVITE sip:agent@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP" },
  { "tcp:", "\x16\x03\x01\x02\x00\x01" },
  { "ws:", "" },
  { "ws:", "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: web" },
};

static void
flood_begin (Flood *self)
{
  const char *listen[] = { "udp:127.0.0.1:0", "tcp:127.0.0.1:0", "ws:127.0.0.1:0", NULL };

  *self = (Flood) { .agent = sipgo_user_agent_new (), .fds = g_array_new (FALSE, FALSE, sizeof (int)) };
  self->udp_fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  g_object_set (self->agent, "listen", listen, NULL);
  sipgo_user_agent_start (self->agent, NULL, note_done, self);
  wait_done (self);
  assert_served (self);
}

static void
flood_end (Flood *self)
{
  sipgo_user_agent_stop (self->agent, NULL, note_done, self);
  wait_done (self);
  close (self->udp_fd);
  g_array_unref (self->fds);
  g_assert_finalize_object (self->agent);
}

static void
test_connections (void)
{
  Flood self;
  guint before, i, k;

  flood_begin (&self);
  before = count_descriptors ();
  for (i = 0; i < G_N_ELEMENTS (floods); i++)
    {
      for (k = 0; k < N_CONNECTIONS; k++)
        {
          open_one (&self, find_port (&self, floods[i].transport), floods[i].bytes);
          if (k % 20 == 0)
            assert_served (&self);
        }
      close_all (&self);
      while (count_descriptors () > before)
        g_main_context_iteration (NULL, FALSE);
      assert_served (&self);
      g_assert_cmpuint (sipgo_limits_get_connections (sipgo_user_agent_get_limits (self.agent)), ==, 0);
    }
  flood_end (&self);
}

/* A client above the limit is disconnected and counted; a client that disconnects makes room. */
static void
test_room (void)
{
  static const struct
  {
    const char *transport;
    guint n_let_in;
  } cases[] = { { "ws:", 2 }, { "tcp:", 3 } };
  Flood self;
  SipgoLimits *limits;
  guint64 n_refused = 0;
  guint i, k;

  flood_begin (&self);
  limits = sipgo_user_agent_get_limits (self.agent);
  sipgo_limits_set_max_handshakes (limits, 8);
  sipgo_limits_set_max_connections (limits, 3);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (k = 0; k < 10; k++)
        open_one (&self, find_port (&self, cases[i].transport), "");
      n_refused += 10 - cases[i].n_let_in;
      while (sipgo_limits_get_refused_connections (limits) < n_refused)
        g_main_context_iteration (NULL, TRUE);
      assert_served (&self);
      g_assert_cmpuint (sipgo_limits_get_refused_connections (limits), ==, n_refused);
      g_assert_cmpuint (sipgo_limits_get_connections (limits) + sipgo_limits_get_handshakes (limits), ==,
                        cases[i].n_let_in);
      close_all (&self);
      while (sipgo_limits_get_connections (limits) + sipgo_limits_get_handshakes (limits) > 0)
        g_main_context_iteration (NULL, TRUE);
    }
  flood_end (&self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/floods/connections", test_connections);
  g_test_add_func ("/floods/room", test_room);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "transport-util.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/transport/sipgo-listener-private.h"

void
turn (SipgoEnvironment *environment)
{
  if (!sipgo_environment_is_virtual (environment))
    g_main_context_iteration (sipgo_environment_get_context (environment), TRUE);
  else if (!sipgo_environment_step (environment))
    g_error ("nothing happens any more");
}

static void
handle (SipgoMessage *message, SipgoFlow *flow, gpointer user_data)
{
  Agent *agent = user_data;

  g_ptr_array_add (agent->messages, sipgo_message_ref (message));
  g_ptr_array_add (agent->flows, sipgo_flow_ref (flow));
  if (agent->answer && sipgo_message_is_request (message))
    {
      g_autoptr (SipgoMessage) response = sipgo_message_new_response (message, 200, NULL, "tag");
      g_autoptr (GBytes) bytes = sipgo_message_serialize (response);

      sipgo_flow_send (flow, bytes, NULL);
    }
}

void
agent_init (Agent *agent, SipgoEnvironment *environment, SipgoSimulatedNetwork *network)
{
  g_autoptr (SipgoNet) net = network ? sipgo_simulated_network_add_host (network) : sipgo_native_net_new (environment);

  memset (agent, 0, sizeof *agent);
  agent->environment = sipgo_environment_ref (environment);
  agent->layer = sipgo_transport_layer_new (environment, net, NULL);
  agent->messages = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_message_unref);
  agent->flows = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_flow_unref);
  sipgo_transport_layer_set_handler (agent->layer, handle, agent);
}

void
agent_clear (Agent *agent)
{
  g_ptr_array_unref (agent->messages);
  g_ptr_array_unref (agent->flows);
  g_clear_pointer (&agent->layer, sipgo_transport_layer_free);
  sipgo_environment_unref (agent->environment);
}

void
agent_listen (Agent *agent, const char *listener)
{
  g_autoptr (GError) error = NULL;

  sipgo_transport_layer_listen (agent->layer, listener, &error);
  g_assert_no_error (error);
}

void
agent_get_address (Agent *agent, SipgoAddress *address)
{
  g_auto (GStrv) listeners = sipgo_transport_layer_get_listeners (agent->layer);
  SipgoProtocol protocol;

  g_assert_true (sipgo_listener_parse (listeners[0], &protocol, address, NULL));
}

SipgoMessage *
agent_last (Agent *agent)
{
  g_assert_cmpuint (agent->messages->len, >, 0);
  return g_ptr_array_index (agent->messages, agent->messages->len - 1);
}

SipgoFlow *
agent_last_flow (Agent *agent)
{
  g_assert_cmpuint (agent->flows->len, >, 0);
  return g_ptr_array_index (agent->flows, agent->flows->len - 1);
}

void
agent_wait (Agent *agent, guint n_messages)
{
  WAIT_FOR (agent->environment, agent->messages->len >= n_messages);
}

SipgoFlow *
agent_get_flow (Agent *agent, const char *text)
{
  g_autoptr (GError) error = NULL;
  SipgoTarget target = { 0 };
  SipgoFlow *flow;

  g_assert_true (sipgo_listener_parse (text, &target.protocol, &target.address, NULL));
  flow = sipgo_transport_layer_get_flow (agent->layer, &target, &error);
  g_assert_no_error (error);
  return flow;
}

GBytes *
to_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

void
agent_send (Agent *agent, const char *target, const char *text)
{
  g_autoptr (SipgoFlow) flow = agent_get_flow (agent, target);
  g_autoptr (GBytes) bytes = to_bytes (text);
  g_autoptr (GError) error = NULL;

  sipgo_flow_send (flow, bytes, &error);
  g_assert_no_error (error);
}

char *
make_request (const char *method, const char *via, const char *extra)
{
  return g_strdup_printf ("%s sip:bob@example.com SIP/2.0\r\n"
                          "Via: %s\r\n"
                          "From: <sip:alice@example.com>;tag=1\r\n"
                          "To: <sip:bob@example.com>\r\n"
                          "Call-ID: a84b4c76e66710@example.com\r\n"
                          "CSeq: 1 %s\r\n"
                          "Max-Forwards: 70\r\n"
                          "%s"
                          "Content-Length: 0\r\n\r\n", method, via, method, extra ? extra : "");
}

char *
make_response (const char *via)
{
  return g_strdup_printf ("SIP/2.0 200 OK\r\n"
                          "Via: %s\r\n"
                          "From: <sip:alice@example.com>;tag=1\r\n"
                          "To: <sip:bob@example.com>;tag=2\r\n"
                          "Call-ID: a84b4c76e66710@example.com\r\n"
                          "CSeq: 1 OPTIONS\r\n"
                          "Content-Length: 0\r\n\r\n", via);
}

static void
note_failure (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  Watcher *watcher = user_data;

  watcher->n_failures++;
  g_clear_error (&watcher->error);
  watcher->error = g_error_copy (error);
}

void
watcher_init (Watcher *watcher, SipgoFlow *flow)
{
  memset (watcher, 0, sizeof *watcher);
  sipgo_flow_watch_start (&watcher->watch, flow, note_failure, watcher);
}

void
watcher_clear (Watcher *watcher)
{
  sipgo_flow_watch_stop (&watcher->watch);
  g_clear_error (&watcher->error);
}

int
raw_socket (int type, const char *host, SipgoAddress *bound)
{
  SipgoAddress address;
  socklen_t size = sizeof *bound;
  int fd;

  g_assert_true (sipgo_address_parse (&address, host, 0));
  fd = socket (address.any.sa_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (bind (fd, &address.any, sipgo_address_get_size (&address)), ==, 0);
  g_assert_cmpint (getsockname (fd, &bound->any, &size), ==, 0);
  return fd;
}

void
raw_send_to (int fd, const SipgoAddress *to, const char *text)
{
  gssize n = sendto (fd, text, strlen (text), 0, &to->any, sipgo_address_get_size (to));

  g_assert_cmpint (n, ==, strlen (text));
}

gboolean
raw_has_data (int fd)
{
  struct pollfd poll_fd = { fd, POLLIN };

  return poll (&poll_fd, 1, 0) > 0;
}

char *
raw_receive (SipgoEnvironment *environment, int fd)
{
  char data[65536];
  gssize n;

  while ((n = recv (fd, data, sizeof data - 1, 0)) < 0 && errno == EAGAIN)
    g_main_context_iteration (sipgo_environment_get_context (environment), FALSE);
  if (n < 0)
    return g_strdup (g_strerror (errno));
  data[n] = '\0';
  return g_strdup (data);
}

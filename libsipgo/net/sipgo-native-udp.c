/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-private.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Datagrams taken by one system call: fewer than that means that no more wait, so nothing is asked twice. */
#define BATCH 16
/* Datagrams before other sources have their turn. */
#define MAX_DATAGRAMS 64
#define MAX_DATAGRAM 65536
#define MAX_ERRORS 64
#define RECEIVE_BUFFER (4 * 1024 * 1024)

/* Local addresses toward destinations, learned once each; forgotten together when they are many, and after a while, as
 * routes change. */
#define MAX_ROUTES 1024
#define ROUTE_LIFE SIPGO_SECONDS (30)

typedef struct
{
  SipgoAddress remote;      /* port 0 */
  SipgoAddress local;
} Route;

typedef struct
{
  SipgoDatagramPort parent;
  SipgoEnvironment *environment;
  gint ref_count;           /* one for the owner, one while receiving */
  int fd;                   /* -1: closed */
  GSource *source;
  char *buffer;             /* BATCH datagrams; only what was used of it is backed by memory */
  SipgoAddress sources[BATCH];
  guint lengths[BATCH];
  guint n_received;         /* in the last batch */
  guint n_waiting;          /* of these, its last ones, not yet handed up */
  GHashTable *routes;
  gint64 routes_learned;
} NativeUdp;

static void
native_udp_unref (NativeUdp *self)
{
  if (--self->ref_count > 0)
    return;
  g_hash_table_unref (self->routes);
  sipgo_environment_unref (self->environment);
  g_free (self->buffer);
  g_free (self);
}

static void
native_udp_free (SipgoDatagramPort *port)
{
  NativeUdp *self = (NativeUdp *) port;

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  self->fd = -1;
  native_udp_unref (self);
}

static gboolean
is_network_error (int code)
{
  return code == ECONNREFUSED || code == EHOSTUNREACH || code == ENETUNREACH || code == EHOSTDOWN || code == ENETDOWN;
}

static gboolean
native_udp_send (SipgoDatagramPort *port, const SipgoAddress *remote, GBytes *bytes, GError **error)
{
  NativeUdp *self = (NativeUdp *) port;
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  guint attempts = 4;

  while (sendto (self->fd, data, length, MSG_NOSIGNAL, &remote->any, sipgo_address_get_size (remote)) < 0)
    {
      int code = errno;

      /* The kernel reports an ICMP error for an earlier datagram, to anybody, at the next call on the socket; the
       * error queue says whom it concerns. A full send buffer loses the datagram as the network might. */
      if (code == EAGAIN || code == ENOBUFS)
        return TRUE;
      if ((code == EINTR || is_network_error (code)) && --attempts > 0)
        continue;
      sipgo_native_set_error (error, remote, code);
      return FALSE;
    }
  return TRUE;
}

static int
get_error_code (struct msghdr *message)
{
  struct cmsghdr *control;

  for (control = CMSG_FIRSTHDR (message); control; control = CMSG_NXTHDR (message, control))
    {
      if ((control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_RECVERR)
          || (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_RECVERR))
        {
          struct sock_extended_err details;

          memcpy (&details, CMSG_DATA (control), sizeof details);
          return details.ee_errno;
        }
    }
  return 0;
}

static void
take_errors (NativeUdp *self)
{
  char data[64];
  union { struct cmsghdr align; char bytes[512]; } control;
  guint i;

  for (i = 0; i < MAX_ERRORS && self->fd >= 0; i++)
    {
      SipgoAddress remote = { 0 };
      struct iovec part = { data, sizeof data };
      struct msghdr message = {
        .msg_name = &remote, .msg_namelen = sizeof remote, .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control,
      };
      g_autoptr (GError) error = NULL;
      int code;

      if (recvmsg (self->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
        return;
      code = get_error_code (&message);
      if (!is_network_error (code) || message.msg_namelen == 0)
        continue;
      sipgo_native_set_error (&error, &remote, code);
      self->parent.funcs->failed (&remote, error, self->parent.user_data);
    }
}

/* Only once the batch before has been handed up. */
static void
receive_batch (NativeUdp *self)
{
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  int i, n;

  memset (messages, 0, sizeof messages);
  for (i = 0; i < BATCH; i++)
    {
      parts[i].iov_base = self->buffer + (gsize) i * MAX_DATAGRAM;
      parts[i].iov_len = MAX_DATAGRAM;
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &self->sources[i];
      messages[i].msg_hdr.msg_namelen = sizeof self->sources[i];
    }
  n = recvmmsg (self->fd, messages, BATCH, 0, NULL);
  for (i = 0; i < n; i++)
    self->lengths[i] = messages[i].msg_len;
  self->n_received = self->n_waiting = MAX (n, 0);
}

/* The handler may come back here, by a main loop of its own: the next datagram is its then. */
static void
hand_up_one (NativeUdp *self)
{
  guint i = self->n_received - self->n_waiting--;
  g_autoptr (GBytes) bytes = g_bytes_new (self->buffer + (gsize) i * MAX_DATAGRAM, self->lengths[i]);
  SipgoAddress source = self->sources[i];

  self->parent.funcs->received (&source, bytes, self->parent.user_data);
}

static void
native_udp_ready (GIOCondition condition, gpointer user_data)
{
  NativeUdp *self = user_data;
  guint i;

  self->ref_count++;
  if (condition & G_IO_ERR)
    take_errors (self);
  for (i = 0; i < MAX_DATAGRAMS && self->fd >= 0; i++)
    {
      if (self->n_waiting == 0 && (i == 0 || self->n_received == BATCH))
        receive_batch (self);
      if (self->n_waiting == 0)
        break;
      hand_up_one (self);
    }
  native_udp_unref (self);
}

gboolean
sipgo_native_probe_local (const SipgoAddress *remote, SipgoAddress *local)
{
  SipgoAddress address = *remote;
  socklen_t size = sizeof *local;
  int fd = sipgo_native_socket (remote, SOCK_DGRAM, NULL);
  gboolean found;

  if (fd < 0)
    return FALSE;
  if (sipgo_address_get_port (&address) == 0)
    sipgo_address_set_port (&address, 5060);
  found = connect (fd, &address.any, sipgo_address_get_size (&address)) == 0
          && getsockname (fd, &local->any, &size) == 0;
  close (fd);
  return found;
}

/* Nothing is sent there: the address is one that RFC 5737 keeps for examples. */
gboolean
sipgo_native_find_local (SipgoAddress *local)
{
  SipgoAddress somewhere;

  sipgo_address_parse (&somewhere, "192.0.2.1", 0);
  return sipgo_native_probe_local (&somewhere, local);
}

/* Without a route the loopback address is no worse than another: nothing will arrive anyway. */
static void
native_udp_find_local (SipgoDatagramPort *port, const SipgoAddress *remote, SipgoAddress *local)
{
  NativeUdp *self = (NativeUdp *) port;
  gint64 now = sipgo_environment_now (self->environment);
  SipgoAddress key = *remote;
  Route *route;

  if (now > self->routes_learned + ROUTE_LIFE || g_hash_table_size (self->routes) >= MAX_ROUTES)
    {
      g_hash_table_remove_all (self->routes);
      self->routes_learned = now;
    }
  sipgo_address_set_port (&key, 0);
  route = g_hash_table_lookup (self->routes, &key);
  if (!route)
    {
      route = g_new0 (Route, 1);
      route->remote = key;
      if (!sipgo_native_probe_local (remote, &route->local))
        sipgo_address_parse (&route->local, sipgo_address_is_ipv6 (remote) ? "::1" : "127.0.0.1", 0);
      g_hash_table_insert (self->routes, &route->remote, route);
    }
  *local = route->local;
  sipgo_address_set_port (local, sipgo_address_get_port (&port->local));
}

static const SipgoDatagramClass native_udp_class = {
  .send = native_udp_send,
  .find_local = native_udp_find_local,
  .free = native_udp_free,
};

/* All best effort: a kernel that refuses one of these still carries datagrams. Datagrams larger than the path's are
 * fragmented rather than refused: a session description is what it is. */
static void
set_options (int fd, gboolean is_ipv6)
{
  int size = RECEIVE_BUFFER;
  int on = 1;
  int no_discovery = IP_PMTUDISC_DONT;

  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (is_ipv6)
    {
      setsockopt (fd, IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
      setsockopt (fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &no_discovery, sizeof no_discovery);
    }
  else
    {
      setsockopt (fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
      setsockopt (fd, IPPROTO_IP, IP_MTU_DISCOVER, &no_discovery, sizeof no_discovery);
    }
}

SipgoDatagramPort *
sipgo_native_bind (SipgoEnvironment *environment, const SipgoAddress *address, GError **error)
{
  NativeUdp *self;
  SipgoAddress bound = { 0 };
  int fd = sipgo_native_socket (address, SOCK_DGRAM, error);

  if (fd < 0)
    return NULL;
  set_options (fd, sipgo_address_is_ipv6 (address));
  if (!sipgo_native_bind_socket (fd, SOCK_DGRAM, address, &bound, error))
    {
      close (fd);
      return NULL;
    }
  self = g_new0 (NativeUdp, 1);
  self->parent.klass = &native_udp_class;
  self->parent.local = bound;
  self->environment = sipgo_environment_ref (environment);
  self->ref_count = 1;
  self->fd = fd;
  self->buffer = g_malloc (BATCH * MAX_DATAGRAM);
  self->routes = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, NULL, g_free);
  self->source = sipgo_native_source_new (environment, fd, G_IO_IN | G_IO_ERR, "sipgo udp", native_udp_ready, self);
  sipgo_native_source_set_waiting (self->source, &self->n_waiting);
  return &self->parent;
}

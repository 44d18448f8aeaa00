/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-udp-private.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/net/sipgo-native-socket-private.h"

/* Datagrams received by one system call. */
#define MAX_BATCH 16
#define MAX_ERRORS 64

typedef struct
{
  SipgoDatagramPort parent;
  GSource *source;          /* NULL: not watched */
  guint n_errors;           /* taken since the error queue was empty */
} NativeUdp;

static void
native_udp_free (SipgoDatagramPort *port)
{
  NativeUdp *self = (NativeUdp *) port;

  sipgo_clear_source (&self->source);
  close (port->fd);
  g_free (self);
}

static gboolean
is_network_error (int code)
{
  return code == ECONNREFUSED || code == EHOSTUNREACH || code == ENETUNREACH || code == EHOSTDOWN || code == ENETDOWN;
}

static gboolean
native_udp_send (SipgoDatagramPort *port, const SipgoAddress *remote, const void *data, gsize length, GError **error)
{
  guint attempts = 4;

  while (sendto (port->fd, data, length, MSG_NOSIGNAL, &remote->any, sipgo_address_get_size (remote)) < 0)
    {
      int code = errno;

      /* The kernel reports an ICMP error at the next call on the socket, though it concerns an earlier datagram,
       * perhaps to another address: so try again; the error queue has the address. If the send buffer is full, the
       * datagram is lost, as it might be in the network. */
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

/* After MAX_ERRORS the rest is left for the next dispatch, so that errors that arrive quickly cannot block the loop. */
static gboolean
native_udp_take_error (SipgoDatagramPort *port, SipgoAddress *remote, GError **error)
{
  NativeUdp *self = (NativeUdp *) port;
  char data[64];
  union { struct cmsghdr align; char bytes[512]; } control;

  while (self->n_errors++ < MAX_ERRORS)
    {
      struct iovec part = { data, sizeof data };
      struct msghdr message = {
        .msg_name = remote, .msg_namelen = sizeof *remote, .msg_iov = &part, .msg_iovlen = 1,
        .msg_control = &control, .msg_controllen = sizeof control,
      };
      int code;

      if (recvmsg (port->fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
        break;
      code = get_error_code (&message);
      if (!is_network_error (code) || message.msg_namelen == 0)
        continue;
      sipgo_native_set_error (error, remote, code);
      return TRUE;
    }
  self->n_errors = 0;
  return FALSE;
}

static guint
receive_one (SipgoDatagramPort *port, SipgoDatagram *datagram)
{
  socklen_t size = sizeof datagram->source;
  gssize length = recvfrom (port->fd, datagram->buffer, datagram->size, 0, &datagram->source.any, &size);

  datagram->length = (gsize) MAX (length, 0);
  return length >= 0;
}

static guint
native_udp_receive (SipgoDatagramPort *port, SipgoDatagram *datagrams, guint n)
{
  struct mmsghdr messages[MAX_BATCH];
  struct iovec parts[MAX_BATCH];
  int i, n_received;

  if (n == 1)
    return receive_one (port, datagrams);
  n = MIN (n, MAX_BATCH);
  memset (messages, 0, n * sizeof *messages);
  for (i = 0; i < (int) n; i++)
    {
      parts[i].iov_base = datagrams[i].buffer;
      parts[i].iov_len = datagrams[i].size;
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      messages[i].msg_hdr.msg_name = &datagrams[i].source;
      messages[i].msg_hdr.msg_namelen = sizeof datagrams[i].source;
    }
  n_received = recvmmsg (port->fd, messages, n, 0, NULL);
  for (i = 0; i < n_received; i++)
    datagrams[i].length = messages[i].msg_len;
  return MAX (n_received, 0);
}

static void
native_udp_watch (SipgoDatagramPort *port, SipgoEnvironment *environment, SipgoPortReadyFunc ready, gpointer user_data)
{
  NativeUdp *self = (NativeUdp *) port;

  g_assert (!self->source);
  self->source = sipgo_native_source_new (environment, port->fd, G_IO_IN | G_IO_ERR, "sipgo udp", ready, user_data);
  sipgo_native_source_set_waiting (self->source, &port->n_waiting);
}

static const SipgoDatagramPortClass native_udp_class = {
  .receive = native_udp_receive,
  .take_error = native_udp_take_error,
  .send = native_udp_send,
  .watch = native_udp_watch,
  .free = native_udp_free,
};

/* Errors are ignored: without these options the socket still works. */
static void
set_options (int fd, gboolean is_ipv6, const SipgoPortOptions *options)
{
  int size = options->receive_buffer;
  int on = 1;
  int no_discovery = IP_PMTUDISC_DONT;

  if (size > 0 && setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) < 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (options->reports_errors)
    setsockopt (fd, is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, is_ipv6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on);
  if (options->fragments)
    setsockopt (fd, is_ipv6 ? IPPROTO_IPV6 : IPPROTO_IP, is_ipv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER, &no_discovery,
                sizeof no_discovery);
}

SipgoDatagramPort *
sipgo_native_udp_new (const SipgoAddress *address, const SipgoPortOptions *options, GError **error)
{
  NativeUdp *self;
  SipgoAddress bound = { 0 };
  int fd = sipgo_native_socket (address, SOCK_DGRAM, error);

  if (fd < 0)
    return NULL;
  set_options (fd, sipgo_address_is_ipv6 (address), options);
  if (!sipgo_native_bind_socket (fd, SOCK_DGRAM, address, &bound, error))
    {
      close (fd);
      return NULL;
    }
  self = g_new0 (NativeUdp, 1);
  self->parent.klass = &native_udp_class;
  self->parent.local = bound;
  self->parent.fd = fd;
  return &self->parent;
}

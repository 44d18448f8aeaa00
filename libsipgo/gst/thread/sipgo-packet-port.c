/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-packet-port-private.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-descriptors-private.h"
#include "libsipgo/base/sipgo-error.h"

#define FIRST_MEMORY_PORT 10000
#define MAX_QUEUED        256

struct _SipgoPacketHub
{
  GPtrArray *ports;            /* borrowed */
  guint next_number;
  guint64 now;                 /* ticks */
  SipgoPacketHubFilter filter;
  gpointer filter_data;
};

struct _SipgoPacketPort
{
  int fds[SIPGO_PACKET_N_CHANNELS];
  guint16 number;
  SipgoPacketHub *hub;
  GQueue arrived[SIPGO_PACKET_N_CHANNELS];   /* of Packet, memory only */
};

typedef struct
{
  GBytes *bytes;
  guint64 due;
  SipgoPacketAddress from;
} Packet;

/* --- addresses --------------------------------------------------------------------------------------------------- */

gboolean
sipgo_packet_address_parse (SipgoPacketAddress *self, const char *text, guint16 port)
{
  memset (self, 0, sizeof *self);
  if (inet_pton (AF_INET, text, &self->v4.sin_addr) == 1)
    {
      self->v4.sin_family = AF_INET;
      self->v4.sin_port = htons (port);
      return TRUE;
    }
  if (inet_pton (AF_INET6, text, &self->v6.sin6_addr) == 1)
    {
      self->v6.sin6_family = AF_INET6;
      self->v6.sin6_port = htons (port);
      return TRUE;
    }
  return FALSE;
}

gboolean
sipgo_packet_address_same_host (const SipgoPacketAddress *a, const SipgoPacketAddress *b)
{
  if (a->any.sa_family != b->any.sa_family)
    return FALSE;
  if (a->any.sa_family == AF_INET6)
    return memcmp (&a->v6.sin6_addr, &b->v6.sin6_addr, sizeof a->v6.sin6_addr) == 0;
  return a->v4.sin_addr.s_addr == b->v4.sin_addr.s_addr;
}

static in_port_t
raw_port (const SipgoPacketAddress *self)
{
  return self->any.sa_family == AF_INET6 ? self->v6.sin6_port : self->v4.sin_port;
}

gboolean
sipgo_packet_address_equal (const SipgoPacketAddress *a, const SipgoPacketAddress *b)
{
  return sipgo_packet_address_same_host (a, b) && raw_port (a) == raw_port (b);
}

static socklen_t
address_size (const SipgoPacketAddress *self)
{
  return self->any.sa_family == AF_INET6 ? sizeof self->v6 : sizeof self->v4;
}

/* --- the network in memory --------------------------------------------------------------------------------------- */

SipgoPacketHub *
sipgo_packet_hub_new (void)
{
  SipgoPacketHub *self = g_new0 (SipgoPacketHub, 1);

  self->ports = g_ptr_array_new ();
  self->next_number = FIRST_MEMORY_PORT;
  return self;
}

void
sipgo_packet_hub_free (SipgoPacketHub *self)
{
  g_ptr_array_unref (self->ports);
  g_free (self);
}

void
sipgo_packet_hub_advance (SipgoPacketHub *self)
{
  self->now++;
}

void
sipgo_packet_hub_set_filter (SipgoPacketHub *self, SipgoPacketHubFilter filter, gpointer user_data)
{
  self->filter = filter;
  self->filter_data = user_data;
}

static void
packet_free (gpointer data)
{
  Packet *packet = data;

  g_bytes_unref (packet->bytes);
  g_free (packet);
}

/* Behind those that are due at the same time. */
static int
compare_due (gconstpointer queued, gconstpointer packet, gpointer user_data)
{
  return ((const Packet *) queued)->due > ((const Packet *) packet)->due ? 1 : -1;
}

static void
deliver (SipgoPacketPort *port, SipgoPacketChannel channel, const guint8 *data, gsize size, int delay, guint16 from)
{
  Packet *packet;

  if (port->arrived[channel].length >= MAX_QUEUED)
    return;
  packet = g_new0 (Packet, 1);
  packet->bytes = g_bytes_new (data, size);
  packet->due = port->hub->now + (guint) delay;
  sipgo_packet_address_parse (&packet->from, "127.0.0.1", from);
  g_queue_insert_sorted (&port->arrived[channel], packet, compare_due, NULL);
}

static void
send_memory (SipgoPacketPort *self, SipgoPacketChannel channel, const guint8 *data, gsize size,
             const SipgoPacketAddress *to)
{
  SipgoPacketHub *hub = self->hub;
  guint number = ntohs (raw_port (to));
  int delay = hub->filter ? hub->filter (data, size, hub->filter_data) : 0;
  guint i;

  for (i = 0; i < hub->ports->len && delay >= 0; i++)
    {
      SipgoPacketPort *port = g_ptr_array_index (hub->ports, i);

      if (number == port->number || number == port->number + 1u)
        deliver (port, number - port->number, data, size, delay, self->number + channel);
    }
}

static gssize
receive_memory (SipgoPacketPort *self, SipgoPacketChannel channel, guint8 *data, gsize size, SipgoPacketAddress *from)
{
  Packet *packet = g_queue_peek_head (&self->arrived[channel]);

  if (!packet || packet->due > self->hub->now)
    return -1;
  size = MIN (size, g_bytes_get_size (packet->bytes));
  memcpy (data, g_bytes_get_data (packet->bytes, NULL), size);
  *from = packet->from;
  packet_free (g_queue_pop_head (&self->arrived[channel]));
  return (gssize) size;
}

/* --- ports ------------------------------------------------------------------------------------------------------- */

static SipgoPacketPort *
packet_port_alloc (void)
{
  SipgoPacketPort *self = g_new0 (SipgoPacketPort, 1);

  self->fds[SIPGO_PACKET_RTP] = self->fds[SIPGO_PACKET_RTCP] = -1;
  return self;
}

static int
bind_udp (const SipgoPacketAddress *address)
{
  int fd = socket (address->any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int only = 1;

  if (fd < 0)
    return -1;
  if (address->any.sa_family == AF_INET6)
    setsockopt (fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
  if (bind (fd, &address->any, address_size (address)) == 0)
    return fd;
  only = errno;
  close (fd);
  errno = only;
  return -1;
}

static void
close_fds (SipgoPacketPort *self)
{
  guint channel;

  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    {
      if (self->fds[channel] >= 0)
        close (self->fds[channel]);
      self->fds[channel] = -1;
    }
}

static gboolean
bind_pair (SipgoPacketPort *self, const char *text, guint16 number)
{
  guint channel;

  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    {
      SipgoPacketAddress address;

      sipgo_packet_address_parse (&address, text, number + channel);
      self->fds[channel] = bind_udp (&address);
      if (self->fds[channel] < 0)
        {
          int reason = errno;

          close_fds (self);
          errno = reason;
          return FALSE;
        }
    }
  self->number = number;
  return TRUE;
}

/* The address that the peer is told may be a router's: then the sockets listen on all of this machine's. */
static const char *
bindable_address (const char *local_address)
{
  SipgoPacketAddress address;
  int fd;

  if (!sipgo_packet_address_parse (&address, local_address, 0))
    return "0.0.0.0";
  fd = bind_udp (&address);
  if (fd < 0 && sipgo_is_lack_of_resources (errno))
    return local_address;
  if (fd < 0)
    return address.any.sa_family == AF_INET6 ? "::" : "0.0.0.0";
  close (fd);
  return local_address;
}

/* All taken, or no descriptors: what may be otherwise in a moment is no fault of the description that asked for it. */
static void
set_port_error (GError **error, const char *address, guint port_min, guint port_max, int code)
{
  g_autofree char *what = g_strdup_printf ("No pair of ports for media on %s from %u to %u", address, port_min,
                                           port_max);

  if (code == EADDRINUSE || sipgo_is_lack_of_resources (code))
    sipgo_set_descriptor_error (error, code, what);
  else
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "%s: %s", what, g_strerror (code));
}

/* An even port and the one above it (RFC 3550, 11), from a random place on. */
SipgoPacketPort *
sipgo_packet_port_new_udp (const char *local_address, guint port_min, guint port_max, GError **error)
{
  g_autoptr (SipgoPacketPort) self = packet_port_alloc ();
  const char *address = bindable_address (local_address);
  guint first = (port_min + 1) & ~1u;
  guint n = port_max > first ? (port_max - first + 1) / 2 : 0;
  guint start = n > 0 ? (guint) g_random_int_range (0, (gint32) n) : 0;
  guint i;

  errno = EADDRINUSE;
  for (i = 0; i < n; i++)
    {
      if (bind_pair (self, address, first + 2 * ((start + i) % n)))
        return g_steal_pointer (&self);
      if (errno != EADDRINUSE && errno != EACCES)
        break;
    }
  set_port_error (error, address, port_min, port_max, errno);
  return NULL;
}

SipgoPacketPort *
sipgo_packet_port_new_memory (SipgoPacketHub *hub)
{
  SipgoPacketPort *self = packet_port_alloc ();

  self->hub = hub;
  self->number = hub->next_number;
  hub->next_number += 2;
  g_ptr_array_add (hub->ports, self);
  return self;
}

void
sipgo_packet_port_free (SipgoPacketPort *self)
{
  guint channel;

  close_fds (self);
  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    g_queue_clear_full (&self->arrived[channel], packet_free);
  if (self->hub)
    g_ptr_array_remove (self->hub->ports, self);
  g_free (self);
}

guint16
sipgo_packet_port_get_number (SipgoPacketPort *self)
{
  return self->number;
}

const int *
sipgo_packet_port_get_fds (SipgoPacketPort *self)
{
  return self->fds;
}

gssize
sipgo_packet_port_receive (SipgoPacketPort *self, SipgoPacketChannel channel, guint8 *data, gsize size,
                           SipgoPacketAddress *from)
{
  socklen_t length = sizeof *from;

  if (self->hub)
    return receive_memory (self, channel, data, size, from);
  return recvfrom (self->fds[channel], data, size, 0, &from->any, &length);
}

/* What cannot be sent is lost, as on the way. */
void
sipgo_packet_port_send (SipgoPacketPort *self, SipgoPacketChannel channel, const guint8 *data, gsize size,
                        const SipgoPacketAddress *to)
{
  if (!sipgo_packet_address_is_set (to))
    return;
  if (self->hub)
    send_memory (self, channel, data, size, to);
  else
    (void) !sendto (self->fds[channel], data, size, MSG_NOSIGNAL, &to->any, address_size (to));
}

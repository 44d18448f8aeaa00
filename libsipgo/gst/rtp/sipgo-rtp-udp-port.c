/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtp-udp-port-private.h"

#include <errno.h>

#include "libsipgo/base/sipgo-descriptors-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-native-udp-private.h"

typedef struct
{
  SipgoRtpPort parent;
  SipgoDatagramPort *ports[SIPGO_PACKET_N_CHANNELS];
} UdpPort;

static void
udp_port_watch (SipgoRtpPort *port, SipgoMediaThread *thread, gpointer client)
{
  UdpPort *self = (UdpPort *) port;
  guint channel;

  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    sipgo_media_thread_watch (thread, client, self->ports[channel]->fd, channel);
}

static gssize
udp_port_receive (SipgoRtpPort *port, guint channel, guint8 *data, gsize size, SipgoAddress *from)
{
  SipgoDatagram datagram = { .buffer = data, .size = size };

  if (sipgo_datagram_port_receive (((UdpPort *) port)->ports[channel], &datagram, 1) == 0)
    return -1;
  *from = datagram.source;
  return (gssize) datagram.length;
}

static void
udp_port_send (SipgoRtpPort *port, SipgoPacketChannel channel, const guint8 *data, gsize size, const SipgoAddress *to)
{
  if (sipgo_address_is_set (to))
    sipgo_datagram_port_send (((UdpPort *) port)->ports[channel], to, data, size, NULL);
}

static void
udp_port_free (SipgoRtpPort *port)
{
  UdpPort *self = (UdpPort *) port;
  guint channel;

  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    g_clear_pointer (&self->ports[channel], sipgo_datagram_port_free);
  g_free (self);
}

static const SipgoRtpPortClass udp_port_class = { udp_port_watch, udp_port_receive, udp_port_send, udp_port_free };

/* --- making ------------------------------------------------------------------------------------------------------- */

static SipgoDatagramPort *
open_port (SipgoNet *net, const SipgoAddress *address, GError **error)
{
  static const SipgoPortOptions options = { 0 };

  return net ? sipgo_net_open_port (net, address, &options, error) : sipgo_native_udp_new (address, &options, error);
}

static gboolean
open_pair (UdpPort *self, SipgoNet *net, const SipgoAddress *address, guint number, GError **error)
{
  guint channel;

  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    {
      SipgoAddress local = *address;

      sipgo_address_set_port (&local, number + channel);
      self->ports[channel] = open_port (net, &local, error);
      if (!self->ports[channel])
        {
          g_clear_pointer (&self->ports[SIPGO_PACKET_RTP], sipgo_datagram_port_free);
          return FALSE;
        }
      self->parent.local[channel] = self->ports[channel]->local;
    }
  return TRUE;
}

/* The address in our description may be the public one of a NAT, which cannot be bound: then all local addresses are
 * bound. */
static void
find_bindable (SipgoNet *net, const char *text, SipgoAddress *address)
{
  g_autoptr (GError) error = NULL;
  SipgoDatagramPort *port;

  if (!sipgo_address_parse (address, text, 0))
    {
      sipgo_address_parse (address, "0.0.0.0", 0);
      return;
    }
  port = open_port (net, address, &error);
  if (port)
    sipgo_datagram_port_free (port);
  else if (!g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_RESOURCES))
    sipgo_address_parse (address, sipgo_address_is_ipv6 (address) ? "::" : "0.0.0.0", 0);
}

static guint
draw_start (const SipgoRtpPortRange *range, guint n)
{
  if (n == 0)
    return 0;
  return range->random ? (guint) sipgo_random_below (range->random, n) : (guint) g_random_int_range (0, (gint32) n);
}

/* All pairs are in use. The error is one of a resource, so that the call is refused as one that may succeed later. */
static void
set_range_error (GError **error, const SipgoRtpPortRange *range, const SipgoAddress *address)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  g_autofree char *what = g_strdup_printf ("No pair of ports for media on %s from %u to %u",
                                           sipgo_address_format_host (address, text), range->port_min, range->port_max);

  sipgo_set_descriptor_error (error, EADDRINUSE, what);
}

/* The port is in use, or reserved for the system. */
static gboolean
is_occupied (const GError *error)
{
  return g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE) ||
         g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
}

SipgoRtpPort *
sipgo_rtp_udp_port_new (const SipgoRtpPortRange *range, const char *local_address, GError **error)
{
  guint first = (range->port_min + 1) & ~1u;
  guint n = range->port_max > first ? (range->port_max - first + 1) / 2 : 0;
  guint start = draw_start (range, n);
  UdpPort *self = g_new0 (UdpPort, 1);
  SipgoAddress address;
  guint i;

  self->parent.klass = &udp_port_class;
  find_bindable (range->net, local_address, &address);
  for (i = 0; i < n; i++)
    {
      g_autoptr (GError) reason = NULL;

      if (open_pair (self, range->net, &address, first + 2 * ((start + i) % n), &reason))
        return &self->parent;
      if (is_occupied (reason))
        continue;
      g_propagate_error (error, g_steal_pointer (&reason));
      g_prefix_error (error, "No ports for media can be opened: ");
      g_free (self);
      return NULL;
    }
  set_range_error (error, range, &address);
  g_free (self);
  return NULL;
}

SipgoStunProbe *
sipgo_rtp_udp_port_ask (SipgoRtpPort *port, SipgoEnvironment *environment, const SipgoAddress *server,
                        SipgoStunProbeFunc func, gpointer user_data)
{
  return sipgo_stun_probe_new (environment, ((UdpPort *) port)->ports, SIPGO_PACKET_N_CHANNELS, server, func,
                               user_data);
}

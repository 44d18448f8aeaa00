/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-network-links-private.h"

#include "libsipgo/base/sipgo-error.h"

#define FIRST_EPHEMERAL_PORT 49152

struct _SipgoNetwork
{
  gint ref_count;
  SipgoEnvironment *environment;
  SipgoFaults faults;
  GHashTable *names;             /* name in lower case → GArray of SipgoAddress */
  GHashTable *ports;             /* address → NetworkPort, borrowed both */
  GQueue packets;                /* Packet, under way */
  SipgoNetworkStreams *streams;
  SipgoNetworkTap tap;
  gpointer tap_data;
  guint n_hosts;
  guint next_port;
};

typedef struct
{
  SipgoDatagramPort parent;
  SipgoNetwork *network;
} NetworkPort;

typedef struct
{
  SipgoTimer timer;
  SipgoNetwork *network;
  GList link;
  SipgoAddress from, to;
  GBytes *bytes;
} Packet;

SipgoNetwork *
sipgo_network_new (SipgoEnvironment *environment)
{
  SipgoNetwork *self = g_new0 (SipgoNetwork, 1);

  self->ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->ports = g_hash_table_new ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal);
  g_queue_init (&self->packets);
  self->streams = sipgo_network_streams_new ();
  self->next_port = FIRST_EPHEMERAL_PORT;
  return self;
}

SipgoNetwork *
sipgo_network_ref (SipgoNetwork *self)
{
  self->ref_count++;
  return self;
}

static void
packet_free (Packet *packet)
{
  sipgo_environment_cancel_timer (packet->network->environment, &packet->timer);
  g_queue_unlink (&packet->network->packets, &packet->link);
  g_bytes_unref (packet->bytes);
  g_free (packet);
}

void
sipgo_network_unref (SipgoNetwork *self)
{
  if (--self->ref_count > 0)
    return;
  while (self->packets.head)
    packet_free (self->packets.head->data);
  sipgo_network_streams_free (self->streams);
  g_hash_table_unref (self->ports);
  g_hash_table_unref (self->names);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
sipgo_network_set_faults (SipgoNetwork *self, const SipgoFaults *faults)
{
  self->faults = *faults;
}

void
sipgo_network_add_name (SipgoNetwork *self, const char *host_name, const char *address)
{
  g_autofree char *name = g_ascii_strdown (host_name, -1);
  GArray *addresses = g_hash_table_lookup (self->names, name);
  SipgoAddress value;

  if (!sipgo_address_parse (&value, address, 0))
    g_return_if_reached ();
  if (!addresses)
    {
      addresses = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));
      g_hash_table_insert (self->names, g_steal_pointer (&name), addresses);
    }
  g_array_append_val (addresses, value);
}

GArray *
sipgo_network_lookup (SipgoNetwork *self, const char *host_name)
{
  g_autofree char *name = g_ascii_strdown (host_name, -1);

  return g_hash_table_lookup (self->names, name);
}

void
sipgo_network_cut (SipgoNetwork *self)
{
  sipgo_network_streams_cut (self->streams);
}

void
sipgo_network_set_tap (SipgoNetwork *self, SipgoNetworkTap tap, gpointer user_data)
{
  self->tap = tap;
  self->tap_data = user_data;
}

guint
sipgo_network_add_host (SipgoNetwork *self)
{
  return ++self->n_hosts;
}

SipgoEnvironment *
sipgo_network_get_environment (SipgoNetwork *self)
{
  return self->environment;
}

SipgoNetworkStreams *
sipgo_network_get_streams (SipgoNetwork *self)
{
  return self->streams;
}

void
sipgo_network_show (SipgoNetwork *self, const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes)
{
  if (self->tap)
    self->tap (from, to, bytes, self->tap_data);
}

static gboolean
draw (SipgoNetwork *self, double probability)
{
  return probability > 0 && sipgo_random_unit (sipgo_environment_get_random (self->environment)) < probability;
}

gint64
sipgo_network_draw_delay (SipgoNetwork *self)
{
  gint64 delay = self->faults.delay_us;

  if (self->faults.jitter_us > 0)
    delay += (gint64) (sipgo_random_unit (sipgo_environment_get_random (self->environment)) * self->faults.jitter_us);
  return delay;
}

gboolean
sipgo_network_take_address (SipgoNetwork *self, guint host, const SipgoAddress *wanted, GHashTable *table,
                            SipgoAddress *address)
{
  g_autofree char *text = NULL;

  *address = *wanted;
  if (sipgo_address_is_any (wanted))
    {
      text = sipgo_address_is_ipv6 (wanted) ? g_strdup_printf ("fd00::%x", host)
                                            : g_strdup_printf ("10.0.%u.%u", host >> 8 & 255, host & 255);
      sipgo_address_parse (address, text, sipgo_address_get_port (wanted));
    }
  if (sipgo_address_get_port (wanted) > 0)
    return !g_hash_table_contains (table, address);
  do
    {
      sipgo_address_set_port (address, self->next_port);
      self->next_port = self->next_port == G_MAXUINT16 ? FIRST_EPHEMERAL_PORT : self->next_port + 1;
    }
  while (g_hash_table_contains (table, address));
  return TRUE;
}

static void
packet_arrived (gpointer user_data)
{
  Packet *packet = user_data;
  SipgoAddress from = packet->from;
  g_autoptr (GBytes) bytes = g_bytes_ref (packet->bytes);
  NetworkPort *port = g_hash_table_lookup (packet->network->ports, &packet->to);

  packet_free (packet);
  if (port)
    port->parent.funcs->received (&from, bytes, port->parent.user_data);
}

static GBytes *
corrupt (SipgoNetwork *self, GBytes *bytes)
{
  SipgoRandom *random = sipgo_environment_get_random (self->environment);
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);
  guint8 *copy;

  if (length == 0)
    return g_bytes_ref (bytes);
  copy = g_memdup2 (data, length);
  copy[sipgo_random_below (random, length)] ^= 1 + sipgo_random_below (random, 255);
  return g_bytes_new_take (copy, length);
}

static void
carry (SipgoNetwork *self, const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes)
{
  Packet *packet = g_new0 (Packet, 1);

  packet->network = self;
  packet->from = *from;
  packet->to = *to;
  packet->bytes = draw (self, self->faults.corruption) ? corrupt (self, bytes) : g_bytes_ref (bytes);
  packet->link.data = packet;
  g_queue_push_tail_link (&self->packets, &packet->link);
  sipgo_environment_set_timer (self->environment, &packet->timer, sipgo_network_draw_delay (self),
                               packet_arrived, packet);
}

static gboolean
network_port_send (SipgoDatagramPort *port, const SipgoAddress *remote, GBytes *bytes, GError **error)
{
  SipgoNetwork *self = ((NetworkPort *) port)->network;

  sipgo_network_show (self, &port->local, remote, bytes);
  if (draw (self, self->faults.loss))
    return TRUE;
  if (draw (self, self->faults.duplication))
    carry (self, &port->local, remote, bytes);
  carry (self, &port->local, remote, bytes);
  return TRUE;
}

static void
network_port_free (SipgoDatagramPort *port)
{
  g_autoptr (SipgoNetwork) network = ((NetworkPort *) port)->network;

  g_hash_table_remove (network->ports, &port->local);
  g_free (port);
}

static const SipgoDatagramClass network_port_class = { .send = network_port_send, .free = network_port_free };

SipgoDatagramPort *
sipgo_network_bind (SipgoNetwork *self, guint host, const SipgoAddress *address, GError **error)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoAddress bound;
  NetworkPort *port;

  if (!sipgo_network_take_address (self, host, address, self->ports, &bound))
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE, "Another agent of the network listens on udp:%s",
                   sipgo_address_format (&bound, text));
      return NULL;
    }
  port = g_new0 (NetworkPort, 1);
  port->parent.klass = &network_port_class;
  port->parent.local = bound;
  port->network = sipgo_network_ref (self);
  g_hash_table_insert (self->ports, &port->parent.local, port);
  return &port->parent;
}

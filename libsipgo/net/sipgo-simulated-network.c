/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-simulated-network-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-simulated-nat-private.h"

#define FIRST_EPHEMERAL_PORT 49152
/* Datagrams that wait at a port; further ones are dropped. */
#define MAX_WAITING 256

struct _SipgoSimulatedNetwork
{
  gint ref_count;
  SipgoEnvironment *environment;
  SipgoFaults faults;
  SipgoSimulatedDns *dns;
  GHashTable *ports;             /* address → NetworkPort, neither owned */
  GHashTable *listeners;         /* address → NetworkListener, neither owned */
  GQueue packets;                /* Packet, not arrived yet */
  GQueue streams;                /* NetworkStream */
  GPtrArray *nats;               /* SipgoSimulatedNat */
  GArray *silent;                /* SipgoAddress: nothing answers there */
  SipgoSimulatedNetworkTap tap;
  gpointer tap_data;
  GPtrArray *hosts;              /* NetworkHost by number - 1; NULL once it is freed */
  guint next_port;
};

/* 0.0.0.0 and [::] stand for the addresses of the host. */
typedef struct
{
  SipgoNet parent;
  SipgoSimulatedNetwork *network;
  guint number;
  SipgoAddress addresses[2];     /* IPv4, IPv6 */
  GArray *former;                /* SipgoAddress that it had before */
  GArray *others;                /* SipgoAddress of further interfaces */
  gboolean is_down;              /* its link */
  GPtrArray *certificate_names;  /* besides its addresses */
} NetworkHost;

typedef struct
{
  SipgoDatagramPort parent;
  SipgoSimulatedNetwork *network;
  guint host;                    /* its number */
  gboolean is_any;               /* bound to 0.0.0.0: its address is the present one of the host */
  GQueue arrived;                /* Packet */
  SipgoPortReadyFunc ready;      /* NULL: not watched */
  gpointer user_data;
} NetworkPort;

typedef struct
{
  SipgoTimer timer;
  SipgoSimulatedNetwork *network;
  GList link;                    /* in the network's packets, then in arrived of the port */
  SipgoAddress from, to;
  GBytes *bytes;
} Packet;

typedef struct
{
  SipgoStreamListener parent;
  SipgoSimulatedNetwork *network;
  guint host;                    /* its number */
  GPtrArray *certificate_names;  /* NULL: plain TCP */
  const SipgoTlsPolicy *policy;
} NetworkListener;

typedef struct _NetworkStream NetworkStream;

/* One end of a connection. */
struct _NetworkStream
{
  SipgoStream parent;
  SipgoSimulatedNetwork *network;
  GList link;                 /* in the network's streams */
  NetworkStream *peer;        /* the other end; NULL before it is made and after it is freed */
  gboolean is_forgotten;      /* the NAT between the ends has forgotten the connection */
  GQueue events;              /* Event, not arrived at this end yet */
  gint64 last_arrival;
  GPtrArray *own_names;       /* of the certificate of the connecting end, with TLS; not of the other end */
  gboolean accept_any;
  char *server_name;          /* that the listener's certificate has to prove; NULL at the other end, and for TCP */
};

typedef enum {
  EVENT_OPEN,          /* the SYN reaches the listener; queued at the connecting end */
  EVENT_CONNECTED,
  EVENT_DATA,
  EVENT_END,
  EVENT_CUT,
} EventKind;

typedef struct
{
  SipgoTimer timer;
  EventKind kind;
  NetworkStream *stream;
  GList link;
  GBytes *bytes;
} Event;

static void event_arrived (gpointer user_data);

/* --- the network -------------------------------------------------------------------------------------------------- */

SipgoSimulatedNetwork *
sipgo_simulated_network_new (SipgoEnvironment *environment)
{
  SipgoSimulatedNetwork *self = g_new0 (SipgoSimulatedNetwork, 1);

  self->ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->dns = sipgo_simulated_dns_new (environment);
  self->ports = g_hash_table_new ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal);
  self->listeners = g_hash_table_new ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal);
  g_queue_init (&self->packets);
  g_queue_init (&self->streams);
  self->nats = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_simulated_nat_free);
  self->silent = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));
  self->hosts = g_ptr_array_new ();
  self->next_port = FIRST_EPHEMERAL_PORT;
  return self;
}

SipgoSimulatedNetwork *
sipgo_simulated_network_ref (SipgoSimulatedNetwork *self)
{
  self->ref_count++;
  return self;
}

static void
packet_free (gpointer data)
{
  Packet *packet = data;

  sipgo_environment_cancel_timer (packet->network->environment, &packet->timer);
  g_bytes_unref (packet->bytes);
  g_free (packet);
}

static void
drop_packets (GQueue *queue)
{
  GList *link;

  while ((link = g_queue_pop_head_link (queue)))
    packet_free (link->data);
}

void
sipgo_simulated_network_unref (SipgoSimulatedNetwork *self)
{
  if (--self->ref_count > 0)
    return;
  drop_packets (&self->packets);
  g_ptr_array_unref (self->nats);
  g_array_unref (self->silent);
  g_ptr_array_unref (self->hosts);
  g_hash_table_unref (self->listeners);
  g_hash_table_unref (self->ports);
  sipgo_simulated_dns_free (self->dns);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
sipgo_simulated_network_set_faults (SipgoSimulatedNetwork *self, const SipgoFaults *faults)
{
  self->faults = *faults;
}

SipgoSimulatedDns *
sipgo_simulated_network_get_dns (SipgoSimulatedNetwork *self)
{
  return self->dns;
}

void
sipgo_simulated_network_add_name (SipgoSimulatedNetwork *self, const char *host_name, const char *address)
{
  sipgo_simulated_dns_add_address (self->dns, host_name, address);
}

void
sipgo_simulated_network_add_service (SipgoSimulatedNetwork *self, const char *service_name, const char *host_name,
                                     guint port, guint priority)
{
  sipgo_simulated_dns_add_srv (self->dns, service_name, priority, 0, port, host_name);
}

void
sipgo_simulated_network_set_tap (SipgoSimulatedNetwork *self, SipgoSimulatedNetworkTap tap, gpointer user_data)
{
  self->tap = tap;
  self->tap_data = user_data;
}

static void
show (SipgoSimulatedNetwork *self, const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes)
{
  if (self->tap)
    self->tap (from, to, bytes, self->tap_data);
}

static gboolean
draw (SipgoSimulatedNetwork *self, double probability)
{
  return probability > 0 && sipgo_random_unit (sipgo_environment_get_random (self->environment)) < probability;
}

static gint64
draw_delay (SipgoSimulatedNetwork *self)
{
  gint64 delay = self->faults.delay_us;

  if (self->faults.jitter_us > 0)
    delay += (gint64) (sipgo_random_unit (sipgo_environment_get_random (self->environment)) * self->faults.jitter_us);
  return delay;
}

/* --- hosts -------------------------------------------------------------------------------------------------------- */

static void
get_host_address (NetworkHost *self, gboolean is_ipv6, SipgoAddress *address)
{
  *address = self->addresses[is_ipv6 ? 1 : 0];
}

static NetworkHost *
find_host (SipgoSimulatedNetwork *self, guint number)
{
  return self->hosts->pdata[number - 1];
}

static gboolean
has_left (NetworkHost *self, const SipgoAddress *address)
{
  guint i;

  if (sipgo_address_equal_host (address, &self->addresses[sipgo_address_is_ipv6 (address)]))
    return FALSE;
  for (i = 0; i < self->former->len; i++)
    {
      if (sipgo_address_equal_host (address, &g_array_index (self->former, SipgoAddress, i)))
        return TRUE;
    }
  return FALSE;
}

/* FALSE: the link of the host is down, or the address was the host's and is not any more. */
static gboolean
is_reachable (SipgoSimulatedNetwork *self, guint number, const SipgoAddress *address)
{
  NetworkHost *host = find_host (self, number);

  return !host || (!host->is_down && !has_left (host, address));
}

/* Replaces 0.0.0.0 by the host's address and port 0 by a free port. FALSE if the address is in the table already. */
static gboolean
take_address (NetworkHost *self, const SipgoAddress *wanted, GHashTable *table, SipgoAddress *address)
{
  SipgoSimulatedNetwork *network = self->network;
  guint port = sipgo_address_get_port (wanted);

  *address = *wanted;
  if (sipgo_address_is_any (wanted))
    {
      get_host_address (self, sipgo_address_is_ipv6 (wanted), address);
      sipgo_address_set_port (address, port);
    }
  if (port > 0)
    return !g_hash_table_contains (table, address);
  do
    {
      sipgo_address_set_port (address, network->next_port);
      network->next_port = network->next_port == G_MAXUINT16 ? FIRST_EPHEMERAL_PORT : network->next_port + 1;
    }
  while (g_hash_table_contains (table, address));
  return TRUE;
}

static void
set_error (GError **error, const SipgoAddress *remote, const char *what)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s cannot be reached: %s",
               sipgo_address_format (remote, text), what);
}

static void
set_taken_error (GError **error, const char *protocol, const SipgoAddress *address)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_ADDRESS_IN_USE,
               "Another agent of the network listens on %s:%s: listen on another port",
               protocol, sipgo_address_format (address, text));
}

static void
host_find_local (SipgoNet *net, const SipgoAddress *remote, SipgoAddress *local)
{
  NetworkHost *self = (NetworkHost *) net;
  gboolean is_ipv6 = remote && sipgo_address_is_ipv6 (remote);

  if (self->is_down)
    sipgo_address_parse (local, is_ipv6 ? "::1" : "127.0.0.1", 0);
  else
    get_host_address (self, is_ipv6, local);
}

static void
host_look_up (SipgoNet *net, SipgoDnsQuery *query)
{
  sipgo_simulated_dns_look_up (((NetworkHost *) net)->network->dns, query);
}

/* --- datagrams ---------------------------------------------------------------------------------------------------- */

/* Between hosts behind the same NAT nothing is changed. */
static SipgoSimulatedNat *
find_nat_of (SipgoSimulatedNetwork *self, const SipgoAddress *from, const SipgoAddress *to)
{
  guint i;

  for (i = 0; i < self->nats->len; i++)
    {
      if (sipgo_simulated_nat_is_inside (self->nats->pdata[i], from)
          && !sipgo_simulated_nat_is_inside (self->nats->pdata[i], to))
        return self->nats->pdata[i];
    }
  return NULL;
}

/* Replaces the public address of a NAT by the address behind it. FALSE: the NAT does not let the datagram in. */
static gboolean
pass_nat (SipgoSimulatedNetwork *self, const SipgoAddress *from, SipgoAddress *to)
{
  guint i;

  for (i = 0; i < self->nats->len; i++)
    {
      SipgoSimulatedNat *nat = self->nats->pdata[i];

      if (sipgo_simulated_nat_is_public (nat, to))
        return sipgo_simulated_nat_map_in (nat, to, from, to);
      if (sipgo_simulated_nat_is_inside (nat, to) && !sipgo_simulated_nat_is_inside (nat, from))
        return FALSE;
    }
  return TRUE;
}

static void
packet_arrived (gpointer user_data)
{
  Packet *packet = user_data;
  NetworkPort *port = NULL;

  if (pass_nat (packet->network, &packet->from, &packet->to))
    port = g_hash_table_lookup (packet->network->ports, &packet->to);
  g_queue_unlink (&packet->network->packets, &packet->link);
  if (!port || !is_reachable (packet->network, port->host, &packet->to) || port->arrived.length >= MAX_WAITING)
    {
      packet_free (packet);
      return;
    }
  g_queue_push_tail_link (&port->arrived, &packet->link);
  if (port->ready)
    port->ready (G_IO_IN, port->user_data);
}

static GBytes *
corrupt (SipgoSimulatedNetwork *self, GBytes *bytes)
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
carry (SipgoSimulatedNetwork *self, const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes)
{
  Packet *packet = g_new0 (Packet, 1);
  SipgoSimulatedNat *nat = find_nat_of (self, from, to);

  packet->network = self;
  packet->from = *from;
  packet->to = *to;
  if (nat)
    sipgo_simulated_nat_map_out (nat, from, to, &packet->from);
  packet->bytes = draw (self, self->faults.corruption) ? corrupt (self, bytes) : g_bytes_ref (bytes);
  packet->link.data = packet;
  g_queue_push_tail_link (&self->packets, &packet->link);
  sipgo_environment_set_timer (self->environment, &packet->timer, draw_delay (self),
                               packet_arrived, packet);
}

static gboolean
network_port_send (SipgoDatagramPort *port, const SipgoAddress *remote, const void *data, gsize length, GError **error)
{
  SipgoSimulatedNetwork *self = ((NetworkPort *) port)->network;
  const SipgoAddress *from = &port->local;
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  if (!is_reachable (self, ((NetworkPort *) port)->host, from))
    {
      set_error (error, remote, "Network is unreachable");
      return FALSE;
    }
  show (self, from, remote, bytes);
  if (draw (self, self->faults.loss))
    return TRUE;
  if (draw (self, self->faults.duplication))
    carry (self, from, remote, bytes);
  carry (self, from, remote, bytes);
  return TRUE;
}

static guint
network_port_receive (SipgoDatagramPort *port, SipgoDatagram *datagrams, guint n)
{
  NetworkPort *self = (NetworkPort *) port;
  GList *link;
  guint i;

  for (i = 0; i < n && (link = g_queue_pop_head_link (&self->arrived)); i++)
    {
      Packet *packet = link->data;
      gsize length;
      const void *data = g_bytes_get_data (packet->bytes, &length);

      datagrams[i].source = packet->from;
      datagrams[i].length = MIN (length, datagrams[i].size);
      /* An empty datagram has no bytes to copy from. */
      if (datagrams[i].length > 0)
        memcpy (datagrams[i].buffer, data, datagrams[i].length);
      packet_free (packet);
    }
  return i;
}

/* The simulator has no ICMP. */
static gboolean
network_port_take_error (SipgoDatagramPort *port, SipgoAddress *remote, GError **error)
{
  return FALSE;
}

static void
network_port_watch (SipgoDatagramPort *port, SipgoEnvironment *environment, SipgoPortReadyFunc ready,
                    gpointer user_data)
{
  NetworkPort *self = (NetworkPort *) port;

  self->ready = ready;
  self->user_data = user_data;
}

static void
network_port_free (SipgoDatagramPort *port)
{
  NetworkPort *self = (NetworkPort *) port;
  g_autoptr (SipgoSimulatedNetwork) network = self->network;

  g_hash_table_remove (network->ports, &port->local);
  drop_packets (&self->arrived);
  g_free (self);
}

static const SipgoDatagramPortClass network_port_class = {
  .receive = network_port_receive,
  .take_error = network_port_take_error,
  .send = network_port_send,
  .watch = network_port_watch,
  .free = network_port_free,
};

static SipgoDatagramPort *
host_open_port (SipgoNet *net, const SipgoAddress *address, const SipgoPortOptions *options, GError **error)
{
  NetworkHost *self = (NetworkHost *) net;
  SipgoAddress bound;
  NetworkPort *port;

  if (!take_address (self, address, self->network->ports, &bound))
    {
      set_taken_error (error, "udp", &bound);
      return NULL;
    }
  port = g_new0 (NetworkPort, 1);
  port->parent.klass = &network_port_class;
  port->parent.local = bound;
  port->parent.fd = -1;
  port->network = sipgo_simulated_network_ref (self->network);
  port->host = self->number;
  port->is_any = sipgo_address_is_any (address);
  g_queue_init (&port->arrived);
  g_hash_table_insert (self->network->ports, &port->parent.local, port);
  return &port->parent;
}

/* --- connections -------------------------------------------------------------------------------------------------- */

static void
event_free (Event *event)
{
  sipgo_environment_cancel_timer (event->stream->network->environment, &event->timer);
  g_queue_unlink (&event->stream->events, &event->link);
  g_clear_pointer (&event->bytes, g_bytes_unref);
  g_free (event);
}

static void
drop_events (NetworkStream *self)
{
  while (self->events.head)
    event_free (self->events.head->data);
}

/* TCP keeps the order: an event never arrives before an earlier one. */
static void
schedule (NetworkStream *to, EventKind kind, GBytes *bytes, gint64 delay)
{
  SipgoEnvironment *environment = to->network->environment;
  gint64 now = sipgo_environment_now (environment);
  Event *event = g_new0 (Event, 1);

  event->kind = kind;
  event->stream = to;
  event->bytes = bytes;
  event->link.data = event;
  g_queue_push_tail_link (&to->events, &event->link);
  to->last_arrival = MAX (now + delay, to->last_arrival);
  sipgo_environment_set_timer (environment, &event->timer, to->last_arrival - now, event_arrived, event);
}

static gssize
network_stream_write (SipgoStream *stream, const char *data, gsize length, GError **error)
{
  NetworkStream *self = (NetworkStream *) stream;
  GBytes *bytes;

  if (stream->is_connecting)
    return 0;
  bytes = g_bytes_new (data, length);
  show (self->network, &stream->local, &stream->remote, bytes);
  if (self->is_forgotten && find_nat_of (self->network, &stream->local, &stream->remote))
    schedule (self, EVENT_CUT, NULL, draw_delay (self->network));
  if (self->peer && !self->is_forgotten)
    schedule (self->peer, EVENT_DATA, bytes, draw_delay (self->network));
  else
    g_bytes_unref (bytes);      /* the other end is closed; its EVENT_END has not arrived yet */
  return length;
}

static void
network_stream_finish (SipgoStream *stream)
{
  NetworkStream *self = (NetworkStream *) stream;

  if (self->peer && !self->is_forgotten)
    schedule (self->peer, EVENT_END, NULL, draw_delay (self->network));
}

static void
network_stream_free (SipgoStream *stream)
{
  NetworkStream *self = (NetworkStream *) stream;
  g_autoptr (SipgoSimulatedNetwork) network = self->network;

  network_stream_finish (stream);
  if (self->peer)
    self->peer->peer = NULL;
  drop_events (self);
  g_queue_unlink (&network->streams, &self->link);
  g_clear_pointer (&self->own_names, g_ptr_array_unref);
  g_strfreev (stream->peer_names);
  g_free (self->server_name);
  g_free (self);
}

static const SipgoStreamClass network_stream_class = {
  .write = network_stream_write,
  .finish = network_stream_finish,
  .free = network_stream_free,
};

static NetworkStream *
network_stream_new (SipgoSimulatedNetwork *network, const SipgoAddress *local, const SipgoAddress *remote)
{
  NetworkStream *self = g_new0 (NetworkStream, 1);

  self->parent.klass = &network_stream_class;
  self->parent.local = *local;
  self->parent.remote = *remote;
  self->network = sipgo_simulated_network_ref (network);
  g_queue_init (&self->events);
  self->link.data = self;
  g_queue_push_tail_link (&network->streams, &self->link);
  return self;
}

static gboolean
proves_name (NetworkListener *self, const char *name)
{
  SipgoAddress address;
  guint i;

  if (sipgo_address_parse (&address, name, 0) && sipgo_address_equal_host (&address, &self->parent.local))
    return TRUE;
  for (i = 0; i < self->certificate_names->len; i++)
    {
      if (g_ascii_strcasecmp (self->certificate_names->pdata[i], name) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_connect (NetworkStream *self, NetworkListener *listener, GError **error)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (!listener)
    set_error (error, &self->parent.remote, "Connection refused");
  else if (self->parent.is_secure != (listener->certificate_names != NULL))
    set_error (error, &self->parent.remote, "Only one of the two ends speaks TLS");
  else if (self->parent.is_secure && !self->accept_any && !proves_name (listener, self->server_name))
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE, "The certificate of %s is not for %s",
                 sipgo_address_format (&self->parent.remote, text), self->server_name);
  else if (self->parent.is_secure && listener->policy->clients == G_TLS_AUTHENTICATION_REQUIRED
           && self->own_names->len == 0)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_CERTIFICATE, "%s requires a client certificate",
                 sipgo_address_format (&self->parent.remote, text));
  else
    return TRUE;
  return FALSE;
}

static GStrv
dup_names (GPtrArray *names)
{
  GStrv copy = names->len > 0 ? g_new0 (char *, names->len + 1) : NULL;
  guint i;

  for (i = 0; i < names->len; i++)
    copy[i] = g_strdup (names->pdata[i]);
  return copy;
}

void
sipgo_simulated_network_silence (SipgoSimulatedNetwork *self, const char *host)
{
  SipgoAddress address;

  g_return_if_fail (sipgo_address_parse (&address, host, 0));
  g_array_append_val (self->silent, address);
}

static void
open_arrived (NetworkStream *self)
{
  NetworkListener *listener = g_hash_table_lookup (self->network->listeners, &self->parent.remote);
  SipgoSimulatedNat *nat = find_nat_of (self->network, &self->parent.local, &self->parent.remote);
  SipgoAddress source = self->parent.local;
  g_autoptr (GError) error = NULL;
  NetworkStream *peer;

  if (sipgo_address_is_listed (&self->parent.remote, self->network->silent)
      || (listener && !is_reachable (self->network, listener->host, &listener->parent.local)))
    return;
  if (!may_connect (self, listener, &error))
    {
      self->parent.funcs->closed (error, self->parent.user_data);
      return;
    }
  if (nat)
    sipgo_simulated_nat_map_stream (nat, &source);
  peer = network_stream_new (self->network, &self->parent.remote, &source);
  peer->parent.is_secure = self->parent.is_secure;
  peer->peer = self;
  self->peer = peer;
  if (peer->parent.is_secure)
    {
      peer->parent.is_connecting = TRUE;
      self->parent.peer_names = dup_names (listener->certificate_names);
      if (listener->policy->clients != G_TLS_AUTHENTICATION_NONE)
        peer->parent.peer_names = dup_names (self->own_names);
      schedule (peer, EVENT_CONNECTED, NULL, 2 * draw_delay (self->network));
    }
  schedule (self, EVENT_CONNECTED, NULL, draw_delay (self->network));
  listener->parent.accepted (&peer->parent, listener->parent.user_data);
}

static void
event_arrived (gpointer user_data)
{
  Event *event = user_data;
  EventKind kind = event->kind;
  SipgoStream *stream = &event->stream->parent;
  NetworkStream *self = event->stream;
  g_autoptr (GBytes) bytes = g_steal_pointer (&event->bytes);
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data;

  event_free (event);
  switch (kind)
    {
    case EVENT_OPEN:
      open_arrived (self);
      break;
    case EVENT_CONNECTED:
      stream->is_connecting = FALSE;
      stream->funcs->connected (stream->user_data);
      break;
    case EVENT_DATA:
      data = g_bytes_get_data (bytes, &length);
      stream->funcs->received (data, length, stream->user_data);
      break;
    case EVENT_END:
      stream->funcs->closed (NULL, stream->user_data);
      break;
    case EVENT_CUT:
      set_error (&error, &stream->remote, "Connection reset by peer");
      stream->funcs->closed (error, stream->user_data);
      break;
    default:
      g_assert_not_reached ();
    }
}

static NetworkStream *
connect_to (SipgoNet *net, const SipgoAddress *local, const SipgoAddress *remote, GError **error)
{
  NetworkHost *self = (NetworkHost *) net;
  SipgoAddress wanted, bound;
  NetworkStream *stream;

  if (self->is_down)
    {
      set_error (error, remote, "Network is unreachable");
      return NULL;
    }
  if (local)
    wanted = *local;
  else
    get_host_address (self, sipgo_address_is_ipv6 (remote), &wanted);
  sipgo_address_set_port (&wanted, 0);
  take_address (self, &wanted, self->network->listeners, &bound);
  stream = network_stream_new (self->network, &bound, remote);
  stream->parent.is_connecting = TRUE;
  schedule (stream, EVENT_OPEN, NULL, draw_delay (self->network));
  return stream;
}

static SipgoStream *
host_connect (SipgoNet *net, const SipgoAddress *local, const SipgoAddress *remote, GError **error)
{
  return (SipgoStream *) connect_to (net, local, remote, error);
}

static SipgoStream *
host_connect_tls (SipgoNet *net, const SipgoTlsOptions *options, const SipgoAddress *local,
                  const SipgoAddress *remote, GError **error)
{
  NetworkStream *stream = connect_to (net, local, remote, error);

  if (!stream)
    return NULL;
  stream->parent.is_secure = TRUE;
  stream->server_name = g_strdup (options->server_name);
  stream->accept_any = options->accept_any;
  stream->own_names = g_ptr_array_ref (((NetworkHost *) net)->certificate_names);
  return &stream->parent;
}

static void
network_listener_free (SipgoStreamListener *listener)
{
  g_autoptr (SipgoSimulatedNetwork) network = ((NetworkListener *) listener)->network;

  g_hash_table_remove (network->listeners, &listener->local);
  g_clear_pointer (&((NetworkListener *) listener)->certificate_names, g_ptr_array_unref);
  g_free (listener);
}

static NetworkListener *
listen_on (SipgoNet *net, const SipgoAddress *address, GError **error)
{
  NetworkHost *self = (NetworkHost *) net;
  NetworkListener *listener;
  SipgoAddress bound;

  if (!take_address (self, address, self->network->listeners, &bound))
    {
      set_taken_error (error, "tcp", &bound);
      return NULL;
    }
  listener = g_new0 (NetworkListener, 1);
  listener->parent.free = network_listener_free;
  listener->parent.local = bound;
  listener->network = sipgo_simulated_network_ref (self->network);
  listener->host = self->number;
  g_hash_table_insert (self->network->listeners, &listener->parent.local, listener);
  return listener;
}

static SipgoStreamListener *
host_listen (SipgoNet *net, const SipgoAddress *address, GError **error)
{
  return (SipgoStreamListener *) listen_on (net, address, error);
}

/* The names of the host stand for its certificate; the client certificate of a host without names is missing. */
static SipgoStreamListener *
host_listen_tls (SipgoNet *net, const SipgoTlsPolicy *policy, SipgoHandshakes *handshakes,
                 const SipgoAddress *address, GError **error)
{
  NetworkListener *listener = listen_on (net, address, error);

  if (listener)
    {
      listener->certificate_names = g_ptr_array_ref (((NetworkHost *) net)->certificate_names);
      listener->policy = policy;
    }
  return (SipgoStreamListener *) listener;
}

void
sipgo_simulated_network_add_certificate_name (SipgoNet *host, const char *name)
{
  g_ptr_array_add (((NetworkHost *) host)->certificate_names, g_strdup (name));
}

void
sipgo_simulated_network_cut (SipgoSimulatedNetwork *self)
{
  GList *l;

  for (l = self->streams.head; l; l = l->next)
    {
      NetworkStream *stream = l->data;

      drop_events (stream);
      stream->peer = NULL;
      schedule (stream, EVENT_CUT, NULL, 0);
    }
}

static void
forget_streams (SipgoSimulatedNetwork *self, SipgoSimulatedNat *nat)
{
  GList *l;

  for (l = self->streams.head; l; l = l->next)
    {
      NetworkStream *stream = l->data;

      if (!sipgo_simulated_nat_is_inside (nat, &stream->parent.local))
        continue;
      stream->is_forgotten = TRUE;
      if (stream->peer)
        stream->peer->is_forgotten = TRUE;
    }
}

static void
set_web_socket_error (GError **error)
{
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "The simulated network has no WebSockets");
}

static SipgoStream *
host_connect_web_socket (SipgoNet *net, const SipgoWebSocketOptions *options, const SipgoAddress *remote,
                         GError **error)
{
  set_web_socket_error (error);
  return NULL;
}

static SipgoStreamListener *
host_listen_web_socket (SipgoNet *net, const SipgoWebSocketPolicy *policy, const SipgoTlsPolicy *tls,
                        SipgoHandshakes *handshakes, const SipgoAddress *address, GError **error)
{
  set_web_socket_error (error);
  return NULL;
}

/* --- a host's life ------------------------------------------------------------------------------------------------ */

static void
host_free (SipgoNet *net)
{
  NetworkHost *self = (NetworkHost *) net;

  self->network->hosts->pdata[self->number - 1] = NULL;
  g_ptr_array_unref (self->certificate_names);
  g_array_unref (self->former);
  g_array_unref (self->others);
  sipgo_simulated_network_unref (((NetworkHost *) net)->network);
  g_free (net);
}

static void
host_list_addresses (SipgoNet *net, GArray *addresses)
{
  NetworkHost *self = (NetworkHost *) net;

  if (!self->is_down)
    g_array_append_vals (addresses, self->addresses, G_N_ELEMENTS (self->addresses));
  g_array_append_vals (addresses, self->others->data, self->others->len);
}

/* The functions that change the network report it. */
static void
host_watch (SipgoNet *net, gboolean is_watched)
{
}

/* There is no cache. */
static void
host_forget_routes (SipgoNet *net)
{
}

static const SipgoNetClass host_class = {
  .open_port = host_open_port,
  .connect = host_connect,
  .listen = host_listen,
  .connect_tls = host_connect_tls,
  .listen_tls = host_listen_tls,
  .connect_web_socket = host_connect_web_socket,
  .listen_web_socket = host_listen_web_socket,
  .find_local = host_find_local,
  .look_up = host_look_up,
  .list_addresses = host_list_addresses,
  .watch = host_watch,
  .forget_routes = host_forget_routes,
  .free = host_free,
};

SipgoNet *
sipgo_simulated_network_add_host (SipgoSimulatedNetwork *self)
{
  NetworkHost *host = g_new0 (NetworkHost, 1);
  guint number = self->hosts->len + 1;
  g_autofree char *ipv4 = g_strdup_printf ("10.0.%u.%u", number >> 8 & 255, number & 255);
  g_autofree char *ipv6 = g_strdup_printf ("fd00::%x", number);

  host->parent.klass = &host_class;
  host->parent.ref_count = 1;
  host->network = sipgo_simulated_network_ref (self);
  host->number = number;
  host->former = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));
  host->others = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));
  sipgo_address_parse (&host->addresses[0], ipv4, 0);
  sipgo_address_parse (&host->addresses[1], ipv6, 0);
  g_ptr_array_add (self->hosts, host);
  host->certificate_names = g_ptr_array_new_with_free_func (g_free);
  return &host->parent;
}

/* --- changes of the host's network -------------------------------------------------------------------------------- */

static gboolean
is_end_of (NetworkStream *self, NetworkHost *host)
{
  return sipgo_address_equal_host (&self->parent.local, &host->addresses[sipgo_address_is_ipv6 (&self->parent.local)]);
}

/* What either end sends is lost from now on. */
static void
kill_streams (NetworkHost *host)
{
  GList *l;

  for (l = host->network->streams.head; l; l = l->next)
    {
      NetworkStream *stream = l->data;

      if (!is_end_of (stream, host))
        continue;
      stream->is_forgotten = TRUE;
      if (stream->peer)
        stream->peer->is_forgotten = TRUE;
    }
}

static void
move_ports (NetworkHost *host)
{
  g_autoptr (GList) ports = g_hash_table_get_values (host->network->ports);
  GList *l;

  for (l = ports; l; l = l->next)
    {
      NetworkPort *port = l->data;

      guint number = sipgo_address_get_port (&port->parent.local);

      if (port->host != host->number || !port->is_any || sipgo_address_is_ipv6 (&port->parent.local))
        continue;
      g_hash_table_remove (host->network->ports, &port->parent.local);
      port->parent.local = host->addresses[0];
      sipgo_address_set_port (&port->parent.local, number);
      g_hash_table_insert (host->network->ports, &port->parent.local, port);
    }
}

void
sipgo_simulated_network_set_address (SipgoNet *net, const char *address)
{
  NetworkHost *host = (NetworkHost *) net;

  kill_streams (host);
  g_array_append_val (host->former, host->addresses[0]);
  if (!sipgo_address_parse (&host->addresses[0], address, 0))
    g_return_if_reached ();
  move_ports (host);
  sipgo_net_report_change (net, FALSE);
}

void
sipgo_simulated_network_add_interface (SipgoNet *net, const char *address)
{
  NetworkHost *host = (NetworkHost *) net;
  SipgoAddress other;

  if (!sipgo_address_parse (&other, address, 0))
    g_return_if_reached ();
  g_array_append_val (host->others, other);
  sipgo_net_report_change (net, FALSE);
}

void
sipgo_simulated_network_set_link (SipgoNet *net, gboolean is_up)
{
  NetworkHost *host = (NetworkHost *) net;

  if (!is_up)
    kill_streams (host);
  host->is_down = !is_up;
  sipgo_net_report_change (net, FALSE);
}

void
sipgo_simulated_network_wake (SipgoNet *net)
{
  sipgo_net_report_change (net, TRUE);
}

/* --- NAT ---------------------------------------------------------------------------------------------------------- */

SipgoSimulatedNat *
sipgo_simulated_network_add_nat (SipgoSimulatedNetwork *self, const char *public_host, gint64 idle_us)
{
  SipgoSimulatedNat *nat = sipgo_simulated_nat_new (self->environment, public_host, idle_us);

  g_ptr_array_add (self->nats, nat);
  return nat;
}

void
sipgo_simulated_network_restart_nat (SipgoSimulatedNetwork *self, SipgoSimulatedNat *nat, const char *public_host)
{
  forget_streams (self, nat);
  sipgo_simulated_nat_set_public_host (nat, public_host);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-udp-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-stun-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/transport/sipgo-keep-alive-private.h"

/* Datagrams of one receive (): if it gives fewer, no more are waiting, and no second call is needed. */
#define BATCH 16
/* Datagrams handled in one dispatch: other sources of the main loop must not wait too long. */
#define MAX_DATAGRAMS 64
#define MAX_DATAGRAM 65536
#define RECEIVE_BUFFER (4 * 1024 * 1024)
/* More than the servers of one agent. Above it an address that was learned is forgotten. */
#define MAX_MAPPINGS 64

struct _SipgoUdp
{
  gint ref_count;               /* one for the owner, one while receiving */
  SipgoNet *net;
  SipgoDatagramPort *port;      /* NULL: closed */
  SipgoAddress local;           /* the bound address */
  char *buffer;                 /* for BATCH datagrams; pages that were never written use no memory */
  SipgoDatagram datagrams[BATCH];
  guint n_received;             /* in the last batch */
  GHashTable *flows;            /* remote address → UdpFlow, neither owned */
  GHashTable *mappings;         /* remote address → the text of our address as it sees it; both owned */
  char *last_mapping;           /* the text that was learned last, or NULL */
  SipgoAddress last_source;     /* the local address for which it was learned */
  const SipgoUdpFuncs *funcs;
  gpointer user_data;
};

typedef struct
{
  SipgoFlow parent;
  SipgoUdp *udp;                /* NULL once the port is closed */
} UdpFlow;

static gboolean
udp_flow_send (SipgoFlow *flow, GBytes *bytes, GError **error)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;
  gconstpointer data;
  gsize length;

  if (!udp)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent's UDP port has been closed");
      return FALSE;
    }
  udp->funcs->sent (flow, bytes, udp->user_data);
  data = g_bytes_get_data (bytes, &length);
  return sipgo_datagram_port_send (udp->port, &flow->remote, data, length, error);
}

/* A failure comes back as an ICMP error, or not at all. */
static void
udp_flow_send_keep_alive (SipgoFlow *flow, gconstpointer data, gsize length)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;

  if (udp)
    sipgo_datagram_port_send (udp->port, &flow->remote, data, length, NULL);
}

static void
udp_flow_find_local (SipgoFlow *flow)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;

  if (!udp)
    {
      sipgo_address_parse (&flow->local, "127.0.0.1", 0);
      return;
    }
  flow->local = udp->local;
  if (!sipgo_address_is_any (&udp->local))
    return;
  sipgo_net_find_local (udp->net, &flow->remote, &flow->local);
  sipgo_address_set_port (&flow->local, sipgo_address_get_port (&udp->local));
}

/* Most NATs map a socket to the same address for all destinations (RFC 4787 4.1), so an address that one peer has seen
 * holds for others, too, unless they are on our side of the NAT. */
static const char *
find_mapping (SipgoUdp *self, SipgoFlow *flow)
{
  const char *mapping = g_hash_table_lookup (self->mappings, &flow->remote);

  if (mapping || !self->last_mapping || sipgo_address_is_private (&flow->remote)
      || !sipgo_address_equal_host (sipgo_flow_get_local (flow), &self->last_source))
    return mapping;
  return self->last_mapping;
}

/* Flows come and go with the requests, so the port remembers what they have learned. */
static void
udp_flow_mapped (SipgoFlow *flow)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;
  GHashTableIter iter;

  if (!udp)
    return;
  g_hash_table_remove (udp->mappings, &flow->remote);
  if (!flow->mapped)
    {
      g_clear_pointer (&udp->last_mapping, g_free);
      return;
    }
  if (g_hash_table_size (udp->mappings) >= MAX_MAPPINGS)
    {
      g_hash_table_iter_init (&iter, udp->mappings);
      g_hash_table_iter_next (&iter, NULL, NULL);
      g_hash_table_iter_remove (&iter);
    }
  g_hash_table_insert (udp->mappings, g_memdup2 (&flow->remote, sizeof flow->remote), g_strdup (flow->mapped));
  g_free (udp->last_mapping);
  udp->last_mapping = g_strdup (flow->mapped);
  udp->last_source = *sipgo_flow_get_local (flow);
}

void
sipgo_udp_trust_mapping (SipgoUdp *self, SipgoFlow *flow)
{
  GHashTableIter iter;
  gpointer other;

  if (!flow->mapped)
    return;
  g_free (self->last_mapping);
  self->last_mapping = g_strdup (flow->mapped);
  self->last_source = *sipgo_flow_get_local (flow);
  g_hash_table_iter_init (&iter, self->flows);
  while (g_hash_table_iter_next (&iter, NULL, &other))
    {
      if (!((SipgoFlow *) other)->mapped)
        ((SipgoFlow *) other)->mapped = g_strdup (find_mapping (self, other));
    }
}

static const SipgoAddress *
udp_flow_peek_local (SipgoFlow *flow)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;

  return udp ? &udp->local : &flow->local;
}

static void
udp_flow_finalize (SipgoFlow *flow)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;

  if (udp)
    g_hash_table_remove (udp->flows, &flow->remote);
}

static const SipgoFlowClass udp_flow_class = {
  .send = udp_flow_send,
  .send_keep_alive = udp_flow_send_keep_alive,
  .find_local = udp_flow_find_local,
  .mapped = udp_flow_mapped,
  .peek_local = udp_flow_peek_local,
  .finalize = udp_flow_finalize,
};

SipgoFlow *
sipgo_udp_get_flow (SipgoUdp *self, const SipgoAddress *remote)
{
  UdpFlow *flow = g_hash_table_lookup (self->flows, remote);

  if (flow)
    return sipgo_flow_ref (&flow->parent);
  flow = sipgo_flow_new (&udp_flow_class, sizeof *flow, SIPGO_PROTOCOL_UDP, remote);
  flow->udp = self;
  g_hash_table_insert (self->flows, &flow->parent.remote, flow);
  if (g_hash_table_size (self->mappings) > 0)
    flow->parent.mapped = g_strdup (find_mapping (self, &flow->parent));
  return &flow->parent;
}

gboolean
sipgo_udp_has_flow (SipgoUdp *self, SipgoFlow *flow)
{
  return g_hash_table_lookup (self->flows, sipgo_flow_get_remote (flow)) == (gpointer) flow;
}

static void
forget_mappings (SipgoUdp *self)
{
  g_hash_table_remove_all (self->mappings);
  g_clear_pointer (&self->last_mapping, g_free);
}

/* FALSE: packets to the peer have the same source as before. */
static gboolean
renew_local (UdpFlow *self)
{
  SipgoAddress before = self->parent.local;

  if (!self->parent.has_local)
    return FALSE;
  udp_flow_find_local (&self->parent);
  return !sipgo_address_equal (&before, &self->parent.local);
}

void
sipgo_udp_renew (SipgoUdp *self, gboolean is_gone, gboolean forgets, const GError *error)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_flow_unref);
  GHashTableIter iter;
  gpointer flow;
  guint i;

  self->local = self->port->local;      /* of a wildcard port in the simulated network */
  g_hash_table_iter_init (&iter, self->flows);
  while (g_hash_table_iter_next (&iter, NULL, &flow))
    {
      if (renew_local (flow) || is_gone)
        g_ptr_array_add (changed, sipgo_flow_ref (flow));
      else if (forgets)
        sipgo_flow_forget_addresses (flow);
    }
  if (changed->len > 0 || is_gone || forgets)
    forget_mappings (self);
  /* All of them first: a watch may send over any flow. */
  for (i = 0; i < changed->len; i++)
    sipgo_flow_forget_addresses (changed->pdata[i]);
  for (i = 0; i < changed->len; i++)
    sipgo_flow_fail (changed->pdata[i], error);
}

gboolean
sipgo_udp_take_keep_alive (SipgoUdp *self, const SipgoAddress *source, GBytes *bytes)
{
  SipgoFlow *flow = g_hash_table_lookup (self->flows, source);
  guint8 id[SIPGO_STUN_ID_LENGTH], response[SIPGO_STUN_MAX_RESPONSE_LENGTH];
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (!flow)
    return FALSE;
  if (sipgo_stun_read_request (data, length, id))
    {
      length = sipgo_stun_write_response (id, source, response);
      sipgo_flow_send_keep_alive (flow, response, length);
      return TRUE;
    }
  return flow->keep_alive && sipgo_keep_alive_receive (flow->keep_alive, bytes);
}

static void
udp_unref (SipgoUdp *self)
{
  if (--self->ref_count > 0)
    return;
  g_free (self->buffer);
  sipgo_net_unref (self->net);
  g_free (self);
}

static void
take_errors (SipgoUdp *self)
{
  SipgoAddress remote;
  g_autoptr (GError) error = NULL;

  while (self->port && sipgo_datagram_port_take_error (self->port, &remote, &error))
    {
      UdpFlow *flow = g_hash_table_lookup (self->flows, &remote);

      if (flow)
        sipgo_flow_fail (&flow->parent, error);
      g_clear_error (&error);
    }
}

/* The handler may run a main loop of its own, which calls this again for the next datagram. */
static void
hand_up_one (SipgoUdp *self)
{
  SipgoDatagram *datagram = &self->datagrams[self->n_received - self->port->n_waiting--];
  g_autoptr (GBytes) bytes = g_bytes_new (datagram->buffer, datagram->length);
  SipgoAddress source = datagram->source;

  self->funcs->received (self, &source, bytes, self->user_data);
}

static void
on_ready (GIOCondition condition, gpointer user_data)
{
  SipgoUdp *self = user_data;
  guint i;

  self->ref_count++;
  if (condition & G_IO_ERR)
    take_errors (self);
  for (i = 0; i < MAX_DATAGRAMS && self->port; i++)
    {
      /* Receive only when the last batch has been handed up. */
      if (self->port->n_waiting == 0 && (i == 0 || self->n_received == BATCH))
        self->n_received = self->port->n_waiting = sipgo_datagram_port_receive (self->port, self->datagrams, BATCH);
      if (self->port->n_waiting == 0)
        break;
      hand_up_one (self);
    }
  udp_unref (self);
}

/* Datagrams larger than the path MTU are fragmented and not refused, because a request cannot be made smaller. */
SipgoUdp *
sipgo_udp_new (SipgoEnvironment *environment, SipgoNet *net, const SipgoAddress *address, const SipgoUdpFuncs *funcs,
               gpointer user_data, GError **error)
{
  static const SipgoPortOptions options = { .receive_buffer = RECEIVE_BUFFER, .fragments = TRUE,
                                            .reports_errors = TRUE };
  SipgoDatagramPort *port = sipgo_net_open_port (net, address, &options, error);
  SipgoUdp *self;
  guint i;

  if (!port)
    return NULL;
  self = g_new0 (SipgoUdp, 1);
  self->ref_count = 1;
  self->net = sipgo_net_ref (net);
  self->port = port;
  self->local = port->local;
  self->buffer = g_malloc (BATCH * MAX_DATAGRAM);
  for (i = 0; i < BATCH; i++)
    self->datagrams[i] = (SipgoDatagram) { .buffer = self->buffer + (gsize) i * MAX_DATAGRAM, .size = MAX_DATAGRAM };
  self->flows = g_hash_table_new ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal);
  self->mappings = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, g_free,
                                          g_free);
  self->funcs = funcs;
  self->user_data = user_data;
  sipgo_datagram_port_watch (port, environment, on_ready, self);
  return self;
}

void
sipgo_udp_free (SipgoUdp *self)
{
  GHashTableIter iter;
  gpointer flow;

  g_hash_table_iter_init (&iter, self->flows);
  while (g_hash_table_iter_next (&iter, NULL, &flow))
    ((UdpFlow *) flow)->udp = NULL;
  g_hash_table_unref (self->flows);
  g_hash_table_unref (self->mappings);
  g_free (self->last_mapping);
  g_clear_pointer (&self->port, sipgo_datagram_port_free);
  udp_unref (self);
}

const SipgoAddress *
sipgo_udp_get_local (SipgoUdp *self)
{
  return self->port ? &self->port->local : &self->local;
}

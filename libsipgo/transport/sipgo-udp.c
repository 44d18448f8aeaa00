/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-udp-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-flow-class-private.h"

struct _SipgoUdp
{
  SipgoDatagramPort *port;
  GHashTable *flows;            /* remote address → UdpFlow, borrowed both */
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

  if (!udp)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent's UDP port has been closed");
      return FALSE;
    }
  udp->funcs->sent (flow, bytes, udp->user_data);
  return udp->port->klass->send (udp->port, &flow->remote, bytes, error);
}

static void
udp_flow_find_local (SipgoFlow *flow)
{
  SipgoUdp *udp = ((UdpFlow *) flow)->udp;

  if (!udp)
    sipgo_address_parse (&flow->local, "127.0.0.1", 0);
  else if (sipgo_address_is_any (&udp->port->local))
    udp->port->klass->find_local (udp->port, &flow->remote, &flow->local);
  else
    flow->local = udp->port->local;
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
  .find_local = udp_flow_find_local,
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
  return &flow->parent;
}

static void
on_received (const SipgoAddress *source, GBytes *bytes, gpointer user_data)
{
  SipgoUdp *self = user_data;

  self->funcs->received (self, source, bytes, self->user_data);
}

static void
on_failed (const SipgoAddress *remote, const GError *error, gpointer user_data)
{
  SipgoUdp *self = user_data;
  UdpFlow *flow = g_hash_table_lookup (self->flows, remote);

  if (flow)
    sipgo_flow_fail (&flow->parent, error);
}

static const SipgoDatagramFuncs port_funcs = { .received = on_received, .failed = on_failed };

SipgoUdp *
sipgo_udp_new (SipgoDatagramPort *port, const SipgoUdpFuncs *funcs, gpointer user_data)
{
  SipgoUdp *self = g_new0 (SipgoUdp, 1);

  self->port = port;
  self->port->funcs = &port_funcs;
  self->port->user_data = self;
  self->flows = g_hash_table_new ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal);
  self->funcs = funcs;
  self->user_data = user_data;
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
  self->port->klass->free (self->port);
  g_free (self);
}

const SipgoAddress *
sipgo_udp_get_local (SipgoUdp *self)
{
  return &self->port->local;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-road-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-flow-class-private.h"

typedef struct
{
  SipgoFlow parent;
  SipgoNet *net;
  SipgoTransport *transport;
  SipgoRoad *road;              /* NULL once the agent has let go of the transport */
} RoadFlow;

struct _SipgoRoad
{
  RoadFlow *flow;
  const SipgoRoadFuncs *funcs;
  gpointer user_data;
};

static gboolean
road_flow_send (SipgoFlow *flow, GBytes *bytes, GError **error)
{
  RoadFlow *self = (RoadFlow *) flow;

  if (!self->road)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent has another transport now");
      return FALSE;
    }
  if (sipgo_transport_is_connected (self->transport))
    self->road->funcs->sent (flow, bytes, self->road->user_data);
  return sipgo_transport_send (self->transport, bytes, error);
}

/* Only media need it: nobody connects to us by this address. */
static void
road_flow_find_local (SipgoFlow *flow)
{
  RoadFlow *self = (RoadFlow *) flow;
  const char *address = sipgo_transport_get_local_address (self->transport);

  if (address)
    sipgo_address_parse (&flow->local, address, 0);
  else
    sipgo_net_find_local (self->net, NULL, &flow->local);
}

static const char *
road_flow_get_protocol_name (SipgoFlow *flow)
{
  return sipgo_transport_get_protocol (((RoadFlow *) flow)->transport);
}

static const char *
road_flow_get_remote_name (SipgoFlow *flow)
{
  return sipgo_transport_get_name (((RoadFlow *) flow)->transport);
}

static void
road_flow_finalize (SipgoFlow *flow)
{
  g_object_unref (((RoadFlow *) flow)->transport);
  sipgo_net_unref (((RoadFlow *) flow)->net);
}

static const SipgoFlowClass road_flow_class = {
  .send = road_flow_send,
  .find_local = road_flow_find_local,
  .get_protocol_name = road_flow_get_protocol_name,
  .get_remote_name = road_flow_get_remote_name,
  .finalize = road_flow_finalize,
};

static void
on_received (GBytes *bytes, gpointer user_data)
{
  SipgoRoad *self = user_data;

  self->funcs->received (&self->flow->parent, bytes, self->user_data);
}

static void
on_ended (const GError *error, gpointer user_data)
{
  g_autoptr (GError) own_error = NULL;

  if (!error)
    error = own_error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent's transport was closed");
  sipgo_road_fail (user_data, error);
}

static const SipgoTransportFuncs transport_funcs = { .received = on_received, .ended = on_ended };

SipgoRoad *
sipgo_road_new (SipgoEnvironment *environment, SipgoNet *net, SipgoTransport *transport, const SipgoRoadFuncs *funcs,
                gpointer user_data)
{
  const SipgoAddress nowhere = { .v4 = { .sin_family = AF_INET } };
  SipgoRoad *self = g_new0 (SipgoRoad, 1);

  if (!sipgo_transport_attach (transport, environment, &transport_funcs, self))
    {
      g_free (self);
      return NULL;
    }
  self->funcs = funcs;
  self->user_data = user_data;
  self->flow = sipgo_flow_new (&road_flow_class, sizeof *self->flow, SIPGO_PROTOCOL_ROAD, &nowhere);
  self->flow->net = sipgo_net_ref (net);
  self->flow->transport = g_object_ref (transport);
  self->flow->road = self;
  return self;
}

void
sipgo_road_free (SipgoRoad *self)
{
  self->flow->road = NULL;
  sipgo_transport_detach (self->flow->transport);
  sipgo_flow_unref (&self->flow->parent);
  g_free (self);
}

SipgoFlow *
sipgo_road_get_flow (SipgoRoad *self)
{
  return &self->flow->parent;
}

void
sipgo_road_fail (SipgoRoad *self, const GError *error)
{
  sipgo_flow_fail (&self->flow->parent, error);
}

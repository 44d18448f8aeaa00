/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transaction/sipgo-reply-private.h"

struct _SipgoReply
{
  SipgoTransportLayer *layer;      /* not owned */
  SipgoMessage *request;
  SipgoFlow *first;                /* that of the request; NULL once the address that it came from is tried */
  SipgoProtocol protocol;
  SipgoRoute *route;               /* to the host of the Via; NULL before */
  SipgoFlow *flow;                 /* the one in use; NULL: none yet */
  SipgoFlowWatch watch;
  GBytes *bytes;                   /* the last response, until it is sent over another flow */
  gboolean is_over;                /* there is no further way */
};

static void go_on (SipgoReply *self);

SipgoReply *
sipgo_reply_new (SipgoTransportLayer *layer, SipgoMessage *request, SipgoFlow *flow)
{
  SipgoProtocol protocol = sipgo_flow_get_protocol (flow);
  SipgoReply *self;

  if (protocol != SIPGO_PROTOCOL_TCP && protocol != SIPGO_PROTOCOL_TLS)
    return NULL;
  self = g_new0 (SipgoReply, 1);
  self->layer = layer;
  self->request = sipgo_message_ref (request);
  self->first = sipgo_flow_ref (flow);
  self->protocol = protocol;
  return self;
}

static void
leave_flow (SipgoReply *self)
{
  sipgo_flow_watch_stop (&self->watch);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
}

void
sipgo_reply_free (SipgoReply *self)
{
  leave_flow (self);
  g_clear_pointer (&self->route, sipgo_route_free);
  g_clear_pointer (&self->first, sipgo_flow_unref);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  sipgo_message_unref (self->request);
  g_free (self);
}

static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  go_on (user_data);
}

static void
route_found (SipgoRoute *route, gpointer user_data)
{
  go_on (user_data);
}

/* Over TLS, the host has to be proved by the certificate. */
static SipgoRoute *
make_route (SipgoReply *self)
{
  const SipgoTopVia *via = sipgo_message_peek_via (self->request);
  gboolean is_secure = self->protocol == SIPGO_PROTOCOL_TLS;
  g_autofree char *host = g_strndup (via->host.data, via->host.length);
  g_autoptr (SipgoUri) uri = NULL;
  g_autoptr (SipgoUri) target = NULL;

  if (g_hostname_is_ip_address (host))
    return NULL;
  uri = sipgo_uri_new (is_secure ? "sips" : "sip", NULL, host, via->port, NULL);
  target = uri ? sipgo_uri_with_parameter (uri, "transport", "tcp") : NULL;
  return target ? sipgo_route_new (self->layer, target, is_secure, route_found, self) : NULL;
}

/* NULL: the way is not known yet, or there is none. */
static SipgoFlow *
find_flow (SipgoReply *self)
{
  g_autoptr (SipgoFlow) first = g_steal_pointer (&self->first);
  SipgoFlow *flow = first ? sipgo_transport_layer_get_reply_flow (self->layer, self->request, first) : NULL;
  SipgoRouteStep step = SIPGO_ROUTE_READY;

  if (!flow && !self->route)
    self->route = make_route (self);
  while (!flow && self->route && step == SIPGO_ROUTE_READY)
    {
      step = sipgo_route_next (self->route, NULL);
      if (step == SIPGO_ROUTE_READY)
        flow = sipgo_route_get_flow (self->route, NULL);
    }
  self->is_over = !flow && step != SIPGO_ROUTE_PENDING;
  return flow;
}

static void
go_on (SipgoReply *self)
{
  leave_flow (self);
  while (!self->is_over && (self->flow = find_flow (self)))
    {
      sipgo_flow_watch_start (&self->watch, self->flow, flow_failed, self);
      if (sipgo_flow_send (self->flow, self->bytes, NULL))
        return;
      leave_flow (self);
    }
}

void
sipgo_reply_send (SipgoReply *self, GBytes *bytes)
{
  if (self->is_over)
    return;
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = g_bytes_ref (bytes);
  if (!self->flow && self->route)
    return;
  if (!self->flow || !sipgo_flow_send (self->flow, bytes, NULL))
    go_on (self);
}

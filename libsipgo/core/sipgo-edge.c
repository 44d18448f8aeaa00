/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-edge-private.h"

#include "libsipgo/message/sipgo-message-private.h"

SipgoEdge *
sipgo_edge_new (SipgoUri *uri, gboolean is_of_set)
{
  SipgoEdge *self = g_new0 (SipgoEdge, 1);

  self->ref_count = 1;
  self->is_of_set = self->is_outbound = is_of_set;
  if (uri)
    {
      /* A loose router, so that the Request-URI stays the target (RFC 3261 8.1.2). */
      g_autoptr (SipgoUri) loose = sipgo_uri_with_parameter (uri, "lr", NULL);

      self->uri = sipgo_uri_ref (uri);
      self->route = sipgo_name_addr_new (NULL, loose);
    }
  return self;
}

SipgoEdge *
sipgo_edge_ref (SipgoEdge *self)
{
  self->ref_count++;
  return self;
}

void
sipgo_edge_unref (SipgoEdge *self)
{
  if (--self->ref_count > 0)
    return;
  g_clear_pointer (&self->uri, sipgo_uri_unref);
  g_clear_pointer (&self->route, sipgo_name_addr_unref);
  g_clear_pointer (&self->flow, sipgo_flow_unref);
  g_clear_pointer (&self->service_route, g_ptr_array_unref);
  g_free (self);
}

void
sipgo_edge_set_flow (SipgoEdge *self, SipgoFlow *flow)
{
  SipgoFlow *former = self->flow;

  self->flow = flow ? sipgo_flow_ref (flow) : NULL;
  if (former)
    sipgo_flow_unref (former);
}

void
sipgo_edge_take_service_route (SipgoEdge *self, GPtrArray *routes)
{
  g_clear_pointer (&self->service_route, g_ptr_array_unref);
  self->service_route = routes;
}

static SipgoUri *
get_first (GPtrArray *routes)
{
  return routes ? sipgo_name_addr_get_uri (routes->pdata[0]) : NULL;
}

/* Whether the first Service-Route is the proxy itself, which must not be visited twice. */
static gboolean
service_route_has_proxy (SipgoEdge *self)
{
  SipgoUri *first = get_first (self->service_route);

  return first && self->uri && g_ascii_strcasecmp (sipgo_uri_get_host (first), sipgo_uri_get_host (self->uri)) == 0
         && sipgo_uri_get_port (first) == sipgo_uri_get_port (self->uri);
}

/* A REGISTER goes without the Service-Route, which is for other requests (RFC 3608 5.1). */
void
sipgo_edge_add_routes (SipgoEdge *self, GPtrArray *routes, SipgoMessage *message)
{
  gboolean is_register = sipgo_message_method_is (message, "REGISTER");

  if (self->route && (is_register || !service_route_has_proxy (self)))
    {
      g_autofree char *route = sipgo_name_addr_to_string (self->route);

      sipgo_message_add (message, SIPGO_HEADER_ROUTE, route);
    }
  sipgo_message_add_addresses (message, SIPGO_HEADER_ROUTE, routes);
  if (!is_register)
    sipgo_message_add_addresses (message, SIPGO_HEADER_ROUTE, self->service_route);
}

SipgoUri *
sipgo_edge_get_first (SipgoEdge *self, GPtrArray *routes)
{
  if (self->uri)
    return self->uri;
  return routes ? get_first (routes) : get_first (self->service_route);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-layer-parts-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-connection-private.h"
#include "libsipgo/transport/sipgo-flow-class-private.h"
#include "libsipgo/transport/sipgo-listener-private.h"

/* Where a URI leads, what listens, and the flows that requests take. */

/* --- where a URI leads --- */

SipgoBoundContact *
sipgo_transport_layer_bind_contact (SipgoTransportLayer *self, SipgoUri *uri, SipgoFlow *flow, GPtrArray *path, gboolean is_trusted)
{
  return sipgo_bound_contact_new (self->contacts, uri, flow, path, is_trusted);
}

gboolean
sipgo_transport_layer_is_bound (SipgoTransportLayer *self, SipgoUri *uri, GPtrArray **path)
{
  SipgoFlow *flow;

  return sipgo_contact_table_find (self->contacts, uri, &flow, path);
}

/* In this URI the host is the name that a client drew for itself, and no server's. */
static SipgoFlow *
find_named_client (SipgoTransportLayer *self, SipgoUri *uri)
{
  const char *host = sipgo_uri_get_host (uri);

  return host && sipgo_host_is_client_name (host) ? sipgo_connections_find_name (self->connections, host) : NULL;
}

gboolean
sipgo_transport_layer_find_target (SipgoTransportLayer *self, SipgoUri *uri, SipgoTarget *target)
{
  SipgoFlow *flow;
  GPtrArray *path;

  if (!sipgo_contact_table_find (self->contacts, uri, &flow, &path) && !self->road)
    flow = find_named_client (self, uri);
  if (flow)
    *target = sipgo_flow_get_target (flow);
  else if (self->road)
    *target = (SipgoTarget) { .protocol = SIPGO_PROTOCOL_ROAD, .road = sipgo_transport_get_name (self->own_transport) };
  else
    return sipgo_target_from_uri (target, uri);
  target->protocol_is_fixed = TRUE;
  return TRUE;
}

/* --- listeners and flows --- */

static void
on_accepted (SipgoStream *stream, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;
  SipgoTarget peer = { .protocol = sipgo_connection_get_stream_protocol (stream), .address = stream->remote };

  if (!sipgo_connections_accept (self->connections, stream))
    sipgo_transport_layer_drop_from (self, peer.protocol, &peer.address, "too many connections");
}

static SipgoListener *
bind_udp (SipgoTransportLayer *self, const SipgoAddress *address, GError **error)
{
  SipgoUdp *udp = sipgo_udp_new (self->environment, self->net, address, &sipgo_transport_layer_udp_funcs, self, error);
  SipgoListener *listener;

  if (!udp)
    return NULL;
  listener = g_new0 (SipgoListener, 1);
  listener->protocol = SIPGO_PROTOCOL_UDP;
  listener->udp = udp;
  g_ptr_array_add (self->listeners, listener);
  return listener;
}

static SipgoListener *
listen_for_streams (SipgoTransportLayer *self, SipgoProtocol protocol, const SipgoAddress *address, GError **error)
{
  SipgoStreamListener *stream_listener;
  SipgoListener *listener;

  if (sipgo_protocol_is_web_socket (protocol))
    stream_listener = sipgo_net_listen_web_socket (self->net, &self->policy, &self->handshakes, protocol == SIPGO_PROTOCOL_WSS,
                                                   address, error);
  else
    stream_listener = sipgo_net_listen (self->net, address, error);
  if (!stream_listener)
    return NULL;
  stream_listener->accepted = on_accepted;
  stream_listener->user_data = self;
  listener = g_new0 (SipgoListener, 1);
  listener->protocol = protocol;
  listener->stream_listener = stream_listener;
  g_ptr_array_add (self->listeners, listener);
  return listener;
}

gboolean
sipgo_transport_layer_listen (SipgoTransportLayer *self, const char *text, GError **error)
{
  SipgoProtocol protocol;
  SipgoAddress address;
  SipgoListener *listener;

  if (!sipgo_listener_parse (text, &protocol, &address, error))
    return FALSE;
  listener = protocol == SIPGO_PROTOCOL_UDP ? bind_udp (self, &address, error)
                                            : listen_for_streams (self, protocol, &address, error);
  if (!listener)
    return FALSE;
  listener->asked_for = TRUE;
  return TRUE;
}

GStrv
sipgo_transport_layer_get_listeners (SipgoTransportLayer *self)
{
  GPtrArray *texts = g_ptr_array_new ();
  guint i;

  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);

      if (listener->asked_for)
        g_ptr_array_add (texts, sipgo_listener_to_string (listener));
    }
  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (texts, FALSE);
}

static SipgoListener *
find_listener (SipgoTransportLayer *self, SipgoProtocol protocol, const SipgoAddress *remote)
{
  guint i;

  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);

      if (sipgo_listener_reaches (listener, protocol, remote))
        return listener;
    }
  return NULL;
}

static void
make_any (SipgoAddress *address, const SipgoAddress *remote)
{
  sipgo_address_parse (address, sipgo_address_is_ipv6 (remote) ? "::" : "0.0.0.0", 0);
}

static SipgoFlow *
get_udp_flow (SipgoTransportLayer *self, const SipgoAddress *remote, GError **error)
{
  SipgoListener *listener = find_listener (self, SIPGO_PROTOCOL_UDP, remote);
  SipgoAddress any;

  if (!listener)
    {
      make_any (&any, remote);
      listener = bind_udp (self, &any, error);
    }
  return listener ? sipgo_udp_get_flow (listener->udp, remote) : NULL;
}

static SipgoFlow *
get_tcp_flow (SipgoTransportLayer *self, const SipgoAddress *remote, GError **error)
{
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_TCP, .address = *remote };
  SipgoFlow *flow = sipgo_connections_find (self->connections, &target);
  SipgoListener *listener;
  SipgoStream *stream;

  if (flow)
    return sipgo_flow_ref (flow);
  if (!sipgo_connections_has_room (self->connections, error))
    return NULL;
  listener = find_listener (self, SIPGO_PROTOCOL_TCP, remote);
  stream = sipgo_net_connect (self->net, listener ? sipgo_listener_get_local (listener) : NULL, remote, error);
  if (!stream)
    return NULL;
  flow = sipgo_connections_add (self->connections, stream);
  if (listener)
    flow->sent_by_port = sipgo_address_get_port (sipgo_listener_get_local (listener));
  return sipgo_flow_ref (flow);
}

static SipgoFlow *
get_web_socket_flow (SipgoTransportLayer *self, const SipgoTarget *target, GError **error)
{
  SipgoFlow *flow = sipgo_connections_find (self->connections, target);
  SipgoWebSocketOptions options = { .subprotocol = "sip", .max_message = SIPGO_WEB_SOCKET_MAX_MESSAGE };
  g_autofree char *url = NULL;
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  SipgoStream *stream;

  if (flow)
    return sipgo_flow_ref (flow);
  if (!sipgo_connections_has_room (self->connections, error))
    return NULL;
  url = g_strdup_printf ("%s://%s/", target->protocol == SIPGO_PROTOCOL_WSS ? "wss" : "ws", sipgo_address_format (&target->address, text));
  options.url = url;
  stream = sipgo_net_connect_web_socket (self->net, &options, &target->address, error);
  if (!stream)
    return NULL;
  flow = sipgo_connections_add (self->connections, stream);
  sipgo_flow_set_sent_by (flow, sipgo_transport_layer_get_via_host (self));
  return sipgo_flow_ref (flow);
}

static SipgoFlow *
get_road_flow (SipgoTransportLayer *self, GError **error)
{
  if (self->road)
    return sipgo_flow_ref (sipgo_road_get_flow (self->road));
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The agent's transport was taken away");
  return NULL;
}

/* RFC 3261 26.2.2: what sips asks for goes over TLS or not at all, by whichever way it has come to this target. */
static gboolean
check_security (SipgoTransportLayer *self, const SipgoTarget *target, GError **error)
{
  const char *protocol = target->protocol == SIPGO_PROTOCOL_ROAD ? sipgo_transport_get_protocol (self->own_transport)
                                                                 : sipgo_protocol_get_name (target->protocol);
  g_autofree char *text = NULL;

  if (!target->must_be_secure || sipgo_protocol_name_is_secure (protocol))
    return TRUE;
  text = sipgo_target_to_string (target);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
               "sips: asks for TLS all the way, and %s is in clear: use sip: where that is good enough", text);
  return FALSE;
}

SipgoFlow *
sipgo_transport_layer_get_flow (SipgoTransportLayer *self, const SipgoTarget *target, GError **error)
{
  if (target->protocol == SIPGO_PROTOCOL_ROAD && !self->road)
    return get_road_flow (self, error);
  if (!check_security (self, target, error))
    return NULL;
  if (target->protocol == SIPGO_PROTOCOL_ROAD)
    return get_road_flow (self, error);
  if (target->protocol == SIPGO_PROTOCOL_UDP)
    return get_udp_flow (self, &target->address, error);
  if (sipgo_protocol_is_web_socket (target->protocol))
    return get_web_socket_flow (self, target, error);
  return get_tcp_flow (self, &target->address, error);
}

/* A layer that was closed has no listeners, and makes no connections for what is late. */
SipgoFlow *
sipgo_transport_layer_get_reply_flow (SipgoTransportLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  SipgoVia *via = sipgo_message_get_via (request);
  SipgoTarget target = sipgo_flow_get_target (flow);

  if (target.protocol != SIPGO_PROTOCOL_TCP || !via || self->listeners->len == 0
      || sipgo_connections_find (self->connections, &target) == flow)
    return NULL;
  sipgo_address_set_port (&target.address, sipgo_via_get_port (via) > 0 ? sipgo_via_get_port (via) : SIPGO_DEFAULT_PORT);
  return get_tcp_flow (self, &target.address, NULL);
}

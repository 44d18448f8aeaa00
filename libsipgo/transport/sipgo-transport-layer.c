/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-layer-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/net/sipgo-web-socket-private.h"
#include "libsipgo/transport/sipgo-connection-private.h"
#include "libsipgo/transport/sipgo-connections-private.h"
#include "libsipgo/transport/sipgo-listener-private.h"
#include "libsipgo/transport/sipgo-own-transport-flow-private.h"
#include "libsipgo/transport/sipgo-stateless-response-private.h"
#include "libsipgo/transport/sipgo-transport-private.h"
#include "libsipgo/transport/sipgo-udp-private.h"
#include "libsipgo/transport/sipgo-wire-log-private.h"

struct _SipgoTransportLayer
{
  SipgoEnvironment *environment;
  SipgoNet *net;
  SipgoRecorder *recorder;
  SipgoMessageLimits limits;
  SipgoConnectionLimits connection_limits;
  GPtrArray *listeners;             /* SipgoListener */
  SipgoConnections *connections;
  SipgoContactTable *contacts;
  SipgoTargetMemory *memory;        /* which targets have failed */
  SipgoNameCache *names;
  SipgoTransport *own_transport;    /* or NULL */
  SipgoFlow *own_flow;              /* over own_transport, or NULL */
  SipgoWebSocketPolicy policy;
  SipgoTlsPolicy tls_policy;
  gboolean accept_any_certificate;
  gboolean has_compact_headers;
  SipgoHandshakes handshakes;
  char *via_host;                   /* as set, or drawn when first needed */
  SipgoMessageFunc func;
  gpointer user_data;
  SipgoTransportCounts counts;
};

static const SipgoConnectionLimits default_connection_limits = {
  .connect_timeout_us = SIPGO_SECONDS (10),
  .first_message_timeout_us = SIPGO_SECONDS (32),
  .idle_timeout_us = SIPGO_SECONDS (3600),
  .linger_us = SIPGO_SECONDS (2),
  .max_connections = 4096,
  .max_connections_per_host = 512,
  .max_queue = 1024 * 1024,
  .max_held = 64 * 1024 * 1024,
};

/* --- received messages: parsed, checked, and handed up, refused or dropped ---------------------------------------- */

static void
drop_from (SipgoTransportLayer *self, SipgoProtocol protocol, const SipgoAddress *source, const char *why)
{
  SipgoTarget target = { .protocol = protocol, .address = *source };
  g_autofree char *text = NULL;

  self->counts.dropped++;
  if (!sipgo_log_wants (self->environment, SIPGO_LOG_DROPPED))
    return;
  text = sipgo_target_to_string (&target);
  sipgo_log (self->environment, SIPGO_LOG_DROPPED, "from %s: %s", text, why ? why : "not SIP");
}

static void
drop (SipgoTransportLayer *self, SipgoFlow *flow, const char *why)
{
  g_autofree char *text = NULL;

  self->counts.dropped++;
  if (!sipgo_log_wants (self->environment, SIPGO_LOG_DROPPED))
    return;
  text = sipgo_flow_dup_remote (flow);
  sipgo_log (self->environment, SIPGO_LOG_DROPPED, "from %s: %s", text, why ? why : "not SIP");
}

/* The port for the response (RFC 3261 18.2.2, RFC 3581). */
static guint
get_answer_port (SipgoMessage *request, const SipgoAddress *source)
{
  const SipgoTopVia *via = sipgo_message_peek_via (request);

  if (!via || via->has_rport)
    return sipgo_address_get_port (source);
  return via->port > 0 ? via->port : SIPGO_DEFAULT_PORT;
}

void
sipgo_transport_layer_stamp (SipgoMessage *request, const SipgoAddress *source)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_message_stamp_via (request, sipgo_address_format_host (source, text), sipgo_address_get_port (source));
}

GBytes *
sipgo_transport_layer_serialize (SipgoTransportLayer *self, SipgoMessage *message)
{
  sipgo_message_set_compact (message, self->has_compact_headers);
  return sipgo_message_serialize (message);
}

void
sipgo_transport_layer_set_compact_headers (SipgoTransportLayer *self, gboolean compact)
{
  self->has_compact_headers = compact;
}

static void
refuse (SipgoTransportLayer *self, SipgoParseResult *result, SipgoFlow *flow)
{
  g_autoptr (SipgoMessage) response = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (result->message)
    response = sipgo_stateless_response_new (result, sipgo_flow_get_sent_by (flow));
  if (!response)
    {
      drop (self, flow, result->fault);
      return;
    }
  self->counts.refused++;
  bytes = sipgo_transport_layer_serialize (self, response);
  sipgo_flow_send (flow, bytes, NULL);
}

/* A response is discarded unless its topmost Via is ours (RFC 3261 18.1.2). A host name in it counts as ours, since it
 * may be one. */
static gboolean
is_for_us (SipgoTransportLayer *self, SipgoMessage *response, SipgoFlow *flow)
{
  const SipgoTopVia *via = sipgo_message_peek_via (response);
  g_autofree char *host = NULL;
  guint port, i;

  if (!via)
    return FALSE;
  if (flow->is_named)
    return sipgo_slice_equal_nocase (via->host, sipgo_flow_get_sent_by (flow));
  port = via->port > 0 ? via->port : sipgo_protocol_get_default_port (sipgo_flow_get_protocol (flow));
  if (port == sipgo_address_get_port (sipgo_flow_get_local (flow)))
    return TRUE;
  host = g_strndup (via->host.data, via->host.length);
  for (i = 0; i < self->listeners->len; i++)
    {
      if (sipgo_listener_is_named (g_ptr_array_index (self->listeners, i), host, port))
        return TRUE;
    }
  return FALSE;
}

/* Has to be the last step, because the handler may free the layer. */
static void
hand_up (SipgoTransportLayer *self, SipgoMessage *message, SipgoFlow *flow)
{
  if (!sipgo_message_is_request (message) && !is_for_us (self, message, flow))
    {
      drop (self, flow, "a response whose topmost Via is not ours");
      return;
    }
  self->counts.received++;
  if (self->func)
    self->func (message, flow, self->user_data);
}

static SipgoFlow *
get_answer_flow (SipgoUdp *udp, SipgoMessage *message, const SipgoAddress *source)
{
  SipgoAddress remote = *source;

  if (message && sipgo_message_is_request (message))
    {
      sipgo_address_set_port (&remote, get_answer_port (message, source));
      sipgo_transport_layer_stamp (message, source);
    }
  return sipgo_udp_get_flow (udp, &remote);
}

static void
on_datagram (SipgoUdp *udp, const SipgoAddress *source, GBytes *bytes, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;
  g_auto (SipgoParseResult) result = { 0 };
  g_autoptr (SipgoFlow) flow = NULL;

  sipgo_wire_log_received (self->environment, SIPGO_PROTOCOL_UDP, source, bytes);
  sipgo_parser_parse_datagram (bytes, &self->limits, &result);
  if (result.outcome == SIPGO_PARSE_NOISE && sipgo_udp_take_keep_alive (udp, source, bytes))
    return;
  if (result.outcome != SIPGO_PARSED && result.outcome != SIPGO_PARSE_REFUSED)
    {
      drop_from (self, SIPGO_PROTOCOL_UDP, source, result.fault);
      return;
    }
  flow = get_answer_flow (udp, result.message, source);
  sipgo_recorder_add_message (self->recorder, SIPGO_RECORD_RECEIVED, flow, bytes);
  if (result.outcome == SIPGO_PARSED)
    hand_up (self, result.message, flow);
  else
    refuse (self, &result, flow);
}

/* RFC 5923 8: the client has a listener at the port of its sent-by. Who it is, its certificate says: what a client
 * without one claims is not believed, nor what one claims over TCP. */
static void
note_alias (SipgoTransportLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  SipgoVia *via;
  SipgoAddress address;

  if (sipgo_flow_get_protocol (flow) != SIPGO_PROTOCOL_TLS || !flow->peer_names || flow->verified_name)
    return;
  via = sipgo_message_get_via (request);
  if (!sipgo_via_has_parameter (via, "alias"))
    return;
  address = *sipgo_flow_get_remote (flow);
  sipgo_address_set_port (&address, sipgo_via_get_port (via) > 0 ? sipgo_via_get_port (via)
                                    : sipgo_protocol_get_default_port (SIPGO_PROTOCOL_TLS));
  sipgo_connections_alias (self->connections, flow, &address);
}

static void
on_parsed (SipgoFlow *flow, SipgoParseResult *result, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;
  const SipgoAddress *source = sipgo_flow_get_remote (flow);

  if (result->message && sipgo_log_wants (self->environment, SIPGO_LOG_WIRE))
    {
      g_autoptr (GBytes) bytes = sipgo_message_serialize (result->message);

      sipgo_wire_log_received_over (self->environment, flow, bytes);
    }
  if (result->message)
    sipgo_recorder_add_message (self->recorder, SIPGO_RECORD_RECEIVED, flow, result->message->source);
  if (result->outcome == SIPGO_PARSED && sipgo_message_is_request (result->message) && !flow->is_named
      && sipgo_protocol_is_web_socket (sipgo_flow_get_protocol (flow))
      && sipgo_host_is_client_name (sipgo_via_get_host (sipgo_message_get_via (result->message))))
    sipgo_connections_claim (self->connections, flow, sipgo_via_get_host (sipgo_message_get_via (result->message)));
  if (result->message && sipgo_message_is_request (result->message))
    sipgo_transport_layer_stamp (result->message, source);
  if (result->outcome == SIPGO_PARSED && sipgo_message_is_request (result->message))
    note_alias (self, result->message, flow);
  if (result->outcome == SIPGO_PARSED)
    hand_up (self, result->message, flow);
  else if (result->outcome == SIPGO_PARSE_NOISE)
    drop (self, flow, result->fault);
  else
    refuse (self, result, flow);
}

static void
on_sent (SipgoFlow *flow, GBytes *bytes, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;

  self->counts.sent++;
  sipgo_recorder_add_message (self->recorder, SIPGO_RECORD_SENT, flow, bytes);
  sipgo_wire_log_sent (self->environment, flow, bytes);
}

static void
on_transport_received (SipgoFlow *flow, GBytes *bytes, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;
  g_auto (SipgoParseResult) result = { 0 };

  sipgo_wire_log_received_over (self->environment, flow, bytes);
  sipgo_parser_parse_datagram (bytes, &self->limits, &result);
  if (result.message)
    sipgo_recorder_add_message (self->recorder, SIPGO_RECORD_RECEIVED, flow, bytes);
  if (result.outcome == SIPGO_PARSED)
    hand_up (self, result.message, flow);
  else if (result.outcome == SIPGO_PARSE_REFUSED)
    refuse (self, &result, flow);
  else
    drop (self, flow, result.fault);
}

static const SipgoUdpFuncs udp_funcs = { .received = on_datagram, .sent = on_sent };
static const SipgoOwnTransportFlowFuncs transport_funcs = { .received = on_transport_received, .sent = on_sent };
static const SipgoConnectionsFuncs connections_funcs = { .parsed = on_parsed, .sent = on_sent };

/* --- targets of URIs ---------------------------------------------------------------------------------------------- */

SipgoBoundContact *
sipgo_transport_layer_bind_contact (SipgoTransportLayer *self, SipgoUri *uri, SipgoFlow *flow, GPtrArray *path,
                                    gboolean is_trusted)
{
  return sipgo_bound_contact_new (self->contacts, uri, flow, path, is_trusted);
}

gboolean
sipgo_transport_layer_is_bound (SipgoTransportLayer *self, SipgoUri *uri, GPtrArray **path)
{
  SipgoFlow *flow;

  return sipgo_contact_table_find (self->contacts, uri, &flow, path);
}

/* If the host is a name under .invalid, finds the WebSocket client that has drawn it. */
static SipgoFlow *
find_named_client (SipgoTransportLayer *self, SipgoUri *uri)
{
  const char *host = sipgo_uri_get_host (uri);

  return host && sipgo_host_is_client_name (host) ? sipgo_connections_find_name (self->connections, host) : NULL;
}

gboolean
sipgo_transport_layer_find_target (SipgoTransportLayer *self, SipgoUri *uri, gboolean must_be_secure,
                                   SipgoTarget *target)
{
  SipgoFlow *flow;
  GPtrArray *path;

  if (!sipgo_contact_table_find (self->contacts, uri, &flow, &path) && !self->own_flow)
    flow = find_named_client (self, uri);
  if (flow)
    *target = sipgo_flow_get_target (flow);
  else if (self->own_flow)
    *target = (SipgoTarget) { .protocol = SIPGO_PROTOCOL_TRANSPORT,
                              .transport_name = sipgo_transport_get_name (self->own_transport) };
  else
    return sipgo_target_from_uri (target, uri, must_be_secure);
  target->protocol_is_fixed = TRUE;
  target->must_be_secure = must_be_secure;
  return TRUE;
}

/* --- listeners and flows ------------------------------------------------------------------------------------------ */

static void
on_accepted (SipgoStream *stream, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;
  SipgoTarget peer = { .protocol = sipgo_connection_get_stream_protocol (stream), .address = stream->remote };

  if (!sipgo_connections_accept (self->connections, stream))
    drop_from (self, peer.protocol, &peer.address, "too many connections");
}

static SipgoListener *
bind_udp (SipgoTransportLayer *self, const SipgoAddress *address, GError **error)
{
  SipgoUdp *udp = sipgo_udp_new (self->environment, self->net, address, &udp_funcs, self, error);
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
    stream_listener = sipgo_net_listen_web_socket (self->net, &self->policy,
                                                   protocol == SIPGO_PROTOCOL_WSS ? &self->tls_policy : NULL,
                                                   &self->handshakes, address, error);
  else if (protocol == SIPGO_PROTOCOL_TLS)
    stream_listener = sipgo_net_listen_tls (self->net, &self->tls_policy, &self->handshakes, address, error);
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

      if (listener->asked_for && !listener->is_absent)
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

/* A connection that a client has made to us has no verified name. When it is closed, there is no way to connect to the
 * client that would prove who answers. */
static SipgoStream *
connect_tls (SipgoTransportLayer *self, const SipgoTarget *target, const SipgoAddress *local, GError **error)
{
  const SipgoTlsOptions options = { target->verified_name, self->tls_policy.database, self->tls_policy.certificate,
                                    self->accept_any_certificate };
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  if (target->verified_name)
    return sipgo_net_connect_tls (self->net, &options, local, &target->address, error);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The connection that %s has made over TLS is closed",
               sipgo_address_format (&target->address, text));
  return NULL;
}

/* Over TCP or TLS. */
static SipgoFlow *
get_stream_flow (SipgoTransportLayer *self, const SipgoTarget *target, GError **error)
{
  SipgoFlow *flow = sipgo_connections_find (self->connections, target);
  SipgoListener *listener;
  const SipgoAddress *local;
  SipgoStream *stream;

  if (flow)
    return sipgo_flow_ref (flow);
  if (!sipgo_connections_has_room (self->connections, error))
    return NULL;
  listener = find_listener (self, target->protocol, &target->address);
  local = listener ? sipgo_listener_get_local (listener) : NULL;
  stream = target->protocol == SIPGO_PROTOCOL_TLS ? connect_tls (self, target, local, error)
                                                  : sipgo_net_connect (self->net, local, &target->address, error);
  if (!stream)
    return NULL;
  flow = sipgo_connections_add (self->connections, stream, target->verified_name);
  if (listener)
    flow->sent_by_port = sipgo_address_get_port (sipgo_listener_get_local (listener));
  return sipgo_flow_ref (flow);
}

static const char *
get_via_host (SipgoTransportLayer *self)
{
  g_autofree char *token = NULL;

  if (!self->via_host)
    {
      token = sipgo_random_dup_token (sipgo_environment_get_random (self->environment), NULL);
      self->via_host = g_strconcat (token, ".invalid", NULL);
    }
  return self->via_host;
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
  url = g_strdup_printf ("%s://%s/", target->protocol == SIPGO_PROTOCOL_WSS ? "wss" : "ws",
                         sipgo_address_format (&target->address, text));
  options.url = url;
  options.tls_database = self->tls_policy.database;
  options.tls_certificate = self->tls_policy.certificate;
  options.accept_any_certificate = self->accept_any_certificate;
  stream = sipgo_net_connect_web_socket (self->net, &options, &target->address, error);
  if (!stream)
    return NULL;
  flow = sipgo_connections_add (self->connections, stream, target->verified_name);
  sipgo_flow_set_sent_by (flow, get_via_host (self));
  return sipgo_flow_ref (flow);
}

static SipgoFlow *
get_own_flow (SipgoTransportLayer *self, GError **error)
{
  if (self->own_flow)
    return sipgo_flow_ref (self->own_flow);
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The agent has no transport any more");
  return NULL;
}

/* A request to a SIPS URI is sent over TLS or not at all (RFC 3261 26.2.2), however its target was found. */
static gboolean
check_security (SipgoTransportLayer *self, const SipgoTarget *target, GError **error)
{
  const char *protocol = target->protocol == SIPGO_PROTOCOL_TRANSPORT
                         ? sipgo_transport_get_protocol (self->own_transport)
                         : sipgo_protocol_get_name (target->protocol);
  g_autofree char *text = NULL;

  if (!target->must_be_secure || sipgo_protocol_name_is_secure (protocol))
    return TRUE;
  text = sipgo_target_to_string (target);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
               "sips: needs TLS on each hop, but %s is not encrypted: use sip: if TLS is not required", text);
  return FALSE;
}

SipgoFlow *
sipgo_transport_layer_get_flow (SipgoTransportLayer *self, const SipgoTarget *target, GError **error)
{
  if (target->protocol == SIPGO_PROTOCOL_TRANSPORT && !self->own_flow)
    return get_own_flow (self, error);
  if (!check_security (self, target, error))
    return NULL;
  if (target->protocol == SIPGO_PROTOCOL_TRANSPORT)
    return get_own_flow (self, error);
  if (target->protocol == SIPGO_PROTOCOL_UDP)
    return get_udp_flow (self, &target->address, error);
  if (sipgo_protocol_is_web_socket (target->protocol))
    return get_web_socket_flow (self, target, error);
  return get_stream_flow (self, target, error);
}

void
sipgo_transport_layer_trust_mapping (SipgoTransportLayer *self, SipgoFlow *flow)
{
  guint i;

  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);

      if (listener->udp && sipgo_udp_has_flow (listener->udp, flow))
        sipgo_udp_trust_mapping (listener->udp, flow);
    }
}

/* NULL while the address of the flow is ours. */
static SipgoFlow *
get_other_udp_flow (SipgoTransportLayer *self, SipgoFlow *flow)
{
  guint i;

  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);

      if (listener->udp && sipgo_udp_has_flow (listener->udp, flow) && !listener->is_absent)
        return NULL;
    }
  return self->listeners->len > 0 ? get_udp_flow (self, sipgo_flow_get_remote (flow), NULL) : NULL;
}

/* A layer without listeners has been closed: it makes no connections for late responses. Over TLS the client has to
 * prove the host that it has written into its Via. */
SipgoFlow *
sipgo_transport_layer_get_reply_flow (SipgoTransportLayer *self, SipgoMessage *request, SipgoFlow *flow)
{
  const SipgoTopVia *via = sipgo_message_peek_via (request);
  SipgoTarget target = sipgo_flow_get_target (flow);
  g_autofree char *name = NULL;

  if (target.protocol == SIPGO_PROTOCOL_UDP)
    return get_other_udp_flow (self, flow);
  if ((target.protocol != SIPGO_PROTOCOL_TCP && target.protocol != SIPGO_PROTOCOL_TLS) || !via
      || self->listeners->len == 0
      || sipgo_connections_find (self->connections, &target) == flow)
    return NULL;
  sipgo_address_set_port (&target.address,
                          via->port > 0 ? via->port : sipgo_protocol_get_default_port (target.protocol));
  if (target.protocol == SIPGO_PROTOCOL_TLS)
    target.verified_name = name = g_strndup (via->host.data, via->host.length);
  return get_stream_flow (self, &target, NULL);
}

/* --- changes of the network --------------------------------------------------------------------------------------- */

static gboolean
is_present (const SipgoAddress *address, GArray *addresses)
{
  return sipgo_address_is_any (address) || sipgo_address_is_loopback (address) || sipgo_address_is_link_local (address)
         || sipgo_address_is_listed (address, addresses);
}

/* The present address of the same family from which the internet is reached, or any. */
static gboolean
find_present (SipgoTransportLayer *self, const SipgoAddress *absent, GArray *addresses, SipgoAddress *present)
{
  gboolean is_ipv6 = sipgo_address_is_ipv6 (absent);
  guint i;

  sipgo_net_find_local (self->net, NULL, present);
  if (sipgo_address_is_ipv6 (present) == is_ipv6 && !sipgo_address_is_loopback (present))
    return TRUE;
  for (i = 0; i < addresses->len; i++)
    {
      *present = g_array_index (addresses, SipgoAddress, i);
      if (sipgo_address_is_ipv6 (present) == is_ipv6)
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_listener_at (SipgoTransportLayer *self, SipgoProtocol protocol, const SipgoAddress *address)
{
  guint i;

  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);

      if (listener->protocol == protocol && sipgo_address_equal (sipgo_listener_get_local (listener), address))
        return TRUE;
    }
  return FALSE;
}

/* Peers that know the port of the listener find it at our present address, too. When somebody else has that port there,
 * requests go out from another one. */
static void
stand_in (SipgoTransportLayer *self, SipgoListener *absent, GArray *addresses)
{
  const SipgoAddress *local = sipgo_listener_get_local (absent);
  g_autoptr (GError) error = NULL;
  SipgoListener *listener;
  SipgoAddress address;

  if (!find_present (self, local, addresses, &address))
    return;
  sipgo_address_set_port (&address, sipgo_address_get_port (local));
  if (has_listener_at (self, absent->protocol, &address))
    return;
  listener = absent->protocol == SIPGO_PROTOCOL_UDP ? bind_udp (self, &address, &error)
                                                    : listen_for_streams (self, absent->protocol, &address, &error);
  if (!listener)
    {
      sipgo_log (self->environment, SIPGO_LOG_STATE, "no listener at the new address: %s", error->message);
      return;
    }
  listener->asked_for = listener->is_stand_in = TRUE;
}

static gboolean
renew_presence (SipgoTransportLayer *self, GArray *addresses)
{
  gboolean has_changed = FALSE;
  guint i;

  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);
      gboolean was_absent = listener->is_absent;

      listener->is_absent = !is_present (sipgo_listener_get_local (listener), addresses);
      listener->has_left = listener->is_absent && !was_absent;
      has_changed |= listener->asked_for && listener->is_absent != was_absent;
    }
  for (i = self->listeners->len; i > 0; i--)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i - 1);

      if (listener->is_absent && listener->asked_for && !listener->is_stand_in)
        stand_in (self, listener, addresses);
    }
  return has_changed;
}

static void
drop_stand_ins (SipgoTransportLayer *self)
{
  guint i;

  for (i = self->listeners->len; i > 0; i--)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i - 1);

      if (listener->is_stand_in && listener->is_absent)
        g_ptr_array_remove_index (self->listeners, i - 1);
    }
}

/* A watch of a flow may add a listener, or close all. */
gboolean
sipgo_transport_layer_renew (SipgoTransportLayer *self, gboolean is_new)
{
  g_autoptr (GArray) addresses = sipgo_net_list_addresses (self->net);
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                                  "The network of this machine has changed");
  gboolean has_changed;
  guint i;

  sipgo_target_memory_forget (self->memory);
  sipgo_name_cache_clear (self->names);
  has_changed = renew_presence (self, addresses);
  for (i = 0; i < self->listeners->len; i++)
    {
      SipgoListener *listener = g_ptr_array_index (self->listeners, i);

      if (listener->udp)
        sipgo_udp_renew (listener->udp, listener->has_left, is_new, error);
    }
  sipgo_connections_close_lost (self->connections, addresses, is_new, error);
  drop_stand_ins (self);
  return has_changed;
}

/* --- the agent's own transport ------------------------------------------------------------------------------------ */

void
sipgo_transport_layer_set_via_host (SipgoTransportLayer *self, const char *host)
{
  g_free (self->via_host);
  self->via_host = g_strdup (host);
  if (self->own_flow)
    sipgo_flow_set_sent_by (self->own_flow, get_via_host (self));
}

gboolean
sipgo_transport_layer_set_transport (SipgoTransportLayer *self, SipgoTransport *transport)
{
  SipgoFlow *flow = NULL;

  if (transport)
    {
      flow = sipgo_own_transport_flow_new (self->environment, self->net, transport, &transport_funcs, self);
      if (!flow)
        return FALSE;
      sipgo_flow_set_sent_by (flow, get_via_host (self));
    }
  g_clear_pointer (&self->own_flow, sipgo_own_transport_flow_free);
  self->own_flow = flow;
  g_set_object (&self->own_transport, transport);
  return TRUE;
}

gboolean
sipgo_transport_layer_has_transport (SipgoTransportLayer *self)
{
  return self->own_flow != NULL;
}

void
sipgo_transport_layer_set_certificate (SipgoTransportLayer *self, GTlsCertificate *certificate)
{
  g_set_object (&self->tls_policy.certificate, certificate);
}

void
sipgo_transport_layer_set_tls_database (SipgoTransportLayer *self, GTlsDatabase *database)
{
  g_set_object (&self->tls_policy.database, database);
}

void
sipgo_transport_layer_set_client_certificates (SipgoTransportLayer *self, GTlsAuthenticationMode mode)
{
  self->tls_policy.clients = mode;
}

void
sipgo_transport_layer_set_accept_any_certificate (SipgoTransportLayer *self, gboolean accept)
{
  self->accept_any_certificate = accept;
}

void
sipgo_transport_layer_set_max_handshakes (SipgoTransportLayer *self, guint max)
{
  sipgo_handshakes_limit (&self->handshakes, max);
}

void
sipgo_transport_layer_set_origins (SipgoTransportLayer *self, const char *const *origins)
{
  g_strfreev (self->policy.origins);
  self->policy.origins = g_strdupv ((GStrv) origins);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

SipgoTransportLayer *
sipgo_transport_layer_new (SipgoEnvironment *environment, SipgoNet *net, const SipgoMessageLimits *limits)
{
  SipgoTransportLayer *self = g_new0 (SipgoTransportLayer, 1);

  self->environment = sipgo_environment_ref (environment);
  self->net = sipgo_net_ref (net);
  self->recorder = sipgo_recorder_new (environment);
  self->limits = limits ? *limits : sipgo_limits_default;
  self->connection_limits = default_connection_limits;
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_listener_free);
  self->connections = sipgo_connections_new (environment, &self->limits, &self->connection_limits, &connections_funcs,
                                             self);
  self->contacts = sipgo_contact_table_new ();
  self->memory = sipgo_target_memory_new (environment);
  sipgo_handshakes_init (&self->handshakes);
  self->names = sipgo_name_cache_new (environment, net);
  sipgo_transport_layer_set_max_handshakes (self, 2 * self->connection_limits.max_connections_per_host);
  self->policy.subprotocol = "sip";
  self->policy.handshake_timeout_us = self->connection_limits.first_message_timeout_us;
  return self;
}

void
sipgo_transport_layer_free (SipgoTransportLayer *self)
{
  sipgo_recorder_close (self->recorder);
  sipgo_recorder_unref (self->recorder);
  sipgo_target_memory_free (self->memory);
  sipgo_name_cache_free (self->names);
  sipgo_transport_layer_set_transport (self, NULL);
  g_free (self->via_host);
  g_clear_object (&self->tls_policy.certificate);
  g_clear_object (&self->tls_policy.database);
  g_strfreev (self->policy.origins);
  g_ptr_array_unref (self->listeners);
  sipgo_connections_free (self->connections);
  sipgo_handshakes_clear (&self->handshakes);
  sipgo_contact_table_unref (self->contacts);
  sipgo_net_unref (self->net);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

void
sipgo_transport_layer_close (SipgoTransportLayer *self)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent has been stopped");

  g_ptr_array_set_size (self->listeners, 0);
  if (self->own_flow)
    sipgo_flow_fail (self->own_flow, error);
  sipgo_connections_close (self->connections, error);
}

void
sipgo_transport_layer_set_handler (SipgoTransportLayer *self, SipgoMessageFunc func, gpointer user_data)
{
  self->func = func;
  self->user_data = user_data;
}

SipgoTransportCounts
sipgo_transport_layer_get_counts (SipgoTransportLayer *self)
{
  return self->counts;
}

SipgoConnectionLimits *
sipgo_transport_layer_get_connection_limits (SipgoTransportLayer *self)
{
  return &self->connection_limits;
}

guint
sipgo_transport_layer_count_connections (SipgoTransportLayer *self)
{
  return sipgo_connections_count (self->connections);
}

gsize
sipgo_transport_layer_get_held_bytes (SipgoTransportLayer *self)
{
  return sipgo_connections_get_held (self->connections);
}

guint
sipgo_transport_layer_count_handshakes (SipgoTransportLayer *self)
{
  return self->handshakes.n_under_way;
}

guint64
sipgo_transport_layer_get_refused_connections (SipgoTransportLayer *self)
{
  return sipgo_connections_get_refused (self->connections) + self->handshakes.n_refused;
}

SipgoNameCache *
sipgo_transport_layer_get_names (SipgoTransportLayer *self)
{
  return self->names;
}

SipgoTargetMemory *
sipgo_transport_layer_get_memory (SipgoTransportLayer *self)
{
  return self->memory;
}

SipgoEnvironment *
sipgo_transport_layer_get_environment (SipgoTransportLayer *self)
{
  return self->environment;
}

SipgoNet *
sipgo_transport_layer_get_net (SipgoTransportLayer *self)
{
  return self->net;
}

SipgoRecorder *
sipgo_transport_layer_get_recorder (SipgoTransportLayer *self)
{
  return self->recorder;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-transport-layer-parts-private.h"

#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/transport/sipgo-flow-class-private.h"
#include "libsipgo/transport/sipgo-listener-private.h"
#include "libsipgo/transport/sipgo-transport-refuse-private.h"
#include "libsipgo/transport/sipgo-wire-log-private.h"

/* What comes in over any flow: parsed, looked at, and handed up, refused or dropped. */

void
sipgo_transport_layer_drop_from (SipgoTransportLayer *self, SipgoProtocol protocol, const SipgoAddress *source, const char *why)
{
  SipgoTarget target = { .protocol = protocol, .address = *source };
  g_autofree char *text = NULL;

  self->counts.dropped++;
  if (!sipgo_log_wants (self->environment, SIPGO_LOG_DROPPED))
    return;
  text = sipgo_target_to_string (&target);
  sipgo_log (self->environment, SIPGO_LOG_DROPPED, "from %s: %s", text, why ? why : "not understood");
}

static void
drop (SipgoTransportLayer *self, SipgoFlow *flow, const char *why)
{
  g_autofree char *text = NULL;

  self->counts.dropped++;
  if (!sipgo_log_wants (self->environment, SIPGO_LOG_DROPPED))
    return;
  text = sipgo_flow_dup_remote (flow);
  sipgo_log (self->environment, SIPGO_LOG_DROPPED, "from %s: %s", text, why ? why : "not understood");
}

/* 18.2.2 of RFC 3261 with RFC 3581. */
static guint
get_answer_port (SipgoMessage *request, const SipgoAddress *source)
{
  SipgoVia *via = sipgo_message_get_via (request);
  guint port;

  if (!via || sipgo_via_has_parameter (via, "rport"))
    return sipgo_address_get_port (source);
  port = sipgo_via_get_port (via);
  return port > 0 ? port : SIPGO_DEFAULT_PORT;
}

static void
stamp (SipgoMessage *request, const SipgoAddress *source)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];

  sipgo_message_stamp_via (request, sipgo_address_format_host (source, text), sipgo_address_get_port (source));
}

static void
refuse (SipgoTransportLayer *self, SipgoParseResult *result, SipgoFlow *flow)
{
  g_autoptr (SipgoMessage) response = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (result->message)
    response = sipgo_transport_refusal_new (result, sipgo_flow_get_sent_by (flow));
  if (!response)
    {
      drop (self, flow, result->fault);
      return;
    }
  self->counts.refused++;
  bytes = sipgo_message_serialize (response);
  sipgo_flow_send (flow, bytes, NULL);
}

/* 18.1.2 of RFC 3261: the topmost Via of a response is ours. A name that is no address may mean us too. */
static gboolean
is_for_us (SipgoTransportLayer *self, SipgoMessage *response, SipgoFlow *flow)
{
  SipgoVia *via = sipgo_message_get_via (response);
  guint port, i;

  if (!via)
    return FALSE;
  if (flow->is_named)
    return g_ascii_strcasecmp (sipgo_via_get_host (via), sipgo_flow_get_sent_by (flow)) == 0;
  port = sipgo_via_get_port (via);
  if (port == 0)
    port = SIPGO_DEFAULT_PORT;
  if (port == sipgo_address_get_port (sipgo_flow_get_local (flow)))
    return TRUE;
  for (i = 0; i < self->listeners->len; i++)
    {
      if (sipgo_listener_is_named (g_ptr_array_index (self->listeners, i), sipgo_via_get_host (via), port))
        return TRUE;
    }
  return FALSE;
}

/* The last thing done with a message: the handler may free us. */
static void
hand_up (SipgoTransportLayer *self, SipgoMessage *message, SipgoFlow *flow)
{
  if (!sipgo_message_is_request (message) && !is_for_us (self, message, flow))
    {
      drop (self, flow, "a response to somebody else");
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
      stamp (message, source);
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
  if (result.outcome != SIPGO_PARSED && result.outcome != SIPGO_PARSE_REFUSED)
    {
      sipgo_transport_layer_drop_from (self, SIPGO_PROTOCOL_UDP, source, result.fault);
      return;
    }
  flow = get_answer_flow (udp, result.message, source);
  if (result.outcome == SIPGO_PARSED)
    hand_up (self, result.message, flow);
  else
    refuse (self, &result, flow);
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
  if (result->outcome == SIPGO_PARSED && sipgo_message_is_request (result->message) && !flow->is_named
      && sipgo_protocol_is_web_socket (sipgo_flow_get_protocol (flow))
      && sipgo_host_is_client_name (sipgo_via_get_host (sipgo_message_get_via (result->message))))
    sipgo_connections_claim (self->connections, flow, sipgo_via_get_host (sipgo_message_get_via (result->message)));
  if (result->message && sipgo_message_is_request (result->message))
    stamp (result->message, source);
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
  sipgo_wire_log_sent (self->environment, flow, bytes);
}

static void
on_road_received (SipgoFlow *flow, GBytes *bytes, gpointer user_data)
{
  SipgoTransportLayer *self = user_data;
  g_auto (SipgoParseResult) result = { 0 };

  sipgo_wire_log_received_over (self->environment, flow, bytes);
  sipgo_parser_parse_datagram (bytes, &self->limits, &result);
  if (result.outcome == SIPGO_PARSED)
    hand_up (self, result.message, flow);
  else if (result.outcome == SIPGO_PARSE_REFUSED)
    refuse (self, &result, flow);
  else
    drop (self, flow, result.fault);
}

const SipgoUdpFuncs sipgo_transport_layer_udp_funcs = { .received = on_datagram, .sent = on_sent };
const SipgoRoadFuncs sipgo_transport_layer_road_funcs = { .received = on_road_received, .sent = on_sent };
const SipgoConnectionsFuncs sipgo_transport_layer_connections_funcs = { .parsed = on_parsed, .sent = on_sent };

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-connections-private.h"
#include "libsipgo/transport/sipgo-resolver-private.h"
#include "libsipgo/transport/sipgo-road-private.h"
#include "libsipgo/transport/sipgo-target-memory-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"
#include "libsipgo/transport/sipgo-udp-private.h"
#include "libsipgo/net/sipgo-web-socket-private.h"

G_BEGIN_DECLS

/* What the files of the transport layer share. */

struct _SipgoTransportLayer
{
  SipgoEnvironment *environment;
  SipgoNet *net;
  SipgoMessageLimits limits;
  SipgoConnectionLimits connection_limits;
  GPtrArray *listeners;             /* SipgoListener */
  SipgoConnections *connections;
  SipgoContactTable *contacts;
  SipgoResolver *resolver;
  SipgoTargetMemory *memory;        /* which targets have failed */
  SipgoTransport *own_transport;    /* NULL: none */
  SipgoRoad *road;                  /* the same as a flow */
  SipgoWebSocketPolicy policy;
  SipgoHandshakeCounts handshakes;
  char *via_host;                   /* as it was set, or drawn when first needed */
  SipgoMessageFunc func;
  gpointer user_data;
  SipgoTransportCounts counts;
};

/* --- sipgo-transport-layer-receive.c: what comes in --- */
extern const SipgoUdpFuncs sipgo_transport_layer_udp_funcs;
extern const SipgoRoadFuncs sipgo_transport_layer_road_funcs;
extern const SipgoConnectionsFuncs sipgo_transport_layer_connections_funcs;
/* Something was not understood, or not wanted. */
void sipgo_transport_layer_drop_from (SipgoTransportLayer *self, SipgoProtocol protocol, const SipgoAddress *source, const char *why);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/transport/sipgo-transport-private.h"

G_BEGIN_DECLS

/* The agent's own transport as a flow. It stays the same one however often the transport is closed and opened again. */
typedef struct _SipgoRoad SipgoRoad;

typedef struct
{
  void (*received) (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
  void (*sent)     (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
} SipgoRoadFuncs;

/* NULL when the transport belongs to another layer. */
SipgoRoad *sipgo_road_new      (SipgoEnvironment *environment, SipgoNet *net, SipgoTransport *transport,
                            const SipgoRoadFuncs *funcs, gpointer user_data);
void       sipgo_road_free     (SipgoRoad *self);        /* the flow, where it is still held, just fails from then on */
SipgoFlow *sipgo_road_get_flow (SipgoRoad *self);        /* borrowed */
/* Requests that wait for an answer hear of it. */
void       sipgo_road_fail     (SipgoRoad *self, const GError *error);

G_END_DECLS

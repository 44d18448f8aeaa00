/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/transport/sipgo-transport-private.h"

G_BEGIN_DECLS

typedef struct
{
  void (*received) (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
  void (*sent)     (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
} SipgoTransportFlowFuncs;

/* The agent's own transport as a flow. It stays the same one however often the transport is closed and opened again.
 * NULL when the transport belongs to another layer. */
SipgoFlow *sipgo_transport_flow_new  (SipgoEnvironment *environment, SipgoNet *net, SipgoTransport *transport,
                                      const SipgoTransportFlowFuncs *funcs, gpointer user_data);
/* Lets go of the transport, and of the flow: where it is still held, it just fails from then on. */
void       sipgo_transport_flow_free (SipgoFlow *flow);

G_END_DECLS

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
} SipgoOwnTransportFlowFuncs;

/* Makes a flow of the agent's own SipgoTransport. The flow stays the same when the transport is closed and opened
 * again. NULL if the transport belongs to another layer. */
SipgoFlow *sipgo_own_transport_flow_new  (SipgoEnvironment *environment, SipgoNet *net, SipgoTransport *transport,
                                          const SipgoOwnTransportFlowFuncs *funcs, gpointer user_data);
/* Detaches the transport and drops the reference to the flow. If others hold it, sending over it fails from then on. */
void       sipgo_own_transport_flow_free (SipgoFlow *flow);

G_END_DECLS

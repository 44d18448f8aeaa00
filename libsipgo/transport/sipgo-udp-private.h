/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/* A datagram port and its flows: one flow for each peer's address, as long as there is a reference to it. */
typedef struct _SipgoUdp SipgoUdp;

typedef struct
{
  void (*received) (SipgoUdp *udp, const SipgoAddress *source, GBytes *bytes, gpointer user_data);
  void (*sent)     (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
} SipgoUdpFuncs;

SipgoUdp           *sipgo_udp_new       (SipgoEnvironment *environment, SipgoNet *net, const SipgoAddress *address,
                                         const SipgoUdpFuncs *funcs, gpointer user_data, GError **error);
void                sipgo_udp_free      (SipgoUdp *self);      /* sending over its flows fails from then on */
const SipgoAddress *sipgo_udp_get_local (SipgoUdp *self);      /* the bound address */
SipgoFlow          *sipgo_udp_get_flow  (SipgoUdp *self, const SipgoAddress *remote);   /* transfer full */
gboolean            sipgo_udp_has_flow  (SipgoUdp *self, SipgoFlow *flow);
/* Routes have changed: the flows whose local address is another one now, or all when the port's own address is gone,
 * fail with error and get new addresses. What peers have said about the old ones is forgotten; with forgets also what
 * they have said about addresses that have not changed. */
void                sipgo_udp_renew     (SipgoUdp *self, gboolean is_gone, gboolean forgets, const GError *error);
/* The address under which the peer of the flow sees us, which the application has chosen for that, holds for all flows
 * beyond the NAT that have learned none. What any other peer says does not: it may want our calls. */
void                sipgo_udp_trust_mapping (SipgoUdp *self, SipgoFlow *flow);
/* Whether the datagram, which is not SIP, was a keep-alive or the answer to one: STUN over a flow that is in use. A
 * stranger gets no answer, so that nobody is flooded in another's name. */
gboolean            sipgo_udp_take_keep_alive (SipgoUdp *self, const SipgoAddress *source, GBytes *bytes);

G_END_DECLS

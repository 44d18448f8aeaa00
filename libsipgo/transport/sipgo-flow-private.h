/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-target-private.h"

G_BEGIN_DECLS

/*
 * A way to and from one peer (the flow of RFC 5626): a UDP socket of ours and the peer's address, or one connection.
 * A request that came over a flow is answered over it.
 */
typedef struct _SipgoFlow SipgoFlow;

SipgoFlow          *sipgo_flow_ref           (SipgoFlow *self);
void                sipgo_flow_unref         (SipgoFlow *self);

SipgoProtocol       sipgo_flow_get_protocol  (SipgoFlow *self);
const char         *sipgo_flow_get_protocol_name (SipgoFlow *self);     /* "UDP", as in Via */
char               *sipgo_flow_dup_remote (SipgoFlow *self);            /* "udp:192.0.2.7:5060", "wss://edge.example.com" */
gboolean            sipgo_flow_is_reliable   (SipgoFlow *self);
/* Over TLS, by the name of its protocol; a SipgoTransport of the application's is what it says. */
gboolean            sipgo_flow_is_secure     (SipgoFlow *self);
/* The peer as a target: protocol and address. */
SipgoTarget         sipgo_flow_get_target    (SipgoFlow *self);
/* The value of the Via of a request that goes over it. */
char               *sipgo_flow_make_via      (SipgoFlow *self, const char *branch);
const SipgoAddress *sipgo_flow_get_remote    (SipgoFlow *self);
/* The address of ours that the peer sees packets from; never 0.0.0.0: a wildcard listener asks the routing table. */
const SipgoAddress *sipgo_flow_get_local     (SipgoFlow *self);
/* host:port where we can be reached for new requests: what goes into Via and Contact. */
const char         *sipgo_flow_get_sent_by   (SipgoFlow *self);

/* FALSE with error when it is known at once that the bytes do not go. What fails later is told to the watches. A flow
 * that is still connecting keeps what it is given. */
gboolean            sipgo_flow_send          (SipgoFlow *self, GBytes *bytes, GError **error);

/* Told when the connection cannot be made or ends, or, over UDP, when an ICMP error for the peer's address came in.
 * A watch lives inside its owner, who removes it before it goes; it may be removed from within its own function. */
typedef struct _SipgoFlowWatch SipgoFlowWatch;
typedef void (*SipgoFlowFailedFunc) (SipgoFlow *flow, const GError *error, gpointer user_data);

struct _SipgoFlowWatch
{
  SipgoFlow *flow;                 /* NULL while not watching; holds a reference */
  SipgoFlowWatch *previous, *next;
  SipgoFlowFailedFunc func;
  gpointer user_data;
};

void                sipgo_flow_watch_start   (SipgoFlowWatch *self, SipgoFlow *flow, SipgoFlowFailedFunc func, gpointer user_data);
void                sipgo_flow_watch_stop    (SipgoFlowWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoFlow, sipgo_flow_unref)

G_END_DECLS

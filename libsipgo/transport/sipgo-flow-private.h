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
/* "udp:192.0.2.7:5060", "wss://edge.example.com". */
char               *sipgo_flow_dup_remote (SipgoFlow *self);
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

void                sipgo_flow_watch_start   (SipgoFlowWatch *self, SipgoFlow *flow, SipgoFlowFailedFunc func,
                                              gpointer user_data);
void                sipgo_flow_watch_stop    (SipgoFlowWatch *self);

/* --- for the kinds of flow (sipgo-udp.c, sipgo-connection.c, …) --- */

/* What the kinds of flow (sipgo-udp.c, sipgo-connection.c) add to the common part. */
typedef struct
{
  gboolean (*send)     (SipgoFlow *flow, GBytes *bytes, GError **error);
  void     (*find_local) (SipgoFlow *flow);    /* (nullable) fills local when it is first asked for */
  const char *(*get_protocol_name) (SipgoFlow *flow);   /* (nullable) where the protocol has none */
  const char *(*get_remote_name) (SipgoFlow *flow);     /* (nullable) where no address says it */
  void     (*finalize) (SipgoFlow *flow);      /* frees what the kind added */
} SipgoFlowClass;

/* One walk over the watches; a watch that stops meanwhile moves the walk on. */
typedef struct _SipgoFlowWalk SipgoFlowWalk;

struct _SipgoFlow
{
  const SipgoFlowClass *klass;
  gint ref_count;
  SipgoProtocol protocol;
  gboolean has_local;
  gboolean is_verified;        /* the peer has shown a certificate that names it */
  guint sent_by_port;          /* 0: that of local */
  SipgoAddress remote;
  SipgoAddress local;
  char *sent_by;               /* made when first asked for, where it is not set from the start */
  gboolean is_named;           /* sent_by was set: only responses to that name are ours */
  SipgoFlowWatch *watches;
  SipgoFlowWalk *walks;
};

gpointer sipgo_flow_new  (const SipgoFlowClass *klass, gsize size, SipgoProtocol protocol, const SipgoAddress *remote);
/* The sent-by of a flow over which nobody can connect back (RFC 7118: a name under .invalid). */
void     sipgo_flow_set_sent_by (SipgoFlow *self, const char *sent_by);
/* Tells every watch; the flow stays as it is. */
void     sipgo_flow_fail (SipgoFlow *self, const GError *error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoFlow, sipgo_flow_unref)

G_END_DECLS

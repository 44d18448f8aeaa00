/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/transport/sipgo-target-private.h"

G_BEGIN_DECLS

/*
 * A flow (RFC 5626): one of our UDP sockets together with the peer's address, or one connection. The response to a
 * request is sent over the flow of the request.
 */
typedef struct _SipgoFlow SipgoFlow;

SipgoFlow          *sipgo_flow_ref           (SipgoFlow *self);
void                sipgo_flow_unref         (SipgoFlow *self);

SipgoProtocol       sipgo_flow_get_protocol  (SipgoFlow *self);
const char         *sipgo_flow_get_protocol_name (SipgoFlow *self);     /* "UDP", as in Via */
/* "udp:192.0.2.7:5060", "wss://edge.example.com". */
char               *sipgo_flow_dup_remote (SipgoFlow *self);
gboolean            sipgo_flow_is_reliable   (SipgoFlow *self);
/* Whether the name of the protocol is one of TLS; for a SipgoTransport the application chooses the name. */
gboolean            sipgo_flow_is_secure     (SipgoFlow *self);
/* The peer as a target: protocol, address and verified name, which the flow owns. */
SipgoTarget         sipgo_flow_get_target    (SipgoFlow *self);
/* The names that the peer's certificate has proved (RFC 5922 7.1); NULL if there are none. The flow owns them. */
const char *const  *sipgo_flow_get_peer_names (SipgoFlow *self);
/* The value of the Via of a request that is sent over the flow. */
char               *sipgo_flow_make_via      (SipgoFlow *self, const char *branch);
const SipgoAddress *sipgo_flow_get_remote    (SipgoFlow *self);
/* The local address from which packets to the peer are sent. Never 0.0.0.0: the routing table gives the address of a
 * socket that is bound to all. */
const SipgoAddress *sipgo_flow_get_local     (SipgoFlow *self);
/* host:port of the sent-by of our Via. */
const char         *sipgo_flow_get_sent_by   (SipgoFlow *self);
/* host:port of our Contact, for new requests from the peer: the sent-by, or the address that a NAT has put in its
 * place. */
const char         *sipgo_flow_get_contact_host (SipgoFlow *self);
/* Learns the address that the peer has seen from the topmost Via of its response (RFC 3581). */
void                sipgo_flow_learn         (SipgoFlow *self, SipgoMessage *response);
/* The peer has said that it sees us at this address. */
void                sipgo_flow_learn_address (SipgoFlow *self, const SipgoAddress *seen);

/* The two ends of a flow as its records show them; kept longer than the flow, which an old record must not hold. */
typedef struct
{
  gint ref_count;
  SipgoProtocol protocol;
  const char *protocol_name;       /* interned: "UDP", as in Via */
  char *remote_name;               /* of a transport of the agent's own, which has no addresses; else NULL */
  SipgoAddress local;              /* may be 0.0.0.0 over UDP as long as nobody has asked for the address */
  SipgoAddress remote;
} SipgoFlowEnds;

SipgoFlowEnds      *sipgo_flow_get_ends      (SipgoFlow *self);     /* made when first needed */
SipgoFlowEnds      *sipgo_flow_ends_ref      (SipgoFlowEnds *self);
void                sipgo_flow_ends_unref    (SipgoFlowEnds *self);

/* FALSE with error if sending fails at once. Later failures are reported to the watches. A flow that is still
 * connecting queues the bytes. */
gboolean            sipgo_flow_send          (SipgoFlow *self, GBytes *bytes, GError **error);

/* A connection that is still being made fails after this time: there is another way for what waits for it. */
void                sipgo_flow_limit_connecting (SipgoFlow *self, gint64 delay);

/* Sends bytes that are not a SIP message (RFC 5626 3.5). A failure is reported to the watches. */
void                sipgo_flow_send_keep_alive (SipgoFlow *self, gconstpointer data, gsize length);

/* Called when the connection cannot be made or ends, or, over UDP, when an ICMP error for the peer's address arrives. A
 * watch is a field of its owner, who stops it before the owner is freed; its function may stop it, too. */
typedef struct _SipgoFlowWatch SipgoFlowWatch;
typedef void (*SipgoFlowFailedFunc) (SipgoFlow *flow, const GError *error, gpointer user_data);
typedef void (*SipgoFlowConnectedFunc) (SipgoFlow *flow, gpointer user_data);

struct _SipgoFlowWatch
{
  SipgoFlow *flow;                 /* NULL while not watching; holds a reference */
  SipgoFlowWatch *previous, *next;
  SipgoFlowFailedFunc func;
  SipgoFlowConnectedFunc connected;      /* or NULL; may be set after watch_start (): the connection stands */
  gpointer user_data;
};

void                sipgo_flow_watch_start   (SipgoFlowWatch *self, SipgoFlow *flow, SipgoFlowFailedFunc func,
                                              gpointer user_data);
void                sipgo_flow_watch_stop    (SipgoFlowWatch *self);

/* --- for the kinds of flow (sipgo-udp.c, sipgo-connection.c, sipgo-own-transport-flow.c) --- */

typedef struct
{
  gboolean (*send)     (SipgoFlow *flow, GBytes *bytes, GError **error);
  void     (*send_keep_alive) (SipgoFlow *flow, gconstpointer data, gsize length);   /* or NULL: it needs none */
  void     (*limit_connecting) (SipgoFlow *flow, gint64 delay);   /* or NULL: it is not connected */
  void     (*find_local) (SipgoFlow *flow);    /* or NULL: sets local when it is first needed */
  const char *(*get_protocol_name) (SipgoFlow *flow);   /* or NULL: the name of the protocol */
  const char *(*get_remote_name) (SipgoFlow *flow);     /* or NULL: the text of the target */
  void     (*mapped) (SipgoFlow *flow);        /* or NULL: the mapped address has changed */
  /* or NULL: local without a search, for a flow that has none yet */
  const SipgoAddress *(*peek_local) (SipgoFlow *flow);
  void     (*finalize) (SipgoFlow *flow);      /* frees the fields of the kind */
} SipgoFlowClass;

/* One iteration over the watches; stopping the next watch advances the iteration. */
typedef struct _SipgoFlowWalk SipgoFlowWalk;

struct _SipgoFlow
{
  const SipgoFlowClass *klass;
  gint ref_count;
  SipgoProtocol protocol;
  gboolean has_local;
  gint64 connected_at;         /* of a connection: microseconds since 1970; 0 before */
  guint sent_by_port;          /* 0: the port of local */
  SipgoAddress remote;
  SipgoAddress local;
  char *verified_name;         /* that the peer's certificate has to prove; NULL: none */
  SipgoFlowEnds *ends;         /* made when first needed */
  GStrv peer_names;            /* that the peer's certificate has proved; NULL: none */
  char *sent_by;               /* made when first needed, unless it was set */
  gboolean is_named;           /* sent_by was set: a response must have it in its topmost Via */
  char *mapped;                /* host:port from which the peer receives, behind a NAT; else NULL */
  struct _SipgoKeepAlive *keep_alive;      /* NULL, or what keeps the flow alive; not owned */
  gboolean expects_pong;       /* the peer supports outbound: it answers keep-alives, or is gone (RFC 5626 4.4.1) */
  SipgoFlowWatch *watches;
  SipgoFlowWalk *walks;
};

gpointer sipgo_flow_new  (const SipgoFlowClass *klass, gsize size, SipgoProtocol protocol, const SipgoAddress *remote);
/* Sets the sent-by of a flow whose peer cannot connect to us: a name under .invalid (RFC 7118). */
void     sipgo_flow_set_sent_by (SipgoFlow *self, const char *sent_by);
/* Our address is another one: sent-by and mapped address are made anew. local is set already. */
void     sipgo_flow_forget_addresses (SipgoFlow *self);
/* mapped: NULL when no NAT is between us and the peer. */
void     sipgo_flow_set_mapped (SipgoFlow *self, const char *mapped);
/* Calls all watches with error; the flow itself does not change. */
void     sipgo_flow_fail (SipgoFlow *self, const GError *error);
/* Tells the watches that the connection stands. */
void     sipgo_flow_connected (SipgoFlow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoFlow, sipgo_flow_unref)

G_END_DECLS

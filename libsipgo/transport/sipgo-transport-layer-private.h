/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-parser-private.h"
#include "libsipgo/transport/sipgo-bound-contact-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/transport/sipgo-target-memory-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

/*
 * The transport layer of RFC 3261 section 18: listeners, connections and their reuse, and what comes in, parsed. A
 * request has its topmost Via stamped with received and rport before it is handed up; a request that cannot be
 * understood is answered here, statelessly, and counted; noise is dropped and counted.
 */
typedef struct _SipgoTransportLayer SipgoTransportLayer;

#define SIPGO_TEL_WITHOUT_PROXY \
  "A tel: URI names no host: call sip:NUMBER@PROVIDER, or give the agent an outbound proxy"

/* flow is the one to answer over (18.2.2): over UDP it leads to the source port with rport, else to the sent-by
 * port. */
typedef void (*SipgoMessageFunc) (SipgoMessage *message, SipgoFlow *flow, gpointer user_data);

typedef struct
{
  guint64 received;       /* messages handed up */
  guint64 refused;        /* answered here because they were malformed */
  guint64 dropped;        /* noise, malformed responses and ACKs */
  guint64 sent;
} SipgoTransportCounts;

/* What connections may cost us; may be changed at any time. */
typedef struct
{
  gint64 connect_timeout_us;        /* 10 s: until a connection is up */
  gint64 first_message_timeout_us;  /* 32 s: a peer that connects has sent a whole message by then */
  gint64 idle_timeout_us;           /* 1 h without message, ping or transaction */
  gint64 linger_us;                 /* 2 s to take the answer before a broken connection is closed */
  guint max_connections;            /* 4,096 */
  guint max_connections_per_host;   /* 512 */
  gsize max_queue;                  /* 1 MiB waiting for a peer that does not read */
} SipgoConnectionLimits;

/* limits: NULL for the defaults. */
SipgoTransportLayer *sipgo_transport_layer_new         (SipgoEnvironment *environment, SipgoNet *net,
                                                        const SipgoMessageLimits *limits);
/* Closes everything; flows that are still held just fail. */
void                 sipgo_transport_layer_free        (SipgoTransportLayer *self);
SipgoEnvironment    *sipgo_transport_layer_get_environment (SipgoTransportLayer *self);
SipgoNet            *sipgo_transport_layer_get_net     (SipgoTransportLayer *self);
void                 sipgo_transport_layer_set_handler (SipgoTransportLayer *self, SipgoMessageFunc func,
                                                        gpointer user_data);

/* "udp:127.0.0.1:5070", "tcp:[::1]:0", "udp:0.0.0.0": binds at once; port 0 takes a free one, no port the protocol's
 * own. */
gboolean             sipgo_transport_layer_listen      (SipgoTransportLayer *self, const char *listener,
                                                        GError **error);
/* As bound: "udp:127.0.0.1:5070". */
GStrv                sipgo_transport_layer_get_listeners (SipgoTransportLayer *self);
/* Stops listening, closes connections. */
void                 sipgo_transport_layer_close       (SipgoTransportLayer *self);

/* The agent's own way to its server: all requests go over it from here on. NULL for none. FALSE when the transport is
 * another agent's. It is opened and closed by the caller. */
gboolean             sipgo_transport_layer_set_transport (SipgoTransportLayer *self, SipgoTransport *transport);
gboolean             sipgo_transport_layer_has_transport (SipgoTransportLayer *self);
/* The host in Via and Contact where nobody can connect to us; NULL for a random name under .invalid. */
void                 sipgo_transport_layer_set_via_host (SipgoTransportLayer *self, const char *host);

/* For wss listeners; and the web pages that WebSocket listeners let in: NULL for those of the same host, "*" for
 * all. */
void                 sipgo_transport_layer_set_certificate (SipgoTransportLayer *self, GTlsCertificate *certificate);
/* Under way at a time at a WebSocket listener; a quarter of them from one host. */
void                 sipgo_transport_layer_set_max_handshakes (SipgoTransportLayer *self, guint max);
void                 sipgo_transport_layer_set_origins (SipgoTransportLayer *self, const char *const *origins);

/* Requests to the URI go over the flow, or along the path of SipgoNameAddr, from here on, until it is freed. NULL when
 * somebody else has it and this is not trusted more. */
SipgoBoundContact   *sipgo_transport_layer_bind_contact (SipgoTransportLayer *self, SipgoUri *uri, SipgoFlow *flow,
                                                         GPtrArray *path, gboolean is_trusted);
/* path: borrowed, and NULL when it is reached over its flow. */
gboolean             sipgo_transport_layer_is_bound    (SipgoTransportLayer *self, SipgoUri *uri, GPtrArray **path);
/* What needs no resolver: a bound contact, the agent's own transport, the name of a WebSocket client that is connected
 * to us, a number. */
gboolean             sipgo_transport_layer_find_target (SipgoTransportLayer *self, SipgoUri *uri, SipgoTarget *target);
/* Which targets have failed: whoever sends to one notes here what comes of it. */
SipgoTargetMemory   *sipgo_transport_layer_get_memory  (SipgoTransportLayer *self);
/* Reuses a connection to the target or starts one; over UDP takes the listener of the address's family, or binds
 * one. */
SipgoFlow           *sipgo_transport_layer_get_flow    (SipgoTransportLayer *self, const SipgoTarget *target,
                                                        GError **error);

/* A new connection for the response to a request whose own one has gone (RFC 3261 18.2.2); NULL while that one is
 * there, and where there is no other way. */
SipgoFlow           *sipgo_transport_layer_get_reply_flow (SipgoTransportLayer *self, SipgoMessage *request,
                                                           SipgoFlow *flow);

SipgoTransportCounts sipgo_transport_layer_get_counts  (SipgoTransportLayer *self);
SipgoConnectionLimits *sipgo_transport_layer_get_connection_limits (SipgoTransportLayer *self);
guint                sipgo_transport_layer_count_connections (SipgoTransportLayer *self);
/* Of WebSockets that come in. */
guint                sipgo_transport_layer_count_handshakes (SipgoTransportLayer *self);
/* That came in, for want of room. */
guint64              sipgo_transport_layer_get_refused_connections (SipgoTransportLayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTransportLayer, sipgo_transport_layer_free)

G_END_DECLS

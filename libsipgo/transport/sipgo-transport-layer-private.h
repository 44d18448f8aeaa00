/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-parser-private.h"
#include "libsipgo/transport/sipgo-bound-contact-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"
#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/transport/sipgo-name-cache-private.h"
#include "libsipgo/transport/sipgo-recorder-private.h"
#include "libsipgo/transport/sipgo-target-memory-private.h"
#include "libsipgo/transport/sipgo-transport.h"

G_BEGIN_DECLS

/*
 * The transport layer (RFC 3261 18): listeners, connections and their reuse, and the parsing of received messages. The
 * topmost Via of a request gets received and rport before the request is handed up. A malformed request is answered
 * here, statelessly, and counted; data that are not SIP are dropped and counted.
 */
typedef struct _SipgoTransportLayer SipgoTransportLayer;

#define SIPGO_TEL_WITHOUT_PROXY \
  "A tel: URI has no host: call sip:NUMBER@PROVIDER, or set the agent's outbound proxy"

/* flow is the one for the response (RFC 3261 18.2.2): over UDP it leads to the source port if the Via has rport
 * (RFC 3581), else to the port of sent-by. */
typedef void (*SipgoMessageFunc) (SipgoMessage *message, SipgoFlow *flow, gpointer user_data);

typedef struct
{
  guint64 received;       /* messages handed up */
  guint64 refused;        /* malformed requests that were answered here */
  guint64 dropped;        /* data that are not SIP, malformed responses and ACKs */
  guint64 sent;
} SipgoTransportCounts;

/* The limits of connections; may be changed at any time. */
typedef struct
{
  gint64 connect_timeout_us;        /* for connecting; 10 s */
  gint64 first_message_timeout_us;  /* for the first message on an accepted connection; 32 s */
  gint64 idle_timeout_us;           /* without message, ping or transaction; 1 h */
  gint64 linger_us;                 /* for the peer to read the response before a broken connection is closed; 2 s */
  guint max_connections;            /* 4,096 */
  guint max_connections_per_host;   /* 512 */
  gsize max_queue;                  /* bytes queued for a peer that does not read; 1 MiB */
  gsize max_held;                   /* bytes of all connections, queued or of incomplete messages; 64 MiB */
} SipgoConnectionLimits;

/* limits may be NULL for the defaults. */
SipgoTransportLayer *sipgo_transport_layer_new         (SipgoEnvironment *environment, SipgoNet *net,
                                                        const SipgoMessageLimits *limits);
/* Closes everything. Sending over flows that others still hold fails from then on. */
void                 sipgo_transport_layer_free        (SipgoTransportLayer *self);
SipgoEnvironment    *sipgo_transport_layer_get_environment (SipgoTransportLayer *self);
SipgoNet            *sipgo_transport_layer_get_net     (SipgoTransportLayer *self);
SipgoRecorder       *sipgo_transport_layer_get_recorder (SipgoTransportLayer *self);
void                 sipgo_transport_layer_set_handler (SipgoTransportLayer *self, SipgoMessageFunc func,
                                                        gpointer user_data);

/* Binds at once. listener is such as "udp:127.0.0.1:5070", "tcp:[::1]:0" or "udp:0.0.0.0"; port 0 is any free port,
 * without a port it is the default port of the protocol. */
gboolean             sipgo_transport_layer_listen      (SipgoTransportLayer *self, const char *listener,
                                                        GError **error);
/* The bound addresses, such as "udp:127.0.0.1:5070". */
GStrv                sipgo_transport_layer_get_listeners (SipgoTransportLayer *self);
/* Stops listening, and closes all connections. */
void                 sipgo_transport_layer_close       (SipgoTransportLayer *self);

/* Sets the agent's own transport, over which all requests are sent from now on; NULL for none. FALSE if the transport
 * belongs to another agent. The caller opens and closes it. */
gboolean             sipgo_transport_layer_set_transport (SipgoTransportLayer *self, SipgoTransport *transport);
gboolean             sipgo_transport_layer_has_transport (SipgoTransportLayer *self);
/* Sets the host in Via and Contact for flows whose peer cannot connect to us; NULL for a random name under .invalid. */
void                 sipgo_transport_layer_set_via_host (SipgoTransportLayer *self, const char *host);

/* The certificate of tls and wss listeners, and the one for servers that ask for a client's over TLS. */
void                 sipgo_transport_layer_set_certificate (SipgoTransportLayer *self, GTlsCertificate *certificate);
/* Whether the clients of tls and wss listeners are asked for a certificate, or have to have one. */
void                 sipgo_transport_layer_set_client_certificates (SipgoTransportLayer *self,
                                                                    GTlsAuthenticationMode mode);
/* Switches the verification of servers off. */
void                 sipgo_transport_layer_set_accept_any_certificate (SipgoTransportLayer *self, gboolean accept);
/* The certificate authorities for servers over TLS and WebSockets, and for clients; NULL for the system's. */
void                 sipgo_transport_layer_set_tls_database (SipgoTransportLayer *self, GTlsDatabase *database);
/* The limit of TLS and WebSocket handshakes at the same time; a quarter of it for one host. */
void                 sipgo_transport_layer_set_max_handshakes (SipgoTransportLayer *self, guint max);
/* The Origins that WebSocket listeners accept: NULL for those of the same host, "*" for all. */
void                 sipgo_transport_layer_set_origins (SipgoTransportLayer *self, const char *const *origins);

/* Requests to the URI are sent over the flow, or along the path of SipgoNameAddr, until the result is freed. NULL if a
 * client at another host has bound the URI and is_trusted is FALSE. */
SipgoBoundContact   *sipgo_transport_layer_bind_contact (SipgoTransportLayer *self, SipgoUri *uri, SipgoFlow *flow,
                                                         GPtrArray *path, gboolean is_trusted);
/* Sets path, not owned by the caller; NULL if the contact is reached over its flow. */
gboolean             sipgo_transport_layer_is_bound    (SipgoTransportLayer *self, SipgoUri *uri, GPtrArray **path);
/* Finds a target without DNS: a bound contact, the agent's own transport, the name of a WebSocket client that is
 * connected to us, or an IP address. must_be_secure: as in sipgo_target_from_uri (). The target's verified_name points
 * into the URI or the flow. */
gboolean             sipgo_transport_layer_find_target (SipgoTransportLayer *self, SipgoUri *uri,
                                                        gboolean must_be_secure, SipgoTarget *target);
/* The answers of DNS. */
SipgoNameCache      *sipgo_transport_layer_get_names   (SipgoTransportLayer *self);
/* The memory of failed targets; the senders of requests note failures and successes in it. */
SipgoTargetMemory   *sipgo_transport_layer_get_memory  (SipgoTransportLayer *self);
/* Reuses a connection to the target, or connects. For UDP it uses a listener of the same family, or binds one. */
SipgoFlow           *sipgo_transport_layer_get_flow    (SipgoTransportLayer *self, const SipgoTarget *target,
                                                        GError **error);

/* The bytes of a message of ours, to be sent over a flow; with the compact names of headers (RFC 3261 7.3.3) if this is
 * set. */
GBytes              *sipgo_transport_layer_serialize   (SipgoTransportLayer *self, SipgoMessage *message);
void                 sipgo_transport_layer_set_compact_headers (SipgoTransportLayer *self, gboolean compact);

/* Addresses or routes of this machine have changed. A listener whose address is gone is not used until it is back; one
 * at the present address stands in for it. Flows fail when the address that they are sent from is another one now. With
 * is_new, because the machine has slept or is in another network, all connections that we have made fail, and addresses
 * that peers have seen are forgotten. What DNS has said is asked again. TRUE when the listeners are others now. */
gboolean             sipgo_transport_layer_renew       (SipgoTransportLayer *self, gboolean is_new);

/* The peer of a UDP flow is the STUN server: what it says holds for other peers, too. */
void                 sipgo_transport_layer_trust_mapping (SipgoTransportLayer *self, SipgoFlow *flow);

/* Completes the topmost Via of a request that was received from source (RFC 3261 18.2.1, RFC 3581). */
void                 sipgo_transport_layer_stamp       (SipgoMessage *request, const SipgoAddress *source);
/* A new connection for the response to a request whose connection is closed (RFC 3261 18.2.2), or a flow from our
 * present address for one that came over UDP to an address which is gone. NULL while it is still of use, and if no
 * other can be made. */
SipgoFlow           *sipgo_transport_layer_get_reply_flow (SipgoTransportLayer *self, SipgoMessage *request,
                                                           SipgoFlow *flow);

SipgoTransportCounts sipgo_transport_layer_get_counts  (SipgoTransportLayer *self);
SipgoConnectionLimits *sipgo_transport_layer_get_connection_limits (SipgoTransportLayer *self);
guint                sipgo_transport_layer_count_connections (SipgoTransportLayer *self);
/* The bytes that all connections hold. */
gsize                sipgo_transport_layer_get_held_bytes (SipgoTransportLayer *self);
/* Incoming TLS and WebSocket handshakes that are not complete. */
guint                sipgo_transport_layer_count_handshakes (SipgoTransportLayer *self);
/* Connections that were refused or closed because of the limits. */
guint64              sipgo_transport_layer_get_refused_connections (SipgoTransportLayer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTransportLayer, sipgo_transport_layer_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* All connections of a transport layer, for reuse and for the limits. The key of a connection is its protocol, the
 * remote address, and the name that the peer's certificate has to prove. So a request is never sent over a connection
 * of another protocol, and a request that needs TLS is never sent over a connection that an unverified client has
 * made. */
typedef struct _SipgoConnections SipgoConnections;

typedef struct
{
  void (*parsed) (SipgoFlow *flow, SipgoParseResult *result, gpointer user_data);
  void (*sent)   (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
} SipgoConnectionsFuncs;

/* limits and connection_limits belong to the owner, who may change them. */
SipgoConnections *sipgo_connections_new      (SipgoEnvironment *environment, const SipgoMessageLimits *limits,
                                              const SipgoConnectionLimits *connection_limits,
                                              const SipgoConnectionsFuncs *funcs, gpointer user_data);
/* Closes all connections without calling the watches. */
void              sipgo_connections_free     (SipgoConnections *self);
void              sipgo_connections_close    (SipgoConnections *self, const GError *error);
/* The connections from addresses that are not in the list end. ends_own: those that we have made end, too. */
void              sipgo_connections_close_lost (SipgoConnections *self, GArray *addresses, gboolean ends_own,
                                                const GError *error);
guint             sipgo_connections_count    (SipgoConnections *self);
/* How many connections were refused or closed because of the limits. */
guint64           sipgo_connections_get_refused (SipgoConnections *self);
/* The bytes that all connections hold. */
gsize             sipgo_connections_get_held (SipgoConnections *self);
gboolean          sipgo_connections_has_room (SipgoConnections *self, GError **error);
SipgoFlow        *sipgo_connections_find     (SipgoConnections *self, const SipgoTarget *target);  /* transfer none */
/* Notes the name in the Via of a WebSocket client (RFC 7118): requests to that host go over its flow. The first client
 * keeps a name, unless the next one with it comes from the same host. */
void              sipgo_connections_claim    (SipgoConnections *self, SipgoFlow *flow, const char *name);
SipgoFlow        *sipgo_connections_find_name (SipgoConnections *self, const char *name);       /* transfer none */
/* Uses the connection that a client has made over TLS for requests to the address, too, if the name of the target is
 * one that the client's certificate has proved (RFC 5923 8). */
void              sipgo_connections_alias    (SipgoConnections *self, SipgoFlow *flow, const SipgoAddress *address);
/* Adds a stream that connects; verified_name may be NULL. */
SipgoFlow        *sipgo_connections_add      (SipgoConnections *self, SipgoStream *stream,
                                              const char *verified_name);                         /* transfer none */
/* Takes stream, and closes it at once if there are too many connections. */
gboolean          sipgo_connections_accept   (SipgoConnections *self, SipgoStream *stream);

G_END_DECLS

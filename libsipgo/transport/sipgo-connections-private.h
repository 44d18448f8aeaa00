/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-stream-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* All connections of a transport layer, found by protocol and address of their other end, and by whether that end has
 * shown a certificate; and counted. A request never leaves over a connection of another protocol than was asked for,
 * nor, where TLS was, over one that somebody unknown has made to us. */
typedef struct _SipgoConnections SipgoConnections;

typedef struct
{
  void (*parsed) (SipgoFlow *flow, SipgoParseResult *result, gpointer user_data);
  void (*sent)   (SipgoFlow *flow, GBytes *bytes, gpointer user_data);
} SipgoConnectionsFuncs;

/* limits and connection_limits are the owner's and may change. */
SipgoConnections *sipgo_connections_new      (SipgoEnvironment *environment, const SipgoMessageLimits *limits,
                                              const SipgoConnectionLimits *connection_limits,
                                              const SipgoConnectionsFuncs *funcs, gpointer user_data);
/* Without a word to the watches. */
void              sipgo_connections_free     (SipgoConnections *self);
void              sipgo_connections_close    (SipgoConnections *self, const GError *error);
guint             sipgo_connections_count    (SipgoConnections *self);
/* How many that came in, for want of room. */
guint64           sipgo_connections_get_refused (SipgoConnections *self);
gboolean          sipgo_connections_has_room (SipgoConnections *self, GError **error);
SipgoFlow        *sipgo_connections_find     (SipgoConnections *self, const SipgoTarget *target);       /* borrowed */
/* A WebSocket client has a name that only it knows (RFC 7118): the flow that it is reached by. The first to have it
 * keeps it, unless the next one comes from the same host. */
void              sipgo_connections_claim    (SipgoConnections *self, SipgoFlow *flow, const char *name);
SipgoFlow        *sipgo_connections_find_name (SipgoConnections *self, const char *name);            /* borrowed */
SipgoFlow        *sipgo_connections_add      (SipgoConnections *self,
                                              SipgoStream *stream);          /* being made; borrowed */
/* Takes stream, and closes it at once when there are too many. */
gboolean          sipgo_connections_accept   (SipgoConnections *self, SipgoStream *stream);

G_END_DECLS

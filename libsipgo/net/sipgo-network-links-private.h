/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-link-private.h"
#include "libsipgo/net/sipgo-network-private.h"

G_BEGIN_DECLS

/* What a transport layer does in the simulator's network; the same as the kernel's in sipgo-native-private.h. A layer
 * is one host there: where 0.0.0.0 or [::] is given, it gets the address of the number it was given. */
guint                sipgo_network_add_host     (SipgoNetwork *self);
SipgoDatagramPort   *sipgo_network_bind         (SipgoNetwork *self, guint host, const SipgoAddress *address, GError **error);
SipgoStreamListener *sipgo_network_listen       (SipgoNetwork *self, guint host, const SipgoAddress *address, GError **error);
SipgoStream         *sipgo_network_connect      (SipgoNetwork *self, guint host, const SipgoAddress *local, const SipgoAddress *remote);
/* (nullable): the SipgoAddress values, port 0, of a name; borrowed. */
GArray              *sipgo_network_lookup       (SipgoNetwork *self, const char *host_name);

/* --- shared by sipgo-network.c and sipgo-network-stream.c --- */
SipgoEnvironment    *sipgo_network_get_environment (SipgoNetwork *self);
gint64               sipgo_network_draw_delay      (SipgoNetwork *self);
void                 sipgo_network_show            (SipgoNetwork *self, const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes);
/* Makes 0.0.0.0 the host's address and port 0 a free one; FALSE when the address is taken in the table. */
gboolean             sipgo_network_take_address    (SipgoNetwork *self, guint host, const SipgoAddress *wanted, GHashTable *table,
                                                    SipgoAddress *address);

typedef struct _SipgoNetworkStreams SipgoNetworkStreams;
SipgoNetworkStreams *sipgo_network_streams_new  (void);
void                 sipgo_network_streams_free (SipgoNetworkStreams *self);
void                 sipgo_network_streams_cut  (SipgoNetworkStreams *self);
SipgoNetworkStreams *sipgo_network_get_streams  (SipgoNetwork *self);

G_END_DECLS

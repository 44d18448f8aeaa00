/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* A registered contact that is reached over the flow of its REGISTER and not by its URI (RFC 7118, RFC 5626), or along
 * a Path of proxies (RFC 3327). */
typedef struct _SipgoBoundContact SipgoBoundContact;
typedef struct _SipgoContactTable SipgoContactTable;

SipgoContactTable *sipgo_contact_table_new   (void);
void               sipgo_contact_table_unref (SipgoContactTable *self);
/* FALSE if the URI is not a bound contact. Sets either flow or path, which the table owns. */
gboolean           sipgo_contact_table_find  (SipgoContactTable *self, SipgoUri *uri, SipgoFlow **flow,
                                              GPtrArray **path);

/* path is NULL, or an array of SipgoNameAddr, the next proxy first. Returns NULL if a client at another host has bound
 * the contact already, unless is_trusted. A binding from the same host, or a trusted one, replaces the earlier one. */
SipgoBoundContact *sipgo_bound_contact_new   (SipgoContactTable *table, SipgoUri *uri, SipgoFlow *flow,
                                              GPtrArray *path, gboolean is_trusted);
void               sipgo_bound_contact_free  (SipgoBoundContact *self);

/* Whether the host is one that a WebSocket client has drawn for itself: a name under .invalid (RFC 7118), or an address
 * of 192.0.2.0/24, which some clients use for servers that do not accept names. No server has such an address. */
gboolean           sipgo_host_is_client_name (const char *host);

G_END_DECLS

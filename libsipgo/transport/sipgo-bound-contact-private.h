/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* A contact that is reached over the flow by which it was registered, wherever its URI seems to lead (RFC 7118, RFC
 * 5626), or along a path of proxies (RFC 3327). */
typedef struct _SipgoBoundContact SipgoBoundContact;
typedef struct _SipgoContactTable SipgoContactTable;

SipgoContactTable *sipgo_contact_table_new   (void);
void               sipgo_contact_table_unref (SipgoContactTable *self);
/* FALSE when it is none of them. Either flow or path is set, both borrowed. */
gboolean           sipgo_contact_table_find  (SipgoContactTable *self, SipgoUri *uri, SipgoFlow **flow,
                                              GPtrArray **path);

/* path: NULL, or SipgoNameAddr, the next proxy first. NULL when somebody at another host has the contact already. A
 * later one from the same host, or a trusted one, takes over. */
SipgoBoundContact *sipgo_bound_contact_new   (SipgoContactTable *table, SipgoUri *uri, SipgoFlow *flow,
                                              GPtrArray *path, gboolean is_trusted);
void               sipgo_bound_contact_free  (SipgoBoundContact *self);

/* A name under .invalid, or, from clients that follow servers' wishes, an address that RFC 5737 keeps for examples: no
 * server has it. */
gboolean           sipgo_host_is_client_name (const char *host);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/* How many things there are for each host: address with port 0 → number, without an entry for 0. */
GHashTable *sipgo_host_counts_new    (void);
guint       sipgo_host_counts_get    (GHashTable *self, const SipgoAddress *remote);
void        sipgo_host_counts_change (GHashTable *self, const SipgoAddress *remote, int change);

G_END_DECLS

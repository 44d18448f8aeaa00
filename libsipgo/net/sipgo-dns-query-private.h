/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/net/sipgo-dns-answer-private.h"
#include "libsipgo/net/sipgo-dns-query.h"

G_BEGIN_DECLS

/* Called once, perhaps from within the call that hands the query to the resolver. */
typedef void (*SipgoDnsFunc) (SipgoDnsAnswer *answer, gpointer user_data);

SipgoDnsQuery *sipgo_dns_query_new     (SipgoDnsRecordType type, const char *name, SipgoDnsFunc func,
                                        gpointer user_data);
/* Unless the query is answered, its cancellable is cancelled, and func is not called any more. */
void           sipgo_dns_query_abandon (SipgoDnsQuery *self);

G_END_DECLS

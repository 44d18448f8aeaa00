/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-uri.h"
#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/transport/sipgo-target-memory-private.h"
#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/* Where a request to a URI may go: RFC 3263 without NAPTR, which GResolver does not know. */
typedef struct _SipgoResolver SipgoResolver;

/* Targets that memory (borrowed) avoids come last. */
SipgoResolver *sipgo_resolver_new     (SipgoEnvironment *environment, SipgoNet *net, SipgoTargetMemory *memory);
void           sipgo_resolver_free    (SipgoResolver *self);      /* nobody is told any more */
void           sipgo_resolver_resolve (SipgoResolver *self, SipgoUri *uri, GCancellable *cancellable,
                                       SipgoResolvedFunc func, gpointer user_data);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/net/sipgo-resolver.h"

G_BEGIN_DECLS

/*
 * Asks the resolver of the agent, and keeps the answers: as long as their TTL allows, and the answer that there are no
 * records for a short time. Requests that ask the same at the same time share one query. The number of answers is
 * limited. A query has a time limit, whatever the resolver does.
 */
typedef struct _SipgoNameCache SipgoNameCache;

SipgoNameCache *sipgo_name_cache_new          (SipgoEnvironment *environment, SipgoNet *net);
/* Waiting functions are not called any more. */
void            sipgo_name_cache_free         (SipgoNameCache *self);
/* NULL for the name servers of the network. Forgets all answers. */
void            sipgo_name_cache_set_resolver (SipgoNameCache *self, SipgoResolver *resolver);
/* Forgets all answers: another network may have others. */
void            sipgo_name_cache_clear        (SipgoNameCache *self);
/* func is called once, perhaps from within this call, and never after the cancellable is cancelled. anew: a kept answer
 * without records is not used. */
void            sipgo_name_cache_look_up      (SipgoNameCache *self, SipgoDnsRecordType type, const char *name,
                                               gboolean anew, GCancellable *cancellable, SipgoDnsFunc func,
                                               gpointer user_data);
guint           sipgo_name_cache_count        (SipgoNameCache *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNameCache, sipgo_name_cache_free)

G_END_DECLS

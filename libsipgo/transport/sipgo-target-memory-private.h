/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-target-private.h"

G_BEGIN_DECLS

/*
 * The targets that have failed lately, so that requests try those first that work (RFC 3263 4.3). A target that fails
 * is avoided for a minute, and for twice as long each further time, up to half an hour. A response from it clears that,
 * but not before the time that it has asked for itself.
 * The number of targets that are remembered is bounded.
 */
typedef struct _SipgoTargetMemory SipgoTargetMemory;

SipgoTargetMemory *sipgo_target_memory_new           (SipgoEnvironment *environment);
void               sipgo_target_memory_free          (SipgoTargetMemory *self);
/* seconds: how long the target itself wants to be left alone (Retry-After); 0 where it said nothing. */
void               sipgo_target_memory_add_failure   (SipgoTargetMemory *self, const SipgoTarget *target,
                                                      guint seconds);
void               sipgo_target_memory_add_success   (SipgoTargetMemory *self, const SipgoTarget *target);
gboolean           sipgo_target_memory_is_avoided    (SipgoTargetMemory *self, const SipgoTarget *target);
guint              sipgo_target_memory_count         (SipgoTargetMemory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTargetMemory, sipgo_target_memory_free)

G_END_DECLS

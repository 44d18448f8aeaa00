/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-target-private.h"

G_BEGIN_DECLS

/*
 * Remembers the targets that have failed lately, so that requests try working targets first (RFC 3263 4.3). A target
 * that fails is avoided for a minute, and for twice as long each further time, up to half an hour. A response from the
 * target ends that, except during the time that it has asked for by Retry-After. The number of targets is limited.
 */
typedef struct _SipgoTargetMemory SipgoTargetMemory;

SipgoTargetMemory *sipgo_target_memory_new           (SipgoEnvironment *environment);
void               sipgo_target_memory_free          (SipgoTargetMemory *self);
/* seconds is the Retry-After of the target's response; 0 if there is none. */
void               sipgo_target_memory_add_failure   (SipgoTargetMemory *self, const SipgoTarget *target,
                                                      guint seconds);
void               sipgo_target_memory_add_success   (SipgoTargetMemory *self, const SipgoTarget *target);
/* They have failed over another network. */
void               sipgo_target_memory_forget        (SipgoTargetMemory *self);
gboolean           sipgo_target_memory_is_avoided    (SipgoTargetMemory *self, const SipgoTarget *target);
guint              sipgo_target_memory_count         (SipgoTargetMemory *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoTargetMemory, sipgo_target_memory_free)

G_END_DECLS

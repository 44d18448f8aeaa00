/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

typedef struct _SipgoAgent SipgoAgent;

/* agent: NULL once it is gone. Called again when the agent gets another core. */
void     sipgo_limits_set_agent          (SipgoLimits *self, SipgoAgent *agent);
/* Whether one more incoming call would be admitted now; nothing is counted. */
gboolean sipgo_limits_has_room_for_call  (SipgoLimits *self);
/* Whether the limit allows one more incoming call (subscription, contact); a FALSE is counted as refused. */
gboolean sipgo_limits_admit_call         (SipgoLimits *self);
gboolean sipgo_limits_admit_subscription (SipgoLimits *self);
gboolean sipgo_limits_admit_registered_contact (SipgoLimits *self);
/* FALSE with error when the limit allows no further outgoing call. */
gboolean sipgo_limits_check_own_call     (SipgoLimits *self, GError **error);
/* change: 1 for one more, -1 for one less. For calls the caller notifies separately, after its lists have changed. */
void     sipgo_limits_count_call         (SipgoLimits *self, int change);
void     sipgo_limits_notify_calls       (SipgoLimits *self);
void     sipgo_limits_count_subscription (SipgoLimits *self, int change);
void     sipgo_limits_count_registered_contact (SipgoLimits *self, int change);
/* The number of calls whose media are not made yet; change is 1, -1 or 0. */
void     sipgo_limits_count_without_media (SipgoLimits *self, int change);
/* Whether this source may be challenged once more, and may try a password; a FALSE is counted as refused. source: NULL
 * when it is not known, and so not limited. */
gboolean sipgo_limits_admit_unauthenticated (SipgoLimits *self, const SipgoAddress *source);
gboolean sipgo_limits_admit_authentication  (SipgoLimits *self, const SipgoAddress *source);
void     sipgo_limits_count_failed_authentication (SipgoLimits *self, const SipgoAddress *source);

G_END_DECLS

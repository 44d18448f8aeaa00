/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/base/sipgo-error.h"

G_BEGIN_DECLS

typedef struct _SipgoAgent SipgoAgent;

/* NULL once the agent is gone; anew when it has got another core. */
void     sipgo_limits_set_agent          (SipgoLimits *self, SipgoAgent *agent);
/* Whether there is room for one more that comes in; FALSE is counted. */
gboolean sipgo_limits_admit_call         (SipgoLimits *self);
gboolean sipgo_limits_admit_subscription (SipgoLimits *self);
gboolean sipgo_limits_admit_registered_contact (SipgoLimits *self);
/* FALSE with error when there is no room for a call of ours. */
gboolean sipgo_limits_check_own_call     (SipgoLimits *self, GError **error);
/* One more, or one less: change is 1 or -1. Of the calls the caller tells as soon as its lists have changed. */
void     sipgo_limits_count_call         (SipgoLimits *self, int change);
void     sipgo_limits_notify_calls       (SipgoLimits *self);
void     sipgo_limits_count_subscription (SipgoLimits *self, int change);
void     sipgo_limits_count_registered_contact (SipgoLimits *self, int change);
/* Of the calls: one more, or one less, whose media are not made yet. */
void     sipgo_limits_count_without_media (SipgoLimits *self, int change);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

G_BEGIN_DECLS

/* NULL once the agent is gone; anew when it has got another core. */
void     sipgo_limits_set_agent          (SipgoLimits *self, SipgoUserAgent *agent);
/* Whether there is room for one more that comes in; FALSE is counted. */
gboolean sipgo_limits_admit_call         (SipgoLimits *self);
gboolean sipgo_limits_admit_subscription (SipgoLimits *self);
gboolean sipgo_limits_admit_registration (SipgoLimits *self);
/* FALSE with error when there is no room for a call of ours. */
gboolean sipgo_limits_check_own_call     (SipgoLimits *self, GError **error);
void     sipgo_limits_notify_calls       (SipgoLimits *self);

G_END_DECLS

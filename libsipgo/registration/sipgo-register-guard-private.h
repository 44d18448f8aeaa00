/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/registration/sipgo-register-guard.h"

G_BEGIN_DECLS

/* Called once with the decision, unless the guard is abandoned before. */
typedef void (*SipgoRegisterGuardFunc) (gboolean permitted, gpointer user_data);

SipgoRegisterGuard *sipgo_register_guard_new     (SipgoEnvironment *environment, SipgoRegisterGuardFunc func,
                                                  gpointer user_data);
/* Called after the signal was emitted: permits the registration unless a handler has decided or deferred it. */
void                sipgo_register_guard_settle  (SipgoRegisterGuard *self);
void                sipgo_register_guard_abandon (SipgoRegisterGuard *self);

G_END_DECLS

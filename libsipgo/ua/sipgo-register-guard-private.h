/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/ua/sipgo-register-guard.h"

G_BEGIN_DECLS

/* Called once, unless the guard is abandoned before. */
typedef void (*SipgoRegisterGuardFunc) (gboolean permitted, gpointer user_data);

SipgoRegisterGuard *sipgo_register_guard_new     (SipgoRegisterGuardFunc func, gpointer user_data);
void                sipgo_register_guard_abandon (SipgoRegisterGuard *self);

G_END_DECLS

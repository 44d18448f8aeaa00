/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REGISTER_GUARD (sipgo_register_guard_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoRegisterGuard, sipgo_register_guard, SIPGO, REGISTER_GUARD, GObject)

SIPGO_AVAILABLE_IN_ALL
void sipgo_register_guard_permit (SipgoRegisterGuard *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_register_guard_block  (SipgoRegisterGuard *self);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_register_guard_defer   (SipgoRegisterGuard *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_register_guard_proceed (SipgoRegisterGuard *self, GError **error);

G_END_DECLS

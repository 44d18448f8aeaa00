/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-request-options.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_UNREGISTER_OPTIONS (sipgo_unregister_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoUnregisterOptions, sipgo_unregister_options, SIPGO, UNREGISTER_OPTIONS,
                             SipgoRequestOptions)

SIPGO_AVAILABLE_IN_ALL
SipgoUnregisterOptions *sipgo_unregister_options_new (void);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_unregister_options_get_all (SipgoUnregisterOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_unregister_options_set_all (SipgoUnregisterOptions *self, gboolean all);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-request-options.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_CANCEL_OPTIONS (sipgo_cancel_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoCancelOptions, sipgo_cancel_options, SIPGO, CANCEL_OPTIONS, SipgoRequestOptions)

SIPGO_AVAILABLE_IN_ALL
SipgoCancelOptions *sipgo_cancel_options_new (void);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_cancel_options_get_status_code (SipgoCancelOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_cancel_options_set_status_code (SipgoCancelOptions *self, guint status_code);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_cancel_options_get_reason_phrase (SipgoCancelOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_cancel_options_set_reason_phrase (SipgoCancelOptions *self, const char *reason_phrase);

G_END_DECLS

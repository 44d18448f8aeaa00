/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_RESPONSE_OPTIONS (sipgo_response_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoResponseOptions, sipgo_response_options, SIPGO, RESPONSE_OPTIONS, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoResponseOptions *sipgo_response_options_new (void);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_response_options_get_status_code (SipgoResponseOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_response_options_set_status_code (SipgoResponseOptions *self, guint status_code);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_response_options_get_reason_phrase (SipgoResponseOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_response_options_set_reason_phrase (SipgoResponseOptions *self, const char *reason_phrase);
SIPGO_AVAILABLE_IN_ALL
GStrv sipgo_response_options_get_extra_headers (SipgoResponseOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_response_options_set_extra_headers (SipgoResponseOptions *self, const char *const *extra_headers);
SIPGO_AVAILABLE_IN_ALL
SipgoBody *sipgo_response_options_get_body (SipgoResponseOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_response_options_set_body (SipgoResponseOptions *self, SipgoBody *body);

G_END_DECLS

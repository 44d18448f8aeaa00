/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REQUEST_OPTIONS (sipgo_request_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoRequestOptions, sipgo_request_options, SIPGO, REQUEST_OPTIONS, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoRequestOptions *sipgo_request_options_new (void);
SIPGO_AVAILABLE_IN_ALL
GStrv sipgo_request_options_get_extra_headers (SipgoRequestOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_request_options_set_extra_headers (SipgoRequestOptions *self, const char *const *extra_headers);
SIPGO_AVAILABLE_IN_ALL
SipgoBody *sipgo_request_options_get_body (SipgoRequestOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_request_options_set_body (SipgoRequestOptions *self, SipgoBody *body);

G_END_DECLS

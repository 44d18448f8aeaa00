/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-parser-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* The stateless answer to a request that could not be understood; NULL when none may be given. The same request gets
 * the same bytes each time it comes. */
SipgoMessage *sipgo_stateless_response_new (const SipgoParseResult *result, const char *agent);

/* When to come back, in seconds, where there is no room for a request: not all in the same second (21.5.4). */
#define SIPGO_RETRY_AFTER_MIN 5
#define SIPGO_RETRY_AFTER_SPREAD 11   /* this many values from there on */

/* 503 with a Retry-After of some seconds, for a request that there is no room for; without a state, so not for an
 * ACK. */
SipgoMessage *sipgo_stateless_response_new_unavailable (SipgoMessage *request);

G_END_DECLS

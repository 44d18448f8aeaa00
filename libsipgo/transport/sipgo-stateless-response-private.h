/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-parser-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/* The stateless response to a malformed request; NULL if it must not be answered, as an ACK. A retransmission of the
 * request gets the same response (RFC 3261 8.2.7). */
SipgoMessage *sipgo_stateless_response_new (const SipgoParseResult *result, const char *agent);

/* The values of Retry-After in a 503, in seconds (RFC 3261 21.5.4): spread, so that clients do not retry all at
 * once. */
#define SIPGO_RETRY_AFTER_MIN 5
#define SIPGO_RETRY_AFTER_SPREAD 11   /* number of values, from the minimum on */

/* A stateless 503 with Retry-After, for a request above a limit. Not for an ACK. */
SipgoMessage *sipgo_stateless_response_new_unavailable (SipgoMessage *request);

G_END_DECLS

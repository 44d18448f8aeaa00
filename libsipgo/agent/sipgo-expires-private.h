/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

/* The longest time that is asked for, or believed: a week, in seconds. */
#define SIPGO_MAX_EXPIRES (7 * 24 * 3600)
/* The shortest grant is one of a second: it is refreshed in time, but no sooner than this. */
#define SIPGO_REFRESH_SOONEST (SIPGO_SECONDS (1) / 2)
/* What failed is tried again after this time, twice as long each time, up to the limit. */
#define SIPGO_RETRY_FIRST SIPGO_SECONDS (30)
#define SIPGO_RETRY_LIMIT SIPGO_SECONDS (600)

/* Whether a response refuses the seconds that were asked for as too brief (423), and names a time to ask for: by its
 * Min-Expires (RFC 3261 10.2.8). FALSE, too, when it did so again and again: n_refusals counts that. */
gboolean sipgo_expires_read_minimum (SipgoMessage *response, guint asked, guint *n_refusals, guint *seconds);

/* For how long to ask: as long as was set, or as the peer wants at least (0 for none); 0, which ends or fetches, stays 0. */
guint    sipgo_expires_choose       (guint expires, guint minimum);

G_END_DECLS

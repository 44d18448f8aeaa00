/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-failure.h"

G_BEGIN_DECLS

/* response: NULL when nobody answered; status is then the one that stands for error (408, 503). tried: what was
 * tried. */
SipgoFailure *sipgo_failure_new (guint status, const char *reason_phrase, SipgoMessage *response, GPtrArray *tried,
                                 const GError *error);

G_END_DECLS

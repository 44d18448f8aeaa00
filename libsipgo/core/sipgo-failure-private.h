/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-failure.h"
#include "libsipgo/transport/sipgo-steps-private.h"

G_BEGIN_DECLS

/* response: NULL when no response came; status is then the code that stands for error (408, 503). steps may
 * be NULL. */
SipgoFailure *sipgo_failure_new (guint status, const char *reason_phrase, SipgoMessage *response,
                                 const SipgoSteps *steps, const GError *error);

G_END_DECLS

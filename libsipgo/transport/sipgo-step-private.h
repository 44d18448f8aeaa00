/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-step.h"

G_BEGIN_DECLS

/* Takes ownership of target and text. protocol, nullable, is interned. */
SipgoStep *sipgo_step_new (SipgoStepKind kind, gint64 time, char *target, const char *protocol, char *text);

G_END_DECLS

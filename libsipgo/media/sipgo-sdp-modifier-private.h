/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-sdp-modifier.h"

G_BEGIN_DECLS

/* Whether the modifier was made by sipgo_sdp_modifier_hold (); the session then sets the hold option of the handler. */
gboolean sipgo_sdp_modifier_is_hold (SipgoSdpModifier *self);

G_END_DECLS

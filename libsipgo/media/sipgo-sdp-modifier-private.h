/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-sdp-modifier.h"

G_BEGIN_DECLS

/* Whether it is one of sipgo_sdp_modifier_hold (), so that a handler that knows of holds can be told. */
gboolean sipgo_sdp_modifier_is_hold (SipgoSdpModifier *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-private.h"

G_BEGIN_DECLS

/* Fails with SIPGO_ERROR_MALFORMED if the text is not a session description, or exceeds one of the limits. */
SipgoSdp *sipgo_sdp_parse (const char *text, GError **error);

G_END_DECLS

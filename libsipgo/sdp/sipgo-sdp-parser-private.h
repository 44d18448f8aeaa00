/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-private.h"

G_BEGIN_DECLS

/* Fails with SIPGO_ERROR_MALFORMED where the text is no description, or is larger than the bounds. */
SipgoSdp *sipgo_sdp_parse (const char *text, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-private.h"

G_BEGIN_DECLS

/* As it was read: its lines in their order, without those that were broken. */
char *sipgo_sdp_to_string     (const SipgoSdp *self);

/* Without a SipgoSdp: the session with its lines, then each medium: what its fields say, and its lines, which say
 * the rest. */
void  sipgo_sdp_write_session (GString *out, const SipgoSdp *session);
void  sipgo_sdp_write_media   (GString *out, const SipgoSdpMedia *media);

G_END_DECLS

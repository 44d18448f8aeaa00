/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-private.h"

G_BEGIN_DECLS

/* Writes a parsed description: its lines in their order, without broken ones. */
char *sipgo_sdp_to_string     (const SipgoSdp *self);

/* Write a description from fields, first the session and then each m= line. The lines of each are added after what the
 * fields give. */
void  sipgo_sdp_write_session (GString *out, const SipgoSdp *session);
void  sipgo_sdp_write_media   (GString *out, const SipgoSdpMedia *media);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Changes to the text of a session description. They keep all lines that they do not change, and never fail: a text
 * that is not a session description is returned unchanged.
 */

/* Removes a codec, by its encoding name. A stream that has no other codec is refused. */
char *sipgo_sdp_edit_strip_codec          (const char *sdp, const char *name);
/* Refuses the streams of a kind, such as "video", by port 0: their m= lines must stay (RFC 3264 6 and 8.2). */
char *sipgo_sdp_edit_strip_media          (const char *sdp, const char *type);
/* Removes the ICE candidates for TCP (RFC 6544). */
char *sipgo_sdp_edit_strip_tcp_candidates (const char *sdp);
/* Puts the peer on hold: sendrecv becomes sendonly, recvonly inactive (RFC 3264 section 8.4). */
char *sipgo_sdp_edit_hold                 (const char *sdp);
/* Adds a=mid to each stream, if no stream has one yet (RFC 5888 4). */
char *sipgo_sdp_edit_add_mids             (const char *sdp);

G_END_DECLS

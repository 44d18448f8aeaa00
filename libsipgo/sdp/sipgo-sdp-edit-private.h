/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Changes to the text of a session description that keep all that they are not about, whoever has written it. None of
 * them fails: what is no description comes back as it was.
 */

/* Takes a codec out, by its encoding name; a stream that has no other is refused. */
char *sipgo_sdp_edit_strip_codec          (const char *sdp, const char *name);
/* Refuses the streams of a kind, such as "video": by port 0, as their number must stay (RFC 3264 sections 6 and
 * 8.2). */
char *sipgo_sdp_edit_strip_media          (const char *sdp, const char *type);
/* Takes the ICE candidates over TCP out (RFC 6544). */
char *sipgo_sdp_edit_strip_tcp_candidates (const char *sdp);
/* Puts the peer on hold: sendrecv becomes sendonly, recvonly inactive (RFC 3264 section 8.4). */
char *sipgo_sdp_edit_hold                 (const char *sdp);
/* Names the streams, where none is named yet (RFC 5888 section 4). */
char *sipgo_sdp_edit_add_mids             (const char *sdp);

G_END_DECLS

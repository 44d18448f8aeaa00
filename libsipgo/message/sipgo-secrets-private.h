/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Masks what must not be seen by others in the text of a SIP message, complete or not, with its body: the proof of the
 * password in Authorization, Proxy-Authorization and Authentication-Info (response, rspauth), other credentials there
 * (Basic, Bearer), passwords in URIs, keys of SRTP (RFC 4568, a=crypto and k=), the password of ICE (RFC 8839), and
 * DTMF digits in an INFO. */

/* For people: secrets become "***", invalid UTF-8 is replaced, control characters are escaped, line ends are "\n". */
char   *sipgo_secrets_dup_text (const char *data, gsize length);
/* For programs that read the message: each character of a secret becomes "*", so that no length changes. */
GBytes *sipgo_secrets_mask     (GBytes *message);

G_END_DECLS

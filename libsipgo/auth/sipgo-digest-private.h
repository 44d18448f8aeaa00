/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  SIPGO_DIGEST_MD5,
  SIPGO_DIGEST_SHA256,
  SIPGO_DIGEST_SHA512_256,
} SipgoDigestHash;

typedef enum {
  SIPGO_QOP_NONE,
  SIPGO_QOP_AUTH,
  SIPGO_QOP_AUTH_INT,
} SipgoQop;

/* A hash in hexadecimal. */
typedef char SipgoDigestHex[65];

/* The input of a response (RFC 7616 3.4). */
typedef struct
{
  SipgoDigestHash hash;
  gboolean session;          /* a -sess algorithm */
  SipgoQop qop;
  const char *nonce;
  const char *cnonce;
  guint32 nonce_count;
  const char *method;
  const char *uri;
  GBytes *body;              /* for auth-int; may be NULL */
} SipgoDigestInput;

/* FALSE if the algorithm is not supported. */
gboolean    sipgo_digest_parse_algorithm (const char *name, SipgoDigestHash *hash, gboolean *session);
const char *sipgo_qop_get_name           (SipgoQop qop);

/* The hash of the texts, joined by colons; the last argument is NULL. */
void        sipgo_digest_hash            (SipgoDigestHash hash, SipgoDigestHex hex, ...) G_GNUC_NULL_TERMINATED;
/* ha1 is H(username:realm:password). */
void        sipgo_digest_respond         (const SipgoDigestInput *input, const char *ha1, SipgoDigestHex response);

G_END_DECLS

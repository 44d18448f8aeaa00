/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* A Digest challenge with a supported algorithm and qop (RFC 7616 3.3). */
typedef struct
{
  char *realm;
  char *nonce;
  char *opaque;              /* NULL when absent */
  char *algorithm;           /* as the server wrote it; NULL when absent, which means MD5 */
  SipgoDigestHash hash;
  gboolean session;          /* a -sess algorithm */
  SipgoQop qop;
  gboolean stale;
  gboolean proxy;            /* from Proxy-Authenticate */
} SipgoChallenge;

/* The supported challenges of a 401 or 407, in order. A realm may have several, with different algorithms (RFC 8760).
 * n_unknown counts the challenges that are not supported. */
GPtrArray *sipgo_challenges_read  (SipgoMessage *response, guint *n_unknown);
/* Whether both have the same realm, and both are from a proxy (407) or both from a server (401). */
gboolean   sipgo_challenge_is_same_realm (const SipgoChallenge *self, const SipgoChallenge *other);
void       sipgo_challenge_free   (SipgoChallenge *self);   /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoChallenge, sipgo_challenge_free)

G_END_DECLS

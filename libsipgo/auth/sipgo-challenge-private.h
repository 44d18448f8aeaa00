/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-digest-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* One digest challenge that can be answered: its algorithm and quality of protection are known here. */
typedef struct
{
  char *realm;
  char *nonce;
  char *opaque;              /* NULL when absent */
  char *algorithm;           /* as the server wrote it; NULL when absent, which is MD5 */
  SipgoDigestHash hash;
  gboolean session;
  SipgoQop qop;
  gboolean stale;
  gboolean proxy;            /* from Proxy-Authenticate */
} SipgoChallenge;

/* All challenges of a 401 or 407 that can be answered, in their order; of one realm also several. n_unknown counts the
 * others. */
GPtrArray *sipgo_challenges_read  (SipgoMessage *response, guint *n_unknown);
/* Whether both are of one realm of one kind, proxy's or server's. */
gboolean   sipgo_challenge_is_same_realm (const SipgoChallenge *self, const SipgoChallenge *other);
void       sipgo_challenge_free   (SipgoChallenge *self);   /* (nullable) */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoChallenge, sipgo_challenge_free)

G_END_DECLS

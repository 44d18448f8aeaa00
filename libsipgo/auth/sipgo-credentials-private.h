/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/auth/sipgo-digest-private.h"

G_BEGIN_DECLS

/* Those that answer challenges for the realm with this hash, and H(username:realm:password) for them; NULL if there are
 * none. */
SipgoCredentials *sipgo_credentials_find (SipgoCredentials *self, SipgoDigestHash hash, const char *realm,
                                          SipgoDigestHex ha1);

G_END_DECLS

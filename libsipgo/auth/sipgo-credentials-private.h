/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/auth/sipgo-digest-private.h"

G_BEGIN_DECLS

/* Those that answer challenges for the realm with this hash, and H(username:realm:password) for them; NULL if there are
 * none. */
SipgoCredentials *sipgo_credentials_find (SipgoCredentials *self, SipgoDigestHash hash, const char *realm,
                                          SipgoDigestHex ha1);

/* Credentials that answer challenges for the realm with those that are added, and all others as self (nullable) does.
 * NULL when those that are added are for other realms. */
SipgoCredentials *sipgo_credentials_add_for_realm (SipgoCredentials *self, SipgoCredentials *added, const char *realm);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/auth/sipgo-digest-private.h"

G_BEGIN_DECLS

/* H(username:realm:password). FALSE if the credentials are for another realm or hash. */
gboolean sipgo_credentials_get_ha1 (SipgoCredentials *self, SipgoDigestHash hash, const char *realm,
                                    SipgoDigestHex ha1);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-inviter.h"

G_BEGIN_DECLS

/* Sets the Referred-By header of the INVITE (RFC 3892); NULL for none. */
void sipgo_inviter_set_referred_by (SipgoInviter *self, const char *referred_by);

G_END_DECLS

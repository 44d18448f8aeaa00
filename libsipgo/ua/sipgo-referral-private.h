/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/ua/sipgo-referral.h"
#include "libsipgo/ua/sipgo-session-private.h"

G_BEGIN_DECLS

/* NULL with error when the Refer-To cannot be understood. */
SipgoReferral *sipgo_referral_new (SipgoSession *session, SipgoIncomingRequest *request, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-referral.h"
#include "libsipgo/session/sipgo-session-private.h"

G_BEGIN_DECLS

/* NULL with error when the Refer-To cannot be parsed. session: NULL for a REFER outside a dialog, which creates a
 * dialog of its own for the NOTIFYs to the referrer. */
SipgoReferral *sipgo_referral_new (SipgoAgent *agent, SipgoSession *session, SipgoIncomingRequest *request,
                                   GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/session/sipgo-inviter.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REFERRAL (sipgo_referral_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoReferral, sipgo_referral, SIPGO, REFERRAL, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoIncomingRequest *sipgo_referral_get_request     (SipgoReferral *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr        *sipgo_referral_get_refer_to    (SipgoReferral *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_referral_get_referred_by (SipgoReferral *self);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_referral_accept          (SipgoReferral *self, SipgoResponseOptions *options,
                                                      GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_referral_reject          (SipgoReferral *self, SipgoResponseOptions *options,
                                                      GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_referral_defer           (SipgoReferral *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_referral_proceed         (SipgoReferral *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoInviter         *sipgo_referral_make_inviter    (SipgoReferral *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_referral_get_replaces    (SipgoReferral *self);

G_END_DECLS

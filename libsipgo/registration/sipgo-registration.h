/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-failure.h"
#include "libsipgo/registration/sipgo-registerer.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REGISTRATION (sipgo_registration_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoRegistration, sipgo_registration, SIPGO, REGISTRATION, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoUri             *sipgo_registration_get_outbound_proxy  (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_registration_get_reg_id          (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
SipgoRegistererState  sipgo_registration_get_state           (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_registration_get_granted_expires (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
SipgoFailure         *sipgo_registration_get_failure         (SipgoRegistration *self);

G_END_DECLS

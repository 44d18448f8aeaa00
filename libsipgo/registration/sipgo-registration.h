/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/agent/sipgo-agent-types.h"

G_BEGIN_DECLS

/**
 * SipgoRegistrationState:
 * @SIPGO_REGISTRATION_STATE_INITIAL: not decided on yet
 * @SIPGO_REGISTRATION_STATE_ACTIVE: accepted; the client can be called
 * @SIPGO_REGISTRATION_STATE_TERMINATED: over, or rejected
 *
 * Where a [class@Registration] stands.
 */
typedef enum {
  SIPGO_REGISTRATION_STATE_INITIAL,
  SIPGO_REGISTRATION_STATE_ACTIVE,
  SIPGO_REGISTRATION_STATE_TERMINATED,
} SipgoRegistrationState;

#define SIPGO_TYPE_REGISTRATION (sipgo_registration_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoRegistration, sipgo_registration, SIPGO, REGISTRATION, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent         *sipgo_registration_get_user_agent  (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
SipgoIncomingRequest   *sipgo_registration_get_request     (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri               *sipgo_registration_get_aor         (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr          *sipgo_registration_get_contact     (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
GStrv                   sipgo_registration_get_contacts    (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
SipgoRegistrationState  sipgo_registration_get_state       (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_registration_get_expires     (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_registration_get_reason      (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_registration_get_min_expires (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_registration_set_min_expires (SipgoRegistration *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_registration_get_max_expires (SipgoRegistration *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_registration_set_max_expires (SipgoRegistration *self, guint seconds);

SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_registration_accept          (SipgoRegistration *self, SipgoResponseOptions *options,
                                                            GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_registration_reject          (SipgoRegistration *self, SipgoResponseOptions *options,
                                                            GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_registration_defer           (SipgoRegistration *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_registration_proceed         (SipgoRegistration *self, GError **error);

G_END_DECLS

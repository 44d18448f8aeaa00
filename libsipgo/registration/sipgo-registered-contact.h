/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/agent/sipgo-agent-types.h"

G_BEGIN_DECLS

/**
 * SipgoRegisteredContactState:
 * @SIPGO_REGISTERED_CONTACT_STATE_INITIAL: the REGISTER was not answered yet
 * @SIPGO_REGISTERED_CONTACT_STATE_ACTIVE: accepted; the client can be called
 * @SIPGO_REGISTERED_CONTACT_STATE_TERMINATED: rejected, expired, unregistered or disconnected
 *
 * The state of a [class@RegisteredContact].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_REGISTERED_CONTACT_STATE_INITIAL,
  SIPGO_REGISTERED_CONTACT_STATE_ACTIVE,
  SIPGO_REGISTERED_CONTACT_STATE_TERMINATED,
} SipgoRegisteredContactState;

#define SIPGO_TYPE_REGISTERED_CONTACT (sipgo_registered_contact_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoRegisteredContact, sipgo_registered_contact, SIPGO, REGISTERED_CONTACT, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent              *sipgo_registered_contact_get_user_agent  (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
SipgoIncomingRequest        *sipgo_registered_contact_get_request     (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri                    *sipgo_registered_contact_get_address_of_record (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr               *sipgo_registered_contact_get_contact     (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
GStrv                        sipgo_registered_contact_get_contacts    (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
SipgoRegisteredContactState  sipgo_registered_contact_get_state       (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
guint                        sipgo_registered_contact_get_expires     (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
const char                  *sipgo_registered_contact_get_end_reason  (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
guint                        sipgo_registered_contact_get_min_expires (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
void                         sipgo_registered_contact_set_min_expires (SipgoRegisteredContact *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
guint                        sipgo_registered_contact_get_max_expires (SipgoRegisteredContact *self);
SIPGO_AVAILABLE_IN_ALL
void                         sipgo_registered_contact_set_max_expires (SipgoRegisteredContact *self, guint seconds);

SIPGO_AVAILABLE_IN_ALL
gboolean                     sipgo_registered_contact_accept          (SipgoRegisteredContact *self,
                                                                       SipgoResponseOptions *options, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                     sipgo_registered_contact_reject          (SipgoRegisteredContact *self,
                                                                       SipgoResponseOptions *options, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                     sipgo_registered_contact_defer           (SipgoRegisteredContact *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                     sipgo_registered_contact_proceed         (SipgoRegisteredContact *self, GError **error);

G_END_DECLS

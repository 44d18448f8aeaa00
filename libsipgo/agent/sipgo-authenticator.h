/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_AUTHENTICATOR (sipgo_authenticator_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoAuthenticator, sipgo_authenticator, SIPGO, AUTHENTICATOR, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoChallenges sipgo_authenticator_get_challenges         (SipgoAuthenticator *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_authenticator_set_challenges         (SipgoAuthenticator *self, SipgoChallenges challenges);
SIPGO_AVAILABLE_IN_ALL
const char     *sipgo_authenticator_get_realm              (SipgoAuthenticator *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_authenticator_set_realm              (SipgoAuthenticator *self, const char *realm);
SIPGO_AVAILABLE_IN_ALL
GStrv           sipgo_authenticator_get_algorithms         (SipgoAuthenticator *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_authenticator_set_algorithms         (SipgoAuthenticator *self, const char *const *algorithms);
SIPGO_AVAILABLE_IN_ALL
guint           sipgo_authenticator_get_nonce_lifetime     (SipgoAuthenticator *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_authenticator_set_nonce_lifetime     (SipgoAuthenticator *self, guint nonce_lifetime);
SIPGO_AVAILABLE_IN_ALL
gboolean        sipgo_authenticator_get_allow_any_identity (SipgoAuthenticator *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_authenticator_set_allow_any_identity (SipgoAuthenticator *self, gboolean allow_any_identity);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/core/sipgo-failure.h"
#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/message/sipgo-name-addr.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_CLIENT (sipgo_client_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoClient, sipgo_client, SIPGO, CLIENT, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent *sipgo_client_get_user_agent    (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
SipgoAccount   *sipgo_client_get_account       (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_client_set_account       (SipgoClient *self, SipgoAccount *account);
SIPGO_AVAILABLE_IN_ALL
SipgoUri       *sipgo_client_get_target        (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr  *sipgo_client_get_local_identity          (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_client_set_local_identity          (SipgoClient *self, SipgoNameAddr *identity);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr  *sipgo_client_get_remote_identity            (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_client_set_remote_identity            (SipgoClient *self, SipgoNameAddr *identity);
SIPGO_AVAILABLE_IN_ALL
GStrv           sipgo_client_get_extra_headers (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_client_set_extra_headers (SipgoClient *self, const char *const *extra_headers);
SIPGO_AVAILABLE_IN_ALL
SipgoFailure   *sipgo_client_get_failure       (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
GObject        *sipgo_client_get_data          (SipgoClient *self);
SIPGO_AVAILABLE_IN_ALL
void            sipgo_client_set_data          (SipgoClient *self, GObject *data);

G_END_DECLS

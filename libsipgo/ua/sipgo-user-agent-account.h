/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/ua/sipgo-user-agent.h"

G_BEGIN_DECLS

SIPGO_AVAILABLE_IN_ALL
GListModel          *sipgo_user_agent_get_accounts          (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_add_account           (SipgoUserAgent *self, SipgoAccount *account);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_remove_account        (SipgoUserAgent *self, SipgoAccount *account);
SIPGO_AVAILABLE_IN_ALL
SipgoUri            *sipgo_user_agent_get_uri               (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_uri               (SipgoUserAgent *self, SipgoUri *uri);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_display_name      (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_display_name      (SipgoUserAgent *self, const char *display_name);
SIPGO_AVAILABLE_IN_ALL
const char          *sipgo_user_agent_get_contact_name      (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_contact_name      (SipgoUserAgent *self, const char *contact_name);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials    *sipgo_user_agent_get_credentials       (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_credentials       (SipgoUserAgent *self, SipgoCredentials *credentials);
SIPGO_AVAILABLE_IN_ALL
SipgoUri            *sipgo_user_agent_get_outbound_proxy    (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_outbound_proxy    (SipgoUserAgent *self, SipgoUri *outbound_proxy);
SIPGO_AVAILABLE_IN_ALL
gboolean             sipgo_user_agent_get_follow_redirects  (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_follow_redirects  (SipgoUserAgent *self, gboolean follow_redirects);
SIPGO_AVAILABLE_IN_ALL
GStrv                sipgo_user_agent_get_outbound_proxies  (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_user_agent_set_outbound_proxies (SipgoUserAgent *self, const char *const *outbound_proxies);
SIPGO_AVAILABLE_IN_ALL
SipgoGruu            sipgo_user_agent_get_gruu              (SipgoUserAgent *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_user_agent_set_gruu              (SipgoUserAgent *self, SipgoGruu gruu);

G_END_DECLS

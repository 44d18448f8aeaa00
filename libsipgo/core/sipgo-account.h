/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/auth/sipgo-credentials.h"
#include "libsipgo/message/sipgo-name-addr.h"

G_BEGIN_DECLS

/**
 * SipgoGruu:
 * @SIPGO_GRUU_NONE: none is asked for; the Contact has the address of this agent
 * @SIPGO_GRUU_PUBLIC: the public one, which shows the address-of-record
 * @SIPGO_GRUU_TEMPORARY: a temporary one, which does not show the address-of-record
 *
 * Which Globally Routable User Agent URI (GRUU, RFC 5627) of an account stands in the Contact of its requests and
 * responses. In an anonymous call it is a temporary one, unless there is to be none.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_GRUU_NONE,
  SIPGO_GRUU_PUBLIC,
  SIPGO_GRUU_TEMPORARY,
} SipgoGruu;

#define SIPGO_TYPE_ACCOUNT (sipgo_account_get_type ())
SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoAccount, sipgo_account, SIPGO, ACCOUNT, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoAccount     *sipgo_account_new                (const char *uri, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoAccount     *sipgo_account_new_for_uri        (SipgoUri *uri);
SIPGO_AVAILABLE_IN_ALL
SipgoUri         *sipgo_account_get_uri            (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_uri            (SipgoAccount *self, SipgoUri *uri);
SIPGO_AVAILABLE_IN_ALL
const char       *sipgo_account_get_display_name   (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_display_name   (SipgoAccount *self, const char *display_name);
SIPGO_AVAILABLE_IN_ALL
const char       *sipgo_account_get_contact_name   (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_contact_name   (SipgoAccount *self, const char *contact_name);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials *sipgo_account_get_credentials    (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_credentials    (SipgoAccount *self, SipgoCredentials *credentials);
SIPGO_AVAILABLE_IN_ALL
SipgoUri         *sipgo_account_get_outbound_proxy (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_outbound_proxy (SipgoAccount *self, SipgoUri *outbound_proxy);
SIPGO_AVAILABLE_IN_ALL
GStrv             sipgo_account_get_outbound_proxies (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_outbound_proxies (SipgoAccount *self, const char *const *outbound_proxies);
SIPGO_AVAILABLE_IN_ALL
SipgoGruu         sipgo_account_get_gruu           (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_gruu           (SipgoAccount *self, SipgoGruu gruu);
SIPGO_AVAILABLE_IN_ALL
SipgoUri         *sipgo_account_get_registrar      (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_registrar      (SipgoAccount *self, SipgoUri *registrar);
SIPGO_AVAILABLE_IN_ALL
gboolean          sipgo_account_get_follow_redirects (SipgoAccount *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_account_set_follow_redirects (SipgoAccount *self, gboolean follow_redirects);

G_END_DECLS

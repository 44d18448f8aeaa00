/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_CREDENTIALS (sipgo_credentials_get_type ())

typedef struct _SipgoCredentials SipgoCredentials;

SIPGO_AVAILABLE_IN_ALL
GType             sipgo_credentials_get_type      (void);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials *sipgo_credentials_new           (const char *username, const char *password);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials *sipgo_credentials_new_for_realm (const char *username, const char *password, const char *realm);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials *sipgo_credentials_new_ha1       (const char *username, const char *realm, const char *ha1);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials *sipgo_credentials_new_list      (GList *credentials);
SIPGO_AVAILABLE_IN_ALL
SipgoCredentials *sipgo_credentials_ref           (SipgoCredentials *self);
SIPGO_AVAILABLE_IN_ALL
void              sipgo_credentials_unref         (SipgoCredentials *self);
SIPGO_AVAILABLE_IN_ALL
const char       *sipgo_credentials_get_username  (SipgoCredentials *self);
SIPGO_AVAILABLE_IN_ALL
const char       *sipgo_credentials_get_realm     (SipgoCredentials *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoCredentials, sipgo_credentials_unref)

G_END_DECLS

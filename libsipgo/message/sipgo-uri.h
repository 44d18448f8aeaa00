/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_URI (sipgo_uri_get_type ())

typedef struct _SipgoUri SipgoUri;

SIPGO_AVAILABLE_IN_ALL
GType        sipgo_uri_get_type         (void);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_new              (const char *scheme, const char *user, const char *host, guint port,
                                         GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_parse            (const char *text, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_ref              (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
void         sipgo_uri_unref            (SipgoUri *self);

SIPGO_AVAILABLE_IN_ALL
const char  *sipgo_uri_get_scheme       (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
const char  *sipgo_uri_get_user         (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
const char  *sipgo_uri_get_password     (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
const char  *sipgo_uri_get_host         (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
guint        sipgo_uri_get_port         (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
char        *sipgo_uri_get_aor          (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
gboolean     sipgo_uri_is_secure        (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
gboolean     sipgo_uri_has_parameter    (SipgoUri *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
const char  *sipgo_uri_get_parameter    (SipgoUri *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
GStrv        sipgo_uri_get_parameter_names (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
const char  *sipgo_uri_get_header       (SipgoUri *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
GStrv        sipgo_uri_get_header_names (SipgoUri *self);

SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_with_user        (SipgoUri *self, const char *user);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_with_parameter   (SipgoUri *self, const char *name, const char *value);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_without_parameter (SipgoUri *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_with_header      (SipgoUri *self, const char *name, const char *value);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_without_header   (SipgoUri *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
SipgoUri    *sipgo_uri_without_headers  (SipgoUri *self);

SIPGO_AVAILABLE_IN_ALL
gboolean     sipgo_uri_equal            (SipgoUri *self, SipgoUri *other);
SIPGO_AVAILABLE_IN_ALL
guint        sipgo_uri_hash             (SipgoUri *self);
SIPGO_AVAILABLE_IN_ALL
char        *sipgo_uri_to_string        (SipgoUri *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoUri, sipgo_uri_unref)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_BODY (sipgo_body_get_type ())

typedef struct _SipgoBody SipgoBody;

SIPGO_AVAILABLE_IN_ALL
GType       sipgo_body_get_type        (void);
SIPGO_AVAILABLE_IN_ALL
SipgoBody  *sipgo_body_new             (const char *content_type, const char *text);
SIPGO_AVAILABLE_IN_ALL
SipgoBody  *sipgo_body_new_bytes       (const char *content_type, GBytes *bytes);
SIPGO_AVAILABLE_IN_ALL
SipgoBody  *sipgo_body_new_full        (const char *content_type, const char *content_disposition, GBytes *bytes);
SIPGO_AVAILABLE_IN_ALL
SipgoBody  *sipgo_body_ref             (SipgoBody *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_body_unref           (SipgoBody *self);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_body_get_content_type (SipgoBody *self);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_body_get_content_disposition (SipgoBody *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_body_is_type         (SipgoBody *self, const char *media_type);
SIPGO_AVAILABLE_IN_ALL
GBytes     *sipgo_body_get_bytes       (SipgoBody *self);
SIPGO_AVAILABLE_IN_ALL
char       *sipgo_body_get_text        (SipgoBody *self);
SIPGO_AVAILABLE_IN_ALL
GList      *sipgo_body_get_parts       (SipgoBody *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoBody  *sipgo_body_find            (SipgoBody *self, const char *media_type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoBody, sipgo_body_unref)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_VIA (sipgo_via_get_type ())

typedef struct _SipgoVia SipgoVia;

SIPGO_AVAILABLE_IN_ALL
GType       sipgo_via_get_type      (void);
SIPGO_AVAILABLE_IN_ALL
SipgoVia   *sipgo_via_parse         (const char *text, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoVia   *sipgo_via_ref           (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_via_unref         (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_via_get_transport (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_via_get_host      (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
guint       sipgo_via_get_port      (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_via_get_branch    (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_via_has_parameter (SipgoVia *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_via_get_parameter (SipgoVia *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_via_equal         (SipgoVia *self, SipgoVia *other);
SIPGO_AVAILABLE_IN_ALL
guint       sipgo_via_hash          (SipgoVia *self);
SIPGO_AVAILABLE_IN_ALL
char       *sipgo_via_to_string     (SipgoVia *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoVia, sipgo_via_unref)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-uri.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_NAME_ADDR (sipgo_name_addr_get_type ())

typedef struct _SipgoNameAddr SipgoNameAddr;

SIPGO_AVAILABLE_IN_ALL
GType          sipgo_name_addr_get_type         (void);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_name_addr_new              (const char *display_name, SipgoUri *uri);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_name_addr_parse            (const char *text, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_name_addr_ref              (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
void           sipgo_name_addr_unref            (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_name_addr_get_display_name (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
char          *sipgo_name_addr_get_friendly_name (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri      *sipgo_name_addr_get_uri          (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_name_addr_has_parameter    (SipgoNameAddr *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_name_addr_get_parameter    (SipgoNameAddr *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
GStrv          sipgo_name_addr_get_parameter_names (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_name_addr_with_parameter   (SipgoNameAddr *self, const char *name, const char *value);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_name_addr_without_parameter (SipgoNameAddr *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_name_addr_with_uri         (SipgoNameAddr *self, SipgoUri *uri);
SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_name_addr_equal            (SipgoNameAddr *self, SipgoNameAddr *other);
SIPGO_AVAILABLE_IN_ALL
guint          sipgo_name_addr_hash             (SipgoNameAddr *self);
SIPGO_AVAILABLE_IN_ALL
char          *sipgo_name_addr_to_string        (SipgoNameAddr *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoNameAddr, sipgo_name_addr_unref)

G_END_DECLS

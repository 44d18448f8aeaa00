/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"
#include "libsipgo/message/sipgo-name-addr.h"
#include "libsipgo/message/sipgo-via.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_MESSAGE (sipgo_message_get_type ())

typedef struct _SipgoMessage SipgoMessage;

SIPGO_AVAILABLE_IN_ALL
GType          sipgo_message_get_type          (void);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage  *sipgo_message_parse             (GBytes *bytes, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage  *sipgo_message_ref               (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
void           sipgo_message_unref             (SipgoMessage *self);

SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_message_is_request        (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_message_get_method        (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri      *sipgo_message_get_request_uri   (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
guint          sipgo_message_get_status_code   (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_message_get_reason_phrase (SipgoMessage *self);

SIPGO_AVAILABLE_IN_ALL
char          *sipgo_message_get_header        (SipgoMessage *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
GStrv          sipgo_message_get_header_values (SipgoMessage *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
GStrv          sipgo_message_get_header_names  (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_message_has_header        (SipgoMessage *self, const char *name);
SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_message_has_option        (SipgoMessage *self, const char *header, const char *option_tag);

SIPGO_AVAILABLE_IN_ALL
SipgoVia      *sipgo_message_get_via           (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_message_get_from          (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_message_get_to            (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_message_get_from_tag      (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_message_get_to_tag        (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_message_get_contact       (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
GList         *sipgo_message_get_name_addrs    (SipgoMessage *self, const char *name, GError **error);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_message_get_call_id       (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
guint32        sipgo_message_get_cseq          (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_message_get_cseq_method   (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
SipgoBody     *sipgo_message_get_body          (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
GBytes        *sipgo_message_to_bytes          (SipgoMessage *self);
SIPGO_AVAILABLE_IN_ALL
char          *sipgo_message_to_string         (SipgoMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoMessage, sipgo_message_unref)

G_END_DECLS

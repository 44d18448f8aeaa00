/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_DIALOG (sipgo_dialog_get_type ())

typedef struct _SipgoDialog SipgoDialog;

SIPGO_AVAILABLE_IN_ALL
GType          sipgo_dialog_get_type          (void);
SIPGO_AVAILABLE_IN_ALL
SipgoDialog   *sipgo_dialog_ref               (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
void           sipgo_dialog_unref             (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_dialog_get_id            (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_dialog_get_call_id       (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_dialog_get_local_tag     (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_dialog_get_remote_tag    (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_dialog_get_local_identity (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr *sipgo_dialog_get_remote_identity (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
SipgoUri      *sipgo_dialog_get_remote_target (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
GStrv          sipgo_dialog_get_route_set     (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
guint32        sipgo_dialog_get_local_sequence_number (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
guint32        sipgo_dialog_get_remote_sequence_number (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_dialog_is_early          (SipgoDialog *self);
SIPGO_AVAILABLE_IN_ALL
gboolean       sipgo_dialog_is_secure         (SipgoDialog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoDialog, sipgo_dialog_unref)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message.h"
#include "libsipgo/transport/sipgo-step.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_FAILURE (sipgo_failure_get_type ())

typedef struct _SipgoFailure SipgoFailure;

SIPGO_AVAILABLE_IN_ALL
GType          sipgo_failure_get_type          (void);
SIPGO_AVAILABLE_IN_ALL
SipgoFailure  *sipgo_failure_ref               (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
void           sipgo_failure_unref             (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
guint          sipgo_failure_get_status        (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
const char    *sipgo_failure_get_reason_phrase (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMessage  *sipgo_failure_get_response      (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
GStrv          sipgo_failure_get_tried         (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
GList         *sipgo_failure_get_steps         (SipgoFailure *self);
SIPGO_AVAILABLE_IN_ALL
GError        *sipgo_failure_get_error         (SipgoFailure *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoFailure, sipgo_failure_unref)

G_END_DECLS

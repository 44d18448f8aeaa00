/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-session.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_MANAGED_SESSION (sipgo_managed_session_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoManagedSession, sipgo_managed_session, SIPGO, MANAGED_SESSION, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoSession *sipgo_managed_session_get_session (SipgoManagedSession *self);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_managed_session_get_held    (SipgoManagedSession *self);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_managed_session_set_held    (SipgoManagedSession *self, gboolean held);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_managed_session_get_muted   (SipgoManagedSession *self);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_managed_session_set_muted   (SipgoManagedSession *self, gboolean muted);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS (sipgo_session_description_handler_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoSessionDescriptionHandlerOptions, sipgo_session_description_handler_options,
                      SIPGO, SESSION_DESCRIPTION_HANDLER_OPTIONS, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerOptions *sipgo_session_description_handler_options_new      (void);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_description_handler_options_get_hold (SipgoSessionDescriptionHandlerOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_description_handler_options_set_hold (SipgoSessionDescriptionHandlerOptions *self, gboolean hold);

G_END_DECLS

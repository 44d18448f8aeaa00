/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/media/sipgo-session-description-handler-options.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define SIPGO_TYPE_INVITE_OPTIONS (sipgo_invite_options_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoInviteOptions, sipgo_invite_options, SIPGO, INVITE_OPTIONS, SipgoRequestOptions)

SIPGO_AVAILABLE_IN_ALL
SipgoInviteOptions *sipgo_invite_options_new (void);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_invite_options_get_without_description (SipgoInviteOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_invite_options_set_without_description (SipgoInviteOptions *self, gboolean without_description);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerOptions *
  sipgo_invite_options_get_session_description_handler_options (SipgoInviteOptions *self);
SIPGO_AVAILABLE_IN_ALL
void
  sipgo_invite_options_set_session_description_handler_options (SipgoInviteOptions *self,
                                                              SipgoSessionDescriptionHandlerOptions *options);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_invite_options_get_session_description_handler_modifiers (SipgoInviteOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_invite_options_set_session_description_handler_modifiers (SipgoInviteOptions *self,
                                                                     GListModel *session_description_handler_modifiers);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_invite_options_get_modifiers (SipgoInviteOptions *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_invite_options_set_modifiers (SipgoInviteOptions *self, GListModel *modifiers);

G_END_DECLS

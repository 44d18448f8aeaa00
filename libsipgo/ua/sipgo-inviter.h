/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/ua/sipgo-session.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_INVITER (sipgo_inviter_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoInviter, sipgo_inviter, SIPGO, INVITER, SipgoSession)

SIPGO_AVAILABLE_IN_ALL
SipgoInviter               *sipgo_inviter_new               (SipgoUserAgent *agent, const char *target, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoInviter               *sipgo_inviter_new_for_uri       (SipgoUserAgent *agent, SipgoUri *target, GError **error);

SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_invite            (SipgoInviter *self, SipgoInviteOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingInviteRequest *sipgo_inviter_invite_finish     (SipgoInviter *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_cancel            (SipgoInviter *self, const char *reason, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_inviter_cancel_finish     (SipgoInviter *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoUri                   *sipgo_inviter_get_target        (SipgoInviter *self);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingInviteRequest *sipgo_inviter_get_request       (SipgoInviter *self);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_inviter_get_early_media   (SipgoInviter *self);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_early_media   (SipgoInviter *self, gboolean early_media);

G_END_DECLS

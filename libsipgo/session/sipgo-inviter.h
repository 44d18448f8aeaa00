/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-cancel-options.h"
#include "libsipgo/session/sipgo-session.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_INVITER (sipgo_inviter_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoInviter, sipgo_inviter, SIPGO, INVITER, SipgoSession)

SIPGO_AVAILABLE_IN_ALL
SipgoInviter               *sipgo_inviter_new               (SipgoUserAgent *agent, const char *target, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoInviter               *sipgo_inviter_new_for_uri       (SipgoUserAgent *agent, SipgoUri *target, GError **error);

SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_invite            (SipgoInviter *self, SipgoInviteOptions *options,
                                                             GCancellable *cancellable, GAsyncReadyCallback callback,
                                                             gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingInviteRequest *sipgo_inviter_invite_finish     (SipgoInviter *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_cancel            (SipgoInviter *self, SipgoCancelOptions *options,
                                                             GCancellable *cancellable, GAsyncReadyCallback callback,
                                                             gpointer user_data);
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
SIPGO_AVAILABLE_IN_ALL
SipgoBody                  *sipgo_inviter_get_body          (SipgoInviter *self);

/* --- before it is sent --- */
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_inviter_get_anonymous           (SipgoInviter *self);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_anonymous           (SipgoInviter *self, gboolean anonymous);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_inviter_get_without_description (SipgoInviter *self);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_without_description (SipgoInviter *self, gboolean without_description);
SIPGO_AVAILABLE_IN_ALL
GStrv                       sipgo_inviter_get_extra_headers       (SipgoInviter *self);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_extra_headers       (SipgoInviter *self,
                                                                   const char *const *extra_headers);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_account             (SipgoInviter *self, SipgoAccount *account);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_local_identity      (SipgoInviter *self, SipgoNameAddr *identity);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_inviter_set_remote_identity     (SipgoInviter *self, SipgoNameAddr *identity);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-answer-options.h"
#include "libsipgo/session/sipgo-session.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_INVITATION (sipgo_invitation_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoInvitation, sipgo_invitation, SIPGO, INVITATION, SipgoSession)

SIPGO_AVAILABLE_IN_ALL
SipgoIncomingInviteRequest *sipgo_invitation_get_request     (SipgoInvitation *self);
SIPGO_AVAILABLE_IN_ALL
SipgoBody                  *sipgo_invitation_get_body        (SipgoInvitation *self);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_invitation_get_auto_send_an_initial_provisional_response (SipgoInvitation *self);

SIPGO_AVAILABLE_IN_ALL
void                        sipgo_invitation_accept          (SipgoInvitation *self, SipgoAnswerOptions *options,
                                                              GCancellable *cancellable, GAsyncReadyCallback callback,
                                                              gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_invitation_accept_finish   (SipgoInvitation *self, GAsyncResult *result,
                                                              GError **error);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_invitation_progress        (SipgoInvitation *self, SipgoAnswerOptions *options,
                                                              GCancellable *cancellable, GAsyncReadyCallback callback,
                                                              gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_invitation_progress_finish (SipgoInvitation *self, GAsyncResult *result,
                                                              GError **error);
SIPGO_AVAILABLE_IN_ALL
void                        sipgo_invitation_reject          (SipgoInvitation *self, guint status_code,
                                                              SipgoAnswerOptions *options, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_invitation_reject_finish   (SipgoInvitation *self, GAsyncResult *result,
                                                              GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                    sipgo_invitation_redirect        (SipgoInvitation *self, const char *const *contacts,
                                                              GError **error);

G_END_DECLS

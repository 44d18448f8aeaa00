/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/phone/sipgo-session-manager.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SIMPLE_USER (sipgo_simple_user_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoSimpleUser, sipgo_simple_user, SIPGO, SIMPLE_USER, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoSimpleUser     *sipgo_simple_user_new         (SipgoUserAgent *agent);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionManager *sipgo_simple_user_get_manager (SipgoSimpleUser *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSession        *sipgo_simple_user_get_session (SipgoSimpleUser *self);

/* --- the server --- */
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_start (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_start_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_stop (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_stop_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_is_connected (SipgoSimpleUser *self);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_register (SipgoSimpleUser *self, SipgoRequestOptions *options, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_register_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_unregister (SipgoSimpleUser *self, SipgoUnregisterOptions *options,
                                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_unregister_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);

/* --- the call --- */
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_call (SipgoSimpleUser *self, const char *destination, SipgoInviteOptions *options,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_call_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_answer (SipgoSimpleUser *self, SipgoAnswerOptions *options, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_answer_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_decline (SipgoSimpleUser *self, SipgoAnswerOptions *options, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_decline_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_hangup (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_hangup_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_hold (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_hold_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_unhold (SipgoSimpleUser *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_unhold_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_is_held (SipgoSimpleUser *self);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_mute (SipgoSimpleUser *self);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_unmute (SipgoSimpleUser *self);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_is_muted (SipgoSimpleUser *self);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_send_dtmf (SipgoSimpleUser *self, const char *tones, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_send_dtmf_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);

/* --- outside the call --- */
SIPGO_AVAILABLE_IN_ALL
void     sipgo_simple_user_message (SipgoSimpleUser *self, const char *destination, const char *text,
                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_simple_user_message_finish (SipgoSimpleUser *self, GAsyncResult *result, GError **error);

G_END_DECLS

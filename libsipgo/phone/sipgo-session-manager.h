/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-inviter.h"
#include "libsipgo/phone/sipgo-managed-session.h"
#include "libsipgo/registration/sipgo-register-guard.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/ua/sipgo-user-agent.h"
#include "libsipgo/ua/sipgo-user-agent-transport.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SESSION_MANAGER (sipgo_session_manager_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoSessionManager, sipgo_session_manager, SIPGO, SESSION_MANAGER, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoSessionManager *sipgo_session_manager_new             (SipgoUserAgent *agent);

/* --- properties --- */
SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent      *sipgo_session_manager_get_user_agent  (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
GListModel          *sipgo_session_manager_get_sessions    (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
SipgoManagedSession *sipgo_session_manager_find            (SipgoSessionManager *self, SipgoSession *session);
SIPGO_AVAILABLE_IN_ALL
SipgoRegisterer     *sipgo_session_manager_get_registerer  (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void                 sipgo_session_manager_set_registerer  (SipgoSessionManager *self, SipgoRegisterer *registerer);

/* --- settings --- */
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_session_manager_get_aor (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_get_auto_stop (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_auto_stop (SipgoSessionManager *self, gboolean auto_stop);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_session_manager_get_max_simultaneous_sessions (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_max_simultaneous_sessions (SipgoSessionManager *self, guint max_sessions);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_session_manager_get_reconnection_attempts (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_reconnection_attempts (SipgoSessionManager *self, guint attempts);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_session_manager_get_reconnection_delay (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_reconnection_delay (SipgoSessionManager *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_get_registration_retry (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_registration_retry (SipgoSessionManager *self, gboolean retry);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_session_manager_get_registration_retry_interval (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_registration_retry_interval (SipgoSessionManager *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
SipgoRequestOptions *sipgo_session_manager_get_register_options (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_register_options (SipgoSessionManager *self, SipgoRequestOptions *options);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_get_send_dtmf_using_session_description_handler (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_send_dtmf_using_session_description_handler (SipgoSessionManager *self,
                                                                            gboolean in_media);
SIPGO_AVAILABLE_IN_ALL
guint sipgo_session_manager_get_options_ping_interval (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_options_ping_interval (SipgoSessionManager *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_session_manager_get_options_ping_request_uri (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_options_ping_request_uri (SipgoSessionManager *self, const char *uri);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_get_follow_referrals (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_manager_set_follow_referrals (SipgoSessionManager *self, gboolean follow);

/* --- the server --- */
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_start             (SipgoSessionManager *self, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_start_finish      (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_stop              (SipgoSessionManager *self, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_stop_finish       (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_is_connected      (SipgoSessionManager *self);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_register          (SipgoSessionManager *self, SipgoRequestOptions *options,
                                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                                  gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_register_finish   (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_unregister        (SipgoSessionManager *self, SipgoUnregisterOptions *options,
                                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                                  gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_unregister_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error);

/* --- calls --- */
SIPGO_AVAILABLE_IN_ALL
void          sipgo_session_manager_call           (SipgoSessionManager *self, const char *destination,
                                                    SipgoInviteOptions *options, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoInviter *sipgo_session_manager_call_finish    (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_session_manager_invite         (SipgoSessionManager *self, SipgoInviter *inviter,
                                                    SipgoInviteOptions *options, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_session_manager_invite_finish  (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_session_manager_answer         (SipgoSessionManager *self, SipgoSession *session,
                                                    SipgoAnswerOptions *options, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_session_manager_answer_finish  (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_session_manager_decline        (SipgoSessionManager *self, SipgoSession *session,
                                                    SipgoAnswerOptions *options, GCancellable *cancellable,
                                                    GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_session_manager_decline_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void          sipgo_session_manager_hangup         (SipgoSessionManager *self, SipgoSession *session,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback,
                                                    gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean      sipgo_session_manager_hangup_finish  (SipgoSessionManager *self, GAsyncResult *result, GError **error);

/* --- in a call --- */
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_hold                       (SipgoSessionManager *self, SipgoSession *session,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_hold_finish                (SipgoSessionManager *self, GAsyncResult *result,
                                                           GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_unhold                     (SipgoSessionManager *self, SipgoSession *session,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_unhold_finish              (SipgoSessionManager *self, GAsyncResult *result,
                                                           GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_is_held                    (SipgoSessionManager *self, SipgoSession *session);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_mute                       (SipgoSessionManager *self, SipgoSession *session);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_unmute                     (SipgoSessionManager *self, SipgoSession *session);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_is_muted                   (SipgoSessionManager *self, SipgoSession *session);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_send_dtmf                  (SipgoSessionManager *self, SipgoSession *session,
                                                           const char *tones, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_send_dtmf_finish           (SipgoSessionManager *self, GAsyncResult *result,
                                                           GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_transfer                   (SipgoSessionManager *self, SipgoSession *session,
                                                           const char *target, SipgoRequestOptions *options,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_transfer_finish            (SipgoSessionManager *self, GAsyncResult *result,
                                                           GError **error);
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_transfer_to_session        (SipgoSessionManager *self, SipgoSession *session,
                                                           SipgoSession *other, SipgoRequestOptions *options,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_transfer_to_session_finish (SipgoSessionManager *self, GAsyncResult *result,
                                                           GError **error);

/* --- outside calls --- */
SIPGO_AVAILABLE_IN_ALL
void     sipgo_session_manager_message        (SipgoSessionManager *self, const char *destination, const char *text,
                                               SipgoRequestOptions *options, GCancellable *cancellable,
                                               GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean sipgo_session_manager_message_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error);

G_END_DECLS

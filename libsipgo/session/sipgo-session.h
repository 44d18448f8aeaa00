/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-account.h"
#include "libsipgo/core/sipgo-failure.h"
#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/dialog/sipgo-dialog.h"
#include "libsipgo/session/sipgo-invite-options.h"
#include "libsipgo/media/sipgo-session-description-handler.h"
#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/trace/sipgo-trace.h"

G_BEGIN_DECLS

/**
 * SipgoSessionState:
 * @SIPGO_SESSION_STATE_INITIAL: our INVITE was not sent yet, or the peer's INVITE was not accepted yet
 * @SIPGO_SESSION_STATE_ESTABLISHING: our INVITE was sent, or the peer's INVITE is being accepted
 * @SIPGO_SESSION_STATE_ESTABLISHED: the call was accepted
 * @SIPGO_SESSION_STATE_TERMINATING: a BYE or CANCEL was sent, or waits to be sent
 * @SIPGO_SESSION_STATE_TERMINATED: the call is over
 *
 * The state of a [class@Session]. It never goes back to an earlier one.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_SESSION_STATE_INITIAL,
  SIPGO_SESSION_STATE_ESTABLISHING,
  SIPGO_SESSION_STATE_ESTABLISHED,
  SIPGO_SESSION_STATE_TERMINATING,
  SIPGO_SESSION_STATE_TERMINATED,
} SipgoSessionState;

/**
 * SipgoSignalingState:
 * @SIPGO_SIGNALING_STATE_INITIAL: no offer was made yet, or the first one was refused
 * @SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER: our offer waits for its answer
 * @SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER: the peer's offer waits for our answer
 * @SIPGO_SIGNALING_STATE_STABLE: the last offer was answered, or was refused or withdrawn after an earlier one was
 *   answered
 * @SIPGO_SIGNALING_STATE_CLOSED: the session is over
 *
 * The state of the offer/answer exchange of a [class@Session] (RFC 3264, RFC 6337).
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_SIGNALING_STATE_INITIAL,
  SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER,
  SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER,
  SIPGO_SIGNALING_STATE_STABLE,
  SIPGO_SIGNALING_STATE_CLOSED,
} SipgoSignalingState;

/**
 * SipgoDialogState:
 * @SIPGO_DIALOG_STATE_INITIAL: there is no dialog yet
 * @SIPGO_DIALOG_STATE_EARLY: a provisional response has created an early dialog
 * @SIPGO_DIALOG_STATE_ACK_WAIT: a 2xx was sent or received, and its ACK has not followed yet
 * @SIPGO_DIALOG_STATE_CONFIRMED: the 2xx was acknowledged
 * @SIPGO_DIALOG_STATE_TERMINATED: the dialog is over
 *
 * The state of the dialog of a [class@Session] (RFC 3261 section 12). It differs from [enum@SessionState]: a call may
 * be established before its ACK has arrived.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_DIALOG_STATE_INITIAL,
  SIPGO_DIALOG_STATE_EARLY,
  SIPGO_DIALOG_STATE_ACK_WAIT,
  SIPGO_DIALOG_STATE_CONFIRMED,
  SIPGO_DIALOG_STATE_TERMINATED,
} SipgoDialogState;

#define SIPGO_TYPE_SESSION (sipgo_session_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoSession, sipgo_session, SIPGO, SESSION, GObject)

/* --- what it is --- */
SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent       *sipgo_session_get_user_agent        (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionState     sipgo_session_get_state             (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_session_get_id                (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoDialog          *sipgo_session_get_dialog            (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoAccount         *sipgo_session_get_account           (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr        *sipgo_session_get_local_identity    (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr        *sipgo_session_get_remote_identity   (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoNameAddr        *sipgo_session_get_asserted_identity (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSession         *sipgo_session_get_replacee          (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoFailure         *sipgo_session_get_failure           (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoTrace           *sipgo_session_get_trace             (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
GObject              *sipgo_session_get_data              (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_set_data              (SipgoSession *self, GObject *data);

/* --- its states in SIP --- */
SIPGO_AVAILABLE_IN_ALL
SipgoDialogState      sipgo_session_get_dialog_state      (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSignalingState   sipgo_session_get_signaling_state   (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoBody            *sipgo_session_get_offer             (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoBody            *sipgo_session_get_answer            (SipgoSession *self);

/* --- media --- */
SIPGO_AVAILABLE_IN_ALL
SipgoMedia           *sipgo_session_get_media             (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandler *sipgo_session_get_session_description_handler (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerFactory *sipgo_session_get_session_description_handler_factory (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_set_session_description_handler_factory (SipgoSession *self,
                                                            SipgoSessionDescriptionHandlerFactory *factory);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_session_get_session_description_handler_modifiers (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_set_session_description_handler_modifiers (SipgoSession *self, GListModel *modifiers);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerOptions *sipgo_session_get_session_description_handler_options (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_set_session_description_handler_options (SipgoSession *self,
                                                            SipgoSessionDescriptionHandlerOptions *options);
SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_session_get_session_description_handler_modifiers_re_invite (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_set_session_description_handler_modifiers_re_invite (SipgoSession *self, GListModel *modifiers);
SIPGO_AVAILABLE_IN_ALL
SipgoSessionDescriptionHandlerOptions *
  sipgo_session_get_session_description_handler_options_re_invite (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void sipgo_session_set_session_description_handler_options_re_invite (SipgoSession *self,
                                                                      SipgoSessionDescriptionHandlerOptions *options);

/* --- what it does --- */
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_bye                   (SipgoSession *self, SipgoRequestOptions *options,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_bye_finish            (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_info                  (SipgoSession *self, SipgoRequestOptions *options,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_info_finish           (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_request_in_dialog        (SipgoSession *self, const char *method,
                                                              SipgoRequestOptions *options, GCancellable *cancellable,
                                                              GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_request_in_dialog_finish (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_message               (SipgoSession *self, SipgoRequestOptions *options,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_message_finish        (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_invite                (SipgoSession *self, SipgoInviteOptions *options,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_invite_finish         (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_update                (SipgoSession *self, SipgoInviteOptions *options,
                                                           GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_update_finish         (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_refer                 (SipgoSession *self, const char *target,
                                                           SipgoRequestOptions *options, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_refer_finish          (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_refer_to_session      (SipgoSession *self, SipgoSession *other,
                                                           SipgoRequestOptions *options, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest *sipgo_session_refer_to_session_finish (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
guint                 sipgo_session_get_session_expires   (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_session_get_refresher         (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_session_get_held              (SipgoSession *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_set_held              (SipgoSession *self, gboolean held);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_hold                  (SipgoSession *self, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_session_hold_finish           (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_unhold                (SipgoSession *self, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_session_unhold_finish         (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_wait_for_state        (SipgoSession *self, SipgoSessionState state,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_session_wait_for_state_finish (SipgoSession *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_session_end                   (SipgoSession *self, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean              sipgo_session_end_finish            (SipgoSession *self, GAsyncResult *result, GError **error);

G_END_DECLS

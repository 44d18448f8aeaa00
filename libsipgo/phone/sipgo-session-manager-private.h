/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/phone/sipgo-managed-session-private.h"
#include "libsipgo/registration/sipgo-register-guard-private.h"
#include "libsipgo/phone/sipgo-session-manager.h"

G_BEGIN_DECLS

#define SIPGO_DEFAULT_MAX_SESSIONS   2
#define SIPGO_DEFAULT_RETRY_INTERVAL 3      /* seconds */

struct _SipgoSessionManager
{
  GObject parent_instance;

  SipgoUserAgent *agent;
  GListStore *sessions;                 /* SipgoManagedSession */
  char *aor;
  gboolean auto_stop;
  guint max_simultaneous_sessions;      /* 0: no limit */
  gboolean connected;                   /* as it was told last */

  /* sipgo-session-manager-registration.c */
  SipgoRegisterer *registerer;          /* NULL until it is asked for */
  SipgoRequestOptions *register_options;
  gboolean should_be_registered;
  gboolean registration_retry;
  guint registration_retry_interval;
  SipgoTimer registration_timer;
  GCancellable *attempt;                /* the one that is under way; NULL for none */
  GQueue register_waits;                /* those whom the attempt completes */
  SipgoRegisterGuard *guard;            /* asked and not yet decided; not owned */

  /* sipgo-session-manager-dtmf.c */
  gboolean send_dtmf_in_media;
  gboolean follow_referrals;

  /* sipgo-session-manager-ping.c */
  guint ping_interval;                  /* 0: none */
  char *ping_uri;
  SipgoTimer ping_timer;
  SipgoOutgoingRequest *ping;
  gboolean ping_failed;
};

typedef enum {
  SIPGO_MANAGER_CALL_CREATED,
  SIPGO_MANAGER_CALL_RECEIVED,
  SIPGO_MANAGER_CALL_ANSWERED,
  SIPGO_MANAGER_CALL_HANGUP,
  SIPGO_MANAGER_CALL_HOLD,
  SIPGO_MANAGER_CALL_DTMF_RECEIVED,
  SIPGO_MANAGER_MESSAGE_RECEIVED,
  SIPGO_MANAGER_NOTIFICATION_RECEIVED,
  SIPGO_MANAGER_REGISTERED,
  SIPGO_MANAGER_UNREGISTERED,
  SIPGO_MANAGER_REGISTER_GUARD,
  SIPGO_MANAGER_SERVER_CONNECTED,
  SIPGO_MANAGER_SERVER_DISCONNECTED,
  SIPGO_MANAGER_N_SIGNALS
} SipgoManagerSignal;

extern guint sipgo_manager_signals[SIPGO_MANAGER_N_SIGNALS];

/* --- sipgo-session-manager.c --- */
SipgoEnvironment *sipgo_session_manager_get_environment   (SipgoSessionManager *self);
gboolean          sipgo_session_manager_has_handler       (SipgoSessionManager *self, SipgoManagerSignal signal);
/* Looks whether the server is reached; error says why not. */
void              sipgo_session_manager_check_connected   (SipgoSessionManager *self, const GError *error);
/* A task of the manager's. */
GTask            *sipgo_session_manager_new_task          (SipgoSessionManager *self, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* The same for something that is done with a call; NULL when it is none of ours, and the task was failed. */
GTask            *sipgo_session_manager_begin             (SipgoSessionManager *self, SipgoSession *session, gpointer tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean          sipgo_session_manager_finish            (SipgoSessionManager *self, GAsyncResult *result, GError **error);

/* --- sipgo-session-manager-properties.c --- */
void              sipgo_session_manager_install_properties (GObjectClass *object_class);

/* --- sipgo-session-manager-signals.c --- */
void              sipgo_session_manager_install_signals   (SipgoSessionManagerClass *klass);

/* --- sipgo-session-manager-sessions.c --- */
void              sipgo_session_manager_receive_invitation (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data);
/* Whether there may be one more call; else with error. */
gboolean          sipgo_session_manager_check_room         (SipgoSessionManager *self, GError **error);
void              sipgo_session_manager_add_session        (SipgoSessionManager *self, SipgoSession *session);
void              sipgo_session_manager_drop_sessions      (SipgoSessionManager *self);
/* NULL with error when the session is none of ours. */
SipgoManagedSession *sipgo_session_manager_require         (SipgoSessionManager *self, SipgoSession *session, GError **error);

/* --- sipgo-session-manager-dtmf.c --- */
/* The peer sends digits, in an INFO or in the media. */
void              sipgo_session_manager_watch_dtmf        (SipgoSessionManager *self, SipgoManagedSession *managed);

/* --- sipgo-session-manager-registration.c --- */
void              sipgo_session_manager_resume_registration (SipgoSessionManager *self);
void              sipgo_session_manager_stop_registration   (SipgoSessionManager *self);
void              sipgo_session_manager_drop_registration   (SipgoSessionManager *self);

/* --- sipgo-session-manager-ping.c --- */
/* The server is reached, or the interval has changed. */
void              sipgo_session_manager_start_pings       (SipgoSessionManager *self);
void              sipgo_session_manager_stop_pings        (SipgoSessionManager *self);

G_END_DECLS

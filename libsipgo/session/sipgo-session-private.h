/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"
#include "libsipgo/session/sipgo-offer-answer-private.h"
#include "libsipgo/session/sipgo-session.h"

G_BEGIN_DECLS

typedef struct _SipgoSessionChange SipgoSessionChange;

struct _SipgoSession
{
  SipgoUsage usage;                         /* its agent is owned until the call is over */

  gboolean is_caller;                       /* we have sent the first INVITE */
  gboolean awaits_media;                    /* it is counted there as one whose media are not made yet */
  SipgoSessionState state;
  SipgoDialog *dialog;
  SipgoNameAddr *local;                     /* before there is a dialog */
  SipgoNameAddr *remote;
  SipgoSession *replacee;

  SipgoSessionDescriptionHandler *handler;
  SipgoDescriptionRequest *describing;      /* that the handler has not answered; not owned, since its end answers it */
  SipgoSessionDescriptionHandlerFactory *factory;
  SipgoSessionDescriptionHandlerOptions *options;
  SipgoSessionDescriptionHandlerOptions *options_re_invite;
  GListModel *modifiers;
  GListModel *modifiers_re_invite;
  SipgoOfferAnswer offer_answer;
  SipgoDialogState dialog_state;            /* as it was told last */
  gboolean held;

  SipgoIncomingInviteRequest *unconfirmed;  /* answered with 2xx, its ACK is to come */
  SipgoOutgoingRequest *pending_bye;        /* waits for that ACK, as section 15 wants */
  GTask *bye_task;                          /* of bye () */
  SipgoIncomingInviteRequest *offered;      /* a re-INVITE of the peer that is being answered */
  SipgoTimer offered_timer;                 /* of its Expires */
  SipgoSessionChange *change;               /* a re-INVITE of ours under way */
  GSList *waiters;                          /* GTask of wait_for_state () and end () */
  /* SipgoReferSubscription: those of our REFERs that live, the oldest first. */
  GQueue refers;
  SipgoMedia *dialled_media;                /* of sipgo-session-dtmf.c: the media that know of the session */
};

struct _SipgoSessionClass
{
  SipgoUsageClass parent_class;

  /* Ends the session in the way that its state asks for. */
  void (*end)        (SipgoSession *self);
  /* Has come to its end: what the subclass still has under way stops. */
  void (*terminated) (SipgoSession *self);
  /* Whether a 2xx of the first INVITE waits for its ACK. */
  gboolean (*awaits_ack) (SipgoSession *self);
  /* A PRACK, or a BYE while it is not established yet. */
  void (*early_request) (SipgoSession *self, SipgoIncomingRequest *request);
};

#define SIPGO_SESSION_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_SESSION, SipgoSessionClass))

typedef enum {
  SIPGO_SESSION_BYE_RECEIVED,
  SIPGO_SESSION_INFO_RECEIVED,
  SIPGO_SESSION_MESSAGE_RECEIVED,
  SIPGO_SESSION_NOTIFICATION_RECEIVED,
  SIPGO_SESSION_INVITE_RECEIVED,
  SIPGO_SESSION_ACK_RECEIVED,
  SIPGO_SESSION_REFER_RECEIVED,
  SIPGO_SESSION_REQUEST_CREATED,
  SIPGO_SESSION_REFER_PROGRESS,
  SIPGO_SESSION_N_SIGNALS
} SipgoSessionSignal;

extern guint sipgo_session_signals[SIPGO_SESSION_N_SIGNALS];
gboolean sipgo_session_has_handler     (SipgoSession *self, SipgoSessionSignal signal);

/* --- sipgo-session.c --- */
void     sipgo_session_set_up         (SipgoSession *self, SipgoAgent *agent);
/* From its first message to its end it is one of the agent's calls. */
void     sipgo_session_join           (SipgoSession *self);
/* It has media, or will have none any more. */
void     sipgo_session_note_media     (SipgoSession *self);
void     sipgo_session_set_state      (SipgoSession *self, SipgoSessionState state);
/* Why it comes to nothing, nullable; the first one stays. */
void     sipgo_session_set_failure    (SipgoSession *self, SipgoFailure *failure);
/* Terminated, for the given reason (nullable). */
void     sipgo_session_terminate      (SipgoSession *self, SipgoFailure *failure);
void     sipgo_session_take_dialog    (SipgoSession *self, SipgoDialog *dialog);
/* A request or response of the peer's tells who it is by now; the dialog may be that of another fork. */
void     sipgo_session_refresh_identity (SipgoSession *self, SipgoDialog *dialog, SipgoMessage *message);
gboolean sipgo_session_check_state    (SipgoSession *self, SipgoSessionState wanted, const char *verb, GError **error);
GError  *sipgo_session_make_ended_error (SipgoSession *self);
void     sipgo_session_notify_media   (SipgoSession *self);

/* --- sipgo-session-description.c: offers and answers through the handler and the modifiers --- */
typedef void (*SipgoDescribedFunc) (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data);
gboolean sipgo_session_ensure_handler (SipgoSession *self, const char *local_address, GError **error);
void     sipgo_session_drop_handler   (SipgoSession *self);
void     sipgo_session_make_offer     (SipgoSession *self, SipgoSessionDescriptionHandlerOptions *options,
                                       GListModel *modifiers, SipgoDescribedFunc func, gpointer user_data);
void     sipgo_session_take_offer     (SipgoSession *self, SipgoBody *offer,
                                       SipgoSessionDescriptionHandlerOptions *options, GListModel *modifiers,
                                       SipgoDescribedFunc func, gpointer user_data);
void     sipgo_session_take_answer    (SipgoSession *self, SipgoBody *answer, GListModel *modifiers,
                                       SipgoDescribedFunc func, gpointer user_data);
void     sipgo_session_roll_back      (SipgoSession *self);
/* What refuses an offer that came to the error: 503 where something is used up here, else 488. */
guint    sipgo_session_refusal_of     (const GError *error);
/* The description in a message, or NULL; a multipart body is looked into. */
SipgoBody *sipgo_session_find_description (SipgoSession *self, SipgoMessage *message);

/* Where offer and answer stand from here on; tells of it. */
void     sipgo_session_take_offer_answer  (SipgoSession *self, SipgoOfferAnswerEvent event, SipgoBody *body);
/* Something that the state of the dialog hangs on has changed. */
void     sipgo_session_check_dialog_state (SipgoSession *self);

/* --- sipgo-session-requests.c --- */
SipgoOutgoingRequest *sipgo_session_new_request   (SipgoSession *self, const char *method,
                                                   SipgoRequestOptions *options, gboolean wants_contact,
                                                   GError **error);
/* Shows the request to the application, which may end it at once, and sends it. func is told how it goes. */
void                  sipgo_session_dispatch      (SipgoSession *self, SipgoOutgoingRequest *request,
                                                   SipgoMomentFunc func, gpointer user_data);
/* Without another func than it has. */
void                  sipgo_session_show_and_start (SipgoSession *self, SipgoOutgoingRequest *request);
void                  sipgo_session_send_bye      (SipgoSession *self, const char *reason);
/* Sends the BYE that waited for the ACK to our answer: it has come, or will not. */
void                  sipgo_session_release_bye   (SipgoSession *self);
/* Completes the task with TRUE once the session is over. */
void                  sipgo_session_complete_at_end (SipgoSession *self, GTask *task);
/* 481 and 408 mean that the peer knows the call no more (12.2.1.2). */
void                  sipgo_session_check_gone    (SipgoSession *self, SipgoOutgoingRequest *request);

/* --- sipgo-session-dtmf.c: digits by INFO --- */
/* Takes the task, and completes it with TRUE once all are accepted. */
void     sipgo_session_send_digits        (SipgoSession *self, const char *tones, guint duration_ms, GTask *task);
/* Tells the media of an INFO with a digit that was accepted. */
void     sipgo_session_take_digit         (SipgoSession *self, SipgoIncomingRequest *request);
/* Lends the media what it needs to send by INFO, and takes it back. */
void     sipgo_session_watch_media        (SipgoSession *self);
void     sipgo_session_forget_media       (SipgoSession *self);

/* --- sipgo-session-incoming.c --- */
void     sipgo_session_receive            (SipgoServerTransaction *transaction, SipgoMessage *message,
                                           gpointer user_data);
void     sipgo_session_await_ack          (SipgoSession *self, SipgoIncomingInviteRequest *request);

/* --- sipgo-session-refer.c: the subscriptions that REFERs of ours make --- */
/* The task gets the request once the peer has told that the call was answered. */
void     sipgo_session_send_refer         (SipgoSession *self, SipgoOutgoingRequest *request, GTask *task);
/* TRUE when the NOTIFY tells of a REFER of ours. */
gboolean sipgo_session_receive_refer_notify (SipgoSession *self, SipgoIncomingRequest *request);
/* The call is over: its REFERs go on, or end with it where the agent ends. */
void     sipgo_session_settle_refers      (SipgoSession *self);
void     sipgo_session_end_refers         (SipgoSession *self);

/* --- sipgo-session-re-invite.c: re-INVITEs of ours --- */
/* The task gets the request. sets_hold: it is for the sake of hold. */
void     sipgo_session_change             (SipgoSession *self, SipgoInviteOptions *options, gboolean sets_hold,
                                           gboolean hold, GTask *task);
/* The ACK has come to our last answer, for which one may have waited. */
void     sipgo_session_resume_change      (SipgoSession *self);
/* Not while it waits for its next attempt. */
gboolean sipgo_session_is_changing        (SipgoSession *self);
/* The call has come to its end. */
void     sipgo_session_stop_change        (SipgoSession *self);

/* --- sipgo-session-re-invited.c: re-INVITEs of the peer --- */
void     sipgo_session_receive_invite     (SipgoSession *self, SipgoIncomingInviteRequest *request);
/* Refuses the one that is being answered: the call has come to its end. */
void     sipgo_session_stop_answering     (SipgoSession *self);

/* The call is on hold from now on, or no longer. */
void     sipgo_session_note_held          (SipgoSession *self, gboolean held);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"
#include "libsipgo/session/sipgo-offer-answer-private.h"
#include "libsipgo/session/sipgo-session-timer-private.h"
#include "libsipgo/session/sipgo-session.h"
#include "libsipgo/session/sipgo-standby-private.h"

G_BEGIN_DECLS

typedef struct _SipgoSessionChange SipgoSessionChange;

struct _SipgoSession
{
  SipgoUsage usage;                         /* holds the agent strongly until the call is over */

  gboolean is_caller;                       /* we have sent the first INVITE */
  gboolean awaits_media;                    /* SipgoLimits counts it as a call without media yet */
  SipgoSessionState state;
  SipgoDialog *dialog;
  SipgoNameAddr *local;                     /* used while there is no dialog */
  SipgoNameAddr *remote;
  SipgoSession *replacee;

  SipgoSessionDescriptionHandler *handler;
  SipgoDescriptionRequest *describing;      /* pending at the handler; not owned, since its last unref completes it */
  SipgoSessionDescriptionHandlerFactory *factory;
  SipgoSessionDescriptionHandlerOptions *options;
  SipgoSessionDescriptionHandlerOptions *options_re_invite;
  GListModel *modifiers;
  GListModel *modifiers_re_invite;
  SipgoOfferAnswer offer_answer;
  SipgoDialogState dialog_state;            /* as last notified */
  gboolean held;
  gboolean held_by_modifier;                /* a re-INVITE without this modifier resumes the call */
  gboolean starts_held;                     /* held was set before the call: its first description is on hold */

  SipgoIncomingInviteRequest *unconfirmed;  /* we sent a 2xx; the ACK has not arrived */
  SipgoOutgoingRequest *pending_bye;        /* sent after that ACK (section 15) */
  GTask *bye_task;                          /* of bye () */
  SipgoIncomingInviteRequest *offered;      /* the peer's re-INVITE that is not answered yet */
  SipgoTimer offered_timer;                 /* the Expires of that re-INVITE */
  SipgoIncomingRequest *updating;           /* the last UPDATE of the peer, which may not be answered yet */
  SipgoSessionChange *change;               /* our re-INVITE or UPDATE */
  gboolean peer_updates;                    /* the peer allows UPDATE; known while we are the refresher, and early */
  SipgoSessionTimer timer;                  /* RFC 4028 */
  /* The addresses of our and the peer's end of the signalling, and the one that the handler's media have: by them a
   * change of the network is noticed. */
  SipgoAddress own_end;
  SipgoAddress peer_end;
  char *media_host;
  gboolean must_follow;                     /* the network has changed, which the peer may have to know */
  gboolean must_renew;                      /* … also when our address is the same */
  gboolean media_has_moved;                 /* to an address that the peer does not know yet */
  guint n_follow_failures;                  /* consecutive ones */
  SipgoTimer follow_timer;
  SipgoBody *own_description;               /* of the application, in its 2xx to an INVITE; NULL with a handler */
  GSList *waiters;                          /* GTask of wait_for_state () and end () */
  /* SipgoReferSubscription of our REFERs, the oldest first. */
  GQueue refers;
  SipgoMedia *watched_media;                /* of sipgo-session-media.c: the media that know this session */
};

struct _SipgoSessionClass
{
  SipgoUsageClass parent_class;

  /* Ends the session as its state requires: CANCEL, a rejection or BYE. */
  void (*end)        (SipgoSession *self);
  /* The session is terminated: the subclass stops its own requests and timers. */
  void (*terminated) (SipgoSession *self);
  /* TRUE while a 2xx to the first INVITE is not acknowledged. */
  gboolean (*awaits_ack) (SipgoSession *self);
  /* TRUE when the peer knows our early dialog, so that requests can be sent in it. */
  gboolean (*has_early_dialog) (SipgoSession *self);
  /* TRUE while a reliable provisional response has no PRACK, or a PRACK of ours no response. */
  gboolean (*awaits_prack) (SipgoSession *self);
  /* The handler has finished the description of an UPDATE in the early dialog: the 2xx to the INVITE may have waited
   * for it. */
  void (*resume)     (SipgoSession *self);
  /* A PRACK, or a BYE in an early dialog. */
  void (*early_request) (SipgoSession *self, SipgoIncomingRequest *request);
};

#define SIPGO_SESSION_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), SIPGO_TYPE_SESSION, SipgoSessionClass))

typedef enum {
  SIPGO_SESSION_BYE_RECEIVED,
  SIPGO_SESSION_INFO_RECEIVED,
  SIPGO_SESSION_MESSAGE_RECEIVED,
  SIPGO_SESSION_NOTIFICATION_RECEIVED,
  SIPGO_SESSION_INVITE_RECEIVED,
  SIPGO_SESSION_UPDATE_RECEIVED,
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
/* Adds the session to the agent's calls, with its first message. */
void     sipgo_session_join           (SipgoSession *self);
/* The session has media now, or is over: SipgoLimits does not count it as a call without media any more. */
void     sipgo_session_note_media     (SipgoSession *self);
void     sipgo_session_set_state      (SipgoSession *self, SipgoSessionState state);
/* Sets why the session fails (nullable); only the first failure is kept. */
void     sipgo_session_set_failure    (SipgoSession *self, SipgoFailure *failure);
/* Sets the state TERMINATED, with the failure (nullable). */
void     sipgo_session_terminate      (SipgoSession *self, SipgoFailure *failure);
void     sipgo_session_take_dialog    (SipgoSession *self, SipgoDialog *dialog);
/* Updates the remote identity from a request or response of the peer (RFC 4916); the dialog may be that of another
 * fork. */
void     sipgo_session_refresh_identity (SipgoSession *self, SipgoDialog *dialog, SipgoMessage *message);
gboolean sipgo_session_check_state    (SipgoSession *self, SipgoSessionState wanted, const char *verb, GError **error);
GError  *sipgo_session_make_ended_error (SipgoSession *self);
void     sipgo_session_notify_media   (SipgoSession *self);
/* There is another session description handler, and so another media. */
void     sipgo_session_notify_handler (SipgoSession *self);
/* The call is established over the flow by a description that was made with these options and modifiers (nullable),
 * which may hold: sets the state and notifies held. */
void     sipgo_session_establish      (SipgoSession *self, SipgoFlow *flow,
                                       SipgoSessionDescriptionHandlerOptions *options, GListModel *modifiers);
/* Whether the call is on hold, by hold (), or by the options or a modifier of an INVITE; notifies a change. */
void     sipgo_session_note_held      (SipgoSession *self, gboolean held);
/* The property is as it was, and what is bound to it follows. */
void     sipgo_session_notify_held    (SipgoSession *self);
/* A 2xx to an INVITE or UPDATE of the peer is about to be sent: agrees on the session timer in it (RFC 4028). */
void     sipgo_session_answer_timer   (SipgoSession *self, SipgoMessage *request, SipgoMessage *response);
/* The 2xx to an INVITE or UPDATE of ours has arrived: takes the session timer from it. */
void     sipgo_session_take_timer     (SipgoSession *self, SipgoMessage *response);
/* Notifies what a 2xx of either side has changed in the session timer. set_state () does so for the first INVITE. */
void     sipgo_session_notify_timer   (SipgoSession *self);
/* The peer has probably disappeared: the call ends by a BYE with a Reason (RFC 3326), and a failure that says why. */
void     sipgo_session_hang_up_for    (SipgoSession *self, guint status, const char *why);

/* --- sipgo-session-description.c: offers and answers through the handler and the modifiers --- */
typedef void (*SipgoDescribedFunc) (SipgoSession *session, SipgoBody *body, const GError *error, gpointer user_data);
/* Whether one of the modifiers (nullable) writes a hold. */
gboolean sipgo_session_has_hold       (GListModel *modifiers);
gboolean sipgo_session_ensure_handler (SipgoSession *self, const char *local_address, GError **error);
/* Takes the handler away; nothing that it has offered or answered holds any more. Returns it when it has done no more
 * than make the offer of the INVITE, so that it can go on later; otherwise closes it and returns NULL. */
SipgoStandby *sipgo_session_remove_handler (SipgoSession *self);
/* A session without a handler gets this one back, and its offer is pending. Takes ownership. */
void     sipgo_session_restore_handler (SipgoSession *self, SipgoStandby *standby);
void     sipgo_session_make_offer     (SipgoSession *self, SipgoSessionDescriptionHandlerOptions *options,
                                       GListModel *modifiers, SipgoDescribedFunc func, gpointer user_data);
void     sipgo_session_take_offer     (SipgoSession *self, SipgoBody *offer,
                                       SipgoSessionDescriptionHandlerOptions *options, GListModel *modifiers,
                                       SipgoDescribedFunc func, gpointer user_data);
void     sipgo_session_take_answer    (SipgoSession *self, SipgoBody *answer, GListModel *modifiers,
                                       SipgoDescribedFunc func, gpointer user_data);
void     sipgo_session_roll_back      (SipgoSession *self);
/* The status that rejects an offer which failed with the error: 503 when a limit of ours is reached, else 488. */
guint    sipgo_session_refusal_of     (const GError *error);
/* The session description in a message, also inside a multipart body; NULL for none. */
SipgoBody *sipgo_session_find_description (SipgoSession *self, SipgoMessage *message);
/* Each may be NULL. */
gboolean sipgo_session_is_same_text   (SipgoBody *body, SipgoBody *other);

/* Passes the event to the offer/answer state and notifies the properties that it changes. */
void     sipgo_session_take_offer_answer  (SipgoSession *self, SipgoOfferAnswerEvent event, SipgoBody *body);
/* Computes the state of the dialog anew, and notifies a change. */
void     sipgo_session_check_dialog_state (SipgoSession *self);

/* --- sipgo-session-requests.c --- */
SipgoOutgoingRequest *sipgo_session_new_request   (SipgoSession *self, const char *method,
                                                   SipgoRequestOptions *options, gboolean wants_contact,
                                                   GError **error);
/* Emits request-created, whose handlers may end the session or the request, and sends the request. func is called for
 * each moment. */
void                  sipgo_session_dispatch      (SipgoSession *self, SipgoOutgoingRequest *request,
                                                   SipgoMomentFunc func, gpointer user_data);
/* The same for a request that has its func already. */
void                  sipgo_session_show_and_start (SipgoSession *self, SipgoOutgoingRequest *request);
void                  sipgo_session_send_bye      (SipgoSession *self, const char *reason);
/* Sends the BYE that waited for the ACK, which has arrived or timed out. */
void                  sipgo_session_release_bye   (SipgoSession *self);
/* Completes the task with TRUE once the session is over. */
void                  sipgo_session_complete_at_end (SipgoSession *self, GTask *task);
/* Terminates the session when the request got 481 or 408: the peer does not know the dialog any more (12.2.1.2). */
void                  sipgo_session_check_gone    (SipgoSession *self, SipgoOutgoingRequest *request);

/* --- sipgo-session-dtmf.c: digits by INFO --- */
/* Takes the task; it returns TRUE once the peer has accepted all digits. */
void     sipgo_session_send_digits        (SipgoSession *self, const char *tones, guint duration_ms, GTask *task);
/* Passes the digit of an accepted INFO to the media. */
void     sipgo_session_take_digit         (SipgoSession *self, SipgoIncomingRequest *request);

/* --- sipgo-session-media.c --- */
/* Let the media of the session send digits by INFO and end a call whose peer sends nothing, until
 * sipgo_session_forget_media (). */
void     sipgo_session_watch_media        (SipgoSession *self);
void     sipgo_session_forget_media       (SipgoSession *self);

/* --- sipgo-session-incoming.c --- */
void     sipgo_session_receive            (SipgoServerTransaction *transaction, SipgoMessage *message,
                                           gpointer user_data);
void     sipgo_session_await_ack          (SipgoSession *self, SipgoIncomingInviteRequest *request);
/* Of SipgoIncomingInviteFuncs: agrees on the session timer in a 2xx. */
void     sipgo_session_accepting          (SipgoIncomingInviteRequest *request, SipgoMessage *response,
                                           gpointer user_data);
/* TRUE when the Session-Expires of the INVITE or UPDATE is too small: it was refused with 422 then (RFC 4028 section
 * 9). */
gboolean sipgo_session_refuse_interval    (SipgoIncomingRequest *request, guint minimum);

/* --- sipgo-session-refer.c: the subscriptions of our REFERs --- */
/* The task returns the request once a NOTIFY reports that the referred call was answered. */
void     sipgo_session_send_refer         (SipgoSession *self, SipgoOutgoingRequest *request, GTask *task);
/* TRUE when the NOTIFY belongs to a REFER of ours; it has been answered then. */
gboolean sipgo_session_receive_refer_notify (SipgoSession *self, SipgoIncomingRequest *request);
/* The call is over: its REFERs that wait for a result go on, unless the agent is stopped. */
void     sipgo_session_settle_refers      (SipgoSession *self);
void     sipgo_session_end_refers         (SipgoSession *self);

/* --- sipgo-session-re-invite-sent.c --- */
/* The task returns the request. sets_hold: the re-INVITE changes hold, to the value of hold. */
void     sipgo_session_change             (SipgoSession *self, SipgoInviteOptions *options, gboolean sets_hold,
                                           gboolean hold, GTask *task);
/* The same by an UPDATE, also in an early dialog. */
void     sipgo_session_change_by_update   (SipgoSession *self, SipgoInviteOptions *options, GTask *task);
/* The ACK for our last 2xx has arrived, or the PRACK or the response to ours: a change may have waited for it. */
void     sipgo_session_resume_change      (SipgoSession *self);
/* TRUE while a re-INVITE or an UPDATE with an offer is under way: not while it waits for its first or next attempt. */
gboolean sipgo_session_is_changing        (SipgoSession *self);
/* TRUE while a re-INVITE or UPDATE of the application is pending; not for a session refresh. */
gboolean sipgo_session_has_change         (SipgoSession *self);
/* Sends an UPDATE, or when the peer does not allow it a re-INVITE, without a change (RFC 4028 7.4). Does nothing when a
 * re-INVITE or UPDATE is pending: it refreshes as well. */
void     sipgo_session_refresh            (SipgoSession *self);
/* The network of this machine has changed: the media move, and the peer gets a re-INVITE with the new addresses. */
void     sipgo_session_follow_network     (SipgoSession *self, SipgoNetworkChange change);
/* The call is over. */
void     sipgo_session_stop_change        (SipgoSession *self);

/* --- sipgo-session-re-invite-received.c --- */
void     sipgo_session_receive_invite     (SipgoSession *self, SipgoIncomingInviteRequest *request);
/* The call is over: answers the pending re-INVITE with 487. */
void     sipgo_session_stop_answering     (SipgoSession *self);
/* Checks a re-INVITE or UPDATE before the application sees it. Returns the status to refuse it with, or 0. */
guint    sipgo_session_check_change       (SipgoSession *self, SipgoMessage *message);
/* Refuses the request; 500 gets a Retry-After (14.2). */
void     sipgo_session_refuse_collision   (SipgoSession *self, SipgoIncomingRequest *request, guint status);
/* Makes the answer to the offer of a re-INVITE or UPDATE, or with a NULL offer an offer. */
void     sipgo_session_answer_offer       (SipgoSession *self, SipgoBody *offer, SipgoDescribedFunc func,
                                           gpointer user_data);

/* --- sipgo-session-update.c --- */
void     sipgo_session_receive_update     (SipgoSession *self, SipgoIncomingRequest *request);
/* TRUE while an UPDATE of the peer is not answered. */
gboolean sipgo_session_is_updating        (SipgoSession *self);
/* The call is over: answers that UPDATE with 487. */
void     sipgo_session_stop_updating      (SipgoSession *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-inviter.h"
#include "libsipgo/session/sipgo-session-private.h"

G_BEGIN_DECLS

/* A dialog that a provisional response made; with forks there may be several. */
typedef struct
{
  SipgoDialog *dialog;
  gboolean has_rseq;
  guint32 rseq;                     /* of the last reliable response */
  SipgoBody *description;           /* that a reliable response brought: its answer, or its offer, answered by the PRACK */
  SipgoBody *hint;                  /* the last answer of an unreliable one, which the 2xx should repeat (13.2.1) */
} SipgoEarlyDialog;

struct _SipgoInviter
{
  SipgoSession parent_instance;

  SipgoUri *target;
  char *replaces;                   /* header values that came with the target or a referral */
  char *referred_by;
  gboolean early_media;
  gboolean anonymous;
  gboolean without_description;
  SipgoNameAddr *own_local;         /* what the application set; NULL for what the agent is */
  SipgoNameAddr *own_remote;        /* … for the target */
  SipgoInviteOptions *invite_options;
  SipgoOutgoingRequest *request;
  GArray *early_dialogs;            /* SipgoEarlyDialog */
  char *answered_by;                /* the id of the dialog whose description is in use */

  GTask *task;                      /* of invite () */
  GSource *cancel_source;
  SipgoTimer expiry_timer;          /* of the INVITE's Expires */
  SipgoRoute *route;               /* to the address of ours that the offer names */
  gboolean describing;              /* the handler works on an offer or answer */
  SipgoBody *late_body;             /* the description of a 2xx that came while the handler worked on an early answer */
  gboolean accepted;                /* that 2xx has come */
  gboolean stopped;                 /* cancelled before the peer's final answer was dealt with */
  gboolean has_dialog;              /* that answer was looked at: the call can be hung up */
};

struct _SipgoInviterClass
{
  SipgoSessionClass parent_class;
};

/* --- sipgo-inviter.c --- */
void sipgo_inviter_set_referred_by (SipgoInviter *self, const char *referred_by);
/* Over, for the given reason: ends the session and the invite () that waits. */
void sipgo_inviter_fail            (SipgoInviter *self, SipgoFailure *failure);
void sipgo_inviter_fail_with_error (SipgoInviter *self, guint status, const GError *error);
gboolean sipgo_inviter_succeed     (SipgoInviter *self);
/* Ends the invite () that waits; the call ends by itself. Takes the error. */
void sipgo_inviter_stop_waiting    (SipgoInviter *self, GError *error);

/* --- sipgo-inviter-invite.c: the way out --- */
/* Ends what is under way before the call is established. */
void sipgo_inviter_stop            (SipgoInviter *self, const char *reason);

/* --- sipgo-inviter-options.c: what it is told before it is sent --- */
void     sipgo_inviter_install_options  (GObjectClass *object_class);
gboolean sipgo_inviter_get_option       (SipgoInviter *self, guint id, GValue *value);
gboolean sipgo_inviter_set_option       (SipgoInviter *self, guint id, const GValue *value);
void     sipgo_inviter_clear_options    (SipgoInviter *self);
/* The headers that the options ask for. */
gboolean sipgo_inviter_add_headers      (SipgoInviter *self, SipgoMessage *invite, GError **error);
/* No offer goes with the INVITE. */
gboolean sipgo_inviter_withholds_offer  (SipgoInviter *self);
/* The Reason of a CANCEL, NULL for none; FALSE with error when the options cannot stand in one. */
gboolean sipgo_inviter_check_cancel     (SipgoInviter *self, SipgoCancelOptions *options, char **reason, GError **error);

/* --- sipgo-inviter-answer.c: what comes back --- */
/* Given up while the handler works on what the peer has accepted with: nobody waits for that. */
void sipgo_inviter_hang_up         (SipgoInviter *self);
void sipgo_inviter_receive         (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data);
GListModel *sipgo_inviter_get_modifiers (SipgoInviter *self);
SipgoSessionDescriptionHandlerOptions *sipgo_inviter_get_handler_options (SipgoInviter *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-session-private.h"

G_BEGIN_DECLS

struct _SipgoInvitation
{
  SipgoSession parent_instance;

  SipgoIncomingInviteRequest *request;
  SipgoTimer no_answer_timer;
  gboolean requires_reliable;       /* the caller insists on 100rel */
  gboolean supports_reliable;

  GTask *accept_task;
  GTask *progress_task;             /* of a progress () that a description or a PRACK is waited for */
  SipgoAnswerOptions *answer_options;
  gboolean describing;              /* the handler works on the caller's offer or on ours */
  gboolean answering;               /* a final response of ours is being sent */
  gboolean accepting;               /* accept () was called, maybe before the PRACK that it has to wait for */
  SipgoBody *local_description;     /* the answer, kept for the 2xx when a provisional response was first */
  gboolean described_anew;          /* by a PRACK with another offer: what was kept holds no more */
};

struct _SipgoInvitationClass
{
  SipgoSessionClass parent_class;
};

/* NULL with an answer sent when the INVITE cannot become a call. */
SipgoInvitation *sipgo_invitation_new            (SipgoAgent *agent, SipgoIncomingInviteRequest *request);
void             sipgo_invitation_set_replacee   (SipgoInvitation *self, SipgoSession *replacee);
/* From here on the peer's patience is limited. */
void             sipgo_invitation_start_waiting  (SipgoInvitation *self);
/* Rejects, whatever was under way. */
void             sipgo_invitation_refuse         (SipgoInvitation *self, guint status, const char *why);

/* --- sipgo-invitation-answer.c --- */
void             sipgo_invitation_begin_accept   (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task);
void             sipgo_invitation_begin_progress (SipgoInvitation *self, SipgoAnswerOptions *options, GTask *task);
extern const SipgoIncomingInviteFuncs sipgo_invitation_funcs;
extern guint sipgo_invitation_cancel_received_signal;

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* A re-INVITE of ours, from the offer to the ACK, with its attempts after a 491 (RFC 3261 14.1). It decides what comes
 * next; whose it is does it. */
typedef struct _SipgoReInvite SipgoReInvite;

typedef enum {
  SIPGO_RE_INVITE_MAY_BEGIN,
  SIPGO_RE_INVITE_COLLIDES,         /* the peer's INVITE, or another offer, is being answered: try later */
  SIPGO_RE_INVITE_AWAITS_ACK,       /* the ACK to our last answer is to come: sipgo_re_invite_resume () follows */
} SipgoReInviteTurn;

typedef struct
{
  SipgoReInviteTurn (*get_turn) (gpointer owner);
  /* The call is still up. */
  gboolean (*is_wanted)   (gpointer owner);

  /* Each of these three is followed by sipgo_re_invite_described (), at once or later. */
  void     (*make_offer)  (gpointer owner);
  void     (*take_answer) (gpointer owner, SipgoBody *answer);
  void     (*make_answer) (gpointer owner, SipgoBody *offer);
  /* The offer was refused. */
  void     (*roll_back)   (gpointer owner);

  /* Followed by sipgo_re_invite_accepted () or _rejected (), unless it fails. offer is NULL for none. */
  gboolean (*send)        (gpointer owner, SipgoBody *offer, GError **error);
  /* Cancels what was sent. */
  void     (*stop)        (gpointer owner);
  /* Acknowledges the 2xx, with the answer or NULL. */
  void     (*acknowledge) (gpointer owner, SipgoBody *answer);
  /* The last one: the owner frees it. error, which the owner takes, is NULL when the change holds. must_hang_up: the
   * peer's offer gets no answer, so the call cannot go on (13.2.2.4). */
  void     (*done)        (gpointer owner, GError *error, gboolean must_hang_up);
} SipgoReInviteFuncs;

/* is_caller: the Call-ID is ours. makes_offer: FALSE for an INVITE without an offer of ours. */
SipgoReInvite *sipgo_re_invite_new       (SipgoEnvironment *environment, SipgoRandom *random, gboolean is_caller,
                                          gboolean makes_offer, const SipgoReInviteFuncs *funcs, gpointer owner);
void           sipgo_re_invite_free      (SipgoReInvite *self);

void           sipgo_re_invite_start     (SipgoReInvite *self);
/* The ACK has come that it may have waited for. */
void           sipgo_re_invite_resume    (SipgoReInvite *self);
/* What was asked for is there, or failed. body is NULL where the peer's answer was taken. */
void           sipgo_re_invite_described (SipgoReInvite *self, SipgoBody *body, const GError *error);
/* By a 2xx with that description, or NULL. */
void           sipgo_re_invite_accepted  (SipgoReInvite *self, SipgoBody *description);
void           sipgo_re_invite_rejected  (SipgoReInvite *self, guint status, const GError *error);

/* Nobody wants it any more. What the peer has accepted before it hears of that holds all the same. */
void           sipgo_re_invite_give_up   (SipgoReInvite *self, const GError *error);
/* The call is over. Where a description is on its way, it is done when that is there. */
void           sipgo_re_invite_end       (SipgoReInvite *self, const GError *error);
/* Not while it waits for its turn. */
gboolean       sipgo_re_invite_is_under_way (SipgoReInvite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoReInvite, sipgo_re_invite_free)

G_END_DECLS

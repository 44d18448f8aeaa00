/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-body.h"

G_BEGIN_DECLS

/* The state machine of a re-INVITE that we send, from the offer to the ACK, with the retries after a 491 (RFC 3261
 * 14.1); or of an UPDATE, which has no ACK (RFC 3311). It decides which step comes next; the owner carries the step
 * out. */
typedef struct _SipgoReInvite SipgoReInvite;

typedef enum {
  SIPGO_RE_INVITE_MAY_BEGIN,
  SIPGO_RE_INVITE_COLLIDES,         /* the peer's re-INVITE or another offer is pending: try again later */
  /* Our last 2xx has no ACK yet, or a reliable provisional response no PRACK: sipgo_re_invite_resume () is called on
   * it. */
  SIPGO_RE_INVITE_AWAITS_ACK,
} SipgoReInviteTurn;

typedef struct
{
  SipgoReInviteTurn (*get_turn) (gpointer owner);
  /* TRUE while the call is established. */
  gboolean (*is_wanted)   (gpointer owner);

  /* The owner calls sipgo_re_invite_described () after each of these three, at once or later. */
  void     (*make_offer)  (gpointer owner);
  void     (*take_answer) (gpointer owner, SipgoBody *answer);
  void     (*make_answer) (gpointer owner, SipgoBody *offer);
  /* The peer refused the offer. */
  void     (*roll_back)   (gpointer owner);

  /* Sends the INVITE or UPDATE, with the offer or NULL. Unless this fails, the owner calls sipgo_re_invite_accepted ()
   * or sipgo_re_invite_rejected () with the final response. */
  gboolean (*send)        (gpointer owner, SipgoBody *offer, GError **error);
  /* Sends a CANCEL for the INVITE. Not called for an UPDATE, which cannot be cancelled. */
  void     (*stop)        (gpointer owner);
  /* Sends the ACK for the 2xx, with the answer or NULL. Not called for an UPDATE. */
  void     (*acknowledge) (gpointer owner, SipgoBody *answer);
  /* The last call, in which the owner frees the SipgoReInvite. error (transfer full) is NULL when the change took
   * effect. must_hang_up: the offer in the peer's 2xx could not be answered, so the owner sends a BYE (13.2.2.4). */
  void     (*done)        (gpointer owner, GError *error, gboolean must_hang_up);
} SipgoReInviteFuncs;

typedef enum {
  SIPGO_RE_INVITE_WITHOUT_OFFER = 0,
  SIPGO_RE_INVITE_MAKES_OFFER = 1 << 0,   /* without it the 2xx to the INVITE brings an offer */
  SIPGO_RE_INVITE_IS_CALLER = 1 << 1,     /* we chose the Call-ID, which decides the delay after a 491 */
  SIPGO_RE_INVITE_IS_UPDATE = 1 << 2,
} SipgoReInviteFlags;

SipgoReInvite *sipgo_re_invite_new       (SipgoEnvironment *environment, SipgoRandom *random, SipgoReInviteFlags flags,
                                          const SipgoReInviteFuncs *funcs, gpointer owner);
void           sipgo_re_invite_free      (SipgoReInvite *self);

void           sipgo_re_invite_start     (SipgoReInvite *self);
/* The ACK for our last 2xx has arrived: start now if the turn was SIPGO_RE_INVITE_AWAITS_ACK. */
void           sipgo_re_invite_resume    (SipgoReInvite *self);
/* The result of make_offer, take_answer or make_answer. body is NULL after take_answer. */
void           sipgo_re_invite_described (SipgoReInvite *self, SipgoBody *body, const GError *error);
/* A 2xx has arrived, with this description or NULL. */
void           sipgo_re_invite_accepted  (SipgoReInvite *self, SipgoBody *description);
void           sipgo_re_invite_rejected  (SipgoReInvite *self, guint status, const GError *error);

/* The application cancels the re-INVITE. A change that the peer accepts before it gets the CANCEL takes effect. */
void           sipgo_re_invite_give_up   (SipgoReInvite *self, const GError *error);
/* The call is over. While the session description handler still works, done () follows its result. */
void           sipgo_re_invite_end       (SipgoReInvite *self, const GError *error);
/* FALSE while it waits for its first or next attempt. */
gboolean       sipgo_re_invite_is_under_way (SipgoReInvite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoReInvite, sipgo_re_invite_free)

G_END_DECLS

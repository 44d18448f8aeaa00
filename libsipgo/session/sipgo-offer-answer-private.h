/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"
#include "libsipgo/session/sipgo-session.h"

G_BEGIN_DECLS

/* The offer/answer state of a session (RFC 3264, RFC 6337). There is one offer at a time; the last offer and answer
 * that were agreed are kept for a roll back. Which messages carry them does not matter here: an INVITE and its 2xx, a
 * reliable provisional response and its PRACK, a 2xx and its ACK, an UPDATE and its 2xx. */
typedef struct
{
  SipgoSignalingState state;
  SipgoBody *offer;                 /* the latest offer */
  SipgoBody *answer;                /* the answer to it; NULL while there is none */
  SipgoBody *settled_offer;         /* the last offer that was answered: a roll back restores it */
  SipgoBody *settled_answer;
  gboolean has_settled;             /* at least one offer was answered */
  gboolean is_ours;                 /* settled_offer is ours, not the peer's */
  /* The answer was in an unreliable provisional response, or of another fork: it may still be another one, so neither
   * side may make the next offer (RFC 6337 section 3.1.1). The owner sets it, and resets it. */
  gboolean is_tentative;
  /* A PRACK or UPDATE has had another offer than the INVITE: the description in the 2xx does not hold any more. The
   * owner sets it. */
  gboolean is_renewed;
} SipgoOfferAnswer;

typedef enum {
  SIPGO_OFFER_ANSWER_LOCAL_OFFER,
  SIPGO_OFFER_ANSWER_REMOTE_OFFER,
  SIPGO_OFFER_ANSWER_LOCAL_ANSWER,
  SIPGO_OFFER_ANSWER_REMOTE_ANSWER,
  SIPGO_OFFER_ANSWER_ROLL_BACK,     /* the pending offer was refused or withdrawn */
  SIPGO_OFFER_ANSWER_START_OVER,    /* nothing that was agreed holds: the INVITE goes to another target */
  SIPGO_OFFER_ANSWER_CLOSE,         /* the session is over */
} SipgoOfferAnswerEvent;

/* What an event has changed. */
typedef enum {
  SIPGO_OFFER_ANSWER_NOTHING = 0,
  SIPGO_OFFER_ANSWER_OFFER_CHANGED = 1 << 0,
  SIPGO_OFFER_ANSWER_ANSWER_CHANGED = 1 << 1,
  SIPGO_OFFER_ANSWER_STATE_CHANGED = 1 << 2,
} SipgoOfferAnswerChanges;

void                    sipgo_offer_answer_clear      (SipgoOfferAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoOfferAnswer, sipgo_offer_answer_clear)

/* body: the offer or answer; NULL for the other events. An event that is illegal in this state changes nothing. */
SipgoOfferAnswerChanges sipgo_offer_answer_take       (SipgoOfferAnswer *self, SipgoOfferAnswerEvent event,
                                                       SipgoBody *body);
/* TRUE when no offer is waiting for its answer. */
gboolean                sipgo_offer_answer_is_settled (const SipgoOfferAnswer *self);
/* TRUE when our offer is pending: the peer's next description is the answer to it. Otherwise it is an offer. */
gboolean                sipgo_offer_answer_awaits_answer (const SipgoOfferAnswer *self);
/* TRUE when we may make an offer in an UPDATE (RFC 3311 section 5.1, RFC 6337 section 2.2). */
gboolean                sipgo_offer_answer_may_offer  (const SipgoOfferAnswer *self);
/* The status that refuses an offer of the peer in an UPDATE (RFC 3311 section 5.2), or 0: 491 while our offer is
 * pending, 500 while the peer's is, which includes the one in an INVITE that nobody has begun to answer. */
guint                   sipgo_offer_answer_refuses    (const SipgoOfferAnswer *self);
/* Our description that is in effect, or the peer's; NULL when no offer was answered. */
SipgoBody              *sipgo_offer_answer_get_local  (const SipgoOfferAnswer *self);
SipgoBody              *sipgo_offer_answer_get_remote (const SipgoOfferAnswer *self);

G_END_DECLS

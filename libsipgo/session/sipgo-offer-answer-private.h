/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-body.h"
#include "libsipgo/session/sipgo-session.h"

G_BEGIN_DECLS

/* Who has offered what in a session (RFC 3264, RFC 6337): one offer at a time, and what held before it, in case that it
 * comes to nothing. Which message carries them does not matter here: an INVITE and its 2xx, a reliable response and its
 * PRACK, a 2xx and its ACK. */
typedef struct
{
  SipgoSignalingState state;
  SipgoBody *offer;                 /* the last one, with its answer as soon as there is one */
  SipgoBody *answer;
  SipgoBody *settled_offer;         /* what holds when the offer is taken back */
  SipgoBody *settled_answer;
  gboolean has_settled;             /* a first offer got its answer */
} SipgoOfferAnswer;

typedef enum {
  SIPGO_OFFER_ANSWER_LOCAL_OFFER,
  SIPGO_OFFER_ANSWER_REMOTE_OFFER,
  SIPGO_OFFER_ANSWER_LOCAL_ANSWER,
  SIPGO_OFFER_ANSWER_REMOTE_ANSWER,
  SIPGO_OFFER_ANSWER_ROLL_BACK,     /* the offer that waits comes to nothing */
  SIPGO_OFFER_ANSWER_CLOSE,         /* the session is over */
} SipgoOfferAnswerEvent;

/* What has changed by an event. */
typedef enum {
  SIPGO_OFFER_ANSWER_NOTHING = 0,
  SIPGO_OFFER_ANSWER_OFFER_CHANGED = 1 << 0,
  SIPGO_OFFER_ANSWER_ANSWER_CHANGED = 1 << 1,
  SIPGO_OFFER_ANSWER_STATE_CHANGED = 1 << 2,
} SipgoOfferAnswerChanges;

void                    sipgo_offer_answer_clear      (SipgoOfferAnswer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoOfferAnswer, sipgo_offer_answer_clear)

/* body: the offer or answer; NULL for the others. An event that cannot come in the state changes nothing. */
SipgoOfferAnswerChanges sipgo_offer_answer_take       (SipgoOfferAnswer *self, SipgoOfferAnswerEvent event,
                                                       SipgoBody *body);
/* No offer waits for its answer. */
gboolean                sipgo_offer_answer_is_settled (const SipgoOfferAnswer *self);
/* What a description of the peer's is that comes now: its answer, or else its offer. */
gboolean                sipgo_offer_answer_awaits_answer (const SipgoOfferAnswer *self);

G_END_DECLS

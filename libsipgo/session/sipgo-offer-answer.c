/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-offer-answer-private.h"

#define N_STATES (SIPGO_SIGNALING_STATE_CLOSED + 1)
#define N_EVENTS (SIPGO_OFFER_ANSWER_CLOSE + 1)

/* The next state for each event and state. NONE marks an illegal event: there is one offer at a time (RFC 6337 section
 * 2.2), no answer without an offer (RFC 3264 section 4), and nothing after the end. A pending local offer may be
 * replaced by a new one. */
#define NONE    ((SipgoSignalingState) -1)
#define INITIAL SIPGO_SIGNALING_STATE_INITIAL
#define LOCAL   SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER
#define REMOTE  SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER
#define STABLE  SIPGO_SIGNALING_STATE_STABLE
#define CLOSED  SIPGO_SIGNALING_STATE_CLOSED

static const SipgoSignalingState next_state[N_EVENTS][N_STATES] = {
  /* in the state:                       initial  local   remote  stable  closed */
  [SIPGO_OFFER_ANSWER_LOCAL_OFFER]   = { LOCAL,   LOCAL,  NONE,   LOCAL,  NONE },
  [SIPGO_OFFER_ANSWER_REMOTE_OFFER]  = { REMOTE,  NONE,   NONE,   REMOTE, NONE },
  [SIPGO_OFFER_ANSWER_LOCAL_ANSWER]  = { NONE,    NONE,   STABLE, NONE,   NONE },
  [SIPGO_OFFER_ANSWER_REMOTE_ANSWER] = { NONE,    STABLE, NONE,   NONE,   NONE },
  /* sipgo_offer_answer_take () makes this the initial state when no offer was ever answered. */
  [SIPGO_OFFER_ANSWER_ROLL_BACK]     = { NONE,    STABLE, STABLE, NONE,   NONE },
  [SIPGO_OFFER_ANSWER_START_OVER]    = { INITIAL, INITIAL, INITIAL, INITIAL, NONE },
  [SIPGO_OFFER_ANSWER_CLOSE]         = { CLOSED,  CLOSED, CLOSED, CLOSED, NONE },
};

static gboolean
set_body (SipgoBody **place, SipgoBody *body)
{
  SipgoBody *old = *place;

  if (old == body)
    return FALSE;
  *place = body ? sipgo_body_ref (body) : NULL;
  g_clear_pointer (&old, sipgo_body_unref);
  return TRUE;
}

static SipgoOfferAnswerChanges
set_bodies (SipgoOfferAnswer *self, SipgoBody *offer, SipgoBody *answer)
{
  SipgoOfferAnswerChanges changes = SIPGO_OFFER_ANSWER_NOTHING;

  if (set_body (&self->offer, offer))
    changes |= SIPGO_OFFER_ANSWER_OFFER_CHANGED;
  if (set_body (&self->answer, answer))
    changes |= SIPGO_OFFER_ANSWER_ANSWER_CHANGED;
  return changes;
}

static void
settle (SipgoOfferAnswer *self, SipgoOfferAnswerEvent event)
{
  self->has_settled = TRUE;
  self->is_ours = event == SIPGO_OFFER_ANSWER_REMOTE_ANSWER;
  set_body (&self->settled_offer, self->offer);
  set_body (&self->settled_answer, self->answer);
}

SipgoOfferAnswerChanges
sipgo_offer_answer_take (SipgoOfferAnswer *self, SipgoOfferAnswerEvent event, SipgoBody *body)
{
  SipgoSignalingState before = self->state, next = next_state[event][before];
  SipgoOfferAnswerChanges changes = SIPGO_OFFER_ANSWER_NOTHING;

  if (next == NONE)
    return SIPGO_OFFER_ANSWER_NOTHING;
  self->state = next;
  if (event <= SIPGO_OFFER_ANSWER_REMOTE_OFFER)
    {
      changes = set_bodies (self, body, NULL);
    }
  else if (event <= SIPGO_OFFER_ANSWER_REMOTE_ANSWER)
    {
      changes = set_bodies (self, self->offer, body);
      settle (self, event);
    }
  else if (event == SIPGO_OFFER_ANSWER_ROLL_BACK)
    {
      changes = set_bodies (self, self->settled_offer, self->settled_answer);
      if (!self->has_settled)
        self->state = SIPGO_SIGNALING_STATE_INITIAL;
    }
  else if (event == SIPGO_OFFER_ANSWER_START_OVER)
    {
      changes = set_bodies (self, NULL, NULL);
      self->has_settled = self->is_tentative = self->is_renewed = FALSE;
      set_body (&self->settled_offer, NULL);
      set_body (&self->settled_answer, NULL);
    }
  return self->state != before ? changes | SIPGO_OFFER_ANSWER_STATE_CHANGED : changes;
}

gboolean
sipgo_offer_answer_is_settled (const SipgoOfferAnswer *self)
{
  return self->state != SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER
         && self->state != SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER;
}

gboolean
sipgo_offer_answer_awaits_answer (const SipgoOfferAnswer *self)
{
  return self->state == SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER;
}

gboolean
sipgo_offer_answer_may_offer (const SipgoOfferAnswer *self)
{
  return self->state == SIPGO_SIGNALING_STATE_STABLE && !self->is_tentative;
}

guint
sipgo_offer_answer_refuses (const SipgoOfferAnswer *self)
{
  /* In the order of the states in next_state. */
  static const guint statuses[N_STATES] = { 500, 491, 500, 0, 481 };

  if (self->state == SIPGO_SIGNALING_STATE_STABLE && self->is_tentative)
    return self->is_ours ? 491 : 500;
  return statuses[self->state];
}

SipgoBody *
sipgo_offer_answer_get_local (const SipgoOfferAnswer *self)
{
  return self->is_ours ? self->settled_offer : self->settled_answer;
}

SipgoBody *
sipgo_offer_answer_get_remote (const SipgoOfferAnswer *self)
{
  return self->is_ours ? self->settled_answer : self->settled_offer;
}

void
sipgo_offer_answer_clear (SipgoOfferAnswer *self)
{
  g_clear_pointer (&self->offer, sipgo_body_unref);
  g_clear_pointer (&self->answer, sipgo_body_unref);
  g_clear_pointer (&self->settled_offer, sipgo_body_unref);
  g_clear_pointer (&self->settled_answer, sipgo_body_unref);
}

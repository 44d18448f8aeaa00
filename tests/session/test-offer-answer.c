/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The state of offer and answer (RFC 3264, RFC 6337), without a session. */
#include "libsipgo/session/sipgo-offer-answer-private.h"

#define INITIAL SIPGO_SIGNALING_STATE_INITIAL
#define LOCAL SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER
#define REMOTE SIPGO_SIGNALING_STATE_HAVE_REMOTE_OFFER
#define STABLE SIPGO_SIGNALING_STATE_STABLE
#define CLOSED SIPGO_SIGNALING_STATE_CLOSED

#define ALL_CHANGED \
  (SIPGO_OFFER_ANSWER_OFFER_CHANGED | SIPGO_OFFER_ANSWER_ANSWER_CHANGED | SIPGO_OFFER_ANSWER_STATE_CHANGED)

static SipgoOfferAnswerChanges
take (SipgoOfferAnswer *self, SipgoOfferAnswerEvent event, const char *text)
{
  g_autoptr (SipgoBody) body = text ? sipgo_body_new ("application/sdp", text) : NULL;

  return sipgo_offer_answer_take (self, event, body);
}

static void
assert_text (SipgoBody *body, const char *text)
{
  g_autofree char *found = body ? sipgo_body_get_text (body) : NULL;

  g_assert_cmpstr (found, ==, text);
}

static void
assert_stands (const SipgoOfferAnswer *self, SipgoSignalingState state, const char *offer, const char *answer)
{
  g_assert_cmpint (self->state, ==, state);
  assert_text (self->offer, offer);
  assert_text (self->answer, answer);
}

/* Reaches the state from the beginning; in all states except INITIAL one exchange was completed before, unless it is
 * the first. */
static void
lead_to (SipgoOfferAnswer *self, SipgoSignalingState state)
{
  if (state == LOCAL)
    take (self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "ours");
  else if (state == REMOTE)
    take (self, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "theirs");
  else if (state == CLOSED)
    take (self, SIPGO_OFFER_ANSWER_CLOSE, NULL);
  else if (state == STABLE)
    {
      take (self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "ours");
      take (self, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, "theirs");
    }
}

/* Each event in each state: the new state, for the first offer. */
static void
test_table (void)
{
  static const SipgoSignalingState states[] = { INITIAL, LOCAL, REMOTE, STABLE, CLOSED };
  static const struct { SipgoOfferAnswerEvent event; SipgoSignalingState next[5]; } rows[] = {
    { SIPGO_OFFER_ANSWER_LOCAL_OFFER, { LOCAL, LOCAL, REMOTE, LOCAL, CLOSED } },
    { SIPGO_OFFER_ANSWER_REMOTE_OFFER, { REMOTE, LOCAL, REMOTE, REMOTE, CLOSED } },
    { SIPGO_OFFER_ANSWER_LOCAL_ANSWER, { INITIAL, LOCAL, STABLE, STABLE, CLOSED } },
    { SIPGO_OFFER_ANSWER_REMOTE_ANSWER, { INITIAL, STABLE, REMOTE, STABLE, CLOSED } },
    { SIPGO_OFFER_ANSWER_ROLL_BACK, { INITIAL, INITIAL, INITIAL, STABLE, CLOSED } },
    { SIPGO_OFFER_ANSWER_START_OVER, { INITIAL, INITIAL, INITIAL, INITIAL, CLOSED } },
    { SIPGO_OFFER_ANSWER_CLOSE, { CLOSED, CLOSED, CLOSED, CLOSED, CLOSED } },
  };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      for (j = 0; j < G_N_ELEMENTS (states); j++)
        {
          g_auto (SipgoOfferAnswer) self = { INITIAL };
          SipgoOfferAnswerChanges changes;

          lead_to (&self, states[j]);
          g_assert_cmpint (self.state, ==, states[j]);
          changes = take (&self, rows[i].event, "new");
          g_assert_cmpint (self.state, ==, rows[i].next[j]);
          g_assert_cmpint ((changes & SIPGO_OFFER_ANSWER_STATE_CHANGED) != 0, ==, states[j] != rows[i].next[j]);
          /* An impossible event changes nothing. Our own offer may be replaced. */
          if (states[j] == rows[i].next[j] && !(rows[i].event == SIPGO_OFFER_ANSWER_LOCAL_OFFER && states[j] == LOCAL))
            g_assert_cmpint (changes, ==, SIPGO_OFFER_ANSWER_NOTHING);
          g_assert_cmpint (sipgo_offer_answer_is_settled (&self), ==, self.state != LOCAL && self.state != REMOTE);
          g_assert_cmpint (sipgo_offer_answer_awaits_answer (&self), ==, self.state == LOCAL);
        }
    }
}

/* The offer in the INVITE and its answer in the 2xx; or in the 2xx and the ACK. */
static void
test_exchange (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o1"), ==,
                   SIPGO_OFFER_ANSWER_OFFER_CHANGED | SIPGO_OFFER_ANSWER_STATE_CHANGED);
  assert_stands (&self, LOCAL, "o1", NULL);
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, "a1"), ==,
                   SIPGO_OFFER_ANSWER_ANSWER_CHANGED | SIPGO_OFFER_ANSWER_STATE_CHANGED);
  assert_stands (&self, STABLE, "o1", "a1");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "o2"), ==, ALL_CHANGED);
  assert_stands (&self, REMOTE, "o2", NULL);
  take (&self, SIPGO_OFFER_ANSWER_LOCAL_ANSWER, "a2");
  assert_stands (&self, STABLE, "o2", "a2");
}

/* For example for another fork. */
static void
test_made_anew (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o1");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o2"), ==, SIPGO_OFFER_ANSWER_OFFER_CHANGED);
  assert_stands (&self, LOCAL, "o2", NULL);
}

/* Glare: an offer does not replace one that waits for its answer (RFC 6337 section 2.2). */
static void
test_glare (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "ours");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "theirs"), ==, SIPGO_OFFER_ANSWER_NOTHING);
  assert_stands (&self, LOCAL, "ours", NULL);
  /* Our answer is not an answer to our own offer. */
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_LOCAL_ANSWER, "ours"), ==, SIPGO_OFFER_ANSWER_NOTHING);
  assert_stands (&self, LOCAL, "ours", NULL);
}

/* After an offer fails, the agreement before it stays (RFC 3261 14.1, RFC 6337 section 3.4). */
static void
test_roll_back (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  take (&self, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "o0");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_ROLL_BACK, NULL), ==,
                   SIPGO_OFFER_ANSWER_OFFER_CHANGED | SIPGO_OFFER_ANSWER_STATE_CHANGED);
  assert_stands (&self, INITIAL, NULL, NULL);
  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o1");
  take (&self, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, "a1");
  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o2");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_ROLL_BACK, NULL), ==, ALL_CHANGED);
  assert_stands (&self, STABLE, "o1", "a1");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_ROLL_BACK, NULL), ==, SIPGO_OFFER_ANSWER_NOTHING);
  assert_stands (&self, STABLE, "o1", "a1");
}

/* Who may make an offer in an UPDATE (RFC 3311 section 5, RFC 6337 section 2.2). */
static void
test_offer_in_update (void)
{
  static const struct { SipgoSignalingState state; gboolean tentative; gboolean may_offer; guint refusal; } rows[] = {
    { INITIAL, FALSE, FALSE, 500 },
    { LOCAL, FALSE, FALSE, 491 },
    { REMOTE, FALSE, FALSE, 500 },
    { STABLE, FALSE, TRUE, 0 },
    /* Our offer was answered by an unreliable response. */
    { STABLE, TRUE, FALSE, 491 },
    { CLOSED, FALSE, FALSE, 481 },
  };
  g_auto (SipgoOfferAnswer) callee = { INITIAL };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (SipgoOfferAnswer) self = { INITIAL };

      lead_to (&self, rows[i].state);
      self.is_tentative = rows[i].tentative;
      g_assert_cmpint (sipgo_offer_answer_may_offer (&self), ==, rows[i].may_offer);
      g_assert_cmpuint (sipgo_offer_answer_refuses (&self), ==, rows[i].refusal);
    }
  /* We have answered by an unreliable response. */
  take (&callee, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "theirs");
  take (&callee, SIPGO_OFFER_ANSWER_LOCAL_ANSWER, "ours");
  callee.is_tentative = TRUE;
  g_assert_false (sipgo_offer_answer_may_offer (&callee));
  g_assert_cmpuint (sipgo_offer_answer_refuses (&callee), ==, 500);
  take (&callee, SIPGO_OFFER_ANSWER_START_OVER, NULL);
  g_assert_false (callee.is_tentative);
}

/* The description that is in effect on each side, whoever has made the offer. */
static void
test_sides (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  g_assert_null (sipgo_offer_answer_get_local (&self));
  g_assert_null (sipgo_offer_answer_get_remote (&self));
  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "ours");
  take (&self, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, "theirs");
  assert_text (sipgo_offer_answer_get_local (&self), "ours");
  assert_text (sipgo_offer_answer_get_remote (&self), "theirs");
  take (&self, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "theirs 2");
  assert_text (sipgo_offer_answer_get_remote (&self), "theirs");
  take (&self, SIPGO_OFFER_ANSWER_LOCAL_ANSWER, "ours 2");
  assert_text (sipgo_offer_answer_get_local (&self), "ours 2");
  assert_text (sipgo_offer_answer_get_remote (&self), "theirs 2");
}

/* For the next target, the answer of an earlier one does not count: there is nothing to roll back to. */
static void
test_start_over (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o1");
  take (&self, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, "a1");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_START_OVER, NULL), ==, ALL_CHANGED);
  assert_stands (&self, INITIAL, NULL, NULL);
  g_assert_false (self.has_settled);
  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o2");
  take (&self, SIPGO_OFFER_ANSWER_ROLL_BACK, NULL);
  assert_stands (&self, INITIAL, NULL, NULL);
}

/* After the end, the last offer and answer can be read, and nothing changes any more. */
static void
test_close (void)
{
  g_auto (SipgoOfferAnswer) self = { INITIAL };

  take (&self, SIPGO_OFFER_ANSWER_LOCAL_OFFER, "o1");
  take (&self, SIPGO_OFFER_ANSWER_REMOTE_ANSWER, "a1");
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_CLOSE, NULL), ==, SIPGO_OFFER_ANSWER_STATE_CHANGED);
  g_assert_cmpint (take (&self, SIPGO_OFFER_ANSWER_REMOTE_OFFER, "o2"), ==, SIPGO_OFFER_ANSWER_NOTHING);
  assert_stands (&self, CLOSED, "o1", "a1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/offer-answer/table", test_table);
  g_test_add_func ("/session/offer-answer/exchange", test_exchange);
  g_test_add_func ("/session/offer-answer/made-anew", test_made_anew);
  g_test_add_func ("/session/offer-answer/glare", test_glare);
  g_test_add_func ("/session/offer-answer/roll-back", test_roll_back);
  g_test_add_func ("/session/offer-answer/offer-in-update", test_offer_in_update);
  g_test_add_func ("/session/offer-answer/sides", test_sides);
  g_test_add_func ("/session/offer-answer/start-over", test_start_over);
  g_test_add_func ("/session/offer-answer/close", test_close);
  return g_test_run ();
}

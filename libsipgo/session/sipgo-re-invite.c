/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-re-invite-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-random-private.h"

/* Attempts in all when the peer answers 491 Request Pending. */
#define MAX_ATTEMPTS 6

typedef enum {
  WAITING,                          /* for the first or next attempt */
  OFFERING,
  SENT,
  TAKING_ANSWER,
  ANSWERING,                        /* the offer in the 2xx to an INVITE without an offer */
} Phase;

struct _SipgoReInvite
{
  SipgoEnvironment *environment;
  SipgoRandom *random;
  const SipgoReInviteFuncs *funcs;
  gpointer owner;
  SipgoReInviteFlags flags;

  Phase phase;
  guint n_attempts;
  gboolean given_up;
  SipgoTimer glare_timer;
};

SipgoReInvite *
sipgo_re_invite_new (SipgoEnvironment *environment, SipgoRandom *random, SipgoReInviteFlags flags,
                     const SipgoReInviteFuncs *funcs, gpointer owner)
{
  SipgoReInvite *self = g_new0 (SipgoReInvite, 1);

  self->environment = sipgo_environment_ref (environment);
  self->random = random;
  self->flags = flags;
  self->funcs = funcs;
  self->owner = owner;
  return self;
}

void
sipgo_re_invite_free (SipgoReInvite *self)
{
  sipgo_environment_cancel_timer (self->environment, &self->glare_timer);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

static gboolean
is (SipgoReInvite *self, SipgoReInviteFlags flag)
{
  return (self->flags & flag) != 0;
}

/* The owner frees self here. */
static void
finish (SipgoReInvite *self, GError *error)
{
  self->funcs->done (self->owner, error, FALSE);
}

/* --- the offer ---------------------------------------------------------------------------------------------------- */

static void
try_again (gpointer user_data)
{
  sipgo_re_invite_start (user_data);
}

/* Glare (14.1): the side that chose the Call-ID waits 2.1 to 4 s, the other side 0 to 2 s, in steps of 10 ms. */
static void
wait_for_turn (SipgoReInvite *self)
{
  guint delay_ms = is (self, SIPGO_RE_INVITE_IS_CALLER) ? 2100 + 10 * sipgo_random_below (self->random, 191)
                                                        : 10 * sipgo_random_below (self->random, 201);

  self->phase = WAITING;
  sipgo_environment_set_timer (self->environment, &self->glare_timer, SIPGO_MS (delay_ms), try_again, self);
}

static void
send_invite (SipgoReInvite *self, SipgoBody *offer)
{
  GError *error = NULL;

  self->phase = SENT;
  if (!self->funcs->send (self->owner, offer, &error))
    finish (self, error);
}

void
sipgo_re_invite_start (SipgoReInvite *self)
{
  SipgoReInviteTurn turn = self->funcs->get_turn (self->owner);

  /* With our offer pending when the ACK for our last 2xx arrives, that ACK would be searched for the answer. */
  if (turn == SIPGO_RE_INVITE_AWAITS_ACK)
    return;
  if (turn == SIPGO_RE_INVITE_COLLIDES)
    {
      wait_for_turn (self);
      return;
    }
  self->n_attempts++;
  if (!is (self, SIPGO_RE_INVITE_MAKES_OFFER))
    {
      send_invite (self, NULL);
      return;
    }
  self->phase = OFFERING;
  self->funcs->make_offer (self->owner);
}

void
sipgo_re_invite_resume (SipgoReInvite *self)
{
  if (self->phase == WAITING && !sipgo_timer_is_running (&self->glare_timer))
    sipgo_re_invite_start (self);
}

/* --- the answer --------------------------------------------------------------------------------------------------- */

/* The peer sent a 2xx, but its answer cannot be used or refuses streams. The description agreed before stays in effect,
 * except for the streams that were refused (RFC 3264 section 6, RFC 6337 section 5.1). */
static void
go_on_unchanged (SipgoReInvite *self, const GError *error)
{
  GError *prefixed = g_error_copy (error);

  g_prefix_error (&prefixed, "The call continues without the change: ");
  finish (self, prefixed);
}

static void
offer_made (SipgoReInvite *self, SipgoBody *offer, const GError *error)
{
  self->phase = WAITING;
  if (error)
    finish (self, g_error_copy (error));
  else if (self->given_up || !self->funcs->is_wanted (self->owner))
    finish (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED,
                                       "The call ended, or the re-INVITE was cancelled, before it was sent"));
  else
    send_invite (self, offer);
}

static void
answer_made (SipgoReInvite *self, SipgoBody *answer, const GError *error)
{
  self->funcs->acknowledge (self->owner, answer);
  if (error)
    self->funcs->done (self->owner, g_error_copy (error), TRUE);
  else
    finish (self, NULL);
}

void
sipgo_re_invite_described (SipgoReInvite *self, SipgoBody *body, const GError *error)
{
  switch (self->phase)
    {
    case OFFERING:
      offer_made (self, body, error);
      break;
    case ANSWERING:
      answer_made (self, body, error);
      break;
    case TAKING_ANSWER:
      if (error)
        go_on_unchanged (self, error);
      else
        finish (self, NULL);
      break;
    case WAITING:
    case SENT:
    default:
      g_assert_not_reached ();
    }
}

void
sipgo_re_invite_accepted (SipgoReInvite *self, SipgoBody *description)
{
  g_autoptr (GError) error = NULL;
  gboolean makes_offer = is (self, SIPGO_RE_INVITE_MAKES_OFFER);

  /* Only the 2xx to an INVITE may bring an offer. */
  if (is (self, SIPGO_RE_INVITE_IS_UPDATE) && !makes_offer)
    {
      finish (self, NULL);
      return;
    }
  if (description && !makes_offer)
    {
      self->phase = ANSWERING;
      self->funcs->make_answer (self->owner, description);
      return;
    }
  if (!is (self, SIPGO_RE_INVITE_IS_UPDATE))
    self->funcs->acknowledge (self->owner, NULL);
  if (description)
    {
      self->phase = TAKING_ANSWER;
      self->funcs->take_answer (self->owner, description);
      return;
    }
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA,
                               makes_offer ? "The 2xx to the re-INVITE has no answer to our offer"
                                           : "The 2xx to a re-INVITE without an offer has no offer either");
  go_on_unchanged (self, error);
}

void
sipgo_re_invite_rejected (SipgoReInvite *self, guint status, const GError *error)
{
  if (status == 491 && self->n_attempts < MAX_ATTEMPTS && !self->given_up && self->funcs->is_wanted (self->owner))
    {
      wait_for_turn (self);
      /* Last, because a signal handler may end the call, which frees self. */
      self->funcs->roll_back (self->owner);
    }
  else
    {
      finish (self, g_error_copy (error));
    }
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

void
sipgo_re_invite_give_up (SipgoReInvite *self, const GError *error)
{
  self->given_up = TRUE;
  if (self->phase == SENT && !is (self, SIPGO_RE_INVITE_IS_UPDATE))
    self->funcs->stop (self->owner);
  else if (self->phase == WAITING)
    finish (self, g_error_copy (error));
}

void
sipgo_re_invite_end (SipgoReInvite *self, const GError *error)
{
  self->given_up = TRUE;
  if (self->phase == WAITING || self->phase == SENT)
    finish (self, g_error_copy (error));
}

gboolean
sipgo_re_invite_is_under_way (SipgoReInvite *self)
{
  return self->phase != WAITING;
}

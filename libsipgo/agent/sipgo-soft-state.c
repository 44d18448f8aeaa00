/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-soft-state-private.h"

#include "libsipgo/message/sipgo-message-private.h"

/* Give up after this many consecutive 423 responses. */
#define MAX_TOO_BRIEF 2

/* The shortest delay of a refresh: short enough for a grant of one second. */
#define REFRESH_SOONEST (SIPGO_SECONDS (1) / 2)

/* The refresh is sent after this part of the granted time, plus a random part, so that clients which were granted
 * together do not refresh together. */
#define REFRESH_PART 0.80
#define REFRESH_SPREAD 0.15

void
sipgo_soft_state_init (SipgoSoftState *self, SipgoEnvironment *environment, SipgoSoftStateFunc refresh,
                       SipgoSoftStateFunc expired, gpointer owner)
{
  self->environment = environment;
  self->refresh = refresh;
  self->expired = expired;
  self->owner = owner;
}

/* --- the times of a response -------------------------------------------------------------------------------------- */

guint
sipgo_soft_state_get_wish (SipgoSoftState *self, guint expires)
{
  return expires > 0 ? MAX (expires, self->minimum) : 0;
}

gboolean
sipgo_soft_state_take_minimum (SipgoSoftState *self, SipgoMessage *response, guint *seconds)
{
  guint32 minimum;

  if (sipgo_message_get_status_code (response) != 423 || self->asked == 0 || ++self->n_too_brief > MAX_TOO_BRIEF)
    return FALSE;
  if (!sipgo_message_get_number (response, SIPGO_HEADER_MIN_EXPIRES, SIPGO_MAX_EXPIRES, &minimum)
      || minimum <= self->asked)
    return FALSE;
  /* Kept for all later requests, else the next refresh would get a 423 again. */
  self->minimum = minimum;
  *seconds = minimum;
  return TRUE;
}

guint
sipgo_soft_state_read_granted (SipgoSoftState *self, SipgoMessage *response)
{
  guint32 seconds;

  if (!sipgo_message_get_number (response, SIPGO_HEADER_EXPIRES, SIPGO_MAX_EXPIRES, &seconds))
    return self->asked;
  return MIN (seconds, self->asked);
}

guint
sipgo_soft_state_read_retry_after (SipgoMessage *response)
{
  guint32 seconds;

  if (!response || !sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, SIPGO_MAX_EXPIRES, &seconds))
    return 0;
  return MAX (seconds, 1);
}

/* --- the timers --------------------------------------------------------------------------------------------------- */

static void
expired (gpointer user_data)
{
  SipgoSoftState *self = user_data;

  self->expired (self->owner);
}

void
sipgo_soft_state_grant (SipgoSoftState *self, guint seconds)
{
  gint64 duration = MAX (SIPGO_SECONDS (seconds), 1);

  self->granted = seconds;
  self->expires_at = seconds > 0 ? sipgo_environment_now (self->environment) + duration : 0;
  if (seconds == 0)
    sipgo_environment_cancel_timer (self->environment, &self->expiry_timer);
  else if (self->expired)
    sipgo_environment_set_timer (self->environment, &self->expiry_timer, duration, expired, self);
}

static void
refresh (gpointer user_data)
{
  SipgoSoftState *self = user_data;

  self->refresh_at = 0;
  self->refresh (self->owner);
}

void
sipgo_soft_state_refresh_in (SipgoSoftState *self, gint64 delay)
{
  self->refresh_at = sipgo_environment_now (self->environment) + delay;
  sipgo_environment_set_timer (self->environment, &self->refresh_timer, delay, refresh, self);
}

void
sipgo_soft_state_refresh_after (SipgoSoftState *self, double part)
{
  gint64 left = self->expires_at - sipgo_environment_now (self->environment);

  self->retry_delay = 0;
  sipgo_soft_state_refresh_in (self, MAX (REFRESH_SOONEST, (gint64) (left * part)));
}

void
sipgo_soft_state_plan_refresh (SipgoSoftState *self)
{
  double random = sipgo_random_unit (sipgo_environment_get_random (self->environment));

  sipgo_soft_state_refresh_after (self, REFRESH_PART + REFRESH_SPREAD * random);
}

void
sipgo_soft_state_retry_in (SipgoSoftState *self, guint seconds)
{
  gint64 delay = self->retry_delay > 0 ? self->retry_delay : SIPGO_RETRY_FIRST;

  self->retry_delay = MIN (2 * delay, SIPGO_RETRY_LIMIT);
  sipgo_soft_state_refresh_in (self, seconds > 0 ? SIPGO_SECONDS (seconds) : delay);
}

void
sipgo_soft_state_cancel_refresh (SipgoSoftState *self)
{
  self->refresh_at = 0;
  sipgo_environment_cancel_timer (self->environment, &self->refresh_timer);
}

void
sipgo_soft_state_stop (SipgoSoftState *self)
{
  sipgo_soft_state_cancel_refresh (self);
  sipgo_soft_state_grant (self, 0);
}

/* --- what is left ------------------------------------------------------------------------------------------------- */

guint
sipgo_soft_state_get_seconds_left (SipgoSoftState *self)
{
  return sipgo_environment_get_seconds_until (self->environment, self->expires_at);
}

guint
sipgo_soft_state_get_refresh_seconds (SipgoSoftState *self)
{
  return sipgo_environment_get_seconds_until (self->environment, self->refresh_at);
}

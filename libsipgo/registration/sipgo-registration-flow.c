/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registration-flow-private.h"

/* A flow that has lasted this long has worked (RFC 5626 4.5). */
#define LASTING SIPGO_SECONDS (120)
/* After a lasting flow: a random delay up to this, since a server that restarts loses the flows of all its phones. */
#define FIRST_DELAY SIPGO_SECONDS (1)
/* base-time (if all failed), base-time (if all have not failed) and max-time of RFC 5626 4.5. */
#define BASE_DELAY SIPGO_SECONDS (30)
#define BASE_DELAY_OF_ONE SIPGO_SECONDS (90)
#define MAX_DELAY SIPGO_SECONDS (1800)

void
sipgo_registration_flow_init (SipgoRegistrationFlow *self, SipgoEnvironment *environment,
                              SipgoRegistrationFlowFunc lost, gpointer owner)
{
  self->environment = environment;
  self->lost = lost;
  self->owner = owner;
}

/* A flow that has worked ends the row of failures. */
static gboolean
has_lasted (SipgoRegistrationFlow *self)
{
  return self->watch.flow && sipgo_environment_now (self->environment) - self->since >= LASTING;
}

static void
on_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  SipgoRegistrationFlow *self = user_data;
  g_autoptr (SipgoFlow) hold = sipgo_flow_ref (flow);

  self->n_failures = has_lasted (self) ? 0 : self->n_failures + 1;
  sipgo_registration_flow_drop (self);
  self->lost (flow, error, self->owner);
}

/* A flow that is taken again, by a refresh, keeps its age. */
void
sipgo_registration_flow_take (SipgoRegistrationFlow *self, SipgoFlow *flow, guint interval, gboolean is_outbound)
{
  SipgoKeepAlive *keep_alive = NULL;

  if (self->watch.flow != flow)
    self->since = sipgo_environment_now (self->environment);
  if (interval > 0)
    keep_alive = sipgo_keep_alive_start (self->environment, flow, SIPGO_SECONDS (interval), is_outbound);
  sipgo_registration_flow_drop (self);
  self->keep_alive = keep_alive;
  sipgo_flow_watch_start (&self->watch, flow, on_failed, self);
}

void
sipgo_registration_flow_drop (SipgoRegistrationFlow *self)
{
  sipgo_flow_watch_stop (&self->watch);
  g_clear_pointer (&self->keep_alive, sipgo_keep_alive_stop);
}

static gint64
draw_delay (SipgoRegistrationFlow *self, gint64 base, guint power)
{
  double random = sipgo_random_unit (sipgo_environment_get_random (self->environment));

  return (gint64) (MIN (base << MIN (power, 6), MAX_DELAY) * (0.5 + 0.5 * random));
}

static gint64
draw_first_delay (SipgoRegistrationFlow *self)
{
  return (gint64) (FIRST_DELAY * sipgo_random_unit (sipgo_environment_get_random (self->environment)));
}

gint64
sipgo_registration_flow_get_delay (SipgoRegistrationFlow *self)
{
  return self->n_failures <= 1 ? draw_first_delay (self) : draw_delay (self, BASE_DELAY, self->n_failures - 2);
}

void
sipgo_registration_flow_fail (SipgoRegistrationFlow *self)
{
  self->n_failures = has_lasted (self) ? 1 : self->n_failures + 1;
}

gint64
sipgo_registration_flow_get_back_off (SipgoRegistrationFlow *self, gboolean all_have_failed)
{
  if (self->n_failures == 0)
    return draw_first_delay (self);
  return draw_delay (self, all_have_failed ? BASE_DELAY : BASE_DELAY_OF_ONE, self->n_failures);
}

void
sipgo_registration_flow_reset (SipgoRegistrationFlow *self)
{
  self->n_failures = 0;
}

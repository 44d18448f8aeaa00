/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-registration-flow-private.h"

/* A flow that has lasted this long has worked (RFC 5626 4.5). */
#define LASTING SIPGO_SECONDS (120)
/* After a lasting flow: a random delay up to this, since a server that restarts loses the flows of all its phones. */
#define FIRST_DELAY SIPGO_SECONDS (1)
#define BASE_DELAY SIPGO_SECONDS (30)
#define MAX_DELAY SIPGO_SECONDS (1800)

void
sipgo_registration_flow_init (SipgoRegistrationFlow *self, SipgoEnvironment *environment,
                              SipgoRegistrationFlowFunc lost, gpointer owner)
{
  self->environment = environment;
  self->lost = lost;
  self->owner = owner;
}

static void
on_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  SipgoRegistrationFlow *self = user_data;
  gboolean has_lasted = sipgo_environment_now (self->environment) - self->since >= LASTING;

  self->n_short_lived = has_lasted ? 0 : self->n_short_lived + 1;
  sipgo_registration_flow_drop (self);
  self->lost (error, self->owner);
}

/* A flow that is taken again, by a refresh, keeps its age. */
void
sipgo_registration_flow_take (SipgoRegistrationFlow *self, SipgoFlow *flow, guint interval, gboolean uses_stun)
{
  SipgoKeepAlive *keep_alive = NULL;

  if (self->watch.flow != flow)
    self->since = sipgo_environment_now (self->environment);
  if (interval > 0)
    keep_alive = sipgo_keep_alive_start (self->environment, flow, SIPGO_SECONDS (interval), uses_stun);
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

gint64
sipgo_registration_flow_get_delay (SipgoRegistrationFlow *self)
{
  double random = sipgo_random_unit (sipgo_environment_get_random (self->environment));
  gint64 delay;

  if (self->n_short_lived <= 1)
    return (gint64) (FIRST_DELAY * random);
  delay = MIN (BASE_DELAY << MIN (self->n_short_lived - 2, 6), MAX_DELAY);
  return (gint64) (delay * (0.5 + 0.5 * random));
}

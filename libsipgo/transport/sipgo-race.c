/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-race-private.h"

#include "libsipgo/base/sipgo-error.h"

/* The Connection Attempt Delay of RFC 8305 5. */
#define HEAD_START SIPGO_MS (250)
/* Then the request waits for the first one, as for any target. */
#define LIMIT SIPGO_SECONDS (1)

struct _SipgoRace
{
  SipgoTransportLayer *layer;      /* not owned */
  SipgoTarget targets[2];
  SipgoFlowWatch watches[2];       /* of those that are being connected */
  guint n_begun;
  SipgoTimer timer;                /* the head start of the first, then the limit */
  gint64 start;
  SipgoRaceFunc func;
  gpointer user_data;
};

static SipgoEnvironment *
environment_of (SipgoRace *self)
{
  return sipgo_transport_layer_get_environment (self->layer);
}

static void
stop (SipgoRace *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->timer);
  sipgo_flow_watch_stop (&self->watches[0]);
  sipgo_flow_watch_stop (&self->watches[1]);
}

void
sipgo_race_free (SipgoRace *self)
{
  stop (self);
  g_free (self);
}

static void
end (SipgoRace *self, int winner)
{
  stop (self);
  self->func (winner, self->user_data);
}

static void
run_out (gpointer user_data)
{
  end (user_data, -1);
}

static void begin_second (SipgoRace *self);

static void
flow_connected (SipgoFlow *flow, gpointer user_data)
{
  SipgoRace *self = user_data;

  end (self, flow == self->watches[1].flow ? 1 : 0);
}

static void
flow_failed (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  SipgoRace *self = user_data;

  sipgo_flow_watch_stop (&self->watches[flow == self->watches[1].flow ? 1 : 0]);
  if (g_error_matches (error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED))
    end (self, -1);
  else if (self->n_begun == 1)
    begin_second (self);
  else if (!self->watches[0].flow && !self->watches[1].flow)
    end (self, -1);
}

/* FALSE if the next target cannot be reached, or is connected already. */
static gboolean
begin_next (SipgoRace *self, gboolean *is_connected)
{
  guint i = self->n_begun++;
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (self->layer, &self->targets[i], NULL);

  *is_connected = flow && flow->connected_at > 0;
  if (!flow || *is_connected)
    return FALSE;
  sipgo_flow_watch_start (&self->watches[i], flow, flow_failed, self);
  self->watches[i].connected = flow_connected;
  return TRUE;
}

static void
begin_second (SipgoRace *self)
{
  gint64 passed = sipgo_environment_now (environment_of (self)) - self->start;
  gboolean is_connected;

  if (!begin_next (self, &is_connected) && (is_connected || !self->watches[0].flow))
    end (self, is_connected ? 1 : -1);
  else
    sipgo_environment_set_timer (environment_of (self), &self->timer, MAX (LIMIT - passed, 0), run_out, self);
}

static void
head_start_over (gpointer user_data)
{
  begin_second (user_data);
}

SipgoRace *
sipgo_race_new (SipgoTransportLayer *layer, const SipgoTarget *first, const SipgoTarget *second, SipgoRaceFunc func,
                gpointer user_data)
{
  SipgoRace *self = g_new0 (SipgoRace, 1);
  gboolean is_connected;

  self->layer = layer;
  self->targets[0] = *first;
  self->targets[1] = *second;
  self->func = func;
  self->user_data = user_data;
  self->start = sipgo_environment_now (environment_of (self));
  if (!begin_next (self, &is_connected) && is_connected)
    g_clear_pointer (&self, sipgo_race_free);
  else
    sipgo_environment_set_timer (environment_of (self), &self->timer, self->watches[0].flow ? HEAD_START : 0,
                                 head_start_over, self);
  return self;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-stun-probe-private.h"

#include "libsipgo/net/sipgo-stun-private.h"

/* The ports are not watched, since another thread polls them later, so they are read until the answers are there. */
#define PERIOD SIPGO_MS (20)

struct _SipgoStunProbe
{
  SipgoEnvironment *environment;
  SipgoDatagramPort *ports[SIPGO_STUN_PROBE_MAX_PORTS];
  guint n_ports;
  SipgoAddress server;
  SipgoAddress mapped[SIPGO_STUN_PROBE_MAX_PORTS];
  guint8 ids[SIPGO_STUN_PROBE_MAX_PORTS][SIPGO_STUN_ID_LENGTH];
  gint64 started;
  gint64 asked;                /* when the last requests were sent */
  SipgoTimer timer;
  SipgoStunProbeFunc func;
  gpointer user_data;
};

static void
ask (SipgoStunProbe *self)
{
  guint8 request[SIPGO_STUN_REQUEST_LENGTH];
  guint i;

  self->asked = sipgo_environment_now (self->environment);
  for (i = 0; i < self->n_ports; i++)
    {
      if (sipgo_address_is_set (&self->mapped[i]))
        continue;
      sipgo_stun_write_request (self->ids[i], request);
      sipgo_datagram_port_send (self->ports[i], &self->server, request, sizeof request, NULL);
    }
}

static void
take (SipgoStunProbe *self, guint i, const SipgoDatagram *datagram)
{
  SipgoAddress mapped;

  if (sipgo_address_equal (&datagram->source, &self->server)
      && sipgo_stun_read_response (datagram->buffer, datagram->length, self->ids[i], &mapped)
      && sipgo_address_is_ipv6 (&mapped) == sipgo_address_is_ipv6 (&self->server))
    self->mapped[i] = mapped;
}

/* Whatever else has come is dropped: nobody knows these ports yet. */
static gboolean
read_all (SipgoStunProbe *self)
{
  guint8 data[SIPGO_STUN_MAX_RESPONSE_LENGTH * 8];
  SipgoDatagram datagram = { .buffer = data, .size = sizeof data };
  gboolean is_complete = TRUE;
  guint i;

  for (i = 0; i < self->n_ports; i++)
    {
      while (!sipgo_address_is_set (&self->mapped[i])
             && sipgo_datagram_port_receive (self->ports[i], &datagram, 1) > 0)
        take (self, i, &datagram);
      is_complete = is_complete && sipgo_address_is_set (&self->mapped[i]);
    }
  return is_complete;
}

static void
look (gpointer user_data)
{
  SipgoStunProbe *self = user_data;
  gint64 now = sipgo_environment_now (self->environment);

  if (read_all (self) || now >= self->started + SIPGO_STUN_PROBE_TIMEOUT)
    {
      self->func (self->mapped, self->user_data);
      return;
    }
  if (now >= self->asked + SIPGO_STUN_RTO)
    ask (self);
  sipgo_environment_set_timer (self->environment, &self->timer, PERIOD, look, self);
}

SipgoStunProbe *
sipgo_stun_probe_new (SipgoEnvironment *environment, SipgoDatagramPort *const *ports, guint n_ports,
                      const SipgoAddress *server, SipgoStunProbeFunc func, gpointer user_data)
{
  SipgoStunProbe *self = g_new0 (SipgoStunProbe, 1);
  guint i;

  g_assert (n_ports <= SIPGO_STUN_PROBE_MAX_PORTS);
  self->environment = sipgo_environment_ref (environment);
  self->n_ports = n_ports;
  self->server = *server;
  self->started = sipgo_environment_now (environment);
  self->func = func;
  self->user_data = user_data;
  for (i = 0; i < n_ports; i++)
    {
      self->ports[i] = ports[i];
      sipgo_stun_draw_id (sipgo_environment_get_random (environment), self->ids[i]);
    }
  ask (self);
  sipgo_environment_set_timer (environment, &self->timer, PERIOD, look, self);
  return self;
}

void
sipgo_stun_probe_free (SipgoStunProbe *self)
{
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-keep-alive-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-stun-private.h"

/* Keep-alives come after 80 to 100 % of the interval, so that those of many phones do not come together (RFC 5626
 * 4.4.1). */
#define SPREAD 0.2

struct _SipgoKeepAlive
{
  guint n_users;
  SipgoEnvironment *environment;
  SipgoFlow *flow;
  gint64 interval;
  gboolean uses_stun;
  guint8 stun_id[SIPGO_STUN_ID_LENGTH];
  guint n_sent;                 /* binding requests of the transaction that is under way; 0: none is */
  SipgoTimer timer;             /* for the next keep-alive, or the next binding request */
  SipgoKeepAliveFunc answered;  /* or NULL */
  gpointer user_data;
};

static void send_keep_alive (gpointer user_data);
static void send_binding_request (gpointer user_data);

static void
plan_next (SipgoKeepAlive *self)
{
  double random = sipgo_random_unit (sipgo_environment_get_random (self->environment));

  sipgo_environment_set_timer (self->environment, &self->timer, (gint64) (self->interval * (1 - SPREAD * random)),
                               send_keep_alive, self);
}

/* --- STUN --------------------------------------------------------------------------------------------------------- */

/* The watches may stop this keep-alive. */
static void
fail (SipgoKeepAlive *self, const char *what)
{
  g_autofree char *remote = sipgo_flow_dup_remote (self->flow);
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "%s %s", remote, what);

  self->n_sent = 0;
  plan_next (self);
  sipgo_flow_fail (self->flow, error);
}

static void
stun_timed_out (gpointer user_data)
{
  fail (user_data, "does not answer keep-alives (STUN binding requests)");
}

static void
send_binding_request (gpointer user_data)
{
  SipgoKeepAlive *self = user_data;
  guint8 request[SIPGO_STUN_REQUEST_LENGTH];
  gboolean is_last = self->n_sent + 1 == SIPGO_STUN_N_REQUESTS;

  sipgo_stun_write_request (self->stun_id, request);
  sipgo_environment_set_timer (self->environment, &self->timer,
                               is_last ? SIPGO_STUN_LAST_WAIT : SIPGO_STUN_RTO << self->n_sent,
                               is_last ? stun_timed_out : send_binding_request, self);
  self->n_sent++;
  sipgo_flow_send_keep_alive (self->flow, request, sizeof request);
}

static void
begin_stun (SipgoKeepAlive *self)
{
  sipgo_stun_draw_id (sipgo_environment_get_random (self->environment), self->stun_id);
  self->n_sent = 0;
  send_binding_request (self);
}

gboolean
sipgo_keep_alive_receive (SipgoKeepAlive *self, GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree char *before = g_strdup (sipgo_flow_get_contact_host (self->flow));
  SipgoAddress mapped;

  if (self->n_sent == 0 || !sipgo_stun_read_response (data, length, self->stun_id, &mapped)
      || sipgo_address_is_ipv6 (&mapped) != sipgo_address_is_ipv6 (sipgo_flow_get_remote (self->flow)))
    return FALSE;
  self->n_users++;
  self->n_sent = 0;
  plan_next (self);
  sipgo_flow_learn_address (self->flow, &mapped);
  if (g_strcmp0 (sipgo_flow_get_contact_host (self->flow), before) != 0)
    fail (self, "has seen us under another address: a NAT has changed the flow");
  if (self->answered)
    self->answered (self->user_data);
  sipgo_keep_alive_stop (self);
  return TRUE;
}

/* --- the keep-alives ---------------------------------------------------------------------------------------------- */

static void
send_keep_alive (gpointer user_data)
{
  SipgoKeepAlive *self = user_data;

  if (self->uses_stun)
    {
      begin_stun (self);
      return;
    }
  plan_next (self);
  sipgo_flow_send_keep_alive (self->flow, "\r\n\r\n", 4);
}

SipgoKeepAlive *
sipgo_keep_alive_start (SipgoEnvironment *environment, SipgoFlow *flow, gint64 interval, gboolean is_outbound)
{
  SipgoKeepAlive *self = flow->keep_alive;

  if (!flow->klass->send_keep_alive)
    return NULL;
  if (!self)
    {
      self = g_new0 (SipgoKeepAlive, 1);
      self->environment = sipgo_environment_ref (environment);
      self->flow = sipgo_flow_ref (flow);
      self->interval = interval;
      flow->keep_alive = self;
    }
  self->n_users++;
  self->interval = MIN (self->interval, interval);
  self->uses_stun |= is_outbound && !sipgo_flow_is_reliable (flow);
  flow->expects_pong |= is_outbound;
  if (self->n_sent == 0)
    plan_next (self);
  return self;
}

void
sipgo_keep_alive_ask (SipgoKeepAlive *self, SipgoKeepAliveFunc func, gpointer user_data)
{
  self->answered = func;
  self->user_data = user_data;
  if (func && self->n_sent == 0)
    begin_stun (self);
}

void
sipgo_keep_alive_stop (SipgoKeepAlive *self)
{
  if (--self->n_users > 0)
    return;
  sipgo_environment_cancel_timer (self->environment, &self->timer);
  self->flow->keep_alive = NULL;
  sipgo_flow_unref (self->flow);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

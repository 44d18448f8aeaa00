/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-agent-private.h"

/* How long start () and changes of the network wait for the answer of the server: it gets two more requests by then. */
#define PATIENCE SIPGO_SECONDS (2)

static SipgoEnvironment *
environment_of (SipgoAgent *self)
{
  return sipgo_user_agent_core_get_environment (self->core);
}

/* Goes on with what has waited for the server. */
static void
go_on (gpointer user_data)
{
  g_autoptr (SipgoAgent) self = g_object_ref (SIPGO_AGENT (user_data));
  g_autoptr (GTask) task = g_steal_pointer (&self->stun.start_task);
  gboolean is_following = self->stun.is_following;

  sipgo_environment_cancel_timer (environment_of (self), &self->stun.timer);
  self->stun.is_following = FALSE;
  if (task)
    sipgo_agent_finish_start (self, task);
  else if (is_following)
    sipgo_usage_list_follow_network (&self->usages, self->stun.change);
}

/* An address that has moved means that the NAT has another one, or has forgotten us: flows through it are dead. */
static void
answered (gboolean has_moved, gpointer user_data)
{
  SipgoAgent *self = user_data;

  if (self->stun.start_task || self->stun.is_following)
    go_on (self);
  else if (has_moved)
    sipgo_network_watch_report (&self->network, TRUE);
}

void
sipgo_agent_stun_start (SipgoAgent *self, GTask *task)
{
  guint seconds = self->settings.keep_alive_interval;
  gint64 interval = SIPGO_SECONDS (seconds > 0 ? seconds : SIPGO_DEFAULT_KEEP_ALIVE_INTERVAL);

  self->stun.start_task = g_object_ref (task);
  sipgo_environment_set_timer (environment_of (self), &self->stun.timer, PATIENCE, go_on, self);
  self->stun.server = sipgo_stun_server_new (sipgo_user_agent_core_get_transport (self->core),
                                             self->settings.stun_server, interval, answered, self);
}

void
sipgo_agent_stun_stop (SipgoAgent *self)
{
  sipgo_environment_cancel_timer (environment_of (self), &self->stun.timer);
  self->stun.is_following = FALSE;
  g_clear_pointer (&self->stun.server, sipgo_stun_server_free);
}

void
sipgo_agent_stun_follow_network (SipgoAgent *self, SipgoNetworkChange change)
{
  self->stun.change = self->stun.is_following ? self->stun.change | change : change;
  self->stun.is_following = TRUE;
  sipgo_environment_set_timer (environment_of (self), &self->stun.timer, PATIENCE, go_on, self);
  sipgo_stun_server_ask_again (self->stun.server);
}

const SipgoAddress *
sipgo_agent_get_stun_address (SipgoAgent *self)
{
  return self->stun.server ? sipgo_stun_server_get_address (self->stun.server) : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-server-connection-private.h"

static gboolean
is_started (SipgoServerConnection *self)
{
  return sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED
         && sipgo_user_agent_is_connected (self->agent);
}

static void
check (SipgoServerConnection *self, const GError *error)
{
  g_autoptr (GObject) hold = g_object_ref (self->owner);
  gboolean is_up = is_started (self) && !self->ping.has_failed;

  if (self->is_up == is_up)
    return;
  self->is_up = is_up;
  self->changed (self->owner, error);
  /* A signal handler may have disposed of the owner, or have stopped the agent. */
  if (self->is_up && self->agent)
    sipgo_options_ping_update (&self->ping, TRUE);
}

static void
agent_connected (SipgoUserAgent *agent, gpointer user_data)
{
  SipgoServerConnection *self = user_data;

  self->ping.has_failed = FALSE;
  check (self, NULL);
}

static void
agent_disconnected (SipgoUserAgent *agent, const GError *error, gpointer user_data)
{
  SipgoServerConnection *self = user_data;

  sipgo_options_ping_stop (&self->ping);
  check (self, error);
}

static void
agent_changed (SipgoUserAgent *agent, GParamSpec *pspec, gpointer user_data)
{
  SipgoServerConnection *self = user_data;

  if (sipgo_user_agent_get_state (agent) == SIPGO_USER_AGENT_STATE_STOPPED)
    sipgo_options_ping_stop (&self->ping);
  check (self, NULL);
}

static void
ping_changed (gpointer user_data, const GError *error)
{
  check (user_data, error);
}

void
sipgo_server_connection_init (SipgoServerConnection *self, SipgoUserAgent *agent, GObject *owner,
                              void (*changed) (GObject *owner, const GError *error))
{
  self->agent = agent;
  self->owner = owner;
  self->changed = changed;
  sipgo_options_ping_init (&self->ping, agent, owner, ping_changed, self);
  g_signal_connect (agent, "notify::state", G_CALLBACK (agent_changed), self);
  g_signal_connect (agent, "connected", G_CALLBACK (agent_connected), self);
  g_signal_connect (agent, "disconnected", G_CALLBACK (agent_disconnected), self);
  self->is_up = is_started (self);
  if (self->is_up)
    sipgo_options_ping_update (&self->ping, TRUE);
}

void
sipgo_server_connection_clear (SipgoServerConnection *self)
{
  if (!self->agent)
    return;
  g_signal_handlers_disconnect_by_data (self->agent, self);
  sipgo_options_ping_clear (&self->ping);
  self->agent = NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-options-ping-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

static SipgoEnvironment *
environment_of (SipgoOptionsPing *self)
{
  return sipgo_user_agent_core_get_environment (sipgo_user_agent_get_core (self->agent));
}

void
sipgo_options_ping_init (SipgoOptionsPing *self, SipgoUserAgent *agent, GObject *holder,
                         void (*changed) (gpointer owner, const GError *error), gpointer owner)
{
  self->agent = agent;
  self->holder = holder;
  self->changed = changed;
  self->owner = owner;
}

/* --- the response ------------------------------------------------------------------------------------------------- */

static void schedule (SipgoOptionsPing *self);

static void
unanswered (SipgoOptionsPing *self)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                                  "The server does not answer OPTIONS any more");

  self->has_failed = TRUE;
  self->changed (self->owner, error);
  /* The connection may look open although the server is gone. */
  if (self->agent && sipgo_user_agent_get_transport (self->agent))
    sipgo_agent_transport_renew (SIPGO_AGENT (self->agent));
  else if (self->agent)
    schedule (self);
}

static void
answered (SipgoOptionsPing *self)
{
  self->has_failed = FALSE;
  schedule (self);
  self->changed (self->owner, NULL);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  SipgoOptionsPing *self = user_data;
  g_autoptr (GObject) hold = NULL;
  g_autoptr (SipgoOutgoingRequest) ended = NULL;
  guint status;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  hold = g_object_ref (self->holder);
  ended = g_steal_pointer (&self->request);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  status = response ? sipgo_message_get_status_code (response) : 408;
  if (status == 408 || status == 503)
    unanswered (self);
  else
    answered (self);
}

/* --- sending OPTIONS ---------------------------------------------------------------------------------------------- */

/* NULL when the agent's address has no domain, such as a tel URI. */
static char *
dup_target (SipgoOptionsPing *self)
{
  SipgoUri *uri = sipgo_user_agent_get_uri (self->agent);
  g_autoptr (SipgoUri) domain = NULL;

  if (self->uri || !uri || !sipgo_uri_get_host (uri))
    return g_strdup (self->uri);
  domain = sipgo_uri_new (sipgo_uri_get_scheme (uri), NULL, sipgo_uri_get_host (uri), sipgo_uri_get_port (uri), NULL);
  return sipgo_uri_to_string (domain);
}

static void
ping (gpointer user_data)
{
  SipgoOptionsPing *self = user_data;
  g_autofree char *target = dup_target (self);
  g_autoptr (GError) error = NULL;

  if (target)
    self->request = sipgo_user_agent_core_request (sipgo_user_agent_get_core (self->agent), "OPTIONS", target, NULL,
                                                   &error);
  if (!self->request)
    {
      sipgo_log (environment_of (self), SIPGO_LOG_STATE, "no OPTIONS is sent: %s",
                 error ? error->message
                       : "options-ping-request-uri is not set, and the agent's uri has no domain");
      return;
    }
  sipgo_outgoing_request_set_handler (self->request, moment, self);
  sipgo_outgoing_request_start (self->request);
}

static void
schedule (SipgoOptionsPing *self)
{
  if (self->interval > 0 && !self->request
      && sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STARTED)
    sipgo_environment_set_timer (environment_of (self), &self->timer, SIPGO_SECONDS (self->interval), ping, self);
}

/* --- start and stop ----------------------------------------------------------------------------------------------- */

void
sipgo_options_ping_update (SipgoOptionsPing *self, gboolean is_connected)
{
  if (is_connected || self->has_failed)
    schedule (self);
  if (self->interval > 0)
    return;
  sipgo_options_ping_stop (self);
  if (!self->has_failed)
    return;
  self->has_failed = FALSE;
  self->changed (self->owner, NULL);
}

void
sipgo_options_ping_stop (SipgoOptionsPing *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);

  sipgo_environment_cancel_timer (environment_of (self), &self->timer);
  if (request)
    {
      sipgo_outgoing_request_set_handler (request, NULL, NULL);
      sipgo_outgoing_request_forget (request);
    }
  if (sipgo_user_agent_get_state (self->agent) == SIPGO_USER_AGENT_STATE_STOPPED)
    self->has_failed = FALSE;
}

void
sipgo_options_ping_clear (SipgoOptionsPing *self)
{
  if (!self->agent)
    return;
  sipgo_options_ping_stop (self);
  self->agent = NULL;
  g_clear_pointer (&self->uri, g_free);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"

/* Asking the server by OPTIONS whether it is still there. */

static void schedule (SipgoSessionManager *self);

static void
lose (SipgoSessionManager *self)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "The server does not answer OPTIONS any more");

  self->ping_failed = TRUE;
  sipgo_session_manager_check_connected (self, error);
  /* The connection may seem to stand though nobody is at its other end. */
  if (self->agent && self->agent->transport)
    sipgo_user_agent_renew_transport (self->agent);
  else if (self->agent)
    schedule (self);
}

static void
find (SipgoSessionManager *self)
{
  self->ping_failed = FALSE;
  schedule (self);
  sipgo_session_manager_check_connected (self, NULL);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoSessionManager) self = NULL;
  g_autoptr (SipgoOutgoingRequest) ping = NULL;
  guint status;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  self = g_object_ref (SIPGO_SESSION_MANAGER (user_data));
  ping = g_steal_pointer (&self->ping);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  status = response ? sipgo_message_get_status_code (response) : 408;
  if (status == 408 || status == 503)
    lose (self);
  else
    find (self);
}

/* Whom to ask: who was named, or the domain of our address, which a telephone number has not. */
static char *
dup_target (SipgoSessionManager *self)
{
  SipgoUri *uri = self->agent->uri;
  g_autoptr (SipgoUri) domain = NULL;

  if (self->ping_uri || !uri || !sipgo_uri_get_host (uri))
    return g_strdup (self->ping_uri);
  domain = sipgo_uri_new (sipgo_uri_get_scheme (uri), NULL, sipgo_uri_get_host (uri), sipgo_uri_get_port (uri));
  return sipgo_uri_to_string (domain);
}

static void
ping (gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  g_autofree char *target = dup_target (self);
  g_autoptr (GError) error = NULL;

  self->ping = target ? sipgo_user_agent_core_request (self->agent->core, "OPTIONS", target, NULL, &error) : NULL;
  if (!self->ping)
    {
      sipgo_log (sipgo_user_agent_core_get_environment (self->agent->core), SIPGO_LOG_STATE, "no OPTIONS is sent: %s",
                 error ? error->message : "options-ping-request-uri is not set, and no address of ours has a domain");
      return;
    }
  sipgo_outgoing_request_set_handler (self->ping, moment, self);
  sipgo_outgoing_request_start (self->ping);
}

static void
schedule (SipgoSessionManager *self)
{
  if (self->ping_interval > 0 && !self->ping && self->agent->state == SIPGO_USER_AGENT_STATE_STARTED)
    sipgo_environment_set_timer (sipgo_session_manager_get_environment (self), &self->ping_timer, SIPGO_SECONDS (self->ping_interval), ping, self);
}

void
sipgo_session_manager_start_pings (SipgoSessionManager *self)
{
  if (self->connected || self->ping_failed)
    schedule (self);
  if (self->ping_interval > 0)
    return;
  sipgo_session_manager_stop_pings (self);
  if (!self->ping_failed)
    return;
  self->ping_failed = FALSE;
  sipgo_session_manager_check_connected (self, NULL);
}

void
sipgo_session_manager_stop_pings (SipgoSessionManager *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->ping);

  sipgo_environment_cancel_timer (sipgo_session_manager_get_environment (self), &self->ping_timer);
  if (request)
    {
      sipgo_outgoing_request_set_handler (request, NULL, NULL);
      sipgo_outgoing_request_abandon (request);
    }
  if (!self->agent || self->agent->state == SIPGO_USER_AGENT_STATE_STOPPED)
    self->ping_failed = FALSE;
}

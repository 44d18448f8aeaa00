/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-publisher-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"

/* The PUBLISHes of a publication, and when they are sent (RFC 3903 section 4). */

static SipgoEnvironment *
environment_of (SipgoPublisher *self)
{
  return sipgo_client_get_environment (SIPGO_CLIENT (self));
}

/* --- refreshing --------------------------------------------------------------------------------------------------- */

static void schedule_retry (SipgoPublisher *self, SipgoMessage *response);

static void
refresh (gpointer user_data)
{
  /* A handler may drop the agent, and with it who holds us. */
  g_autoptr (SipgoPublisher) self = g_object_ref (SIPGO_PUBLISHER (user_data));
  g_autoptr (GError) error = NULL;

  if (self->request || !SIPGO_CLIENT (self)->agent)
    return;
  self->n_too_brief = 0;
  /* What the server knows by its tag it need not be told again. */
  if (sipgo_publisher_send (self, sipgo_expires_choose (self->expires, self->minimum), self->entity_tag == NULL, &error))
    return;
  sipgo_log (environment_of (self), SIPGO_LOG_STATE, "the publication was not refreshed: %s", error->message);
  /* The server's time runs out all the same. */
  if (self->kept)
    schedule_retry (self, NULL);
}

static void
schedule (SipgoPublisher *self, gint64 delay)
{
  sipgo_environment_set_timer (environment_of (self), &self->refresh_timer, delay, refresh, self);
}

static void
schedule_refresh (SipgoPublisher *self, guint granted)
{
  self->retry_delay = 0;
  schedule (self, sipgo_client_draw_refresh (SIPGO_CLIENT (self), SIPGO_SECONDS (granted)));
}

static void
schedule_retry (SipgoPublisher *self, SipgoMessage *response)
{
  guint32 seconds;
  gint64 delay = self->retry_delay > 0 ? self->retry_delay : SIPGO_RETRY_FIRST;

  self->retry_delay = MIN (2 * delay, SIPGO_RETRY_LIMIT);
  if (response && sipgo_message_get_number (response, SIPGO_HEADER_RETRY_AFTER, SIPGO_MAX_EXPIRES, &seconds))
    delay = SIPGO_SECONDS (MAX (seconds, 1));
  schedule (self, delay);
}

void
sipgo_publisher_stop (SipgoPublisher *self)
{
  g_autoptr (SipgoOutgoingRequest) request = g_steal_pointer (&self->request);

  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  sipgo_environment_cancel_timer (environment_of (self), &self->expiry_timer);
  if (!request)
    return;
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  sipgo_outgoing_request_abandon (request);
}

/* --- what comes back ---------------------------------------------------------------------------------------------- */

/* What the server has, and was not told again, it has forgotten by now (RFC 3903 4.1). */
static void
expired (gpointer user_data)
{
  SipgoPublisher *self = user_data;

  g_object_freeze_notify (G_OBJECT (self));
  sipgo_publisher_set_entity_tag (self, NULL);
  sipgo_publisher_set_granted (self, 0);
  sipgo_publisher_set_state (self, SIPGO_PUBLISHER_STATE_UNPUBLISHED);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
take_grant (SipgoPublisher *self, guint granted)
{
  sipgo_publisher_set_granted (self, granted);
  sipgo_publisher_set_kept (self, granted > 0);
  if (granted == 0)
    {
      sipgo_environment_cancel_timer (environment_of (self), &self->expiry_timer);
      return;
    }
  schedule_refresh (self, granted);
  sipgo_environment_set_timer (environment_of (self), &self->expiry_timer, SIPGO_SECONDS (granted), expired, self);
}

static void
accepted (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  g_autofree char *entity_tag = sipgo_message_dup_value (response, SIPGO_HEADER_SIP_ETAG);
  guint32 granted = self->asked;

  if (sipgo_message_get_number (response, SIPGO_HEADER_EXPIRES, SIPGO_MAX_EXPIRES, &granted))
    granted = MIN (granted, self->asked);
  sipgo_client_set_failure (SIPGO_CLIENT (self), NULL);
  sipgo_publisher_set_entity_tag (self, granted > 0 ? entity_tag : NULL);
  sipgo_publisher_take_body (self);
  take_grant (self, granted);
  sipgo_publisher_set_state (self, granted > 0 ? SIPGO_PUBLISHER_STATE_PUBLISHED : SIPGO_PUBLISHER_STATE_UNPUBLISHED);
  sipgo_publisher_complete (self, request, NULL);
}

static gboolean
try_longer (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  guint seconds;

  if (!sipgo_expires_read_minimum (response, self->asked, &self->n_too_brief, &seconds))
    return FALSE;
  /* From here on: the next refresh would be too brief again. */
  self->minimum = seconds;
  return sipgo_publisher_send (self, seconds, sipgo_message_get_body (request->message) != NULL, NULL);
}

/* 412: the server has lost it, or let it expire (RFC 3903 4.3). */
static gboolean
is_lost (SipgoPublisher *self, SipgoMessage *response)
{
  return sipgo_message_get_status_code (response) == 412 && self->tagged;
}

/* What is lost is published anew; or it is gone as it should be. Returns whether another request is on its way. */
static gboolean
recover_from_loss (SipgoPublisher *self, SipgoMessage *response)
{
  if (!is_lost (self, response))
    return FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->expiry_timer);
  sipgo_publisher_set_entity_tag (self, NULL);
  return self->asked > 0 && sipgo_publisher_send (self, self->asked, TRUE, NULL);
}

/* Whatever was refused, the server has still what it had before, under the same tag, until that expires. */
static void
rejected (SipgoPublisher *self, SipgoOutgoingRequest *request, SipgoMessage *response)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);

  if (recover_from_loss (self, response) || try_longer (self, request, response))
    return;
  if (self->asked == 0 && is_lost (self, response))
    failure = NULL;
  g_clear_pointer (&self->new_body, sipgo_body_unref);
  sipgo_client_set_failure (SIPGO_CLIENT (self), failure);
  if (self->asked == 0)
    sipgo_publisher_set_kept (self, FALSE);
  /* A first one that failed is the caller's business; what was published is kept up. */
  if (self->kept)
    schedule_retry (self, response);
  if (!self->entity_tag)
    {
      sipgo_publisher_set_granted (self, 0);
      sipgo_publisher_set_state (self, SIPGO_PUBLISHER_STATE_UNPUBLISHED);
    }
  sipgo_publisher_complete (self, request, failure);
}

static void
moment (SipgoOutgoingRequest *request, SipgoMoment moment_now, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoPublisher) self = NULL;
  g_autoptr (SipgoOutgoingRequest) hold = NULL;

  if (moment_now < SIPGO_MOMENT_ACCEPT)
    return;
  self = g_object_ref (SIPGO_PUBLISHER (user_data));
  hold = g_steal_pointer (&self->request);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  /* A challenge has cost a number of its own (22.2). */
  self->sequence = MAX (self->sequence, sipgo_message_get_cseq (request->message));
  /* A handler may publish again: not in the midst of this. */
  g_object_freeze_notify (G_OBJECT (self));
  if (moment_now == SIPGO_MOMENT_ACCEPT)
    accepted (self, request, response);
  else
    rejected (self, request, response);
  g_object_thaw_notify (G_OBJECT (self));
  sipgo_publisher_go_on (self);
  if (SIPGO_CLIENT (self)->agent)
    sipgo_user_agent_check_stopped (SIPGO_CLIENT (self)->agent);
}

/* --- the way out -------------------------------------------------------------------------------------------------- */

gboolean
sipgo_publisher_send (SipgoPublisher *self, guint seconds, gboolean with_body, GError **error)
{
  SipgoClient *client = SIPGO_CLIENT (self);
  SipgoMessage *message = sipgo_client_new_message (client, "PUBLISH", self->call_id, ++self->sequence);
  SipgoBody *body = self->new_body ? self->new_body : self->body;
  SipgoOutgoingRequest *request;

  sipgo_message_add (message, SIPGO_HEADER_EVENT, self->event);
  sipgo_message_add_printf (message, SIPGO_HEADER_EXPIRES, "%u", seconds);
  if (self->entity_tag)
    sipgo_message_add (message, SIPGO_HEADER_SIP_IF_MATCH, self->entity_tag);
  if (with_body && body)
    sipgo_message_set_body (message, body);
  request = sipgo_client_new_request (client, message, NULL, FALSE, self->options, error);
  if (!request)
    return FALSE;
  sipgo_environment_cancel_timer (environment_of (self), &self->refresh_timer);
  self->asked = seconds;
  self->tagged = self->entity_tag != NULL;
  self->request = request;
  sipgo_outgoing_request_set_handler (request, moment, self);
  sipgo_outgoing_request_start (request);
  return TRUE;
}

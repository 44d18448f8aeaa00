/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-inviter-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/agent/sipgo-limits-private.h"

/* How a call of ours is sent, and given up. */

static SipgoSession *
session_of (SipgoInviter *self)
{
  return &self->parent_instance;
}

static SipgoEnvironment *
environment_of (SipgoInviter *self)
{
  return sipgo_user_agent_core_get_environment (session_of (self)->usage.core);
}

/* --- the way out -------------------------------------------------------------------------------------------------- */

/* What a target or a referral brings along as headers of the INVITE. */
static void
add_inherited_headers (SipgoInviter *self, SipgoMessage *message)
{
  if (self->replaces)
    sipgo_message_add (message, SIPGO_HEADER_REPLACES, self->replaces);
  if (self->referred_by)
    sipgo_message_add (message, SIPGO_HEADER_REFERRED_BY, self->referred_by);
}

static SipgoOutgoingRequest *
make_request (SipgoInviter *self, SipgoBody *offer, GError **error)
{
  SipgoUserAgentCore *core = session_of (self)->usage.core;
  g_autoptr (SipgoMessage) message = sipgo_user_agent_core_new_message (core, "INVITE", self->target, session_of (self)->local, self->own_remote, NULL, 1);
  g_autoptr (SipgoUri) next_hop = sipgo_uri_ref (sipgo_user_agent_core_get_next_hop (core, sipgo_message_get_request_uri (message)));

  sipgo_message_add (message, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (core, message);
  sipgo_user_agent_core_add_required (core, message);
  add_inherited_headers (self, message);
  if (!sipgo_inviter_add_headers (self, message, error))
    return NULL;
  if (!sipgo_message_add_request_options (message, (SipgoRequestOptions *) self->invite_options, error))
    return NULL;
  if (offer)
    sipgo_message_set_body (message, offer);
  return sipgo_outgoing_invite_request_new (core, g_steal_pointer (&message), next_hop, NULL, TRUE);
}

static void
fail_cancelled (SipgoInviter *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled");

  sipgo_inviter_fail_with_error (self, 487, error);
}

/* 13.2.1: nobody has accepted in the time that the INVITE allows. */
static void
expired (gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (SipgoInviter) hold = g_object_ref (self);

  /* Accepted, and the handler looks at the answer; or given up before. */
  if (sipgo_outgoing_request_is_done (self->request) || session_of (self)->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  sipgo_inviter_stop (self, NULL);
  sipgo_inviter_stop_waiting (self, g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TIMEOUT, "The call was not answered in the time that its Expires allows"));
}

static void
limit (SipgoInviter *self)
{
  guint32 seconds;

  if (sipgo_message_get_number (self->request->message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &seconds))
    sipgo_environment_set_timer (environment_of (self), &self->expiry_timer, SIPGO_SECONDS ((gint64) seconds), expired, self);
}

static void
send_invite (SipgoInviter *self, SipgoBody *offer)
{
  g_autoptr (GError) error = NULL;

  self->request = make_request (self, offer, &error);
  if (!self->request)
    {
      sipgo_inviter_fail_with_error (self, 400, error);
      return;
    }
  /* Whoever is told of it may give the call up at once, of which we are to hear. */
  sipgo_outgoing_request_set_handler (self->request, sipgo_inviter_receive, self);
  limit (self);
  g_object_notify (G_OBJECT (self), "request");
  if (session_of (self)->state == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_session_dispatch (session_of (self), self->request, sipgo_inviter_receive, self);
  /* Given up by who was shown the request: no answer to it ever ends the call. */
  else if (session_of (self)->state == SIPGO_SESSION_STATE_TERMINATING)
    fail_cancelled (self);
}

static void
offer_made (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  self->describing = FALSE;
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  if (error)
    sipgo_inviter_fail_with_error (self, sipgo_session_refusal_of (error), error);
  else
    send_invite (self, offer);
}

static void
describe (SipgoInviter *self)
{
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoFlow) flow = sipgo_route_get_flow (self->route, &error);
  char host[SIPGO_ADDRESS_TEXT_LENGTH];

  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (!flow || !sipgo_session_ensure_handler (session, sipgo_address_format_host (sipgo_flow_get_local (flow), host), &error))
    {
      sipgo_inviter_fail_with_error (self, 503, error);
      return;
    }
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (sipgo_inviter_withholds_offer (self))
    {
      send_invite (self, NULL);
      return;
    }
  self->describing = TRUE;
  sipgo_session_make_offer (session, sipgo_inviter_get_handler_options (self), sipgo_inviter_get_modifiers (self), offer_made, NULL);
}

static void
find_route (SipgoRoute *route, gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (GError) error = NULL;
  SipgoRouteStep step = sipgo_route_next (route, &error);

  if (step == SIPGO_ROUTE_READY)
    describe (self);
  else if (step == SIPGO_ROUTE_END)
    sipgo_inviter_fail_with_error (self, 503, error);
}

static void
begin (SipgoInviter *self)
{
  SipgoUri *next_hop = sipgo_user_agent_core_get_next_hop (session_of (self)->usage.core, self->target);

  sipgo_session_join (session_of (self));
  /* Whoever was told of the session, or of its state, may have ended it. */
  sipgo_session_set_state (session_of (self), SIPGO_SESSION_STATE_ESTABLISHING);
  if (session_of (self)->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  self->route = sipgo_route_new (sipgo_user_agent_core_get_transport (session_of (self)->usage.core), next_hop, FALSE, find_route, self);
  find_route (self->route, self);
}

/* Ends what is under way before the call is established, as its stage asks for. */
void
sipgo_inviter_stop (SipgoInviter *self, const char *reason)
{
  SipgoSession *session = session_of (self);

  self->stopped = TRUE;
  if (!self->request)
    {
      fail_cancelled (self);
      return;
    }
  if (session->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (sipgo_outgoing_request_is_done (self->request))
    {
      /* Before we have looked at its answer we are not in a call that could be hung up, if we ever are. */
      if (self->has_dialog)
        sipgo_inviter_hang_up (self);
      return;
    }
  sipgo_session_set_state (session, SIPGO_SESSION_STATE_TERMINATING);
  SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, reason);
}

/* Whatever the peer has said or not: the wait ends now, and the CANCEL, or ACK and BYE, follow when it says something (9.1). */
static void
cancelled (gpointer user_data)
{
  SipgoInviter *self = user_data;
  g_autoptr (SipgoInviter) hold = g_object_ref (self);

  sipgo_inviter_stop (self, NULL);
  sipgo_inviter_stop_waiting (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled"));
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

/**
 * sipgo_inviter_invite:
 * @self: a call
 * @options: (nullable): headers, modifiers, what the handler is asked for
 * @cancellable: (nullable): cancels the call. The wait ends at once; the CANCEL is sent as soon as the peer has said
 *   something, and a BYE when its 200 was faster
 * @callback: called when the call was answered and acknowledged, or failed
 * @user_data: for @callback
 *
 * Calls. It is done when the peer has answered with a 2xx and that was acknowledged. Of an established call it sends a
 * re-INVITE, as [method@Session.invite] does. An `Expires` among the extra headers limits the time, in seconds, that the
 * peer has to answer: then the call is cancelled, and the error is [error@Error] `TIMEOUT` (RFC 3261 13.2.1).
 *
 * Fails when the agent is not started, or the call is under way or over already ([error@Error] `STATE`), when there are
 * too many calls ([property@Limits:max-calls], `RESOURCES`), or when the peer refused (domain [enum@Status]), or could
 * not be reached or understood (domain [error@Error]).
 */
void
sipgo_inviter_invite (SipgoInviter *self, SipgoInviteOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (session_of (self)->state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      sipgo_session_invite (session_of (self), options, cancellable, callback, user_data);
      return;
    }
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_inviter_invite);
  if (!sipgo_session_check_state (session_of (self), SIPGO_SESSION_STATE_INITIAL, "start", &error)
      || !sipgo_agent_check_started (session_of (self)->usage.agent, &error)
      || !sipgo_limits_check_own_call (session_of (self)->usage.agent->limits, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->task = g_steal_pointer (&task);
  self->invite_options = options ? g_object_ref (options) : NULL;
  self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), cancellable, cancelled, self);
  begin (self);
}

/**
 * sipgo_inviter_invite_finish:
 * @self: a call
 * @result: what the callback got
 *
 * Takes the outcome of [method@Inviter.invite].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingInviteRequest *
sipgo_inviter_invite_finish (SipgoInviter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_inviter_cancel:
 * @self: a call that is not established yet
 * @options: (nullable): the status and phrase of a Reason header (RFC 3326), further headers
 * @cancellable: (nullable): stops waiting; the call is cancelled all the same
 * @callback: called when the call is over
 * @user_data: for @callback
 *
 * Gives up a call that was not answered yet (section 9.1). A 200 that was faster is acknowledged and followed by a BYE.
 *
 * Fails when the call was established already ([error@Error] `STATE`).
 */
void
sipgo_inviter_cancel (SipgoInviter *self, SipgoCancelOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SipgoSession *session;
  g_autoptr (GTask) task = NULL;
  g_autofree char *reason = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_INVITER (self));
  session = session_of (self);
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_inviter_cancel);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The call is established; end it by bye");
      return;
    }
  if (!sipgo_inviter_check_cancel (self, options, &reason, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->request)
    sipgo_outgoing_invite_request_set_cancel_options (self->request, (SipgoRequestOptions *) options);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_inviter_stop (self, reason);
  else
    SIPGO_SESSION_GET_CLASS (session)->end (session);
  sipgo_session_complete_at_end (session, task);
}

/**
 * sipgo_inviter_cancel_finish:
 * @self: a call
 * @result: what the callback got
 *
 * Takes the outcome of [method@Inviter.cancel].
 *
 * Returns: %TRUE when the call is over
 */
gboolean
sipgo_inviter_cancel_finish (SipgoInviter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

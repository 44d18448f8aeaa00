/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/core/sipgo-user-agent-core-private.h"

/* UPDATE (RFC 3311): of the peer, and the operation that sends one. */

/* --- an UPDATE of the peer ---------------------------------------------------------------------------------------- */

gboolean
sipgo_session_is_updating (SipgoSession *self)
{
  return self->updating && !sipgo_incoming_request_is_answered (self->updating);
}

void
sipgo_session_stop_updating (SipgoSession *self)
{
  g_autoptr (SipgoIncomingRequest) request = g_steal_pointer (&self->updating);

  if (request && !sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_respond_simple (request, 487);
}

/* The 2xx refreshes the target as well (RFC 3311 5.2), and in an established call the session (RFC 4028). */
static void
accepting (SipgoIncomingRequest *request, SipgoMessage *response, GObject *owner)
{
  SipgoSession *self = SIPGO_SESSION (owner);
  SipgoUserAgentCore *core = self->usage.core;

  sipgo_message_add (response, SIPGO_HEADER_ALLOW, SIPGO_ALLOW);
  sipgo_user_agent_core_add_supported (core, response);
  sipgo_user_agent_core_add_contact (core, self->usage.account, response, request->flow,
                                     sipgo_dialog_is_secure (self->dialog),
                                     sipgo_dialog_get_local_identity (self->dialog));
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_answer_timer (self, request->message, response);
}

static void
accepted (SipgoIncomingRequest *request, GObject *owner)
{
  SipgoSession *self = SIPGO_SESSION (owner);
  g_autoptr (SipgoIncomingRequest) hold = g_object_ref (request);

  if (self->updating == request)
    g_clear_object (&self->updating);
  sipgo_dialog_refresh_target (self->dialog, request->message);
  /* Last, because a signal handler may end the call. */
  sipgo_session_notify_timer (self);
  sipgo_session_refresh_identity (self, self->dialog, request->message);
}

/* An INVITE that is not answered yet may have waited for the handler. */
static void
resume (SipgoSession *self)
{
  if (self->state < SIPGO_SESSION_STATE_ESTABLISHED)
    SIPGO_SESSION_GET_CLASS (self)->resume (self);
}

static void
described (SipgoSession *self, SipgoBody *answer, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoIncomingRequest) request = user_data;

  /* The end of the session has answered it already. */
  if (self->updating != request)
    return;
  if (error)
    {
      g_clear_object (&self->updating);
      sipgo_session_roll_back (self);
      sipgo_incoming_request_refuse_for (request, sipgo_session_refusal_of (error), error);
    }
  else
    {
      self->offer_answer.is_renewed = TRUE;
      sipgo_incoming_request_respond (request, 200, NULL, answer, NULL);
    }
  resume (self);
}

/* No handler has answered. An UPDATE must be answered soon (RFC 3311 5.2): when a handler has deferred it and never
 * decided, it gets 504. */
static void
undecided (SipgoIncomingRequest *request, gboolean in_time, GObject *owner)
{
  SipgoSession *self = SIPGO_SESSION (owner);
  g_autoptr (SipgoBody) offer = sipgo_session_find_description (self, request->message);
  guint collision = self->describing ? 500 : sipgo_offer_answer_refuses (&self->offer_answer);

  if (self->state >= SIPGO_SESSION_STATE_TERMINATING)
    sipgo_incoming_request_respond_simple (request, 487);
  else if (!in_time)
    sipgo_incoming_request_respond_simple (request, 504);
  else if (!offer)
    sipgo_incoming_request_respond_simple (request, 200);
  else if (collision != 0)
    sipgo_session_refuse_collision (self, request, collision);
  else
    sipgo_session_answer_offer (self, offer, described, g_object_ref (request));
}

/* The status for an UPDATE that collides with an offer or another UPDATE (RFC 3311 5.2), or 0. */
static guint
status_of_collision (SipgoSession *self, SipgoMessage *message)
{
  g_autoptr (SipgoBody) offer = NULL;

  if (self->state >= SIPGO_SESSION_STATE_TERMINATING)
    return 481;
  if (sipgo_session_is_updating (self))
    return 500;
  offer = sipgo_session_find_description (self, message);
  if (!offer)
    return 0;
  if (sipgo_session_is_changing (self))
    return 491;
  return self->offered || self->describing ? 500 : sipgo_offer_answer_refuses (&self->offer_answer);
}

void
sipgo_session_receive_update (SipgoSession *self, SipgoIncomingRequest *request)
{
  guint status = status_of_collision (self, request->message);

  if (status == 0)
    status = sipgo_session_check_change (self, request->message);
  if (status != 0)
    {
      sipgo_session_refuse_collision (self, request, status);
      return;
    }
  if (sipgo_session_refuse_interval (request, self->timer.own_minimum))
    return;
  g_set_object (&self->updating, request);
  sipgo_incoming_request_set_accepted (request, accepting, accepted, self);
  sipgo_incoming_request_set_undecided (request, undecided, self);
  sipgo_incoming_request_show (request, self, sipgo_session_signals[SIPGO_SESSION_UPDATE_RECEIVED], request);
}

/* --- our UPDATE --------------------------------------------------------------------------------------------------- */

/**
 * sipgo_session_update:
 * @self: a session that is established, or has an early dialog
 * @options: (nullable): headers, modifiers and more
 * @cancellable: (nullable): stops waiting for the answer; the change takes effect all the same when the peer accepts
 * @callback: called when the peer has answered
 * @user_data: for @callback
 *
 * Sends an UPDATE (RFC 3311): like a re-INVITE it changes the session description or our Contact, but it needs no ACK,
 * and can be sent before the call is established. The peer must answer it at once, so that it suits changes about which
 * the peer does not ask a person.
 *
 * By itself it carries an offer, which [property@Session:session-description-handler] makes as for
 * [method@Session.invite]. [property@InviteOptions:without-description] leaves it out. Before the call is established,
 * an offer can be made once the offer of the INVITE was answered by a reliable provisional response (RFC 3262); the
 * UPDATE waits for its PRACK.
 *
 * Fails when the call has no dialog yet, is over, or an offer cannot be made yet ([error@Error] `STATE`), another
 * re-INVITE or UPDATE of ours is pending (`REQUEST_PENDING`), or the peer refused (domain [enum@Status]): 405 when it
 * does not know UPDATE. The description agreed before stays in effect then.
 *
 * Since: 1.0
 */
void
sipgo_session_update (SipgoSession *self, SipgoInviteOptions *options, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_update);
  sipgo_session_change_by_update (self, options, task);
}

/**
 * sipgo_session_update_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.update].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_update_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

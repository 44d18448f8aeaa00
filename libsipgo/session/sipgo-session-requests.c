/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-wait-private.h"
#include "libsipgo/message/sipgo-name-addr-private.h"

/* Requests inside the dialog of a session, and its end. */

SipgoOutgoingRequest *
sipgo_session_new_request (SipgoSession *self, const char *method, SipgoRequestOptions *options,
                           gboolean wants_contact, GError **error)
{
  g_autoptr (SipgoMessage) message = sipgo_dialog_new_request (self->dialog, method);
  SipgoOutgoingRequest *request;

  sipgo_user_agent_core_add_product (self->usage.core, message);
  if (!sipgo_message_add_request_options (message, options, error))
    return NULL;
  request = sipgo_user_agent_core_make_request (self->usage.core, g_steal_pointer (&message),
                                                sipgo_dialog_get_next_hop (self->dialog), self->dialog, wants_contact);
  return sipgo_usage_adopt (&self->usage, request);
}

void
sipgo_session_check_gone (SipgoSession *self, SipgoOutgoingRequest *request)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  guint status = failure ? sipgo_failure_get_status (failure) : 0;

  if ((status == 481 || status == 408) && self->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (self, NULL);
}

/* user_data is the task, which holds the session until the final response. */
static void
request_moment (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  SipgoSession *self;
  SipgoFailure *failure;

  if (moment < SIPGO_MOMENT_ACCEPT)
    return;
  task = user_data;
  self = g_task_get_source_object (task);
  failure = sipgo_outgoing_request_get_failure (request);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  /* Removes the watch of the cancellable now, since the caller may keep the task. */
  g_task_set_task_data (task, NULL, NULL);
  if (failure)
    g_task_return_error (task, sipgo_failure_get_error (failure));
  else
    g_task_return_pointer (task, g_object_ref (request), g_object_unref);
  sipgo_session_check_gone (self, request);
}

static void
disconnect_cancellable (gpointer data)
{
  GSource *source = data;

  sipgo_clear_source (&source);
}

static void
forget (gpointer user_data)
{
  sipgo_outgoing_request_forget (user_data);
}

void
sipgo_session_dispatch (SipgoSession *self, SipgoOutgoingRequest *request, SipgoMomentFunc func, gpointer user_data)
{
  sipgo_outgoing_request_set_handler (request, func, user_data);
  sipgo_session_show_and_start (self, request);
}

void
sipgo_session_show_and_start (SipgoSession *self, SipgoOutgoingRequest *request)
{
  g_autoptr (SipgoOutgoingRequest) hold = g_object_ref (request);

  g_signal_emit (self, sipgo_session_signals[SIPGO_SESSION_REQUEST_CREATED], 0, request);
  sipgo_outgoing_request_start (request);
}

static void
send_request (SipgoSession *self, SipgoOutgoingRequest *request, GTask *task)
{
  GSource *source = sipgo_environment_watch_cancellable (sipgo_user_agent_core_get_environment (self->usage.core),
                                                         g_task_get_cancellable (task), forget, request);

  if (source)
    g_task_set_task_data (task, source, disconnect_cancellable);
  sipgo_session_dispatch (self, request, request_moment, g_object_ref (task));
}

static void
send_in_dialog (SipgoSession *self, const char *method, const char *verb, SipgoRequestOptions *options, GTask *task)
{
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  GError *error = NULL;

  if (sipgo_session_check_state (self, SIPGO_SESSION_STATE_ESTABLISHED, verb, &error))
    request = sipgo_session_new_request (self, method, options, FALSE, &error);
  if (request)
    send_request (self, request, task);
  else
    g_task_return_error (task, error);
}

/**
 * sipgo_session_info:
 * @self: an established session
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called when the final response is there
 * @user_data: for @callback
 *
 * Sends an INFO (RFC 6086).
 *
 * Fails when the session is not established ([error@Error] `STATE`), the peer rejected the request (domain
 * [enum@Status]), or could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_session_info (SipgoSession *self, SipgoRequestOptions *options, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_info);
  send_in_dialog (self, "INFO", "send an INFO in", options, task);
}

/**
 * sipgo_session_info_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.info].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_info_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_session_message:
 * @self: an established session
 * @options: (nullable): headers and the body, which is the message
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called when the final response is there
 * @user_data: for @callback
 *
 * Sends a MESSAGE (RFC 3428) inside the call.
 *
 * Fails when the session is not established ([error@Error] `STATE`), the peer rejected the request (domain
 * [enum@Status]), or could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_session_message (SipgoSession *self, SipgoRequestOptions *options, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_message);
  send_in_dialog (self, "MESSAGE", "send a MESSAGE in", options, task);
}

/**
 * sipgo_session_message_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.message].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_message_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Refuses methods that change the dialog, and those that have an operation of their own. */
static gboolean
check_method (const char *method, GError **error)
{
  static const char *const others[] = { "ACK", "BYE", "CANCEL", "INVITE", "PRACK", "REFER", "REGISTER", "SUBSCRIBE",
                                        "UPDATE", NULL };

  if (sipgo_method_is_valid (method) && !g_strv_contains (others, method))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” cannot be sent in a call by request_in_dialog",
               method);
  return FALSE;
}

/**
 * sipgo_session_request_in_dialog:
 * @self: an established session
 * @method: the method, such as `NOTIFY` or `OPTIONS`
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting for the answer
 * @callback: called when the final response is there
 * @user_data: for @callback
 *
 * Sends a request in the dialog of the call, with a method for which there is no operation of its own.
 *
 * Fails when the session is not established ([error@Error] `STATE`), @method cannot be sent in this way (`INVALID`), or
 * the peer refused (domain [enum@Status]) or could not be reached (domain [error@Error]).
 *
 * Since: 1.0
 */
void
sipgo_session_request_in_dialog (SipgoSession *self, const char *method, SipgoRequestOptions *options,
                                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  g_return_if_fail (method != NULL);
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_request_in_dialog);
  if (check_method (method, &error))
    send_in_dialog (self, method, "send a request in", options, task);
  else
    g_task_return_error (task, error);
}

/**
 * sipgo_session_request_in_dialog_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.request_in_dialog].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_request_in_dialog_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- changes ------------------------------------------------------------------------------------------------------ */

/**
 * sipgo_session_invite:
 * @self: an established session
 * @options: (nullable): headers, modifiers, options for the session description handler
 * @cancellable: (nullable): cancels the re-INVITE; the call goes on as it was
 * @callback: called when it is answered and acknowledged
 * @user_data: for @callback
 *
 * Sends a re-INVITE (RFC 3261 section 14), which changes the media of the call or tells the peer a new address of ours.
 * When it collides with a re-INVITE of the peer (glare, status 491), the library sends it again after a delay.
 *
 * [class@Inviter] has a method of the same name, which makes the call: in a script, `call.invite()` of an Inviter is
 * [method@Inviter.invite]. When the Inviter is established, both methods send this re-INVITE.
 *
 * Fails when the session is not established ([error@Error] `STATE`), another re-INVITE of ours is pending
 * (`REQUEST_PENDING`), or the peer refused the change (domain [enum@Status]).
 *
 * Since: 1.0
 */
void
sipgo_session_invite (SipgoSession *self, SipgoInviteOptions *options, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_invite);
  sipgo_session_change (self, options, FALSE, FALSE, task);
}

/**
 * sipgo_session_invite_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.invite].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_invite_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- transfers ---------------------------------------------------------------------------------------------------- */

static void
refer_to (SipgoSession *session, SipgoNameAddr *target, SipgoRequestOptions *options, GTask *task)
{
  GError *error = NULL;
  g_autofree char *refer_to = sipgo_name_addr_to_string (target);
  g_autofree char *referred_by = NULL;
  g_autoptr (SipgoNameAddr) local = NULL;
  g_autoptr (SipgoOutgoingRequest) request = NULL;

  if (sipgo_session_check_state (session, SIPGO_SESSION_STATE_ESTABLISHED, "transfer", &error))
    request = sipgo_session_new_request (session, "REFER", options, TRUE, &error);
  if (!request)
    {
      g_task_return_error (task, error);
      return;
    }
  local = sipgo_name_addr_new (NULL, sipgo_name_addr_get_uri (sipgo_session_get_local_identity (session)));
  referred_by = sipgo_name_addr_to_string (local);
  sipgo_message_add (request->message, SIPGO_HEADER_REFER_TO, refer_to);
  if (!sipgo_message_has (request->message, SIPGO_HEADER_REFERRED_BY))
    sipgo_message_add (request->message, SIPGO_HEADER_REFERRED_BY, referred_by);
  sipgo_session_send_refer (session, request, task);
}

/**
 * sipgo_session_refer:
 * @self: an established session
 * @target: what the peer is to call: a URI, which need not be a SIP URI, or a name-addr such as
 *   `"Carol" <sip:carol@example.com>`, whose display name and parameters go into the Refer-To
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting; the transfer goes on
 * @callback: called when the peer has reported the result
 * @user_data: for @callback
 *
 * Asks the peer by a REFER to call another party: a blind transfer (RFC 3515). It completes when a NOTIFY of the peer
 * reports that the referred call was answered; [signal@Session::refer-progress] reports each earlier status. This call
 * is left as it is. The peer or the application ends it, and may do so at once: the subscription of the REFER outlives
 * the call (RFC 5057 4.2), for three minutes at most, and not longer than the agent runs.
 *
 * Fails when the session is not established ([error@Error] `STATE`), when the peer rejected the REFER or the referred
 * call failed (domain [enum@Status]), when the peer reports no result within three minutes (`TIMEOUT`), or when it
 * terminates the subscription without a result, or the agent is stopped before (`TERMINATED`).
 *
 * Since: 1.0
 */
void
sipgo_session_refer (SipgoSession *self, const char *target, SipgoRequestOptions *options, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoNameAddr) address = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  g_return_if_fail (target != NULL);
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_refer);
  address = sipgo_name_addr_parse_typed (target, &error);
  if (address)
    refer_to (self, address, options, task);
  else
    g_task_return_error (task, error);
}

/**
 * sipgo_session_refer_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.refer].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_refer_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The Refer-To: the address of the other peer with a Replaces header, whose tags are as that peer sees its dialog with
 * us (RFC 3891). */
static SipgoNameAddr *
make_replacing_address (SipgoDialog *dialog)
{
  g_autofree char *replaces = g_strdup_printf ("%s;to-tag=%s;from-tag=%s", sipgo_dialog_get_call_id (dialog),
                                               sipgo_dialog_get_remote_tag (dialog),
                                               sipgo_dialog_get_local_tag (dialog));
  g_autoptr (SipgoUri) uri = sipgo_uri_with_header (sipgo_dialog_get_remote_target (dialog), "Replaces", replaces);

  return sipgo_name_addr_new (NULL, uri);
}

/**
 * sipgo_session_refer_to_session:
 * @self: an established session
 * @other: another established session, whose peer this session's peer is to be connected with
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting; the transfer goes on
 * @callback: called when the peer has reported the result
 * @user_data: for @callback
 *
 * Connects the peers of two sessions with each other: an attended transfer (REFER with Replaces, RFC 5589). It
 * completes when this session's peer reports that its call has replaced ours; the peer of @other ends that session
 * then. As with [method@Session.refer], this call may end before that.
 *
 * Fails when one of the two is not established ([error@Error] `STATE`), when the peer rejected the REFER or the
 * referred call failed (domain [enum@Status]), when the peer reports no result within three minutes (`TIMEOUT`), or
 * when it terminates the subscription without a result, or the agent is stopped before (`TERMINATED`).
 *
 * Since: 1.0
 */
void
sipgo_session_refer_to_session (SipgoSession *self, SipgoSession *other, SipgoRequestOptions *options,
                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoNameAddr) address = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  g_return_if_fail (SIPGO_IS_SESSION (other));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_refer_to_session);
  if (other == self || other->state != SIPGO_SESSION_STATE_ESTABLISHED)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE,
                               "An attended transfer needs two established calls, and the other one is not");
      return;
    }
  address = make_replacing_address (other->dialog);
  refer_to (self, address, options, task);
}

/**
 * sipgo_session_refer_to_session_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.refer_to_session].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_refer_to_session_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

/* The call is over with any final response to the BYE, or without one (15.1.1). */
static void
bye_moment (SipgoOutgoingRequest *request, SipgoMoment moment, SipgoMessage *response, gpointer user_data)
{
  g_autoptr (SipgoSession) self = NULL;
  g_autoptr (GTask) task = NULL;

  if (moment < SIPGO_MOMENT_ACCEPT)
    return;
  self = user_data;
  task = g_steal_pointer (&self->bye_task);
  sipgo_outgoing_request_set_handler (request, NULL, NULL);
  sipgo_session_terminate (self, NULL);
  if (task)
    g_task_return_pointer (task, g_object_ref (request), g_object_unref);
}

static void
start_bye (SipgoSession *self, SipgoOutgoingRequest *bye)
{
  sipgo_session_set_state (self, SIPGO_SESSION_STATE_TERMINATING);
  /* A re-INVITE that waits for its next attempt must not be sent after the BYE. */
  if (!sipgo_session_is_changing (self))
    sipgo_session_stop_change (self);
  sipgo_outgoing_request_set_handler (bye, bye_moment, g_object_ref (self));
  /* The callee must not send a BYE before the ACK for its 2xx has arrived (15). */
  if (self->unconfirmed)
    g_set_object (&self->pending_bye, bye);
  else
    sipgo_session_dispatch (self, bye, bye_moment, self);
}

void
sipgo_session_release_bye (SipgoSession *self)
{
  g_autoptr (SipgoOutgoingRequest) bye = g_steal_pointer (&self->pending_bye);

  if (bye)
    sipgo_session_dispatch (self, bye, bye_moment, self);
}

void
sipgo_session_send_bye (SipgoSession *self, const char *reason)
{
  g_autoptr (SipgoOutgoingRequest) bye = sipgo_session_new_request (self, "BYE", NULL, FALSE, NULL);

  if (reason)
    sipgo_message_add (bye->message, SIPGO_HEADER_REASON, reason);
  start_bye (self, bye);
}

/**
 * sipgo_session_bye:
 * @self: an established session
 * @options: (nullable): headers and body
 * @cancellable: (nullable): stops waiting; the call ends all the same
 * @callback: called when the peer has answered, or after 32 seconds without an answer
 * @user_data: for @callback
 *
 * Ends the call by a BYE (RFC 3261 section 15). The call is over then, whatever the peer answers.
 *
 * Fails when the session is not established ([error@Error] `STATE`).
 *
 * Since: 1.0
 */
void
sipgo_session_bye (SipgoSession *self, SipgoRequestOptions *options, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SipgoOutgoingRequest) bye = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_bye);
  if (sipgo_session_check_state (self, SIPGO_SESSION_STATE_ESTABLISHED, "end", &error))
    bye = sipgo_session_new_request (self, "BYE", options, FALSE, &error);
  if (!bye)
    {
      g_task_return_error (task, error);
      return;
    }
  sipgo_wait_begin (sipgo_user_agent_core_get_environment (self->usage.core), &self->bye_task, task);
  start_bye (self, bye);
}

/**
 * sipgo_session_bye_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.bye].
 *
 * Returns: (transfer full): the request, with its response
 *
 * Since: 1.0
 */
SipgoOutgoingRequest *
sipgo_session_bye_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- waiting ------------------------------------------------------------------------------------------------------ */

static void
wait_cancelled (gpointer user_data)
{
  GTask *task = user_data;
  SipgoSession *self = g_task_get_source_object (task);

  if (!g_slist_find (self->waiters, task))
    return;
  self->waiters = g_slist_remove (self->waiters, task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

static void
add_waiter (SipgoSession *self, GTask *task, SipgoSessionState state)
{
  GSource *source = sipgo_environment_watch_cancellable (sipgo_user_agent_core_get_environment (self->usage.core),
                                                         g_task_get_cancellable (task), wait_cancelled, task);

  g_task_set_task_data (task, GINT_TO_POINTER (state), NULL);
  if (source)
    g_object_set_data_full (G_OBJECT (task), "sipgo-cancel-source", source, disconnect_cancellable);
  self->waiters = g_slist_prepend (self->waiters, g_object_ref (task));
}

void
sipgo_session_complete_at_end (SipgoSession *self, GTask *task)
{
  if (self->state == SIPGO_SESSION_STATE_TERMINATED)
    g_task_return_boolean (task, TRUE);
  else
    add_waiter (self, task, SIPGO_SESSION_STATE_TERMINATED);
}

/**
 * sipgo_session_wait_for_state:
 * @self: a session
 * @state: the state to wait for
 * @cancellable: (nullable): stops waiting
 * @callback: called when the session is in the state, or past it
 * @user_data: for @callback
 *
 * Waits until the session has come to a state.
 *
 * Fails when the state cannot be reached any more, since the session has ended.
 *
 * Since: 1.0
 */
void
sipgo_session_wait_for_state (SipgoSession *self, SipgoSessionState state, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_wait_for_state);
  if (self->state < state)
    add_waiter (self, task, state);
  else if (self->state == state || self->state < SIPGO_SESSION_STATE_TERMINATING)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, sipgo_session_make_ended_error (self));
}

/**
 * sipgo_session_wait_for_state_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.wait_for_state].
 *
 * Returns: %TRUE when the state was reached
 *
 * Since: 1.0
 */
gboolean
sipgo_session_wait_for_state_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_session_end:
 * @self: a session
 * @cancellable: (nullable): stops waiting; the call ends all the same
 * @callback: called when the session is over
 * @user_data: for @callback
 *
 * Ends the session in any state: an INVITE that was not sent is dropped, a call that is not established is cancelled or
 * rejected, an established one gets a BYE.
 *
 * Fails only when @cancellable was cancelled.
 *
 * Since: 1.0
 */
void
sipgo_session_end (SipgoSession *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_SESSION (self));
  task = sipgo_user_agent_core_new_task (self->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_session_end);
  sipgo_session_complete_at_end (self, task);
  if (self->state != SIPGO_SESSION_STATE_TERMINATED)
    SIPGO_SESSION_GET_CLASS (self)->end (self);
}

/**
 * sipgo_session_end_finish:
 * @self: a session
 * @result: the #GAsyncResult passed to the callback
 *
 * Gets the result of [method@Session.end].
 *
 * Returns: %TRUE when the session is over
 *
 * Since: 1.0
 */
gboolean
sipgo_session_end_finish (SipgoSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

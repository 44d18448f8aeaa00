/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-invitation-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-status.h"

/**
 * SipgoInvitation:
 *
 * A call of the peer, as [signal@UserAgent::invitation] brings it: to be accepted or rejected. It rings until then; one that
 * nobody answers is rejected with 480 after [property@UserAgent:no-answer-timeout], or with 487 where its `Expires` runs out
 * before (RFC 3261 13.3.1).
 *
 * ```c
 * static void
 * accepted (GObject *call, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_invitation_accept_finish (SIPGO_INVITATION (call), result, &error))
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * invitation_came (SipgoUserAgent *agent, SipgoInvitation *call, gpointer user_data)
 * {
 *   sipgo_invitation_accept (call, NULL, NULL, accepted, NULL);
 * }
 *
 * static void
 * answer_calls (SipgoUserAgent *agent)
 * {
 *   g_signal_connect (agent, "invitation", G_CALLBACK (invitation_came), NULL);
 * }
 * ```
 *
 * ```python
 * async def answer(call):
 *     async with call:                                # whatever happens in here, the call is ended
 *         await call.accept()
 *         await call.media.play_file("welcome.wav")
 *
 * async for invitation in agent.invitations():
 *     Sipgo.spawn(answer(invitation))                 # beside the others
 * ```
 *
 * ```js
 * async function answer(call) {
 *     await call.accept();
 *     await call.media.play_file('welcome.wav');
 *     await call.bye();
 * }
 *
 * agent.connect('invitation', (_agent, invitation) => answer(invitation).catch(logError));
 * ```
 */
G_DEFINE_FINAL_TYPE (SipgoInvitation, sipgo_invitation, SIPGO_TYPE_SESSION)

enum
{
  PROP_0,
  PROP_REQUEST,
  PROP_BODY,
  PROP_AUTO_SEND_AN_INITIAL_PROVISIONAL_RESPONSE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
guint sipgo_invitation_cancel_received_signal;

static SipgoSession *
session_of (SipgoInvitation *self)
{
  return &self->parent_instance;
}

static SipgoIncomingRequest *
request_of (SipgoInvitation *self)
{
  return SIPGO_INCOMING_REQUEST (self->request);
}

static void
refuse_with_options (SipgoInvitation *self, guint status, SipgoResponseOptions *options, const char *why)
{
  g_autoptr (SipgoInvitation) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new (SIPGO_STATUS, status, "%s", why);
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);

  self->answering = TRUE;
  sipgo_incoming_request_respond (request_of (self), status, options, NULL, NULL);
  sipgo_session_terminate (session_of (self), failure);
}

void
sipgo_invitation_refuse (SipgoInvitation *self, guint status, const char *why)
{
  refuse_with_options (self, status, NULL, why);
}

static void
nobody_answered (gpointer user_data)
{
  sipgo_invitation_refuse (user_data, 480, "Nobody answered the call in time");
}

/* 13.3.1: the caller has said how long the invitation holds. */
static void
expired (gpointer user_data)
{
  sipgo_invitation_refuse (user_data, 487, "Nobody answered the call in the time that its Expires allows");
}

void
sipgo_invitation_start_waiting (SipgoInvitation *self)
{
  SipgoSession *session = session_of (self);
  SipgoEnvironment *environment = sipgo_user_agent_core_get_environment (session->usage.core);
  guint seconds = session->usage.agent->settings.no_answer_timeout;
  guint32 expires;

  if (session->state != SIPGO_SESSION_STATE_INITIAL)
    return;
  if (sipgo_message_get_number (request_of (self)->message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &expires) && (seconds == 0 || expires <= seconds))
    sipgo_environment_set_timer (environment, &self->no_answer_timer, SIPGO_SECONDS ((gint64) expires), expired, self);
  else if (seconds > 0)
    sipgo_environment_set_timer (environment, &self->no_answer_timer, SIPGO_SECONDS (seconds), nobody_answered, self);
}

void
sipgo_invitation_set_replacee (SipgoInvitation *self, SipgoSession *replacee)
{
  session_of (self)->replacee = g_object_ref (replacee);
}

SipgoInvitation *
sipgo_invitation_new (SipgoAgent *agent, SipgoIncomingInviteRequest *request)
{
  SipgoMessage *message = SIPGO_INCOMING_REQUEST (request)->message;
  SipgoInvitation *self;

  if (!sipgo_incoming_invite_request_set_dialog (request, NULL, NULL))
    {
      sipgo_incoming_request_respond_simple (SIPGO_INCOMING_REQUEST (request), 400);
      return NULL;
    }
  self = g_object_new (SIPGO_TYPE_INVITATION, NULL);
  self->request = g_object_ref (request);
  self->requires_reliable = sipgo_message_has_option (message, "Require", "100rel") || agent->settings.sip_extension_100rel == SIPGO_SIP_EXTENSION_REQUIRED;
  self->supports_reliable = self->requires_reliable || (sipgo_message_has_option (message, "Supported", "100rel") && agent->settings.sip_extension_100rel != SIPGO_SIP_EXTENSION_UNSUPPORTED);
  sipgo_session_set_up (session_of (self), agent);
  sipgo_incoming_invite_request_set_owner (request, &sipgo_invitation_funcs, self);
  sipgo_session_take_dialog (session_of (self), sipgo_incoming_invite_request_get_dialog (request));
  return self;
}

/* --- what the session asks of it ---------------------------------------------------------------------------------- */

static void
sipgo_invitation_end (SipgoSession *session)
{
  if (session->state <= SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_invitation_refuse (SIPGO_INVITATION (session), 480, "The call was ended before it was answered");
  else
    ((SipgoSessionClass *) sipgo_invitation_parent_class)->end (session);
}

static void
sipgo_invitation_terminated (SipgoSession *session)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);
  g_autoptr (GTask) accept_task = g_steal_pointer (&self->accept_task);
  g_autoptr (GTask) progress_task = g_steal_pointer (&self->progress_task);

  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->no_answer_timer);
  sipgo_incoming_invite_request_stop_repeating (self->request);
  sipgo_incoming_invite_request_set_owner (self->request, NULL, NULL);
  if (accept_task)
    g_task_return_error (accept_task, sipgo_session_make_ended_error (session));
  if (progress_task)
    g_task_return_error (progress_task, sipgo_session_make_ended_error (session));
}

static void
sipgo_invitation_early_request (SipgoSession *session, SipgoIncomingRequest *request)
{
  SipgoInvitation *self = SIPGO_INVITATION (session);

  if (sipgo_message_method_is (request->message, "PRACK"))
    {
      sipgo_incoming_invite_request_receive_prack (self->request, request);
    }
  else if (sipgo_message_method_is (request->message, "BYE") && session->state <= SIPGO_SESSION_STATE_ESTABLISHING)
    {
      /* A caller may end an early dialog by BYE too (15). */
      sipgo_incoming_request_respond_simple (request, 200);
      sipgo_invitation_refuse (self, 487, "The caller has hung up");
    }
  else
    {
      sipgo_incoming_request_respond_simple (request, 481);
    }
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_invitation_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoInvitation *self = SIPGO_INVITATION (object);

  switch (id)
    {
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_BODY:
      g_value_set_boxed (value, sipgo_invitation_get_body (self));
      break;
    case PROP_AUTO_SEND_AN_INITIAL_PROVISIONAL_RESPONSE:
      g_value_set_boolean (value, sipgo_invitation_get_auto_send_an_initial_provisional_response (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_invitation_finalize (GObject *object)
{
  SipgoInvitation *self = SIPGO_INVITATION (object);

  g_clear_object (&self->answer_options);
  g_clear_pointer (&self->local_description, sipgo_body_unref);
  if (self->request)
    sipgo_incoming_invite_request_set_owner (self->request, NULL, NULL);
  g_clear_object (&self->request);
  G_OBJECT_CLASS (sipgo_invitation_parent_class)->finalize (object);
}

static void
sipgo_invitation_hang_up_at_exit (SipgoUsage *usage)
{
  SipgoSession *session = SIPGO_SESSION (usage);

  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_incoming_request_refuse_at_exit (request_of (SIPGO_INVITATION (session)), 480);
  ((SipgoUsageClass *) sipgo_invitation_parent_class)->hang_up_at_exit (usage);
}

static void
sipgo_invitation_class_init (SipgoInvitationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoSessionClass *session_class = (SipgoSessionClass *) klass;
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_invitation_get_property;
  object_class->finalize = sipgo_invitation_finalize;
  session_class->end = sipgo_invitation_end;
  ((SipgoUsageClass *) klass)->hang_up_at_exit = sipgo_invitation_hang_up_at_exit;
  session_class->terminated = sipgo_invitation_terminated;
  session_class->early_request = sipgo_invitation_early_request;

  /**
   * SipgoInvitation:request:
   *
   * The INVITE.
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_INCOMING_INVITE_REQUEST, flags);
  /**
   * SipgoInvitation:body:
   *
   * The body of the INVITE; %NULL when it has none.
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, flags);
  /**
   * SipgoInvitation:auto-send-an-initial-provisional-response:
   *
   * Whether a 180 is sent before the application sees the invitation. It is, unless the caller insists on reliable
   * provisional responses or [property@UserAgent:send-initial-provisional-response] is off.
   */
  props[PROP_AUTO_SEND_AN_INITIAL_PROVISIONAL_RESPONSE] =
    g_param_spec_boolean ("auto-send-an-initial-provisional-response", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SipgoInvitation::cancel-received:
   * @self: the invitation
   * @cancel: the CANCEL
   *
   * The caller has hung up before the call was answered. It is rejected with 487 by itself.
   */
  sipgo_invitation_cancel_received_signal =
    g_signal_new ("cancel-received", SIPGO_TYPE_INVITATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SIPGO_TYPE_MESSAGE);
}

static void
sipgo_invitation_init (SipgoInvitation *self)
{
}

/**
 * sipgo_invitation_get_request:
 * @self: an invitation
 *
 * The INVITE.
 *
 * Returns: (transfer none): the request
 */
SipgoIncomingInviteRequest *
sipgo_invitation_get_request (SipgoInvitation *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), NULL);
  return self->request;
}

/**
 * sipgo_invitation_get_body:
 * @self: an invitation
 *
 * The body of the INVITE.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL when it has none
 */
SipgoBody *
sipgo_invitation_get_body (SipgoInvitation *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), NULL);
  return sipgo_message_get_body (request_of (self)->message);
}

/**
 * sipgo_invitation_get_auto_send_an_initial_provisional_response:
 * @self: an invitation
 *
 * Whether a 180 was sent before the application saw the invitation.
 *
 * Returns: %FALSE when the caller insists on reliable provisional responses, or the agent is set to send none
 */
gboolean
sipgo_invitation_get_auto_send_an_initial_provisional_response (SipgoInvitation *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), FALSE);
  return !self->requires_reliable && session_of (self)->usage.agent && session_of (self)->usage.agent->settings.send_initial_provisional_response;
}

/**
 * sipgo_invitation_accept:
 * @self: an invitation that was not answered yet
 * @options: (nullable): status code (200 by itself), headers, modifiers, what the handler is asked for
 * @cancellable: (nullable): stops waiting; the response is sent all the same
 * @callback: called when the 2xx was sent and media is ready
 * @user_data: for @callback
 *
 * Answers the call.
 *
 * Fails when the call is being answered or is over already ([error@Error] `STATE`), the options cannot stand in a
 * message (`INVALID`), the caller has hung up, or no media could be agreed on.
 */
void
sipgo_invitation_accept (SipgoInvitation *self, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_INVITATION (self));
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_invitation_accept);
  sipgo_invitation_begin_accept (self, options, task);
}

/**
 * sipgo_invitation_accept_finish:
 * @self: an invitation
 * @result: what the callback got
 *
 * Takes the outcome of [method@Invitation.accept].
 *
 * Returns: %TRUE when the call is established
 */
gboolean
sipgo_invitation_accept_finish (SipgoInvitation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_invitation_progress:
 * @self: an invitation that was not answered yet
 * @options: (nullable): status code (180 by itself, 183 when reliable), headers, whether it is sent reliably
 * @cancellable: (nullable): stops waiting; the response is sent all the same
 * @callback: called when the response was sent; when it is reliable, when the caller has acknowledged it
 * @user_data: for @callback
 *
 * Sends a provisional response. A 183 carries our session description, and media runs from there on.
 *
 * Fails when the call was answered before ([error@Error] `STATE`), another provisional response is on its way
 * (`REQUEST_PENDING`), or the caller does not support what was asked for (`UNSUPPORTED`).
 */
void
sipgo_invitation_progress (SipgoInvitation *self, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_INVITATION (self));
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_invitation_progress);
  sipgo_invitation_begin_progress (self, options, task);
}

/**
 * sipgo_invitation_progress_finish:
 * @self: an invitation
 * @result: what the callback got
 *
 * Takes the outcome of [method@Invitation.progress].
 *
 * Returns: %TRUE when the response was sent
 */
gboolean
sipgo_invitation_progress_finish (SipgoInvitation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
check_reject (SipgoInvitation *self, guint status, SipgoAnswerOptions *options, GError **error)
{
  g_autoptr (SipgoMessage) trial = NULL;

  if (session_of (self)->state > SIPGO_SESSION_STATE_ESTABLISHING || sipgo_incoming_request_is_answered (request_of (self)))
    return sipgo_session_check_state (session_of (self), SIPGO_SESSION_STATE_INITIAL, "reject", error);
  if (status < 300 || status > 699)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "%u does not reject a call; use a status code from 300 to 699", status);
      return FALSE;
    }
  trial = sipgo_incoming_request_make_response (request_of (self), status, (SipgoResponseOptions *) options, NULL, error);
  if (trial && sipgo_message_get_status_code (trial) == status)
    return TRUE;
  if (trial)
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "The call is rejected with %u by one argument and with %u by the options; give one of them",
                 status, sipgo_message_get_status_code (trial));
  return FALSE;
}

/**
 * sipgo_invitation_reject:
 * @self: an invitation that was not answered yet
 * @status_code: why: a status code from 300 to 699, such as %SIPGO_STATUS_BUSY_HERE; 0 for that of @options, or 480
 * @options: (nullable): reason phrase, headers and body
 * @cancellable: (nullable): makes the outcome a cancelled one; the response is sent all the same
 * @callback: called when the response was sent
 * @user_data: for @callback
 *
 * Refuses the call.
 *
 * Fails when the call was answered before ([error@Error] `STATE`), or @status_code or the options do not reject a call
 * (`INVALID`).
 */
void
sipgo_invitation_reject (SipgoInvitation *self, guint status_code, SipgoAnswerOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_INVITATION (self));
  task = sipgo_user_agent_core_new_task (session_of (self)->usage.core, self, cancellable, callback, user_data);
  if (!task)
    return;
  g_task_set_source_tag (task, sipgo_invitation_reject);
  if (status_code == 0 && options)
    status_code = sipgo_response_options_get_status_code ((SipgoResponseOptions *) options);
  if (status_code == 0)
    status_code = 480;
  if (!check_reject (self, status_code, options, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  refuse_with_options (self, status_code, (SipgoResponseOptions *) options, "The call was rejected");
  g_task_return_boolean (task, TRUE);
}

/**
 * sipgo_invitation_reject_finish:
 * @self: an invitation
 * @result: what the callback got
 *
 * Takes the outcome of [method@Invitation.reject].
 *
 * Returns: %TRUE when the response was sent
 */
gboolean
sipgo_invitation_reject_finish (SipgoInvitation *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_invitation_redirect:
 * @self: an invitation that was not answered yet
 * @contacts: (array zero-terminated=1): the addresses to try instead, best first
 *
 * Sends the caller elsewhere, with a 302.
 *
 * Fails when the call was answered before, or an address is no URI.
 *
 * Returns: %TRUE when the response was sent
 */
gboolean
sipgo_invitation_redirect (SipgoInvitation *self, const char *const *contacts, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_INVITATION (self), FALSE);
  g_return_val_if_fail (contacts != NULL, FALSE);
  return sipgo_incoming_request_redirect (request_of (self), contacts, NULL, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-inviter-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-status.h"

/**
 * SipgoInviter:
 *
 * A call of ours. [method@Inviter.invite] sends it and is done when it was answered; [method@Inviter.cancel] ends it before.
 *
 * ```c
 * static void
 * invited (GObject *call, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingInviteRequest) request = sipgo_inviter_invite_finish (SIPGO_INVITER (call), result, &error);
 *
 *   if (request)
 *     g_print ("Answered\n");
 *   else if (g_error_matches (error, SIPGO_STATUS, SIPGO_STATUS_BUSY_HERE))
 *     g_print ("Busy\n");
 *   else
 *     g_printerr ("No call: %s\n", error->message);
 * }
 *
 * static void
 * call_bob (SipgoUserAgent *agent)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoInviter) call = sipgo_inviter_new (agent, "sip:bob@example.com", &error);
 *
 *   if (call)
 *     sipgo_inviter_invite (call, NULL, NULL, invited, NULL);
 *   else
 *     g_printerr ("No call: %s\n", error->message);
 * }
 * ```
 *
 * ```python
 * call = Sipgo.Inviter.new(agent, "sip:bob@example.com")
 * try:
 *     await call.invite(extra_headers=["Subject: tea"])
 *     await call.media.play_file("hello.wav")
 *     await call.bye()
 * except GLib.Error as error:
 *     print("busy" if error.matches(Sipgo.Status, Sipgo.Status.BUSY_HERE) else error.message)
 * ```
 *
 * ```js
 * const call = Sipgo.Inviter.new(agent, 'sip:bob@example.com');
 * try {
 *     await call.invite({extraHeaders: ['Subject: tea']});
 *     await call.media.play_file('hello.wav');
 *     await call.bye();
 * } catch (error) {
 *     print(error.matches(Sipgo.Status, Sipgo.Status.BUSY_HERE) ? 'busy' : error.message);
 * }
 * ```
 */
G_DEFINE_FINAL_TYPE (SipgoInviter, sipgo_inviter, SIPGO_TYPE_SESSION)

enum
{
  PROP_0,
  PROP_TARGET,
  PROP_REQUEST,
  PROP_EARLY_MEDIA,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static SipgoSession *
session_of (SipgoInviter *self)
{
  return &self->parent_instance;
}

/* --- how it ends -------------------------------------------------------------------------------------------------- */

static GTask *
steal_task (SipgoInviter *self)
{
  sipgo_clear_source (&self->cancel_source);
  return g_steal_pointer (&self->task);
}

void
sipgo_inviter_stop_waiting (SipgoInviter *self, GError *error)
{
  g_autoptr (GTask) task = steal_task (self);

  if (!task)
    {
      g_error_free (error);
      return;
    }
  /* The error tells more than that it was cancelled. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_error (task, error);
}

void
sipgo_inviter_fail (SipgoInviter *self, SipgoFailure *failure)
{
  sipgo_session_terminate (session_of (self), failure);
}

void
sipgo_inviter_fail_with_error (SipgoInviter *self, guint status, const GError *error)
{
  g_autoptr (SipgoFailure) failure = sipgo_failure_new (status, sipgo_status_get_phrase (status), NULL, NULL, error);

  sipgo_inviter_fail (self, failure);
}

/* FALSE when the call was given up at the last moment: then it is to be ended. */
gboolean
sipgo_inviter_succeed (SipgoInviter *self)
{
  SipgoSessionDescriptionHandlerOptions *options = sipgo_inviter_get_handler_options (self);
  g_autoptr (GTask) task = NULL;

  if (self->task && g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    {
      self->stopped = TRUE;
      return FALSE;
    }
  sipgo_session_note_hold (session_of (self), options && sipgo_session_description_handler_options_get_hold (options));
  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session_of (self)->usage.core), &self->expiry_timer);
  sipgo_session_set_state (session_of (self), SIPGO_SESSION_STATE_ESTABLISHED);
  task = steal_task (self);
  if (!task)
    return TRUE;
  /* From here on the call is up, whatever becomes of the cancellable. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_return_pointer (task, g_object_ref (self->request), g_object_unref);
  return TRUE;
}

/* Whatever ended the session ends the invite () that waits. */
static void
sipgo_inviter_terminated (SipgoSession *session)
{
  SipgoInviter *self = SIPGO_INVITER (session);
  g_autoptr (GTask) task = steal_task (self);

  sipgo_environment_cancel_timer (sipgo_user_agent_core_get_environment (session->usage.core), &self->expiry_timer);
  g_clear_pointer (&self->route, sipgo_route_free);
  if (self->request && !sipgo_outgoing_request_is_done (self->request))
    {
      sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
      SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, NULL);
    }
  if (task)
    g_task_return_error (task, sipgo_session_make_ended_error (session));
}

/* --- as a session ------------------------------------------------------------------------------------------------ */

static void
sipgo_inviter_end (SipgoSession *session)
{
  switch (session->state)
    {
    case SIPGO_SESSION_STATE_INITIAL:
      sipgo_session_terminate (session, NULL);
      break;
    case SIPGO_SESSION_STATE_ESTABLISHING:
      sipgo_inviter_stop (SIPGO_INVITER (session), NULL);
      break;
    default:
      ((SipgoSessionClass *) sipgo_inviter_parent_class)->end (session);
    }
}

static gboolean
sipgo_inviter_awaits_ack (SipgoSession *session)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  return self->request && !sipgo_outgoing_invite_request_is_acknowledged (self->request) && !sipgo_dialog_is_early (session->dialog);
}

/* The peer may hang up while our handler still looks at its answer. */
static void
sipgo_inviter_early_request (SipgoSession *session, SipgoIncomingRequest *request)
{
  g_autoptr (GError) error = NULL;

  if (!sipgo_message_method_is (request->message, "BYE"))
    {
      ((SipgoSessionClass *) sipgo_inviter_parent_class)->early_request (session, request);
      return;
    }
  sipgo_incoming_request_respond_simple (request, 200);
  error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The peer hung up as soon as it had answered");
  sipgo_inviter_fail_with_error (SIPGO_INVITER (session), 487, error);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_inviter_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoInviter *self = SIPGO_INVITER (object);

  switch (id)
    {
    case PROP_TARGET:
      g_value_set_boxed (value, self->target);
      break;
    case PROP_REQUEST:
      g_value_set_object (value, self->request);
      break;
    case PROP_EARLY_MEDIA:
      g_value_set_boolean (value, self->early_media);
      break;
    default:
      if (!sipgo_inviter_get_option (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_inviter_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_EARLY_MEDIA)
    sipgo_inviter_set_early_media (SIPGO_INVITER (object), g_value_get_boolean (value));
  else if (!sipgo_inviter_set_option (SIPGO_INVITER (object), id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sipgo_inviter_finalize (GObject *object)
{
  SipgoInviter *self = SIPGO_INVITER (object);

  if (self->request)
    sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
  g_clear_object (&self->request);
  g_clear_pointer (&self->route, sipgo_route_free);
  g_clear_object (&self->invite_options);
  g_clear_pointer (&self->target, sipgo_uri_unref);
  g_array_unref (self->early_dialogs);
  g_clear_pointer (&self->late_body, sipgo_body_unref);
  g_free (self->answered_by);
  g_free (self->replaces);
  g_free (self->referred_by);
  sipgo_inviter_clear_options (self);
  G_OBJECT_CLASS (sipgo_inviter_parent_class)->finalize (object);
}

static void
sipgo_inviter_hang_up_at_exit (SipgoUsage *usage)
{
  SipgoSession *session = SIPGO_SESSION (usage);
  SipgoInviter *self = SIPGO_INVITER (session);

  if (session->state < SIPGO_SESSION_STATE_ESTABLISHED && self->request)
    sipgo_outgoing_invite_request_cancel_at_exit (self->request);
  ((SipgoUsageClass *) sipgo_inviter_parent_class)->hang_up_at_exit (usage);
}

static void
sipgo_inviter_class_init (SipgoInviterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoSessionClass *session_class = (SipgoSessionClass *) klass;

  object_class->get_property = sipgo_inviter_get_property;
  object_class->set_property = sipgo_inviter_set_property;
  object_class->finalize = sipgo_inviter_finalize;
  session_class->end = sipgo_inviter_end;
  ((SipgoUsageClass *) klass)->hang_up_at_exit = sipgo_inviter_hang_up_at_exit;
  session_class->terminated = sipgo_inviter_terminated;
  session_class->awaits_ack = sipgo_inviter_awaits_ack;
  session_class->early_request = sipgo_inviter_early_request;

  /**
   * SipgoInviter:target:
   *
   * Whom it calls.
   */
  props[PROP_TARGET] = g_param_spec_boxed ("target", NULL, NULL, SIPGO_TYPE_URI, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoInviter:request:
   *
   * The INVITE; %NULL before it is sent.
   */
  props[PROP_REQUEST] = g_param_spec_object ("request", NULL, NULL, SIPGO_TYPE_OUTGOING_INVITE_REQUEST, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoInviter:early-media:
   *
   * Whether media runs before the call is answered, where the peer offers it in a provisional response that is not
   * reliable. Off by default: such a description is only a promise. Reliable ones (RFC 3262) are always used.
   */
  props[PROP_EARLY_MEDIA] = g_param_spec_boolean ("early-media", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  sipgo_inviter_install_options (object_class);
}

static void
clear_early_dialog (gpointer data)
{
  SipgoEarlyDialog *early = data;

  g_clear_pointer (&early->dialog, sipgo_dialog_unref);
  g_clear_pointer (&early->description, sipgo_body_unref);
  g_clear_pointer (&early->hint, sipgo_body_unref);
}

static void
sipgo_inviter_init (SipgoInviter *self)
{
  self->early_dialogs = g_array_new (FALSE, FALSE, sizeof (SipgoEarlyDialog));
  g_array_set_clear_func (self->early_dialogs, clear_early_dialog);
}

void
sipgo_inviter_set_referred_by (SipgoInviter *self, const char *referred_by)
{
  g_free (self->referred_by);
  self->referred_by = g_strdup (referred_by);
}

/**
 * sipgo_inviter_new:
 * @agent: the agent that calls
 * @target: whom to call: a SIP URI such as `sip:bob@example.com`
 *
 * Makes a call; nothing is sent before [method@Inviter.invite].
 *
 * Fails when @target is no URI that can be called.
 *
 * Returns: (transfer full): the call
 */
SipgoInviter *
sipgo_inviter_new (SipgoUserAgent *agent, const char *target, GError **error)
{
  g_autoptr (SipgoUri) uri = NULL;

  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  uri = sipgo_uri_parse (target, error);
  return uri ? sipgo_inviter_new_for_uri (agent, uri, error) : NULL;
}

/**
 * sipgo_inviter_new_for_uri:
 * @agent: the agent that calls
 * @target: whom to call
 *
 * Makes a call; nothing is sent before [method@Inviter.invite]. A Replaces in the headers of the URI is honoured.
 *
 * Fails when @target has a scheme that cannot be called.
 *
 * Returns: (transfer full): the call
 */
SipgoInviter *
sipgo_inviter_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, GError **error)
{
  SipgoInviter *self;
  const char *replaces;

  g_return_val_if_fail (SIPGO_IS_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  if (!sipgo_user_agent_core_check_target (SIPGO_AGENT (agent)->core, target, error))
    return NULL;
  self = g_object_new (SIPGO_TYPE_INVITER, NULL);
  sipgo_session_set_up (session_of (self), SIPGO_AGENT (agent));
  replaces = sipgo_uri_get_header (target, "Replaces");
  self->replaces = replaces && sipgo_header_value_is_safe (replaces) ? g_strdup (replaces) : NULL;
  self->target = sipgo_uri_without_headers (target);
  session_of (self)->local = sipgo_agent_settings_dup_identity (&SIPGO_AGENT (agent)->settings);
  session_of (self)->remote = sipgo_name_addr_new (NULL, self->target);
  return self;
}

/**
 * sipgo_inviter_get_target:
 * @self: a call
 *
 * Whom it calls.
 *
 * Returns: (transfer none): the URI
 */
SipgoUri *
sipgo_inviter_get_target (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return self->target;
}

/**
 * sipgo_inviter_get_request:
 * @self: a call
 *
 * The INVITE.
 *
 * Returns: (transfer none) (nullable): the request, or %NULL before it is sent
 */
SipgoOutgoingInviteRequest *
sipgo_inviter_get_request (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), NULL);
  return (SipgoOutgoingInviteRequest *) self->request;
}

/**
 * sipgo_inviter_get_early_media:
 * @self: a call
 *
 * Whether descriptions of provisional responses that are not reliable are used.
 *
 * Returns: %TRUE when they are
 */
gboolean
sipgo_inviter_get_early_media (SipgoInviter *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITER (self), FALSE);
  return self->early_media;
}

/**
 * sipgo_inviter_set_early_media:
 * @self: a call
 * @early_media: %TRUE to use them
 *
 * Sets [property@Inviter:early-media].
 */
void
sipgo_inviter_set_early_media (SipgoInviter *self, gboolean early_media)
{
  g_return_if_fail (SIPGO_IS_INVITER (self));
  if (self->early_media == early_media)
    return;
  self->early_media = early_media;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EARLY_MEDIA]);
}

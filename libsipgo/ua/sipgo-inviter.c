/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-inviter-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/message/sipgo-status.h"

/**
 * SipgoInviter:
 *
 * A call of ours. [method@Inviter.invite] sends it and is done when it was answered; [method@Inviter.cancel] ends it before.
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

static SipgoEnvironment *
environment_of (SipgoInviter *self)
{
  return sipgo_user_agent_core_get_environment (session_of (self)->core);
}

/* --- how it ends -------------------------------------------------------------------------------------------------- */

static GTask *
steal_task (SipgoInviter *self)
{
  sipgo_clear_source (&self->cancel_source);
  return g_steal_pointer (&self->task);
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
  g_autoptr (GTask) task = NULL;

  if (self->task && g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    {
      self->stopped = TRUE;
      return FALSE;
    }
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

  if (self->resolving)
    g_cancellable_cancel (self->resolving);
  if (self->request && !sipgo_outgoing_request_is_done (self->request))
    {
      sipgo_outgoing_request_set_handler (self->request, NULL, NULL);
      SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, NULL);
    }
  if (task)
    g_task_return_error (task, sipgo_session_make_ended_error (session));
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
  SipgoUserAgentCore *core = session_of (self)->core;
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
  return sipgo_outgoing_request_new (core, g_steal_pointer (&message), next_hop, NULL, TRUE);
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
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REQUEST]);
  if (session_of (self)->state == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_session_dispatch (session_of (self), self->request, sipgo_inviter_receive, self);
}

static void
fail_cancelled (SipgoInviter *self)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The call was cancelled");

  sipgo_inviter_fail_with_error (self, 487, error);
}

static void
offer_made (SipgoSession *session, SipgoBody *offer, const GError *error, gpointer user_data)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  self->describing = FALSE;
  if (session->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  if (error)
    sipgo_inviter_fail_with_error (self, 488, error);
  else
    send_invite (self, offer);
}

static void
describe (SipgoInviter *self, const SipgoTarget *target)
{
  SipgoSession *session = session_of (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoFlow) flow = sipgo_transport_layer_get_flow (sipgo_user_agent_core_get_transport (session->core), target, &error);
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
resolved (const SipgoTarget *targets, guint n_targets, const GError *error, gpointer user_data)
{
  SipgoInviter *self = user_data;

  g_clear_object (&self->resolving);
  if (error)
    sipgo_inviter_fail_with_error (self, 503, error);
  else
    describe (self, &targets[0]);
}

static void
begin (SipgoInviter *self)
{
  SipgoUri *next_hop = sipgo_user_agent_core_get_next_hop (session_of (self)->core, self->target);
  SipgoTarget target;

  sipgo_user_agent_add_session (session_of (self)->agent, session_of (self));
  /* Whoever was told of the session, or of its state, may have ended it. */
  sipgo_session_set_state (session_of (self), SIPGO_SESSION_STATE_ESTABLISHING);
  if (session_of (self)->state != SIPGO_SESSION_STATE_ESTABLISHING)
    return;
  if (sipgo_transport_layer_find_target (sipgo_user_agent_core_get_transport (session_of (self)->core), next_hop, &target))
    {
      describe (self, &target);
      return;
    }
  self->resolving = g_cancellable_new ();
  sipgo_transport_layer_resolve (sipgo_user_agent_core_get_transport (session_of (self)->core), next_hop, self->resolving, resolved, self);
}

/* Ends what is under way before the call is established, as its stage asks for. */
static void
stop (SipgoInviter *self, const char *reason)
{
  SipgoSession *session = session_of (self);

  self->stopped = TRUE;
  if (!self->request)
    {
      fail_cancelled (self);
      return;
    }
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING && !sipgo_outgoing_request_is_done (self->request))
    {
      sipgo_session_set_state (session, SIPGO_SESSION_STATE_TERMINATING);
      SIPGO_OUTGOING_REQUEST_GET_CLASS (self->request)->stop (self->request, reason);
    }
}

static void
cancelled (gpointer user_data)
{
  SipgoInviter *self = user_data;

  stop (self, NULL);
}

static void
sipgo_inviter_end (SipgoSession *session)
{
  switch (session->state)
    {
    case SIPGO_SESSION_STATE_INITIAL:
      sipgo_session_terminate (session, NULL);
      break;
    case SIPGO_SESSION_STATE_ESTABLISHING:
      stop (SIPGO_INVITER (session), NULL);
      break;
    default:
      ((SipgoSessionClass *) sipgo_inviter_parent_class)->end (session);
    }
}

static gboolean
sipgo_inviter_awaits_ack (SipgoSession *session)
{
  SipgoInviter *self = SIPGO_INVITER (session);

  return self->request && !self->request->acks && !sipgo_dialog_is_early (session->dialog);
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
  g_clear_object (&self->resolving);
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
sipgo_inviter_class_init (SipgoInviterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoSessionClass *session_class = (SipgoSessionClass *) klass;

  object_class->get_property = sipgo_inviter_get_property;
  object_class->set_property = sipgo_inviter_set_property;
  object_class->finalize = sipgo_inviter_finalize;
  session_class->end = sipgo_inviter_end;
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
 * @error: set when @target is no URI that can be called
 *
 * Makes a call; nothing is sent before [method@Inviter.invite].
 *
 * Returns: (transfer full): the call
 */
SipgoInviter *
sipgo_inviter_new (SipgoUserAgent *agent, const char *target, GError **error)
{
  g_autoptr (SipgoUri) uri = NULL;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  uri = sipgo_uri_parse (target, error);
  return uri ? sipgo_inviter_new_for_uri (agent, uri, error) : NULL;
}

/**
 * sipgo_inviter_new_for_uri:
 * @agent: the agent that calls
 * @target: whom to call
 * @error: set when @target has a scheme that cannot be called
 *
 * Makes a call; nothing is sent before [method@Inviter.invite]. A Replaces in the headers of the URI is honoured.
 *
 * Returns: (transfer full): the call
 */
SipgoInviter *
sipgo_inviter_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, GError **error)
{
  SipgoInviter *self;
  const char *scheme;
  const char *replaces;

  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL, NULL);
  scheme = sipgo_uri_get_scheme (target);
  if (g_ascii_strcasecmp (scheme, "sip") != 0 && g_ascii_strcasecmp (scheme, "sips") != 0)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "A %s URI cannot be called; use one that begins with sip:", scheme);
      return NULL;
    }
  self = g_object_new (SIPGO_TYPE_INVITER, NULL);
  sipgo_session_set_up (session_of (self), agent);
  replaces = sipgo_uri_get_header (target, "Replaces");
  self->replaces = replaces && sipgo_header_value_is_safe (replaces) ? g_strdup (replaces) : NULL;
  self->target = sipgo_uri_without_headers (target);
  session_of (self)->local = sipgo_user_agent_dup_identity (agent);
  session_of (self)->remote = sipgo_name_addr_new (NULL, self->target);
  return self;
}

/**
 * sipgo_inviter_invite:
 * @self: a call
 * @options: (nullable): headers, modifiers, what the handler is asked for
 * @cancellable: (nullable): cancels the call: a CANCEL is sent, and a BYE when its 200 was faster
 * @callback: called when the call was answered and acknowledged, or failed
 * @user_data: for @callback
 *
 * Calls. It is done when the peer has answered with a 2xx and that was acknowledged. Of an established call it sends a
 * re-INVITE, as [method@Session.invite] does.
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
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_inviter_invite);
  if (!sipgo_session_check_state (session_of (self), SIPGO_SESSION_STATE_INITIAL, "start", &error)
      || !sipgo_user_agent_check_started (session_of (self)->agent, &error))
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
 * @error: set when the peer refused (domain [enum@Status]), or could not be reached or understood (domain [error@Error])
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
  task = g_task_new (self, cancellable, callback, user_data);
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
    sipgo_outgoing_request_set_cancel_options (self->request, (SipgoRequestOptions *) options);
  if (session->state == SIPGO_SESSION_STATE_ESTABLISHING)
    stop (self, reason);
  else
    sipgo_inviter_end (session);
  sipgo_session_complete_at_end (session, task);
}

/**
 * sipgo_inviter_cancel_finish:
 * @self: a call
 * @result: what the callback got
 * @error: set when the call was established already
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-refer-subscription-private.h"

#include "libsipgo/sipgo-session-enum-types.h"

/**
 * SipgoSession:
 *
 * A call, of ours ([class@Inviter]) or of the peer ([class@Invitation]). The agent keeps it until it is over, whoever
 * else lets go of it. It ends by [method@Session.bye], or by [method@Session.end] whatever its state.
 *
 * ```c
 * static void
 * state_changed (SipgoSession *session, GParamSpec *property, gpointer user_data)
 * {
 *   if (sipgo_session_get_state (session) == SIPGO_SESSION_STATE_TERMINATED)
 *     g_print ("The call is over\n");
 * }
 *
 * static void
 * info_received (SipgoSession *session, SipgoIncomingRequest *info, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *
 *   if (!sipgo_incoming_request_accept (info, NULL, &error))
 *     g_printerr ("Not accepted: %s\n", error->message);
 * }
 *
 * static void
 * watch (SipgoSession *session)
 * {
 *   g_signal_connect (session, "notify::state", G_CALLBACK (state_changed), NULL);
 *   g_signal_connect (session, "info-received", G_CALLBACK (info_received), NULL);
 * }
 * ```
 *
 * ```python
 * call.connect("notify::state", lambda call, _property: print(call.state))
 * await call.set_hold(True)
 * await call.info(body=Sipgo.Body.new("application/dtmf-relay", "Signal=1\r\nDuration=100\r\n"))
 * await call.set_hold(False)
 * await call.refer("sip:carol@example.com")           # done when the peer talks to her
 * await call.bye()
 * ```
 *
 * ```js
 * call.connect('notify::state', () => print(call.state));
 * await call.set_hold(true);
 * await call.info({body: Sipgo.Body.new('application/dtmf-relay', 'Signal=1\r\nDuration=100\r\n')});
 * await call.set_hold(false);
 * await call.refer('sip:carol@example.com');
 * await call.bye();
 * ```
 */
G_DEFINE_ABSTRACT_TYPE (SipgoSession, sipgo_session, SIPGO_TYPE_USAGE)

enum
{
  PROP_0,
  PROP_USER_AGENT,
  PROP_STATE,
  PROP_ID,
  PROP_DIALOG,
  PROP_LOCAL_IDENTITY,
  PROP_REMOTE_IDENTITY,
  PROP_ASSERTED_IDENTITY,
  PROP_REPLACEE,
  PROP_FAILURE,
  PROP_DATA,
  PROP_MEDIA,
  PROP_HOLD,
  PROP_SESSION_DESCRIPTION_HANDLER,
  PROP_SESSION_DESCRIPTION_HANDLER_FACTORY,
  PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS,
  PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS,
  PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE,
  PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* --- for those that derive ---------------------------------------------------------------------------------------- */

void
sipgo_session_take_dialog (SipgoSession *self, SipgoDialog *dialog)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);
  g_autoptr (SipgoDialog) before = NULL;

  if (self->dialog == dialog)
    return;
  if (self->dialog)
    sipgo_user_agent_core_remove_dialog (self->usage.core, self->dialog);
  before = g_steal_pointer (&self->dialog);
  self->dialog = sipgo_dialog_ref (dialog);
  sipgo_user_agent_core_add_dialog (self->usage.core, dialog, sipgo_session_receive, self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIALOG]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
  if (sipgo_dialog_get_asserted_identity (dialog) || (before && sipgo_dialog_get_asserted_identity (before)))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASSERTED_IDENTITY]);
  sipgo_session_check_dialog_state (self);
}

void
sipgo_session_refresh_identity (SipgoSession *self, SipgoDialog *dialog, SipgoMessage *message)
{
  SipgoNameAddr *remote = sipgo_dialog_get_remote_identity (dialog);
  SipgoNameAddr *asserted = sipgo_dialog_get_asserted_identity (dialog);
  gboolean remote_changed, asserted_changed;

  sipgo_dialog_refresh_identity (dialog, message);
  if (dialog != self->dialog)
    return;
  remote_changed = remote != sipgo_dialog_get_remote_identity (dialog);
  asserted_changed = asserted != sipgo_dialog_get_asserted_identity (dialog);
  if (remote_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
  if (asserted_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASSERTED_IDENTITY]);
}

void
sipgo_session_notify_state (SipgoSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
sipgo_session_notify_media (SipgoSession *self)
{
  sipgo_session_watch_media (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIA]);
}

void
sipgo_session_set_up (SipgoSession *self, SipgoAgent *agent)
{
  sipgo_usage_set_up (&self->usage, g_object_ref (agent));
}

void
sipgo_session_join (SipgoSession *self)
{
  SipgoLimits *limits = self->usage.agent->limits;

  self->awaits_media = self->handler == NULL;
  sipgo_limits_count_without_media (limits, self->awaits_media);
  sipgo_limits_count_call (limits, 1);
  sipgo_usage_join (&self->usage);
  sipgo_limits_notify_calls (limits);
}

void
sipgo_session_note_media (SipgoSession *self)
{
  sipgo_limits_count_without_media (self->usage.agent->limits, self->awaits_media ? -1 : 0);
  self->awaits_media = FALSE;
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSession *self = SIPGO_SESSION (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->usage.agent);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ID:
      g_value_set_string (value, sipgo_session_get_id (self));
      break;
    case PROP_DIALOG:
      g_value_set_boxed (value, self->dialog);
      break;
    case PROP_LOCAL_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_local_identity (self));
      break;
    case PROP_REMOTE_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_remote_identity (self));
      break;
    case PROP_ASSERTED_IDENTITY:
      g_value_set_boxed (value, sipgo_session_get_asserted_identity (self));
      break;
    case PROP_REPLACEE:
      g_value_set_object (value, self->replacee);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->usage.failure);
      break;
    case PROP_DATA:
      g_value_set_object (value, self->usage.data);
      break;
    case PROP_MEDIA:
      g_value_set_object (value, sipgo_session_get_media (self));
      break;
    case PROP_HOLD:
      g_value_set_boolean (value, self->hold);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER:
      g_value_set_object (value, self->handler);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      g_value_set_object (value, self->factory);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
      g_value_set_object (value, self->modifiers);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      g_value_set_object (value, self->options);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE:
      g_value_set_object (value, self->modifiers_re_invite);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE:
      g_value_set_object (value, self->options_re_invite);
      break;
    default:
      if (sipgo_session_get_signaling (self, id, value))
        break;
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSession *self = SIPGO_SESSION (object);

  switch (id)
    {
    case PROP_DATA:
      sipgo_session_set_data (self, g_value_get_object (value));
      break;
    case PROP_HOLD:
      sipgo_session_set_hold (self, g_value_get_boolean (value), NULL, NULL, NULL);
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_FACTORY:
      sipgo_session_set_session_description_handler_factory (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
      sipgo_session_set_session_description_handler_modifiers (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      sipgo_session_set_session_description_handler_options (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE:
      sipgo_session_set_session_description_handler_modifiers_re_invite (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE:
      sipgo_session_set_session_description_handler_options_re_invite (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_session_dispose (GObject *object)
{
  SipgoSession *self = SIPGO_SESSION (object);

  if (self->usage.core && self->state != SIPGO_SESSION_STATE_TERMINATED)
    sipgo_session_terminate (self, NULL);
  sipgo_refer_subscriptions_end (self);
  sipgo_session_forget_media (self);
  g_clear_object (&self->handler);
  g_clear_object (&self->factory);
  g_clear_object (&self->options);
  g_clear_object (&self->options_re_invite);
  g_clear_object (&self->modifiers);
  g_clear_object (&self->modifiers_re_invite);
  g_clear_object (&self->replacee);
  g_clear_object (&self->unconfirmed);
  g_clear_object (&self->offered);
  G_OBJECT_CLASS (sipgo_session_parent_class)->dispose (object);
}

static void
sipgo_session_finalize (GObject *object)
{
  SipgoSession *self = SIPGO_SESSION (object);

  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_clear_pointer (&self->local, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote, sipgo_name_addr_unref);
  sipgo_session_clear_signaling (self);
  G_OBJECT_CLASS (sipgo_session_parent_class)->finalize (object);
}

static void
sipgo_session_real_end (SipgoSession *self)
{
  if (self->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_send_bye (self, NULL);
}

static void
sipgo_session_real_terminated (SipgoSession *self)
{
}

static gboolean
sipgo_session_leave (SipgoUsage *usage)
{
  SipgoSession *self = SIPGO_SESSION (usage);

  if (self->state < SIPGO_SESSION_STATE_TERMINATING)
    SIPGO_SESSION_GET_CLASS (self)->end (self);
  return self->state != SIPGO_SESSION_STATE_TERMINATED;
}

static void
sipgo_session_terminate_usage (SipgoUsage *usage)
{
  sipgo_session_terminate (SIPGO_SESSION (usage), NULL);
}

static void
sipgo_session_hang_up_at_exit (SipgoUsage *usage)
{
  SipgoSession *self = SIPGO_SESSION (usage);
  g_autoptr (SipgoMessage) bye = NULL;

  if (self->state != SIPGO_SESSION_STATE_ESTABLISHED || !self->dialog)
    return;
  bye = sipgo_dialog_new_request (self->dialog, "BYE");
  sipgo_user_agent_core_send_at_exit (self->usage.core, bye, sipgo_dialog_get_next_hop (self->dialog));
}

static gboolean
sipgo_session_real_awaits_ack (SipgoSession *self)
{
  return FALSE;
}

static void
sipgo_session_real_early_request (SipgoSession *self, SipgoIncomingRequest *request)
{
  sipgo_incoming_request_respond_simple (request, 481);
}

static void
install_media_properties (GObjectClass *object_class)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSession:media:
   *
   * The media of the call; %NULL before there is any, and with a handler that shows none.
   */
  props[PROP_MEDIA] = g_param_spec_object ("media", NULL, NULL, SIPGO_TYPE_MEDIA, readable);
  /**
   * SipgoSession:hold:
   *
   * Whether we put the call on hold. Setting it sends a re-INVITE; it changes once the peer has accepted. %FALSE by
   * default.
   */
  props[PROP_HOLD] = g_param_spec_boolean ("hold", NULL, NULL, FALSE, writable);
  /**
   * SipgoSession:session-description-handler:
   *
   * What makes offers and answers; %NULL before it is needed.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER] =
    g_param_spec_object ("session-description-handler", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER, readable);
  /**
   * SipgoSession:session-description-handler-factory:
   *
   * What makes the handler, in place of the agent's factory. %NULL, the default, for the agent's.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY] =
    g_param_spec_object ("session-description-handler-factory", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY, writable);
  /**
   * SipgoSession:session-description-handler-modifiers:
   *
   * The [iface@SdpModifier]s that change the descriptions of the first INVITE, in order. %NULL by default.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS] =
    g_param_spec_object ("session-description-handler-modifiers", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  /**
   * SipgoSession:session-description-handler-options:
   *
   * What the handler is asked for with the first INVITE. %NULL by default.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS] =
    g_param_spec_object ("session-description-handler-options", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, writable);
  /**
   * SipgoSession:session-description-handler-modifiers-re-invite:
   *
   * The [iface@SdpModifier]s that change the descriptions of re-INVITEs, in order. %NULL by default.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE] =
    g_param_spec_object ("session-description-handler-modifiers-re-invite", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  /**
   * SipgoSession:session-description-handler-options-re-invite:
   *
   * What the handler is asked for with re-INVITEs. %NULL by default.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE] =
    g_param_spec_object ("session-description-handler-options-re-invite", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, writable);
}

static void
sipgo_session_class_init (SipgoSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_session_get_property;
  object_class->set_property = sipgo_session_set_property;
  object_class->dispose = sipgo_session_dispose;
  object_class->finalize = sipgo_session_finalize;
  usage_class->leave = sipgo_session_leave;
  usage_class->terminate = sipgo_session_terminate_usage;
  usage_class->hang_up_at_exit = sipgo_session_hang_up_at_exit;
  klass->end = sipgo_session_real_end;
  klass->terminated = sipgo_session_real_terminated;
  klass->awaits_ack = sipgo_session_real_awaits_ack;
  klass->early_request = sipgo_session_real_early_request;

  /**
   * SipgoSession:user-agent: (type SipgoUserAgent)
   *
   * The agent that the session belongs to; %NULL when the call is over and the agent gone.
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_AGENT, readable);
  /**
   * SipgoSession:state:
   *
   * Where the session stands.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_SESSION_STATE, SIPGO_SESSION_STATE_INITIAL, readable);
  /**
   * SipgoSession:id:
   *
   * What names the session among all of the agent; %NULL before there is a dialog.
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);
  /**
   * SipgoSession:dialog:
   *
   * The dialog with the peer; %NULL before there is one.
   */
  props[PROP_DIALOG] = g_param_spec_boxed ("dialog", NULL, NULL, SIPGO_TYPE_DIALOG, readable);
  /**
   * SipgoSession:local-identity:
   *
   * Who we are to the peer.
   */
  props[PROP_LOCAL_IDENTITY] = g_param_spec_boxed ("local-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:remote-identity:
   *
   * Who the peer says to be. It changes where the peer says so by the From of a later request (RFC 4916), as after a
   * transfer on its side. Later requests of ours carry the new address; the tag, which names the dialog, stays.
   */
  props[PROP_REMOTE_IDENTITY] = g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:asserted-identity:
   *
   * Who the peer is as the network asserts it (P-Asserted-Identity, RFC 3325), by the last request or response of the
   * peer's that had such a header; %NULL when none had. What it is worth the application knows: only in a network that
   * takes the header away from those it does not trust is it more than a word of the peer's.
   */
  props[PROP_ASSERTED_IDENTITY] = g_param_spec_boxed ("asserted-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:replacee:
   *
   * The session that this one takes the place of (Replaces, RFC 3891), which ends once this one is accepted.
   */
  props[PROP_REPLACEE] = g_param_spec_object ("replacee", NULL, NULL, SIPGO_TYPE_SESSION, readable);
  /**
   * SipgoSession:failure:
   *
   * Why the session came to nothing; %NULL while it lives, and when it ended well.
   */
  props[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, SIPGO_TYPE_FAILURE, readable);
  /**
   * SipgoSession:data:
   *
   * Anything of the application's. %NULL by default.
   */
  props[PROP_DATA] = g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  install_media_properties (object_class);
  g_object_class_install_properties (object_class, N_PROPS, props);
  sipgo_session_install_signaling (object_class);
  sipgo_session_install_signals (klass);
  usage_class->outgoing_request_signal = sipgo_session_signals[SIPGO_SESSION_OUTGOING_REQUEST];
}

static void
sipgo_session_init (SipgoSession *self)
{
}

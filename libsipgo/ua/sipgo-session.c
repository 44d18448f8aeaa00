/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/base/sipgo-log-private.h"
#include "libsipgo/core/sipgo-failure-private.h"
#include "libsipgo/sipgo-ua-enum-types.h"
#include "libsipgo/ua/sipgo-referral.h"

/**
 * SipgoSession:
 *
 * A call, of ours ([class@Inviter]) or of the peer ([class@Invitation]). The agent keeps it until it is over, whoever
 * else lets go of it. It ends by [method@Session.bye], or by [method@Session.end] whatever its state.
 */
G_DEFINE_ABSTRACT_TYPE (SipgoSession, sipgo_session, G_TYPE_OBJECT)

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
guint sipgo_session_signals[SIPGO_SESSION_N_SIGNALS];

gboolean
sipgo_session_has_handler (SipgoSession *self, SipgoSessionSignal signal)
{
  return g_signal_has_handler_pending (self, sipgo_session_signals[signal], 0, TRUE);
}

/* --- states ------------------------------------------------------------------------------------------------------- */

static gboolean
is_legal (SipgoSessionState from, SipgoSessionState to)
{
  switch (from)
    {
    case SIPGO_SESSION_STATE_INITIAL:
      return to != SIPGO_SESSION_STATE_INITIAL;
    case SIPGO_SESSION_STATE_ESTABLISHING:
      return to > SIPGO_SESSION_STATE_ESTABLISHING;
    case SIPGO_SESSION_STATE_ESTABLISHED:
      return to > SIPGO_SESSION_STATE_ESTABLISHED;
    case SIPGO_SESSION_STATE_TERMINATING:
      return to == SIPGO_SESSION_STATE_TERMINATED;
    case SIPGO_SESSION_STATE_TERMINATED:
    default:
      return FALSE;
    }
}

/* Tells those who waited for this state, and those who wait for one that cannot come any more. */
static void
wake_waiters (SipgoSession *self)
{
  GSList *waiters = g_steal_pointer (&self->waiters);
  GSList *l;

  for (l = waiters; l; l = l->next)
    {
      GTask *task = l->data;
      SipgoSessionState wanted = GPOINTER_TO_INT (g_task_get_task_data (task));

      if (self->state < wanted)
        {
          self->waiters = g_slist_prepend (self->waiters, task);
          continue;
        }
      if (self->state == wanted || self->state < SIPGO_SESSION_STATE_TERMINATING)
        g_task_return_boolean (task, TRUE);
      else
        g_task_return_error (task, sipgo_session_make_ended_error (self));
      g_object_unref (task);
    }
  g_slist_free (waiters);
}

/* What a session leaves behind at its end: its dialog, its media, whatever was still under way. */
static void
wind_up (SipgoSession *self)
{
  SIPGO_SESSION_GET_CLASS (self)->terminated (self);
  sipgo_session_stop_re_invite (self);
  sipgo_session_stop_refers (self);
  if (self->dialog)
    sipgo_user_agent_core_remove_dialog (self->core, self->dialog);
  if (self->pending_bye)
    sipgo_outgoing_request_abandon (self->pending_bye);
  g_clear_object (&self->pending_bye);
  g_clear_object (&self->replacee);
  if (self->unconfirmed)
    sipgo_incoming_invite_request_stop_repeating (self->unconfirmed);
  g_clear_object (&self->unconfirmed);
  if (self->offered)
    sipgo_incoming_request_respond_simple (SIPGO_INCOMING_REQUEST (self->offered), 487);
  g_clear_object (&self->offered);
  if (self->handler)
    sipgo_session_description_handler_close (self->handler);
  sipgo_session_close_signaling (self);
}

void
sipgo_session_set_state (SipgoSession *self, SipgoSessionState state)
{
  g_autoptr (SipgoSession) hold = g_object_ref (self);

  if (self->state == state)
    return;
  /* A handler of an earlier change may have been faster: the end stays the end. */
  if (!is_legal (self->state, state))
    {
      sipgo_log (SIPGO_LOG_STATE, "session %s: %d does not follow %d", sipgo_session_get_id (self), state, self->state);
      return;
    }
  self->state = state;
  if (state == SIPGO_SESSION_STATE_TERMINATED)
    wind_up (self);
  sipgo_session_check_dialog_state (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
  wake_waiters (self);
  if (state == SIPGO_SESSION_STATE_TERMINATED)
    sipgo_user_agent_remove_session (self->agent, self);
}

void
sipgo_session_terminate (SipgoSession *self, SipgoFailure *failure)
{
  if (self->state == SIPGO_SESSION_STATE_TERMINATED)
    return;
  if (failure && !self->failure)
    {
      self->failure = sipgo_failure_ref (failure);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FAILURE]);
    }
  sipgo_session_set_state (self, SIPGO_SESSION_STATE_TERMINATED);
}

GError *
sipgo_session_make_ended_error (SipgoSession *self)
{
  if (self->failure)
    return sipgo_failure_get_error (self->failure);
  return g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call ended before this was done");
}

gboolean
sipgo_session_check_state (SipgoSession *self, SipgoSessionState wanted, const char *verb, GError **error)
{
  static const char *const advice[] = {
    "it has not begun",
    "it is being set up",
    "it is established already",
    "it is being ended",
    "it is over",
  };

  if (self->state == wanted)
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "Cannot %s this call: %s%s", verb, advice[self->state],
               self->state < SIPGO_SESSION_STATE_ESTABLISHED && wanted == SIPGO_SESSION_STATE_ESTABLISHED
                 ? " (before it is established an Inviter is ended by cancel, an Invitation by reject)" : "");
  return FALSE;
}

void
sipgo_session_take_dialog (SipgoSession *self, SipgoDialog *dialog)
{
  if (self->dialog == dialog)
    return;
  if (self->dialog)
    sipgo_user_agent_core_remove_dialog (self->core, self->dialog);
  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  self->dialog = sipgo_dialog_ref (dialog);
  sipgo_user_agent_core_add_dialog (self->core, dialog, sipgo_session_receive, self);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIALOG]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REMOTE_IDENTITY]);
  sipgo_session_check_dialog_state (self);
  g_object_thaw_notify (G_OBJECT (self));
}

void
sipgo_session_notify_media (SipgoSession *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MEDIA]);
}

void
sipgo_session_set_up (SipgoSession *self, SipgoUserAgent *agent)
{
  self->agent = g_object_ref (agent);
  self->core = g_object_ref (sipgo_user_agent_get_core (agent));
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSession *self = SIPGO_SESSION (object);

  switch (id)
    {
    case PROP_USER_AGENT:
      g_value_set_object (value, self->agent);
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
      g_value_set_boxed (value, self->asserted);
      break;
    case PROP_REPLACEE:
      g_value_set_object (value, self->replacee);
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->failure);
      break;
    case PROP_DATA:
      g_value_set_object (value, self->data);
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

  if (self->core && self->state != SIPGO_SESSION_STATE_TERMINATED)
    sipgo_session_terminate (self, NULL);
  g_clear_object (&self->handler);
  g_clear_object (&self->factory);
  g_clear_object (&self->options);
  g_clear_object (&self->options_re_invite);
  g_clear_object (&self->modifiers);
  g_clear_object (&self->modifiers_re_invite);
  g_clear_object (&self->data);
  g_clear_object (&self->replacee);
  g_clear_object (&self->unconfirmed);
  g_clear_object (&self->offered);
  g_clear_object (&self->core);
  g_clear_object (&self->agent);
  G_OBJECT_CLASS (sipgo_session_parent_class)->dispose (object);
}

static void
sipgo_session_finalize (GObject *object)
{
  SipgoSession *self = SIPGO_SESSION (object);

  g_clear_pointer (&self->dialog, sipgo_dialog_unref);
  g_clear_pointer (&self->local, sipgo_name_addr_unref);
  g_clear_pointer (&self->remote, sipgo_name_addr_unref);
  g_clear_pointer (&self->asserted, sipgo_name_addr_unref);
  g_clear_pointer (&self->failure, sipgo_failure_unref);
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
add_request_signal (SipgoSessionClass *klass, SipgoSessionSignal signal, const char *name, GType type)
{
  sipgo_session_signals[signal] = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, type);
}

static void
install_signals (SipgoSessionClass *klass)
{
  /**
   * SipgoSession::bye-received:
   * @self: the session
   * @request: the BYE
   *
   * The peer ends the call. It is accepted by itself when no handler has answered it.
   */
  add_request_signal (klass, SIPGO_SESSION_BYE_RECEIVED, "bye-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::info-received:
   * @self: the session
   * @request: the INFO, to be answered; undecided, it is accepted
   *
   * The peer sends an INFO.
   */
  add_request_signal (klass, SIPGO_SESSION_INFO_RECEIVED, "info-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::message-received:
   * @self: the session
   * @request: the MESSAGE, to be answered; undecided, it is accepted
   *
   * The peer sends a MESSAGE.
   */
  add_request_signal (klass, SIPGO_SESSION_MESSAGE_RECEIVED, "message-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::notification-received:
   * @self: the session
   * @request: the NOTIFY, to be answered; undecided, it is accepted; without a handler it gets 481
   *
   * The peer sends a NOTIFY that no transfer of ours asked for.
   */
  add_request_signal (klass, SIPGO_SESSION_NOTIFICATION_RECEIVED, "notification-received", SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSession::invite-received:
   * @self: the session
   * @request: the re-INVITE; it is answered by itself when no handler has answered it before it returns
   *
   * The peer wants to change the media of the call. A handler may refuse it, by [method@IncomingRequest.reject], and the
   * call goes on as it was. [property@Session:signaling-state] tells when it was answered and took effect.
   */
  add_request_signal (klass, SIPGO_SESSION_INVITE_RECEIVED, "invite-received", SIPGO_TYPE_INCOMING_INVITE_REQUEST);
  /**
   * SipgoSession::ack-received:
   * @self: the session
   * @ack: the ACK
   *
   * The peer acknowledged our answer to an INVITE.
   */
  add_request_signal (klass, SIPGO_SESSION_ACK_RECEIVED, "ack-received", SIPGO_TYPE_MESSAGE);
  /**
   * SipgoSession::refer-received:
   * @self: the session
   * @referral: what the peer asks for; undecided, it is declined after 25 seconds
   *
   * The peer wants us to call somebody else. Without a handler that call is made, as in SIP.js: an agent that answers
   * strangers connects one that rejects.
   */
  add_request_signal (klass, SIPGO_SESSION_REFER_RECEIVED, "refer-received", SIPGO_TYPE_REFERRAL);
  /**
   * SipgoSession::outgoing-request:
   * @self: the session
   * @request: the request
   *
   * A request is about to be sent: the moment for handlers of its signals.
   */
  add_request_signal (klass, SIPGO_SESSION_OUTGOING_REQUEST, "outgoing-request", SIPGO_TYPE_OUTGOING_REQUEST);
  /**
   * SipgoSession::refer-progress:
   * @self: the session
   * @status_code: the status of the call that the peer was asked to make
   * @reason: its reason phrase
   *
   * A transfer of ours goes on.
   */
  sipgo_session_signals[SIPGO_SESSION_REFER_PROGRESS] =
    g_signal_new ("refer-progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_STRING);
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
   * Whether we put the call on hold. Setting it sends a re-INVITE; it changes once the peer has accepted.
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
   * What makes the handler, in place of the agent's factory.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_FACTORY] =
    g_param_spec_object ("session-description-handler-factory", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_FACTORY, writable);
  /**
   * SipgoSession:session-description-handler-modifiers:
   *
   * The [iface@SdpModifier]s that change the descriptions of the first INVITE, in order.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS] =
    g_param_spec_object ("session-description-handler-modifiers", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  /**
   * SipgoSession:session-description-handler-options:
   *
   * What the handler is asked for with the first INVITE.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS] =
    g_param_spec_object ("session-description-handler-options", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, writable);
  /**
   * SipgoSession:session-description-handler-modifiers-re-invite:
   *
   * The [iface@SdpModifier]s that change the descriptions of re-INVITEs, in order.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS_RE_INVITE] =
    g_param_spec_object ("session-description-handler-modifiers-re-invite", NULL, NULL, G_TYPE_LIST_MODEL, writable);
  /**
   * SipgoSession:session-description-handler-options-re-invite:
   *
   * What the handler is asked for with re-INVITEs.
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS_RE_INVITE] =
    g_param_spec_object ("session-description-handler-options-re-invite", NULL, NULL, SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, writable);
}

static void
sipgo_session_class_init (SipgoSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_session_get_property;
  object_class->set_property = sipgo_session_set_property;
  object_class->dispose = sipgo_session_dispose;
  object_class->finalize = sipgo_session_finalize;
  klass->end = sipgo_session_real_end;
  klass->terminated = sipgo_session_real_terminated;
  klass->awaits_ack = sipgo_session_real_awaits_ack;
  klass->early_request = sipgo_session_real_early_request;

  /**
   * SipgoSession:user-agent:
   *
   * The agent that the session belongs to.
   */
  props[PROP_USER_AGENT] = g_param_spec_object ("user-agent", NULL, NULL, SIPGO_TYPE_USER_AGENT, readable);
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
   * Who the peer says to be.
   */
  props[PROP_REMOTE_IDENTITY] = g_param_spec_boxed ("remote-identity", NULL, NULL, SIPGO_TYPE_NAME_ADDR, readable);
  /**
   * SipgoSession:asserted-identity:
   *
   * Who the peer is as the network asserts it (P-Asserted-Identity, RFC 3325); %NULL when it does not.
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
   * Anything of the application's.
   */
  props[PROP_DATA] = g_param_spec_object ("data", NULL, NULL, G_TYPE_OBJECT, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  install_media_properties (object_class);
  g_object_class_install_properties (object_class, N_PROPS, props);
  sipgo_session_install_signaling (object_class);
  install_signals (klass);
}

static void
sipgo_session_init (SipgoSession *self)
{
}

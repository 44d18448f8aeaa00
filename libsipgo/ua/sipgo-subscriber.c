/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-subscriber-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sipgo-ua-enum-types.h"

#define DEFAULT_EXPIRES 3600

/**
 * SipgoSubscriber:
 *
 * A subscription of ours to the state of something: who is present, how many messages wait (RFC 6665). What is told comes
 * as [signal@Subscriber::notification]. It is refreshed by itself, and begun anew where the notifier asks for that.
 *
 * When a forking proxy has handed the SUBSCRIBE to several notifiers, the first that notifies has the subscription, and
 * the others are refused, unless [signal@Subscriber::forked] is listened to.
 */
G_DEFINE_FINAL_TYPE (SipgoSubscriber, sipgo_subscriber, SIPGO_TYPE_CLIENT)

enum
{
  PROP_0,
  PROP_EVENT,
  PROP_STATE,
  PROP_EXPIRES,
  PROP_BODY,
  PROP_AUTO_REFRESH,
  PROP_DIALOG,
  PROP_SUBSCRIPTION_EXPIRES,
  PROP_SUBSCRIPTION_REFRESH,
  PROP_REASON,
  PROP_RETRY_AFTER,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint notification_signal;
static guint forked_signal;

static SipgoEnvironment *
environment_of (SipgoSubscriber *self)
{
  return sipgo_client_get_environment (SIPGO_CLIENT (self));
}

/* --- what changes ------------------------------------------------------------------------------------------------- */

void
sipgo_subscriber_set_state (SipgoSubscriber *self, SipgoSubscriptionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
sipgo_subscriber_set_dialog (SipgoSubscriber *self, SipgoDialog *dialog)
{
  if (self->dialog == dialog)
    return;
  if (self->dialog)
    {
      sipgo_user_agent_core_remove_dialog (SIPGO_CLIENT (self)->core, self->dialog);
      sipgo_dialog_unref (self->dialog);
    }
  self->dialog = dialog ? sipgo_dialog_ref (dialog) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DIALOG]);
}

void
sipgo_subscriber_set_end (SipgoSubscriber *self, const char *reason, guint retry_after)
{
  if (g_strcmp0 (self->reason, reason) != 0)
    {
      g_free (self->reason);
      self->reason = g_strdup (reason);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON]);
    }
  if (self->retry_after != retry_after)
    {
      self->retry_after = retry_after;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RETRY_AFTER]);
    }
}

void
sipgo_subscriber_notify_duration (SipgoSubscriber *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBSCRIPTION_EXPIRES]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SUBSCRIPTION_REFRESH]);
}

void
sipgo_subscriber_set_kept (SipgoSubscriber *self, gboolean kept)
{
  if (self->kept == kept)
    return;
  self->kept = kept;
  if (kept)
    g_object_ref (self);
  else
    g_object_unref (self);
}

/* --- what waits for it -------------------------------------------------------------------------------------------- */

static void
complete_task (SipgoSubscriber *self, const GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  sipgo_clear_source (&self->cancel_source);
  if (!task)
    return;
  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_pointer (task, g_object_ref (g_task_get_task_data (task)), g_object_unref);
}

/* The request that subscribe () hands out; the last one, when it took several. */
static void
note_request (SipgoSubscriber *self, SipgoOutgoingRequest *request)
{
  if (self->task && request)
    g_task_set_task_data (self->task, g_object_ref (request), g_object_unref);
}

void
sipgo_subscriber_check_done (SipgoSubscriber *self)
{
  SipgoFailure *failure;
  g_autoptr (GError) error = NULL;

  if (!self->task || self->request || !self->dialog)
    return;
  if (!g_task_get_task_data (self->task))
    note_request (self, self->initial);
  failure = sipgo_client_get_failure (SIPGO_CLIENT (self));
  if (failure && g_task_get_task_data (self->task) != (gpointer) self->initial)
    error = sipgo_failure_get_error (failure);
  complete_task (self, error);
}

void
sipgo_subscriber_end (SipgoSubscriber *self, const GError *error)
{
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (GTask) leave_task = g_steal_pointer (&self->leave_task);
  g_autoptr (GError) left = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The subscription was ended while it was waited for");

  sipgo_subscriber_let_go (self);
  if (self->task && !g_task_get_task_data (self->task))
    note_request (self, self->initial);
  sipgo_subscriber_set_kept (self, FALSE);
  sipgo_subscriber_set_state (self, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  complete_task (self, error || !self->leaving ? error : left);
  if (leave_task)
    g_task_return_boolean (leave_task, TRUE);
  if (SIPGO_CLIENT (self)->agent)
    sipgo_user_agent_check_stopped (SIPGO_CLIENT (self)->agent);
}

static void
cancelled (gpointer user_data)
{
  SipgoSubscriber *self = user_data;
  g_autoptr (SipgoSubscriber) hold = g_object_ref (self);
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The subscription was cancelled");

  /* A refresh that nobody waits for any more goes its way. */
  if (self->dialog)
    complete_task (self, error);
  else
    sipgo_subscriber_end (self, error);
}

/* --- subscribing -------------------------------------------------------------------------------------------------- */

static gboolean
check_can_subscribe (SipgoSubscriber *self, GError **error)
{
  if (!sipgo_client_check_started (SIPGO_CLIENT (self), error))
    return FALSE;
  if (!self->leaving && !self->request && !self->task && self->state != SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT)
    return TRUE;
  if (self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED && !self->task)
    return TRUE;
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE, "A SUBSCRIBE is under way; wait for what comes of it before the next");
  return FALSE;
}

static gboolean
subscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GError **error)
{
  if (self->dialog)
    return sipgo_subscriber_send (self, self->expires, options, error);
  if (!sipgo_subscriber_begin (self, options, error))
    return FALSE;
  sipgo_subscriber_set_kept (self, TRUE);
  self->retry_delay = 0;
  sipgo_subscriber_set_end (self, NULL, 0);
  sipgo_subscriber_set_state (self, SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT);
  return TRUE;
}

/* Where no dialog is, a NOTIFY that comes after all gets 481, which ends the subscription over there. */
static void
leave (SipgoSubscriber *self)
{
  self->leaving = TRUE;
  if (!self->dialog)
    sipgo_subscriber_end (self, NULL);
}

static gboolean
sipgo_subscriber_leave (SipgoClient *client)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (client);

  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return FALSE;
  if (self->leaving)
    return TRUE;
  leave (self);
  return self->dialog && sipgo_subscriber_send (self, 0, NULL, NULL);
}

static void
sipgo_subscriber_terminate (SipgoClient *client)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (client);
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent was stopped");

  sipgo_subscriber_end (self, error);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_subscriber_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  switch (id)
    {
    case PROP_EVENT:
      g_value_set_string (value, self->event);
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_EXPIRES:
      g_value_set_uint (value, self->expires);
      break;
    case PROP_BODY:
      g_value_set_boxed (value, self->body);
      break;
    case PROP_AUTO_REFRESH:
      g_value_set_boolean (value, self->auto_refresh);
      break;
    case PROP_DIALOG:
      g_value_set_boxed (value, self->dialog);
      break;
    case PROP_SUBSCRIPTION_EXPIRES:
      g_value_set_uint (value, sipgo_subscriber_get_subscription_expires (self));
      break;
    case PROP_SUBSCRIPTION_REFRESH:
      g_value_set_uint (value, sipgo_subscriber_get_subscription_refresh (self));
      break;
    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;
    case PROP_RETRY_AFTER:
      g_value_set_uint (value, self->retry_after);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_subscriber_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  switch (id)
    {
    case PROP_EXPIRES:
      sipgo_subscriber_set_expires (self, g_value_get_uint (value));
      break;
    case PROP_BODY:
      sipgo_subscriber_set_body (self, g_value_get_boxed (value));
      break;
    case PROP_AUTO_REFRESH:
      sipgo_subscriber_set_auto_refresh (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* It is kept until its end: nothing is under way any more. */
static void
sipgo_subscriber_dispose (GObject *object)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  g_clear_object (&self->initial);
  G_OBJECT_CLASS (sipgo_subscriber_parent_class)->dispose (object);
}

static void
sipgo_subscriber_finalize (GObject *object)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  g_free (self->event);
  g_free (self->reason);
  g_clear_pointer (&self->body, sipgo_body_unref);
  G_OBJECT_CLASS (sipgo_subscriber_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * SipgoSubscriber:event:
   *
   * The event package, such as `presence`, with its `id` where it has one.
   */
  props[PROP_EVENT] = g_param_spec_string ("event", NULL, NULL, NULL, readable);
  /**
   * SipgoSubscriber:state:
   *
   * Where the subscription stands.
   */
  props[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SIPGO_TYPE_SUBSCRIPTION_STATE, SIPGO_SUBSCRIPTION_STATE_INITIAL, readable);
  /**
   * SipgoSubscriber:expires:
   *
   * For how long to subscribe, in seconds; the notifier may make it shorter. It is refreshed in time. 0 fetches the state
   * once.
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 0, SIPGO_CLIENT_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoSubscriber:body:
   *
   * The body of a first SUBSCRIBE, such as a filter (RFC 4660).
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, writable);
  /**
   * SipgoSubscriber:auto-refresh:
   *
   * Whether the subscription is kept up by itself: refreshed in time, and begun anew when the notifier ends it for a reason
   * that asks for that (`deactivated` and `timeout` at once; `probation` and `giveup` in a while).
   */
  props[PROP_AUTO_REFRESH] = g_param_spec_boolean ("auto-refresh", NULL, NULL, TRUE, writable);
  /**
   * SipgoSubscriber:dialog:
   *
   * The dialog of the subscription; %NULL before the first notification and after the end.
   */
  props[PROP_DIALOG] = g_param_spec_boxed ("dialog", NULL, NULL, SIPGO_TYPE_DIALOG, readable);
  /**
   * SipgoSubscriber:subscription-expires:
   *
   * How many seconds are left of what the notifier has granted.
   */
  props[PROP_SUBSCRIPTION_EXPIRES] = g_param_spec_uint ("subscription-expires", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoSubscriber:subscription-refresh:
   *
   * In how many seconds the next SUBSCRIBE is sent by itself; 0 when none is.
   */
  props[PROP_SUBSCRIPTION_REFRESH] = g_param_spec_uint ("subscription-refresh", NULL, NULL, 0, G_MAXUINT, 0, readable);
  /**
   * SipgoSubscriber:reason:
   *
   * Why the notifier ended the subscription last, such as `noresource` (RFC 6665 4.1.3); %NULL when it did not, or did not
   * say.
   */
  props[PROP_REASON] = g_param_spec_string ("reason", NULL, NULL, NULL, readable);
  /**
   * SipgoSubscriber:retry-after:
   *
   * For how many seconds the notifier wanted to be left alone when it ended the subscription; 0 when it did not say.
   */
  props[PROP_RETRY_AFTER] = g_param_spec_uint ("retry-after", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_subscriber_class_init (SipgoSubscriberClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoClientClass *client_class = (SipgoClientClass *) klass;

  object_class->get_property = sipgo_subscriber_get_property;
  object_class->set_property = sipgo_subscriber_set_property;
  object_class->dispose = sipgo_subscriber_dispose;
  object_class->finalize = sipgo_subscriber_finalize;
  client_class->leave = sipgo_subscriber_leave;
  client_class->terminate = sipgo_subscriber_terminate;
  install_properties (object_class);

  /**
   * SipgoSubscriber::notification:
   * @self: the subscription
   * @request: the NOTIFY; when no handler has answered it, it is accepted
   *
   * The notifier tells the state. In a last one [property@Subscriber:reason] says already why it is the last.
   */
  notification_signal = g_signal_new ("notification", SIPGO_TYPE_SUBSCRIBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, SIPGO_TYPE_INCOMING_REQUEST);
  /**
   * SipgoSubscriber::forked:
   * @self: the subscription
   * @fork: another one, with a dialog of its own
   *
   * A forking proxy has handed the SUBSCRIBE to several notifiers, and another one of them notifies, too: in the 32 seconds
   * behind the first, and up to eight of them. Its first notification follows as [signal@Subscriber::notification] of @fork,
   * which is refreshed by itself, and ends for itself, but is not begun anew.
   *
   * With no handler the first notifier has the subscription alone, which is what `presence` (RFC 3856 6.9) and `reg` want;
   * `dialog` (RFC 4235 3.9) is one to listen with.
   */
  forked_signal = g_signal_new ("forked", SIPGO_TYPE_SUBSCRIBER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, SIPGO_TYPE_SUBSCRIBER);
}

static void
sipgo_subscriber_init (SipgoSubscriber *self)
{
  self->expires = DEFAULT_EXPIRES;
  self->auto_refresh = TRUE;
}

gboolean
sipgo_subscriber_wants_forks (SipgoSubscriber *self)
{
  return g_signal_has_handler_pending (self, forked_signal, 0, FALSE);
}

void
sipgo_subscriber_show_fork (SipgoSubscriber *self, SipgoSubscriber *fork)
{
  g_signal_emit (self, forked_signal, 0, fork);
}

void
sipgo_subscriber_show (SipgoSubscriber *self, SipgoIncomingRequest *request)
{
  g_signal_emit (self, notification_signal, 0, request);
  if (!sipgo_incoming_request_is_answered (request))
    sipgo_incoming_request_respond_simple (request, 200);
}

/* --- the methods -------------------------------------------------------------------------------------------------- */

static gboolean
check_event (const char *event, GError **error)
{
  if (sipgo_event_is_valid (event))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "\"%s\" is no event package; one looks like \"presence\"", event);
  return FALSE;
}

static SipgoSubscriber *
with_event (SipgoSubscriber *self, const char *event)
{
  if (self)
    self->event = g_strdup (event);
  return self;
}

/**
 * sipgo_subscriber_new:
 * @agent: the agent that subscribes
 * @target: whose state to subscribe to: a SIP URI
 * @event: the event package, such as `presence`
 * @error: set when @target is no URI that can be asked, or @event no event package
 *
 * Makes a subscription; nothing is sent before [method@Subscriber.subscribe].
 *
 * Returns: (transfer full): the subscription
 */
SipgoSubscriber *
sipgo_subscriber_new (SipgoUserAgent *agent, const char *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!check_event (event, error))
    return NULL;
  return with_event (sipgo_client_new (SIPGO_TYPE_SUBSCRIBER, agent, target, error), event);
}

/**
 * sipgo_subscriber_new_for_uri:
 * @agent: the agent that subscribes
 * @target: whose state to subscribe to
 * @event: the event package, such as `presence`
 * @error: set when @target has a scheme that cannot be asked, or @event is no event package
 *
 * Makes a subscription; nothing is sent before [method@Subscriber.subscribe].
 *
 * Returns: (transfer full): the subscription
 */
SipgoSubscriber *
sipgo_subscriber_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!check_event (event, error))
    return NULL;
  return with_event (sipgo_client_new_for_uri (SIPGO_TYPE_SUBSCRIBER, agent, target, error), event);
}

/**
 * sipgo_subscriber_subscribe:
 * @self: a subscription
 * @options: (nullable): headers to add, and a body in place of [property@Subscriber:body]
 * @cancellable: (nullable): gives up: a first notification that comes after all is refused
 * @callback: called when the notifier has accepted and sent its first notification, or has refused
 * @user_data: for @callback
 *
 * Subscribes. It is done when the first notification has come, since that, and not the response, makes a subscription
 * (RFC 6665 4.4.1), and the SUBSCRIBE is answered; [property@Subscriber:state] then says whether it is pending or active.
 * To fetch the state (with [property@Subscriber:expires] 0) is done by the same notification, and over.
 *
 * Of a subscription that is pending or active it is a refresh, done when that is answered. One that is over begins anew.
 */
void
sipgo_subscriber_subscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  gboolean is_refresh;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_subscriber_subscribe);
  is_refresh = self->dialog != NULL;
  if (!check_can_subscribe (self, &error) || !subscribe (self, options, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->task = g_steal_pointer (&task);
  if (is_refresh)
    note_request (self, self->request);
  self->cancel_source = sipgo_environment_watch_cancellable (environment_of (self), cancellable, cancelled, self);
}

/**
 * sipgo_subscriber_subscribe_finish:
 * @self: a subscription
 * @result: what the callback got
 * @error: set when the notifier refused (domain [enum@Status]), could not be reached or sent no notification (domain
 *   [error@Error]), or ended the subscription by its first notification ([error@Error.TERMINATED])
 *
 * Takes the outcome of [method@Subscriber.subscribe].
 *
 * Returns: (transfer full): the request, with its response
 */
SipgoOutgoingRequest *
sipgo_subscriber_subscribe_finish (SipgoSubscriber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * sipgo_subscriber_unsubscribe:
 * @self: a subscription
 * @options: (nullable): headers to add
 * @cancellable: (nullable): makes the outcome a cancelled one; the subscription ends all the same
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Ends the subscription. It is done when the last notification has come, or none has for 32 seconds, or the notifier knows
 * nothing of the subscription. One that was not answered yet is over at once.
 */
void
sipgo_subscriber_unsubscribe (SipgoSubscriber *self, SipgoRequestOptions *options, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_subscriber_unsubscribe);
  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED || self->leaving)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "There is no subscription to end");
      return;
    }
  if (self->dialog && !sipgo_subscriber_send (self, 0, options, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  self->leave_task = g_steal_pointer (&task);
  leave (self);
}

/**
 * sipgo_subscriber_unsubscribe_finish:
 * @self: a subscription
 * @result: what the callback got
 * @error: set when there was none, or @result is a cancelled one
 *
 * Takes the outcome of [method@Subscriber.unsubscribe].
 *
 * Returns: %TRUE when the subscription is over
 */
gboolean
sipgo_subscriber_unsubscribe_finish (SipgoSubscriber *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

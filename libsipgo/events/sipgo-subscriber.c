/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/sipgo-agent-enum-types.h"
#include "libsipgo/base/sipgo-log-private.h"

#define DEFAULT_EXPIRES 3600

/**
 * SipgoSubscriber:
 *
 * A subscription of ours to the state of something: who is present, how many messages wait (RFC 6665). What is told comes
 * as [signal@Subscriber::notification]. It is refreshed by itself, and begun anew where the notifier asks for that.
 *
 * When a forking proxy has handed the SUBSCRIBE to several notifiers, the first that notifies has the subscription, and
 * the others are refused, unless [signal@Subscriber::forked] is listened to.
 *
 * ```c
 * static void
 * state_told (SipgoSubscriber *subscriber, SipgoIncomingRequest *notify, gpointer user_data)
 * {
 *   SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (notify));
 *   g_autofree char *text = body ? sipgo_body_dup_text (body) : NULL;
 *
 *   g_print ("%s\n", text ? text : "nothing is told");
 * }
 *
 * static void
 * subscribed (GObject *subscriber, GAsyncResult *result, gpointer user_data)
 * {
 *   g_autoptr (GError) error = NULL;
 *   g_autoptr (SipgoOutgoingRequest) request = NULL;
 *
 *   request = sipgo_subscriber_subscribe_finish (SIPGO_SUBSCRIBER (subscriber), result, &error);
 *   if (!request)
 *     g_printerr ("Not subscribed: %s\n", error->message);
 * }
 *
 * static SipgoSubscriber *
 * watch_bob (SipgoUserAgent *agent, GError **error)
 * {
 *   SipgoSubscriber *subscriber = sipgo_subscriber_new (agent, "sip:bob@example.com", "presence", error);
 *
 *   if (!subscriber)
 *     return NULL;
 *   g_signal_connect (subscriber, "notification", G_CALLBACK (state_told), NULL);
 *   sipgo_subscriber_subscribe (subscriber, NULL, NULL, subscribed, NULL);
 *   return subscriber;
 * }
 * ```
 *
 * ```python
 * subscriber = Sipgo.Subscriber.new(agent, "sip:bob@example.com", "presence")
 * subscriber.connect("notification", lambda subscriber, notify: print(notify.message.body.dup_text()))
 * await subscriber.subscribe()                        # done when the state was told for the first time
 * await subscriber.unsubscribe()
 * ```
 */
G_DEFINE_FINAL_TYPE (SipgoSubscriber, sipgo_subscriber, SIPGO_TYPE_CLIENT)

enum
{
  PROP_0,
  PROP_EVENT,
  PROP_STATE,
  PROP_EXPIRES,
  PROP_GRANTED_EXPIRES,
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

/* --- what changes ------------------------------------------------------------------------------------------------- */

void
sipgo_subscriber_set_state (SipgoSubscriber *self, SipgoSubscriptionState state)
{
  if (self->state == state)
    return;
  self->state = state;
  sipgo_log_state (sipgo_usage_get_environment (SIPGO_USAGE (self)), "subscription", self->event, SIPGO_TYPE_SUBSCRIPTION_STATE, state);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
sipgo_subscriber_set_dialog (SipgoSubscriber *self, SipgoDialog *dialog)
{
  if (self->dialog == dialog)
    return;
  if (self->dialog)
    {
      sipgo_user_agent_core_remove_dialog (SIPGO_USAGE (self)->core, self->dialog);
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
sipgo_subscriber_notify_granted (SipgoSubscriber *self, guint before)
{
  if (sipgo_subscriber_get_granted_expires (self) != before)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRANTED_EXPIRES]);
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

/* --- leaving ------------------------------------------------------------------------------------------------------ */

/* Where no dialog is, a NOTIFY that comes after all gets 481, which ends the subscription over there. */
void
sipgo_subscriber_begin_to_leave (SipgoSubscriber *self)
{
  self->leaving = TRUE;
  if (!self->dialog)
    sipgo_subscriber_end (self, NULL);
}

static gboolean
sipgo_subscriber_leave (SipgoUsage *usage)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (usage);

  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return FALSE;
  if (self->leaving)
    return TRUE;
  sipgo_subscriber_begin_to_leave (self);
  return self->dialog && sipgo_subscriber_send (self, 0, NULL, NULL);
}

static void
sipgo_subscriber_terminate (SipgoUsage *usage)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (usage);
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The agent was stopped");

  sipgo_usage_forget_agent (usage);
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
    case PROP_GRANTED_EXPIRES:
      g_value_set_uint (value, sipgo_subscriber_get_granted_expires (self));
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

static void
sipgo_subscriber_dispose (GObject *object)
{
  SipgoSubscriber *self = SIPGO_SUBSCRIBER (object);

  sipgo_usage_end (SIPGO_USAGE (self));
  g_clear_object (&self->initial);
  g_clear_object (&self->options);
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
   * For how long to subscribe, in seconds. It stays as it was set: a notifier that wants it longer (423) is asked for that
   * from there on, and [property@Subscriber:granted-expires] says what came of it. It is refreshed in time. 0 fetches the
   * state once. 3600 by default.
   */
  props[PROP_EXPIRES] = g_param_spec_uint ("expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, DEFAULT_EXPIRES, writable);
  /**
   * SipgoSubscriber:granted-expires:
   *
   * For how long the notifier has granted the subscription, in seconds from its last word on; 0 while there is none.
   * [property@Subscriber:subscription-expires] is what is left of it.
   */
  props[PROP_GRANTED_EXPIRES] = g_param_spec_uint ("granted-expires", NULL, NULL, 0, SIPGO_MAX_EXPIRES, 0, readable);
  /**
   * SipgoSubscriber:body:
   *
   * The body of a first SUBSCRIBE, such as a filter (RFC 4660). %NULL by default.
   */
  props[PROP_BODY] = g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, writable);
  /**
   * SipgoSubscriber:auto-refresh:
   *
   * Whether the subscription is kept up by itself: refreshed in time, and begun anew when the notifier ends it for a
   * reason that asks for that (`deactivated` and `timeout` at once; `probation` and `giveup` in a while). %TRUE by
   * default.
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
  SipgoUsageClass *usage_class = (SipgoUsageClass *) klass;

  object_class->get_property = sipgo_subscriber_get_property;
  object_class->set_property = sipgo_subscriber_set_property;
  object_class->dispose = sipgo_subscriber_dispose;
  object_class->finalize = sipgo_subscriber_finalize;
  usage_class->leave = sipgo_subscriber_leave;
  usage_class->terminate = sipgo_subscriber_terminate;
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
 *
 * Makes a subscription; nothing is sent before [method@Subscriber.subscribe].
 *
 * Fails when @target is no URI that can be asked, or @event is no event package.
 *
 * Returns: (transfer full): the subscription
 */
SipgoSubscriber *
sipgo_subscriber_new (SipgoUserAgent *agent, const char *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new (SIPGO_TYPE_SUBSCRIBER, agent, target, error), event);
}

/**
 * sipgo_subscriber_new_for_uri:
 * @agent: the agent that subscribes
 * @target: whose state to subscribe to
 * @event: the event package, such as `presence`
 *
 * Makes a subscription; nothing is sent before [method@Subscriber.subscribe].
 *
 * Fails when @target has a scheme that cannot be asked, or @event is no event package.
 *
 * Returns: (transfer full): the subscription
 */
SipgoSubscriber *
sipgo_subscriber_new_for_uri (SipgoUserAgent *agent, SipgoUri *target, const char *event, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_USER_AGENT (agent), NULL);
  g_return_val_if_fail (target != NULL && event != NULL, NULL);
  if (!sipgo_event_check (event, error))
    return NULL;
  return with_event (sipgo_client_new_for_uri (SIPGO_TYPE_SUBSCRIBER, agent, target, error), event);
}

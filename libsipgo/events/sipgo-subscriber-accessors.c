/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-subscriber-private.h"

/* What a subscription shows, and what may be set of it. */

/**
 * sipgo_subscriber_get_event:
 * @self: a subscription
 *
 * The event package.
 *
 * Returns: the value of Event
 */
const char *
sipgo_subscriber_get_event (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->event;
}

/**
 * sipgo_subscriber_get_state:
 * @self: a subscription
 *
 * Where it stands.
 *
 * Returns: the state
 */
SipgoSubscriptionState
sipgo_subscriber_get_state (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_subscriber_get_expires:
 * @self: a subscription
 *
 * For how long it subscribes.
 *
 * Returns: seconds
 */
guint
sipgo_subscriber_get_expires (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return self->expires;
}

/**
 * sipgo_subscriber_get_granted_expires:
 * @self: a subscription
 *
 * For how long the notifier has granted the subscription, from its last word on.
 *
 * Returns: seconds; 0 while there is none
 */
guint
sipgo_subscriber_get_granted_expires (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return self->expires_at > 0 ? self->granted : 0;
}

/**
 * sipgo_subscriber_set_expires:
 * @self: a subscription
 * @seconds: for how long, up to 604800; 0 to fetch the state once
 *
 * Sets [property@Subscriber:expires]; it counts from the next SUBSCRIBE on. One that lives is not made a fetch by it.
 */
void
sipgo_subscriber_set_expires (SipgoSubscriber *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  g_return_if_fail (seconds <= SIPGO_MAX_EXPIRES);
  g_return_if_fail (seconds > 0 || self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL || self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  if (self->expires == seconds)
    return;
  self->expires = seconds;
  g_object_notify (G_OBJECT (self), "expires");
}

/**
 * sipgo_subscriber_get_body:
 * @self: a subscription
 *
 * The body of a first SUBSCRIBE.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL
 */
SipgoBody *
sipgo_subscriber_get_body (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->body;
}

/**
 * sipgo_subscriber_set_body:
 * @self: a subscription
 * @body: (nullable): the body
 *
 * Sets [property@Subscriber:body].
 */
void
sipgo_subscriber_set_body (SipgoSubscriber *self, SipgoBody *body)
{
  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  if (self->body == body)
    return;
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = body ? sipgo_body_ref (body) : NULL;
  g_object_notify (G_OBJECT (self), "body");
}

/**
 * sipgo_subscriber_get_auto_refresh:
 * @self: a subscription
 *
 * Whether it is kept up by itself.
 *
 * Returns: %TRUE if so
 */
gboolean
sipgo_subscriber_get_auto_refresh (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), FALSE);
  return self->auto_refresh;
}

/**
 * sipgo_subscriber_set_auto_refresh:
 * @self: a subscription
 * @auto_refresh: %TRUE to keep it up
 *
 * Sets [property@Subscriber:auto-refresh].
 */
void
sipgo_subscriber_set_auto_refresh (SipgoSubscriber *self, gboolean auto_refresh)
{
  g_return_if_fail (SIPGO_IS_SUBSCRIBER (self));
  if (self->auto_refresh == auto_refresh)
    return;
  self->auto_refresh = auto_refresh;
  if (self->dialog && !self->leaving)
    sipgo_subscriber_plan_refresh (self);
  g_object_notify (G_OBJECT (self), "auto-refresh");
}

/**
 * sipgo_subscriber_get_dialog:
 * @self: a subscription
 *
 * Its dialog.
 *
 * Returns: (transfer none) (nullable): the dialog, or %NULL before the first notification and after the end
 */
SipgoDialog *
sipgo_subscriber_get_dialog (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->dialog;
}

static guint
seconds_until (SipgoSubscriber *self, gint64 time)
{
  gint64 left = time > 0 ? time - sipgo_environment_now (sipgo_usage_get_environment (SIPGO_USAGE (self))) : 0;

  return left > 0 ? (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC : 0;
}

/**
 * sipgo_subscriber_get_subscription_expires:
 * @self: a subscription
 *
 * How much is left of what the notifier has granted.
 *
 * Returns: seconds
 */
guint
sipgo_subscriber_get_subscription_expires (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return seconds_until (self, self->expires_at);
}

/**
 * sipgo_subscriber_get_subscription_refresh:
 * @self: a subscription
 *
 * When the next SUBSCRIBE is sent by itself.
 *
 * Returns: in how many seconds; 0 when none is
 */
guint
sipgo_subscriber_get_subscription_refresh (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return seconds_until (self, self->refresh_at);
}

/**
 * sipgo_subscriber_get_reason:
 * @self: a subscription
 *
 * Why the notifier ended it last.
 *
 * Returns: (nullable): the reason, or %NULL
 */
const char *
sipgo_subscriber_get_reason (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), NULL);
  return self->reason;
}

/**
 * sipgo_subscriber_get_retry_after:
 * @self: a subscription
 *
 * For how long the notifier wanted to be left alone when it ended the subscription.
 *
 * Returns: seconds; 0 when it did not say
 */
guint
sipgo_subscriber_get_retry_after (SipgoSubscriber *self)
{
  g_return_val_if_fail (SIPGO_IS_SUBSCRIBER (self), 0);
  return self->retry_after;
}

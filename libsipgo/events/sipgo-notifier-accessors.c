/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/events/sipgo-notifier-private.h"

/* What a subscription to us shows, and what may be set of it. */

/**
 * sipgo_notifier_get_user_agent:
 * @self: a subscription
 *
 * The agent that is subscribed to.
 *
 * Returns: (transfer none) (nullable): the agent, or %NULL after its end
 */
SipgoUserAgent *
sipgo_notifier_get_user_agent (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->agent;
}

/**
 * sipgo_notifier_get_request:
 * @self: a subscription
 *
 * The SUBSCRIBE that began it.
 *
 * Returns: (transfer none): the request
 */
SipgoIncomingRequest *
sipgo_notifier_get_request (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->request;
}

/**
 * sipgo_notifier_get_event:
 * @self: a subscription
 *
 * The event package that is asked for.
 *
 * Returns: the value of Event
 */
const char *
sipgo_notifier_get_event (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->event;
}

/**
 * sipgo_notifier_get_state:
 * @self: a subscription
 *
 * Where it stands.
 *
 * Returns: the state
 */
SipgoSubscriptionState
sipgo_notifier_get_state (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  return self->state;
}

/**
 * sipgo_notifier_get_dialog:
 * @self: a subscription
 *
 * Its dialog.
 *
 * Returns: (transfer none): the dialog
 */
SipgoDialog *
sipgo_notifier_get_dialog (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->dialog;
}

/**
 * sipgo_notifier_get_expires:
 * @self: a subscription
 *
 * How much time is asked for, or left once it is accepted.
 *
 * Returns: seconds
 */
guint
sipgo_notifier_get_expires (SipgoNotifier *self)
{
  gint64 left;

  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), 0);
  if (self->state == SIPGO_SUBSCRIPTION_STATE_INITIAL)
    return self->asked;
  if (self->state == SIPGO_SUBSCRIPTION_STATE_TERMINATED)
    return 0;
  left = self->expires_at - sipgo_environment_now (sipgo_user_agent_core_get_environment (self->core));
  return left > 0 ? (left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC : 0;
}

/**
 * sipgo_notifier_get_min_expires:
 * @self: a subscription
 *
 * The least that may be asked for.
 *
 * Returns: seconds; 0 for no limit
 */
guint
sipgo_notifier_get_min_expires (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), 0);
  return self->min_expires;
}

/**
 * sipgo_notifier_set_min_expires:
 * @self: a subscription
 * @seconds: the least; 0 for no limit
 *
 * Sets [property@Notifier:min-expires].
 */
void
sipgo_notifier_set_min_expires (SipgoNotifier *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->min_expires == seconds)
    return;
  self->min_expires = seconds;
  g_object_notify (G_OBJECT (self), "min-expires");
}

/**
 * sipgo_notifier_get_max_expires:
 * @self: a subscription
 *
 * The most that is granted.
 *
 * Returns: seconds; 0 for no limit
 */
guint
sipgo_notifier_get_max_expires (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), 0);
  return self->max_expires;
}

/**
 * sipgo_notifier_set_max_expires:
 * @self: a subscription
 * @seconds: the most; 0 for no limit
 *
 * Sets [property@Notifier:max-expires].
 */
void
sipgo_notifier_set_max_expires (SipgoNotifier *self, guint seconds)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->max_expires == seconds)
    return;
  self->max_expires = seconds;
  g_object_notify (G_OBJECT (self), "max-expires");
}

/**
 * sipgo_notifier_get_pending:
 * @self: a subscription
 *
 * Whether it is still to be decided if the subscriber may know.
 *
 * Returns: %TRUE while it is
 */
gboolean
sipgo_notifier_get_pending (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), FALSE);
  return self->pending;
}

/**
 * sipgo_notifier_set_pending:
 * @self: a subscription
 * @pending: %TRUE while it is to be decided
 *
 * Sets [property@Notifier:pending]. Of one that lives, the subscriber is told.
 */
void
sipgo_notifier_set_pending (SipgoNotifier *self, gboolean pending)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->pending == pending)
    return;
  self->pending = pending;
  /* Sent before any handler hears of it, which may send the next. */
  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify (G_OBJECT (self), "pending");
  if (sipgo_notifier_is_live (self))
    {
      sipgo_notifier_set_state (self, pending ? SIPGO_SUBSCRIPTION_STATE_PENDING : SIPGO_SUBSCRIPTION_STATE_ACTIVE);
      sipgo_notifier_send (self, NULL, 0, NULL, NULL);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * sipgo_notifier_get_body:
 * @self: a subscription
 *
 * The state as the next notification tells it.
 *
 * Returns: (transfer none) (nullable): the body, or %NULL
 */
SipgoBody *
sipgo_notifier_get_body (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->body;
}

/**
 * sipgo_notifier_set_body:
 * @self: a subscription
 * @body: (nullable): the state
 *
 * Sets [property@Notifier:body]. It tells nobody by itself: that is [method@Notifier.send_notification].
 */
void
sipgo_notifier_set_body (SipgoNotifier *self, SipgoBody *body)
{
  g_return_if_fail (SIPGO_IS_NOTIFIER (self));
  if (self->body == body)
    return;
  g_clear_pointer (&self->body, sipgo_body_unref);
  self->body = body ? sipgo_body_ref (body) : NULL;
  g_object_notify (G_OBJECT (self), "body");
}

/**
 * sipgo_notifier_get_reason:
 * @self: a subscription
 *
 * Why it ended, as the subscriber was told.
 *
 * Returns: (nullable): the reason, or %NULL
 */
const char *
sipgo_notifier_get_reason (SipgoNotifier *self)
{
  g_return_val_if_fail (SIPGO_IS_NOTIFIER (self), NULL);
  return self->reason;
}

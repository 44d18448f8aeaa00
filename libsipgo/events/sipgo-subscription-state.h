/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SipgoSubscriptionState:
 * @SIPGO_SUBSCRIPTION_STATE_INITIAL: no SUBSCRIBE was sent yet, or the received one was not accepted yet
 * @SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT: a SUBSCRIBE was sent, or will be sent again; the first NOTIFY has not arrived
 * @SIPGO_SUBSCRIPTION_STATE_PENDING: the notifier has not authorized the subscription yet
 * @SIPGO_SUBSCRIPTION_STATE_ACTIVE: the subscription is authorized, and notifications are sent
 * @SIPGO_SUBSCRIPTION_STATE_TERMINATED: the subscription is over
 *
 * The state of a subscription (RFC 6665), on either side: a [class@Subscriber] or a [class@Notifier].
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_SUBSCRIPTION_STATE_INITIAL,
  SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT,
  SIPGO_SUBSCRIPTION_STATE_PENDING,
  SIPGO_SUBSCRIPTION_STATE_ACTIVE,
  SIPGO_SUBSCRIPTION_STATE_TERMINATED,
} SipgoSubscriptionState;

G_END_DECLS

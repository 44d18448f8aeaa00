/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * SipgoSubscriptionState:
 * @SIPGO_SUBSCRIPTION_STATE_INITIAL: nothing was subscribed to yet
 * @SIPGO_SUBSCRIPTION_STATE_NOTIFY_WAIT: subscribed to, or about to be again; the first notification has not come
 * @SIPGO_SUBSCRIPTION_STATE_PENDING: the notifier has not decided yet whether it may be
 * @SIPGO_SUBSCRIPTION_STATE_ACTIVE: notifications come
 * @SIPGO_SUBSCRIPTION_STATE_TERMINATED: over
 *
 * Where a subscription stands, on either side: a [class@Subscriber] or a [class@Notifier].
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

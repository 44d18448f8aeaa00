/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/events/sipgo-subscription-state.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* The parsed Subscription-State header (RFC 6665 8.4). All zero is a valid empty value. */
typedef struct
{
  SipgoSubscriptionState state;     /* PENDING, ACTIVE or TERMINATED */
  char *reason;                     /* NULL for none */
  gboolean has_expires;
  guint32 expires;                  /* seconds */
  gboolean has_retry_after;
  guint32 retry_after;
} SipgoSubscriptionStatus;

/* FALSE when the header is missing or has an unknown state. */
gboolean sipgo_subscription_status_parse (SipgoSubscriptionStatus *self, SipgoMessage *notify);
void     sipgo_subscription_status_clear (SipgoSubscriptionStatus *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SipgoSubscriptionStatus, sipgo_subscription_status_clear)

G_END_DECLS

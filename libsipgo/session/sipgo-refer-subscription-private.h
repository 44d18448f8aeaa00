/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REFER_SUBSCRIPTION (sipgo_refer_subscription_get_type ())

/* A REFER that we send, with the implicit subscription that it creates (RFC 3515 2.4.4). The subscription lives until a
 * NOTIFY has Subscription-State terminated, whether or not a task waits for the result (RFC 6665 4.1.3), and whether or
 * not the call has ended (RFC 5057 4.2). It holds a reference to its owner, the session whose dialog it shares. */
G_DECLARE_FINAL_TYPE (SipgoReferSubscription, sipgo_refer_subscription, SIPGO, REFER_SUBSCRIPTION, SipgoUsage)

typedef struct
{
  /* A NOTIFY reports this status of the referred call. */
  void     (*progress) (GObject *owner, guint status, const char *reason);
  /* The REFER was rejected, or got no final response. */
  void     (*refused)  (GObject *owner, SipgoOutgoingRequest *request);
  /* The subscription is over; the owner drops its reference. */
  void     (*ended)    (GObject *owner, SipgoReferSubscription *self);
  /* TRUE while the call is not over: the subscription may stay although no task waits for it. */
  gboolean (*goes_on)  (GObject *owner);
} SipgoReferSubscriptionFuncs;

/* The owner sends the request. The task returns it once a NOTIFY reports that the referred call was answered. */
SipgoReferSubscription *sipgo_refer_subscription_new        (SipgoAgent *agent, SipgoOutgoingRequest *request,
                                                             GTask *task, const SipgoReferSubscriptionFuncs *funcs,
                                                             GObject *owner);
/* The CSeq number of the REFER, which is the "id" parameter in the Event header of its NOTIFYs (RFC 3515 2.4.6). */
guint32                 sipgo_refer_subscription_get_number (SipgoReferSubscription *self);
gboolean                sipgo_refer_subscription_is_awaited (SipgoReferSubscription *self);
void                    sipgo_refer_subscription_receive    (SipgoReferSubscription *self, SipgoMessage *notify);
/* The call is over: ends the subscription unless the REFER or a task still waits for a result. */
void                    sipgo_refer_subscription_settle     (SipgoReferSubscription *self);
void                    sipgo_refer_subscription_end        (SipgoReferSubscription *self);

G_END_DECLS

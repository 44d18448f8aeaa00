/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REFER_SUBSCRIPTION (sipgo_refer_subscription_get_type ())

/* A REFER of ours, with the subscription that it makes (RFC 3515 2.4.4): that lives until a NOTIFY says that it is
 * terminated, whether anybody waits for it or not (RFC 6665 4.1.3), and whether the call goes on or not (RFC 5057
 * 4.2). It holds its owner: the session in whose dialog it is. */
G_DECLARE_FINAL_TYPE (SipgoReferSubscription, sipgo_refer_subscription, SIPGO, REFER_SUBSCRIPTION, SipgoUsage)

typedef struct
{
  /* A NOTIFY says how the transfer goes. */
  void     (*progress) (GObject *owner, guint status, const char *reason);
  /* The REFER was refused, or not answered. */
  void     (*refused)  (GObject *owner, SipgoOutgoingRequest *request);
  /* The subscription is over; the owner drops its reference. */
  void     (*ended)    (GObject *owner, SipgoReferSubscription *self);
  /* The call is up: a subscription that nobody waits for may stay. */
  gboolean (*goes_on)  (GObject *owner);
} SipgoReferSubscriptionFuncs;

/* The task gets the request, which the owner sends, once the peer has told that the call was answered. */
SipgoReferSubscription *sipgo_refer_subscription_new        (SipgoAgent *agent, SipgoOutgoingRequest *request,
                                                             GTask *task, const SipgoReferSubscriptionFuncs *funcs,
                                                             GObject *owner);
/* The CSeq of the REFER, by which the Event of a NOTIFY names it (RFC 3515 2.4.6). */
guint32                 sipgo_refer_subscription_get_number (SipgoReferSubscription *self);
gboolean                sipgo_refer_subscription_is_awaited (SipgoReferSubscription *self);
void                    sipgo_refer_subscription_receive    (SipgoReferSubscription *self, SipgoMessage *notify);
/* Ends it where nothing is left to come that anybody waits for. */
void                    sipgo_refer_subscription_settle     (SipgoReferSubscription *self);
void                    sipgo_refer_subscription_end        (SipgoReferSubscription *self);

G_END_DECLS

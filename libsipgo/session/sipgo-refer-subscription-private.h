/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/session/sipgo-session-private.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_REFER_SUBSCRIPTION (sipgo_refer_subscription_get_type ())

/* A REFER of ours, with the subscription that it makes (RFC 3515 2.4.4): that lives until a NOTIFY says that it is
 * terminated, whether anybody waits for it or not (RFC 6665 4.1.3), and whether the call goes on or not (RFC 5057
 * 4.2). */
struct _SipgoReferSubscription
{
  SipgoUsage usage;

  SipgoSession *session;            /* in whose dialog it is */
  GTask *task;                      /* NULL when the outcome was told, or nobody waits for it any more */
  SipgoOutgoingRequest *request;
  SipgoTimer timer;                 /* from the 2xx on */
  GSource *cancel_source;
};

G_DECLARE_FINAL_TYPE (SipgoReferSubscription, sipgo_refer_subscription, SIPGO, REFER_SUBSCRIPTION, SipgoUsage)

/* Sends the REFER; the task gets the request once the peer has told that the call was answered. */
void     sipgo_refer_subscription_begin    (SipgoSession *session, SipgoOutgoingRequest *request, GTask *task);

/* --- all of one session --- */
/* TRUE when the NOTIFY tells of a REFER of ours. */
gboolean sipgo_refer_subscriptions_receive (SipgoSession *session, SipgoIncomingRequest *request);
/* The call is over: its REFERs go on, or end with it where the agent ends. */
void     sipgo_refer_subscriptions_outlive (SipgoSession *session);
void     sipgo_refer_subscriptions_end     (SipgoSession *session);

G_END_DECLS

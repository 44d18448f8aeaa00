/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

/* The longest Expires, in seconds, that we ask for or accept: a week. */
#define SIPGO_MAX_EXPIRES (7 * 24 * 3600)

/* A failed refresh is retried after this delay, which doubles each time up to the limit (exponential back-off). */
#define SIPGO_RETRY_FIRST SIPGO_SECONDS (30)
#define SIPGO_RETRY_LIMIT SIPGO_SECONDS (600)

typedef struct _SipgoSoftState SipgoSoftState;
typedef void (*SipgoSoftStateFunc) (gpointer owner);

/* Soft state (RFC 3903 section 2): state that a peer keeps for the time that it grants, and removes unless it is
 * refreshed: a binding at a registrar (RFC 3261 10.2), a publication (RFC 3903 4.1), a subscription (RFC 6665 4.1.2).
 * This struct has the times and timers; it is embedded in its owner, which sends the requests. */
struct _SipgoSoftState
{
  SipgoEnvironment *environment;    /* not owned; the owner's core holds it */
  SipgoSoftStateFunc refresh;
  SipgoSoftStateFunc expired;       /* NULL where the owner relies on the refresh alone */
  gpointer owner;
  guint asked;                      /* seconds, in the last request */
  guint granted;                    /* seconds, in the last response */
  guint minimum;                    /* Min-Expires of a 423, in seconds; 0 for none */
  guint n_too_brief;                /* consecutive 423 responses */
  gint64 refresh_at;                /* 0: no refresh is planned */
  gint64 expires_at;                /* 0: nothing is granted */
  gint64 retry_delay;               /* of the next retry; 0: none has failed yet */
  SipgoTimer refresh_timer;
  SipgoTimer expiry_timer;
};

void     sipgo_soft_state_init (SipgoSoftState *self, SipgoEnvironment *environment, SipgoSoftStateFunc refresh,
                                SipgoSoftStateFunc expired, gpointer owner);

/* The Expires of the next request in seconds: the larger one of expires and the Min-Expires of the peer. 0, which ends
 * or fetches, stays 0. */
guint    sipgo_soft_state_get_wish      (SipgoSoftState *self, guint expires);
/* TRUE when the response is 423 (Interval Too Brief) with a Min-Expires to use from now on (RFC 3261 10.2.8). FALSE
 * after several consecutive 423 responses, so that the owner gives up. */
gboolean sipgo_soft_state_take_minimum  (SipgoSoftState *self, SipgoMessage *response, guint *seconds);
/* The Expires of a response in seconds, at most what was asked for; what was asked for when it has none. */
guint    sipgo_soft_state_read_granted  (SipgoSoftState *self, SipgoMessage *response);

/* The peer keeps the state for this many seconds from now on; expired () is called when they are over. 0: the peer has
 * removed the state. The owner plans the refresh. */
void     sipgo_soft_state_grant           (SipgoSoftState *self, guint seconds);
/* Calls refresh () after the delay, in microseconds. */
void     sipgo_soft_state_refresh_in      (SipgoSoftState *self, gint64 delay);
/* Calls refresh () after this part (0 to 1) of the time that is left. */
void     sipgo_soft_state_refresh_after   (SipgoSoftState *self, double part);
/* Calls refresh () after a random part of the time that is left. */
void     sipgo_soft_state_plan_refresh    (SipgoSoftState *self);
/* Calls refresh () after this many seconds, which the peer's Retry-After gives; with 0, after the exponential
 * back-off. */
void     sipgo_soft_state_retry_in        (SipgoSoftState *self, guint seconds);
/* Retry-After of a response (nullable) in seconds, 1 at least; 0 when it has none. */
guint    sipgo_soft_state_read_retry_after (SipgoMessage *response);
void     sipgo_soft_state_cancel_refresh  (SipgoSoftState *self);
/* Forgets the grant; neither function is called any more. */
void     sipgo_soft_state_stop            (SipgoSoftState *self);

/* Seconds until the grant ends, rounded up; 0 when nothing is granted. */
guint    sipgo_soft_state_get_seconds_left (SipgoSoftState *self);
/* Seconds until the refresh, rounded up; 0 when none is planned. */
guint    sipgo_soft_state_get_refresh_seconds (SipgoSoftState *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-message.h"

G_BEGIN_DECLS

/* The longest time that is asked for, or believed: a week, in seconds. */
#define SIPGO_MAX_EXPIRES (7 * 24 * 3600)

/* What failed is tried again after this time, twice as long each time, up to the limit. */
#define SIPGO_RETRY_FIRST SIPGO_SECONDS (30)
#define SIPGO_RETRY_LIMIT SIPGO_SECONDS (600)

typedef struct _SipgoSoftState SipgoSoftState;
typedef void (*SipgoSoftStateFunc) (gpointer owner);

/* Soft state (RFC 3903 section 2): what a peer keeps for a time that it grants, and forgets unless it is refreshed: a
 * binding at a registrar (RFC 3261 10.2), a publication (RFC 3903 4.1), a subscription (RFC 6665 4.1.2). It is embedded
 * in its owner, who sends the requests. */
struct _SipgoSoftState
{
  SipgoEnvironment *environment;    /* not owned; the owner's core keeps it */
  SipgoSoftStateFunc refresh;
  SipgoSoftStateFunc expired;       /* NULL where the owner relies on the refresh alone */
  gpointer owner;
  guint asked;                      /* seconds, by the last request */
  guint granted;                    /* seconds, by the last answer */
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

/* For how long the next request asks: expires, or as long as the peer wants at least. 0, which ends or fetches, stays
 * 0. */
guint    sipgo_soft_state_get_wish      (SipgoSoftState *self, guint expires);
/* Whether the response refuses the time that was asked for as too brief (423), and by its Min-Expires names one to ask
 * for from now on (RFC 3261 10.2.8). FALSE, too, after several of them in a row. */
gboolean sipgo_soft_state_take_minimum  (SipgoSoftState *self, SipgoMessage *response, guint *seconds);
/* Expires of a response, not longer than what was asked for; without Expires what was asked for. */
guint    sipgo_soft_state_read_granted  (SipgoSoftState *self, SipgoMessage *response);

/* The peer keeps it for so many seconds from now on; expired () is called when they are over. 0: it keeps nothing any
 * more. The refresh is planned by the owner. */
void     sipgo_soft_state_grant           (SipgoSoftState *self, guint seconds);
/* Calls refresh () after the delay, in microseconds. */
void     sipgo_soft_state_refresh_in      (SipgoSoftState *self, gint64 delay);
/* Calls refresh () once this part of the time that is left is over. */
void     sipgo_soft_state_refresh_after   (SipgoSoftState *self, double part);
/* … after a random part of it. */
void     sipgo_soft_state_plan_refresh    (SipgoSoftState *self);
/* Calls refresh () after so many seconds when the peer has named them (0: it has not), else with exponential
 * back-off. */
void     sipgo_soft_state_retry_in        (SipgoSoftState *self, guint seconds);
/* Retry-After of a response (nullable) in seconds, 1 at least; 0 when it has none. */
guint    sipgo_soft_state_read_retry_after (SipgoMessage *response);
void     sipgo_soft_state_cancel_refresh  (SipgoSoftState *self);
/* Nothing is granted any more, and neither function is called. */
void     sipgo_soft_state_stop            (SipgoSoftState *self);

/* In seconds, rounded up; 0 when nothing is granted. */
guint    sipgo_soft_state_get_seconds_left (SipgoSoftState *self);
/* … when no refresh is planned. */
guint    sipgo_soft_state_get_refresh_seconds (SipgoSoftState *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

typedef struct _SipgoSessionTimer SipgoSessionTimer;

typedef struct
{
  /* We are the refresher, and half of the session interval is over: the owner sends a session refresh request. */
  void (*refresh) (gpointer owner);
  /* The session was not refreshed in time: the owner ends it by a BYE (RFC 4028 section 10). */
  void (*expired) (gpointer owner);
} SipgoSessionTimerFuncs;

/* The session timer of one call (RFC 4028): the negotiation in session refresh requests (INVITE and UPDATE) and their
 * responses, and the times that follow from it. It is embedded in its owner, which sends the requests. */
struct _SipgoSessionTimer
{
  SipgoEnvironment *environment;    /* not owned; the owner's core holds it */
  const SipgoSessionTimerFuncs *funcs;
  gpointer owner;
  guint wish;                       /* the Session-Expires that we ask for, in seconds; 0 for none */
  guint own_minimum;                /* the smallest Session-Expires that we accept, in seconds */
  guint minimum;                    /* the Min-SE of our requests: own_minimum, or that of a 422 */
  guint n_too_small;                /* consecutive 422 responses */
  guint interval;                   /* the session interval in force, in seconds; 0 for none */
  gboolean is_refresher;            /* we refresh, not the peer */
  gboolean interval_changed;        /* the owner notifies, and resets it */
  gboolean refresher_changed;
  gboolean is_due;                  /* a refresh was asked for, and none has succeeded since */
  gint64 deadline;                  /* when the session is ended by a BYE */
  SipgoTimer timer;                 /* for the refresh, and after it for the deadline */
};

void     sipgo_session_timer_init           (SipgoSessionTimer *self, SipgoEnvironment *environment, guint wish,
                                             guint minimum, const SipgoSessionTimerFuncs *funcs, gpointer owner);
/* No function is called any more. interval stays as it is. */
void     sipgo_session_timer_stop           (SipgoSessionTimer *self);

/* --- the UAC of a session refresh request (section 7) --- */
/* Adds Session-Expires and Min-SE to the request, which has Supported: timer. Does nothing when it has a
 * Session-Expires. */
void     sipgo_session_timer_add_to_request (SipgoSessionTimer *self, SipgoMessage *request);
/* TRUE when the response is a 422 (Session Interval Too Small) after which next, a copy of the request with a larger
 * Session-Expires, is to be sent. FALSE after several of them, so that the request fails. */
gboolean sipgo_session_timer_take_too_small (SipgoSessionTimer *self, SipgoMessage *response, SipgoMessage *next);
/* The 2xx has arrived: starts the timer anew, or ends it when the 2xx has no Session-Expires. */
void     sipgo_session_timer_take_response  (SipgoSessionTimer *self, SipgoMessage *response);
/* A refresh that was due has failed, but the call goes on: asks for it again, while there is time. */
void     sipgo_session_timer_try_again      (SipgoSessionTimer *self);

/* --- the UAS (section 9) --- */
/* TRUE when the request gets 422, with this minimum as Min-SE. */
gboolean sipgo_session_timer_is_too_small   (SipgoMessage *request, guint minimum);
/* The 2xx is about to be sent: adds Session-Expires and Require: timer, and starts the timer anew, or ends it. A
 * Session-Expires of the application in the 2xx holds instead. */
void     sipgo_session_timer_answer         (SipgoSessionTimer *self, SipgoMessage *request, SipgoMessage *response);

G_END_DECLS

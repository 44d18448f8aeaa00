/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-soft-state-private.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/core/sipgo-outgoing-request-private.h"
#include "libsipgo/core/sipgo-user-agent-core-requests-private.h"
#include "libsipgo/events/sipgo-subscription-status-private.h"

G_BEGIN_DECLS

/* What a subscription tells its owner, which may end it or begin another one from each of these functions. */
typedef struct
{
  /* The pending SUBSCRIBE has its final response. */
  void (*answered)       (gpointer owner, SipgoOutgoingRequest *request, SipgoMessage *response, gboolean is_accepted);
  /* A NOTIFY in the dialog. The owner answers it. */
  void (*notified)       (gpointer owner, SipgoIncomingRequest *notify, const SipgoSubscriptionStatus *status);
  /* A NOTIFY outside the dialog: the first one, or one of another notifier, to which a proxy has forked the SUBSCRIBE.
   * The owner answers it. */
  void (*first_notified) (gpointer owner, SipgoIncomingRequest *notify, const SipgoSubscriptionStatus *status);
  void (*dialog_changed) (gpointer owner);
  /* No NOTIFY has arrived within Timer N after the SUBSCRIBE. */
  void (*timed_out)      (gpointer owner);
} SipgoSubscriptionFuncs;

/*
 * One subscription of a subscriber (RFC 6665 4.1): the SUBSCRIBE that began it, the pending one, the dialog, and the
 * times that run. What to send, and what follows from a response or a NOTIFY, is the owner's business. It is embedded
 * in its owner.
 */
typedef struct
{
  const SipgoSubscriptionFuncs *funcs;
  GObject *owner;
  SipgoUserAgentCore *core;         /* of the owner */
  char *event;                      /* the value of Event */

  SipgoOutgoingRequest *initial;    /* the SUBSCRIBE that created the subscription */
  SipgoOutgoingRequest *request;    /* the pending SUBSCRIBE */
  gboolean is_listening;            /* accepts first NOTIFYs for initial, also of other notifiers */
  SipgoTimer fork_timer;            /* ends is_listening */
  SipgoDialog *dialog;              /* NULL before the first NOTIFY */
  SipgoTimer notify_timer;          /* Timer N: the time to wait for a NOTIFY */
  SipgoSoftState lifetime;          /* the granted time */
} SipgoSubscription;

/* refresh and expired: as of SipgoSoftState. */
void                  sipgo_subscription_init          (SipgoSubscription *self, SipgoUserAgentCore *core,
                                                        const char *event, SipgoSoftStateFunc refresh,
                                                        SipgoSoftStateFunc expired,
                                                        const SipgoSubscriptionFuncs *funcs, GObject *owner);
void                  sipgo_subscription_clear         (SipgoSubscription *self);
/* self is the subscription with another notifier, to which a proxy has forked the SUBSCRIBE of first. */
void                  sipgo_subscription_fork          (SipgoSubscription *self, const SipgoSubscription *first);

/* Both take the request. The first one sends the SUBSCRIBE that creates the subscription, the second one a SUBSCRIBE in
 * the dialog, in place of a pending one. seconds: its Expires. */
void                  sipgo_subscription_begin         (SipgoSubscription *self, SipgoOutgoingRequest *request,
                                                        guint seconds);
void                  sipgo_subscription_refresh       (SipgoSubscription *self, SipgoOutgoingRequest *request,
                                                        guint seconds);
/* The pending SUBSCRIBE, whose response is ignored from now on; NULL for none. */
SipgoOutgoingRequest *sipgo_subscription_steal_request (SipgoSubscription *self);
/* A further first NOTIFY gets 481. */
void                  sipgo_subscription_stop_listening (SipgoSubscription *self);
/* The NOTIFY of the first notifier creates the dialog, whether or not the response to the SUBSCRIBE has arrived; those
 * of others are accepted for a time only. FALSE when it cannot create one. */
gboolean              sipgo_subscription_make_dialog   (SipgoSubscription *self, SipgoMessage *notify);
void                  sipgo_subscription_stop_timer_n  (SipgoSubscription *self);
/* Ends it at once: forgets all but initial. */
void                  sipgo_subscription_end           (SipgoSubscription *self);

G_END_DECLS

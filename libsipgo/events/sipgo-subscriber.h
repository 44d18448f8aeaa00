/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/dialog/sipgo-dialog.h"
#include "libsipgo/agent/sipgo-client.h"
#include "libsipgo/events/sipgo-subscription-state.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_SUBSCRIBER (sipgo_subscriber_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoSubscriber, sipgo_subscriber, SIPGO, SUBSCRIBER, SipgoClient)

SIPGO_AVAILABLE_IN_ALL
SipgoSubscriber        *sipgo_subscriber_new                      (SipgoUserAgent *agent, const char *target,
                                                                   const char *event, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoSubscriber        *sipgo_subscriber_new_for_uri              (SipgoUserAgent *agent, SipgoUri *target,
                                                                   const char *event, GError **error);

SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_subscriber_get_event                (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSubscriptionState  sipgo_subscriber_get_state                (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_subscriber_get_expires              (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_subscriber_get_granted_expires      (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_subscriber_set_expires              (SipgoSubscriber *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
SipgoBody              *sipgo_subscriber_get_body                 (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_subscriber_set_body                 (SipgoSubscriber *self, SipgoBody *body);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_subscriber_get_auto_refresh         (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_subscriber_set_auto_refresh         (SipgoSubscriber *self, gboolean auto_refresh);
SIPGO_AVAILABLE_IN_ALL
SipgoDialog            *sipgo_subscriber_get_dialog               (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_subscriber_get_subscription_expires (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_subscriber_get_subscription_refresh (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_subscriber_get_event_reason         (SipgoSubscriber *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_subscriber_get_retry_after          (SipgoSubscriber *self);

SIPGO_AVAILABLE_IN_ALL
void                    sipgo_subscriber_subscribe                (SipgoSubscriber *self, SipgoRequestOptions *options,
                                                                   GCancellable *cancellable,
                                                                   GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest   *sipgo_subscriber_subscribe_finish         (SipgoSubscriber *self, GAsyncResult *result,
                                                                   GError **error);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_subscriber_unsubscribe              (SipgoSubscriber *self, SipgoRequestOptions *options,
                                                                   GCancellable *cancellable,
                                                                   GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_subscriber_unsubscribe_finish       (SipgoSubscriber *self, GAsyncResult *result,
                                                                   GError **error);

G_END_DECLS

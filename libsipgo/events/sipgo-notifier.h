/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-internal-type.h"
#include "libsipgo/core/sipgo-incoming-request.h"
#include "libsipgo/dialog/sipgo-dialog.h"
#include "libsipgo/agent/sipgo-agent-types.h"
#include "libsipgo/core/sipgo-outgoing-request.h"
#include "libsipgo/core/sipgo-request-options.h"
#include "libsipgo/events/sipgo-subscription-state.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_NOTIFIER (sipgo_notifier_get_type ())

SIPGO_AVAILABLE_IN_ALL
SIPGO_DECLARE_INTERNAL_TYPE (SipgoNotifier, sipgo_notifier, SIPGO, NOTIFIER, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoUserAgent         *sipgo_notifier_get_user_agent           (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
SipgoIncomingRequest   *sipgo_notifier_get_request              (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_notifier_get_event                (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
SipgoSubscriptionState  sipgo_notifier_get_state                (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
SipgoDialog            *sipgo_notifier_get_dialog               (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_notifier_get_expires              (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_notifier_get_min_expires          (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_notifier_set_min_expires          (SipgoNotifier *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
guint                   sipgo_notifier_get_max_expires          (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_notifier_set_max_expires          (SipgoNotifier *self, guint seconds);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_notifier_get_pending              (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_notifier_set_pending              (SipgoNotifier *self, gboolean pending);
SIPGO_AVAILABLE_IN_ALL
SipgoBody              *sipgo_notifier_get_body                 (SipgoNotifier *self);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_notifier_set_body                 (SipgoNotifier *self, SipgoBody *body);
SIPGO_AVAILABLE_IN_ALL
const char             *sipgo_notifier_get_event_reason         (SipgoNotifier *self);

SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_notifier_accept                   (SipgoNotifier *self, SipgoResponseOptions *options,
                                                                 GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_notifier_reject                   (SipgoNotifier *self, SipgoResponseOptions *options,
                                                                 GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_notifier_defer                    (SipgoNotifier *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_notifier_proceed                  (SipgoNotifier *self, GError **error);
SIPGO_AVAILABLE_IN_ALL
void                    sipgo_notifier_send_notification        (SipgoNotifier *self, SipgoRequestOptions *options,
                                                                 GCancellable *cancellable,
                                                                 GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
SipgoOutgoingRequest   *sipgo_notifier_send_notification_finish (SipgoNotifier *self, GAsyncResult *result,
                                                                 GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean                sipgo_notifier_terminate                (SipgoNotifier *self, const char *event_reason,
                                                                 guint retry_after, GError **error);

G_END_DECLS

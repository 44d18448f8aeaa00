/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/events/sipgo-notifier.h"

G_BEGIN_DECLS

/* From a SUBSCRIBE; 0, or the status that refuses it. */
guint                 sipgo_notifier_new         (SipgoUserAgent *agent, SipgoIncomingRequest *request, SipgoNotifier **notifier);
/* The agent is being stopped: TRUE while there is an answer to wait for. */
gboolean              sipgo_notifier_leave       (SipgoNotifier *self);
void                  sipgo_notifier_forget      (SipgoNotifier *self);

G_END_DECLS

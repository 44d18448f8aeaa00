/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/events/sipgo-notifier.h"

G_BEGIN_DECLS

/* From a SUBSCRIBE; 0, or the status that refuses it. */
guint                 sipgo_notifier_new         (SipgoAgent *agent, SipgoIncomingRequest *request,
                                                  SipgoNotifier **notifier);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/agent/sipgo-agent-private.h"
#include "libsipgo/events/sipgo-notifier.h"

G_BEGIN_DECLS

/* Makes a notifier for a SUBSCRIBE. Returns 0, or the status to refuse the SUBSCRIBE with. */
guint                 sipgo_notifier_new         (SipgoAgent *agent, SipgoIncomingRequest *request,
                                                  SipgoNotifier **notifier);

G_END_DECLS

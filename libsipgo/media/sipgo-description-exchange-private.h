/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-session-description-handler.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* What all handlers of ours do with a request: one negotiator's offer or answer. Each returns whether it went well; the
 * request has been failed where not, and is still to be completed where it did. */
char    *sipgo_description_exchange_get (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request);
gboolean sipgo_description_exchange_set (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request);
gboolean sipgo_description_exchange_has (const char *content_type);

G_END_DECLS

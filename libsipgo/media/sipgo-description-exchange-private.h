/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-session-description-handler.h"
#include "libsipgo/sdp/sipgo-sdp-negotiator-private.h"

G_BEGIN_DECLS

/* The steps that all handlers of the library share: make an offer or an answer with the negotiator (get), or give it
 * the peer's (set). On success the caller still has to complete the request; when NULL or FALSE is returned, the
 * request has been failed already. */
char    *sipgo_description_exchange_get (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request);
gboolean sipgo_description_exchange_set (SipgoSdpNegotiator *negotiator, SipgoDescriptionRequest *request);
/* Whether the content type is application/sdp, with or without parameters. */
gboolean sipgo_description_exchange_has (const char *content_type);

G_END_DECLS

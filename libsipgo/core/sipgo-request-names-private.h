/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/message/sipgo-message-private.h"

G_BEGIN_DECLS

/* From, To, Call-ID and CSeq of a request that the application makes. Of all other requests they are the library's: it
 * matches responses and later requests by them. */
gboolean sipgo_request_names_have (SipgoHeaderId id);
/* Sets one of them. From keeps its tag when the value has none. FALSE with error when the value is not valid. */
gboolean sipgo_request_names_set  (SipgoMessage *request, SipgoHeaderId id, const char *value, GError **error);

G_END_DECLS

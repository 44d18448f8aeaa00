/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-route-private.h"

G_BEGIN_DECLS

/*
 * The way of responses whose request came over a connection that is closed (18.2.2): a new connection to the address
 * that the request came from, and the port in its Via; if that fails, to the host in its Via, as RFC 3263 5 finds it.
 */
typedef struct _SipgoReply SipgoReply;

/* flow: that of the request. NULL if it is not a connection that we can make: responses go over it, or nowhere. The
 * layer has to live longer. */
SipgoReply *sipgo_reply_new  (SipgoTransportLayer *layer, SipgoMessage *request, SipgoFlow *flow);
void        sipgo_reply_free (SipgoReply *self);
/* Sends the response, now or when its way is found; it takes the place of one that still waits. */
void        sipgo_reply_send (SipgoReply *self, GBytes *bytes);

G_END_DECLS

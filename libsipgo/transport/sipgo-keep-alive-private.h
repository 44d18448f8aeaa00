/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/transport/sipgo-flow-private.h"

G_BEGIN_DECLS

/*
 * Keeps a flow alive (RFC 5626 3.5): NATs and firewalls forget a flow that nothing is sent over. Over a connection and
 * over UDP it sends a double CRLF, or over UDP, to a server that supports outbound, a STUN binding request. The watches
 * of the flow are called when a connection does not answer within 10 s although the server supports outbound or has
 * answered before, when STUN gets no response, and when STUN shows another address, since the old flow is dead then
 * (4.4.2). All users of a flow share one keep-alive.
 */
typedef struct _SipgoKeepAlive SipgoKeepAlive;

/* interval: the longest time between two keep-alives, in microseconds; the shortest one that a user of the flow asks
 * for counts. Returns NULL for a flow that keeps itself alive: a SipgoTransport. */
SipgoKeepAlive *sipgo_keep_alive_start   (SipgoEnvironment *environment, SipgoFlow *flow, gint64 interval,
                                          gboolean is_outbound);
void            sipgo_keep_alive_stop    (SipgoKeepAlive *self);

/* Sends a binding request now; func is called after each response, after the watches if it shows another address.
 * func: NULL to end, and nothing is sent. One user of a flow may do this. */
typedef void (*SipgoKeepAliveFunc) (gpointer user_data);
void            sipgo_keep_alive_ask     (SipgoKeepAlive *self, SipgoKeepAliveFunc func, gpointer user_data);

/* A datagram that is not SIP came over the flow. Returns whether it was a response to a keep-alive. */
gboolean        sipgo_keep_alive_receive (SipgoKeepAlive *self, GBytes *bytes);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/transport/sipgo-transport-layer-private.h"

G_BEGIN_DECLS

/*
 * A STUN server (RFC 8489) which is asked again and again under which address it sees the UDP port of the agent. So the
 * Contact has that address from the first request on, also where no peer says it by rport, and a NAT that gives the
 * agent another address is noticed. The server is found by SRV records (_stun._udp) or the address of its name, and
 * looked for again when it does not answer.
 */
typedef struct _SipgoStunServer SipgoStunServer;

/* Called after each answer, from the main loop. has_moved: it is not the address of the answer before. */
typedef void (*SipgoStunServerFunc) (gboolean has_moved, gpointer user_data);

/* "stun.example.com", "192.0.2.1:3478", "[2001:db8::1]:3478", each also with "stun:" before it (RFC 7064). */
gboolean            sipgo_stun_server_check       (const char *text, GError **error);
/* text is one that sipgo_stun_server_check () accepts. interval: of the requests, in microseconds. */
SipgoStunServer    *sipgo_stun_server_new         (SipgoTransportLayer *layer, const char *text, gint64 interval,
                                                   SipgoStunServerFunc func, gpointer user_data);
void                sipgo_stun_server_free        (SipgoStunServer *self);
/* Looks for the server and asks it now, because the network has changed. */
void                sipgo_stun_server_ask_again   (SipgoStunServer *self);
/* NULL while it does not answer. */
const SipgoAddress *sipgo_stun_server_get_address (SipgoStunServer *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/net/sipgo-address-private.h"

G_BEGIN_DECLS

/* Binding requests and responses of STUN (RFC 8489), without authentication: a client asks under which address a server
 * sees it. */
#define SIPGO_STUN_REQUEST_LENGTH 20
#define SIPGO_STUN_ID_LENGTH 12
#define SIPGO_STUN_MAX_RESPONSE_LENGTH 44

/* How often a request is sent, and when: after 0, 1, 3, 7, 15, 31 and 63 times SIPGO_STUN_RTO; without a response the
 * transaction fails SIPGO_STUN_LAST_WAIT after the last one (RFC 8489 6.2.1). */
#define SIPGO_STUN_RTO (500 * (gint64) 1000)
#define SIPGO_STUN_N_REQUESTS 7
#define SIPGO_STUN_LAST_WAIT (16 * SIPGO_STUN_RTO)

/* Draws a transaction ID, so that nobody can answer who has not seen the request. */
void     sipgo_stun_draw_id       (SipgoRandom *random, guint8 id[SIPGO_STUN_ID_LENGTH]);
void     sipgo_stun_write_request (const guint8 id[SIPGO_STUN_ID_LENGTH], guint8 request[SIPGO_STUN_REQUEST_LENGTH]);
/* TRUE when the datagram is a success response to the request with this ID. Gives the address under which the server
 * has seen us, which is checked for its form only. */
gboolean sipgo_stun_read_response (const guint8 *data, gsize length, const guint8 id[SIPGO_STUN_ID_LENGTH],
                                   SipgoAddress *mapped);
/* TRUE when the datagram is a binding request; gives its transaction ID. */
gboolean sipgo_stun_read_request  (const guint8 *data, gsize length, guint8 id[SIPGO_STUN_ID_LENGTH]);
/* The success response, which shows the source of the request. Returns its length. */
gsize    sipgo_stun_write_response (const guint8 id[SIPGO_STUN_ID_LENGTH], const SipgoAddress *source,
                                    guint8 response[SIPGO_STUN_MAX_RESPONSE_LENGTH]);

G_END_DECLS

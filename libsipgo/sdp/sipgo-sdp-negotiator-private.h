/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-stream-private.h"

G_BEGIN_DECLS

#define SIPGO_SDP_MAX_STREAMS 8

/*
 * Offer and answer of RFC 3264 for one call. It has streams of ours, in their order, and knows which m= line each of
 * them is on; every other line is refused in its place. Later descriptions keep the order and the number of the lines.
 */
typedef struct _SipgoSdpNegotiator SipgoSdpNegotiator;

SipgoSdpNegotiator *sipgo_sdp_negotiator_new         (guint64 session_id);
void                sipgo_sdp_negotiator_free        (SipgoSdpNegotiator *self);

/* Where all streams are, of ours. */
void                sipgo_sdp_negotiator_set_address (SipgoSdpNegotiator *self, const char *address);
/* Any time: the stream is part of the next offer, behind the lines that there are, and takes a line of the next
 * offer of the peer's. type is static. Owned by the negotiator. */
SipgoSdpStream     *sipgo_sdp_negotiator_add_stream  (SipgoSdpNegotiator *self, const char *type);
SipgoSdpStream     *sipgo_sdp_negotiator_get_stream  (SipgoSdpNegotiator *self, guint index);

char               *sipgo_sdp_negotiator_make_offer  (SipgoSdpNegotiator *self, SipgoSdpDirection wanted,
                                                      GError **error);
/* FALSE leaves the offer to be taken back, but where the peer refuses all streams of a call: then none is agreed. */
gboolean            sipgo_sdp_negotiator_take_answer (SipgoSdpNegotiator *self, const char *text, GError **error);

gboolean            sipgo_sdp_negotiator_take_offer  (SipgoSdpNegotiator *self, const char *text, GError **error);
char               *sipgo_sdp_negotiator_make_answer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted,
                                                      GError **error);

void                sipgo_sdp_negotiator_rollback    (SipgoSdpNegotiator *self);

/* What is agreed now of a stream; NULL before the first answer. */
const SipgoSdpAgreement *sipgo_sdp_negotiator_get_agreement (SipgoSdpNegotiator *self, guint index);
/* What an offer that waits for its answer will lead to, as far as it is known: the peer may send by it already. */
const SipgoSdpAgreement *sipgo_sdp_negotiator_get_proposal  (SipgoSdpNegotiator *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSdpNegotiator, sipgo_sdp_negotiator_free)

G_END_DECLS

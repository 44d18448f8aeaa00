/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-stream-private.h"

G_BEGIN_DECLS

#define SIPGO_SDP_MAX_STREAMS 8

/*
 * Offer and answer (RFC 3264) for one call. The negotiator has our streams, in order, and knows the m= line of each.
 * All other m= lines are refused by port 0. Later descriptions keep the order and the number of the m= lines.
 */
typedef struct _SipgoSdpNegotiator SipgoSdpNegotiator;

SipgoSdpNegotiator *sipgo_sdp_negotiator_new         (guint64 session_id);
void                sipgo_sdp_negotiator_free        (SipgoSdpNegotiator *self);

/* Sets our address, for all streams. */
void                sipgo_sdp_negotiator_set_address (SipgoSdpNegotiator *self, const char *address);
/* Adds a stream, at any time. Our next offer has it after the existing m= lines; in the peer's next offer it takes a
 * matching m= line. type must be a static string. The stream is owned by the negotiator. */
SipgoSdpStream     *sipgo_sdp_negotiator_add_stream  (SipgoSdpNegotiator *self, const char *type);
SipgoSdpStream     *sipgo_sdp_negotiator_get_stream  (SipgoSdpNegotiator *self, guint index);

char               *sipgo_sdp_negotiator_make_offer  (SipgoSdpNegotiator *self, SipgoSdpDirection wanted,
                                                      GError **error);
/* On FALSE the offer still waits: the caller rolls back. One case differs: if a later answer refuses all streams, that
 * is an error, too, but from then on no stream is agreed. */
gboolean            sipgo_sdp_negotiator_take_answer (SipgoSdpNegotiator *self, const char *text, GError **error);

gboolean            sipgo_sdp_negotiator_take_offer  (SipgoSdpNegotiator *self, const char *text, GError **error);
char               *sipgo_sdp_negotiator_make_answer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted,
                                                      GError **error);

void                sipgo_sdp_negotiator_rollback    (SipgoSdpNegotiator *self);

/* The present agreement for a stream; NULL before the first answer. */
const SipgoSdpAgreement *sipgo_sdp_negotiator_get_agreement (SipgoSdpNegotiator *self, guint index);
/* The agreement that the pending offer may lead to, as far as it is known: the peer may send by it before it answers
 * (RFC 3264 5.1). */
const SipgoSdpAgreement *sipgo_sdp_negotiator_get_proposal  (SipgoSdpNegotiator *self, guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSdpNegotiator, sipgo_sdp_negotiator_free)

G_END_DECLS

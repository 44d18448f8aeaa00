/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-agreement-private.h"

G_BEGIN_DECLS

/* Event clocks that are spoken: beside opus, and beside all others. */
#define SIPGO_SDP_N_EVENT_CLOCKS 2

/* Formats of one m= line of ours: the codecs and the events of each clock. */
#define SIPGO_SDP_MAX_OWN_FORMATS (SIPGO_SDP_MAX_CODECS + SIPGO_SDP_N_EVENT_CLOCKS)

/* Our side of one stream of a call: what we have for it, and what is taken of a line of the peer's. */
typedef struct
{
  const char *type;            /* "audio"; static */
  guint16 port;
  gboolean rtcp_mux;
  gboolean refused;            /* it is offered and answered with port 0 */
  const SipgoSdpCodec *codecs[SIPGO_SDP_MAX_CODECS];
  guint n_codecs;

  /* A number once given to a codec stays with it as long as the call (RFC 3264, 8.3.2): a slot for each codec, then
   * one for each event clock. */
  guint8 payload_types[SIPGO_SDP_MAX_OWN_FORMATS];
  guint32 used_dynamic;        /* bit n: payload type 96 + n */
} SipgoSdpStream;

SipgoSdpStream *sipgo_sdp_stream_new         (const char *type);
void            sipgo_sdp_stream_free        (SipgoSdpStream *self);

void            sipgo_sdp_stream_add_codec   (SipgoSdpStream *self, const SipgoSdpCodec *codec);   /* by preference */
void            sipgo_sdp_stream_set_port    (SipgoSdpStream *self, guint16 port, gboolean rtcp_mux);
/* Takes the stream out of the descriptions to come, or back into them; its place among the m= lines stays (RFC 3264,
 * 8.2). */
void            sipgo_sdp_stream_set_refused (SipgoSdpStream *self, gboolean refused);

/* Whether the line is of this kind, over RTP without encryption. */
gboolean        sipgo_sdp_stream_is_of_kind  (const SipgoSdpStream *self, const SipgoSdpMedia *media);
/* What of the peer's line we have, in its order. FALSE with an error that carries a warning (RFC 3261, 20.43) where
 * it cannot be used. own_address: what we send from. */
gboolean        sipgo_sdp_stream_match       (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                                              const SipgoSdpMedia *media,
                                              const char *own_address, GError **error);

/* What the m= line of an offer names, and that of an answer; the count of the formats is returned, 0 where nothing
 * is left to offer. */
guint           sipgo_sdp_stream_offer       (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                                              SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS]);
guint           sipgo_sdp_stream_answer      (const SipgoSdpAgreement *agreement,
                                              SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS]);
/* Of an offer that matches the first format is taken, under its number. */
void            sipgo_sdp_stream_take_first  (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                                              const SipgoSdpMedia *media);
/* Numbers that the peer gave to codecs that we do not have must not come back as something else. */
void            sipgo_sdp_stream_note_peer_types (SipgoSdpStream *self, const SipgoSdpMedia *media);

G_END_DECLS

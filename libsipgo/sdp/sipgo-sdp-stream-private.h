/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-agreement-private.h"

G_BEGIN_DECLS

/* Clock rates of telephone-events: one for Opus, and one for all other codecs. */
#define SIPGO_SDP_N_EVENT_CLOCKS 2

/* Formats of one of our m= lines: the codecs, and telephone-event with each clock rate. */
#define SIPGO_SDP_MAX_OWN_FORMATS (SIPGO_SDP_MAX_CODECS + SIPGO_SDP_N_EVENT_CLOCKS)

/* Our side of one stream: its codecs and payload types, and the matching of the peer's m= line. */
typedef struct
{
  const char *type;            /* "audio"; static */
  guint16 port;
  guint16 rtcp_port;           /* where it is not the one after port, for a=rtcp; else 0 */
  gboolean rtcp_mux;
  gboolean refused;            /* offers and answers have port 0 */
  const SipgoSdpCodec *codecs[SIPGO_SDP_MAX_CODECS];
  guint n_codecs;

  /* A payload type keeps its codec for the whole call (RFC 3264 8.3.2). One slot for each codec, then one for each
   * clock rate of telephone-events. */
  guint8 payload_types[SIPGO_SDP_MAX_OWN_FORMATS];
  guint32 used_dynamic;        /* bit n: payload type 96 + n */
} SipgoSdpStream;

SipgoSdpStream *sipgo_sdp_stream_new         (const char *type);
void            sipgo_sdp_stream_free        (SipgoSdpStream *self);

void            sipgo_sdp_stream_add_codec   (SipgoSdpStream *self, const SipgoSdpCodec *codec);   /* by preference */
void            sipgo_sdp_stream_set_port    (SipgoSdpStream *self, guint16 port, gboolean rtcp_mux);
/* The ports are those that a NAT has given us. rtcp_port: 0 when it is not known. */
void            sipgo_sdp_stream_set_mapped_ports (SipgoSdpStream *self, guint16 port, guint16 rtcp_port);
/* Refuses the stream in later descriptions, or uses it again. Its m= line stays (RFC 3264 8.2). */
void            sipgo_sdp_stream_set_refused (SipgoSdpStream *self, gboolean refused);

/* Whether the m= line has the same media type, and the profile RTP/AVP or RTP/AVPF. */
gboolean        sipgo_sdp_stream_is_of_kind  (const SipgoSdpStream *self, const SipgoSdpMedia *media);
/* Puts the codecs that both sides have into the agreement, in the order of the peer's m= line. FALSE with an error that
 * carries a warn-code (RFC 3261 20.43) if the line cannot be used. own_address is the address that we send from. */
gboolean        sipgo_sdp_stream_match       (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                                              const SipgoSdpMedia *media,
                                              const char *own_address, GError **error);

/* Fill in the formats of our m= line in an offer and in an answer. Return the number of formats; 0 if none is left. */
guint           sipgo_sdp_stream_offer       (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                                              SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS]);
guint           sipgo_sdp_stream_answer      (const SipgoSdpAgreement *agreement,
                                              SipgoSdpFormat formats[SIPGO_SDP_MAX_OWN_FORMATS]);
/* Accepts the first codec of a matching offer, with the payload type of the offer. */
void            sipgo_sdp_stream_take_first  (SipgoSdpStream *self, SipgoSdpAgreement *agreement,
                                              const SipgoSdpMedia *media);
/* Notes the payload types of the peer, so that we do not use their numbers for other codecs. */
void            sipgo_sdp_stream_note_peer_types (SipgoSdpStream *self, const SipgoSdpMedia *media);

G_END_DECLS

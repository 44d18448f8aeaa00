/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-terms-private.h"

G_BEGIN_DECLS

/* What the files of the negotiator share. */

/* Formats of one description of ours: the codecs and the events of each clock. */
#define SIPGO_SDP_MAX_OWN_FORMATS (SIPGO_SDP_MAX_CODECS + SIPGO_SDP_N_EVENT_CLOCKS)

typedef enum {
  SIPGO_SDP_STABLE,
  SIPGO_SDP_LOCAL_OFFER,
  SIPGO_SDP_REMOTE_OFFER,
} SipgoSdpState;

struct _SipgoSdpNegotiator
{
  SipgoSdpState state;
  guint64 session_id;
  guint64 version;             /* of the last description written */
  guint64 last_hash;           /* of its text, 0 before the first */
  char *address;
  guint16 port;
  gboolean rtcp_mux;
  const SipgoSdpCodec *codecs[SIPGO_SDP_MAX_CODECS];
  guint n_codecs;

  /* A number once given to a codec stays with it as long as the call (RFC 3264, 8.3.2). */
  guint8 payload_types[SIPGO_SDP_MAX_OWN_FORMATS];
  guint32 used_dynamic;        /* bit n: payload type 96 + n */

  SipgoSdpTerms *agreed;       /* NULL before the first answer */
  SipgoSdpTerms *proposed;     /* of the offer that waits */
};

/* Payload types: a slot for each codec, then one for each event clock. SIPGO_SDP_NO_PAYLOAD: none is left. */
void   sipgo_sdp_negotiator_note_type  (SipgoSdpNegotiator *self, guint slot, guint8 payload_type);
guint8 sipgo_sdp_negotiator_type_for   (SipgoSdpNegotiator *self, guint slot, guint8 preferred);
/* Numbers that the peer gave to codecs that we do not have must not come back as something else. */
void   sipgo_sdp_negotiator_note_peer_types (SipgoSdpNegotiator *self, const SipgoSdpMedia *media);

/* What of the peer's line we have, in its order. FALSE with an error that carries a warning where it cannot be used. */
gboolean sipgo_sdp_negotiator_match    (SipgoSdpNegotiator *self, SipgoSdpTerms *terms, const SipgoSdpMedia *media, GError **error);
/* Whether the line is there to be used, for all that its port says; whether it is audio as we speak it. */
gboolean sipgo_sdp_media_is_live       (const SipgoSdpMedia *media);
gboolean sipgo_sdp_media_is_plain_audio (const SipgoSdpMedia *media);

/* A number by which the peer may send events. */
void   sipgo_sdp_agreement_add_event   (SipgoSdpAgreement *self, guint8 payload_type, guint clock_rate);

SipgoSdpFormat sipgo_sdp_codec_format  (const SipgoSdpCodec *codec, guint8 payload_type);
SipgoSdpFormat sipgo_sdp_event_format  (guint clock_rate, guint8 payload_type);
/* A whole description with this audio line. */
char  *sipgo_sdp_negotiator_write      (SipgoSdpNegotiator *self, const SipgoSdpTerms *terms, SipgoSdpFormat *formats, guint n_formats);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-codec-private.h"

G_BEGIN_DECLS

#define SIPGO_SDP_NO_PAYLOAD 255

typedef struct
{
  const SipgoSdpCodec *codec;
  guint8 send;                 /* payload type that the peer wants to get, SIPGO_SDP_NO_PAYLOAD while unknown */
  guint8 receive;              /* payload type that the peer will send */
} SipgoSdpAgreedFormat;

#define SIPGO_SDP_MAX_EVENTS 8

/* A number by which telephone-events may come. */
typedef struct
{
  guint8 payload_type;
  guint clock_rate;
} SipgoSdpEventFormat;

/* What came out of an offer and its answer, for the one audio stream of a call. */
typedef struct
{
  SipgoSdpAgreedFormat formats[SIPGO_SDP_MAX_CODECS];   /* sending begins with the first */
  guint n_formats;             /* 0: no audio */
  guint event_clock_rate;      /* telephone-event of RFC 4733, to be sent; 0 without */
  guint8 event_send;
  guint8 event_receive;
  SipgoSdpEventFormat events[SIPGO_SDP_MAX_EVENTS];     /* all that either side has named, as peers mix them up */
  guint n_events;
  gboolean rtcp_mux;
  SipgoSdpDirection direction; /* ours: what we may send and what we may get */
  gboolean holding;            /* we have put the peer on hold: it must not hear the conversation */
  char *address;               /* the peer's, may be a name; NULL where media must not be sent (RFC 3264, 8.4) */
  gboolean ip6;                /* which family a name is asked for */
  guint16 port;
  guint16 rtcp_port;
  guint16 ptime;               /* how long the peer wants our packets, and may have them at most, in ms; 0: not said */
  guint16 maxptime;
} SipgoSdpAgreement;

/* Offer and answer of RFC 3264 for one call's audio. Lines of other media are refused in their place. */
typedef struct _SipgoSdpNegotiator SipgoSdpNegotiator;

SipgoSdpNegotiator *sipgo_sdp_negotiator_new         (guint64 session_id);
void                sipgo_sdp_negotiator_free        (SipgoSdpNegotiator *self);

void                sipgo_sdp_negotiator_add_codec   (SipgoSdpNegotiator *self, const SipgoSdpCodec *codec);   /* by preference */
void                sipgo_sdp_negotiator_set_local   (SipgoSdpNegotiator *self, const char *address, guint16 port, gboolean rtcp_mux);

char               *sipgo_sdp_negotiator_make_offer  (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error);
/* FALSE leaves the offer to be taken back, but where the peer refuses the stream of a call: then the agreement has none. */
gboolean            sipgo_sdp_negotiator_take_answer (SipgoSdpNegotiator *self, const char *text, GError **error);

gboolean            sipgo_sdp_negotiator_take_offer  (SipgoSdpNegotiator *self, const char *text, GError **error);
char               *sipgo_sdp_negotiator_make_answer (SipgoSdpNegotiator *self, SipgoSdpDirection wanted, GError **error);

void                sipgo_sdp_negotiator_rollback    (SipgoSdpNegotiator *self);

/* What is agreed now; NULL before the first answer. */
const SipgoSdpAgreement *sipgo_sdp_negotiator_get_agreement (SipgoSdpNegotiator *self);
/* What an offer that waits for its answer will lead to, as far as it is known: the peer may send by it already. */
const SipgoSdpAgreement *sipgo_sdp_negotiator_get_proposal  (SipgoSdpNegotiator *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoSdpNegotiator, sipgo_sdp_negotiator_free)

G_END_DECLS

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

/* What came out of an offer and its answer for one stream. */
typedef struct
{
  SipgoSdpAgreedFormat formats[SIPGO_SDP_MAX_CODECS];   /* sending begins with the first */
  guint n_formats;             /* 0: the stream is not used */
  int line;                    /* the m= line that it is on, counted from 0, or -1 while it is on none */
  guint event_clock_rate;      /* telephone-event of RFC 4733, to be sent; 0 without */
  guint8 event_send;
  guint8 event_receive;
  SipgoSdpEventFormat events[SIPGO_SDP_MAX_EVENTS];     /* all that either side has named, as peers mix them up */
  guint n_events;
  gboolean rtcp_mux;
  SipgoSdpDirection direction; /* ours: what we may send and what we may get */
  gboolean holding;            /* we have put the peer on hold: it must not hear the conversation */
  char *mid;                   /* by which the peer's description names the stream (RFC 5888), or NULL */
  char *address;               /* the peer's, may be a name; NULL where media must not be sent (RFC 3264, 8.4) */
  gboolean ip6;                /* which family a name is asked for */
  guint16 port;
  guint16 rtcp_port;
  guint16 ptime;               /* how long the peer wants our packets, and may have them at most, in ms; 0: not said */
  guint16 maxptime;
} SipgoSdpAgreement;

void sipgo_sdp_agreement_init      (SipgoSdpAgreement *self);
void sipgo_sdp_agreement_clear     (SipgoSdpAgreement *self);

/* Reads what the peer's m= line says of where, how and which way. The direction is the peer's wish, seen from our
 * side. */
void sipgo_sdp_agreement_take_peer (SipgoSdpAgreement *self, const SipgoSdpMedia *media);
/* A number by which the peer may send events. */
void sipgo_sdp_agreement_add_event (SipgoSdpAgreement *self, guint8 payload_type, guint clock_rate);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/sdp/sipgo-sdp-codec-private.h"

G_BEGIN_DECLS

#define SIPGO_SDP_NO_PAYLOAD 255

typedef struct
{
  const SipgoSdpCodec *codec;
  guint8 send;                 /* payload type to send with: the peer's; SIPGO_SDP_NO_PAYLOAD while unknown */
  guint8 receive;              /* payload type that the peer has to send with: ours */
} SipgoSdpAgreedFormat;

#define SIPGO_SDP_MAX_EVENTS 8

/* A payload type of telephone-events that the peer may send. */
typedef struct
{
  guint8 payload_type;
  guint clock_rate;
} SipgoSdpEventFormat;

/* What an offer and its answer have agreed on for one stream (RFC 3264). */
typedef struct
{
  SipgoSdpAgreedFormat formats[SIPGO_SDP_MAX_CODECS];   /* the first one is sent */
  guint n_formats;             /* 0: the stream is not used */
  int line;                    /* index of its m= line, from 0; -1 while it has none */
  guint event_clock_rate;      /* of the telephone-events to send (RFC 4733); 0: none */
  guint8 event_send;
  guint8 event_receive;
  SipgoSdpEventFormat events[SIPGO_SDP_MAX_EVENTS];     /* of both sides, since some peers send with their own */
  guint n_events;
  gboolean rtcp_mux;
  SipgoSdpDirection direction; /* seen from our side: whether we may send, and whether the peer may */
  gboolean holding;            /* we have put the peer on hold: it must not hear the conversation */
  char *mid;                   /* a=mid of the peer's description (RFC 5888), or NULL */
  char *address;               /* the peer's, may be a host name; NULL if media must not be sent (RFC 3264 8.4) */
  gboolean ip6;                /* look up a host name as IPv6, else as IPv4 */
  guint16 port;
  guint16 rtcp_port;
  guint16 ptime;               /* length of packets that the peer prefers, in ms; 0: not given */
  guint16 maxptime;            /* longest packets that the peer accepts, in ms; 0: not given */
} SipgoSdpAgreement;

void sipgo_sdp_agreement_init      (SipgoSdpAgreement *self);
void sipgo_sdp_agreement_clear     (SipgoSdpAgreement *self);

/* Reads address, ports, packet lengths, a=mid and direction from the peer's m= line. The direction is reversed, to be
 * seen from our side. */
void sipgo_sdp_agreement_take_peer (SipgoSdpAgreement *self, const SipgoSdpMedia *media);
/* Adds a payload type with which the peer may send telephone-events. */
void sipgo_sdp_agreement_add_event (SipgoSdpAgreement *self, guint8 payload_type, guint clock_rate);

G_END_DECLS

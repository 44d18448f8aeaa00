/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/gst/rtp/sipgo-dtmf-telephone-event-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-guard-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-statistics-private.h"
#include "libsipgo/media/sipgo-media-statistics.h"
#include "libsipgo/sdp/sipgo-sdp-agreement-private.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_RTP_ENDPOINT (sipgo_rtp_endpoint_get_type ())
G_DECLARE_FINAL_TYPE (SipgoRtpEndpoint, sipgo_rtp_endpoint, SIPGO, RTP_ENDPOINT, GstElement)

#define SIPGO_RTP_MAX_TYPES 16

/* The agreement in the form that the endpoint needs. If a payload type stands there twice, the first codec counts. */
typedef struct
{
  struct
  {
    guint8 payload_type;
    const SipgoSdpCodec *codec;
  } receive[SIPGO_RTP_MAX_TYPES];
  guint n_receive;
  guint8 send_payload_type;
  guint send_clock_rate;       /* 0: nothing to send yet */
  guint packet_ms;             /* length of the audio packets to send */
  gboolean any_size;           /* a packet may have any size; else it has one octet for each tick of the RTP clock */
  guint event_clock_rate;      /* 0: no telephone-events are sent */
  guint8 event_send;
  SipgoSdpEventFormat events[SIPGO_RTP_MAX_TYPES];      /* telephone-events to receive */
  guint n_events;
  gboolean sending;
  gboolean receiving;
  gboolean rtcp_mux;
  SipgoAddress rtp;      /* where to send; unset: not known yet */
  SipgoAddress rtcp;
} SipgoRtpConfig;

/* All are called in the media thread. */
typedef struct
{
  /* A packet of this codec has arrived, and will be played soon. */
  void (*codec_seen)     (gpointer user_data, const SipgoSdpCodec *codec);
  /* A packet of this codec is about to be pushed. FALSE if there is no decoder for it yet: the packet is dropped. */
  gboolean (*codec_due)  (gpointer user_data, const SipgoSdpCodec *codec);
  void (*digit_heard)    (gpointer user_data, guint event, guint duration_ms);
  void (*digits_sent)    (gpointer user_data, guint serial);
} SipgoRtpEndpointCallbacks;

/* Takes the port. */
SipgoRtpEndpoint *sipgo_rtp_endpoint_new           (SipgoMediaThread *thread, SipgoRtpPort *port,
                                                    const SipgoRtpEndpointCallbacks *callbacks, gpointer user_data);
/* Draws SSRC, first sequence number, first timestamp and CNAME from random. To be called before the endpoint runs;
 * without it they come from GLib's random numbers. */
void              sipgo_rtp_endpoint_draw_identity (SipgoRtpEndpoint *self, SipgoRandom *random);
/* Accepts packets only from the address in the peer's description. */
void              sipgo_rtp_endpoint_set_strict    (SipgoRtpEndpoint *self, gboolean strict);

/* Media thread only. */
void              sipgo_rtp_endpoint_configure     (SipgoRtpEndpoint *self, const SipgoRtpConfig *config);
void              sipgo_rtp_endpoint_set_holding   (SipgoRtpEndpoint *self, gboolean holding);
gboolean          sipgo_rtp_endpoint_is_sending    (SipgoRtpEndpoint *self);
/* Takes the guard and returns the old one; either may be NULL, for no guard. */
SipgoRtpGuard    *sipgo_rtp_endpoint_swap_guard    (SipgoRtpEndpoint *self, SipgoRtpGuard *guard);
/* Reads what the port has for this channel. */
void              sipgo_rtp_endpoint_receive       (SipgoRtpEndpoint *self, guint channel);
void              sipgo_rtp_endpoint_play          (SipgoRtpEndpoint *self, GstClockTime time);
/* The next audio does not follow the last packet directly: its timestamp is the one of this tick. */
void              sipgo_rtp_endpoint_begin_audio   (SipgoRtpEndpoint *self);
/* TRUE if a telephone-event was sent in place of this tick's audio. */
gboolean          sipgo_rtp_endpoint_send_event    (SipgoRtpEndpoint *self);
SipgoDtmfEventSender *sipgo_rtp_endpoint_get_events (SipgoRtpEndpoint *self);
void              sipgo_rtp_endpoint_say_goodbye   (SipgoRtpEndpoint *self);
void              sipgo_rtp_endpoint_read_statistics (SipgoRtpEndpoint *self, SipgoMediaStatistics *statistics);

SipgoRtpPort  *sipgo_rtp_endpoint_get_port      (SipgoRtpEndpoint *self);
/* Takes the port and returns the old one. In the media thread while the endpoint runs. */
SipgoRtpPort  *sipgo_rtp_endpoint_swap_port     (SipgoRtpEndpoint *self, SipgoRtpPort *port);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-guard-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-statistics-private.h"
#include "libsipgo/gst/rtp/sipgo-telephone-event-private.h"
#include "libsipgo/sdp/sipgo-sdp-agreement-private.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_RTP_ENDPOINT (sipgo_rtp_endpoint_get_type ())
G_DECLARE_FINAL_TYPE (SipgoRtpEndpoint, sipgo_rtp_endpoint, SIPGO, RTP_ENDPOINT, GstElement)

#define SIPGO_RTP_MAX_TYPES 16

/* What was agreed, as the endpoint needs it. Of two codecs for one number the first counts. */
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
  guint packet_ms;             /* of the audio that is sent */
  gboolean any_size;           /* its packets are of any size, and not an octet for each tick of the clock */
  guint event_clock_rate;      /* 0: no telephone-events are sent */
  guint8 event_send;
  SipgoSdpEventFormat events[SIPGO_RTP_MAX_TYPES];      /* those that may come */
  guint n_events;
  gboolean sending;
  gboolean receiving;
  gboolean rtcp_mux;
  SipgoAddress rtp;      /* where to send; none: nowhere yet */
  SipgoAddress rtcp;
} SipgoRtpConfig;

/* All in the media thread. */
typedef struct
{
  /* A packet of this codec has come, and is to be heard in a moment. */
  void (*codec_seen)     (gpointer user_data, const SipgoSdpCodec *codec);
  /* It is to be heard now: FALSE where there is no decoder behind the pad yet. */
  gboolean (*codec_due)  (gpointer user_data, const SipgoSdpCodec *codec);
  void (*digit_heard)    (gpointer user_data, guint event, guint duration_ms);
  void (*digits_sent)    (gpointer user_data, guint serial);
} SipgoRtpEndpointCallbacks;

/* Takes the port. */
SipgoRtpEndpoint *sipgo_rtp_endpoint_new           (SipgoMediaThread *thread, SipgoRtpPort *port,
                                                    const SipgoRtpEndpointCallbacks *callbacks, gpointer user_data);
/* SSRC, numbers and CNAME of these dice, before it runs; else they are the system's. */
void              sipgo_rtp_endpoint_draw_identity (SipgoRtpEndpoint *self, SipgoRandom *random);
/* Only the address that the peer's description names is heard. */
void              sipgo_rtp_endpoint_set_strict    (SipgoRtpEndpoint *self, gboolean strict);

/* Media thread only. */
void              sipgo_rtp_endpoint_configure     (SipgoRtpEndpoint *self, const SipgoRtpConfig *config);
void              sipgo_rtp_endpoint_set_holding   (SipgoRtpEndpoint *self, gboolean holding);
gboolean          sipgo_rtp_endpoint_is_sending    (SipgoRtpEndpoint *self);
/* Returns the guard before; both may be NULL: none. */
SipgoRtpGuard    *sipgo_rtp_endpoint_swap_guard    (SipgoRtpEndpoint *self, SipgoRtpGuard *guard);
/* There is something to read where the port watches this channel. */
void              sipgo_rtp_endpoint_receive       (SipgoRtpEndpoint *self, guint channel);
void              sipgo_rtp_endpoint_play          (SipgoRtpEndpoint *self, GstClockTime time);
/* The audio that comes next begins with this tick, and does not follow what was sent before. */
void              sipgo_rtp_endpoint_begin_audio   (SipgoRtpEndpoint *self);
/* TRUE: a digit was sent in place of this tick's audio. */
gboolean          sipgo_rtp_endpoint_send_event    (SipgoRtpEndpoint *self);
SipgoEventSender *sipgo_rtp_endpoint_get_events    (SipgoRtpEndpoint *self);
void              sipgo_rtp_endpoint_say_goodbye   (SipgoRtpEndpoint *self);
void              sipgo_rtp_endpoint_read_statistics (SipgoRtpEndpoint *self, SipgoMediaStatistics *statistics);

SipgoRtpPort  *sipgo_rtp_endpoint_get_port      (SipgoRtpEndpoint *self);

G_END_DECLS

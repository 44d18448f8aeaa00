/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-jitter-buffer-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-endpoint-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-source-private.h"

G_BEGIN_DECLS

#define SIPGO_RTP_MAX_PACKET   2048
#define SIPGO_RTP_REPORT_TICKS 250     /* a report every five seconds, and half of that more or less (RFC 3550, 6.2) */

/*
 * The network side of a call: sockets, jitter buffer, RTCP and telephone-events. Packets leave the pad "recv" in order
 * and one a tick; what comes into the pad "send" gets our numbers and goes out. It has no thread: the media thread
 * calls.
 */
struct _SipgoRtpEndpoint
{
  GstElement parent_instance;

  SipgoMediaThread *thread;
  SipgoPacketPort *port;
  const SipgoRtpEndpointCallbacks *callbacks;
  gpointer user_data;
  GstPad *recv;
  GstPad *send;
  char cname[20];

  /* media thread only */
  SipgoRtpConfig config;
  SipgoJitterBuffer jitter;
  SipgoRtpSource source;
  SipgoPacketAddress named_rtcp;
  SipgoRtpStatistics statistics;
  SipgoEventReceiver heard;
  guint heard_clock_rate;      /* of the last event that came */
  SipgoEventSender events;
  gboolean holding;            /* no new digit goes out */
  const SipgoSdpCodec *playing;
  guint8 playing_type;
  guint32 last_ssrc;
  guint16 last_seq;
  guint32 last_timestamp;
  guint frame_ms;              /* of the peer's packets, as their timestamps say */
  guint next_frame_ms;
  guint credit_ms;             /* of time that has not been filled with packets yet */

  guint32 ssrc;
  guint32 timestamp;           /* of the tick */
  GstClockTime last_tick;      /* 0: none yet */
  guint32 audio_timestamp;     /* of the next packet of audio */
  guint16 seq;
  gboolean spurt;              /* the next packet is the first after a pause */
  guint report_countdown;
  guint64 reported_sent;
  guint64 n_sent, n_received, n_ignored, octets_sent, octets_received;
};

void sipgo_rtp_endpoint_send_report (SipgoRtpEndpoint *self, gboolean bye);

G_END_DECLS

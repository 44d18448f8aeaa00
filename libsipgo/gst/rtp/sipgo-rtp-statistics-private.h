/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/media/sipgo-media-statistics.h"

G_BEGIN_DECLS

/* The statistics of the received stream (RFC 3550 A.1, A.3, A.8), and of the sent stream as the peer reports it. */
typedef struct
{
  gboolean started;
  guint32 ssrc;
  guint32 base_seq;
  guint32 max_seq;             /* with the cycles in the upper 16 bits */
  guint32 bad_seq;             /* the number after one that was far off; above 65535: none */
  guint64 received;            /* packets of this SSRC */
  guint64 lost_before;         /* packets of earlier SSRCs */
  guint64 expected_prior;
  guint64 received_prior;
  guint32 transit;
  double jitter;               /* in units of the RTP clock */
  guint clock_rate;

  guint32 last_report;         /* middle 32 bits of the NTP time in the peer's last sender report; 0: none */
  gint64 last_report_at;       /* when it arrived, in microseconds */
  guint64 remote_lost;
  double remote_jitter_ms;
  double round_trip_ms;        /* negative while unknown */
} SipgoRtpStatistics;

void    sipgo_rtp_statistics_init         (SipgoRtpStatistics *self);
void    sipgo_rtp_statistics_note_packet  (SipgoRtpStatistics *self, guint32 ssrc, guint16 seq, guint32 timestamp,
                                           guint clock_rate, gint64 now);
guint64 sipgo_rtp_statistics_get_lost     (const SipgoRtpStatistics *self);
/* Reads the peer's reports. FALSE if the packet is not RTCP. */
gboolean sipgo_rtp_statistics_take_report (SipgoRtpStatistics *self, guint8 *data, gsize size, guint32 own_ssrc,
                                           guint send_clock_rate, gint64 now);

typedef struct
{
  guint32 ssrc;
  const char *cname;
  gboolean sender;             /* has sent since the last report */
  guint32 timestamp;
  guint32 packets;
  guint32 octets;
  gboolean bye;
} SipgoRtpSender;

GstBuffer *sipgo_rtp_statistics_make_report (SipgoRtpStatistics *self, const SipgoRtpSender *sender, gint64 now);

G_END_DECLS

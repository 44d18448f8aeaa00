/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/gst/rtp/sipgo-rtp-statistics-private.h"

G_BEGIN_DECLS

/* RTCP (RFC 3550 6): what the peer reports of the stream that we send, and the reports that we send. */
typedef struct
{
  guint32 last_report;         /* middle 32 bits of the NTP time in the peer's last sender report; 0: none */
  gint64 last_report_at;       /* when it arrived, in microseconds */
  guint64 remote_lost;
  double remote_jitter_ms;
  double round_trip_ms;        /* negative while unknown */
} SipgoRtcpReports;

/* We as the sender of a report. */
typedef struct
{
  guint32 ssrc;
  const char *cname;
  gboolean sender;             /* has sent since the last report */
  guint32 timestamp;
  guint32 packets;
  guint32 octets;
  gboolean bye;
} SipgoRtcpSender;

void       sipgo_rtcp_reports_init  (SipgoRtcpReports *self);
/* Reads the reports of the peer in a packet. FALSE if the packet is not RTCP. */
gboolean   sipgo_rtcp_reports_read  (SipgoRtcpReports *self, guint8 *data, gsize size, guint32 own_ssrc,
                                     guint send_clock_rate, gint64 now);
/* Makes a packet with a report (SR or RR), SDES and, at the end, BYE. The report is about received, too, once a packet
 * has arrived. */
GstBuffer *sipgo_rtcp_reports_write (SipgoRtcpReports *self, SipgoRtpStatistics *received,
                                     const SipgoRtcpSender *sender, gint64 now);

G_END_DECLS

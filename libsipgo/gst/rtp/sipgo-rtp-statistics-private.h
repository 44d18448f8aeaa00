/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The statistics of the received stream (RFC 3550 A.1, A.3, A.8). */
typedef struct
{
  gboolean started;
  guint32 ssrc;
  guint32 base_seq;
  guint32 max_seq;             /* with the cycles in the upper 16 bits */
  guint32 bad_seq;             /* the number after one that was far off; above 65535: none */
  guint64 received;            /* packets of this SSRC */
  guint64 lost_before;         /* packets of earlier SSRCs */
  guint64 expected_prior;      /* at the last call of sipgo_rtp_statistics_take_fraction_lost () */
  guint64 received_prior;
  guint32 transit;
  double jitter;               /* in units of the RTP clock */
  guint clock_rate;
} SipgoRtpStatistics;

void    sipgo_rtp_statistics_init               (SipgoRtpStatistics *self);
void    sipgo_rtp_statistics_note_packet        (SipgoRtpStatistics *self, guint32 ssrc, guint16 seq,
                                                 guint32 timestamp, guint clock_rate, gint64 now);
guint64 sipgo_rtp_statistics_get_lost           (const SipgoRtpStatistics *self);
/* The same without the packets of earlier SSRCs. */
guint64 sipgo_rtp_statistics_get_lost_of_ssrc   (const SipgoRtpStatistics *self);
/* The lost part of the packets since the last call, in 1/256. */
guint8  sipgo_rtp_statistics_take_fraction_lost (SipgoRtpStatistics *self);

G_END_DECLS

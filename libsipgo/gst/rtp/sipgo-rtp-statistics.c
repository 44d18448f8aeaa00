/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtp-statistics-private.h"

#include <gst/gst.h>
#include <string.h>

#define MAX_DROPOUT  3000
#define NO_SEQ       G_MAXUINT32

void
sipgo_rtp_statistics_init (SipgoRtpStatistics *self)
{
  memset (self, 0, sizeof *self);
}

static guint64
expected (const SipgoRtpStatistics *self)
{
  return self->started ? (guint64) self->max_seq - self->base_seq + 1 : 0;
}

guint64
sipgo_rtp_statistics_get_lost_of_ssrc (const SipgoRtpStatistics *self)
{
  return expected (self) > self->received ? expected (self) - self->received : 0;
}

guint64
sipgo_rtp_statistics_get_lost (const SipgoRtpStatistics *self)
{
  return self->lost_before + sipgo_rtp_statistics_get_lost_of_ssrc (self);
}

static void
start (SipgoRtpStatistics *self, guint32 ssrc, guint16 seq)
{
  self->lost_before += sipgo_rtp_statistics_get_lost_of_ssrc (self);
  self->started = TRUE;
  self->ssrc = ssrc;
  self->base_seq = self->max_seq = seq;
  self->bad_seq = NO_SEQ;
  self->received = self->expected_prior = self->received_prior = 0;
  self->transit = 0;
  self->jitter = 0;
}

/* FALSE for a sequence number far off. If its successor arrives next, the sender has restarted (RFC 3550 A.1). */
static gboolean
note_sequence (SipgoRtpStatistics *self, guint32 ssrc, guint16 seq)
{
  gint16 ahead;

  if (!self->started || ssrc != self->ssrc)
    start (self, ssrc, seq);
  ahead = (gint16) (seq - (guint16) self->max_seq);
  if (ahead <= MAX_DROPOUT && ahead >= -MAX_DROPOUT)
    {
      self->max_seq += (guint32) MAX (ahead, 0);
      self->bad_seq = NO_SEQ;
    }
  else if (seq == self->bad_seq)
    start (self, ssrc, seq);
  else
    {
      self->bad_seq = (guint16) (seq + 1);
      return FALSE;
    }
  self->received++;
  return TRUE;
}

void
sipgo_rtp_statistics_note_packet (SipgoRtpStatistics *self, guint32 ssrc, guint16 seq, guint32 timestamp,
                                  guint clock_rate, gint64 now)
{
  guint32 arrival, transit;
  gint32 step;

  if (!note_sequence (self, ssrc, seq) || clock_rate == 0)
    return;
  arrival = (guint32) gst_util_uint64_scale ((guint64) now, clock_rate, G_USEC_PER_SEC);
  transit = arrival - timestamp;
  if (self->received > 1 && self->clock_rate == clock_rate)
    {
      step = (gint32) (transit - self->transit);
      /* A step of a second or more is a pause or a jump of the sender's clock, and not jitter. */
      if (ABS ((gint64) step) < clock_rate)
        self->jitter += (ABS (step) - self->jitter) / 16.0;
    }
  self->clock_rate = clock_rate;
  self->transit = transit;
}

guint8
sipgo_rtp_statistics_take_fraction_lost (SipgoRtpStatistics *self)
{
  guint64 due = expected (self) - self->expected_prior;
  guint64 got = self->received - self->received_prior;

  self->expected_prior = expected (self);
  self->received_prior = self->received;
  return due > got ? (guint8) MIN ((due - got) * 256 / due, 255) : 0;
}

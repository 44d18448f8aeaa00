/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-dtmf-telephone-event-private.h"

#include <string.h>

#define TICKS_PER_SECOND 50
#define N_ENDS           3
#define END_BIT          0x80
#define VOLUME           10      /* -10 dBm0 */
#define LOST_END_TICKS   10      /* a digit without packets for this long has ended; its end packets were lost */
#define MAX_AGE          48000   /* a timestamp older than this is not a late packet: the sender has restarted */
/* A segment ends at 65535 units of the RTP clock, or with the last packet before: up to 60 ms at 48 kHz less. */
#define LEAST_SEGMENT    (G_MAXUINT16 - 2880)
#define MOST_SEGMENT     (G_MAXUINT16 + 2880)

/* --- sending ------------------------------------------------------------------------------------------------------ */

void
sipgo_dtmf_event_sender_add (SipgoDtmfEventSender *self, const SipgoDtmfEvent *event)
{
  if (!self->queue)
    self->queue = g_array_new (FALSE, FALSE, sizeof (SipgoDtmfEvent));
  g_array_append_val (self->queue, *event);
}

void
sipgo_dtmf_event_sender_release (SipgoDtmfEventSender *self)
{
  self->now.n_ticks = MIN (self->now.n_ticks, MAX (self->ticks, 1));
}

/* The present digit is still ended by its end packets. */
void
sipgo_dtmf_event_sender_cancel (SipgoDtmfEventSender *self, guint serial)
{
  guint i;

  for (i = self->queue ? self->queue->len : 0; i-- > 0;)
    if (g_array_index (self->queue, SipgoDtmfEvent, i).serial == serial)
      g_array_remove_index (self->queue, i);
  if (self->active && self->now.serial == serial)
    {
      sipgo_dtmf_event_sender_release (self);
      self->now.last = FALSE;
    }
}

void
sipgo_dtmf_event_sender_clear (SipgoDtmfEventSender *self)
{
  g_clear_pointer (&self->queue, g_array_unref);
  memset (self, 0, sizeof *self);
}

static gboolean
next_event (SipgoDtmfEventSender *self, guint32 timestamp)
{
  if (!self->queue || self->queue->len == 0)
    return FALSE;
  self->now = g_array_index (self->queue, SipgoDtmfEvent, 0);
  g_array_remove_index (self->queue, 0);
  self->active = TRUE;
  self->ticks = self->n_ends = self->duration = 0;
  self->timestamp = timestamp;
  return TRUE;
}

static void
end_event (SipgoDtmfEventSender *self, guint *finished)
{
  self->active = FALSE;
  self->gap_left = self->now.gap_ticks > N_ENDS ? self->now.gap_ticks - N_ENDS : 0;
  if (self->now.last)
    *finished = self->now.serial;
}

gboolean
sipgo_dtmf_event_sender_tick (SipgoDtmfEventSender *self, guint32 timestamp, guint clock_rate,
                              SipgoDtmfEventPacket *packet, guint *finished)
{
  gboolean end;

  *finished = 0;
  if (!self->active && self->gap_left > 0)
    {
      self->gap_left--;
      return FALSE;
    }
  if (!self->active && !next_event (self, timestamp))
    return FALSE;
  end = self->ticks >= self->now.n_ticks;
  packet->marker = self->ticks == 0;
  if (end)
    self->n_ends++;
  else
    self->ticks++;
  self->duration = MIN (self->ticks * (clock_rate / TICKS_PER_SECOND), G_MAXUINT16);
  packet->timestamp = self->timestamp;
  packet->payload[0] = self->now.event;
  packet->payload[1] = VOLUME | (end ? END_BIT : 0);
  packet->payload[2] = (guint8) (self->duration >> 8);
  packet->payload[3] = (guint8) self->duration;
  if (self->n_ends == N_ENDS)
    end_event (self, finished);
  return TRUE;
}

/* --- receiving ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint16 seq;
  gboolean marker;
  guint32 timestamp;
  guint8 event;
  gboolean end;
  guint16 duration;
  gboolean newer;              /* than all earlier packets, by sequence number */
} Report;

static void
tell (SipgoDtmfEventReceiver *self, SipgoDtmfHeardEvent *heard)
{
  heard->event = self->event;
  heard->duration = self->before + self->duration;
  heard->n_ticks = self->duration == G_MAXUINT16 ? self->last_ticks : 0;
  self->told = TRUE;
  self->told_mask |= 1u << self->event;
  self->told_duration[self->event] = self->duration;
}

/* A duration that goes down has wrapped around its 16 bits, or has started again from 0. */
static gboolean
has_wrapped (guint16 before, guint16 now)
{
  return now < before && before - now > 0x8000;
}

static gboolean
has_restarted (guint16 before, guint16 now)
{
  return now < before && before - now <= 0x8000;
}

/* Whether the same digit begins again under the same timestamp. The end packets of the one before are lost then, and
 * perhaps the start of the new one. */
static gboolean
is_restart (const SipgoDtmfEventReceiver *self, const Report *report)
{
  return report->newer && has_restarted (self->duration, report->duration) && (report->marker || !report->end);
}

/* A packet under the timestamp of a digit that was reported already: whether it is of another digit, or of the same one
 * pressed again, and not just a further packet of the reported one. */
static gboolean
is_new_press (const SipgoDtmfEventReceiver *self, const Report *report)
{
  guint16 bit = (guint16) (1u << report->event);

  if (!report->newer)
    return FALSE;
  if (!(self->told_mask & bit))
    return TRUE;
  if (report->marker)
    return !report->end || report->duration != self->told_duration[report->event];
  return !report->end && ((self->ended_mask & bit) ||
                          has_restarted (self->told_duration[report->event], report->duration));
}

/* The next segment of a long digit begins where the full one ends, without marker bit (RFC 4733 2.5.1.3). */
static gboolean
is_next_segment (const SipgoDtmfEventReceiver *self, const Report *report)
{
  guint32 step = report->timestamp - self->timestamp;

  return report->event == self->event && !report->marker && !(self->ended_mask & (1u << self->event)) &&
         step >= LEAST_SEGMENT && step <= MOST_SEGMENT;
}

static void
begin (SipgoDtmfEventReceiver *self, const Report *report)
{
  if (!self->known || report->timestamp != self->timestamp)
    self->told_mask = self->ended_mask = 0;
  self->known = TRUE;
  self->told = FALSE;
  self->first_seq = report->seq;
  self->timestamp = report->timestamp;
  self->event = report->event;
  self->ended_mask &= ~(1u << report->event);
  self->before = 0;
  self->duration = report->duration;
  self->ticks = 0;
}

static void
begin_segment (SipgoDtmfEventReceiver *self, const Report *report)
{
  self->before += report->timestamp - self->timestamp;
  self->timestamp = report->timestamp;
  self->duration = report->duration;
}

/* FALSE if the packet adds nothing: it is late, or of a digit that was reported already. */
static gboolean
find_digit (SipgoDtmfEventReceiver *self, const Report *report, SipgoDtmfHeardEvent *heard, guint *n)
{
  gint32 age = (gint32) (self->timestamp - report->timestamp);

  if (self->known && age == 0 && report->event == self->event && !self->told && !is_restart (self, report))
    return report->newer || (gint16) (report->seq - self->first_seq) >= 0;
  if (self->known && age != 0 && is_next_segment (self, report))
    {
      begin_segment (self, report);
      return !self->told;
    }
  if (self->known && age == 0 && !is_restart (self, report) && !is_new_press (self, report))
    return FALSE;
  if (self->known && age > 0 && age < MAX_AGE && !(report->newer && report->marker))
    return FALSE;
  if (self->known && !self->told)
    tell (self, &heard[(*n)++]);
  begin (self, report);
  return TRUE;
}

static void
take_duration (SipgoDtmfEventReceiver *self, const Report *report)
{
  if (report->newer && has_wrapped (self->duration, report->duration))
    {
      self->before += G_MAXUINT16 + 1u;
      self->duration = report->duration;
    }
  else if (report->newer || !has_wrapped (report->duration, self->duration))
    self->duration = MAX (self->duration, report->duration);
}

guint
sipgo_dtmf_event_receiver_take (SipgoDtmfEventReceiver *self, guint16 seq, gboolean marker, guint32 timestamp,
                                const guint8 *payload, gsize size, SipgoDtmfHeardEvent heard[SIPGO_DTMF_MAX_HEARD])
{
  Report report = { .seq = seq, .marker = marker, .timestamp = timestamp };
  guint n = 0;

  if (size < SIPGO_DTMF_EVENT_SIZE || payload[0] >= SIPGO_DTMF_N_EVENTS)
    return 0;
  report.event = payload[0];
  report.end = (payload[1] & END_BIT) != 0;
  report.duration = (guint16) (payload[2] << 8 | payload[3]);
  report.newer = !self->known || (gint16) (seq - self->seq) > 0;
  if (report.newer)
    self->seq = seq;
  if (!find_digit (self, &report, heard, &n))
    return n;
  self->quiet_ticks = 0;
  self->last_ticks = self->ticks;
  take_duration (self, &report);
  if (!report.end)
    return n;
  tell (self, &heard[n++]);
  self->ended_mask |= 1u << self->event;
  return n;
}

guint
sipgo_dtmf_event_receiver_tick (SipgoDtmfEventReceiver *self, SipgoDtmfHeardEvent *heard)
{
  self->ticks++;
  if (!self->known || self->told || ++self->quiet_ticks < LOST_END_TICKS)
    return 0;
  tell (self, heard);
  return 1;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-telephone-event-private.h"

#include <string.h>

#define TICKS_PER_SECOND 50
#define N_ENDS           3
#define END_BIT          0x80
#define VOLUME           10      /* -10 dBm0 */
#define LOST_END_TICKS   10      /* a digit without packets for this long has ended, though its end was lost */
#define MAX_AGE          48000   /* clock ticks: a timestamp this much older is no late packet but a new count */

/* --- sending ------------------------------------------------------------------------------------------------- */

void
sipgo_event_sender_add (SipgoEventSender *self, const SipgoEvent *event)
{
  if (!self->queue)
    self->queue = g_array_new (FALSE, FALSE, sizeof (SipgoEvent));
  g_array_append_val (self->queue, *event);
}

void
sipgo_event_sender_release (SipgoEventSender *self)
{
  self->now.n_ticks = MIN (self->now.n_ticks, MAX (self->ticks, 1));
}

/* The digit under way gets its end. */
void
sipgo_event_sender_cancel (SipgoEventSender *self, guint serial)
{
  guint i;

  for (i = self->queue ? self->queue->len : 0; i-- > 0;)
    if (g_array_index (self->queue, SipgoEvent, i).serial == serial)
      g_array_remove_index (self->queue, i);
  if (self->active && self->now.serial == serial)
    {
      sipgo_event_sender_release (self);
      self->now.last = FALSE;
    }
}

void
sipgo_event_sender_clear (SipgoEventSender *self)
{
  g_clear_pointer (&self->queue, g_array_unref);
  memset (self, 0, sizeof *self);
}

static gboolean
next_event (SipgoEventSender *self, guint32 timestamp)
{
  if (!self->queue || self->queue->len == 0)
    return FALSE;
  self->now = g_array_index (self->queue, SipgoEvent, 0);
  g_array_remove_index (self->queue, 0);
  self->active = TRUE;
  self->ticks = self->n_ends = self->duration = 0;
  self->timestamp = timestamp;
  return TRUE;
}

static void
end_event (SipgoEventSender *self, guint *finished)
{
  self->active = FALSE;
  self->gap_left = self->now.gap_ticks > N_ENDS ? self->now.gap_ticks - N_ENDS : 0;
  if (self->now.last)
    *finished = self->now.serial;
}

gboolean
sipgo_event_sender_tick (SipgoEventSender *self, guint32 timestamp, guint clock_rate, SipgoEventPacket *packet, guint *finished)
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

/* --- receiving ----------------------------------------------------------------------------------------------- */

static gboolean
tell (SipgoEventReceiver *self, SipgoHeardEvent *heard)
{
  heard->event = self->event;
  heard->duration = self->duration;
  self->told = TRUE;
  return TRUE;
}

gboolean
sipgo_event_receiver_take (SipgoEventReceiver *self, guint32 timestamp, const guint8 *payload, gsize size, SipgoHeardEvent *heard)
{
  gboolean due = FALSE;
  gint32 age;

  if (size < SIPGO_EVENT_SIZE || payload[0] >= SIPGO_N_EVENTS)
    return FALSE;
  age = (gint32) (self->timestamp - timestamp);
  if (self->known && age > 0 && age < MAX_AGE)
    return FALSE;
  if (!self->known || age != 0)
    {
      due = self->known && !self->told && tell (self, heard);
      self->known = TRUE;
      self->told = FALSE;
      self->timestamp = timestamp;
      self->event = payload[0];
      self->duration = 0;
    }
  self->quiet_ticks = 0;
  self->duration = MAX (self->duration, (guint16) (payload[2] << 8 | payload[3]));
  /* A digit that is still owed goes first; this one's other ends, or the silence behind it, bring it out. */
  if (!due && !self->told && (payload[1] & END_BIT))
    due = tell (self, heard);
  return due;
}

gboolean
sipgo_event_receiver_tick (SipgoEventReceiver *self, SipgoHeardEvent *heard)
{
  if (!self->known || self->told || ++self->quiet_ticks < LOST_END_TICKS)
    return FALSE;
  return tell (self, heard);
}

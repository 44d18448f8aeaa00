/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-jitter-buffer-private.h"

#define GIVE_UP  25     /* after half a second without packets the stream has ended, and the buffer is cleared */
#define MAX_HELD 10

static GstBuffer **
slot (SipgoJitterBuffer *self, guint16 seq)
{
  return &self->slots[seq % SIPGO_JITTER_SLOTS];
}

void
sipgo_jitter_buffer_clear (SipgoJitterBuffer *self)
{
  guint i;

  for (i = 0; i < SIPGO_JITTER_SLOTS; i++)
    gst_clear_buffer (&self->slots[i]);
  self->held = self->starved = self->starved_held = 0;
  self->started = self->playing = self->probing = FALSE;
}

static void
skip_hole (SipgoJitterBuffer *self)
{
  while (!*slot (self, self->next))
    {
      self->next++;
      self->n_lost++;
    }
}

/* Too many packets, after a stall of the network: play newer ones instead, or the delay would stay. */
static void
drop_oldest (SipgoJitterBuffer *self)
{
  skip_hole (self);
  gst_clear_buffer (slot (self, self->next));
  self->next++;
  self->held--;
  self->n_late++;
}

/* A sequence number far off is a stray packet, to be dropped. Two consecutive numbers far off mean that the sender has
 * restarted (RFC 3550 A.1): the buffer is cleared and begins with the second one. */
static gboolean
is_stray (SipgoJitterBuffer *self, guint16 seq)
{
  gint16 ahead = (gint16) (seq - self->next);
  gboolean restarted = self->probing && seq == self->probe;

  self->probing = ahead >= SIPGO_JITTER_SLOTS || ahead < -SIPGO_JITTER_SLOTS;
  self->probe = seq + 1;
  if (!self->probing)
    return FALSE;
  if (!restarted)
    return TRUE;
  sipgo_jitter_buffer_clear (self);
  return FALSE;
}

void
sipgo_jitter_buffer_push (SipgoJitterBuffer *self, guint16 seq, GstBuffer *buffer)
{
  gint16 ahead;

  if (self->started && is_stray (self, seq))
    {
      self->n_late++;
      gst_buffer_unref (buffer);
      return;
    }
  if (!self->started)
    {
      self->started = TRUE;
      self->next = seq;
    }
  ahead = (gint16) (seq - self->next);
  if (ahead < 0 || *slot (self, seq))
    {
      self->n_late += ahead < 0;
      gst_buffer_unref (buffer);
      return;
    }
  *slot (self, seq) = buffer;
  self->held++;
  self->starved_held = 0;
  if (self->held > MAX_HELD)
    drop_oldest (self);
  if (self->held >= SIPGO_JITTER_PREFILL)
    self->playing = TRUE;
}

/* The buffer is empty or fills: the sender pauses (its sequence numbers stand still) or its packets are late. Wait at
 * the same number until the buffer has filled again. */
static gboolean
starve (SipgoJitterBuffer *self)
{
  self->playing = FALSE;
  if (self->held > 0 && ++self->starved_held > SIPGO_JITTER_PREFILL)
    self->playing = TRUE;
  if (++self->starved == GIVE_UP)
    sipgo_jitter_buffer_clear (self);
  return self->started;
}

gboolean
sipgo_jitter_buffer_pull (SipgoJitterBuffer *self, GstBuffer **buffer)
{
  *buffer = NULL;
  if (!self->playing && self->starved == 0)
    return FALSE;
  if (!self->playing || self->held == 0)
    return starve (self);

  *buffer = g_steal_pointer (slot (self, self->next));
  self->next++;
  self->starved = 0;
  if (*buffer)
    self->held--;
  else
    self->n_lost++;
  return TRUE;
}

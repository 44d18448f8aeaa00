/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SIPGO_JITTER_SLOTS   64
#define SIPGO_JITTER_PREFILL 3     /* packets in the buffer before the first one is played: 60 ms */

/* The jitter buffer: puts packets in the order of their sequence numbers, and gives one for each tick. */
typedef struct
{
  GstBuffer *slots[SIPGO_JITTER_SLOTS];
  guint16 next;        /* sequence number to play next */
  guint16 probe;       /* the number after one that was far off: if it arrives next, the sender has restarted */
  gboolean probing;    /* probe is set */
  guint held;          /* packets in the buffer */
  guint starved;       /* consecutive pulls without a packet */
  guint starved_held;  /* of these, those since the last packet arrived: it is played after some of them */
  gboolean started;    /* a packet has arrived: next is set */
  gboolean playing;    /* FALSE while the buffer fills */
  guint64 n_late;
  guint64 n_lost;
} SipgoJitterBuffer;

void     sipgo_jitter_buffer_clear (SipgoJitterBuffer *self);
void     sipgo_jitter_buffer_push  (SipgoJitterBuffer *self, guint16 seq, GstBuffer *buffer);
/* FALSE if no packet is due. TRUE with a NULL buffer if a packet is due and missing. */
gboolean sipgo_jitter_buffer_pull  (SipgoJitterBuffer *self, GstBuffer **buffer);

G_END_DECLS

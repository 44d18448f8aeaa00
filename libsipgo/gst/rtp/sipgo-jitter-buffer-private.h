/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

#define SIPGO_JITTER_SLOTS   64
#define SIPGO_JITTER_PREFILL 3     /* packets held back before the first is played: 60 ms */

/* Puts packets back in order and their moments back on the tick. */
typedef struct
{
  GstBuffer *slots[SIPGO_JITTER_SLOTS];
  guint16 next;        /* sequence number played next */
  guint16 probe;       /* the number that follows a stray one: if it comes next, the sender has started anew */
  gboolean probing;
  guint held;
  guint starved;       /* pulls in a row that found nothing */
  guint starved_held;  /* of these, those since a packet came: a last one is not held for ever */
  gboolean started;
  gboolean playing;
  guint64 n_late;
  guint64 n_lost;
} SipgoJitterBuffer;

void     sipgo_jitter_buffer_clear (SipgoJitterBuffer *self);
void     sipgo_jitter_buffer_push  (SipgoJitterBuffer *self, guint16 seq, GstBuffer *buffer);
/* FALSE: nothing is due. TRUE with a NULL buffer: a frame is due and missing. */
gboolean sipgo_jitter_buffer_pull  (SipgoJitterBuffer *self, GstBuffer **buffer);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

/*
 * The audio codec of ITU-T Recommendation G.722 at 64 kbit/s: 16,000 samples a second become 8,000 bytes. A pair of
 * quadrature mirror filters splits the signal into two sub-bands of 8,000 samples a second each; an adaptive
 * differential quantizer writes the lower sub-band in six bits and the higher one in two. The names are those of the
 * Recommendation.
 */

#define SIPGO_G722_RATE   16000
#define SIPGO_G722_N_TAPS 24

#define SIPGO_G722_CAPS     "audio/G722, rate = 16000, channels = 1"
#define SIPGO_G722_RAW_CAPS \
  "audio/x-raw, format = " GST_AUDIO_NE (S16) ", rate = 16000, channels = 1, layout = interleaved"

/* A sub-band. [0] of each array is of the latest sample. */
typedef struct
{
  gint32 s;              /* the predicted signal: sp + sz */
  gint32 sz;             /* of the zero predictor */
  gint32 r[2];           /* reconstructed signal */
  gint32 p[2];           /* partially reconstructed signal */
  gint32 a[2];           /* pole predictor coefficients */
  gint32 d[6];           /* quantized difference signal */
  gint32 b[6];           /* zero predictor coefficients */
  gint32 nb;             /* logarithmic quantizer scale factor */
  gint32 det;            /* quantizer scale factor */
} SipgoG722Band;

/* One direction: an encoder or a decoder. */
typedef struct
{
  SipgoG722Band low;
  SipgoG722Band high;
  gint32 x[SIPGO_G722_N_TAPS];   /* of the quadrature mirror filter, the oldest first */
} SipgoG722;

void sipgo_g722_init   (SipgoG722 *self);
/* Two samples for each byte. */
void sipgo_g722_encode (SipgoG722 *self, const gint16 *samples, gsize n_bytes, guint8 *bytes);
void sipgo_g722_decode (SipgoG722 *self, const guint8 *bytes, gsize n_bytes, gint16 *samples);

G_END_DECLS

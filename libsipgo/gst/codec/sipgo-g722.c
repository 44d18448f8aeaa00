/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/codec/sipgo-g722-private.h"

#include <string.h>

#define N_HALF (SIPGO_G722_N_TAPS / 2)

#define LOW_NB_MAX  18432
#define HIGH_NB_MAX 22528

#define N_LOW_LEVELS 29           /* decision levels of one sign in the lower sub-band */

static const gint32 filter[N_HALF] = { 3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11 };

/* The decision levels of the quantizer of the lower sub-band, and the six bits for each interval. */
static const gint32 low_levels[N_LOW_LEVELS] = {
  35, 72, 110, 150, 190, 233, 276, 323, 370, 422, 473, 530, 587, 650, 714, 786, 858, 940, 1023, 1121, 1219, 1339, 1458,
  1612, 1765, 1980, 2195, 2557, 2919,
};

static const guint8 low_code_negative[N_LOW_LEVELS + 1] = {
  63, 62, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4,
};

static const guint8 low_code_positive[N_LOW_LEVELS + 1] = {
  61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33,
  32,
};

/* The quantized differences for six and for four bits of the lower sub-band, and for the two of the higher one. */
static const gint32 low_output_6[64] = {
  -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576, -7856,
  -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040, -728,
  24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
  4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136,
};

static const gint32 low_output_4[16] = {
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0,
};

static const gint32 high_output[4] = { -7408, -1616, 7408, 1616 };

/* How much each code changes the logarithmic scale factor. */
static const gint32 low_weights[16] = {
  -60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60,
};

static const gint32 high_weights[4] = { 798, -214, 798, -214 };

static const gint32 antilogarithms[32] = {
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
  2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
};

static gint32
saturate (gint32 value)
{
  return CLAMP (value, G_MININT16, G_MAXINT16);
}

/* --- adaptation of a sub-band ------------------------------------------------------------------------------------- */

static void
adapt_scale_factor (SipgoG722Band *self, gint32 weight, gint32 nb_max, int exponent)
{
  gint32 factor;
  int shift;

  self->nb = CLAMP (((self->nb * 127) >> 7) + weight, 0, nb_max);
  factor = antilogarithms[(self->nb >> 6) & 31];
  shift = exponent - (self->nb >> 11);
  self->det = (shift < 0 ? factor << -shift : factor >> shift) << 2;
}

static gboolean
same_sign (gint32 a, gint32 b)
{
  return (a < 0) == (b < 0);
}

static void
adapt_poles (SipgoG722Band *self, gint32 p)
{
  gint32 first = saturate (self->a[0] * 4);
  gint32 second = MIN (same_sign (p, self->p[0]) ? -first : first, G_MAXINT16);
  gint32 limit;

  second = (second >> 7) + (same_sign (p, self->p[1]) ? 128 : -128) + ((self->a[1] * 32512) >> 15);
  self->a[1] = CLAMP (second, -12288, 12288);
  limit = saturate (15360 - self->a[1]);
  first = saturate ((same_sign (p, self->p[0]) ? 192 : -192) + ((self->a[0] * 32640) >> 15));
  self->a[0] = CLAMP (first, -limit, limit);
}

static void
adapt_zeros (SipgoG722Band *self, gint32 d)
{
  gint32 step = d == 0 ? 0 : 128;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (self->b); i++)
    self->b[i] = saturate ((same_sign (self->d[i], d) ? step : -step) + ((self->b[i] * 32640) >> 15));
  memmove (self->d + 1, self->d, sizeof self->d - sizeof self->d[0]);
  self->d[0] = d;
}

/* The next predicted signal, after the quantized difference d. */
static void
predict (SipgoG722Band *self, gint32 d)
{
  gint32 r = saturate (self->s + d);
  gint32 p = saturate (self->sz + d);
  gint32 sp;
  int i;

  adapt_poles (self, p);
  adapt_zeros (self, d);
  self->r[1] = self->r[0];
  self->r[0] = r;
  self->p[1] = self->p[0];
  self->p[0] = p;
  sp = saturate (((self->a[0] * saturate (2 * self->r[0])) >> 15) + ((self->a[1] * saturate (2 * self->r[1])) >> 15));
  self->sz = 0;
  for (i = G_N_ELEMENTS (self->b) - 1; i >= 0; i--)
    self->sz += (self->b[i] * saturate (2 * self->d[i])) >> 15;
  self->sz = saturate (self->sz);
  self->s = saturate (sp + self->sz);
}

/* G.722 lets the network take the lower two of the six bits away; so that encoder and decoder still adapt alike, both
 * use the upper four. */
static void
adapt_low (SipgoG722Band *self, guint code)
{
  gint32 d = (self->det * low_output_4[code >> 2]) >> 15;

  adapt_scale_factor (self, low_weights[code >> 2], LOW_NB_MAX, 8);
  predict (self, d);
}

static void
adapt_high (SipgoG722Band *self, guint code)
{
  gint32 d = (self->det * high_output[code]) >> 15;

  adapt_scale_factor (self, high_weights[code], HIGH_NB_MAX, 10);
  predict (self, d);
}

/* --- quantizers --------------------------------------------------------------------------------------------------- */

static gint32
magnitude (gint32 value)
{
  return value >= 0 ? value : -(value + 1);
}

static guint
quantize_low (const SipgoG722Band *self, gint32 signal)
{
  gint32 difference = saturate (signal - self->s);
  gint32 size = magnitude (difference);
  guint i;

  for (i = 0; i < N_LOW_LEVELS; i++)
    {
      if (size < (low_levels[i] * self->det) >> 12)
        break;
    }
  return difference < 0 ? low_code_negative[i] : low_code_positive[i];
}

static guint
quantize_high (const SipgoG722Band *self, gint32 signal)
{
  gint32 difference = saturate (signal - self->s);
  gboolean is_large = magnitude (difference) >= (564 * self->det) >> 12;

  if (difference < 0)
    return is_large ? 0 : 1;
  return is_large ? 2 : 3;
}

/* --- quadrature mirror filters ------------------------------------------------------------------------------------ */

static void
filter_pair (SipgoG722 *self, gint32 first, gint32 second, gint32 *even, gint32 *odd)
{
  guint i;

  memmove (self->x, self->x + 2, sizeof self->x - 2 * sizeof self->x[0]);
  self->x[SIPGO_G722_N_TAPS - 2] = first;
  self->x[SIPGO_G722_N_TAPS - 1] = second;
  *even = 0;
  *odd = 0;
  for (i = 0; i < N_HALF; i++)
    {
      *even += self->x[2 * i] * filter[i];
      *odd += self->x[2 * i + 1] * filter[N_HALF - 1 - i];
    }
}

void
sipgo_g722_encode (SipgoG722 *self, const gint16 *samples, gsize n_bytes, guint8 *bytes)
{
  gsize i;

  for (i = 0; i < n_bytes; i++)
    {
      gint32 even, odd;
      guint low, high;

      filter_pair (self, samples[2 * i], samples[2 * i + 1], &even, &odd);
      low = quantize_low (&self->low, (odd + even) >> 14);
      high = quantize_high (&self->high, (odd - even) >> 14);
      adapt_low (&self->low, low);
      adapt_high (&self->high, high);
      bytes[i] = (guint8) (high << 6 | low);
    }
}

void
sipgo_g722_decode (SipgoG722 *self, const guint8 *bytes, gsize n_bytes, gint16 *samples)
{
  gsize i;

  for (i = 0; i < n_bytes; i++)
    {
      guint low = bytes[i] & 0x3f, high = bytes[i] >> 6;
      gint32 low_signal = self->low.s + ((self->low.det * low_output_6[low]) >> 15);
      gint32 high_signal = self->high.s + ((self->high.det * high_output[high]) >> 15);
      gint32 even, odd;

      low_signal = CLAMP (low_signal, -16384, 16383);
      high_signal = CLAMP (high_signal, -16384, 16383);
      adapt_low (&self->low, low);
      adapt_high (&self->high, high);
      filter_pair (self, low_signal + high_signal, low_signal - high_signal, &even, &odd);
      samples[2 * i] = (gint16) saturate (odd >> 11);
      samples[2 * i + 1] = (gint16) saturate (even >> 11);
    }
}

void
sipgo_g722_init (SipgoG722 *self)
{
  *self = (SipgoG722) { .low.det = 32, .high.det = 8 };
}

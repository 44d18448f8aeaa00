/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-audio-frame-private.h"

#include <math.h>
#include <string.h>

#include "libsipgo/media/sipgo-media-private.h"

void
sipgo_audio_frame_clear (SipgoAudioFrame *self, guint rate)
{
  self->rate = rate;
  self->n = rate / 50;
  memset (self->samples, 0, self->n * sizeof (gint16));
}

void
sipgo_audio_frame_scale (SipgoAudioFrame *self, double factor)
{
  guint i;

  for (i = 0; i < self->n; i++)
    self->samples[i] = (gint16) CLAMP (self->samples[i] * factor, G_MININT16, G_MAXINT16);
}

static void
average (const SipgoAudioFrame *in, SipgoAudioFrame *out, guint step)
{
  guint i, k;

  for (i = 0; i < out->n; i++)
    {
      int sum = 0;

      for (k = 0; k < step; k++)
        sum += in->samples[i * step + k];
      out->samples[i] = (gint16) (sum / (int) step);
    }
}

static void
interpolate (const SipgoAudioFrame *in, SipgoAudioFrame *out)
{
  guint i;

  for (i = 0; i < out->n; i++)
    {
      double place = (double) i * in->n / out->n;
      guint left = (guint) place;
      guint right = MIN (left + 1, in->n - 1);
      double weight = place - left;

      out->samples[i] = (gint16) (in->samples[left] * (1 - weight) + in->samples[right] * weight);
    }
}

void
sipgo_audio_frame_convert (const SipgoAudioFrame *self, SipgoAudioFrame *out, guint rate)
{
  if (self->rate == rate)
    {
      memcpy (out, self, sizeof *out);
      return;
    }
  out->rate = rate;
  out->n = rate / 50;
  if (self->n == 0)
    sipgo_audio_frame_clear (out, rate);
  else if (self->rate % rate == 0)
    average (self, out, self->rate / rate);
  else
    interpolate (self, out);
}

double
sipgo_audio_frame_energy (const SipgoAudioFrame *self)
{
  double sum = 0;
  guint i;

  for (i = 0; i < self->n; i++)
    sum += (double) self->samples[i] * self->samples[i];
  return self->n > 0 ? sum / self->n / (32768.0 * 32768.0) : 0;
}

double
sipgo_audio_energy_to_dbfs (double energy)
{
  return energy > 0 ? MAX (10 * log10 (2 * energy), SIPGO_MEDIA_SILENCE_LEVEL) : SIPGO_MEDIA_SILENCE_LEVEL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-tone-source-private.h"

#include <math.h>

#define SIPGO_TYPE_TONE_SOURCE (sipgo_tone_source_get_type ())
G_DECLARE_FINAL_TYPE (SipgoToneSource, sipgo_tone_source, SIPGO, TONE_SOURCE, SipgoAudioSource)

struct _SipgoToneSource
{
  SipgoAudioSource parent_instance;

  double frequency;
  double amplitude;
  double phase;
};

G_DEFINE_FINAL_TYPE (SipgoToneSource, sipgo_tone_source, SIPGO_TYPE_AUDIO_SOURCE)

/* Rotates a vector by a fixed angle for each sample, so that sin () and cos () are called once for a frame. */
static gboolean
sipgo_tone_source_read (SipgoAudioSource *source, SipgoAudioFrame *frame)
{
  SipgoToneSource *self = SIPGO_TONE_SOURCE (source);
  double step = 2 * G_PI * self->frequency / frame->rate;
  double step_sin = sin (step), step_cos = cos (step);
  double x = self->amplitude * cos (self->phase), y = self->amplitude * sin (self->phase);
  guint i;

  for (i = 0; i < frame->n; i++)
    {
      double next_x = x * step_cos - y * step_sin;

      frame->samples[i] = (gint16) lrint (y);
      y = x * step_sin + y * step_cos;
      x = next_x;
    }
  self->phase = fmod (self->phase + step * frame->n, 2 * G_PI);
  return TRUE;
}

static void
sipgo_tone_source_class_init (SipgoToneSourceClass *klass)
{
  SIPGO_AUDIO_SOURCE_CLASS (klass)->read = sipgo_tone_source_read;
}

static void
sipgo_tone_source_init (SipgoToneSource *self)
{
}

SipgoAudioSource *
sipgo_tone_source_new (double frequency, double level)
{
  SipgoToneSource *self = g_object_new (SIPGO_TYPE_TONE_SOURCE, NULL);

  self->frequency = frequency;
  self->amplitude = 32767.0 * pow (10, MIN (level, 0) / 20);
  return SIPGO_AUDIO_SOURCE (self);
}

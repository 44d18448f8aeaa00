/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_ABSTRACT_TYPE (SipgoAudioSource, sipgo_audio_source, G_TYPE_OBJECT)

static void
sipgo_audio_source_class_init (SipgoAudioSourceClass *klass)
{
}

static void
sipgo_audio_source_init (SipgoAudioSource *self)
{
}

gboolean
sipgo_audio_source_read (SipgoAudioSource *self, SipgoAudioFrame *frame)
{
  return SIPGO_AUDIO_SOURCE_GET_CLASS (self)->read (self, frame);
}

G_DEFINE_ABSTRACT_TYPE (SipgoAudioSink, sipgo_audio_sink, G_TYPE_OBJECT)

static void
sipgo_audio_sink_class_init (SipgoAudioSinkClass *klass)
{
}

static void
sipgo_audio_sink_init (SipgoAudioSink *self)
{
}

void
sipgo_audio_sink_write (SipgoAudioSink *self, const SipgoAudioFrame *frame)
{
  SIPGO_AUDIO_SINK_GET_CLASS (self)->write (self, frame);
}

/* --- a tone ------------------------------------------------------------------------------------------------------ */

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

/* A rotating pointer: one sine and cosine a frame in place of one a sample. */
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

/* --- an echo ----------------------------------------------------------------------------------------------------- */

#define SIPGO_TYPE_ECHO_SOURCE (sipgo_echo_source_get_type ())
G_DECLARE_FINAL_TYPE (SipgoEchoSource, sipgo_echo_source, SIPGO, ECHO_SOURCE, SipgoAudioSource)

/* Written and read in the same tick, so one frame is all that it holds. */
struct _SipgoEchoSource
{
  SipgoAudioSource parent_instance;

  SipgoAudioFrame frame;
  gboolean full;
};

G_DEFINE_FINAL_TYPE (SipgoEchoSource, sipgo_echo_source, SIPGO_TYPE_AUDIO_SOURCE)

static gboolean
sipgo_echo_source_read (SipgoAudioSource *source, SipgoAudioFrame *frame)
{
  SipgoEchoSource *self = SIPGO_ECHO_SOURCE (source);

  if (!self->full)
    return FALSE;
  self->full = FALSE;
  sipgo_audio_frame_convert (&self->frame, frame, frame->rate);
  return TRUE;
}

static void
sipgo_echo_source_class_init (SipgoEchoSourceClass *klass)
{
  SIPGO_AUDIO_SOURCE_CLASS (klass)->read = sipgo_echo_source_read;
}

static void
sipgo_echo_source_init (SipgoEchoSource *self)
{
}

SipgoAudioSource *
sipgo_echo_source_new (void)
{
  return g_object_new (SIPGO_TYPE_ECHO_SOURCE, NULL);
}

gboolean
sipgo_echo_source_is_echo (SipgoAudioSource *source)
{
  return source && SIPGO_IS_ECHO_SOURCE (source);
}

void
sipgo_echo_source_write (SipgoAudioSource *source, const SipgoAudioFrame *frame)
{
  SipgoEchoSource *self = SIPGO_ECHO_SOURCE (source);

  memcpy (&self->frame, frame, sizeof *frame);
  self->full = TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

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

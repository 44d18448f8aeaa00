/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/gst/sound/sipgo-audio-frame-private.h"

G_BEGIN_DECLS

/* A source of sound to send. read is called in the media thread and must not wait; all else is called in the main
 * thread. */
#define SIPGO_TYPE_AUDIO_SOURCE (sipgo_audio_source_get_type ())
G_DECLARE_DERIVABLE_TYPE (SipgoAudioSource, sipgo_audio_source, SIPGO, AUDIO_SOURCE, GObject)

struct _SipgoAudioSourceClass
{
  GObjectClass parent_class;

  /* Fills the frame, whose rate and length are set. FALSE if there is no sound (any more): the frame is unchanged. */
  gboolean (*read) (SipgoAudioSource *self, SipgoAudioFrame *frame);
};

gboolean sipgo_audio_source_read (SipgoAudioSource *self, SipgoAudioFrame *frame);

/* A sink for the sound that is received. write is called in the media thread and must not wait. */
#define SIPGO_TYPE_AUDIO_SINK (sipgo_audio_sink_get_type ())
G_DECLARE_DERIVABLE_TYPE (SipgoAudioSink, sipgo_audio_sink, SIPGO, AUDIO_SINK, GObject)

struct _SipgoAudioSinkClass
{
  GObjectClass parent_class;

  void (*write) (SipgoAudioSink *self, const SipgoAudioFrame *frame);
};

void sipgo_audio_sink_write (SipgoAudioSink *self, const SipgoAudioFrame *frame);

G_END_DECLS

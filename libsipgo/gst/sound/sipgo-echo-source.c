/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-echo-source-private.h"

#include <string.h>

#define SIPGO_TYPE_ECHO_SOURCE (sipgo_echo_source_get_type ())
G_DECLARE_FINAL_TYPE (SipgoEchoSource, sipgo_echo_source, SIPGO, ECHO_SOURCE, SipgoAudioSource)

/* A frame is written and read in the same tick, so there is room for one frame only. */
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/* Where what a call hears ends: whatever lengths the decoder hands over, one frame a tick comes out. */
#define SIPGO_TYPE_AUDIO_DRAIN (sipgo_audio_drain_get_type ())
G_DECLARE_FINAL_TYPE (SipgoAudioDrain, sipgo_audio_drain, SIPGO, AUDIO_DRAIN, GstElement)

SipgoAudioDrain *sipgo_audio_drain_new       (void);

/* Media thread only. */
/* What to expect, so that the silence before it has the same rate. */
void             sipgo_audio_drain_set_rate  (SipgoAudioDrain *self, guint rate);
/* The tick's frame, silence where nothing is heard. */
const SipgoAudioFrame *sipgo_audio_drain_take_frame (SipgoAudioDrain *self);
guint64          sipgo_audio_drain_get_concealed (SipgoAudioDrain *self);

G_END_DECLS

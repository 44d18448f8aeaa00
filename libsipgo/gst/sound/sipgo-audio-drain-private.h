/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/* The sink of a call's receiving side: takes buffers of any length from the decoder and gives one frame of 20 ms for
 * each tick. */
#define SIPGO_TYPE_AUDIO_DRAIN (sipgo_audio_drain_get_type ())
G_DECLARE_FINAL_TYPE (SipgoAudioDrain, sipgo_audio_drain, SIPGO, AUDIO_DRAIN, GstElement)

SipgoAudioDrain *sipgo_audio_drain_new       (void);

/* Media thread only. */
/* Sets the expected sample rate in Hz, so that the silence before the first packet has it, too. */
void             sipgo_audio_drain_set_rate  (SipgoAudioDrain *self, guint rate);
/* The frame of this tick; silence if nothing was received. */
const SipgoAudioFrame *sipgo_audio_drain_take_frame (SipgoAudioDrain *self);
guint64          sipgo_audio_drain_get_concealed (SipgoAudioDrain *self);

G_END_DECLS

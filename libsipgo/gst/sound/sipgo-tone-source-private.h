/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/* A source of a sine tone; frequency in Hz, level in dBFS. */
SipgoAudioSource *sipgo_tone_source_new (double frequency, double level);

G_END_DECLS

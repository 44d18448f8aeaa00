/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/* A sine of that frequency in Hz and that level in dBFS. */
SipgoAudioSource *sipgo_tone_source_new (double frequency, double level);

G_END_DECLS

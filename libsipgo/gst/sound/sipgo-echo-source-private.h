/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/* A source that sends back what the call receives. */
SipgoAudioSource *sipgo_echo_source_new (void);
gboolean          sipgo_echo_source_is_echo (SipgoAudioSource *source);
void              sipgo_echo_source_write (SipgoAudioSource *source, const SipgoAudioFrame *frame);

G_END_DECLS

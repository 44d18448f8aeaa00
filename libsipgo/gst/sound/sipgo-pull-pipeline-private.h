/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"
#include "libsipgo/gst/sound/sipgo-sound-base-private.h"

G_BEGIN_DECLS

/* Something to send that comes out of a pipeline of its own: a file, a microphone, an element. */
#define SIPGO_TYPE_PULL_PIPELINE (sipgo_pull_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (SipgoPullPipeline, sipgo_pull_pipeline, SIPGO, PULL_PIPELINE, SipgoAudioSource)

/* wait: reading a file waits for the decoder, as a virtual media thread should. */
SipgoPullPipeline *sipgo_pull_pipeline_new_file       (const char *path, guint rate, gboolean loop, gboolean wait,
                                                       GMainContext *context, GError **error);
SipgoPullPipeline *sipgo_pull_pipeline_new_microphone (guint rate, GMainContext *context, GError **error);
SipgoPullPipeline *sipgo_pull_pipeline_new_element    (GstElement *element, guint rate, GMainContext *context,
                                                       GError **error);
void               sipgo_pull_pipeline_start          (SipgoPullPipeline *self, SipgoSoundEnded ended,
                                                       gpointer user_data);
/* Nothing is told afterwards. */
void               sipgo_pull_pipeline_stop           (SipgoPullPipeline *self);

G_END_DECLS

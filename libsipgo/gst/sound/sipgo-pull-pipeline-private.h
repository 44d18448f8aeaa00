/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"
#include "libsipgo/gst/sound/sipgo-sound-base-private.h"

G_BEGIN_DECLS

/* A source that reads from a pipeline of its own: a file, a microphone, an element of the application. */
#define SIPGO_TYPE_PULL_PIPELINE (sipgo_pull_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (SipgoPullPipeline, sipgo_pull_pipeline, SIPGO, PULL_PIPELINE, SipgoAudioSource)

/* wait: read () waits for the decoder. For virtual media threads only, so that each run gives the same result. */
SipgoPullPipeline *sipgo_pull_pipeline_new_file       (const char *path, guint rate, gboolean loop, gboolean wait,
                                                       GMainContext *context, GError **error);
SipgoPullPipeline *sipgo_pull_pipeline_new_microphone (guint rate, GMainContext *context, GError **error);
SipgoPullPipeline *sipgo_pull_pipeline_new_element    (GstElement *element, guint rate, GMainContext *context,
                                                       GError **error);
void               sipgo_pull_pipeline_start          (SipgoPullPipeline *self, SipgoSoundEnded ended,
                                                       gpointer user_data);
/* ended is not called afterwards. */
void               sipgo_pull_pipeline_stop           (SipgoPullPipeline *self);

G_END_DECLS

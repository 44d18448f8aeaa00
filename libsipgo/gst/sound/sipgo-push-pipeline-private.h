/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"
#include "libsipgo/gst/sound/sipgo-sound-base-private.h"

G_BEGIN_DECLS

/* A sink that writes into a pipeline of its own: a speaker, an element of the application. */
#define SIPGO_TYPE_PUSH_PIPELINE (sipgo_push_pipeline_get_type ())
G_DECLARE_FINAL_TYPE (SipgoPushPipeline, sipgo_push_pipeline, SIPGO, PUSH_PIPELINE, SipgoAudioSink)

SipgoPushPipeline *sipgo_push_pipeline_new_speaker (GMainContext *context, GError **error);
SipgoPushPipeline *sipgo_push_pipeline_new_element (GstElement *element, GMainContext *context, GError **error);
void               sipgo_push_pipeline_start       (SipgoPushPipeline *self, SipgoSoundEnded ended, gpointer user_data);
void               sipgo_push_pipeline_stop        (SipgoPushPipeline *self);

G_END_DECLS

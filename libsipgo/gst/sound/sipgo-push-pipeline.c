/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-push-pipeline-private.h"

#include <gst/app/app.h>
#include <gst/audio/audio.h>

#include "libsipgo/base/sipgo-error.h"

#define MAX_BUFFERS 20

struct _SipgoPushPipeline
{
  SipgoAudioSink parent_instance;

  SipgoSoundBase base;
  GstAppSrc *source;
  GstElement *tail;
  guint rate;                  /* of the caps; media thread */
};

G_DEFINE_FINAL_TYPE (SipgoPushPipeline, sipgo_push_pipeline, SIPGO_TYPE_AUDIO_SINK)

static void
set_rate (SipgoPushPipeline *self, guint rate)
{
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw",
                                                  "format", G_TYPE_STRING, GST_AUDIO_NE (S16),
                                                  "layout", G_TYPE_STRING, "interleaved",
                                                  "rate", G_TYPE_INT, rate,
                                                  "channels", G_TYPE_INT, 1,
                                                  NULL);

  gst_app_src_set_caps (self->source, caps);
  self->rate = rate;
}

/* Never waits: appsrc drops the oldest buffers when it is full. */
static void
sipgo_push_pipeline_write (SipgoAudioSink *sink, const SipgoAudioFrame *frame)
{
  SipgoPushPipeline *self = SIPGO_PUSH_PIPELINE (sink);

  if (self->rate != frame->rate)
    set_rate (self, frame->rate);
  gst_app_src_push_buffer (self->source, gst_buffer_new_memdup (frame->samples, frame->n * sizeof (gint16)));
}

static SipgoPushPipeline *
push_pipeline_new (char *what, GMainContext *context, GError **error)
{
  g_autoptr (SipgoPushPipeline) self = g_object_new (SIPGO_TYPE_PUSH_PIPELINE, NULL);
  GstElement *source, *convert;

  if (!sipgo_sound_base_init (&self->base, self, context, what, error))
    return NULL;
  source = sipgo_sound_base_add (&self->base, "appsrc", error);
  convert = source ? sipgo_sound_base_add (&self->base, "audioconvert", error) : NULL;
  self->tail = convert ? sipgo_sound_base_add (&self->base, "audioresample", error) : NULL;
  if (!self->tail)
    return NULL;
  self->source = GST_APP_SRC (source);
  g_object_set (source, "is-live", TRUE, "do-timestamp", TRUE, "format", GST_FORMAT_TIME, "block", FALSE,
                "max-bytes", (guint64) 0, "max-buffers", (guint64) MAX_BUFFERS, "leaky-type",
                    GST_APP_LEAKY_TYPE_DOWNSTREAM, NULL);
  gst_element_link_many (source, convert, self->tail, NULL);
  return g_steal_pointer (&self);
}

SipgoPushPipeline *
sipgo_push_pipeline_new_speaker (GMainContext *context, GError **error)
{
  g_autoptr (SipgoPushPipeline) self = push_pipeline_new (g_strdup ("The speaker"), context, error);
  GstElement *sink = self ? sipgo_sound_base_add (&self->base, "autoaudiosink", error) : NULL;

  if (!sink)
    return NULL;
  gst_element_link (self->tail, sink);
  return g_steal_pointer (&self);
}

SipgoPushPipeline *
sipgo_push_pipeline_new_element (GstElement *element, GMainContext *context, GError **error)
{
  g_autoptr (SipgoPushPipeline) self = push_pipeline_new (g_strdup_printf ("The element %s", GST_OBJECT_NAME (element)),
                                                          context, error);

  if (!self || !sipgo_sound_base_add_foreign (&self->base, element, error))
    return NULL;
  if (gst_element_link (self->tail, element))
    return g_steal_pointer (&self);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The element %s has no sink pad for raw audio",
               GST_OBJECT_NAME (element));
  return NULL;
}

void
sipgo_push_pipeline_start (SipgoPushPipeline *self, SipgoSoundEnded ended, gpointer user_data)
{
  sipgo_sound_base_start (&self->base, ended, user_data);
}

void
sipgo_push_pipeline_stop (SipgoPushPipeline *self)
{
  sipgo_sound_base_stop (&self->base);
}

static void
sipgo_push_pipeline_finalize (GObject *object)
{
  SipgoPushPipeline *self = SIPGO_PUSH_PIPELINE (object);

  sipgo_sound_base_clear (&self->base);
  G_OBJECT_CLASS (sipgo_push_pipeline_parent_class)->finalize (object);
}

static void
sipgo_push_pipeline_class_init (SipgoPushPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_push_pipeline_finalize;
  SIPGO_AUDIO_SINK_CLASS (klass)->write = sipgo_push_pipeline_write;
}

static void
sipgo_push_pipeline_init (SipgoPushPipeline *self)
{
}

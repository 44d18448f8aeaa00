/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-pull-pipeline-private.h"

#include <errno.h>
#include <gst/app/app.h>
#include <gst/audio/audio.h>
#include <gst/base/gstadapter.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"

#define MAX_BUFFERS   10
#define MAX_WAIT      (5 * GST_SECOND)     /* for the decoder, with wait */

struct _SipgoPullPipeline
{
  SipgoAudioSource parent_instance;

  SipgoSoundBase base;
  GstElement *convert;
  GstAppSink *sink;
  guint rate;
  gboolean loop;
  gboolean wait;
  gint running;                    /* atomic */

  /* media thread only */
  GstAdapter *adapter;
  gboolean told;
};

G_DEFINE_FINAL_TYPE (SipgoPullPipeline, sipgo_pull_pipeline, SIPGO_TYPE_AUDIO_SOURCE)

/* --- reading, in the media thread --------------------------------------------------------------------------------- */

static gboolean
pull_one (SipgoPullPipeline *self)
{
  GstSample *sample = gst_app_sink_try_pull_sample (self->sink, self->wait ? MAX_WAIT : 0);

  if (!sample)
    return FALSE;
  gst_adapter_push (self->adapter, gst_buffer_ref (gst_sample_get_buffer (sample)));
  gst_sample_unref (sample);
  self->told = FALSE;
  return TRUE;
}

/* Returns the number of octets read. The rest of the last frame of a file stays silence. */
static gsize
take (SipgoPullPipeline *self, SipgoAudioFrame *frame)
{
  gsize size = frame->n * sizeof (gint16);

  while (gst_adapter_available (self->adapter) < size && pull_one (self))
    ;
  if (gst_adapter_available (self->adapter) < size && !gst_app_sink_is_eos (self->sink))
    return 0;
  size = MIN (size, gst_adapter_available (self->adapter) & ~(gsize) 1);
  if (size == 0)
    return 0;
  gst_adapter_copy (self->adapter, frame->samples, 0, size);
  gst_adapter_flush (self->adapter, size);
  return size;
}

static gboolean
rewind_file (gpointer data)
{
  SipgoPullPipeline *self = data;

  if (self->base.ended)
    gst_element_seek_simple (self->base.pipeline, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE, 0);
  g_object_unref (self);
  return G_SOURCE_REMOVE;
}

static void
all_read (SipgoPullPipeline *self)
{
  self->told = TRUE;
  if (self->loop)
    sipgo_context_post (self->base.context, rewind_file, g_object_ref (self));
  else
    sipgo_sound_base_tell (&self->base, NULL);
}

static gboolean
sipgo_pull_pipeline_read (SipgoAudioSource *source, SipgoAudioFrame *frame)
{
  SipgoPullPipeline *self = SIPGO_PULL_PIPELINE (source);
  SipgoAudioFrame own;
  gsize size;

  sipgo_audio_frame_clear (&own, self->rate);
  /* gst_app_sink_is_eos () is TRUE for a sink that is not started yet. */
  if (!g_atomic_int_get (&self->running))
    return FALSE;
  size = take (self, &own);
  if (size > 0)
    sipgo_audio_frame_convert (&own, frame, frame->rate);
  else if (!self->told && gst_app_sink_is_eos (self->sink))
    all_read (self);
  return size > 0;
}

/* --- building ----------------------------------------------------------------------------------------------------- */

static gboolean
add_tail (SipgoPullPipeline *self, gboolean drop, GError **error)
{
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw",
                                                  "format", G_TYPE_STRING, GST_AUDIO_NE (S16),
                                                  "layout", G_TYPE_STRING, "interleaved",
                                                  "rate", G_TYPE_INT, self->rate,
                                                  "channels", G_TYPE_INT, 1,
                                                  NULL);
  GstElement *resample, *sink;

  self->convert = sipgo_sound_base_add (&self->base, "audioconvert", error);
  resample = self->convert ? sipgo_sound_base_add (&self->base, "audioresample", error) : NULL;
  sink = resample ? sipgo_sound_base_add (&self->base, "appsink", error) : NULL;
  if (!sink)
    return FALSE;
  self->sink = GST_APP_SINK (sink);
  g_object_set (sink, "caps", caps, "sync", FALSE, "max-buffers", MAX_BUFFERS, "drop", drop, "enable-last-sample",
                FALSE, NULL);
  return gst_element_link_many (self->convert, resample, sink, NULL);
}

static SipgoPullPipeline *
pull_pipeline_new (char *what, guint rate, gboolean drop, GMainContext *context, GError **error)
{
  g_autoptr (SipgoPullPipeline) self = g_object_new (SIPGO_TYPE_PULL_PIPELINE, NULL);

  self->rate = rate;
  return sipgo_sound_base_init (&self->base, self, context, what, error) && add_tail (self, drop, error)
      ? g_steal_pointer (&self) : NULL;
}

static void
decoder_pad_added (GstElement *decoder, GstPad *pad, SipgoPullPipeline *self)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->convert, "sink");
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);

  if (!caps || !gst_structure_has_name (gst_caps_get_structure (caps, 0), "audio/x-raw") || gst_pad_is_linked (sink))
    return;
  gst_pad_link (pad, sink);
}

static void
decoder_no_more_pads (GstElement *decoder, SipgoPullPipeline *self)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (self->convert, "sink");

  if (!gst_pad_is_linked (sink))
    sipgo_sound_base_tell (&self->base,
                           g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_FILE, "The file has no audio stream"));
}

static gboolean
check_file (const char *path, GError **error)
{
  if (access (path, R_OK) == 0 && g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_FILE, "“%s” cannot be played: %s", path,
               access (path, R_OK) == 0 ? "it is not a file" : g_strerror (errno));
  return FALSE;
}

SipgoPullPipeline *
sipgo_pull_pipeline_new_file (const char *path, guint rate, gboolean loop, gboolean wait, GMainContext *context,
                              GError **error)
{
  g_autoptr (SipgoPullPipeline) self = check_file (path, error) ? pull_pipeline_new (g_strdup_printf ("“%s”", path),
                                                                                     rate, FALSE, context,
                                                                                         error) : NULL;
  GstElement *source, *decoder;

  if (!self)
    return NULL;
  self->loop = loop;
  self->wait = wait;
  source = sipgo_sound_base_add (&self->base, "filesrc", error);
  decoder = source ? sipgo_sound_base_add (&self->base, "decodebin", error) : NULL;
  if (!decoder)
    return NULL;
  g_object_set (source, "location", path, NULL);
  g_signal_connect (decoder, "pad-added", G_CALLBACK (decoder_pad_added), self);
  g_signal_connect (decoder, "no-more-pads", G_CALLBACK (decoder_no_more_pads), self);
  gst_element_link (source, decoder);
  return g_steal_pointer (&self);
}

SipgoPullPipeline *
sipgo_pull_pipeline_new_microphone (guint rate, GMainContext *context, GError **error)
{
  g_autoptr (SipgoPullPipeline) self = pull_pipeline_new (g_strdup ("The microphone"), rate, TRUE, context, error);
  GstElement *source = self ? sipgo_sound_base_add (&self->base, "autoaudiosrc", error) : NULL;

  if (!source)
    return NULL;
  gst_element_link (source, self->convert);
  return g_steal_pointer (&self);
}

SipgoPullPipeline *
sipgo_pull_pipeline_new_element (GstElement *element, guint rate, GMainContext *context, GError **error)
{
  g_autoptr (SipgoPullPipeline) self = pull_pipeline_new (g_strdup_printf ("The element %s", GST_OBJECT_NAME (element)),
                                                          rate, FALSE, context, error);

  if (!self || !sipgo_sound_base_add_foreign (&self->base, element, error))
    return NULL;
  if (gst_element_link (element, self->convert))
    return g_steal_pointer (&self);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA, "The element %s has no source pad for raw audio",
               GST_OBJECT_NAME (element));
  return NULL;
}

/* --- life --------------------------------------------------------------------------------------------------------- */

void
sipgo_pull_pipeline_start (SipgoPullPipeline *self, SipgoSoundEnded ended, gpointer user_data)
{
  g_atomic_int_set (&self->running, sipgo_sound_base_start (&self->base, ended, user_data));
}

void
sipgo_pull_pipeline_stop (SipgoPullPipeline *self)
{
  sipgo_sound_base_stop (&self->base);
}

static void
sipgo_pull_pipeline_finalize (GObject *object)
{
  SipgoPullPipeline *self = SIPGO_PULL_PIPELINE (object);

  sipgo_sound_base_clear (&self->base);
  g_object_unref (self->adapter);
  G_OBJECT_CLASS (sipgo_pull_pipeline_parent_class)->finalize (object);
}

static void
sipgo_pull_pipeline_class_init (SipgoPullPipelineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_pull_pipeline_finalize;
  SIPGO_AUDIO_SOURCE_CLASS (klass)->read = sipgo_pull_pipeline_read;
}

static void
sipgo_pull_pipeline_init (SipgoPullPipeline *self)
{
  self->adapter = gst_adapter_new ();
}

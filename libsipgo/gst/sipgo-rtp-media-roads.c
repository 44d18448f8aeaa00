/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-media-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

#define DEFAULT_TONE_LEVEL (-12.0)

static void
report (SipgoRtpMedia *self, const GError *error)
{
  g_autoptr (SipgoMedia) alive = SIPGO_MEDIA (g_object_ref (self));

  sipgo_media_report_error (alive, error);
}

/* --- sources ----------------------------------------------------------------------------------------------------- */

/* Silence follows. */
static void
source_ended (gpointer pipeline, const GError *error, gpointer user_data)
{
  SipgoRtpMedia *self = user_data;

  if (error)
    report (self, error);
}

static gboolean
parse_number (const char **text, double *number)
{
  char *end;

  *number = g_ascii_strtod (*text, &end);
  if (end == *text || (*end != '\0' && *end != ':'))
    return FALSE;
  *text = *end ? end + 1 : end;
  return TRUE;
}

static SipgoAudioSource *
make_tone (const char *text, GError **error)
{
  double frequency, level = DEFAULT_TONE_LEVEL;
  const char *rest = text;

  if (parse_number (&rest, &frequency) && (*rest == '\0' || parse_number (&rest, &level)) && *rest == '\0' &&
      frequency > 0 && frequency < SIPGO_AUDIO_MAX_RATE / 2 && level <= 0)
    return sipgo_tone_source_new (frequency, level);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
               "“tone:%s” is no tone: write tone:HERTZ or tone:HERTZ:DBFS, such as tone:440:-12", text);
  return NULL;
}

static gboolean
check_element (GObject *object, GError **error)
{
  if (GST_IS_ELEMENT (object))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "A %s is not a GstElement", G_OBJECT_TYPE_NAME (object));
  return FALSE;
}

static SipgoPullPipeline *
make_source_pipeline (SipgoRtpMedia *self, const char *name, GObject *element, GError **error)
{
  if (element)
    return check_element (element, error) ? sipgo_pull_pipeline_new_element (GST_ELEMENT (element), self->rate,
                                                                             self->context, error) : NULL;
  if (g_str_equal (name, "microphone"))
    return sipgo_pull_pipeline_new_microphone (self->rate, self->context, error);
  return sipgo_pull_pipeline_new_file (name + strlen ("file:"), self->rate, TRUE,
                                       sipgo_media_thread_is_virtual (self->thread), self->context, error);
}

/* Where it is a pipeline, that is kept in *pipeline, to be started and stopped. */
static SipgoAudioSource *
make_source (SipgoRtpMedia *self, const char *name, GObject *element, SipgoPullPipeline **pipeline, GError **error)
{
  if (element || g_str_equal (name, "microphone") || g_str_has_prefix (name, "file:"))
    {
      *pipeline = make_source_pipeline (self, name, element, error);
      return *pipeline ? SIPGO_AUDIO_SOURCE (g_object_ref (*pipeline)) : NULL;
    }
  if (g_str_has_prefix (name, "tone:"))
    return make_tone (name + strlen ("tone:"), error);
  if (g_str_equal (name, "echo"))
    return sipgo_echo_source_new ();
  if (!g_str_equal (name, "silence"))
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                 "“%s” is no source: use microphone, silence, echo, tone:HERTZ or file:PATH", name);
  return NULL;
}

static void
stop_source (SipgoPullPipeline **pipeline)
{
  if (*pipeline)
    sipgo_pull_pipeline_stop (*pipeline);
  g_clear_object (pipeline);
}

void
sipgo_rtp_media_apply_source (SipgoRtpMedia *self)
{
  SipgoMedia *media = SIPGO_MEDIA (self);
  g_autoptr (GError) error = NULL;
  SipgoAudioSource *source;

  if (!self->agreed)
    return;
  stop_source (&self->source);
  source = make_source (self, sipgo_media_get_source (media), sipgo_media_get_source_element (media), &self->source,
                        &error);
  sipgo_rtp_leg_set_source (self->leg, source);
  if (self->source)
    sipgo_pull_pipeline_start (self->source, source_ended, self);
  if (error)
    report (self, error);
}

/* Open only while the peer is on hold. */
void
sipgo_rtp_media_apply_hold_source (SipgoRtpMedia *self)
{
  g_autoptr (GError) error = NULL;
  SipgoAudioSource *source = NULL;

  stop_source (&self->hold_source);
  if (self->holding)
    source = make_source (self, sipgo_media_get_hold_source (SIPGO_MEDIA (self)), NULL, &self->hold_source, &error);
  sipgo_rtp_leg_set_hold_source (self->leg, source);
  if (self->hold_source)
    sipgo_pull_pipeline_start (self->hold_source, source_ended, self);
  if (error)
    report (self, error);
}

/* --- sinks ------------------------------------------------------------------------------------------------------- */

static void
sink_ended (gpointer pipeline, const GError *error, gpointer user_data)
{
  SipgoRtpMedia *self = user_data;

  if (error)
    report (self, error);
}

static void
sink_file_failed (SipgoWavWriter *writer, const GError *error, gpointer user_data)
{
  report (user_data, error);
}

static SipgoAudioSink *
make_sink_file (SipgoRtpMedia *self, const char *path, GError **error)
{
  self->sink_file = sipgo_wav_writer_new (path, 1, self->context, error);
  if (!self->sink_file)
    return NULL;
  sipgo_wav_writer_set_failed (self->sink_file, sink_file_failed, self);
  return SIPGO_AUDIO_SINK (g_object_ref (self->sink_file));
}

static SipgoAudioSink *
make_sink (SipgoRtpMedia *self, GError **error)
{
  const char *name = sipgo_media_get_sink (SIPGO_MEDIA (self));
  GObject *element = sipgo_media_get_sink_element (SIPGO_MEDIA (self));

  if (element)
    self->sink = check_element (element, error) ? sipgo_push_pipeline_new_element (GST_ELEMENT (element), self->context,
                                                                                   error) : NULL;
  else if (g_str_equal (name, "speaker"))
    self->sink = sipgo_push_pipeline_new_speaker (self->context, error);
  else if (g_str_has_prefix (name, "file:"))
    return make_sink_file (self, name + strlen ("file:"), error);
  else if (!g_str_equal (name, "null"))
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is no sink: use speaker, null or file:PATH", name);
  return self->sink ? SIPGO_AUDIO_SINK (g_object_ref (self->sink)) : NULL;
}

static void
stop_sink (SipgoRtpMedia *self)
{
  if (self->sink)
    sipgo_push_pipeline_stop (self->sink);
  g_clear_object (&self->sink);
  if (self->sink_file)
    {
      sipgo_wav_writer_set_failed (self->sink_file, NULL, NULL);
      sipgo_wav_writer_close (self->sink_file);
    }
  g_clear_object (&self->sink_file);
}

void
sipgo_rtp_media_apply_sink (SipgoRtpMedia *self)
{
  g_autoptr (GError) error = NULL;

  if (!self->started)
    return;
  stop_sink (self);
  sipgo_rtp_leg_set_sink (self->leg, make_sink (self, &error));
  if (self->sink)
    sipgo_push_pipeline_start (self->sink, sink_ended, self);
  if (error)
    report (self, error);
}

void
sipgo_rtp_media_stop_roads (SipgoRtpMedia *self)
{
  stop_source (&self->source);
  stop_source (&self->hold_source);
  stop_sink (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-media-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/codec/sipgo-gst-codec-private.h"
#include "libsipgo/gst/sound/sipgo-echo-source-private.h"
#include "libsipgo/gst/sound/sipgo-pull-pipeline-private.h"
#include "libsipgo/gst/sound/sipgo-push-pipeline-private.h"
#include "libsipgo/gst/sound/sipgo-tone-source-private.h"

#define DEFAULT_TONE_LEVEL (-12.0)

struct _SipgoRtpMedia
{
  SipgoMedia parent_instance;

  SipgoMediaThread *thread;
  GMainContext *context;
  SipgoMediaStream *audio;
  SipgoRtpLeg *leg;            /* NULL once closed */
  guint rate;                  /* sample rate of the sources, in Hz */
  gboolean events_agreed;
  gboolean started;            /* an offer or answer was made: the sink is open */
  gboolean holding;            /* we have the peer on hold, or have offered the hold */
  gboolean agreed;             /* an answer was made: the source is open, files may play */

  SipgoPullPipeline *source;   /* the running source, if it is a pipeline */
  SipgoPullPipeline *hold_source;
  SipgoPushPipeline *sink;
  SipgoWavWriter *sink_file;
  SipgoWavWriter *recorder;

  GQueue files;                /* of the tasks of play_file; the first one plays now */
  SipgoPullPipeline *file;

  GQueue digits;               /* of the tasks of send_dtmf */
  guint last_serial;

  SipgoMediaStatistics last_statistics;
};

G_DEFINE_FINAL_TYPE (SipgoRtpMedia, sipgo_rtp_media, SIPGO_TYPE_MEDIA)

static void
report (SipgoRtpMedia *self, const GError *error)
{
  g_autoptr (SipgoMedia) alive = SIPGO_MEDIA (g_object_ref (self));

  sipgo_media_report_error (alive, error);
}

/* --- sources ------------------------------------------------------------------------------------------------------ */

/* The feed sends silence when the source has no more frames. */
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
               "“tone:%s” is not a tone: write tone:HERTZ or tone:HERTZ:DBFS, such as tone:440:-12", text);
  return NULL;
}

static SipgoPullPipeline *
make_source_pipeline (SipgoRtpMedia *self, const char *name, GstElement *element, GError **error)
{
  if (element)
    return sipgo_pull_pipeline_new_element (element, self->rate, self->context, error);
  if (g_str_equal (name, "microphone"))
    return sipgo_pull_pipeline_new_microphone (self->rate, self->context, error);
  return sipgo_pull_pipeline_new_file (name + strlen ("file:"), self->rate, TRUE,
                                       sipgo_media_thread_is_virtual (self->thread), self->context, error);
}

/* If the source is a pipeline, *pipeline gets a reference, for starting and stopping it. */
static SipgoAudioSource *
make_source (SipgoRtpMedia *self, const char *name, GstElement *element, SipgoPullPipeline **pipeline, GError **error)
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
                 "“%s” is not a source: use microphone, silence, echo, tone:HERTZ or file:PATH", name);
  return NULL;
}

static void
stop_source (SipgoPullPipeline **pipeline)
{
  if (*pipeline)
    sipgo_pull_pipeline_stop (*pipeline);
  g_clear_object (pipeline);
}

static void
apply_source (SipgoRtpMedia *self)
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

/* The hold source is open only while the peer is on hold. */
static void
apply_hold_source (SipgoRtpMedia *self)
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

/* --- sinks -------------------------------------------------------------------------------------------------------- */

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
  GstElement *element = sipgo_media_get_sink_element (SIPGO_MEDIA (self));

  if (element)
    self->sink = sipgo_push_pipeline_new_element (element, self->context, error);
  else if (g_str_equal (name, "speaker"))
    self->sink = sipgo_push_pipeline_new_speaker (self->context, error);
  else if (g_str_has_prefix (name, "file:"))
    return make_sink_file (self, name + strlen ("file:"), error);
  else if (!g_str_equal (name, "null"))
    g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not a sink: use speaker, null or file:PATH", name);
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

static void
apply_sink (SipgoRtpMedia *self)
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

static void
stop_sound (SipgoRtpMedia *self)
{
  stop_source (&self->source);
  stop_source (&self->hold_source);
  stop_sink (self);
}

static void
fail_closed (GTask *task)
{
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call has ended");
}

static void play_next (SipgoRtpMedia *self);

/* --- files -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  gulong cancelled;            /* handler of the cancellable */
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_free (file);
}

typedef struct
{
  SipgoRtpMedia *self;
  GTask *task;
} Cancelled;

/* Not g_cancellable_disconnect (): that waits for the handler to return, and would deadlock when called from it. */
static void
drop_handler (GTask *task, gulong *handler)
{
  if (*handler)
    g_signal_handler_disconnect (g_task_get_cancellable (task), *handler);
  *handler = 0;
}

/* Takes the task out of the queue, and stops the file if it is the one that plays. The caller returns the task. */
static void
remove_file (SipgoRtpMedia *self, GTask *task)
{
  gboolean playing = self->file && g_queue_peek_head (&self->files) == task;

  g_queue_remove (&self->files, task);
  drop_handler (task, &((File *) g_task_get_task_data (task))->cancelled);
  if (!playing)
    return;
  sipgo_pull_pipeline_stop (self->file);
  if (self->leg)
    sipgo_rtp_leg_set_file (self->leg, NULL);
  g_clear_object (&self->file);
}

static void
file_ended (gpointer pipeline, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoRtpMedia) self = g_object_ref (user_data);
  g_autoptr (GTask) task = g_queue_peek_head (&self->files);

  remove_file (self, task);
  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  play_next (self);
}

/* The task is not in the queue any more if the file has ended in between. */
static gboolean
run_file_cancelled (gpointer data)
{
  g_autofree Cancelled *cancelled = data;
  g_autoptr (SipgoRtpMedia) self = cancelled->self;
  g_autoptr (GTask) task = cancelled->task;

  if (!g_queue_find (&self->files, task))
    return G_SOURCE_REMOVE;
  remove_file (self, task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  play_next (self);
  return G_SOURCE_REMOVE;
}

/* Any thread. */
static void
post_cancelled (GTask *task, GSourceFunc func)
{
  SipgoRtpMedia *self = g_task_get_source_object (task);
  Cancelled *cancelled = g_new (Cancelled, 1);

  cancelled->self = g_object_ref (self);
  cancelled->task = g_object_ref (task);
  sipgo_context_post (self->context, func, cancelled);
}

static void
file_cancelled (GCancellable *cancellable, GTask *task)
{
  post_cancelled (task, run_file_cancelled);
}

static gboolean
start_file (SipgoRtpMedia *self, GTask *task, GError **error)
{
  const File *file = g_task_get_task_data (task);

  self->file =
      sipgo_pull_pipeline_new_file (file->path, self->rate, FALSE, sipgo_media_thread_is_virtual (self->thread),
                                             self->context, error);
  if (!self->file)
    return FALSE;
  sipgo_rtp_leg_set_file (self->leg, SIPGO_AUDIO_SOURCE (g_object_ref (self->file)));
  sipgo_pull_pipeline_start (self->file, file_ended, self);
  return TRUE;
}

static void
play_next (SipgoRtpMedia *self)
{
  while (self->leg && self->agreed && !self->file && self->files.length > 0)
    {
      g_autoptr (GError) error = NULL;
      GTask *task = g_queue_peek_head (&self->files);

      if (start_file (self, task, &error))
        return;
      remove_file (self, task);
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
}

/* Takes the task. */
static void
sipgo_rtp_media_play_file (SipgoMedia *media, const char *path, GTask *task)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);
  GCancellable *cancellable = g_task_get_cancellable (task);
  File *file;

  if (!self->leg || g_task_return_error_if_cancelled (task))
    {
      if (!self->leg)
        fail_closed (task);
      g_object_unref (task);
      return;
    }
  file = g_new0 (File, 1);
  file->path = g_strdup (path);
  if (cancellable)
    file->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (file_cancelled), task);
  g_task_set_task_data (task, file, file_free);
  g_queue_push_tail (&self->files, task);
  play_next (self);
}

static void
stop_files (SipgoRtpMedia *self)
{
  GTask *task;

  while ((task = g_queue_peek_head (&self->files)))
    {
      remove_file (self, task);
      fail_closed (task);
      g_object_unref (task);
    }
}

/* --- digits ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint serial;
  gulong cancelled;
} Digits;

static guint
to_ticks (guint ms)
{
  return MIN ((ms + SIPGO_MEDIA_TICK_MS - 1) / SIPGO_MEDIA_TICK_MS, G_MAXUINT16);
}

static void
drop_digits_handler (GTask *task)
{
  drop_handler (task, &((Digits *) g_task_get_task_data (task))->cancelled);
}

static gboolean
run_digits_cancelled (gpointer data)
{
  g_autofree Cancelled *cancelled = data;
  g_autoptr (SipgoRtpMedia) self = cancelled->self;
  g_autoptr (GTask) task = cancelled->task;

  if (!g_queue_remove (&self->digits, task))
    return G_SOURCE_REMOVE;
  if (self->leg)
    sipgo_rtp_leg_cancel_digits (self->leg, ((Digits *) g_task_get_task_data (task))->serial);
  drop_digits_handler (task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
digits_cancelled (GCancellable *cancellable, GTask *task)
{
  post_cancelled (task, run_digits_cancelled);
}

static void
queue_digits (SipgoRtpMedia *self, const char *tones, guint duration_ms, guint gap_ms, guint serial)
{
  gsize n = strlen (tones);
  g_autofree SipgoDtmfEvent *events = g_new0 (SipgoDtmfEvent, n);
  gsize i;

  for (i = 0; i < n; i++)
    events[i] = (SipgoDtmfEvent) {
      .event = (guint8) sipgo_dtmf_digit_to_event (tones[i]),
      .n_ticks = (guint16) to_ticks (duration_ms),
      .gap_ticks = (guint16) to_ticks (gap_ms),
      .serial = serial,
      .last = i == n - 1,
    };
  sipgo_rtp_leg_send_digits (self->leg, events, (guint) n);
}

static gboolean
check_digits (SipgoRtpMedia *self, const char *tones, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  if (!self->leg)
    {
      fail_closed (task);
      return FALSE;
    }
  if (!self->events_agreed)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                               "The peer does not accept telephone-events: send the digits by INFO instead");
      return FALSE;
    }
  if (*tones == '\0')
    g_task_return_boolean (task, TRUE);
  return *tones != '\0';
}

/* Takes the task. */
static void
sipgo_rtp_media_send_dtmf (SipgoMedia *media, const char *tones, guint duration_ms, guint gap_ms, GTask *task)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Digits *digits;

  if (!check_digits (self, tones, task))
    {
      g_object_unref (task);
      return;
    }
  digits = g_new0 (Digits, 1);
  digits->serial = ++self->last_serial;
  g_task_set_task_data (task, digits, g_free);
  if (cancellable)
    digits->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (digits_cancelled), task);
  g_queue_push_tail (&self->digits, task);
  queue_digits (self, tones, duration_ms, gap_ms, digits->serial);
}

static gboolean
sipgo_rtp_media_takes_events (SipgoMedia *media)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  return self->leg && self->events_agreed;
}

static void
digits_sent (SipgoRtpMedia *self, guint serial)
{
  GList *item;

  for (item = self->digits.head; item; item = item->next)
    {
      g_autoptr (GTask) task = NULL;

      if (((Digits *) g_task_get_task_data (item->data))->serial != serial)
        continue;
      task = item->data;
      g_queue_delete_link (&self->digits, item);
      drop_digits_handler (task);
      g_task_return_boolean (task, TRUE);
      return;
    }
}

static void
stop_digits (SipgoRtpMedia *self)
{
  GTask *task;

  while ((task = g_queue_pop_head (&self->digits)))
    {
      drop_digits_handler (task);
      fail_closed (task);
      g_object_unref (task);
    }
}

/* --- callbacks of the leg ----------------------------------------------------------------------------------------- */

static void
leg_digit_heard (gpointer owner, guint event, guint duration_ms)
{
  g_autoptr (SipgoMedia) alive = g_object_ref (owner);

  sipgo_media_report_dtmf (alive, sipgo_dtmf_digit_of_event (event), duration_ms, SIPGO_DTMF_BY_EVENT);
}

static void
leg_digits_sent (gpointer owner, guint serial)
{
  g_autoptr (SipgoRtpMedia) alive = g_object_ref (owner);

  digits_sent (alive, serial);
}

static void
leg_levels (gpointer owner, double input, double output)
{
  g_autoptr (SipgoMedia) alive = g_object_ref (owner);

  sipgo_media_set_input_level (alive, input);
  sipgo_media_set_output_level (alive, output);
}

static void
leg_failed (gpointer owner, const GError *error)
{
  g_autoptr (SipgoMedia) alive = g_object_ref (owner);

  sipgo_media_report_error (alive, error);
}

static const SipgoRtpLegCallbacks leg_callbacks = { leg_digit_heard, leg_digits_sent, leg_levels, leg_failed };

/* --- what the application sets ------------------------------------------------------------------------------------ */

static void
reset_levels (SipgoMedia *media)
{
  if (sipgo_media_get_measure_levels (media))
    return;
  sipgo_media_set_input_level (media, SIPGO_MEDIA_SILENCE_LEVEL);
  sipgo_media_set_output_level (media, SIPGO_MEDIA_SILENCE_LEVEL);
}

static void
sipgo_rtp_media_setting_changed (SipgoMedia *media, SipgoMediaSetting setting)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  if (!self->leg)
    return;
  switch (setting)
    {
    case SIPGO_MEDIA_SETTING_SOURCE:
      apply_source (self);
      break;
    case SIPGO_MEDIA_SETTING_HOLD_SOURCE:
      apply_hold_source (self);
      break;
    case SIPGO_MEDIA_SETTING_SINK:
      apply_sink (self);
      break;
    case SIPGO_MEDIA_SETTING_MUTED:
      sipgo_rtp_leg_set_muted (self->leg, sipgo_media_get_muted (media));
      break;
    case SIPGO_MEDIA_SETTING_VOLUME:
      sipgo_rtp_leg_set_volume (self->leg, sipgo_media_get_volume (media));
      break;
    case SIPGO_MEDIA_SETTING_MEASURE_LEVELS:
      sipgo_rtp_leg_set_measure (self->leg, sipgo_media_get_measure_levels (media));
      reset_levels (media);
      break;
    }
}

static void
recorder_failed (SipgoWavWriter *writer, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoMedia) alive = g_object_ref (user_data);

  sipgo_media_report_error (alive, error);
}

static gboolean
sipgo_rtp_media_record_file (SipgoMedia *media, const char *path, GError **error)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  if (!self->leg || self->recorder)
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_STATE,
                           self->leg ? "The call is being recorded already: stop that recording first"
                                     : "The call has ended");
      return FALSE;
    }
  self->recorder = sipgo_wav_writer_new (path, 2, self->context, error);
  if (!self->recorder)
    return FALSE;
  sipgo_wav_writer_set_failed (self->recorder, recorder_failed, self);
  sipgo_rtp_leg_set_recorder (self->leg, g_object_ref (self->recorder));
  return TRUE;
}

static void
sipgo_rtp_media_stop_recording (SipgoMedia *media)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  if (!self->recorder)
    return;
  if (self->leg)
    sipgo_rtp_leg_set_recorder (self->leg, NULL);
  sipgo_wav_writer_set_failed (self->recorder, NULL, NULL);
  sipgo_wav_writer_close (self->recorder);
  g_clear_object (&self->recorder);
}

static void
sipgo_rtp_media_get_statistics (SipgoMedia *media, SipgoMediaStatistics *statistics)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  if (self->leg)
    sipgo_rtp_leg_read_statistics (self->leg, statistics);
  else
    *statistics = self->last_statistics;
}

/* --- for the handler ---------------------------------------------------------------------------------------------- */

/* The sink is opened before the answer, for early media; the source, which may be a microphone, only after it. */
static void
start_sink (SipgoRtpMedia *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  apply_sink (self);
}

/* A device or a file is opened again if the new codec has another sample rate; an element of the application is not. */
static void
start_source (SipgoRtpMedia *self, guint rate)
{
  gboolean again = self->agreed && rate != self->rate && self->source &&
      !sipgo_media_get_source_element (SIPGO_MEDIA (self));

  self->rate = rate;
  if (self->agreed && !again)
    return;
  self->agreed = TRUE;
  apply_source (self);
  play_next (self);
}

/* Called when the offer of a hold is made, before its answer: from then on the peer must not hear the user. */
void
sipgo_rtp_media_set_holding (SipgoRtpMedia *self, gboolean holding)
{
  if (!self->leg || self->holding == holding)
    return;
  self->holding = holding;
  sipgo_rtp_leg_set_holding (self->leg, holding);
  apply_hold_source (self);
}

static void
describe_stream (SipgoRtpMedia *self, const SipgoSdpAgreement *agreement)
{
  /* The directions are cast from one enumeration to the other. */
  G_STATIC_ASSERT ((int) SIPGO_SDP_SENDONLY == (int) SIPGO_MEDIA_DIRECTION_SENDONLY);
  G_STATIC_ASSERT ((int) SIPGO_SDP_RECVONLY == (int) SIPGO_MEDIA_DIRECTION_RECVONLY);
  gboolean used = agreement->n_formats > 0;
  const SipgoMediaStreamTerms terms = {
    .index = agreement->line,
    .mid = agreement->mid,
    .codec = used ? agreement->formats[0].codec->name : NULL,
    .direction = used ? (SipgoMediaDirection) agreement->direction : SIPGO_MEDIA_DIRECTION_INACTIVE,
    .protection = SIPGO_MEDIA_PROTECTION_NONE,
  };

  sipgo_media_stream_set_terms (self->audio, &terms);
}

void
sipgo_rtp_media_agreed (SipgoRtpMedia *self, const SipgoSdpAgreement *agreement, gboolean final)
{
  g_autoptr (SipgoMedia) media = SIPGO_MEDIA (g_object_ref (self));
  const SipgoSdpCodec *codec = agreement->n_formats > 0 ? agreement->formats[0].codec : NULL;

  if (!self->leg)
    return;
  self->events_agreed = final && agreement->event_clock_rate != 0 && agreement->event_send != SIPGO_SDP_NO_PAYLOAD;
  if (final)
    sipgo_rtp_media_set_holding (self, agreement->holding);
  sipgo_rtp_leg_configure (self->leg, agreement, final);
  start_sink (self);
  if (!final)
    return;
  if (codec)
    start_source (self, sipgo_gst_codec_find (codec->name)->sample_rate);
  g_object_freeze_notify (G_OBJECT (self));
  g_object_freeze_notify (G_OBJECT (self->audio));
  describe_stream (self, agreement);
  sipgo_media_set_codec (media, codec ? codec->name : NULL);
  sipgo_media_set_sending (media, codec && (agreement->direction & SIPGO_SDP_SENDONLY));
  sipgo_media_set_receiving (media, codec && (agreement->direction & SIPGO_SDP_RECVONLY));
  g_object_thaw_notify (G_OBJECT (self->audio));
  g_object_thaw_notify (G_OBJECT (self));
}

void
sipgo_rtp_media_close (SipgoRtpMedia *self)
{
  g_autoptr (SipgoRtpMedia) alive = g_object_ref (self);
  g_autoptr (SipgoRtpLeg) leg = g_steal_pointer (&self->leg);

  if (!leg)
    return;
  sipgo_rtp_leg_read_statistics (leg, &self->last_statistics);
  sipgo_rtp_leg_close (leg);
  sipgo_rtp_media_stop_recording (SIPGO_MEDIA (self));
  stop_sound (self);
  stop_files (self);
  stop_digits (self);
  sipgo_media_stream_close (self->audio);
  sipgo_media_set_sending (SIPGO_MEDIA (self), FALSE);
  sipgo_media_set_receiving (SIPGO_MEDIA (self), FALSE);
  sipgo_media_set_closed (SIPGO_MEDIA (self));
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static void
sipgo_rtp_media_dispose (GObject *object)
{
  sipgo_rtp_media_close (SIPGO_RTP_MEDIA (object));
  G_OBJECT_CLASS (sipgo_rtp_media_parent_class)->dispose (object);
}

static void
sipgo_rtp_media_finalize (GObject *object)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (object);

  g_object_unref (self->audio);
  sipgo_media_thread_unref (self->thread);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (sipgo_rtp_media_parent_class)->finalize (object);
}

static void
sipgo_rtp_media_class_init (SipgoRtpMediaClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SipgoMediaClass *media_class = (SipgoMediaClass *) klass;

  object_class->dispose = sipgo_rtp_media_dispose;
  object_class->finalize = sipgo_rtp_media_finalize;
  media_class->setting_changed = sipgo_rtp_media_setting_changed;
  media_class->play_file = sipgo_rtp_media_play_file;
  media_class->record_file = sipgo_rtp_media_record_file;
  media_class->stop_recording = sipgo_rtp_media_stop_recording;
  media_class->send_dtmf = sipgo_rtp_media_send_dtmf;
  media_class->takes_events = sipgo_rtp_media_takes_events;
  media_class->get_statistics = sipgo_rtp_media_get_statistics;
}

static void
read_statistics (gpointer owner, SipgoMediaStatistics *statistics)
{
  sipgo_rtp_media_get_statistics (owner, statistics);
}

static void
sipgo_rtp_media_init (SipgoRtpMedia *self)
{
  self->audio = sipgo_media_stream_new (SIPGO_MEDIA_KIND_AUDIO, read_statistics, self);
  sipgo_media_add_stream (SIPGO_MEDIA (self), self->audio);
  self->rate = 8000;
  self->last_statistics.round_trip_ms = -1.0;
}

/* Takes the port. */
SipgoRtpMedia *
sipgo_rtp_media_new (SipgoMediaThread *thread, SipgoRtpPort *port, GMainContext *context)
{
  SipgoRtpMedia *self = g_object_new (SIPGO_TYPE_RTP_MEDIA, NULL);

  self->thread = sipgo_media_thread_ref (thread);
  self->context = g_main_context_ref (context);
  self->leg = sipgo_rtp_leg_new (thread, port, context, &leg_callbacks, self);
  return self;
}

SipgoRtpLeg *
sipgo_rtp_media_get_leg (SipgoRtpMedia *self)
{
  return self->leg;
}

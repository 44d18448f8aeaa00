/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-media-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/sipgo-gst-codec-private.h"

G_DEFINE_FINAL_TYPE (SipgoRtpMedia, sipgo_rtp_media, SIPGO_TYPE_MEDIA)

/* --- what the leg tells ------------------------------------------------------------------------------------------ */

static void
leg_digit_heard (gpointer owner, guint event, guint duration_ms)
{
  g_autoptr (SipgoMedia) alive = g_object_ref (owner);

  sipgo_media_report_dtmf (alive, sipgo_media_event_to_digit (event), duration_ms, SIPGO_DIGIT_BY_EVENT);
}

static void
leg_digits_sent (gpointer owner, guint serial)
{
  g_autoptr (SipgoRtpMedia) alive = g_object_ref (owner);

  sipgo_rtp_media_digits_sent (alive, serial);
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

/* --- what the application sets ----------------------------------------------------------------------------------- */

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
      sipgo_rtp_media_apply_source (self);
      break;
    case SIPGO_MEDIA_SETTING_HOLD_SOURCE:
      sipgo_rtp_media_apply_hold_source (self);
      break;
    case SIPGO_MEDIA_SETTING_SINK:
      sipgo_rtp_media_apply_sink (self);
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
                           self->leg ? "A recording runs already: stop it first" : "The call has ended");
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

/* --- what the handler tells -------------------------------------------------------------------------------------- */

/* Early media may be heard, but nobody's microphone runs before the peer has answered. */
static void
start_sink (SipgoRtpMedia *self)
{
  if (self->started)
    return;
  self->started = TRUE;
  sipgo_rtp_media_apply_sink (self);
}

/* A device or a file is opened again where the codec asks for another rate; an element of the application's is not. */
static void
start_source (SipgoRtpMedia *self, guint rate)
{
  gboolean again = self->agreed && rate != self->rate && self->source &&
      !sipgo_media_get_source_element (SIPGO_MEDIA (self));

  self->rate = rate;
  if (self->agreed && !again)
    return;
  self->agreed = TRUE;
  sipgo_rtp_media_apply_source (self);
  sipgo_rtp_media_play_next (self);
}

/* Before the peer has agreed, too: whoever presses the key wants to be heard no longer. */
void
sipgo_rtp_media_set_holding (SipgoRtpMedia *self, gboolean holding)
{
  if (!self->leg || self->holding == holding)
    return;
  self->holding = holding;
  sipgo_rtp_leg_set_holding (self->leg, holding);
  sipgo_rtp_media_apply_hold_source (self);
}

void
sipgo_rtp_media_agreed (SipgoRtpMedia *self, const SipgoSdpAgreement *agreement, gboolean final)
{
  SipgoMedia *media = SIPGO_MEDIA (self);
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
  sipgo_media_set_codec (media, codec ? codec->name : NULL);
  sipgo_media_set_sending (media, codec && (agreement->direction & SIPGO_SDP_SENDONLY));
  sipgo_media_set_receiving (media, codec && (agreement->direction & SIPGO_SDP_RECVONLY));
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
  sipgo_rtp_media_stop_roads (self);
  sipgo_rtp_media_stop_files (self);
  sipgo_rtp_media_stop_digits (self);
  sipgo_media_set_sending (SIPGO_MEDIA (self), FALSE);
  sipgo_media_set_receiving (SIPGO_MEDIA (self), FALSE);
  sipgo_media_set_closed (SIPGO_MEDIA (self));
}

/* --- life -------------------------------------------------------------------------------------------------------- */

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
sipgo_rtp_media_init (SipgoRtpMedia *self)
{
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

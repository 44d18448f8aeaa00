/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-leg-private.h"

/* What the media thread does with a leg. */

#define LEVEL_TICKS 5     /* ten a second */

static void
leg_receive (gpointer client, guint channel)
{
  sipgo_rtp_endpoint_receive (((SipgoRtpLeg *) client)->endpoint, channel);
}

static void
leg_hear (SipgoRtpLeg *self, GstClockTime time)
{
  SipgoAudioSource *source = sipgo_audio_feed_get_source (self->feed);
  const SipgoAudioFrame *heard;
  SipgoAudioFrame frame;

  sipgo_rtp_endpoint_play (self->endpoint, time);
  heard = sipgo_audio_drain_take_frame (self->drain);
  if (self->media.measure)
    self->media.output_energy += sipgo_audio_frame_energy (heard);
  if (self->media.recorder)
    sipgo_wav_writer_write_left (self->media.recorder, heard);
  if (sipgo_echo_source_is_echo (source))
    sipgo_echo_source_write (source, heard);
  if (!self->media.sink)
    return;
  if (self->media.volume != 1.0)
    {
      frame = *heard;
      sipgo_audio_frame_scale (&frame, self->media.volume);
      heard = &frame;
    }
  sipgo_audio_sink_write (self->media.sink, heard);
}

static void
tell_levels (SipgoRtpLeg *self, gpointer data)
{
  const double *levels = data;

  self->callbacks->levels (self->owner, levels[0], levels[1]);
}

static void
count_level_tick (SipgoRtpLeg *self)
{
  double *levels;

  if (++self->media.level_ticks < LEVEL_TICKS)
    return;
  levels = g_new (double, 2);
  levels[0] = sipgo_audio_energy_to_dbfs (self->media.input_energy / LEVEL_TICKS);
  levels[1] = sipgo_audio_energy_to_dbfs (self->media.output_energy / LEVEL_TICKS);
  self->media.level_ticks = 0;
  self->media.input_energy = self->media.output_energy = 0;
  sipgo_rtp_leg_tell (self, tell_levels, levels);
}

static void
push_frame (SipgoRtpLeg *self, GstClockTime time)
{
  if (sipgo_audio_feed_is_torn (self->feed, time))
    sipgo_rtp_endpoint_begin_audio (self->endpoint);
  sipgo_audio_feed_push (self->feed, time);
}

/* Nothing is read from the sources while nothing is sent: a file stands still on hold. */
static void
leg_speak (SipgoRtpLeg *self, GstClockTime time)
{
  const SipgoAudioFrame *frame = NULL;

  if (self->media.encoder >= 0 && sipgo_rtp_endpoint_is_sending (self->endpoint))
    {
      frame = sipgo_audio_feed_make_frame (self->feed);
      if (!sipgo_rtp_endpoint_send_event (self->endpoint))
        push_frame (self, time);
    }
  if (self->media.recorder)
    sipgo_wav_writer_write_right (self->media.recorder, frame);
  if (!self->media.measure)
    return;
  if (frame)
    self->media.input_energy += sipgo_audio_frame_energy (frame);
  count_level_tick (self);
}

static void
leg_tick (gpointer client, SipgoMediaPhase phase, GstClockTime time)
{
  if (phase == SIPGO_MEDIA_PHASE_RECEIVE)
    leg_hear (client, time);
  else
    {
      leg_speak (client, time);
      sipgo_rtp_leg_publish (client);
    }
}

const SipgoMediaClientFuncs sipgo_rtp_leg_client_funcs = { leg_receive, leg_tick };

/* Between ticks no buffer is under way, so linking needs no blocking of pads. */
static void
link_chain (const SipgoChain *old, const SipgoChain *new, GstElement *before, const char *before_pad, GstElement *after,
            const char *after_pad)
{
  if (old && old->first)
    {
      gst_element_unlink_pads (before, before_pad, old->first, "sink");
      gst_element_unlink_pads (old->last, "src", after, after_pad);
    }
  gst_element_link_pads_full (new->last, "src", after, after_pad, GST_PAD_LINK_CHECK_NOTHING);
  gst_element_link_pads_full (before, before_pad, new->first, "sink", GST_PAD_LINK_CHECK_NOTHING);
}

void
sipgo_rtp_leg_use_encoder (SipgoRtpLeg *self, guint index, guint packet_ms)
{
  SipgoLegMediaState *media = &self->media;
  const SipgoChain *chain = &media->encoders[index];

  sipgo_audio_feed_set_packet_ms (self->feed, packet_ms);
  if (media->packet_ms[index] != packet_ms)
    sipgo_gst_codec_set_packet_ms (sipgo_gst_codec_nth (index), chain->first, chain->last, packet_ms);
  media->packet_ms[index] = packet_ms;
  if (media->encoder == (int) index)
    return;
  link_chain (media->encoder >= 0 ? &media->encoders[media->encoder] : NULL, &media->encoders[index],
              GST_ELEMENT (self->feed), "src", GST_ELEMENT (self->endpoint), "send");
  media->encoder = (int) index;
  sipgo_audio_feed_set_rate (self->feed, sipgo_gst_codec_nth (index)->sample_rate);
}

static void
use_decoder (SipgoRtpLeg *self, guint index)
{
  SipgoLegMediaState *media = &self->media;

  if (media->decoder == (int) index)
    return;
  link_chain (media->decoder >= 0 ? &media->decoders[media->decoder] : NULL, &media->decoders[index],
              GST_ELEMENT (self->endpoint), "recv", GST_ELEMENT (self->drain), "sink");
  media->decoder = (int) index;
}

static void
tell_codec_seen (SipgoRtpLeg *self, gpointer data)
{
  sipgo_rtp_leg_make_decoder (self, sipgo_gst_codec_nth (*(guint *) data));
}

/* A first packet waits 60 ms in the jitter buffer: long enough for the main thread to make what decodes it. */
static void
endpoint_codec_seen (gpointer user_data, const SipgoSdpCodec *codec)
{
  SipgoRtpLeg *self = user_data;
  const SipgoGstCodec *gst_codec = sipgo_gst_codec_find (codec->name);
  guint *index;

  if (self->media.decoders[gst_codec->index].first || (self->media.asked & (1u << gst_codec->index)))
    return;
  self->media.asked |= 1u << gst_codec->index;
  index = g_new (guint, 1);
  *index = gst_codec->index;
  sipgo_rtp_leg_tell (self, tell_codec_seen, index);
}

static gboolean
endpoint_codec_due (gpointer user_data, const SipgoSdpCodec *codec)
{
  SipgoRtpLeg *self = user_data;
  guint index = sipgo_gst_codec_find (codec->name)->index;

  if (!self->media.decoders[index].first)
    return FALSE;
  use_decoder (self, index);
  return TRUE;
}

static void
tell_digit_heard (SipgoRtpLeg *self, gpointer data)
{
  const guint *digit = data;

  self->callbacks->digit_heard (self->owner, digit[0], digit[1]);
}

static void
endpoint_digit_heard (gpointer user_data, guint event, guint duration_ms)
{
  guint *digit = g_new (guint, 2);

  digit[0] = event;
  digit[1] = duration_ms;
  sipgo_rtp_leg_tell (user_data, tell_digit_heard, digit);
}

static void
tell_digits_sent (SipgoRtpLeg *self, gpointer data)
{
  self->callbacks->digits_sent (self->owner, *(guint *) data);
}

static void
endpoint_digits_sent (gpointer user_data, guint serial)
{
  guint *copy = g_new (guint, 1);

  *copy = serial;
  sipgo_rtp_leg_tell (user_data, tell_digits_sent, copy);
}

const SipgoRtpEndpointCallbacks sipgo_rtp_leg_endpoint_callbacks = {
  endpoint_codec_seen, endpoint_codec_due, endpoint_digit_heard, endpoint_digits_sent
};

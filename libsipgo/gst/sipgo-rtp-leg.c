/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-leg-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/rtp/sipgo-statistics-board-private.h"
#include "libsipgo/gst/codec/sipgo-gst-codec-private.h"
#include "libsipgo/gst/sound/sipgo-audio-drain-private.h"
#include "libsipgo/gst/sound/sipgo-audio-feed-private.h"
#include "libsipgo/gst/sound/sipgo-echo-source-private.h"

#define LEVEL_TICKS 5     /* ten a second */

typedef struct
{
  GstElement *first;
  GstElement *last;
} Chain;

/* Owned by the media thread while the leg runs. */
typedef struct
{
  Chain encoders[SIPGO_GST_N_CODECS];   /* by codec, as far as the main thread has made them */
  Chain decoders[SIPGO_GST_N_CODECS];
  int encoder;                               /* index of the one that is linked, or -1 */
  guint packet_ms[SIPGO_GST_N_CODECS];       /* set on the encoders; 0: not set yet */
  int decoder;                               /* index of the one that is linked, or -1 */
  guint asked;                               /* bit n: the main thread was asked for a decoder of codec n */
  SipgoAudioSink *sink;
  SipgoWavWriter *recorder;
  double volume;
  gboolean measure;
  guint level_ticks;
  double input_energy;
  double output_energy;
} MediaState;

struct _SipgoRtpLeg
{
  GObject parent_instance;

  SipgoMediaThread *thread;
  GMainContext *context;
  const SipgoRtpLegCallbacks *callbacks;     /* NULL once closed */
  gpointer owner;
  GstElement *pipeline;
  SipgoRtpEndpoint *endpoint;
  SipgoAudioFeed *feed;
  SipgoAudioDrain *drain;
  guint made_encoders;                       /* bit n: tried for codec n; main thread */
  guint made_decoders;
  gboolean running;
  gboolean closed;

  MediaState media;
  SipgoStatisticsBoard board;
};

G_DEFINE_FINAL_TYPE (SipgoRtpLeg, sipgo_rtp_leg, G_TYPE_OBJECT)

/* --- between the threads ------------------------------------------------------------------------------------------ */

typedef void (*LegFunc) (SipgoRtpLeg *self, gpointer data);

typedef struct
{
  SipgoRtpLeg *self;
  LegFunc func;
  gpointer data;
  GDestroyNotify drop;
} LegCall;

static LegCall *
leg_call_new (SipgoRtpLeg *self, LegFunc func, gpointer data, GDestroyNotify drop)
{
  LegCall *call = g_new (LegCall, 1);

  *call = (LegCall) { g_object_ref (self), func, data, drop };
  return call;
}

/* In the main thread, because finalizing an object in the media thread could make it wait. */
static gboolean
finish_call (gpointer data)
{
  g_autofree LegCall *call = data;

  if (call->drop && call->data)
    call->drop (call->data);
  g_object_unref (call->self);
  return G_SOURCE_REMOVE;
}

static void
run_command (gpointer data)
{
  LegCall *call = data;

  call->func (call->self, call->data);
  sipgo_context_post (call->self->context, finish_call, call);
}

/* Runs apply in the media thread, then drop in the main thread; apply may exchange what data points to. */
static void
send_command (SipgoRtpLeg *self, LegFunc apply, gpointer data, GDestroyNotify drop)
{
  sipgo_media_thread_invoke (self->thread, run_command, leg_call_new (self, apply, data, drop));
}

static gboolean
run_tell (gpointer data)
{
  LegCall *call = data;

  if (!call->self->closed)
    call->func (call->self, call->data);
  return finish_call (call);
}

/* Runs func in the main thread unless the leg is closed by then. Takes data, and frees it with g_free (). */
static void
tell (SipgoRtpLeg *self, LegFunc func, gpointer data)
{
  sipgo_context_post (self->context, run_tell, leg_call_new (self, func, data, g_free));
}

/* --- errors of the pipeline --------------------------------------------------------------------------------------- */

static void
tell_failed (SipgoRtpLeg *self, gpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, data);

  self->callbacks->failed (self->owner, error);
}

/* Any thread. Takes the reference to self. */
static void
pass_error_on (SipgoRtpLeg *self, GstMessage *message)
{
  g_autoptr (GError) error = NULL;
  LegCall *call = g_new (LegCall, 1);

  gst_message_parse_error (message, &error, NULL);
  g_debug ("%s: %s", GST_MESSAGE_SRC_NAME (message), error->message);
  *call = (LegCall) {
    .self = self,
    .func = tell_failed,
    .data = g_strdup_printf ("The sound of the call failed: %s", error->message),
    .drop = g_free,
  };
  sipgo_context_post (self->context, run_tell, call);
}

/* Any thread. A sync handler that returns GST_BUS_DROP owns the message. */
static GstBusSyncReply
handle_message (GstBus *bus, GstMessage *message, gpointer data)
{
  SipgoRtpLeg *self = GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR ? g_weak_ref_get (data) : NULL;

  if (self)
    pass_error_on (self, message);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* A bus with “enable-async” FALSE has no file descriptor and no queue, which nobody would read. */
static void
use_light_bus (SipgoRtpLeg *self)
{
  g_autoptr (GstBus) bus = g_object_new (GST_TYPE_BUS, "enable-async", FALSE, NULL);
  GWeakRef *weak_ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_ref, self);
  gst_bus_set_sync_handler (bus, handle_message, weak_ref, free_weak_ref);
  gst_element_set_bus (self->pipeline, bus);
}

/* --- building ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  Chain chain;
  guint index;
} ChainCommand;

static void
add_chain (SipgoRtpLeg *self, const Chain *chain)
{
  gst_bin_add_many (GST_BIN (self->pipeline), chain->first, chain->last, NULL);
  gst_element_link (chain->first, chain->last);
  gst_element_sync_state_with_parent (chain->last);
  gst_element_sync_state_with_parent (chain->first);
}

static void
report_missing (SipgoRtpLeg *self, const SipgoGstCodec *codec)
{
  g_autoptr (GError) error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_NO_CODEC,
                                          "%s can be neither heard nor sent: the GStreamer plug-in for it is not "
                                          "installed",
                                          codec->name);

  self->callbacks->failed (self->owner, error);
}

static void
apply_decoder (SipgoRtpLeg *self, gpointer data)
{
  const ChainCommand *command = data;

  self->media.decoders[command->index] = command->chain;
}

static void
make_decoder (SipgoRtpLeg *self, const SipgoGstCodec *codec)
{
  ChainCommand command = { .index = codec->index };

  if (self->made_decoders & (1u << codec->index))
    return;
  self->made_decoders |= 1u << codec->index;
  if (!sipgo_gst_codec_make_decoder (codec, &command.chain.first, &command.chain.last))
    {
      report_missing (self, codec);
      return;
    }
  add_chain (self, &command.chain);
  send_command (self, apply_decoder, g_memdup2 (&command, sizeof command), g_free);
}

static void
apply_encoder (SipgoRtpLeg *self, gpointer data)
{
  const ChainCommand *command = data;

  self->media.encoders[command->index] = command->chain;
}

static void
make_encoder (SipgoRtpLeg *self, const SipgoGstCodec *codec)
{
  ChainCommand command = { .index = codec->index };

  if (self->made_encoders & (1u << codec->index))
    return;
  self->made_encoders |= 1u << codec->index;
  if (!sipgo_gst_codec_make_encoder (codec, &command.chain.first, &command.chain.last))
    {
      report_missing (self, codec);
      return;
    }
  add_chain (self, &command.chain);
  send_command (self, apply_encoder, g_memdup2 (&command, sizeof command), g_free);
}

/* --- the media thread --------------------------------------------------------------------------------------------- */

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
  tell (self, tell_levels, levels);
}

static void
push_frame (SipgoRtpLeg *self, GstClockTime time)
{
  if (sipgo_audio_feed_is_torn (self->feed, time))
    sipgo_rtp_endpoint_begin_audio (self->endpoint);
  sipgo_audio_feed_push (self->feed, time);
}

/* While we do not send, the sources are not read, so that a file pauses during a hold. */
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
publish (SipgoRtpLeg *self)
{
  SipgoMediaStatistics *statistics = sipgo_statistics_board_begin (&self->board);

  sipgo_rtp_endpoint_read_statistics (self->endpoint, statistics);
  statistics->frames_concealed = sipgo_audio_drain_get_concealed (self->drain);
  sipgo_statistics_board_publish (&self->board);
}

static void
leg_tick (gpointer client, SipgoMediaPhase phase, GstClockTime time)
{
  if (phase == SIPGO_MEDIA_PHASE_RECEIVE)
    leg_hear (client, time);
  else
    {
      leg_speak (client, time);
      publish (client);
    }
}

static const SipgoMediaClientFuncs client_funcs = { leg_receive, leg_tick };

/* Runs between ticks, when no buffer flows: the pads need not be blocked. */
static void
link_chain (const Chain *old, const Chain *new, GstElement *before, const char *before_pad, GstElement *after,
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

static void
use_encoder (SipgoRtpLeg *self, guint index, guint packet_ms)
{
  MediaState *media = &self->media;
  const Chain *chain = &media->encoders[index];

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
  MediaState *media = &self->media;

  if (media->decoder == (int) index)
    return;
  link_chain (media->decoder >= 0 ? &media->decoders[media->decoder] : NULL, &media->decoders[index],
              GST_ELEMENT (self->endpoint), "recv", GST_ELEMENT (self->drain), "sink");
  media->decoder = (int) index;
}

static void
tell_codec_seen (SipgoRtpLeg *self, gpointer data)
{
  make_decoder (self, sipgo_gst_codec_nth (*(guint *) data));
}

/* The first packet of a codec waits 60 ms in the jitter buffer: enough time for the main thread to make its decoder. */
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
  tell (self, tell_codec_seen, index);
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
  tell (user_data, tell_digit_heard, digit);
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
  tell (user_data, tell_digits_sent, copy);
}

static const SipgoRtpEndpointCallbacks endpoint_callbacks = {
  endpoint_codec_seen, endpoint_codec_due, endpoint_digit_heard, endpoint_digits_sent
};

static void
start (SipgoRtpLeg *self)
{
  if (self->running)
    return;
  self->running = TRUE;
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  sipgo_media_thread_attach (self->thread, &client_funcs, self);
  sipgo_rtp_port_watch (sipgo_rtp_endpoint_get_port (self->endpoint), self->thread, self);
}

/* --- the agreement ------------------------------------------------------------------------------------------------ */

static void
expect_codec (SipgoRtpConfig *config, guint8 payload_type, const SipgoSdpCodec *codec)
{
  guint i;

  for (i = 0; i < config->n_receive; i++)
    if (config->receive[i].payload_type == payload_type)
      return;
  if (payload_type == SIPGO_SDP_NO_PAYLOAD)
    return;
  config->receive[config->n_receive].payload_type = payload_type;
  config->receive[config->n_receive++].codec = codec;
}

/* Accepts our own payload types, with which the peer has to send (RFC 3264 5.1), and then the peer's, with which some
 * peers send against the RFC. */
static void
expect_formats (SipgoRtpConfig *config, const SipgoSdpAgreement *agreement)
{
  guint i;

  for (i = 0; i < agreement->n_formats; i++)
    expect_codec (config, agreement->formats[i].receive, agreement->formats[i].codec);
  for (i = 0; i < agreement->n_formats; i++)
    expect_codec (config, agreement->formats[i].send, agreement->formats[i].codec);
  memcpy (config->events, agreement->events, sizeof agreement->events);
  config->n_events = agreement->n_events;
}

static void
fill_config (SipgoRtpConfig *config, const SipgoSdpAgreement *agreement, gboolean final)
{
  config->event_send = SIPGO_SDP_NO_PAYLOAD;
  expect_formats (config, agreement);
  config->receiving = agreement->n_formats > 0 && (agreement->direction & SIPGO_SDP_RECVONLY);
  if (!final || agreement->n_formats == 0)
    return;
  config->send_payload_type = agreement->formats[0].send;
  config->send_clock_rate = agreement->formats[0].codec->clock_rate;
  config->packet_ms = sipgo_gst_codec_choose_packet_ms (sipgo_gst_codec_find (agreement->formats[0].codec->name),
                                                        agreement->ptime, agreement->maxptime);
  config->any_size = config->send_clock_rate == SIPGO_AUDIO_MAX_RATE;     /* Opus */
  config->sending = (agreement->direction & SIPGO_SDP_SENDONLY) != 0;
  config->event_clock_rate = agreement->event_clock_rate;
  config->event_send = agreement->event_send;
  config->rtcp_mux = agreement->rtcp_mux;
  if (!agreement->address || !sipgo_address_parse (&config->rtp, agreement->address, agreement->port))
    {
      config->sending = FALSE;
      return;
    }
  sipgo_address_parse (&config->rtcp, agreement->address, agreement->rtcp_port);
}

static void
apply_config (SipgoRtpLeg *self, gpointer data)
{
  const SipgoRtpConfig *config = data;
  const SipgoGstCodec *codec;

  sipgo_rtp_endpoint_configure (self->endpoint, config);
  if (config->n_receive == 0)
    return;
  codec = sipgo_gst_codec_find (config->receive[0].codec->name);
  if (self->media.decoder < 0)
    sipgo_audio_drain_set_rate (self->drain, codec->sample_rate);
  if (config->send_clock_rate > 0 && self->media.encoders[codec->index].first)
    use_encoder (self, codec->index, config->packet_ms);
}

void
sipgo_rtp_leg_configure (SipgoRtpLeg *self, const SipgoSdpAgreement *agreement, gboolean final)
{
  SipgoRtpConfig *config;

  if (self->closed)
    return;
  config = g_new0 (SipgoRtpConfig, 1);
  fill_config (config, agreement, final);
  start (self);
  if (config->n_receive > 0)
    {
      const SipgoGstCodec *codec = sipgo_gst_codec_find (config->receive[0].codec->name);

      make_decoder (self, codec);
      if (final)
        make_encoder (self, codec);
    }
  send_command (self, apply_config, config, g_free);
}

/* --- settings during the call ------------------------------------------------------------------------------------- */

/* Carries a new object to the media thread, and the object that it replaces back to the main thread. */
typedef struct
{
  gpointer object;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  g_clear_object (&exchange->object);
  g_free (exchange);
}

static Exchange *
exchange_new (gpointer object)
{
  Exchange *exchange = g_new (Exchange, 1);

  exchange->object = object;
  return exchange;
}

static void
apply_source (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;

  exchange->object = sipgo_audio_feed_swap_source (self->feed, exchange->object);
}

void
sipgo_rtp_leg_set_source (SipgoRtpLeg *self, SipgoAudioSource *source)
{
  send_command (self, apply_source, exchange_new (source), exchange_free);
}

static void
apply_file (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;

  exchange->object = sipgo_audio_feed_swap_file (self->feed, exchange->object);
}

void
sipgo_rtp_leg_set_file (SipgoRtpLeg *self, SipgoAudioSource *file)
{
  send_command (self, apply_file, exchange_new (file), exchange_free);
}

static void
apply_hold_source (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;

  exchange->object = sipgo_audio_feed_swap_hold_source (self->feed, exchange->object);
}

void
sipgo_rtp_leg_set_hold_source (SipgoRtpLeg *self, SipgoAudioSource *hold_source)
{
  send_command (self, apply_hold_source, exchange_new (hold_source), exchange_free);
}

static void
apply_holding (SipgoRtpLeg *self, gpointer data)
{
  sipgo_audio_feed_set_holding (self->feed, GPOINTER_TO_INT (data));
  sipgo_rtp_endpoint_set_holding (self->endpoint, GPOINTER_TO_INT (data));
}

void
sipgo_rtp_leg_set_holding (SipgoRtpLeg *self, gboolean holding)
{
  send_command (self, apply_holding, GINT_TO_POINTER (holding), NULL);
}

/* As Exchange, for a port. */
typedef struct
{
  SipgoRtpPort *port;
} PortExchange;

static void
port_exchange_free (gpointer data)
{
  sipgo_rtp_port_free (((PortExchange *) data)->port);
  g_free (data);
}

static void
apply_port (SipgoRtpLeg *self, gpointer data)
{
  PortExchange *exchange = data;
  guint channel;

  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    sipgo_media_thread_unwatch (self->thread, self, channel);
  exchange->port = sipgo_rtp_endpoint_swap_port (self->endpoint, exchange->port);
  sipgo_rtp_port_watch (sipgo_rtp_endpoint_get_port (self->endpoint), self->thread, self);
}

void
sipgo_rtp_leg_set_port (SipgoRtpLeg *self, SipgoRtpPort *port)
{
  PortExchange *exchange;

  if (self->closed || !self->running)
    {
      sipgo_rtp_port_free (sipgo_rtp_endpoint_swap_port (self->endpoint, port));
      return;
    }
  exchange = g_new (PortExchange, 1);
  exchange->port = port;
  send_command (self, apply_port, exchange, port_exchange_free);
}

static void
apply_sink (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;
  SipgoAudioSink *old = self->media.sink;

  self->media.sink = exchange->object;
  exchange->object = old;
}

void
sipgo_rtp_leg_set_sink (SipgoRtpLeg *self, SipgoAudioSink *sink)
{
  send_command (self, apply_sink, exchange_new (sink), exchange_free);
}

static void
apply_recorder (SipgoRtpLeg *self, gpointer data)
{
  Exchange *exchange = data;
  SipgoWavWriter *old = self->media.recorder;

  self->media.recorder = exchange->object;
  exchange->object = old;
}

void
sipgo_rtp_leg_set_recorder (SipgoRtpLeg *self, SipgoWavWriter *recorder)
{
  send_command (self, apply_recorder, exchange_new (recorder), exchange_free);
}

static void
apply_muted (SipgoRtpLeg *self, gpointer data)
{
  sipgo_audio_feed_set_muted (self->feed, GPOINTER_TO_INT (data));
}

void
sipgo_rtp_leg_set_muted (SipgoRtpLeg *self, gboolean muted)
{
  send_command (self, apply_muted, GINT_TO_POINTER (muted), NULL);
}

static void
apply_volume (SipgoRtpLeg *self, gpointer data)
{
  self->media.volume = *(const double *) data;
}

void
sipgo_rtp_leg_set_volume (SipgoRtpLeg *self, double volume)
{
  send_command (self, apply_volume, g_memdup2 (&volume, sizeof volume), g_free);
}

static void
apply_measure (SipgoRtpLeg *self, gpointer data)
{
  self->media.measure = GPOINTER_TO_INT (data);
}

void
sipgo_rtp_leg_set_measure (SipgoRtpLeg *self, gboolean measure)
{
  send_command (self, apply_measure, GINT_TO_POINTER (measure), NULL);
}

static void
apply_digits (SipgoRtpLeg *self, gpointer data)
{
  const GArray *events = data;
  guint i;

  for (i = 0; i < events->len; i++)
    sipgo_dtmf_event_sender_add (sipgo_rtp_endpoint_get_events (self->endpoint),
                                 &g_array_index (events, SipgoDtmfEvent, i));
}

void
sipgo_rtp_leg_send_digits (SipgoRtpLeg *self, const SipgoDtmfEvent *events, guint n_events)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (SipgoDtmfEvent));

  g_array_append_vals (copy, events, n_events);
  send_command (self, apply_digits, copy, (GDestroyNotify) g_array_unref);
}

static void
apply_cancel_digits (SipgoRtpLeg *self, gpointer data)
{
  sipgo_dtmf_event_sender_cancel (sipgo_rtp_endpoint_get_events (self->endpoint), GPOINTER_TO_UINT (data));
}

void
sipgo_rtp_leg_cancel_digits (SipgoRtpLeg *self, guint serial)
{
  send_command (self, apply_cancel_digits, GUINT_TO_POINTER (serial), NULL);
}

static void
guard_free (gpointer data)
{
  gpointer *guard = data;

  if (*guard)
    sipgo_rtp_guard_free (*guard);
  g_free (guard);
}

static void
apply_guard (SipgoRtpLeg *self, gpointer data)
{
  gpointer *guard = data;

  *guard = sipgo_rtp_endpoint_swap_guard (self->endpoint, *guard);
}

void
sipgo_rtp_leg_set_guard (SipgoRtpLeg *self, SipgoRtpGuard *guard)
{
  send_command (self, apply_guard, g_memdup2 (&guard, sizeof guard), guard_free);
}

void
sipgo_rtp_leg_set_strict (SipgoRtpLeg *self, gboolean strict)
{
  sipgo_rtp_endpoint_set_strict (self->endpoint, strict);
}

void
sipgo_rtp_leg_draw_identity (SipgoRtpLeg *self, SipgoRandom *random)
{
  sipgo_rtp_endpoint_draw_identity (self->endpoint, random);
}

void
sipgo_rtp_leg_read_statistics (SipgoRtpLeg *self, SipgoMediaStatistics *statistics)
{
  sipgo_statistics_board_read (&self->board, statistics);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static void
sipgo_rtp_leg_finalize (GObject *object)
{
  SipgoRtpLeg *self = SIPGO_RTP_LEG (object);

  gst_element_set_state (self->pipeline, GST_STATE_NULL);
  gst_object_unref (self->pipeline);
  g_clear_object (&self->media.sink);
  g_clear_object (&self->media.recorder);
  sipgo_media_thread_unref (self->thread);
  g_main_context_unref (self->context);
  G_OBJECT_CLASS (sipgo_rtp_leg_parent_class)->finalize (object);
}

static void
sipgo_rtp_leg_class_init (SipgoRtpLegClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_rtp_leg_finalize;
}

static void
sipgo_rtp_leg_init (SipgoRtpLeg *self)
{
  self->media.encoder = self->media.decoder = -1;
  self->media.volume = 1.0;
  sipgo_statistics_board_init (&self->board);
}

SipgoRtpLeg *
sipgo_rtp_leg_new (SipgoMediaThread *thread, SipgoRtpPort *port, GMainContext *context,
                   const SipgoRtpLegCallbacks *callbacks, gpointer owner)
{
  SipgoRtpLeg *self = g_object_new (SIPGO_TYPE_RTP_LEG, NULL);

  self->thread = sipgo_media_thread_ref (thread);
  sipgo_media_thread_add_calls (thread, 1);
  self->context = g_main_context_ref (context);
  self->callbacks = callbacks;
  self->owner = owner;
  self->pipeline = gst_object_ref_sink (gst_pipeline_new (NULL));
  if (sipgo_media_thread_is_virtual (thread))
    gst_pipeline_use_clock (GST_PIPELINE (self->pipeline), NULL);
  use_light_bus (self);
  self->endpoint = sipgo_rtp_endpoint_new (thread, port, &endpoint_callbacks, self);
  self->feed = sipgo_audio_feed_new ();
  self->drain = sipgo_audio_drain_new ();
  gst_bin_add_many (GST_BIN (self->pipeline), GST_ELEMENT (self->endpoint), GST_ELEMENT (self->feed),
                    GST_ELEMENT (self->drain), NULL);
  return self;
}

static void
apply_close (SipgoRtpLeg *self, gpointer data)
{
  if (self->running)
    sipgo_rtp_endpoint_say_goodbye (self->endpoint);
  sipgo_media_thread_detach (self->thread, self);
}

void
sipgo_rtp_leg_close (SipgoRtpLeg *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  self->callbacks = NULL;
  sipgo_media_thread_add_calls (self->thread, -1);
  send_command (self, apply_close, NULL, NULL);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-leg-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"

G_DEFINE_FINAL_TYPE (SipgoRtpLeg, sipgo_rtp_leg, G_TYPE_OBJECT)

/* --- between the threads ----------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoRtpLeg *self;
  SipgoLegFunc func;
  gpointer data;
  GDestroyNotify drop;
} LegCall;

static LegCall *
leg_call_new (SipgoRtpLeg *self, SipgoLegFunc func, gpointer data, GDestroyNotify drop)
{
  LegCall *call = g_new (LegCall, 1);

  *call = (LegCall) { g_object_ref (self), func, data, drop };
  return call;
}

/* Main thread: the last reference to anything must not drop in the media thread. */
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

void
sipgo_rtp_leg_command (SipgoRtpLeg *self, SipgoLegFunc apply, gpointer data, GDestroyNotify drop)
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

void
sipgo_rtp_leg_tell (SipgoRtpLeg *self, SipgoLegFunc func, gpointer data)
{
  sipgo_context_post (self->context, run_tell, leg_call_new (self, func, data, g_free));
}

/* --- errors of the pipeline -------------------------------------------------------------------------------------- */

static void
tell_failed (SipgoRtpLeg *self, gpointer data)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_MEDIA, data);

  self->callbacks->failed (self->owner, error);
}

/* Any thread; the one reference that is held here goes on with the call. */
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

/* The handler owns the message that it drops. */
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

/* A bus without queue has no file descriptor, and keeps nothing that nobody reads. */
static void
use_light_bus (SipgoRtpLeg *self)
{
  g_autoptr (GstBus) bus = g_object_new (GST_TYPE_BUS, "enable-async", FALSE, NULL);
  GWeakRef *weak_ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak_ref, self);
  gst_bus_set_sync_handler (bus, handle_message, weak_ref, free_weak_ref);
  gst_element_set_bus (self->pipeline, bus);
}

/* --- building ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoChain chain;
  guint index;
} ChainCommand;

static void
add_chain (SipgoRtpLeg *self, const SipgoChain *chain)
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
                                          "%s can be neither heard nor sent: the GStreamer plug-in for it is not installed", codec->name);

  self->callbacks->failed (self->owner, error);
}

static void
apply_decoder (SipgoRtpLeg *self, gpointer data)
{
  const ChainCommand *command = data;

  self->media.decoders[command->index] = command->chain;
}

void
sipgo_rtp_leg_make_decoder (SipgoRtpLeg *self, const SipgoGstCodec *codec)
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
  sipgo_rtp_leg_command (self, apply_decoder, g_memdup2 (&command, sizeof command), g_free);
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
  sipgo_rtp_leg_command (self, apply_encoder, g_memdup2 (&command, sizeof command), g_free);
}

static void
start (SipgoRtpLeg *self)
{
  const int *fds = sipgo_packet_port_get_fds (sipgo_rtp_endpoint_get_port (self->endpoint));
  guint channel;

  if (self->running)
    return;
  self->running = TRUE;
  gst_element_set_state (self->pipeline, GST_STATE_PLAYING);
  sipgo_media_thread_attach (self->thread, &sipgo_rtp_leg_client_funcs, self);
  for (channel = 0; channel < SIPGO_PACKET_N_CHANNELS; channel++)
    sipgo_media_thread_watch (self->thread, self, fds[channel], channel);
}

/* --- what was agreed --------------------------------------------------------------------------------------------- */

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

/* By the numbers that we have named, as RFC 3264 section 5.1 has it; then by those of the peer, which some peers
 * send with. */
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
  if (!agreement->address || !sipgo_packet_address_parse (&config->rtp, agreement->address, agreement->port))
    {
      config->sending = FALSE;
      return;
    }
  sipgo_packet_address_parse (&config->rtcp, agreement->address, agreement->rtcp_port);
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
    sipgo_rtp_leg_use_encoder (self, codec->index, config->packet_ms);
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

      sipgo_rtp_leg_make_decoder (self, codec);
      if (final)
        make_encoder (self, codec);
    }
  sipgo_rtp_leg_command (self, apply_config, config, g_free);
}

/* --- life -------------------------------------------------------------------------------------------------------- */

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
  sipgo_rtp_leg_init_board (self);
}

SipgoRtpLeg *
sipgo_rtp_leg_new (SipgoMediaThread *thread, SipgoPacketPort *port, GMainContext *context,
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
  self->endpoint = sipgo_rtp_endpoint_new (thread, port, &sipgo_rtp_leg_endpoint_callbacks, self);
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
  sipgo_rtp_leg_command (self, apply_close, NULL, NULL);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtp-endpoint-internal-private.h"

#include <gst/rtp/rtp.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (SipgoRtpEndpoint, sipgo_rtp_endpoint, GST_TYPE_ELEMENT)

static GstStaticPadTemplate recv_template =
    GST_STATIC_PAD_TEMPLATE ("recv", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate send_template =
    GST_STATIC_PAD_TEMPLATE ("send", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));

/* --- sending ----------------------------------------------------------------------------------------------------- */

static void
write_to_port (SipgoRtpEndpoint *self, SipgoPacketChannel channel, GstBuffer *packet)
{
  const SipgoPacketAddress *to = channel == SIPGO_PACKET_RTP || self->config.rtcp_mux
      ? &self->config.rtp : &self->config.rtcp;
  guint8 bytes[SIPGO_RTP_MAX_PACKET];
  gsize size = gst_buffer_extract (packet, 0, bytes, sizeof bytes);

  if (channel == SIPGO_PACKET_RTCP && self->config.rtcp_mux)
    channel = SIPGO_PACKET_RTP;
  sipgo_packet_port_send (self->port, channel, bytes, size, to);
  gst_buffer_unref (packet);
}

/* FALSE: a payloader's rest of what was torn off, shorter than what it was told to make. */
static gboolean
is_whole (SipgoRtpEndpoint *self, guint n_octets)
{
  return self->config.any_size || n_octets == self->config.packet_ms * (self->config.send_clock_rate / 1000);
}

/* The payloader's numbers are replaced: the train stays whole, whatever stands before us. */
static void
stamp_packet (SipgoRtpEndpoint *self, GstRTPBuffer *rtp)
{
  gst_rtp_buffer_set_payload_type (rtp, self->config.send_payload_type);
  gst_rtp_buffer_set_ssrc (rtp, self->ssrc);
  gst_rtp_buffer_set_seq (rtp, self->seq++);
  gst_rtp_buffer_set_timestamp (rtp, self->audio_timestamp);
  gst_rtp_buffer_set_marker (rtp, self->spurt);
  self->audio_timestamp += self->config.packet_ms * (self->config.send_clock_rate / 1000);
  self->octets_sent += gst_rtp_buffer_get_payload_len (rtp);
  self->spurt = FALSE;
  self->n_sent++;
}

static GstFlowReturn
sipgo_rtp_endpoint_chain (GstPad *pad, GstObject *parent, GstBuffer *packet)
{
  SipgoRtpEndpoint *self = SIPGO_RTP_ENDPOINT (parent);
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gboolean whole;

  packet = gst_buffer_make_writable (packet);
  if (!self->config.sending || !gst_rtp_buffer_map (packet, GST_MAP_READWRITE, &rtp))
    {
      gst_buffer_unref (packet);
      return GST_FLOW_OK;
    }
  whole = is_whole (self, gst_rtp_buffer_get_payload_len (&rtp));
  if (whole)
    stamp_packet (self, &rtp);
  gst_rtp_buffer_unmap (&rtp);
  if (whole)
    write_to_port (self, SIPGO_PACKET_RTP, packet);
  else
    gst_buffer_unref (packet);
  return GST_FLOW_OK;
}

void
sipgo_rtp_endpoint_begin_audio (SipgoRtpEndpoint *self)
{
  self->audio_timestamp = self->timestamp;
}

static void
send_event_packet (SipgoRtpEndpoint *self, const SipgoEventPacket *event)
{
  GstBuffer *packet = gst_rtp_buffer_new_allocate (SIPGO_EVENT_SIZE, 0, 0);
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

  gst_rtp_buffer_map (packet, GST_MAP_READWRITE, &rtp);
  gst_rtp_buffer_set_payload_type (&rtp, self->config.event_send);
  gst_rtp_buffer_set_marker (&rtp, event->marker);
  gst_rtp_buffer_set_ssrc (&rtp, self->ssrc);
  gst_rtp_buffer_set_seq (&rtp, self->seq++);
  gst_rtp_buffer_set_timestamp (&rtp, event->timestamp);
  memcpy (gst_rtp_buffer_get_payload (&rtp), event->payload, SIPGO_EVENT_SIZE);
  gst_rtp_buffer_unmap (&rtp);
  self->n_sent++;
  self->octets_sent += SIPGO_EVENT_SIZE;
  write_to_port (self, SIPGO_PACKET_RTP, packet);
}

gboolean
sipgo_rtp_endpoint_send_event (SipgoRtpEndpoint *self)
{
  SipgoEventPacket packet;
  guint finished = 0;
  gboolean sent;

  if (!self->config.sending || self->config.event_clock_rate == 0 || (self->holding && !self->events.active))
    return FALSE;
  sent = sipgo_event_sender_tick (&self->events, self->timestamp, self->config.event_clock_rate, &packet, &finished);
  if (sent)
    send_event_packet (self, &packet);
  if (finished)
    self->callbacks->digits_sent (self->user_data, finished);
  return sent;
}

void
sipgo_rtp_endpoint_send_report (SipgoRtpEndpoint *self, gboolean bye)
{
  SipgoRtpSender sender = {
    .ssrc = self->ssrc,
    .cname = self->cname,
    .sender = self->n_sent != self->reported_sent,
    .timestamp = self->timestamp,
    .packets = (guint32) self->n_sent,
    .octets = (guint32) self->octets_sent,
    .bye = bye,
  };

  self->reported_sent = self->n_sent;
  write_to_port (self, SIPGO_PACKET_RTCP,
                 sipgo_rtp_statistics_make_report (&self->statistics, &sender, sipgo_media_thread_now (self->thread)));
}

void
sipgo_rtp_endpoint_say_goodbye (SipgoRtpEndpoint *self)
{
  if (self->n_sent > 0 || self->statistics.started)
    sipgo_rtp_endpoint_send_report (self, TRUE);
}

/* --- changes ----------------------------------------------------------------------------------------------------- */

/* Packets under the old agreement are still on their way, and a number keeps its meaning as long as the call. */
static void
keep_formats (SipgoRtpConfig *config, const SipgoRtpConfig *before)
{
  guint i, k;

  for (i = 0; i < before->n_receive && config->n_receive < SIPGO_RTP_MAX_TYPES; i++)
    {
      for (k = 0; k < config->n_receive; k++)
        if (config->receive[k].payload_type == before->receive[i].payload_type)
          break;
      if (k == config->n_receive)
        config->receive[config->n_receive++] = before->receive[i];
    }
  for (i = 0; i < before->n_events && config->n_events < SIPGO_RTP_MAX_TYPES; i++)
    {
      for (k = 0; k < config->n_events; k++)
        if (config->events[k].payload_type == before->events[i].payload_type)
          break;
      if (k == config->n_events)
        config->events[config->n_events++] = before->events[i];
    }
}

/* A destination that is named anew holds until the peer is heard from elsewhere. */
void
sipgo_rtp_endpoint_configure (SipgoRtpEndpoint *self, const SipgoRtpConfig *config)
{
  SipgoRtpConfig before = self->config;

  self->config = *config;
  keep_formats (&self->config, &before);
  if (config->sending && !before.sending)
    self->spurt = TRUE;
  if (!config->receiving)
    sipgo_jitter_buffer_clear (&self->jitter);
  if (sipgo_packet_address_equal (&config->rtp, &self->source.named))
    {
      self->config.rtp = before.rtp;
      self->config.rtcp = before.rtcp;
    }
  else
    sipgo_rtp_source_set_named (&self->source, &config->rtp);
  self->named_rtcp = config->rtcp;
}

/* The peer on hold hears the end of the digit under way, or it would go on for it; the others wait. */
void
sipgo_rtp_endpoint_set_holding (SipgoRtpEndpoint *self, gboolean holding)
{
  self->holding = holding;
  if (holding)
    sipgo_event_sender_release (&self->events);
}

gboolean
sipgo_rtp_endpoint_is_sending (SipgoRtpEndpoint *self)
{
  return self->config.sending && self->config.send_clock_rate > 0;
}

SipgoEventSender *
sipgo_rtp_endpoint_get_events (SipgoRtpEndpoint *self)
{
  return &self->events;
}

SipgoPacketPort *
sipgo_rtp_endpoint_get_port (SipgoRtpEndpoint *self)
{
  return self->port;
}

void
sipgo_rtp_endpoint_read_statistics (SipgoRtpEndpoint *self, SipgoMediaStatistics *statistics)
{
  statistics->packets_sent = self->n_sent;
  statistics->packets_received = self->n_received;
  statistics->packets_lost = sipgo_rtp_statistics_get_lost (&self->statistics);
  statistics->packets_late = self->jitter.n_late;
  statistics->packets_ignored = self->n_ignored;
  statistics->octets_sent = self->octets_sent;
  statistics->octets_received = self->octets_received;
  statistics->remote_packets_lost = self->statistics.remote_lost;
  if (self->statistics.clock_rate > 0)
    statistics->jitter_ms = self->statistics.jitter * 1000.0 / self->statistics.clock_rate;
  statistics->remote_jitter_ms = self->statistics.remote_jitter_ms;
  statistics->round_trip_ms = self->statistics.round_trip_ms;
}

/* --- GstElement -------------------------------------------------------------------------------------------------- */

/* Sources that are live: nothing waits for a first buffer. */
static GstStateChangeReturn
sipgo_rtp_endpoint_change_state (GstElement *element, GstStateChange transition)
{
  GstStateChangeReturn result = GST_ELEMENT_CLASS (sipgo_rtp_endpoint_parent_class)->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    SIPGO_RTP_ENDPOINT (element)->playing = NULL;
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED || transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    return GST_STATE_CHANGE_NO_PREROLL;
  return result;
}

static gboolean
sipgo_rtp_endpoint_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_latency (query, TRUE, SIPGO_MEDIA_TICK, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static gboolean
sipgo_rtp_endpoint_swallow_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  gst_event_unref (event);
  return TRUE;
}

/* A call has no end of stream: what EOS has passed through stays shut. */
static gboolean
sipgo_rtp_endpoint_refuse_event (GstElement *element, GstEvent *event)
{
  gst_event_unref (event);
  return FALSE;
}

static void
sipgo_rtp_endpoint_finalize (GObject *object)
{
  SipgoRtpEndpoint *self = SIPGO_RTP_ENDPOINT (object);

  sipgo_jitter_buffer_clear (&self->jitter);
  sipgo_event_sender_clear (&self->events);
  sipgo_packet_port_free (self->port);
  sipgo_media_thread_unref (self->thread);
  G_OBJECT_CLASS (sipgo_rtp_endpoint_parent_class)->finalize (object);
}

static void
sipgo_rtp_endpoint_class_init (SipgoRtpEndpointClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sipgo_rtp_endpoint_finalize;
  element_class->change_state = sipgo_rtp_endpoint_change_state;
  element_class->send_event = sipgo_rtp_endpoint_refuse_event;
  gst_element_class_add_static_pad_template (element_class, &recv_template);
  gst_element_class_add_static_pad_template (element_class, &send_template);
  gst_element_class_set_static_metadata (element_class, "RTP endpoint", "Source/Sink/Network/RTP",
                                         "The network side of a call", "libsipgo");
}

static void
sipgo_rtp_endpoint_init (SipgoRtpEndpoint *self)
{
  GstElement *element = GST_ELEMENT (self);

  self->recv = gst_pad_new_from_static_template (&recv_template, "recv");
  gst_pad_set_query_function (self->recv, sipgo_rtp_endpoint_query);
  gst_element_add_pad (element, self->recv);
  self->send = gst_pad_new_from_static_template (&send_template, "send");
  gst_pad_set_chain_function (self->send, sipgo_rtp_endpoint_chain);
  gst_pad_set_event_function (self->send, sipgo_rtp_endpoint_swallow_event);
  gst_element_add_pad (element, self->send);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE | GST_ELEMENT_FLAG_SINK);

  sipgo_rtp_statistics_init (&self->statistics);
  self->config.event_send = SIPGO_SDP_NO_PAYLOAD;
  self->report_countdown = SIPGO_RTP_REPORT_TICKS;
  self->frame_ms = SIPGO_MEDIA_TICK_MS;
  g_snprintf (self->cname, sizeof self->cname, "%08x%08x", g_random_int (), g_random_int ());
  sipgo_rtp_endpoint_set_identity (self, g_random_int (), (guint16) g_random_int (), g_random_int ());
}

SipgoRtpEndpoint *
sipgo_rtp_endpoint_new (SipgoMediaThread *thread, SipgoPacketPort *port, const SipgoRtpEndpointCallbacks *callbacks,
                        gpointer user_data)
{
  SipgoRtpEndpoint *self = g_object_new (SIPGO_TYPE_RTP_ENDPOINT, NULL);

  self->thread = sipgo_media_thread_ref (thread);
  self->port = port;
  self->callbacks = callbacks;
  self->user_data = user_data;
  return self;
}

/* Before it runs. */
void
sipgo_rtp_endpoint_set_strict (SipgoRtpEndpoint *self, gboolean strict)
{
  self->source.strict = strict;
}

/* Before it runs; for runs that must come out the same twice. */
void
sipgo_rtp_endpoint_set_identity (SipgoRtpEndpoint *self, guint32 ssrc, guint16 seq, guint32 timestamp)
{
  self->ssrc = ssrc;
  self->seq = seq;
  self->timestamp = timestamp;
  self->spurt = TRUE;
}

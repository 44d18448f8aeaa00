/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtp-endpoint-private.h"

#include <gst/rtp/rtp.h>
#include <string.h>

#include "libsipgo/gst/rtp/sipgo-jitter-buffer-private.h"
#include "libsipgo/gst/rtp/sipgo-rtcp-reports-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-source-private.h"
#include "libsipgo/gst/thread/sipgo-media-pad-private.h"

#define MAX_PACKET   2048
#define REPORT_TICKS 250     /* an RTCP report every 5 s, times a random factor of 0.5 to 1.5 (RFC 3550 6.2) */
#define MIN_PACKET   12
#define MIN_REPORT   8
#define MAX_FRAME_MS 120
/* Marks the packet of a telephone-event: it keeps its place in the jitter buffer but is not played. */
#define EVENT_FLAG   GST_BUFFER_FLAG_DROPPABLE

/*
 * The network side of a call: port, guard, jitter buffer, RTCP and telephone-events. The pad "recv" gives the received
 * packets in order, one for each tick. Packets that come into the pad "send" get payload type, SSRC, sequence number
 * and timestamp, and are sent. The element has no thread of its own: the media thread calls it.
 */
struct _SipgoRtpEndpoint
{
  GstElement parent_instance;

  SipgoMediaThread *thread;
  SipgoRtpPort *port;
  const SipgoRtpEndpointCallbacks *callbacks;
  gpointer user_data;
  GstPad *recv;
  GstPad *send;
  char cname[20];

  /* media thread only */
  SipgoRtpGuard *guard;        /* NULL: plain RTP */
  SipgoRtpConfig config;
  SipgoJitterBuffer jitter;
  SipgoRtpSource source;
  SipgoAddress named_rtcp;
  SipgoRtpStatistics statistics;
  SipgoRtcpReports reports;
  SipgoDtmfEventReceiver heard;
  guint heard_clock_rate;      /* of the last telephone-event that was received */
  SipgoDtmfEventSender events;
  gboolean holding;            /* no new digit is begun */
  const SipgoSdpCodec *playing;
  guint8 playing_type;
  guint32 last_ssrc;
  guint16 last_seq;
  guint32 last_timestamp;
  guint frame_ms;              /* length of the peer's packets, learned from their timestamps */
  guint next_frame_ms;         /* the last step between two timestamps */
  guint credit_ms;             /* time that has passed and for which no packet has been played yet */

  guint32 ssrc;
  guint32 timestamp;           /* of the present tick */
  GstClockTime last_tick;      /* 0: none yet */
  guint32 audio_timestamp;     /* of the next packet of audio */
  guint16 seq;
  gboolean spurt;              /* the next packet is the first of a talkspurt: it has the marker bit */
  guint report_countdown;
  guint64 reported_sent;
  guint quiet_ticks;           /* since the last packet of the peer, while it may send */
  guint64 n_sent, n_received, n_ignored, octets_sent, octets_received;
};

G_DEFINE_FINAL_TYPE (SipgoRtpEndpoint, sipgo_rtp_endpoint, GST_TYPE_ELEMENT)

static GstStaticPadTemplate recv_template =
    GST_STATIC_PAD_TEMPLATE ("recv", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));
static GstStaticPadTemplate send_template =
    GST_STATIC_PAD_TEMPLATE ("send", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS ("application/x-rtp"));

/* --- sending ------------------------------------------------------------------------------------------------------ */

static void
write_to_port (SipgoRtpEndpoint *self, SipgoPacketChannel channel, GstBuffer *packet)
{
  const SipgoAddress *to = channel == SIPGO_PACKET_RTP || self->config.rtcp_mux
      ? &self->config.rtp : &self->config.rtcp;
  guint8 bytes[MAX_PACKET];
  gsize size = gst_buffer_extract (packet, 0, bytes, sizeof bytes);

  gst_buffer_unref (packet);
  if (self->guard && !self->guard->klass->protect (self->guard, channel, bytes, &size, sizeof bytes))
    return;
  sipgo_rtp_port_send (self->port, self->config.rtcp_mux ? SIPGO_PACKET_RTP : channel, bytes, size, to);
}

/* FALSE for a short packet: the rest that a payloader gives when the audio before it was interrupted. */
static gboolean
is_whole (SipgoRtpEndpoint *self, guint n_octets)
{
  return self->config.any_size || n_octets == self->config.packet_ms * (self->config.send_clock_rate / 1000);
}

/* Replaces the header fields of the payloader, so that SSRC and sequence numbers go on when the codec changes. */
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
send_event_packet (SipgoRtpEndpoint *self, const SipgoDtmfEventPacket *event)
{
  GstBuffer *packet = gst_rtp_buffer_new_allocate (SIPGO_DTMF_EVENT_SIZE, 0, 0);
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;

  gst_rtp_buffer_map (packet, GST_MAP_READWRITE, &rtp);
  gst_rtp_buffer_set_payload_type (&rtp, self->config.event_send);
  gst_rtp_buffer_set_marker (&rtp, event->marker);
  gst_rtp_buffer_set_ssrc (&rtp, self->ssrc);
  gst_rtp_buffer_set_seq (&rtp, self->seq++);
  gst_rtp_buffer_set_timestamp (&rtp, event->timestamp);
  memcpy (gst_rtp_buffer_get_payload (&rtp), event->payload, SIPGO_DTMF_EVENT_SIZE);
  gst_rtp_buffer_unmap (&rtp);
  self->n_sent++;
  self->octets_sent += SIPGO_DTMF_EVENT_SIZE;
  write_to_port (self, SIPGO_PACKET_RTP, packet);
}

gboolean
sipgo_rtp_endpoint_send_event (SipgoRtpEndpoint *self)
{
  SipgoDtmfEventPacket packet;
  guint finished = 0;
  gboolean sent;

  if (!self->config.sending || self->config.event_clock_rate == 0 || (self->holding && !self->events.active))
    return FALSE;
  sent = sipgo_dtmf_event_sender_tick (&self->events, self->timestamp, self->config.event_clock_rate, &packet,
                                       &finished);
  if (sent)
    send_event_packet (self, &packet);
  if (finished)
    self->callbacks->digits_sent (self->user_data, finished);
  return sent;
}

static void
send_report (SipgoRtpEndpoint *self, gboolean bye)
{
  SipgoRtcpSender sender = {
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
                 sipgo_rtcp_reports_write (&self->reports, &self->statistics, &sender,
                                           sipgo_media_thread_now (self->thread)));
}

void
sipgo_rtp_endpoint_say_goodbye (SipgoRtpEndpoint *self)
{
  if (self->n_sent > 0 || self->statistics.started)
    send_report (self, TRUE);
}

/* --- receiving ---------------------------------------------------------------------------------------------------- */

static const SipgoSdpCodec *
codec_of (SipgoRtpEndpoint *self, guint8 payload_type)
{
  guint i;

  for (i = 0; i < self->config.n_receive; i++)
    if (self->config.receive[i].payload_type == payload_type)
      return self->config.receive[i].codec;
  return NULL;
}

static guint
event_clock_of (SipgoRtpEndpoint *self, guint8 payload_type)
{
  guint i;

  for (i = 0; i < self->config.n_events; i++)
    if (self->config.events[i].payload_type == payload_type)
      return self->config.events[i].clock_rate;
  return 0;
}

/* What the payload type means: a codec, or a telephone-event (*event_clock_rate is set), or neither. If one side uses
 * the number for a codec and the other for telephone-events, the length of the packet decides: no frame of 10 ms or
 * more is as short as an event. */
static const SipgoSdpCodec *
meaning_of (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, guint *event_clock_rate)
{
  guint8 payload_type = gst_rtp_buffer_get_payload_type (rtp);
  const SipgoSdpCodec *codec = codec_of (self, payload_type);

  *event_clock_rate = event_clock_of (self, payload_type);
  if (!codec || *event_clock_rate == 0)
    return codec;
  if (gst_rtp_buffer_get_payload_len (rtp) == SIPGO_DTMF_EVENT_SIZE)
    return NULL;
  *event_clock_rate = 0;
  return codec;
}

static void
tell_digit (SipgoRtpEndpoint *self, const SipgoDtmfHeardEvent *heard)
{
  guint64 duration_ms = (guint64) heard->duration * 1000 / self->heard_clock_rate;

  duration_ms = MAX (duration_ms, (guint64) heard->n_ticks * SIPGO_MEDIA_TICK_MS);
  self->callbacks->digit_heard (self->user_data, heard->event, (guint) MIN (duration_ms, G_MAXUINT));
}

static void
receive_event (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, guint clock_rate)
{
  SipgoDtmfHeardEvent heard[SIPGO_DTMF_MAX_HEARD];
  guint n, i;

  self->heard_clock_rate = clock_rate;
  n = sipgo_dtmf_event_receiver_take (&self->heard, gst_rtp_buffer_get_seq (rtp), gst_rtp_buffer_get_marker (rtp),
                                      gst_rtp_buffer_get_timestamp (rtp), gst_rtp_buffer_get_payload (rtp),
                                      gst_rtp_buffer_get_payload_len (rtp), heard);
  for (i = 0; i < n; i++)
    tell_digit (self, &heard[i]);
}

static void
new_stream (SipgoRtpEndpoint *self, guint32 ssrc)
{
  sipgo_jitter_buffer_clear (&self->jitter);
  memset (&self->heard, 0, sizeof self->heard);
  self->next_frame_ms = 0;
  self->last_ssrc = ssrc;
}

/* Two consecutive steps of the same length are needed, because a single one may be a pause. */
static void
learn_frame_length (SipgoRtpEndpoint *self, guint16 seq, guint32 timestamp, guint clock_rate)
{
  guint64 step_ms = (guint64) (timestamp - self->last_timestamp) * 1000 / clock_rate;

  if (seq == (guint16) (self->last_seq + 1) && step_ms >= 10 && step_ms <= MAX_FRAME_MS && step_ms % 10 == 0)
    {
      if (step_ms == self->next_frame_ms)
        self->frame_ms = (guint) step_ms;
      self->next_frame_ms = (guint) step_ms;
    }
  self->last_seq = seq;
  self->last_timestamp = timestamp;
}

static void
accept_rtp (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, const SipgoSdpCodec *codec, guint event_clock_rate)
{
  if (codec)
    learn_frame_length (self, gst_rtp_buffer_get_seq (rtp), gst_rtp_buffer_get_timestamp (rtp), codec->clock_rate);
  self->n_received++;
  self->octets_received += gst_rtp_buffer_get_payload_len (rtp);
  if (codec)
    self->callbacks->codec_seen (self->user_data, codec);
  else
    receive_event (self, rtp, event_clock_rate);
}

/* Packets that arrive during a hold are counted in the statistics, or they would appear as lost. */
static gboolean
take_rtp (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, const SipgoAddress *from, gboolean *is_event)
{
  guint event_clock_rate;
  const SipgoSdpCodec *codec = meaning_of (self, rtp, &event_clock_rate);
  guint32 ssrc = gst_rtp_buffer_get_ssrc (rtp);

  *is_event = codec == NULL;
  if ((!codec && event_clock_rate == 0) || !sipgo_rtp_source_accepts (&self->source, from, ssrc))
    return FALSE;
  self->quiet_ticks = 0;
  if (!sipgo_address_equal (&self->config.rtp, from))
    self->config.rtp = *from;
  if (!self->statistics.started || ssrc != self->last_ssrc)
    new_stream (self, ssrc);
  sipgo_rtp_statistics_note_packet (&self->statistics, ssrc, gst_rtp_buffer_get_seq (rtp),
                                    gst_rtp_buffer_get_timestamp (rtp),
                                    codec ? codec->clock_rate : 0, sipgo_media_thread_now (self->thread));
  if (self->config.receiving)
    accept_rtp (self, rtp, codec, event_clock_rate);
  return self->config.receiving;
}

/* Ignores packets with a payload type that was not agreed, and packets from an address that is not accepted. Events go
 * through the jitter buffer, too, or their sequence numbers would look like lost packets. */
static void
receive_rtp (SipgoRtpEndpoint *self, const guint8 *data, gsize size, const SipgoAddress *from)
{
  GstBuffer *packet = gst_buffer_new_memdup (data, size);
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gboolean taken = FALSE, is_event = FALSE;
  guint16 seq = 0;

  if (gst_rtp_buffer_map (packet, GST_MAP_READ, &rtp))
    {
      seq = gst_rtp_buffer_get_seq (&rtp);
      taken = take_rtp (self, &rtp, from, &is_event);
      gst_rtp_buffer_unmap (&rtp);
    }
  if (taken)
    {
      if (is_event)
        GST_BUFFER_FLAG_SET (packet, EVENT_FLAG);
      sipgo_jitter_buffer_push (&self->jitter, seq, packet);
      return;
    }
  self->n_ignored++;
  gst_buffer_unref (packet);
}

/* RTCP is accepted from the host that sends the audio and from the address in the peer's description; from any address
 * while neither is known. A strict source accepts the address of the description only. */
static gboolean
accepts_rtcp (SipgoRtpEndpoint *self, const SipgoAddress *from)
{
  const SipgoAddress *named = self->config.rtcp_mux ? &self->source.named : &self->named_rtcp;

  if (sipgo_address_is_set (named) && sipgo_address_equal (named, from))
    return TRUE;
  if (self->source.strict)
    return FALSE;
  return !sipgo_address_is_set (&self->config.rtp) || sipgo_address_equal_host (&self->config.rtp, from);
}

static void
receive_rtcp (SipgoRtpEndpoint *self, guint8 *data, gsize size, const SipgoAddress *from)
{
  if (!accepts_rtcp (self, from) ||
      !sipgo_rtcp_reports_read (&self->reports, data, size, self->ssrc, self->config.send_clock_rate,
                                sipgo_media_thread_now (self->thread)))
    {
      self->n_ignored++;
      return;
    }
  self->quiet_ticks = 0;
  if (!self->config.rtcp_mux && sipgo_address_is_set (&self->config.rtp))
    self->config.rtcp = *from;
}

static gboolean
unprotect (SipgoRtpEndpoint *self, SipgoPacketChannel channel, guint8 *data, gsize *size)
{
  return !self->guard || self->guard->klass->unprotect (self->guard, channel, data, size);
}

/* The first octets tell RTP from RTCP and from all else (RFC 7983, RFC 5761); SRTP does not encrypt them. */
static void
receive_packet (SipgoRtpEndpoint *self, guint8 *data, gsize size, const SipgoAddress *from)
{
  gboolean is_rtcp = size >= MIN_REPORT && data[1] >= 192 && data[1] <= 223;

  if (size < MIN_REPORT || (data[0] & 0xc0) != 0x80 ||
      !unprotect (self, is_rtcp ? SIPGO_PACKET_RTCP : SIPGO_PACKET_RTP, data, &size))
    self->n_ignored++;
  else if (is_rtcp)
    receive_rtcp (self, data, size, from);
  else if (size < MIN_PACKET)
    self->n_ignored++;
  else
    receive_rtp (self, data, size, from);
}

void
sipgo_rtp_endpoint_receive (SipgoRtpEndpoint *self, guint channel)
{
  gboolean virtual = sipgo_media_thread_is_virtual (self->thread);
  guint8 data[MAX_PACKET];
  SipgoAddress from;
  gssize size;

  /* A descriptor that is polled is read once each time it is ready; a virtual port is read until it is empty. */
  do
    {
      size = sipgo_rtp_port_receive (self->port, channel, data, sizeof data, &from);
      if (size > 0)
        receive_packet (self, data, (gsize) size, &from);
    }
  while (virtual && size >= 0);
}

SipgoRtpGuard *
sipgo_rtp_endpoint_swap_guard (SipgoRtpEndpoint *self, SipgoRtpGuard *guard)
{
  SipgoRtpGuard *before = self->guard;

  self->guard = guard;
  return before;
}

/* --- playing ------------------------------------------------------------------------------------------------------ */

static void
start_recv (SipgoRtpEndpoint *self, const SipgoSdpCodec *codec, guint8 payload_type)
{
  g_autofree char *encoding = g_ascii_strup (codec->name, -1);
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("application/x-rtp",
                                                  "media", G_TYPE_STRING, "audio",
                                                  "payload", G_TYPE_INT, payload_type,
                                                  "clock-rate", G_TYPE_INT, codec->clock_rate,
                                                  "encoding-name", G_TYPE_STRING, encoding,
                                                  NULL);

  sipgo_media_pad_start (self->recv, caps);
  self->playing = codec;
  self->playing_type = payload_type;
}

static void
play_packet (SipgoRtpEndpoint *self, GstBuffer *packet, GstClockTime time)
{
  guint8 payload_type = 0;
  const SipgoSdpCodec *codec;

  gst_buffer_extract (packet, 1, &payload_type, 1);
  payload_type &= 0x7f;
  codec = GST_BUFFER_FLAG_IS_SET (packet, EVENT_FLAG) ? NULL : codec_of (self, payload_type);
  if (!codec || !self->callbacks->codec_due (self->user_data, codec))
    {
      gst_buffer_unref (packet);
      return;
    }
  if (self->playing != codec || self->playing_type != payload_type)
    start_recv (self, codec, payload_type);
  packet = gst_buffer_make_writable (packet);
  GST_BUFFER_PTS (packet) = GST_BUFFER_DTS (packet) = time;
  if (gst_pad_push (self->recv, packet) != GST_FLOW_OK)
    self->n_ignored++;
}

static void
play_one (SipgoRtpEndpoint *self, GstClockTime time)
{
  GstBuffer *packet;

  if (!sipgo_jitter_buffer_pull (&self->jitter, &packet))
    return;
  if (packet)
    play_packet (self, packet, time);
  else if (self->playing)
    gst_pad_push_event (self->recv, gst_event_new_gap (time, self->frame_ms * GST_MSECOND));
}

static void
report_when_due (SipgoRtpEndpoint *self)
{
  if (--self->report_countdown > 0)
    return;
  self->report_countdown = sipgo_media_thread_is_virtual (self->thread)
                               ? REPORT_TICKS
                               : (guint) g_random_int_range (REPORT_TICKS / 2,
                                                             REPORT_TICKS * 3 / 2);
  send_report (self, FALSE);
}

/* The timestamp follows the clock (RFC 3550 5.1), also over ticks that the media thread has missed. */
static void
follow_clock (SipgoRtpEndpoint *self, GstClockTime time)
{
  guint64 n_ticks = self->last_tick > 0 && time > self->last_tick ? (time - self->last_tick) / SIPGO_MEDIA_TICK : 1;

  self->last_tick = time;
  if (n_ticks > 1)
    self->spurt = TRUE;
  self->timestamp += (guint32) (n_ticks * (self->config.send_clock_rate / SIPGO_MEDIA_TICKS_PER_SECOND));
}

void
sipgo_rtp_endpoint_play (SipgoRtpEndpoint *self, GstClockTime time)
{
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self));
  SipgoDtmfHeardEvent heard;

  follow_clock (self, time);
  time = time > base ? time - base : 0;
  sipgo_rtp_source_tick (&self->source);
  self->quiet_ticks = self->config.receiving ? self->quiet_ticks + 1 : 0;
  if (sipgo_dtmf_event_receiver_tick (&self->heard, &heard))
    tell_digit (self, &heard);
  for (self->credit_ms += SIPGO_MEDIA_TICK_MS; self->credit_ms >= self->frame_ms; self->credit_ms -= self->frame_ms)
    play_one (self, time);
  report_when_due (self);
}

/* --- changes ------------------------------------------------------------------------------------------------------ */

/* Keeps the payload types of the old agreement, because packets sent under it still arrive. A number keeps its meaning
 * for the whole call (RFC 3264 8.3.2). */
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

/* A new address in the peer's description is used until packets arrive from another one. If the address has not
 * changed, the adopted one stays in use. */
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
  if (sipgo_address_equal (&config->rtp, &self->source.named))
    {
      self->config.rtp = before.rtp;
      self->config.rtcp = before.rtcp;
    }
  else
    sipgo_rtp_source_set_named (&self->source, &config->rtp);
  self->named_rtcp = config->rtcp;
}

/* During a hold the present digit still gets its end packets, or it would never end for the peer. Further digits wait
 * for the end of the hold. */
void
sipgo_rtp_endpoint_set_holding (SipgoRtpEndpoint *self, gboolean holding)
{
  self->holding = holding;
  if (holding)
    sipgo_dtmf_event_sender_release (&self->events);
}

gboolean
sipgo_rtp_endpoint_is_sending (SipgoRtpEndpoint *self)
{
  return self->config.sending && self->config.send_clock_rate > 0;
}

SipgoDtmfEventSender *
sipgo_rtp_endpoint_get_events (SipgoRtpEndpoint *self)
{
  return &self->events;
}

SipgoRtpPort *
sipgo_rtp_endpoint_get_port (SipgoRtpEndpoint *self)
{
  return self->port;
}

SipgoRtpPort *
sipgo_rtp_endpoint_swap_port (SipgoRtpEndpoint *self, SipgoRtpPort *port)
{
  SipgoRtpPort *old = self->port;

  self->port = port;
  return old;
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
  statistics->quiet_ms = (guint64) self->quiet_ticks * SIPGO_MEDIA_TICK_MS;
  statistics->remote_packets_lost = self->reports.remote_lost;
  if (self->statistics.clock_rate > 0)
    statistics->jitter_ms = self->statistics.jitter * 1000.0 / self->statistics.clock_rate;
  statistics->remote_jitter_ms = self->reports.remote_jitter_ms;
  statistics->round_trip_ms = self->reports.round_trip_ms;
}

/* --- GstElement --------------------------------------------------------------------------------------------------- */

/* NO_PREROLL: the element is a live source, so the pipeline does not wait for a first buffer. */
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

/* EOS is refused: an element that has seen EOS would take no more buffers, and a call has no end of stream. */
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
  sipgo_dtmf_event_sender_clear (&self->events);
  g_clear_pointer (&self->guard, sipgo_rtp_guard_free);
  sipgo_rtp_port_free (self->port);
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
  sipgo_rtcp_reports_init (&self->reports);
  self->config.event_send = SIPGO_SDP_NO_PAYLOAD;
  self->report_countdown = REPORT_TICKS;
  self->frame_ms = SIPGO_MEDIA_TICK_MS;
  self->ssrc = g_random_int ();
  self->seq = (guint16) g_random_int ();
  self->timestamp = g_random_int ();
  self->spurt = TRUE;
  g_snprintf (self->cname, sizeof self->cname, "%08x%08x", g_random_int (), g_random_int ());
}

SipgoRtpEndpoint *
sipgo_rtp_endpoint_new (SipgoMediaThread *thread, SipgoRtpPort *port, const SipgoRtpEndpointCallbacks *callbacks,
                        gpointer user_data)
{
  SipgoRtpEndpoint *self = g_object_new (SIPGO_TYPE_RTP_ENDPOINT, NULL);

  self->thread = sipgo_media_thread_ref (thread);
  self->port = port;
  self->callbacks = callbacks;
  self->user_data = user_data;
  return self;
}

/* To be called before the endpoint runs. */
void
sipgo_rtp_endpoint_set_strict (SipgoRtpEndpoint *self, gboolean strict)
{
  self->source.strict = strict;
}

void
sipgo_rtp_endpoint_draw_identity (SipgoRtpEndpoint *self, SipgoRandom *random)
{
  self->ssrc = (guint32) sipgo_random_next (random);
  self->seq = (guint16) sipgo_random_next (random);
  self->timestamp = (guint32) sipgo_random_next (random);
  g_snprintf (self->cname, sizeof self->cname, "%016" G_GINT64_MODIFIER "x", sipgo_random_next (random));
}

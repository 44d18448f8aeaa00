/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtp-endpoint-internal-private.h"

#include <gst/rtp/rtp.h>
#include <string.h>

#include "libsipgo/gst/thread/sipgo-media-pad-private.h"

#define MIN_PACKET   12
#define MIN_REPORT   8
#define MAX_FRAME_MS 120
#define EVENT_FLAG   GST_BUFFER_FLAG_DROPPABLE     /* the packet holds its place in the jitter buffer, and is not played */

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

/* What a packet is: of a codec, or a telephone-event of that clock, or nothing that was agreed. A number that the
 * two sides use for both means an event where the packet is as long as one, which no frame of 10 ms and more is. */
static const SipgoSdpCodec *
meaning_of (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, guint *event_clock_rate)
{
  guint8 payload_type = gst_rtp_buffer_get_payload_type (rtp);
  const SipgoSdpCodec *codec = codec_of (self, payload_type);

  *event_clock_rate = event_clock_of (self, payload_type);
  if (!codec || *event_clock_rate == 0)
    return codec;
  if (gst_rtp_buffer_get_payload_len (rtp) == SIPGO_EVENT_SIZE)
    return NULL;
  *event_clock_rate = 0;
  return codec;
}

static void
tell_digit (SipgoRtpEndpoint *self, const SipgoHeardEvent *heard)
{
  guint64 duration_ms = (guint64) heard->duration * 1000 / self->heard_clock_rate;

  duration_ms = MAX (duration_ms, (guint64) heard->n_ticks * SIPGO_MEDIA_TICK_MS);
  self->callbacks->digit_heard (self->user_data, heard->event, (guint) MIN (duration_ms, G_MAXUINT));
}

static void
receive_event (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, guint clock_rate)
{
  SipgoHeardEvent heard[SIPGO_MAX_HEARD_EVENTS];
  guint n, i;

  self->heard_clock_rate = clock_rate;
  n = sipgo_event_receiver_take (&self->heard, gst_rtp_buffer_get_seq (rtp), gst_rtp_buffer_get_marker (rtp),
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

/* Two steps of the same length in a row: one alone may be a pause. */
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

/* What comes on hold is counted all the same, or it would look lost. */
static gboolean
take_rtp (SipgoRtpEndpoint *self, GstRTPBuffer *rtp, const SipgoPacketAddress *from, gboolean *is_event)
{
  guint event_clock_rate;
  const SipgoSdpCodec *codec = meaning_of (self, rtp, &event_clock_rate);
  guint32 ssrc = gst_rtp_buffer_get_ssrc (rtp);

  *is_event = codec == NULL;
  if ((!codec && event_clock_rate == 0) || !sipgo_rtp_source_accepts (&self->source, from, ssrc))
    return FALSE;
  if (!sipgo_packet_address_equal (&self->config.rtp, from))
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

/* Only what was agreed, and only from the one who sends: the rest is ignored. Events go through the jitter buffer too:
 * their numbers would be holes otherwise. */
static void
receive_rtp (SipgoRtpEndpoint *self, const guint8 *data, gsize size, const SipgoPacketAddress *from)
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

/* Reports come from the host that sends the audio, or from where the description says; until either is known, from
 * anybody. */
static gboolean
accepts_rtcp (SipgoRtpEndpoint *self, const SipgoPacketAddress *from)
{
  const SipgoPacketAddress *named = self->config.rtcp_mux ? &self->source.named : &self->named_rtcp;

  if (sipgo_packet_address_is_set (named) && sipgo_packet_address_equal (named, from))
    return TRUE;
  if (self->source.strict)
    return FALSE;
  return !sipgo_packet_address_is_set (&self->config.rtp) || sipgo_packet_address_same_host (&self->config.rtp, from);
}

static void
receive_rtcp (SipgoRtpEndpoint *self, guint8 *data, gsize size, const SipgoPacketAddress *from)
{
  if (!accepts_rtcp (self, from) ||
      !sipgo_rtp_statistics_take_report (&self->statistics, data, size, self->ssrc, self->config.send_clock_rate,
                                         sipgo_media_thread_now (self->thread)))
    self->n_ignored++;
  else if (!self->config.rtcp_mux && sipgo_packet_address_is_set (&self->config.rtp))
    self->config.rtcp = *from;
}

/* By the first octets (RFC 7983, RFC 5761). */
static void
receive_packet (SipgoRtpEndpoint *self, guint8 *data, gsize size, const SipgoPacketAddress *from)
{
  gboolean is_rtcp = size >= MIN_REPORT && data[1] >= 192 && data[1] <= 223;

  if (size < MIN_REPORT || (data[0] & 0xc0) != 0x80)
    self->n_ignored++;
  else if (is_rtcp)
    receive_rtcp (self, data, size, from);
  else if (size < MIN_PACKET)
    self->n_ignored++;
  else
    receive_rtp (self, data, size, from);
}

void
sipgo_rtp_endpoint_receive (SipgoRtpEndpoint *self, SipgoPacketChannel channel)
{
  gboolean virtual = sipgo_media_thread_is_virtual (self->thread);
  SipgoPacketAddress from;
  guint8 data[SIPGO_RTP_MAX_PACKET];
  gssize size;

  memset (&from, 0, sizeof from);
  /* A socket is read once per readiness, a queue in memory until it is empty. */
  do
    {
      size = sipgo_packet_port_receive (self->port, channel, data, sizeof data, &from);
      if (size > 0)
        receive_packet (self, data, (gsize) size, &from);
    }
  while (virtual && size >= 0);
}

/* --- playing ----------------------------------------------------------------------------------------------------- */

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
                               ? SIPGO_RTP_REPORT_TICKS
                               : (guint) g_random_int_range (SIPGO_RTP_REPORT_TICKS / 2,
                                                             SIPGO_RTP_REPORT_TICKS * 3 / 2);
  sipgo_rtp_endpoint_send_report (self, FALSE);
}

/* Ticks that the media thread has missed have passed all the same: the timestamp follows the clock (RFC 3550 section
 * 5.1). */
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
  SipgoHeardEvent heard;

  follow_clock (self, time);
  time = time > base ? time - base : 0;
  sipgo_rtp_source_tick (&self->source);
  if (sipgo_event_receiver_tick (&self->heard, &heard))
    tell_digit (self, &heard);
  for (self->credit_ms += SIPGO_MEDIA_TICK_MS; self->credit_ms >= self->frame_ms; self->credit_ms -= self->frame_ms)
    play_one (self, time);
  report_when_due (self);
}

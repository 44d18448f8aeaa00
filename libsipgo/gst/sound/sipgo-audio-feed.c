/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-audio-feed-private.h"

#include <string.h>

#include "libsipgo/gst/thread/sipgo-media-pad-private.h"
#include "libsipgo/gst/thread/sipgo-media-thread-private.h"

/* An incomplete packet and one frame more. */
#define MAX_PENDING (SIPGO_AUDIO_MAX_RATE / 1000 * SIPGO_MAX_PACKET_MS + SIPGO_AUDIO_MAX_FRAME)

struct _SipgoAudioFeed
{
  GstElement parent_instance;

  GstPad *src;

  /* media thread only */
  guint rate;
  guint started_rate;          /* rate in the caps that were pushed; 0: none yet */
  gboolean torn;               /* the next frame does not follow the last one that was pushed */
  gboolean discont;            /* the next packet does not follow the last one */
  GstClockTime next_time;
  gboolean muted;
  gboolean holding;            /* neither source nor file is read: the peer must not hear them */
  SipgoAudioSource *source;    /* NULL: silence */
  SipgoAudioSource *file;
  SipgoAudioSource *hold_source;
  SipgoAudioFrame frame;
  guint packet_ms;
  GstClockTime first_pts;      /* of the first pending sample */
  guint n_pending;
  gint16 pending[MAX_PENDING];
};

G_DEFINE_FINAL_TYPE (SipgoAudioFeed, sipgo_audio_feed, GST_TYPE_ELEMENT)

static GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS,
                             GST_STATIC_CAPS ("audio/x-raw, format=S16LE, channels=1"));

const SipgoAudioFrame *
sipgo_audio_feed_make_frame (SipgoAudioFeed *self)
{
  SipgoAudioFrame *frame = &self->frame;

  sipgo_audio_frame_clear (frame, self->rate);
  if (self->holding)
    {
      if (self->hold_source)
        sipgo_audio_source_read (self->hold_source, frame);
    }
  else if (!(self->file && sipgo_audio_source_read (self->file, frame)) && self->source)
    sipgo_audio_source_read (self->source, frame);
  if (self->muted)
    sipgo_audio_frame_clear (frame, self->rate);
  return frame;
}

static void
push_start (SipgoAudioFeed *self)
{
  g_autoptr (GstCaps) caps = gst_caps_new_simple ("audio/x-raw",
                                                  "format", G_TYPE_STRING, "S16LE",
                                                  "layout", G_TYPE_STRING, "interleaved",
                                                  "rate", G_TYPE_INT, self->rate,
                                                  "channels", G_TYPE_INT, 1,
                                                  NULL);

  sipgo_media_pad_start (self->src, caps);
  self->started_rate = self->rate;
}

gboolean
sipgo_audio_feed_is_torn (SipgoAudioFeed *self, GstClockTime time)
{
  return self->torn || self->started_rate != self->rate || self->next_time != time;
}

static void
push_packet (SipgoAudioFeed *self, guint n, GstClockTime pts)
{
  GstBuffer *buffer = gst_buffer_new_memdup (self->pending, n * sizeof (gint16));

  GST_BUFFER_PTS (buffer) = pts;
  GST_BUFFER_DURATION (buffer) = self->packet_ms * GST_MSECOND;
  if (self->discont)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  self->discont = FALSE;
  self->n_pending -= n;
  memmove (self->pending, self->pending + n, self->n_pending * sizeof (gint16));
  gst_pad_push (self->src, buffer);
}

/* Joins or cuts frames to the length of a packet. After a gap the samples of an incomplete packet are dropped. */
void
sipgo_audio_feed_push (SipgoAudioFeed *self, GstClockTime time)
{
  GstClockTime base = gst_element_get_base_time (GST_ELEMENT (self));
  guint n = self->rate / 1000 * self->packet_ms;

  if (sipgo_audio_feed_is_torn (self, time))
    {
      if (self->started_rate != self->rate)
        push_start (self);
      self->torn = FALSE;
      self->discont = TRUE;
      self->n_pending = 0;
      self->first_pts = time > base ? time - base : 0;
    }
  self->next_time = time + SIPGO_MEDIA_TICK;
  memcpy (self->pending + self->n_pending, self->frame.samples, self->frame.n * sizeof (gint16));
  self->n_pending += self->frame.n;
  for (; self->n_pending >= n; self->first_pts += self->packet_ms * GST_MSECOND)
    push_packet (self, n, self->first_pts);
}

void
sipgo_audio_feed_set_packet_ms (SipgoAudioFeed *self, guint packet_ms)
{
  if (self->packet_ms == packet_ms)
    return;
  self->packet_ms = packet_ms;
  self->torn = TRUE;
}

void
sipgo_audio_feed_set_rate (SipgoAudioFeed *self, guint rate)
{
  self->rate = rate;
  self->torn = TRUE;
}

static SipgoAudioSource *
swap (SipgoAudioSource **place, SipgoAudioSource *source)
{
  SipgoAudioSource *old = *place;

  *place = source;
  return old;
}

SipgoAudioSource *
sipgo_audio_feed_swap_source (SipgoAudioFeed *self, SipgoAudioSource *source)
{
  return swap (&self->source, source);
}

SipgoAudioSource *
sipgo_audio_feed_swap_file (SipgoAudioFeed *self, SipgoAudioSource *file)
{
  return swap (&self->file, file);
}

SipgoAudioSource *
sipgo_audio_feed_swap_hold_source (SipgoAudioFeed *self, SipgoAudioSource *hold_source)
{
  return swap (&self->hold_source, hold_source);
}

SipgoAudioSource *
sipgo_audio_feed_get_source (SipgoAudioFeed *self)
{
  return self->source;
}

void
sipgo_audio_feed_set_muted (SipgoAudioFeed *self, gboolean muted)
{
  self->muted = muted;
}

void
sipgo_audio_feed_set_holding (SipgoAudioFeed *self, gboolean holding)
{
  self->holding = holding;
}

static GstStateChangeReturn
sipgo_audio_feed_change_state (GstElement *element, GstStateChange transition)
{
  GstStateChangeReturn result = GST_ELEMENT_CLASS (sipgo_audio_feed_parent_class)->change_state (element, transition);

  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    SIPGO_AUDIO_FEED (element)->started_rate = 0;
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED || transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED)
    return GST_STATE_CHANGE_NO_PREROLL;
  return result;
}

static gboolean
sipgo_audio_feed_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_LATENCY)
    return gst_pad_query_default (pad, parent, query);
  gst_query_set_latency (query, TRUE, SIPGO_MEDIA_TICK, GST_CLOCK_TIME_NONE);
  return TRUE;
}

/* EOS is refused: an element that has seen EOS would take no more buffers, and a call has no end of stream. */
static gboolean
sipgo_audio_feed_refuse_event (GstElement *element, GstEvent *event)
{
  gst_event_unref (event);
  return FALSE;
}

static void
sipgo_audio_feed_finalize (GObject *object)
{
  SipgoAudioFeed *self = SIPGO_AUDIO_FEED (object);

  g_clear_object (&self->source);
  g_clear_object (&self->file);
  g_clear_object (&self->hold_source);
  G_OBJECT_CLASS (sipgo_audio_feed_parent_class)->finalize (object);
}

static void
sipgo_audio_feed_class_init (SipgoAudioFeedClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = sipgo_audio_feed_finalize;
  element_class->change_state = sipgo_audio_feed_change_state;
  element_class->send_event = sipgo_audio_feed_refuse_event;
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Audio feed", "Source/Audio", "What a call sends", "libsipgo");
}

static void
sipgo_audio_feed_init (SipgoAudioFeed *self)
{
  self->src = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_set_query_function (self->src, sipgo_audio_feed_query);
  gst_element_add_pad (GST_ELEMENT (self), self->src);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SOURCE);
  self->rate = 8000;
  self->packet_ms = SIPGO_MEDIA_TICK_MS;
}

SipgoAudioFeed *
sipgo_audio_feed_new (void)
{
  return g_object_new (SIPGO_TYPE_AUDIO_FEED, NULL);
}

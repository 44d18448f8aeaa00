/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sound/sipgo-audio-drain-private.h"

#include <string.h>

#define MAX_HELD      (10 * SIPGO_AUDIO_MAX_FRAME)
/* Packet loss concealment: the last frame is repeated this many times, each time half as loud, unless the decoder
 * conceals the loss itself. */
#define CONCEAL_FRAMES 3
#define DEFAULT_RATE  8000

struct _SipgoAudioDrain
{
  GstElement parent_instance;

  GstPad *sink;

  /* media thread only */
  guint rate;
  guint n_held;
  guint n_gaps;                /* concealed frames since the last received one */
  guint64 n_concealed;
  SipgoAudioFrame frame;
  SipgoAudioFrame last;        /* the last frame that was received and not concealed */
  gint16 held[MAX_HELD];
};

G_DEFINE_FINAL_TYPE (SipgoAudioDrain, sipgo_audio_drain, GST_TYPE_ELEMENT)

static GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                             GST_STATIC_CAPS ("audio/x-raw, format=S16LE, channels=1"));

static void
drop_front (SipgoAudioDrain *self, guint n)
{
  self->n_held -= n;
  memmove (self->held, self->held + n, self->n_held * sizeof (gint16));
}

/* When the buffer is full, the oldest samples are dropped. */
static void
hold (SipgoAudioDrain *self, const gint16 *samples, guint n)
{
  if (n > MAX_HELD)
    {
      samples += n - MAX_HELD;
      n = MAX_HELD;
    }
  if (self->n_held + n > MAX_HELD)
    drop_front (self, self->n_held + n - MAX_HELD);
  memcpy (self->held + self->n_held, samples, n * sizeof (gint16));
  self->n_held += n;
}

static GstFlowReturn
sipgo_audio_drain_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  SipgoAudioDrain *self = SIPGO_AUDIO_DRAIN (parent);
  GstMapInfo map;

  if (gst_buffer_map (buffer, &map, GST_MAP_READ))
    {
      hold (self, (const gint16 *) map.data, (guint) (map.size / sizeof (gint16)));
      gst_buffer_unmap (buffer, &map);
    }
  gst_buffer_unref (buffer);
  self->n_gaps = 0;
  return GST_FLOW_OK;
}

static void
conceal_frame (SipgoAudioDrain *self, guint n)
{
  SipgoAudioFrame frame = self->last;

  if (++self->n_gaps > CONCEAL_FRAMES || frame.rate != self->rate)
    sipgo_audio_frame_clear (&frame, self->rate);
  else
    sipgo_audio_frame_scale (&frame, 1.0 / (1 << self->n_gaps));
  hold (self, frame.samples, MIN (n, frame.n));
}

static void
conceal (SipgoAudioDrain *self, GstEvent *event)
{
  GstClockTime time, duration;
  guint n;

  gst_event_parse_gap (event, &time, &duration);
  n = (guint) MIN (gst_util_uint64_scale (duration, self->rate, GST_SECOND), MAX_HELD);
  self->n_concealed++;
  for (; n > 0; n -= MIN (n, self->rate / 50))
    conceal_frame (self, n);
}

void
sipgo_audio_drain_set_rate (SipgoAudioDrain *self, guint rate)
{
  if (self->rate == rate)
    return;
  self->rate = rate;
  self->n_held = 0;
}

static void
take_caps (SipgoAudioDrain *self, GstEvent *event)
{
  GstCaps *caps;
  int rate;

  gst_event_parse_caps (event, &caps);
  if (gst_structure_get_int (gst_caps_get_structure (caps, 0), "rate", &rate) && rate >= DEFAULT_RATE &&
      rate <= SIPGO_AUDIO_MAX_RATE)
    sipgo_audio_drain_set_rate (self, (guint) rate);
}

static gboolean
sipgo_audio_drain_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  SipgoAudioDrain *self = SIPGO_AUDIO_DRAIN (parent);

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP)
    conceal (self, event);
  else if (GST_EVENT_TYPE (event) == GST_EVENT_CAPS)
    take_caps (self, event);
  gst_event_unref (event);
  return TRUE;
}

const SipgoAudioFrame *
sipgo_audio_drain_take_frame (SipgoAudioDrain *self)
{
  guint n = self->rate / 50;

  sipgo_audio_frame_clear (&self->frame, self->rate);
  if (self->n_held < n)
    return &self->frame;
  memcpy (self->frame.samples, self->held, n * sizeof (gint16));
  drop_front (self, n);
  if (self->n_gaps == 0)
    self->last = self->frame;
  return &self->frame;
}

guint64
sipgo_audio_drain_get_concealed (SipgoAudioDrain *self)
{
  return self->n_concealed;
}

static void
sipgo_audio_drain_class_init (SipgoAudioDrainClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_set_static_metadata (element_class, "Audio drain", "Sink/Audio", "What a call hears", "libsipgo");
}

static void
sipgo_audio_drain_init (SipgoAudioDrain *self)
{
  self->sink = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sink, sipgo_audio_drain_chain);
  gst_pad_set_event_function (self->sink, sipgo_audio_drain_event);
  gst_element_add_pad (GST_ELEMENT (self), self->sink);
  GST_OBJECT_FLAG_SET (self, GST_ELEMENT_FLAG_SINK);
  self->rate = DEFAULT_RATE;
}

SipgoAudioDrain *
sipgo_audio_drain_new (void)
{
  return g_object_new (SIPGO_TYPE_AUDIO_DRAIN, NULL);
}

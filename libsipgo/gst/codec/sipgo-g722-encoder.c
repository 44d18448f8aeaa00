/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/codec/sipgo-g722-encoder-private.h"

#include "libsipgo/gst/codec/sipgo-g722-private.h"

struct _SipgoG722Encoder
{
  GstAudioEncoder parent_instance;

  SipgoG722 codec;
  gint16 pair[2];                  /* a byte is made of two samples: the first one may be the last of a buffer */
  gboolean has_first;
};

G_DEFINE_FINAL_TYPE (SipgoG722Encoder, sipgo_g722_encoder, GST_TYPE_AUDIO_ENCODER)

static GstStaticPadTemplate sink_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (SIPGO_G722_RAW_CAPS));

static GstStaticPadTemplate src_template =
  GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (SIPGO_G722_CAPS));

static gboolean
sipgo_g722_encoder_start (GstAudioEncoder *encoder)
{
  SipgoG722Encoder *self = SIPGO_G722_ENCODER (encoder);

  sipgo_g722_init (&self->codec);
  self->has_first = FALSE;
  return TRUE;
}

static gboolean
sipgo_g722_encoder_set_format (GstAudioEncoder *encoder, GstAudioInfo *info)
{
  g_autoptr (GstCaps) caps = gst_static_caps_get (&src_template.static_caps);

  return gst_audio_encoder_set_output_format (encoder, caps);
}

static void
encode (SipgoG722Encoder *self, const gint16 *samples, gsize n_samples, guint8 *bytes)
{
  if (self->has_first && n_samples > 0)
    {
      self->pair[1] = *samples++;
      n_samples--;
      sipgo_g722_encode (&self->codec, self->pair, 1, bytes++);
      self->has_first = FALSE;
    }
  sipgo_g722_encode (&self->codec, samples, n_samples / 2, bytes);
  if (n_samples % 2 != 0)
    {
      self->pair[0] = samples[n_samples - 1];
      self->has_first = TRUE;
    }
}

static GstFlowReturn
sipgo_g722_encoder_handle_frame (GstAudioEncoder *encoder, GstBuffer *input)
{
  SipgoG722Encoder *self = SIPGO_G722_ENCODER (encoder);
  GstMapInfo in, out = { 0 };
  GstBuffer *output = NULL;
  gsize n_samples, n_bytes;

  if (!input)                      /* the end of the stream */
    return GST_FLOW_OK;
  if (!gst_buffer_map (input, &in, GST_MAP_READ))
    return GST_FLOW_ERROR;
  n_samples = in.size / sizeof (gint16);
  n_bytes = (n_samples + self->has_first) / 2;
  if (n_bytes > 0)
    {
      output = gst_audio_encoder_allocate_output_buffer (encoder, n_bytes);
      gst_buffer_map (output, &out, GST_MAP_WRITE);
    }
  encode (self, (const gint16 *) in.data, n_samples, out.data);
  if (output)
    gst_buffer_unmap (output, &out);
  gst_buffer_unmap (input, &in);
  return gst_audio_encoder_finish_frame (encoder, output, n_samples);
}

static void
sipgo_g722_encoder_class_init (SipgoG722EncoderClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstAudioEncoderClass *encoder_class = GST_AUDIO_ENCODER_CLASS (klass);

  encoder_class->start = sipgo_g722_encoder_start;
  encoder_class->set_format = sipgo_g722_encoder_set_format;
  encoder_class->handle_frame = sipgo_g722_encoder_handle_frame;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "G.722 encoder", "Codec/Encoder/Audio",
                                         "Encodes G.722 at 64 kbit/s", "libsipgo");
}

static void
sipgo_g722_encoder_init (SipgoG722Encoder *self)
{
}

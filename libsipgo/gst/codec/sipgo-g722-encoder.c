/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/codec/sipgo-g722-encoder-private.h"

#include "libsipgo/gst/codec/sipgo-g722-private.h"

struct _SipgoG722Encoder
{
  GstAudioEncoder parent_instance;

  SipgoG722 codec;
};

G_DEFINE_FINAL_TYPE (SipgoG722Encoder, sipgo_g722_encoder, GST_TYPE_AUDIO_ENCODER)

static GstStaticPadTemplate sink_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (SIPGO_G722_RAW_CAPS));

static GstStaticPadTemplate src_template =
  GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (SIPGO_G722_CAPS));

static gboolean
sipgo_g722_encoder_start (GstAudioEncoder *encoder)
{
  sipgo_g722_init (&SIPGO_G722_ENCODER (encoder)->codec);
  return TRUE;
}

static gboolean
sipgo_g722_encoder_set_format (GstAudioEncoder *encoder, GstAudioInfo *info)
{
  g_autoptr (GstCaps) caps = gst_static_caps_get (&src_template.static_caps);

  return gst_audio_encoder_set_output_format (encoder, caps);
}

static GstFlowReturn
sipgo_g722_encoder_handle_frame (GstAudioEncoder *encoder, GstBuffer *input)
{
  SipgoG722Encoder *self = SIPGO_G722_ENCODER (encoder);
  GstMapInfo in, out;
  GstBuffer *output;
  gsize n_bytes;

  if (!input)                      /* the end of the stream */
    return GST_FLOW_OK;
  n_bytes = gst_buffer_get_size (input) / sizeof (gint16) / 2;
  if (n_bytes == 0)
    return GST_FLOW_OK;
  output = gst_audio_encoder_allocate_output_buffer (encoder, n_bytes);
  gst_buffer_map (input, &in, GST_MAP_READ);
  gst_buffer_map (output, &out, GST_MAP_WRITE);
  sipgo_g722_encode (&self->codec, (const gint16 *) in.data, n_bytes, out.data);
  gst_buffer_unmap (output, &out);
  gst_buffer_unmap (input, &in);
  return gst_audio_encoder_finish_frame (encoder, output, 2 * n_bytes);
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

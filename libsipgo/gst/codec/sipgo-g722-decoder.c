/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/codec/sipgo-g722-decoder-private.h"

#include "libsipgo/gst/codec/sipgo-g722-private.h"

struct _SipgoG722Decoder
{
  GstAudioDecoder parent_instance;

  SipgoG722 codec;
};

G_DEFINE_FINAL_TYPE (SipgoG722Decoder, sipgo_g722_decoder, GST_TYPE_AUDIO_DECODER)

static GstStaticPadTemplate sink_template =
  GST_STATIC_PAD_TEMPLATE ("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (SIPGO_G722_CAPS));

static GstStaticPadTemplate src_template =
  GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (SIPGO_G722_RAW_CAPS));

static gboolean
sipgo_g722_decoder_start (GstAudioDecoder *decoder)
{
  sipgo_g722_init (&SIPGO_G722_DECODER (decoder)->codec);
  return TRUE;
}

static gboolean
sipgo_g722_decoder_set_format (GstAudioDecoder *decoder, GstCaps *caps)
{
  GstAudioInfo info;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, SIPGO_G722_RATE, 1, NULL);
  return gst_audio_decoder_set_output_format (decoder, &info);
}

static GstFlowReturn
sipgo_g722_decoder_handle_frame (GstAudioDecoder *decoder, GstBuffer *input)
{
  SipgoG722Decoder *self = SIPGO_G722_DECODER (decoder);
  GstMapInfo in, out;
  GstBuffer *output = NULL;

  if (!input)                      /* the end of the stream */
    return GST_FLOW_OK;
  if (!gst_buffer_map (input, &in, GST_MAP_READ))
    return GST_FLOW_ERROR;
  if (in.size > 0)
    {
      output = gst_audio_decoder_allocate_output_buffer (decoder, in.size * 2 * sizeof (gint16));
      gst_buffer_map (output, &out, GST_MAP_WRITE);
      sipgo_g722_decode (&self->codec, in.data, in.size, (gint16 *) out.data);
      gst_buffer_unmap (output, &out);
    }
  gst_buffer_unmap (input, &in);
  return gst_audio_decoder_finish_frame (decoder, output, 1);
}

static void
sipgo_g722_decoder_class_init (SipgoG722DecoderClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstAudioDecoderClass *decoder_class = GST_AUDIO_DECODER_CLASS (klass);

  decoder_class->start = sipgo_g722_decoder_start;
  decoder_class->set_format = sipgo_g722_decoder_set_format;
  decoder_class->handle_frame = sipgo_g722_decoder_handle_frame;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "G.722 decoder", "Codec/Decoder/Audio",
                                         "Decodes G.722 at 64 kbit/s", "libsipgo");
}

static void
sipgo_g722_decoder_init (SipgoG722Decoder *self)
{
}

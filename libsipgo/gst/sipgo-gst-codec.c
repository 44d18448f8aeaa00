/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-gst-codec-private.h"

static const SipgoGstCodec codecs[SIPGO_GST_N_CODECS] = {
  { "opus", 0, 48000, "opusenc", "rtpopuspay", "rtpopusdepay", "opusdec" },
  { "G722", 1, 16000, "avenc_g722", "rtpg722pay", "rtpg722depay", "avdec_g722" },
  { "PCMU", 2, 8000, "mulawenc", "rtppcmupay", "rtppcmudepay", "mulawdec" },
  { "PCMA", 3, 8000, "alawenc", "rtppcmapay", "rtppcmadepay", "alawdec" },
};

const SipgoGstCodec *
sipgo_gst_codec_find (const char *name)
{
  guint i;

  for (i = 0; i < SIPGO_GST_N_CODECS; i++)
    if (g_ascii_strcasecmp (codecs[i].name, name) == 0)
      return &codecs[i];
  return NULL;
}

const SipgoGstCodec *
sipgo_gst_codec_nth (guint index)
{
  return index < SIPGO_GST_N_CODECS ? &codecs[index] : NULL;
}

static gboolean
has_element (const char *name)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find (name);

  return factory != NULL;
}

gboolean
sipgo_gst_codec_is_installed (const SipgoGstCodec *self)
{
  return has_element (self->encoder) && has_element (self->payloader) && has_element (self->depayloader) &&
         has_element (self->decoder);
}

static gboolean
make_pair (const char *first_name, const char *last_name, GstElement **first, GstElement **last)
{
  *first = gst_element_factory_make (first_name, NULL);
  *last = gst_element_factory_make (last_name, NULL);
  if (*first && *last)
    return TRUE;
  gst_clear_object (first);
  gst_clear_object (last);
  return FALSE;
}

static void
set_if_there (GstElement *element, const char *property, const char *value)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), property))
    gst_util_set_object_arg (G_OBJECT (element), property, value);
}

gboolean
sipgo_gst_codec_make_encoder (const SipgoGstCodec *self, GstElement **first, GstElement **last)
{
  if (!make_pair (self->encoder, self->payloader, first, last))
    return FALSE;
  set_if_there (*first, "audio-type", "voice");
  set_if_there (*last, "min-ptime", "20000000");
  set_if_there (*last, "max-ptime", "20000000");
  return TRUE;
}

gboolean
sipgo_gst_codec_make_decoder (const SipgoGstCodec *self, GstElement **first, GstElement **last)
{
  if (!make_pair (self->depayloader, self->decoder, first, last))
    return FALSE;
  /* Opus makes up lost frames itself, and better than repeating does. */
  if (g_str_equal (self->name, "opus"))
    set_if_there (*last, "plc", "true");
  return TRUE;
}

static void
warm_up_pair (GstElement *first, GstElement *last)
{
  gst_element_set_state (first, GST_STATE_READY);
  gst_element_set_state (last, GST_STATE_READY);
  gst_element_set_state (first, GST_STATE_NULL);
  gst_element_set_state (last, GST_STATE_NULL);
  gst_object_unref (gst_object_ref_sink (first));
  gst_object_unref (gst_object_ref_sink (last));
}

void
sipgo_gst_codec_warm_up (const SipgoGstCodec *self)
{
  GstElement *first, *last;

  if (sipgo_gst_codec_make_encoder (self, &first, &last))
    warm_up_pair (first, last);
  if (sipgo_gst_codec_make_decoder (self, &first, &last))
    warm_up_pair (first, last);
}

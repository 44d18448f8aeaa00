/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/codec/sipgo-gst-codec-private.h"

#include "libsipgo/gst/codec/sipgo-g722-decoder-private.h"
#include "libsipgo/gst/codec/sipgo-g722-encoder-private.h"
#include "libsipgo/gst/sound/sipgo-audio-feed-private.h"

#define USUAL_PACKET_MS    20     /* RFC 3551 section 4.2 */
#define SHORTEST_PACKET_MS 10

static const SipgoGstCodec codecs[SIPGO_GST_N_CODECS] = {
  { "opus", 0, 48000, 60, "opusenc", "rtpopuspay", "rtpopusdepay", "opusdec" },
  { "G722", 1, 16000, SIPGO_MAX_PACKET_MS, SIPGO_G722_ENCODER_NAME, "rtpg722pay", "rtpg722depay",
    SIPGO_G722_DECODER_NAME },
  { "PCMU", 2, 8000, SIPGO_MAX_PACKET_MS, "mulawenc", "rtppcmupay", "rtppcmudepay", "mulawdec" },
  { "PCMA", 3, 8000, SIPGO_MAX_PACKET_MS, "alawenc", "rtppcmapay", "rtppcmadepay", "alawdec" },
};

void
sipgo_gst_codec_init (void)
{
  gst_init (NULL, NULL);
  gst_element_register (NULL, SIPGO_G722_ENCODER_NAME, GST_RANK_NONE, SIPGO_TYPE_G722_ENCODER);
  gst_element_register (NULL, SIPGO_G722_DECODER_NAME, GST_RANK_NONE, SIPGO_TYPE_G722_DECODER);
}

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
  sipgo_gst_codec_set_packet_ms (self, *first, *last, USUAL_PACKET_MS);
  return TRUE;
}

/* Opus has frames of 10, 20, 40 and 60 ms. */
static gboolean
can_send (const SipgoGstCodec *self, guint packet_ms)
{
  return packet_ms <= self->longest_packet_ms && (self->sample_rate < SIPGO_AUDIO_MAX_RATE || packet_ms == 10 ||
                                                  packet_ms % 20 == 0);
}

/* The length nearest to ptime that the codec can send and that maxptime allows; the shorter one of two equally near. */
guint
sipgo_gst_codec_choose_packet_ms (const SipgoGstCodec *self, guint ptime, guint maxptime)
{
  int wanted = ptime > 0 ? (int) ptime : USUAL_PACKET_MS;
  guint limit = maxptime > 0 ? maxptime : SIPGO_MAX_PACKET_MS;
  guint best = SHORTEST_PACKET_MS;
  guint packet_ms;

  for (packet_ms = SHORTEST_PACKET_MS; packet_ms <= limit; packet_ms += SHORTEST_PACKET_MS)
    if (can_send (self, packet_ms) && ABS ((int) packet_ms - wanted) < ABS ((int) best - wanted))
      best = packet_ms;
  return best;
}

void
sipgo_gst_codec_set_packet_ms (const SipgoGstCodec *self, GstElement *encoder, GstElement *payloader, guint packet_ms)
{
  g_autofree char *nanoseconds = g_strdup_printf ("%u000000", packet_ms);
  g_autofree char *milliseconds = g_strdup_printf ("%u", packet_ms);

  /* First min-ptime 0: the payloader would stall if min-ptime were above max-ptime for a moment. */
  set_if_there (payloader, "min-ptime", "0");
  set_if_there (payloader, "max-ptime", nanoseconds);
  set_if_there (payloader, "min-ptime", nanoseconds);
  set_if_there (encoder, "frame-size", milliseconds);
}

gboolean
sipgo_gst_codec_make_decoder (const SipgoGstCodec *self, GstElement **first, GstElement **last)
{
  if (!make_pair (self->depayloader, self->decoder, first, last))
    return FALSE;
  /* The packet loss concealment of Opus is better than repeating the last frame. */
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

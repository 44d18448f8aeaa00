/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include <gst/app/app.h>

#include "libsipgo/gst/codec/sipgo-g722-private.h"
#include "libsipgo/gst/codec/sipgo-gst-codec-private.h"

#define N_SAMPLES SIPGO_G722_RATE    /* one second */
#define N_BYTES   (N_SAMPLES / 2)

/* The output of the element for the whole input, which it gets in buffers of part bytes. */
static GBytes *
run_element (const char *element, const char *caps, gconstpointer data, gsize size, gsize part)
{
  gsize at;

  g_autofree char *text = g_strdup_printf ("appsrc name=in format=time caps=\"%s\" ! %s ! appsink name=out sync=false",
                                           caps, element);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) pipeline = gst_parse_launch (text, &error);
  g_autoptr (GstElement) in = NULL;
  g_autoptr (GstElement) out = NULL;
  g_autoptr (GByteArray) result = g_byte_array_new ();
  GstSample *sample;

  g_assert_no_error (error);
  in = gst_bin_get_by_name (GST_BIN (pipeline), "in");
  out = gst_bin_get_by_name (GST_BIN (pipeline), "out");
  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  for (at = 0; at < size; at += part)
    gst_app_src_push_buffer (GST_APP_SRC (in),
                             gst_buffer_new_memdup ((const char *) data + at, MIN (part, size - at)));
  gst_app_src_end_of_stream (GST_APP_SRC (in));
  while ((sample = gst_app_sink_pull_sample (GST_APP_SINK (out))))
    {
      GstMapInfo map;

      gst_buffer_map (gst_sample_get_buffer (sample), &map, GST_MAP_READ);
      g_byte_array_append (result, map.data, map.size);
      gst_buffer_unmap (gst_sample_get_buffer (sample), &map);
      gst_sample_unref (sample);
    }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return g_byte_array_free_to_bytes (g_steal_pointer (&result));
}

static void
make_silence (gint16 *samples)
{
  memset (samples, 0, N_SAMPLES * sizeof *samples);
}

static void
make_tone (gint16 *samples)
{
  guint i;

  for (i = 0; i < N_SAMPLES; i++)
    samples[i] = (gint16) lrint (8000 * sin (2 * G_PI * 440 * i / SIPGO_G722_RATE));
}

/* From 50 Hz to 8 kHz, from quiet to loud. */
static void
make_sweep (gint16 *samples)
{
  double phase = 0;
  guint i;

  for (i = 0; i < N_SAMPLES; i++)
    {
      phase += 2 * G_PI * (50 + 7950.0 * i / N_SAMPLES) / SIPGO_G722_RATE;
      samples[i] = (gint16) lrint (30000.0 * i / N_SAMPLES * sin (phase));
    }
}

static void
make_noise (gint16 *samples)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (722);
  guint i;

  for (i = 0; i < N_SAMPLES; i++)
    samples[i] = (gint16) g_rand_int_range (random, G_MININT16, G_MAXINT16 + 1);
}

/* The steps have the maximum amplitude: every sum saturates. */
static void
make_square (gint16 *samples)
{
  guint i;

  for (i = 0; i < N_SAMPLES; i++)
    samples[i] = i / 40 % 2 == 0 ? G_MAXINT16 : G_MININT16;
}

static const struct
{
  const char *name;
  void (*make) (gint16 *samples);
} signals[] = {
  { "silence", make_silence }, { "tone", make_tone }, { "sweep", make_sweep }, { "noise", make_noise },
  { "square", make_square },
};

static void
assert_equal (const char *name, const char *what, gconstpointer data, gsize size, GBytes *expected)
{
  gsize length, i;
  const guint8 *bytes = g_bytes_get_data (expected, &length);

  g_assert_cmpuint (size, ==, length);
  for (i = 0; i < size && ((const guint8 *) data)[i] == bytes[i]; i++)
    ;
  if (i < size)
    g_error ("%s: the %s byte %" G_GSIZE_FORMAT " is %u, not %u", name, what, i, ((const guint8 *) data)[i], bytes[i]);
}

/* What the codec makes of each signal, against what two elements make of it. */
static void
compare (const char *encoder_element, const char *decoder_element, guint part_samples)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autofree gint16 *samples = g_new (gint16, N_SAMPLES);
      g_autofree gint16 *heard = g_new (gint16, N_SAMPLES);
      g_autofree guint8 *bytes = g_new (guint8, N_BYTES);
      g_autoptr (GBytes) encoded = NULL;
      g_autoptr (GBytes) decoded = NULL;
      SipgoG722 encoder, decoder;

      signals[i].make (samples);
      sipgo_g722_init (&encoder);
      sipgo_g722_encode (&encoder, samples, N_BYTES, bytes);
      encoded = run_element (encoder_element, SIPGO_G722_RAW_CAPS, samples, N_SAMPLES * sizeof *samples,
                             part_samples * sizeof *samples);
      assert_equal (signals[i].name, "encoded", bytes, N_BYTES, encoded);
      sipgo_g722_init (&decoder);
      sipgo_g722_decode (&decoder, bytes, N_BYTES, heard);
      decoded = run_element (decoder_element, SIPGO_G722_CAPS, bytes, N_BYTES, part_samples);
      assert_equal (signals[i].name, "decoded", heard, N_SAMPLES * sizeof *heard, decoded);
    }
}

/* FFmpeg has an implementation of its own. */
static void
test_same_as_ffmpeg (void)
{
  compare ("avenc_g722", "avdec_g722", N_SAMPLES);
}

static void
test_elements (void)
{
  const SipgoGstCodec *codec = sipgo_gst_codec_find ("G722");

  compare (codec->encoder, codec->decoder, N_SAMPLES);
  compare (codec->encoder, codec->decoder, 320);
  compare (codec->encoder, codec->decoder, 321);
  compare (codec->encoder, codec->decoder, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  sipgo_gst_codec_init ();
  g_test_add_func ("/g722/same-as-ffmpeg", test_same_as_ffmpeg);
  g_test_add_func ("/g722/elements", test_elements);
  return g_test_run ();
}

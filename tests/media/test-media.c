/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <gst/gst.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-media-private.h"

typedef struct { SipgoMedia parent; guint n_changes; GTask *task; } Fake;
typedef struct { SipgoMediaClass parent; } FakeClass;
GType fake_get_type (void);

G_DEFINE_TYPE (Fake, fake, SIPGO_TYPE_MEDIA)

static void
fake_setting_changed (SipgoMedia *media, SipgoMediaSetting setting)
{
  ((Fake *) media)->n_changes++;
}

static void
fake_send_dtmf (SipgoMedia *media, const char *tones, guint duration_ms, guint gap_ms, GTask *task)
{
  g_assert_cmpuint (duration_ms, ==, 100);
  g_assert_cmpuint (gap_ms, ==, 70);
  ((Fake *) media)->task = task;
}

static void
fake_get_statistics (SipgoMedia *media, SipgoMediaStatistics *statistics)
{
  statistics->packets_lost = 7;
}

static void
fake_class_init (FakeClass *klass)
{
  SipgoMediaClass *media_class = (SipgoMediaClass *) klass;

  media_class->setting_changed = fake_setting_changed;
  media_class->send_dtmf = fake_send_dtmf;
  media_class->get_statistics = fake_get_statistics;
}

static void
fake_init (Fake *self)
{
}

static void
count (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_settings (void)
{
  g_autoptr (SipgoMedia) media = g_object_new (fake_get_type (), NULL);
  g_autoptr (GstElement) element = gst_object_ref_sink (gst_bin_new (NULL));
  guint n = 0;

  g_signal_connect (media, "notify", G_CALLBACK (count), &n);
  g_object_set (media, "muted", FALSE, "volume", 1.0, "source", "silence", "sink", "null", "source-element", NULL,
                NULL);
  g_assert_cmpuint (n, ==, 0);
  g_object_set (media, "muted", TRUE, "volume", 0.5, "source", "tone:440", "sink", "speaker", "source-element", element,
                "measure-levels", TRUE, NULL);
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (((Fake *) media)->n_changes, ==, 6);
  g_assert_cmpstr (sipgo_media_get_source (media), ==, "tone:440");
  g_assert_true (sipgo_media_get_source_element (media) == element);
  sipgo_media_set_source_element (media, NULL);
  sipgo_media_set_sink_element (media, element);
  g_assert_true (sipgo_media_get_sink_element (media) == element);
  sipgo_media_set_source (media, NULL);
  g_assert_cmpstr (sipgo_media_get_source (media), ==, "silence");
}

/* A language binding checks the type of the property, and rejects what is not an element. */
static void
test_element_type (void)
{
  static const char *const names[] = { "source-element", "sink-element" };
  GObjectClass *klass = g_type_class_ref (SIPGO_TYPE_MEDIA);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (g_object_class_find_property (klass, names[i])->value_type == GST_TYPE_ELEMENT);
  g_type_class_unref (klass);
}

static void
test_state (void)
{
  g_autoptr (SipgoMedia) media = g_object_new (fake_get_type (), NULL);
  guint n = 0;

  g_signal_connect (media, "notify", G_CALLBACK (count), &n);
  sipgo_media_set_codec (media, "PCMU");
  sipgo_media_set_codec (media, "PCMU");
  sipgo_media_set_sending (media, TRUE);
  sipgo_media_set_sending (media, TRUE);
  sipgo_media_set_receiving (media, FALSE);
  sipgo_media_set_input_level (media, -200);
  sipgo_media_set_output_level (media, -20);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (sipgo_media_get_codec (media), ==, "PCMU");
  g_assert_cmpfloat (sipgo_media_get_output_level (media), ==, -20);
}

static void
finished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError **error = user_data;

  g_assert_cmpint (sipgo_media_send_dtmf_finish (SIPGO_MEDIA (source), result, error), ==, *error == NULL);
}

static void
test_dtmf (void)
{
  g_autoptr (SipgoMedia) media = g_object_new (fake_get_type (), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTask) task = NULL;
  guint i;

  sipgo_media_send_dtmf (media, "12x", 0, 0, NULL, finished, &error);
  while (!error)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_assert_null (((Fake *) media)->task);
  sipgo_media_send_dtmf (media, "12#aD", 0, 0, NULL, NULL, NULL);
  task = ((Fake *) media)->task;
  g_assert_nonnull (task);
  g_task_return_boolean (task, TRUE);
  for (i = 0; i < 16; i++)
    g_assert_cmpint (sipgo_dtmf_digit_to_event (sipgo_dtmf_digit_of_event (i)), ==, i);
  g_assert_cmpint (sipgo_dtmf_digit_to_event ('\0'), ==, -1);
}

static void
test_statistics (void)
{
  g_autoptr (SipgoMedia) media = g_object_new (fake_get_type (), NULL);
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (media);
  g_autoptr (SipgoMediaStatistics) copy = sipgo_media_statistics_copy (statistics);

  g_assert_cmpuint (copy->packets_lost, ==, 7);
  g_assert_cmpfloat (copy->round_trip_ms, <, 0);
}

int
main (int argc, char *argv[])
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/media/settings", test_settings);
  g_test_add_func ("/media/media/element-type", test_element_type);
  g_test_add_func ("/media/media/state", test_state);
  g_test_add_func ("/media/media/dtmf", test_dtmf);
  g_test_add_func ("/media/media/statistics", test_statistics);
  return g_test_run ();
}

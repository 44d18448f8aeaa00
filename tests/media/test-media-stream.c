/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/media/sipgo-media-stream-private.h"

typedef struct
{
  SipgoMediaStatistics figures;
  guint n_read;
} Owner;

static void
read_figures (gpointer data, SipgoMediaStatistics *statistics)
{
  Owner *owner = data;

  *statistics = owner->figures;
  owner->n_read++;
}

static void
note_property (GObject *stream, GParamSpec *pspec, GString *names)
{
  g_string_append_printf (names, "%s ", pspec->name);
}

/* In any order. */
static void
assert_notified (GString *names, const char *expected)
{
  g_auto (GStrv) words = g_strsplit (expected, " ", -1);
  guint i;

  for (i = 0; words[i]; i++)
    g_assert_nonnull (strstr (names->str, words[i]));
  g_assert_cmpuint (names->len, ==, strlen (expected));
  g_string_truncate (names, 0);
}

static void
test_terms (void)
{
  SipgoMediaStreamTerms terms = { 1, "video", "VP8", SIPGO_MEDIA_DIRECTION_SENDRECV, SIPGO_MEDIA_PROTECTION_NONE };
  Owner owner = { { 0 } };
  g_autoptr (SipgoMediaStream) stream = sipgo_media_stream_new (SIPGO_MEDIA_KIND_VIDEO, read_figures, &owner);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *mid = NULL, *codec = NULL;
  SipgoMediaProtection protection;
  SipgoMediaDirection direction;
  SipgoMediaKind kind;
  int index;

  g_signal_connect (stream, "notify", G_CALLBACK (note_property), names);
  g_assert_cmpint (sipgo_media_stream_get_kind (stream), ==, SIPGO_MEDIA_KIND_VIDEO);
  g_assert_cmpint (sipgo_media_stream_get_index (stream), ==, -1);
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_INACTIVE);
  g_assert_null (sipgo_media_stream_get_mid (stream));
  g_assert_null (sipgo_media_stream_get_codec (stream));
  sipgo_media_stream_set_terms (stream, &terms);
  assert_notified (names, "index mid codec direction ");
  g_object_get (stream, "kind", &kind, "index", &index, "mid", &mid, "codec", &codec, "direction", &direction,
                "protection", &protection, NULL);
  g_assert_cmpint (kind, ==, SIPGO_MEDIA_KIND_VIDEO);
  g_assert_cmpint (index, ==, 1);
  g_assert_cmpstr (mid, ==, "video");
  g_assert_cmpstr (codec, ==, "VP8");
  g_assert_cmpint (direction, ==, SIPGO_MEDIA_DIRECTION_SENDRECV);
  g_assert_cmpint (protection, ==, SIPGO_MEDIA_PROTECTION_NONE);
  sipgo_media_stream_set_terms (stream, &terms);
  assert_notified (names, "");
  terms.direction = SIPGO_MEDIA_DIRECTION_RECVONLY;
  sipgo_media_stream_set_terms (stream, &terms);
  assert_notified (names, "direction ");
}

/* notify is emitted after all properties have their new values. */
static void
check_whole (SipgoMediaStream *stream, GParamSpec *pspec, gboolean *whole)
{
  *whole = *whole && sipgo_media_stream_get_direction (stream) == SIPGO_MEDIA_DIRECTION_SENDONLY;
}

static void
test_whole (void)
{
  const SipgoMediaStreamTerms terms = { 0, "a", "PCMU", SIPGO_MEDIA_DIRECTION_SENDONLY, SIPGO_MEDIA_PROTECTION_NONE };
  g_autoptr (SipgoMediaStream) stream = sipgo_media_stream_new (SIPGO_MEDIA_KIND_AUDIO, read_figures, NULL);
  gboolean whole = TRUE;

  g_signal_connect (stream, "notify", G_CALLBACK (check_whole), &whole);
  sipgo_media_stream_set_terms (stream, &terms);
  g_assert_true (whole);
}

/* The statistics are current, and after the call they are the last ones; the owner is not asked any more. */
static void
test_statistics (void)
{
  const SipgoMediaStreamTerms terms = { 0, NULL, "PCMU", SIPGO_MEDIA_DIRECTION_SENDRECV, SIPGO_MEDIA_PROTECTION_NONE };
  Owner owner = { { .packets_sent = 3 } };
  g_autoptr (SipgoMediaStream) stream = sipgo_media_stream_new (SIPGO_MEDIA_KIND_AUDIO, read_figures, &owner);
  g_autoptr (SipgoMediaStatistics) first = sipgo_media_stream_get_statistics (stream);
  g_autoptr (SipgoMediaStatistics) last = NULL;
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_cmpuint (first->packets_sent, ==, 3);
  sipgo_media_stream_set_terms (stream, &terms);
  owner.figures.packets_sent = 5;
  g_signal_connect (stream, "notify", G_CALLBACK (note_property), names);
  sipgo_media_stream_close (stream);
  assert_notified (names, "direction ");
  g_assert_cmpint (sipgo_media_stream_get_direction (stream), ==, SIPGO_MEDIA_DIRECTION_INACTIVE);
  g_assert_cmpstr (sipgo_media_stream_get_codec (stream), ==, "PCMU");
  owner = (Owner) { { .packets_sent = 99 } };
  sipgo_media_stream_close (stream);
  last = sipgo_media_stream_get_statistics (stream);
  g_assert_cmpuint (last->packets_sent, ==, 5);
  g_assert_cmpuint (owner.n_read, ==, 0);
  assert_notified (names, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/stream/terms", test_terms);
  g_test_add_func ("/media/stream/whole", test_whole);
  g_test_add_func ("/media/stream/statistics", test_statistics);
  return g_test_run ();
}

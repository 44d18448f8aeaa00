/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

typedef struct
{
  guint n;
  GError *error;
} Done;

static void
play_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Done *done = user_data;

  done->n++;
  g_clear_error (&done->error);
  g_assert_cmpint (sipgo_media_play_file_finish (SIPGO_MEDIA (source), result, &done->error), ==, done->error == NULL);
}

static void
put (GByteArray *bytes, guint32 number, guint size)
{
  number = GUINT32_TO_LE (number);
  g_byte_array_append (bytes, (const guint8 *) &number, size);
}

/* A ramp of distinct numbers, or a tone. */
static char *
write_wav (Pair *pair, const char *name, guint rate, double frequency, guint n)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  char *path = pair_path (pair, name);
  guint i;

  g_byte_array_append (bytes, (const guint8 *) "RIFF", 4);
  put (bytes, 36 + 2 * n, 4);
  g_byte_array_append (bytes, (const guint8 *) "WAVEfmt ", 8);
  put (bytes, 16, 4);
  put (bytes, 1, 2);
  put (bytes, 1, 2);
  put (bytes, rate, 4);
  put (bytes, rate * 2, 4);
  put (bytes, 2, 2);
  put (bytes, 16, 2);
  g_byte_array_append (bytes, (const guint8 *) "data", 4);
  put (bytes, 2 * n, 4);
  for (i = 0; i < n; i++)
    put (bytes, (guint16) (gint16) lrint (8000 * sin (2 * G_PI * frequency * i / rate)), 2);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  return path;
}

/* Start and end of the sound, in samples. */
static void
find_sound (const Sound *sound, guint *first, guint *last)
{
  guint i;

  *first = *last = 0;
  for (i = 0; i < sound->samples->len; i++)
    if (ABS (g_array_index (sound->samples, gint16, i)) > 500)
      {
        *first = *first ? *first : i;
        *last = i;
      }
}

static void
test_play_and_record (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL, *record = NULL;
  Done done = { 0 };
  Sound heard, sent;
  guint first, last, i, worst = 0;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  path = write_wav (&pair, "in.wav", 8000, 440, 8100);
  record = pair_path (&pair, "record.wav");
  pair_sink_file (&pair, 1, "1.wav");
  pair_exchange (&pair, 0, FALSE);
  g_assert_true (sipgo_media_record_file (pair.media[0], record, &error));
  g_assert_false (sipgo_media_record_file (pair.media[0], record, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  pair_run (&pair, 10);
  sipgo_media_play_file (pair.media[0], path, NULL, play_done, &done);
  pair_run (&pair, 50);
  g_assert_cmpuint (done.n, ==, 0);
  pair_run (&pair, 3);
  g_assert_cmpuint (done.n, ==, 1);
  g_assert_no_error (done.error);
  pair_run (&pair, 10);
  sipgo_media_stop_recording (pair.media[0]);
  sipgo_media_set_sink (pair.media[1], "null");

  /* Each sample equals that of the file, within the precision of the codec. */
  sound_read (&heard, &pair, "1.wav", 0);
  find_sound (&heard, &first, &last);
  g_assert_cmpuint (last - first, >=, 8060);
  g_assert_cmpuint (last - first, <=, 8100);
  for (i = first; i < first + 8000; i++)
    {
      double angle = 2 * G_PI * 440 / 8000 * (i - first + 1 + (first % 160 == 0));
      int expected = (int) lrint (8000 * sin (angle));
      int shifted = (int) lrint (8000 * sin (angle - 2 * G_PI * 440 / 8000));
      guint off = (guint) MIN (ABS (g_array_index (heard.samples, gint16, i) - expected),
                               ABS (g_array_index (heard.samples, gint16, i) - shifted));

      worst = MAX (worst, off);
    }
  g_assert_cmpuint (worst, <, 300);
  sound_clear (&heard);

  sound_read (&sent, &pair, "record.wav", 1);
  g_assert_cmpuint (sent.n_channels, ==, 2);
  g_assert_cmpuint (sent.samples->len, ==, 73 * 160);
  find_sound (&sent, &first, &last);
  g_assert_cmpuint (last - first, >=, 8060);
  sound_clear (&sent);
  pair_assert_silent (&pair, "record.wav", 0, 0);
  pair_clear (&pair);
}

static void
test_queue_and_cancel (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Done first = { 0 }, second = { 0 }, third = { 0 };
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  path = write_wav (&pair, "in.wav", 16000, 440, 16000);
  pair_exchange (&pair, 0, FALSE);
  sipgo_media_play_file (pair.media[0], path, cancellable, play_done, &first);
  sipgo_media_play_file (pair.media[0], "/nowhere.wav", NULL, play_done, &second);
  sipgo_media_play_file (pair.media[0], path, NULL, play_done, &third);
  pair_run (&pair, 20);
  g_assert_cmpuint (first.n + second.n + third.n, ==, 0);
  g_cancellable_cancel (cancellable);
  pair_run (&pair, 1);
  g_assert_cmpuint (first.n, ==, 1);
  g_assert_error (first.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_error (second.error, SIPGO_ERROR, SIPGO_ERROR_FILE);
  pair_run (&pair, 53);
  g_assert_cmpuint (third.n, ==, 1);
  g_assert_no_error (third.error);
  g_clear_error (&first.error);
  g_clear_error (&second.error);
  pair_clear (&pair);
}

/* A file that is played before the answer is sent from its beginning; one that waits is cancelled at once. */
static void
test_before_answer (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Done first = { 0 }, second = { 0 };
  Sound sound;
  guint begin, end;
  Pair pair;

  pair_init (&pair, TRUE, "G722 PCMU");
  path = write_wav (&pair, "in.wav", 16000, 440, 16000);
  pair_sink_file (&pair, 1, "1.wav");
  sipgo_media_play_file (pair.media[0], path, NULL, play_done, &first);
  sipgo_media_play_file (pair.media[0], path, cancellable, play_done, &second);
  g_cancellable_cancel (cancellable);
  pair_iterate ();
  g_assert_error (second.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 60);
  g_assert_cmpuint (first.n, ==, 1);
  g_assert_no_error (first.error);
  sipgo_media_set_sink (pair.media[1], "null");
  sound_read (&sound, &pair, "1.wav", 0);
  find_sound (&sound, &begin, &end);
  g_assert_cmpfloat_with_epsilon ((double) (end - begin) / sound.rate, 1.0, 0.01);
  sound_clear (&sound);
  g_clear_error (&second.error);
  pair_clear (&pair);
}

/* On hold a file pauses; the end of the call ends it. */
static void
test_hold_and_end (void)
{
  g_autofree char *path = NULL;
  Done done = { 0 };
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  path = write_wav (&pair, "in.wav", 8000, 440, 8000);
  pair_exchange (&pair, 0, FALSE);
  sipgo_media_play_file (pair.media[0], path, NULL, play_done, &done);
  pair_run (&pair, 20);
  pair_exchange (&pair, 1, TRUE);
  pair_run (&pair, 100);
  g_assert_cmpuint (done.n, ==, 0);
  pair_exchange (&pair, 1, FALSE);
  pair_run (&pair, 20);
  g_assert_cmpuint (done.n, ==, 0);
  sipgo_session_description_handler_close (pair.handlers[0]);
  pair_iterate ();
  g_assert_error (done.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  sipgo_media_play_file (pair.media[0], path, NULL, play_done, &done);
  pair_iterate ();
  g_assert_cmpuint (done.n, ==, 2);
  g_assert_error (done.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  g_clear_error (&done.error);
  pair_clear (&pair);
}

static void
test_not_sound (void)
{
  g_autofree char *path = NULL;
  Done done = { 0 };
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  path = pair_path (&pair, "text.wav");
  g_assert_true (g_file_set_contents (path, "this is not a sound at all, only some words in a row\n", -1, NULL));
  pair_exchange (&pair, 0, FALSE);
  sipgo_media_play_file (pair.media[0], path, NULL, play_done, &done);
  while (done.n == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (done.error, SIPGO_ERROR, SIPGO_ERROR_FILE);
  g_clear_error (&done.error);
  pair_clear (&pair);
}

/* A source repeats. */
static void
test_file_source (void)
{
  g_autofree char *path = NULL, *source = NULL;
  Sound sound;
  guint first, last;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  path = write_wav (&pair, "in.wav", 8000, 500, 4000);
  source = g_strconcat ("file:", path, NULL);
  sipgo_media_set_source (pair.media[0], source);
  pair_sink_file (&pair, 1, "1.wav");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 200);
  sipgo_media_set_sink (pair.media[1], "null");
  sound_read (&sound, &pair, "1.wav", 0);
  find_sound (&sound, &first, &last);
  g_assert_cmpuint (last - first, >, 28000);
  g_assert_cmpfloat_with_epsilon (sound_level_at (&sound, 500, 0.5), -12.2, 2);
  sound_clear (&sound);
  pair_clear (&pair);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/files/play-and-record", test_play_and_record);
  g_test_add_func ("/gst/files/queue-and-cancel", test_queue_and_cancel);
  g_test_add_func ("/gst/files/before-answer", test_before_answer);
  g_test_add_func ("/gst/files/hold-and-end", test_hold_and_end);
  g_test_add_func ("/gst/files/not-sound", test_not_sound);
  g_test_add_func ("/gst/files/source", test_file_source);
  return g_test_run ();
}

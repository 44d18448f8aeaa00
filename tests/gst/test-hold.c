/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

/* The audio that a peer on hold gets from us. */

#define SETTLE_TICKS 10

/* The level at which the second of the pair hears the first. */
static double
heard (Pair *pair)
{
  pair_run (pair, SETTLE_TICKS);
  return sipgo_media_get_output_level (pair->media[1]);
}

static guint64
received (Pair *pair)
{
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (pair->media[1]);

  return statistics->packets_received;
}

static void
init (Pair *pair)
{
  pair_init (pair, TRUE, "PCMU");
  sipgo_media_set_source (pair->media[0], "tone:440:-12");
  sipgo_media_set_measure_levels (pair->media[1], TRUE);
}

static void
exchange (Pair *pair, guint from, gboolean hold, gboolean other_holds)
{
  g_autofree char *offer = pair_get (pair->handlers[from], SIPGO_DESCRIPTION_TYPE_OFFER, hold);
  g_autofree char *answer = NULL;

  pair_set (pair->handlers[!from], SIPGO_DESCRIPTION_TYPE_OFFER, offer);
  answer = pair_get (pair->handlers[!from], SIPGO_DESCRIPTION_TYPE_ANSWER, other_holds);
  pair_set (pair->handlers[from], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
}

/* An offer that fails: rejected, or crossed by one of the peer (491). */
static void
offer_in_vain (Pair *pair, gboolean hold)
{
  g_autofree char *offer = pair_get (pair->handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, hold);

  if (hold)
    g_assert_cmpfloat (heard (pair), <, -60);
  sipgo_session_description_handler_rollback_description (pair->handlers[0]);
}

typedef enum {
  LOUD,
  QUIET,                       /* packets of silence */
  NOTHING,                     /* no packet */
} Heard;

/* One step: who offers, whether each side holds then, whether the offer fails, whether the microphone is muted. */
typedef struct
{
  guint from;
  gboolean hold;
  gboolean other_holds;
  gboolean in_vain;
  gboolean muted;
  Heard heard;
} Step;

static void
take_step (Pair *pair, const Step *step)
{
  guint64 before;
  double level;

  sipgo_media_set_muted (pair->media[0], step->muted);
  if (step->in_vain)
    offer_in_vain (pair, step->hold);
  else
    exchange (pair, step->from, step->hold, step->other_holds);
  level = heard (pair);
  if (step->heard == LOUD)
    g_assert_cmpfloat_with_epsilon (level, -12, 1);
  else
    g_assert_cmpfloat (level, <, -60);
  before = received (pair);
  pair_run (pair, 10);
  g_assert_cmpuint (received (pair) - before, ==, step->heard == NOTHING ? 0 : 10);
}

#define HOLD   { 0, TRUE, FALSE, FALSE, FALSE, QUIET }
#define RESUME { 0, FALSE, FALSE, FALSE, FALSE, LOUD }

static void
test_steps (void)
{
  static const Step rows[][5] = {
    { RESUME, HOLD, RESUME, HOLD, RESUME },
    /* From the first offer on. */
    { HOLD, HOLD, RESUME, RESUME, HOLD },
    /* The peer offers during our hold: our answer keeps the hold. */
    { RESUME, HOLD, { 1, FALSE, TRUE, FALSE, FALSE, QUIET }, RESUME, RESUME },
    /* Both hold; each resumes. */
    { RESUME, HOLD, { 1, TRUE, TRUE, FALSE, FALSE, NOTHING }, { 1, FALSE, TRUE, FALSE, FALSE, QUIET }, RESUME },
    { RESUME, { 1, TRUE, FALSE, FALSE, FALSE, NOTHING }, { 0, TRUE, TRUE, FALSE, FALSE, NOTHING },
      { 0, FALSE, TRUE, FALSE, FALSE, NOTHING }, { 1, FALSE, FALSE, FALSE, FALSE, LOUD } },
    /* A rejected hold, and an unhold that crosses an offer of the peer. */
    { RESUME, { 0, TRUE, FALSE, TRUE, FALSE, LOUD }, HOLD, { 0, FALSE, FALSE, TRUE, FALSE, QUIET }, RESUME },
    /* Muted before, during and after. */
    { { 0, FALSE, FALSE, FALSE, TRUE, QUIET }, { 0, TRUE, FALSE, FALSE, TRUE, QUIET },
      { 0, FALSE, FALSE, FALSE, TRUE, QUIET }, RESUME, RESUME },
    { RESUME, { 0, TRUE, FALSE, FALSE, TRUE, QUIET }, HOLD, RESUME, HOLD },
    /* A peer with recvonly is not on hold. */
    { RESUME, HOLD, RESUME, { 1, FALSE, FALSE, FALSE, FALSE, LOUD }, RESUME },
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Pair pair;

      init (&pair);
      for (k = 0; k < G_N_ELEMENTS (rows[i]); k++)
        {
          g_test_message ("row %u, step %u", i, k);
          take_step (&pair, &rows[i][k]);
        }
      pair_clear (&pair);
    }
}

/* RFC 3264 section 6.1: recvonly is offered by a peer that only listens, such as a recorder. */
static void
test_listener (void)
{
  g_autofree char *offer = NULL, *answer = NULL;
  g_autoptr (GString) changed = NULL;
  Pair pair;

  init (&pair);
  offer = pair_get (pair.handlers[1], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  changed = g_string_new (offer);
  g_string_replace (changed, "a=sendrecv", "a=recvonly", 1);
  pair_set (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, changed->str);
  answer = pair_get (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
  pair_set (pair.handlers[1], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
  g_assert_cmpfloat_with_epsilon (heard (&pair), -12, 1);
  pair_clear (&pair);
}

/* --- files and DTMF ----------------------------------------------------------------------------------------------- */

static void
done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *finished = user_data;
  g_autoptr (GError) error = NULL;

  if (g_task_get_source_tag (G_TASK (result)) == (gpointer) sipgo_media_send_dtmf)
    sipgo_media_send_dtmf_finish (SIPGO_MEDIA (source), result, &error);
  else
    sipgo_media_play_file_finish (SIPGO_MEDIA (source), result, &error);
  g_assert_no_error (error);
  *finished = TRUE;
}

/* Half a second of a tone, recorded by a call. */
static char *
make_tone_file (void)
{
  g_autofree char *directory = g_dir_make_tmp ("sipgo-test-XXXXXX", NULL);
  char *path = g_build_filename (directory, "tone.wav", NULL);
  g_autofree char *sink = g_strconcat ("file:", path, NULL);
  Pair pair;

  init (&pair);
  sipgo_media_set_sink (pair.media[1], sink);
  exchange (&pair, 0, FALSE, FALSE);
  pair_run (&pair, 30);
  pair_clear (&pair);
  return path;
}

static void
remove_tone_file (char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (directory);
  g_free (path);
}

/* A file that is played in the call pauses, and continues. */
static void
test_file (void)
{
  char *path = make_tone_file ();
  gboolean finished = FALSE;
  Pair pair;

  init (&pair);
  sipgo_media_set_source (pair.media[0], "silence");
  exchange (&pair, 0, FALSE, FALSE);
  sipgo_media_play_file (pair.media[0], path, NULL, done, &finished);
  g_assert_cmpfloat (heard (&pair), >, -20);
  exchange (&pair, 0, TRUE, FALSE);
  g_assert_cmpfloat (heard (&pair), <, -60);
  pair_run (&pair, 100);
  g_assert_false (finished);
  g_assert_cmpfloat (heard (&pair), <, -60);
  exchange (&pair, 0, FALSE, FALSE);
  g_assert_cmpfloat (heard (&pair), >, -20);
  pair_run (&pair, 100);
  g_assert_true (finished);
  pair_clear (&pair);
  remove_tone_file (path);
}

static void
note_digit (SipgoMedia *media, const char *digit, guint duration_ms, GString *digits)
{
  g_string_append_printf (digits, "%s:%u ", digit, duration_ms);
}

/* The digit in progress ends with its end packets; the others wait, and so do digits that are added during the hold. */
static void
test_digits (void)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  gboolean first = FALSE, second = FALSE;
  Pair pair;

  init (&pair);
  exchange (&pair, 0, FALSE, FALSE);
  g_signal_connect (pair.media[1], "dtmf", G_CALLBACK (note_digit), digits);
  pair_run (&pair, 10);
  sipgo_media_send_dtmf (pair.media[0], "12", 200, 70, NULL, done, &first);
  pair_run (&pair, 4);
  exchange (&pair, 0, TRUE, FALSE);
  sipgo_media_send_dtmf (pair.media[0], "3", 100, 70, NULL, done, &second);
  pair_run (&pair, 100);
  g_assert_cmpstr (digits->str, ==, "1:80 ");
  g_assert_false (first || second);
  exchange (&pair, 0, FALSE, FALSE);
  pair_run (&pair, 60);
  g_assert_cmpstr (digits->str, ==, "1:80 2:200 3:100 ");
  g_assert_true (first && second);
  pair_clear (&pair);
}

/* --- music on hold ------------------------------------------------------------------------------------------------ */

static void
note_error (SipgoMedia *media, const GError *error, GError **seen)
{
  g_clear_error (seen);
  *seen = g_error_copy (error);
}

static void
test_music (void)
{
  char *path = make_tone_file ();
  g_autofree char *file = g_strconcat ("file:", path, NULL);
  g_autoptr (GError) error = NULL;
  Pair pair;

  init (&pair);
  g_signal_connect (pair.media[0], "error", G_CALLBACK (note_error), &error);
  g_assert_cmpstr (sipgo_media_get_hold_source (pair.media[0]), ==, "silence");
  sipgo_media_set_hold_source (pair.media[0], "tone:700:-30");
  exchange (&pair, 0, FALSE, FALSE);
  g_assert_cmpfloat_with_epsilon (heard (&pair), -12, 1);
  exchange (&pair, 0, TRUE, FALSE);
  g_assert_cmpfloat_with_epsilon (heard (&pair), -30, 2);
  /* Repeated, and changed while it plays. */
  sipgo_media_set_hold_source (pair.media[0], file);
  pair_run (&pair, 100);
  g_assert_cmpfloat (heard (&pair), >, -20);
  sipgo_media_set_muted (pair.media[0], TRUE);
  g_assert_cmpfloat (heard (&pair), <, -60);
  sipgo_media_set_muted (pair.media[0], FALSE);
  exchange (&pair, 0, FALSE, FALSE);
  g_assert_cmpfloat_with_epsilon (heard (&pair), -12, 1);
  g_assert_no_error (error);
  /* A source that cannot be played gives an error when it is needed; silence is sent. */
  sipgo_media_set_hold_source (pair.media[0], "orchestra");
  g_assert_no_error (error);
  exchange (&pair, 0, TRUE, FALSE);
  pair_iterate ();
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_assert_cmpfloat (heard (&pair), <, -60);
  sipgo_media_set_hold_source (pair.media[0], NULL);
  g_assert_cmpstr (sipgo_media_get_hold_source (pair.media[0]), ==, "silence");
  g_assert_cmpfloat (heard (&pair), <, -60);
  pair_clear (&pair);
  remove_tone_file (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/hold/rfc3264-8.4-steps", test_steps);
  g_test_add_func ("/gst/hold/rfc3264-6.1-listener", test_listener);
  g_test_add_func ("/gst/hold/file", test_file);
  g_test_add_func ("/gst/hold/digits", test_digits);
  g_test_add_func ("/gst/hold/music", test_music);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

#include "libsipgo/gst/sipgo-rtp-media-private.h"

static gboolean
has_codec (const char *name)
{
  g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
  g_auto (GStrv) names = sipgo_rtp_handler_factory_get_codecs (factory);

  return g_strv_contains ((const char *const *) names, name);
}

static void
test_codec (gconstpointer data)
{
  const char *codec = data;
  SipgoMediaStatistics *statistics;
  Pair pair;

  if (!has_codec (codec))
    {
      g_test_skip ("not installed");
      return;
    }
  pair_init (&pair, TRUE, codec);
  sipgo_media_set_source (pair.media[0], "tone:440:-12");
  sipgo_media_set_source (pair.media[1], "tone:1000:-20");
  pair_sink_file (&pair, 0, "0.wav");
  pair_sink_file (&pair, 1, "1.wav");
  g_assert_null (sipgo_media_get_codec (pair.media[0]));
  pair_exchange (&pair, 0, FALSE);
  g_assert_cmpstr (sipgo_media_get_codec (pair.media[0]), ==, codec);
  g_assert_cmpstr (sipgo_media_get_codec (pair.media[1]), ==, codec);
  g_assert_true (sipgo_media_get_sending (pair.media[0]) && sipgo_media_get_receiving (pair.media[0]));
  pair_run (&pair, 200);

  statistics = sipgo_media_get_statistics (pair.media[0]);
  g_assert_cmpuint (statistics->packets_sent, >=, 198);
  g_assert_cmpuint (statistics->packets_received, >=, 198);
  g_assert_cmpuint (statistics->packets_lost, ==, 0);
  g_assert_cmpuint (statistics->packets_ignored, ==, 0);
  g_assert_cmpuint (statistics->packets_late, ==, 0);
  g_assert_cmpuint (statistics->frames_concealed, ==, 0);
  sipgo_media_statistics_free (statistics);

  sipgo_media_set_sink (pair.media[0], "null");
  sipgo_media_set_sink (pair.media[1], "null");
  pair_assert_tone (&pair, "0.wav", 0, 1000, -20, 0.5);
  pair_assert_tone (&pair, "1.wav", 0, 440, -12, 0.5);
  pair_clear (&pair);
}

/* --- DTMF --------------------------------------------------------------------------------------------------------- */

static void
note_digit (SipgoMedia *media, const char *digit, guint duration_ms, GString *heard)
{
  g_assert_cmpuint (duration_ms, ==, 100);
  g_string_append (heard, digit);
}

static void
note_cancelled_digit (SipgoMedia *media, const char *digit, guint duration_ms, GString *heard)
{
  g_string_append_printf (heard, "%s:%u ", digit, duration_ms);
}

typedef struct
{
  guint n;
  GError *error;
} Done;

static void
digits_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Done *done = user_data;

  done->n++;
  sipgo_media_send_dtmf_finish (SIPGO_MEDIA (source), result, &done->error);
}

static void
run_digits (const char *codec)
{
  GString *heard[2] = { g_string_new (NULL), g_string_new (NULL) };
  Done done = { 0 };
  Pair pair;
  guint i;

  pair_init (&pair, TRUE, codec);
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 10);
  for (i = 0; i < 2; i++)
    {
      g_signal_connect (pair.media[i], "dtmf", G_CALLBACK (note_digit), heard[i]);
      sipgo_media_send_dtmf (pair.media[i], "0123456789", 100, 70, NULL, digits_done, &done);
      sipgo_media_send_dtmf (pair.media[i], "*#ABCd", 100, 70, NULL, digits_done, &done);
    }
  pair_run (&pair, 16 * 9 + 20);
  g_assert_cmpuint (done.n, ==, 4);
  g_assert_no_error (done.error);
  g_assert_cmpstr (heard[0]->str, ==, "0123456789*#ABCD");
  g_assert_cmpstr (heard[1]->str, ==, "0123456789*#ABCD");
  pair_clear (&pair);
  g_string_free (heard[0], TRUE);
  g_string_free (heard[1], TRUE);
}

static void
test_digits (void)
{
  run_digits ("PCMU");
}

static void
test_digits_opus (void)
{
  if (has_codec ("opus"))
    run_digits ("opus");
  else
    g_test_skip ("not installed");
}

/* The digit in progress is shortened, but has its end packets. */
static void
test_digits_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GString) heard = g_string_new (NULL);
  Done done = { 0 };
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  pair_exchange (&pair, 0, FALSE);
  g_signal_connect (pair.media[1], "dtmf", G_CALLBACK (note_cancelled_digit), heard);
  sipgo_media_send_dtmf (pair.media[0], "123456", 100, 70, cancellable, digits_done, &done);
  pair_run (&pair, 20);
  g_cancellable_cancel (cancellable);
  pair_run (&pair, 60);
  g_assert_cmpuint (done.n, ==, 1);
  g_assert_error (done.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpstr (heard->str, ==, "1:100 2:100 3:60 ");
  g_clear_error (&done.error);
  pair_clear (&pair);
}

/* The peer has no telephone-event in its description. */
static void
test_digits_refused (void)
{
  Done done = { 0 };
  Pair pair;
  g_autofree char *offer = NULL;

  pair_init (&pair, TRUE, "PCMU");
  offer = pair_get (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  pair_set (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER,
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n");
  g_assert_false (sipgo_session_description_handler_send_dtmf (pair.handlers[0], "1", 100, 70));
  sipgo_media_send_dtmf (pair.media[0], "1", 100, 70, NULL, digits_done, &done);
  pair_iterate ();
  g_assert_error (done.error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  g_clear_error (&done.error);
  pair_clear (&pair);
}

static void
test_digits_closed (void)
{
  Done done = { 0 };
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  pair_exchange (&pair, 0, FALSE);
  sipgo_media_send_dtmf (pair.media[0], "1", 100, 70, NULL, digits_done, &done);
  pair_run (&pair, 2);
  sipgo_session_description_handler_close (pair.handlers[0]);
  pair_iterate ();
  g_assert_error (done.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  g_clear_error (&done.error);
  pair_clear (&pair);
}

/* --- hold and codec change ---------------------------------------------------------------------------------------- */

static guint64
received (Pair *pair, guint i)
{
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (pair->media[i]);

  return statistics->packets_received;
}

static void
assert_flow (Pair *pair, gboolean to_first, gboolean to_second)
{
  guint64 before[2];

  pair_run (pair, 5);
  before[0] = received (pair, 0);
  before[1] = received (pair, 1);
  pair_run (pair, 50);
  g_assert_cmpuint (received (pair, 0) - before[0], ==, to_first ? 50 : 0);
  g_assert_cmpuint (received (pair, 1) - before[1], ==, to_second ? 50 : 0);
}

static void
test_hold (void)
{
  g_autoptr (SipgoMediaStatistics) statistics = NULL;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  pair_exchange (&pair, 0, FALSE);
  assert_flow (&pair, TRUE, TRUE);
  pair_exchange (&pair, 0, TRUE);
  g_assert_true (sipgo_media_get_sending (pair.media[0]));
  g_assert_false (sipgo_media_get_receiving (pair.media[0]));
  g_assert_false (sipgo_media_get_sending (pair.media[1]));
  assert_flow (&pair, FALSE, TRUE);
  pair_exchange (&pair, 0, FALSE);
  assert_flow (&pair, TRUE, TRUE);
  pair_exchange (&pair, 1, TRUE);
  assert_flow (&pair, TRUE, FALSE);
  pair_exchange (&pair, 1, FALSE);
  assert_flow (&pair, TRUE, TRUE);
  statistics = sipgo_media_get_statistics (pair.media[0]);
  g_assert_cmpuint (statistics->packets_lost, ==, 0);
  g_assert_cmpuint (statistics->packets_late, ==, 0);
  pair_clear (&pair);
}

static void
test_codec_change (void)
{
  const char *codecs[] = { "PCMU", "G722", "PCMA", "opus", "PCMU" };
  g_autoptr (SipgoMediaStatistics) statistics = NULL;
  Sound sound;
  Pair pair;
  guint i;

  /* The peer offers all codecs, with another preference in each round. */
  pair_init (&pair, TRUE, "opus G722 PCMU PCMA");
  sipgo_media_set_source (pair.media[1], "tone:440");
  pair_sink_file (&pair, 0, "0.wav");
  for (i = 0; i < G_N_ELEMENTS (codecs); i++)
    {
      g_autofree char *offer = pair_get (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
      g_autofree char *answer = NULL;
      g_autoptr (GString) changed = g_string_new (offer);
      const char *types[] = { "0 8 9 111", "9 0 8 111", "8 0 9 111", "111 0 8 9", "0 9 8 111" };

      if (!has_codec (codecs[i]))
        continue;
      g_string_replace (changed, "RTP/AVP 111 9 0 8", "RTP/AVP X", 1);
      g_string_replace (changed, "RTP/AVP X", "RTP/AVP ", 1);
      g_string_insert (changed, strstr (changed->str, "RTP/AVP ") - changed->str + 8, types[i]);
      pair_set (pair.handlers[1], SIPGO_DESCRIPTION_TYPE_OFFER, changed->str);
      answer = pair_get (pair.handlers[1], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
      pair_set (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
      g_assert_cmpstr (sipgo_media_get_codec (pair.media[0]), ==, codecs[i]);
      pair_run (&pair, 100);
    }
  statistics = sipgo_media_get_statistics (pair.media[0]);
  g_assert_cmpuint (statistics->packets_lost, ==, 0);
  g_assert_cmpuint (statistics->packets_ignored, ==, 0);
  g_assert_cmpuint (statistics->frames_concealed, ==, 0);
  sipgo_media_set_sink (pair.media[0], "null");
  /* The phase jumps when the codec changes to one with another delay, so only the level shows that there is no gap. */
  sound_read (&sound, &pair, "0.wav", 0);
  g_assert_cmpfloat_with_epsilon (sound_level (&sound, 0.5), -12, 0.5);
  sound_clear (&sound);
  pair_clear (&pair);
}

static void
test_muted (void)
{
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  sipgo_media_set_source (pair.media[0], "tone:440");
  sipgo_media_set_muted (pair.media[0], TRUE);
  pair_sink_file (&pair, 1, "1.wav");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 100);
  sipgo_media_set_sink (pair.media[1], "null");
  pair_assert_silent (&pair, "1.wav", 0, 0);
  pair_clear (&pair);
}

static void
test_volume_and_levels (void)
{
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  sipgo_media_set_source (pair.media[0], "tone:440:-12");
  pair_sink_file (&pair, 1, "1.wav");
  sipgo_media_set_volume (pair.media[1], 0.5);
  sipgo_media_set_measure_levels (pair.media[0], TRUE);
  sipgo_media_set_measure_levels (pair.media[1], TRUE);
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 100);
  g_assert_cmpfloat_with_epsilon (sipgo_media_get_input_level (pair.media[0]), -12, 1);
  g_assert_cmpfloat_with_epsilon (sipgo_media_get_output_level (pair.media[1]), -12, 1);
  g_assert_cmpfloat (sipgo_media_get_input_level (pair.media[1]), <, -60);
  sipgo_media_set_measure_levels (pair.media[1], FALSE);
  g_assert_cmpfloat (sipgo_media_get_output_level (pair.media[1]), ==, -100);
  sipgo_media_set_sink (pair.media[1], "null");
  pair_assert_tone (&pair, "1.wav", 0, 440, -18, 0.5);
  pair_clear (&pair);
}

static void
test_echo (void)
{
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  sipgo_media_set_source (pair.media[0], "tone:700:-10");
  sipgo_media_set_source (pair.media[1], "echo");
  pair_sink_file (&pair, 0, "0.wav");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 150);
  sipgo_media_set_sink (pair.media[0], "null");
  pair_assert_tone (&pair, "0.wav", 0, 700, -10, 0.5);
  pair_clear (&pair);
}

/* --- the network -------------------------------------------------------------------------------------------------- */

/* Drops every eleventh audio packet before the network. */
typedef struct
{
  SipgoRtpGuard parent;
  guint *count;
} LosingGuard;

static gboolean
lose_every_eleventh (SipgoRtpGuard *guard, SipgoPacketChannel channel, guint8 *data, gsize *size, gsize capacity)
{
  return channel == SIPGO_PACKET_RTCP || ++*((LosingGuard *) guard)->count % 11 != 0;
}

static gboolean
take_all (SipgoRtpGuard *guard, SipgoPacketChannel channel, guint8 *data, gsize *size)
{
  return TRUE;
}

static void
losing_guard_free (SipgoRtpGuard *guard)
{
  g_free (guard);
}

static void
lose_packets (Pair *pair, guint *count)
{
  static const SipgoRtpGuardClass klass = { lose_every_eleventh, take_all, losing_guard_free };
  guint i;

  for (i = 0; i < 2; i++)
    {
      LosingGuard *guard = g_new0 (LosingGuard, 1);

      guard->parent.klass = &klass;
      guard->count = count;
      sipgo_rtp_leg_set_guard (sipgo_rtp_media_get_leg (SIPGO_RTP_MEDIA (pair->media[i])), &guard->parent);
    }
}

static void
test_loss (void)
{
  SipgoMediaStatistics *statistics;
  guint count = 0;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  lose_packets (&pair, &count);
  sipgo_media_set_source (pair.media[0], "tone:440");
  pair_sink_file (&pair, 1, "1.wav");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 1005);
  statistics = sipgo_media_get_statistics (pair.media[1]);
  g_test_message ("lost %u, concealed %u", (guint) statistics->packets_lost, (guint) statistics->frames_concealed);
  g_assert_cmpuint (statistics->packets_lost, >=, 85);
  g_assert_cmpuint (statistics->packets_lost, <=, 97);
  g_assert_cmpuint (statistics->frames_concealed, >=, 85);
  g_assert_cmpuint (statistics->frames_concealed, <=, 97);
  sipgo_media_statistics_free (statistics);
  /* Reports are sent every five seconds, in both directions. */
  statistics = sipgo_media_get_statistics (pair.media[0]);
  g_assert_cmpuint (statistics->remote_packets_lost, >=, 70);
  g_assert_cmpfloat (statistics->round_trip_ms, >=, 0);
  g_assert_cmpfloat (statistics->round_trip_ms, <, 100);
  sipgo_media_statistics_free (statistics);
  pair_clear (&pair);
}

/* Packets overtake each other; the jitter buffer restores their order. */
static void
test_jitter (void)
{
  const SipgoFaults faults = { .jitter_us = SIPGO_MS (45) };
  SipgoMediaStatistics *statistics;
  Pair pair;

  pair_init (&pair, TRUE, "PCMU");
  sipgo_simulated_network_set_faults (pair.network, &faults);
  sipgo_media_set_source (pair.media[0], "tone:440");
  pair_sink_file (&pair, 1, "1.wav");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 500);
  statistics = sipgo_media_get_statistics (pair.media[1]);
  g_test_message ("jitter %.1f ms, late %u, lost %u", statistics->jitter_ms, (guint) statistics->packets_late,
                  (guint) statistics->packets_lost);
  g_assert_cmpfloat (statistics->jitter_ms, >, 5);
  g_assert_cmpfloat (statistics->jitter_ms, <, 60);
  g_assert_cmpuint (statistics->packets_lost, <=, 3);
  g_assert_cmpuint (statistics->packets_late, ==, 0);
  g_assert_cmpuint (statistics->frames_concealed, ==, 0);
  sipgo_media_statistics_free (statistics);
  sipgo_media_set_sink (pair.media[1], "null");
  pair_assert_tone (&pair, "1.wav", 0, 440, -12, 0.5);
  pair_clear (&pair);
}

static void
test_repeatable (void)
{
  g_autofree char *first = NULL, *second = NULL;
  char **sums[] = { &first, &second };
  guint i;

  for (i = 0; i < 2; i++)
    {
      g_autofree char *path = NULL, *bytes = NULL;
      gsize size;
      Pair pair;

      pair_init (&pair, TRUE, "opus PCMU");
      sipgo_media_set_source (pair.media[0], "tone:440");
      pair_sink_file (&pair, 1, "1.wav");
      pair_exchange (&pair, 0, FALSE);
      pair_run (&pair, 200);
      sipgo_media_set_sink (pair.media[1], "null");
      path = pair_path (&pair, "1.wav");
      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      *sums[i] = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, size);
      pair_clear (&pair);
    }
  g_assert_cmpstr (first, ==, second);
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

static void
note_error (SipgoMedia *media, const GError *error, GError **seen)
{
  g_clear_error (seen);
  *seen = g_error_copy (error);
}

static void
test_errors (void)
{
  static const struct { const char *property; const char *value; int code; } table[] = {
    { "source", "file:/nowhere/at/all.wav", SIPGO_ERROR_FILE },
    { "source", "file:/", SIPGO_ERROR_FILE },
    { "source", "tone:loud", SIPGO_ERROR_INVALID },
    { "source", "tone:440:12", SIPGO_ERROR_INVALID },
    { "source", "orchestra", SIPGO_ERROR_INVALID },
    { "sink", "file:/nowhere/at/all.wav", SIPGO_ERROR_FILE },
    { "sink", "bath", SIPGO_ERROR_INVALID },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) stranger = gst_object_ref_sink (gst_element_factory_make ("fakesink", NULL));
  Pair pair;
  guint i;

  pair_init (&pair, TRUE, "PCMU");
  g_signal_connect (pair.media[0], "error", G_CALLBACK (note_error), &error);
  pair_exchange (&pair, 0, FALSE);
  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_object_set (pair.media[0], table[i].property, table[i].value, NULL);
      pair_run (&pair, 2);
      g_assert_error (error, SIPGO_ERROR, table[i].code);
      g_clear_error (&error);
      g_object_set (pair.media[0], "source", "silence", "sink", "null", NULL);
    }
  sipgo_media_set_source_element (pair.media[0], stranger);
  pair_iterate ();
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);     /* it has no source pad */
  sipgo_media_set_source_element (pair.media[0], NULL);
  assert_flow (&pair, TRUE, TRUE);
  pair_clear (&pair);
}

/* The clock of an agent in virtual time drives its media; without media it does not run. */
static void
test_environment (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  g_autoptr (SipgoSimulatedNetwork) network = sipgo_simulated_network_new (environment);
  g_autoptr (SipgoNet) net = sipgo_simulated_network_add_host (network);
  g_autoptr (SipgoMediaStatistics) statistics = NULL;
  gint64 start = sipgo_environment_now (environment);
  Pair pair;
  guint i;

  pair_init (&pair, TRUE, "PCMU");
  sipgo_rtp_handler_factory_set_environment (pair.factories[0], environment, net);
  for (i = 0; i < 2; i++)
    {
      g_clear_object (&pair.handlers[i]);
      pair.handlers[i] = sipgo_session_description_handler_factory_create_handler (
          SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (pair.factories[0]), NULL, "127.0.0.1");
      pair.media[i] = sipgo_session_description_handler_get_media (pair.handlers[i]);
    }
  g_assert_cmpuint (sipgo_environment_count_timers (environment), ==, 0);
  pair_exchange (&pair, 0, FALSE);
  while (sipgo_environment_now (environment) < start + SIPGO_SECONDS (2))
    g_assert_true (sipgo_environment_step (environment));
  statistics = sipgo_media_get_statistics (pair.media[0]);
  g_assert_cmpuint (statistics->packets_received, >=, 98);
  for (i = 0; i < 2; i++)
    sipgo_session_description_handler_close (pair.handlers[i]);
  while (sipgo_environment_step (environment))
    ;
  g_assert_cmpuint (sipgo_environment_count_timers (environment), ==, 0);
  pair_clear (&pair);
}

/* --- the main context of the owner -------------------------------------------------------------------------------- */

typedef struct
{
  GMainContext *context;
  guint n_told;
  guint n_done;
} Place;

static void
note_told (Place *place)
{
  g_assert_true (g_main_context_get_thread_default () == place->context);
  place->n_told++;
}

static void
note_digits_done (GObject *media, GAsyncResult *result, gpointer user_data)
{
  Place *place = user_data;

  g_assert_true (g_main_context_get_thread_default () == place->context);
  g_assert_true (sipgo_media_send_dtmf_finish (SIPGO_MEDIA (media), result, NULL));
  place->n_done++;
}

/* Created in the main context of the agent, and used from another one. */
static void
test_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Place place = { context };
  Pair pair;
  guint i;

  g_main_context_push_thread_default (context);
  pair_init (&pair, TRUE, "PCMU");
  g_main_context_pop_thread_default (context);
  sipgo_media_set_source (pair.media[0], "tone:440");
  sipgo_media_set_measure_levels (pair.media[1], TRUE);
  pair_exchange (&pair, 0, FALSE);
  g_signal_connect_swapped (pair.media[1], "dtmf", G_CALLBACK (note_told), &place);
  g_signal_connect_swapped (pair.media[1], "notify::output-level", G_CALLBACK (note_told), &place);
  sipgo_media_send_dtmf (pair.media[0], "1", 0, 0, NULL, note_digits_done, &place);
  for (i = 0; i < 50; i++)
    {
      pair_run (&pair, 1);
      while (g_main_context_iteration (context, FALSE))
        ;
    }
  g_assert_cmpuint (place.n_told, >, 2);
  g_assert_cmpuint (place.n_done, ==, 1);
  for (i = 0; i < 2; i++)
    g_clear_object (&pair.handlers[i]);
  while (g_main_context_iteration (context, FALSE))
    ;
  pair_clear (&pair);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/gst/call/PCMU", "PCMU", test_codec);
  g_test_add_data_func ("/gst/call/PCMA", "PCMA", test_codec);
  g_test_add_data_func ("/gst/call/G722", "G722", test_codec);
  g_test_add_data_func ("/gst/call/opus", "opus", test_codec);
  g_test_add_func ("/gst/call/digits", test_digits);
  g_test_add_func ("/gst/call/digits-opus", test_digits_opus);
  g_test_add_func ("/gst/call/digits-cancelled", test_digits_cancelled);
  g_test_add_func ("/gst/call/digits-refused", test_digits_refused);
  g_test_add_func ("/gst/call/digits-closed", test_digits_closed);
  g_test_add_func ("/gst/call/hold", test_hold);
  g_test_add_func ("/gst/call/codec-change", test_codec_change);
  g_test_add_func ("/gst/call/muted", test_muted);
  g_test_add_func ("/gst/call/volume-and-levels", test_volume_and_levels);
  g_test_add_func ("/gst/call/echo", test_echo);
  g_test_add_func ("/gst/call/loss", test_loss);
  g_test_add_func ("/gst/call/jitter", test_jitter);
  g_test_add_func ("/gst/call/repeatable", test_repeatable);
  g_test_add_func ("/gst/call/errors", test_errors);
  g_test_add_func ("/gst/call/environment", test_environment);
  g_test_add_func ("/gst/call/context", test_context);
  return g_test_run ();
}

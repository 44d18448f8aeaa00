/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

/* Two handlers in virtual time, over the simulated network with its seeded faults: only its clock drives them. */

typedef struct
{
  guint64 seed;
  SipgoFaults faults;
  SipgoMediaStatistics statistics[2];
  guint hash;                  /* of all packets on the network */
  guint n_packets;
} Run;

static void
note_packet (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer data)
{
  Run *run = data;

  run->hash = run->hash * 33 + g_bytes_hash (bytes) + sipgo_address_hash (from);
  run->n_packets++;
}

static void
run_for (SipgoEnvironment *environment, gint64 duration)
{
  gint64 end = sipgo_environment_now (environment) + duration;

  while (sipgo_environment_now (environment) < end)
    g_assert_true (sipgo_environment_step (environment));
}

/* Each on its own host, like two agents. */
static void
run_call (Run *run, Pair *pair, gint64 duration)
{
  static const char *const addresses[] = { "10.0.0.1", "10.0.0.2" };
  const char *codecs[] = { "PCMU", NULL };
  guint i;

  memset (pair, 0, sizeof *pair);
  pair->directory = g_dir_make_tmp ("sipgo-test-XXXXXX", NULL);
  pair->environment = sipgo_environment_new_virtual (run->seed);
  pair->network = sipgo_simulated_network_new (pair->environment);
  sipgo_simulated_network_set_faults (pair->network, &run->faults);
  sipgo_simulated_network_set_tap (pair->network, note_packet, run);
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (pair->network);

      pair->factories[i] = sipgo_rtp_handler_factory_new ();
      sipgo_rtp_handler_factory_set_codecs (pair->factories[i], codecs);
      sipgo_rtp_handler_factory_set_environment (pair->factories[i], pair->environment, host);
      pair->handlers[i] = sipgo_session_description_handler_factory_create_handler (
          SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (pair->factories[i]), NULL, addresses[i]);
      pair->media[i] = sipgo_session_description_handler_get_media (pair->handlers[i]);
      sipgo_media_set_source (pair->media[i], i ? "tone:1000:-12" : "tone:440:-12");
      pair_sink_file (pair, i, i ? "1.wav" : "0.wav");
    }
  g_assert_cmpuint (sipgo_environment_count_timers (pair->environment), ==, 0);
  pair_exchange (pair, 0, FALSE);
  run_for (pair->environment, duration);
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (pair->media[i]);

      run->statistics[i] = *statistics;
    }
}

static void
end_call (Pair *pair)
{
  guint i;

  for (i = 0; i < 2; i++)
    sipgo_session_description_handler_close (pair->handlers[i]);
  /* The clock of the media stops again, and nothing is left in progress. */
  while (sipgo_environment_step (pair->environment))
    ;
  g_assert_cmpuint (sipgo_environment_count_timers (pair->environment), ==, 0);
  pair_clear (pair);
}

static void
test_clean (void)
{
  Run run = { .seed = 1, .faults = { .delay_us = SIPGO_MS (35) } };
  Pair pair;
  guint i;

  run_call (&run, &pair, SIPGO_SECONDS (11));
  for (i = 0; i < 2; i++)
    {
      g_assert_cmpuint (run.statistics[i].packets_received, >=, 545);
      g_assert_cmpuint (run.statistics[i].packets_lost, ==, 0);
      g_assert_cmpuint (run.statistics[i].packets_ignored, ==, 0);
      /* Both directions, each rounded up to the next tick. */
      g_assert_cmpfloat (run.statistics[i].round_trip_ms, >=, 70);
      g_assert_cmpfloat (run.statistics[i].round_trip_ms, <=, 110);
    }
  sipgo_media_set_sink (pair.media[0], "null");
  sipgo_media_set_sink (pair.media[1], "null");
  pair_assert_tone (&pair, "0.wav", 0, 1000, -12, 0.5);
  pair_assert_tone (&pair, "1.wav", 0, 440, -12, 0.5);
  end_call (&pair);
}

/* One packet in ten is lost, some are repeated, and they overtake each other. */
static void
test_faults (void)
{
  Run run = { .seed = 5,
              .faults = { .loss = 0.1, .duplication = 0.02, .delay_us = SIPGO_MS (20), .jitter_us = SIPGO_MS (30) } };
  Pair pair;
  guint i;

  run_call (&run, &pair, SIPGO_SECONDS (30));
  for (i = 0; i < 2; i++)
    {
      const SipgoMediaStatistics *statistics = &run.statistics[i];

      g_test_message ("received %u, lost %u, late %u, concealed %u, jitter %.1f ms",
                      (guint) statistics->packets_received,
                      (guint) statistics->packets_lost, (guint) statistics->packets_late,
                      (guint) statistics->frames_concealed, statistics->jitter_ms);
      g_assert_cmpuint (statistics->packets_lost, >, 80);
      g_assert_cmpuint (statistics->packets_lost, <, 180);
      g_assert_cmpuint (statistics->frames_concealed, >, 80);
      g_assert_cmpuint (statistics->frames_concealed, <, 220);
      g_assert_cmpfloat (statistics->jitter_ms, >, 3);
      g_assert_cmpuint (statistics->remote_packets_lost, >, 40);
    }
  end_call (&pair);
}

/* With the same seed the same packets, in all bytes; with another seed others. */
static void
test_repeatable (void)
{
  guint hashes[3];
  guint i;

  for (i = 0; i < 3; i++)
    {
      Run run = { .seed = i < 2 ? 7 : 8, .faults = { .loss = 0.05, .corruption = 0.02, .jitter_us = SIPGO_MS (40) } };
      Pair pair;

      run_call (&run, &pair, SIPGO_SECONDS (10));
      end_call (&pair);
      hashes[i] = run.hash;
    }
  g_assert_cmpuint (hashes[0], ==, hashes[1]);
  g_assert_cmpuint (hashes[0], !=, hashes[2]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/simulated-network/clean", test_clean);
  g_test_add_func ("/gst/simulated-network/faults", test_faults);
  g_test_add_func ("/gst/simulated-network/repeatable", test_repeatable);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SipgoMedia:stalled: a peer that sends nothing any more, in virtual time. */
#include "rtp-pair.h"

#include "libsipgo/media/sipgo-media-private.h"

typedef struct
{
  Pair pair;
  SipgoMedia *media;           /* the side that is watched */
  gint64 start;
  GString *log;                /* "stalled@41 heard@50 ": in seconds since the first packet */
} Fixture;

static void
stalled_changed (SipgoMedia *media, GParamSpec *property, Fixture *self)
{
  gint64 seconds = (sipgo_environment_now (self->pair.environment) - self->start) / G_USEC_PER_SEC;

  g_string_append_printf (self->log, "%s@%" G_GINT64_FORMAT " ", sipgo_media_get_stalled (media) ? "stalled" : "heard",
                          seconds);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  static const char *const addresses[] = { "10.0.0.1", "10.0.0.2" };
  const char *codecs[] = { "PCMU", NULL };
  Pair *pair = &self->pair;
  guint i;

  memset (pair, 0, sizeof *pair);
  pair->directory = g_dir_make_tmp ("sipgo-test-XXXXXX", NULL);
  pair->environment = sipgo_environment_new_virtual (7);
  pair->network = sipgo_simulated_network_new (pair->environment);
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (pair->network);

      pair->factories[i] = sipgo_rtp_handler_factory_new ();
      sipgo_rtp_handler_factory_set_codecs (pair->factories[i], codecs);
      sipgo_rtp_handler_factory_set_environment (pair->factories[i], pair->environment, host);
      pair->handlers[i] = sipgo_session_description_handler_factory_create_handler (
          SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (pair->factories[i]), NULL, addresses[i]);
      pair->media[i] = sipgo_session_description_handler_get_media (pair->handlers[i]);
      sipgo_media_set_environment (pair->media[i], pair->environment);
    }
  self->media = pair->media[0];
  self->log = g_string_new (NULL);
  self->start = sipgo_environment_now (pair->environment);
  g_signal_connect (self->media, "notify::stalled", G_CALLBACK (stalled_changed), self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  guint i;

  g_signal_handlers_disconnect_by_data (self->media, self);
  for (i = 0; i < 2; i++)
    sipgo_session_description_handler_close (self->pair.handlers[i]);
  while (sipgo_environment_step (self->pair.environment));
  g_assert_cmpuint (sipgo_environment_count_timers (self->pair.environment), ==, 0);
  g_assert_false (sipgo_media_get_stalled (self->media));
  g_string_free (self->log, TRUE);
  pair_clear (&self->pair);
}

static void
run (Fixture *self, guint seconds)
{
  gint64 end = sipgo_environment_now (self->pair.environment) + SIPGO_SECONDS ((gint64) seconds);

  while (sipgo_environment_now (self->pair.environment) < end)
    g_assert_true (sipgo_environment_step (self->pair.environment));
}

static void
set_loss (Fixture *self, double loss)
{
  SipgoFaults faults = { .loss = loss };

  sipgo_simulated_network_set_faults (self->pair.network, &faults);
}

/* From the last packet on; it ends within a second of the next packet. */
static void
test_silent_peer (Fixture *self, gconstpointer data)
{
  pair_exchange (&self->pair, 0, FALSE);
  run (self, 100);
  g_assert_cmpstr (self->log->str, ==, "");
  set_loss (self, 1.0);
  run (self, 29);
  g_assert_cmpstr (self->log->str, ==, "");
  run (self, 21);
  g_assert_cmpstr (self->log->str, ==, "stalled@130 ");
  {
    g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (self->media);

    g_assert_cmpuint (statistics->quiet_ms, >=, 49900);
    g_assert_cmpuint (statistics->quiet_ms, <=, 50100);
  }
  set_loss (self, 0);
  run (self, 2);
  g_assert_cmpstr (self->log->str, ==, "stalled@130 heard@151 ");
}

/* A peer that never sends. */
static void
test_never_heard (Fixture *self, gconstpointer data)
{
  sipgo_media_set_stall_timeout (self->media, 10);
  set_loss (self, 1.0);
  pair_exchange (&self->pair, 0, FALSE);
  run (self, 9);
  g_assert_cmpstr (self->log->str, ==, "");
  run (self, 3);
  g_assert_cmpstr (self->log->str, ==, "stalled@10 ");
}

/* During a hold of ours the peer may not send. */
static void
test_hold (Fixture *self, gconstpointer data)
{
  pair_exchange (&self->pair, 0, FALSE);
  run (self, 5);
  pair_exchange (&self->pair, 0, TRUE);
  set_loss (self, 1.0);
  run (self, 100);
  g_assert_cmpstr (self->log->str, ==, "");
  /* The time begins anew with the end of the hold. */
  pair_exchange (&self->pair, 0, FALSE);
  run (self, 29);
  g_assert_cmpstr (self->log->str, ==, "");
  run (self, 2);
  g_assert_cmpstr (self->log->str, ==, "stalled@135 ");
  pair_exchange (&self->pair, 0, TRUE);
  g_assert_cmpstr (self->log->str, ==, "stalled@135 heard@136 ");
}

static void
test_off (Fixture *self, gconstpointer data)
{
  sipgo_media_set_stall_timeout (self->media, 0);
  set_loss (self, 1.0);
  pair_exchange (&self->pair, 0, FALSE);
  run (self, 1000);
  g_assert_cmpstr (self->log->str, ==, "");
  /* It can be set later. */
  sipgo_media_set_stall_timeout (self->media, 20);
  run (self, 25);
  g_assert_cmpstr (self->log->str, ==, "stalled@1020 ");
  sipgo_media_set_stall_timeout (self->media, 0);
  g_assert_false (sipgo_media_get_stalled (self->media));
}

/* Before our offer is answered the peer may not send. */
static void
test_no_answer (Fixture *self, gconstpointer data)
{
  g_autofree char *offer = pair_get (self->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  g_autofree char *answer = NULL;

  run (self, 100);
  g_assert_cmpstr (self->log->str, ==, "");
  pair_set (self->pair.handlers[1], SIPGO_DESCRIPTION_TYPE_OFFER, offer);
  answer = pair_get (self->pair.handlers[1], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
  pair_set (self->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
  run (self, 100);
  g_assert_cmpstr (self->log->str, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, function) g_test_add ("/gst/stalled/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("silent-peer", test_silent_peer);
  ADD ("never-heard", test_never_heard);
  ADD ("hold", test_hold);
  ADD ("off", test_off);
  ADD ("no-answer", test_no_answer);
  return g_test_run ();
}

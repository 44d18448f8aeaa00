/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/gst/rtp/sipgo-rtp-udp-port-private.h"
#include "libsipgo/gst/sipgo-rtp-handler-factory-private.h"
#include "libsipgo/media/sipgo-description-request-private.h"
#include "libsipgo/media/sipgo-media.h"
#include "libsipgo/net/sipgo-simulated-network-private.h"

/* Two handlers that have an agreement, with functions to run and measure them. */
typedef struct
{
  SipgoMediaThread *thread;    /* virtual; NULL: real sockets and the media thread of the process */
  SipgoEnvironment *environment;   /* of a virtual pair, like the following fields */
  SipgoSimulatedNetwork *network;
  SipgoNet *net;
  SipgoRtpHandlerFactory *factories[2];
  SipgoSessionDescriptionHandler *handlers[2];
  SipgoMedia *media[2];
  char *directory;
} Pair;

static inline void
pair_answered (SipgoDescriptionRequest *request, const GError *error, gpointer user_data)
{
  char **result = user_data;

  g_assert_no_error (error);
  if (result)
    *result = g_strdup (sipgo_description_request_get_result (request));
}

static inline char *
pair_get (SipgoSessionDescriptionHandler *handler, SipgoDescriptionType type, gboolean hold)
{
  g_autoptr (SipgoSessionDescriptionHandlerOptions) options = sipgo_session_description_handler_options_new ();
  g_autoptr (SipgoDescriptionRequest) request = NULL;
  g_autofree char **result = g_new0 (char *, 1);

  sipgo_session_description_handler_options_set_hold (options, hold);
  request = sipgo_description_request_new (type, NULL, NULL, options, pair_answered, result);
  sipgo_session_description_handler_get_description (handler, request);
  g_assert_nonnull (*result);
  return *result;
}

static inline void
pair_set (SipgoSessionDescriptionHandler *handler, SipgoDescriptionType type, const char *text)
{
  g_autoptr (SipgoDescriptionRequest) request = sipgo_description_request_new (type, "application/sdp", text, NULL,
                                                                               pair_answered, NULL);

  sipgo_session_description_handler_set_description (handler, request);
}

static inline void
pair_exchange (Pair *pair, guint from, gboolean hold)
{
  g_autofree char *offer = pair_get (pair->handlers[from], SIPGO_DESCRIPTION_TYPE_OFFER, hold);
  g_autofree char *answer = NULL;

  pair_set (pair->handlers[!from], SIPGO_DESCRIPTION_TYPE_OFFER, offer);
  answer = pair_get (pair->handlers[!from], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
  pair_set (pair->handlers[from], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
}

static inline void
pair_set_codecs (Pair *pair, const char *codecs)
{
  g_auto (GStrv) names = g_strsplit (codecs, " ", -1);
  guint i;

  for (i = 0; i < 2; i++)
    sipgo_rtp_handler_factory_set_codecs (pair->factories[i], (const char *const *) names);
}

static inline void
pair_make_handler (Pair *pair, guint i)
{
  pair->handlers[i] = sipgo_session_description_handler_factory_create_handler (
      SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (pair->factories[i]), NULL, "127.0.0.1");
  pair->media[i] = sipgo_session_description_handler_get_media (pair->handlers[i]);
}

static inline void
pair_init (Pair *pair, gboolean virtual, const char *codecs)
{
  guint i;

  memset (pair, 0, sizeof *pair);
  if (virtual)
    {
      pair->thread = sipgo_media_thread_new_virtual ();
      pair->environment = sipgo_environment_new_virtual (1);
      pair->network = sipgo_simulated_network_new (pair->environment);
      pair->net = sipgo_simulated_network_add_host (pair->network);
    }
  pair->directory = g_dir_make_tmp ("sipgo-test-XXXXXX", NULL);
  for (i = 0; i < 2; i++)
    {
      pair->factories[i] = sipgo_rtp_handler_factory_new ();
      if (virtual)
        sipgo_rtp_handler_factory_set_environment (pair->factories[i], pair->environment, pair->net);
      sipgo_rtp_handler_factory_set_media_thread (pair->factories[i], pair->thread);
    }
  pair_set_codecs (pair, codecs);
  for (i = 0; i < 2; i++)
    pair_make_handler (pair, i);
}

static inline void
pair_iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static inline void
pair_note_passed (gpointer passed)
{
  *(gboolean *) passed = TRUE;
}

/* The network delivers the packets that are due. */
static inline void
pair_pass (Pair *pair, gint64 us)
{
  gboolean passed = FALSE;
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (pair->environment, &timer, us, pair_note_passed, &passed);
  while (!passed)
    sipgo_environment_step (pair->environment);
}

/* Packets sent before a tick are received in it; packets sent in a tick can be read after it. */
static inline void
pair_run (Pair *pair, guint n_ticks)
{
  while (n_ticks--)
    {
      if (sipgo_environment_count_timers (pair->environment) > 0)
        pair_pass (pair, 0);
      sipgo_media_thread_step (pair->thread);
      pair_pass (pair, SIPGO_MS (SIPGO_MEDIA_TICK_MS));
      pair_iterate ();
    }
}

/* A port of a third host in the same network. */
static inline SipgoRtpPort *
pair_open_port (Pair *pair)
{
  const SipgoRtpPortRange range = { pair->net, sipgo_environment_get_random (pair->environment), 10000, 10999 };
  g_autoptr (GError) error = NULL;
  SipgoRtpPort *port = sipgo_rtp_udp_port_new (&range, "127.0.0.1", &error);

  g_assert_no_error (error);
  return port;
}

static inline char *
pair_path (Pair *pair, const char *name)
{
  return g_build_filename (pair->directory, name, NULL);
}

static inline void
pair_sink_file (Pair *pair, guint i, const char *name)
{
  g_autofree char *path = pair_path (pair, name);
  g_autofree char *sink = g_strconcat ("file:", path, NULL);

  sipgo_media_set_sink (pair->media[i], sink);
}

static inline void
pair_remove_files (Pair *pair)
{
  g_autoptr (GDir) directory = g_dir_open (pair->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)))
    {
      g_autofree char *path = pair_path (pair, name);

      g_unlink (path);
    }
  g_rmdir (pair->directory);
}

static inline void
pair_clear (Pair *pair)
{
  guint i;

  for (i = 0; i < 2; i++)
    {
      if (pair->handlers[i])
        sipgo_session_description_handler_close (pair->handlers[i]);
      g_clear_object (&pair->handlers[i]);
      g_clear_object (&pair->factories[i]);
    }
  pair_iterate ();
  g_clear_pointer (&pair->thread, sipgo_media_thread_unref);
  g_clear_pointer (&pair->net, sipgo_net_unref);
  g_clear_pointer (&pair->network, sipgo_simulated_network_unref);
  g_clear_pointer (&pair->environment, sipgo_environment_unref);
  pair_remove_files (pair);
  g_free (pair->directory);
}

/* One channel of a WAV file written by this library. */
typedef struct
{
  GArray *samples;
  guint rate;
  guint n_channels;
} Sound;

static inline void
sound_read (Sound *sound, Pair *pair, const char *name, guint channel)
{
  g_autofree char *path = pair_path (pair, name);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  const gint16 *samples;
  guint32 sizes[2], rate;
  guint16 n_channels;
  gsize size, i;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (size, >=, 44);
  memcpy (&n_channels, bytes + 22, 2);
  memcpy (&rate, bytes + 24, 4);
  memcpy (&sizes[0], bytes + 4, 4);
  memcpy (&sizes[1], bytes + 40, 4);
  g_assert_cmpuint (sizes[0], ==, size - 8);
  g_assert_cmpuint (sizes[1], ==, size - 44);
  sound->rate = rate;
  sound->n_channels = n_channels;
  sound->samples = g_array_new (FALSE, FALSE, sizeof (gint16));
  samples = (const gint16 *) (gpointer) (bytes + 44);
  for (i = channel; i < (size - 44) / 2; i += n_channels)
    g_array_append_val (sound->samples, samples[i]);
}

static inline void
sound_clear (Sound *sound)
{
  g_array_unref (sound->samples);
}

/* Goertzel: the level in dBFS of one frequency from second `from` on. */
static inline double
sound_level_at (const Sound *sound, double frequency, double from)
{
  guint first = (guint) (from * sound->rate);
  double step = 2 * cos (2 * G_PI * frequency / sound->rate);
  double s1 = 0, s2 = 0, power;
  guint n = sound->samples->len > first ? sound->samples->len - first : 0;
  guint i;

  g_assert_cmpuint (n, >, 0);
  for (i = first; i < sound->samples->len; i++)
    {
      double s = g_array_index (sound->samples, gint16, i) + step * s1 - s2;

      s2 = s1;
      s1 = s;
    }
  power = s1 * s1 + s2 * s2 - step * s1 * s2;
  return 20 * log10 (MAX (sqrt (MAX (power, 0)) * 2 / n / 32767, 1e-10));
}

static inline double
sound_level (const Sound *sound, double from)
{
  guint first = (guint) (from * sound->rate);
  double sum = 0;
  guint i;

  g_assert_cmpuint (sound->samples->len, >, first);
  for (i = first; i < sound->samples->len; i++)
    {
      double x = g_array_index (sound->samples, gint16, i) / 32768.0;

      sum += x * x;
    }
  return 10 * log10 (MAX (2 * sum / (sound->samples->len - first), 1e-10));
}

static inline void
pair_assert_tone (Pair *pair, const char *name, guint channel, double frequency, double level, double from)
{
  Sound sound;

  sound_read (&sound, pair, name, channel);
  g_test_message ("%s: %u samples at %u, %.1f dBFS at %g Hz, %.1f dBFS in all", name, sound.samples->len, sound.rate,
                  sound_level_at (&sound, frequency, from), frequency, sound_level (&sound, from));
  g_assert_cmpfloat_with_epsilon (sound_level_at (&sound, frequency, from), level, 1.5);
  g_assert_cmpfloat_with_epsilon (sound_level (&sound, from), level, 1.5);
  sound_clear (&sound);
}

static inline void
pair_assert_silent (Pair *pair, const char *name, guint channel, double from)
{
  Sound sound;

  sound_read (&sound, pair, name, channel);
  g_assert_cmpfloat (sound_level (&sound, from), <, -60);
  sound_clear (&sound);
}

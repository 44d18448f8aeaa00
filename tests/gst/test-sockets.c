/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

#include <arpa/inet.h>
#include <unistd.h>

#include "libsipgo/base/sipgo-context-private.h"

/* Real sockets and the real media thread: only counts are checked, not times. */

/* The tick of the media thread, as an event of the main context. */
static gboolean
nothing (gpointer data)
{
  return G_SOURCE_REMOVE;
}

static void
no_packets (gpointer client, guint channel)
{
}

static void
wake_main (gpointer client, SipgoMediaPhase phase, GstClockTime time)
{
  if (phase == SIPGO_MEDIA_PHASE_SEND)
    sipgo_context_post (NULL, nothing, NULL);
}

static guint64
received (SipgoMedia *media)
{
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (media);

  return statistics->packets_received;
}

/* A command, and the report that it was run. */
typedef struct
{
  SipgoMediaThread *thread;
  gpointer client;             /* to detach, or NULL */
  gboolean done;
} Detach;

static gboolean
note_detached (gpointer data)
{
  ((Detach *) data)->done = TRUE;
  return G_SOURCE_REMOVE;
}

static void
run_detach (gpointer data)
{
  Detach *detach = data;

  if (detach->client)
    sipgo_media_thread_detach (detach->thread, detach->client);
  sipgo_context_post (NULL, note_detached, detach);
}

static void
detach_and_wait (SipgoMediaThread *thread, gpointer client)
{
  Detach detach = { thread, client, FALSE };

  sipgo_media_thread_invoke (thread, run_detach, &detach);
  while (!detach.done)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for_packets (SipgoMedia *media, guint64 n)
{
  static const SipgoMediaClientFuncs funcs = { no_packets, wake_main };
  g_autoptr (SipgoMediaThread) thread = sipgo_media_thread_get_shared (NULL);

  sipgo_media_thread_attach (thread, &funcs, &n);
  while (received (media) < n)
    g_main_context_iteration (NULL, TRUE);
  detach_and_wait (thread, &n);
}

static void
test_call (void)
{
  Pair pair;

  pair_init (&pair, FALSE, "PCMU");
  sipgo_media_set_source (pair.media[0], "tone:440:-12");
  sipgo_media_set_source (pair.media[1], "tone:1000:-12");
  pair_exchange (&pair, 0, FALSE);
  wait_for_packets (pair.media[0], 20);
  wait_for_packets (pair.media[1], 20);
  pair_sink_file (&pair, 0, "0.wav");
  pair_sink_file (&pair, 1, "1.wav");
  wait_for_packets (pair.media[0], received (pair.media[0]) + 30);
  wait_for_packets (pair.media[1], received (pair.media[1]) + 30);
  sipgo_media_set_sink (pair.media[0], "null");
  sipgo_media_set_sink (pair.media[1], "null");
  pair_iterate ();
  pair_assert_tone (&pair, "0.wav", 0, 1000, -12, 0);
  pair_assert_tone (&pair, "1.wav", 0, 440, -12, 0);
  pair_clear (&pair);
}

/* A peer that sends from another address than in its description, as behind NAT, gets the media at that address. */
static void
test_symmetric (void)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  guint8 packet[172] = { 0x80, 0 };
  guint8 data[2048];
  g_autofree char *offer = NULL;
  Pair pair;
  guint i;

  pair_init (&pair, FALSE, "PCMU");
  offer = pair_get (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  address.sin_port = htons ((guint16) atoi (strstr (offer, "m=audio ") + 8));
  pair_set (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER,
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n");
  for (i = 0; i < 5; i++)
    {
      packet[3] = (guint8) i;
      g_assert_cmpint (sendto (fd, packet, sizeof packet, 0, (struct sockaddr *) &address, sizeof address), ==,
                       sizeof packet);
    }
  g_assert_cmpint (recv (fd, data, sizeof data, 0), ==, 172);
  g_assert_cmpuint (data[0], ==, 0x80);
  close (fd);
  pair_clear (&pair);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory))
    n++;
  return n;
}

/* GStreamer may start and stop threads of its task pool; ours must stay. */
static void
run_calls (guint n)
{
  while (n--)
    {
      Pair pair;

      pair_init (&pair, FALSE, "PCMU PCMA");
      sipgo_media_set_source (pair.media[0], "tone:440");
      pair_exchange (&pair, 0, FALSE);
      pair_iterate ();
      if (n % 2)
        pair_exchange (&pair, 1, TRUE);
      pair_clear (&pair);
    }
}

/* Legs are closed by a command, and dropped by its reply. */
static void
settle (void)
{
  g_autoptr (SipgoMediaThread) thread = sipgo_media_thread_get_shared (NULL);

  detach_and_wait (thread, NULL);
  pair_iterate ();
}

static void
test_no_leaks (void)
{
  guint fds, threads;

  run_calls (2);
  settle ();
  fds = count_entries ("/proc/self/fd");
  threads = count_entries ("/proc/self/task");
  run_calls (50);
  settle ();
  g_assert_cmpuint (count_entries ("/proc/self/fd"), ==, fds);
  g_assert_cmpuint (count_entries ("/proc/self/task"), <=, threads);
}

/* As many calls as ports; the next one gets an error that says so. */
static void
test_ports_used_up (void)
{
  g_autoptr (SipgoRtpHandlerFactory) factory = g_object_new (SIPGO_TYPE_RTP_HANDLER_FACTORY, "port-min", 47001,
                                                             "port-max", 47004, NULL);
  SipgoSessionDescriptionHandlerFactory *maker = SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory);
  g_autoptr (SipgoSessionDescriptionHandler) first =
    sipgo_session_description_handler_factory_create_handler (maker, NULL, "127.0.0.1");
  g_autoptr (SipgoSessionDescriptionHandler) second =
    sipgo_session_description_handler_factory_create_handler (maker, NULL, "127.0.0.1");
  g_autofree char *offer = pair_get (first, SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);

  g_assert_nonnull (strstr (offer, "m=audio 47002 "));
  g_assert_null (sipgo_session_description_handler_get_media (second));
  sipgo_session_description_handler_close (first);
}

static void
test_ipv6 (void)
{
  g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
  g_autoptr (SipgoSessionDescriptionHandler) handler =
      sipgo_session_description_handler_factory_create_handler (SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory),
                                                                NULL, "::1");
  g_autofree char *offer = NULL;

  if (!sipgo_session_description_handler_get_media (handler))
    {
      g_test_skip ("no IPv6 here");
      return;
    }
  offer = pair_get (handler, SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  g_assert_nonnull (strstr (offer, "c=IN IP6 ::1\r\n"));
  sipgo_session_description_handler_close (handler);
}

static void
test_warm_up (void)
{
  g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
  const char *names[] = { "pcma", "PCMU", "PCMA", NULL };
  g_auto (GStrv) codecs = NULL;

  sipgo_rtp_handler_factory_set_codecs (factory, names);
  codecs = sipgo_rtp_handler_factory_get_codecs (factory);
  g_assert_cmpuint (g_strv_length (codecs), ==, 2);
  g_assert_cmpstr (codecs[0], ==, "PCMA");
  sipgo_rtp_handler_factory_warm_up (factory);
  sipgo_rtp_handler_factory_warm_up (factory);
}

/* An unknown codec is an error of each call, which names the right codec for a known alias. */
static void
test_unknown_codecs (void)
{
  static const struct { const char *name; const char *told; } table[] = {
    { "ULAW", "use PCMU instead" }, { "g711a", "use PCMA instead" }, { "G.722", "use G722 instead" },
    { "GSM", "G722" }, { "", "PCMU" },
  };
  g_autoptr (SipgoRtpHandlerFactory) factory = sipgo_rtp_handler_factory_new ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *names[] = { "PCMU", table[i].name, NULL };
      g_autoptr (GError) error = NULL;

      sipgo_rtp_handler_factory_set_codecs (factory, names);
      g_assert_false (sipgo_rtp_handler_factory_check (factory, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, table[i].told));
      g_assert_nonnull (strstr (error->message, "opus"));
      sipgo_rtp_handler_factory_set_codecs (factory, NULL);
      g_assert_true (sipgo_rtp_handler_factory_check (factory, NULL));
    }
}

/* --- elements of the application ---------------------------------------------------------------------------------- */

static void
note_error (SipgoMedia *media, const GError *error, GError **seen)
{
  g_clear_error (seen);
  *seen = g_error_copy (error);
}

static void
count_buffer (GstElement *sink, GstBuffer *buffer, GstPad *pad, guint *n)
{
  g_atomic_int_inc (n);
}

/* An element runs in its own thread, which may be late on a busy machine: then silence is sent, and the tone starts
 * again. So the test looks for a tenth of a second of it. */
static gboolean
has_tone (Pair *pair, const char *name, double frequency, double level)
{
  Sound sound, part;
  gboolean found = FALSE;
  guint n, i;

  sound_read (&sound, pair, name, 0);
  n = sound.rate / 10;
  part = (Sound) { .samples = g_array_sized_new (FALSE, FALSE, sizeof (gint16), n), .rate = sound.rate,
                   .n_channels = 1 };
  for (i = 0; i + n <= sound.samples->len && !found; i += n / 10)
    {
      g_array_set_size (part.samples, 0);
      g_array_append_vals (part.samples, &g_array_index (sound.samples, gint16, i), n);
      found = fabs (sound_level_at (&part, frequency, 0) - level) < 1.5 && fabs (sound_level (&part, 0) - level) < 1.5;
    }
  sound_clear (&part);
  sound_clear (&sound);
  return found;
}

static gboolean
hear_tone (Pair *pair)
{
  pair_sink_file (pair, 1, "1.wav");
  wait_for_packets (pair->media[1], received (pair->media[1]) + 50);
  sipgo_media_set_sink (pair->media[1], "null");
  return has_tone (pair, "1.wav", 600, -6);
}

static void
test_elements (void)
{
  GstElement *source, *sink;
  guint n = 0;
  Pair pair;

  pair_init (&pair, FALSE, "PCMU");
  source = gst_object_ref_sink (gst_element_factory_make ("audiotestsrc", NULL));
  sink = gst_object_ref_sink (gst_element_factory_make ("fakesink", NULL));
  g_object_set (source, "freq", 600.0, "volume", 0.5, "is-live", TRUE, NULL);
  g_object_set (sink, "signal-handoffs", TRUE, "sync", TRUE, NULL);
  g_signal_connect (sink, "handoff", G_CALLBACK (count_buffer), &n);
  sipgo_media_set_source_element (pair.media[0], source);
  sipgo_media_set_sink_element (pair.media[0], sink);
  pair_exchange (&pair, 0, FALSE);
  while (!hear_tone (&pair))
    g_test_message ("not in one piece");
  while (g_atomic_int_get (&n) <= 10)
    wait_for_packets (pair.media[0], received (pair.media[0]) + 10);
  pair_clear (&pair);
  gst_object_unref (source);
  gst_object_unref (sink);
}

static void
test_failing_element (void)
{
  g_autoptr (GError) error = NULL;
  GstElement *source;
  Pair pair;

  pair_init (&pair, FALSE, "PCMU");
  g_signal_connect (pair.media[0], "error", G_CALLBACK (note_error), &error);
  source = gst_element_factory_make ("filesrc", NULL);
  gst_object_ref_sink (source);
  g_object_set (source, "location", "/nowhere", NULL);
  pair_exchange (&pair, 0, FALSE);
  sipgo_media_set_source_element (pair.media[0], source);
  while (!error)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  wait_for_packets (pair.media[1], 20);
  pair_clear (&pair);
  gst_object_unref (source);
}

/* With or without a sound card, the call continues. */
static void
test_devices (void)
{
  Pair pair;
  guint i;

  pair_init (&pair, FALSE, "PCMU");
  for (i = 0; i < 2; i++)
    g_object_set (pair.media[i], "source", "microphone", "sink", "speaker", NULL);
  pair_exchange (&pair, 0, FALSE);
  wait_for_packets (pair.media[0], 30);
  wait_for_packets (pair.media[1], 30);
  for (i = 0; i < 2; i++)
    g_object_set (pair.media[i], "source", "silence", "sink", "null", NULL);
  wait_for_packets (pair.media[0], 60);
  pair_clear (&pair);
}

static guint
count_threads (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  while (threads && g_dir_read_name (threads))
    n++;
  return n;
}

static gboolean
tick (gpointer user_data)
{
  (*(guint *) user_data)++;
  return G_SOURCE_CONTINUE;
}

/* Threads of closed devices end by themselves; the leak checker fails if one ends while it runs. */
static void
let_threads_end (void)
{
  guint n_ticks = 0, n_threads = count_threads (), since = 0;
  guint source = g_timeout_add (20, tick, &n_ticks);

  while (n_ticks < since + 25 && n_ticks < 500)
    {
      g_main_context_iteration (NULL, TRUE);
      if (count_threads () == n_threads)
        continue;
      n_threads = count_threads ();
      since = n_ticks;
    }
  g_source_remove (source);
}

int
main (int argc, char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/sockets/call", test_call);
  g_test_add_func ("/gst/sockets/symmetric", test_symmetric);
  g_test_add_func ("/gst/sockets/no-leaks", test_no_leaks);
  g_test_add_func ("/gst/sockets/ports-used-up", test_ports_used_up);
  g_test_add_func ("/gst/sockets/ipv6", test_ipv6);
  g_test_add_func ("/gst/sockets/warm-up", test_warm_up);
  g_test_add_func ("/gst/sockets/unknown-codecs", test_unknown_codecs);
  g_test_add_func ("/gst/sockets/elements", test_elements);
  g_test_add_func ("/gst/sockets/failing-element", test_failing_element);
  g_test_add_func ("/gst/sockets/devices", test_devices);
  result = g_test_run ();
  let_threads_end ();
  return result;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

#include <gst/rtp/rtp.h>

#include "libsipgo/gst/sipgo-rtp-media-private.h"

/* A guard between port and jitter buffer, similar to SRTP: it changes and marks every packet. */

#define TAG_SIZE 4

typedef struct
{
  SipgoRtpGuard parent;
  guint8 key;
  guint n_protected[SIPGO_PACKET_N_CHANNELS];
  guint n_refused;
  GMutex *held;                /* the media thread blocks in it while it is locked */
} TestGuard;

static void
turn (TestGuard *self, guint8 *data, gsize size)
{
  gsize i;

  for (i = 12; i < size; i++)
    data[i] ^= self->key;
}

static gboolean
test_guard_protect (SipgoRtpGuard *guard, SipgoPacketChannel channel, guint8 *data, gsize *size, gsize capacity)
{
  TestGuard *self = (TestGuard *) guard;

  if (self->held)
    {
      g_mutex_lock (self->held);
      g_mutex_unlock (self->held);
    }
  g_assert_cmpuint (*size + TAG_SIZE, <=, capacity);
  turn (self, data, *size);
  memset (data + *size, self->key, TAG_SIZE);
  *size += TAG_SIZE;
  self->n_protected[channel]++;
  return TRUE;
}

static gboolean
test_guard_unprotect (SipgoRtpGuard *guard, SipgoPacketChannel channel, guint8 *data, gsize *size)
{
  TestGuard *self = (TestGuard *) guard;
  gsize i;

  for (i = *size - MIN (*size, TAG_SIZE); i < *size; i++)
    if (data[i] != self->key)
      {
        self->n_refused++;
        return FALSE;
      }
  *size -= TAG_SIZE;
  turn (self, data, *size);
  return TRUE;
}

static guint n_freed;

static void
test_guard_free (SipgoRtpGuard *guard)
{
  n_freed++;
  g_free (guard);
}

static TestGuard *
set_guard (SipgoMedia *media, guint8 key)
{
  static const SipgoRtpGuardClass klass = { test_guard_protect, test_guard_unprotect, test_guard_free };
  TestGuard *self = g_new0 (TestGuard, 1);

  self->parent.klass = &klass;
  self->key = key;
  sipgo_rtp_leg_set_guard (sipgo_rtp_media_get_leg (SIPGO_RTP_MEDIA (media)), &self->parent);
  return self;
}

static SipgoMediaStatistics
statistics_of (SipgoMedia *media)
{
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (media);

  return *statistics;
}

/* Both have the key: all audio is received, and the reports too; on the network nothing is readable. */
static void
note_readable (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer n_readable)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  *(guint *) n_readable += data[size - 1] != 0x5a;
}

static void
test_same_key (void)
{
  TestGuard *guards[2];
  guint n_readable = 0;
  Pair pair;
  guint i;

  n_freed = 0;
  pair_init (&pair, TRUE, "PCMU");
  sipgo_simulated_network_set_tap (pair.network, note_readable, &n_readable);
  for (i = 0; i < 2; i++)
    guards[i] = set_guard (pair.media[i], 0x5a);
  sipgo_media_set_source (pair.media[0], "tone:440");
  pair_sink_file (&pair, 1, "1.wav");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 600);
  g_assert_cmpuint (statistics_of (pair.media[1]).packets_received, >=, 598);
  g_assert_cmpuint (statistics_of (pair.media[1]).packets_ignored, ==, 0);
  g_assert_cmpfloat (statistics_of (pair.media[0]).round_trip_ms, >=, 0);
  g_assert_cmpuint (guards[0]->n_protected[SIPGO_PACKET_RTP], >=, 598);
  g_assert_cmpuint (guards[0]->n_protected[SIPGO_PACKET_RTCP], >=, 2);
  g_assert_cmpuint (guards[0]->n_refused + guards[1]->n_refused, ==, 0);
  g_assert_cmpuint (n_readable, ==, 0);
  sipgo_media_set_sink (pair.media[1], "null");
  pair_assert_tone (&pair, "1.wav", 0, 440, -12, 0.5);
  pair_clear (&pair);
  g_assert_cmpuint (n_freed, ==, 2);
}

/* Another key, or none: no audio and no reports. */
static void
test_other_key (void)
{
  guint with;

  for (with = 0; with < 2; with++)
    {
      Pair pair;

      pair_init (&pair, TRUE, "PCMU");
      set_guard (pair.media[1], 0x5a);
      if (with)
        set_guard (pair.media[0], 0x11);
      sipgo_media_set_source (pair.media[0], "tone:440");
      pair_sink_file (&pair, 1, "1.wav");
      pair_exchange (&pair, 0, FALSE);
      pair_run (&pair, 600);
      g_assert_cmpuint (statistics_of (pair.media[1]).packets_received, ==, 0);
      g_assert_cmpuint (statistics_of (pair.media[1]).packets_lost, ==, 0);
      g_assert_cmpuint (statistics_of (pair.media[1]).packets_ignored, >=, 598);
      g_assert_cmpfloat (statistics_of (pair.media[1]).round_trip_ms, <, 0);
      sipgo_media_set_sink (pair.media[1], "null");
      pair_assert_silent (&pair, "1.wav", 0, 0);
      pair_clear (&pair);
    }
}

/* --- packets of strangers ----------------------------------------------------------------------------------------- */

static void
send_audio (SipgoRtpPort *from, guint16 seq, const SipgoAddress *to, guint8 key)
{
  guint8 packet[12 + 160 + TAG_SIZE] = { 0x80, 0 };
  guint32 timestamp = GUINT32_TO_BE (seq * 160u);

  packet[2] = (guint8) (seq >> 8);
  packet[3] = (guint8) seq;
  memcpy (packet + 4, &timestamp, 4);
  memset (packet + 12, 0x10 ^ key, 160);
  memset (packet + 12 + 160, key, TAG_SIZE);
  sipgo_rtp_port_send (from, SIPGO_PACKET_RTP, packet, sizeof packet, to);
}

static guint
count_packets (SipgoRtpPort *port, guint channel)
{
  SipgoAddress from;
  guint8 data[2048];
  guint n = 0;

  while (sipgo_rtp_port_receive (port, channel, data, sizeof data, &from) >= 0)
    n++;
  return n;
}

/* A stranger that sends first, or during a pause of the peer, would be taken for the peer behind a NAT. Packets that
 * the guard rejects do not change the address of the peer. */
static void
test_stranger (void)
{
  g_autofree char *offer = NULL, *answer = NULL;
  SipgoRtpPort *peer, *stranger, *moved;
  SipgoAddress to;
  Pair pair;
  guint16 i;

  pair_init (&pair, TRUE, "PCMU");
  peer = pair_open_port (&pair);
  stranger = pair_open_port (&pair);
  moved = pair_open_port (&pair);
  set_guard (pair.media[0], 0x5a);
  sipgo_media_set_source (pair.media[0], "tone:440");
  offer = pair_get (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  sipgo_address_parse (&to, "127.0.0.1", (guint) g_ascii_strtoull (strstr (offer, "m=audio ") + 8, NULL, 10));
  answer =
      g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                       "m=audio %u RTP/AVP 0\r\n",
                            sipgo_rtp_port_get_number (peer));
  pair_set (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
  for (i = 0; i < 100; i++)
    {
      send_audio (stranger, i, &to, 0x11);
      pair_run (&pair, 1);
    }
  g_assert_cmpuint (count_packets (stranger, SIPGO_PACKET_RTP), ==, 0);
  g_assert_cmpuint (count_packets (peer, SIPGO_PACKET_RTP), >=, 98);
  g_assert_cmpuint (statistics_of (pair.media[0]).packets_ignored, ==, 100);
  g_assert_cmpuint (statistics_of (pair.media[0]).packets_received, ==, 0);
  /* With the key, the peer may send from another address. */
  for (i = 0; i < 20; i++)
    {
      send_audio (moved, i, &to, 0x5a);
      pair_run (&pair, 1);
    }
  g_assert_cmpuint (statistics_of (pair.media[0]).packets_received, ==, 20);
  g_assert_cmpuint (count_packets (moved, SIPGO_PACKET_RTP), >=, 18);
  /* Reports too count only with the key. */
  for (i = 0; i < 5; i++)
    sipgo_rtp_port_send (peer, SIPGO_PACKET_RTCP, (const guint8[]) { 0x80, 201, 0, 1, 0, 0, 0, 1 }, 8, &to);
  pair_run (&pair, 1);
  g_assert_cmpuint (statistics_of (pair.media[0]).packets_ignored, ==, 105);
  sipgo_rtp_port_free (peer);
  sipgo_rtp_port_free (stranger);
  sipgo_rtp_port_free (moved);
  pair_clear (&pair);
}

/* The guard is added and removed while media runs: SDES keys change with an offer. */
static void
test_exchanged (void)
{
  Pair pair;
  guint i;

  n_freed = 0;
  pair_init (&pair, TRUE, "PCMU");
  pair_exchange (&pair, 0, FALSE);
  pair_run (&pair, 50);
  for (i = 0; i < 2; i++)
    set_guard (pair.media[i], 0x5a);
  pair_run (&pair, 50);
  for (i = 0; i < 2; i++)
    set_guard (pair.media[i], 0x11);
  pair_run (&pair, 50);
  for (i = 0; i < 2; i++)
    sipgo_rtp_leg_set_guard (sipgo_rtp_media_get_leg (SIPGO_RTP_MEDIA (pair.media[i])), NULL);
  pair_run (&pair, 50);
  g_assert_cmpuint (n_freed, ==, 4);
  g_assert_cmpuint (statistics_of (pair.media[0]).packets_received, >=, 194);
  g_assert_cmpuint (statistics_of (pair.media[0]).packets_ignored, <=, 3);
  pair_clear (&pair);
}

/* --- no waiting --------------------------------------------------------------------------------------------------- */

static gboolean
note_passed (gpointer passed)
{
  *(gboolean *) passed = TRUE;
  return G_SOURCE_REMOVE;
}

/* The media thread is blocked inside this call while the main loop does everything with the call: if the main loop
 * waited for the thread anywhere, it would not finish. */
static void
test_nobody_waits (void)
{
  gboolean passed = FALSE;
  TestGuard *guard;
  GMutex held;
  Pair pair;

  g_mutex_init (&held);
  g_mutex_lock (&held);
  pair_init (&pair, FALSE, "PCMU PCMA");
  guard = set_guard (pair.media[0], 0x5a);
  guard->held = &held;
  sipgo_media_set_source (pair.media[0], "tone:440");
  pair_exchange (&pair, 0, FALSE);
  {
    g_autofree char *path = pair_path (&pair, "both.wav");
    g_autofree char *played = pair_path (&pair, "1.wav");

    g_assert_true (sipgo_media_record_file (pair.media[0], path, NULL));
    pair_sink_file (&pair, 1, "1.wav");
    /* Long enough for the thread to send, and so to be blocked. */
    g_timeout_add (3 * SIPGO_MEDIA_TICK_MS, note_passed, &passed);
    while (!passed)
      g_main_context_iteration (NULL, TRUE);
    statistics_of (pair.media[0]);
    g_object_set (pair.media[0], "muted", TRUE, "volume", 0.5, "measure-levels", TRUE, "source", "silence", "sink",
                  "null", NULL);
    sipgo_media_send_dtmf (pair.media[0], "12", 0, 0, NULL, NULL, NULL);
    sipgo_media_set_sink (pair.media[1], "null");
    sipgo_media_play_file (pair.media[0], played, NULL, NULL, NULL);
    pair_exchange (&pair, 1, TRUE);
    sipgo_media_stop_recording (pair.media[0]);
    g_assert_true (sipgo_media_record_file (pair.media[0], path, NULL));
  }
  pair_iterate ();
  pair_clear (&pair);
  g_assert_cmpuint (guard->n_protected[SIPGO_PACKET_RTP], ==, 0);
  n_freed = 0;
  g_mutex_unlock (&held);
  while (n_freed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_mutex_clear (&held);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gst/guards/same-key", test_same_key);
  g_test_add_func ("/gst/guards/other-key", test_other_key);
  g_test_add_func ("/gst/guards/stranger", test_stranger);
  g_test_add_func ("/gst/guards/exchanged", test_exchanged);
  g_test_add_func ("/gst/guards/nobody-waits", test_nobody_waits);
  return g_test_run ();
}

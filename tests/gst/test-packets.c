/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-peer.h"

#include "libsipgo/gst/rtp/sipgo-dtmf-telephone-event-private.h"
#include "libsipgo/gst/rtp/sipgo-jitter-buffer-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-source-private.h"

static void
peer_begin (Peer *peer)
{
  peer_init (peer, "PCMU");
  peer->seq = 65530;
  peer->timestamp = 0;
  peer_answer (peer, "0 101", "a=rtpmap:101 telephone-event/8000\r\n");
}

static void
peer_send_audio (Peer *peer, guint n)
{
  guint8 payload[1000];

  memset (payload, 0x10, sizeof payload);
  peer_send (peer, 0, FALSE, peer->timestamp, payload, n);
  peer->timestamp += n;
}

static void
peer_send_event (Peer *peer, guint32 timestamp, guint event, guint duration, gboolean end)
{
  guint8 payload[4] = { (guint8) event, end ? 0x8a : 0x0a, (guint8) (duration >> 8), (guint8) duration };

  peer_send (peer, 101, FALSE, timestamp, payload, sizeof payload);
}

static SipgoMediaStatistics
peer_statistics (Peer *peer)
{
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (peer->pair.media[0]);

  return *statistics;
}

/* Audio in packets of all durations has no gaps, also across the wrap of the sequence number. */
static void
test_frame_lengths (void)
{
  const guint lengths[] = { 10, 20, 30, 40, 60 };
  guint i, tick;

  for (i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint due = 0, quiet = 0, k, first;
      Sound sound;
      Peer peer;

      peer_begin (&peer);
      pair_sink_file (&peer.pair, 0, "0.wav");
      for (tick = 0; tick < 150; tick++)
        {
          for (; due <= tick * 20; due += lengths[i])
            peer_send_audio (&peer, lengths[i] * 8);
          pair_run (&peer.pair, 1);
        }
      sipgo_media_set_sink (peer.pair.media[0], "null");
      sound_read (&sound, &peer.pair, "0.wav", 0);
      first = sound.samples->len / 2;
      for (k = first; k < sound.samples->len; k++)
        quiet += g_array_index (sound.samples, gint16, k) == 0;
      g_test_message ("%u ms: %u of %u samples quiet", lengths[i], quiet, sound.samples->len - first);
      g_assert_cmpuint (quiet, ==, 0);
      g_assert_cmpuint (peer_statistics (&peer).packets_lost, ==, 0);
      sound_clear (&sound);
      peer_clear (&peer);
    }
}

/* Each digit once: with all packets, without its end, with its end only, and with late end packets. */
static void
test_digits (void)
{
  guint i;
  Peer peer;

  peer_begin (&peer);
  for (i = 1; i <= 5; i++)
    peer_send_event (&peer, 1000, 1, i * 160, FALSE);
  for (i = 0; i < 3; i++)
    peer_send_event (&peer, 1000, 1, 960, TRUE);
  pair_run (&peer.pair, 2);
  g_assert_cmpstr (peer.digits->str, ==, "1:120 ");
  peer_send_event (&peer, 3000, 2, 160, FALSE);
  peer_send_event (&peer, 3000, 2, 320, FALSE);
  pair_run (&peer.pair, 8);
  g_assert_cmpstr (peer.digits->str, ==, "1:120 ");
  pair_run (&peer.pair, 5);
  g_assert_cmpstr (peer.digits->str, ==, "1:120 2:40 ");
  peer_send_event (&peer, 3000, 2, 800, TRUE);
  peer_send_event (&peer, 9000, 3, 800, TRUE);
  peer_send_event (&peer, 9000, 3, 800, TRUE);
  peer_send_event (&peer, 3000, 2, 800, TRUE);
  pair_run (&peer.pair, 20);
  g_assert_cmpstr (peer.digits->str, ==, "1:120 2:40 3:100 ");
  /* A digit without end packets is reported when the next one begins. */
  peer_send_event (&peer, 12000, 4, 400, FALSE);
  peer_send_event (&peer, 14000, 5, 800, FALSE);
  peer_send_event (&peer, 14000, 5, 800, TRUE);
  pair_run (&peer.pair, 2);
  g_assert_cmpstr (peer.digits->str, ==, "1:120 2:40 3:100 4:50 5:100 ");
  /* Flash and unknown events are not digits. */
  peer_send_event (&peer, 20000, 16, 800, TRUE);
  peer_send_event (&peer, 30000, 255, 800, TRUE);
  pair_run (&peer.pair, 20);
  g_assert_cmpstr (peer.digits->str, ==, "1:120 2:40 3:100 4:50 5:100 ");
  peer_clear (&peer);
}

static void
test_new_stream (void)
{
  guint i;
  Peer peer;

  peer_begin (&peer);
  for (i = 0; i < 20; i++)
    {
      peer_send_audio (&peer, 160);
      pair_run (&peer.pair, 1);
    }
  peer.ssrc = 77;
  peer.seq = 9;
  for (i = 0; i < 20; i++)
    {
      peer_send_audio (&peer, 160);
      pair_run (&peer.pair, 1);
    }
  g_assert_cmpuint (peer_statistics (&peer).packets_received, ==, 40);
  g_assert_cmpuint (peer_statistics (&peer).packets_lost, ==, 0);
  g_assert_cmpuint (peer_statistics (&peer).packets_late, ==, 0);
  peer_clear (&peer);
}

/* A stranger is ignored while packets of the peer arrive; when the peer has moved, its new address is used. */
static void
test_new_address (void)
{
  SipgoRtpPort *other, *old;
  SipgoAddress from;
  guint8 data[2048];
  guint i;
  Peer peer;

  peer_begin (&peer);
  sipgo_media_set_source (peer.pair.media[0], "tone:440");
  other = pair_open_port (&peer.pair);
  for (i = 0; i < 20; i++)
    {
      peer_send_audio (&peer, 160);
      sipgo_rtp_port_send (other, SIPGO_PACKET_RTP, (const guint8[172]) { 0x80 }, 172, &peer.to);
      pair_run (&peer.pair, 1);
    }
  g_assert_cmpuint (peer_statistics (&peer).packets_received, ==, 20);
  g_assert_cmpuint (peer_statistics (&peer).packets_ignored, ==, 20);
  g_assert_cmpint (sipgo_rtp_port_receive (other, SIPGO_PACKET_RTP, data, sizeof data, &from), <, 0);

  old = peer.port;
  peer.port = other;
  pair_run (&peer.pair, 15);
  for (i = 0; i < 10; i++)
    {
      peer_send_audio (&peer, 160);
      pair_run (&peer.pair, 1);
    }
  g_assert_cmpuint (peer_statistics (&peer).packets_received, ==, 28);
  g_assert_cmpint (sipgo_rtp_port_receive (other, SIPGO_PACKET_RTP, data, sizeof data, &from), ==, 172);
  sipgo_rtp_port_free (old);
  peer_clear (&peer);
}

/* Any bytes: they are counted, and nothing else happens. */
static void
test_hostile (void)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed (5);
  guint8 packet[300];
  guint i, k;
  Peer peer;

  peer_begin (&peer);
  for (i = 0; i < 3000; i++)
    {
      gsize size = (gsize) g_rand_int_range (dice, 1, sizeof packet);

      for (k = 0; k < size; k++)
        packet[k] = (guint8) g_rand_int (dice);
      packet[0] = (guint8) (0x80 | (packet[0] & 0x3f));
      if (i % 3 == 0 && size > 1)
        packet[1] = (guint8) (200 + i % 7);
      else if (i % 3 == 1 && size > 1)
        packet[1] = i % 2 ? 101 : 0;
      sipgo_rtp_port_send (peer.port, i % 2, packet, size, &peer.to);
      pair_run (&peer.pair, i % 5 == 0);
    }
  pair_run (&peer.pair, 50);
  peer_clear (&peer);
}

/* --- parts -------------------------------------------------------------------------------------------------------- */

static void
test_jitter_buffer (void)
{
  const guint16 seqs[] = { 65534, 0, 65535, 1, 3, 2, 3, 65534 };
  SipgoJitterBuffer jitter = { 0 };
  GstBuffer *buffer;
  guint i;

  g_assert_false (sipgo_jitter_buffer_pull (&jitter, &buffer));
  for (i = 0; i < G_N_ELEMENTS (seqs); i++)
    {
      buffer = gst_buffer_new ();
      GST_BUFFER_OFFSET (buffer) = seqs[i];
      sipgo_jitter_buffer_push (&jitter, seqs[i], buffer);
      if (i < SIPGO_JITTER_PREFILL - 1)
        g_assert_false (sipgo_jitter_buffer_pull (&jitter, &buffer));
    }
  for (i = 0; i < 6; i++)
    {
      g_assert_true (sipgo_jitter_buffer_pull (&jitter, &buffer));
      g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, (guint16) (65534 + i));
      gst_buffer_unref (buffer);
    }
  /* A packet is late if a packet after it was played. */
  sipgo_jitter_buffer_push (&jitter, 2, gst_buffer_new ());
  g_assert_cmpuint (jitter.n_late, ==, 1);
  sipgo_jitter_buffer_clear (&jitter);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/gst/packets/frame-lengths", test_frame_lengths);
  g_test_add_func ("/gst/packets/digits", test_digits);
  g_test_add_func ("/gst/packets/new-stream", test_new_stream);
  g_test_add_func ("/gst/packets/new-address", test_new_address);
  g_test_add_func ("/gst/packets/hostile", test_hostile);
  g_test_add_func ("/gst/packets/jitter-buffer", test_jitter_buffer);
  return g_test_run ();
}

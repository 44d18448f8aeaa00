/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-peer.h"

#include "libsipgo/gst/codec/sipgo-gst-codec-private.h"

/* The duration of our packets, and the payload types by which the audio of a peer is accepted. */

/* The offer of the peer, with the lines before and after its m= line; our answer. */
static char *
peer_offer (Peer *peer, const char *formats, const char *above, const char *below)
{
  g_autofree char *offer = g_strdup_printf (PEER_HEAD "%sm=audio %u RTP/AVP %s\r\n%s", above,
                                            sipgo_rtp_port_get_number (peer->port), formats, below);
  char *answer;

  pair_set (peer->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, offer);
  answer = pair_get (peer->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
  peer_aim (peer, answer);
  return answer;
}

/* --- ptime -------------------------------------------------------------------------------------------------------- */

/* Runs for a second; each packet has this duration and follows the last one in sequence number and timestamp, and none
 * is missing. */
static void
assert_packets (Peer *peer, guint packet_ms, guint clock_rate, guint octets_per_ms)
{
  SipgoAddress from;
  guint8 data[2048];
  guint16 seq = 0;
  guint32 timestamp = 0;
  guint n = 0;
  gssize size;

  pair_run (&peer->pair, 2);
  while (sipgo_rtp_port_receive (peer->port, SIPGO_PACKET_RTP, data, sizeof data, &from) >= 0)
    ;
  pair_run (&peer->pair, 60);
  while ((size = sipgo_rtp_port_receive (peer->port, SIPGO_PACKET_RTP, data, sizeof data, &from)) >= 0)
    {
      guint16 this_seq = (guint16) (data[2] << 8 | data[3]);
      guint32 this_timestamp = (guint32) data[4] << 24 | (guint32) data[5] << 16 | (guint32) data[6] << 8 | data[7];

      if (octets_per_ms > 0)
        g_assert_cmpint (size, ==, 12 + packet_ms * octets_per_ms);
      if (n > 0)
        {
          g_assert_cmpuint (this_seq, ==, (guint16) (seq + 1));
          g_assert_cmpuint (this_timestamp - timestamp, ==, packet_ms * (clock_rate / 1000));
        }
      seq = this_seq;
      timestamp = this_timestamp;
      n++;
    }
  g_test_message ("%u packets of %u ms", n, packet_ms);
  g_assert_cmpuint (n, >=, 1200 / packet_ms - 1);
  g_assert_cmpuint (n, <=, 1200 / packet_ms + 1);
}

typedef struct
{
  const char *codec;
  const char *above;
  const char *below;
  guint packet_ms;
} PtimeRow;

/* RFC 8866 sections 6.4 and 6.5: ptime is a preference, maxptime a limit. */
static void
test_ptime (void)
{
  static const PtimeRow rows[] = {
    { "PCMU", "", "", 20 },
    { "PCMU", "", "a=ptime:10\r\n", 10 },
    { "PCMU", "", "a=ptime:20\r\n", 20 },
    { "PCMU", "", "a=ptime:30\r\n", 30 },
    { "PCMA", "", "a=ptime:40\r\n", 40 },
    { "PCMU", "", "a=ptime:50\r\n", 50 },
    { "PCMA", "", "a=ptime:60\r\n", 60 },
    { "PCMU", "", "a=ptime:120\r\n", 120 },
    { "G722", "", "a=ptime:10\r\n", 10 },
    { "G722", "", "a=ptime:30\r\n", 30 },
    { "G722", "", "a=ptime:60\r\n", 60 },
    { "opus", "", "a=ptime:10\r\n", 10 },
    { "opus", "", "a=ptime:40\r\n", 40 },
    { "opus", "", "a=ptime:60\r\n", 60 },
    /* Impossible values: the nearest one, the shorter of two. */
    { "PCMU", "", "a=ptime:5\r\n", 10 },
    { "PCMU", "", "a=ptime:25\r\n", 20 },
    { "PCMU", "", "a=ptime:33\r\n", 30 },
    { "PCMU", "", "a=ptime:500\r\n", 120 },
    { "opus", "", "a=ptime:30\r\n", 20 },
    { "opus", "", "a=ptime:120\r\n", 60 },
    /* The limit. */
    { "PCMU", "", "a=maxptime:10\r\n", 10 },
    { "PCMU", "", "a=maxptime:15\r\n", 10 },
    { "PCMU", "", "a=maxptime:5\r\n", 10 },
    { "PCMU", "", "a=maxptime:20\r\n", 20 },
    { "PCMU", "", "a=maxptime:150\r\n", 20 },
    { "PCMU", "", "a=ptime:30\r\na=maxptime:20\r\n", 20 },
    { "PCMU", "", "a=maxptime:40\r\na=ptime:60\r\n", 40 },
    { "PCMU", "", "a=ptime:33\r\na=maxptime:29\r\n", 20 },
    { "opus", "", "a=ptime:60\r\na=maxptime:50\r\n", 40 },
    { "opus", "", "a=maxptime:15\r\n", 10 },
    /* At session level, and at media level in its place. */
    { "PCMU", "a=ptime:30\r\n", "", 30 },
    { "PCMU", "a=maxptime:10\r\n", "", 10 },
    { "PCMU", "a=ptime:30\r\n", "a=ptime:40\r\n", 40 },
    { "PCMU", "a=maxptime:10\r\n", "a=maxptime:60\r\n", 20 },
    /* With spaces, not an integer, empty. */
    { "PCMU", "", "a=ptime: 30 \r\n", 30 },
    { "PCMU", "", "a=ptime:30.0\r\n", 30 },
    { "PCMU", "", "a=ptime:0\r\na=maxptime:0\r\n", 20 },
    { "PCMU", "", "a=ptime:-30\r\na=ptime:x\r\na=ptime:30ms\r\na=ptime:\r\na=ptime\r\na=ptime:99999999999999\r\n", 20 },
    { "PCMU", "", "a=maxptime:-1\r\na=maxptime:ten\r\na=maxptime:10x\r\n", 20 },
    { "PCMU", "", "a=ptime:30\r\na=ptime:x\r\n", 30 },
  };
  static const struct { const char *codec, *format; guint clock_rate, octets_per_ms; } codecs[] = {
    { "PCMU", "0", 8000, 8 }, { "PCMA", "8", 8000, 8 }, { "G722", "9", 8000, 8 }, { "opus", "96", 48000, 0 },
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *below = g_strconcat ("a=rtpmap:96 opus/48000/2\r\n", rows[i].below, NULL);
      g_autofree char *answer = NULL;
      Peer peer;

      for (k = 0; !g_str_equal (codecs[k].codec, rows[i].codec); k++)
        ;
      if (!sipgo_gst_codec_is_installed (sipgo_gst_codec_find (rows[i].codec)))
        continue;
      g_test_message ("row %u", i);
      peer_init (&peer, rows[i].codec);
      sipgo_media_set_source (peer.pair.media[0], "tone:440");
      answer = peer_offer (&peer, codecs[k].format, rows[i].above, below);
      /* The ptime that we ask for does not change. */
      g_assert_nonnull (strstr (answer, "a=ptime:20\r\n"));
      assert_packets (&peer, rows[i].packet_ms, codecs[k].clock_rate, codecs[k].octets_per_ms);
      peer_clear (&peer);
    }
}

/* In answers too, and again in each of them. */
static void
test_ptime_changes (void)
{
  const guint lengths[] = { 30, 10, 20, 60, 40 };
  Peer peer;
  guint i;

  peer_init (&peer, "PCMU G722");
  sipgo_media_set_source (peer.pair.media[0], "tone:440");
  for (i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *lines = g_strdup_printf ("a=ptime:%u\r\n", lengths[i]);

      peer_answer (&peer, i % 2 ? "9" : "0", lines);
      pair_run (&peer.pair, 5);
      assert_packets (&peer, lengths[i], 8000, 8);
    }
  peer_clear (&peer);
}

/* Audio in packets of each duration is received unchanged. */
static void
test_ptime_sound (void)
{
  static const char *const codecs[] = { "PCMU", "G722", "opus" };
  const guint lengths[] = { 10, 20, 30, 40, 60 };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (codecs); i++)
    for (k = 0; k < G_N_ELEMENTS (lengths); k++)
      {
        g_autoptr (GString) answer = NULL;
        g_autofree char *ptime = g_strdup_printf ("a=ptime:%u\r\n", lengths[k]);
        g_autofree char *offer = NULL;
        g_autofree char *text = NULL;
        Pair pair;

        if (!sipgo_gst_codec_is_installed (sipgo_gst_codec_find (codecs[i])))
          continue;
        g_test_message ("%s, %u ms", codecs[i], lengths[k]);
        pair_init (&pair, TRUE, codecs[i]);
        sipgo_media_set_source (pair.media[0], "tone:440:-12");
        pair_sink_file (&pair, 1, "1.wav");
        offer = pair_get (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
        pair_set (pair.handlers[1], SIPGO_DESCRIPTION_TYPE_OFFER, offer);
        text = pair_get (pair.handlers[1], SIPGO_DESCRIPTION_TYPE_ANSWER, FALSE);
        answer = g_string_new (text);
        g_string_replace (answer, "a=ptime:20\r\n", ptime, 1);
        pair_set (pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, answer->str);
        pair_run (&pair, 150);
        sipgo_media_set_sink (pair.media[1], "null");
        pair_assert_tone (&pair, "1.wav", 0, 440, -12, 0.7);
        pair_clear (&pair);
      }
}

/* A digit in between: audio continues at the next tick. */
static void
test_ptime_and_digits (void)
{
  SipgoAddress from;
  guint8 data[2048];
  guint32 last_audio = 0, first_audio = 0, event = 0;
  guint n_digits = 0;
  Peer peer;

  peer_init (&peer, "PCMU");
  sipgo_media_set_source (peer.pair.media[0], "tone:440");
  peer_answer (&peer, "0 101", "a=rtpmap:101 telephone-event/8000\r\na=ptime:30\r\n");
  pair_run (&peer.pair, 20);
  sipgo_media_send_dtmf (peer.pair.media[0], "5", 100, 70, NULL, NULL, NULL);
  pair_run (&peer.pair, 40);
  while (sipgo_rtp_port_receive (peer.port, SIPGO_PACKET_RTP, data, sizeof data, &from) >= 0)
    {
      guint32 timestamp = (guint32) data[4] << 24 | (guint32) data[5] << 16 | (guint32) data[6] << 8 | data[7];

      if ((data[1] & 0x7f) == 101)
        {
          event = timestamp;
          n_digits++;
        }
      else if (n_digits == 0)
        last_audio = timestamp;
      else if (first_audio == 0)
        first_audio = timestamp;
    }
  /* Five packets of the digit and three end packets: eight ticks. */
  g_assert_cmpuint (n_digits, ==, 8);
  g_assert_cmpuint (event - last_audio, <=, 240 + 160);
  g_assert_cmpuint (first_audio - event, ==, 8 * 160);
  peer_clear (&peer);
}

/* --- payload types ------------------------------------------------------------------------------------------------ */

static void
peer_press (Peer *peer, guint8 payload_type, guint event, guint clock_rate)
{
  guint i;

  for (i = 1; i <= 5; i++)
    {
      guint duration = i * (clock_rate / 50);
      guint8 payload[4] = { (guint8) event, i == 5 ? 0x8a : 0x0a, (guint8) (duration >> 8), (guint8) duration };

      peer_send (peer, payload_type, i == 1, peer->timestamp, payload, sizeof payload);
      pair_run (&peer->pair, 1);
    }
  peer->timestamp += clock_rate / 10;
}

/* The level of 20 packets of a square wave with this payload type. */
static double
peer_talk (Peer *peer, guint8 payload_type)
{
  guint8 payload[160];
  guint i;

  memset (payload, 0x90, 80);
  memset (payload + 80, 0x10, 80);
  for (i = 0; i < 20; i++)
    {
      peer_send (peer, payload_type, FALSE, peer->timestamp, payload, sizeof payload);
      peer->timestamp += 160;
      pair_run (&peer->pair, 1);
    }
  return sipgo_media_get_output_level (peer->pair.media[0]);
}

typedef struct
{
  const char *formats;         /* of the answer; we have offered PCMU 0, PCMA 8, G722 9, opus 111, events 101 and 110 */
  const char *lines;
  const char *audio;           /* payload types that give audio */
  const char *deaf;            /* and those that do not */
  const char *events;          /* payload type:event:clock rate of digits that are reported */
} TypeRow;

static void
test_types (void)
{
  static const TypeRow rows[] = {
    { "0 101", "a=rtpmap:101 telephone-event/8000\r\n", "0 8", "99 98", "101:1:8000 110:2:48000" },
    /* RFC 3264 section 5.1: our payload types are meant; some peers send those of their answer instead. */
    { "0 97", "a=rtpmap:97 telephone-event/8000\r\n", "0", "98", "101:1:8000 97:2:8000 101:3:8000" },
    { "0 97 98", "a=rtpmap:97 telephone-event/8000\r\na=rtpmap:98 telephone-event/48000\r\n", "0", "",
      "97:1:8000 98:2:48000 110:3:48000" },
    { "96 97", "a=rtpmap:96 PCMU/8000\r\na=rtpmap:97 telephone-event/8000\r\n", "0 96 0", "98",
      "97:1:8000 101:2:8000" },
    { "96", "a=rtpmap:96 PCMU/8000\r\n", "96 0", "98", "101:5:8000" },
    { "0 8", "", "0 8 0", "3", "101:7:8000" },
    /* A payload type for events on our side and for audio on the other, and the reverse: told apart by the packet
     * length. */
    { "101 96", "a=rtpmap:101 PCMU/8000\r\na=rtpmap:96 telephone-event/8000\r\n", "101 0 101", "99",
      "101:1:8000 96:2:8000" },
    { "0 111", "a=rtpmap:111 telephone-event/8000\r\n", "0", "", "111:1:8000 101:2:8000" },
    { "110 111", "a=rtpmap:110 PCMU/8000\r\na=rtpmap:111 telephone-event/8000\r\n", "0 110 0", "",
      "111:1:8000 110:2:48000 101:3:8000" },
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) audio = g_strsplit (rows[i].audio, " ", -1);
      g_auto (GStrv) deaf = g_strsplit (rows[i].deaf, " ", -1);
      g_auto (GStrv) events = g_strsplit (rows[i].events, " ", -1);
      g_autoptr (GString) expected = g_string_new (NULL);
      Peer peer;

      g_test_message ("row %u", i);
      peer_init (&peer, "PCMU PCMA G722 opus");
      sipgo_media_set_measure_levels (peer.pair.media[0], TRUE);
      peer_answer (&peer, rows[i].formats, rows[i].lines);
      for (k = 0; audio[k]; k++)
        g_assert_cmpfloat (peer_talk (&peer, (guint8) g_ascii_strtoull (audio[k], NULL, 10)), >, -30);
      for (k = 0; events[k]; k++)
        {
          g_auto (GStrv) fields = g_strsplit (events[k], ":", -1);

          peer_press (&peer, (guint8) g_ascii_strtoull (fields[0], NULL, 10),
                      (guint) g_ascii_strtoull (fields[1], NULL, 10), (guint) g_ascii_strtoull (fields[2], NULL, 10));
          g_string_append_printf (expected, "%s:100 ", fields[1]);
        }
      g_assert_cmpstr (peer.digits->str, ==, expected->str);
      for (k = 0; deaf[k]; k++)
        {
          pair_run (&peer.pair, 40);
          g_assert_cmpfloat (peer_talk (&peer, (guint8) g_ascii_strtoull (deaf[k], NULL, 10)), <, -60);
        }
      g_assert_cmpstr (peer.digits->str, ==, expected->str);
      peer_clear (&peer);
    }
}

/* We send with the payload types of the peer. */
static void
test_sent_types (void)
{
  SipgoAddress from;
  guint8 data[2048];
  gboolean seen[128] = { FALSE };
  guint i, n = 0;
  Peer peer;

  peer_init (&peer, "PCMU opus");
  peer_answer (&peer, "96 97", "a=rtpmap:96 PCMU/8000\r\na=rtpmap:97 telephone-event/8000\r\n");
  pair_run (&peer.pair, 10);
  sipgo_media_send_dtmf (peer.pair.media[0], "5", 100, 70, NULL, NULL, NULL);
  pair_run (&peer.pair, 20);
  while (sipgo_rtp_port_receive (peer.port, SIPGO_PACKET_RTP, data, sizeof data, &from) >= 0)
    seen[data[1] & 0x7f] = TRUE;
  for (i = 0; i < G_N_ELEMENTS (seen); i++)
    n += seen[i];
  g_assert_true (seen[96] && seen[97]);
  g_assert_cmpuint (n, ==, 2);
  peer_clear (&peer);
}

/* After a re-INVITE of the peer with other payload types, the old ones are still accepted. */
static void
test_types_after_offer (void)
{
  g_autofree char *answer = NULL;
  Peer peer;

  peer_init (&peer, "PCMU");
  sipgo_media_set_measure_levels (peer.pair.media[0], TRUE);
  peer_answer (&peer, "0 101", "a=rtpmap:101 telephone-event/8000\r\n");
  answer = peer_offer (&peer, "98 99", "", "a=rtpmap:98 PCMU/8000\r\na=rtpmap:99 telephone-event/8000\r\n");
  g_assert_nonnull (strstr (answer, "RTP/AVP 98 99\r\n"));
  g_assert_cmpfloat (peer_talk (&peer, 98), >, -30);
  g_assert_cmpfloat (peer_talk (&peer, 0), >, -30);
  peer_press (&peer, 99, 1, 8000);
  peer_press (&peer, 101, 2, 8000);
  g_assert_cmpstr (peer.digits->str, ==, "1:100 2:100 ");
  peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/gst/formats/rfc8866-6.4-ptime", test_ptime);
  g_test_add_func ("/gst/formats/ptime-changes", test_ptime_changes);
  g_test_add_func ("/gst/formats/ptime-sound", test_ptime_sound);
  g_test_add_func ("/gst/formats/ptime-and-digits", test_ptime_and_digits);
  g_test_add_func ("/gst/formats/rfc3264-5.1-types", test_types);
  g_test_add_func ("/gst/formats/rfc3264-6.1-sent-types", test_sent_types);
  g_test_add_func ("/gst/formats/rfc3264-8.3.2-types-after-offer", test_types_after_offer);
  return g_test_run ();
}

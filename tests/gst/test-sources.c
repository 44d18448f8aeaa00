/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "rtp-pair.h"

#include <gst/rtp/rtp.h>

#include "libsipgo/gst/rtp/sipgo-jitter-buffer-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-source-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-statistics-private.h"

/* Whose packets are played, and senders that pause or start again. */

/* --- addresses ---------------------------------------------------------------------------------------------------- */

/*
 * One word a packet: the sender (N is the named address, A and B are others, C shares the named host with another
 * port), and its SSRC where it is not 1; "tN" are N ticks, "xA25" is a packet of A at each of 25 ticks. After '=':
 * whether the last one was taken, and who is sent to.
 */
static void
address_of (char name, SipgoAddress *address)
{
  static const struct { char name; const char *host; guint16 port; } addresses[] = {
    { 'N', "192.0.2.1", 4000 }, { 'A', "198.51.100.1", 5000 }, { 'B', "203.0.113.1", 6000 }, { 'C', "192.0.2.1", 4444 },
  };
  guint i;

  for (i = 0; addresses[i].name != name; i++)
    ;
  g_assert_true (sipgo_address_parse (address, addresses[i].host, addresses[i].port));
}

static gboolean
send_from (SipgoRtpSource *source, const char *word)
{
  SipgoAddress from;

  address_of (word[0], &from);
  return sipgo_rtp_source_accepts (source, &from, word[1] ? (guint32) g_ascii_strtoull (word + 1, NULL, 10) : 1);
}

static void
tick (SipgoRtpSource *source, guint n)
{
  while (n--)
    sipgo_rtp_source_tick (source);
}

static gboolean
send_train (SipgoRtpSource *source, const char *word)
{
  guint n = (guint) g_ascii_strtoull (word + 2, NULL, 10);
  /* A stranger has its own SSRC. */
  g_autofree char *packet = g_strdup_printf ("%c%u", word[1], word[0] == 'x' ? 7 : 1);
  gboolean taken = FALSE;

  while (n--)
    {
      taken = send_from (source, packet);
      tick (source, 1);
    }
  return taken;
}

static void
test_addresses (void)
{
  static const struct { gboolean strict; gboolean named; const char *packets; gboolean taken; char current; } rows[] = {
    { FALSE, TRUE, "N", TRUE, 'N' },
    /* The first sender is adopted; the named address may take over at any time. */
    { FALSE, TRUE, "A", TRUE, 'A' },
    { FALSE, TRUE, "A N", TRUE, 'N' },
    { FALSE, TRUE, "A N A", FALSE, 'N' },
    { FALSE, TRUE, "A N B A B A", FALSE, 'N' },
    { FALSE, FALSE, "A", TRUE, 'A' },
    { FALSE, FALSE, "A B", FALSE, 'A' },
    { FALSE, TRUE, "C", TRUE, 'C' },
    { FALSE, TRUE, "N C", FALSE, 'N' },
    /* While one sender is heard, others are ignored. */
    { FALSE, TRUE, "N t5 xA9 t1", FALSE, 'N' },
    { FALSE, TRUE, "N t9 A2 A2 A2 A2 N xA3", FALSE, 'N' },
    { FALSE, TRUE, "A t9 B B B B A t9 B B B B", FALSE, 'A' },
    /* The same SSRC from another address: the sender has moved. */
    { FALSE, TRUE, "N t10 A A", FALSE, 'N' },
    { FALSE, TRUE, "N t10 A A A", TRUE, 'A' },
    { FALSE, TRUE, "N t10 A B A B A B", FALSE, 'N' },
    { FALSE, TRUE, "N t10 A A B A A", FALSE, 'N' },
    { FALSE, TRUE, "N t10 A A N A A", FALSE, 'N' },
    { FALSE, TRUE, "N t10 A A A A N", TRUE, 'N' },
    /* Another SSRC: only after a second, and only if it continues to send. */
    { FALSE, TRUE, "N t10 A7 A7 A7 A7 A7 A7 A7 A7 A7 A7", FALSE, 'N' },
    { FALSE, TRUE, "N xA49", FALSE, 'N' },
    { FALSE, TRUE, "N xA60", TRUE, 'A' },
    { FALSE, TRUE, "N t500 A7 A7 A7 A7 A7 A7 A7 A7 A7 A7 A7 A7", FALSE, 'N' },
    { FALSE, TRUE, "N t500 xA20", FALSE, 'N' },
    { FALSE, TRUE, "N t500 xA26", TRUE, 'A' },
    { FALSE, TRUE, "N t500 A7 t25 A7", FALSE, 'N' },
    { FALSE, TRUE, "N xA40 N xA40", FALSE, 'N' },
    { FALSE, TRUE, "N t500 xA20 xB20 xA20", FALSE, 'N' },
    /* Once adopted it is the sender: the one before, if it is not the named address, has to wait in its turn. */
    { FALSE, TRUE, "A t10 B B B A A A", FALSE, 'B' },
    /* The sender may change its SSRC, whether it has the named address or was adopted. */
    { FALSE, TRUE, "N N2 N3", TRUE, 'N' },
    { FALSE, TRUE, "A A2 A3", TRUE, 'A' },
    /* Strict. */
    { TRUE, TRUE, "N", TRUE, 'N' },
    { TRUE, TRUE, "A", FALSE, 0 },
    { TRUE, TRUE, "C", FALSE, 0 },
    { TRUE, TRUE, "N t500 xA500", FALSE, 'N' },
    { TRUE, TRUE, "N t10 A A A A", FALSE, 'N' },
    { TRUE, TRUE, "A A A N", TRUE, 'N' },
    { TRUE, FALSE, "A A A", FALSE, 0 },
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) words = g_strsplit (rows[i].packets, " ", -1);
      SipgoRtpSource source = { .strict = rows[i].strict };
      SipgoAddress named = { .any.sa_family = AF_UNSPEC }, current = named;
      gboolean taken = FALSE;

      if (rows[i].named)
        address_of ('N', &named);
      sipgo_rtp_source_set_named (&source, &named);
      for (k = 0; words[k]; k++)
        {
          if (words[k][0] == 't')
            tick (&source, (guint) g_ascii_strtoull (words[k] + 1, NULL, 10));
          else if (words[k][0] == 'x')
            taken = send_train (&source, words[k]);
          else
            taken = send_from (&source, words[k]);
        }
      g_test_message ("row %u: %s", i, rows[i].packets);
      g_assert_cmpint (taken, ==, rows[i].taken);
      if (rows[i].current)
        address_of (rows[i].current, &current);
      g_assert_cmpint (sipgo_address_is_set (&source.current), ==, rows[i].current != 0);
      g_assert_true (!rows[i].current || sipgo_address_equal (&source.current, &current));
    }
}

/* --- a call ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Pair pair;
  SipgoRtpPort *port;       /* of the peer */
  SipgoRtpPort *stranger;
  SipgoAddress to;
  SipgoAddress to_rtcp;
  guint16 seq;
  guint32 timestamp;
  guint32 ssrc;
} Peer;

static void
peer_init (Peer *peer, gboolean strict)
{
  g_autofree char *offer = NULL, *answer = NULL;
  guint16 port;

  memset (peer, 0, sizeof *peer);
  pair_init (&peer->pair, TRUE, "PCMU");
  if (strict)
    {
      g_clear_object (&peer->pair.handlers[0]);
      g_assert_false (sipgo_rtp_handler_factory_get_strict_source (peer->pair.factories[0]));
      sipgo_rtp_handler_factory_set_strict_source (peer->pair.factories[0], TRUE);
      pair_make_handler (&peer->pair, 0);
    }
  peer->port = pair_open_port (&peer->pair);
  peer->stranger = pair_open_port (&peer->pair);
  peer->ssrc = 1;
  sipgo_media_set_source (peer->pair.media[0], "tone:440");
  offer = pair_get (peer->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_OFFER, FALSE);
  port = (guint16) g_ascii_strtoull (strstr (offer, "m=audio ") + 8, NULL, 10);
  sipgo_address_parse (&peer->to, "127.0.0.1", port);
  sipgo_address_parse (&peer->to_rtcp, "127.0.0.1", port + 1);
  answer = g_strdup_printf ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                            "m=audio %u RTP/AVP 0\r\n",
                            sipgo_rtp_port_get_number (peer->port));
  pair_set (peer->pair.handlers[0], SIPGO_DESCRIPTION_TYPE_ANSWER, answer);
}

static void
peer_clear (Peer *peer)
{
  sipgo_rtp_port_free (peer->port);
  sipgo_rtp_port_free (peer->stranger);
  pair_clear (&peer->pair);
}

static void
send_packet (Peer *peer, SipgoRtpPort *from, guint16 seq, guint32 timestamp, guint32 ssrc)
{
  guint8 packet[172] = { 0x80, 0 };
  guint32 number = GUINT32_TO_BE (timestamp);

  memset (packet + 12, 0x10, 160);
  packet[2] = (guint8) (seq >> 8);
  packet[3] = (guint8) seq;
  memcpy (packet + 4, &number, 4);
  number = GUINT32_TO_BE (ssrc);
  memcpy (packet + 8, &number, 4);
  sipgo_rtp_port_send (from, SIPGO_PACKET_RTP, packet, sizeof packet, &peer->to);
}

static void
talk (Peer *peer, guint n)
{
  while (n--)
    {
      send_packet (peer, peer->port, peer->seq++, peer->timestamp, peer->ssrc);
      peer->timestamp += 160;
      pair_run (&peer->pair, 1);
    }
}

static SipgoMediaStatistics
statistics_of (Peer *peer)
{
  g_autoptr (SipgoMediaStatistics) statistics = sipgo_media_get_statistics (peer->pair.media[0]);

  return *statistics;
}

static guint
count_packets (SipgoRtpPort *port, SipgoPacketChannel channel)
{
  SipgoAddress from;
  guint8 data[2048];
  guint n = 0;

  while (sipgo_rtp_port_receive (port, channel, data, sizeof data, &from) >= 0)
    n++;
  return n;
}

/* A stranger that sends all the time gets no packets of the call, and is not played. */
static void
test_bleed (void)
{
  guint strict, i;

  for (strict = 0; strict < 2; strict++)
    {
      Peer peer;

      peer_init (&peer, strict != 0);
      for (i = 0; i < 100; i++)
        {
          /* In a pause of the peer too. */
          if (i < 40 || i > 70)
            talk (&peer, 1);
          else
            pair_run (&peer.pair, 1);
          send_packet (&peer, peer.stranger, (guint16) i, i * 160, 99);
        }
      pair_run (&peer.pair, 1);
      g_assert_cmpuint (count_packets (peer.stranger, SIPGO_PACKET_RTP), ==, 0);
      g_assert_cmpuint (statistics_of (&peer).packets_ignored, ==, 100);
      g_assert_cmpuint (count_packets (peer.port, SIPGO_PACKET_RTP), >=, 98);
      peer_clear (&peer);
    }
}

/* Before the first packet of the peer, a stranger is taken for it, except with a strict source. */
static void
test_first (void)
{
  guint strict;

  for (strict = 0; strict < 2; strict++)
    {
      Peer peer;
      guint i;

      peer_init (&peer, strict != 0);
      for (i = 0; i < 10; i++)
        {
          send_packet (&peer, peer.stranger, (guint16) i, i * 160, 99);
          pair_run (&peer.pair, 1);
        }
      g_assert_cmpuint (statistics_of (&peer).packets_received, ==, strict ? 0 : 10);
      g_assert_cmpuint (count_packets (peer.stranger, SIPGO_PACKET_RTP), ==, strict ? 0 : 10);
      talk (&peer, 10);
      count_packets (peer.stranger, SIPGO_PACKET_RTP);
      talk (&peer, 10);
      g_assert_cmpuint (count_packets (peer.stranger, SIPGO_PACKET_RTP), ==, 0);
      peer_clear (&peer);
    }
}

static void
send_report (Peer *peer, SipgoRtpPort *from, guint32 lost)
{
  GstBuffer *buffer = gst_rtcp_buffer_new (1400);
  GstRTCPBuffer rtcp = GST_RTCP_BUFFER_INIT;
  GstRTCPPacket packet;
  SipgoAddress sender;
  guint8 data[2048];
  guint32 ssrc;
  gsize size;

  /* Our SSRC, from one of our packets. */
  while (sipgo_rtp_port_receive (peer->port, SIPGO_PACKET_RTP, data, sizeof data, &sender) < 0)
    pair_run (&peer->pair, 1);
  memcpy (&ssrc, data + 8, 4);
  gst_rtcp_buffer_map (buffer, GST_MAP_READWRITE, &rtcp);
  gst_rtcp_buffer_add_packet (&rtcp, GST_RTCP_TYPE_RR, &packet);
  gst_rtcp_packet_rr_set_ssrc (&packet, 5);
  gst_rtcp_packet_add_rb (&packet, GUINT32_FROM_BE (ssrc), 0, (gint32) lost, 0, 0, 0, 0);
  gst_rtcp_buffer_unmap (&rtcp);
  size = gst_buffer_extract (buffer, 0, data, sizeof data);
  gst_buffer_unref (buffer);
  sipgo_rtp_port_send (from, SIPGO_PACKET_RTCP, data, size, &peer->to_rtcp);
  pair_run (&peer->pair, 1);
}

/* Reports are accepted from the host of the peer, which the strangers here share; with a strict source, only from its
 * port. */
static void
test_reports (void)
{
  guint strict;

  for (strict = 0; strict < 2; strict++)
    {
      Peer peer;

      peer_init (&peer, strict != 0);
      talk (&peer, 5);
      send_report (&peer, peer.port, 3);
      g_assert_cmpuint (statistics_of (&peer).remote_packets_lost, ==, 3);
      send_report (&peer, peer.stranger, 4);
      g_assert_cmpuint (statistics_of (&peer).remote_packets_lost, ==, strict ? 3 : 4);
      pair_run (&peer.pair, 300);
      g_assert_cmpuint (count_packets (peer.stranger, SIPGO_PACKET_RTCP), ==, strict ? 0 : 1);
      peer_clear (&peer);
    }
}

/* The same address with another SSRC: played at once, and nothing counts as lost. */
static void
test_other_ssrc (void)
{
  Peer peer;

  peer_init (&peer, TRUE);
  talk (&peer, 20);
  peer.ssrc = 2;
  peer.seq = 30000;
  talk (&peer, 20);
  peer.ssrc = 3;
  peer.seq = 5;
  talk (&peer, 20);
  g_assert_cmpuint (statistics_of (&peer).packets_received, ==, 60);
  g_assert_cmpuint (statistics_of (&peer).packets_lost, ==, 0);
  g_assert_cmpuint (statistics_of (&peer).packets_late, ==, 0);
  peer_clear (&peer);
}

/* --- sequence numbers with a large jump --------------------------------------------------------------------------- */

/* RFC 3550 appendix A.1. */
static void
test_stray_numbers (void)
{
  static const guint16 strays[] = { 500, 30000, 60000, 65000, 900 };
  guint i;
  Peer peer;

  peer_init (&peer, FALSE);
  peer.seq = 1000;
  talk (&peer, 20);
  for (i = 0; i < G_N_ELEMENTS (strays); i++)
    {
      send_packet (&peer, peer.port, strays[i], 7, peer.ssrc);
      talk (&peer, 20);
    }
  g_assert_cmpuint (statistics_of (&peer).packets_lost, ==, 0);
  g_assert_cmpuint (statistics_of (&peer).frames_concealed, ==, 0);
  g_assert_cmpuint (statistics_of (&peer).packets_late, ==, G_N_ELEMENTS (strays));
  /* A sender that starts again is still played. */
  peer.seq = 40000;
  talk (&peer, 50);
  g_assert_cmpuint (statistics_of (&peer).packets_lost, <=, 1);
  g_assert_cmpuint (statistics_of (&peer).packets_late, ==, G_N_ELEMENTS (strays) + 1);
  peer_clear (&peer);
}

static void
test_jitter_numbers (void)
{
  static const struct { const char *seqs; guint held; guint late; } rows[] = {
    { "1 2 3", 3, 0 },
    { "1 2 3 1000", 3, 1 },
    { "1 2 3 1000 4", 4, 1 },
    { "1 2 3 1000 1002 1004", 3, 3 },
    { "1 2 3 1000 4 1001", 4, 2 },
    { "1 2 3 1000 1001", 1, 1 },
    { "1 2 3 1000 1001 1002 1003", 3, 1 },
    { "100 101 102 1", 3, 1 },
    { "100 101 102 1 1 1", 3, 3 },
    { "100 101 102 1 103 2 104 3", 5, 3 },
    { "100 101 102 1 2 3", 2, 1 },
    { "65534 65535 0 30000 1", 4, 1 },
    { "1 2 3 66", 3, 1 },
    { "1 2 3 60", 4, 0 },
    { "10 11 12 65535 0", 3, 2 },
  };
  guint i, k;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) seqs = g_strsplit (rows[i].seqs, " ", -1);
      SipgoJitterBuffer jitter = { 0 };

      for (k = 0; seqs[k]; k++)
        sipgo_jitter_buffer_push (&jitter, (guint16) g_ascii_strtoull (seqs[k], NULL, 10), gst_buffer_new ());
      g_test_message ("%s: %u held, %u late", rows[i].seqs, jitter.held, (guint) jitter.n_late);
      g_assert_cmpuint (jitter.held, ==, rows[i].held);
      g_assert_cmpuint (jitter.n_late, ==, rows[i].late);
      sipgo_jitter_buffer_clear (&jitter);
    }
}

static void
test_statistics_numbers (void)
{
  SipgoRtpStatistics statistics;
  guint i;

  sipgo_rtp_statistics_init (&statistics);
  for (i = 0; i < 100; i++)
    {
      sipgo_rtp_statistics_note_packet (&statistics, 9, (guint16) (100 + i), i * 160, 8000, i * 20000);
      if (i % 10 == 5)
        sipgo_rtp_statistics_note_packet (&statistics, 9, (guint16) (30000 + i), 7, 8000, i * 20000);
    }
  g_assert_cmpuint (sipgo_rtp_statistics_get_lost (&statistics), ==, 0);
  g_assert_cmpfloat (statistics.jitter, <, 1);
  g_assert_cmpuint (statistics.received, ==, 100);
  for (i = 0; i < 10; i++)
    sipgo_rtp_statistics_note_packet (&statistics, 9, (guint16) (50000 + i), i * 160, 8000, (100 + i) * 20000);
  g_assert_cmpuint (statistics.received, ==, 9);
  g_assert_cmpuint (sipgo_rtp_statistics_get_lost (&statistics), ==, 0);
}

/* --- a pause of our sender ---------------------------------------------------------------------------------------- */

typedef struct
{
  guint16 seq;
  guint32 timestamp;
  gboolean marker;
} Sent;

static Sent
take_last (Peer *peer)
{
  SipgoAddress from;
  guint8 data[2048];
  Sent sent = { 0 };

  while (sipgo_rtp_port_receive (peer->port, SIPGO_PACKET_RTP, data, sizeof data, &from) >= 0)
    sent = (Sent) { (guint16) (data[2] << 8 | data[3]),
                    (guint32) data[4] << 24 | (guint32) data[5] << 16 | (guint32) data[6] << 8 | data[7],
                    data[1] >> 7 };
  return sent;
}

/* RFC 3550 section 5.1: the timestamp follows the clock over missed ticks, the sequence number counts the packets. */
static void
test_stall (void)
{
  const guint stalls[] = { 1, 3, 4, 50, 5000 };
  guint i;
  Peer peer;

  peer_init (&peer, FALSE);
  for (i = 0; i < G_N_ELEMENTS (stalls); i++)
    {
      Sent before, after;

      pair_run (&peer.pair, 10);
      before = take_last (&peer);
      sipgo_media_thread_stall (peer.pair.thread, stalls[i]);
      pair_run (&peer.pair, 1);
      after = take_last (&peer);
      g_assert_cmpuint (after.seq, ==, (guint16) (before.seq + 1));
      g_assert_cmpuint (after.timestamp - before.timestamp, ==, (stalls[i] + 1) * 160);
      g_assert_true (after.marker);
      g_assert_false (before.marker);
    }
  peer_clear (&peer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/gst/sources/addresses", test_addresses);
  g_test_add_func ("/gst/sources/bleed", test_bleed);
  g_test_add_func ("/gst/sources/first", test_first);
  g_test_add_func ("/gst/sources/reports", test_reports);
  g_test_add_func ("/gst/sources/other-ssrc", test_other_ssrc);
  g_test_add_func ("/gst/sources/rfc3550-a.1-stray-numbers", test_stray_numbers);
  g_test_add_func ("/gst/sources/rfc3550-a.1-jitter-numbers", test_jitter_numbers);
  g_test_add_func ("/gst/sources/rfc3550-a.1-statistics-numbers", test_statistics_numbers);
  g_test_add_func ("/gst/sources/rfc3550-5.1-stall", test_stall);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtcp-reports-private.h"

#include <gst/rtp/rtp.h>

#define CLOCK_RATE 8000

typedef struct
{
  SipgoRtpStatistics received;
  SipgoRtcpReports reports;
  SipgoRtcpSender sender;
} Side;

static void
side_init (Side *self, guint32 ssrc)
{
  sipgo_rtp_statistics_init (&self->received);
  sipgo_rtcp_reports_init (&self->reports);
  self->sender = (SipgoRtcpSender) { .ssrc = ssrc, .cname = "test" };
}

/* One packet of four is lost. */
static void
hear (Side *self, guint32 ssrc, guint16 first_seq, guint n)
{
  guint i;

  for (i = 0; i < n; i++)
    if (i % 4 != 3)
      sipgo_rtp_statistics_note_packet (&self->received, ssrc, (guint16) (first_seq + i), i * 160, CLOCK_RATE,
                                        i * 20000);
}

/* The fraction lost in the report block of the packet. */
static guint8
carry (Side *from, gint64 sent_at, Side *to, gint64 heard_at)
{
  g_autoptr (GstBuffer) report = sipgo_rtcp_reports_write (&from->reports, &from->received, &from->sender, sent_at);
  GstRTCPBuffer rtcp = GST_RTCP_BUFFER_INIT;
  GstRTCPPacket packet;
  GstMapInfo map;
  guint8 fraction = 0;

  gst_buffer_map (report, &map, GST_MAP_READ);
  g_assert_true (sipgo_rtcp_reports_read (&to->reports, map.data, map.size, to->sender.ssrc, CLOCK_RATE, heard_at));
  gst_buffer_unmap (report, &map);
  g_assert_true (gst_rtcp_buffer_map (report, GST_MAP_READ, &rtcp));
  g_assert_true (gst_rtcp_buffer_get_first_packet (&rtcp, &packet));
  g_assert_cmpint (gst_rtcp_packet_get_type (&packet), ==,
                   from->sender.sender ? GST_RTCP_TYPE_SR : GST_RTCP_TYPE_RR);
  g_assert_cmpuint (gst_rtcp_packet_get_rb_count (&packet), ==, from->received.started ? 1 : 0);
  if (from->received.started)
    gst_rtcp_packet_get_rb (&packet, 0, NULL, &fraction, NULL, NULL, NULL, NULL, NULL);
  g_assert_true (gst_rtcp_packet_move_to_next (&packet));
  g_assert_cmpint (gst_rtcp_packet_get_type (&packet), ==, GST_RTCP_TYPE_SDES);
  g_assert_cmpint (gst_rtcp_packet_move_to_next (&packet), ==, from->sender.bye);
  gst_rtcp_buffer_unmap (&rtcp);
  return fraction;
}

static void
test_round_trip (void)
{
  Side near, far;
  g_autoptr (GstBuffer) report = NULL;

  side_init (&near, 5);
  near.sender.sender = TRUE;
  near.sender.packets = 10;
  hear (&near, 9, 65500, 100);
  g_assert_cmpuint (sipgo_rtp_statistics_get_lost (&near.received), ==, 24);
  g_assert_cmpfloat (near.received.jitter, <, 1);
  report = sipgo_rtcp_reports_write (&near.reports, &near.received, &near.sender, 2000000);
  g_assert_cmpuint (gst_buffer_get_size (report), >, 52);
  g_assert_cmpfloat (near.reports.round_trip_ms, <, 0);

  /* The report arrives after 100 ms, of which the peer has waited 60: a round trip of 40 ms. */
  side_init (&far, 9);
  sipgo_rtp_statistics_note_packet (&far.received, 5, 1, 0, CLOCK_RATE, 0);
  carry (&near, 2000000, &far, 7000000);
  carry (&far, 7060000, &near, 2100000);
  g_assert_cmpfloat_with_epsilon (near.reports.round_trip_ms, 40, 0.5);
  g_assert_cmpuint (far.reports.remote_lost, ==, 24);
}

/* Each report has the loss since the last one (RFC 3550 6.4.1); another SSRC starts again. */
static void
test_fraction_lost (void)
{
  Side near, far;

  side_init (&near, 5);
  side_init (&far, 9);
  g_assert_cmpuint (carry (&near, 0, &far, 0), ==, 0);
  hear (&near, 9, 1, 101);
  g_assert_cmpuint (carry (&near, 0, &far, 0), ==, 25 * 256 / 101);
  g_assert_cmpuint (far.reports.remote_lost, ==, 25);
  g_assert_cmpuint (carry (&near, 0, &far, 0), ==, 0);
  hear (&near, 8, 40000, 3);
  g_assert_cmpuint (carry (&near, 0, &far, 0), ==, 0);
  g_assert_cmpuint (sipgo_rtp_statistics_get_lost (&near.received), ==, 25);
  g_assert_cmpuint (sipgo_rtp_statistics_get_lost_of_ssrc (&near.received), ==, 0);
}

/* A report block about another SSRC is ignored. */
static void
test_other_ssrc (void)
{
  Side near, far;

  side_init (&near, 5);
  side_init (&far, 7);
  hear (&near, 9, 1, 101);
  carry (&near, 0, &far, 0);
  g_assert_cmpuint (far.reports.remote_lost, ==, 0);
}

static void
test_bye (void)
{
  Side near, far;

  side_init (&near, 5);
  side_init (&far, 9);
  near.sender.bye = TRUE;
  carry (&near, 0, &far, 0);
}

static void
test_no_rtcp (void)
{
  guint8 data[] = { 0x80, 0xc8, 0xff, 0xff, 1, 2, 3, 4 };
  Side side;

  side_init (&side, 5);
  g_assert_false (sipgo_rtcp_reports_read (&side.reports, data, sizeof data, 5, CLOCK_RATE, 0));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  gst_init (NULL, NULL);
  g_test_add_func ("/gst/rtp/rtcp-reports/round-trip", test_round_trip);
  g_test_add_func ("/gst/rtp/rtcp-reports/rfc3550-6.4.1-fraction-lost", test_fraction_lost);
  g_test_add_func ("/gst/rtp/rtcp-reports/other-ssrc", test_other_ssrc);
  g_test_add_func ("/gst/rtp/rtcp-reports/bye", test_bye);
  g_test_add_func ("/gst/rtp/rtcp-reports/no-rtcp", test_no_rtcp);
  return g_test_run ();
}

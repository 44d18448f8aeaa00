/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/rtp/sipgo-rtcp-reports-private.h"

#include <gst/rtp/rtp.h>
#include <string.h>

#define MAX_PACKET 1400
#define MAX_LOST   0x7fffff    /* the field for lost packets has 24 bits, with a sign */

void
sipgo_rtcp_reports_init (SipgoRtcpReports *self)
{
  memset (self, 0, sizeof *self);
  self->round_trip_ms = -1.0;
}

/* --- received reports --------------------------------------------------------------------------------------------- */

static void
take_block (SipgoRtcpReports *self, GstRTCPPacket *packet, guint index, guint32 own_ssrc, guint clock_rate,
            guint32 ntp)
{
  guint32 ssrc, sequence, jitter, lsr, dlsr;
  guint8 fraction;
  gint32 lost;

  gst_rtcp_packet_get_rb (packet, index, &ssrc, &fraction, &lost, &sequence, &jitter, &lsr, &dlsr);
  if (ssrc != own_ssrc)
    return;
  self->remote_lost = (guint64) MAX (lost, 0);
  if (clock_rate > 0)
    self->remote_jitter_ms = jitter * 1000.0 / clock_rate;
  if (lsr != 0 && (gint32) (ntp - lsr - dlsr) >= 0)
    self->round_trip_ms = (ntp - lsr - dlsr) * 1000.0 / 65536.0;
}

/* A 64-bit NTP timestamp of the monotonic clock. Only differences are used, so the epoch does not matter. */
static guint64
ntp_time (gint64 now)
{
  return gst_util_uint64_scale ((guint64) now, G_GUINT64_CONSTANT (1) << 32, G_USEC_PER_SEC);
}

gboolean
sipgo_rtcp_reports_read (SipgoRtcpReports *self, guint8 *data, gsize size, guint32 own_ssrc, guint send_clock_rate,
                         gint64 now)
{
  GstRTCPBuffer rtcp = GST_RTCP_BUFFER_INIT;
  g_autoptr (GstBuffer) buffer = NULL;
  GstRTCPPacket packet;
  gboolean more;
  guint i;

  if (!gst_rtcp_buffer_validate_data_reduced (data, (guint) size))
    return FALSE;
  buffer = gst_buffer_new_memdup (data, size);
  if (!gst_rtcp_buffer_map (buffer, GST_MAP_READ, &rtcp))
    return FALSE;
  for (more = gst_rtcp_buffer_get_first_packet (&rtcp, &packet); more; more = gst_rtcp_packet_move_to_next (&packet))
    {
      GstRTCPType type = gst_rtcp_packet_get_type (&packet);
      guint64 ntp;

      if (type != GST_RTCP_TYPE_SR && type != GST_RTCP_TYPE_RR)
        continue;
      if (type == GST_RTCP_TYPE_SR)
        {
          gst_rtcp_packet_sr_get_sender_info (&packet, NULL, &ntp, NULL, NULL, NULL);
          self->last_report = (guint32) (ntp >> 16);
          self->last_report_at = now;
        }
      for (i = 0; i < gst_rtcp_packet_get_rb_count (&packet); i++)
        take_block (self, &packet, i, own_ssrc, send_clock_rate, (guint32) (ntp_time (now) >> 16));
    }
  gst_rtcp_buffer_unmap (&rtcp);
  return TRUE;
}

/* --- sent reports ------------------------------------------------------------------------------------------------- */

static void
add_block (const SipgoRtcpReports *self, SipgoRtpStatistics *received, GstRTCPPacket *packet, gint64 now)
{
  guint8 fraction = sipgo_rtp_statistics_take_fraction_lost (received);
  guint64 lost = sipgo_rtp_statistics_get_lost_of_ssrc (received);
  guint32 delay = 0;

  if (self->last_report)
    delay = (guint32) gst_util_uint64_scale ((guint64) (now - self->last_report_at), 65536, G_USEC_PER_SEC);
  gst_rtcp_packet_add_rb (packet, received->ssrc, fraction, (gint32) MIN (lost, MAX_LOST), received->max_seq,
                          (guint32) received->jitter, self->last_report, delay);
}

static void
add_description (GstRTCPBuffer *rtcp, const SipgoRtcpSender *sender)
{
  GstRTCPPacket packet;

  gst_rtcp_buffer_add_packet (rtcp, GST_RTCP_TYPE_SDES, &packet);
  gst_rtcp_packet_sdes_add_item (&packet, sender->ssrc);
  gst_rtcp_packet_sdes_add_entry (&packet, GST_RTCP_SDES_CNAME, (guint8) strlen (sender->cname),
                                  (const guint8 *) sender->cname);
  if (!sender->bye)
    return;
  gst_rtcp_buffer_add_packet (rtcp, GST_RTCP_TYPE_BYE, &packet);
  gst_rtcp_packet_bye_add_ssrc (&packet, sender->ssrc);
}

GstBuffer *
sipgo_rtcp_reports_write (SipgoRtcpReports *self, SipgoRtpStatistics *received, const SipgoRtcpSender *sender,
                          gint64 now)
{
  GstBuffer *buffer = gst_rtcp_buffer_new (MAX_PACKET);
  GstRTCPBuffer rtcp = GST_RTCP_BUFFER_INIT;
  GstRTCPPacket packet;

  gst_rtcp_buffer_map (buffer, GST_MAP_READWRITE, &rtcp);
  if (sender->sender)
    {
      gst_rtcp_buffer_add_packet (&rtcp, GST_RTCP_TYPE_SR, &packet);
      gst_rtcp_packet_sr_set_sender_info (&packet, sender->ssrc, ntp_time (now), sender->timestamp, sender->packets,
                                          sender->octets);
    }
  else
    {
      gst_rtcp_buffer_add_packet (&rtcp, GST_RTCP_TYPE_RR, &packet);
      gst_rtcp_packet_rr_set_ssrc (&packet, sender->ssrc);
    }
  if (received->started)
    add_block (self, received, &packet, now);
  add_description (&rtcp, sender);
  gst_rtcp_buffer_unmap (&rtcp);
  return buffer;
}

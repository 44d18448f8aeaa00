/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/thread/sipgo-media-pad-private.h"

void
sipgo_media_pad_start (GstPad *pad, GstCaps *caps)
{
  g_autofree char *id = g_strdup_printf ("%p", pad);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (pad, gst_event_new_stream_start (id));
  gst_pad_push_event (pad, gst_event_new_caps (caps));
  gst_pad_push_event (pad, gst_event_new_segment (&segment));
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* Pushes the events that a stream begins with: stream-start, caps, segment. They are sticky: GStreamer repeats them to
 * an element that is linked later. */
void sipgo_media_pad_start (GstPad *pad, GstCaps *caps);

G_END_DECLS

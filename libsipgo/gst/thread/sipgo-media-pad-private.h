/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* The events that every stream begins with; a pad repeats them by itself to whatever is linked later. */
void sipgo_media_pad_start (GstPad *pad, GstCaps *caps);

G_END_DECLS

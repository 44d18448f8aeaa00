/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * What a client sends before it is a WebSocket and after, looked at as it passes on its way to libsoup, which bounds a
 * frame but not a message of many frames, and answers pings without end to a client that does not read. What goes too
 * far is an error of reading.
 */
#define SIPGO_TYPE_FRAME_GUARD (sipgo_frame_guard_get_type ())
G_DECLARE_FINAL_TYPE (SipgoFrameGuard, sipgo_frame_guard, SIPGO, FRAME_GUARD, GIOStream)

/* Its streams are pollable, and so must be those of base. */
GIOStream *sipgo_frame_guard_new (GIOStream *base, gsize max_message);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Limits what a WebSocket client may send, since libsoup does not: libsoup limits the size of a frame but not of a
 * message of many frames, and queues pongs without limit for a client that sends pings and does not read. The guard is
 * an I/O stream between socket and libsoup; it parses the HTTP request and the frame headers, and makes reading fail
 * when a limit is exceeded.
 */
#define SIPGO_TYPE_FRAME_GUARD (sipgo_frame_guard_get_type ())
G_DECLARE_FINAL_TYPE (SipgoFrameGuard, sipgo_frame_guard, SIPGO, FRAME_GUARD, GIOStream)

/* The streams of base must be pollable, as those of the guard are. */
GIOStream *sipgo_frame_guard_new (GIOStream *base, gsize max_message);

/* Called from within reading, with the bytes of the message that is not complete yet; 0: there is none. func: NULL to
 * end. */
typedef void (*SipgoFrameGuardFunc) (gsize n, gpointer user_data);
void       sipgo_frame_guard_watch (SipgoFrameGuard *self, SipgoFrameGuardFunc func, gpointer user_data);

G_END_DECLS

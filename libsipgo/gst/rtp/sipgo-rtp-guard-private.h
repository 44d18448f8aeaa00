/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"

G_BEGIN_DECLS

/*
 * What stands between the port and the jitter buffer, and makes what goes out unreadable to all but the peer: SRTP, by
 * whatever way its keys came. Where there is none, packets pass as they are.
 *
 * Made and freed in the main thread; the rest belongs to the media thread.
 */
typedef struct _SipgoRtpGuard SipgoRtpGuard;

typedef struct
{
  /* Both change a packet in its place. protect may make it longer, up to capacity. FALSE: the packet is not sent. */
  gboolean (*protect)   (SipgoRtpGuard *self, SipgoPacketChannel channel, guint8 *data, gsize *size, gsize capacity);
  /* FALSE: nobody who knows the keys has sent this. The packet is ignored: it is not heard, says nothing of where
   * the peer is, and counts in no report. */
  gboolean (*unprotect) (SipgoRtpGuard *self, SipgoPacketChannel channel, guint8 *data, gsize *size);
  void     (*free)      (SipgoRtpGuard *self);
} SipgoRtpGuardClass;

struct _SipgoRtpGuard
{
  const SipgoRtpGuardClass *klass;
};

static inline void
sipgo_rtp_guard_free (SipgoRtpGuard *self)
{
  self->klass->free (self);
}

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"

G_BEGIN_DECLS

/*
 * A guard stands between port and jitter buffer and encrypts and authenticates packets: SRTP, with keys from SDES or
 * DTLS. Without a guard the packets are plain RTP.
 *
 * Made and freed in the main thread; protect and unprotect are called in the media thread.
 */
typedef struct _SipgoRtpGuard SipgoRtpGuard;

typedef struct
{
  /* Both change a packet in place. protect may make it longer, up to capacity. FALSE: the packet is not sent. */
  gboolean (*protect)   (SipgoRtpGuard *self, SipgoPacketChannel channel, guint8 *data, gsize *size, gsize capacity);
  /* FALSE if the packet is not authentic. It is ignored: it is not played, its source address is not adopted, and it is
   * not counted in reports. */
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"
#include "libsipgo/net/sipgo-net-private.h"

G_BEGIN_DECLS

/* Which pair is taken. */
typedef struct
{
  SipgoNet *net;               /* NULL: the kernel's */
  SipgoRandom *random;         /* NULL: the system's dice */
  guint port_min;
  guint port_max;
} SipgoRtpPortRange;

/* Two datagram ports side by side: an even one for RTP and the one above it for RTCP (RFC 3550, 11), from a random
 * place of the range on. */
SipgoRtpPort *sipgo_rtp_udp_port_new (const SipgoRtpPortRange *range, const char *local_address, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-random-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"
#include "libsipgo/net/sipgo-net-private.h"
#include "libsipgo/net/sipgo-stun-probe-private.h"

G_BEGIN_DECLS

/* Where to look for a free pair of ports. */
typedef struct
{
  SipgoNet *net;               /* NULL: the kernel's network */
  SipgoRandom *random;         /* NULL: GLib's random numbers */
  guint port_min;
  guint port_max;
} SipgoRtpPortRange;

/* Two datagram ports: an even one for RTP and the next one for RTCP (RFC 3550 11). The search begins at a random pair
 * of the range. Fails with SIPGO_ERROR_RESOURCES if all pairs are in use, or with another error of the sockets. */
SipgoRtpPort   *sipgo_rtp_udp_port_new (const SipgoRtpPortRange *range, const char *local_address, GError **error);
/* Asks a STUN server about both ports. The media thread must not use the port before the probe is freed. */
SipgoStunProbe *sipgo_rtp_udp_port_ask (SipgoRtpPort *port, SipgoEnvironment *environment, const SipgoAddress *server,
                                        SipgoStunProbeFunc func, gpointer user_data);

G_END_DECLS

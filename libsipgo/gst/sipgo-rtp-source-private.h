/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sipgo-packet-port-private.h"

G_BEGIN_DECLS

/*
 * Whom we listen to, and so where we send (symmetric RTP, RFC 4961). A peer behind a router sends from another address
 * than it names. The first one heard is taken; another only when that one has fallen silent, or when it is the address
 * that the description names: a stranger cannot take a call over.
 */
typedef struct
{
  SipgoPacketAddress named;
  SipgoPacketAddress current;
  SipgoPacketAddress candidate;
  guint n_candidate;
  guint quiet_ticks;
} SipgoRtpSource;

void     sipgo_rtp_source_set_named (SipgoRtpSource *self, const SipgoPacketAddress *named);
gboolean sipgo_rtp_source_accepts   (SipgoRtpSource *self, const SipgoPacketAddress *from);
void     sipgo_rtp_source_tick      (SipgoRtpSource *self);

G_END_DECLS

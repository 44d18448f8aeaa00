/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"

G_BEGIN_DECLS

/*
 * Whom we listen to, and so where we send (symmetric RTP, RFC 4961). A peer behind a router sends from another address
 * than it names. The first one heard is taken. From then on the address that the description names may come at any
 * time; another one only when the one before has fallen silent, and keeps on sending itself: a stranger cannot take a
 * call over. A strict source is the named address alone.
 */
typedef struct
{
  gboolean strict;
  SipgoAddress named;
  SipgoAddress current;
  guint32 ssrc;                /* of its packets */
  guint quiet_ticks;           /* since its last one */
  SipgoAddress candidate;
  guint n_candidate;
  guint candidate_ticks;       /* since its first one */
} SipgoRtpSource;

/* Also: for a source that is new. */
void     sipgo_rtp_source_set_named (SipgoRtpSource *self, const SipgoAddress *named);
gboolean sipgo_rtp_source_accepts   (SipgoRtpSource *self, const SipgoAddress *from, guint32 ssrc);
void     sipgo_rtp_source_tick      (SipgoRtpSource *self);

G_END_DECLS

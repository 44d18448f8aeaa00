/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/rtp/sipgo-rtp-port-private.h"

G_BEGIN_DECLS

/*
 * Decides from which address packets are accepted; the endpoint sends to the same one (symmetric RTP, RFC 4961). A peer
 * behind a NAT sends from another address than the one in its description, so the first address that audio comes from
 * is adopted (latching). After that the address of the description may take over at any time, and any other address
 * only when the adopted one has been silent and the other keeps sending, so that an attacker cannot take over the call.
 * A strict source accepts the address of the description only.
 */
typedef struct
{
  gboolean strict;
  SipgoAddress named;          /* in the peer's description */
  SipgoAddress current;        /* the adopted one */
  guint32 ssrc;                /* of its packets */
  guint quiet_ticks;           /* since its last packet */
  SipgoAddress candidate;      /* another address that sends */
  guint n_candidate;           /* packets from it */
  guint candidate_ticks;       /* since its first packet */
} SipgoRtpSource;

/* Sets the address of the peer's description, and forgets the adopted one. */
void     sipgo_rtp_source_set_named (SipgoRtpSource *self, const SipgoAddress *named);
gboolean sipgo_rtp_source_accepts   (SipgoRtpSource *self, const SipgoAddress *from, guint32 ssrc);
void     sipgo_rtp_source_tick      (SipgoRtpSource *self);

G_END_DECLS

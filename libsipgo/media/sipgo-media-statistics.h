/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "libsipgo/base/sipgo-version-macros.h"

G_BEGIN_DECLS

#define SIPGO_TYPE_MEDIA_STATISTICS (sipgo_media_statistics_get_type ())

typedef struct _SipgoMediaStatistics SipgoMediaStatistics;

/**
 * SipgoMediaStatistics:
 * @packets_sent: RTP packets sent
 * @packets_received: RTP packets received and understood
 * @packets_lost: packets of the peer that did not arrive (RFC 3550, 6.4.1)
 * @packets_late: packets of the peer that arrived too late for the jitter buffer
 * @packets_ignored: packets that are not RTP, have an unknown payload type or come from an address that is not accepted
 * @octets_sent: octets of payload sent
 * @octets_received: octets of payload received
 * @frames_concealed: frames of 20 ms that were missing and were replaced (packet loss concealment)
 * @remote_packets_lost: packets of ours that the peer reports as lost (RTCP)
 * @quiet_ms: how long no RTP or RTCP packet has come from the peer, in milliseconds; 0 while it may not send
 * @jitter_ms: the peer's jitter as it arrives here, in milliseconds (RFC 3550, 6.4.1)
 * @remote_jitter_ms: our jitter as it arrives at the peer, in milliseconds
 * @round_trip_ms: time from here to the peer and back, in milliseconds; negative while unknown
 *
 * What the media of a call, or one of their streams, have sent and received so far.
 *
 * Since: 1.0
 */
struct _SipgoMediaStatistics
{
  guint64 packets_sent;
  guint64 packets_received;
  guint64 packets_lost;
  guint64 packets_late;
  guint64 packets_ignored;
  guint64 octets_sent;
  guint64 octets_received;
  guint64 frames_concealed;
  guint64 remote_packets_lost;
  guint64 quiet_ms;
  double jitter_ms;
  double remote_jitter_ms;
  double round_trip_ms;
};

SIPGO_AVAILABLE_IN_ALL
GType                 sipgo_media_statistics_get_type (void) G_GNUC_CONST;
SIPGO_AVAILABLE_IN_ALL
SipgoMediaStatistics *sipgo_media_statistics_copy     (SipgoMediaStatistics *self);
SIPGO_AVAILABLE_IN_ALL
void                  sipgo_media_statistics_free     (SipgoMediaStatistics *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoMediaStatistics, sipgo_media_statistics_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/media/sipgo-media-statistics.h"

G_BEGIN_DECLS

/**
 * SipgoMediaKind:
 * @SIPGO_MEDIA_KIND_AUDIO: sound
 * @SIPGO_MEDIA_KIND_VIDEO: moving pictures
 *
 * What a stream carries: the media type of its m= line (RFC 8866, 5.14).
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_MEDIA_KIND_AUDIO,
  SIPGO_MEDIA_KIND_VIDEO,
} SipgoMediaKind;

/**
 * SipgoMediaDirection:
 * @SIPGO_MEDIA_DIRECTION_INACTIVE: neither side sends
 * @SIPGO_MEDIA_DIRECTION_SENDONLY: we send
 * @SIPGO_MEDIA_DIRECTION_RECVONLY: the peer sends
 * @SIPGO_MEDIA_DIRECTION_SENDRECV: both sides send
 *
 * Which way a stream goes, seen from our side (RFC 3264, 6.1).
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_MEDIA_DIRECTION_INACTIVE,
  SIPGO_MEDIA_DIRECTION_SENDONLY,
  SIPGO_MEDIA_DIRECTION_RECVONLY,
  SIPGO_MEDIA_DIRECTION_SENDRECV,
} SipgoMediaDirection;

/**
 * SipgoMediaProtection:
 * @SIPGO_MEDIA_PROTECTION_NONE: plain RTP; anybody on the path can listen
 *
 * How the RTP packets of a stream are protected.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_MEDIA_PROTECTION_NONE,
} SipgoMediaProtection;

#define SIPGO_TYPE_MEDIA_STREAM (sipgo_media_stream_get_type ())

SIPGO_AVAILABLE_IN_ALL
G_DECLARE_FINAL_TYPE (SipgoMediaStream, sipgo_media_stream, SIPGO, MEDIA_STREAM, GObject)

SIPGO_AVAILABLE_IN_ALL
SipgoMediaKind        sipgo_media_stream_get_kind       (SipgoMediaStream *self);
SIPGO_AVAILABLE_IN_ALL
int                   sipgo_media_stream_get_index      (SipgoMediaStream *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_media_stream_get_mid        (SipgoMediaStream *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMediaDirection   sipgo_media_stream_get_direction  (SipgoMediaStream *self);
SIPGO_AVAILABLE_IN_ALL
const char           *sipgo_media_stream_get_codec      (SipgoMediaStream *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMediaProtection  sipgo_media_stream_get_protection (SipgoMediaStream *self);
SIPGO_AVAILABLE_IN_ALL
SipgoMediaStatistics *sipgo_media_stream_get_statistics (SipgoMediaStream *self);

G_END_DECLS

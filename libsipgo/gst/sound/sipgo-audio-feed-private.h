/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/* Packets may have any multiple of 10 ms up to this length. */
#define SIPGO_MAX_PACKET_MS 120

/* The source of a call's sending side: makes one frame of 20 ms for each tick, when the media thread asks. */
#define SIPGO_TYPE_AUDIO_FEED (sipgo_audio_feed_get_type ())
G_DECLARE_FINAL_TYPE (SipgoAudioFeed, sipgo_audio_feed, SIPGO, AUDIO_FEED, GstElement)

SipgoAudioFeed *sipgo_audio_feed_new        (void);

/* Media thread only. */
void            sipgo_audio_feed_set_rate   (SipgoAudioFeed *self, guint rate);
/* Makes the frame of this tick: from the file that plays, else from the source, else silence. While holding, only the
 * hold source is read. */
const SipgoAudioFrame *sipgo_audio_feed_make_frame (SipgoAudioFeed *self);
/* Sets the length of a packet: how much goes to the encoder at once. */
void            sipgo_audio_feed_set_packet_ms (SipgoAudioFeed *self, guint packet_ms);
/* Whether a frame of this time would not follow the last pushed frame directly. */
gboolean        sipgo_audio_feed_is_torn    (SipgoAudioFeed *self, GstClockTime time);
void            sipgo_audio_feed_push       (SipgoAudioFeed *self, GstClockTime time);
/* Each takes the new object and returns the old one. */
SipgoAudioSource *sipgo_audio_feed_swap_source (SipgoAudioFeed *self, SipgoAudioSource *source);
SipgoAudioSource *sipgo_audio_feed_swap_file   (SipgoAudioFeed *self, SipgoAudioSource *file);
SipgoAudioSource *sipgo_audio_feed_swap_hold_source (SipgoAudioFeed *self, SipgoAudioSource *hold_source);
SipgoAudioSource *sipgo_audio_feed_get_source  (SipgoAudioFeed *self);
void            sipgo_audio_feed_set_muted  (SipgoAudioFeed *self, gboolean muted);
void            sipgo_audio_feed_set_holding (SipgoAudioFeed *self, gboolean holding);

G_END_DECLS

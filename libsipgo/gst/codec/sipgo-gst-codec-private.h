/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/sdp/sipgo-sdp-codec-private.h"

G_BEGIN_DECLS

#define SIPGO_GST_N_CODECS 4
/* A codec and the GStreamer elements that encode, packetise and decode it. */
typedef struct
{
  const char *name;
  guint index;
  guint sample_rate;
  guint longest_packet_ms;
  const char *encoder;
  const char *payloader;
  const char *depayloader;
  const char *decoder;
} SipgoGstCodec;

/* Initialises GStreamer, and makes the elements of this library known to it. Once, before all others. */
void                 sipgo_gst_codec_init         (void);
const SipgoGstCodec *sipgo_gst_codec_find         (const char *name);
const SipgoGstCodec *sipgo_gst_codec_nth          (guint index);          /* in the order of preference */
gboolean             sipgo_gst_codec_is_installed (const SipgoGstCodec *self);
/* Two linked elements, floating. */
gboolean             sipgo_gst_codec_make_encoder (const SipgoGstCodec *self, GstElement **first, GstElement **last);
gboolean             sipgo_gst_codec_make_decoder (const SipgoGstCodec *self, GstElement **first, GstElement **last);
/* The length of the packets to send, from a=ptime and a=maxptime of the peer's description (RFC 8866 6.4); 0 where the
 * description has none. */
guint                sipgo_gst_codec_choose_packet_ms (const SipgoGstCodec *self, guint ptime, guint maxptime);
/* Media thread, between ticks. */
void                 sipgo_gst_codec_set_packet_ms (const SipgoGstCodec *self, GstElement *encoder,
                                                    GstElement *payloader, guint packet_ms);
/* Loads the plug-ins of the codec, which can take a third of a second the first time. */
void                 sipgo_gst_codec_warm_up      (const SipgoGstCodec *self);

G_END_DECLS

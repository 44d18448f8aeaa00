/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "libsipgo/sdp/sipgo-sdp-codec-private.h"

G_BEGIN_DECLS

#define SIPGO_GST_N_CODECS 4
/* The stock elements that speak a codec. */
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

const SipgoGstCodec *sipgo_gst_codec_find         (const char *name);
const SipgoGstCodec *sipgo_gst_codec_nth          (guint index);          /* in the order of preference */
gboolean             sipgo_gst_codec_is_installed (const SipgoGstCodec *self);
/* Two linked elements, floating. */
gboolean             sipgo_gst_codec_make_encoder (const SipgoGstCodec *self, GstElement **first, GstElement **last);
gboolean             sipgo_gst_codec_make_decoder (const SipgoGstCodec *self, GstElement **first, GstElement **last);
/* How long packets to a peer are that wants them of ptime ms, and takes none above maxptime; 0: it does not say. */
guint                sipgo_gst_codec_choose_packet_ms (const SipgoGstCodec *self, guint ptime, guint maxptime);
/* Media thread, between ticks. */
void                 sipgo_gst_codec_set_packet_ms (const SipgoGstCodec *self, GstElement *encoder,
                                                    GstElement *payloader, guint packet_ms);
/* Loads what the codec needs; the first of a kind can take a third of a second. */
void                 sipgo_gst_codec_warm_up      (const SipgoGstCodec *self);

G_END_DECLS

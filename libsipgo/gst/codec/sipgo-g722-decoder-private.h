/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

#define SIPGO_G722_DECODER_NAME "sipgog722dec"

#define SIPGO_TYPE_G722_DECODER (sipgo_g722_decoder_get_type ())
G_DECLARE_FINAL_TYPE (SipgoG722Decoder, sipgo_g722_decoder, SIPGO, G722_DECODER, GstAudioDecoder)

G_END_DECLS

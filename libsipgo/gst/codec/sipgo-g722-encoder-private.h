/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/audio/audio.h>

G_BEGIN_DECLS

#define SIPGO_G722_ENCODER_NAME "sipgog722enc"

#define SIPGO_TYPE_G722_ENCODER (sipgo_g722_encoder_get_type ())
G_DECLARE_FINAL_TYPE (SipgoG722Encoder, sipgo_g722_encoder, SIPGO, G722_ENCODER, GstAudioEncoder)

G_END_DECLS

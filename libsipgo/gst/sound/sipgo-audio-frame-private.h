/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIPGO_AUDIO_MAX_RATE  48000
#define SIPGO_AUDIO_MAX_FRAME (SIPGO_AUDIO_MAX_RATE / 50)   /* samples of 20 ms */

/* 20 ms of sound with one channel. */
typedef struct
{
  gint16 samples[SIPGO_AUDIO_MAX_FRAME];
  guint n;
  guint rate;
} SipgoAudioFrame;

void   sipgo_audio_frame_clear    (SipgoAudioFrame *self, guint rate);   /* silence */
void   sipgo_audio_frame_scale    (SipgoAudioFrame *self, double factor);
/* Changes the sample rate, for the rare case that source and codec have different rates: averages to go down,
 * interpolates to go up, without a filter. */
void   sipgo_audio_frame_convert  (const SipgoAudioFrame *self, SipgoAudioFrame *out, guint rate);
double sipgo_audio_frame_energy   (const SipgoAudioFrame *self);         /* mean square,
    1.0 for the loudest square wave */
double sipgo_audio_energy_to_dbfs (double energy);                       /* 0 dBFS: the loudest sine */

G_END_DECLS

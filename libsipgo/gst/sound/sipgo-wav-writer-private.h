/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/*
 * Writes a WAV file of 16-bit samples. The media thread only appends to a queue; the main thread writes the queue to
 * the file, and updates the sizes in the header each time. The sample rate is the one of the first frame.
 */
#define SIPGO_TYPE_WAV_WRITER (sipgo_wav_writer_get_type ())
G_DECLARE_FINAL_TYPE (SipgoWavWriter, sipgo_wav_writer, SIPGO, WAV_WRITER, SipgoAudioSink)

/* Called once, in the context, when the file cannot be written. */
typedef void (*SipgoWavWriterFailed) (SipgoWavWriter *self, const GError *error, gpointer user_data);

SipgoWavWriter *sipgo_wav_writer_new         (const char *path, guint n_channels, GMainContext *context,
                                              GError **error);
void            sipgo_wav_writer_set_failed  (SipgoWavWriter *self, SipgoWavWriterFailed failed, gpointer user_data);
/* Main thread: when this returns, the file is complete. Frames that are written later are dropped. */
void            sipgo_wav_writer_close       (SipgoWavWriter *self);

/* Media thread: the two channels of one tick, first left, then right. A NULL frame on the right is silence. */
void            sipgo_wav_writer_write_left  (SipgoWavWriter *self, const SipgoAudioFrame *frame);
void            sipgo_wav_writer_write_right (SipgoWavWriter *self, const SipgoAudioFrame *frame);

G_END_DECLS

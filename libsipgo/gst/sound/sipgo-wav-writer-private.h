/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"

G_BEGIN_DECLS

/*
 * Writes 16-bit WAV. The media thread only appends to a buffer; the main thread writes it to the file, and keeps the
 * sizes in the header right all the time. The rate is that of the first frame.
 */
#define SIPGO_TYPE_WAV_WRITER (sipgo_wav_writer_get_type ())
G_DECLARE_FINAL_TYPE (SipgoWavWriter, sipgo_wav_writer, SIPGO, WAV_WRITER, SipgoAudioSink)

/* In the context, once. */
typedef void (*SipgoWavWriterFailed) (SipgoWavWriter *self, const GError *error, gpointer user_data);

SipgoWavWriter *sipgo_wav_writer_new         (const char *path, guint n_channels, GMainContext *context,
                                              GError **error);
void            sipgo_wav_writer_set_failed  (SipgoWavWriter *self, SipgoWavWriterFailed failed, gpointer user_data);
/* Main thread: the file is whole when this returns. What is written later is dropped. */
void            sipgo_wav_writer_close       (SipgoWavWriter *self);

/* Media thread: the two channels of one tick; right without a frame is silence. */
void            sipgo_wav_writer_write_left  (SipgoWavWriter *self, const SipgoAudioFrame *frame);
void            sipgo_wav_writer_write_right (SipgoWavWriter *self, const SipgoAudioFrame *frame);

G_END_DECLS

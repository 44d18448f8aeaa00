/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-source-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-endpoint-private.h"
#include "libsipgo/gst/sound/sipgo-wav-writer-private.h"

G_BEGIN_DECLS

/*
 * The audio of one call: a GstPipeline without a thread,
 *
 *   endpoint.recv ! depayloader ! decoder ! drain        feed ! encoder ! payloader ! endpoint.send
 *
 * driven by the media thread. The main thread makes and destroys the elements, the media thread links them and moves
 * the data. The main thread sends commands, which run in the media thread between two ticks; the media thread answers
 * by idle sources of the main context. The elements of a codec are kept when the codec changes, to be linked again.
 */
#define SIPGO_TYPE_RTP_LEG (sipgo_rtp_leg_get_type ())
G_DECLARE_FINAL_TYPE (SipgoRtpLeg, sipgo_rtp_leg, SIPGO, RTP_LEG, GObject)

/* Called in the owner's main context, and not after sipgo_rtp_leg_close (). */
typedef struct
{
  void (*digit_heard) (gpointer owner, guint event, guint duration_ms);
  void (*digits_sent) (gpointer owner, guint serial);
  void (*levels)      (gpointer owner, double input, double output);
  void (*failed)      (gpointer owner, const GError *error);
} SipgoRtpLegCallbacks;

/* All functions are for the main thread only. Takes the port. */
SipgoRtpLeg *sipgo_rtp_leg_new           (SipgoMediaThread *thread, SipgoRtpPort *port, GMainContext *context,
                                          const SipgoRtpLegCallbacks *callbacks, gpointer owner);
/* agreement says what to receive and, if final, what to send and where. It is not final before the answer. */
void         sipgo_rtp_leg_configure     (SipgoRtpLeg *self, const SipgoSdpAgreement *agreement, gboolean final);
/* To be called before the first configuration. See SipgoRtpHandlerFactory:strict-source. */
void         sipgo_rtp_leg_set_strict    (SipgoRtpLeg *self, gboolean strict);
void         sipgo_rtp_leg_draw_identity (SipgoRtpLeg *self, SipgoRandom *random);
/* Does not wait for the media thread. */
void         sipgo_rtp_leg_close         (SipgoRtpLeg *self);

/* Takes the port, and closes the one before. */
void         sipgo_rtp_leg_set_port      (SipgoRtpLeg *self, SipgoRtpPort *port);

/* These take ownership of their object, which may be NULL. */
void         sipgo_rtp_leg_set_guard     (SipgoRtpLeg *self, SipgoRtpGuard *guard);
void         sipgo_rtp_leg_set_source    (SipgoRtpLeg *self, SipgoAudioSource *source);
void         sipgo_rtp_leg_set_file      (SipgoRtpLeg *self, SipgoAudioSource *file);
void         sipgo_rtp_leg_set_hold_source (SipgoRtpLeg *self, SipgoAudioSource *hold_source);
void         sipgo_rtp_leg_set_sink      (SipgoRtpLeg *self, SipgoAudioSink *sink);
void         sipgo_rtp_leg_set_recorder  (SipgoRtpLeg *self, SipgoWavWriter *recorder);
void         sipgo_rtp_leg_set_muted     (SipgoRtpLeg *self, gboolean muted);
/* While holding, the hold source is sent in place of source, file and digits. */
void         sipgo_rtp_leg_set_holding   (SipgoRtpLeg *self, gboolean holding);
void         sipgo_rtp_leg_set_volume    (SipgoRtpLeg *self, double volume);
void         sipgo_rtp_leg_set_measure   (SipgoRtpLeg *self, gboolean measure);
void         sipgo_rtp_leg_send_digits   (SipgoRtpLeg *self, const SipgoDtmfEvent *events, guint n_events);
void         sipgo_rtp_leg_cancel_digits (SipgoRtpLeg *self, guint serial);
/* The values at the end of the last tick. */
void         sipgo_rtp_leg_read_statistics (SipgoRtpLeg *self, SipgoMediaStatistics *statistics);

G_END_DECLS

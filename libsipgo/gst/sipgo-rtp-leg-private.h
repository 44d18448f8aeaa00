/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sound/sipgo-audio-drain-private.h"
#include "libsipgo/gst/sound/sipgo-audio-feed-private.h"
#include "libsipgo/gst/sipgo-gst-codec-private.h"
#include "libsipgo/gst/rtp/sipgo-rtp-endpoint-private.h"
#include "libsipgo/gst/sound/sipgo-wav-writer-private.h"

G_BEGIN_DECLS

/*
 * The audio of one call: a GstPipeline without a thread,
 *
 *   endpoint.recv ! depayloader ! decoder ! drain        feed ! encoder ! payloader ! endpoint.send
 *
 * driven by the media thread. The main thread builds and takes apart, the media thread links and streams; what the one
 * wants of the other passes as commands there and as events back. Chains stay once made: a codec that comes back is
 * linked again.
 */
#define SIPGO_TYPE_RTP_LEG (sipgo_rtp_leg_get_type ())
G_DECLARE_FINAL_TYPE (SipgoRtpLeg, sipgo_rtp_leg, SIPGO, RTP_LEG, GObject)

/* All in the owner's main context; none after sipgo_rtp_leg_close. */
typedef struct
{
  void (*digit_heard) (gpointer owner, guint event, guint duration_ms);
  void (*digits_sent) (gpointer owner, guint serial);
  void (*levels)      (gpointer owner, double input, double output);
  void (*failed)      (gpointer owner, const GError *error);
} SipgoRtpLegCallbacks;

typedef struct
{
  GstElement *first;
  GstElement *last;
} SipgoChain;

/* Owned by the media thread while the leg runs. */
typedef struct
{
  SipgoChain encoders[SIPGO_GST_N_CODECS];   /* what the main thread has handed over */
  SipgoChain decoders[SIPGO_GST_N_CODECS];
  int encoder;                               /* the one that is linked, or -1 */
  guint packet_ms[SIPGO_GST_N_CODECS];       /* that the encoders were told; 0: nothing yet */
  int decoder;
  guint asked;                               /* bit n: a decoder for codec n is on order */
  SipgoAudioSink *sink;
  SipgoWavWriter *recorder;
  double volume;
  gboolean measure;
  guint level_ticks;
  double input_energy;
  double output_energy;
} SipgoLegMediaState;

/* Figures that the media thread writes and the main thread reads, neither of them waiting: each has a slot of its
 * own, and they exchange it for the one between them. */
typedef struct
{
  SipgoMediaStatistics slots[3];
  gint between;                              /* atomic: a slot, and whether it is newer than the reader's */
  gint written;                              /* the writer's slot */
  gint read;                                 /* the reader's */
} SipgoStatisticsBoard;

struct _SipgoRtpLeg
{
  GObject parent_instance;

  SipgoMediaThread *thread;
  GMainContext *context;
  const SipgoRtpLegCallbacks *callbacks;     /* NULL once closed */
  gpointer owner;
  GstElement *pipeline;
  SipgoRtpEndpoint *endpoint;
  SipgoAudioFeed *feed;
  SipgoAudioDrain *drain;
  guint made_encoders;                       /* bits; main thread */
  guint made_decoders;
  gboolean running;
  gboolean closed;

  SipgoLegMediaState media;
  SipgoStatisticsBoard board;
};

/* Main thread only. Takes the port. */
SipgoRtpLeg *sipgo_rtp_leg_new           (SipgoMediaThread *thread, SipgoPacketPort *port, GMainContext *context,
                                          const SipgoRtpLegCallbacks *callbacks, gpointer owner);
/* agreement says what to expect and, where final, where and what to send. */
void         sipgo_rtp_leg_configure     (SipgoRtpLeg *self, const SipgoSdpAgreement *agreement, gboolean final);
/* Does not wait. */
void         sipgo_rtp_leg_close         (SipgoRtpLeg *self);

/* These take what they are given. */
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
void         sipgo_rtp_leg_send_digits   (SipgoRtpLeg *self, const SipgoEvent *events, guint n_events);
void         sipgo_rtp_leg_cancel_digits (SipgoRtpLeg *self, guint serial);
/* As they were at the end of the last tick. */
void         sipgo_rtp_leg_read_statistics (SipgoRtpLeg *self, SipgoMediaStatistics *statistics);

/* Between the files of the leg. */
typedef void (*SipgoLegFunc) (SipgoRtpLeg *self, gpointer data);
/* Runs apply in the media thread, then drop in the main thread; data may have changed hands in between. */
void         sipgo_rtp_leg_command       (SipgoRtpLeg *self, SipgoLegFunc apply, gpointer data, GDestroyNotify drop);
/* Runs func in the main thread, unless the leg is closed by then; takes data, which is freed. */
void         sipgo_rtp_leg_tell          (SipgoRtpLeg *self, SipgoLegFunc func, gpointer data);
void         sipgo_rtp_leg_make_decoder  (SipgoRtpLeg *self, const SipgoGstCodec *codec);   /* main thread */
void         sipgo_rtp_leg_init_board    (SipgoRtpLeg *self);
void         sipgo_rtp_leg_publish       (SipgoRtpLeg *self);                               /* media thread */
void         sipgo_rtp_leg_use_encoder   (SipgoRtpLeg *self, guint index, guint packet_ms);  /* media thread */
extern const SipgoMediaClientFuncs sipgo_rtp_leg_client_funcs;
extern const SipgoRtpEndpointCallbacks sipgo_rtp_leg_endpoint_callbacks;

G_END_DECLS

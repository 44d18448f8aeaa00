/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/gst/sipgo-rtp-leg-private.h"
#include "libsipgo/gst/sound/sipgo-sound-pipeline-private.h"
#include "libsipgo/media/sipgo-media-private.h"

G_BEGIN_DECLS

/* What an application sees of an RTP call's media, on top of its leg. Main thread only. */
#define SIPGO_TYPE_RTP_MEDIA (sipgo_rtp_media_get_type ())
G_DECLARE_FINAL_TYPE (SipgoRtpMedia, sipgo_rtp_media, SIPGO, RTP_MEDIA, SipgoMedia)

struct _SipgoRtpMediaClass
{
  SipgoMediaClass parent_class;
};

struct _SipgoRtpMedia
{
  SipgoMedia parent_instance;

  SipgoMediaThread *thread;
  GMainContext *context;
  SipgoRtpLeg *leg;            /* NULL once closed */
  guint rate;                  /* at which sources are made */
  gboolean events_agreed;
  gboolean started;            /* media may come: the sink is open */
  gboolean holding;            /* the peer is on hold, or is just being put there */
  gboolean agreed;             /* media may go: the source is open, files may play */

  SipgoPullPipeline *source;   /* the running one, where it is a pipeline */
  SipgoPullPipeline *hold_source;
  SipgoPushPipeline *sink;
  SipgoWavWriter *sink_file;
  SipgoWavWriter *recorder;

  GQueue files;                /* of tasks that play; the first one plays now */
  SipgoPullPipeline *file;

  GQueue digits;               /* of tasks that send digits */
  guint last_serial;

  SipgoMediaStatistics last_statistics;
};

SipgoRtpMedia *sipgo_rtp_media_new    (SipgoMediaThread *thread, SipgoRtpPort *port, GMainContext *context);
void           sipgo_rtp_media_agreed (SipgoRtpMedia *self, const SipgoSdpAgreement *agreement, gboolean final);
void           sipgo_rtp_media_set_holding (SipgoRtpMedia *self, gboolean holding);
void           sipgo_rtp_media_close  (SipgoRtpMedia *self);

/* Between its files. */
void           sipgo_rtp_media_apply_source (SipgoRtpMedia *self);
void           sipgo_rtp_media_apply_hold_source (SipgoRtpMedia *self);
void           sipgo_rtp_media_apply_sink   (SipgoRtpMedia *self);
void           sipgo_rtp_media_stop_roads   (SipgoRtpMedia *self);
void           sipgo_rtp_media_play_file    (SipgoMedia *media, const char *path, GTask *task);
void           sipgo_rtp_media_play_next    (SipgoRtpMedia *self);
void           sipgo_rtp_media_stop_files   (SipgoRtpMedia *self);
void           sipgo_rtp_media_send_dtmf    (SipgoMedia *media, const char *tones, guint duration_ms, guint gap_ms,
                                             GTask *task);
gboolean       sipgo_rtp_media_takes_events (SipgoMedia *media);
void           sipgo_rtp_media_digits_sent  (SipgoRtpMedia *self, guint serial);
void           sipgo_rtp_media_stop_digits  (SipgoRtpMedia *self);

G_END_DECLS

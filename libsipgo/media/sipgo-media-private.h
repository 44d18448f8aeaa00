/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/media/sipgo-digits-private.h"
#include "libsipgo/media/sipgo-media-stream-private.h"
#include "libsipgo/media/sipgo-media.h"

G_BEGIN_DECLS

/* The level of digital silence, in dBFS. */
#define SIPGO_MEDIA_SILENCE_LEVEL (-100.0)
#define SIPGO_MEDIA_MAX_VOLUME    4.0

/* What the application may set while media run. */
typedef enum {
  SIPGO_MEDIA_SETTING_SOURCE,          /* source or source-element */
  SIPGO_MEDIA_SETTING_SINK,            /* sink or sink-element */
  SIPGO_MEDIA_SETTING_HOLD_SOURCE,
  SIPGO_MEDIA_SETTING_MUTED,
  SIPGO_MEDIA_SETTING_VOLUME,
  SIPGO_MEDIA_SETTING_MEASURE_LEVELS,
} SipgoMediaSetting;

/* Sends tones by INFO; takes the task. */
typedef void (*SipgoInfoSender) (const char *tones, guint duration_ms, GTask *task, gpointer user_data);

struct _SipgoMedia
{
  GObject parent_instance;

  GListStore *streams;         /* of SipgoMediaStream */
  GMainContext *context;       /* its owner's: the thread's default when it was made */
  SipgoEnvironment *environment;   /* of the agent: its clock,
      and its log for errors that nobody listens to; NULL: none */
  char *codec;
  gboolean closed;
  gboolean sending;
  gboolean receiving;
  gboolean muted;
  double volume;
  char *source;
  char *sink;
  char *hold_source;
  GstElement *source_element;
  GstElement *sink_element;
  gboolean measure_levels;
  double input_level;
  double output_level;
  SipgoDtmfMode dtmf_mode;

  SipgoInfoSender info_sender;     /* of the session that it belongs to; NULL without one */
  gpointer info_data;
  SipgoDigits digits;
};

/* The tasks are returned once by the vfunc's owner, never before the vfunc has returned. */
struct _SipgoMediaClass
{
  GObjectClass parent_class;

  void     (*setting_changed) (SipgoMedia *self, SipgoMediaSetting setting);
  void     (*play_file)       (SipgoMedia *self, const char *path, GTask *task);
  gboolean (*record_file)     (SipgoMedia *self, const char *path, GError **error);
  void     (*stop_recording)  (SipgoMedia *self);
  void     (*send_dtmf)       (SipgoMedia *self, const char *tones, guint duration_ms, guint gap_ms, GTask *task);
  gboolean (*takes_events)    (SipgoMedia *self);      /* whether the peer takes telephone-events */
  void     (*get_statistics)  (SipgoMedia *self, SipgoMediaStatistics *statistics);
};

/* For the handler behind it; all in the owner's main context. Each notifies only when the value is another. */
void sipgo_media_add_stream       (SipgoMedia *self, SipgoMediaStream *stream);
void sipgo_media_set_codec        (SipgoMedia *self, const char *codec);
void sipgo_media_set_sending      (SipgoMedia *self, gboolean sending);
void sipgo_media_set_closed       (SipgoMedia *self);
void sipgo_media_set_receiving    (SipgoMedia *self, gboolean receiving);
void sipgo_media_set_input_level  (SipgoMedia *self, double level);
void sipgo_media_set_output_level (SipgoMedia *self, double level);
void sipgo_media_report_dtmf      (SipgoMedia *self, char digit, guint duration_ms, SipgoDigitWay way);
/* It is told when whatever goes on now has finished: who is told may end the call. */
void sipgo_media_report_error     (SipgoMedia *self, const GError *error);
void sipgo_media_set_environment  (SipgoMedia *self, SipgoEnvironment *environment);

/* For the session: what it lends to its media, until it calls with NULL. */
void     sipgo_media_set_info_sender (SipgoMedia *self, SipgoInfoSender info_sender, gpointer user_data);
/* Whether somebody listens for digits. */
gboolean sipgo_media_is_heard     (SipgoMedia *self);
/* Whether digits can be sent at all, by whatever way the mode allows. */
gboolean sipgo_media_can_dial     (SipgoMedia *self);

G_END_DECLS

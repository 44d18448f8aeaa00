/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-environment-private.h"
#include "libsipgo/media/sipgo-dtmf-digits-private.h"
#include "libsipgo/media/sipgo-media-stream-private.h"
#include "libsipgo/media/sipgo-media.h"

G_BEGIN_DECLS

/* The level of digital silence, in dBFS. */
#define SIPGO_MEDIA_SILENCE_LEVEL (-100.0)
#define SIPGO_MEDIA_MAX_VOLUME    4.0

/* The settings that the application may change during a call. */
typedef enum {
  SIPGO_MEDIA_SETTING_SOURCE,          /* source or source-element */
  SIPGO_MEDIA_SETTING_SINK,            /* sink or sink-element */
  SIPGO_MEDIA_SETTING_HOLD_SOURCE,
  SIPGO_MEDIA_SETTING_MUTED,
  SIPGO_MEDIA_SETTING_VOLUME,
  SIPGO_MEDIA_SETTING_MEASURE_LEVELS,
} SipgoMediaSetting;

/* Sends tones by INFO requests. Takes the task, and returns it when the last INFO has been answered. */
typedef void (*SipgoInfoSender) (const char *tones, guint duration_ms, GTask *task, gpointer user_data);

/* Nothing has come from the peer for stall-timeout; called again each second while this lasts. */
typedef void (*SipgoStalledFunc) (gpointer user_data);

struct _SipgoMedia
{
  GObject parent_instance;

  GListStore *streams;         /* of SipgoMediaStream */
  GMainContext *context;       /* the thread's default when the media were made: signals are emitted there */
  SipgoEnvironment *environment;   /* the agent's, for the clock and the log; NULL outside a call */
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

  guint stall_timeout;             /* seconds; 0: not watched */
  gboolean stalled;
  gint64 receiving_since;
  SipgoTimer stall_timer;

  SipgoInfoSender info_sender;     /* set by the session; NULL when there is none */
  SipgoStalledFunc stalled_func;   /* the same */
  gpointer session;                /* the argument of both */
  SipgoDtmfDigits digits;
};

/* A vfunc that takes a task returns it exactly once, and only after the vfunc itself has returned. */
struct _SipgoMediaClass
{
  GObjectClass parent_class;

  void     (*setting_changed) (SipgoMedia *self, SipgoMediaSetting setting);
  void     (*play_file)       (SipgoMedia *self, const char *path, GTask *task);
  gboolean (*record_file)     (SipgoMedia *self, const char *path, GError **error);
  void     (*stop_recording)  (SipgoMedia *self);
  void     (*send_dtmf)       (SipgoMedia *self, const char *tones, guint duration_ms, guint gap_ms, GTask *task);
  gboolean (*takes_events)    (SipgoMedia *self);      /* whether the peer accepts telephone-events (RFC 4733) */
  void     (*get_statistics)  (SipgoMedia *self, SipgoMediaStatistics *statistics);
};

/* For the handler of the session. Called in the main context of the media; notify only if the value changes. */
void sipgo_media_add_stream       (SipgoMedia *self, SipgoMediaStream *stream);
void sipgo_media_set_codec        (SipgoMedia *self, const char *codec);
void sipgo_media_set_sending      (SipgoMedia *self, gboolean sending);
void sipgo_media_set_closed       (SipgoMedia *self);
void sipgo_media_set_receiving    (SipgoMedia *self, gboolean receiving);
void sipgo_media_set_input_level  (SipgoMedia *self, double level);
void sipgo_media_set_output_level (SipgoMedia *self, double level);
void sipgo_media_report_dtmf      (SipgoMedia *self, char digit, guint duration_ms, SipgoDtmfWay way);
/* Emits ::error from an idle source and not within this call, because a handler of the signal may end the call. */
void sipgo_media_report_error     (SipgoMedia *self, const GError *error);
void sipgo_media_set_environment  (SipgoMedia *self, SipgoEnvironment *environment);

/* For the session: how to send INFO, and what to do when the peer sends nothing any more. The session calls it again
 * with NULL before it ends. */
void     sipgo_media_set_session  (SipgoMedia *self, SipgoInfoSender info_sender, SipgoStalledFunc stalled_func,
                                   gpointer session);
/* Whether a handler is connected to ::dtmf. */
gboolean sipgo_media_is_heard     (SipgoMedia *self);
/* Whether digits can be sent by one of the ways that the DTMF mode allows. */
gboolean sipgo_media_can_dial     (SipgoMedia *self);

G_END_DECLS

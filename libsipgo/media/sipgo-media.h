/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "libsipgo/media/sipgo-media-stream.h"

G_BEGIN_DECLS

/* Only an application that uses GstElement has to include <gst/gst.h>. The scanner needs the header, or it would take
 * GstElement for a type of this namespace. */
#ifdef __GI_SCANNER__
#include <gst/gst.h>
#else
typedef struct _GstElement GstElement;
#endif

/**
 * SipgoDtmfMode:
 * @SIPGO_DTMF_MODE_AUTO: as telephone-events if the peer accepts them, else by INFO
 * @SIPGO_DTMF_MODE_RTP_EVENT: as telephone-events in the media only (RFC 4733)
 * @SIPGO_DTMF_MODE_INFO: by INFO requests with `application/dtmf-relay` only
 *
 * How digits are sent.
 *
 * Since: 1.0
 */
typedef enum {
  SIPGO_DTMF_MODE_AUTO,
  SIPGO_DTMF_MODE_RTP_EVENT,
  SIPGO_DTMF_MODE_INFO,
} SipgoDtmfMode;

#define SIPGO_TYPE_MEDIA (sipgo_media_get_type ())

typedef struct _SipgoMedia SipgoMedia;
typedef struct _SipgoMediaClass SipgoMediaClass;

SIPGO_AVAILABLE_IN_ALL
GType       sipgo_media_get_type           (void) G_GNUC_CONST;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SipgoMedia, g_object_unref)

static inline SipgoMedia *
SIPGO_MEDIA (gpointer instance)
{
  return G_TYPE_CHECK_INSTANCE_CAST (instance, SIPGO_TYPE_MEDIA, SipgoMedia);
}

static inline gboolean
SIPGO_IS_MEDIA (gpointer instance)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (instance, SIPGO_TYPE_MEDIA);
}

SIPGO_AVAILABLE_IN_ALL
GListModel *sipgo_media_get_streams        (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_media_get_codec          (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_get_closed         (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_get_sending        (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_get_receiving      (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_get_stalled        (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
guint       sipgo_media_get_stall_timeout  (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_stall_timeout  (SipgoMedia *self, guint seconds);

SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_get_muted          (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_muted          (SipgoMedia *self, gboolean muted);
SIPGO_AVAILABLE_IN_ALL
double      sipgo_media_get_volume         (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_volume         (SipgoMedia *self, double volume);

SIPGO_AVAILABLE_IN_ALL
SipgoDtmfMode sipgo_media_get_dtmf_mode    (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_dtmf_mode      (SipgoMedia *self, SipgoDtmfMode dtmf_mode);

SIPGO_AVAILABLE_IN_ALL
const char *sipgo_media_get_source         (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_source         (SipgoMedia *self, const char *source);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_media_get_sink           (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_sink           (SipgoMedia *self, const char *sink);
SIPGO_AVAILABLE_IN_ALL
const char *sipgo_media_get_hold_source    (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_hold_source    (SipgoMedia *self, const char *hold_source);
SIPGO_AVAILABLE_IN_ALL
GstElement *sipgo_media_get_source_element (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_source_element (SipgoMedia *self, GstElement *element);
SIPGO_AVAILABLE_IN_ALL
GstElement *sipgo_media_get_sink_element   (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_sink_element   (SipgoMedia *self, GstElement *element);

SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_get_measure_levels (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_set_measure_levels (SipgoMedia *self, gboolean measure_levels);
SIPGO_AVAILABLE_IN_ALL
double      sipgo_media_get_input_level    (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
double      sipgo_media_get_output_level   (SipgoMedia *self);

SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_play_file          (SipgoMedia *self, const char *path, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_play_file_finish   (SipgoMedia *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_record_file        (SipgoMedia *self, const char *path, GError **error);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_stop_recording     (SipgoMedia *self);
SIPGO_AVAILABLE_IN_ALL
void        sipgo_media_send_dtmf          (SipgoMedia *self, const char *tones, guint duration_ms, guint gap_ms,
                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                                gpointer user_data);
SIPGO_AVAILABLE_IN_ALL
gboolean    sipgo_media_send_dtmf_finish   (SipgoMedia *self, GAsyncResult *result, GError **error);
SIPGO_AVAILABLE_IN_ALL
SipgoMediaStatistics *sipgo_media_get_statistics (SipgoMedia *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-media-private.h"

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"

/* RFC 4733 counts a digit's length in 16 bits of the clock: 65535 / 48000 s. */
#define MAX_TONE_MS 1300

static SipgoMediaClass *
class_of (SipgoMedia *self)
{
  return (SipgoMediaClass *) G_OBJECT_GET_CLASS (self);
}

/**
 * sipgo_media_play_file:
 * @self: media
 * @path: a sound file: WAV, or anything that GStreamer can decode
 * @cancellable: (nullable): stops playing, at the next frame of 20 ms
 * @callback: (scope async): called when the peer has been sent the last of it
 * @user_data: for @callback
 *
 * Plays a file to the peer, in place of [property@Media:source].
 *
 * Files that are played while another one plays wait for their turn. While it is agreed that we do not send, for instance
 * because the peer has put us on hold, playing stands still; so it does while we have put the peer on hold.
 *
 * Fails when the file cannot be read or decoded ([error@Error] `FILE`), or the call ended before (`TERMINATED`).
 */
void
sipgo_media_play_file (SipgoMedia *self, const char *path, GCancellable *cancellable,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;

  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  task = sipgo_context_new_task (self->context, self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_media_play_file);
  class_of (self)->play_file (self, path, task);
}

/**
 * sipgo_media_play_file_finish:
 * @self: media
 * @result: from the callback
 *
 * Ends what [method@Media.play_file] began.
 *
 * Returns: whether all of the file has been sent
 */
gboolean
sipgo_media_play_file_finish (SipgoMedia *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == (gpointer) sipgo_media_play_file, FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_media_record_file:
 * @self: media
 * @path: the file to write; one that exists is replaced
 *
 * Records the call as WAV with two channels: on the left what is heard, on the right what is sent.
 *
 * The recording ends with [method@Media.stop_recording] or with the call; the file is whole then.
 *
 * Fails when the file cannot be written ([error@Error] `FILE`), or a recording runs already (`STATE`).
 *
 * Returns: whether the recording has begun
 */
gboolean
sipgo_media_record_file (SipgoMedia *self, const char *path, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  return class_of (self)->record_file (self, path, error);
}

/**
 * sipgo_media_stop_recording:
 * @self: media
 *
 * Ends a recording, if one runs. When this returns, the file is whole.
 */
void
sipgo_media_stop_recording (SipgoMedia *self)
{
  g_return_if_fail (SIPGO_IS_MEDIA (self));
  class_of (self)->stop_recording (self);
}

static gboolean
check_tones (GTask *task, const char *tones)
{
  const char *p;

  for (p = tones; *p; p++)
    if (sipgo_media_digit_to_event (*p) < 0)
      {
        g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                                 "“%s” has a character that no telephone can dial: use 0 to 9, *, # and A to D", tones);
        return FALSE;
      }
  return TRUE;
}

static gboolean
takes_events (SipgoMedia *self)
{
  return class_of (self)->takes_events && class_of (self)->takes_events (self);
}

/* Before anything is agreed nobody knows what the peer takes. */
static gboolean
sends_info (SipgoMedia *self)
{
  if (self->dtmf_mode != SIPGO_DTMF_MODE_AUTO)
    return self->dtmf_mode == SIPGO_DTMF_MODE_INFO;
  return self->info_sender && self->codec && !takes_events (self);
}

gboolean
sipgo_media_can_dial (SipgoMedia *self)
{
  return sends_info (self) ? self->info_sender != NULL : takes_events (self);
}

/**
 * sipgo_media_send_dtmf:
 * @self: media
 * @tones: the digits to send, of `0123456789*#ABCD`
 * @duration_ms: how long each sounds, in milliseconds; 0 for 100
 * @gap_ms: the pause behind each, in milliseconds; 0 for 70
 * @cancellable: (nullable): stops sending; the digit under way is ended properly
 * @callback: (scope async): called when the last one has been sent
 * @user_data: for @callback
 *
 * Sends digits as telephone-events (RFC 4733), or by INFO where the peer takes none, as [property@Media:dtmf-mode] says.
 *
 * Lengths of telephone-events are rounded up to 20 ms. Digits that are sent while others are under way wait for their turn,
 * and while the call is on hold, by whichever side, for the end of the hold. By INFO each waits for the answer to the one
 * before, and the gap is not kept.
 *
 * Fails when a character is no digit ([error@Error] `INVALID`), the peer takes no telephone-events and INFO is not
 * allowed (`UNSUPPORTED`), the call ended before (`TERMINATED`), or the peer has refused an INFO (domain
 * [enum@Status]).
 */
void
sipgo_media_send_dtmf (SipgoMedia *self, const char *tones, guint duration_ms, guint gap_ms,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (SIPGO_IS_MEDIA (self));
  g_return_if_fail (tones != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));
  task = sipgo_context_new_task (self->context, self, cancellable, callback, user_data);
  g_task_set_source_tag (task, sipgo_media_send_dtmf);
  duration_ms = duration_ms ? MIN (duration_ms, MAX_TONE_MS) : 100;
  if (!check_tones (task, tones))
    return;
  if (!sends_info (self))
    class_of (self)->send_dtmf (self, tones, duration_ms, gap_ms ? gap_ms : 70, g_steal_pointer (&task));
  else if (self->info_sender)
    self->info_sender (tones, duration_ms, g_steal_pointer (&task), self->info_data);
  else
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_STATE, "The digits are to be sent by INFO, and there is no call any more");
}

/**
 * sipgo_media_send_dtmf_finish:
 * @self: media
 * @result: from the callback
 *
 * Ends what [method@Media.send_dtmf] began.
 *
 * Returns: whether all digits have been sent
 */
gboolean
sipgo_media_send_dtmf_finish (SipgoMedia *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (SIPGO_IS_MEDIA (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == (gpointer) sipgo_media_send_dtmf, FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * sipgo_media_get_statistics:
 * @self: media
 *
 * Gets what has been sent and received so far.
 *
 * Returns: (transfer full): the figures
 */
SipgoMediaStatistics *
sipgo_media_get_statistics (SipgoMedia *self)
{
  SipgoMediaStatistics *statistics;

  g_return_val_if_fail (SIPGO_IS_MEDIA (self), NULL);
  statistics = g_new0 (SipgoMediaStatistics, 1);
  statistics->round_trip_ms = -1.0;
  class_of (self)->get_statistics (self, statistics);
  return statistics;
}

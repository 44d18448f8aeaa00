/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-media-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-context-private.h"
#include "libsipgo/base/sipgo-error.h"

static void
fail_closed (GTask *task)
{
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call has ended");
}

/* --- files ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  gulong cancelled;            /* handler of the cancellable */
} File;

static void
file_free (gpointer data)
{
  File *file = data;

  g_free (file->path);
  g_free (file);
}

typedef struct
{
  SipgoRtpMedia *self;
  GTask *task;
} Cancelled;

/* Not g_cancellable_disconnect, which would wait for the handler that may have led here. */
static void
drop_handler (GTask *task, gulong *handler)
{
  if (*handler)
    g_signal_handler_disconnect (g_task_get_cancellable (task), *handler);
  *handler = 0;
}

/* Takes the task out of the queue, and silences it where it is the one that plays; the caller returns it. */
static void
remove_file (SipgoRtpMedia *self, GTask *task)
{
  gboolean playing = self->file && g_queue_peek_head (&self->files) == task;

  g_queue_remove (&self->files, task);
  drop_handler (task, &((File *) g_task_get_task_data (task))->cancelled);
  if (!playing)
    return;
  sipgo_pull_pipeline_stop (self->file);
  if (self->leg)
    sipgo_rtp_leg_set_file (self->leg, NULL);
  g_clear_object (&self->file);
}

static void
file_ended (gpointer pipeline, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoRtpMedia) self = g_object_ref (user_data);
  g_autoptr (GTask) task = g_queue_peek_head (&self->files);

  remove_file (self, task);
  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  sipgo_rtp_media_play_next (self);
}

/* The file may have come to its end in between. */
static gboolean
run_file_cancelled (gpointer data)
{
  g_autofree Cancelled *cancelled = data;
  g_autoptr (SipgoRtpMedia) self = cancelled->self;
  g_autoptr (GTask) task = cancelled->task;

  if (!g_queue_find (&self->files, task))
    return G_SOURCE_REMOVE;
  remove_file (self, task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  sipgo_rtp_media_play_next (self);
  return G_SOURCE_REMOVE;
}

/* Any thread. */
static void
post_cancelled (GTask *task, GSourceFunc func)
{
  SipgoRtpMedia *self = g_task_get_source_object (task);
  Cancelled *cancelled = g_new (Cancelled, 1);

  cancelled->self = g_object_ref (self);
  cancelled->task = g_object_ref (task);
  sipgo_context_post (self->context, func, cancelled);
}

static void
file_cancelled (GCancellable *cancellable, GTask *task)
{
  post_cancelled (task, run_file_cancelled);
}

static gboolean
start_file (SipgoRtpMedia *self, GTask *task, GError **error)
{
  const File *file = g_task_get_task_data (task);

  self->file =
      sipgo_pull_pipeline_new_file (file->path, self->rate, FALSE, sipgo_media_thread_is_virtual (self->thread),
                                             self->context, error);
  if (!self->file)
    return FALSE;
  sipgo_rtp_leg_set_file (self->leg, SIPGO_AUDIO_SOURCE (g_object_ref (self->file)));
  sipgo_pull_pipeline_start (self->file, file_ended, self);
  return TRUE;
}

void
sipgo_rtp_media_play_next (SipgoRtpMedia *self)
{
  while (self->leg && self->agreed && !self->file && self->files.length > 0)
    {
      g_autoptr (GError) error = NULL;
      GTask *task = g_queue_peek_head (&self->files);

      if (start_file (self, task, &error))
        return;
      remove_file (self, task);
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
}

/* Takes the task. */
void
sipgo_rtp_media_play_file (SipgoMedia *media, const char *path, GTask *task)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);
  GCancellable *cancellable = g_task_get_cancellable (task);
  File *file;

  if (!self->leg || g_task_return_error_if_cancelled (task))
    {
      if (!self->leg)
        fail_closed (task);
      g_object_unref (task);
      return;
    }
  file = g_new0 (File, 1);
  file->path = g_strdup (path);
  if (cancellable)
    file->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (file_cancelled), task);
  g_task_set_task_data (task, file, file_free);
  g_queue_push_tail (&self->files, task);
  sipgo_rtp_media_play_next (self);
}

void
sipgo_rtp_media_stop_files (SipgoRtpMedia *self)
{
  GTask *task;

  while ((task = g_queue_peek_head (&self->files)))
    {
      remove_file (self, task);
      fail_closed (task);
      g_object_unref (task);
    }
}

/* --- digits ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint serial;
  gulong cancelled;
} Digits;

static guint
to_ticks (guint ms)
{
  return MIN ((ms + SIPGO_MEDIA_TICK_MS - 1) / SIPGO_MEDIA_TICK_MS, G_MAXUINT16);
}

static void
drop_digits_handler (GTask *task)
{
  drop_handler (task, &((Digits *) g_task_get_task_data (task))->cancelled);
}

static gboolean
run_digits_cancelled (gpointer data)
{
  g_autofree Cancelled *cancelled = data;
  g_autoptr (SipgoRtpMedia) self = cancelled->self;
  g_autoptr (GTask) task = cancelled->task;

  if (!g_queue_remove (&self->digits, task))
    return G_SOURCE_REMOVE;
  if (self->leg)
    sipgo_rtp_leg_cancel_digits (self->leg, ((Digits *) g_task_get_task_data (task))->serial);
  drop_digits_handler (task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
digits_cancelled (GCancellable *cancellable, GTask *task)
{
  post_cancelled (task, run_digits_cancelled);
}

static void
queue_digits (SipgoRtpMedia *self, const char *tones, guint duration_ms, guint gap_ms, guint serial)
{
  gsize n = strlen (tones);
  g_autofree SipgoEvent *events = g_new0 (SipgoEvent, n);
  gsize i;

  for (i = 0; i < n; i++)
    events[i] = (SipgoEvent) {
      .event = (guint8) sipgo_media_digit_to_event (tones[i]),
      .n_ticks = (guint16) to_ticks (duration_ms),
      .gap_ticks = (guint16) to_ticks (gap_ms),
      .serial = serial,
      .last = i == n - 1,
    };
  sipgo_rtp_leg_send_digits (self->leg, events, (guint) n);
}

static gboolean
check_digits (SipgoRtpMedia *self, const char *tones, GTask *task)
{
  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  if (!self->leg)
    {
      fail_closed (task);
      return FALSE;
    }
  if (!self->events_agreed)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                               "The peer takes no telephone-events: send the digits by INFO instead");
      return FALSE;
    }
  if (*tones == '\0')
    g_task_return_boolean (task, TRUE);
  return *tones != '\0';
}

/* Takes the task. */
void
sipgo_rtp_media_send_dtmf (SipgoMedia *media, const char *tones, guint duration_ms, guint gap_ms, GTask *task)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Digits *digits;

  if (!check_digits (self, tones, task))
    {
      g_object_unref (task);
      return;
    }
  digits = g_new0 (Digits, 1);
  digits->serial = ++self->last_serial;
  g_task_set_task_data (task, digits, g_free);
  if (cancellable)
    digits->cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (digits_cancelled), task);
  g_queue_push_tail (&self->digits, task);
  queue_digits (self, tones, duration_ms, gap_ms, digits->serial);
}

gboolean
sipgo_rtp_media_takes_events (SipgoMedia *media)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  return self->leg && self->events_agreed;
}

void
sipgo_rtp_media_digits_sent (SipgoRtpMedia *self, guint serial)
{
  GList *item;

  for (item = self->digits.head; item; item = item->next)
    {
      g_autoptr (GTask) task = NULL;

      if (((Digits *) g_task_get_task_data (item->data))->serial != serial)
        continue;
      task = item->data;
      g_queue_delete_link (&self->digits, item);
      drop_digits_handler (task);
      g_task_return_boolean (task, TRUE);
      return;
    }
}

void
sipgo_rtp_media_stop_digits (SipgoRtpMedia *self)
{
  GTask *task;

  while ((task = g_queue_pop_head (&self->digits)))
    {
      drop_digits_handler (task);
      fail_closed (task);
      g_object_unref (task);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/gst/sipgo-rtp-media-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

static void
fail_closed (GTask *task)
{
  g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_TERMINATED, "The call has ended");
}

/* --- files --------------------------------------------------------------------------------------------------- */

static void play_next (SipgoRtpMedia *self);

/* The first task leaves the queue; the caller returns it. */
static GTask *
end_file (SipgoRtpMedia *self)
{
  GTask *task = g_queue_pop_head (&self->files);
  GCancellable *cancellable = g_task_get_cancellable (task);

  /* Not g_cancellable_disconnect, which would wait for the handler that may have led here. */
  if (self->file_cancelled)
    g_signal_handler_disconnect (cancellable, self->file_cancelled);
  self->file_cancelled = 0;
  if (self->file)
    {
      sipgo_pull_pipeline_stop (self->file);
      if (self->leg)
        sipgo_rtp_leg_set_file (self->leg, NULL);
    }
  g_clear_object (&self->file);
  return task;
}

static void
file_ended (gpointer pipeline, const GError *error, gpointer user_data)
{
  g_autoptr (SipgoRtpMedia) self = g_object_ref (user_data);
  g_autoptr (GTask) task = end_file (self);

  if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
  play_next (self);
}

typedef struct
{
  SipgoRtpMedia *self;
  GTask *task;
} Cancelled;

/* The file may have come to its end in between, or be only waiting. */
static gboolean
run_cancelled (gpointer data)
{
  g_autofree Cancelled *cancelled = data;
  g_autoptr (SipgoRtpMedia) self = cancelled->self;
  g_autoptr (GTask) task = cancelled->task;

  if (g_queue_peek_head (&self->files) != task)
    return G_SOURCE_REMOVE;
  g_object_unref (end_file (self));
  g_task_return_error_if_cancelled (task);
  play_next (self);
  return G_SOURCE_REMOVE;
}

/* Any thread. */
static void
file_cancelled (GCancellable *cancellable, GTask *task)
{
  SipgoRtpMedia *self = g_task_get_source_object (task);
  Cancelled *cancelled = g_new (Cancelled, 1);

  cancelled->self = g_object_ref (self);
  cancelled->task = g_object_ref (task);
  sipgo_media_post (self->context, run_cancelled, cancelled);
}

/* FALSE: the task has been returned, with an error. */
static gboolean
start_file (SipgoRtpMedia *self, GTask *task)
{
  g_autoptr (GError) error = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (g_task_return_error_if_cancelled (task))
    return FALSE;
  self->file = sipgo_pull_pipeline_new_file (g_task_get_task_data (task), self->rate, FALSE,
                                             sipgo_media_thread_is_virtual (self->thread), self->context, &error);
  if (!self->file)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return FALSE;
    }
  if (cancellable)
    self->file_cancelled = g_signal_connect (cancellable, "cancelled", G_CALLBACK (file_cancelled), task);
  sipgo_rtp_leg_set_file (self->leg, SIPGO_AUDIO_SOURCE (g_object_ref (self->file)));
  sipgo_pull_pipeline_start (self->file, file_ended, self);
  return TRUE;
}

static void
play_next (SipgoRtpMedia *self)
{
  GTask *task;

  while (self->leg && !self->file && (task = g_queue_peek_head (&self->files)))
    {
      if (start_file (self, task))
        return;
      g_object_unref (g_queue_pop_head (&self->files));
    }
}

/* Takes the task. */
void
sipgo_rtp_media_play_file (SipgoMedia *media, const char *path, GTask *task)
{
  SipgoRtpMedia *self = SIPGO_RTP_MEDIA (media);

  if (!self->leg)
    {
      fail_closed (task);
      g_object_unref (task);
      return;
    }
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_queue_push_tail (&self->files, task);
  play_next (self);
}

void
sipgo_rtp_media_stop_files (SipgoRtpMedia *self)
{
  while (self->files.length > 0)
    {
      g_autoptr (GTask) task = end_file (self);

      fail_closed (task);
    }
}

/* --- digits -------------------------------------------------------------------------------------------------- */

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
drop_handler (GTask *task)
{
  Digits *digits = g_task_get_task_data (task);

  if (digits->cancelled)
    g_signal_handler_disconnect (g_task_get_cancellable (task), digits->cancelled);
  digits->cancelled = 0;
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
  drop_handler (task);
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

/* Any thread. */
static void
digits_cancelled (GCancellable *cancellable, GTask *task)
{
  SipgoRtpMedia *self = g_task_get_source_object (task);
  Cancelled *cancelled = g_new (Cancelled, 1);

  cancelled->self = g_object_ref (self);
  cancelled->task = g_object_ref (task);
  sipgo_media_post (self->context, run_digits_cancelled, cancelled);
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
      drop_handler (task);
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
      drop_handler (task);
      fail_closed (task);
      g_object_unref (task);
    }
}

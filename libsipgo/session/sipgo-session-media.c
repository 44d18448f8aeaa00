/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/media/sipgo-media-private.h"

/* What the media of a session need from it. */

static void
send_digits (const char *tones, guint duration_ms, GTask *task, gpointer user_data)
{
  sipgo_session_send_digits (user_data, tones, duration_ms, task);
}

static void
stalled (gpointer user_data)
{
  SipgoSession *self = user_data;
  g_autofree char *why = NULL;

  if (self->state != SIPGO_SESSION_STATE_ESTABLISHED || !self->usage.agent->settings.end_stalled_calls)
    return;
  why = g_strdup_printf ("The peer has sent no media for %u seconds",
                         sipgo_media_get_stall_timeout (self->watched_media));
  sipgo_session_hang_up_for (self, 408, why);
}

void
sipgo_session_watch_media (SipgoSession *self)
{
  SipgoMedia *media = self->state < SIPGO_SESSION_STATE_TERMINATED ? sipgo_session_get_media (self) : NULL;

  if (self->watched_media == media)
    return;
  sipgo_session_forget_media (self);
  if (!media)
    return;
  self->watched_media = g_object_ref (media);
  sipgo_media_set_session (media, send_digits, stalled, self);
}

void
sipgo_session_forget_media (SipgoSession *self)
{
  if (self->watched_media)
    sipgo_media_set_session (self->watched_media, NULL, NULL, NULL);
  g_clear_object (&self->watched_media);
}

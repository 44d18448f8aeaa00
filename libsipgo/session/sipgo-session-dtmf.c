/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-session-private.h"

#include "libsipgo/media/sipgo-media-private.h"
#include "libsipgo/session/sipgo-dtmf-relay-private.h"

/* DTMF digits by INFO, sent and received for the media of a session. */

/* --- sent --------------------------------------------------------------------------------------------------------- */

/* Each digit is sent after the INFO of the previous one was answered. */
typedef struct
{
  SipgoSession *session;
  char *tones;
  guint next;
  guint duration_ms;
} Digits;

static void
digits_free (gpointer data)
{
  Digits *self = data;

  g_object_unref (self->session);
  g_free (self->tones);
  g_free (self);
}

static void send_next (GTask *task);

static void
info_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SipgoOutgoingRequest) request = sipgo_session_info_finish (SIPGO_SESSION (source), result, &error);

  if (request)
    send_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

/* Takes the task. */
static void
send_next (GTask *task)
{
  g_autoptr (GTask) owned = task;
  Digits *digits = g_task_get_task_data (task);
  char tone = digits->tones[digits->next];
  g_autoptr (SipgoRequestOptions) options = NULL;
  g_autoptr (SipgoBody) body = NULL;

  if (tone == '\0')
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  digits->next++;
  options = sipgo_request_options_new ();
  body = sipgo_dtmf_relay_new (sipgo_dtmf_digit_check (tone), digits->duration_ms);
  sipgo_request_options_set_body (options, body);
  sipgo_session_info (digits->session, options, g_task_get_cancellable (task), info_answered, g_steal_pointer (&owned));
}

void
sipgo_session_send_digits (SipgoSession *self, const char *tones, guint duration_ms, GTask *task)
{
  Digits *digits = g_new0 (Digits, 1);

  digits->session = g_object_ref (self);
  digits->tones = g_strdup (tones);
  digits->duration_ms = duration_ms;
  g_task_set_task_data (task, digits, digits_free);
  send_next (task);
}

/* --- received ----------------------------------------------------------------------------------------------------- */

void
sipgo_session_take_digit (SipgoSession *self, SipgoIncomingRequest *request)
{
  SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (request));
  g_autoptr (SipgoMedia) media = self->watched_media ? g_object_ref (self->watched_media) : NULL;
  guint duration_ms;
  char tone;

  if (!body || !media)
    return;
  if (sipgo_dtmf_relay_parse (body, &tone, &duration_ms) && tone != SIPGO_DTMF_FLASH)
    sipgo_media_report_dtmf (media, tone, duration_ms, SIPGO_DTMF_BY_INFO);
}

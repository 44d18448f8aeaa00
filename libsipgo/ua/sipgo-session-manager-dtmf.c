/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/ua/sipgo-dtmf-relay-private.h"
#include "libsipgo/ua/sipgo-forward-private.h"

/* Tones, in the media or by INFO. */

#define TONE_MS 250
#define GAP_MS  70

/* --- sent --------------------------------------------------------------------------------------------------------- */

/* Digits that go one by one, each after the last was answered. */
typedef struct
{
  SipgoSession *session;
  char *tones;
  guint next;
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
  body = sipgo_dtmf_relay_new (tone, TONE_MS);
  sipgo_request_options_set_body (options, body);
  sipgo_session_info (digits->session, options, g_task_get_cancellable (task), info_answered, g_steal_pointer (&owned));
}

static void
send_by_info (SipgoSession *session, const char *tones, GTask *task)
{
  Digits *digits = g_new0 (Digits, 1);

  digits->session = g_object_ref (session);
  digits->tones = g_strdup (tones);
  g_task_set_task_data (task, digits, digits_free);
  send_next (task);
}

/* A handler of the application's own may have no media to show. */
static void
send_in_media (SipgoSession *session, const char *tones, GTask *task)
{
  g_autoptr (GTask) owned = task;
  SipgoMedia *media = sipgo_session_get_media (session);
  SipgoSessionDescriptionHandler *handler = sipgo_session_get_session_description_handler (session);

  if (media)
    sipgo_media_send_dtmf (media, tones, 0, 0, g_task_get_cancellable (task), sipgo_forward_boolean, g_steal_pointer (&owned));
  else if (handler && sipgo_session_description_handler_send_dtmf (handler, tones, TONE_MS, GAP_MS))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "The media of the call cannot send tones");
}

/* As they are sent; NULL when one of them is none. */
static char *
dup_tones (const char *tones)
{
  g_autofree char *copy = g_strdup (tones);
  char *c;

  for (c = copy; *c; c++)
    {
      *c = sipgo_dtmf_relay_get_tone (*c);
      if (*c == '\0')
        return NULL;
    }
  return copy[0] != '\0' ? g_steal_pointer (&copy) : NULL;
}

/**
 * sipgo_session_manager_send_dtmf:
 * @self: a manager
 * @session: an answered call
 * @tones: one or several of `0` to `9`, `A` to `D`, `*` and `#`
 * @cancellable: (nullable): nothing more is sent when it is cancelled
 * @callback: called when all were sent, and, by INFO, accepted
 * @user_data: for @callback
 *
 * Sends tones, by INFO requests with `application/dtmf-relay` or in the media, as
 * [property@SessionManager:send-dtmf-using-session-description-handler] says.
 */
void
sipgo_session_manager_send_dtmf (SipgoSessionManager *self, SipgoSession *session, const char *tones, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *checked = NULL;
  GTask *task;

  g_return_if_fail (SIPGO_IS_SESSION_MANAGER (self));
  g_return_if_fail (SIPGO_IS_SESSION (session));
  g_return_if_fail (tones != NULL);
  task = sipgo_session_manager_begin (self, session, sipgo_session_manager_send_dtmf, cancellable, callback, user_data);
  if (!task)
    return;
  checked = dup_tones (tones);
  if (!checked)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” are no tones: there are 0 to 9, A to D, * and #", tones);
      g_object_unref (task);
    }
  else if (self->send_dtmf_in_media)
    send_in_media (session, checked, task);
  else
    send_by_info (session, checked, task);
}

/**
 * sipgo_session_manager_send_dtmf_finish:
 * @self: a manager
 * @result: what the callback got
 * @error: set when one of them is no tone, or could not be sent, or the peer has refused it
 *
 * Takes the outcome of [method@SessionManager.send_dtmf].
 *
 * Returns: %TRUE when all were sent
 */
gboolean
sipgo_session_manager_send_dtmf_finish (SipgoSessionManager *self, GAsyncResult *result, GError **error)
{
  return sipgo_session_manager_finish (self, result, error);
}

/* --- received ----------------------------------------------------------------------------------------------------- */

static void
report (SipgoSessionManager *self, SipgoSession *session, const char *tone, guint duration_ms)
{
  g_signal_emit (self, sipgo_manager_signals[SIPGO_MANAGER_CALL_DTMF_RECEIVED], 0, session, tone, duration_ms);
}

/* What is no tone is the application's, or nobody's: 415 says what would be understood (RFC 3261 section 21.4.13). */
static void
refuse (SipgoIncomingRequest *request)
{
  const char *lines[] = { "Accept: " SIPGO_DTMF_RELAY_TYPE, NULL };
  g_autoptr (SipgoResponseOptions) options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code", 415, "extra-headers", lines, NULL);

  sipgo_incoming_request_reject (request, options, NULL);
}

static void
receive_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (request));
  char tone[2] = "";
  guint duration_ms;

  if (sipgo_incoming_request_is_answered (request))
    return;
  if (body && sipgo_session_manager_has_handler (self, SIPGO_MANAGER_CALL_DTMF_RECEIVED)
      && sipgo_dtmf_relay_parse (body, &tone[0], &duration_ms))
    {
      sipgo_incoming_request_accept (request, NULL, NULL);
      report (self, session, tone, duration_ms);
    }
  else if (!sipgo_session_manager_has_other_handler (self, session, "info-received"))
    refuse (request);
}

static void
receive_tone (SipgoManagedSession *managed, const char *tone, guint duration_ms, gpointer user_data)
{
  report (user_data, managed->session, tone, duration_ms);
}

void
sipgo_session_manager_watch_dtmf (SipgoSessionManager *self, SipgoManagedSession *managed)
{
  g_signal_connect_object (managed->session, "info-received", G_CALLBACK (receive_info), self, 0);
  sipgo_managed_session_set_tone_handler (managed, receive_tone, self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-session-manager-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-media-private.h"
#include "libsipgo/session/sipgo-dtmf-relay-private.h"
#include "libsipgo/ua/sipgo-forward-private.h"
#include "libsipgo/session/sipgo-session-private.h"

/* Tones, in the media or by INFO. */

#define TONE_MS 250
#define GAP_MS  70

/* --- sent --------------------------------------------------------------------------------------------------------- */

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
 * [property@SessionManager:send-dtmf-using-session-description-handler] says. What is to go in the media goes as
 * [property@Media:dtmf-mode] says: by default by INFO, too, where the peer takes no telephone-events.
 *
 * Fails when one of @tones is no tone, or could not be sent, or the peer has refused it.
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
    sipgo_session_send_digits (session, checked, TONE_MS, task);
}

/**
 * sipgo_session_manager_send_dtmf_finish:
 * @self: a manager
 * @result: what the callback got
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
  const char *lines[] = { "Accept: " SIPGO_DTMF_RELAY_TYPE ", " SIPGO_DTMF_TYPE, NULL };
  g_autoptr (SipgoResponseOptions) options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code", 415, "extra-headers", lines, NULL);

  sipgo_incoming_request_reject (request, options, NULL);
}

/* Whether somebody beside the manager listens for digits. */
static gboolean
is_heard_elsewhere (SipgoManagedSession *managed)
{
  gboolean heard;

  if (!managed || !managed->media)
    return FALSE;
  g_signal_handlers_block_matched (managed->media, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, managed);
  heard = sipgo_media_is_heard (managed->media);
  g_signal_handlers_unblock_matched (managed->media, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, managed);
  return heard;
}

static gboolean
is_accepted (SipgoIncomingRequest *request)
{
  return sipgo_incoming_request_is_answered (request) && sipgo_server_transaction_get_status (request->transaction) < 300;
}

/* Behind the application, whose decision comes first; that it only looks decides nothing. Where there are media the session
 * goes on from here, and they tell of the digit as of any other. An INFO of a package is refused by the session. */
static void
receive_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  SipgoSessionManager *self = user_data;
  SipgoManagedSession *managed = sipgo_session_manager_find (self, session);
  SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (request));
  gboolean is_decided = sipgo_incoming_request_is_answered (request) || sipgo_incoming_request_is_deferred (request);
  char tone[2] = "";
  guint duration_ms;
  gboolean is_digit = body && sipgo_dtmf_relay_parse (body, &tone[0], &duration_ms);

  if (is_digit && sipgo_session_manager_has_handler (self, SIPGO_MANAGER_CALL_DTMF_RECEIVED))
    {
      if (!is_decided)
        sipgo_incoming_request_accept (request, NULL, NULL);
      if (is_accepted (request) && !sipgo_session_get_media (session) && tone[0] != SIPGO_DTMF_FLASH)
        report (self, session, tone, duration_ms);
    }
  else if (!is_decided && !(is_digit && is_heard_elsewhere (managed)) && request->undecided_status < 300)
    {
      refuse (request);
    }
}

static void
receive_tone (SipgoManagedSession *managed, const char *tone, guint duration_ms, gpointer user_data)
{
  report (user_data, managed->session, tone, duration_ms);
}

void
sipgo_session_manager_watch_dtmf (SipgoSessionManager *self, SipgoManagedSession *managed)
{
  g_signal_connect_object (managed->session, "info-received", G_CALLBACK (receive_info), self, G_CONNECT_AFTER);
  sipgo_managed_session_set_tone_handler (managed, receive_tone, self);
}

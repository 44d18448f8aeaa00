/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-managed-session-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-incoming-request-private.h"
#include "libsipgo/media/sipgo-media-private.h"
#include "libsipgo/session/sipgo-dtmf-relay-private.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "libsipgo/ua/sipgo-forward-private.h"

/* The length of a digit, and of the gap after it, in milliseconds. */
#define TONE_MS 250
#define GAP_MS  70

/**
 * SipgoManagedSession:
 *
 * A call of a [class@SessionManager], with properties for a user interface: whether it is on hold, whether it is muted.
 *
 * Since: 1.0
 */
G_DEFINE_FINAL_TYPE (SipgoManagedSession, sipgo_managed_session, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_HELD,
  PROP_MUTED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

/* Notifies also without a change, so that a property bound to it returns to the old value after a refused hold. */
static void
held_changed (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  SipgoManagedSession *self = user_data;

  self->held = sipgo_session_get_held (session);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HELD]);
}

/* The application may mute the media object directly. */
static void
media_muted (SipgoMedia *media, GParamSpec *pspec, gpointer user_data)
{
  sipgo_managed_session_set_muted (user_data, sipgo_media_get_muted (media));
}

static void
tone_received (SipgoMedia *media, const char *tone, guint duration_ms, gpointer user_data)
{
  SipgoManagedSession *self = user_data;

  if (self->owner)
    self->tone_funcs->received (self->owner, self->session, tone, duration_ms);
}

static void
media_changed (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  SipgoManagedSession *self = user_data;
  SipgoMedia *media = sipgo_session_get_media (session);

  if (self->media == media)
    return;
  if (self->media)
    g_signal_handlers_disconnect_by_data (self->media, self);
  g_set_object (&self->media, media);
  if (!media)
    return;
  sipgo_media_set_muted (media, self->muted);
  g_signal_connect_object (media, "notify::muted", G_CALLBACK (media_muted), self, 0);
  g_signal_connect_object (media, "dtmf", G_CALLBACK (tone_received), self, 0);
}

/* --- received DTMF ------------------------------------------------------------------------------------------------ */

/* Refuses an INFO that has no digit, and that the application has not answered: the Accept of the 415 lists the types
 * that are supported (RFC 3261 section 21.4.13). */
static void
refuse (SipgoIncomingRequest *request)
{
  const char *lines[] = { "Accept: " SIPGO_DTMF_RELAY_TYPE ", " SIPGO_DTMF_TYPE, NULL };
  g_autoptr (SipgoResponseOptions) options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code", 415,
                                                           "extra-headers", lines, NULL);

  sipgo_incoming_request_reject (request, options, NULL);
}

/* Whether a handler other than the manager's is connected to the media's dtmf signal. */
static gboolean
is_heard_elsewhere (SipgoManagedSession *self)
{
  gboolean heard;

  if (!self->media)
    return FALSE;
  g_signal_handlers_block_matched (self->media, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self);
  heard = sipgo_media_is_heard (self->media);
  g_signal_handlers_unblock_matched (self->media, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self);
  return heard;
}

static gboolean
is_accepted (SipgoIncomingRequest *request)
{
  return sipgo_incoming_request_is_answered (request)
         && sipgo_server_transaction_get_status (request->transaction) < 300;
}

static gboolean
is_decided (SipgoIncomingRequest *request)
{
  return sipgo_incoming_request_is_answered (request) || sipgo_incoming_request_is_deferred (request);
}

/* Runs after the handlers of the application, which may have answered or deferred the INFO. When the call has media,
 * the session passes an accepted digit to them and they emit it, so only a call without media reports it here. An INFO
 * with an Info-Package is refused by the session. */
static void
receive_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  SipgoManagedSession *self = user_data;
  SipgoBody *body = sipgo_message_get_body (sipgo_incoming_request_get_message (request));
  gboolean was_decided = is_decided (request);
  char tone[2] = "";
  guint duration_ms;
  gboolean is_digit = body && sipgo_dtmf_relay_parse (body, &tone[0], &duration_ms);

  if (!self->owner)
    return;
  if (is_digit && self->tone_funcs->is_wanted (self->owner))
    {
      if (!was_decided)
        sipgo_incoming_request_accept (request, NULL, NULL);
      if (is_accepted (request) && !sipgo_session_get_media (session) && tone[0] != SIPGO_DTMF_FLASH)
        self->tone_funcs->received (self->owner, session, tone, duration_ms);
    }
  else if (!was_decided && !(is_digit && is_heard_elsewhere (self)) && request->undecided_status < 300)
    {
      refuse (request);
    }
}

SipgoManagedSession *
sipgo_managed_session_new (SipgoSession *session)
{
  SipgoManagedSession *self = g_object_new (SIPGO_TYPE_MANAGED_SESSION, NULL);

  self->session = g_object_ref (session);
  self->held = sipgo_session_get_held (session);
  g_signal_connect_object (session, "notify::held", G_CALLBACK (held_changed), self, 0);
  g_signal_connect_object (session, "notify::media", G_CALLBACK (media_changed), self, 0);
  g_signal_connect_object (session, "info-received", G_CALLBACK (receive_info), self, G_CONNECT_AFTER);
  media_changed (session, NULL, self);
  return self;
}

void
sipgo_managed_session_set_tone_funcs (SipgoManagedSession *self, const SipgoToneFuncs *funcs, GObject *owner)
{
  self->tone_funcs = funcs;
  g_set_weak_pointer (&self->owner, owner);
}

/* --- sending DTMF ------------------------------------------------------------------------------------------------- */

/* A session description handler of the application may have no media object. */
static void
send_in_media (SipgoSession *session, const char *tones, GTask *task)
{
  g_autoptr (GTask) owned = task;
  SipgoMedia *media = sipgo_session_get_media (session);
  SipgoSessionDescriptionHandler *handler = sipgo_session_get_session_description_handler (session);

  if (media)
    sipgo_media_send_dtmf (media, tones, 0, 0, g_task_get_cancellable (task), sipgo_forward_boolean,
                           g_steal_pointer (&owned));
  else if (handler && sipgo_session_description_handler_send_dtmf (handler, tones, TONE_MS, GAP_MS))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, "The media of the call cannot send tones");
}

/* The digits in upper case; NULL when a character is not a digit. */
static char *
dup_tones (const char *tones)
{
  g_autofree char *copy = g_strdup (tones);
  char *c;

  for (c = copy; *c; c++)
    {
      *c = sipgo_dtmf_digit_check (*c);
      if (*c == '\0')
        return NULL;
    }
  return copy[0] != '\0' ? g_steal_pointer (&copy) : NULL;
}

void
sipgo_managed_session_send_tones (SipgoManagedSession *self, const char *tones, gboolean in_media, GTask *task)
{
  g_autofree char *checked = dup_tones (tones);

  if (!checked)
    {
      g_task_return_new_error (task, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                               "“%s” cannot be sent as DTMF; use 0 to 9, A to D, * and #", tones);
      g_object_unref (task);
    }
  else if (in_media)
    send_in_media (self->session, checked, task);
  else
    sipgo_session_send_digits (self->session, checked, TONE_MS, task);
}

/* --- the class ---------------------------------------------------------------------------------------------------- */

static void
sipgo_managed_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoManagedSession *self = SIPGO_MANAGED_SESSION (object);

  switch (id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_HELD:
      g_value_set_boolean (value, self->held);
      break;
    case PROP_MUTED:
      g_value_set_boolean (value, self->muted);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_managed_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoManagedSession *self = SIPGO_MANAGED_SESSION (object);

  switch (id)
    {
    case PROP_HELD:
      sipgo_managed_session_set_held (self, g_value_get_boolean (value));
      break;
    case PROP_MUTED:
      sipgo_managed_session_set_muted (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_managed_session_dispose (GObject *object)
{
  SipgoManagedSession *self = SIPGO_MANAGED_SESSION (object);

  g_clear_weak_pointer (&self->owner);
  g_clear_object (&self->media);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (sipgo_managed_session_parent_class)->dispose (object);
}

static void
sipgo_managed_session_class_init (SipgoManagedSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_managed_session_get_property;
  object_class->set_property = sipgo_managed_session_set_property;
  object_class->dispose = sipgo_managed_session_dispose;

  /**
   * SipgoManagedSession:session:
   *
   * The session of the call.
   *
   * Since: 1.0
   */
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SIPGO_TYPE_SESSION,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoManagedSession:held:
   *
   * Whether we put the call on hold. Setting the property sends a re-INVITE; the value changes once the peer has
   * accepted. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, writable);
  /**
   * SipgoManagedSession:muted:
   *
   * Whether the peer gets silence instead of our sound. It may be set before the call has media. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_MUTED] = g_param_spec_boolean ("muted", NULL, NULL, FALSE, writable);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_managed_session_init (SipgoManagedSession *self)
{
}

/**
 * sipgo_managed_session_get_session:
 * @self: a managed session
 *
 * The session of the call.
 *
 * Returns: (transfer none): the session
 *
 * Since: 1.0
 */
SipgoSession *
sipgo_managed_session_get_session (SipgoManagedSession *self)
{
  g_return_val_if_fail (SIPGO_IS_MANAGED_SESSION (self), NULL);
  return self->session;
}

/**
 * sipgo_managed_session_get_held:
 * @self: a managed session
 *
 * Whether we put the call on hold.
 *
 * Returns: %TRUE when it is on hold
 *
 * Since: 1.0
 */
gboolean
sipgo_managed_session_get_held (SipgoManagedSession *self)
{
  g_return_val_if_fail (SIPGO_IS_MANAGED_SESSION (self), FALSE);
  return self->held;
}

/**
 * sipgo_managed_session_set_held:
 * @self: a managed session
 * @held: %TRUE to put the call on hold
 *
 * Sets [property@ManagedSession:held].
 *
 * Since: 1.0
 */
void
sipgo_managed_session_set_held (SipgoManagedSession *self, gboolean held)
{
  g_return_if_fail (SIPGO_IS_MANAGED_SESSION (self));
  sipgo_session_set_held (self->session, held);
}

/**
 * sipgo_managed_session_get_muted:
 * @self: a managed session
 *
 * Whether the peer gets silence instead of our sound.
 *
 * Returns: %TRUE when it is muted
 *
 * Since: 1.0
 */
gboolean
sipgo_managed_session_get_muted (SipgoManagedSession *self)
{
  g_return_val_if_fail (SIPGO_IS_MANAGED_SESSION (self), FALSE);
  return self->muted;
}

/**
 * sipgo_managed_session_set_muted:
 * @self: a managed session
 * @muted: %TRUE to send silence
 *
 * Sets [property@ManagedSession:muted].
 *
 * Since: 1.0
 */
void
sipgo_managed_session_set_muted (SipgoManagedSession *self, gboolean muted)
{
  g_return_if_fail (SIPGO_IS_MANAGED_SESSION (self));
  muted = muted != FALSE;
  if (self->muted == muted)
    return;
  self->muted = muted;
  if (self->media)
    sipgo_media_set_muted (self->media, muted);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MUTED]);
}

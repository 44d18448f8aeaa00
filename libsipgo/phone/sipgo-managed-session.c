/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/phone/sipgo-managed-session-private.h"

/**
 * SipgoManagedSession:
 *
 * A call of a [class@SessionManager], with what a window shows of it: whether it is on hold, whether it is muted.
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

/* What is bound to the property goes back to what holds, so it is told even where nothing has changed. */
static void
held_changed (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  SipgoManagedSession *self = user_data;

  self->held = sipgo_session_get_held (session);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HELD]);
}

/* The application may mute the media past us. */
static void
media_muted (SipgoMedia *media, GParamSpec *pspec, gpointer user_data)
{
  sipgo_managed_session_set_muted (user_data, sipgo_media_get_muted (media));
}

static void
tone_received (SipgoMedia *media, const char *tone, guint duration_ms, gpointer user_data)
{
  SipgoManagedSession *self = user_data;

  if (self->tone_func)
    self->tone_func (self, tone, duration_ms, self->tone_data);
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

SipgoManagedSession *
sipgo_managed_session_new (SipgoSession *session)
{
  SipgoManagedSession *self = g_object_new (SIPGO_TYPE_MANAGED_SESSION, NULL);

  self->session = g_object_ref (session);
  self->held = sipgo_session_get_held (session);
  g_signal_connect_object (session, "notify::held", G_CALLBACK (held_changed), self, 0);
  g_signal_connect_object (session, "notify::media", G_CALLBACK (media_changed), self, 0);
  media_changed (session, NULL, self);
  return self;
}

void
sipgo_managed_session_set_tone_handler (SipgoManagedSession *self, SipgoToneFunc func, gpointer user_data)
{
  self->tone_func = func;
  self->tone_data = user_data;
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
   * The call itself.
   *
   * Since: 1.0
   */
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, SIPGO_TYPE_SESSION,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  /**
   * SipgoManagedSession:held:
   *
   * Whether we put the call on hold. Setting it sends a re-INVITE; it changes once the peer has accepted. %FALSE by
   * default.
   *
   * Since: 1.0
   */
  props[PROP_HELD] = g_param_spec_boolean ("held", NULL, NULL, FALSE, writable);
  /**
   * SipgoManagedSession:muted:
   *
   * Whether the peer gets silence from us. It may be set before the call has media. %FALSE by default.
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
 * The call itself.
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
 * Whether the peer gets silence from us.
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

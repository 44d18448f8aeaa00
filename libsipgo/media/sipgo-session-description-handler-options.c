/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-session-description-handler-options.h"

/**
 * SipgoSessionDescriptionHandlerOptions:
 *
 * What an application asks of the media when a session description is made.
 *
 * Since: 1.0
 */
struct _SipgoSessionDescriptionHandlerOptions
{
  GObject parent_instance;

  gboolean hold;
};

G_DEFINE_FINAL_TYPE (SipgoSessionDescriptionHandlerOptions, sipgo_session_description_handler_options, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_HOLD,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_session_description_handler_options_get_property (GObject *object, guint prop_id, GValue *value,
                                                        GParamSpec *pspec)
{
  SipgoSessionDescriptionHandlerOptions *self = SIPGO_SESSION_DESCRIPTION_HANDLER_OPTIONS (object);

  if (prop_id == PROP_HOLD)
    g_value_set_boolean (value, self->hold);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sipgo_session_description_handler_options_set_property (GObject *object, guint prop_id, const GValue *value,
                                                        GParamSpec *pspec)
{
  SipgoSessionDescriptionHandlerOptions *self = SIPGO_SESSION_DESCRIPTION_HANDLER_OPTIONS (object);

  if (prop_id == PROP_HOLD)
    sipgo_session_description_handler_options_set_hold (self, g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
sipgo_session_description_handler_options_class_init (SipgoSessionDescriptionHandlerOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_session_description_handler_options_get_property;
  object_class->set_property = sipgo_session_description_handler_options_set_property;

  /**
   * SipgoSessionDescriptionHandlerOptions:hold: (getter get_hold) (setter set_hold)
   *
   * Whether the peer is put on hold: we do not want to receive its media (RFC 3264, 8.4). %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_HOLD] = g_param_spec_boolean ("hold", NULL, NULL, FALSE,
                                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_session_description_handler_options_init (SipgoSessionDescriptionHandlerOptions *self)
{
}

/**
 * sipgo_session_description_handler_options_new:
 *
 * Makes options with the defaults.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_session_description_handler_options_new (void)
{
  return g_object_new (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, NULL);
}

/**
 * sipgo_session_description_handler_options_get_hold: (get-property hold)
 * @self: options
 *
 * Gets whether the peer is put on hold.
 *
 * Returns: whether it is
 *
 * Since: 1.0
 */
gboolean
sipgo_session_description_handler_options_get_hold (SipgoSessionDescriptionHandlerOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER_OPTIONS (self), FALSE);
  return self->hold;
}

/**
 * sipgo_session_description_handler_options_set_hold: (set-property hold)
 * @self: options
 * @hold: whether to put the peer on hold
 *
 * Sets whether the peer is put on hold.
 *
 * Since: 1.0
 */
void
sipgo_session_description_handler_options_set_hold (SipgoSessionDescriptionHandlerOptions *self, gboolean hold)
{
  g_return_if_fail (SIPGO_IS_SESSION_DESCRIPTION_HANDLER_OPTIONS (self));
  hold = hold != FALSE;
  if (self->hold == hold)
    return;
  self->hold = hold;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_HOLD]);
}

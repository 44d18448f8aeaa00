/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-invite-options.h"

#include "libsipgo/core/sipgo-request-options-private.h"

/**
 * SipgoInviteOptions:
 *
 * Options for one INVITE or re-INVITE, beyond what the library puts into it. With a [property@RequestOptions:body] of
 * the application's own it is sent without an offer, and the peer makes the offer.
 *
 * Since: 1.0
 */
struct _SipgoInviteOptions
{
  SipgoRequestOptions parent_instance;

  gboolean without_description;
  SipgoSessionDescriptionHandlerOptions *session_description_handler_options;
  GListModel *session_description_handler_modifiers;
};

struct _SipgoInviteOptionsClass
{
  SipgoRequestOptionsClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoInviteOptions, sipgo_invite_options, SIPGO_TYPE_REQUEST_OPTIONS)

enum
{
  PROP_0,
  PROP_WITHOUT_DESCRIPTION,
  PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS,
  PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS,
  PROP_MODIFIERS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_invite_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoInviteOptions *self = SIPGO_INVITE_OPTIONS (object);

  switch (id)
    {
    case PROP_WITHOUT_DESCRIPTION:
      g_value_set_boolean (value, sipgo_invite_options_get_without_description (self));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      g_value_set_object (value, sipgo_invite_options_get_session_description_handler_options (self));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
    case PROP_MODIFIERS:
      g_value_set_object (value, sipgo_invite_options_get_session_description_handler_modifiers (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_invite_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoInviteOptions *self = SIPGO_INVITE_OPTIONS (object);

  switch (id)
    {
    case PROP_WITHOUT_DESCRIPTION:
      sipgo_invite_options_set_without_description (self, g_value_get_boolean (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      sipgo_invite_options_set_session_description_handler_options (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
    case PROP_MODIFIERS:
      sipgo_invite_options_set_session_description_handler_modifiers (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_invite_options_finalize (GObject *object)
{
  SipgoInviteOptions *self = SIPGO_INVITE_OPTIONS (object);

  g_clear_object (&self->session_description_handler_options);
  g_clear_object (&self->session_description_handler_modifiers);
  G_OBJECT_CLASS (sipgo_invite_options_parent_class)->finalize (object);
}

static void
sipgo_invite_options_class_init (SipgoInviteOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_invite_options_get_property;
  object_class->set_property = sipgo_invite_options_set_property;
  object_class->finalize = sipgo_invite_options_finalize;

  /**
   * SipgoInviteOptions:without-description:
   *
   * Whether the INVITE is sent without an offer, so that the peer makes the offer. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_WITHOUT_DESCRIPTION] =
    g_param_spec_boolean ("without-description", NULL, NULL, FALSE, flags);
  /**
   * SipgoInviteOptions:session-description-handler-options:
   *
   * The options for the session description handler, such as hold, in place of those of the session. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS] =
    g_param_spec_object ("session-description-handler-options", NULL, NULL,
                         SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, flags);
  /**
   * SipgoInviteOptions:session-description-handler-modifiers:
   *
   * The [iface@SdpModifier]s that change the descriptions of this operation, in order, in place of those of the
   * session. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS] =
    g_param_spec_object ("session-description-handler-modifiers", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  /**
   * SipgoInviteOptions:modifiers: (getter get_modifiers) (setter set_modifiers)
   *
   * The short name of [property@InviteOptions:session-description-handler-modifiers]: the same list under both. %NULL
   * by default.
   *
   * Since: 1.0
   */
  props[PROP_MODIFIERS] = g_param_spec_object ("modifiers", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_invite_options_init (SipgoInviteOptions *self)
{
}

/**
 * sipgo_invite_options_new:
 *
 * Makes options with the default values.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoInviteOptions *
sipgo_invite_options_new (void)
{
  return g_object_new (SIPGO_TYPE_INVITE_OPTIONS, NULL);
}

/**
 * sipgo_invite_options_get_without_description:
 * @self: options
 *
 * Whether the INVITE is sent without an offer, so that the peer makes the offer.
 *
 * Returns: the setting
 *
 * Since: 1.0
 */
gboolean
sipgo_invite_options_get_without_description (SipgoInviteOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITE_OPTIONS (self), FALSE);
  return self->without_description;
}

/**
 * sipgo_invite_options_set_without_description:
 * @self: options
 * @without_description: the new value
 *
 * Sets [property@InviteOptions:without-description].
 *
 * Since: 1.0
 */
void
sipgo_invite_options_set_without_description (SipgoInviteOptions *self, gboolean without_description)
{
  g_return_if_fail (SIPGO_IS_INVITE_OPTIONS (self));
  if (self->without_description == without_description)
    return;
  self->without_description = without_description;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WITHOUT_DESCRIPTION]);
}

/**
 * sipgo_invite_options_get_session_description_handler_options:
 * @self: options
 *
 * The options for the session description handler, such as hold, in place of those of the session.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_invite_options_get_session_description_handler_options (SipgoInviteOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITE_OPTIONS (self), NULL);
  return self->session_description_handler_options;
}

/**
 * sipgo_invite_options_set_session_description_handler_options:
 * @self: options
 * @options: (nullable): the new value
 *
 * Sets [property@InviteOptions:session-description-handler-options].
 *
 * Since: 1.0
 */
void
sipgo_invite_options_set_session_description_handler_options (SipgoInviteOptions *self,
                                                              SipgoSessionDescriptionHandlerOptions *options)
{
  g_return_if_fail (SIPGO_IS_INVITE_OPTIONS (self));
  if (!g_set_object (&self->session_description_handler_options, options))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS]);
}

/**
 * sipgo_invite_options_get_session_description_handler_modifiers:
 * @self: options
 *
 * The [iface@SdpModifier]s that change the descriptions of this operation, in order, in place of those of the
 * session.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
GListModel *
sipgo_invite_options_get_session_description_handler_modifiers (SipgoInviteOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_INVITE_OPTIONS (self), NULL);
  return self->session_description_handler_modifiers;
}

/**
 * sipgo_invite_options_set_session_description_handler_modifiers:
 * @self: options
 * @session_description_handler_modifiers: (nullable): the new value
 *
 * Sets [property@InviteOptions:session-description-handler-modifiers].
 *
 * Since: 1.0
 */
void
sipgo_invite_options_set_session_description_handler_modifiers (SipgoInviteOptions *self,
                                                                GListModel *session_description_handler_modifiers)
{
  g_return_if_fail (SIPGO_IS_INVITE_OPTIONS (self));
  if (!g_set_object (&self->session_description_handler_modifiers, session_description_handler_modifiers))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIERS]);
}

/**
 * sipgo_invite_options_get_modifiers: (get-property modifiers)
 * @self: options
 *
 * Gets [property@InviteOptions:session-description-handler-modifiers] by its short name.
 *
 * Returns: (transfer none) (nullable): the modifiers, or %NULL for those of the session
 *
 * Since: 1.0
 */
GListModel *
sipgo_invite_options_get_modifiers (SipgoInviteOptions *self)
{
  return sipgo_invite_options_get_session_description_handler_modifiers (self);
}

/**
 * sipgo_invite_options_set_modifiers: (set-property modifiers)
 * @self: options
 * @modifiers: (nullable): the [iface@SdpModifier]s, in order; %NULL for those of the session
 *
 * Sets [property@InviteOptions:session-description-handler-modifiers] by its short name.
 *
 * Since: 1.0
 */
void
sipgo_invite_options_set_modifiers (SipgoInviteOptions *self, GListModel *modifiers)
{
  sipgo_invite_options_set_session_description_handler_modifiers (self, modifiers);
}

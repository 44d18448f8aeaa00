/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-answer-options.h"

#include "libsipgo/core/sipgo-response-options-private.h"

/**
 * SipgoAnswerOptions:
 *
 * Options for one response to an invitation, beyond what the library puts into it.
 *
 * Since: 1.0
 */
struct _SipgoAnswerOptions
{
  SipgoResponseOptions parent_instance;

  gboolean reliable;
  SipgoSessionDescriptionHandlerOptions *session_description_handler_options;
  GListModel *session_description_handler_modifiers;
};

struct _SipgoAnswerOptionsClass
{
  SipgoResponseOptionsClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoAnswerOptions, sipgo_answer_options, SIPGO_TYPE_RESPONSE_OPTIONS)

enum
{
  PROP_0,
  PROP_RELIABLE,
  PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS,
  PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS,
  PROP_MODIFIERS,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_answer_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoAnswerOptions *self = SIPGO_ANSWER_OPTIONS (object);

  switch (id)
    {
    case PROP_RELIABLE:
      g_value_set_boolean (value, sipgo_answer_options_get_reliable (self));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      g_value_set_object (value, sipgo_answer_options_get_session_description_handler_options (self));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
    case PROP_MODIFIERS:
      g_value_set_object (value, sipgo_answer_options_get_session_description_handler_modifiers (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_answer_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoAnswerOptions *self = SIPGO_ANSWER_OPTIONS (object);

  switch (id)
    {
    case PROP_RELIABLE:
      sipgo_answer_options_set_reliable (self, g_value_get_boolean (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS:
      sipgo_answer_options_set_session_description_handler_options (self, g_value_get_object (value));
      break;
    case PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS:
    case PROP_MODIFIERS:
      sipgo_answer_options_set_session_description_handler_modifiers (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_answer_options_finalize (GObject *object)
{
  SipgoAnswerOptions *self = SIPGO_ANSWER_OPTIONS (object);

  g_clear_object (&self->session_description_handler_options);
  g_clear_object (&self->session_description_handler_modifiers);
  G_OBJECT_CLASS (sipgo_answer_options_parent_class)->finalize (object);
}

static void
sipgo_answer_options_class_init (SipgoAnswerOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_answer_options_get_property;
  object_class->set_property = sipgo_answer_options_set_property;
  object_class->finalize = sipgo_answer_options_finalize;

  /**
   * SipgoAnswerOptions:reliable:
   *
   * Whether a provisional response is sent reliably (RFC 3262); the caller has to support 100rel. %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_RELIABLE] =
    g_param_spec_boolean ("reliable", NULL, NULL, FALSE, flags);
  /**
   * SipgoAnswerOptions:session-description-handler-options:
   *
   * The options for the session description handler, such as hold, in place of those of the session. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS] =
    g_param_spec_object ("session-description-handler-options", NULL, NULL,
                         SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS, flags);
  /**
   * SipgoAnswerOptions:session-description-handler-modifiers:
   *
   * The [iface@SdpModifier]s that change the descriptions of this operation, in order, in place of those of the
   * session. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS] =
    g_param_spec_object ("session-description-handler-modifiers", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  /**
   * SipgoAnswerOptions:modifiers: (getter get_modifiers) (setter set_modifiers)
   *
   * The short name of [property@AnswerOptions:session-description-handler-modifiers]: the same list under both. %NULL
   * by default.
   *
   * Since: 1.0
   */
  props[PROP_MODIFIERS] = g_param_spec_object ("modifiers", NULL, NULL, G_TYPE_LIST_MODEL, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_answer_options_init (SipgoAnswerOptions *self)
{
}

/**
 * sipgo_answer_options_new:
 *
 * Makes options with the default values.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoAnswerOptions *
sipgo_answer_options_new (void)
{
  return g_object_new (SIPGO_TYPE_ANSWER_OPTIONS, NULL);
}

/**
 * sipgo_answer_options_get_reliable:
 * @self: options
 *
 * Whether a provisional response is sent reliably (RFC 3262); the caller has to support 100rel.
 *
 * Returns: the setting
 *
 * Since: 1.0
 */
gboolean
sipgo_answer_options_get_reliable (SipgoAnswerOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_ANSWER_OPTIONS (self), FALSE);
  return self->reliable;
}

/**
 * sipgo_answer_options_set_reliable:
 * @self: options
 * @reliable: the new value
 *
 * Sets [property@AnswerOptions:reliable].
 *
 * Since: 1.0
 */
void
sipgo_answer_options_set_reliable (SipgoAnswerOptions *self, gboolean reliable)
{
  g_return_if_fail (SIPGO_IS_ANSWER_OPTIONS (self));
  if (self->reliable == reliable)
    return;
  self->reliable = reliable;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RELIABLE]);
}

/**
 * sipgo_answer_options_get_session_description_handler_options:
 * @self: options
 *
 * The options for the session description handler, such as hold, in place of those of the session.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
SipgoSessionDescriptionHandlerOptions *
sipgo_answer_options_get_session_description_handler_options (SipgoAnswerOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_ANSWER_OPTIONS (self), NULL);
  return self->session_description_handler_options;
}

/**
 * sipgo_answer_options_set_session_description_handler_options:
 * @self: options
 * @options: (nullable): the new value
 *
 * Sets [property@AnswerOptions:session-description-handler-options].
 *
 * Since: 1.0
 */
void
sipgo_answer_options_set_session_description_handler_options (SipgoAnswerOptions *self,
                                                              SipgoSessionDescriptionHandlerOptions *options)
{
  g_return_if_fail (SIPGO_IS_ANSWER_OPTIONS (self));
  if (!g_set_object (&self->session_description_handler_options, options))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_OPTIONS]);
}

/**
 * sipgo_answer_options_get_session_description_handler_modifiers:
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
sipgo_answer_options_get_session_description_handler_modifiers (SipgoAnswerOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_ANSWER_OPTIONS (self), NULL);
  return self->session_description_handler_modifiers;
}

/**
 * sipgo_answer_options_set_session_description_handler_modifiers:
 * @self: options
 * @session_description_handler_modifiers: (nullable): the new value
 *
 * Sets [property@AnswerOptions:session-description-handler-modifiers].
 *
 * Since: 1.0
 */
void
sipgo_answer_options_set_session_description_handler_modifiers (SipgoAnswerOptions *self,
                                                                GListModel *session_description_handler_modifiers)
{
  g_return_if_fail (SIPGO_IS_ANSWER_OPTIONS (self));
  if (!g_set_object (&self->session_description_handler_modifiers, session_description_handler_modifiers))
    return;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION_DESCRIPTION_HANDLER_MODIFIERS]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_MODIFIERS]);
}

/**
 * sipgo_answer_options_get_modifiers: (get-property modifiers)
 * @self: options
 *
 * Gets [property@AnswerOptions:session-description-handler-modifiers] by its short name.
 *
 * Returns: (transfer none) (nullable): the modifiers, or %NULL for those of the session
 *
 * Since: 1.0
 */
GListModel *
sipgo_answer_options_get_modifiers (SipgoAnswerOptions *self)
{
  return sipgo_answer_options_get_session_description_handler_modifiers (self);
}

/**
 * sipgo_answer_options_set_modifiers: (set-property modifiers)
 * @self: options
 * @modifiers: (nullable): the [iface@SdpModifier]s, in order; %NULL for those of the session
 *
 * Sets [property@AnswerOptions:session-description-handler-modifiers] by its short name.
 *
 * Since: 1.0
 */
void
sipgo_answer_options_set_modifiers (SipgoAnswerOptions *self, GListModel *modifiers)
{
  sipgo_answer_options_set_session_description_handler_modifiers (self, modifiers);
}

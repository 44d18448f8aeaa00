/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-response-options-private.h"

/**
 * SipgoResponseOptions:
 *
 * The status code, reason phrase, extra headers and body for one response.
 *
 * Since: 1.0
 */
typedef struct
{
  guint status_code;
  char *reason_phrase;
  GStrv extra_headers;
  SipgoBody *body;
} SipgoResponseOptionsPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SipgoResponseOptions, sipgo_response_options, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_STATUS_CODE,
  PROP_REASON_PHRASE,
  PROP_EXTRA_HEADERS,
  PROP_BODY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_response_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoResponseOptions *self = SIPGO_RESPONSE_OPTIONS (object);

  switch (id)
    {
    case PROP_STATUS_CODE:
      g_value_set_uint (value, sipgo_response_options_get_status_code (self));
      break;
    case PROP_REASON_PHRASE:
      g_value_set_string (value, sipgo_response_options_get_reason_phrase (self));
      break;
    case PROP_EXTRA_HEADERS:
      g_value_take_boxed (value, sipgo_response_options_get_extra_headers (self));
      break;
    case PROP_BODY:
      g_value_set_boxed (value, sipgo_response_options_get_body (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_response_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoResponseOptions *self = SIPGO_RESPONSE_OPTIONS (object);

  switch (id)
    {
    case PROP_STATUS_CODE:
      sipgo_response_options_set_status_code (self, g_value_get_uint (value));
      break;
    case PROP_REASON_PHRASE:
      sipgo_response_options_set_reason_phrase (self, g_value_get_string (value));
      break;
    case PROP_EXTRA_HEADERS:
      sipgo_response_options_set_extra_headers (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_BODY:
      sipgo_response_options_set_body (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_response_options_finalize (GObject *object)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (SIPGO_RESPONSE_OPTIONS (object));

  g_free (priv->reason_phrase);
  g_strfreev (priv->extra_headers);
  g_clear_pointer (&priv->body, sipgo_body_unref);
  G_OBJECT_CLASS (sipgo_response_options_parent_class)->finalize (object);
}

static void
sipgo_response_options_class_init (SipgoResponseOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_response_options_get_property;
  object_class->set_property = sipgo_response_options_set_property;
  object_class->finalize = sipgo_response_options_finalize;

  /**
   * SipgoResponseOptions:status-code:
   *
   * The status code; 0, the default, for the default status code of the function that takes the options.
   *
   * Since: 1.0
   */
  props[PROP_STATUS_CODE] =
    g_param_spec_uint ("status-code", NULL, NULL, 0, 699, 0, flags);
  /**
   * SipgoResponseOptions:reason-phrase:
   *
   * The reason phrase; %NULL, the default, for the phrase that the RFC gives to the status code.
   *
   * Since: 1.0
   */
  props[PROP_REASON_PHRASE] =
    g_param_spec_string ("reason-phrase", NULL, NULL, NULL, flags);
  /**
   * SipgoResponseOptions:extra-headers:
   *
   * Header lines to add, each as `Name: value`. Headers that the library keeps itself (Via, From, Call-ID …) are
   * refused. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_HEADERS] =
    g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoResponseOptions:body:
   *
   * The body to send, with its content type. %NULL by default.
   *
   * Since: 1.0
   */
  props[PROP_BODY] =
    g_param_spec_boxed ("body", NULL, NULL, SIPGO_TYPE_BODY, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_response_options_init (SipgoResponseOptions *self)
{
}

/**
 * sipgo_response_options_new:
 *
 * Makes options with default values.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoResponseOptions *
sipgo_response_options_new (void)
{
  return g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, NULL);
}

/**
 * sipgo_response_options_get_status_code:
 * @self: options
 *
 * Gets the status code; 0 for the default status code of the function that takes the options.
 *
 * Returns: the number
 *
 * Since: 1.0
 */
guint
sipgo_response_options_get_status_code (SipgoResponseOptions *self)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_val_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self), 0);
  return priv->status_code;
}

/**
 * sipgo_response_options_set_status_code:
 * @self: options
 * @status_code: the new value
 *
 * Sets [property@ResponseOptions:status-code].
 *
 * Since: 1.0
 */
void
sipgo_response_options_set_status_code (SipgoResponseOptions *self, guint status_code)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self));
  if (priv->status_code == status_code)
    return;
  priv->status_code = status_code;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS_CODE]);
}

/**
 * sipgo_response_options_get_reason_phrase:
 * @self: options
 *
 * Gets the reason phrase; %NULL for the phrase that the RFC gives to the status code.
 *
 * Returns: (nullable): the text, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_response_options_get_reason_phrase (SipgoResponseOptions *self)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_val_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self), NULL);
  return priv->reason_phrase;
}

/**
 * sipgo_response_options_set_reason_phrase:
 * @self: options
 * @reason_phrase: (nullable): the new value
 *
 * Sets [property@ResponseOptions:reason-phrase].
 *
 * Since: 1.0
 */
void
sipgo_response_options_set_reason_phrase (SipgoResponseOptions *self, const char *reason_phrase)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self));
  if (g_strcmp0 (priv->reason_phrase, reason_phrase) == 0)
    return;
  g_free (priv->reason_phrase);
  priv->reason_phrase = g_strdup (reason_phrase);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON_PHRASE]);
}

/**
 * sipgo_response_options_get_extra_headers:
 * @self: options
 *
 * Header lines to add, each as `Name: value`.
 *
 * Returns: (transfer full) (nullable): a copy of the lines, or %NULL
 *
 * Since: 1.0
 */
GStrv
sipgo_response_options_get_extra_headers (SipgoResponseOptions *self)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_val_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self), NULL);
  return g_strdupv (priv->extra_headers);
}

/**
 * sipgo_response_options_set_extra_headers:
 * @self: options
 * @extra_headers: (nullable) (array zero-terminated=1): the new value
 *
 * Sets [property@ResponseOptions:extra-headers].
 *
 * Since: 1.0
 */
void
sipgo_response_options_set_extra_headers (SipgoResponseOptions *self, const char *const *extra_headers)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self));
  g_strfreev (priv->extra_headers);
  priv->extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_HEADERS]);
}

/**
 * sipgo_response_options_get_body:
 * @self: options
 *
 * The body to send, with its content type.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_response_options_get_body (SipgoResponseOptions *self)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_val_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self), NULL);
  return priv->body;
}

/**
 * sipgo_response_options_set_body:
 * @self: options
 * @body: (nullable): the new value
 *
 * Sets [property@ResponseOptions:body].
 *
 * Since: 1.0
 */
void
sipgo_response_options_set_body (SipgoResponseOptions *self, SipgoBody *body)
{
  SipgoResponseOptionsPrivate *priv = sipgo_response_options_get_instance_private (self);

  g_return_if_fail (SIPGO_IS_RESPONSE_OPTIONS (self));
  if (priv->body == body)
    return;
  g_clear_pointer (&priv->body, sipgo_body_unref);
  priv->body = body ? sipgo_body_ref (body) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
}

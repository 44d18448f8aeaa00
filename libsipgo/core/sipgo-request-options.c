/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/core/sipgo-request-options-private.h"

/**
 * SipgoRequestOptions:
 *
 * Extra headers and a body for one request.
 *
 * Since: 1.0
 */
typedef struct
{
  GStrv extra_headers;
  SipgoBody *body;
} SipgoRequestOptionsPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SipgoRequestOptions, sipgo_request_options, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_EXTRA_HEADERS,
  PROP_BODY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_request_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoRequestOptions *self = SIPGO_REQUEST_OPTIONS (object);

  switch (id)
    {
    case PROP_EXTRA_HEADERS:
      g_value_take_boxed (value, sipgo_request_options_get_extra_headers (self));
      break;
    case PROP_BODY:
      g_value_set_boxed (value, sipgo_request_options_get_body (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_request_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoRequestOptions *self = SIPGO_REQUEST_OPTIONS (object);

  switch (id)
    {
    case PROP_EXTRA_HEADERS:
      sipgo_request_options_set_extra_headers (self, (const char *const *) g_value_get_boxed (value));
      break;
    case PROP_BODY:
      sipgo_request_options_set_body (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_request_options_finalize (GObject *object)
{
  SipgoRequestOptionsPrivate *priv = sipgo_request_options_get_instance_private (SIPGO_REQUEST_OPTIONS (object));

  g_strfreev (priv->extra_headers);
  g_clear_pointer (&priv->body, sipgo_body_unref);
  G_OBJECT_CLASS (sipgo_request_options_parent_class)->finalize (object);
}

static void
sipgo_request_options_class_init (SipgoRequestOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_request_options_get_property;
  object_class->set_property = sipgo_request_options_set_property;
  object_class->finalize = sipgo_request_options_finalize;

  /**
   * SipgoRequestOptions:extra-headers:
   *
   * Header lines to add, each as `Name: value`. Headers that the library keeps itself (Via, From, Call-ID …) are
   * refused. None by default.
   *
   * Since: 1.0
   */
  props[PROP_EXTRA_HEADERS] =
    g_param_spec_boxed ("extra-headers", NULL, NULL, G_TYPE_STRV, flags);
  /**
   * SipgoRequestOptions:body:
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
sipgo_request_options_init (SipgoRequestOptions *self)
{
}

/**
 * sipgo_request_options_new:
 *
 * Makes options with default values.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoRequestOptions *
sipgo_request_options_new (void)
{
  return g_object_new (SIPGO_TYPE_REQUEST_OPTIONS, NULL);
}

/**
 * sipgo_request_options_get_extra_headers:
 * @self: options
 *
 * Header lines to add, each as `Name: value`.
 *
 * Returns: (transfer full) (nullable): a copy of the lines, or %NULL
 *
 * Since: 1.0
 */
GStrv
sipgo_request_options_get_extra_headers (SipgoRequestOptions *self)
{
  SipgoRequestOptionsPrivate *priv = sipgo_request_options_get_instance_private (self);

  g_return_val_if_fail (SIPGO_IS_REQUEST_OPTIONS (self), NULL);
  return g_strdupv (priv->extra_headers);
}

/**
 * sipgo_request_options_set_extra_headers:
 * @self: options
 * @extra_headers: (nullable) (array zero-terminated=1): the new value
 *
 * Sets [property@RequestOptions:extra-headers].
 *
 * Since: 1.0
 */
void
sipgo_request_options_set_extra_headers (SipgoRequestOptions *self, const char *const *extra_headers)
{
  SipgoRequestOptionsPrivate *priv = sipgo_request_options_get_instance_private (self);

  g_return_if_fail (SIPGO_IS_REQUEST_OPTIONS (self));
  g_strfreev (priv->extra_headers);
  priv->extra_headers = g_strdupv ((GStrv) extra_headers);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_EXTRA_HEADERS]);
}

/**
 * sipgo_request_options_get_body:
 * @self: options
 *
 * The body to send, with its content type.
 *
 * Returns: (transfer none) (nullable): the object, or %NULL
 *
 * Since: 1.0
 */
SipgoBody *
sipgo_request_options_get_body (SipgoRequestOptions *self)
{
  SipgoRequestOptionsPrivate *priv = sipgo_request_options_get_instance_private (self);

  g_return_val_if_fail (SIPGO_IS_REQUEST_OPTIONS (self), NULL);
  return priv->body;
}

/**
 * sipgo_request_options_set_body:
 * @self: options
 * @body: (nullable): the new value
 *
 * Sets [property@RequestOptions:body].
 *
 * Since: 1.0
 */
void
sipgo_request_options_set_body (SipgoRequestOptions *self, SipgoBody *body)
{
  SipgoRequestOptionsPrivate *priv = sipgo_request_options_get_instance_private (self);

  g_return_if_fail (SIPGO_IS_REQUEST_OPTIONS (self));
  if (priv->body == body)
    return;
  g_clear_pointer (&priv->body, sipgo_body_unref);
  priv->body = body ? sipgo_body_ref (body) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BODY]);
}

gboolean
sipgo_message_add_extras (SipgoMessage *message, const char *const *lines, SipgoBody *body, GError **error)
{
  guint i;

  for (i = 0; lines && lines[i]; i++)
    {
      if (!sipgo_message_add_line (message, lines[i], error))
        return FALSE;
    }
  if (body)
    sipgo_message_set_body (message, body);
  return TRUE;
}

gboolean
sipgo_message_add_request_options (SipgoMessage *message, SipgoRequestOptions *options, GError **error)
{
  g_auto (GStrv) lines = NULL;

  if (!options)
    return TRUE;
  lines = sipgo_request_options_get_extra_headers (options);
  return sipgo_message_add_extras (message, (const char *const *) lines, sipgo_request_options_get_body (options),
                                   error);
}

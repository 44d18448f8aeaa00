/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-cancel-options-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/core/sipgo-request-options-private.h"
#include "libsipgo/message/sipgo-grammar-private.h"
#include "libsipgo/message/sipgo-status.h"

/**
 * SipgoCancelOptions:
 *
 * The reason that a CANCEL gives the callee (Reason header, RFC 3326), and further headers of it.
 *
 * Since: 1.0
 */
struct _SipgoCancelOptions
{
  SipgoRequestOptions parent_instance;

  guint status_code;
  char *reason_phrase;
};

struct _SipgoCancelOptionsClass
{
  SipgoRequestOptionsClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoCancelOptions, sipgo_cancel_options, SIPGO_TYPE_REQUEST_OPTIONS)

enum
{
  PROP_0,
  PROP_STATUS_CODE,
  PROP_REASON_PHRASE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_cancel_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoCancelOptions *self = SIPGO_CANCEL_OPTIONS (object);

  switch (id)
    {
    case PROP_STATUS_CODE:
      g_value_set_uint (value, self->status_code);
      break;
    case PROP_REASON_PHRASE:
      g_value_set_string (value, self->reason_phrase);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_cancel_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoCancelOptions *self = SIPGO_CANCEL_OPTIONS (object);

  switch (id)
    {
    case PROP_STATUS_CODE:
      sipgo_cancel_options_set_status_code (self, g_value_get_uint (value));
      break;
    case PROP_REASON_PHRASE:
      sipgo_cancel_options_set_reason_phrase (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_cancel_options_finalize (GObject *object)
{
  g_free (SIPGO_CANCEL_OPTIONS (object)->reason_phrase);
  G_OBJECT_CLASS (sipgo_cancel_options_parent_class)->finalize (object);
}

static void
sipgo_cancel_options_class_init (SipgoCancelOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = sipgo_cancel_options_get_property;
  object_class->set_property = sipgo_cancel_options_set_property;
  object_class->finalize = sipgo_cancel_options_finalize;

  /**
   * SipgoCancelOptions:status-code:
   *
   * The status code in the Reason header (RFC 3326), from 200 to 699, such as 200 when another phone has answered the
   * call; 0, the default, for no Reason header.
   *
   * Since: 1.0
   */
  props[PROP_STATUS_CODE] = g_param_spec_uint ("status-code", NULL, NULL, 0, 699, 0, flags);
  /**
   * SipgoCancelOptions:reason-phrase:
   *
   * The text in the Reason header; %NULL, the default, for the usual phrase of the status code.
   *
   * Since: 1.0
   */
  props[PROP_REASON_PHRASE] = g_param_spec_string ("reason-phrase", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_cancel_options_init (SipgoCancelOptions *self)
{
}

gboolean
sipgo_cancel_options_make_reason (SipgoCancelOptions *self, char **reason, GError **error)
{
  guint status = self->status_code;
  const char *phrase = self->reason_phrase;
  g_autoptr (GString) value = NULL;

  if (status != 0 && status < 200)
    {
      g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                   "%u cannot be the reason of a CANCEL; use a status code from 200 to 699", status);
      return FALSE;
    }
  if (phrase && (status == 0 || !sipgo_header_value_is_safe (phrase)))
    {
      g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_INVALID,
                           "A reason phrase needs a status code, and must be UTF-8 text without line breaks");
      return FALSE;
    }
  if (status == 0)
    return TRUE;
  value = g_string_new (NULL);
  g_string_append_printf (value, "SIP;cause=%u;text=", status);
  sipgo_append_quoted (value, phrase ? phrase : sipgo_status_get_phrase (status));
  *reason = g_string_free (g_steal_pointer (&value), FALSE);
  return TRUE;
}

/**
 * sipgo_cancel_options_new:
 *
 * Makes options without a reason.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoCancelOptions *
sipgo_cancel_options_new (void)
{
  return g_object_new (SIPGO_TYPE_CANCEL_OPTIONS, NULL);
}

/**
 * sipgo_cancel_options_get_status_code:
 * @self: options
 *
 * The status code in the Reason header.
 *
 * Returns: the status code, or 0 for no Reason header
 *
 * Since: 1.0
 */
guint
sipgo_cancel_options_get_status_code (SipgoCancelOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_CANCEL_OPTIONS (self), 0);
  return self->status_code;
}

/**
 * sipgo_cancel_options_set_status_code:
 * @self: options
 * @status_code: the new value
 *
 * Sets [property@CancelOptions:status-code].
 *
 * Since: 1.0
 */
void
sipgo_cancel_options_set_status_code (SipgoCancelOptions *self, guint status_code)
{
  g_return_if_fail (SIPGO_IS_CANCEL_OPTIONS (self));
  if (self->status_code == status_code)
    return;
  self->status_code = status_code;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATUS_CODE]);
}

/**
 * sipgo_cancel_options_get_reason_phrase:
 * @self: options
 *
 * The text in the Reason header.
 *
 * Returns: (nullable): the phrase, or %NULL for the usual one
 *
 * Since: 1.0
 */
const char *
sipgo_cancel_options_get_reason_phrase (SipgoCancelOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_CANCEL_OPTIONS (self), NULL);
  return self->reason_phrase;
}

/**
 * sipgo_cancel_options_set_reason_phrase:
 * @self: options
 * @reason_phrase: (nullable): the new value
 *
 * Sets [property@CancelOptions:reason-phrase].
 *
 * Since: 1.0
 */
void
sipgo_cancel_options_set_reason_phrase (SipgoCancelOptions *self, const char *reason_phrase)
{
  g_return_if_fail (SIPGO_IS_CANCEL_OPTIONS (self));
  if (g_strcmp0 (self->reason_phrase, reason_phrase) == 0)
    return;
  g_free (self->reason_phrase);
  self->reason_phrase = g_strdup (reason_phrase);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_REASON_PHRASE]);
}

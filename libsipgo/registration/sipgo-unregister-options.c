/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/registration/sipgo-unregister-options.h"

#include "libsipgo/core/sipgo-request-options-private.h"

/**
 * SipgoUnregisterOptions:
 *
 * Options for [method@Registerer.unregister].
 *
 * Since: 1.0
 */
struct _SipgoUnregisterOptions
{
  SipgoRequestOptions parent_instance;

  gboolean all;
};

struct _SipgoUnregisterOptionsClass
{
  SipgoRequestOptionsClass parent_class;
};

G_DEFINE_FINAL_TYPE (SipgoUnregisterOptions, sipgo_unregister_options, SIPGO_TYPE_REQUEST_OPTIONS)

enum
{
  PROP_0,
  PROP_ALL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
sipgo_unregister_options_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ALL)
    g_value_set_boolean (value, SIPGO_UNREGISTER_OPTIONS (object)->all);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sipgo_unregister_options_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ALL)
    sipgo_unregister_options_set_all (SIPGO_UNREGISTER_OPTIONS (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
sipgo_unregister_options_class_init (SipgoUnregisterOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = sipgo_unregister_options_get_property;
  object_class->set_property = sipgo_unregister_options_set_property;

  /**
   * SipgoUnregisterOptions:all:
   *
   * Whether to remove all contacts of our address-of-record (`Contact: *`), not only that of this agent (RFC 3261
   * section 10.2.2). %FALSE by default.
   *
   * Since: 1.0
   */
  props[PROP_ALL] = g_param_spec_boolean ("all", NULL, NULL, FALSE,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
sipgo_unregister_options_init (SipgoUnregisterOptions *self)
{
}

/**
 * sipgo_unregister_options_new:
 *
 * Makes options with the default values.
 *
 * Returns: (transfer full): new options
 *
 * Since: 1.0
 */
SipgoUnregisterOptions *
sipgo_unregister_options_new (void)
{
  return g_object_new (SIPGO_TYPE_UNREGISTER_OPTIONS, NULL);
}

/**
 * sipgo_unregister_options_get_all:
 * @self: options
 *
 * Whether to remove all contacts.
 *
 * Returns: %TRUE for all, %FALSE for that of this agent
 *
 * Since: 1.0
 */
gboolean
sipgo_unregister_options_get_all (SipgoUnregisterOptions *self)
{
  g_return_val_if_fail (SIPGO_IS_UNREGISTER_OPTIONS (self), FALSE);
  return self->all;
}

/**
 * sipgo_unregister_options_set_all:
 * @self: options
 * @all: the new value
 *
 * Sets [property@UnregisterOptions:all].
 *
 * Since: 1.0
 */
void
sipgo_unregister_options_set_all (SipgoUnregisterOptions *self, gboolean all)
{
  g_return_if_fail (SIPGO_IS_UNREGISTER_OPTIONS (self));
  if (self->all == all)
    return;
  self->all = all;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ALL]);
}

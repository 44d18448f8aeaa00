/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-logger-factory-private.h"

#include "libsipgo/base/sipgo-logger-private.h"
#include "libsipgo/sipgo-base-enum-types.h"

/**
 * SipgoLoggerFactory:
 *
 * The log of a [class@UserAgent]: the agent's own lines, and those of the application's [class@Logger]s.
 *
 * For each line up to [property@LoggerFactory:level], [signal@LoggerFactory::logged] is emitted.
 *
 * Lines of the application's loggers go to GLib's log, too, under the domain `sipgo`: errors and warnings as messages,
 * which GLib shows; the rest as information and debug messages, which GLib shows if `G_MESSAGES_DEBUG` has the domain.
 * The agent's own lines have the domains `sipgo-wire`, `sipgo-state` and `sipgo-dropped`, as debug messages. Errors of
 * media for which no handler of [signal@Media::error] is connected have the domain `sipgo-media`, as messages.
 *
 * Since: 1.0
 */
struct _SipgoLoggerFactory
{
  GObject parent_instance;

  SipgoLogLevel level;
  gboolean builtin_enabled;
  gboolean telling;                /* ::logged is being emitted: a handler that logs is not called again */
  gboolean is_silent;
};

enum
{
  PROP_0,
  PROP_LEVEL,
  PROP_BUILTIN_ENABLED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint logged_signal;

G_DEFINE_FINAL_TYPE (SipgoLoggerFactory, sipgo_logger_factory, G_TYPE_OBJECT)

static void
sipgo_logger_factory_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  SipgoLoggerFactory *self = SIPGO_LOGGER_FACTORY (object);

  switch (id)
    {
    case PROP_LEVEL:
      g_value_set_enum (value, self->level);
      break;
    case PROP_BUILTIN_ENABLED:
      g_value_set_boolean (value, self->builtin_enabled);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_logger_factory_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  SipgoLoggerFactory *self = SIPGO_LOGGER_FACTORY (object);

  switch (id)
    {
    case PROP_LEVEL:
      sipgo_logger_factory_set_level (self, g_value_get_enum (value));
      break;
    case PROP_BUILTIN_ENABLED:
      sipgo_logger_factory_set_builtin_enabled (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
sipgo_logger_factory_class_init (SipgoLoggerFactoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = sipgo_logger_factory_get_property;
  object_class->set_property = sipgo_logger_factory_set_property;

  /**
   * SipgoLoggerFactory:level:
   *
   * The level of the least important lines that are logged, by [signal@LoggerFactory::logged] and, for the
   * application's loggers, in GLib's log. %SIPGO_LOG_LEVEL_LOG by default.
   *
   * Since: 1.0
   */
  props[PROP_LEVEL] = g_param_spec_enum ("level", NULL, NULL, SIPGO_TYPE_LOG_LEVEL, SIPGO_LOG_LEVEL_LOG, flags);

  /**
   * SipgoLoggerFactory:builtin-enabled:
   *
   * Whether the lines of loggers go to GLib's log. %TRUE by default.
   *
   * Since: 1.0
   */
  props[PROP_BUILTIN_ENABLED] = g_param_spec_boolean ("builtin-enabled", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * SipgoLoggerFactory::logged:
   * @self: the factory
   * @level: the importance of the line
   * @category: the kind of its writer: a class, or `wire`, `state`, `dropped`, `media` for the agent's own lines
   * @label: (nullable): which one of that kind
   * @content: the line; credentials are masked in the agent's own lines
   *
   * A line was logged. The signal is not emitted for lines that a handler logs itself. The agent's own lines come while
   * it is working, so a handler must not call methods of the agent and its objects.
   *
   * Since: 1.0
   */
  logged_signal = g_signal_new ("logged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 4, SIPGO_TYPE_LOG_LEVEL, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

static void
sipgo_logger_factory_init (SipgoLoggerFactory *self)
{
  self->level = SIPGO_LOG_LEVEL_LOG;
  self->builtin_enabled = TRUE;
}

/**
 * sipgo_logger_factory_new:
 *
 * Makes a log. Each agent has one already, [property@UserAgent:logger-factory].
 *
 * Returns: (transfer full): the factory
 *
 * Since: 1.0
 */
SipgoLoggerFactory *
sipgo_logger_factory_new (void)
{
  return g_object_new (SIPGO_TYPE_LOGGER_FACTORY, NULL);
}

/**
 * sipgo_logger_factory_get_level:
 * @self: a logger factory
 *
 * Gets the level of the least important lines that are logged.
 *
 * Returns: the level
 *
 * Since: 1.0
 */
SipgoLogLevel
sipgo_logger_factory_get_level (SipgoLoggerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_LOGGER_FACTORY (self), SIPGO_LOG_LEVEL_LOG);
  return self->level;
}

/**
 * sipgo_logger_factory_set_level:
 * @self: a logger factory
 * @level: the level of the least important lines to log
 *
 * Sets which lines are logged.
 *
 * Since: 1.0
 */
void
sipgo_logger_factory_set_level (SipgoLoggerFactory *self, SipgoLogLevel level)
{
  g_return_if_fail (SIPGO_IS_LOGGER_FACTORY (self));
  if (self->level == level)
    return;
  self->level = level;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEVEL]);
}

/**
 * sipgo_logger_factory_get_builtin_enabled:
 * @self: a logger factory
 *
 * Gets whether the lines of loggers go to GLib's log.
 *
 * Returns: %TRUE if they do
 *
 * Since: 1.0
 */
gboolean
sipgo_logger_factory_get_builtin_enabled (SipgoLoggerFactory *self)
{
  g_return_val_if_fail (SIPGO_IS_LOGGER_FACTORY (self), FALSE);
  return self->builtin_enabled;
}

/**
 * sipgo_logger_factory_set_builtin_enabled:
 * @self: a logger factory
 * @builtin_enabled: whether the lines of loggers go to GLib's log
 *
 * Sets whether the lines of loggers go to GLib's log.
 *
 * Since: 1.0
 */
void
sipgo_logger_factory_set_builtin_enabled (SipgoLoggerFactory *self, gboolean builtin_enabled)
{
  g_return_if_fail (SIPGO_IS_LOGGER_FACTORY (self));
  builtin_enabled = !!builtin_enabled;
  if (self->builtin_enabled == builtin_enabled)
    return;
  self->builtin_enabled = builtin_enabled;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUILTIN_ENABLED]);
}

/**
 * sipgo_logger_factory_get_logger:
 * @self: a logger factory
 * @category: the kind of the writer, such as the name of a class
 * @label: (nullable): which one of that kind
 *
 * Makes a logger that writes to this log.
 *
 * Returns: (transfer full): the logger
 *
 * Since: 1.0
 */
SipgoLogger *
sipgo_logger_factory_get_logger (SipgoLoggerFactory *self, const char *category, const char *label)
{
  g_return_val_if_fail (SIPGO_IS_LOGGER_FACTORY (self), NULL);
  g_return_val_if_fail (category != NULL, NULL);
  return sipgo_logger_new (self, sipgo_logger_factory_generic_log, category, label);
}

gboolean
sipgo_logger_factory_is_heard (SipgoLoggerFactory *self, SipgoLogLevel level)
{
  return level <= self->level && !self->telling && !self->is_silent
         && g_signal_has_handler_pending (self, logged_signal, 0, FALSE);
}

void
sipgo_logger_factory_tell (SipgoLoggerFactory *self, SipgoLogLevel level, const char *category, const char *label,
                           const char *content)
{
  g_autoptr (SipgoLoggerFactory) hold = NULL;

  if (!sipgo_logger_factory_is_heard (self, level))
    return;
  hold = g_object_ref (self);
  self->telling = TRUE;
  g_signal_emit (self, logged_signal, 0, level, category, label, content);
  self->telling = FALSE;
}

void
sipgo_logger_factory_fall_silent (SipgoLoggerFactory *self)
{
  self->is_silent = TRUE;
}

/* An error of the application is not logged as a warning of the library: with G_DEBUG=fatal-warnings that would end the
 * program. */
static void
write_to_glib (SipgoLogLevel level, const char *category, const char *label, const char *content)
{
  static const GLogLevelFlags levels[] = { G_LOG_LEVEL_MESSAGE, G_LOG_LEVEL_MESSAGE, G_LOG_LEVEL_INFO,
                                           G_LOG_LEVEL_DEBUG };

  g_log_structured ("sipgo", levels[level], "SIPGO_CATEGORY", category, "SIPGO_LABEL", label ? label : "",
                    "MESSAGE", "%s%s%s: %s", category, label ? " " : "", label ? label : "", content);
}

/**
 * sipgo_logger_factory_generic_log:
 * @self: a logger factory
 * @level: the importance of the line
 * @category: the kind of the writer, such as the name of a class
 * @label: (nullable): which one of that kind
 * @content: the line
 *
 * Logs a line.
 *
 * Since: 1.0
 */
void
sipgo_logger_factory_generic_log (SipgoLoggerFactory *self, SipgoLogLevel level, const char *category,
                                  const char *label, const char *content)
{
  g_return_if_fail (SIPGO_IS_LOGGER_FACTORY (self));
  g_return_if_fail (level <= SIPGO_LOG_LEVEL_DEBUG);
  g_return_if_fail (category != NULL && content != NULL);
  if (level > self->level)
    return;
  if (self->builtin_enabled)
    write_to_glib (level, category, label, content);
  sipgo_logger_factory_tell (self, level, category, label, content);
}

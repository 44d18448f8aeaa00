/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-logger-private.h"

/**
 * SipgoLogger:
 *
 * Writes lines to the log of a [class@LoggerFactory], with a category and a label. [method@UserAgent.get_logger] makes
 * one for the lines of an application.
 *
 * Since: 1.0
 */
struct _SipgoLogger
{
  GObject parent_instance;

  SipgoLoggerFactory *factory;
  SipgoLoggerWriteFunc write;
  char *category;
  char *label;
};

G_DEFINE_FINAL_TYPE (SipgoLogger, sipgo_logger, G_TYPE_OBJECT)

static void
sipgo_logger_finalize (GObject *object)
{
  SipgoLogger *self = SIPGO_LOGGER (object);

  g_clear_object (&self->factory);
  g_free (self->category);
  g_free (self->label);
  G_OBJECT_CLASS (sipgo_logger_parent_class)->finalize (object);
}

static void
sipgo_logger_class_init (SipgoLoggerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = sipgo_logger_finalize;
}

static void
sipgo_logger_init (SipgoLogger *self)
{
}

SipgoLogger *
sipgo_logger_new (SipgoLoggerFactory *factory, SipgoLoggerWriteFunc write, const char *category, const char *label)
{
  SipgoLogger *self = g_object_new (SIPGO_TYPE_LOGGER, NULL);

  self->factory = g_object_ref (factory);
  self->write = write;
  self->category = g_strdup (category);
  self->label = g_strdup (label);
  return self;
}

static void
write_line (SipgoLogger *self, SipgoLogLevel level, const char *content)
{
  self->write (self->factory, level, self->category, self->label, content);
}

/**
 * sipgo_logger_error:
 * @self: a logger
 * @content: the line
 *
 * Logs that an operation has failed.
 *
 * Since: 1.0
 */
void
sipgo_logger_error (SipgoLogger *self, const char *content)
{
  g_return_if_fail (SIPGO_IS_LOGGER (self) && content != NULL);
  write_line (self, SIPGO_LOG_LEVEL_ERROR, content);
}

/**
 * sipgo_logger_warn:
 * @self: a logger
 * @content: the line
 *
 * Logs that something is wrong, but the program goes on.
 *
 * Since: 1.0
 */
void
sipgo_logger_warn (SipgoLogger *self, const char *content)
{
  g_return_if_fail (SIPGO_IS_LOGGER (self) && content != NULL);
  write_line (self, SIPGO_LOG_LEVEL_WARN, content);
}

/**
 * sipgo_logger_log:
 * @self: a logger
 * @content: the line
 *
 * Logs a normal event.
 *
 * Since: 1.0
 */
void
sipgo_logger_log (SipgoLogger *self, const char *content)
{
  g_return_if_fail (SIPGO_IS_LOGGER (self) && content != NULL);
  write_line (self, SIPGO_LOG_LEVEL_LOG, content);
}

/**
 * sipgo_logger_debug:
 * @self: a logger
 * @content: the line
 *
 * Logs a line that is of use for debugging only.
 *
 * Since: 1.0
 */
void
sipgo_logger_debug (SipgoLogger *self, const char *content)
{
  g_return_if_fail (SIPGO_IS_LOGGER (self) && content != NULL);
  write_line (self, SIPGO_LOG_LEVEL_DEBUG, content);
}

/**
 * sipgo_logger_get_factory:
 * @self: a logger
 *
 * Gets the log that the lines go to.
 *
 * Returns: (transfer none): the factory that made the logger
 *
 * Since: 1.0
 */
SipgoLoggerFactory *
sipgo_logger_get_factory (SipgoLogger *self)
{
  g_return_val_if_fail (SIPGO_IS_LOGGER (self), NULL);
  return self->factory;
}

/**
 * sipgo_logger_get_category:
 * @self: a logger
 *
 * Gets the kind of the writer.
 *
 * Returns: the category
 *
 * Since: 1.0
 */
const char *
sipgo_logger_get_category (SipgoLogger *self)
{
  g_return_val_if_fail (SIPGO_IS_LOGGER (self), NULL);
  return self->category;
}

/**
 * sipgo_logger_get_label:
 * @self: a logger
 *
 * Gets which one of that kind the writer is.
 *
 * Returns: (nullable): the label, or %NULL
 *
 * Since: 1.0
 */
const char *
sipgo_logger_get_label (SipgoLogger *self)
{
  g_return_val_if_fail (SIPGO_IS_LOGGER (self), NULL);
  return self->label;
}

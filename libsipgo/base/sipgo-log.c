/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-log-private.h"

#include "libsipgo/base/sipgo-logger-factory-private.h"

static const struct
{
  const char *domain;
  const char *category;
  SipgoLogLevel level;
  GLogLevelFlags shown_as;     /* in GLib's log */
} topics[] = {
  [SIPGO_LOG_WIRE] = { "sipgo-wire", "wire", SIPGO_LOG_LEVEL_DEBUG, G_LOG_LEVEL_DEBUG },
  [SIPGO_LOG_STATE] = { "sipgo-state", "state", SIPGO_LOG_LEVEL_LOG, G_LOG_LEVEL_DEBUG },
  [SIPGO_LOG_DROPPED] = { "sipgo-dropped", "dropped", SIPGO_LOG_LEVEL_WARN, G_LOG_LEVEL_DEBUG },
  [SIPGO_LOG_MEDIA] = { "sipgo-media", "media", SIPGO_LOG_LEVEL_WARN, G_LOG_LEVEL_MESSAGE },
};

static gboolean
would_show (SipgoLogTopic topic)
{
  return !g_log_writer_default_would_drop (topics[topic].shown_as, topics[topic].domain);
}

/* GLib drops debug messages unless G_MESSAGES_DEBUG has their domain. Since GLib 2.80 a program may change the domains
 * at run time (g_log_writer_default_set_debug_domains ()), and GLib answers from memory. Before 2.80 it searches the
 * whole environment of the process each time, so that the first answer is kept. */
static gboolean
is_shown (SipgoLogTopic topic)
{
  enum { NO = 1, YES, ASK };
  static gsize named[G_N_ELEMENTS (topics)];

  if (g_log_get_debug_enabled ())
    return would_show (topic);
  if (g_once_init_enter (&named[topic]))
    g_once_init_leave (&named[topic], glib_check_version (2, 80, 0) == NULL ? ASK : would_show (topic) ? YES : NO);
  return named[topic] == ASK ? would_show (topic) : named[topic] == YES;
}

gboolean
sipgo_log_wants (SipgoEnvironment *environment, SipgoLogTopic topic)
{
  return sipgo_logger_factory_is_heard (sipgo_environment_get_logger_factory (environment), topics[topic].level)
         || is_shown (topic);
}

void
sipgo_log (SipgoEnvironment *environment, SipgoLogTopic topic, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (!sipgo_log_wants (environment, topic))
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (is_shown (topic))
    g_log_structured (topics[topic].domain, topics[topic].shown_as, "SIPGO_TOPIC", topics[topic].domain, "MESSAGE",
                      "%s", text);
  sipgo_logger_factory_tell (sipgo_environment_get_logger_factory (environment), topics[topic].level,
                             topics[topic].category, NULL, text);
}

void
sipgo_log_state (SipgoEnvironment *environment, const char *object, const char *id, GType states, gint state)
{
  g_autoptr (GEnumClass) values = NULL;

  if (!sipgo_log_wants (environment, SIPGO_LOG_STATE))
    return;
  values = g_type_class_ref (states);
  sipgo_log (environment, SIPGO_LOG_STATE, "%s%s%s: %s", object, id ? " " : "", id ? id : "",
             g_enum_get_value (values, state)->value_nick);
}

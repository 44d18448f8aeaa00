/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-log-private.h"

static const char *const topic_names[] = { "sipgo-wire", "sipgo-state", "sipgo-dropped" };

/* Debug messages are dropped by GLib unless G_MESSAGES_DEBUG names their domain: asking first saves the formatting. */
gboolean
sipgo_log_wants (SipgoLogTopic topic)
{
  return !g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, topic_names[topic]);
}

void
sipgo_log (SipgoLogTopic topic, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  if (!sipgo_log_wants (topic))
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_log_structured (topic_names[topic], G_LOG_LEVEL_DEBUG, "SIPGO_TOPIC", topic_names[topic], "MESSAGE", "%s", text);
}

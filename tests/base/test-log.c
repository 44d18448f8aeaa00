/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-log-private.h"

#include <dlfcn.h>

/* What was written to the log of GLib since the last check, as a writer of the program gets it. */
static GString *written;

static GLogWriterOutput
write_down (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  gsize i;

  for (i = 0; i < n_fields; i++)
    {
      if (g_strcmp0 (fields[i].key, "MESSAGE") == 0)
        g_string_append_printf (written, "%s;", (const char *) fields[i].value);
    }
  return G_LOG_WRITER_HANDLED;
}

static void
assert_written (const char *expected)
{
  g_assert_cmpstr (written->str, ==, expected);
  g_string_truncate (written, 0);
}

static void
note (SipgoLoggerFactory *factory, SipgoLogLevel level, const char *category, const char *label, const char *content,
      GString *heard)
{
  g_string_append_printf (heard, "%s:%s;", category, content);
}

/* The domains in G_MESSAGES_DEBUG, and the topics that GLib shows by default, go to the writer of the program; others
 * do not. */
static void
test_domains (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);

  g_assert_true (sipgo_log_wants (environment, SIPGO_LOG_WIRE));
  g_assert_false (sipgo_log_wants (environment, SIPGO_LOG_STATE));
  sipgo_log (environment, SIPGO_LOG_WIRE, "a");
  sipgo_log (environment, SIPGO_LOG_STATE, "b");
  sipgo_log (environment, SIPGO_LOG_DROPPED, "c");
  sipgo_log (environment, SIPGO_LOG_MEDIA, "d");
  assert_written ("a;d;");
}

static void
test_changed_at_run_time (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);

  sipgo_log (environment, SIPGO_LOG_STATE, "a");
  g_log_set_debug_enabled (TRUE);
  sipgo_log (environment, SIPGO_LOG_STATE, "b");
  g_log_set_debug_enabled (FALSE);
  sipgo_log (environment, SIPGO_LOG_STATE, "c");
  assert_written ("b;");
}

/* Since GLib 2.80 a program may name other domains than G_MESSAGES_DEBUG at run time. */
static void
test_domains_changed_at_run_time (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  const char *const state[] = { "sipgo-state", NULL }, *const wire[] = { "sipgo-wire", NULL };
  void (*set_debug_domains) (const char *const *) = dlsym (RTLD_DEFAULT, "g_log_writer_default_set_debug_domains");

  if (!set_debug_domains)
    {
      g_test_skip ("this GLib is older than 2.80");
      return;
    }
  sipgo_log (environment, SIPGO_LOG_STATE, "a");
  set_debug_domains (state);
  sipgo_log (environment, SIPGO_LOG_STATE, "b");
  sipgo_log (environment, SIPGO_LOG_WIRE, "c");
  set_debug_domains (wire);
  sipgo_log (environment, SIPGO_LOG_STATE, "d");
  sipgo_log (environment, SIPGO_LOG_WIRE, "e");
  assert_written ("b;e;");
}

/* Handlers of the factory get lines by its level, whatever GLib shows. */
static void
test_level (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  SipgoLoggerFactory *factory = sipgo_environment_get_logger_factory (environment);
  g_autoptr (GString) heard = g_string_new (NULL);

  sipgo_log (environment, SIPGO_LOG_STATE, "a");
  g_signal_connect (factory, "logged", G_CALLBACK (note), heard);
  sipgo_log (environment, SIPGO_LOG_STATE, "b");
  sipgo_log (environment, SIPGO_LOG_WIRE, "c");
  sipgo_logger_factory_set_level (factory, SIPGO_LOG_LEVEL_DEBUG);
  sipgo_log (environment, SIPGO_LOG_WIRE, "d");
  sipgo_logger_factory_set_level (factory, SIPGO_LOG_LEVEL_ERROR);
  sipgo_log (environment, SIPGO_LOG_STATE, "e");
  g_assert_cmpstr (heard->str, ==, "state:b;wire:d;");
  assert_written ("c;d;");
}

int
main (int argc, char **argv)
{
  g_setenv ("G_MESSAGES_DEBUG", "sipgo-wire", TRUE);
  g_test_init (&argc, &argv, NULL);
  written = g_string_new (NULL);
  g_log_set_writer_func (write_down, NULL, NULL);
  g_test_add_func ("/log/domains", test_domains);
  g_test_add_func ("/log/changed-at-run-time", test_changed_at_run_time);
  g_test_add_func ("/log/domains-changed-at-run-time", test_domains_changed_at_run_time);
  g_test_add_func ("/log/level", test_level);
  return g_test_run ();
}

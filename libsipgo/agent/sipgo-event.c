/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/agent/sipgo-event-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

char *
sipgo_event_dup_parameter (const char *value, const char *name)
{
  g_auto (GStrv) parts = g_strsplit (value, ";", -1);
  gsize length = strlen (name);
  guint i;

  for (i = 1; parts[0] && parts[i]; i++)
    {
      char *part = g_strstrip (parts[i]);
      char *rest;

      if (g_ascii_strncasecmp (part, name, length) != 0)
        continue;
      rest = g_strchug (part + length);
      if (*rest != '=')
        continue;
      rest = g_strchug (rest + 1);
      if (*rest == '"')
        sipgo_unquote (rest);
      return g_strdup (rest);
    }
  return NULL;
}

char *
sipgo_event_dup_package (const char *event)
{
  return g_strstrip (g_strndup (event, strcspn (event, ";")));
}

gboolean
sipgo_event_is_valid (const char *event)
{
  g_autofree char *package = sipgo_event_dup_package (event);

  return sipgo_header_value_is_safe (event) && sipgo_method_is_valid (package);
}

gboolean
sipgo_event_check (const char *event, GError **error)
{
  if (sipgo_event_is_valid (event))
    return TRUE;
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID, "“%s” is not an event package; use one such as “presence”",
               event);
  return FALSE;
}

gboolean
sipgo_event_equal (const char *event, const char *other)
{
  g_autofree char *package = sipgo_event_dup_package (event);
  g_autofree char *other_package = sipgo_event_dup_package (other);
  g_autofree char *id = sipgo_event_dup_parameter (event, "id");
  g_autofree char *other_id = sipgo_event_dup_parameter (other, "id");

  return g_str_equal (package, other_package) && g_strcmp0 (id, other_id) == 0;
}

gboolean
sipgo_event_status_ends (guint status)
{
  return status == 404 || status == 405 || status == 408 || status == 410 || status == 416
         || (status >= 480 && status <= 485)
         || status == 489 || status == 501 || status == 604;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/ua/sipgo-dtmf-relay-private.h"

#include <string.h>

/* More than these two lines is nobody's digit. */
#define MAX_SIZE         512
#define MAX_DURATION_MS  5000
#define DEFAULT_DURATION 250

char
sipgo_dtmf_relay_get_tone (char tone)
{
  tone = g_ascii_toupper (tone);
  return tone != '\0' && strchr ("0123456789*#ABCD", tone) ? tone : '\0';
}

SipgoBody *
sipgo_dtmf_relay_new (char tone, guint duration_ms)
{
  g_autofree char *text = g_strdup_printf ("Signal=%c\r\nDuration=%u\r\n", tone, duration_ms);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return sipgo_body_new_full (SIPGO_DTMF_RELAY_TYPE, "render", bytes);
}

/* The value of "name = value", or NULL. */
static const char *
find_value (char *line, const char *name)
{
  char *equals = strchr (line, '=');

  if (!equals)
    return NULL;
  *equals = '\0';
  if (g_ascii_strcasecmp (g_strstrip (line), name) != 0)
    return NULL;
  return g_strstrip (equals + 1);
}

static void
take_line (const char *line, char *tone, guint *duration_ms)
{
  g_autofree char *copy = g_strdup (line);
  g_autofree char *other = g_strdup (line);
  const char *value = find_value (copy, "Signal");
  guint64 duration;

  if (value)
    *tone = value[0] != '\0' && value[1] == '\0' ? sipgo_dtmf_relay_get_tone (value[0]) : '\0';
  value = find_value (other, "Duration");
  if (value)
    *duration_ms = g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT, &duration, NULL) ? MIN (duration, MAX_DURATION_MS) : 0;
}

gboolean
sipgo_dtmf_relay_parse (SipgoBody *body, char *tone, guint *duration_ms)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint i;

  *tone = '\0';
  *duration_ms = DEFAULT_DURATION;
  if (!sipgo_body_is_type (body, SIPGO_DTMF_RELAY_TYPE) || g_bytes_get_size (sipgo_body_get_bytes (body)) > MAX_SIZE)
    return FALSE;
  text = sipgo_body_dup_text (body);
  if (!text)
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (i = 0; lines[i]; i++)
    take_line (lines[i], tone, duration_ms);
  return *tone != '\0' && *duration_ms > 0;
}

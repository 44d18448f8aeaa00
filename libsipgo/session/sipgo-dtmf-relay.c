/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/session/sipgo-dtmf-relay-private.h"

#include <string.h>

#include "libsipgo/media/sipgo-dtmf-digits-private.h"

/* A body of two lines is much smaller than this; a larger one is not parsed. */
#define MAX_SIZE         512
#define MAX_DURATION_MS  5000
#define DEFAULT_DURATION 250

SipgoBody *
sipgo_dtmf_relay_new (char tone, guint duration_ms)
{
  g_autofree char *text = g_strdup_printf ("Signal=%c\r\nDuration=%u\r\n", tone, duration_ms);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return sipgo_body_new_full (SIPGO_DTMF_RELAY_TYPE, "render", bytes);
}

/* Besides the digit itself, peers write the number of the telephone-event (RFC 4733) or a name. */
static char
read_signal (const char *text)
{
  static const struct { const char *name; char tone; } names[] = {
    { "10", '*' }, { "11", '#' }, { "12", 'A' }, { "13", 'B' }, { "14", 'C' }, { "15", 'D' },
    { "16", SIPGO_DTMF_FLASH },
    { "star", '*' }, { "asterisk", '*' }, { "pound", '#' }, { "hash", '#' },
    { "flash", SIPGO_DTMF_FLASH }, { "hookflash", SIPGO_DTMF_FLASH }, { "hook-flash", SIPGO_DTMF_FLASH },
    { "hf", SIPGO_DTMF_FLASH },
    { "!", SIPGO_DTMF_FLASH },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (text, names[i].name) == 0)
      return names[i].tone;
  return text[0] != '\0' && text[1] == '\0' ? sipgo_dtmf_digit_check (text[0]) : '\0';
}

/* Milliseconds; 0 when the text is not a number. */
static guint
read_duration (const char *text)
{
  guint64 duration;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &duration, NULL))
    return 0;
  return duration > 0 ? (guint) MIN (duration, MAX_DURATION_MS) : DEFAULT_DURATION;
}

static void
take_line (char *line, gboolean may_be_bare, char *tone, guint *duration_ms)
{
  char *value = strpbrk (line, "=:");

  if (!value && may_be_bare && *g_strstrip (line) != '\0')
    *tone = read_signal (line);
  if (!value)
    return;
  *value++ = '\0';
  g_strstrip (line);
  g_strstrip (value);
  if (g_ascii_strcasecmp (line, "Signal") == 0 || g_ascii_strcasecmp (line, "d") == 0)
    *tone = read_signal (value);
  else if (g_ascii_strcasecmp (line, "Duration") == 0)
    *duration_ms = read_duration (value);
}

gboolean
sipgo_dtmf_relay_parse (SipgoBody *body, char *tone, guint *duration_ms)
{
  gboolean may_be_bare = sipgo_body_is_type (body, SIPGO_DTMF_TYPE);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint i;

  *tone = '\0';
  *duration_ms = DEFAULT_DURATION;
  if (!may_be_bare && !sipgo_body_is_type (body, SIPGO_DTMF_RELAY_TYPE)
      && !sipgo_body_is_type (body, SIPGO_DTMF_NORTEL_TYPE))
    return FALSE;
  if (g_bytes_get_size (sipgo_body_get_bytes (body)) > MAX_SIZE)
    return FALSE;
  text = sipgo_body_get_text (body);
  lines = g_strsplit_set (text, "\r\n", -1);
  for (i = 0; lines[i]; i++)
    take_line (lines[i], may_be_bare, tone, duration_ms);
  return *tone != '\0' && *duration_ms > 0;
}

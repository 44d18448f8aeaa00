/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-secrets-private.h"

#include <string.h>

/* The group that matches is the secret. The patterns are applied to the whole text and not to single header fields: it
 * is better to mask too much than too little. Possessive repeats keep the time linear for whatever a peer sends. */
static const char *const patterns[] = {
  "\\b(?:response|rspauth)\\s*+=\\s*+(?:\"([^\"\\r\\n]*+)|([^\\s,;\"]++))",
  "(?<![a-z])(?:response|rspauth)%3D(?:%22)?([^%&>\\s]++)",     /* in a header of a URI (RFC 3261 19.1.1) */
  "authorization\\s*+:\\s*+(?:basic|bearer)\\s++([^\\r\\n]++)",
  "\\binline:([^|\\s]++)",
  "^k=(?:clear|base64|uri):([^\\r\\n]++)",
  "\\bice-pwd:(\\S++)",
  /* Digits in an INFO, which may be those of a PIN: application/dtmf-relay and application/dtmf. */
  "^signal\\s*+[=:][ \\t]*+([^\\s]++)",
  "application/dtmf[ \\t]*+(?:;[^\\r\\n]*+)?\\r?\\n(?:[^\\r\\n]{1,1024}+\\r?\\n){0,64}+\\r?\\n([^\\r\\n]++)",
  "\\bsips?:[^\\s:@<>\"]{1,1024}+:([^\\s@<>\"]{1,1024}+)(?=@)",
};

typedef struct
{
  gint start, end;
} Range;

static GRegex *
get_regex (guint i)
{
  static gsize regexes[G_N_ELEMENTS (patterns)];

  if (g_once_init_enter (&regexes[i]))
    g_once_init_leave (&regexes[i], (gsize) g_regex_new (patterns[i],
                                                         G_REGEX_CASELESS | G_REGEX_MULTILINE | G_REGEX_RAW, 0, NULL));
  return (GRegex *) regexes[i];
}

static void
find (GArray *ranges, GRegex *regex, const char *data, gsize length)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) error = NULL;
  Range range;
  gint group;

  g_regex_match_full (regex, data, length, 0, 0, &match, &error);
  while (!error && g_match_info_matches (match))
    {
      for (group = 1; group < g_match_info_get_match_count (match); group++)
        {
          if (g_match_info_fetch_pos (match, group, &range.start, &range.end) && range.end > range.start)
            g_array_append_val (ranges, range);
        }
      g_match_info_next (match, &error);
    }
  if (!error)
    return;
  /* A search that was given up may have left secrets. */
  range = (Range) { 0, length };
  g_array_append_val (ranges, range);
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  return ((const Range *) a)->start - ((const Range *) b)->start;
}

/* The secrets in the text, in order; they may overlap. */
static GArray *
find_all (const char *data, gsize length)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (Range));
  guint i;

  for (i = 0; length > 0 && i < G_N_ELEMENTS (patterns); i++)
    find (ranges, get_regex (i), data, length);
  g_array_sort (ranges, compare);
  return ranges;
}

GBytes *
sipgo_secrets_mask (GBytes *message)
{
  gsize length;
  const char *data = g_bytes_get_data (message, &length);
  g_autoptr (GArray) ranges = find_all (data, length);
  char *masked;
  guint i;

  if (ranges->len == 0)
    return g_bytes_ref (message);
  masked = g_memdup2 (data, length);
  for (i = 0; i < ranges->len; i++)
    {
      Range *range = &g_array_index (ranges, Range, i);

      memset (masked + range->start, '*', range->end - range->start);
    }
  return g_bytes_new_take (masked, length);
}

static gboolean
is_shown_plainly (char c)
{
  return c == '\n' || c == '\t' || g_ascii_isprint (c) || (guchar) c >= 0x80;
}

static void
append_plain (GString *text, const char *data, gsize length)
{
  gsize i;

  for (i = 0; i < length; i++)
    {
      if (is_shown_plainly (data[i]))
        g_string_append_c (text, data[i]);
      else if (data[i] != '\r')
        g_string_append_printf (text, "\\x%02x", (guchar) data[i]);
    }
}

char *
sipgo_secrets_dup_text (const char *data, gsize length)
{
  g_autoptr (GString) text = g_string_sized_new (length + 64);
  g_autoptr (GArray) ranges = find_all (data, length);
  gsize done = 0;
  guint i;

  for (i = 0; i < ranges->len; i++)
    {
      Range *range = &g_array_index (ranges, Range, i);

      if ((gsize) range->start >= done)
        {
          append_plain (text, data + done, range->start - done);
          g_string_append (text, "***");
        }
      done = MAX (done, (gsize) range->end);
    }
  append_plain (text, data + done, length - done);
  return g_utf8_make_valid (text->str, text->len);
}

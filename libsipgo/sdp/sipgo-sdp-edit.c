/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/sdp/sipgo-sdp-edit-private.h"

#include "libsipgo/sdp/sipgo-sdp-private.h"

#include <string.h>

#define N_PAYLOAD_TYPES 128

/* Static payload types, which need no a=rtpmap (RFC 3551 6). */
static const struct
{
  const char *name;
  guint payload_type;
} static_types[] = {
  { "PCMU", 0 }, { "GSM", 3 }, { "G723", 4 }, { "PCMA", 8 }, { "G722", 9 }, { "CN", 13 }, { "G728", 15 },
      { "G729", 18 },
};

/* --- lines -------------------------------------------------------------------------------------------------------- */

/* The lines without CR and LF. join () leaves out a line that has become NULL. */
static GPtrArray *
split (const char *sdp)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  while (sdp)
    {
      const char *end = strchr (sdp, '\n');
      gsize length = end ? (gsize) (end - sdp) : strlen (sdp);

      g_ptr_array_add (lines, g_strndup (sdp, length > 0 && sdp[length - 1] == '\r' ? length - 1 : length));
      sdp = end ? end + 1 : NULL;
    }
  return lines;
}

/* The parser refuses a description with more lines, so it is not edited either: that would take quadratic time. */
static gboolean
is_endless (GPtrArray *lines)
{
  return lines->len > SIPGO_SDP_MAX_LINES;
}

static char *
join (GPtrArray *lines)
{
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; i < lines->len; i++)
    {
      if (!lines->pdata[i])
        continue;
      g_string_append (text, lines->pdata[i]);
      if (i + 1 < lines->len)
        g_string_append (text, "\r\n");
    }
  return g_string_free (text, FALSE);
}

static void
replace (GPtrArray *lines, guint i, char *line)
{
  g_free (lines->pdata[i]);
  lines->pdata[i] = line;
}

/* The index of the next m= line from i on, or the number of lines. */
static guint
find_stream (GPtrArray *lines, guint i)
{
  while (i < lines->len && !(lines->pdata[i] && g_str_has_prefix (lines->pdata[i], "m=")))
    i++;
  return i;
}

/* Inserts a line at the end of a stream, before the empty line that may end the text. */
static void
append_to_stream (GPtrArray *lines, guint end, char *line)
{
  while (end > 0 && lines->pdata[end - 1] && *(char *) lines->pdata[end - 1] == '\0')
    end--;
  g_ptr_array_insert (lines, (int) end, line);
}

/* "m=audio 4000 RTP/AVP 0 8": the port becomes 0. */
static void
refuse_stream (GPtrArray *lines, guint i)
{
  g_auto (GStrv) words = g_strsplit (lines->pdata[i], " ", 3);

  if (g_strv_length (words) == 3)
    replace (lines, i, g_strdup_printf ("%s 0 %s", words[0], words[2]));
}

/* --- codecs ------------------------------------------------------------------------------------------------------- */

static gboolean
parse_payload_type (const char *text, guint *payload_type)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, 0, N_PAYLOAD_TYPES - 1, &value, NULL))
    return FALSE;
  *payload_type = value;
  return TRUE;
}

/* Reads the payload type of "a=NAME:96 …" and returns what follows it; NULL for any other line. */
static const char *
parse_attribute (const char *line, const char *name, guint *payload_type)
{
  g_autofree char *number = NULL;
  const char *rest;
  gsize length = strlen (name);

  if (!line || !g_str_has_prefix (line, "a=") || strncmp (line + 2, name, length) != 0 || line[2 + length] != ':')
    return NULL;
  line += 3 + length;
  rest = strchr (line, ' ');
  if (!rest)
    return NULL;
  number = g_strndup (line, (gsize) (rest - line));
  return parse_payload_type (number, payload_type) ? rest + 1 : NULL;
}

/* Encoding names do not distinguish upper and lower case (RFC 4855 section 3). */
static gboolean
is_encoding (const char *rtpmap, const char *name)
{
  gsize length = strlen (name);

  return g_ascii_strncasecmp (rtpmap, name, length) == 0 && rtpmap[length] == '/';
}

static void
find_payload_types (GPtrArray *lines, guint start, guint end, const char *name, gboolean *found)
{
  gboolean mapped[N_PAYLOAD_TYPES] = { FALSE };
  guint i, payload_type;

  for (i = start; i < end; i++)
    {
      const char *rtpmap = parse_attribute (lines->pdata[i], "rtpmap", &payload_type);

      if (!rtpmap)
        continue;
      mapped[payload_type] = TRUE;
      found[payload_type] |= is_encoding (rtpmap, name);
    }
  for (i = 0; i < G_N_ELEMENTS (static_types); i++)
    found[static_types[i].payload_type] |= !mapped[static_types[i].payload_type] &&
        g_ascii_strcasecmp (static_types[i].name, name) == 0;
}

/* FALSE if no format would be left: then the line is unchanged. */
static gboolean
strip_formats (GPtrArray *lines, guint i, const gboolean *stripped)
{
  g_auto (GStrv) words = g_strsplit (lines->pdata[i], " ", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  guint j, payload_type;

  for (j = 0; words[j]; j++)
    {
      if (j < 3 || !parse_payload_type (words[j], &payload_type) || !stripped[payload_type])
        g_ptr_array_add (kept, words[j]);
    }
  if (kept->len <= 3 && j > 3)
    return FALSE;
  g_ptr_array_add (kept, NULL);
  replace (lines, i, g_strjoinv (" ", (char **) kept->pdata));
  return TRUE;
}

static void
strip_attributes (GPtrArray *lines, guint start, guint end, const gboolean *stripped)
{
  static const char *const names[] = { "rtpmap", "fmtp", "rtcp-fb" };
  guint i, j, payload_type;

  for (i = start; i < end; i++)
    for (j = 0; j < G_N_ELEMENTS (names); j++)
      {
        if (parse_attribute (lines->pdata[i], names[j], &payload_type) && stripped[payload_type])
          replace (lines, i, NULL);
      }
}

char *
sipgo_sdp_edit_strip_codec (const char *sdp, const char *name)
{
  g_autoptr (GPtrArray) lines = split (sdp);
  guint start, end;

  for (start = find_stream (lines, 0); start < lines->len; start = end)
    {
      gboolean stripped[N_PAYLOAD_TYPES] = { FALSE };

      end = find_stream (lines, start + 1);
      if (!strstr (lines->pdata[start], "RTP/"))
        continue;
      find_payload_types (lines, start + 1, end, name, stripped);
      if (strip_formats (lines, start, stripped))
        strip_attributes (lines, start + 1, end, stripped);
      else
        refuse_stream (lines, start);
    }
  return join (lines);
}

/* --- streams ------------------------------------------------------------------------------------------------------ */

/* A refused stream has to be removed from its groups (RFC 8843 7.2.3). */
static void
leave_groups (GPtrArray *lines, const char *mid)
{
  guint end = find_stream (lines, 0);
  guint i, j;

  for (i = 0; i < end; i++)
    {
      g_auto (GStrv) words = NULL;
      g_autoptr (GPtrArray) kept = g_ptr_array_new ();

      if (!g_str_has_prefix (lines->pdata[i], "a=group:"))
        continue;
      words = g_strsplit (lines->pdata[i], " ", -1);
      for (j = 0; words[j]; j++)
        if (j == 0 || !g_str_equal (words[j], mid))
          g_ptr_array_add (kept, words[j]);
      g_ptr_array_add (kept, NULL);
      replace (lines, i, g_strjoinv (" ", (char **) kept->pdata));
    }
}

char *
sipgo_sdp_edit_strip_media (const char *sdp, const char *type)
{
  g_autoptr (GPtrArray) lines = split (sdp);
  g_autofree char *prefix = g_strdup_printf ("m=%s ", type);
  guint start, end, i;

  if (is_endless (lines))
    return g_strdup (sdp);
  for (start = find_stream (lines, 0); start < lines->len; start = end)
    {
      end = find_stream (lines, start + 1);
      if (!g_str_has_prefix (lines->pdata[start], prefix))
        continue;
      refuse_stream (lines, start);
      for (i = start + 1; i < end; i++)
        {
          if (g_str_has_prefix (lines->pdata[i], "a=mid:"))
            leave_groups (lines, (const char *) lines->pdata[i] + strlen ("a=mid:"));
        }
    }
  return join (lines);
}

char *
sipgo_sdp_edit_strip_tcp_candidates (const char *sdp)
{
  g_autoptr (GPtrArray) lines = split (sdp);
  guint i;

  for (i = 0; i < lines->len; i++)
    {
      g_auto (GStrv) words = NULL;

      if (!g_str_has_prefix (lines->pdata[i], "a=candidate:"))
        continue;
      words = g_strsplit (lines->pdata[i], " ", 4);
      if (g_strv_length (words) == 4 && g_ascii_strcasecmp (words[2], "tcp") == 0)
        replace (lines, i, NULL);
    }
  return join (lines);
}

char *
sipgo_sdp_edit_add_mids (const char *sdp)
{
  g_autoptr (GPtrArray) lines = split (sdp);
  guint start, end, i, n = 0;

  if (is_endless (lines))
    return g_strdup (sdp);
  for (i = 0; i < lines->len; i++)
    {
      if (g_str_has_prefix (lines->pdata[i], "a=mid:"))
        return g_strdup (sdp);
    }
  for (start = find_stream (lines, 0); start < lines->len; start = end + 1)
    {
      end = find_stream (lines, start + 1);
      append_to_stream (lines, end, g_strdup_printf ("a=mid:%u", n++));
    }
  return join (lines);
}

/* --- hold --------------------------------------------------------------------------------------------------------- */

static const char *
find_held (const char *line)
{
  static const char *const directions[][2] = {
    { "a=sendrecv", "a=sendonly" }, { "a=recvonly", "a=inactive" }, { "a=sendonly", "a=sendonly" },
        { "a=inactive", "a=inactive" },
  };
  g_autofree char *bare = line ? g_strchomp (g_strdup (line)) : NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (directions); i++)
    if (g_strcmp0 (bare, directions[i][0]) == 0)
      return directions[i][1];
  return NULL;
}

/* Changes the directions in the lines. FALSE if there is none. */
static gboolean
hold_lines (GPtrArray *lines, guint start, guint end)
{
  gboolean found = FALSE;
  guint i;

  for (i = start; i < end; i++)
    {
      const char *held = find_held (lines->pdata[i]);

      if (!held)
        continue;
      found = TRUE;
      replace (lines, i, g_strdup (held));
    }
  return found;
}

char *
sipgo_sdp_edit_hold (const char *sdp)
{
  g_autoptr (GPtrArray) lines = split (sdp);
  guint start, end;
  gboolean of_all;

  if (is_endless (lines))
    return g_strdup (sdp);
  start = find_stream (lines, 0);
  of_all = hold_lines (lines, 0, start);
  for (; start < lines->len; start = end)
    {
      end = find_stream (lines, start + 1);
      if (hold_lines (lines, start + 1, end) || of_all)
        continue;
      append_to_stream (lines, end, g_strdup ("a=sendonly"));
      end++;
    }
  return join (lines);
}

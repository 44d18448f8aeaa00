/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-multipart-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-message-struct-private.h"
#include "libsipgo/message/sipgo-params-private.h"

static GPtrArray *
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, message);
  return NULL;
}

/* The line that parts are between: two dashes and what the type's parameter says. */
static char *
dup_delimiter (const char *content_type)
{
  const char *end = content_type + strlen (content_type);
  const char *p = memchr (content_type, ';', end - content_type);
  SipgoSlice name, value;
  SipgoFault fault;
  const char *q = p;
  guint n_params;

  if (!p || !sipgo_params_scan (&q, end, &n_params, &fault))
    return NULL;
  while (n_params-- > 0)
    {
      sipgo_params_next (&p, end, &name, &value);
      if (sipgo_slice_equal_nocase (name, "boundary") && value.length > 0)
        {
          g_autofree char *text = g_strndup (value.data, value.length);

          sipgo_unquote (text);
          return *text != '\0' ? g_strconcat ("--", text, NULL) : NULL;
        }
    }
  return NULL;
}

/* The next delimiter at the start of a line; behind is set to where its line ends. */
static const char *
find_delimiter (const char *data, const char *from, const char *end, const char *delimiter, const char **behind,
                gboolean *last)
{
  gsize length = strlen (delimiter);
  const char *p = from;

  while ((p = memmem (p, end - p, delimiter, length)))
    {
      const char *after = p + length;

      *last = end - after >= 2 && after[0] == '-' && after[1] == '-';
      after = sipgo_skip_lws (*last ? after + 2 : after, end);
      if (after < end && *after == '\r')
        after++;
      if ((p == data || p[-1] == '\n') && (after == end || *after == '\n'))
        {
          *behind = after == end ? end : after + 1;
          return p;
        }
      p++;
    }
  return NULL;
}

static char *
dup_line_value (const SipgoHeaderLine *line)
{
  SipgoSlice value = sipgo_header_line_get_value (line);

  return sipgo_dup_clean (value.data, value.length);
}

/* The headers of a part are read as those of a message are; what is behind them is its content. */
static SipgoBody *
read_part (GBytes *bytes, const char *data, const char *p, const char *end)
{
  g_autofree char *type = NULL, *disposition = NULL;
  g_autoptr (GBytes) content = NULL;
  SipgoHeaderLine line;

  while (sipgo_header_line_next (&p, end, &line) == SIPGO_LINE_HEADER)
    {
      if (line.id == SIPGO_HEADER_CONTENT_TYPE && !type)
        type = dup_line_value (&line);
      else if (line.id == SIPGO_HEADER_CONTENT_DISPOSITION && !disposition)
        disposition = dup_line_value (&line);
    }
  content = g_bytes_new_from_bytes (bytes, p - data, end - p);
  return sipgo_body_new_full (type ? type : "text/plain", disposition, content);
}

/* The line break in front of a delimiter belongs to it. */
static const char *
without_line_break (const char *start, const char *end)
{
  if (end > start && end[-1] == '\n')
    end--;
  if (end > start && end[-1] == '\r')
    end--;
  return end;
}

GPtrArray *
sipgo_multipart_split (const char *content_type, GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_body_unref);
  g_autofree char *delimiter = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size), *end = data + size, *start, *next;
  gboolean last = FALSE;

  if (!content_type || g_ascii_strncasecmp (content_type, "multipart/", 10) != 0)
    return fail (error, "The body has no parts: its type is not multipart");
  delimiter = dup_delimiter (content_type);
  if (!delimiter)
    return fail (error, "The type of the multipart body has no boundary");
  if (size == 0 || !find_delimiter (data, data, end, delimiter, &start, &last))
    return fail (error, "The multipart body does not hold its boundary");
  while (!last)
    {
      const char *behind;

      next = find_delimiter (data, start, end, delimiter, &behind, &last);
      if (!next)
        return fail (error, "The multipart body breaks off: the last boundary is missing");
      if (parts->len == SIPGO_MULTIPART_MAX_PARTS)
        return fail (error, "The multipart body has too many parts");
      g_ptr_array_add (parts, read_part (bytes, data, start, without_line_break (start, next)));
      start = behind;
    }
  return g_steal_pointer (&parts);
}

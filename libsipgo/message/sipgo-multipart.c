/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-multipart-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-header-line-private.h"
#include "libsipgo/message/sipgo-params-private.h"

static GArray *
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED, message);
  return NULL;
}

/* The delimiter between parts: two dashes and the boundary parameter of the Content-Type (RFC 2046 5.1.1). */
static char *
dup_delimiter (const char *content_type)
{
  const char *end = content_type + strlen (content_type);
  const char *p = memchr (content_type, ';', end - content_type);
  SipgoSlice name, value;
  SipgoFault fault;
  const char *q = p;
  SipgoParamsScan scan;
  guint i;

  if (!p || !sipgo_params_scan (&q, end, &scan, &fault))
    return NULL;
  for (i = 0; i < scan.n_params; i++)
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

/* The next delimiter at the start of a line; behind is set to the start of the line after it. */
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

/* A part has headers like those of a message, an empty line and the content. */
static SipgoMultipartPart
read_part (const char *p, const char *end)
{
  SipgoMultipartPart part = { 0 };
  SipgoHeaderLine line = { 0 };

  while (sipgo_header_line_next (&p, end, &line) == SIPGO_LINE_HEADER)
    {
      if (line.id == SIPGO_HEADER_CONTENT_TYPE && !part.type.data)
        part.type = line.value;
      else if (line.id == SIPGO_HEADER_CONTENT_DISPOSITION && !part.disposition.data)
        part.disposition = line.value;
    }
  part.content = (SipgoSlice) { p, end - p };
  return part;
}

/* The line break before a delimiter belongs to the delimiter, not to the content (RFC 2046 5.1.1). */
static const char *
without_line_break (const char *start, const char *end)
{
  if (end > start && end[-1] == '\n')
    end--;
  if (end > start && end[-1] == '\r')
    end--;
  return end;
}

GArray *
sipgo_multipart_split (const char *content_type, GBytes *bytes, GError **error)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (SipgoMultipartPart));
  g_autofree char *delimiter = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size), *end = data + size, *start, *next;
  gboolean last = FALSE;

  if (!content_type || g_ascii_strncasecmp (content_type, "multipart/", 10) != 0)
    return fail (error, "The body has no parts: its Content-Type is not multipart");
  delimiter = dup_delimiter (content_type);
  if (!delimiter)
    return fail (error, "The Content-Type of the multipart body has no boundary parameter");
  if (size == 0 || !find_delimiter (data, data, end, delimiter, &start, &last))
    return fail (error, "The multipart body does not contain its boundary");
  while (!last)
    {
      SipgoMultipartPart part;
      const char *behind;

      next = find_delimiter (data, start, end, delimiter, &behind, &last);
      if (!next)
        return fail (error, "The multipart body is not complete: the last boundary is missing");
      if (parts->len == SIPGO_MULTIPART_MAX_PARTS)
        return fail (error, "The multipart body has too many parts");
      part = read_part (start, without_line_break (start, next));
      g_array_append_val (parts, part);
      start = behind;
    }
  return g_steal_pointer (&parts);
}

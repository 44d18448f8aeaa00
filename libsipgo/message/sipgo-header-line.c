/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-header-line-private.h"

#include <string.h>

static inline gboolean
is_space (char c)
{
  return c == ' ' || c == '\t';
}

/* Everything up to the colon, white space before it allowed (7.3.1); empty when that is no name. */
static void
read_name (const char *start, const char *end, SipgoHeaderLine *line)
{
  const char *colon = memchr (start, ':', end - start), *stop;

  line->name = (SipgoSlice) { start, 0 };
  line->id = SIPGO_HEADER_OTHER;
  if (!colon)
    return;
  for (stop = colon; stop > start && is_space (stop[-1]);)
    stop--;
  line->value = colon + 1;
  line->id = sipgo_header_id_from_name (start, stop - start);
  if (line->id != SIPGO_HEADER_OTHER || sipgo_skip_class (start, stop, SIPGO_CHAR_TOKEN) == stop)
    line->name.length = stop - start;
}

SipgoLineKind
sipgo_header_line_next (const char **p, const char *end, SipgoHeaderLine *line)
{
  const char *start = *p;
  const char *newline = memchr (start, '\n', end - start), *stop;

  if (!newline)
    return SIPGO_LINE_UNFINISHED;
  *p = newline + 1;
  stop = newline > start && newline[-1] == '\r' ? newline - 1 : newline;
  if (stop == start)
    return SIPGO_LINE_EMPTY;
  read_name (start, stop, line);
  line->folded = FALSE;
  while (*p < end && is_space (**p))
    {
      newline = memchr (*p, '\n', end - *p);
      if (!newline)
        return SIPGO_LINE_UNFINISHED;
      *p = newline + 1;
      line->folded = TRUE;
    }
  line->end = newline;
  return SIPGO_LINE_HEADER;
}

SipgoSlice
sipgo_header_line_get_value (const SipgoHeaderLine *line)
{
  const char *start = line->value, *end = line->end;

  while (start < end && g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  return (SipgoSlice) { start, end - start };
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-header-line-private.h"

#include <string.h>

/* A line that begins with white space continues the line before it (7.3.1). NULL when the bytes end in such a line. */
static const char *
find_end_of_folds (const char *newline, const char *end, SipgoHeaderLine *line)
{
  while (newline && newline + 1 < end && sipgo_is_space (newline[1]))
    {
      line->folded = TRUE;
      newline = memchr (newline + 1, '\n', end - newline - 1);
    }
  return newline;
}

/* The token before the colon; white space may stand between them (7.3.1). Empty when there is no valid name. */
static void
read_name (const char *start, const char *colon, SipgoHeaderLine *line)
{
  const char *stop = colon;

  while (stop > start && sipgo_is_space (stop[-1]))
    stop--;
  line->id = sipgo_header_id_from_name (start, stop - start);
  if (line->id == SIPGO_HEADER_OTHER && sipgo_skip_class (start, stop, SIPGO_CHAR_TOKEN) != stop)
    stop = start;
  line->name = (SipgoSlice) { start, stop - start };
}

SipgoLineKind
sipgo_header_line_next (const char **p, const char *end, SipgoHeaderLine *line)
{
  const char *start = *p, *value, *colon;
  const char *newline = memchr (start, '\n', end - start), *stop;

  if (!newline)
    return SIPGO_LINE_UNFINISHED;
  *p = newline + 1;
  stop = newline > start && newline[-1] == '\r' ? newline - 1 : newline;
  if (stop == start)
    return SIPGO_LINE_EMPTY;

  colon = memchr (start, ':', stop - start);
  line->folded = FALSE;
  newline = find_end_of_folds (newline, end, line);
  if (!newline)
    return SIPGO_LINE_UNFINISHED;
  *p = newline + 1;
  if (!colon)
    {
      line->name = line->value = (SipgoSlice) { start, 0 };
      line->id = SIPGO_HEADER_OTHER;
      return SIPGO_LINE_HEADER;
    }

  read_name (start, colon, line);
  for (value = colon + 1; value < newline && sipgo_is_space_or_break (*value);)
    value++;
  for (stop = newline; stop > value && sipgo_is_space_or_break (stop[-1]);)
    stop--;
  line->value = (SipgoSlice) { value, stop - value };
  return SIPGO_LINE_HEADER;
}

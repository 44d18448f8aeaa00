/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-header-line-private.h"

/* A line break with the white space around it counts as one space (7.3.1). */
static void
unfold (SipgoMessage *self, SipgoHeaderRow *row, const char *p, const char *end)
{
  char *out = sipgo_arena_take (&self->arena, end - p), *start = out;

  while (p < end)
    {
      const char *q = p;

      while (q < end && sipgo_is_space_or_break (*q))
        q++;
      if (q == p)
        {
          *out++ = *p++;
        }
      else if (memchr (p, '\n', q - p))
        {
          *out++ = ' ';
          p = q;
        }
      else
        {
          memcpy (out, p, q - p);
          out += q - p;
          p = q;
        }
    }
  row->value = start;
  row->value_length = out - start;
}

static inline SipgoHeaderRow *
add_row (SipgoMessage *self, const char *name, gsize name_length, SipgoHeaderId id)
{
  SipgoHeaderRow *row = self->n_rows < self->n_allocated ? &self->rows[self->n_rows++]
                                                         : sipgo_message_insert_row (self, self->n_rows);
  guint64 bit = G_GUINT64_CONSTANT (1) << id;

  row->name = name;
  row->name_length = name_length;
  row->id = id;
  self->repeated |= self->present & bit;
  self->present |= bit;
  return row;
}

static void
add_line (SipgoMessage *self, const SipgoHeaderLine *line)
{
  SipgoHeaderRow *row = add_row (self, line->name.data, line->name.length, line->id);

  row->value = line->value.data;
  row->value_length = line->value.length;
  if (line->folded)
    unfold (self, row, line->value.data, line->value.data + line->value.length);
}

/* The fast path for the usual header line: a known name, a colon, one space, the value, CRLF, and no folding. Returns
 * the start of the first line that has another form or exceeds a limit. */
static const char *
add_plain_lines (SipgoMessage *self, const char *p, const char *end, gsize max_line, gsize max_rows)
{
  while (self->n_rows < max_rows)
    {
      const char *newline = memchr (p, '\n', end - p), *colon;
      SipgoHeaderId id;
      SipgoHeaderRow *row;

      if (!newline || newline + 1 >= end || newline - p < 4 || (gsize) (newline - p) >= max_line
          || newline[-1] != '\r' || newline[1] == ' ' || newline[1] == '\t')
        break;
      colon = memchr (p, ':', newline - p - 3);
      if (!colon || colon[1] != ' ' || (guchar) colon[2] <= ' ' || (guchar) newline[-2] <= ' ')
        break;
      id = sipgo_header_id_from_name (p, colon - p);
      if (id == SIPGO_HEADER_OTHER)
        break;
      row = add_row (self, p, colon - p, id);
      row->value = colon + 2;
      row->value_length = newline - 1 - row->value;
      p = newline + 1;
    }
  return p;
}

/* 0 means: no limit. */
static gsize
limit_or_all (gsize limit)
{
  return limit != 0 ? limit : G_MAXSIZE;
}

/* The headers that a response copies from its request (8.2.6.2). */
static gboolean
is_repeated_in_response (SipgoHeaderId id)
{
  return id == SIPGO_HEADER_VIA || id == SIPGO_HEADER_FROM || id == SIPGO_HEADER_TO || id == SIPGO_HEADER_CALL_ID
         || id == SIPGO_HEADER_CSEQ;
}

/* Beyond a limit, only the headers that the error response copies are read, and at most this many. */
#define MAX_ROWS_BEHIND_LIMIT 64

/* Reads the start line and the headers in one pass; the body follows them. Lines that are not headers are ignored. */
guint
sipgo_message_index (SipgoMessage *self, const SipgoMessageLimits *limits, SipgoFault *fault)
{
  gsize size;
  const char *data = g_bytes_get_data (self->source, &size);
  const char *end = data + size, *p = data;
  const char *newline = memchr (p, '\n', size);
  SipgoHeaderLine line = { 0 };
  SipgoLineKind kind;
  guint status;
  const gsize max_line = limit_or_all (limits->max_line), max_section = limit_or_all (limits->max_header_section);
  const gsize max_rows = limit_or_all (limits->max_headers);
  guint refusal = 0, n_behind = 0;

  if (!newline)
    return sipgo_fault (fault, end, "the end of the start line"), 400;
  status = sipgo_message_read_start_line (self, p, newline > p && newline[-1] == '\r' ? newline - 1 : newline, fault);
  if ((gsize) (newline - p) > max_line)
    refusal = (sipgo_fault (fault, p, "a shorter start line"), 414);
  p = newline + 1;
  for (;;)
    {
      const char *start;

      if (!refusal)
        p = add_plain_lines (self, p, (gsize) (end - data) > max_section ? data + max_section : end, max_line,
                             max_rows);
      start = p;
      kind = sipgo_header_line_next (&p, end, &line);
      if (!refusal && ((gsize) (p - data) > max_section || (gsize) (p - start) > max_line || self->n_rows > max_rows))
        refusal = (sipgo_fault (fault, start, "fewer or shorter headers"), 513);
      if (kind != SIPGO_LINE_HEADER)
        break;
      if (refusal && (!is_repeated_in_response (line.id) || (gsize) (p - start) > max_line
                      || n_behind++ >= MAX_ROWS_BEHIND_LIMIT))
        continue;
      if (line.name.length > 0)
        add_line (self, &line);
    }
  self->body_text = (SipgoSlice) { p, end - p };
  if (refusal)
    return refusal;
  if (kind == SIPGO_LINE_UNFINISHED && status == 0)
    return sipgo_fault (fault, end, "an empty line after the headers"), 400;
  return status;
}

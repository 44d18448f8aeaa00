/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/trace/sipgo-trace-ladder-private.h"

#include <string.h>

#include "libsipgo/trace/sipgo-trace-columns-private.h"

/* Characters from one column to the next, and before the first. */
#define COLUMN 34
#define MARGIN 14

/* The line of a record without an arrow: a bar at each column. */
static GString *
make_bars (guint n_peers)
{
  GString *line = g_string_new (NULL);
  guint i;

  for (i = 0; i < MARGIN + n_peers * COLUMN + 1; i++)
    g_string_append_c (line, i >= MARGIN && (i - MARGIN) % COLUMN == 0 ? '|' : ' ');
  return line;
}

/* The text is ASCII: a character of UTF-8 in a label would move all behind it. */
static void
write_at (GString *line, guint position, const char *text, guint max)
{
  guint i;

  for (i = 0; text[i] && i < max && position + i < line->len; i++)
    line->str[position + i] = g_ascii_isprint (text[i]) ? text[i] : '?';
}

static void
write_time (GString *line, gint64 time, gint64 start)
{
  g_autofree char *text = g_strdup_printf ("%11.3f", (time - start) / 1e6);

  write_at (line, 0, text, MARGIN - 2);
}

static void
write_arrow (GString *line, const SipgoTraceRow *row)
{
  guint start = MARGIN + 1, end = MARGIN + row->column * COLUMN;
  guint room = end - start - 4;
  g_autofree char *label = sipgo_trace_row_dup_label (row);
  guint length = MIN (strlen (label), room);
  guint position = start + 2 + (room - length) / 2;
  guint i;

  for (i = start; i < end; i++)
    line->str[i] = '-';
  if (row->record->kind == SIPGO_TRACE_KIND_SENT)
    line->str[end - 1] = '>';
  else
    line->str[start] = '<';
  line->str[position - 1] = ' ';
  write_at (line, position, label, length);
  line->str[position + length] = ' ';
}

static void
write_note (GString *line, const SipgoTraceRow *row)
{
  g_autofree char *label = sipgo_trace_row_dup_label (row);
  g_autofree char *note = g_strconcat (row->record->kind == SIPGO_TRACE_KIND_STATE ? "[" : "(", label,
                                       row->record->kind == SIPGO_TRACE_KIND_STATE ? "]" : ")", NULL);

  g_strdelimit (note, "\n\t", ' ');
  g_string_truncate (line, MARGIN + 2);
  g_string_append (line, note);
}

static void
append_line (GString *text, GString *line)
{
  g_strchomp (line->str);
  g_string_append_printf (text, "%s\n", line->str);
  g_string_free (line, TRUE);
}

static void
append_header (GString *text, GPtrArray *peers)
{
  GString *names = make_bars (0);
  guint i;

  g_string_truncate (names, MARGIN - 4);
  g_string_append (names, "this agent");
  for (i = 0; i < peers->len; i++)
    {
      const char *peer = peers->pdata[i];
      guint length = MIN (strlen (peer), COLUMN - 2);
      guint wanted = MARGIN + (i + 1) * COLUMN - length / 2;

      while (names->len < wanted)
        g_string_append_c (names, ' ');
      g_string_append_len (names, peer, length);
    }
  append_line (text, names);
}

static GString *
make_ladder (GPtrArray *records)
{
  g_autoptr (SipgoTraceColumns) columns = sipgo_trace_columns_new (records);
  GString *text = g_string_new (NULL);
  guint i;

  append_header (text, columns->peers);
  for (i = 0; i < columns->rows->len; i++)
    {
      const SipgoTraceRow *row = &g_array_index (columns->rows, SipgoTraceRow, i);
      GString *line = make_bars (columns->peers->len);

      write_time (line, row->record->time, g_array_index (columns->rows, SipgoTraceRow, 0).record->time);
      if (row->column > 0)
        write_arrow (line, row);
      else
        write_note (line, row);
      append_line (text, line);
    }
  return text;
}

char *
sipgo_trace_ladder_make (GPtrArray *records)
{
  return g_string_free (make_ladder (records), FALSE);
}

char *
sipgo_trace_ladder_report (GPtrArray *records)
{
  GString *text = make_ladder (records);
  guint i;

  for (i = 0; i < records->len; i++)
    {
      SipgoTraceRecord *record = records->pdata[i];
      g_autoptr (GDateTime) time = NULL;
      g_autofree char *when = NULL;
      g_autofree char *source = sipgo_trace_record_get_source (record);
      g_autofree char *destination = sipgo_trace_record_get_destination (record);
      g_autofree char *message = NULL;

      if (!sipgo_trace_record_is_message (record))
        continue;
      time = g_date_time_new_from_unix_utc (record->time / G_USEC_PER_SEC);
      when = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
      message = sipgo_trace_record_get_text (record);
      g_string_append_printf (text, "\n%s.%06dZ %s from %s to %s\n%s\n", when, (int) (record->time % G_USEC_PER_SEC),
                              sipgo_trace_record_get_protocol (record), source, destination, message);
    }
  return g_string_free (text, FALSE);
}

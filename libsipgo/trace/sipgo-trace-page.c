/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/trace/sipgo-trace-page-private.h"

#include "libsipgo/trace/sipgo-trace-columns-private.h"

/* In pixels. */
#define MARGIN 90
#define COLUMN 320
#define HEADER 40
#define ROW 26

/* A message is shown while it is the target of the page's URL: this needs no script, which the policy forbids, so that
 * nothing in a message can become one. */
static const char head[] =
  "<!DOCTYPE html>\n"
  "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
  "<title>SIP trace</title>\n"
  "<style>\n"
  "body { font: 13px sans-serif; margin: 1em; background: #fff; color: #222 }\n"
  "svg { display: block } svg text { font: 12px sans-serif }\n"
  ".bar { stroke: #999 } .arrow { stroke: #1a5fb4; stroke-width: 1.5 } .received { stroke: #26a269 }\n"
  ".again { stroke-dasharray: 4 3 } .hit { fill: transparent } a:hover .hit { fill: #1a5fb422 }\n"
  ".label { text-anchor: middle; fill: #222 } .name { text-anchor: middle; font-weight: bold }\n"
  ".time { text-anchor: end; fill: #666 } .state { fill: #813d9c } .note { fill: #a51d2d }\n"
  ".message { display: none } .message:target { display: block; position: fixed; right: 0; top: 0; bottom: 0;\n"
  "  width: 48%; margin: 0; padding: 1em; overflow: auto; background: #f6f5f4; border-left: 1px solid #999;\n"
  "  box-sizing: border-box }\n"
  ".message pre { white-space: pre-wrap; overflow-wrap: anywhere }\n"
  "</style></head><body>\n";

static char *
escape (const char *text)
{
  return g_markup_escape_text (text, -1);
}

static void
append_bars (GString *page, SipgoTraceColumns *columns, guint height)
{
  guint i;

  for (i = 0; i <= columns->peers->len; i++)
    {
      g_autofree char *name = escape (i == 0 ? "this agent" : columns->peers->pdata[i - 1]);
      guint x = MARGIN + i * COLUMN;

      g_string_append_printf (page, "<text class=\"name\" x=\"%u\" y=\"20\">%s</text>"
                              "<line class=\"bar\" x1=\"%u\" y1=\"28\" x2=\"%u\" y2=\"%u\"/>\n", x, name, x, x, height);
    }
}

static void
append_arrow (GString *page, const SipgoTraceRow *row, guint index, guint y)
{
  gboolean is_sent = row->record->kind == SIPGO_TRACE_KIND_SENT;
  guint left = MARGIN, right = MARGIN + row->column * COLUMN;
  g_autofree char *label = sipgo_trace_row_dup_label (row);
  g_autofree char *escaped = escape (label);

  g_string_append_printf (page, "<a href=\"#m%u\"><rect class=\"hit\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>"
                          "<text class=\"label\" x=\"%u\" y=\"%u\">%s</text>"
                          "<line class=\"arrow%s%s\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\" marker-end=\"url(#%s)\"/>"
                          "</a>\n",
                          index, left, y - 16, right - left, (guint) ROW, (left + right) / 2, y - 4, escaped,
                          is_sent ? "" : " received", row->repeats > 0 ? " again" : "", is_sent ? left : right, y,
                          is_sent ? right : left, y, is_sent ? "sent" : "received");
}

static void
append_note (GString *page, const SipgoTraceRow *row, guint y)
{
  g_autofree char *label = sipgo_trace_row_dup_label (row);
  g_autofree char *escaped = escape (label);

  g_string_append_printf (page, "<text class=\"%s\" x=\"%u\" y=\"%u\">%s</text>\n",
                          row->record->kind == SIPGO_TRACE_KIND_STATE ? "state" : "note", (guint) MARGIN + 8, y,
                          escaped);
}

static void
append_marker (GString *page, const char *id, const char *colour)
{
  g_string_append_printf (page, "<marker id=\"%s\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" "
                          "markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"%s\"/></marker>", id,
                          colour);
}

static void
append_ladder (GString *page, SipgoTraceColumns *columns)
{
  guint height = HEADER + columns->rows->len * ROW + ROW;
  guint width = MARGIN + columns->peers->len * COLUMN + COLUMN;
  guint i;

  g_string_append_printf (page, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\"><defs>", width,
                          height);
  append_marker (page, "sent", "#1a5fb4");
  append_marker (page, "received", "#26a269");
  g_string_append (page, "</defs>\n");
  append_bars (page, columns, height);
  for (i = 0; i < columns->rows->len; i++)
    {
      const SipgoTraceRow *row = &g_array_index (columns->rows, SipgoTraceRow, i);
      gint64 start = g_array_index (columns->rows, SipgoTraceRow, 0).record->time;
      guint y = HEADER + (i + 1) * ROW;
      char time[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (time, sizeof time, "%.3f", (row->record->time - start) / 1e6);
      g_string_append_printf (page, "<text class=\"time\" x=\"%u\" y=\"%u\">%s</text>", (guint) MARGIN - 10, y, time);
      if (row->column > 0)
        append_arrow (page, row, i, y);
      else
        append_note (page, row, y);
    }
  g_string_append (page, "</svg>\n");
}

static void
append_message (GString *page, SipgoTraceRecord *record, guint index)
{
  g_autofree char *source = sipgo_trace_record_get_source (record);
  g_autofree char *destination = sipgo_trace_record_get_destination (record);
  g_autofree char *heading = g_strdup_printf ("%s from %s to %s", sipgo_trace_record_get_protocol (record), source,
                                              destination);
  g_autofree char *text = sipgo_trace_record_get_text (record);
  g_autofree char *escaped_heading = escape (heading);
  g_autofree char *escaped = escape (text);

  g_string_append_printf (page, "<div class=\"message\" id=\"m%u\"><a href=\"#\">close</a> %s<pre>%s</pre></div>\n",
                          index, escaped_heading, escaped);
}

char *
sipgo_trace_page_make (GPtrArray *records)
{
  g_autoptr (SipgoTraceColumns) columns = sipgo_trace_columns_new (records);
  GString *page = g_string_new (head);
  guint i;

  append_ladder (page, columns);
  for (i = 0; i < records->len; i++)
    {
      if (sipgo_trace_record_is_message (records->pdata[i]))
        append_message (page, records->pdata[i], i);
    }
  g_string_append (page, "</body></html>\n");
  return g_string_free (page, FALSE);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-message-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-text-private.h"
#include "libsipgo/message/sipgo-uri-private.h"

#define VERSION "SIP/2.0"

static SipgoSlice
name_of (const SipgoMessage *self, const SipgoHeaderRow *row)
{
  const char *name;

  if (row->id == SIPGO_HEADER_OTHER)
    return (SipgoSlice) { row->name, row->name_length };
  name = self->is_compact ? sipgo_header_get_compact_name (row->id) : sipgo_header_get_name (row->id);
  return (SipgoSlice) { name, strlen (name) };
}

/* The start line: the variable middle, Request-URI or reason phrase, and the text before and after it. */
typedef struct
{
  char before[32];
  const char *method;
  const char *middle;
  const char *after;
} StartLine;

static char *
put (char *p, const char *data, gsize length)
{
  memcpy (p, data, length);
  return p + length;
}

static char *
put_text (char *p, const char *text)
{
  return put (p, text, strlen (text));
}

static void
make_start_line (SipgoMessage *self, StartLine *line)
{
  if (self->is_request)
    {
      line->before[0] = '\0';
      line->method = self->method ? self->method : "";
      line->middle = self->request_uri ? sipgo_uri_peek_text (self->request_uri) : "";
      line->after = " " VERSION "\r\n";
    }
  else
    {
      *sipgo_put_uint (put_text (line->before, VERSION " "), self->status_code) = '\0';
      line->method = "";
      line->middle = self->reason ? self->reason : "";
      line->after = "\r\n";
    }
}

static gsize
measure (SipgoMessage *self, const StartLine *line)
{
  gsize length = strlen (line->before) + strlen (line->method) + 1 + strlen (line->middle) + strlen (line->after);
  guint i;

  for (i = 0; i < self->n_rows; i++)
    if (self->rows[i].id != SIPGO_HEADER_CONTENT_LENGTH)
      length += name_of (self, &self->rows[i]).length + 2 + self->rows[i].value_length + 2;
  return length;
}

static char *
put_rows (char *p, SipgoMessage *self)
{
  guint i;

  for (i = 0; i < self->n_rows; i++)
    {
      SipgoHeaderRow *row = &self->rows[i];
      SipgoSlice name = name_of (self, row);

      /* Content-Length is written at the end, from the length of the body. */
      if (row->id == SIPGO_HEADER_CONTENT_LENGTH)
        continue;
      p = put (p, name.data, name.length);
      p = put (p, ": ", 2);
      p = put (p, row->value, row->value_length);
      p = put (p, "\r\n", 2);
    }
  return p;
}

static GBytes *
write_message (SipgoMessage *self)
{
  SipgoBody *body = sipgo_message_get_body (self);
  gsize body_length = 0, length;
  const char *body_data = body ? g_bytes_get_data (sipgo_body_get_bytes (body), &body_length) : NULL;
  char last[48], *data, *p;
  StartLine line;

  make_start_line (self, &line);
  p = put_text (last, self->is_compact ? "l: " : "Content-Length: ");
  *put_text (sipgo_put_uint (p, body_length), "\r\n\r\n") = '\0';
  length = measure (self, &line) + strlen (last) + body_length;
  data = p = g_malloc (length);
  p = put_text (p, line.before);
  p = put_text (p, line.method);
  p = put (p, " ", 1);
  p = put_text (p, line.middle);
  p = put_text (p, line.after);
  p = put_rows (p, self);
  p = put_text (p, last);
  if (body_length > 0)
    p = put (p, body_data, body_length);
  g_assert (p == data + length);
  return g_bytes_new_take (data, length);
}

GBytes *
sipgo_message_serialize (SipgoMessage *self)
{
  if (!self->wire)
    self->wire = write_message (self);
  return g_bytes_ref (self->wire);
}

void
sipgo_message_set_compact (SipgoMessage *self, gboolean is_compact)
{
  if (self->is_compact == is_compact)
    return;
  self->is_compact = is_compact;
  g_clear_pointer (&self->wire, g_bytes_unref);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-stream-parser-private.h"

#include <string.h>

#include "libsipgo/message/sipgo-header-line-private.h"

/* Whatever was received, no more than this is kept for a connection that has nothing to wait for. */
#define KEPT_SIZE 16384

/*
 * The bytes are kept in one array; start is the offset of the first message that was not returned yet. No line is
 * scanned twice: line is the offset of the first line that is not complete. After the end of the headers, total is the
 * size of the whole message. Memory grows with the bytes received, never with the value of a Content-Length.
 */
struct _SipgoStreamParser
{
  SipgoMessageLimits limits;
  GByteArray *bytes;
  gsize start;
  gsize line;                /* relative to start */
  gsize total;               /* 0 until the end of the headers was seen */
  guint n_headers;
  guint n_empty_lines;       /* consecutive empty lines between messages */
  guint n_pings;
  gboolean has_length;
  guint32 body_length;
  gboolean broken;
  gboolean is_large;         /* the array has grown beyond KEPT_SIZE */
};

SipgoStreamParser *
sipgo_stream_parser_new (const SipgoMessageLimits *limits)
{
  SipgoStreamParser *self = g_new0 (SipgoStreamParser, 1);

  self->limits = *limits;
  self->bytes = g_byte_array_new ();
  return self;
}

void
sipgo_stream_parser_free (SipgoStreamParser *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self);
}

void
sipgo_stream_parser_push (SipgoStreamParser *self, const char *data, gsize length)
{
  if (self->broken)
    return;
  if (self->start > 0)
    {
      g_byte_array_remove_range (self->bytes, 0, self->start);
      self->start = 0;
    }
  g_byte_array_append (self->bytes, (const guint8 *) data, length);
  self->is_large |= self->bytes->len > KEPT_SIZE;
}

gsize
sipgo_stream_parser_get_held (SipgoStreamParser *self)
{
  return self->bytes->len - self->start;
}

/* An array does not shrink by itself. */
static void
empty (SipgoStreamParser *self)
{
  if (self->is_large)
    {
      g_byte_array_unref (self->bytes);
      self->bytes = g_byte_array_new ();
    }
  g_byte_array_set_size (self->bytes, 0);
  self->is_large = FALSE;
  self->start = 0;
}

guint
sipgo_stream_parser_take_pings (SipgoStreamParser *self)
{
  guint n = self->n_pings;

  self->n_pings = 0;
  return n;
}

/* CRLF between messages: a double CRLF is a keep-alive ping, which gets a CRLF as pong (RFC 5626, 4.4.1). */
static void
skip_empty_lines (SipgoStreamParser *self)
{
  while (self->start < self->bytes->len)
    {
      guint8 c = self->bytes->data[self->start];

      if (c == '\n' && ++self->n_empty_lines == 2)
        {
          self->n_pings++;
          self->n_empty_lines = 0;
        }
      if (c != '\n' && c != '\r')
        {
          self->n_empty_lines = 0;
          return;
        }
      self->start++;
    }
}

/* Parses the first length bytes, so that a request can be answered before the connection is closed. */
static void
break_off (SipgoStreamParser *self, SipgoParseResult *result, gsize length, guint status, const char *expected)
{
  g_autoptr (GBytes) bytes = g_bytes_new (self->bytes->data + self->start, length);
  SipgoParseResult parsed;

  sipgo_parser_parse_datagram (bytes, &self->limits, &parsed);
  if (parsed.outcome == SIPGO_PARSED || parsed.outcome == SIPGO_PARSE_REFUSED)
    {
      gboolean answer = sipgo_message_is_request (parsed.message) && !sipgo_message_method_is (parsed.message, "ACK");

      if (answer)
        result->message = sipgo_message_ref (parsed.message);
    }
  sipgo_parse_result_clear (&parsed);
  result->outcome = SIPGO_PARSE_BROKEN;
  result->status = status;
  result->offset = self->line;
  result->fault = g_strdup (expected);
  self->broken = TRUE;
  empty (self);
}

static gboolean
exceeds (gsize size, gsize limit)
{
  return limit != 0 && size > limit;
}

static gboolean
starts_with_sip (const char *p, const char *end)
{
  return end - p >= 4 && g_ascii_strncasecmp (p, "SIP/", 4) == 0;
}

/* "METHOD … SIP/2.0" or "SIP/2.0 …". A stream with any other start line is not SIP. */
static gboolean
looks_like_sip (const char *line, const char *end)
{
  const char *last = end;

  while (last > line && last[-1] != ' ')
    last--;
  return starts_with_sip (line, end) || (last > line && starts_with_sip (last, end));
}

/* The length of start line and headers, or of all bytes when the headers are not complete. */
static gsize
end_of_headers (const char *data, const char *end)
{
  const char *stop = memmem (data, end - data, "\r\n\r\n", 4);

  return (stop ? stop + 4 : end) - data;
}

/* Reads Content-Length; ignores other lines. Returns what was expected, or NULL without a fault. */
static const char *
take_line (SipgoStreamParser *self, const SipgoHeaderLine *line)
{
  if (line->name.length == 0 || line->id != SIPGO_HEADER_CONTENT_LENGTH)
    return NULL;
  if (self->has_length)
    return "only one Content-Length";
  if (!sipgo_parse_number (line->value.data, line->value.length, G_MAXINT32, &self->body_length))
    return "a number of bytes in Content-Length";
  self->has_length = TRUE;
  return NULL;
}

/* Checks the start line and moves line behind it when it is complete. Returns what was expected, or NULL without a
 * fault. */
static const char *
read_first_line (SipgoStreamParser *self, const char *data, const char *end)
{
  const char *newline = memchr (data, '\n', end - data), *stop;

  if (!newline)
    return NULL;
  stop = newline > data && newline[-1] == '\r' ? newline - 1 : newline;
  if (!looks_like_sip (data, stop))
    return "a SIP message";
  self->line = newline + 1 - data;
  return NULL;
}

static gboolean
check_limits (SipgoStreamParser *self, SipgoParseResult *result, gsize available)
{
  if (exceeds (available - self->line, self->limits.max_line) && self->line == 0)
    break_off (self, result, available, 414, "a shorter start line");
  else if (exceeds (available - self->line, self->limits.max_line))
    break_off (self, result, available, 513, "a shorter header");
  else if (exceeds (available, self->limits.max_header_section))
    break_off (self, result, available, 513, "fewer or shorter headers");
  else if (exceeds (self->n_headers, self->limits.max_headers))
    break_off (self, result, available, 513, "fewer headers");
  return !self->broken;
}

static void
finish_headers (SipgoStreamParser *self, SipgoParseResult *result, gsize length)
{
  if (!self->has_length)
    break_off (self, result, length, 400, "a Content-Length header");
  else if (exceeds (self->body_length, self->limits.max_body))
    break_off (self, result, length, 413, "a smaller body");
  else
    self->total = length + self->body_length;
}

/* Scans the complete lines, up to the end of the headers, where total is set. */
static void
read_headers (SipgoStreamParser *self, SipgoParseResult *result)
{
  const char *data = (const char *) self->bytes->data + self->start, *end = data + self->bytes->len - self->start;
  const char *expected = self->line == 0 ? read_first_line (self, data, end) : NULL;

  while (self->line > 0 && self->total == 0 && !expected)
    {
      const char *p = data + self->line;
      SipgoHeaderLine line = { 0 };
      SipgoLineKind kind = sipgo_header_line_next (&p, end, &line);

      /* The next byte says whether the next line continues this one: until it is here, the line is not complete. */
      if (kind == SIPGO_LINE_UNFINISHED || (kind == SIPGO_LINE_HEADER && p == end))
        break;
      if (kind == SIPGO_LINE_HEADER && exceeds (p - data - self->line, self->limits.max_line))
        break;
      self->line = p - data;
      if (kind == SIPGO_LINE_EMPTY)
        {
          if (check_limits (self, result, self->line))
            finish_headers (self, result, self->line);
          return;
        }
      self->n_headers++;
      expected = take_line (self, &line);
    }
  if (expected)
    break_off (self, result, end_of_headers (data, end), 400, expected);
  else
    check_limits (self, result, end - data);
}

static void
hand_out (SipgoStreamParser *self, SipgoParseResult *result)
{
  g_autoptr (GBytes) bytes = g_bytes_new (self->bytes->data + self->start, self->total);

  self->start += self->total;
  if (self->start == self->bytes->len)
    empty (self);
  self->line = self->total = 0;
  self->n_headers = 0;
  self->has_length = FALSE;
  sipgo_parser_parse_datagram (bytes, &self->limits, result);
}

void
sipgo_stream_parser_next (SipgoStreamParser *self, SipgoParseResult *result)
{
  memset (result, 0, sizeof *result);
  result->outcome = self->broken ? SIPGO_PARSE_BROKEN : SIPGO_PARSE_INCOMPLETE;
  if (self->broken)
    return;
  if (self->line == 0)
    skip_empty_lines (self);
  if (self->start == self->bytes->len)
    return;
  if (self->total == 0)
    read_headers (self, result);
  if (self->total > 0 && self->bytes->len - self->start >= self->total)
    hand_out (self, result);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/message/sipgo-parser-private.h"

#include <string.h>

#include "libsipgo/base/sipgo-error.h"

const SipgoMessageLimits sipgo_limits_default = {
  .max_header_section = 64 * 1024,
  .max_body = 1024 * 1024,
  .max_line = 16 * 1024,
  .max_headers = 512,
};

void
sipgo_parse_result_clear (SipgoParseResult *result)
{
  g_clear_pointer (&result->message, sipgo_message_unref);
  g_clear_pointer (&result->fault, g_free);
}

/* Keep-alives, STUN and RTP begin with a byte that cannot begin a method or a SIP version. */
static gboolean
is_noise (const char *data, gsize size)
{
  return size == 0 || !sipgo_char_is (*data, SIPGO_CHAR_TOKEN);
}

/* Empty lines may come before a message (7.5). */
static GBytes *
skip_empty_lines (GBytes *bytes)
{
  gsize size, skip = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  while (skip < size && (data[skip] == '\r' || data[skip] == '\n'))
    skip++;
  return skip == 0 ? g_bytes_ref (bytes) : g_bytes_new_from_bytes (bytes, skip, size - skip);
}

/* The offset of a fault in the message. An unfolded value is in the arena: then it is the offset of its header line. */
static gsize
offset_of (SipgoMessage *self, SipgoHeaderId header, const char *at)
{
  gsize size;
  const char *data = g_bytes_get_data (self->source, &size);
  SipgoHeaderRow *row = header != SIPGO_HEADER_OTHER ? sipgo_message_first_row (self, header) : NULL;

  if (at >= data && at <= data + size)
    return at - data;
  return row ? (gsize) (row->name - data) : (gsize) (self->body_text.data - data);
}

/* An error response is never sent to a response, to an ACK, or to a message without a Via. */
static gboolean
may_be_answered (SipgoMessage *self)
{
  return self->is_request && g_strcmp0 (self->method, "ACK") != 0 && sipgo_message_has (self, SIPGO_HEADER_VIA);
}

static void
refuse (SipgoParseResult *result, SipgoMessage *message, guint status, SipgoHeaderId header, const SipgoFault *fault)
{
  result->offset = offset_of (message, header, fault->at);
  if (header == SIPGO_HEADER_OTHER)
    result->fault = g_strdup (fault->expected);
  else
    result->fault = g_strdup_printf ("%s in %s", fault->expected, sipgo_header_get_name (header));
  if (may_be_answered (message))
    {
      result->outcome = SIPGO_PARSE_REFUSED;
      result->status = status;
      result->message = message;
    }
  else
    {
      result->outcome = SIPGO_PARSE_NOISE;
      sipgo_message_unref (message);
    }
}

void
sipgo_parser_parse_datagram (GBytes *bytes, const SipgoMessageLimits *limits, SipgoParseResult *result)
{
  g_autoptr (GBytes) source = skip_empty_lines (bytes);
  SipgoHeaderId header = SIPGO_HEADER_OTHER;
  SipgoMessage *message;
  SipgoFault fault;
  gsize size;
  const char *data = g_bytes_get_data (source, &size);
  guint status;

  memset (result, 0, sizeof *result);
  if (is_noise (data, size))
    {
      result->outcome = SIPGO_PARSE_NOISE;
      result->fault = g_strdup ("the start line of a SIP message");
      return;
    }
  message = sipgo_message_alloc ();
  message->source = g_bytes_ref (source);
  message->wire = g_bytes_ref (source);
  status = sipgo_message_index (message, limits, &fault);
  if (status == 0)
    status = sipgo_message_check (message, &header, &fault);
  if (status == 0 && limits->max_body != 0 && message->body_text.length > limits->max_body)
    {
      status = 413;
      sipgo_fault (&fault, message->body_text.data, "a smaller body");
    }
  if (status != 0)
    {
      refuse (result, message, status, header, &fault);
      return;
    }
  result->outcome = SIPGO_PARSED;
  result->message = message;
}

/**
 * sipgo_message_parse:
 * @bytes: a whole message
 *
 * Parses a message as if it was received in one datagram.
 *
 * Fails when @bytes are not a complete and valid message ([error@Error] `MALFORMED`); the message of the error says at
 * which byte, and what was expected there.
 *
 * Returns: (transfer full): the message
 *
 * Since: 1.0
 */
SipgoMessage *
sipgo_message_parse (GBytes *bytes, GError **error)
{
  g_auto (SipgoParseResult) result = { 0 };

  g_return_val_if_fail (bytes != NULL, NULL);

  sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
  if (result.outcome == SIPGO_PARSED)
    return g_steal_pointer (&result.message);
  g_set_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED,
               "This is not a valid SIP message: expected %s at byte %" G_GSIZE_FORMAT, result.fault, result.offset);
  return NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A datagram, and the same bytes as a stream in two parts: everything that can be read from what comes out is read,
 * and what is written has to be readable again. */
#include "fuzz.h"
#include "libsipgo/message/sipgo-stream-parser-private.h"
#include "libsipgo/message/sipgo-via-private.h"

static void
assert_utf8 (const char *text)
{
  g_assert_true (!text || g_utf8_validate (text, -1, NULL));
}

static void
read_addresses (SipgoMessage *message, SipgoHeaderId id)
{
  g_autoptr (GPtrArray) addrs = sipgo_message_dup_name_addrs (message, id, NULL);
  guint i;

  for (i = 0; addrs && i < addrs->len; i++)
    {
      SipgoNameAddr *addr = g_ptr_array_index (addrs, i);
      g_autofree char *text = sipgo_name_addr_to_string (addr);
      g_autoptr (SipgoNameAddr) again = sipgo_name_addr_parse (text, NULL);
      g_autoptr (SipgoNameAddr) tagged = sipgo_name_addr_with_parameter (addr, "tag", "x y");

      g_assert_nonnull (again);
      g_assert_true (sipgo_name_addr_equal (addr, again));
      g_assert_cmpstr (sipgo_name_addr_get_parameter (tagged, "tag"), ==, "x y");
      assert_utf8 (text);
      assert_utf8 (sipgo_name_addr_get_display_name (addr));
      assert_utf8 (sipgo_uri_get_user (sipgo_name_addr_get_uri (addr)));
    }
}

static void
read_headers (SipgoMessage *message)
{
  g_auto (GStrv) names = sipgo_message_get_header_names (message);
  guint i;

  for (i = 0; names[i]; i++)
    {
      g_auto (GStrv) values = sipgo_message_get_header_values (message, names[i]);
      guint j;

      for (j = 0; values[j]; j++)
        assert_utf8 (values[j]);
      sipgo_message_has_option (message, names[i], "100rel");
    }
  for (i = SIPGO_HEADER_OTHER + 1; i < SIPGO_N_HEADERS; i++)
    {
      g_auto (GStrv) list = sipgo_message_dup_list (message, i);
      guint32 number;

      sipgo_message_get_number (message, i, G_MAXUINT32, &number);
    }
}

static void
read_body (SipgoMessage *message)
{
  SipgoBody *body = sipgo_message_get_body (message);
  g_autolist (SipgoBody) parts = NULL;
  g_autoptr (SipgoBody) sdp = NULL;

  if (!body)
    return;
  parts = sipgo_body_get_parts (body, NULL);
  sdp = sipgo_body_find (body, "application/sdp");
}

static void
write_again (SipgoMessage *message, SipgoParseOutcome outcome)
{
  g_autoptr (SipgoMessage) copy = sipgo_message_copy (message);
  g_autoptr (GBytes) bytes = sipgo_message_serialize (copy);
  g_auto (SipgoParseResult) result = { 0 };

  sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
  if (outcome == SIPGO_PARSED && g_bytes_get_size (bytes) < 16 * 1024)
    g_assert_cmpint (result.outcome, ==, SIPGO_PARSED);
}

/* A request that is put away is parsed from its source once more. */
static void
parse_source_again (SipgoMessage *message)
{
  static const SipgoMessageLimits no_limits = { 0 };
  g_auto (SipgoParseResult) result = { 0 };

  sipgo_parser_parse_datagram (message->source, &no_limits, &result);
  g_assert_cmpint (result.outcome, ==, SIPGO_PARSED);
}

/* The Via that the message knows is the one in its text. */
static void
stamp (SipgoMessage *message)
{
  g_autofree char *known = NULL;
  g_autofree char *text = NULL;
  g_autoptr (SipgoVia) via = NULL;
  SipgoSlice row;
  SipgoFault fault;

  sipgo_message_stamp_via (message, "192.0.2.99", 5099);
  if (!sipgo_message_get_via (message))
    return;
  g_assert_true (sipgo_message_get_row (message, SIPGO_HEADER_VIA, 0, &row));
  via = sipgo_via_parse_first (row.data, row.length, &fault);
  g_assert_nonnull (via);
  known = sipgo_via_to_string (sipgo_message_get_via (message));
  text = sipgo_via_to_string (via);
  g_assert_cmpstr (known, ==, text);
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (message)), ==, sipgo_via_get_branch (via));
}

static void
read_everything (SipgoMessage *message, SipgoParseOutcome outcome)
{
  read_headers (message);
  read_addresses (message, SIPGO_HEADER_FROM);
  read_addresses (message, SIPGO_HEADER_TO);
  read_addresses (message, SIPGO_HEADER_CONTACT);
  read_addresses (message, SIPGO_HEADER_ROUTE);
  read_body (message);
  write_again (message, outcome);
  if (outcome == SIPGO_PARSED)
    parse_source_again (message);
  if (sipgo_message_is_request (message))
    {
      g_autoptr (SipgoMessage) response = NULL;
      g_autoptr (GBytes) bytes = NULL;

      stamp (message);
      response = sipgo_message_new_response (message, 400, NULL, "tag");
      bytes = sipgo_message_serialize (response);
    }
}

static void
read_stream (const guint8 *data, gsize size)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);
  SipgoParseOutcome outcome = SIPGO_PARSED;
  guint part;

  for (part = 0; part < 2; part++)
    {
      sipgo_stream_parser_push (parser, (const char *) data + (part == 0 ? 0 : size / 2),
                                part == 0 ? size / 2 : size - size / 2);
      do
        {
          g_auto (SipgoParseResult) result = { 0 };

          sipgo_stream_parser_next (parser, &result);
          outcome = result.outcome;
          if (outcome == SIPGO_PARSED)
            parse_source_again (result.message);
        }
      while (outcome != SIPGO_PARSE_INCOMPLETE && outcome != SIPGO_PARSE_BROKEN);
    }
  sipgo_stream_parser_take_pings (parser);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_auto (SipgoParseResult) result = { 0 };

  sipgo_parser_parse_datagram (bytes, &sipgo_limits_default, &result);
  if (result.message)
    read_everything (result.message, result.outcome);
  read_stream (data, size);
  return 0;
}

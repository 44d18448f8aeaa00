/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/message/sipgo-stream-parser-private.h"

#define HEAD "MESSAGE sip:c@d SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n" \
             "To: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 MESSAGE\r\n"
#define FIRST HEAD "Content-Length: 5\r\n\r\nhello"
#define SECOND HEAD "Subject: a\r\n b\r\nl :\r\n 3\r\n\r\nabc"

static void
push (SipgoStreamParser *parser, const char *text)
{
  sipgo_stream_parser_push (parser, text, strlen (text));
}

static void
assert_body (SipgoStreamParser *parser, const char *expected)
{
  g_auto (SipgoParseResult) result = { 0 };
  g_autofree char *text = NULL;

  sipgo_stream_parser_next (parser, &result);
  g_assert_cmpint (result.outcome, ==, SIPGO_PARSED);
  if (expected)
    text = sipgo_body_get_text (sipgo_message_get_body (result.message));
  else
    g_assert_null (sipgo_message_get_body (result.message));
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_incomplete (SipgoStreamParser *parser)
{
  g_auto (SipgoParseResult) result = { 0 };

  sipgo_stream_parser_next (parser, &result);
  g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_INCOMPLETE);
}

static void
assert_broken (SipgoStreamParser *parser, guint status, gboolean answerable)
{
  g_auto (SipgoParseResult) result = { 0 };
  g_auto (SipgoParseResult) again = { 0 };

  sipgo_stream_parser_next (parser, &result);
  g_test_message ("expected %s at %" G_GSIZE_FORMAT, result.fault, result.offset);
  g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_BROKEN);
  g_assert_cmpuint (result.status, ==, status);
  g_assert_true ((result.message != NULL) == answerable);
  push (parser, FIRST);
  sipgo_stream_parser_next (parser, &again);
  g_assert_cmpint (again.outcome, ==, SIPGO_PARSE_BROKEN);
  g_assert_null (again.message);
}

static void
test_pipelined (void)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);

  push (parser, FIRST SECOND "\r\n" HEAD "l: 0\r\n\r\n" FIRST);
  assert_body (parser, "hello");
  assert_body (parser, "abc");
  assert_body (parser, NULL);
  assert_body (parser, "hello");
  assert_incomplete (parser);
}

/* The messages are the same wherever a read ends. */
static void
test_every_split (void)
{
  static const char text[] = "\r\n" FIRST "\r\n\r\n" SECOND;
  gsize length = sizeof text - 1, i;

  for (i = 0; i <= length; i++)
    {
      g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);
      SipgoParseResult result;
      guint n = 0;

      sipgo_stream_parser_push (parser, text, i);
      for (;; n++)
        {
          sipgo_stream_parser_next (parser, &result);
          if (result.outcome != SIPGO_PARSED)
            break;
          sipgo_parse_result_clear (&result);
        }
      g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_INCOMPLETE);
      sipgo_stream_parser_push (parser, text + i, length - i);
      if (n == 0)
        assert_body (parser, "hello");
      if (n < 2)
        assert_body (parser, "abc");
      assert_incomplete (parser);
      g_assert_cmpuint (sipgo_stream_parser_take_pings (parser), ==, 1);
    }
}

static void
test_byte_by_byte (void)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);
  static const char text[] = FIRST SECOND;
  gsize i, n = 0;

  for (i = 0; i < sizeof text - 1; i++)
    {
      g_auto (SipgoParseResult) result = { 0 };

      sipgo_stream_parser_push (parser, text + i, 1);
      sipgo_stream_parser_next (parser, &result);
      g_assert_true (result.outcome == SIPGO_PARSED || result.outcome == SIPGO_PARSE_INCOMPLETE);
      n += result.outcome == SIPGO_PARSED;
      g_assert_true (result.outcome != SIPGO_PARSED || i == strlen (FIRST) - 1 || i == sizeof text - 2);
    }
  g_assert_cmpuint (n, ==, 2);
}

static void
test_pings (void)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);

  push (parser, "\r\n\r\n");
  assert_incomplete (parser);
  g_assert_cmpuint (sipgo_stream_parser_take_pings (parser), ==, 1);
  g_assert_cmpuint (sipgo_stream_parser_take_pings (parser), ==, 0);
  push (parser, "\r\n\r");
  assert_incomplete (parser);
  g_assert_cmpuint (sipgo_stream_parser_take_pings (parser), ==, 0);
  push (parser, "\n\r\n\r\n" FIRST "\r\n");
  assert_body (parser, "hello");
  assert_incomplete (parser);
  g_assert_cmpuint (sipgo_stream_parser_take_pings (parser), ==, 2);
}

/* A malformed message whose end is known does not end the stream. */
static void
test_refused_goes_on (void)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);
  g_auto (SipgoParseResult) refused = { 0 };
  g_auto (SipgoParseResult) noise = { 0 };

  push (parser, "MESSAGE sip:c@d SIP/3.0\r\nVia: SIP/2.0/TCP h\r\nl: 2\r\n\r\nxx"
                "SIP/2.0 99 x\r\nVia: SIP/2.0/TCP h\r\nl: 2\r\n\r\nxx" FIRST);
  sipgo_stream_parser_next (parser, &refused);
  g_assert_cmpint (refused.outcome, ==, SIPGO_PARSE_REFUSED);
  g_assert_cmpuint (refused.status, ==, 505);
  sipgo_stream_parser_next (parser, &noise);
  g_assert_cmpint (noise.outcome, ==, SIPGO_PARSE_NOISE);
  assert_body (parser, "hello");
}

static void
test_lost_framing (void)
{
  static const struct
  {
    const char *text;
    guint status;
    gboolean answerable;
  } cases[] = {
    { HEAD "\r\n", 400, TRUE },
    { HEAD "l: -1\r\n\r\n", 400, TRUE },
    { HEAD "l: x\r\n\r\n", 400, TRUE },
    { HEAD "l:\r\n\r\n", 400, TRUE },
    { HEAD "l: 5\r\nContent-Length: 5\r\n\r\nhello", 400, TRUE },
    { HEAD "l: 5\r\nContent-Length: 6\r\n\r\nhello", 400, TRUE },
    { HEAD "l: 99999999999999999999\r\n\r\n", 400, TRUE },
    { HEAD "l: 2000000000\r\n\r\n", 413, TRUE },
    { "ACK sip:c@d SIP/2.0\r\nVia: SIP/2.0/TCP h\r\n\r\n", 400, FALSE },
    { "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP h\r\n\r\n", 400, FALSE },
    { "GET / HTTP/1.1\r\n", 400, FALSE },
    { "hello\r\n", 400, FALSE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);

      g_test_message ("%s", cases[i].text);
      push (parser, cases[i].text);
      assert_broken (parser, cases[i].status, cases[i].answerable);
    }
}

/* Bytes without an end: the parser stops at its limit, before memory is exhausted. */
static void
push_until_broken (SipgoStreamParser *parser, const char *start, const char *again, guint status, gboolean answerable)
{
  gsize sent = strlen (start);

  push (parser, start);
  while (sent < 100 * 1024)
    {
      g_auto (SipgoParseResult) result = { 0 };

      sipgo_stream_parser_next (parser, &result);
      if (result.outcome == SIPGO_PARSE_BROKEN)
        {
          g_assert_cmpuint (result.status, ==, status);
          g_assert_true ((result.message != NULL) == answerable);
          return;
        }
      g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_INCOMPLETE);
      push (parser, again);
      sent += strlen (again);
    }
  g_assert_not_reached ();
}

static void
test_endless (void)
{
  static const struct
  {
    const char *start;
    const char *again;
    guint status;
    gboolean answerable;
  } cases[] = {
    { "MESSAGE sip:", "xxxxxxxxxx", 414, FALSE },
    { HEAD "X: ", "xxxxxxxxxx", 513, TRUE },
    { HEAD "X: ", "xxxxxxxxx\r\n ", 513, TRUE },
    { HEAD, "X: xxxxx\r\n", 513, TRUE },
    { HEAD,
      "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
      "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
            "XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX: xx\r\n", 513, TRUE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);

      push_until_broken (parser, cases[i].start, cases[i].again, cases[i].status, cases[i].answerable);
    }
}

static void
test_large_body (void)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&sipgo_limits_default);
  g_autofree char *body = g_strnfill (1024 * 1024, 'x');
  g_autofree char *head = g_strdup_printf (HEAD "l: %u\r\n\r\n", 1024 * 1024);

  push (parser, head);
  assert_incomplete (parser);
  push (parser, body);
  assert_body (parser, body);
  push (parser, FIRST);
  assert_body (parser, "hello");
}

static void
test_held (void)
{
  g_autoptr (SipgoStreamParser) parser = sipgo_stream_parser_new (&(SipgoMessageLimits) { 0 });
  g_autofree char *rest = g_strnfill (99999, 'x');

  push (parser, FIRST "\r\n" FIRST);
  g_assert_cmpuint (sipgo_stream_parser_get_held (parser), ==, 2 * strlen (FIRST) + 2);
  assert_body (parser, "hello");
  g_assert_cmpuint (sipgo_stream_parser_get_held (parser), ==, strlen (FIRST) + 2);
  assert_body (parser, "hello");
  g_assert_cmpuint (sipgo_stream_parser_get_held (parser), ==, 0);
  push (parser, HEAD "Content-Length: 100000\r\n\r\nx");
  assert_incomplete (parser);
  push (parser, rest);
  g_assert_cmpuint (sipgo_stream_parser_get_held (parser), >, 100000);
  g_free (g_steal_pointer (&rest));
  rest = g_strnfill (100000, 'x');
  assert_body (parser, rest);
  g_assert_cmpuint (sipgo_stream_parser_get_held (parser), ==, 0);
  push (parser, FIRST);
  assert_body (parser, "hello");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/stream-parser/pipelined", test_pipelined);
  g_test_add_func ("/message/stream-parser/every-split", test_every_split);
  g_test_add_func ("/message/stream-parser/byte-by-byte", test_byte_by_byte);
  g_test_add_func ("/message/stream-parser/pings", test_pings);
  g_test_add_func ("/message/stream-parser/refused-goes-on", test_refused_goes_on);
  g_test_add_func ("/message/stream-parser/lost-framing", test_lost_framing);
  g_test_add_func ("/message/stream-parser/endless", test_endless);
  g_test_add_func ("/message/stream-parser/large-body", test_large_body);
  g_test_add_func ("/message/stream-parser/held", test_held);
  return g_test_run ();
}

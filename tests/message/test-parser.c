/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-parser-private.h"

#define VIA "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
#define FROM "From: <sip:a@b>;tag=1\r\n"
#define TO "To: <sip:c@d>\r\n"
#define CALL_ID "Call-ID: x@y\r\n"
#define CSEQ "CSeq: 1 OPTIONS\r\n"
#define LINE "OPTIONS sip:c@d SIP/2.0\r\n"
#define STATUS "SIP/2.0 200 OK\r\n"

static void
parse_limited (const char *data, gsize length, const SipgoMessageLimits *limits, SipgoParseResult *result)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, length);

  sipgo_parser_parse_datagram (bytes, limits, result);
  if (result->fault)
    g_test_message ("expected %s at %" G_GSIZE_FORMAT, result->fault, result->offset);
}

static void
parse (const char *text, SipgoParseResult *result)
{
  g_test_message ("%s", text);
  parse_limited (text, strlen (text), &sipgo_limits_default, result);
}

static void
assert_outcome (const char *text, SipgoParseOutcome outcome, guint status)
{
  g_auto (SipgoParseResult) result = { 0 };

  parse (text, &result);
  g_assert_cmpint (result.outcome, ==, outcome);
  g_assert_cmpuint (result.status, ==, status);
  g_assert_true ((result.message != NULL) == (outcome != SIPGO_PARSE_NOISE));
  g_assert_true ((result.fault != NULL) == (outcome != SIPGO_PARSED));
}

static void
test_good (void)
{
  static const char * const texts[] = {
    LINE VIA FROM TO CALL_ID CSEQ "\r\n",
    "\r\n\r\n" LINE VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d sip/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS unknown:scheme SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "Max-Forwards: 300\r\nExpires: many\r\nContact: <<>\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "Max-Forwards: 70\r\nMax-Forwards: 70\r\nCall-ID: x@y\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "no header at all\r\nB@d: name\r\n: nothing\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 2147483647\tOPTIONS\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 2\r\n\r\nabc",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 00000000000000000000003\r\n\r\nabc",
    "OPTIONS sip:c@d SIP/2.0\nVia: SIP/2.0/UDP h\nFrom: sip:a@b\nTo: sip:c@d\nCall-ID: x\nCSeq: 1 OPTIONS\n\n",
    STATUS VIA FROM TO CALL_ID CSEQ "\r\n",
    "SIP/2.0 100 \r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    STATUS VIA FROM TO CALL_ID CSEQ "Expires: 1\r\nExpires: 2\r\n\r\n",
    LINE VIA "Via: nonsense\r\n" FROM TO CALL_ID CSEQ "\r\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_outcome (texts[i], SIPGO_PARSED, 0);
}

static void
test_refused (void)
{
  static const char * const texts[] = {
    LINE VIA TO CALL_ID CSEQ "\r\n",
    LINE VIA FROM CALL_ID CSEQ "\r\n",
    LINE VIA FROM TO CSEQ "\r\n",
    LINE VIA FROM TO CALL_ID "\r\n",
    LINE "Via: SIP/2.0/UDP h;;\r\n" FROM TO CALL_ID CSEQ "\r\n",
    LINE VIA "From: \"a <sip:a@b>\r\n" TO CALL_ID CSEQ "\r\n",
    LINE VIA "From: <sip:a@b>;tag=1;TAG=2\r\n" TO CALL_ID CSEQ "\r\n",
    LINE "Via: SIP/2.0/UDP h;branch=1;branch=2\r\n" FROM TO CALL_ID CSEQ "\r\n",
    LINE VIA "From: <sip:@b>\r\n" TO CALL_ID CSEQ "\r\n",
    LINE VIA FROM "To: x\r\n" CALL_ID CSEQ "\r\n",
    LINE VIA FROM TO "Call-ID: a b\r\n" CSEQ "\r\n",
    LINE VIA FROM TO "Call-ID: a@b@c\r\n" CSEQ "\r\n",
    LINE VIA FROM TO "Call-ID:\r\n" CSEQ "\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 2147483648 OPTIONS\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 18446744073709551617 OPTIONS\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: -1 OPTIONS\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 1OPTIONS\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 1\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 1 options\r\n\r\n",
    LINE VIA FROM TO CALL_ID "CSeq: 1 INVITE\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "CSeq: 2 OPTIONS\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "i: other\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "Expires: 1\r\nExpires: 2\r\n\r\n",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 4\r\n\r\nabc",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: -1\r\n\r\nabc",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 4294967299\r\n\r\nabc",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 1 1\r\n\r\nabc",
    LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 1\r\nl: 2\r\n\r\nabc",
    LINE VIA FROM TO CALL_ID CSEQ,
    "OPTIONS <sip:c@d> SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS  sip:c@d SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d SIP/2.0 \r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d; lr SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d?a=b SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d:99999 SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d SIP/x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "OPTIONS sip:c@d\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    LINE VIA "From: <sip:a@b>;tag=1\rX: y\r\n" TO CALL_ID CSEQ "\r\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_outcome (texts[i], SIPGO_PARSE_REFUSED, 400);
  assert_outcome ("OPTIONS sip:c@d SIP/3.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", SIPGO_PARSE_REFUSED, 505);
  assert_outcome ("OPTIONS sip:c@d SIP/2.01\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", SIPGO_PARSE_REFUSED, 505);
}

static void
test_noise (void)
{
  static const char * const texts[] = {
    "", "\r\n", "\r\n\r\n\r\n\r\n", "hello", "hello\r\n\r\n", "\x01\x01 STUN \r\n\r\n",
    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    LINE FROM TO CALL_ID CSEQ "\r\n",
    "ACK sip:c@d SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "ACK sip:c@d SIP/3.0\r\n" VIA FROM TO CALL_ID "CSeq: 1 ACK\r\n\r\n",
    "SIP/2.0 099 x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "SIP/2.0 700 x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "SIP/2.0 20 x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "SIP/2.0 2000 x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "SIP/3.0 200 x\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    "SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n",
    STATUS FROM TO CALL_ID CSEQ "\r\n",
    STATUS VIA TO CALL_ID CSEQ "\r\n",
    STATUS VIA FROM TO CALL_ID CSEQ "Content-Length: 4\r\n\r\nabc",
    STATUS VIA FROM TO CALL_ID CSEQ "To: <sip:other@d>\r\n\r\n",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_outcome (texts[i], SIPGO_PARSE_NOISE, 0);
}

static void
test_offset (void)
{
  g_auto (SipgoParseResult) result = { 0 };
  static const char text[] = LINE VIA FROM TO CALL_ID "CSeq: 1x OPTIONS\r\n\r\n";

  parse (text, &result);
  g_assert_cmpuint (result.offset, ==, strstr (text, "x OPTIONS") - text);
  g_assert_cmpstr (result.fault, ==, "a space and a method in CSeq");
}

/* The offset of a fault in a folded header is that of the header. */
static void
test_offset_folded (void)
{
  g_auto (SipgoParseResult) result = { 0 };
  static const char text[] = LINE VIA FROM TO CALL_ID "CSeq:\r\n 1x OPTIONS\r\n\r\n";

  parse (text, &result);
  g_assert_cmpuint (result.offset, ==, strstr (text, "CSeq") - text);
}

static void
test_cut_body (void)
{
  g_auto (SipgoParseResult) result = { 0 };
  g_autofree char *text = NULL;

  parse (LINE VIA FROM TO CALL_ID CSEQ "Content-Length: 2\r\n\r\nabcdef", &result);
  text = sipgo_body_get_text (sipgo_message_get_body (result.message));
  g_assert_cmpstr (text, ==, "ab");
  g_assert_null (sipgo_body_get_content_type (sipgo_message_get_body (result.message)));
}

static void
test_limits (void)
{
  const SipgoMessageLimits limits = { .max_header_section = 400, .max_line = 200, .max_headers = 8, .max_body = 10 };
  g_autofree char *filler = g_strnfill (150, 'x');
  g_autofree char *line = g_strdup_printf (LINE VIA FROM TO CALL_ID CSEQ "X: %s%s\r\n\r\n", filler, filler);
  g_autofree char *folded = g_strdup_printf (LINE VIA FROM TO CALL_ID CSEQ "X: %s\r\n %s\r\n\r\n", filler, filler);
  g_autofree char *section = g_strdup_printf (LINE VIA FROM TO CALL_ID CSEQ "X: %s\r\nX: %s\r\n\r\n", filler, filler);
  g_autofree char *first = g_strdup_printf ("OPTIONS sip:%s%s@d SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", filler,
                                            filler);
  const struct
  {
    const char *text;
    guint status;
  } cases[] = {
    { LINE VIA FROM TO CALL_ID CSEQ "l: 10\r\n\r\n0123456789", 0 },
    { LINE VIA FROM TO CALL_ID CSEQ "l: 11\r\n\r\n0123456789a", 413 },
    { LINE VIA FROM TO CALL_ID CSEQ "A: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\n\r\n", 513 },
    { line, 513 },
    { folded, 513 },
    { section, 513 },
    { first, 414 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (SipgoParseResult) result = { 0 };

      parse_limited (cases[i].text, strlen (cases[i].text), &limits, &result);
      g_assert_cmpuint (result.status, ==, cases[i].status);
    }
}

/* Wherever a limit is exceeded, the headers that the response repeats are found (8.2.6.2). */
static void
test_rfc3261_21_5_7_refused_whole (void)
{
  const SipgoMessageLimits limits = { .max_header_section = 600, .max_line = 300, .max_headers = 8, .max_body = 10 };
  g_autofree char *filler = g_strnfill (400, 'x');
  g_autofree char *first = g_strdup_printf ("OPTIONS sip:%s@d SIP/2.0\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", filler);
  g_autofree char *line = g_strdup_printf (LINE "X: %s\r\n" VIA FROM TO CALL_ID CSEQ "\r\n", filler);
  g_autofree char *middle = g_strdup_printf (LINE VIA "X: %s\r\n" FROM TO CALL_ID CSEQ "\r\n", filler);
  g_autofree char *many = g_strdup_printf (LINE "A: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\nA: 1\r\n"
                                                "A: 1\r\n" VIA FROM TO CALL_ID CSEQ "\r\n");
  g_autofree char *section = g_strdup_printf (LINE "X: %.250s\r\nX: %.250s\r\nX: %.250s\r\n"
                                              VIA FROM TO CALL_ID CSEQ "\r\n", filler, filler, filler);
  const char *const texts[] = { first, line, middle, many, section };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (SipgoParseResult) result = { 0 };
      g_autoptr (SipgoMessage) response = NULL;

      parse_limited (texts[i], strlen (texts[i]), &limits, &result);
      g_assert_cmpint (result.outcome, ==, SIPGO_PARSE_REFUSED);
      g_assert_cmpuint (result.status, ==, i == 0 ? 414 : 513);
      response = sipgo_message_new_response (result.message, result.status, NULL, "tag");
      g_assert_cmpuint (sipgo_message_count (response, SIPGO_HEADER_VIA), ==, 1);
      g_assert_true (sipgo_message_has (response, SIPGO_HEADER_FROM));
      g_assert_true (sipgo_message_has (response, SIPGO_HEADER_TO));
      g_assert_true (sipgo_message_has (response, SIPGO_HEADER_CALL_ID));
      g_assert_true (sipgo_message_has (response, SIPGO_HEADER_CSEQ));
    }
}

static void
test_control_characters (void)
{
  static const char text[] = LINE VIA "From: \"a\\\0b\x01\" <sip:a@b>;tag=1\r\n" TO CALL_ID CSEQ "X: a\0b\r\n\r\n";
  g_auto (SipgoParseResult) result = { 0 };
  g_autofree char *value = NULL;
  const char *display;

  parse_limited (text, sizeof text - 1, &sipgo_limits_default, &result);
  g_assert_cmpint (result.outcome, ==, SIPGO_PARSED);
  display = sipgo_name_addr_get_display_name (sipgo_message_get_from (result.message));
  g_assert_true (g_utf8_validate (display, -1, NULL));
  g_assert_cmpstr (display, ==, "a\xef\xbf\xbd" "b\x01");
  value = sipgo_message_get_header (result.message, "X");
  g_assert_cmpstr (value, ==, "a\xef\xbf\xbd" "b");
}

/* A refused request can be answered with the headers that could be parsed. */
static void
test_answer (void)
{
  g_auto (SipgoParseResult) result = { 0 };
  g_autoptr (SipgoMessage) response = NULL;
  g_autofree char *text = NULL;

  parse (LINE VIA "From: \"a <sip:a@b>\r\n" TO CSEQ "\r\n", &result);
  response = sipgo_message_new_response (result.message, result.status, NULL, "t");
  text = sipgo_message_to_string (response);
  g_assert_cmpstr (text, ==, "SIP/2.0 400 Bad Request\r\n" VIA "From: \"a <sip:a@b>\r\nTo: <sip:c@d>;tag=t\r\n" CSEQ
                             "Content-Length: 0\r\n\r\n");
}

/* … and a malformed To is repeated unchanged, because it is unknown whether it has a tag (8.2.6.2). */
static void
test_answer_to_malformed_to (void)
{
  static const char to[] = "To: <sip:c@d>;tag=1;;\r\n";
  g_auto (SipgoParseResult) result = { 0 };
  g_autoptr (SipgoMessage) response = NULL;
  g_autofree char *text = NULL;

  parse (LINE VIA FROM "To: <sip:c@d>;tag=1;;\r\n" CALL_ID CSEQ "\r\n", &result);
  g_assert_cmpuint (result.status, ==, 400);
  response = sipgo_message_new_response (result.message, result.status, NULL, "t");
  text = sipgo_message_to_string (response);
  g_assert_nonnull (strstr (text, to));
}

static void
test_public_error (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (LINE VIA "\r\n", strlen (LINE VIA "\r\n"));
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoMessage) message = sipgo_message_parse (bytes, &error);

  g_assert_null (message);
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "From"));
}

/* With any byte changed, removed or doubled, nothing crashes, and every string that a getter returns is UTF-8. */
static void
test_mutations (void)
{
  static const char text[] = "INVITE sip:b%20b@[::1]:5060;a=b?c=d SIP/2.0\r\n" VIA FROM TO CALL_ID
                             "CSeq: 1 INVITE\r\nContact: \"a\\\"b\" <sip:a@b>;q=1\r\n folded\r\nl: 2\r\n\r\nab";
  static const char bytes[] = "\0\t\n\r \",/:;<=>?@[\\]%\x7f\x80\xc3\xff";
  gsize length = sizeof text - 1, i, j;

  for (i = 0; i < length; i++)
    for (j = 0; j < sizeof bytes - 1; j++)
      {
        g_autofree char *copy = g_memdup2 (text, length);
        g_auto (SipgoParseResult) result = { 0 };
        g_autoptr (GBytes) changed = NULL;

        copy[i] = bytes[j];
        changed = g_bytes_new (copy, j == 0 ? i : length);
        sipgo_parser_parse_datagram (changed, &sipgo_limits_default, &result);
        if (result.message)
          {
            g_autofree char *all = sipgo_message_to_string (result.message);
            g_autofree char *contact = sipgo_message_get_header (result.message, "Contact");

            g_assert_true (g_utf8_validate (all, -1, NULL));
            g_assert_true (!contact || g_utf8_validate (contact, -1, NULL));
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/parser/good", test_good);
  g_test_add_func ("/message/parser/refused", test_refused);
  g_test_add_func ("/message/parser/noise", test_noise);
  g_test_add_func ("/message/parser/offset", test_offset);
  g_test_add_func ("/message/parser/offset-folded", test_offset_folded);
  g_test_add_func ("/message/parser/cut-body", test_cut_body);
  g_test_add_func ("/message/parser/limits", test_limits);
  g_test_add_func ("/message/parser/rfc3261-21.5.7/refused-whole", test_rfc3261_21_5_7_refused_whole);
  g_test_add_func ("/message/parser/control-characters", test_control_characters);
  g_test_add_func ("/message/parser/answer", test_answer);
  g_test_add_func ("/message/parser/answer-to-malformed-to", test_answer_to_malformed_to);
  g_test_add_func ("/message/parser/public-error", test_public_error);
  g_test_add_func ("/message/parser/mutations", test_mutations);
  return g_test_run ();
}

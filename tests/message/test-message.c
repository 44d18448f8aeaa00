/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-message-private.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/message/sipgo-via-private.h"

static const char request_text[] =
    "INVITE sip:bob@example.com;transport=tcp SIP/2.0\r\n"
    "v: SIP/2.0/UDP first.example.com:5070;branch=z9hG4bK1;rport , "
                     "SIP/2.0/UDP second.example.com\r\n"
    "Via: SIP/2.0/TCP third.example.com\r\n"
    "f: \"Alice\" <sip:alice@example.com>;tag=a1\r\n"
    "TO:\r\n <sip:bob@example.com>\r\n"
    "i: call-1@example.com\r\n"
    "CSeq: 17  INVITE\r\n"
    "Max-Forwards: 70\r\n"
    "Route: <sip:p1;lr>, \"a, b\" <sip:p2;lr>;x=\"1,2\"\r\n"
    "route: <sip:p,3@h>\r\n"
    "m: <sip:alice@192.0.2.1>;expires=60, <sip:other@192.0.2.1>\r\n"
    "k: 100rel,\r\n\ttimer\r\n"
    "Subject: one\r\n  two\r\n"
    "s: three\r\n"
    "Retry-After: 18 (busy)\r\n"
    "X-Odd: caf\xe9 \xc3\xa9\r\n"
    "c: application/sdp\r\n"
    "Timestamp: 54.3\r\n"
    "l: 5\r\n"
    "\r\n"
    "v=0\r\n";

static SipgoMessage *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  SipgoMessage *message = sipgo_message_parse (bytes, &error);

  g_assert_no_error (error);
  return message;
}

static void
assert_header (SipgoMessage *message, const char *name, const char *expected)
{
  g_autofree char *value = sipgo_message_get_header (message, name);

  g_assert_cmpstr (value, ==, expected);
}

static void
assert_wire (SipgoMessage *message, const char *expected)
{
  g_autofree char *text = sipgo_message_to_string (message);

  g_assert_cmpstr (text, ==, expected);
}

static SipgoMessage *
new_request (void)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:bob@example.com", NULL);
  SipgoMessage *message = sipgo_message_new_request ("OPTIONS", uri);

  sipgo_message_add (message, SIPGO_HEADER_VIA, "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1");
  sipgo_message_add (message, SIPGO_HEADER_FROM, "<sip:alice@example.com>;tag=1");
  sipgo_message_add (message, SIPGO_HEADER_TO, "<sip:bob@example.com>");
  sipgo_message_add (message, SIPGO_HEADER_CALL_ID, "c1");
  sipgo_message_add_printf (message, SIPGO_HEADER_CSEQ, "%u OPTIONS", 7);
  return message;
}

#define NEW_REQUEST_TEXT \
  "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n" \
  "From: <sip:alice@example.com>;tag=1\r\n" \
  "To: <sip:bob@example.com>\r\n" \
  "Call-ID: c1\r\n" \
  "CSeq: 7 OPTIONS\r\n"

static void
test_typed (void)
{
  g_autoptr (SipgoMessage) message = parse (request_text);
  g_autofree char *body = sipgo_body_get_text (sipgo_message_get_body (message));

  g_assert_true (sipgo_message_is_request (message));
  g_assert_cmpstr (sipgo_message_get_method (message), ==, "INVITE");
  g_assert_true (sipgo_message_method_is (message, "INVITE"));
  g_assert_false (sipgo_message_method_is (message, "invite"));
  g_assert_cmpstr (sipgo_uri_get_user (sipgo_message_get_request_uri (message)), ==, "bob");
  g_assert_cmpuint (sipgo_message_get_status_code (message), ==, 0);
  g_assert_null (sipgo_message_get_reason_phrase (message));
  g_assert_cmpstr (sipgo_via_get_host (sipgo_message_get_via (message)), ==, "first.example.com");
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_message_get_from (message)), ==, "Alice");
  g_assert_cmpstr (sipgo_message_get_from_tag (message), ==, "a1");
  g_assert_null (sipgo_message_get_to_tag (message));
  g_assert_cmpstr (sipgo_name_addr_get_parameter (sipgo_message_get_contact (message), "expires"), ==, "60");
  g_assert_cmpstr (sipgo_message_get_call_id (message), ==, "call-1@example.com");
  g_assert_cmpuint (sipgo_message_get_cseq (message), ==, 17);
  g_assert_cmpstr (sipgo_message_get_cseq_method (message), ==, "INVITE");
  g_assert_cmpstr (body, ==, "v=0\r\n");
  g_assert_true (sipgo_body_is_type (sipgo_message_get_body (message), "application/sdp"));
}

static void
test_names (void)
{
  g_autoptr (SipgoMessage) message = parse (request_text);
  g_auto (GStrv) names = sipgo_message_get_header_names (message);
  g_auto (GStrv) vias = sipgo_message_get_header_values (message, "VIA");
  g_auto (GStrv) none = sipgo_message_get_header_values (message, "X-None");

  assert_header (message, "t", "<sip:bob@example.com>");
  assert_header (message, "call-id", "call-1@example.com");
  assert_header (message, "SUPPORTED", "100rel, timer");
  assert_header (message, "x-odd", "caf\xef\xbf\xbd \xc3\xa9");
  assert_header (message, "X-None", NULL);
  assert_header (message, "", NULL);
  g_assert_true (sipgo_message_has_header (message, "Content-Type"));
  g_assert_false (sipgo_message_has_header (message, "z"));
  g_assert_cmpuint (g_strv_length (vias), ==, 2);
  g_assert_cmpuint (g_strv_length (none), ==, 0);
  g_assert_cmpstr (names[0], ==, "Via");
  g_assert_cmpstr (names[2], ==, "To");
  g_assert_true (g_strv_contains ((const char * const *) names, "Subject"));
  g_assert_cmpuint (g_strv_length (names), ==, 15);
}

/* "s" and "Subject" are the same header, also for a caller that asks by either name. */
static void
test_subject (void)
{
  g_autoptr (SipgoMessage) message = parse (request_text);
  g_auto (GStrv) values = sipgo_message_get_header_values (message, "subject");

  g_assert_cmpuint (g_strv_length (values), ==, 2);
  g_assert_cmpstr (values[0], ==, "one two");
  g_assert_cmpstr (values[1], ==, "three");
}

static void
test_lists (void)
{
  g_autoptr (SipgoMessage) message = parse (request_text);
  g_auto (GStrv) routes = sipgo_message_dup_list (message, SIPGO_HEADER_ROUTE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) addrs = sipgo_message_dup_name_addrs (message, SIPGO_HEADER_ROUTE, &error);
  g_autolist (SipgoNameAddr) contacts = sipgo_message_get_name_addrs (message, "m", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (routes), ==, 3);
  g_assert_cmpstr (routes[1], ==, "\"a, b\" <sip:p2;lr>;x=\"1,2\"");
  g_assert_cmpuint (addrs->len, ==, 3);
  g_assert_cmpstr (sipgo_name_addr_get_parameter (g_ptr_array_index (addrs, 1), "x"), ==, "1,2");
  g_assert_cmpuint (g_list_length (contacts), ==, 2);
  g_assert_true (sipgo_message_has_option (message, "Supported", "TIMER"));
  g_assert_true (sipgo_message_has_option (message, "k", "100rel"));
  g_assert_false (sipgo_message_has_option (message, "Supported", "100"));
  g_assert_false (sipgo_message_has_option (message, "Require", "100rel"));
}

static void
test_bad_list (void)
{
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (GError) error = NULL;
  g_autolist (SipgoNameAddr) none = NULL;

  sipgo_message_add (message, SIPGO_HEADER_CONTACT, "*");
  g_assert_null (sipgo_message_get_contact (message));
  none = sipgo_message_get_name_addrs (message, "Contact", &error);
  g_assert_null (none);
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
  g_assert_nonnull (strstr (error->message, "Contact"));
}

static void
test_numbers (void)
{
  g_autoptr (SipgoMessage) message = parse (request_text);
  guint32 number = 0;

  g_assert_true (sipgo_message_get_number (message, SIPGO_HEADER_MAX_FORWARDS, 255, &number));
  g_assert_cmpuint (number, ==, 70);
  g_assert_false (sipgo_message_get_number (message, SIPGO_HEADER_MAX_FORWARDS, 69, &number));
  g_assert_true (sipgo_message_get_number (message, SIPGO_HEADER_RETRY_AFTER, G_MAXUINT32, &number));
  g_assert_cmpuint (number, ==, 18);
  g_assert_false (sipgo_message_get_number (message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &number));
  g_assert_false (sipgo_message_get_number (message, SIPGO_HEADER_TO, G_MAXUINT32, &number));
}

static void
test_number_overflow (void)
{
  static const char * const values[] = { "4294967296", "18446744073709551617", "-1", "+1", "", "1x",
                                         "99999999999999999999999" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (SipgoMessage) message = new_request ();
      guint32 number;

      sipgo_message_add (message, SIPGO_HEADER_EXPIRES, values[i]);
      g_assert_false (sipgo_message_get_number (message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &number));
      sipgo_message_replace (message, SIPGO_HEADER_EXPIRES, "4294967295");
      g_assert_true (sipgo_message_get_number (message, SIPGO_HEADER_EXPIRES, G_MAXUINT32, &number));
      g_assert_cmpuint (number, ==, G_MAXUINT32);
    }
}

static void
test_build (void)
{
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hello");
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  assert_wire (message, "OPTIONS sip:bob@example.com SIP/2.0\r\n" NEW_REQUEST_TEXT "Content-Length: 0\r\n\r\n");
  sipgo_message_set_body (message, body);
  sipgo_message_add_named (message, "X-Mine", "yes");
  sipgo_message_add_named (message, "k", "timer");
  sipgo_message_prepend (message, SIPGO_HEADER_VIA, "SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2");
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (message)), ==, "z9hG4bK2");
  assert_wire (message, "OPTIONS sip:bob@example.com SIP/2.0\r\n"
                        "Via: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\n" NEW_REQUEST_TEXT
                        "Content-Type: text/plain\r\nX-Mine: yes\r\nSupported: timer\r\n"
                        "Content-Length: 5\r\n\r\nhello");
  first = sipgo_message_serialize (message);
  second = sipgo_message_serialize (message);
  g_assert_true (first == second);
}

static void
test_change (void)
{
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sips:carol@example.com", NULL);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hello");

  g_assert_cmpstr (sipgo_message_get_from_tag (message), ==, "1");
  sipgo_message_set_body (message, body);
  sipgo_message_set_body (message, NULL);
  sipgo_message_replace (message, SIPGO_HEADER_FROM, "<sip:dave@example.com>;tag=2");
  sipgo_message_replace (message, SIPGO_HEADER_CSEQ, "8 OPTIONS");
  sipgo_message_remove (message, SIPGO_HEADER_VIA);
  sipgo_message_set_request_uri (message, uri);
  g_assert_cmpstr (sipgo_message_get_from_tag (message), ==, "2");
  g_assert_cmpuint (sipgo_message_get_cseq (message), ==, 8);
  g_assert_null (sipgo_message_get_via (message));
  g_assert_null (sipgo_message_get_body (message));
  assert_wire (message, "OPTIONS sips:carol@example.com SIP/2.0\r\nFrom: <sip:dave@example.com>;tag=2\r\n"
                        "To: <sip:bob@example.com>\r\nCall-ID: c1\r\nCSeq: 8 OPTIONS\r\nContent-Length: 0\r\n\r\n");
}

/* More rows than are allocated at first. */
static void
test_many_rows (void)
{
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (SipgoMessage) again = NULL;
  SipgoSlice value;
  guint i;

  for (i = 0; i < 200; i++)
    sipgo_message_add_printf (message, SIPGO_HEADER_ROUTE, "<sip:hop%u.example.com;lr>", i);
  bytes = sipgo_message_serialize (message);
  again = sipgo_message_parse (bytes, NULL);
  g_assert_cmpuint (sipgo_message_count (again, SIPGO_HEADER_ROUTE), ==, 200);
  g_assert_true (sipgo_message_get_row (again, SIPGO_HEADER_ROUTE, 199, &value));
  g_assert_true (strncmp (value.data, "<sip:hop199.example.com;lr>", value.length) == 0);
  g_assert_false (sipgo_message_get_row (again, SIPGO_HEADER_ROUTE, 200, &value));
}

static void
test_round_trip (void)
{
  g_autoptr (SipgoMessage) message = parse (request_text);
  g_autoptr (GBytes) bytes = sipgo_message_to_bytes (message);
  g_autoptr (SipgoMessage) copy = sipgo_message_copy (message);
  g_autoptr (GBytes) copy_bytes = NULL;
  g_autoptr (SipgoMessage) again = NULL;
  g_autofree char *one = NULL, *two = NULL;

  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), request_text, strlen (request_text));
  g_clear_pointer (&message, sipgo_message_unref);
  copy_bytes = sipgo_message_to_bytes (copy);
  again = sipgo_message_parse (copy_bytes, NULL);
  one = sipgo_message_to_string (copy);
  two = sipgo_message_to_string (again);
  g_assert_cmpstr (one, ==, two);
  assert_header (again, "Subject", "one two");
  g_assert_cmpstr (sipgo_message_get_method (again), ==, "INVITE");
  g_assert_cmpuint (sipgo_message_count (again, SIPGO_HEADER_VIA), ==, 2);
  g_assert_cmpuint (g_bytes_get_size (sipgo_body_get_bytes (sipgo_message_get_body (again))), ==, 5);
}

static void
test_copy_built (void)
{
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (SipgoMessage) copy = sipgo_message_copy (message);

  sipgo_message_add_named (copy, "X-Only", "here");
  g_assert_false (sipgo_message_has_header (message, "X-Only"));
  assert_wire (copy,
               "OPTIONS sip:bob@example.com SIP/2.0\r\n" NEW_REQUEST_TEXT "X-Only: here\r\nContent-Length: 0\r\n\r\n");
}

static void
test_response (void)
{
  g_autoptr (SipgoMessage) request = parse (request_text);
  g_autoptr (SipgoMessage) trying = sipgo_message_new_response (request, 100, NULL, NULL);
  g_autoptr (SipgoMessage) busy = sipgo_message_new_response (request, 486, "Not now", "b1");
  g_autoptr (GBytes) bytes = sipgo_message_to_bytes (busy);
  g_autoptr (SipgoMessage) again = sipgo_message_parse (bytes, NULL);

  assert_wire (busy, "SIP/2.0 486 Not now\r\n"
                     "Via: SIP/2.0/UDP first.example.com:5070;branch=z9hG4bK1;rport , "
                     "SIP/2.0/UDP second.example.com\r\n"
                     "Via: SIP/2.0/TCP third.example.com\r\n"
                     "From: \"Alice\" <sip:alice@example.com>;tag=a1\r\n"
                     "To: <sip:bob@example.com>;tag=b1\r\n"
                     "Call-ID: call-1@example.com\r\n"
                     "CSeq: 17  INVITE\r\n"
                     "Content-Length: 0\r\n\r\n");
  assert_header (trying, "Timestamp", "54.3");
  assert_header (trying, "To", "<sip:bob@example.com>");
  g_assert_cmpstr (sipgo_message_get_reason_phrase (trying), ==, "Trying");
  g_assert_false (sipgo_message_is_request (again));
  g_assert_cmpuint (sipgo_message_get_status_code (again), ==, 486);
  g_assert_cmpstr (sipgo_message_get_reason_phrase (again), ==, "Not now");
  g_assert_cmpstr (sipgo_message_get_method (again), ==, "INVITE");
  g_assert_cmpstr (sipgo_message_get_to_tag (again), ==, "b1");
  g_assert_null (sipgo_message_get_request_uri (again));
}

/* A To with a tag keeps it, and gets no second one. */
static void
test_response_in_dialog (void)
{
  g_autoptr (SipgoMessage) request = new_request ();
  g_autoptr (SipgoMessage) response = NULL;

  sipgo_message_replace (request, SIPGO_HEADER_TO, "sip:bob@example.com;tag=old");
  response = sipgo_message_new_response (request, 200, NULL, "new");
  assert_header (response, "To", "sip:bob@example.com;tag=old");
}

static void
test_reason (void)
{
  g_autoptr (SipgoMessage) message = NULL;
  g_autoptr (SipgoMessage) none = NULL;

  message = parse ("SIP/2.0 200 = \xd0\xbd\xd0\xbe \xff\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:a@b;tag=1\r\n"
                   "To: sip:c@d;tag=2\r\nCall-ID: x\r\n"
                   "CSeq: 1 INVITE\r\n\r\n");
  g_assert_cmpstr (sipgo_message_get_reason_phrase (message), ==, "= \xd0\xbd\xd0\xbe \xef\xbf\xbd");
  none = parse ("SIP/2.0 180\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:a@b;tag=1\r\nTo: sip:c@d;tag=2\r\nCall-ID: x\r\n"
                "CSeq: 1 INVITE\r\n\r\n");
  g_assert_cmpstr (sipgo_message_get_reason_phrase (none), ==, "");
}

static void
test_add_line (void)
{
  static const char * const refused[] = {
    "Via: SIP/2.0/UDP x", "v: SIP/2.0/UDP x", "call-id: 1",      "CSEQ: 1 INVITE", "From: x",   "t: x",      "l: 5",
    "Max-Forwards: 1",    "no colon",         "X-A: b\r\nX-C: d", "X-A: b\n",       "X A: b",    ": b",       "",
    "X-A: \xff",          "X-A: \x01",        "X-A: a\x7f",       "X\xc3\xa9: b",
  };
  g_autoptr (SipgoMessage) message = new_request ();
  guint i;

  for (i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sipgo_message_add_line (message, refused[i], &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
  g_assert_true (sipgo_message_add_line (message, "Subject :  déjeuner\t", NULL));
  g_assert_true (sipgo_message_add_line (message, "X-Empty:", NULL));
  assert_wire (message, "OPTIONS sip:bob@example.com SIP/2.0\r\n" NEW_REQUEST_TEXT
                        "Subject: déjeuner\r\nX-Empty: \r\nContent-Length: 0\r\n\r\n");
}

/* The names that IANA lists, in both directions. An extra header gets the name that the others have. */
static void
test_compact (void)
{
  static const char *const lines[] = {
    "a: *", "Allow-Events: x", "b: <sip:a@b>", "Content-Encoding: identity", "d: proxy", "j: *", "k: timer", "o: x",
    "r: <sip:a@b>", "s: tea", "Session-Expires: 90", "y: z", "Supportedx: no", "kk: no", "Allow: INVITE",
  };
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hello");
  g_autoptr (GBytes) full = NULL;
  g_autoptr (GBytes) compact = NULL;
  g_autoptr (GBytes) again = NULL;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (lines); i++)
    g_assert_true (sipgo_message_add_line (message, lines[i], NULL));
  sipgo_message_add (message, SIPGO_HEADER_CONTACT, "<sip:us>");
  sipgo_message_set_body (message, body);
  full = sipgo_message_serialize (message);
  sipgo_message_set_compact (message, TRUE);
  assert_wire (message, "OPTIONS sip:bob@example.com SIP/2.0\r\n"
               "v: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\nf: <sip:alice@example.com>;tag=1\r\n"
               "t: <sip:bob@example.com>\r\ni: c1\r\nCSeq: 7 OPTIONS\r\na: *\r\nu: x\r\nb: <sip:a@b>\r\n"
               "e: identity\r\nd: proxy\r\nj: *\r\nk: timer\r\no: x\r\nr: <sip:a@b>\r\ns: tea\r\nx: 90\r\n"
               "y: z\r\nSupportedx: no\r\nkk: no\r\nAllow: INVITE\r\nm: <sip:us>\r\nc: text/plain\r\nl: 5\r\n\r\n"
               "hello");
  assert_header (message, "Identity", "z");
  compact = sipgo_message_serialize (message);
  g_assert_cmpuint (g_bytes_get_size (compact), <, g_bytes_get_size (full));
  sipgo_message_set_compact (message, FALSE);
  again = sipgo_message_serialize (message);
  g_assert_true (g_bytes_equal (again, full));
}

static void
test_safe (void)
{
  g_assert_true (sipgo_header_value_is_safe ("a\tb é"));
  g_assert_false (sipgo_header_value_is_safe ("a\rb"));
  g_assert_false (sipgo_header_value_is_safe ("a\nb"));
  g_assert_false (sipgo_header_value_is_safe ("\xff"));
  g_assert_true (sipgo_method_is_valid ("IN.VITE%"));
  g_assert_false (sipgo_method_is_valid ("IN VITE"));
  g_assert_false (sipgo_method_is_valid (""));
}

/* A line break in a value from the peer does not become a header of ours. */
static void
test_no_injection (void)
{
  g_autoptr (SipgoMessage) message = new_request ();
  g_autoptr (SipgoMessage) parsed = NULL;
  g_autoptr (SipgoMessage) response = NULL;

  sipgo_message_add (message, SIPGO_HEADER_USER_AGENT, "x\r\nX-Evil: y\nz");
  assert_header (message, "User-Agent", "x  X-Evil: y z");
  parsed = parse ("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:a@b;tag=1\r\nTo: sip:c@d\r\n"
                  "Call-ID: x\r\nCSeq: 1 OPTIONS\r\n"
                  "Record-Route: <sip:p>\rX-Evil: y\r\n\r\n");
  response = sipgo_message_new_response (parsed, 200, NULL, "t");
  sipgo_message_copy_headers (response, parsed, SIPGO_HEADER_RECORD_ROUTE);
  assert_header (response, "Record-Route", "<sip:p> X-Evil: y");
}

/* What the message keeps of its topmost Via equals the values in the text. */
static void
assert_known_via (SipgoMessage *message)
{
  static const char *const names[] = { "branch", "received", "rport", "maddr", "ttl", "a", "b" };
  SipgoVia *via = sipgo_message_get_via (message);
  g_autofree char *known = sipgo_via_to_string (via);
  g_autofree char *text = NULL;
  g_autofree char *peeked = NULL;
  g_autoptr (SipgoVia) read = NULL;
  SipgoSlice row, branch;
  SipgoTopVia scan;
  SipgoFault fault;
  guint i;

  g_assert_true (sipgo_message_get_row (message, SIPGO_HEADER_VIA, 0, &row));
  read = sipgo_via_parse_first (row.data, row.length, &fault);
  g_assert_nonnull (read);
  text = sipgo_via_to_string (read);
  g_assert_cmpstr (known, ==, text);
  g_assert_cmpstr (sipgo_via_get_transport (via), ==, sipgo_via_get_transport (read));
  g_assert_cmpstr (sipgo_via_get_host (via), ==, sipgo_via_get_host (read));
  g_assert_cmpuint (sipgo_via_get_port (via), ==, sipgo_via_get_port (read));
  g_assert_cmpstr (sipgo_via_get_branch (via), ==, sipgo_via_get_branch (read));
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (sipgo_via_get_parameter (via, names[i]), ==, sipgo_via_get_parameter (read, names[i]));
  g_assert_true (sipgo_via_scan_first (row.data, row.length, &scan, &fault));
  g_assert_cmpint (sipgo_message_peek_via (message)->is_ambiguous, ==, scan.is_ambiguous);
  g_assert_true (sipgo_slice_equal (sipgo_message_peek_via (message)->host, sipgo_via_get_host (read),
                                    strlen (sipgo_via_get_host (read))));
  branch = sipgo_message_peek_via (message)->branch;
  peeked = branch.data ? g_strndup (branch.data, branch.length) : NULL;
  g_assert_cmpstr (peeked, ==, sipgo_via_get_branch (read));
  g_assert_cmpuint (sipgo_message_peek_via (message)->port, ==, sipgo_via_get_port (read));
}

static void
assert_stamped (const char *via, const char *address, const char *expected)
{
  g_autofree char *text = g_strdup_printf ("OPTIONS sip:a@b SIP/2.0\r\nVia: %s\r\nVia: SIP/2.0/UDP z\r\n"
                                           "From: sip:a@b;tag=1\r\nTo: sip:c@d\r\n"
                                           "Call-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n", via);
  g_autoptr (SipgoMessage) message = parse (text);
  g_autoptr (SipgoMessage) response = NULL;
  const char *received;

  sipgo_message_get_via (message);
  sipgo_message_stamp_via (message, address, 5099);
  assert_header (message, "Via", expected);
  assert_known_via (message);
  received = sipgo_via_get_parameter (sipgo_message_get_via (message), "received");
  g_assert_cmpstr (received, ==, strstr (expected, "received=") ? address : NULL);
  response = sipgo_message_new_response (message, 200, NULL, "t");
  assert_header (response, "Via", expected);
  g_assert_cmpuint (sipgo_message_count (response, SIPGO_HEADER_VIA), ==, 2);
}

static void
test_stamp (void)
{
  assert_stamped ("SIP/2.0/UDP 192.0.2.1;branch=1", "192.0.2.1", "SIP/2.0/UDP 192.0.2.1;branch=1");
  assert_stamped ("SIP/2.0/UDP 192.0.2.1;branch=1", "192.0.2.2", "SIP/2.0/UDP 192.0.2.1;branch=1;received=192.0.2.2");
  assert_stamped ("SIP/2.0/UDP host;rport;branch=1", "192.0.2.2",
                  "SIP/2.0/UDP host;branch=1;received=192.0.2.2;rport=5099");
  assert_stamped ("SIP/2.0/UDP 192.0.2.1;rport", "192.0.2.1", "SIP/2.0/UDP 192.0.2.1;received=192.0.2.1;rport=5099");
  assert_stamped ("SIP/2.0/UDP 192.0.2.1;rport=1;received=9.9.9.9, SIP/2.0/UDP b;rport", "192.0.2.1",
                  "SIP/2.0/UDP 192.0.2.1;received=192.0.2.1;rport=5099, SIP/2.0/UDP b;rport");
  assert_stamped ("SIP/2.0/UDP 192.0.2.1;received=9.9.9.9;a", "192.0.2.1", "SIP/2.0/UDP 192.0.2.1;a");
  assert_stamped ("SIP/2.0/UDP [2001:DB8:0::1]", "2001:db8::1", "SIP/2.0/UDP [2001:DB8:0::1]");
  assert_stamped ("SIP/2.0/UDP [2001:db8::2]:5060", "2001:db8::1",
                  "SIP/2.0/UDP [2001:db8::2]:5060;received=2001:db8::1");
}

/* received and rport that the sender has written are replaced. */
static void
test_stamp_hostile (void)
{
  assert_stamped ("SIP / 2.0 / UDP h : 5070 ; a = 1 ; RPORT ;branch = 1 , SIP/2.0/UDP b", "192.0.2.1",
                  "SIP / 2.0 / UDP h : 5070; a = 1;branch = 1;received=192.0.2.1;rport=5099, SIP/2.0/UDP b");
  assert_stamped ("SIP/2.0/UDP h;rport;rport=1;Received=9.9.9.9;received;branch=1", "192.0.2.1",
                  "SIP/2.0/UDP h;branch=1;received=192.0.2.1;rport=5099");
  assert_stamped ("SIP/2.0/UDP h;a=\";rport;received=1, \\\"\";b;rport", "192.0.2.1",
                  "SIP/2.0/UDP h;a=\";rport;received=1, \\\"\";b;received=192.0.2.1;rport=5099");
  assert_stamped ("SIP/2.0/UDP 192.0.2.1;a;received=\"\xff\" ,SIP/2.0/UDP b", "192.0.2.1",
                  "SIP/2.0/UDP 192.0.2.1;a,SIP/2.0/UDP b");
  assert_stamped ("SIP/2.0/UDP h;a=\"\xff\";branch=1;rport", "192.0.2.1",
                  "SIP/2.0/UDP h;a=\"\xef\xbf\xbd\";branch=1;received=192.0.2.1;rport=5099");
  assert_stamped ("SIP/2.0/UDP h;received", "192.0.2.1", "SIP/2.0/UDP h;received=192.0.2.1");
  assert_stamped ("SIP/2.0/UDP h", "192.0.2.1", "SIP/2.0/UDP h;received=192.0.2.1");
}

/* A value that has to be repaired before parsing is repeated unchanged in the response: the peer compares it. */
static void
test_stamp_repaired (void)
{
  g_autoptr (SipgoMessage) message = parse ("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;a=\"\xff\";rport\r\n"
                                            "From: sip:a@b;tag=1\r\n"
                                            "To: sip:c@d\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n");
  const char expected[] = "SIP/2.0/UDP h;a=\"\xff\";received=192.0.2.1;rport=5099";
  SipgoSlice row;

  sipgo_message_stamp_via (message, "192.0.2.1", 5099);
  g_assert_true (sipgo_message_get_row (message, SIPGO_HEADER_VIA, 0, &row));
  g_assert_cmpmem (row.data, row.length, expected, strlen (expected));
}

static char *
dup_slice (SipgoSlice slice)
{
  return slice.data ? g_strndup (slice.data, slice.length) : NULL;
}

/* The slices of the tags equal the values in From and To, however these are written. */
static void
assert_tags (const char *from, const char *to)
{
  g_autofree char *text = g_strdup_printf ("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: %s\r\nTo: %s\r\n"
                                           "Call-ID: x\r\n"
                                           "CSeq: 1 OPTIONS\r\n\r\n", from, to);
  g_autoptr (SipgoMessage) message = parse (text);
  g_autoptr (SipgoMessage) response = sipgo_message_new_response (message, 200, NULL, "ours");
  g_autofree char *from_tag = dup_slice (sipgo_message_peek_from_tag (message));
  g_autofree char *to_tag = dup_slice (sipgo_message_peek_to_tag (message));
  g_autofree char *our_tag = dup_slice (sipgo_message_peek_to_tag (response));

  g_assert_cmpstr (from_tag, ==, sipgo_message_get_from_tag (message));
  g_assert_cmpstr (to_tag, ==, sipgo_message_get_to_tag (message));
  g_assert_cmpstr (our_tag, ==, to_tag ? to_tag : "ours");
  g_assert_cmpstr (our_tag, ==, sipgo_message_get_to_tag (response));
  sipgo_message_replace (response, SIPGO_HEADER_TO, "<sip:x@y>;tag=other");
  g_assert_cmpmem (sipgo_message_peek_to_tag (response).data, sipgo_message_peek_to_tag (response).length, "other", 5);
}

static void
test_tags (void)
{
  assert_tags ("<sip:a@b>;tag=1", "<sip:c@d>");
  assert_tags ("sip:a@b;TAG = x1 ;y", "\"C\" <sip:c@d;tag=uri>;tag=2");
  assert_tags ("sip:a@b;tag=\"quo\\\"ted\"", "<sip:c@d>;tag");
  assert_tags ("\"\xff\" <sip:a@b>;a;b;c;d;e=1;tag=behind", "<sip:c@d>");
}

/* A response repeats values of its request, also after the caller has dropped the request. */
static void
test_response_outlives_request (void)
{
  SipgoMessage *request = parse ("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: sip:a@b;tag=1\r\n"
                                 "To: sip:c@d\r\n"
                                 "Call-ID: x\r\nCSeq: 1 OPTIONS\r\n\r\n");
  g_autoptr (SipgoMessage) response = NULL;

  sipgo_message_stamp_via (request, "192.0.2.1", 5099);
  response = sipgo_message_new_response (request, 200, NULL, "t");
  sipgo_message_unref (request);
  assert_header (response, "Via", "SIP/2.0/UDP h;received=192.0.2.1");
  assert_header (response, "To", "sip:c@d;tag=t");
  assert_header (response, "Call-ID", "x");
}

static void
test_elements (void)
{
  g_autoptr (SipgoMessage) message = parse ("OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h, SIP/2.0/UDP i\r\n"
                                            "Via: SIP/2.0/UDP j\r\n"
                                            "From: sip:a@b;tag=1\r\nTo: sip:c@d\r\nCall-ID: x\r\nCSeq: 1 OPTIONS\r\n"
                                            "Supported: path , outbound\r\nk: 100rel\r\n\r\n");

  g_assert_cmpuint (sipgo_message_count_elements (message, SIPGO_HEADER_VIA), ==, 3);
  g_assert_cmpuint (sipgo_message_count_elements (message, SIPGO_HEADER_CONTACT), ==, 0);
  g_assert_true (sipgo_message_has_element (message, SIPGO_HEADER_SUPPORTED, "outbound"));
  g_assert_true (sipgo_message_has_element (message, SIPGO_HEADER_SUPPORTED, "100rel"));
  g_assert_false (sipgo_message_has_element (message, SIPGO_HEADER_SUPPORTED, "out"));
  g_assert_false (sipgo_message_has_element (message, SIPGO_HEADER_CONTACT, "*"));
}

static void
test_header_table (void)
{
  guint id;

  for (id = SIPGO_HEADER_OTHER + 1; id < SIPGO_N_HEADERS; id++)
    {
      const char *name = sipgo_header_get_name (id);
      g_autofree char *upper = g_ascii_strup (name, -1);

      g_assert_cmpuint (sipgo_header_id_from_name (name, strlen (name)), ==, id);
      g_assert_cmpuint (sipgo_header_id_from_name (upper, strlen (upper)), ==, id);
      if (strlen (name) > 2)
        g_assert_cmpuint (sipgo_header_id_from_name (name, strlen (name) - 1), !=, id);
    }
  g_assert_cmpuint (sipgo_header_id_from_name ("i", 1), ==, SIPGO_HEADER_CALL_ID);
  g_assert_cmpuint (sipgo_header_id_from_name ("M", 1), ==, SIPGO_HEADER_CONTACT);
  g_assert_cmpuint (sipgo_header_id_from_name ("z", 1), ==, SIPGO_HEADER_OTHER);
  g_assert_cmpuint (sipgo_header_id_from_name ("@", 1), ==, SIPGO_HEADER_OTHER);
}

static void
test_phrases (void)
{
  g_assert_cmpstr (sipgo_status_get_phrase (486), ==, "Busy Here");
  g_assert_cmpstr (sipgo_status_get_phrase (199), ==, "Early Dialog Terminated");
  g_assert_cmpstr (sipgo_status_get_phrase (150), ==, "Session Progress");
  g_assert_cmpstr (sipgo_status_get_phrase (299), ==, "OK");
  g_assert_cmpstr (sipgo_status_get_phrase (699), ==, "Busy Everywhere");
  g_assert_cmpstr (sipgo_status_get_phrase (700), ==, "Unknown");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/typed", test_typed);
  g_test_add_func ("/message/names", test_names);
  g_test_add_func ("/message/subject", test_subject);
  g_test_add_func ("/message/lists", test_lists);
  g_test_add_func ("/message/bad-list", test_bad_list);
  g_test_add_func ("/message/numbers", test_numbers);
  g_test_add_func ("/message/number-overflow", test_number_overflow);
  g_test_add_func ("/message/build", test_build);
  g_test_add_func ("/message/change", test_change);
  g_test_add_func ("/message/many-rows", test_many_rows);
  g_test_add_func ("/message/round-trip", test_round_trip);
  g_test_add_func ("/message/copy-built", test_copy_built);
  g_test_add_func ("/message/response", test_response);
  g_test_add_func ("/message/response-in-dialog", test_response_in_dialog);
  g_test_add_func ("/message/reason", test_reason);
  g_test_add_func ("/message/add-line", test_add_line);
  g_test_add_func ("/message/compact", test_compact);
  g_test_add_func ("/message/safe", test_safe);
  g_test_add_func ("/message/no-injection", test_no_injection);
  g_test_add_func ("/message/stamp", test_stamp);
  g_test_add_func ("/message/rfc3261-18.2.1-hostile-via", test_stamp_hostile);
  g_test_add_func ("/message/rfc3261-18.2.2-repaired-via", test_stamp_repaired);
  g_test_add_func ("/message/header-table", test_header_table);
  g_test_add_func ("/message/phrases", test_phrases);
  g_test_add_func ("/message/tags", test_tags);
  g_test_add_func ("/message/response-outlives-request", test_response_outlives_request);
  g_test_add_func ("/message/elements", test_elements);
  return g_test_run ();
}

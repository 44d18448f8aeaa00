/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Dialogs made from messages, and the requests in them (RFC 3261 section 12). */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/dialog/sipgo-dialog-private.h"

#include <string.h>

static SipgoMessage *
parse (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Plain line ends become CRLF, and the end of the headers is added. */
static SipgoMessage *
parse (const char *format, ...)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  SipgoMessage *message;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  lines = g_strsplit (text, "\n", -1);
  joined = g_strjoinv ("\r\n", lines);
  whole = g_strconcat (joined, "\r\nContent-Length: 0\r\n\r\n", NULL);
  bytes = g_bytes_new (whole, strlen (whole));
  message = sipgo_message_parse (bytes, &error);
  g_assert_no_error (error);
  return message;
}

static SipgoMessage *
make_invite (const char *extra)
{
  return parse ("INVITE sip:bob@example.com SIP/2.0\n"
                "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\n"
                "From: \"Alice\" <sip:alice@example.com>;tag=alice1\n"
                "To: Bob <sip:bob@example.com>\n"
                "Call-ID: call1\n"
                "CSeq: 314 INVITE\n"
                "Max-Forwards: 70\n"
                "Contact: <sip:alice@10.0.0.1:5070>%s", extra);
}

static SipgoMessage *
make_response (guint status, const char *tag, const char *extra)
{
  return parse ("SIP/2.0 %u Something\n"
                "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\n"
                "From: \"Alice\" <sip:alice@example.com>;tag=alice1\n"
                "To: Bob <sip:bob@example.com>%s\n"
                "Call-ID: call1\n"
                "CSeq: 314 INVITE%s", status, tag, extra);
}

#define CONTACT "\nContact: <sip:bob@10.0.0.2:5080;transport=udp>"
#define ROUTES \
  "\nRecord-Route: <sip:p3.example.com;lr>, <sip:p2.example.com:5070;lr;x=1>" \
  "\nRecord-Route: <sip:p1.example.com;lr>"

static SipgoDialog *
make_client (guint status, const char *extra)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autoptr (SipgoMessage) response = make_response (status, ";tag=bob1", extra);
  g_autoptr (GError) error = NULL;
  SipgoDialog *dialog = sipgo_dialog_new_client (invite, response, &error);

  g_assert_no_error (error);
  return dialog;
}

static SipgoDialog *
make_server (const char *extra)
{
  g_autoptr (SipgoMessage) invite = make_invite (extra);
  g_autoptr (GError) error = NULL;
  SipgoDialog *dialog = sipgo_dialog_new_server (invite, "bob1", &error);

  g_assert_no_error (error);
  return dialog;
}

static void
assert_uri (SipgoUri *uri, const char *expected)
{
  g_autofree char *text = sipgo_uri_to_string (uri);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_header (SipgoMessage *message, const char *name, const char *expected)
{
  g_autofree char *value = sipgo_message_get_header (message, name);

  g_assert_cmpstr (value, ==, expected);
}

/* A quoted string may contain anything, even NUL: the From of our requests has the text as it could be parsed. */
static void
test_nul_in_to (void)
{
  static const char text[] =
    "INVITE sip:bob@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@a>;tag=1\r\n"
    "To: \"a\0b\" <sip:bob@b>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:a@a>\r\nContent-Length: 0\r\n\r\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoMessage) invite = sipgo_message_parse (bytes, &error);
  g_autoptr (SipgoDialog) dialog = NULL;
  g_autoptr (SipgoMessage) bye = NULL;

  g_assert_no_error (error);
  dialog = sipgo_dialog_new_server (invite, "bob1", &error);
  g_assert_no_error (error);
  bye = sipgo_dialog_new_request (dialog, "BYE");
  assert_header (bye, "From", "\"a\xef\xbf\xbd" "b\" <sip:bob@b>;tag=bob1");
}

/* The values of Route, in order, separated by "|". */
static void
assert_routes (SipgoMessage *message, const char *expected)
{
  g_auto (GStrv) routes = sipgo_message_dup_list (message, SIPGO_HEADER_ROUTE);
  g_autofree char *text = routes ? g_strjoinv ("|", routes) : g_strdup ("");

  g_assert_cmpstr (text, ==, expected);
}

/* --- the dialog ID ------------------------------------------------------------------------------------------------ */

static void
test_ids (void)
{
  g_autoptr (SipgoDialog) client = make_client (200, CONTACT);
  g_autoptr (SipgoDialog) server = make_server ("");
  g_autoptr (SipgoMessage) response = make_response (200, ";tag=bob1", CONTACT);
  g_autofree char *of_response = sipgo_dialog_id_of_response (response);
  g_autoptr (SipgoMessage) bye = NULL;
  g_autofree char *of_request = NULL;

  g_assert_cmpstr (sipgo_dialog_get_id (client), ==, "call1 alice1 bob1");
  g_assert_cmpstr (sipgo_dialog_get_id (server), ==, "call1 bob1 alice1");
  g_assert_cmpstr (of_response, ==, sipgo_dialog_get_id (client));
  bye = sipgo_dialog_new_request (client, "BYE");
  of_request = sipgo_dialog_id_of_request (bye);
  g_assert_cmpstr (of_request, ==, sipgo_dialog_get_id (server));
  g_assert_cmpstr (sipgo_dialog_get_call_id (client), ==, "call1");
  g_assert_cmpstr (sipgo_dialog_get_local_tag (client), ==, "alice1");
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (client), ==, "bob1");
  g_assert_cmpstr (sipgo_dialog_get_local_tag (server), ==, "bob1");
}

static void
test_identities (void)
{
  g_autoptr (SipgoDialog) client = make_client (200, CONTACT);
  g_autoptr (SipgoDialog) server = make_server ("");
  g_autofree char *local = sipgo_name_addr_to_string (sipgo_dialog_get_local_identity (server));
  g_autofree char *remote = sipgo_name_addr_to_string (sipgo_dialog_get_remote_identity (client));

  g_assert_nonnull (strstr (local, "<sip:bob@example.com>;tag=bob1"));
  g_assert_nonnull (strstr (remote, "<sip:bob@example.com>;tag=bob1"));
  assert_uri (sipgo_dialog_get_remote_target (client), "sip:bob@10.0.0.2:5080;transport=udp");
  assert_uri (sipgo_dialog_get_remote_target (server), "sip:alice@10.0.0.1:5070");
}

/* A peer of RFC 2543 sends no tag. */
static void
test_no_remote_tag (void)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autoptr (SipgoMessage) response = make_response (200, "", CONTACT);
  g_autoptr (SipgoDialog) dialog = sipgo_dialog_new_client (invite, response, NULL);
  g_autoptr (SipgoMessage) bye = NULL;

  g_assert_nonnull (dialog);
  g_assert_cmpstr (sipgo_dialog_get_remote_tag (dialog), ==, "");
  bye = sipgo_dialog_new_request (dialog, "BYE");
  g_assert_null (sipgo_message_get_to_tag (bye));
}

static void
test_secure (void)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sips:bob@example.com", NULL);
  g_autoptr (SipgoDialog) plain = make_server ("");
  g_autoptr (SipgoDialog) secure = NULL;

  sipgo_message_set_request_uri (invite, uri);
  secure = sipgo_dialog_new_server (invite, "bob1", NULL);
  g_assert_true (sipgo_dialog_is_secure (secure));
  g_assert_false (sipgo_dialog_is_secure (plain));
}

/* --- early and confirmed ------------------------------------------------------------------------------------------ */

static void
test_early_then_confirmed (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (180, "");
  g_autoptr (SipgoMessage) response = make_response (200, ";tag=bob1", "\nContact: <sip:bob@10.0.0.9>"
                                                     "\nRecord-Route: <sip:new.example.com;lr>");
  g_autoptr (SipgoMessage) request = NULL;

  g_assert_true (sipgo_dialog_is_early (dialog));
  assert_uri (sipgo_dialog_get_remote_target (dialog), "sip:bob@example.com");
  sipgo_dialog_confirm_client (dialog, response);
  g_assert_false (sipgo_dialog_is_early (dialog));
  assert_uri (sipgo_dialog_get_remote_target (dialog), "sip:bob@10.0.0.9");
  request = sipgo_dialog_new_request (dialog, "BYE");
  assert_routes (request, "<sip:new.example.com;lr>");
}

/* The route set is computed again from the 2xx: without Record-Route it is empty (13.2.2.4). */
static void
test_confirmed_without_routes (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (180, CONTACT ROUTES);
  g_autoptr (SipgoMessage) response = make_response (200, ";tag=bob1", CONTACT);
  g_autoptr (SipgoMessage) request = NULL;

  sipgo_dialog_confirm_client (dialog, response);
  request = sipgo_dialog_new_request (dialog, "BYE");
  assert_routes (request, "");
}

static void
test_server_confirmed (void)
{
  g_autoptr (SipgoDialog) dialog = make_server ("");

  g_assert_true (sipgo_dialog_is_early (dialog));
  sipgo_dialog_confirm_server (dialog);
  g_assert_false (sipgo_dialog_is_early (dialog));
}

static void
test_not_a_dialog (void)
{
  g_autoptr (SipgoMessage) invite = make_invite ("");
  g_autoptr (SipgoMessage) no_contact = make_response (200, ";tag=bob1", "");
  g_autoptr (SipgoMessage) broken_route = make_response (200, ";tag=bob1", CONTACT "\nRecord-Route: <nonsense");
  g_autoptr (GError) error = NULL;

  g_assert_null (sipgo_dialog_new_client (invite, no_contact, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (sipgo_dialog_new_client (invite, broken_route, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  sipgo_message_remove (invite, SIPGO_HEADER_CONTACT);
  g_assert_null (sipgo_dialog_new_server (invite, "bob1", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_MALFORMED);
}

/* --- routes ------------------------------------------------------------------------------------------------------- */

static void
test_caller_routes (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (200, CONTACT ROUTES);
  g_autoptr (SipgoMessage) request = sipgo_dialog_new_request (dialog, "INFO");
  g_auto (GStrv) set = sipgo_dialog_get_route_set (dialog);

  assert_routes (request, "<sip:p1.example.com;lr>|<sip:p2.example.com:5070;lr;x=1>|<sip:p3.example.com;lr>");
  assert_uri (sipgo_message_get_request_uri (request), "sip:bob@10.0.0.2:5080;transport=udp");
  assert_uri (sipgo_dialog_get_next_hop (dialog), "sip:p1.example.com;lr");
  g_assert_cmpuint (g_strv_length (set), ==, 3);
  g_assert_cmpstr (set[0], ==, "<sip:p1.example.com;lr>");
}

static void
test_called_routes (void)
{
  g_autoptr (SipgoDialog) dialog = make_server (ROUTES);
  g_autoptr (SipgoMessage) request = sipgo_dialog_new_request (dialog, "INFO");

  assert_routes (request, "<sip:p3.example.com;lr>|<sip:p2.example.com:5070;lr;x=1>|<sip:p1.example.com;lr>");
  assert_uri (sipgo_message_get_request_uri (request), "sip:alice@10.0.0.1:5070");
  assert_uri (sipgo_dialog_get_next_hop (dialog), "sip:p3.example.com;lr");
}

/* A first hop without lr becomes the Request-URI, without what is not allowed there; the target comes last
 * (12.2.1.1). */
static void
test_strict_route (void)
{
  g_autoptr (SipgoDialog) dialog = make_server ("\nRecord-Route: <sip:p2.example.com?Subject=x>"
                                                ", <sip:p1.example.com;lr>");
  g_autoptr (SipgoMessage) request = sipgo_dialog_new_request (dialog, "INFO");
  g_autoptr (SipgoMessage) ack = sipgo_dialog_new_ack (dialog, 7);

  assert_uri (sipgo_message_get_request_uri (request), "sip:p2.example.com");
  assert_routes (request, "<sip:p1.example.com;lr>|<sip:alice@10.0.0.1:5070>");
  assert_uri (sipgo_message_get_request_uri (ack), "sip:p2.example.com");
  assert_routes (ack, "<sip:p1.example.com;lr>|<sip:alice@10.0.0.1:5070>");
}

static void
test_no_routes (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (200, CONTACT);
  g_autoptr (SipgoMessage) request = sipgo_dialog_new_request (dialog, "INFO");

  assert_routes (request, "");
  assert_uri (sipgo_dialog_get_next_hop (dialog), "sip:bob@10.0.0.2:5080;transport=udp");
}

/* --- requests ----------------------------------------------------------------------------------------------------- */

static void
test_request_headers (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (200, CONTACT);
  g_autoptr (SipgoMessage) bye = sipgo_dialog_new_request (dialog, "BYE");

  g_assert_cmpstr (sipgo_message_get_method (bye), ==, "BYE");
  assert_header (bye, "Max-Forwards", "70");
  assert_header (bye, "Call-ID", "call1");
  assert_header (bye, "CSeq", "315 BYE");
  assert_header (bye, "From", "\"Alice\" <sip:alice@example.com>;tag=alice1");
  g_assert_cmpstr (sipgo_message_get_to_tag (bye), ==, "bob1");
  g_assert_false (sipgo_message_has_header (bye, "Via"));
  g_assert_false (sipgo_message_has_header (bye, "Contact"));
}

static void
test_sequence_of_ours (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (200, CONTACT);
  g_autoptr (SipgoMessage) first = sipgo_dialog_new_request (dialog, "INFO");
  g_autoptr (SipgoMessage) ack = sipgo_dialog_new_ack (dialog, 314);
  g_autoptr (SipgoMessage) third = NULL;

  g_assert_cmpuint (sipgo_message_get_cseq (first), ==, 315);
  assert_header (ack, "CSeq", "314 ACK");
  g_assert_cmpuint (sipgo_dialog_take_sequence (dialog), ==, 316);
  /* A CSeq number that was not used is used again, unless later numbers were used. */
  sipgo_dialog_return_sequence (dialog, 315);
  sipgo_dialog_return_sequence (dialog, 316);
  g_assert_cmpuint (sipgo_dialog_take_sequence (dialog), ==, 316);
  third = sipgo_dialog_new_request (dialog, "BYE");
  g_assert_cmpuint (sipgo_message_get_cseq (third), ==, 317);
}

static void
assert_received (SipgoDialog *dialog, guint cseq, gboolean expected)
{
  g_autoptr (SipgoMessage) request = parse ("INFO sip:bob@10.0.0.2 SIP/2.0\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2\n"
                                            "From: <sip:alice@example.com>;tag=alice1\n"
                                            "To: <sip:bob@example.com>;tag=bob1\n"
                                            "Call-ID: call1\nCSeq: %u INFO", cseq);

  g_assert_cmpint (sipgo_dialog_receive_request (dialog, request), ==, expected);
}

static void
test_sequence_of_peer (void)
{
  g_autoptr (SipgoDialog) server = make_server ("");
  g_autoptr (SipgoDialog) client = make_client (200, CONTACT);

  assert_received (server, 314, FALSE);
  assert_received (server, 313, FALSE);
  assert_received (server, 315, TRUE);
  assert_received (server, 315, FALSE);
  assert_received (server, 1000, TRUE);    /* gaps are allowed */
  assert_received (server, 999, FALSE);
  assert_received (client, 1, TRUE);       /* the numbers of the peer are independent */
  assert_received (client, 1, FALSE);
  assert_received (client, 2147483647, TRUE);
}

static void
test_target_refresh (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (200, CONTACT ROUTES);
  g_autoptr (SipgoMessage) with = make_response (200, ";tag=bob1", "\nContact: <sip:bob@10.0.0.77>"
                                                 "\nRecord-Route: <sip:other.example.com;lr>");
  g_autoptr (SipgoMessage) without = make_response (200, ";tag=bob1", "");
  g_autoptr (SipgoMessage) request = NULL;

  sipgo_dialog_refresh_target (dialog, without);
  assert_uri (sipgo_dialog_get_remote_target (dialog), "sip:bob@10.0.0.2:5080;transport=udp");
  sipgo_dialog_refresh_target (dialog, with);
  assert_uri (sipgo_dialog_get_remote_target (dialog), "sip:bob@10.0.0.77");
  request = sipgo_dialog_new_request (dialog, "BYE");
  assert_routes (request, "<sip:p1.example.com;lr>|<sip:p2.example.com:5070;lr;x=1>|<sip:p3.example.com;lr>");
}

/* Table 1 of 19.1.1: neither is allowed in a Request-URI, and the peer cannot set any other header of our requests. */
static void
test_contact_with_more (void)
{
  g_autoptr (SipgoDialog) dialog = make_client (200,
                                                "\nContact: <sip:bob@10.0.0.2;method=INVITE;"
                                                "transport=udp?Subject=Evil>");
  g_autoptr (SipgoDialog) strict = make_client (200,
                                                "\nRecord-Route: <sip:p1.example.com;method=INVITE?Subject=Evil>\n"
                                                "Contact: <sip:bob@10.0.0.2?Subject=Evil>");
  g_autoptr (SipgoMessage) bye = sipgo_dialog_new_request (dialog, "BYE");
  g_autoptr (SipgoMessage) strict_bye = sipgo_dialog_new_request (strict, "BYE");

  assert_uri (sipgo_message_get_request_uri (bye), "sip:bob@10.0.0.2;transport=udp");
  assert_uri (sipgo_message_get_request_uri (strict_bye), "sip:p1.example.com");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialog/nul-in-to", test_nul_in_to);
  g_test_add_func ("/dialog/ids", test_ids);
  g_test_add_func ("/dialog/identities", test_identities);
  g_test_add_func ("/dialog/no-remote-tag", test_no_remote_tag);
  g_test_add_func ("/dialog/secure", test_secure);
  g_test_add_func ("/dialog/early-then-confirmed", test_early_then_confirmed);
  g_test_add_func ("/dialog/confirmed-without-routes", test_confirmed_without_routes);
  g_test_add_func ("/dialog/server-confirmed", test_server_confirmed);
  g_test_add_func ("/dialog/not-a-dialog", test_not_a_dialog);
  g_test_add_func ("/dialog/routes/caller", test_caller_routes);
  g_test_add_func ("/dialog/routes/called", test_called_routes);
  g_test_add_func ("/dialog/routes/strict", test_strict_route);
  g_test_add_func ("/dialog/routes/none", test_no_routes);
  g_test_add_func ("/dialog/routes/contact-with-more", test_contact_with_more);
  g_test_add_func ("/dialog/requests/headers", test_request_headers);
  g_test_add_func ("/dialog/requests/sequence-of-ours", test_sequence_of_ours);
  g_test_add_func ("/dialog/requests/sequence-of-peer", test_sequence_of_peer);
  g_test_add_func ("/dialog/target-refresh", test_target_refresh);
  return g_test_run ();
}

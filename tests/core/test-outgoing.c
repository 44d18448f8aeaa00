/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Outgoing requests outside any dialog: headers, digest authentication, the next target, errors, the end. */
#include "core-util.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"

#include <string.h>

/* An INVITE is made by an Inviter; the core handles it like other requests. */
static SipgoOutgoingRequest *
make_invite (Fixture *fixture, const char *uri)
{
  g_autoptr (SipgoUri) target = sipgo_uri_parse (uri, NULL);
  SipgoMessage *message = sipgo_user_agent_core_new_message (fixture->core, fixture->core->own, "INVITE", target, NULL,
                                                             NULL, NULL, 1);

  return sipgo_outgoing_invite_request_new (fixture->core, message, target, NULL, TRUE);
}

static SipgoOutgoingRequest *
make (Fixture *fixture, const char *method, const char *uri)
{
  g_autoptr (GError) error = NULL;
  SipgoOutgoingRequest *request;

  if (g_str_equal (method, "INVITE"))
    return make_invite (fixture, uri);
  request = sipgo_user_agent_core_request (fixture->core, method, uri, NULL, &error);

  g_assert_no_error (error);
  return request;
}

static void
send_to (Fixture *fixture, Outcome *outcome, const char *method, const char *uri)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, method, uri);

  peer_mark (fixture->peer);
  sipgo_outgoing_request_send (request, NULL, outcome_note, outcome);
}

static void
wait_for (Fixture *fixture, Outcome *outcome)
{
  RUN_UNTIL (fixture->environment, outcome->done);
}

#define BOB "sip:bob@10.0.0.2:5060"

/* --- the request -------------------------------------------------------------------------------------------------- */

static void
test_headers (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *first, *second;
  g_autofree char *call_id = NULL;

  sipgo_user_agent_core_set_product (fixture->core, "test/1.0");
  send_to (fixture, &outcome, "OPTIONS", BOB);
  first = peer_expect (fixture->peer, "OPTIONS");
  assert_header (first, "Max-Forwards", "70");
  assert_header (first, "To", "<sip:bob@10.0.0.2:5060>");
  assert_header (first, "CSeq", "1 OPTIONS");
  assert_header (first, "User-Agent", "test/1.0");
  assert_header (first, "Contact", NULL);
  assert_header (first, "Content-Length", "0");
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_message_get_from (first)), ==, "Alice");
  g_assert_cmpuint (strlen (sipgo_message_get_from_tag (first)), >=, 8);
  peer_reply (fixture->peer, first, "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (sipgo_message_get_status_code (outcome.response), ==, 200);

  outcome_clear (&outcome);
  outcome = (Outcome) { FALSE };
  send_to (fixture, &outcome, "OPTIONS", BOB);
  second = peer_expect (fixture->peer, "OPTIONS");
  g_assert_cmpstr (sipgo_message_get_call_id (first), !=, sipgo_message_get_call_id (second));
  g_assert_cmpstr (sipgo_message_get_from_tag (first), !=, sipgo_message_get_from_tag (second));
  peer_reply (fixture->peer, second, "200 OK");
  wait_for (fixture, &outcome);
}

/* The parts of a URI that only a web page may use are not sent in the Request-URI (19.1.1). */
static void
test_request_uri (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *text = NULL;
  SipgoMessage *request;

  send_to (fixture, &outcome, "OPTIONS", "sip:bob@10.0.0.2:5060;method=INVITE;user=phone?Subject=x");
  request = peer_expect (fixture->peer, "OPTIONS");
  text = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  g_assert_cmpstr (text, ==, "sip:bob@10.0.0.2:5060;user=phone");
  peer_reply (fixture->peer, request, "200 OK");
  wait_for (fixture, &outcome);
}

static void
test_options (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X-Colour: red", "Subject: hello there", NULL };
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hello");
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *message;

  sipgo_request_options_set_extra_headers (options, headers);
  sipgo_request_options_set_body (options, body);
  request = sipgo_user_agent_core_request (fixture->core, "MESSAGE", BOB, options, NULL);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  message = peer_expect (fixture->peer, "MESSAGE");
  assert_header (message, "X-Colour", "red");
  assert_header (message, "Subject", "hello there");
  assert_header (message, "Content-Type", "text/plain");
  assert_header (message, "Content-Length", "5");
  peer_reply (fixture->peer, message, "202 Accepted");
  wait_for (fixture, &outcome);
  g_assert_cmpuint (sipgo_message_get_status_code (outcome.response), ==, 202);
}

static void
test_invalid_arguments (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {
    "X-Header: value\r\nX-Other: value", "X-Header: value\nX", "X-Header\r: v", "X Header: value",
    "nothing", "X-Header: \xc3(", "",
  };
  static const char *const methods[] = { "", "A B", "FOO\r\nX: y", "ACK", "CANCEL", "FO\xc3\xb6" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *headers[] = { lines[i], NULL };
      g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
      g_autoptr (GError) error = NULL;

      sipgo_request_options_set_extra_headers (options, headers);
      g_assert_null (sipgo_user_agent_core_request (fixture->core, "OPTIONS", BOB, options, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
  for (i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (sipgo_user_agent_core_request (fixture->core, methods[i], BOB, NULL, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
  g_assert_null (sipgo_user_agent_core_request (fixture->core, "OPTIONS", "sip:bob@10.0.0.2\r\nX: y", NULL, NULL));
  g_assert_null (sipgo_user_agent_core_request (fixture->core, "OPTIONS", "bob", NULL, NULL));
}

static void
test_sent_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };

  sipgo_outgoing_request_send (request, NULL, outcome_note, &first);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &second);
  wait_for (fixture, &second);
  g_assert_error (second.error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  wait_for (fixture, &first);
  g_assert_no_error (first.error);
}

static void
test_outbound_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse (BOB, NULL);
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *text = NULL;
  SipgoMessage *request;

  sipgo_account_set_outbound_proxy (fixture->core->own, proxy);
  send_to (fixture, &outcome, "OPTIONS", "sip:carol@elsewhere.example.com");
  request = peer_expect (fixture->peer, "OPTIONS");
  text = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
  g_assert_cmpstr (text, ==, "sip:carol@elsewhere.example.com");
  assert_header (request, "Route", "<sip:bob@10.0.0.2:5060;lr>");
  peer_reply (fixture->peer, request, "200 OK");
  wait_for (fixture, &outcome);
}

/* FIELD: with an outbound proxy, a request to a SIPS URI was sent without TLS. It must not be on any path (RFC 3261
 * 26.2.2). */
static void
test_sips_in_clear (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *proxy;
    const char *target;
    gboolean is_impossible;       /* else TLS is tried, which the peer does not speak */
  } cases[] = {
    { NULL, "sips:bob@10.0.0.2:5060" },
    { NULL, "SIPS:bob@10.0.0.2:5060;transport=tcp" },
    { NULL, "sip:bob@10.0.0.2:5060;transport=tls" },
    { NULL, "sip:bob@10.0.0.2:5060;transport=tls-sctp", TRUE },
    { NULL, "sips:bob@named.example.com" },
    { NULL, "sips:bob@named.example.com;transport=udp", TRUE },
    { "sip:10.0.0.2:5060;transport=udp", "sips:bob@example.com", TRUE },
    { "sip:10.0.0.2:5060", "sips:bob@example.com" },
    { "sip:10.0.0.2:5060;transport=tcp", "sips:bob@example.com" },
    { "sip:named.example.com", "sips:bob@example.com" },
    { "sips:10.0.0.2:5060", "sip:bob@example.com" },
    { "sip:10.0.0.2:5060;transport=tls", "sip:bob@example.com" },
  };
  static const char *const methods[] = { "OPTIONS", "INVITE", "MESSAGE" };
  guint i, j;

  sipgo_simulated_network_add_name (fixture->network, "named.example.com", "10.0.0.2");
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    for (j = 0; j < G_N_ELEMENTS (methods); j++)
      {
        g_autoptr (SipgoUri) proxy = cases[i].proxy ? sipgo_uri_parse (cases[i].proxy, NULL) : NULL;
        g_auto (Outcome) outcome = { FALSE };

        sipgo_account_set_outbound_proxy (fixture->core->own, proxy);
        if (j == 1 && proxy)
          continue;
        send_to (fixture, &outcome, methods[j], cases[i].target);
        wait_for (fixture, &outcome);
        if (cases[i].is_impossible)
          g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
        else
          g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
        peer_expect_nothing (fixture->peer, 1000);
      }
}

/* A TEL URI has no host: the outbound proxy resolves it (RFC 3966). */
static void
test_tel_by_proxy (Fixture *fixture, gconstpointer data)
{
  static const char *const numbers[] = { "tel:+49-30-123456", "tel:110;phone-context=+49" };
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse (BOB, NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (SipgoUri) number = sipgo_uri_parse (numbers[i], NULL);
      g_autoptr (GError) error = NULL;
      g_auto (Outcome) outcome = { FALSE };
      g_autofree char *text = NULL;
      SipgoMessage *request;

      sipgo_account_set_outbound_proxy (fixture->core->own, NULL);
      g_assert_false (sipgo_user_agent_core_check_target (fixture->core, number, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
      sipgo_account_set_outbound_proxy (fixture->core->own, proxy);
      g_assert_true (sipgo_user_agent_core_check_target (fixture->core, number, NULL));
      send_to (fixture, &outcome, "OPTIONS", numbers[i]);
      request = peer_expect (fixture->peer, "OPTIONS");
      text = sipgo_uri_to_string (sipgo_message_get_request_uri (request));
      g_assert_cmpstr (text, ==, numbers[i]);
      peer_reply (fixture->peer, request, "200 OK");
      wait_for (fixture, &outcome);
      g_assert_no_error (outcome.error);
    }
}

/* --- the responses ------------------------------------------------------------------------------------------------ */

static void
note_moment (SipgoOutgoingRequest *request, SipgoMessage *response, GString *log)
{
  g_string_append_printf (log, "%u ", sipgo_message_get_status_code (response));
}

static void
connect_moments (SipgoOutgoingRequest *request, GString **logs)
{
  static const char *const names[] = { "trying", "progress", "accept", "redirect", "reject" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      logs[i] = g_string_new (NULL);
      g_signal_connect (request, names[i], G_CALLBACK (note_moment), logs[i]);
    }
}

/* An unknown status code is treated as the x00 of its class (8.1.3.2). */
static void
test_moments (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *final; guint moment; const char *log; } cases[] = {
    { "200 OK", 2, "200 " }, { "299 Fine", 2, "299 " }, { "302 Moved", 3, "302 " }, { "399 Away", 3, "399 " },
    { "404 Not Found", 4, "404 " }, { "499 No", 4, "499 " }, { "599 Broken", 4, "599 " }, { "699 Never", 4, "699 " },
  };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
      g_auto (Outcome) outcome = { FALSE };
      GString *logs[5];
      SipgoMessage *message;

      connect_moments (request, logs);
      sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
      message = peer_expect (fixture->peer, "OPTIONS");
      peer_reply (fixture->peer, message, "100 Trying");
      peer_reply (fixture->peer, message, "183 Progress");
      peer_reply (fixture->peer, message, "199 Whatever");
      peer_reply (fixture->peer, message, "%s", cases[i].final);
      wait_for (fixture, &outcome);
      g_assert_cmpstr (logs[0]->str, ==, "100 ");
      g_assert_cmpstr (logs[1]->str, ==, "183 199 ");
      for (j = 2; j < 5; j++)
        g_assert_cmpstr (logs[j]->str, ==, j == cases[i].moment ? cases[i].log : "");
      for (j = 0; j < 5; j++)
        g_string_free (logs[j], TRUE);
      g_assert_cmpint (outcome.error == NULL, ==, cases[i].moment == 2);
      peer_skip (fixture->peer);
    }
}

static void
test_error_of_a_refusal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
  g_auto (Outcome) outcome = { FALSE };
  SipgoFailure *failure;

  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "486 Busy Here");
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 486);
  g_assert_cmpstr (outcome.error->message, ==,
                   "sip:bob@10.0.0.2:5060 answered 486 Busy Here (tried udp:10.0.0.2:5060)");
  failure = sipgo_outgoing_request_get_failure (request);
  g_assert_cmpuint (sipgo_failure_get_status (failure), ==, 486);
  g_assert_cmpstr (sipgo_failure_get_reason_phrase (failure), ==, "Busy Here");
  g_assert_nonnull (sipgo_failure_get_response (failure));
}

static void
test_nobody_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", "sip:bob@10.0.0.9");
  g_auto (Outcome) outcome = { FALSE };

  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (outcome.error->message, "udp:10.0.0.9:5060"));
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_outgoing_request_get_failure (request)), ==, 408);
  g_assert_null (sipgo_failure_get_response (sipgo_outgoing_request_get_failure (request)));
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) refused = { FALSE };
  g_auto (Outcome) unknown = { FALSE };

  send_to (fixture, &refused, "OPTIONS", "sip:bob@10.0.0.9;transport=tcp");
  wait_for (fixture, &refused);
  g_assert_error (refused.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (refused.error->message, "10.0.0.9:5060"));
  send_to (fixture, &unknown, "OPTIONS", "sip:bob@nowhere.example.com");
  wait_for (fixture, &unknown);
  g_assert_error (unknown.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (unknown.error->message, "nowhere.example.com"));
}

/* --- several addresses -------------------------------------------------------------------------------------------- */

static void
test_next_target (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_simulated_network_add_name (fixture->network, "many.example.com", "10.0.0.8");
  sipgo_simulated_network_add_name (fixture->network, "many.example.com", "10.0.0.9");
  sipgo_simulated_network_add_name (fixture->network, "many.example.com", "10.0.0.2");
  send_to (fixture, &outcome, "OPTIONS", "sip:bob@many.example.com;transport=tcp");
  request = peer_expect (fixture->peer, "OPTIONS");
  peer_reply (fixture->peer, request, "486 Busy Here");
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 486);
  g_assert_nonnull (strstr (outcome.error->message, "tried tcp:10.0.0.8:5060: "));
  g_assert_nonnull (strstr (outcome.error->message, ", tcp:10.0.0.9:5060: "));
  g_assert_true (g_str_has_suffix (outcome.error->message, ", tcp:10.0.0.2:5060)"));
}

static void
test_next_target_after_503 (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  Peer *second = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  SipgoMessage *one, *two;

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.3");
  send_to (fixture, &outcome, "OPTIONS", "sip:bob@two.example.com");
  one = peer_expect (fixture->peer, "OPTIONS");
  peer_reply (fixture->peer, one, "503 Service Unavailable");
  two = peer_expect (second, "OPTIONS");
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (one)), !=,
                   sipgo_via_get_branch (sipgo_message_get_via (two)));
  assert_same_header (one, two, "Call-ID");
  assert_same_header (one, two, "CSeq");
  peer_reply (second, two, "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
  peer_free (second);
}

static void
test_next_target_after_silence (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.9");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  send_to (fixture, &outcome, "OPTIONS", "sip:bob@two.example.com");
  peer_reply (fixture->peer, peer_expect_at (fixture->peer, "OPTIONS", 4000), "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
}

/* FIELD: each request waited 32 s for the same server that did not respond. */
static void
test_failed_target_is_remembered (Fixture *fixture, gconstpointer data)
{
  gint64 seconds[] = { 0, 61, 61, 121 };
  gint64 expected[] = { 4000, 0, 4000, 0 };
  guint i;

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.9");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  /* Avoided for a minute; tried again, and then avoided for two minutes. */
  for (i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      send_to (fixture, &outcome, "OPTIONS", "sip:bob@two.example.com");
      peer_reply (fixture->peer, peer_expect_at (fixture->peer, "OPTIONS", expected[i]), "200 OK");
      wait_for (fixture, &outcome);
      g_assert_no_error (outcome.error);
      if (expected[i] == 0)
        run_for (fixture->environment, 1000 * seconds[i]);
    }
}

/* RFC 3261 21.5.4: Retry-After says for how long; any response except 503 ends it. */
static void
test_unavailable_target_is_remembered (Fixture *fixture, gconstpointer data)
{
  Peer *second = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  const char *answers[] = { "503 Service Unavailable\nRetry-After: 300", NULL, "200 OK" };
  guint i;

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.3");
  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      send_to (fixture, &outcome, "OPTIONS", "sip:bob@two.example.com");
      if (answers[i])
        peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "%s", answers[i]);
      if (i < 2)
        peer_reply (second, peer_expect (second, "OPTIONS"), "200 OK");
      wait_for (fixture, &outcome);
      g_assert_no_error (outcome.error);
      run_for (fixture->environment, i == 0 ? 280000 : 20000);
    }
  peer_free (second);
}

/* … and a 503 itself, also a retransmitted one, does not end it: the time is doubled. */
static void
test_unavailable_is_no_success (Fixture *fixture, gconstpointer data)
{
  Peer *second = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  guint i;

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.3");
  /* Avoided for one minute, then for two. */
  for (i = 0; i < 2; i++)
    {
      g_auto (Outcome) first = { FALSE }, other = { FALSE };
      SipgoMessage *request;

      send_to (fixture, &first, "OPTIONS", "sip:bob@two.example.com");
      request = peer_expect (fixture->peer, "OPTIONS");
      peer_reply (fixture->peer, request, "503 Service Unavailable");
      peer_reply (fixture->peer, request, "503 Service Unavailable");
      peer_reply (second, peer_expect (second, "OPTIONS"), "200 OK");
      wait_for (fixture, &first);
      run_for (fixture->environment, i == 0 ? 30000 : 90000);
      send_to (fixture, &other, "OPTIONS", "sip:bob@two.example.com");
      peer_reply (second, peer_expect (second, "OPTIONS"), "200 OK");
      wait_for (fixture, &other);
      run_for (fixture->environment, 40000);
    }
  peer_free (second);
}

static void
test_no_target_left (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", "sip:bob@two.example.com;transport=tcp");
  g_auto (Outcome) outcome = { FALSE };
  g_auto (GStrv) tried = NULL;

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.8");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.9");
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  tried = sipgo_failure_get_tried (sipgo_outgoing_request_get_failure (request));
  g_assert_cmpuint (g_strv_length (tried), ==, 2);
  g_assert_true (g_str_has_prefix (tried[0], "tcp:10.0.0.8:5060: "));
  g_assert_true (g_str_has_prefix (tried[1], "tcp:10.0.0.9:5060: "));
}

/* --- the steps of a failure --------------------------------------------------------------------------------------- */

static void
assert_steps (SipgoOutgoingRequest *request, const char *const *lines)
{
  SipgoFailure *failure = sipgo_outgoing_request_get_failure (request);
  g_autolist (SipgoStep) steps = sipgo_failure_get_steps (failure);
  gint64 last = 0;
  GList *l;

  for (l = steps; l; l = l->next, lines++)
    {
      g_autofree char *line = sipgo_step_to_string (l->data);

      g_assert_cmpstr (line, ==, *lines);
      if (sipgo_step_get_kind (l->data) == SIPGO_STEP_KIND_CONNECTED)
        continue;
      g_assert_cmpint (sipgo_step_get_time (l->data), >=, last);
      last = sipgo_step_get_time (l->data);
    }
  g_assert_null (*lines);
}

/* What DNS said, which target could not be reached, which answered what: for a person in the message, and as data. */
static void
test_steps (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {
    "resolved by SRV _sip._tcp.example.com",
    "resolved by one.example.com: 10.0.0.8",
    "tried tcp:10.0.0.8:5060",
    "tcp:10.0.0.8:5060: 10.0.0.8:5060 cannot be reached: Connection refused",
    "resolved by two.example.com: 10.0.0.2",
    "tried tcp:10.0.0.2:5060",
    "connected to tcp:10.0.0.2:5060",
    "tcp:10.0.0.2:5060 asked for credentials: 401 Unauthorized, Digest realm=\"example.com\", nonce=\"abc\"",
    "connected to tcp:10.0.0.2:5060",
    "tcp:10.0.0.2:5060 answered 486 Busy Here",
    NULL
  };
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", "sip:bob@example.com;transport=tcp");
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_auto (Outcome) outcome = { FALSE };
  g_autolist (SipgoStep) steps = NULL;

  sipgo_account_set_credentials (fixture->core->own, credentials);
  sipgo_simulated_network_add_service (fixture->network, "_sip._tcp.example.com", "one.example.com", 5060, 1);
  sipgo_simulated_network_add_service (fixture->network, "_sip._tcp.example.com", "two.example.com", 5060, 2);
  sipgo_simulated_network_add_name (fixture->network, "one.example.com", "10.0.0.8");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"example.com\", nonce=\"abc\"");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "486 Busy Here");
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 486);
  g_assert_cmpstr (outcome.error->message, ==,
                   "sip:bob@example.com;transport=tcp answered 486 Busy Here (tried tcp:10.0.0.8:5060: "
                   "10.0.0.8:5060 cannot be reached: Connection refused, tcp:10.0.0.2:5060; "
                   "resolved by SRV _sip._tcp.example.com)");
  assert_steps (request, lines);
  steps = sipgo_failure_get_steps (sipgo_outgoing_request_get_failure (request));
  g_assert_cmpint (sipgo_step_get_kind (steps->data), ==, SIPGO_STEP_KIND_LOCATED);
  g_assert_null (sipgo_step_get_target (steps->data));
  g_assert_null (sipgo_step_get_protocol (steps->data));
  g_assert_cmpstr (sipgo_step_get_text (steps->data), ==, "SRV _sip._tcp.example.com");
  g_assert_cmpstr (sipgo_step_get_target (g_list_last (steps)->data), ==, "tcp:10.0.0.2:5060");
  g_assert_cmpstr (sipgo_step_get_protocol (g_list_last (steps)->data), ==, "TCP");
}

/* When no target is left, the error says what came of each. */
static void
test_steps_of_timeouts (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {
    "resolved by two.example.com: 10.0.0.8, 10.0.0.9",
    "tried udp:10.0.0.8:5060",
    "udp:10.0.0.8:5060: udp:10.0.0.8:5060 did not answer within 4 s",
    "tried udp:10.0.0.9:5060",
    "udp:10.0.0.9:5060: udp:10.0.0.9:5060 did not answer within 32 seconds",
    NULL
  };
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", "sip:bob@two.example.com:5060");
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.8");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.9");
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_true (g_str_has_prefix (outcome.error->message, "udp:10.0.0.9:5060 did not answer within 32 seconds "
                                   "(tried udp:10.0.0.8:5060: "));
  assert_steps (request, lines);
}

static void
test_steps_without_target (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", "sip:bob@nowhere.example.com");
  g_auto (Outcome) outcome = { FALSE };
  g_autolist (SipgoStep) steps = NULL;

  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  wait_for (fixture, &outcome);
  steps = sipgo_failure_get_steps (sipgo_outgoing_request_get_failure (request));
  g_assert_cmpuint (g_list_length (steps), ==, 1);
  g_assert_cmpint (sipgo_step_get_kind (steps->data), ==, SIPGO_STEP_KIND_FAILED);
  g_assert_nonnull (strstr (sipgo_step_get_text (steps->data), "nowhere.example.com"));
}

/* --- digest ------------------------------------------------------------------------------------------------------- */

#define CHALLENGE "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"abc\", qop=\"auth\", algorithm=MD5"

static void
set_credentials (Fixture *fixture)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");

  sipgo_account_set_credentials (fixture->core->own, credentials);
}

static void
test_digest (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *authorization = NULL;
  SipgoMessage *first, *second;

  set_credentials (fixture);
  send_to (fixture, &outcome, "OPTIONS", BOB);
  first = peer_expect (fixture->peer, "OPTIONS");
  assert_header (first, "Authorization", NULL);
  peer_reply (fixture->peer, first, "401 Unauthorized\n" CHALLENGE);
  second = peer_expect (fixture->peer, "OPTIONS");
  assert_header (second, "CSeq", "2 OPTIONS");
  assert_same_header (second, first, "Call-ID");
  assert_same_header (second, first, "From");
  assert_same_header (second, first, "To");
  g_assert_null (sipgo_message_get_to_tag (second));
  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (first)), !=,
                   sipgo_via_get_branch (sipgo_message_get_via (second)));
  authorization = sipgo_message_get_header (second, "Authorization");
  g_assert_nonnull (strstr (authorization, "username=\"alice\""));
  g_assert_nonnull (strstr (authorization, "nc=00000001"));
  peer_reply (fixture->peer, second, "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
}

static void
test_digest_proxy_then_server (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  set_credentials (fixture);
  send_to (fixture, &outcome, "OPTIONS", BOB);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "407 Proxy Authentication Required\nProxy-Authenticate: Digest realm=\"proxy\", nonce=\"p\"");
  request = peer_expect (fixture->peer, "OPTIONS");
  g_assert_true (sipgo_message_has_header (request, "Proxy-Authorization"));
  peer_reply (fixture->peer, request, "401 Unauthorized\n" CHALLENGE);
  request = peer_expect (fixture->peer, "OPTIONS");
  g_assert_true (sipgo_message_has_header (request, "Proxy-Authorization"));
  g_assert_true (sipgo_message_has_header (request, "Authorization"));
  assert_header (request, "CSeq", "3 OPTIONS");
  peer_reply (fixture->peer, request, "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
}

/* The proxy and the server behind it have passwords of their own (22.3). */
static void
test_digest_two_realms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) gate = sipgo_credentials_new_for_realm ("gate", "secret", "proxy");
  g_autoptr (SipgoCredentials) alice = sipgo_credentials_new ("alice", "secret");
  g_autoptr (GList) both = g_list_append (g_list_append (NULL, alice), gate);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new_list (both);
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *proxy_answer = NULL;
  g_autofree char *answer = NULL;
  SipgoMessage *request;

  sipgo_account_set_credentials (fixture->core->own, credentials);
  send_to (fixture, &outcome, "OPTIONS", BOB);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "407 Proxy Authentication Required\nProxy-Authenticate: Digest realm=\"proxy\", nonce=\"1\"");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"server\", nonce=\"2\"");
  request = peer_expect (fixture->peer, "OPTIONS");
  proxy_answer = sipgo_message_get_header (request, "Proxy-Authorization");
  g_assert_true (g_str_has_prefix (proxy_answer, "Digest username=\"gate\",realm=\"proxy\""));
  answer = sipgo_message_get_header (request, "Authorization");
  g_assert_true (g_str_has_prefix (answer, "Digest username=\"alice\",realm=\"server\""));
  peer_reply (fixture->peer, request, "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
}

static void
test_digest_wrong_password (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
  g_auto (Outcome) outcome = { FALSE };

  set_credentials (fixture);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "401 Unauthorized\n" CHALLENGE);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"example.com\", nonce=\"def\", qop=\"auth\"");
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 401);
  g_assert_nonnull (strstr (outcome.error->message, "example.com"));
  g_assert_nonnull (strstr (outcome.error->message, "alice"));
  g_assert_null (strstr (outcome.error->message, "secret"));
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_outgoing_request_get_failure (request)), ==, 401);
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_digest_stale (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *authorization = NULL;
  SipgoMessage *request;

  set_credentials (fixture);
  send_to (fixture, &outcome, "OPTIONS", BOB);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "401 Unauthorized\n" CHALLENGE);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "401 Unauthorized\n"
              "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"def\", qop=\"auth\", stale=true");
  request = peer_expect (fixture->peer, "OPTIONS");
  authorization = sipgo_message_get_header (request, "Authorization");
  g_assert_nonnull (strstr (authorization, "nonce=\"def\""));
  g_assert_nonnull (strstr (authorization, "nc=00000001"));
  peer_reply (fixture->peer, request, "200 OK");
  wait_for (fixture, &outcome);
  g_assert_no_error (outcome.error);
}

/* Credentials for one server are not sent to the next, even if the credentials are removed meanwhile. */
static void
test_digest_next_target (Fixture *fixture, gconstpointer data)
{
  static const char *const challenges[] = {
    "401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
    "407 Proxy Authentication Required\nProxy-Authenticate: Digest realm=\"p\", nonce=\"n\", qop=\"auth\"",
  };
  guint i;

  for (i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf ("two%u.example.com", i);
      g_autofree char *first_address = g_strdup_printf ("10.0.1.%u", i + 1);
      g_autofree char *second_address = g_strdup_printf ("10.0.2.%u", i + 1);
      g_autofree char *first_place = g_strconcat (first_address, ":5060", NULL);
      g_autofree char *second_place = g_strconcat (second_address, ":5060", NULL);
      g_autofree char *target = g_strconcat ("sip:bob@", name, NULL);
      Peer *first = peer_new (fixture->environment, fixture->network, first_place);
      Peer *second = peer_new (fixture->environment, fixture->network, second_place);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *request;

      set_credentials (fixture);
      sipgo_simulated_network_add_name (fixture->network, name, first_address);
      sipgo_simulated_network_add_name (fixture->network, name, second_address);
      send_to (fixture, &outcome, "OPTIONS", target);
      peer_reply (first, peer_expect (first, "OPTIONS"), "%s", challenges[i % 2]);
      request = peer_expect (first, "OPTIONS");
      g_assert_true (sipgo_message_has (request, i % 2 ? SIPGO_HEADER_PROXY_AUTHORIZATION
                                                       : SIPGO_HEADER_AUTHORIZATION));
      if (i >= 2)
        sipgo_account_set_credentials (fixture->core->own, NULL);
      peer_reply (first, request, "503 Service Unavailable");
      request = peer_expect (second, "OPTIONS");
      g_assert_false (sipgo_message_has (request, SIPGO_HEADER_AUTHORIZATION));
      g_assert_false (sipgo_message_has (request, SIPGO_HEADER_PROXY_AUTHORIZATION));
      peer_reply (second, request, "200 OK");
      wait_for (fixture, &outcome);
      g_assert_no_error (outcome.error);
      peer_free (first);
      peer_free (second);
    }
}

/* Ends after a limited number of stale nonces. */
static void
test_digest_endless (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  guint n = 0;

  set_credentials (fixture);
  send_to (fixture, &outcome, "OPTIONS", BOB);
  while (!outcome.done)
    {
      peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
                  "401 Unauthorized\n"
                  "WWW-Authenticate: Digest realm=\"example.com\", nonce=\"n%u\", qop=\"auth\", stale=true", n++);
      run_for (fixture->environment, 0);
      run_for (fixture->environment, 0);
      g_assert_cmpuint (n, <, 20);
    }
  g_assert_error (outcome.error, SIPGO_STATUS, 401);
}

static void
test_digest_without_credentials (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  send_to (fixture, &outcome, "OPTIONS", BOB);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "401 Unauthorized\n" CHALLENGE);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 401);
  g_assert_nonnull (strstr (outcome.error->message, "example.com"));
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_digest_unknown_scheme (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  set_credentials (fixture);
  send_to (fixture, &outcome, "OPTIONS", BOB);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"),
              "401 Unauthorized\nWWW-Authenticate: Bearer realm=\"x\"");
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 401);
  peer_expect_nothing (fixture->peer, 60000);
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_outgoing_request_send (request, cancellable, outcome_note, &outcome);
  peer_expect (fixture->peer, "OPTIONS");
  g_cancellable_cancel (cancellable);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_cancelled_while_resolving (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", "sip:bob@two.example.com");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  sipgo_outgoing_request_send (request, cancellable, outcome_note, &outcome);
  g_cancellable_cancel (cancellable);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_finalize_object (g_steal_pointer (&request));
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  g_cancellable_cancel (cancellable);
  sipgo_outgoing_request_send (request, cancellable, outcome_note, &outcome);
  g_assert_false (outcome.done);    /* not within the call */
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancel_errors (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "INVITE", BOB);
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (GError) error = NULL;
  SipgoMessage *invite, *cancel;

  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  g_assert_false (sipgo_outgoing_request_cancel (request, "SIP\r\nX: y", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_clear_error (&error);
  peer_reply (fixture->peer, invite, "180 Ringing");
  run_for (fixture->environment, 0);
  g_assert_true (sipgo_outgoing_request_cancel (request, "SIP;cause=200", NULL));
  cancel = peer_expect (fixture->peer, "CANCEL");
  assert_header (cancel, "Reason", "SIP;cause=200");
  peer_reply (fixture->peer, cancel, "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_STATUS, 487);
  g_assert_false (sipgo_outgoing_request_cancel (request, NULL, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* A peer that answers the CANCEL but not the INVITE: after 64 × T1 the INVITE counts as cancelled. */
static void
test_cancel_without_final (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "INVITE", BOB);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "180 Ringing");
  run_for (fixture->environment, 0);
  peer_mark (fixture->peer);
  g_assert_true (sipgo_outgoing_request_cancel (request, NULL, NULL));
  peer_reply (fixture->peer, peer_expect (fixture->peer, "CANCEL"), "200 OK");
  wait_for (fixture, &outcome);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - fixture->peer->mark, ==, SIPGO_SECONDS (32));
  g_assert_error (outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = make (fixture, "OPTIONS", BOB);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  peer_expect (fixture->peer, "OPTIONS");
  sipgo_outgoing_request_forget (request);
  wait_for (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_finalize_object (g_steal_pointer (&request));
}

/* The agent is stopped before the response. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  send_to (fixture, &outcome, "OPTIONS", BOB);
  peer_expect (fixture->peer, "OPTIONS");
  sipgo_user_agent_core_close (fixture->core);
  wait_for (fixture, &outcome);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/outgoing/headers", test_headers);
  ADD ("/outgoing/request-uri", test_request_uri);
  ADD ("/outgoing/options", test_options);
  ADD ("/outgoing/invalid-arguments", test_invalid_arguments);
  ADD ("/outgoing/sent-once", test_sent_once);
  ADD ("/outgoing/outbound-proxy", test_outbound_proxy);
  ADD ("/outgoing/rfc3261-26.2.2-sips-in-clear", test_sips_in_clear);
  ADD ("/outgoing/tel-by-proxy", test_tel_by_proxy);
  ADD ("/outgoing/moments", test_moments);
  ADD ("/outgoing/error-of-a-refusal", test_error_of_a_refusal);
  ADD ("/outgoing/nobody-answers", test_nobody_answers);
  ADD ("/outgoing/unreachable", test_unreachable);
  ADD ("/outgoing/targets/next", test_next_target);
  ADD ("/outgoing/targets/next-after-503", test_next_target_after_503);
  ADD ("/outgoing/targets/next-after-silence", test_next_target_after_silence);
  ADD ("/outgoing/targets/rfc3263-4.3-failed-is-remembered", test_failed_target_is_remembered);
  ADD ("/outgoing/targets/rfc3261-21.5.4-unavailable-is-remembered", test_unavailable_target_is_remembered);
  ADD ("/outgoing/targets/rfc3263-4.3-unavailable-is-no-success", test_unavailable_is_no_success);
  ADD ("/outgoing/targets/none-left", test_no_target_left);
  ADD ("/outgoing/steps/answered", test_steps);
  ADD ("/outgoing/steps/timeouts", test_steps_of_timeouts);
  ADD ("/outgoing/steps/without-target", test_steps_without_target);
  ADD ("/outgoing/digest/answered", test_digest);
  ADD ("/outgoing/digest/proxy-then-server", test_digest_proxy_then_server);
  ADD ("/outgoing/digest/two-realms", test_digest_two_realms);
  ADD ("/outgoing/digest/wrong-password", test_digest_wrong_password);
  ADD ("/outgoing/digest/stale", test_digest_stale);
  ADD ("/outgoing/digest/next-target", test_digest_next_target);
  ADD ("/outgoing/digest/endless", test_digest_endless);
  ADD ("/outgoing/digest/without-credentials", test_digest_without_credentials);
  ADD ("/outgoing/digest/unknown-scheme", test_digest_unknown_scheme);
  ADD ("/outgoing/cancelled/sent", test_cancelled);
  ADD ("/outgoing/cancelled/while-resolving", test_cancelled_while_resolving);
  ADD ("/outgoing/cancelled/before", test_cancelled_before);
  ADD ("/outgoing/cancel/errors", test_cancel_errors);
  ADD ("/outgoing/cancel/without-final", test_cancel_without_final);
  ADD ("/outgoing/forget", test_forget);
  ADD ("/outgoing/closed", test_closed);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The automatic responses of the core, and the requests that it passes up (RFC 3261 8.2, 9.2, 12.2.2). */
#include "core-util.h"

#include "libsipgo/base/sipgo-error.h"

#include <string.h>

static void
assert_not_handed_up (Fixture *fixture)
{
  g_assert_cmpuint (fixture->requests->len, ==, 0);
}

static void
refuse_last (Fixture *fixture)
{
  sipgo_incoming_request_respond_simple (fixture_last_request (fixture), 480);
}

/* --- checks ------------------------------------------------------------------------------------------------------- */

static void
assert_allow (SipgoMessage *response)
{
  static const char *const methods[] = { "ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NOTIFY", "OPTIONS",
                                         "PRACK", "PUBLISH", "REFER", "SUBSCRIBE", "UPDATE" };
  g_auto (GStrv) allowed = sipgo_message_dup_list (response, SIPGO_HEADER_ALLOW);
  guint i;

  g_assert_nonnull (allowed);
  for (i = 0; i < G_N_ELEMENTS (methods); i++)
    g_assert_true (g_strv_contains ((const char *const *) allowed, methods[i]));
  g_assert_cmpuint (g_strv_length (allowed), ==, G_N_ELEMENTS (methods));
}

static void
test_methods (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *method; const char *answer; } cases[] = {
    { "FOO", "501 FOO" }, { "invite", "501 invite" }, { "Options", "501 Options" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SipgoMessage *response;

      peer_new_call (fixture->peer);
      peer_send (fixture->peer, "%s", cases[i].method);
      response = peer_expect (fixture->peer, cases[i].answer);
      assert_allow (response);
      g_assert_nonnull (sipgo_message_get_to_tag (response));
    }
  assert_not_handed_up (fixture);
}

static void
test_scheme (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "OPTIONS http://example.com/");
  peer_expect (fixture->peer, "416 OPTIONS");
  peer_send (fixture->peer, "OPTIONS nobodyKnowsThisScheme:totallyopaquecontent");
  peer_expect (fixture->peer, "416 OPTIONS");
  assert_not_handed_up (fixture);
  peer_send (fixture->peer, "OPTIONS tel:+358-555-1234567");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  refuse_last (fixture);
}

/* A request to a SIPS URI without TLS gets 480 with Warning 380. */
static void
test_sips_in_clear (Fixture *fixture, gconstpointer data)
{
  static const char *const requests[] = { "OPTIONS SIPS:alice@example.com", "INVITE sips:alice@10.0.0.1:5060",
                                          "MESSAGE sips:alice@example.com", "SUBSCRIBE sips:example.com" };
  static const char *const targets[] = { "udp:10.0.0.1:5060", "tcp:10.0.0.1:5060" };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (targets); i++)
    for (j = 0; j < G_N_ELEMENTS (requests); j++)
      {
        g_auto (GStrv) words = g_strsplit (requests[j], " ", 2);
        g_autofree char *expected = g_strconcat ("480 ", words[0], NULL);

        peer_aim (fixture->peer, targets[i]);
        peer_new_call (fixture->peer);
        peer_send (fixture->peer, "%s", requests[j]);
        assert_header (peer_expect (fixture->peer, expected), "Warning", "380 10.0.0.1:5060 \"SIPS Not Allowed\"");
        assert_not_handed_up (fixture);
        peer_skip (fixture->peer);
      }
}

static void
test_require (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  peer_send (fixture->peer, "OPTIONS\nRequire: foo, 100rel\nRequire: bar");
  response = peer_expect (fixture->peer, "420 OPTIONS");
  assert_header (response, "Unsupported", "foo, bar");
  assert_not_handed_up (fixture);
  /* Supported option tags, in any case, are accepted, and Proxy-Require is ignored. */
  peer_send (fixture->peer, "OPTIONS\nRequire: 100REL, replaces\nProxy-Require: foo");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  refuse_last (fixture);
}

/* ACK and CANCEL are never rejected because of their Require (8.2.2.3). */
static void
test_require_in_ack_and_cancel (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "INVITE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  peer_send (fixture->peer, "CANCEL\nRequire: foo");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_send (fixture->peer, "ACK\nRequire: foo");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_encoding (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\nContent-Encoding: gzip\n\nxyz");
  response = peer_expect (fixture->peer, "415 MESSAGE");
  assert_header (response, "Accept-Encoding", "identity");
  assert_not_handed_up (fixture);
  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\nContent-Encoding: Identity\n\nxyz");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  refuse_last (fixture);
}

static void
test_max_forwards (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "OPTIONS\nMax-Forwards: 0");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  refuse_last (fixture);
  peer_expect (fixture->peer, "480 OPTIONS");
}

static void
test_merged (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 OPTIONS");
  peer_expect (fixture->peer, "482 OPTIONS");
  g_assert_cmpuint (fixture->requests->len, ==, 1);
  refuse_last (fixture);
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "OPTIONS\nCSeq: 1 INVITE");
  peer_expect (fixture->peer, "400 INVITE");
  peer_send (fixture->peer, "OPTIONS\nCSeq: 2147483648 OPTIONS");
  run_for (fixture->environment, 100);
  peer_skip (fixture->peer);
  peer_send (fixture->peer, "ACK\nCSeq: nonsense");
  peer_send_raw (fixture->peer, "hello\n\n");
  peer_send_raw (fixture->peer, "\n\n");
  peer_expect_nothing (fixture->peer, 60000);
  assert_not_handed_up (fixture);
}

/* --- unknown dialogs ---------------------------------------------------------------------------------------------- */

static void
test_unknown_dialog (Fixture *fixture, gconstpointer data)
{
  static const char *const methods[] = { "INVITE", "BYE", "INFO", "MESSAGE", "OPTIONS", "NOTIFY", "REFER", "PRACK" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autofree char *answer = g_strdup_printf ("481 %s", methods[i]);
      SipgoMessage *response;

      peer_send (fixture->peer, "%s\nTo: <sip:alice@example.com>;tag=unknown", methods[i]);
      response = peer_expect (fixture->peer, answer);
      g_assert_cmpstr (sipgo_message_get_to_tag (response), ==, "unknown");
      if (i == 0)
        peer_acknowledge (fixture->peer, response);
    }
  peer_send (fixture->peer, "ACK\nTo: <sip:alice@example.com>;tag=unknown");
  peer_expect_nothing (fixture->peer, 60000);
  assert_not_handed_up (fixture);
}

static void
test_cancel_for_nothing (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "CANCEL\nCSeq: 1 CANCEL\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKnothing;rport");
  peer_expect (fixture->peer, "481 CANCEL");
  assert_not_handed_up (fixture);
}

/* --- CANCEL ------------------------------------------------------------------------------------------------------- */

static void
note_cancel (SipgoIncomingInviteRequest *request, SipgoMessage *cancel, gpointer user_data)
{
  *(guint *) user_data += 1;
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  static const SipgoIncomingInviteFuncs funcs = { .cancelled = note_cancel };
  SipgoMessage *progress, *answer, *final;
  guint n_cancels = 0;

  peer_send (fixture->peer, "INVITE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  sipgo_incoming_invite_request_set_owner (SIPGO_INCOMING_INVITE_REQUEST (fixture_last_request (fixture)), &funcs,
                                           &n_cancels);
  g_assert_true (sipgo_incoming_request_progress (fixture_last_request (fixture), NULL, NULL));
  progress = peer_expect (fixture->peer, "180 INVITE");
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  answer = peer_expect (fixture->peer, "200 CANCEL");
  final = peer_expect (fixture->peer, "487 INVITE");
  g_assert_cmpuint (n_cancels, ==, 1);
  g_assert_cmpstr (sipgo_message_get_to_tag (answer), ==, sipgo_message_get_to_tag (final));
  g_assert_cmpstr (sipgo_message_get_to_tag (progress), ==, sipgo_message_get_to_tag (final));
  /* After the final response, a second CANCEL has no effect. */
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>\nCSeq: 1 CANCEL");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, final);
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_cmpuint (n_cancels, ==, 1);
}

static void
test_cancel_behind_an_answer (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  refuse_last (fixture);
  response = peer_expect (fixture->peer, "480 INVITE");
  peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  peer_expect (fixture->peer, "200 CANCEL");
  peer_acknowledge (fixture->peer, response);
  peer_expect_nothing (fixture->peer, 1000);
}

/* --- responses ---------------------------------------------------------------------------------------------------- */

static void
test_to_tag_is_constant (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *progress, *final;

  peer_send (fixture->peer, "INVITE");
  peer_expect (fixture->peer, "100 INVITE");
  g_assert_true (sipgo_incoming_request_progress (fixture_last_request (fixture), NULL, NULL));
  progress = peer_expect (fixture->peer, "180 INVITE");
  g_assert_true (sipgo_incoming_request_reject (fixture_last_request (fixture), NULL, NULL));
  final = peer_expect (fixture->peer, "480 INVITE");
  g_assert_nonnull (sipgo_message_get_to_tag (progress));
  g_assert_cmpstr (sipgo_message_get_to_tag (progress), ==, sipgo_message_get_to_tag (final));
  peer_acknowledge (fixture->peer, final);
}

static void
test_answered_once (Fixture *fixture, gconstpointer data)
{
  static const char *const contacts[] = { "sip:carol@example.com", NULL };
  SipgoIncomingRequest *request;
  g_autoptr (GError) error = NULL;

  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  request = fixture_last_request (fixture);
  g_assert_false (sipgo_incoming_request_is_answered (request));
  g_assert_true (sipgo_incoming_request_accept (request, NULL, NULL));
  g_assert_true (sipgo_incoming_request_is_answered (request));
  peer_expect (fixture->peer, "200 MESSAGE");
  g_assert_false (sipgo_incoming_request_reject (request, NULL, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (sipgo_incoming_request_redirect (request, contacts, NULL, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_options (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = { "X-Why: just so", "Warning: 399 here \"no\"", NULL };
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "hello");
  SipgoMessage *response;

  sipgo_response_options_set_status_code (options, 404);
  sipgo_response_options_set_reason_phrase (options, "Gone fishing");
  sipgo_response_options_set_extra_headers (options, headers);
  sipgo_response_options_set_body (options, body);
  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  g_assert_true (sipgo_incoming_request_reject (fixture_last_request (fixture), options, NULL));
  response = peer_expect (fixture->peer, "404 MESSAGE");
  g_assert_cmpstr (sipgo_message_get_reason_phrase (response), ==, "Gone fishing");
  assert_header (response, "X-Why", "just so");
  assert_header (response, "Warning", "399 here \"no\"");
  assert_header (response, "Content-Type", "text/plain");
  assert_header (response, "Content-Length", "5");
}

static void
test_redirect (Fixture *fixture, gconstpointer data)
{
  static const char *const contacts[] = { "sip:carol@example.com", "sip:dave@10.0.0.4:5070;transport=tcp",
                                          "\"Eve\" <sip:eve@example.com>;q=0.5", NULL };
  static const char *const broken[] = { "sip:carol@example.com", "nonsense\r\nX: y", NULL };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) found = NULL;

  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  g_assert_false (sipgo_incoming_request_redirect (fixture_last_request (fixture), broken, NULL, &error));
  g_assert_nonnull (error);
  g_assert_true (sipgo_incoming_request_redirect (fixture_last_request (fixture), contacts, NULL, NULL));
  found = sipgo_message_get_header_values (peer_expect (fixture->peer, "302 MESSAGE"), "Contact");
  g_assert_cmpuint (g_strv_length (found), ==, 3);
  g_assert_cmpstr (found[0], ==, "<sip:carol@example.com>");
  g_assert_cmpstr (found[1], ==, "<sip:dave@10.0.0.4:5070;transport=tcp>");
  g_assert_cmpstr (found[2], ==, "\"Eve\" <sip:eve@example.com>;q=0.5");
}

static void
test_status_out_of_range (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
  g_autoptr (GError) error = NULL;

  sipgo_response_options_set_status_code (options, 302);
  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  g_assert_false (sipgo_incoming_request_accept (fixture_last_request (fixture), options, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (sipgo_incoming_request_reject (fixture_last_request (fixture), options, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (sipgo_incoming_request_progress (fixture_last_request (fixture), options, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  refuse_last (fixture);
}

/* No text of the application can end a header line. */
static void
test_injection_is_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {
    "X-Header: value\r\nX-Other: value", "X-Header: value\nBody", "X Header: value",
    "no colon", ": no name", "X-Header: \xff",
  };
  guint i;

  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  for (i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      const char *headers[] = { lines[i], NULL };
      g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
      g_autoptr (GError) error = NULL;

      sipgo_response_options_set_extra_headers (options, headers);
      g_assert_false (sipgo_incoming_request_accept (fixture_last_request (fixture), options, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
  for (i = 0; i < 2; i++)
    {
      g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();
      g_autoptr (GError) error = NULL;

      sipgo_response_options_set_reason_phrase (options, i == 0 ? "OK\r\nX: y" : "\xff");
      g_assert_false (sipgo_incoming_request_accept (fixture_last_request (fixture), options, &error));
      g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
  peer_expect_nothing (fixture->peer, 1000);
  refuse_last (fixture);
  peer_expect (fixture->peer, "480 MESSAGE");
}

/* --- decisions of handlers ---------------------------------------------------------------------------------------- */

/* An object with a signal for incoming requests. */
#define TEST_TYPE_SHOWER (test_shower_get_type ())
G_DECLARE_FINAL_TYPE (TestShower, test_shower, TEST, SHOWER, GObject)

struct _TestShower
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (TestShower, test_shower, G_TYPE_OBJECT)

static guint shown;

static void
test_shower_class_init (TestShowerClass *klass)
{
  shown = g_signal_new ("shown", TEST_TYPE_SHOWER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                        SIPGO_TYPE_INCOMING_REQUEST);
}

static void
test_shower_init (TestShower *self)
{
}

static void
watch (TestShower *shower, SipgoIncomingRequest *request, guint *count)
{
  ++*count;
}

static void
defer (TestShower *shower, SipgoIncomingRequest *request, gpointer user_data)
{
  g_assert_true (sipgo_incoming_request_defer (request, NULL));
}

static void
take_back (TestShower *shower, SipgoIncomingRequest *request, gpointer user_data)
{
  g_assert_true (sipgo_incoming_request_proceed (request, NULL));
}

/* A request is received, and the signal is emitted. The caller owns the result. */
static SipgoIncomingRequest *
show_message (Fixture *fixture, TestShower *shower)
{
  SipgoIncomingRequest *request;

  g_ptr_array_set_size (fixture->requests, 0);
  peer_mark (fixture->peer);
  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  request = g_object_ref (fixture_last_request (fixture));
  g_ptr_array_set_size (fixture->requests, 0);
  sipgo_incoming_request_show (request, shower, shown, request);
  return request;
}

/* A handler that only observes the request does not change the answer, whether it keeps a reference or not. */
static void
test_watched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestShower) shower = g_object_new (TEST_TYPE_SHOWER, NULL);
  g_autoptr (SipgoIncomingRequest) request = NULL;
  guint count = 0;

  g_signal_connect (shower, "shown", G_CALLBACK (watch), &count);
  request = show_message (fixture, shower);
  peer_expect_at (fixture->peer, "480 MESSAGE", 0);
  g_assert_cmpuint (count, ==, 1);
  g_assert_false (sipgo_incoming_request_defer (request, NULL));
  g_assert_finalize_object (g_steal_pointer (&request));
}

/* Each defer () needs one proceed (); the request waits for the last. */
static void
test_deferred (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestShower) shower = g_object_new (TEST_TYPE_SHOWER, NULL);
  g_autoptr (SipgoIncomingRequest) request = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (shower, "shown", G_CALLBACK (defer), NULL);
  g_signal_connect (shower, "shown", G_CALLBACK (defer), NULL);
  request = show_message (fixture, shower);
  g_assert_true (sipgo_incoming_request_defer (request, NULL));
  run_for (fixture->environment, 5000);
  g_assert_true (sipgo_incoming_request_proceed (request, NULL));
  g_assert_true (sipgo_incoming_request_proceed (request, NULL));
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_true (sipgo_incoming_request_proceed (request, NULL));
  peer_expect_at (fixture->peer, "480 MESSAGE", 6000);
  g_assert_false (sipgo_incoming_request_proceed (request, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_finalize_object (g_steal_pointer (&request));
}

/* The default answer is sent after all handlers have run. */
static void
test_deferred_and_taken_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestShower) shower = g_object_new (TEST_TYPE_SHOWER, NULL);
  g_autoptr (SipgoIncomingRequest) request = NULL;

  g_signal_connect (shower, "shown", G_CALLBACK (defer), NULL);
  g_signal_connect (shower, "shown", G_CALLBACK (take_back), NULL);
  g_signal_connect (shower, "shown", G_CALLBACK (defer), NULL);
  request = show_message (fixture, shower);
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_true (sipgo_incoming_request_proceed (request, NULL));
  peer_expect (fixture->peer, "480 MESSAGE");
}

/* The default answer is sent within the 32 s for which the peer waits, even if nobody holds the request. */
static void
test_deferred_and_forgotten (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestShower) shower = g_object_new (TEST_TYPE_SHOWER, NULL);

  g_signal_connect (shower, "shown", G_CALLBACK (defer), NULL);
  g_object_unref (show_message (fixture, shower));
  peer_expect_at (fixture->peer, "480 MESSAGE", 25000);
}

static void
test_decided_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestShower) shower = g_object_new (TEST_TYPE_SHOWER, NULL);
  g_autoptr (SipgoIncomingRequest) request = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (shower, "shown", G_CALLBACK (defer), NULL);
  request = show_message (fixture, shower);
  run_for (fixture->environment, 5000);
  g_assert_true (sipgo_incoming_request_accept (request, NULL, NULL));
  peer_expect_at (fixture->peer, "200 MESSAGE", 5000);
  g_assert_false (sipgo_incoming_request_defer (request, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  /* The proceed () for the defer () is allowed after the response too. */
  g_assert_true (sipgo_incoming_request_proceed (request, NULL));
  g_assert_finalize_object (g_steal_pointer (&request));
  peer_expect_nothing (fixture->peer, 40000);
}

static void
test_source (Fixture *fixture, gconstpointer data)
{
  g_autofree char *source = NULL;

  peer_send (fixture->peer, "MESSAGE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  source = sipgo_incoming_request_get_source (fixture_last_request (fixture));
  g_assert_cmpstr (source, ==, "udp:10.0.0.2:5060");
  g_assert_cmpstr (sipgo_incoming_request_get_method (fixture_last_request (fixture)), ==, "MESSAGE");
  refuse_last (fixture);
}

/* Of an INVITE whose transaction has ended, the session keeps the bytes: what is asked for later is the same. */
static void
test_put_away (Fixture *fixture, gconstpointer data)
{
  SipgoIncomingRequest *request;
  g_autoptr (GError) error = NULL;
  g_autofree char *via = NULL;
  g_autofree char *via_again = NULL;
  g_autofree char *source = NULL;
  g_autofree char *subject = NULL;
  g_autoptr (SipgoTransaction) transaction = NULL;

  peer_send (fixture->peer, "INVITE\nSubject: lunch");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  request = fixture_last_request (fixture);
  via = sipgo_message_get_header (sipgo_incoming_request_get_message (request), "Via");
  g_assert_true (sipgo_incoming_request_respond (request, 486, NULL, NULL, NULL));
  g_assert_nonnull (request->message);
  g_assert_null (request->source);
  run_for (fixture->environment, 40000);
  g_assert_null (request->message);
  g_assert_null (request->transaction);
  g_assert_nonnull (request->source);

  g_assert_true (sipgo_incoming_request_is_answered (request));
  g_assert_false (sipgo_incoming_request_respond (request, 200, NULL, NULL, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (sipgo_incoming_request_defer (request, &error));
  g_assert_cmpstr (error->message, ==, "The INVITE already has its final response");
  g_clear_error (&error);
  g_assert_false (sipgo_incoming_request_proceed (request, &error));
  g_assert_cmpstr (error->message, ==, "The INVITE is not deferred: call defer () first");
  source = sipgo_incoming_request_get_source (request);
  g_assert_cmpstr (source, ==, "udp:10.0.0.2:5060");
  subject = sipgo_message_get_header (sipgo_incoming_request_get_message (request), "Subject");
  g_assert_cmpstr (subject, ==, "lunch");
  via_again = sipgo_message_get_header (sipgo_incoming_request_get_message (request), "Via");
  g_assert_nonnull (strstr (via, ";rport=5060"));
  g_assert_cmpstr (via_again, ==, via);
  transaction = sipgo_incoming_request_get_transaction (request);
  g_assert_cmpint (sipgo_transaction_get_state (transaction), ==, SIPGO_TRANSACTION_STATE_TERMINATED);
  g_assert_cmpint (sipgo_transaction_get_kind (transaction), ==, SIPGO_TRANSACTION_KIND_INVITE_SERVER);
  g_assert_nonnull (strstr (via, sipgo_transaction_get_id (transaction)));
  g_assert_null (sipgo_transaction_get_timers (transaction));
}

static void
test_put_away_while_watched (Fixture *fixture, gconstpointer data)
{
  SipgoIncomingRequest *request;
  g_autoptr (SipgoTransaction) transaction = NULL;
  g_autoptr (SipgoTransaction) again = NULL;

  peer_send (fixture->peer, "INVITE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  request = fixture_last_request (fixture);
  transaction = sipgo_incoming_request_get_transaction (request);
  g_assert_true (sipgo_incoming_request_respond (request, 486, NULL, NULL, NULL));
  run_for (fixture->environment, 40000);
  again = sipgo_incoming_request_get_transaction (request);
  g_assert_true (again == transaction);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/incoming/check/methods", test_methods);
  ADD ("/incoming/check/scheme", test_scheme);
  ADD ("/incoming/check/rfc5630-sips-in-clear", test_sips_in_clear);
  ADD ("/incoming/check/require", test_require);
  ADD ("/incoming/check/require-in-ack-and-cancel", test_require_in_ack_and_cancel);
  ADD ("/incoming/check/encoding", test_encoding);
  ADD ("/incoming/check/max-forwards", test_max_forwards);
  ADD ("/incoming/check/merged", test_merged);
  ADD ("/incoming/check/malformed", test_malformed);
  ADD ("/incoming/unknown-dialog", test_unknown_dialog);
  ADD ("/incoming/cancel/for-nothing", test_cancel_for_nothing);
  ADD ("/incoming/cancel/answered", test_cancel);
  ADD ("/incoming/cancel/behind-an-answer", test_cancel_behind_an_answer);
  ADD ("/incoming/answer/to-tag-is-constant", test_to_tag_is_constant);
  ADD ("/incoming/answer/once", test_answered_once);
  ADD ("/incoming/answer/options", test_options);
  ADD ("/incoming/answer/redirect", test_redirect);
  ADD ("/incoming/answer/status-out-of-range", test_status_out_of_range);
  ADD ("/incoming/answer/injection-is-refused", test_injection_is_refused);
  ADD ("/incoming/watched", test_watched);
  ADD ("/incoming/deferred", test_deferred);
  ADD ("/incoming/deferred-and-taken-back", test_deferred_and_taken_back);
  ADD ("/incoming/deferred-and-forgotten", test_deferred_and_forgotten);
  ADD ("/incoming/decided-late", test_decided_late);
  ADD ("/incoming/put-away", test_put_away);
  ADD ("/incoming/put-away-while-watched", test_put_away_while_watched);
  ADD ("/incoming/source", test_source);
  return g_test_run ();
}

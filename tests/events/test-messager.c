/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MESSAGE, PUBLISH and NOTIFY outside of a dialog (RFC 3428, RFC 3903). */
#include "tests/util/ua-util.h"

static SipgoMessager *
make_messager (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  SipgoMessager *messager = sipgo_messager_new (fixture->agent, "sip:bob@10.0.0.2:5060", &error);

  g_assert_no_error (error);
  return messager;
}

static SipgoRequestOptions *
make_options (const char *text)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", text);
  SipgoRequestOptions *options = sipgo_request_options_new ();

  sipgo_request_options_set_body (options, body);
  return options;
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = { "X-Mood: fine", NULL };
  g_autoptr (SipgoMessager) messager = make_messager (fixture);
  g_autoptr (SipgoRequestOptions) options = make_options ("tea?");
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };
  g_autofree char *text = NULL;
  SipgoMessage *message, *next;

  sipgo_client_set_extra_headers (SIPGO_CLIENT (messager), lines);
  sipgo_messager_message (messager, options, NULL, note_messager, &first);
  message = peer_expect (fixture->peer, "MESSAGE");
  assert_header (message, "To", "<sip:bob@10.0.0.2:5060>");
  assert_header (message, "Content-Type", "text/plain");
  assert_header (message, "X-Mood", "fine");
  /* A MESSAGE creates no dialog (RFC 3428 section 4). */
  assert_header (message, "Contact", NULL);
  text = sipgo_body_get_text (sipgo_message_get_body (message));
  g_assert_cmpstr (text, ==, "tea?");
  /* The next one need not wait for the first. */
  sipgo_messager_message (messager, options, NULL, note_messager, &second);
  next = peer_expect (fixture->peer, "MESSAGE");
  g_assert_cmpstr (sipgo_message_get_call_id (next), !=, sipgo_message_get_call_id (message));
  peer_reply (fixture->peer, next, "200 OK");
  WAIT_OK (fixture, &second);
  g_assert_false (first.done);
  peer_reply (fixture->peer, message, "202 Accepted");
  WAIT_OK (fixture, &first);
}

static void
test_identities (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessager) messager = make_messager (fixture);
  g_autoptr (SipgoNameAddr) from = sipgo_name_addr_parse ("\"Alice\" <sip:alice@example.com>;tag=mine", NULL);
  g_autoptr (SipgoNameAddr) to = sipgo_name_addr_parse ("\"Team\" <sip:team@example.com>", NULL);
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *uri = NULL;
  SipgoMessage *message;

  sipgo_client_set_local_identity (SIPGO_CLIENT (messager), from);
  sipgo_client_set_remote_identity (SIPGO_CLIENT (messager), to);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &outcome);
  message = peer_expect (fixture->peer, "MESSAGE");
  assert_header (message, "From", "\"Alice\" <sip:alice@example.com>;tag=mine");
  assert_header (message, "To", "\"Team\" <sip:team@example.com>");
  uri = sipgo_uri_to_string (sipgo_message_get_request_uri (message));
  g_assert_cmpstr (uri, ==, "sip:bob@10.0.0.2:5060");
  peer_reply (fixture->peer, message, "200 OK");
  WAIT_OK (fixture, &outcome);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessager) messager = make_messager (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_auto (Outcome) refused = { FALSE };
  g_auto (Outcome) cancelled = { FALSE };
  g_auto (Outcome) unanswered = { FALSE };
  g_auto (Outcome) stopping = { FALSE };
  g_auto (Outcome) stopped = { FALSE };

  g_assert_null (sipgo_messager_new (fixture->agent, "tel:+123", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &refused);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "MESSAGE"), "404 Not Found");
  WAIT_ERROR (fixture, &refused, SIPGO_STATUS, 404);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_client_get_failure (SIPGO_CLIENT (messager))), ==, 404);
  sipgo_messager_message (messager, NULL, cancellable, note_messager, &cancelled);
  peer_expect (fixture->peer, "MESSAGE");
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 60000);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &unanswered);
  WAIT_ERROR (fixture, &unanswered, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  peer_skip (fixture->peer);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopping);
  WAIT_OK (fixture, &stopping);
  g_assert_null (sipgo_client_get_user_agent (SIPGO_CLIENT (messager)));
  sipgo_messager_message (messager, NULL, NULL, note_messager, &stopped);
  WAIT_ERROR (fixture, &stopped, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* Without another reference while a MESSAGE is in progress. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  SipgoMessager *messager = make_messager (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_messager_message (messager, NULL, NULL, note_messager, &outcome);
  g_object_add_weak_pointer (G_OBJECT (messager), (gpointer *) &messager);
  g_object_unref (messager);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "MESSAGE"), "200 OK");
  WAIT_OK (fixture, &outcome);
  settle (fixture);
  g_assert_null (messager);
}

/* A NOTIFY without a subscription. */
static void
test_legacy_notification (Fixture *fixture, gconstpointer data)
{
  peer_send (fixture->peer, "NOTIFY\nEvent: message-summary\nSubscription-State: active");
  peer_expect (fixture->peer, "481 NOTIFY");
  sipgo_user_agent_set_allow_legacy_notifications (fixture->agent, TRUE);
  peer_send (fixture->peer, "NOTIFY\nEvent: message-summary\nSubscription-State: active");
  peer_expect (fixture->peer, "200 NOTIFY");
}

static void
take_publication (SipgoUserAgent *agent, SipgoIncomingRequest *request, gpointer user_data)
{
  const char *lines[] = { "SIP-ETag: x1", "Expires: 60", NULL };
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();

  sipgo_response_options_set_extra_headers (options, lines);
  g_assert_true (sipgo_incoming_request_accept (request, options, NULL));
}

static void
test_publication (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *response;

  peer_send (fixture->peer, "PUBLISH\nEvent: presence");
  peer_expect (fixture->peer, "489 PUBLISH");
  g_signal_connect (fixture->agent, "publication", G_CALLBACK (take_publication), NULL);
  peer_send (fixture->peer, "PUBLISH\nEvent: presence");
  response = peer_expect (fixture->peer, "200 PUBLISH");
  assert_header (response, "SIP-ETag", "x1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/messager/message", test_message);
  ADD ("/messager/identities", test_identities);
  ADD ("/messager/failures", test_failures);
  ADD ("/messager/dropped", test_dropped);
  ADD ("/messager/legacy-notification", test_legacy_notification);
  ADD ("/messager/publication", test_publication);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Handlers that end the call during the emission of its signals. */
#include "tests/util/ua-util.h"

static void
end_it (SipgoSession *session, GParamSpec *pspec, gpointer data)
{
  sipgo_session_end (session, NULL, NULL, NULL);
}

/* --- before the INVITE is sent ------------------------------------------------------------------------------------ */

static void
test_ended_when_made (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (inviter, "notify::request", G_CALLBACK (end_it), NULL);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WAIT_ERROR (fixture, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
  peer_expect_nothing (fixture->peer, 1000);
}

/* --- with the response -------------------------------------------------------------------------------------------- */

static void
end_at_response (GObject *request, GParamSpec *pspec, SipgoSession *session)
{
  sipgo_session_end (session, NULL, NULL, NULL);
}

static void
test_ended_by_rejection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  g_signal_connect (sipgo_inviter_get_request (inviter), "notify::response", G_CALLBACK (end_at_response), inviter);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  peer_expect (fixture->peer, "ACK");
  peer_expect_nothing (fixture->peer, 1000);
}

static void
expect_one_bye (Fixture *fixture, SipgoMessage *invite, Outcome *outcome)
{
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT (fixture, outcome);
  g_assert_nonnull (outcome->error);
  peer_expect_nothing (fixture->peer, 1000);
}

static void
test_ended_by_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  g_signal_connect (sipgo_inviter_get_request (inviter), "notify::response", G_CALLBACK (end_at_response), inviter);
  expect_one_bye (fixture, invite, &outcome);
}

static void
test_ended_by_dialog (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  g_signal_connect (inviter, "notify::dialog", G_CALLBACK (end_it), NULL);
  expect_one_bye (fixture, invite, &outcome);
}

/* --- during a rollback -------------------------------------------------------------------------------------------- */

static void
end_when_settled (SipgoSession *session, GParamSpec *pspec, gpointer data)
{
  if (sipgo_session_get_signaling_state (session) == SIPGO_SIGNALING_STATE_STABLE)
    sipgo_session_end (session, NULL, NULL, NULL);
}

static void
forget_bye (SipgoSession *session, SipgoOutgoingRequest *request, gpointer data)
{
  if (sipgo_message_method_is (sipgo_outgoing_request_get_message (request), "BYE"))
    sipgo_outgoing_request_forget (request);
}

static void
test_ended_by_glare (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_hold (SIPGO_SESSION (inviter), NULL, note_hold, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  g_signal_connect (inviter, "notify::signaling-state", G_CALLBACK (end_when_settled), NULL);
  g_signal_connect (inviter, "request-created", G_CALLBACK (forget_bye), NULL);
  peer_reply (fixture->peer, invite, "491 Request Pending");
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
  peer_expect (fixture->peer, "ACK");
  peer_expect_nothing (fixture->peer, 10000);
}

/* --- with its transaction ----------------------------------------------------------------------------------------- */

static void
forget_it (SipgoOutgoingRequest *request, GParamSpec *pspec, gpointer data)
{
  sipgo_outgoing_request_forget (request);
}

static void
forget_when_sent (GObject *object, SipgoOutgoingRequest *request, gpointer data)
{
  g_signal_connect (request, "notify::transaction", G_CALLBACK (forget_it), NULL);
}

/* The caller of the method gets its error. */
static void
test_ended_when_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2:5060", NULL);
  g_autoptr (SipgoPublisher) publisher = sipgo_publisher_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                              NULL);
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                                 NULL);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "here");
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_auto (Outcome) registered = { FALSE }, published = { FALSE }, subscribed = { FALSE };

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  g_signal_connect (registerer, "request-created", G_CALLBACK (forget_when_sent), NULL);
  g_signal_connect (publisher, "request-created", G_CALLBACK (forget_when_sent), NULL);
  g_signal_connect (subscriber, "request-created", G_CALLBACK (forget_when_sent), NULL);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &registered);
  sipgo_publisher_publish (publisher, body, NULL, NULL, note_publish, &published);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &subscribed);
  WAIT_ERROR (fixture, &registered, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  WAIT_ERROR (fixture, &published, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  WAIT_ERROR (fixture, &subscribed, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- with the request that follows it ----------------------------------------------------------------------------- */

static void
unsubscribe_too (SipgoOutgoingRequest *request, SipgoMessage *response, SipgoSubscriber *subscriber)
{
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, NULL, NULL);
}

static void
unsubscribe_at_end (SipgoSubscriber *subscriber, SipgoOutgoingRequest *request, gpointer data)
{
  g_signal_connect (request, "reject", G_CALLBACK (unsubscribe_too), subscriber);
}

/* The SUBSCRIBE is not answered yet, and is followed by the one that ends the subscription. */
static void
test_ended_by_its_end (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                                 NULL);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *subscribe;

  g_signal_connect (subscriber, "request-created", G_CALLBACK (unsubscribe_at_end), NULL);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, NULL, NULL);
  peer_expect (fixture->peer, "SUBSCRIBE");
  peer_send (fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: active;expires=60");
  peer_expect (fixture->peer, "200 NOTIFY");
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, note_unsubscribe, &outcome);
  subscribe = peer_expect (fixture->peer, "SUBSCRIBE");
  assert_header (subscribe, "Expires", "0");
  peer_reply (fixture->peer, subscribe, "200 OK\nExpires: 0\n" PEER_CONTACT);
  peer_send (fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: terminated;reason=timeout");
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &outcome);
}

static void
unsubscribe_it (SipgoSubscriber *subscriber, SipgoOutgoingRequest *request, gpointer data)
{
  sipgo_subscriber_unsubscribe (subscriber, NULL, NULL, NULL, NULL);
}

/* The notifier asks for a new subscription, and a handler of request-created ends it: the SUBSCRIBE is not sent. */
static void
test_not_begun_anew (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, "sip:bob@10.0.0.2:5060", "presence",
                                                                 NULL);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "SUBSCRIBE"), "200 OK\nExpires: 60\n" PEER_CONTACT);
  peer_send (fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: active;expires=60");
  peer_expect (fixture->peer, "200 NOTIFY");
  WAIT_OK (fixture, &outcome);
  g_signal_connect (subscriber, "request-created", G_CALLBACK (unsubscribe_it), NULL);
  peer_send (fixture->peer,
             "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: terminated;reason=deactivated");
  peer_expect (fixture->peer, "200 NOTIFY");
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_cmpint (sipgo_subscriber_get_state (subscriber), ==, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/call-handlers/made", test_ended_when_made);
  ADD ("/call-handlers/rejection", test_ended_by_rejection);
  ADD ("/call-handlers/answer", test_ended_by_answer);
  ADD ("/call-handlers/dialog", test_ended_by_dialog);
  ADD ("/call-handlers/glare", test_ended_by_glare);
  ADD ("/call-handlers/sent", test_ended_when_sent);
  ADD ("/call-handlers/made-way", test_ended_by_its_end);
  ADD ("/call-handlers/not-begun-anew", test_not_begun_anew);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The identity of the peer, and its changes during the call. */
#include "tests/util/ua-util.h"

#include <string.h>

#define ASSERTED(address) "P-Asserted-Identity: " address "\n"
#define FIRST "<sip:peer@example.com>"

typedef struct
{
  SipgoSession *session;
  guint n_remote;                  /* the number of notifications of each */
  guint n_asserted;
} Watch;

static void
count (GObject *object, GParamSpec *pspec, guint *place)
{
  ++*place;
}

static void
watch (Watch *self, gpointer session)
{
  self->session = session;
  self->n_remote = 0;
  self->n_asserted = 0;
  g_signal_connect (session, "notify::remote-identity", G_CALLBACK (count), &self->n_remote);
  g_signal_connect (session, "notify::asserted-identity", G_CALLBACK (count), &self->n_asserted);
}

/* The address without its tag. */
static void
assert_identity (SipgoNameAddr *address, const char *expected)
{
  g_autoptr (SipgoNameAddr) plain = address ? sipgo_name_addr_without_parameter (address, "tag") : NULL;
  g_autofree char *text = plain ? sipgo_name_addr_to_string (plain) : NULL;

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_identities (Watch *self, const char *remote, guint n_remote, const char *asserted, guint n_asserted)
{
  assert_identity (sipgo_session_get_remote_identity (self->session), remote);
  g_assert_cmpuint (self->n_remote, ==, n_remote);
  assert_identity (sipgo_session_get_asserted_identity (self->session), asserted);
  g_assert_cmpuint (self->n_asserted, ==, n_asserted);
}

/* Requests of the peer in one call, their responses, and the identity of the peer after each. */
static const struct
{
  const char *from;
  const char *request;             /* its start line and headers; an INVITE also gets a body */
  const char *response;
  const char *remote;
  guint n_remote;
  const char *asserted;
  guint n_asserted;
} changes[] = {
  { FIRST, "INVITE\n", "200 INVITE", FIRST, 0, NULL, 0 },
  { "<sip:carol@example.com>", "INVITE\n", "200 INVITE", "<sip:carol@example.com>", 1, NULL, 0 },
  { "<sip:carol@EXAMPLE.com>", "INVITE\n", "200 INVITE", "<sip:carol@example.com>", 1, NULL, 0 },
  { "\"Carol\" <sip:carol@example.com>", "INVITE\n", "200 INVITE", "\"Carol\" <sip:carol@example.com>", 2, NULL, 0 },
  { "\"Carol\" <sip:carol@example.com>", "INVITE\n" ASSERTED ("<sip:1001@example.com>"), "200 INVITE",
    "\"Carol\" <sip:carol@example.com>", 2, "<sip:1001@example.com>", 1 },
  { "\"Carol\" <sip:carol@example.com>", "INVITE\n", "200 INVITE", "\"Carol\" <sip:carol@example.com>", 2,
    "<sip:1001@example.com>", 1 },
  { "<sip:dave@example.com>", "INFO\n", "200 INFO", "<sip:dave@example.com>", 3, "<sip:1001@example.com>", 1 },
  { "<sip:dave@example.com>", "OPTIONS\n" ASSERTED ("\"D\" <sip:1002@example.com>, <tel:+1002>"), "200 OPTIONS",
    "<sip:dave@example.com>", 3, "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:dave@example.com>", "OPTIONS\n" ASSERTED ("nonsense"), "200 OPTIONS", "<sip:dave@example.com>", 3,
    "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:dave@example.com>", "OPTIONS\n" ASSERTED (""), "200 OPTIONS", "<sip:dave@example.com>", 3,
    "\"D\" <sip:1002@example.com>", 2 },
  { "<tel:+1555>", "MESSAGE\n", "200 MESSAGE", "<tel:+1555>", 4, "\"D\" <sip:1002@example.com>", 2 },
  /* A rejected request changes nothing: a malformed Contact, an unsupported body, an old CSeq, an unsupported method,
   * package or event, a request that no handler accepts. */
  { "<sip:erin@example.com>", "INVITE\nContact: *\n", "400 INVITE", "<tel:+1555>", 4, "\"D\" <sip:1002@example.com>",
    2 },
  { "<sip:erin@example.com>", "INVITE\nContent-Encoding: gzip\n" ASSERTED ("<sip:1003@example.com>"), "415 INVITE",
    "<tel:+1555>", 4, "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:erin@example.com>", "INFO\nCSeq: 1 INFO\n", "500 INFO", "<tel:+1555>", 4, "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:erin@example.com>", "UPDATE\nContact: *\n", "400 UPDATE", "<tel:+1555>", 4, "\"D\" <sip:1002@example.com>",
    2 },
  { "<sip:erin@example.com>", "PUBLISH\nEvent: presence\n", "405 PUBLISH", "<tel:+1555>", 4,
    "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:erin@example.com>", "INFO\nInfo-Package: none\n" ASSERTED ("<sip:1003@example.com>"), "469 INFO",
    "<tel:+1555>", 4, "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:erin@example.com>", "REFER\nRefer-To: <sip:x@example.com>\n", "603 REFER", "<tel:+1555>", 4,
    "\"D\" <sip:1002@example.com>", 2 },
  { "<sip:erin@example.com>", "NOTIFY\nEvent: presence\nSubscription-State: active\n", "481 NOTIFY", "<tel:+1555>", 4,
    "\"D\" <sip:1002@example.com>", 2 },
};

static void
test_rfc4916_4_4_2_requests (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_autofree char *id = g_strdup (sipgo_session_get_id (session));
  g_auto (Outcome) told = { FALSE };
  SipgoMessage *info;
  Watch seen;
  guint i;

  watch (&seen, session);
  for (i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      gboolean is_invite = g_str_has_prefix (changes[i].request, "INVITE");
      SipgoMessage *response;

      peer_send (fixture->peer, "%sFrom: %s;tag=%s\n%s%s", changes[i].request, changes[i].from, fixture->peer->tag,
                 !is_invite || strstr (changes[i].request, "Contact:") ? "" : PEER_CONTACT,
                 is_invite ? "Content-Type: application/sdp\n\n" PEER_SDP : "");
      response = peer_expect (fixture->peer, changes[i].response);
      if (is_invite)
        peer_acknowledge (fixture->peer, response);
      run_for (fixture->environment, 10);
      assert_identities (&seen, changes[i].remote, changes[i].n_remote, changes[i].asserted, changes[i].n_asserted);
      /* The same dialog, whatever the address in From is. */
      assert_established (session);
      g_assert_cmpstr (sipgo_session_get_id (session), ==, id);
    }
  /* A later request of ours goes to the new address. */
  sipgo_session_info (session, NULL, NULL, note_info, &told);
  info = peer_expect (fixture->peer, "INFO");
  assert_identity (sipgo_message_get_to (info), "<tel:+1555>");
  g_assert_cmpstr (sipgo_message_get_to_tag (info), ==, fixture->peer->tag);
  peer_reply (fixture->peer, info, "200 OK");
  WAIT_OK (fixture, &told);
  peer_hangs_up (fixture);
}

/* A re-INVITE that a handler rejects does not change the identity; one that it accepts does. */
static void
decide (SipgoSession *session, SipgoIncomingRequest *request, const gboolean *accepts)
{
  if (*accepts)
    {
      sipgo_incoming_request_accept (request, NULL, NULL);
      return;
    }
  sipgo_incoming_request_reject (request, NULL, NULL);
}

static void
test_rfc4916_4_4_2_decided (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  gboolean accepts = FALSE;
  Watch seen;

  watch (&seen, session);
  g_signal_connect (session, "invite-received", G_CALLBACK (decide), &accepts);
  peer_send (fixture->peer, "INVITE\nFrom: <sip:carol@example.com>;tag=%s\n" WITH_SDP, fixture->peer->tag);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
  assert_identities (&seen, FIRST, 0, NULL, 0);
  accepts = TRUE;
  peer_send (fixture->peer, "INVITE\nFrom: <sip:carol@example.com>;tag=%s\n" ASSERTED ("<sip:1@example.com>") WITH_SDP,
             fixture->peer->tag);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  assert_identities (&seen, "<sip:carol@example.com>", 1, "<sip:1@example.com>", 1);
  run_for (fixture->environment, 10);
  peer_hangs_up (fixture);
}

/* … and the same for other requests, also when they are decided later. */
static void
test_rfc3261_12_2_deferred (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_autoptr (SipgoIncomingRequest) kept = NULL;
  Watch seen;

  watch (&seen, session);
  g_signal_connect (session, "message-received", G_CALLBACK (defer_and_keep_request), &kept);
  peer_send (fixture->peer, "MESSAGE\nFrom: <sip:carol@example.com>;tag=%s\n", fixture->peer->tag);
  run_for (fixture->environment, 1000);
  assert_identities (&seen, FIRST, 0, NULL, 0);
  sipgo_incoming_request_reject (kept, NULL, NULL);
  peer_expect (fixture->peer, "480 MESSAGE");
  assert_identities (&seen, FIRST, 0, NULL, 0);
  peer_send (fixture->peer, "MESSAGE\nFrom: <sip:carol@example.com>;tag=%s\n", fixture->peer->tag);
  run_for (fixture->environment, 1000);
  assert_identities (&seen, FIRST, 0, NULL, 0);
  sipgo_incoming_request_accept (kept, NULL, NULL);
  peer_expect (fixture->peer, "200 MESSAGE");
  assert_identities (&seen, "<sip:carol@example.com>", 1, NULL, 0);
  peer_hangs_up (fixture);
}

/* A handler of the change may end the call: the current request is answered first, and the BYE follows. */
static void
hang_up (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  sipgo_session_end (session, NULL, NULL, NULL);
}

static void
test_rfc4916_4_4_2_hung_up (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "notify::remote-identity", "notify::asserted-identity" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      SipgoSession *session = establish_by_peer (fixture);

      g_signal_connect (session, names[i], G_CALLBACK (hang_up), NULL);
      peer_send (fixture->peer,
                 "INVITE\nFrom: <sip:carol@example.com>;tag=%s\n" ASSERTED ("<sip:1@example.com>") WITH_SDP,
                 fixture->peer->tag);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      WAIT_STATE (fixture, session, TERMINATED);
      peer_new_call (fixture->peer);
    }
}

/* P-Asserted-Identity of the network of the caller. */
static void
test_rfc3325_8_invite (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *lines; const char *asserted; } cases[] = {
    { "", NULL }, { ASSERTED ("\"A\" <sip:1@example.com>"), "\"A\" <sip:1@example.com>" },
    { ASSERTED ("<tel:+1>"), "<tel:+1>" },
    { ASSERTED ("<sip:1@example.com>") ASSERTED ("<tel:+1>"), "<sip:1@example.com>" }, { ASSERTED ("nonsense"), NULL },
    { ASSERTED ("nonsense") ASSERTED ("<tel:+1>"), "<tel:+1>" },
    { "Privacy: id\n" ASSERTED ("<sip:1@example.com>"), "<sip:1@example.com>" },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      peer_send (fixture->peer, "INVITE\n%s" WITH_SDP, cases[i].lines);
      peer_expect (fixture->peer, "180 INVITE");
      assert_identity (sipgo_session_get_asserted_identity (SIPGO_SESSION (fixture->invitation)), cases[i].asserted);
      sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
      peer_new_call (fixture->peer);
    }
}

/* … and of the callee, in each response; the last one that has it counts. */
static void
test_rfc3325_9_1_responses (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *replies[3]; const char *asserted; guint n_asserted; } cases[] = {
    { { "180 Ringing\n" PEER_CONTACT, "200 OK\n" }, NULL, 0 },
    { { "180 Ringing\n" PEER_CONTACT ASSERTED ("<sip:1@example.com>"), "200 OK\n" }, "<sip:1@example.com>", 1 },
    { { "180 Ringing\n" PEER_CONTACT ASSERTED ("<sip:1@example.com>"), "200 OK\n" ASSERTED ("<sip:1@example.com>") },
      "<sip:1@example.com>", 1 },
    { { "180 Ringing\n" PEER_CONTACT ASSERTED ("<sip:1@example.com>"),
        "181 Forwarded\n" ASSERTED ("<sip:2@example.com>"), "200 OK\n" }, "<sip:2@example.com>", 2 },
    { { "180 Ringing\n" PEER_CONTACT, "200 OK\n" ASSERTED ("\"B\" <sip:2@example.com>") }, "\"B\" <sip:2@example.com>",
      1 },
    { { "200 OK\n" ASSERTED ("<sip:2@example.com>") }, "<sip:2@example.com>", 1 },
    { { "200 OK\n" ASSERTED ("nonsense") }, NULL, 0 },
  };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };
      g_auto (Outcome) hold = { FALSE };
      SipgoMessage *invite;
      Watch seen;

      watch (&seen, inviter);
      invite = call_peer (fixture, inviter, &outcome);
      for (j = 0; j < G_N_ELEMENTS (cases[i].replies) && cases[i].replies[j]; j++)
        peer_reply (fixture->peer, invite, "%s%s", cases[i].replies[j],
                    g_str_has_prefix (cases[i].replies[j], "200") ? WITH_SDP : "");
      peer_expect (fixture->peer, "ACK");
      WAIT_OK (fixture, &outcome);
      assert_identity (sipgo_session_get_asserted_identity (seen.session), cases[i].asserted);
      g_assert_cmpuint (seen.n_asserted, ==, cases[i].n_asserted);
      /* And in the response to a re-INVITE, whose To cannot change. */
      sipgo_session_hold (seen.session, NULL, note_hold, &hold);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"),
                  "200 OK\n" ASSERTED ("<sip:9@example.com>") WITH_SDP);
      peer_expect (fixture->peer, "ACK");
      WAIT_OK (fixture, &hold);
      assert_identity (sipgo_session_get_remote_identity (seen.session), "<sip:bob@10.0.0.2:5060>");
      assert_identity (sipgo_session_get_asserted_identity (seen.session), "<sip:9@example.com>");
      g_assert_cmpuint (seen.n_asserted, ==, cases[i].n_asserted + 1);
      peer_hangs_up (fixture);
      peer_new_call (fixture->peer);
    }
}

/* Each fork has its own; that of the fork that answers counts. */
static void
test_rfc3325_9_1_forks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;
  Watch seen;

  watch (&seen, inviter);
  invite = call_peer (fixture, inviter, &outcome);
  peer_set_tag (fixture->peer, "one");
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT ASSERTED ("<sip:1@example.com>"));
  run_for (fixture->environment, 10);
  assert_identity (sipgo_session_get_asserted_identity (seen.session), "<sip:1@example.com>");
  peer_set_tag (fixture->peer, "two");
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT ASSERTED ("<sip:2@example.com>"));
  run_for (fixture->environment, 10);
  assert_identity (sipgo_session_get_asserted_identity (seen.session), "<sip:1@example.com>");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_identity (sipgo_session_get_asserted_identity (seen.session), "<sip:2@example.com>");
  g_assert_cmpuint (seen.n_asserted, ==, 2);
  peer_hangs_up (fixture);
}

/* In every message with Supported, so that the peer may change its From. */
static void
test_rfc4916_4_1_option_tag (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) accepted = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
  SipgoMessage *response;

  g_assert_true (sipgo_message_has_option (invite, "Supported", "from-change"));
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  peer_new_call (fixture->peer);
  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  response = peer_expect (fixture->peer, "200 INVITE");
  g_assert_true (sipgo_message_has_option (response, "Supported", "from-change"));
  peer_acknowledge (fixture->peer, response);
  WAIT_OK (fixture, &accepted);
  run_for (fixture->environment, 10);
  peer_hangs_up (fixture);
  /* A caller may require it. */
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nRequire: from-change\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/identity/rfc4916-4.4.2/requests", test_rfc4916_4_4_2_requests);
  ADD ("/identity/rfc4916-4.4.2/decided", test_rfc4916_4_4_2_decided);
  ADD ("/identity/rfc3261-12.2/deferred", test_rfc3261_12_2_deferred);
  ADD ("/identity/rfc4916-4.4.2/hung-up", test_rfc4916_4_4_2_hung_up);
  ADD ("/identity/rfc4916-4.1/option-tag", test_rfc4916_4_1_option_tag);
  ADD ("/identity/rfc3325-8/invite", test_rfc3325_8_invite);
  ADD ("/identity/rfc3325-9.1/responses", test_rfc3325_9_1_responses);
  ADD ("/identity/rfc3325-9.1/forks", test_rfc3325_9_1_forks);
  return g_test_run ();
}

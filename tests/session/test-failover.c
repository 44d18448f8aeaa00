/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A call whose first target fails is sent to the next one (RFC 3263 4.3): with a new offer for the local address from
 * which that target is reached, and with media there. */
#include "tests/util/ua-util.h"

#include <string.h>

#define ANSWER \
  "Contact: <sip:bob@[fd00::9]:5060>\nContent-Type: application/sdp\n\nv=0\no=- 1 1 IN IP6 fd00::9\ns=-\n" \
  "c=IN IP6 fd00::9\nt=0 0\nm=audio 4000 RTP/AVP 0\n"

typedef struct
{
  SipgoInviter *inviter;
  SlowFactory *factory;
  SlowHandler *first_handler;
  Outcome outcome;
  guint n_shown;
} Call;

static void
call_clear (Call *self)
{
  g_clear_object (&self->first_handler);
  g_clear_object (&self->factory);
  g_clear_object (&self->inviter);
  outcome_clear (&self->outcome);
}

static void
note_shown (SipgoSession *session, SipgoOutgoingRequest *request, Call *call)
{
  if ((gpointer) sipgo_inviter_get_request (call->inviter) != request)
    return;
  g_assert_nonnull (sipgo_message_get_body (sipgo_outgoing_request_get_message (request)));
  call->n_shown++;
}

/* The offer for the first target is made. */
static void
begin (Call *self, Fixture *fixture)
{
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "fd00::9");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  *self = (Call) { .factory = use_slow_factory (fixture) };
  self->inviter = sipgo_inviter_new (fixture->agent, "sip:bob@two.example.com:5060", NULL);
  g_signal_connect (self->inviter, "request-created", G_CALLBACK (note_shown), self);
  self->factory->local_address = "fd00::1";
  peer_mark (fixture->peer);
  sipgo_inviter_invite (self->inviter, NULL, NULL, note_invite, &self->outcome);
  WAIT_PENDING (fixture, self->factory);
  self->first_handler = g_object_ref (self->factory->handler);
  self->factory->local_address = "10.0.0.1";
  slow_handler_go (self->first_handler);
}

static void
assert_names (SipgoMessage *invite, const char *connection, const char *contact)
{
  g_autofree char *value = sipgo_message_get_header (invite, "Contact");

  assert_has_text (sipgo_message_get_body (invite), connection);
  g_assert_nonnull (strstr (value, contact));
}

/* The INVITE for the second target arrives, and its peer accepts the call. */
static void
end (Call *self, Fixture *fixture, SipgoMessage *invite)
{
  assert_names (invite, "c=IN IP4 10.0.0.1", "@10.0.0.1:5060>");
  g_assert_cmpuint (self->n_shown, ==, 1);
  g_assert_cmpuint (self->factory->n_handlers, ==, 2);
  self->factory->handler->quick = TRUE;
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  g_assert_cmpuint (self->first_handler->n_closes, ==, 1);
  WAIT_OK (fixture, &self->outcome);
  assert_established (self->inviter);
  g_assert_true (sipgo_session_get_session_description_handler (SIPGO_SESSION (self->inviter))
                 == SIPGO_SESSION_DESCRIPTION_HANDLER (self->factory->handler));
  peer_hangs_up (fixture);
  call_clear (self);
}

/* The second handler makes its offer. */
static SipgoMessage *
go_on (Call *self, Fixture *fixture)
{
  RUN_UNTIL (fixture->environment, self->factory->handler != self->first_handler);
  slow_handler_go (self->factory->handler);
  return peer_expect (fixture->peer, "INVITE");
}

/* The first target does not respond. */
static void
test_silent (Fixture *fixture, gconstpointer data)
{
  Call call;

  begin (&call, fixture);
  end (&call, fixture, go_on (&call, fixture));
}

/* The first server is overloaded. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  Peer *first = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  SipgoMessage *invite;
  Call call;

  begin (&call, fixture);
  invite = peer_expect (first, "INVITE");
  assert_names (invite, "c=IN IP6 fd00::1", "@[fd00::1]:");
  peer_reply (first, invite, "503 Service Unavailable");
  end (&call, fixture, go_on (&call, fixture));
  peer_free (first);
}

/* … although it has sent an early answer before; the handler may be processing that answer when the rejection
 * arrives. */
static void
fail_after_answer (Fixture *fixture, gboolean at_work)
{
  Peer *first = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  SipgoSignalingState expected;
  SipgoMessage *invite;
  Call call;

  begin (&call, fixture);
  sipgo_inviter_set_early_media (call.inviter, TRUE);
  invite = peer_expect (first, "INVITE");
  peer_reply (first, invite, "183 Session Progress\n" ANSWER);
  WAIT_PENDING (fixture, call.factory);
  if (!at_work)
    slow_handler_go (call.first_handler);
  expected = at_work ? SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER : SIPGO_SIGNALING_STATE_STABLE;
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (call.inviter)), ==, expected);
  peer_reply (first, invite, "503 Service Unavailable");
  invite = go_on (&call, fixture);
  /* A response of the first target is too late. */
  if (at_work)
    slow_handler_go (call.first_handler);
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (call.inviter)), ==,
                   SIPGO_SIGNALING_STATE_HAVE_LOCAL_OFFER);
  end (&call, fixture, invite);
  peer_free (first);
}

static void
test_refused_after_answer (Fixture *fixture, gconstpointer data)
{
  fail_after_answer (fixture, FALSE);
}

static void
test_refused_while_at_work (Fixture *fixture, gconstpointer data)
{
  fail_after_answer (fixture, TRUE);
}

static void
hang_up (Fixture *fixture, SipgoInviter *inviter, Peer *peer)
{
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, NULL, NULL);
  peer_reply (peer, peer_expect (peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* --- the first target answers late -------------------------------------------------------------------------------- */

typedef enum {
  SECOND_IS_ASKED,                 /* the handler of the second target makes its offer */
  SECOND_IS_TRIED,                 /* the INVITE was sent to the second target */
} Progress;

typedef struct
{
  const char *path;
  const char *response;            /* of the first target, before its 200; NULL for none */
  Progress progress;
} Late;

static const Late lates[] = {
  { "answers", NULL, SECOND_IS_TRIED },
  { "rings", "180 Ringing\nContact: <sip:bob@[fd00::9]:5060>", SECOND_IS_TRIED },
  { "challenges", "401 Unauthorized\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"", SECOND_IS_TRIED },
  { "answers-before-second", NULL, SECOND_IS_ASKED },
  { "rings-before-second", "180 Ringing\nContact: <sip:bob@[fd00::9]:5060>", SECOND_IS_ASKED },
};

/* The second target, if it was tried, rings and is cancelled. */
static void
cancel_second (Fixture *fixture, SipgoMessage *second)
{
  SipgoMessage *cancel;

  peer_skip (fixture->peer);
  peer_reply (fixture->peer, second, "180 Ringing\nContact: <sip:bob@10.0.0.2:5060>");
  cancel = peer_expect (fixture->peer, "CANCEL");
  peer_reply (fixture->peer, cancel, "200 OK");
  peer_reply (fixture->peer, second, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
}

/* Its answer belongs to its offer: its handler gets it, and that of the second target is closed. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  const Late *row = data;
  Peer *first = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  SipgoMessage *invite, *second = NULL;
  SlowHandler *second_handler;
  Call call;

  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  begin (&call, fixture);
  invite = peer_expect (first, "INVITE");
  RUN_UNTIL (fixture->environment, call.factory->handler != call.first_handler);
  second_handler = g_object_ref (call.factory->handler);
  if (row->progress == SECOND_IS_TRIED)
    {
      slow_handler_go (second_handler);
      second = peer_expect (fixture->peer, "INVITE");
    }
  call.first_handler->quick = TRUE;
  peer_skip (first);
  if (row->response)
    peer_reply (first, invite, "%s", row->response);
  if (row->response && g_str_has_prefix (row->response, "401"))
    {
      peer_expect (first, "ACK");
      invite = peer_expect (first, "INVITE");
      assert_has_text (sipgo_message_get_body (invite), "c=IN IP6 fd00::1");
    }
  peer_reply (first, invite, "200 OK\n" ANSWER);
  peer_expect (first, "ACK");
  WAIT_OK (fixture, &call.outcome);
  assert_established (call.inviter);
  g_assert_true (sipgo_session_get_session_description_handler (SIPGO_SESSION (call.inviter))
                 == SIPGO_SESSION_DESCRIPTION_HANDLER (call.first_handler));
  g_assert_cmpuint (call.first_handler->n_closes, ==, 0);
  g_assert_cmpuint (second_handler->n_closes, ==, 1);
  assert_has_text (sipgo_inviter_get_body (call.inviter), "c=IN IP6 fd00::1");
  if (second_handler->pending)
    slow_handler_go (second_handler);
  if (second)
    cancel_second (fixture, second);
  g_object_unref (second_handler);
  hang_up (fixture, call.inviter, first);
  call_clear (&call);
  peer_free (first);
}

/* The third target is reached from the same address as the first: it gets the offer of the first handler. */
static void
test_third (Fixture *fixture, gconstpointer data)
{
  Peer *third = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  SipgoMessage *invite;
  Call call;

  sipgo_simulated_network_silence (fixture->network, "fd00::8");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "fd00::8");
  begin (&call, fixture);
  peer_reply (fixture->peer, go_on (&call, fixture), "503 Service Unavailable");
  invite = peer_expect (third, "INVITE");
  assert_has_text (sipgo_message_get_body (invite), "c=IN IP6 fd00::1");
  g_assert_cmpuint (call.factory->n_handlers, ==, 2);
  call.first_handler->quick = TRUE;
  peer_reply (third, invite, "200 OK\n" ANSWER);
  peer_expect (third, "ACK");
  WAIT_OK (fixture, &call.outcome);
  g_assert_cmpuint (call.factory->handler->n_closes, ==, 1);
  hang_up (fixture, call.inviter, third);
  call_clear (&call);
  peer_free (third);
}

static void
end_when_initial (SipgoSession *session, GParamSpec *pspec, gpointer data)
{
  if (sipgo_session_get_signaling_state (session) == SIPGO_SIGNALING_STATE_INITIAL
      && sipgo_session_get_state (session) == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_session_end (session, NULL, NULL, NULL);
}

/* A handler ends the call while it goes back to the first target, which rings: it is cancelled there. */
static void
test_ended_on_the_way_back (Fixture *fixture, gconstpointer data)
{
  Peer *first = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  SipgoMessage *invite, *cancel;
  Call call;

  begin (&call, fixture);
  invite = peer_expect (first, "INVITE");
  go_on (&call, fixture);
  g_signal_connect (call.inviter, "notify::signaling-state", G_CALLBACK (end_when_initial), NULL);
  peer_skip (first);
  peer_reply (first, invite, "180 Ringing\nContact: <sip:bob@[fd00::9]:5060>");
  cancel = peer_expect (first, "CANCEL");
  peer_reply (first, cancel, "200 OK");
  peer_reply (first, invite, "487 Request Terminated");
  peer_expect (first, "ACK");
  /* The second target has sent no response, so no CANCEL. */
  WAIT_ERROR (fixture, &call.outcome, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  g_assert_cmpuint (call.first_handler->n_closes, ==, 1);
  g_assert_cmpuint (call.factory->handler->n_closes, ==, 1);
  call_clear (&call);
  peer_free (first);
}

/* --- the first target redirects the call -------------------------------------------------------------------------- */

/* The call is established where it was redirected to, and its requests go there; an early answer of the first target
 * does not hold any more. */
static void
test_redirected (Fixture *fixture, gconstpointer response)
{
  Peer *other = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  fixture_use_rtp (fixture);
  sipgo_user_agent_set_follow_redirects (fixture->agent, TRUE);
  sipgo_inviter_set_early_media (inviter, TRUE);
  invite = call_peer (fixture, inviter, &outcome);
  if (response)
    peer_reply (fixture->peer, invite, "%s", (const char *) response);
  peer_reply (fixture->peer, invite, "302 Moved Temporarily\nContact: <sip:robert@10.0.0.3:5060>");
  peer_expect (fixture->peer, "ACK");
  invite = peer_expect (other, "INVITE");
  assert_header (invite, "CSeq", "2 INVITE");
  peer_reply (other, invite, "200 OK\nContact: <sip:robert@10.0.0.3:5060>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (other, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_established (inviter);
  hang_up (fixture, inviter, other);
  peer_free (other);
}

/* Cancelled while the second offer is made: no INVITE is sent any more. */
static void
test_cancelled_between (Fixture *fixture, gconstpointer data)
{
  Call call;
  g_auto (Outcome) cancelled = { FALSE };

  begin (&call, fixture);
  RUN_UNTIL (fixture->environment, call.factory->handler != call.first_handler);
  sipgo_inviter_cancel (call.inviter, NULL, NULL, note_cancel, &cancelled);
  WAIT_OK (fixture, &cancelled);
  WAIT_ERROR (fixture, &call.outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  slow_handler_go (call.factory->handler);
  peer_expect_nothing (fixture->peer, 40000);
  g_assert_finalize_object (g_steal_pointer (&call.inviter));
  call_clear (&call);
}

/* The INVITE has no offer: the offer of the first target, in a reliable response, is not that of the second. */
static void
test_offer_of_first (Fixture *fixture, gconstpointer data)
{
  Peer *first = peer_new (fixture->environment, fixture->network, "[fd00::9]:5060");
  g_autoptr (SipgoInviter) inviter = NULL;
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *prack;

  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "fd00::9");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  inviter = sipgo_inviter_new (fixture->agent, "sip:bob@two.example.com:5060", NULL);
  g_object_set (inviter, "without-description", TRUE, NULL);
  factory->local_address = "fd00::1";
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  invite = peer_expect (first, "INVITE");
  peer_set_tag (first, "first");
  factory->handler->quick = TRUE;
  peer_reply (first, invite, "183 Session Progress\nRequire: 100rel\nRSeq: 1\n" ANSWER);
  prack = peer_expect (first, "PRACK");
  g_assert_nonnull (sipgo_message_get_body (prack));
  peer_reply (first, prack, "200 OK");
  factory->local_address = "10.0.0.1";
  peer_reply (first, invite, "503 Service Unavailable");
  invite = peer_expect (fixture->peer, "INVITE");
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (inviter)), ==, SIPGO_SIGNALING_STATE_INITIAL);
  factory->handler->quick = TRUE;
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  g_assert_nonnull (sipgo_message_get_body (peer_expect (fixture->peer, "ACK")));
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
  peer_free (first);
}

static void
end_at_roll_back (SipgoSession *session, GParamSpec *pspec, Call *call)
{
  if (sipgo_session_get_signaling_state (session) != SIPGO_SIGNALING_STATE_INITIAL)
    return;
  sipgo_session_end (session, NULL, NULL, NULL);
  g_clear_object (&call->inviter);
}

/* A handler of the rollback of the first offer ends and drops the call: no second INVITE, and no second handler. */
static void
test_ended_between (Fixture *fixture, gconstpointer data)
{
  Call call;

  begin (&call, fixture);
  g_signal_connect (call.inviter, "notify::signaling-state", G_CALLBACK (end_at_roll_back), &call);
  WAIT_ERROR (fixture, &call.outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 40000);
  g_assert_null (call.inviter);
  g_assert_cmpuint (call.factory->n_handlers, ==, 1);
  g_assert_cmpuint (call.first_handler->n_closes, ==, 1);
  call_clear (&call);
}

int
main (int argc, char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  ADD ("/failover/rfc3263-4.3-silent", test_silent);
  ADD ("/failover/rfc3263-4.3-refused", test_refused);
  ADD ("/failover/refused-after-answer", test_refused_after_answer);
  ADD ("/failover/refused-while-at-work", test_refused_while_at_work);
  ADD ("/failover/cancelled-between", test_cancelled_between);
  ADD ("/failover/offer-of-first", test_offer_of_first);
  ADD ("/failover/ended-between", test_ended_between);
  for (i = 0; i < G_N_ELEMENTS (lates); i++)
    {
      g_autofree char *path = g_strconcat ("/failover/late/", lates[i].path, NULL);

      g_test_add (path, Fixture, &lates[i], fixture_set_up, test_late, fixture_tear_down);
    }
  ADD ("/failover/redirected", test_redirected);
  g_test_add ("/failover/redirected-after-answer", Fixture, "183 Session Progress\n" WITH_SDP, fixture_set_up,
              test_redirected, fixture_tear_down);
  ADD ("/failover/third", test_third);
  ADD ("/failover/ended-on-the-way-back", test_ended_on_the_way_back);
  return g_test_run ();
}

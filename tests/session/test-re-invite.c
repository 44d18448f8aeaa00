/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Re-INVITEs, and other requests inside a call. */
#include "tests/util/ua-util.h"

#include <string.h>

static char *
dup_body (SipgoMessage *message)
{
  SipgoBody *body = sipgo_message_get_body (message);

  return body ? sipgo_body_get_text (body) : g_strdup ("");
}

static void
assert_direction (SipgoMessage *message, const char *direction)
{
  g_autofree char *text = dup_body (message);
  g_autofree char *line = g_strdup_printf ("a=%s\r\n", direction);

  if (!strstr (text, line))
    g_error ("no %s in:\n%s", direction, text);
}

/* --- hold --------------------------------------------------------------------------------------------------------- */

static void
test_hold (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) hold = { FALSE };
  g_auto (Outcome) again = { FALSE };
  g_auto (Outcome) resume = { FALSE };
  SipgoMessage *invite;

  sipgo_session_hold (session, NULL, note_hold, &hold);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_header (invite, "CSeq", "2 INVITE");
  g_assert_true (sipgo_message_has_header (invite, "Contact"));
  assert_direction (invite, "sendonly");
  g_assert_false (sipgo_session_get_held (session));
  peer_reply (fixture->peer, invite,
              "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000", "a=recvonly\n"));
  assert_header (peer_expect (fixture->peer, "ACK"), "CSeq", "2 ACK");
  WAIT_OK (fixture, &hold);
  g_assert_true (sipgo_session_get_held (session));
  sipgo_session_hold (session, NULL, note_hold, &again);
  WAIT_OK (fixture, &again);
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_session_unhold (session, NULL, note_unhold, &resume);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_direction (invite, "sendrecv");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &resume);
  g_assert_false (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

/* --- the property held, bound to a switch of a window --- */

typedef struct
{
  SipgoInviter *inviter;
  SipgoSession *session;
  SipgoSessionDescriptionHandlerOptions *toggle;      /* any object with a boolean property */
  guint n_notified;
} Bound;

static void
note_held (SipgoSession *session, GParamSpec *pspec, gpointer user_data)
{
  guint *n_notified = user_data;

  ++*n_notified;
}

static void
bound_set_up (Bound *self, Fixture *fixture)
{
  *self = (Bound) { .inviter = establish_by_us (fixture), .toggle = sipgo_session_description_handler_options_new () };
  self->session = SIPGO_SESSION (self->inviter);
  g_signal_connect (self->session, "notify::held", G_CALLBACK (note_held), &self->n_notified);
  g_object_bind_property (self->session, "held", self->toggle, "hold", G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
}

static void
bound_clear (Bound *self)
{
  g_signal_handlers_disconnect_by_data (self->session, &self->n_notified);
  g_object_unref (self->toggle);
  g_object_unref (self->inviter);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bound, bound_clear)

#define assert_held(bound, held_now, times) \
  G_STMT_START { \
    g_assert_cmpint (sipgo_session_get_held ((bound)->session), ==, held_now); \
    g_assert_cmpint (sipgo_session_description_handler_options_get_hold ((bound)->toggle), ==, held_now); \
    g_assert_cmpuint ((bound)->n_notified, ==, times); \
  } G_STMT_END

static void
toggle_well (Fixture *fixture, Bound *bound, gboolean held, const char *direction)
{
  guint before = bound->n_notified;
  SipgoMessage *invite;

  sipgo_session_description_handler_options_set_hold (bound->toggle, held);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_direction (invite, direction);
  g_assert_cmpint (sipgo_session_get_held (bound->session), ==, !held);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  run_for (fixture->environment, 10);
  assert_held (bound, held, before + 1);
}

static void
test_set_held_accepted (Fixture *fixture, gconstpointer data)
{
  g_auto (Bound) bound = { NULL };

  bound_set_up (&bound, fixture);
  toggle_well (fixture, &bound, TRUE, "sendonly");
  /* It has this value already. */
  sipgo_session_set_held (bound.session, TRUE);
  peer_expect_nothing (fixture->peer, 1000);
  assert_held (&bound, TRUE, 1);
  toggle_well (fixture, &bound, FALSE, "sendrecv");
  peer_hangs_up (fixture);
}

static void
test_set_held_refused (Fixture *fixture, gconstpointer data)
{
  g_auto (Bound) bound = { NULL };

  bound_set_up (&bound, fixture);
  sipgo_session_description_handler_options_set_hold (bound.toggle, TRUE);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  run_for (fixture->environment, 10);
  assert_held (&bound, FALSE, 1);
  toggle_well (fixture, &bound, TRUE, "sendonly");
  sipgo_session_description_handler_options_set_hold (bound.toggle, FALSE);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  run_for (fixture->environment, 10);
  assert_held (&bound, TRUE, 3);
  peer_hangs_up (fixture);
}

static void
test_set_held_while_changing (Fixture *fixture, gconstpointer data)
{
  g_auto (Bound) bound = { NULL };
  g_auto (Outcome) changed = { FALSE };
  SipgoMessage *invite;

  bound_set_up (&bound, fixture);
  sipgo_session_invite (bound.session, NULL, NULL, note_re_invite, &changed);
  invite = peer_expect (fixture->peer, "INVITE");
  sipgo_session_description_handler_options_set_hold (bound.toggle, TRUE);
  peer_expect_nothing (fixture->peer, 10);
  assert_held (&bound, FALSE, 1);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &changed);
  assert_held (&bound, FALSE, 1);
  toggle_well (fixture, &bound, TRUE, "sendonly");
  peer_hangs_up (fixture);
}

/* The property cannot be changed before the call is established, or after it has ended. */
static void
test_set_held_without_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoMessage *invite;
  g_auto (Outcome) outcome = { FALSE };
  guint n_notified = 0;

  g_signal_connect (inviter, "notify::held", G_CALLBACK (note_held), &n_notified);
  invite = call_peer (fixture, inviter, &outcome);
  sipgo_session_set_held (SIPGO_SESSION (inviter), TRUE);
  run_for (fixture->environment, 10);
  g_assert_false (sipgo_session_get_held (SIPGO_SESSION (inviter)));
  g_assert_cmpuint (n_notified, ==, 1);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  sipgo_session_set_held (SIPGO_SESSION (inviter), TRUE);
  run_for (fixture->environment, 10);
  g_assert_false (sipgo_session_get_held (SIPGO_SESSION (inviter)));
  g_assert_cmpuint (n_notified, ==, 2);
  g_signal_handlers_disconnect_by_data (inviter, &n_notified);
}

static void
test_hold_by_peer (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000", "a=sendonly\n"));
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_direction (response, "recvonly");
  peer_acknowledge (fixture->peer, response);
  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000", "a=inactive\n"));
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_direction (response, "inactive");
  peer_acknowledge (fixture->peer, response);
  assert_established (session);
  peer_hangs_up (fixture);
}

/* As in SIP.js: options of the re-INVITE put the call on hold, and the property follows. */
static void
test_hold_by_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_autoptr (SipgoSessionDescriptionHandlerOptions) hold = g_object_new (SIPGO_TYPE_SESSION_DESCRIPTION_HANDLER_OPTIONS,
                                                                         "hold", TRUE, NULL);
  g_autoptr (SipgoInviteOptions) options = g_object_new (SIPGO_TYPE_INVITE_OPTIONS,
                                                         "session-description-handler-options", hold, NULL);
  g_auto (Outcome) held = { FALSE }, refused = { FALSE }, resumed = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (session, options, NULL, note_re_invite, &held);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_direction (invite, "sendonly");
  peer_reply (fixture->peer, invite, "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP ("4000",
                                                                                                      "a=recvonly\n"));
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &held);
  g_assert_true (sipgo_session_get_held (session));

  sipgo_session_description_handler_options_set_hold (hold, FALSE);
  sipgo_session_invite (session, options, NULL, note_re_invite, &refused);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &refused, SIPGO_STATUS, 488);
  g_assert_true (sipgo_session_get_held (session));

  sipgo_session_unhold (session, NULL, note_unhold, &resumed);
  invite = peer_expect (fixture->peer, "INVITE");
  assert_direction (invite, "sendrecv");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &resumed);
  g_assert_false (sipgo_session_get_held (session));
  peer_hangs_up (fixture);
}

/* 488 to a hold: the call continues as before, and another re-INVITE is possible. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  SipgoSession *session = SIPGO_SESSION (inviter);
  g_auto (Outcome) outcome = { FALSE };
  g_auto (Outcome) hold = { FALSE };
  g_auto (Outcome) again = { FALSE };

  peer_reply (fixture->peer, call_peer_slowly (fixture, factory, inviter, &outcome), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);

  sipgo_session_hold (session, NULL, note_hold, &hold);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "488 Not Acceptable Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &hold, SIPGO_STATUS, 488);
  g_assert_false (sipgo_session_get_held (session));
  g_assert_cmpuint (factory->handler->n_roll_backs, ==, 1);
  assert_established (session);
  sipgo_session_hold (session, NULL, note_hold, &again);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &again);
  peer_hangs_up (fixture);
}

/* An unusable offer of the peer: 488, and the call continues as before. */
static void
test_peer_refused (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\nnonsense\n");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "488 INVITE"));
  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/foo\n\nxyz\n");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "415 INVITE"));
  assert_established (session);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_hangs_up (fixture);
}

/* --- INVITE without an offer -------------------------------------------------------------------------------------- */

static void
test_without_offer_by_peer (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_header (response, "Content-Type", "application/sdp");
  peer_send (fixture->peer, "ACK\nContent-Type: application/sdp\n\n" PEER_SDP);
  run_for (fixture->environment, 1000);
  assert_established (session);
  peer_hangs_up (fixture);
}

static void
test_without_offer_by_us (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *ack;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_session_invite (SIPGO_SESSION (inviter), options, NULL, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  g_assert_null (sipgo_message_get_body (invite));
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  ack = peer_expect (fixture->peer, "ACK");
  assert_header (ack, "Content-Type", "application/sdp");
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

/* invite () of an established Inviter sends a re-INVITE; sipgo_session_invite () never starts the call. */
static void
test_of_inviter (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) early = { FALSE }, called = { FALSE }, changed = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &early);
  WAIT_ERROR (fixture, &early, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_expect_nothing (fixture->peer, 1000);
  peer_reply (fixture->peer, call_peer (fixture, inviter, &called), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &called);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &changed);
  invite = peer_expect (fixture->peer, "INVITE");
  g_assert_nonnull (sipgo_message_get_to_tag (invite));
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &changed);
  assert_established (SIPGO_SESSION (inviter));
  peer_hangs_up (fixture);
}

/* --- glare -------------------------------------------------------------------------------------------------------- */

/* The owner of the Call-ID retries after 2.1 to 4 s, the other side after 0 to 2 s (14.1). */
static void
assert_retry (Fixture *fixture, SipgoSession *session, gint64 low, gint64 high)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;
  PeerMessage *entry;

  sipgo_session_invite (session, NULL, NULL, note_re_invite, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  peer_mark (fixture->peer);
  invite = peer_expect (fixture->peer, "INVITE");
  entry = fixture->peer->received->pdata[fixture->peer->next - 1];
  g_assert_cmpint (entry->time, >=, low);
  g_assert_cmpint (entry->time, <=, high);
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
}

static void
test_retry_of_caller (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  guint i;

  for (i = 0; i < 20; i++)
    assert_retry (fixture, SIPGO_SESSION (inviter), 2100 - 5, 4000 + 5);
  peer_hangs_up (fixture);
}

static void
test_retry_of_called (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint i;

  for (i = 0; i < 20; i++)
    assert_retry (fixture, session, 0, 2000 + 5);
  peer_hangs_up (fixture);
}

/* The call ends before the retry. */
static void
test_retry_not_wanted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "491 Request Pending");
  peer_expect (fixture->peer, "ACK");
  peer_hangs_up (fixture);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_collision (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "491 INVITE"));
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_hangs_up (fixture);
}

/* Our INVITE is not answered, but has made an early dialog. */
static void
test_collision_while_establishing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "491 INVITE"));
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  peer_hangs_up (fixture);
}

static void
test_second_invite_of_peer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SlowFactory) factory = use_slow_factory (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *refusal;
  g_autofree char *retry_after = NULL;

  be_called (fixture);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  WAIT_OK (fixture, &outcome);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  WAIT_PENDING (fixture, factory);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  refusal = peer_expect (fixture->peer, "500 INVITE");
  retry_after = sipgo_message_get_header (refusal, "Retry-After");
  g_assert_cmpint (g_ascii_strtoll (retry_after, NULL, 10), <=, 10);
  peer_acknowledge (fixture->peer, refusal);
  slow_handler_go (factory->handler);
  WAIT_PENDING (fixture, factory);
  slow_handler_go (factory->handler);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_hangs_up (fixture);
}

static void
test_one_at_a_time (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) first = { FALSE };
  g_auto (Outcome) second = { FALSE };

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &first);
  sipgo_session_hold (SIPGO_SESSION (inviter), NULL, note_hold, &second);
  WAIT_ERROR (fixture, &second, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &first);
  peer_hangs_up (fixture);
}

/* --- the end of it ------------------------------------------------------------------------------------------------ */

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[] = { "481 Call/Transaction Does Not Exist", "408 Request Timeout" };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
      g_auto (Outcome) outcome = { FALSE };

      sipgo_session_invite (SIPGO_SESSION (inviter), NULL, NULL, note_re_invite, &outcome);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "%s", answers[i]);
      peer_expect (fixture->peer, "ACK");
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "481 Gone");
      WAIT (fixture, &outcome);
      g_assert_nonnull (outcome.error);
      WAIT_STATE (fixture, inviter, TERMINATED);
      peer_new_call (fixture->peer);
    }
}

/* --- unusable answers, and rejected streams ----------------------------------------------------------------------- */

#define BODY "Content-Type: application/sdp\n\n"

/* What a peer sends in place of an answer after it has accepted our re-INVITE. */
static const char *const useless[] = {
  PEER_CONTACT,
  WITH_MISFIT,
  PEER_CONTACT BODY "nonsense\n",
  PEER_CONTACT "Content-Type: text/plain\n\nyes\n",
  PEER_CONTACT BODY SDP ("0", ""),
  PEER_CONTACT BODY SDP ("0", "a=inactive\n"),
  PEER_CONTACT BODY SDP_HEAD "m=audio 0 RTP/AVP 0\n",
  PEER_CONTACT BODY SDP_HEAD "m=audio 4000 RTP/AVP 97\na=rtpmap:97 AMR/8000\n",
  PEER_CONTACT BODY SDP_HEAD "m=video 4000 RTP/AVP 0\n",
  PEER_CONTACT BODY SDP_HEAD,
};

typedef enum { HOLD, UNHOLD, RE_INVITE, N_VERBS } Verb;

static void
change (Fixture *fixture, SipgoSession *session, Verb verb, Outcome *outcome)
{
  if (verb == RE_INVITE)
    sipgo_session_invite (session, NULL, NULL, note_re_invite, outcome);
  else if (verb == HOLD)
    sipgo_session_hold (session, NULL, note_hold, outcome);
  else
    sipgo_session_unhold (session, NULL, note_unhold, outcome);
}

static void
change_well (Fixture *fixture, SipgoSession *session, Verb verb)
{
  g_auto (Outcome) outcome = { FALSE };

  change (fixture, session, verb, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
}

static void
change_in_vain (Fixture *fixture, SipgoSession *session, Verb verb, const char *answer)
{
  g_autoptr (SipgoBody) before = sipgo_body_ref (sipgo_session_get_answer (session));
  gboolean held = sipgo_session_get_held (session);
  g_auto (Outcome) outcome = { FALSE };

  change (fixture, session, verb, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n%s", answer);
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  g_assert_true (outcome.error->domain == SIPGO_ERROR);
  g_assert_true (g_str_has_prefix (outcome.error->message, "The call continues without the change: "));
  peer_expect_nothing (fixture->peer, 1000);
  assert_established (session);
  g_assert_cmpint (sipgo_session_get_held (session), ==, held);
  g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
  g_assert_true (sipgo_session_get_answer (session) == before);
}

/* The re-INVITE fails, the call continues, and another re-INVITE is possible. */
static void
test_rfc3264_6_useless_answer (Fixture *fixture, gconstpointer data)
{
  Verb verb;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (useless); i++)
    for (verb = HOLD; verb < N_VERBS; verb++)
      {
        g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
        SipgoSession *session = SIPGO_SESSION (inviter);

        if (verb == UNHOLD)
          change_well (fixture, session, HOLD);
        change_in_vain (fixture, session, verb, useless[i]);
        change_in_vain (fixture, session, verb, useless[i]);
        change_well (fixture, session, verb);
        g_assert_cmpint (sipgo_session_get_held (session), ==, verb == HOLD);
        peer_hangs_up (fixture);
        peer_new_call (fixture->peer);
      }
}

/* The same in an incoming call. */
static void
test_rfc3264_6_useless_answer_of_caller (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (useless); i++)
    change_in_vain (fixture, session, HOLD, useless[i]);
  change_well (fixture, session, HOLD);
  peer_hangs_up (fixture);
}

/* Without an offer of ours: a 2xx without an offer changes nothing; an offer in it needs an answer, and if there is
 * none the call ends (13.2.2.4). */
static void
test_rfc3261_13_2_2_4_useless_offer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  g_auto (Outcome) nothing = { FALSE }, refused = { FALSE }, nonsense = { FALSE };
  SipgoMessage *bye;

  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_session_invite (SIPGO_SESSION (inviter), options, NULL, note_re_invite, &nothing);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" PEER_CONTACT);
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &nothing, SIPGO_ERROR, SIPGO_ERROR_MEDIA);
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_session_invite (SIPGO_SESSION (inviter), options, NULL, note_re_invite, &refused);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" PEER_CONTACT BODY SDP ("0", ""));
  assert_has_text (sipgo_message_get_body (peer_expect (fixture->peer, "ACK")), "m=audio 0 ");
  WAIT_OK (fixture, &refused);
  peer_expect_nothing (fixture->peer, 1000);
  sipgo_session_invite (SIPGO_SESSION (inviter), options, NULL, note_re_invite, &nonsense);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" PEER_CONTACT BODY "nonsense\n");
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &nonsense);
  g_assert_nonnull (nonsense.error);
  bye = peer_expect (fixture->peer, "BYE");
  g_assert_true (sipgo_message_has_header (bye, "Reason"));
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* The re-INVITE of the peer has no offer, and its ACK has no usable answer. */
static void
test_rfc3264_6_useless_answer_in_ack (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_autoptr (SipgoBody) before = sipgo_body_ref (sipgo_session_get_answer (session));
  guint i;

  for (i = 0; i < G_N_ELEMENTS (useless); i++)
    {
      SipgoMessage *response;

      peer_send (fixture->peer, "INVITE\n" PEER_CONTACT);
      response = peer_expect (fixture->peer, "200 INVITE");
      g_assert_nonnull (sipgo_message_get_body (response));
      peer_send (fixture->peer, "ACK\n%s", useless[i]);
      peer_expect_nothing (fixture->peer, 1000);
      assert_established (session);
      g_assert_cmpint (sipgo_session_get_signaling_state (session), ==, SIPGO_SIGNALING_STATE_STABLE);
      g_assert_true (sipgo_session_get_answer (session) == before);
    }
  change_well (fixture, session, HOLD);
  peer_hangs_up (fixture);
}

/* All streams removed, and added again (8.2). */
static void
test_rfc3264_8_2_streams_removed (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  SipgoMessage *response;

  peer_send (fixture->peer, "INVITE\n" PEER_CONTACT BODY SDP ("0", ""));
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_has_text (sipgo_message_get_body (response), "m=audio 0 ");
  peer_acknowledge (fixture->peer, response);
  peer_expect_nothing (fixture->peer, 1000);
  assert_established (session);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  response = peer_expect (fixture->peer, "200 INVITE");
  assert_has_text (sipgo_message_get_body (response), "m=audio 16384 ");
  peer_acknowledge (fixture->peer, response);
  peer_hangs_up (fixture);
}

/* A call that never had a stream ends (13.2.2.4). */
static void
test_rfc3261_13_2_2_4_first_answer_refused (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (useless); i++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *bye;

      peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome), "200 OK\n%s", useless[i]);
      peer_expect (fixture->peer, "ACK");
      bye = peer_expect (fixture->peer, "BYE");
      g_assert_true (sipgo_message_has_header (bye, "Reason"));
      peer_reply (fixture->peer, bye, "200 OK");
      WAIT (fixture, &outcome);
      g_assert_nonnull (outcome.error);
      WAIT_STATE (fixture, inviter, TERMINATED);
      peer_new_call (fixture->peer);
    }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  sipgo_session_invite (SIPGO_SESSION (inviter), NULL, cancellable, note_re_invite, &outcome);
  invite = peer_expect (fixture->peer, "INVITE");
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  g_cancellable_cancel (cancellable);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "CANCEL"), "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  assert_established (SIPGO_SESSION (inviter));
  peer_hangs_up (fixture);
}

static void
test_target_refresh (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  Peer *moved = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");

  peer_send (fixture->peer, "INVITE\nContact: <sip:bob@10.0.0.3:5060>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  run_for (fixture->environment, 10);
  sipgo_session_end (session, NULL, NULL, NULL);
  peer_reply (moved, peer_expect (moved, "BYE"), "200 OK");
  WAIT_STATE (fixture, session, TERMINATED);
  peer_free (moved);
}

/* --- INFO and MESSAGE --------------------------------------------------------------------------------------------- */

static void
test_info (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
  g_autoptr (SipgoBody) body = sipgo_body_new ("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n");
  g_auto (Outcome) info = { FALSE };
  g_auto (Outcome) refused = { FALSE };
  g_auto (Outcome) message = { FALSE };
  SipgoMessage *request;

  sipgo_request_options_set_body (options, body);
  sipgo_session_info (SIPGO_SESSION (inviter), options, NULL, note_info, &info);
  request = peer_expect (fixture->peer, "INFO");
  assert_header (request, "Content-Type", "application/dtmf-relay");
  assert_header (request, "CSeq", "2 INFO");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &info);
  sipgo_session_info (SIPGO_SESSION (inviter), options, NULL, note_info, &refused);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INFO"), "415 Unsupported Media Type");
  WAIT_ERROR (fixture, &refused, SIPGO_STATUS, 415);
  assert_established (SIPGO_SESSION (inviter));
  sipgo_session_message (SIPGO_SESSION (inviter), NULL, NULL, note_message, &message);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "MESSAGE"), "202 Accepted");
  WAIT_OK (fixture, &message);
  peer_hangs_up (fixture);
}

static void
test_info_gone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) info = { FALSE };

  sipgo_session_info (SIPGO_SESSION (inviter), NULL, NULL, note_info, &info);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INFO"), "481 Gone");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "481 Gone");
  WAIT_ERROR (fixture, &info, SIPGO_STATUS, 481);
  WAIT_STATE (fixture, inviter, TERMINATED);
}

static void
test_info_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) info = { FALSE };

  sipgo_session_info (SIPGO_SESSION (inviter), NULL, cancellable, note_info, &info);
  peer_expect (fixture->peer, "INFO");
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (fixture, &info, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  peer_expect_nothing (fixture->peer, 40000);
  assert_established (SIPGO_SESSION (inviter));
  peer_hangs_up (fixture);
}

static void
test_wrong_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) info = { FALSE };
  g_auto (Outcome) bye = { FALSE };
  g_auto (Outcome) hold = { FALSE };
  g_auto (Outcome) refer = { FALSE };

  sipgo_session_info (SIPGO_SESSION (inviter), NULL, NULL, note_info, &info);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &bye);
  sipgo_session_hold (SIPGO_SESSION (inviter), NULL, note_hold, &hold);
  sipgo_session_refer (SIPGO_SESSION (inviter), "sip:carol@example.com", NULL, NULL, note_refer, &refer);
  WAIT_ERROR (fixture, &info, SIPGO_ERROR, SIPGO_ERROR_STATE);
  WAIT_ERROR (fixture, &bye, SIPGO_ERROR, SIPGO_ERROR_STATE);
  WAIT_ERROR (fixture, &hold, SIPGO_ERROR, SIPGO_ERROR_STATE);
  WAIT_ERROR (fixture, &refer, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

static void
refuse (SipgoSession *session, SipgoIncomingRequest *request, guint *n)
{
  *n += 1;
  g_assert_true (sipgo_incoming_request_reject (request, NULL, NULL));
}

static void
test_received (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_autoptr (SipgoIncomingRequest) kept = NULL;
  guint n = 0;

  peer_send (fixture->peer, "INFO");
  peer_expect (fixture->peer, "200 INFO");
  peer_send (fixture->peer, "MESSAGE");
  peer_expect (fixture->peer, "200 MESSAGE");
  peer_send (fixture->peer, "NOTIFY\nEvent: presence\nSubscription-State: active");
  peer_expect (fixture->peer, "481 NOTIFY");
  peer_send (fixture->peer, "OPTIONS");
  peer_expect (fixture->peer, "200 OPTIONS");
  g_signal_connect (session, "info-received", G_CALLBACK (refuse), &n);
  peer_send (fixture->peer, "INFO");
  peer_expect (fixture->peer, "480 INFO");
  g_assert_cmpuint (n, ==, 1);
  g_signal_connect (session, "message-received", G_CALLBACK (defer_and_keep_request), &kept);
  peer_send (fixture->peer, "MESSAGE");
  peer_expect_nothing (fixture->peer, 1000);
  g_assert_true (sipgo_incoming_request_accept (kept, NULL, NULL));
  peer_expect (fixture->peer, "200 MESSAGE");
  peer_hangs_up (fixture);
}

/* The response of a handler to a BYE changes nothing: the call has ended. */
static void
test_bye_refused (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint n = 0;

  g_signal_connect (session, "bye-received", G_CALLBACK (refuse), &n);
  peer_send (fixture->peer, "BYE");
  peer_expect (fixture->peer, "480 BYE");
  WAIT_STATE (fixture, session, TERMINATED);
  g_assert_cmpuint (n, ==, 1);
}

/* No response to our BYE: the call has ended (15.1.1). */
static void
test_bye_unanswered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  g_auto (Outcome) outcome = { FALSE };
  gint64 start = sipgo_environment_now (fixture->environment);

  sipgo_session_end (SIPGO_SESSION (inviter), NULL, note_end, &outcome);
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_environment_now (fixture->environment) - start, ==, SIPGO_SECONDS (32));
}

/* Both send a BYE at the same time: each is answered. */
static void
test_both_hang_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish_by_us (fixture);
  SipgoMessage *bye;

  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  bye = peer_expect (fixture->peer, "BYE");
  peer_send (fixture->peer, "BYE");
  peer_expect (fixture->peer, "200 BYE");
  peer_reply (fixture->peer, bye, "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/re-invite/hold", test_hold);
  ADD ("/re-invite/hold-by-options", test_hold_by_options);
  ADD ("/re-invite/set-held-accepted", test_set_held_accepted);
  ADD ("/re-invite/set-held-refused", test_set_held_refused);
  ADD ("/re-invite/set-held-while-changing", test_set_held_while_changing);
  ADD ("/re-invite/set-held-without-call", test_set_held_without_call);
  ADD ("/re-invite/hold-by-peer", test_hold_by_peer);
  ADD ("/re-invite/of-inviter", test_of_inviter);
  ADD ("/re-invite/refused", test_refused);
  ADD ("/re-invite/peer-refused", test_peer_refused);
  ADD ("/re-invite/without-offer-by-peer", test_without_offer_by_peer);
  ADD ("/re-invite/without-offer-by-us", test_without_offer_by_us);
  ADD ("/re-invite/retry/caller", test_retry_of_caller);
  ADD ("/re-invite/retry/called", test_retry_of_called);
  ADD ("/re-invite/retry/not-wanted", test_retry_not_wanted);
  ADD ("/re-invite/collision/established", test_collision);
  ADD ("/re-invite/collision/establishing", test_collision_while_establishing);
  ADD ("/re-invite/collision/second-of-peer", test_second_invite_of_peer);
  ADD ("/re-invite/collision/one-at-a-time", test_one_at_a_time);
  ADD ("/re-invite/gone", test_gone);
  ADD ("/re-invite/rfc3264-6/useless-answer", test_rfc3264_6_useless_answer);
  ADD ("/re-invite/rfc3264-6/useless-answer-of-caller", test_rfc3264_6_useless_answer_of_caller);
  ADD ("/re-invite/rfc3264-6/useless-answer-in-ack", test_rfc3264_6_useless_answer_in_ack);
  ADD ("/re-invite/rfc3264-8.2/streams-removed", test_rfc3264_8_2_streams_removed);
  ADD ("/re-invite/rfc3261-13.2.2.4/useless-offer", test_rfc3261_13_2_2_4_useless_offer);
  ADD ("/re-invite/rfc3261-13.2.2.4/first-answer-refused", test_rfc3261_13_2_2_4_first_answer_refused);
  ADD ("/re-invite/cancelled", test_cancelled);
  ADD ("/re-invite/target-refresh", test_target_refresh);
  ADD ("/in-dialog/sent", test_info);
  ADD ("/in-dialog/gone", test_info_gone);
  ADD ("/in-dialog/cancelled", test_info_cancelled);
  ADD ("/in-dialog/wrong-state", test_wrong_state);
  ADD ("/in-dialog/received", test_received);
  ADD ("/in-dialog/bye-refused", test_bye_refused);
  ADD ("/in-dialog/bye-unanswered", test_bye_unanswered);
  ADD ("/in-dialog/both-hang-up", test_both_hang_up);
  return g_test_run ();
}

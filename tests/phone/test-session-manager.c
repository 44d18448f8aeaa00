/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A manager and its calls, up to the answer. */
#include "manager-util.h"

/* --- calling ------------------------------------------------------------------------------------------------------ */

static void
test_call (Managed *self, gconstpointer data)
{
  SipgoSession *session = managed_call (self);
  SipgoManagedSession *managed = sipgo_session_manager_find (self->manager, session);
  g_autoptr (SipgoManagedSession) first = g_list_model_get_item (sipgo_session_manager_get_sessions (self->manager), 0);

  g_assert_cmpuint (managed_count (self), ==, 1);
  g_assert_true (first == managed);
  g_assert_true (sipgo_managed_session_get_session (managed) == session);
  g_assert_true (sipgo_session_manager_get_user_agent (self->manager) == self->base.agent);
  managed_hang_up (self);
  g_assert_cmpuint (managed_count (self), ==, 0);
}

static void
test_call_fails (Managed *self, gconstpointer data)
{
  g_auto (Outcome) bad = { FALSE }, refused = { FALSE };

  sipgo_session_manager_call (self->manager, "no address", NULL, NULL, note_call, &bad);
  WAIT (&self->base, &bad);
  g_assert_nonnull (bad.error);
  assert_told (self, "");
  sipgo_session_manager_call (self->manager, "sip:bob@10.0.0.2:5060", NULL, NULL, note_call, &refused);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "486 Busy Here");
  peer_expect (self->base.peer, "ACK");
  WAIT_ERROR (&self->base, &refused, SIPGO_STATUS, 486);
  assert_told (self, "created over ");
}

/* A call is given up while it rings. */
static void
test_hangup_before_answer (Managed *self, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (&self->base);
  g_auto (Outcome) called = { FALSE }, over = { FALSE };
  SipgoMessage *invite;

  sipgo_session_manager_invite (self->manager, inviter, NULL, NULL, note_manager_invite, &called);
  invite = peer_expect (self->base.peer, "INVITE");
  peer_reply (self->base.peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (self->base.environment, 10);
  sipgo_session_manager_hangup (self->manager, SIPGO_SESSION (inviter), NULL, note_manager_hangup, &over);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "CANCEL"), "200 OK");
  peer_reply (self->base.peer, invite, "487 Request Terminated");
  peer_expect (self->base.peer, "ACK");
  WAIT_OK (&self->base, &over);
  WAIT (&self->base, &called);
  g_assert_nonnull (called.error);
  assert_told (self, "created over ");
}

static void
test_limit (Managed *self, gconstpointer data)
{
  g_auto (Outcome) second = { FALSE }, third = { FALSE };

  g_object_set (self->manager, "max-simultaneous-sessions", 1, NULL);
  managed_call (self);
  sipgo_session_manager_call (self->manager, "sip:bob@10.0.0.2:5060", NULL, NULL, note_call, &second);
  WAIT_ERROR (&self->base, &second, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_new_call (self->base.peer);
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "486 INVITE"));
  assert_told (self, "");
  g_object_set (self->manager, "max-simultaneous-sessions", 0, NULL);
  sipgo_session_manager_call (self->manager, "sip:carol@10.0.0.2:5060", NULL, NULL, note_call, &third);
  assert_told (self, "created ");
  g_assert_cmpuint (managed_count (self), ==, 2);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "404 Not Found");
  peer_expect (self->base.peer, "ACK");
  WAIT_ERROR (&self->base, &third, SIPGO_STATUS, 404);
  settle (&self->base);
}

/* A call that cannot begin takes nobody's place. */
static void
test_cannot_begin (Managed *self, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) again = { FALSE }, stopped = { FALSE }, late = { FALSE };

  inviter = SIPGO_INVITER (g_object_ref (managed_call (self)));
  managed_hang_up (self);
  sipgo_session_manager_invite (self->manager, inviter, NULL, NULL, note_manager_invite, &again);
  WAIT_ERROR (&self->base, &again, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_user_agent_stop (self->base.agent, NULL, note_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  sipgo_session_manager_call (self->manager, "sip:bob@10.0.0.2:5060", NULL, NULL, note_call, &late);
  WAIT_ERROR (&self->base, &late, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_cmpuint (managed_count (self), ==, 0);
  assert_told (self, "");
}

/* The session of another agent, or of nobody any more. */
static void
test_foreign_session (Managed *self, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (&self->base);
  SipgoSession *session = SIPGO_SESSION (inviter);
  Outcome outcomes[4] = { { FALSE } };

  sipgo_session_manager_hangup (self->manager, session, NULL, note_manager_hangup, &outcomes[0]);
  sipgo_session_manager_hold (self->manager, session, NULL, note_manager_hold, &outcomes[1]);
  sipgo_session_manager_send_dtmf (self->manager, session, "1", NULL, note_manager_send_dtmf, &outcomes[2]);
  sipgo_session_manager_transfer (self->manager, session, "sip:carol@example.com", NULL, NULL, note_manager_transfer,
                                  &outcomes[3]);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      WAIT_ERROR (&self->base, &outcomes[i], SIPGO_ERROR, SIPGO_ERROR_STATE);
      outcome_clear (&outcomes[i]);
    }
  sipgo_session_manager_mute (self->manager, session);
  g_assert_false (sipgo_session_manager_is_muted (self->manager, session));
  g_assert_false (sipgo_session_manager_is_held (self->manager, session));
}

/* --- being called ------------------------------------------------------------------------------------------------- */

static void
be_rung (Managed *self)
{
  g_signal_connect (self->manager, "call-received", G_CALLBACK (note_received), self);
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  assert_told (self, "created received ");
}

static void
test_nobody_home (Managed *self, gconstpointer data)
{
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "480 INVITE"));
  assert_told (self, "created over ");
}

static void
test_answer (Managed *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_rung (self);
  sipgo_session_manager_answer (self->manager, self->session, NULL, NULL, note_manager_answer, &outcome);
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "200 INVITE"));
  WAIT_OK (&self->base, &outcome);
  run_for (self->base.environment, 10);
  assert_told (self, "answered ");
  peer_hangs_up (&self->base);
  assert_told (self, "over ");
}

static void
test_decline (Managed *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_rung (self);
  sipgo_session_manager_decline (self->manager, self->session, NULL, NULL, note_manager_decline, &outcome);
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "480 INVITE"));
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "over ");
}

static void
test_answer_our_own (Managed *self, gconstpointer data)
{
  g_auto (Outcome) answer = { FALSE }, decline = { FALSE };

  managed_call (self);
  sipgo_session_manager_answer (self->manager, self->session, NULL, NULL, note_manager_answer, &answer);
  WAIT_ERROR (&self->base, &answer, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_session_manager_decline (self->manager, self->session, NULL, NULL, note_manager_decline, &decline);
  WAIT_ERROR (&self->base, &decline, SIPGO_ERROR, SIPGO_ERROR_STATE);
  managed_hang_up (self);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_MANAGED ("/ua/session-manager/call", test_call);
  ADD_MANAGED ("/ua/session-manager/call-fails", test_call_fails);
  ADD_MANAGED ("/ua/session-manager/hangup-before-answer", test_hangup_before_answer);
  ADD_MANAGED ("/ua/session-manager/limit", test_limit);
  ADD_MANAGED ("/ua/session-manager/cannot-begin", test_cannot_begin);
  ADD_MANAGED ("/ua/session-manager/foreign-session", test_foreign_session);
  ADD_MANAGED ("/ua/session-manager/nobody-home", test_nobody_home);
  ADD_MANAGED ("/ua/session-manager/answer", test_answer);
  ADD_MANAGED ("/ua/session-manager/decline", test_decline);
  ADD_MANAGED ("/ua/session-manager/answer-our-own", test_answer_our_own);
  return g_test_run ();
}

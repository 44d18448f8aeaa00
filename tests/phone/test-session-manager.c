/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The session manager and its calls, up to the answer. */
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

/* A call is cancelled while it rings. */
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

/* --- settings ----------------------------------------------------------------------------------------------------- */

static void
note_setting (SipgoSessionManager *manager, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

/* Each by its functions and by its property, with one notification for each change. */
static void
test_settings (Managed *self, gconstpointer data)
{
  static const char *const booleans[] = { "auto-stop", "registration-retry", "follow-referrals",
                                          "send-dtmf-using-session-description-handler" };
  static gboolean (*const getters[]) (SipgoSessionManager *) = {
    sipgo_session_manager_get_auto_stop, sipgo_session_manager_get_registration_retry,
    sipgo_session_manager_get_follow_referrals,
    sipgo_session_manager_get_send_dtmf_using_session_description_handler
  };
  static void (*const setters[]) (SipgoSessionManager *, gboolean) = {
    sipgo_session_manager_set_auto_stop, sipgo_session_manager_set_registration_retry,
    sipgo_session_manager_set_follow_referrals,
    sipgo_session_manager_set_send_dtmf_using_session_description_handler
  };
  static const char *const numbers[] = { "max-simultaneous-sessions", "reconnection-attempts", "reconnection-delay",
                                         "registration-retry-interval", "options-ping-interval" };
  static guint (*const number_getters[]) (SipgoSessionManager *) = {
    sipgo_session_manager_get_max_simultaneous_sessions, sipgo_session_manager_get_reconnection_attempts,
    sipgo_session_manager_get_reconnection_delay, sipgo_session_manager_get_registration_retry_interval,
    sipgo_session_manager_get_options_ping_interval
  };
  static void (*const number_setters[]) (SipgoSessionManager *, guint) = {
    sipgo_session_manager_set_max_simultaneous_sessions, sipgo_session_manager_set_reconnection_attempts,
    sipgo_session_manager_set_reconnection_delay, sipgo_session_manager_set_registration_retry_interval,
    sipgo_session_manager_set_options_ping_interval
  };
  g_autoptr (GString) told = g_string_new (NULL);
  gulong handler = g_signal_connect (self->manager, "notify", G_CALLBACK (note_setting), told);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (booleans); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%s %s ", booleans[i], booleans[i]);
      gboolean before = getters[i] (self->manager);
      gboolean now;

      setters[i] (self->manager, !before);
      setters[i] (self->manager, !before);
      g_object_get (self->manager, booleans[i], &now, NULL);
      g_assert_cmpint (now, ==, !before);
      g_object_set (self->manager, booleans[i], before, NULL);
      g_assert_cmpint (getters[i] (self->manager), ==, before);
      g_assert_cmpstr (told->str, ==, expected);
      g_string_truncate (told, 0);
    }
  for (i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%s %s ", numbers[i], numbers[i]);
      guint before = number_getters[i] (self->manager);
      guint now;

      number_setters[i] (self->manager, before + 7);
      number_setters[i] (self->manager, before + 7);
      g_object_get (self->manager, numbers[i], &now, NULL);
      g_assert_cmpuint (now, ==, before + 7);
      g_object_set (self->manager, numbers[i], before, NULL);
      g_assert_cmpuint (number_getters[i] (self->manager), ==, before);
      g_assert_cmpstr (told->str, ==, expected);
      g_string_truncate (told, 0);
    }
  g_signal_handler_disconnect (self->manager, handler);
}

/* Two of them are properties of the agent. */
static void
test_settings_of_agent (Managed *self, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);

  g_signal_connect (self->manager, "notify", G_CALLBACK (note_setting), told);
  sipgo_user_agent_set_reconnection_attempts (self->base.agent, 9);
  g_assert_cmpuint (sipgo_session_manager_get_reconnection_attempts (self->manager), ==, 9);
  sipgo_session_manager_set_reconnection_delay (self->manager, 8);
  g_assert_cmpuint (sipgo_user_agent_get_reconnection_delay (self->base.agent), ==, 8);
  g_assert_cmpstr (told->str, ==, "reconnection-attempts reconnection-delay ");
  g_signal_handlers_disconnect_by_data (self->manager, told);
}

static void
test_settings_for_the_server (Managed *self, gconstpointer data)
{
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
  g_autoptr (SipgoSessionManager) other = g_object_new (SIPGO_TYPE_SESSION_MANAGER, "aor", "sip:alice@example.com",
                                                        NULL);

  g_assert_cmpstr (sipgo_session_manager_get_aor (other), ==, "sip:alice@example.com");
  g_assert_null (sipgo_session_manager_get_aor (self->manager));
  g_assert_null (sipgo_session_manager_get_register_options (self->manager));
  sipgo_session_manager_set_register_options (self->manager, options);
  g_assert_true (sipgo_session_manager_get_register_options (self->manager) == options);
  sipgo_session_manager_set_register_options (self->manager, NULL);
  g_assert_null (sipgo_session_manager_get_register_options (self->manager));
  g_assert_null (sipgo_session_manager_get_options_ping_request_uri (self->manager));
  sipgo_session_manager_set_options_ping_request_uri (self->manager, "sip:example.com");
  g_assert_cmpstr (sipgo_session_manager_get_options_ping_request_uri (self->manager), ==, "sip:example.com");
}

/* A call that cannot start does not count. */
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

/* A session of another agent, or without an agent. */
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

/* --- incoming calls ----------------------------------------------------------------------------------------------- */

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
  ADD_MANAGED ("/ua/session-manager/settings", test_settings);
  ADD_MANAGED ("/ua/session-manager/settings-of-agent", test_settings_of_agent);
  ADD_MANAGED ("/ua/session-manager/settings-for-the-server", test_settings_for_the_server);
  ADD_MANAGED ("/ua/session-manager/cannot-begin", test_cannot_begin);
  ADD_MANAGED ("/ua/session-manager/foreign-session", test_foreign_session);
  ADD_MANAGED ("/ua/session-manager/nobody-home", test_nobody_home);
  ADD_MANAGED ("/ua/session-manager/answer", test_answer);
  ADD_MANAGED ("/ua/session-manager/decline", test_decline);
  ADD_MANAGED ("/ua/session-manager/answer-our-own", test_answer_our_own);
  return g_test_run ();
}

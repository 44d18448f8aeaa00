/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A simple user: a phone with one line. */
#include "libsipgo/phone/sipgo-simple-user.h"
#include "tests/util/ua-util.h"

typedef struct
{
  Fixture base;
  SipgoSimpleUser *user;
  GString *log;                    /* its signals */
} Simple;

#define USER_NOTE(name) static NOTE_BOOLEAN (user_##name, SipgoSimpleUser, sipgo_simple_user_##name##_finish)
USER_NOTE (start)
USER_NOTE (stop)
USER_NOTE (register)
USER_NOTE (unregister)
USER_NOTE (call)
USER_NOTE (answer)
USER_NOTE (decline)
USER_NOTE (hangup)
USER_NOTE (hold)
USER_NOTE (unhold)
USER_NOTE (send_dtmf)
USER_NOTE (message)

static void
told (Simple *self, const char *word)
{
  g_string_append_printf (self->log, "%s ", word);
}

#define TELL(name) static void tell_##name (SipgoSimpleUser *user, Simple *self) { told (self, #name); }
TELL (created)
TELL (received)
TELL (answered)
TELL (over)
TELL (registered)
TELL (unregistered)
TELL (connected)

static void
tell_disconnected (SipgoSimpleUser *user, const GError *error, Simple *self)
{
  told (self, error ? "lost" : "left");
}

static void
tell_hold (SipgoSimpleUser *user, gboolean held, Simple *self)
{
  told (self, held ? "held" : "resumed");
}

static void
tell_tone (SipgoSimpleUser *user, const char *tone, guint duration, Simple *self)
{
  g_assert_cmpuint (duration, ==, 160);
  told (self, tone);
}

static void
tell_message (SipgoSimpleUser *user, const char *text, Simple *self)
{
  g_string_append_printf (self->log, "<%s> ", text);
}

static void
set_up (Simple *self, gconstpointer data)
{
  fixture_set_up (&self->base, data);
  self->log = g_string_new (NULL);
  self->user = sipgo_simple_user_new (self->base.agent);
  g_object_set (sipgo_simple_user_get_manager (self->user), "auto-stop", FALSE, NULL);
  g_signal_connect (self->user, "call-created", G_CALLBACK (tell_created), self);
  g_signal_connect (self->user, "call-answered", G_CALLBACK (tell_answered), self);
  g_signal_connect (self->user, "call-hangup", G_CALLBACK (tell_over), self);
  g_signal_connect (self->user, "call-hold", G_CALLBACK (tell_hold), self);
  g_signal_connect (self->user, "call-dtmf-received", G_CALLBACK (tell_tone), self);
  g_signal_connect (self->user, "message-received", G_CALLBACK (tell_message), self);
  g_signal_connect (self->user, "registered", G_CALLBACK (tell_registered), self);
  g_signal_connect (self->user, "unregistered", G_CALLBACK (tell_unregistered), self);
  g_signal_connect (self->user, "server-connected", G_CALLBACK (tell_connected), self);
  g_signal_connect (self->user, "server-disconnected", G_CALLBACK (tell_disconnected), self);
}

static void
tear_down (Simple *self, gconstpointer data)
{
  settle (&self->base);
  g_assert_finalize_object (self->user);
  g_string_free (self->log, TRUE);
  fixture_tear_down (&self->base, data);
}

#undef ADD
#define ADD(path, function) g_test_add ("/ua/simple-user/" path, Simple, NULL, set_up, function, tear_down)

#define assert_told(self, words) \
  G_STMT_START { g_assert_cmpstr ((self)->log->str, ==, words); g_string_truncate ((self)->log, 0); } G_STMT_END

static void
call (Simple *self)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simple_user_call (self->user, "sip:bob@10.0.0.2:5060", NULL, NULL, note_user_call, &outcome);
  g_assert_nonnull (sipgo_simple_user_get_session (self->user));
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->base.peer, "ACK");
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "created answered ");
}

static void
hang_up (Simple *self)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simple_user_hangup (self->user, NULL, note_user_hangup, &outcome);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "BYE"), "200 OK");
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "over ");
  g_assert_null (sipgo_simple_user_get_session (self->user));
}

/* --- the call ----------------------------------------------------------------------------------------------------- */

/* One call at a time, in either direction. */
static void
test_call (Simple *self, gconstpointer data)
{
  g_auto (Outcome) second = { FALSE };

  call (self);
  sipgo_simple_user_call (self->user, "sip:carol@10.0.0.2:5060", NULL, NULL, note_user_call, &second);
  WAIT_ERROR (&self->base, &second, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_new_call (self->base.peer);
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "486 INVITE"));
  assert_told (self, "");
}

static void
test_no_call (Simple *self, gconstpointer data)
{
  Outcome outcomes[6] = { { FALSE } };

  sipgo_simple_user_hangup (self->user, NULL, note_user_hangup, &outcomes[0]);
  sipgo_simple_user_answer (self->user, NULL, NULL, note_user_answer, &outcomes[1]);
  sipgo_simple_user_decline (self->user, NULL, NULL, note_user_decline, &outcomes[2]);
  sipgo_simple_user_hold (self->user, NULL, note_user_hold, &outcomes[3]);
  sipgo_simple_user_unhold (self->user, NULL, note_user_unhold, &outcomes[4]);
  sipgo_simple_user_send_dtmf (self->user, "1", NULL, note_user_send_dtmf, &outcomes[5]);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      WAIT_ERROR (&self->base, &outcomes[i], SIPGO_ERROR, SIPGO_ERROR_STATE);
      outcome_clear (&outcomes[i]);
    }
  sipgo_simple_user_mute (self->user);
  sipgo_simple_user_unmute (self->user);
  g_assert_false (sipgo_simple_user_is_muted (self->user));
  g_assert_false (sipgo_simple_user_is_held (self->user));
}

static void
be_rung (Simple *self)
{
  g_signal_connect (self->user, "call-received", G_CALLBACK (tell_received), self);
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  assert_told (self, "created received ");
}

static void
test_answer (Simple *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_rung (self);
  sipgo_simple_user_answer (self->user, NULL, NULL, note_user_answer, &outcome);
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "200 INVITE"));
  WAIT_OK (&self->base, &outcome);
  run_for (self->base.environment, 10);
  assert_told (self, "answered ");
  peer_hangs_up (&self->base);
  assert_told (self, "over ");
  g_assert_null (sipgo_simple_user_get_session (self->user));
}

static void
test_decline (Simple *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  be_rung (self);
  sipgo_simple_user_decline (self->user, NULL, NULL, note_user_decline, &outcome);
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "480 INVITE"));
  WAIT_OK (&self->base, &outcome);
  assert_told (self, "over ");
}

static void
test_nobody_home (Simple *self, gconstpointer data)
{
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "480 INVITE"));
  assert_told (self, "created over ");
}

static void
tell_manager_received (SipgoSessionManager *manager, SipgoInvitation *invitation, Simple *self)
{
  told (self, "received");
}

/* If only the manager has a handler, that one decides. */
static void
test_manager_alone (Simple *self, gconstpointer data)
{
  g_auto (Outcome) declined = { FALSE };

  g_signal_connect (sipgo_simple_user_get_manager (self->user), "call-received", G_CALLBACK (tell_manager_received),
                    self);
  peer_send (self->base.peer, "INVITE\n" WITH_SDP);
  peer_expect (self->base.peer, "180 INVITE");
  peer_expect_nothing (self->base.peer, 1000);
  assert_told (self, "created received ");
  sipgo_simple_user_decline (self->user, NULL, NULL, note_user_decline, &declined);
  peer_acknowledge (self->base.peer, peer_expect (self->base.peer, "480 INVITE"));
  WAIT_OK (&self->base, &declined);
  assert_told (self, "over ");
}

static void
answer_re_invite (Simple *self)
{
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->base.peer, "ACK");
}

static void
test_hold_and_mute (Simple *self, gconstpointer data)
{
  g_auto (Outcome) hold = { FALSE }, unhold = { FALSE };

  call (self);
  sipgo_simple_user_hold (self->user, NULL, note_user_hold, &hold);
  answer_re_invite (self);
  WAIT_OK (&self->base, &hold);
  g_assert_true (sipgo_simple_user_is_held (self->user));
  sipgo_simple_user_unhold (self->user, NULL, note_user_unhold, &unhold);
  answer_re_invite (self);
  WAIT_OK (&self->base, &unhold);
  assert_told (self, "held resumed ");
  sipgo_simple_user_mute (self->user);
  g_assert_true (sipgo_simple_user_is_muted (self->user));
  sipgo_simple_user_unmute (self->user);
  g_assert_false (sipgo_simple_user_is_muted (self->user));
  hang_up (self);
}

static void
test_dtmf (Simple *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  call (self);
  sipgo_simple_user_send_dtmf (self->user, "1", NULL, note_user_send_dtmf, &outcome);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INFO"), "200 OK");
  WAIT_OK (&self->base, &outcome);
  peer_send (self->base.peer, "INFO\nContent-Type: application/dtmf-relay\n\nSignal=5\nDuration=160\n");
  peer_expect (self->base.peer, "200 INFO");
  assert_told (self, "5 ");
  hang_up (self);
}

/* The peer transfers us to Carol and sends a BYE: the call with Carol is the session. */
static void
test_transferred (Simple *self, gconstpointer data)
{
  g_autoptr (SipgoSession) first = NULL;
  SipgoSession *session;
  Peer *carol = peer_new (self->base.environment, self->base.network, "10.0.0.3:5060");

  call (self);
  first = g_object_ref (sipgo_simple_user_get_session (self->user));
  g_object_set (sipgo_simple_user_get_manager (self->user), "follow-referrals", TRUE, NULL);
  peer_send (self->base.peer, "REFER\n" PEER_CONTACT "Refer-To: <sip:carol@10.0.0.3:5060>\n");
  peer_reply (carol, peer_expect (carol, "INVITE"),
              "200 OK\nContact: <sip:carol@10.0.0.3:5060>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (carol, "ACK");
  peer_skip (self->base.peer);
  session = sipgo_simple_user_get_session (self->user);
  g_assert_true (session != first);
  assert_told (self, "created answered ");
  peer_hangs_up (&self->base);
  assert_told (self, "over ");
  g_assert_true (sipgo_simple_user_get_session (self->user) == session);
  peer_free (carol);
}

/* --- outside of the call ------------------------------------------------------------------------------------------ */

static void
test_messages (Simple *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_simple_user_message (self->user, "sip:bob@10.0.0.2:5060", "tea?", NULL, note_user_message, &outcome);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "MESSAGE"), "200 OK");
  WAIT_OK (&self->base, &outcome);
  peer_new_call (self->base.peer);
  peer_send (self->base.peer, "MESSAGE sip:alice@10.0.0.1\nContent-Type: text/plain\n\nmilk");
  peer_expect (self->base.peer, "200 MESSAGE");
  peer_new_call (self->base.peer);
  peer_send (self->base.peer, "MESSAGE sip:alice@10.0.0.1");
  peer_expect (self->base.peer, "200 MESSAGE");
  assert_told (self, "<milk> <> ");
}

static void
test_server (Simple *self, gconstpointer data)
{
  g_auto (Outcome) registered = { FALSE }, unregistered = { FALSE }, stopped = { FALSE }, started = { FALSE };
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2", NULL);
  SipgoMessage *request;
  g_autofree char *contact = NULL;

  sipgo_user_agent_set_uri (self->base.agent, uri);
  sipgo_simple_user_register (self->user, NULL, NULL, note_user_register, &registered);
  request = peer_expect (self->base.peer, "REGISTER");
  contact = sipgo_message_get_header (request, "Contact");
  peer_reply (self->base.peer, request, "200 OK\nContact: %s;expires=600", contact);
  WAIT_OK (&self->base, &registered);
  sipgo_simple_user_unregister (self->user, NULL, NULL, note_user_unregister, &unregistered);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "REGISTER"), "200 OK");
  WAIT_OK (&self->base, &unregistered);
  assert_told (self, "registered unregistered ");
  sipgo_simple_user_stop (self->user, NULL, note_user_stop, &stopped);
  WAIT_OK (&self->base, &stopped);
  g_assert_false (sipgo_simple_user_is_connected (self->user));
  sipgo_simple_user_start (self->user, NULL, note_user_start, &started);
  WAIT_OK (&self->base, &started);
  g_assert_true (sipgo_simple_user_is_connected (self->user));
  assert_told (self, "left connected ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("call", test_call);
  ADD ("no-call", test_no_call);
  ADD ("answer", test_answer);
  ADD ("decline", test_decline);
  ADD ("nobody-home", test_nobody_home);
  ADD ("manager-alone", test_manager_alone);
  ADD ("hold-and-mute", test_hold_and_mute);
  ADD ("dtmf", test_dtmf);
  ADD ("transferred", test_transferred);
  ADD ("messages", test_messages);
  ADD ("server", test_server);
  return g_test_run ();
}

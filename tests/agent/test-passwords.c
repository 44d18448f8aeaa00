/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A server asks for a password that the account does not have: the application is asked for it. */
#include "tests/util/ua-util.h"

#include <string.h>

#define CHALLENGE(nonce) "401 Unauthorized\nWWW-Authenticate: Digest realm=\"office\", nonce=\"" nonce "\""

/* What the application is asked, and what it does. */
typedef struct
{
  Fixture *fixture;
  SipgoPasswordRequest *question;  /* a deferred one */
  guint n_questions;
  gboolean defers;
  const char *password;            /* NULL: it refuses */
  gboolean was_refused;
  SipgoMessager *messager;
  Outcome outcome;
} App;

static void
provide (SipgoPasswordRequest *question, const char *password)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("bob", password);
  g_autoptr (GError) error = NULL;

  sipgo_password_request_provide (question, credentials, &error);
  g_assert_no_error (error);
}

static void
ask (SipgoUserAgent *agent, SipgoPasswordRequest *question, App *self)
{
  self->n_questions++;
  self->was_refused = sipgo_password_request_get_was_refused (question);
  g_assert_cmpstr (sipgo_password_request_get_realm (question), ==, "office");
  if (self->defers)
    {
      g_assert_true (sipgo_password_request_defer (question, NULL));
      g_set_object (&self->question, question);
    }
  else if (self->password)
    {
      provide (question, self->password);
    }
}

static void
begin (App *self, Fixture *fixture)
{
  *self = (App) { .fixture = fixture };
  g_object_set (fixture->agent, "uri", NULL, NULL);
  g_signal_connect (fixture->agent, "password-needed", G_CALLBACK (ask), self);
}

static SipgoMessage *
send_message (App *self)
{
  self->messager = sipgo_messager_new (self->fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  sipgo_messager_message (self->messager, NULL, NULL, note_messager, &self->outcome);
  return peer_expect (self->fixture->peer, "MESSAGE");
}

static void
end (App *self)
{
  g_clear_object (&self->question);
  g_clear_object (&self->messager);
  outcome_clear (&self->outcome);
}

static SipgoMessage *
expect_authorized (Fixture *fixture, const char *username)
{
  SipgoMessage *request = peer_expect (fixture->peer, "MESSAGE");
  g_autofree char *value = sipgo_message_get_header (request, "Authorization");
  g_autofree char *expected = g_strdup_printf ("username=\"%s\"", username);

  g_assert_nonnull (value);
  g_assert_nonnull (strstr (value, expected));
  return request;
}

/* The password is there at once, wrong at first. */
static void
test_provided (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  App app;

  begin (&app, fixture);
  app.password = "wrong";
  peer_reply (fixture->peer, send_message (&app), CHALLENGE ("1"));
  request = expect_authorized (fixture, "bob");
  g_assert_false (app.was_refused);
  app.password = "right";
  peer_reply (fixture->peer, request, CHALLENGE ("2"));
  request = expect_authorized (fixture, "bob");
  g_assert_true (app.was_refused);
  g_assert_cmpuint (app.n_questions, ==, 2);
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &app.outcome);
  /* The account has it now. */
  end (&app);
  app.outcome = (Outcome) { FALSE };
  app.messager = sipgo_messager_new (fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  sipgo_messager_message (app.messager, NULL, NULL, note_messager, &app.outcome);
  peer_reply (fixture->peer, expect_authorized (fixture, "bob"), "200 OK");
  WAIT_OK (fixture, &app.outcome);
  g_assert_cmpuint (app.n_questions, ==, 2);
  end (&app);
}

/* The user types it an hour later; another request that is challenged meanwhile waits for the same answer. */
static void
test_deferred (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoMessager) other = NULL;
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (GError) error = NULL;
  App app;

  begin (&app, fixture);
  app.defers = TRUE;
  peer_reply (fixture->peer, send_message (&app), CHALLENGE ("1"));
  other = sipgo_messager_new (fixture->agent, "sip:carol@10.0.0.2:5060", NULL);
  sipgo_messager_message (other, NULL, NULL, note_messager, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "MESSAGE"), CHALLENGE ("2"));
  peer_expect_nothing (fixture->peer, 3600000);
  g_assert_cmpuint (app.n_questions, ==, 1);
  g_assert_false (app.outcome.done || outcome.done);
  provide (app.question, "secret");
  g_assert_false (sipgo_password_request_refuse (app.question, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_reply (fixture->peer, expect_authorized (fixture, "bob"), "200 OK");
  peer_reply (fixture->peer, expect_authorized (fixture, "bob"), "200 OK");
  WAIT_OK (fixture, &app.outcome);
  WAIT_OK (fixture, &outcome);
  end (&app);
}

typedef enum {
  SAYS_NOTHING,
  REFUSES,
  DROPS,
  PROCEEDS,
  CANCELS,
  STOPS,
} Answer;

static const struct
{
  const char *path;
  Answer answer;
} refusals[] = {
  { "/passwords/no-decision", SAYS_NOTHING },
  { "/passwords/refused", REFUSES },
  { "/passwords/dropped", DROPS },
  { "/passwords/proceeds", PROCEEDS },
  { "/passwords/cancelled", CANCELS },
  { "/passwords/stopped", STOPS },
};

/* Without an answer the request fails with the challenge; or as its owner ends it. */
static void
test_unanswered (Fixture *fixture, gconstpointer data)
{
  Answer answer = GPOINTER_TO_INT (data);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) stopped = { FALSE };
  App app;

  begin (&app, fixture);
  app.defers = answer != SAYS_NOTHING;
  app.messager = sipgo_messager_new (fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  sipgo_messager_message (app.messager, NULL, cancellable, note_messager, &app.outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "MESSAGE"), CHALLENGE ("1"));
  RUN_UNTIL (fixture->environment, app.n_questions > 0);
  if (answer == REFUSES)
    g_assert_true (sipgo_password_request_refuse (app.question, NULL));
  else if (answer == DROPS)
    g_clear_object (&app.question);
  else if (answer == PROCEEDS)
    g_assert_true (sipgo_password_request_proceed (app.question, NULL));
  else if (answer == CANCELS)
    g_cancellable_cancel (cancellable);
  else if (answer == STOPS)
    sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT (fixture, &app.outcome);
  if (answer == CANCELS)
    g_assert_error (app.outcome.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else if (answer == STOPS)
    g_assert_error (app.outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  else
    g_assert_error (app.outcome.error, SIPGO_STATUS, 401);
  if (answer == CANCELS)
    provide (app.question, "late");
  peer_expect_nothing (fixture->peer, 40000);
  end (&app);
}

/* A call that is cancelled while the user types: nothing was sent that needs a CANCEL. */
static void
test_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) cancelled = { FALSE };
  SipgoMessage *invite;
  App app;

  begin (&app, fixture);
  app.defers = TRUE;
  inviter = make_inviter (fixture);
  invite = call_peer (fixture, inviter, &app.outcome);
  peer_reply (fixture->peer, invite, CHALLENGE ("1"));
  peer_expect (fixture->peer, "ACK");
  RUN_UNTIL (fixture->environment, app.question);
  sipgo_inviter_cancel (inviter, NULL, NULL, note_cancel, &cancelled);
  WAIT_ERROR (fixture, &app.outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  provide (app.question, "late");
  peer_expect_nothing (fixture->peer, 40000);
  end (&app);
}

static void
end_call (SipgoUserAgent *agent, SipgoPasswordRequest *question, SipgoInviter *inviter)
{
  sipgo_password_request_defer (question, NULL);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
}

/* … and the same in the handler itself. */
static void
test_ended_in_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;

  g_signal_connect (fixture->agent, "password-needed", G_CALLBACK (end_call), inviter);
  invite = call_peer (fixture, inviter, &outcome);
  peer_reply (fixture->peer, invite, CHALLENGE ("1"));
  peer_expect (fixture->peer, "ACK");
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  WAIT_STATE (fixture, inviter, TERMINATED);
  peer_expect_nothing (fixture->peer, 40000);
}

/* A handler that always gives the same wrong password does not go on for ever. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *request;
  App app;
  guint i;

  begin (&app, fixture);
  app.password = "wrong";
  request = send_message (&app);
  for (i = 0; !app.outcome.done && i < 20; i++)
    {
      peer_reply (fixture->peer, request, CHALLENGE ("%u"), i);
      run_for (fixture->environment, 10);
      if (!app.outcome.done)
        request = expect_authorized (fixture, "bob");
    }
  g_assert_error (app.outcome.error, SIPGO_STATUS, 401);
  g_assert_cmpuint (app.n_questions, <=, 8);
  end (&app);
}

/* Credentials that are for another realm would not help. */
static void
test_other_realm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) other = sipgo_credentials_new_for_realm ("bob", "secret", "home");
  g_autoptr (GError) error = NULL;
  SipgoCredentials *kept;
  App app;

  begin (&app, fixture);
  app.defers = TRUE;
  sipgo_user_agent_set_credentials (fixture->agent, other);
  peer_reply (fixture->peer, send_message (&app), CHALLENGE ("1"));
  RUN_UNTIL (fixture->environment, app.question);
  g_assert_false (sipgo_password_request_provide (app.question, other, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  provide (app.question, "secret");
  peer_reply (fixture->peer, expect_authorized (fixture, "bob"), "200 OK");
  WAIT_OK (fixture, &app.outcome);
  kept = sipgo_user_agent_get_credentials (fixture->agent);
  g_assert_true (kept != other);
  end (&app);
}

int
main (int argc, char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  ADD ("/passwords/provided", test_provided);
  ADD ("/passwords/deferred", test_deferred);
  for (i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_test_add (refusals[i].path, Fixture, GINT_TO_POINTER (refusals[i].answer), fixture_set_up, test_unanswered,
                fixture_tear_down);
  ADD ("/passwords/call", test_call);
  ADD ("/passwords/ended-in-handler", test_ended_in_handler);
  ADD ("/passwords/bounded", test_bounded);
  ADD ("/passwords/other-realm", test_other_realm);
  return g_test_run ();
}

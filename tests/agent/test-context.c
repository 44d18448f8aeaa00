/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An agent whose main context is not the default one of the thread: all its signals and callbacks run there. */
#include "tests/util/ua-util.h"

typedef struct
{
  Fixture base;
  GMainContext *context;
  guint n_told;                    /* signals and notifications */
} ContextFixture;

static void
set_up (ContextFixture *self, gconstpointer data)
{
  self->context = g_main_context_new ();
  g_main_context_push_thread_default (self->context);
  fixture_set_up (&self->base, data);
  g_main_context_pop_thread_default (self->context);
  self->n_told = 0;
}

static void
tear_down (ContextFixture *self, gconstpointer data)
{
  fixture_tear_down (&self->base, data);
  g_main_context_unref (self->context);
}

static void
note_signal (ContextFixture *self)
{
  g_assert_true (g_main_context_get_thread_default () == self->context);
  self->n_told++;
}

#define WATCH(fixture, object, signal) g_signal_connect_swapped (object, signal, G_CALLBACK (note_signal), fixture)

/* The peer answers everything with 200 until the operation is complete. */
static void
wait_for (ContextFixture *self, Outcome *outcome)
{
  Peer *peer = self->base.peer;

  while (!outcome->done)
    {
      g_assert_true (sipgo_environment_step (self->base.environment));
      for (; peer->next < peer->received->len; peer->next++)
        {
          SipgoMessage *message = ((PeerMessage *) g_ptr_array_index (peer->received, peer->next))->message;

          if (!sipgo_message_is_request (message) || sipgo_message_method_is (message, "ACK"))
            continue;
          if (sipgo_message_method_is (message, "INVITE"))
            peer_reply (peer, message, "200 OK\n" WITH_SDP);
          else
            peer_reply (peer, message, "200 OK\nExpires: 60\nSIP-ETag: x\n" PEER_CONTACT);
        }
    }
  g_assert_no_error (outcome->error);
  g_assert_true (outcome->context == self->context);
}

/* --- the operations ----------------------------------------------------------------------------------------------- */

static void
say_info (SipgoSession *session, Outcome *outcome)
{
  sipgo_session_info (session, NULL, NULL, note_info, outcome);
}

static void
say_message (SipgoSession *session, Outcome *outcome)
{
  sipgo_session_message (session, NULL, NULL, note_message, outcome);
}

static void
say_invite (SipgoSession *session, Outcome *outcome)
{
  sipgo_session_invite (session, NULL, NULL, note_re_invite, outcome);
}

static void
say_bye (SipgoSession *session, Outcome *outcome)
{
  sipgo_session_bye (session, NULL, NULL, note_bye, outcome);
}

/* Asynchronous methods called outside of the context, as a program does before it runs its loop. */
static void
test_calls (ContextFixture *self, gconstpointer data)
{
  static void (*const verbs[]) (SipgoSession *session, Outcome *outcome) = { say_info, say_message, say_invite,
                                                                             say_bye };
  g_autoptr (SipgoInviter) inviter = make_inviter (&self->base);
  Outcome outcome = { FALSE };
  guint i;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  WATCH (self, inviter, "notify::state");
  wait_for (self, &outcome);
  g_assert_cmpuint (self->n_told, ==, 1);
  /* A method itself notifies of the changes that it makes at once. */
  g_signal_handlers_disconnect_by_data (inviter, self);
  for (i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      outcome = (Outcome) { FALSE };
      verbs[i] (SIPGO_SESSION (inviter), &outcome);
      wait_for (self, &outcome);
    }
}

static void
test_called (ContextFixture *self, gconstpointer data)
{
  Outcome outcome = { FALSE };

  WATCH (self, self->base.agent, "invitation");
  be_called (&self->base);
  g_assert_cmpuint (self->n_told, ==, 1);
  sipgo_invitation_accept (self->base.invitation, NULL, NULL, note_accept, &outcome);
  wait_for (self, &outcome);
  WATCH (self, self->base.invitation, "notify::state");
  peer_hangs_up (&self->base);
  g_assert_cmpuint (self->n_told, >, 1);
}

static void
test_clients (ContextFixture *self, gconstpointer data)
{
  SipgoUserAgent *agent = self->base.agent;
  g_autoptr (SipgoMessager) messager = sipgo_messager_new (agent, "sip:bob@10.0.0.2:5060", NULL);
  g_autoptr (SipgoPublisher) publisher = sipgo_publisher_new (agent, "sip:bob@10.0.0.2:5060", "presence", NULL);
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2:5060", NULL);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "here");
  Outcome outcome = { FALSE };

  sipgo_messager_message (messager, NULL, NULL, note_messager, &outcome);
  wait_for (self, &outcome);
  outcome = (Outcome) { FALSE };
  sipgo_publisher_publish (publisher, body, NULL, NULL, note_publish, &outcome);
  wait_for (self, &outcome);
  outcome = (Outcome) { FALSE };
  sipgo_publisher_unpublish (publisher, NULL, NULL, note_unpublish, &outcome);
  wait_for (self, &outcome);
  sipgo_user_agent_set_uri (agent, uri);
  registerer = sipgo_registerer_new (agent);
  outcome = (Outcome) { FALSE };
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  wait_for (self, &outcome);
  outcome = (Outcome) { FALSE };
  sipgo_registerer_end (registerer, NULL, note_registerer_end, &outcome);
  wait_for (self, &outcome);
}

/* start () and stop () of the agent. */
static void
test_stop_and_start (ContextFixture *self, gconstpointer data)
{
  Outcome outcome = { FALSE };

  sipgo_user_agent_stop (self->base.agent, NULL, note_stop, &outcome);
  wait_for (self, &outcome);
  outcome = (Outcome) { FALSE };
  sipgo_user_agent_start (self->base.agent, NULL, note_start, &outcome);
  wait_for (self, &outcome);
}

/* An operation that a handler starts completes in the same context. */
static void
begin_task (SipgoUserAgent *agent, SipgoInvitation *invitation, Outcome *outcome)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  outcome->context = g_task_get_context (task);
}

static void
test_tasks_of_handlers (ContextFixture *self, gconstpointer data)
{
  Outcome outcome = { FALSE };

  g_signal_connect (self->base.agent, "invitation", G_CALLBACK (begin_task), &outcome);
  be_called (&self->base);
  g_assert_true (outcome.context == self->context);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD_CONTEXT(path, function) g_test_add (path, ContextFixture, NULL, set_up, function, tear_down)
  ADD_CONTEXT ("/context/calls", test_calls);
  ADD_CONTEXT ("/context/called", test_called);
  ADD_CONTEXT ("/context/clients", test_clients);
  ADD_CONTEXT ("/context/stop-and-start", test_stop_and_start);
  ADD_CONTEXT ("/context/tasks-of-handlers", test_tasks_of_handlers);
  return g_test_run ();
}

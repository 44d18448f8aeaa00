/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Long calls with session timers (RFC 4028) in virtual time, on a network that loses, repeats and reorders packets:
 * they last while the peer lives, and end when it is gone. SIPGO_SEED=N repeats one run, SIPGO_SEEDS=N makes more. */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-inviter.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "tests/sim/sim-util.h"

#define N_CALLS 12
#define N_SEEDS 20
#define INTERVAL 600
/* All calls are begun within a minute, and last two hours more. */
#define BEGINNING SIPGO_SECONDS (60)
#define LENGTH SIPGO_SECONDS (2 * 3600)
/* A call of a dead peer ends within one interval, and the BYE that nobody answers takes Timer F. */
#define LONGEST_END (SIPGO_SECONDS (INTERVAL) + SIPGO_TIMEOUT)

typedef struct
{
  SipgoEnvironment *environment;
  SipgoRandom *random;
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *agents[2];
  GPtrArray *sessions;             /* SipgoSession of both sides */
  SipgoTimer action_timer;
  guint n_actions, n_refreshes[2]; /* by the caller, by the callee */
  gboolean is_over;                /* the agents end the calls, or the network is dead */
} World;

static void
nothing (gpointer user_data)
{
}

static void
run_until (World *self, gint64 time)
{
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (self->environment, &timer, time - sipgo_environment_now (self->environment), nothing,
                               NULL);
  while (sipgo_timer_is_running (&timer))
    sipgo_environment_step (self->environment);
}

static void
note_request (SipgoSession *session, SipgoOutgoingRequest *request, World *self)
{
  SipgoMessage *message = sipgo_outgoing_request_get_message (request);

  if (session->state == SIPGO_SESSION_STATE_ESTABLISHED
      && (sipgo_message_method_is (message, "UPDATE") || sipgo_message_method_is (message, "INVITE")))
    self->n_refreshes[!session->is_caller]++;
}

static void
add (World *self, SipgoSession *session)
{
  g_ptr_array_add (self->sessions, g_object_ref (session));
  g_signal_connect (session, "request-created", G_CALLBACK (note_request), self);
}

static void
invitation_came (SipgoUserAgent *agent, SipgoInvitation *invitation, World *self)
{
  add (self, SIPGO_SESSION (invitation));
  sipgo_invitation_accept (invitation, NULL, NULL, NULL, NULL);
}

static SipgoUserAgent *
add_agent (World *self, const char *address)
{
  SipgoUserAgent *agent = start_agent (self->environment, self->network, address);

  sipgo_user_agent_set_session_expires (agent, INTERVAL);
  g_signal_connect (agent, "invitation", G_CALLBACK (invitation_came), self);
  return agent;
}

/* Every third call is refreshed by the callee, since the caller asks for it. */
static void
begin_call (World *self, guint number)
{
  static const char *const by_callee[] = { "Session-Expires: 600;refresher=uas", NULL };
  guint from = sipgo_random_below (self->random, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (self->agents[from], from == 0 ? "sip:b@10.0.0.2:5060"
                                                                                      : "sip:a@10.0.0.1:5060", &error);

  g_assert_no_error (error);
  if (number % 3 == 0)
    sipgo_inviter_set_extra_headers (inviter, by_callee);
  add (self, SIPGO_SESSION (inviter));
  sipgo_inviter_invite (inviter, NULL, NULL, NULL, NULL);
}

/* Somebody holds or resumes a call, or sends a re-INVITE or an UPDATE with an offer; often both sides at once, and at
 * the time of a refresh. */
static void
act (gpointer user_data)
{
  World *self = user_data;
  guint n = 1 + sipgo_random_below (self->random, 3);

  if (self->is_over)
    return;
  for (; n > 0; n--)
    {
      SipgoSession *session = self->sessions->pdata[sipgo_random_below (self->random, self->sessions->len)];

      self->n_actions++;
      if (session->state != SIPGO_SESSION_STATE_ESTABLISHED)
        continue;
      switch (sipgo_random_below (self->random, 3))
        {
        case 0:
          sipgo_session_set_held (session, !sipgo_session_get_held (session));
          break;
        case 1:
          sipgo_session_update (session, NULL, NULL, NULL, NULL);
          break;
        default:
          sipgo_session_invite (session, NULL, NULL, NULL, NULL);
        }
    }
  sipgo_environment_set_timer (self->environment, &self->action_timer,
                               SIPGO_SECONDS (1 + sipgo_random_below (self->random, 120)), act, self);
}

static void
assert_states (World *self, SipgoSessionState state)
{
  guint i;

  g_assert_cmpuint (self->sessions->len, ==, 2 * N_CALLS);
  for (i = 0; i < self->sessions->len; i++)
    {
      SipgoSession *session = self->sessions->pdata[i];

      g_assert_cmpint (session->state, ==, state);
      if (state == SIPGO_SESSION_STATE_ESTABLISHED)
        g_assert_cmpuint (sipgo_session_get_session_expires (session), ==, INTERVAL);
    }
}

/* At each time exactly one side of a call refreshes it. */
static void
assert_one_refresher (World *self)
{
  guint i, n = 0;

  for (i = 0; i < self->sessions->len; i++)
    n += sipgo_session_get_refresher (self->sessions->pdata[i]);
  g_assert_cmpuint (n, ==, N_CALLS);
}

static void
world_begin (World *self, guint64 seed, const SipgoFaults *faults)
{
  guint i;

  *self = (World) { .environment = sipgo_environment_new_virtual (seed), .random = sipgo_random_new_seeded (seed + 1),
                    .sessions = g_ptr_array_new_with_free_func (g_object_unref) };
  self->network = sipgo_simulated_network_new (self->environment);
  sipgo_simulated_network_set_faults (self->network, faults);
  self->agents[0] = add_agent (self, "udp:10.0.0.1:5060");
  self->agents[1] = add_agent (self, "udp:10.0.0.2:5060");
  run_until (self, sipgo_environment_now (self->environment) + SIPGO_SECONDS (1));
  for (i = 0; i < N_CALLS; i++)
    begin_call (self, i);
  run_until (self, sipgo_environment_now (self->environment) + BEGINNING);
  assert_states (self, SIPGO_SESSION_STATE_ESTABLISHED);
}

static void
world_end (World *self)
{
  guint i;

  self->is_over = TRUE;
  sipgo_environment_cancel_timer (self->environment, &self->action_timer);
  for (i = 0; i < self->sessions->len; i++)
    g_signal_handlers_disconnect_by_data (self->sessions->pdata[i], self);
  g_ptr_array_unref (self->sessions);
  for (i = 0; i < 2; i++)
    sipgo_user_agent_stop (self->agents[i], NULL, NULL, NULL);
  while (sipgo_environment_step (self->environment));
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  for (i = 0; i < 2; i++)
    {
      g_object_run_dispose (G_OBJECT (self->agents[i]));
      g_assert_finalize_object (self->agents[i]);
    }
  sipgo_simulated_network_unref (self->network);
  sipgo_random_free (self->random);
  sipgo_environment_unref (self->environment);
}

static const SipgoFaults bad_network = { .loss = 0.10, .duplication = 0.05, .delay_us = SIPGO_MS (20),
                                         .jitter_us = SIPGO_MS (60) };

static void
run_calls (guint64 seed, gboolean with_changes)
{
  World world;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  world_begin (&world, seed, &bad_network);
  assert_one_refresher (&world);
  if (with_changes)
    act (&world);
  run_until (&world, sipgo_environment_now (world.environment) + LENGTH);
  world.is_over = TRUE;
  run_until (&world, sipgo_environment_now (world.environment) + SIPGO_SECONDS (64));
  assert_states (&world, SIPGO_SESSION_STATE_ESTABLISHED);
  assert_one_refresher (&world);
  if (!with_changes)
    {
      g_assert_cmpuint (world.n_refreshes[0], ==, (LENGTH / SIPGO_SECONDS (INTERVAL / 2)) * N_CALLS * 2 / 3);
      g_assert_cmpuint (world.n_refreshes[1], ==, (LENGTH / SIPGO_SECONDS (INTERVAL / 2)) * N_CALLS / 3);
    }
  world_end (&world);
}

/* From some moment on no packet arrives: both sides of each call find out by themselves. */
static void
run_dying (guint64 seed)
{
  const SipgoFaults dead = { .loss = 1.0 };
  World world;
  guint i, n_failures = 0;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  world_begin (&world, seed, &bad_network);
  act (&world);
  run_until (&world, sipgo_environment_now (world.environment)
                     + SIPGO_SECONDS (sipgo_random_below (world.random, 3600)));
  assert_states (&world, SIPGO_SESSION_STATE_ESTABLISHED);
  sipgo_simulated_network_set_faults (world.network, &dead);
  world.is_over = TRUE;
  run_until (&world, sipgo_environment_now (world.environment) + LONGEST_END);
  assert_states (&world, SIPGO_SESSION_STATE_TERMINATED);
  for (i = 0; i < world.sessions->len; i++)
    {
      SipgoFailure *failure = sipgo_session_get_failure (world.sessions->pdata[i]);

      /* None when a re-INVITE of the application got no answer. */
      if (!failure)
        continue;
      g_assert_cmpuint (sipgo_failure_get_status (failure), ==, 408);
      n_failures++;
    }
  g_assert_cmpuint (n_failures, >=, world.sessions->len - 4);
  world_end (&world);
}

static void
run_steady (guint64 seed)
{
  run_calls (seed, FALSE);
}

static void
run_changing (guint64 seed)
{
  run_calls (seed, TRUE);
}

static void
test_steady (void)
{
  for_seeds (run_steady, N_SEEDS);
}

static void
test_changing (void)
{
  for_seeds (run_changing, N_SEEDS);
}

static void
test_dying (void)
{
  for_seeds (run_dying, N_SEEDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/refreshes/steady", test_steady);
  g_test_add_func ("/sim/refreshes/changing", test_changing);
  g_test_add_func ("/sim/refreshes/dying", test_dying);
  return g_test_run ();
}

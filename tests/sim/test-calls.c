/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Thousands of calls between two agents on a network that loses, repeats and reorders packets, in virtual time. A
 * failure can be repeated with its seed: SIPGO_SEED=N test-sim-calls. */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-inviter.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "tests/sim/sim-util.h"

#include <stdlib.h>

#define N_CALLS 10000
#define CALL_INTERVAL SIPGO_MS (40)

typedef enum {
  SCENARIO_CALLER_HANGS_UP,
  SCENARIO_CALLEE_HANGS_UP,
  SCENARIO_CANCEL,
  SCENARIO_CANCEL_CROSSES_ANSWER,
  SCENARIO_REJECT,
  SCENARIO_NO_ANSWER,
  SCENARIO_RE_INVITE_BY_CALLER,
  SCENARIO_RE_INVITE_BY_CALLEE,
  SCENARIO_GLARE,
  SCENARIO_RELIABLE_PROGRESS,
  SCENARIO_BOTH_HANG_UP,
  SCENARIO_WITHOUT_OFFER,
  N_SCENARIOS
} Scenario;

static const char *const scenario_names[] = {
  "caller hangs up", "callee hangs up", "cancel", "cancel crosses answer", "reject", "no answer",
  "re-INVITE by caller", "re-INVITE by callee", "glare", "reliable progress", "both hang up", "without offer",
};

typedef struct
{
  SipgoEnvironment *environment;
  SipgoRandom *random;             /* separate random numbers, so that those of the network do not change the script */
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *alice, *bob;
  gboolean corrupted;
  GHashTable *calls;               /* user part of the target → Call */
  guint n_started, n_established, n_failed, n_terminated;
} World;

typedef struct
{
  World *world;
  guint number;
  Scenario scenario;
  SipgoSession *caller, *callee;
  gboolean caller_over, callee_over;
  SipgoTimer start_timer, caller_timer, callee_timer;
} Call;

static void
after (Call *call, SipgoTimer *timer, guint max_ms, SipgoTimerFunc func)
{
  sipgo_environment_set_timer (call->world->environment, timer,
                               SIPGO_MS (sipgo_random_below (call->world->random, max_ms)), func, call);
}

static void
hang_up (SipgoSession *session)
{
  if (session && session->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_end (session, NULL, NULL, NULL);
}

static void
caller_hangs_up (gpointer user_data)
{
  Call *call = user_data;

  hang_up (call->caller);
}

static void
callee_hangs_up (gpointer user_data)
{
  Call *call = user_data;

  hang_up (call->callee);
}

static void
re_invited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  after (call, &call->caller_timer, 2000, caller_hangs_up);
}

static void
caller_re_invites (gpointer user_data)
{
  Call *call = user_data;

  if (call->caller && call->caller->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_hold (call->caller, NULL, re_invited, call);
}

static void
callee_re_invites (gpointer user_data)
{
  Call *call = user_data;

  if (call->callee && call->callee->state == SIPGO_SESSION_STATE_ESTABLISHED)
    sipgo_session_invite (call->callee, NULL, NULL, re_invited, call);
}

static void
both_hang_up (gpointer user_data)
{
  caller_hangs_up (user_data);
  callee_hangs_up (user_data);
}

static void
cancel (gpointer user_data)
{
  Call *call = user_data;

  if (call->caller && call->caller->state == SIPGO_SESSION_STATE_ESTABLISHING)
    sipgo_inviter_cancel (SIPGO_INVITER (call->caller), NULL, NULL, NULL, NULL);
  else
    hang_up (call->caller);
}

static void
invited (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoOutgoingInviteRequest) request = sipgo_inviter_invite_finish (SIPGO_INVITER (source), result, &error);

  if (!request)
    {
      g_assert_nonnull (error);
      call->world->n_failed++;
      return;
    }
  call->world->n_established++;
  switch (call->scenario)
    {
    case SCENARIO_RE_INVITE_BY_CALLER:
      after (call, &call->caller_timer, 2000, caller_re_invites);
      break;
    case SCENARIO_RE_INVITE_BY_CALLEE:
      after (call, &call->callee_timer, 2000, callee_re_invites);
      break;
    case SCENARIO_GLARE:
      after (call, &call->caller_timer, 20, caller_re_invites);
      after (call, &call->callee_timer, 20, callee_re_invites);
      break;
    case SCENARIO_CALLEE_HANGS_UP:
      after (call, &call->callee_timer, 5000, callee_hangs_up);
      break;
    case SCENARIO_BOTH_HANG_UP:
      after (call, &call->caller_timer, 1000, both_hang_up);
      break;
    default:
      after (call, &call->caller_timer, 5000, caller_hangs_up);
    }
}

static void
count_end (World *world, gboolean *over)
{
  g_assert_false (*over);
  *over = TRUE;
  world->n_terminated++;
}

static void
caller_changed (SipgoSession *session, GParamSpec *pspec, Call *call)
{
  if (session->state != SIPGO_SESSION_STATE_TERMINATED)
    return;
  count_end (call->world, &call->caller_over);
  g_clear_object (&call->caller);
}

static void
callee_changed (SipgoSession *session, GParamSpec *pspec, Call *call)
{
  if (session->state != SIPGO_SESSION_STATE_TERMINATED)
    return;
  count_end (call->world, &call->callee_over);
  g_clear_object (&call->callee);
}

static void
accept_call (gpointer user_data)
{
  Call *call = user_data;

  if (call->callee && call->callee->state == SIPGO_SESSION_STATE_INITIAL)
    sipgo_invitation_accept (SIPGO_INVITATION (call->callee), NULL, NULL, NULL, NULL);
}

static void
progressed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  accept_call (user_data);
}

static void
progress_reliably (gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();

  if (!call->callee || call->callee->state != SIPGO_SESSION_STATE_INITIAL)
    return;
  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (SIPGO_INVITATION (call->callee), options, NULL, progressed, call);
}

static void
reject_call (gpointer user_data)
{
  Call *call = user_data;

  if (call->callee && call->callee->state == SIPGO_SESSION_STATE_INITIAL)
    sipgo_invitation_reject (SIPGO_INVITATION (call->callee), 486, NULL, NULL, NULL, NULL);
}

static void
invitation_came (SipgoUserAgent *agent, SipgoInvitation *invitation, World *world)
{
  SipgoIncomingRequest *request = SIPGO_INCOMING_REQUEST (sipgo_invitation_get_request (invitation));
  SipgoMessage *message = sipgo_incoming_request_get_message (request);
  Call *call = g_hash_table_lookup (world->calls, sipgo_uri_get_user (sipgo_message_get_request_uri (message)));

  /* An altered message may have another target, or look like another call. */
  if (!call || call->callee || call->callee_over)
    {
      g_assert_true (world->corrupted);
      return;
    }
  call->callee = g_object_ref (SIPGO_SESSION (invitation));
  g_signal_connect (invitation, "notify::state", G_CALLBACK (callee_changed), call);
  switch (call->scenario)
    {
    case SCENARIO_NO_ANSWER:
    case SCENARIO_CANCEL:
      break;
    case SCENARIO_REJECT:
      after (call, &call->callee_timer, 3000, reject_call);
      break;
    case SCENARIO_RELIABLE_PROGRESS:
      after (call, &call->callee_timer, 1000, progress_reliably);
      break;
    default:
      after (call, &call->callee_timer, 3000, accept_call);
    }
}

static void
start_call (gpointer user_data)
{
  Call *call = user_data;
  g_autofree char *target = g_strdup_printf ("sip:%u@10.0.0.2:5060", call->number);
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();
  SipgoInviter *inviter = sipgo_inviter_new (call->world->alice, target, &error);

  g_assert_no_error (error);
  call->caller = SIPGO_SESSION (inviter);
  call->world->n_started++;
  g_signal_connect (inviter, "notify::state", G_CALLBACK (caller_changed), call);
  sipgo_invite_options_set_without_description (options, call->scenario == SCENARIO_WITHOUT_OFFER);
  sipgo_inviter_invite (inviter, options, NULL, invited, call);
  if (call->scenario == SCENARIO_CANCEL || call->scenario == SCENARIO_CANCEL_CROSSES_ANSWER)
    after (call, &call->caller_timer, 4000, cancel);
}

static void
report_left (World *world)
{
  GHashTableIter iter;
  Call *call;
  guint n = 0;

  g_hash_table_iter_init (&iter, world->calls);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &call))
    {
      if (((call->caller && !call->caller_over) || (call->callee && !call->callee_over)) && n++ < 5)
        g_printerr ("# call %u (%s): caller %d, callee %d\n", call->number, scenario_names[call->scenario],
                    call->caller ? (int) call->caller->state : -1, call->callee ? (int) call->callee->state : -1);
    }
}

static void
check_nothing_left (SipgoUserAgent *agent)
{
  SipgoUserAgentCore *core = sipgo_user_agent_get_core (agent);

  g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_sessions (agent)), ==, 0);
  g_assert_cmpuint (sipgo_transaction_layer_count (sipgo_user_agent_core_get_transaction_layer (core)), ==, 0);
  g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (core), ==, 0);
}

static void
stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (sipgo_user_agent_stop_finish (SIPGO_USER_AGENT (source), result, NULL));
}

static void
stop_agents (World *world)
{
  sipgo_user_agent_stop (world->alice, NULL, stopped, NULL);
  sipgo_user_agent_stop (world->bob, NULL, stopped, NULL);
  while (sipgo_environment_step (world->environment))
    ;
}

static void
run_world (guint64 seed, guint n_calls, const SipgoFaults *faults)
{
  World world = { NULL };
  guint i;

  world.corrupted = faults->corruption > 0;
  world.environment = sipgo_environment_new_virtual (seed);
  world.random = sipgo_random_new_seeded (seed + 1);
  world.network = sipgo_simulated_network_new (world.environment);
  world.calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  sipgo_simulated_network_set_faults (world.network, faults);
  world.alice = start_agent (world.environment, world.network, "udp:10.0.0.1:5060");
  world.bob = start_agent (world.environment, world.network, "udp:10.0.0.2:5060");
  g_signal_connect (world.bob, "invitation", G_CALLBACK (invitation_came), &world);

  for (i = 0; i < n_calls; i++)
    {
      Call *call = g_new0 (Call, 1);

      call->world = &world;
      call->number = i;
      call->scenario = sipgo_random_below (world.random, N_SCENARIOS);
      g_hash_table_insert (world.calls, g_strdup_printf ("%u", i), call);
      sipgo_environment_set_timer (world.environment, &call->start_timer, i * CALL_INTERVAL, start_call, call);
    }
  while (sipgo_environment_step (world.environment))
    ;

  g_test_message ("%u calls, %u established, %u not", world.n_started, world.n_established, world.n_failed);
  /* A BYE that was altered to name another call gets 481: one side cannot know of the end. */
  if (world.corrupted)
    stop_agents (&world);
  report_left (&world);
  g_assert_cmpuint (world.n_started, ==, n_calls);
  g_assert_cmpuint (world.n_established + world.n_failed, ==, n_calls);
  g_assert_cmpuint (world.n_established, >, n_calls / 3);
  check_nothing_left (world.alice);
  check_nothing_left (world.bob);
  g_assert_cmpuint (sipgo_environment_count_timers (world.environment), ==, 0);

  /* A started agent would exist until its stop. */
  g_object_run_dispose (G_OBJECT (world.alice));
  g_object_run_dispose (G_OBJECT (world.bob));
  g_assert_finalize_object (world.alice);
  g_assert_finalize_object (world.bob);
  g_hash_table_unref (world.calls);
  sipgo_simulated_network_unref (world.network);
  sipgo_random_free (world.random);
  sipgo_environment_unref (world.environment);
}

static guint64
get_seed (void)
{
  const char *text = g_getenv ("SIPGO_SEED");

  return text ? g_ascii_strtoull (text, NULL, 10) : 1;
}

static void
test_perfect_network (void)
{
  const SipgoFaults faults = { .delay_us = SIPGO_MS (10) };

  run_world (get_seed (), 600, &faults);
}

static void
test_bad_network (void)
{
  const SipgoFaults faults = { .loss = 0.10, .duplication = 0.05, .delay_us = SIPGO_MS (20),
                               .jitter_us = SIPGO_MS (60) };
  guint64 seed = get_seed ();

  g_printerr ("# seed %" G_GUINT64_FORMAT "\n", seed);
  run_world (seed, N_CALLS, &faults);
}

static void
test_broken_packets (void)
{
  const SipgoFaults faults = { .loss = 0.05, .corruption = 0.20, .delay_us = SIPGO_MS (20),
                               .jitter_us = SIPGO_MS (60) };

  run_world (get_seed (), 600, &faults);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/perfect-network", test_perfect_network);
  g_test_add_func ("/sim/bad-network", test_bad_network);
  g_test_add_func ("/sim/broken-packets", test_broken_packets);
  return g_test_run ();
}

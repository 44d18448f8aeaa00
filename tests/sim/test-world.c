/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small world of agents that call, hold, transfer, register, subscribe and publish with each other at random, and
 * whose handlers of every signal end, answer or drop objects, in virtual time. At the end nothing is left. A failure
 * can be repeated with its seed: SIPGO_SEED=N test-sim-world. */
#include "eve.h"
#include "world.h"

#define N_TICKS 1500
#define N_SEEDS 20
#define A_LONG_TIME SIPGO_SECONDS (4 * 3600)

static void
stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (sipgo_user_agent_stop_finish (SIPGO_USER_AGENT (source), result, NULL));
}

static guint eve_rarity;           /* 0: she is absent */

static void
add_agent (World *world, guint i)
{
  g_autofree char *udp = g_strdup_printf ("udp:10.0.0.%u:5060", i + 1);
  g_autofree char *tcp = g_strdup_printf ("tcp:10.0.0.%u:5060", i + 1);
  const char *listen[] = { udp, tcp, NULL };
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (world->environment, world->network);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();
  g_autofree char *text = g_strdup_printf ("sip:%u@10.0.0.%u", i + 1, i + 1);
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (text, NULL);

  sipgo_user_agent_set_session_description_handler_factory (agent, SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  sipgo_user_agent_set_listen (agent, listen);
  sipgo_user_agent_set_uri (agent, uri);
  world->agents[i] = agent;
  world_watch (world, G_OBJECT (agent));
}

/* The last two have transports that are connected to each other, and send everything over these. */
static void
link_agents (World *world)
{
  guint i;

  for (i = 0; i < 2; i++)
    {
      world->links[i] = link_transport_new ("WSS");
      world_watch (world, G_OBJECT (world->links[i]));
      sipgo_user_agent_set_transport (world->agents[N_AGENTS - 1 - i], SIPGO_TRANSPORT (world->links[i]));
      sipgo_user_agent_set_reconnection_attempts (world->agents[N_AGENTS - 1 - i], 3);
    }
  link_transport_join (world->links[0], world->links[1]);
}

/* --- one run ------------------------------------------------------------------------------------------------------ */

static gboolean
is_started (SipgoUserAgent *agent)
{
  return sipgo_agent_check_started (SIPGO_AGENT (agent), NULL);
}

static void
tick (gpointer user_data)
{
  World *world = user_data;
  SipgoUserAgent *agent = world->agents[world_draw (world, N_AGENTS)];

  while (world->kept->len > MAX_KEPT)
    world_drop_any (world);
  if (world_draw (world, 500) == 0)
    sipgo_simulated_network_cut (world->network);
  if (world->links[0] && world_draw (world, 50) == 0)
    link_transport_cut (world->links[world_draw (world, 2)]);
  if (world_draw (world, 400) == 0)
    world_stop_agent (world, agent);
  else if (is_started (agent) && world_draw (world, 5) == 0)
    world_begin_something (world, agent);
  else
    world_act_on_any (world);
  if (++world->n_ticks < world->max_ticks)
    sipgo_environment_set_timer (world->environment, &world->tick_timer, SIPGO_MS (world_draw (world, 400)), tick,
                                 world);
}

static void
report_session (SipgoSession *session)
{
  g_printerr ("#   %s in state %d, dialog %d, signaling %d\n", G_OBJECT_TYPE_NAME (session), session->state,
              session->dialog_state, session->offer_answer.state);
}

static void
report_usage (gpointer usage, gpointer unused)
{
  int state = -1;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (usage), "state"))
    g_object_get (usage, "state", &state, NULL);
  g_printerr ("#   %s in state %d\n", G_OBJECT_TYPE_NAME (usage), state);
}

static void
report_left (World *world)
{
  guint i, j;

  for (i = 0; i < N_AGENTS; i++)
    {
      SipgoUserAgentCore *core = sipgo_user_agent_get_core (world->agents[i]);

      g_printerr ("# agent %u: %u sessions, %u registrations, %u transactions, %u dialogs, %u subscribers, %u usages\n",
                  i + 1,
                  g_list_model_get_n_items (sipgo_user_agent_get_sessions (world->agents[i])),
                  g_list_model_get_n_items (sipgo_user_agent_get_registered_contacts (world->agents[i])),
                  sipgo_transaction_layer_count (sipgo_user_agent_core_get_transaction_layer (core)),
                  sipgo_user_agent_core_count_dialogs (core), sipgo_user_agent_core_count_subscribers (core),
                  g_queue_get_length (&SIPGO_AGENT (world->agents[i])->usages.live));
      for (j = 0; j < g_list_model_get_n_items (sipgo_user_agent_get_sessions (world->agents[i])); j++)
        {
          g_autoptr (SipgoSession) session = g_list_model_get_item (sipgo_user_agent_get_sessions (world->agents[i]),
                                                                    j);

          report_session (session);
        }
      g_queue_foreach (&SIPGO_AGENT (world->agents[i])->usages.live, report_usage, NULL);
    }
  world_report_operations (world);
  g_printerr ("# %u timers, %u operations without outcome, %u objects\n",
              sipgo_environment_count_timers (world->environment), g_hash_table_size (world->operations),
              world->n_alive);
}

static void
run_until (World *world, gint64 end)
{
  while (sipgo_environment_now (world->environment) < end && world_step (world))
    ;
}

/* Objects that were busy when they were ended are ended again. */
static void
run_to_the_end (World *world)
{
  guint i;

  for (i = 0; i < 4; i++)
    {
      world_calm_down (world);
      run_until (world, sipgo_environment_now (world->environment) + SIPGO_SECONDS (200));
    }
  run_until (world, sipgo_environment_now (world->environment) + A_LONG_TIME);
  if (sipgo_environment_count_timers (world->environment) > 0 || g_hash_table_size (world->operations) > 0)
    report_left (world);
}

/* Only a registration exists until it is ended. */
static void
check_usage (gpointer usage, gpointer unused)
{
  g_assert_true (SIPGO_IS_REGISTERER (usage));
}

/* The remaining objects end after some time; the application does not act any more. */
static void
check_nothing_left (World *world)
{
  guint i;

  for (i = 0; i < N_AGENTS; i++)
    {
      SipgoUserAgentCore *core = sipgo_user_agent_get_core (world->agents[i]);

      g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_sessions (world->agents[i])), ==, 0);
      g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_registered_contacts (world->agents[i])), ==, 0);
      g_assert_cmpuint (sipgo_transaction_layer_count (sipgo_user_agent_core_get_transaction_layer (core)), ==, 0);
      g_assert_cmpuint (sipgo_user_agent_core_count_dialogs (core), ==, 0);
      g_assert_cmpuint (sipgo_user_agent_core_count_subscribers (core), ==, 0);
      g_queue_foreach (&SIPGO_AGENT (world->agents[i])->usages.live, check_usage, NULL);
    }
}

static void
run_world (guint64 seed, guint n_ticks, guint meddling, const SipgoFaults *faults, gboolean stop)
{
  World *world = world_new (seed, meddling, faults);
  Eve *eve = eve_rarity ? eve_new (world->network, world->random, eve_rarity) : NULL;
  guint i;

  g_printerr ("# seed %" G_GUINT64_FORMAT "\n", seed);
  world->max_ticks = n_ticks;
  world->in_source = seed % 2 == 0;
  for (i = 0; i < N_AGENTS; i++)
    add_agent (world, i);
  if (seed % 3 == 0)
    link_agents (world);
  for (i = 0; i < N_AGENTS; i++)
    sipgo_user_agent_start (world->agents[i], NULL, world_started, NULL);
  sipgo_environment_set_timer (world->environment, &world->tick_timer, 0, tick, world);
  while (world->n_ticks < n_ticks && world_step (world))
    ;
  world->calm = TRUE;
  for (i = 0; i < N_AGENTS && stop; i++)
    if (is_started (world->agents[i]))
      sipgo_user_agent_stop (world->agents[i], NULL, stopped, NULL);
  run_to_the_end (world);
  g_test_message ("%u calls established, %u operations, %u meddlings", world->n_established, world->n_operations,
                  world->n_meddlings);
  g_assert_cmpuint (world->n_established, >, n_ticks / 100);
  check_nothing_left (world);
  /* Every operation has completed, exactly once. */
  g_assert_cmpuint (g_hash_table_size (world->operations), ==, 0);
  for (i = 0; i < N_AGENTS; i++)
    {
      /* A started agent would exist until its stop. */
      if (is_started (world->agents[i]))
        g_object_run_dispose (G_OBJECT (world->agents[i]));
      g_assert_finalize_object (world->agents[i]);
    }
  /* They are closed by then. */
  while (world_step (world))
    ;
  for (i = 0; i < 2 && world->links[i]; i++)
    g_assert_finalize_object (world->links[i]);
  g_clear_pointer (&eve, eve_free);
  g_assert_cmpuint (sipgo_environment_count_timers (world->environment), ==, 0);
  g_assert_cmpuint (world->n_alive, ==, 0);
  world_free (world);
}

static guint64
get_number (const char *name, guint64 fallback)
{
  const char *text = g_getenv (name);

  return text ? g_ascii_strtoull (text, NULL, 10) : fallback;
}

static const SipgoFaults good = { .delay_us = SIPGO_MS (10) };
static const SipgoFaults bad = { .loss = 0.10, .duplication = 0.05, .delay_us = SIPGO_MS (20),
                                 .jitter_us = SIPGO_MS (60) };

static const SipgoFaults broken = { .loss = 0.05, .corruption = 0.10, .delay_us = SIPGO_MS (20),
                                    .jitter_us = SIPGO_MS (60) };

static void
run_seeds (guint meddling, const SipgoFaults *faults, gboolean stop)
{
  guint64 seed = get_number ("SIPGO_SEED", 1);
  guint64 n = get_number ("SIPGO_SEEDS", N_SEEDS);
  guint64 i;

  for (i = 0; i < n; i++)
    run_world (seed + i, N_TICKS, meddling, faults, stop);
}

static void
test_orderly (void)
{
  run_seeds (0, &good, FALSE);
}

static void
test_bad_network (void)
{
  run_seeds (0, &bad, FALSE);
}

static void
test_meddling (void)
{
  run_seeds (20, &good, FALSE);
}

static void
test_everything (void)
{
  run_seeds (8, &bad, FALSE);
}

static void
test_stop (void)
{
  run_seeds (20, &bad, TRUE);
}

/* Her messages cause all kinds of errors in the agents; they are stopped in the end. */
static void
test_eve (void)
{
  eve_rarity = 4;
  run_seeds (20, &good, TRUE);
  eve_rarity = 0;
}

/* An altered message may leave one side in a call or a subscription that the other does not know. */
static void
test_broken_packets (void)
{
  run_seeds (20, &broken, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/world/orderly", test_orderly);
  g_test_add_func ("/world/bad-network", test_bad_network);
  g_test_add_func ("/world/meddling", test_meddling);
  g_test_add_func ("/world/everything", test_everything);
  g_test_add_func ("/world/stop", test_stop);
  g_test_add_func ("/world/broken-packets", test_broken_packets);
  g_test_add_func ("/world/eve", test_eve);
  return g_test_run ();
}

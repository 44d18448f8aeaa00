/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/sim/sim-util.h"

#include "libsipgo/media/sipgo-null-handler.h"

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sipgo_user_agent_start_finish (SIPGO_USER_AGENT (source), result, &error);
  g_assert_no_error (error);
}

SipgoUserAgent *
start_agent (SipgoEnvironment *environment, SipgoSimulatedNetwork *network, const char *address)
{
  const char *listen[] = { address, NULL };
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (environment, network);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();

  sipgo_user_agent_set_session_description_handler_factory (agent, SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  sipgo_user_agent_set_listen (agent, listen);
  sipgo_user_agent_start (agent, NULL, started, NULL);
  return agent;
}

void
for_seeds (RunFunc run, guint64 n_seeds)
{
  const char *seed = g_getenv ("SIPGO_SEED");
  const char *number = g_getenv ("SIPGO_SEEDS");
  guint64 n = number ? g_ascii_strtoull (number, NULL, 10) : n_seeds;
  guint64 i;

  if (seed)
    run (g_ascii_strtoull (seed, NULL, 10));
  for (i = 1; !seed && i <= n; i++)
    run (i);
}

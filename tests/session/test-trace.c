/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The trace of a call: each message as often as it was on the wire, and the states and decisions between them. */
#include <string.h>

#include "tests/util/ua-util.h"

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (text = strstr (text, part); text; text = strstr (text + 1, part))
    n++;
  return n;
}

/* The first INVITE and the first 486 are lost: both are in the ladder again, with the time at which they were. */
static void
test_retransmissions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) invited = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &invited);
  g_autofree char *ladder = NULL;

  run_for (fixture->environment, 600);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_skip (fixture->peer);
  WAIT_ERROR (fixture, &invited, SIPGO_STATUS, 486);
  peer_reply (fixture->peer, invite, "486 Busy Here");
  run_for (fixture->environment, 100);
  peer_skip (fixture->peer);
  ladder = sipgo_trace_ladder (sipgo_session_get_trace (SIPGO_SESSION (inviter)));
  g_assert_nonnull (strstr (ladder, "      0.000   | [session: establishing]\n"));
  g_assert_nonnull (strstr (ladder, "      0.000   |- INVITE sip:bob@"));
  g_assert_nonnull (strstr (ladder, "      0.500   |- again: INVITE sip:bob@"));
  g_assert_cmpuint (count (ladder, "<-------- 486 Busy Here ---------"), ==, 1);
  g_assert_cmpuint (count (ladder, "<---- again: 486 Busy Here ------"), ==, 1);
  g_assert_cmpuint (count (ladder, "- ACK sip:bob@"), ==, 1);
  g_assert_cmpuint (count (ladder, "again: ACK sip:bob@"), ==, 1);
  g_assert_nonnull (strstr (ladder, "(INVITE failed: sip:bob@10.0.0.2:5060 answered 486 Busy Here (tried "));
  g_assert_nonnull (strstr (ladder, "[session: terminated]\n"));
}

/* Whoever keeps a trace does not keep the agent, and can still read it when both are gone. */
static void
test_outlives_agent (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *agent = fixture_new_agent (fixture, "udp:10.0.0.1:5062");
  g_autoptr (SipgoTrace) trace = g_object_ref (sipgo_user_agent_get_trace (agent));
  g_autofree char *ladder = NULL;

  fixture_tear_down_agent (fixture, agent);
  ladder = sipgo_trace_ladder (trace);
  g_assert_nonnull (strstr (ladder, "[agent: started]"));
  g_assert_nonnull (strstr (ladder, "[agent: stopped]"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/session-trace/retransmissions", test_retransmissions);
  ADD ("/session-trace/outlives-agent", test_outlives_agent);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-flow-private.h"

#define N_WATCHES 5

static SipgoFlowWatch watches[N_WATCHES];
static guint n_called[N_WATCHES];

static gboolean
flow_send (SipgoFlow *flow, GBytes *bytes, GError **error)
{
  return TRUE;
}

static gboolean finalized;

static void
flow_finalize (SipgoFlow *flow)
{
  finalized = TRUE;
}

static const SipgoFlowClass flow_class = { .send = flow_send, .finalize = flow_finalize };

static SipgoFlow *
make_flow (void)
{
  SipgoAddress remote;
  SipgoFlow *flow;

  sipgo_address_parse (&remote, "192.0.2.1", 5060);
  flow = sipgo_flow_new (&flow_class, sizeof *flow, SIPGO_PROTOCOL_TCP, &remote);
  sipgo_address_parse (&flow->local, "[2001:db8::1]", 49152);
  flow->has_local = TRUE;
  return flow;
}

static void
start (SipgoFlow *flow, SipgoFlowFailedFunc func)
{
  guint i;

  for (i = 0; i < N_WATCHES; i++)
    {
      n_called[i] = 0;
      sipgo_flow_watch_start (&watches[i], flow, func, GUINT_TO_POINTER (i));
    }
}

static void
fail (SipgoFlow *flow)
{
  g_autoptr (GError) error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE, "gone");

  sipgo_flow_fail (flow, error);
}

static void
stop_itself (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  guint i = GPOINTER_TO_UINT (user_data);

  n_called[i]++;
  sipgo_flow_watch_stop (&watches[i]);
}

static void
stop_all (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  guint i;

  n_called[GPOINTER_TO_UINT (user_data)]++;
  for (i = 0; i < N_WATCHES; i++)
    sipgo_flow_watch_stop (&watches[i]);
}

static void
fail_again (SipgoFlow *flow, const GError *error, gpointer user_data)
{
  guint i = GPOINTER_TO_UINT (user_data);

  n_called[i]++;
  sipgo_flow_watch_stop (&watches[i]);
  sipgo_flow_fail (flow, error);
}

static guint
count_calls (void)
{
  guint sum = 0;
  guint i;

  for (i = 0; i < N_WATCHES; i++)
    sum += n_called[i];
  return sum;
}

/* The watches hold the last references. */
static void
check (SipgoFlowFailedFunc func, guint expected)
{
  SipgoFlow *flow = make_flow ();

  start (flow, func);
  finalized = FALSE;
  sipgo_flow_unref (flow);
  g_assert_false (finalized);
  fail (flow);
  g_assert_true (finalized);
  g_assert_cmpuint (count_calls (), ==, expected);
}

static void
test_stop_itself (void)
{
  check (stop_itself, N_WATCHES);
}

static void
test_stop_all (void)
{
  check (stop_all, 1);
}

static void
test_fail_inside (void)
{
  check (fail_again, N_WATCHES);
}

static void
test_sent_by (void)
{
  g_autoptr (SipgoFlow) flow = make_flow ();
  g_autoptr (SipgoFlow) listening = make_flow ();

  g_assert_cmpstr (sipgo_flow_get_sent_by (flow), ==, "[2001:db8::1]:49152");
  listening->sent_by_port = 5060;
  g_assert_cmpstr (sipgo_flow_get_sent_by (listening), ==, "[2001:db8::1]:5060");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/flow/stop-itself", test_stop_itself);
  g_test_add_func ("/transport/flow/stop-all", test_stop_all);
  g_test_add_func ("/transport/flow/fail-inside", test_fail_inside);
  g_test_add_func ("/transport/flow/sent-by", test_sent_by);
  return g_test_run ();
}

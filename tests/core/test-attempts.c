/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A target that does not answer in time is not waited for when there are others, and may still answer late. */
#include "core-util.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/message/sipgo-status.h"

/* A request to a name with two servers: 10.0.0.3, which is silent at first, and 10.0.0.2. */
typedef struct
{
  Fixture *fixture;
  Peer *slow;
  Peer *quick;
  SipgoOutgoingRequest *request;
  Outcome outcome;
  SipgoMessage *late;              /* what the slow server has got */
  SipgoMessage *prompt;            /* what the other one has got after four seconds */
} Pair;

static void
begin (Pair *self, Fixture *fixture, const char *method)
{
  g_autoptr (SipgoUri) target = sipgo_uri_parse ("sip:bob@two.example.com:5060", NULL);
  SipgoMessage *message = sipgo_user_agent_core_new_message (fixture->core, fixture->core->own, method, target, NULL,
                                                             NULL, NULL, 1);

  *self = (Pair) { .fixture = fixture, .quick = fixture->peer };
  self->slow = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.3");
  sipgo_simulated_network_add_name (fixture->network, "two.example.com", "10.0.0.2");
  self->request = sipgo_user_agent_core_make_request (fixture->core, message, target, NULL, TRUE);
  peer_mark (self->slow);
  peer_mark (self->quick);
  sipgo_outgoing_request_send (self->request, NULL, outcome_note, &self->outcome);
  self->late = peer_expect_at (self->slow, method, 0);
  self->prompt = peer_expect_at (self->quick, method, 4000);
  peer_skip (self->slow);
}

static void
wait_for (Pair *self)
{
  RUN_UNTIL (self->fixture->environment, self->outcome.done);
}

static void
end (Pair *self)
{
  run_for (self->fixture->environment, 70000);
  g_object_add_weak_pointer (G_OBJECT (self->request), (gpointer *) &self->request);
  g_object_unref (self->request);
  g_assert_null (self->request);
  outcome_clear (&self->outcome);
  peer_free (self->slow);
}

/* The request ends that long after its start. */
static void
expect_end (Pair *self, gint64 milliseconds)
{
  gint64 now = (sipgo_environment_now (self->fixture->environment) - self->quick->mark) / SIPGO_MS (1);

  run_for (self->fixture->environment, milliseconds - 1 - now);
  g_assert_false (self->outcome.done);
  run_for (self->fixture->environment, 2);
  g_assert_true (self->outcome.done);
}

/* The peer gets the CANCEL, and does what it says. */
static void
expect_cancel (Peer *peer, SipgoMessage *invite)
{
  SipgoMessage *cancel = peer_expect (peer, "CANCEL");

  g_assert_cmpstr (sipgo_via_get_branch (sipgo_message_get_via (cancel)), ==,
                   sipgo_via_get_branch (sipgo_message_get_via (invite)));
  peer_reply (peer, cancel, "200 OK");
  peer_reply (peer, invite, "487 Request Terminated");
  peer_expect (peer, "ACK");
}

/* The next target answers: nothing more is sent to the first. */
static void
test_next (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "OPTIONS");
  g_assert_cmpstr (sipgo_message_get_call_id (pair.late), ==, sipgo_message_get_call_id (pair.prompt));
  peer_reply (pair.quick, pair.prompt, "200 OK");
  wait_for (&pair);
  g_assert_no_error (pair.outcome.error);
  peer_skip (pair.slow);
  peer_expect_nothing (pair.slow, 40000);
  end (&pair);
}

/* The first server answers after all: its answer counts, and nothing more is sent to the second. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "OPTIONS");
  run_for (fixture->environment, 10000);
  peer_reply (pair.slow, pair.late, "486 Busy Here");
  wait_for (&pair);
  g_assert_error (pair.outcome.error, SIPGO_STATUS, 486);
  g_assert_cmpstr (pair.outcome.error->message, ==,
                   "sip:bob@two.example.com:5060 answered 486 Busy Here (tried udp:10.0.0.3:5060: udp:10.0.0.3:5060 "
                   "did not answer within 4 s, udp:10.0.0.2:5060, udp:10.0.0.3:5060)");
  peer_skip (pair.quick);
  peer_expect_nothing (pair.quick, 40000);
  end (&pair);
}

/* A challenge that comes late is answered where it came from. */
static void
test_late_challenge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  Pair pair;

  sipgo_account_set_credentials (fixture->core->own, credentials);
  begin (&pair, fixture, "OPTIONS");
  peer_reply (pair.slow, pair.late, "401 Unauthorized\nWWW-Authenticate: Digest realm=\"x\", nonce=\"y\"");
  run_for (fixture->environment, 0);
  peer_reply (pair.slow, peer_expect (pair.slow, "OPTIONS"), "200 OK");
  wait_for (&pair);
  g_assert_no_error (pair.outcome.error);
  end (&pair);
}

/* While the first server may still answer, the request has not failed. */
static void
test_late_after_failure (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "OPTIONS");
  peer_reply (pair.quick, pair.prompt, "503 Service Unavailable");
  run_for (fixture->environment, 10000);
  g_assert_false (pair.outcome.done);
  peer_reply (pair.slow, pair.late, "200 OK");
  wait_for (&pair);
  g_assert_no_error (pair.outcome.error);
  end (&pair);
}

/* … and when it does not answer, what the last one said counts. */
static void
test_never (Fixture *fixture, gconstpointer method)
{
  Pair pair;

  begin (&pair, fixture, method);
  peer_reply (pair.quick, pair.prompt, "503 Service Unavailable");
  expect_end (&pair, 32000);
  g_assert_error (pair.outcome.error, SIPGO_STATUS, 503);
  end (&pair);
}

/* The first server answers 503, late: the second is waited for. */
static void
test_late_unavailable (Fixture *fixture, gconstpointer method)
{
  Pair pair;

  begin (&pair, fixture, method);
  peer_reply (pair.slow, pair.late, "503 Service Unavailable");
  run_for (fixture->environment, 1000);
  g_assert_false (pair.outcome.done);
  peer_skip (pair.quick);
  peer_reply (pair.quick, pair.prompt, "486 Busy Here");
  wait_for (&pair);
  g_assert_error (pair.outcome.error, SIPGO_STATUS, 486);
  end (&pair);
}

static void
test_both_silent (Fixture *fixture, gconstpointer method)
{
  Pair pair;

  begin (&pair, fixture, method);
  expect_end (&pair, 36000);
  g_assert_error (pair.outcome.error, SIPGO_ERROR, SIPGO_ERROR_TIMEOUT);
  end (&pair);
}

/* The call rings at the second server; the first one rings, too, and is cancelled (9.1). */
static void
test_surplus_rings (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "INVITE");
  peer_reply (pair.quick, pair.prompt, "180 Ringing");
  run_for (fixture->environment, 1000);
  peer_skip (pair.slow);
  peer_reply (pair.slow, pair.late, "180 Ringing");
  expect_cancel (pair.slow, pair.late);
  run_for (fixture->environment, 1000);
  g_assert_false (pair.outcome.done);
  peer_reply (pair.quick, pair.prompt, "486 Busy Here");
  peer_expect (pair.quick, "ACK");
  wait_for (&pair);
  end (&pair);
}

/* The first server answers the call when the second has refused it: the call is ended there (13.2.2.4), once. */
static void
test_surplus_answers (Fixture *fixture, gconstpointer data)
{
  const char *answer = "200 OK\nContact: <sip:bob@10.0.0.3:5060>";
  SipgoMessage *bye;
  Pair pair;

  begin (&pair, fixture, "INVITE");
  peer_reply (pair.quick, pair.prompt, "486 Busy Here");
  peer_expect (pair.quick, "ACK");
  wait_for (&pair);
  peer_skip (pair.slow);
  peer_reply (pair.slow, pair.late, "%s", answer);
  peer_expect (pair.slow, "ACK");
  bye = peer_expect (pair.slow, "BYE");
  peer_reply (pair.slow, bye, "200 OK");
  peer_reply (pair.slow, pair.late, "%s", answer);
  peer_expect (pair.slow, "ACK");
  peer_expect_nothing (pair.slow, 40000);
  end (&pair);
}

/* The call rings at the first server after all; the second rings, too, and is cancelled. */
static void
test_return (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "INVITE");
  peer_reply (pair.slow, pair.late, "180 Ringing");
  run_for (fixture->environment, 100);
  peer_skip (pair.quick);
  peer_reply (pair.quick, pair.prompt, "180 Ringing");
  expect_cancel (pair.quick, pair.prompt);
  g_assert_false (pair.outcome.done);
  peer_reply (pair.slow, pair.late, "486 Busy Here");
  wait_for (&pair);
  g_assert_error (pair.outcome.error, SIPGO_STATUS, 486);
  end (&pair);
}

/* A cancelled call is cancelled wherever it rings later. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  Peer *peers[2];
  SipgoMessage *invites[2];
  Pair pair;
  guint i;

  begin (&pair, fixture, "INVITE");
  g_assert_true (sipgo_outgoing_request_cancel (pair.request, NULL, NULL));
  peers[0] = pair.slow;
  peers[1] = pair.quick;
  invites[0] = pair.late;
  invites[1] = pair.prompt;
  for (i = 0; i < 2; i++)
    {
      peer_skip (peers[i]);
      peer_reply (peers[i], invites[i], "180 Ringing");
      expect_cancel (peers[i], invites[i]);
    }
  wait_for (&pair);
  g_assert_error (pair.outcome.error, SIPGO_STATUS, 487);
  end (&pair);
}

static void
test_cancelled_options (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "OPTIONS");
  g_assert_true (sipgo_outgoing_request_cancel (pair.request, NULL, NULL));
  wait_for (&pair);
  peer_expect_nothing (pair.slow, 40000);
  end (&pair);
}

/* The agent ends while both may answer. */
static void
test_closed (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "INVITE");
  sipgo_user_agent_core_close (fixture->core);
  wait_for (&pair);
  g_assert_error (pair.outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
  end (&pair);
}

/* 8.2.2.2: a server that has got the request from both refuses the second copy; the answer to the first counts. */
static void
test_merged (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "OPTIONS");
  peer_reply (pair.quick, pair.prompt, "482 Loop Detected");
  run_for (fixture->environment, 100);
  peer_skip (pair.slow);
  peer_reply (pair.slow, pair.late, "200 OK");
  wait_for (&pair);
  g_assert_no_error (pair.outcome.error);
  end (&pair);
}

/* A surplus server that is silent after its 100 is not waited for longer than any that is cancelled (9.1). */
static void
test_surplus_silent (Fixture *fixture, gconstpointer data)
{
  SipgoTransactionLayer *layer = sipgo_user_agent_core_get_transaction_layer (fixture->core);
  Pair pair;

  begin (&pair, fixture, "INVITE");
  peer_reply (pair.quick, pair.prompt, "486 Busy Here");
  peer_expect (pair.quick, "ACK");
  wait_for (&pair);
  peer_skip (pair.slow);
  peer_reply (pair.slow, pair.late, "100 Trying");
  peer_expect (pair.slow, "CANCEL");
  run_for (fixture->environment, 70000);
  g_assert_cmpuint (sipgo_transaction_layer_count (layer), ==, 0);
  end (&pair);
}

static void
test_forget (Fixture *fixture, gconstpointer data)
{
  Pair pair;

  begin (&pair, fixture, "INVITE");
  run_for (fixture->environment, 100);
  peer_skip (pair.slow);
  peer_skip (pair.quick);
  sipgo_outgoing_request_forget (pair.request);
  wait_for (&pair);
  peer_expect_nothing (pair.quick, 10000);
  peer_expect_nothing (pair.slow, 10000);
  end (&pair);
}

static void
cancel (GObject *view, GParamSpec *pspec, gpointer user_data)
{
  sipgo_outgoing_request_cancel (((Pair *) user_data)->request, NULL, NULL);
}

/* A handler cancels the request while an attempt is dropped. */
static void
test_cancelled_in_handler (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoTransaction) view = NULL;
  Pair pair;

  begin (&pair, fixture, "OPTIONS");
  view = sipgo_outgoing_request_get_transaction (pair.request);
  g_signal_connect (view, "notify::state", G_CALLBACK (cancel), &pair);
  peer_reply (pair.slow, pair.late, "200 OK");
  wait_for (&pair);
  end (&pair);
}

/* The agent is stopped while a name is looked up, or while two connections are made: nothing is sent any more. */
static void
test_closed_on_the_way (Fixture *fixture, gconstpointer data)
{
  SipgoDnsManner slow = { .ttl = 60, .delay_us = SIPGO_SECONDS (2) };
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_auto (Outcome) outcome = { FALSE };

  if (data)
    sipgo_simulated_dns_set_manner (sipgo_simulated_network_get_dns (fixture->network), SIPGO_DNS_RECORD_TYPE_ADDRESS,
                                    "dual.example.com", &slow);
  sipgo_simulated_network_silence (fixture->network, "fd00::9");
  sipgo_simulated_network_add_name (fixture->network, "dual.example.com", "fd00::9");
  sipgo_simulated_network_add_name (fixture->network, "dual.example.com", "10.0.0.2");
  request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", "sip:bob@dual.example.com:5060;transport=tcp",
                                           NULL, NULL);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  run_for (fixture->environment, 100);
  sipgo_user_agent_core_close (fixture->core);
  peer_expect_nothing (fixture->peer, 70000);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
}

/* The only target keeps its 32 seconds. */
static void
test_only_target (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_auto (Outcome) outcome = { FALSE };

  request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", "sip:bob@10.0.0.2:5060", NULL, NULL);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  run_for (fixture->environment, 31000);
  g_assert_false (outcome.done);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  RUN_UNTIL (fixture->environment, outcome.done);
  g_assert_no_error (outcome.error);
}

/* --- connections of both families --------------------------------------------------------------------------------- */

typedef struct
{
  const char *path;
  const char *silent;              /* addresses where nothing answers, separated by spaces */
  const char *addresses;           /* of the name, in this order */
  int milliseconds;                /* until the server at 10.0.0.2 gets the request; -1: never */
  int end;                         /* when the request fails, if it does */
} Families;

/* Nothing listens at fd00::2, where connections are refused. */
static const Families families[] = {
  { "only-one-works", "fd00::9", "fd00::9 10.0.0.2", 250 },
  { "refused", "", "fd00::2 10.0.0.2", 0 },
  { "first-works", "fd00::9", "10.0.0.2 fd00::9", 0 },
  { "turns", "fd00::8 fd00::9", "fd00::8 fd00::9 10.0.0.2", 250 },
  { "same-family", "10.0.0.9", "10.0.0.9 10.0.0.2", 4000 },
  { "second-refuses", "fd00::9 10.0.0.9", "fd00::9 10.0.0.4 10.0.0.2", 5000 },
  { "neither-works", "fd00::9 10.0.0.9", "fd00::9 10.0.0.9", -1, 10250 },
  { "both-refuse", "", "fd00::2 10.0.0.4", -1, 10 },
};

static void
name_addresses (Fixture *fixture, const Families *row)
{
  g_auto (GStrv) silent = g_strsplit (row->silent, " ", -1);
  g_auto (GStrv) addresses = g_strsplit (row->addresses, " ", -1);
  guint i;

  for (i = 0; silent[i]; i++)
    sipgo_simulated_network_silence (fixture->network, silent[i]);
  for (i = 0; addresses[i]; i++)
    sipgo_simulated_network_add_name (fixture->network, "dual.example.com", addresses[i]);
}

static void
test_families (Fixture *fixture, gconstpointer data)
{
  const Families *row = data;
  const char *uri = "sip:bob@dual.example.com:5060;transport=tcp";
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_auto (Outcome) outcome = { FALSE };

  name_addresses (fixture, row);
  request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", uri, NULL, NULL);
  peer_mark (fixture->peer);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  if (row->milliseconds >= 0)
    {
      peer_reply (fixture->peer, peer_expect_at (fixture->peer, "OPTIONS", row->milliseconds), "200 OK");
      RUN_UNTIL (fixture->environment, outcome.done);
      g_assert_no_error (outcome.error);
      peer_expect_nothing (fixture->peer, 20000);
      return;
    }
  run_for (fixture->environment, row->end - 10);
  g_assert_false (outcome.done);
  run_for (fixture->environment, 20);
  g_assert_error (outcome.error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
}

#define ADD_WITH(path, data, function) g_test_add (path, Fixture, data, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (families); i++)
    {
      g_autofree char *path = g_strconcat ("/attempts/families/", families[i].path, NULL);

      ADD_WITH (path, &families[i], test_families);
    }
  ADD ("/attempts/next", test_next);
  ADD ("/attempts/late", test_late);
  ADD ("/attempts/late-challenge", test_late_challenge);
  ADD ("/attempts/late-after-failure", test_late_after_failure);
  ADD_WITH ("/attempts/never/options", "OPTIONS", test_never);
  ADD_WITH ("/attempts/never/invite", "INVITE", test_never);
  ADD_WITH ("/attempts/late-unavailable/options", "OPTIONS", test_late_unavailable);
  ADD_WITH ("/attempts/late-unavailable/invite", "INVITE", test_late_unavailable);
  ADD_WITH ("/attempts/both-silent/options", "OPTIONS", test_both_silent);
  ADD_WITH ("/attempts/both-silent/invite", "INVITE", test_both_silent);
  ADD ("/attempts/surplus-rings", test_surplus_rings);
  ADD ("/attempts/surplus-answers", test_surplus_answers);
  ADD ("/attempts/return", test_return);
  ADD ("/attempts/cancelled", test_cancelled);
  ADD ("/attempts/cancelled-options", test_cancelled_options);
  ADD ("/attempts/closed", test_closed);
  ADD ("/attempts/merged", test_merged);
  ADD ("/attempts/surplus-silent", test_surplus_silent);
  ADD ("/attempts/forget", test_forget);
  ADD ("/attempts/cancelled-in-handler", test_cancelled_in_handler);
  ADD ("/attempts/closed-while-connecting", test_closed_on_the_way);
  ADD_WITH ("/attempts/closed-while-resolving", "slow", test_closed_on_the_way);
  ADD ("/attempts/only-target", test_only_target);
  return g_test_run ();
}

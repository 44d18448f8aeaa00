/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions as an application sees them: kind, states in order, and timers. */
#include "core-util.h"

#include "libsipgo/base/sipgo-error.h"

#define BOB "sip:bob@10.0.0.2:5060"

/* "E:500 F:32000 " */
static char *
describe_timers (SipgoTransaction *transaction)
{
  GString *text = g_string_new (NULL);
  GList *timers = sipgo_transaction_get_timers (transaction), *l;

  for (l = timers; l; l = l->next)
    {
      SipgoTransactionTimer *timer = l->data;

      g_string_append_printf (text, "%s:%u ", timer->name, timer->remaining_ms);
    }
  g_list_free_full (timers, (GDestroyNotify) sipgo_transaction_timer_free);
  return g_string_free (text, FALSE);
}

static void
assert_timers (SipgoTransaction *transaction, const char *expected)
{
  g_autofree char *timers = describe_timers (transaction);

  g_assert_cmpstr (timers, ==, expected);
}

static void
note_state (GObject *transaction, GParamSpec *pspec, gpointer user_data)
{
  GArray *states = user_data;
  SipgoTransactionState state = sipgo_transaction_get_state (SIPGO_TRANSACTION (transaction));

  g_array_append_val (states, state);
}

static GArray *
watch (SipgoTransaction *transaction)
{
  GArray *states = g_array_new (FALSE, FALSE, sizeof (SipgoTransactionState));

  g_signal_connect (transaction, "notify::state", G_CALLBACK (note_state), states);
  return states;
}

static void
assert_states (GArray *states, const SipgoTransactionState *expected, guint n_expected)
{
  g_assert_cmpmem (states->data, states->len * sizeof (SipgoTransactionState), expected, n_expected * sizeof *expected);
}

static void
test_non_invite_client (Fixture *fixture, gconstpointer data)
{
  static const SipgoTransactionState expected[] = { SIPGO_TRANSACTION_STATE_PROCEEDING,
                                                    SIPGO_TRANSACTION_STATE_COMPLETED,
                                                    SIPGO_TRANSACTION_STATE_TERMINATED };
  g_autoptr (SipgoOutgoingRequest) request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", BOB, NULL, NULL);
  g_autoptr (SipgoTransaction) transaction = NULL, again = NULL;
  g_autoptr (GArray) states = NULL;
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *remote = NULL;
  SipgoMessage *options;

  g_assert_null (sipgo_outgoing_request_get_transaction (request));
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  g_object_get (request, "transaction", &transaction, NULL);
  again = sipgo_outgoing_request_get_transaction (request);
  g_assert_true (transaction == again);
  g_assert_cmpint (sipgo_transaction_get_kind (transaction), ==, SIPGO_TRANSACTION_KIND_NON_INVITE_CLIENT);
  g_assert_cmpint (sipgo_transaction_get_state (transaction), ==, SIPGO_TRANSACTION_STATE_TRYING);
  remote = sipgo_transaction_get_remote (transaction);
  g_assert_cmpstr (remote, ==, "udp:10.0.0.2:5060");
  assert_timers (transaction, "E:500 F:32000 ");
  states = watch (transaction);

  options = peer_expect (fixture->peer, "OPTIONS");
  g_assert_cmpstr (sipgo_transaction_get_id (transaction), ==, sipgo_via_get_branch (sipgo_message_get_via (options)));
  peer_reply (fixture->peer, options, "100 Trying");
  RUN_UNTIL (fixture->environment, states->len == 1);
  peer_reply (fixture->peer, options, "200 OK");
  RUN_UNTIL (fixture->environment, states->len == 2);
  assert_timers (transaction, "K:5000 ");
  run_for (fixture->environment, 6000);
  g_assert_true (outcome.done);
  assert_states (states, expected, G_N_ELEMENTS (expected));
  assert_timers (transaction, "");
}

static void
test_invite_server (Fixture *fixture, gconstpointer data)
{
  static const SipgoTransactionState expected[] = { SIPGO_TRANSACTION_STATE_COMPLETED,
                                                    SIPGO_TRANSACTION_STATE_CONFIRMED,
                                                    SIPGO_TRANSACTION_STATE_TERMINATED };
  g_autoptr (SipgoTransaction) transaction = NULL;
  g_autoptr (GArray) states = NULL;
  GList *all;

  peer_send (fixture->peer, "INVITE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  transaction = sipgo_incoming_request_get_transaction (fixture_last_request (fixture));
  g_assert_cmpint (sipgo_transaction_get_kind (transaction), ==, SIPGO_TRANSACTION_KIND_INVITE_SERVER);
  g_assert_cmpint (sipgo_transaction_get_state (transaction), ==, SIPGO_TRANSACTION_STATE_PROCEEDING);
  assert_timers (transaction, "100:200 ");
  states = watch (transaction);

  all = sipgo_user_agent_core_get_transactions (fixture->core);
  g_assert_cmpuint (g_list_length (all), ==, 1);
  g_assert_true (all->data == transaction);
  g_list_free_full (all, g_object_unref);

  sipgo_incoming_request_respond_simple (fixture_last_request (fixture), 486);
  assert_timers (transaction, "G:500 H:32000 ");
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
  RUN_UNTIL (fixture->environment, states->len == 2);
  assert_timers (transaction, "I:5000 ");
  run_for (fixture->environment, 6000);
  assert_states (states, expected, G_N_ELEMENTS (expected));
  g_assert_null (sipgo_user_agent_core_get_transactions (fixture->core));
}

static void
forget (SipgoOutgoingRequest *request, GParamSpec *pspec, gpointer user_data)
{
  sipgo_outgoing_request_forget (request);
}

/* A handler of a transaction may end it. */
static void
test_forgotten_when_shown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoOutgoingRequest) request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", BOB, NULL, NULL);
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (request, "notify::transaction", G_CALLBACK (forget), NULL);
  sipgo_outgoing_request_send (request, NULL, outcome_note, &outcome);
  RUN_UNTIL (fixture->environment, outcome.done);
  g_assert_nonnull (outcome.error);
  g_assert_null (sipgo_user_agent_core_get_transactions (fixture->core));
}

/* It may be kept longer than the agent. */
static void
test_outlives_the_agent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (fixture->network);
  SipgoTransaction *transaction;

  peer_send (fixture->peer, "INVITE");
  RUN_UNTIL (fixture->environment, fixture->requests->len == 1);
  transaction = sipgo_incoming_request_get_transaction (fixture_last_request (fixture));
  sipgo_user_agent_core_close (fixture->core);
  g_assert_cmpint (sipgo_transaction_get_state (transaction), ==, SIPGO_TRANSACTION_STATE_TERMINATED);
  g_ptr_array_set_size (fixture->requests, 0);
  g_assert_finalize_object (g_steal_pointer (&fixture->core));
  fixture->core = sipgo_user_agent_core_new (fixture->environment, host);
  assert_timers (transaction, "");
  g_assert_cmpstr (sipgo_message_get_method (sipgo_transaction_get_request (transaction)), ==, "INVITE");
  g_object_unref (transaction);
}

static void
test_set_header (Fixture *fixture, gconstpointer data)
{
  static const char *const extra[] = { "Subject: one", "X-Two: 1", "x-two: 2", NULL };
  g_autoptr (SipgoRequestOptions) options = sipgo_request_options_new ();
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_autoptr (GError) error = NULL;
  SipgoMessage *sent;

  sipgo_request_options_set_extra_headers (options, extra);
  request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", BOB, options, NULL);
  g_assert_true (sipgo_outgoing_request_set_header (request, "Subject", "three", NULL));
  g_assert_true (sipgo_outgoing_request_set_header (request, "X-Two", NULL, NULL));
  g_assert_true (sipgo_outgoing_request_set_header (request, "X-New", "4", NULL));
  g_assert_false (sipgo_outgoing_request_set_header (request, "Max-Forwards", "5", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (sipgo_outgoing_request_set_header (request, "X-Two: 1\r\nX", "y", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (sipgo_outgoing_request_set_header (request, "X:Y", "y", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_clear_error (&error);

  sipgo_outgoing_request_send (request, NULL, NULL, NULL);
  sent = peer_expect (fixture->peer, "OPTIONS");
  assert_header (sent, "Subject", "three");
  assert_header (sent, "X-Two", NULL);
  assert_header (sent, "X-New", "4");
  g_assert_false (sipgo_outgoing_request_set_header (request, "Subject", "late", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_reply (fixture->peer, sent, "200 OK");
  run_for (fixture->environment, 40000);
}

/* From, To, Call-ID and CSeq of a request can be set, and malformed values are rejected. */
static void
test_set_names (Fixture *fixture, gconstpointer data)
{
  static const char *const bad[][2] = {
    { "From", "carol" },           { "From", NULL },          { "To", "<sip:a@b>\r\nX: y" }, { "Call-ID", "a b" },
    { "Call-ID", "" },             { "CSeq", "5 MESSAGE" },   { "CSeq", "2147483648" },      { "CSeq", "-1" },
    { "CSeq", "" },                { "Via", "SIP/2.0/UDP a" },
  };
  g_autoptr (SipgoOutgoingRequest) request = sipgo_user_agent_core_request (fixture->core, "OPTIONS", BOB, NULL, NULL);
  g_autofree char *from = NULL,
                          *tag = g_strdup (sipgo_message_get_from_tag (sipgo_outgoing_request_get_message (request)));
  SipgoMessage *sent;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (sipgo_outgoing_request_set_header (request, bad[i][0], bad[i][1], &error));
      g_assert_true (error && error->domain == SIPGO_ERROR);
    }
  g_assert_true (sipgo_outgoing_request_set_header (request, "from", "Carol <sip:carol@example.com>", NULL));
  g_assert_true (sipgo_outgoing_request_set_header (request, "t", "<sip:dave@example.com>", NULL));
  g_assert_true (sipgo_outgoing_request_set_header (request, "Call-ID", "mine@here", NULL));
  g_assert_true (sipgo_outgoing_request_set_header (request, "CSeq", "7", NULL));
  sipgo_outgoing_request_send (request, NULL, NULL, NULL);
  sent = peer_expect (fixture->peer, "OPTIONS");
  from = g_strdup_printf ("Carol <sip:carol@example.com>;tag=%s", tag);
  assert_header (sent, "From", from);
  assert_header (sent, "To", "<sip:dave@example.com>");
  assert_header (sent, "Call-ID", "mine@here");
  assert_header (sent, "CSeq", "7 OPTIONS");
  peer_reply (fixture->peer, sent, "200 OK");
  run_for (fixture->environment, 40000);
  g_assert_nonnull (sipgo_outgoing_request_get_response (request));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/transaction/non-invite-client", test_non_invite_client);
  ADD ("/transaction/invite-server", test_invite_server);
  ADD ("/transaction/forgotten-when-shown", test_forgotten_when_shown);
  ADD ("/transaction/outlives-the-agent", test_outlives_the_agent);
  ADD ("/transaction/set-header", test_set_header);
  ADD ("/transaction/set-names", test_set_names);
  return g_test_run ();
}

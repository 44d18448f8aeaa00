/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line over several edge proxies (outbound, RFC 5626): a flow and a registration to each, edges that die and come
 * back, and registrars that do not support it. */
#include "libsipgo/registration/sipgo-registration.h"
#include "tests/registration/registerer-util.h"

#include <string.h>

#define N_EDGES 3
#define OUTBOUND "\nRequire: outbound"
#define UUID "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
/* A lost flow is replaced within a second, and the answer takes some milliseconds. */
#define AT_ONCE 1100

/* Alice at example.com, and edges at 10.0.0.2 to 10.0.0.4, which are scripted peers. */
typedef struct
{
  Fixture base;
  Peer *edges[N_EDGES];
  SipgoRegisterer *registerer;
} Line;

static void
use_edges (Line *line, guint n, const char *transport)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) proxies = NULL;
  guint i;

  for (i = 0; i < n; i++)
    {
      g_autofree char *proxy = g_strdup_printf ("sip:10.0.0.%u:5060;transport=%s", i + 2, transport);

      g_strv_builder_add (builder, proxy);
    }
  proxies = g_strv_builder_end (builder);
  sipgo_user_agent_set_outbound_proxies (line->base.agent, (const char *const *) proxies);
}

static void
line_set_up (Line *line, gconstpointer transport)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
  guint i;

  fixture_set_up (&line->base, NULL);
  line->edges[0] = line->base.peer;
  for (i = 1; i < N_EDGES; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.0.0.%u:5060", i + 2);

      line->edges[i] = peer_new (line->base.environment, line->base.network, address);
    }
  sipgo_user_agent_set_uri (line->base.agent, uri);
  sipgo_user_agent_set_instance_id (line->base.agent, UUID);
  use_edges (line, 2, transport ? transport : "tcp");
  line->registerer = sipgo_registerer_new (line->base.agent);
}

/* Answers every REGISTER that comes until the agent has stopped. */
static void
answer_rest (Line *line)
{
  guint i, j;

  for (i = 0; i < 20; i++)
    {
      run_for (line->base.environment, 5);
      for (j = 0; j < N_EDGES; j++)
        {
          Peer *edge = line->edges[j];

          for (; edge->next < edge->received->len; edge->next++)
            {
              SipgoMessage *message = ((PeerMessage *) edge->received->pdata[edge->next])->message;

              if (sipgo_message_is_request (message))
                peer_reply (edge, message, "200 OK" OUTBOUND);
            }
        }
    }
}

static void
line_tear_down (Line *line, gconstpointer data)
{
  g_auto (Outcome) stopped = { FALSE };
  guint i;

  sipgo_user_agent_stop (line->base.agent, NULL, note_stop, &stopped);
  answer_rest (line);
  WAIT_OK (&line->base, &stopped);
  g_assert_cmpint (sipgo_registerer_get_state (line->registerer), ==, SIPGO_REGISTERER_STATE_TERMINATED);
  g_assert_finalize_object (line->registerer);
  fixture_tear_down_agent (&line->base, line->base.agent);
  for (i = 0; i < N_EDGES; i++)
    peer_free (line->edges[i]);
  g_assert_cmpuint (sipgo_environment_count_timers (line->base.environment), ==, 0);
  sipgo_simulated_network_unref (line->base.network);
  sipgo_environment_unref (line->base.environment);
}

static void
add (const char *name, const char *transport, void (*function) (Line *line, gconstpointer data))
{
  g_autofree char *path = g_strconcat ("/outbound/", name, NULL);

  g_test_add (path, Line, transport, line_set_up, function, line_tear_down);
}

/* --- what an edge sees -------------------------------------------------------------------------------------------- */

static char *
dup_contact_parameter (SipgoMessage *request, const char *name)
{
  return g_strdup (sipgo_name_addr_get_parameter (sipgo_message_get_contact (request), name));
}

/* The next REGISTER at the edge, which is for the flow to it. */
static SipgoMessage *
expect_register (Line *line, guint edge)
{
  SipgoMessage *request = peer_expect (line->edges[edge], "REGISTER");
  g_autofree char *route = sipgo_message_get_header (request, "Route");
  g_autofree char *wanted = g_strdup_printf ("<sip:10.0.0.%u:5060;", edge + 2);
  g_autofree char *reg_id = dup_contact_parameter (request, "reg-id");
  g_autofree char *instance = dup_contact_parameter (request, "+sip.instance");

  g_assert_true (g_str_has_prefix (route, wanted));
  g_assert_true (g_str_has_suffix (route, ";lr>"));
  g_assert_cmpstr (instance, ==, "<urn:uuid:" UUID ">");
  g_assert_cmpuint (g_ascii_strtoull (reg_id, NULL, 10), ==, edge + 1);
  g_assert_true (sipgo_message_has_option (request, "Supported", "outbound"));
  g_assert_true (sipgo_message_has_option (request, "Supported", "path"));
  return request;
}

static SipgoMessage *
grant_outbound (Line *line, guint edge)
{
  SipgoMessage *request = expect_register (line, edge);

  peer_reply (line->edges[edge], request, "200 OK" OUTBOUND "\nExpires: 600");
  run_for (line->base.environment, 5);
  return request;
}

/* The next REGISTER at the edge comes between these times, in milliseconds from now. */
static SipgoMessage *
grant_between (Line *line, guint edge, gint64 least, gint64 most)
{
  gint64 before = sipgo_environment_now (line->base.environment);
  SipgoMessage *request;
  gint64 after;

  peer_expect_nothing (line->edges[edge], least);
  request = grant_outbound (line, edge);
  after = (sipgo_environment_now (line->base.environment) - before) / 1000;
  g_assert_cmpint (after, <=, most + 10);
  return request;
}

static SipgoRegistration *
get_flow (Line *line, guint n)
{
  g_autoptr (SipgoRegistration) registration = NULL;

  registration = g_list_model_get_item (sipgo_registerer_get_registrations (line->registerer), n);
  return registration;
}

/* "RR-": registered over the first two, not over the third. */
static void
assert_flows (Line *line, const char *wanted)
{
  g_autoptr (GString) flows = g_string_new (NULL);
  GListModel *registrations = sipgo_registerer_get_registrations (line->registerer);
  guint i;

  for (i = 0; i < g_list_model_get_n_items (registrations); i++)
    g_string_append_c (flows, sipgo_registration_get_state (get_flow (line, i)) == SIPGO_REGISTERER_STATE_REGISTERED
                              ? 'R' : '-');
  g_assert_cmpstr (flows->str, ==, wanted);
  g_assert_cmpint (sipgo_registerer_get_state (line->registerer) == SIPGO_REGISTERER_STATE_REGISTERED, ==,
                   strchr (wanted, 'R') != NULL);
}

static void
register_all (Line *line)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  grant_outbound (line, 0);
  WAIT_OK (&line->base, &outcome);
  grant_outbound (line, 1);
  assert_flows (line, "RR");
}

/* The edge crashes: its connections end. */
static void
kill_edge (Line *line, guint edge)
{
  sipgo_transport_layer_close (line->edges[edge]->layer);
  run_for (line->base.environment, 5);
}

static void
revive (Line *line, guint edge)
{
  g_autofree char *listener = g_strdup_printf ("tcp:10.0.0.%u:5060", edge + 2);
  g_autoptr (GError) error = NULL;

  sipgo_transport_layer_listen (line->edges[edge]->layer, listener, &error);
  g_assert_no_error (error);
}

/* --- forming the flows -------------------------------------------------------------------------------------------- */

/* The first answer makes the line reachable; then the second flow is formed. */
static void
test_two_flows (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *first, *second;

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  first = expect_register (line, 0);
  g_assert_false (sipgo_message_has_header (first, "Require"));
  peer_expect_nothing (line->edges[1], 100);
  assert_flows (line, "--");
  peer_reply (line->edges[0], first, "200 OK" OUTBOUND "\nExpires: 600");
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "R-");
  second = expect_register (line, 1);
  g_assert_true (sipgo_message_has_option (second, "Require", "outbound"));
  g_assert_cmpstr (sipgo_message_get_call_id (first), !=, sipgo_message_get_call_id (second));
  peer_reply (line->edges[1], second, "200 OK" OUTBOUND "\nExpires: 500");
  run_for (line->base.environment, 5);
  assert_flows (line, "RR");
  g_assert_cmpuint (sipgo_registration_get_reg_id (get_flow (line, 1)), ==, 2);
  g_assert_cmpuint (sipgo_registration_get_granted_expires (get_flow (line, 1)), ==, 500);
  g_assert_cmpuint (sipgo_registerer_get_granted_expires (line->registerer), ==, 600);
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_registration_get_outbound_proxy (get_flow (line, 1))), ==, "10.0.0.3");
}

/* Both are refreshed, each over its own flow and with its own Call-ID. */
static void
test_refresh (Line *line, gconstpointer data)
{
  const char *call_ids[2] = { NULL, NULL };        /* of the first REGISTER, which the peer keeps */
  guint i, j;

  register_all (line);
  for (i = 0; i < 2; i++)
    {
      for (j = 0; j < 2; j++)
        {
          SipgoMessage *request;

          RUN_UNTIL (line->base.environment, line->edges[j]->received->len > line->edges[j]->next);
          request = grant_outbound (line, j);
          if (i == 0)
            call_ids[j] = sipgo_message_get_call_id (request);
          g_assert_cmpstr (call_ids[j], ==, sipgo_message_get_call_id (request));
        }
    }
  assert_flows (line, "RR");
}

/* A silent edge does not keep the line waiting: the next one is tried after 4 s. A late answer counts, too. */
static void
test_silent_edge (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *late;

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  late = expect_register (line, 0);
  grant_between (line, 1, 3900, 4000);
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "-R");
  peer_reply (line->edges[0], late, "200 OK" OUTBOUND);
  run_for (line->base.environment, 5);
  assert_flows (line, "RR");
}

/* One that refuses is passed over, and tried again when the other flow has lived for a while: base-time (if all have
 * not failed). */
static void
test_refusing_edge (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  peer_reply (line->edges[0], expect_register (line, 0), "403 Forbidden");
  grant_outbound (line, 1);
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "-R");
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_registration_get_failure (get_flow (line, 0))), ==, 403);
  peer_expect_nothing (line->edges[0], 89000);
  RUN_UNTIL (line->base.environment, line->edges[0]->received->len > line->edges[0]->next);
  grant_outbound (line, 0);
  g_assert_null (sipgo_registration_get_failure (get_flow (line, 0)));
  assert_flows (line, "RR");
}

/* No edge accepts the first registration: the application learns the reason, and nothing is repeated. */
static void
test_no_edge (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  use_edges (line, 3, "tcp");
  kill_edge (line, 1);
  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  peer_reply (line->edges[0], expect_register (line, 0), "503 Full");
  peer_reply (line->edges[2], expect_register (line, 2), "403 Forbidden");
  WAIT_ERROR (&line->base, &outcome, SIPGO_STATUS, 403);
  assert_flows (line, "---");
  peer_expect_nothing (line->edges[2], 4000000);
}

/* --- lost flows --------------------------------------------------------------------------------------------------- */

/* The others keep the line reachable, requests go over them, and the lost flow comes back with the same reg-id. The
 * first attempt is made at once, the next ones with back-off. */
static void
test_lost_flow (Line *line, gconstpointer data)
{
  static const struct { gint64 least, most; } waits[] = { { 90000, 180000 }, { 180000, 360000 }, { 360000, 720000 } };
  g_autoptr (SipgoMessager) messager = sipgo_messager_new (line->base.agent, "sip:bob@example.com", NULL);
  g_auto (Outcome) sent = { FALSE };
  gint64 begin;
  guint i;

  register_all (line);
  run_for (line->base.environment, 130000);
  kill_edge (line, 0);
  assert_flows (line, "-R");
  sipgo_messager_message (messager, NULL, NULL, note_messager, &sent);
  peer_reply (line->edges[1], peer_expect (line->edges[1], "MESSAGE"), "200 OK");
  WAIT_OK (&line->base, &sent);
  run_for (line->base.environment, AT_ONCE);
  for (i = 0; i < G_N_ELEMENTS (waits); i++)
    {
      SipgoRegistration *flow = get_flow (line, 0);
      SipgoFailure *failure = sipgo_registration_get_failure (flow);

      g_assert_nonnull (failure);
      begin = sipgo_environment_now (line->base.environment);
      while (sipgo_registration_get_failure (flow) == failure)
        {
          run_for (line->base.environment, 1000);
          for (; line->edges[1]->next < line->edges[1]->received->len;)
            grant_outbound (line, 1);
        }
      begin = (sipgo_environment_now (line->base.environment) - begin) / 1000;
      g_assert_cmpint (begin, >=, waits[i].least - 2000);
      g_assert_cmpint (begin, <=, waits[i].most + 2000);
    }
  revive (line, 0);
  while (line->edges[0]->next == line->edges[0]->received->len)
    {
      run_for (line->base.environment, 1000);
      while (line->edges[1]->next < line->edges[1]->received->len)
        grant_outbound (line, 1);
    }
  grant_outbound (line, 0);
  assert_flows (line, "RR");
}

/* A lasting flow whose edge is there again is replaced within a second. */
static void
test_short_outage (Line *line, gconstpointer data)
{
  register_all (line);
  run_for (line->base.environment, 130000);
  kill_edge (line, 0);
  revive (line, 0);
  grant_between (line, 0, 0, AT_ONCE);
  assert_flows (line, "RR");
}

/* All edges crash: the line is not registered, and comes back sooner: base-time (if all failed). */
static void
test_all_lost (Line *line, gconstpointer data)
{
  gint64 begin, took;

  register_all (line);
  run_for (line->base.environment, 130000);
  kill_edge (line, 0);
  kill_edge (line, 1);
  assert_flows (line, "--");
  run_for (line->base.environment, AT_ONCE);
  assert_flows (line, "--");
  revive (line, 0);
  revive (line, 1);
  begin = sipgo_environment_now (line->base.environment);
  RUN_UNTIL (line->base.environment, line->edges[0]->received->len > line->edges[0]->next
                                     || line->edges[1]->received->len > line->edges[1]->next);
  took = (sipgo_environment_now (line->base.environment) - begin) / 1000;
  g_assert_cmpint (took, >=, 28000);
  g_assert_cmpint (took, <=, 60000);
  grant_outbound (line, line->edges[0]->received->len > line->edges[0]->next ? 0 : 1);
  g_assert_cmpint (sipgo_registerer_get_state (line->registerer), ==, SIPGO_REGISTERER_STATE_REGISTERED);
}

/* A flow that breaks again and again is formed with growing pauses. */
static void
test_flapping (Line *line, gconstpointer data)
{
  register_all (line);
  run_for (line->base.environment, 130000);
  kill_edge (line, 0);
  revive (line, 0);
  grant_between (line, 0, 0, AT_ONCE);
  kill_edge (line, 0);
  revive (line, 0);
  grant_between (line, 0, 89000, 180000);
}

/* An edge that does not answer keep-alives is dead (4.4.2). */
static void
test_silenced (Line *line, gconstpointer data)
{
  register_all (line);
  kill_edge (line, 0);
  run_for (line->base.environment, 60000);
  assert_flows (line, "-R");
}

/* 503 with Retry-After: not before. */
static void
test_retry_after (Line *line, gconstpointer data)
{
  register_all (line);
  RUN_UNTIL (line->base.environment, line->edges[0]->received->len > line->edges[0]->next);
  peer_reply (line->edges[0], expect_register (line, 0), "503 Full\nRetry-After: 400");
  grant_outbound (line, 1);
  assert_flows (line, "-R");
  peer_expect_nothing (line->edges[0], 390000);
  RUN_UNTIL (line->base.environment, line->edges[0]->received->len > line->edges[0]->next);
  grant_outbound (line, 0);
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

#define GRUU "sip:alice@example.com;gr=urn:uuid:" UUID
#define RECORD_ROUTE "Record-Route: <sip:10.0.0.2:5060;transport=tcp;lr>\n"

static void
register_with_gruu (Line *line)
{
  g_auto (Outcome) outcome = { FALSE };
  guint i;

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  for (i = 0; i < 2; i++)
    {
      SipgoMessage *request = expect_register (line, i);
      g_autofree char *contact = sipgo_message_get_header (request, "Contact");

      peer_reply (line->edges[i], request, "200 OK" OUTBOUND "\nContact: %s;expires=600;pub-gruu=\"" GRUU "\"",
                  contact);
      run_for (line->base.environment, 5);
    }
  WAIT_OK (&line->base, &outcome);
}

static SipgoInviter *
call_bob (Line *line, Outcome *outcome, const char *contact)
{
  SipgoInviter *inviter = sipgo_inviter_new (line->base.agent, "sip:bob@example.com", NULL);
  SipgoMessage *invite;
  g_autofree char *value = NULL;

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, outcome);
  invite = peer_expect (line->edges[0], "INVITE");
  value = sipgo_message_get_header (invite, "Contact");
  g_assert_true (g_str_has_suffix (value, contact));
  g_assert_true (sipgo_message_has_option (invite, "Supported", "outbound"));
  peer_reply (line->edges[0], invite, "200 OK\n" RECORD_ROUTE WITH_SDP);
  peer_expect (line->edges[0], "ACK");
  WAIT_OK (&line->base, outcome);
  return inviter;
}

/* Without a GRUU, the Contact asks the edge to send the requests of the dialog over this flow (4.3). */
static void
test_ob (Line *line, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };

  register_all (line);
  inviter = call_bob (line, &outcome, ";ob>");
  peer_send (line->edges[0], "BYE");
  peer_expect (line->edges[0], "200 BYE");
}

/* The edge of a call dies: with a GRUU the peer's requests come by the other edge, and are answered there. */
static void
test_call_survives (Line *line, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };
  Peer *first = line->edges[0], *second = line->edges[1];
  g_autofree char *bye = NULL;

  register_with_gruu (line);
  inviter = call_bob (line, &outcome, "<" GRUU ">");
  kill_edge (line, 0);
  assert_flows (line, "-R");
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_ESTABLISHED);
  bye = g_strdup_printf ("BYE " GRUU "\nCall-ID: %s\nFrom: <sip:bob@example.com>;tag=%s\n"
                         "To: <sip:alice@example.com>;tag=%s\nCSeq: 7 BYE", first->call_id, first->tag,
                         first->remote_tag);
  /* Over the flow that Alice has made: the one of her REGISTER. */
  g_clear_pointer (&second->flow, sipgo_flow_unref);
  second->flow = sipgo_flow_ref (((PeerMessage *) second->received->pdata[0])->flow);
  peer_send (second, "%s", bye);
  peer_expect (second, "200 BYE");
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
}

/* --- registrars without outbound (4.2.1) -------------------------------------------------------------------------- */

static SipgoMessage *
grant_plain (Line *line, guint edge)
{
  SipgoMessage *request = expect_register (line, edge);

  g_assert_false (sipgo_message_has_header (request, "Require"));
  peer_reply (line->edges[edge], request, "200 OK\nExpires: 600");
  run_for (line->base.environment, 5);
  return request;
}

/* One registration has to do: the other edges get none. When its edge dies, the next one gets it. */
static void
test_unsupported (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  grant_plain (line, 0);
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "R-");
  peer_expect_nothing (line->edges[1], 500000);
  RUN_UNTIL (line->base.environment, line->edges[0]->received->len > line->edges[0]->next);
  grant_plain (line, 0);
  kill_edge (line, 0);
  run_for (line->base.environment, AT_ONCE);
  grant_plain (line, 1);
  assert_flows (line, "-R");
  peer_expect_nothing (line->edges[0], 500000);
  /* Neither edge: back to the first one after a while. */
  RUN_UNTIL (line->base.environment, line->edges[1]->received->len > line->edges[1]->next);
  grant_plain (line, 1);
  kill_edge (line, 1);
  run_for (line->base.environment, AT_ONCE);
  assert_flows (line, "--");
  revive (line, 0);
  peer_expect_nothing (line->edges[0], 29000);
  RUN_UNTIL (line->base.environment, line->edges[0]->received->len > line->edges[0]->next);
  grant_plain (line, 0);
  assert_flows (line, "R-");
}

/* Two edges were tried, because the first was silent, and both are accepted: the second registration is taken back.
 * Over UDP both have the same Contact, which is one binding; then it is led back to the edge that counts. */
static void
test_one_too_many (Line *line, gconstpointer transport)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *late, *request;

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  late = expect_register (line, 0);
  run_for (line->base.environment, 4200);
  peer_skip (line->edges[0]);
  grant_plain (line, 1);
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "-R");
  peer_reply (line->edges[0], late, "200 OK\nExpires: 600");
  if (g_strcmp0 (transport, "udp") == 0)
    {
      grant_plain (line, 1);
      peer_expect_nothing (line->edges[0], 100);
    }
  else
    {
      request = expect_register (line, 0);
      assert_header (request, "Expires", "0");
      assert_same_header (request, late, "Call-ID");
      peer_reply (line->edges[0], request, "200 OK");
      peer_expect_nothing (line->edges[1], 100);
    }
  assert_flows (line, "-R");
  peer_expect_nothing (line->edges[0], 400000);
}

/* The registrar supports outbound, but not over this edge: 439, or it overlooks Require. */
static void
test_edge_without_outbound (Line *line, gconstpointer data)
{
  static const char *const answers[] = { "439 First Hop Lacks Outbound Support", "200 OK\nExpires: 600" };
  g_auto (Outcome) outcome = { FALSE };
  guint i;

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  grant_outbound (line, 0);
  WAIT_OK (&line->base, &outcome);
  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      RUN_UNTIL (line->base.environment, line->edges[1]->received->len > line->edges[1]->next);
      peer_reply (line->edges[1], expect_register (line, 1), "%s", answers[i]);
      run_for (line->base.environment, 5);
      assert_flows (line, "R-");
      peer_expect_nothing (line->edges[1], 85000);
    }
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static void
test_unregister (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  guint i;

  register_all (line);
  sipgo_registerer_unregister (line->registerer, NULL, NULL, note_unregister, &outcome);
  for (i = 0; i < 2; i++)
    {
      SipgoMessage *request = expect_register (line, i);

      g_assert_false (outcome.done);
      assert_header (request, "Expires", "0");
      peer_reply (line->edges[i], request, "200 OK");
      run_for (line->base.environment, 5);
    }
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "--");
  peer_expect_nothing (line->edges[0], 700000);
}

/* Contact: * over one flow removes all bindings. */
static void
test_unregister_all (Line *line, gconstpointer data)
{
  g_autoptr (SipgoUnregisterOptions) options = sipgo_unregister_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  register_all (line);
  sipgo_unregister_options_set_all (options, TRUE);
  sipgo_registerer_unregister (line->registerer, options, NULL, note_unregister, &outcome);
  request = peer_expect (line->edges[0], "REGISTER");
  assert_header (request, "Contact", "*");
  peer_reply (line->edges[0], request, "200 OK");
  WAIT_OK (&line->base, &outcome);
  assert_flows (line, "--");
  peer_expect_nothing (line->edges[1], 700000);
}

/* A refused removal is an error, though the others were removed. */
static void
test_unregister_refused (Line *line, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  register_all (line);
  sipgo_registerer_unregister (line->registerer, NULL, NULL, note_unregister, &outcome);
  peer_reply (line->edges[0], expect_register (line, 0), "500 Broken");
  peer_reply (line->edges[1], expect_register (line, 1), "200 OK");
  WAIT_ERROR (&line->base, &outcome, SIPGO_STATUS, 500);
  assert_flows (line, "--");
}

/* An unregister () that cannot be sent changes nothing: both are refreshed. */
static void
test_unregister_bad (Line *line, gconstpointer data)
{
  static const char *const headers[] = { "no header", NULL };
  g_autoptr (SipgoUnregisterOptions) options = sipgo_unregister_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  guint i;

  register_all (line);
  sipgo_request_options_set_extra_headers (SIPGO_REQUEST_OPTIONS (options), headers);
  sipgo_registerer_unregister (line->registerer, options, NULL, note_unregister, &outcome);
  WAIT_ERROR (&line->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  assert_flows (line, "RR");
  sipgo_registerer_register (line->registerer, NULL, NULL, NULL, NULL);
  for (i = 0; i < 4; i++)
    {
      RUN_UNTIL (line->base.environment, line->edges[i % 2]->received->len > line->edges[i % 2]->next);
      grant_outbound (line, i % 2);
    }
}

/* While a silent edge is tried: nothing waits for it. What the others have is removed. */
static void
test_unregister_in_between (Line *line, gconstpointer data)
{
  g_auto (Outcome) registered = { FALSE }, outcome = { FALSE };
  SipgoMessage *pending;

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &registered);
  grant_outbound (line, 0);
  WAIT_OK (&line->base, &registered);
  pending = expect_register (line, 1);
  sipgo_registerer_unregister (line->registerer, NULL, NULL, note_unregister, &outcome);
  peer_reply (line->edges[0], expect_register (line, 0), "200 OK");
  WAIT_OK (&line->base, &outcome);
  peer_reply (line->edges[1], pending, "200 OK" OUTBOUND);
  run_for (line->base.environment, 5);
  assert_flows (line, "--");
  peer_expect_nothing (line->edges[1], 700000);
}

static void
test_ended_in_between (Line *line, gconstpointer data)
{
  g_auto (Outcome) registered = { FALSE }, ended = { FALSE };

  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &registered);
  expect_register (line, 0);
  sipgo_registerer_end (line->registerer, NULL, note_registerer_end, &ended);
  WAIT_OK (&line->base, &ended);
  WAIT_ERROR (&line->base, &registered, SIPGO_ERROR, SIPGO_ERROR_TERMINATED);
}

static void
test_cancelled (Line *line, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (line->registerer, NULL, cancellable, note_register, &outcome);
  expect_register (line, 0);
  run_for (line->base.environment, 4500);
  expect_register (line, 1);
  g_cancellable_cancel (cancellable);
  WAIT_ERROR (&line->base, &outcome, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_flows (line, "--");
  peer_expect_nothing (line->edges[1], 100000);
}

/* --- other proxies ------------------------------------------------------------------------------------------------ */

/* The list changes while the line is registered: the next register () follows. A proxy that stays keeps its place or
 * gets another reg-id, which replaces the binding of the proxy that had it. */
static void
test_other_proxies (Line *line, gconstpointer data)
{
  static const char *const proxies[] = { "sip:10.0.0.3:5060;transport=tcp", "sip:10.0.0.4:5060;transport=tcp", NULL };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;
  g_autofree char *reg_id = NULL;

  register_all (line);
  sipgo_user_agent_set_outbound_proxies (line->base.agent, proxies);
  run_for (line->base.environment, 100);
  assert_flows (line, "RR");
  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  request = peer_expect (line->edges[1], "REGISTER");
  reg_id = dup_contact_parameter (request, "reg-id");
  g_assert_cmpstr (reg_id, ==, "1");
  peer_reply (line->edges[1], request, "200 OK" OUTBOUND);
  WAIT_OK (&line->base, &outcome);
  peer_reply (line->edges[2], peer_expect (line->edges[2], "REGISTER"), "200 OK" OUTBOUND);
  run_for (line->base.environment, 5);
  assert_flows (line, "RR");
}

/* From several proxies to one, and to none, and back. */
static void
test_fewer_proxies (Line *line, gconstpointer data)
{
  guint n;

  register_all (line);
  for (n = 1; n != 3; n = n == 1 ? 0 : n == 0 ? 2 : 3)
    {
      g_auto (Outcome) outcome = { FALSE };
      g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:10.0.0.4:5060", NULL);
      Peer *edge = line->edges[n == 0 ? 2 : 0];

      use_edges (line, n, "tcp");
      sipgo_registerer_set_registrar (line->registerer, registrar);
      sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
      peer_reply (edge, peer_expect (edge, "REGISTER"), "200 OK%s\nExpires: 600", n == 0 ? "" : OUTBOUND);
      WAIT_OK (&line->base, &outcome);
      assert_flows (line, n == 2 ? "R-" : "R");
    }
}

/* A list that cannot be read is an error of register (), and the line goes on as it is. */
static void
test_bad_proxies (Line *line, gconstpointer data)
{
  static const char *const proxies[] = { "sip:10.0.0.2:5060", "tea", NULL };
  g_auto (Outcome) outcome = { FALSE };

  register_all (line);
  sipgo_user_agent_set_outbound_proxies (line->base.agent, proxies);
  sipgo_registerer_register (line->registerer, NULL, NULL, note_register, &outcome);
  WAIT_ERROR (&line->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  assert_flows (line, "RR");
}

/* --- handlers that change everything ------------------------------------------------------------------------------ */

static void
change_proxies (SipgoRegisterer *registerer, SipgoOutgoingRequest *request, Line *line)
{
  use_edges (line, sipgo_environment_now (line->base.environment) % 3, "tcp");
}

static void
end_it (SipgoRegisterer *registerer, gpointer what, Line *line)
{
  sipgo_registerer_end (registerer, NULL, NULL, NULL);
}

static void
register_again (SipgoRegisterer *registerer, gpointer what, Line *line)
{
  sipgo_registerer_register (registerer, NULL, NULL, NULL, NULL);
}

static void
test_handlers (Line *line, gconstpointer data)
{
  static const char *const signals[] = { "request-created", "notify::state", "notify::contacts" };
  void (*const handlers[]) (void) = { (void (*) (void)) change_proxies, (void (*) (void)) end_it,
                                      (void (*) (void)) register_again };
  guint i, j;

  for (i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      for (j = 0; j < G_N_ELEMENTS (handlers); j++)
        {
          g_autoptr (SipgoRegisterer) registerer = NULL;
          g_auto (Outcome) outcome = { FALSE }, ended = { FALSE };

          use_edges (line, 2, "tcp");
          registerer = sipgo_registerer_new (line->base.agent);
          g_signal_connect (registerer, signals[i], G_CALLBACK (handlers[j]), line);
          sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
          answer_rest (line);
          WAIT (&line->base, &outcome);
          g_signal_handlers_disconnect_by_data (registerer, line);
          sipgo_registerer_end (registerer, NULL, note_registerer_end, &ended);
          answer_rest (line);
          WAIT_OK (&line->base, &ended);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("two-flows", "tcp", test_two_flows);
  add ("two-flows/udp", "udp", test_two_flows);
  add ("refresh", "tcp", test_refresh);
  add ("silent-edge", "tcp", test_silent_edge);
  add ("refusing-edge", "tcp", test_refusing_edge);
  add ("no-edge", "tcp", test_no_edge);
  add ("lost/one", "tcp", test_lost_flow);
  add ("lost/short-outage", "tcp", test_short_outage);
  add ("lost/all", "tcp", test_all_lost);
  add ("lost/flapping", "tcp", test_flapping);
  add ("lost/silenced", "udp", test_silenced);
  add ("retry-after", "tcp", test_retry_after);
  add ("calls/ob", "tcp", test_ob);
  add ("calls/survive", "tcp", test_call_survives);
  add ("unsupported", "tcp", test_unsupported);
  add ("unsupported/one-too-many", "tcp", test_one_too_many);
  add ("unsupported/one-too-many-udp", "udp", test_one_too_many);
  add ("unsupported/by-one-edge", "tcp", test_edge_without_outbound);
  add ("unregister", "tcp", test_unregister);
  add ("unregister/all", "tcp", test_unregister_all);
  add ("unregister/refused", "tcp", test_unregister_refused);
  add ("unregister/bad", "tcp", test_unregister_bad);
  add ("unregister/in-between", "tcp", test_unregister_in_between);
  add ("end/in-between", "tcp", test_ended_in_between);
  add ("cancelled", "tcp", test_cancelled);
  add ("proxies/other", "tcp", test_other_proxies);
  add ("proxies/fewer", "tcp", test_fewer_proxies);
  add ("proxies/bad", "tcp", test_bad_proxies);
  add ("handlers", "tcp", test_handlers);
  return g_test_run ();
}

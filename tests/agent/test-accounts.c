/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several accounts in one agent: each with its address, credentials, proxy and registrar. */
#include "tests/util/ua-util.h"

#include <string.h>

#define OFFICE "sip:anna@office.example"

static SipgoAccount *
add_office (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoUri) home = sipgo_uri_parse ("sip:alice@example.com", NULL);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:10.0.0.2:5060", NULL);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("anna", "secret");
  SipgoAccount *office = sipgo_account_new ("Anna <" OFFICE ">", &error);

  g_assert_no_error (error);
  sipgo_account_set_credentials (office, credentials);
  sipgo_account_set_registrar (office, registrar);
  sipgo_user_agent_set_uri (fixture->agent, home);
  sipgo_user_agent_add_account (fixture->agent, office);
  return office;
}

static char *
dup_contact_user (SipgoMessage *message)
{
  return g_strdup (sipgo_uri_get_user (sipgo_name_addr_get_uri (sipgo_message_get_contact (message))));
}

/* --- the object --------------------------------------------------------------------------------------------------- */

static void
count_notify (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_properties (void)
{
  g_autoptr (SipgoAccount) account = sipgo_account_new ("Anna <" OFFICE ">", NULL);
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse ("sip:edge.example;transport=tls", NULL);
  g_autoptr (GError) error = NULL;
  guint n_notified = 0;

  g_assert_cmpstr (sipgo_account_get_display_name (account), ==, "Anna");
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_account_get_uri (account)), ==, "office.example");
  g_signal_connect (account, "notify", G_CALLBACK (count_notify), &n_notified);
  g_object_set (account, "outbound-proxy", proxy, "registrar", proxy, NULL);
  g_object_set (account, "contact-name", "desk", "display-name", "A", NULL);
  g_assert_cmpuint (n_notified, ==, 4);
  g_object_set (account, "outbound-proxy", proxy, "registrar", proxy, NULL);
  g_object_set (account, "contact-name", "desk", "display-name", "A", NULL);
  g_assert_cmpuint (n_notified, ==, 4);
  g_assert_null (sipgo_account_new ("not an address", &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAccount) office = add_office (fixture);
  GListModel *accounts = sipgo_user_agent_get_accounts (fixture->agent);

  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 1);
  g_assert_nonnull (sipgo_account_get_contact_name (office));
  sipgo_user_agent_remove_account (fixture->agent, office);
  sipgo_user_agent_remove_account (fixture->agent, office);
  g_assert_cmpuint (g_list_model_get_n_items (accounts), ==, 0);
}

/* --- what we send ------------------------------------------------------------------------------------------------- */

static SipgoMessage *
expect_challenged (Fixture *fixture, const char *method)
{
  SipgoMessage *request = peer_expect (fixture->peer, method);

  peer_reply (fixture->peer, request, "401 Unauthorized\nWWW-Authenticate: Digest realm=\"office\", nonce=\"n\"");
  if (g_str_equal (method, "INVITE"))
    peer_expect (fixture->peer, "ACK");
  return peer_expect (fixture->peer, method);
}

static void
assert_authorized_as (SipgoMessage *request, const char *username)
{
  g_autofree char *value = sipgo_message_get_header (request, "Authorization");
  g_autofree char *wanted = g_strdup_printf ("username=\"%s\"", username);

  g_assert_nonnull (value);
  g_assert_nonnull (strstr (value, wanted));
}

static void
assert_from (SipgoMessage *request, const char *address)
{
  g_autofree char *record = sipgo_uri_get_aor (sipgo_name_addr_get_uri (sipgo_message_get_from (request)));

  g_assert_cmpstr (record, ==, address);
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAccount) office = add_office (fixture);
  g_autoptr (SipgoRegisterer) registerer = sipgo_registerer_new (fixture->agent);
  g_auto (Outcome) outcome = { FALSE }, ended = { FALSE };
  g_autofree char *user = NULL;
  SipgoMessage *request;

  sipgo_registerer_set_account (registerer, office);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = expect_challenged (fixture, "REGISTER");
  assert_from (request, "anna@office.example");
  assert_authorized_as (request, "anna");
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_message_get_request_uri (request)), ==, "office.example");
  user = dup_contact_user (request);
  g_assert_cmpstr (user, ==, sipgo_account_get_contact_name (office));
  g_assert_cmpstr (user, !=, sipgo_user_agent_get_contact_name (fixture->agent));
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &outcome);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &ended);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK");
  WAIT_OK (fixture, &ended);
}

/* The call and the requests in its dialog are the account's. */
static void
test_call (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAccount) office = add_office (fixture);
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  g_auto (Outcome) outcome = { FALSE }, bye = { FALSE };
  g_autofree char *user = NULL;
  SipgoMessage *request;

  g_assert_cmpstr (sipgo_uri_get_user (sipgo_name_addr_get_uri (sipgo_session_get_local_identity (
                     SIPGO_SESSION (inviter)))), ==, "alice");
  sipgo_inviter_set_account (inviter, office);
  g_assert_true (sipgo_session_get_account (SIPGO_SESSION (inviter)) == office);
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_session_get_local_identity (SIPGO_SESSION (inviter))), ==,
                   "Anna");
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  request = expect_challenged (fixture, "INVITE");
  assert_from (request, "anna@office.example");
  assert_authorized_as (request, "anna");
  user = dup_contact_user (request);
  g_assert_cmpstr (user, ==, sipgo_account_get_contact_name (office));
  peer_reply (fixture->peer, request, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &bye);
  request = peer_expect (fixture->peer, "BYE");
  assert_from (request, "anna@office.example");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &bye);
}

/* Through the proxy of the account; those of others go on as before. */
static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAccount) office = add_office (fixture);
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse ("sip:10.0.0.2:5060", NULL);
  g_autoptr (SipgoMessager) messager = sipgo_messager_new (fixture->agent, "sip:bob@office.example", NULL);
  g_autoptr (SipgoMessager) direct = sipgo_messager_new (fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  g_auto (Outcome) outcome = { FALSE }, direct_outcome = { FALSE };
  SipgoMessage *request;

  sipgo_account_set_outbound_proxy (office, proxy);
  sipgo_client_set_account (SIPGO_CLIENT (messager), office);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &outcome);
  request = peer_expect (fixture->peer, "MESSAGE");
  assert_header (request, "Route", "<sip:10.0.0.2:5060;lr>");
  assert_from (request, "anna@office.example");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &outcome);
  sipgo_messager_message (direct, NULL, NULL, note_messager, &direct_outcome);
  request = peer_expect (fixture->peer, "MESSAGE");
  assert_header (request, "Route", NULL);
  assert_from (request, "alice@example.com");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &direct_outcome);
}

/* Service-Route (RFC 3608): for all requests of the account but REGISTER, after the proxy unless it is the proxy. */
static void
test_service_route (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *proxy, *service_route, *route, *register_route;
  } rows[] = {
    { NULL, "<sip:10.0.0.2:5060;lr>", "<sip:10.0.0.2:5060;lr>", NULL },
    { NULL, "<sip:10.0.0.2:5060;lr>, <sip:core.example;lr>", "<sip:10.0.0.2:5060;lr>|<sip:core.example;lr>", NULL },
    { "sip:10.0.0.2:5060", "<sip:core.example;lr>", "<sip:10.0.0.2:5060;lr>|<sip:core.example;lr>",
      "<sip:10.0.0.2:5060;lr>" },
    { "sip:10.0.0.2:5060", "<sip:10.0.0.2:5060;lr;x=1>, <sip:core.example;lr>",
      "<sip:10.0.0.2:5060;lr;x=1>|<sip:core.example;lr>", "<sip:10.0.0.2:5060;lr>" },
    { "sip:10.0.0.2:5060", "nonsense", "<sip:10.0.0.2:5060;lr>", "<sip:10.0.0.2:5060;lr>" },
  };
  g_autoptr (SipgoAccount) office = add_office (fixture);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SipgoUri) proxy = rows[i].proxy ? sipgo_uri_parse (rows[i].proxy, NULL) : NULL;
      g_autoptr (SipgoRegisterer) registerer = sipgo_registerer_new (fixture->agent);
      g_autoptr (SipgoMessager) messager = sipgo_messager_new (fixture->agent, "sip:bob@office.example", NULL);
      g_auto (Outcome) registered = { FALSE }, sent = { FALSE }, ended = { FALSE };
      g_auto (GStrv) routes = NULL;
      g_autofree char *route = NULL;
      SipgoMessage *request;

      sipgo_account_set_outbound_proxy (office, proxy);
      sipgo_registerer_set_account (registerer, office);
      sipgo_client_set_account (SIPGO_CLIENT (messager), office);
      sipgo_registerer_register (registerer, NULL, NULL, note_register, &registered);
      request = peer_expect (fixture->peer, "REGISTER");
      peer_reply (fixture->peer, request, "200 OK\nService-Route: %s", rows[i].service_route);
      WAIT_OK (fixture, &registered);
      sipgo_messager_message (messager, NULL, NULL, note_messager, &sent);
      request = peer_expect (fixture->peer, "MESSAGE");
      routes = sipgo_message_get_header_values (request, "Route");
      route = g_strjoinv ("|", routes);
      g_assert_cmpstr (route, ==, rows[i].route);
      peer_reply (fixture->peer, request, "200 OK");
      WAIT_OK (fixture, &sent);
      sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &ended);
      request = peer_expect (fixture->peer, "REGISTER");
      assert_header (request, "Route", rows[i].register_route);
      peer_reply (fixture->peer, request, "200 OK");
      WAIT_OK (fixture, &ended);
    }
}

/* --- several proxies (RFC 5626) ----------------------------------------------------------------------------------- */

#define EDGES "sip:10.0.0.2:5060", "sip:10.0.0.3:5060"

static SipgoMessager *
make_messager (Fixture *fixture, SipgoAccount *account)
{
  SipgoMessager *messager = sipgo_messager_new (fixture->agent, "sip:bob@office.example", NULL);

  sipgo_client_set_account (SIPGO_CLIENT (messager), account);
  return messager;
}

/* A request goes on to the next proxy when the first one refuses; its Route and its credentials go with it. */
static void
test_next_proxy (Fixture *fixture, gconstpointer data)
{
  static const char *const proxies[] = { EDGES, NULL };
  g_autoptr (SipgoAccount) office = add_office (fixture);
  Peer *second = peer_new (fixture->environment, fixture->network, "10.0.0.3:5060");
  g_autoptr (SipgoMessager) messager = make_messager (fixture, office);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_account_set_outbound_proxies (office, proxies);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &outcome);
  request = peer_expect (fixture->peer, "MESSAGE");
  assert_header (request, "Route", "<sip:10.0.0.2:5060;lr>");
  peer_reply (fixture->peer, request, "503 Service Unavailable");
  request = peer_expect (second, "MESSAGE");
  assert_header (request, "Route", "<sip:10.0.0.3:5060;lr>");
  g_assert_cmpuint (sipgo_message_count_elements (request, SIPGO_HEADER_ROUTE), ==, 1);
  peer_reply (second, request, "407 Proxy\nProxy-Authenticate: Digest realm=\"x\", nonce=\"n\"");
  request = peer_expect (second, "MESSAGE");
  assert_header (request, "Route", "<sip:10.0.0.3:5060;lr>");
  g_assert_true (sipgo_message_has_header (request, "Proxy-Authorization"));
  peer_reply (second, request, "200 OK");
  WAIT_OK (fixture, &outcome);
  peer_free (second);
}

/* A call whose first proxy is silent goes on after 4 s. The first one that answers counts, also the silent one: what
 * follows of the call goes its way. */
static void
test_silent_proxy (Fixture *fixture, gconstpointer is_late)
{
  static const char *const proxies[] = { EDGES, NULL };
  g_autoptr (SipgoAccount) office = add_office (fixture);
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, "sip:bob@office.example", NULL);
  Peer *peers[] = { fixture->peer, peer_new (fixture->environment, fixture->network, "10.0.0.3:5060") };
  Peer *answering = peers[is_late ? 0 : 1];
  g_auto (Outcome) outcome = { FALSE }, bye = { FALSE };
  SipgoMessage *invites[2], *request;
  guint i;

  sipgo_account_set_outbound_proxies (office, proxies);
  sipgo_inviter_set_account (inviter, office);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  for (i = 0; i < 2; i++)
    {
      invites[i] = peer_expect (peers[i], "INVITE");
      assert_header (invites[i], "Route", i == 0 ? "<sip:10.0.0.2:5060;lr>" : "<sip:10.0.0.3:5060;lr>");
    }
  peer_skip (peers[0]);
  peer_reply (answering, invites[is_late ? 0 : 1], "407 Proxy\nProxy-Authenticate: Digest realm=\"x\", nonce=\"n\"");
  peer_expect (answering, "ACK");
  request = peer_expect (answering, "INVITE");
  assert_same_header (request, invites[is_late ? 0 : 1], "Route");
  peer_skip (fixture->peer);
  peer_reply (answering, request, "200 OK\n" WITH_SDP);
  /* The Contact of Bob is the first peer. */
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, note_bye, &bye);
  request = peer_expect (fixture->peer, "BYE");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &bye);
  run_for (fixture->environment, 40000);
  peer_free (peers[1]);
}

/* Neither proxy can be reached: the error says so of both. */
static void
test_no_proxy (Fixture *fixture, gconstpointer data)
{
  static const char *const proxies[] = { "sip:10.0.0.2:1;transport=tcp", "sip:10.0.0.3:1;transport=tcp", NULL };
  g_autoptr (SipgoAccount) office = add_office (fixture);
  g_autoptr (SipgoMessager) messager = make_messager (fixture, office);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_account_set_outbound_proxies (office, proxies);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &outcome);
  WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_nonnull (strstr (outcome.error->message, "10.0.0.2:1"));
  g_assert_nonnull (strstr (outcome.error->message, "10.0.0.3:1"));
}

static void
test_bad_proxies (Fixture *fixture, gconstpointer data)
{
  static const char *const lists[][3] = { { "sip:10.0.0.2", "tea" }, { "tel:+15551234" }, { "sip:\r\nX: y@b" } };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new_simulated (fixture->environment, fixture->network);
      g_auto (GStrv) proxies = NULL;
      g_auto (Outcome) outcome = { FALSE };

      sipgo_user_agent_set_outbound_proxies (agent, lists[i]);
      proxies = sipgo_user_agent_get_outbound_proxies (agent);
      g_assert_cmpstr (proxies[0], ==, lists[i][0]);
      sipgo_user_agent_start (agent, NULL, note_start, &outcome);
      WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (outcome.error->message, "outbound-proxies: "));
    }
}

/* --- what we receive ---------------------------------------------------------------------------------------------- */

/* An invitation says whose it is. */
static void
test_invitation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoAccount) office = add_office (fixture);
  g_autofree char *contact = g_strdup_printf ("sip:%s@10.0.0.1:5060", sipgo_account_get_contact_name (office));
  g_autofree char *home = g_strdup_printf ("sip:%s@10.0.0.1:5060", sipgo_user_agent_get_contact_name (fixture->agent));
  const struct
  {
    const char *uri, *to;
    gboolean is_office;
  } rows[] = {
    { contact, "<sip:4711@trunk.example>", TRUE },
    { contact, "<sip:alice@example.com>", TRUE },
    { "sip:anna@office.example", "<sip:4711@trunk.example>", TRUE },
    { "sip:anna@10.0.0.1:5060", "Anna <" OFFICE ">", TRUE },
    { home, "<sip:alice@example.com>", FALSE },
    { "sip:anna@10.0.0.1:5060", "<sip:anna@elsewhere.example>", FALSE },
    { "sip:10.0.0.1:5060", "<sip:4711@trunk.example>", FALSE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SipgoMessage *answer;
      SipgoAccount *account;
      g_autofree char *user = NULL;

      g_test_message ("%s to %s", rows[i].uri, rows[i].to);
      peer_new_call (fixture->peer);
      peer_send (fixture->peer, "INVITE %s\nTo: %s\n" WITH_SDP, rows[i].uri, rows[i].to);
      answer = peer_expect (fixture->peer, "180 INVITE");
      account = sipgo_session_get_account (SIPGO_SESSION (fixture->invitation));
      g_assert_cmpint (account == office, ==, rows[i].is_office);
      user = dup_contact_user (answer);
      g_assert_cmpstr (user, ==, rows[i].is_office ? sipgo_account_get_contact_name (office)
                                                   : sipgo_user_agent_get_contact_name (fixture->agent));
      sipgo_invitation_reject (fixture->invitation, 480, NULL, NULL, NULL, NULL);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
      run_for (fixture->environment, 100);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/accounts/properties", test_properties);
  ADD ("/accounts/list", test_list);
  ADD ("/accounts/register", test_register);
  ADD ("/accounts/call", test_call);
  ADD ("/accounts/proxy", test_proxy);
  ADD ("/accounts/service-route", test_service_route);
  ADD ("/accounts/proxies/next", test_next_proxy);
  g_test_add ("/accounts/proxies/silent", Fixture, NULL, fixture_set_up, test_silent_proxy, fixture_tear_down);
  g_test_add ("/accounts/proxies/silent-and-late", Fixture, "", fixture_set_up, test_silent_proxy, fixture_tear_down);
  ADD ("/accounts/proxies/none", test_no_proxy);
  ADD ("/accounts/proxies/bad", test_bad_proxies);
  ADD ("/accounts/invitation", test_invitation);
  return g_test_run ();
}

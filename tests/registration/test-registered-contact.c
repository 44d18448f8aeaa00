/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Incoming registrations (RFC 3261 10.3), from a scripted client. Those over WebSockets are in tests/gi. */
#include "libsipgo/registration/sipgo-registered-contact-private.h"
#include "tests/util/ua-util.h"

#define REGISTER "REGISTER sip:example.com\nTo: <sip:bob@Example.com>\n"
#define HOME     "Contact: <sip:bob@10.0.0.2:5060>"
#define WORK     "Contact: <sip:bob@10.0.0.9:5060>;q=0.5"
#define OUTBOUND "Supported: path, outbound\nContact: <sip:bob@10.0.0.77>;reg-id=1;+sip.instance=\"<urn:uuid:1>\""
#define assert_state(registered, wanted) \
  g_assert_cmpint (sipgo_registered_contact_get_state (registered), ==, SIPGO_REGISTERED_CONTACT_STATE_##wanted)

/* Contacts of a response, as "bob@10.0.0.2 60, ". */
#define assert_contacts(response, text) \
  G_STMT_START \
    { \
      g_autofree char *contacts_ = list_contacts (response); \
      g_assert_cmpstr (contacts_, ==, text); \
    } \
  G_STMT_END

static char *
list_contacts (SipgoMessage *response)
{
  g_autoptr (GPtrArray) contacts = sipgo_message_dup_name_addrs (response, SIPGO_HEADER_CONTACT, NULL);
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; contacts && i < contacts->len; i++)
    {
      g_autofree char *aor = sipgo_uri_get_aor (sipgo_name_addr_get_uri (contacts->pdata[i]));

      g_string_append_printf (text, "%s %s, ", aor, sipgo_name_addr_get_parameter (contacts->pdata[i], "expires"));
    }
  return g_string_free (text, FALSE);
}

static guint
count (SipgoUserAgent *agent)
{
  return g_list_model_get_n_items (sipgo_user_agent_get_registered_contacts (agent));
}

static void
take (SipgoUserAgent *agent, SipgoRegisteredContact *registered, SipgoRegisteredContact **taken)
{
  sipgo_registered_contact_defer (registered, NULL);
  g_set_object (taken, registered);
}

static SipgoRegisteredContact *
be_asked_over (Fixture *fixture, SipgoUserAgent *agent, const char *text)
{
  SipgoRegisteredContact *registered = NULL;
  gulong handler = g_signal_connect (agent, "register-received", G_CALLBACK (take), &registered);

  peer_send (fixture->peer, "%s", text);
  run_for (fixture->environment, 10);
  g_signal_handler_disconnect (agent, handler);
  g_assert_nonnull (registered);
  assert_state (registered, INITIAL);
  return registered;
}

static SipgoRegisteredContact *
be_asked (Fixture *fixture, const char *text)
{
  return be_asked_over (fixture, fixture->agent, text);
}

static SipgoRegisteredContact *
establish (Fixture *fixture, const char *text)
{
  SipgoRegisteredContact *registered = be_asked (fixture, text);

  g_assert_true (sipgo_registered_contact_accept (registered, NULL, NULL));
  peer_expect (fixture->peer, "200 REGISTER");
  return registered;
}

static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) registered = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *allow = NULL;

  peer_send (fixture->peer, REGISTER HOME);
  allow = sipgo_message_get_header (peer_expect (fixture->peer, "405 REGISTER"), "Allow");
  g_assert_nonnull (strstr (allow, "INVITE"));
  g_assert_null (strstr (allow, "REGISTER"));
  /* Kept by the handler, but not decided. */
  registered = be_asked (fixture, REGISTER HOME);
  peer_expect (fixture->peer, "403 REGISTER");
  g_assert_false (sipgo_registered_contact_accept (registered, NULL, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_cmpuint (count (fixture->agent), ==, 0);
}

static void
ignore (SipgoUserAgent *agent, SipgoRegisteredContact *contact, gpointer user_data)
{
}

static gboolean
allows (Fixture *fixture, const char *request, const char *expected, const char *method)
{
  peer_send (fixture->peer, "%s", request);
  return sipgo_message_has_option (peer_expect (fixture->peer, expected), "Allow", method);
}

/* RFC 3261 20.5: Allow lists REGISTER only while the agent accepts registrations. */
static void
test_rfc3261_20_5_allow (Fixture *fixture, gconstpointer data)
{
  gulong handler;

  g_assert_false (allows (fixture, "OPTIONS", "200 OPTIONS", "REGISTER"));
  g_assert_false (allows (fixture, "MESSAGE", "405 MESSAGE", "REGISTER"));
  g_assert_false (allows (fixture, "GREET", "501 GREET", "REGISTER"));
  handler = g_signal_connect (fixture->agent, "register-received", G_CALLBACK (ignore), NULL);
  g_assert_true (allows (fixture, "OPTIONS", "200 OPTIONS", "REGISTER"));
  g_assert_true (allows (fixture, "OPTIONS", "200 OPTIONS", "SUBSCRIBE"));
  g_assert_true (allows (fixture, "MESSAGE", "405 MESSAGE", "REGISTER"));
  g_assert_true (allows (fixture, "GREET", "501 GREET", "REGISTER"));
  g_signal_handler_disconnect (fixture->agent, handler);
  g_assert_false (allows (fixture, "OPTIONS", "200 OPTIONS", "REGISTER"));
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) registered = be_asked (fixture, REGISTER HOME "\nExpires: 60");
  g_autofree char *aor = sipgo_uri_to_string (sipgo_registered_contact_get_address_of_record (registered));
  g_autofree char *contact = sipgo_name_addr_to_string (sipgo_registered_contact_get_contact (registered));
  g_autoptr (SipgoRegisteredContact) shown = NULL;

  g_assert_cmpstr (aor, ==, "sip:bob@example.com");
  g_assert_cmpstr (contact, ==, "<sip:bob@10.0.0.2:5060>");
  g_assert_cmpuint (sipgo_registered_contact_get_expires (registered), ==, 60);
  g_assert_true (sipgo_registered_contact_get_user_agent (registered) == fixture->agent);
  g_assert_true (sipgo_registered_contact_accept (registered, NULL, NULL));
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.2 60, ");
  assert_state (registered, ACTIVE);
  shown = g_list_model_get_item (sipgo_user_agent_get_registered_contacts (fixture->agent), 0);
  g_assert_true (shown == registered);
  run_for (fixture->environment, 20000);
  g_assert_cmpuint (sipgo_registered_contact_get_expires (registered), ==, 40);
  /* A refresh is answered automatically; a REGISTER with an older CSeq is rejected. */
  fixture->peer->cseq++;
  peer_send (fixture->peer, REGISTER HOME ";expires=50");
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.2 50, ");
  fixture->peer->cseq -= 2;
  peer_send (fixture->peer, REGISTER HOME ";expires=0");
  peer_expect (fixture->peer, "500 REGISTER");
  fixture->peer->cseq++;
  run_for (fixture->environment, 49900);
  assert_state (registered, ACTIVE);
  run_for (fixture->environment, 200);
  assert_state (registered, TERMINATED);
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (registered), ==, "expired");
  g_assert_null (sipgo_registered_contact_get_user_agent (registered));
  g_assert_cmpuint (count (fixture->agent), ==, 0);
  g_assert_nonnull (sipgo_registered_contact_get_contact (registered));
}

static void
test_unregister (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) registered = establish (fixture, REGISTER HOME "\n" WORK);
  g_autoptr (SipgoRegisteredContact) again = NULL;
  g_auto (GStrv) contacts = sipgo_registered_contact_get_contacts (registered);

  g_assert_cmpstr (contacts[0], ==, "<sip:bob@10.0.0.2:5060>");
  g_assert_cmpstr (contacts[1], ==, "<sip:bob@10.0.0.9:5060>;q=0.5");
  g_assert_null (contacts[2]);
  /* A REGISTER without Contact is a query. */
  peer_send (fixture->peer, REGISTER);
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.2 3600, bob@10.0.0.9 3600, ");
  peer_send (fixture->peer, REGISTER HOME ";expires=0");
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.9 3600, ");
  assert_state (registered, ACTIVE);
  peer_send (fixture->peer, REGISTER "Contact: *");
  peer_expect (fixture->peer, "400 REGISTER");
  peer_send (fixture->peer, REGISTER "Contact: *\nExpires: 10");
  peer_expect (fixture->peer, "400 REGISTER");
  peer_send (fixture->peer, REGISTER "Contact: *, <sip:bob@10.0.0.2>\nExpires: 0");
  peer_expect (fixture->peer, "400 REGISTER");
  assert_state (registered, ACTIVE);
  peer_send (fixture->peer, REGISTER "Contact: *\nExpires: 0");
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "");
  assert_state (registered, TERMINATED);
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (registered), ==, "unregistered");
  g_assert_cmpuint (count (fixture->agent), ==, 0);
  again = establish (fixture, REGISTER HOME);
  g_assert_cmpuint (count (fixture->agent), ==, 1);
}

/* Another client of the same address-of-record lists the contacts of the first one. */
static void
test_replaced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) first = establish (fixture, REGISTER HOME);
  g_autoptr (SipgoRegisteredContact) second = NULL;
  g_autoptr (SipgoRegisteredContact) taker = NULL;

  peer_new_call (fixture->peer);
  second = establish (fixture, REGISTER WORK);
  g_assert_cmpuint (count (fixture->agent), ==, 2);
  peer_new_call (fixture->peer);
  taker = be_asked (fixture,
                    REGISTER "Contact: <sip:bob@10.0.0.2:5060>;expires=100, <sip:bob@10.0.0.9:5060>;expires=0");
  g_assert_true (sipgo_registered_contact_accept (taker, NULL, NULL));
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.2 100, ");
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (first), ==, "replaced");
  assert_state (second, TERMINATED);
  g_assert_cmpuint (count (fixture->agent), ==, 1);
}

static void
test_reject (Fixture *fixture, gconstpointer data)
{
  const char *lines[] = { "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"", NULL };
  g_autoptr (SipgoRegisteredContact) registered = be_asked (fixture, REGISTER HOME);
  g_autoptr (SipgoRegisteredContact) other = be_asked (fixture, REGISTER HOME);
  g_autoptr (SipgoResponseOptions) options = sipgo_response_options_new ();

  g_assert_true (sipgo_registered_contact_reject (registered, NULL, NULL));
  peer_expect (fixture->peer, "403 REGISTER");
  assert_state (registered, TERMINATED);
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (registered), ==, "rejected");
  sipgo_response_options_set_status_code (options, 200);
  g_assert_false (sipgo_registered_contact_reject (other, options, NULL));
  sipgo_response_options_set_status_code (options, 401);
  g_assert_false (sipgo_registered_contact_accept (other, options, NULL));
  sipgo_response_options_set_extra_headers (options, lines);
  g_assert_true (sipgo_registered_contact_reject (other, options, NULL));
  assert_header (peer_expect (fixture->peer, "401 REGISTER"), "WWW-Authenticate", "Digest realm=\"a\", nonce=\"b\"");
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) brief = be_asked (fixture, REGISTER HOME ";expires=30");
  g_autoptr (SipgoRegisteredContact) registered = NULL;
  g_autoptr (GError) error = NULL;

  sipgo_registered_contact_set_min_expires (brief, 60);
  g_assert_false (sipgo_registered_contact_accept (brief, NULL, &error));
  g_assert_error (error, SIPGO_STATUS, 423);
  assert_header (peer_expect (fixture->peer, "423 REGISTER"), "Min-Expires", "60");
  registered = be_asked (fixture, REGISTER HOME ";expires=4000000000");
  g_assert_cmpuint (sipgo_registered_contact_get_expires (registered), ==, 7 * 24 * 3600);
  sipgo_registered_contact_set_min_expires (registered, 10000);
  sipgo_registered_contact_set_max_expires (registered, 100);
  g_assert_true (sipgo_registered_contact_accept (registered, NULL, NULL));
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.2 100, ");
  peer_send (fixture->peer, REGISTER HOME ";expires=3599");
  peer_expect (fixture->peer, "423 REGISTER");
  peer_send (fixture->peer, REGISTER HOME ";expires=-1");
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.2 100, ");
}

static void
test_malformed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) registered = NULL;
  gulong handler = g_signal_connect (fixture->agent, "register-received", G_CALLBACK (take), &registered);
  g_autoptr (GString) many = g_string_new (REGISTER "Contact: <sip:a@10.0.0.2>");
  guint i;

  peer_send (fixture->peer, "REGISTER\nTo: <tel:123>\n" HOME);
  peer_expect (fixture->peer, "404 REGISTER");
  peer_send (fixture->peer, REGISTER "Contact: <mailto:bob@example.com>");
  peer_expect (fixture->peer, "403 REGISTER");
  peer_send (fixture->peer, REGISTER "Require: path\n" HOME);
  assert_header (peer_expect (fixture->peer, "420 REGISTER"), "Unsupported", "path");
  peer_send (fixture->peer, REGISTER "Supported: path\nPath: nonsense\n" HOME);
  peer_expect (fixture->peer, "400 REGISTER");
  for (i = 0; i < 16; i++)
    g_string_append_printf (many, ", <sip:a@10.0.0.2:%u>", 6000 + i);
  peer_send (fixture->peer, "%s", many->str);
  peer_expect (fixture->peer, "403 REGISTER");
  g_assert_null (registered);
  g_signal_handler_disconnect (fixture->agent, handler);
}

/* As many bindings as allowed; existing ones can be refreshed, and removed to make room. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) contacts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (SipgoRegisteredContact) refused = NULL;
  g_autofree char *text = NULL;
  guint i;

  for (i = 0; i < 64; i++)
    {
      g_autofree char *another = g_strdup_printf (REGISTER "Contact: <sip:bob@10.0.0.2:%u>", 6000 + i);

      peer_new_call (fixture->peer);
      g_ptr_array_add (contacts, establish (fixture, another));
    }
  peer_send (fixture->peer, REGISTER "Contact: <sip:bob@10.0.0.2:6063>");
  peer_expect (fixture->peer, "200 REGISTER");
  peer_new_call (fixture->peer);
  refused = be_asked (fixture, REGISTER HOME);
  g_assert_false (sipgo_registered_contact_accept (refused, NULL, NULL));
  text = sipgo_message_get_header (peer_expect (fixture->peer, "503 REGISTER"), "Retry-After");
  g_assert_nonnull (text);
  g_assert_cmpuint (count (fixture->agent), ==, 64);
  peer_new_call (fixture->peer);
  g_clear_object (&refused);
  refused = establish (fixture, REGISTER "Contact: *\nExpires: 0");
  g_assert_cmpuint (count (fixture->agent), ==, 0);
}

static void
send_options (SipgoUserAgent *agent, SipgoRegisteredContact *registered, SipgoOutgoingRequest **request)
{
  SipgoNameAddr *contact = sipgo_registered_contact_get_contact (registered);
  g_autofree char *uri = sipgo_uri_to_string (sipgo_name_addr_get_uri (contact));

  g_clear_object (request);
  *request = sipgo_user_agent_core_request (sipgo_user_agent_get_core (agent), "OPTIONS", uri, NULL, NULL);
  sipgo_outgoing_request_send (*request, NULL, NULL, NULL);
}

/* A client with outbound (RFC 5626) is reached over its flow, whatever its Contact says, and without a proxy of
 * ours. */
static void
test_outbound (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse ("sip:10.0.0.99", NULL);
  g_autoptr (SipgoRegisteredContact) registered = be_asked (fixture, REGISTER OUTBOUND);
  g_autoptr (SipgoRegisteredContact) moved = NULL;
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  SipgoMessage *options;

  sipgo_user_agent_set_outbound_proxy (fixture->agent, proxy);
  g_assert_true (sipgo_registered_contact_accept (registered, NULL, NULL));
  assert_header (peer_expect (fixture->peer, "200 REGISTER"), "Require", "outbound");
  send_options (fixture->agent, registered, &request);
  options = peer_expect (fixture->peer, "OPTIONS");
  assert_header (options, "Route", NULL);
  peer_reply (fixture->peer, options, "200 OK");
  settle (fixture);
  /* The same instance registers from another address. */
  peer_new_call (fixture->peer);
  moved = be_asked (fixture,
                    REGISTER "Supported: outbound\nRequire: outbound\n"
                             "Contact: <sip:bob@10.0.0.78>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"");
  g_assert_true (sipgo_registered_contact_accept (moved, NULL, NULL));
  assert_contacts (peer_expect (fixture->peer, "200 REGISTER"), "bob@10.0.0.78 3600, ");
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (registered), ==, "replaced");
  peer_send (fixture->peer, REGISTER "Contact: *\nExpires: 0");
  peer_expect (fixture->peer, "200 REGISTER");
  send_options (fixture->agent, moved, &request);
  peer_expect_nothing (fixture->peer, 40000);
}

/* Behind a proxy the flow is that of the proxy, and without the option tag the client did not ask for it. */
static void
test_not_outbound (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = {
    REGISTER "Contact: <sip:bob@10.0.0.77>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"",
    REGISTER "Supported: outbound\nContact: <sip:bob@10.0.0.77>;reg-id=1",
    REGISTER "Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK1, SIP/2.0/UDP 10.0.0.77;branch=z9hG4bK2\n" OUTBOUND,
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (SipgoRegisteredContact) registered = NULL;

      peer_new_call (fixture->peer);
      registered = be_asked (fixture, texts[i]);
      g_assert_true (sipgo_registered_contact_accept (registered, NULL, NULL));
      assert_header (peer_expect (fixture->peer, "200 REGISTER"), "Require", NULL);
    }
}

/* It is called over the proxies in its Path (RFC 3327). */
static void
test_path (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) registered = be_asked (fixture, REGISTER OUTBOUND
    "\nPath: <sip:10.0.0.2:5060;lr>, <sip:token@edge.example.com;lr;ob>"
    "\nVia: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK1, SIP/2.0/UDP 10.0.0.77;branch=z9hG4bK2");
  g_autoptr (SipgoOutgoingRequest) request = NULL;
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse ("sip:10.0.0.99", NULL);
  g_auto (GStrv) routes = NULL;
  SipgoMessage *response, *options;
  g_autofree char *uri = NULL;

  sipgo_user_agent_set_outbound_proxy (fixture->agent, proxy);
  g_assert_true (sipgo_registered_contact_accept (registered, NULL, NULL));
  response = peer_expect (fixture->peer, "200 REGISTER");
  assert_header (response, "Require", "outbound");
  assert_header (response, "Path", "<sip:10.0.0.2:5060;lr>");
  send_options (fixture->agent, registered, &request);
  options = peer_expect (fixture->peer, "OPTIONS");
  uri = sipgo_uri_to_string (sipgo_message_get_request_uri (options));
  g_assert_cmpstr (uri, ==, "sip:bob@10.0.0.77");
  routes = sipgo_message_dup_list (options, SIPGO_HEADER_ROUTE);
  g_assert_cmpuint (g_strv_length (routes), ==, 2);
  g_assert_cmpstr (routes[0], ==, "<sip:10.0.0.2:5060;lr>");
  g_assert_cmpstr (routes[1], ==, "<sip:token@edge.example.com;lr;ob>");
  peer_reply (fixture->peer, options, "200 OK");
  settle (fixture);
}

static void
test_connection_gone (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *agent = fixture_new_agent (fixture, "tcp:10.0.0.3:5060");
  g_autoptr (SipgoRegisteredContact) bound = NULL;
  g_autoptr (SipgoRegisteredContact) loose = NULL;
  g_autoptr (SipgoRegisteredContact) undecided = NULL;
  g_autoptr (SipgoOutgoingRequest) request = NULL;

  peer_aim (fixture->peer, "tcp:10.0.0.3:5060");
  bound = be_asked_over (fixture, agent, REGISTER OUTBOUND);
  g_assert_true (sipgo_registered_contact_accept (bound, NULL, NULL));
  peer_expect (fixture->peer, "200 REGISTER");
  send_options (agent, bound, &request);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  peer_new_call (fixture->peer);
  loose = be_asked_over (fixture, agent, REGISTER HOME);
  g_assert_true (sipgo_registered_contact_accept (loose, NULL, NULL));
  peer_new_call (fixture->peer);
  undecided = be_asked_over (fixture, agent,
                             REGISTER "Supported: outbound\n"
                                      "Contact: <sip:bob@10.0.0.78>;reg-id=1;+sip.instance=\"<urn:uuid:2>\"");
  sipgo_transport_layer_close (fixture->peer->layer);
  run_for (fixture->environment, 100);
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (bound), ==, "disconnected");
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (undecided), ==, "disconnected");
  g_assert_false (sipgo_registered_contact_accept (undecided, NULL, NULL));
  assert_state (loose, ACTIVE);
  g_assert_cmpuint (count (agent), ==, 1);
  fixture_tear_down_agent (fixture, agent);
  g_assert_cmpstr (sipgo_registered_contact_get_end_reason (loose), ==, "stopped");
}

/* The application decides after the agent has stopped, and after it was freed. */
static void
test_decided_too_late (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *agent = fixture_new_agent (fixture, "udp:10.0.0.3:5060");
  g_autoptr (SipgoRegisteredContact) registered = NULL;
  g_auto (Outcome) outcome = { FALSE };

  peer_aim (fixture->peer, "udp:10.0.0.3:5060");
  registered = be_asked_over (fixture, agent, REGISTER HOME);
  sipgo_user_agent_stop (agent, NULL, note_stop, &outcome);
  WAIT_OK (fixture, &outcome);
  g_assert_false (sipgo_registered_contact_accept (registered, NULL, NULL));
  fixture_tear_down_agent (fixture, agent);
  g_assert_false (sipgo_registered_contact_accept (registered, NULL, NULL));
  g_assert_null (sipgo_registered_contact_get_user_agent (registered));
}

/* A client with another address removes its old contact by the same REGISTER. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisteredContact) registered = NULL;
  SipgoNameAddr *contact;

  registered = be_asked (fixture, REGISTER HOME ";q=0.5, <sip:bob@10.0.0.9:5060>;expires=0");
  contact = sipgo_registered_contact_get_contact (registered);
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_name_addr_get_uri (contact)), ==, "10.0.0.2");
  g_assert_true (sipgo_registered_contact_reject (registered, NULL, NULL));
  peer_expect (fixture->peer, "403 REGISTER");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ua/registered-contact/nobody", test_nobody);
  ADD ("/ua/registered-contact/rfc3261-20.5-allow", test_rfc3261_20_5_allow);
  ADD ("/ua/registered-contact/accept", test_accept);
  ADD ("/ua/registered-contact/unregister", test_unregister);
  ADD ("/ua/registered-contact/replaced", test_replaced);
  ADD ("/ua/registered-contact/reject", test_reject);
  ADD ("/ua/registered-contact/limits", test_limits);
  ADD ("/ua/registered-contact/malformed", test_malformed);
  ADD ("/ua/registered-contact/bounded", test_bounded);
  ADD ("/ua/registered-contact/outbound", test_outbound);
  ADD ("/ua/registered-contact/not-outbound", test_not_outbound);
  ADD ("/ua/registered-contact/path", test_path);
  ADD ("/ua/registered-contact/connection-gone", test_connection_gone);
  ADD ("/ua/registered-contact/decided-too-late", test_decided_too_late);
  ADD ("/registered-contact/moved", test_moved);
  return g_test_run ();
}

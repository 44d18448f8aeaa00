/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of a registration, and its end. */
#include "tests/registration/registerer-util.h"

#include <string.h>

#define UUID "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

static void
note_end_of (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->done = TRUE;
  g_assert_true (sipgo_registerer_end_finish (SIPGO_REGISTERER (source), result, &outcome->error));
}

static void
end (Fixture *fixture, SipgoRegisterer *registerer)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_end (registerer, NULL, note_end_of, &outcome);
  if (sipgo_registerer_get_state (registerer) == SIPGO_REGISTERER_STATE_REGISTERED)
    {
      SipgoMessage *request = peer_expect (fixture->peer, "REGISTER");

      assert_header (request, "Expires", "0");
      peer_reply (fixture->peer, request, "200 OK");
    }
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_TERMINATED);
}

/* --- the REGISTER ------------------------------------------------------------------------------------------------- */

static void
test_contact (Fixture *fixture, gconstpointer data)
{
  static const char *const params[] = { "q=0.5", "foo", NULL };
  static const char *const headers[] = { "X-Desk: 7", NULL };
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autofree char *contact = NULL;
  SipgoMessage *request;

  sipgo_user_agent_set_instance_id (fixture->agent, UUID);
  g_object_set (registerer, "reg-id", 1, "extra-contact-header-params", params, "extra-headers", headers, NULL);
  request = do_register (fixture, registerer, 600);
  contact = sipgo_message_get_header (request, "Contact");
  g_assert_true (g_str_has_suffix (contact,
                                   "@10.0.0.1:5060>;reg-id=1;+sip.instance=\"<urn:uuid:" UUID ">\";q=0.5;foo"));
  g_assert_true (sipgo_message_has_option (request, "Supported", "outbound"));
  assert_header (request, "X-Desk", "7");
  end (fixture, registerer);
}

static void
test_bad_params (Fixture *fixture, gconstpointer data)
{
  static const char *const params[] = { "a\r\nX: y", NULL };
  static const char *const second[] = { "a, <sip:mallory@evil.example>", NULL };
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) first_outcome = { FALSE };
  g_auto (Outcome) second_outcome = { FALSE };

  sipgo_registerer_set_extra_contact_header_params (registerer, params);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &first_outcome);
  WAIT_ERROR (fixture, &first_outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  sipgo_registerer_set_extra_contact_header_params (registerer, second);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &second_outcome);
  WAIT_ERROR (fixture, &second_outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_INITIAL);
}

/* A TEL URI has no domain for the registrar; a third party may register it. */
static void
test_telephone_number (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) number = sipgo_uri_parse ("tel:+15551234", NULL);
  g_autoptr (SipgoNameAddr) name = sipgo_name_addr_new (NULL, number);
  g_autoptr (SipgoNameAddr) boss = sipgo_name_addr_parse ("<sip:boss@example.com>", NULL);
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) of_agent = { FALSE }, of_identity = { FALSE }, of_boss = { FALSE };

  sipgo_user_agent_set_uri (fixture->agent, number);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &of_agent);
  WAIT_ERROR (fixture, &of_agent, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (of_agent.error->message, "as sip:user@domain"));
  sipgo_registerer_set_local_identity (registerer, name);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &of_identity);
  WAIT_ERROR (fixture, &of_identity, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_INITIAL);

  sipgo_registerer_set_remote_identity (registerer, boss);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &of_boss);
  assert_header (grant (fixture, 600), "To", "<sip:boss@example.com>");
  WAIT_OK (fixture, &of_boss);
  end (fixture, registerer);
}

/* Third-party registration. */
static void
test_identities (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (SipgoNameAddr) boss = sipgo_name_addr_parse ("Boss <sip:boss@example.net>", NULL);
  g_autoptr (SipgoNameAddr) secretary = sipgo_name_addr_parse ("Anna <sip:anna@example.net>", NULL);
  SipgoMessage *request;

  sipgo_registerer_set_local_identity (registerer, secretary);
  sipgo_registerer_set_remote_identity (registerer, boss);
  request = do_register (fixture, registerer, 600);
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_message_get_from (request)), ==, "Anna");
  g_assert_cmpstr (sipgo_name_addr_get_display_name (sipgo_message_get_to (request)), ==, "Boss");
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_message_get_request_uri (request)), ==, "example.net");
  end (fixture, registerer);
}

static void
test_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (SipgoUnregisterOptions) options = sipgo_unregister_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  do_register (fixture, registerer, 600);
  sipgo_unregister_options_set_all (options, TRUE);
  sipgo_registerer_unregister (registerer, options, NULL, note_unregister, &outcome);
  request = peer_expect (fixture->peer, "REGISTER");
  assert_header (request, "Contact", "*");
  assert_header (request, "Expires", "0");
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  peer_expect_nothing (fixture->peer, 700000);
}

/* --- the time of the REGISTER ------------------------------------------------------------------------------------- */

static void
test_frequency (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  gint64 before;

  g_assert_cmpuint (sipgo_registerer_get_refresh_frequency (registerer), ==, 99);
  g_object_set (registerer, "refresh-frequency", 50, "jitter", 0, NULL);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  grant (fixture, 1000);
  before = sipgo_environment_now (fixture->environment);
  WAIT_OK (fixture, &outcome);
  grant (fixture, 1000);
  g_assert_cmpint ((sipgo_environment_now (fixture->environment) - before) / G_USEC_PER_SEC, ==, 500);
  run_for (fixture->environment, 10);
  end (fixture, registerer);
}

static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "500 Server Internal Error\nRetry-After: 1000");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 500);
  g_assert_cmpuint (sipgo_registerer_get_retry_after (registerer), ==, 1000);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  do_register (fixture, registerer, 600);
  g_assert_cmpuint (sipgo_registerer_get_retry_after (registerer), ==, 0);
  end (fixture, registerer);
}

static void
test_too_brief_is_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_set_expires (registerer, 60);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "423 Interval Too Brief\nMin-Expires: 120");
  assert_header (grant (fixture, 120), "Expires", "120");
  WAIT_OK (fixture, &outcome);
  /* The requested value stays, besides the granted one. */
  g_assert_cmpuint (sipgo_registerer_get_expires (registerer), ==, 60);
  g_assert_cmpuint (sipgo_registerer_get_granted_expires (registerer), ==, 120);
  /* A refresh uses it at once. */
  assert_header (grant (fixture, 120), "Expires", "120");
  run_for (fixture->environment, 10);
  end (fixture, registerer);
}

static void
test_too_brief_without_minimum (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "423 Interval Too Brief");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 423);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
}

static void
test_redirected (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "302 Moved Temporarily\nContact: <sip:10.0.0.3>");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 302);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
}

/* A proxy challenges, then the registrar, whose nonce is stale at the next refresh: the caller notices nothing. */
static void
test_challenges (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"),
              "407 Proxy Authentication Required\nProxy-Authenticate: Digest realm=\"proxy\",nonce=\"p1\"");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"),
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"registrar\",nonce=\"r1\"");
  request = peer_expect (fixture->peer, "REGISTER");
  g_assert_true (sipgo_message_has (request, SIPGO_HEADER_PROXY_AUTHORIZATION));
  g_assert_true (sipgo_message_has (request, SIPGO_HEADER_AUTHORIZATION));
  peer_reply (fixture->peer, request,
              "401 Unauthorized\nWWW-Authenticate: Digest realm=\"registrar\",nonce=\"r2\",stale=true");
  request = grant (fixture, 600);
  WAIT_OK (fixture, &outcome);
  {
    g_autofree char *authorization = sipgo_message_get_header (request, "Authorization");

    g_assert_nonnull (strstr (authorization, "nonce=\"r2\""));
  }
  g_assert_cmpuint (sipgo_message_get_cseq (request), ==, 4);
  end (fixture, registerer);
}

/* --- the end ------------------------------------------------------------------------------------------------------ */

static void
test_end_unused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) registered = { FALSE };
  g_auto (Outcome) unregistered = { FALSE };

  end (fixture, registerer);
  end (fixture, registerer);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &registered);
  WAIT_ERROR (fixture, &registered, SIPGO_ERROR, SIPGO_ERROR_STATE);
  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &unregistered);
  WAIT_ERROR (fixture, &unregistered, SIPGO_ERROR, SIPGO_ERROR_STATE);
  peer_expect_nothing (fixture->peer, 1000);
}

/* Waits for the REGISTER in progress, and then removes the binding. */
static void
test_end_under_way (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) registered = { FALSE };
  g_auto (Outcome) ended = { FALSE };
  SipgoMessage *request;

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &registered);
  request = peer_expect (fixture->peer, "REGISTER");
  sipgo_registerer_end (registerer, NULL, note_end_of, &ended);
  peer_reply (fixture->peer, request, "200 OK\nExpires: 600");
  request = peer_expect (fixture->peer, "REGISTER");
  assert_header (request, "Expires", "0");
  g_assert_false (ended.done);
  peer_reply (fixture->peer, request, "200 OK");
  WAIT_OK (fixture, &registered);
  WAIT_OK (fixture, &ended);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_TERMINATED);
  g_assert_finalize_object (g_steal_pointer (&registerer));
}

/* 10.2.4: the granted time counts, whatever a registrar has made of our Contact, and whatever other contacts it
 * lists. */
static void
test_granted (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *answer;            /* headers of the 200; OWN stands for the URI of our Contact, USER for its user */
    guint granted;
  } cases[] = {
    { "Contact: <OWN>;expires=40", 40 },
    { "Contact: <OWN>;expires=40\nExpires: 500", 40 },
    { "Contact: <OWN>\nExpires: 40", 40 },
    { "Contact: <OWN>;expires=oops\nExpires: 40", 40 },
    { "Contact: <OWN>", 600 },
    { "Expires: 40", 40 },
    { "", 600 },
    /* rewritten */
    { "Contact: <sip:USER@203.0.113.9:35060>;expires=40", 40 },
    { "Contact: <sip:USER@203.0.113.9:35060;transport=udp;ob>;q=0.5;expires=40", 40 },
    { "Contact: <sip:bound-17@203.0.113.9>;expires=40", 40 },
    /* among others */
    { "Contact: <sip:other@192.0.2.1>;expires=9\nContact: <OWN>;expires=40", 40 },
    { "Contact: <sip:other@192.0.2.1>;expires=9, <sip:USER@203.0.113.9:35060>;expires=40", 40 },
    { "Contact: <sip:USER@192.0.2.1>;expires=9, <sip:USER@10.0.0.1:5060>;expires=40", 40 },
    { "Contact: <sip:one@192.0.2.1>;expires=9, <sip:two@192.0.2.2>;expires=8\nExpires: 40", 40 },
    /* beside malformed entries */
    { "Contact: <sip:USER@[::>;expires=9\nContact: <OWN>;expires=40", 40 },
    { "Contact: <mailto:alice@example.com>;expires=9, <OWN>;expires=40", 40 },
    { "Contact: ;;;, <OWN>;expires=40", 40 },
    { "Contact: <>, <sip:USER@203.0.113.9:35060>;expires=40, <sip:>", 40 },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
      g_autoptr (GString) answer = g_string_new (cases[i].answer);
      g_auto (Outcome) outcome = { FALSE };
      g_auto (Outcome) unregistered = { FALSE };
      g_autofree char *own = NULL;
      SipgoMessage *request;
      SipgoUri *uri;
      gint64 before, delay;

      g_test_message ("%s", cases[i].answer);
      sipgo_registerer_set_expires (registerer, 600);
      sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
      request = peer_expect (fixture->peer, "REGISTER");
      uri = sipgo_name_addr_get_uri (sipgo_message_get_contact (request));
      own = sipgo_uri_to_string (uri);
      g_string_replace (answer, "OWN", own, 0);
      g_string_replace (answer, "USER", sipgo_uri_get_user (uri), 0);
      before = sipgo_environment_now (fixture->environment);
      peer_reply (fixture->peer, request, "200 OK\n%s", answer->str);
      WAIT_OK (fixture, &outcome);
      peer_skip (fixture->peer);
      request = peer_expect (fixture->peer, "REGISTER");
      delay = sipgo_environment_now (fixture->environment) - before;
      g_assert_cmpint (delay, >=, SIPGO_MS (800 * cases[i].granted));
      g_assert_cmpint (delay, <=, SIPGO_MS (1000 * cases[i].granted));
      peer_reply (fixture->peer, request, "200 OK\nContact: <%s>;expires=600", own);
      run_for (fixture->environment, 10);
      sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &unregistered);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK");
      WAIT_OK (fixture, &unregistered);
    }
}

static void
test_sequence_behind_a_challenge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  guint32 last = 0;
  guint i;

  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  for (i = 0; i < 6; i++)
    {
      g_auto (Outcome) outcome = { FALSE };
      g_autofree char *authorization = NULL;
      SipgoMessage *request;

      sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
      request = peer_expect (fixture->peer, "REGISTER");
      g_assert_cmpuint (sipgo_message_get_cseq (request), >, last);
      last = sipgo_message_get_cseq (request);
      /* Credentials for the last nonce are in each later REGISTER, with the next nonce count. */
      g_assert_cmpint (sipgo_message_has (request, SIPGO_HEADER_AUTHORIZATION), ==, i > 0);
      if (i % 2 == 0)
        {
          peer_reply (fixture->peer, request,
                      "401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n%u\", qop=\"auth\"", i);
          request = peer_expect (fixture->peer, "REGISTER");
          g_assert_cmpuint (sipgo_message_get_cseq (request), >, last);
          last = sipgo_message_get_cseq (request);
        }
      authorization = sipgo_message_get_header (request, "Authorization");
      g_assert_nonnull (strstr (authorization, i % 2 == 0 ? "nc=00000001" : "nc=00000002"));
      peer_reply (fixture->peer, request, "200 OK");
      WAIT_OK (fixture, &outcome);
    }
}

/* FIELD: transport=tcp and transport=tls in the address of the agent were ignored, and UDP was used. */
static void
test_way_of_the_address (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *address;
    const char *via;               /* NULL: an error, and nothing is sent */
    int error;                     /* UNREACHABLE: TLS is tried, which the peer does not speak */
  } cases[] = {
    { "sip:alice@10.0.0.2:5060", "UDP" },
    { "sip:alice@10.0.0.2:5060;transport=udp", "UDP" },
    { "sip:alice@10.0.0.2:5060;transport=tcp", "TCP" },
    { "sip:alice@10.0.0.2:5060;transport=TCP;user=phone", "TCP" },
    { "sip:alice@example.com;maddr=10.0.0.2", "UDP" },
    { "sip:alice@example.com;maddr=10.0.0.2;transport=tcp", "TCP" },
    { "sip:alice@10.0.0.2:5060;transport=tls", NULL, SIPGO_ERROR_UNREACHABLE },
    { "sip:alice@10.0.0.2:5060;transport=sctp", NULL, SIPGO_ERROR_UNSUPPORTED },
    { "sips:alice@10.0.0.2:5060;transport=udp", NULL, SIPGO_ERROR_UNSUPPORTED },
    { "sips:alice@10.0.0.2:5060", NULL, SIPGO_ERROR_UNREACHABLE },
    { "sips:alice@10.0.0.2:5060;transport=tcp", NULL, SIPGO_ERROR_UNREACHABLE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (cases[i].address, NULL);
      g_autoptr (SipgoRegisterer) registerer = NULL;
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *request;

      sipgo_user_agent_set_uri (fixture->agent, uri);
      registerer = sipgo_registerer_new (fixture->agent);
      sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
      if (!cases[i].via)
        {
          WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, cases[i].error);
          peer_expect_nothing (fixture->peer, 1000);
          continue;
        }
      request = peer_expect (fixture->peer, "REGISTER");
      g_assert_cmpstr (sipgo_via_get_transport (sipgo_message_get_via (request)), ==, cases[i].via);
      g_assert_null (sipgo_uri_get_parameter (sipgo_message_get_request_uri (request), "transport"));
      g_assert_null (sipgo_uri_get_parameter (sipgo_message_get_request_uri (request), "maddr"));
      peer_reply (fixture->peer, request, "404 Not Found");
      WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 404);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/registerer-options/contact", test_contact);
  ADD ("/registerer-options/bad-params", test_bad_params);
  ADD ("/registerer-options/telephone-number", test_telephone_number);
  ADD ("/registerer-options/identities", test_identities);
  ADD ("/registerer-options/all", test_all);
  ADD ("/registerer-options/frequency", test_frequency);
  ADD ("/registerer-options/retry-after", test_retry_after);
  ADD ("/registerer-options/too-brief/remembered", test_too_brief_is_remembered);
  ADD ("/registerer-options/too-brief/without-minimum", test_too_brief_without_minimum);
  ADD ("/registerer-options/redirected", test_redirected);
  ADD ("/registerer-options/challenges", test_challenges);
  ADD ("/registerer-options/end/unused", test_end_unused);
  ADD ("/registerer-options/end/under-way", test_end_under_way);
  ADD ("/registerer/rfc3261-10.2.4-granted", test_granted);
  ADD ("/registerer/rfc3261-22.2-sequence-behind-a-challenge", test_sequence_behind_a_challenge);
  ADD ("/registerer/options/way-of-the-address", test_way_of_the_address);
  return g_test_run ();
}

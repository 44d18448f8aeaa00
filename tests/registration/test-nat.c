/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An agent behind a NAT stays reachable: its Contact has the address that the registrar sees (RFC 3581), keep-alives
 * hold the flow open (RFC 5626), and it registers again when the flow is lost. */
#include "tests/registration/registerer-util.h"

#include <string.h>

#define NAT_IDLE SIPGO_SECONDS (20)

static SipgoSimulatedNat *
put_behind_nat (Fixture *fixture)
{
  SipgoSimulatedNat *nat = sipgo_simulated_network_add_nat (fixture->network, "203.0.113.1", NAT_IDLE);

  sipgo_simulated_nat_add_inside (nat, "10.0.0.1");
  return nat;
}

static void
assert_contact (SipgoMessage *request, const char *host_port)
{
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");
  g_autofree char *wanted = g_strdup_printf ("@%s", host_port);

  if (!strstr (contact, wanted))
    g_error ("The Contact is %s, not at %s", contact, host_port);
}

/* The second Contact, which removes the binding of an old address; host_port: NULL when there is none. */
static void
assert_removes (SipgoMessage *request, const char *host_port)
{
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");
  const char *second = strstr (contact, ", <");
  g_autofree char *wanted = host_port ? g_strdup_printf ("@%s>;expires=0", host_port) : NULL;

  if (host_port ? !second || !g_str_has_suffix (second, wanted) : second != NULL)
    g_error ("The Contact is %s", contact);
}

static void
leave (Fixture *fixture, SipgoRegisterer *registerer)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK");
  WAIT_OK (fixture, &outcome);
}

static void
assert_registered (SipgoRegisterer *registerer)
{
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_REGISTERED);
}

/* --- the Contact -------------------------------------------------------------------------------------------------- */

/* A registrar that challenges shows the address before the REGISTER that it accepts. */
static void
test_learned_from_challenge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  put_behind_nat (fixture);
  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = peer_expect (fixture->peer, "REGISTER");
  assert_contact (request, "10.0.0.1:5060");
  peer_reply (fixture->peer, request, "401 Unauthorized\nWWW-Authenticate: Digest realm=\"example.com\", nonce=\"n\"");
  request = grant (fixture, 600);
  assert_contact (request, "203.0.113.1:20000");
  WAIT_OK (fixture, &outcome);
  assert_registered (registerer);
  peer_expect_nothing (fixture->peer, 1000);
  leave (fixture, registerer);
}

/* A registrar that does not challenge gets a second REGISTER, which removes the first binding. The registration is
 * complete after it. */
static void
test_learned_from_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  put_behind_nat (fixture);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  assert_contact (grant (fixture, 600), "10.0.0.1:5060");
  request = peer_expect (fixture->peer, "REGISTER");
  g_assert_false (outcome.done);
  assert_contact (request, "203.0.113.1:20000");
  assert_removes (request, "10.0.0.1:5060");
  peer_reply (fixture->peer, request, "200 OK\nExpires: 500");
  WAIT_OK (fixture, &outcome);
  assert_registered (registerer);
  g_assert_cmpuint (sipgo_registerer_get_granted_expires (registerer), ==, 500);
  leave (fixture, registerer);
}

/* A registrar that supports outbound replaces the binding that has the reg-id by itself; another one ignores reg-id. */
static void
test_learned_with_instance (Fixture *fixture, gconstpointer is_outbound)
{
  const char *require = is_outbound ? "\nRequire: outbound" : "";
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  put_behind_nat (fixture);
  sipgo_registerer_set_reg_id (registerer, 1);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK%s", require);
  request = peer_expect (fixture->peer, "REGISTER");
  assert_contact (request, "203.0.113.1:20000");
  assert_removes (request, is_outbound ? NULL : "10.0.0.1:5060");
  peer_reply (fixture->peer, request, "200 OK%s", require);
  WAIT_OK (fixture, &outcome);
  leave (fixture, registerer);
}

/* Answers with another source port each time: a registrar behind a load balancer, or a NAT that gives each request
 * another port. */
static void
grant_seen_from (Fixture *fixture, guint port)
{
  SipgoMessage *request = peer_expect (fixture->peer, "REGISTER");
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");
  const char *branch = sipgo_via_get_branch (sipgo_message_get_via (request));

  peer_reply (fixture->peer, request, "200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=%s;received=203.0.113.9;rport=%u\n"
              "Contact: %s;expires=600", branch, port, contact);
}

static void
test_changing_ports (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  grant_seen_from (fixture, 1001);
  grant_seen_from (fixture, 1002);
  WAIT_OK (fixture, &outcome);
  assert_registered (registerer);
  peer_expect_nothing (fixture->peer, 300000);
  leave (fixture, registerer);
}

/* What a response says of our address is checked. */
static void
test_useless_addresses (Fixture *fixture, gconstpointer data)
{
  static const char *const parameters[] = {
    "received=0.0.0.0;rport=7", "received=203.0.113.9;rport=0", "received=203.0.113.9;rport=65536",
    "received=203.0.113.9;rport=x", "received=203.0.113.9", "rport=5060", "received=2001:db8::1;rport=9",
    "received=host.example.com;rport=9", "received=10.0.0.1;rport=5060", "received=10.0.0.1;rport",
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (parameters); i++)
    {
      g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *request;

      g_test_message ("%s", parameters[i]);
      sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
      request = peer_expect (fixture->peer, "REGISTER");
      peer_reply (fixture->peer, request, "200 OK\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=%s;%s",
                  sipgo_via_get_branch (sipgo_message_get_via (request)), parameters[i]);
      WAIT_OK (fixture, &outcome);
      assert_contact (request, "10.0.0.1:5060");
      peer_expect_nothing (fixture->peer, 1000);
      leave (fixture, registerer);
    }
}

/* The NAT restarts: the next refresh shows it, and the new address is registered in place of the old one. */
static void
test_address_changes (Fixture *fixture, gconstpointer data)
{
  SipgoSimulatedNat *nat = put_behind_nat (fixture);
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  grant (fixture, 600);
  grant (fixture, 600);
  WAIT_OK (fixture, &outcome);
  sipgo_simulated_network_restart_nat (fixture->network, nat, "203.0.113.2");
  assert_contact (grant (fixture, 600), "203.0.113.1:20000");
  request = grant (fixture, 600);
  assert_contact (request, "203.0.113.2:20001");
  assert_removes (request, "203.0.113.1:20000");
  leave (fixture, registerer);
}

/* --- calls -------------------------------------------------------------------------------------------------------- */

/* A call comes in long after the NAT would have forgotten the flow; its BYE arrives, too. */
static void
test_reachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE }, accepted = { FALSE };
  SipgoMessage *answer;

  put_behind_nat (fixture);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  grant (fixture, 600);
  grant (fixture, 600);
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 300000);
  peer_new_call (fixture->peer);
  peer_aim (fixture->peer, "udp:203.0.113.1:20000");
  peer_send (fixture->peer, "INVITE sip:alice@203.0.113.1:20000\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  answer = peer_expect (fixture->peer, "200 INVITE");
  assert_contact (answer, "203.0.113.1:20000");
  peer_acknowledge (fixture->peer, answer);
  WAIT_OK (fixture, &accepted);
  run_for (fixture->environment, 100000);
  peer_hangs_up (fixture);
  leave (fixture, registerer);
}

/* Without keep-alives nothing arrives any more: the NAT of the test is one. */
static void
test_unreachable_without_keep_alive (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  put_behind_nat (fixture);
  sipgo_user_agent_set_keep_alive_interval (fixture->agent, 0);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  grant (fixture, 600);
  grant (fixture, 600);
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 30000);
  peer_new_call (fixture->peer);
  peer_aim (fixture->peer, "udp:203.0.113.1:20000");
  peer_send (fixture->peer, "OPTIONS sip:alice@203.0.113.1:20000\n");
  peer_expect_nothing (fixture->peer, 5000);
  leave (fixture, registerer);
}

/* --- lost flows --------------------------------------------------------------------------------------------------- */

static SipgoRegisterer *
register_over_tcp (Fixture *fixture)
{
  SipgoRegisterer *registerer = make_registerer (fixture);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:10.0.0.2:5060;transport=tcp", NULL);

  sipgo_registerer_set_registrar (registerer, registrar);
  do_register (fixture, registerer, 600);
  return registerer;
}

/* Runs until the next REGISTER, and returns how long it took, in milliseconds. */
static gint64
wait_for_register (Fixture *fixture)
{
  gint64 before = sipgo_environment_now (fixture->environment);

  grant (fixture, 600);
  return (sipgo_environment_now (fixture->environment) - before) / 1000;
}

/* A lasting flow that is lost is replaced within a second; one that breaks again and again, with longer pauses. */
static void
test_lost_connection (Fixture *fixture, gconstpointer data)
{
  static const struct { gint64 least, most; } pauses[] = {
    { 0, 1100 }, { 0, 1100 }, { 15000, 30100 }, { 30000, 60100 },
  };
  g_autoptr (SipgoRegisterer) registerer = register_over_tcp (fixture);
  guint i;

  run_for (fixture->environment, 150000);
  for (i = 0; i < G_N_ELEMENTS (pauses); i++)
    {
      gint64 pause;

      sipgo_simulated_network_cut (fixture->network);
      pause = wait_for_register (fixture);
      g_assert_cmpint (pause, >=, pauses[i].least);
      g_assert_cmpint (pause, <=, pauses[i].most);
      run_for (fixture->environment, 10);
      assert_registered (registerer);
    }
  run_for (fixture->environment, 121000);
  sipgo_simulated_network_cut (fixture->network);
  g_assert_cmpint (wait_for_register (fixture), <=, 1100);
  run_for (fixture->environment, 10);
  leave (fixture, registerer);
}

/* The NAT forgets a connection: the keep-alive finds out. */
static void
test_forgotten_connection (Fixture *fixture, gconstpointer data)
{
  SipgoSimulatedNat *nat = put_behind_nat (fixture);
  g_autoptr (SipgoRegisterer) registerer = make_registerer (fixture);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:10.0.0.2:5060;transport=tcp", NULL);
  g_auto (Outcome) outcome = { FALSE };
  gint64 pause;

  sipgo_registerer_set_registrar (registerer, registrar);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  assert_contact (grant (fixture, 600), "10.0.0.1:49152;transport=tcp");
  assert_contact (grant (fixture, 600), "203.0.113.1:20000;transport=tcp");
  WAIT_OK (fixture, &outcome);
  sipgo_simulated_network_restart_nat (fixture->network, nat, "203.0.113.2");
  pause = wait_for_register (fixture);
  /* 6 × 15 s, and up to one second. */
  g_assert_cmpint (pause, >=, 72000);
  g_assert_cmpint (pause, <=, 91100);
  assert_contact (grant (fixture, 600), "203.0.113.2:20001;transport=tcp");
  run_for (fixture->environment, 10);
  leave (fixture, registerer);
}

/* A flow that fails while nothing is granted is of no interest. */
static void
test_lost_after_unregister (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = register_over_tcp (fixture);

  leave (fixture, registerer);
  sipgo_simulated_network_cut (fixture->network);
  peer_expect_nothing (fixture->peer, 100000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/nat/contact/challenge", test_learned_from_challenge);
  ADD ("/nat/contact/answer", test_learned_from_answer);
  ADD ("/nat/contact/instance", test_learned_with_instance);
  g_test_add ("/nat/contact/outbound", Fixture, "", fixture_set_up, test_learned_with_instance, fixture_tear_down);
  ADD ("/nat/contact/changing-ports", test_changing_ports);
  ADD ("/nat/contact/useless-addresses", test_useless_addresses);
  ADD ("/nat/contact/address-changes", test_address_changes);
  ADD ("/nat/reachable", test_reachable);
  ADD ("/nat/unreachable-without-keep-alive", test_unreachable_without_keep_alive);
  ADD ("/nat/lost/connection", test_lost_connection);
  ADD ("/nat/lost/forgotten-connection", test_forgotten_connection);
  ADD ("/nat/lost/after-unregister", test_lost_after_unregister);
  return g_test_run ();
}

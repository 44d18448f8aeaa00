/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The options of an agent, as its peers see them. */
#include "tests/util/ua-util.h"

#include <string.h>

#define UUID "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"

static char *
get_contact (SipgoMessage *message)
{
  return sipgo_message_get_header (message, "Contact");
}

/* Makes a call and cancels it; returns the INVITE. */
static SipgoMessage *
call_in_vain (Fixture *fixture)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  return invite;
}

/* --- Contact ------------------------------------------------------------------------------------------------------ */

static void
test_instance (Fixture *fixture, gconstpointer data)
{
  g_autofree char *made = g_strdup (sipgo_user_agent_get_instance_id (fixture->agent));
  g_autofree char *plain = NULL;
  g_autofree char *with_instance = NULL;

  g_assert_true (g_str_has_prefix (made, "urn:uuid:"));
  g_assert_true (g_uuid_string_is_valid (made + strlen ("urn:uuid:")));
  g_assert_cmpstr (sipgo_user_agent_get_instance_id (fixture->agent), ==, made);
  plain = get_contact (call_in_vain (fixture));
  g_assert_null (strstr (plain, "+sip.instance"));

  sipgo_user_agent_set_instance_id (fixture->agent, UUID);
  g_assert_cmpstr (sipgo_user_agent_get_instance_id (fixture->agent), ==, "urn:uuid:" UUID);
  sipgo_user_agent_set_instance_id_always_added (fixture->agent, TRUE);
  with_instance = get_contact (call_in_vain (fixture));
  g_assert_true (g_str_has_suffix (with_instance, ">;+sip.instance=\"<urn:uuid:" UUID ">\""));
}

static void
test_contact (Fixture *fixture, gconstpointer data)
{
  static const char *const params[] = { "ob", "foo=bar", NULL };
  g_autoptr (SipgoNameAddr) contact = NULL;
  g_autofree char *text = NULL;

  g_assert_null (sipgo_user_agent_get_contact (fixture->agent));
  sipgo_user_agent_set_contact_params (fixture->agent, params);
  text = get_contact (call_in_vain (fixture));
  g_assert_true (g_str_has_suffix (text, "@10.0.0.1:5060;ob;foo=bar>"));
  contact = sipgo_user_agent_get_contact (fixture->agent);
  g_assert_cmpstr (sipgo_uri_get_parameter (sipgo_name_addr_get_uri (contact), "foo"), ==, "bar");
  /* In responses too. */
  g_clear_pointer (&text, g_free);
  peer_new_call (fixture->peer);
  be_called (fixture);
  text = get_contact (((PeerMessage *) g_ptr_array_index (fixture->peer->received,
                                                          fixture->peer->received->len - 1))->message);
  g_assert_true (g_str_has_suffix (text, "@10.0.0.1:5060;ob;foo=bar>"));
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

static void
test_routes (Fixture *fixture, gconstpointer data)
{
  static const char *const routes[] = { "sip:10.0.0.2:5060;lr", "sip:second.example.com",
                                        "\"Third\" <sip:third.example.com>;a=b;c", NULL };
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite;
  g_auto (GStrv) found = NULL;

  sipgo_user_agent_set_preloaded_route_set (fixture->agent, routes);
  inviter = sipgo_inviter_new (fixture->agent, "sip:bob@far.example.com", NULL);
  invite = call_peer (fixture, inviter, &outcome);
  found = sipgo_message_dup_list (invite, SIPGO_HEADER_ROUTE);
  g_assert_cmpuint (g_strv_length (found), ==, 3);
  g_assert_cmpstr (found[0], ==, "<sip:10.0.0.2:5060;lr>");
  g_assert_cmpstr (found[1], ==, "<sip:second.example.com;lr>");
  g_assert_cmpstr (found[2], ==, "\"Third\" <sip:third.example.com;lr>;a=b;c");
  g_assert_cmpstr (sipgo_uri_get_host (sipgo_message_get_request_uri (invite)), ==, "far.example.com");
  peer_reply (fixture->peer, invite, "486 Busy Here");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
}

/* --- extensions --------------------------------------------------------------------------------------------------- */

static void
test_unsupported (Fixture *fixture, gconstpointer data)
{
  SipgoMessage *invite;

  sipgo_user_agent_set_sip_extension_100rel (fixture->agent, SIPGO_SIP_EXTENSION_UNSUPPORTED);
  sipgo_user_agent_set_sip_extension_replaces (fixture->agent, SIPGO_SIP_EXTENSION_UNSUPPORTED);
  invite = call_in_vain (fixture);
  assert_header (invite, "Supported", "from-change,timer");

  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nRequire: 100rel\n" WITH_SDP);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "420 INVITE"));
  /* Ignored: a call without the extension. */
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nReplaces: nothing;to-tag=1;from-tag=2\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

static void
test_required (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite, *refusal, *progress;

  sipgo_user_agent_set_sip_extension_100rel (fixture->agent, SIPGO_SIP_EXTENSION_REQUIRED);
  invite = call_in_vain (fixture);
  g_assert_true (sipgo_message_has_option (invite, "Require", "100rel"));
  g_assert_false (sipgo_message_has_option (invite, "Require", "replaces"));

  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  refusal = peer_expect (fixture->peer, "421 INVITE");
  assert_header (refusal, "Require", "100rel");
  peer_acknowledge (fixture->peer, refusal);
  g_assert_cmpuint (fixture->n_invitations, ==, 0);

  /* A caller that supports 100rel gets all provisional responses reliably. */
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  RUN_UNTIL (fixture->environment, fixture->invitation);
  sipgo_invitation_progress (fixture->invitation, NULL, NULL, note_progress, &outcome);
  progress = peer_expect (fixture->peer, "183 INVITE");
  g_assert_true (sipgo_message_has_option (progress, "Require", "100rel"));
  peer_skip (fixture->peer);
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
}

static void
test_extra_supported (Fixture *fixture, gconstpointer data)
{
  static const char *const tags[] = { "histinfo", "x-ours", "replaces", NULL };
  SipgoMessage *invite;

  sipgo_user_agent_set_sip_extension_extra_supported (fixture->agent, tags);
  invite = call_in_vain (fixture);
  assert_header (invite, "Supported", "100rel,replaces,from-change,timer,histinfo");
  sipgo_user_agent_set_allow_unknown_option_tags (fixture->agent, TRUE);
  assert_header (call_in_vain (fixture), "Supported", "100rel,replaces,from-change,timer,histinfo,x-ours");
  /* A peer may require it. */
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nRequire: x-ours\n" WITH_SDP);
  peer_expect (fixture->peer, "180 INVITE");
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

static void
assert_start_fails (Fixture *fixture, SipgoUserAgent *agent, const char *word)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_start (agent, NULL, note_start, &outcome);
  WAIT (fixture, &outcome);
  g_assert_nonnull (outcome.error);
  g_assert_true (outcome.error->domain == SIPGO_ERROR);
  g_assert_nonnull (strstr (outcome.error->message, word));
}

static void
test_texts_are_checked (Fixture *fixture, gconstpointer data)
{
  static const char *const tag[] = { "made-up", NULL };
  static const char *const param[] = { "a>b", NULL };
  static const char *const route[] = { "not a uri", NULL };
  g_autoptr (SipgoUserAgent) agent = sipgo_user_agent_new_simulated (fixture->environment, fixture->network);
  g_auto (GStrv) registered = sipgo_user_agent_get_registered_option_tags ();

  g_assert_true (g_strv_contains ((const char *const *) registered, "replaces"));
  g_assert_false (g_strv_contains ((const char *const *) registered, "made-up"));
  sipgo_user_agent_set_sip_extension_extra_supported (agent, tag);
  assert_start_fails (fixture, agent, "made-up");
  sipgo_user_agent_set_sip_extension_extra_supported (agent, NULL);
  sipgo_user_agent_set_contact_params (agent, param);
  assert_start_fails (fixture, agent, "contact-params");
  sipgo_user_agent_set_contact_params (agent, NULL);
  sipgo_user_agent_set_preloaded_route_set (agent, route);
  assert_start_fails (fixture, agent, "preloaded-route-set");
  g_assert_finalize_object (g_steal_pointer (&agent));
}

/* --- the rest ----------------------------------------------------------------------------------------------------- */

static void
test_no_initial_response (Fixture *fixture, gconstpointer data)
{
  sipgo_user_agent_set_send_initial_provisional_response (fixture->agent, FALSE);
  peer_send (fixture->peer, "INVITE\n" WITH_SDP);
  RUN_UNTIL (fixture->environment, fixture->invitation);
  g_assert_false (sipgo_invitation_get_auto_send_an_initial_provisional_response (fixture->invitation));
  /* But a retransmitted INVITE gets a 100. */
  peer_expect (fixture->peer, "100 INVITE");
  peer_expect_nothing (fixture->peer, 5000);
  sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
}

static void
test_rude_stop (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_set_graceful_shutdown (fixture->agent, FALSE);
  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  WAIT_OK (fixture, &outcome);
  g_assert_cmpint (sipgo_session_get_state (session), ==, SIPGO_SESSION_STATE_TERMINATED);
  peer_expect_nothing (fixture->peer, 60000);
}

static void
test_properties (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GObject) thing = g_object_new (G_TYPE_OBJECT, NULL);
  g_autoptr (GObject) found = NULL;
  gboolean graceful, provisional, hack, always;
  SipgoSipExtension reliable, replaces;
  g_autofree char *instance = NULL;

  g_object_get (fixture->agent, "graceful-shutdown", &graceful, "send-initial-provisional-response", &provisional,
                "sip-extension-100rel", &reliable, "sip-extension-replaces", &replaces,
                "allow-unknown-option-tags", &hack, "instance-id-always-added", &always, NULL);
  g_assert_true (graceful && provisional && !hack && !always);
  g_assert_cmpint (reliable, ==, SIPGO_SIP_EXTENSION_SUPPORTED);
  g_assert_cmpint (replaces, ==, SIPGO_SIP_EXTENSION_SUPPORTED);
  g_object_set (fixture->agent, "data", thing, "instance-id", UUID, NULL);
  g_object_get (fixture->agent, "data", &found, "instance-id", &instance, NULL);
  g_assert_true (found == thing);
  g_assert_cmpstr (instance, ==, "urn:uuid:" UUID);
}

static void
look_for_secrets (SipgoLoggerFactory *factory, SipgoLogLevel level, const char *category, const char *label,
                  const char *content, guint *n_lines)
{
  ++*n_lines;
  g_assert_null (strstr (content, "secret"));
}

/* Every log line, at every level. */
static void
test_log_without_secrets (Fixture *fixture, gconstpointer data)
{
  SipgoLoggerFactory *factory = sipgo_user_agent_get_logger_factory (fixture->agent);
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice:secret@example.com", NULL);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoInviter) inviter = NULL;
  g_auto (Outcome) stopped = { FALSE }, started = { FALSE }, outcome = { FALSE };
  SipgoMessage *invite;
  guint n_lines = 0;

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  sipgo_logger_factory_set_level (factory, SIPGO_LOG_LEVEL_DEBUG);
  g_signal_connect (factory, "logged", G_CALLBACK (look_for_secrets), &n_lines);
  sipgo_user_agent_set_uri (fixture->agent, uri);
  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &started);
  WAIT_OK (fixture, &started);
  inviter = make_inviter (fixture);
  invite = call_peer (fixture, inviter, &outcome);
  peer_reply (fixture->peer, invite, "401 Unauthorized\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"");
  peer_expect (fixture->peer, "ACK");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "486 Busy Here");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 486);
  g_assert_cmpuint (n_lines, >, 8);
  g_signal_handlers_disconnect_by_data (factory, &n_lines);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/options/instance", test_instance);
  ADD ("/options/contact", test_contact);
  ADD ("/options/routes", test_routes);
  ADD ("/options/extensions/unsupported", test_unsupported);
  ADD ("/options/extensions/required", test_required);
  ADD ("/options/extensions/extra", test_extra_supported);
  ADD ("/options/texts-are-checked", test_texts_are_checked);
  ADD ("/options/no-initial-response", test_no_initial_response);
  ADD ("/options/rude-stop", test_rude_stop);
  ADD ("/options/properties", test_properties);
  ADD ("/options/log-without-secrets", test_log_without_secrets);
  return g_test_run ();
}

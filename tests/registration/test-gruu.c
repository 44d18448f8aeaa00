/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GRUUs (RFC 5627): asked for, taken from our own binding only, and used in the Contact of calls. */
#include "tests/registration/registerer-util.h"

#include <string.h>

#define UUID "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
#define INSTANCE ";+sip.instance=\"<" UUID ">\""
#define PUBLIC "sip:alice@example.com;gr=" UUID
#define TEMPORARY "sip:tgruu.7hs==jd7vnzga5w7fajsc7@example.com;gr"
#define GRUUS ";pub-gruu=\"" PUBLIC "\";temp-gruu=\"" TEMPORARY "\""

static SipgoRegisterer *
make_instance (Fixture *fixture)
{
  SipgoRegisterer *registerer = make_registerer (fixture);

  sipgo_user_agent_set_instance_id (fixture->agent, UUID);
  sipgo_registerer_set_reg_id (registerer, 1);
  return registerer;
}

/* Registers; the binding of our Contact has these further parameters, and others may stand before it. */
static void
register_with (Fixture *fixture, SipgoRegisterer *registerer, const char *others, const char *parameters)
{
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *request;
  g_autofree char *contact = NULL;

  sipgo_registerer_register (registerer, NULL, NULL, note_register, &outcome);
  request = peer_expect (fixture->peer, "REGISTER");
  contact = sipgo_message_get_header (request, "Contact");
  peer_reply (fixture->peer, request, "200 OK\nContact: %s%s%s;expires=600", others, contact, parameters);
  WAIT_OK (fixture, &outcome);
}

static void
unregister (Fixture *fixture, SipgoRegisterer *registerer)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_registerer_unregister (registerer, NULL, NULL, note_unregister, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "REGISTER"), "200 OK");
  WAIT_OK (fixture, &outcome);
}

static void
assert_uri (SipgoUri *uri, const char *wanted)
{
  g_autofree char *text = uri ? sipgo_uri_to_string (uri) : NULL;

  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_gruus (SipgoRegisterer *registerer, const char *shown, const char *hidden)
{
  assert_uri (sipgo_registerer_get_pub_gruu (registerer), shown);
  assert_uri (sipgo_registerer_get_temp_gruu (registerer), hidden);
}

/* The Contact of a call that the peer refuses; Supported lists gruu if the Contact is one. */
static char *
dup_contact_of_call (Fixture *fixture, gboolean is_anonymous)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *contact = NULL;
  SipgoMessage *invite;

  g_object_set (inviter, "anonymous", is_anonymous, NULL);
  invite = call_peer (fixture, inviter, &outcome);
  contact = sipgo_message_get_header (invite, "Contact");
  g_assert_cmpint (sipgo_message_has_option (invite, "Supported", "gruu"), ==, strstr (contact, ";gr") != NULL);
  peer_reply (fixture->peer, invite, "480 Away");
  peer_expect (fixture->peer, "ACK");
  WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 480);
  return g_steal_pointer (&contact);
}

static void
assert_contact_of_call (Fixture *fixture, gboolean is_anonymous, const char *wanted)
{
  g_autofree char *contact = dup_contact_of_call (fixture, is_anonymous);

  g_assert_cmpstr (contact, ==, wanted);
}

/* --- asked for ---------------------------------------------------------------------------------------------------- */

static void
test_asked (Fixture *fixture, gconstpointer data)
{
  static const struct { guint reg_id; gboolean always; SipgoGruu gruu; gboolean asks; } rows[] = {
    { 0, FALSE, SIPGO_GRUU_PUBLIC, FALSE }, { 1, FALSE, SIPGO_GRUU_PUBLIC, TRUE },
    { 0, TRUE, SIPGO_GRUU_TEMPORARY, TRUE }, { 1, TRUE, SIPGO_GRUU_NONE, FALSE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);
      SipgoMessage *request;

      sipgo_registerer_set_reg_id (registerer, rows[i].reg_id);
      sipgo_user_agent_set_instance_id_always_added (fixture->agent, rows[i].always);
      sipgo_user_agent_set_gruu (fixture->agent, rows[i].gruu);
      request = do_register (fixture, registerer, 600);
      g_assert_cmpint (sipgo_message_has_option (request, "Supported", "gruu"), ==, rows[i].asks);
      unregister (fixture, registerer);
    }
}

/* --- read --------------------------------------------------------------------------------------------------------- */

static void
count (GObject *object, GParamSpec *pspec, guint *n)
{
  (*n)++;
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);
  guint n_notified = 0;

  g_signal_connect (registerer, "notify::pub-gruu", G_CALLBACK (count), &n_notified);
  g_signal_connect (registerer, "notify::temp-gruu", G_CALLBACK (count), &n_notified);
  register_with (fixture, registerer, "", GRUUS);
  assert_gruus (registerer, PUBLIC, TEMPORARY);
  g_assert_cmpuint (n_notified, ==, 2);
  /* A refresh brings another temporary one. */
  register_with (fixture, registerer, "", ";pub-gruu=\"" PUBLIC "\";temp-gruu=\"sip:other@example.com;gr\"");
  assert_gruus (registerer, PUBLIC, "sip:other@example.com;gr");
  g_assert_cmpuint (n_notified, ==, 3);
  unregister (fixture, registerer);
  assert_gruus (registerer, NULL, NULL);
  g_assert_cmpuint (n_notified, ==, 5);
}

/* Only what our own binding has counts, and only what may be a GRUU of our address-of-record. */
static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (600, 'x');
  g_autofree char *long_ones = g_strconcat (";pub-gruu=\"sip:alice@example.com;gr=", filler,
                                            "\";temp-gruu=\"sip:", filler, "@example.com;gr\"", NULL);
  const struct { const char *others, *parameters; } rows[] = {
    { "<sip:eve@10.9.9.9>;+sip.instance=\"<urn:uuid:0>\";reg-id=1" GRUUS ", ", "" },
    { "<sip:alice@10.9.9.9>" INSTANCE ";reg-id=2" GRUUS ", ", "" },
    { "<sip:alice@10.9.9.9>" GRUUS ", ", "" },
    { "", ";pub-gruu=\"sip:alice@example.com\";temp-gruu=\"sip:x@example.com\"" },
    { "", ";pub-gruu=\"sip:alice@evil.example;gr=1\";temp-gruu=\"sip:x@evil.example;gr\"" },
    { "", ";pub-gruu=\"sip:eve@example.com;gr=1\";temp-gruu=\"sip:example.com;gr\"" },
    { "", ";pub-gruu=\"sip:alice@example.com:9;gr=1\";temp-gruu=\"sip:x@example.com:9;gr\"" },
    { "", ";pub-gruu=\"sip:alice@example.com;gr=1?Replaces=a\";temp-gruu=\"sip:x@example.com;gr?Route=a\"" },
    { "", ";pub-gruu=\"tel:+15551234;gr=1\";temp-gruu=\"urn:uuid:0;gr\"" },
    { "", ";pub-gruu=\"sip:alice@example.com;gr=1>, <sip:eve@evil.example\";temp-gruu=\"\"" },
    { "", ";pub-gruu;temp-gruu" },
    { "", long_ones },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);
      g_autofree char *contact = NULL;

      g_test_message ("%s%s", rows[i].others, rows[i].parameters);
      register_with (fixture, registerer, rows[i].others, rows[i].parameters);
      assert_gruus (registerer, NULL, NULL);
      contact = dup_contact_of_call (fixture, FALSE);
      g_assert_null (strstr (contact, ";gr"));
      unregister (fixture, registerer);
    }
}

/* One of another address-of-record is shown, and does not get into the Contact of the account. */
static void
test_third_party (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);
  g_autoptr (SipgoNameAddr) other = sipgo_name_addr_parse ("<sip:desk@example.com>", NULL);
  g_autofree char *contact = NULL;

  sipgo_registerer_set_remote_identity (registerer, other);
  register_with (fixture, registerer, "", ";pub-gruu=\"sip:desk@example.com;gr=1\"");
  assert_gruus (registerer, "sip:desk@example.com;gr=1", NULL);
  contact = dup_contact_of_call (fixture, FALSE);
  g_assert_null (strstr (contact, ";gr"));
  unregister (fixture, registerer);
}

/* --- used --------------------------------------------------------------------------------------------------------- */

static void
test_calls (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);
  g_autofree char *plain = NULL;
  g_autofree char *hidden = NULL;

  register_with (fixture, registerer, "", GRUUS);
  assert_contact_of_call (fixture, FALSE, "<" PUBLIC ">");
  assert_contact_of_call (fixture, TRUE, "<" TEMPORARY ">");
  sipgo_user_agent_set_instance_id_always_added (fixture->agent, TRUE);
  assert_contact_of_call (fixture, FALSE, "<" PUBLIC ">" INSTANCE);
  assert_contact_of_call (fixture, TRUE, "<" TEMPORARY ">");
  sipgo_user_agent_set_gruu (fixture->agent, SIPGO_GRUU_TEMPORARY);
  assert_contact_of_call (fixture, FALSE, "<" TEMPORARY ">");
  sipgo_user_agent_set_gruu (fixture->agent, SIPGO_GRUU_NONE);
  plain = dup_contact_of_call (fixture, FALSE);
  g_assert_nonnull (strstr (plain, "@10.0.0.1:5060>;+sip.instance="));
  hidden = dup_contact_of_call (fixture, TRUE);
  g_assert_cmpstr (hidden, ==, "<sip:anonymous@10.0.0.1:5060>");
  sipgo_user_agent_set_gruu (fixture->agent, SIPGO_GRUU_PUBLIC);
  unregister (fixture, registerer);
  g_free (plain);
  plain = dup_contact_of_call (fixture, FALSE);
  g_assert_null (strstr (plain, ";gr"));
}

/* Without a temporary one, nothing is shown in its place. */
static void
test_no_temporary (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);

  register_with (fixture, registerer, "", ";pub-gruu=\"" PUBLIC "\"");
  assert_contact_of_call (fixture, TRUE, "<sip:anonymous@10.0.0.1:5060>");
  unregister (fixture, registerer);
}

static void
assert_gruu_in (SipgoMessage *message)
{
  assert_header (message, "Contact", "<" PUBLIC ">");
  g_assert_true (sipgo_message_has_option (message, "Supported", "gruu"));
}

/* A call of the peer, to the temporary GRUU: the responses have our GRUU, and so have our re-INVITE and our answer to
 * an UPDATE. */
static void
test_called (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = make_instance (fixture);
  g_auto (Outcome) accepted = { FALSE }, again = { FALSE };
  SipgoMessage *answer, *request;

  register_with (fixture, registerer, "", GRUUS);
  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE " TEMPORARY "\n" WITH_SDP);
  assert_gruu_in (peer_expect (fixture->peer, "180 INVITE"));
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  answer = peer_expect (fixture->peer, "200 INVITE");
  assert_gruu_in (answer);
  peer_acknowledge (fixture->peer, answer);
  WAIT_OK (fixture, &accepted);
  peer_send (fixture->peer, "UPDATE\n" PEER_CONTACT);
  assert_gruu_in (peer_expect (fixture->peer, "200 UPDATE"));
  sipgo_session_invite (SIPGO_SESSION (fixture->invitation), NULL, NULL, note_re_invite, &again);
  request = peer_expect (fixture->peer, "INVITE");
  assert_gruu_in (request);
  peer_reply (fixture->peer, request, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &again);
  peer_hangs_up (fixture);
  unregister (fixture, registerer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/gruu/asked", test_asked);
  ADD ("/gruu/read", test_read);
  ADD ("/gruu/foreign", test_foreign);
  ADD ("/gruu/third-party", test_third_party);
  ADD ("/gruu/calls", test_calls);
  ADD ("/gruu/no-temporary", test_no_temporary);
  ADD ("/gruu/called", test_called);
  return g_test_run ();
}

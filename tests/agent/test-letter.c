/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requirements of the RFCs, in one table for each section. */
#include "tests/util/ua-util.h"

#include <string.h>

#define SDP_BODY "Content-Type: application/sdp\n\n" PEER_SDP
#define OTHER_BODY "Content-Type: application/isup\n\nx\n"
#define PART(type, more, text) "--b\nContent-Type: " type "\n" more "\n" text "\n"
#define MULTIPART(kind, parts) "Content-Type: multipart/" kind ";boundary=b\n\n" parts "--b--\n"
#define REQUIRED "Content-Disposition: signal;handling=required\n"
#define OPTIONAL "Content-Disposition: signal;handling=optional\n"

/* Header lines and body, and whether the body is supported or optional. */
static const struct
{
  const char *text;
  gboolean passes;
} bodies[] = {
  { SDP_BODY, TRUE },
  { "Content-Disposition: session\n" SDP_BODY, TRUE },
  { "Content-Disposition: session;handling=required\n" SDP_BODY, TRUE },
  { "Content-Encoding: identity\n" SDP_BODY, TRUE },
  { OTHER_BODY, FALSE },
  { "Content-Disposition: signal\n" OTHER_BODY, FALSE },
  { REQUIRED OTHER_BODY, FALSE },
  { OPTIONAL OTHER_BODY, TRUE },
  { "Content-Disposition: signal ; handling = OPTIONAL\n" OTHER_BODY, TRUE },
  { "Content-Disposition: session;handling=required\n" OTHER_BODY, FALSE },
  { "Content-Disposition: nonsense\n" SDP_BODY, FALSE },
  { "Content-Disposition: nonsense;handling=required\n" SDP_BODY, FALSE },
  { "Content-Disposition: nonsense;handling=optional\n" OTHER_BODY, TRUE },
  { "Content-Encoding: gzip\n" SDP_BODY, FALSE },
  { "Content-Encoding: gzip\nContent-Disposition: session;handling=optional\n" SDP_BODY, TRUE },
  { MULTIPART ("mixed", PART ("application/sdp", "", PEER_SDP)), TRUE },
  { MULTIPART ("mixed", PART ("application/sdp", "", PEER_SDP) PART ("application/isup", OPTIONAL, "x")), TRUE },
  { MULTIPART ("mixed", PART ("application/isup", OPTIONAL, "x") PART ("application/sdp", "", PEER_SDP)), TRUE },
  { MULTIPART ("mixed", PART ("application/sdp", "", PEER_SDP) PART ("application/isup", "", "x")), TRUE },
  { MULTIPART ("mixed", PART ("application/sdp", "", PEER_SDP) PART ("application/isup", REQUIRED, "x")), FALSE },
  { MULTIPART ("mixed", PART ("application/isup", "", "x")), FALSE },
  { MULTIPART ("mixed", PART ("application/isup", OPTIONAL, "x") PART ("text/plain", OPTIONAL, "x")), TRUE },
  { MULTIPART ("alternative", PART ("application/isup", "", "x") PART ("application/sdp", "", PEER_SDP)), TRUE },
  { MULTIPART ("alternative", PART ("application/isup", "", "x") PART ("text/plain", "", "x")), FALSE },
  { "Content-Disposition: session;handling=optional\n" MULTIPART ("mixed", PART ("application/isup", "", "x")), TRUE },
  { "Content-Type: multipart/mixed\n\nx\n", FALSE },
};

/* The Accept headers of a 415 (21.4.13). */
static void
assert_says_what (SipgoMessage *response, const char *text)
{
  if (strstr (text, "gzip"))
    assert_header (response, "Accept-Encoding", "identity");
  else
    assert_header (response, "Accept", "application/sdp");
}

static void
test_rfc3261_8_2_3_invite (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      guint before = fixture->n_invitations;

      peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "%s", bodies[i].text);
      if (!bodies[i].passes)
        {
          SipgoMessage *response = peer_expect (fixture->peer, "415 INVITE");

          assert_says_what (response, bodies[i].text);
          peer_acknowledge (fixture->peer, response);
          g_assert_cmpuint (fixture->n_invitations, ==, before);
        }
      else
        {
          g_auto (Outcome) outcome = { FALSE };

          peer_expect (fixture->peer, "180 INVITE");
          sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
          peer_expect (fixture->peer, "200 INVITE");
          peer_send (fixture->peer, "ACK\n%s", strstr (bodies[i].text, PEER_SDP)
                     && !strstr (bodies[i].text, "gzip") ? "" : SDP_BODY);
          WAIT_OK (fixture, &outcome);
          run_for (fixture->environment, 10);
          peer_hangs_up (fixture);
        }
      peer_new_call (fixture->peer);
    }
}

static void
test_rfc3261_8_2_3_re_invite (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      SipgoMessage *response;

      peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "%s", bodies[i].text);
      response = peer_expect (fixture->peer, bodies[i].passes ? "200 INVITE" : "415 INVITE");
      if (!bodies[i].passes)
        {
          assert_says_what (response, bodies[i].text);
          peer_acknowledge (fixture->peer, response);
        }
      else
        peer_send (fixture->peer, "ACK\n%s", strstr (bodies[i].text, PEER_SDP)
                   && !strstr (bodies[i].text, "gzip") ? "" : SDP_BODY);
      run_for (fixture->environment, 10);
      assert_established (session);
    }
  peer_hangs_up (fixture);
}

static void
see (gpointer source, GObject *item, guint *count)
{
  ++*count;
}

/* Bodies of other requests are for the application: only their encoding and disposition must be supported. */
static void
test_rfc3261_8_2_3_others (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *lines; gboolean passes; } cases[] = {
    { "", TRUE }, { "Content-Disposition: render\n", TRUE }, { "Content-Disposition: nonsense\n", FALSE },
    { "Content-Disposition: nonsense;handling=required\n",
      FALSE }, { "Content-Disposition: nonsense;handling=optional\n", TRUE },
    { "Content-Encoding: gzip\n", FALSE }, { "Content-Encoding: gzip\nContent-Disposition: render;handling=optional\n",
                                             TRUE },
  };
  static const char *const methods[] = { "MESSAGE", "INFO", "OPTIONS" };
  SipgoSession *session = establish_by_peer (fixture);
  guint i, j, count = 0;

  g_signal_connect (session, "message-received", G_CALLBACK (see), &count);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    for (j = 0; j < G_N_ELEMENTS (methods); j++)
      {
        g_autofree char *expected = g_strdup_printf ("%u %s", cases[i].passes ? 200 : 415, methods[j]);
        SipgoMessage *response;

        peer_send (fixture->peer, "%s\n%sContent-Type: text/plain\n\nhi\n", methods[j], cases[i].lines);
        response = peer_expect (fixture->peer, expected);
        g_assert_true (cases[i].passes || sipgo_message_has_header (response, "Accept")
                       || sipgo_message_has_header (response, "Accept-Encoding"));
      }
  g_assert_cmpuint (count, ==, 4);
  peer_hangs_up (fixture);
}

/* --- Accept ------------------------------------------------------------------------------------------------------- */

static void
test_rfc3261_20_1_accept (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *value; gboolean passes; } cases[] = {
    { "application/sdp", TRUE }, { "Application/SDP", TRUE }, { "application/*", TRUE }, { "*/*", TRUE },
    { "text/plain, application/sdp;q=0.5", TRUE },
    { "application/sdp ;level=1", TRUE }, { "application/s", FALSE }, { "application/sd", FALSE },
    { "application/sdpx", FALSE }, { "application", FALSE },
    { "*", FALSE }, { "", FALSE }, { "text/plain", FALSE }, { "application/sdp;q=0", FALSE },
    { "application/sdp;q=0.0, text/plain", FALSE },
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      peer_send (fixture->peer, "INVITE\nAccept: %s\n" WITH_SDP, cases[i].value);
      if (cases[i].passes)
        {
          peer_expect (fixture->peer, "180 INVITE");
          peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
          peer_expect (fixture->peer, "200 CANCEL");
          peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
        }
      else
        {
          peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "406 INVITE"));
        }
      peer_new_call (fixture->peer);
    }
}

/* --- Contact ------------------------------------------------------------------------------------------------------ */

static const char *const bad_contacts[] = {
  "Contact: <mailto:bob@example.com>\n", "Contact: <tel:+15551234>\n", "Contact: <http://example.com/>\n",
  "Contact: *\n", "Contact: <sip:\n",
  "Contact: nonsense\n", "Contact: <sip:bob@10.0.0.2:5060>, <sip:bob@10.0.0.2:5062>\n",
  "Contact: <sip:bob@10.0.0.2:5060>\nContact: <sip:bob@10.0.0.2:5062>\n",
  "Contact: <mailto:bob@example.com>, <sip:bob@10.0.0.2:5060>\n", "Contact: \n",
};

static void
test_rfc3261_8_1_1_8_contact (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (bad_contacts); i++)
    {
      peer_send (fixture->peer, "INVITE\n%s" SDP_BODY, bad_contacts[i]);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "400 INVITE"));
      peer_new_call (fixture->peer);
    }
  peer_send (fixture->peer, "INVITE\n" SDP_BODY);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "400 INVITE"));
  g_assert_cmpuint (fixture->n_invitations, ==, 0);
  peer_new_call (fixture->peer);
  session = establish_by_peer (fixture);
  for (i = 0; i < G_N_ELEMENTS (bad_contacts); i++)
    {
      peer_send (fixture->peer, "INVITE\n%s" SDP_BODY, bad_contacts[i]);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "400 INVITE"));
    }
  assert_established (session);
  /* A comma in a display name does not separate addresses. */
  peer_send (fixture->peer, "INVITE\nContact: \"Bob, at home\" <sip:bob@10.0.0.2:5060>\n" SDP_BODY);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
  peer_hangs_up (fixture);
}

/* --- sips: -------------------------------------------------------------------------------------------------------- */

#define SIPS_CONTACT "Contact: <sips:bob@10.0.0.2:5060>\n"
#define SIPS_ROUTE "Record-Route: <sips:10.0.0.2:5060;lr>\n"
#define SIP_ROUTE "Record-Route: <sip:10.0.0.2:5060;lr>\n"

/* Without TLS: a call is rejected at its start if our later requests in it could not be sent. */
static void
test_rfc5630_sips_contact (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *lines; gboolean passes; } cases[] = {
    { SIPS_CONTACT, FALSE }, { "Contact: <SIPS:bob@10.0.0.2>\n", FALSE }, { SIPS_ROUTE PEER_CONTACT, FALSE },
    { SIPS_ROUTE SIPS_CONTACT, FALSE },
    { SIP_ROUTE SIPS_CONTACT, FALSE }, { SIP_ROUTE PEER_CONTACT, TRUE }, { PEER_CONTACT, TRUE },
    /* Whether a later proxy is reached over TLS is a matter of the proxy before it. */
    { SIP_ROUTE "Record-Route: <sips:example.com;lr>\n" PEER_CONTACT, TRUE },
  };
  static const char *const others[] = { "SUBSCRIBE\nEvent: presence\n", "REFER\nRefer-To: <sip:carol@example.com>\n" };
  g_auto (Outcome) hold = { FALSE };
  SipgoSession *session;
  SipgoMessage *response;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint before = fixture->n_invitations;

      peer_send (fixture->peer, "INVITE\n%s" SDP_BODY, cases[i].lines);
      if (cases[i].passes)
        {
          peer_expect (fixture->peer, "180 INVITE");
          sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
          peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
        }
      else
        {
          response = peer_expect (fixture->peer, "480 INVITE");
          assert_header (response, "Warning", "380 10.0.0.1:5060 \"SIPS Not Allowed\"");
          peer_acknowledge (fixture->peer, response);
        }
      g_assert_cmpuint (fixture->n_invitations, ==, before + cases[i].passes);
      peer_new_call (fixture->peer);
    }
  for (i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *expected = g_strdup_printf ("480 %s", i == 0 ? "SUBSCRIBE" : "REFER");

      peer_send (fixture->peer, "%s" SIPS_CONTACT, others[i]);
      assert_header (peer_expect (fixture->peer, expected), "Warning", "380 10.0.0.1:5060 \"SIPS Not Allowed\"");
      peer_new_call (fixture->peer);
    }
  /* An established call continues on the flow that it has. */
  session = establish_by_peer (fixture);
  peer_send (fixture->peer, "INVITE\n" SIPS_CONTACT SDP_BODY);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
  assert_established (session);
  sipgo_session_hold (session, NULL, note_hold, &hold);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"), "200 OK\n" SIPS_CONTACT SDP_BODY);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &hold);
  sipgo_session_end (session, NULL, NULL, NULL);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, session, TERMINATED);
}

/* The same for the callee: the call gets ACK and BYE, both sent to the target of the INVITE. */
static void
test_rfc5630_sips_contact_in_2xx (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = { SIPS_CONTACT, SIPS_ROUTE PEER_CONTACT, SIP_ROUTE SIPS_CONTACT };
  guint i, early;

  for (i = 0; i < G_N_ELEMENTS (lines); i++)
    for (early = 0; early < 2; early++)
      {
        g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
        g_auto (Outcome) outcome = { FALSE };
        SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

        if (early)
          peer_reply (fixture->peer, invite, "180 Ringing\n%s", lines[i]);
        peer_reply (fixture->peer, invite, "200 OK\n%s" SDP_BODY, lines[i]);
        peer_expect (fixture->peer, "ACK");
        peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
        WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
        WAIT_STATE (fixture, inviter, TERMINATED);
        peer_new_call (fixture->peer);
      }
}

static void
assert_over_tls (Fixture *fixture)
{
  PeerMessage *last = g_ptr_array_index (fixture->peer->received, fixture->peer->received->len - 1);

  g_assert_cmpint (sipgo_flow_get_protocol (last->flow), ==, SIPGO_PROTOCOL_TLS);
}

/* RFC 3261 12.2.1.1: a dialog that began with a request to a SIPS URI stays on TLS, also if the peer breaks the rule
 * and gives a SIP URI as its Contact. */
static void
test_rfc3261_12_secure_dialog (Fixture *fixture, gconstpointer data)
{
  static const char *const contacts[] = { "<sip:bob@10.0.0.2:5061>", "<sip:bob@10.0.0.2:5061;transport=tcp>",
                                          "<sips:bob@10.0.0.2>" };
  g_autoptr (GError) error = NULL;
  guint i;

  sipgo_transport_layer_listen (fixture->peer->layer, "tls:10.0.0.2:5061", &error);
  g_assert_no_error (error);
  for (i = 0; i < G_N_ELEMENTS (contacts); i++)
    {
      g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, "sips:bob@10.0.0.2", NULL);
      g_auto (Outcome) outcome = { FALSE };
      SipgoMessage *invite = call_peer (fixture, inviter, &outcome);
      g_autofree char *contact = sipgo_uri_to_string (sipgo_name_addr_get_uri (sipgo_message_get_contact (invite)));

      assert_over_tls (fixture);
      g_assert_true (g_str_has_prefix (contact, "sips:"));
      peer_reply (fixture->peer, invite, "200 OK\nContact: %s\n" SDP_BODY, contacts[i]);
      peer_expect (fixture->peer, "ACK");
      assert_over_tls (fixture);
      WAIT_OK (fixture, &outcome);
      sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
      peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      assert_over_tls (fixture);
      WAIT_STATE (fixture, inviter, TERMINATED);
      peer_new_call (fixture->peer);
    }
}

/* … of another fork, after the first one. */
static void
test_rfc5630_sips_contact_of_fork (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *invite = call_peer (fixture, inviter, &outcome);

  peer_set_tag (fixture->peer, "one");
  peer_reply (fixture->peer, invite, "200 OK\n" WITH_SDP);
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  peer_set_tag (fixture->peer, "two");
  peer_reply (fixture->peer, invite, "200 OK\n" SIPS_CONTACT SDP_BODY);
  peer_expect (fixture->peer, "ACK");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  assert_established (inviter);
  sipgo_session_end (SIPGO_SESSION (inviter), NULL, NULL, NULL);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, inviter, TERMINATED);
}

/* --- Expires ------------------------------------------------------------------------------------------------------ */

/* In a re-INVITE as in the initial INVITE: this check comes before those for requests in a dialog. */
static void
test_rfc3261_13_3_1_expires_in_re_invite (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *expires; gint64 milliseconds; } cases[] = {
    { "Expires: 1\n", 1001 }, { "Expires: 5\n", 5001 }, { "Expires: 0\n", 1 }, { "", -1 },
    { "Expires: nonsense\n", -1 }, { "Expires: 4294967295\n", -1 },
  };
  SipgoSession *session = establish_by_peer (fixture);
  g_autoptr (SipgoBody) before = sipgo_body_ref (sipgo_session_get_answer (session));
  guint i;

  /* A re-INVITE that is answered at once. */
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      peer_send (fixture->peer, "INVITE\n%s" WITH_SDP, cases[i].expires);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
      run_for (fixture->environment, 2000);
      assert_established (session);
    }
  g_clear_pointer (&before, sipgo_body_unref);
  before = sipgo_body_ref (sipgo_session_get_answer (session));
  /* A re-INVITE that is deferred. */
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoIncomingRequest) deferred = NULL;
      gulong id = g_signal_connect (session, "invite-received", G_CALLBACK (defer_and_keep_request), &deferred);

      peer_mark (fixture->peer);
      peer_send (fixture->peer, "INVITE\n%s" WITH_SDP, cases[i].expires);
      if (cases[i].milliseconds != 1)
        peer_expect (fixture->peer, "100 INVITE");
      if (cases[i].milliseconds >= 0)
        {
          peer_acknowledge (fixture->peer, peer_expect_at (fixture->peer, "487 INVITE", cases[i].milliseconds + 1));
          g_assert_true (sipgo_incoming_request_is_answered (deferred));
          g_assert_true (sipgo_session_get_answer (session) == before);
        }
      else
        {
          peer_expect_nothing (fixture->peer, 10000);
          g_assert_true (sipgo_incoming_request_proceed (deferred, NULL));
          peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
        }
      run_for (fixture->environment, 10);
      g_signal_handler_disconnect (session, id);
      assert_established (session);
    }
  /* The call may end first. */
  {
    g_autoptr (SipgoIncomingRequest) deferred = NULL;

    g_signal_connect (session, "invite-received", G_CALLBACK (defer_and_keep_request), &deferred);
    peer_send (fixture->peer, "INVITE\nExpires: 5\n" WITH_SDP);
    run_for (fixture->environment, 10);
    peer_send (fixture->peer, "BYE");
    peer_expect (fixture->peer, "200 BYE");
    peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
  }
}

/* --- requests that are not supported ------------------------------------------------------------------------------ */

/* 481 would end the call (RFC 5057 5.1). */
static void
test_rfc5057_5_1_in_a_call (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *request; const char *response; } cases[] = {
    { "FOO", "501 FOO" }, { "UPDATE\n" PEER_CONTACT, "200 UPDATE" }, { "PUBLISH\nEvent: presence\n", "405 PUBLISH" },
    { "REGISTER\n" PEER_CONTACT, "405 REGISTER" }, { "SUBSCRIBE\nEvent: presence\n" PEER_CONTACT, "403 SUBSCRIBE" },
  };
  SipgoSession *session = establish_by_peer (fixture);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      SipgoMessage *response;

      peer_send (fixture->peer, "%s", cases[i].request);
      response = peer_expect (fixture->peer, cases[i].response);
      g_assert_true (sipgo_message_get_status_code (response) == 403 || sipgo_message_has_header (response, "Allow"));
      assert_established (session);
    }
  peer_hangs_up (fixture);
}

/* The same in an early dialog. */
static void
test_rfc5057_5_1_early (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *request; const char *response; } cases[] = {
    { "FOO", "501 FOO" }, { "UPDATE\n" PEER_CONTACT, "200 UPDATE" }, { "PUBLISH\nEvent: presence\n", "405 PUBLISH" },
    { "REGISTER\n" PEER_CONTACT, "405 REGISTER" }, { "SUBSCRIBE\nEvent: presence\n" PEER_CONTACT, "403 SUBSCRIBE" },
    { "REFER\nRefer-To: <sip:carol@example.com>\n" PEER_CONTACT, "403 REFER" }, { "OPTIONS\n", "200 OPTIONS" },
  };
  guint i;

  be_called (fixture);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      peer_send (fixture->peer, "%s", cases[i].request);
      peer_expect (fixture->peer, cases[i].response);
    }
  sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
  peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "480 INVITE"));
}

static void
reject_with (gpointer source, SipgoIncomingRequest *request, gpointer status)
{
  g_autoptr (SipgoResponseOptions) options = g_object_new (SIPGO_TYPE_RESPONSE_OPTIONS, "status-code",
                                                           GPOINTER_TO_UINT (status), NULL);

  sipgo_incoming_request_reject (request, options, NULL);
}

/* Every 405 lists the methods in Allow (21.4.6), every 489 the packages in Allow-Events (RFC 6665 8.3.2). */
static void
test_rfc3261_21_4_6_allow (Fixture *fixture, gconstpointer data)
{
  gulong handler;

  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\n\nhi");
  g_assert_true (sipgo_message_has_option (peer_expect (fixture->peer, "405 MESSAGE"), "Allow", "INVITE"));
  peer_send (fixture->peer, "REGISTER sip:example.com\nTo: <sip:bob@example.com>\n" PEER_CONTACT);
  g_assert_true (sipgo_message_has_header (peer_expect (fixture->peer, "405 REGISTER"), "Allow"));
  handler = g_signal_connect (fixture->agent, "message", G_CALLBACK (reject_with), GUINT_TO_POINTER (405));
  peer_send (fixture->peer, "MESSAGE\nContent-Type: text/plain\n\nhi");
  g_assert_true (sipgo_message_has_header (peer_expect (fixture->peer, "405 MESSAGE"), "Allow"));
  g_signal_handler_disconnect (fixture->agent, handler);
  peer_send (fixture->peer, "SUBSCRIBE\nEvent: presence\n" PEER_CONTACT);
  g_assert_true (sipgo_message_has_header (peer_expect (fixture->peer, "489 SUBSCRIBE"), "Allow-Events"));
  peer_send (fixture->peer, "PUBLISH\nEvent: presence\n" PEER_CONTACT);
  g_assert_true (sipgo_message_has_header (peer_expect (fixture->peer, "489 PUBLISH"), "Allow-Events"));
}

static void
accept_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_incoming_request_accept (request, NULL, NULL);
}

/* An unknown package, and one that a handler knows. */
static void
test_rfc6086_4_2_2_info_package (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session = establish_by_peer (fixture);

  peer_send (fixture->peer,
             "INFO\nInfo-Package: foo\nContent-Disposition: info-package\nContent-Type: text/plain\n\nhi");
  assert_header (peer_expect (fixture->peer, "469 INFO"), "Recv-Info", "");
  peer_send (fixture->peer, "INFO\nContent-Type: text/plain\n\nhi");
  peer_expect (fixture->peer, "200 INFO");
  g_signal_connect (session, "info-received", G_CALLBACK (accept_info), NULL);
  peer_send (fixture->peer,
             "INFO\nInfo-Package: foo\nContent-Disposition: info-package\nContent-Type: text/plain\n\nhi");
  peer_expect (fixture->peer, "200 INFO");
  peer_hangs_up (fixture);
}

/* In a dialog as outside of one (11.2). */
static void
test_rfc3261_11_2_options (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "Allow", "Accept", "Accept-Encoding", "Supported" };
  SipgoMessage *inside, *outside;
  guint i;

  peer_send (fixture->peer, "OPTIONS");
  outside = peer_expect (fixture->peer, "200 OPTIONS");
  peer_new_call (fixture->peer);
  establish_by_peer (fixture);
  peer_send (fixture->peer, "OPTIONS");
  inside = peer_expect (fixture->peer, "200 OPTIONS");
  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_assert_true (sipgo_message_has_header (inside, names[i]));
      assert_same_header (inside, outside, names[i]);
    }
  peer_hangs_up (fixture);
}

/* A request that is too large is answered with its Via and tags, so that the response matches its transaction
 * (8.2.6.2). */
static void
test_rfc3261_21_5_7_too_large (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "Via", "From", "To", "Call-ID", "CSeq" };
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GString) one = g_string_new ("X-A: ");
  guint i, j;

  for (i = 0; i < 600; i++)
    g_string_append (many, "X-A: 1\n");
  for (i = 0; i < 17000; i++)
    g_string_append_c (one, 'x');
  g_string_append_c (one, '\n');
  for (i = 0; i < 2; i++)
    {
      SipgoMessage *response;

      peer_send (fixture->peer,
                 "OPTIONS\n%sFrom: <sip:peer@example.com>;tag=p\nTo: <sip:alice@example.com>\nCall-ID: large\n"
                 "CSeq: %u OPTIONS\n",
                 i == 0 ? many->str : one->str, 7 + i);
      response = peer_expect (fixture->peer, "513 OPTIONS");
      for (j = 0; j < G_N_ELEMENTS (names); j++)
        g_assert_true (sipgo_message_has_header (response, names[j]));
      g_assert_cmpstr (sipgo_message_get_call_id (response), ==, "large");
      g_assert_cmpuint (sipgo_message_get_cseq (response), ==, 7 + i);
      peer_new_call (fixture->peer);
    }
}

/* --- Warning ------------------------------------------------------------------------------------------------------ */

/* Descriptions without an agreement, and the warn-code for each reason. */
static const struct { const char *sdp; const char *code; } misfits[] = {
  { SDP_HEAD "m=audio 4000 RTP/AVP 97\na=rtpmap:97 AMR/8000\n", "305 " },
  { SDP_HEAD "m=audio 4000 RTP/SAVP 0\n", "302 " },
  { SDP_HEAD "m=video 4000 RTP/AVP 31\n", "304 " },
  { "v=0\no=- 1 1 IN IP6 ::1\ns=-\nc=IN IP6 2001:db8::1\nt=0 0\nm=audio 4000 RTP/AVP 0\n", "300 " },
  { "nonsense\n", "3" },
};

static void
assert_warns (SipgoMessage *response, const char *code)
{
  g_autofree char *warning = sipgo_message_get_header (response, "Warning");

  g_assert_nonnull (warning);
  if (!g_str_has_prefix (warning, code) || !strstr (warning, " 10.0.0.1:5060 \"") || !g_str_has_suffix (warning, "\""))
    g_error ("not %s: %s", code, warning);
}

static void
test_rfc3261_20_43_warning (Fixture *fixture, gconstpointer data)
{
  SipgoSession *session;
  SipgoMessage *response;
  guint i;

  for (i = 0; i < G_N_ELEMENTS (misfits); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\n%s", misfits[i].sdp);
      peer_expect (fixture->peer, "180 INVITE");
      sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
      response = peer_expect (fixture->peer, "488 INVITE");
      assert_warns (response, misfits[i].code);
      peer_acknowledge (fixture->peer, response);
      WAIT (fixture, &outcome);
      g_assert_nonnull (outcome.error);
      peer_new_call (fixture->peer);
    }
  session = establish_by_peer (fixture);
  for (i = 0; i < G_N_ELEMENTS (misfits); i++)
    {
      peer_send (fixture->peer, "INVITE\n" PEER_CONTACT "Content-Type: application/sdp\n\n%s", misfits[i].sdp);
      response = peer_expect (fixture->peer, "488 INVITE");
      assert_warns (response, misfits[i].code);
      peer_acknowledge (fixture->peer, response);
      assert_established (session);
    }
  peer_hangs_up (fixture);
}

/* A Warning of the application replaces that of the library. */
static void
test_rfc3261_21_6_4_rejected (Fixture *fixture, gconstpointer data)
{
  static const guint statuses[] = { 488, 606 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u INVITE", statuses[i]);
      SipgoMessage *response;

      be_called (fixture);
      sipgo_invitation_reject (fixture->invitation, statuses[i], NULL, NULL, NULL, NULL);
      response = peer_expect (fixture->peer, expected);
      assert_warns (response, "399 ");
      peer_acknowledge (fixture->peer, response);
      peer_new_call (fixture->peer);
    }
}

/* --- mistakes of peers -------------------------------------------------------------------------------------------- */

/* An unescaped #, in each place of a URI: the call succeeds, and our requests have it escaped. */
static void
test_rfc3261_19_1_2_slips (Fixture *fixture, gconstpointer data)
{
  static const char *const invites[] = {
    "INVITE sip:12#3@10.0.0.1:5060\n" WITH_SDP, "INVITE\nFrom: \"Door\" <sip:**1#4@example.com>;tag=x\n" WITH_SDP,
    "INVITE\nFrom: sip:**1#4@example.com;tag=y\n" WITH_SDP,
    "INVITE\nTo: <sip:12#3@example.com>\n" WITH_SDP, "INVITE\nContact: <sip:99#1@10.0.0.2:5060>\n" SDP_BODY,
    "INVITE\nP-Asserted-Identity: <sip:1#1@example.com>\nReferred-By: <sip:1#2@example.com>\n" WITH_SDP,
  };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (invites); i++)
    {
      guint before = fixture->n_invitations;
      SipgoMessage *response;

      peer_send (fixture->peer, "%s", invites[i]);
      peer_expect (fixture->peer, "180 INVITE");
      g_assert_cmpuint (fixture->n_invitations, ==, before + 1);
      sipgo_session_end (SIPGO_SESSION (fixture->invitation), NULL, NULL, NULL);
      response = peer_expect (fixture->peer, "480 INVITE");
      peer_acknowledge (fixture->peer, response);
      peer_new_call (fixture->peer);
    }
}

/* --- failure ------------------------------------------------------------------------------------------------------ */

static void
note_failure (SipgoSession *session, GParamSpec *pspec, guint *count)
{
  ++*count;
  g_assert_nonnull (sipgo_session_get_failure (session));
}

/* Each failure of a call is reported once. */
static void
test_failure_is_told (Fixture *fixture, gconstpointer data)
{
  static const char *const answers[] = { "486 Busy Here", "200 OK\n" PEER_CONTACT, "200 OK\n" WITH_MISFIT,
                                         "200 OK\n" SDP_BODY };
  g_auto (Outcome) accepted = { FALSE };
  guint i, count = 0;

  for (i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (SipgoInviter) inviter = make_inviter (fixture);
      g_auto (Outcome) outcome = { FALSE };

      g_signal_connect (inviter, "notify::failure", G_CALLBACK (note_failure), &count);
      peer_reply (fixture->peer, call_peer (fixture, inviter, &outcome), "%s", answers[i]);
      peer_expect (fixture->peer, "ACK");
      if (i > 0)
        peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
      WAIT (fixture, &outcome);
      g_assert_nonnull (outcome.error);
      WAIT_STATE (fixture, inviter, TERMINATED);
      g_assert_cmpuint (count, ==, i + 1);
      peer_new_call (fixture->peer);
    }
  /* No ACK. */
  be_called (fixture);
  g_signal_connect (fixture->invitation, "notify::failure", G_CALLBACK (note_failure), &count);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &accepted);
  run_for (fixture->environment, 33000);
  fixture->peer->next = fixture->peer->received->len - 1;
  while (!sipgo_message_method_is (((PeerMessage *) fixture->peer->received->pdata[fixture->peer->next])->message,
                                   "BYE"))
    fixture->peer->next--;
  peer_reply (fixture->peer, peer_expect (fixture->peer, "BYE"), "200 OK");
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
  g_assert_cmpuint (count, ==, i + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/letter/rfc3261-8.2.3/invite", test_rfc3261_8_2_3_invite);
  ADD ("/letter/rfc3261-8.2.3/re-invite", test_rfc3261_8_2_3_re_invite);
  ADD ("/letter/rfc3261-8.2.3/others", test_rfc3261_8_2_3_others);
  ADD ("/letter/rfc3261-20.1/accept", test_rfc3261_20_1_accept);
  ADD ("/letter/rfc3261-8.1.1.8/contact", test_rfc3261_8_1_1_8_contact);
  ADD ("/letter/rfc5630/sips-contact", test_rfc5630_sips_contact);
  ADD ("/letter/rfc5630/sips-contact-in-2xx", test_rfc5630_sips_contact_in_2xx);
  ADD ("/letter/rfc5630/sips-contact-of-fork", test_rfc5630_sips_contact_of_fork);
  ADD ("/letter/rfc3261-12/secure-dialog", test_rfc3261_12_secure_dialog);
  ADD ("/letter/rfc3261-13.3.1/expires-in-re-invite", test_rfc3261_13_3_1_expires_in_re_invite);
  ADD ("/letter/rfc5057-5.1/in-a-call", test_rfc5057_5_1_in_a_call);
  ADD ("/letter/rfc5057-5.1/early", test_rfc5057_5_1_early);
  ADD ("/letter/rfc3261-21.4.6/allow", test_rfc3261_21_4_6_allow);
  ADD ("/letter/rfc6086-4.2.2/info-package", test_rfc6086_4_2_2_info_package);
  ADD ("/letter/rfc3261-11.2/options", test_rfc3261_11_2_options);
  ADD ("/letter/rfc3261-21.5.7/too-large", test_rfc3261_21_5_7_too_large);
  ADD ("/letter/rfc3261-19.1.2/slips", test_rfc3261_19_1_2_slips);
  ADD ("/letter/failure-is-told", test_failure_is_told);
  ADD ("/letter/rfc3261-20.43/warning", test_rfc3261_20_43_warning);
  ADD ("/letter/rfc3261-21.6.4/rejected", test_rfc3261_21_6_4_rejected);
  return g_test_run ();
}

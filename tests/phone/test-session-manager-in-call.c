/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The session manager during a call, and outside of calls. */
#include "manager-util.h"

#include <string.h>

/* --- hold and mute ------------------------------------------------------------------------------------------------ */

static void
test_hold (Managed *self, gconstpointer data)
{
  g_auto (Outcome) hold = { FALSE }, again = { FALSE }, unhold = { FALSE };

  managed_call (self);
  sipgo_session_manager_hold (self->manager, self->session, NULL, note_manager_hold, &hold);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->base.peer, "ACK");
  WAIT_OK (&self->base, &hold);
  assert_told (self, "held ");
  sipgo_session_manager_hold (self->manager, self->session, NULL, note_manager_hold, &again);
  WAIT_OK (&self->base, &again);
  peer_expect_nothing (self->base.peer, 1000);
  sipgo_session_manager_unhold (self->manager, self->session, NULL, note_manager_unhold, &unhold);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->base.peer, "ACK");
  WAIT_OK (&self->base, &unhold);
  assert_told (self, "resumed ");
  managed_hang_up (self);
}

static void
test_hold_refused (Managed *self, gconstpointer data)
{
  g_auto (Outcome) hold = { FALSE };

  managed_call (self);
  sipgo_session_manager_hold (self->manager, self->session, NULL, note_manager_hold, &hold);
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "488 Not Acceptable Here");
  peer_expect (self->base.peer, "ACK");
  WAIT_ERROR (&self->base, &hold, SIPGO_STATUS, 488);
  assert_told (self, "");
  g_assert_false (sipgo_session_manager_is_held (self->manager, self->session));
  managed_hang_up (self);
}

/* A toggle button that is bound to the property. */
static void
test_held_property (Managed *self, gconstpointer data)
{
  SipgoManagedSession *managed = sipgo_session_manager_find (self->manager, managed_call (self));

  sipgo_managed_session_set_held (managed, TRUE);
  g_assert_false (sipgo_managed_session_get_held (managed));
  peer_reply (self->base.peer, peer_expect (self->base.peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->base.peer, "ACK");
  run_for (self->base.environment, 10);
  g_assert_true (sipgo_managed_session_get_held (managed));
  assert_told (self, "held ");
  managed_hang_up (self);
}

static void
test_mute (Managed *self, gconstpointer data)
{
  SipgoManagedSession *managed = sipgo_session_manager_find (self->manager, managed_call (self));

  sipgo_session_manager_mute (self->manager, self->session);
  g_assert_true (sipgo_session_manager_is_muted (self->manager, self->session));
  g_assert_true (sipgo_managed_session_get_muted (managed));
  sipgo_session_manager_unmute (self->manager, self->session);
  g_assert_false (sipgo_session_manager_is_muted (self->manager, self->session));
  managed_hang_up (self);
}

/* --- DTMF --------------------------------------------------------------------------------------------------------- */

static void
expect_tone (Managed *self, const char *tone, const char *answer)
{
  SipgoMessage *info = peer_expect (self->base.peer, "INFO");
  g_autofree char *text = sipgo_body_get_text (sipgo_message_get_body (info));
  g_autofree char *signal = g_strdup_printf ("Signal=%s\r\n", tone);

  assert_header (info, "Content-Type", "application/dtmf-relay");
  g_assert_true (g_str_has_prefix (text, signal));
  g_assert_nonnull (strstr (text, "\r\nDuration="));
  peer_reply (self->base.peer, info, "%s", answer);
}

static void
test_send_dtmf (Managed *self, gconstpointer data)
{
  static const char *const bad[] = { "", "x", "12 3", "1\r\n" };
  g_auto (Outcome) sent = { FALSE }, refused = { FALSE };

  managed_call (self);
  sipgo_session_manager_send_dtmf (self->manager, self->session, "1a#", NULL, note_manager_send_dtmf, &sent);
  expect_tone (self, "1", "200 OK");
  expect_tone (self, "A", "200 OK");
  expect_tone (self, "#", "200 OK");
  WAIT_OK (&self->base, &sent);
  sipgo_session_manager_send_dtmf (self->manager, self->session, "12", NULL, note_manager_send_dtmf, &refused);
  expect_tone (self, "1", "415 Unsupported Media Type");
  WAIT_ERROR (&self->base, &refused, SIPGO_STATUS, 415);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (Outcome) outcome = { FALSE };

      sipgo_session_manager_send_dtmf (self->manager, self->session, bad[i], NULL, note_manager_send_dtmf, &outcome);
      WAIT_ERROR (&self->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_INVALID);
    }
  managed_hang_up (self);
}

/* The null handler has no media. */
static void
test_dtmf_in_no_media (Managed *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  g_object_set (self->manager, "send-dtmf-using-session-description-handler", TRUE, NULL);
  managed_call (self);
  sipgo_session_manager_send_dtmf (self->manager, self->session, "1", NULL, note_manager_send_dtmf, &outcome);
  WAIT_ERROR (&self->base, &outcome, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  managed_hang_up (self);
}

#define INFO(body) "INFO\nContent-Type: application/dtmf-relay\n\n" body

static void
test_dtmf_received (Managed *self, gconstpointer data)
{
  static const struct { const char *info; const char *response; const char *told; } cases[] = {
    { INFO ("Signal=5\nDuration=160\n"), "200 INFO", "5/160 " },
    { INFO ("Signal= #\nDuration= 99"), "200 INFO", "#/99 " },
    { INFO ("signal=d\n"), "200 INFO", "D/250 " },
    { INFO ("Signal=5\nDuration=99999999999\n"), "415 INFO", "" },
    { INFO ("Signal=55\nDuration=160\n"), "415 INFO", "" },
    { INFO ("Signal=x\nDuration=160\n"), "415 INFO", "" },
    { INFO ("Duration=160\n"), "415 INFO", "" },
    { INFO ("\n"), "415 INFO", "" },
    { "INFO\nContent-Type: text/plain\n\nSignal=5\nDuration=160\n", "415 INFO", "" },
    { "INFO", "415 INFO", "" },
  };

  g_signal_connect (self->manager, "call-dtmf-received", G_CALLBACK (note_pressed), self);
  managed_call (self);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      peer_send (self->base.peer, "%s", cases[i].info);
      peer_expect (self->base.peer, cases[i].response);
      assert_told (self, cases[i].told);
    }
  managed_hang_up (self);
}

/* Without a handler for DTMF, an INFO is rejected, unless the application handles it itself. */
static void
accept_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_incoming_request_accept (request, NULL, NULL);
}

static void
test_dtmf_unheard (Managed *self, gconstpointer data)
{
  managed_call (self);
  peer_send (self->base.peer, INFO ("Signal=5\nDuration=160\n"));
  peer_expect (self->base.peer, "415 INFO");
  g_signal_connect (self->session, "info-received", G_CALLBACK (accept_info), NULL);
  peer_send (self->base.peer, INFO ("Signal=5\nDuration=160\n"));
  peer_expect (self->base.peer, "200 INFO");
  managed_hang_up (self);
}

static void
watch_info (SipgoSession *session, SipgoIncomingRequest *request, guint *count)
{
  ++*count;
}

static void
reject_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_incoming_request_reject (request, NULL, NULL);
}

/* A request that is not decided is rejected, even if a handler observes it; one that is decided or deferred is not
 * touched. */
static void
test_rfc3261_21_4_13_info_watched (Managed *self, gconstpointer data)
{
  static const struct { const char *info; const char *undecided; const char *told; } cases[] = {
    { "INFO\nContent-Type: text/plain\n\nhi", "415 INFO", "" },
    { "INFO", "415 INFO", "" },
    { "INFO\nInfo-Package: foo\nContent-Type: text/plain\n\nhi", "469 INFO", "" },
    { INFO ("Signal=5\nDuration=160\n"), "200 INFO", "5/160 " },
  };
  guint i, count = 0;

  g_signal_connect (self->manager, "call-dtmf-received", G_CALLBACK (note_pressed), self);
  managed_call (self);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoIncomingRequest) deferred = NULL;
      gulong watcher, id;

      peer_send (self->base.peer, "%s", cases[i].info);
      peer_expect (self->base.peer, cases[i].undecided);
      assert_told (self, cases[i].told);
      watcher = g_signal_connect (self->session, "info-received", G_CALLBACK (watch_info), &count);
      peer_send (self->base.peer, "%s", cases[i].info);
      peer_expect (self->base.peer, cases[i].undecided);
      assert_told (self, cases[i].told);
      g_signal_handler_disconnect (self->session, watcher);
      id = g_signal_connect (self->session, "info-received", G_CALLBACK (accept_info), NULL);
      peer_send (self->base.peer, "%s", cases[i].info);
      peer_expect (self->base.peer, "200 INFO");
      assert_told (self, cases[i].told);
      g_signal_handler_disconnect (self->session, id);
      id = g_signal_connect (self->session, "info-received", G_CALLBACK (reject_info), NULL);
      peer_send (self->base.peer, "%s", cases[i].info);
      peer_expect (self->base.peer, "480 INFO");
      assert_told (self, "");
      g_signal_handler_disconnect (self->session, id);
      id = g_signal_connect (self->session, "info-received", G_CALLBACK (defer_and_keep_request), &deferred);
      peer_send (self->base.peer, "%s", cases[i].info);
      peer_expect_nothing (self->base.peer, 1000);
      sipgo_incoming_request_accept (deferred, NULL, NULL);
      peer_expect (self->base.peer, "200 INFO");
      g_signal_handler_disconnect (self->session, id);
    }
  g_assert_cmpuint (count, ==, i);
  managed_hang_up (self);
}

/* --- transfers ---------------------------------------------------------------------------------------------------- */

static void
test_transfer (Managed *self, gconstpointer data)
{
  g_auto (Outcome) bad = { FALSE }, outcome = { FALSE };
  SipgoMessage *refer;

  managed_call (self);
  sipgo_session_manager_transfer (self->manager, self->session, "no address", NULL, NULL, note_manager_transfer, &bad);
  WAIT (&self->base, &bad);
  g_assert_nonnull (bad.error);
  sipgo_session_manager_transfer (self->manager, self->session, "sip:carol@example.com", NULL, NULL,
                                  note_manager_transfer, &outcome);
  refer = peer_expect (self->base.peer, "REFER");
  assert_header (refer, "Refer-To", "<sip:carol@example.com>");
  peer_reply (self->base.peer, refer, "202 Accepted\n" PEER_CONTACT);
  peer_send (self->base.peer, "NOTIFY\nEvent: refer\nSubscription-State: terminated;reason=noresource\n"
                              "Content-Type: message/sipfrag\n\nSIP/2.0 200 OK\n");
  peer_expect (self->base.peer, "200 NOTIFY");
  WAIT_OK (&self->base, &outcome);
  managed_hang_up (self);
}

static void
test_transfer_to_session (Managed *self, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoSession) first = NULL;
  g_autofree char *refer_to = NULL;
  SipgoMessage *refer;

  first = g_object_ref (managed_call (self));
  peer_set_tag (self->base.peer, "second");
  managed_call (self);
  sipgo_session_manager_transfer_to_session (self->manager, self->session, first, NULL, NULL,
                                             note_manager_transfer_to_session, &outcome);
  refer = peer_expect (self->base.peer, "REFER");
  refer_to = sipgo_message_get_header (refer, "Refer-To");
  g_assert_nonnull (strstr (refer_to, "?Replaces="));
  peer_reply (self->base.peer, refer, "603 Decline");
  WAIT_ERROR (&self->base, &outcome, SIPGO_STATUS, 603);
  managed_hang_up (self);
}

static void
watch_referral (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
{
}

/* The peer transfers us by a REFER. */
static void
test_transferred (Managed *self, gconstpointer data)
{
  g_autoptr (SipgoSession) first = g_object_ref (managed_call (self));
  Peer *carol = peer_new (self->base.environment, self->base.network, "10.0.0.3:5060");

  g_object_set (self->manager, "follow-referrals", TRUE, NULL);
  g_signal_connect (self->session, "refer-received", G_CALLBACK (watch_referral), NULL);
  peer_send (self->base.peer, "REFER\n" PEER_CONTACT "Refer-To: <sip:carol@10.0.0.3:5060>\n");
  peer_reply (carol, peer_expect (carol, "INVITE"),
              "200 OK\nContact: <sip:carol@10.0.0.3:5060>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (carol, "ACK");
  peer_skip (self->base.peer);
  assert_told (self, "created answered ");
  g_assert_cmpuint (managed_count (self), ==, 2);
  g_assert_true (self->session != first);
  peer_free (carol);
}

/* A Refer-To to which no call is possible. */
static void
test_transferred_nowhere (Managed *self, gconstpointer data)
{
  managed_call (self);
  g_object_set (self->manager, "follow-referrals", TRUE, NULL);
  peer_send (self->base.peer, "REFER\n" PEER_CONTACT "Refer-To: <http://example.com/>\n");
  peer_expect (self->base.peer, "416 REFER");
  assert_told (self, "");
  managed_hang_up (self);
}

static void
refuse_referral (SipgoSession *session, SipgoReferral *referral, gpointer user_data)
{
  sipgo_referral_reject (referral, NULL, NULL);
}

static void
test_transfer_declined (Managed *self, gconstpointer data)
{
  managed_call (self);
  /* The call would be made in our name: only with follow-referrals. */
  peer_send (self->base.peer, "REFER\n" PEER_CONTACT "Refer-To: <sip:carol@10.0.0.2:5060>\n");
  peer_expect (self->base.peer, "603 REFER");
  g_object_set (self->manager, "follow-referrals", TRUE, NULL);
  g_signal_connect (self->session, "refer-received", G_CALLBACK (refuse_referral), NULL);
  peer_send (self->base.peer, "REFER\n" PEER_CONTACT "Refer-To: <sip:carol@10.0.0.2:5060>\n");
  peer_expect (self->base.peer, "603 REFER");
  assert_told (self, "");
  managed_hang_up (self);
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

static void
test_message (Managed *self, gconstpointer data)
{
  g_auto (Outcome) sent = { FALSE }, bad = { FALSE };
  g_autofree char *text = NULL;
  SipgoMessage *message;

  sipgo_session_manager_message (self->manager, "sip:bob@10.0.0.2:5060", "tea?", NULL, NULL, note_manager_message,
                                 &sent);
  message = peer_expect (self->base.peer, "MESSAGE");
  text = sipgo_body_get_text (sipgo_message_get_body (message));
  g_assert_cmpstr (text, ==, "tea?");
  peer_reply (self->base.peer, message, "200 OK");
  WAIT_OK (&self->base, &sent);
  sipgo_session_manager_message (self->manager, "no address", "tea?", NULL, NULL, note_manager_message, &bad);
  WAIT (&self->base, &bad);
  g_assert_nonnull (bad.error);
}

static void
test_received_outside (Managed *self, gconstpointer data)
{
  g_signal_connect (self->manager, "message-received", G_CALLBACK (note_heard), self);
  g_signal_connect (self->manager, "notification-received", G_CALLBACK (note_heard), self);
  sipgo_user_agent_set_allow_legacy_notifications (self->base.agent, TRUE);
  peer_send (self->base.peer, "MESSAGE sip:alice@10.0.0.1\nContent-Type: text/plain\n\nmilk");
  peer_expect (self->base.peer, "200 MESSAGE");
  assert_told (self, "milk ");
  peer_new_call (self->base.peer);
  peer_send (self->base.peer,
             "NOTIFY sip:alice@10.0.0.1\nEvent: foo\nSubscription-State: active\nContent-Type: text/plain\n\nnews");
  peer_expect (self->base.peer, "200 NOTIFY");
  assert_told (self, "news ");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_MANAGED ("/ua/session-manager/hold", test_hold);
  ADD_MANAGED ("/ua/session-manager/hold-refused", test_hold_refused);
  ADD_MANAGED ("/ua/session-manager/held-property", test_held_property);
  ADD_MANAGED ("/ua/session-manager/mute", test_mute);
  ADD_MANAGED ("/ua/session-manager/send-dtmf", test_send_dtmf);
  ADD_MANAGED ("/ua/session-manager/dtmf-in-no-media", test_dtmf_in_no_media);
  ADD_MANAGED ("/ua/session-manager/dtmf-received", test_dtmf_received);
  ADD_MANAGED ("/ua/session-manager/dtmf-unheard", test_dtmf_unheard);
  ADD_MANAGED ("/ua/session-manager/rfc3261-21.4.13/info-watched", test_rfc3261_21_4_13_info_watched);
  ADD_MANAGED ("/ua/session-manager/transfer", test_transfer);
  ADD_MANAGED ("/ua/session-manager/transfer-to-session", test_transfer_to_session);
  ADD_MANAGED ("/ua/session-manager/transferred", test_transferred);
  ADD_MANAGED ("/ua/session-manager/transferred-nowhere", test_transferred_nowhere);
  ADD_MANAGED ("/ua/session-manager/transfer-declined", test_transfer_declined);
  ADD_MANAGED ("/ua/session-manager/message", test_message);
  ADD_MANAGED ("/ua/session-manager/received-outside", test_received_outside);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* DTMF by INFO, together with DTMF in RTP. */
#include "manager-util.h"

#include "libsipgo/media/sipgo-media-private.h"

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  fixture_use_rtp (fixture);
}

static void
note_digit (SipgoMedia *media, const char *digit, guint duration_ms, GString *heard)
{
  g_string_append_printf (heard, "%s/%u ", digit, duration_ms);
}

/* An established outgoing call to a peer with telephone-event, or without. */
static SipgoInviter *
establish (Fixture *fixture, gboolean events)
{
  SipgoInviter *inviter = sipgo_inviter_new (fixture->agent, "sip:bob@10.0.0.2:5060", NULL);
  g_auto (Outcome) outcome = { FALSE };

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &outcome);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "INVITE"),
              "200 OK\n" PEER_CONTACT "Content-Type: application/sdp\n\n" SDP_HEAD "m=audio 4000 RTP/AVP 0%s\n",
              events ? " 101\na=rtpmap:101 telephone-event/8000" : "");
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &outcome);
  assert_established (inviter);
  return inviter;
}

#define assert_heard(heard, words) \
  G_STMT_START { g_assert_cmpstr ((heard)->str, ==, words); g_string_truncate (heard, 0); } G_STMT_END

/* --- received ----------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *type;
  const char *body;
  const char *heard;           /* NULL: not DTMF */
} forms[] = {
  { "application/dtmf-relay", "Signal=5\nDuration=160\n", "5/160 " },
  { "application/dtmf-relay", "Signal= 5\nDuration= 160\n", "5/160 " },
  { "application/dtmf-relay", " signal = 5 \n duration = 160 ", "5/160 " },
  { "application/dtmf-relay", "Signal:5\nDuration:160\n", "5/160 " },
  { "application/dtmf-relay", "Duration=160\nSignal=5", "5/160 " },
  { "application/dtmf-relay; charset=utf-8", "Signal=5\n", "5/250 " },
  { "Application/DTMF-Relay", "SIGNAL=5\nDuration=0\n", "5/250 " },
  { "application/dtmf-relay", "Signal=5\nDuration=99999\n", "5/5000 " },
  { "application/dtmf-relay", "Signal=*\nDuration=100\n", "*/100 " },
  { "application/dtmf-relay", "Signal=#\nDuration=100\n", "#/100 " },
  { "application/dtmf-relay", "Signal=10\nDuration=100\n", "*/100 " },
  { "application/dtmf-relay", "Signal=11\nDuration=100\n", "#/100 " },
  { "application/dtmf-relay", "Signal=12\n", "A/250 " },
  { "application/dtmf-relay", "Signal=15\n", "D/250 " },
  { "application/dtmf-relay", "Signal=a\n", "A/250 " },
  { "application/dtmf-relay", "Signal=D\n", "D/250 " },
  { "application/dtmf-relay", "Signal=0\nX-Other=1\nnonsense\n", "0/250 " },
  { "application/dtmf-relay", "Signal=star\n", "*/250 " },
  { "application/dtmf-relay", "Signal=pound\n", "#/250 " },
  { "application/dtmf", "5", "5/250 " },
  { "application/dtmf", " 8 \n", "8/250 " },
  { "application/dtmf", "*", "*/250 " },
  { "application/dtmf", "10", "*/250 " },
  { "application/dtmf", "11", "#/250 " },
  { "application/dtmf", "b", "B/250 " },
  { "application/dtmf", "Signal=*", "*/250 " },
  { "application/dtmf", "Signal=7\nDuration=80\n", "7/80 " },
  { "application/vnd.nortelnetworks.digits", "p=Digit-Collection\ny=Digits\ns=success\nu=12345678\ni=87654321\nd=4\n",
    "4/250 " },
  { "application/vnd.nortelnetworks.digits", "p=Digit-Collection\nd=\n", NULL },
  /* A flash is not a digit. */
  { "application/dtmf-relay", "Signal=16\n", NULL },
  { "application/dtmf-relay", "Signal=hf\n", NULL },
  { "application/dtmf-relay", "Signal=hookflash\nDuration=300\n", NULL },
  { "application/dtmf-relay", "Signal=!\n", NULL },
  { "application/dtmf", "16", NULL },
  /* Malformed bodies. */
  { "application/dtmf-relay", "Signal=\n", NULL },
  { "application/dtmf-relay", "Signal=55\n", NULL },
  { "application/dtmf-relay", "Signal=17\n", NULL },
  { "application/dtmf-relay", "Signal=E\n", NULL },
  { "application/dtmf-relay", "Signal=5\nDuration=x\n", NULL },
  { "application/dtmf-relay", "Signal=5\nDuration=-1\n", NULL },
  { "application/dtmf-relay", "5", NULL },
  { "application/dtmf-relay", "", NULL },
  { "application/dtmf", "55", NULL },
  { "application/dtmf", "", NULL },
  { "application/dtmf", "=", NULL },
  { "text/plain", "5", NULL },
  { "application/sdp", "Signal=5\n", NULL },
};

static void
test_forms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture, TRUE);
  g_autoptr (GString) heard = g_string_new (NULL);
  guint i;

  g_signal_connect (sipgo_session_get_media (SIPGO_SESSION (inviter)), "dtmf", G_CALLBACK (note_digit), heard);
  for (i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_test_message ("%s: %s", forms[i].type, forms[i].body);
      peer_send (fixture->peer, "INFO\nContent-Type: %s\n\n%s", forms[i].type, forms[i].body);
      peer_expect (fixture->peer, "200 INFO");
      assert_heard (heard, forms[i].heard ? forms[i].heard : "");
    }
  peer_hangs_up (fixture);
}

static void
accept_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_incoming_request_accept (request, NULL, NULL);
}

static void
reject_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_incoming_request_reject (request, NULL, NULL);
}

static void
defer_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
  sipgo_incoming_request_defer (request, NULL);
  g_set_object ((SipgoIncomingRequest **) user_data, request);
}

static void
watch_info (SipgoSession *session, SipgoIncomingRequest *request, gpointer user_data)
{
}

/* A handler of the requests themselves decides first. */
static void
test_info_handlers (Fixture *fixture, gconstpointer data)
{
  const char *info = "INFO\nContent-Type: application/dtmf\n\n5";
  g_autoptr (SipgoInviter) inviter = establish (fixture, TRUE);
  SipgoMedia *media = sipgo_session_get_media (SIPGO_SESSION (inviter));
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (SipgoIncomingRequest) deferred = NULL;
  gulong id;

  /* Without a handler: accepted. */
  peer_send (fixture->peer, "%s", info);
  peer_expect (fixture->peer, "200 INFO");
  g_signal_connect (media, "dtmf", G_CALLBACK (note_digit), heard);
  id = g_signal_connect (inviter, "info-received", G_CALLBACK (watch_info), NULL);
  peer_send (fixture->peer, "%s", info);
  peer_expect (fixture->peer, "200 INFO");
  assert_heard (heard, "5/250 ");
  g_signal_handler_disconnect (inviter, id);
  id = g_signal_connect (inviter, "info-received", G_CALLBACK (accept_info), NULL);
  peer_send (fixture->peer, "%s", info);
  peer_expect (fixture->peer, "200 INFO");
  assert_heard (heard, "5/250 ");
  g_signal_handler_disconnect (inviter, id);
  id = g_signal_connect (inviter, "info-received", G_CALLBACK (reject_info), NULL);
  peer_send (fixture->peer, "%s", info);
  peer_expect (fixture->peer, "480 INFO");
  assert_heard (heard, "");
  g_signal_handler_disconnect (inviter, id);
  g_signal_connect (inviter, "info-received", G_CALLBACK (defer_info), &deferred);
  peer_send (fixture->peer, "%s", info);
  peer_expect_nothing (fixture->peer, 1000);
  assert_heard (heard, "");
  sipgo_incoming_request_proceed (deferred, NULL);
  peer_expect (fixture->peer, "200 INFO");
  assert_heard (heard, "5/250 ");
  peer_send (fixture->peer, "%s", info);
  run_for (fixture->environment, 1000);
  sipgo_incoming_request_accept (deferred, NULL, NULL);
  peer_expect (fixture->peer, "200 INFO");
  assert_heard (heard, "5/250 ");
  peer_hangs_up (fixture);
}

/* --- both ways ---------------------------------------------------------------------------------------------------- */

/* "e5" is a telephone-event, "i5" an INFO, "t300" a pause in ms; each digit lasts 100 ms, "E5" 4000 ms. */
static void
test_both_ways (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *steps; const char *heard; } rows[] = {
    { "e5 i5", "5/100 " },
    { "i5 e5", "5/100 " },
    { "e5 t900 i5", "5/100 " },
    { "e5 t2000 i5", "5/100 5/100 " },
    { "e5 i5 t100 e5 i5", "5/100 5/100 " },
    { "e5 e5 i5 i5", "5/100 5/100 " },
    { "i5 i5 e5 e5", "5/100 5/100 " },
    { "e1 e2 e3 i1 i2 i3", "1/100 2/100 3/100 " },
    { "e1 i1 i2 e2 e3 i3", "1/100 2/100 3/100 " },
    { "e5 e5 e5", "5/100 5/100 5/100 " },
    { "i5 i5 i5", "5/100 5/100 5/100 " },
    { "e5 i6", "5/100 6/100 " },
    { "e5 i5 i5", "5/100 5/100 " },
    /* An INFO at the start of a long digit, and the telephone-event at its end. */
    { "i5 t4000 E5", "5/100 " },
    { "i5 t6000 E5", "5/100 5/4000 " },
    { "e5 e6 e7 e8 e9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 e0 e1 i5",
      "5/100 6/100 7/100 8/100 9/100 0/100 1/100 2/100 3/100 4/100 "
      "5/100 6/100 7/100 8/100 9/100 0/100 1/100 " },
  };
  g_autoptr (SipgoInviter) inviter = establish (fixture, TRUE);
  SipgoMedia *media = sipgo_session_get_media (SIPGO_SESSION (inviter));
  g_autoptr (GString) heard = g_string_new (NULL);
  guint i, k;

  g_signal_connect (media, "dtmf", G_CALLBACK (note_digit), heard);
  for (i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) steps = g_strsplit (rows[i].steps, " ", -1);

      g_test_message ("%s", rows[i].steps);
      for (k = 0; steps[k]; k++)
        {
          if (steps[k][0] == 't')
            {
              fixture_wait (fixture, (guint) g_ascii_strtoull (steps[k] + 1, NULL, 10));
            }
          else if (steps[k][0] == 'i')
            {
              peer_send (fixture->peer, "INFO\nContent-Type: application/dtmf-relay\n\nSignal=%c\nDuration=100\n",
                         steps[k][1]);
              peer_expect (fixture->peer, "200 INFO");
            }
          else
            {
              sipgo_media_report_dtmf (media, steps[k][1], steps[k][0] == 'E' ? 4000 : 100, SIPGO_DTMF_BY_EVENT);
            }
        }
      assert_heard (heard, rows[i].heard);
      fixture_wait (fixture, 10000);
    }
  peer_hangs_up (fixture);
}

/* --- sent --------------------------------------------------------------------------------------------------------- */

static void
note_dialled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome_note (outcome, sipgo_media_send_dtmf_finish (SIPGO_MEDIA (source), result, &outcome->error));
}

static void
expect_info (Fixture *fixture, char tone, guint duration_ms, const char *answer)
{
  SipgoMessage *info = peer_expect (fixture->peer, "INFO");
  g_autofree char *text = sipgo_body_get_text (sipgo_message_get_body (info));
  g_autofree char *expected = g_strdup_printf ("Signal=%c\r\nDuration=%u\r\n", tone, duration_ms);

  assert_header (info, "Content-Type", "application/dtmf-relay");
  g_assert_cmpstr (text, ==, expected);
  peer_reply (fixture->peer, info, "%s", answer);
}

static gboolean
send_seven (SipgoSession *session)
{
  SipgoSessionDescriptionHandler *handler = sipgo_session_get_session_description_handler (session);

  return sipgo_session_description_handler_send_dtmf (handler, "7", 100, 70);
}

static void
test_fallback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture, FALSE);
  SipgoMedia *media = sipgo_session_get_media (SIPGO_SESSION (inviter));
  g_auto (Outcome) sent = { FALSE }, refused = { FALSE }, by_handler = { FALSE }, in_media = { FALSE };

  g_assert_cmpint (sipgo_media_get_dtmf_mode (media), ==, SIPGO_DTMF_MODE_AUTO);
  sipgo_media_send_dtmf (media, "1a#", 120, 0, NULL, note_dialled, &sent);
  expect_info (fixture, '1', 120, "200 OK");
  expect_info (fixture, 'A', 120, "200 OK");
  expect_info (fixture, '#', 120, "200 OK");
  WAIT_OK (fixture, &sent);
  sipgo_media_send_dtmf (media, "12", 0, 0, NULL, note_dialled, &refused);
  expect_info (fixture, '1', 100, "415 Unsupported Media Type");
  WAIT_ERROR (fixture, &refused, SIPGO_STATUS, 415);
  g_assert_true (send_seven (SIPGO_SESSION (inviter)));
  expect_info (fixture, '7', 100, "200 OK");
  sipgo_media_set_dtmf_mode (media, SIPGO_DTMF_MODE_RTP_EVENT);
  sipgo_media_send_dtmf (media, "1", 0, 0, NULL, note_dialled, &in_media);
  WAIT_ERROR (fixture, &in_media, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  g_assert_false (send_seven (SIPGO_SESSION (inviter)));
  peer_hangs_up (fixture);
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = establish (fixture, TRUE);
  g_autoptr (SipgoMedia) media = g_object_ref (sipgo_session_get_media (SIPGO_SESSION (inviter)));
  g_auto (Outcome) sent = { FALSE }, by_info = { FALSE }, bad = { FALSE }, after = { FALSE };

  sipgo_media_send_dtmf (media, "12", 100, 70, NULL, note_dialled, &sent);
  WAIT_OK (fixture, &sent);
  sipgo_media_set_dtmf_mode (media, SIPGO_DTMF_MODE_INFO);
  sipgo_media_send_dtmf (media, "3", 100, 70, NULL, note_dialled, &by_info);
  expect_info (fixture, '3', 100, "200 OK");
  WAIT_OK (fixture, &by_info);
  sipgo_media_send_dtmf (media, "x", 100, 70, NULL, note_dialled, &bad);
  WAIT_ERROR (fixture, &bad, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  peer_hangs_up (fixture);
  /* The media may be kept longer than the call. */
  sipgo_media_send_dtmf (media, "3", 100, 70, NULL, note_dialled, &after);
  WAIT_ERROR (fixture, &after, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

/* --- a manager ---------------------------------------------------------------------------------------------------- */

static void
set_up_managed (Managed *self, gconstpointer data)
{
  managed_set_up (self, data);
  fixture_use_rtp (&self->base);
}

static void
send_digit (Managed *self, const char *response)
{
  peer_send (self->base.peer, "INFO\nContent-Type: application/dtmf\n\n5");
  peer_expect (self->base.peer, response);
}

/* Handlers of the manager, of the media, or of both: each digit is reported once to each. */
static void
test_manager (Managed *self, gconstpointer data)
{
  g_autoptr (GString) heard = g_string_new (NULL);
  SipgoMedia *media = sipgo_session_get_media (managed_call (self));
  gulong id;

  send_digit (self, "415 INFO");
  id = g_signal_connect (media, "dtmf", G_CALLBACK (note_digit), heard);
  send_digit (self, "200 INFO");
  assert_heard (heard, "5/250 ");
  g_signal_connect (self->manager, "call-dtmf-received", G_CALLBACK (note_pressed), self);
  send_digit (self, "200 INFO");
  assert_heard (heard, "5/250 ");
  assert_told (self, "5/250 ");
  g_signal_handler_disconnect (media, id);
  send_digit (self, "200 INFO");
  assert_told (self, "5/250 ");
  sipgo_media_report_dtmf (media, '5', 100, SIPGO_DTMF_BY_EVENT);
  assert_told (self, "");
  sipgo_media_report_dtmf (media, '6', 100, SIPGO_DTMF_BY_EVENT);
  assert_told (self, "6/100 ");
  peer_send (self->base.peer, "INFO\nContent-Type: application/dtmf-relay\n\nSignal=16\n");
  peer_expect (self->base.peer, "200 INFO");
  assert_told (self, "");
  peer_send (self->base.peer, "INFO\nContent-Type: application/dtmf-relay\n\nSignal=x\n");
  peer_expect (self->base.peer, "415 INFO");
  managed_hang_up (self);
}

#define ADD_DIGITS(path, function) g_test_add (path, Fixture, NULL, set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_DIGITS ("/phone/dtmf/forms", test_forms);
  ADD_DIGITS ("/phone/dtmf/info-handlers", test_info_handlers);
  ADD_DIGITS ("/phone/dtmf/both-ways", test_both_ways);
  ADD_DIGITS ("/phone/dtmf/fallback", test_fallback);
  ADD_DIGITS ("/phone/dtmf/events", test_events);
  g_test_add ("/phone/dtmf/manager", Managed, NULL, set_up_managed, test_manager, managed_tear_down);
  return g_test_run ();
}

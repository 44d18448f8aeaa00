/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Provisional responses in every order before a final response, and requests that cannot be sent. */
#include "tests/util/ua-util.h"

#define GONE "sip:bob@10.0.0.9:5060;transport=tcp"

/* --- before the final response ------------------------------------------------------------------------------------ */

typedef enum { RING, DESCRIBE, RELIABLY, N_STEPS } Step;

/* One provisional response; it completes when it is sent, or with its PRACK. */
static void
progress (Fixture *fixture, Step step, gboolean has_offer, gboolean *answered)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();
  g_auto (Outcome) outcome = { FALSE };
  g_autofree char *rseq = NULL;
  gboolean needs_answer;
  SipgoMessage *response;

  sipgo_response_options_set_status_code ((SipgoResponseOptions *) options, step == RING ? 180 : 183);
  sipgo_answer_options_set_reliable (options, step == RELIABLY);
  sipgo_invitation_progress (fixture->invitation, options, NULL, note_progress, &outcome);
  response = peer_expect (fixture->peer, step == RING ? "180 INVITE" : "183 INVITE");
  g_assert_cmpint (sipgo_message_get_body (response) != NULL, ==, step != RING);
  if (step == RELIABLY)
    {
      rseq = sipgo_message_get_header (response, "RSeq");
      /* Our offer is answered in the first PRACK. */
      needs_answer = !has_offer && !*answered;
      peer_send (fixture->peer, "PRACK\nRAck: %s %u INVITE%s", rseq, fixture->peer->invite_cseq,
                 needs_answer ? "\nContent-Type: application/sdp\n\n" PEER_SDP : "");
      peer_expect (fixture->peer, "200 PRACK");
      *answered = TRUE;
    }
  WAIT_OK (fixture, &outcome);
}

static void
accept_in_the_end (Fixture *fixture, gboolean has_offer, gboolean answered)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_invitation_accept (fixture->invitation, NULL, NULL, note_accept, &outcome);
  if (has_offer || answered)
    {
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "200 INVITE"));
    }
  else
    {
      g_assert_nonnull (sipgo_message_get_body (peer_expect (fixture->peer, "200 INVITE")));
      peer_send (fixture->peer, "ACK\nContent-Type: application/sdp\n\n" PEER_SDP);
    }
  WAIT_OK (fixture, &outcome);
  run_for (fixture->environment, 10);
  g_assert_cmpint (sipgo_session_get_signaling_state (SIPGO_SESSION (fixture->invitation)), ==,
                   SIPGO_SIGNALING_STATE_STABLE);
  peer_hangs_up (fixture);
}

static void
finish (Fixture *fixture, guint how, gboolean has_offer, gboolean answered)
{
  g_auto (Outcome) outcome = { FALSE };

  switch (how)
    {
    case 0:
      accept_in_the_end (fixture, has_offer, answered);
      break;
    case 1:
      sipgo_invitation_reject (fixture->invitation, 486, NULL, NULL, note_reject, &outcome);
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "486 INVITE"));
      WAIT_OK (fixture, &outcome);
      break;
    default:
      peer_send (fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
      peer_expect (fixture->peer, "200 CANCEL");
      peer_acknowledge (fixture->peer, peer_expect (fixture->peer, "487 INVITE"));
    }
  WAIT_STATE (fixture, fixture->invitation, TERMINATED);
}

static void
run_sequence (Fixture *fixture, const Step *steps, guint n_steps, guint how, gboolean has_offer)
{
  gboolean answered = FALSE;
  guint i;

  peer_new_call (fixture->peer);
  peer_send (fixture->peer, "INVITE\nSupported: 100rel\n%s", has_offer ? WITH_SDP : PEER_CONTACT);
  peer_expect (fixture->peer, "180 INVITE");
  for (i = 0; i < n_steps; i++)
    progress (fixture, steps[i], has_offer, &answered);
  finish (fixture, how, has_offer, answered);
}

/* Up to three provisional responses, in every order, with every kind of end. */
static void
run_sequences (Fixture *fixture, gboolean has_offer)
{
  guint n_steps, code, how, i;

  for (n_steps = 0; n_steps <= 3; n_steps++)
    for (code = 0; code < (guint) (n_steps == 0 ? 1 : n_steps == 1 ? 3 : n_steps == 2 ? 9 : 27); code++)
      for (how = 0; how < 3; how++)
        {
          Step steps[3];
          guint rest = code;

          for (i = 0; i < n_steps; i++, rest /= N_STEPS)
            steps[i] = rest % N_STEPS;
          g_test_message ("%u steps, %u, end %u", n_steps, code, how);
          run_sequence (fixture, steps, n_steps, how, has_offer);
        }
}

static void
test_with_offer (Fixture *fixture, gconstpointer data)
{
  run_sequences (fixture, TRUE);
}

static void
test_without_offer (Fixture *fixture, gconstpointer data)
{
  run_sequences (fixture, FALSE);
}

/* --- unreachable peers -------------------------------------------------------------------------------------------- */

/* Each operation fails soon, and the object can be used again. */
static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse (GONE, NULL);
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "here");
  g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (fixture->agent, GONE, NULL);
  g_autoptr (SipgoSubscriber) subscriber = sipgo_subscriber_new (fixture->agent, GONE, "presence", NULL);
  g_autoptr (SipgoPublisher) publisher = sipgo_publisher_new (fixture->agent, GONE, "presence", NULL);
  g_autoptr (SipgoMessager) messager = sipgo_messager_new (fixture->agent, GONE, NULL);
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_auto (Outcome) called = { FALSE };
  g_auto (Outcome) registered = { FALSE };
  g_auto (Outcome) subscribed = { FALSE };
  g_auto (Outcome) published = { FALSE };
  g_auto (Outcome) written = { FALSE };

  sipgo_user_agent_set_uri (fixture->agent, uri);
  registerer = sipgo_registerer_new (fixture->agent);
  sipgo_registerer_set_registrar (registerer, registrar);
  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &called);
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &registered);
  sipgo_subscriber_subscribe (subscriber, NULL, NULL, note_subscribe, &subscribed);
  sipgo_publisher_publish (publisher, body, NULL, NULL, note_publish, &published);
  sipgo_messager_message (messager, NULL, NULL, note_messager, &written);
  WAIT_ERROR (fixture, &called, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  WAIT_ERROR (fixture, &registered, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  WAIT_ERROR (fixture, &subscribed, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  WAIT_ERROR (fixture, &published, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  WAIT_ERROR (fixture, &written, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_session_get_failure (SIPGO_SESSION (inviter))), ==, 503);
  g_assert_cmpint (sipgo_registerer_get_state (registerer), ==, SIPGO_REGISTERER_STATE_UNREGISTERED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_registerer_get_failure (registerer)), ==, 503);
  g_assert_cmpint (sipgo_subscriber_get_state (subscriber), ==, SIPGO_SUBSCRIPTION_STATE_TERMINATED);
  g_assert_cmpint (sipgo_publisher_get_state (publisher), ==, SIPGO_PUBLISHER_STATE_UNPUBLISHED);
}

static void
take (SipgoUserAgent *agent, SipgoInvitation *invitation, SipgoInvitation **taken)
{
  g_set_object (taken, invitation);
}

/* The connection of the caller is closed before the response, which cannot be sent, and no other address is known: the
 * call ends as without an ACK. */
static void
test_caller_gone (Fixture *fixture, gconstpointer data)
{
  SipgoUserAgent *agent = fixture_new_agent (fixture, "tcp:10.0.0.5:5060");
  Peer *caller = peer_new (fixture->environment, fixture->network, "10.0.0.6:5060");
  g_autoptr (SipgoInvitation) invitation = NULL;
  g_auto (Outcome) outcome = { FALSE };

  g_signal_connect (agent, "invitation", G_CALLBACK (take), &invitation);
  peer_aim (caller, "tcp:10.0.0.5:5060");
  peer_send (caller,
             "INVITE\nContact: <sip:carol@10.0.0.66;transport=tcp>\nContent-Type: application/sdp\n\n" PEER_SDP);
  peer_expect (caller, "180 INVITE");
  peer_free (caller);
  sipgo_simulated_network_cut (fixture->network);
  run_for (fixture->environment, 1000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (invitation)), ==, SIPGO_SESSION_STATE_INITIAL);
  sipgo_invitation_accept (invitation, NULL, NULL, note_accept, &outcome);
  WAIT_OK (fixture, &outcome);
  WAIT_STATE (fixture, invitation, TERMINATED);
  g_assert_cmpuint (sipgo_failure_get_status (sipgo_session_get_failure (SIPGO_SESSION (invitation))), ==, 408);
  g_clear_object (&invitation);
  fixture_tear_down_agent (fixture, agent);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sequences/with-offer", test_with_offer);
  ADD ("/sequences/without-offer", test_without_offer);
  ADD ("/sequences/unreachable", test_unreachable);
  ADD ("/sequences/caller-gone", test_caller_gone);
  return g_test_run ();
}

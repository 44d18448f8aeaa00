/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Calls that end in each of their states, in each possible way, while methods wait; the fixture finds objects that are
 * not freed. The peer responds automatically; then the test checks that it has no call left. */
#include "tests/util/ua-util.h"

#define RELIABLE "Require: 100rel\nRSeq: 1\n"

/* --- a peer that responds automatically --------------------------------------------------------------------------- */

typedef struct
{
  SipgoMessage *invite;             /* our initial INVITE, without a final response yet */
  gboolean silent;                  /* sends no final responses, except to CANCEL and BYE */
  gboolean unheard;                 /* sends no ACK */
  gboolean accepts;
  guint n_byes;
  guint n_cancels;
  guint final;                      /* the status of the response to its INVITE */
} Play;

static void
play_request (Fixture *fixture, Play *play, SipgoMessage *request)
{
  const char *method = sipgo_message_get_method (request);

  if (g_str_equal (method, "ACK"))
    return;
  if (g_str_equal (method, "INVITE"))
    {
      if (!play->silent)
        peer_reply (fixture->peer, request, "%s", play->accepts ? "200 OK\n" WITH_SDP : "488 Not Acceptable Here");
      return;
    }
  play->n_byes += g_str_equal (method, "BYE");
  if (g_str_equal (method, "CANCEL"))
    {
      play->n_cancels++;
      if (play->invite)
        peer_reply (fixture->peer, play->invite, "487 Request Terminated");
      play->invite = NULL;
    }
  if (!play->silent || g_str_equal (method, "BYE") || g_str_equal (method, "CANCEL"))
    peer_reply (fixture->peer, request, "200 OK");
}

static void
play_response (Fixture *fixture, Play *play, SipgoMessage *response)
{
  guint status = sipgo_message_get_status_code (response);
  g_autofree char *cseq = sipgo_message_get_header (response, "CSeq");

  if (!g_str_has_suffix (cseq, "INVITE") || status < 200)
    return;
  play->final = status;
  if (!play->unheard || status >= 300)
    peer_acknowledge (fixture->peer, response);
}

/* Until no message is in flight. */
static void
play_along (Fixture *fixture, Play *play)
{
  guint i;

  for (i = 0; i < 1000; i++)
    {
      settle (fixture);
      run_for (fixture->environment, 200);
      while (fixture->peer->next < fixture->peer->received->len)
        {
          PeerMessage *received = fixture->peer->received->pdata[fixture->peer->next++];

          if (sipgo_message_is_request (received->message))
            play_request (fixture, play, received->message);
          else
            play_response (fixture, play, received->message);
        }
    }
}

/* --- the states --------------------------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  SipgoSession *session;
  SlowFactory *factory;             /* NULL when the handler is fast */
  Play play;
  gboolean established;             /* there is a dialog to end by BYE */
  gboolean sent;                    /* an INVITE has been sent */
  Outcome outcome;                  /* the waiting method, if any */
  gboolean begun;
} Scene;

static void
scene_invite (Scene *self, gboolean without_description)
{
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();

  sipgo_invite_options_set_without_description (options, without_description);
  self->session = SIPGO_SESSION (make_inviter (self->fixture));
  sipgo_inviter_invite (SIPGO_INVITER (self->session), options, NULL, note_invite, &self->outcome);
  self->begun = TRUE;
}

static void
scene_call (Scene *self, const char *response)
{
  scene_invite (self, FALSE);
  self->sent = TRUE;
  self->play.invite = peer_expect (self->fixture->peer, "INVITE");
  if (!response)
    return;
  peer_reply (self->fixture->peer, self->play.invite, "%s", response);
  run_for (self->fixture->environment, 10);
}

static void
unused_call (Scene *self)
{
  self->session = SIPGO_SESSION (make_inviter (self->fixture));
}

static void
call_offers (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_invite (self, FALSE);
  WAIT_PENDING (self->fixture, self->factory);
}

/* No CANCEL may be sent before a provisional response (9.1). */
static void
call_is_sent (Scene *self)
{
  scene_call (self, NULL);
  self->sent = FALSE;
}

static void
call_is_tried (Scene *self)
{
  scene_call (self, "100 Trying");
}

static void
call_rings (Scene *self)
{
  scene_call (self, "180 Ringing\n" PEER_CONTACT);
}

static void
call_progresses (Scene *self)
{
  scene_call (self, "183 Session Progress\n" RELIABLE WITH_SDP);
  peer_expect (self->fixture->peer, "PRACK");
}

/* The handler makes the answer to the PRACK. */
static void
call_answers_in_prack (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_invite (self, TRUE);
  self->sent = TRUE;
  self->play.invite = peer_expect (self->fixture->peer, "INVITE");
  peer_reply (self->fixture->peer, self->play.invite, "183 Session Progress\n" RELIABLE WITH_SDP);
  WAIT_PENDING (self->fixture, self->factory);
}

/* The handler processes the 200. */
static void
call_is_accepted (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_invite (self, FALSE);
  WAIT_PENDING (self->fixture, self->factory);
  slow_handler_go (self->factory->handler);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  WAIT_PENDING (self->fixture, self->factory);
  self->established = TRUE;
}

static void
call_is_accepted_with_offer (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_invite (self, TRUE);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  WAIT_PENDING (self->fixture, self->factory);
  self->established = TRUE;
}

static void
call_is_established (Scene *self)
{
  self->session = SIPGO_SESSION (establish_by_us (self->fixture));
  self->established = TRUE;
}

static void
establish_slowly (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_invite (self, FALSE);
  WAIT_PENDING (self->fixture, self->factory);
  self->factory->handler->quick = TRUE;
  slow_handler_go (self->factory->handler);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  peer_expect (self->fixture->peer, "ACK");
  WAIT_OK (self->fixture, &self->outcome);
  self->outcome.done = FALSE;
  self->factory->handler->quick = FALSE;
  self->established = TRUE;
}

/* Our re-INVITE: the handler makes the offer … */
static void
call_changes (Scene *self)
{
  establish_slowly (self);
  sipgo_session_hold (self->session, NULL, note_hold, &self->outcome);
  WAIT_PENDING (self->fixture, self->factory);
}

/* … or processes the answer of the peer … */
static void
call_is_changed (Scene *self)
{
  call_changes (self);
  slow_handler_go (self->factory->handler);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  WAIT_PENDING (self->fixture, self->factory);
}

/* … or the offer of the peer, which we have asked for. */
static void
call_is_changed_by_offer (Scene *self)
{
  g_autoptr (SipgoInviteOptions) options = sipgo_invite_options_new ();

  establish_slowly (self);
  sipgo_invite_options_set_without_description (options, TRUE);
  sipgo_session_invite (self->session, options, NULL, note_re_invite, &self->outcome);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "INVITE"), "200 OK\n" WITH_SDP);
  WAIT_PENDING (self->fixture, self->factory);
}

static void
call_is_ending (Scene *self)
{
  call_is_established (self);
  sipgo_session_bye (self->session, NULL, NULL, note_bye, &self->outcome);
  self->begun = TRUE;
}

static void
call_is_cancelled (Scene *self)
{
  call_is_tried (self);
  sipgo_inviter_cancel (SIPGO_INVITER (self->session), NULL, NULL, NULL, NULL);
}

static void
call_is_over (Scene *self)
{
  call_is_established (self);
  self->established = FALSE;
  peer_hangs_up (self->fixture);
}

static void
scene_be_called (Scene *self)
{
  be_called (self->fixture);
  self->session = SIPGO_SESSION (g_steal_pointer (&self->fixture->invitation));
}

static void
invitation_rings (Scene *self)
{
  scene_be_called (self);
}

static void
invitation_progresses (Scene *self)
{
  g_autoptr (SipgoAnswerOptions) options = sipgo_answer_options_new ();

  peer_send (self->fixture->peer, "INVITE\nSupported: 100rel\n" WITH_SDP);
  peer_expect (self->fixture->peer, "180 INVITE");
  self->session = SIPGO_SESSION (g_steal_pointer (&self->fixture->invitation));
  sipgo_answer_options_set_reliable (options, TRUE);
  sipgo_invitation_progress (SIPGO_INVITATION (self->session), options, NULL, note_progress, &self->outcome);
  self->begun = TRUE;
  peer_expect (self->fixture->peer, "183 INVITE");
}

static void
scene_accept (Scene *self)
{
  sipgo_invitation_accept (SIPGO_INVITATION (self->session), NULL, NULL, note_accept, &self->outcome);
  self->begun = TRUE;
}

static void
invitation_answers (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_be_called (self);
  scene_accept (self);
  WAIT_PENDING (self->fixture, self->factory);
}

static void
invitation_is_accepted (Scene *self)
{
  scene_be_called (self);
  scene_accept (self);
  peer_expect (self->fixture->peer, "200 INVITE");
  self->established = TRUE;
}

static void
invitation_is_never_acknowledged (Scene *self)
{
  invitation_is_accepted (self);
  self->play.unheard = TRUE;
}

static void
invitation_is_established (Scene *self)
{
  establish_by_peer (self->fixture);
  self->session = SIPGO_SESSION (g_steal_pointer (&self->fixture->invitation));
  self->established = TRUE;
}

/* A re-INVITE of the peer, which the handler processes. */
static void
invitation_is_changed (Scene *self)
{
  self->factory = use_slow_factory (self->fixture);
  scene_be_called (self);
  scene_accept (self);
  WAIT_PENDING (self->fixture, self->factory);
  self->factory->handler->quick = TRUE;
  slow_handler_go (self->factory->handler);
  self->factory->handler->quick = FALSE;
  peer_acknowledge (self->fixture->peer, peer_expect (self->fixture->peer, "200 INVITE"));
  run_for (self->fixture->environment, 10);
  peer_send (self->fixture->peer, "INVITE\n" WITH_SDP);
  WAIT_PENDING (self->fixture, self->factory);
  self->established = TRUE;
}

/* Requests in the dialog that wait for a response, which never arrives. */
static void
wait_inside (Scene *self, guint what)
{
  self->play.silent = TRUE;
  self->begun = TRUE;
  switch (what)
    {
    case 0:
      sipgo_session_info (self->session, NULL, NULL, note_info, &self->outcome);
      break;
    case 1:
      sipgo_session_message (self->session, NULL, NULL, note_message, &self->outcome);
      break;
    case 2:
      sipgo_session_refer (self->session, "sip:carol@10.0.0.3", NULL, NULL, note_refer, &self->outcome);
      break;
    case 3:
      sipgo_session_invite (self->session, NULL, NULL, note_re_invite, &self->outcome);
      break;
    case 4:
      sipgo_session_hold (self->session, NULL, note_hold, &self->outcome);
      break;
    default:
      sipgo_session_wait_for_state (self->session, SIPGO_SESSION_STATE_TERMINATED, NULL, note_wait, &self->outcome);
    }
  run_for (self->fixture->environment, 10);
}

#define WAITING(name, what) \
  static void \
  call_waits_for_##name (Scene *self) \
  { \
    call_is_established (self); \
    wait_inside (self, what); \
  } \
  static void \
  invitation_waits_for_##name (Scene *self) \
  { \
    invitation_is_established (self); \
    wait_inside (self, what); \
  }

WAITING (info, 0)
WAITING (message, 1)
WAITING (refer, 2)
WAITING (re_invite, 3)
WAITING (hold, 4)
WAITING (state, 5)

/* --- the ways to end ---------------------------------------------------------------------------------------------- */

typedef enum
{
  END,                              /* end () */
  STOP,                             /* the agent stops, and sends its last requests */
  RUDE_STOP,                        /* the agent stops without sending anything */
  LET_GO,                           /* the last reference is dropped */
  DISPOSE,                          /* run_dispose () */
  DONE_BY_PEER,                     /* BYE, or CANCEL */
  N_ENDINGS
} Ending;

static const char *const ending_names[N_ENDINGS] = { "end", "stop", "rude-stop", "let-go", "dispose", "peer" };

static void
end_by_peer (Scene *self)
{
  gboolean ours = SIPGO_IS_INVITER (self->session);

  if (self->established)
    peer_send (self->fixture->peer, "BYE");
  else if (!ours && sipgo_session_get_state (self->session) < SIPGO_SESSION_STATE_ESTABLISHED)
    peer_send (self->fixture->peer, "CANCEL\nTo: <sip:alice@example.com>");
  else if (ours && self->play.invite)
    peer_reply (self->fixture->peer, g_steal_pointer (&self->play.invite), "486 Busy Here");
}

static void
begin_to_end (Scene *self, Ending ending, Outcome *ended)
{
  switch (ending)
    {
    case END:
      sipgo_session_end (self->session, NULL, note_end, ended);
      break;
    case RUDE_STOP:
      sipgo_user_agent_set_graceful_shutdown (self->fixture->agent, FALSE);
      sipgo_user_agent_stop (self->fixture->agent, NULL, note_stop, ended);
      break;
    case STOP:
      sipgo_user_agent_stop (self->fixture->agent, NULL, note_stop, ended);
      break;
    case DISPOSE:
      g_object_run_dispose (G_OBJECT (self->session));
      break;
    case DONE_BY_PEER:
      end_by_peer (self);
      break;
    case LET_GO:
    default:
      g_clear_object (&self->session);
    }
}

/* The handler, which the session may have closed, completes its request. */
static void
finish_handler (Scene *self)
{
  if (!self->factory || !self->factory->handler)
    return;
  self->factory->handler->quick = TRUE;
  if (self->factory->handler->pending)
    slow_handler_go (self->factory->handler);
}

static void
assert_clean (Scene *self, Ending ending, gboolean live)
{
  /* A BYE must not be sent before the ACK (15), and the agent does not wait for it when it stops. */
  if (ending == END || (ending == STOP && !self->play.unheard))
    g_assert_cmpuint (self->play.n_byes > 0, ==, self->established);
  if (ending == END && live && self->sent)
    g_assert_cmpuint (self->play.n_cancels, ==, 1);
  /* A caller gets a final response, except when the agent stops without sending anything. */
  if (ending < RUDE_STOP && self->session && SIPGO_IS_INVITATION (self->session) && live)
    g_assert_cmpuint (self->play.final, >=, 400);
}

static void
end_scene (Scene *self, Ending ending)
{
  g_auto (Outcome) ended = { FALSE };
  gboolean live = sipgo_session_get_state (self->session) <= SIPGO_SESSION_STATE_ESTABLISHING && !self->established;
  gboolean unused = sipgo_session_get_state (self->session) == SIPGO_SESSION_STATE_INITIAL
                    && SIPGO_IS_INVITER (self->session);

  begin_to_end (self, ending, &ended);
  play_along (self->fixture, &self->play);
  /* The session does not wait for a handler that never completes. */
  if (ending != LET_GO && (ending != DONE_BY_PEER || self->sent || self->established
                           || SIPGO_IS_INVITATION (self->session)))
    g_assert_cmpint (self->outcome.done, ==, self->begun);
  finish_handler (self);
  play_along (self->fixture, &self->play);
  if (ending < LET_GO)
    g_assert_true (ended.done);
  if (ending < LET_GO)
    g_assert_no_error (ended.error);
  if (ending == LET_GO)
    return;
  if (!unused || (ending != STOP && ending != RUDE_STOP && ending != DONE_BY_PEER))
    g_assert_cmpint (sipgo_session_get_state (self->session), ==, SIPGO_SESSION_STATE_TERMINATED);
  g_assert_cmpint (self->outcome.done, ==, self->begun);
  assert_clean (self, ending, live);
  /* From now on its methods fail. */
  if (!unused || ending == END || ending == DISPOSE)
    {
      g_auto (Outcome) late = { FALSE };

      sipgo_session_info (self->session, NULL, NULL, note_info, &late);
      WAIT_ERROR (self->fixture, &late, SIPGO_ERROR, SIPGO_ERROR_STATE);
    }
}

typedef struct
{
  const char *name;
  void (*set) (Scene *self);
} State;

static const State states[] = {
  { "call/unused", unused_call },
  { "call/offers", call_offers },
  { "call/sent", call_is_sent },
  { "call/tried", call_is_tried },
  { "call/rings", call_rings },
  { "call/progresses", call_progresses },
  { "call/answers-in-prack", call_answers_in_prack },
  { "call/accepted", call_is_accepted },
  { "call/accepted-with-offer", call_is_accepted_with_offer },
  { "call/established", call_is_established },
  { "call/changes", call_changes },
  { "call/changed", call_is_changed },
  { "call/changed-by-offer", call_is_changed_by_offer },
  { "call/ending", call_is_ending },
  { "call/cancelled", call_is_cancelled },
  { "call/over", call_is_over },
  { "call/info", call_waits_for_info },
  { "call/message", call_waits_for_message },
  { "call/refer", call_waits_for_refer },
  { "call/re-invite", call_waits_for_re_invite },
  { "call/hold", call_waits_for_hold },
  { "call/state", call_waits_for_state },
  { "invitation/rings", invitation_rings },
  { "invitation/progresses", invitation_progresses },
  { "invitation/answers", invitation_answers },
  { "invitation/accepted", invitation_is_accepted },
  { "invitation/never-acknowledged", invitation_is_never_acknowledged },
  { "invitation/established", invitation_is_established },
  { "invitation/changed", invitation_is_changed },
  { "invitation/info", invitation_waits_for_info },
  { "invitation/message", invitation_waits_for_message },
  { "invitation/refer", invitation_waits_for_refer },
  { "invitation/re-invite", invitation_waits_for_re_invite },
  { "invitation/hold", invitation_waits_for_hold },
  { "invitation/state", invitation_waits_for_state },
};

static void
test_state (Fixture *fixture, gconstpointer data)
{
  const State *state = data;
  Ending ending;

  for (ending = END; ending < N_ENDINGS; ending++)
    {
      Scene scene = { .fixture = fixture };

      g_test_message ("%s", ending_names[ending]);
      state->set (&scene);
      end_scene (&scene, ending);
      g_clear_object (&scene.session);
      g_clear_object (&scene.factory);
      /* Each case has its own agent. */
      fixture_tear_down (fixture, NULL);
      outcome_clear (&scene.outcome);
      fixture->n_invitations = 0;
      fixture_set_up (fixture, NULL);
    }
}

/* --- ended by a handler ------------------------------------------------------------------------------------------- */

typedef struct
{
  SipgoSessionState wanted;
  gboolean lets_go;                 /* … and drops it too */
  SipgoSession *session;
  guint n;
} Told;

static void
end_when_told (Told *told)
{
  told->n++;
  sipgo_session_end (told->session, NULL, NULL, NULL);
  if (told->lets_go)
    g_clear_object (&told->session);
}

static void
end_in_state (SipgoSession *session, GParamSpec *pspec, Told *told)
{
  if (told->session && sipgo_session_get_state (session) == told->wanted)
    end_when_told (told);
}

static void
end_before_request (SipgoSession *session, SipgoOutgoingRequest *request, Told *told)
{
  if (told->session && told->wanted == SIPGO_SESSION_STATE_INITIAL)
    end_when_told (told);
}

static void
run_told (Fixture *fixture, gboolean ours, SipgoSessionState wanted, gboolean lets_go)
{
  Told told = { .wanted = wanted, .lets_go = lets_go };
  Play play = { .accepts = TRUE };
  g_auto (Outcome) outcome = { FALSE };
  g_autoptr (SipgoSession) session = NULL;

  if (!ours)
    be_called (fixture);
  session = ours ? SIPGO_SESSION (make_inviter (fixture)) : SIPGO_SESSION (g_steal_pointer (&fixture->invitation));
  told.session = g_object_ref (session);
  g_signal_connect (session, "notify::state", G_CALLBACK (end_in_state), &told);
  g_signal_connect (session, "request-created", G_CALLBACK (end_before_request), &told);
  if (ours)
    sipgo_inviter_invite (SIPGO_INVITER (session), NULL, NULL, note_invite, &outcome);
  else
    sipgo_invitation_accept (SIPGO_INVITATION (session), NULL, NULL, note_accept, &outcome);
  if (lets_go)
    g_clear_object (&session);
  play_along (fixture, &play);
  /* If the handler has not ended the call, the test does. */
  if (told.session && sipgo_session_get_state (told.session) == SIPGO_SESSION_STATE_ESTABLISHED)
    {
      sipgo_session_end (told.session, NULL, NULL, NULL);
      play_along (fixture, &play);
    }
  if (told.session)
    g_assert_cmpint (sipgo_session_get_state (told.session), ==, SIPGO_SESSION_STATE_TERMINATED);
  g_assert_true (outcome.done);
  g_assert_cmpuint (told.n, >, 0);
  g_clear_object (&told.session);
}

static void
test_told (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < 4 * SIPGO_SESSION_STATE_TERMINATED + 4; i++)
    {
      gboolean ours = i & 1;
      SipgoSessionState wanted = i / 4;

      g_test_message ("%s, %d", ours ? "call" : "invitation", wanted);
      run_told (fixture, ours, wanted, i & 2);
      fixture_tear_down (fixture, NULL);
      fixture->n_invitations = 0;
      fixture_set_up (fixture, NULL);
    }
}

int
main (int argc, char **argv)
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strconcat ("/endings/", states[i].name, NULL);

      g_test_add (path, Fixture, &states[i], fixture_set_up, test_state, fixture_tear_down);
    }
  ADD ("/endings/when-told", test_told);
  return g_test_run ();
}

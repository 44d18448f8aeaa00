/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/media/sipgo-null-handler.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-inviter.h"
#include "libsipgo/events/sipgo-messager.h"
#include "libsipgo/events/sipgo-notifier.h"
#include "libsipgo/events/sipgo-publisher.h"
#include "libsipgo/session/sipgo-referral.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/session/sipgo-session-private.h"
#include "libsipgo/events/sipgo-subscriber.h"
#include "libsipgo/ua/sipgo-user-agent-private.h"
#include "tests/util/scripted-peer.h"

/* A started agent at 10.0.0.1:5060, and a scripted peer at 10.0.0.2:5060. */
typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *agent;
  Peer *peer;
  SipgoInvitation *invitation;     /* the last one received */
  guint n_invitations;
} Fixture;

void fixture_set_up    (Fixture *self, gconstpointer data);
/* Stops the agent, runs until nothing is left to do, and checks that no object and no timer is left. */
void fixture_tear_down (Fixture *self, gconstpointer data);
void fixture_tear_down_agent (Fixture *self, SipgoUserAgent *agent);
/* The calls of the agent have PCMU media in virtual time. */
void fixture_use_rtp   (Fixture *self);
/* Runs for that many milliseconds. */
void fixture_wait      (Fixture *self, guint ms);
SipgoUserAgent *fixture_new_agent (Fixture *self, const char *listener);

/* Dispatches what is ready in the main loop, without moving the time. */
void settle            (Fixture *self);

#define ADD(path, function) g_test_add (path, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

/* The result of an asynchronous operation. */
typedef struct
{
  gboolean done;
  GError *error;
  GMainContext *context;           /* the thread-default main context in the callback */
} Outcome;

void outcome_clear (Outcome *self);
void outcome_note  (Outcome *self, gboolean succeeded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* Runs the main loop only: the time does not move. */
#define WAIT(fixture, outcome) \
  G_STMT_START { \
    settle (fixture); \
    RUN_UNTIL ((fixture)->environment, (outcome)->done); \
  } G_STMT_END
#define WAIT_OK(fixture, outcome) \
  G_STMT_START { WAIT (fixture, outcome); g_assert_no_error ((outcome)->error); } G_STMT_END
#define WAIT_ERROR(fixture, outcome, domain, code) \
  G_STMT_START { WAIT (fixture, outcome); g_assert_error ((outcome)->error, domain, code); } G_STMT_END

/* Callbacks that finish the operation and store its result. */
#define DECLARE_NOTE(name) void note_##name (GObject *source, GAsyncResult *result, gpointer user_data)
#define NOTE_BOOLEAN(name, type, finish) \
  DECLARE_NOTE (name) \
  { \
    Outcome *self = user_data; \
    gboolean succeeded = finish ((type *) source, result, &self->error); \
    outcome_note (self, succeeded); \
  }
#define NOTE_OBJECT(name, type, finish) \
  DECLARE_NOTE (name) \
  { \
    Outcome *self = user_data; \
    g_autoptr (GObject) object = (GObject *) finish ((type *) source, result, &self->error); \
    outcome_note (self, object != NULL); \
  }
DECLARE_NOTE (start);
DECLARE_NOTE (stop);
DECLARE_NOTE (invite);
DECLARE_NOTE (cancel);
DECLARE_NOTE (accept);
DECLARE_NOTE (progress);
DECLARE_NOTE (reject);
DECLARE_NOTE (bye);
DECLARE_NOTE (end);
DECLARE_NOTE (wait);
DECLARE_NOTE (info);
DECLARE_NOTE (message);
DECLARE_NOTE (re_invite);
DECLARE_NOTE (hold);
DECLARE_NOTE (unhold);
DECLARE_NOTE (refer);
DECLARE_NOTE (refer_to_session);
DECLARE_NOTE (register);
DECLARE_NOTE (unregister);
DECLARE_NOTE (registerer_end);
DECLARE_NOTE (messager);
DECLARE_NOTE (subscribe);
DECLARE_NOTE (unsubscribe);
DECLARE_NOTE (notification);
DECLARE_NOTE (publish);
DECLARE_NOTE (unpublish);

/* A handler of a signal for an incoming request: defers it. */
void defer_and_keep_request (gpointer source, SipgoIncomingRequest *request, SipgoIncomingRequest **kept);

/* The states of a session, in order: "2 3 4 ". */
GString *log_states (SipgoSession *session);

/* --- calls --- */
#define PEER_CONTACT "Contact: <sip:bob@10.0.0.2:5060>\n"
#define SDP_HEAD "v=0\no=- 1 1 IN IP4 10.0.0.2\ns=-\nc=IN IP4 10.0.0.2\nt=0 0\n"
#define SDP(port, attribute) SDP_HEAD "m=audio " port " RTP/AVP 0\na=rtpmap:0 PCMU/8000\n" attribute
#define PEER_SDP SDP ("4000", "")
#define WITH_SDP PEER_CONTACT "Content-Type: application/sdp\n\n" PEER_SDP
/* Not an answer to an offer of audio. */
#define WITH_MISFIT \
  PEER_CONTACT "Content-Type: application/sdp\n\n" SDP_HEAD "m=audio 4000 RTP/AVP 0\nm=video 4002 RTP/AVP 31\n"

SipgoInviter *make_inviter (Fixture *self);
/* Calls the peer, which sends no response yet. Returns the INVITE. */
SipgoMessage *call_peer    (Fixture *self, SipgoInviter *inviter, Outcome *outcome);
/* An established outgoing call. */
SipgoInviter *establish_by_us (Fixture *self);
/* The peer calls with an offer, and has received the 180. */
void          be_called    (Fixture *self);
/* An established incoming call; the invitation is in the fixture. */
SipgoSession *establish_by_peer (Fixture *self);
/* The peer sends a BYE. */
void          peer_hangs_up (Fixture *self);
/* Runs until the session has the state. */
#define WAIT_STATE(fixture, session, wanted) \
  RUN_UNTIL ((fixture)->environment, sipgo_session_get_state (SIPGO_SESSION (session)) == SIPGO_SESSION_STATE_##wanted)

/* The body contains the text. */
void          assert_has_text (SipgoBody *body, const char *text);
/* … and describes media at that port. */
void          assert_peer_port (SipgoBody *body, const char *port);
void          assert_established (gpointer session);

/* --- a session description handler that completes its requests when the test says so --- */
#define SLOW_TYPE_HANDLER (slow_handler_get_type ())
G_DECLARE_FINAL_TYPE (SlowHandler, slow_handler, SLOW, HANDLER, GObject)
#define SLOW_TYPE_FACTORY (slow_factory_get_type ())
G_DECLARE_FINAL_TYPE (SlowFactory, slow_factory, SLOW, FACTORY, GObject)

struct _SlowFactory
{
  GObject parent_instance;
  SlowHandler *handler;            /* the last one created */
  guint n_handlers;
  const char *local_address;       /* the local address for the next one */
};

struct _SlowHandler
{
  GObject parent_instance;
  SipgoSessionDescriptionHandler *inner;
  SipgoDescriptionRequest *pending;
  gboolean pending_get;
  gboolean quick;                  /* from now on, completes requests at once */
  guint n_roll_backs;
  guint n_closes;
  GString *log;                    /* "get set " */
};

SlowFactory *use_slow_factory (Fixture *self);
/* Completes or fails the pending request. */
void         slow_handler_go  (SlowHandler *self);
void         slow_handler_fail (SlowHandler *self);
void         slow_handler_fail_with (SlowHandler *self, SipgoError code);
/* As call_peer (), where the handler makes the offer when it is told to, and completes all later requests at once. */
SipgoMessage *call_peer_slowly (Fixture *self, SlowFactory *factory, SipgoInviter *inviter, Outcome *outcome);
#define WAIT_PENDING(fixture, factory) \
  RUN_UNTIL ((fixture)->environment, (factory)->handler && (factory)->handler->pending)

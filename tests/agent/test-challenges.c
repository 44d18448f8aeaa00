/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every request that may be challenged (RFC 3261 section 22): by a proxy and then by the server, with a stale nonce,
 * and with a wrong password. */
#include "tests/util/ua-util.h"

#include <string.h>

#define CHALLENGE(header, realm, nonce, more) \
  header ": Digest realm=\"" realm "\", nonce=\"" nonce "\", algorithm=MD5, qop=\"auth\"" more
#define BY_PROXY "407 Proxy Authentication Required\n" CHALLENGE ("Proxy-Authenticate", "proxy", "p1", "")
#define BY_SERVER "401 Unauthorized\n" CHALLENGE ("WWW-Authenticate", "server", "s1", "")
#define STALE "401 Unauthorized\n" CHALLENGE ("WWW-Authenticate", "server", "s2", ", stale=true")
#define AGAIN "401 Unauthorized\n" CHALLENGE ("WWW-Authenticate", "server", "s3", "")

typedef struct
{
  Fixture *fixture;
  GObject *object;
  SipgoMessage *invite;             /* the request that a PRACK belongs to */
  Outcome outcome;
} Scene;

typedef struct
{
  const char *method;
  void (*start) (Scene *self);
  const char *accept;               /* the response with which the peer accepts it */
} Kind;

/* --- the requests ------------------------------------------------------------------------------------------------- */

static void
start_invite (Scene *self)
{
  self->object = G_OBJECT (make_inviter (self->fixture));
  sipgo_inviter_invite (SIPGO_INVITER (self->object), NULL, NULL, note_invite, &self->outcome);
}

static void
start_re_invite (Scene *self)
{
  self->object = G_OBJECT (establish_by_us (self->fixture));
  sipgo_session_invite (SIPGO_SESSION (self->object), NULL, NULL, note_re_invite, &self->outcome);
}

static void
start_bye (Scene *self)
{
  self->object = G_OBJECT (establish_by_us (self->fixture));
  sipgo_session_bye (SIPGO_SESSION (self->object), NULL, NULL, note_bye, &self->outcome);
}

static void
start_info (Scene *self)
{
  self->object = G_OBJECT (establish_by_us (self->fixture));
  sipgo_session_info (SIPGO_SESSION (self->object), NULL, NULL, note_info, &self->outcome);
}

static void
start_message_inside (Scene *self)
{
  self->object = g_object_ref (G_OBJECT (establish_by_peer (self->fixture)));
  sipgo_session_message (SIPGO_SESSION (self->object), NULL, NULL, note_message, &self->outcome);
}

static void
start_refer (Scene *self)
{
  self->object = G_OBJECT (establish_by_us (self->fixture));
  sipgo_session_refer (SIPGO_SESSION (self->object), "sip:carol@10.0.0.3", NULL, NULL, note_refer, &self->outcome);
}

static void
start_prack (Scene *self)
{
  start_invite (self);
  self->invite = peer_expect (self->fixture->peer, "INVITE");
  peer_reply (self->fixture->peer, self->invite, "180 Ringing\nRequire: 100rel\nRSeq: 1\n" PEER_CONTACT);
}

static void
start_register (Scene *self)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@example.com", NULL);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse ("sip:10.0.0.2:5060", NULL);

  sipgo_user_agent_set_uri (self->fixture->agent, uri);
  self->object = G_OBJECT (sipgo_registerer_new (self->fixture->agent));
  sipgo_registerer_set_registrar (SIPGO_REGISTERER (self->object), registrar);
  sipgo_registerer_register (SIPGO_REGISTERER (self->object), NULL, NULL, note_register, &self->outcome);
}

static void
start_subscribe (Scene *self)
{
  self->object = G_OBJECT (sipgo_subscriber_new (self->fixture->agent, "sip:bob@10.0.0.2:5060", "presence", NULL));
  sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &self->outcome);
}

static void
be_notified (Scene *self, const char *state)
{
  peer_send (self->fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: %s", state);
  peer_expect (self->fixture->peer, "200 NOTIFY");
}

static void
start_subscription_refresh (Scene *self)
{
  start_subscribe (self);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "SUBSCRIBE"),
              "200 OK\n" PEER_CONTACT "Expires: 600");
  be_notified (self, "active");
  WAIT_OK (self->fixture, &self->outcome);
  self->outcome.done = FALSE;
  sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &self->outcome);
}

static void
start_publish (Scene *self)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "here");

  self->object = G_OBJECT (sipgo_publisher_new (self->fixture->agent, "sip:alice@10.0.0.2:5060", "presence", NULL));
  sipgo_publisher_publish (SIPGO_PUBLISHER (self->object), body, NULL, NULL, note_publish, &self->outcome);
}

static void
start_message (Scene *self)
{
  self->object = G_OBJECT (sipgo_messager_new (self->fixture->agent, "sip:bob@10.0.0.2:5060", NULL));
  sipgo_messager_message (SIPGO_MESSAGER (self->object), NULL, NULL, note_messager, &self->outcome);
}

static void
take (SipgoUserAgent *agent, SipgoNotifier *notifier, GObject **taken)
{
  g_assert_true (sipgo_notifier_accept (notifier, NULL, NULL));
  *taken = G_OBJECT (g_object_ref (notifier));
}

static void
start_notify (Scene *self)
{
  gulong handler = g_signal_connect (self->fixture->agent, "subscription", G_CALLBACK (take), &self->object);

  peer_send (self->fixture->peer, "SUBSCRIBE\n" PEER_CONTACT "Event: presence\nExpires: 600");
  peer_expect (self->fixture->peer, "200 SUBSCRIBE");
  g_signal_handler_disconnect (self->fixture->agent, handler);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "NOTIFY"), "200 OK");
  run_for (self->fixture->environment, 10);
  sipgo_notifier_send_notification (SIPGO_NOTIFIER (self->object), NULL, NULL, note_notification, &self->outcome);
}

static const Kind kinds[] = {
  { "INVITE", start_invite, "200 OK\n" WITH_SDP },
  { "INVITE", start_re_invite, "200 OK\n" WITH_SDP },
  { "BYE", start_bye, "200 OK" },
  { "INFO", start_info, "200 OK" },
  { "MESSAGE", start_message_inside, "200 OK" },
  { "REFER", start_refer, "202 Accepted" },
  { "PRACK", start_prack, "200 OK" },
  { "REGISTER", start_register, "200 OK\nExpires: 600" },
  { "SUBSCRIBE", start_subscribe, "200 OK\nExpires: 600\n" PEER_CONTACT },
  { "SUBSCRIBE", start_subscription_refresh, "200 OK\nExpires: 600\n" PEER_CONTACT },
  { "PUBLISH", start_publish, "200 OK\nExpires: 600\nSIP-ETag: a" },
  { "MESSAGE", start_message, "200 OK" },
  { "NOTIFY", start_notify, "200 OK" },
};

/* --- the challenges ----------------------------------------------------------------------------------------------- */

static gboolean
is_invite (const Kind *kind)
{
  return g_str_equal (kind->method, "INVITE");
}

static gboolean
names (SipgoMessage *request, const char *header, const char *nonce)
{
  g_autofree char *value = sipgo_message_get_header (request, header);
  g_autofree char *text = g_strdup_printf ("nonce=\"%s\"", nonce);

  return value && strstr (value, text);
}

/* The challenge is answered with the next CSeq number and the same Call-ID. */
static SipgoMessage *
challenge (Fixture *fixture, const Kind *kind, SipgoMessage *request, const char *response)
{
  SipgoMessage *next;

  peer_reply (fixture->peer, request, "%s", response);
  if (is_invite (kind))
    peer_expect (fixture->peer, "ACK");
  next = peer_expect (fixture->peer, kind->method);
  g_assert_cmpstr (sipgo_message_get_call_id (next), ==, sipgo_message_get_call_id (request));
  g_assert_cmpstr (sipgo_message_get_from_tag (next), ==, sipgo_message_get_from_tag (request));
  g_assert_cmpuint (sipgo_message_get_cseq (next), ==, sipgo_message_get_cseq (request) + 1);
  return next;
}

/* Ends what is left of it, so that the next case starts fresh. */
static void
clear (Scene *self, const Kind *kind)
{
  Fixture *fixture = self->fixture;

  if (self->invite)
    {
      peer_reply (fixture->peer, self->invite, "486 Busy Here");
      peer_expect (fixture->peer, "ACK");
      run_for (fixture->environment, 10);
    }
  if (SIPGO_IS_SESSION (self->object)
      && sipgo_session_get_state (SIPGO_SESSION (self->object)) == SIPGO_SESSION_STATE_ESTABLISHED)
    peer_hangs_up (fixture);
  g_clear_object (&self->object);
  settle (fixture);
  /* Each case has its own agent. */
  fixture_tear_down (fixture, NULL);
  outcome_clear (&self->outcome);
  fixture_set_up (fixture, NULL);
}

static void
set_up (Scene *self, Fixture *fixture, const Kind *kind)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");

  g_test_message ("%s", kind->method);
  *self = (Scene) { .fixture = fixture };
  sipgo_user_agent_set_credentials (fixture->agent, credentials);
  kind->start (self);
}

static void
test_both_and_stale (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const Kind *kind = &kinds[i];
      SipgoMessage *request;
      Scene scene;

      set_up (&scene, fixture, kind);
      request = challenge (fixture, kind, peer_expect (fixture->peer, kind->method), BY_PROXY);
      g_assert_true (names (request, "Proxy-Authorization", "p1"));
      g_assert_false (sipgo_message_has_header (request, "Authorization"));
      request = challenge (fixture, kind, request, BY_SERVER);
      g_assert_true (names (request, "Proxy-Authorization", "p1"));
      g_assert_true (names (request, "Authorization", "s1"));
      request = challenge (fixture, kind, request, STALE);
      g_assert_true (names (request, "Proxy-Authorization", "p1"));
      g_assert_true (names (request, "Authorization", "s2"));
      peer_reply (fixture->peer, request, "%s", kind->accept);
      if (is_invite (kind))
        g_assert_cmpuint (sipgo_message_get_cseq (peer_expect (fixture->peer, "ACK")), ==,
                          sipgo_message_get_cseq (request));
      if (g_str_equal (kind->method, "SUBSCRIBE"))
        be_notified (&scene, "active");
      if (g_str_equal (kind->method, "REFER"))
        {
          peer_send (fixture->peer,
                     "NOTIFY\nEvent: refer\nSubscription-State: terminated\nContent-Type: message/sipfrag\n\n"
                     "SIP/2.0 200 OK\n");
          peer_expect (fixture->peer, "200 NOTIFY");
        }
      if (!scene.invite)
        WAIT_OK (fixture, &scene.outcome);
      clear (&scene, kind);
    }
}

/* The server does not know the password: one attempt, and no loop. */
static void
test_wrong_password (Fixture *fixture, gconstpointer data)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const Kind *kind = &kinds[i];
      SipgoMessage *request;
      Scene scene;

      set_up (&scene, fixture, kind);
      request = challenge (fixture, kind, peer_expect (fixture->peer, kind->method), BY_SERVER);
      peer_reply (fixture->peer, request, AGAIN);
      if (is_invite (kind))
        peer_expect (fixture->peer, "ACK");
      peer_expect_nothing (fixture->peer, 5000);
      g_assert_cmpint (scene.outcome.done, ==, !scene.invite);
      /* Whatever the response to a BYE is, the call has ended (15.1.1). */
      if (!scene.invite && !g_str_equal (kind->method, "BYE"))
        g_assert_error (scene.outcome.error, SIPGO_STATUS, 401);
      clear (&scene, kind);
    }
}

/* Cancelled between a challenge and the new INVITE: the CANCEL belongs to the new INVITE (9.1). */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) cancelled = { FALSE };
  SipgoMessage *invite, *cancel;
  Scene scene;

  set_up (&scene, fixture, &kinds[0]);
  invite = challenge (fixture, &kinds[0], peer_expect (fixture->peer, "INVITE"), BY_PROXY);
  peer_reply (fixture->peer, invite, "180 Ringing\n" PEER_CONTACT);
  run_for (fixture->environment, 10);
  sipgo_inviter_cancel (SIPGO_INVITER (scene.object), NULL, NULL, note_cancel, &cancelled);
  cancel = peer_expect (fixture->peer, "CANCEL");
  g_assert_cmpuint (sipgo_message_get_cseq (cancel), ==, sipgo_message_get_cseq (invite));
  assert_same_header (cancel, invite, "Via");
  peer_reply (fixture->peer, cancel, "200 OK");
  peer_reply (fixture->peer, invite, "487 Request Terminated");
  peer_expect (fixture->peer, "ACK");
  WAIT_OK (fixture, &cancelled);
  WAIT_ERROR (fixture, &scene.outcome, SIPGO_STATUS, 487);
  clear (&scene, &kinds[0]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/challenges/both-and-stale", test_both_and_stale);
  ADD ("/challenges/wrong-password", test_wrong_password);
  ADD ("/challenges/cancel", test_cancel);
  return g_test_run ();
}

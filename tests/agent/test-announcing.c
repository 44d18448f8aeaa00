/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* request-created of registrations, subscriptions, publications and messages: the request before it is sent. */
#include "tests/util/ua-util.h"

#include <string.h>

typedef enum { REGISTERER, SUBSCRIBER, PUBLISHER, MESSAGER, N_KINDS } Kind;

static const char *const methods[N_KINDS] = { "REGISTER", "SUBSCRIBE", "PUBLISH", "MESSAGE" };

/* What a handler does with the request, besides counting it. */
typedef enum { NOTHING, FORGET, BEGIN_AGAIN, STOP, N_TRICKS, DROP_AGENT } Trick;

typedef struct
{
  Fixture *fixture;
  Kind kind;
  Trick trick;
  GObject *object;
  GString *told;
  Outcome nested;
  Outcome stopped;
} Scene;

static void
begin (Scene *self, Outcome *outcome)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "open");

  if (self->kind == REGISTERER)
    sipgo_registerer_register (SIPGO_REGISTERER (self->object), NULL, NULL, note_register, outcome);
  else if (self->kind == SUBSCRIBER)
    sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, outcome);
  else if (self->kind == PUBLISHER)
    sipgo_publisher_publish (SIPGO_PUBLISHER (self->object), body, NULL, NULL, note_publish, outcome);
  else
    sipgo_messager_message (SIPGO_MESSAGER (self->object), NULL, NULL, note_messager, outcome);
}

static void
told (SipgoOutgoingRequest *request, SipgoMessage *response, Scene *self)
{
  g_string_append_printf (self->told, "%u ", sipgo_message_get_status_code (response));
}

static void
announced (GObject *object, SipgoOutgoingRequest *request, Scene *self)
{
  g_assert_true (object == self->object);
  g_assert_cmpstr (sipgo_message_get_method (sipgo_outgoing_request_get_message (request)), ==, methods[self->kind]);
  g_string_append (self->told, "shown ");
  g_assert_true (sipgo_outgoing_request_set_header (request, "X-Late", "yes", NULL));
  g_signal_connect (request, "progress", G_CALLBACK (told), self);
  g_signal_connect (request, "accept", G_CALLBACK (told), self);
  g_signal_connect (request, "reject", G_CALLBACK (told), self);
  if (self->trick == FORGET)
    sipgo_outgoing_request_forget (request);
  else if (self->trick == BEGIN_AGAIN)
    begin (self, &self->nested);
  else if (self->trick == STOP)
    sipgo_user_agent_stop (self->fixture->agent, NULL, note_stop, &self->stopped);
  else if (self->trick == DROP_AGENT)
    {
      /* A started agent would exist until its stop. */
      g_object_run_dispose (G_OBJECT (self->fixture->agent));
      g_clear_object (&self->fixture->agent);
    }
}

static GObject *
make_object (Fixture *fixture, Kind kind)
{
  static const char target[] = "sip:bob@10.0.0.2:5060";
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.2", NULL);

  sipgo_user_agent_set_uri (fixture->agent, uri);
  if (kind == REGISTERER)
    return G_OBJECT (sipgo_registerer_new (fixture->agent));
  if (kind == SUBSCRIBER)
    return G_OBJECT (sipgo_subscriber_new (fixture->agent, target, "presence", NULL));
  if (kind == PUBLISHER)
    return G_OBJECT (sipgo_publisher_new (fixture->agent, target, "presence", NULL));
  return G_OBJECT (sipgo_messager_new (fixture->agent, target, NULL));
}

static void
scene_init (Scene *self, Fixture *fixture, gconstpointer data)
{
  guint which = GPOINTER_TO_UINT (data);

  self->fixture = fixture;
  self->kind = which % N_KINDS;
  self->trick = which / N_KINDS;
  self->object = make_object (fixture, self->kind);
  self->told = g_string_new (NULL);
  g_signal_connect (self->object, "request-created", G_CALLBACK (announced), self);
}

static void
scene_clear (Scene *self)
{
  g_clear_error (&self->nested.error);
  g_clear_error (&self->stopped.error);
  g_string_free (self->told, TRUE);
  g_clear_object (&self->object);
}

static void
test_announced (Fixture *fixture, gconstpointer data)
{
  Scene scene = { NULL };
  g_auto (Outcome) outcome = { FALSE };
  SipgoMessage *message;

  scene_init (&scene, fixture, data);
  begin (&scene, &outcome);
  if (scene.trick == NOTHING || scene.trick == BEGIN_AGAIN)
    {
      message = peer_expect (fixture->peer, methods[scene.kind]);
      assert_header (message, "X-Late", "yes");
      peer_reply (fixture->peer, message, "183 Thinking");
      peer_reply (fixture->peer, message, "403 Forbidden");
      WAIT_ERROR (fixture, &outcome, SIPGO_STATUS, 403);
      g_assert_cmpstr (scene.told->str, ==, "shown 183 403 ");
    }
  else
    {
      WAIT_ERROR (fixture, &outcome, SIPGO_ERROR, SIPGO_ERROR_STATE);
      g_assert_cmpstr (scene.told->str, ==, scene.trick == FORGET ? "shown 487 " : "shown ");
      peer_expect_nothing (fixture->peer, 60000);
    }
  if (scene.trick == BEGIN_AGAIN)
    WAIT_ERROR (fixture, &scene.nested, SIPGO_ERROR, SIPGO_ERROR_REQUEST_PENDING);
  if (scene.trick == STOP)
    WAIT_OK (fixture, &scene.stopped);
  scene_clear (&scene);
}

/* A request that is ended before it is sent changes nothing: the next one is sent. */
static void
test_after_the_end_of_one (Fixture *fixture, gconstpointer data)
{
  Scene scene = { NULL };
  g_auto (Outcome) first = { FALSE }, second = { FALSE };

  scene_init (&scene, fixture, data);
  begin (&scene, &first);
  WAIT_ERROR (fixture, &first, SIPGO_ERROR, SIPGO_ERROR_STATE);
  scene.trick = NOTHING;
  begin (&scene, &second);
  peer_reply (fixture->peer, peer_expect (fixture->peer, methods[scene.kind]), "403 Forbidden");
  WAIT_ERROR (fixture, &second, SIPGO_STATUS, 403);
  scene_clear (&scene);
}

/* For 100 seconds. */
static void
grant (Scene *self, SipgoMessage *message)
{
  g_autofree char *contact = sipgo_message_get_header (message, "Contact");

  if (self->kind == REGISTERER)
    peer_reply (self->fixture->peer, message, "200 OK\nContact: %s;expires=100", contact);
  else
    peer_reply (self->fixture->peer, message, "200 OK\n" PEER_CONTACT "SIP-ETag: a\nExpires: 100");
}

static void
tell (Scene *self)
{
  if (self->kind != SUBSCRIBER)
    return;
  peer_send (self->fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: active;expires=100");
  peer_expect (self->fixture->peer, "200 NOTIFY");
}

static void
establish (Scene *self, Fixture *fixture, gconstpointer data)
{
  g_auto (Outcome) outcome = { FALSE };

  scene_init (self, fixture, data);
  begin (self, &outcome);
  grant (self, peer_expect (fixture->peer, methods[self->kind]));
  tell (self);
  WAIT_OK (fixture, &outcome);
}

static void
end (Scene *self)
{
  run_for (self->fixture->environment, 10);
  g_signal_handlers_disconnect_by_data (self->object, self);
  g_object_run_dispose (self->object);
  scene_clear (self);
}

/* request-created is emitted for a refresh too. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  Scene scene = { NULL };
  SipgoMessage *message;

  establish (&scene, fixture, data);
  message = peer_expect (fixture->peer, methods[scene.kind]);
  assert_header (message, "X-Late", "yes");
  grant (&scene, message);
  tell (&scene);
  run_for (fixture->environment, 10);
  g_assert_cmpstr (scene.told->str, ==, "shown 200 shown 200 ");
  end (&scene);
}

/* The time granted by the peer expires as before: another refresh follows. */
static void
test_refresh_forgotten (Fixture *fixture, gconstpointer data)
{
  Scene scene = { NULL };

  establish (&scene, fixture, data);
  scene.trick = FORGET;
  RUN_UNTIL (fixture->environment, g_str_equal (scene.told->str, "shown 200 shown 487 "));
  scene.trick = NOTHING;
  grant (&scene, peer_expect (fixture->peer, methods[scene.kind]));
  tell (&scene);
  run_for (fixture->environment, 10);
  g_assert_cmpstr (scene.told->str, ==, "shown 200 shown 487 shown 200 ");
  end (&scene);
}

/* The binding at the peer is removed as well. */
static void
test_stopped_by_refresh (Fixture *fixture, gconstpointer data)
{
  Scene scene = { NULL };
  SipgoMessage *message;

  establish (&scene, fixture, data);
  scene.trick = STOP;
  RUN_UNTIL (fixture->environment, g_str_equal (scene.told->str, "shown 200 shown "));
  scene.trick = NOTHING;
  message = peer_expect (fixture->peer, methods[scene.kind]);
  assert_header (message, "Expires", "0");
  peer_reply (fixture->peer, message, "200 OK\nExpires: 0");
  if (scene.kind == SUBSCRIBER)
    {
      peer_send (fixture->peer,
                 "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: terminated;reason=timeout");
      peer_expect (fixture->peer, "200 NOTIFY");
    }
  WAIT_OK (fixture, &scene.stopped);
  peer_expect_nothing (fixture->peer, 3600000);
  scene_clear (&scene);
}

/* Objects without another reference are freed with the agent. */
static void
test_dropped_by_refresh (Fixture *fixture, gconstpointer data)
{
  Scene scene = { NULL };

  establish (&scene, fixture, data);
  scene.trick = DROP_AGENT;
  g_object_add_weak_pointer (scene.object, (gpointer *) &scene.object);
  g_object_unref (scene.object);
  RUN_UNTIL (fixture->environment, fixture->agent == NULL);
  g_assert_null (scene.object);
  peer_expect_nothing (fixture->peer, 3600000);
  scene_clear (&scene);
  fixture->agent = fixture_new_agent (fixture, "udp:10.0.0.1:5060");
}

static void
add_for_each (const char *what, guint n_kinds, guint trick, void (*func) (Fixture *, gconstpointer))
{
  guint i;

  for (i = 0; i < n_kinds; i++)
    {
      g_autofree char *path = g_strdup_printf ("/announcing/%s/%s", what, methods[i]);

      g_test_add (path, Fixture, GUINT_TO_POINTER (N_KINDS * trick + i), fixture_set_up, func, fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  static const char *const names[N_TRICKS] = { "shown", "forgotten", "begun-again", "stopped" };
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < N_TRICKS; i++)
    add_for_each (names[i], N_KINDS, i, test_announced);
  add_for_each ("after-the-end-of-one", N_KINDS, FORGET, test_after_the_end_of_one);
  /* A message is not refreshed. */
  add_for_each ("refresh", MESSAGER, NOTHING, test_refresh);
  add_for_each ("refresh-forgotten", MESSAGER, NOTHING, test_refresh_forgotten);
  add_for_each ("stopped-by-refresh", MESSAGER, NOTHING, test_stopped_by_refresh);
  add_for_each ("dropped-by-refresh", MESSAGER, NOTHING, test_dropped_by_refresh);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Registrations, subscriptions, publications and messages that end in each of their states, in each possible way, while
 * methods wait; the fixture finds objects that are not freed. */
#include "tests/registration/registerer-util.h"

typedef enum
{
  STOP,                             /* the agent stops, and sends its last requests */
  RUDE_STOP,                        /* … without sending anything */
  LET_GO,                           /* the last reference is dropped while an operation runs */
  DISPOSE,                          /* run_dispose () */
  END,                              /* its own method: end (), unsubscribe (), unpublish () */
  N_ENDINGS
} Ending;

static const char *const ending_names[N_ENDINGS] = { "stop", "rude-stop", "let-go", "dispose", "end" };

typedef struct
{
  Fixture *fixture;
  GObject *object;
  gboolean silent;                  /* the server stops responding */
  guint n_goodbyes;                 /* with Expires 0 */
  Outcome outcome;                  /* the waiting method, if any */
  gboolean begun;
} Scene;

/* --- a server that responds automatically ------------------------------------------------------------------------- */

static void
serve (Scene *self, SipgoMessage *request)
{
  g_autofree char *expires = sipgo_message_get_header (request, "Expires");
  g_autofree char *contact = sipgo_message_get_header (request, "Contact");
  const char *method = sipgo_message_get_method (request);

  self->n_goodbyes += g_strcmp0 (expires, "0") == 0;
  if (self->silent && g_strcmp0 (expires, "0") != 0)
    return;
  if (g_str_equal (method, "REGISTER"))
    peer_reply (self->fixture->peer, request, "200 OK\nContact: %s;expires=%s", contact ? contact : "*", expires);
  else if (g_str_equal (method, "PUBLISH"))
    peer_reply (self->fixture->peer, request, "200 OK\nSIP-ETag: a\nExpires: %s", expires);
  else
    peer_reply (self->fixture->peer, request, "200 OK\n" PEER_CONTACT "Expires: %s", expires ? expires : "600");
  if (g_str_equal (method, "SUBSCRIBE"))
    peer_send (self->fixture->peer, "NOTIFY\n" PEER_CONTACT "Event: presence\nSubscription-State: %s",
               g_strcmp0 (expires, "0") == 0 ? "terminated;reason=timeout" : "active");
}

static void
play (Scene *self, guint milliseconds)
{
  guint i;

  for (i = 0; i < milliseconds; i += 50)
    {
      settle (self->fixture);
      run_for (self->fixture->environment, 50);
      while (self->fixture->peer->next < self->fixture->peer->received->len)
        {
          PeerMessage *received = self->fixture->peer->received->pdata[self->fixture->peer->next];
          g_autofree char *what = peer_describe (received->message);
          SipgoMessage *message = peer_expect (self->fixture->peer, what);

          if (sipgo_message_is_request (message))
            serve (self, message);
        }
    }
}

static void
await (Scene *self)
{
  play (self, 500);
  g_assert_true (self->outcome.done);
  g_assert_no_error (self->outcome.error);
  self->outcome.done = FALSE;
}

/* From now on the server does not respond. */
static void
fall_silent (Scene *self)
{
  self->silent = TRUE;
  self->begun = TRUE;
}

/* --- the states --------------------------------------------------------------------------------------------------- */

static void
registerer_unused (Scene *self)
{
  self->object = G_OBJECT (make_registerer (self->fixture));
}

static void
registerer_registers (Scene *self)
{
  registerer_unused (self);
  fall_silent (self);
  sipgo_registerer_register (SIPGO_REGISTERER (self->object), NULL, NULL, note_register, &self->outcome);
  play (self, 100);
}

static void
registerer_registered (Scene *self)
{
  registerer_unused (self);
  sipgo_registerer_register (SIPGO_REGISTERER (self->object), NULL, NULL, note_register, &self->outcome);
  await (self);
}

static void
registerer_refreshes (Scene *self)
{
  registerer_registered (self);
  fall_silent (self);
  sipgo_registerer_register (SIPGO_REGISTERER (self->object), NULL, NULL, note_register, &self->outcome);
  play (self, 100);
}

static void
registerer_unregisters (Scene *self)
{
  registerer_registered (self);
  self->begun = TRUE;
  sipgo_registerer_unregister (SIPGO_REGISTERER (self->object), NULL, NULL, note_unregister, &self->outcome);
}

static void
subscriber_unused (Scene *self)
{
  self->object = G_OBJECT (sipgo_subscriber_new (self->fixture->agent, "sip:bob@10.0.0.2:5060", "presence", NULL));
}

static void
subscriber_subscribes (Scene *self)
{
  subscriber_unused (self);
  fall_silent (self);
  sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &self->outcome);
  play (self, 100);
}

static void
subscriber_waits_for_notification (Scene *self)
{
  subscriber_unused (self);
  fall_silent (self);
  sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &self->outcome);
  peer_reply (self->fixture->peer, peer_expect (self->fixture->peer, "SUBSCRIBE"),
              "200 OK\n" PEER_CONTACT "Expires: 600");
  play (self, 100);
}

static void
subscriber_subscribed (Scene *self)
{
  subscriber_unused (self);
  sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &self->outcome);
  await (self);
}

static void
subscriber_refreshes (Scene *self)
{
  subscriber_subscribed (self);
  fall_silent (self);
  sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &self->outcome);
  play (self, 100);
}

static void
subscriber_unsubscribes (Scene *self)
{
  subscriber_subscribed (self);
  self->begun = TRUE;
  sipgo_subscriber_unsubscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_unsubscribe, &self->outcome);
}

static void
publish (Scene *self)
{
  g_autoptr (SipgoBody) body = sipgo_body_new ("text/plain", "here");

  sipgo_publisher_publish (SIPGO_PUBLISHER (self->object), body, NULL, NULL, note_publish, &self->outcome);
}

static void
publisher_unused (Scene *self)
{
  self->object = G_OBJECT (sipgo_publisher_new (self->fixture->agent, "sip:alice@10.0.0.2:5060", "presence", NULL));
}

static void
publisher_publishes (Scene *self)
{
  publisher_unused (self);
  fall_silent (self);
  publish (self);
  play (self, 100);
}

static void
publisher_published (Scene *self)
{
  publisher_unused (self);
  publish (self);
  await (self);
}

/* Waiting for its own refresh, which gets no response. */
static void
publisher_waits_its_turn (Scene *self)
{
  publisher_published (self);
  self->silent = TRUE;
  peer_expect (self->fixture->peer, "PUBLISH");
  self->begun = TRUE;
  publish (self);
  play (self, 100);
}

static void
publisher_unpublishes (Scene *self)
{
  publisher_published (self);
  self->begun = TRUE;
  sipgo_publisher_unpublish (SIPGO_PUBLISHER (self->object), NULL, NULL, note_unpublish, &self->outcome);
}

static void
messager_unused (Scene *self)
{
  self->object = G_OBJECT (sipgo_messager_new (self->fixture->agent, "sip:bob@10.0.0.2:5060", NULL));
}

static void
messager_writes (Scene *self)
{
  messager_unused (self);
  fall_silent (self);
  sipgo_messager_message (SIPGO_MESSAGER (self->object), NULL, NULL, note_messager, &self->outcome);
  play (self, 100);
}

static void
take (SipgoUserAgent *agent, SipgoNotifier *notifier, SipgoNotifier **taken)
{
  sipgo_notifier_defer (notifier, NULL);
  g_set_object (taken, notifier);
}

static void
notifier_undecided (Scene *self)
{
  gulong handler = g_signal_connect (self->fixture->agent, "subscription", G_CALLBACK (take), &self->object);

  peer_send (self->fixture->peer, "SUBSCRIBE\n" PEER_CONTACT "Event: presence\nExpires: 600");
  run_for (self->fixture->environment, 10);
  g_signal_handler_disconnect (self->fixture->agent, handler);
  g_assert_nonnull (self->object);
}

static void
notifier_accepted (Scene *self)
{
  notifier_undecided (self);
  g_assert_true (sipgo_notifier_accept (SIPGO_NOTIFIER (self->object), NULL, NULL));
  play (self, 500);
}

/* One NOTIFY is sent, another one waits for it. */
static void
notifier_notifies (Scene *self)
{
  notifier_accepted (self);
  fall_silent (self);
  sipgo_notifier_send_notification (SIPGO_NOTIFIER (self->object), NULL, NULL, NULL, NULL);
  sipgo_notifier_send_notification (SIPGO_NOTIFIER (self->object), NULL, NULL, note_notification, &self->outcome);
  play (self, 100);
}

/* --- the ways to end ---------------------------------------------------------------------------------------------- */

static void
end_by_itself (Scene *self, Outcome *ended)
{
  if (SIPGO_IS_REGISTERER (self->object))
    sipgo_registerer_end (SIPGO_REGISTERER (self->object), NULL, note_registerer_end, ended);
  else if (SIPGO_IS_SUBSCRIBER (self->object))
    sipgo_subscriber_unsubscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_unsubscribe, ended);
  else if (SIPGO_IS_PUBLISHER (self->object))
    sipgo_publisher_unpublish (SIPGO_PUBLISHER (self->object), NULL, NULL, note_unpublish, ended);
  else if (SIPGO_IS_NOTIFIER (self->object))
    sipgo_notifier_terminate (SIPGO_NOTIFIER (self->object), NULL, 0, NULL);
  ended->done |= SIPGO_IS_NOTIFIER (self->object) || SIPGO_IS_MESSAGER (self->object);
}

static void
begin_to_end (Scene *self, Ending ending, Outcome *ended)
{
  switch (ending)
    {
    case RUDE_STOP:
      sipgo_user_agent_set_graceful_shutdown (self->fixture->agent, FALSE);
      sipgo_user_agent_stop (self->fixture->agent, NULL, note_stop, ended);
      break;
    case STOP:
      sipgo_user_agent_stop (self->fixture->agent, NULL, note_stop, ended);
      break;
    case DISPOSE:
      g_object_run_dispose (self->object);
      ended->done = TRUE;
      break;
    case LET_GO:
      g_clear_object (&self->object);
      ended->done = TRUE;
      break;
    case END:
    default:
      end_by_itself (self, ended);
    }
}

/* A method of an object that has ended fails, and does nothing. */
static void
assert_over (Scene *self)
{
  g_auto (Outcome) late = { FALSE };

  if (SIPGO_IS_REGISTERER (self->object))
    sipgo_registerer_register (SIPGO_REGISTERER (self->object), NULL, NULL, note_register, &late);
  else if (SIPGO_IS_SUBSCRIBER (self->object))
    sipgo_subscriber_subscribe (SIPGO_SUBSCRIBER (self->object), NULL, NULL, note_subscribe, &late);
  else if (SIPGO_IS_PUBLISHER (self->object))
    sipgo_publisher_publish (SIPGO_PUBLISHER (self->object), NULL, NULL, NULL, note_publish, &late);
  else if (SIPGO_IS_NOTIFIER (self->object))
    sipgo_notifier_send_notification (SIPGO_NOTIFIER (self->object), NULL, NULL, note_notification, &late);
  else
    sipgo_messager_message (SIPGO_MESSAGER (self->object), NULL, NULL, note_messager, &late);
  WAIT_ERROR (self->fixture, &late, SIPGO_ERROR, SIPGO_ERROR_STATE);
}

static void
end_scene (Scene *self, Ending ending, gboolean has_something)
{
  g_auto (Outcome) ended = { FALSE };

  self->n_goodbyes = 0;
  begin_to_end (self, ending, &ended);
  play (self, 70000);
  g_assert_true (ended.done);
  g_assert_cmpint (self->outcome.done, ==, self->begun);
  if (ending == STOP && has_something)
    g_assert_cmpuint (self->n_goodbyes, >, 0);
  if (ending == STOP || ending == RUDE_STOP || ending == DISPOSE)
    assert_over (self);
}

typedef struct
{
  const char *name;
  void (*set) (Scene *self);
  gboolean has_something;           /* state at the peer that a stop removes */
} State;

static const State states[] = {
  { "registerer/unused", registerer_unused, FALSE },
  { "registerer/registers", registerer_registers, FALSE },
  { "registerer/registered", registerer_registered, TRUE },
  { "registerer/refreshes", registerer_refreshes, FALSE },
  { "registerer/unregisters", registerer_unregisters, TRUE },
  { "subscriber/unused", subscriber_unused, FALSE },
  { "subscriber/subscribes", subscriber_subscribes, FALSE },
  { "subscriber/waits-for-notification", subscriber_waits_for_notification, FALSE },
  { "subscriber/subscribed", subscriber_subscribed, TRUE },
  { "subscriber/refreshes", subscriber_refreshes, TRUE },
  { "subscriber/unsubscribes", subscriber_unsubscribes, TRUE },
  { "publisher/unused", publisher_unused, FALSE },
  { "publisher/publishes", publisher_publishes, FALSE },
  { "publisher/published", publisher_published, TRUE },
  { "publisher/waits-its-turn", publisher_waits_its_turn, FALSE },
  { "publisher/unpublishes", publisher_unpublishes, TRUE },
  { "messager/unused", messager_unused, FALSE },
  { "messager/writes", messager_writes, FALSE },
  { "notifier/undecided", notifier_undecided, FALSE },
  { "notifier/accepted", notifier_accepted, FALSE },
  { "notifier/notifies", notifier_notifies, FALSE },
};

static void
test_state (Fixture *fixture, gconstpointer data)
{
  const State *state = data;
  Ending ending;

  for (ending = STOP; ending < N_ENDINGS; ending++)
    {
      Scene scene = { .fixture = fixture };

      g_test_message ("%s", ending_names[ending]);
      state->set (&scene);
      end_scene (&scene, ending, state->has_something);
      g_clear_object (&scene.object);
      /* Each case has its own agent. */
      fixture_tear_down (fixture, NULL);
      outcome_clear (&scene.outcome);
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
      g_autofree char *path = g_strconcat ("/client-endings/", states[i].name, NULL);

      g_test_add (path, Fixture, &states[i], fixture_set_up, test_state, fixture_tear_down);
    }
  return g_test_run ();
}

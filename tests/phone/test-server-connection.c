/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the server of an agent can be reached, without a session manager. */
#include "libsipgo/phone/sipgo-server-connection-private.h"
#include "tests/util/ua-util.h"

#define OWNER_TYPE (owner_get_type ())
G_DECLARE_FINAL_TYPE (Owner, owner, OWNER, OBJECT, GObject)

struct _Owner
{
  GObject parent_instance;
  SipgoServerConnection server;
  GString *log;                    /* up, down (disconnected by us), lost (with an error) */
  gboolean is_dropped;             /* its owner drops it when the server is reachable */
};

G_DEFINE_FINAL_TYPE (Owner, owner, G_TYPE_OBJECT)

static void
owner_dispose (GObject *object)
{
  Owner *self = OWNER_OBJECT (object);

  sipgo_server_connection_clear (&self->server);
  G_OBJECT_CLASS (owner_parent_class)->dispose (object);
}

static void
owner_finalize (GObject *object)
{
  g_string_free (OWNER_OBJECT (object)->log, TRUE);
  G_OBJECT_CLASS (owner_parent_class)->finalize (object);
}

static void
owner_class_init (OwnerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = owner_dispose;
  G_OBJECT_CLASS (klass)->finalize = owner_finalize;
}

static void
owner_init (Owner *self)
{
  self->log = g_string_new (NULL);
}

static void
changed (GObject *object, const GError *error)
{
  Owner *self = OWNER_OBJECT (object);

  g_string_append (self->log, self->server.is_up ? "up " : error ? "lost " : "down ");
  if (self->is_dropped)
    g_object_run_dispose (object);
}

static Owner *
owner_new (Fixture *fixture, guint interval)
{
  Owner *self = g_object_new (OWNER_TYPE, NULL);

  self->server.ping.interval = interval;
  self->server.ping.uri = g_strdup ("sip:10.0.0.2:5060");
  sipgo_server_connection_init (&self->server, fixture->agent, G_OBJECT (self), changed);
  return self;
}

#define assert_told(self, words) \
  G_STMT_START { g_assert_cmpstr ((self)->log->str, ==, words); g_string_truncate ((self)->log, 0); } G_STMT_END

static void
stop (Fixture *fixture)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &outcome);
  WAIT_OK (fixture, &outcome);
}

static void
start (Fixture *fixture)
{
  g_auto (Outcome) outcome = { FALSE };

  sipgo_user_agent_start (fixture->agent, NULL, note_start, &outcome);
  WAIT_OK (fixture, &outcome);
}

static void
test_agent (Fixture *fixture, gconstpointer data)
{
  Owner *owner = owner_new (fixture, 0);

  g_assert_true (owner->server.is_up);
  assert_told (owner, "");
  stop (fixture);
  g_assert_false (owner->server.is_up);
  assert_told (owner, "down ");
  start (fixture);
  g_assert_true (owner->server.is_up);
  assert_told (owner, "up ");
  peer_expect_nothing (fixture->peer, 60000);
  g_assert_finalize_object (owner);
}

static void
test_pings (Fixture *fixture, gconstpointer data)
{
  Owner *owner = owner_new (fixture, 30);

  peer_expect_nothing (fixture->peer, 29900);
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "503 Service Unavailable");
  peer_expect_nothing (fixture->peer, 29900);
  g_assert_false (owner->server.is_up);
  assert_told (owner, "lost ");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  run_for (fixture->environment, 10);
  assert_told (owner, "up ");
  /* A failure ends with the stop of the agent, and its start begins the pings again. */
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "503 Service Unavailable");
  run_for (fixture->environment, 10);
  stop (fixture);
  start (fixture);
  assert_told (owner, "lost up ");
  peer_reply (fixture->peer, peer_expect (fixture->peer, "OPTIONS"), "200 OK");
  run_for (fixture->environment, 10);
  g_assert_finalize_object (owner);
}

/* An owner that is disposed of within a callback gets no more callbacks, and no OPTIONS is sent. */
static void
test_dropped_when_told (Fixture *fixture, gconstpointer data)
{
  Owner *owner = owner_new (fixture, 30);

  stop (fixture);
  owner->is_dropped = TRUE;
  start (fixture);
  assert_told (owner, "down up ");
  peer_expect_nothing (fixture->peer, 60000);
  stop (fixture);
  assert_told (owner, "");
  g_assert_finalize_object (owner);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/phone/server-connection/agent", test_agent);
  ADD ("/phone/server-connection/pings", test_pings);
  ADD ("/phone/server-connection/dropped-when-told", test_dropped_when_told);
  return g_test_run ();
}

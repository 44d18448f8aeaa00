/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An agent that checks passwords (RFC 3261 section 22): registrations and calls of other agents, in virtual time, and
 * of a scripted peer. */
#include "tests/util/ua-util.h"

#include "libsipgo/agent/sipgo-authenticator.h"
#include "libsipgo/agent/sipgo-credentials-request.h"
#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/registration/sipgo-registered-contact.h"

#include <string.h>

#define REGISTER "REGISTER sip:10.0.0.1\nTo: <sip:bob@10.0.0.1>\nContact: <sip:bob@10.0.0.2>"

/* The server: the fixture's agent, which knows all users but one. */
typedef struct
{
  Fixture *fixture;
  SipgoUserAgent *client;
  const char *registrar;            /* of the client */
  SipgoCredentialsRequest *asked;   /* the last one */
  guint n_asked;
  gboolean defers;
  gboolean stops;
  GPtrArray *all;                   /* SipgoCredentialsRequest: all of them */
  guint n_accepted;                 /* REGISTER that the handler has accepted */
  char *accepted;                   /* the user name of the last one */
  Outcome outcome;
} Scene;

static SipgoAuthenticator *
authenticator_of (Fixture *fixture)
{
  return sipgo_user_agent_get_authenticator (fixture->agent);
}

static SipgoLimits *
limits_of (Fixture *fixture)
{
  return sipgo_user_agent_get_limits (fixture->agent);
}

static void
provide (SipgoCredentialsRequest *request)
{
  const char *username = sipgo_credentials_request_get_username (request);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new (username, "secret");

  g_assert_cmpstr (sipgo_credentials_request_get_realm (request), ==, "home");
  if (!g_str_equal (username, "mallory"))
    g_assert_true (sipgo_credentials_request_provide (request, credentials, NULL));
  else
    g_assert_true (sipgo_credentials_request_refuse (request, NULL));
}

static void
on_needed (SipgoAuthenticator *authenticator, SipgoCredentialsRequest *request, Scene *scene)
{
  scene->n_asked++;
  g_set_object (&scene->asked, request);
  g_ptr_array_add (scene->all, g_object_ref (request));
  if (scene->stops)
    sipgo_user_agent_stop (scene->fixture->agent, NULL, NULL, NULL);
  if (scene->defers)
    g_assert_true (sipgo_credentials_request_defer (request, NULL));
  else
    provide (request);
}

static void
accept_contact (SipgoUserAgent *agent, SipgoRegisteredContact *contact, Scene *scene)
{
  SipgoIncomingRequest *request = sipgo_registered_contact_get_request (contact);

  scene->n_accepted++;
  g_free (scene->accepted);
  scene->accepted = g_strdup (sipgo_incoming_request_get_authenticated_username (request));
  sipgo_registered_contact_accept (contact, NULL, NULL);
}

static void
scene_open (Scene *self, Fixture *fixture, SipgoChallenges challenges)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@10.0.0.1", NULL);

  *self = (Scene) { .fixture = fixture, .registrar = "sip:10.0.0.1",
                    .all = g_ptr_array_new_with_free_func (g_object_unref) };
  sipgo_authenticator_set_challenges (authenticator_of (fixture), challenges);
  sipgo_authenticator_set_realm (authenticator_of (fixture), "home");
  g_signal_connect (authenticator_of (fixture), "credentials-needed", G_CALLBACK (on_needed), self);
  g_signal_connect (fixture->agent, "register-received", G_CALLBACK (accept_contact), self);
  self->client = fixture_new_agent (fixture, "udp:10.0.0.3:5060");
  sipgo_user_agent_set_uri (self->client, uri);
}

static void
scene_close (Scene *self)
{
  /* It may still unregister, for which the server asks us once more. */
  self->defers = self->stops = FALSE;
  fixture_tear_down_agent (self->fixture, self->client);
  g_signal_handlers_disconnect_by_data (authenticator_of (self->fixture), self);
  g_signal_handlers_disconnect_by_data (self->fixture->agent, self);
  g_clear_object (&self->asked);
  g_ptr_array_unref (self->all);
  g_free (self->accepted);
  outcome_clear (&self->outcome);
}

static void
set_password (Scene *self, const char *username, const char *password)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new (username, password);

  sipgo_user_agent_set_credentials (self->client, credentials);
}

static SipgoRegisterer *
begin_register (Scene *self)
{
  SipgoRegisterer *registerer = sipgo_registerer_new (self->client);
  g_autoptr (SipgoUri) registrar = sipgo_uri_parse (self->registrar, NULL);

  sipgo_registerer_set_registrar (registerer, registrar);
  outcome_clear (&self->outcome);
  self->outcome.done = FALSE;
  sipgo_registerer_register (registerer, NULL, NULL, note_register, &self->outcome);
  return registerer;
}

static void
register_once (Scene *self)
{
  g_autoptr (SipgoRegisterer) registerer = begin_register (self);

  RUN_UNTIL (self->fixture->environment, self->outcome.done);
}

/* The client calls the agent. */
static SipgoInviter *
call (Scene *self)
{
  SipgoInviter *inviter = sipgo_inviter_new (self->client, "sip:bob@10.0.0.1", NULL);

  sipgo_inviter_invite (inviter, NULL, NULL, note_invite, &self->outcome);
  return inviter;
}

static guint
count_registered (Scene *self)
{
  return g_list_model_get_n_items (sipgo_user_agent_get_registered_contacts (self->fixture->agent));
}

static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_no_error (scene.outcome.error);
  g_assert_cmpuint (count_registered (&scene), ==, 1);
  g_assert_cmpstr (sipgo_credentials_request_get_method (scene.asked), ==, "REGISTER");
  g_assert_cmpstr (scene.accepted, ==, "alice");
  /* Refreshes go on with the nonce, and with a new one when it has expired. */
  fixture_wait (fixture, 3600 * 1000);
  g_assert_cmpuint (count_registered (&scene), ==, 1);
  g_assert_cmpuint (sipgo_limits_get_failed_authentications (limits_of (fixture)), ==, 0);
  scene_close (&scene);
}

/* A wrong password and an unknown user get the same answer. The second request begins with the nonce of the first one,
 * which may have expired for all the client knows, so it tries a new one. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const char *const users[] = { "alice", "mallory" };
  const guint n_failed[] = { 1, 3 };
  Scene scene;
  guint i;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  for (i = 0; i < G_N_ELEMENTS (users); i++)
    {
      set_password (&scene, users[i], "guess");
      register_once (&scene);
      g_assert_error (scene.outcome.error, SIPGO_STATUS, 401);
      g_assert_cmpuint (sipgo_limits_get_failed_authentications (limits_of (fixture)), ==, n_failed[i]);
    }
  g_assert_cmpuint (count_registered (&scene), ==, 0);
  scene_close (&scene);
}

/* A user cannot register the address of another one. */
static void
test_identity (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:bob@10.0.0.1", NULL);
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  sipgo_user_agent_set_uri (scene.client, uri);
  register_once (&scene);
  g_assert_error (scene.outcome.error, SIPGO_STATUS, 403);
  sipgo_authenticator_set_allow_any_identity (authenticator_of (fixture), TRUE);
  register_once (&scene);
  g_assert_no_error (scene.outcome.error);
  scene_close (&scene);
}

/* When users may have any address, a refresh by another user is not taken for one of the first. */
static void
test_other_user (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  sipgo_authenticator_set_allow_any_identity (authenticator_of (fixture), TRUE);
  set_password (&scene, "alice", "secret");
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  /* The first REGISTER and its refreshes are one for the application. */
  fixture_wait (fixture, 3600 * 1000);
  g_assert_cmpuint (scene.n_accepted, ==, 1);
  set_password (&scene, "carol", "secret");
  fixture_wait (fixture, 3600 * 1000);
  g_assert_cmpuint (scene.n_accepted, ==, 2);
  g_assert_cmpstr (scene.accepted, ==, "carol");
  scene_close (&scene);
}

/* The user name may be the whole address, whose host is in any case (19.1.4). */
static void
test_whole_address (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    const char *to;
    const char *username;
    guint status;
  } cases[] = {
    { "sip:alice@Home.example", "alice@home.EXAMPLE", 0 }, { "sip:alice@home.example", "alice", 0 },
    { "sip:alice@home.example", "alice@away.example", 403 },
    { "sip:alice@home.example", "alice@", 403 }, { "sip:alice@home.example", "alic", 403 },
    { "sip:alice@home.example", "Alice", 403 }, { "sip:home.example", "home.example", 403 },
  };
  Scene scene;
  guint i;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (cases[i].to, NULL);

      g_test_message ("%s of %s", cases[i].username, cases[i].to);
      sipgo_user_agent_set_uri (scene.client, uri);
      set_password (&scene, cases[i].username, "secret");
      register_once (&scene);
      if (cases[i].status == 0)
        g_assert_no_error (scene.outcome.error);
      else
        g_assert_error (scene.outcome.error, SIPGO_STATUS, (gint) cases[i].status);
    }
  scene_close (&scene);
}

static void
test_deferred (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (GError) error = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  fixture_wait (fixture, 5000);
  g_assert_false (scene.outcome.done);
  provide (scene.asked);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_no_error (scene.outcome.error);
  g_assert_false (sipgo_credentials_request_refuse (scene.asked, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  scene_close (&scene);
}

/* proceed () without credentials is a refusal; no decision at all is 503. */
static void
test_undecided (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (SipgoRegisterer) other = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  g_assert_true (sipgo_credentials_request_proceed (scene.asked, NULL));
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_error (scene.outcome.error, SIPGO_STATUS, 401);
  other = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_error (scene.outcome.error, SIPGO_STATUS, 503);
  g_assert_cmpuint (sipgo_limits_get_failed_authentications (limits_of (fixture)), ==, 1);
  scene_close (&scene);
}

static void
test_wrong_user (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (SipgoCredentials) bob = sipgo_credentials_new ("bob", "secret");
  g_autoptr (SipgoCredentials) away = sipgo_credentials_new_for_realm ("alice", "secret", "away");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) another = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  g_assert_false (sipgo_credentials_request_provide (scene.asked, bob, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  g_assert_false (sipgo_credentials_request_provide (scene.asked, away, &another));
  g_assert_error (another, SIPGO_ERROR, SIPGO_ERROR_INVALID);
  provide (scene.asked);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_no_error (scene.outcome.error);
  scene_close (&scene);
}

/* The connection of the request is gone when its password is found. */
static void
test_connection_lost (Fixture *fixture, gconstpointer data)
{
  const char *const listen[] = { "udp:10.0.0.1:5060", "tcp:10.0.0.1:5060", NULL };
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (Outcome) stopped = { FALSE }, started = { FALSE };
  Scene scene;

  sipgo_user_agent_stop (fixture->agent, NULL, note_stop, &stopped);
  WAIT_OK (fixture, &stopped);
  sipgo_user_agent_set_listen (fixture->agent, listen);
  sipgo_user_agent_start (fixture->agent, NULL, note_start, &started);
  WAIT_OK (fixture, &started);
  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  scene.registrar = "sip:10.0.0.1;transport=tcp";
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  sipgo_simulated_network_cut (fixture->network);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_nonnull (scene.outcome.error);
  g_assert_false (sipgo_credentials_request_refuse (scene.asked, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  g_assert_cmpuint (scene.n_accepted, ==, 0);
  scene_close (&scene);
}

/* An agent that stops while a handler still looks for the password answers the request. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoRegisterer) registerer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoCredentials) alice = sipgo_credentials_new ("alice", "secret");
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  registerer = begin_register (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  sipgo_user_agent_stop (fixture->agent, NULL, NULL, NULL);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_error (scene.outcome.error, SIPGO_STATUS, 503);
  g_assert_false (sipgo_credentials_request_provide (scene.asked, alice, &error));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_STATE);
  scene_close (&scene);
}

/* A handler that stops the agent, and decides all the same: nothing is begun any more. */
static void
test_stopped_by_handler (Fixture *fixture, gconstpointer data)
{
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  set_password (&scene, "alice", "secret");
  scene.stops = TRUE;
  register_once (&scene);
  g_assert_error (scene.outcome.error, SIPGO_STATUS, 503);
  g_assert_cmpuint (scene.n_accepted, ==, 0);
  scene_close (&scene);
}

static void
test_invite (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_ALL);
  set_password (&scene, "alice", "secret");
  inviter = call (&scene);
  RUN_UNTIL (fixture->environment, fixture->invitation);
  sipgo_invitation_accept (fixture->invitation, NULL, NULL, NULL, NULL);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_no_error (scene.outcome.error);
  g_assert_cmpuint (scene.n_asked, ==, 1);
  sipgo_session_bye (SIPGO_SESSION (inviter), NULL, NULL, NULL, NULL);
  fixture_wait (fixture, 100);
  /* The BYE is in the dialog, and is not challenged. */
  g_assert_cmpuint (scene.n_asked, ==, 1);
  scene_close (&scene);
}

/* A call whose password nobody finds: the caller waits a minute. */
static void
test_invite_undecided (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_ALL);
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  inviter = call (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  fixture_wait (fixture, 59000);
  g_assert_false (scene.outcome.done);
  RUN_UNTIL (fixture->environment, scene.outcome.done);
  g_assert_error (scene.outcome.error, SIPGO_STATUS, 503);
  g_assert_null (fixture->invitation);
  scene_close (&scene);
}

/* A call that the caller gives up while its password is looked for. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SipgoInviter) inviter = NULL;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_ALL);
  set_password (&scene, "alice", "secret");
  scene.defers = TRUE;
  inviter = call (&scene);
  RUN_UNTIL (fixture->environment, scene.asked);
  fixture_wait (fixture, 1000);
  sipgo_inviter_cancel (inviter, NULL, NULL, NULL, NULL);
  fixture_wait (fixture, 1000);
  g_assert_cmpint (sipgo_session_get_state (SIPGO_SESSION (inviter)), ==, SIPGO_SESSION_STATE_TERMINATED);
  g_assert_false (sipgo_credentials_request_refuse (scene.asked, NULL));
  g_assert_null (fixture->invitation);
  scene_close (&scene);
}

/* --- a scripted peer ---------------------------------------------------------------------------------------------- */

static SipgoMessage *
next_response (Fixture *fixture)
{
  RUN_UNTIL (fixture->environment, fixture->peer->next < fixture->peer->received->len);
  return ((PeerMessage *) g_ptr_array_index (fixture->peer->received, fixture->peer->next++))->message;
}

static SipgoMessage *
send_register (Fixture *fixture, const char *authorization)
{
  peer_send (fixture->peer, REGISTER "%s%s", authorization ? "\nAuthorization: " : "",
             authorization ? authorization : "");
  return next_response (fixture);
}

static char *
read_nonce (SipgoMessage *response)
{
  g_autofree char *value = sipgo_message_get_header (response, "WWW-Authenticate");
  const char *start = strstr (value, "nonce=\"") + strlen ("nonce=\"");

  return g_strndup (start, strchr (start, '"') - start);
}

static char *
write_authorization (const char *nonce, const char *uri, const char *response)
{
  return g_strdup_printf ("Digest username=\"bob\", realm=\"home\", nonce=\"%s\", uri=\"%s\", response=\"%s\", "
                          "qop=auth, cnonce=\"c\", nc=00000001", nonce, uri, response);
}

#define assert_status(response, status) g_assert_cmpuint (sipgo_message_get_status_code (response), ==, status)

static gboolean
is_stale (SipgoMessage *response)
{
  g_autofree char *value = sipgo_message_get_header (response, "WWW-Authenticate");

  return strstr (value, "stale=true") != NULL;
}

/* RFC 8760 2.4: one header field for each algorithm, the preferred one first. */
static void
test_challenge (Fixture *fixture, gconstpointer data)
{
  const char *const both[] = { "SHA-256", "MD5", NULL };
  const char *const only[] = { "SHA-512-256", NULL };
  g_auto (GStrv) values = NULL;
  g_autofree char *value = NULL;
  SipgoMessage *response;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  response = send_register (fixture, NULL);
  assert_status (response, 401);
  value = sipgo_message_get_header (response, "WWW-Authenticate");
  g_assert_nonnull (strstr (value, "algorithm=MD5, qop=\"auth\""));
  g_assert_cmpuint (sipgo_message_count (response, SIPGO_HEADER_WWW_AUTHENTICATE), ==, 1);
  g_clear_pointer (&value, g_free);
  sipgo_authenticator_set_algorithms (authenticator_of (fixture), both);
  response = send_register (fixture, NULL);
  assert_status (response, 401);
  values = sipgo_message_get_header_values (response, "WWW-Authenticate");
  g_assert_nonnull (strstr (values[0], "algorithm=SHA-256, qop=\"auth\""));
  g_assert_nonnull (strstr (values[1], "algorithm=MD5, qop=\"auth\""));
  g_assert_false (is_stale (response));
  sipgo_authenticator_set_algorithms (authenticator_of (fixture), only);
  value = sipgo_message_get_header (send_register (fixture, NULL), "WWW-Authenticate");
  g_assert_nonnull (strstr (value, "algorithm=SHA-512-256"));
  g_assert_cmpuint (scene.n_asked, ==, 0);
  scene_close (&scene);
}

/* A nonce that is not ours, or not any more, asks for no password; an algorithm that is not offered is not taken. */
static void
test_nonces (Fixture *fixture, gconstpointer data)
{
  const char *const only[] = { "SHA-256", NULL };
  g_autofree char *foreign = write_authorization ("abc", "sip:10.0.0.1", "0");
  g_autofree char *nonce = NULL;
  g_autofree char *expired = NULL;
  g_autofree char *elsewhere = NULL;
  SipgoMessage *response;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  response = send_register (fixture, foreign);
  assert_status (response, 401);
  g_assert_true (is_stale (response));
  nonce = read_nonce (response);
  elsewhere = write_authorization (nonce, "sip:10.0.0.9", "0");
  assert_status (send_register (fixture, elsewhere), 400);
  expired = write_authorization (nonce, "sip:10.0.0.1", "0");
  sipgo_authenticator_set_algorithms (authenticator_of (fixture), only);
  response = send_register (fixture, expired);
  assert_status (response, 401);
  g_assert_false (is_stale (response));
  g_assert_cmpuint (scene.n_asked, ==, 0);
  sipgo_authenticator_set_algorithms (authenticator_of (fixture), (const char *[]) { "MD5", NULL });
  sipgo_authenticator_set_nonce_lifetime (authenticator_of (fixture), 10);
  run_for (fixture->environment, 11000);
  response = send_register (fixture, expired);
  g_assert_true (is_stale (response));
  g_assert_cmpuint (scene.n_asked, ==, 0);
  scene_close (&scene);
}

/* Guessing is slow: after a number of wrong passwords none of the source is checked for the rest of the minute. */
static void
test_guessing (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  SipgoMessage *response;
  Scene scene;
  guint i;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  sipgo_limits_set_max_failed_authentications (limits, 3);
  response = send_register (fixture, NULL);
  for (i = 0; i < 3; i++)
    {
      g_autofree char *nonce = read_nonce (response);
      g_autofree char *guess = write_authorization (nonce, "sip:10.0.0.1", "0");

      response = send_register (fixture, guess);
      assert_status (response, 401);
    }
  {
    g_autofree char *nonce = read_nonce (response);
    g_autofree char *guess = write_authorization (nonce, "sip:10.0.0.1", "0");

    response = send_register (fixture, guess);
    assert_status (response, 503);
    g_assert_cmpuint (scene.n_asked, ==, 3);
    g_assert_cmpuint (sipgo_limits_get_failed_authentications (limits), ==, 3);
    g_assert_cmpuint (sipgo_limits_get_refused_unauthenticated_requests (limits), ==, 1);
    /* Others are not affected. */
    set_password (&scene, "alice", "secret");
    register_once (&scene);
    g_assert_no_error (scene.outcome.error);
    run_for (fixture->environment, 60000);
    assert_status (send_register (fixture, guess), 401);
  }
  scene_close (&scene);
}

/* Guesses that wait for the same decision at the same time are not more than those one after the other. */
static void
test_guessing_at_once (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  guint n_checked = 0, n_refused = 0, i;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  sipgo_limits_set_max_failed_authentications (limits, 3);
  scene.defers = TRUE;
  for (i = 0; i < 8; i++)
    {
      g_autofree char *nonce = read_nonce (send_register (fixture, NULL));
      g_autofree char *guess = write_authorization (nonce, "sip:10.0.0.1", "0");

      peer_send (fixture->peer, REGISTER "\nAuthorization: %s", guess);
      RUN_UNTIL (fixture->environment, scene.all->len > i);
    }
  for (i = 0; i < 8; i++)
    provide (scene.all->pdata[i]);
  for (i = 0; i < 8; i++)
    {
      guint status = sipgo_message_get_status_code (next_response (fixture));

      n_checked += status == 401;
      n_refused += status == 503;
    }
  g_assert_cmpuint (n_checked, ==, 3);
  g_assert_cmpuint (n_refused, ==, 5);
  g_assert_cmpuint (sipgo_limits_get_failed_authentications (limits), ==, 3);
  scene_close (&scene);
}

static void
look_for_secrets (SipgoLoggerFactory *factory, SipgoLogLevel level, const char *category, const char *label,
                  const char *content, guint *n_lines)
{
  ++*n_lines;
  g_assert_null (strstr (content, "secret"));
  g_assert_null (strstr (content, "0123456789abcdef"));
  /* Somebody may have written the password into the field of the name; the wire log shows messages as they are. */
  g_assert_true (!strstr (content, "passw0rd") || strstr (content, "username=\"passw0rd\""));
}

/* Every log line, at every level: neither passwords, nor what a password can be guessed from. */
static void
test_log_without_secrets (Fixture *fixture, gconstpointer data)
{
  SipgoLoggerFactory *factory = sipgo_user_agent_get_logger_factory (fixture->agent);
  g_autofree char *nonce = NULL;
  g_autofree char *guess = NULL;
  guint n_lines = 0;
  Scene scene;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  sipgo_logger_factory_set_level (factory, SIPGO_LOG_LEVEL_DEBUG);
  g_signal_connect (factory, "logged", G_CALLBACK (look_for_secrets), &n_lines);
  nonce = read_nonce (send_register (fixture, NULL));
  guess = g_strdup_printf ("Digest username=\"passw0rd\", realm=\"home\", nonce=\"%s\", uri=\"sip:10.0.0.1\", "
                           "response=\"0123456789abcdef0123456789abcdef\"", nonce);
  assert_status (send_register (fixture, guess), 401);
  g_assert_cmpuint (n_lines, >, 4);
  g_signal_handlers_disconnect_by_data (factory, &n_lines);
  scene_close (&scene);
}

static void
test_unauthenticated (Fixture *fixture, gconstpointer data)
{
  SipgoLimits *limits = limits_of (fixture);
  Scene scene;
  guint i;

  scene_open (&scene, fixture, SIPGO_CHALLENGES_REGISTER);
  sipgo_limits_set_max_unauthenticated_requests (limits, 5);
  for (i = 0; i < 5; i++)
    assert_status (send_register (fixture, NULL), 401);
  assert_status (send_register (fixture, NULL), 503);
  g_assert_cmpuint (sipgo_limits_get_refused_unauthenticated_requests (limits), ==, 1);
  run_for (fixture->environment, 60000);
  assert_status (send_register (fixture, NULL), 401);
  scene_close (&scene);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/authenticator/register", test_register);
  ADD ("/authenticator/refused", test_refused);
  ADD ("/authenticator/identity", test_identity);
  ADD ("/authenticator/other-user", test_other_user);
  ADD ("/authenticator/whole-address", test_whole_address);
  ADD ("/authenticator/deferred", test_deferred);
  ADD ("/authenticator/undecided", test_undecided);
  ADD ("/authenticator/wrong-user", test_wrong_user);
  ADD ("/authenticator/connection-lost", test_connection_lost);
  ADD ("/authenticator/stopped", test_stopped);
  ADD ("/authenticator/stopped-by-handler", test_stopped_by_handler);
  ADD ("/authenticator/invite", test_invite);
  ADD ("/authenticator/invite-undecided", test_invite_undecided);
  ADD ("/authenticator/cancelled", test_cancelled);
  ADD ("/authenticator/challenge", test_challenge);
  ADD ("/authenticator/nonces", test_nonces);
  ADD ("/authenticator/guessing", test_guessing);
  ADD ("/authenticator/guessing-at-once", test_guessing_at_once);
  ADD ("/authenticator/log-without-secrets", test_log_without_secrets);
  ADD ("/authenticator/unauthenticated", test_unauthenticated);
  return g_test_run ();
}

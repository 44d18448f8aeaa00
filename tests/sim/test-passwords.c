/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Phones that register with a password for two hours, in virtual time, on a network that loses, repeats and reorders
 * packets, while somebody records their requests and sends them again. SIPGO_SEED=N repeats one run, SIPGO_SEEDS=N
 * makes more. */
#include "libsipgo/agent/sipgo-authenticator.h"
#include "libsipgo/agent/sipgo-credentials-request.h"
#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/registration/sipgo-registered-contact.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "tests/sim/sim-util.h"

#include <string.h>

#define N_PHONES 6
#define N_SEEDS 20
#define REGISTRAR "10.0.0.1"
/* A nonce has expired when the registration is refreshed. */
#define NONCE_LIFETIME 120
#define EXPIRES 300
#define LENGTH SIPGO_SECONDS (2 * 3600)
/* A recorded request is sent again when its transaction is over, and its nonce has not expired yet. */
#define REPLAY_DELAY SIPGO_SECONDS (80)
#define EVIL "z9hG4bKevil"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoRandom *random;
  SipgoSimulatedNetwork *network;
  SipgoUserAgent *registrar;
  SipgoUserAgent *phones[N_PHONES];
  SipgoRegisterer *registerers[N_PHONES];
  SipgoDatagramPort *port;         /* of the thief */
  GPtrArray *replays;              /* Replay */
  guint n_stale;                   /* challenges of the phones because their nonce has expired */
  guint n_sent, n_refused;         /* of the thief */
} World;

typedef struct
{
  World *world;
  SipgoTimer timer;
  SipgoAddress from;
  char *text;
} Replay;

/* A question whose answer takes some time. */
typedef struct
{
  World *world;
  SipgoTimer timer;
  SipgoCredentialsRequest *request;
} Question;

static void
nothing (gpointer user_data)
{
}

static void
run_for (World *self, gint64 time)
{
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (self->environment, &timer, time, nothing, NULL);
  while (sipgo_timer_is_running (&timer))
    sipgo_environment_step (self->environment);
}

/* --- the thief ---------------------------------------------------------------------------------------------------- */

static char *
replace (const char *text, const char *old, const char *new)
{
  const char *found = strstr (text, old);

  g_assert_nonnull (found);
  return g_strdup_printf ("%.*s%s%s", (int) (found - text), text, new, found + strlen (old));
}

/* Half of them come from the address of the phone, as over UDP anybody can send. */
static void
send_again (gpointer user_data)
{
  Replay *self = user_data;
  World *world = self->world;
  SipgoAddress own = world->port->local, to;

  sipgo_address_parse (&to, REGISTRAR, 5060);
  if (sipgo_random_below (world->random, 2) == 0)
    world->port->local = self->from;
  world->n_sent++;
  sipgo_datagram_port_send (world->port, &to, self->text, strlen (self->text), NULL);
  world->port->local = own;
}

static void
replay_free (gpointer data)
{
  Replay *self = data;

  sipgo_environment_cancel_timer (self->world->environment, &self->timer);
  g_free (self->text);
  g_free (self);
}

/* In another transaction, and for a contact of the thief. */
static void
record (World *self, const SipgoAddress *from, const char *text)
{
  g_autofree char *other = replace (text, "branch=z9hG4bK", "branch=" EVIL);
  Replay *replay = g_new0 (Replay, 1);

  replay->world = self;
  replay->from = *from;
  replay->text = replace (other, "Contact: <sip:", "Contact: <sip:thief-");
  g_ptr_array_add (self->replays, replay);
  sipgo_environment_set_timer (self->environment, &replay->timer, REPLAY_DELAY, send_again, replay);
}

static void
tap (const SipgoAddress *from, const SipgoAddress *to, GBytes *bytes, gpointer user_data)
{
  World *self = user_data;
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  gboolean is_evil = strstr (text, EVIL) != NULL;

  if (g_str_has_prefix (text, "REGISTER") && strstr (text, "Authorization: ") && !is_evil)
    {
      record (self, from, text);
    }
  else if (is_evil && g_str_has_prefix (text, "SIP/2.0"))
    {
      self->n_refused++;
      g_assert_true (g_str_has_prefix (text, "SIP/2.0 401 "));
      g_assert_nonnull (strstr (text, "stale=true"));
    }
  else if (g_str_has_prefix (text, "SIP/2.0 401 "))
    {
      self->n_stale += strstr (text, "stale=true") != NULL;
    }
}

/* --- the registrar ------------------------------------------------------------------------------------------------ */

static void
give_answer (gpointer user_data)
{
  Question *self = user_data;
  const char *username = sipgo_credentials_request_get_username (self->request);
  g_autofree char *password = g_strconcat ("secret of ", username, NULL);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new (username, password);

  /* Fails when the agent was stopped meanwhile. */
  sipgo_credentials_request_provide (self->request, credentials, NULL);
  g_object_unref (self->request);
  g_free (self);
}

static void
on_needed (SipgoAuthenticator *authenticator, SipgoCredentialsRequest *request, World *world)
{
  Question *self = g_new0 (Question, 1);

  self->world = world;
  self->request = g_object_ref (request);
  if (sipgo_random_below (world->random, 2) == 0)
    {
      give_answer (self);
      return;
    }
  g_assert_true (sipgo_credentials_request_defer (request, NULL));
  sipgo_environment_set_timer (world->environment, &self->timer, SIPGO_MS (sipgo_random_below (world->random, 2000)),
                               give_answer, self);
}

static void
on_register (SipgoUserAgent *agent, SipgoRegisteredContact *contact, gpointer user_data)
{
  SipgoUri *uri = sipgo_name_addr_get_uri (sipgo_registered_contact_get_contact (contact));
  SipgoIncomingRequest *request = sipgo_registered_contact_get_request (contact);

  g_assert_false (g_str_has_prefix (sipgo_uri_get_user (uri), "thief"));
  g_assert_cmpstr (sipgo_incoming_request_get_authenticated_username (request), ==,
                   sipgo_uri_get_user (sipgo_registered_contact_get_address_of_record (contact)));
  sipgo_registered_contact_accept (contact, NULL, NULL);
}

static void
add_registrar (World *self)
{
  SipgoAuthenticator *authenticator;

  self->registrar = start_agent (self->environment, self->network, "udp:" REGISTRAR ":5060");
  authenticator = sipgo_user_agent_get_authenticator (self->registrar);
  sipgo_authenticator_set_challenges (authenticator, SIPGO_CHALLENGES_ALL);
  sipgo_authenticator_set_nonce_lifetime (authenticator, NONCE_LIFETIME);
  g_signal_connect (authenticator, "credentials-needed", G_CALLBACK (on_needed), self);
  g_signal_connect (self->registrar, "register-received", G_CALLBACK (on_register), NULL);
}

/* --- the phones --------------------------------------------------------------------------------------------------- */

static void
add_phone (World *self, guint i)
{
  g_autofree char *address = g_strdup_printf ("udp:10.0.0.%u:5060", i + 2);
  g_autofree char *user = g_strdup_printf ("phone%u", i);
  g_autofree char *password = g_strconcat ("secret of ", user, NULL);
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new (user, password);
  g_autofree char *text = g_strconcat ("sip:", user, "@" REGISTRAR, NULL);
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (text, NULL);

  self->phones[i] = start_agent (self->environment, self->network, address);
  sipgo_user_agent_set_uri (self->phones[i], uri);
  sipgo_user_agent_set_credentials (self->phones[i], credentials);
  self->registerers[i] = sipgo_registerer_new (self->phones[i]);
  sipgo_registerer_set_expires (self->registerers[i], EXPIRES);
  run_for (self, SIPGO_MS (100));
  sipgo_registerer_register (self->registerers[i], NULL, NULL, NULL, NULL);
}

static void
assert_registered (World *self)
{
  SipgoLimits *limits = sipgo_user_agent_get_limits (self->registrar);
  guint i;

  for (i = 0; i < N_PHONES; i++)
    g_assert_cmpint (sipgo_registerer_get_state (self->registerers[i]), ==, SIPGO_REGISTERER_STATE_REGISTERED);
  g_assert_cmpuint (g_list_model_get_n_items (sipgo_user_agent_get_registered_contacts (self->registrar)), ==,
                    N_PHONES);
  g_assert_cmpuint (sipgo_limits_get_failed_authentications (limits), ==, 0);
  g_assert_cmpuint (sipgo_limits_get_refused_unauthenticated_requests (limits), ==, 0);
}

/* --- a run -------------------------------------------------------------------------------------------------------- */

static void
world_begin (World *self, guint64 seed)
{
  static const SipgoFaults faults = { .loss = 0.10, .duplication = 0.05, .delay_us = SIPGO_MS (20),
                                      .jitter_us = SIPGO_MS (60) };
  g_autoptr (SipgoNet) host = NULL;
  SipgoAddress address;
  guint i;

  *self = (World) { .environment = sipgo_environment_new_virtual (seed), .random = sipgo_random_new_seeded (seed + 1),
                    .replays = g_ptr_array_new_with_free_func (replay_free) };
  self->network = sipgo_simulated_network_new (self->environment);
  sipgo_simulated_network_set_faults (self->network, &faults);
  add_registrar (self);
  for (i = 0; i < N_PHONES; i++)
    add_phone (self, i);
  host = sipgo_simulated_network_add_host (self->network);
  sipgo_address_parse (&address, "10.0.0.99", 5060);
  self->port = sipgo_net_open_port (host, &address, NULL, NULL);
  sipgo_simulated_network_set_tap (self->network, tap, self);
}

static void
world_end (World *self)
{
  SipgoUserAgent *agents[N_PHONES + 1] = { self->registrar };
  guint i;

  sipgo_simulated_network_set_tap (self->network, NULL, NULL);
  g_ptr_array_unref (self->replays);
  memcpy (agents + 1, self->phones, sizeof self->phones);
  for (i = 0; i < G_N_ELEMENTS (agents); i++)
    sipgo_user_agent_stop (agents[i], NULL, NULL, NULL);
  while (sipgo_environment_step (self->environment));
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  for (i = 0; i < N_PHONES; i++)
    g_object_unref (self->registerers[i]);
  for (i = 0; i < G_N_ELEMENTS (agents); i++)
    g_assert_finalize_object (agents[i]);
  sipgo_datagram_port_free (self->port);
  sipgo_simulated_network_unref (self->network);
  sipgo_random_free (self->random);
  sipgo_environment_unref (self->environment);
}

static void
run (guint64 seed)
{
  World world;
  gint64 end;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  world_begin (&world, seed);
  run_for (&world, SIPGO_SECONDS (60));
  end = sipgo_environment_now (world.environment) + LENGTH;
  while (sipgo_environment_now (world.environment) < end)
    {
      assert_registered (&world);
      run_for (&world, SIPGO_SECONDS (60));
    }
  g_assert_cmpuint (world.n_stale, >=, N_PHONES * (LENGTH / SIPGO_SECONDS (EXPIRES)));
  g_assert_cmpuint (world.n_refused, >, world.n_sent / 2);
  world_end (&world);
}

static void
test_passwords (void)
{
  for_seeds (run, N_SEEDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/passwords", test_passwords);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A phone at a provider, behind a NAT, for a month in virtual time: servers die and come back, DNS fails, lies and
 * changes, the NAT restarts, the link goes down, addresses change, connections are reset, packets are lost, the
 * registrar is overloaded, and no nonce lives as long as a registration. Each minute the provider sends the phone a
 * request at each contact that it has for it. A model says from which minute on the phone has to be reachable again.
 * SIPGO_SEED=N repeats one run, SIPGO_SEEDS=N makes more. */
#include "libsipgo/agent/sipgo-authenticator.h"
#include "libsipgo/agent/sipgo-credentials-request.h"
#include "libsipgo/agent/sipgo-limits.h"
#include "libsipgo/media/sipgo-null-handler.h"
#include "libsipgo/message/sipgo-status.h"
#include "libsipgo/net/sipgo-stun-private.h"
#include "libsipgo/registration/sipgo-registered-contact.h"
#include "libsipgo/registration/sipgo-registerer.h"
#include "libsipgo/session/sipgo-invitation.h"
#include "libsipgo/session/sipgo-inviter.h"
#include "tests/sim/sim-util.h"

#include <string.h>

#define N_SEEDS 4
#define N_SERVERS 2
#define N_EVENTS 100
#define MONTH SIPGO_SECONDS (30 * 24 * 3600)
#define MINUTE SIPGO_SECONDS (60)
#define DOMAIN "provider.example.com"
#define STUN_HOST "198.51.100.3"
#define EXPIRES 300
#define NONCE_LIFETIME 120
/* A NAT forgets a flow over UDP that nothing is sent over. Keep-alives come each 15 s at the latest; with a shorter
 * time two lost ones would be a trouble that only the next refresh ends. RFC 4787 REQ-5 wants two minutes. */
#define NAT_IDLE SIPGO_SECONDS (60)
/* A request that fails takes 32 s, at each of the servers. */
#define FAILED (2 * SIPGO_SECONDS (32) + SIPGO_SECONDS (30))
/* After a failure it is tried again after a time that is not longer than the trouble was, and not longer than this. */
#define LONGEST_RETRY SIPGO_SECONDS (1800)
#define MAX_RETRY_AFTER 400

typedef struct _World World;

typedef struct
{
  World *world;
  SipgoUserAgent *agent;
  guint number;
  char *host;
  guint n_down;                    /* causes for which it is down */
  gboolean is_stopping;
} Server;

typedef enum {
  NAT_RESTARTS,
  SERVER_DIES,
  ALL_SERVERS_DIE,
  SERVER_MOVES,
  DNS_FAILS,
  DNS_LIES,
  LINK_IS_DOWN,
  ADDRESS_CHANGES,
  MACHINE_SLEEPS,
  FLOWS_ARE_RESET,
  PACKETS_ARE_LOST,
  REGISTRAR_IS_OVERLOADED,
  N_KINDS
} Kind;

static const char *const kind_names[N_KINDS] = {
  "the NAT restarts", "a server dies", "all servers die", "a server moves", "DNS fails", "DNS lies", "the link is down",
  "the address changes", "the machine sleeps", "connections are reset", "packets are lost",
  "the registrar is overloaded",
};

/* One trouble, from its beginning to its end. */
typedef struct
{
  World *world;
  SipgoTimer timer;
  Kind kind;
  guint server;
} Event;

struct _World
{
  SipgoEnvironment *environment;
  SipgoRandom *random;
  SipgoSimulatedNetwork *network;
  SipgoSimulatedDns *dns;
  SipgoSimulatedNat *nat;
  SipgoUserAgent *phone;
  SipgoNet *phone_net;
  SipgoRegisterer *registerer;
  Server servers[N_SERVERS];
  SipgoDatagramPort *stun;
  const char *transport;
  gint64 notice;                   /* until the phone notices that its registration is of no use */
  Event events[N_EVENTS];
  guint counts[N_KINDS];
  guint n_addresses, n_publics;
  guint n_dns_failing, n_dns_lying, n_link_down, n_lossy, n_overloaded;

  /* The model: between since and due nothing is asked of the phone. */
  gint64 since, due;

  SipgoTimer probe_timer;
  gint64 probed;                   /* when the present probe was sent */
  gboolean is_reached;
  guint n_probes, n_reached, n_asked_for;
  gboolean is_over;
};

static gint64
now (World *self)
{
  return sipgo_environment_now (self->environment);
}

static guint
draw (World *self, guint below)
{
  return sipgo_random_below (self->random, below);
}

static void
nothing (gpointer user_data)
{
}

static void
run_until (World *self, gint64 time)
{
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (self->environment, &timer, time - now (self), nothing, NULL);
  while (sipgo_timer_is_running (&timer))
    sipgo_environment_step (self->environment);
}

/* --- the model ---------------------------------------------------------------------------------------------------- */

static void
trouble_begins (World *self)
{
  if (self->due <= now (self))
    self->since = now (self);
  self->due = G_MAXINT64;
}

/* One of two servers is enough. */
static gboolean
has_trouble (World *self)
{
  return self->n_dns_failing > 0 || self->n_dns_lying > 0 || self->n_link_down > 0 || self->n_lossy > 0
         || self->n_overloaded > 0 || (self->servers[0].n_down > 0 && self->servers[1].n_down > 0);
}

/* The phone may have failed until now, and waits for its next attempt. */
static void
trouble_ends (World *self, gint64 extra)
{
  gint64 retry = MIN (LONGEST_RETRY, now (self) - self->since + SIPGO_SECONDS (60));

  self->due = now (self) + self->notice + FAILED + retry + extra;
}

/* --- the servers -------------------------------------------------------------------------------------------------- */

static void
on_needed (SipgoAuthenticator *authenticator, SipgoCredentialsRequest *request, World *self)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");

  sipgo_credentials_request_provide (request, credentials, NULL);
}

static void
on_register (SipgoUserAgent *agent, SipgoRegisteredContact *contact, Server *self)
{
  g_autoptr (SipgoResponseOptions) options = NULL;
  g_autofree char *line = NULL;

  if (self->world->n_overloaded == 0)
    {
      sipgo_registered_contact_accept (contact, NULL, NULL);
      return;
    }
  line = g_strdup_printf ("Retry-After: %u", 1 + draw (self->world, MAX_RETRY_AFTER));
  options = sipgo_response_options_new ();
  sipgo_response_options_set_status_code (options, 503);
  sipgo_response_options_set_extra_headers (options, (const char *const[]) { line, NULL });
  sipgo_registered_contact_reject (contact, options, NULL);
}

static void
started (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  sipgo_user_agent_start_finish (SIPGO_USER_AGENT (source), result, &error);
  g_assert_no_error (error);
}

static SipgoNet *
net_of (SipgoUserAgent *agent)
{
  return sipgo_transport_layer_get_net (sipgo_user_agent_core_get_transport (sipgo_user_agent_get_core (agent)));
}

static SipgoUserAgent *
new_agent (World *self, const char *address)
{
  SipgoUserAgent *agent = sipgo_user_agent_new_simulated (self->environment, self->network);
  g_autoptr (SipgoNullHandlerFactory) factory = sipgo_null_handler_factory_new ();

  sipgo_user_agent_set_session_description_handler_factory (agent, SIPGO_SESSION_DESCRIPTION_HANDLER_FACTORY (factory));
  sipgo_limits_set_max_trace_records (sipgo_user_agent_get_limits (agent), 0);
  sipgo_simulated_network_set_address (net_of (agent), address);
  return agent;
}

static void
server_publish (Server *self)
{
  g_autofree char *name = g_strdup_printf ("server%u.example.com", self->number);

  sipgo_simulated_dns_remove (self->world->dns, SIPGO_DNS_RECORD_TYPE_ADDRESS, name);
  sipgo_simulated_dns_add_address (self->world->dns, name, self->host);
}

static void
server_start (Server *self)
{
  g_autofree char *udp = g_strdup_printf ("udp:%s:5060", self->host);
  g_autofree char *tcp = g_strdup_printf ("tcp:%s:5060", self->host);

  if (self->n_down > 0 || self->is_stopping)
    return;
  sipgo_simulated_network_set_address (net_of (self->agent), self->host);
  sipgo_user_agent_set_listen (self->agent, (const char *const[]) { udp, tcp, NULL });
  sipgo_user_agent_start (self->agent, NULL, started, NULL);
}

static void
server_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Server *self = user_data;

  g_assert_true (sipgo_user_agent_stop_finish (SIPGO_USER_AGENT (source), result, NULL));
  self->is_stopping = FALSE;
  if (!self->world->is_over)
    server_start (self);
}

/* It forgets its bindings, like a process that crashes. */
static void
server_stop (Server *self)
{
  if (self->n_down++ > 0)
    return;
  if (self->is_stopping)
    return;
  self->is_stopping = TRUE;
  sipgo_user_agent_stop (self->agent, NULL, server_stopped, self);
}

static void
server_back (Server *self)
{
  if (--self->n_down == 0)
    server_start (self);
}

static void
add_server (World *self, guint number)
{
  Server *server = &self->servers[number];
  SipgoAuthenticator *authenticator;
  g_autofree char *name = g_strdup_printf ("server%u.example.com", number);

  server->world = self;
  server->number = number;
  server->host = g_strdup_printf ("198.51.100.%u", 10 + number);
  server->agent = new_agent (self, server->host);
  sipgo_user_agent_set_graceful_shutdown (server->agent, FALSE);
  authenticator = sipgo_user_agent_get_authenticator (server->agent);
  sipgo_authenticator_set_challenges (authenticator, SIPGO_CHALLENGES_REGISTER);
  sipgo_authenticator_set_realm (authenticator, DOMAIN);
  sipgo_authenticator_set_nonce_lifetime (authenticator, NONCE_LIFETIME);
  g_signal_connect (authenticator, "credentials-needed", G_CALLBACK (on_needed), self);
  g_signal_connect (server->agent, "register-received", G_CALLBACK (on_register), server);
  server_publish (server);
  server_start (server);
}

/* --- the name server ---------------------------------------------------------------------------------------------- */

static void
dns_update (World *self)
{
  static const SipgoDnsRecordType types[] = { SIPGO_DNS_RECORD_TYPE_SRV, SIPGO_DNS_RECORD_TYPE_ADDRESS };
  const SipgoDnsManner manner = { .ttl = 60, .delay_us = SIPGO_MS (30), .fails = self->n_dns_failing % 2 == 1,
                                  .is_silent = self->n_dns_failing > 0 && self->n_dns_failing % 2 == 0 };
  g_autofree char *service = g_strdup_printf ("_sip._%s." DOMAIN, self->transport);
  guint i;

  sipgo_simulated_dns_remove (self->dns, SIPGO_DNS_RECORD_TYPE_SRV, service);
  if (self->n_dns_lying > 0)
    sipgo_simulated_dns_add_srv (self->dns, service, 1, 1, 5060, "nobody.example.com");
  else
    for (i = 0; i < N_SERVERS; i++)
      {
        g_autofree char *name = g_strdup_printf ("server%u.example.com", i);

        sipgo_simulated_dns_add_srv (self->dns, service, i + 1, 1, 5060, name);
        sipgo_simulated_dns_set_manner (self->dns, SIPGO_DNS_RECORD_TYPE_ADDRESS, name, &manner);
      }
  for (i = 0; i < G_N_ELEMENTS (types); i++)
    {
      sipgo_simulated_dns_set_manner (self->dns, types[i], service, &manner);
      sipgo_simulated_dns_set_manner (self->dns, types[i], DOMAIN, &manner);
    }
}

/* --- events ------------------------------------------------------------------------------------------------------- */

static void
set_loss (World *self)
{
  const SipgoFaults faults = { .loss = self->n_lossy > 0 ? 0.40 : 0.01, .duplication = 0.02, .delay_us = SIPGO_MS (20),
                               .jitter_us = SIPGO_MS (30) };

  sipgo_simulated_network_set_faults (self->network, &faults);
}

static void
event_ends (gpointer user_data)
{
  Event *self = user_data;
  World *world = self->world;
  gboolean had_trouble = has_trouble (world);

  switch (self->kind)
    {
    case SERVER_DIES:
      server_back (&world->servers[self->server]);
      break;
    case ALL_SERVERS_DIE:
      server_back (&world->servers[0]);
      server_back (&world->servers[1]);
      break;
    case SERVER_MOVES:
      server_publish (&world->servers[self->server]);
      server_back (&world->servers[self->server]);
      break;
    case DNS_FAILS:
      world->n_dns_failing--;
      dns_update (world);
      break;
    case DNS_LIES:
      world->n_dns_lying--;
      dns_update (world);
      break;
    case LINK_IS_DOWN:
      if (--world->n_link_down == 0)
        sipgo_simulated_network_set_link (world->phone_net, TRUE);
      break;
    case PACKETS_ARE_LOST:
      world->n_lossy--;
      set_loss (world);
      break;
    case REGISTRAR_IS_OVERLOADED:
      world->n_overloaded--;
      break;
    default:
      break;
    }
  if (had_trouble && !has_trouble (world))
    trouble_ends (world, self->kind == REGISTRAR_IS_OVERLOADED ? SIPGO_SECONDS (MAX_RETRY_AFTER) : 0);
}

static void
restart_nat (World *self)
{
  g_autofree char *host = NULL;

  if (draw (self, 2) == 0)
    self->n_publics++;
  host = g_strdup_printf ("203.0.113.%u", 1 + self->n_publics % 200);
  sipgo_simulated_network_restart_nat (self->network, self->nat, host);
}

static void
change_address (World *self)
{
  g_autofree char *host = NULL;

  self->n_addresses++;
  host = g_strdup_printf ("10.9.%u.%u", self->n_addresses / 200, 1 + self->n_addresses % 200);
  sipgo_simulated_nat_add_inside (self->nat, host);
  sipgo_simulated_network_set_address (self->phone_net, host);
}

/* In seconds: mostly minutes, sometimes an hour or two. */
static guint
draw_length (World *self)
{
  return draw (self, 4) == 0 ? 60 + draw (self, 7200) : 5 + draw (self, 600);
}

static void
event_begins (gpointer user_data)
{
  Event *self = user_data;
  World *world = self->world;
  guint length = draw_length (world);

  self->kind = draw (world, N_KINDS);
  self->server = draw (world, N_SERVERS);
  world->counts[self->kind]++;
  g_test_message ("%" G_GINT64_FORMAT " min: %s, %u s", now (world) / MINUTE, kind_names[self->kind], length);
  trouble_begins (world);
  switch (self->kind)
    {
    case NAT_RESTARTS:
      restart_nat (world);
      break;
    case SERVER_DIES:
      server_stop (&world->servers[self->server]);
      break;
    case ALL_SERVERS_DIE:
      server_stop (&world->servers[0]);
      server_stop (&world->servers[1]);
      break;
    case SERVER_MOVES:
      server_stop (&world->servers[self->server]);
      g_free (world->servers[self->server].host);
      world->servers[self->server].host = g_strdup_printf ("198.51.100.%u", 20 + (guint) (self - world->events));
      break;
    case DNS_FAILS:
      world->n_dns_failing++;
      dns_update (world);
      break;
    case DNS_LIES:
      world->n_dns_lying++;
      dns_update (world);
      break;
    case LINK_IS_DOWN:
      if (world->n_link_down++ == 0)
        sipgo_simulated_network_set_link (world->phone_net, FALSE);
      break;
    case ADDRESS_CHANGES:
      change_address (world);
      break;
    case MACHINE_SLEEPS:
      sipgo_simulated_network_wake (world->phone_net);
      break;
    case FLOWS_ARE_RESET:
      sipgo_simulated_network_cut (world->network);
      break;
    case PACKETS_ARE_LOST:
      world->n_lossy++;
      set_loss (world);
      break;
    default:
      world->n_overloaded++;
    }
  /* What is over at once, and the death of one of two servers, take one refresh. */
  if (!has_trouble (world))
    trouble_ends (world, 0);
  sipgo_environment_set_timer (world->environment, &self->timer, SIPGO_SECONDS (length), event_ends, self);
}

/* --- probes ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  World *world;
  gint64 probed;
} Probe;

static void
answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Probe *self = user_data;
  g_autoptr (SipgoMessage) response = sipgo_outgoing_request_send_finish (SIPGO_OUTGOING_REQUEST (source), result,
                                                                           NULL);

  if (response && self->probed == self->world->probed)
    self->world->is_reached = TRUE;
}

static void
called (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Probe *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoOutgoingInviteRequest) request = sipgo_inviter_invite_finish (SIPGO_INVITER (source), result,
                                                                                &error);

  if (g_error_matches (error, SIPGO_STATUS, 486) && self->probed == self->world->probed)
    self->world->is_reached = TRUE;
}

static void
probe_contact (World *self, Server *server, SipgoRegisteredContact *contact)
{
  g_autofree char *uri = sipgo_uri_to_string (sipgo_name_addr_get_uri (sipgo_registered_contact_get_contact (contact)));
  Probe *probe = g_new (Probe, 1);

  *probe = (Probe) { self, self->probed };
  if (self->n_probes % 10 == 0)
    {
      g_autoptr (SipgoInviter) inviter = sipgo_inviter_new (server->agent, uri, NULL);

      sipgo_inviter_invite (inviter, NULL, NULL, called, probe);
    }
  else
    {
      g_autoptr (SipgoOutgoingRequest) request =
        sipgo_user_agent_core_request (sipgo_user_agent_get_core (server->agent), "OPTIONS", uri, NULL, NULL);

      sipgo_outgoing_request_send (request, NULL, answered, probe);
    }
}

static void
probe (gpointer user_data)
{
  World *self = user_data;
  guint i, k;

  if (self->n_probes > 0)
    {
      self->n_reached += self->is_reached;
      if (self->due <= self->probed)
        {
          self->n_asked_for++;
          if (!self->is_reached)
            g_error ("Not reachable at minute %" G_GINT64_FORMAT ", though the trouble of minute %" G_GINT64_FORMAT
                     " ought to be over", self->probed / MINUTE, self->since / MINUTE);
        }
    }
  self->n_probes++;
  self->is_reached = FALSE;
  self->probed = now (self);
  for (i = 0; i < N_SERVERS; i++)
    {
      GListModel *contacts = sipgo_user_agent_get_registered_contacts (self->servers[i].agent);

      for (k = 0; k < g_list_model_get_n_items (contacts); k++)
        {
          g_autoptr (SipgoRegisteredContact) contact = g_list_model_get_item (contacts, k);

          probe_contact (self, &self->servers[i], contact);
        }
    }
  sipgo_environment_set_timer (self->environment, &self->probe_timer, MINUTE, probe, self);
}

/* --- the phone ---------------------------------------------------------------------------------------------------- */

static void
invitation_came (SipgoUserAgent *agent, SipgoInvitation *invitation, gpointer user_data)
{
  sipgo_invitation_reject (invitation, 486, NULL, NULL, NULL, NULL);
}

static void
stun_ready (GIOCondition condition, gpointer user_data)
{
  World *self = user_data;
  guint8 data[64], id[SIPGO_STUN_ID_LENGTH], response[SIPGO_STUN_MAX_RESPONSE_LENGTH];
  SipgoDatagram datagram = { .buffer = data, .size = sizeof data };

  while (sipgo_datagram_port_receive (self->stun, &datagram, 1) > 0)
    if (sipgo_stun_read_request (data, datagram.length, id))
      sipgo_datagram_port_send (self->stun, &datagram.source, response,
                                sipgo_stun_write_response (id, &datagram.source, response), NULL);
}

static void
add_stun_server (World *self)
{
  g_autoptr (SipgoNet) host = sipgo_simulated_network_add_host (self->network);
  SipgoAddress address;

  sipgo_address_parse (&address, STUN_HOST, 3478);
  sipgo_simulated_network_set_address (host, STUN_HOST);
  self->stun = sipgo_net_open_port (host, &address, NULL, NULL);
  sipgo_datagram_port_watch (self->stun, self->environment, stun_ready, self);
}

/* Each seed has one of three lines: over UDP, over TCP, over UDP with outbound (RFC 5626) and a STUN server. */
static void
add_phone (World *self, guint line)
{
  g_autoptr (SipgoCredentials) credentials = sipgo_credentials_new ("alice", "secret");
  g_autoptr (SipgoUri) uri = sipgo_uri_parse ("sip:alice@" DOMAIN, NULL);
  g_autofree char *proxy_text = g_strdup_printf ("sip:" DOMAIN ";transport=%s", self->transport);
  g_autoptr (SipgoUri) proxy = sipgo_uri_parse (proxy_text, NULL);

  self->phone = new_agent (self, "10.9.0.1");
  self->phone_net = net_of (self->phone);
  sipgo_user_agent_set_uri (self->phone, uri);
  sipgo_user_agent_set_credentials (self->phone, credentials);
  sipgo_user_agent_set_outbound_proxy (self->phone, proxy);
  if (line == 2)
    sipgo_user_agent_set_stun_server (self->phone, STUN_HOST);
  g_signal_connect (self->phone, "invitation", G_CALLBACK (invitation_came), NULL);
  sipgo_user_agent_start (self->phone, NULL, started, NULL);
  run_until (self, now (self) + SIPGO_SECONDS (3));
  self->registerer = sipgo_registerer_new (self->phone);
  sipgo_registerer_set_expires (self->registerer, EXPIRES);
  if (line == 2)
    sipgo_registerer_set_reg_id (self->registerer, 1);
  sipgo_registerer_register (self->registerer, NULL, NULL, NULL, NULL);
}

/* --- a run -------------------------------------------------------------------------------------------------------- */

static void
world_begin (World *self, guint64 seed)
{
  /* Over UDP the next refresh. Over TCP a keep-alive, which is answered within 10 s. With outbound a STUN keep-alive
   * that gets no answer for 40 s. */
  static const gint64 notices[] = { SIPGO_SECONDS (EXPIRES), SIPGO_SECONDS (100), SIPGO_SECONDS (55) };
  guint line = seed % 3, i;

  *self = (World) { .environment = sipgo_environment_new_virtual (seed), .random = sipgo_random_new_seeded (seed + 1),
                    .transport = line == 1 ? "tcp" : "udp", .notice = notices[line] };
  self->network = sipgo_simulated_network_new (self->environment);
  self->dns = sipgo_simulated_network_get_dns (self->network);
  set_loss (self);
  self->nat = sipgo_simulated_network_add_nat (self->network, "203.0.113.1", NAT_IDLE);
  sipgo_simulated_nat_add_inside (self->nat, "10.9.0.1");
  sipgo_simulated_dns_add_address (self->dns, "nobody.example.com", "198.51.100.250");
  for (i = 0; i < N_SERVERS; i++)
    add_server (self, i);
  dns_update (self);
  add_stun_server (self);
  add_phone (self, line);
  self->due = now (self) + FAILED;
  probe (self);
  for (i = 0; i < N_EVENTS; i++)
    {
      self->events[i].world = self;
      sipgo_environment_set_timer (self->environment, &self->events[i].timer,
                                   SIPGO_SECONDS (3600) + (gint64) (sipgo_random_unit (self->random) * MONTH),
                                   event_begins, &self->events[i]);
    }
}

static void
world_end (World *self)
{
  SipgoUserAgent *agents[] = { self->phone, self->servers[0].agent, self->servers[1].agent };
  guint i;

  self->is_over = TRUE;
  sipgo_environment_cancel_timer (self->environment, &self->probe_timer);
  for (i = 0; i < N_EVENTS; i++)
    sipgo_environment_cancel_timer (self->environment, &self->events[i].timer);
  g_clear_object (&self->registerer);
  for (i = 0; i < G_N_ELEMENTS (agents); i++)
    sipgo_user_agent_stop (agents[i], NULL, NULL, NULL);
  while (sipgo_environment_step (self->environment));
  g_assert_cmpuint (sipgo_environment_count_timers (self->environment), ==, 0);
  for (i = 0; i < G_N_ELEMENTS (agents); i++)
    g_assert_finalize_object (agents[i]);
  for (i = 0; i < N_SERVERS; i++)
    g_free (self->servers[i].host);
  sipgo_datagram_port_free (self->stun);
  sipgo_simulated_network_unref (self->network);
  sipgo_random_free (self->random);
  sipgo_environment_unref (self->environment);
}

static void
run (guint64 seed)
{
  World world;
  guint i, n = 0;

  g_test_message ("seed %" G_GUINT64_FORMAT, seed);
  world_begin (&world, seed);
  run_until (&world, now (&world) + MONTH + SIPGO_SECONDS (2 * 3600));
  for (i = 0; i < N_KINDS; i++)
    n += world.counts[i];
  g_assert_cmpuint (n, ==, N_EVENTS);
  g_test_message ("%u minutes, reachable in %u, and had to be in %u", world.n_probes, world.n_reached,
                  world.n_asked_for);
  /* The model asks for something, and the phone does better than it has to. */
  g_assert_cmpuint (world.n_asked_for, >, world.n_probes * 80 / 100);
  g_assert_cmpuint (world.n_reached, >, world.n_probes * 93 / 100);
  world_end (&world);
}

static void
test_month (void)
{
  for_seeds (run, N_SEEDS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/month", test_month);
  return g_test_run ();
}

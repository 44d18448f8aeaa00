/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-route-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-race-private.h"
#include "libsipgo/transport/sipgo-service-order-private.h"

/* More targets are not tried: so many DNS records are an error or an attack. */
#define MAX_TARGETS 16
/* … and so many names are not looked up: each may take seconds. */
#define MAX_LOOK_UPS 16

/* A name of SRV records. Without NAPTR records, the names of UDP and TCP are asked in turn until one has records. */
typedef struct
{
  char *name;
  SipgoProtocol protocol;
  gboolean is_guessed;         /* not named by a NAPTR record */
} Service;

struct _SipgoRoute
{
  SipgoTransportLayer *layer;  /* not owned */
  SipgoUri *uri;               /* the next hop whose targets are being found */
  GPtrArray *hops;             /* SipgoUri: all next hops; NULL: uri is the only one */
  guint hop;                   /* which of them uri is */
  GSList *names;               /* the host names of those before it, to which targets point */
  gboolean must_be_secure;
  SipgoRouteFunc func;
  gpointer user_data;
  SipgoSteps *steps;           /* not owned; NULL: nobody wants to know */
  gboolean has_begun;
  gboolean is_waiting;         /* until a lookup has ended and func has been called */
  GCancellable *look_up;
  SipgoTimer timer;
  char *host;                  /* the targets point to it, as their verified_name */
  char *verified_name;         /* of a target that was found without DNS */
  char *preferred_name;        /* of the first target, if it was preferred */
  guint port;                  /* 0: the URI has none */
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;
  SipgoProtocol host_protocol; /* without SRV records */
  gboolean needs_tls;          /* the URI is sips:, or must_be_secure */
  gboolean anew;               /* the names had no address before: they are asked again */
  GArray *services;            /* Service */
  guint n_asked;               /* how many of them have been looked up */
  gboolean has_servers;        /* one of them has SRV records */
  gboolean has_no_service;     /* … or says that SIP is not offered (RFC 2782) */
  gboolean has_asked_host;
  SipgoDnsAnswer *srv;         /* the records of the last of them; NULL before */
  GPtrArray *servers;          /* SipgoDnsRecord of srv, in the order in which to try them */
  guint n_servers_asked;
  const char *asked_host;      /* the host that is being looked up */
  guint asked_port;
  guint n_looked_up;
  GArray *targets;             /* SipgoTarget, in the order in which they are tried */
  GArray *avoided;             /* SipgoTarget that have failed lately: tried after all others */
  guint n_given;               /* how many targets have been tried */
  SipgoRace *race;             /* between the next two targets; else NULL */
  guint n_raced;               /* how many targets need no race any more */
  GError *error;               /* the first error of the hop, or NULL */
};

static void
clear_service (gpointer service)
{
  g_free (((Service *) service)->name);
}

SipgoRoute *
sipgo_route_new (SipgoTransportLayer *layer, SipgoUri *uri, gboolean must_be_secure, SipgoRouteFunc func,
                 gpointer user_data)
{
  SipgoRoute *self = g_new0 (SipgoRoute, 1);

  self->layer = layer;
  self->uri = sipgo_uri_ref (uri);
  self->must_be_secure = must_be_secure;
  self->func = func;
  self->user_data = user_data;
  self->targets = g_array_new (FALSE, FALSE, sizeof (SipgoTarget));
  self->avoided = g_array_new (FALSE, FALSE, sizeof (SipgoTarget));
  self->services = g_array_new (FALSE, FALSE, sizeof (Service));
  g_array_set_clear_func (self->services, clear_service);
  return self;
}

void
sipgo_route_free (SipgoRoute *self)
{
  sipgo_environment_cancel_timer (sipgo_transport_layer_get_environment (self->layer), &self->timer);
  g_clear_pointer (&self->race, sipgo_race_free);
  if (self->look_up)
    g_cancellable_cancel (self->look_up);
  g_clear_object (&self->look_up);
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_pointer (&self->srv, sipgo_dns_answer_unref);
  g_array_unref (self->services);
  g_array_unref (self->targets);
  g_array_unref (self->avoided);
  g_clear_error (&self->error);
  sipgo_uri_unref (self->uri);
  g_clear_pointer (&self->hops, g_ptr_array_unref);
  g_slist_free_full (self->names, g_free);
  g_free (self->host);
  g_free (self->verified_name);
  g_free (self->preferred_name);
  g_free (self);
}

void
sipgo_route_set_steps (SipgoRoute *self, SipgoSteps *steps)
{
  self->steps = steps;
}

/* Takes ownership of the text. */
static void
note (SipgoRoute *self, SipgoStepKind kind, char *text)
{
  if (self->steps)
    sipgo_steps_note (self->steps, kind,
                      sipgo_environment_wall_time (sipgo_transport_layer_get_environment (self->layer)), NULL, text);
  else
    g_free (text);
}

/* --- targets ------------------------------------------------------------------------------------------------------ */

static gboolean look_further (SipgoRoute *self);

static guint
count (SipgoRoute *self)
{
  return self->targets->len + self->avoided->len;
}

static gboolean
has_target (GArray *targets, const SipgoTarget *target)
{
  guint i;

  for (i = 0; i < targets->len; i++)
    {
      if (sipgo_target_equal (&g_array_index (targets, SipgoTarget, i), target))
        return TRUE;
    }
  return FALSE;
}

static void
add_target (SipgoRoute *self, const SipgoAddress *address, guint port)
{
  SipgoTarget target = { self->protocol, self->protocol_is_fixed, *address };

  target.must_be_secure = self->must_be_secure;
  target.hop = self->hop;
  /* RFC 5922 4: the certificate has to prove the domain of the URI, and not the host of an SRV record. */
  if (sipgo_protocol_is_verified (self->protocol))
    target.verified_name = self->host;
  sipgo_address_set_port (&target.address, port);
  if (count (self) >= MAX_TARGETS || has_target (self->targets, &target) || has_target (self->avoided, &target))
    return;
  if (sipgo_target_memory_is_avoided (sipgo_transport_layer_get_memory (self->layer), &target))
    g_array_append_val (self->avoided, target);
  else
    g_array_append_val (self->targets, target);
}

static guint
get_port (SipgoRoute *self)
{
  return self->port > 0 ? self->port : sipgo_protocol_get_default_port (self->protocol);
}

void
sipgo_route_prefer (SipgoRoute *self, SipgoFlow *flow)
{
  SipgoTarget target = sipgo_flow_get_target (flow);

  target.protocol_is_fixed = sipgo_flow_is_reliable (flow);
  target.must_be_secure = self->must_be_secure;
  target.verified_name = self->preferred_name = g_strdup (target.verified_name);
  g_array_append_val (self->targets, target);
}

void
sipgo_route_add_hop (SipgoRoute *self, SipgoUri *uri)
{
  if (!self->hops)
    {
      self->hops = g_ptr_array_new_with_free_func ((GDestroyNotify) sipgo_uri_unref);
      g_ptr_array_add (self->hops, sipgo_uri_ref (self->uri));
    }
  g_ptr_array_add (self->hops, sipgo_uri_ref (uri));
}

SipgoUri *
sipgo_route_get_hop (SipgoRoute *self)
{
  const SipgoTarget *target = sipgo_route_get_target (self);

  return self->hops ? self->hops->pdata[target ? target->hop : 0] : self->uri;
}

static gboolean
has_more_hops (SipgoRoute *self)
{
  return self->hops && self->hop + 1 < self->hops->len;
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static void
tell (gpointer user_data)
{
  SipgoRoute *self = user_data;

  self->is_waiting = FALSE;
  self->func (self, self->user_data);
}

/* Calls func from the main loop, and never within a call by its owner. */
static void
tell_later (SipgoRoute *self)
{
  sipgo_environment_set_timer (sipgo_transport_layer_get_environment (self->layer), &self->timer, 0, tell, self);
}

static void
look_up (SipgoRoute *self, SipgoDnsRecordType type, const char *name, SipgoDnsFunc func)
{
  self->is_waiting = TRUE;
  self->n_looked_up++;
  sipgo_name_cache_look_up (sipgo_transport_layer_get_names (self->layer), type, name, self->anew, self->look_up, func,
                            self);
}

/* Looks up a further name if targets are missing, and else gives those that were found. */
static void
go_on (SipgoRoute *self)
{
  if (self->n_given < self->targets->len || !look_further (self))
    tell_later (self);
}

static void
set_error (SipgoRoute *self, SipgoError code, char *message)
{
  note (self, SIPGO_STEP_KIND_FAILED, g_strdup (message));
  if (!self->error)
    self->error = g_error_new_literal (SIPGO_ERROR, code, message);
  g_free (message);
}

/* --- addresses ---------------------------------------------------------------------------------------------------- */

/* "sip1.example.com: 192.0.2.1, 192.0.2.2" */
static void
note_addresses (SipgoRoute *self, const char *host, const SipgoDnsAnswer *answer)
{
  GString *text = g_string_new (host);
  char address[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  for (i = 0; i < MIN (answer->records->len, MAX_TARGETS); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : ": ",
                            sipgo_address_format_host (&g_array_index (answer->records, SipgoDnsRecord, i).address,
                                                       address));
  note (self, SIPGO_STEP_KIND_RESOLVED, g_string_free (text, FALSE));
}

static const SipgoAddress *
find_address (const SipgoDnsAnswer *answer, gboolean is_ipv6, guint *place)
{
  while (*place < answer->records->len)
    {
      const SipgoAddress *address = &g_array_index (answer->records, SipgoDnsRecord, (*place)++).address;

      if (sipgo_address_is_ipv6 (address) == is_ipv6)
        return address;
    }
  return NULL;
}

/* The families take turns, beginning with that of the first address (RFC 8305 4). */
static void
add_addresses (SipgoRoute *self, const SipgoDnsAnswer *answer)
{
  gboolean is_ipv6 = answer->records->len > 0
                     && sipgo_address_is_ipv6 (&g_array_index (answer->records, SipgoDnsRecord, 0).address);
  guint places[2] = { 0, 0 };
  guint i;

  for (i = 0; i < 2 * answer->records->len; i++)
    {
      const SipgoAddress *address = find_address (answer, i % 2 == 0 ? is_ipv6 : !is_ipv6, &places[i % 2]);

      if (address)
        add_target (self, address, self->asked_port);
    }
}

static void
host_found (SipgoDnsAnswer *answer, gpointer user_data)
{
  SipgoRoute *self = user_data;

  if (answer->error)
    set_error (self, SIPGO_ERROR_UNREACHABLE, g_strdup_printf ("%s has no address: %s", self->asked_host,
                                                               answer->error->message));
  else if (answer->records->len == 0)
    set_error (self, SIPGO_ERROR_UNREACHABLE,
               g_strdup_printf ("%s has no address: check the spelling, and that this machine can ask a name server",
                                self->asked_host));
  else
    note_addresses (self, self->asked_host, answer);
  add_addresses (self, answer);
  go_on (self);
}

static void
look_up_host (SipgoRoute *self, const char *host, guint port)
{
  self->asked_host = host;
  self->asked_port = port;
  look_up (self, SIPGO_DNS_RECORD_TYPE_ADDRESS, host, host_found);
}

/* --- SRV ---------------------------------------------------------------------------------------------------------- */

/* RFC 2782: a single record with the target "." says that the domain does not offer the service. */
static gboolean
is_refusal (const SipgoDnsAnswer *answer)
{
  return answer->records->len == 1 && !*g_array_index (answer->records, SipgoDnsRecord, 0).name;
}

static void
service_found (SipgoDnsAnswer *answer, gpointer user_data)
{
  SipgoRoute *self = user_data;
  const Service *service = &g_array_index (self->services, Service, self->n_asked - 1);
  SipgoRandom *random = sipgo_environment_get_random (sipgo_transport_layer_get_environment (self->layer));

  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_pointer (&self->srv, sipgo_dns_answer_unref);
  if (answer->error)
    note (self, SIPGO_STEP_KIND_FAILED, g_strdup_printf ("SRV %s: %s", service->name, answer->error->message));
  if (is_refusal (answer))
    {
      self->has_no_service = TRUE;
      note (self, SIPGO_STEP_KIND_FAILED, g_strdup_printf ("SRV %s: the service is not offered", service->name));
    }
  else if (answer->records->len > 0)
    {
      self->has_servers = TRUE;
      self->protocol = service->protocol;
      self->srv = sipgo_dns_answer_ref (answer);
      self->servers = sipgo_service_order_srv (answer, random);
      self->n_servers_asked = 0;
      note (self, SIPGO_STEP_KIND_LOCATED,
            g_strdup_printf ("%sSRV %s", service->is_guessed ? "" : "NAPTR, ", service->name));
    }
  go_on (self);
}

/* The next service that is worth a query: after SRV records were found, no guess is. NULL if there is none. */
static const Service *
find_service (SipgoRoute *self)
{
  const Service *service = NULL;
  guint i;

  for (i = self->n_asked; i < self->services->len; i++)
    {
      service = &g_array_index (self->services, Service, i);
      if (!service->is_guessed || !self->has_servers)
        return service;
    }
  return NULL;
}

static gboolean
has_server (SipgoRoute *self)
{
  return self->servers && self->n_servers_asked < self->servers->len;
}

/* RFC 3263 4.2: without SRV records, the addresses of the host itself. */
static gboolean
needs_host (SipgoRoute *self)
{
  return self->look_up && !self->has_asked_host && !self->has_servers && !self->has_no_service;
}

static gboolean
has_more_names (SipgoRoute *self)
{
  return count (self) < MAX_TARGETS && self->n_looked_up < MAX_LOOK_UPS
         && (has_server (self) || find_service (self) || needs_host (self));
}

/* Looks up the next name: when the targets of the names before it have been tried, or when these had none. FALSE if
 * there is none. */
static gboolean
look_further (SipgoRoute *self)
{
  const Service *service;

  if (!has_more_names (self))
    return FALSE;
  if (has_server (self))
    {
      const SipgoDnsRecord *server = self->servers->pdata[self->n_servers_asked++];

      look_up_host (self, server->name, server->port);
    }
  else if ((service = find_service (self)))
    {
      self->n_asked = service - &g_array_index (self->services, Service, 0) + 1;
      look_up (self, SIPGO_DNS_RECORD_TYPE_SRV, service->name, service_found);
    }
  else
    {
      self->has_asked_host = TRUE;
      self->protocol = self->host_protocol;
      look_up_host (self, self->host, get_port (self));
    }
  return TRUE;
}

static void
add_service (SipgoRoute *self, char *name, SipgoProtocol protocol, gboolean is_guessed)
{
  Service service = { name, protocol, is_guessed };

  g_array_append_val (self->services, service);
}

/* RFC 3263 4.1 without NAPTR: the SRV records of UDP, else those of TCP; for TLS only those of _sips._tcp. */
static void
guess_services (SipgoRoute *self)
{
  add_service (self, sipgo_service_make_name (self->protocol, self->host), self->protocol, TRUE);
  if (self->protocol == SIPGO_PROTOCOL_UDP && !self->protocol_is_fixed)
    add_service (self, sipgo_service_make_name (SIPGO_PROTOCOL_TCP, self->host), SIPGO_PROTOCOL_TCP, TRUE);
}

/* --- NAPTR -------------------------------------------------------------------------------------------------------- */

/* More services are not tried. */
#define MAX_SERVICES 8

static void
naptr_found (SipgoDnsAnswer *answer, gpointer user_data)
{
  SipgoRoute *self = user_data;
  g_autoptr (GPtrArray) records = sipgo_service_order_naptr (answer, self->needs_tls);
  guint i;

  for (i = 0; i < MIN (records->len, MAX_SERVICES); i++)
    {
      const SipgoDnsRecord *record = records->pdata[i];
      SipgoProtocol protocol;

      if (sipgo_service_get_protocol (record->service, &protocol))
        add_service (self, g_strdup (record->name), protocol, FALSE);
    }
  guess_services (self);
  go_on (self);
}

/* --- the next target ---------------------------------------------------------------------------------------------- */

static gboolean
read_uri (SipgoRoute *self)
{
  const char *maddr = sipgo_uri_get_parameter (self->uri, "maddr");

  self->host = g_strdup (maddr && *maddr ? maddr : sipgo_uri_get_host (self->uri));
  self->port = sipgo_uri_get_port (self->uri);
  self->needs_tls = self->must_be_secure || sipgo_uri_is_secure (self->uri);
  if (g_strcmp0 (sipgo_uri_get_scheme (self->uri), "tel") == 0)
    self->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, SIPGO_TEL_WITHOUT_PROXY);
  else if (!sipgo_target_choose_protocol (self->uri, self->must_be_secure, &self->protocol, &self->protocol_is_fixed,
                                          &self->error))
    return FALSE;
  else if (self->host && g_str_has_suffix (self->host, ".invalid"))
    self->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                "%s is the name of a WebSocket client that is not connected here", self->host);
  else if (self->protocol == SIPGO_PROTOCOL_WSS && !g_hostname_is_ip_address (self->host))
    self->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                                        "A WebSocket with TLS cannot be found by a URI with a host name: set the "
                                        "agent's transport to a WebSocketTransport");
  else if (!self->host || !*self->host)
    self->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_INVALID, "The URI has no host");
  return self->error == NULL;
}

/* Finds targets that need no DNS query, or starts the first query. */
static void
begin (SipgoRoute *self)
{
  SipgoTarget target;
  SipgoAddress address;

  self->has_begun = TRUE;
  if (sipgo_transport_layer_find_target (self->layer, self->uri, self->must_be_secure, &target))
    {
      target.verified_name = self->verified_name = g_strdup (target.verified_name);
      target.hop = self->hop;
      if (!has_target (self->targets, &target))
        g_array_append_val (self->targets, target);
      return;
    }
  if (!read_uri (self))
    return;
  if (sipgo_address_parse (&address, self->host, 0))
    {
      add_target (self, &address, get_port (self));
      return;
    }
  self->look_up = g_cancellable_new ();
  self->host_protocol = self->protocol;
  if (self->port == 0 && !sipgo_uri_has_parameter (self->uri, "transport"))
    {
      look_up (self, SIPGO_DNS_RECORD_TYPE_NAPTR, self->host, naptr_found);
      return;
    }
  if (self->port == 0 && !sipgo_protocol_is_web_socket (self->protocol))
    guess_services (self);
  look_further (self);
}

/* Nothing is known of the next hop yet. Targets may point to the names of the hop before it. */
static void
turn_to_hop (SipgoRoute *self, guint hop)
{
  if (self->hops)
    {
      self->hop = hop;
      sipgo_uri_unref (self->uri);
      self->uri = sipgo_uri_ref (self->hops->pdata[hop]);
      self->names = g_slist_prepend (self->names, g_steal_pointer (&self->host));
      self->names = g_slist_prepend (self->names, g_steal_pointer (&self->verified_name));
    }
  self->has_begun = FALSE;
  self->n_looked_up = 0;
  g_clear_error (&self->error);
  g_clear_pointer (&self->host, g_free);
  g_clear_object (&self->look_up);
  g_clear_pointer (&self->servers, g_ptr_array_unref);
  g_clear_pointer (&self->srv, sipgo_dns_answer_unref);
  g_array_set_size (self->services, 0);
  self->n_asked = 0;
  self->has_servers = self->has_no_service = self->has_asked_host = FALSE;
}

/* Finds further targets, or begins to look them up. FALSE: there are no more names and next hops. */
static gboolean
find_more (SipgoRoute *self)
{
  if (self->has_begun && look_further (self))
    return TRUE;
  if (self->has_begun && !has_more_hops (self))
    return FALSE;
  if (self->has_begun)
    turn_to_hop (self, self->hop + 1);
  begin (self);
  return TRUE;
}

/* --- connections of both address families ------------------------------------------------------------------------- */

static void
change_places (SipgoRoute *self, guint one, guint other)
{
  SipgoTarget *targets = (SipgoTarget *) self->targets->data;
  SipgoTarget copy = targets[one];

  targets[one] = targets[other];
  targets[other] = copy;
}

static void
race_ended (int winner, gpointer user_data)
{
  SipgoRoute *self = user_data;

  g_clear_pointer (&self->race, sipgo_race_free);
  self->n_raced = self->n_given + 2;
  if (winner == 1)
    {
      sipgo_target_memory_add_failure (sipgo_transport_layer_get_memory (self->layer),
                                       &g_array_index (self->targets, SipgoTarget, self->n_given), 0);
      change_places (self, self->n_given, self->n_given + 1);
    }
  tell (self);
}

/* Before a request goes over a connection that is still to be made: the next target may be connected sooner. */
static gboolean
begin_race (SipgoRoute *self)
{
  const SipgoTarget *next = &g_array_index (self->targets, SipgoTarget, self->n_given);

  if (self->n_given < self->n_raced || self->n_given + 1 >= self->targets->len
      || (next->protocol != SIPGO_PROTOCOL_TCP && next->protocol != SIPGO_PROTOCOL_TLS)
      || next[1].protocol != next->protocol || next[1].hop != next->hop
      || sipgo_address_is_ipv6 (&next->address) == sipgo_address_is_ipv6 (&next[1].address))
    return FALSE;
  self->race = sipgo_race_new (self->layer, next, next + 1, race_ended, self);
  self->is_waiting = self->race != NULL;
  return self->is_waiting;
}

SipgoRouteStep
sipgo_route_next (SipgoRoute *self, GError **error)
{
  while (!self->is_waiting && self->n_given == self->targets->len && find_more (self))
    ;
  if (!self->is_waiting && self->n_given == self->targets->len)
    {
      g_array_append_vals (self->targets, self->avoided->data, self->avoided->len);
      g_array_set_size (self->avoided, 0);
    }
  if (self->is_waiting || (self->n_given < self->targets->len && begin_race (self)))
    return SIPGO_ROUTE_PENDING;
  if (self->n_given < self->targets->len)
    {
      self->n_given++;
      return SIPGO_ROUTE_READY;
    }
  if (self->targets->len == 0 && !self->error && self->has_no_service)
    set_error (self, SIPGO_ERROR_UNREACHABLE,
               g_strdup_printf ("%s does not offer SIP: its SRV record says so", self->host));
  if (self->targets->len == 0 && self->error && error)
    *error = g_error_copy (self->error);
  return SIPGO_ROUTE_END;
}

const SipgoTarget *
sipgo_route_get_target (SipgoRoute *self)
{
  return self->n_given > 0 ? &g_array_index (self->targets, SipgoTarget, self->n_given - 1) : NULL;
}

SipgoFlow *
sipgo_route_get_flow (SipgoRoute *self, GError **error)
{
  return sipgo_transport_layer_get_flow (self->layer, sipgo_route_get_target (self), error);
}

const SipgoTarget *
sipgo_route_peek (SipgoRoute *self)
{
  return self->n_given < self->targets->len ? &g_array_index (self->targets, SipgoTarget, self->n_given) : NULL;
}

gboolean
sipgo_route_has_more (SipgoRoute *self)
{
  return self->n_given < count (self) || !self->has_begun || self->is_waiting || has_more_names (self)
         || has_more_hops (self);
}

gboolean
sipgo_route_has_others (SipgoRoute *self)
{
  return count (self) > 1 || sipgo_route_has_more (self);
}

guint
sipgo_route_get_place (SipgoRoute *self)
{
  return self->n_given - 1;
}

/* Both targets have been tried. */
void
sipgo_route_return (SipgoRoute *self, guint place)
{
  change_places (self, place, self->n_given - 1);
}

/* If no target was found, the names are looked up again. */
void
sipgo_route_rewind (SipgoRoute *self)
{
  self->n_given = self->n_raced = 0;
  if (self->targets->len > 0 || self->is_waiting)
    return;
  turn_to_hop (self, 0);
  self->anew = TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-resolver-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-network-links-private.h"

/* Targets of one name are tried one after the other; more than this many is somebody's mistake or malice. */
#define MAX_TARGETS 16

struct _SipgoResolver
{
  SipgoEnvironment *environment;
  SipgoNetwork *network;      /* NULL: DNS */
  SipgoTargetMemory *memory;
  GQueue queries;             /* Query */
};

/* One URI on its way to targets. Services and their hosts are looked up one after the other, so that the targets come
 * in the order of the records. */
typedef struct
{
  SipgoResolver *resolver;    /* NULL: nobody waits any more, a lookup is still under way */
  GList link;
  GCancellable *cancellable;  /* (nullable) the caller's */
  GCancellable *lookup;       /* ours */
  SipgoResolvedFunc func;
  gpointer user_data;
  SipgoTimer timer;
  char *host;
  guint port;                 /* 0: none given */
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;
  GArray *targets;            /* SipgoTarget */
  GError *error;
  GList *services;            /* GSrvTarget still to be looked up */
} Query;

static void
query_free (Query *query)
{
  g_clear_object (&query->cancellable);
  g_clear_object (&query->lookup);
  g_clear_error (&query->error);
  g_resolver_free_targets (query->services);
  g_array_unref (query->targets);
  g_free (query->host);
  g_free (query);
}

static void
detach (Query *query)
{
  sipgo_environment_cancel_timer (query->resolver->environment, &query->timer);
  g_queue_unlink (&query->resolver->queries, &query->link);
  query->resolver = NULL;
}

SipgoResolver *
sipgo_resolver_new (SipgoEnvironment *environment, SipgoNetwork *network, SipgoTargetMemory *memory)
{
  SipgoResolver *self = g_new0 (SipgoResolver, 1);

  self->environment = sipgo_environment_ref (environment);
  self->network = network ? sipgo_network_ref (network) : NULL;
  self->memory = memory;
  g_queue_init (&self->queries);
  return self;
}

void
sipgo_resolver_free (SipgoResolver *self)
{
  while (self->queries.head)
    {
      Query *query = self->queries.head->data;

      detach (query);
      if (query->lookup)
        g_cancellable_cancel (query->lookup);     /* its callback frees the query */
      else
        query_free (query);
    }
  g_clear_pointer (&self->network, sipgo_network_unref);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* --- the end --- */

static void
set_unknown_host (Query *query, const char *detail)
{
  if (query->error)
    return;
  if (query->resolver->network)
    query->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                "%s has no address in the simulated network: add the name to it", query->host);
  else
    query->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                "%s has no address: check the spelling, and that this machine can ask a name server"
                                " (%s)", query->host, detail ? detail : "no record");
}

/* Always from the main context, by the timer: never from within the caller's call. */
static void
deliver (gpointer user_data)
{
  Query *query = user_data;

  sipgo_target_memory_sort (query->resolver->memory, (SipgoTarget *) query->targets->data, query->targets->len);
  detach (query);
  if (!query->cancellable || !g_cancellable_is_cancelled (query->cancellable))
    query->func ((SipgoTarget *) query->targets->data, query->targets->len, query->error, query->user_data);
  query_free (query);
}

static void
finish (Query *query)
{
  g_clear_object (&query->lookup);
  if (query->targets->len == 0)
    set_unknown_host (query, NULL);
  else
    g_clear_error (&query->error);
  sipgo_environment_set_timer (query->resolver->environment, &query->timer, 0, deliver, query);
}

static void
add_target (Query *query, SipgoProtocol protocol, const SipgoAddress *address, guint port)
{
  SipgoTarget target = { protocol, query->protocol_is_fixed, *address };
  guint i;

  sipgo_address_set_port (&target.address, port);
  for (i = 0; i < query->targets->len; i++)
    {
      SipgoTarget *other = &g_array_index (query->targets, SipgoTarget, i);

      if (other->protocol == protocol && sipgo_address_equal (&other->address, &target.address))
        return;
    }
  if (query->targets->len < MAX_TARGETS)
    g_array_append_val (query->targets, target);
}

/* --- DNS --- */

static void look_up_service (Query *query, SipgoProtocol protocol);
static void look_up_next_host (Query *query);

static void
add_addresses (Query *query, GList *addresses, guint port)
{
  GList *l;

  for (l = addresses; l; l = l->next)
    {
      g_autofree char *text = g_inet_address_to_string (l->data);
      SipgoAddress address;

      if (sipgo_address_parse (&address, text, port))
        add_target (query, query->protocol, &address, port);
    }
}

/* FALSE when nobody waits any more: the query is gone then. */
static gboolean
still_wanted (Query *query)
{
  if (query->resolver)
    return TRUE;
  query_free (query);
  return FALSE;
}

static void
host_found (GObject *resolver, GAsyncResult *result, gpointer user_data)
{
  Query *query = user_data;
  g_autoptr (GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (resolver), result, &error);

  if (still_wanted (query))
    {
      GSrvTarget *service = query->services ? query->services->data : NULL;

      if (error)
        set_unknown_host (query, error->message);
      add_addresses (query, addresses, service ? g_srv_target_get_port (service)
                                               : query->port > 0 ? query->port : sipgo_protocol_get_default_port (query->protocol));
      if (service)
        {
          query->services = g_list_delete_link (query->services, query->services);
          g_srv_target_free (service);
        }
      look_up_next_host (query);
    }
  g_resolver_free_addresses (addresses);
}

static void
look_up_host (Query *query, const char *host)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  SipgoEnvironment *environment = query->resolver->environment;
  gboolean entered = sipgo_environment_enter (environment);

  g_resolver_lookup_by_name_async (resolver, host, query->lookup, host_found, query);
  sipgo_environment_leave (environment, entered);
}

/* The hosts of the service records, then the other protocol's service. */
static void
look_up_next_host (Query *query)
{
  if (query->services && query->targets->len < MAX_TARGETS)
    look_up_host (query, g_srv_target_get_hostname (query->services->data));
  else
    finish (query);
}

static void
service_found (GObject *resolver, GAsyncResult *result, gpointer user_data)
{
  Query *query = user_data;
  GList *services = g_resolver_lookup_service_finish (G_RESOLVER (resolver), result, NULL);

  if (!still_wanted (query))
    {
      g_resolver_free_targets (services);
      return;
    }
  /* The list comes sorted, but without its back links (GLib 2.74), so that nothing can be unlinked from it. */
  query->services = g_list_copy (services);
  g_list_free (services);
  if (query->services)
    {
      look_up_next_host (query);
    }
  else if (query->protocol == SIPGO_PROTOCOL_UDP && !query->protocol_is_fixed)
    {
      look_up_service (query, SIPGO_PROTOCOL_TCP);
    }
  else
    {
      query->protocol = query->protocol_is_fixed ? query->protocol : SIPGO_PROTOCOL_UDP;
      look_up_host (query, query->host);
    }
}

/* 4.1 of RFC 3263 without NAPTR: UDP's records, else TCP's, else the host itself. */
static void
look_up_service (Query *query, SipgoProtocol protocol)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  SipgoEnvironment *environment = query->resolver->environment;
  gboolean entered = sipgo_environment_enter (environment);

  query->protocol = protocol;
  g_resolver_lookup_service_async (resolver, "sip", protocol == SIPGO_PROTOCOL_UDP ? "udp" : "tcp", query->host,
                                   query->lookup, service_found, query);
  sipgo_environment_leave (environment, entered);
}

/* --- the beginning --- */

static void
look_up_in_network (Query *query)
{
  GArray *addresses = sipgo_network_lookup (query->resolver->network, query->host);
  guint i;

  for (i = 0; addresses && i < addresses->len; i++)
    add_target (query, query->protocol, &g_array_index (addresses, SipgoAddress, i),
                query->port > 0 ? query->port : sipgo_protocol_get_default_port (query->protocol));
  finish (query);
}

static gboolean
read_uri (Query *query, SipgoUri *uri)
{
  const char *transport = sipgo_uri_get_parameter (uri, "transport");
  const char *maddr = sipgo_uri_get_parameter (uri, "maddr");

  query->host = g_strdup (maddr && *maddr ? maddr : sipgo_uri_get_host (uri));
  query->port = sipgo_uri_get_port (uri);
  query->protocol_is_fixed = transport != NULL;
  if (g_strcmp0 (sipgo_uri_get_scheme (uri), "tel") == 0)
    query->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED, SIPGO_TEL_WITHOUT_PROXY);
  else if (sipgo_uri_is_secure (uri))
    query->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                                        "sips: wants TLS, which this version does not have yet: use sip: where that is "
                                        "good enough");
  else if (transport && !sipgo_protocol_parse (&query->protocol, transport))
    query->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                                "transport=%s is not supported: this version knows udp, tcp and ws", transport);
  else if (query->host && g_str_has_suffix (query->host, ".invalid"))
    query->error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                                "%s is the name of a WebSocket client that is not connected here", query->host);
  else if (query->protocol == SIPGO_PROTOCOL_WSS && !g_hostname_is_ip_address (query->host))
    query->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED,
                                        "A WebSocket with TLS is not found by a URI: give the agent a WebSocketTransport");
  else if (!query->host || !*query->host)
    query->error = g_error_new_literal (SIPGO_ERROR, SIPGO_ERROR_INVALID, "The URI names no host");
  return query->error == NULL;
}

static void
start (Query *query)
{
  SipgoAddress address;

  if (sipgo_address_parse (&address, query->host, 0))
    {
      add_target (query, query->protocol, &address, query->port > 0 ? query->port : sipgo_protocol_get_default_port (query->protocol));
      finish (query);
      return;
    }
  if (query->resolver->network)
    {
      look_up_in_network (query);
      return;
    }
  query->lookup = g_cancellable_new ();
  if (query->port > 0 || sipgo_protocol_is_web_socket (query->protocol))
    look_up_host (query, query->host);
  else
    look_up_service (query, query->protocol);
}

void
sipgo_resolver_resolve (SipgoResolver *self, SipgoUri *uri, GCancellable *cancellable,
                        SipgoResolvedFunc func, gpointer user_data)
{
  Query *query = g_new0 (Query, 1);

  query->resolver = self;
  query->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  query->func = func;
  query->user_data = user_data;
  query->targets = g_array_new (FALSE, FALSE, sizeof (SipgoTarget));
  query->link.data = query;
  g_queue_push_tail_link (&self->queries, &query->link);
  if (read_uri (query, uri))
    start (query);
  else
    sipgo_environment_set_timer (self->environment, &query->timer, 0, deliver, query);
}

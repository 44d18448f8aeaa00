/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/transport/sipgo-resolver-private.h"

#include "libsipgo/base/sipgo-error.h"

/* Targets of one name are tried one after the other; more than this many is somebody's mistake or malice. */
#define MAX_TARGETS 16

struct _SipgoResolver
{
  SipgoEnvironment *environment;
  SipgoNet *net;
  SipgoTargetMemory *memory;
  GQueue queries;             /* Query */
};

/* One URI on its way to targets. Services and their hosts are looked up one after the other, so that the targets come
 * in the order of the records. */
typedef struct
{
  SipgoResolver *resolver;
  GList link;
  GCancellable *cancellable;  /* (nullable) the caller's */
  GCancellable *look_up;      /* ours */
  SipgoResolvedFunc func;
  gpointer user_data;
  SipgoTimer timer;
  char *host;
  guint port;                 /* 0: none given */
  SipgoProtocol protocol;
  gboolean protocol_is_fixed;
  GArray *targets;            /* SipgoTarget */
  GError *error;              /* why the first of the hosts has no address */
  GList *services;            /* GSrvTarget still to be looked up */
} Query;

/* Nobody is told any more. */
static void
query_free (Query *query)
{
  sipgo_environment_cancel_timer (query->resolver->environment, &query->timer);
  g_queue_unlink (&query->resolver->queries, &query->link);
  g_cancellable_cancel (query->look_up);
  g_object_unref (query->look_up);
  g_clear_object (&query->cancellable);
  g_clear_error (&query->error);
  g_list_free_full (query->services, (GDestroyNotify) g_srv_target_free);
  g_array_unref (query->targets);
  g_free (query->host);
  g_free (query);
}

SipgoResolver *
sipgo_resolver_new (SipgoEnvironment *environment, SipgoNet *net, SipgoTargetMemory *memory)
{
  SipgoResolver *self = g_new0 (SipgoResolver, 1);

  self->environment = sipgo_environment_ref (environment);
  self->net = sipgo_net_ref (net);
  self->memory = memory;
  g_queue_init (&self->queries);
  return self;
}

void
sipgo_resolver_free (SipgoResolver *self)
{
  while (self->queries.head)
    query_free (self->queries.head->data);
  sipgo_net_unref (self->net);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* --- the end --- */

/* Always from the main context, by the timer: never from within the caller's call. */
static void
deliver (gpointer user_data)
{
  Query *query = user_data;
  g_autoptr (GArray) targets = g_array_ref (query->targets);
  g_autoptr (GError) error = g_steal_pointer (&query->error);
  gboolean is_wanted = !query->cancellable || !g_cancellable_is_cancelled (query->cancellable);
  SipgoResolvedFunc func = query->func;
  gpointer data = query->user_data;

  sipgo_target_memory_sort (query->resolver->memory, (SipgoTarget *) targets->data, targets->len);
  query_free (query);
  if (is_wanted)
    func ((SipgoTarget *) targets->data, targets->len, error, data);
}

static void
finish (Query *query)
{
  if (query->targets->len > 0)
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

/* --- names --- */

static void look_up_service (Query *query, SipgoProtocol protocol);
static void look_up_next_host (Query *query);

static void
add_addresses (Query *query, const SipgoAddress *addresses, guint n_addresses, guint port)
{
  guint i;

  for (i = 0; i < n_addresses; i++)
    add_target (query, query->protocol, &addresses[i], port);
}

static guint
get_port (Query *query)
{
  return query->port > 0 ? query->port : sipgo_protocol_get_default_port (query->protocol);
}

static void
host_found (const SipgoAddress *addresses, guint n_addresses, const GError *error, gpointer user_data)
{
  Query *query = user_data;
  GSrvTarget *service = query->services ? query->services->data : NULL;

  if (error && !query->error)
    query->error = g_error_copy (error);
  add_addresses (query, addresses, n_addresses, service ? g_srv_target_get_port (service) : get_port (query));
  if (service)
    {
      query->services = g_list_delete_link (query->services, query->services);
      g_srv_target_free (service);
    }
  look_up_next_host (query);
}

static void
look_up_host (Query *query, const char *host)
{
  sipgo_net_look_up_host (query->resolver->net, host, query->look_up, host_found, query);
}

/* The hosts of the service records, one after the other. */
static void
look_up_next_host (Query *query)
{
  if (query->services && query->targets->len < MAX_TARGETS)
    look_up_host (query, g_srv_target_get_hostname (query->services->data));
  else
    finish (query);
}

static void
service_found (GList *services, gpointer user_data)
{
  Query *query = user_data;

  query->services = g_list_copy_deep (services, (GCopyFunc) g_srv_target_copy, NULL);
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
  query->protocol = protocol;
  sipgo_net_look_up_service (query->resolver->net, "sip", protocol == SIPGO_PROTOCOL_UDP ? "udp" : "tcp", query->host,
                             query->look_up, service_found, query);
}

/* --- the beginning --- */

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
      add_target (query, query->protocol, &address, get_port (query));
      finish (query);
    }
  else if (query->port > 0 || sipgo_protocol_is_web_socket (query->protocol))
    {
      look_up_host (query, query->host);
    }
  else
    {
      look_up_service (query, query->protocol);
    }
}

void
sipgo_resolver_resolve (SipgoResolver *self, SipgoUri *uri, GCancellable *cancellable,
                        SipgoResolvedFunc func, gpointer user_data)
{
  Query *query = g_new0 (Query, 1);

  query->resolver = self;
  query->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  query->look_up = g_cancellable_new ();
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-net-private.h"

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-native-socket-private.h"
#include "libsipgo/net/sipgo-native-tcp-private.h"
#include "libsipgo/net/sipgo-native-udp-private.h"

/* A cache of the local address for each destination. It is emptied after ROUTE_LIFE, because routes change, and when it
 * has MAX_ROUTES entries. */
#define MAX_ROUTES 1024
#define ROUTE_LIFE SIPGO_SECONDS (30)

typedef struct
{
  SipgoNet parent;
  SipgoEnvironment *environment;
  GHashTable *routes;        /* Route */
  gint64 routes_learned;
} NativeNet;

typedef struct
{
  SipgoAddress remote;       /* port 0 */
  SipgoAddress local;
} Route;

/* A DNS query. */
typedef struct
{
  GCancellable *cancellable;
  char *host;
  SipgoHostFunc host_func;
  SipgoServiceFunc service_func;
  gpointer user_data;
} LookUp;

static void
native_net_free (SipgoNet *net)
{
  NativeNet *self = (NativeNet *) net;

  g_hash_table_unref (self->routes);
  sipgo_environment_unref (self->environment);
  g_free (self);
}

/* --- sockets ------------------------------------------------------------------------------------------------------ */

static SipgoDatagramPort *
native_net_open_port (SipgoNet *net, const SipgoAddress *address, const SipgoPortOptions *options, GError **error)
{
  return sipgo_native_udp_new (address, options, error);
}

/* local is not used: the kernel chooses the source address by its routes. */
static SipgoStream *
native_net_connect (SipgoNet *net, const SipgoAddress *local, const SipgoAddress *remote, GError **error)
{
  return sipgo_native_tcp_connect (((NativeNet *) net)->environment, remote, error);
}

static SipgoStreamListener *
native_net_listen (SipgoNet *net, const SipgoAddress *address, GError **error)
{
  return sipgo_native_tcp_listen (((NativeNet *) net)->environment, address, error);
}

static SipgoStream *
native_net_connect_tls (SipgoNet *net, const SipgoTlsOptions *options, const SipgoAddress *local,
                        const SipgoAddress *remote, GError **error)
{
  return sipgo_tls_connect (((NativeNet *) net)->environment, options, remote, error);
}

static SipgoStreamListener *
native_net_listen_tls (SipgoNet *net, const SipgoTlsPolicy *policy, SipgoHandshakes *handshakes,
                       const SipgoAddress *address, GError **error)
{
  return sipgo_tls_listen (((NativeNet *) net)->environment, policy, handshakes, address, error);
}

static SipgoStream *
native_net_connect_web_socket (SipgoNet *net, const SipgoWebSocketOptions *options, const SipgoAddress *remote,
                               GError **error)
{
  SipgoStream *stream = sipgo_web_socket_connect (((NativeNet *) net)->environment, options, remote, error);

  if (stream && remote)
    sipgo_net_find_local (net, remote, &stream->local);
  return stream;
}

static SipgoStreamListener *
native_net_listen_web_socket (SipgoNet *net, const SipgoWebSocketPolicy *policy, const SipgoTlsPolicy *tls,
                              SipgoHandshakes *handshakes, const SipgoAddress *address, GError **error)
{
  return sipgo_web_socket_listen (((NativeNet *) net)->environment, policy, tls, handshakes, address, error);
}

/* --- routes ------------------------------------------------------------------------------------------------------- */

static void
forget_old_routes (NativeNet *self)
{
  gint64 now = sipgo_environment_now (self->environment);

  if (now <= self->routes_learned + ROUTE_LIFE && g_hash_table_size (self->routes) < MAX_ROUTES)
    return;
  g_hash_table_remove_all (self->routes);
  self->routes_learned = now;
}

static void
native_net_find_local (SipgoNet *net, const SipgoAddress *remote, SipgoAddress *local)
{
  NativeNet *self = (NativeNet *) net;
  SipgoAddress key;
  Route *route;

  /* 192.0.2.1 stands for any host of the internet: the address is reserved for documentation (RFC 5737). */
  if (remote)
    key = *remote;
  else
    sipgo_address_parse (&key, "192.0.2.1", 0);
  sipgo_address_set_port (&key, 0);
  forget_old_routes (self);
  route = g_hash_table_lookup (self->routes, &key);
  if (!route)
    {
      route = g_new0 (Route, 1);
      route->remote = key;
      if (!sipgo_native_probe_local (&key, &route->local))
        sipgo_address_parse (&route->local, sipgo_address_is_ipv6 (&key) ? "::1" : "127.0.0.1", 0);
      sipgo_address_set_port (&route->local, 0);
      g_hash_table_insert (self->routes, &route->remote, route);
    }
  *local = route->local;
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static LookUp *
look_up_new (GCancellable *cancellable, const char *host, gpointer user_data)
{
  LookUp *self = g_new0 (LookUp, 1);

  self->cancellable = cancellable ? g_object_ref (cancellable) : NULL;
  self->host = g_strdup (host);
  self->user_data = user_data;
  return self;
}

static void
look_up_free (LookUp *self)
{
  g_clear_object (&self->cancellable);
  g_free (self->host);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LookUp, look_up_free)

static gboolean
is_wanted (LookUp *self)
{
  return !self->cancellable || !g_cancellable_is_cancelled (self->cancellable);
}

static GArray *
read_addresses (GList *list)
{
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (SipgoAddress));
  GList *l;

  for (l = list; l; l = l->next)
    {
      g_autofree char *text = g_inet_address_to_string (l->data);
      SipgoAddress address;

      if (sipgo_address_parse (&address, text, 0))
        g_array_append_val (addresses, address);
    }
  return addresses;
}

static void
host_found (GObject *resolver, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LookUp) self = user_data;
  g_autoptr (GError) reason = NULL;
  GList *list = g_resolver_lookup_by_name_finish (G_RESOLVER (resolver), result, &reason);
  g_autoptr (GArray) addresses = read_addresses (list);
  g_autoptr (GError) error = NULL;

  g_resolver_free_addresses (list);
  if (!is_wanted (self))
    return;
  if (addresses->len == 0)
    error = g_error_new (SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE,
                         "%s has no address: check the spelling, and that this machine can ask a name server (%s)",
                         self->host, reason ? reason->message : "no record");
  self->host_func ((SipgoAddress *) addresses->data, addresses->len, error, self->user_data);
}

static void
native_net_look_up_host (SipgoNet *net, const char *host, GCancellable *cancellable, SipgoHostFunc func,
                         gpointer user_data)
{
  SipgoEnvironment *environment = ((NativeNet *) net)->environment;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  LookUp *look_up = look_up_new (cancellable, host, user_data);
  gboolean entered = sipgo_environment_enter (environment);

  look_up->host_func = func;
  g_resolver_lookup_by_name_async (resolver, host, cancellable, host_found, look_up);
  sipgo_environment_leave (environment, entered);
}

static void
service_found (GObject *resolver, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LookUp) self = user_data;
  GList *services = g_resolver_lookup_service_finish (G_RESOLVER (resolver), result, NULL);

  if (is_wanted (self))
    self->service_func (services, self->user_data);
  g_resolver_free_targets (services);
}

static void
native_net_look_up_service (SipgoNet *net, const char *service, const char *protocol, const char *domain,
                            GCancellable *cancellable, SipgoServiceFunc func, gpointer user_data)
{
  SipgoEnvironment *environment = ((NativeNet *) net)->environment;
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  LookUp *look_up = look_up_new (cancellable, domain, user_data);
  gboolean entered = sipgo_environment_enter (environment);

  look_up->service_func = func;
  g_resolver_lookup_service_async (resolver, service, protocol, domain, cancellable, service_found, look_up);
  sipgo_environment_leave (environment, entered);
}

/* --- life --------------------------------------------------------------------------------------------------------- */

static const SipgoNetClass native_net_class = {
  .open_port = native_net_open_port,
  .connect = native_net_connect,
  .listen = native_net_listen,
  .connect_tls = native_net_connect_tls,
  .listen_tls = native_net_listen_tls,
  .connect_web_socket = native_net_connect_web_socket,
  .listen_web_socket = native_net_listen_web_socket,
  .find_local = native_net_find_local,
  .look_up_host = native_net_look_up_host,
  .look_up_service = native_net_look_up_service,
  .free = native_net_free,
};

SipgoNet *
sipgo_native_net_new (SipgoEnvironment *environment)
{
  NativeNet *self = g_new0 (NativeNet, 1);

  self->parent.klass = &native_net_class;
  self->parent.ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->routes = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, NULL, g_free);
  return &self->parent;
}

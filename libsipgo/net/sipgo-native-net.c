/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-native-net-private.h"

#include "libsipgo/net/sipgo-native-socket-private.h"
#include "libsipgo/net/sipgo-native-tcp-private.h"
#include "libsipgo/net/sipgo-native-udp-private.h"
#include "libsipgo/net/sipgo-system-resolver.h"
#include "libsipgo/net/sipgo-native-watch-private.h"

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
  SipgoSystemResolver *resolver;
  SipgoNativeWatch *watch;   /* NULL: not watched */
} NativeNet;

typedef struct
{
  SipgoAddress remote;       /* port 0 */
  SipgoAddress local;
} Route;

static void
native_net_free (SipgoNet *net)
{
  NativeNet *self = (NativeNet *) net;

  g_object_unref (self->resolver);
  g_clear_pointer (&self->watch, sipgo_native_watch_free);
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

static void
native_net_forget_routes (SipgoNet *net)
{
  g_hash_table_remove_all (((NativeNet *) net)->routes);
}

static void
native_net_list_addresses (SipgoNet *net, GArray *addresses)
{
  sipgo_native_list_addresses (addresses);
}

static void
on_changed (gboolean has_slept, gpointer user_data)
{
  sipgo_net_report_change (user_data, has_slept);
}

static void
native_net_watch (SipgoNet *net, gboolean is_watched)
{
  NativeNet *self = (NativeNet *) net;

  if (is_watched)
    self->watch = sipgo_native_watch_new (self->environment, on_changed, self);
  else
    g_clear_pointer (&self->watch, sipgo_native_watch_free);
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static void
native_net_look_up (SipgoNet *net, SipgoDnsQuery *query)
{
  NativeNet *self = (NativeNet *) net;
  gboolean entered = sipgo_environment_enter (self->environment);

  sipgo_resolver_look_up (SIPGO_RESOLVER (self->resolver), query);
  sipgo_environment_leave (self->environment, entered);
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
  .look_up = native_net_look_up,
  .list_addresses = native_net_list_addresses,
  .watch = native_net_watch,
  .forget_routes = native_net_forget_routes,
  .free = native_net_free,
};

SipgoNet *
sipgo_native_net_new (SipgoEnvironment *environment)
{
  NativeNet *self = g_new0 (NativeNet, 1);

  self->parent.klass = &native_net_class;
  self->parent.ref_count = 1;
  self->environment = sipgo_environment_ref (environment);
  self->resolver = sipgo_system_resolver_new ();
  self->routes = g_hash_table_new_full ((GHashFunc) sipgo_address_hash, (GEqualFunc) sipgo_address_equal, NULL, g_free);
  return &self->parent;
}

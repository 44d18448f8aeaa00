/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/transport/sipgo-route-private.h"
#include "transport-util.h"

/* --- a resolver of an application: it answers later, from the main loop --- */

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GObject)

struct _FakeResolver
{
  GObject parent;
  GString *asked;                               /* NAPTR with a question mark before it */
};

static void
add_addresses (SipgoDnsQuery *query, const char *name)
{
  if (strcmp (name, "one.test") == 0)
    sipgo_dns_query_add_address (query, "192.0.2.1", 60, NULL);
  if (strcmp (name, "two.test") == 0)
    {
      sipgo_dns_query_add_address (query, "2001:db8::2", 60, NULL);
      sipgo_dns_query_add_address (query, "192.0.2.2", 60, NULL);
      sipgo_dns_query_add_address (query, "192.0.2.2", 60, NULL);
    }
}

static void
add_services (SipgoDnsQuery *query, const char *name)
{
  if (strcmp (name, "_sip._udp.service.test") != 0 && strcmp (name, "_sip._tcp.tcp.test") != 0
      && strcmp (name, "_sips._tcp.secure.test") != 0)
    return;
  sipgo_dns_query_add_srv (query, 3, 1, 5072, "two.test", 60, NULL);
  sipgo_dns_query_add_srv (query, 1, 1, 5071, "one.test", 60, NULL);
  sipgo_dns_query_add_srv (query, 2, 1, 5073, "gone.test", 60, NULL);
}

static void
answer (GObject *resolver, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SipgoDnsQuery) query = user_data;
  const char *name = sipgo_dns_query_get_name (query);

  if (sipgo_dns_query_get_record_type (query) == SIPGO_DNS_RECORD_TYPE_ADDRESS)
    add_addresses (query, name);
  if (sipgo_dns_query_get_record_type (query) == SIPGO_DNS_RECORD_TYPE_SRV)
    add_services (query, name);
  sipgo_dns_query_complete (query);
}

static void
fake_resolver_look_up (SipgoResolver *resolver, SipgoDnsQuery *query)
{
  g_autoptr (GTask) task = g_task_new (resolver, NULL, answer, g_object_ref (query));
  gboolean is_naptr = sipgo_dns_query_get_record_type (query) == SIPGO_DNS_RECORD_TYPE_NAPTR;

  g_string_append_printf (FAKE_RESOLVER (resolver)->asked, "%s%s ", is_naptr ? "?" : "",
                          sipgo_dns_query_get_name (query));
  g_task_return_boolean (task, TRUE);
}

static void
fake_resolver_interface_init (SipgoResolverInterface *iface)
{
  iface->look_up = fake_resolver_look_up;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeResolver, fake_resolver, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (SIPGO_TYPE_RESOLVER, fake_resolver_interface_init))

static void
fake_resolver_init (FakeResolver *self)
{
  self->asked = g_string_new (NULL);
}

static void
fake_resolver_finalize (GObject *object)
{
  g_string_free (FAKE_RESOLVER (object)->asked, TRUE);
  G_OBJECT_CLASS (fake_resolver_parent_class)->finalize (object);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_resolver_finalize;
}

/* --- the results --- */

typedef struct
{
  SipgoEnvironment *environment;
  FakeResolver *resolver;
  SipgoTransportLayer *layer;
  SipgoSimulatedNetwork *network;               /* NULL: the network of the kernel, with the fake resolver */
  SipgoRoute *route;
  guint n_called;
  GString *targets;
  GError *error;
} Fixture;

static void
setup (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoNet) net = NULL;

  f->environment = sipgo_environment_new ();
  f->resolver = g_object_new (FAKE_TYPE_RESOLVER, NULL);
  net = sipgo_native_net_new (f->environment);
  f->layer = sipgo_transport_layer_new (f->environment, net, NULL);
  sipgo_name_cache_set_resolver (sipgo_transport_layer_get_names (f->layer), SIPGO_RESOLVER (f->resolver));
  f->targets = g_string_new (NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->route, sipgo_route_free);
  g_clear_pointer (&f->layer, sipgo_transport_layer_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->resolver);
  g_string_free (f->targets, TRUE);
  g_clear_error (&f->error);
  sipgo_environment_unref (f->environment);
}

/* One target, or the end. */
static SipgoRouteStep
step (Fixture *f)
{
  SipgoRouteStep step = sipgo_route_next (f->route, &f->error);

  if (step == SIPGO_ROUTE_READY)
    {
      const SipgoTarget *target = sipgo_route_get_target (f->route);
      g_autofree char *text = sipgo_target_to_string (target);

      g_string_append_printf (f->targets, "%s%s ", text, target->protocol_is_fixed ? "!" : "");
    }
  return step;
}

static void
on_route (SipgoRoute *route, gpointer user_data)
{
  Fixture *f = user_data;

  g_assert_true (route == f->route);
  f->n_called++;
}

static void
begin (Fixture *f, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (text, &error);

  g_assert_no_error (error);
  f->route = sipgo_route_new (f->layer, uri, FALSE, on_route, f);
}

/* The next target, and the DNS lookups before it; FALSE at the end. */
static gboolean
take (Fixture *f)
{
  SipgoRouteStep next;

  while ((next = step (f)) == SIPGO_ROUTE_PENDING)
    {
      guint n_called = f->n_called;

      WAIT_FOR (f->environment, f->n_called > n_called);
    }
  return next == SIPGO_ROUTE_READY;
}

static const struct
{
  const char *name;
  const char *uri;
  const char *targets;
  const char *asked;
} cases[] = {
  { "numeric", "sip:bob@192.0.2.9", "udp:192.0.2.9:5060 ", "" },
  { "numeric-port", "sip:192.0.2.9:5070", "udp:192.0.2.9:5070 ", "" },
  { "numeric-ipv6", "sip:[2001:db8::9]:5070", "udp:[2001:db8::9]:5070 ", "" },
  { "transport", "sip:192.0.2.9;transport=TCP", "tcp:192.0.2.9:5060! ", "" },
  { "maddr", "sip:bob@one.test;maddr=192.0.2.8", "udp:192.0.2.8:5060 ", "" },
  { "name-and-port", "sip:one.test:5070", "udp:192.0.2.1:5070 ", "one.test " },
  { "several-addresses", "sip:two.test:5070", "udp:[2001:db8::2]:5070 udp:192.0.2.2:5070 ", "two.test " },
  { "no-service", "sip:one.test", "udp:192.0.2.1:5060 ", "?one.test _sip._udp.one.test _sip._tcp.one.test one.test " },
  { "no-service-tcp", "sip:one.test;transport=tcp", "tcp:192.0.2.1:5060! ", "_sip._tcp.one.test one.test " },
  { "service", "sip:service.test", "udp:192.0.2.1:5071 udp:[2001:db8::2]:5072 udp:192.0.2.2:5072 ",
    "?service.test _sip._udp.service.test one.test gone.test two.test " },
  { "service-tcp", "sip:tcp.test", "tcp:192.0.2.1:5071 tcp:[2001:db8::2]:5072 tcp:192.0.2.2:5072 ",
    "?tcp.test _sip._udp.tcp.test _sip._tcp.tcp.test one.test gone.test two.test " },
  /* RFC 5630 3.1.3: sips: is TLS, transport=tcp or not. */
  { "sips-numeric", "sips:bob@192.0.2.9", "tls:192.0.2.9:5061! ", "" },
  { "sips-maddr", "sips:bob@one.test;maddr=192.0.2.8", "tls:192.0.2.8:5061! ", "" },
  { "sips-port", "sips:one.test:5070", "tls:192.0.2.1:5070! ", "one.test " },
  { "sips-tcp", "sips:one.test;transport=tcp", "tls:192.0.2.1:5061! ", "_sips._tcp.one.test one.test " },
  { "sips-ws", "sips:192.0.2.9;transport=ws", "wss:192.0.2.9:443! ", "" },
  { "sips-service", "sips:secure.test", "tls:192.0.2.1:5071! tls:[2001:db8::2]:5072! tls:192.0.2.2:5072! ",
    "?secure.test _sips._tcp.secure.test one.test gone.test two.test " },
  /* Without _sips._tcp records, those of _sip._tcp are not used. */
  { "sips-no-service", "sips:tcp.test;maddr=one.test", "tls:192.0.2.1:5061! ",
    "?one.test _sips._tcp.one.test one.test " },
  { "tls", "sip:one.test;transport=tls", "tls:192.0.2.1:5061! ", "_sips._tcp.one.test one.test " },
  { "tls-numeric", "sip:192.0.2.9;transport=TLS", "tls:192.0.2.9:5061! ", "" },
};

static void
test_case (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  begin (f, cases[i].uri);
  while (take (f))
    ;
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->targets->str, ==, cases[i].targets);
  g_assert_cmpstr (f->resolver->asked->str, ==, cases[i].asked);
}

static void
check_error (Fixture *f, const char *uri, int code, const char *text)
{
  begin (f, uri);
  g_assert_false (take (f));
  g_assert_error (f->error, SIPGO_ERROR, code);
  g_assert_nonnull (strstr (f->error->message, text));
}

static void
test_unknown_host (Fixture *f, gconstpointer data)
{
  check_error (f, "sip:bob@nobody.test", SIPGO_ERROR_UNREACHABLE, "nobody.test");
}

static void
test_secure (Fixture *f, gconstpointer data)
{
  check_error (f, "sips:bob@one.test;transport=udp", SIPGO_ERROR_UNSUPPORTED, "transport=udp");
}

/* RFC 5922 4: the certificate has to prove the domain of the URI. The host of an SRV record comes from DNS, where
 * anybody may write. */
static void
test_verified_name (Fixture *f, gconstpointer data)
{
  static const char *const names[][2] = {
    { "sips:secure.test", "secure.test" }, { "sip:secure.test;transport=tls", "secure.test" },
    { "sips:192.0.2.9", "192.0.2.9" }, { "sips:[2001:db8::9]", "2001:db8::9" },
    { "sip:192.0.2.9;transport=wss", "192.0.2.9" },
    { "sip:192.0.2.9", NULL }, { "sip:service.test", NULL }, { "sip:one.test;transport=tcp", NULL },
  };
  guint i, n;

  for (i = 0; i < G_N_ELEMENTS (names); i++)
    {
      begin (f, names[i][0]);
      for (n = 0; take (f); n++)
        g_assert_cmpstr (sipgo_route_get_target (f->route)->verified_name, ==, names[i][1]);
      g_assert_cmpuint (n, >, 0);
      g_clear_pointer (&f->route, sipgo_route_free);
    }
}

static void
test_unknown_transport (Fixture *f, gconstpointer data)
{
  check_error (f, "sip:one.test;transport=sctp", SIPGO_ERROR_UNSUPPORTED, "sctp");
}

/* Names that the first target does not need are not looked up. */
static void
test_lazy (Fixture *f, gconstpointer data)
{
  begin (f, "sip:service.test");
  g_assert_cmpint (sipgo_route_next (f->route, NULL), ==, SIPGO_ROUTE_PENDING);
  g_assert_null (sipgo_route_get_target (f->route));
  g_assert_true (take (f));
  g_assert_cmpstr (f->targets->str, ==, "udp:192.0.2.1:5071 ");
  g_assert_cmpstr (f->resolver->asked->str, ==, "?service.test _sip._udp.service.test one.test ");
  g_assert_true (sipgo_route_has_others (f->route));
  g_assert_true (take (f));
  g_assert_cmpstr (f->resolver->asked->str, ==, "?service.test _sip._udp.service.test one.test gone.test two.test ");
}

/* A next hop is looked up when the targets of those before it have been tried; one without a target is passed over. */
static void
test_hops (Fixture *f, gconstpointer data)
{
  static const char *const further[] = { "sip:nobody.test:1", "sip:192.0.2.1:5070", "sip:two.test:5071;transport=tcp" };
  static const char *const hops[] = { "sip:one.test:5070", "sip:two.test:5071;transport=tcp",
                                      "sip:two.test:5071;transport=tcp" };
  guint i;

  begin (f, hops[0]);
  for (i = 0; i < G_N_ELEMENTS (further); i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (further[i], NULL);

      sipgo_route_add_hop (f->route, uri);
    }
  for (i = 0; i < G_N_ELEMENTS (hops); i++)
    {
      g_autofree char *hop = NULL;

      g_assert_true (sipgo_route_has_more (f->route));
      g_assert_true (take (f));
      hop = sipgo_uri_to_string (sipgo_route_get_hop (f->route));
      g_assert_cmpstr (hop, ==, hops[i]);
      if (i == 0)
        g_assert_cmpstr (f->resolver->asked->str, ==, "one.test ");
    }
  g_assert_false (take (f));
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->targets->str, ==, "udp:192.0.2.1:5070 tcp:[2001:db8::2]:5071! tcp:192.0.2.2:5071! ");
  g_assert_cmpstr (f->resolver->asked->str, ==, "one.test nobody.test two.test ");
}

/* No next hop has a target: all of them are looked up again after a rewind. */
static void
test_hops_without_targets (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoUri) second = sipgo_uri_parse ("sip:gone.test:1;transport=sctp", NULL);
  g_autoptr (SipgoUri) third = sipgo_uri_parse ("sip:lost.test:1", NULL);

  begin (f, "sip:nobody.test:1");
  sipgo_route_add_hop (f->route, second);
  sipgo_route_add_hop (f->route, third);
  g_assert_false (take (f));
  g_assert_error (f->error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_clear_error (&f->error);
  sipgo_route_rewind (f->route);
  g_assert_false (take (f));
  g_assert_error (f->error, SIPGO_ERROR, SIPGO_ERROR_UNREACHABLE);
  g_assert_cmpstr (f->resolver->asked->str, ==, "nobody.test lost.test nobody.test lost.test ");
}

static void
test_freed (Fixture *f, gconstpointer uri)
{
  begin (f, uri);
  step (f);
  g_clear_pointer (&f->route, sipgo_route_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->n_called, ==, 0);
}

/* --- in the simulated network, in virtual time --- */

static void
setup_simulated (Fixture *f, gconstpointer data)
{
  g_autoptr (SipgoNet) host = NULL;

  f->environment = sipgo_environment_new_virtual (1);
  f->network = sipgo_simulated_network_new (f->environment);
  sipgo_simulated_network_add_name (f->network, "Bob.test", "10.0.0.2");
  sipgo_simulated_network_add_name (f->network, "bob.test", "fd00::2");
  sipgo_simulated_network_add_name (f->network, "carol.test", "10.0.0.3");
  sipgo_simulated_network_add_service (f->network, "_sip._udp.domain.test", "bob.test", 5070, 1);
  sipgo_simulated_network_add_service (f->network, "_sip._udp.domain.test", "carol.test", 5080, 2);
  host = sipgo_simulated_network_add_host (f->network);
  f->layer = sipgo_transport_layer_new (f->environment, host, NULL);
  f->targets = g_string_new (NULL);
}

static void
teardown_simulated (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->route, sipgo_route_free);
  sipgo_transport_layer_free (f->layer);
  sipgo_simulated_network_unref (f->network);
  g_string_free (f->targets, TRUE);
  g_clear_error (&f->error);
  sipgo_environment_unref (f->environment);
}

static void
test_network (Fixture *f, gconstpointer data)
{
  begin (f, "sip:bob@BOB.test;transport=tcp");
  while (take (f))
    ;
  g_assert_cmpstr (f->targets->str, ==, "tcp:10.0.0.2:5060! tcp:[fd00::2]:5060! ");
  sipgo_route_free (f->route);
  check_error (f, "sip:nobody.test", SIPGO_ERROR_UNREACHABLE, "nobody.test");
}

/* Each target has the local address from which it is reached. */
static void
test_flows (Fixture *f, gconstpointer data)
{
  static const char *const locals[] = { "10.0.0.1", "fd00::1", "10.0.0.1" };
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  begin (f, "sip:domain.test");
  for (i = 0; i < G_N_ELEMENTS (locals); i++)
    {
      g_autoptr (SipgoFlow) flow = NULL;

      g_assert_true (take (f));
      flow = sipgo_route_get_flow (f->route, &f->error);
      g_assert_no_error (f->error);
      g_assert_cmpstr (sipgo_address_format_host (sipgo_flow_get_local (flow), text), ==, locals[i]);
    }
  g_assert_false (take (f));
  g_assert_cmpstr (f->targets->str, ==, "udp:10.0.0.2:5070 udp:[fd00::2]:5070 udp:10.0.0.3:5080 ");
}

static void
avoid (Fixture *f, const char *host, guint port)
{
  SipgoTarget target = { .protocol = SIPGO_PROTOCOL_UDP };

  sipgo_address_parse (&target.address, host, port);
  sipgo_target_memory_add_failure (sipgo_transport_layer_get_memory (f->layer), &target, 0);
}

/* Targets that have failed recently come after all others, in their order, but are tried. */
static void
test_avoided (Fixture *f, gconstpointer data)
{
  avoid (f, "10.0.0.2", 5070);
  avoid (f, "fd00::2", 5070);
  begin (f, "sip:domain.test");
  while (take (f))
    ;
  g_assert_cmpstr (f->targets->str, ==, "udp:10.0.0.3:5080 udp:10.0.0.2:5070 udp:[fd00::2]:5070 ");
  sipgo_route_free (f->route);
  g_string_truncate (f->targets, 0);
  avoid (f, "10.0.0.3", 5080);
  begin (f, "sip:domain.test");
  while (take (f))
    ;
  g_assert_cmpstr (f->targets->str, ==, "udp:10.0.0.2:5070 udp:[fd00::2]:5070 udp:10.0.0.3:5080 ");
}

static void
test_order (Fixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < 5; i++)
    sipgo_simulated_network_add_service (f->network, "_sip._udp.five.test", "carol.test", 6000 + i, i);
  avoid (f, "10.0.0.3", 6002);
  avoid (f, "10.0.0.3", 6000);
  begin (f, "sip:five.test");
  while (take (f))
    ;
  g_assert_cmpstr (f->targets->str, ==,
                   "udp:10.0.0.3:6001 udp:10.0.0.3:6003 udp:10.0.0.3:6004 udp:10.0.0.3:6000 udp:10.0.0.3:6002 ");
}

/* The same targets again; a name without addresses is looked up again. */
static void
test_rewind (Fixture *f, gconstpointer data)
{
  begin (f, "sip:bob.test:5070");
  while (take (f))
    ;
  sipgo_route_rewind (f->route);
  g_assert_cmpint (step (f), ==, SIPGO_ROUTE_READY);
  g_assert_cmpstr (f->targets->str, ==, "udp:10.0.0.2:5070 udp:[fd00::2]:5070 udp:10.0.0.2:5070 ");
  sipgo_route_free (f->route);
  g_string_truncate (f->targets, 0);
  check_error (f, "sip:late.test", SIPGO_ERROR_UNREACHABLE, "late.test");
  g_clear_error (&f->error);
  sipgo_simulated_network_add_name (f->network, "late.test", "10.0.0.4");
  sipgo_route_rewind (f->route);
  g_assert_true (take (f));
  g_assert_cmpstr (f->targets->str, ==, "udp:10.0.0.4:5060 ");
}

/* A SIPS URI requires security of each target: the next hop is taken as if it were a SIPS URI, too (RFC 3261 8.1.2). */
static void
test_must_be_secure (Fixture *f, gconstpointer data)
{
  static const char *const hops[] = { "sip:10.0.0.2", "sip:10.0.0.2;transport=tcp", "sip:domain.test",
                                      "sip:bob.test:5070;transport=tcp" };
  g_autoptr (SipgoUri) udp = sipgo_uri_parse ("sip:10.0.0.2;transport=udp", NULL);
  guint i;

  for (i = 0; i < G_N_ELEMENTS (hops); i++)
    {
      g_autoptr (SipgoUri) uri = sipgo_uri_parse (hops[i], NULL);

      f->route = sipgo_route_new (f->layer, uri, TRUE, on_route, f);
      while (take (f))
        g_assert_cmpint (sipgo_route_get_target (f->route)->protocol, ==, SIPGO_PROTOCOL_TLS);
      g_clear_error (&f->error);
      g_clear_pointer (&f->route, sipgo_route_free);
    }
  g_assert_cmpstr (f->targets->str, ==,
                   "tls:10.0.0.2:5061! tls:10.0.0.2:5061! tls:10.0.0.2:5070! tls:[fd00::2]:5070! ");
  f->route = sipgo_route_new (f->layer, udp, TRUE, on_route, f);
  g_assert_false (take (f));
  g_assert_error (f->error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
}

/* --- zones, and the targets that follow from them --- */

/* One record a line: "NAME NAPTR order preference flags service replacement", "NAME SRV priority weight port target",
 * "NAME A address"; "NAME TYPE !" makes queries of this type fail. */
static const struct
{
  const char *name;
  const char *zone;
  const char *uri;
  const char *targets;
  const char *asked;
} zones[] = {
  { "naptr", "d.test NAPTR 2 1 s SIP+D2U _sip._udp.d.test,d.test NAPTR 1 1 s SIP+D2T _sip._tcp.d.test,"
    "_sip._udp.d.test SRV 1 0 5070 u.test,_sip._tcp.d.test SRV 1 0 5080 t.test,u.test A 10.0.0.2,t.test A 10.0.0.3",
    "sip:d.test", "tcp:10.0.0.3:5080 udp:10.0.0.2:5070 ",
    "d.test _sip._tcp.d.test t.test _sip._udp.d.test u.test " },
  { "naptr-elsewhere", "d.test NAPTR 1 1 s SIP+D2U _sip._udp.provider.test,"
    "_sip._udp.provider.test SRV 1 0 5070 u.test,u.test A 10.0.0.2",
    "sip:d.test", "udp:10.0.0.2:5070 ", "d.test _sip._udp.provider.test u.test " },
  { "naptr-tls", "d.test NAPTR 1 1 s SIPS+D2T _sips._tcp.d.test,_sips._tcp.d.test SRV 1 0 5071 t.test,"
    "t.test A 10.0.0.3",
    "sip:d.test", "tls:10.0.0.3:5071 ", "d.test _sips._tcp.d.test t.test " },
  /* sips: takes no record without TLS. */
  { "naptr-sips", "d.test NAPTR 1 1 s SIP+D2U _sip._udp.d.test,d.test NAPTR 2 1 s SIPS+D2T _sips._tcp.p.test,"
    "_sip._udp.d.test SRV 1 0 5070 u.test,_sips._tcp.p.test SRV 1 0 5081 t.test,u.test A 10.0.0.2,t.test A 10.0.0.3",
    "sips:d.test", "tls:10.0.0.3:5081! ", "d.test _sips._tcp.p.test t.test " },
  { "naptr-sips-none", "d.test NAPTR 1 1 s SIP+D2U _sip._udp.d.test,_sip._udp.d.test SRV 1 0 5070 u.test,"
    "d.test A 10.0.0.4,u.test A 10.0.0.2",
    "sips:d.test", "tls:10.0.0.4:5061! ", "d.test _sips._tcp.d.test d.test " },
  /* NAPTR is for URIs with neither port nor transport nor numbers. */
  { "no-naptr-for-port", "d.test NAPTR 1 1 s SIP+D2T _sip._tcp.d.test,d.test A 10.0.0.4",
    "sip:d.test:5066", "udp:10.0.0.4:5066 ", "d.test " },
  { "no-naptr-for-transport", "d.test NAPTR 1 1 s SIP+D2T _sip._tcp.d.test,_sip._udp.d.test SRV 1 0 5070 u.test,"
    "u.test A 10.0.0.2", "sip:d.test;transport=udp", "udp:10.0.0.2:5070! ", "_sip._udp.d.test u.test " },
  /* A NAPTR record without its SRV records: as if there were none. */
  { "naptr-lies", "d.test NAPTR 1 1 s SIP+D2T _sip._tcp.gone.test,_sip._udp.d.test SRV 1 0 5070 u.test,"
    "u.test A 10.0.0.2", "sip:d.test", "udp:10.0.0.2:5070 ", "d.test _sip._tcp.gone.test _sip._udp.d.test u.test " },
  { "naptr-fails", "d.test NAPTR !,_sip._udp.d.test SRV 1 0 5070 u.test,u.test A 10.0.0.2",
    "sip:d.test", "udp:10.0.0.2:5070 ", "d.test _sip._udp.d.test u.test " },
  { "srv-fails", "_sip._udp.d.test SRV !,d.test A 10.0.0.4",
    "sip:d.test", "udp:10.0.0.4:5060 ", "d.test _sip._udp.d.test _sip._tcp.d.test d.test " },
  { "priorities", "_sip._udp.d.test SRV 9 0 5070 u.test,_sip._udp.d.test SRV 3 0 5071 t.test,u.test A 10.0.0.2,"
    "t.test A 10.0.0.3", "sip:d.test", "udp:10.0.0.3:5071 udp:10.0.0.2:5070 ",
    "d.test _sip._udp.d.test t.test u.test " },
  /* The service is not offered over UDP, but over TCP (RFC 2782). */
  { "no-udp", "_sip._udp.d.test SRV 0 0 0 .,_sip._tcp.d.test SRV 1 0 5080 t.test,t.test A 10.0.0.3,d.test A 10.0.0.4",
    "sip:d.test", "tcp:10.0.0.3:5080 ", "d.test _sip._udp.d.test _sip._tcp.d.test t.test " },
  { "no-sip", "_sip._udp.d.test SRV 0 0 0 .,d.test A 10.0.0.4",
    "sip:d.test", "does not offer SIP", "d.test _sip._udp.d.test _sip._tcp.d.test " },
  { "web-socket", "d.test NAPTR 1 1 s SIP+D2W _sip._ws.d.test,_sip._ws.d.test SRV 1 0 8080 t.test,t.test A 10.0.0.3",
    "sip:d.test", "ws:10.0.0.3:8080 ", "d.test _sip._ws.d.test t.test " },
};

static void
fail_queries (SipgoSimulatedDns *dns, const char *name, const char *type)
{
  SipgoDnsManner manner = { .fails = TRUE };

  sipgo_simulated_dns_set_manner (dns, strcmp (type, "SRV") == 0 ? SIPGO_DNS_RECORD_TYPE_SRV
                                       : SIPGO_DNS_RECORD_TYPE_NAPTR, name, &manner);
}

static guint
read_number (const char *text)
{
  return (guint) g_ascii_strtoull (text, NULL, 10);
}

static void
add_zone (SipgoSimulatedDns *dns, const char *zone)
{
  g_auto (GStrv) lines = g_strsplit (zone, ",", -1);
  guint i;

  for (i = 0; lines[i]; i++)
    {
      g_auto (GStrv) w = g_strsplit (lines[i], " ", -1);

      if (strcmp (w[2], "!") == 0)
        fail_queries (dns, w[0], w[1]);
      else if (strcmp (w[1], "NAPTR") == 0)
        sipgo_simulated_dns_add_naptr (dns, w[0], read_number (w[2]), read_number (w[3]), w[4], w[5], w[6]);
      else if (strcmp (w[1], "SRV") == 0)
        sipgo_simulated_dns_add_srv (dns, w[0], read_number (w[2]), read_number (w[3]), read_number (w[4]), w[5]);
      else
        sipgo_simulated_dns_add_address (dns, w[0], w[2]);
    }
}

static void
test_zone (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  SipgoSimulatedDns *dns = sipgo_simulated_network_get_dns (f->network);
  g_autofree char *asked = NULL;

  add_zone (dns, zones[i].zone);
  begin (f, zones[i].uri);
  while (take (f))
    ;
  asked = sipgo_simulated_dns_take_asked (dns);
  g_assert_cmpstr (asked, ==, zones[i].asked);
  if (f->error)
    g_assert_nonnull (strstr (f->error->message, zones[i].targets));
  else
    g_assert_cmpstr (f->targets->str, ==, zones[i].targets);
}

/* A certificate proves the domain of the URI, also when NAPTR names another one. */
static void
test_naptr_name (Fixture *f, gconstpointer data)
{
  add_zone (sipgo_simulated_network_get_dns (f->network),
            "d.test NAPTR 1 1 s SIPS+D2T _sips._tcp.evil.test,_sips._tcp.evil.test SRV 1 0 5071 t.test,"
            "t.test A 10.0.0.3");
  begin (f, "sips:d.test");
  g_assert_true (take (f));
  g_assert_cmpstr (sipgo_route_get_target (f->route)->verified_name, ==, "d.test");
}

/* A name server that answers no queries for NAPTR holds a request for three seconds, and only once. */
static void
test_silent_naptr (Fixture *f, gconstpointer data)
{
  SipgoDnsManner manner = { .is_silent = TRUE };
  gint64 start = sipgo_environment_now (f->environment);
  guint i;

  sipgo_simulated_dns_set_manner (sipgo_simulated_network_get_dns (f->network), SIPGO_DNS_RECORD_TYPE_NAPTR,
                                  "domain.test", &manner);
  for (i = 0; i < 2; i++)
    {
      begin (f, "sip:domain.test");
      g_assert_true (take (f));
      g_assert_cmpint (sipgo_environment_now (f->environment) - start, ==, SIPGO_SECONDS (3));
      g_clear_pointer (&f->route, sipgo_route_free);
    }
}

/* A name with very many addresses may be an attack: their number is limited. */
static void
test_limit (Fixture *f, gconstpointer data)
{
  guint i, n = 0;

  for (i = 0; i < 40; i++)
    {
      g_autofree char *address = g_strdup_printf ("10.1.0.%u", i + 1);

      sipgo_simulated_network_add_name (f->network, "many.test", address);
    }
  begin (f, "sip:many.test");
  while (take (f))
    n++;
  g_assert_cmpuint (n, ==, 16);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transport/route/", name, NULL);

  g_test_add (path, Fixture, NULL, setup_simulated, func, teardown_simulated);
}

int
main (int argc, char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/route/", cases[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), setup, test_case, teardown);
    }
  g_test_add ("/transport/route/unknown-host", Fixture, NULL, setup, test_unknown_host, teardown);
  g_test_add ("/transport/route/secure", Fixture, NULL, setup, test_secure, teardown);
  g_test_add ("/transport/route/verified-name", Fixture, NULL, setup, test_verified_name, teardown);
  g_test_add ("/transport/route/unknown-transport", Fixture, NULL, setup, test_unknown_transport, teardown);
  g_test_add ("/transport/route/lazy", Fixture, NULL, setup, test_lazy, teardown);
  g_test_add ("/transport/route/hops", Fixture, NULL, setup, test_hops, teardown);
  g_test_add ("/transport/route/hops/without-targets", Fixture, NULL, setup, test_hops_without_targets, teardown);
  g_test_add ("/transport/route/freed/numeric", Fixture, "sip:192.0.2.1", setup, test_freed, teardown);
  g_test_add ("/transport/route/freed/name", Fixture, "sip:service.test", setup, test_freed, teardown);
  for (i = 0; i < G_N_ELEMENTS (zones); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/route/zone/", zones[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), setup_simulated, test_zone, teardown_simulated);
    }
  add ("naptr-name", test_naptr_name);
  add ("silent-naptr", test_silent_naptr);
  add ("network", test_network);
  add ("flows", test_flows);
  add ("avoided", test_avoided);
  add ("order", test_order);
  add ("rewind", test_rewind);
  add ("must-be-secure", test_must_be_secure);
  add ("limit", test_limit);
  return g_test_run ();
}

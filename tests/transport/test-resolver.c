/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-error.h"
#include "transport-util.h"

/* --- a name server of our own: "name" lines of addresses, and services --- */

#define FAKE_TYPE_RESOLVER (fake_resolver_get_type ())
G_DECLARE_FINAL_TYPE (FakeResolver, fake_resolver, FAKE, RESOLVER, GResolver)

struct _FakeResolver
{
  GResolver parent;
  GString *asked;
};

G_DEFINE_FINAL_TYPE (FakeResolver, fake_resolver, G_TYPE_RESOLVER)

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

static GList *
make_addresses (const char *name)
{
  GList *addresses = NULL;

  if (strcmp (name, "one.test") == 0)
    addresses = g_list_append (addresses, g_inet_address_new_from_string ("192.0.2.1"));
  if (strcmp (name, "two.test") == 0)
    {
      addresses = g_list_append (addresses, g_inet_address_new_from_string ("2001:db8::2"));
      addresses = g_list_append (addresses, g_inet_address_new_from_string ("192.0.2.2"));
      addresses = g_list_append (addresses, g_inet_address_new_from_string ("192.0.2.2"));
    }
  return addresses;
}

static GList *
make_services (const char *name)
{
  GList *services = NULL;

  if (strcmp (name, "_sip._udp.service.test") == 0 || strcmp (name, "_sip._tcp.tcp.test") == 0)
    {
      services = g_list_append (services, g_srv_target_new ("one.test", 5071, 1, 1));
      services = g_list_append (services, g_srv_target_new ("gone.test", 5073, 2, 1));
      services = g_list_append (services, g_srv_target_new ("two.test", 5072, 3, 1));
    }
  return services;
}

static void
free_addresses (gpointer addresses)
{
  g_resolver_free_addresses (addresses);
}

static void
lookup_by_name (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *addresses = make_addresses (name);

  g_string_append_printf (FAKE_RESOLVER (resolver)->asked, "%s ", name);
  if (addresses)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such name");
}

static void
lookup_service (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GList *services = make_services (name);

  g_string_append_printf (FAKE_RESOLVER (resolver)->asked, "%s ", name);
  if (services)
    g_task_return_pointer (task, services, (GDestroyNotify) g_resolver_free_targets);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such service");
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_resolver_class_init (FakeResolverClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_resolver_finalize;
  G_RESOLVER_CLASS (klass)->lookup_by_name_async = lookup_by_name;
  G_RESOLVER_CLASS (klass)->lookup_by_name_finish = lookup_finish;
  G_RESOLVER_CLASS (klass)->lookup_service_async = lookup_service;
  G_RESOLVER_CLASS (klass)->lookup_service_finish = lookup_finish;
}

/* --- what came out --- */

typedef struct
{
  SipgoEnvironment *environment;
  FakeResolver *resolver;
  SipgoTransportLayer *layer;
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
  g_resolver_set_default (G_RESOLVER (f->resolver));
  net = sipgo_native_net_new (f->environment);
  f->layer = sipgo_transport_layer_new (f->environment, net, NULL);
  f->targets = g_string_new (NULL);
}

static void
teardown (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->layer, sipgo_transport_layer_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (f->resolver);
  g_string_free (f->targets, TRUE);
  g_clear_error (&f->error);
  sipgo_environment_unref (f->environment);
}

static void
resolved (const SipgoTarget *targets, guint n_targets, const GError *error, gpointer user_data)
{
  Fixture *f = user_data;
  guint i;

  f->n_called++;
  g_assert_true ((n_targets > 0) != (error != NULL));
  f->error = error ? g_error_copy (error) : NULL;
  for (i = 0; i < n_targets; i++)
    {
      g_autofree char *text = sipgo_target_to_string (&targets[i]);

      g_string_append_printf (f->targets, "%s%s ", text, targets[i].protocol_is_fixed ? "!" : "");
    }
}

static void
resolve (Fixture *f, const char *text, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SipgoUri) uri = sipgo_uri_parse (text, &error);

  g_assert_no_error (error);
  sipgo_transport_layer_resolve (f->layer, uri, cancellable, resolved, f);
  g_assert_cmpuint (f->n_called, ==, 0);
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
  { "no-service", "sip:one.test", "udp:192.0.2.1:5060 ", "_sip._udp.one.test _sip._tcp.one.test one.test " },
  { "no-service-tcp", "sip:one.test;transport=tcp", "tcp:192.0.2.1:5060! ", "_sip._tcp.one.test one.test " },
  { "service", "sip:service.test", "udp:192.0.2.1:5071 udp:[2001:db8::2]:5072 udp:192.0.2.2:5072 ",
    "_sip._udp.service.test one.test gone.test two.test " },
  { "service-tcp", "sip:tcp.test", "tcp:192.0.2.1:5071 tcp:[2001:db8::2]:5072 tcp:192.0.2.2:5072 ",
    "_sip._udp.tcp.test _sip._tcp.tcp.test one.test gone.test two.test " },
};

static void
test_case (Fixture *f, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);

  resolve (f, cases[i].uri, NULL);
  WAIT_FOR (f->environment, f->n_called > 0);
  g_assert_no_error (f->error);
  g_assert_cmpstr (f->targets->str, ==, cases[i].targets);
  g_assert_cmpstr (f->resolver->asked->str, ==, cases[i].asked);
}

static void
check_error (Fixture *f, const char *uri, int code, const char *text)
{
  resolve (f, uri, NULL);
  WAIT_FOR (f->environment, f->n_called > 0);
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
  check_error (f, "sips:bob@one.test", SIPGO_ERROR_UNSUPPORTED, "TLS");
}

static void
test_unknown_transport (Fixture *f, gconstpointer data)
{
  check_error (f, "sip:one.test;transport=sctp", SIPGO_ERROR_UNSUPPORTED, "sctp");
}

static void
test_cancelled (Fixture *f, gconstpointer uri)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  resolve (f, uri, cancellable);
  g_cancellable_cancel (cancellable);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->n_called, ==, 0);
}

static void
test_layer_gone (Fixture *f, gconstpointer uri)
{
  resolve (f, uri, NULL);
  g_clear_pointer (&f->layer, sipgo_transport_layer_free);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (f->n_called, ==, 0);
}

static void
test_network (void)
{
  g_autoptr (SipgoEnvironment) environment = sipgo_environment_new_virtual (1);
  g_autoptr (SipgoNetwork) network = sipgo_network_new (environment);
  g_autoptr (SipgoNet) host = sipgo_network_add_host (network);
  Fixture f = { .environment = environment, .targets = g_string_new (NULL) };

  sipgo_network_add_name (network, "Bob.test", "10.0.0.2");
  sipgo_network_add_name (network, "bob.test", "fd00::2");
  f.layer = sipgo_transport_layer_new (environment, host, NULL);
  resolve (&f, "sip:bob@BOB.test;transport=tcp", NULL);
  WAIT_FOR (environment, f.n_called > 0);
  g_assert_cmpstr (f.targets->str, ==, "tcp:10.0.0.2:5060! tcp:[fd00::2]:5060! ");
  f.n_called = 0;
  check_error (&f, "sip:nobody.test", SIPGO_ERROR_UNREACHABLE, "nobody.test");
  sipgo_transport_layer_free (f.layer);
  g_clear_error (&f.error);
  g_string_free (f.targets, TRUE);
}

int
main (int argc, char *argv[])
{
  guint i;

  g_test_init (&argc, &argv, NULL);
  for (i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/transport/resolver/", cases[i].name, NULL);

      g_test_add (path, Fixture, GUINT_TO_POINTER (i), setup, test_case, teardown);
    }
  g_test_add ("/transport/resolver/unknown-host", Fixture, NULL, setup, test_unknown_host, teardown);
  g_test_add ("/transport/resolver/secure", Fixture, NULL, setup, test_secure, teardown);
  g_test_add ("/transport/resolver/unknown-transport", Fixture, NULL, setup, test_unknown_transport, teardown);
  g_test_add ("/transport/resolver/cancelled/numeric", Fixture, "sip:192.0.2.1", setup, test_cancelled, teardown);
  g_test_add ("/transport/resolver/cancelled/name", Fixture, "sip:service.test", setup, test_cancelled, teardown);
  g_test_add ("/transport/resolver/layer-gone/numeric", Fixture, "sip:192.0.2.1", setup, test_layer_gone, teardown);
  g_test_add ("/transport/resolver/layer-gone/name", Fixture, "sip:service.test", setup, test_layer_gone, teardown);
  g_test_add_func ("/transport/resolver/network", test_network);
  return g_test_run ();
}

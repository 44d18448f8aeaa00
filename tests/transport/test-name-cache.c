/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-simulated-network-private.h"
#include "libsipgo/transport/sipgo-name-cache-private.h"

typedef struct
{
  SipgoEnvironment *environment;
  SipgoSimulatedNetwork *network;
  SipgoSimulatedDns *dns;
  SipgoNet *host;
  SipgoNameCache *cache;
  GCancellable *cancellable;
  guint n_answers;
  guint n_records;
  guint n_errors;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->environment = sipgo_environment_new_virtual (1);
  f->network = sipgo_simulated_network_new (f->environment);
  f->dns = sipgo_simulated_network_get_dns (f->network);
  f->host = sipgo_simulated_network_add_host (f->network);
  f->cache = sipgo_name_cache_new (f->environment, f->host);
  f->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_pointer (&f->cache, sipgo_name_cache_free);
  g_object_unref (f->cancellable);
  sipgo_net_unref (f->host);
  sipgo_simulated_network_unref (f->network);
  g_assert_cmpuint (sipgo_environment_count_timers (f->environment), ==, 0);
  sipgo_environment_unref (f->environment);
}

static void
note (SipgoDnsAnswer *answer, gpointer user_data)
{
  Fixture *f = user_data;

  f->n_answers++;
  f->n_records += answer->records->len;
  f->n_errors += answer->error != NULL;
}

static void
ask (Fixture *f, const char *name)
{
  sipgo_name_cache_look_up (f->cache, SIPGO_DNS_RECORD_TYPE_ADDRESS, name, FALSE, f->cancellable, note, f);
}

static void
note_time (gpointer is_over)
{
  *(gboolean *) is_over = TRUE;
}

static void
advance (SipgoEnvironment *environment, gint64 delay_us)
{
  gboolean is_over = FALSE;
  SipgoTimer timer = { 0 };

  sipgo_environment_set_timer (environment, &timer, delay_us, note_time, &is_over);
  while (!is_over)
    sipgo_environment_step (environment);
}

/* Whether the name server was asked since the last call. */
static void
check_asked (Fixture *f, const char *names)
{
  g_autofree char *asked = sipgo_simulated_dns_take_asked (f->dns);

  g_assert_cmpstr (asked, ==, names);
}

static void
set_manner (Fixture *f, const char *name, SipgoDnsManner manner)
{
  sipgo_simulated_dns_set_manner (f->dns, SIPGO_DNS_RECORD_TYPE_ADDRESS, name, &manner);
}

static void
test_ttl (Fixture *f, gconstpointer data)
{
  sipgo_simulated_dns_add_address (f->dns, "a.test", "10.0.0.2");
  set_manner (f, "a.test", (SipgoDnsManner) { .ttl = 100 });
  ask (f, "a.test");
  ask (f, "A.Test");
  check_asked (f, "a.test ");
  advance (f->environment, SIPGO_SECONDS (99));
  ask (f, "a.test");
  check_asked (f, "");
  /* The answer changes: the old one is used as long as its TTL says. */
  sipgo_simulated_dns_add_address (f->dns, "a.test", "10.0.0.3");
  ask (f, "a.test");
  g_assert_cmpuint (f->n_records, ==, 4);
  advance (f->environment, SIPGO_SECONDS (1));
  ask (f, "a.test");
  check_asked (f, "a.test ");
  g_assert_cmpuint (f->n_records, ==, 6);
  g_assert_cmpuint (f->n_answers, ==, 5);
}

static void
test_no_ttl (Fixture *f, gconstpointer data)
{
  sipgo_simulated_dns_add_address (f->dns, "a.test", "10.0.0.2");
  set_manner (f, "a.test", (SipgoDnsManner) { .ttl = 0 });
  ask (f, "a.test");
  ask (f, "a.test");
  check_asked (f, "a.test a.test ");
  g_assert_cmpuint (sipgo_name_cache_count (f->cache), ==, 0);
}

/* No records for half a minute, an error for five seconds; anew asks again at once. */
static void
test_negative (Fixture *f, gconstpointer data)
{
  ask (f, "none.test");
  advance (f->environment, SIPGO_SECONDS (29));
  ask (f, "none.test");
  check_asked (f, "none.test ");
  sipgo_name_cache_look_up (f->cache, SIPGO_DNS_RECORD_TYPE_ADDRESS, "none.test", TRUE, f->cancellable, note, f);
  check_asked (f, "none.test ");
  set_manner (f, "bad.test", (SipgoDnsManner) { .fails = TRUE });
  ask (f, "bad.test");
  advance (f->environment, SIPGO_SECONDS (4));
  ask (f, "bad.test");
  check_asked (f, "bad.test ");
  g_assert_cmpuint (f->n_errors, ==, 2);
  advance (f->environment, SIPGO_SECONDS (1));
  ask (f, "bad.test");
  check_asked (f, "bad.test ");
}

/* Requests that ask at the same time share the query; who does not wait any more is not called. */
static void
test_shared (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) impatient = g_cancellable_new ();
  guint i;

  sipgo_simulated_dns_add_address (f->dns, "a.test", "10.0.0.2");
  set_manner (f, "a.test", (SipgoDnsManner) { .ttl = 60, .delay_us = SIPGO_SECONDS (1) });
  for (i = 0; i < 100; i++)
    ask (f, "a.test");
  sipgo_name_cache_look_up (f->cache, SIPGO_DNS_RECORD_TYPE_ADDRESS, "a.test", FALSE, impatient, note, f);
  g_cancellable_cancel (impatient);
  g_assert_cmpuint (f->n_answers, ==, 0);
  advance (f->environment, SIPGO_SECONDS (1));
  g_assert_cmpuint (f->n_answers, ==, 100);
  check_asked (f, "a.test ");
}

static void
test_silent (Fixture *f, gconstpointer data)
{
  set_manner (f, "a.test", (SipgoDnsManner) { .is_silent = TRUE });
  ask (f, "a.test");
  advance (f->environment, SIPGO_SECONDS (11));
  g_assert_cmpuint (f->n_answers, ==, 0);
  advance (f->environment, SIPGO_SECONDS (1));
  g_assert_cmpuint (f->n_errors, ==, 1);
  g_assert_cmpuint (f->n_answers, ==, 1);
}

/* After a change of network nothing is kept of the old one, also not what was on its way. Who waits is answered. */
static void
test_clear (Fixture *f, gconstpointer data)
{
  sipgo_simulated_dns_add_address (f->dns, "a.test", "10.0.0.2");
  sipgo_simulated_dns_add_address (f->dns, "slow.test", "10.0.0.2");
  set_manner (f, "slow.test", (SipgoDnsManner) { .ttl = 60, .delay_us = SIPGO_SECONDS (1) });
  ask (f, "a.test");
  ask (f, "slow.test");
  sipgo_name_cache_clear (f->cache);
  check_asked (f, "a.test slow.test ");
  ask (f, "a.test");
  ask (f, "slow.test");
  check_asked (f, "a.test slow.test ");
  advance (f->environment, SIPGO_SECONDS (1));
  g_assert_cmpuint (f->n_answers, ==, 4);
  g_assert_cmpuint (f->n_records, ==, 4);
  sipgo_name_cache_clear (f->cache);
  ask (f, "slow.test");
  sipgo_name_cache_clear (f->cache);
  advance (f->environment, SIPGO_SECONDS (1));
  g_assert_cmpuint (f->n_answers, ==, 5);
  g_assert_cmpuint (sipgo_name_cache_count (f->cache), ==, 0);
}

/* The number of answers is limited, and so are the records of one. */
static void
test_limits (Fixture *f, gconstpointer data)
{
  guint i;

  for (i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("host%u.test", i);
      g_autofree char *address = g_strdup_printf ("10.%u.%u.1", i / 256, i % 256);

      sipgo_simulated_dns_add_address (f->dns, name, address);
      sipgo_simulated_dns_add_address (f->dns, "many.test", address);
      ask (f, name);
    }
  g_assert_cmpuint (sipgo_name_cache_count (f->cache), ==, 512);
  f->n_records = 0;
  ask (f, "many.test");
  g_assert_cmpuint (f->n_records, ==, 64);
}

static void
free_cache (SipgoDnsAnswer *answer, gpointer user_data)
{
  Fixture *f = user_data;

  note (answer, f);
  g_clear_pointer (&f->cache, sipgo_name_cache_free);
}

static void
test_freed_by_a_waiter (Fixture *f, gconstpointer data)
{
  set_manner (f, "a.test", (SipgoDnsManner) { .ttl = 60, .delay_us = SIPGO_SECONDS (1) });
  sipgo_name_cache_look_up (f->cache, SIPGO_DNS_RECORD_TYPE_ADDRESS, "a.test", FALSE, f->cancellable, free_cache, f);
  advance (f->environment, SIPGO_SECONDS (1));
  g_assert_cmpuint (f->n_answers, ==, 1);
  g_assert_null (f->cache);
}

static void
test_freed (Fixture *f, gconstpointer data)
{
  set_manner (f, "a.test", (SipgoDnsManner) { .ttl = 60, .delay_us = SIPGO_SECONDS (1) });
  ask (f, "a.test");
  g_clear_pointer (&f->cache, sipgo_name_cache_free);
  advance (f->environment, SIPGO_SECONDS (2));
  g_assert_cmpuint (f->n_answers, ==, 0);
}

static void
add (const char *name, void (*func) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/transport/name-cache/", name, NULL);

  g_test_add (path, Fixture, NULL, set_up, func, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("ttl", test_ttl);
  add ("no-ttl", test_no_ttl);
  add ("negative", test_negative);
  add ("shared", test_shared);
  add ("silent", test_silent);
  add ("clear", test_clear);
  add ("limits", test_limits);
  add ("freed-by-a-waiter", test_freed_by_a_waiter);
  add ("freed", test_freed);
  return g_test_run ();
}

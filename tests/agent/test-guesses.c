/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What each source address has tried in a minute. */
#include "libsipgo/agent/sipgo-guesses-private.h"
#include "libsipgo/base/sipgo-environment-private.h"

static SipgoAddress
parse (const char *host, guint port)
{
  SipgoAddress address;

  g_assert_true (sipgo_address_parse (&address, host, port));
  return address;
}

static void
count (SipgoGuesses *attempts, const char *host, guint port, gint64 now)
{
  SipgoAddress address = parse (host, port);

  sipgo_guesses_count (attempts, &address, now);
}

static guint
get (SipgoGuesses *attempts, const char *host, gint64 now)
{
  SipgoAddress address = parse (host, 9);

  return sipgo_guesses_get (attempts, &address, now);
}

static void
test_window (void)
{
  g_autoptr (SipgoGuesses) attempts = sipgo_guesses_new ();

  count (attempts, "192.0.2.1", 1, 0);
  count (attempts, "192.0.2.1", 2, SIPGO_SECONDS (59));
  count (attempts, "192.0.2.2", 1, SIPGO_SECONDS (30));
  g_assert_cmpuint (get (attempts, "192.0.2.1", SIPGO_SECONDS (59)), ==, 2);
  g_assert_cmpuint (get (attempts, "192.0.2.2", SIPGO_SECONDS (59)), ==, 1);
  g_assert_cmpuint (get (attempts, "192.0.2.3", SIPGO_SECONDS (59)), ==, 0);
  g_assert_cmpuint (get (attempts, "192.0.2.1", SIPGO_SECONDS (60)), ==, 0);
  g_assert_cmpuint (get (attempts, "192.0.2.2", SIPGO_SECONDS (60)), ==, 1);
}

/* One host has all addresses of a /64. */
static void
test_ipv6 (void)
{
  g_autoptr (SipgoGuesses) attempts = sipgo_guesses_new ();

  count (attempts, "2001:db8:0:1::1", 1, 0);
  count (attempts, "2001:db8:0:1:ffff:ffff:ffff:ffff", 1, 0);
  g_assert_cmpuint (get (attempts, "2001:db8:0:1::2", 0), ==, 2);
  g_assert_cmpuint (get (attempts, "2001:db8:0:2::1", 0), ==, 0);
}

/* The memory is bounded: the source whose window began first is forgotten. */
static void
test_bounded (void)
{
  g_autoptr (SipgoGuesses) attempts = sipgo_guesses_new ();
  guint i;

  for (i = 0; i < 8193; i++)
    {
      g_autofree char *host = g_strdup_printf ("10.1.%u.%u", i / 256, i % 256);

      count (attempts, host, 1, i);
    }
  g_assert_cmpuint (get (attempts, "10.1.0.0", i), ==, 0);
  g_assert_cmpuint (get (attempts, "10.1.0.1", i), ==, 1);
  g_assert_cmpuint (get (attempts, "10.1.32.0", i), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/guesses/window", test_window);
  g_test_add_func ("/guesses/ipv6", test_ipv6);
  g_test_add_func ("/guesses/bounded", test_bounded);
  return g_test_run ();
}

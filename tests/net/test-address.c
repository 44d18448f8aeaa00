/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/net/sipgo-address-private.h"

static const struct
{
  const char *host;
  const char *formatted;      /* NULL: no address */
} hosts[] = {
  { "127.0.0.1", "127.0.0.1:5060" },
  { "0.10.99.100", "0.10.99.100:5060" },
  { "255.255.255.255", "255.255.255.255:5060" },
  { "::1", "[::1]:5060" },
  { "[::1]", "[::1]:5060" },
  { "[2001:DB8::0:1]", "[2001:db8::1]:5060" },
  { "[::ffff:192.0.2.1]", "[::ffff:192.0.2.1]:5060" },
  { "", NULL },
  { "[", NULL },
  { "[]", NULL },
  { "]", NULL },
  { "[::1", NULL },
  { "127.0.0", NULL },
  { "127.0.0.1.", NULL },
  { "0x7f.1", NULL },
  { "1.2.3.256", NULL },
  { "[127.0.0.1]", NULL },
  { "example.com", NULL },
  { "2001:db8:2001:db8:2001:db8:2001:db8:2001:db8:2001:db8:2001:db8", NULL },
};

static void
test_parse (void)
{
  char text[SIPGO_ADDRESS_TEXT_LENGTH];
  guint i;

  for (i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      SipgoAddress address;

      g_test_message ("\"%s\"", hosts[i].host);
      g_assert_cmpint (sipgo_address_parse (&address, hosts[i].host, 5060), ==, hosts[i].formatted != NULL);
      if (hosts[i].formatted)
        g_assert_cmpstr (sipgo_address_format (&address, text), ==, hosts[i].formatted);
    }
}

static void
test_port_range (void)
{
  SipgoAddress address;

  g_assert_true (sipgo_address_parse (&address, "127.0.0.1", 65535));
  g_assert_cmpuint (sipgo_address_get_port (&address), ==, 65535);
  g_assert_false (sipgo_address_parse (&address, "127.0.0.1", 65536));
}

static void
test_equal (void)
{
  SipgoAddress a, b, c, d;

  sipgo_address_parse (&a, "192.0.2.1", 5060);
  sipgo_address_parse (&b, "192.0.2.1", 5061);
  sipgo_address_parse (&c, "[2001:db8::1]", 5060);
  sipgo_address_parse (&d, "2001:DB8:0::1", 5060);
  g_assert_true (sipgo_address_equal_host (&a, &b));
  g_assert_false (sipgo_address_equal (&a, &b));
  g_assert_false (sipgo_address_equal_host (&a, &c));
  g_assert_true (sipgo_address_equal (&c, &d));
  g_assert_cmpuint (sipgo_address_hash (&c), ==, sipgo_address_hash (&d));
  g_assert_cmpuint (sipgo_address_hash (&a), !=, sipgo_address_hash (&b));
  g_assert_false (sipgo_address_is_any (&a));
  sipgo_address_parse (&a, "0.0.0.0", 1);
  sipgo_address_parse (&c, "::", 1);
  g_assert_true (sipgo_address_is_any (&a));
  g_assert_true (sipgo_address_is_any (&c));
}

/* Ports of one host, and hosts with one port, are spread over the buckets of a table. */
static void
test_hash_spreads (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  SipgoAddress address;
  guint i;

  for (i = 0; i < 4096; i++)
    {
      g_autofree char *host = g_strdup_printf ("10.0.%u.%u", i >> 8, i & 255);

      sipgo_address_parse (&address, host, 5060);
      g_hash_table_add (seen, GUINT_TO_POINTER (1 + sipgo_address_hash (&address) % 8192));
      sipgo_address_parse (&address, "10.0.0.1", 1024 + i);
      g_hash_table_add (seen, GUINT_TO_POINTER (1 + sipgo_address_hash (&address) % 8192));
    }
  g_assert_cmpuint (g_hash_table_size (seen), >, 4800);      /* 8192 × (1 − 1/e) = 5178 if random */
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/address/parse", test_parse);
  g_test_add_func ("/net/address/port-range", test_port_range);
  g_test_add_func ("/net/address/equal", test_equal);
  g_test_add_func ("/net/address/hash-spreads", test_hash_spreads);
  return g_test_run ();
}

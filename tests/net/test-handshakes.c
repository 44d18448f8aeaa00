/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The limits of handshakes under way. */
#include "libsipgo/net/sipgo-handshakes-private.h"

static void
test_limits (void)
{
  SipgoHandshakes handshakes;
  SipgoAddress first, same_host, others[3];
  guint i;

  sipgo_handshakes_init (&handshakes);
  sipgo_handshakes_limit (&handshakes, 8);
  sipgo_address_parse (&first, "192.0.2.1", 49152);
  sipgo_address_parse (&same_host, "192.0.2.1", 49153);
  for (i = 0; i < G_N_ELEMENTS (others); i++)
    {
      sipgo_address_parse (&others[i], "2001:db8::1", 1024 + i);
      others[i].v6.sin6_addr.s6_addr[15] = i;
    }
  g_assert_true (sipgo_handshakes_begin (&handshakes, &first));
  g_assert_true (sipgo_handshakes_begin (&handshakes, &same_host));
  g_assert_false (sipgo_handshakes_begin (&handshakes, &first));
  sipgo_handshakes_end (&handshakes, &first);
  g_assert_true (sipgo_handshakes_begin (&handshakes, &first));
  for (i = 0; i < 6; i++)
    g_assert_true (sipgo_handshakes_begin (&handshakes, &others[i / 2]));
  sipgo_handshakes_end (&handshakes, &first);
  sipgo_handshakes_limit (&handshakes, 7);
  g_assert_false (sipgo_handshakes_begin (&handshakes, &first));
  g_assert_cmpuint (handshakes.n_refused, ==, 2);
  g_assert_cmpuint (handshakes.n_under_way, ==, 7);
  sipgo_handshakes_end (&handshakes, &same_host);
  for (i = 0; i < 6; i++)
    sipgo_handshakes_end (&handshakes, &others[i / 2]);
  g_assert_cmpuint (handshakes.n_under_way, ==, 0);
  g_assert_cmpuint (g_hash_table_size (handshakes.per_host), ==, 0);
  sipgo_handshakes_clear (&handshakes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/handshakes/limits", test_limits);
  return g_test_run ();
}

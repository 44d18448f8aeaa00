/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/base/sipgo-random-private.h"

#define N 100000
#define N_BUCKETS 20

static void
test_seed_repeats (void)
{
  g_autoptr (SipgoRandom) a = sipgo_random_new_seeded (42);
  g_autoptr (SipgoRandom) b = sipgo_random_new_seeded (42);
  g_autoptr (SipgoRandom) c = sipgo_random_new_seeded (43);
  guint n_equal = 0;
  guint i;

  for (i = 0; i < 1000; i++)
    {
      guint64 value = sipgo_random_next (a);

      g_assert_cmpuint (value, ==, sipgo_random_next (b));
      n_equal += value == sipgo_random_next (c);
    }
  g_assert_cmpuint (n_equal, ==, 0);
}

/* The count of each bucket is within six standard deviations of the expected count. */
static void
check_even (SipgoRandom *random)
{
  guint buckets[N_BUCKETS] = { 0 };
  double expected = (double) N / N_BUCKETS;
  guint i;

  for (i = 0; i < N; i++)
    {
      guint32 value = sipgo_random_below (random, N_BUCKETS);

      g_assert_cmpuint (value, <, N_BUCKETS);
      buckets[value]++;
    }
  for (i = 0; i < N_BUCKETS; i++)
    g_assert_true (ABS (buckets[i] - expected) * ABS (buckets[i] - expected) < 36 * expected);
}

static void
test_below (void)
{
  g_autoptr (SipgoRandom) seeded = sipgo_random_new_seeded (1);
  g_autoptr (SipgoRandom) real = sipgo_random_new ();
  guint i;

  check_even (seeded);
  check_even (real);
  for (i = 0; i < 100; i++)
    g_assert_cmpuint (sipgo_random_below (real, 1), ==, 0);
}

static void
test_unit (void)
{
  g_autoptr (SipgoRandom) random = sipgo_random_new_seeded (2);
  double sum = 0;
  guint i;

  for (i = 0; i < N; i++)
    {
      double value = sipgo_random_unit (random);

      g_assert_true (value >= 0 && value < 1);
      sum += value;
    }
  g_assert_cmpfloat_with_epsilon (sum / N, 0.5, 0.01);
}

static void
test_token (void)
{
  g_autoptr (SipgoRandom) random = sipgo_random_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint i;

  for (i = 0; i < 10000; i++)
    {
      char *token = sipgo_random_dup_token (random, NULL);

      g_assert_cmpuint (strlen (token), ==, SIPGO_TOKEN_LENGTH);
      g_assert_cmpuint (strspn (token, "abcdefghijklmnopqrstuvwxyz0123456789"), ==, SIPGO_TOKEN_LENGTH);
      g_assert_true (g_hash_table_add (seen, token));
    }
}

static void
test_token_prefix (void)
{
  g_autoptr (SipgoRandom) random = sipgo_random_new_seeded (3);
  g_autofree char *branch = sipgo_random_dup_token (random, "z9hG4bK");

  g_assert_true (g_str_has_prefix (branch, "z9hG4bK"));
  g_assert_cmpuint (strlen (branch), ==, strlen ("z9hG4bK") + SIPGO_TOKEN_LENGTH);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/random/seed-repeats", test_seed_repeats);
  g_test_add_func ("/base/random/below", test_below);
  g_test_add_func ("/base/random/unit", test_unit);
  g_test_add_func ("/base/random/token", test_token);
  g_test_add_func ("/base/random/token-prefix", test_token_prefix);
  return g_test_run ();
}

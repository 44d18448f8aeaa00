/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/media/sipgo-dtmf-digits-private.h"

#define MS(ms) ((gint64) (ms) * 1000)

/* Both ways within a second, and the time that the digit sounded: one key. */
static void
test_both_ways (void)
{
  SipgoDtmfDigits digits = { 0 };

  g_assert_true (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_EVENT, MS (0)));
  g_assert_false (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_INFO, MS (1100)));
  /* That was the other half of the first; this is another key. */
  g_assert_true (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_INFO, MS (1100)));
  g_assert_false (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_EVENT, MS (1200)));
}

static void
test_others (void)
{
  SipgoDtmfDigits digits = { 0 };

  g_assert_true (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_EVENT, MS (0)));
  /* The same way, another digit, or too late. */
  g_assert_true (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_EVENT, MS (100)));
  g_assert_true (sipgo_dtmf_digits_note (&digits, '2', 100, SIPGO_DTMF_BY_INFO, MS (100)));
  g_assert_true (sipgo_dtmf_digits_note (&digits, '1', 100, SIPGO_DTMF_BY_INFO, MS (1301)));
  /* A long key may be told at its start by one way. */
  g_assert_true (sipgo_dtmf_digits_note (&digits, '5', 0, SIPGO_DTMF_BY_INFO, MS (2000)));
  g_assert_false (sipgo_dtmf_digits_note (&digits, '5', 4000, SIPGO_DTMF_BY_EVENT, MS (6900)));
}

/* The oldest are forgotten, and nothing else breaks. */
static void
test_many (void)
{
  SipgoDtmfDigits digits = { 0 };
  guint i;

  for (i = 0; i < 3 * SIPGO_DTMF_MAX_DIGITS; i++)
    g_assert_true (sipgo_dtmf_digits_note (&digits, '7', 100, SIPGO_DTMF_BY_EVENT, MS (i)));
  for (i = 0; i < SIPGO_DTMF_MAX_DIGITS; i++)
    g_assert_false (sipgo_dtmf_digits_note (&digits, '7', 100, SIPGO_DTMF_BY_INFO, MS (100)));
  g_assert_true (sipgo_dtmf_digits_note (&digits, '7', 100, SIPGO_DTMF_BY_INFO, MS (100)));
}

static void
test_events (void)
{
  static const char all[] = "0123456789*#ABCD";
  guint i;

  for (i = 0; all[i]; i++)
    {
      g_assert_cmpint (sipgo_dtmf_digit_to_event (all[i]), ==, i);
      g_assert_cmpint (sipgo_dtmf_digit_of_event (i), ==, all[i]);
      g_assert_cmpint (sipgo_dtmf_digit_check (all[i]), ==, all[i]);
    }
  g_assert_cmpint (sipgo_dtmf_digit_to_event ('d'), ==, 15);
  g_assert_cmpint (sipgo_dtmf_digit_check ('d'), ==, 'D');
  g_assert_cmpint (sipgo_dtmf_digit_check ('E'), ==, '\0');
  g_assert_cmpint (sipgo_dtmf_digit_check ('\0'), ==, '\0');
  g_assert_cmpint (sipgo_dtmf_digit_to_event ('E'), ==, -1);
  g_assert_cmpint (sipgo_dtmf_digit_to_event ('\0'), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/media/dtmf-digits/both-ways", test_both_ways);
  g_test_add_func ("/media/dtmf-digits/others", test_others);
  g_test_add_func ("/media/dtmf-digits/many", test_many);
  g_test_add_func ("/media/dtmf-digits/events", test_events);
  return g_test_run ();
}

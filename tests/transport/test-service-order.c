/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "libsipgo/transport/sipgo-service-order-private.h"

static void
add (SipgoDnsAnswer *answer, guint first, guint second, const char *name, const char *flags, const char *service)
{
  SipgoDnsRecord record = { .first = first, .second = second, .name = g_strdup (name), .flags = g_strdup (flags),
                            .service = g_strdup (service) };

  sipgo_dns_answer_take (answer, record, 60);
}

static char *
join (GPtrArray *order)
{
  GString *text = g_string_new (NULL);
  guint i;

  for (i = 0; i < order->len; i++)
    g_string_append (text, ((SipgoDnsRecord *) order->pdata[i])->name);
  g_ptr_array_unref (order);
  return g_string_free (text, FALSE);
}

static void
test_priorities (void)
{
  g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_new ();
  g_autoptr (SipgoRandom) random = sipgo_random_new_seeded (1);
  guint i;

  add (answer, 20, 100, "c", NULL, NULL);
  add (answer, 10, 0, "a", NULL, NULL);
  add (answer, 65535, 65535, "d", NULL, NULL);
  add (answer, 15, 1, "b", NULL, NULL);
  for (i = 0; i < 100; i++)
    {
      g_autofree char *order = join (sipgo_service_order_srv (answer, random));

      g_assert_cmpstr (order, ==, "abcd");
    }
}

/* Each server is the first as often as its weight says, and the second as often among those that remain. */
static void
test_weights (void)
{
  g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_new ();
  guint n_first[3] = { 0 }, n_second_after_a[3] = { 0 };
  guint i;

  add (answer, 1, 60, "a", NULL, NULL);
  add (answer, 1, 30, "b", NULL, NULL);
  add (answer, 1, 10, "c", NULL, NULL);
  for (i = 0; i < 10000; i++)
    {
      g_autoptr (SipgoRandom) random = sipgo_random_new_seeded (i);
      g_autofree char *order = join (sipgo_service_order_srv (answer, random));

      g_assert_cmpuint (strlen (order), ==, 3);
      n_first[order[0] - 'a']++;
      if (order[0] == 'a')
        n_second_after_a[order[1] - 'a']++;
    }
  g_assert_cmpuint (n_first[0], >, 5700);
  g_assert_cmpuint (n_first[0], <, 6300);
  g_assert_cmpuint (n_first[1], >, 2700);
  g_assert_cmpuint (n_first[1], <, 3300);
  g_assert_cmpuint (n_first[2], >, 850);
  g_assert_cmpuint (n_first[2], <, 1200);
  g_assert_cmpuint (n_second_after_a[0], ==, 0);
  g_assert_cmpuint (n_second_after_a[1], >, 2 * n_second_after_a[2]);
  g_assert_cmpuint (n_second_after_a[1], <, 4 * n_second_after_a[2]);
}

/* RFC 2782: weight 0 has a very small chance beside other weights, but has one. */
static void
test_no_weight (void)
{
  g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_new ();
  guint n = 0, i;

  add (answer, 1, 99, "a", NULL, NULL);
  add (answer, 1, 0, "b", NULL, NULL);
  for (i = 0; i < 10000; i++)
    {
      g_autoptr (SipgoRandom) random = sipgo_random_new_seeded (i);
      g_autofree char *order = join (sipgo_service_order_srv (answer, random));

      n += order[0] == 'b';
    }
  g_assert_cmpuint (n, >, 50);
  g_assert_cmpuint (n, <, 160);
}

static void
test_naptr (void)
{
  g_autoptr (SipgoDnsAnswer) answer = sipgo_dns_answer_new ();
  g_autofree char *plain = NULL;
  g_autofree char *secure = NULL;

  add (answer, 2, 1, "e", "s", "SIP+D2W");
  add (answer, 1, 9, "d", "S", "sip+d2u");
  add (answer, 1, 2, "c", "s", "SIP+D2T");
  add (answer, 1, 1, "b", "s", "SIPS+D2T");
  add (answer, 0, 1, "u", "u", "SIP+D2U");           /* a regular expression */
  add (answer, 0, 1, "s", "s", "SIP+D2S");           /* SCTP */
  add (answer, 0, 1, "w", "s", "SIPS+D2W");
  add (answer, 0, 1, "m", "s", "E2U+sip");
  add (answer, 0, 1, "", "s", "SIP+D2U");
  add (answer, 9, 0, "z", "s", "SIPS+D2T");
  plain = join (sipgo_service_order_naptr (answer, FALSE));
  secure = join (sipgo_service_order_naptr (answer, TRUE));
  g_assert_cmpstr (plain, ==, "bcdez");
  g_assert_cmpstr (secure, ==, "bz");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/transport/service-order/priorities", test_priorities);
  g_test_add_func ("/transport/service-order/weights", test_weights);
  g_test_add_func ("/transport/service-order/no-weight", test_no_weight);
  g_test_add_func ("/transport/service-order/naptr", test_naptr);
  return g_test_run ();
}

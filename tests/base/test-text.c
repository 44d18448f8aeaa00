/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "libsipgo/base/sipgo-text-private.h"

static void
test_uint (void)
{
  const guint64 numbers[] = { 0, 9, 10, 5060, G_MAXUINT32, G_MAXUINT64 };
  guint i;

  for (i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autoptr (GString) text = g_string_new ("x");
      g_autofree char *expected = g_strdup_printf ("x%" G_GUINT64_FORMAT, numbers[i]);

      sipgo_append_uint (text, numbers[i]);
      g_assert_cmpstr (text->str, ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text/uint", test_uint);
  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The version that a program is compiled against, and the one that it runs with. */
#include "libsipgo/base/sipgo-version.h"

static const struct
{
  int major, minor, micro;     /* beside the version at hand */
  gboolean is_there;
} versions[] = {
  { 0, 0, 0, TRUE },
  { 0, 0, 1, FALSE },
  { 0, 1, 0, FALSE },
  { 0, 1, -1, FALSE },
  { 1, 0, 0, FALSE },
  { 1, -1, -1, FALSE },
};

static void
test_check (void)
{
  guint i;

  for (i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      int major = SIPGO_MAJOR_VERSION + versions[i].major, minor = SIPGO_MINOR_VERSION + versions[i].minor;
      int micro = SIPGO_MICRO_VERSION + versions[i].micro;

      if (minor < 0 || micro < 0)
        continue;
      g_assert_cmpint (SIPGO_CHECK_VERSION (major, minor, micro), ==, versions[i].is_there);
      g_assert_cmpint (sipgo_check_version (major, minor, micro), ==, versions[i].is_there);
    }
  g_assert_true (sipgo_check_version (0, 0, 0));
  g_assert_true (SIPGO_CHECK_VERSION (0, 0, 0));
}

static void
test_numbers (void)
{
  g_autofree char *text = g_strdup_printf ("%u.%u.%u", sipgo_get_major_version (), sipgo_get_minor_version (),
                                           sipgo_get_micro_version ());

  g_assert_cmpstr (text, ==, SIPGO_VERSION);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/version/check", test_check);
  g_test_add_func ("/version/numbers", test_numbers);
  return g_test_run ();
}

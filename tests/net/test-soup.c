/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <sys/resource.h>

#include "libsipgo/base/sipgo-error.h"
#include "libsipgo/net/sipgo-soup-private.h"

static gboolean
is_loaded (void)
{
  g_autofree char *maps = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  return strstr (maps, "libsoup-3.0") != NULL;
}

/* When the process may open no more files, the dynamic loader cannot open the file of any library. */
static void
test_missing (void)
{
  struct rlimit usual, none;
  g_autoptr (GError) error = NULL;

  g_assert_false (is_loaded ());
  g_assert_no_errno (getrlimit (RLIMIT_NOFILE, &usual));
  none = (struct rlimit) { .rlim_cur = 0, .rlim_max = usual.rlim_max };
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &none));
  g_assert_null (sipgo_soup_load (&error));
  g_assert_no_errno (setrlimit (RLIMIT_NOFILE, &usual));
  g_assert_error (error, SIPGO_ERROR, SIPGO_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "install the package that has libsoup-3.0.so.0"));
}

static void
test_first_use (void)
{
  g_autoptr (GError) error = NULL;
  const SipgoSoup *soup;
  g_autoptr (SoupSession) session = NULL;

  g_assert_false (is_loaded ());
  soup = sipgo_soup_load (&error);
  g_assert_no_error (error);
  g_assert_true (is_loaded ());
  session = soup->session_new ();
  g_assert_cmpstr (G_OBJECT_TYPE_NAME (session), ==, "SoupSession");
  g_assert_true (sipgo_soup_load (NULL) == soup);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/soup/missing", test_missing);
  g_test_add_func ("/soup/first-use", test_first_use);
  return g_test_run ();
}
